//! The figures of measures laid against each other, cell by cell: measure, area, group and period tell a cell, not its row.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::fields::FieldDiffer;
use super::words::{self, Part};
use super::{ChangeKind, ChangeSide, Diff, Difference, FieldPath};
use crate::graph::{EntityId, Graph};
use crate::model::figures;
use crate::model::metric::Unit;
use crate::model::observations::{Flag, Observation, Observations, group};
use crate::model::reference::EntityKind;
use crate::model::{Blueprint, Section};

/// What tells a cell from others of its table.
type FigureKey<'o> = (&'o str, &'o str, &'o str, Date, Date);

/// What is beside a figure: its column, its label, and what it says.
type CellPart = (&'static str, &'static str, fn(&Observation) -> Option<String>);

/// What a value is made of, and its limits of confidence.
const CELL_PARTS: [CellPart; 4] = [
    ("numerator", "Numerator", |row| row.numerator.map(|it| it.to_string())),
    ("denominator", "Denominator", |row| row.denominator.map(|it| it.to_string())),
    ("ci_low", "Lower limit of confidence", |row| row.lower.map(|it| it.to_string())),
    ("ci_high", "Upper limit of confidence", |row| row.upper.map(|it| it.to_string())),
];

impl FieldDiffer<'_> {
    /// The figures of all measures; `redefined` are those that count something else than before.
    pub(super) fn figures(&mut self, blueprints: Diff<&Blueprint>, redefined: &BTreeSet<String>) {
        let none = Observations {
            file: crate::source::Span::NOWHERE.file,
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let ids = blueprints.map(|blueprint| blueprint.observations.keys());
        let ids: BTreeSet<&String> = ids.into_iter().flatten().collect();
        for id in ids {
            let tables = blueprints.map(|it| it.observations.get(id).unwrap_or(&none));
            let pairs = pairs(tables);
            if pairs.is_empty() {
                continue;
            }
            if redefined.contains(id.as_str()) {
                self.push(&self.measure(id), ChangeKind::Redefined, Diff::default());
                continue;
            }
            self.table(id, pairs);
        }
    }

    /// Where the figures of a measure stand.
    fn measure(&self, id: &str) -> FieldPath {
        let key = EntityId::new(EntityKind::Metric, id);
        let measure = self.graphs.map(|graph| graph.name(&key).to_owned());
        let at = FieldPath::new("figures", measure.clone()).last();
        FieldPath { measure, ..at.child(id, id.to_owned()) }
    }

    fn table(&mut self, id: &str, pairs: Vec<Pair<'_>>) {
        let units = self.graphs.map(|graph| unit(graph, id));
        for (cell, rows) in pairs {
            let Some(any) = rows.after.or(rows.before) else { continue };
            let at = self.at_cell(id, &cell, any);
            match (rows.before, rows.after) {
                (Some(before), Some(after)) => self.cell(&at, Diff::new(before, after), units),
                (None, Some(row)) => {
                    let said = Diff::added(in_words(row, units.after));
                    self.push(&at, ChangeKind::NewPeriod, said);
                }
                (Some(row), None) => {
                    let said = Diff::removed(in_words(row, units.before));
                    self.push(&at, ChangeKind::PeriodRemoved, said);
                }
                (None, None) => {}
            }
        }
    }

    fn at_cell(&self, id: &str, cell: &FigureKey<'_>, row: &Observation) -> FieldPath {
        let at = self.measure(id);
        let (facet, area, breakdown, first, last) = *cell;
        let names = self.graphs.zip(at.measure.as_ref()).map(|(graph, measure)| {
            let mut parts = vec![measure.clone()];
            if !facet.is_empty() {
                parts.push(facet.to_owned());
            }
            if !area.is_empty() {
                parts.push(graph.name(&EntityId::new(EntityKind::Place, area)).to_owned());
            }
            if !breakdown.is_empty() {
                parts.push(group(breakdown));
            }
            parts.push(figures::period(row.period));
            vec![Part::Name(parts.join(", "))]
        });
        let key = format!("{first} {last} {facet} {area} {breakdown}");
        FieldPath { subject: names, ..at.keyed(&key) }
    }

    fn cell(&mut self, at: &FieldPath, rows: Diff<&Observation>, units: Diff<Option<Unit>>) {
        use ChangeSide::{NotShown, Shown};
        match (rows.before.is_suppressed(), rows.after.is_suppressed()) {
            // A count that is to be hidden is not told here either.
            (false, true) => {
                self.push(at, ChangeKind::Suppressed, Diff::new(Shown, NotShown));
                return;
            }
            (true, false) => {
                self.push(at, ChangeKind::Unsuppressed, Diff::new(NotShown, Shown));
                return;
            }
            (true, true) => return,
            (false, false) => {}
        }
        let values = rows.map(decimal);
        if values.differs() {
            let said = rows.zip(units).map(|(row, unit)| in_words(row, unit));
            let change = self.push(at, ChangeKind::Revised, said);
            change.difference = values
                .before
                .zip(values.after)
                .map(|(before, after)| Difference::between(before, after));
            return;
        }
        let standing = rows.map(|row| {
            let mut flags: Vec<String> =
                row.flags.iter().map(|flag| words::inside(flag.label())).collect();
            flags.sort_unstable();
            match flags.is_empty() {
                true => words::inside(Flag::Final.label()),
                false => flags.join(" and "),
            }
        });
        if standing.differs() {
            self.push(at, ChangeKind::Status, standing.map(ChangeSide::Words));
        }
        for (name, label, part) in CELL_PARTS {
            let written = rows.map(part);
            let number = |written: &Option<String>| written.as_ref()?.parse::<Decimal>().ok();
            if written.as_ref().map(number).differs() {
                let at = at.child(name, name.to_owned()).called(Part::Label(label));
                let said = written.map(|written| match (number(&written), written) {
                    (Some(number), _) => ChangeSide::Words(figures::decimal(number)),
                    (None, Some(written)) => ChangeSide::Words(written),
                    (None, None) => ChangeSide::Nothing,
                });
                self.states(&at, said, Diff::default());
            }
        }
    }

    /// Puts its unit to each value that is promised of a measure, or of a benefit that is measured.
    pub(super) fn add_units(&mut self, blueprints: Diff<&Blueprint>) {
        for change in &mut self.found {
            let mut path = change.field.split('.');
            let id = path.nth(1).filter(|_| path.next_back() == Some("value"));
            let of_benefit = |benefit| {
                measure_of(blueprints.after, benefit)
                    .or_else(|| measure_of(blueprints.before, benefit))
            };
            let id = match change.section.as_str() {
                "metrics" => id.map(str::to_owned),
                _ => id.and_then(of_benefit),
            };
            let Some(id) = id else { continue };
            for (said, graph) in change.said.as_mut().zip(self.graphs) {
                if let ChangeSide::Words(words) = said
                    && words.replace(',', "").parse::<Decimal>().is_ok()
                {
                    *words = figures::with_unit(words, unit(graph, &id));
                }
            }
        }
    }
}

/// Whether two rows of one cell say the same, as they are written.
fn is_same(before: &Observation, after: &Observation) -> bool {
    let numbers = |it: &Observation| [it.value, it.numerator, it.denominator, it.lower, it.upper];
    numbers(before) == numbers(after) && before.flags == after.flags
}

/// A cell with its rows.
type Pair<'o> = (FigureKey<'o>, Diff<Option<&'o Observation>>);

/// The cells of two tables that do not say the same.
fn pairs(tables: Diff<&Observations>) -> Vec<Pair<'_>> {
    let mut rows = tables.map(|table| cells(table).into_iter().peekable());
    let mut pairs = Vec::new();
    loop {
        let order = match (rows.before.peek(), rows.after.peek()) {
            (None, None) => return pairs,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(after)) => before.0.cmp(&after.0),
        };
        let before = if order.is_le() { rows.before.next() } else { None };
        let after = if order.is_ge() { rows.after.next() } else { None };
        match (before, after) {
            (Some((_, before)), Some((_, after))) if is_same(before, after) => {}
            (Some((cell, before)), after) => {
                pairs.push((cell, Diff::new(Some(before), after.map(|(_, row)| row))));
            }
            (None, Some((cell, after))) => pairs.push((cell, Diff::added(Some(after)))),
            (None, None) => return pairs,
        }
    }
}

/// The rows of a table in the order of their cells; of a cell that occurs twice, the last.
fn cells(table: &Observations) -> Vec<(FigureKey<'_>, &Observation)> {
    let mut cells: Vec<_> = table.rows.iter().map(|row| (key_of(row), row)).collect();
    cells.sort_by_key(|(key, _)| *key);
    cells.dedup_by(|later, earlier| {
        let is_twice = later.0 == earlier.0;
        if is_twice {
            earlier.1 = later.1;
        }
        is_twice
    });
    cells
}

fn key_of(row: &Observation) -> FigureKey<'_> {
    let facet = row.facet.as_deref().unwrap_or("");
    (facet, &row.area, &row.breakdown, row.period.first_day(), row.period.last_day())
}

fn decimal(row: &Observation) -> Option<Decimal> {
    row.value.and_then(|number| number.to_string().parse().ok())
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

fn in_words(row: &Observation, unit: Option<Unit>) -> ChangeSide {
    if row.is_suppressed() {
        return ChangeSide::NotShown;
    }
    let Some(number) = decimal(row) else {
        let why = row.flags.iter().find(|flag| flag.is_absence());
        return ChangeSide::Words(
            why.map_or("no figure".to_owned(), |flag| words::inside(flag.label())),
        );
    };
    let words = figures::decimal(number);
    ChangeSide::Words(figures::with_unit(&words, unit))
}
