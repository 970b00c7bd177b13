//! What is to be done in an output folder, written down before it is done: a run that is killed half-way is finished by the next.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::places::Places;
use super::record::Record;
use crate::failure::Failure;

/// What is to be done in the output folder, written down before it is done.
pub(super) struct Journal {
    pub(super) deletes: Vec<String>,
    pub(super) renames: Vec<String>,
}

/// More files than this are not synced one by one: each costs milliseconds.
const MAX_SYNCED: usize = 256;

impl Journal {
    fn path(places: &Places) -> PathBuf {
        places.stage.join(".journal")
    }

    pub(super) fn write(&self, places: &Places, record: &Record) -> Result<(), Failure> {
        if self.renames.len() <= MAX_SYNCED {
            for path in &self.renames {
                let staged = places.stage.join(path);
                let synced = File::open(&staged).and_then(|file| file.sync_all());
                synced.map_err(|error| Failure::io("write", &places.file(path), &error))?;
            }
        }
        let mut text = String::new();
        for path in &self.deletes {
            text.push_str(&format!("delete {path}\n"));
        }
        for path in &self.renames {
            text.push_str(&format!("rename {path}\n"));
        }
        text.push_str("end\n");
        let failed = |error: &io::Error| {
            let _ = fs::remove_dir_all(&places.stage);
            Failure::io("write into", &places.output, error)
        };
        fs::write(places.stage.join(".record"), record.to_text())
            .map_err(|error| failed(&error))?;
        let mut file = File::create(Self::path(places)).map_err(|error| failed(&error))?;
        file.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
        file.sync_all().map_err(|error| failed(&error))
    }

    fn load(places: &Places) -> Option<Self> {
        let text = fs::read_to_string(Self::path(places)).ok()?;
        let mut journal = Self { deletes: Vec::new(), renames: Vec::new() };
        for line in text.strip_suffix("end\n")?.lines() {
            match line.split_once(' ')? {
                ("delete", path) => journal.deletes.push(path.to_owned()),
                ("rename", path) => journal.renames.push(path.to_owned()),
                _ => return None,
            }
        }
        Some(journal)
    }

    /// Can be done again after it was cut off: what is done already is skipped.
    pub(super) fn carry_out(&self, places: &Places) -> Result<(), Failure> {
        for path in &self.deletes {
            let place = places.file(path);
            match fs::remove_file(&place) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::io("delete", &place, &error));
                }
                _ => remove_empty_folders(&places.output, &place),
            }
        }
        let mut folder_made = PathBuf::new();
        for path in &self.renames {
            let (from, to) = (places.stage.join(path), places.file(path));
            if !from.exists() {
                continue;
            }
            let folder = to.parent().expect("a file of the site lies in a folder");
            if folder != folder_made {
                fs::create_dir_all(folder)
                    .map_err(|error| Failure::io("make the folder", folder, &error))?;
                folder_made = folder.to_owned();
            }
            if to.is_dir() {
                let _ = fs::remove_dir(&to);
            }
            fs::rename(&from, &to).map_err(|error| Failure::io("write", &to, &error))?;
        }
        let record = fs::read(places.stage.join(".record"));
        if let Ok(record) = record {
            let folder = places.record.parent().expect("a record lies in a folder");
            let written =
                fs::create_dir_all(folder).and_then(|()| fs::write(&places.record, record));
            written.map_err(|error| Failure::io("write", &places.record, &error))?;
        }
        fs::remove_dir_all(&places.stage)
            .map_err(|error| Failure::io("tidy up", &places.stage, &error))
    }
}

fn remove_empty_folders(top: &Path, deleted: &Path) {
    let mut folder = deleted.parent();
    while let Some(empty) = folder.filter(|folder| *folder != top) {
        if fs::remove_dir(empty).is_err() {
            return;
        }
        folder = empty.parent();
    }
}

/// Finishes what a killed run had decided, and drops what it had only begun.
pub(super) fn recover(places: &Places) -> Result<(), Failure> {
    if places.new_tree.exists() {
        // Nobody else is here: the lock is ours.
        fs::remove_dir_all(&places.new_tree)
            .map_err(|error| Failure::io("tidy up", &places.new_tree, &error))?;
    }
    if !places.stage.exists() {
        return Ok(());
    }
    match Journal::load(places) {
        Some(journal) => journal.carry_out(places),
        None => fs::remove_dir_all(&places.stage)
            .map_err(|error| Failure::io("tidy up", &places.stage, &error)),
    }
}
