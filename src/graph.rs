//! Every name bound to what it names: entities, the relations between them, and all checks across files.
//!
//! Knows nothing of addresses or HTML.

pub mod arithmetic;
mod candour;
pub mod census;
mod check;
mod criteria;
mod geometry;
mod guard;
mod identity;
mod links;
pub mod observed;
mod plain_english;
mod relation;
mod rules;
pub mod sharing;

use std::collections::HashMap;

use rayon::slice::ParallelSliceMut as _;

pub use plain_english::acronyms;
pub use relation::Relation;

use crate::diag::Diagnostic;
use crate::model::Model;
use crate::model::reference::{EntityKind, Reference};
use crate::model::scalar::Date;
use crate::source::{FileId, Sources};

/// Names one entity of a site.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Its id.
    pub id: String,
}

impl Key {
    /// The entity of a kind with an id.
    pub fn new(kind: EntityKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// The entity that a reference names.
    pub fn of(reference: &Reference) -> Self {
        Self::new(reference.kind, reference.id.clone())
    }
}

/// What is known of an entity wherever it is named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entity {
    /// Its name for people.
    pub name: String,
    /// Its file.
    pub file: FileId,
    /// What kind of thing it is, in words: "NHS trust", "District council area".
    pub label: &'static str,
}

/// One entity that stands in a relation to another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Edge {
    /// The entity whose file says so.
    pub from: Key,
    /// How they are related.
    pub relation: Relation,
    /// The entity that is named.
    pub to: Key,
    /// The blueprint and section in which it is said, where it is not the entity's own file.
    pub within: Option<(String, &'static str)>,
}

/// The model with every name resolved.
#[derive(Debug)]
pub struct Graph {
    /// What the files say.
    pub model: Model,
    /// The day of the build.
    pub today: Date,
    /// Sorted by key.
    entities: Vec<(Key, Entity)>,
    edges: Vec<Edge>,
    /// Only ever asked for one key.
    places: HashMap<Key, Place>,
}

/// Where an entity and what concerns it stand in the lists.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
struct Place {
    entity: Option<u32>,
    edges_from: Vec<u32>,
    edges_to: Vec<u32>,
}

/// Binds every name, and says all that does not agree; `today` tells which promises are overdue.
pub fn resolve(sources: &Sources, mut model: Model, today: Date) -> (Graph, Vec<Diagnostic>) {
    criteria::qualify(&mut model);
    let (entities, mut diagnostics) = links::entities(&model);
    let (mut found, (mut checked, mut in_time)) = rayon::join(
        || links::edges(sources, &model, &entities),
        || {
            rayon::join(
                || check::all(sources, &model, today),
                || {
                    let mut found = identity::all(sources, &model, today);
                    found.extend(guard::all(sources, &model));
                    found.extend(plain_english::all(sources, &model));
                    found
                },
            )
        },
    );
    diagnostics.append(&mut found.diagnostics);
    diagnostics.append(&mut checked);
    diagnostics.append(&mut in_time);
    let mut edges = found.edges;
    edges.par_sort_unstable();
    edges.dedup();
    let entities: Vec<(Key, Entity)> = entities.into_iter().collect();
    let mut places: HashMap<Key, Place> = HashMap::with_capacity(entities.len());
    for (at, (key, _)) in (0u32..).zip(&entities) {
        places.entry(key.clone()).or_default().entity = Some(at);
    }
    for (at, edge) in (0u32..).zip(&edges) {
        places.entry(edge.from.clone()).or_default().edges_from.push(at);
        places.entry(edge.to.clone()).or_default().edges_to.push(at);
    }
    (Graph { model, today, entities, edges, places }, diagnostics)
}

impl Graph {
    /// The entity of that name.
    pub fn entity(&self, key: &Key) -> Option<&Entity> {
        let at = self.places.get(key)?.entity?;
        Some(&self.entities[at as usize].1)
    }

    /// The name of an entity; its id where it is not known.
    pub fn name<'a>(&'a self, key: &'a Key) -> &'a str {
        self.entity(key).map_or(&key.id, |entity| &entity.name)
    }

    /// Every entity of a kind, by id.
    pub fn of_kind(&self, kind: EntityKind) -> impl Iterator<Item = (&Key, &Entity)> {
        let first = self.entities.partition_point(|(key, _)| key.kind < kind);
        let of_kind = self.entities[first..].iter().take_while(move |(key, _)| key.kind == kind);
        of_kind.map(|(key, entity)| (key, entity))
    }

    /// What an entity names.
    pub fn edges_from(&self, key: &Key) -> impl Iterator<Item = &Edge> {
        let found = self.places.get(key).map_or(&[][..], |place| &place.edges_from);
        found.iter().map(|at| &self.edges[*at as usize])
    }

    /// What names an entity.
    pub fn edges_to(&self, key: &Key) -> impl Iterator<Item = &Edge> {
        let found = self.places.get(key).map_or(&[][..], |place| &place.edges_to);
        found.iter().map(|at| &self.edges[*at as usize])
    }
}
