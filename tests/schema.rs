//! The JSON Schemas: that they are sound, that they change only on purpose, and that they agree with the decoder.

use std::collections::BTreeSet;

use iho::author::json_schema;
use iho::diag::Code;
use iho::model::schema::FileKind;
use iho::model::yaml::{self, Kind, Look, Node};
use iho::model::{FILE_KINDS, SECTION_FILES, file_kind};
use iho::source::Sources;
use serde_json::{Map, Value};

use crate::common;
use crate::place;
use crate::place::Place;

#[test]
fn every_reference_in_a_schema_leads_somewhere() {
    for kind in FILE_KINDS.iter() {
        let schema: Value = serde_json::from_str(&json_schema::text(kind)).expect("JSON");
        walk(&schema, &mut |node| {
            assert!(!node.is_null(), "{}: a definition is missing", kind.name);
            if let Some(path) = node.get("$ref").and_then(Value::as_str) {
                assert!(schema.pointer(&path[1..]).is_some(), "{}: {path}", kind.name);
            }
        });
    }
}

#[test]
fn every_section_is_a_kind_of_file() {
    for section in SECTION_FILES {
        let kind = file_kind(section).expect("a section has a schema");
        assert_eq!(kind.path("x"), format!("content/ihos/x/draft/{section}.yaml"));
    }
    let names: BTreeSet<_> = FILE_KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), FILE_KINDS.len(), "two kinds have one name");
}

#[test]
fn a_schema_changes_only_on_purpose() {
    let narrative = file_kind("narrative").expect("a kind");
    insta::assert_snapshot!("schema_of_a_narrative", json_schema::text(narrative));
}

/// Every file of the small site, and every file that differs from one by one mistake.
#[test]
fn a_schema_and_the_decoder_agree() {
    let mut n_files = 0;
    let mut n_mistakes = 0;
    for (path, text) in common::small_site() {
        let Some(kind) = kind_of(&path).filter(|_| path.ends_with(".yaml")) else { continue };
        let schema = json_schema::schema(kind);
        let whole = tree(&text);
        assert!(is_sound(&schema, &whole), "{path} as it is");
        n_files += 1;
        for (what, mutant) in mutants(&whole) {
            let accepted = is_decoded(&path, &mutant);
            let text = serde_json::to_string_pretty(&mutant).expect("JSON");
            assert_eq!(is_sound(&schema, &mutant), accepted, "{path}: {what}\n{text}");
            n_mistakes += usize::from(!accepted);
        }
    }
    assert!(n_files > 20 && n_mistakes > 300, "{n_files} files, {n_mistakes} mistakes");
}

#[test]
fn the_command_lists_prints_and_writes() {
    let place = Place::new("schema");
    let iho = |args: &[&str]| place::run(place.command().arg("schema").args(args));
    let list = iho(&[]);
    assert_eq!(list.code, 0);
    assert!(
        list.stdout.contains("organisation    content/organisations/*.yaml"),
        "{}",
        list.stdout
    );
    let one = iho(&["organisation"]);
    assert_eq!(one.stdout, json_schema::text(file_kind("organisation").expect("a kind")));
    let unknown = iho(&["organisaton"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("'organisation'"), "{}", unknown.stderr);
    assert_eq!(iho(&["--output", "schema"]).code, 0);
    assert_eq!(place.tree("schema").len(), FILE_KINDS.len() + 2);
    assert!(place.read("schema/schemas.md").contains("# yaml-language-server: $schema="));
}

fn kind_of(path: &str) -> Option<&'static FileKind> {
    let matches = |kind: &&FileKind| {
        let (before, after) = kind.files.split_once('*').unwrap_or((kind.files, ""));
        let after = after.trim_start_matches(['*', '/']);
        path == kind.files
            || (kind.files.contains('*') && path.starts_with(before) && path.ends_with(after))
    };
    FILE_KINDS.iter().filter(|kind| matches(kind)).max_by_key(|kind| kind.files.len())
}

fn walk(node: &Value, visit: &mut impl FnMut(&Value)) {
    visit(node);
    match node {
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        Value::Object(map) => map.values().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// A file as JSON, with the types that a YAML reader of an editor sees.
fn tree(text: &str) -> Value {
    let sources = Sources::from_texts([("content/site.yaml", text)]);
    let (file, _) = sources.iter().next().expect("one file");
    value(&yaml::parse(file, text, 0, text.len()).0.expect("YAML"))
}

fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Scalar(scalar) => match scalar.looks_like {
            Look::Bool => Value::Bool(scalar.text == "true"),
            Look::Number => serde_json::from_str(&scalar.text).expect("a number"),
            _ => Value::String(scalar.text.clone()),
        },
        Kind::Seq(items) => items.iter().map(value).collect(),
        Kind::Map(entries) => {
            let entries = entries.iter().map(|entry| (entry.key.clone(), value(&entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

/// The tree with one key left out, one key too many, or one value of another kind, at every place.
fn mutants(whole: &Value) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    collect(whole, String::new(), &mut pointers);
    let mut mutants = Vec::new();
    for pointer in pointers {
        let mut change = |what: &str, change: &dyn Fn(&mut Value)| {
            let mut mutant = whole.clone();
            change(mutant.pointer_mut(&pointer).expect("it was just found"));
            mutants.push((format!("{what} at {pointer}"), mutant));
        };
        let node = whole.pointer(&pointer).expect("it was just found");
        if let Value::Object(map) = node {
            for key in map.keys() {
                change(&format!("no {key}"), &|node| {
                    drop(node.as_object_mut().map(|it| it.remove(key)))
                });
            }
            change("a key too many", &|node| node["qqqqqqqq"] = 1.into());
        }
        change("nothing", &|node| *node = Value::Null);
        change("a list in a list", &|node| *node = serde_json::json!([[]]));
        change("another block", &|node| *node = serde_json::json!({"qqqqqqqq": 1}));
        let silence = serde_json::json!({"disclosure": "not_applicable", "reason": "It is not."});
        change("a silence", &|node| *node = silence.clone());
        change("half a silence", &|node| {
            *node = serde_json::json!({"disclosure": "withheld", "reason": "No."})
        });
    }
    mutants
}

fn collect(node: &Value, pointer: String, found: &mut Vec<String>) {
    match node {
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, format!("{pointer}/{at}"), found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                collect(item, format!("{pointer}/{key}"), found);
            }
        }
        _ => {}
    }
    found.push(pointer);
}

/// Whether the decoder finds nothing wrong with the form of a file.
fn is_decoded(path: &str, tree: &Value) -> bool {
    let text = serde_json::to_string(tree).expect("JSON, which is YAML");
    let sources = Sources::from_texts([(path, text.as_str())]);
    let (_, found) = iho::model::read(&sources);
    !found.iter().any(|it| !matches!(it.code, Code::NoContent | Code::UnsignedStatement))
}

/// As much of JSON Schema as our schemas use, but for patterns, which the check in CI looks at.
fn is_sound(root: &Value, tree: &Value) -> bool {
    matches(root, root, tree)
}

fn matches(root: &Value, schema: &Value, tree: &Value) -> bool {
    let Some(rules) = schema.as_object() else { return schema != &Value::Bool(false) };
    rules.iter().all(|(rule, wanted)| match rule.as_str() {
        "$ref" => matches(root, resolve(root, wanted), tree),
        "type" => match wanted {
            Value::Array(kinds) => kinds.iter().any(|kind| is_a(kind, tree)),
            kind => is_a(kind, tree),
        },
        "const" => wanted == tree,
        "enum" => wanted.as_array().expect("a list").contains(tree),
        "anyOf" => wanted.as_array().expect("a list").iter().any(|it| matches(root, it, tree)),
        "allOf" => wanted.as_array().expect("a list").iter().all(|it| matches(root, it, tree)),
        "if" => !matches(root, wanted, tree) || matches(root, &rules["then"], tree),
        "items" => tree.as_array().is_none_or(|all| all.iter().all(|it| matches(root, wanted, it))),
        "required" => tree.as_object().is_none_or(|map| {
            let names = wanted.as_array().expect("a list").iter().filter_map(Value::as_str);
            names.into_iter().all(|name| map.contains_key(name))
        }),
        "properties" => tree.as_object().is_none_or(|map| {
            map.iter().all(|(key, item)| wanted.get(key).is_none_or(|it| matches(root, it, item)))
        }),
        "additionalProperties" | "unevaluatedProperties" => tree.as_object().is_none_or(|map| {
            let mut known: Vec<&Value> = rules.get("properties").into_iter().collect();
            if let Some(other) = rules.get("$ref") {
                known.push(&resolve(root, other)["properties"]);
            }
            let extra = map.iter().filter(|(key, _)| !known.iter().any(|it| it.get(key).is_some()));
            extra.into_iter().all(|(_, item)| matches(root, wanted, item))
        }),
        "minimum" => tree.as_f64().is_none_or(|it| it >= wanted.as_f64().expect("a number")),
        "maximum" => tree.as_f64().is_none_or(|it| it <= wanted.as_f64().expect("a number")),
        "pattern" | "then" | "$defs" | "$schema" | "title" | "description" | "examples"
        | "deprecated" => true,
        other => panic!("a rule that this test does not know: {other}"),
    })
}

fn resolve<'v>(root: &'v Value, reference: &Value) -> &'v Value {
    let path = reference.as_str().expect("a path");
    root.pointer(&path[1..]).expect("every reference leads somewhere")
}

fn is_a(kind: &Value, tree: &Value) -> bool {
    match kind.as_str().expect("a word") {
        "object" => tree.is_object(),
        "array" => tree.is_array(),
        "string" => tree.is_string(),
        "boolean" => tree.is_boolean(),
        "number" => tree.is_number(),
        "integer" => tree.is_u64() || tree.is_i64(),
        other => panic!("a type that this test does not know: {other}"),
    }
}
