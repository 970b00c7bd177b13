//! Open data: what the pages say, as files for programs, each in the form that its community reads.
//!
//! Everything is made of the same records and the same table of figures as the pages. Addresses are paths from the top
//! of the site.
//!
//! # What is published for programs
//!
//! A `data::FileSpec` is all that there is to say of a kind of such files: address, form, title, where it occurs, and how its bytes are
//! made of the graph. It stands beside what makes them, and `SPECS` in `src/data.rs` names it. `output` promises the files beside the
//! pages, `page::data` lists them with size and SHA-256, and `data::json_ld` gives pages their block of schema.org. Figures come
//! from `analysis/measures`, which pages read too, so a page and a file can't say different things. `.ci/validate_data.py` holds every
//! kind of file against a validator of its own community, without a network, and sees each validator fail on one seeded fault.
//!
//! Every table that is published is written by `data/rows`, which puts an apostrophe before what a spreadsheet would run. A table
//! that an author wrote is published byte by byte where nothing in it would be run, and is written anew by `data::made_safe` where
//! something would. What is sealed is never written anew: `release.zip` holds the author's bytes.

mod blueprint;
mod bodies;
mod catalogue;
mod changes;
mod chart;
mod chart_tables;
mod digests;
mod feed;
mod figures;
mod file;
mod footprint;
mod history;
mod history_files;
mod json_ld;
mod ledger;
mod look_up;
mod outcomes;
mod package;
mod procurement;
mod rows;
mod schema;
mod summary;
mod versions;
mod xml;

pub use blueprint::{BLUEPRINT, blueprint};
pub use changes::{ChangeSet, changes};
pub use chart::{CHART, Drawn, contract_start, is_rolling, per, unit};
pub use chart_tables::{AREAS, BUDGET, IHOS, PARTNERS, STEPS};
pub use digests::{Digest, Digests};
pub use feed::{Channel, FeedEntry, FeedHead, channels, feeds, news};
pub use figures::{ALL_FIGURES, FIGURES, PEERS};
pub use file::{File, FileSpec, all_files, of_blueprint, of_site, possible, tables};
pub use footprint::FOOTPRINT;
pub use history::{AS_AT, RELEASE_FEED, RELEASES, TIME_MAP};
pub use history_files::{history_path, of_history, revisions_path};
pub use json_ld::{PageSubject, json_ld};
pub use ledger::{CHECKPOINT, LEDGER, checkpoint};
pub use look_up::{OUTWARD, POSTCODES, PRACTICES, name_of_area, place_of_area};
pub use outcomes::OUTCOMES;
pub use package::COLUMN_METADATA;
pub use rows::made_safe;
pub use summary::{GROUPS, SUMMARY, SummaryGroup};
pub use versions::VERSIONS;
pub use xml::XmlDocument;

use self::file::Form;
use crate::analysis::money_flow;
use crate::graph::Graph;
use crate::model::Blueprint;

/// The forms of these files; the first that fits counts.
const FORMS: [Form; 14] = [
    (".schema.json", "JSON Schema", "application/schema+json"),
    (".csv-metadata.json", "CSV on the Web", "application/csvm+json"),
    ("/datapackage.json", "Data Package", "application/json"),
    ("/ocds.json", "OCDS", "application/json"),
    (".json", "JSON", "application/json"),
    (".geojson", "GeoJSON", "application/geo+json"),
    (".csv", "CSV", "text/csv"),
    (".svg", "SVG", "image/svg+xml"),
    (".jsonld", "DCAT 3", "application/ld+json"),
    (".jsonl", "JSON Lines", "application/jsonl"),
    (".atom", "Atom", "application/atom+xml"),
    (".link", "Link format", "application/link-format"),
    (".py", "Python", "text/x-python"),
    ("checkpoint", "Text", "text/plain"),
];

/// Every kind of file for programs, in the order in which files are listed.
static SPECS: [&FileSpec; 32] = [
    &BLUEPRINT,
    &SUMMARY,
    &footprint::FOOTPRINT,
    &PRACTICES,
    &POSTCODES,
    &OUTWARD,
    &STEPS,
    &AREAS,
    &PARTNERS,
    &BUDGET,
    &OUTCOMES,
    &procurement::CONTRACT,
    &ALL_FIGURES,
    &package::DATA_PACKAGE,
    &FIGURES,
    &CHART,
    &COLUMN_METADATA,
    &catalogue::CATALOGUE,
    &IHOS,
    &schema::BLUEPRINT_SCHEMA,
    &PEERS,
    &schema::SOURCE_SCHEMA,
    &RELEASES,
    &AS_AT,
    &RELEASE_FEED,
    &TIME_MAP,
    &VERSIONS,
    &LEDGER,
    &CHECKPOINT,
    &ledger::VERIFIER,
    &changes::CHANGES_SCHEMA,
    &history_files::HISTORY_SCHEMA,
];

/// Where a notice is published as it is, so that everybody can hold it against the ledger.
pub fn notice_path(iho: &str, notice: &str) -> String {
    format!("ihos/{iho}/notices/{notice}")
}

/// Which files some of the sources promise, and which boundaries can be drawn: as long as it is the same, so is the
/// list of files.
#[derive(PartialEq, Eq, Debug)]
pub struct Outline {
    files: Vec<File>,
    boundaries: Vec<String>,
    peers: Vec<String>,
    /// Of each blueprint, what is known for its contract, its outcomes and its flow of money.
    known: Vec<(String, bool, [bool; 2], [bool; 3])>,
}

/// What a part of a site adds to its files.
pub fn outline(part: &Graph) -> Outline {
    let drawn = part.model.boundaries.iter().filter(|(_, (_, it))| footprint::is_drawn(it));
    // Whether the site has a prefix for its procurements, a part does not know.
    let known = |blueprint: &Blueprint| {
        let contract = procurement::has_enough(blueprint);
        let id = blueprint.id.clone();
        (id, contract, outcomes::known_terms(blueprint), money_flow::told(blueprint))
    };
    Outline {
        files: all_files(part),
        boundaries: drawn.map(|(path, _)| path.clone()).collect(),
        peers: part.model.peers.keys().cloned().collect(),
        known: part.model.blueprints.values().map(|blueprint| known(blueprint)).collect(),
    }
}

/// Adds a value to an object, where it is known.
fn set(object: &mut serde_json::Value, key: &str, value: Option<impl Into<serde_json::Value>>) {
    if let Some(value) = value {
        object[key] = value.into();
    }
}

fn json_bytes(value: &serde_json::Value) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value).expect("a tree of values is JSON");
    (text + "\n").into_bytes()
}

/// Without line breaks: a boundary has thousands of numbers.
fn compact(value: &serde_json::Value) -> Vec<u8> {
    (value.to_string() + "\n").into_bytes()
}
