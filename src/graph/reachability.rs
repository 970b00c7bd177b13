//! What of the shared files a blueprint cites, and what is public: what something public names, directly or by way of others.
//!
//! A body that only a draft names, or a release that waits for its day, would give them away.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::terms;
use super::{EntityId, Graph, release_index};
use crate::archive;
use crate::model::Model;
use crate::model::field::FieldState;
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::shared::Place;
use crate::source::paths::{self, GLOSSARY};
use crate::source::{FileId, SitePath, Sources};

/// The same records without those that nothing public names, and the paths of the files that are left out.
pub fn only_named(sources: &Sources, graph: &Graph, mut model: Model) -> (Model, Vec<String>) {
    let named = named(sources, graph);
    let mut left_out: BTreeSet<FileId> = BTreeSet::new();
    for records in model.records_mut() {
        let Some(kind) = records.kind().filter(|kind| is_shared(*kind)) else { continue };
        records.retain(&mut |id, file| {
            let is_named = named.contains(&EntityId::new(kind, id));
            if !is_named {
                left_out.insert(file);
            }
            is_named
        });
    }
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
    let mut paths: Vec<String> =
        left_out.iter().map(|file| sources.file(*file).path.as_str().to_owned()).collect();
    paths.extend(keep_terms(&mut model, &named));
    (model, paths)
}

/// Leaves the terms out that nothing public names; gives their names.
fn keep_terms(model: &mut Model, named: &BTreeSet<EntityId>) -> Vec<String> {
    let Some((_, glossary)) = &mut model.glossary else { return Vec::new() };
    let mut left_out = Vec::new();
    if let FieldState::Published(terms) = &mut Arc::make_mut(glossary).terms.content {
        terms.items.retain(|term| {
            let Some(id) = term.id.known() else { return true };
            let is_named = named.contains(&EntityId::new(EntityKind::Term, &id.0.value));
            if !is_named {
                left_out.push(format!("{} of the glossary", id.0.value));
            }
            is_named
        });
    }
    left_out
}

/// The shared files that a blueprint cites, directly or by way of others: without them it could not be read as it was meant.
pub fn cited_by(graph: &Graph, iho: &str) -> BTreeSet<FileId> {
    cited(graph, iho).0
}

/// The terms of the glossary that a blueprint names: by a reference, in its words, or in those of the files that it cites.
pub fn cited_terms(sources: &Sources, graph: &Graph, iho: &str) -> BTreeSet<String> {
    let (files, keys) = cited(graph, iho);
    let is_term = |key: &&EntityId| key.kind == EntityKind::Term;
    let known: BTreeSet<&str> = keys.iter().filter(is_term).map(|key| key.id.as_str()).collect();
    let draft = sources.unit(&paths::draft(iho, ""));
    let own = files.iter().copied().chain(draft);
    let own = own.filter(|file| sources.file(*file).path.as_str() != GLOSSARY);
    let texts: Vec<&str> = own.map(|file| sources.text(file)).collect();
    let mentioned = terms::mentioned(&graph.model, &known, &texts);
    known.into_iter().chain(mentioned).map(str::to_owned).collect()
}

/// The shared files that a blueprint cites, and all that it names.
fn cited(graph: &Graph, iho: &str) -> (BTreeSet<FileId>, BTreeSet<EntityId>) {
    let mut seen: BTreeSet<EntityId> = BTreeSet::new();
    let mut open = vec![EntityId::new(EntityKind::Iho, iho)];
    let mut files: BTreeSet<FileId> = BTreeSet::new();
    while let Some(key) = open.pop() {
        for edge in graph.edges_from(&key) {
            if !edge.to.kind.is_sealed() || !seen.insert(edge.to.clone()) {
                continue;
            }
            let Some(entity) = graph.entity(edge.to) else { continue };
            files.insert(entity.file);
            open.push(edge.to.clone());
        }
    }
    (files, seen)
}

/// Everything that can be reached from what is public by itself.
fn named(sources: &Sources, graph: &Graph) -> BTreeSet<EntityId> {
    let roots = EntityKind::ALL.iter().copied().filter(|kind| !is_shared(*kind));
    let mut open: Vec<EntityId> =
        roots.flat_map(|kind| graph.of_kind(kind)).map(|(key, _)| key.clone()).collect();
    let papers = graph.model.frameworks.values().filter_map(|(_, it)| it.document.known());
    open.extend(papers.map(|paper| EntityId::of(&paper.0)));
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    open.extend(site.and_then(|site| site.publisher.known()).map(|it| EntityId::of(&it.0)));
    // The page of what an older release cites stays, whatever the latest one cites.
    open.extend(release_index::cited(&graph.archive, &Renames::of(&graph.model)));
    let mut named: BTreeSet<EntityId> = open.iter().cloned().collect();
    loop {
        while let Some(key) = open.pop() {
            for edge in graph.edges_from(&key) {
                if named.insert(edge.to.clone()) {
                    open.push(edge.to.clone());
                }
            }
        }
        // A term that is said names others in its turn.
        open = said_terms(sources, graph, &named);
        named.extend(open.iter().cloned());
        if open.is_empty() {
            return named;
        }
    }
}

/// Kinds of which only what something public names is public.
fn is_shared(kind: EntityKind) -> bool {
    kind.is_sealed() && kind != EntityKind::Criterion
}

/// The terms that are not named yet, and that public texts have in their words.
fn said_terms(sources: &Sources, graph: &Graph, named: &BTreeSet<EntityId>) -> Vec<EntityId> {
    let of_terms = |key: &&EntityId| key.kind == EntityKind::Term;
    let known: BTreeSet<&str> = named.iter().filter(of_terms).map(|key| key.id.as_str()).collect();
    let all = graph.of_kind(EntityKind::Term).count();
    if known.len() >= all {
        return Vec::new();
    }
    let shared = EntityKind::ALL.iter().filter(|kind| is_shared(**kind));
    let unnamed: BTreeSet<FileId> = shared
        .flat_map(|kind| graph.of_kind(*kind))
        .filter(|(key, _)| key.kind != EntityKind::Term && !named.contains(key))
        .map(|(_, entity)| entity.file)
        .collect();
    let is_text = |id: FileId, path: &SitePath| {
        matches!(path.extension(), "yaml" | "md")
            && path.as_str().starts_with("content/")
            && path.as_str() != GLOSSARY
            && !archive::is_kept(path)
            && !unnamed.contains(&id)
    };
    let texts = sources.iter().filter(|(id, file)| is_text(*id, &file.path));
    let texts: Vec<&str> = texts.map(|(id, _)| sources.text(id)).collect();
    let said = terms::mentioned(&graph.model, &known, &texts);
    said.into_iter().map(|id| EntityId::new(EntityKind::Term, id)).collect()
}
