//! What was seen of sealed files when they were read last, so that a build need not read thousands of them again.
//!
//! A file counts as untouched where its size, the time of its last change, the time at which the system last noted one, and
//! its place on the disk are as they were: whoever writes to a file can set the first two, not the third. A file that is young
//! is not remembered, as a second change could carry the same time. Damage to the disk itself is seen only by those who read
//! every byte: `iho verify` does, and `iho build --read-all`.
#![expect(clippy::disallowed_methods, reason = "what is remembered lies in a file")]

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rayon::prelude::*;

use crate::archive::hex;
use crate::source::{PictureSize, Sealed};

/// The first line: what has another form is not read.
const FORM: &str = "iho-seals/2";
/// Seconds after which a file is no longer young: more than the coarsest clock of a disk.
const YOUNG: u128 = 3_000_000_000;

/// Sealed files by their paths in the site.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct SealCache(BTreeMap<String, (Mark, Sealed)>);

/// How a file can be told from what it was: times in nanoseconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    bytes: u64,
    modified: u128,
    changed: u128,
    inode: u64,
}

impl Mark {
    /// That of a file; nothing where the system does not tell, or the file is young.
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        let (changed, inode) = noted(metadata)?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_nanos();
        let is_young = modified.max(changed) + YOUNG > now;
        (!is_young).then_some(Self { bytes: metadata.len(), modified, changed, inode })
    }
}

#[cfg(unix)]
fn noted(metadata: &Metadata) -> Option<(u128, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = u128::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u128::try_from(metadata.ctime_nsec()).ok()?;
    Some((seconds * 1_000_000_000 + nanoseconds, metadata.ino()))
}

#[cfg(not(unix))]
fn noted(_metadata: &Metadata) -> Option<(u128, u64)> {
    None
}

impl SealCache {
    /// Where those of a site lie.
    pub(super) fn place(root: &Path) -> PathBuf {
        root.join(".iho/seals")
    }

    /// Reads what is remembered: nothing where it is absent or damaged.
    pub(super) fn load(place: &Path) -> Self {
        fs::read_to_string(place).ok().and_then(|text| Self::parse(&text)).unwrap_or_default()
    }

    fn parse(text: &str) -> Option<Self> {
        let (form, lines) = text.strip_suffix("end\n")?.split_once('\n')?;
        if form != FORM {
            return None;
        }
        let known = lines.par_lines().map(parse_line).collect::<Option<Vec<_>>>()?;
        Some(Self(known.into_iter().collect()))
    }

    fn text(&self) -> String {
        let line = |(path, (mark, sealed)): (&String, &(Mark, Sealed))| {
            let Mark { bytes, modified, changed, inode } = mark;
            let sum = hex(&sealed.sha256);
            let with_lf = sealed.sha256_with_lf.map_or_else(|| "-".to_owned(), |sum| hex(&sum));
            let picture = sealed
                .picture
                .map_or_else(|| "-".to_owned(), |it| format!("{}x{}", it.width, it.height));
            format!("{bytes} {modified} {changed} {inode} {sum} {with_lf} {picture} {path}\n")
        };
        let lines: Vec<String> = self.0.par_iter().map(line).collect();
        format!("{FORM}\n{}end\n", lines.concat())
    }

    /// What a file holds, if it is as it was.
    pub(super) fn find(&self, path: &str, mark: Mark) -> Option<Sealed> {
        let (known, sealed) = self.0.get(path)?;
        (*known == mark).then_some(*sealed)
    }

    /// Remembers a file.
    pub(super) fn insert(&mut self, path: String, mark: Mark, sealed: Sealed) {
        self.0.insert(path, (mark, sealed));
    }

    /// Writes what is remembered. That it can't be written costs time alone, so nobody is told.
    pub(super) fn write(&self, place: &Path) {
        let Some(folder) = place.parent() else { return };
        let beside = place.with_extension("new");
        let written = fs::create_dir_all(folder).and_then(|()| fs::write(&beside, self.text()));
        if written.and_then(|()| fs::rename(&beside, place)).is_err() {
            let _ = fs::remove_file(&beside);
        }
    }
}

fn parse_line(line: &str) -> Option<(String, (Mark, Sealed))> {
    let mut words = line.splitn(8, ' ');
    let bytes = words.next()?.parse().ok()?;
    let modified = words.next()?.parse().ok()?;
    let changed = words.next()?.parse().ok()?;
    let inode = words.next()?.parse().ok()?;
    let sha256 = sum(words.next()?)?;
    let sha256_with_lf = match words.next()? {
        "-" => None,
        word => Some(sum(word)?),
    };
    let picture = match words.next()? {
        "-" => None,
        word => {
            let (width, height) = word.split_once('x')?;
            Some(PictureSize { width: width.parse().ok()?, height: height.parse().ok()? })
        }
    };
    let mark = Mark { bytes, modified, changed, inode };
    Some((words.next()?.to_owned(), (mark, Sealed { bytes, sha256, sha256_with_lf, picture })))
}

/// The 32 bytes of a checksum.
fn sum(word: &str) -> Option<[u8; 32]> {
    blake3::Hash::from_hex(word).ok().map(|hash| *hash.as_bytes())
}
