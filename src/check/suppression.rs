//! Disclosure control: no published figure counts so few people that it could show who they are.
//!
//! What is checked: small counts; counts that follow from a share and what it is a share of; rounding; a lone
//! suppressed figure beside a total; a figure that is suppressed in one place and given in another.
//!
//! # What a table gives away
//!
//! `check/suppression` says what a table gives away: small counts, counts that follow from a share, a lone suppressed figure beside
//! its total. It can't see words. So `output/disclosure` reads every file before it is written, those that are copied, too: a hidden
//! count in one breath with its period, in a file that names the measure, stops the build. It knows no secret, as the cell is
//! empty; it looks for what the cell could hold. It doesn't read pictures or office files, and no number that is spelt out.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::prelude::ToPrimitive as _;

use super::SiteContext;
use crate::analysis::measures::{self, multiplier};
use crate::diag::{Code, Diagnostic, few};
use crate::model::Model;
use crate::model::metric::{Metric, SuppressionRule, Unit, ValueType};
use crate::model::observations::{Number, Observation, Observations, ages};
use crate::model::peers::{Peer, Peers};
use crate::source::{Sources, Span};

/// The least count above 0 that a measure shows; nothing where it shows all.
pub fn least_shown(metric: &Metric) -> Option<f64> {
    match metric.suppression_rule.known()? {
        SuppressionRule::None => None,
        SuppressionRule::Lt5 => Some(5.0),
        SuppressionRule::Lt8Round5 => Some(8.0),
    }
}

/// What one table gives away.
pub(super) fn of_table(text: &str, table: &Observations, metric: &Metric) -> Vec<Diagnostic> {
    let control = Control { text, table, metric, least: least_shown(metric) };
    let mut found: Vec<Diagnostic> =
        table.rows.iter().flat_map(|row| control.counts(row)).collect();
    found.extend(table.rows.iter().filter_map(|row| control.implied(row)));
    // Totals that are rounded do not add up, so that nothing follows from them.
    if metric.suppression_rule.known() != Some(&SuppressionRule::Lt8Round5) {
        found.extend(control.alone());
    }
    found
}

/// What a table of peers gives away: of a body in it as much is hidden as of one of this site.
pub(super) fn of_peers(peers: &Peers, metric: &Metric) -> Vec<Diagnostic> {
    let Some(least) = least_shown(metric) else { return Vec::new() };
    let small = |peer: &Peer| {
        let counts = [peer.numerator, peer.denominator].into_iter();
        let n = counts.into_iter().find(|n| *n > 0.0 && *n < least)?;
        let message = format!("{n} is under {least}, which this measure does not show");
        let hint = "leave the body out of the table";
        Some(Diagnostic::at(Code::SmallNumber, peer.span, message).hint(hint))
    };
    few(peers.all.iter().filter_map(small).collect())
}

struct Control<'t> {
    text: &'t str,
    table: &'t Observations,
    metric: &'t Metric,
    least: Option<f64>,
}

impl Control<'_> {
    fn at(&self, row: &Observation, column: &str) -> Span {
        self.table.cell(self.text, row.span, column)
    }

    fn is_count(&self) -> bool {
        self.metric.unit.known() == Some(&Unit::Count)
    }

    /// Small counts that are given, and counts that are not rounded as the rule asks.
    fn counts(&self, row: &Observation) -> Vec<Diagnostic> {
        let Some(least) = self.least.filter(|_| !row.is_suppressed()) else { return Vec::new() };
        let value = row.value.filter(|_| self.is_count());
        let rounds = self.metric.suppression_rule.known() == Some(&SuppressionRule::Lt8Round5);
        let cells = [
            ("value", value, rounds),
            ("numerator", row.numerator, rounds),
            ("denominator", row.denominator, false),
        ];
        let wrong = |(name, number, rounds): (&str, Option<Number>, bool)| {
            let number = number?;
            let n = number.value;
            if n <= 0.0 {
                return None;
            }
            if n < least {
                let message =
                    format!("{number} is under {least}, which this measure does not show");
                return Some(
                    Diagnostic::at(Code::SmallNumber, self.at(row, name), message)
                        .hint("leave the cells of the row empty and write `suppressed` under `flag`")
                        .hint("if the table also has a total, suppress a second figure, so that the first cannot be calculated"),
                );
            }
            let is_rounded = (n / 5.0).fract() == 0.0;
            (rounds && !is_rounded).then(|| {
                let message = format!("{number} is not rounded to 5, as this measure asks");
                let to = (n / 5.0).round() * 5.0;
                Diagnostic::at(Code::SmallNumber, self.at(row, name), message)
                    .hint(format!("write `{to}`"))
            })
        };
        cells.into_iter().filter_map(wrong).collect()
    }

    /// The counts that a value and its denominator leave possible.
    fn possible_counts(&self, row: &Observation) -> Option<(f64, f64)> {
        if let Some(numerator) = row.numerator {
            return Some((numerator.value, numerator.value));
        }
        let value = row.value?;
        if self.is_count() {
            return Some((value.value, value.value));
        }
        let is_quotient = matches!(
            self.metric.value_type.known(),
            None | Some(ValueType::Proportion | ValueType::CrudeRate)
        );
        let per_unit = row.denominator?.value / multiplier(self.metric)?;
        is_quotient.then(|| {
            let [low, high] =
                [value.value - value.slack(), value.value + value.slack()].map(|it| it * per_unit);
            ((low - 1e-9).ceil().max(0.0), (high + 1e-9).floor())
        })
    }

    /// A small count that is not given, but follows from the share.
    fn implied(&self, row: &Observation) -> Option<Diagnostic> {
        let least = self.least.filter(|_| row.numerator.is_none() && !self.is_count())?;
        let (low, high) = self.possible_counts(row)?;
        (low >= 1.0 && high >= low && high < least).then(|| {
            let count = match low == high {
                true => format!("{low}"),
                false => format!("{low} to {high}"),
            };
            let (value, of) = (row.value?, row.denominator?);
            let message =
                format!("{value} of {of} shows that the count is {count}, which is under {least}");
            Some(
                Diagnostic::at(Code::SmallNumber, self.at(row, "value"), message)
                    .hint("leave the cells of the row empty and write `suppressed` under `flag`"),
            )
        })?
    }

    /// One suppressed figure beside a total and all other parts of it.
    fn alone(&self) -> Vec<Diagnostic> {
        let mut totals: BTreeMap<(&str, &str), &Observation> = BTreeMap::new();
        let mut parts: BTreeMap<(&str, String, &str), Vec<&Observation>> = BTreeMap::new();
        for row in &self.table.rows {
            let period = row.written.as_str();
            if row.breakdown.is_empty() {
                totals.insert((period, &row.area), row);
                if !row.area.is_empty() {
                    parts.entry((period, "area".to_owned(), "")).or_default().push(row);
                }
            } else {
                let key = (period, dimension(&row.breakdown), row.area.as_str());
                parts.entry(key).or_default().push(row);
            }
        }
        let exact = |row: &Observation| {
            self.possible_counts(row).filter(|(low, high)| low == high).map(|(count, _)| count)
        };
        let derived = |((period, _, area), rows): ((&str, String, &str), Vec<&Observation>)| {
            let total = *totals.get(&(period, area))?;
            let whole = exact(total)?;
            let (hidden, shown): (Vec<&Observation>, Vec<&Observation>) =
                rows.iter().copied().partition(|row| exact(row).is_none());
            let [only] = hidden[..] else { return None };
            let rest: f64 = shown.iter().filter_map(|row| exact(row)).sum();
            // More than the total is no part of it: these figures do not add up to it.
            (only.is_suppressed() && !shown.is_empty() && rest <= whole).then(|| {
                let message = format!(
                    "this is the only suppressed figure of `{period}`, so readers can calculate it from the total"
                );
                Diagnostic::at(Code::LoneSuppression, self.at(only, "flag"), message)
                    .hint("suppress a second figure of the same period, or the total")
                    .related(total.span, "the total")
            })
        };
        parts.into_iter().filter_map(derived).collect()
    }
}

/// What a breakdown is by: `imd1` and `imd5` are parts of one whole, and so are words without figures.
fn dimension(breakdown: &str) -> String {
    if ages(breakdown).is_some() {
        return "by age".to_owned();
    }
    let word = breakdown.trim_end_matches(|c: char| c.is_ascii_digit());
    match word.len() == breakdown.len() {
        true => "words".to_owned(),
        false => format!("by {word}"),
    }
}

/// A figure that is suppressed, wherever it may be.
#[derive(Clone, PartialEq, Debug)]
pub struct Hidden<'m> {
    /// The blueprint.
    pub iho: &'m str,
    /// The measure.
    pub metric: &'m str,
    /// The row.
    pub row: &'m Observation,
    /// Counts above 0 and under this are what is hidden.
    pub least: f64,
}

/// Every suppressed figure of a site.
pub fn hidden(model: &Model) -> Vec<Hidden<'_>> {
    let mut all = Vec::new();
    for (iho, blueprint) in &model.blueprints {
        for (metric, table) in &blueprint.observations {
            let least = model.metrics.get(metric).and_then(|(_, it)| least_shown(it));
            let rows = table.rows.iter().filter(|row| row.is_suppressed());
            // A measure without a rule that hides a figure hides what the usual rule hides.
            all.extend(rows.map(|row| Hidden { iho, metric, row, least: least.unwrap_or(5.0) }));
        }
    }
    all
}

/// Figures that are suppressed in one file and given in another.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let SiteContext { sources, model, .. } = *cx;
    let hidden = hidden(model);
    if hidden.is_empty() {
        return Vec::new();
    }
    let mut found = elsewhere(sources, model, &hidden);
    for it in hidden.iter().filter(|it| it.row.area.is_empty() && it.row.breakdown.is_empty()) {
        let Some(blueprint) = model.blueprints.get(it.iho) else { continue };
        let stated = measures::stated(blueprint, it.metric).into_iter();
        let leaks = stated.filter(|(period, ..)| *period == it.row.period);
        found.extend(leaks.map(|(.., at)| {
            let message = format!(
                "this shows the value of `{}`, which the table of figures suppresses",
                it.row.written
            );
            Diagnostic::at(Code::LeakedFigure, at, message)
                .hint("take another period, or leave the value out")
                .related(it.row.span, "it is suppressed here")
        }));
    }
    found
}

/// The same figure of the same area in the table of another blueprint.
fn elsewhere(sources: &Sources, model: &Model, hidden: &[Hidden<'_>]) -> Vec<Diagnostic> {
    type CellKey<'m> = (&'m str, &'m str, &'m str, &'m str);
    fn cell<'m>(metric: &'m str, row: &'m Observation) -> CellKey<'m> {
        (metric, &row.area, &row.breakdown, &row.written)
    }
    let of_areas = hidden.iter().filter(|it| !it.row.area.is_empty());
    let secret: BTreeMap<CellKey<'_>, Span> =
        of_areas.map(|it| (cell(it.metric, it.row), it.row.span)).collect();
    if secret.is_empty() {
        return Vec::new();
    }
    let metrics: BTreeSet<&str> = secret.keys().map(|(metric, ..)| *metric).collect();
    let mut found = Vec::new();
    for table in model.blueprints.values().flat_map(|it| &it.observations) {
        let (metric, table) = table;
        if !metrics.contains(metric.as_str()) {
            continue;
        }
        let given = table.rows.iter().filter(|row| row.value.is_some() || row.numerator.is_some());
        for (row, at) in given.filter_map(|row| Some((row, secret.get(&cell(metric, row))?))) {
            let message = format!(
                "this shows the figure of `{}` for `{}`, which is suppressed in another table",
                row.area, row.written
            );
            let place = table.cell(sources.text(table.file), row.span, "value");
            found.push(
                Diagnostic::at(Code::LeakedFigure, place, message)
                    .hint("suppress it in both, or in neither")
                    .related(*at, "it is suppressed here"),
            );
        }
    }
    found
}

/// Counts in the definition of a measure that it does not show.
pub(super) fn small_baseline(metric: &Metric) -> Option<Diagnostic> {
    let least = least_shown(metric).filter(|_| metric.unit.known() == Some(&Unit::Count))?;
    let value = &metric.baseline.known()?.value;
    let number = value.known()?.to_f64()?;
    (number > 0.0 && number < least).then(|| {
        let message = format!("{number} is under {least}, which this measure does not show");
        Some(Diagnostic::at(Code::SmallNumber, value.span?, message).hint("leave the baseline out"))
    })?
}
