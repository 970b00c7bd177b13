//! The tables of an IHO described for programs: as a Data Package, and as "CSV on the Web".

use serde_json::{Value, json};

use super::figures::{
    ALL_FIGURES, COLUMNS, Column, FIGURES, OF_ALL, TABLES, has_figures, name, statuses,
};
use super::file::{FileSpec, Named, Occurs};
use super::{Digests, File, json_bytes, set};
use crate::graph::{EntityId, Graph};
use crate::model::Blueprint;
use crate::model::reference::EntityKind;
use crate::model::scalar::Date;
use crate::model::site::Site;

/// The tables of an IHO as a Data Package.
pub(super) static DATA_PACKAGE: FileSpec =
    Named("ihos/{}/data/datapackage.json", "Data Package of all tables")
        .made(Occurs::Blueprint(TABLES, has_figures), |file, graph, digests| {
            json_bytes(&package(graph, digests, file.blueprint(graph)))
        });

/// What the columns of the figures of a measure mean, for programs that read "CSV on the Web".
pub static COLUMN_METADATA: FileSpec = Named("ihos/{}/data/{}.csv-metadata.json", "{}")
    .made(Occurs::Measure, |file, graph, _| {
        json_bytes(&columns(graph, file.blueprint(graph), file.id()))
    });

/// What comes before the first column that tells rows apart.
const KEY: [&str; 3] = ["area", "breakdown", "period"];

/// The Data Package of an IHO: <https://datapackage.org/>, version 2.0.
fn package(graph: &Graph, digests: &Digests, blueprint: &Blueprint) -> Value {
    let tables = super::of_blueprint(graph, blueprint).into_iter();
    let tables = tables.filter(|file| file.is(&FIGURES) || file.is(&ALL_FIGURES));
    let resources: Vec<Value> = tables.map(|file| resource(graph, digests, &file)).collect();
    let mut package = json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": blueprint.id,
        "title": format!("{}: figures", blueprint.name()),
        "resources": resources,
    });
    let updated = super::catalogue::last_updated(graph, blueprint);
    set(&mut package, "created", updated.map(|day| format!("{day}T00:00:00Z")));
    let identity = blueprint.identity();
    let version = identity.and_then(|iho| iho.blueprint_version.known());
    set(&mut package, "version", version.map(String::as_str));
    let site = site(graph);
    let licences = site.and_then(licence).map(|(name, url)| {
        let mut licence = json!({ "name": licence_id(&name), "title": name });
        set(&mut licence, "path", url);
        json!([licence])
    });
    set(&mut package, "licenses", licences);
    let publisher = publisher(graph);
    let publisher = publisher.map(|name| json!([{ "title": name, "roles": ["publisher"] }]));
    set(&mut package, "contributors", publisher);
    let sources = sources(graph, blueprint);
    set(&mut package, "sources", (!sources.is_empty()).then_some(sources));
    package
}

/// Where the figures come from, each source once.
fn sources(graph: &Graph, blueprint: &Blueprint) -> Vec<Value> {
    let mut sources: Vec<Value> = Vec::new();
    for id in blueprint.observations.keys() {
        let metric = graph.model.metrics.get(id);
        let Some(source) = metric.and_then(|(_, it)| it.source.known()) else { continue };
        let Some(title) = source.name.known() else { continue };
        let mut value = json!({ "title": title });
        set(&mut value, "path", source.url.known().map(|url| url.0.as_str()));
        if !sources.contains(&value) {
            sources.push(value);
        }
    }
    sources
}

fn resource(graph: &Graph, digests: &Digests, file: &File) -> Value {
    let path = file.path();
    let file_name = path.rsplit('/').next().unwrap_or(&path);
    let (bytes, hash) = digests.of_file(graph, file);
    let is_of_all = file.is(&ALL_FIGURES);
    let key: Vec<&str> = if is_of_all { vec!["metric"] } else { Vec::new() };
    json!({
        "name": file_name.trim_end_matches(".csv"),
        "title": file.title(graph),
        "path": file_name,
        "format": "csv",
        "mediatype": file.media(),
        "encoding": "utf-8",
        "bytes": bytes,
        "hash": format!("sha256:{hash}"),
        "schema": {
            "fields": table_columns(is_of_all).map(field).collect::<Vec<_>>(),
            "primaryKey": key.into_iter().chain(KEY).collect::<Vec<_>>(),
            "missingValues": [""],
        },
    })
}

fn table_columns(is_of_all: bool) -> impl Iterator<Item = &'static Column> {
    OF_ALL.iter().filter(move |_| is_of_all).chain(&COLUMNS)
}

fn field(column: &Column) -> Value {
    let mut field = json!({
        "name": column.name,
        "title": column.title,
        "type": column.kind,
        "description": column.about,
    });
    if column.is_required {
        field["constraints"] = json!({ "required": true });
    }
    if column.name == "status" {
        field["constraints"]["enum"] = statuses().into();
    }
    field
}

/// What the columns of the figures of a measure mean: <https://www.w3.org/TR/tabular-metadata/>.
fn columns(graph: &Graph, blueprint: &Blueprint, metric: &str) -> Value {
    let mut table = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "url": format!("{metric}.csv"),
        "dc:title": format!("{}: {}", blueprint.name(), name(graph, metric)),
        "tableSchema": {
            "primaryKey": KEY,
            "columns": COLUMNS.iter().map(web_column).collect::<Vec<_>>(),
        },
    });
    set_terms(&mut table, graph);
    let updated = graph.model.metrics.get(metric).and_then(|(_, it)| it.last_updated.known());
    set(&mut table, "dc:modified", updated.map(Date::to_string));
    table
}

/// Adds who publishes a table, and its licence.
pub(super) fn set_terms(table: &mut Value, graph: &Graph) {
    let publisher = publisher(graph).map(|name| json!({ "schema:name": name }));
    set(table, "dc:publisher", publisher);
    let licence = site(graph).and_then(licence);
    let licence =
        licence.map(|(name, url)| url.map_or_else(|| name.into(), |url| json!({ "@id": url })));
    set(table, "dc:license", licence);
}

fn web_column(column: &Column) -> Value {
    let datatype = match column.kind {
        "date" => json!({ "base": "date", "format": "yyyy-MM-dd" }),
        "number" => json!("decimal"),
        _ if column.name == "status" => {
            json!({ "base": "string", "format": format!("^({})$", statuses().join("|")) })
        }
        _ => json!("string"),
    };
    json!({
        "name": column.name,
        "titles": [column.name, column.title],
        "dc:description": column.about,
        "datatype": datatype,
        "required": column.is_required,
    })
}

/// The record of the site.
pub(super) fn site(graph: &Graph) -> Option<&Site> {
    graph.model.site.as_ref().map(|(_, site)| site)
}

/// The name and the address of the licence of a site.
pub(super) fn licence(site: &Site) -> Option<(String, Option<String>)> {
    let licence = site.licence.known()?;
    let url = licence.url.known().map(|url| url.0.clone());
    Some((licence.name.known()?.clone(), url))
}

/// The short name of a licence by its full one, as <https://opendefinition.org/licenses/> lists them; else words
/// joined by `-`.
fn licence_id(name: &str) -> String {
    match name {
        "Open Government Licence v3.0" => "OGL-UK-3.0".to_owned(),
        name => crate::model::prose::slugify(name),
    }
}

/// The name of the body that publishes the site.
pub(super) fn publisher(graph: &Graph) -> Option<String> {
    let publisher = site(graph)?.publisher.known()?;
    Some(graph.name(&EntityId::new(EntityKind::Organisation, publisher.0.id.clone())).to_owned())
}
