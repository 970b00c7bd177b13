//! What the releases of an IHO said over time, for programs: every field that changed, and figures as they were published.

use serde_json::{Value, json};

use super::changes::said;
use super::figures::{ALL, Column, NUMBER, REMARK, TEXT, column};
use super::file::{FileSpec, Named, Occurs};
use super::package::set_terms;
use super::rows::Rows;
use super::{compact, json_bytes, set};
use crate::compare::{FieldHistory, ReleaseHistory, title};
use crate::graph::history::{Past, day, releases_of};
use crate::graph::{EntityId, Graph};
use crate::model::observations::Flag;

/// The form of what fields said over time.
pub(super) static HISTORY_SCHEMA: FileSpec =
    Named("data/history.schema.json", "Schema of the history of fields")
        .made(Occurs::Archive(|_| true), |file, graph, _| {
            json_bytes(&schema(&file.address(graph)))
        });

/// Where the history of an IHO lies, from the top of the site.
pub fn history_path(iho: &str) -> String {
    format!("ihos/{iho}/compare/history.json")
}

/// Where the figures of a measure lie as each release published them, from the top of the site.
pub fn revisions_path(iho: &str, metric: &str) -> String {
    format!("ihos/{iho}/compare/{metric}.csv")
}

/// The files beside the pages that compare the releases of an IHO: their paths from the top of the site, and their bytes.
pub fn of_history(graph: &Graph, iho: &str, told: &ReleaseHistory) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![(history_path(iho), compact(&history(graph, iho, told)))];
    for metric in told.vintages.measures() {
        let path = revisions_path(iho, metric);
        files.push((
            format!("{path}-metadata.json"),
            json_bytes(&columns(graph, iho, metric, told)),
        ));
        files.push((path, csv(graph, iho, metric, told)));
    }
    files
}

fn oldest_first<'g>(graph: &'g Graph, iho: &str) -> Vec<Past<'g>> {
    let mut past = releases_of(graph, iho);
    past.reverse();
    past
}

/// Every field that changed, with what it said in which release.
fn history(graph: &Graph, iho: &str, told: &ReleaseHistory) -> Value {
    let past = oldest_first(graph, iho);
    let name = |at: usize| past.get(at).map(|it| it.release.manifest.version.as_str());
    let none = Vec::new();
    let releases = past.iter().enumerate().map(|(at, it)| {
        let manifest = &it.release.manifest;
        json!({
            "version": manifest.version,
            "sequence": manifest.sequence,
            "kind": manifest.kind,
            "day": day(graph, manifest.publish_at).to_string(),
            "is_withdrawn": graph.archive.ledger.withdrawal(iho, &manifest.version, jiff::Timestamp::MAX).is_some(),
            "not_compared": told.withheld.get(at).unwrap_or(&none),
        })
    });
    let field = |course: &FieldHistory| {
        let values = course.values.iter().map(|held| {
            let mut value = said(&held.said);
            value["since"] = name(held.since).into();
            set(&mut value, "reason", held.reason.as_deref());
            value
        });
        let events = course.events.iter().map(|event| {
            let mut value = json!({
                "in": name(event.at),
                "sentence": event.sentence,
                "anchor": event.anchor,
                "before": event.digests.before,
                "after": event.digests.after,
            });
            set(&mut value, "reason", event.reason.as_deref());
            value
        });
        json!({
            "section": course.section,
            "section_title": title(&course.section),
            "field": course.field,
            "about": course.about,
            "is_figure": course.is_figure,
            "values": values.collect::<Vec<_>>(),
            "events": events.collect::<Vec<_>>(),
        })
    };
    json!({
        "schema": "iho-history/1",
        "iho": iho,
        "releases": releases.collect::<Vec<_>>(),
        "n_never_changed": told.n_unchanged,
        "fields": told.field_histories.iter().map(field).collect::<Vec<_>>(),
    })
}

fn object(properties: Value, required: Value) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn event_schema() -> Value {
    let text = json!({ "type": "string" });
    object(
        json!({
            "in": { "type": "string", "description": "The release in which it changed." },
            "sentence": text,
            "anchor": { "type": "string", "description": "The place on the page of changes of that release." },
            "before": { "type": "string", "description": "A digest of what was there before: the same as `after` of a later event where it comes back." },
            "after": { "type": "string", "description": "A digest of what is there since." },
            "reason": text,
        }),
        json!(["in", "sentence", "anchor", "before", "after"]),
    )
}

/// The form of such a file as JSON Schema; `address` is where it is published.
fn schema(address: &str) -> Value {
    let text = json!({ "type": "string" });
    let texts = json!({ "type": "array", "items": text });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let release = object(
        json!({
            "version": text,
            "sequence": { "type": "integer", "minimum": 1 },
            "kind": { "enum": ["first", "update", "correction"] },
            "day": { "type": "string", "format": "date", "description": "On which it was published, where the site is." },
            "is_withdrawn": { "type": "boolean" },
            "not_compared": { "type": "array", "items": text, "description": "Files that were removed from it by law." },
        }),
        json!(["version", "sequence", "kind", "day", "is_withdrawn", "not_compared"]),
    );
    let value = object(
        json!({
            "since": { "type": "string", "description": "The first release that says it; it is held until the next one of the list." },
            "state": { "enum": ["absent", "null", "unreadable", "stated", "unpublished"] },
            "value": text,
            "values": texts,
            "reason": { "type": "string", "description": "Why it changed to this." },
        }),
        json!(["since", "state"]),
    );
    let event = event_schema();
    let field = object(
        json!({
            "section": text,
            "section_title": text,
            "field": { "type": "string", "description": "Names of fields and ids of items, with points between." },
            "about": text,
            "is_figure": { "type": "boolean" },
            "values": list(value),
            "events": list(event),
        }),
        json!(["section", "section_title", "field", "about", "is_figure", "values", "events"]),
    );
    let mut whole = object(
        json!({
            "schema": { "const": "iho-history/1" },
            "iho": text,
            "releases": list(release),
            "n_never_changed": { "type": "integer", "minimum": 0, "description": "How many fields of the newest release never changed; they are not listed." },
            "fields": list(field),
        }),
        json!(["schema", "iho", "releases", "n_never_changed", "fields"]),
    );
    whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    whole["$id"] = address.into();
    whole["title"] = "Every value that a field of a blueprint ever had".into();
    whole
}

/// The columns of figures as they were published.
const COLUMNS: [Column; 10] = [
    column("period", "Period", TEXT, "The month, quarter, year or day, as it was reported."),
    column("area", "Area", TEXT, "The id of the place, or `all` for the whole footprint."),
    column("breakdown", "Group", TEXT, "The group of people, or `all` for everybody."),
    column("value", "Value", NUMBER, "The figure; empty where there is none."),
    column("published_in", "Published in", TEXT, "The first release that says it."),
    column(
        "superseded_in",
        "Superseded in",
        REMARK,
        "The first release that says something else; empty where it still stands.",
    ),
    column("status", "Status", TEXT, "What has to be known of the figure."),
    column(
        "marker",
        "Marker",
        REMARK,
        "The same in the shorthand of the Government Analysis Function.",
    ),
    column(
        "revision",
        "Kind of revision",
        TEXT,
        "`first` where the period had no figure, `redefined` where it counts something else and can't be compared, else `scheduled` or `correction`.",
    ),
    column("reason", "Reason", REMARK, "What the release that revised it says of itself."),
];

/// The dimensions, which only a table with more than one series has.
const DIMENSIONS: [&str; 2] = ["area", "breakdown"];

fn columns_of(told: &ReleaseHistory, metric: &str) -> Vec<&'static Column> {
    let is_plain = told
        .vintages
        .cells(metric)
        .all(|cell| cell.row.area.is_empty() && cell.row.breakdown.is_empty());
    COLUMNS.iter().filter(|column| !is_plain || !DIMENSIONS.contains(&column.name)).collect()
}

/// The figures of a measure, a row for each that was published. One that any release hides stands nowhere.
fn csv(graph: &Graph, iho: &str, metric: &str, told: &ReleaseHistory) -> Vec<u8> {
    let past = oldest_first(graph, iho);
    let version = |at: usize| past.get(at).map_or("", |it| it.release.manifest.version.as_str());
    let columns = columns_of(told, metric);
    let mut rows = Rows::new(columns.iter().map(|column| column.name));
    for cell in told.vintages.cells(metric) {
        for (nth, vintage) in cell.vintages.iter().enumerate() {
            let release = past.get(vintage.published);
            let puts_right = release.is_some_and(|it| graph.archive.puts_right(it.release));
            let is_correction = nth > 0 && puts_right;
            let is_redefined =
                nth > 0 && told.redefined.contains(&(vintage.published, metric.to_owned()));
            let reason = release.filter(|_| nth > 0).and_then(|it| it.note);
            let reason = reason.and_then(|note| note.note.known()).map(|note| {
                let name = |reference: &_| Some(graph.name(&EntityId::of(reference)).to_owned());
                crate::model::prose::first_paragraph(&note.text, &name)
            });
            for column in &columns {
                match column.name {
                    "period" => rows.cell(&cell.row.written),
                    "area" if cell.row.area.is_empty() => rows.cell(ALL),
                    "area" => rows.cell(&cell.row.area),
                    "breakdown" if cell.row.breakdown.is_empty() => rows.cell(ALL),
                    "breakdown" => rows.cell(&cell.row.breakdown),
                    "value" => rows.cell(vintage.value.as_deref().unwrap_or("")),
                    "published_in" => rows.cell(version(vintage.published)),
                    "superseded_in" => rows.cell(vintage.superseded.map_or("", version)),
                    "status" => rows.cell(vintage.flags.first().unwrap_or(&Flag::Final).id()),
                    "marker" => rows.cell(vintage.markers()),
                    "revision" => rows.cell(match (nth, is_correction) {
                        _ if is_redefined => "redefined",
                        (0, _) => "first",
                        (_, true) => "correction",
                        (_, false) => "scheduled",
                    }),
                    _ => rows.cell(reason.as_deref().unwrap_or("")),
                }
            }
            rows.end();
        }
    }
    rows.bytes()
}

/// What its columns mean: <https://www.w3.org/TR/tabular-metadata/>.
fn columns(graph: &Graph, iho: &str, metric: &str, told: &ReleaseHistory) -> Value {
    let columns = columns_of(told, metric);
    let web = |column: &&Column| {
        json!({
            "name": column.name,
            "titles": [column.name, column.title],
            "dc:description": column.about,
            "datatype": if column.kind == "number" { "decimal" } else { column.kind },
            "required": column.is_required,
        })
    };
    let mut key = vec!["period"];
    key.extend(DIMENSIONS.iter().filter(|it| columns.iter().any(|column| column.name == **it)));
    key.push("published_in");
    let name = super::figures::name(graph, metric);
    let of = graph.model.blueprints.get(iho).map_or(iho, |it| it.name());
    let mut table = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "url": format!("{metric}.csv"),
        "dc:title": format!("{of}: {name}, as each release published it"),
        "tableSchema": { "primaryKey": key, "columns": columns.iter().map(web).collect::<Vec<_>>() },
    });
    set_terms(&mut table, graph);
    table
}
