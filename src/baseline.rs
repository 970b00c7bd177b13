//! What the site that will be is held against: what is public now, or what somebody names.
//!
//! A [`Baseline`] makes the three sites of a review (`crate::review`) and remembers them, so that a preview pays for what changed:
//! each is made of the one before it by `engine::Incremental`, and what they have in common is read once. What is public now is, in
//! this order: what `--against` names; what the last public build was made of (`disk::LastBuild`); the releases that are in force. What
//! the one at hand cannot tell, [`Held`] says in words.
#![expect(clippy::disallowed_methods, reason = "the shell looks at folders that are named to it")]

mod against;
mod git;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;

pub use against::Against;

use crate::archive::{self, Archive, Release};
use crate::disk::{self, LastBuild, PublishedFolder, SealedFolder};
use crate::engine::{Incremental, Options};
use crate::failure::Failure;
use crate::model::figures;
use crate::output::{Body, Site};
use crate::page::Url;
use crate::publication::{Edition, Part, Publication};
use crate::release;
use crate::review::{self, Review, Seen};
use crate::source::{Content, File, SitePath, Sources, paths};

/// What sites are held against, and what is remembered of them.
pub struct Baseline {
    root: PathBuf,
    options: Options,
    against: Against,
    /// What was kept of the last public build, and what it looks like from outside.
    last: Option<(disk::Stamp, LastBuild)>,
    /// Sealed files of which more than the checksum was read.
    sealed: BTreeMap<SitePath, Option<Content>>,
    known: Option<Known>,
}

/// What was made for the files that were seen last.
struct Known {
    sources: Arc<Sources>,
    next: Incremental,
    before: Before,
}

/// What is public now.
#[derive(Clone)]
struct Before {
    seen: Arc<Seen>,
    held: Held,
    /// Of a copy of the site, its files, with the drafts.
    drafts: Option<Sources>,
    /// Of a published folder, the addresses that differ.
    differing: Option<BTreeSet<Url>>,
}

impl Before {
    fn of(site: &Incremental, held: Held) -> Option<Self> {
        let seen = Arc::new(Seen::new(Arc::clone(site.site().ok()?)));
        Some(Self { seen, held, drafts: None, differing: None })
    }
}

/// What it is held against, in words.
#[derive(Clone, Default, Debug)]
pub struct Held {
    /// When or where that was, inside a sentence: "when it was last released".
    pub since: String,
    /// What has to be known before: what could not be compared, and what to type to compare it.
    pub notes: Vec<String>,
}

/// All that a reviewer has to know.
pub struct Outlook {
    /// The site that is public now.
    pub before: Arc<Seen>,
    /// The site that the next public build would publish.
    pub next: Arc<Seen>,
    /// The same, or as it was where a draft was never sealed.
    pub waits_since: Arc<Seen>,
    /// The same with each draft in the place of its release.
    pub sealed: Arc<Seen>,
    /// What differs with the next build.
    pub goes_public: Review,
    /// What differs once the drafts are sealed.
    pub waits: Review,
    /// What it is held against.
    pub held: Held,
    /// The files of which no public page shows anything.
    pub left_out: BTreeSet<String>,
}

/// Parts of the public site that are made on both sides to compare them; of more it is only said that they were not.
const MOST_PARTS: usize = 100;

impl Baseline {
    /// Holds sites in a folder against something.
    pub fn new(root: PathBuf, options: Options, against: Against) -> Self {
        Self { root, options, against, last: None, sealed: BTreeMap::new(), known: None }
    }

    /// What the files would change, as at an instant; nothing where a theme can't be used.
    ///
    /// # Errors
    /// Where what they are to be held against is not there, or can't be read.
    pub fn look(
        &mut self,
        sources: &Arc<Sources>,
        at: Timestamp,
    ) -> Result<Option<Outlook>, Failure> {
        let is_new_build = self.load_last_build();
        let known = self.known.take();
        let is_sealed_anew =
            |known: &Known| known.sources.differences(sources).iter().any(archive::is_kept);
        let has_moved = known.as_ref().is_none_or(is_sealed_anew);
        if has_moved {
            self.sealed.clear();
        }
        let edition = Edition::new(Sources::clone(sources), at);
        let mut options = self.options.clone();
        // The next build will be typed as the last one was.
        let of_last = self.last.as_ref().and_then(|(_, last)| last.options.base_url.clone());
        options.base_url = options.base_url.or(of_last);
        let public = edition.public(|sources, files| self.with_contents(sources, files));
        let next = match &known {
            Some(known) => known.next.becoming(&public, &options),
            None => Incremental::public(Arc::new(public.clone()), options.clone()),
        };
        let is_same =
            |known: &Known| !is_new_build && !has_moved && known.before.differing.is_none();
        let before = match known.filter(is_same) {
            Some(known) => Some(known.before),
            None => self.before(&edition, &next)?,
        };
        let Some(before) = before else { return Ok(None) };
        let outlook = self.outlook(&edition, &next, &before);
        self.known = Some(Known { sources: Arc::clone(sources), next, before });
        Ok(outlook)
    }

    fn outlook(&self, edition: &Edition, next: &Incremental, before: &Before) -> Option<Outlook> {
        let (public, drafts) = (next.sources(), &edition.sources);
        let sealed = next.becoming(&with_drafts(public, drafts, &|_| true), next.options());
        let mut held = before.held.clone();
        held.notes.extend(notes(edition, next));
        let (is_release, unreleased) =
            (matches!(self.against, Against::Release(..)), |iho: &str| {
                edition.archive.public(iho, edition.at).is_none()
            });
        // A draft that was never sealed has nothing public beside it but what it was.
        let were = before.drafts.as_ref().map(|drafts| with_drafts(public, drafts, &unreleased));
        let were = were.filter(|were| !were.differences(public).is_empty());
        if were.is_some() {
            held.notes.push(format!(
                "Contracts that have never been released are compared with their drafts {}",
                held.since
            ));
        }
        let were = were.map(|were| next.becoming(&were, next.options()));
        let seen = |site: &Incremental| Some(Arc::new(Seen::new(Arc::clone(site.site().ok()?))));
        let (seen_next, seen_sealed) = (seen(next)?, seen(&sealed)?);
        let waits_since = match &were {
            _ if is_release => Arc::clone(&before.seen),
            Some(were) => seen(were)?,
            None => Arc::clone(&seen_next),
        };
        let goes_public = match &before.differing {
            Some(differing) => review::with_published(&before.seen, &seen_next, differing),
            None if is_release => Review::default(),
            None => review::between(&before.seen, &seen_next),
        };
        Some(Outlook {
            waits: review::between(&waits_since, &seen_sealed),
            goes_public,
            before: Arc::clone(&before.seen),
            next: seen_next,
            waits_since,
            sealed: seen_sealed,
            held,
            left_out: next.left_out().iter().cloned().collect(),
        })
    }

    /// Reads what was kept of the last build, where that counts and it is another; says whether it is.
    fn load_last_build(&mut self) -> bool {
        let stamp = match self.against {
            Against::Public => LastBuild::stamp(&self.root),
            _ => None,
        };
        if stamp == self.last.as_ref().map(|(stamp, _)| *stamp) {
            return false;
        }
        self.last = stamp.zip(LastBuild::load(&self.root));
        true
    }

    /// The same files, with what sealed ones hold; each is read once.
    fn with_contents(&mut self, sources: Sources, files: Vec<SitePath>) -> Sources {
        let is_new = |path: &&SitePath| !self.sealed.contains_key(*path);
        let unread: Vec<SitePath> = files.iter().filter(is_new).cloned().collect();
        if !unread.is_empty() {
            let read = disk::with_contents(&self.root, sources.clone(), unread.clone());
            let content = |path: &SitePath| read.find(path).map(|id| read.file(id).content.clone());
            self.sealed.extend(unread.into_iter().map(|path| (path.clone(), content(&path))));
        }
        let known = files.into_iter().filter_map(|path| {
            let content = self.sealed.get(&path)?.clone()?;
            Some((path, Some(content)))
        });
        sources.with(&known.collect()).0
    }

    /// What is public now; nothing where it can't be made.
    fn before(&mut self, edition: &Edition, next: &Incremental) -> Result<Option<Before>, Failure> {
        let (sources, at, options) = (&edition.sources, edition.at, next.options());
        match self.against.clone() {
            Against::Public => match self.last.clone() {
                Some((_, last)) => {
                    let held = against::last_build(&self.root, &last, edition);
                    let files = last.sources(sources);
                    Ok(self.was(next, files, (last.at, &last.options), held))
                }
                None => {
                    let held = against::releases(&self.root, edition);
                    let all: Vec<&Release> = in_force(&edition.archive, at).collect();
                    let target = match all.is_empty() {
                        true => Sources::default(),
                        false => self.as_sealed(edition, next.sources(), &all),
                    };
                    Ok(Before::of(&next.becoming(&target, options), held))
                }
            },
            Against::Release(iho, version) => {
                let release = against::release(&edition.archive, &iho, &version)?;
                let others = in_force(&edition.archive, at);
                let others = others.filter(|other| other.manifest.iho != iho);
                let all: Vec<&Release> = others.chain([release]).collect();
                let target = self.as_sealed(edition, next.sources(), &all);
                Ok(Before::of(&next.becoming(&target, options), against::released(&iho, &version)))
            }
            Against::Git(reference) => {
                let commit = git::read(&self.root, &reference, sources)?;
                let held = against::commit(&reference, &commit);
                let files = commit.sources;
                let before = self.was(next, files.clone(), (at, options), held);
                Ok(before.map(|before| Before { drafts: Some(files), ..before }))
            }
            Against::Folder(folder) if folder.join("content").is_dir() => {
                let others = disk::read(&folder)?;
                against::refuse_another(&folder, &others, sources)?;
                let held = Held { since: format!("in {}", folder.display()), ..Held::default() };
                let files = with_kept(&others, sources);
                let before = self.was(next, files.clone(), (at, options), held);
                Ok(before.map(|before| Before { drafts: Some(files), ..before }))
            }
            Against::Folder(folder) => self.published(&folder, next),
        }
    }

    /// The site that was public of other files.
    fn was(
        &mut self,
        next: &Incremental,
        files: Sources,
        (at, options): (Timestamp, &Options),
        held: Held,
    ) -> Option<Before> {
        let edition = Edition::new(files, at);
        let public = edition.public(|sources, files| self.with_contents(sources, files));
        Before::of(&next.becoming(&public, options), held)
    }

    /// The public files of now, in which some releases lie in the place of what is in force, with the copies that were sealed with them.
    fn as_sealed(&mut self, edition: &Edition, public: &Sources, releases: &[&Release]) -> Sources {
        let unread = releases.iter().flat_map(|it| it.unread(&edition.sources)).collect();
        let sources = self.with_contents(edition.sources.clone(), unread);
        let sealed = archive::as_sealed(&sources, releases);
        let changes: BTreeMap<SitePath, Option<Content>> = sealed
            .differences(public)
            .into_iter()
            // A release has a few terms of the glossary, and what the others were nobody knows.
            .filter(|path| !archive::is_kept(path) && path.as_str() != paths::GLOSSARY)
            .map(|path| {
                let content = sealed.find(&path).map(|id| sealed.file(id).content.clone());
                (path, content)
            })
            .collect();
        public.with(&changes).0
    }

    /// The site in a folder that was published, of which only the bytes are known.
    fn published(
        &self,
        folder: &std::path::Path,
        next: &Incremental,
    ) -> Result<Option<Before>, Failure> {
        let published = against::published(folder)?;
        let Ok(site) = next.site() else { return Ok(None) };
        let (before, differing) = against::differing(&published, site, &self.root)?;
        let held = against::published_in(folder);
        let (seen, differing) = (Arc::new(Seen::new(Arc::new(before))), Some(differing));
        Ok(Some(Before { seen, held, drafts: None, differing }))
    }

    /// What is made of sealed releases and would differ: of the last public build its record tells which parts ask what has another
    /// answer now, and else each part is made on both sides, which takes as long as building it.
    pub fn compare_parts(&self, outlook: &mut Outlook, at: Timestamp) {
        let is_of_files = self.known.as_ref().is_some_and(|known| known.before.differing.is_some());
        if is_of_files || matches!(self.against, Against::Release(..)) {
            return;
        }
        let [old, new] = [&outlook.before, &outlook.next]
            .map(|seen| Publication::signed(Site::clone(&seen.site), at).0);
        let recorded = self
            .last
            .as_ref()
            .and_then(|(_, last)| disk::changed_parts(&new, &self.root, &last.output, MOST_PARTS));
        let (found, n_unseen) = recorded.unwrap_or_else(|| self.parts_on_both_sides(&old, &new));
        if n_unseen > 0 {
            outlook.held.notes.push(format!(
                "Not compared: {n_unseen} of the releases, comparisons of releases and feeds that the next build will make again, as they are many"
            ));
        }
        outlook.goes_public.parts = found;
    }

    fn parts_on_both_sides(
        &self,
        old: &Arc<Publication>,
        new: &Arc<Publication>,
    ) -> (Vec<Url>, usize) {
        let [of_old, of_new] = [old, new].map(|of| of.parts().into_iter().collect::<BTreeSet<_>>());
        let all: BTreeSet<&Part> = of_old.union(&of_new).collect();
        if all.len() > MOST_PARTS {
            return (Vec::new(), all.len());
        }
        let make = |of: &Arc<Publication>, part: &Part| {
            of.make(part, &SealedFolder { root: &self.root }).ok()
        };
        let differing = all.into_iter().flat_map(|part| {
            let before = of_old.contains(part).then(|| make(old, part)).flatten();
            let now = of_new.contains(part).then(|| make(new, part)).flatten();
            files_that_differ(before.as_ref(), now.as_ref())
        });
        (differing.collect(), 0)
    }
}

fn in_force(archive: &Archive, at: Timestamp) -> impl Iterator<Item = &Release> {
    archive.ihos.keys().filter_map(move |iho| archive.public(iho, at))
}

/// The public files with the drafts of some IHOs in the place of their releases.
fn with_drafts(public: &Sources, sources: &Sources, is_meant: &dyn Fn(&str) -> bool) -> Sources {
    let files = sources.iter().map(|(_, file)| file);
    let drafts: Vec<&File> =
        files.filter(|file| archive::in_draft(&file.path).is_some_and(is_meant)).collect();
    let ihos: BTreeSet<&str> =
        drafts.iter().filter_map(|file| archive::in_draft(&file.path)).collect();
    let is_replaced = |path: &SitePath| archive::in_draft(path).is_some_and(|it| ihos.contains(it));
    let gone = public.iter().filter(|(_, file)| is_replaced(&file.path));
    let mut changes: BTreeMap<SitePath, Option<Content>> =
        gone.map(|(_, file)| (file.path.clone(), None)).collect();
    let now = drafts.iter().map(|file| (file.path.clone(), Some(file.content.clone())));
    changes.extend(now);
    public.with(&changes).0
}

/// Files of another copy, in which what is sealed is taken from the files of now: it never changes, and much of it is read already.
fn with_kept(others: &Sources, now: &Sources) -> Sources {
    let kept = others.iter().filter(|(_, file)| archive::in_release(&file.path).is_some());
    let known = kept.filter_map(|(_, file)| {
        let known = now.find(&file.path)?;
        Some((file.path.clone(), Some(now.file(known).content.clone())))
    });
    others.with(&known.collect()).0
}

/// The addresses of the files of a part that are other ones, or are only there on one side.
fn files_that_differ(before: Option<&Site>, now: Option<&Site>) -> Vec<Url> {
    let bytes = |site: Option<&Site>, url: &Url| match site?.body(url)? {
        Ok(Body::Bytes(bytes)) => Some(bytes),
        Ok(Body::Shared(bytes)) => Some(bytes.to_vec()),
        Ok(Body::Copy(_)) => Some(Vec::new()),
        Err(_) => None,
    };
    let entries = [before, now].into_iter().flatten().flat_map(Site::entries);
    let urls: BTreeSet<Url> = entries.map(|(url, _)| url.clone()).collect();
    urls.into_iter().filter(|url| bytes(before, url) != bytes(now, url)).collect()
}

/// What has to be known of the site that will be.
fn notes(edition: &Edition, next: &Incremental) -> Vec<String> {
    let mut notes = Vec::new();
    match next.n_errors_of_files() {
        0 => {}
        1 => notes
            .push("The next build would stop at 1 error: type `iho check` to see it".to_owned()),
        n => notes
            .push(format!("The next build would stop at {n} errors: type `iho check` to see them")),
    }
    let zone = release::zone_of(&edition.sources).unwrap_or(jiff::tz::TimeZone::UTC);
    let waiting = edition.archive.ihos.values().flatten();
    for release in waiting.filter(|release| release.publish_at() > edition.at) {
        let hour = release.publish_at().to_zoned(zone.clone());
        notes.push(format!(
            "The release {} of `{}` is sealed and will be published on {} at {}. Its changes are among those that wait",
            release.version,
            release.manifest.iho,
            figures::date(hour.date()),
            hour.strftime("%H:%M"),
        ));
    }
    notes
}
