//! What the releases of an IHO had where the latest has nothing, as far as the names of their files tell.

use std::collections::{BTreeMap, BTreeSet};

use crate::archive::{FACTS, RECORD, Release};
use crate::data;
use crate::graph::Graph;
use crate::graph::history::removed;
use crate::model::{SECTION_FILES, is_asset};
use crate::page::blueprint::briefing::BRIEFING;
use crate::page::blueprint::checks::CHECKS;
use crate::page::blueprint::find_my::FIND_MY;
use crate::page::blueprint::timeline::TIMELINE;
use crate::page::blueprint::{AUTHORISATION, is_of_section};
use crate::page::data::DATA;
use crate::page::plan::is_compact;
use crate::page::scope::{DEFINITIONS, HISTORY, url_of_release};
use crate::page::url::Url;
use crate::source::{SitePath, Sources};

/// The pages that every release has.
fn sure() -> impl Iterator<Item = &'static str> {
    [TIMELINE, BRIEFING, CHECKS, DATA].into_iter().chain(SECTION_FILES[1..].iter().copied())
}

/// The releases of an IHO beside what is in force of it.
pub(super) struct Past<'g> {
    graph: &'g Graph,
    releases: &'g [Release],
    is_in_force: bool,
    /// The sealed files that are not the same in all of them.
    changed: BTreeSet<String>,
}

impl<'g> Past<'g> {
    pub(super) fn new(sources: &Sources, graph: &'g Graph, id: &str) -> Self {
        let releases = graph.archive.ihos.get(id).map_or(&[][..], Vec::as_slice);
        let is_in_force = graph.model.blueprints.contains_key(id);
        Self { graph, releases, is_in_force, changed: changed(sources, graph, releases) }
    }

    /// Whether nothing was ever published.
    pub(super) fn is_empty(&self) -> bool {
        self.releases.is_empty()
    }

    /// Whether something that is made of these files can have been there and be gone. An ending stands for all files
    /// that have it.
    pub(super) fn may_be_gone(&self, made_of: &[&str]) -> bool {
        let is_one = |path: &String| {
            let is_this = |of: &&str| path == of || of.starts_with('.') && path.ends_with(of);
            made_of.iter().any(is_this)
        };
        !self.is_in_force || self.changed.iter().any(is_one)
    }

    /// What follows the address of the IHO, of every page and file that its releases can have had and that can be gone:
    /// pages end in `/`. With the last release whose tree has it, or nothing where only the text of a release could tell.
    pub(super) fn rests(&self) -> BTreeMap<String, Option<&'g Release>> {
        let mut rests: BTreeMap<String, Option<&Release>> = BTreeMap::new();
        rests.extend(sure().map(|name| (format!("{name}/"), self.releases.last())));
        let pages: [(&str, &[&str]); 2] = [
            (AUTHORISATION, &["iho.yaml", "narrative/authorisation.md"]),
            (FIND_MY, &["footprint.yaml", ".csv"]),
        ];
        let pages = pages.into_iter().filter(|(_, made_of)| self.may_be_gone(made_of));
        rests.extend(pages.map(|(name, _)| (format!("{name}/"), None)));
        let files = data::possible().filter(|(_, made_of)| self.may_be_gone(made_of));
        rests.extend(files.map(|(rest, _)| (rest.to_owned(), None)));
        for release in self.releases {
            for sealed in release.manifest.files.iter().map(|file| file.path.as_str()) {
                for (rest, is_in_tree) in rests_of(sealed) {
                    if !is_in_tree && !self.may_be_gone(&["metrics.yaml", ".csv"]) {
                        continue;
                    }
                    let last = rests.entry(rest).or_default();
                    if is_in_tree && !is_removed(self.graph, release, sealed) {
                        *last = Some(release);
                    }
                }
            }
        }
        rests
    }
}

/// The sealed files that some releases have otherwise than others, or not at all; those that were removed by law, too.
fn changed(sources: &Sources, graph: &Graph, releases: &[Release]) -> BTreeSet<String> {
    let mut changed = BTreeSet::new();
    let mut before: Option<BTreeMap<String, String>> = None;
    for release in releases {
        let now = release.checksums(sources);
        if let Some(before) = &before {
            let differs = |path: &&String| before.get(*path) != now.get(*path);
            let paths = before.keys().chain(now.keys());
            let paths = paths.filter(|path| !matches!(path.as_str(), FACTS | RECORD));
            changed.extend(paths.filter(differs).cloned());
        }
        changed.extend(removed(graph, release).cloned());
        before = Some(now);
    }
    changed
}

/// What the tree of a release has below its front page: folders end in `/*`.
pub(super) fn parts_of(release: &Release) -> BTreeSet<String> {
    let own = sure().chain([AUTHORISATION, FIND_MY, "metrics", DEFINITIONS]);
    let mut parts: BTreeSet<String> = own.map(|name| format!("{name}/*")).collect();
    let is_in_tree = |rest: &String| !rest.starts_with(HISTORY);
    for path in release.manifest.files.iter().map(|file| file.path.as_str()) {
        let rests = rests_of(path).into_iter().map(|(rest, _)| rest).filter(is_in_tree);
        let rests = rests.map(|rest| match rest.split_once('/') {
            Some((folder, _)) => format!("{folder}/*"),
            None => rest,
        });
        parts.extend(rests);
    }
    parts
}

/// What a sealed file was at the address of its IHO, and whether the tree of its release has that for certain.
pub(super) fn rests_of(path: &str) -> Vec<(String, bool)> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    match (folder, file.rsplit_once('.')) {
        ("narrative", Some((name, "md"))) if !is_of_section(name) => {
            vec![(format!("{name}/"), true)]
        }
        ("metrics", Some((metric, "csv"))) => vec![
            (format!("metrics/{metric}/"), true),
            (format!("data/{metric}.csv"), true),
            (format!("data/{metric}.svg"), false),
            (format!("data/{metric}.csv-metadata.json"), false),
            (format!("{HISTORY}/{metric}/"), false),
            (format!("{HISTORY}/{metric}.csv"), false),
            (format!("{HISTORY}/{metric}.csv-metadata.json"), false),
        ],
        // A measure may be described before it has figures.
        ("shared/metrics", Some((metric, "yaml"))) => vec![(format!("metrics/{metric}/"), false)],
        _ => {
            let is_own = !path.starts_with("shared/") && !matches!(path, FACTS | RECORD);
            let is_file = SitePath::new(path).is_some_and(|path| is_asset(&path));
            if is_own && is_file { vec![(path.to_owned(), true)] } else { Vec::new() }
        }
    }
}

/// The files that the tree of a release had of a sealed file.
pub(super) fn files_in_tree(path: &str) -> impl Iterator<Item = String> {
    let rests =
        rests_of(path).into_iter().filter(|(rest, is_in_tree)| *is_in_tree && !rest.ends_with('/'));
    rests.map(|(rest, _)| rest)
}

/// Whether the tree of a release has a page or file below its front page, as far as the names of its files tell.
pub(in crate::page) fn tree_has(graph: &Graph, release: &Release, rest: &str) -> bool {
    let page = rest.strip_suffix('/').unwrap_or(rest);
    let files = || release.manifest.files.iter().map(|file| file.path.as_str());
    let made_of = |name| match name {
        FIND_MY => "footprint.yaml",
        AUTHORISATION => "narrative/authorisation.md",
        _ => "iho.yaml",
    };
    let own = sure().filter(|name| *name != DATA);
    let mut own = own.chain([AUTHORISATION, FIND_MY, DEFINITIONS, "metrics"]);
    let is_page = own.any(|name| name == page && files().any(|path| path == made_of(name)));
    rest.ends_with('/') && is_page
        || files().any(|path| {
            let is_this = || rests_of(path).iter().any(|it| it.1 && it.0 == rest);
            is_this() && !is_removed(graph, release, path)
        })
}

/// The last release whose tree has a page, and where; nothing where only its text could tell.
pub(super) fn last_of<'g>(graph: &'g Graph, id: &str, page: &str) -> Option<(&'g Release, Url)> {
    let releases = graph.archive.ihos.get(id)?;
    let rest = format!("{page}/");
    let has = |release: &&Release| {
        let mut paths = release.manifest.files.iter().map(|file| file.path.as_str());
        let is_this = |path: &str| rests_of(path).iter().any(|it| it.1 && it.0 == rest);
        paths.any(|path| is_this(path) && !is_removed(graph, release, path))
    };
    let release = match sure().any(|name| name == page) {
        true => releases.last()?,
        false => releases.iter().rev().find(has)?,
    };
    Some((release, in_tree(graph, release, &rest)))
}

/// Where something lies in the tree of a release that has it.
pub(super) fn in_tree(graph: &Graph, release: &Release, rest: &str) -> Url {
    let tree = url_of_release(&release.manifest.iho, &release.manifest.version);
    // Where older releases are one page each, that page has all of it; no tree lists files for programs.
    let is_at_top = is_compact(graph) || rest.strip_suffix('/') == Some(DATA);
    let rest = if is_at_top { "" } else { rest };
    Url::home().join(&format!("{tree}{rest}")).expect("an address of this site")
}

/// Whether a notice says that a file was removed from a release by law.
pub(super) fn is_removed(graph: &Graph, release: &Release, path: &str) -> bool {
    removed(graph, release).any(|removed| *removed == path)
}
