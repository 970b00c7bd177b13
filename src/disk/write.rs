//! A finished site onto the disk: all of it or nothing.
//!
//! Every page is made and checked in a folder of its own before the first public file changes. Then a journal says
//! what is to be renamed and deleted; a run that is killed half-way is finished by the next.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::build_record::{BuildRecord, Sum, UnitRecord, Written, modified};
use super::folder_diff::{FolderDiff, OnDisk};
use super::journal::{Journal, recover};
use super::listed::{self, Kind, LIST};
use super::places::Places;
use super::stage::{Stage, copy_tree};
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
pub enum PublishError {
    /// Pages that can't be made, or are wrong.
    Content(Vec<Diagnostic>),
    /// The world failed.
    World(Failure),
}

impl From<Failure> for PublishError {
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
) -> Result<Publication, PublishError> {
    let places = Places::of(root, output)?;
    let kind = if site.plan().is_of_drafts() { Kind::Drafts } else { Kind::Public };
    kind.refuse_above(&places.output)?;
    let _lock = places.lock()?;
    recover(&places)?;
    if !places.output.exists() {
        let stage = Stage::of_new(&places);
        let before = Before::default();
        let made = make((site, units), root, (&places, &stage), (kind, &before), n_done);
        let result = made.and_then(|made| Ok(install_tree(&places, made)?));
        if result.is_err() {
            let _ = stage.clear();
        }
        return result;
    }
    let record = BuildRecord::load(&places);
    kind.refuse_other(&places, record.as_ref())?;
    let before = Before::of(&places, record, units);
    kind.refuse_below(&places, &before.on_disk)?;
    let stage = Stage::of_changes(&places);
    let made = make((site, units), root, (&places, &stage), (kind, &before), n_done);
    if made.is_err() {
        let _ = stage.clear();
    }
    Ok(install_changes(&places, &stage, made?, &before)?)
}

/// What is there before anything is written.
#[derive(Default)]
struct Before {
    record: BuildRecord,
    on_disk: OnDisk,
    /// Whether the record, or a list in the folder, names the files that are ours.
    knows_ours: bool,
}

impl Before {
    fn of(places: &Places, record: Option<BuildRecord>, units: &[Unit<'_>]) -> Self {
        let is_recorded = record.is_some();
        let mut record = record.unwrap_or_default();
        let mut on_disk = OnDisk::of(places, &record, &known(units, &record));
        on_disk.tidy(places);
        let is_listed = listed::claim(places, &mut record, &mut on_disk);
        Self { record, on_disk, knows_ours: is_recorded || is_listed }
    }
}

/// The folders of the parts of which nothing that they depend on has changed since they were made.
fn known<'u>(units: &'u [Unit<'_>], record: &BuildRecord) -> BTreeSet<&'u str> {
    let is_known = |unit: &&Unit<'_>| {
        let of_unit = record.units.get(&unit.folder);
        of_unit.is_some_and(|it| *it.key.as_bytes() == unit.key)
    };
    units.iter().filter(is_known).map(|unit| unit.folder.as_str()).collect()
}

/// What was made in the stage.
pub(super) struct StagedBuild {
    publication: Publication,
    /// The record of the finished site.
    pub(super) record: BuildRecord,
    /// Paths of files that wait in the stage.
    pub(super) staged: Vec<String>,
    /// Whether all is as it was.
    is_as_before: bool,
}

/// Makes every file that is new or changed in the stage, and checks every page.
fn make(
    (site, units): (&Site, &[Unit<'_>]),
    root: &Path,
    (places, stage): (&Places, &Stage<'_>),
    (kind, before): (Kind, &Before),
    n_done: &AtomicUsize,
) -> Result<StagedBuild, PublishError> {
    fs::create_dir_all(stage.aside)
        .map_err(|error| Failure::io("write into", stage.aside, &error))?;
    let entries: Vec<(&Url, &Entry)> = site.entries().collect();
    let maker = Maker { site, root, places, stage, kind, before };
    let made: Vec<MadeFile> = entries
        .par_iter()
        .map(|(url, _)| {
            let made = maker.file(url);
            n_done.fetch_add(1, Ordering::Relaxed);
            made
        })
        .collect();
    let mut result = StagedBuild {
        publication: Publication {
            n_pages: entries.iter().filter(|(_, entry)| matches!(entry, Entry::Page(_))).count(),
            ..Publication::default()
        },
        record: BuildRecord { kind: Some(kind), ..BuildRecord::default() },
        staged: Vec::new(),
        is_as_before: false,
    };
    let of_units: Vec<Result<MadeUnit, Failure>> = units
        .par_iter()
        .map(|unit| {
            let made = maker.unit(unit);
            n_done.fetch_add(1, Ordering::Relaxed);
            made
        })
        .collect();
    let mut all = Vec::new();
    for (unit, made) in units.iter().zip(of_units) {
        let MadeUnit { n_pages, files } = made?;
        result.publication.n_pages += n_pages;
        let of_unit = UnitRecord { key: blake3::Hash::from_bytes(unit.key), n_pages };
        result.record.units.insert(unit.folder.clone(), of_unit);
        all.extend(files);
    }
    // What the site itself has in the folder of a part was just made; the part only knows it from the last time.
    all.extend(made);
    gather(all, &mut result)?;
    maker.list(&mut result)?;
    let StagedBuild { publication, record, staged, .. } = &mut result;
    publication.n_files = record.files.len();
    publication.n_written = staged.len();
    publication.n_bytes = record.files.values().map(|file| file.bytes).sum();
    Ok(result)
}

/// Adds files to what was made.
fn gather(all: Vec<MadeFile>, result: &mut StagedBuild) -> Result<(), PublishError> {
    let mut diagnostics = Vec::new();
    for made in all {
        match made {
            Ok((path, written, is_staged)) => {
                if is_staged {
                    result.staged.push(path.clone());
                }
                result.record.files.insert(path, written);
            }
            Err(Problem::World(failure)) => return Err(PublishError::World(failure)),
            Err(Problem::Content(found)) => diagnostics.extend(found),
        }
    }
    if !diagnostics.is_empty() {
        return Err(PublishError::Content(crate::diag::sorted(diagnostics)));
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
    stage: &'s Stage<'s>,
    kind: Kind,
    before: &'s Before,
}

impl Maker<'_> {
    /// Makes a unit, or leaves it as it is where nothing that it depends on has changed.
    fn unit(&self, unit: &Unit<'_>) -> Result<MadeUnit, Failure> {
        if let Some(known) = self.known(unit) {
            return Ok(known);
        }
        let site = (unit.make)()?;
        let entries: Vec<(&Url, &Entry)> = site.entries().collect();
        let maker = Maker { site: &site, ..*self };
        let mut files: Vec<MadeFile> =
            entries.iter().map(|(url, _)| maker.file(url).map_err(anywhere)).collect();
        files.extend(self.list_of(unit, &files));
        let n_pages = entries.iter().filter(|(_, entry)| matches!(entry, Entry::Page(_))).count();
        Ok(MadeUnit { n_pages, files })
    }

    /// A unit that lies in the output as it was made, of all that it depends on now.
    fn known(&self, unit: &Unit<'_>) -> Option<MadeUnit> {
        let Before { record, on_disk, .. } = self.before;
        let of_unit = record.units.get(&unit.folder)?;
        if *of_unit.key.as_bytes() != unit.key {
            return None;
        }
        if !on_disk.are_untouched(&unit.folder) {
            return None;
        }
        let files = record.files.range(unit.folder.clone()..);
        let files = files.take_while(|(path, _)| path.starts_with(&unit.folder));
        let files = files.map(|(path, before)| Ok((path.clone(), *before, false))).collect();
        Some(MadeUnit { n_pages: of_unit.n_pages, files })
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
        self.write_copy(path, bytes, None)
    }

    /// `source` is what `Sources` know a file by that is copied.
    fn write_copy(
        &self,
        path: String,
        bytes: &[u8],
        source: Option<blake3::Hash>,
    ) -> Result<(String, Written, bool), Problem> {
        let (len, sum) = (bytes.len() as u64, Sum::of(bytes));
        if let Some(written) = self.unchanged(&path, len, sum) {
            return Ok((path, Written { source, ..written }, false));
        }
        let world = |error: &io::Error| {
            Problem::World(Failure::io("write", &self.places.file(&path), error))
        };
        let mut file = self.stage.create(&path).map_err(|error| world(&error))?;
        file.write_all(bytes).map_err(|error| world(&error))?;
        let metadata = file.metadata().map_err(|error| world(&error))?;
        let written = Written { bytes: len, modified: modified(&metadata), sum, source };
        Ok((path, written, true))
    }

    fn copy(&self, path: String, file: FileId) -> Result<(String, Written, bool), Problem> {
        let sources: &Sources = self.site.sources();
        let from = self.root.join(sources.place(file).as_str());
        let read = || {
            let world = |error: io::Error| Problem::World(Failure::io("read", &from, &error));
            fs::read(&from).map_err(world)
        };
        let (size, hash) = match sources.file(file).content {
            Content::Sealed(_) => return self.write(path, &read()?),
            Content::Asset { bytes, hash } => (bytes, blake3::Hash::from_bytes(hash)),
            Content::Text(_) | Content::Unusable(_) | Content::Removed => {
                let message = format!("can't copy `{}`", from.display());
                return Err(Problem::World(Failure::new(message)));
            }
        };
        let Before { record, on_disk, .. } = self.before;
        let before = record.files.get(&path);
        let is_same = |before: &&Written| before.bytes == size && before.source == Some(hash);
        if let Some(before) = before.filter(|it| is_same(it) && on_disk.is_untouched(&path)) {
            return Ok((path, *before, false));
        }
        let bytes = read()?;
        self.write_copy(path, &bytes, Some(blake3::hash(&bytes)))
    }

    /// What stands in the output folder already, if it has the same bytes.
    fn unchanged(&self, path: &str, bytes: u64, sum: Sum) -> Option<Written> {
        let Before { record, on_disk, .. } = self.before;
        let is_same = |before: &&Written| before.bytes == bytes && before.sum == sum;
        let before = record.files.get(path);
        if let Some(before) = before.filter(|it| is_same(it) && on_disk.is_untouched(path)) {
            return Some(*before);
        }
        // What was just written is not there yet, and what is as it was is known.
        if before.is_some() && on_disk.is_untouched(path) {
            return None;
        }
        let now = self.places.look_at(path).filter(|now| now.len() == bytes)?;
        let is_same = Sum::of_file(&self.places.file(path)) == Some(sum);
        is_same.then_some(Written { bytes, modified: modified(&now), sum, source: None })
    }

    /// The list of the files of a part that has a folder to itself.
    fn list_of(&self, unit: &Unit<'_>, files: &[MadeFile]) -> Option<MadeFile> {
        let folder = unit.folder.as_str();
        let files = files.iter().filter_map(|made| made.as_ref().ok());
        let lines: BTreeMap<&str, &Written> = files
            .filter_map(|(path, written, _)| Some((path.strip_prefix(folder)?, written)))
            .collect();
        let text = || listed::text(self.kind, lines.into_iter(), std::iter::empty());
        folder.ends_with('/').then(|| self.write(format!("{folder}{LIST}"), text().as_bytes()))
    }

    /// The list at the top. Where nothing changed it is as it was, and nobody needs to make it.
    fn list(&self, made: &mut StagedBuild) -> Result<(), PublishError> {
        let Before { record, on_disk, .. } = self.before;
        let before = record.files.get(LIST).filter(|_| on_disk.is_untouched(LIST));
        if let Some(before) = before.filter(|_| made.staged.is_empty()) {
            made.record.files.insert(LIST.to_owned(), *before);
            if made.record == *record {
                made.is_as_before = true;
                return Ok(());
            }
            made.record.files.remove(LIST);
        }
        let files = &made.record.files;
        let units = made.record.units.keys().filter(|folder| folder.ends_with('/'));
        let lists: BTreeMap<String, &Written> = units
            .filter_map(|folder| {
                let path = format!("{folder}{LIST}");
                files.get(&path).map(|it| (path, it))
            })
            .collect();
        let is_in_unit = |path: &str| {
            let mut folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
            folders.any(|folder| made.record.units.contains_key(folder))
        };
        let rest = files.iter().filter(|(path, _)| !is_in_unit(path));
        let text = listed::text(
            self.kind,
            rest.map(|(path, it)| (path.as_str(), it)),
            lists.iter().map(|(path, it)| (path.as_str(), *it)),
        );
        gather(vec![self.write(LIST.to_owned(), text.as_bytes())], made)
    }
}

/// The first publication: the whole tree takes its place in one step.
fn install_tree(places: &Places, made: StagedBuild) -> Result<Publication, Failure> {
    let failed = |error: io::Error| Failure::io("make", &places.output, &error);
    match fs::rename(&places.new_tree, &places.output) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let copied = copy_tree(&places.new_tree, &places.new_copy)
                .and_then(|()| fs::rename(&places.new_copy, &places.output));
            if copied.is_err() {
                let _ = fs::remove_dir_all(&places.new_copy);
            }
            copied.map_err(failed)?;
            fs::remove_dir_all(&places.new_tree)
                .map_err(|error| Failure::io("tidy up", &places.new_tree, &error))?;
        }
        renamed => renamed.map_err(failed)?,
    }
    write_record(places, &made.record)?;
    Ok(made.publication)
}

fn write_record(places: &Places, record: &BuildRecord) -> Result<(), Failure> {
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
    stage: &Stage<'_>,
    made: StagedBuild,
    before: &Before,
) -> Result<Publication, Failure> {
    let folder_diff =
        FolderDiff::of(places, &made, (&before.record, &before.on_disk), before.knows_ours);
    if let Some(failure) = folder_diff.clash(places) {
        let _ = stage.clear();
        return Err(failure);
    }
    let mut publication = made.publication;
    publication.foreign = folder_diff.foreign;
    if made.is_as_before && folder_diff.owned.is_empty() {
        stage.end()?;
        return Ok(publication);
    }
    let journal = Journal::new(places, made.staged, folder_diff.owned);
    if let Err(failure) = journal.write(places, stage, &made.record) {
        let _ = stage.clear();
        return Err(failure);
    }
    journal.carry_out(places, stage)?;
    publication.n_deleted = journal.n_deleted();
    Ok(publication)
}
