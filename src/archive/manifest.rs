//! `manifest.json`: what a release says of itself. It has no free text and no names of people, so it never needs redacting.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The name of the manifest's file.
pub const MANIFEST: &str = "manifest.json";
/// An ordinary list of checksums, for `sha256sum -c`.
pub const SUMS: &str = "files.sha256";
/// The salts of the commitments, in the same form.
pub const SALTS: &str = "salts.txt";

/// The model of a blueprint with all that follows from it, as it was understood when it was sealed.
pub const FACTS: &str = "facts.json";
/// The blueprint as a plain page.
pub const RECORD: &str = "record.html";
/// What is said of the release.
pub const NOTE: &str = "release.yaml";

/// The form of manifest that this program writes.
pub const FORMAT: &str = "iho-release/1";

/// What stands for the manifest before the first.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a release says of itself. Fields are in the order of their names, as they are written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version that this one corrects.
    pub corrects: Option<String>,
    /// The program that sealed it, with its version.
    pub engine: String,
    /// Every sealed file, sorted by path.
    pub files: Vec<SealedFile>,
    /// [`FORMAT`].
    pub format: String,
    /// The id of the IHO.
    pub iho: String,
    /// What kind of release it is.
    pub kind: Kind,
    /// The release before this one.
    pub previous: Previous,
    /// It is not public before this instant.
    pub publish_at: Timestamp,
    /// The version of the content model.
    pub schema: u32,
    /// When it was sealed.
    pub sealed_at: Timestamp,
    /// 1, 2, 3 and so on, without a gap, in one IHO.
    pub sequence: u32,
    /// The name of the release.
    pub version: String,
}

/// Kinds of releases.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The first of an IHO.
    First,
    /// A new state of things.
    Update,
    /// The release before it was wrong.
    Correction,
}

impl Kind {
    /// In words, for readers.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::First => "First release",
            Self::Update => "Update",
            Self::Correction => "Correction",
        }
    }
}

/// The release before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Previous {
    /// The SHA-256 of its manifest; [`GENESIS`] before the first.
    pub manifest_sha256: String,
    /// Its name.
    pub version: Option<String>,
}

/// One sealed file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct SealedFile {
    /// Its size.
    pub bytes: u64,
    /// Binds path and text: see [`commitment`](super::commitment).
    pub commit: String,
    /// Its media type.
    pub media: String,
    /// Its path in the folder of the release.
    pub path: String,
}

impl Manifest {
    /// Reads a manifest; where it can't, why, in words.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| super::unread(text, &error))
    }

    /// The bytes to be written.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a manifest is JSON") + "\n"
    }
}
