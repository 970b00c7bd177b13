//! Which pages and files differ between two sites, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, PageChange, Review, Seen};
use crate::compare::Matter;

use rayon::prelude::*;

use crate::archive;
use crate::graph::{EntityId, Graph};
use crate::model::reference::EntityKind;
use crate::output::{Body, Entry, Site};
use crate::page::{self, PageId, SECTION, Url};
use crate::source::{Content, SitePath, Sources};

/// So many addresses are made of both sites to find those that differ; of larger sites only those near a changed file.
const MOST: usize = 5_000;

/// Every address of a site.
type Addresses<'s> = BTreeMap<&'s Url, &'s Entry>;

/// The pages and files that differ. Where it is known which addresses may differ, only `these` are looked at.
pub(super) fn between(
    seen_before: &Seen,
    seen_now: &Seen,
    these: Option<&BTreeSet<Url>>,
) -> Review {
    let (before, now) = (&*seen_before.site, &*seen_now.site);
    let mut files = now.sources().differences(before.sources());
    let is_same_day = before.graph().today == now.graph().today;
    let is_restyled = !now.looks_like(before);
    let is_alike = files.is_empty() && is_same_day && !is_restyled;
    files.retain(|path| is_told(path, before, now));
    files.sort_by_key(|path| (path.extension() == "md", path.clone()));
    let mut changes = Review { files, is_restyled, ..Review::default() };
    if these.is_none() && is_alike {
        return changes;
    }
    // Where nothing was there at all, even what a site of no files would have is new.
    let is_first = before.sources().iter().next().is_none();
    let old = if is_first { Addresses::new() } else { before.entries().collect() };
    let new: Addresses<'_> = now.entries().collect();
    let (mut found, mut others) = come_and_gone(now, (&old, &new), &changes.files);
    let near = near(now, &new, &changes.files);
    let both: Vec<(&Url, &Entry, &Entry)> = new
        .iter()
        .filter_map(|(url, entry)| Some((*url, *old.get(url)?, *entry)))
        .filter(|(url, ..)| these.is_none_or(|these| these.contains(*url)))
        .collect();
    let looked_at: Vec<_> = both
        .iter()
        .filter(|(url, _, entry)| these.is_some() || near.may_differ(now, url, entry))
        .collect();
    changes.is_bounded = looked_at.len() < both.len();
    let differing: Vec<_> = looked_at
        .into_par_iter()
        .filter_map(|(url, old, new)| {
            let differs = difference((seen_before, old), (seen_now, new), url)?;
            Some((*url, *new, differs))
        })
        .collect();
    for (url, entry, differs) in differing {
        match (page_of(url, entry), differs) {
            (Some(page), Differs::InWords) => {
                found.push(changed(now, url, &page, &changes.files, these.is_some()));
            }
            (Some(_), Differs::AroundIt) => changes.framed.push(url.clone()),
            (None, _) => others.push(url.clone()),
        }
    }
    found.sort_by(|a, b| (a.kind, &a.url).cmp(&(b.kind, &b.url)));
    others.sort();
    (changes.pages, changes.others) = (found, others);
    changes
}

/// The pages and files that are on one side alone.
fn come_and_gone(
    now: &Site,
    (old, new): (&Addresses<'_>, &Addresses<'_>),
    files: &[SitePath],
) -> (Vec<PageChange>, Vec<Url>) {
    let come = new.iter().filter(|(url, _)| !old.contains_key(*url));
    let gone = old.iter().filter(|(url, _)| !new.contains_key(*url));
    let single_ones = come
        .map(|one| (one, Kind::Added, "was added"))
        .chain(gone.map(|one| (one, Kind::Removed, "was removed or moved")));
    let (mut found, mut others) = (Vec::new(), Vec::new());
    for ((url, entry), kind, words) in single_ones {
        let url = (*url).clone();
        let Some(page) = page_of(&url, entry) else {
            others.push(url);
            continue;
        };
        let files = own(&page, files);
        // Its file may be as it was: what nothing public names is left out.
        let is_there = page.entity().is_some_and(|about| {
            let home = SitePath::new(&about.kind.home(&about.id));
            home.is_some_and(|home| now.sources().find(&home).is_some())
        });
        let reason = match (files.is_empty() && is_there, kind) {
            (true, Kind::Removed) => "no public page names it any more".to_owned(),
            (true, _) => "a public page names it now".to_owned(),
            (false, _) => reason_of(now.sources(), &files, words),
        };
        found.push(PageChange { url, page, kind, reason, files, matter: Matter::Rest });
    }
    (found, others)
}

/// Whether a file counts: what is sealed is no change by itself, and neither is the note of a draft that has none.
fn is_told(path: &SitePath, before: &Site, now: &Site) -> bool {
    if archive::is_kept(path) {
        return false;
    }
    let Some(iho) = archive::in_draft(path).filter(|_| path.file_name() == archive::NOTE) else {
        return true;
    };
    let note = |site: &Site| {
        let blueprint = site.graph().model.blueprints.get(iho)?;
        let note = blueprint.note.as_ref()?.1.note.known()?;
        Some(note.text.trim().to_owned())
    };
    note(now).is_some_and(|now| note(before) != Some(now))
}

/// The page at an address; nothing where a file is.
fn page_of(url: &Url, entry: &Entry) -> Option<PageId> {
    match entry {
        Entry::Page(page) => Some(page.clone()),
        // Of a site that was published, only the bytes are known.
        Entry::Bytes(_) if url.as_str().ends_with('/') => Some(page::unplanned(url)),
        _ => None,
    }
}

/// How an address differs that is in both sites.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Differs {
    /// In its main part.
    InWords,
    /// In its head, its top or its foot.
    AroundIt,
}

fn difference(
    (before, old): (&Seen, &Entry),
    (now, new): (&Seen, &Entry),
    url: &Url,
) -> Option<Differs> {
    if let (Entry::Copy(old), Entry::Copy(new)) = (old, new) {
        let both = [(before, old), (now, new)];
        let [old, new] = both.map(|(seen, file)| seen.site.sources().file(*file));
        return (!is_same_content(&old.content, &new.content)).then_some(Differs::InWords);
    }
    if let (Entry::Bytes(old), Entry::Bytes(new)) = (old, new) {
        return (old != new).then_some(Differs::InWords);
    }
    let (old, now) = (before.look(url), now.look(url));
    if old.0 == now.0 {
        return None;
    }
    let is_same_main = page_of(url, new).is_some() && old.1 == now.1;
    Some(if is_same_main { Differs::AroundIt } else { Differs::InWords })
}

fn is_same_content(old: &Content, new: &Content) -> bool {
    match (old, new) {
        (Content::Asset { bytes, hash, .. }, Content::Asset { bytes: now, hash: new, .. }) => {
            (bytes, hash) == (now, new)
        }
        _ => old == new,
    }
}

/// What is at an address; empty where nothing is, or it can't be made.
pub(super) fn bytes_of(site: &Site, url: &Url) -> Vec<u8> {
    match site.body(url) {
        Some(Ok(Body::Bytes(bytes))) => bytes,
        Some(Ok(Body::Shared(bytes))) => bytes.to_vec(),
        Some(Ok(Body::Copy(_)) | Err(_)) | None => Vec::new(),
    }
}

/// The main part of a page, as it is made; empty where there is no such page, or it can't be made.
pub(super) fn main_of(site: &Site, url: &Url) -> String {
    String::from_utf8_lossy(main_in(&bytes_of(site, url))).into_owned()
}

pub(super) fn main_in(html: &[u8]) -> &[u8] {
    let start = memchr::memmem::find(html, b"<main").unwrap_or(0);
    let end = memchr::memmem::rfind(html, b"</main>").unwrap_or(html.len()).max(start);
    &html[start..end]
}

/// The IHOs of which something changed, and those that name something shared that changed.
pub(super) fn ihos_near(before: &Site, now: &Site, files: &[SitePath]) -> BTreeSet<String> {
    let keys: BTreeSet<EntityId> = files.iter().filter_map(key_of).collect();
    let mut ihos: BTreeSet<String> = BTreeSet::new();
    for graph in [before.graph(), now.graph()] {
        for key in &keys {
            let naming = graph.edges_to(key).filter_map(|edge| edge.within);
            ihos.extend(naming.map(|(iho, _)| iho.to_owned()));
        }
    }
    let own = keys.into_iter().filter(|key| key.kind == EntityKind::Iho);
    ihos.extend(own.map(|key| key.id));
    ihos
}

/// Where it is worth looking.
struct Near<'f> {
    files: &'f [SitePath],
    /// Whether every address may differ, or there are few.
    is_all: bool,
    /// The pages of what names a changed file, or is named by one.
    related: BTreeSet<Url>,
    /// The IHOs of which a file changed, or that name something that changed.
    ihos: BTreeSet<String>,
}

/// Of a large site only what is near a changed file may differ, but for files that every page shows.
fn near<'f>(now: &Site, all: &Addresses<'_>, files: &'f [SitePath]) -> Near<'f> {
    let is_of_all = |path: &SitePath| {
        let path = path.as_str();
        path.starts_with("themes/") && path.ends_with(".html")
            || matches!(path, "content/site.yaml" | "content/glossary.yaml")
    };
    let is_all = all.len() <= MOST || files.iter().any(is_of_all);
    let mut related: BTreeSet<Url> = BTreeSet::new();
    let mut ihos = BTreeSet::new();
    if !is_all {
        let graph = now.graph();
        for key in files.iter().filter_map(key_of) {
            let to = graph.edges_from(&key).map(|edge| edge.to);
            let from = graph.edges_to(&key).map(|edge| edge.from);
            related.extend(to.chain(from).map(|key| now.plan().url_of_entity(key).0));
        }
        ihos = ihos_near(now, now, files);
    }
    Near { files, is_all, related, ihos }
}

impl Near<'_> {
    fn may_differ(&self, now: &Site, url: &Url, entry: &Entry) -> bool {
        match entry {
            _ if self.is_all => true,
            Entry::Page(page) => {
                self.related.contains(url)
                    || !own(page, self.files).is_empty()
                    // The lists of everything are few, and any change may show on them.
                    || page.iho().map_or(page.entity().is_none(), |iho| self.ihos.contains(iho))
            }
            Entry::Bytes(_) | Entry::Copy(_) => true,
            Entry::Text(file) => {
                let path = &now.sources().file(*file).path;
                self.files.contains(path)
            }
            Entry::Data(_) => {
                let of_iho = url.as_str().strip_prefix("/ihos/").and_then(|it| it.split_once('/'));
                of_iho.is_none_or(|(iho, _)| self.ihos.contains(iho))
            }
        }
    }
}

fn changed(
    now: &Site,
    url: &Url,
    page: &PageId,
    files: &[SitePath],
    is_published: bool,
) -> PageChange {
    let (url, about, sources) = (url.clone(), page.clone(), now.sources());
    let matter = Matter::Rest;
    let told = |kind: Kind, files: Vec<SitePath>, words: &str| {
        let reason = reason_of(sources, &files, words);
        PageChange { url, page: about, kind, files, reason, matter }
    };
    let own = own(page, files);
    if !own.is_empty() {
        return told(Kind::Changed, own, "changed");
    }
    if files.is_empty() {
        // Nobody wrote anything: of a published site no files are known, and else the days went by.
        let (kind, words) = match is_published {
            true => (Kind::Changed, "says something else"),
            false => (
                Kind::Indirectly,
                "says something else, as time has passed or a release has become public",
            ),
        };
        return told(kind, Vec::new(), words);
    }
    let kind = Kind::Indirectly;
    // The nearest cause is told: what the page names, what lies beside it, and only then whatever changed.
    let named = named(now.graph(), page, files);
    if !named.is_empty() {
        return told(kind, named, "changed, which this page names or is named by");
    }
    let folder = page.iho().map(|id| format!("content/ihos/{id}/"));
    let is_beside =
        |path: &&SitePath| folder.as_ref().is_some_and(|folder| path.as_str().starts_with(folder));
    let beside: Vec<SitePath> = files.iter().filter(is_beside).cloned().collect();
    if !beside.is_empty() {
        return told(kind, beside, "of the same contract changed");
    }
    told(kind, files.to_vec(), "changed, and this page counts, lists or shows it")
}

/// The changed files of what a page names or is named by: a section of a contract by itself, other pages as a whole.
fn named(graph: &Graph, page: &PageId, files: &[SitePath]) -> Vec<SitePath> {
    let is_near = |key: EntityId| match page.entity() {
        _ if page.is(&SECTION) => {
            graph.edges_to(&key).any(|edge| edge.within == Some((&page.iho, &page.name)))
        }
        about => about.is_some_and(|about| {
            graph.edges_from(&about).any(|edge| *edge.to == key)
                || graph.edges_to(&about).any(|edge| *edge.from == key)
        }),
    };
    files.iter().filter(|path| key_of(path).is_some_and(is_near)).cloned().collect()
}

/// Why, by the files as they lie there: what a release sealed lies in its folder.
fn reason_of(sources: &Sources, files: &[SitePath], what: &str) -> String {
    let place = |path: &SitePath| {
        let file = sources.find(path);
        file.map_or_else(|| path.clone(), |file| sources.place(file).clone())
    };
    match files {
        [] => format!("it {what}"),
        [one] => format!("{} {what}", place(one)),
        [first, rest @ ..] => {
            let what = what.replacen("was ", "were ", 1);
            format!("{} and {} more {what}", place(first), rest.len())
        }
    }
}

/// The changed files that a page is made of.
fn own(page: &PageId, files: &[SitePath]) -> Vec<SitePath> {
    let about = page.entity().filter(|_| page.iho().is_none());
    let is_own = |path: &&SitePath| {
        page.is_made_of(path.as_str()) || about.is_some() && key_of(path) == about
    };
    files.iter().filter(is_own).cloned().collect()
}

/// The entity that a file describes.
fn key_of(path: &SitePath) -> Option<EntityId> {
    let rest = path.as_str().strip_prefix("content/")?;
    let (folder, name) = rest.split_once('/')?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut kinds = EntityKind::ALL.iter().filter(|kind| kind.has_own_file());
    let kind = *kinds.find(|kind| kind.folder() == folder)?;
    if kind == EntityKind::Iho {
        return Some(EntityId::new(kind, name.split('/').next()?));
    }
    // A picture may lie beside the file, under the same name.
    (kind.home(stem) == path.as_str()).then(|| EntityId::new(kind, stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_describes_an_entity_by_its_whole_name() {
        let key = |path: &str| SitePath::new(path).and_then(|path| key_of(&path)).map(String::from);
        let some = |key: &str| Some(key.to_owned());
        assert_eq!(key("content/pages/about/index.md"), some("page:about/index"));
        assert_eq!(key("content/models/kinzigtal.md"), some("model:kinzigtal"));
        assert_eq!(key("content/ihos/vale/draft/contract.yaml"), some("iho:vale"));
        for none in ["content/pages/about.png", "content/criteria/nhs.yaml", "content/site.yaml"] {
            assert_eq!(key(none), None, "{none}");
        }
    }
}
