//! A finished site onto the disk: all of it or nothing.
//!
//! Every page is made and checked in a folder of its own before the first public file changes. Then a journal says
//! what is to be renamed and deleted; a run that is killed half-way is finished by the next.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;

use super::build_record::{BuildRecord, PartRecord, Sum, Written, modified};
use super::folder_diff::{FolderDiff, OnDisk};
use super::journal::{Journal, recover};
use super::listed::{self, LIST, SiteKind};
use super::places::Places;
use super::sealed_folder::SealedFolder;
use super::stage::{Stage, copy_tree};
use crate::diag::Diagnostic;
use crate::failure::Failure;
use crate::output::{Body, Entry, Site};
use crate::page::Url;
use crate::publication::{Part, Publication};
use crate::source::{Content, FileId, Sources};

/// What was done to publish a site.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Summary {
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

/// Writes a site into a folder, with the parts inside it. `root` is the site's own folder; `n_done` counts the files and parts
/// made so far.
///
/// # Errors
/// Where a page can't be made or the disk refuses. Then the folder is as it was.
pub fn publish(
    publication: &Arc<Publication>,
    root: &Path,
    output: &Path,
    n_done: &AtomicUsize,
) -> Result<Summary, PublishError> {
    let places = Places::of(root, output)?;
    let is_of_drafts = publication.site().plan().is_of_drafts();
    let kind = if is_of_drafts { SiteKind::Drafts } else { SiteKind::Public };
    kind.refuse_above(&places.output)?;
    let _lock = places.lock()?;
    recover(&places)?;
    if !places.output.exists() {
        let stage = Stage::of_new(&places);
        let before = BeforeBuild::default();
        let made = make(publication, root, (&places, &stage), (kind, &before), n_done);
        let result = made.and_then(|made| Ok(install_tree(&places, made)?));
        if result.is_err() {
            let _ = stage.clear();
        }
        return result;
    }
    let record = BuildRecord::load(&places);
    kind.refuse_other(&places, record.as_ref())?;
    let before = BeforeBuild::of(&places, record, publication);
    kind.refuse_below(&places, &before.on_disk)?;
    let stage = Stage::of_changes(&places);
    let made = make(publication, root, (&places, &stage), (kind, &before), n_done);
    if made.is_err() {
        let _ = stage.clear();
    }
    Ok(install_changes(&places, &stage, made?, &before)?)
}

/// What is there before anything is written.
#[derive(Default)]
struct BeforeBuild {
    record: BuildRecord,
    on_disk: OnDisk,
    /// The folders of the parts that would be made as they lie there: all that they asked has the same answer.
    valid: BTreeSet<String>,
    /// Whether the record, or a list in the folder, names the files that are ours.
    knows_ours: bool,
}

impl BeforeBuild {
    fn of(places: &Places, record: Option<BuildRecord>, publication: &Publication) -> Self {
        let is_recorded = record.is_some();
        let mut record = record.unwrap_or_default();
        let valid = valid_parts(&record, publication);
        let mut on_disk = OnDisk::of(places, &record, &valid);
        on_disk.tidy(places);
        let is_listed = listed::claim(places, &mut record, &mut on_disk);
        Self { record, on_disk, valid, knows_ours: is_recorded || is_listed }
    }
}

/// The files of parts that a build into a folder would write otherwise than they were recorded, or delete; and how many more than
/// `most` parts it would make again, which were not made here. Nothing where there is no record.
pub fn changed_parts(
    publication: &Arc<Publication>,
    root: &Path,
    output: &Path,
    most: usize,
) -> Option<(Vec<Url>, usize)> {
    let record = BuildRecord::load(&Places::of(root, output).ok()?)?;
    let valid = valid_parts(&record, publication);
    let parts = publication.parts();
    let of_part = |folder: &str| {
        let files = record.files.range(folder.to_owned()..);
        let folder = folder.to_owned();
        files.take_while(move |(path, _)| path.starts_with(&folder))
    };
    let is_list = |path: &str| path.rsplit('/').next() == Some(LIST);
    let stale: Vec<&Part> = parts.iter().filter(|part| !valid.contains(&part.folder())).collect();
    let (made, unseen) = stale.split_at(most.min(stale.len()));
    let differing = made.par_iter().flat_map_iter(|part| {
        let folder = part.folder();
        let site = publication.make(part, &SealedFolder { root }).ok();
        let entries = site.iter().flat_map(Site::entries).map(|(url, _)| url.clone());
        let mut now: BTreeMap<String, Url> = entries.map(|url| (url.output_path(), url)).collect();
        let is_other = |path: &String, url: &Url| {
            let sum = match site.as_ref()?.body(url)? {
                Ok(Body::Bytes(bytes)) => Sum::of(&bytes),
                Ok(Body::Shared(bytes)) => Sum::of(bytes),
                Ok(Body::Copy(_)) => return Some(!record.files.contains_key(path)),
                Err(_) => return None,
            };
            Some(record.files.get(path).is_none_or(|written| written.sum != sum))
        };
        let gone = of_part(&folder).filter(|(path, _)| !now.contains_key(*path) && !is_list(path));
        let gone: Vec<Url> = gone.map(|(path, _)| Url::file(path)).collect();
        now.retain(|path, url| is_other(path, url).unwrap_or(true));
        now.into_values().chain(gone).collect::<Vec<Url>>()
    });
    let mut differing: Vec<Url> = differing.collect();
    let folders: BTreeSet<String> = parts.iter().map(Part::folder).collect();
    for folder in record.parts.keys().filter(|folder| !folders.contains(*folder)) {
        let files = of_part(folder).filter(|(path, _)| !is_list(path));
        differing.extend(files.map(|(path, _)| Url::file(path)));
    }
    Some((differing, unseen.len()))
}

/// The folders of the recorded parts of which no answer is another than when they were made.
fn valid_parts(record: &BuildRecord, publication: &Publication) -> BTreeSet<String> {
    let queries: HashSet<&str> =
        record.parts.values().flat_map(|part| part.asked.iter().map(|query| &**query)).collect();
    let answers: HashMap<&str, [u8; 32]> = queries
        .into_par_iter()
        .filter_map(|query| Some((query, publication.digest_of(query)?)))
        .collect();
    let is_valid = |(_, part): &(&String, &PartRecord)| {
        let all = part.asked.iter().map(|query| answers.get(&**query).copied());
        digest_of_answers(all) == Some(part.digest)
    };
    record.parts.par_iter().filter(is_valid).map(|(folder, _)| folder.clone()).collect()
}

/// Stands for the answers to all that a part asked, and for the program that made it; nothing where one has none.
fn digest_of_answers(answers: impl Iterator<Item = Option<[u8; 32]>>) -> Option<blake3::Hash> {
    static PROGRAM: LazyLock<Vec<u8>> = LazyLock::new(own_fingerprint);
    let mut hasher = blake3::Hasher::new();
    hasher.update(&PROGRAM);
    for answer in answers {
        hasher.update(&answer?);
    }
    Some(hasher.finalize())
}

/// Tells one build of this program from another.
fn own_fingerprint() -> Vec<u8> {
    let own: Option<PathBuf> = std::env::current_exe().ok();
    let metadata = own.and_then(|own| own.metadata().ok());
    let stamp = metadata.map(|it| (it.len(), it.modified().ok()));
    format!("{}{stamp:?}", env!("CARGO_PKG_VERSION")).into_bytes()
}

/// What was made in the stage.
pub(super) struct StagedBuild {
    summary: Summary,
    /// The record of the finished site.
    pub(super) record: BuildRecord,
    /// Paths of files that wait in the stage.
    pub(super) staged: Vec<String>,
    /// Whether all is as it was.
    is_as_before: bool,
}

/// Makes every file that is new or changed in the stage, and checks every page.
fn make(
    publication: &Arc<Publication>,
    root: &Path,
    (places, stage): (&Places, &Stage<'_>),
    (kind, before): (SiteKind, &BeforeBuild),
    n_done: &AtomicUsize,
) -> Result<StagedBuild, PublishError> {
    let site = &**publication.site();
    fs::create_dir_all(stage.aside)
        .map_err(|error| Failure::io("write into", stage.aside, &error))?;
    let entries: Vec<(&Url, &Entry)> = site.entries().collect();
    let maker = Maker { site, root, places, stage, kind, before };
    let file = |(url, _): &(&Url, &Entry)| {
        let made = maker.file(url);
        n_done.fetch_add(1, Ordering::Relaxed);
        made
    };
    // Pages and lists tell the checksums of files for programs: those are made first, so that each is made once.
    let (first, others): (Vec<_>, Vec<_>) = entries
        .iter()
        .copied()
        .partition(|(_, entry)| matches!(entry, Entry::Data(file) if file.stands_alone()));
    let mut made: Vec<MadeFile> = first.par_iter().map(file).collect();
    made.par_extend(others.par_iter().map(file));
    let mut result = StagedBuild {
        summary: Summary {
            n_pages: entries.iter().filter(|(_, entry)| matches!(entry, Entry::Page(_))).count(),
            ..Summary::default()
        },
        record: BuildRecord { kind: Some(kind), ..BuildRecord::default() },
        staged: Vec::new(),
        is_as_before: false,
    };
    let parts = publication.parts();
    let made_parts: Vec<Result<MadePart, Failure>> = parts
        .par_iter()
        .map(|part| {
            let made = maker.part(publication, part);
            n_done.fetch_add(1, Ordering::Relaxed);
            made
        })
        .collect();
    let mut all = Vec::new();
    for (part, made) in parts.iter().zip(made_parts) {
        let MadePart { record, files } = made?;
        result.summary.n_pages += record.n_pages;
        result.record.parts.insert(part.folder(), record);
        all.extend(files);
    }
    // What the site itself has in the folder of a part was just made; the part only knows it from the last time.
    all.extend(made);
    gather(all, &mut result)?;
    maker.list(&mut result)?;
    let StagedBuild { summary, record, staged, .. } = &mut result;
    summary.n_files = record.files.len();
    summary.n_written = staged.len();
    summary.n_bytes = record.files.values().map(|file| file.bytes).sum();
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
            Err(PublishError::Content(found)) => diagnostics.extend(found),
            Err(failure @ PublishError::World(_)) => return Err(failure),
        }
    }
    if !diagnostics.is_empty() {
        return Err(PublishError::Content(crate::diag::sorted(diagnostics)));
    }
    Ok(())
}

/// A place in the files of a release says nothing to those who know the files of the site.
fn anywhere(error: PublishError) -> PublishError {
    match error {
        PublishError::World(_) => error,
        PublishError::Content(found) => {
            let bare = |diagnostic| Diagnostic { place: None, related: Vec::new(), ..diagnostic };
            PublishError::Content(found.into_iter().map(bare).collect())
        }
    }
}

/// The path of a file, what it is, and whether it waits in the stage.
type MadeFile = Result<(String, Written, bool), PublishError>;

/// The files of a part, and what is to be known of it next time.
struct MadePart {
    record: PartRecord,
    files: Vec<MadeFile>,
}

struct Maker<'s> {
    site: &'s Site,
    root: &'s Path,
    places: &'s Places,
    stage: &'s Stage<'s>,
    kind: SiteKind,
    before: &'s BeforeBuild,
}

impl Maker<'_> {
    /// Makes a part, or leaves it as it is where it would be made the same.
    fn part(&self, publication: &Arc<Publication>, part: &Part) -> Result<MadePart, Failure> {
        let folder = part.folder();
        if let Some(known) = self.known(&folder) {
            return Ok(known);
        }
        let site = publication.make(part, &SealedFolder { root: self.root })?;
        let entries: Vec<(&Url, &Entry)> = site.entries().collect();
        let maker = Maker { site: &site, ..*self };
        let mut files: Vec<MadeFile> =
            entries.iter().map(|(url, _)| maker.file(url).map_err(anywhere)).collect();
        files.extend(self.list_of(&folder, &files));
        let n_pages = entries.iter().filter(|(_, entry)| matches!(entry, Entry::Page(_))).count();
        // Only now: pages ask while they are made and checked.
        let asked = site.asked();
        let digest = digest_of_answers(asked.iter().map(|query| publication.digest_of(query)));
        let digest = digest.expect("what was asked has an answer");
        let asked = asked.into_iter().map(Arc::from).collect();
        Ok(MadePart { record: PartRecord { digest, n_pages, asked }, files })
    }

    /// A part that lies in the output as it would be made.
    fn known(&self, folder: &str) -> Option<MadePart> {
        let BeforeBuild { record, on_disk, valid, .. } = self.before;
        let part = record.parts.get(folder).filter(|_| valid.contains(folder))?;
        if !on_disk.are_untouched(folder) {
            return None;
        }
        let files = record.files.range(folder.to_owned()..);
        let files = files.take_while(|(path, _)| path.starts_with(folder));
        let files = files.map(|(path, before)| Ok((path.clone(), *before, false))).collect();
        Some(MadePart { record: part.clone(), files })
    }

    /// Makes one file; tells its path, what it is, and whether it waits in the stage.
    fn file(&self, url: &Url) -> MadeFile {
        let path = url.output_path();
        let body = self.site.body(url).expect("the address is one of the site's own");
        match body {
            Err(diagnostic) => Err(PublishError::Content(vec![diagnostic])),
            Ok(Body::Copy(file)) => {
                if self.site.has_to_read(url) {
                    let source = self.site.sources().place(file);
                    let bytes = super::read::read_bytes(self.root, source).unwrap_or_default();
                    self.check(url, &bytes)?;
                }
                self.copy(path, file)
            }
            Ok(Body::Shared(bytes)) => self.write_checked(url, path, bytes),
            Ok(Body::Bytes(bytes)) => self.write_checked(url, path, &bytes),
        }
    }

    fn check(&self, url: &Url, bytes: &[u8]) -> Result<(), PublishError> {
        let found = self.site.check(url, bytes);
        if found.is_empty() { Ok(()) } else { Err(PublishError::Content(found)) }
    }

    fn write_checked(&self, url: &Url, path: String, bytes: &[u8]) -> MadeFile {
        self.check(url, bytes)?;
        self.write(path, bytes, None)
    }

    /// `source` is what `Sources` know a file by that is copied.
    fn write(&self, path: String, bytes: &[u8], source: Option<blake3::Hash>) -> MadeFile {
        let (len, sum) = (bytes.len() as u64, Sum::of(bytes));
        if let Some(written) = self.unchanged(&path, len, sum) {
            return Ok((path, Written { source, ..written }, false));
        }
        let failed = |error: io::Error| Failure::io("write", &self.places.file(&path), &error);
        let mut file = self.stage.create(&path).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        let written = Written { bytes: len, modified: modified(&metadata), sum, source };
        Ok((path, written, true))
    }

    fn copy(&self, path: String, file: FileId) -> MadeFile {
        let sources: &Sources = self.site.sources();
        let from = self.root.join(sources.place(file).as_str());
        let read = || fs::read(&from).map_err(|error| Failure::io("read", &from, &error));
        let (size, hash) = match sources.file(file).content {
            Content::Sealed(_) => return self.write(path, &read()?, None),
            Content::Asset { bytes, hash, .. } => (bytes, blake3::Hash::from_bytes(hash)),
            Content::Text(_) | Content::Unusable(_) | Content::Removed => {
                return Err(Failure::new(format!("can't copy `{}`", from.display())).into());
            }
        };
        let BeforeBuild { record, on_disk, .. } = self.before;
        let before = record.files.get(&path);
        let is_same = |before: &&Written| before.bytes == size && before.source == Some(hash);
        if let Some(before) = before.filter(|it| is_same(it) && on_disk.is_untouched(&path)) {
            return Ok((path, *before, false));
        }
        let bytes = read()?;
        self.write(path, &bytes, Some(blake3::hash(&bytes)))
    }

    /// What is in the output folder already, if it has the same bytes.
    fn unchanged(&self, path: &str, bytes: u64, sum: Sum) -> Option<Written> {
        let BeforeBuild { record, on_disk, .. } = self.before;
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
    fn list_of(&self, folder: &str, files: &[MadeFile]) -> Option<MadeFile> {
        let files = files.iter().filter_map(|made| made.as_ref().ok());
        let lines: BTreeMap<&str, &Written> = files
            .filter_map(|(path, written, _)| Some((path.strip_prefix(folder)?, written)))
            .collect();
        let text = || listed::text(self.kind, lines.into_iter(), std::iter::empty());
        folder
            .ends_with('/')
            .then(|| self.write(format!("{folder}{LIST}"), text().as_bytes(), None))
    }

    /// The list at the top. Where nothing changed it is as it was, and nobody needs to make it.
    fn list(&self, made: &mut StagedBuild) -> Result<(), PublishError> {
        let BeforeBuild { record, on_disk, .. } = self.before;
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
        let folders = made.record.parts.keys().filter(|folder| folder.ends_with('/'));
        let lists: BTreeMap<String, &Written> = folders
            .filter_map(|folder| {
                let path = format!("{folder}{LIST}");
                files.get(&path).map(|it| (path, it))
            })
            .collect();
        let is_in_part = |path: &str| {
            let mut folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
            folders.any(|folder| made.record.parts.contains_key(folder))
        };
        let rest = files.iter().filter(|(path, _)| !is_in_part(path));
        let text = listed::text(
            self.kind,
            rest.map(|(path, it)| (path.as_str(), it)),
            lists.iter().map(|(path, it)| (path.as_str(), *it)),
        );
        gather(vec![self.write(LIST.to_owned(), text.as_bytes(), None)], made)
    }
}

/// The first publication: the whole tree takes its place in one step.
fn install_tree(places: &Places, made: StagedBuild) -> Result<Summary, Failure> {
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
    Ok(made.summary)
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
    before: &BeforeBuild,
) -> Result<Summary, Failure> {
    let folder_diff =
        FolderDiff::of(places, &made, (&before.record, &before.on_disk), before.knows_ours);
    if let Some(failure) = folder_diff.clash(places) {
        let _ = stage.clear();
        return Err(failure);
    }
    let mut summary = made.summary;
    summary.foreign = folder_diff.foreign;
    if made.is_as_before && folder_diff.owned.is_empty() {
        stage.end()?;
        return Ok(summary);
    }
    let journal = Journal::new(places, made.staged, folder_diff.owned);
    if let Err(failure) = journal.write(places, stage, &made.record) {
        let _ = stage.clear();
        return Err(failure);
    }
    journal.carry_out(places, stage)?;
    summary.n_deleted = journal.n_deleted();
    Ok(summary)
}
