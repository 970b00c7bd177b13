//! Open data: what the pages say, as files for programs, each in the form that its community reads.
//!
//! Everything is made of the same records and the same table of figures as the pages. Addresses are paths from the top
//! of the site.

mod blueprint;
mod bodies;
mod catalogue;
mod changes;
mod chart_tables;
mod digests;
mod feed;
mod figures;
mod footprint;
mod history;
mod history_files;
mod json_ld;
mod outcomes;
mod package;
mod procurement;
mod rows;
mod schema;
mod versions;

pub use blueprint::blueprint;
pub use changes::{Compared, changes};
pub use chart_tables::{ChartTable, drawn};
pub use digests::{Digest, Digests};
pub use feed::{Channel, FeedEntry, FeedHead, channels, feeds, news};
pub use history_files::{history_path, of_history, revisions_path};
pub use json_ld::{Subject, json_ld};
pub use rows::made_safe;

use crate::analysis::money_flow;
use crate::archive::Checkpoint;
use crate::author::json_schema;
use crate::graph::Graph;
use crate::model::schema::FileKind;
use crate::model::{Blueprint, FILE_KINDS, file_kind};

/// Where the schema of a blueprint is published.
const BLUEPRINT_SCHEMA: &str = "data/blueprint.schema.json";
/// Where the schema of changes is published.
const CHANGES_SCHEMA: &str = "data/changes.schema.json";
/// Where the schema of the history of fields is published.
const HISTORY_SCHEMA: &str = "data/history.schema.json";

/// One file for programs.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum File {
    /// A blueprint: every field with its value, silence and source.
    Blueprint(String),
    /// The figures of a measure of an IHO, one row for each figure.
    Figures(String, String),
    /// What the columns of such a table mean, for programs that read "CSV on the Web".
    Columns(String, String),
    /// The figures of all measures of an IHO in one table.
    AllFigures(String),
    /// The tables of an IHO as a Data Package.
    Package(String),
    /// The boundary of an IHO as GeoJSON.
    Footprint(String),
    /// What a figure of an IHO shows.
    ChartTable(String, ChartTable),
    /// The contract of an IHO as a release of the Open Contracting Data Standard.
    Contract(String),
    /// The figures of all peers of which the funnel of a measure is drawn.
    Peers(String),
    /// Every IHO, and where it stands.
    Ihos,
    /// The form of a blueprint in JSON.
    BlueprintSchema,
    /// The form of what changed from one release to the next.
    ChangesSchema,
    /// The form of what fields said over time.
    HistorySchema,
    /// The form of a kind of file that people write, by its name.
    Schema(&'static str),
    /// Every release of an IHO.
    Releases(String),
    /// Which release of an IHO was in force when.
    AsAt(String),
    /// The releases of an IHO as a feed.
    Feed(String),
    /// The releases of an IHO as web archives list versions.
    TimeMap(String),
    /// The releases of an IHO as versions of one dataset.
    Versions(String),
    /// Every publication, one line each.
    Ledger,
    /// What stands for the ledger, to be signed and kept.
    Checkpoint,
    /// A short program in another language that checks what was published.
    Verifier,
    /// Everything that there is, as a catalogue of DCAT 3.
    Catalogue,
}

impl File {
    /// Its path from the top of the site.
    pub fn path(&self) -> String {
        match self {
            Self::Blueprint(iho) => format!("ihos/{iho}/blueprint.json"),
            Self::Figures(iho, metric) => format!("ihos/{iho}/data/{metric}.csv"),
            Self::Columns(iho, metric) => format!("ihos/{iho}/data/{metric}.csv-metadata.json"),
            Self::AllFigures(iho) => format!("ihos/{iho}/data/measures.csv"),
            Self::Package(iho) => format!("ihos/{iho}/data/datapackage.json"),
            Self::Footprint(iho) => format!("ihos/{iho}/data/footprint.geojson"),
            Self::ChartTable(iho, drawn) => format!("ihos/{iho}/{}", drawn.path()),
            Self::Contract(iho) => format!("ihos/{iho}/data/ocds.json"),
            Self::Peers(metric) => format!("data/{metric}.peers.csv"),
            Self::Ihos => "data/ihos.csv".to_owned(),
            Self::BlueprintSchema => BLUEPRINT_SCHEMA.to_owned(),
            Self::ChangesSchema => CHANGES_SCHEMA.to_owned(),
            Self::HistorySchema => HISTORY_SCHEMA.to_owned(),
            Self::Schema(kind) => format!("data/schema/{kind}.schema.json"),
            Self::Releases(iho) => format!("ihos/{iho}/releases/index.json"),
            Self::AsAt(iho) => format!("ihos/{iho}/as-at/intervals.json"),
            Self::Feed(iho) => format!("ihos/{iho}/releases/feed.atom"),
            Self::TimeMap(iho) => format!("ihos/{iho}/releases/timemap.link"),
            Self::Versions(iho) => format!("ihos/{iho}/releases/catalog.jsonld"),
            Self::Ledger => "ledger.jsonl".to_owned(),
            Self::Checkpoint => "checkpoint".to_owned(),
            Self::Verifier => "verify/verify.py".to_owned(),
            Self::Catalogue => "data/catalogue.jsonld".to_owned(),
        }
    }

    /// The IHO that it is of.
    pub fn iho(&self) -> Option<&str> {
        match self {
            Self::Blueprint(iho)
            | Self::Figures(iho, _)
            | Self::Columns(iho, _)
            | Self::AllFigures(iho)
            | Self::Package(iho)
            | Self::Footprint(iho)
            | Self::ChartTable(iho, _)
            | Self::Contract(iho)
            | Self::Releases(iho)
            | Self::AsAt(iho)
            | Self::Feed(iho)
            | Self::TimeMap(iho)
            | Self::Versions(iho) => Some(iho),
            Self::Peers(_)
            | Self::Ihos
            | Self::BlueprintSchema
            | Self::ChangesSchema
            | Self::HistorySchema
            | Self::Schema(_)
            | Self::Ledger
            | Self::Checkpoint
            | Self::Verifier
            | Self::Catalogue => None,
        }
    }

    /// Its media type.
    pub fn media(&self) -> &'static str {
        match self {
            Self::Blueprint(_)
            | Self::Package(_)
            | Self::Contract(_)
            | Self::Releases(_)
            | Self::AsAt(_) => "application/json",
            Self::Feed(_) => "application/atom+xml",
            Self::TimeMap(_) => "application/link-format",
            Self::Ledger => "application/jsonl",
            Self::Checkpoint => "text/plain",
            Self::Verifier => "text/x-python",
            Self::Footprint(_) => "application/geo+json",
            Self::BlueprintSchema | Self::ChangesSchema | Self::HistorySchema | Self::Schema(_) => {
                "application/schema+json"
            }
            Self::Figures(..)
            | Self::AllFigures(_)
            | Self::Peers(_)
            | Self::ChartTable(..)
            | Self::Ihos => "text/csv",
            Self::Columns(..) => "application/csvm+json",
            Self::Catalogue | Self::Versions(_) => "application/ld+json",
        }
    }

    /// What it is, for people.
    pub fn title(&self, graph: &Graph) -> String {
        match self {
            Self::Blueprint(_) => "The whole blueprint".to_owned(),
            Self::Figures(_, metric) | Self::Columns(_, metric) => figures::name(graph, metric),
            Self::AllFigures(_) => "Figures of all measures".to_owned(),
            Self::Package(_) => "Data Package of all tables".to_owned(),
            Self::Footprint(_) => "The area that is covered".to_owned(),
            Self::ChartTable(_, drawn) => drawn.title().to_owned(),
            Self::Ihos => "Every IHO of this site".to_owned(),
            Self::Contract(_) => "The contract as a procurement record".to_owned(),
            Self::Peers(metric) => format!("Figures of peers: {}", figures::name(graph, metric)),
            Self::BlueprintSchema => "Schema of a blueprint".to_owned(),
            Self::ChangesSchema => "Schema of changes".to_owned(),
            Self::HistorySchema => "Schema of the history of fields".to_owned(),
            Self::Schema(kind) => {
                let title = file_kind(kind).map_or(*kind, |kind: &FileKind| kind.title);
                format!("Schema of files: {title}")
            }
            Self::Releases(_) => "Every release".to_owned(),
            Self::AsAt(_) => "Which release was in force when".to_owned(),
            Self::Feed(_) => "News of releases".to_owned(),
            Self::TimeMap(_) => "Releases for web archives".to_owned(),
            Self::Versions(_) => "Releases as versions of a dataset".to_owned(),
            Self::Ledger => "The ledger of all publications".to_owned(),
            Self::Checkpoint => "The checkpoint of the ledger, to be signed and kept".to_owned(),
            Self::Verifier => "A program that checks seals and ledger".to_owned(),
            Self::Catalogue => "Catalogue of all data".to_owned(),
        }
    }

    /// What its form is called.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Blueprint(_) | Self::Releases(_) | Self::AsAt(_) => "JSON",
            Self::Feed(_) => "Atom",
            Self::TimeMap(_) => "Link format",
            Self::Ledger => "JSON Lines",
            Self::Checkpoint => "Text",
            Self::Verifier => "Python",
            Self::Figures(..)
            | Self::AllFigures(_)
            | Self::Peers(_)
            | Self::ChartTable(..)
            | Self::Ihos => "CSV",
            Self::Columns(..) => "CSV on the Web",
            Self::Package(_) => "Data Package",
            Self::Footprint(_) => "GeoJSON",
            Self::Contract(_) => "OCDS",
            Self::BlueprintSchema | Self::ChangesSchema | Self::HistorySchema | Self::Schema(_) => {
                "JSON Schema"
            }
            Self::Catalogue | Self::Versions(_) => "DCAT 3",
        }
    }

    /// Makes it.
    ///
    /// # Panics
    /// Where it is not a file of this site.
    pub fn bytes(&self, graph: &Graph, digests: &Digests) -> Vec<u8> {
        let of = |iho: &String| &graph.model.blueprints[iho];
        match self {
            Self::Blueprint(iho) => {
                blueprint::published(of(iho), &format!("../../{BLUEPRINT_SCHEMA}"))
            }
            Self::Figures(iho, metric) => figures::csv(graph, of(iho), Some(metric)),
            Self::AllFigures(iho) => figures::csv(graph, of(iho), None),
            Self::Columns(iho, metric) => json(&package::columns(graph, of(iho), metric)),
            Self::Package(iho) => json(&package::package(graph, digests, of(iho))),
            Self::Footprint(iho) => {
                let boundary = footprint::boundary(&graph.model, of(iho));
                let boundary = boundary.expect("a boundary that is promised can be drawn");
                compact(&footprint::footprint(graph, of(iho), boundary))
            }
            Self::ChartTable(iho, drawn) => drawn.csv(graph, of(iho)),
            Self::Ihos => chart_tables::ihos(graph),
            Self::Contract(iho) => json(&procurement::package(graph, of(iho))),
            Self::Peers(metric) => figures::peers(&graph.model.peers[metric]),
            Self::BlueprintSchema => {
                let address = format!("{}{BLUEPRINT_SCHEMA}", catalogue::base(graph));
                json(&schema::schema(&address))
            }
            Self::ChangesSchema => {
                let address = format!("{}{CHANGES_SCHEMA}", catalogue::base(graph));
                json(&changes::schema(&address))
            }
            Self::HistorySchema => {
                let address = format!("{}{HISTORY_SCHEMA}", catalogue::base(graph));
                json(&history_files::schema(&address))
            }
            Self::Schema(kind) => {
                let kind = file_kind(kind).expect("a kind of file");
                json_schema::text(kind).into_bytes()
            }
            Self::Releases(iho) => json(&history::releases(graph, iho)),
            Self::AsAt(iho) => json(&history::intervals(graph, iho)),
            Self::Feed(iho) => history::feed(graph, iho).into_bytes(),
            Self::TimeMap(iho) => history::time_map(graph, iho).into_bytes(),
            Self::Versions(iho) => json(&versions::versions(graph, iho)),
            Self::Ledger => graph.archive.ledger.text().into_bytes(),
            Self::Checkpoint => {
                checkpoint(graph).map(|it| it.text().into_bytes()).unwrap_or_default()
            }
            Self::Verifier => include_bytes!("data/verify.py").to_vec(),
            Self::Catalogue => json(&catalogue::catalogue(graph, digests)),
        }
    }
}

/// Every file of an IHO, in the order in which they are listed.
pub fn of_blueprint(graph: &Graph, blueprint: &Blueprint) -> Vec<File> {
    let iho = || blueprint.id.clone();
    let mut files = vec![File::Blueprint(iho())];
    if footprint::boundary(&graph.model, blueprint).is_some() {
        files.push(File::Footprint(iho()));
    }
    files.extend(drawn(graph, blueprint).map(|drawn| File::ChartTable(iho(), drawn)));
    if procurement::is_published(graph, blueprint) {
        files.push(File::Contract(iho()));
    }
    let measures = figures::measures(blueprint);
    if !measures.is_empty() {
        files.push(File::AllFigures(iho()));
        files.push(File::Package(iho()));
    }
    for metric in measures {
        files.push(File::Figures(iho(), metric.clone()));
        files.push(File::Columns(iho(), metric));
    }
    files
}

/// The files that an IHO can have besides those of single measures, each with the files of its draft that decide whether:
/// an ending stands for all files that have it.
pub fn usual(iho: &str) -> Vec<(File, &'static [&'static str])> {
    let id = || iho.to_owned();
    let own: [(File, &[&str]); 5] = [
        (File::Blueprint(id()), &[]),
        (File::Footprint(id()), footprint::MADE_OF),
        (File::Contract(id()), &["contract.yaml", "commissioner.yaml"]),
        (File::AllFigures(id()), &[".csv"]),
        (File::Package(id()), &[".csv"]),
    ];
    let drawn =
        ChartTable::ALL.into_iter().map(|drawn| (File::ChartTable(id(), drawn), drawn.made_of()));
    own.into_iter().chain(drawn).collect()
}

/// Where a notice is published as it is, so that everybody can hold it against the ledger.
pub fn notice_path(iho: &str, notice: &str) -> String {
    format!("ihos/{iho}/notices/{notice}")
}

/// Every file that is of no single IHO; none on a site that never had any.
pub fn of_site(graph: &Graph) -> Vec<File> {
    if graph.model.blueprints.is_empty() && graph.archive.ihos.is_empty() {
        return Vec::new();
    }
    let schemas = FILE_KINDS.iter().map(|kind| File::Schema(kind.name));
    let peers = graph.model.peers.keys().cloned().map(File::Peers);
    [File::Catalogue, File::Ihos, File::BlueprintSchema]
        .into_iter()
        .chain(peers)
        .chain(schemas)
        .collect()
}

/// The files about what was published, and when.
pub fn of_archive(graph: &Graph) -> Vec<File> {
    let of_iho = |id: &String| {
        let id = || id.clone();
        let [list, as_at, feed] = [File::Releases(id()), File::AsAt(id()), File::Feed(id())];
        [list, as_at, feed, File::TimeMap(id()), File::Versions(id())]
    };
    let of_ihos = graph.archive.ihos.keys().flat_map(of_iho);
    let of_all = [File::Ledger, File::Verifier, File::ChangesSchema, File::HistorySchema];
    let of_all = of_all.into_iter();
    let of_all = of_all.filter(|_| !graph.archive.ihos.is_empty());
    let checkpoint = checkpoint(graph).map(|_| File::Checkpoint);
    let checkpoint = checkpoint.filter(|_| !graph.archive.ihos.is_empty());
    of_ihos.chain(of_all).chain(checkpoint).collect()
}

/// What stands for the ledger; nothing while it is empty.
pub fn checkpoint(graph: &Graph) -> Option<Checkpoint> {
    Checkpoint::of(&graph.archive.ledger, &catalogue::base(graph))
}

/// The tables of measures and figures of every IHO, and those of its peers.
pub fn figures_of(graph: &Graph) -> Vec<File> {
    let of_ihos = graph.model.blueprints.values().flat_map(|it| of_blueprint(graph, it));
    let peers = graph.model.peers.keys().cloned().map(File::Peers);
    let is_table = |file: &File| matches!(file, File::Figures(..) | File::ChartTable(..));
    of_ihos.filter(is_table).chain(peers).collect()
}

/// Every file of a site.
pub fn all(graph: &Graph) -> Vec<File> {
    let of_ihos = graph.model.blueprints.values().flat_map(|it| of_blueprint(graph, it));
    of_ihos.chain(of_archive(graph)).chain(of_site(graph)).collect()
}

/// Which files some of the sources promise, and which boundaries can be drawn: as long as it is the same, so is the
/// list of files.
#[derive(PartialEq, Eq, Debug)]
pub struct Outline {
    files: Vec<File>,
    boundaries: Vec<String>,
    contracts: Vec<String>,
    peers: Vec<String>,
    outcomes: Vec<(String, [bool; 2])>,
    flows: Vec<(String, [bool; 3])>,
}

/// What a part of a site adds to its files.
pub fn outline(part: &Graph) -> Outline {
    let drawn = part.model.boundaries.iter().filter(|(_, (_, it))| footprint::is_drawn(it));
    // Whether the site has a prefix for its procurements, a part does not know.
    let blueprints = || part.model.blueprints.values();
    let told = blueprints().filter(|it| procurement::is_told(it));
    Outline {
        files: all(part),
        boundaries: drawn.map(|(path, _)| path.clone()).collect(),
        contracts: told.map(|it| it.id.clone()).collect(),
        peers: part.model.peers.keys().cloned().collect(),
        outcomes: blueprints().map(|it| (it.id.clone(), outcomes::told(it))).collect(),
        flows: blueprints().map(|it| (it.id.clone(), money_flow::told(it))).collect(),
    }
}

fn json(value: &serde_json::Value) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value).expect("a tree of values is JSON");
    (text + "\n").into_bytes()
}

/// Without line breaks: a boundary has thousands of numbers.
fn compact(value: &serde_json::Value) -> Vec<u8> {
    (value.to_string() + "\n").into_bytes()
}
