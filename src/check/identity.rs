//! Bodies and areas in time: whether each existed on the day for which a file names it, and what followed it.
//!
//! The day is the nearest one that the file gives: the date of the block, its `as_of`, that of the file, else
//! the day of the build. What is about history, such as `predecessors`, may name what has gone; running text
//! may, too.

mod codes;
mod records;

use rayon::prelude::*;

use super::SiteContext;
use crate::diag::{Code, Diagnostic};
use crate::model::Model;
use crate::model::field::{Field, Provenance};
use crate::model::reference::{EntityKind, Reference};
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};
use crate::model::scalar::{Date, Fy};
use crate::model::shared::SuccessionKind;
use crate::source::Span;

/// Checks every reference to a body or an area, and the records of bodies and areas themselves.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let SiteContext { sources, model, today, .. } = *cx;
    let mut diagnostics = records::check(model, today);
    diagnostics.append(&mut codes::check(sources, model, today));
    let mut records: Vec<&dyn Block> = Vec::new();
    records.extend(model.site.iter().map(|(_, it)| it as &dyn Block));
    records.extend(model.organisations.values().map(|(_, it)| it as &dyn Block));
    records.extend(model.places.values().map(|(_, it)| it as &dyn Block));
    records.extend(model.services.values().map(|(_, it)| it as &dyn Block));
    records.extend(model.metrics.values().map(|(_, it)| it as &dyn Block));
    records.extend(model.documents.values().map(|(_, it)| it as &dyn Block));
    records.extend(model.policies.values().map(|(_, it)| &it.front as &dyn Block));
    records.extend(model.care_models.values().map(|(_, it)| &it.front as &dyn Block));
    let mut all = NameReader { model, diagnostics };
    for record in records {
        all.block(record, Meant { day: today, tense: Tense::Present });
    }
    let blueprints: Vec<_> = model.blueprints.values().collect();
    all.diagnostics.par_extend(blueprints.into_par_iter().flat_map_iter(|blueprint| {
        let mut reader = NameReader { model, diagnostics: Vec::new() };
        for (_, section) in blueprint.sections() {
            if let Some(block) = section.and_then(|(_, section)| section.block()) {
                reader.block(block, Meant { day: today, tense: Tense::Present });
            }
        }
        reader.diagnostics
    }));
    all.diagnostics
}

/// The days of a body, an area, a code or a name, both included; open where they are not given.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Life {
    from: Option<Date>,
    to: Option<Date>,
}

impl Life {
    /// The days that two fields state.
    fn stated(from: &Field<Date>, to: &Field<Date>) -> Self {
        Self { from: from.known().copied(), to: to.known().copied() }
    }

    fn has_ended_by(self, day: Date) -> bool {
        self.to.is_some_and(|to| to < day)
    }

    fn begins_after(self, day: Date) -> bool {
        self.from.is_some_and(|from| from > day)
    }

    fn includes(self, day: Date) -> bool {
        !self.has_ended_by(day) && !self.begins_after(day)
    }

    /// The days that both have; nothing where they have none in common.
    fn common(self, other: Self) -> Option<Self> {
        let both = Self {
            from: self.from.max(other.from),
            to: match (self.to, other.to) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            },
        };
        let is_empty = matches!((both.from, both.to), (Some(from), Some(to)) if from > to);
        (!is_empty).then_some(both)
    }

    /// The day itself, or the nearest one of this life.
    fn nearest(self, day: Date) -> Date {
        let day = self.from.map_or(day, |from| day.max(from));
        self.to.map_or(day, |to| day.min(to))
    }
}

fn day_before(day: Date) -> Date {
    day.saturating_sub(jiff::Span::new().days(1))
}

/// What a body or an area became.
#[derive(Clone, Copy, Debug)]
struct Heir<'m> {
    reference: &'m Reference,
    on: Option<Date>,
    kind: Option<SuccessionKind>,
    span: Span,
}

/// A body or an area, with what matters for its place in time.
struct Subject<'m> {
    kind: EntityKind,
    id: &'m str,
    name: &'m str,
    life: Life,
    /// Where its first and its last day are stated.
    from: Option<Span>,
    to: Option<Span>,
    heirs: Vec<Heir<'m>>,
}

impl<'m> Subject<'m> {
    fn find(model: &'m Model, kind: EntityKind, id: &str) -> Option<Self> {
        match kind {
            EntityKind::Organisation => {
                let (id, (_, it)) = model.organisations.get_key_value(id)?;
                let heirs = it.successors.items().iter().filter_map(|heir| {
                    Some(Heir {
                        reference: &heir.organisation.known()?.0,
                        on: heir.on.known().copied(),
                        kind: heir.r#type.known().copied(),
                        span: heir.span,
                    })
                });
                Some(Self::new(kind, id, it.name.known(), (&it.from, &it.to), heirs.collect()))
            }
            EntityKind::Place => {
                let (id, (_, it)) = model.places.get_key_value(id)?;
                let heirs = it.successors.items().iter().filter_map(|heir| {
                    Some(Heir {
                        reference: &heir.place.known()?.0,
                        on: heir.on.known().copied(),
                        kind: heir.r#type.known().copied(),
                        span: heir.span,
                    })
                });
                Some(Self::new(kind, id, it.name.known(), (&it.from, &it.to), heirs.collect()))
            }
            _ => None,
        }
    }

    /// A body that became another without a last day of its own ended on the day before; one that was split
    /// may live on.
    fn new(
        kind: EntityKind,
        id: &'m str,
        name: Option<&'m String>,
        (from, to): (&Field<Date>, &Field<Date>),
        heirs: Vec<Heir<'m>>,
    ) -> Self {
        let mut life = Life::stated(from, to);
        let changes =
            heirs.iter().filter(|heir| heir.kind.is_some_and(|kind| kind != SuccessionKind::Split));
        let change = changes.filter_map(|heir| heir.on).min();
        life.to = life.to.or(change.map(day_before));
        let name = name.map_or(id, String::as_str);
        Self { kind, id, name, life, from: from.span, to: to.span, heirs }
    }

    /// The id and the name.
    fn in_words(&self) -> String {
        format!("`{}` ({})", self.id, self.name)
    }
}

/// Whether what is named has to exist on the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tense {
    /// It has.
    Present,
    /// It may begin later.
    Future,
    /// It is about history: anything goes.
    Past,
}

/// The day for which something is said, and its tense.
#[derive(Clone, Copy, Debug)]
struct Meant {
    day: Date,
    tense: Tense,
}

struct NameReader<'m> {
    model: &'m Model,
    diagnostics: Vec<Diagnostic>,
}

impl<'m> NameReader<'m> {
    fn block(&mut self, block: &dyn Block, meant: Meant) {
        let meant = self.provenance(block.provenance(), meant);
        let fields = block.fields();
        let meant = Meant { day: day_of(&fields, meant.day), ..meant };
        for field in &fields {
            let Some(shown) = &field.shown else { continue };
            let tense = tense_of(field.key.name).unwrap_or(meant.tense);
            let meant = self.provenance(field.provenance, Meant { tense, ..meant });
            self.shown(shown, meant);
        }
    }

    /// The day of a provenance, after a look at who approved and when.
    fn provenance(&mut self, provenance: Option<&Provenance>, meant: Meant) -> Meant {
        let Some(provenance) = provenance else { return meant };
        let meant = Meant { day: provenance.as_of.unwrap_or(meant.day), ..meant };
        if let Some(by) = &provenance.approved_by {
            let day = provenance.approved_on.unwrap_or(meant.day);
            self.named(EntityKind::Organisation, &by.0.value, by.0.span, Meant { day, ..meant });
        }
        meant
    }

    fn shown(&mut self, shown: &ValueRef<'_>, meant: Meant) {
        match shown {
            ValueRef::Scalar(ScalarRef::Reference(it)) => {
                self.named(it.kind, &it.id, it.span, meant)
            }
            ValueRef::Scalar(ScalarRef::Body(it)) => {
                self.named(EntityKind::Organisation, &it.value, it.span, meant);
            }
            ValueRef::Scalar(_) => {}
            ValueRef::List(items) => {
                for item in items {
                    self.shown(item, meant);
                }
            }
            ValueRef::Block(block) => self.block(*block, meant),
        }
    }

    fn named(&mut self, kind: EntityKind, id: &str, span: Span, meant: Meant) {
        if meant.tense == Tense::Past {
            return;
        }
        let Some(subject) = Subject::find(self.model, kind, id) else { return };
        if let Some(to) = subject.life.to.filter(|to| *to < meant.day) {
            self.diagnostics.push(self.ended(&subject, to, span, meant.day));
        } else if let Some(from) = subject.life.from.filter(|from| *from > meant.day)
            && meant.tense == Tense::Present
        {
            self.diagnostics.push(self.not_begun(&subject, from, span, meant.day));
        }
    }

    fn ended(&self, subject: &Subject<'m>, to: Date, span: Span, day: Date) -> Diagnostic {
        let message = format!("{} ended on {to}, but is named here for {day}", subject.in_words());
        let mut diagnostic = Diagnostic::at(Code::EndedBody, span, message)
            .hint(succession(self.model, subject, day))
            .hint(format!(
                "if an earlier day is meant, give it: `as_of: {to}`, or the `date` of what happened"
            ));
        if let Some(stated) = subject.to {
            diagnostic = diagnostic.related(stated, "its last day");
        }
        diagnostic
    }

    fn not_begun(&self, subject: &Subject<'m>, from: Date, span: Span, day: Date) -> Diagnostic {
        let message =
            format!("{} starts on {from}, but is used here for {day}", subject.in_words());
        let before = ancestors(self.model, subject, day);
        let mut diagnostic = Diagnostic::at(Code::BodyNotBegun, span, message);
        if !before.is_empty() {
            let names: Vec<String> = before.iter().map(Subject::in_words).collect();
            diagnostic = diagnostic.hint(format!("before that it was {}", listed(&names)));
        }
        diagnostic = diagnostic.hint(format!(
            "if its role starts later, write `from: {from}`. If the file is newer, correct its `as_of`"
        ));
        if let Some(stated) = subject.from {
            diagnostic = diagnostic.related(stated, "its first day");
        }
        diagnostic
    }
}

/// The day for which a block speaks, by its own fields; of a year that is over, its last day.
fn day_of(fields: &[FieldRef<'_>], day: Date) -> Date {
    let find = |name: &str| {
        let field = fields.iter().find(|field| field.key.name == name)?;
        match field.shown {
            Some(ValueRef::Scalar(leaf)) => Some(leaf),
            _ => None,
        }
    };
    for name in ["date", "on", "tested_on", "last_updated"] {
        match find(name) {
            Some(ScalarRef::Date(date)) => return date,
            Some(ScalarRef::Period(period)) => return period.last_day(),
            _ => {}
        }
    }
    if let Some(ScalarRef::Year(Fy { start, .. })) = find("fy")
        && let Ok(last) = Date::new(i16::try_from(start + 1).unwrap_or(i16::MAX), 3, 31)
    {
        return day.min(last);
    }
    let date = |name| match find(name) {
        Some(ScalarRef::Date(date)) => Some(date),
        _ => None,
    };
    Life { from: date("from"), to: date("to") }.nearest(day)
}

/// The tense of the fields that are about another time than their block.
fn tense_of(field: &str) -> Option<Tense> {
    Some(match field {
        "predecessors" | "successors" | "lineage" | "former_names" | "procurement" => Tense::Past,
        "successor_expected" | "future_provider" => Tense::Future,
        _ => return None,
    })
}

/// What followed a body, for somebody who named it for a day after its end.
fn succession(model: &Model, subject: &Subject<'_>, day: Date) -> String {
    let mut heirs = Vec::new();
    living(model, subject, day, 0, &mut heirs);
    let names: Vec<String> = heirs.iter().map(|(heir, ..)| heir.in_words()).collect();
    let ids: Vec<String> = heirs.iter().map(|(heir, ..)| format!("`{}`", heir.id)).collect();
    match &heirs[..] {
        [] => format!(
            "say in `successors` of `{}` what followed it, or name another",
            subject.kind.home(subject.id)
        ),
        [(_, on, kind)] => {
            format!("write {}: it {} {}{}", ids[0], became(*kind), heirs[0].0.name, on_day(*on))
        }
        [(_, on, _), ..] => format!(
            "it was divided between {}{}: write whichever is meant, {}, or {}",
            listed(&names),
            on_day(*on),
            either(&ids),
            if ids.len() == 2 { "both" } else { "all of them" }
        ),
    }
}

const fn became(kind: Option<SuccessionKind>) -> &'static str {
    match kind {
        Some(SuccessionKind::Merger) => "merged into",
        Some(SuccessionKind::Split) => "was divided, and the rest went to",
        Some(SuccessionKind::Rename) => "was renamed to",
        Some(SuccessionKind::Abolition) => "was abolished, and its duties passed to",
        None => "became",
    }
}

fn on_day(on: Option<Date>) -> String {
    on.map_or_else(String::new, |on| format!(" on {on}"))
}

/// An heir, the day of the change, and what happened.
type Living<'m> = (Subject<'m>, Option<Date>, Option<SuccessionKind>);

/// The heirs that exist on a day; of those that have ended, their heirs. Circles end after eight steps.
fn living<'m>(
    model: &'m Model,
    subject: &Subject<'m>,
    day: Date,
    depth: u8,
    found: &mut Vec<Living<'m>>,
) {
    for heir in &subject.heirs {
        let Some(next) = Subject::find(model, subject.kind, &heir.reference.id) else { continue };
        if next.life.has_ended_by(day) {
            if depth < 8 {
                living(model, &next, day, depth + 1, found);
            }
        } else if !found.iter().any(|(known, ..)| known.id == next.id) {
            found.push((next, heir.on, heir.kind));
        }
    }
}

/// The bodies that became this one and existed on a day.
fn ancestors<'m>(model: &'m Model, subject: &Subject<'_>, day: Date) -> Vec<Subject<'m>> {
    let ids: Vec<&str> = match subject.kind {
        EntityKind::Organisation => model.organisations.keys().map(String::as_str).collect(),
        EntityKind::Place => model.places.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    let mut found: Vec<Subject<'_>> =
        ids.into_iter().filter_map(|id| Subject::find(model, subject.kind, id)).collect();
    let said = predecessors(model, subject);
    found.retain(|it| {
        let is_named = said.contains(&it.id);
        let names = it.heirs.iter().any(|heir| heir.reference.id == subject.id);
        (is_named || names) && it.life.includes(day)
    });
    found
}

fn predecessors<'m>(model: &'m Model, subject: &Subject<'_>) -> Vec<&'m str> {
    let Some((_, it)) = model.organisations.get(subject.id) else { return Vec::new() };
    let named = it.predecessors.items().iter().filter_map(|it| it.organisation.known());
    named.map(|it| it.0.id.as_str()).collect()
}

fn listed(names: &[String]) -> String {
    joined(names, "and")
}

fn either(names: &[String]) -> String {
    joined(names, "or")
}

fn joined(names: &[String], word: &str) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
