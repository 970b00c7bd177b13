//! What a change would do to the public site: two sites in, every page that differs out, with the reason and the facts.
//!
//! # What is held against what
//!
//! Three sites are made (the room `baseline`): the one that is public now, the one that the next public build would publish, and that one
//! with each draft in the place of its release, as if all were sealed now. `between` holds the first against the second: that goes public
//! with the next build, by itself; and the second against the third: that waits for `iho release`. The files that differ are listed; of
//! each page its main part is compared, and what surrounds it, and of every other file its bytes. `compare` gives the facts.
//! An approval in `release.yaml` names a digest over the checksums of all that would be sealed (`release/approval`), with the shared files
//! that the draft cites and without the approvals themselves, and a checksum for each file, so that sealing can name the one that was
//! edited. What reviewers answer to single changes is kept beside it (`release/reply`): `report/lines` gives each change a name, the
//! script of the page (`html/reply.js`) saves a file, and `iho approve --from` takes it. `report/fragment` cuts out of pages what differs.

mod pages;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::compare::{self, Change, Matter};
use crate::html::Html;
use crate::output::{Entry, Site};
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
    /// What it is about that matters most.
    pub matter: Matter,
}

/// All that differs.
#[derive(Clone, Default, Debug)]
pub struct Review {
    /// The pages, what matters most first: what is new, gone, changed, and affected by other changes.
    pub pages: Vec<PageChange>,
    /// The pages that say the same, and of which only the head, the top or the foot differs.
    pub framed: Vec<Url>,
    /// The other files that differ: data, pictures, documents, what the theme adds.
    pub others: Vec<Url>,
    /// What is made of sealed releases and differs: files of their pages, their comparisons, the feeds.
    pub parts: Vec<Url>,
    /// The files, data before prose.
    pub files: Vec<SitePath>,
    /// What changed in each IHO, fact by fact.
    pub facts: BTreeMap<String, Vec<Change>>,
    /// Whether there may be more pages than were looked at.
    pub is_bounded: bool,
    /// Whether the look, the top or the foot of all pages differs.
    pub is_restyled: bool,
}

/// A site of which it is remembered what its pages and files look like, as one is held against several others.
#[derive(Debug)]
pub struct Seen {
    /// The site.
    pub site: Arc<Site>,
    /// What stands for the bytes at an address, and for the main part of a page.
    looks: Mutex<BTreeMap<Url, (blake3::Hash, blake3::Hash)>>,
}

impl Seen {
    /// Nothing was seen of it yet.
    pub fn new(site: Arc<Site>) -> Self {
        Self { site, looks: Mutex::default() }
    }

    fn look(&self, url: &Url) -> (blake3::Hash, blake3::Hash) {
        let known = |looks: &BTreeMap<Url, _>| looks.get(url).copied();
        if let Some(look) = known(&self.looks.lock().unwrap_or_else(PoisonError::into_inner)) {
            return look;
        }
        let bytes = pages::bytes_of(&self.site, url);
        let look = (blake3::hash(&bytes), blake3::hash(pages::main_in(&bytes)));
        self.looks.lock().unwrap_or_else(PoisonError::into_inner).insert(url.clone(), look);
        look
    }
}

/// Holds a site against what it was.
pub fn between(before: &Seen, now: &Seen) -> Review {
    let mut review = pages::between(before, now, None);
    let (before, now) = (&before.site, &now.site);
    for iho in pages::ihos_near(before, now, &review.files) {
        let changes = compare::changes(before.graph(), now.graph(), &iho);
        if !changes.is_empty() {
            review.facts.insert(iho, changes);
        }
    }
    review.in_order()
}

/// Holds a site against files that were published, at the addresses that differ.
pub fn with_published(before: &Seen, now: &Seen, differing: &BTreeSet<Url>) -> Review {
    pages::between(before, now, Some(differing)).in_order()
}

impl Review {
    /// Whether nothing differs at all.
    pub fn is_empty(&self) -> bool {
        let Self { pages, framed, others, parts, files, .. } = self;
        pages.is_empty()
            && framed.is_empty()
            && others.is_empty()
            && parts.is_empty()
            && files.is_empty()
    }

    /// How many pages a changed file makes differ.
    pub fn n_pages_of(&self, path: &SitePath) -> usize {
        self.pages.iter().filter(|page| page.files.contains(path)).count()
    }

    /// The same with what matters most first.
    fn in_order(mut self) -> Self {
        let matter = |page: &PageId| {
            let facts = self.facts_on(page).into_iter().map(Matter::of).min();
            facts.unwrap_or_else(|| match page.is(&SECTION) {
                true => Matter::of_section(&page.name),
                false => Matter::Rest,
            })
        };
        let matters: Vec<Matter> = self.pages.iter().map(|it| matter(&it.page)).collect();
        for (page, matter) in self.pages.iter_mut().zip(matters) {
            page.matter = matter;
        }
        self.pages.sort_by(|a, b| {
            (a.kind == Kind::Indirectly, a.matter).cmp(&(b.kind == Kind::Indirectly, b.matter))
        });
        self
    }

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
    let title = match site.entry(&change.url) {
        Some(Entry::Page(page)) => site.view(page).head.title,
        Some(Entry::Bytes(html)) => words::title_of(html),
        _ => String::new(),
    };
    let id = change.url.as_str().strip_prefix("/ihos/").and_then(|rest| rest.split_once('/'));
    let iho = id.filter(|(_, rest)| !rest.is_empty());
    match iho.and_then(|(id, _)| site.graph().model.blueprints.get(id)) {
        Some(iho) => format!("{}: {title}", iho.name()),
        None => title,
    }
}

/// The main part of a page as it is made; empty where there is no such page.
pub fn main_of(site: &Site, url: &Url) -> String {
    pages::main_of(site, url)
}

/// The words of a piece of a page, a block on each line; still escaped as they were.
pub fn words_of(html: &str) -> String {
    words::words_of(html)
}

/// The words of a page before and now, line by line, where they differ; a page that is not there has none.
pub fn words_of_page(before: &Site, now: &Site, url: &Url) -> Vec<Line> {
    let [old, new] = [before, now].map(|site| words::words_of(&pages::main_of(site, url)));
    // They are escaped already: they come out of a page.
    words::compare(&old, &new, |words| Html::from_escaped(words))
}
