//! The measures of a blueprint with all that follows from their figures: series, control charts, targets, limits of
//! confidence. The one table that pages, CSV and JSON are made of.
//!
//! # Figures of measures
//!
//! `model/observations` reads a table of figures, and says what is wrong in it by itself; `check/observations` holds it against its
//! measure. `analysis/measures` is the one table that pages, CSV and all other forms are made of: series, each judged by
//! `statistics::spc`, with targets, new starts and limits of confidence. `analysis/progress` follows benefits on it, and
//! `analysis/standardised` works out rates from the age bands that stand in the table of their measure. Nothing of it is kept: to
//! judge a series takes a few microseconds.

use std::collections::BTreeSet;

use jiff::ToSpan as _;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::standardised;
use super::sums::better_way;
use crate::model::metric::{ChartRules, Frequency, IntervalMethod, Metric, PeriodType, Unit};
use crate::model::observations::{Observation, Observations, Series};
use crate::model::reported::ReportedMetric;
use crate::model::scalar::{Date, Period};
use crate::model::{Blueprint, Model, Section};
use crate::source::Span;
use crate::statistics::interval::{self, Interval, Level};
use crate::statistics::spc::{
    Assurance, Cause, Chart, Direction, ENOUGH_POINTS, Limits, Options, Point, RUN, Reading,
    Rebase, Rules, TargetStep, Variation, chart,
};

/// A measure of a blueprint.
#[derive(Clone, Debug)]
pub struct Measured<'m> {
    /// The id of the measure.
    pub id: &'m str,
    /// Its definition, where there is one.
    pub metric: Option<&'m Metric>,
    /// What the blueprint says of it, where it does.
    pub reported: Option<&'m ReportedMetric>,
    /// Its figures, where there are some.
    pub observations: Option<&'m Observations>,
    /// Its series: first that of everybody in all of the footprint.
    pub strands: Vec<ControlSeries<'m>>,
    /// What should be reached, and when.
    pub aims: Vec<TargetRow>,
}

/// What should be reached.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TargetRow {
    /// The value.
    pub value: f64,
    /// Its first day, where it is stated.
    pub from: Option<Date>,
    /// Its last day, where it is stated.
    pub by: Option<Date>,
}

/// A series of a measure, judged.
#[derive(Clone, Debug)]
pub struct ControlSeries<'m> {
    /// Its figures.
    pub series: Series<'m>,
    /// What they do.
    pub chart: Chart,
    /// How it was judged.
    pub options: Options,
    /// How many values a group needs for limits.
    pub least_points: usize,
    /// Of each point, whether its period shares no day with another one that is judged: XmR asks for such values only.
    pub is_apart: Vec<bool>,
    /// The target over time, by day.
    pub steps: Vec<TargetStep>,
    /// Where mean and limits begin anew, in the order of the groups of the chart.
    pub new_starts: Vec<Rebase>,
    /// The most decimals that a value has.
    pub decimals: u8,
    /// The table it is of.
    table: Option<&'m Observations>,
}

impl<'m> ControlSeries<'m> {
    /// The place of the last point with a value.
    pub fn last(&self) -> Option<usize> {
        self.series.points.iter().rposition(|point| point.value.is_some())
    }

    /// The last point with a value.
    pub fn latest(&self) -> Option<&'m Observation> {
        self.last().map(|at| self.series.points[at])
    }

    /// Whether the group of a point has enough values for limits.
    pub fn is_judged(&self, at: usize) -> bool {
        let group = self.chart.points[at].group;
        let of_group = self.chart.points.iter().zip(&self.is_apart);
        let of_group = of_group.filter(|(it, is_apart)| it.group == group && **is_apart);
        of_group.filter(|(it, _)| it.reading.value.is_some()).count() >= self.least_points
    }

    /// The limits at a point, where there are enough values for them.
    pub fn limits(&self, at: usize) -> Option<Limits> {
        self.chart.points[at].limits.filter(|_| self.is_judged(at))
    }

    /// How the last value varies, where there are enough values to tell.
    pub fn variation(&self) -> Option<Variation> {
        self.last().filter(|at| self.is_judged(*at)).map(|_| self.chart.variation)
    }

    /// Whether the target will be reached, where there are enough values to tell.
    pub fn assurance(&self) -> Option<Assurance> {
        self.last().filter(|at| self.is_judged(*at)).and(self.chart.assurance)
    }

    /// The target that holds at the last point.
    pub fn target(&self) -> Option<f64> {
        self.options.target
    }

    /// Which way is better.
    pub fn direction(&self) -> Direction {
        self.options.direction
    }

    /// Limits of confidence, as many as points: those of the file, else worked out by the method of the definition.
    pub fn intervals(&self, metric: Option<&Metric>) -> Vec<Option<Interval>> {
        intervals(&self.series, self.table, metric)
    }
}

impl<'m> Measured<'m> {
    /// The series of everybody in all of the footprint, else the first.
    pub fn main(&self) -> Option<&ControlSeries<'m>> {
        self.strands.first()
    }

    /// The series of everybody in all of the footprint.
    pub fn whole(&self) -> Option<&ControlSeries<'m>> {
        self.strands.first().filter(|it| it.series.is_whole())
    }

    /// The unit of its values.
    pub fn unit(&self) -> Option<Unit> {
        self.metric.and_then(|it| it.unit.known()).copied()
    }

    /// The day by which newer figures should be there: the end of the next period and the delay of the measure.
    /// Nothing where it is published irregularly.
    pub fn due(&self) -> Option<Date> {
        let latest = self.strands.iter().filter_map(ControlSeries::latest);
        let end = latest.map(|point| point.period.last_day()).max()?;
        let metric = self.metric?;
        let step = match metric.frequency.known()? {
            Frequency::Daily => 1.day(),
            Frequency::Weekly => 1.week(),
            Frequency::Monthly => 1.month(),
            Frequency::Quarterly => 3.months(),
            Frequency::TwiceYearly => 6.months(),
            Frequency::Annual => 12.months(),
            Frequency::Irregular => return None,
        };
        // A year that is counted up every quarter is still a year.
        let step = match self.strands.first()?.series.points.last()?.period {
            Period::FinancialYear(_) | Period::Year(_) => 12.months(),
            _ => step,
        };
        let lag = metric.lag_days.known().copied().unwrap_or(USUAL_LAG).min(3650);
        // From the day after the end, so that months of 30 days do not pull the end of the next one forward.
        let next_end = end.saturating_add(1.day()).saturating_add(step).saturating_sub(1.day());
        Some(next_end.saturating_add(i64::try_from(lag).unwrap_or(0).days()))
    }
}

/// The days from the end of a period to its publication where a measure does not say.
const USUAL_LAG: u64 = 60;

/// The measures that a blueprint reports, in its order, then those of which it has figures only.
pub fn all<'m>(model: &'m Model, blueprint: &'m Blueprint) -> Vec<Measured<'m>> {
    ids(blueprint).into_iter().map(|id| of(model, blueprint, id)).collect()
}

/// The ids of these measures.
pub fn ids(blueprint: &Blueprint) -> Vec<&str> {
    let reported = blueprint.reported.as_ref().and_then(Section::known);
    let items = reported.map_or(&[][..], |it| it.metrics.items()).iter();
    let mut ids: Vec<&str> =
        items.filter_map(|it| it.metric.known()).map(|it| it.0.id.as_str()).collect();
    let reported: BTreeSet<&str> = ids.iter().copied().collect();
    let others = blueprint.observations.keys().map(String::as_str);
    ids.extend(others.filter(|id| !reported.contains(id)));
    ids
}

/// The same with the first series of each only, for lists.
pub fn heads<'m>(model: &'m Model, blueprint: &'m Blueprint) -> Vec<Measured<'m>> {
    ids(blueprint).into_iter().map(|id| head(model, blueprint, id)).collect()
}

/// One measure of a blueprint.
pub fn of<'m>(model: &'m Model, blueprint: &'m Blueprint, id: &'m str) -> Measured<'m> {
    measure(model, blueprint, id, usize::MAX)
}

/// A series as it is told, without being judged.
#[derive(Clone, Debug)]
pub struct UnjudgedSeries<'m> {
    /// Its figures.
    pub series: Series<'m>,
    /// Limits of confidence, as many as figures.
    pub intervals: Vec<Option<Interval>>,
    /// The most decimals that a value has.
    pub decimals: u8,
}

/// The series of a measure, in the order of [`of`]: for tables, which need no control chart.
pub fn told<'m>(model: &'m Model, blueprint: &'m Blueprint, id: &str) -> Vec<UnjudgedSeries<'m>> {
    let metric = model.metrics.get(id).map(|(_, it)| &**it);
    let table = blueprint.observations.get(id);
    let all = ordered(table).into_iter();
    let told = all.map(|series| UnjudgedSeries {
        intervals: intervals(&series, table, metric),
        decimals: decimals(&series),
        series,
    });
    told.collect()
}

/// What is of everybody stands first; the rest keeps its order.
fn ordered(observations: Option<&Observations>) -> Vec<Series<'_>> {
    let mut series = observations.map_or_else(Vec::new, Observations::series);
    series.sort_by_key(|it| !it.is_whole());
    series
}

fn decimals(series: &Series<'_>) -> u8 {
    series.points.iter().filter_map(|it| it.value).map(|it| it.decimals).max().unwrap_or(0)
}

/// One measure of a blueprint with its first series only, for lists.
pub fn head<'m>(model: &'m Model, blueprint: &'m Blueprint, id: &'m str) -> Measured<'m> {
    measure(model, blueprint, id, 1)
}

fn measure<'m>(
    model: &'m Model,
    blueprint: &'m Blueprint,
    id: &'m str,
    most: usize,
) -> Measured<'m> {
    let metric = model.metrics.get(id).map(|(_, it)| &**it);
    let reported = reported(blueprint, id);
    let observations = blueprint.observations.get(id);
    let aims = aims(metric, reported);
    let direction = match better_way(model, id) {
        Some(way) if way > 0 => Direction::Increase,
        Some(_) => Direction::Decrease,
        None => Direction::Neutral,
    };
    let new_starts = new_starts(metric, reported);
    let strands = ordered(observations)
        .into_iter()
        .take(most)
        .map(|series| ControlSeries {
            table: observations,
            ..strand(series, metric, direction, &aims, &new_starts)
        })
        .collect();
    Measured { id, metric, reported, observations, strands, aims }
}

/// What a blueprint says of a measure.
pub fn reported<'m>(blueprint: &'m Blueprint, id: &str) -> Option<&'m ReportedMetric> {
    let reported = blueprint.reported.as_ref().and_then(Section::known)?;
    let mut items = reported.metrics.items().iter();
    items.find(|it| it.metric.known().is_some_and(|metric| metric.0.id == id))
}

/// The values that a blueprint states for a period of a measure outside its table of figures, each with its place.
pub fn stated(blueprint: &Blueprint, id: &str) -> Vec<(Period, Decimal, Span)> {
    let local = reported(blueprint, id).and_then(|it| it.baseline.known());
    let local = local.map(|it| (it.period.known(), it.value.known(), it.value.span));
    let benefits = blueprint.benefits.as_ref().and_then(Section::known);
    let of_benefits = benefits.map_or(&[][..], |it| it.benefits.items()).iter().filter_map(|it| {
        let baseline = it.baseline.known()?;
        let is_of = it.metric.known()?.0.id == id;
        is_of.then(|| (baseline.period.known(), baseline.value.known(), baseline.value.span))
    });
    let complete = |(period, value, span): (Option<&Period>, Option<&Decimal>, Option<Span>)| {
        Some((*period?, *value?, span?))
    };
    local.into_iter().chain(of_benefits).filter_map(complete).collect()
}

fn strand<'m>(
    series: Series<'m>,
    metric: Option<&Metric>,
    direction: Direction,
    aims: &[TargetRow],
    new_starts: &[Rebase],
) -> ControlSeries<'m> {
    // What is aimed at for all is no target of a part.
    let steps = if series.is_whole() { steps(aims, &series) } else { Vec::new() };
    let is_there = |day: Date| series.points.iter().any(|it| it.period.first_day() == day);
    let new_starts: Vec<Rebase> =
        new_starts.iter().filter(|it| is_there(it.day)).cloned().collect();
    let last = series.points.last().map(|it| it.period.first_day());
    let target = steps.iter().rfind(|step| last.is_some_and(|last| step.from <= last));
    let small = |n: Option<&u64>, usual: usize| {
        n.and_then(|n| usize::try_from(*n).ok()).filter(|n| (6..=8).contains(n)).unwrap_or(usual)
    };
    let rules = match metric.and_then(|it| it.spc_rules.known()) {
        Some(ChartRules::Ptd02) => Rules::Ptd02,
        Some(ChartRules::Current) | None => Rules::Current,
    };
    let options = Options {
        target: target.map(|step| step.value),
        rebase: new_starts.iter().map(|it| it.day).collect(),
        rules,
        trend: small(metric.and_then(|it| it.trend_points.known()), RUN),
        shift: small(metric.and_then(|it| it.shift_points.known()), RUN),
        ..Options::new(direction)
    };
    let reading = |it: &&Observation| Reading {
        day: it.period.first_day(),
        value: it.value.map(|value| value.value),
    };
    let readings: Vec<Reading> = series.points.iter().map(reading).collect();
    let is_apart = apart(metric, &series.points);
    let least = metric.and_then(|it| it.spc_min_points.known());
    let least_points = least.and_then(|n| usize::try_from(*n).ok()).unwrap_or(ENOUGH_POINTS);
    ControlSeries {
        chart: chart_of_apart(&readings, &is_apart, &options),
        options,
        least_points,
        is_apart,
        steps,
        new_starts,
        decimals: decimals(&series),
        series,
        table: None,
    }
}

/// The first day that a figure is of; 12 months are named by the month in which they end.
pub fn first_day(metric: Option<&Metric>, period: Period) -> Date {
    match metric.and_then(|it| it.period_type.known()) {
        Some(PeriodType::Rolling) => {
            let after = period.last_day().saturating_add(1.day());
            after.saturating_sub(1.year())
        }
        _ => period.first_day(),
    }
}

/// Which points are judged: from the last value back, each whose period ends before that of the judged one after it begins.
///
/// Values of periods that overlap move together, so their moving ranges are too small and nearly every point would look special.
fn apart(metric: Option<&Metric>, points: &[&Observation]) -> Vec<bool> {
    let mut is_apart = vec![false; points.len()];
    let mut begins = Date::MAX;
    let last = points.iter().rposition(|point| point.value.is_some()).unwrap_or(0);
    for (at, point) in points.iter().enumerate().rev() {
        // A blank at the end takes no value's place.
        if at > last || point.period.last_day() < begins {
            is_apart[at] = true;
            begins = if at > last { begins } else { first_day(metric, point.period) };
        }
    }
    is_apart
}

/// Judges the points that are apart; the others get the lines of their group, and nothing is said of them.
fn chart_of_apart(readings: &[Reading], is_apart: &[bool], options: &Options) -> Chart {
    if is_apart.iter().all(|it| *it) {
        return chart(readings, options);
    }
    let group = |day: Date| options.rebase.iter().filter(|rebase| **rebase <= day).count();
    let judged = readings.iter().zip(is_apart).filter(|(_, is_apart)| **is_apart);
    let judged: Vec<Reading> = judged.map(|(reading, _)| *reading).collect();
    // A new start holds from the first judged point on that follows.
    let rebase = judged.windows(2).filter(|pair| group(pair[0].day) < group(pair[1].day));
    let rebase = rebase.map(|pair| pair[1].day).collect();
    let mut found = chart(&judged, &Options { rebase, ..options.clone() });
    let mut judged =
        found.points.drain(..).map(|it| Point { group: group(it.reading.day), ..it }).peekable();
    let mut last = None;
    let points = readings.iter().map(|reading| {
        if let Some(point) = judged.next_if(|it| it.reading.day == reading.day) {
            last = Some(point);
            return point;
        }
        let near = [last, judged.peek().copied()].into_iter().flatten();
        let lines = near.into_iter().find(|it| it.group == group(reading.day));
        Point {
            reading: *reading,
            group: group(reading.day),
            mean: lines.and_then(|it| it.mean),
            limits: lines.and_then(|it| it.limits),
            side: None,
            is_outside: None,
            is_near: None,
            cause: Cause::Common,
            variation: Variation::CommonCause,
        }
    });
    let points = points.collect();
    Chart { points, ..found }
}

/// The targets of the blueprint, else those of the definition, by their days.
fn aims(metric: Option<&Metric>, reported: Option<&ReportedMetric>) -> Vec<TargetRow> {
    let local =
        reported.into_iter().flat_map(|it| it.target.known().into_iter().chain(it.targets.items()));
    let mut aims: Vec<TargetRow> = local
        .filter_map(|it| {
            let value = it.value.known()?.to_f64()?;
            Some(TargetRow { value, from: it.from.known().copied(), by: it.by.known().copied() })
        })
        .collect();
    let is_silent = reported.is_some_and(|it| it.target.silence().is_some());
    if aims.is_empty() && !is_silent {
        let of_all = metric
            .into_iter()
            .flat_map(|it| it.target.known().into_iter().chain(it.targets.items()));
        aims.extend(of_all.filter_map(|it| {
            let value = it.value.known()?.to_f64()?;
            Some(TargetRow { value, from: it.from.known().copied(), by: it.by.known().copied() })
        }));
    }
    aims.sort_by_key(|it| (it.by.unwrap_or(Date::MAX), it.from));
    aims
}

/// Targets one after the other: each from its first day on, or from the day after the one before it.
fn steps(aims: &[TargetRow], series: &Series<'_>) -> Vec<TargetStep> {
    let Some(first) = series.points.first() else { return Vec::new() };
    let mut begins = first.period.first_day();
    let mut steps = Vec::with_capacity(aims.len());
    for aim in aims {
        let from = aim.from.unwrap_or(begins);
        steps.push(TargetStep { from, value: aim.value });
        begins = aim.by.map_or(Date::MAX, |by| by.saturating_add(1.day()));
    }
    steps.sort_by_key(|step| step.from);
    // Of two that begin on one day, the later one says what is aimed at in the end.
    steps.dedup_by_key(|step| step.from);
    steps
}

fn new_starts(metric: Option<&Metric>, reported: Option<&ReportedMetric>) -> Vec<Rebase> {
    let of_all = metric.map_or(&[][..], |it| it.rebases.items()).iter().filter_map(|it| {
        let reason = it.reason.known().cloned().unwrap_or_default();
        Some(Rebase { day: *it.date.known()?, reason })
    });
    let local = reported.map_or(&[][..], |it| it.rebases.items()).iter().filter_map(|it| {
        let reason = it.reason.known().map_or_else(String::new, |it| it.text.trim().to_owned());
        Some(Rebase { day: *it.date.known()?, reason })
    });
    let mut all: Vec<Rebase> = local.chain(of_all).collect();
    all.sort_by_key(|it| it.day);
    all.dedup_by_key(|it| it.day);
    all
}

/// What a numerator over a denominator is multiplied by; nothing where the definition does not say.
pub fn multiplier(metric: &Metric) -> Option<f64> {
    match (metric.multiplier.known(), metric.unit.known()) {
        (Some(multiplier), _) => multiplier.to_f64(),
        (None, Some(Unit::Percent)) => Some(100.0),
        (None, _) => None,
    }
}

/// Limits of confidence: those of the file, else worked out by the method of the definition.
fn intervals(
    series: &Series<'_>,
    table: Option<&Observations>,
    metric: Option<&Metric>,
) -> Vec<Option<Interval>> {
    let method = metric.and_then(|it| it.ci_method.known()).copied();
    let percent = metric.and_then(|it| it.ci_level.known()).and_then(|it| it.0.to_f64());
    // How far a level reaches takes a while to find, and most measures have no limits.
    let level = method.and_then(|_| Level::of_percent(percent.unwrap_or(95.0)));
    let multiplier = metric.and_then(multiplier);
    let of = |point: &&Observation| {
        if let (Some(lower), Some(upper)) = (point.lower, point.upper) {
            return Some(Interval { lower: lower.value, upper: upper.value });
        }
        point.value?;
        let (method, level, multiplier) = (method?, level?, multiplier?);
        if method == IntervalMethod::Dobson {
            let bands = standardised::bands(table?, series.area, point.period);
            let rate = standardised::rate(&bands, metric?, level);
            return rate.filter(|_| series.breakdown.is_empty()).map(|rate| rate.interval);
        }
        let (count, of) = (point.numerator?.value, point.denominator?.value);
        match method {
            IntervalMethod::Wilson => {
                interval::wilson(count, of, level).map(|it| it.times(multiplier))
            }
            IntervalMethod::Byar => interval::rate(interval::byar, count, of, multiplier, level),
            IntervalMethod::ExactPoisson => {
                interval::rate(interval::exact_poisson, count, of, multiplier, level)
            }
            IntervalMethod::Dobson | IntervalMethod::None => None,
        }
    };
    series.points.iter().map(of).collect()
}
