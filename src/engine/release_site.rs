//! The tree of one release inside the public site, made of what was sealed and of nothing else but the theme around it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::current_names::{self, NameNow};
use super::diff_releases::{Comparison, compared_if_at_hand};
use super::feeds::before;
use super::{Options, settle};
use crate::archive::{Event, FACTS, Kind, Manifest, Release};
use crate::data::{self, Compared};
use crate::graph::history::{self, day, notices_of, sentence};
use crate::graph::{self, EntityId, Graph, Outside, release_index};
use crate::model::address::BaseUrl;
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::scalar::Date;
use crate::model::{self, Reading};
use crate::output::Site;
use crate::page::{self, PageId, ReleasePosition, Url};
use crate::source::{File, FileId, SitePath, Sources};

/// Every public release, with its place among the others of its IHO.
pub fn release_positions(graph: &Graph) -> Vec<(&Release, ReleasePosition)> {
    let mut all = Vec::new();
    let renames = Renames::of(&graph.model);
    for (iho, releases) in &graph.archive.ihos {
        let name = |at: Option<usize>| Some(releases.get(at?)?.version.to_string());
        let goes_on_as = renames.now(EntityKind::Iho, iho).map(str::to_owned);
        let latest = graph.archive.latest(iho).filter(|_| goes_on_as.is_none());
        for (at, release) in releases.iter().enumerate() {
            let notices = notices_of(graph, iho, &release.manifest.version);
            let removed = notices.iter().flat_map(|notice| notice.removed.items());
            let standing = ReleasePosition {
                iho: iho.clone(),
                version: release.version.to_string(),
                sequence: release.manifest.sequence,
                day: day(graph, release.publish_at()),
                previous: name(at.checked_sub(1)),
                next: name(Some(at + 1)),
                is_latest: latest.is_some_and(|latest| latest.version == release.version),
                removed: removed.cloned().collect(),
                notices: notices.iter().map(|notice| sentence(graph, notice)).collect(),
                goes_on_as: goes_on_as.clone(),
                names_now: Vec::new(),
            };
            all.push((release, standing));
        }
    }
    all
}

/// All that the tree of a release takes from the site around it. Its pages are made of this, of what was sealed, and of
/// nothing else: as long as both are the same, so is the tree.
#[derive(Clone, Debug)]
pub struct Surroundings<'s> {
    of_all: Arc<OfAll>,
    standing: ReleasePosition,
    /// The names of now of what it cites.
    names: BTreeMap<EntityId, NameNow>,
    /// What was removed from it by law and has a page on the site.
    removed: BTreeSet<EntityId>,
    before: Option<Before<'s>>,
}

/// What the trees of all releases take from the site around them.
#[derive(Debug)]
struct OfAll {
    /// Lends its look alone, and tells a last check whether a link leads somewhere.
    site: Arc<Site>,
    settings: Option<File>,
    base_url: Option<BaseUrl>,
    /// Who publishes the site, and whether it has a page there.
    publisher: Option<(EntityId, String, bool)>,
    /// The pages of what a release may name and holds no copy of.
    pages: BTreeSet<Url>,
    digest: blake3::Hash,
}

/// The release before another one.
#[derive(Clone, Debug)]
struct Before<'s> {
    release: &'s Release,
    day: Date,
    /// What is gone from it.
    removed: Vec<String>,
    /// Whether the other one puts it right.
    is_put_right: bool,
}

/// Every public release with all that its tree takes from a site, which is the only way from the one to the other.
pub fn surroundings<'s>(
    site: &'s Arc<Site>,
    options: &Options,
) -> impl Iterator<Item = (&'s Release, Surroundings<'s>)> {
    let of_all = Arc::new(OfAll::new(site, options));
    let graph = site.graph();
    let renames = Renames::of(&graph.model);
    let withdrawn = graph.archive.ledger.sound().filter(|line| line.event == Event::Withdrawal);
    let withdrawn: BTreeSet<(&str, &str)> =
        withdrawn.map(|line| (line.iho.as_str(), line.version.as_str())).collect();
    release_positions(graph).into_iter().map(move |(release, standing)| {
        let of_all = Arc::clone(&of_all);
        let names = current_names::current_names(graph, &renames, release);
        let removed = standing.removed.iter().filter_map(|path| path.strip_prefix("shared/"));
        let has_page = |key: &EntityId| site.has(&site.plan().url_of_entity(key).0);
        let removed = removed.filter_map(release_index::key_of).filter(has_page).collect();
        let before = before(site, release).map(|before| {
            let Manifest { iho, version, .. } = &before.manifest;
            // The whole ledger is looked through only for the few that were ever withdrawn.
            let may_be = release.manifest.kind == Kind::Correction
                || withdrawn.contains(&(iho.as_str(), version.as_str()));
            Before {
                release: before,
                day: day(graph, before.publish_at()),
                removed: history::removed(graph, before).cloned().collect(),
                is_put_right: may_be && graph.archive.puts_right(release),
            }
        });
        (release, Surroundings { of_all, standing, names, removed, before })
    })
}

impl OfAll {
    fn new(site: &Arc<Site>, options: &Options) -> Self {
        let sources = site.sources();
        let settings = SitePath::new(SITE).and_then(|path| sources.find(&path));
        let text = settings.map(|file| sources.text(file));
        let publisher = publisher(site.graph()).map(|(key, name)| {
            let is_there = site.has(&site.plan().url_of_entity(&key).0);
            (key, name.to_owned(), is_there)
        });
        let plan = site.plan();
        let pages = plan.pages().filter(|(url, page)| may_be_named(url, Some(page)));
        let pages = pages.map(|(url, _)| url);
        // Old texts lead to papers of free pages, too.
        let papers = plan.assets().map(|(url, _)| url).filter(|url| may_be_named(url, None));
        let pages: BTreeSet<Url> = pages.chain(papers).cloned().collect();
        let base_url = options.base_url.clone();
        let mut hasher = blake3::Hasher::new();
        hasher.update(site.look().as_bytes());
        hasher.update(format!("{text:?}\n{base_url:?}\n{publisher:?}\n{pages:?}").as_bytes());
        let (site, digest) = (Arc::clone(site), hasher.finalize());
        let settings = settings.map(|file| sources.file(file).clone());
        Self { site, settings, base_url, publisher, pages, digest }
    }
}

impl Surroundings<'_> {
    /// The place of the release among the others of its IHO.
    pub fn standing(&self) -> &ReleasePosition {
        &self.standing
    }

    /// The release before it, of whose text the tree is made, too.
    pub fn before(&self) -> Option<&Release> {
        self.before.as_ref().map(|before| before.release)
    }

    /// Stands for all of it.
    pub fn digest(&self) -> blake3::Hash {
        let Self { of_all, standing, names, removed, before } = self;
        let before = before.as_ref().map(|it| {
            (&it.release.manifest_sha256, it.day.to_string(), &it.removed, it.is_put_right)
        });
        let mut hasher = blake3::Hasher::new();
        hasher.update(of_all.digest.as_bytes());
        hasher.update(format!("{standing:?}\n{names:?}\n{removed:?}\n{before:?}").as_bytes());
        hasher.finalize()
    }

    /// Whether the site has a page of something that the release has none of.
    fn has_page_of(&self, key: &EntityId, url: &Url) -> bool {
        match is_outside(key.kind) {
            true => self.of_all.pages.contains(url),
            false => self.removed.contains(key),
        }
    }
}

const SITE: &str = "content/site.yaml";

/// Kinds of which a release holds no copy.
fn is_outside(kind: EntityKind) -> bool {
    matches!(
        kind,
        EntityKind::Iho
            | EntityKind::Page
            | EntityKind::CareModel
            | EntityKind::Policy
            | EntityKind::Question
    )
}

/// Whether something of such a kind can have this page. Others come and go with each release, and concern no tree.
fn may_be_named(url: &Url, page: Option<&PageId>) -> bool {
    let mut parts = url.as_str().split('/').filter(|part| !part.is_empty());
    match parts.next() {
        _ if matches!(page, Some(PageId::Free(_))) => true,
        Some("ihos") => parts.count() == 1,
        Some("organisations" | "places" | "services" | "metrics" | "documents" | "criteria") => {
            false
        }
        _ => true,
    }
}

/// Who publishes the site.
fn publisher(graph: &Graph) -> Option<(EntityId, &str)> {
    let (_, site) = graph.model.site.as_ref()?;
    let key = EntityId::of(&site.publisher.known()?.0);
    let name = &graph.entity(&key)?.name;
    Some((key, name))
}

/// The tree of a release. `sources` have its text; `files` are ready and lie beside its pages, by their names.
pub fn release_site(
    around: &Surroundings<'_>,
    (sources, release): (&Sources, &Release),
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Site {
    let Surroundings { of_all, names, before, .. } = around;
    let mut standing = around.standing.clone();
    let own = Arc::new(own_sources(of_all, sources, release));
    let ids: Vec<FileId> = own.iter().map(|(id, _)| id).collect();
    let Reading { mut model, .. } = model::read_files(&own, &ids);
    settle(&mut model, of_all.base_url.as_ref());
    graph::qualify(&mut model);
    let graph = graph::bind(&own, model, standing.day);
    let outside = outside(around, (sources, release), &graph);
    let graph = graph.knowing(outside);
    standing.names_now = current_names::changed(names, &graph);
    let names =
        current_names::json(&standing.names_now).map(|bytes| ("names.json".to_owned(), bytes));
    let folder = standing.folder();
    let found = before.as_ref().and_then(|before| {
        let pair = [before.release, release];
        Some((before, compared_if_at_hand(sources, before.is_put_right, pair)?))
    });
    let json = changes_file(&standing, found.as_ref().map(|(_, found)| found));
    let changed = found.map(|(before, found)| page::Changed {
        before: before.release.manifest.version.clone(),
        day: before.day,
        changes: found.changes,
        withheld: found.withheld,
        boundary_before: found.boundary_before,
    });
    let plan = page::arrange_release(&own, &graph, standing).with_changes(changed);
    let files = files.into_iter().chain(names).chain([("changes.json".to_owned(), json)]);
    let files = files.map(|(name, it)| (Url::file(&format!("{folder}{name}")), it));
    Site::frozen(&of_all.site, own, graph, plan, files)
}

/// What changed for programs; nothing did where there is no release before.
fn changes_file(standing: &ReleasePosition, found: Option<&Comparison>) -> Vec<u8> {
    let (changes, withheld) = found.map_or((&[][..], &[][..]), |it| (&it.changes, &it.withheld));
    let before = standing.previous.as_deref().filter(|_| found.is_some());
    let compared =
        Compared { iho: &standing.iho, before, now: &standing.version, changes, withheld };
    format!("{:#}\n", data::changes(&compared)).into_bytes()
}

/// The sealed files where they lay as drafts, under the settings of the site.
fn own_sources(of_all: &OfAll, sources: &Sources, release: &Release) -> Sources {
    let mut files = Vec::new();
    let mut origins = BTreeMap::new();
    for (path, place, content) in release.unsealed(sources) {
        origins.insert(path.clone(), place);
        files.push(File { path, content });
    }
    files.extend(of_all.settings.clone());
    Sources::new(files).lying_at(origins)
}

/// What the release named at its time and holds no copy of: `graph` is made of its copies.
fn outside(
    around: &Surroundings<'_>,
    (sources, release): (&Sources, &Release),
    graph: &Graph,
) -> Outside {
    let facts = release.sealed(sources, FACTS).map_or("", |file| sources.text(file));
    let facts: Value = serde_json::from_str(facts).unwrap_or_default();
    let names = facts.get("names").and_then(Value::as_object);
    let known = names.into_iter().flatten().filter_map(|(key, name)| {
        let (kind, id) = key.split_once(':')?;
        let kind = EntityKind::ALL.iter().find(|known| known.id() == kind)?;
        let key = Some(EntityId::new(*kind, id)).filter(|key| graph.entity(key).is_none())?;
        // The kinds that have several homes are those of which a release holds a copy.
        let url = page::url::of_entity(&key, |_| None).0;
        let is_there = around.has_page_of(&key, &url);
        Some((key, (name.as_str()?.to_owned(), is_there)))
    });
    let publisher = around.of_all.publisher.clone();
    let publisher = publisher.filter(|(key, ..)| graph.entity(key).is_none());
    let publisher = publisher.map(|(key, name, is_there)| (key, (name, is_there)));
    known.chain(publisher).collect()
}
