//! What is to be done in an output folder, written down before it is done: a run that is killed half-way is finished by the next.
//!
//! The order is such that at no moment a page links to something that is not there: first what pages only fetch or offer,
//! then new pages, then pages that link to them, then what lists pages, then deletions (pages before what they show), and the lists of our own files.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::build_record::BuildRecord;
use super::listed::LIST;
use super::places::{Places, is_safe};
use super::stage::{JOURNAL, Stage, put, remove};
use crate::failure::Failure;

/// What is to be done in the output folder, in this order.
pub(super) struct Journal {
    steps: Vec<JournalStep>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum JournalStep {
    Delete(String),
    /// A file that waits takes its place.
    Put(String),
}

/// More files than this are not synced one by one: each costs milliseconds.
const MAX_SYNCED: usize = 256;

impl Journal {
    pub(super) fn new(places: &Places, mut staged: Vec<String>, deletes: Vec<String>) -> Self {
        staged.sort_by_cached_key(|path| turn(path, places.file(path).exists()));
        let lists = staged.partition_point(|path| !is_list(path));
        let lists = staged.split_off(lists);
        let (first, mut last) = in_the_way(&staged, deletes);
        // Who reads a page that goes still finds its style sheet and its pictures.
        last.sort_by_key(|path| !path.ends_with(".html"));
        let first = first.into_iter().map(JournalStep::Delete);
        let last = last.into_iter().map(JournalStep::Delete);
        let steps = first.chain(staged.into_iter().map(JournalStep::Put)).chain(last);
        Self { steps: steps.chain(lists.into_iter().map(JournalStep::Put)).collect() }
    }

    pub(super) fn n_deleted(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step, JournalStep::Delete(_))).count()
    }

    /// Writes down what is to be done; from then on it will be.
    pub(super) fn write(
        &self,
        places: &Places,
        stage: &Stage<'_>,
        record: &BuildRecord,
    ) -> Result<(), Failure> {
        let staged = || {
            self.steps.iter().filter_map(|step| match step {
                JournalStep::Put(path) => Some(path),
                JournalStep::Delete(_) => None,
            })
        };
        if staged().count() <= MAX_SYNCED {
            for path in staged() {
                let synced = File::open(stage.place(path)).and_then(|file| file.sync_all());
                synced.map_err(|error| Failure::io("write", &places.file(path), &error))?;
            }
        }
        let lines = self.steps.iter().map(|step| match step {
            JournalStep::Delete(path) => format!("delete {path}\n"),
            JournalStep::Put(path) => format!("rename {path}\n"),
        });
        let folder = identity(&places.output).map(|it| format!("{FOLDER}{it}\n"));
        let lines = folder.into_iter().chain(lines).chain(["end\n".to_owned()]);
        let text = lines.collect::<String>();
        let written = fs::create_dir_all(stage.aside)
            .and_then(|()| fs::write(stage.aside.join(RECORD), record.to_text()))
            .and_then(|()| File::create(stage.aside.join(JOURNAL)))
            .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(|error| Failure::io("write into", stage.aside, &error))
    }

    /// Reads what is to be done; nothing where it is damaged, or was meant for another folder than the one that is there.
    fn load(places: &Places, stage: &Stage<'_>) -> Option<Self> {
        let text = fs::read_to_string(stage.aside.join(JOURNAL)).ok()?;
        let is_there = places.output.is_dir();
        let lines = text.strip_suffix("end\n").filter(|_| is_there)?;
        let lines = match lines.strip_prefix(FOLDER).and_then(|rest| rest.split_once('\n')) {
            Some((folder, _)) if identity(&places.output)?.to_string() != folder => return None,
            Some((_, lines)) => lines,
            None => lines,
        };
        let step = |line: &str| match line.split_once(' ')? {
            ("delete", path) if is_safe(path) => Some(JournalStep::Delete(path.to_owned())),
            ("rename", path) if is_safe(path) => Some(JournalStep::Put(path.to_owned())),
            _ => None,
        };
        Some(Self { steps: lines.lines().map(step).collect::<Option<_>>()? })
    }

    /// Can be done again after it was cut off: what is done already is skipped.
    pub(super) fn carry_out(&self, places: &Places, stage: &Stage<'_>) -> Result<(), Failure> {
        let mut folder_made = PathBuf::new();
        for step in &self.steps {
            step.take(places, stage, &mut folder_made)?;
        }
        if let Ok(record) = fs::read(stage.aside.join(RECORD)) {
            let folder = places.record.parent().expect("a record lies in a folder");
            let written =
                fs::create_dir_all(folder).and_then(|()| fs::write(&places.record, record));
            written.map_err(|error| Failure::io("write", &places.record, &error))?;
        }
        stage.end()
    }
}

/// The record of the site as it will be.
const RECORD: &str = ".record";
/// How the line of a journal begins that says which folder it is meant for.
const FOLDER: &str = "folder ";

/// What tells a folder from another one that took its name, where the system does.
#[cfg(unix)]
fn identity(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(folder).ok().map(|it| it.ino())
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<u128> {
    let created = fs::metadata(folder).and_then(|it| it.created()).ok()?;
    created.duration_since(std::time::UNIX_EPOCH).ok().map(|it| it.as_nanos())
}

impl JournalStep {
    fn take(
        &self,
        places: &Places,
        stage: &Stage<'_>,
        folder_made: &mut PathBuf,
    ) -> Result<(), Failure> {
        let path = match self {
            // A folder that was replaced by a link leads to files of somebody else.
            Self::Delete(path) if !places.is_inside(path) => return Ok(()),
            Self::Delete(path) => {
                let place = places.file(path);
                let removed = remove(fs::remove_file(&place));
                removed.map_err(|error| Failure::io("delete", &place, &error))?;
                remove_empty_folders(&places.output, &place);
                return Ok(());
            }
            Self::Put(path) => path,
        };
        let (from, to) = (stage.place(path), places.file(path));
        if !from.exists() {
            return Ok(());
        }
        let folder = to.parent().expect("a file of the site lies in a folder");
        if *folder != *folder_made {
            let made = fs::create_dir_all(folder).and_then(|()| match places.is_inside(path) {
                true => Ok(()),
                false => Err(io::ErrorKind::NotADirectory.into()),
            });
            made.map_err(|error| Failure::io("make the folder", folder, &error))?;
            *folder_made = folder.to_owned();
        }
        if to.is_dir() {
            let _ = fs::remove_dir(&to);
        }
        put(&from, &to, path).map_err(|error| Failure::io("write", &to, &error))
    }
}

fn is_list(path: &str) -> bool {
    path.rsplit('/').next() == Some(LIST)
}

/// When a file has its turn.
fn turn(path: &str, is_there: bool) -> u8 {
    let name = path.rsplit('/').next().unwrap_or(path);
    let lists_pages = name == "sitemap.xml" || name.starts_with("feed.");
    match (name.ends_with(".html"), is_there) {
        // The one at the top names the others.
        _ if path == LIST => 5,
        _ if name == LIST => 4,
        (false, true) if lists_pages => 3,
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    }
}

/// Deletions that make room have to come first: of a file where a folder will be or the other way round, and of what some systems
/// take for the same name. The rest comes last.
fn in_the_way(staged: &[String], deletes: Vec<String>) -> (Vec<String>, Vec<String>) {
    let staged: BTreeSet<String> = staged.iter().map(|path| path.to_lowercase()).collect();
    deletes.into_iter().partition(|path| {
        let path = path.to_lowercase();
        let below = format!("{path}/");
        let is_folder =
            staged.range(below.clone()..).next().is_some_and(|it| it.starts_with(&below));
        let mut above = path.match_indices('/').map(|(at, _)| &path[..at]);
        is_folder || staged.contains(&path) || above.any(|folder| staged.contains(folder))
    })
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
    // Nobody else is here: the lock is ours. What an earlier version left lies in the published folder, and may be anybody's: it
    // is never followed.
    for folder in [&places.new_tree, &places.new_copy, &places.old_stage] {
        if folder.symlink_metadata().is_ok_and(|it| it.is_dir()) {
            fs::remove_dir_all(folder).map_err(|error| Failure::io("tidy up", folder, &error))?;
        }
    }
    let Some(stage) = Stage::left(places) else { return Ok(()) };
    if let Some(journal) = Journal::load(places, &stage) {
        journal.carry_out(places, &stage)?;
    }
    stage.clear()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Pages by path, each as the paths that it links to.
    type Pages = &'static [(&'static str, &'static str)];

    const OLD: Pages = &[
        ("about/index.html", "index.html style-1.css"),
        ("chart-1.svg", ""),
        ("feed.atom", ""),
        ("files.json", "old"),
        ("gone/index.html", "index.html style-1.css chart-1.svg about/index.html"),
        ("index.html", "gone/index.html about/index.html feed.atom style-1.css"),
        ("sitemap.xml", "old"),
        ("style-1.css", ""),
    ];

    const NEW: Pages = &[
        ("about/index.html", "index.html come/index.html come/one.html style-2.css"),
        ("come/files.json", "new"),
        ("come/index.html", "index.html come/one.html figures.csv style-2.css"),
        ("come/one.html", "come/index.html about/index.html style-2.css"),
        ("feed.atom", ""),
        ("figures.csv", ""),
        ("files.json", "new"),
        ("index.html", "come/index.html about/index.html feed.atom style-2.css"),
        ("sitemap.xml", "new"),
        ("style-2.css", ""),
    ];

    fn write(folder: &Path, pages: Pages) {
        for (path, text) in pages {
            let place = folder.join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, text).expect("a file");
        }
    }

    fn tree(folder: &Path) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(below) = folders.pop() {
            for entry in fs::read_dir(below).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(folder).expect("inside").display().to_string();
                found.insert(name, fs::read_to_string(path).expect("text"));
            }
        }
        found
    }

    /// Goes from page to page.
    fn walk(tree: &BTreeMap<String, String>) {
        let mut known = BTreeSet::new();
        let mut ahead = vec!["index.html"];
        while let Some(page) = ahead.pop().filter(|page| known.insert(*page)) {
            for link in tree[page].split_whitespace() {
                assert!(tree.contains_key(link), "{page} links to {link}, where nothing is");
                if link.ends_with(".html") && !known.contains(link) {
                    ahead.push(link);
                }
            }
        }
    }

    /// A page that nobody is led to any more may be open all the same.
    fn whole(tree: &BTreeMap<String, String>) {
        for (page, text) in tree.iter().filter(|(path, _)| path.ends_with(".html")) {
            for file in text.split_whitespace().filter(|link| !link.ends_with(".html")) {
                assert!(tree.contains_key(file), "{page} shows {file}, which is not there");
            }
        }
    }

    fn begin(top: &Path) -> (Places, Journal) {
        let _ = fs::remove_dir_all(top);
        write(&top.join("output"), OLD);
        let places = Places::of(top, &top.join("output")).expect("places");
        write(&places.stage, NEW);
        let is_gone = |path: &&str| NEW.iter().all(|(new, _)| new != path);
        let gone = OLD.iter().map(|(path, _)| *path).filter(is_gone).map(str::to_owned);
        let staged = NEW.iter().map(|(path, _)| (*path).to_owned()).collect();
        let journal = Journal::new(&places, staged, gone.collect());
        (places, journal)
    }

    /// After each step no link leads nowhere, and from each the rest is done.
    #[test]
    fn it_can_be_cut_off_after_any_step() {
        let top = std::env::temp_dir().join(format!("iho-journal-{}", std::process::id()));
        let expected: BTreeMap<String, String> =
            NEW.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        for n in 0..=begin(&top).1.steps.len() {
            let (places, journal) = begin(&top);
            let stage = Stage::of_changes(&places);
            journal.write(&places, &stage, &BuildRecord::default()).expect("written");
            walk(&tree(&places.output));
            for step in &journal.steps[..n] {
                step.take(&places, &stage, &mut PathBuf::new()).expect("done");
                let tree = tree(&places.output);
                walk(&tree);
                whole(&tree);
            }
            recover(&places).expect("finished");
            assert_eq!(tree(&places.output), expected, "cut off after {n} steps");
            assert!(!places.stage.exists());
        }
        fs::remove_dir_all(&top).expect("removed");
    }

    /// A folder takes the place of a file, a file that of a folder, and a name differs by its case alone.
    #[test]
    fn room_is_made_first() {
        let words = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let staged = words("a/index.html b.html Case.html");
        let deletes = words("a b.html/index.html case.html other.html aa");
        let (first, last) = in_the_way(&staged, deletes);
        assert_eq!(first, words("a b.html/index.html case.html"));
        assert_eq!(last, words("other.html aa"));
    }
}
