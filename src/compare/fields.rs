//! Records laid against each other field by field: items of lists by what they are, never by where they stand.

use super::items::{alike, keys};
use super::prose;
use super::same::{is_same_block, is_same_field};
use super::words::{self, Part};
use super::{Change, ChangeSide, Kind};
use crate::graph::{EntityId, Graph};
use crate::model::decode::Presence;
use crate::model::field::{Provenance, Silence, Unreadable};
use crate::model::reference::Reference;
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};

/// Lists whose order says something; the order of all others does not.
const SEQUENCES: &[&str] = &["options_considered", "lineage", "revised"];
/// Longer lists of words are told as a whole.
const MOST_ITEMS: usize = 6;

/// Where a comparison stands in a blueprint.
#[derive(Clone, Default)]
pub(super) struct FieldPath {
    /// The names of fields and items down to here.
    pub(super) path: Vec<String>,
    /// The same in the order of reading.
    pub(super) order: Vec<String>,
    /// What readers call it, before and now.
    pub(super) subject: [Vec<Part>; 2],
    /// Why it changed.
    pub(super) reason: Option<String>,
    /// The measure of which it is a figure, before and now.
    pub(super) measure: [String; 2],
}

impl FieldPath {
    fn field(&self, nth: usize, field: &FieldRef<'_>) -> Self {
        let mut at = self.clone();
        at.path.push(field.key.name.to_owned());
        at.order.push(format!("{nth:03}"));
        at.subject.iter_mut().for_each(|parts| parts.push(Part::Label(field.key.label)));
        at
    }

    fn item(&self, key: &str, names: [String; 2]) -> Self {
        let mut at = self.clone();
        at.path.push(crate::model::prose::slugify(key));
        at.order.push(key.to_owned());
        let is_of_milestones = self.path.last().is_some_and(|it| it == "milestones");
        for (parts, name) in at.subject.iter_mut().zip(names) {
            // The name of an item says of which list it is.
            parts.pop_if(|part| matches!(part, Part::Label(_)));
            let is_sentence = is_of_milestones || name.ends_with('?');
            parts.push(Part::Name(if is_sentence { format!("“{name}”") } else { name }));
        }
        at
    }

    fn named(&self, nth: usize, name: &'static str, label: &'static str) -> Self {
        let mut at = self.clone();
        at.path.push(name.to_owned());
        at.order.push(format!("~{nth}"));
        at.subject.iter_mut().for_each(|parts| parts.push(Part::Label(label)));
        at
    }
}

/// Compares what stands in two states of a section.
pub(super) struct FieldDiffer<'g> {
    pub(super) graphs: [&'g Graph; 2],
    pub(super) section: &'g str,
    pub(super) found: Vec<Change>,
}

impl FieldDiffer<'_> {
    pub(super) fn push(
        &mut self,
        at: &FieldPath,
        kind: Kind,
        said: [ChangeSide; 2],
    ) -> &mut Change {
        let reason = at.reason.as_ref().map(|it| words::plain(self.graphs[1], it));
        self.found.push(Change {
            anchor: String::new(),
            section: self.section.to_owned(),
            field: at.path.join("."),
            kind,
            subject: at.subject.each_ref().map(|parts| words::subject(parts)),
            said,
            reason,
            marked: None,
            difference: None,
            revision: None,
            measure: at.measure.clone(),
            touches: Vec::new(),
            is_redefinition: false,
            order: at.order.clone(),
        });
        self.found.last_mut().expect("it was just put there")
    }

    /// Two blocks of one kind.
    pub(super) fn block(&mut self, at: &FieldPath, old: &dyn Block, new: &dyn Block) {
        let mut at = at.clone();
        let (old_fields, new_fields) = (old.fields(), new.fields());
        let sources = [old.provenance(), new.provenance()];
        if let Some(why) = reason(&old_fields, &new_fields).or_else(|| why_now(sources)) {
            at.reason = Some(why);
        }
        let start = self.found.len();
        let (mut own, mut reasons) = (self.found.len(), Vec::new());
        for (nth, (before, now)) in old_fields.iter().zip(&new_fields).enumerate() {
            if before.span.is_none() && now.span.is_none()
                || now.key.name == "was"
                || is_same_field(before, now)
            {
                continue;
            }
            let start = self.found.len();
            let mut inner = at.field(nth, now);
            if is_short(&at, now) {
                inner.subject.iter_mut().for_each(|parts| drop(parts.pop()));
            }
            self.field(&inner, before, now);
            if now.key.label == "Why it changed" {
                reasons = self.found.split_off(start);
            }
        }
        own = self.found.len() - own;
        if own == 0 {
            self.found.append(&mut reasons);
        }
        self.provenance(&at, sources, start);
    }

    pub(super) fn field(&mut self, at: &FieldPath, old: &FieldRef<'_>, new: &FieldRef<'_>) {
        let is_block = |field: &FieldRef<'_>| matches!(field.shown, Some(ValueRef::Block(_)));
        let sources = [old.provenance, new.provenance];
        let mut at = at.clone();
        if let Some(why) = why_now(sources).filter(|_| !(is_block(old) && is_block(new))) {
            at.reason = Some(why);
        }
        let (at, start) = (&at, self.found.len());
        match (&old.shown, &new.shown) {
            (Some(before), Some(now)) => {
                self.emptied(at, [old, new]);
                self.shown(at, before, now);
                self.silent_items(at, old.silent_items, new.silent_items);
            }
            // Where there was no list, its items are told one by one.
            (None, Some(ValueRef::List(items)))
                if old.silence.is_none() && is_of_records(items) =>
            {
                self.emptied(at, [old, new]);
                self.items(at, &[], items);
            }
            (Some(ValueRef::List(items)), None)
                if new.silence.is_none() && is_of_records(items) =>
            {
                self.emptied(at, [old, new]);
                self.items(at, items, &[]);
            }
            _ => {
                let said = [self.state(0, old), self.state(1, new)];
                self.states(at, said);
            }
        }
        if !(is_block(old) && is_block(new)) {
            self.provenance(at, sources, start);
        }
    }

    /// A list that holds nothing on one side though it is there: that it says so is told beside its items.
    fn emptied(&mut self, at: &FieldPath, sides: [&FieldRef<'_>; 2]) {
        let is_list = |field: &FieldRef<'_>| matches!(field.shown, Some(ValueRef::List(_)));
        if !sides.iter().any(|field| is_list(field)) {
            return;
        }
        let said = [self.state(0, sides[0]), self.state(1, sides[1])];
        if said.iter().any(|it| {
            matches!(it, ChangeSide::EmptyList | ChangeSide::Blank | ChangeSide::Unreadable(_))
        }) {
            self.states(at, said);
        }
    }

    /// A field that is published on one side at most.
    pub(super) fn states(&mut self, at: &FieldPath, said: [ChangeSide; 2]) {
        if said[0] == said[1] {
            return;
        }
        let kind = match (&said[0], &said[1]) {
            (ChangeSide::Silent(_), ChangeSide::Silent(_)) => Kind::Silence,
            (ChangeSide::Silent(_), ChangeSide::Nothing | ChangeSide::Blank)
            | (ChangeSide::Nothing | ChangeSide::Blank, ChangeSide::Silent(_)) => Kind::Silence,
            (ChangeSide::Silent(_), _) => Kind::Published,
            (_, ChangeSide::Silent(_)) => Kind::Unpublished,
            (ChangeSide::Nothing, _) => Kind::Added,
            (_, ChangeSide::Nothing) => Kind::Removed,
            _ => Kind::Changed,
        };
        self.push(at, kind, said);
    }

    fn state(&self, side: usize, field: &FieldRef<'_>) -> ChangeSide {
        match (&field.shown, field.silence) {
            (Some(shown), _) => self.said(side, shown),
            (None, Some(silence)) => ChangeSide::Silent(words::silence(silence)),
            (None, None) => match field.wrong {
                None => ChangeSide::Nothing,
                Some(Unreadable::Null) => ChangeSide::Blank,
                Some(Unreadable::EmptyText) => ChangeSide::EmptyText,
                Some(Unreadable::Other(words)) => ChangeSide::Unreadable(words.clone()),
            },
        }
    }

    fn said(&self, side: usize, shown: &ValueRef<'_>) -> ChangeSide {
        match shown {
            ValueRef::Scalar(ScalarRef::Text("")) => ChangeSide::EmptyText,
            ValueRef::Scalar(leaf) => ChangeSide::Words(self.leaf(side, *leaf)),
            ValueRef::List(items) if items.is_empty() => ChangeSide::EmptyList,
            ValueRef::List(items) => {
                ChangeSide::Many(items.iter().map(|item| self.in_short(side, item)).collect())
            }
            ValueRef::Block(block) => ChangeSide::Words(self.facts(side, *block, None).join("; ")),
        }
    }

    /// A value in a few words.
    fn in_short(&self, side: usize, shown: &ValueRef<'_>) -> String {
        match shown {
            ValueRef::Scalar(leaf) => self.leaf(side, *leaf),
            ValueRef::List(items) => {
                let items: Vec<_> = items.iter().map(|item| self.in_short(side, item)).collect();
                items.join(", ")
            }
            ValueRef::Block(block) => self.name_of(side, *block),
        }
    }

    /// What a block states, a line for each field: without its name, where that stands before, and without what only programs
    /// need.
    fn facts(&self, side: usize, block: &dyn Block, name: Option<&str>) -> Vec<String> {
        let stated = block.fields().into_iter().filter(|field| {
            field.span.is_some() && !matches!(field.key.name, "id" | "was" | "why" | "reason")
        });
        stated
            .filter_map(|field| {
                let value = match (&field.shown, field.silence) {
                    (Some(ValueRef::Block(inner)), _) => self.facts(side, *inner, None).join(", "),
                    (Some(ValueRef::Scalar(ScalarRef::Prose(prose))), _) => {
                        words::plain(self.graphs[side], &prose.text)
                    }
                    (Some(shown), _) => self.in_short(side, shown),
                    (None, Some(silence)) => words::silence(silence),
                    (None, None) => return None,
                };
                // The value of a block needs no label: it is what the block says.
                let is_value = name.is_none() && matches!(field.key.name, "value" | "text");
                (name != Some(value.as_str()) && !value.is_empty()).then(|| match is_value {
                    true => value,
                    false => format!("{}: {value}", field.key.label),
                })
            })
            .collect()
    }

    pub(super) fn shown(&mut self, at: &FieldPath, old: &ValueRef<'_>, new: &ValueRef<'_>) {
        match (old, new) {
            (
                ValueRef::Scalar(ScalarRef::Prose(before)),
                ValueRef::Scalar(ScalarRef::Prose(now)),
            ) => {
                self.prose(at, &before.text, &now.text);
            }
            (ValueRef::Scalar(before), ValueRef::Scalar(now)) => {
                if key_of(*before) != key_of(*now) {
                    let said = [self.said(0, old), self.said(1, new)];
                    let is_id = at.path.last().is_some_and(|name| name == "id");
                    self.push(at, if is_id { Kind::RenamedId } else { Kind::Changed }, said);
                }
            }
            (ValueRef::List(before), ValueRef::List(now)) => self.list(at, before, now),
            (ValueRef::Block(before), ValueRef::Block(now)) => self.block(at, *before, *now),
            _ => {
                let said = [self.said(0, old), self.said(1, new)];
                if said[0] != said[1] {
                    self.push(at, Kind::Changed, said);
                }
            }
        }
    }

    pub(super) fn prose(&mut self, at: &FieldPath, old: &str, new: &str) {
        if old == new {
            return;
        }
        let graphs = self.graphs;
        let [old, new] =
            [(old, 0), (new, 1)].map(|(it, side)| graphs[side].model.renames.in_words(it));
        let name = |reference: &Reference| {
            let key = EntityId::of(reference);
            let known = |graph: &Graph| {
                graph
                    .entity(&key)
                    .map(|it| it.name.clone())
                    .or_else(|| graph.outside().get(&key).map(|(name, _)| name.clone()))
            };
            known(graphs[1]).or_else(|| known(graphs[0]))
        };
        let marked = prose::compare(&old, &new, &name);
        if !marked.is_same() {
            let said = [&old, &new].map(|text| ChangeSide::Words(words::beginning(text)));
            self.push(at, Kind::Reworded, said).marked = Some(marked);
        }
    }

    fn list(&mut self, at: &FieldPath, old: &[ValueRef<'_>], new: &[ValueRef<'_>]) {
        let blocks =
            |items: &[ValueRef<'_>]| items.iter().all(|it| matches!(it, ValueRef::Block(_)));
        if blocks(old) && blocks(new) && !(old.is_empty() && new.is_empty()) {
            return self.items(at, old, new);
        }
        let keys = |items: &[ValueRef<'_>]| items.iter().map(print).collect::<Vec<_>>();
        let (old_keys, new_keys) = (keys(old), keys(new));
        let (gone, came) = (rest(&old_keys, &new_keys), rest(&new_keys, &old_keys));
        if let ([gone], [came]) = (&gone[..], &came[..])
            && let (
                ValueRef::Scalar(ScalarRef::Prose(before)),
                ValueRef::Scalar(ScalarRef::Prose(now)),
            ) = (&old[*gone], &new[*came])
        {
            return self.prose(at, &before.text, &now.text);
        }
        if gone.len() + came.len() > MOST_ITEMS {
            let words = |side: usize, items: &[ValueRef<'_>], places: &[usize]| {
                ChangeSide::Many(places.iter().map(|it| self.in_short(side, &items[*it])).collect())
            };
            let said = [words(0, old, &gone), words(1, new, &came)];
            self.push(at, Kind::Items, said);
            return;
        }
        for at_old in &gone {
            self.leaf_item(at, Kind::ItemRemoved, 0, &old[*at_old], &old_keys[*at_old]);
        }
        for at_new in &came {
            self.leaf_item(at, Kind::ItemAdded, 1, &new[*at_new], &new_keys[*at_new]);
        }
        let is_sequence = at.path.last().is_some_and(|it| SEQUENCES.contains(&it.as_str()));
        if is_sequence && gone.is_empty() && came.is_empty() && old_keys != new_keys {
            let said = [
                self.said(0, &ValueRef::List(clone(old))),
                self.said(1, &ValueRef::List(clone(new))),
            ];
            self.push(at, Kind::Moved, said);
        }
    }

    fn leaf_item(
        &mut self,
        at: &FieldPath,
        kind: Kind,
        side: usize,
        item: &ValueRef<'_>,
        key: &str,
    ) {
        let mut inner = at.clone();
        inner.path.push(crate::model::prose::slugify(key));
        inner.order.push(key.to_owned());
        let mut said = [ChangeSide::Nothing, ChangeSide::Nothing];
        said[side] = ChangeSide::Words(self.in_short(side, item));
        self.push(&inner, kind, said);
    }

    /// Items that are records.
    fn items(&mut self, at: &FieldPath, old: &[ValueRef<'_>], new: &[ValueRef<'_>]) {
        let blocks = |items: &[ValueRef<'_>]| -> Vec<usize> { (0..items.len()).collect() };
        let (old_at, new_at) = (blocks(old), blocks(new));
        let (keys_old, keys_new, by_id) = keys(old, new);
        let mut came: Vec<usize> = new_at;
        let mut gone: Vec<usize> = Vec::new();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for it in old_at {
            match came.iter().position(|other| keys_new[*other] == keys_old[it]) {
                Some(place) => pairs.push((it, came.remove(place))),
                None => gone.push(it),
            }
        }
        if !by_id {
            pairs.extend(alike((old, &keys_old, &mut gone), (new, &keys_new, &mut came)));
        }
        for (it, other) in &pairs {
            let (ValueRef::Block(before), ValueRef::Block(now)) = (&old[*it], &new[*other]) else {
                continue;
            };
            if is_same_block(*before, *now) {
                continue;
            }
            let names = [self.name_of(0, *before), self.name_of(1, *now)];
            // Both keys, so that the way back has the same.
            let key = keys_old[*it].clone().max(keys_new[*other].clone());
            self.block(&at.item(&key, names), *before, *now);
        }
        for (side, items, keys, places) in [(0, old, &keys_old, &gone), (1, new, &keys_new, &came)]
        {
            for it in places {
                let ValueRef::Block(block) = &items[*it] else { continue };
                let mut said = [ChangeSide::Nothing, ChangeSide::Nothing];
                let name = self.name_of(side, *block);
                let facts = self.facts(side, *block, Some(&name));
                said[side] = ChangeSide::Item { name, facts };
                let kind = if side == 0 { Kind::ItemRemoved } else { Kind::ItemAdded };
                let mut inner = at.clone();
                if side == 1 {
                    let why = || why_now([None, block.provenance()]);
                    inner.reason = reason(&[], &block.fields()).or_else(why).or(inner.reason);
                }
                inner.path.push(crate::model::prose::slugify(&keys[*it]));
                inner.order.push(keys[*it].clone());
                self.push(&inner, kind, said);
            }
        }
        let order = |side: usize| {
            let mut places: Vec<&(usize, usize)> = pairs.iter().collect();
            places.sort_by_key(|pair| if side == 0 { pair.0 } else { pair.1 });
            places
        };
        let is_sequence = at.path.last().is_some_and(|it| SEQUENCES.contains(&it.as_str()));
        if is_sequence && gone.is_empty() && came.is_empty() && order(0) != order(1) {
            let said = [
                self.said(0, &ValueRef::List(clone(old))),
                self.said(1, &ValueRef::List(clone(new))),
            ];
            self.push(at, Kind::Moved, said);
        }
    }

    fn silent_items(&mut self, at: &FieldPath, old: &[Silence], new: &[Silence]) {
        let words = |all: &[Silence]| all.iter().map(words::silence).collect::<Vec<_>>();
        let (old, new) = (words(old), words(new));
        for it in rest(&old, &new) {
            let mut inner = at.clone();
            inner.path.push("unpublished".to_owned());
            inner.order.push(old[it].clone());
            self.push(
                &inner,
                Kind::ItemRemoved,
                [ChangeSide::Silent(old[it].clone()), ChangeSide::Nothing],
            );
        }
        for it in rest(&new, &old) {
            let mut inner = at.clone();
            inner.path.push("unpublished".to_owned());
            inner.order.push(new[it].clone());
            self.push(
                &inner,
                Kind::ItemAdded,
                [ChangeSide::Nothing, ChangeSide::Silent(new[it].clone())],
            );
        }
    }

    /// Where something comes from; why it changed is only told where nothing else did since `start`.
    fn provenance(&mut self, at: &FieldPath, [old, new]: [Option<&Provenance>; 2], start: usize) {
        if old == new {
            return;
        }
        let all = [self.sources(0, old), self.sources(1, new)];
        let [before, now] = all;
        for (nth, ((name, label, before), (_, _, now))) in before.into_iter().zip(now).enumerate() {
            let id = |it: &Option<SourceText>| it.as_ref().map(|(id, _)| id.clone());
            if id(&before) != id(&now) {
                let said = [before, now]
                    .map(|it| it.map_or(ChangeSide::Nothing, |it| ChangeSide::Words(it.1)));
                self.states(&at.named(nth, name, label), said);
            }
        }
        let whys = [why(old), why(new)];
        if self.found.len() == start && whys[0] != whys[1] {
            let said = whys.map(|it| {
                it.map_or(ChangeSide::Nothing, |it| ChangeSide::Words(words::beginning(&it)))
            });
            self.states(&at.named(7, "why", "Why it changed"), said);
        }
    }

    /// Where something comes from, each part with its name and its label.
    fn sources(
        &self,
        side: usize,
        it: Option<&Provenance>,
    ) -> [(&'static str, &'static str, Option<SourceText>); 7] {
        let day = |day: Option<crate::model::scalar::Date>| {
            day.map(|day| (day.to_string(), crate::model::figures::date(day)))
        };
        let told = |leaf: ScalarRef<'_>| (key_of(leaf), self.leaf(side, leaf));
        let source = it.and_then(|it| it.source.as_ref());
        let by = it.and_then(|it| it.approved_by.as_ref());
        let owner = it.and_then(|it| it.owner.clone());
        let evidence = it.and_then(|it| it.evidence);
        [
            ("source", "Source", source.map(|it| told(ScalarRef::Reference(&it.0)))),
            ("as_of", "As at", day(it.and_then(|it| it.as_of))),
            ("owner", "Owner", owner.map(|it| (it.clone(), it))),
            ("approved_by", "Approved by", by.map(|it| told(ScalarRef::Body(&it.0)))),
            ("approved_on", "Approved on", day(it.and_then(|it| it.approved_on))),
            ("review_by", "Next review", day(it.and_then(|it| it.review_by))),
            (
                "evidence",
                "Kind of promise",
                evidence.map(|it| (it.id().to_owned(), words::inside(it.label()))),
            ),
        ]
    }

    pub(super) fn leaf(&self, side: usize, leaf: ScalarRef<'_>) -> String {
        words::leaf(self.graphs[side], leaf)
    }

    /// What readers call a record.
    fn name_of(&self, side: usize, block: &dyn Block) -> String {
        let fields = block.fields();
        let known = |name: &str| {
            let field = fields.iter().find(|field| field.key.name == name)?;
            match &field.shown {
                Some(ValueRef::Scalar(leaf)) => Some(self.leaf(side, *leaf)),
                _ => None,
            }
        };
        let by_name = ["name", "title", "question", "term"].into_iter().find_map(known);
        let by_id = || Some(words::upper_first(&known("id")?.replace('-', " ")));
        let leaves = || {
            fields.iter().filter_map(|field| match &field.shown {
                Some(ValueRef::Scalar(leaf)) => Some((field.key, *leaf)),
                _ => None,
            })
        };
        let identity = || {
            let mut own = leaves().filter(|(key, _)| key.presence == Presence::Identity);
            let (first, second) = (own.next(), own.next());
            let is_figure = |leaf: ScalarRef<'_>| {
                matches!(leaf, ScalarRef::Percent(_) | ScalarRef::Decimal(_) | ScalarRef::Count(_))
            };
            match (first, second) {
                (Some((key, leaf)), Some((other, second))) if is_figure(leaf) => Some(format!(
                    "Band {} {} {} {}",
                    words::inside(key.label),
                    self.leaf(side, leaf),
                    words::inside(other.label),
                    self.leaf(side, second)
                )),
                (Some((_, leaf)), _) => Some(self.leaf(side, leaf)),
                _ => None,
            }
        };
        // A figure that is to be reached by a day is known by the day.
        let by_day = || {
            let is_figure = fields.iter().any(|field| field.key.name == "value");
            Some(format!("step by {}", known("by").filter(|_| is_figure)?))
        };
        let first = || {
            leaves().next().map(|(key, leaf)| match leaf {
                ScalarRef::Count(_) | ScalarRef::Decimal(_) | ScalarRef::Percent(_) => {
                    format!("{} {}", key.label, self.leaf(side, leaf))
                }
                leaf => self.leaf(side, leaf),
            })
        };
        let name = by_name.or_else(by_id).or_else(by_day).or_else(identity).or_else(first);
        words::beginning(&name.unwrap_or_else(|| "An item".to_owned()))
    }
}

/// What tells a value from others, and the value in words.
type SourceText = (String, String);

/// What a block says of why it changed, where that is new.
fn reason(old: &[FieldRef<'_>], new: &[FieldRef<'_>]) -> Option<String> {
    let why = |fields: &[FieldRef<'_>]| {
        let field = fields.iter().find(|field| matches!(field.key.name, "why" | "reason"))?;
        match &field.shown {
            Some(ValueRef::Scalar(ScalarRef::Prose(prose))) => Some(prose.text.trim().to_owned()),
            Some(ValueRef::Scalar(ScalarRef::Text(text))) => Some((*text).to_owned()),
            _ => None,
        }
    };
    let (before, now) = (why(old), why(new));
    now.filter(|now| before.as_ref() != Some(now))
}

/// Why something is another than before, as its provenance says.
fn why(provenance: Option<&Provenance>) -> Option<String> {
    provenance?.why.as_ref().map(|why| why.text.trim().to_owned())
}

/// The same, where that is new.
fn why_now(sources: [Option<&Provenance>; 2]) -> Option<String> {
    let [before, now] = sources.map(why);
    now.filter(|now| before.as_ref() != Some(now))
}

/// Whether items are records; a list without any says nothing.
fn is_of_records(items: &[ValueRef<'_>]) -> bool {
    !items.is_empty() && items.iter().all(|item| matches!(item, ValueRef::Block(_)))
}

/// Whether a field stands for its whole block, so that its own label says nothing.
fn is_short(at: &FieldPath, field: &FieldRef<'_>) -> bool {
    if at.path.is_empty() {
        return false;
    }
    let label = match at.subject[1].last() {
        Some(Part::Label(label)) => *label,
        _ => "",
    };
    matches!(field.key.name, "value" | "text")
        || label == field.key.label
        || (field.key.name == "organisation" && !label.is_empty())
}

/// Which of some keys are not among others; one that stands twice has to be there twice.
fn rest(keys: &[String], others: &[String]) -> Vec<usize> {
    let mut left: Vec<&String> = others.iter().collect();
    let mut rest: Vec<usize> = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        match left.iter().position(|it| *it == key) {
            Some(place) => drop(left.swap_remove(place)),
            None => rest.push(at),
        }
    }
    rest.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    rest
}

/// All that a value says, in one line.
pub(super) fn print(shown: &ValueRef<'_>) -> String {
    match shown {
        ValueRef::Scalar(leaf) => key_of(*leaf),
        ValueRef::List(items) => {
            let mut items: Vec<String> = items.iter().map(print).collect();
            items.sort_unstable();
            format!("[{}]", items.join(","))
        }
        ValueRef::Block(block) => {
            let fields = block.fields();
            let stated = fields.iter().filter(|field| field.span.is_some()).map(|field| {
                let value = field.shown.as_ref().map(print).unwrap_or_default();
                format!("{}={value}", field.key.name)
            });
            format!("{{{}}}", stated.collect::<Vec<_>>().join(","))
        }
    }
}

/// A value so that two are the same where they mean the same.
pub(super) fn key_of(leaf: ScalarRef<'_>) -> String {
    match leaf {
        ScalarRef::Text(text) | ScalarRef::Code(text) | ScalarRef::Url(text) => {
            text.trim().to_owned()
        }
        ScalarRef::Prose(prose) => prose.text.split_whitespace().collect::<Vec<_>>().join(" "),
        ScalarRef::Choice(id, _) => id.to_owned(),
        ScalarRef::Bool(value) => value.to_string(),
        ScalarRef::Count(count) => count.to_string(),
        ScalarRef::Decimal(number) | ScalarRef::Percent(number) | ScalarRef::Pence(number) => {
            number.normalize().to_string()
        }
        ScalarRef::Pounds(pounds) => pounds.to_string(),
        ScalarRef::Period(period) => format!("{} {}", period.first_day(), period.last_day()),
        ScalarRef::Date(day) => day.to_string(),
        ScalarRef::Due(due) => crate::model::figures::due(due),
        ScalarRef::Year(year) => year.start.to_string(),
        ScalarRef::File(name) | ScalarRef::Body(name) => name.value.clone(),
        ScalarRef::Reference(it) => {
            let part = it.fragment.as_deref().map(|it| format!("#{it}")).unwrap_or_default();
            format!("{}{part}", it.id)
        }
    }
}

fn clone<'s>(items: &[ValueRef<'s>]) -> Vec<ValueRef<'s>> {
    items
        .iter()
        .map(|item| match item {
            ValueRef::Scalar(leaf) => ValueRef::Scalar(*leaf),
            ValueRef::List(items) => ValueRef::List(clone(items)),
            ValueRef::Block(block) => ValueRef::Block(*block),
        })
        .collect()
}
