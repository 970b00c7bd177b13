//! What was written last time: so that unchanged files stay untouched, and only our own are ever deleted.
#![expect(clippy::disallowed_methods, reason = "the record is a file")]

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The first line: a record of another form is not read.
const FORM: &str = "iho-record/2";

/// Every file of an output folder that this tool wrote.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Record {
    pub(super) files: BTreeMap<String, Written>,
    /// Parts that are made as a whole, by their folder.
    pub(super) units: BTreeMap<String, UnitRecord>,
}

/// A part that is made as a whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct UnitRecord {
    /// Names all that it depends on.
    pub(super) key: blake3::Hash,
    pub(super) n_pages: usize,
}

/// One file as it was when it was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Written {
    pub(super) bytes: u64,
    /// Nanoseconds since 1970; 0 where the time is not known yet.
    pub(super) modified: u128,
    pub(super) hash: blake3::Hash,
}

impl Record {
    /// Reads a record; one that is absent or damaged is none.
    pub(super) fn load(path: &Path) -> Option<Self> {
        let text = fs::read_to_string(path).ok()?;
        let mut lines = text.strip_suffix("end\n")?.lines();
        if lines.next()? != FORM {
            return None;
        }
        let mut record = Self::default();
        for line in lines {
            match line.strip_prefix("unit ") {
                Some(unit) => record.units.extend([parse_unit(unit)?]),
                None => record.files.extend([parse(line)?]),
            }
        }
        Some(record)
    }

    pub(super) fn to_text(&self) -> String {
        let mut text = format!("{FORM}\n");
        for (path, written) in &self.files {
            let Written { bytes, modified, hash } = written;
            text.push_str(&format!("{bytes} {modified} {hash} {path}\n"));
        }
        for (folder, UnitRecord { key, n_pages }) in &self.units {
            text.push_str(&format!("unit {key} {n_pages} {folder}\n"));
        }
        text + "end\n"
    }
}

fn parse_unit(line: &str) -> Option<(String, UnitRecord)> {
    let mut parts = line.splitn(3, ' ');
    let key = blake3::Hash::from_hex(parts.next()?).ok()?;
    let n_pages = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), UnitRecord { key, n_pages }))
}

fn parse(line: &str) -> Option<(String, Written)> {
    let mut parts = line.splitn(4, ' ');
    let bytes = parts.next()?.parse().ok()?;
    let modified = parts.next()?.parse().ok()?;
    let hash = blake3::Hash::from_hex(parts.next()?).ok()?;
    Some((parts.next()?.to_owned(), Written { bytes, modified, hash }))
}

/// When a file was last changed, in nanoseconds since 1970.
pub(super) fn modified(metadata: &Metadata) -> u128 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos())
}
