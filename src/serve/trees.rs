//! The tree of a sealed release, made when somebody asks for one of its pages.

use std::path::Path;
use std::sync::Arc;

use super::current::Snapshot;
use super::page::PageHash;
use crate::data;
use crate::disk;
use crate::engine::{self, Options};
use crate::graph::Excerpt;
use crate::model::renames::Renames;
use crate::output::Site;
use crate::page::{self, ReleasePosition};

/// The release in whose tree an address lies.
pub(super) fn standing_of(site: &Site, path: &str) -> Option<ReleasePosition> {
    let (iho, rest) = path.strip_prefix("/ihos/")?.split_once('/')?;
    let (version, _) = rest.strip_prefix("releases/")?.split_once('/')?;
    let releases = site.graph().archive.ihos.get(iho)?;
    releases.iter().find(|release| release.version.to_string() == version)?;
    let all = engine::release_positions(site.graph()).into_iter().map(|(_, standing)| standing);
    all.into_iter().find(|it| it.iho == iho && it.version == version)
}

/// The tree, kept as long as the site around it is shown; nothing where the release can't be read.
pub(super) fn tree(
    root: &Path,
    options: &Options,
    snapshot: &Snapshot,
    standing: ReleasePosition,
) -> Option<Arc<Site>> {
    let around = snapshot.site.as_ref()?;
    snapshot.tree(&standing.folder(), || {
        let mut all = engine::surroundings(around, options);
        let (release, own) = all.find(|(_, own)| *own.standing() == standing)?;
        // What changed is told of the text of both.
        let mut unread = release.unread(around.sources());
        unread.extend(own.before().iter().flat_map(|before| before.unread(around.sources())));
        let sources = disk::load_texts(root, around.sources().clone(), unread);
        let zip = disk::zip_release(root, &sources, release).ok()?;
        let files = [("release.zip".to_owned(), zip)];
        Some(engine::release_site(&own, (&sources, release), files))
    })
}

/// The IHO whose releases are compared at an address.
pub(super) fn compared(site: &Site, path: &str) -> Option<String> {
    let (iho, rest) = path.strip_prefix("/ihos/")?.split_once('/')?;
    let is_there = site.graph().archive.ihos.contains_key(iho);
    (is_there && rest.starts_with("compare/")).then(|| iho.to_owned())
}

/// The pages that compare the releases of an IHO, kept as long as the site around them is shown.
pub(super) fn beside(root: &Path, snapshot: &Snapshot, iho: &str) -> Option<Arc<Site>> {
    let around = snapshot.site.as_ref()?;
    snapshot.tree(&page::url_of_history(iho).as_str()[1..], || {
        let releases = around.graph().archive.ihos.get(iho)?;
        let unread = releases.iter().flat_map(|it| it.unread(around.sources())).collect();
        let sources = disk::load_texts(root, around.sources().clone(), unread);
        let renames = Renames::of(&around.graph().model);
        let excerpt = Excerpt::of(around.graph(), iho, &renames);
        Some(engine::history_site(around, &excerpt, &sources, iho))
    })
}

/// The feed of news at an address, kept as long as the site around it is shown.
pub(super) fn feed(root: &Path, snapshot: &Snapshot, path: &str) -> Option<Arc<Site>> {
    let around = snapshot.site.as_ref()?;
    let stem =
        path.strip_prefix('/')?.strip_suffix("atom").or_else(|| path[1..].strip_suffix("json"))?;
    if !stem.ends_with("feed.") {
        return None;
    }
    let channels = data::channels(around.graph());
    let (channel, releases) = channels.into_iter().find(|(channel, _)| channel.stem() == stem)?;
    snapshot.tree(stem, || {
        let both =
            releases.iter().flat_map(|it| engine::before(around, it).into_iter().chain([*it]));
        let unread = both.flat_map(|it| it.unread(around.sources())).collect();
        let sources = disk::load_texts(root, around.sources().clone(), unread);
        let news = releases.iter().flat_map(|it| engine::news(around, &sources, it)).collect();
        Some(engine::feeds(around, &channel, news))
    })
}

/// What a page of a tree looks like from outside: always the same, as what is sealed never changes.
pub(super) fn page_hash() -> PageHash {
    PageHash::of_revision(0)
}
