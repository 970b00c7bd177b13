//! Observations: the figures of measures in `draft/metrics/*.csv`, and what must not be in them.

use std::collections::BTreeMap;

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::metric::{Metric, SuppressionRule, Unit};
use crate::model::scalar::{Date, Period};
use crate::model::series;
use crate::model::table::Table;
use crate::model::{Blueprint, Model};
use crate::source::{FileId, Sources, Span};

/// The columns that such a table may have; the first two are needed.
const COLUMNS: [&str; 9] = [
    "period",
    "value",
    "area",
    "numerator",
    "denominator",
    "ci_low",
    "ci_high",
    "breakdown",
    "flag",
];

/// What a flag may say.
const FLAGS: [&str; 6] =
    ["final", "provisional", "revised", "suppressed", "not-collected", "break-in-series"];

/// Every table of figures of a blueprint, by the id of its measure.
pub fn tables(blueprint: &Blueprint) -> impl Iterator<Item = (&str, FileId, &Table)> {
    blueprint.tables.iter().filter_map(|(name, (file, table))| {
        Some((name.strip_prefix("metrics/")?.strip_suffix(".csv")?, *file, table))
    })
}

/// Checks all of them.
pub(super) fn all(
    sources: &Sources,
    model: &Model,
    blueprint: &Blueprint,
    today: Date,
) -> Vec<Diagnostic> {
    let of_table = |(id, file, table): (&str, FileId, &Table)| {
        let Some((_, metric)) = model.metrics.get(id) else {
            let message = format!("there is no measure called `{id}`");
            let hint = did_you_mean(id, model.metrics.keys().map(String::as_str));
            let hint = hint.unwrap_or_else(|| format!("write `content/metrics/{id}.yaml`"));
            return vec![
                Diagnostic::of_file(Code::UnknownReference, file, message)
                    .hint(hint)
                    .hint("the name of the file is the id of its measure"),
            ];
        };
        let mut found = columns(file, table);
        if found.is_empty() {
            let check = Check { text: sources.text(file), table, metric, today };
            found = check.rows();
        }
        series::few(found)
    };
    tables(blueprint).flat_map(of_table).collect()
}

fn columns(file: FileId, table: &Table) -> Vec<Diagnostic> {
    let bad = |message: String| Diagnostic::of_file(Code::BadTable, file, message);
    let absent = COLUMNS[..2].iter().filter(|name| !table.columns.iter().any(|it| it == *name));
    let absent = absent.map(|name| {
        bad(format!("the table has no column `{name}`"))
            .hint(format!("the columns are `{}`", COLUMNS.join("`, `")))
    });
    let unknown = table.columns.iter().filter(|name| !COLUMNS.contains(&name.as_str()));
    let unknown = unknown.map(|name| {
        let hint = did_you_mean(name, COLUMNS);
        bad(format!("nothing is known of a column `{name}`"))
            .hint(hint.unwrap_or_else(|| format!("the columns are `{}`", COLUMNS.join("`, `"))))
    });
    absent.chain(unknown).collect()
}

struct Check<'t> {
    text: &'t str,
    table: &'t Table,
    metric: &'t Metric,
    today: Date,
}

impl Check<'_> {
    fn rows(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut seen: BTreeMap<[&str; 3], Span> = BTreeMap::new();
        for (cells, span) in &self.table.rows {
            let cell = |name: &str| self.cell(cells, name);
            found.extend(self.period(cell("period"), *span));
            found.extend(self.flag(cells, *span));
            found.extend(self.numbers(cells, *span));
            let key = [cell("period"), cell("area"), cell("breakdown")];
            if let Some(first) = seen.insert(key, *span) {
                let message = format!("the figure of `{}` stands twice", key.join(" ").trim());
                found.push(
                    Diagnostic::at(Code::DuplicateKey, *span, message)
                        .hint("remove one of the two rows, or tell them apart by `area` or `breakdown`")
                        .related(first, "the first one"),
                );
            }
        }
        found
    }

    fn cell<'c>(&self, cells: &'c [String], name: &str) -> &'c str {
        let at = self.table.columns.iter().position(|column| column == name);
        at.map_or("", |at| cells[at].as_str())
    }

    fn within(&self, row: Span, cell: &str) -> Span {
        series::within(self.text, row, cell)
    }

    fn period(&self, written: &str, row: Span) -> Option<Diagnostic> {
        let at = self.within(row, written);
        let Some(period) = Period::parse(written) else {
            let message = format!("`{written}` is not a period");
            return Some(Diagnostic::at(Code::BadDate, at, message).hint(
                "write a month such as 2026-04, a quarter such as 2026-Q2, a financial year such as 2026/27 or a day such as 2026-04-01",
            ));
        };
        let begins = period.first_day();
        (begins > self.today).then(|| {
            let message = format!("the period begins on {begins}, which has not come yet");
            Diagnostic::at(Code::WrongOrder, at, message)
                .hint("observations are of the past; what is planned stands under `targets` in `metrics.yaml`")
        })
    }

    /// A suppressed figure is not there, and neither is what it could be worked out from.
    fn flag(&self, cells: &[String], row: Span) -> Vec<Diagnostic> {
        let flag = self.cell(cells, "flag");
        if !flag.is_empty() && !FLAGS.contains(&flag) {
            let message = format!("`{flag}` is not allowed here");
            let hint = did_you_mean(flag, FLAGS);
            return vec![
                Diagnostic::at(Code::UnknownValue, self.within(row, flag), message).hint(
                    hint.unwrap_or_else(|| format!("the flags are `{}`", FLAGS.join("`, `"))),
                ),
            ];
        }
        if !matches!(flag, "suppressed" | "not-collected") {
            return Vec::new();
        }
        let filled = ["value", "numerator", "ci_low", "ci_high"].into_iter();
        let filled = filled.filter(|name| !self.cell(cells, name).is_empty());
        filled
            .map(|name| {
                let cell = self.cell(cells, name);
                let message = format!("the row is `{flag}`, but its `{name}` is `{cell}`");
                Diagnostic::at(Code::SuppressedValue, self.within(row, cell), message)
                    .hint("leave the cell empty, or change the flag")
            })
            .collect()
    }

    fn numbers(&self, cells: &[String], row: Span) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for name in ["value", "numerator", "denominator", "ci_low", "ci_high"] {
            let cell = self.cell(cells, name);
            if cell.is_empty() {
                continue;
            }
            let at = self.within(row, cell);
            match series::number(cell) {
                Err(hint) => {
                    let message = format!("`{cell}` is not a number");
                    found.push(Diagnostic::at(Code::BadNumber, at, message).hint(hint));
                }
                Ok(number) => found
                    .extend(self.range(name, number, at).or_else(|| self.small(name, number, at))),
            }
        }
        found
    }

    fn range(&self, name: &str, number: f64, at: Span) -> Option<Diagnostic> {
        let is_share = self.metric.unit.known() == Some(&Unit::Percent);
        let is_value = matches!(name, "value" | "ci_low" | "ci_high");
        let is_count = matches!(name, "numerator" | "denominator");
        let message = if is_share && is_value && !(0.0..=100.0).contains(&number) {
            format!("{number} is no percentage")
        } else if is_count && number < 0.0 {
            format!("{number} is less than none")
        } else {
            return None;
        };
        Some(
            Diagnostic::at(Code::BadNumber, at, message)
                .hint("check the figure, and the unit of the measure"),
        )
    }

    /// Small counts of people, by the rule of the measure.
    fn small(&self, name: &str, number: f64, at: Span) -> Option<Diagnostic> {
        let is_count = name == "numerator"
            || name == "value" && self.metric.unit.known() == Some(&Unit::Count);
        let rule = self.metric.suppression_rule.known()?;
        let least = match rule {
            SuppressionRule::None => return None,
            SuppressionRule::Lt5 => 5.0,
            SuppressionRule::Lt8Round5 => 8.0,
        };
        if !is_count || number <= 0.0 {
            return None;
        }
        if number < least {
            let message = format!("{number} is under {least}, which this measure does not show");
            return Some(
                Diagnostic::at(Code::SmallNumber, at, message)
                    .hint("leave the cells of the row empty and write `suppressed` under `flag`")
                    .hint("where a total stands beside it, suppress a second figure, so that the first can't be worked out"),
            );
        }
        let is_rounded = (number / 5.0).fract() == 0.0;
        (*rule == SuppressionRule::Lt8Round5 && !is_rounded).then(|| {
            let message = format!("{number} is not rounded to 5, as this measure asks");
            let to = (number / 5.0).round() * 5.0;
            Diagnostic::at(Code::SmallNumber, at, message).hint(format!("write `{to}`"))
        })
    }
}
