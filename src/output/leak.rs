//! The last look at every byte that is about to be written: no figure that is suppressed stands in it.
//!
//! A suppressed figure is in no table, so nothing can be compared with it. What can be told is that somebody says it
//! elsewhere: a count that the measure does not show, or a share that such a count makes, in one breath with the
//! period, in a file that names the measure (and the area and group, where the figure is of one). A breath is a line
//! of a table, an object of JSON, a sentence, the name of a drawing's point. Pictures and office files are not read.

mod breath;

use std::collections::BTreeMap;

use memchr::memmem;

use crate::diag::{Code, Diagnostic};
use crate::graph::measured::multiplier;
use crate::graph::suppression::{Hidden, hidden};
use crate::model::figures;
use crate::model::scalar::Period;
use crate::model::{Blueprint, Model};
use crate::page::Url;
use crate::source::Span;
use breath::Breath;

/// What must not stand anywhere.
#[derive(Debug, Default)]
pub(super) struct Watch {
    measures: Vec<Measure>,
}

/// The suppressed figures of a measure.
#[derive(Debug)]
struct Measure {
    id: String,
    /// Its id and its names, as files may call it.
    names: Vec<String>,
    cells: Vec<Cell>,
}

#[derive(Debug)]
struct Cell {
    written: String,
    /// The ways to write the period.
    periods: Vec<String>,
    /// A year alone is said often: it counts in tables only.
    is_year: bool,
    /// The area and the group, each in all ways in which they may be called, in small letters.
    of: Vec<Vec<String>>,
    least: f64,
    /// What each hidden count would come to, where it is known of how many.
    shares: Vec<String>,
    span: Span,
}

impl Watch {
    pub(super) fn of(model: &Model) -> Self {
        let mut by_measure: BTreeMap<&str, Vec<Cell>> = BTreeMap::new();
        for it in &hidden(model) {
            by_measure.entry(it.metric).or_default().push(Cell::of(model, it));
        }
        let measure = |(id, cells): (&str, Vec<Cell>)| {
            let mut names = vec![id.to_owned()];
            if let Some((_, metric)) = model.metrics.get(id) {
                let known = [metric.name.known(), metric.short_name.known()];
                names.extend(known.into_iter().flatten().cloned());
            }
            Measure { id: id.to_owned(), names, cells }
        };
        Self { measures: by_measure.into_iter().map(measure).collect() }
    }

    /// Whether there is nothing to look for.
    pub(super) fn is_idle(&self) -> bool {
        self.measures.is_empty()
    }

    /// What a file gives away, each figure once.
    pub(super) fn leaks(&self, url: &Url, bytes: &[u8]) -> Vec<Diagnostic> {
        let is_named = |it: &&Measure| {
            it.names.iter().any(|name| memmem::find(bytes, name.as_bytes()).is_some())
        };
        let named: Vec<&Measure> = self.measures.iter().filter(is_named).collect();
        if named.is_empty() {
            return Vec::new();
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
        let breaths = breath::all(url.as_str(), text);
        let lower = text.to_lowercase();
        let mut found = Vec::new();
        for (measure, cell) in
            named.iter().flat_map(|it| it.cells.iter().map(move |cell| (it, cell)))
        {
            if !cell.of.iter().all(|names| names.iter().any(|name| lower.contains(name.as_str()))) {
                continue;
            }
            let said = breaths.iter().find_map(|breath| Some((breath, cell.said_in(breath)?)));
            if let Some((breath, number)) = said {
                let message = format!(
                    "`{url}` says `{number}` of `{}` in one breath with the name of `{}`: “{}”",
                    cell.written,
                    measure.id,
                    breath.excerpt()
                );
                found.push(
                    Diagnostic::at(Code::LeakedFigure, cell.span, message)
                        .hint("take the figure out there, or say it of a longer period")
                        .hint("if it is another figure, name its period in another sentence"),
                );
            }
        }
        found
    }
}

impl Cell {
    fn of(model: &Model, it: &Hidden<'_>) -> Self {
        let row = it.row;
        let mut of = Vec::new();
        if !row.area.is_empty() {
            let mut names = vec![row.area.to_lowercase()];
            let is_it = |id: &str, code: Option<&str>| id == row.area || code == Some(&row.area);
            for (id, (_, place)) in &model.places {
                let code = place.code.known().map(|code| code.0.as_str());
                if is_it(id, code) {
                    names.push(id.to_lowercase());
                    names.extend(code.map(str::to_lowercase));
                    names.extend(place.name.known().map(|name| name.to_lowercase()));
                }
            }
            of.push(names);
        } else if row.breakdown.is_empty() {
            // A figure of the whole footprint is one of this blueprint: others have their own.
            let blueprint = model.blueprints.get(it.iho);
            let names = [
                it.iho,
                blueprint.map_or(it.iho, |it| it.name()),
                blueprint.map_or(it.iho, |it| Blueprint::short_name(it)),
            ];
            of.push(names.map(str::to_lowercase).into());
        }
        if !row.breakdown.is_empty() {
            let words = row.breakdown.to_lowercase();
            of.push(vec![words.replace(['-', '_'], " "), words]);
        }
        let metric = model.metrics.get(it.metric).map(|(_, it)| &**it);
        let of_how_many = row.denominator.zip(metric.and_then(multiplier));
        let shares = of_how_many.map_or_else(Vec::new, |(of, multiplier)| {
            let counts = (1..).map(f64::from).take_while(|count| *count < it.least);
            let share = |count: f64| count / of.value * multiplier;
            counts
                .flat_map(|count| [1, 2].map(|decimals| format!("{:.decimals$}", share(count))))
                .collect()
        });
        Self {
            written: row.written.clone(),
            periods: spellings(row.period, &row.written),
            is_year: matches!(row.period, Period::Year(_)),
            of,
            least: it.least,
            shares,
            span: row.span,
        }
    }

    /// The number that gives it away, where one does.
    fn said_in<'b>(&self, breath: &'b Breath<'_>) -> Option<&'b str> {
        if self.is_year && !breath.is_row {
            return None;
        }
        let text: &str = &breath.text;
        let (start, end) = self.periods.iter().find_map(|period| spoken(text, period))?;
        let numbers = breath::numbers(&text[..start]).chain(breath::numbers(&text[end..]));
        let mut numbers = numbers;
        numbers.find(|number| {
            let is_small = number.parse::<u32>().is_ok_and(|n| n > 0 && f64::from(n) < self.least);
            is_small || self.shares.iter().any(|share| share == number)
        })
    }
}

/// Where a text names a period; not as the month of a day.
fn spoken(text: &str, period: &str) -> Option<(usize, usize)> {
    memmem::find_iter(text.as_bytes(), period.as_bytes()).map(|at| (at, at + period.len())).find(
        |(start, end)| {
            let before = text[..*start].trim_end().chars().next_back();
            let after = text[*end..].chars().next();
            let is_whole = !text[..*start]
                .ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '/'))
                && !after.is_some_and(|c| c.is_alphanumeric() || c == '/');
            let is_of_day = period.starts_with(char::is_alphabetic)
                && before.is_some_and(|c| c.is_ascii_digit());
            let is_day = after == Some('-')
                && text[end + 1..].starts_with(|c: char| c.is_ascii_digit())
                && !text[end + 1..].starts_with("01");
            is_whole && !is_of_day && !is_day
        },
    )
}

/// The ways in which people and programs write a period.
fn spellings(period: Period, written: &str) -> Vec<String> {
    let mut all = vec![written.to_owned(), figures::period(period)];
    match period {
        Period::Month(year, month) => {
            let words = figures::period(period);
            let name = words.split(' ').next().unwrap_or_default();
            all.extend([format!("{} {year}", &name[..3]), format!("{month:02}/{year}")]);
            all.push(period.last_day().to_string());
        }
        Period::Quarter(year, quarter) => {
            all.extend([format!("Q{quarter} {year}"), format!("{year} Q{quarter}")]);
            all.push(period.first_day().to_string());
        }
        Period::FinancialYear(_) => {
            all.extend([written.replace('/', "-"), written.replace('/', " to ")]);
        }
        Period::Day(_) | Period::Year(_) => {}
    }
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_not_the_month_of_a_day() {
        assert!(spoken("In September 2026, 3 fell", "September 2026").is_some());
        assert!(spoken("On 3 September 2026 they met", "September 2026").is_none());
        assert!(spoken("2026-09,3", "2026-09").is_some());
        assert!(spoken("2026-09-01,3", "2026-09").is_some());
        assert!(spoken("2026-09-14,3", "2026-09").is_none());
        assert!(spoken("12026-09", "2026-09").is_none());
    }
}
