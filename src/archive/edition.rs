//! What is public at an instant, as sources: each IHO as its release in force says, in the place of its draft.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{Archive, FACTS, LEDGER, Line, RECORD, Release, in_notices, in_release};
use crate::source::{Content, File, SitePath, Sources, paths};

/// The sources of the public site at an instant. No draft is in them, and nothing of a release that waits for its day. Of
/// what several IHOs share, the files as they are now stand before the copies that were sealed with a release.
///
/// The text of the releases in force has to be at hand: [`in_force`] tells which files.
pub fn public(sources: &Sources, archive: &Archive, at: Timestamp) -> Sources {
    with_releases(sources, archive, at, |_| true)
}

/// The sources of a site of drafts in which nothing of a release is that waits for its day; in the place of some drafts, by the
/// ids of their IHOs, the release in force lies, if there is one.
///
/// The text of those releases has to be at hand.
pub fn without_embargoed(
    sources: &Sources,
    archive: &Archive,
    at: Timestamp,
    embargoed: &BTreeSet<String>,
) -> Sources {
    with_releases(sources, archive, at, |iho| embargoed.contains(iho))
}

/// The sources at an instant with the release in force in the place of each draft that `is_replaced`.
fn with_releases(
    sources: &Sources,
    archive: &Archive,
    at: Timestamp,
    is_replaced: impl Fn(&str) -> bool,
) -> Sources {
    let mut files: BTreeMap<SitePath, Content> = BTreeMap::new();
    let mut origins: BTreeMap<SitePath, SitePath> = BTreeMap::new();
    let is_kept = |path: &SitePath| match in_draft(path) {
        Some(iho) => !is_replaced(iho),
        None => is_public(archive, path, at),
    };
    for (_, file) in sources.iter().filter(|(_, file)| is_kept(&file.path)) {
        files.insert(file.path.clone(), file.content.clone());
    }
    let replaced = archive.ihos.keys().filter(|iho| is_replaced(iho));
    for release in replaced.filter_map(|iho| archive.public(iho, at)) {
        for (path, place, content) in release.unsealed(sources) {
            if !files.contains_key(&path) {
                files.insert(path.clone(), content);
                origins.insert(path, place);
            }
        }
    }
    let ledger = SitePath::new(LEDGER).filter(|_| !archive.ihos.is_empty());
    if let Some(path) = ledger {
        files.insert(path, Content::Text(archive.ledger_at(at).text().into()));
    }
    let files = files.into_iter().map(|(path, content)| File { path, content });
    Sources::new(files).lying_at(origins)
}

/// The sources of a site in which some releases, at most one for each IHO, lie in the place of the drafts. Of what IHOs
/// share, the copies that were sealed last stand before the files as they are now. All that is kept stays as it is.
///
/// The text of the releases has to be at hand: [`Release::unread`] tells which files.
pub fn as_sealed(sources: &Sources, releases: &[&Release]) -> Sources {
    let others = sources.iter().filter(|(_, file)| in_draft(&file.path).is_none());
    let mut files: BTreeMap<SitePath, Content> =
        others.map(|(_, file)| (file.path.clone(), file.content.clone())).collect();
    let mut releases = releases.to_vec();
    releases.sort_by_key(|release| release.publish_at());
    for release in releases {
        let sealed = release.unsealed(sources).into_iter();
        files.extend(sealed.map(|(path, _, content)| (path, content)));
    }
    Sources::new(files.into_iter().map(|(path, content)| File { path, content }))
}

/// Whether a file that is no draft may be public: all but releases that wait, and their notices.
fn is_public(archive: &Archive, path: &SitePath, at: Timestamp) -> bool {
    let Some((iho, _)) = paths::split_iho(path.as_str()) else { return true };
    if let Some((iho, name)) = in_notices(path) {
        let is_of = |line: &&Line| line.iho == iho && line.notice.as_deref() == Some(name);
        return archive.ledger.sound().find(is_of).is_some_and(|line| line.at <= at);
    }
    let Some((folder, _)) = in_release(path) else { return true };
    let releases = archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    releases.iter().any(|release| release.folder == folder && release.publish_at() <= at)
}

/// The id of the IHO of whose draft a file is.
pub fn in_draft(path: &SitePath) -> Option<&str> {
    paths::split_iho(path.as_str())
        .filter(|(_, rest)| rest.starts_with("draft/"))
        .map(|(iho, _)| iho)
}

/// The files of the releases that are in force at an instant, of which only the checksum is known.
pub fn in_force(sources: &Sources, archive: &Archive, at: Timestamp) -> Vec<SitePath> {
    let releases = archive.ihos.keys().filter_map(|iho| archive.public(iho, at));
    releases.flat_map(|release| release.unread(sources)).collect()
}

impl Release {
    /// Its files of which only the checksum is known.
    pub fn unread(&self, sources: &Sources) -> Vec<SitePath> {
        let files = sources.unit(&format!("{}/", self.folder)).into_iter();
        let files = files.map(|file| sources.file(file));
        files
            .filter(|file| matches!(file.content, Content::Sealed(_)))
            .map(|file| file.path.clone())
            .collect()
    }

    /// Its sealed files: where each lay when it was a draft, where it lies, and what it holds, unless it was removed by law.
    /// What was worked out when it was sealed is left out.
    pub fn unsealed(&self, sources: &Sources) -> Vec<(SitePath, SitePath, Content)> {
        let iho = &self.manifest.iho;
        let files = self.manifest.files.iter();
        let files = files.filter(|sealed| !matches!(&*sealed.path, FACTS | RECORD));
        files
            .filter_map(|sealed| {
                let path = match sealed.path.strip_prefix("shared/") {
                    Some(shared) => format!("content/{shared}"),
                    None => paths::draft(iho, &sealed.path),
                };
                let place = SitePath::new(&format!("{}/{}", self.folder, sealed.path))?;
                // An archive in which a file is missing without a notice is refused before anything is made of it.
                let file = sources.find(&place).map(|file| &sources.file(file).content);
                Some((SitePath::new(&path)?, place, file.map_or(Content::Removed, without_mark)))
            })
            .collect()
    }
}

/// Texts are read without the mark of their order of bytes; sealed ones keep it, as it is part of what was sealed.
fn without_mark(content: &Content) -> Content {
    match content {
        Content::Text(text) => match text.strip_prefix('\u{feff}') {
            Some(rest) => Content::Text(rest.into()),
            None => content.clone(),
        },
        Content::Asset { .. } | Content::Sealed(_) | Content::Unusable(_) | Content::Removed => {
            content.clone()
        }
    }
}
