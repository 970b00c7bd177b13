//! The files of a release and its seal, as values: the shell writes them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::closure::closure;
use super::publish_time::PublishTime;
use crate::archive::{
    FACTS, FORMAT, GENESIS, Kind, MANIFEST, Manifest, NOTE, Previous, RECORD, Release, SALTS, SUMS,
    SealedFile, Version, commitment, hex, sha256,
};
use crate::data;
use crate::graph::{EntityId, Graph};
use crate::model::figures;
use crate::model::reference::EntityKind;
use crate::render;
use crate::source::{FileId, Sources, paths};

/// The version of the content model that is sealed.
const SCHEMA: u32 = 1;

/// What is settled before a draft is sealed.
#[derive(Clone, Debug)]
pub struct Terms<'t> {
    /// The IHO.
    pub iho: &'t str,
    /// From when on it is public.
    pub publish_at: PublishTime,
    /// The instant of sealing.
    pub sealed_at: Timestamp,
    /// The release before.
    pub previous: Option<&'t Release>,
    /// The version that it corrects.
    pub corrects: Option<String>,
}

/// A release that is ready to be written.
#[derive(Clone, PartialEq, Debug)]
pub struct Sealing {
    /// Its name.
    pub version: Version,
    /// What it says of itself.
    pub manifest: Manifest,
    /// Every file by its path in the folder of the release, the seal too.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Sealing {
    /// Binds every file, whatever was bound before.
    fn sealed(mut self, mut salt: impl FnMut() -> [u8; 16]) -> Self {
        for seal in [MANIFEST, SUMS, SALTS] {
            self.files.remove(seal);
        }
        let (mut sums, mut salts) = (String::new(), String::new());
        self.manifest.files.clear();
        for (path, bytes) in &self.files {
            let (sum, salt) = (hex(&sha256(bytes)), hex(&salt()));
            sums.push_str(&format!("{sum}  {path}\n"));
            salts.push_str(&format!("{salt}  {path}\n"));
            self.manifest.files.push(SealedFile {
                bytes: bytes.len() as u64,
                commit: commitment(&salt, &sum, path),
                media: media(path).to_owned(),
                path: path.clone(),
            });
        }
        self.files.insert(MANIFEST.to_owned(), self.manifest.text().into_bytes());
        self.files.insert(SUMS.to_owned(), sums.into_bytes());
        self.files.insert(SALTS.to_owned(), salts.into_bytes());
        self
    }

    /// The same with another text of `release.yaml` than the draft's own.
    #[must_use]
    pub fn with_release_yaml(mut self, text: &str, salt: impl FnMut() -> [u8; 16]) -> Self {
        self.files.insert(NOTE.to_owned(), text.as_bytes().to_vec());
        self.sealed(salt)
    }

    /// The SHA-256 of each file that is sealed, by path.
    pub fn checksums(&self) -> BTreeMap<String, String> {
        let sealed = self.manifest.files.iter();
        sealed.map(|file| (file.path.clone(), hex(&sha256(&self.files[&file.path])))).collect()
    }
}

/// Seals a draft. `bytes` reads a file of the sources, `salt` gives 16 random bytes each time.
///
/// # Errors
/// Those of `bytes`.
pub fn seal<E>(
    sources: &Sources,
    graph: &Graph,
    terms: &Terms<'_>,
    bytes: impl Fn(FileId) -> Result<Vec<u8>, E>,
    salt: impl FnMut() -> [u8; 16],
) -> Result<Sealing, E> {
    let version = version(terms);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let draft = paths::draft(terms.iho, "");
    let closure = closure(sources, graph, terms.iho);
    for file in closure.draft {
        let path = &sources.file(file).path.as_str()[draft.len()..];
        files.insert(path.to_owned(), bytes(file)?);
    }
    for file in closure.shared {
        let path = sources.file(file).path.as_str().trim_start_matches("content/");
        let short = closure.instead.get(&file).map(|text| text.clone().into_bytes());
        files.insert(format!("shared/{path}"), short.map_or_else(|| bytes(file), Ok)?);
    }
    if let Some(blueprint) = graph.model.blueprints.get(terms.iho) {
        files.insert(FACTS.to_owned(), facts(graph, terms.iho));
        let title = format!("release of {}", figures::date(terms.publish_at.day()));
        let record = render::record(graph, blueprint, &title);
        files.insert(RECORD.to_owned(), record.into_bytes());
    }
    let manifest = manifest(terms, version);
    Ok(Sealing { version, manifest, files }.sealed(salt))
}

/// The day of publication, and a number where that day has a release already.
fn version(terms: &Terms<'_>) -> Version {
    let first = Version::of(terms.publish_at.day());
    match terms.previous {
        Some(previous) if previous.version >= first => previous.version.next(),
        _ => first,
    }
}

/// The manifest before the files are in it.
fn manifest(terms: &Terms<'_>, version: Version) -> Manifest {
    let previous = terms.previous;
    Manifest {
        corrects: terms.corrects.clone(),
        engine: concat!("iho ", env!("CARGO_PKG_VERSION")).to_owned(),
        files: Vec::new(),
        format: FORMAT.to_owned(),
        iho: terms.iho.to_owned(),
        kind: match (&terms.corrects, previous) {
            (Some(_), _) => Kind::Correction,
            (None, None) => Kind::First,
            (None, Some(_)) => Kind::Update,
        },
        previous: Previous {
            manifest_sha256: previous
                .map_or_else(|| GENESIS.to_owned(), |it| it.manifest_sha256.clone()),
            version: previous.map(|it| it.manifest.version.clone()),
        },
        publish_at: terms.publish_at.instant(),
        schema: SCHEMA,
        sealed_at: terms.sealed_at,
        sequence: previous.map_or(1, |it| it.manifest.sequence + 1),
        version: version.to_string(),
    }
}

/// The blueprint with what was worked out, and the names by which it called others.
fn facts(graph: &Graph, iho: &str) -> Vec<u8> {
    let blueprint = &graph.model.blueprints[iho];
    let whole: Value = serde_json::from_slice(&data::blueprint(blueprint))
        .expect("a blueprint is exported as JSON");
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for edge in graph.edges_from(&EntityId::new(EntityKind::Iho, iho)) {
        let name = format!("{}:{}", edge.to.kind.id(), edge.to.id);
        names.insert(name, graph.name(edge.to));
    }
    let facts = json!({ "blueprint": whole, "names": names });
    (serde_json::to_string_pretty(&facts).expect("a tree of values is JSON") + "\n").into_bytes()
}

/// The media type of a file by its name.
fn media(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "yaml" => "application/yaml",
        "md" => "text/markdown",
        "csv" => "text/csv",
        "json" => "application/json",
        "geojson" => "application/geo+json",
        "html" => "text/html",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "svg" => "image/svg+xml",
        "pdf" => "application/pdf",
        _ => "application/octet-stream",
    }
}
