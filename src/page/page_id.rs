//! The name of a page: its kind, and which one of that kind it is.

use std::collections::BTreeSet;

use super::kinds::PageKind;
use super::url::Url;
use crate::graph::{EntityId, Graph};
use crate::model::reference::EntityKind;

/// Names one page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageId {
    /// What kind of page it is.
    pub kind: &'static PageKind,
    /// The id of the IHO of which it is a page; empty where it is of none.
    pub iho: String,
    /// Which page of its kind it is, or of its kind and IHO; empty where there is one.
    pub name: String,
}

impl PageId {
    /// Whether it is of a kind.
    pub fn is(&self, kind: &'static PageKind) -> bool {
        self.kind == kind
    }

    /// Its address.
    pub(super) fn url(&self) -> Url {
        (self.kind.address)(self)
    }

    /// The IHO of which it is a page.
    pub fn iho(&self) -> Option<&str> {
        Some(self.iho.as_str()).filter(|id| !id.is_empty())
    }

    /// The entity that it is about.
    pub fn entity(&self) -> Option<EntityId> {
        self.kind.entity.map(|kind| EntityId::new(kind, self.iho().unwrap_or(&self.name)))
    }

    /// What makes it, in words.
    pub(super) fn source(&self) -> String {
        let entity = || self.entity().or_else(|| Some(EntityId::new(EntityKind::Iho, self.iho()?)));
        let file = self.kind.source.map(|path| self.fill(path));
        let file = file.or_else(|| entity().map(|entity| entity.kind.home(&entity.id)));
        file.map_or("a list that this tool makes itself".to_owned(), |file| format!("`{file}`"))
    }

    /// Whether a file has fields or texts that are shown here first of all.
    pub fn is_made_of(&self, path: &str) -> bool {
        self.kind.source.iter().chain(self.kind.shows).any(|shown| {
            let shown = self.fill(shown);
            shown.strip_suffix('*').map_or(shown == path, |start| path.starts_with(start))
        })
    }

    fn fill(&self, path: &str) -> String {
        path.replace("{iho}", &self.iho).replace("{name}", &self.name)
    }

    /// The places of what is defined in a list, where this is the page of that list.
    pub(super) fn listed_entities(&self, graph: &Graph) -> BTreeSet<String> {
        let lists = [EntityKind::Term, EntityKind::Policy, EntityKind::Question];
        let own = lists.into_iter().filter(|kind| Url::page(&[kind.folder()]) == self.url());
        let keys = own.flat_map(|kind| graph.of_kind(kind));
        keys.map(|(key, _)| format!("{}_{}", key.kind.id(), key.id)).collect()
    }

    /// The ids of the headings of its texts, as far as files state them.
    pub(super) fn headings(&self, graph: &Graph) -> BTreeSet<String> {
        let texts = (self.kind.texts)(graph, self);
        let headings = texts.iter().flat_map(|text| &text.headings);
        headings.flat_map(|it| std::iter::once(&it.id).chain(&it.also)).cloned().collect()
    }
}
