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
mod file;
mod footprint;
mod history;
mod history_files;
mod json_ld;
mod ledger;
mod outcomes;
mod package;
mod procurement;
mod rows;
mod schema;
mod versions;

pub use blueprint::{BLUEPRINT, blueprint};
pub use changes::{Compared, changes};
pub use chart_tables::{AREAS, BUDGET, IHOS, PARTNERS, STEPS};
pub use digests::{Digest, Digests};
pub use feed::{Channel, FeedEntry, FeedHead, channels, feeds, news};
pub use figures::{FIGURES, PEERS};
pub use file::{File, FileSpec, all_files, of_blueprint, of_site, possible, tables};
pub use history::{AS_AT, RELEASE_FEED, RELEASES, TIME_MAP};
pub use history_files::{history_path, of_history, revisions_path};
pub use json_ld::{Subject, json_ld};
pub use ledger::{CHECKPOINT, LEDGER, checkpoint};
pub use outcomes::OUTCOMES;
pub use package::COLUMN_METADATA;
pub use rows::made_safe;
pub use versions::VERSIONS;

use crate::analysis::money_flow;
use crate::graph::Graph;

/// Every kind of file for programs, in the order in which files are listed.
static SPECS: [&FileSpec; 27] = [
    &BLUEPRINT,
    &footprint::FOOTPRINT,
    &STEPS,
    &AREAS,
    &PARTNERS,
    &BUDGET,
    &OUTCOMES,
    &procurement::CONTRACT,
    &figures::ALL_FIGURES,
    &package::DATA_PACKAGE,
    &FIGURES,
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
        files: all_files(part),
        boundaries: drawn.map(|(path, _)| path.clone()).collect(),
        contracts: told.map(|it| it.id.clone()).collect(),
        peers: part.model.peers.keys().cloned().collect(),
        outcomes: blueprints().map(|it| (it.id.clone(), outcomes::told(it))).collect(),
        flows: blueprints().map(|it| (it.id.clone(), money_flow::told(it))).collect(),
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
