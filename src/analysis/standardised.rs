//! Directly standardised rates: worked out of the age bands that stand in a table beside the rate of everybody.

use std::collections::BTreeMap;

use super::measures::multiplier;
use crate::diag::{Code, Diagnostic};
use crate::model::metric::{IntervalMethod, Metric};
use crate::model::observations::{Observation, Observations, ages};
use crate::model::scalar::Period;
use crate::source::Span;
use crate::statistics::interval::{self, Interval, Level, Stratum};
use crate::statistics::population::weight;

/// With fewer events than this, no rate is published.
const FEWEST: f64 = 10.0;

/// A band of ages of one period.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Band<'o> {
    /// Its row.
    pub row: &'o Observation,
    /// Its first and its last age.
    pub ages: (u8, Option<u8>),
    /// How many of 100,000 people of the standard population are in it.
    pub weight: f64,
}

impl Band<'_> {
    fn stratum(&self) -> Option<Stratum> {
        let (count, of) = (self.row.numerator?.value, self.row.denominator?.value);
        (of > 0.0 && count >= 0.0).then_some(Stratum { count, of, weight: self.weight })
    }
}

/// A rate with its limits, in the unit of the measure.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Rate {
    /// The rate.
    pub value: f64,
    /// Its limits of confidence.
    pub interval: Interval,
}

/// Whether a measure is standardised here.
pub fn is_asked(metric: &Metric) -> bool {
    metric.ci_method.known() == Some(&IntervalMethod::Dobson)
}

/// The age bands of a period of an area, from the youngest on.
pub fn bands<'o>(table: &'o Observations, area: &str, period: Period) -> Vec<Band<'o>> {
    let of_period = table.rows.iter().filter(|row| row.area == area && row.period == period);
    let band = |row: &'o Observation| {
        let ages = ages(&row.breakdown)?;
        Some(Band { row, ages, weight: weight(ages.0, ages.1)? })
    };
    let mut bands: Vec<Band<'_>> = of_period.filter_map(band).collect();
    bands.sort_by_key(|band| band.ages);
    bands
}

/// The rate that age bands come to; nothing with a band that is hidden, missing or twice, or with too few events.
pub fn rate(bands: &[Band<'_>], metric: &Metric, level: Level) -> Option<Rate> {
    let strata: Option<Vec<Stratum>> = bands.iter().map(Band::stratum).collect();
    let strata = strata.filter(|it| !it.is_empty() && breach(bands).is_none())?;
    let multiplier = multiplier(metric)?;
    let found = interval::dobson(&strata, level)?;
    Some(Rate { value: found.rate * multiplier, interval: found.interval.times(multiplier) })
}

/// The first band that does not go on where the one before it ended.
fn breach<'b, 'o>(bands: &'b [Band<'o>]) -> Option<(&'b Band<'o>, &'b Band<'o>)> {
    let goes_on = |a: &Band<'_>, b: &Band<'_>| {
        a.ages.1.and_then(|last| last.checked_add(1)) == Some(b.ages.0)
    };
    bands.windows(2).map(|pair| (&pair[0], &pair[1])).find(|(a, b)| !goes_on(a, b))
}

/// What is wrong with age bands, and where the rates beside them do not follow from them.
pub fn mistakes(text: &str, table: &Observations, metric: &Metric) -> Vec<Diagnostic> {
    let Some(level) = Level::of_percent(95.0).filter(|_| is_asked(metric)) else {
        return Vec::new();
    };
    let at = |row: &Observation, column: &str| table.cell(text, row.span, column);
    let mut found = Vec::new();
    let mut periods: BTreeMap<(&str, &str), &Observation> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| is_age(&row.breakdown)) {
        match ages(&row.breakdown).and_then(|(first, last)| weight(first, last)) {
            Some(_) => drop(periods.entry((&row.area, &row.written)).or_insert(row)),
            None => found.push(
                Diagnostic::at(
                    Code::UnknownValue,
                    at(row, "breakdown"),
                    format!("`{}` is no band of the standard population", row.breakdown),
                )
                .hint("write bands of five years or several times that, such as `age0-4`, `age5-14` and `age90+`"),
            ),
        }
    }
    for ((area, _), first) in periods {
        let period = first.period;
        let bands = bands(table, area, period);
        let is_whole = |row: &&Observation| {
            row.area == area && row.period == period && row.breakdown.is_empty()
        };
        let whole = table.rows.iter().find(is_whole);
        let of_row = |row: &Observation, column: &str| at(row, column);
        found.extend(of_period(&bands, whole, first, (metric, level), &of_row));
    }
    found
}

/// Whether a breakdown is meant to be of ages.
fn is_age(breakdown: &str) -> bool {
    breakdown.strip_prefix("age").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

fn of_period(
    bands: &[Band<'_>],
    whole: Option<&Observation>,
    first: &Observation,
    (metric, level): (&Metric, Level),
    at: &dyn Fn(&Observation, &str) -> Span,
) -> Option<Diagnostic> {
    let period = &first.written;
    if let Some((before, band)) = breach(bands) {
        let message = format!(
            "the age bands of `{period}` do not follow on each other: `{}` stands after `{}`",
            band.row.breakdown, before.row.breakdown
        );
        let hint = "write a row for each band, so that every age is in one of them";
        return Some(
            Diagnostic::at(Code::WrongOrder, at(band.row, "breakdown"), message).hint(hint),
        );
    }
    let value = whole.and_then(|row| Some((row, row.value?)));
    let hidden: Vec<&Band<'_>> = bands.iter().filter(|it| it.row.is_suppressed()).collect();
    if let ([only], Some((whole, _))) = (&hidden[..], value) {
        let message = format!(
            "this is the only suppressed age band of `{period}` beside its rate, which tells what it is"
        );
        return Some(
            Diagnostic::at(Code::LoneSuppression, at(only.row, "flag"), message)
                .hint("suppress a second band of the same period, or take two bands together")
                .related(whole.span, "the rate"),
        );
    }
    let strata: Vec<Stratum> = bands.iter().map(Band::stratum).collect::<Option<_>>()?;
    let events: f64 = strata.iter().map(|it| it.count).sum();
    if events < FEWEST {
        let (row, value) = value?;
        let message = format!(
            "the rate is {value}, but it is of {events} events, and a standardised rate needs {FEWEST}"
        );
        return Some(
            Diagnostic::at(Code::SmallNumber, at(row, "value"), message)
                .hint("leave the value empty and write `not-applicable` under `flag`"),
        );
    }
    let rate = rate(bands, metric, level)?.value;
    let Some((row, value)) = value else {
        let is_told = whole.is_some_and(|row| row.flags.iter().any(|flag| flag.is_absence()));
        let message =
            format!("the age bands of `{period}` come to {rate:.1}, and no rate is stated");
        let place = whole.map_or(first.span, |row| row.span);
        return (!is_told).then(|| {
            Diagnostic::at(Code::SumDisagrees, place, message)
                .hint(format!("add a row without `breakdown`, with the value `{rate:.1}`"))
        });
    };
    let decimals = usize::from(value.decimals);
    ((value.value - rate).abs() > value.slack() + 1e-9 * rate.abs().max(1.0)).then(|| {
        let message = format!("the rate is {value}, but its age bands come to {rate:.decimals$}");
        Diagnostic::at(Code::SumDisagrees, at(row, "value"), message)
            .hint("correct the rate, the age bands, or the `multiplier` of the measure")
            .hint("the standard population is that of Europe in 2013")
    })
}
