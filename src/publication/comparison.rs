//! Everything that was published of an IHO, read release by release and laid end to end.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::recorder::Recorder;
use super::{SealedFiles, excerpt};
use crate::archive::{Archive, FACTS, RECORD, Release};
use crate::compare::{self, ChangeKind, Diff, ReleaseDiff, ReleaseHistory};
use crate::data;
use crate::engine::{diff_releases, state, with_pictures};
use crate::graph::Graph;
use crate::model::renames::Renames;
use crate::output::Site;
use crate::page::{self, Url};
use crate::source::Sources;

/// The pages that compare the releases of an IHO, and their data.
///
/// # Errors
/// Where a sealed file can't be read.
pub(super) fn make<F: SealedFiles>(
    recorder: &Arc<Recorder>,
    iho: &str,
    files: &F,
) -> Result<Site, F::Error> {
    let graph = excerpt::of_iho(recorder, iho);
    let releases = graph.archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let all: Vec<&Release> = releases.iter().collect();
    let sources = recorder.texts(files, &all, &[])?;
    let told = told((&sources, &graph.archive), iho, releases, &Renames::of(&graph.model));
    let files = data::of_history(&graph, iho, &told).into_iter();
    let files: Vec<(Url, Vec<u8>)> = files.map(|(path, bytes)| (Url::file(&path), bytes)).collect();
    let (plan, links) = (page::arrange_history(iho, told), recorder.acronyms());
    let around = (&recorder.look(), Arc::clone(recorder) as _);
    Ok(Site::beside(around, (graph, plan, links), files))
}

/// Reads all public releases of an IHO, the oldest first, by the ids of now; the text of all has to be at hand.
fn told(
    (sources, archive): (&Sources, &Archive),
    iho: &str,
    releases: &[Release],
    renames: &Renames,
) -> ReleaseHistory {
    let mut told = ReleaseHistory::default();
    let mut steps = Vec::new();
    let mut last: Option<(&Release, Graph)> = None;
    for release in releases {
        let withheld = withheld(sources, release);
        let now = state(sources, release, (&BTreeSet::new(), renames));
        let step = match &last {
            None => ReleaseDiff::default(),
            Some((older, before))
                if withheld.is_empty() && told.withheld.last().is_none_or(Vec::is_empty) =>
            {
                let changes = compare::changes(before, &now, iho);
                let releases = Diff::new(*older, release);
                let changes = with_pictures(changes, sources, releases, &BTreeSet::new());
                ReleaseDiff { changes, withheld: Vec::new() }
            }
            Some((before, _)) => {
                let found = diff_releases((sources, archive), before, release);
                ReleaseDiff { changes: found.changes, withheld: found.withheld }
            }
        };
        let redefined = step.changes.iter().filter(|it| it.kind == ChangeKind::Redefined);
        let measures = redefined.filter_map(|it| it.field.strip_prefix("figures."));
        told.redefined.extend(measures.map(|id| (steps.len(), id.to_owned())));
        told.n_changes.push(last.is_some().then_some(step.changes.len()));
        steps.push(step);
        told.withheld.push(withheld);
        told.vintages.publish(now.model.blueprints.get(iho).map(|it| &**it));
        last = Some((release, now));
    }
    told.field_histories = compare::field_histories(&steps);
    told.n_unchanged =
        last.map_or(0, |(_, newest)| compare::n_unchanged(&newest, iho, &told.field_histories));
    told
}

/// The files that were removed from a release by law, without those that are made of others.
fn withheld(sources: &Sources, release: &Release) -> Vec<String> {
    let files = release.manifest.files.iter().map(|it| &it.path);
    let files = files.filter(|path| !matches!(path.as_str(), FACTS | RECORD));
    files.filter(|path| release.sealed(sources, path).is_none()).cloned().collect()
}
