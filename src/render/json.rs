//! A blueprint as JSON: every field with its value, silence and source, in the words of its files.

use serde_json::{Map, Value, json};

use crate::model::Blueprint;
use crate::model::reference::Reference;
use crate::model::scalar::Due;
use crate::model::shown::{Block, Field, Leaf, Shown};
use crate::model::stated::{Provenance, Silence};

/// The whole blueprint; sections by the names of their files.
pub fn blueprint(blueprint: &Blueprint) -> Vec<u8> {
    let mut sections = Map::new();
    for (name, section) in blueprint.sections() {
        let Some((_, section)) = section else {
            continue;
        };
        let value = match (section.block(), section.silence()) {
            (Some(block), _) => block_value(block),
            (None, Some(silence)) => silence_value(silence),
            (None, None) => continue,
        };
        sections.insert(name.to_owned(), Value::Object(value));
    }
    let narratives: Map<String, Value> = blueprint
        .narratives
        .iter()
        .map(|(name, narrative)| (name.clone(), narrative.body.text.clone().into()))
        .collect();
    let whole = json!({
        "schema": "iho-blueprint/1",
        "id": blueprint.id,
        "sections": sections,
        "narrative": narratives,
    });
    let mut bytes = serde_json::to_vec(&whole).expect("a tree of values is JSON");
    bytes.push(b'\n');
    bytes
}

/// The stated fields of a block.
fn block_value(block: &dyn Block) -> Map<String, Value> {
    let fields = block.fields();
    let stated = fields.iter().filter(|field| field.shown.is_some() || field.silence.is_some());
    let mut value: Map<String, Value> =
        stated.map(|field| (field.key.name.to_owned(), field_value(field))).collect();
    if let Some(provenance) = block.provenance() {
        value.insert("provenance".to_owned(), provenance_value(provenance));
    }
    value
}

/// A field is its value; with a source of its own, an object that has `value`; unpublished, one that has `disclosure`.
fn field_value(field: &Field<'_>) -> Value {
    if let Some(silence) = field.silence {
        let mut value = silence_value(silence);
        if let Some(provenance) = field.provenance {
            value.insert("provenance".to_owned(), provenance_value(provenance));
        }
        return Value::Object(value);
    }
    let value = field.shown.as_ref().map_or(Value::Null, shown_value);
    let is_block = matches!(field.shown, Some(Shown::Block(_)));
    match field.provenance.filter(|_| !is_block) {
        None => value,
        Some(provenance) => json!({ "value": value, "provenance": provenance_value(provenance) }),
    }
}

fn shown_value(shown: &Shown<'_>) -> Value {
    match shown {
        Shown::Leaf(leaf) => leaf_value(*leaf),
        Shown::List(items) => items.iter().map(shown_value).collect(),
        Shown::Block(block) => Value::Object(block_value(*block)),
    }
}

fn leaf_value(leaf: Leaf<'_>) -> Value {
    match leaf {
        Leaf::Text(text) | Leaf::Code(text) | Leaf::Url(text) => text.into(),
        Leaf::Prose(prose) => prose.text.as_str().into(),
        Leaf::Choice(id, _) => id.into(),
        Leaf::Bool(value) => value.into(),
        Leaf::Count(count) => count.into(),
        Leaf::Pounds(pounds) => pounds.into(),
        Leaf::Decimal(number) | Leaf::Percent(number) => {
            number.to_string().parse().map_or_else(|_| number.to_string().into(), Value::Number)
        }
        Leaf::Date(date) => date.to_string().into(),
        Leaf::Due(due) => due_value(due),
        Leaf::Year(year) => crate::page::wording::year(year).into(),
        Leaf::File(name) => name.value.as_str().into(),
        Leaf::Body(name) => name.value.as_str().into(),
        Leaf::Reference(reference) => reference_value(reference),
    }
}

fn due_value(due: Due) -> Value {
    match due {
        Due::Day(day) => day.to_string().into(),
        Due::Quarter(year, quarter) => format!("{year}-Q{quarter}").into(),
    }
}

fn reference_value(reference: &Reference) -> Value {
    match &reference.fragment {
        Some(fragment) => format!("{}#{fragment}", reference.id).into(),
        None => reference.id.as_str().into(),
    }
}

fn silence_value(silence: &Silence) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("disclosure".to_owned(), silence.state.id().into());
    map.insert("reason".to_owned(), silence.reason.as_str().into());
    if let Some(expected) = silence.expected {
        map.insert("expected".to_owned(), due_value(expected));
    }
    if let Some(exemption) = silence.exemption {
        map.insert("exemption".to_owned(), exemption.id().into());
    }
    if let Some(day) = silence.review_on {
        map.insert("review_on".to_owned(), day.to_string().into());
    }
    map
}

fn provenance_value(provenance: &Provenance) -> Value {
    let mut map = Map::new();
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            map.insert(key.to_owned(), value);
        }
    };
    add("source", provenance.source.as_ref().map(|source| reference_value(&source.0)));
    add("as_of", provenance.as_of.map(|day| day.to_string().into()));
    add("owner", provenance.owner.as_deref().map(Value::from));
    add("approved_by", provenance.approved_by.as_ref().map(|by| by.0.value.as_str().into()));
    add("approved_on", provenance.approved_on.map(|day| day.to_string().into()));
    add("review_by", provenance.review_by.map(|day| day.to_string().into()));
    add("evidence", provenance.evidence.map(|evidence| evidence.id().into()));
    Value::Object(map)
}
