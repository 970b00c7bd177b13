//! Benefits with what their measures tell: where each starts, where it should get, and how far it has come.

use super::words;
use crate::analysis::measures::ControlSeries;
use crate::analysis::progress::{self, Followed, Progress};
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, text};
use crate::page::url::Url;
use crate::page::view::{Column, Note, Part, Tag, Value};
use crate::page::wording;

/// How the words on progress come about.
const RULE: &str = "On track means that the latest figure is on or better than a straight line from the baseline to the target. \
     The line starts on the first day of the contract, or at the end of the baseline period if that is later.";

/// Every benefit of a blueprint, for the page of benefits.
pub(in crate::page) fn of_blueprint(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Part> {
    part(cx, blueprint, None)
}

/// The benefits that a measure tracks.
pub(super) fn of_measure(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    metric: &str,
) -> Option<Part> {
    part(cx, blueprint, Some(metric))
}

fn part(cx: &PageContext<'_>, blueprint: &Blueprint, metric: Option<&str>) -> Option<Part> {
    let all = progress::benefits(&cx.graph.model, blueprint, metric);
    let latest = all.iter().filter_map(|it| super::latest(&it.measured));
    let text = format!("{RULE}{}", words::marks(latest));
    let heads = ["Benefit", "Baseline", "Target", "By", "Latest", "Progress"];
    (!all.is_empty()).then(|| Part::Table {
        id: "progress".to_owned(),
        heading: match metric {
            Some(_) => "Benefits this measure tracks".to_owned(),
            None => "Progress so far".to_owned(),
        },
        columns: heads
            .map(|label| Column::new(label, matches!(label, "Baseline" | "Target")))
            .into(),
        rows: all.iter().map(|it| cells(cx, blueprint, it, metric.is_some())).collect(),
        note: Note { text, source: None },
    })
}

fn cells(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    it: &Followed<'_>,
    is_of_measure: bool,
) -> Vec<Value> {
    let name = it.benefit.name.known().map_or("", String::as_str);
    let measure = super::url(&blueprint.id, it.measured.id);
    let to = match is_of_measure {
        true => Url::page(&["ihos", &blueprint.id, "benefits"]),
        false if cx.plan.has(&measure) => measure,
        // The blueprint does not report the measure.
        false => Url::page(&["metrics", it.measured.id]),
    };
    let unit = words::unit(&it.measured);
    let number = |value: Option<f64>| match value {
        Some(value) => Value::Number { text: unit.say_chosen(value) },
        None => Value::Nothing,
    };
    let latest = it.measured.whole().and_then(ControlSeries::latest);
    let latest = match latest.and_then(|point| Some((point.value?.value, point))) {
        Some((value, point)) => {
            let period = super::period_and_markers(&it.measured, point);
            text(format!("{} ({period})", unit.say(value)))
        }
        None => text("None"),
    };
    vec![
        Value::Link { link: cx.link(name, &to) },
        number(it.way.map(|way| way.start)),
        number(it.way.map(|way| way.target)),
        it.way.map_or(Value::Nothing, |way| text(wording::date(way.by))),
        latest,
        Value::Tag { tag: tag(it.progress) },
    ]
}

/// Adds the unit of its measure to the baseline and the target of each benefit.
pub(in crate::page) fn add_units(cx: &PageContext<'_>, blueprint: &Blueprint, parts: &mut [Part]) {
    let benefits = blueprint.benefits.as_ref().and_then(Section::known);
    let benefits = benefits.map_or(&[][..], |it| it.benefits.items());
    let is_list = |id: &str| id == "field_benefits";
    for part in parts {
        let Part::Cards { id, cards, .. } = part else { continue };
        for (card, benefit) in cards.iter_mut().filter(|_| is_list(id)).zip(benefits) {
            let Some(metric) = benefit.metric.known() else { continue };
            let rows = card.rows.iter_mut();
            for row in rows.filter(|row| matches!(&*row.label, "Baseline" | "Target")) {
                super::add_unit(cx, &metric.0.id, &mut row.value);
            }
        }
    }
}

fn tag(progress: Progress) -> Tag {
    let tone = match progress {
        Progress::OnTrack | Progress::Achieved => "improving",
        Progress::OffTrack | Progress::NotAchieved => "concern",
        Progress::NoData | Progress::NotStarted => "neutral",
    };
    Tag { text: progress.label().to_owned(), tone }
}
