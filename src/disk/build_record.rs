//! What was written last time: so that unchanged files stay untouched, and only our own are ever deleted.
#![expect(clippy::disallowed_methods, reason = "the record is a file")]

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use super::listed::Kind;
use super::places::{Places, is_safe};
use crate::archive::sha256;

/// The first line: a record of another form is not read, but for that of the version before.
const FORM: &str = "iho-record/3";

/// The form of the version before, which knew files by their BLAKE3.
const EARLIER: &str = "iho-record/2";

/// How the line begins that says what kind of site it is.
const KIND: &str = "site ";

/// How the line of a unit begins; that of a file begins with a number.
const UNIT: &str = "unit ";

/// Every file of an output folder that this tool wrote.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct BuildRecord {
    pub(super) kind: Option<Kind>,
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
    /// SHA-256, as the list of files that travels with the site has it.
    pub(super) sum: Sum,
    /// What `Sources` know a file by that is copied as it is.
    pub(super) source: Option<blake3::Hash>,
}

impl Written {
    /// A file that is ours, of which no more is known.
    pub(super) const UNKNOWN: Self =
        Self { bytes: 0, modified: 0, sum: Sum([0; 32]), source: None };
}

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Sum([u8; 32]);

impl Sum {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self(sha256(bytes))
    }

    /// That of a file on the disk.
    pub(super) fn of_file(place: &Path) -> Option<Self> {
        Some(Self::of(&fs::read(place).ok()?))
    }

    pub(super) fn parse(hex: &str) -> Option<Self> {
        blake3::Hash::from_hex(hex).ok().map(|digits| Self(*digits.as_bytes()))
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Quicker than digit by digit, and there are many.
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl BuildRecord {
    /// Reads a record; one that is absent or damaged is none.
    pub(super) fn load(places: &Places) -> Option<Self> {
        let text = fs::read_to_string(&places.record).ok()?;
        let (form, lines) = text.strip_suffix("end\n")?.split_once('\n')?;
        let parse: &(dyn Fn(&str) -> Option<(String, Written)> + Sync) = match form {
            FORM => &parse,
            EARLIER => &|line| parse_earlier(places, line),
            _ => return None,
        };
        let (kind, lines) = match lines.strip_prefix(KIND).and_then(|it| it.split_once('\n')) {
            Some((kind, lines)) => (Some(Kind::parse(kind)?), lines),
            None => (None, lines),
        };
        let (units, files): (Vec<&str>, Vec<&str>) =
            lines.par_lines().partition(|line| line.starts_with(UNIT));
        let unit = |line: &&str| parse_unit(&line[UNIT.len()..]);
        let files = files.par_iter().map(|line| parse(line)).collect::<Option<Vec<_>>>()?;
        let units = units.iter().map(unit).collect::<Option<_>>()?;
        Some(Self { kind, files: files.into_iter().collect(), units })
    }

    pub(super) fn to_text(&self) -> String {
        let line = |(path, written): (&String, &Written)| {
            let Written { bytes, modified, sum, source } = written;
            match source {
                None => format!("{bytes} {modified} {sum} - {path}\n"),
                Some(source) => format!("{bytes} {modified} {sum} {source} {path}\n"),
            }
        };
        let files: Vec<String> = self.files.par_iter().map(line).collect();
        let unit = |(folder, it): (&String, &UnitRecord)| {
            format!("{UNIT}{} {} {folder}\n", it.key, it.n_pages)
        };
        let units: String = self.units.iter().map(unit).collect();
        let kind = self.kind.map_or_else(String::new, |kind| format!("{KIND}{}\n", kind.word()));
        format!("{FORM}\n{kind}{}{units}end\n", files.concat())
    }
}

fn parse_unit(line: &str) -> Option<(String, UnitRecord)> {
    let mut parts = line.splitn(3, ' ');
    let key = blake3::Hash::from_hex(parts.next()?).ok()?;
    let n_pages = parts.next()?.parse().ok()?;
    Some((parts.next()?.to_owned(), UnitRecord { key, n_pages }))
}

fn parse(line: &str) -> Option<(String, Written)> {
    let mut parts = line.splitn(5, ' ');
    let bytes = parts.next()?.parse().ok()?;
    let modified = parts.next()?.parse().ok()?;
    let sum = Sum::parse(parts.next()?)?;
    let source = match parts.next()? {
        "-" => None,
        source => Some(blake3::Hash::from_hex(source).ok()?),
    };
    let path = parts.next().filter(|path| is_safe(path))?;
    Some((path.to_owned(), Written { bytes, modified, sum, source }))
}

/// Reads a line of the version before. A file that is as it was then gets its SHA-256; any other is ours, but not as it was.
fn parse_earlier(places: &Places, line: &str) -> Option<(String, Written)> {
    let mut parts = line.splitn(4, ' ');
    let size: u64 = parts.next()?.parse().ok()?;
    parts.next()?;
    let hash = blake3::Hash::from_hex(parts.next()?).ok()?;
    let path = parts.next().filter(|path| is_safe(path))?;
    let now = places.look_at(path).filter(|now| now.len() == size);
    let bytes = now.as_ref().and_then(|_| fs::read(places.file(path)).ok());
    let bytes = bytes.filter(|bytes| blake3::hash(bytes) == hash);
    let written = match (now, bytes) {
        (Some(now), Some(bytes)) => {
            let sum = Sum::of(&bytes);
            Written { bytes: size, modified: modified(&now), sum, source: None }
        }
        _ => Written::UNKNOWN,
    };
    Some((path.to_owned(), written))
}

/// When a file was last changed, in nanoseconds since 1970.
pub(super) fn modified(metadata: &Metadata) -> u128 {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos())
}
