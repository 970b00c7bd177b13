//! Measures with their figures: all of one blueprint, one of them, one of all blueprints, and those of benefits.

pub(super) mod benefits;
mod funnel;
mod points;
mod words;

use super::blueprint;
use super::context::{PageContext, fitting, row, text};
use super::kinds::PageKind;
use super::layout::{parts, rows_of};
use super::url::Url;
use super::view::{Column, Head, Link, Note, Part, Row, Value, View};
use super::wording;
use crate::analysis::measures::{self, ControlSeries, Measured};
use crate::data::{self, PageSubject};
use crate::figure::{icon, spark, spc};
use crate::graph::{EntityId, Graph};
use crate::model::Blueprint;
use crate::model::metric::Metric;
use crate::model::observations::Observation;
use crate::model::reference::EntityKind;
use words::Drawn;

/// The address of a measure of a blueprint.
pub(super) fn url(iho: &str, metric: &str) -> Url {
    Url::page(&["ihos", iho, "metrics", metric])
}

/// The address of its figures as a table for programs.
pub(super) fn csv_url(iho: &str, metric: &str) -> Url {
    Url::file(&data::FIGURES.path(&[iho, metric]))
}

/// The address of the figures of its peers.
pub(super) fn peers_url(metric: &str) -> Url {
    Url::file(&data::PEERS.path(&[metric]))
}

/// A number as it stands in a table, with the unit of its measure.
pub(super) fn with_unit(graph: &Graph, metric: &str, number: &str) -> String {
    let unit = graph.model.metrics.get(metric).and_then(|(_, it)| it.unit.known().copied());
    let words = number.parse().map_or_else(|_| number.to_owned(), crate::model::figures::decimal);
    crate::model::figures::with_unit(&words, unit)
}

/// What series with a special cause or a target show, under every table of them.
const HOW_TO_READ: &str = "Variation tells whether the latest value is more than chance. Assurance tells whether the process, as it is, \
     will reach its target. Both need 13 values or more, unless the measure says otherwise.";

/// All measures of a blueprint in one table.
pub(super) fn summary(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Part> {
    let all = measures::heads(&cx.graph.model, blueprint);
    if all.is_empty() {
        return Vec::new();
    }
    let note = format!("{HOW_TO_READ}{}", words::marks(all.iter().filter_map(latest)));
    let rows = all.iter().map(|it| {
        let link = cx.link(words::short_name(cx, it), &url(&blueprint.id, it.id));
        let first = Value::Link { link: Link { is_current: false, ..link } };
        std::iter::once(first).chain(stat_all(cx, it)).collect()
    });
    vec![Part::Table {
        id: "field_metrics".to_owned(),
        heading: "Measures at a glance".to_owned(),
        columns: columns("Measure"),
        rows: rows.collect(),
        note: Note { text: note, source: None },
    }]
}

/// One measure of every blueprint that reports it.
pub(super) fn side_by_side(cx: &PageContext<'_>, metric: &str) -> Option<Part> {
    let model = &cx.graph.model;
    let blueprints = model.blueprints.values();
    let all = blueprints.filter_map(|blueprint| {
        let id = measures::ids(blueprint).into_iter().find(|id| *id == metric)?;
        Some((blueprint, measures::head(model, blueprint, id)))
    });
    let all: Vec<(&std::sync::Arc<Blueprint>, Measured<'_>)> = all.collect();
    let marks = words::marks(all.iter().filter_map(|(_, it)| latest(it)));
    let row = |(blueprint, it): &(&std::sync::Arc<Blueprint>, Measured<'_>)| {
        let link = cx.link(blueprint.short_name(), &url(&blueprint.id, metric));
        let first = std::iter::once(Value::Link { link });
        first.chain(stat_all(cx, it)).collect()
    };
    (!all.is_empty()).then(|| Part::Table {
        id: "by_iho".to_owned(),
        heading: "In each contract".to_owned(),
        columns: columns("Contract"),
        rows: all.iter().map(row).collect(),
        note: Note {
            text: format!("{HOW_TO_READ} Contracts differ in whom they cover: a difference between them is not a judgement.{marks}"),
            source: None,
        },
    })
}

/// The point that a list shows of a measure.
fn latest<'m>(it: &Measured<'m>) -> Option<&'m Observation> {
    it.main().and_then(ControlSeries::latest)
}

fn columns(first: &str) -> Vec<Column> {
    let heads = [first, "Latest", "Period", "Target", "Variation", "Assurance", "Trend"];
    let column = |label: &str| Column::new(label, label == "Latest");
    heads.into_iter().map(column).collect()
}

/// Latest value, its period, target, variation, assurance, trend.
fn stat_all(cx: &PageContext<'_>, it: &Measured<'_>) -> Vec<Value> {
    let target = target(cx, it);
    let drawn = it.main().map(|strand| (strand, Drawn::new(cx, it, strand)));
    let Some((strand, latest, drawn)) =
        drawn.and_then(|(strand, drawn)| Some((strand, strand.latest()?, drawn)))
    else {
        let none = || text("");
        return vec![text("No figures yet"), none(), target, none(), none(), none()];
    };
    let series = drawn.series(strand);
    let assurance = match (icon::of_assurance(&series), strand.target()) {
        (Some(icon), _) => Value::Icon { icon },
        (None, None) => text("No target in force"),
        (None, Some(_)) => text("Not enough to tell"),
    };
    let trend = spark::draw(&series)
        .map_or_else(|| text("One value"), |picture| Value::Picture { picture });
    vec![
        Value::Number { text: drawn.unit.say(latest.value.map_or(f64::NAN, |it| it.value)) },
        text(period_and_markers(it, latest)),
        target,
        Value::Icon { icon: icon::of_variation(&series) },
        assurance,
        trend,
    ]
}

fn period_and_markers(it: &Measured<'_>, point: &Observation) -> String {
    let markers = point.markers();
    let space = if markers.is_empty() { "" } else { " " };
    format!("{}{space}{markers}", words::period(it.metric, point.period))
}

/// The target in force, else the next one with its day, else why there is none.
fn target(cx: &PageContext<'_>, it: &Measured<'_>) -> Value {
    let unit = words::unit(it);
    if let Some(value) = it.main().and_then(ControlSeries::target) {
        return text(unit.say_chosen(value));
    }
    let next = it.aims.iter().find(|aim| aim.by.is_none_or(|by| by >= cx.graph.today));
    if let Some(aim) = next.or(it.aims.last()) {
        let value = unit.say_chosen(aim.value);
        let words = match (aim.from, aim.by) {
            (Some(from), _) => format!("{value} from {}", wording::date(from)),
            (None, Some(by)) => format!("{value} by {}", wording::date(by)),
            (None, None) => value,
        };
        return text(words);
    }
    match it.reported.and_then(|it| it.target.silence()) {
        Some(silence) => text(silence.state.label()),
        None => text("None"),
    }
}

/// The page of a measure of a blueprint.
pub(super) static PAGE: PageKind = PageKind {
    shows: &[
        "content/ihos/{iho}/draft/metrics.yaml",
        "content/ihos/{iho}/draft/narrative/metrics.md",
        "content/ihos/{iho}/draft/metrics/{name}.*",
    ],
    pages: |kind, graph| {
        let measures = |blueprint| measures::ids(blueprint).into_iter();
        let blueprints = graph.model.blueprints.iter();
        let pages = blueprints.flat_map(|(iho, blueprint)| {
            measures(blueprint).map(|metric| (kind.of_iho_named(iho, metric), None))
        });
        pages.collect()
    },
    is_in_trees: true,
    subject: |page| Some(PageSubject::Measure(&page.iho, &page.name)),
    ..PageKind::new("measure", |page| url(&page.iho, &page.name), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let iho = cx.page.iho.as_str();
    let metric = cx.page.name.as_str();
    let model = &cx.graph.model;
    let blueprint = &model.blueprints[iho];
    let it = measures::of(model, blueprint, metric);
    let head = head(cx, blueprint, &it);
    let mut body = Vec::new();
    let lead = it.metric.and_then(|it| it.definition.known());
    body.extend(lead.map(|lead| Part::Lead { body: cx.field_text(lead, "lead", 1) }));
    body.extend(stale(cx, &it));
    if it.observations.is_none_or(|table| table.rows.is_empty()) {
        body.push(Part::notice("important", "No figures published yet", cx.sentence(format!(
                "{} has not published figures of this measure. What it measures, and what should be reached, stands below.",
                super::lists::escape(blueprint.name())
            ))));
    }
    let peers = it.main().and_then(|main| funnel::part(cx, blueprint, &it, main));
    let has_peers = peers.is_some();
    if let Some(main) = it.main() {
        body.extend(points::main(cx, blueprint, &it, main));
    }
    body.extend(peers);
    body.extend(points::others(cx, &it));
    body.extend(points::markers(&it));
    body.extend(aims(cx, &it));
    body.extend(benefits::of_measure(cx, blueprint, metric));
    if let Some(metric) = it.metric {
        body.extend(definition(cx, metric));
    }
    body.push(method(cx, &it, has_peers));
    cx.finish(head, body)
}

fn head(cx: &PageContext<'_>, blueprint: &Blueprint, it: &Measured<'_>) -> Head {
    let name = cx.graph.name(&EntityId::new(EntityKind::Metric, it.id)).to_owned();
    let mut head = blueprint::blueprint_head(cx, "measure", blueprint, &name);
    let id = blueprint.id.as_str();
    let section =
        cx.link(blueprint::section_title("metrics"), &Url::page(&["ihos", id, "metrics"]));
    head.breadcrumb.push(Link { is_current: false, ..section });
    let short = words::short_name(cx, it);
    let of = blueprint.short_name();
    head.tab_title = fitting([&format!("{name}: {of}"), &format!("{short}: {of}")]);
    head.description = match it.main() {
        Some(strand) => {
            let drawn = Drawn::new(cx, it, strand);
            super::context::cut(&format!("{name}: {}", spc::finding(&drawn.series(strand))), 160)
        }
        None => format!("{name} in {}: no figures are published yet.", blueprint.name()),
    };
    let all = measures::ids(blueprint);
    let at = all.iter().position(|known| *known == it.id);
    let neighbour = |at: usize| {
        let other = all.get(at)?;
        let key = EntityId::new(EntityKind::Metric, *other);
        Some(cx.link(cx.graph.name(&key), &url(id, other)))
    };
    head.previous = at.and_then(|at| neighbour(at.checked_sub(1)?));
    head.next = at.and_then(|at| neighbour(at + 1));
    if let Some(metric) = it.metric {
        head.dates = rows_of(cx, metric, &["last_updated", "next_update"]);
    }
    head
}

/// Newer figures should be there by now.
fn stale(cx: &PageContext<'_>, it: &Measured<'_>) -> Option<Part> {
    let due = it.due().filter(|due| *due < cx.graph.today)?;
    let latest = it
        .strands
        .iter()
        .filter_map(ControlSeries::latest)
        .max_by_key(|it| it.period.last_day())?;
    Some(Part::notice(
        "important",
        "These figures are overdue",
        cx.sentence(format!(
            "The latest figure is of {}. A newer one should have been published by {}.",
            words::period(it.metric, latest.period),
            wording::date(due)
        )),
    ))
}

/// Where it starts, where it should get, and what the blueprint says of it.
fn aims(cx: &PageContext<'_>, it: &Measured<'_>) -> Option<Part> {
    let reported = it.reported?;
    let mut rows = rows_of(cx, reported, &["baseline", "target", "targets", "rebases", "note"]);
    for row in &mut rows {
        row.id = format!("here_{}", row.id.trim_start_matches("field_"));
    }
    (!rows.is_empty())
        .then(|| Part::facts("aims", "Where it starts, and where it should get", rows))
}

/// The fields of a definition in the order in which people ask for them.
const DEFINITION: [&str; 32] = [
    "domain",
    "numerator",
    "denominator",
    "exclusions",
    "unit",
    "multiplier",
    "value_type",
    "polarity",
    "better_when",
    "period_type",
    "frequency",
    "lag_days",
    "geography",
    "granularity",
    "source",
    "source_url",
    "licence",
    "owner",
    "status",
    "statistical_label",
    "publication_status",
    "suppression_rule",
    "rounding",
    "revisions_policy",
    "data_quality",
    "caveats",
    "comparators",
    "nof_id",
    "national_id",
    "scored_in_nof",
    "related_contract_clause",
    "risk_share_weight",
];

fn definition(cx: &PageContext<'_>, metric: &Metric) -> Vec<Part> {
    let rows = rows_of(cx, metric, &DEFINITION);
    let mut found = vec![Part::facts("definition", "What exactly is measured", rows)];
    // What is left: why it matters, how it is worked out, its standard population, and what it replaces.
    const ELSEWHERE: [&str; 16] = [
        "id",
        "name",
        "short_name",
        "definition",
        "last_updated",
        "next_update",
        "baseline",
        "target",
        "targets",
        "rebases",
        "spc_min_points",
        "spc_rules",
        "trend_points",
        "shift_points",
        "ci_method",
        "ci_level",
    ];
    let shown: Vec<&str> = ELSEWHERE.into_iter().chain(DEFINITION).collect();
    found.extend(parts(cx, metric, "More about this measure", &shown));
    found
}

/// How the lines and words of this page are worked out.
fn method(cx: &PageContext<'_>, it: &Measured<'_>, has_peers: bool) -> Part {
    let key = EntityId::new(EntityKind::Metric, it.id);
    let mut rows: Vec<Row> = Vec::new();
    if let Some(strand) = it.main() {
        rows.push(row("mean_and_limits", "Mean and limits", text(format!(
            "XmR chart of NHS England's Making Data Count: limits lie 2.66 times the mean moving range from the mean, and need {} values. They begin anew where the measure changed.",
            strand.least_points
        ))));
        let options = &strand.options;
        let third = match options.rules {
            crate::statistics::spc::Rules::Current => {
                "2 of 3 points beyond two thirds of the way to a limit"
            }
            crate::statistics::spc::Rules::Ptd02 => {
                "2 of 3 points between two thirds of the way to a limit and the limit"
            }
        };
        rows.push(row("special_causes", "More than chance", text(format!(
            "A point beyond a limit; {} points that each rise or each fall; {third}; {} points on one side of the mean. The first of these that fits names the point.",
            options.trend, options.shift
        ))));
        if strand.is_apart.contains(&false) {
            let words = "Each value covers 12 months, and shares most of them with its neighbours. Such values rise and fall together, so the chart's limits would be too narrow. \
                         Only values that share no month with each other are tested for change.";
            rows.push(row("overlap", "Overlapping periods", text(words)));
        }
        if let Some(words) = words::interval(it) {
            rows.push(row("intervals", "Limits of confidence", text(words)));
        }
    }
    if has_peers {
        let words = "Shares of small bodies differ more by chance than those of large ones. At each size the limits are the shares \
                     whose bound by Wilson's score, at 95% and at 99.8%, is the share of all peers together.";
        rows.push(row("among_peers", "Limits among peers", text(words)));
    }
    let link = match it.metric {
        Some(_) => Value::Link { link: cx.link_to(&key) },
        None => text("This site has no definition of the measure."),
    };
    rows.push(row("all_contracts", "In all contracts", link));
    Part::facts("method", "How this is worked out", rows)
}
