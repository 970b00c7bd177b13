//! What surrounds the sections of a blueprint: its boundary on the map, and tables beside it.
//!
//! Where a ring begins, which way it runs and what is beyond the fifth decimal is no change. No coordinate is ever told.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::FieldDiffer;
use super::words::{Part, upper_first};
use super::{ChangeKind, ChangeSide, Diff, FieldPath};
use crate::model::boundary::{Area, Polygon, Position};
use crate::model::reflect::{Block as _, ScalarRef, ValueRef};
use crate::model::table::Table;
use crate::model::{Blueprint, Model, Section};

/// With more cells that differ, a table is told as a whole.
const MOST_CELLS: usize = 12;

impl FieldDiffer<'_> {
    /// The boundary of the footprint.
    pub(super) fn boundary(&mut self, iho: &str) {
        let areas = self.graphs.map(|graph| areas(&graph.model, iho));
        let keys: BTreeSet<&String> =
            areas.as_ref().map(BTreeMap::keys).into_iter().flatten().collect();
        for key in keys {
            let area = areas.as_ref().map(|areas| areas.get(key).copied());
            let names = area.map(|side| match side.or(area.after).or(area.before) {
                Some(area) if !area.name.is_empty() => area.name.clone(),
                _ => "The footprint".to_owned(),
            });
            let at = FieldPath::new("boundary", names.clone()).last().keyed(key);
            if let (Some(before), Some(after)) = (area.before, area.after) {
                if outline(before) != outline(after) {
                    self.push(&at, ChangeKind::Outline, Diff::default());
                }
                continue;
            }
            let at = FieldPath { subject: Diff::same(vec![Part::Label("Boundary")]), ..at };
            let name = ChangeSide::Words(names.after);
            match area.before {
                Some(_) => self.push(&at, ChangeKind::ItemRemoved, Diff::removed(name)),
                None => self.push(&at, ChangeKind::ItemAdded, Diff::added(name)),
            };
        }
    }

    /// The tables beside the sections.
    pub(super) fn tables(&mut self, blueprints: Diff<&Blueprint>) {
        let names = blueprints.map(|blueprint| blueprint.tables.keys());
        let names: BTreeSet<&String> = names.into_iter().flatten().collect();
        for name in names {
            let label = |blueprint| label(blueprint, name);
            let labels = blueprints.map(|blueprint| {
                let others = || label(blueprints.after).or_else(|| label(blueprints.before));
                let label = label(blueprint).or_else(others);
                label.unwrap_or_else(|| format!("Table “{}”", title(name)))
            });
            let at = FieldPath::new("tables", labels).last().child(name, name.clone());
            let table = blueprints.map(|blueprint| blueprint.tables.get(name));
            // The field that names a table says that it came or went.
            let whole = match blueprints.into_iter().any(|it| label(it).is_some()) {
                true => ChangeSide::Nothing,
                false => ChangeSide::File(name.clone()),
            };
            match (table.before, table.after) {
                (Some((_, before)), Some((_, after))) => self.rows(&at, Diff::new(before, after)),
                _ if whole == ChangeSide::Nothing => {}
                (Some(_), None) => drop(self.push(&at, ChangeKind::Removed, Diff::removed(whole))),
                (None, Some(_)) => drop(self.push(&at, ChangeKind::Added, Diff::added(whole))),
                (None, None) => {}
            }
        }
    }

    fn rows(&mut self, at: &FieldPath, table: Diff<&Table>) {
        let rows = table.map(by_name);
        let names: BTreeSet<&String> =
            rows.as_ref().map(BTreeMap::keys).into_iter().flatten().collect();
        let mut cells: Vec<(FieldPath, ChangeKind, Diff<ChangeSide>)> = Vec::new();
        for name in names {
            let row = rows.as_ref().map(|rows| rows.get(name));
            let item = |cells: &BTreeMap<&str, &str>| {
                let cells = cells.iter().filter(|(_, cell)| !cell.is_empty());
                let facts = cells.map(|(column, cell)| format!("{}: {cell}", title(column)));
                ChangeSide::Item { name: name.clone(), facts: facts.collect() }
            };
            let at = at.keyed(name);
            match (row.before, row.after) {
                (Some(row), None) => {
                    cells.push((at, ChangeKind::ItemRemoved, Diff::removed(item(row))))
                }
                (None, Some(row)) => {
                    cells.push((at, ChangeKind::ItemAdded, Diff::added(item(row))))
                }
                (Some(before), Some(after)) => {
                    let columns: BTreeSet<&&str> = before.keys().chain(after.keys()).collect();
                    for column in columns {
                        let said = Diff::new(before, after).map(|cells| match cells.get(*column) {
                            None => ChangeSide::Nothing,
                            Some(&"") => ChangeSide::EmptyText,
                            Some(cell) => ChangeSide::Words((*cell).to_owned()),
                        });
                        if said.differs() && !is_same_number(&said) {
                            let at = at.keyed(column).called(Part::Name(name.clone()));
                            let at = at.called(Part::Name(title(column)));
                            cells.push((at, ChangeKind::Changed, said));
                        }
                    }
                }
                (None, None) => {}
            }
        }
        if cells.len() > MOST_CELLS {
            let of_side = |side: fn(&Diff<ChangeSide>) -> &ChangeSide| {
                let words = cells.iter().filter_map(|(at, _, said)| match side(said) {
                    ChangeSide::Nothing => None,
                    said => Some(format!("{}: {}", at.order[2..].join(", "), said.in_words())),
                });
                ChangeSide::Many(words.collect())
            };
            let said = Diff::new(of_side(|said| &said.before), of_side(|said| &said.after));
            self.push(at, ChangeKind::Changed, said);
            return;
        }
        for (at, kind, said) in cells {
            self.push(&at, kind, said);
        }
    }
}

/// What the field of the footprint is called that names a table.
fn label(blueprint: &Blueprint, table: &str) -> Option<String> {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known)?;
    let fields = footprint.fields();
    let field =
        fields.iter().find(|field| field.shown.as_ref().is_some_and(|it| names(it, table)))?;
    Some(field.key.label.to_owned())
}

/// Whether a file is named in a value, or in anything that it holds.
fn names(shown: &ValueRef<'_>, file: &str) -> bool {
    match shown {
        ValueRef::Scalar(leaf) => matches!(leaf, ScalarRef::File(name) if name.value == file),
        ValueRef::List(items) => items.iter().any(|item| names(item, file)),
        ValueRef::Block(block) => {
            block.fields().iter().any(|it| it.shown.as_ref().is_some_and(|it| names(it, file)))
        }
    }
}

/// Whether two cells are the same number.
fn is_same_number(said: &Diff<ChangeSide>) -> bool {
    let number = said.as_ref().map(|side| match side {
        ChangeSide::Words(words) => words.parse::<rust_decimal::Decimal>().ok(),
        _ => None,
    });
    number.before.is_some() && !number.differs()
}

fn title(name: &str) -> String {
    upper_first(&name.trim_end_matches(".csv").replace(['-', '_'], " "))
}

/// The rows by their first cell, or by all cells where that occurs more than once; the cells by column.
fn by_name(table: &Table) -> BTreeMap<String, BTreeMap<&str, &str>> {
    let firsts: BTreeSet<&String> =
        table.rows.iter().filter_map(|(cells, _)| cells.first()).collect();
    let is_unique = firsts.len() == table.rows.len();
    let row = |(cells, _): &'_ (Vec<String>, crate::source::Span)| {
        if is_unique { cells.first().cloned().unwrap_or_default() } else { cells.join(", ") }
    };
    let columns = || table.columns.iter().map(String::as_str);
    let rows = table.rows.iter().map(|it| {
        let cells = columns().zip(it.0.iter().map(String::as_str));
        (row(it), cells.skip(usize::from(is_unique)).collect())
    });
    rows.collect()
}

/// The areas of the boundary of an IHO, by their code.
fn areas<'m>(model: &'m Model, iho: &str) -> BTreeMap<String, &'m Area> {
    let folder = format!("content/ihos/{iho}/draft/");
    let own = model.boundaries.iter().filter(|(path, _)| path.starts_with(&folder));
    let areas = own.flat_map(|(_, (_, boundary))| &boundary.areas);
    areas
        .enumerate()
        .map(|(at, area)| {
            let key = [&area.code, &area.name].into_iter().find(|it| !it.is_empty());
            (key.cloned().unwrap_or_else(|| format!("area {}", at + 1)), area)
        })
        .collect()
}

/// The shape of an area, however its rings are written.
fn outline(area: &Area) -> Vec<Vec<Vec<(i64, i64)>>> {
    let polygon = |polygon: &Polygon| {
        let mut rings: Vec<Vec<(i64, i64)>> = polygon.iter().map(|ring| ring_of(ring)).collect();
        if let Some((_, holes)) = rings.split_first_mut() {
            holes.sort();
        }
        rings
    };
    let mut polygons: Vec<_> = area.polygons.iter().map(polygon).collect();
    polygons.sort();
    polygons
}

#[expect(clippy::cast_possible_truncation, reason = "degrees with five decimals are small")]
fn ring_of(ring: &[Position]) -> Vec<(i64, i64)> {
    let rounded = |it: f64| (it * 100_000.0).round() as i64;
    let mut corners: Vec<(i64, i64)> =
        ring.iter().map(|(x, y)| (rounded(*x), rounded(*y))).collect();
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    let turned = |mut corners: Vec<(i64, i64)>| {
        let least = (0..corners.len()).min_by_key(|at| corners[*at]).unwrap_or(0);
        corners.rotate_left(least);
        corners
    };
    let back: Vec<(i64, i64)> = corners.iter().rev().copied().collect();
    turned(corners).min(turned(back))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_the_same_wherever_it_begins_and_whichever_way_it_runs() {
        let ring = |corners: &[(f64, f64)]| ring_of(corners);
        let one = ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)]);
        assert_eq!(one, ring(&[(1.0, 1.0), (0.0, 0.0), (1.0, 0.0), (1.0, 1.0)]));
        assert_eq!(one, ring(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.000_001), (0.0, 0.0)]));
        assert_ne!(one, ring(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.001), (0.0, 0.0)]));
    }
}
