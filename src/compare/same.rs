//! Whether two values say the same in the same order: what most of two releases does, and no list of names has to be made to
//! see it. What is not the same here may still be no change.

use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};

/// Whether two fields of one name say the same, and as much about where it comes from.
pub(super) fn is_same_field(old: &FieldRef<'_>, new: &FieldRef<'_>) -> bool {
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

fn is_same(old: &ValueRef<'_>, new: &ValueRef<'_>) -> bool {
    match (old, new) {
        (ValueRef::Scalar(before), ValueRef::Scalar(now)) => is_same_leaf(*before, *now),
        (ValueRef::List(before), ValueRef::List(now)) => {
            before.len() == now.len()
                && before.iter().zip(now).all(|(before, now)| is_same(before, now))
        }
        (ValueRef::Block(before), ValueRef::Block(now)) => is_same_block(*before, *now),
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

fn is_same_leaf(old: ScalarRef<'_>, new: ScalarRef<'_>) -> bool {
    match (old, new) {
        (ScalarRef::Text(a), ScalarRef::Text(b))
        | (ScalarRef::Code(a), ScalarRef::Code(b))
        | (ScalarRef::Url(a), ScalarRef::Url(b))
        | (ScalarRef::Choice(a, _), ScalarRef::Choice(b, _)) => a == b,
        (ScalarRef::Prose(a), ScalarRef::Prose(b)) => a.text == b.text,
        (ScalarRef::Bool(a), ScalarRef::Bool(b)) => a == b,
        (ScalarRef::Count(a), ScalarRef::Count(b)) => a == b,
        (ScalarRef::Decimal(a), ScalarRef::Decimal(b))
        | (ScalarRef::Percent(a), ScalarRef::Percent(b))
        | (ScalarRef::Pence(a), ScalarRef::Pence(b)) => a == b,
        (ScalarRef::Pounds(a), ScalarRef::Pounds(b)) => a == b,
        (ScalarRef::Period(a), ScalarRef::Period(b)) => a == b,
        (ScalarRef::Date(a), ScalarRef::Date(b)) => a == b,
        (ScalarRef::Due(a), ScalarRef::Due(b)) => a == b,
        (ScalarRef::Year(a), ScalarRef::Year(b)) => a.start == b.start,
        (ScalarRef::File(a), ScalarRef::File(b)) | (ScalarRef::Body(a), ScalarRef::Body(b)) => {
            a.value == b.value
        }
        (ScalarRef::Reference(a), ScalarRef::Reference(b)) => {
            (a.kind, &a.id, &a.fragment) == (b.kind, &b.id, &b.fragment)
        }
        _ => false,
    }
}

/// All that a value says, in one line.
pub(super) fn canonical(shown: &ValueRef<'_>) -> String {
    match shown {
        ValueRef::Scalar(leaf) => canonical_scalar(*leaf),
        ValueRef::List(items) => {
            let mut items: Vec<String> = items.iter().map(canonical).collect();
            items.sort_unstable();
            format!("[{}]", items.join(","))
        }
        ValueRef::Block(block) => {
            let fields = block.fields();
            let stated = fields.iter().filter(|field| field.span.is_some()).map(|field| {
                let value = field.shown.as_ref().map(canonical).unwrap_or_default();
                format!("{}={value}", field.key.name)
            });
            format!("{{{}}}", stated.collect::<Vec<_>>().join(","))
        }
    }
}

/// A value so that two are the same where they mean the same.
pub(super) fn canonical_scalar(leaf: ScalarRef<'_>) -> String {
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
        ScalarRef::Reference(named) => match &named.fragment {
            Some(part) => format!("{}#{part}", named.id),
            None => named.id.clone(),
        },
    }
}
