//! Measures at a glance: how many improve, worsen or miss their target, and a few lines on each.

use super::sentences;
use super::words;
use super::{latest, url};
use crate::analysis::measures::{self, ControlSeries, Measured};
use crate::figure::spark;
use crate::model::metric::Domain;
use crate::model::observations::{Observations, Series, ages};
use crate::model::{Blueprint, Model, Section};
use crate::page::context::{PageContext, text};
use crate::page::view::{Entry, Link, Part, Row, Value};
use crate::page::wording::{self, n_of};
use crate::statistics::spc::{Assurance, Variation};

/// What the signs mean, under every list of them.
const HOW_TO_READ: &str = "Improving and worsening mean that the latest values differ by more than chance would explain. \
     “Consistently misses the target” means that the target lies outside what the service can be expected to reach unless something changes. \
     Where the day of the target is still to come, we say “not on course” instead. \
     Both need 13 values or more, unless the measure says otherwise. \
     Values whose periods overlap, such as 12 months published every month, are not tested.";

/// In which ways a list of measures is counted: the verb for one, for several, and what counts, by a series and whether its
/// target is due.
type Count = (&'static str, &'static str, fn(&ControlSeries<'_>, bool) -> bool);

const IMPROVES: Count =
    ("is improving", "are improving", |it, _| it.variation() == Some(Variation::Improvement));
const WORSENS: Count =
    ("is worsening", "are worsening", |it, _| it.variation() == Some(Variation::Concern));
const MISSES: Count =
    ("consistently misses its target", "consistently miss their target", |it, is_due| {
        is_due && it.assurance() == Some(Assurance::Fail)
    });
const IS_OFF_COURSE: Count =
    ("is not on course for its target", "are not on course for their target", |it, is_due| {
        !is_due && it.assurance() == Some(Assurance::Fail)
    });

const COUNTS: [Count; 6] = [
    IMPROVES,
    WORSENS,
    MISSES,
    IS_OFF_COURSE,
    ("shows no significant change", "show no significant change", |it, _| {
        let neither = [Variation::CommonCause, Variation::NeutralHigh, Variation::NeutralLow];
        it.variation().is_some_and(|it| neither.contains(&it))
    }),
    ("is not tested for change yet", "are not tested for change yet", |it, _| {
        it.variation().is_none()
    }),
];

/// All measures of a blueprint: the answer in sentences, then each under its domain.
pub(in crate::page) fn of_blueprint(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Part> {
    let all = measures::heads(&cx.graph.model, blueprint);
    if all.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![
        Part::Lead { body: cx.sentence(answer(cx, blueprint).unwrap_or_default()) },
        Part::prose(
            "field_metrics",
            "Measures by result",
            cx.sentence(by_result(cx, blueprint, &all)),
        ),
    ];
    let by_group = by_group(cx, blueprint, &all);
    if !by_group.is_empty() {
        let body = cx.sentence(by_group);
        parts.insert(1, Part::prose("by_group", "Figures for people like you", body));
    }
    let domain = |it: &Measured<'_>| it.metric.and_then(|it| it.domain.known()).copied();
    for wanted in Domain::ALL.iter().copied().map(Some).chain([None]) {
        let of_domain = all.iter().filter(|it| domain(it) == wanted);
        let entries: Vec<Entry> = of_domain
            .map(|it| {
                let link = cx.link(words::short_name(cx, it), &url(&blueprint.id, it.id));
                entry(cx, it, it.id, Link { is_current: false, ..link })
            })
            .collect();
        if !entries.is_empty() {
            let id = format!("domain_{}", wanted.map_or("other", Domain::id));
            let heading = wanted.map_or("Other measures", Domain::label);
            parts.push(Part::entries(id, heading, "", entries));
        }
    }
    parts.push(cx.prose("how_to_read", "How to read the signs", HOW_TO_READ));
    parts
}

/// "Of 16 measures, 6 are improving, 2 are worsening and 7 consistently miss their target."
fn in_short(cx: &PageContext<'_>, all: &[Measured<'_>]) -> String {
    let n = all.len();
    if all.iter().all(|it| latest(it).is_none()) {
        let of = if n == 1 { "its one measure" } else { "any of its measures" };
        return format!("There are no figures yet for {of}.");
    }
    let is_off_course = counted(cx, all, &IS_OFF_COURSE).next().is_some();
    let is_missed = !is_off_course || counted(cx, all, &MISSES).next().is_some();
    let results = [IMPROVES, WORSENS].into_iter();
    let results = results.chain(is_missed.then_some(MISSES));
    let counted = results.chain(is_off_course.then_some(IS_OFF_COURSE)).map(|count| {
        let n = counted(cx, all, &count).count();
        let n_words = if n == 0 { "none".to_owned() } else { n.to_string() };
        format!("**{n_words} {}**", verb(&count, n))
    });
    let counted: Vec<String> = counted.collect();
    let counted: Vec<&str> = counted.iter().map(String::as_str).collect();
    format!("Of {}, {}.", n_of(n, "measure", "measures"), wording::listed(&counted))
}

/// That figures of now say nothing about a contract that has not begun.
fn before_the_start(cx: &PageContext<'_>, blueprint: &Blueprint) -> String {
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let start = contract.and_then(|it| it.term_start.known());
    match start {
        Some(start) if *start > cx.graph.today => format!(
            " These are figures from before the contract, which is due to start on {}: none of them shows its effect yet.",
            wording::date(*start)
        ),
        _ => String::new(),
    }
}

fn verb((one, many, _): &Count, n: usize) -> &'static str {
    if n == 1 { one } else { many }
}

fn counted<'a, 'm>(
    cx: &PageContext<'_>,
    all: &'a [Measured<'m>],
    (_, _, counts): &Count,
) -> impl Iterator<Item = &'a Measured<'m>> + use<'a, 'm> {
    let (counts, today) = (*counts, cx.graph.today);
    all.iter().filter(move |it| {
        let main = it.main().filter(|main| main.last().is_some());
        main.is_some_and(|main| counts(main, sentences::is_due(it, today)))
    })
}

/// A measure as a link to its page.
fn link_to(cx: &PageContext<'_>, blueprint: &Blueprint, it: &Measured<'_>) -> String {
    let name = crate::page::lists::escape(&words::short_name(cx, it));
    let link = cx.link(name.as_str(), &url(&blueprint.id, it.id));
    match link.href.is_empty() {
        true => name,
        false => format!("[{name}]({})", link.href),
    }
}

/// A way of breaking figures down, in words, and whether a series is one of it.
type Breakdown = (&'static str, fn(&Series<'_>) -> bool);

/// In which ways the figures of measures are broken down: the words for it, and whether a series has such figures.
const BREAKDOWNS: [Breakdown; 4] = [
    ("place", |it| !it.area.is_empty()),
    ("age", |it| ages(it.breakdown).is_some()),
    ("deprivation", |it| it.breakdown.starts_with("imd")),
    ("other groups of people", |it| {
        let is_told = it.breakdown.starts_with("imd") || ages(it.breakdown).is_some();
        !it.breakdown.is_empty() && !is_told
    }),
];

/// The groups of a measure are told with their latest figures, unless there are more than these.
const MOST_GROUPS: usize = 8;

/// The series of a measure that have figures of one breakdown.
fn series_of<'m>(it: &Measured<'m>, is_such: fn(&Series<'_>) -> bool) -> Vec<Series<'m>> {
    let all = it.observations.map(Observations::series).unwrap_or_default().into_iter();
    let has_figures = |it: &Series<'_>| it.points.iter().any(|point| point.value.is_some());
    all.filter(|it| is_such(it) && has_figures(it)).collect()
}

/// "Figures are published by place, age and deprivation.": whether a contract helps people like the reader can be told.
/// Nothing where there are no figures.
pub(in crate::page) fn breakdowns(blueprint: &Blueprint, model: &Model) -> Option<String> {
    let all = measures::heads(model, blueprint);
    all.iter().find_map(latest)?;
    let has = |is_such| all.iter().any(|it| !series_of(it, is_such).is_empty());
    let there = BREAKDOWNS.iter().filter(|(_, is_such)| has(*is_such));
    let there: Vec<&str> = there.map(|(words, _)| *words).collect();
    Some(match there.is_empty() {
        true => "All published figures are of everybody together.".to_owned(),
        false => format!("Figures are published by {}.", wording::listed(&there)),
    })
}

/// Which measures have figures by place, age, deprivation and other groups, with the latest of each group, and that there are
/// no others: residents ask whether a contract helps people like them.
fn by_group(cx: &PageContext<'_>, blueprint: &Blueprint, all: &[Measured<'_>]) -> String {
    let with_figures = || all.iter().filter(|it| latest(it).is_some());
    let figure = |it: &Measured<'_>, series: &Series<'_>| {
        let point = series.points.iter().rev().find_map(|point| point.value)?;
        let whom = crate::page::lists::escape(&words::of_series(cx, series));
        Some(format!("{whom} {}", words::unit(it).say(point.value)))
    };
    let mut lines: Vec<String> = Vec::new();
    for (words, is_such) in BREAKDOWNS {
        let such = with_figures().map(|it| (it, series_of(it, is_such)));
        let of_measure = such.filter(|(_, series)| !series.is_empty()).map(|(it, series)| {
            let figures = series.iter().filter_map(|series| figure(it, series));
            let figures = figures.collect::<Vec<_>>().join(", ");
            let link = link_to(cx, blueprint, it);
            match series.len() > MOST_GROUPS {
                true => format!("{link} ({} groups)", series.len()),
                false => format!("{link} ({figures})"),
            }
        });
        let of_measure: Vec<String> = of_measure.collect();
        if !of_measure.is_empty() {
            lines.push(format!("- **By {words}**: {}\n", of_measure.join("; ")));
        }
    }
    let is_gap = |it: &&Measured<'_>| {
        it.metric.is_some_and(|it| it.domain.known() == Some(&Domain::Inequality))
    };
    let gaps: Vec<String> =
        with_figures().filter(is_gap).map(|it| link_to(cx, blueprint, it)).collect();
    if !gaps.is_empty() {
        lines.push(format!("- **The gap between groups**: {}\n", gaps.join(", ")));
    }
    let has_figures = with_figures().next().is_some();
    match (has_figures, lines.is_empty()) {
        (false, _) => String::new(),
        (true, true) => "All figures are of everybody together. None is published by place, age, sex, ethnicity, \
                         deprivation or disability."
            .to_owned(),
        (true, false) => {
            let all = "\nNo figures are published here for other groups of people.";
            lines.concat() + all
        }
    }
}

/// What the figures say of change, for the overview: "Of 19 measures, 4 are improving …"; nothing where none is reported.
pub(in crate::page) fn answer(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<String> {
    let all = measures::heads(&cx.graph.model, blueprint);
    let has_figures = all.iter().any(|it| latest(it).is_some());
    let before = if has_figures { before_the_start(cx, blueprint) } else { String::new() };
    (!all.is_empty()).then(|| in_short(cx, &all) + &before)
}

/// Each count with links to its measures, and those without a figure.
fn by_result(cx: &PageContext<'_>, blueprint: &Blueprint, all: &[Measured<'_>]) -> String {
    let link = |it: &Measured<'_>| link_to(cx, blueprint, it);
    let line = |n: usize, verb: &str, links: Vec<String>| {
        (n > 0).then(|| format!("- **{n} {verb}**: {}\n", links.join(", ")))
    };
    let counts = COUNTS.iter().filter_map(|count| {
        let links: Vec<String> = counted(cx, all, count).map(link).collect();
        line(links.len(), verb(count, links.len()), links)
    });
    let silent: Vec<String> = all.iter().filter(|it| latest(it).is_none()).map(link).collect();
    let has = if silent.len() == 1 { "has no figures yet" } else { "have no figures yet" };
    counts.chain(line(silent.len(), has, silent)).collect()
}

/// One measure of every blueprint that reports it.
pub(in crate::page) fn side_by_side(cx: &PageContext<'_>, metric: &str) -> Option<Part> {
    let model = &cx.graph.model;
    let entries = model.blueprints.values().filter_map(|blueprint| {
        let id = measures::ids(blueprint).into_iter().find(|id| *id == metric)?;
        let link = cx.link(blueprint.short_name(), &url(&blueprint.id, metric));
        Some(entry(cx, &measures::head(model, blueprint, id), &blueprint.id, link))
    });
    let entries: Vec<Entry> = entries.collect();
    let intro =
        "Contracts cover different people, so a difference between them is not a judgement.";
    (!entries.is_empty()).then(|| Part::entries("by_iho", "In each contract", intro, entries))
}

/// "Example Vale: improving (falling)": where a measure is reported, and what it does there; counts where there are many.
pub(in crate::page) fn in_contracts(cx: &PageContext<'_>, metric: &str) -> String {
    let model = &cx.graph.model;
    let all = model.blueprints.values().filter(|it| measures::ids(it).contains(&metric));
    let all: Vec<(&str, Measured<'_>)> =
        all.map(|it| (it.short_name(), measures::head(model, it, metric))).collect();
    let state = |it: &Measured<'_>| match it.main().filter(|main| main.last().is_some()) {
        Some(main) => {
            let words = sentences::signs(cx, it, main)[0].words;
            wording::lower_first(words)
        }
        None => "no figures yet".to_owned(),
    };
    if all.len() > 3 {
        let heads: Vec<Measured<'_>> = all.into_iter().map(|(_, it)| it).collect();
        let [better, worse] = [&IMPROVES, &WORSENS].map(|count| counted(cx, &heads, count).count());
        return format!("in {} contracts: {better} improving, {worse} worsening", heads.len());
    }
    let words: Vec<String> =
        all.iter().map(|(name, it)| format!("{name}: {}", state(it))).collect();
    words.join("; ")
}

/// The latest figure, the target, what they come to in a sentence, and the signs.
fn entry(cx: &PageContext<'_>, it: &Measured<'_>, id: &str, title: Link) -> Entry {
    let target = Row::unaddressed("Target", text(sentences::target(cx, it)));
    let entry = Entry { id: format!("measure_{id}"), title, ..Entry::default() };
    let Some((strand, [value, period])) = it.main().zip(super::latest_rows(cx, it)) else {
        return Entry { words: "No figures yet.".to_owned(), figures: vec![target], ..entry };
    };
    let drawn = words::drawn(cx, it, strand);
    let words = [sentences::gap(cx, it, false), sentences::since_baseline(it, false)];
    Entry {
        words: words.into_iter().flatten().collect::<Vec<_>>().join(" "),
        figures: vec![value, period, target],
        signs: sentences::signs(cx, it, strand)
            .into_iter()
            .map(|icon| Value::Icon { icon })
            .collect(),
        picture: spark::draw(&drawn.series(strand)).map(|picture| Value::Picture { picture }),
        ..entry
    }
}
