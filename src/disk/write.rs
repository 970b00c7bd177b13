//! A finished site onto the disk: all of it or nothing.
//!
//! Every page is made and checked in a folder of its own before the first public file changes. Then a journal says
//! what is to be renamed and deleted; a run that is killed half-way is finished by the next.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::journal::{Journal, recover};
use super::places::Places;
use super::record::{Record, UnitRecord, Written, modified};
use super::survey::{Lying, Survey, hash_of};
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
    let is_new = !places.output.exists();
    let record = Record::load(&places.record).filter(|_| !is_new);
    let lying = match is_new {
        true => Lying::default(),
        false => Lying::of(&places, record.as_ref(), &known(units, record.as_ref())),
    };
    let stage = if is_new { &places.new_tree } else { &places.stage };
    let mut made =
        match make((site, units), root, (&places, stage), (record.as_ref(), &lying), n_done) {
            Ok(made) => made,
            Err(trouble) => {
                let _ = fs::remove_dir_all(stage);
                return Err(trouble);
            }
        };
    let result = if is_new {
        install_tree(&places, &mut made)
    } else {
        install_changes(&places, &mut made, (record.unwrap_or_default(), &lying))
    };
    if result.is_err() && is_new {
        let _ = fs::remove_dir_all(stage);
    }
    Ok(result?)
}

/// The folders of the parts of which nothing that they depend on has changed since they were made.
fn known<'u>(units: &'u [Unit<'_>], record: Option<&Record>) -> BTreeSet<&'u str> {
    let is_known = |unit: &&Unit<'_>| {
        let of_unit = record.and_then(|record| record.units.get(&unit.folder));
        of_unit.is_some_and(|it| *it.key.as_bytes() == unit.key)
    };
    units.iter().filter(is_known).map(|unit| unit.folder.as_str()).collect()
}

/// What was made in the stage.
pub(super) struct Made {
    publication: Publication,
    /// The record of the finished site.
    pub(super) record: Record,
    /// Paths of files that wait in the stage.
    pub(super) staged: Vec<String>,
}

/// Makes every file that is new or changed in the stage, and checks every page.
fn make(
    (site, units): (&Site, &[Unit<'_>]),
    root: &Path,
    (places, stage): (&Places, &Path),
    (record, lying): (Option<&Record>, &Lying),
    n_done: &AtomicUsize,
) -> Result<Made, Trouble> {
    fs::create_dir_all(stage).map_err(|error| Failure::io("write into", stage, &error))?;
    let entries: Vec<(&Url, &Entry)> = site.entries().collect();
    make_folders(stage, entries.iter().map(|(url, _)| url.output_path()))?;
    let maker = Maker { site, root, places, stage, record, lying };
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
    lying: &'s Lying,
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
        if !self.lying.are_untouched(&unit.folder) {
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
        let before = self.record?.files.get(path);
        let is_same = |before: &&Written| before.bytes == bytes && before.hash == hash;
        if let Some(before) = before.filter(|it| is_same(it) && self.lying.is_untouched(path)) {
            return Some(*before);
        }
        let place = self.places.file(path);
        let metadata = fs::symlink_metadata(&place).ok().filter(Metadata::is_file)?;
        let now = Written { bytes, modified: modified(&metadata), hash };
        let is_same = metadata.len() == bytes && hash_of(&place) == Some(hash);
        is_same.then_some(now)
    }
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
    (record, lying): (Record, &Lying),
) -> Result<Publication, Failure> {
    let survey = Survey::of(places, made, &record, lying);
    if let Some(failure) = survey.clash(places) {
        let _ = fs::remove_dir_all(&places.stage);
        return Err(failure);
    }
    made.publication.foreign = survey.foreign;
    if made.staged.is_empty() && survey.owned.is_empty() && made.record == record {
        fs::remove_dir_all(&places.stage)
            .map_err(|error| Failure::io("tidy up", &places.stage, &error))?;
        return Ok(std::mem::take(&mut made.publication));
    }
    let journal = Journal { deletes: survey.owned, renames: std::mem::take(&mut made.staged) };
    journal.write(places, &made.record)?;
    journal.carry_out(places)?;
    made.publication.n_deleted = journal.deletes.len();
    Ok(std::mem::take(&mut made.publication))
}
