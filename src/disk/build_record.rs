//! What was written last time: so that unchanged files stay untouched, and only our own are ever deleted.
#![expect(clippy::disallowed_methods, reason = "the record is a file")]

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::fs::{self, Metadata};
use std::path::Path;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use super::listed::SiteKind;
use super::places::{Places, is_safe};
use crate::archive::sha256;

/// The first line: a record of another form is not read, but for those of earlier versions.
const FORM: &str = "iho-record/4";

/// The form of an earlier version, which knew parts by keys that say nothing now.
const WITH_KEYS: &str = "iho-record/3";

/// The form of the version before that, which knew files by their BLAKE3.
const EARLIER: &str = "iho-record/2";

/// How the line begins that says what kind of site it is.
const KIND: &str = "site ";

/// How the line of a question begins that some part asked.
const QUERY: &str = "query ";

/// How the line of a part begins; that of a file begins with a number.
const PART: &str = "part ";

/// How it begins in the records of earlier versions.
const UNIT: &str = "unit ";

/// Every file of an output folder that this tool wrote.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct BuildRecord {
    pub(super) kind: Option<SiteKind>,
    pub(super) files: BTreeMap<String, Written>,
    /// Parts that are made as a whole, by their folder.
    pub(super) parts: BTreeMap<String, PartRecord>,
}

/// A part that is made as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct PartRecord {
    /// Stands for the answers to all that it asked.
    pub(super) digest: blake3::Hash,
    pub(super) n_pages: usize,
    /// What it asked of the site around it, sorted.
    pub(super) asked: Arc<[Arc<str>]>,
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
            FORM | WITH_KEYS => &parse,
            EARLIER => &|line| parse_earlier(places, line),
            _ => return None,
        };
        let (kind, lines) = match lines.strip_prefix(KIND).and_then(|it| it.split_once('\n')) {
            Some((kind, lines)) => (Some(SiteKind::parse(kind)?), lines),
            None => (None, lines),
        };
        let is_of_file = |line: &&str| line.starts_with(|first: char| first.is_ascii_digit());
        let (files, others): (Vec<&str>, Vec<&str>) = lines.par_lines().partition(is_of_file);
        let files = files.par_iter().map(|line| parse(line)).collect::<Option<Vec<_>>>()?;
        let parts = if form == FORM { parse_parts(&others)? } else { BTreeMap::new() };
        let is_known = |line: &&str| [QUERY, PART, UNIT].iter().any(|it| line.starts_with(it));
        others.iter().all(is_known).then_some(())?;
        Some(Self { kind, files: files.into_iter().collect(), parts })
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
        let kind = self.kind.map_or_else(String::new, |kind| format!("{KIND}{}\n", kind.word()));
        format!("{FORM}\n{kind}{}{}end\n", files.concat(), self.parts_to_text())
    }

    /// The questions that parts asked, each once, and the parts, which name them by their numbers.
    fn parts_to_text(&self) -> String {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let (mut queries, mut parts) = (String::new(), String::new());
        for (folder, PartRecord { digest, n_pages, asked }) in &self.parts {
            parts.push_str(&format!("{PART}{digest} {n_pages} {folder} "));
            for query in asked.iter() {
                let next = numbers.len();
                let number = *numbers.entry(query).or_insert_with(|| {
                    queries.push_str(&format!("{QUERY}{query}\n"));
                    next
                });
                parts.push_str(&format!("{number},"));
            }
            parts.push('\n');
        }
        queries + &parts
    }
}

/// Reads the lines of parts, and those of questions, which stand before them.
fn parse_parts(lines: &[&str]) -> Option<BTreeMap<String, PartRecord>> {
    let queries = lines.iter().filter_map(|line| line.strip_prefix(QUERY));
    let queries: Vec<Arc<str>> = queries.map(Arc::from).collect();
    let part = |line: &&str| {
        let mut words = line.split(' ');
        let digest = blake3::Hash::from_hex(words.next()?).ok()?;
        let n_pages = words.next()?.parse().ok()?;
        let folder = words.next()?.to_owned();
        let numbers = words.next()?.split_terminator(',');
        let asked = numbers.map(|it| queries.get(it.parse::<usize>().ok()?).cloned());
        let asked = asked.collect::<Option<Arc<[Arc<str>]>>>()?;
        Some((folder, PartRecord { digest, n_pages, asked }))
    };
    let parts: Vec<&str> = lines.iter().filter_map(|line| line.strip_prefix(PART)).collect();
    parts.par_iter().map(part).collect()
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
