//! The kinds of files as JSON Schema 2020-12, for editors that complete and check while people type.
//!
//! A schema tells the form of one file. That a reference leads somewhere, or that sums agree, is told by `iho check`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::decode::{FieldSpec, PROVENANCE_KEYS, Presence};
use crate::model::field::{Disclosure, Evidence, Exemption};
use crate::model::prose::Prose;
use crate::model::schema::{Choice, FileKind, Number, RecordSchema, Schema};
use crate::model::{FILE_KINDS, reference, scalar};

/// The schema of a kind of file, ending in a line break.
pub fn text(kind: &FileKind) -> String {
    pretty(&schema(kind))
}

/// The schema of a kind of file.
pub fn schema(kind: &FileKind) -> Value {
    let mut defs = Defs::default();
    let record = defs.record(kind.record);
    let mut schema =
        if kind.may_be_silent { json!({"anyOf": [record, silence_ref()]}) } else { record };
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = format!("{}: {}", kind.title, kind.files).into();
    schema["description"] = kind.record.meaning.trim().into();
    schema["$defs"] = defs.finish();
    schema
}

/// Every schema with the name of its file, and two files that tell how to use them.
pub fn folder() -> Vec<(String, String)> {
    let schemas = FILE_KINDS.iter().map(|kind| (file_name(kind), text(kind)));
    let mut files: Vec<(String, String)> = schemas.collect();
    files.push((HOW_TO_USE.to_owned(), how_to_use()));
    files.push((EDITOR_SETTINGS.to_owned(), editor_settings()));
    files
}

/// The file that tells how to use the schemas; it is not called README, which may stand there already.
pub const HOW_TO_USE: &str = "schemas.md";

/// The file with the settings of an editor.
pub const EDITOR_SETTINGS: &str = "vscode-settings.json";

/// The name of the file that holds a schema.
pub fn file_name(kind: &FileKind) -> String {
    format!("{}.schema.json", kind.name)
}

fn pretty(json: &Value) -> String {
    let text = serde_json::to_string_pretty(json).expect("a tree of JSON can be written");
    format!("{text}\n")
}

fn how_to_use() -> String {
    let row = |kind: &FileKind| format!("| `{}` | `{}` |\n", kind.files, file_name(kind));
    let rows: String = FILE_KINDS.iter().map(row).collect();
    format!(
        "# Schemas of the files of a site\n\n\
         An editor that supports JSON Schema completes the fields of a file, explains them and marks mistakes \
         while you type. `iho check` finds more, because it reads all files together.\n\n\
         For one file, write this line at its top, with the path from that file to the schema:\n\n\
         ```yaml\n# yaml-language-server: $schema=../../schema/organisation.schema.json\n```\n\n\
         For all files of a folder in Visual Studio Code, install the extension \"YAML\" by Red Hat and copy \
         `vscode-settings.json` into `.vscode/settings.json`, with the paths as they are on your disk.\n\n\
         | files | schema |\n| --- | --- |\n{rows}\n\
         Files that end in `.md` have their fields between the two lines `---` at the top. \
         These files are made by `iho schema --output`; make them again after each new version of `iho`.\n"
    )
}

fn editor_settings() -> String {
    let yaml = FILE_KINDS.iter().filter(|kind| !kind.is_markdown());
    let schemas: Map<String, Value> = yaml
        .map(|kind| (format!("./schema/{}", file_name(kind)), Value::from(kind.files)))
        .collect();
    pretty(&json!({ "yaml.schemas": schemas }))
}

/// The definitions that a schema refers to; each is made once.
#[derive(Default)]
struct Defs {
    made: BTreeMap<String, Value>,
}

impl Defs {
    fn finish(mut self) -> Value {
        let provenance = self.provenance();
        self.made.insert("provenance".to_owned(), provenance);
        let silence = self.silence();
        self.made.insert("silence".to_owned(), silence);
        Value::Object(self.made.into_iter().collect())
    }

    /// What may be written, without a wrapper.
    fn value(&mut self, schema: &Schema) -> Value {
        match schema {
            Schema::Text { .. } | Schema::Markdown => {
                json!({"type": ["string", "number"], "pattern": "\\S"})
            }
            Schema::Bool => json!({"type": "boolean"}),
            Schema::Number(number) => number_rule(number),
            Schema::Form(form) => {
                let kind = match form.may_look_like_a_number {
                    true => json!(["string", "number"]),
                    false => "string".into(),
                };
                json!({"type": kind, "pattern": form.pattern, "examples": [form.example]})
            }
            Schema::Reference { kind, .. } => {
                let is_document = *kind == reference::EntityKind::Document;
                let fragment = if is_document { "(#.+)?" } else { "" };
                let is_criterion = *kind == reference::EntityKind::Criterion;
                let framework = if is_criterion { "([a-z0-9]+(-[a-z0-9]+)*/)?" } else { "" };
                let pattern = format!("^{framework}[a-z0-9]+(-[a-z0-9]+)*{fragment}$");
                json!({"type": ["string", "integer"], "pattern": pattern})
            }
            Schema::Choice(choice) => self.choice(choice),
            Schema::List(item) => {
                let item = any_of(vec![self.value(item), silence_ref()]);
                json!({"type": "array", "items": item})
            }
            Schema::OneOrMany(item) => {
                let item = self.value(item);
                let items = any_of(vec![item.clone(), silence_ref()]);
                any_of(vec![item, json!({"type": "array", "items": items})])
            }
            Schema::Record(record) => self.record(record),
            Schema::Names { value, .. } => {
                json!({"type": "object", "additionalProperties": self.stated(value, true)})
            }
            Schema::Either(all) => any_of(all.iter().map(|it| self.value(it)).collect()),
        }
    }

    /// A field: the value, the value with its source, or why there is none.
    fn stated(&mut self, schema: &Schema, may_be_silent: bool) -> Value {
        let value = self.value(schema);
        let mut all = vec![value.clone()];
        if schema.may_be_wrapped() {
            let mut properties = json!({"value": value});
            if !schema.is_block() {
                properties["disclosure"] = published();
            }
            all.push(json!({
                "type": "object",
                "$ref": "#/$defs/provenance",
                "properties": properties,
                "required": ["value"],
                "unevaluatedProperties": false,
            }));
        }
        if may_be_silent {
            all.push(silence_ref());
        }
        any_of(all)
    }

    fn record(&mut self, record: &'static RecordSchema) -> Value {
        let name = format!("{}.{}", record.module_name(), record.name);
        let reference = json!({"$ref": format!("#/$defs/{name}")});
        if !self.made.contains_key(&name) {
            // It stands there while it is made, in case that a block can hold itself.
            self.made.insert(name.clone(), Value::Null);
            let made = self.block(record);
            self.made.insert(name, made);
        }
        reference
    }

    fn block(&mut self, record: &'static RecordSchema) -> Value {
        let mut properties = Map::new();
        properties.insert("disclosure".to_owned(), published());
        for name in PROVENANCE_KEYS {
            let path = format!("#/$defs/provenance/properties/{name}");
            properties.insert((*name).to_owned(), json!({"$ref": path}));
        }
        properties
            .insert("id".to_owned(), json!({"description": "A name for this item in its list."}));
        for key in record.written() {
            let field = self.field(key);
            for other in key.others {
                let mut alias = field.clone();
                alias["description"] = format!("Another name of `{}`.", key.name).into();
                alias["deprecated"] = true.into();
                properties.insert((*other).to_owned(), alias);
            }
            properties.insert(key.name.to_owned(), field);
        }
        let mut block = json!({
            "type": "object",
            "description": record.meaning.trim(),
            "properties": properties,
            "additionalProperties": false,
        });
        require(&mut block, record);
        match record.short.and_then(|name| record.key(name)) {
            Some(key) => any_of(vec![block, self.value(&(key.schema)())]),
            None => block,
        }
    }

    fn field(&mut self, key: &FieldSpec) -> Value {
        let mut field = self.stated(&(key.schema)(), key.presence != Presence::Identity);
        let when = match key.presence {
            Presence::Identity => " Always needed; it can't be unpublished.".to_owned(),
            Presence::Required => " Always needed.".to_owned(),
            Presence::From(status) => format!(" Required from the status `{}`.", status.id()),
            Presence::Optional | Presence::Generated => String::new(),
        };
        field["title"] = key.label.into();
        field["description"] = format!("{}{when}", key.meaning.trim()).into();
        field
    }

    fn choice(&mut self, choice: &'static Choice) -> Value {
        let name = format!("{}.{}", choice.module_name(), choice.name);
        let reference = json!({"$ref": format!("#/$defs/{name}")});
        self.made.entry(name).or_insert_with(|| words(choice));
        reference
    }

    fn provenance(&mut self) -> Value {
        let date = self.value(&of::<scalar::Date>());
        let text = self.value(&of::<String>());
        let properties = json!({
            "source": described(
                self.value(&of::<reference::DocRef>()),
                "The document that says so, with its page or paragraph after `#`.",
            ),
            "as_of": described(date.clone(), "The day for which it holds."),
            "owner": described(text.clone(), "The role that answers for it, never a person."),
            "approved_by": described(text, "Who approved it."),
            "approved_on": described(date.clone(), "When it was approved."),
            "review_by": described(date, "When it is to be looked at again."),
            "evidence": described(self.value(&of::<Evidence>()), "What kind of promise it is."),
            "why": described(
                self.value(&of::<Prose>()),
                "Why it is another than the last release said.",
            ),
        });
        let meaning = "Where a statement comes from.";
        json!({"type": "object", "description": meaning, "properties": properties})
    }

    fn silence(&mut self) -> Value {
        let states = Disclosure::CHOICE.words.iter().filter(|word| word.id != "published");
        let states: Vec<Value> =
            states.map(|word| json!({"const": word.id, "description": word.label})).collect();
        let is = |states: &[&str]| json!({"properties": {"disclosure": {"enum": states}}});
        let reason = json!({"type": "string", "pattern": "\\S"});
        let id = self.value(&of::<scalar::Slug>());
        let due = self.value(&of::<scalar::Due>());
        let day = self.value(&of::<scalar::Date>());
        let exemption = self.value(&of::<Exemption>());
        json!({
            "type": "object",
            "$ref": "#/$defs/provenance",
            "description": "Why a field is not published, and until when.",
            "properties": {
                "disclosure": {"anyOf": states, "description": "Why there is no value."},
                "id": described(id, "A name for an unpublished item of a list, so that it can be distinguished from others."),
                "reason": described(reason, "One sentence in plain English."),
                "expected": described(due, "The day or quarter by which it comes."),
                "exemption": described(exemption, "The exemption that withholding rests on."),
                "review_on": described(day, "When withholding is looked at again."),
            },
            "required": ["disclosure", "reason"],
            "allOf": [
                {
                    "if": is(&["not_yet_decided", "decided_not_yet_published"]),
                    "then": {"required": ["expected"]},
                },
                {"if": is(&["withheld"]), "then": {"required": ["exemption", "review_on"]}},
            ],
            "unevaluatedProperties": false,
        })
    }
}

/// What a block can't be without; a field that goes by several names may stand under any of them.
fn require(block: &mut Value, record: &RecordSchema) {
    let is_needed =
        |key: &&FieldSpec| matches!(key.presence, Presence::Identity | Presence::Required);
    let (plain, named): (Vec<&FieldSpec>, Vec<&FieldSpec>) =
        record.keys.iter().filter(is_needed).partition(|key| key.others.is_empty());
    if !plain.is_empty() {
        block["required"] = plain.iter().map(|key| key.name).collect();
    }
    let any_name = |key: &&FieldSpec| {
        let names = [key.name].into_iter().chain(key.others.iter().copied());
        json!({"anyOf": names.map(|name| json!({"required": [name]})).collect::<Vec<_>>()})
    };
    if !named.is_empty() {
        block["allOf"] = named.iter().map(any_name).collect();
    }
}

fn of<T: crate::model::decode::FieldType>() -> Schema {
    T::schema()
}

fn described(mut schema: Value, meaning: &str) -> Value {
    schema["description"] = meaning.into();
    schema
}

fn silence_ref() -> Value {
    json!({"$ref": "#/$defs/silence"})
}

fn published() -> Value {
    json!({"const": "published", "description": "It is published; needs not be said."})
}

/// One of several; a choice inside a choice is the same choice.
fn any_of(all: Vec<Value>) -> Value {
    let mut flat: Vec<Value> = Vec::new();
    for one in all {
        let inner = match &one {
            Value::Object(map) if map.len() == 1 => map.get("anyOf").and_then(Value::as_array),
            _ => None,
        };
        for item in inner.cloned().unwrap_or_else(|| vec![one]) {
            if !flat.contains(&item) {
                flat.push(item);
            }
        }
    }
    json!({ "anyOf": flat })
}

/// A number, or the same digits between quotation marks.
fn number_rule(number: &Number) -> Value {
    let sign = if number.least.is_some_and(|least| least >= 0) { "" } else { "-?" };
    let (kind, digits) = match number.decimals {
        Some(0) => ("integer", r"[0-9]+(\.0+)?"),
        _ => ("number", r"[0-9]*\.?[0-9]+"),
    };
    let mut rule = json!({"type": [kind, "string"], "pattern": format!("^{sign}{digits}$")});
    if let Some(least) = number.least {
        rule["minimum"] = least.into();
    }
    if let Some(most) = number.most {
        rule["maximum"] = most.into();
    }
    rule
}

fn words(choice: &Choice) -> Value {
    let word = |word: &crate::model::schema::Word| match word.id.parse::<i64>() {
        Ok(number) => json!({"enum": [word.id, number], "description": word.label}),
        Err(_) => json!({"const": word.id, "description": word.label}),
    };
    let mut all: Vec<Value> = choice.words.iter().map(word).collect();
    let others: Vec<&str> =
        choice.words.iter().flat_map(|word| word.others.iter().copied()).collect();
    if !others.is_empty() {
        let note = "Another spelling that is understood.";
        all.push(json!({"enum": others, "deprecated": true, "description": note}));
    }
    json!({"description": choice.meaning.trim(), "anyOf": all})
}
