//! What a blueprint cites: every shared file without which it could not be read as it was meant.

use std::collections::BTreeSet;

use crate::graph::{Graph, Key};
use crate::model::reference::EntityKind;
use crate::source::{Content, FileId, Sources};

/// Whether what an entity of a kind says is part of what a release says.
fn is_sealed(kind: EntityKind) -> bool {
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

/// The shared files that a blueprint cites, directly or by way of others, by path.
pub(super) fn closure(sources: &Sources, graph: &Graph, iho: &str) -> Vec<FileId> {
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut open = vec![Key::new(EntityKind::Iho, iho)];
    let mut files: BTreeSet<FileId> = BTreeSet::new();
    while let Some(key) = open.pop() {
        for edge in graph.edges_from(&key) {
            if !is_sealed(edge.to.kind) || !seen.insert(edge.to.clone()) {
                continue;
            }
            let Some(entity) = graph.entity(edge.to) else { continue };
            if files.insert(entity.file) {
                files.extend(attached(sources, entity.file));
            }
            open.push(edge.to.clone());
        }
    }
    files.into_iter().collect()
}

/// The files of the same folder that a file names, such as the boundary of a place, and the figures of a measure's peers.
fn attached(sources: &Sources, file: FileId) -> Vec<FileId> {
    let (text, folder) = (sources.text(file), sources.file(file).path.folder());
    let beside = sources.unit(&format!("{folder}/"));
    let peers = format!("{}.peers.csv", sources.file(file).path.stem());
    let is_named = |other: &FileId| {
        let it = sources.file(*other);
        let is_data = matches!(it.content, Content::Asset { .. })
            || matches!(it.path.extension(), "geojson" | "csv");
        let name = it.path.file_name();
        is_data && (text.contains(name) || name == peers)
    };
    beside.into_iter().filter(is_named).collect()
}
