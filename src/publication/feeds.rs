//! The feeds of news: what there is to say about each release, read and compared with the one before.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

use super::recorder::Recorder;
use super::{Query, ReleaseName, SealedFiles, excerpt};
use crate::data::{self, Channel, FeedEntry};
use crate::engine::{diff_releases, state};
use crate::model::renames::Renames;
use crate::output::Site;
use crate::page::{LinkTable, Plan, Url};

/// What there is to say about a release, and all that was asked to find it out.
#[derive(Debug)]
pub(super) struct News {
    entries: Vec<FeedEntry>,
    asked: BTreeSet<Query>,
}

/// The files of a feed.
///
/// # Errors
/// Where a sealed file can't be read.
pub(super) fn make<F: SealedFiles>(
    recorder: &Arc<Recorder>,
    channel: &Channel,
    files: &F,
) -> Result<Site, F::Error> {
    let mut news = Vec::new();
    for name in recorder.releases_in_feed(channel) {
        let of_release = news_of(recorder, &name, files)?;
        recorder.note_all(&of_release.asked);
        news.extend(of_release.entries.iter().cloned());
    }
    let files = data::feeds(&recorder.feed_head(channel), news).into_iter();
    let files: Vec<(Url, Vec<u8>)> = files.map(|(path, bytes)| (Url::file(&path), bytes)).collect();
    let graph = excerpt::of_settings(recorder);
    let (plan, links) = (Plan::default(), LinkTable::default());
    let around = (&recorder.look(), Arc::clone(recorder) as _);
    Ok(Site::beside(around, (graph, plan, links), files))
}

/// What there is to say about a release; found out once for all feeds.
fn news_of<F: SealedFiles>(
    recorder: &Recorder,
    name: &ReleaseName,
    files: &F,
) -> Result<Arc<News>, F::Error> {
    let known = || recorder.publication().news.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(news) = known().get(name) {
        return Ok(Arc::clone(news));
    }
    // Never waits for another thread meanwhile: that one may be waiting for this.
    let own = Recorder::new(Arc::clone(recorder.publication()));
    let entries = find_out(&own, name, files)?;
    let news = Arc::new(News { entries, asked: own.queries() });
    known().insert(name.clone(), Arc::clone(&news));
    Ok(news)
}

fn find_out<F: SealedFiles>(
    recorder: &Recorder,
    name: &ReleaseName,
    files: &F,
) -> Result<Vec<FeedEntry>, F::Error> {
    let Some(release) = recorder.release(name).map(|it| it.release) else { return Ok(Vec::new()) };
    let before = recorder.before(name).and_then(|before| recorder.release(&before.name));
    let before = before.map(|it| it.release);
    let both: Vec<_> = before.into_iter().chain([release]).collect();
    let sources = recorder.texts(files, &both, &[])?;
    let graph = excerpt::of_decisions(recorder, &name.iho);
    let changes =
        before.map(|before| diff_releases((&sources, &graph.archive), before, release).changes);
    let state = state(&sources, release, (&BTreeSet::new(), &Renames::default()));
    Ok(data::news(&graph, release, &state, &changes.unwrap_or_default()))
}
