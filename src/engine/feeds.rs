//! What feeds tell of releases, each read and compared with the one before.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::diff_releases::{diff_releases, state};
use crate::archive::Release;
use crate::data::{self, Channel, FeedEntry};
use crate::model::renames::Renames;
use crate::output::Site;
use crate::page::{Plan, Url};
use crate::source::Sources;

/// The release before another one of the same IHO.
pub fn before<'s>(site: &'s Site, release: &Release) -> Option<&'s Release> {
    let all = site.graph().archive.ihos.get(&release.manifest.iho)?;
    let at = all.iter().position(|it| it.version == release.version)?;
    all.get(at.checked_sub(1)?)
}

/// What there is to tell of a release. Its text and that of the one before it have to be at hand.
pub fn news(site: &Site, sources: &Sources, release: &Release) -> Vec<FeedEntry> {
    let changes = before(site, release)
        .map(|before| diff_releases((sources, &site.graph().archive), before, release).changes);
    let state = state(sources, release, (&BTreeSet::new(), &Renames::default()));
    data::news(site.graph(), release, &state, &changes.unwrap_or_default())
}

/// The files of a feed, beside a site.
pub fn feeds(around: &Arc<Site>, channel: &Channel, news: Vec<FeedEntry>) -> Site {
    let files = data::feeds(around.graph(), channel, news).into_iter();
    let files: Vec<(Url, Vec<u8>)> = files.map(|(path, bytes)| (Url::file(&path), bytes)).collect();
    Site::beside(around, around.graph().clone(), Plan::default(), files)
}
