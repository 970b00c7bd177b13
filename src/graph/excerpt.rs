//! What pages about the releases of an IHO may know of the site around them: an excerpt of its graph, and what stands for it.
//!
//! Such pages are made of all releases, which takes long; so they are made again only where the excerpt is another. What is
//! not in it, they can't know.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::edges::Tables;
use super::links::Entities;
use super::{EntityId, Graph, history, release_index};
use crate::archive::{Archive, Event, Line};
use crate::model::prose::{Prose, Target};
use crate::model::reference::EntityKind;
use crate::model::renames::{Former, Renames};
use crate::model::{Collection, IdMap, Model};
use crate::source::{Sources, Span};

/// A part of a graph: one IHO with its releases, and what those cite by the names of now.
#[derive(Debug)]
pub struct Excerpt<'g> {
    graph: &'g Graph,
    iho: &'g str,
    named: BTreeSet<EntityId>,
    renames: Vec<Former>,
}

impl<'g> Excerpt<'g> {
    /// The part that concerns an IHO; `renames` are those of the whole graph.
    pub fn of(graph: &'g Graph, iho: &'g str, renames: &Renames) -> Self {
        let releases = graph.archive.ihos.get(iho).into_iter().flatten();
        let files = releases.flat_map(|release| &release.manifest.files);
        let cited =
            files.filter_map(|file| release_index::key_of(file.path.strip_prefix("shared/")?));
        let cited = cited.map(|key| match renames.now(key.kind, &key.id) {
            Some(now) => EntityId::new(key.kind, now),
            None => key,
        });
        let mut named: BTreeSet<EntityId> =
            cited.chain([EntityId::new(EntityKind::Iho, iho)]).collect();
        let notes = of_iho(&graph.model.past_notes, iho).filter_map(|(_, it)| it.note.known());
        named.extend(notes.flat_map(references));
        let in_force = graph.model.blueprints.get(iho).into_iter();
        let rows = in_force.flat_map(|it| it.observations.values()).flat_map(|it| &it.rows);
        named.extend(rows.map(|row| EntityId::new(EntityKind::Place, row.area.as_str())));
        let site = graph.model.site.as_ref().map(|(_, site)| site);
        named.extend(site.and_then(|it| it.publisher.known()).map(|it| EntityId::of(&it.0)));
        let concerns = |kind: EntityKind, new: &str| {
            !has_shared_file(kind) || named.contains(&EntityId::new(kind, new))
        };
        let renames = renames.iter().filter(|(kind, _, new)| concerns(*kind, new));
        let renames = renames.map(|(kind, old, new)| {
            let (old, new) = (old.to_owned(), new.to_owned());
            Former { kind, old, new, span: Span::NOWHERE }
        });
        let renames = renames.collect();
        Self { graph, iho, named, renames }
    }

    /// A text that is the same as long as the excerpt is; the settings of the site are not in it.
    pub fn told(&self, sources: &Sources) -> String {
        let Self { graph, iho, named, renames } = self;
        let mut told = String::new();
        let mut add = |part: String| {
            told.push_str(&part);
            told.push('\n');
        };
        for key in named {
            add(format!(
                "{key:?} {:?} {:?}",
                graph.entity(key).map(|it| &it.name),
                graph.outside.get(key)
            ));
            let measure = graph.model.metrics.get(&key.id);
            if let Some((file, _)) = measure.filter(|_| key.kind == EntityKind::Metric) {
                add(sources.text(*file).to_owned());
            }
        }
        for Former { kind, old, new, .. } in renames {
            add(format!("{kind:?} {old} {new}"));
        }
        for release in graph.archive.ihos.get(*iho).into_iter().flatten() {
            let gone: Vec<&String> = history::removed(graph, release).collect();
            add(format!("{} {gone:?}", release.manifest_sha256));
        }
        for line in self.decisions() {
            add(format!("{line:?}"));
        }
        let in_force = graph.archive.latest(iho).map(|release| &release.manifest.version);
        add(format!("{in_force:?} {}", graph.model.blueprints.contains_key(*iho)));
        told
    }

    /// The excerpt as a graph of its own, in which nothing is related.
    pub fn graph(&self) -> Graph {
        let Self { graph, iho, named, renames } = self;
        let Model { site, metrics, blueprints, notices, past_notes, .. } = &*graph.model;
        let is_named = |id: &str| named.contains(&EntityId::new(EntityKind::Metric, id));
        let metrics: Collection<_> = metrics
            .iter()
            .filter(|(id, _)| is_named(id))
            .map(|(id, it)| (id.clone(), it.clone()))
            .collect();
        let model = Model {
            site: site.clone(),
            metrics,
            blueprints: blueprints.get_key_value(*iho).map(owned).into_iter().collect(),
            notices: of_iho(notices, iho).map(owned).collect(),
            past_notes: of_iho(past_notes, iho).map(owned).collect(),
            renames: Renames::new(renames),
            ..Model::default()
        };
        let entities = graph.tables.entities.0.iter().filter(|(key, _)| named.contains(key));
        let entities = Entities(entities.cloned().collect());
        let outside = graph.outside.iter().filter(|(key, _)| named.contains(key));
        let outside = outside.map(|(key, it)| (key.clone(), it.clone())).collect();
        let releases = graph.archive.ihos.get(*iho).cloned().unwrap_or_default();
        let archive = Archive::of_one(iho, releases, self.decisions().cloned());
        Graph {
            model: Arc::new(model),
            today: graph.today,
            archive: Arc::new(archive),
            tables: Arc::new(Tables::new(entities, super::links::Found::default())),
            outside: Arc::new(outside),
        }
    }

    /// What was decided on releases of the IHO after they were published.
    fn decisions(&self) -> impl Iterator<Item = &'g Line> {
        let iho = self.iho;
        let is_decision =
            |line: &&Line| matches!(line.event, Event::Withdrawal | Event::Reinstatement);
        let lines = self.graph.archive.ledger.sound().filter(is_decision);
        lines.filter(move |line| line.iho == iho)
    }
}

/// Kinds of which each thing has a file that IHOs share.
fn has_shared_file(kind: EntityKind) -> bool {
    matches!(
        kind,
        EntityKind::Organisation
            | EntityKind::Place
            | EntityKind::Service
            | EntityKind::Metric
            | EntityKind::Document
    )
}

/// What is kept of an IHO under its id and another name.
fn of_iho<'g, T>(all: &'g IdMap<T>, iho: &str) -> impl Iterator<Item = (&'g String, &'g T)> {
    let prefix = format!("{iho}/");
    let from = all.range(prefix.clone()..);
    from.take_while(move |(name, _)| name.starts_with(&prefix))
}

fn owned<T: Clone>((id, it): (&String, &T)) -> (String, T) {
    (id.clone(), it.clone())
}

/// What a text names.
fn references(text: &Prose) -> impl Iterator<Item = EntityId> {
    text.links.iter().filter_map(|link| match &link.target {
        Target::Reference(reference) => Some(EntityId::of(reference)),
        Target::Url(_) => None,
    })
}
