//! What changed from one state of a blueprint to another, for programs.

use serde_json::{Value, json};

use super::file::{FileSpec, Named, Occurs};
use super::{json_bytes, set};
use crate::compare::{Block, Change, ChangeKind, ChangeSide, Marked, PieceKind};

/// The form of what changed from one release to the next.
pub(super) static CHANGES_SCHEMA: FileSpec = Named("data/changes.schema.json", "Schema of changes")
    .made(Occurs::Archive(|_| true), |file, graph, _| json_bytes(&schema(&file.address(graph))));

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct ChangeSet<'c> {
    /// The IHO.
    pub iho: &'c str,
    /// The name of the state before; nothing where there is none.
    pub before: Option<&'c str>,
    /// The name of the state now.
    pub now: &'c str,
    /// Every change.
    pub changes: &'c [Change],
    /// Files that were removed by law, and so are not compared.
    pub withheld: &'c [String],
}

/// The changes as JSON.
pub fn changes(compared: &ChangeSet<'_>) -> Value {
    json!({
        "schema": "iho-changes/1",
        "iho": compared.iho,
        "before": compared.before,
        "after": compared.now,
        "not_compared": compared.withheld,
        "changes": compared.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Value {
    let mut value = json!({
        "anchor": change.anchor,
        "section": change.section,
        "field": change.field,
        "kind": change.kind.id(),
        "about": change.about(),
        "sentence": change.sentence(),
        "before": said(&change.said.before),
        "after": said(&change.said.after),
    });
    let mut add = |key: &str, known: Option<Value>| set(&mut value, key, known);
    add("reason", change.reason.as_deref().map(Value::from));
    if let Some(difference) = change.difference {
        let number =
            |it: rust_decimal::Decimal| it.to_string().parse().map_or(Value::Null, Value::Number);
        add("difference", Some(number(difference.absolute)));
        add("difference_percent", difference.percent.map(number));
    }
    add("revision", change.revision.map(|revision| revision.id().into()));
    let is_other = change.is_redefinition || change.kind == ChangeKind::Redefined;
    add("comparable", is_other.then(|| false.into()));
    add("weakened", change.is_weakened().then(|| true.into()));
    add("touches", (!change.touches.is_empty()).then(|| change.touches.clone().into()));
    add("text", change.marked.as_ref().map(text));
    value
}

/// What a side says: its state, and its words where it has any.
pub(super) fn said(said: &ChangeSide) -> Value {
    match said {
        ChangeSide::Nothing => json!({ "state": "absent" }),
        ChangeSide::Blank => json!({ "state": "null" }),
        ChangeSide::Unreadable(words) => json!({ "state": "unreadable", "value": words }),
        ChangeSide::EmptyText => json!({ "state": "stated", "value": "" }),
        ChangeSide::EmptyList => json!({ "state": "stated", "values": [] }),
        ChangeSide::Silent(words) => json!({ "state": "unpublished", "value": words }),
        ChangeSide::Words(words) | ChangeSide::File(words) => {
            json!({ "state": "stated", "value": words })
        }
        ChangeSide::Many(values) => json!({ "state": "stated", "values": values }),
        ChangeSide::Item { name, facts } => {
            json!({ "state": "stated", "value": name, "values": facts })
        }
        ChangeSide::NotShown => json!({ "state": "suppressed" }),
        ChangeSide::Shown => json!({ "state": "published" }),
    }
}

/// The blocks of a text that are not the same on both sides.
fn text(marked: &Marked) -> Value {
    let block = |block: &Block| match block {
        Block::Same { .. } => None,
        Block::Removed { old, is_moved } => Some(json!({
            "op": if *is_moved { "moved-away" } else { "removed" },
            "before": marked.old[*old].text(),
        })),
        Block::Added { new, is_moved } => Some(json!({
            "op": if *is_moved { "moved-here" } else { "added" },
            "after": marked.new[*new].text(),
        })),
        Block::Changed { old, new, cells } => {
            let mut pieces: Vec<Value> = Vec::new();
            for (nth, cell) in cells.iter().enumerate() {
                if nth > 0 {
                    // Between two cells of a row of a table.
                    pieces.push(json!({ "op": "same", "words": " | " }));
                }
                pieces.extend(cell.pieces.iter().map(|piece| {
                    let words = match piece.kind {
                        PieceKind::Removed => marked.old_words(*old, cell, piece),
                        _ => marked.new_words(*new, cell, piece),
                    };
                    json!({ "op": op(piece.kind), "words": words })
                }));
            }
            Some(json!({ "op": "changed", "pieces": pieces }))
        }
    };
    marked.blocks.iter().filter_map(block).collect::<Vec<_>>().into()
}

fn op(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Same => "same",
        PieceKind::Removed => "removed",
        PieceKind::Added => "added",
        PieceKind::Restyled => "restyled",
        PieceKind::Relinked => "relinked",
        PieceKind::Repictured => "repictured",
    }
}

/// The form of such a file as JSON Schema; `address` is where it is published.
fn schema(address: &str) -> Value {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": text });
    let object = |properties: Value, required: Value| json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false });
    let kinds: Vec<&str> = ChangeKind::ALL.iter().map(|kind| kind.id()).collect();
    let state = object(
        json!({
            "state": { "enum": ["absent", "null", "unreadable", "stated", "unpublished", "suppressed", "published"] },
            "value": text,
            "values": texts,
        }),
        json!(["state"]),
    );
    let piece = object(
        json!({
            "op": { "enum": ["same", "removed", "added", "restyled", "relinked", "repictured"] },
            "words": text,
        }),
        json!(["op", "words"]),
    );
    let block = object(
        json!({
            "op": { "enum": ["removed", "added", "moved-away", "moved-here", "changed"] },
            "before": text,
            "after": text,
            "pieces": { "type": "array", "items": piece },
        }),
        json!(["op"]),
    );
    let change = object(
        json!({
            "anchor": { "type": "string", "description": "The place on the page of changes." },
            "section": text,
            "field": { "type": "string", "description": "Names of fields and ids of items, with points between." },
            "kind": { "enum": kinds },
            "about": text,
            "sentence": text,
            "before": state,
            "after": state,
            "reason": text,
            "difference": { "type": "number" },
            "difference_percent": { "type": "number" },
            "revision": { "enum": ["scheduled", "correction"] },
            "comparable": { "const": false },
            "weakened": { "const": true, "description": "A promise is worse than before for the public or for a partner." },
            "touches": texts,
            "text": { "type": "array", "items": block },
        }),
        json!(["anchor", "section", "field", "kind", "about", "sentence", "before", "after"]),
    );
    let mut whole = object(
        json!({
            "schema": { "const": "iho-changes/1" },
            "iho": text,
            "before": { "type": ["string", "null"] },
            "after": text,
            "not_compared": texts,
            "changes": { "type": "array", "items": change },
        }),
        json!(["schema", "iho", "before", "after", "not_compared", "changes"]),
    );
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    whole["$id"] = address.into();
    whole["title"] = "What changed from one state of a blueprint to another".into();
    whole
}
