//! What lies in an output folder: whether it is as it was written, and what else is there.
#![expect(clippy::disallowed_methods, reason = "this looks at files")]

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::build_record::{BuildRecord, Sum, Written, modified};
use super::listed::{self, GENERATOR};
use super::places::{Places, TEMPORARY};
use super::write::StagedBuild;
use crate::failure::Failure;

/// What lies in an output folder beside what the record says of it.
#[derive(Default)]
pub(super) struct OnDisk {
    /// Files of the record that are gone, or not as they were written.
    touched: BTreeSet<String>,
    /// Files that the record does not know.
    strange: BTreeSet<String>,
    /// Files that a killed build left beside their places.
    leftovers: Vec<String>,
}

impl OnDisk {
    /// Looks at every file once, with all hands. In the folders that are `known` only files of the record are looked at: there
    /// are many, and nobody but this tool has reason to write there.
    pub(super) fn of(places: &Places, record: &BuildRecord, known: &BTreeSet<String>) -> Self {
        let look = FolderScan { places, record, known };
        let Seen { n_same, touched, strange, leftovers } = look.folder(&places.output, "");
        let (touched, strange) = (touched.into_iter().collect(), strange.into_iter().collect());
        let mut own = Self { touched, strange, leftovers };
        if n_same + own.touched.len() < record.files.len() {
            let is_there = |path: &str| places.look_at(path).is_some();
            own.touched.extend(record.files.keys().filter(|path| !is_there(path)).cloned());
        }
        own
    }

    /// Whether there is nothing but the files of the record, as they were written.
    pub(super) fn is_as_recorded(&self) -> bool {
        self.touched.is_empty() && self.strange.is_empty()
    }

    /// The files that the record does not know, or not as they are.
    pub(super) fn news(&self) -> impl Iterator<Item = &str> {
        self.touched.iter().chain(&self.strange).map(String::as_str)
    }

    /// Whether there are such files in a folder.
    pub(super) fn has_news_below(&self, folder: &str) -> bool {
        let is_below = |paths: &BTreeSet<String>| {
            paths.range(folder.to_owned()..).next().is_some_and(|path| path.starts_with(folder))
        };
        is_below(&self.touched) || is_below(&self.strange)
    }

    /// The record knows this file as it is.
    pub(super) fn know(&mut self, path: &str) {
        self.touched.remove(path);
        self.strange.remove(path);
    }

    /// This file is ours, but need not be as it was written.
    pub(super) fn suspect(&mut self, path: &str) {
        self.strange.remove(path);
        self.touched.insert(path.to_owned());
    }

    /// Deletes what a killed build left beside its places.
    pub(super) fn tidy(&self, places: &Places) {
        for path in self.leftovers.iter().filter(|path| places.look_at(path).is_some()) {
            let _ = fs::remove_file(places.file(path));
        }
    }

    /// Whether a file of the record is as it was written.
    pub(super) fn is_untouched(&self, path: &str) -> bool {
        !self.touched.contains(path)
    }

    /// Whether all files of the record whose paths begin so are as they were written.
    pub(super) fn are_untouched(&self, start: &str) -> bool {
        let first = self.touched.range(start.to_owned()..).next();
        first.is_none_or(|path| !path.starts_with(start))
    }
}

/// What was seen in a folder and below.
#[derive(Default)]
struct Seen {
    n_same: usize,
    touched: Vec<String>,
    strange: Vec<String>,
    leftovers: Vec<String>,
}

/// Looks into folders.
struct FolderScan<'l> {
    places: &'l Places,
    record: &'l BuildRecord,
    known: &'l BTreeSet<String>,
}

impl FolderScan<'_> {
    fn folder(&self, folder: &Path, path: &str) -> Seen {
        let mut seen = Seen::default();
        let mut folders = Vec::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let at = entry.path();
            if name == ".iho" {
                continue;
            }
            let name = name.to_string_lossy();
            let path = format!("{path}{name}");
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push((at, path + "/"));
                continue;
            }
            match self.record.files.get(&path) {
                Some(before) => seen.add(path, before, entry.metadata()),
                None if name.starts_with(TEMPORARY) => seen.leftovers.push(path),
                None => seen.strange.push(path),
            }
        }
        let below = folders.par_iter().map(|(at, path)| match self.known.contains(path.as_str()) {
            true => self.at_known(path),
            false => self.folder(at, path),
        });
        below.fold(Seen::default, Seen::with).reduce(Seen::default, Seen::with).with(seen)
    }

    /// Looks at the files of the record in a folder.
    fn at_known(&self, start: &str) -> Seen {
        let mut seen = Seen::default();
        let files = self.record.files.range(start.to_owned()..);
        for (path, before) in files.take_while(|(path, _)| path.starts_with(start)) {
            seen.add(path.clone(), before, fs::symlink_metadata(self.places.file(path)));
        }
        seen
    }
}

impl Seen {
    fn add(&mut self, path: String, before: &Written, now: io::Result<Metadata>) {
        let is_same = now.is_ok_and(|it| {
            it.is_file() && it.len() == before.bytes && modified(&it) == before.modified
        });
        if is_same {
            self.n_same += 1;
        } else {
            self.touched.push(path);
        }
    }

    fn with(mut self, mut other: Self) -> Self {
        self.n_same += other.n_same;
        self.touched.append(&mut other.touched);
        self.strange.append(&mut other.strange);
        self.leftovers.append(&mut other.leftovers);
        self
    }
}

/// What lies in the output folder besides the new site.
#[derive(Default)]
pub(super) struct FolderDiff {
    /// Files that we wrote and no page owns any more.
    pub(super) owned: Vec<String>,
    /// Files that we did not write.
    pub(super) foreign: Vec<String>,
    /// Files that we did not write, at places that the new site needs.
    in_the_way: Vec<String>,
}

impl FolderDiff {
    /// `knows_ours` says whether the record, or a list in the folder, names the files that are ours.
    pub(super) fn of(
        places: &Places,
        made: &StagedBuild,
        (record, on_disk): (&BuildRecord, &OnDisk),
        knows_ours: bool,
    ) -> Self {
        let mut folder_diff = Self::default();
        let staged: BTreeSet<&str> = made.staged.iter().map(String::as_str).collect();
        let is_left = |path: &String| !made.record.files.contains_key(path);
        let is_as_written = |path: &str, before: &Written| {
            places.look_at(path).is_some() && Sum::of_file(&places.file(path)) == Some(before.sum)
        };
        for (path, before) in record.files.iter().filter(|(path, _)| is_left(path)) {
            if on_disk.is_untouched(path) || is_as_written(path, before) {
                folder_diff.owned.push(path.clone());
            } else if places.file(path).exists() {
                folder_diff.find(path);
            }
        }
        let is_ours = !knows_ours && looks_like_ours(places);
        for path in &on_disk.strange {
            if staged.contains(path.as_str()) {
                if !is_ours && !listed::is_list(places, path) {
                    folder_diff.in_the_way.push(path.clone());
                }
            } else if is_left(path) {
                folder_diff.find(path);
            }
        }
        folder_diff.foreign.sort();
        folder_diff.folders_in_the_way(places, &staged);
        folder_diff
    }

    fn find(&mut self, path: &str) {
        if !path.split('/').any(|part| part.starts_with('.')) {
            self.foreign.push(path.to_owned());
        }
    }

    /// A file of somebody else where the new site needs a folder, or a folder where it needs a file.
    fn folders_in_the_way(&mut self, places: &Places, staged: &BTreeSet<&str>) {
        for foreign in &self.foreign {
            let as_folder = format!("{foreign}/");
            if staged
                .range(as_folder.as_str()..)
                .next()
                .is_some_and(|path| path.starts_with(&as_folder))
            {
                self.in_the_way.push(foreign.clone());
            }
        }
        for path in staged {
            let as_folder = format!("{path}/");
            let holds_foreign = self.foreign.iter().any(|foreign| foreign.starts_with(&as_folder));
            if places.file(path).is_dir() && holds_foreign {
                self.in_the_way.push((*path).to_owned());
            }
        }
    }

    pub(super) fn clash(&self, places: &Places) -> Option<Failure> {
        let first = self.in_the_way.first()?;
        let others = match self.in_the_way.len() - 1 {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        Some(
            Failure::new(format!(
                "`{}` contains files that iho did not write and would have to replace: `{first}`{others}",
                places.output.display()
            ))
            .hint("name another folder with `--output`, or move these files away"),
        )
    }
}

/// Whether the start page there was made by this tool, though its record is lost.
fn looks_like_ours(places: &Places) -> bool {
    let start = fs::read_to_string(places.file("index.html")).unwrap_or_default();
    start.contains(GENERATOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(words: &str) -> BTreeSet<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    /// In the order of paths, `vale-north/` stands before `vale/`, and `valence` after it.
    #[test]
    fn a_folder_is_not_taken_for_one_whose_name_begins_alike() {
        let touched = paths("ihos/vale-north/index.html ihos/vale.csv ihos/valence.csv");
        let on_disk = OnDisk { touched, strange: paths("about/old.html"), ..OnDisk::default() };
        assert!(on_disk.are_untouched("ihos/vale/") && !on_disk.has_news_below("ihos/vale/"));
        assert!(!on_disk.are_untouched("ihos/vale-north/"));
        // What is strange was not written, so it can't be touched.
        assert!(on_disk.are_untouched("about/") && on_disk.has_news_below("about/"));
    }

    #[test]
    fn a_file_is_strange_or_touched_but_never_both() {
        let mut on_disk = OnDisk { strange: paths("files.json page.html"), ..OnDisk::default() };
        on_disk.suspect("files.json");
        assert_eq!(on_disk.news().collect::<Vec<_>>(), ["files.json", "page.html"]);
        assert!(!on_disk.is_untouched("files.json"));
        ["files.json", "page.html"].iter().for_each(|path| on_disk.know(path));
        assert!(on_disk.is_as_recorded());
    }

    #[test]
    fn hidden_files_are_nobodys_business() {
        let mut diff = FolderDiff::default();
        [".git/config", "about/.DS_Store", "notes.txt"].iter().for_each(|path| diff.find(path));
        assert_eq!(diff.foreign, ["notes.txt"]);
    }
}
