//! Open data: what the pages say, as files for programs, each in the form that its community reads.
//!
//! Everything is made of the same records and the same table of figures as the pages. Addresses are paths from the top
//! of the site.

mod blueprint;
mod catalogue;
mod figures;
mod package;

pub use blueprint::blueprint;

use crate::archive::{hex, sha256};
use crate::graph::Graph;
use crate::model::Blueprint;

/// One file for programs.
#[derive(Clone, PartialEq, Eq, Debug)]
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
            | Self::Package(iho) => Some(iho),
            Self::Catalogue => None,
        }
    }

    /// Its media type.
    pub fn media(&self) -> &'static str {
        match self {
            Self::Blueprint(_) | Self::Package(_) => "application/json",
            Self::Figures(..) | Self::AllFigures(_) => "text/csv",
            Self::Columns(..) => "application/csvm+json",
            Self::Catalogue => "application/ld+json",
        }
    }

    /// What it is, for people.
    pub fn title(&self, graph: &Graph) -> String {
        match self {
            Self::Blueprint(_) => "The whole blueprint".to_owned(),
            Self::Figures(_, metric) => format!("Figures: {}", figures::name(graph, metric)),
            Self::Columns(_, metric) => {
                format!("What the columns mean: {}", figures::name(graph, metric))
            }
            Self::AllFigures(_) => "Figures of all measures".to_owned(),
            Self::Package(_) => "Data Package of all tables".to_owned(),
            Self::Catalogue => "Catalogue of all data".to_owned(),
        }
    }

    /// What its form is called.
    pub fn format(&self) -> &'static str {
        match self {
            Self::Blueprint(_) => "JSON",
            Self::Figures(..) | Self::AllFigures(_) => "CSV",
            Self::Columns(..) => "CSV on the Web",
            Self::Package(_) => "Data Package",
            Self::Catalogue => "DCAT 3",
        }
    }

    /// Makes it.
    ///
    /// # Panics
    /// Where it is not a file of this site.
    pub fn bytes(&self, graph: &Graph) -> Vec<u8> {
        let of = |iho: &String| &graph.model.blueprints[iho];
        match self {
            Self::Blueprint(iho) => blueprint(of(iho)),
            Self::Figures(iho, metric) => figures::csv(graph, of(iho), Some(metric)).into_bytes(),
            Self::AllFigures(iho) => figures::csv(graph, of(iho), None).into_bytes(),
            Self::Columns(iho, metric) => json(&package::columns(graph, of(iho), metric)),
            Self::Package(iho) => json(&package::package(graph, of(iho))),
            Self::Catalogue => json(&catalogue::catalogue(graph)),
        }
    }

    /// Its size in bytes and its SHA-256.
    pub fn digest(&self, graph: &Graph) -> (usize, String) {
        let bytes = self.bytes(graph);
        (bytes.len(), hex(&sha256(&bytes)))
    }
}

/// Every file of an IHO, in the order in which they are listed.
pub fn of_blueprint(blueprint: &Blueprint) -> Vec<File> {
    let iho = || blueprint.id.clone();
    let mut files = vec![File::Blueprint(iho())];
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

/// Every file of a site.
pub fn all(graph: &Graph) -> Vec<File> {
    let of_ihos = graph.model.blueprints.values().flat_map(|it| of_blueprint(it));
    let has_any = !graph.model.blueprints.is_empty();
    of_ihos.chain(has_any.then_some(File::Catalogue)).collect()
}

fn json(value: &serde_json::Value) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value).expect("a tree of values is JSON");
    (text + "\n").into_bytes()
}
