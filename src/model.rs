//! One file in, one typed record out, with every value in its place. Knows nothing of other files.
//!
//! # What a file may cost
//!
//! Time and memory grow in proportion to what was written, whatever it is: `tests/growth.rs` builds each kind of text with `n` and
//! with `5n` of it. So nothing is looked for once per mistake: `model/places` reads a text beside its file once, `model/ids`
//! counts ids as they come, `diag::Suggestions` ends after as many comparisons as anybody waits for. Of one kind of mistake, 100
//! are reported for each file, and how many more there are; an excerpt shows 2,000 bytes of a line. What can't be in proportion has a
//! limit: a code sample with a line of over 1,000 bytes stays plain, names in YAML (`*name`) repeat at most 32 MB, and the loops of a
//! theme's own templates go round 2,000,000 times a page at most (`render/fuel`), which is told with the place of the loop.
//!
//! `tests/fuzz/targets.rs` says what holds for any bytes at all: places lie in their files, a page has no tag that is not ours, a
//! release that was changed is never taken for the one that was sealed. `cargo test` tries a few inputs; `fuzz/`, a workspace of
//! its own, tries millions with `cargo +nightly fuzz run <target>`.

#[macro_use]
mod record;

pub mod address;
pub mod benefits;
mod blueprint;
pub mod boundary;
pub mod care_model;
pub mod code;
mod collection;
pub mod commissioner;
pub mod contract;
pub mod decode;
pub mod engagement;
pub mod field;
pub mod figures;
mod file;
pub mod footprint;
pub mod governance;
pub mod host;
mod id_map;
mod ids;
pub mod iho;
pub mod keys;
pub mod language;
pub mod list;
pub mod look_up;
pub mod metric;
pub mod money;
mod names;
pub mod notice;
pub mod observations;
pub mod partners;
pub mod passage;
pub mod peers;
pub(crate) mod places;
pub mod postcode;
pub mod prose;
pub mod publication;
mod records;
pub mod reference;
pub mod reflect;
mod registry;
pub mod renames;
pub mod reported;
pub mod risk_share;
mod role;
pub mod scalar;
pub mod schema;
pub mod services;
pub mod shared;
pub mod site;
pub mod status;
pub mod table;
pub mod timeline;
pub mod worse;
pub mod yaml;

pub use blueprint::{
    Blueprint, Narrative, SECTION_FILES, Section, SectionBlock, SectionBody, section_keys,
};
pub use collection::{Articles, Collection, EntityRecord, Entry, Records, Single};
pub use file::{Reading, read, read_files, read_files_knowing, read_public, read_public_files};
pub use id_map::IdMap;
pub use ids::Ids;
pub use names::check_names;
pub use records::{Article, Page};
pub use registry::{FILE_KINDS, Model, file_kind};
pub use role::{is_asset, unit};
