//! What a page is about in the words of <https://schema.org/>, for search engines: JSON-LD that stands in the page.
//!
//! Says only what the page itself says, and little of it.

use serde_json::{Map, Value, json};

use super::catalogue::CATALOGUE;
use super::figures::FIGURES;
use super::package::{COLUMN_METADATA, licence, publisher, site};
use super::{File, bodies, catalogue, set};
use crate::graph::{EntityId, Graph};
use crate::model::field::Field;
use crate::model::reference::{EntityKind, OrgRef};
use crate::model::scalar::Date;
use crate::model::shared::OrganisationKind;
use crate::model::{Blueprint, Section};

/// What a page is about.
#[derive(Clone, Copy, Debug)]
pub enum PageSubject<'a> {
    /// The service that an IHO is to give: its overview.
    Iho(&'a str),
    /// The figures of a measure of an IHO.
    Measure(&'a str, &'a str),
    /// All data of an IHO.
    DataOf(&'a str),
    /// All data of the site.
    Data,
    /// A body.
    Organisation(&'a str),
}

/// At most so many areas are named.
const AREAS: usize = 12;

/// The subject of a page as the text of a script element: no `<` stands in it, so nothing ends the element early.
///
/// `url` is the address of the page on the web, `description` its one sentence, which may be empty.
pub fn json_ld(
    graph: &Graph,
    subject: PageSubject<'_>,
    url: &str,
    description: &str,
) -> Option<String> {
    let mut value = match subject {
        PageSubject::Iho(iho) => service(graph, graph.model.blueprints.get(iho)?),
        PageSubject::Measure(iho, metric) => {
            measure(graph, graph.model.blueprints.get(iho)?, metric)
        }
        PageSubject::DataOf(iho) => tables(graph, graph.model.blueprints.get(iho)?),
        PageSubject::Data => data_catalogue(graph),
        PageSubject::Organisation(id) => organisation(graph, id)?,
    };
    value["@context"] = "https://schema.org".into();
    value["url"] = url.into();
    if !description.is_empty() && value.get("description").is_none() {
        value["description"] = description.into();
    }
    let is_invented = match subject {
        PageSubject::Organisation(id) => {
            bodies::organisation(graph, id)?.illustrative.known().copied()
        }
        _ => site(graph).and_then(|site| site.illustrative.known()).copied(),
    };
    if is_invented == Some(true) {
        value["disambiguatingDescription"] = "Invented for demonstration".into();
    }
    Some(value.to_string().replace('<', "\\u003c"))
}

/// A block of what is known.
fn block(
    kind: &str,
    name: &str,
    known: impl IntoIterator<Item = (&'static str, Option<Value>)>,
) -> Value {
    let known = known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    let first = [("@type", kind), ("name", name)];
    let first = first.into_iter().map(|(key, value)| (key.to_owned(), value.into()));
    Value::Object(first.chain(known).collect::<Map<_, _>>())
}

fn service(graph: &Graph, blueprint: &Blueprint) -> Value {
    let host = blueprint.host.as_ref().and_then(Section::known);
    let commissioner = blueprint.commissioner.as_ref().and_then(Section::known);
    let icb = commissioner.and_then(|it| it.lead_icb.known()).map(|icb| &icb.organisation);
    let body = |body: Option<&Field<OrgRef>>| short(graph, &body?.known()?.0.id);
    let areas = areas(graph, blueprint);
    block(
        "GovernmentService",
        blueprint.name(),
        [
            ("provider", body(icb)),
            ("serviceOperator", body(host.map(|host| &host.organisation))),
            ("areaServed", (!areas.is_empty()).then(|| areas.into())),
        ],
    )
}

/// The places of a footprint.
fn areas(graph: &Graph, blueprint: &Blueprint) -> Vec<Value> {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    let places = footprint.map_or(&[][..], |it| it.places.items()).iter().take(AREAS);
    let area = |name: &str| block("AdministrativeArea", name, []);
    places.map(|place| area(graph.name(&EntityId::of(&place.0)))).collect()
}

fn measure(graph: &Graph, blueprint: &Blueprint, metric: &str) -> Value {
    let name = graph.name(&EntityId::new(EntityKind::Metric, metric)).to_owned();
    let definition = graph.model.metrics.get(metric).map(|(_, it)| &**it);
    let source = definition.and_then(|it| it.source.known());
    let source = source.and_then(|it| it.url.known()).map(|url| url.0.as_str());
    let updated = definition.and_then(|it| it.last_updated.known());
    let mut value = dataset(graph, blueprint, &format!("{name}: {}", blueprint.name()));
    let observations = blueprint.observations.get(metric);
    let covered = observations.and_then(|it| catalogue::covered([it]));
    // Not the sentence of the page, which tells the latest figure.
    value["description"] = format!(
        "{name} in the {}: a row for each period, area and group, with what was counted where it is known.",
        blueprint.name()
    )
    .into();
    value["variableMeasured"] = name.into();
    set(&mut value, "isBasedOn", source);
    set(&mut value, "dateModified", updated.map(Date::to_string));
    set(&mut value, "temporalCoverage", covered.map(|[first, last]| format!("{first}/{last}")));
    let file = FIGURES.file([&blueprint.id, metric]);
    set(&mut value, "distribution", observations.map(|_| json!([download(graph, &file)])));
    value
}

fn tables(graph: &Graph, blueprint: &Blueprint) -> Value {
    let name = format!("{}: blueprint and figures", blueprint.name());
    let mut value = dataset(graph, blueprint, &name);
    let updated = catalogue::last_updated(graph, blueprint);
    set(&mut value, "dateModified", updated.map(|day| day.to_string()));
    // What there is of each measure, and of each first half of a postcode, is left to the pages that need it.
    let parts = [&FIGURES, &COLUMN_METADATA, &super::CHART, &super::OUTWARD];
    let is_whole = |file: &File| !parts.iter().any(|part| file.is(part));
    let files = super::of_blueprint(graph, blueprint).into_iter().filter(is_whole);
    value["distribution"] = files.map(|file| download(graph, &file)).collect();
    value
}

fn dataset(graph: &Graph, blueprint: &Blueprint, name: &str) -> Value {
    let version = blueprint.identity().and_then(|iho| iho.blueprint_version.known());
    let area = block("Place", blueprint.short_name(), []);
    let [licence, creator] = terms(graph);
    block(
        "Dataset",
        name,
        [
            ("version", version.map(|version| version.as_str().into())),
            ("license", licence),
            ("creator", creator),
            ("spatialCoverage", Some(area)),
            ("isAccessibleForFree", Some(true.into())),
        ],
    )
}

fn data_catalogue(graph: &Graph) -> Value {
    let title = site(graph).and_then(|site| site.title.known()).map_or("", String::as_str);
    let [licence, publisher] = terms(graph);
    let catalogue = download(graph, &CATALOGUE.file([]));
    block(
        "DataCatalog",
        &format!("Data of {title}"),
        [("license", licence), ("publisher", publisher), ("encoding", Some(catalogue))],
    )
}

/// The licence by its address, or by its name where it has none; and who publishes the site.
fn terms(graph: &Graph) -> [Option<Value>; 2] {
    let licence = site(graph).and_then(licence).map(|(name, url)| match url {
        Some(url) => url.into(),
        None => block("CreativeWork", &name, []),
    });
    [licence, publisher(graph).map(|name| block("Organization", &name, []))]
}

fn download(graph: &Graph, file: &File) -> Value {
    let url = file.address(graph);
    json!({ "@type": "DataDownload", "encodingFormat": file.media(), "contentUrl": url })
}

/// A body with what registers and its own pages say.
fn organisation(graph: &Graph, id: &str) -> Option<Value> {
    let organisation = bodies::organisation(graph, id)?;
    let mut value = short(graph, id)?;
    let day = |day: Option<&Date>| day.map(Date::to_string);
    set(&mut value, "sameAs", organisation.website.known().map(|url| url.0.as_str()));
    set(&mut value, "foundingDate", day(organisation.from.known()));
    set(&mut value, "dissolutionDate", day(organisation.to.known()));
    Some(value)
}

/// A body by its name and its code.
fn short(graph: &Graph, id: &str) -> Option<Value> {
    let organisation = bodies::organisation(graph, id)?;
    let kind = organisation.kind.known().map_or("Organization", |kind| type_of(*kind));
    let code = bodies::ods(graph, id)
        .map(|code| json!({ "@type": "PropertyValue", "propertyID": "ODS", "value": code }));
    let name = graph.name(&EntityId::new(EntityKind::Organisation, id)).to_owned();
    Some(block(kind, &name, [("identifier", code)]))
}

const fn type_of(kind: OrganisationKind) -> &'static str {
    use OrganisationKind as Kind;
    match kind {
        Kind::Icb
        | Kind::NhsEngland
        | Kind::NhsRegion
        | Kind::GovernmentDepartment
        | Kind::LocalAuthority => "GovernmentOrganization",
        Kind::NhsFoundationTrust | Kind::NhsTrust | Kind::Ambulance => "MedicalOrganization",
        Kind::GpPractice
        | Kind::Pcn
        | Kind::GpFederation
        | Kind::Snp
        | Kind::Mnp
        | Kind::ProviderCollaborative
        | Kind::Partnership
        | Kind::Cic
        | Kind::Vcfse
        | Kind::Charity
        | Kind::Hospice
        | Kind::UserLed
        | Kind::Independent
        | Kind::PharmacyDentalOptometry
        | Kind::University
        | Kind::Healthwatch
        | Kind::Regulator
        | Kind::SectorBody
        | Kind::Other => "Organization",
    }
}
