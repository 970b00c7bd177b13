//! Statistical process control: XmR charts by the rules of NHS England's "Making Data Count".
//!
//! A chart has a line at the mean of its baseline and limits at 2.66 times the mean moving range above and below it.
//! Points beyond the limits, and patterns that chance would rarely make, are special causes. Where the rules leave
//! a choice, the names of the options say which; `Rules` tells the current rule from that of the R package
//! NHSRplotthedots 0.2.2.

use std::ops::Range;

use jiff::civil::Date;

/// How far the limits are from the mean, in mean moving ranges: 3 standard deviations, of which the mean moving range
/// is an estimate by 3 / 1.128.
const LIMIT: f64 = 2.66;

/// A moving range of so many times the mean moving range, or more, is left out of it.
const SCREEN: f64 = 3.267;

/// How many points make a trend, and a shift, unless it is said otherwise.
pub const RUN: usize = 7;

/// With fewer points in a group, limits are on trial.
pub const ENOUGH_POINTS: usize = 13;

/// The shortest baseline that may be fixed.
pub const SHORTEST_BASELINE: usize = 12;

/// Values that differ by less than this, relative to the largest of their group, are equal.
const TOLERANCE: f64 = 1e-12;

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// More is better.
    Increase,
    /// Less is better.
    Decrease,
    /// Neither is.
    Neutral,
}

/// Whether points beyond the limits count in the rule of 2 in 3.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Rules {
    /// They do: the rule since November 2023.
    #[default]
    Current,
    /// They do not, as in the R package NHSRplotthedots 0.2.2.
    Ptd02,
}

/// How a series is judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// Which way is better.
    pub direction: Direction,
    /// The target at the last point.
    pub target: Option<f64>,
    /// Days on which the mean and the limits begin anew; each is the day of a point.
    pub rebase: Vec<Date>,
    /// The baseline is the first points of each group, so many of them, blank ones too.
    pub fix_after: Option<usize>,
    /// Whether very large moving ranges are left out of the limits.
    pub screen: bool,
    /// The rule of 2 in 3.
    pub rules: Rules,
    /// How many points that each rise, or each fall, make a trend.
    pub trend: usize,
    /// How many points on one side of the mean make a shift.
    pub shift: usize,
}

impl Options {
    /// No target, no rebase, no screening, the current rules.
    pub fn new(direction: Direction) -> Self {
        Self {
            direction,
            target: None,
            rebase: Vec::new(),
            fix_after: None,
            screen: false,
            rules: Rules::Current,
            trend: RUN,
            shift: RUN,
        }
    }
}

/// A target from a day on.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TargetStep {
    /// Its first day.
    pub from: Date,
    /// Its value.
    pub value: f64,
}

/// A day on which mean and limits begin anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rebase {
    /// The day, or the first day of the period, from which on they hold.
    pub day: Date,
    /// Why, as a sentence.
    pub reason: String,
}

/// A point of a series: its day, and its value unless it is blank.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reading {
    /// The day, or the first day of the period.
    pub day: Date,
    /// The value.
    pub value: Option<f64>,
}

/// The lines of a group of points.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// The lower process limit; not cut off at 0.
    pub lower: f64,
    /// The upper process limit; not cut off at 100.
    pub upper: f64,
}

/// Why a point stands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// It does not.
    Common,
    /// It is beyond a limit, or part of a pattern.
    Special(Pattern, Side),
}

/// What makes a special cause, the strongest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Pattern {
    /// Beyond a limit.
    Outside,
    /// One of 7 points (or as many as the options say) that each rise, or each fall.
    Trend,
    /// Near a limit, as one of at least 2 of 3.
    TwoInThree,
    /// One of 7 points (or as many as the options say) on one side of the mean.
    Shift,
}

/// Up or down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// Above, or rising.
    Up,
    /// Below, or falling.
    Down,
}

impl Cause {
    /// The name that NHSRplotthedots gives.
    pub fn name(self) -> &'static str {
        match self {
            Self::Common => "Common Cause",
            Self::Special(Pattern::Outside, Side::Up) => "Above UCL",
            Self::Special(Pattern::Outside, Side::Down) => "Below LCL",
            Self::Special(Pattern::Trend, Side::Up) => "7 Point Trend (Increasing)",
            Self::Special(Pattern::Trend, Side::Down) => "7 Point Trend (Decreasing)",
            Self::Special(Pattern::TwoInThree, Side::Up) => "2 in 3 Above CL",
            Self::Special(Pattern::TwoInThree, Side::Down) => "2 in 3 Below CL",
            Self::Special(Pattern::Shift, Side::Up) => "7 Points Above CL",
            Self::Special(Pattern::Shift, Side::Down) => "7 Points Below CL",
        }
    }
}

/// What a cause means for people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Variation {
    /// Nothing: the process does what it did.
    CommonCause,
    /// A special cause for the better.
    Improvement,
    /// A special cause for the worse.
    Concern,
    /// A special cause upwards, where neither way is better.
    NeutralHigh,
    /// A special cause downwards, where neither way is better.
    NeutralLow,
}

impl Variation {
    /// The name that NHSRplotthedots gives.
    pub fn name(self) -> &'static str {
        match self {
            Self::CommonCause => "common_cause",
            Self::Improvement => "special_cause_improvement",
            Self::Concern => "special_cause_concern",
            Self::NeutralHigh => "special_cause_neutral_high",
            Self::NeutralLow => "special_cause_neutral_low",
        }
    }

    fn from_cause(cause: Cause, direction: Direction) -> Self {
        let Cause::Special(_, way) = cause else { return Self::CommonCause };
        match (direction, way) {
            (Direction::Neutral, Side::Up) => Self::NeutralHigh,
            (Direction::Neutral, Side::Down) => Self::NeutralLow,
            (Direction::Increase, Side::Up) | (Direction::Decrease, Side::Down) => {
                Self::Improvement
            }
            (Direction::Increase, Side::Down) | (Direction::Decrease, Side::Up) => Self::Concern,
        }
    }
}

/// Whether the process as it is will reach its target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Assurance {
    /// Always: the target lies beyond the limit on the worse side.
    Pass,
    /// Never: the target lies beyond the limit on the better side.
    Fail,
    /// Now and then: the target lies between the limits.
    HitOrMiss,
}

impl Assurance {
    /// The name that NHSRplotthedots gives.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "consistent_pass",
            Self::Fail => "consistent_fail",
            Self::HitOrMiss => "inconsistent",
        }
    }
}

/// A point as it is judged.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The point.
    pub reading: Reading,
    /// How many rebases came before it, or on its day.
    pub group: usize,
    /// The mean of its group's baseline; nothing where all of it is blank.
    pub mean: Option<f64>,
    /// The limits of its group; nothing where no two points follow on each other.
    pub limits: Option<Limits>,
    /// Whether it is above (1), on (0) or below (-1) the mean; nothing where it is blank.
    pub side: Option<i8>,
    /// Whether it is beyond a limit.
    pub is_outside: Option<bool>,
    /// Whether it is in the outer third between mean and limit.
    pub is_near: Option<bool>,
    /// Why it stands out.
    pub cause: Cause,
    /// What that means.
    pub variation: Variation,
}

/// What should be said beside a chart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Note {
    /// The group that begins at this point has so few points that its limits are on trial.
    FewPoints {
        /// The place of its first point.
        from: usize,
        /// How many points it has.
        n: usize,
    },
    /// Screening would have left nothing but zeros in the group that begins at this point, so it was left out.
    NotScreened {
        /// The place of its first point.
        from: usize,
    },
    /// The last point is blank: the one at this place was judged.
    LastIsBlank {
        /// The place of the last point with a value.
        judged: usize,
    },
    /// There is a target, and no limits to compare it with.
    NoLimits,
}

/// A series as it is judged.
#[derive(Clone, PartialEq, Debug)]
pub struct Chart {
    /// Its points, by day.
    pub points: Vec<Point>,
    /// What the last point with a value means.
    pub variation: Variation,
    /// Whether the target will be reached; nothing without one, or where neither way is better.
    pub assurance: Option<Assurance>,
    /// What should be said beside it.
    pub notes: Vec<Note>,
}

/// Judges a series. Its readings are sorted by day, each day once.
pub fn chart(readings: &[Reading], options: &Options) -> Chart {
    let mut points = Vec::with_capacity(readings.len());
    let mut notes = Vec::new();
    for (number, range) in groups(readings, &options.rebase) {
        group(&readings[range.clone()], number, range.start, options, &mut points, &mut notes);
    }
    let last = points.iter().rposition(|point| point.reading.value.is_some());
    if let Some(judged) = last.filter(|at| at + 1 < points.len()) {
        notes.push(Note::LastIsBlank { judged });
    }
    let variation = last.map_or(Variation::CommonCause, |at| points[at].variation);
    let limits = points.last().and_then(|point| point.limits);
    let wanted = options.target.filter(|_| options.direction != Direction::Neutral);
    if wanted.is_some() && limits.is_none() {
        notes.push(Note::NoLimits);
    }
    let assurance =
        wanted.zip(limits).map(|(target, limits)| assurance(target, limits, options.direction));
    Chart { points, variation, assurance, notes }
}

/// The number and the points of each group: a rebase begins one.
fn groups(readings: &[Reading], rebase: &[Date]) -> Vec<(usize, Range<usize>)> {
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    let mut number = 0;
    for (at, reading) in readings.iter().enumerate() {
        if rebase.contains(&reading.day) {
            number += 1;
        }
        match found.last_mut() {
            Some((last, range)) if *last == number => range.end = at + 1,
            _ => found.push((number, at..at + 1)),
        }
    }
    found
}

fn group(
    readings: &[Reading],
    number: usize,
    from: usize,
    options: &Options,
    points: &mut Vec<Point>,
    notes: &mut Vec<Note>,
) {
    let values: Vec<Option<f64>> = readings.iter().map(|reading| reading.value).collect();
    if readings.len() < ENOUGH_POINTS {
        notes.push(Note::FewPoints { from, n: readings.len() });
    }
    let baseline = &values[..options.fix_after.unwrap_or(values.len()).min(values.len())];
    let centre = mean(baseline.iter().copied().flatten());
    let range = moving_range(baseline, options.screen, || notes.push(Note::NotScreened { from }));
    let tolerance =
        TOLERANCE * values.iter().flatten().fold(0.0_f64, |most, value| most.max(value.abs()));
    let lines = centre.zip(range).map(|(centre, range)| ControlLines { centre, range, tolerance });
    // Numbers at the very end of what can be told apart have no limits.
    let is_finite = |it: Limits| it.lower.is_finite() && it.upper.is_finite();
    let lines = lines.filter(|it| is_finite(it.limits()));
    let sides: Vec<i8> =
        values.iter().map(|value| side(*value, centre, tolerance).unwrap_or(0)).collect();
    let zones: Vec<Zone> = values
        .iter()
        .map(|value| lines.zip(*value).map_or(Zone::Inside, |(l, v)| l.zone(v)))
        .collect();
    let trends = trends(&values, options.trend);
    let shifts = runs(&sides, options.shift);
    let pairs = two_in_three(&sides, &zones, options.rules);
    for (at, reading) in readings.iter().enumerate() {
        let up = |is_up: bool| if is_up { Side::Up } else { Side::Down };
        let of_side = up(sides[at] > 0);
        let cause = if reading.value.is_none() {
            Cause::Common
        } else if zones[at] == Zone::Outside {
            Cause::Special(Pattern::Outside, of_side)
        } else if let Some(way) = trends[at] {
            Cause::Special(Pattern::Trend, way)
        } else if pairs[at] {
            Cause::Special(Pattern::TwoInThree, of_side)
        } else if shifts[at] {
            Cause::Special(Pattern::Shift, of_side)
        } else {
            Cause::Common
        };
        let zone = reading.value.and(lines).map(|_| zones[at]);
        points.push(Point {
            reading: *reading,
            group: number,
            mean: centre,
            limits: lines.map(|lines| lines.limits()),
            side: side(reading.value, centre, tolerance),
            is_outside: zone.map(|zone| zone == Zone::Outside),
            is_near: zone.map(|zone| zone == Zone::Near),
            cause,
            variation: Variation::from_cause(cause, options.direction),
        });
    }
}

/// The mean, corrected by a second pass, so that equal values have their value as mean.
fn mean(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let n = values.clone().count();
    if n == 0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "no series has 2^52 points")]
    let n = n as f64;
    let first = values.clone().sum::<f64>() / n;
    // The sum of very large numbers is too large to be one.
    let first = if first.is_finite() { first } else { values.clone().map(|it| it / n).sum() };
    let mean = first + values.map(|value| value - first).sum::<f64>() / n;
    let mean = if mean.is_finite() { mean } else { first };
    mean.is_finite().then_some(mean)
}

/// The mean moving range; a blank takes two ranges with it. `keep_all` is called where screening is given up.
fn moving_range(baseline: &[Option<f64>], screen: bool, keep_all: impl FnOnce()) -> Option<f64> {
    let ranges: Vec<f64> =
        baseline.windows(2).filter_map(|pair| Some((pair[1]? - pair[0]?).abs())).collect();
    let all = mean(ranges.iter().copied())?;
    if !screen {
        return Some(all);
    }
    let kept = mean(ranges.iter().copied().filter(|range| *range < SCREEN * all)).unwrap_or(0.0);
    if kept == 0.0 && all > 0.0 {
        keep_all();
        return Some(all);
    }
    Some(kept)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Zone {
    Inside,
    Near,
    Outside,
}

#[derive(Clone, Copy)]
struct ControlLines {
    centre: f64,
    range: f64,
    tolerance: f64,
}

impl ControlLines {
    fn limits(self) -> Limits {
        let width = LIMIT * self.range;
        Limits { lower: self.centre - width, upper: self.centre + width }
    }

    /// On a line is inside it.
    fn zone(self, value: f64) -> Zone {
        let Limits { lower, upper } = self.limits();
        let near = LIMIT * 2.0 / 3.0 * self.range;
        let is_beyond =
            |low: f64, high: f64| value > high + self.tolerance || value < low - self.tolerance;
        if is_beyond(lower, upper) {
            Zone::Outside
        } else if is_beyond(self.centre - near, self.centre + near) {
            Zone::Near
        } else {
            Zone::Inside
        }
    }
}

fn side(value: Option<f64>, centre: Option<f64>, tolerance: f64) -> Option<i8> {
    let gap = value? - centre?;
    Some(if gap.abs() <= tolerance { 0 } else { gap.signum() as i8 })
}

/// The way of each point that is part of a trend; a point that ends one and begins another takes the later.
fn trends(values: &[Option<f64>], n: usize) -> Vec<Option<Side>> {
    let mut found = vec![None; values.len()];
    for (from, window) in values.windows(n).enumerate() {
        let steps = || window.windows(2).map(|pair| Some(pair[1]? - pair[0]?));
        let is_all = |is: fn(f64) -> bool| steps().all(|step| step.is_some_and(is));
        let way = if is_all(|step| step > 0.0) {
            Side::Up
        } else if is_all(|step| step < 0.0) {
            Side::Down
        } else {
            continue;
        };
        found[from..from + n].fill(Some(way));
    }
    found
}

/// Whether each point is one of so many in a row on one side of the mean.
fn runs(sides: &[i8], n: usize) -> Vec<bool> {
    let mut found = vec![false; sides.len()];
    for (from, window) in sides.windows(n).enumerate() {
        if window[0] != 0 && window.iter().all(|side| *side == window[0]) {
            found[from..from + n].fill(true);
        }
    }
    found
}

/// Whether each point is one of 2 in 3 in a row that are near a limit, all 3 on one side of the mean.
fn two_in_three(sides: &[i8], zones: &[Zone], rules: Rules) -> Vec<bool> {
    let counts = |zone: Zone| match rules {
        Rules::Current => zone != Zone::Inside,
        Rules::Ptd02 => zone == Zone::Near,
    };
    let mut found = vec![false; sides.len()];
    for from in 0..sides.len().saturating_sub(2) {
        let window = from..from + 3;
        let is_one_side =
            sides[from] != 0 && sides[window.clone()].iter().all(|side| *side == sides[from]);
        let n = zones[window.clone()].iter().filter(|zone| counts(**zone)).count();
        if is_one_side && n >= 2 {
            for at in window.filter(|at| counts(zones[*at])) {
                found[at] = true;
            }
        }
    }
    found
}

/// A target on a limit is between them.
fn assurance(target: f64, limits: Limits, direction: Direction) -> Assurance {
    let tolerance = TOLERANCE * target.abs().max(limits.lower.abs()).max(limits.upper.abs());
    let is_above = target > limits.upper + tolerance;
    let is_below = target < limits.lower - tolerance;
    match (is_above, is_below, direction) {
        (true, _, Direction::Increase) | (_, true, Direction::Decrease) => Assurance::Fail,
        (_, true, Direction::Increase) | (true, _, Direction::Decrease) => Assurance::Pass,
        _ => Assurance::HitOrMiss,
    }
}
