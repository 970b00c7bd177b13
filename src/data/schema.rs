//! The form of `blueprint.json` as JSON Schema 2020-12, made of the same declarations as the records that it exports.
//!
//! Another thing than the schemas of the files that people write ([`crate::author::json_schema`]): there are no other
//! spellings here, no short forms and no defaults, and where a value comes from stands beside it in one place.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::file::{FileSpec, Named, Occurs};
use super::json_bytes;
use crate::author::json_schema;
use crate::model::decode::{FieldSpec, Presence};
use crate::model::field::{Disclosure, Evidence, Exemption};
use crate::model::schema::{Choice, Number, RecordSchema, Schema};
use crate::model::{FILE_KINDS, SECTION_FILES, file_kind};

/// The form of a blueprint in JSON.
pub(super) static BLUEPRINT_SCHEMA: FileSpec =
    Named("data/blueprint.schema.json", "Schema of a blueprint")
        .made(Occurs::Site, |file, graph, _| json_bytes(&schema(&file.address(graph))));

/// The form of a kind of file that people write.
pub(super) static SOURCE_SCHEMA: FileSpec = Named(
    "data/schema/{}.schema.json",
    "Schema of files: {}",
)
.made(Occurs::SourceKind, |file, _, _| {
    let kind = file_kind(file.id()).expect("a kind of file");
    json_schema::text(kind).into_bytes()
});

/// The form of a day, and of a day or a quarter.
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const DAY_OR_QUARTER: &str = "^[0-9]{4}-([0-9]{2}-[0-9]{2}|Q[1-4])$";

/// The schema; `address` is where it is published.
fn schema(address: &str) -> Value {
    let mut defs = SchemaDefs::default();
    let sections: Map<String, Value> = SECTION_FILES
        .iter()
        .map(|name| ((*name).to_owned(), any_of(vec![defs.section(name), refers_to("silence")])))
        .collect();
    let text = json!({ "type": "string" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": "A blueprint of an integrated health organisation",
        "description": "Every field that is published, with its source; and why others are not published.",
        "type": "object",
        "properties": {
            "$schema": text,
            "schema": { "const": "iho-blueprint/1" },
            "id": { "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$" },
            "sections": {
                "type": "object",
                "description": "What the files of the blueprint state, by the names of the files.",
                "properties": sections,
                "required": ["iho"],
                "additionalProperties": false,
            },
            "narrative": {
                "type": "object",
                "description": "Texts in markdown, by the names of their files.",
                "additionalProperties": text,
            },
            "worked_out": worked_out(),
        },
        "required": ["schema", "id", "sections", "narrative", "worked_out"],
        "additionalProperties": false,
        "$defs": defs.finish(),
    })
}

/// The definitions that the schema refers to; each is made once.
#[derive(Default)]
struct SchemaDefs {
    made: BTreeMap<String, Value>,
}

impl SchemaDefs {
    fn finish(mut self) -> Value {
        self.made.insert("provenance".to_owned(), provenance());
        self.made.insert("silence".to_owned(), silence());
        Value::Object(self.made.into_iter().collect())
    }

    fn section(&mut self, name: &str) -> Value {
        let file = format!("content/ihos/*/draft/{name}.yaml");
        let kind = FILE_KINDS.iter().find(|kind| kind.files == file);
        self.record(kind.expect("each section has a kind of file").record)
    }

    /// A value; nothing where it is never exported in that form.
    fn value(&mut self, schema: &Schema) -> Option<Value> {
        Some(match schema {
            Schema::Text { .. } | Schema::Markdown => json!({ "type": "string" }),
            Schema::Bool => json!({ "type": "boolean" }),
            Schema::Number(rule) => number(rule),
            Schema::Form(form) => json!({ "type": "string", "pattern": form.pattern }),
            Schema::Reference { kind, .. } => json!({
                "type": "string",
                "pattern": "^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?(#.+)?$",
                "description": format!("The id of {}.", kind.with_article()),
            }),
            Schema::Choice(choice) => self.choice(choice),
            Schema::List(item) | Schema::OneOrMany(item) => {
                let mut items: Vec<Value> = self.value(item).into_iter().collect();
                items.push(refers_to("silence"));
                json!({ "type": "array", "items": any_of(items) })
            }
            Schema::Record(record) => self.record(record),
            // What authors name as the keys of a block is exported as a list.
            Schema::Names { .. } => return None,
            Schema::Either(all) => any_of(all.iter().filter_map(|it| self.value(it)).collect()),
        })
    }

    /// A field: its value, its value with where it comes from, or why there is none.
    fn field(&mut self, key: &FieldSpec) -> Value {
        let value = self.value(&(key.schema)()).unwrap_or(Value::Bool(true));
        let mut all = vec![
            value.clone(),
            json!({
                "type": "object",
                "properties": { "value": value, "provenance": refers_to("provenance") },
                "required": ["value", "provenance"],
                "additionalProperties": false,
            }),
        ];
        if key.presence != Presence::Identity {
            all.push(refers_to("silence"));
        }
        let mut field = any_of(all);
        field["title"] = key.label.into();
        field["description"] = key.meaning.trim().into();
        field
    }

    fn record(&mut self, record: &'static RecordSchema) -> Value {
        let name = format!("{}.{}", record.module_name(), record.name);
        if !self.made.contains_key(&name) {
            // It stands there while it is made, in case that a block can hold itself.
            self.made.insert(name.clone(), Value::Null);
            let made = self.block(record);
            self.made.insert(name.clone(), made);
        }
        refers_to(&name)
    }

    fn block(&mut self, record: &'static RecordSchema) -> Value {
        let mut properties: Map<String, Value> =
            record.written().map(|key| (key.name.to_owned(), self.field(key))).collect();
        properties.insert("provenance".to_owned(), refers_to("provenance"));
        let is_needed =
            |key: &&FieldSpec| matches!(key.presence, Presence::Identity | Presence::Required);
        let needed: Vec<&str> = record.written().filter(is_needed).map(|key| key.name).collect();
        let mut block = json!({
            "type": "object",
            "description": record.meaning.trim(),
            "properties": properties,
            "additionalProperties": false,
        });
        match record.short {
            _ if needed.is_empty() => {}
            // One field may stand for the whole block; then the others need not be there.
            Some(short) if needed.contains(&short) => block["required"] = json!([short]),
            Some(short) => {
                block["anyOf"] = json!([{ "required": needed }, { "required": [short] }]);
            }
            None => block["required"] = needed.into(),
        }
        block
    }

    fn choice(&mut self, choice: &'static Choice) -> Value {
        let name = format!("{}.{}", choice.module_name(), choice.name);
        let reference = refers_to(&name);
        self.made.entry(name).or_insert_with(|| choice_values(choice));
        reference
    }
}

fn refers_to(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

/// One of several; each once.
fn any_of(all: Vec<Value>) -> Value {
    let mut each: Vec<Value> = Vec::new();
    for one in all {
        if !each.contains(&one) {
            each.push(one);
        }
    }
    json!({ "anyOf": each })
}

fn number(rule: &Number) -> Value {
    let kind = if rule.decimals == Some(0) { "integer" } else { "number" };
    let mut number = json!({ "type": kind });
    if let Some(least) = rule.least {
        number["minimum"] = least.into();
    }
    if let Some(most) = rule.most {
        number["maximum"] = most.into();
    }
    number
}

fn choice_values(choice: &Choice) -> Value {
    let word =
        |word: &crate::model::schema::Word| json!({ "const": word.id, "description": word.label });
    let all: Vec<Value> = choice.words.iter().map(word).collect();
    json!({ "description": choice.meaning.trim(), "anyOf": all })
}

fn ids(choice: &Choice) -> Vec<&'static str> {
    choice.words.iter().map(|word| word.id).collect()
}

fn provenance() -> Value {
    let text = || json!({ "type": "string" });
    let day = || json!({ "type": "string", "pattern": DAY });
    json!({
        "type": "object",
        "description": "Where a statement comes from.",
        "properties": {
            "source": text(),
            "as_of": day(),
            "owner": text(),
            "approved_by": text(),
            "approved_on": day(),
            "review_by": day(),
            "evidence": { "enum": ids(Evidence::CHOICE) },
            "why": text(),
        },
        "additionalProperties": false,
    })
}

fn silence() -> Value {
    let mut states = ids(Disclosure::CHOICE);
    states.retain(|state| *state != Disclosure::Published.id());
    json!({
        "type": "object",
        "description": "Why something is not published, and until when.",
        "properties": {
            "disclosure": { "enum": states },
            "reason": { "type": "string", "minLength": 1 },
            "expected": { "type": "string", "pattern": DAY_OR_QUARTER },
            "exemption": { "enum": ids(Exemption::CHOICE) },
            "review_on": { "type": "string", "pattern": DAY },
            "provenance": refers_to("provenance"),
        },
        "required": ["disclosure", "reason"],
        "additionalProperties": false,
    })
}

/// Figures that follow from others; pounds of the risk share may have pence.
fn worked_out() -> Value {
    let object = |properties: Value| {
        let names: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
        json!({ "required": names, "type": "object", "properties": properties, "additionalProperties": false })
    };
    let (text, number) = (json!({ "type": "string" }), json!({ "type": "number" }));
    let list = |item: Value| json!({ "type": "array", "items": item });
    object(json!({
        "sums": list(object(json!({
            "section": text,
            "field": text,
            "what": text,
            "with": text,
            "comes_to": number,
            "stated": number,
            "agrees": { "type": "boolean" },
        }))),
        "risk_share": list(object(json!({
            "variance_percent": number,
            "variance": number,
            "host": number,
            "icb": number,
            "partners": number,
            "not_shared": number,
        }))),
    }))
}
