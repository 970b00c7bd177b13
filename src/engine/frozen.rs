//! The tree of one release inside the public site, made of what was sealed and of nothing else but the theme around it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::compared::{Comparison, compared_if_at_hand};
use super::{Options, names, settle};
use crate::archive::{FACTS, Release};
use crate::data::{self, Compared};
use crate::graph::history::{day, notices_of, sentence};
use crate::graph::{self, Graph, Key, Outside};
use crate::model::address::BaseUrl;
use crate::model::reference::EntityKind;
use crate::model::was::Renames;
use crate::model::{self, Reading};
use crate::output::Site;
use crate::page::{self, Standing, Url};
use crate::source::{File, FileId, SitePath, Sources};

/// Every public release, with its place among the others of its IHO.
pub fn standings(graph: &Graph) -> Vec<(&Release, Standing)> {
    let mut all = Vec::new();
    let renames = Renames::of(&graph.model);
    for (iho, releases) in &graph.archive.ihos {
        let name = |at: Option<usize>| Some(releases.get(at?)?.version.to_string());
        let goes_on_as = renames.now(EntityKind::Iho, iho).map(str::to_owned);
        let latest = graph.archive.latest(iho).filter(|_| goes_on_as.is_none());
        for (at, release) in releases.iter().enumerate() {
            let notices = notices_of(graph, iho, &release.manifest.version);
            let removed = notices.iter().flat_map(|notice| notice.removed.items());
            let standing = Standing {
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

/// What the tree of a release depends on besides its seal and its place: as long as it is the same, so is the tree.
pub fn surroundings(site: &Site, engine: &[u8], options: &Options) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(engine);
    hasher.update(options.base_url.as_ref().map_or("", BaseUrl::as_str).as_bytes());
    let sources = site.sources();
    let of_theme = sources.unit("themes/").into_iter();
    let of_site = SitePath::new(SITE).and_then(|path| sources.find(&path));
    for file in of_theme.chain(of_site) {
        hasher.update(sources.place(file).as_str().as_bytes());
        hasher.update(sources.text(file).as_bytes());
    }
    // Whether a page that a release names is still there.
    for kind in EntityKind::ALL {
        for (key, entity) in site.graph().of_kind(*kind).filter(|(key, _)| is_outside(key.kind)) {
            let is_publisher = key.kind == EntityKind::Organisation;
            let name = if is_publisher { entity.name.as_str() } else { "" };
            hasher.update(format!("{}:{}:{name}\n", key.kind.id(), key.id).as_bytes());
        }
    }
    hasher.update(publisher(site.graph()).map_or("", |(_, name)| name).as_bytes());
    *hasher.finalize().as_bytes()
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

/// Who publishes the site.
fn publisher(graph: &Graph) -> Option<(Key, &str)> {
    let (_, site) = graph.model.site.as_ref()?;
    let key = Key::of(&site.publisher.known()?.0);
    let name = &graph.entity(&key)?.name;
    Some((key, name))
}

/// The tree of a release. `sources` have its text; `files` are ready and lie beside its pages, by their names.
pub fn frozen(
    around: &Arc<Site>,
    (sources, release): (&Sources, &Release),
    standing: Standing,
    options: &Options,
    files: impl IntoIterator<Item = (String, Vec<u8>)>,
) -> Site {
    let outside = outside(around, sources, release);
    let own = Arc::new(own_sources(around, sources, release));
    let ids: Vec<FileId> = own.iter().map(|(id, _)| id).collect();
    let Reading { mut model, .. } = model::read_files(&own, &ids);
    settle(&mut model, options);
    graph::qualify(&mut model);
    let graph = graph::bind(&own, model, standing.day).knowing(outside);
    let mut standing = standing;
    standing.names_now = names::changed(around.graph(), &graph);
    let names = names::json(&standing.names_now).map(|bytes| ("names.json".to_owned(), bytes));
    let folder = standing.folder();
    let before = standing.previous.as_deref().and_then(|name| {
        let releases = around.graph().archive.ihos.get(&standing.iho)?;
        releases.iter().find(|it| it.manifest.version == name)
    });
    let found = before.and_then(|before| {
        compared_if_at_hand((sources, &around.graph().archive), before, release)
    });
    let json = changes_file(&standing, found.as_ref());
    let changed = before.zip(found).map(|(before, found)| page::Changed {
        before: before.manifest.version.clone(),
        day: day(around.graph(), before.publish_at()),
        changes: found.changes,
        withheld: found.withheld,
        boundary_before: found.boundary_before,
    });
    let plan = page::arrange_release(&own, &graph, standing).with_changes(changed);
    let files = files.into_iter().chain(names).chain([("changes.json".to_owned(), json)]);
    let files = files.map(|(name, it)| (Url::file(&format!("{folder}{name}")), it));
    Site::frozen(around, own, graph, plan, files)
}

/// What changed for programs; nothing did where there is no release before.
fn changes_file(standing: &Standing, found: Option<&Comparison>) -> Vec<u8> {
    let (changes, withheld) = found.map_or((&[][..], &[][..]), |it| (&it.changes, &it.withheld));
    let before = standing.previous.as_deref().filter(|_| found.is_some());
    let compared =
        Compared { iho: &standing.iho, before, now: &standing.version, changes, withheld };
    format!("{:#}\n", data::changes(&compared)).into_bytes()
}

/// The sealed files where they lay as drafts, under the settings of the site.
fn own_sources(around: &Site, sources: &Sources, release: &Release) -> Sources {
    let mut files = Vec::new();
    let mut origins = BTreeMap::new();
    for (path, place, content) in release.unsealed(sources) {
        origins.insert(path.clone(), place);
        files.push(File { path, content });
    }
    let site = SitePath::new(SITE).and_then(|path| around.sources().find(&path));
    files.extend(site.map(|file| around.sources().file(file).clone()));
    Sources::new(files).lying_at(origins)
}

/// What the release named at its time and holds no copy of.
fn outside(around: &Site, sources: &Sources, release: &Release) -> Outside {
    let facts = release.sealed(sources, FACTS).map_or("", |file| sources.text(file));
    let facts: Value = serde_json::from_str(facts).unwrap_or_default();
    let names = facts.get("names").and_then(Value::as_object);
    let known = names.into_iter().flatten().filter_map(|(key, name)| {
        let (kind, id) = key.split_once(':')?;
        let kind = EntityKind::ALL.iter().find(|known| known.id() == kind)?;
        Some((Key::new(*kind, id), name.as_str()?.to_owned()))
    });
    let publisher = publisher(around.graph()).map(|(key, name)| (key, name.to_owned()));
    known
        .chain(publisher)
        .map(|(key, name)| {
            let (url, _) = around.plan().url_of_entity(&key);
            let is_there = around.has(&url);
            (key, (name, is_there))
        })
        .collect()
}
