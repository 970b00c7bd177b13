//! From folders to [`Sources`]. Whatever can't be read becomes a file that says why.
#![expect(clippy::disallowed_methods, reason = "this is where reading happens")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::seal_cache::{Mark, SealCache};
use crate::archive::{self, FACTS, RECORD};
use crate::failure::Failure;
use crate::metadata::{is_named_as_picture, is_whole_picture, picture_size};
use crate::source::{Content, File, MAX_TEXT_BYTES, Sealed, SitePath, Sources, Unusable};

/// Reads `content` and `themes` of a site.
///
/// # Errors
/// Where the site's folder itself is not there.
pub fn read(root: &Path) -> Result<Sources, Failure> {
    read_but_for(root, &SealCache::default()).map(|(sources, _)| sources)
}

/// The same, but of sealed files that were not touched since they were read last it takes what was seen then, unless it
/// `reads_all`.
///
/// # Errors
/// Where the site's folder itself is not there.
pub fn read_changed(root: &Path, reads_all: bool) -> Result<Sources, Failure> {
    let place = SealCache::place(root);
    let before = if reads_all { SealCache::default() } else { SealCache::load(&place) };
    let (sources, now) = read_but_for(root, &before)?;
    if now != before {
        now.write(&place);
    }
    Ok(sources)
}

/// Reads a site, but for what is known; tells what is known then.
fn read_but_for(root: &Path, known: &SealCache) -> Result<(Sources, SealCache), Failure> {
    if !root.is_dir() {
        return Err(Failure::new(format!("there is no folder `{}`", root.display()))
            .hint("name the folder that has `content` in it with `--site`"));
    }
    let real_root = root.canonicalize().map_err(|error| Failure::io("open", root, &error))?;
    let mut found: Vec<FoundFile> = Vec::new();
    for folder in ["content", "themes"] {
        let top = root.join(folder);
        if top.exists() {
            let walk = WalkDir::new(&top).sort_by_file_name().into_iter();
            found.extend(
                walk.filter_entry(|entry| is_wanted(root, entry))
                    .filter_map(|entry| find(root, entry)),
            );
        }
    }
    let taken: Vec<(File, Option<Mark>)> =
        found.par_iter().filter_map(|found| take(&real_root, found, known)).collect();
    let mut seals = SealCache::default();
    for (file, mark) in &taken {
        if let (Some(mark), Content::Sealed(sealed)) = (mark, &file.content) {
            seals.insert(file.path.as_str().to_owned(), *mark, *sealed);
        }
    }
    let sources = Sources::new(taken.into_iter().map(|(file, _)| file));
    Ok((with_releases(root, sources), seals))
}

/// The same files, with the text of those releases that drafts and pages depend on.
fn with_releases(root: &Path, sources: Sources) -> Sources {
    let paths = archive::to_read(&sources);
    load_texts(root, sources, paths)
}

/// The same files, with the text of all releases of an IHO.
pub fn with_releases_of(root: &Path, sources: Sources, iho: &str) -> Sources {
    let releases = sources.unit(&format!("content/ihos/{iho}/releases/"));
    let sealed = releases.into_iter().map(|file| sources.file(file));
    let sealed = sealed.filter(|file| matches!(file.content, Content::Sealed(_)));
    let paths = sealed.map(|file| file.path.clone()).collect();
    load_texts(root, sources, paths)
}

/// The same files, some of which were known by their checksum alone, with their text. What was copied as it is when it was
/// a draft stays known by its checksum, even if it happens to be text.
pub fn load_texts(root: &Path, sources: Sources, mut paths: Vec<SitePath>) -> Sources {
    paths.retain(is_wanted_text);
    if paths.is_empty() {
        return sources;
    }
    let read = |path: SitePath| {
        let content = read_kept(&root.join(path.as_str())).ok()?;
        Some((path, Some(content)))
    };
    sources.with(&paths.into_par_iter().filter_map(read).collect()).0
}

/// The same files, some of which were known by their checksum alone, as they would be read in a draft: what is copied as
/// it is can be held against a file of a draft, too.
pub fn with_contents(root: &Path, sources: Sources, paths: Vec<SitePath>) -> Sources {
    let sources = load_texts(root, sources, paths.clone());
    let assets = paths.into_iter().filter(|path| {
        let file = sources.find(path).map(|file| sources.file(file));
        file.is_some_and(|file| matches!(file.content, Content::Sealed(_)))
    });
    let read = assets.filter_map(|path| {
        let content = read_asset(&path, &root.join(path.as_str())).ok()?;
        Some((path, Some(content)))
    });
    let read = read.collect();
    sources.with(&read).0
}

/// What became of some paths, each a file or a folder, and of all under them: new content, or `None` for what is gone.
/// Files that are the same are not reported.
pub fn read_again(
    root: &Path,
    paths: &BTreeSet<SitePath>,
    known: &Sources,
) -> BTreeMap<SitePath, Option<Content>> {
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut found: Vec<FoundFile> = Vec::new();
    let is_wanted_path = |path: &&SitePath| {
        path.as_str().split('/').all(is_wanted_name) || archive::in_release(path).is_some()
    };
    for path in paths.iter().filter(is_wanted_path) {
        let top = WalkDir::new(root.join(path.as_str())).follow_root_links(false);
        let walk = top.sort_by_file_name().into_iter();
        let there = walk.filter_entry(|entry| is_wanted(root, entry)).filter(is_there);
        found.extend(there.filter_map(|entry| find(root, entry)));
    }
    let unseen = SealCache::default();
    let taken = found.par_iter().filter_map(|found| take(&real_root, found, &unseen));
    let mut files: Vec<File> = taken.map(|(file, _)| file).collect();
    for file in &mut files {
        // A release whose text is known, or that is new, is read whole.
        let before = known.find(&file.path).map(|id| &known.file(id).content);
        if matches!(file.content, Content::Sealed(_))
            && !matches!(before, Some(Content::Sealed(_)))
            && let Ok(text) = read_kept(&root.join(file.path.as_str()))
        {
            file.content = text;
        }
    }
    let mut changes: BTreeMap<SitePath, Option<Content>> = BTreeMap::new();
    for path in paths {
        for file in known.unit(path.as_str()).into_iter().chain(known.unit(&format!("{path}/"))) {
            changes.insert(known.file(file).path.clone(), None);
        }
    }
    changes.extend(files.into_iter().map(|file| (file.path, Some(file.content))));
    changes.retain(|path, content| {
        known.find(path).map(|file| &known.file(file).content) != content.as_ref()
    });
    changes
}

/// The differences between the files that are known and those that are there.
///
/// # Errors
/// Where the site's folder itself is not there.
pub fn read_all_again(
    root: &Path,
    known: &Sources,
) -> Result<BTreeMap<SitePath, Option<Content>>, Failure> {
    let now = read(root)?;
    let mut changes = BTreeMap::new();
    for (_, file) in known.iter().filter(|(_, file)| now.find(&file.path).is_none()) {
        changes.insert(file.path.clone(), None);
    }
    for (_, file) in now.iter() {
        let before = known.find(&file.path).map(|id| &known.file(id).content);
        if before != Some(&file.content) {
            changes.insert(file.path.clone(), Some(file.content.clone()));
        }
    }
    Ok(changes)
}

/// The bytes of a file that is published as it is.
///
/// # Errors
/// Where it can't be read, or is a link that leaves the site.
pub fn read_bytes(root: &Path, path: &SitePath) -> io::Result<Vec<u8>> {
    let place = root.join(path.as_str()).canonicalize()?;
    if !place.starts_with(root.canonicalize()?) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    fs::read(place)
}

/// The files of one release that lies somewhere by itself, such as an unpacked archive, each as a sealed file.
///
/// # Errors
/// Where the folder can't be read.
pub fn read_release(folder: &Path) -> Result<Vec<(SitePath, Content)>, Failure> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let error = error.io_error().map_or(io::ErrorKind::Other, io::Error::kind);
            Failure::io("read", folder, &error.into())
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let Some(path) = site_path(folder, entry.path()) else {
            files.extend(badly_named(folder, entry.path()));
            continue;
        };
        let content = match entry.file_type().is_file() {
            true => read_kept(entry.path()),
            false => Err(io::ErrorKind::Unsupported.into()),
        };
        let unreadable =
            |error: io::Error| Content::Unusable(Unusable::Unreadable(error.to_string()));
        files.push((path, content.unwrap_or_else(unreadable)));
    }
    Ok(files)
}

/// What can be seen of every file without reading it, to notice changes where the system reports none.
pub fn stat_all(root: &Path) -> BTreeMap<SitePath, Stamp> {
    let mut stamps = BTreeMap::new();
    for folder in ["content", "themes"] {
        let walk = WalkDir::new(root.join(folder)).follow_links(false).into_iter();
        for entry in walk.filter_entry(|entry| is_wanted(root, entry)).flatten() {
            let Ok(metadata) = fs::metadata(entry.path()) else { continue };
            if let (false, Some(path)) = (metadata.is_dir(), site_path(root, entry.path())) {
                stamps.insert(path, Stamp::of(&metadata));
            }
        }
    }
    stamps
}

/// The size and the time of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        Self { bytes: metadata.len(), modified: metadata.modified().ok() }
    }

    /// Whether the file changed so lately that a second change could carry the same time.
    pub fn is_young(&self) -> bool {
        let age = self.modified.and_then(|modified| modified.elapsed().ok());
        age.is_none_or(|age| age < Duration::from_secs(3))
    }
}

fn is_there(entry: &walkdir::Result<DirEntry>) -> bool {
    let missing = |error: &io::Error| {
        matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
    };
    entry.as_ref().err().and_then(walkdir::Error::io_error).is_none_or(|error| !missing(error))
}

/// A file of the tree, or what keeps it from being one.
enum FoundFile {
    File(SitePath, PathBuf),
    Link(SitePath, PathBuf),
    Broken(SitePath, Unusable),
}

/// Files that editors and systems leave behind are not content. In a sealed release everything counts, as it holds what was
/// sealed with it and nothing else; but for what a removal that was cut short leaves there, which the next command clears away.
fn is_wanted(root: &Path, entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_in_release =
        || site_path(root, entry.path()).is_some_and(|path| archive::in_release(&path).is_some());
    is_wanted_name(&name) || (!LEFT_BY_REMOVAL.contains(&&*name) && is_in_release())
}

/// The lists of a release while they are written anew.
const LEFT_BY_REMOVAL: [&str; 2] = [".files.sha256.new", ".salts.txt.new"];

fn is_wanted_name(name: &str) -> bool {
    let is_debris = name.starts_with(['.', '#'])
        || name.starts_with("~$")
        || name.ends_with(['~', '#'])
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name == "Thumbs.db"
        || name == "desktop.ini";
    !is_debris
}

fn find(root: &Path, entry: walkdir::Result<DirEntry>) -> Option<FoundFile> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = site_path(root, error.path()?)?;
            let words = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            return Some(FoundFile::Broken(path, Unusable::Unreadable(words)));
        }
    };
    if entry.file_type().is_dir() {
        return None;
    }
    let Some(path) = site_path(root, entry.path()) else {
        let (path, _) = badly_named(root, entry.path())?;
        return Some(FoundFile::Broken(path, Unusable::BadName));
    };
    if entry.file_type().is_symlink() {
        return Some(FoundFile::Link(path, entry.into_path()));
    }
    if !entry.file_type().is_file() {
        let why = "it is neither a file nor a folder".to_owned();
        return Some(FoundFile::Broken(path, Unusable::Unreadable(why)));
    }
    Some(FoundFile::File(path, entry.into_path()))
}

/// A file whose name can't be a path of a site, by the nearest name that can.
fn badly_named(root: &Path, path: &Path) -> Option<(SitePath, Content)> {
    let lossy = path.strip_prefix(root).ok()?.to_string_lossy();
    let lossy = lossy.replace(['\u{fffd}', '\\'], "?");
    Some((SitePath::new(&lossy)?, Content::Unusable(Unusable::BadName)))
}

fn site_path(root: &Path, path: &Path) -> Option<SitePath> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> =
        relative.components().map(|part| part.as_os_str().to_str()).collect();
    SitePath::new(&parts?.join("/"))
}

/// A file, and how to tell that it was not touched since, where it is a sealed one.
fn take(real_root: &Path, found: &FoundFile, known: &SealCache) -> Option<(File, Option<Mark>)> {
    let mut mark = None;
    let (path, content) = match found {
        FoundFile::File(path, place) => {
            if archive::is_kept(path) && !archive::is_always_read(path) {
                // Before it is read: what is written meanwhile is seen the next time.
                mark = fs::symlink_metadata(place).ok().and_then(|it| Mark::of(&it));
            }
            let sealed = mark.and_then(|mark| known.find(path.as_str(), mark));
            (path, sealed.map_or_else(|| content(path, place), Content::Sealed))
        }
        FoundFile::Broken(path, why) => (path, Content::Unusable(why.clone())),
        FoundFile::Link(path, place) => (path, linked(real_root, path, place)),
    };
    Some((File { path: path.clone(), content }, mark))
}

/// A link inside the site stands for its file; any other is refused.
fn linked(real_root: &Path, path: &SitePath, place: &Path) -> Content {
    let target = place.canonicalize().ok();
    // Where a link leads can be changed without changing the folder that holds it: nothing sealed is one.
    let inside = target.filter(|target| {
        target.starts_with(real_root) && target.is_file() && !archive::is_kept(path)
    });
    match inside {
        Some(target) => content(path, &target),
        None => {
            let target = fs::read_link(place).map_or_else(
                |_| "nothing".to_owned(),
                |target| target.to_string_lossy().into_owned(),
            );
            Content::Unusable(Unusable::Link { target })
        }
    }
}

fn content(path: &SitePath, place: &Path) -> Content {
    let read = if archive::is_kept(path) {
        if archive::is_always_read(path) { read_kept(place) } else { read_seal(path, place) }
    } else if is_text(path) {
        read_text(place)
    } else {
        read_asset(path, place)
    };
    read.unwrap_or_else(|error| Content::Unusable(Unusable::Unreadable(error.to_string())))
}

/// Whether a sealed file is text that something is made of.
pub(super) fn is_wanted_text(path: &SitePath) -> bool {
    is_text(path) || matches!(path.file_name(), FACTS | RECORD)
}

fn is_text(path: &SitePath) -> bool {
    match path.extension() {
        "yaml" | "yml" | "md" => true,
        "csv" | "geojson" => path.as_str().starts_with("content/"),
        "html" | "css" | "svg" | "js" | "txt" => path.as_str().starts_with("themes/"),
        _ => false,
    }
}

/// Whether a file is content by its path, and no debris of an editor.
pub fn is_content(path: &SitePath) -> bool {
    ["content/", "themes/"].iter().any(|top| path.as_str().starts_with(top))
        && (archive::in_release(path).is_some() || path.as_str().split('/').all(is_wanted_name))
}

/// What bytes that lie nowhere in the folder of a site would be read as there, where nothing is sealed.
pub fn content_of(path: &SitePath, bytes: Vec<u8>) -> Content {
    match bytes.len() as u64 {
        n if is_text(path) && n > MAX_TEXT_BYTES => {
            Content::Unusable(Unusable::TooLarge { bytes: n })
        }
        _ if is_text(path) => text_of(bytes),
        _ => asset_of(path, &bytes),
    }
}

fn read_text(place: &Path) -> io::Result<Content> {
    let bytes = fs::metadata(place)?.len();
    if bytes > MAX_TEXT_BYTES {
        return Ok(Content::Unusable(Unusable::TooLarge { bytes }));
    }
    Ok(text_of(fs::read(place)?))
}

fn text_of(bytes: Vec<u8>) -> Content {
    match String::from_utf8(bytes) {
        Ok(text) => Content::Text(text.strip_prefix('\u{feff}').unwrap_or(&text).into()),
        Err(error) => {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = sound.iter().filter(|byte| **byte == b'\n').count() + 1;
            Content::Unusable(Unusable::NotUtf8 { line })
        }
    }
}

/// The text of a file that never changes, as it is; its checksum where it is no text.
fn read_kept(place: &Path) -> io::Result<Content> {
    fs::read(place).map(kept_content)
}

/// What the bytes of a file that never changes hold.
pub(super) fn kept_content(bytes: Vec<u8>) -> Content {
    match String::from_utf8(bytes) {
        Ok(text) => Content::Text(text.into()),
        Err(error) => Content::Sealed(seal_of(error.as_bytes())),
    }
}

/// What the bytes of a file of a release will be read as, once it is sealed and its text is at hand.
pub fn sealed_content(path: &SitePath, bytes: Vec<u8>) -> Content {
    if is_wanted_text(path) || archive::is_always_read(path) {
        return kept_content(bytes);
    }
    seal(path, &bytes)
}

fn read_seal(path: &SitePath, place: &Path) -> io::Result<Content> {
    Ok(seal(path, &fs::read(place)?))
}

fn seal(path: &SitePath, bytes: &[u8]) -> Content {
    Content::Sealed(Sealed { picture: picture_size(path, bytes), ..seal_of(bytes) })
}

fn seal_of(bytes: &[u8]) -> Sealed {
    let unix = std::str::from_utf8(bytes).ok().filter(|text| text.contains("\r\n"));
    let unix = unix.map(|text| archive::sha256(text.replace("\r\n", "\n").as_bytes()));
    let sha256 = archive::sha256(bytes);
    Sealed { bytes: bytes.len() as u64, sha256, sha256_with_lf: unix, picture: None }
}

fn read_asset(path: &SitePath, place: &Path) -> io::Result<Content> {
    if !is_named_as_picture(path) {
        let mut hasher = blake3::Hasher::new();
        let bytes = io::copy(&mut fs::File::open(place)?, &mut hasher)?;
        let hash = *hasher.finalize().as_bytes();
        return Ok(Content::Asset { bytes, hash, picture: None, is_whole: true });
    }
    Ok(asset_of(path, &fs::read(place)?))
}

fn asset_of(path: &SitePath, bytes: &[u8]) -> Content {
    let hash = *blake3::hash(bytes).as_bytes();
    let (picture, is_whole) = match is_named_as_picture(path) {
        true => (picture_size(path, bytes), is_whole_picture(bytes)),
        false => (None, true),
    };
    Content::Asset { bytes: bytes.len() as u64, hash, picture, is_whole }
}
