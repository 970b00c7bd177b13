//! A measure and its series in words, and as figures are drawn from.

use std::collections::BTreeSet;

use crate::analysis::measures::{ControlSeries, Measured};
pub(super) use crate::data::{Drawn, is_rolling, per, unit};
use crate::graph::EntityId;
use crate::model::metric::{IntervalMethod, Metric};
use crate::model::observations::{Flag, Observation, Series, group};
use crate::model::reference::EntityKind;
use crate::model::scalar::Period;
use crate::page::context::PageContext;
use crate::page::wording;

/// What a measure is called in tables.
pub(super) fn short_name(cx: &PageContext<'_>, it: &Measured<'_>) -> String {
    let short = it.metric.and_then(|it| it.short_name.known());
    let key = EntityId::new(EntityKind::Metric, it.id);
    short.cloned().unwrap_or_else(|| cx.graph.name(&key).to_owned())
}

/// A period as people read it; 12 months are named by their end.
pub(super) fn period(metric: Option<&Metric>, period: Period) -> String {
    match (is_rolling(metric), period) {
        (true, Period::Month(..)) => format!("12 months to {}", wording::period(period)),
        _ => wording::period(period),
    }
}

/// Which place and which group a series describes.
pub(super) fn of_whom(cx: &PageContext<'_>, strand: &ControlSeries<'_>) -> String {
    of_series(cx, &strand.series)
}

/// The same of a series that was not judged.
pub(super) fn of_series(cx: &PageContext<'_>, series: &Series<'_>) -> String {
    let (area, breakdown) = (series.area, series.breakdown);
    let places = &cx.graph.model.places;
    let by_code = || {
        let has_code = |place: &crate::model::shared::Place| {
            place.code.known().is_some_and(|code| code.0 == area)
        };
        places.iter().find(|(_, (_, place))| has_code(place)).map(|(id, _)| id.as_str())
    };
    let place = match places.contains_key(area) {
        true => Some(area),
        false if area.is_empty() => None,
        false => by_code(),
    };
    let area = place.map_or_else(
        || area.to_owned(),
        |id| cx.graph.name(&EntityId::new(EntityKind::Place, id)).to_owned(),
    );
    let whom = wording::upper_first(&group(breakdown));
    match (area.is_empty(), whom.is_empty()) {
        (true, true) => "Everybody, whole footprint".to_owned(),
        (false, true) => area,
        (true, false) => whom,
        (false, false) => format!("{area}: {}", wording::lower_first(&whom)),
    }
}

/// What the marks of these points mean, as sentences after others; nothing where they have none.
pub(super) fn marks<'o>(points: impl Iterator<Item = &'o Observation>) -> String {
    let flags: BTreeSet<Flag> = points.flat_map(|point| point.flags.iter().copied()).collect();
    let meaning = |flag: Flag| Some(format!(" {} {}", flag.marker()?, flag.meaning()));
    flags.into_iter().filter_map(meaning).collect()
}

/// What limits of confidence are worked out by; nothing where there are none.
pub(super) fn interval(it: &Measured<'_>) -> Option<String> {
    let strand = it.main()?;
    if !strand.intervals(it.metric).iter().any(Option::is_some) {
        return None;
    }
    let level = it.metric.and_then(|it| it.ci_level.known()).map_or(95.into(), |level| level.0);
    let is_given = strand.series.points.iter().any(|point| point.lower.is_some());
    let by = match it.metric.and_then(|it| it.ci_method.known()) {
        Some(IntervalMethod::Wilson) => " (Wilson score method)",
        Some(IntervalMethod::Byar) => " (Byar's approximation, exact below 10 events)",
        Some(IntervalMethod::ExactPoisson) => " (exact Poisson method)",
        Some(IntervalMethod::Dobson) if !is_given => {
            " (Dobson's method, from age bands and the European Standard Population of 2013)"
        }
        Some(IntervalMethod::Dobson) => " (Dobson's method)",
        Some(IntervalMethod::None) | None => "",
    };
    let who = if is_given { "published by the source" } else { "calculated for this site" };
    Some(format!(
        "The {} confidence intervals{by} are {who}. They show how far chance alone could have moved a value.",
        wording::percent(level)
    ))
}

/// A series with all that a figure of it needs.
pub(super) fn drawn(cx: &PageContext<'_>, it: &Measured<'_>, strand: &ControlSeries<'_>) -> Drawn {
    let area = if strand.series.is_whole() { String::new() } else { of_whom(cx, strand) };
    Drawn::new(cx.graph, it, strand, area)
}
