//! What was written last time: so that unchanged files stay untouched, and only our own are ever deleted.
#![expect(clippy::disallowed_methods, reason = "the record is a file")]

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

/// The first line: a record of another form is not read.
const FORM: &str = "iho-record/2";

/// How the line of a unit begins; that of a file begins with a number.
const UNIT: &str = "unit ";

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
        let (form, lines) = text.strip_suffix("end\n")?.split_once('\n')?;
        if form != FORM {
            return None;
        }
        let (units, files): (Vec<&str>, Vec<&str>) =
            lines.par_lines().partition(|line| line.starts_with(UNIT));
        let unit = |line: &&str| parse_unit(&line[UNIT.len()..]);
        let files = files.par_iter().map(|line| parse(line)).collect::<Option<Vec<_>>>()?;
        let units = units.iter().map(unit).collect::<Option<_>>()?;
        Some(Self { files: files.into_iter().collect(), units })
    }

    pub(super) fn to_text(&self) -> String {
        let line = |(path, written): (&String, &Written)| {
            let Written { bytes, modified, hash } = written;
            format!("{bytes} {modified} {hash} {path}\n")
        };
        let files: Vec<String> = self.files.par_iter().map(line).collect();
        let unit = |(folder, it): (&String, &UnitRecord)| {
            format!("{UNIT}{} {} {folder}\n", it.key, it.n_pages)
        };
        let units: String = self.units.iter().map(unit).collect();
        format!("{FORM}\n{}{units}end\n", files.concat())
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
