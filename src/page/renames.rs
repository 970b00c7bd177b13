//! Addresses that were published and have nothing of their own any more: what is there instead, and what is missing.
//!
//! Of what moved, the old address has a page that leads to the new one. Of what the latest release of an IHO dropped, it
//! has one that leads into the tree of the last release that had it. What is left is a mistake.
//!
//! # How addresses outlive names
//!
//! `was` (`model/renames`) gives `Renames`: what an id that was given up is called now. The public site reads sealed files through it, so
//! that a release that cites an old id means what has another now, and drops what was sealed under the old id. Drafts are not read
//! so: there the old id is a mistake. `graph/release_index` knows what releases hold by the names of their files alone, keeps the pages of what
//! only an old release cites, and refuses an id that is used twice. `page/renames` puts a page, or a rule for servers, wherever
//! something was published and nothing is; what is left is `address-gone`. An IHO under a new id begins a chain of its own; the
//! releases under the old one stay at their addresses. `publication/current_names` compares the names of a tree with those of now, for which
//! the tree has asked, so that it is made again when one changes.
//!
//! `model/address` reads the two kinds of addresses that reach the languages of others: that of the site, and those in `moved`. What
//! it gives is percent-encoded and has one spelling, so it may be placed anywhere. `page/renames/given_up` holds `moved` against the
//! site: nothing is given up that is there, and every way ends. `render/redirects` encodes each address once more, whatever it is of.

mod current_names;
mod given_up;
mod retired;
mod stand_in;

use std::collections::{BTreeMap, BTreeSet};

pub use current_names::CurrentName;
pub(super) use current_names::mark as mark_names;
use retired::Past;
pub(super) use retired::tree_has;
pub(super) use stand_in::{GONE, MOVED, REMOVED, RETIRED, mark, on_history};

use super::facets;
use super::feed_links::feed_urls;
use super::measure;
use super::page_id::PageId;
use super::plan::{Plan, history_urls, is_compact};
use super::scope::{ReleasePosition, url_of_release, url_of_releases, url_of_revisions};
use super::url::{self, Url};
use crate::archive::Release;
use crate::data::{self, Channel};
use crate::diag::{Code, Diagnostic};
use crate::graph::{EntityId, Graph, history, release_index};
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::{Blueprint, is_asset};
use crate::source::{SitePath, Sources};

/// Where a page or file of the site lies now that has nothing at its old address, and whether that is for good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPlace {
    /// The address.
    pub url: Url,
    /// Whether nothing else will ever be at the old address.
    pub is_for_good: bool,
}

/// Adds a page, or a new place, for every address that was published and has nothing of its own.
pub(super) fn add(sources: &Sources, graph: &Graph, plan: &mut Plan) {
    let renames = Renames::of(&graph.model);
    let files = data::all_files(graph).into_iter().map(|it| Url::file(&it.path()));
    let beside = graph.archive.ihos.keys().flat_map(|id| history_urls(graph, id));
    let mut signs = Signs { plan, files: files.chain(feed_urls(graph)).chain(beside).collect() };
    let mut folders = BTreeSet::new();
    for (from, it) in given_up::addresses(graph) {
        // On some disks two names are one where only capitals differ.
        let small = from.as_str().to_lowercase();
        let is_plain = it.from.known().is_some_and(|from| !from.is_encoded());
        let may_be_page = is_plain
            && (small == from.as_str() || !signs.has(&Url::file(&small[1..])))
            && folders.insert(small);
        match given_up::target(it) {
            Some(to) if may_be_page => signs.lead(from, to),
            Some(to) => signs.lead_by_rule(from, to, true),
            None if may_be_page => signs.stand_in(GONE.named(from.as_str())),
            None => {}
        }
    }
    for (kind, old, new) in renames.iter() {
        match kind {
            EntityKind::Iho => iho(&Past::new(sources, graph, old), &mut signs, old, new),
            _ => entity(graph, &mut signs, kind, (old, new)),
        }
    }
    for (id, blueprint) in &graph.model.blueprints {
        narratives(&mut signs, id, blueprint);
    }
    let pasts: Vec<(&String, Past<'_>)> =
        graph.archive.ihos.keys().map(|id| (id, Past::new(sources, graph, id))).collect();
    for (id, past) in &pasts {
        retired(graph, &mut signs, id, past);
        removed_files(graph, &mut signs, &graph.archive.ihos[*id]);
    }
    if is_compact(graph) {
        compact_trees(graph, &mut signs);
    }
    for (page, made_of) in facets::unused_pages() {
        if pasts.iter().any(|(_, past)| past.may_be_gone(&[made_of])) {
            signs.stand_in(page);
        }
    }
    for (path, release) in release_index::shared(&graph.archive) {
        shared(graph, &mut signs, path, release);
    }
}

/// Puts pages and rules where there is nothing.
struct Signs<'p> {
    plan: &'p mut Plan,
    /// The files for programs, which are not in the plan.
    files: BTreeSet<Url>,
}

impl Signs<'_> {
    fn has(&self, url: &Url) -> bool {
        self.plan.has(url) || self.files.contains(url)
    }

    fn stand_in(&mut self, page: PageId) {
        if !self.has(&page.url()) {
            self.plan.stand_in(page);
        }
    }

    /// Leads for good: by a page, or, where no page can be, by the rules for the server alone.
    fn lead(&mut self, from: Url, to: Url) {
        let page = MOVED.named(from.as_str());
        let is_page = from.as_str().ends_with('/') && !self.has(&from);
        self.lead_by_rule(from, to, true);
        if is_page {
            self.stand_in(page);
        }
    }

    /// Leads from a file to where it is to be read for now.
    fn lead_for_now(&mut self, from: Url, to: Url) {
        self.lead_by_rule(from, to, false);
    }

    fn lead_by_rule(&mut self, from: Url, to: Url, is_for_good: bool) {
        if !self.has(&from) {
            self.plan.lead(from, NewPlace { url: to, is_for_good });
        }
    }
}

/// Something with a page of its own that has another id now, and whatever is named after it.
fn entity(graph: &Graph, signs: &mut Signs<'_>, kind: EntityKind, (old, new): (&str, &str)) {
    let mut lead = |of: &dyn Fn(&str) -> Url| {
        if signs.has(&of(new)) {
            signs.lead(of(old), of(new));
        }
    };
    lead(&|id| url::of_entity(&EntityId::new(kind, id), |id| Some(id.to_owned())).0);
    match kind {
        EntityKind::Organisation => {
            feeds_of(old).into_iter().zip(feeds_of(new)).for_each(|(old, new)| {
                if signs.has(&new) {
                    signs.lead(old, new);
                }
            })
        }
        EntityKind::Metric => {
            lead(&measure::peers_url);
            for iho in graph.archive.ihos.keys() {
                lead(&|id| url_of_revisions(iho, id));
                lead(&|id| Url::file(&data::revisions_path(iho, id)));
                lead(&|id| Url::file(&format!("{}-metadata.json", data::revisions_path(iho, id))));
            }
            for iho in graph.model.blueprints.keys() {
                lead(&|id| measure::url(iho, id));
                lead(&|id| measure::csv_url(iho, id));
                lead(&|id| measure::chart_url(iho, id));
                lead(&|id| Url::file(&data::COLUMN_METADATA.path(&[iho, id])));
            }
        }
        _ => {}
    }
}

fn feeds_of(organisation: &str) -> [Url; 2] {
    let channel = Channel::Organisation(organisation.to_owned());
    [channel.atom(), channel.json()].map(|path| Url::file(&path))
}

/// An IHO that has another id now: what it has lies at the new address, what was published under the old one stays there.
fn iho(past: &Past<'_>, signs: &mut Signs<'_>, old: &str, new: &str) {
    let base = Url::page(&["ihos", new]);
    if !signs.has(&base) {
        return;
    }
    let mut rests: BTreeSet<String> = past.rests().into_keys().collect();
    if past.is_empty() {
        // It only ever had a draft: as far as is known, it had what it has.
        let pages = signs.plan.pages().map(|(url, _)| url);
        let all = pages.chain(signs.plan.assets().map(|(url, _)| url)).chain(&signs.files);
        let all = all.filter_map(|url| url.as_str().strip_prefix(base.as_str()));
        rests.extend(all.map(str::to_owned));
    }
    rests.insert(String::new());
    for rest in rests {
        let at = |id: &str| Url::home().join(&format!("/ihos/{id}/{rest}"));
        if let (Some(from), Some(to)) = (at(old), at(new).filter(|to| signs.has(to))) {
            signs.lead(from, to);
        }
    }
}

/// Narratives that have another name now.
fn narratives(signs: &mut Signs<'_>, id: &str, blueprint: &Blueprint) {
    for (name, narrative) in &blueprint.narratives {
        let front = narrative.front.as_ref();
        for old in front.map_or(&[][..], |front| front.was.items()) {
            let to = match name.as_str() {
                "overview" => Url::page(&["ihos", id]),
                name => Url::page(&["ihos", id, name]),
            };
            if signs.has(&to) {
                signs.lead(Url::page(&["ihos", id, &old.0.value]), to);
            }
        }
    }
}

/// What releases of an IHO had, and nothing stands for any more.
fn retired(graph: &Graph, signs: &mut Signs<'_>, id: &str, past: &Past<'_>) {
    for (rest, release) in past.rests() {
        let Some(url) = Url::home().join(&format!("/ihos/{id}/{rest}")) else { continue };
        if let Some(rest) = rest.strip_suffix('/') {
            signs.stand_in(RETIRED.of_iho_named(id, rest));
        } else {
            let to = release.map(|release| retired::in_tree(graph, release, &rest));
            signs.lead_for_now(url, to.unwrap_or_else(|| url_of_releases(id)));
        }
    }
}

/// The pages that the tree of a release had of files that were removed from it by law.
pub(super) fn removed_pages(standing: &ReleasePosition) -> Vec<Url> {
    let page = |path: &String| match path.strip_prefix("shared/") {
        Some(shared) => {
            let key = release_index::key_of(shared)?;
            Some(url::of_entity(&key, |id| Some(id.to_owned())).0)
        }
        None => {
            let mut rests = retired::rests_of(path).into_iter().map(|(rest, _)| rest);
            let page = rests.find(|rest| rest.ends_with('/'))?;
            Url::home().join(&format!("/ihos/{}/{page}", standing.iho))
        }
    };
    standing.removed.iter().filter_map(page).collect()
}

/// The files that trees of releases had, and that were removed from them by law: what is left of the release says so.
fn removed_files(graph: &Graph, signs: &mut Signs<'_>, releases: &[Release]) {
    for release in releases {
        let tree = url_of_release(&release.manifest.iho, &release.manifest.version);
        let removed = history::removed(graph, release);
        for rest in removed.flat_map(|path| retired::files_in_tree(path)) {
            if let Some(from) = Url::home().join(&format!("{tree}{rest}")) {
                signs.lead_for_now(from, tree.clone());
            }
        }
    }
}

/// The trees that became one page when a release followed, which has the sections under the same names. A `*` stands for
/// all that follows.
fn compact_trees(graph: &Graph, signs: &mut Signs<'_>) {
    for (id, releases) in &graph.archive.ihos {
        let latest = graph.archive.latest(id).map(|latest| &latest.version);
        for release in releases.iter().filter(|it| Some(&it.version) != latest) {
            let tree = url_of_release(id, &release.manifest.version);
            for rest in retired::parts_of(release) {
                if let Some(from) = Url::home().join(&format!("{tree}{rest}")) {
                    signs.lead_for_now(from, tree.clone());
                }
            }
        }
    }
}

/// What was published beside the page of something that several IHOs share.
fn shared(graph: &Graph, signs: &mut Signs<'_>, path: &str, release: &Release) {
    let tree = url_of_release(&release.manifest.iho, &release.manifest.version);
    if let Some(EntityId { kind: EntityKind::Organisation, id }) = release_index::key_of(path) {
        for feed in feeds_of(&id) {
            signs.lead_for_now(feed, Url::page(&["organisations", &id]));
        }
    } else if SitePath::new(path).is_some_and(|path| is_asset(&path)) {
        let peers = path.strip_prefix("metrics/").and_then(|it| it.strip_suffix(".peers.csv"));
        let url = peers.map_or_else(|| Url::file(path), measure::peers_url);
        let is_in_tree = !is_compact(graph) && !is_removed(graph, release, path);
        let to = match is_in_tree {
            true => Url::file(&format!("{}definitions{url}", &tree.as_str()[1..])),
            false => tree,
        };
        signs.lead_for_now(url, to);
    }
}

/// The IHO, the name and the earlier name of each narrative that has one.
pub(super) fn earlier_names(graph: &Graph) -> Vec<(String, String, String)> {
    let narratives =
        graph.model.blueprints.iter().flat_map(|(id, it)| {
            it.narratives.values().map(move |narrative| (id.clone(), narrative))
        });
    narratives
        .flat_map(|(id, it)| {
            let front = it.front.as_ref();
            let was = front.map_or(&[][..], |front| front.was.items()).iter();
            was.map(move |old| (id.clone(), it.name.clone(), old.0.value.clone()))
        })
        .collect()
}

/// The addresses in the trees of releases that pages of this kind lead to.
pub fn leads_into_trees(graph: &Graph, plan: &Plan) -> Vec<Url> {
    let retired = plan.pages().filter(|(_, page)| page.is(&RETIRED));
    retired
        .filter_map(|(_, page)| Some(retired::last_of(graph, &page.iho, &page.name)?.1))
        .collect()
}

/// Every address that leads to another, sorted, and whether for good.
pub fn redirects(plan: &Plan) -> BTreeMap<&str, (&str, bool)> {
    plan.new_places().map(|(url, to)| (url.as_str(), (to.url.as_str(), to.is_for_good))).collect()
}

/// Addresses of past releases where nothing is now, and what `site.yaml` says of addresses in vain.
pub(super) fn check(graph: &Graph, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, release) in release_index::shared(&graph.archive) {
        let Some(key) = release_index::key_of(path) else { continue };
        let url = url::of_entity(&key, |id| Some(id.to_owned())).0;
        if !plan.has(&url) && !is_removed(graph, release, path) {
            found.push(gone_in_vain(&key, &url, release));
        }
    }
    found.extend(given_up::check(graph, plan));
    found
}

/// Whether a notice says that a shared file was removed from a release by law.
fn is_removed(graph: &Graph, release: &Release, path: &str) -> bool {
    retired::is_removed(graph, release, &format!("shared/{path}"))
}

fn gone_in_vain(key: &EntityId, url: &Url, release: &Release) -> Diagnostic {
    let home = key.kind.file_kind().path(&key.id);
    let (version, iho) = (release.version, &release.manifest.iho);
    let message = format!(
        "nothing is at `{url}` any more, where the release `{version}` of `{iho}` had a page"
    );
    Diagnostic::of_site(Code::AddressGone, message)
        .hint(format!("put `{home}` back: a copy lies in `{}/shared`", release.folder))
        .hint(format!("if it has a new id, write `was: {}` in its new file", key.id))
        .hint(format!("if it has been removed on purpose, say why in `site.yaml`: `moved: [{{from: {url}, why: …}}]`"))
}
