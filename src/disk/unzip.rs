//! A release as it was downloaded, in one file: read within limits, and never written to the disk.
#![expect(clippy::disallowed_methods, reason = "this is where reading happens")]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use zip::ZipArchive;
use zip::read::ZipFile;

use super::read::kept_content;
use crate::failure::Failure;
use crate::source::{Content, SitePath};

/// The size of the largest file that is opened.
const MAX_ZIP_BYTES: u64 = 128 << 20;
/// The most entries: a blueprint with all that it cites has a few hundred.
const MAX_ENTRIES: usize = 10_000;
/// The most bytes of all entries together, unpacked, so that a small file can't fill the memory.
const MAX_UNPACKED_BYTES: u64 = 192 << 20;
/// The longest path of an entry, as in a folder of a site.
const MAX_NAME_BYTES: usize = 512;

/// The files of a `release.zip`, by their paths in it.
///
/// # Errors
/// Where it can't be read, is no sound archive, is beyond the limits, or holds names that are no paths of a release:
/// absolute ones, ones that lead out of it, links, and names that occur twice.
pub fn read_zip(path: &Path) -> Result<Vec<(SitePath, Content)>, Failure> {
    let failed = |error: &std::io::Error| Failure::io("read", path, error);
    let file = File::open(path).map_err(|error| failed(&error))?;
    let n_bytes = file.metadata().map_err(|error| failed(&error))?.len();
    unzip(file, n_bytes, &path.display().to_string())
}

/// The same of bytes that are at hand, under a name for messages.
///
/// # Errors
/// As those of [`read_zip`].
pub fn unzip(
    reader: impl Read + Seek,
    n_bytes: u64,
    name: &str,
) -> Result<Vec<(SitePath, Content)>, Failure> {
    let wrong = |words: String| {
        Failure::new(format!("`{name}` is not a `release.zip` as iho writes it: {words}"))
            .hint("download it again from the site")
    };
    let too_large = |words: String| {
        Failure::new(format!("`{name}` is too large to be read as it is: {words}"))
            .hint("unpack it, and name the folder instead")
    };
    if n_bytes > MAX_ZIP_BYTES {
        let (n, most) = (n_bytes >> 20, MAX_ZIP_BYTES >> 20);
        return Err(too_large(format!("it has {n} MB, and at most {most} MB are read")));
    }
    let mut zip = ZipArchive::new(reader).map_err(|error| wrong(error.to_string()))?;
    if zip.len() > MAX_ENTRIES {
        return Err(wrong(format!(
            "it has {} entries, and at most {MAX_ENTRIES} are read",
            zip.len()
        )));
    }
    // Two lists of its entries that disagree would show one release to this program and another to a person.
    zip.validate_header_consistency().map_err(|error| wrong(error.to_string()))?;
    if zip.offset() != 0 {
        return Err(wrong("something is written before it in the same file".to_owned()));
    }
    // What the list of entries says is believed only where it is too much.
    let beyond =
        || too_large(format!("unpacked, it has more than {} MB", MAX_UNPACKED_BYTES >> 20));
    if zip.decompressed_size().is_none_or(|all| all > u128::from(MAX_UNPACKED_BYTES)) {
        return Err(beyond());
    }
    let mut files = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut left = MAX_UNPACKED_BYTES;
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).map_err(|error| wrong(error.to_string()))?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        if entry.is_dir() && entry.size() == 0 {
            continue;
        }
        let place = place_of(&entry, &name).map_err(wrong)?;
        if !seen.insert(name.to_lowercase()) {
            return Err(wrong(format!("`{name}` is in it twice")));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(entry.size().min(left)).unwrap_or(0));
        let read = entry.by_ref().take(left + 1).read_to_end(&mut bytes);
        read.map_err(|error| wrong(format!("`{name}` can't be unpacked: {error}")))?;
        left = left.checked_sub(bytes.len() as u64).ok_or_else(beyond)?;
        files.push((place, kept_content(bytes)));
    }
    Ok(files)
}

/// The path of an entry; in words, why it can't be one of a release.
fn place_of<R: std::io::Read>(entry: &ZipFile<'_, R>, name: &str) -> Result<SitePath, String> {
    let is_path = !name.starts_with('/')
        && !name.contains(['\\', ':', '\0', '\u{fffd}'])
        && name.len() <= MAX_NAME_BYTES
        && name.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if !entry.is_file() || entry.is_symlink() {
        return Err(format!("`{name}` is not a file"));
    }
    if entry.encrypted() {
        return Err(format!("`{name}` is encrypted"));
    }
    let place = SitePath::new(name).filter(|_| is_path);
    place.ok_or_else(|| format!("`{}` is not the path of a file in a release", name.escape_debug()))
}
