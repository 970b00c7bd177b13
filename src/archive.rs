//! What was published and never changes: sealed releases, the chain that binds them, and the ledger of the site.
//!
//! A release is a folder `content/ihos/<id>/releases/<version>/`: sealed copies of a draft, of what it cites in `shared/`,
//! and three files about them. `manifest.json` binds each file by a commitment, `files.sha256` lists the checksums for
//! ordinary tools, `salts.txt` holds what makes a commitment impossible to guess back once its text is gone. Knows nothing
//! of what the sealed files mean.
//!
//! # Notices, the ledger, and what is verified
//!
//! A notice (`archive/notice`, `content/ihos/<id>/notices/`) corrects, withdraws, reinstates or redacts a release that is public. The
//! ledger has a line for it with its checksum. A file that a redaction removed is gone with its checksum and its salt, so that its
//! commitment in the manifest tells nothing; `verify` takes it for removed only where a notice in the ledger names it. Where such a
//! file would take the place of a draft, the sources hold `Content::Removed`: no check misses it, and pages say what happened.
//!
//! `archive::Checkpoint` is five lines that stand for the whole ledger (C2SP `tlog-checkpoint`, with the tree of RFC 6962 in
//! `archive/tree`), made of the ledger alone, and so the same for ever. A person signs it with `minisign`; `iho build` publishes
//! `content/checkpoint.minisig` beside it only where a key of `content/keys.yaml` that is good on that day made it of this very
//! checkpoint. The program holds no private key. `iho verify` checks the same for third parties, who have a ledger, a checkpoint or
//! an unpacked release and nothing else (`archive::verify_apart`). Those who don't have `iho` either use `verify.py`, or the commands
//! of `page/verify/check.sh`, which the page `/verify/` shows and `tests/by_hand.rs` takes from there and runs. Notices are published
//! as they lie there, so that everybody can hold them against the ledger.
//!
//! Every build begins with `archive::verify`: each file against checksum and commitment, each release against the one before it,
//! each line of the ledger against the one before it and the release that it names. Sealed files are read as checksums; the text of
//! the newest two releases of an IHO is at hand, as drafts are compared with it (`check/unexplained`); that of others is read for their
//! tree alone. What may not change without a reason are targets, baselines, the bands of the risk share and every day
//! (`check/unexplained/days`); the reason is `why`, which any block or value can have as it has a source.

mod checkpoint;
mod digest;
mod edition;
mod ledger;
mod manifest;
mod notice;
mod removed;
mod signature;
mod tree;
mod verify;
mod version;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use checkpoint::{Checkpoint, SIGNATURE};
pub use digest::{commitment, hex, sha256};
pub use edition::{as_sealed, in_draft, in_force, public, without_embargoed};
pub use ledger::{Event, LEDGER, Ledger, Line};
pub use manifest::{
    FACTS, FORMAT, GENESIS, Kind, MANIFEST, Manifest, NOTE, Previous, RECORD, SALTS, SUMS,
    SealedFile,
};
pub use notice::{
    Notice, in_notices, next_number, notices_cut_short, removals, removed_by, restated,
};
pub use removed::RemovedTexts;
pub use signature::check_signature;
pub use verify::{ends_with_conflict, verify, verify_apart};
pub use version::Version;

use crate::source::{Content, File, FileId, SitePath, Sources};

/// The lines of `.gitattributes` that keep programs for version control from changing line endings, which would break every seal.
pub const UNCHANGED_BY_GIT: &str = "content/ihos/*/releases/** -text\ncontent/ihos/*/notices/** -text\ncontent/ledger.jsonl -text\n";

/// Every sealed release of a site, and its ledger.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Archive {
    /// The releases of each IHO whose manifest can be read, in the order of their names.
    pub ihos: BTreeMap<String, Vec<Release>>,
    /// The ledger, as far as it can be read.
    pub ledger: Ledger,
    /// The IHOs and names of notices that withdraw a release and show the one before in its place.
    passed_over: BTreeSet<(String, Option<String>)>,
}

/// One sealed release.
#[derive(Clone, PartialEq, Debug)]
pub struct Release {
    /// Its folder in the sources, without a `/` at its end.
    pub folder: String,
    /// Its name.
    pub version: Version,
    /// What it says of itself.
    pub manifest: Manifest,
    /// The SHA-256 of `manifest.json`.
    pub manifest_sha256: String,
    /// The manifest's own file.
    pub file: FileId,
}

impl Release {
    /// The file in the sources that was sealed under a path.
    pub fn sealed(&self, sources: &Sources, path: &str) -> Option<FileId> {
        sources.find(&SitePath::new(&format!("{}/{path}", self.folder))?)
    }

    /// The sealed files where their drafts lay, as far as their text is at hand: what the release said can be read of them.
    pub fn as_draft(&self, sources: &Sources) -> Sources {
        let files = self.unsealed(sources).into_iter();
        let files = files.filter(|(_, _, content)| matches!(content, Content::Text(_)));
        Sources::new(files.map(|(path, _, content)| File { path, content }))
    }

    /// The checksum of each sealed file, by path, as `files.sha256` lists them.
    pub fn checksums(&self, sources: &Sources) -> BTreeMap<String, String> {
        let text = self.sealed(sources, SUMS).map_or("", |file| sources.text(file));
        let lines = verify::list(text).into_iter();
        lines.map(|(path, sum)| (path.to_owned(), sum.to_owned())).collect()
    }

    /// The instant from which on it is public.
    pub fn publish_at(&self) -> jiff::Timestamp {
        self.manifest.publish_at
    }
}

impl Archive {
    /// Finds every release whose manifest can be read, and the ledger. [`verify`] says what is wrong with them.
    pub fn open(sources: &Sources) -> Self {
        let mut archive = Self { ledger: Ledger::open(sources), ..Self::default() };
        let folders: Vec<(String, String, String)> = folders(sources).into_iter().collect();
        let read = folders.into_par_iter().filter_map(|(iho, version, folder)| {
            let version = Version::parse(&version)?;
            let file = sources.find(&SitePath::new(&format!("{folder}/{MANIFEST}"))?)?;
            let manifest = Manifest::parse(sources.text(file)).ok()?;
            let manifest_sha256 = hex(&sha256(sources.text(file).as_bytes()));
            Some((iho, Release { folder, version, manifest, manifest_sha256, file }))
        });
        for (iho, release) in read.collect::<Vec<_>>() {
            archive.ihos.entry(iho).or_default().push(release);
        }
        for releases in archive.ihos.values_mut() {
            releases.sort_by_key(|release| release.version);
        }
        let withdrawn = archive.ledger.sound().filter(|line| line.event == Event::Withdrawal);
        let passed_over = withdrawn.filter(|line| notice::falls_back(sources, line));
        archive.passed_over =
            passed_over.map(|line| (line.iho.clone(), line.notice.clone())).collect();
        archive
    }

    /// The same archive with some of its releases alone.
    pub fn only(&self, keep: impl Fn(&Release) -> bool) -> Self {
        let mut archive = self.clone();
        archive.ihos.values_mut().for_each(|releases| releases.retain(&keep));
        archive.ihos.retain(|_, releases| !releases.is_empty());
        archive
    }

    /// An archive of some releases of one IHO, and what was decided on them later.
    pub fn of_one(
        iho: &str,
        releases: Vec<Release>,
        decisions: impl IntoIterator<Item = Line>,
    ) -> Self {
        let mut archive = Self::default();
        archive.ihos.insert(iho.to_owned(), releases);
        decisions.into_iter().for_each(|line| archive.ledger.push(line));
        archive
    }

    /// The release of an IHO that was sealed last.
    pub fn newest(&self, iho: &str) -> Option<&Release> {
        self.ihos.get(iho)?.last()
    }

    /// The release of an IHO that is in force in the end, once nothing waits any more.
    pub fn latest(&self, iho: &str) -> Option<&Release> {
        self.public(iho, jiff::Timestamp::MAX)
    }

    /// The release of an IHO that is in force at an instant; nothing where it was withdrawn, and none is to be shown in its
    /// place.
    pub fn public(&self, iho: &str, at: jiff::Timestamp) -> Option<&Release> {
        for release in self.ihos.get(iho)?.iter().rev().filter(|it| it.publish_at() <= at) {
            let version = &release.manifest.version;
            let Some(line) = self.ledger.withdrawal(iho, version, at) else { return Some(release) };
            if !self.passed_over.contains(&(iho.to_owned(), line.notice.clone())) {
                return None;
            }
        }
        None
    }

    /// The newest release of an IHO, where it was published at once and no line of the ledger names it yet although it
    /// could come next: a run that was killed leaves that behind.
    pub fn cut_short(&self, iho: &str) -> Option<&Release> {
        let newest = self.newest(iho).filter(|release| release.is_at_once())?;
        let manifest = &newest.manifest;
        let is_listed = self.ledger.releases().contains(&(&*manifest.iho, &*manifest.version));
        let last = self.ledger.sound().next_back().map(|line| line.at);
        let is_next = self.ledger.is_whole && last.is_none_or(|last| last <= manifest.publish_at);
        // Others that no line names have waited for their day; a ledger that lost lines is another matter.
        let is_alone = self.due(manifest.publish_at).into_iter().all(|other| {
            let is_newest = self.newest(&other.manifest.iho) == Some(other);
            other == newest || (is_newest && !other.is_at_once())
        });
        (!is_listed && is_next && is_alone).then_some(newest)
    }

    /// The files that a notice says were removed from a release, and that are still there.
    pub fn removal_cut_short(&self, sources: &Sources, release: &Release) -> BTreeSet<String> {
        let removed = notice::removed(sources, self.ledger.sound(), release).into_iter();
        let is_there = |path: &&str| release.sealed(sources, path).is_some();
        removed.filter(is_there).map(str::to_owned).collect()
    }

    /// The last release of an IHO that puts another right of which no notice says so, with the version of that other: a run
    /// that was killed between the two leaves that behind.
    pub fn correction_cut_short(&self, sources: &Sources, iho: &str) -> Option<(&str, &Release)> {
        let is_said = |wrong: &str, release: &Release| {
            let about = |line: &&ledger::Line| line.iho == iho && line.version == wrong;
            let by = &release.manifest.version;
            self.ledger.sound().filter(about).any(|line| notice::replaces(sources, line, by))
        };
        let releases = self.ihos.get(iho)?.iter().rev();
        let correcting =
            releases.filter_map(|it| it.manifest.corrects.as_deref().map(|wrong| (wrong, it)));
        correcting.take(1).find(|(wrong, release)| !is_said(wrong, release))
    }

    /// Whether a release puts an error right: because it says so, or because the one before it had been withdrawn when it came.
    pub fn puts_right(&self, release: &Release) -> bool {
        let Manifest { iho, kind, previous, .. } = &release.manifest;
        let is_withdrawn =
            |version: &String| self.ledger.withdrawal(iho, version, release.publish_at()).is_some();
        *kind == Kind::Correction || previous.version.as_ref().is_some_and(is_withdrawn)
    }

    /// The latest instant at which something was sealed or published.
    pub fn last_instant(&self) -> Option<jiff::Timestamp> {
        let sealed = self.ihos.values().flatten().map(|release| release.manifest.sealed_at);
        sealed.max().max(self.ledger.sound().next_back().map(|line| line.at))
    }

    /// The ledger of what is public at an instant, with the lines that nobody has written yet.
    pub fn ledger_at(&self, at: jiff::Timestamp) -> Ledger {
        let mut ledger = self.ledger.until(at);
        for release in self.due(at) {
            ledger.push(ledger.next_line(&release.manifest, &release.manifest_sha256));
        }
        ledger
    }

    /// What is public at an instant and not yet in the ledger, in the order of publication.
    pub fn due(&self, at: jiff::Timestamp) -> Vec<&Release> {
        self.due_besides(&self.ledger, at)
    }

    /// What is public at an instant and not in a ledger, in the order of publication.
    pub fn due_besides(&self, ledger: &Ledger, at: jiff::Timestamp) -> Vec<&Release> {
        let listed = ledger.releases();
        let all = self.ihos.values().flatten();
        let mut due: Vec<&Release> = all
            .filter(|release| release.publish_at() <= at)
            .filter(|release| {
                !listed.contains(&(&*release.manifest.iho, &*release.manifest.version))
            })
            .collect();
        due.sort_by_key(|release| {
            let manifest = &release.manifest;
            (manifest.publish_at, &manifest.iho, manifest.sequence)
        });
        due
    }
}

/// Why a text can't be read, in words for those who did not write it.
fn unread(text: &str, error: &serde_json::Error) -> String {
    if text.trim().is_empty() {
        return "it is empty".to_owned();
    }
    if error.is_eof() {
        return "it ends too early, as if it had been cut off".to_owned();
    }
    let words = error.to_string();
    let what = words.split(" at line ").next().unwrap_or_default();
    match error.is_data() {
        true => format!("{what} (line {})", error.line()),
        false => format!("line {} is not what the program writes", error.line()),
    }
}

/// The IHO, the name and the folder of each release, by their paths.
fn folders(sources: &Sources) -> Vec<(String, String, String)> {
    let mut folders: Vec<(String, String, String)> = Vec::new();
    for (_, file) in sources.iter() {
        let Some((folder, _)) = in_release(&file.path) else { continue };
        if folders.last().is_some_and(|(_, _, last)| last == folder) {
            continue;
        }
        let mut parts = folder.rsplit('/');
        let (version, iho) = (parts.next().unwrap_or(""), parts.nth(1).unwrap_or(""));
        folders.push((iho.to_owned(), version.to_owned(), folder.to_owned()));
    }
    folders
}

/// The folder of the release in which a file lies, and the rest of its path.
pub fn in_release(path: &SitePath) -> Option<(&str, &str)> {
    let rest = path.as_str().strip_prefix("content/ihos/")?;
    let (iho, rest) = rest.split_once('/')?;
    let rest = rest.strip_prefix("releases/")?;
    let (version, rest) = rest.split_once('/')?;
    // What a run that was cut short left behind is no release yet.
    if version.starts_with('.') {
        return None;
    }
    let end = "content/ihos/".len() + iho.len() + "/releases/".len() + version.len();
    Some((&path.as_str()[..end], rest))
}

/// Whether a file is kept as it was sealed: a release, a notice or the ledger.
pub fn is_kept(path: &SitePath) -> bool {
    in_release(path).is_some() || in_notices(path).is_some() || is_of_site(path)
}

/// Whether a file is kept for the site as a whole.
fn is_of_site(path: &SitePath) -> bool {
    matches!(path.as_str(), LEDGER | SIGNATURE)
}

/// Whether the text of a file is always read, and not only its checksum.
pub fn is_always_read(path: &SitePath) -> bool {
    is_of_site(path)
        || in_notices(path).is_some()
        || in_release(path).is_some_and(|(_, rest)| matches!(rest, MANIFEST | SUMS | SALTS | NOTE))
}

/// How many releases of each IHO are read whole: the one that waits for its day, and the one before.
const READ_WHOLE: usize = 2;

/// The files of releases that are read whole, because drafts and pages depend on them.
pub fn to_read(sources: &Sources) -> Vec<SitePath> {
    let archive = Archive::open(sources);
    let newest = archive.ihos.values().flat_map(|releases| releases.iter().rev().take(READ_WHOLE));
    let mut paths = Vec::new();
    for release in newest {
        for file in sources.unit(&format!("{}/", release.folder)) {
            let file = sources.file(file);
            if matches!(file.content, Content::Sealed(_)) {
                paths.push(file.path.clone());
            }
        }
    }
    paths
}
