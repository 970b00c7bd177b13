//! From folders to [`Sources`]. Whatever can't be read becomes a file that says why.
#![expect(clippy::disallowed_methods, reason = "this is where reading happens")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::failure::Failure;
use crate::source::{Content, File, MAX_TEXT_BYTES, SitePath, Sources, Unusable};

/// Reads `content` and `themes` of a site.
///
/// # Errors
/// Where the site's folder itself is not there.
pub fn read(root: &Path) -> Result<Sources, Failure> {
    if !root.is_dir() {
        return Err(Failure::new(format!("there is no folder `{}`", root.display()))
            .hint("name the folder that holds `content` with `--site`"));
    }
    let real_root = root.canonicalize().map_err(|error| Failure::io("open", root, &error))?;
    let mut found: Vec<Found> = Vec::new();
    for folder in ["content", "themes"] {
        let top = root.join(folder);
        if top.exists() {
            let walk = WalkDir::new(&top).sort_by_file_name().into_iter();
            found.extend(walk.filter_entry(is_wanted).filter_map(|entry| find(root, entry)));
        }
    }
    Ok(Sources::new(
        found.par_iter().filter_map(|found| take(&real_root, found)).collect::<Vec<_>>(),
    ))
}

/// A file of the tree, or what keeps it from being one.
enum Found {
    File(SitePath, PathBuf),
    Link(SitePath, PathBuf),
    Broken(SitePath, Unusable),
}

/// Files that editors and systems leave behind are not content.
fn is_wanted(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_debris = name.starts_with(['.', '#'])
        || name.starts_with("~$")
        || name.ends_with(['~', '#'])
        || name.ends_with(".swp")
        || name.ends_with(".tmp")
        || name == "Thumbs.db"
        || name == "desktop.ini";
    !is_debris
}

fn find(root: &Path, entry: walkdir::Result<DirEntry>) -> Option<Found> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = site_path(root, error.path()?)?;
            let words = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
            return Some(Found::Broken(path, Unusable::Unreadable(words)));
        }
    };
    if entry.file_type().is_dir() {
        return None;
    }
    let Some(path) = site_path(root, entry.path()) else {
        let lossy =
            entry.path().strip_prefix(root).ok()?.to_string_lossy().replace('\u{fffd}', "?");
        return Some(Found::Broken(SitePath::new(&lossy)?, Unusable::BadName));
    };
    if entry.file_type().is_symlink() {
        return Some(Found::Link(path, entry.into_path()));
    }
    if !entry.file_type().is_file() {
        let why = "it is neither a file nor a folder".to_owned();
        return Some(Found::Broken(path, Unusable::Unreadable(why)));
    }
    Some(Found::File(path, entry.into_path()))
}

fn site_path(root: &Path, path: &Path) -> Option<SitePath> {
    let relative = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> =
        relative.components().map(|part| part.as_os_str().to_str()).collect();
    SitePath::new(&parts?.join("/"))
}

fn take(real_root: &Path, found: &Found) -> Option<File> {
    let (path, content) = match found {
        Found::File(path, place) => (path, content(path, place)),
        Found::Broken(path, why) => (path, Content::Unusable(why.clone())),
        Found::Link(path, place) => (path, linked(real_root, path, place)),
    };
    Some(File { path: path.clone(), content })
}

/// A link inside the site stands for its file; any other is refused.
fn linked(real_root: &Path, path: &SitePath, place: &Path) -> Content {
    let target = place.canonicalize().ok();
    let inside = target.filter(|target| target.starts_with(real_root) && target.is_file());
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
    let read = if is_text(path) { read_text(place) } else { read_asset(place) };
    read.unwrap_or_else(|error| Content::Unusable(Unusable::Unreadable(error.to_string())))
}

fn is_text(path: &SitePath) -> bool {
    match path.extension() {
        "yaml" | "yml" | "md" => true,
        "csv" | "geojson" => path.as_str().starts_with("content/"),
        "html" | "css" | "svg" | "js" | "txt" => path.as_str().starts_with("themes/"),
        _ => false,
    }
}

fn read_text(place: &Path) -> io::Result<Content> {
    let bytes = fs::metadata(place)?.len();
    if bytes > MAX_TEXT_BYTES {
        return Ok(Content::Unusable(Unusable::TooLarge { bytes }));
    }
    let bytes = fs::read(place)?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Content::Text(text.strip_prefix('\u{feff}').unwrap_or(&text).into()),
        Err(error) => {
            let sound = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = sound.iter().filter(|byte| **byte == b'\n').count() + 1;
            Content::Unusable(Unusable::NotUtf8 { line })
        }
    })
}

fn read_asset(place: &Path) -> io::Result<Content> {
    let mut hasher = blake3::Hasher::new();
    let bytes = io::copy(&mut fs::File::open(place)?, &mut hasher)?;
    Ok(Content::Asset { bytes, hash: *hasher.finalize().as_bytes() })
}
