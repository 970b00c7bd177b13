//! Which pages differ between two sites, and why.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, PageChange, Review};

use rayon::prelude::*;

use crate::archive;
use crate::graph::{EntityId, Graph};
use crate::model::reference::EntityKind;
use crate::output::{Body, Site};
use crate::page::{PageId, SECTION, Url};
use crate::source::SitePath;

/// So many pages are made of both sites to find those that differ; of larger sites only those near a changed file.
const MOST_PAGES: usize = 2_000;

/// The pages and files that differ.
pub(super) fn between(before: &Site, now: &Site) -> Review {
    let mut files = now.sources().differences(before.sources());
    // What is sealed is no change, and neither are the note of a draft and a theme: they change no fact.
    files.retain(|path| {
        let is_note = archive::in_draft(path).is_some() && path.file_name() == archive::NOTE;
        !is_note && !archive::is_kept(path) && !path.as_str().starts_with("themes/")
    });
    files.sort_by_key(|path| (path.extension() == "md", path.clone()));
    let mut changes = Review { files, ..Review::default() };
    if changes.files.is_empty() {
        return changes;
    }
    let pages = |site: &Site| -> BTreeMap<Url, PageId> {
        site.plan().pages().map(|(url, page)| (url.clone(), page.clone())).collect()
    };
    let (old, new) = (pages(before), pages(now));
    let single = |url: &Url, page: &PageId, kind: Kind, words: &str| {
        let files = own(page, &changes.files);
        let reason = reason_of(&files, words);
        PageChange { url: url.clone(), page: page.clone(), kind, reason, files }
    };
    let gone = old.iter().filter(|(url, _)| !new.contains_key(*url));
    let come = new.iter().filter(|(url, _)| !old.contains_key(*url));
    let mut found: Vec<PageChange> =
        come.map(|(url, page)| single(url, page, Kind::Added, "was added")).collect();
    found.extend(gone.map(|(url, page)| single(url, page, Kind::Removed, "was removed or moved")));
    let both: BTreeMap<&Url, &PageId> =
        new.iter().filter(|(url, _)| old.contains_key(*url)).collect();
    let candidates = near(now, &both, &changes.files);
    changes.is_bounded = candidates.len() < both.len() || found.len() > MOST_PAGES;
    found.truncate(MOST_PAGES);
    let differing =
        candidates.into_par_iter().filter(|(url, _)| main_of(before, url) != main_of(now, url));
    let differing: Vec<_> = differing.collect();
    let told =
        differing.into_iter().map(|(url, page)| changed(now.graph(), url, page, &changes.files));
    found.extend(told);
    found.sort_by(|a, b| (a.kind, &a.url).cmp(&(b.kind, &b.url)));
    changes.pages = found;
    changes
}

/// The main part of a page, as it is made; empty where there is no such page, or it can't be made.
pub(super) fn main_of(site: &Site, url: &Url) -> String {
    let Some(Ok(Body::Bytes(html))) = site.body(url) else { return String::new() };
    let html = String::from_utf8_lossy(&html);
    let start = html.find("<main").unwrap_or(0);
    let end = html.rfind("</main>").unwrap_or(html.len()).max(start);
    html[start..end].to_owned()
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

/// The pages that are looked at: all, or those of changed files and of what is related to them.
fn near<'p>(
    now: &Site,
    pages: &BTreeMap<&'p Url, &'p PageId>,
    files: &[SitePath],
) -> Vec<(&'p Url, &'p PageId)> {
    let all = pages.iter().map(|(url, page)| (*url, *page));
    if pages.len() <= MOST_PAGES {
        return all.collect();
    }
    let keys: BTreeSet<EntityId> = files.iter().filter_map(key_of).collect();
    let graph = now.graph();
    let mut related: BTreeSet<Url> = BTreeSet::new();
    for key in &keys {
        let to = graph.edges_from(key).map(|edge| edge.to);
        let from = graph.edges_to(key).map(|edge| edge.from);
        related.extend(to.chain(from).map(|key| now.plan().url_of_entity(key).0));
    }
    let mut found: Vec<_> = all
        .filter(|(url, page)| {
            !own(page, files).is_empty() || of_same_blueprint(page, files) || related.contains(*url)
        })
        .collect();
    found.truncate(MOST_PAGES);
    found
}

fn changed(graph: &Graph, url: &Url, page: &PageId, files: &[SitePath]) -> PageChange {
    let (url, about) = (url.clone(), page.clone());
    let own = own(page, files);
    if !own.is_empty() {
        let reason = reason_of(&own, "changed");
        return PageChange { url, page: about, kind: Kind::Changed, files: own, reason };
    }
    let kind = Kind::Indirectly;
    // The nearest cause is told: what the page names, what lies beside it, and only then whatever changed.
    let named = named(graph, page, files);
    if !named.is_empty() {
        let reason = reason_of(&named, "changed, which this page names or is named by");
        return PageChange { url, page: about, kind, files: named, reason };
    }
    let folder = page.iho().map(|id| format!("content/ihos/{id}/"));
    let is_beside =
        |path: &&SitePath| folder.as_ref().is_some_and(|folder| path.as_str().starts_with(folder));
    let beside: Vec<SitePath> = files.iter().filter(is_beside).cloned().collect();
    if !beside.is_empty() {
        let reason = reason_of(&beside, "of the same contract changed");
        return PageChange { url, page: about, kind, files: beside, reason };
    }
    let reason = reason_of(files, "changed, and this page counts, lists or shows it");
    PageChange { url, page: about, kind, files: files.to_vec(), reason }
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

fn reason_of(files: &[SitePath], what: &str) -> String {
    match files {
        [] => format!("it {what}"),
        [one] => format!("{one} {what}"),
        [first, rest @ ..] => {
            format!("{first} and {} more {}", rest.len(), what.replacen("was ", "were ", 1))
        }
    }
}

/// Whether a page is one of several of a blueprint of which a file changed.
fn of_same_blueprint(page: &PageId, files: &[SitePath]) -> bool {
    let Some(id) = page.iho() else {
        // The lists of everything are few, and any change may show on them.
        return page.entity().is_none();
    };
    let folder = format!("content/ihos/{id}/");
    files.iter().any(|path| path.as_str().starts_with(&folder))
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
