//! What can be named and how it is related. Relations are kept as numbers, as a large site has hundreds of thousands.

use std::collections::HashMap;
use std::ops::Range;

use rayon::slice::ParallelSliceMut as _;

use super::links::{Entities, Found};
use super::{Edge, Entity, EntityId, Relation};

/// One relation: the numbers of two names, and the number of the IHO and the section in which it is said.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct EdgeRow {
    pub(super) from: u32,
    pub(super) relation: Relation,
    pub(super) to: u32,
    pub(super) within: Option<(u32, &'static str)>,
}

/// What can be named, and how it is related; the same as long as no file names anything else or otherwise.
#[derive(Default, Debug)]
pub(super) struct Tables {
    /// An entity has the number of its place here.
    pub(super) entities: Entities,
    /// What is related to something without being an entity; numbered after the entities.
    strangers: Vec<EntityId>,
    /// Only ever asked for one key.
    numbers: HashMap<EntityId, u32>,
    /// Sorted, so that those from one name stand together.
    ties: Vec<EdgeRow>,
    /// For each name the first of its ties.
    from: Vec<u32>,
    /// The places of the same ties, so that those to one name stand together.
    backward: Vec<u32>,
    /// For each name the first of its places there.
    to: Vec<u32>,
}

impl Tables {
    pub(super) fn new(entities: Entities, found: Found) -> Self {
        let Found { strangers, mut ties, .. } = found;
        settle(&mut ties);
        let keys = entities.keys().chain(&strangers).cloned();
        let numbers: HashMap<EntityId, u32> = keys.zip(0..).collect();
        let from = starts(numbers.len(), ties.iter().map(|tie| tie.from));
        let to = starts(numbers.len(), ties.iter().map(|tie| tie.to));
        let mut next = to.clone();
        let mut backward = vec![0; ties.len()];
        for (place, tie) in (0u32..).zip(&ties) {
            let free = &mut next[tie.to as usize];
            backward[*free as usize] = place;
            *free += 1;
        }
        Self { entities, strangers, numbers, ties, from, backward, to }
    }

    pub(super) fn entity(&self, key: &EntityId) -> Option<&Entity> {
        let number = self.numbers.get(key)?;
        self.entities.0.get(*number as usize).map(|(_, entity)| entity)
    }

    pub(super) fn edges_from(&self, key: &EntityId) -> impl Iterator<Item = Edge<'_>> {
        self.ties[self.run(&self.from, key)].iter().map(|tie| self.edge(tie))
    }

    pub(super) fn edges_to(&self, key: &EntityId) -> impl Iterator<Item = Edge<'_>> {
        let places = self.backward[self.run(&self.to, key)].iter();
        places.map(|place| self.edge(&self.ties[*place as usize]))
    }

    /// Where what belongs to a name stands.
    fn run(&self, starts: &[u32], key: &EntityId) -> Range<usize> {
        let number = self.numbers.get(key).map(|number| *number as usize);
        number.map_or(0..0, |number| starts[number] as usize..starts[number + 1] as usize)
    }

    fn edge(&self, tie: &EdgeRow) -> Edge<'_> {
        let within = tie.within.map(|(iho, section)| (self.key(iho).id.as_str(), section));
        Edge { from: self.key(tie.from), relation: tie.relation, to: self.key(tie.to), within }
    }

    fn key(&self, number: u32) -> &EntityId {
        let number = number as usize;
        let entity = self.entities.0.get(number).map(|(key, _)| key);
        entity.unwrap_or_else(|| &self.strangers[number - self.entities.0.len()])
    }
}

/// Sorts ties, and drops those that occur twice.
pub(super) fn settle(ties: &mut Vec<EdgeRow>) {
    ties.par_sort_unstable();
    ties.dedup();
    ties.shrink_to_fit();
}

/// For each of `n` numbers how many are smaller, and at the end how many there are.
fn starts(n: usize, numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0; n + 1];
    for number in numbers {
        starts[number as usize + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::bind;
    use crate::model::{self, reference::EntityKind};
    use crate::source::Sources;

    #[test]
    fn a_relation_is_found_from_both_ends_even_where_one_is_no_entity() {
        // A blueprint without `iho.yaml` is no entity, and names things all the same.
        let host = "schema: iho-host/1\norganisation: trust\nlegal_basis: one\n";
        let sources = Sources::from_texts([
            ("content/ihos/vale/draft/host.yaml", host),
            ("content/organisations/trust.yaml", "schema: iho-organisation/1\nname: The trust\n"),
        ]);
        let (model, _) = model::read(&sources);
        let graph = bind(&sources, model, "2026-11-21".parse().expect("it is a date"));
        let iho = EntityId::new(EntityKind::Iho, "vale");
        let trust = EntityId::new(EntityKind::Organisation, "trust");
        assert!(graph.entity(&iho).is_none());
        let edge = Edge {
            from: &iho,
            relation: Relation::Host,
            to: &trust,
            within: Some(("vale", "host")),
        };
        assert_eq!(graph.edges_from(&iho).collect::<Vec<_>>(), [edge]);
        assert_eq!(graph.edges_to(&trust).collect::<Vec<_>>(), [edge]);
        assert_eq!(graph.edges_to(&iho).count() + graph.edges_from(&trust).count(), 0);
    }
}
