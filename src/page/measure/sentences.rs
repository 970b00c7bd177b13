//! What the figures of a measure say, in sentences: the latest, the target, the direction, and how sure that is.

use super::words;
use crate::analysis::measures::{ControlSeries, Measured, TargetRow};
use crate::figure::{Unit as Writing, icon};
use crate::model::metric::Unit;
use crate::model::observations::{Flag, Observation};
use crate::model::scalar::Date;
use crate::page::context::PageContext;
use crate::page::wording;
use crate::statistics::spc::{Assurance, Direction, Variation};

/// "September 2026, provisional": the period of a figure with what has to be known of it.
pub(super) fn period(it: &Measured<'_>, point: &Observation) -> String {
    let flags = point.flags.iter().filter(|flag| **flag != Flag::Final && !flag.is_absence());
    let words = flags.map(|flag| wording::lower_first(flag.label()));
    std::iter::once(words::period(it.metric, point.period))
        .chain(words)
        .collect::<Vec<_>>()
        .join(", ")
}

/// How a difference is written: between percentages it is counted in percentage points.
fn difference(unit: Option<Unit>, writing: &Writing, size: f64) -> String {
    let words = match unit {
        Some(Unit::Percent) => Writing { after: String::new(), ..writing.clone() }.say_round(size),
        _ => return writing.say_round(size),
    };
    let points = if words == "1" { "percentage point" } else { "percentage points" };
    format!("{words} {points}")
}

/// "down 9.1 percentage points (from 86.4% to 77.3%)".
pub(super) fn change(unit: Option<Unit>, writing: &Writing, from: f64, to: f64) -> String {
    let way = if to > from { "up" } else { "down" };
    let size = difference(unit, writing, (to - from).abs());
    match writing.say(from) == writing.say(to) {
        true => format!("unchanged at {}", writing.say(to)),
        false => {
            format!("{way} {size} (from {} to {})", from_words(writing, from), writing.say(to))
        }
    }
}

/// The first of two numbers has a unit only where that is a sign.
fn from_words(writing: &Writing, value: f64) -> String {
    writing.say_at_axis(value, writing.decimals)
}

/// The target that holds at the latest figure, or the first that is still to come, and whether it holds already.
fn aim<'i>(cx: &PageContext<'_>, it: &'i Measured<'_>) -> Option<(&'i TargetRow, bool)> {
    let now = it.main().and_then(ControlSeries::target);
    let is_now = |aim: &&TargetRow| {
        let has_begun = aim.from.is_none_or(|from| from <= cx.graph.today);
        now == Some(aim.value) && has_begun
    };
    if let Some(aim) = it.aims.iter().find(is_now) {
        return Some((aim, true));
    }
    let next = it.aims.iter().find(|aim| aim.by.is_none_or(|by| by >= cx.graph.today));
    next.or(it.aims.last()).map(|aim| (aim, false))
}

/// Whether the target should have been reached already. One that a contract sets for later years is not missed before then.
pub(super) fn is_due(it: &Measured<'_>, today: Date) -> bool {
    let now = it.main().and_then(ControlSeries::target);
    let aim = it.aims.iter().find(|aim| now == Some(aim.value));
    aim.is_none_or(|aim| aim.from.or(aim.by).is_none_or(|day| day <= today))
}

/// "84% by 30 September 2027", or why there is none.
pub(super) fn target(cx: &PageContext<'_>, it: &Measured<'_>) -> String {
    let Some((aim, _)) = aim(cx, it) else {
        let silence = it.reported.and_then(|it| it.target.silence());
        return silence.map_or("None", |silence| silence.state.label()).to_owned();
    };
    let value = words::unit(it).say_chosen(aim.value);
    match (aim.from, aim.by) {
        (Some(from), Some(by)) => {
            format!("{value} from {} to {}", wording::date(from), wording::date(by))
        }
        (Some(from), None) => format!("{value} from {}", wording::date(from)),
        (None, Some(by)) => format!("{value} by {}", wording::date(by)),
        (None, None) => value,
    }
}

/// "That is 3.9 percentage points below the target of 78%."; with the days of the target where nothing else gives them.
pub(super) fn gap(cx: &PageContext<'_>, it: &Measured<'_>, has_days: bool) -> Option<String> {
    let main = it.main()?;
    let value = main.latest()?.value?.value;
    let (aim, is_now) = aim(cx, it)?;
    let writing = words::unit(it);
    let which = if is_now { "the target" } else { "the next target" };
    let goal = if has_days { target(cx, it) } else { writing.say_chosen(aim.value) };
    let is_met = match main.direction() {
        Direction::Increase => value >= aim.value,
        Direction::Decrease => value <= aim.value,
        Direction::Neutral => false,
    };
    if is_met {
        return Some(format!("That meets {which} of {goal}."));
    }
    let size = difference(it.unit(), &writing, (value - aim.value).abs());
    // A unit that is a word is written once.
    let size = match it.unit() {
        Some(Unit::Percent) => size,
        _ => size.strip_suffix(&writing.after).map_or(size.clone(), str::to_owned),
    };
    let side = if value > aim.value { "above" } else { "below" };
    let better = match main.direction() {
        Direction::Decrease => " (lower is better)",
        Direction::Increase | Direction::Neutral => "",
    };
    Some(format!("That is {size} {side} {which} of {goal}{better}."))
}

/// "Since the baseline (2025/26) it is down 1.7 per 1,000 (from 246.1 to 244.4 per 1,000)."
pub(super) fn since_baseline(it: &Measured<'_>, has_period: bool) -> Option<String> {
    use rust_decimal::prelude::ToPrimitive as _;
    let baseline = it.reported?.baseline.known()?;
    let (from, period) = (baseline.value.known()?.to_f64()?, *baseline.period.known()?);
    let latest = it.main()?.latest()?;
    if latest.period.last_day() <= period.last_day() {
        return None;
    }
    let words = change(it.unit(), &words::unit(it), from, latest.value?.value);
    let of = if has_period { format!(" ({})", wording::period(period)) } else { String::new() };
    Some(format!("Since the baseline{of} it is {words}."))
}

/// Whether it gets better, as far as chance allows to tell.
pub(super) fn direction(strand: &ControlSeries<'_>) -> &'static str {
    let is_lower_better = strand.direction() == Direction::Decrease;
    match strand.variation() {
        Some(Variation::Improvement) if is_lower_better => "It is improving (falling).",
        Some(Variation::Improvement) => "It is improving (rising).",
        Some(Variation::Concern) if is_lower_better => "It is worsening (rising).",
        Some(Variation::Concern) => "It is worsening (falling).",
        Some(Variation::NeutralHigh) => "It is unusually high.",
        Some(Variation::NeutralLow) => "It is unusually low.",
        Some(Variation::CommonCause) => "There is no significant change.",
        None if strand.is_apart.contains(&false) => {
            "We can’t say whether it is changing: each value covers some of the same months as the one before."
        }
        None => "There is not enough data yet to say whether it is changing.",
    }
}

/// The first sentences of a measure's page.
pub(super) fn lead(
    cx: &PageContext<'_>,
    it: &Measured<'_>,
    strand: &ControlSeries<'_>,
) -> Option<String> {
    let (at, point) = strand.last().map(|at| (at, strand.series.points[at]))?;
    let drawn = words::drawn(cx, it, strand);
    let value = drawn.unit.say(point.value?.value);
    let mut sentences = vec![format!("The latest figure is **{value}** ({}).", period(it, point))];
    let no_target = || match it.reported.and_then(|it| it.target.silence()) {
        Some(_) => "The target is not published.".to_owned(),
        None => "There is no target.".to_owned(),
    };
    sentences.push(gap(cx, it, true).unwrap_or_else(no_target));
    sentences.push(format!("**{}**", direction(strand)));
    sentences.extend(since_baseline(it, true));
    let assured = match strand.assurance() {
        Some(Assurance::Pass) => "Unless something changes, it will consistently meet the target.",
        Some(Assurance::Fail) => "Unless something changes, it will consistently miss the target.",
        Some(Assurance::HitOrMiss) => "It may or may not meet the target, by chance.",
        None => "",
    };
    sentences.push(assured.to_owned());
    if let Some(interval) = strand.intervals(it.metric)[at] {
        let level = it.metric.and_then(|it| it.ci_level.known()).map_or(95.into(), |level| level.0);
        let range = drawn.unit.range(interval.lower, interval.upper);
        let level = wording::percent(level);
        sentences.push(format!(
            "Allowing for chance, the figure is {range} ({level} confidence interval)."
        ));
    }
    sentences.retain(|words| !words.is_empty());
    Some(sentences.join(" "))
}

/// The signs of a series: how it varies, and whether it will reach its target.
pub(super) fn signs(
    cx: &PageContext<'_>,
    it: &Measured<'_>,
    strand: &ControlSeries<'_>,
) -> Vec<icon::Icon> {
    let drawn = words::drawn(cx, it, strand);
    let series = drawn.series(strand);
    let assurance = icon::of_assurance(&series).map(|sign| match strand.assurance() {
        Some(Assurance::Fail) if !is_due(it, cx.graph.today) => {
            icon::Icon { words: "Not on course for the target", ..sign }
        }
        _ => sign,
    });
    std::iter::once(icon::of_variation(&series)).chain(assurance).collect()
}
