//! Measures with their figures: all of one blueprint, one of them, one of all blueprints, and those of benefits.

pub(super) mod benefits;
pub(super) mod by_place;
mod funnel;
mod points;
mod sentences;
pub(super) mod summary;
mod words;

use super::blueprint;
use super::context::{PageContext, fitting, row, text};
use super::kinds::PageKind;
use super::layout::{parts, rows_of};
use super::url::Url;
use super::view::{Head, Link, Part, Row, Value, View};
use super::wording;
use crate::analysis::measures::{self, ControlSeries, Measured};
use crate::data::{self, PageSubject};
use crate::figure::spc;
use crate::graph::{EntityId, Graph};
use crate::model::Blueprint;
use crate::model::metric::Metric;
use crate::model::observations::Observation;
use crate::model::reference::EntityKind;

/// The address of a measure of a blueprint.
pub(super) fn url(iho: &str, metric: &str) -> Url {
    Url::page(&["ihos", iho, "metrics", metric])
}

/// The address of its figures as a table for programs.
pub(super) fn csv_url(iho: &str, metric: &str) -> Url {
    Url::file(&data::FIGURES.path(&[iho, metric]))
}

/// The address of its chart as a drawing.
pub(super) fn chart_url(iho: &str, metric: &str) -> Url {
    Url::file(&data::CHART.path(&[iho, metric]))
}

/// The way to its chart as a drawing, which is published beside the data of the site, and not in the trees of releases.
fn chart_link(cx: &PageContext<'_>, iho: &str, metric: &str) -> Option<Link> {
    let is_there = !matches!(cx.plan.scope(), super::scope::Scope::Release(_));
    is_there.then(|| cx.link("Download the chart (SVG)", &chart_url(iho, metric)))
}

/// The address of the figures of its peers.
pub(super) fn peers_url(metric: &str) -> Url {
    Url::file(&data::PEERS.path(&[metric]))
}

/// A number as it is shown in a table, with the unit of its measure.
pub(super) fn with_unit(graph: &Graph, metric: &str, number: &str) -> String {
    let metric = graph.model.metrics.get(metric).map(|(_, it)| &**it);
    let unit = metric.and_then(|it| it.unit.known().copied());
    let words = number.parse().map_or_else(|_| number.to_owned(), crate::model::figures::decimal);
    crate::model::figures::with_unit(&words, unit) + &words::per(metric)
}

/// The point that a list shows of a measure.
fn latest<'m>(it: &Measured<'m>) -> Option<&'m Observation> {
    it.main().and_then(ControlSeries::latest)
}

/// The latest figure of a measure and its period, where there is one: two rows, as a list names many measures, and a figure
/// must not be taken for that of another one.
pub(super) fn latest_rows(cx: &PageContext<'_>, it: &Measured<'_>) -> Option<[Row; 2]> {
    let strand = it.main()?;
    let point = strand.latest()?;
    let value = words::drawn(cx, it, strand).unit.say(point.value?.value);
    let period = sentences::period(it, point);
    Some(
        [("Latest", value), ("Period", period)]
            .map(|(label, words)| Row::unaddressed(label, text(words))),
    )
}

/// A link to a measure of a blueprint, or to its definition where the blueprint does not report it.
pub(super) fn link_in(cx: &PageContext<'_>, blueprint: &Blueprint, metric: &str) -> Link {
    let own = url(&blueprint.id, metric);
    let to = if cx.plan.has(&own) { own } else { Url::page(&["metrics", metric]) };
    cx.link(cx.graph.name(&EntityId::new(EntityKind::Metric, metric)), &to)
}

fn period_and_markers(it: &Measured<'_>, point: &Observation) -> String {
    let markers = point.markers();
    let space = if markers.is_empty() { "" } else { " " };
    format!("{}{space}{markers}", words::period(it.metric, point.period))
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
    let lead = it.main().and_then(|main| sentences::lead(cx, &it, main));
    body.push(match lead {
        Some(words) => Part::Lead { body: cx.sentence(words) },
        None => Part::notice("important", "No figures published yet", cx.sentence(format!(
            "{} has not published figures for this measure yet. What it measures, and its target, are below.",
            super::lists::escape(blueprint.name())
        ))),
    });
    body.extend(stale(cx, &it));
    let peers = it.main().and_then(|main| funnel::part(cx, blueprint, &it, main));
    let has_peers = peers.is_some();
    if let Some(main) = it.main() {
        body.extend(points::main(cx, blueprint, &it, main));
    }
    body.extend(aims(cx, &it));
    body.extend(benefits::of_measure(cx, blueprint, metric));
    body.extend(peers);
    body.extend(points::others(cx, &it));
    body.extend(points::markers(&it));
    if let Some(metric) = it.metric {
        body.extend(definition(cx, metric));
    }
    body.push(method(cx, &it, has_peers));
    cx.finish(head, body)
}

fn head(cx: &PageContext<'_>, blueprint: &Blueprint, it: &Measured<'_>) -> Head {
    let name = cx.plain_title(cx.graph.name(&EntityId::new(EntityKind::Metric, it.id)));
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
            let drawn = words::drawn(cx, it, strand);
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
            "The latest figure is for {}. A newer one should have been published by {}.",
            words::period(it.metric, latest.period),
            wording::date(due)
        )),
    ))
}

/// Baseline and targets, and what the blueprint says of them.
fn aims(cx: &PageContext<'_>, it: &Measured<'_>) -> Option<Part> {
    let reported = it.reported?;
    let mut rows = rows_of(cx, reported, &["baseline", "target", "targets", "rebases", "note"]);
    for row in &mut rows {
        row.id = format!("here_{}", row.id.trim_start_matches("field_"));
        add_unit(cx, it.id, &mut row.value);
    }
    (!rows.is_empty()).then(|| Part::facts("aims", "Baseline and target", rows))
}

/// Fields that hold a value of their measure: the labels that they have.
const VALUES: [&str; 3] = ["Value", "Before", "After"];

/// Adds the unit of a measure to the values in a field, which has none of its own.
pub(super) fn add_unit(cx: &PageContext<'_>, metric: &str, value: &mut Value) {
    let add = |value: &mut Value| {
        if let Value::Number { text } = value {
            *text = with_unit(cx.graph, metric, &text.replace(',', ""));
        }
    };
    match value {
        Value::Number { .. } => add(value),
        Value::List { items } => items.iter_mut().for_each(|item| add_unit(cx, metric, item)),
        Value::Facts { rows } => {
            let rows = rows.iter_mut().filter(|row| VALUES.contains(&row.label.as_str()));
            rows.for_each(|row| add(&mut row.value));
        }
        Value::Table { columns, rows, .. } => {
            for (at, column) in columns.iter().enumerate() {
                if VALUES.contains(&column.label.as_str()) {
                    rows.iter_mut().filter_map(|row| row.get_mut(at)).for_each(&add);
                }
            }
        }
        _ => {}
    }
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
    let what = metric.definition.known().map(|prose| cx.field_text(prose, "what", 1));
    let mut found: Vec<Part> =
        what.map(|body| Part::prose("what", "What is measured", body)).into_iter().collect();
    let why = ["rationale"];
    found.extend(metric.rationale.known().map(|prose| {
        Part::prose("field_rationale", "Why it matters", cx.field_text(prose, "why", 1))
    }));
    let rows = rows_of(cx, metric, &DEFINITION);
    found.push(Part::facts("definition", "Definition", rows));
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
    let why = why.into_iter().filter(|_| metric.rationale.known().is_some());
    let shown: Vec<&str> = ELSEWHERE.into_iter().chain(DEFINITION).chain(why).collect();
    found.extend(parts(cx, metric, "More about this measure", &shown));
    found
}

/// How the lines and words of this page are worked out.
fn method(cx: &PageContext<'_>, it: &Measured<'_>, has_peers: bool) -> Part {
    let key = EntityId::new(EntityKind::Metric, it.id);
    let mut rows: Vec<Row> = Vec::new();
    if let Some(strand) = it.main() {
        rows.push(row("mean_and_limits", "Mean and limits", text(format!(
            "This is an XmR chart, as NHS England's Making Data Count describes it. The limits are 2.66 times the mean moving range from the mean, and need {} values. They start again where the measure changed.",
            strand.least_points
        ))));
        let options = &strand.options;
        let third = match options.rules {
            crate::statistics::spc::Rules::Current => {
                "2 of 3 points are more than two thirds of the way to a limit"
            }
            crate::statistics::spc::Rules::Ptd02 => {
                "2 of 3 points are between two thirds of the way to a limit and the limit"
            }
        };
        rows.push(row("special_causes", "Significant change", text(format!(
            "A change is significant if a point is beyond a limit, if {} points in a row all rise or all fall, if {third}, or if {} points in a row are on one side of the mean.",
            options.trend, options.shift
        ))));
        if strand.is_apart.contains(&false) {
            let words = "Each value covers 12 months, and shares most of them with its neighbours. Such values rise and fall together, so the chart's limits would be too narrow. \
                         Only values that share no month with each other are tested for change.";
            rows.push(row("overlap", "Overlapping periods", text(words)));
        }
        if let Some(words) = words::interval(it) {
            rows.push(row("intervals", "Confidence interval", text(words)));
        }
    }
    if has_peers {
        let words = "The shares of small bodies differ more by chance than those of large ones. At each size the limits are the shares \
                     whose bound by Wilson's score, at 95% and at 99.8%, is the share of all peers together.";
        rows.push(row("among_peers", "Limits among peers", text(words)));
    }
    let link = match it.metric {
        Some(_) => Value::Link { link: cx.link_to(&key) },
        None => text("This site has no definition of the measure."),
    };
    rows.push(row("all_contracts", "In all contracts", link));
    Part::facts("method", "How we calculate this", rows)
}
