//! The figures of measures laid against each other, cell by cell: measure, area, group and period tell a cell, not its row.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::fields::{FieldDiffer, FieldPath};
use super::words::{self, Part};
use super::{ChangeSide, Difference, Kind};
use crate::graph::{EntityId, Graph};
use crate::model::figures;
use crate::model::metric::Unit;
use crate::model::observations::{Flag, Observation, Observations, group};
use crate::model::reference::EntityKind;
use crate::model::{Blueprint, Section};

/// What tells a cell from others of its table.
type FigureKey<'o> = (&'o str, &'o str, &'o str, Date, Date);

/// What stands beside a figure: its column, its label, and what it says.
type PartOfCell = (&'static str, &'static str, fn(&Observation) -> Option<String>);

impl FieldDiffer<'_> {
    /// The figures of all measures; `redefined` are those that count something else than before.
    pub(super) fn figures(
        &mut self,
        old: &Blueprint,
        new: &Blueprint,
        redefined: &BTreeSet<String>,
    ) {
        let none = Observations {
            file: crate::source::Span::NOWHERE.file,
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let ids: BTreeSet<&String> =
            old.observations.keys().chain(new.observations.keys()).collect();
        for id in ids {
            let sides = [old, new].map(|it| it.observations.get(id).unwrap_or(&none));
            let pairs = pairs(sides);
            if pairs.is_empty() {
                continue;
            }
            if redefined.contains(id.as_str()) {
                let at = self.at_measure(id);
                self.push(&at, Kind::Redefined, [ChangeSide::Nothing, ChangeSide::Nothing]);
                continue;
            }
            self.table(id, pairs);
        }
    }

    fn at_measure(&self, id: &str) -> FieldPath {
        let key = EntityId::new(EntityKind::Metric, id);
        let measure = self.graphs.map(|graph| graph.name(&key).to_owned());
        FieldPath {
            path: vec!["figures".to_owned(), id.to_owned()],
            order: vec!["~figures".to_owned(), id.to_owned()],
            subject: measure.clone().map(|name| vec![Part::Name(name)]),
            reason: None,
            measure,
        }
    }

    fn table(&mut self, id: &str, pairs: Vec<Pair<'_>>) {
        let units = self.graphs.map(|graph| unit(graph, id));
        let value = |side: usize, it: &Observation| said(it, units[side]);
        for (cell, old, new) in pairs {
            let Some(any) = new.or(old) else { continue };
            let at = self.at_cell(id, &cell, any);
            match (old, new) {
                (Some(old), Some(new)) => self.cell(&at, old, new, units),
                (None, Some(new)) => {
                    self.push(&at, Kind::NewPeriod, [ChangeSide::Nothing, value(1, new)]);
                }
                (Some(old), None) => {
                    self.push(&at, Kind::PeriodRemoved, [value(0, old), ChangeSide::Nothing]);
                }
                (None, None) => {}
            }
        }
    }

    fn at_cell(&self, id: &str, cell: &FigureKey<'_>, row: &Observation) -> FieldPath {
        let mut at = self.at_measure(id);
        let (facet, area, breakdown, first, last) = *cell;
        let key = format!("{first} {last} {facet} {area} {breakdown}");
        at.path.push(crate::model::prose::slugify(&key));
        at.order.push(key);
        for (side, parts) in at.subject.iter_mut().enumerate() {
            let graph = self.graphs[side];
            let mut name = parts.pop().map_or_else(String::new, |part| match part {
                Part::Name(name) => name,
                Part::Label(label) => label.to_owned(),
            });
            if !facet.is_empty() {
                name.push_str(&format!(", {facet}"));
            }
            if !area.is_empty() {
                name.push_str(&format!(
                    ", {}",
                    graph.name(&EntityId::new(EntityKind::Place, area))
                ));
            }
            if !breakdown.is_empty() {
                name.push_str(&format!(", {}", group(breakdown)));
            }
            name.push_str(&format!(", {}", figures::period(row.period)));
            parts.push(Part::Name(name));
        }
        at
    }

    fn cell(
        &mut self,
        at: &FieldPath,
        old: &Observation,
        new: &Observation,
        units: [Option<Unit>; 2],
    ) {
        match (old.is_suppressed(), new.is_suppressed()) {
            // A count that is to be hidden is not told here either.
            (false, true) => {
                self.push(at, Kind::Suppressed, [ChangeSide::Shown, ChangeSide::NotShown]);
                return;
            }
            (true, false) => {
                self.push(at, Kind::Unsuppressed, [ChangeSide::NotShown, ChangeSide::Shown]);
                return;
            }
            (true, true) => return,
            (false, false) => {}
        }
        let (before, now) = (decimal(old), decimal(new));
        if before != now {
            let said = [said(old, units[0]), said(new, units[1])];
            let change = self.push(at, Kind::Revised, said);
            if let (Some(before), Some(now)) = (before, now) {
                change.difference = Some(Difference::of(before, now));
            }
            return;
        }
        let standing = |it: &Observation| {
            let mut all: Vec<String> =
                it.flags.iter().map(|it| words::inside(it.label())).collect();
            all.sort_unstable();
            if all.is_empty() { words::inside(Flag::Final.label()) } else { all.join(" and ") }
        };
        if standing(old) != standing(new) {
            self.push(
                at,
                Kind::Status,
                [ChangeSide::Words(standing(old)), ChangeSide::Words(standing(new))],
            );
        }
        self.parts_of_cell(at, old, new);
    }

    /// What a value is made of, and its limits of confidence.
    fn parts_of_cell(&mut self, at: &FieldPath, old: &Observation, new: &Observation) {
        let parts: [PartOfCell; 4] = [
            ("numerator", "Numerator", |it| it.numerator.map(|it| it.to_string())),
            ("denominator", "Denominator", |it| it.denominator.map(|it| it.to_string())),
            ("ci_low", "Lower limit of confidence", |it| it.lower.map(|it| it.to_string())),
            ("ci_high", "Upper limit of confidence", |it| it.upper.map(|it| it.to_string())),
        ];
        for (name, label, part) in parts {
            let [before, now] = [part(old), part(new)];
            let number =
                |it: &Option<String>| it.as_ref().and_then(|it| it.parse::<Decimal>().ok());
            if number(&before) == number(&now) {
                continue;
            }
            let mut inner = at.clone();
            inner.path.push(name.to_owned());
            inner.order.push(name.to_owned());
            inner.subject.iter_mut().for_each(|parts| parts.push(Part::Label(label)));
            let said = [before, now].map(|it| {
                it.map_or(ChangeSide::Nothing, |it| {
                    ChangeSide::Words(
                        it.parse().map_or(it, |number: Decimal| figures::decimal(number)),
                    )
                })
            });
            self.states(&inner, said);
        }
    }
}

/// Whether two rows of one cell say the same, as they are written.
fn is_same(old: &Observation, new: &Observation) -> bool {
    let numbers = |it: &Observation| [it.value, it.numerator, it.denominator, it.lower, it.upper];
    numbers(old) == numbers(new) && old.flags == new.flags
}

/// A cell with its rows before and now.
type Pair<'o> = (FigureKey<'o>, Option<&'o Observation>, Option<&'o Observation>);

/// The cells of two tables that do not say the same.
fn pairs<'o>(sides: [&'o Observations; 2]) -> Vec<Pair<'o>> {
    let [old, new] = sides.map(cells);
    let (mut old, mut new) = (old.into_iter().peekable(), new.into_iter().peekable());
    let mut pairs = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(now)) => before.0.cmp(&now.0),
        };
        let before = if order.is_le() { old.next() } else { None };
        let now = if order.is_ge() { new.next() } else { None };
        match (before, now) {
            (Some((_, before)), Some((_, now))) if is_same(before, now) => {}
            (Some((cell, before)), now) => pairs.push((cell, Some(before), now.map(|it| it.1))),
            (None, Some((cell, now))) => pairs.push((cell, None, Some(now))),
            (None, None) => return pairs,
        }
    }
}

/// The rows of a table in the order of their cells; of a cell that stands twice, the last.
fn cells(table: &Observations) -> Vec<(FigureKey<'_>, &Observation)> {
    let row = |row| {
        let it: &Observation = row;
        let facet = it.facet.as_deref().unwrap_or("");
        let (first, last) = (it.period.first_day(), it.period.last_day());
        ((facet, it.area.as_str(), it.breakdown.as_str(), first, last), it)
    };
    let mut all: Vec<_> = table.rows.iter().map(row).collect();
    all.sort_by_key(|it| it.0);
    all.dedup_by(|later, earlier| {
        let is_twice = later.0 == earlier.0;
        if is_twice {
            earlier.1 = later.1;
        }
        is_twice
    });
    all
}

fn decimal(it: &Observation) -> Option<Decimal> {
    it.value.and_then(|number| number.to_string().parse().ok())
}

/// Puts its unit to each value that is promised of a measure, or of a benefit that is measured.
pub(super) fn with_units(walk: &mut FieldDiffer<'_>, [old, new]: [&Blueprint; 2]) {
    for change in &mut walk.found {
        let mut path = change.field.split('.');
        let id = path.nth(1).filter(|_| path.next_back() == Some("value"));
        let id = match change.section.as_str() {
            "metrics" => id.map(str::to_owned),
            _ => id.and_then(|id| measure_of(new, id).or_else(|| measure_of(old, id))),
        };
        let Some(id) = id else { continue };
        for (said, graph) in change.said.iter_mut().zip(walk.graphs) {
            if let ChangeSide::Words(words) = said
                && words.replace(',', "").parse::<Decimal>().is_ok()
            {
                *words = figures::with_unit(words, unit(graph, &id));
            }
        }
    }
}

/// The measure of a benefit.
fn measure_of(blueprint: &Blueprint, benefit: &str) -> Option<String> {
    let benefits = blueprint.benefits.as_ref().and_then(Section::known)?.benefits.items();
    let mut all = benefits.iter();
    let it = all.find(|it| it.id.known().is_some_and(|id| id.0.value == benefit))?;
    Some(it.metric.known()?.0.id.clone())
}

fn unit(graph: &Graph, id: &str) -> Option<Unit> {
    graph.model.metrics.get(id).and_then(|(_, it)| it.unit.known().copied())
}

fn said(it: &Observation, unit: Option<Unit>) -> ChangeSide {
    if it.is_suppressed() {
        return ChangeSide::NotShown;
    }
    let Some(number) = decimal(it) else {
        let why = it.flags.iter().find(|flag| flag.is_absence());
        return ChangeSide::Words(
            why.map_or("no figure".to_owned(), |flag| words::inside(flag.label())),
        );
    };
    let words = figures::decimal(number);
    ChangeSide::Words(figures::with_unit(&words, unit))
}
