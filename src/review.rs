//! What a change would do to the public site: two sites in, every page that differs out, with the reason and the facts.
//!
//! # How a draft is reviewed
//!
//! `review::between` holds two sites against each other: the files that differ give the pages near them, the words of a page give
//! whether it differs, and `compare` gives the facts. One side is `engine::site_if_released`, the public site as it would be; the other
//! `engine::site_of_releases`, the drafts replaced by what was sealed last. `report::pack` and the preview show the same `Review`. An
//! approval in `release.yaml` names a digest over the checksums of all that would be sealed (`release/approval`), with the shared files
//! that the draft cites and without the approvals themselves, and a checksum for each file, so that sealing can name the one that was
//! edited.

mod pages;
mod words;

use std::collections::BTreeMap;

use crate::compare::{self, Change};
use crate::html::Html;
use crate::output::Site;
use crate::page::{NARRATIVE, OVERVIEW, PageId, SECTION, Url};
use crate::source::SitePath;

pub use words::{Line, Piece, compare as compare_lines};

/// How a page differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// It is new.
    Added,
    /// It is not there any more.
    Removed,
    /// Its own files changed.
    Changed,
    /// Its own files are the same; another one changed what it says.
    Indirectly,
}

impl Kind {
    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Added => "Added",
            Self::Removed => "Removed",
            Self::Changed => "Changed",
            Self::Indirectly => "Affected by other changes",
        }
    }
}

/// A page that differs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageChange {
    /// Its address.
    pub url: Url,
    /// What it is about.
    pub page: PageId,
    /// How it differs.
    pub kind: Kind,
    /// The files that make the difference, data before prose.
    pub files: Vec<SitePath>,
    /// Why it differs, in half a sentence.
    pub reason: String,
}

/// All that differs.
#[derive(Clone, Default, Debug)]
pub struct Review {
    /// The pages: what is new, gone, changed, and affected by other changes.
    pub pages: Vec<PageChange>,
    /// The files, data before prose.
    pub files: Vec<SitePath>,
    /// What changed in each IHO, fact by fact.
    pub facts: BTreeMap<String, Vec<Change>>,
    /// Whether there may be more pages than were looked at.
    pub is_bounded: bool,
}

/// Holds a site against what it was.
pub fn between(before: &Site, now: &Site) -> Review {
    let mut review = pages::between(before, now);
    if review.files.is_empty() {
        return review;
    }
    for iho in pages::ihos_near(before, now, &review.files) {
        let changes = compare::changes(before.graph(), now.graph(), &iho);
        if !changes.is_empty() {
            review.facts.insert(iho, changes);
        }
    }
    review
}

impl Review {
    /// The facts that a page of a blueprint tells, or those of what it is about.
    pub fn facts_on(&self, page: &PageId) -> Vec<&Change> {
        let of_iho = page.iho().and_then(|iho| self.facts.get(iho)).into_iter().flatten();
        let (name, is_section) = (page.name.as_str(), page.is(&SECTION));
        if page.is(&OVERVIEW) {
            return of_iho.filter(|change| change.section == "iho").collect();
        }
        if is_section || page.is(&NARRATIVE) {
            let is_here =
                |change: &&Change| is_section && change.section == name || is_text(change, name);
            return of_iho.filter(is_here).collect();
        }
        let Some(key) = page.entity() else { return Vec::new() };
        let about = format!("{}.{}.", key.kind.id(), key.id);
        // The same change of something shared is reported for each IHO that names it.
        let mut found: Vec<&Change> = Vec::new();
        for change in self.facts.values().flatten() {
            let is_about = change.field.starts_with(&about);
            if is_about && found.iter().all(|it| it.anchor != change.anchor) {
                found.push(change);
            }
        }
        found
    }
}

/// Whether a change is one of a text beside the sections.
fn is_text(change: &Change, name: &str) -> bool {
    let rest = change.field.strip_prefix(name);
    change.section == "narrative"
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// What a page is called, where it is there still, or was: a page of a contract with the name of the contract.
pub fn title(before: &Site, now: &Site, change: &PageChange) -> String {
    let site = if change.kind == Kind::Removed { before } else { now };
    let title = site.view(&change.page).head.title;
    let id = change.url.as_str().strip_prefix("/ihos/").and_then(|rest| rest.split_once('/'));
    let iho = id.filter(|(_, rest)| !rest.is_empty());
    match iho.and_then(|(id, _)| site.graph().model.blueprints.get(id)) {
        Some(iho) => format!("{}: {title}", iho.name()),
        None => title,
    }
}

/// The words of a page before and now, line by line, where they differ; a page that is not there has none.
pub fn words_of_page(before: &Site, now: &Site, url: &Url) -> Vec<Line> {
    let [old, new] = [before, now].map(|site| words::words_of(&pages::main_of(site, url)));
    // They are escaped already: they come out of a page.
    words::compare(&old, &new, |words| Html::from_escaped(words))
}
