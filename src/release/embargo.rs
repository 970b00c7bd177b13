//! What is embargoed: nobody passes it on before its hour, unless they say so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::due::dated_pages;
use super::publish_time::{PublishTime, moment};
use crate::archive::{self, Archive};
use crate::model;
use crate::source::{Content, FileId, SitePath, Sources, paths};

/// What waits for its hour among the drafts of a site.
#[derive(Clone, Default, Debug)]
pub struct Embargo {
    /// Drafts, by the ids of their IHOs: a release of them waits, or is planned for a time.
    pub drafts: BTreeMap<String, PublishTime>,
    /// Pages, models of care and policies that come later.
    pub pages: BTreeMap<SitePath, PublishTime>,
}

impl Embargo {
    /// What waits at an instant.
    pub fn at(at: Timestamp, sources: &Sources, archive: &Archive, zone: &TimeZone) -> Self {
        let time = |instant: Timestamp| PublishTime::at(instant, zone);
        let mut drafts = planned(sources, zone);
        drafts.retain(|_, hour| hour.instant() > at);
        for release in archive.ihos.values().flatten().filter(|it| it.publish_at() > at) {
            drafts.insert(release.manifest.iho.clone(), time(release.publish_at()));
        }
        let pages = dated_pages(sources, zone).into_iter();
        let pages = pages.filter_map(|page| Some((page.path, page.from.filter(|it| *it > at)?)));
        Self { drafts, pages: pages.map(|(path, from)| (path, time(from))).collect() }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty() && self.pages.is_empty()
    }

    /// The sources of drafts without what waits: the release in force lies in the place of its draft. The text of those releases
    /// has to be at hand.
    pub fn left_out(&self, sources: &Sources, archive: &Archive, at: Timestamp) -> Sources {
        let ihos: BTreeSet<String> = self.drafts.keys().cloned().collect();
        let gone: BTreeMap<SitePath, Option<Content>> =
            self.pages.keys().map(|path| (path.clone(), None)).collect();
        archive::without_embargoed(sources, archive, at, &ihos).with(&gone).0
    }

    /// What waits, one line each: what it is, and until when.
    pub fn lines(&self) -> Vec<String> {
        let drafts = self.drafts.iter().map(|(iho, hour)| (paths::draft(iho, ""), hour));
        let pages = self.pages.iter().map(|(path, hour)| (path.as_str().to_owned(), hour));
        drafts
            .chain(pages)
            .map(|(what, hour)| format!("`{what}` until {}", hour.in_words()))
            .collect()
    }
}

/// When the drafts say that they are to be published, by the ids of their IHOs.
fn planned(sources: &Sources, zone: &TimeZone) -> BTreeMap<String, PublishTime> {
    let is_note = |file: &FileId| {
        let path = &sources.file(*file).path;
        archive::in_draft(path)
            .is_some_and(|iho| paths::draft(iho, "release.yaml") == path.as_str())
    };
    let files: Vec<FileId> = sources.unit("content/ihos/").into_iter().filter(is_note).collect();
    let model = model::read_files(sources, &files).model;
    let hours = model.blueprints.iter().filter_map(|(iho, blueprint)| {
        let typed = blueprint.note.as_ref()?.1.publish_at.known()?;
        Some((iho.clone(), moment(typed, zone).ok()?))
    });
    hours.collect()
}
