//! From a draft to a sealed release: what goes into it, what keeps it from being sealed, and its seal.
//!
//! # How a release is sealed
//!
//! `iho release` builds the site, and refuses where a draft has an error, or a warning that only a draft may have. `release::seal`
//! makes the files as values: the draft as it lies there, the files that it cites under `shared/`, `facts.json` and `record.html`
//! (what was said and worked out, independent of any later program), and the seal. `manifest.json` names the release before it by
//! the hash of its manifest, and binds each file by a salted commitment: text and salt can be removed by law without breaking the
//! chain, and nobody can guess the text back. `disk::write_release` writes all of it aside, syncs, and renames the folder into
//! place: a name that exists is never written again. Then what is public by now joins `content/ledger.jsonl`, and the draft is
//! told on which release it goes on. A run that is killed in between is finished by the next.
//!
//! What is sealed of a draft is what is published of it. `page/cited` knows which files a field, a link or a picture names; a file that
//! nothing names is a warning, which `release` takes for an error (`release/closure`). What belongs to a silent field stays in the draft
//! without a word but in the list that is shown before sealing. Figures that `metrics.yaml` does not list are set aside when the model is
//! read (`Model::set_unlisted_aside`). Of the glossary a release seals the terms that it names (`graph/terms`), and the public site shows
//! those that something public names. All of this concerns drafts alone: what is sealed stays, and goes by a notice.
//!
//! Pages, models and policies that are not due are taken out of the sources before anything is made of them (`release/due`).
//!
//! `.iho-private` has a random key and the HMAC of each file that was removed by law (`archive/removed`): sealing looks every file up in it.
//! Nothing can be guessed from it, and nothing of it is published. A removed notice is followed by one that says again what follows from
//! it, so that all readers of notices go by `archive/notice::text_of`. `release.zip` holds the notices about removals; `cli/evidence` lays a
//! download out as it would lie in a site, so that the same functions verify it.

mod approval;
mod calendar;
mod closure;
mod due;
mod embargo;
mod fields;
mod publish_time;
mod reply;
mod seal;

pub use approval::{
    Approvable, ApprovalProblem, New as NewApproval, fold, said, with_verdict, with_words,
    without_approvals, without_replies,
};
pub use calendar::{Calendar, Stale, calendar, waiting};
pub use closure::{Closure, closure};
pub use due::{DatedPage, dated_pages, without_undue, zone_of};
pub use embargo::Embargo;
pub use fields::{Difference, differences};
pub use publish_time::{PublishTime, moment, time_zone};
pub use reply::{
    LARGEST_REPLY, SentDraft, SentReply, answered, answers_to, open_answers, site_name,
};
pub use seal::{Sealing, Terms, seal};

use std::collections::BTreeSet;

use crate::archive::{Archive, FACTS, MANIFEST, NOTE, RECORD, Release, SALTS, SUMS};
use crate::diag::{Code, Diagnostic, Place};
use crate::graph::Graph;
use crate::model::Blueprint;
use crate::model::timeline::{Approval, ReviewReply};
use crate::source::{FileId, SitePath, Sources, paths};

/// What a draft may have while it is written, and may not have when it is sealed.
const MENDED_BEFORE: &[Code] = &[
    Code::SilenceOverdue,
    Code::UnsignedStatement,
    Code::MissingSection,
    Code::NoLookUp,
    Code::UncitedFile,
    Code::Placeholder,
    Code::OpenNote,
];

/// What keeps a draft from being sealed: every error, those warnings about it that only a draft may have, and files with names
/// that a release has for its own.
pub fn obstacles(sources: &Sources, found: &[Diagnostic], iho: &str) -> Vec<Diagnostic> {
    let folder = paths::draft(iho, "");
    let taken: BTreeSet<FileId> = [MANIFEST, SUMS, SALTS, FACTS, RECORD, "files.json"]
        .into_iter()
        .filter_map(|name| sources.find(&SitePath::new(&format!("{folder}{name}"))?))
        .collect();
    let is_of_draft = |file: FileId| {
        sources.file(file).path.as_str().starts_with(&folder) && !taken.contains(&file)
    };
    let keeps = |it: &&Diagnostic| {
        let file = it.place.map(Place::file);
        it.is_error() || MENDED_BEFORE.contains(&it.code) && file.is_some_and(is_of_draft)
    };
    let mut obstacles: Vec<_> =
        found.iter().filter(keeps).cloned().map(Diagnostic::as_error).collect();
    obstacles.extend(taken.iter().map(|file| {
        let name = sources.file(*file).path.file_name();
        let message = format!("a release has a file `{name}` of its own, which `iho` writes");
        Diagnostic::of_file(Code::UnknownPlace, *file, message).hint("give it another name")
    }));
    obstacles
}

/// Why the release that a draft goes on from is not the one that was sealed last, in words; nothing where it is.
pub fn is_out_of_date(draft: &Blueprint, newest: Option<&Release>) -> Option<String> {
    let based_on = draft.note.as_ref().and_then(|(_, note)| note.based_on.known());
    let named = based_on.and_then(|it| it.version.known());
    match (named, newest) {
        (None, None) => None,
        (Some(named), None) => {
            Some(format!("the draft follows the release `{named}`, but there is no release yet"))
        }
        (None, Some(newest)) => Some(format!(
            "the draft does not say that it follows the release `{}`, which is the latest",
            newest.version
        )),
        (Some(named), Some(newest)) if *named != newest.manifest.version => Some(format!(
            "the draft follows the release `{named}`, but `{}` was sealed after it",
            newest.version
        )),
        (Some(named), Some(newest)) => {
            let seal = based_on.and_then(|it| it.manifest_sha256.known());
            seal.filter(|seal| **seal != newest.manifest_sha256).map(|_| {
                format!("the draft follows another release `{named}` than the one in this folder")
            })
        }
    }
}

/// The files of `draft/release.yaml` and of what is worked out: they differ with every release.
fn is_of_every_release(path: &str) -> bool {
    matches!(path, NOTE | FACTS | RECORD)
}

/// What a release would change: paths that are new, other and gone, without those that differ every time.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Changes {
    /// Files that the last release did not have.
    pub added: Vec<String>,
    /// Files that differ.
    pub changed: Vec<String>,
    /// Files that are gone.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// What differs between a release that is about to be sealed and the one before.
    pub fn between(sources: &Sources, before: Option<&Release>, sealing: &Sealing) -> Self {
        let old = before.map(|release| release.checksums(sources)).unwrap_or_default();
        let new = sealing.checksums();
        let mut changes = Self::default();
        for (path, sum) in new.iter().filter(|(path, _)| !is_of_every_release(path)) {
            match old.get(path) {
                None => changes.added.push(path.clone()),
                Some(old) if old != sum => changes.changed.push(path.clone()),
                Some(_) => {}
            }
        }
        let gone = old.keys().filter(|path| !new.contains_key(*path));
        changes.removed.extend(gone.filter(|path| !is_of_every_release(path)).cloned());
        changes
    }
}

/// The approvals that the draft of an IHO has.
pub fn approvals_of<'g>(graph: &'g Graph, iho: &str) -> Vec<&'g Approval> {
    let note = graph.model.blueprints.get(iho).and_then(|it| it.note.as_ref());
    let approvals = note.and_then(|(_, note)| note.approvals.known());
    approvals.into_iter().flat_map(|list| &list.0.items).collect()
}

/// The replies of reviewers that the draft of an IHO has.
pub fn replies_of<'g>(graph: &'g Graph, iho: &str) -> Vec<&'g ReviewReply> {
    let note = graph.model.blueprints.get(iho).and_then(|it| it.note.as_ref());
    let replies = note.and_then(|(_, note)| note.replies.known());
    replies.into_iter().flat_map(|list| &list.0.items).collect()
}

/// The roles in which a draft has to be approved, as the site lists them.
pub fn needed_roles(graph: &Graph) -> &[String] {
    let site = graph.model.site.as_ref();
    site.and_then(|(_, site)| site.approvals.known()).map_or(&[], |list| &list.0.items)
}

/// The file of a blueprint that stands for it as a whole.
pub fn file_of(graph: &Graph, iho: &str) -> Option<FileId> {
    let blueprint = graph.model.blueprints.get(iho)?;
    blueprint.iho.as_ref().map(|section| section.file)
}

/// The release of an IHO that is sealed and waits for its day.
pub fn scheduled<'a>(archive: &'a Archive, iho: &str, now: jiff::Timestamp) -> Option<&'a Release> {
    archive.newest(iho).filter(|release| release.publish_at() > now)
}
