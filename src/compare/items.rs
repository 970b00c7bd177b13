//! Which item of a list is which in another state of it: by an id that somebody gave, else by what tells it from others.

use super::fields::{key_of, print};
use crate::model::decode::Presence;
use crate::model::reflect::{FieldRef, ScalarRef, ValueRef};

/// By what the items of two lists are known, and whether that is an id that somebody gave.
pub(super) fn keys(old: &[ValueRef<'_>], new: &[ValueRef<'_>]) -> (Vec<String>, Vec<String>, bool) {
    let all = [old, new].map(|items| items.iter().map(own_keys).collect::<Vec<_>>());
    let id = |item: &ValueRef<'_>| {
        let ValueRef::Block(block) = item else { return None };
        let field = block.fields().into_iter().find(|field| field.key.name == "id")?;
        match field.shown {
            Some(ValueRef::Scalar(leaf)) => Some(key_of(leaf)),
            _ => None,
        }
    };
    let ids = [old, new].map(|items| items.iter().map(id).collect::<Option<Vec<_>>>());
    if let [Some(old_ids), Some(new_ids)] = ids
        && is_unique(&old_ids)
        && is_unique(&new_ids)
    {
        let of_new = by_former(new, &new_ids, &old_ids);
        let of_old = by_former(old, &old_ids, &new_ids);
        return (of_old, of_new, true);
    }
    let most = all.iter().flatten().map(Vec::len).max().unwrap_or(0);
    for n in 1..=most {
        let [old, new] = all
            .each_ref()
            .map(|keys| keys.iter().map(|it| it[..n.min(it.len())].join("/")).collect::<Vec<_>>());
        if is_unique(&old) && is_unique(&new) {
            return (old, new, false);
        }
    }
    let numbered = |items: &[ValueRef<'_>]| {
        let prints: Vec<String> = items.iter().map(print).collect();
        let nth = |at: usize| prints[..at].iter().filter(|it| **it == prints[at]).count();
        (0..prints.len()).map(|at| format!("{}#{}", prints[at], nth(at))).collect::<Vec<_>>()
    };
    (numbered(old), numbered(new), false)
}

/// Ids of items: for one that has a new id and says which it had before, the one before.
fn by_former(items: &[ValueRef<'_>], ids: &[String], others: &[String]) -> Vec<String> {
    let former = |item: &ValueRef<'_>| {
        let ValueRef::Block(block) = item else { return None };
        let field = block.fields().into_iter().find(|field| field.key.name == "was")?;
        let Some(ValueRef::List(former)) = field.shown else { return None };
        former.iter().map(print).find(|it| others.contains(it) && !ids.contains(it))
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
    let ValueRef::Block(block) = item else { return vec![print(item)] };
    let fields = block.fields();
    let rank = |field: &FieldRef<'_>| match (&field.shown, field.key.presence) {
        (Some(ValueRef::Scalar(ScalarRef::Prose(_))), _) => 2,
        (_, Presence::Identity) => 0,
        _ => 1,
    };
    let mut leaves: Vec<(u8, String)> = fields
        .iter()
        .filter_map(|field| match &field.shown {
            Some(ValueRef::Scalar(leaf)) => Some((rank(field), key_of(*leaf))),
            _ => None,
        })
        .collect();
    leaves.sort_by_key(|(rank, _)| *rank);
    leaves.into_iter().map(|(_, key)| key).collect()
}

pub(super) type Left<'i, 's, 'v> = (&'i [ValueRef<'s>], &'i [String], &'v mut Vec<usize>);

/// Of items whose names differ, those that say mostly the same.
pub(super) fn alike(
    (old, old_keys, gone): Left<'_, '_, '_>,
    (new, new_keys, came): Left<'_, '_, '_>,
) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for it in gone.iter() {
        for other in came.iter() {
            let (n_same, n_all) = shared_fields(&old[*it], &new[*other]);
            if n_all > 1 && n_same * 2 >= n_all {
                let mut both = [&old_keys[*it], &new_keys[*other]];
                both.sort_unstable();
                candidates.push((n_all * 1000 - n_same * 1000 / n_all, both, *it, *other));
            }
        }
    }
    candidates.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    let mut pairs = Vec::new();
    for (_, _, it, other) in candidates {
        if gone.contains(&it) && came.contains(&other) {
            gone.retain(|at| *at != it);
            came.retain(|at| *at != other);
            pairs.push((it, other));
        }
    }
    pairs
}

/// How many fields two items state alike, and how many either states.
fn shared_fields(old: &ValueRef<'_>, new: &ValueRef<'_>) -> (usize, usize) {
    let (ValueRef::Block(old), ValueRef::Block(new)) = (old, new) else { return (0, 0) };
    let (mut n_same, mut n_all) = (0, 0);
    for (before, now) in old.fields().iter().zip(&new.fields()) {
        // A reason is given for what is new: it never tells one item from another.
        if matches!(now.key.name, "was" | "why" | "reason") {
            continue;
        }
        if before.span.is_some() || now.span.is_some() {
            n_all += 1;
            let prints = [before, now].map(|field| field.shown.as_ref().map(print));
            n_same += usize::from(prints[0] == prints[1] && prints[0].is_some());
        }
    }
    (n_same, n_all)
}
