//! Where the files of a build wait until all of them are made: aside, or beside their places where those are on another file system.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::places::{Places, TEMPORARY};
use crate::failure::Failure;

/// Where files wait.
pub(super) struct Stage<'p> {
    places: &'p Places,
    /// Where they wait, unless that is beside their places; the journal lies there in any case.
    pub(super) aside: &'p Path,
    /// Whether they wait beside their places, once that was tried.
    is_beside: OnceLock<Result<bool, io::ErrorKind>>,
}

/// Lies aside as long as files may wait beside their places.
const MARK: &str = ".beside";
/// The journal of what is to be done.
pub(super) const JOURNAL: &str = ".journal";

impl<'p> Stage<'p> {
    /// For a whole new site, which is renamed as one.
    pub(super) fn of_new(places: &'p Places) -> Self {
        Self { places, aside: &places.new_tree, is_beside: OnceLock::from(Ok(false)) }
    }

    /// For the changes to a site. Where they wait is found out when the first file is made.
    pub(super) fn of_changes(places: &'p Places) -> Self {
        Self { places, aside: &places.stage, is_beside: OnceLock::new() }
    }

    /// As a run that was killed has left it; nothing where it left none.
    pub(super) fn left(places: &'p Places) -> Option<Self> {
        let is_beside = OnceLock::from(Ok(places.stage.join(MARK).exists()));
        places.stage.exists().then_some(Self { places, aside: &places.stage, is_beside })
    }

    /// Where a file waits that was made.
    pub(super) fn place(&self, path: &str) -> PathBuf {
        match self.is_beside.get() {
            Some(Ok(true)) => self.found_beside(path).unwrap_or_else(|| self.beside(path)),
            _ => self.aside.join(path),
        }
    }

    /// Makes a file that waits.
    pub(super) fn create(&self, path: &str) -> io::Result<File> {
        let is_beside = self.is_beside.get_or_init(|| self.try_out().map_err(|it| it.kind()));
        let place = match is_beside {
            Ok(true) => self.beside(path),
            Ok(false) => self.aside.join(path),
            Err(kind) => return Err((*kind).into()),
        };
        match File::create(&place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(place.parent().unwrap_or(self.aside))?;
                File::create(&place)
            }
            file => file,
        }
    }

    /// Whether files have to wait beside their places. Nothing but a file that is renamed tells that on every system.
    fn try_out(&self) -> io::Result<bool> {
        fs::create_dir_all(self.aside)?;
        let (from, to) = (self.aside.join(".probe"), self.places.file(&temporary(".probe")));
        File::create(&from)?;
        let is_beside = self.places.is_stage_inside
            || match fs::rename(&from, &to) {
                Ok(()) => false,
                Err(error) if error.kind() == io::ErrorKind::CrossesDevices => true,
                Err(error) => return Err(error),
            };
        if is_beside {
            File::create(self.aside.join(MARK))?;
            fs::remove_file(&from)?;
        } else {
            fs::remove_file(&to)?;
        }
        Ok(is_beside)
    }

    /// A place in the folder of a file, or in the next one above that is there.
    fn beside(&self, path: &str) -> PathBuf {
        let mut folder = self.places.output.clone();
        for name in folders(path) {
            let below = folder.join(name);
            if !fs::symlink_metadata(&below).is_ok_and(|it| it.is_dir()) {
                break;
            }
            folder = below;
        }
        folder.join(temporary(path))
    }

    /// The same place, though folders may have been made since.
    fn found_beside(&self, path: &str) -> Option<PathBuf> {
        let name = temporary(path);
        let mut folder = self.places.output.clone();
        let mut folders = folders(path);
        loop {
            let place = folder.join(&name);
            if place.symlink_metadata().is_ok() {
                return Some(place);
            }
            folder.push(folders.next()?);
        }
    }

    /// Forgets what waits.
    pub(super) fn clear(&self) -> Result<(), Failure> {
        if self.is_beside.get() == Some(&Ok(true)) {
            sweep(&self.places.output);
        }
        self.end()
    }

    /// Nothing waits any more.
    pub(super) fn end(&self) -> Result<(), Failure> {
        // First the journal, as nobody must follow it when half of the rest is gone.
        let removed = remove(fs::remove_file(self.aside.join(JOURNAL)))
            .and_then(|()| remove(fs::remove_dir_all(self.aside)));
        removed.map_err(|error| Failure::io("tidy up", self.aside, &error))
    }
}

/// The names of the folders on the way to a file.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').filter(|name| !name.is_empty())
}

/// The name under which a file waits beside its place.
fn temporary(path: &str) -> String {
    format!("{TEMPORARY}{}", &blake3::hash(path.as_bytes()).to_hex()[..16])
}

/// What is not there need not be removed.
pub(super) fn remove(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

/// Removes what waits beside its place, in a folder and below.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => sweep(&entry.path()),
            Ok(kind)
                if kind.is_file() && entry.file_name().to_string_lossy().starts_with(TEMPORARY) =>
            {
                let _ = fs::remove_file(entry.path());
            }
            _ => {}
        }
    }
}

/// Puts a file that waited into its place, in one step. What waited on another file system is copied beside its place before.
pub(super) fn put(from: &Path, to: &Path, path: &str) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let beside = to.with_file_name(temporary(path));
            fs::copy(from, &beside)?;
            let copy = File::options().write(true).open(&beside)?;
            copy.set_modified(fs::metadata(from)?.modified()?)?;
            copy.sync_all()?;
            fs::rename(&beside, to)?;
            fs::remove_file(from)
        }
        renamed => renamed,
    }
}

/// Copies a folder with all that is in it, and the times of its files.
pub(super) fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_tree(&from, &to)?;
            continue;
        }
        fs::copy(&from, &to)?;
        let copy = File::options().write(true).open(&to)?;
        copy.set_modified(entry.metadata()?.modified()?)?;
    }
    Ok(())
}
