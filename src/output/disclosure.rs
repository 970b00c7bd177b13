//! The last look at every byte that is about to be written: no figure that is suppressed stands in it.
//!
//! A suppressed figure is in no table, so nothing can be compared with it. What can be told is that somebody says it
//! elsewhere: a count that the measure does not show, or a share that such a count makes, in one segment with the
//! period, in a file that names the measure (and the area and group, where the figure is of one). A segment is what is said in one breath: a line
//! of a table, an object of JSON, a sentence, the name of a drawing's point. Pictures and office files are not read.

mod names;
mod segment;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;
use serde::{Deserialize, Serialize};

use crate::analysis::measures::multiplier;
use crate::check::suppression::{Hidden, hidden};
use crate::diag::{Code, Diagnostic};
use crate::model::Model;
use crate::model::figures;
use crate::model::metric::Metric;
use crate::model::observations::group;
use crate::model::scalar::Period;
use crate::page::Url;
use crate::source::Span;
use names::Names;
use segment::TextSegment;

/// What must not stand anywhere.
#[derive(Debug, Default)]
pub(super) struct DisclosureScan {
    measures: Vec<Measure>,
    /// The names of all measures, with their ids.
    others: Vec<(String, String)>,
    /// Names with figures in them, which are no figures: of measures, areas, groups.
    numbered: Names,
}

/// What decides whether a file gives a suppressed figure away.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum Suppressed {
    /// Which measures have suppressed figures, and what they are called.
    Measures,
    /// The suppressed figures of one of them.
    Of(String),
    /// What all measures are called, and names with figures in them.
    OtherNames,
}

/// The suppressed figures of a measure.
#[derive(Debug)]
struct Measure {
    id: String,
    /// Its id and its names, as files may call it.
    names: Vec<String>,
    /// All areas and groups of which there are figures, in all ways in which they may be called, in small letters.
    parts: Vec<String>,
    cells: Vec<SuppressedCell>,
    /// The periods of the cells, each with the cells that are of it.
    periods: Vec<Hour>,
    /// The ways to write a period, each with the periods that may be meant.
    spellings: Names,
}

/// A period of which something is hidden.
#[derive(Debug)]
struct Hour {
    /// The ways to write it.
    written: Vec<String>,
    /// What is hidden of it.
    cells: Vec<usize>,
}

#[derive(Debug)]
struct SuppressedCell {
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

impl DisclosureScan {
    pub(super) fn new(model: &Model) -> Self {
        let mut by_measure: BTreeMap<&str, Vec<SuppressedCell>> = BTreeMap::new();
        for it in &hidden(model) {
            by_measure.entry(it.metric).or_default().push(SuppressedCell::new(model, it));
        }
        if by_measure.is_empty() {
            return Self::default();
        }
        let names_of = |(id, (_, metric)): (&String, &(_, std::sync::Arc<Metric>))| {
            let known = [metric.name.known(), metric.short_name.known()];
            known.into_iter().flatten().map(|name| (id.clone(), name.clone())).collect::<Vec<_>>()
        };
        let others: Vec<(String, String)> = model.metrics.iter().flat_map(names_of).collect();
        let places = model.places.values().filter_map(|(_, place)| place.name.known());
        let parts: BTreeMap<&str, Vec<String>> =
            by_measure.keys().map(|id| (*id, parts(model, id))).collect();
        let numbered = others.iter().map(|(_, name)| name).chain(places);
        let numbered = numbered
            .chain(parts.values().flatten())
            .filter(|name| name.bytes().any(|byte| byte.is_ascii_digit()))
            .map(|name| name.to_lowercase());
        let numbered = Names::new(numbered);
        let measure = |(id, cells): (&str, Vec<SuppressedCell>)| {
            let mut names = vec![id.to_owned()];
            if let Some((_, metric)) = model.metrics.get(id) {
                let known = [metric.name.known(), metric.short_name.known()];
                names.extend(known.into_iter().flatten().cloned());
            }
            let parts = parts.get(id).cloned().unwrap_or_default();
            Measure::new(id, names, parts, cells)
        };
        Self { measures: by_measure.into_iter().map(measure).collect(), others, numbered }
    }

    /// Whether there is nothing to look for.
    pub(super) fn is_idle(&self) -> bool {
        self.measures.is_empty()
    }

    /// Stands for one of the things that [`DisclosureScan::findings`] decides by. Places of files are not in it, as they change
    /// with the number of files.
    pub(super) fn digest(&self, what: &Suppressed) -> blake3::Hash {
        let text = match what {
            Suppressed::Measures => {
                let names = self.measures.iter().map(|it| (&it.id, &it.names));
                format!("{:?}", names.collect::<Vec<_>>())
            }
            Suppressed::Of(id) => {
                let measure = self.measures.iter().find(|it| it.id == *id);
                format!("{:?}", measure.map(Measure::without_places))
            }
            Suppressed::OtherNames => format!("{:?} {:?}", self.others, self.numbered.sorted()),
        };
        blake3::hash(text.as_bytes())
    }

    /// Whether the same figures are suppressed for another site.
    pub(super) fn hides_the_same(&self, other: &Self) -> bool {
        let of_each = self.measures.iter().map(|it| Suppressed::Of(it.id.clone()));
        let mut all = of_each.chain([Suppressed::Measures]);
        all.all(|what| self.digest(&what) == other.digest(&what))
    }

    /// What a file gives away, each figure once; `note` hears of each thing that this was decided by.
    pub(super) fn findings(
        &self,
        url: &Url,
        bytes: &[u8],
        note: &mut dyn FnMut(Suppressed),
    ) -> Vec<Diagnostic> {
        note(Suppressed::Measures);
        let finds = |text: &[u8], it: &Measure| {
            it.names.iter().any(|name| memmem::find(text, name.as_bytes()).is_some())
        };
        if !self.measures.iter().any(|it| finds(bytes, it)) {
            return Vec::new();
        }
        let Ok(text) = std::str::from_utf8(bytes) else { return Vec::new() };
        note(Suppressed::OtherNames);
        // That a page leads to a measure is not to speak of it.
        let text = without_ways(text);
        let segments = segment::segments(url.as_str(), &text);
        let lower = text.to_lowercase();
        let mut found = Vec::new();
        for measure in self.measures.iter().filter(|it| finds(text.as_bytes(), it)) {
            note(Suppressed::Of(measure.id.clone()));
            let is_of_other = subject(url).is_some_and(|subject| subject != measure.id);
            let of_it: Vec<&TextSegment<'_>> = segments
                .iter()
                .filter(|segment| {
                    let is_named =
                        measure.names.iter().any(|name| segment.text.contains(name.as_str()));
                    is_named || !(is_of_other || self.names_other(measure, segment))
                })
                .collect();
            let telling = measure.telling(&of_it, &self.numbered);
            for (hour, segments) in measure.periods.iter().zip(&telling) {
                for cell in hour.cells.iter().map(|at| &measure.cells[*at]) {
                    let said = segments.iter().find_map(|(at, numbers)| {
                        let segment = of_it[*at];
                        let number = cell.small_count_in(segment, numbers)?;
                        (!cell.is_of_another(measure, segment)).then_some((segment, number))
                    });
                    let said = said.filter(|_| cell.mentions(&lower));
                    if let Some((segment, number)) = said {
                        found.push(disclosed(url, measure, cell, number, segment));
                    }
                }
            }
        }
        found
    }

    /// Whether a segment is about another measure.
    fn names_other(&self, measure: &Measure, segment: &TextSegment<'_>) -> bool {
        let others = self.others.iter().filter(|(id, _)| *id != measure.id);
        others.into_iter().any(|(_, name)| segment.text.contains(name.as_str()))
    }
}

fn disclosed(
    url: &Url,
    measure: &Measure,
    cell: &SuppressedCell,
    number: &str,
    segment: &TextSegment<'_>,
) -> Diagnostic {
    let message = format!(
        "`{url}` says `{number}` of `{}` in the same sentence or row as the name of `{}`: “{}”",
        cell.written,
        measure.id,
        segment.excerpt()
    );
    Diagnostic::at(Code::LeakedFigure, cell.span, message)
        .hint("take the figure out there, or say it of a longer period")
        .hint("if it is another figure, name its period in another sentence")
}

/// The measure that a page or table of this tool is about.
fn subject(url: &Url) -> Option<&str> {
    let mut parts = url.as_str().trim_matches('/').split('/').rev();
    let last = parts.next()?;
    (parts.next() == Some("metrics")).then(|| last.trim_end_matches(".csv"))
}

/// A page without its navigation.
fn without_ways(text: &str) -> Cow<'_, str> {
    if !text.contains("<nav") {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<nav") {
        kept.push_str(before);
        rest = after.split_once("</nav>").map_or("", |(_, rest)| rest);
    }
    Cow::Owned(kept + rest)
}

impl Measure {
    fn new(id: &str, names: Vec<String>, parts: Vec<String>, cells: Vec<SuppressedCell>) -> Self {
        let mut by_period: BTreeMap<&[String], Vec<usize>> = BTreeMap::new();
        for (at, cell) in cells.iter().enumerate() {
            by_period.entry(&cell.periods).or_default().push(at);
        }
        let hour =
            |(written, cells): (&[String], Vec<usize>)| Hour { written: written.to_vec(), cells };
        let periods: Vec<Hour> = by_period.into_iter().map(hour).collect();
        let spellings = Names::numbered(
            periods
                .iter()
                .enumerate()
                .flat_map(|(at, hour)| hour.written.iter().map(move |it| (it.clone(), at))),
        );
        Self { id: id.to_owned(), names, parts, cells, periods, spellings }
    }

    /// All that it looks for, as a text in which no place stands.
    fn without_places(&self) -> String {
        let Self { id, names, parts, cells, periods: _, spellings: _ } = self;
        let cells = cells.iter().map(|cell| {
            let SuppressedCell { written, periods, is_year, of, least, shares, span: _ } = cell;
            (written, periods, is_year, of, least, shares)
        });
        format!("{id} {names:?} {parts:?} {:?}", cells.collect::<Vec<_>>())
    }

    /// For each period the segments that name it beside a number that could give something away, with such numbers.
    /// Most segments have none, so that it does not matter how many figures are hidden of one period.
    fn telling<'b>(
        &self,
        segments: &[&'b TextSegment<'b>],
        numbered: &Names,
    ) -> Vec<Vec<(usize, Vec<String>)>> {
        let mut telling: Vec<Vec<(usize, Vec<String>)>> = vec![Vec::new(); self.periods.len()];
        let least = self.cells.iter().map(|cell| cell.least).fold(0.0, f64::max);
        let shares: BTreeSet<&str> =
            self.cells.iter().flat_map(|cell| &cell.shares).map(String::as_str).collect();
        for (at, segment) in segments.iter().enumerate() {
            let text: &str = &segment.text;
            for period in self.spellings.numbers_in(text) {
                let written = self.periods[period].written.iter();
                let Some((start, end)) = written.into_iter().find_map(|it| spoken(text, it)) else {
                    continue;
                };
                let rest = format!("{} | {}", &text[..start], &text[end..]).to_lowercase();
                let rest = numbered.without(&rest);
                let may_tell = |number: &&str| is_small(number, least) || shares.contains(number);
                let numbers: Vec<String> =
                    segment::numbers(&rest).filter(may_tell).map(str::to_owned).collect();
                if !numbers.is_empty() {
                    telling[period].push((at, numbers));
                }
            }
        }
        telling
    }
}

/// Whether a number is one of those that are not shown.
fn is_small(number: &str, least: f64) -> bool {
    number.parse::<u32>().is_ok_and(|n| n > 0 && f64::from(n) < least)
}

impl SuppressedCell {
    fn new(model: &Model, it: &Hidden<'_>) -> Self {
        let row = it.row;
        let mut of = Vec::new();
        if !row.area.is_empty() {
            of.push(area_names(model, &row.area));
        } else if row.breakdown.is_empty() {
            // A figure of the whole footprint is one of this blueprint: others have their own.
            let blueprint = model.blueprints.get(it.iho);
            let names =
                blueprint.map_or([it.iho; 3], |found| [it.iho, found.name(), found.short_name()]);
            of.push(names.map(str::to_lowercase).into());
        }
        if !row.breakdown.is_empty() {
            of.push(group_names(&row.breakdown));
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

    /// Whether a file, in small letters, speaks of the area and the group.
    fn mentions(&self, lower: &str) -> bool {
        self.of.iter().all(|names| names.iter().any(|name| lower.contains(name.as_str())))
    }

    /// Whether a segment names another area or group, and not that of this figure.
    fn is_of_another(&self, measure: &Measure, segment: &TextSegment<'_>) -> bool {
        let lower = segment.text.to_lowercase();
        let has = |name: &String| lower.contains(name.as_str());
        let own = || self.of.iter().flatten();
        !own().any(has) && measure.parts.iter().any(|name| has(name) && !own().any(|it| it == name))
    }

    /// The number in a segment that gives it away, where one of those beside its period does.
    fn small_count_in<'n>(
        &self,
        segment: &TextSegment<'_>,
        numbers: &'n [String],
    ) -> Option<&'n str> {
        if self.is_year && !segment.is_row {
            return None;
        }
        let tells = |number: &&String| {
            is_small(number, self.least) || self.shares.iter().any(|share| share == *number)
        };
        numbers.iter().find(tells).map(String::as_str)
    }
}

/// The areas and groups of a measure, in all ways in which they may be called.
fn parts(model: &Model, metric: &str) -> Vec<String> {
    let tables = model.blueprints.values().filter_map(|it| it.observations.get(metric));
    let rows = tables.flat_map(|table| &table.rows);
    let all: BTreeSet<(&str, &str)> = rows.map(|row| (&*row.area, &*row.breakdown)).collect();
    let areas: BTreeSet<&str> = all.iter().map(|(area, _)| *area).collect();
    let groups: BTreeSet<&str> = all.iter().map(|(_, group)| *group).collect();
    let areas = areas.into_iter().filter(|it| !it.is_empty());
    let groups = groups.into_iter().filter(|it| !it.is_empty());
    areas.flat_map(|it| area_names(model, it)).chain(groups.flat_map(group_names)).collect()
}

fn area_names(model: &Model, area: &str) -> Vec<String> {
    let mut names = vec![area.to_lowercase()];
    for (id, (_, place)) in &model.places {
        let code = place.code.known().map(|code| code.0.as_str());
        if id == area || code == Some(area) {
            names.push(id.to_lowercase());
            names.extend(code.map(str::to_lowercase));
            names.extend(place.name.known().map(|name| name.to_lowercase()));
        }
    }
    names
}

fn group_names(breakdown: &str) -> Vec<String> {
    let words = breakdown.to_lowercase();
    let fifth = match words.as_str() {
        "imd1" => "most deprived",
        "imd5" => "least deprived",
        _ => words.as_str(),
    };
    vec![group(&words), fifth.to_owned(), words]
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
