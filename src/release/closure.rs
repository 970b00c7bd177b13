//! What is sealed with a blueprint: of its draft all that is published, and every shared file that it cites, with what belongs
//! to that.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, cited_by, cited_terms, glossary_with};
use crate::page::{CitedFiles, StaysOut, staying_out};
use crate::source::paths::{self, GLOSSARY};
use crate::source::{FileId, SitePath, Sources};

/// The files that are sealed with a blueprint, and those of its draft that are not.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Closure {
    /// The files of the draft.
    pub draft: Vec<FileId>,
    /// The files that it shares with others.
    pub shared: Vec<FileId>,
    /// Files that lie in the draft and stay there.
    pub stays_out: BTreeMap<FileId, StaysOut>,
    /// What is sealed in the place of a shared file: of the glossary the terms that the blueprint names, as others can give away
    /// what nobody is to know yet.
    pub instead: BTreeMap<FileId, String>,
    /// Which of all these are published as they are, each with the file that names it first.
    pub attachments: BTreeMap<FileId, FileId>,
}

/// What is sealed with a blueprint, as it lies there now.
pub fn closure(sources: &Sources, graph: &Graph, iho: &str) -> Closure {
    let cited = CitedFiles::of(sources, &graph.model);
    let folder = paths::draft(iho, "");
    let blueprint = graph.model.blueprints.get(iho);
    let stays_out = blueprint.map(|it| staying_out(sources, &cited, it)).unwrap_or_default();
    let of_draft = sources.unit(&folder).into_iter();
    let draft: Vec<FileId> = of_draft.filter(|file| !stays_out.contains_key(file)).collect();
    let mut shared = cited_by(graph, iho);
    let citing: BTreeSet<FileId> = shared.iter().chain(&draft).copied().collect();
    let is_shared = |path: &&SitePath| {
        ["content/documents/", "content/places/"].iter().any(|it| path.as_str().starts_with(it))
    };
    let named = cited.named_in(&citing).filter(is_shared).filter_map(|path| sources.find(path));
    let peers = shared.iter().filter_map(|file| peers_of(sources, *file));
    let beside: Vec<FileId> = named.chain(peers).collect();
    shared.extend(beside);
    let attachment = |file: &FileId| {
        let by = cited.places(&sources.file(*file).path).iter().map(|span| span.file);
        by.into_iter().find(|by| citing.contains(by)).map(|by| (*file, by))
    };
    let glossary = SitePath::new(GLOSSARY).and_then(|path| sources.find(&path));
    let glossary = glossary.filter(|file| shared.contains(file));
    let short = || glossary_with(sources, &graph.model, &cited_terms(sources, graph, iho));
    let instead = glossary.and_then(|file| Some((file, short()?))).into_iter().collect();
    let attachments = draft.iter().chain(&shared).filter_map(attachment).collect();
    Closure { draft, shared: shared.into_iter().collect(), stays_out, instead, attachments }
}

/// The figures of the peers of a measure, which lie beside it.
fn peers_of(sources: &Sources, file: FileId) -> Option<FileId> {
    let path = &sources.file(file).path;
    let peers = format!("{}/{}.peers.csv", path.folder(), path.stem());
    sources.find(&SitePath::new(&peers)?)
}
