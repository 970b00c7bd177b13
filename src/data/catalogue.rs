//! Everything that a site publishes for programs, as a catalogue of DCAT 3: <https://www.w3.org/TR/vocab-dcat-3/>.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::blueprint::BLUEPRINT;
use super::file::{FileSpec, Named, Occurs};
use super::package::{licence, publisher, site};
use super::schema::BLUEPRINT_SCHEMA;
use super::{Digests, File, json_bytes, set};
use crate::graph::Graph;
use crate::graph::history::measures_of;
use crate::model::Blueprint;
use crate::model::address::BaseUrl;
use crate::model::metric::Frequency;
use crate::model::observations::Observations;
use crate::model::scalar::Date;

/// Everything that there is, as a catalogue.
pub(super) static CATALOGUE: FileSpec = Named("data/catalogue.jsonld", "Catalogue of all data")
    .made(Occurs::Site, |_, graph, digests| json_bytes(&catalogue(graph, digests)));

/// The catalogue; its `@context` stands in it, so that it can be read without asking anybody.
fn catalogue(graph: &Graph, digests: &Digests) -> Value {
    let base = base(graph);
    let title = site(graph).and_then(|site| site.title.known()).cloned().unwrap_or_default();
    // Checksums need every file to be made: on all cores.
    let blueprints: Vec<_> = graph.model.blueprints.values().collect();
    let datasets: Vec<Value> =
        blueprints.into_par_iter().map(|it| dataset(graph, digests, &base, it)).collect();
    let mut catalogue = json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dcterms": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": format!("{base}data/"),
        "@type": "dcat:Catalog",
        "dcterms:title": { "@value": title, "@language": "en" },
        "dcterms:description": {
            "@value": "Blueprints of contracts for integrated health organisations, with the figures of their measures.",
            "@language": "en",
        },
        "dcat:dataset": datasets,
    });
    set(&mut catalogue, "dcterms:publisher", agent(graph));
    catalogue
}

/// The address of the site, with a `/` at its end.
pub(super) fn base(graph: &Graph) -> String {
    let url = site(graph).and_then(|site| site.base_url.known());
    let base = url.map_or("", BaseUrl::trimmed);
    format!("{base}/")
}

fn agent(graph: &Graph) -> Option<Value> {
    Some(json!({ "@type": "foaf:Organization", "foaf:name": publisher(graph)? }))
}

fn dataset(graph: &Graph, digests: &Digests, base: &str, blueprint: &Blueprint) -> Value {
    let id = &blueprint.id;
    let files = super::of_blueprint(graph, blueprint);
    let distributions: Vec<Value> =
        files.iter().map(|file| distribution(graph, digests, file)).collect();
    let mut dataset = json!({
        "@id": format!("{base}ihos/{id}/data/"),
        "@type": "dcat:Dataset",
        "dcterms:identifier": id,
        "dcterms:title": { "@value": blueprint.name(), "@language": "en" },
        "dcterms:description": {
            "@value": format!("The blueprint of the {}, field by field, and the figures of its measures.", blueprint.name()),
            "@language": "en",
        },
        "dcat:landingPage": { "@id": format!("{base}ihos/{id}/") },
        "dcat:distribution": distributions,
    });
    // Figures as each release published them are made of all releases, apart from the site: their size is not known here.
    let vintages = measures_of(graph, id).into_iter();
    let vintages: Vec<Value> = vintages
        .map(|metric| json!({ "@id": format!("{base}{}", super::revisions_path(id, &metric)) }))
        .collect();
    set(&mut dataset, "dcterms:publisher", agent(graph));
    set(&mut dataset, "dcterms:relation", (!vintages.is_empty()).then_some(vintages));
    set(&mut dataset, "dcterms:modified", last_updated(graph, blueprint).map(xsd_date));
    set(&mut dataset, "dcterms:license", site(graph).and_then(licence).map(terms));
    let version = blueprint.identity().and_then(|iho| iho.blueprint_version.known());
    set(&mut dataset, "dcat:version", version.map(String::as_str));
    set(&mut dataset, "dcterms:temporal", temporal(blueprint));
    set(&mut dataset, "dcterms:accrualPeriodicity", periodicity(graph, blueprint));
    dataset
}

/// A licence by its address; by its name where it has none.
fn terms((name, url): (String, Option<String>)) -> Value {
    match url {
        Some(url) => json!({ "@id": url }),
        None => json!({ "@type": "dcterms:LicenseDocument", "dcterms:title": name }),
    }
}

/// The day on which the newest figures were brought up to date.
pub(super) fn last_updated(graph: &Graph, blueprint: &Blueprint) -> Option<Date> {
    let known = |id: &String| graph.model.metrics.get(id)?.1.last_updated.known().copied();
    blueprint.observations.keys().filter_map(known).max()
}

/// From the first day of the first figure to the last day of the last.
pub(super) fn covered<'m>(tables: impl IntoIterator<Item = &'m Observations>) -> Option<[Date; 2]> {
    let periods = tables.into_iter().flat_map(|it| &it.rows).map(|row| row.period);
    let days = periods.map(|period| [period.first_day(), period.last_day()]);
    days.reduce(|[a, b], [first, last]| [a.min(first), b.max(last)])
}

fn temporal(blueprint: &Blueprint) -> Option<Value> {
    let [first, last] = covered(blueprint.observations.values())?;
    let [first, last] = [first, last].map(xsd_date);
    Some(json!({ "@type": "dcterms:PeriodOfTime", "dcat:startDate": first, "dcat:endDate": last }))
}

fn xsd_date(day: Date) -> Value {
    json!({ "@value": day.to_string(), "@type": "xsd:date" })
}

/// How often figures come: that of the measure that comes most often, in the words of the Publications Office of the EU,
/// which DCAT recommends.
fn periodicity(graph: &Graph, blueprint: &Blueprint) -> Option<Value> {
    let known = |id: &String| graph.model.metrics.get(id)?.1.frequency.known().copied();
    let often = blueprint.observations.keys().filter_map(known).min()?;
    let word = match often {
        Frequency::Daily => "DAILY",
        Frequency::Weekly => "WEEKLY",
        Frequency::Monthly => "MONTHLY",
        Frequency::Quarterly => "QUARTERLY",
        Frequency::TwiceYearly => "ANNUAL_2",
        Frequency::Annual => "ANNUAL",
        Frequency::Irregular => "IRREG",
    };
    let scheme = "http://publications.europa.eu/resource/authority/frequency/";
    Some(json!({ "@id": format!("{scheme}{word}") }))
}

fn distribution(graph: &Graph, digests: &Digests, file: &File) -> Value {
    let (bytes, hash) = digests.of_file(graph, file);
    let url = file.address(graph);
    let mut distribution = json!({
        "@id": url,
        "@type": "dcat:Distribution",
        "dcterms:title": { "@value": file.title(graph), "@language": "en" },
        "dcat:downloadURL": { "@id": url },
        "dcat:mediaType": { "@id": format!("https://www.iana.org/assignments/media-types/{}", file.media()) },
        "dcat:byteSize": { "@value": bytes.to_string(), "@type": "xsd:nonNegativeInteger" },
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": { "@id": "http://spdx.org/rdf/terms#checksumAlgorithm_sha256" },
            "spdx:checksumValue": { "@value": hash, "@type": "xsd:hexBinary" },
        },
    });
    if file.is(&BLUEPRINT) {
        let schema = BLUEPRINT_SCHEMA.file([]).address(graph);
        distribution["dcterms:conformsTo"] = json!({ "@id": schema });
    }
    distribution
}
