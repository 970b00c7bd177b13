//! What the build makes besides the pages of a plan and the files that are copied: links may lead there, too.

use std::collections::BTreeSet;

use super::plan::{Plan, history_urls, is_compact};
use super::renames::{leads_into_trees, tree_has};
use super::scope::url_of_release;
use crate::data;
use crate::graph::Graph;

/// The addresses without the leading `/`: files for programs, feeds, notices, and what lies beside or above the trees of
/// releases.
pub(super) fn beside_pages(graph: &Graph, plan: &Plan) -> BTreeSet<String> {
    let mut paths: BTreeSet<String> = data::all_files(graph).iter().map(data::File::path).collect();
    let site = graph.model.site.as_ref();
    if site.is_some_and(|(_, site)| site.base_url.known().is_some()) {
        paths.extend(["sitemap.xml", "robots.txt"].map(str::to_owned));
    }
    let notices = graph.model.notices.keys().filter_map(|name| name.split_once('/'));
    paths.extend(notices.map(|(iho, notice)| data::notice_path(iho, notice)));
    paths.extend(around_releases(graph, plan));
    paths
}

/// The addresses in the trees of releases and beside them that pages of the site link to, and the files that are made last,
/// without the leading `/`.
pub fn around_releases(graph: &Graph, plan: &Plan) -> BTreeSet<String> {
    let ihos = graph.archive.ihos.iter();
    let versions = ihos.flat_map(|(iho, all)| all.iter().map(move |it| (iho, &it.version)));
    let trees = versions.flat_map(|(iho, version)| {
        let folder = url_of_release(iho, &version.to_string()).as_str()[1..].to_owned();
        [format!("{folder}release.zip"), format!("{folder}changes/"), folder]
    });
    let beside = graph.archive.ihos.keys().flat_map(|iho| history_urls(graph, iho));
    let others = beside.chain(super::feed_urls(graph)).chain(leads_into_trees(graph, plan));
    let last = ["files.json", "build.json"].map(str::to_owned);
    trees.chain(last).chain(others.map(|url| url.as_str()[1..].to_owned())).collect()
}

/// Whether the tree of a sealed release has something at a path from the top of the site, as far as the names of its files tell.
pub fn is_in_release(graph: &Graph, path: &str) -> bool {
    let mut parts = path.strip_prefix("ihos/").unwrap_or("").splitn(4, '/');
    let (Some(iho), Some("releases"), Some(version), Some(rest)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let releases = graph.archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let Some(release) = releases.iter().find(|it| it.version.to_string() == version) else {
        return false;
    };
    let is_whole =
        !is_compact(graph) || releases.last().is_some_and(|last| last.version == release.version);
    let files = ["", "changes/", "changes.json", "files.json", "release.zip"];
    files.contains(&rest) || is_whole && tree_has(graph, release, rest)
}
