//! Records laid against each other field by field.

use super::describe;
use super::prose;
use super::same::{canonical_scalar, is_same_field};
use super::weakening::Verdict;
use super::words::{self, Part};
use super::{Change, ChangeKind, ChangeSide, Diff, FieldPath};
use crate::graph::{EntityId, Graph};
use crate::model::field::{Provenance, Silence};
use crate::model::reference::Reference;
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};

/// Compares what is in two states of a section.
pub(super) struct FieldDiffer<'g> {
    pub(super) graphs: Diff<&'g Graph>,
    pub(super) section: &'g str,
    pub(super) found: Vec<Change>,
    /// Whether only promises are looked at, so that no texts are laid against each other.
    pub(super) is_brief: bool,
}

impl FieldDiffer<'_> {
    pub(super) fn push(
        &mut self,
        at: &FieldPath,
        kind: ChangeKind,
        said: Diff<ChangeSide>,
    ) -> &mut Change {
        let reason = at.reason.as_ref().filter(|reason| !at.watch.is_old(reason));
        let reason = reason.map(|reason| words::plain(self.graphs.after, reason));
        self.found.push(Change {
            section: self.section.to_owned(),
            field: at.path.join("."),
            subject: at.subject.as_ref().map(|parts| words::subject(parts)),
            reason,
            measure: at.measure.clone(),
            order: at.order.clone(),
            ..Change::new(kind, said)
        });
        self.found.last_mut().expect("it was just put there")
    }

    /// What stands on each side, as its own state calls it.
    pub(super) fn described<T>(
        &self,
        sides: Diff<T>,
        describe: impl Fn(&Graph, T) -> ChangeSide,
    ) -> Diff<ChangeSide> {
        self.graphs.zip(sides).map(|(graph, side)| describe(graph, side))
    }

    /// Two blocks of one kind.
    pub(super) fn block(&mut self, at: &FieldPath, before: &dyn Block, after: &dyn Block) {
        let mut at = at.clone();
        let fields = Diff::new(before.fields(), after.fields());
        let sources = Diff::new(before.provenance(), after.provenance());
        at.in_block(self.graphs, &fields);
        at.explained([own_reasons(&fields), sources.map(why)]);
        let start = self.found.len();
        let mut reasons = Vec::new();
        for (nth, (before, after)) in fields.before.iter().zip(&fields.after).enumerate() {
            if before.span.is_none() && after.span.is_none()
                || after.key.name == "was"
                || is_same_field(before, after)
            {
                continue;
            }
            let start = self.found.len();
            let inner = at.child(after.key.name, format!("{nth:03}"));
            let mut inner = inner.of_field(&at, &fields, (nth, self.section));
            if !is_short(&at, after) {
                inner = inner.called(Part::Label(after.key.label));
            }
            self.field(&inner, Diff::new(before, after));
            if after.key.label == "Why it changed" {
                reasons = self.found.split_off(start);
            }
        }
        if self.found.len() == start {
            self.found.append(&mut reasons);
        }
        self.provenance(&at, sources, start);
    }

    fn field(&mut self, at: &FieldPath, field: Diff<&FieldRef<'_>>) {
        let is_block = |field: &FieldRef<'_>| matches!(field.shown, Some(ValueRef::Block(_)));
        let are_blocks = is_block(field.before) && is_block(field.after);
        let sources = field.map(|field| field.provenance);
        let mut at = at.clone();
        at.explained([sources.map(why)]);
        let (at, start) = (&at, self.found.len());
        match (&field.before.shown, &field.after.shown) {
            (Some(before), Some(after)) => {
                self.emptied(at, field);
                self.value(at, Diff::new(before, after));
                self.silent_items(at, field, Diff::new(before, after));
            }
            // Where there was no list, its items are told one by one.
            (None, Some(ValueRef::List(items)))
                if field.before.silence.is_none() && is_of_records(items) =>
            {
                self.emptied(at, field);
                self.items(at, Diff::added(items));
            }
            (Some(ValueRef::List(items)), None)
                if field.after.silence.is_none() && is_of_records(items) =>
            {
                self.emptied(at, field);
                self.items(at, Diff::removed(items));
            }
            _ => {
                let said = self.described(field, describe::field);
                self.states(at, said, field.map(|field| field.silence));
            }
        }
        if !are_blocks {
            self.provenance(at, sources, start);
        }
    }

    /// A list that holds nothing on one side though it is there: that it says so is told beside its items.
    fn emptied(&mut self, at: &FieldPath, field: Diff<&FieldRef<'_>>) {
        let is_list = |field: &FieldRef<'_>| matches!(field.shown, Some(ValueRef::List(_)));
        if !field.into_iter().any(is_list) {
            return;
        }
        let said = self.described(field, describe::field);
        if said.iter().any(|side| {
            matches!(side, ChangeSide::EmptyList | ChangeSide::Blank | ChangeSide::Unreadable(_))
        }) {
            let start = self.found.len();
            self.states(at, said, Diff::default());
            // What is lost is judged item by item.
            self.found[start..].iter_mut().for_each(|change| change.promise = None);
        }
    }

    /// A field that is published on one side at most.
    pub(super) fn states(
        &mut self,
        at: &FieldPath,
        said: Diff<ChangeSide>,
        silences: Diff<Option<&Silence>>,
    ) {
        use ChangeSide::{Blank, Nothing, Silent};
        if !said.differs() {
            return;
        }
        let kind = match (&said.before, &said.after) {
            (Silent(_), Silent(_) | Nothing | Blank) | (Nothing | Blank, Silent(_)) => {
                ChangeKind::Silence
            }
            (Silent(_), _) => ChangeKind::Published,
            (_, Silent(_)) => ChangeKind::Unpublished,
            (Nothing, _) => ChangeKind::Added,
            (_, Nothing) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        };
        self.push(at, kind, said);
        self.states_judged(at, silences);
    }

    fn value(&mut self, at: &FieldPath, value: Diff<&ValueRef<'_>>) {
        match (value.before, value.after) {
            (
                ValueRef::Scalar(ScalarRef::Prose(before)),
                ValueRef::Scalar(ScalarRef::Prose(after)),
            ) => self.prose(at, Diff::new(&before.text, &after.text)),
            (ValueRef::Scalar(before), ValueRef::Scalar(after)) => {
                if canonical_scalar(*before) != canonical_scalar(*after) {
                    let kind = match at.is_at("id") {
                        true => ChangeKind::RenamedId,
                        false => ChangeKind::Changed,
                    };
                    self.push(at, kind, self.described(value, describe::value));
                    self.scalars_judged(at, Diff::new(*before, *after));
                }
            }
            (ValueRef::List(before), ValueRef::List(after)) => {
                self.list(at, Diff::new(before, after));
            }
            (ValueRef::Block(before), ValueRef::Block(after)) => self.block(at, *before, *after),
            _ => {
                let said = self.described(value, describe::value);
                if said.differs() {
                    self.push(at, ChangeKind::Changed, said);
                }
            }
        }
    }

    pub(super) fn prose(&mut self, at: &FieldPath, text: Diff<&str>) {
        let verdict = Self::of_texts(at, text);
        if !text.differs() || self.is_brief && verdict == Verdict::Free {
            return;
        }
        let graphs = self.graphs;
        let text = graphs.zip(text).map(|(graph, text)| graph.model.renames.in_words(text));
        let name = |reference: &Reference| {
            let key = EntityId::of(reference);
            let known = |graph: &Graph| {
                let entity = graph.entity(&key).map(|entity| entity.name.clone());
                entity.or_else(|| graph.outside().get(&key).map(|(name, _)| name.clone()))
            };
            known(graphs.after).or_else(|| known(graphs.before))
        };
        let marked = prose::compare(&text.before, &text.after, &name);
        if !marked.is_same() {
            let said = text.map(|text| ChangeSide::Words(words::beginning(&text)));
            self.push(at, ChangeKind::Reworded, said).marked = Some(marked);
            self.judged(at, verdict);
        }
    }

    /// Where something comes from; why it changed is only told where nothing else did since `start`.
    fn provenance(&mut self, at: &FieldPath, sources: Diff<Option<&Provenance>>, start: usize) {
        if !sources.differs() {
            return;
        }
        let parts = sources.map(describe::source_parts);
        for (nth, (before, after)) in parts.before.into_iter().zip(parts.after).enumerate() {
            let (name, label, _) = after;
            let part = Diff::new(before.2, after.2);
            if part.map(|part| part.map(canonical_scalar)).differs() {
                let said = self.described(part, |graph, part| {
                    part.map_or(ChangeSide::Nothing, |it| {
                        ChangeSide::Words(words::scalar(graph, it))
                    })
                });
                let at = at.child(name, format!("~{nth}")).called(Part::Label(label));
                let start = self.found.len();
                self.states(&at, said, Diff::default());
                if let ("evidence", Diff { before: Some(before), after: Some(after) }) =
                    (name, part)
                    && self.found.len() > start
                {
                    self.scalars_judged(&at.of_evidence(), Diff::new(before, after));
                }
            }
        }
        let whys = sources.map(why);
        if self.found.len() == start && whys.differs() {
            let said = whys.map(|why| {
                why.map_or(ChangeSide::Nothing, |why| ChangeSide::Words(words::beginning(&why)))
            });
            let at = at.child("why", "~7".to_owned());
            self.states(&at.called(Part::Label("Why it changed")), said, Diff::default());
        }
    }
}

impl FieldPath {
    /// Learns why a section as a whole changed.
    pub(super) fn explained_by(&mut self, sources: Diff<Option<&Provenance>>) {
        self.explained([sources.map(why)]);
    }

    /// Learns why something here changed: the first that is new tells it.
    fn explained<const N: usize>(&mut self, whys: [Diff<Option<String>>; N]) {
        let new = whys.map(|why| self.watch.explained(why));
        self.reason = new.into_iter().flatten().next().or(self.reason.take());
    }
}

/// What a block says of why it changed, where that is new.
pub(super) fn new_reason(fields: &Diff<Vec<FieldRef<'_>>>) -> Option<String> {
    if_new(own_reasons(fields))
}

/// What a block says of why it changed, in a field of its own.
fn own_reasons(fields: &Diff<Vec<FieldRef<'_>>>) -> Diff<Option<String>> {
    let reason = |fields: &Vec<FieldRef<'_>>| {
        let field = fields.iter().find(|field| matches!(field.key.name, "why" | "reason"))?;
        match &field.shown {
            Some(ValueRef::Scalar(ScalarRef::Prose(prose))) => Some(prose.text.trim().to_owned()),
            Some(ValueRef::Scalar(ScalarRef::Text(text))) => Some((*text).to_owned()),
            _ => None,
        }
    };
    fields.as_ref().map(reason)
}

/// What its provenance says of why it changed, where that is new.
pub(super) fn new_why(sources: Diff<Option<&Provenance>>) -> Option<String> {
    if_new(sources.map(why))
}

fn why(provenance: Option<&Provenance>) -> Option<String> {
    provenance?.why.as_ref().map(|why| why.text.trim().to_owned())
}

fn if_new(words: Diff<Option<String>>) -> Option<String> {
    if words.differs() { words.after } else { None }
}

/// Whether items are records; a list without any says nothing.
pub(super) fn is_of_records(items: &[ValueRef<'_>]) -> bool {
    !items.is_empty() && items.iter().all(|item| matches!(item, ValueRef::Block(_)))
}

/// Whether a field stands for its whole block, so that its own label says nothing.
fn is_short(at: &FieldPath, field: &FieldRef<'_>) -> bool {
    if at.path.is_empty() {
        return false;
    }
    let label = match at.subject.after.last() {
        Some(Part::Label(label)) => *label,
        _ => "",
    };
    matches!(field.key.name, "value" | "text")
        || label == field.key.label
        || (field.key.name == "organisation" && !label.is_empty())
}
