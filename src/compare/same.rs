//! Whether two values say the same in the same order: what most of two releases does, and no list of names has to be made to
//! see it. What is not the same here may still be no change.

use crate::model::shown::{Block, Field, Leaf, Shown};

/// Whether two fields of one name say the same, and as much about where it comes from.
pub(super) fn is_same_field(old: &Field<'_>, new: &Field<'_>) -> bool {
    old.span.is_some() == new.span.is_some()
        && old.silence == new.silence
        && old.wrong == new.wrong
        && old.silent_items == new.silent_items
        && old.provenance == new.provenance
        && match (&old.shown, &new.shown) {
            (Some(before), Some(now)) => is_same(before, now),
            (None, None) => true,
            (None, Some(_)) | (Some(_), None) => false,
        }
}

fn is_same(old: &Shown<'_>, new: &Shown<'_>) -> bool {
    match (old, new) {
        (Shown::Leaf(before), Shown::Leaf(now)) => is_same_leaf(*before, *now),
        (Shown::List(before), Shown::List(now)) => {
            before.len() == now.len()
                && before.iter().zip(now).all(|(before, now)| is_same(before, now))
        }
        (Shown::Block(before), Shown::Block(now)) => is_same_block(*before, *now),
        _ => false,
    }
}

/// Whether two blocks of one kind say the same.
pub(super) fn is_same_block(old: &dyn Block, new: &dyn Block) -> bool {
    let (before, now) = (old.fields(), new.fields());
    old.provenance() == new.provenance()
        && before.len() == now.len()
        && before.iter().zip(&now).all(|(before, now)| is_same_field(before, now))
}

fn is_same_leaf(old: Leaf<'_>, new: Leaf<'_>) -> bool {
    match (old, new) {
        (Leaf::Text(a), Leaf::Text(b))
        | (Leaf::Code(a), Leaf::Code(b))
        | (Leaf::Url(a), Leaf::Url(b))
        | (Leaf::Choice(a, _), Leaf::Choice(b, _)) => a == b,
        (Leaf::Prose(a), Leaf::Prose(b)) => a.text == b.text,
        (Leaf::Bool(a), Leaf::Bool(b)) => a == b,
        (Leaf::Count(a), Leaf::Count(b)) => a == b,
        (Leaf::Decimal(a), Leaf::Decimal(b))
        | (Leaf::Percent(a), Leaf::Percent(b))
        | (Leaf::Pence(a), Leaf::Pence(b)) => a == b,
        (Leaf::Pounds(a), Leaf::Pounds(b)) => a == b,
        (Leaf::Period(a), Leaf::Period(b)) => a == b,
        (Leaf::Date(a), Leaf::Date(b)) => a == b,
        (Leaf::Due(a), Leaf::Due(b)) => a == b,
        (Leaf::Year(a), Leaf::Year(b)) => a.start == b.start,
        (Leaf::File(a), Leaf::File(b)) | (Leaf::Body(a), Leaf::Body(b)) => a.value == b.value,
        (Leaf::Reference(a), Leaf::Reference(b)) => {
            (a.kind, &a.id, &a.fragment) == (b.kind, &b.id, &b.fragment)
        }
        _ => false,
    }
}
