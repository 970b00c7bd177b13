//! The chart of statistical process control: values over time, their mean, limits and target.
//!
//! What is drawn was judged by `statistics::spc`; here it gets places, signs and words. Limits are drawn only for groups
//! with enough points, and cut off where no value can be; they are judged as they were worked out.

mod plot;

use super::svg::{At, Canvas};
use super::{Figure, KeyEntry, Size, Svg, Table, Unit};
use crate::model::scalar::Date;
use crate::statistics::spc::{
    Assurance, Cause, Chart, Direction, Pattern, Point, Rebase, Side, TargetStep, Variation,
};
use plot::ControlChartPlot;

/// A measure of one area, as it was judged.
#[derive(Clone, Debug)]
pub struct Series<'s> {
    /// What ids begin with; stable from build to build, unique on its page.
    pub id: &'s str,
    /// What is measured.
    pub measure: &'s str,
    /// Which place or group it describes; may be empty.
    pub area: &'s str,
    /// How its numbers are written.
    pub unit: Unit,
    /// Which way is better: the one it was judged by.
    pub direction: Direction,
    /// Its points, means and limits.
    pub chart: &'s Chart,
    /// The period of each point, in words, and whether its value is provisional; as many as points.
    pub periods: &'s [Period],
    /// The target over time, sorted by day; the last that has begun by the last point is the one that was judged.
    pub targets: &'s [TargetStep],
    /// Where mean and limits begin anew, and why; in the order of the groups of the chart.
    pub rebases: &'s [Rebase],
    /// The least and the largest value that can be, such as 0 and 100 for percentages.
    pub bounds: Option<(f64, f64)>,
    /// A group with fewer values has no limits drawn, and nothing is said of it.
    pub least_points: usize,
    /// Of each point, whether it was judged, as its period shares no day with another that was; empty where all were.
    pub is_apart: &'s [bool],
    /// A day to mark with its words, such as the start of the contract; drawn where it is not far from the values.
    pub mark: Option<(Date, &'static str)>,
}

/// The period of a point.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Period {
    /// In words: `March 2024`, `2025/26`.
    pub words: String,
    /// Whether its value may still change.
    pub is_provisional: bool,
}

/// The chart with its words, key and table.
pub fn draw(series: &Series<'_>) -> Figure {
    let (finding, title) = (finding(series), title(series));
    Figure {
        id: series.id.to_owned(),
        wide: picture(series, &finding, Size::wide(360.0)),
        narrow: picture(series, &finding, Size::narrow(320.0)),
        key: key(series),
        notes: notes(series),
        table: Some(table(series, &title)),
        title,
        finding,
    }
}

/// The drawing of the chart alone, for wide windows.
pub fn drawing(series: &Series<'_>) -> Svg {
    picture(series, &finding(series), Size::wide(360.0))
}

fn picture(series: &Series<'_>, finding: &str, size: Size) -> Svg {
    let name = format!("Line chart with limits: {}", title(series));
    ControlChartPlot::new(series, size).finish(&name, finding)
}

fn title(series: &Series<'_>) -> String {
    let of_area = if series.area.is_empty() { String::new() } else { format!(", {}", series.area) };
    format!("{}{of_area}", series.measure)
}

/// What the chart shows, in sentences: the latest value, what it means, whether the target will be reached.
pub fn finding(series: &Series<'_>) -> String {
    let unit = &series.unit;
    let latest = latest(series);
    let Some((at, value)) = latest else { return "No value is published yet.".to_owned() };
    let mut words = format!("The latest value is {} ({}).", unit.say(value), series.period(at));
    if at + 1 < series.chart.points.len() {
        words.push_str(&format!(" {} has no value.", series.period(series.chart.points.len() - 1)));
    }
    let point = &series.chart.points[at];
    let n = series.n_of_group(point.group);
    if !series.is_judged(point.group) {
        words.push(' ');
        words.push_str(&not_judged(series, n));
        return words;
    }
    words.push(' ');
    words.push_str(&variation(series, point));
    if let Some(limits) = point.limits.filter(|it| it.lower.is_finite() && it.upper.is_finite()) {
        if let Some((assurance, target)) = series.chart.assurance.zip(series.target_at_end()) {
            words.push(' ');
            words.push_str(&assured(series, assurance, target, limits.lower, limits.upper));
        }
        if let Some(mean) = point.mean.filter(|it| it.is_finite()) {
            let apart = if series.is_overlapping() { " that do not overlap" } else { "" };
            words.push_str(&format!(
                " The mean is {}, and the limits are {}, from {n} values{apart}.",
                unit.say(mean),
                unit.range(limits.lower, limits.upper)
            ));
        }
    }
    words
}

/// Why nothing is said of change, with the number of values that could be judged.
fn not_judged(series: &Series<'_>, n: usize) -> String {
    let least = series.least_points;
    match series.is_overlapping() {
        true => format!(
            "The periods of these values overlap, so they rise and fall together and are not tested for change. A test needs {least} values that do not overlap, and there are {n}."
        ),
        false => format!("There is not enough data yet to test for change: {n} of {least} values."),
    }
}

fn variation(series: &Series<'_>, point: &Point) -> String {
    let Cause::Special(pattern, way) = point.cause else {
        return "There is no significant change: the values vary no more than they would by chance (common cause)."
            .to_owned();
    };
    let meaning = match (series.chart.variation, way) {
        (Variation::Improvement, _) => "This is improving (special cause)",
        (Variation::Concern, _) => "This is worsening (special cause of concern)",
        (_, Side::Up) => "This is unusually high (special cause)",
        (_, Side::Down) => "This is unusually low (special cause)",
    };
    format!("{meaning}: {}.", reason(pattern, way))
}

fn reason(pattern: Pattern, way: Side) -> &'static str {
    match (pattern, way) {
        (Pattern::Outside, Side::Up) => "above the upper limit",
        (Pattern::Outside, Side::Down) => "below the lower limit",
        (Pattern::Trend, Side::Up) => "rising for 7 points or more",
        (Pattern::Trend, Side::Down) => "falling for 7 points or more",
        (Pattern::TwoInThree, Side::Up) => "2 of 3 points close to the upper limit",
        (Pattern::TwoInThree, Side::Down) => "2 of 3 points close to the lower limit",
        (Pattern::Shift, Side::Up) => "7 points or more above the mean",
        (Pattern::Shift, Side::Down) => "7 points or more below the mean",
    }
}

fn assured(
    series: &Series<'_>,
    assurance: Assurance,
    target: f64,
    lower: f64,
    upper: f64,
) -> String {
    let unit = &series.unit;
    let target_words = unit.say_chosen(target);
    let side = if target > upper {
        format!("lies above the upper limit of {}", unit.say(upper))
    } else if target < lower {
        format!("lies below the lower limit of {}", unit.say(lower))
    } else {
        "lies between the limits".to_owned()
    };
    let follows = match assurance {
        Assurance::Pass => "it will be met consistently unless something changes",
        Assurance::Fail => "it will be missed consistently unless something changes",
        Assurance::HitOrMiss => "it may or may not be met, by chance",
    };
    format!("The target of {target_words} {side}, so {follows}.")
}

/// The place and the value of the last point that has one.
pub(super) fn latest(series: &Series<'_>) -> Option<(usize, f64)> {
    let points = series.chart.points.iter().enumerate();
    points.rev().find_map(|(at, point)| Some((at, value_of(point)?)))
}

pub(super) fn value_of(point: &Point) -> Option<f64> {
    point.reading.value.filter(|value| value.is_finite())
}

impl Series<'_> {
    /// The period of a point in words, and whether its value is provisional.
    pub(super) fn period(&self, at: usize) -> String {
        match self.periods.get(at) {
            Some(period) if period.is_provisional => format!("{}, provisional", period.words),
            Some(period) => period.words.clone(),
            None => crate::model::figures::date(self.chart.points[at].reading.day),
        }
    }

    pub(super) fn is_provisional(&self, at: usize) -> bool {
        self.periods.get(at).is_some_and(|period| period.is_provisional)
    }

    /// How many values a group has.
    fn n_of_group(&self, group: usize) -> usize {
        let points = self.chart.points.iter().enumerate();
        let is_apart = |at: usize| self.is_apart.get(at) != Some(&false);
        let of_group = points.filter(|(at, point)| point.group == group && is_apart(*at));
        of_group.filter(|(_, point)| value_of(point).is_some()).count()
    }

    /// Whether periods share days, so that not all values can be judged.
    pub fn is_overlapping(&self) -> bool {
        self.is_apart.contains(&false)
    }

    /// How many days after the first point the mark stands, if that is no further than a third beyond the last.
    pub(super) fn marked(&self) -> Option<(f64, &'static str)> {
        let (first, last) = (self.chart.points.first()?, self.chart.points.last()?);
        let days = |day: Date| Some(f64::from(day.since(first.reading.day).ok()?.get_days()));
        let (day, words) = self.mark?;
        let at = days(day)?;
        (at >= 0.0 && at <= days(last.reading.day)? * 4.0 / 3.0).then_some((at, words))
    }

    /// Whether a group has enough values for limits.
    pub(super) fn is_judged(&self, group: usize) -> bool {
        self.n_of_group(group) >= self.least_points
    }

    /// What the latest value means; nothing where there are too few points to tell.
    pub fn judged_variation(&self) -> Option<Variation> {
        let (at, _) = latest(self)?;
        self.is_judged(self.chart.points[at].group).then_some(self.chart.variation)
    }

    /// Whether the target will be reached; nothing without a target, or where there are too few points to tell.
    pub fn judged_assurance(&self) -> Option<Assurance> {
        self.judged_variation().and(self.chart.assurance)
    }

    /// The target in force at the last point.
    fn target_at_end(&self) -> Option<f64> {
        let end = self.chart.points.last()?.reading.day;
        let begun = self.targets.iter().rev().find(|step| step.from <= end);
        begun.map(|step| step.value).filter(|value| value.is_finite())
    }

    fn within_bounds(&self, value: f64) -> f64 {
        self.bounds.map_or(value, |(least, most)| value.clamp(least, most))
    }

    /// What kind of sign a point has.
    pub(super) fn sign(&self, point: &Point) -> Sign {
        match (self.is_judged(point.group), point.variation, point.cause) {
            (true, Variation::Improvement, Cause::Special(_, Side::Up)) => Sign::BetterUp,
            (true, Variation::Improvement, _) => Sign::BetterDown,
            (true, Variation::Concern, _) => Sign::Worse,
            (true, Variation::NeutralHigh | Variation::NeutralLow, _) => Sign::Unusual,
            (true, Variation::CommonCause, _) | (false, ..) => Sign::Common,
        }
    }
}

/// The sign of a point: its shape says what its colour says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Sign {
    Common,
    BetterUp,
    BetterDown,
    Worse,
    Unusual,
}

impl Sign {
    /// At the size of `scale`: 1 for points of a chart that have room.
    pub(super) fn draw(self, canvas: &mut Canvas, (x, y): At, is_hollow: bool, scale: f64) {
        let class = match (self, is_hollow) {
            (Self::Common, false) => "f-common",
            (Self::Common, true) => "f-common f-hollow",
            (Self::BetterUp | Self::BetterDown, false) => "f-better",
            (Self::BetterUp | Self::BetterDown, true) => "f-better f-hollow",
            (Self::Worse, false) => "f-worse",
            (Self::Worse, true) => "f-worse f-hollow",
            (Self::Unusual, false) => "f-unusual",
            (Self::Unusual, true) => "f-unusual f-hollow",
        };
        let corner = |(across, down): At| (x + across * scale, y + down * scale);
        let mut shape = |corners: &[At]| {
            canvas.polygon(class, &corners.iter().copied().map(corner).collect::<Vec<_>>());
        };
        match self {
            Self::Common => canvas.circle(class, (x, y), 4.0 * scale),
            Self::BetterUp => shape(&[(-6.0, 4.5), (0.0, -6.5), (6.0, 4.5)]),
            Self::BetterDown => shape(&[(-6.0, -4.5), (0.0, 6.5), (6.0, -4.5)]),
            Self::Worse => shape(&[(0.0, -6.2), (6.2, 0.0), (0.0, 6.2), (-6.2, 0.0)]),
            Self::Unusual => shape(&[(-4.8, -4.8), (4.8, -4.8), (4.8, 4.8), (-4.8, 4.8)]),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Common => "No significant change",
            Self::BetterUp | Self::BetterDown => "Improving",
            Self::Worse => "Worsening",
            Self::Unusual => "Unusually high or low",
        }
    }
}

fn key(series: &Series<'_>) -> Vec<KeyEntry> {
    let points = || series.chart.points.iter().enumerate().filter(|(_, it)| value_of(it).is_some());
    let mut signs: Vec<Sign> = points().map(|(_, point)| series.sign(point)).collect();
    signs.sort_unstable();
    signs.dedup();
    let sign = |sign: Sign, is_hollow: bool| {
        let mut canvas = Canvas::default();
        sign.draw(&mut canvas, (9.0, 9.0), is_hollow, 1.0);
        canvas.finish_silent("f-sign", 18.0, 18.0)
    };
    let mut key: Vec<KeyEntry> = signs
        .iter()
        .map(|it| KeyEntry { sign: sign(*it, false), words: it.meaning().to_owned() })
        .collect();
    if signs == [Sign::Common] && !points().any(|(_, point)| series.is_judged(point.group)) {
        key.clear();
    }
    if points().any(|(at, _)| series.is_provisional(at)) {
        let words = "Hollow: provisional, may still change".to_owned();
        key.push(KeyEntry { sign: sign(Sign::Common, true), words });
    }
    key
}

fn notes(series: &Series<'_>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for (at, rebase) in series.rebases.iter().enumerate() {
        let point = series.chart.points.iter().position(|point| point.reading.day == rebase.day);
        let from = point.map_or_else(
            || crate::model::figures::date(rebase.day),
            |at| series.periods.get(at).map_or_else(String::new, |it| it.words.clone()),
        );
        let reason = rebase.reason.trim().trim_end_matches('.');
        let has_lines = series.chart.points.iter().any(|point| series.is_judged(point.group));
        let what =
            if has_lines { "the mean and limits start again" } else { "the measure changed" };
        notes.push(format!("{}: {what} from {from}. {reason}.", at + 1));
    }
    if let Some((least, most)) = series.bounds {
        let drawn = series.chart.points.iter().filter(|point| series.is_judged(point.group));
        let (mut below, mut above) = (false, false);
        for limits in drawn.filter_map(|point| point.limits) {
            below |= limits.lower < least;
            above |= limits.upper > most;
        }
        for (is_cut, limit, end, word) in
            [(below, "lower", least, "below"), (above, "upper", most, "above")]
        {
            if is_cut {
                let end = series.unit.say_at_axis(end, 0);
                notes.push(format!(
                    "The {limit} limit is calculated to be {word} {end}, which no value can be, so it is drawn at {end}."
                ));
            }
        }
    }
    let first = series.targets.first().filter(|step| step.value.is_finite());
    if let Some(step) = first.filter(|_| series.target_at_end().is_none()) {
        let (target, day) = (series.unit.say(step.value), crate::model::figures::date(step.from));
        notes.push(format!("The first target, {target}, applies from {day}, so it is not drawn."));
    }
    if plot::scale(series).ends.0 > 0.0 {
        notes.push("The scale does not start at 0.".to_owned());
    }
    notes
}

/// The rows of the table that belongs to a chart: period, value, and where there are limits also mean, limits, meaning.
pub fn table_of(series: &Series<'_>) -> Vec<Vec<String>> {
    table(series, "").rows
}

fn table(series: &Series<'_>, title: &str) -> Table {
    let unit = &series.unit;
    let has_limits = series.chart.points.iter().any(|point| series.is_judged(point.group));
    let mut columns = vec!["Period", "Value"];
    if has_limits {
        columns.extend(["Mean", "Lower limit", "Upper limit", "What it means"]);
    }
    let number = |value: Option<f64>| {
        let value = value.filter(|it| it.is_finite());
        value.map_or_else(|| "None".to_owned(), |it| unit.say_in_table(it))
    };
    let row = |(at, point): (usize, &Point)| {
        let value =
            value_of(point).map_or_else(|| "No value".to_owned(), |it| unit.say_in_table(it));
        let mut cells = vec![series.period(at), value];
        if has_limits {
            let limits = point.limits.filter(|_| series.is_judged(point.group));
            cells.push(number(point.mean.filter(|_| series.is_judged(point.group))));
            cells.push(number(limits.map(|it| it.lower)));
            cells.push(number(limits.map(|it| it.upper)));
            cells.push(meaning(series, point));
        }
        cells
    };
    Table {
        caption: format!("Values: {title}"),
        numeric: (0..columns.len()).map(|at| (1..5).contains(&at)).collect(),
        columns: columns
            .into_iter()
            .map(|it| if it == "Value" { unit.head(it) } else { it.to_owned() })
            .collect(),
        rows: series.chart.points.iter().enumerate().map(row).collect(),
    }
}

/// What a point means, in a few words.
fn meaning(series: &Series<'_>, point: &Point) -> String {
    if value_of(point).is_none() {
        return String::new();
    }
    if !series.is_judged(point.group) {
        return match series.is_overlapping() {
            true => String::new(),
            false => "Not enough data yet".to_owned(),
        };
    }
    match point.cause {
        Cause::Common => Sign::Common.meaning().to_owned(),
        Cause::Special(pattern, way) => {
            format!("{}: {}", series.sign(point).meaning(), reason(pattern, way))
        }
    }
}
