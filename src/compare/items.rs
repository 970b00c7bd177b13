//! Lists laid against each other: items by an id that somebody gave, else by what tells them from others; never by where they
//! stand.

use super::describe;
use super::fields::{FieldDiffer, is_of_records, new_reason, new_why};
use super::same::{canonical, canonical_scalar, is_same_block};
use super::{ChangeKind, ChangeSide, Diff, FieldPath, weakening, words};
use crate::graph::Graph;
use crate::model::decode::Presence;
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};

/// Lists whose order says something; the order of all others does not.
const SEQUENCES: &[&str] = &["options_considered", "lineage", "revised"];
/// Longer lists of words are told as a whole.
const MOST_ITEMS: usize = 6;

/// The items of a list in both states.
type Items<'i, 's> = Diff<&'i [ValueRef<'s>]>;

impl FieldDiffer<'_> {
    /// Two lists of whatever kind.
    pub(super) fn list(&mut self, at: &FieldPath, items: Items<'_, '_>) {
        let holds_records = |items: &[ValueRef<'_>]| items.is_empty() || is_of_records(items);
        let is_empty = items.into_iter().all(<[_]>::is_empty);
        if items.into_iter().all(holds_records) && !is_empty {
            return self.items(at, items);
        }
        let keys = items.map(|items| items.iter().map(canonical).collect::<Vec<_>>());
        let rest = unmatched(&keys);
        if let ([gone], [came]) = (&rest.before[..], &rest.after[..])
            && let (
                ValueRef::Scalar(ScalarRef::Prose(before)),
                ValueRef::Scalar(ScalarRef::Prose(after)),
            ) = (&items.before[*gone], &items.after[*came])
        {
            return self.prose(at, Diff::new(&before.text, &after.text));
        }
        let are_put_off = at.is_of_days().then(|| weakening::are_put_off(items));
        if rest.before.len() + rest.after.len() > MOST_ITEMS {
            let first = rest.before.first().map(|nth| &items.before[*nth]);
            let said = self.described(items.zip(rest), |graph, (items, places)| {
                let words = places.iter().map(|at| describe::in_few_words(graph, &items[*at]));
                ChangeSide::Many(words.collect())
            });
            self.push(at, ChangeKind::Items, said);
            match (are_put_off, first) {
                (Some(verdict), _) => self.judged(at, verdict),
                (None, Some(gone)) => self.item_gone(at, gone, items.after.is_empty()),
                (None, None) => {}
            }
            return;
        }
        if rest.iter().all(Vec::is_empty) && keys.differs() {
            self.moved(at, items);
        }
        let graphs = self.graphs;
        for nth in rest.before {
            let said = describe::in_few_words(graphs.before, &items.before[nth]);
            let said = Diff::removed(ChangeSide::Words(said));
            self.push(&at.keyed(&keys.before[nth]), ChangeKind::ItemRemoved, said);
            match are_put_off {
                Some(verdict) => self.judged(at, verdict),
                None => self.item_gone(at, &items.before[nth], items.after.is_empty()),
            }
        }
        for nth in rest.after {
            let said = describe::in_few_words(graphs.after, &items.after[nth]);
            let said = Diff::added(ChangeSide::Words(said));
            self.push(&at.keyed(&keys.after[nth]), ChangeKind::ItemAdded, said);
            self.item_came(at, &items.after[nth]);
        }
    }

    /// Items that are records.
    pub(super) fn items(&mut self, at: &FieldPath, items: Items<'_, '_>) {
        let (keys, is_by_id) = keys(items);
        let (mut pairs, rest) = paired(items, &keys, is_by_id);
        for pair in &pairs {
            let pair_of_items = (&items.before[pair.before], &items.after[pair.after]);
            let (ValueRef::Block(before), ValueRef::Block(after)) = pair_of_items else { continue };
            if is_same_block(*before, *after) {
                continue;
            }
            let names = self.graphs.zip(Diff::new(*before, *after));
            let names = names.map(|(graph, block)| describe::name(graph, block));
            // Both keys, so that the way back has the same.
            let key = (&keys.before[pair.before]).max(&keys.after[pair.after]);
            self.block(&at.item(key, names), *before, *after);
        }
        let is_complete = rest.iter().all(Vec::is_empty);
        for nth in rest.before {
            let ValueRef::Block(block) = &items.before[nth] else { continue };
            let said = Diff::removed(item(self.graphs.before, *block));
            self.push(&at.keyed(&keys.before[nth]), ChangeKind::ItemRemoved, said);
            self.item_gone(at, &items.before[nth], items.after.is_empty());
        }
        for nth in rest.after {
            let ValueRef::Block(block) = &items.after[nth] else { continue };
            let mut inner = at.keyed(&keys.after[nth]);
            let why = || new_why(Diff::added(block.provenance()));
            inner.reason = new_reason(&Diff::added(block.fields())).or_else(why).or(inner.reason);
            let said = Diff::added(item(self.graphs.after, *block));
            self.push(&inner, ChangeKind::ItemAdded, said);
            self.item_came(at, &items.after[nth]);
        }
        pairs.sort_by_key(|pair| pair.before);
        if is_complete && !pairs.is_sorted_by_key(|pair| pair.after) {
            self.moved(at, items);
        }
    }

    /// Items that are the same in another order.
    fn moved(&mut self, at: &FieldPath, items: Items<'_, '_>) {
        if SEQUENCES.iter().any(|name| at.is_at(name)) {
            self.push(at, ChangeKind::Moved, self.described(items, describe::list));
        }
    }

    /// Items that are not published.
    pub(super) fn silent_items(
        &mut self,
        at: &FieldPath,
        field: Diff<&FieldRef<'_>>,
        shown: Diff<&ValueRef<'_>>,
    ) {
        let n_shown = shown.map(|shown| match shown {
            ValueRef::List(items) => items.len(),
            ValueRef::Scalar(_) | ValueRef::Block(_) => 0,
        });
        // An item of which it is told that it is gone need not be told again.
        let is_lost = n_shown.after < n_shown.before && !at.is_watched();
        let items = field.map(|field| field.silent_items);
        let said = items.map(|items| items.iter().map(words::silence).collect::<Vec<_>>());
        let rest = unmatched(&said);
        for nth in rest.before {
            let words = said.before[nth].clone();
            let at = at.child("unpublished", words.clone());
            self.push(&at, ChangeKind::ItemRemoved, Diff::removed(ChangeSide::Silent(words)));
        }
        for nth in rest.after {
            let words = said.after[nth].clone();
            let at = at.child("unpublished", words.clone());
            self.push(&at, ChangeKind::ItemAdded, Diff::added(ChangeSide::Silent(words)));
            self.item_silent(&at, is_lost);
        }
    }
}

/// A record that came or went.
fn item(graph: &Graph, block: &dyn Block) -> ChangeSide {
    let name = describe::name(graph, block);
    let facts = describe::facts(graph, block, Some(&name));
    ChangeSide::Item { name, facts }
}

/// The places of keys that are not on the other side; one that occurs twice has to be there twice.
fn unmatched(keys: &Diff<Vec<String>>) -> Diff<Vec<usize>> {
    let rest = |keys: &[String], others: &[String]| {
        let mut left: Vec<&String> = others.iter().collect();
        let mut rest: Vec<usize> = Vec::new();
        for (nth, key) in keys.iter().enumerate() {
            match left.iter().position(|other| *other == key) {
                Some(place) => drop(left.swap_remove(place)),
                None => rest.push(nth),
            }
        }
        rest.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
        rest
    };
    Diff::new(rest(&keys.before, &keys.after), rest(&keys.after, &keys.before))
}

/// The places of items that belong together, and those of all others.
fn paired(
    items: Items<'_, '_>,
    keys: &Diff<Vec<String>>,
    is_by_id: bool,
) -> (Vec<Diff<usize>>, Diff<Vec<usize>>) {
    let mut rest = Diff::new(Vec::new(), (0..items.after.len()).collect::<Vec<_>>());
    let mut pairs = Vec::new();
    for before in 0..items.before.len() {
        match rest.after.iter().position(|nth| keys.after[*nth] == keys.before[before]) {
            Some(place) => pairs.push(Diff::new(before, rest.after.remove(place))),
            None => rest.before.push(before),
        }
    }
    if !is_by_id {
        pairs.extend(alike(items, keys, &mut rest));
    }
    (pairs, rest)
}

/// By what the items of two lists are known, and whether that is an id that somebody gave.
pub(super) fn keys(items: Items<'_, '_>) -> (Diff<Vec<String>>, bool) {
    let ids = items.map(|items| items.iter().map(id_of).collect::<Option<Vec<_>>>());
    if let (Some(before), Some(after)) = (ids.before, ids.after)
        && is_unique(&before)
        && is_unique(&after)
    {
        let keys = Diff::new(
            by_former(items.before, &before, &after),
            by_former(items.after, &after, &before),
        );
        return (keys, true);
    }
    let own = items.map(|items| items.iter().map(own_keys).collect::<Vec<_>>());
    let most = own.iter().flatten().map(Vec::len).max().unwrap_or(0);
    for n in 1..=most {
        let first = |keys: &Vec<String>| keys[..n.min(keys.len())].join("/");
        let keys = own.as_ref().map(|own| own.iter().map(first).collect::<Vec<_>>());
        if keys.iter().all(|keys| is_unique(keys)) {
            return (keys, false);
        }
    }
    let numbered = |items: &[ValueRef<'_>]| {
        let words: Vec<String> = items.iter().map(canonical).collect();
        let n_before = |nth: usize| words[..nth].iter().filter(|it| **it == words[nth]).count();
        (0..words.len()).map(|nth| format!("{}#{}", words[nth], n_before(nth))).collect()
    };
    (items.map(numbered), false)
}

/// A field of an item by its name.
fn field_of<'s>(item: &ValueRef<'s>, name: &str) -> Option<ValueRef<'s>> {
    let ValueRef::Block(block) = item else { return None };
    block.fields().into_iter().find(|field| field.key.name == name)?.shown
}

fn id_of(item: &ValueRef<'_>) -> Option<String> {
    match field_of(item, "id")? {
        ValueRef::Scalar(id) => Some(canonical_scalar(id)),
        _ => None,
    }
}

/// Ids of items: for one that has a new id and says which it had before, the one before.
fn by_former(items: &[ValueRef<'_>], ids: &[String], others: &[String]) -> Vec<String> {
    let former = |item: &ValueRef<'_>| {
        let Some(ValueRef::List(former)) = field_of(item, "was") else { return None };
        former.iter().map(canonical).find(|id| others.contains(id) && !ids.contains(id))
    };
    let key = |(item, id): (&ValueRef<'_>, &String)| match others.contains(id) {
        true => id.clone(),
        false => former(item).unwrap_or_else(|| id.clone()),
    };
    items.iter().zip(ids).map(key).collect()
}

fn is_unique(keys: &[String]) -> bool {
    let mut sorted: Vec<&String> = keys.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// What tells an item from others: what its kind is known by, then all else.
fn own_keys(item: &ValueRef<'_>) -> Vec<String> {
    let ValueRef::Block(block) = item else { return vec![canonical(item)] };
    let rank = |field: &FieldRef<'_>| match (&field.shown, field.key.presence) {
        (Some(ValueRef::Scalar(ScalarRef::Prose(_))), _) => 2,
        (_, Presence::Identity) => 0,
        // A step on the way to a target is known by its day.
        (Some(ValueRef::Scalar(ScalarRef::Date(_))), _) if field.key.name == "by" => 0,
        _ => 1,
    };
    let fields = block.fields();
    let mut scalars: Vec<(u8, String)> = fields
        .iter()
        .filter_map(|field| match &field.shown {
            Some(ValueRef::Scalar(scalar)) => Some((rank(field), canonical_scalar(*scalar))),
            _ => None,
        })
        .collect();
    scalars.sort_by_key(|(rank, _)| *rank);
    scalars.into_iter().map(|(_, key)| key).collect()
}

/// Of items whose names differ, those that say mostly the same; they are taken from the rest.
fn alike(
    items: Items<'_, '_>,
    keys: &Diff<Vec<String>>,
    rest: &mut Diff<Vec<usize>>,
) -> Vec<Diff<usize>> {
    let mut candidates = Vec::new();
    for before in &rest.before {
        for after in &rest.after {
            let (n_same, n_all) = shared_fields(&items.before[*before], &items.after[*after]);
            if n_all > 1 && n_same * 2 >= n_all {
                let mut both = [&keys.before[*before], &keys.after[*after]];
                both.sort_unstable();
                let rank = (n_all * 1000 - n_same * 1000 / n_all, both);
                candidates.push((rank, Diff::new(*before, *after)));
            }
        }
    }
    candidates.sort_by(|a, b| a.0.cmp(&b.0));
    let mut pairs = Vec::new();
    for (_, pair) in candidates {
        if rest.before.contains(&pair.before) && rest.after.contains(&pair.after) {
            rest.before.retain(|nth| *nth != pair.before);
            rest.after.retain(|nth| *nth != pair.after);
            pairs.push(pair);
        }
    }
    pairs
}

/// How many fields two items state alike, and how many either states.
fn shared_fields(before: &ValueRef<'_>, after: &ValueRef<'_>) -> (usize, usize) {
    let (ValueRef::Block(before), ValueRef::Block(after)) = (before, after) else { return (0, 0) };
    let (mut n_same, mut n_all) = (0, 0);
    for (before, after) in before.fields().iter().zip(&after.fields()) {
        // A reason is given for what is new: it never tells one item from another.
        if matches!(after.key.name, "was" | "why" | "reason") {
            continue;
        }
        if before.span.is_some() || after.span.is_some() {
            n_all += 1;
            let words = Diff::new(before, after).map(|field| field.shown.as_ref().map(canonical));
            n_same += usize::from(words.before.is_some() && !words.differs());
        }
    }
    (n_same, n_all)
}
