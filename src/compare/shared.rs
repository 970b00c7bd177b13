//! What blueprints share: bodies, areas, services, measures, papers, criteria and words. Each change is told once, with the
//! sections that it touches.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::FieldDiffer;
use super::same::is_same_block;
use super::words;
use super::{ChangeKind, Diff, FieldPath, SHARED};
use crate::graph::{EntityId, Graph, cited_by};
use crate::model::reference::EntityKind;
use crate::model::reflect::Block;
use crate::model::{Model, file_kind};
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
pub(super) fn compare(differ: &mut FieldDiffer<'_>, iho: &str) -> BTreeSet<String> {
    let models = differ.graphs.map(|graph| &*graph.model);
    let cited = Cited { iho, files: differ.graphs.map(|graph| cited_by(graph, iho)) };
    let [before, after] = [models.before, models.after].map(shared_records);
    for (key, before) in before {
        if let Some(after) = after.get(&key) {
            record(differ, &cited, &key, Diff { before, after: *after });
        }
    }
    let glossary = models.map(|model| model.glossary.as_ref());
    if let (Some((_, before)), Some((_, after))) = (glossary.before, glossary.after)
        && before != after
    {
        let at = at("term", "glossary", Diff::same("Glossary"));
        let start = differ.found.len();
        differ.block(&at, before, after);
        for change in &mut differ.found[start..] {
            // The path is that of the glossary, its terms, and the term.
            let Some(term) = change.field.split('.').nth(3) else { continue };
            change.touches = touched(differ.graphs, iho, &EntityId::new(EntityKind::Term, term));
        }
        // A release keeps the terms that it cites, a draft has them all: only those that it cites come and go with it.
        let mut at = 0;
        differ.found.retain(|change| {
            let is_older = at < start;
            at += 1;
            let comes_or_goes =
                matches!(change.kind, ChangeKind::ItemAdded | ChangeKind::ItemRemoved);
            is_older || !comes_or_goes || !change.touches.is_empty()
        });
    }
    let mut redefined = BTreeSet::new();
    for change in &mut differ.found {
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

/// What is promised in what blueprints share, as far as the older state holds it: a release holds no more than it cites.
pub(super) fn promises(differ: &mut FieldDiffer<'_>) {
    let [before, after] =
        [differ.graphs.before, differ.graphs.after].map(|it| shared_records(&it.model));
    for (key, (_, before)) in before {
        if let Some((_, after)) = after.get(&key)
            && !is_same_block(before, *after)
        {
            let names = differ.graphs.map(|graph| graph.name(&key));
            differ.block(&at_record(differ, &key, names), before, *after);
        }
    }
}

/// Where a record stands that blueprints share.
fn at_record(differ: &FieldDiffer<'_>, key: &EntityId, names: Diff<&str>) -> FieldPath {
    let at = at(key.kind.id(), &key.id, names);
    match key.kind {
        EntityKind::Metric => at.of_measure(differ.graphs, &key.id),
        _ => at,
    }
}

fn at(kind: &str, id: &str, names: Diff<&str>) -> FieldPath {
    FieldPath::new(kind, names.map(str::to_owned)).child(id, id.to_owned())
}

/// An IHO, and the shared files that its blueprint cites before and now: what others cite is not its own.
struct Cited<'i> {
    iho: &'i str,
    files: Diff<BTreeSet<FileId>>,
}

/// What a blueprint may cite of what several share, but for the glossary: the file and what it says.
fn shared_records(model: &Model) -> BTreeMap<EntityId, (FileId, &dyn Block)> {
    let entries = model.entries().into_iter();
    let own = entries.filter(|entry| entry.kind.is_sealed() && entry.kind.has_own_file());
    let own = own.filter_map(|entry| {
        Some((EntityId::new(entry.kind, entry.id?), (entry.file, entry.record.block())))
    });
    let frameworks = model.frameworks.iter().map(|(id, (file, framework))| {
        (EntityId::new(EntityKind::Criterion, id), (*file, &**framework as &dyn Block))
    });
    own.chain(frameworks).collect()
}

fn record(
    differ: &mut FieldDiffer<'_>,
    cited: &Cited<'_>,
    key: &EntityId,
    said: Diff<(FileId, &dyn Block)>,
) {
    let Diff { before: (file, before), after: (file_now, after) } = said;
    if is_same_block(before, after)
        || !cited.files.before.contains(&file) && !cited.files.after.contains(&file_now)
    {
        return;
    }
    let names = differ.graphs.map(|graph| graph.name(key));
    let start = differ.found.len();
    differ.block(&at_record(differ, key, names), before, after);
    if differ.found.len() == start {
        return;
    }
    // Names over time only repeat that something is called otherwise now.
    let repeats = |field: &str| names.differs() && field.split('.').nth(2) == Some("names");
    let mut own = differ.found.split_off(start);
    own.retain(|change| !repeats(&change.field));
    differ.found.append(&mut own);
    let touches = touched(differ.graphs, cited.iho, key);
    let is_name = |field: &str| matches!(field.rsplit('.').next(), Some("name" | "title"));
    for change in &mut differ.found[start..] {
        change.touches.clone_from(&touches);
        if change.kind == ChangeKind::Changed
            && is_name(&change.field)
            && change.field.matches('.').count() == 2
        {
            change.kind = ChangeKind::Renamed;
        }
    }
}

/// The sections of a blueprint in which something is named, on either side.
fn touched(graphs: Diff<&Graph>, iho: &str, key: &EntityId) -> Vec<String> {
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
