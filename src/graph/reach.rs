//! What of the shared files a blueprint cites, and what is public: what something public names, directly or by way of others.
//!
//! A body that only a draft names, or a release that waits for its day, would tell of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Graph, Key, past};
use crate::model::reference::EntityKind;
use crate::model::shared::Place;
use crate::model::was::Renames;
use crate::model::{Model, Shelf};
use crate::source::{FileId, SitePath, Sources};

/// The same records without those that nothing public names, and the paths of the files that are left out.
pub fn only_named(sources: &Sources, graph: &Graph, mut model: Model) -> (Model, Vec<String>) {
    let named = named(graph);
    let mut left_out: BTreeSet<FileId> = BTreeSet::new();
    keep(EntityKind::Organisation, &mut model.organisations, &named, &mut left_out);
    keep(EntityKind::Place, &mut model.places, &named, &mut left_out);
    keep(EntityKind::Service, &mut model.services, &named, &mut left_out);
    keep(EntityKind::Metric, &mut model.metrics, &named, &mut left_out);
    keep(EntityKind::Document, &mut model.documents, &named, &mut left_out);
    let metrics: BTreeSet<String> = model.metrics.keys().cloned().collect();
    model.peers.retain(|id, _| metrics.contains(id));
    // The boundary of a place is as public as the place that names it.
    let boundary_of = |(file, place): &(FileId, _)| -> Option<SitePath> {
        let place: &Arc<Place> = place;
        SitePath::resolve(sources.file(*file).path.folder(), &place.geometry.known()?.0.value)
    };
    let drawn: BTreeSet<SitePath> = model.places.values().filter_map(boundary_of).collect();
    let is_of_place = |path: &str| path.starts_with("content/places/");
    model.boundaries.retain(|path, _| {
        !is_of_place(path) || SitePath::new(path).is_some_and(|path| drawn.contains(&path))
    });
    let paths = left_out.iter().map(|file| sources.file(*file).path.as_str().to_owned()).collect();
    (model, paths)
}

fn keep<T>(
    kind: EntityKind,
    shelf: &mut Shelf<T>,
    named: &BTreeSet<Key>,
    left_out: &mut BTreeSet<FileId>,
) {
    shelf.retain(|id, (file, _)| {
        let is_named = named.contains(&Key::new(kind, id));
        if !is_named {
            left_out.insert(*file);
        }
        is_named
    });
}

/// Whether what an entity of a kind says is part of what a blueprint says that names it.
fn is_part(kind: EntityKind) -> bool {
    match kind {
        EntityKind::Organisation
        | EntityKind::Place
        | EntityKind::Service
        | EntityKind::Metric
        | EntityKind::Document
        | EntityKind::Criterion
        | EntityKind::Term => true,
        EntityKind::Iho
        | EntityKind::Page
        | EntityKind::CareModel
        | EntityKind::Policy
        | EntityKind::Question => false,
    }
}

/// The shared files that a blueprint cites, directly or by way of others: without them it could not be read as it was meant.
pub fn cited_by(graph: &Graph, iho: &str) -> BTreeSet<FileId> {
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut open = vec![Key::new(EntityKind::Iho, iho)];
    let mut files: BTreeSet<FileId> = BTreeSet::new();
    while let Some(key) = open.pop() {
        for edge in graph.edges_from(&key) {
            if !is_part(edge.to.kind) || !seen.insert(edge.to.clone()) {
                continue;
            }
            let Some(entity) = graph.entity(edge.to) else { continue };
            files.insert(entity.file);
            open.push(edge.to.clone());
        }
    }
    files
}

/// Everything that can be reached from what is public by itself.
fn named(graph: &Graph) -> BTreeSet<Key> {
    let is_root = |kind: &EntityKind| {
        !matches!(
            kind,
            EntityKind::Organisation
                | EntityKind::Place
                | EntityKind::Service
                | EntityKind::Metric
                | EntityKind::Document
        )
    };
    let roots = EntityKind::ALL.iter().copied().filter(is_root);
    let mut open: Vec<Key> =
        roots.flat_map(|kind| graph.of_kind(kind)).map(|(key, _)| key.clone()).collect();
    let papers = graph.model.frameworks.values().filter_map(|(_, it)| it.document.known());
    open.extend(papers.map(|paper| Key::of(&paper.0)));
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    open.extend(site.and_then(|site| site.publisher.known()).map(|it| Key::of(&it.0)));
    // The page of what an older release cites stays, whatever the latest one cites.
    open.extend(past::cited(&graph.archive, &Renames::of(&graph.model)));
    let mut named: BTreeSet<Key> = open.iter().cloned().collect();
    while let Some(key) = open.pop() {
        for edge in graph.edges_from(&key) {
            if named.insert(edge.to.clone()) {
                open.push(edge.to.clone());
            }
        }
    }
    named
}
