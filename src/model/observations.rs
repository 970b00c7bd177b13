//! Observations: figures by period, as `draft/metrics/<id>.csv` holds them, and as `iho spc` reads them.
//!
//! Says all that a table by itself can say; what depends on the definition of the measure or on the day of the
//! build is `graph`'s.

mod number;
mod order;

pub use number::Number;

use std::collections::BTreeMap;

use super::scalar::Period;
use super::table::{self, MOST};
use crate::diag::{Code, Diagnostic, did_you_mean, few};
use crate::source::{FileId, Span};

/// The columns of the observations of a measure; the first two are needed.
pub const OF_MEASURE: &[&str] = &[
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

/// The columns that `iho spc` knows besides.
pub const OF_SERIES: &[&str] = &[
    "period",
    "value",
    "facet",
    "trajectory",
    "area",
    "numerator",
    "denominator",
    "ci_low",
    "ci_high",
    "breakdown",
    "flag",
];

/// What to write for a period.
pub(crate) const PERIOD_HINT: &str = "write a month such as 2026-04, a quarter such as 2026-Q2, a financial year such as 2026/27 or a day such as 2026-04-01";

choice! {
    /// What has to be known of a figure, or why there is none.
    pub enum Flag {
        Final "final" "Final";
        Provisional "provisional" "Provisional";
        Revised "revised" "Revised";
        Suppressed "suppressed" "Not shown, to protect people";
        NotCollected "not-collected" "Not available";
        NotApplicable "not-applicable" "Not applicable";
        BreakInSeries "break-in-series" "Break in the series";
        Estimated "estimated" "Estimated";
        Low "low" "Rounds to 0, but is not 0";
    }
}

impl Flag {
    /// The shorthand of the Government Analysis Function that stands beside the figure; nothing for a final one.
    pub fn marker(self) -> Option<&'static str> {
        Some(match self {
            Self::Final => return None,
            Self::Provisional => "[p]",
            Self::Revised => "[r]",
            Self::Suppressed => "[c]",
            Self::NotCollected => "[x]",
            Self::NotApplicable => "[z]",
            Self::BreakInSeries => "[b]",
            Self::Estimated => "[e]",
            Self::Low => "[low]",
        })
    }

    /// What the shorthand means, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Final => "The figure is final.",
            Self::Provisional => "Provisional: the figure may still change.",
            Self::Revised => "Revised: the figure is not the one that was published first.",
            Self::Suppressed => {
                "Confidential: the figure is so small that it could tell who people are, or would give such a figure away."
            }
            Self::NotCollected => "Not available: there is no figure for this period.",
            Self::NotApplicable => "Not applicable: there can be no figure for this period.",
            Self::BreakInSeries => {
                "Break in the series: figures from here on can't be compared with those before."
            }
            Self::Estimated => "Estimated: part of the figure was not counted but worked out.",
            Self::Low => "Low: the figure rounds to 0, but is not 0.",
        }
    }

    /// Whether it says that there is no figure.
    pub fn is_absence(self) -> bool {
        matches!(self, Self::Suppressed | Self::NotCollected | Self::NotApplicable)
    }
}

/// The figures of one period.
#[derive(Clone, PartialEq, Debug)]
pub struct Observation {
    /// When, as it is written.
    pub written: String,
    /// When.
    pub period: Period,
    /// How much; nothing where it is blank.
    pub value: Option<Number>,
    /// How many of them.
    pub numerator: Option<Number>,
    /// Of how many.
    pub denominator: Option<Number>,
    /// The lower limit of confidence, in the unit of the value.
    pub lower: Option<Number>,
    /// The upper limit of confidence, in the unit of the value.
    pub upper: Option<Number>,
    /// How much was planned.
    pub planned: Option<Number>,
    /// What has to be known of it.
    pub flags: Vec<Flag>,
    /// Where; empty for all of the footprint.
    pub area: String,
    /// Of whom; empty for everybody.
    pub breakdown: String,
    /// Of which series, where a table has that column.
    pub facet: Option<String>,
    /// Where it is.
    pub span: Span,
}

impl Observation {
    /// Whether it is not shown, to protect people.
    pub fn is_suppressed(&self) -> bool {
        self.flags.contains(&Flag::Suppressed)
    }

    /// The shorthands beside it, such as `[p][r]`.
    pub fn markers(&self) -> String {
        self.flags.iter().filter_map(|flag| flag.marker()).collect()
    }
}

/// The ages of a breakdown such as `age40-44` or `age90+`: the first, and the last where there is one.
pub fn ages(breakdown: &str) -> Option<(u8, Option<u8>)> {
    let ages = breakdown.strip_prefix("age")?;
    let age = |digits: &str| digits.parse::<u8>().ok().filter(|_| !digits.starts_with('+'));
    match (ages.strip_suffix('+'), ages.split_once('-')) {
        (Some(first), _) => Some((age(first)?, None)),
        (None, Some((first, last))) => Some((age(first)?, Some(age(last)?))),
        (None, None) => None,
    }
}

/// Of whom a breakdown is, in words: `imd1` is the "most deprived fifth of areas".
pub fn group(breakdown: &str) -> String {
    match ages(breakdown) {
        Some((first, Some(last))) => return format!("aged {first} to {last}"),
        Some((first, None)) => return format!("aged {first} and over"),
        None => {}
    }
    let fifth = breakdown.strip_prefix("imd").and_then(|n| n.parse::<u8>().ok());
    match fifth {
        Some(1) => "most deprived fifth of areas".to_owned(),
        Some(n @ 2..=4) => format!("deprivation: fifth {n} of 5"),
        Some(5) => "least deprived fifth of areas".to_owned(),
        _ => breakdown.split(['-', '_']).map(capitalised).collect::<Vec<_>>().join(" "),
    }
}

/// A word of a group: names of ethnic groups and nations have capitals, as in the census.
fn capitalised(word: &str) -> String {
    const NAMES: [&str; 21] = [
        "african",
        "arab",
        "asian",
        "bangladeshi",
        "black",
        "british",
        "caribbean",
        "chinese",
        "english",
        "european",
        "gypsy",
        "indian",
        "irish",
        "muslim",
        "pakistani",
        "polish",
        "roma",
        "scottish",
        "traveller",
        "welsh",
        "white",
    ];
    match NAMES.contains(&word) {
        true => word[..1].to_uppercase() + &word[1..],
        false => word.to_owned(),
    }
}

/// A table of figures.
#[derive(Clone, PartialEq, Debug)]
pub struct Observations {
    /// Its file.
    pub file: FileId,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Its rows, as they stand.
    pub rows: Vec<Observation>,
}

/// Figures that follow each other.
#[derive(Clone, PartialEq, Debug)]
pub struct Series<'o> {
    /// Of which series, where the table has that column.
    pub facet: Option<&'o str>,
    /// Where; empty for all of the footprint.
    pub area: &'o str,
    /// Of whom; empty for everybody.
    pub breakdown: &'o str,
    /// The figures, by day.
    pub points: Vec<&'o Observation>,
}

impl Series<'_> {
    /// What tells it from the others of its table; nothing where it is the only one.
    pub fn name(&self) -> Option<String> {
        let parts = [self.facet.unwrap_or(""), self.area, self.breakdown];
        let name = parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
        (self.facet.is_some() || !name.is_empty()).then_some(name)
    }

    /// Whether it is of everybody in all of the footprint.
    pub fn is_whole(&self) -> bool {
        self.area.is_empty() && self.breakdown.is_empty()
    }
}

impl Observations {
    /// The series in the order in which they begin, each by day.
    pub fn series(&self) -> Vec<Series<'_>> {
        let mut all: Vec<Series<'_>> = Vec::new();
        let mut places: BTreeMap<(Option<&str>, &str, &str), usize> = BTreeMap::new();
        for row in &self.rows {
            let (facet, area, breakdown) =
                (row.facet.as_deref(), row.area.as_str(), row.breakdown.as_str());
            let next = all.len();
            let at = *places.entry((facet, area, breakdown)).or_insert(next);
            if at == next {
                all.push(Series { facet, area, breakdown, points: Vec::new() });
            }
            all[at].points.push(row);
        }
        for series in &mut all {
            series.points.sort_by_key(|point| point.period.first_day());
        }
        all
    }

    /// Where a cell of a row stands; the row where it has no such column.
    pub fn cell(&self, text: &str, row: Span, column: &str) -> Span {
        let at = self.columns.iter().position(|it| it == column);
        at.map_or(row, |at| table::cell(text, row, at))
    }
}

/// Reads a table with some of the `columns`, the first two of which are needed.
///
/// What can be read is given even where something is wrong. Of the mistakes, up to 20 are told, and how many more
/// there are: columns that are missing or unknown, periods, numbers and flags that can't be read, figures that are
/// said not to be there, a period twice in one series, periods of several kinds, periods left out.
pub fn read(file: FileId, text: &str, columns: &[&str]) -> (Observations, Vec<Diagnostic>) {
    let mut observations = Observations { file, columns: Vec::new(), rows: Vec::new() };
    if let Some(slip) = table::separated(file, text) {
        return (observations, vec![slip]);
    }
    let table = match table::parse(file, text) {
        Ok(table) => table,
        Err(slips) => return (observations, few(slips)),
    };
    let found = table.unlike(text, columns, 2);
    if !found.is_empty() {
        return (observations, few(found));
    }
    observations.columns.clone_from(&table.columns);
    let mut reader = RowReader { text, columns: &table.columns, found: Vec::new() };
    let rows = table.rows.iter().filter_map(|(cells, span)| reader.row(cells, *span));
    observations.rows = rows.collect();
    let mut found = reader.found;
    found.extend(order::mistakes(&observations, text, columns == OF_MEASURE));
    found.sort_by_key(|it| it.place);
    (observations, few(found))
}

struct RowReader<'t> {
    text: &'t str,
    columns: &'t [String],
    found: Vec<Diagnostic>,
}

impl RowReader<'_> {
    fn row(&mut self, cells: &[String], row: Span) -> Option<Observation> {
        let cell = |name: &str| {
            let at = self.columns.iter().position(|column| column == name);
            at.map(|at| cells[at].as_str())
        };
        let text = |name: &str| cell(name).unwrap_or("");
        let written = text("period");
        let period = Period::parse(written);
        if period.is_none() {
            let message = format!("`{written}` is not a period");
            let at = self.at(row, "period");
            self.found.push(Diagnostic::at(Code::BadDate, at, message).hint(PERIOD_HINT));
        }
        let names = ["value", "numerator", "denominator", "ci_low", "ci_high", "trajectory"];
        let [value, numerator, denominator, lower, upper, planned] =
            names.map(|name| self.number(row, name, text(name)));
        let flags = self.flags(row, text("flag"));
        let observation = Observation {
            written: written.to_owned(),
            period: period?,
            value,
            numerator,
            denominator,
            lower,
            upper,
            planned,
            flags,
            area: text("area").to_owned(),
            breakdown: text("breakdown").to_owned(),
            facet: cell("facet").map(str::to_owned),
            span: row,
        };
        self.absences(&observation);
        self.interval(&observation);
        Some(observation)
    }

    fn at(&self, row: Span, column: &str) -> Span {
        let at = self.columns.iter().position(|it| it == column);
        let at = at.filter(|_| self.found.len() < MOST);
        at.map_or(row, |at| table::cell(self.text, row, at))
    }

    fn number(&mut self, row: Span, column: &str, typed: &str) -> Option<Number> {
        if typed.is_empty() {
            return None;
        }
        Number::parse(typed)
            .map_err(|hint| {
                let message = match typed.char_indices().nth(40) {
                    Some((end, _)) => format!("`{}…` is not a number", &typed[..end]),
                    None => format!("`{typed}` is not a number"),
                };
                let at = self.at(row, column);
                self.found.push(Diagnostic::at(Code::BadNumber, at, message).hint(hint));
            })
            .ok()
    }

    /// One word, or several with spaces or semicolons between them.
    fn flags(&mut self, row: Span, typed: &str) -> Vec<Flag> {
        let words = typed.split([' ', ';']).filter(|word| !word.is_empty());
        let mut flags = Vec::new();
        for word in words {
            let known = Flag::ALL.iter().find(|flag| {
                flag.id() == word || flag.marker() == Some(word.to_lowercase().as_str())
            });
            let Some(flag) = known else {
                let message = format!("`{word}` is not allowed here");
                let all = Flag::ALL.iter().map(|flag| flag.id()).collect::<Vec<_>>();
                let hint = did_you_mean(word, all.iter().copied())
                    .unwrap_or_else(|| format!("the flags are `{}`", all.join("`, `")));
                let at = self.at(row, "flag");
                self.found.push(Diagnostic::at(Code::UnknownValue, at, message).hint(hint));
                continue;
            };
            flags.push(*flag);
        }
        flags.sort_unstable();
        flags.dedup();
        flags
    }

    /// A figure that is said not to be there is not there, and neither is what it could be worked out from.
    fn absences(&mut self, it: &Observation) {
        let Some(flag) = it.flags.iter().copied().find(|flag| flag.is_absence()) else { return };
        let filled = [
            ("value", it.value),
            ("numerator", it.numerator),
            ("ci_low", it.lower),
            ("ci_high", it.upper),
        ];
        for (name, number) in filled.into_iter().filter_map(|(name, it)| Some((name, it?))) {
            let message = format!("the row is `{}`, but its `{name}` is `{number}`", flag.id());
            let at = self.at(it.span, name);
            self.found.push(
                Diagnostic::at(Code::SuppressedValue, at, message)
                    .hint("leave the cell empty, or change the flag"),
            );
        }
    }

    /// The value lies between its limits of confidence.
    fn interval(&mut self, it: &Observation) {
        let above = |high: Option<Number>, low: Option<Number>| {
            high.zip(low).is_some_and(|(high, low)| low.value > high.value)
        };
        let wrong = if above(it.upper, it.lower) {
            Some(("ci_low", "the lower limit of confidence is above the upper one"))
        } else if above(it.value, it.lower) {
            Some(("ci_low", "the lower limit of confidence is above the value"))
        } else if above(it.upper, it.value) {
            Some(("ci_high", "the upper limit of confidence is below the value"))
        } else {
            None
        };
        if let Some((column, message)) = wrong {
            let at = self.at(it.span, column);
            self.found.push(
                Diagnostic::at(Code::WrongOrder, at, message)
                    .hint("`ci_low` is at most the value, and the value at most `ci_high`"),
            );
        }
    }
}
