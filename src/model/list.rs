//! Lists, of which single items may be unpublished.

use std::collections::BTreeMap;
use std::ops::Deref;

use super::decode::{Decoder, FieldSpec, FieldType};
use super::field::{Field, FieldState, Silence};
use super::reflect::ValueRef;
use super::schema::Schema;
use super::yaml::{Kind, Node};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// A list: the items that are published, and why others are not.
#[derive(Clone, PartialEq, Debug)]
pub struct List<T> {
    /// The published items, in order.
    pub items: Vec<T>,
    /// One for each item that is there and not published.
    pub silent: Vec<Silence>,
}

impl<T> List<T> {
    /// Whether every item is published, so that the items can be added up.
    pub fn is_complete(&self) -> bool {
        self.silent.is_empty()
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

/// The published items.
impl<T> Deref for List<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.items
    }
}

impl<T: FieldType> FieldType for List<T> {
    fn expected() -> String {
        format!("a list, each item {}", T::expected())
    }

    fn schema() -> Schema {
        Schema::List(Box::new(T::schema()))
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let items = items_of(node, decoder)?;
        if T::IS_BLOCK && !T::IS_REGISTERED {
            ids_once(items, decoder);
        }
        let mut list = Self { items: Vec::with_capacity(items.len()), silent: Vec::new() };
        for item in items {
            match Field::<T>::decode_item(item, decoder) {
                FieldState::Published(value) => list.items.push(value),
                FieldState::Undisclosed(silence) => list.silent.push(*silence),
                FieldState::Missing | FieldState::Invalid(_) => {}
            }
        }
        Some(list)
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::List(self.items.iter().map(FieldType::shown).collect())
    }

    fn silent_items(&self) -> &[Silence] {
        &self.silent
    }
}

/// The items of a list, or what to type so that it is one.
fn items_of<'n>(node: &'n Node, decoder: &mut Decoder<'_>) -> Option<&'n [Node]> {
    if let Kind::Seq(items) = &node.kind {
        return Some(items);
    }
    decoder.wrong_type(node, "a list, each item on a line of its own that starts with `- `");
    if let (Some(text), Some(last)) = (node.text(), decoder.diagnostics.last_mut()) {
        last.hints.push(format!("write `- {}` on the next line", super::yaml::shorten(text)));
    }
    None
}

/// Every item of a list has an id of its own, if it has one; kinds that are named from elsewhere are checked there.
fn ids_once(items: &[Node], decoder: &mut Decoder<'_>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let ids = items.iter().filter_map(|item| item.get("id"));
    for (id, span) in ids.filter_map(|id| Some((id.text()?, id.span))) {
        if let Some(first) = seen.insert(id, span) {
            let message = format!("the id `{id}` is in this list twice");
            decoder.report(
                Diagnostic::at(Code::DuplicateId, span, message)
                    .hint("give one of them another id, or join the two")
                    .related(first, "the first one"),
            );
        }
    }
}

/// A list in which a single item may stand without its dash.
#[derive(Clone, PartialEq, Debug)]
pub struct OneOrMany<T>(pub List<T>);

impl<T: FieldType> FieldType for OneOrMany<T> {
    const IS_BLOCK: bool = T::IS_BLOCK;
    const OWN_KEYS: &'static [FieldSpec] = T::OWN_KEYS;

    fn expected() -> String {
        format!("{}, or a list of them", T::expected())
    }

    fn schema() -> Schema {
        Schema::OneOrMany(Box::new(T::schema()))
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match node.kind {
            Kind::Seq(_) => List::decode(node, decoder).map(Self),
            Kind::Null | Kind::Scalar(_) | Kind::Map(_) => T::decode(node, decoder)
                .map(|item| Self(List { items: vec![item], silent: Vec::new() })),
        }
    }

    fn shown(&self) -> ValueRef<'_> {
        self.0.shown()
    }
    fn silent_items(&self) -> &[Silence] {
        &self.0.silent
    }
}
