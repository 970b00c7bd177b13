//! What blueprints share: bodies, areas, services, measures, papers, criteria and words. Each change is told once, with the
//! sections that it touches.

use std::collections::BTreeSet;

use super::fields::{FieldDiffer, FieldPath};
use super::same::is_same_block;
use super::words::{self, Part};
use super::{Kind, SHARED};
use crate::graph::{EntityId, Graph, cited_by};
use crate::model::reference::EntityKind;
use crate::model::reflect::Block;
use crate::model::{Collection, file_kind};
use crate::source::FileId;

/// Fields of a measure by which it counts something else.
const DEFINING: &[&str] = &[
    "definition",
    "numerator",
    "denominator",
    "unit",
    "multiplier",
    "value_type",
    "period_type",
    "standard_population",
    "exclusions",
    "method",
];

/// Compares what both sides have; measures that count something else than before come second.
pub(super) fn compare(walk: &mut FieldDiffer<'_>, iho: &str) -> BTreeSet<String> {
    let [old, new] = walk.graphs.map(|graph| &*graph.model);
    let of = Cited { iho, files: walk.graphs.map(|graph| cited_by(graph, iho)) };
    shelf(walk, &of, EntityKind::Organisation, &old.organisations, &new.organisations);
    shelf(walk, &of, EntityKind::Place, &old.places, &new.places);
    shelf(walk, &of, EntityKind::Service, &old.services, &new.services);
    shelf(walk, &of, EntityKind::Metric, &old.metrics, &new.metrics);
    shelf(walk, &of, EntityKind::Document, &old.documents, &new.documents);
    shelf(walk, &of, EntityKind::Criterion, &old.frameworks, &new.frameworks);
    if let (Some((_, old)), Some((_, new))) = (&old.glossary, &new.glossary)
        && old != new
    {
        let at = at("term", "glossary", ["Glossary", "Glossary"]);
        let start = walk.found.len();
        walk.block(&at, old, new);
        for change in &mut walk.found[start..] {
            // The path is that of the glossary, its terms, and the term.
            let Some(term) = change.field.split('.').nth(3) else { continue };
            change.touches = touched(walk.graphs, iho, &EntityId::new(EntityKind::Term, term));
        }
    }
    let mut redefined = BTreeSet::new();
    for change in &mut walk.found {
        let mut path = change.field.split('.');
        let (kind, id, field) = (path.next(), path.next(), path.next());
        let is_defining = field.is_some_and(|field| DEFINING.contains(&field));
        if kind == Some(EntityKind::Metric.id()) && is_defining {
            change.is_redefinition = true;
            redefined.extend(id.map(str::to_owned));
        }
    }
    redefined
}

fn at(kind: &str, id: &str, names: [&str; 2]) -> FieldPath {
    FieldPath {
        path: vec![kind.to_owned(), id.to_owned()],
        order: vec![kind.to_owned(), id.to_owned()],
        subject: names.map(|name| vec![Part::Name(name.to_owned())]),
        ..FieldPath::default()
    }
}

/// An IHO, and the shared files that its blueprint cites before and now: what others cite is not its own.
struct Cited<'i> {
    iho: &'i str,
    files: [BTreeSet<FileId>; 2],
}

fn shelf<T: Block + PartialEq>(
    walk: &mut FieldDiffer<'_>,
    of: &Cited<'_>,
    kind: EntityKind,
    old: &Collection<T>,
    new: &Collection<T>,
) {
    for (id, (file, before)) in old {
        let Some((file_now, now)) = new.get(id).filter(|it| !is_same_block(&**before, &*it.1))
        else {
            continue;
        };
        if !of.files[0].contains(file) && !of.files[1].contains(file_now) {
            continue;
        }
        let key = EntityId::new(kind, id.clone());
        let names = walk.graphs.map(|graph| graph.name(&key));
        let start = walk.found.len();
        walk.block(&at(kind.id(), id, names), &**before, &**now);
        if walk.found.len() == start {
            continue;
        }
        // Names over time only repeat that something is called otherwise now.
        let is_renamed = names[0] != names[1];
        let repeats = |field: &str| is_renamed && field.split('.').nth(2) == Some("names");
        let mut own = walk.found.split_off(start);
        own.retain(|change| !repeats(&change.field));
        walk.found.append(&mut own);
        let touches = touched(walk.graphs, of.iho, &key);
        let is_name = |field: &str| matches!(field.rsplit('.').next(), Some("name" | "title"));
        for change in &mut walk.found[start..] {
            change.touches.clone_from(&touches);
            if change.kind == Kind::Changed
                && is_name(&change.field)
                && change.field.matches('.').count() == 2
            {
                change.kind = Kind::Renamed;
            }
        }
    }
}

/// The sections of a blueprint in which something is named, on either side.
fn touched(graphs: [&Graph; 2], iho: &str, key: &EntityId) -> Vec<String> {
    let mut sections: BTreeSet<&'static str> = BTreeSet::new();
    for graph in graphs {
        for edge in graph.edges_to(key) {
            if let Some((of, section)) = edge.within
                && of == iho
            {
                sections.insert(section);
            }
        }
    }
    let title = |section: &str| {
        file_kind(section).map_or_else(|| section.to_owned(), |it| words::inside(it.title))
    };
    let order = |section: &&str| crate::model::SECTION_FILES.iter().position(|it| it == section);
    let mut sections: Vec<&'static str> = sections.into_iter().filter(|it| *it != SHARED).collect();
    sections.sort_by_key(order);
    sections.into_iter().map(title).collect()
}
