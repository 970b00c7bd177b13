//! How the periods of a table follow each other: each once, all of one kind, none left out.

use std::collections::BTreeMap;
use std::mem::discriminant;

use jiff::civil::Date;

use super::{Observation, Observations, Series};
use crate::diag::{Code, Diagnostic};
use crate::model::scalar::Period;
use crate::source::Span;

/// What is wrong with the order of the periods.
pub(super) fn mistakes(it: &Observations, text: &str, is_of_measure: bool) -> Vec<Diagnostic> {
    let at = |row: Span| it.cell(text, row, "period");
    let mut found = Vec::new();
    for series in it.series() {
        found.extend(twice(&series, at));
        if is_of_measure && found.is_empty() {
            found.extend(left_out(&series, at));
        }
    }
    if is_of_measure {
        found.extend(mixed(&it.rows, at));
    }
    found
}

/// Periods that begin on one day can't be put in order.
fn twice(series: &Series<'_>, at: impl Fn(Span) -> Span) -> Vec<Diagnostic> {
    let mut first: BTreeMap<Date, Span> = BTreeMap::new();
    let mut found = Vec::new();
    for point in &series.points {
        let Some(before) = first.insert(point.period.first_day(), point.span) else { continue };
        let of = series.name().map_or(String::new(), |name| format!(" of `{name}`"));
        let message = format!("the period `{}`{of} is in the table twice", point.written);
        found.push(
            Diagnostic::at(Code::DuplicateKey, at(point.span), message)
                .hint("remove one of the two rows, or give them a different `area` or `breakdown`")
                .related(before, "the first one"),
        );
    }
    found
}

/// A month and a year in one column are not of one kind.
fn mixed(rows: &[Observation], at: impl Fn(Span) -> Span) -> Vec<Diagnostic> {
    let Some(first) = rows.first() else { return Vec::new() };
    let odd = rows.iter().filter(|row| discriminant(&row.period) != discriminant(&first.period));
    odd.map(|row| {
        let [here, there] = [row, first].map(|row| kind(row.period));
        let message = format!("`{}` is {here}, but the table starts with {there}", row.written);
        Diagnostic::at(Code::BadDate, at(row.span), message)
            .hint("write the same kind of period in every row; another kind is another measure")
            .related(first.span, "the first row")
    })
    .collect()
}

/// What kind of period it is, in words.
pub(crate) fn kind(period: Period) -> &'static str {
    match period {
        Period::Day(_) => "a day",
        Period::Month(..) => "a month",
        Period::Quarter(..) => "a quarter",
        Period::FinancialYear(_) => "a financial year",
        Period::Year(_) => "a calendar year",
    }
}

/// Where periods are left out: the smallest step of a series is its step. Days have none.
fn left_out(series: &Series<'_>, at: impl Fn(Span) -> Span) -> Vec<Diagnostic> {
    let months = |point: &Observation| {
        let day = point.period.first_day();
        i32::from(day.year()) * 12 + i32::from(day.month()) - 1
    };
    let is_day = |point: &&Observation| matches!(point.period, Period::Day(_));
    if series.points.iter().any(is_day) {
        return Vec::new();
    }
    let steps = || series.points.windows(2).map(|pair| months(pair[1]) - months(pair[0]));
    let Some(step) = steps().min().filter(|step| *step > 0) else { return Vec::new() };
    let pairs = series.points.windows(2).zip(steps()).filter(|(_, it)| *it > step);
    pairs
        .map(|(pair, wide)| {
            let n = (wide - 1) / step;
            let of = series.name().map_or(String::new(), |name| format!(" of `{name}`"));
            let message = match n {
                1 => format!("between `{}` and this row a period{of} is left out", pair[0].written),
                n => format!(
                    "between `{}` and this row {n} periods{of} are left out",
                    pair[0].written
                ),
            };
            Diagnostic::at(Code::PeriodGap, at(pair[1].span), message)
                .hint("add a row for each, with an empty value and `not-collected` under `flag`")
        })
        .collect()
}
