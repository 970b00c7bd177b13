//! Two blueprints field by field, as their JSON says them: enough to tell an editor what somebody else changed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// A field that differs, with what each side says; nothing where it has no such field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The path of the field, such as `contract.budget.total`.
    pub field: String,
    /// What each side says.
    pub said: Vec<Option<String>>,
}

/// The fields in which blueprints differ, given as their JSON; those that are worked out are left out.
pub fn differences(sides: &[&[u8]]) -> Vec<Difference> {
    let sides: Vec<BTreeMap<String, String>> = sides.iter().map(|side| flat(side)).collect();
    let fields: BTreeSet<&String> = sides.iter().flat_map(BTreeMap::keys).collect();
    let said = |field: &String| sides.iter().map(|side| side.get(field).cloned()).collect();
    let all =
        fields.into_iter().map(|field| Difference { field: field.clone(), said: said(field) });
    all.filter(|it| it.said.windows(2).any(|pair| pair[0] != pair[1])).collect()
}

fn flat(json: &[u8]) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let whole: Value = serde_json::from_slice(json).unwrap_or(Value::Null);
    for part in ["sections", "narrative"] {
        let at = if part == "sections" { "" } else { part };
        visit(whole.get(part).unwrap_or(&Value::Null), at, &mut fields);
    }
    fields
}

fn visit(value: &Value, path: &str, fields: &mut BTreeMap<String, String>) {
    let join =
        |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(map) => map.iter().for_each(|(name, it)| visit(it, &join(name), fields)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let id = ["id", "ref", "metric", "organisation", "service"]
                    .iter()
                    .find_map(|name| item.get(name)?.as_str().map(str::to_owned))
                    .unwrap_or_else(|| (at + 1).to_string());
                visit(item, &join(&id), fields);
            }
        }
        Value::String(text) => drop(fields.insert(path.to_owned(), text.clone())),
        other => drop(fields.insert(path.to_owned(), other.to_string())),
    }
}
