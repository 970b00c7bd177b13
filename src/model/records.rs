//! All that was read: what is made of it whole, and the records that have a text below them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Section;
use super::blueprint::Blueprint;
use super::collection::Entry;
use super::observations::Observations;
use super::prose::Prose;
use super::registry::{EntityKind, Model};
use super::site::front::FrontMatter;
use crate::archive;
use crate::source::{FileId, Sources};

/// A free page.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The path under `pages`, without `.md`.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// What is at its top.
    pub front: FrontMatter,
    /// Its text.
    pub body: Prose,
}

/// A markdown file with a record at its top, such as a model of care or a policy.
#[derive(Clone, PartialEq, Debug)]
pub struct Article<T> {
    /// What is at its top.
    pub front: T,
    /// Its text.
    pub body: Prose,
}

impl Model {
    /// Sets the figures of measures aside that `metrics.yaml` of a draft does not list; without that file nothing is sealed.
    /// What is sealed stays: it was published with them.
    pub fn set_unlisted_aside(&mut self, sources: &Sources) {
        for blueprint in self.blueprints.values_mut() {
            let Some(section) = &blueprint.reported else { continue };
            let items = Section::known(section).map_or(&[][..], |it| it.metrics.items());
            let listed: BTreeSet<&str> =
                items.iter().filter_map(|it| Some(it.metric.known()?.0.id.as_str())).collect();
            let is_unlisted = |(id, table): &(&String, &Observations)| {
                !listed.contains(id.as_str()) && !archive::is_kept(sources.place(table.file))
            };
            let unlisted = blueprint.observations.iter().filter(is_unlisted);
            let unlisted: BTreeMap<String, FileId> =
                unlisted.map(|(id, table)| (id.clone(), table.file)).collect();
            if !unlisted.is_empty() {
                let blueprint = Arc::make_mut(blueprint);
                blueprint.observations.retain(|id, _| !unlisted.contains_key(id));
                blueprint.unlisted = unlisted;
            }
        }
    }

    /// The blueprint of an IHO, which begins with the first of its files that is read.
    pub(super) fn blueprint(&mut self, id: &str) -> &mut Blueprint {
        let begun = || Arc::new(Blueprint { id: id.to_owned(), ..Blueprint::default() });
        Arc::make_mut(self.blueprints.entry(id.to_owned()).or_insert_with(begun))
    }

    /// What can be named, as the files say it; pages and IHOs by name alone stand apart.
    pub fn entries(&self) -> Vec<Entry<'_>> {
        let mut found = Vec::new();
        for records in self.records() {
            records.entries(&mut found);
        }
        found
    }

    /// The free page that a path under `pages` names, by itself or as the index of its folder.
    pub fn page_named(&self, name: &str) -> Option<&Page> {
        let page = self.pages.get(name).or_else(|| self.pages.get(&format!("{name}/index")));
        page.map(|page| &**page)
    }

    /// The file of the record that has an id; nothing for what is in a list with others.
    pub fn file_of(&self, kind: EntityKind, id: &str) -> Option<FileId> {
        match kind {
            EntityKind::Iho => self.blueprints.get(id)?.iho.as_ref().map(|section| section.file),
            EntityKind::Page => self.pages.get(id).map(|page| page.file),
            kind => self
                .records()
                .iter()
                .filter(|it| it.kind() == Some(kind))
                .find_map(|it| it.file(id)),
        }
    }
}
