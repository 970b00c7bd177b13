//! The tree of a sealed release, made when somebody asks for one of its pages.

use std::path::Path;
use std::sync::Arc;

use super::page::Face;
use super::stage::Snapshot;
use crate::disk;
use crate::engine::{self, Options};
use crate::output::Site;
use crate::page::Standing;

/// The release in whose tree an address lies.
pub(super) fn standing_of(site: &Site, path: &str) -> Option<Standing> {
    let (iho, rest) = path.strip_prefix("/ihos/")?.split_once('/')?;
    let (version, _) = rest.strip_prefix("releases/")?.split_once('/')?;
    let releases = site.graph().archive.ihos.get(iho)?;
    releases.iter().find(|release| release.version.to_string() == version)?;
    let all = engine::standings(site.graph()).into_iter().map(|(_, standing)| standing);
    all.into_iter().find(|it| it.iho == iho && it.version == version)
}

/// The tree, kept as long as the site around it is shown; nothing where the release can't be read.
pub(super) fn tree(
    root: &Path,
    options: &Options,
    snapshot: &Snapshot,
    standing: Standing,
) -> Option<Arc<Site>> {
    let around = snapshot.site.as_ref()?;
    snapshot.tree(&standing.folder(), || {
        let releases = around.graph().archive.ihos.get(&standing.iho)?;
        let release = releases.iter().find(|it| it.version.to_string() == standing.version)?;
        // What changed is told of the text of both.
        let before = standing.previous.as_ref();
        let before = releases.iter().filter(|it| Some(&it.manifest.version) == before);
        let mut unread = release.unread(around.sources());
        unread.extend(before.flat_map(|before| before.unread(around.sources())));
        let sources = disk::with_texts(root, around.sources().clone(), unread);
        let zip = disk::zip_release(root, &sources, release).ok()?;
        let files = [("release.zip".to_owned(), zip)];
        Some(engine::frozen(around, (&sources, release), standing.clone(), options, files))
    })
}

/// What a page of a tree looks like from outside: always the same, as what is sealed never changes.
pub(super) fn face() -> Face {
    Face::of_revision(0)
}
