//! The figures of measures as each release published them: which figure a period had, since which release, until which.
//!
//! A figure that any release hides to protect people is shown for none: a count that was shown once would give it away.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::Blueprint;
use crate::model::observations::{Flag, Observation};

/// All that was published of the figures of a blueprint, measure by measure.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Vintages {
    by_measure: BTreeMap<String, BTreeMap<CellKey, FigureCell>>,
    n_releases: usize,
}

/// Facet, area, group, first and last day.
type CellKey = (String, String, String, Date, Date);

/// A figure over time.
#[derive(Clone, PartialEq, Debug)]
pub struct FigureCell {
    /// A row of the newest release that has it: which period, which area, which group.
    pub row: Observation,
    /// What was published, the oldest first; nothing where a release hides it, to protect people.
    pub vintages: Vec<Vintage>,
    is_hidden: bool,
    last_seen: usize,
}

/// What was published of a period in one release and those after it.
#[derive(Clone, PartialEq, Debug)]
pub struct Vintage {
    /// The place of the release among all.
    pub published: usize,
    /// The place of the first release that published something else; nothing where it still stands.
    pub superseded: Option<usize>,
    /// The figure as it is written; nothing where there is none.
    pub value: Option<String>,
    /// What has to be known of it.
    pub flags: Vec<Flag>,
}

impl Vintage {
    /// The shorthands beside it, such as `[p][r]`.
    pub fn markers(&self) -> String {
        self.flags.iter().filter_map(|flag| flag.marker()).collect()
    }

    /// Whether a row of a later release says the same.
    fn says_as(&self, row: &Observation) -> bool {
        self.value == row.value.map(|it| it.to_string()) && self.flags == row.flags
    }
}

impl FigureCell {
    /// Whether it is shown for no release, as one of them hides it.
    pub fn is_hidden(&self) -> bool {
        self.is_hidden
    }

    /// What was published of it in a release.
    pub fn at(&self, release: usize) -> Option<&Vintage> {
        self.vintages.iter().find(|it| {
            it.published <= release && it.superseded.is_none_or(|superseded| release < superseded)
        })
    }
}

impl Vintages {
    /// Adds what the next release published.
    pub fn publish(&mut self, blueprint: Option<&Blueprint>) {
        let at = self.n_releases;
        self.n_releases += 1;
        for (measure, table) in blueprint.into_iter().flat_map(|it| &it.observations) {
            let cells = self.by_measure.entry(measure.clone()).or_default();
            for row in &table.rows {
                publish_row(cells, at, row);
            }
        }
        for cell in self.by_measure.values_mut().flat_map(BTreeMap::values_mut) {
            if let Some(last) = cell.vintages.last_mut().filter(|_| cell.last_seen != at) {
                last.superseded.get_or_insert(at);
            }
        }
    }

    /// The measures of which any release has figures.
    pub fn measures(&self) -> impl Iterator<Item = &str> {
        self.by_measure.keys().map(String::as_str)
    }

    /// The figures of a measure: by series, then by period.
    pub fn cells(&self, measure: &str) -> impl Iterator<Item = &FigureCell> {
        self.by_measure.get(measure).into_iter().flat_map(BTreeMap::values)
    }
}

fn publish_row(cells: &mut BTreeMap<CellKey, FigureCell>, at: usize, row: &Observation) {
    let facet = row.facet.clone().unwrap_or_default();
    let (first, last) = (row.period.first_day(), row.period.last_day());
    let key = (facet, row.area.clone(), row.breakdown.clone(), first, last);
    let cell = cells.entry(key).or_insert_with(|| FigureCell {
        row: row.clone(),
        vintages: Vec::new(),
        is_hidden: false,
        last_seen: at,
    });
    cell.row.clone_from(row);
    cell.last_seen = at;
    cell.is_hidden |= row.is_suppressed();
    if cell.is_hidden {
        cell.vintages.clear();
        return;
    }
    if let Some(last) = cell.vintages.last_mut() {
        if last.superseded.is_none() && last.says_as(row) {
            return;
        }
        last.superseded.get_or_insert(at);
    }
    let value = row.value.map(|it| it.to_string());
    cell.vintages.push(Vintage {
        published: at,
        superseded: None,
        value,
        flags: row.flags.clone(),
    });
}
