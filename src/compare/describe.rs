//! Values, fields and records in words, as a state of the site calls the things that they name.

use super::ChangeSide;
use super::words;
use crate::graph::Graph;
use crate::model::decode::Presence;
use crate::model::field::{Provenance, Unreadable};
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};

/// What is in a field.
pub(super) fn field(graph: &Graph, field: &FieldRef<'_>) -> ChangeSide {
    match (&field.shown, field.silence, field.wrong) {
        (Some(shown), ..) => value(graph, shown),
        (None, Some(silence), _) => ChangeSide::Silent(words::silence(silence)),
        (None, None, None) => ChangeSide::Nothing,
        (None, None, Some(Unreadable::Null)) => ChangeSide::Blank,
        (None, None, Some(Unreadable::EmptyText)) => ChangeSide::EmptyText,
        (None, None, Some(Unreadable::Other(words))) => ChangeSide::Unreadable(words.clone()),
    }
}

/// A value.
pub(super) fn value(graph: &Graph, shown: &ValueRef<'_>) -> ChangeSide {
    match shown {
        ValueRef::Scalar(ScalarRef::Text("")) => ChangeSide::EmptyText,
        ValueRef::Scalar(ScalarRef::File(file)) => ChangeSide::File(file.value.clone()),
        ValueRef::Scalar(leaf) => ChangeSide::Words(words::scalar(graph, *leaf)),
        ValueRef::List(items) => list(graph, items),
        ValueRef::Block(block) => ChangeSide::Words(facts(graph, *block, None).join("; ")),
    }
}

/// The items of a list.
pub(super) fn list(graph: &Graph, items: &[ValueRef<'_>]) -> ChangeSide {
    match items {
        [] => ChangeSide::EmptyList,
        items => ChangeSide::Many(items.iter().map(|item| in_few_words(graph, item)).collect()),
    }
}

/// A value in a few words.
pub fn in_few_words(graph: &Graph, shown: &ValueRef<'_>) -> String {
    match shown {
        ValueRef::Scalar(leaf) => words::scalar(graph, *leaf),
        ValueRef::List(items) => {
            items.iter().map(|item| in_few_words(graph, item)).collect::<Vec<_>>().join(", ")
        }
        ValueRef::Block(block) => name(graph, *block),
    }
}

/// What a block states, a line for each field: without its name, where that stands before, and without what only programs
/// need.
pub(super) fn facts(graph: &Graph, block: &dyn Block, name: Option<&str>) -> Vec<String> {
    let stated = block.fields().into_iter().filter(|field| {
        field.span.is_some() && !matches!(field.key.name, "id" | "was" | "why" | "reason")
    });
    stated
        .filter_map(|field| {
            let value = match (&field.shown, field.silence) {
                (Some(ValueRef::Block(inner)), _) => facts(graph, *inner, None).join(", "),
                (Some(ValueRef::Scalar(ScalarRef::Prose(prose))), _) => {
                    words::plain(graph, &prose.text)
                }
                (Some(shown), _) => in_few_words(graph, shown),
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

/// What readers call a record.
pub(super) fn name(graph: &Graph, block: &dyn Block) -> String {
    let fields = block.fields();
    let scalars = || {
        fields.iter().filter_map(|field| match &field.shown {
            Some(ValueRef::Scalar(scalar)) => Some((field.key, *scalar)),
            _ => None,
        })
    };
    let in_words = |scalar| words::scalar(graph, scalar);
    let known = |name: &str| Some(in_words(scalars().find(|(key, _)| key.name == name)?.1));
    let by_name = ["name", "title", "question", "term"].into_iter().find_map(known);
    let by_id = || Some(words::upper_first(&known("id")?.replace('-', " ")));
    // A figure that is to be reached by a day is known by the day.
    let by_day = || {
        let is_figure = fields.iter().any(|field| field.key.name == "value");
        Some(format!("step by {}", known("by").filter(|_| is_figure)?))
    };
    let by_identity = || {
        let mut own = scalars().filter(|(key, _)| key.presence == Presence::Identity);
        let (key, first) = own.next()?;
        Some(match own.next().filter(|_| is_figure(first)) {
            Some((other, second)) => format!(
                "Band {} {} {} {}",
                words::inside(key.label),
                in_words(first),
                words::inside(other.label),
                in_words(second)
            ),
            None => in_words(first),
        })
    };
    let by_first = || {
        scalars().next().map(|(key, scalar)| match is_figure(scalar) {
            true => format!("{} {}", key.label, in_words(scalar)),
            false => in_words(scalar),
        })
    };
    let name = by_name.or_else(by_id).or_else(by_day).or_else(by_identity).or_else(by_first);
    words::beginning(&name.unwrap_or_else(|| "An item".to_owned()))
}

const fn is_figure(scalar: ScalarRef<'_>) -> bool {
    matches!(scalar, ScalarRef::Count(_) | ScalarRef::Decimal(_) | ScalarRef::Percent(_))
}

/// A part of where something comes from: its name, its label, and what it says, if that is stated.
pub(super) type SourcePart<'p> = (&'static str, &'static str, Option<ScalarRef<'p>>);

/// Where something comes from.
pub(super) fn source_parts(provenance: Option<&Provenance>) -> [SourcePart<'_>; 7] {
    let part = |of: fn(&Provenance) -> Option<ScalarRef<'_>>| provenance.and_then(of);
    [
        (
            "source",
            "Source",
            part(|provenance| Some(ScalarRef::Reference(&provenance.source.as_ref()?.0))),
        ),
        ("as_of", "As at", part(|provenance| provenance.as_of.map(ScalarRef::Date))),
        ("owner", "Owner", part(|provenance| provenance.owner.as_deref().map(ScalarRef::Text))),
        (
            "approved_by",
            "Approved by",
            part(|provenance| Some(ScalarRef::Body(&provenance.approved_by.as_ref()?.0))),
        ),
        (
            "approved_on",
            "Approved on",
            part(|provenance| provenance.approved_on.map(ScalarRef::Date)),
        ),
        ("review_by", "Next review", part(|provenance| provenance.review_by.map(ScalarRef::Date))),
        (
            "evidence",
            "Kind of promise",
            part(|provenance| {
                provenance.evidence.map(|kind| ScalarRef::Choice(kind.id(), kind.label()))
            }),
        ),
    ]
}
