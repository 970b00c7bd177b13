//! Every name bound to what it names: entities, and the relations between them.
//!
//! Knows nothing of addresses or HTML.

mod criteria;
mod edges;
pub mod history;
mod links;
mod reachability;
mod relation;
pub mod release_index;
mod terms;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use edges::{EdgeRow, Tables};
pub(crate) use links::in_words;
use links::{Entities, Found};
pub use reachability::{cited_by, cited_terms, only_named};
pub use relation::Relation;
pub use terms::glossary_with;

use crate::archive::Archive;
use crate::diag::Diagnostic;
use crate::model::reference::{EntityKind, Reference};
use crate::model::scalar::Date;
use crate::model::shared::Framework;
use crate::model::{Collection, Model};
use crate::source::{FileId, Sources};

/// Names one entity of a site; written as `kind:id`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
#[serde(into = "String", try_from = "String")]
pub struct EntityId {
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Its id.
    pub id: String,
}

impl EntityId {
    /// The entity of a kind with an id.
    pub fn new(kind: EntityKind, id: impl Into<String>) -> Self {
        Self { kind, id: id.into() }
    }

    /// The entity that a reference names.
    pub fn of(reference: &Reference) -> Self {
        Self::new(reference.kind, reference.id.clone())
    }
}

impl From<EntityId> for String {
    fn from(EntityId { kind, id }: EntityId) -> Self {
        format!("{}:{id}", kind.id())
    }
}

impl TryFrom<String> for EntityId {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let parts = written.split_once(':');
        let known = parts.and_then(|(kind, id)| {
            let kind = EntityKind::ALL.iter().find(|known| known.id() == kind)?;
            Some(Self::new(*kind, id))
        });
        known.ok_or_else(|| format!("`{written}` is no kind and id"))
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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge<'g> {
    /// The entity whose file says so.
    pub from: &'g EntityId,
    /// How they are related.
    pub relation: Relation,
    /// The entity that is named.
    pub to: &'g EntityId,
    /// The blueprint and section in which it is said, where it is not the entity's own file.
    pub within: Option<(&'g str, &'static str)>,
}

/// The model with every name resolved.
#[derive(Clone, Debug)]
pub struct Graph {
    /// What the files say.
    pub model: Arc<Model>,
    /// The day of the build.
    pub today: Date,
    /// What was published.
    pub archive: Arc<Archive>,
    tables: Arc<Tables>,
    outside: Arc<Outside>,
}

/// What the release of an IHO names and does not hold: its name at that time, and whether the site still has its page.
pub type Outside = BTreeMap<EntityId, (String, bool)>;

/// All that some files name and how they relate it: what other pages may know of them by way of the graph.
#[derive(PartialEq, Eq, Debug)]
pub struct Outline {
    entities: Entities,
    strangers: Vec<EntityId>,
    ties: Vec<EdgeRow>,
}

/// Binds every name, and says which name nothing; `today` is the day of the build.
pub fn resolve(sources: &Sources, mut model: Model, today: Date) -> (Graph, Vec<Diagnostic>) {
    criteria::qualify(&mut model);
    bind_all(sources, Arc::new(model), today)
}

/// Which names of a graph that is made already name nothing, as [`resolve`] tells them.
pub fn unresolved(sources: &Sources, graph: &Graph) -> Vec<Diagnostic> {
    let (_, mut diagnostics) = links::entities(&graph.model);
    diagnostics.extend(links::edges(sources, &graph.model, &graph.tables.entities).diagnostics);
    diagnostics
}

/// Settles what some files mean by an id that several files have; [`resolve`] does so for all.
pub fn qualify(model: &mut Model) {
    criteria::qualify(model);
}

/// Whether [`qualify`] gives the same names with either of two states of all frameworks.
pub fn are_named_alike(before: &Collection<Framework>, now: &Collection<Framework>) -> bool {
    criteria::are_named_alike(before, now)
}

/// The same graph as [`resolve`] makes, of a model that is qualified, without a word on what names nothing.
pub fn bind(sources: &Sources, model: impl Into<Arc<Model>>, today: Date) -> Graph {
    bind_all(sources, model.into(), today).0
}

fn bind_all(sources: &Sources, model: Arc<Model>, today: Date) -> (Graph, Vec<Diagnostic>) {
    let (entities, mut diagnostics) = links::entities(&model);
    let mut found = links::edges(sources, &model, &entities);
    diagnostics.append(&mut found.diagnostics);
    let archive = Arc::new(Archive::open(sources));
    let tables = Arc::new(Tables::new(entities, found));
    let outside = outside(sources, &model, &archive, &tables);
    (Graph { model, today, archive, tables, outside }, diagnostics)
}

fn outside(sources: &Sources, model: &Model, archive: &Archive, tables: &Tables) -> Arc<Outside> {
    let name_of = |key: &EntityId| tables.entity(key).map(|entity| entity.name.clone());
    Arc::new(release_index::outside(sources, model, archive, &name_of))
}

impl Graph {
    /// Leaves out releases that are published after the day of the graph.
    pub fn forget_what_waits(&mut self) {
        let of_that_day = |at| history::day(self, at) <= self.today;
        if !self.archive.ihos.values().flatten().all(|it| of_that_day(it.publish_at())) {
            let archive = self.archive.only(|release| of_that_day(release.publish_at()));
            self.archive = Arc::new(archive);
        }
    }

    /// The graph of a model that differs only in what has no part in the [`Outline`] of any file.
    #[must_use]
    pub fn with(&self, model: Arc<Model>) -> Self {
        Self { model, ..self.clone() }
    }

    /// The same graph, in which some names are known that nothing in it has.
    #[must_use]
    pub fn knowing(self, outside: Outside) -> Self {
        Self { outside: Arc::new(outside), ..self }
    }

    /// What is named, and known by its name alone.
    pub fn outside(&self) -> &Outside {
        &self.outside
    }

    /// The outline of some files of this site, bound to what it names.
    pub fn outline(&self, sources: &Sources, part: &Model) -> Outline {
        let (entities, _) = links::entities(part);
        let found = links::edges(sources, part, &self.tables.entities);
        let Found { strangers, mut ties, .. } = found;
        edges::settle(&mut ties);
        Outline { entities, strangers, ties }
    }

    /// A graph in which some entities are known, sorted, and none is related to another.
    pub fn of_entities(
        (model, today): (Model, Date),
        archive: Archive,
        entities: Vec<(EntityId, Entity)>,
    ) -> Self {
        let tables = Tables::new(Entities(entities), Found::default());
        let (archive, tables, outside) = (Arc::new(archive), Arc::new(tables), Arc::default());
        Self { model: Arc::new(model), today, archive, tables, outside }
    }

    /// A graph of some files alone, in which names are known and nothing is related to another.
    pub fn of_names(mut model: Model, today: Date) -> Self {
        criteria::qualify(&mut model);
        let (Entities(entities), _) = links::entities(&model);
        Self::of_entities((model, today), Archive::default(), entities)
    }

    /// A graph of some files alone, in which nothing is bound.
    pub fn of_part(part: Model, today: Date) -> Self {
        let (archive, tables, outside) = Default::default();
        Self { model: Arc::new(part), today, archive, tables, outside }
    }

    /// The entity of that name.
    pub fn entity(&self, key: &EntityId) -> Option<&Entity> {
        self.tables.entity(key)
    }

    /// The name of an entity; its id where it is not known.
    pub fn name<'a>(&'a self, key: &'a EntityId) -> &'a str {
        let outside = || self.outside.get(key).map_or(&key.id, |(name, _)| name);
        self.entity(key).map_or_else(outside, |entity| &entity.name)
    }

    /// Every entity of a kind, by id.
    pub fn of_kind(&self, kind: EntityKind) -> impl Iterator<Item = (&EntityId, &Entity)> {
        let entities = &self.tables.entities.0;
        let first = entities.partition_point(|(key, _)| key.kind < kind);
        let of_kind = entities[first..].iter().take_while(move |(key, _)| key.kind == kind);
        of_kind.map(|(key, entity)| (key, entity))
    }

    /// What an entity names.
    pub fn edges_from(&self, key: &EntityId) -> impl Iterator<Item = Edge<'_>> {
        self.tables.edges_from(key)
    }

    /// What names an entity.
    pub fn edges_to(&self, key: &EntityId) -> impl Iterator<Item = Edge<'_>> {
        self.tables.edges_to(key)
    }
}
