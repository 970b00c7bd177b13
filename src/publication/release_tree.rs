//! The tree of one release inside the public site, made of what was sealed and of nothing else but the theme around it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use super::current_names::{self, NameNow};
use super::query::{Settings, url_of};
use super::recorder::Recorder;
use super::{ReleaseName, SealedFiles};
use crate::archive::{FACTS, Release};
use crate::compare::Diff;
use crate::data::{self, ChangeSet};
use crate::engine::{Comparison, compared_if_at_hand, settle};
use crate::graph::{self, EntityId, Graph, Outside, release_index};
use crate::model::reference::EntityKind;
use crate::model::{self, Reading};
use crate::output::Site;
use crate::page::{self, ReleasePosition, Url};
use crate::source::{File, FileId, Sources};

/// The tree of a release.
///
/// # Errors
/// Where a sealed file can't be read.
pub(super) fn make<F: SealedFiles>(
    recorder: &Arc<Recorder>,
    name: &ReleaseName,
    files: &F,
) -> Result<Site, F::Error> {
    let release = recorder.release(name).expect("a part is of a release that is there").release;
    let mut position = recorder.position(name).expect("it is one of the releases of its IHO");
    let before = recorder.before(name);
    let release_before =
        before.as_ref().and_then(|it| recorder.release(&it.name)).map(|it| it.release);
    let both: Vec<&Release> = release_before.into_iter().chain([release]).collect();
    let sources = &recorder.texts(files, &both, &recorder.removals(name))?;
    let zip = files.zip(sources, release)?;
    let settings = recorder.settings();
    let own = Arc::new(own_sources(&settings, sources, release));
    let ids: Vec<FileId> = own.iter().map(|(id, _)| id).collect();
    let Reading { mut model, .. } = model::read_files(&own, &ids);
    settle(&mut model, settings.base_url);
    graph::qualify(&mut model);
    let graph = graph::bind(&own, model, position.day);
    let outside = outside(recorder, (&position, release), (sources, &graph));
    let graph = graph.knowing(outside);
    position.current_names = current_names::changed(&names(recorder, release), &graph);
    let names = current_names::json(&position.current_names);
    let folder = position.folder();
    let found = before.zip(release_before).and_then(|(before, older)| {
        let found = compared_if_at_hand(sources, before.is_put_right, Diff::new(older, release))?;
        Some((before, found))
    });
    let json = changes_file(&position, found.as_ref().map(|(_, found)| found));
    let changed = found.map(|(before, found)| page::Changed {
        day: before.day,
        changes: found.changes,
        withheld: found.withheld,
        boundary_before: found.boundary_before,
    });
    let plan = page::arrange_release(&own, &graph, position).with_changes(changed);
    let files = [("release.zip", Some(zip)), ("names.json", names), ("changes.json", Some(json))];
    let files = files.into_iter().filter_map(|(name, bytes)| Some((name, bytes?)));
    let files = files.map(|(name, bytes)| (Url::file(&format!("{folder}{name}")), bytes));
    let around = (&recorder.look(), Arc::clone(recorder) as _);
    Ok(Site::release_tree(around, own, graph, plan, files))
}

/// The names of now of all that a release cites, of which its manifest tells.
fn names(recorder: &Recorder, release: &Release) -> BTreeMap<EntityId, NameNow> {
    let files = release.manifest.files.iter();
    let shared = files.filter_map(|file| file.path.strip_prefix("shared/"));
    let own = EntityId::new(EntityKind::Iho, release.manifest.iho.as_str());
    let cited = shared.filter_map(release_index::key_of).chain([own]);
    cited.filter_map(|key| Some((key.clone(), recorder.current_name(&key)?))).collect()
}

/// What changed for programs; nothing did where there is no release before.
fn changes_file(position: &ReleasePosition, found: Option<&Comparison>) -> Vec<u8> {
    let (changes, withheld) = found.map_or((&[][..], &[][..]), |it| (&it.changes, &it.withheld));
    let before = position.previous.as_deref().filter(|_| found.is_some());
    let compared =
        ChangeSet { iho: &position.iho, before, now: &position.version, changes, withheld };
    format!("{:#}\n", data::changes(&compared)).into_bytes()
}

/// The sealed files where they lay as drafts, under the settings of the site.
fn own_sources(settings: &Settings<'_>, sources: &Sources, release: &Release) -> Sources {
    let mut files = Vec::new();
    let mut origins = BTreeMap::new();
    for (path, place, content) in release.unsealed(sources) {
        origins.insert(path.clone(), place);
        files.push(File { path, content });
    }
    files.extend(settings.file.as_ref().map(|file| file.it.clone()));
    Sources::new(files).lying_at(origins)
}

/// What the release named at its time and holds no copy of: `graph` is made of its copies.
fn outside(
    recorder: &Recorder,
    (position, release): (&ReleasePosition, &Release),
    (sources, graph): (&Sources, &Graph),
) -> Outside {
    let removed = position.removed.iter().filter_map(|path| path.strip_prefix("shared/"));
    let removed: BTreeSet<EntityId> = removed.filter_map(release_index::key_of).collect();
    let has_page = |key: &EntityId| match key.kind.is_sealed() {
        true => removed.contains(key) && recorder.has_page_of(key),
        false => recorder.has_path(&url_of(key).as_str()[1..]),
    };
    let facts = release.sealed(sources, FACTS).map_or("", |file| sources.text(file));
    let facts: Value = serde_json::from_str(facts).unwrap_or_default();
    let names = facts.get("names").and_then(Value::as_object);
    let known = names.into_iter().flatten().filter_map(|(key, name)| {
        let key = EntityId::try_from(key.clone()).ok()?;
        let key = Some(key).filter(|key| graph.entity(key).is_none())?;
        let is_there = has_page(&key);
        Some((key, (name.as_str()?.to_owned(), is_there)))
    });
    let publisher = recorder.publisher().filter(|(key, ..)| graph.entity(key).is_none());
    let publisher = publisher.map(|(key, name, is_there)| (key, (name, is_there)));
    known.chain(publisher).collect()
}
