//! A finished site onto the disk: all of it or nothing.
//!
//! Every page is made and checked in a folder of its own before the first public file changes. Then a journal says
//! what is to be renamed and deleted; a run that is killed half-way is finished by the next.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::record::{Record, UnitRecord, Written, modified};
use crate::diag::Diagnostic;
use crate::failure::Failure;
use crate::output::{Body, Entry, Site};
use crate::page::Url;
use crate::source::{Content, FileId, Sources};

/// What a publication did.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Publication {
    /// Pages of the site.
    pub n_pages: usize,
    /// Files of the site, pages too.
    pub n_files: usize,
    /// How many bytes they have together.
    pub n_bytes: u64,
    /// Files that were written because they are new or changed.
    pub n_written: usize,
    /// Files that were deleted because no page owns them any more.
    pub n_deleted: usize,
    /// Files in the folder that this tool did not write; they were left alone.
    pub foreign: Vec<String>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum Trouble {
    /// Pages that can't be made, or are wrong.
    Content(Vec<Diagnostic>),
    /// The world failed.
    World(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
    }
}

/// A part of a site that lies in a folder of its own and changes only with its key.
pub struct Unit<'u> {
    /// How the paths of its files begin, inside the output, and of no others: a folder with a `/` at its end, or `feed.`.
    pub folder: String,
    /// Names all that it depends on.
    pub key: [u8; 32],
    /// Makes it, where it has to be made.
    pub make: Box<dyn Fn() -> Result<Site, Failure> + Send + Sync + 'u>,
}

/// Writes a site into a folder, with the parts inside it. `root` is the site's own folder; `n_done` counts the files made so far.
///
/// # Errors
/// Where a page can't be made or the disk refuses. Then the folder is as it was.
pub fn publish(
    site: &Site,
    units: &[Unit<'_>],
    root: &Path,
    output: &Path,
    n_done: &AtomicUsize,
) -> Result<Publication, Trouble> {
    let places = Places::of(root, output)?;
    let _lock = places.lock()?;
    recover(&places)?;
    let record = Record::load(&places.record);
    let is_new = !places.output.exists();
    let stage = if is_new { &places.new_tree } else { &places.stage };
    let mut made = match make((site, units), root, &places, stage, record.as_ref(), n_done) {
        Ok(made) => made,
        Err(trouble) => {
            let _ = fs::remove_dir_all(stage);
            return Err(trouble);
        }
    };
    let result = if is_new {
        install_tree(&places, &mut made)
    } else {
        install_changes(&places, &mut made, record.as_ref())
    };
    if result.is_err() && is_new {
        let _ = fs::remove_dir_all(stage);
    }
    Ok(result?)
}

/// Where things lie around an output folder.
struct Places {
    output: PathBuf,
    /// Where changed files wait, inside the output folder so that they can be renamed.
    stage: PathBuf,
    /// Where a whole new site is made.
    new_tree: PathBuf,
    record: PathBuf,
    /// Held while a build writes.
    lock: PathBuf,
}

/// A site written among its own sources would be read as content the next time.
fn refuse_sources(root: &Path, output: &Path) -> Result<(), Failure> {
    // The folder itself may not be there yet: then the nearest one above it tells where it lies.
    let real = |path: &Path| {
        let mut above = path.ancestors();
        above.find_map(|path| Some((path.canonicalize().ok()?, path.to_owned())))
    };
    let (Some((real_root, _)), Some((found, above))) = (real(root), real(output)) else {
        return Ok(());
    };
    let real_output = found.join(output.strip_prefix(&above).unwrap_or(Path::new("")));
    let sources = ["content", "themes"].map(|name| real_root.join(name));
    let clashes = sources
        .iter()
        .any(|source| real_output.starts_with(source) || source.starts_with(&real_output));
    if !clashes {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{}` holds the sources of the site, or lies among them",
        output.display()
    ))
    .hint("name a folder of its own with `--output`"))
}

impl Places {
    fn of(root: &Path, output: &Path) -> Result<Self, Failure> {
        let output =
            std::path::absolute(output).map_err(|error| Failure::io("find", output, &error))?;
        refuse_sources(root, &output)?;
        if output.exists() && !output.is_dir() {
            return Err(Failure::new(format!("`{}` is a file, not a folder", output.display()))
                .hint("move it away, or name another folder with `--output`"));
        }
        let (Some(parent), Some(name)) = (output.parent(), output.file_name()) else {
            return Err(Failure::new(format!("`{}` can't be an output folder", output.display()))
                .hint("name a folder that holds nothing else"));
        };
        // Beside the output, so that it is not published; inside where nothing may be put beside it.
        let beside = parent.join(".iho");
        let own = match fs::create_dir_all(&beside) {
            Err(_) if output.is_dir() => output.join(".iho"),
            _ => beside,
        };
        let named = |ending: &str| {
            let mut file = name.to_os_string();
            file.push(ending);
            own.join(file)
        };
        Ok(Self {
            stage: output.join(".iho-stage"),
            new_tree: named(".new"),
            record: named(".record"),
            lock: named(".lock"),
            output,
        })
    }

    /// One build at a time writes into a folder; the system lets go of the lock when the program ends.
    fn lock(&self) -> Result<File, Failure> {
        let folder = self.lock.parent().expect("a lock lies in a folder");
        let failed = |error: &io::Error| Failure::io("write into", folder, error);
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let lock = File::options().create(true).truncate(false).write(true).open(&self.lock);
        let lock = lock.map_err(|error| failed(&error))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                let message = format!("another build is writing into `{}`", self.output.display());
                Err(Failure::new(message).hint("wait until it is done, and run the command again"))
            }
            Err(TryLockError::Error(error)) => Err(failed(&error)),
        }
    }

    fn file(&self, path: &str) -> PathBuf {
        self.output.join(path)
    }
}

/// What was made in the stage.
struct Made {
    publication: Publication,
    /// The record of the finished site.
    record: Record,
    /// Paths of files that wait in the stage.
    staged: Vec<String>,
}

/// Makes every file that is new or changed in the stage, and checks every page.
fn make(
    (site, units): (&Site, &[Unit<'_>]),
    root: &Path,
    places: &Places,
    stage: &Path,
    record: Option<&Record>,
    n_done: &AtomicUsize,
) -> Result<Made, Trouble> {
    fs::create_dir_all(stage).map_err(|error| Failure::io("write into", stage, &error))?;
    let entries: Vec<(&Url, &Entry)> = site.entries().collect();
    make_folders(stage, entries.iter().map(|(url, _)| url.output_path()))?;
    let maker = Maker { site, root, places, stage, record };
    let made: Vec<MadeFile> = entries
        .par_iter()
        .map(|(url, _)| {
            let made = maker.file(url);
            n_done.fetch_add(1, Ordering::Relaxed);
            made
        })
        .collect();
    let mut result = Made {
        publication: Publication {
            n_pages: entries.iter().filter(|(_, entry)| matches!(entry, Entry::Page(_))).count(),
            ..Publication::default()
        },
        record: Record::default(),
        staged: Vec::new(),
    };
    let of_units: Vec<Result<MadeUnit, Failure>> = units
        .par_iter()
        .map(|unit| {
            let made = maker.unit(unit);
            n_done.fetch_add(1, Ordering::Relaxed);
            made
        })
        .collect();
    let mut all = made;
    for (unit, made) in units.iter().zip(of_units) {
        let MadeUnit { n_pages, files } = made?;
        result.publication.n_pages += n_pages;
        let of_unit = UnitRecord { key: blake3::Hash::from_bytes(unit.key), n_pages };
        result.record.units.insert(unit.folder.clone(), of_unit);
        all.extend(files);
    }
    result.publication.n_files = all.len();
    gather(all, &mut result)?;
    Ok(result)
}

/// Adds files to what was made.
fn gather(all: Vec<MadeFile>, result: &mut Made) -> Result<(), Trouble> {
    let mut diagnostics = Vec::new();
    for made in all {
        match made {
            Ok((path, written, is_staged)) => {
                if is_staged {
                    result.staged.push(path.clone());
                }
                result.record.files.insert(path, written);
            }
            Err(Problem::World(failure)) => return Err(Trouble::World(failure)),
            Err(Problem::Content(found)) => diagnostics.extend(found),
        }
    }
    if !diagnostics.is_empty() {
        return Err(Trouble::Content(crate::diag::sorted(diagnostics)));
    }
    result.publication.n_written = result.staged.len();
    result.publication.n_bytes = result.record.files.values().map(|file| file.bytes).sum();
    Ok(())
}

/// Folders are made once, before the files that many hands write into them.
fn make_folders(stage: &Path, paths: impl Iterator<Item = String>) -> Result<(), Failure> {
    let folders: BTreeSet<String> =
        paths.filter_map(|path| Some(path.rsplit_once('/')?.0.to_owned())).collect();
    for folder in folders {
        let folder = stage.join(folder);
        fs::create_dir_all(&folder)
            .map_err(|error| Failure::io("make the folder", &folder, &error))?;
    }
    Ok(())
}

enum Problem {
    World(Failure),
    Content(Vec<Diagnostic>),
}

/// A place in the files of a release says nothing to those who know the files of the site.
fn anywhere(problem: Problem) -> Problem {
    match problem {
        Problem::World(failure) => Problem::World(failure),
        Problem::Content(found) => {
            let bare = |it| Diagnostic { place: None, related: Vec::new(), ..it };
            Problem::Content(found.into_iter().map(bare).collect())
        }
    }
}

/// The path of a file, what it is, and whether it waits in the stage.
type MadeFile = Result<(String, Written, bool), Problem>;

/// The files of a unit.
struct MadeUnit {
    n_pages: usize,
    files: Vec<MadeFile>,
}

struct Maker<'s> {
    site: &'s Site,
    root: &'s Path,
    places: &'s Places,
    stage: &'s Path,
    record: Option<&'s Record>,
}

impl Maker<'_> {
    /// Makes a unit, or leaves it as it is where nothing that it depends on has changed.
    fn unit(&self, unit: &Unit<'_>) -> Result<MadeUnit, Failure> {
        if let Some(known) = self.known(unit) {
            return Ok(known);
        }
        let site = (unit.make)()?;
        let entries: Vec<(&Url, &Entry)> = site.entries().collect();
        make_folders(self.stage, entries.iter().map(|(url, _)| url.output_path()))?;
        let maker = Maker { site: &site, ..*self };
        let files = entries.iter().map(|(url, _)| maker.file(url).map_err(anywhere)).collect();
        let n_pages = entries.iter().filter(|(_, entry)| matches!(entry, Entry::Page(_))).count();
        Ok(MadeUnit { n_pages, files })
    }

    /// A unit that lies in the output as it was made, of all that it depends on now.
    fn known(&self, unit: &Unit<'_>) -> Option<MadeUnit> {
        let record = self.record?;
        let of_unit = record.units.get(&unit.folder)?;
        if *of_unit.key.as_bytes() != unit.key {
            return None;
        }
        let files = record.files.range(unit.folder.clone()..);
        let files = files.take_while(|(path, _)| path.starts_with(&unit.folder));
        let files: Option<Vec<MadeFile>> = files
            .map(|(path, before)| {
                let metadata = fs::symlink_metadata(self.places.file(path)).ok()?;
                let is_same = metadata.is_file()
                    && metadata.len() == before.bytes
                    && modified(&metadata) == before.modified;
                is_same.then(|| Ok((path.clone(), *before, false)))
            })
            .collect();
        Some(MadeUnit { n_pages: of_unit.n_pages, files: files? })
    }

    /// Makes one file; tells its path, what it is, and whether it waits in the stage.
    fn file(&self, url: &Url) -> MadeFile {
        let path = url.output_path();
        let body = self.site.body(url).expect("the address is one of the site's own");
        match body {
            Err(diagnostic) => Err(Problem::Content(vec![diagnostic])),
            Ok(Body::Copy(file)) => {
                if self.site.has_to_read(url) {
                    let source = self.site.sources().place(file);
                    let bytes = super::read::read_bytes(self.root, source).unwrap_or_default();
                    self.check(url, &bytes)?;
                }
                self.copy(path, file)
            }
            Ok(Body::Shared(bytes)) => {
                self.check(url, bytes)?;
                self.write(path, bytes)
            }
            Ok(Body::Bytes(bytes)) => {
                self.check(url, &bytes)?;
                self.write(path, &bytes)
            }
        }
    }

    fn check(&self, url: &Url, bytes: &[u8]) -> Result<(), Problem> {
        let found = self.site.check(url, bytes);
        if found.is_empty() { Ok(()) } else { Err(Problem::Content(found)) }
    }

    fn write(&self, path: String, bytes: &[u8]) -> Result<(String, Written, bool), Problem> {
        let hash = blake3::hash(bytes);
        if let Some(written) = self.unchanged(&path, bytes.len() as u64, hash) {
            return Ok((path, written, false));
        }
        let place = self.stage.join(&path);
        let world = |error: &io::Error| {
            Problem::World(Failure::io("write", &self.places.file(&path), error))
        };
        let mut file = File::create(&place).map_err(|error| world(&error))?;
        file.write_all(bytes).map_err(|error| world(&error))?;
        let metadata = file.metadata().map_err(|error| world(&error))?;
        let written = Written { bytes: bytes.len() as u64, modified: modified(&metadata), hash };
        Ok((path, written, true))
    }

    fn copy(&self, path: String, file: FileId) -> Result<(String, Written, bool), Problem> {
        let sources: &Sources = self.site.sources();
        let from = self.root.join(sources.place(file).as_str());
        if matches!(sources.file(file).content, Content::Sealed(_)) {
            let bytes = fs::read(&from)
                .map_err(|error| Problem::World(Failure::io("read", &from, &error)))?;
            return self.write(path, &bytes);
        }
        let Content::Asset { bytes, hash } = sources.file(file).content else {
            return Err(Problem::World(Failure::new(format!("can't copy `{}`", from.display()))));
        };
        let hash = blake3::Hash::from_bytes(hash);
        if let Some(written) = self.unchanged(&path, bytes, hash) {
            return Ok((path, written, false));
        }
        let place = self.stage.join(&path);
        let world = |error: &io::Error| Problem::World(Failure::io("copy", &from, error));
        fs::copy(&from, &place).map_err(|error| world(&error))?;
        let metadata = fs::metadata(&place).map_err(|error| world(&error))?;
        Ok((path, Written { bytes, modified: modified(&metadata), hash }, true))
    }

    /// What stands in the output folder already, if it has the same bytes.
    fn unchanged(&self, path: &str, bytes: u64, hash: blake3::Hash) -> Option<Written> {
        let record = self.record?;
        let place = self.places.file(path);
        let metadata = fs::symlink_metadata(&place).ok().filter(Metadata::is_file)?;
        if metadata.len() != bytes {
            return None;
        }
        let now = Written { bytes, modified: modified(&metadata), hash };
        let is_as_written = record.files.get(path).is_some_and(|before| *before == now);
        let is_same = is_as_written || hash_of(&place).is_some_and(|found| found == hash);
        is_same.then_some(now)
    }
}

use std::fs::Metadata;

fn hash_of(place: &Path) -> Option<blake3::Hash> {
    Some(blake3::hash(&fs::read(place).ok()?))
}

/// The first publication: the whole tree takes its place in one step.
fn install_tree(places: &Places, made: &mut Made) -> Result<Publication, Failure> {
    fs::rename(&places.new_tree, &places.output)
        .map_err(|error| Failure::io("make", &places.output, &error))?;
    write_record(places, &made.record)?;
    Ok(std::mem::take(&mut made.publication))
}

fn write_record(places: &Places, record: &Record) -> Result<(), Failure> {
    let folder = places.record.parent().expect("a record lies in a folder");
    let failed = |error: &io::Error| Failure::io("write", &places.record, error);
    fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    let beside = places.record.with_extension("record-new");
    fs::write(&beside, record.to_text()).map_err(|error| failed(&error))?;
    fs::rename(&beside, &places.record).map_err(|error| failed(&error))
}

/// A later publication: a journal of renames and deletions, then the doing.
fn install_changes(
    places: &Places,
    made: &mut Made,
    record: Option<&Record>,
) -> Result<Publication, Failure> {
    let survey = Survey::of(places, made, record);
    if let Some(failure) = survey.clash(places) {
        let _ = fs::remove_dir_all(&places.stage);
        return Err(failure);
    }
    let journal = Journal { deletes: survey.owned, renames: std::mem::take(&mut made.staged) };
    journal.write(places, &made.record)?;
    journal.carry_out(places)?;
    made.publication.n_deleted = journal.deletes.len();
    made.publication.foreign = survey.foreign;
    Ok(std::mem::take(&mut made.publication))
}

/// What lies in the output folder besides the new site.
struct Survey {
    /// Files that we wrote and no page owns any more.
    owned: Vec<String>,
    /// Files that we did not write.
    foreign: Vec<String>,
    /// Files that we did not write, at places that the new site needs.
    in_the_way: Vec<String>,
}

impl Survey {
    fn of(places: &Places, made: &Made, record: Option<&Record>) -> Self {
        let mut survey = Self { owned: Vec::new(), foreign: Vec::new(), in_the_way: Vec::new() };
        let is_ours = record.is_some() || looks_like_ours(places);
        let staged: BTreeSet<&str> = made.staged.iter().map(String::as_str).collect();
        let files = WalkDir::new(&places.output).sort_by_file_name().into_iter();
        let files = files
            .filter_entry(|entry| entry.path() != places.stage && entry.file_name() != ".iho")
            .flatten();
        for entry in files.filter(|entry| !entry.file_type().is_dir()) {
            let Ok(path) = entry.path().strip_prefix(&places.output) else {
                continue;
            };
            let path = path.to_string_lossy().replace('\\', "/");
            let before = record.and_then(|record| record.files.get(&path));
            if staged.contains(path.as_str()) {
                if before.is_none() && !is_ours {
                    survey.in_the_way.push(path);
                }
            } else if !made.record.files.contains_key(&path) {
                let untouched = before.is_some_and(|before| {
                    let metadata = entry.metadata().ok();
                    let as_written = metadata.is_some_and(|metadata| {
                        metadata.len() == before.bytes && modified(&metadata) == before.modified
                    });
                    as_written || hash_of(entry.path()) == Some(before.hash)
                });
                if untouched {
                    survey.owned.push(path);
                } else if !path.split('/').any(|part| part.starts_with('.')) {
                    survey.foreign.push(path);
                }
            }
        }
        survey.folders_in_the_way(places, &staged);
        survey
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

    fn clash(&self, places: &Places) -> Option<Failure> {
        let first = self.in_the_way.first()?;
        let others = match self.in_the_way.len() - 1 {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        Some(
            Failure::new(format!(
                "`{}` holds files that this tool did not write and would have to replace: `{first}`{others}",
                places.output.display()
            ))
            .hint("name another folder with `--output`, or move these files away"),
        )
    }
}

/// Whether the start page there was made by this tool, though its record is lost.
fn looks_like_ours(places: &Places) -> bool {
    let start = fs::read_to_string(places.file("index.html")).unwrap_or_default();
    start.contains("<meta name=\"generator\" content=\"iho ")
}

/// What is to be done in the output folder, written down before it is done.
struct Journal {
    deletes: Vec<String>,
    renames: Vec<String>,
}

/// More files than this are not synced one by one: each costs milliseconds.
const MAX_SYNCED: usize = 256;

impl Journal {
    fn path(places: &Places) -> PathBuf {
        places.stage.join(".journal")
    }

    fn write(&self, places: &Places, record: &Record) -> Result<(), Failure> {
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
    fn carry_out(&self, places: &Places) -> Result<(), Failure> {
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
fn recover(places: &Places) -> Result<(), Failure> {
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
