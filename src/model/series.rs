//! Series of figures as analysts keep them: a table with `period` and `value`, and perhaps `facet` and `trajectory`.

use std::collections::BTreeMap;

use super::scalar::Period;
use super::table::{self, Table};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::source::{FileId, Span};

/// How many mistakes of one file are told before the rest is counted.
const TOLD: usize = 20;

/// One series.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Series {
    /// What tells it from the others of its file; nothing where it is the only one.
    pub facet: Option<String>,
    /// Its points, by day.
    pub points: Vec<Observation>,
}

/// One figure.
#[derive(Clone, PartialEq, Debug)]
pub struct Observation {
    /// When, as it is written.
    pub written: String,
    /// When.
    pub period: Period,
    /// How much; nothing where it is blank.
    pub value: Option<f64>,
    /// How much was planned, where there is such a column.
    pub planned: Option<f64>,
    /// Where it stands.
    pub span: Span,
}

const COLUMNS: [&str; 4] = ["period", "value", "facet", "trajectory"];

/// The other columns of a table of observations: the first two tell series apart, the rest is left aside.
const OBSERVED: [&str; 7] =
    ["area", "breakdown", "numerator", "denominator", "ci_low", "ci_high", "flag"];

/// The series of a file, in the order in which they begin, each by day.
///
/// # Errors
/// Columns that are missing or unknown, periods and numbers that can't be read, a period twice in one series: all of
/// them up to 20, and how many more there are.
pub fn read(file: FileId, text: &str) -> Result<Vec<Series>, Vec<Diagnostic>> {
    let table = table::parse(file, text.trim_start_matches('\u{feff}'))?;
    let mut found = columns(file, &table);
    if !found.is_empty() {
        return Err(found);
    }
    let place = |name: &str| table.columns.iter().position(|column| column.trim() == name);
    let [period, value, facet, planned] = COLUMNS.map(place);
    let [area, breakdown, ..] = OBSERVED.map(place);
    let mut all: Vec<Series> = Vec::new();
    for (cells, row) in &table.rows {
        let cell = |at: Option<usize>| at.map_or("", |at| cells[at].trim());
        let number = |at: Option<usize>| {
            let typed = cell(at);
            if typed.is_empty() { Ok(None) } else { number(typed).map(Some) }
        };
        let [written, typed_value, typed_plan] = [cell(period), cell(value), cell(planned)];
        let when = Period::parse(written);
        if when.is_none() {
            found.push(
                Diagnostic::at(Code::BadDate, within(text, *row, written), format!("`{written}` is not a period"))
                    .hint("write a month such as 2026-04, a quarter such as 2026-Q2, a financial year such as 2026/27 or a day such as 2026-04-01"),
            );
        }
        let numbers = [(number(value), typed_value), (number(planned), typed_plan)];
        let [value, planned] = numbers.map(|(number, typed)| {
            number.unwrap_or_else(|hint| {
                let message = format!("`{typed}` is not a number");
                found.push(
                    Diagnostic::at(Code::BadNumber, within(text, *row, typed), message).hint(hint),
                );
                None
            })
        });
        let Some(when) = when else { continue };
        let parts = [facet, area, breakdown].into_iter().flatten().map(|at| cells[at].trim());
        let name = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
        let name = (facet.is_some() || !name.is_empty()).then_some(name);
        let at = all.iter().position(|series| series.facet == name).unwrap_or_else(|| {
            all.push(Series { facet: name, points: Vec::new() });
            all.len() - 1
        });
        let written = written.to_owned();
        all[at].points.push(Observation { written, period: when, value, planned, span: *row });
    }
    for series in &mut all {
        series.points.sort_by_key(|point| point.period.first_day());
        found.extend(twice(series));
    }
    if found.is_empty() && all.is_empty() {
        let message = "the table has no row";
        found.push(
            Diagnostic::of_file(Code::BadTable, file, message).hint("add a row for each period"),
        );
    }
    if found.is_empty() { Ok(all) } else { Err(few(found)) }
}

fn columns(file: FileId, table: &Table) -> Vec<Diagnostic> {
    let names: Vec<&str> = table.columns.iter().map(|column| column.trim()).collect();
    let mut found = Vec::new();
    for needed in &COLUMNS[..2] {
        if !names.contains(needed) {
            let message = format!("the table has no column `{needed}`");
            found.push(Diagnostic::of_file(Code::BadTable, file, message).hint(
                "let the first line be `period,value`, and perhaps `facet` and `trajectory`",
            ));
        }
    }
    for unknown in names.iter().filter(|name| !COLUMNS.contains(name) && !OBSERVED.contains(name)) {
        let message = format!("nothing is known of a column `{unknown}`");
        let hint = did_you_mean(unknown, COLUMNS);
        found.push(
            Diagnostic::of_file(Code::BadTable, file, message).hint(
                hint.unwrap_or_else(|| format!("the columns are `{}`", COLUMNS.join("`, `"))),
            ),
        );
    }
    found
}

/// Periods that begin on one day can't be put in order.
fn twice(series: &Series) -> Vec<Diagnostic> {
    let mut first: BTreeMap<_, Span> = BTreeMap::new();
    let mut found = Vec::new();
    for point in &series.points {
        if let Some(before) = first.insert(point.period.first_day(), point.span) {
            let of = series.facet.as_ref().map_or(String::new(), |facet| format!(" of `{facet}`"));
            let message = format!("the period `{}`{of} stands twice", point.written);
            found.push(
                Diagnostic::at(Code::DuplicateKey, point.span, message)
                    .hint("remove one of the two rows")
                    .related(before, "the first one"),
            );
        }
    }
    found
}

/// The first mistakes of one table, and how many more there are.
pub fn few(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let n_more = found.len().saturating_sub(TOLD);
    found.truncate(TOLD);
    if let Some(last) = found.last_mut().filter(|_| n_more > 0) {
        last.hints.push(format!("this file has {n_more} more mistakes"));
    }
    found
}

/// Where a cell stands in its row.
pub fn within(text: &str, row: Span, cell: &str) -> Span {
    let line = &text[row.start as usize..row.end as usize];
    match line.find(cell).filter(|_| !cell.is_empty()) {
        Some(at) => {
            let start = row.start as usize + at;
            Span::new(row.file, start, start + cell.len())
        }
        None => row,
    }
}

/// A number with a point before decimals and nothing else.
///
/// # Errors
/// What to type instead.
pub fn number(typed: &str) -> Result<f64, String> {
    let is_plain =
        typed.strip_prefix('-').unwrap_or(typed).bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if let (true, Ok(number)) = (is_plain, typed.parse::<f64>()) {
        return Ok(number);
    }
    let mut rest: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '%' | '£' | '\'')).collect();
    // The last of the two marks stands before the decimals; a lone comma before three digits groups thousands.
    match (rest.rfind(','), rest.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => {
            rest = rest.replace('.', "").replace(',', ".");
        }
        (Some(_), Some(_)) => rest = rest.replace(',', ""),
        (Some(comma), None) if rest.len() - comma == 4 => rest = rest.replace(',', ""),
        (Some(_), None) => rest = rest.replace(',', "."),
        (None, _) => {}
    }
    Err(match rest.parse::<f64>() {
        Ok(number) if number.is_finite() && rest.bytes().any(|b| b.is_ascii_digit()) => {
            format!("write `{rest}`: digits, a point before decimals, and nothing else")
        }
        _ => "write digits, with a point before decimals; leave the cell empty where there is no value".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_no_number_comes_with_what_to_type() {
        for (typed, hint) in [
            ("12,5 %", "12.5"),
            ("1.234,5", "1234.5"),
            ("1,234", "1234"),
            ("1,234.5", "1234.5"),
            ("£12", "12"),
        ] {
            let found = number(typed).expect_err("it is none");
            assert!(found.contains(&format!("`{hint}`")), "{typed}: {found}");
        }
        assert!(number("NaN").is_err() && number("inf").is_err() && number("1e5").is_err());
        assert_eq!(number("-0.5"), Ok(-0.5));
    }
}
