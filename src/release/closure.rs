//! What is sealed with a blueprint: every shared file that it cites, with what belongs to it.

use crate::graph::{Graph, cited_by};
use crate::source::{Content, FileId, Sources};

/// The shared files that a blueprint cites, with those that they name.
pub(super) fn closure(sources: &Sources, graph: &Graph, iho: &str) -> Vec<FileId> {
    let mut files = cited_by(graph, iho);
    let beside: Vec<FileId> = files.iter().flat_map(|file| attached(sources, *file)).collect();
    files.extend(beside);
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
