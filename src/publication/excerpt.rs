//! Parts of the graph of a site, each made of answers alone: what was not asked for is not in them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::query::{SealedRelease, Written};
use super::recorder::Recorder;
use crate::archive::Archive;
use crate::graph::{EntityId, Graph, Outside, release_index};
use crate::model::field::Field;
use crate::model::notice::Notice;
use crate::model::prose::{Prose, Target};
use crate::model::reference::EntityKind;
use crate::model::renames::{Former, Renames};
use crate::model::{self, Model};
use crate::source::{FileId, Sources, Span};

/// The settings of the site alone.
pub(super) fn of_settings(recorder: &Recorder) -> Graph {
    Graph::of_part(settings(recorder), jiff::civil::Date::MIN)
}

/// The releases of an IHO, and what was decided on them, with all that this names.
pub(super) fn of_decisions(recorder: &Recorder, iho: &str) -> Graph {
    let releases = recorder.releases(iho);
    graph(recorder, iho, &releases, settings(recorder), BTreeSet::new())
}

/// One IHO with its releases, and what those cite by the names of now.
pub(super) fn of_iho(recorder: &Recorder, iho: &str) -> Graph {
    let releases = recorder.releases(iho);
    let mut model = settings(recorder);
    let renames: Vec<Former> = recorder
        .renames()
        .into_iter()
        .map(|(kind, old, new)| Former { kind, old, new, span: Span::NOWHERE })
        .collect();
    let renames = Renames::new(&renames);
    let files = releases.iter().flat_map(|it| &it.release.manifest.files);
    let cited = files.filter_map(|file| release_index::key_of(file.path.strip_prefix("shared/")?));
    let cited = cited.map(|key| match renames.now(key.kind, &key.id) {
        Some(now) => EntityId::new(key.kind, now),
        None => key,
    });
    let mut named: BTreeSet<EntityId> = cited.collect();
    named.insert(EntityId::new(EntityKind::Iho, iho));
    if let Some(in_force) = recorder.in_force(iho) {
        let rows = in_force.blueprint.observations.values().flat_map(|it| &it.rows);
        named.extend(rows.map(|row| EntityId::new(EntityKind::Place, row.area.as_str())));
        model.blueprints.insert(iho.to_owned(), Arc::clone(in_force.blueprint));
    }
    for key in named.iter().filter(|key| key.kind == EntityKind::Metric) {
        if let Some(Written { it, .. }) = recorder.metric(&key.id) {
            model.metrics.insert(key.id.clone(), it);
        }
    }
    model.renames = renames;
    graph(recorder, iho, &releases, model, named)
}

/// A graph of a model and of the releases of an IHO, in which nothing is related.
fn graph(
    recorder: &Recorder,
    iho: &str,
    releases: &[SealedRelease<'_>],
    mut model: Model,
    mut named: BTreeSet<EntityId>,
) -> Graph {
    for SealedRelease { release, note, .. } in releases {
        if let Some(note) = note {
            let texts = [&note.note, &note.without_approval];
            named.extend(texts.into_iter().filter_map(Field::known).flat_map(references));
            model.past_notes.insert(format!("{iho}/{}", release.version), Arc::clone(note));
        }
    }
    for Written { it: (name, notice), .. } in recorder.notices(iho) {
        let Notice { reason, now, .. } = &*notice;
        named.extend([reason, now].into_iter().filter_map(Field::known).flat_map(references));
        model.notices.insert(name, notice);
    }
    named.extend(recorder.publisher().map(|(key, ..)| key));
    let (mut entities, mut outside) = (Vec::new(), Outside::new());
    for key in named {
        let found = recorder.entity(&key);
        outside.extend(found.outside.map(|it| (key.clone(), it.clone())));
        entities.extend(found.entity.map(|it| (key, it.clone())));
    }
    let lines = recorder.ledger_lines(iho).into_iter().cloned();
    let all = releases.iter().map(|it| it.release.clone()).collect();
    // Nothing that is said about sealed releases changes from day to day.
    let day = jiff::civil::Date::MIN;
    Graph::of_entities((model, day), Archive::of_one(iho, all, lines), entities).knowing(outside)
}

/// A model in which nothing is but the settings of the site.
fn settings(recorder: &Recorder) -> Model {
    let settings = recorder.settings();
    let own = Sources::new(settings.file.map(|file| file.it.clone()));
    let ids: Vec<FileId> = own.iter().map(|(id, _)| id).collect();
    let mut model = model::read_files(&own, &ids).model;
    crate::engine::settle(&mut model, settings.base_url);
    model
}

/// What a text names.
fn references(text: &Prose) -> impl Iterator<Item = EntityId> {
    text.links.iter().filter_map(|link| match &link.target {
        Target::Reference(reference) => Some(EntityId::of(reference)),
        Target::Url(_) => None,
    })
}
