//! The releases of an IHO as versions of one dataset, in the words of DCAT 3, section 11: <https://www.w3.org/TR/vocab-dcat-3/#dataset-versions>.

use serde_json::{Value, json};

use super::catalogue::base;
use super::file::{FileSpec, Named, Occurs};
use super::json_bytes;
use crate::graph::Graph;
use crate::graph::history::{Past, releases_of};

/// The releases of an IHO as versions of one dataset.
pub static VERSIONS: FileSpec =
    Named("ihos/{}/releases/catalog.jsonld", "Releases as versions of a dataset")
        .made(Occurs::Releases, |file, graph, _| json_bytes(&versions(graph, file.iho())));

/// Every release as a version, the newest first.
fn versions(graph: &Graph, iho: &str) -> Value {
    let base = base(graph);
    let all = releases_of(graph, iho);
    let url = |past: &Past<'_>| format!("{base}ihos/{iho}/releases/{}/", past.release.version);
    let name = graph.model.blueprints.get(iho).map_or(iho, |blueprint| blueprint.name());
    let whole = format!("{base}ihos/{iho}/");
    let current = graph.archive.latest(iho);
    let mut series = json!({
        "@id": whole,
        "@type": "dcat:Dataset",
        "dcterms:title": { "@value": name, "@language": "en" },
        "dcat:hasVersion": all.iter().map(|past| json!({ "@id": url(past) })).collect::<Vec<_>>(),
    });
    let newest =
        all.iter().find(|past| current.is_some_and(|it| it.version == past.release.version));
    if let Some(newest) = newest {
        series["dcat:hasCurrentVersion"] = json!({ "@id": url(newest) });
    }
    let versions = all.iter().enumerate().map(|(at, past)| {
        let manifest = &past.release.manifest;
        let mut version = json!({
            "@id": url(past),
            "@type": "dcat:Dataset",
            "dcterms:title": { "@value": format!("{name}: release {}", manifest.sequence), "@language": "en" },
            "dcat:version": manifest.version,
            "dcat:isVersionOf": { "@id": whole },
            "dcterms:issued": { "@value": manifest.publish_at.to_string(), "@type": "xsd:dateTime" },
            "dcat:distribution": [{
                "@type": "dcat:Distribution",
                "dcat:downloadURL": { "@id": format!("{}release.zip", url(past)) },
                "dcat:mediaType": { "@id": "https://www.iana.org/assignments/media-types/application/zip" },
            }],
        });
        if let Some(before) = all.get(at + 1) {
            version["dcat:previousVersion"] = json!({ "@id": url(before) });
        }
        if let Some(note) = past.note.and_then(|note| note.note.known()) {
            version["adms:versionNotes"] = json!({ "@value": note.text.trim(), "@language": "en" });
        }
        version
    });
    let datasets: Vec<Value> = [series].into_iter().chain(versions).collect();
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dcterms": "http://purl.org/dc/terms/",
            "adms": "http://www.w3.org/ns/adms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{base}ihos/{iho}/releases/"),
        "@type": "dcat:Catalog",
        "dcterms:title": { "@value": format!("{name}: releases"), "@language": "en" },
        "dcat:dataset": datasets,
    })
}
