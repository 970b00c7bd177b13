//! The tables behind "Am I covered?": `practices.csv` for people who are counted by their GP practice,
//! `footprint-postcodes.csv` for those who are counted by their home.

use std::collections::{BTreeMap, BTreeSet};

use super::field::Field;
use super::footprint::{Footprint, PopulationBasis};
use super::postcode::{Outward, Postcode};
use super::scalar::FileName;
use super::table::Table;
use super::{Blueprint, Section};
use crate::source::FileId;

/// The columns of a list of practices; the last may be left out.
pub const PRACTICES: &[&str] = &["ods", "name", "postcode", "people"];

/// The columns of a list of postcodes.
pub const POSTCODES: &[&str] = &["postcode", "area"];

/// A GP practice whose patients are counted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Practice<'t> {
    /// Its name.
    pub name: &'t str,
    /// Its code of the Organisation Data Service.
    pub ods: &'t str,
    /// Where it is.
    pub postcode: Postcode,
    /// The people on its list, where that is said.
    pub people: Option<u64>,
}

/// The first halves of the postcodes that are covered, each with how much of it is.
pub type Postcodes = BTreeMap<Outward, Extent>;

/// How much of the postcodes with one first half is covered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All of them, which are in this area.
    Whole(String),
    /// Those with these second halves, each with its area.
    Part(BTreeMap<String, String>),
}

impl Extent {
    /// The areas in which they are, as the list names them.
    pub fn areas(&self) -> BTreeSet<&str> {
        match self {
            Self::Whole(area) => BTreeSet::from([area.as_str()]),
            Self::Part(part) => part.values().map(String::as_str).collect(),
        }
    }
}

impl Footprint {
    /// Whether people are counted by their practice, and whether by their home; a mix is both.
    pub fn counts_by(&self) -> [bool; 2] {
        let basis = self.population_basis.known().and_then(|it| it.value.known());
        [PopulationBasis::Registered, PopulationBasis::Resident]
            .map(|it| basis.is_some_and(|basis| [it, PopulationBasis::Hybrid].contains(basis)))
    }
}

impl Blueprint {
    /// A table that a field names, if it is there and can be read.
    pub fn table(&self, name: &Field<FileName>) -> Option<&(FileId, Table)> {
        let found = self.tables.get(&name.known()?.0.value);
        found.filter(|(_, table)| !table.columns.is_empty())
    }

    /// The practices whose patients are counted, by name; none where no list is published.
    pub fn practices(&self) -> Vec<Practice<'_>> {
        let footprint = self.footprint.as_ref().and_then(Section::known);
        let Some((_, table)) = footprint.and_then(|it| self.table(&it.practices)) else {
            return Vec::new();
        };
        let practice = |[ods, name, postcode, people]: [_; 4]| {
            let (postcode, people) = (Postcode::parse(postcode).ok()?, people.parse().ok());
            Some(Practice { name, ods, postcode, people })
        };
        let mut all: Vec<Practice<'_>> = rows(table, PRACTICES).filter_map(practice).collect();
        all.sort_by_cached_key(|it| (it.name.to_lowercase(), it.ods));
        all
    }

    /// The area in which the list of postcodes has a postcode, by its id or its code; nothing where it has not.
    pub fn area_of(&self, postcode: &Postcode) -> Option<&str> {
        match self.postcodes()?.get(&postcode.outward)? {
            Extent::Whole(area) => Some(area),
            Extent::Part(part) => part.get(postcode.inward.as_ref()?).map(String::as_str),
        }
    }

    /// The postcodes that are covered; nothing where no list is published.
    pub fn postcodes(&self) -> Option<&Postcodes> {
        let footprint = self.footprint.as_ref().and_then(Section::known)?;
        self.postcode_lists.get(&footprint.postcodes.known()?.0.value)
    }
}

/// The postcodes of a table, if it has any; `area_now` gives the id of now for that of an area.
pub(super) fn postcodes(table: &Table, area_now: impl Fn(&str) -> String) -> Option<Postcodes> {
    let mut all = Postcodes::new();
    for [postcode, area] in rows(table, POSTCODES) {
        let Ok(Postcode { outward, inward }) = Postcode::parse(postcode) else { continue };
        let area = area_now(area);
        match (inward, all.get_mut(&outward)) {
            (None, _) => drop(all.insert(outward, Extent::Whole(area))),
            (Some(inward), Some(Extent::Part(part))) => drop(part.insert(inward, area)),
            (Some(_), Some(Extent::Whole(_))) => {}
            (Some(inward), None) => {
                all.insert(outward, Extent::Part(BTreeMap::from([(inward, area)])));
            }
        }
    }
    (!all.is_empty()).then_some(all)
}

/// The cells of these columns, row by row; empty where the table has no such column.
fn rows<'t, const N: usize>(
    table: &'t Table,
    columns: &[&str],
) -> impl Iterator<Item = [&'t str; N]> {
    let places: [Option<usize>; N] =
        std::array::from_fn(|at| table.columns.iter().position(|it| it == columns[at]));
    table.rows.iter().map(move |(cells, _)| places.map(|at| at.map_or("", |at| cells[at].as_str())))
}
