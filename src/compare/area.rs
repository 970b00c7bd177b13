//! What surrounds the sections of a blueprint: its boundary on the map, and tables beside it.
//!
//! Where a ring begins, which way it runs and what stands beyond the fifth decimal is no change. No coordinate is ever told.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::{FieldDiffer, FieldPath};
use super::words::Part;
use super::{ChangeSide, Kind};
use crate::model::boundary::{Area, Polygon, Position};
use crate::model::reflect::{Block as _, ScalarRef, ValueRef};
use crate::model::table::Table;
use crate::model::{Blueprint, Model, Section};

/// With more cells that differ, a table is told as a whole.
const MOST_CELLS: usize = 12;

impl FieldDiffer<'_> {
    /// The boundary of the footprint.
    pub(super) fn boundary(&mut self, iho: &str) {
        let [old, new] = self.graphs.map(|graph| areas(&graph.model, iho));
        let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
        for key in keys {
            let (before, now) = (old.get(key).copied(), new.get(key).copied());
            let name = |area: Option<&Area>| {
                let area = area.or(now).or(before)?;
                Some(if area.name.is_empty() {
                    "The footprint".to_owned()
                } else {
                    area.name.clone()
                })
            };
            let names = [name(before), name(now)].map(Option::unwrap_or_default);
            let at = FieldPath {
                path: vec!["boundary".to_owned(), crate::model::prose::slugify(key)],
                order: vec!["~boundary".to_owned(), key.clone()],
                subject: names.clone().map(|name| vec![Part::Name(name)]),
                ..FieldPath::default()
            };
            match (before, now) {
                (Some(before), Some(now)) if outline(before) != outline(now) => {
                    self.push(&at, Kind::Outline, [ChangeSide::Nothing, ChangeSide::Nothing]);
                }
                (Some(_), None) | (None, Some(_)) => {
                    let mut at = at;
                    at.subject = [0, 1].map(|_| vec![Part::Label("Boundary")]);
                    let area = ChangeSide::Words(names[1].clone());
                    match before {
                        Some(_) => self.push(&at, Kind::ItemRemoved, [area, ChangeSide::Nothing]),
                        None => self.push(&at, Kind::ItemAdded, [ChangeSide::Nothing, area]),
                    };
                }
                _ => {}
            }
        }
    }

    /// The tables beside the sections.
    pub(super) fn tables(&mut self, old: &Blueprint, new: &Blueprint) {
        let names: BTreeSet<&String> = old.tables.keys().chain(new.tables.keys()).collect();
        for name in names {
            let table = |it: &Blueprint| it.tables.get(name).map(|(_, table)| table.clone());
            let at = FieldPath {
                path: vec!["tables".to_owned(), name.clone()],
                order: vec!["~tables".to_owned(), name.clone()],
                subject: [old, new].map(|it| {
                    let label =
                        label(it, name).or_else(|| label(new, name)).or_else(|| label(old, name));
                    vec![Part::Name(label.unwrap_or_else(|| format!("Table “{}”", title(name))))]
                }),
                ..FieldPath::default()
            };
            match (table(old), table(new)) {
                (Some(before), Some(now)) => self.rows(&at, &before, &now),
                (Some(_), None) => {
                    self.push(
                        &at,
                        Kind::Removed,
                        [ChangeSide::Words("a table".to_owned()), ChangeSide::Nothing],
                    );
                }
                (None, Some(_)) => {
                    self.push(
                        &at,
                        Kind::Added,
                        [ChangeSide::Nothing, ChangeSide::Words("a table".to_owned())],
                    );
                }
                (None, None) => {}
            }
        }
    }

    fn rows(&mut self, at: &FieldPath, old: &Table, new: &Table) {
        let [before, now] = [old, new].map(by_name);
        let names: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
        let mut cells: Vec<(FieldPath, Kind, [ChangeSide; 2])> = Vec::new();
        for name in names {
            let (old, new) = (before.get(name), now.get(name));
            let row = |cells: &BTreeMap<&str, &str>| {
                let cells = cells.iter().filter(|(_, cell)| !cell.is_empty());
                let facts = cells.map(|(column, cell)| format!("{}: {cell}", title(column)));
                ChangeSide::Item { name: name.clone(), facts: facts.collect() }
            };
            let mut inner = at.clone();
            inner.path.push(crate::model::prose::slugify(name));
            inner.order.push(name.clone());
            match (old, new) {
                (Some(old), None) => {
                    cells.push((inner, Kind::ItemRemoved, [row(old), ChangeSide::Nothing]));
                }
                (None, Some(new)) => {
                    cells.push((inner, Kind::ItemAdded, [ChangeSide::Nothing, row(new)]));
                }
                (Some(old), Some(new)) => {
                    let columns: BTreeSet<&&str> = old.keys().chain(new.keys()).collect();
                    for column in columns {
                        let said = [old, new].map(|cells| match cells.get(*column) {
                            None => ChangeSide::Nothing,
                            Some(&"") => ChangeSide::EmptyText,
                            Some(cell) => ChangeSide::Words((*cell).to_owned()),
                        });
                        if said[0] != said[1] && !are_alike(&said) {
                            let mut inner = inner.clone();
                            inner.path.push(crate::model::prose::slugify(column));
                            inner.order.push((**column).to_owned());
                            for parts in &mut inner.subject {
                                parts.push(Part::Name(name.clone()));
                                parts.push(Part::Name(title(column)));
                            }
                            cells.push((inner, Kind::Changed, said));
                        }
                    }
                }
                (None, None) => {}
            }
        }
        if cells.len() > MOST_CELLS {
            let words = |side: usize| {
                let said = |(at, _, said): &(FieldPath, Kind, [ChangeSide; 2])| match &said[side] {
                    ChangeSide::Nothing => None,
                    other => Some(format!("{}: {}", at.order[2..].join(", "), other.in_words())),
                };
                ChangeSide::Many(cells.iter().filter_map(said).collect())
            };
            self.push(at, Kind::Changed, [words(0), words(1)]);
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
fn are_alike(said: &[ChangeSide; 2]) -> bool {
    let number = |said: &ChangeSide| match said {
        ChangeSide::Words(words) => words.parse::<rust_decimal::Decimal>().ok(),
        _ => None,
    };
    number(&said[0]).is_some() && number(&said[0]) == number(&said[1])
}

fn title(name: &str) -> String {
    super::words::upper_first(&name.trim_end_matches(".csv").replace(['-', '_'], " "))
}

/// The rows by their first cell, or by all cells where that stands more than once; the cells by column.
fn by_name(table: &Table) -> BTreeMap<String, BTreeMap<&str, &str>> {
    let firsts: BTreeSet<&str> =
        table.rows.iter().filter_map(|(cells, _)| Some(cells.first()?.as_str())).collect();
    let is_unique = firsts.len() == table.rows.len();
    let row = |(cells, _): &'_ (Vec<String>, crate::source::Span)| {
        if is_unique { cells.first().cloned().unwrap_or_default() } else { cells.join(", ") }
    };
    let columns = |cells: &'_ Vec<String>| -> Vec<usize> { (0..cells.len()).collect() };
    table
        .rows
        .iter()
        .map(|it| {
            let cells = columns(&it.0)
                .into_iter()
                .map(|at| (table.columns[at].as_str(), it.0[at].as_str()));
            (row(it), cells.skip(usize::from(is_unique)).collect())
        })
        .collect()
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
