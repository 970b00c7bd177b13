//! Observations held against the definition of their measure, what the blueprint says of it, and the day of the build.

use std::mem::discriminant;

use rust_decimal::prelude::ToPrimitive as _;

use super::{BlueprintContext, SiteContext, suppression};
use crate::analysis::measures;
use crate::analysis::standardised;
use crate::diag::{Code, Diagnostic, Suggestions, did_you_mean, few};
use crate::model::metric::{Metric, PeriodType, Unit, ValueType};
use crate::model::observations::{Number, Observation, Observations};
use crate::model::reported::ReportedMetric;
use crate::model::scalar::{Date, Period};
use crate::model::{Blueprint, Model};
use crate::source::Span;

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let BlueprintContext { site: SiteContext { sources, model, today, .. }, blueprint } = *cx;
    let mut found = Vec::new();
    for (id, table) in &blueprint.observations {
        let Some((_, metric)) = model.metrics.get(id) else {
            let message = format!("there is no measure called `{id}`");
            let hint = did_you_mean(id, model.metrics.keys().map(String::as_str));
            let hint = hint.unwrap_or_else(|| format!("write `content/metrics/{id}.yaml`"));
            found.push(
                Diagnostic::of_file(Code::UnknownReference, table.file, message)
                    .hint(hint)
                    .hint("the name of the file is the id of its measure"),
            );
            continue;
        };
        let text = sources.text(table.file);
        let suggestions = Suggestions::default();
        let mut check = TableCheck { text, table, metric, model, suggestions, today: *today };
        let mut of_table: Vec<Diagnostic> =
            table.rows.iter().flat_map(|row| check.row(row)).collect();
        of_table.extend(suppression::of_table(text, table, metric));
        of_table.extend(standardised::mistakes(text, table, metric));
        of_table.extend(baselines(table, metric, blueprint, id));
        found.extend(few(of_table));
        let reported = measures::reported(blueprint, id);
        found.extend(new_starts(table, metric, reported));
    }
    found
}

struct TableCheck<'t> {
    text: &'t str,
    table: &'t Observations,
    metric: &'t Metric,
    model: &'t Model,
    suggestions: Suggestions,
    today: Date,
}

impl TableCheck<'_> {
    fn row(&mut self, row: &Observation) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        found.extend(self.period(row));
        found.extend(self.area(row));
        found.extend(self.range(row));
        found.extend(self.quotient(row));
        found
    }

    fn at(&self, row: &Observation, column: &str) -> Span {
        self.table.cell(self.text, row.span, column)
    }

    fn period(&self, row: &Observation) -> Option<Diagnostic> {
        let begins = row.period.first_day();
        if begins > self.today {
            let message = format!("the period starts on {begins}, which is in the future");
            return Some(Diagnostic::at(Code::WrongOrder, self.at(row, "period"), message).hint(
                "this table is for past figures. Put plans under `targets` in `metrics.yaml`",
            ));
        }
        let wanted = *self.metric.period_type.known()?;
        let first = self.table.rows.first().map(|first| discriminant(&first.period));
        if first != Some(discriminant(&row.period)) {
            // That the table mixes kinds is reported for it alone.
            return None;
        }
        let fits = match (wanted, row.period) {
            (PeriodType::Month, Period::Month(..))
            | (PeriodType::Quarter, Period::Quarter(..))
            | (PeriodType::FinancialYear, Period::FinancialYear(_))
            | (PeriodType::CalendarYear, Period::Year(_))
            | (PeriodType::Snapshot, _) => true,
            // Named by the month, quarter or year in which the 12 months end.
            (PeriodType::Rolling, period) => !matches!(period, Period::Day(_)),
            _ => false,
        };
        let form = match wanted {
            PeriodType::Month => "a month, such as 2026-04",
            PeriodType::Quarter => "a quarter, such as 2026-Q2",
            PeriodType::FinancialYear => "a financial year, such as 2026/27",
            PeriodType::CalendarYear => "a calendar year, such as 2026",
            PeriodType::Rolling => "the month in which the 12 months end, such as 2026-04",
            PeriodType::Snapshot => "a day, such as 2026-04-01",
        };
        (!fits).then(|| {
            let message = format!(
                "`{}` is not the kind of period of this measure, which is `{}`",
                row.written,
                wanted.id()
            );
            Diagnostic::at(Code::BadDate, self.at(row, "period"), message)
                .hint(format!("write {form}"))
        })
    }

    /// An area is a place of this site by id or code, or one that this site does not know; a slip is neither.
    fn area(&mut self, row: &Observation) -> Option<Diagnostic> {
        let places = &self.model.places;
        if row.area.is_empty() || places.contains_key(&row.area) {
            return None;
        }
        // Codes that differ in one figure are different areas.
        if row.area.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let names = places.keys().map(String::as_str);
        let hint = self.suggestions.did_you_mean(&row.area, names)?;
        let message = format!("no place is called `{}`", row.area);
        Some(Diagnostic::at(Code::UnknownReference, self.at(row, "area"), message).hint(hint))
    }

    fn range(&self, row: &Observation) -> Vec<Diagnostic> {
        let is_share = self.metric.unit.known() == Some(&Unit::Percent)
            && self.metric.value_type.known() != Some(&ValueType::Ratio);
        let cells = [
            ("value", row.value, false),
            ("ci_low", row.lower, false),
            ("ci_high", row.upper, false),
            ("numerator", row.numerator, true),
            ("denominator", row.denominator, true),
        ];
        let wrong = |(name, number, is_count): (&str, Option<Number>, bool)| {
            let number = number?;
            let message = match is_count {
                true if number.value < 0.0 => format!("{number} is less than none"),
                false if is_share && !(0.0..=100.0).contains(&number.value) => {
                    format!("{number} is not a percentage")
                }
                _ => return None,
            };
            Some(
                Diagnostic::at(Code::BadNumber, self.at(row, name), message)
                    .hint("check the figure, and the unit of the measure"),
            )
        };
        cells.into_iter().filter_map(wrong).collect()
    }

    /// The value is the numerator over the denominator, times the multiplier, but for rounding.
    fn quotient(&self, row: &Observation) -> Option<Diagnostic> {
        let (value, numerator) = (row.value?, row.numerator?);
        let (expected, sum) = match (self.metric.value_type.known(), row.denominator) {
            (Some(ValueType::Count), _) => (numerator.value, format!("the numerator, {numerator}")),
            (
                None | Some(ValueType::Proportion | ValueType::CrudeRate | ValueType::Ratio),
                Some(denominator),
            ) => {
                let multiplier = measures::multiplier(self.metric)?;
                if denominator.value <= 0.0 {
                    let message =
                        format!("the value is {value}, but it would be divided by {denominator}");
                    let at = self.at(row, "denominator");
                    return Some(Diagnostic::at(Code::SumDisagrees, at, message).hint(
                        "correct the denominator, or leave the value empty and write `not-applicable` under `flag`",
                    ));
                }
                let sum = match multiplier {
                    1.0 => format!("{numerator} / {denominator}"),
                    _ => format!("{numerator} / {denominator} × {multiplier}"),
                };
                (numerator.value / denominator.value * multiplier, sum)
            }
            _ => return None,
        };
        let tolerance = value.slack() + 1e-9 * expected.abs().max(1.0);
        ((value.value - expected).abs() > tolerance).then(|| {
            let decimals = usize::from(value.decimals);
            let message = format!("the value is {value}, but our calculation of {sum} is {expected:.decimals$}");
            Diagnostic::at(Code::SumDisagrees, self.at(row, "value"), message)
                .hint("correct the value, the numerator or the denominator, or the `multiplier` of the measure")
        })
    }
}

/// Where a baseline names a period of the table, both say the same.
fn baselines(
    table: &Observations,
    metric: &Metric,
    blueprint: &Blueprint,
    id: &str,
) -> Vec<Diagnostic> {
    let is_rolling = metric.period_type.known() == Some(&PeriodType::Rolling);
    let same = |a: Period, b: Period| a == b || (is_rolling && a.last_day() == b.last_day());
    let mut found = Vec::new();
    for (period, value, at) in measures::stated(blueprint, id) {
        let is_of = |row: &&Observation| {
            row.area.is_empty() && row.breakdown.is_empty() && same(row.period, period)
        };
        let row = table.rows.iter().find(is_of);
        let Some((row, figure)) = row.and_then(|row| Some((row, row.value?))) else { continue };
        let slack = figure.slack().max(0.5 * libm::exp10(-f64::from(value.scale())));
        if value.to_f64().is_some_and(|value| (value - figure.value).abs() > slack + 1e-9) {
            let message =
                format!("this says {value}, but the figure of `{}` is {figure}", row.written);
            found.push(
                Diagnostic::at(Code::Contradiction, at, message)
                    .hint("correct the one that is wrong, or take another period")
                    .related(row.span, "the figure"),
            );
        }
    }
    found
}

/// A series starts again at a period that has a row; a day after the last row is a plan.
fn new_starts(
    table: &Observations,
    metric: &Metric,
    reported: Option<&ReportedMetric>,
) -> Vec<Diagnostic> {
    let local = reported.map_or(&[][..], |it| it.rebases.items());
    let of_all = metric.rebases.items();
    let days = local.iter().map(|it| (it.date.known(), it.date.span));
    let days = days.chain(of_all.iter().map(|it| (it.date.known(), it.date.span)));
    let mut rows: Vec<(Date, &str)> =
        table.rows.iter().map(|row| (row.period.first_day(), row.written.as_str())).collect();
    rows.sort_unstable();
    rows.dedup_by_key(|(day, _)| *day);
    let Some((latest, _)) = rows.last().copied() else { return Vec::new() };
    let lost = |(day, span): (Option<&Date>, Option<Span>)| {
        let (day, span) = (*day?, span?);
        if day > latest || rows.binary_search_by_key(&day, |(known, _)| *known).is_ok() {
            return None;
        }
        let at = rows.partition_point(|(known, _)| *known < day);
        let near = at.checked_sub(1).into_iter().chain([at]).filter_map(|at| rows.get(at));
        let near: Vec<String> =
            near.map(|(day, written)| format!("`{day}` (`{written}`)")).collect();
        let message = format!("no period in the table of figures starts on {day}");
        Some(
            Diagnostic::at(Code::RebaseDay, span, message)
                .hint(format!(
                    "write the first day of a period: the nearest are {}",
                    near.join(" and ")
                ))
                .related(table.rows[0].span, "the table"),
        )
    };
    days.filter_map(lost).collect()
}
