//! Every kind of page. What there is to know of a kind stands in one definition, beside the function that makes its view.

use std::fmt;

use super::context::PageContext;
use super::page_id::PageId;
use super::url::Url;
use super::view::View;
use super::{
    accessibility, articles, blueprint, care_models, compare, data, dictionary, disclosure, entity,
    facets, lists, measure, questions, releases, renames, verify,
};
use crate::data::{Channel, PageSubject};
use crate::graph::Graph;
use crate::model::prose::Prose;
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::{Blueprint, Collection, Model};
use crate::source::FileId;

/// All kinds. Where two pages have one address, that of the kind named first is there.
static KINDS: &[&PageKind] = &[
    &articles::HOME,
    &lists::IHOS,
    &compare::PAGE,
    &compare::GROUP,
    &disclosure::PAGE,
    &disclosure::FURTHER,
    &disclosure::OF_IHO,
    &questions::PAGE,
    &questions::OF_IHO,
    &lists::ORGANISATIONS,
    &lists::PLACES,
    &lists::SERVICES,
    &lists::METRICS,
    &lists::DOCUMENTS,
    &care_models::CARE_MODELS,
    &care_models::POLICIES,
    &lists::FRAMEWORKS,
    &lists::GLOSSARY,
    &data::SITE_FILES,
    &dictionary::DICTIONARY,
    &dictionary::FILE_KIND,
    &accessibility::PAGE,
    &articles::NOT_FOUND,
    &facets::FACET,
    &facets::UNUSED_FACET,
    &blueprint::overview::PAGE,
    &blueprint::SECTION,
    &blueprint::find_my::PAGE,
    &measure::PAGE,
    &blueprint::timeline::PAGE,
    &blueprint::briefing::PAGE,
    &blueprint::checks::PAGE,
    &data::IHO_FILES,
    &blueprint::NARRATIVE,
    &entity::ORGANISATION,
    &entity::PLACE,
    &entity::SERVICE,
    &entity::METRIC,
    &entity::DOCUMENT,
    &entity::FRAMEWORK,
    &releases::RELEASES,
    &releases::AS_AT,
    &releases::WITHDRAWN,
    &releases::NOTICES,
    &verify::PAGE,
    &releases::history::HISTORY,
    &releases::history::REVISIONS,
    &releases::CITED,
    &releases::WHOLE,
    &releases::changes::PAGE,
    &renames::MOVED,
    &renames::RETIRED,
    &renames::GONE,
    &renames::REMOVED,
    &care_models::CARE_MODEL,
    &articles::ARTICLE,
];

/// A page, with the file that it is made of, where it is one.
pub(super) type PlannedPage = (PageId, Option<FileId>);

/// A kind of page.
pub struct PageKind {
    /// What it is called in this program; no other kind has the name.
    pub name: &'static str,
    /// The words of a link to a page of which there is one.
    pub(super) title: &'static str,
    pub(super) address: fn(&PageId) -> Url,
    pub(super) listed: Option<Listed>,
    /// What pages are about, one each.
    pub(super) entity: Option<EntityKind>,
    /// The file that makes a page, where that is not the one of its entity or its IHO. `{iho}` and `{name}` stand for those
    /// of the page.
    pub(super) source: Option<&'static str>,
    /// The files that a page shows besides; `*` stands for whatever follows.
    pub(super) shows: &'static [&'static str],
    /// The pages of a site; none of kinds that stand in for others, or that only some plans have.
    pub(super) pages: fn(&'static PageKind, &Graph) -> Vec<PlannedPage>,
    /// Whether the tree of a release has these pages, too.
    pub(super) is_in_trees: bool,
    /// Whether the map of the site leads to it.
    pub is_indexed: bool,
    /// The texts whose headings keep their ids.
    pub(super) texts: for<'g> fn(&'g Graph, &PageId) -> Vec<&'g Prose>,
    pub(super) feed: fn(&PageId) -> Option<Channel>,
    /// What search engines are told that it is about.
    pub(super) subject: for<'p> fn(&'p PageId) -> Option<PageSubject<'p>>,
    pub(super) view: fn(&PageContext<'_>) -> View,
}

/// A list among all lists: its name, what it is for, and whether a site has it.
type Listed = (&'static str, &'static str, fn(&Model) -> bool);

impl PageKind {
    /// A kind that is no more than its name, its address and its view, and of which a site has no page by itself.
    pub(super) const fn new(
        name: &'static str,
        address: fn(&PageId) -> Url,
        view: fn(&PageContext<'_>) -> View,
    ) -> Self {
        Self {
            name,
            address,
            view,
            title: "",
            listed: None,
            entity: None,
            source: None,
            shows: &[],
            pages: |_, _| Vec::new(),
            is_in_trees: false,
            is_indexed: true,
            texts: |_, _| Vec::new(),
            feed: |_| None,
            subject: |_| None,
        }
    }

    /// The page of this kind, of which there is one.
    pub(super) fn page(&'static self) -> PageId {
        self.named("")
    }

    pub(super) fn named(&'static self, name: impl Into<String>) -> PageId {
        PageId { kind: self, iho: String::new(), name: name.into() }
    }

    pub(super) fn of_iho(&'static self, iho: impl Into<String>) -> PageId {
        PageId { iho: iho.into(), ..self.page() }
    }

    pub(super) fn of_iho_named(&'static self, iho: &str, name: impl Into<String>) -> PageId {
        PageId { iho: iho.to_owned(), ..self.named(name) }
    }

    /// The only page, where it is there.
    pub(super) fn once(&'static self, is_there: bool) -> Vec<PlannedPage> {
        is_there.then(|| (self.page(), None)).into_iter().collect()
    }

    /// A page for each record.
    pub(super) fn each<T>(&'static self, records: &Collection<T>) -> Vec<PlannedPage> {
        records.iter().map(|(id, (file, _))| (self.named(id), Some(*file))).collect()
    }

    /// A page for each blueprint of which something is so.
    pub(super) fn each_iho(
        &'static self,
        graph: &Graph,
        is_there: fn(&Blueprint) -> bool,
    ) -> Vec<PlannedPage> {
        let blueprints = graph.model.blueprints.values().filter(|blueprint| is_there(blueprint));
        blueprints.map(|blueprint| (self.of_iho(&blueprint.id), None)).collect()
    }
}

/// A page of some kind for each IHO, and for each of which only the past is left: its address stays.
pub(super) fn each_iho_ever(kind: &'static PageKind, graph: &Graph) -> Vec<PlannedPage> {
    let renames = Renames::of(&graph.model);
    let is_past = |id: &&String| {
        !graph.model.blueprints.contains_key(*id) && renames.now(EntityKind::Iho, id).is_none()
    };
    let past = graph.archive.ihos.keys().filter(is_past);
    graph.model.blueprints.keys().chain(past).map(|id| (kind.of_iho(id), None)).collect()
}

impl PartialEq for PageKind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for PageKind {}

impl fmt::Debug for PageKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Every page of a site.
pub(super) fn pages(graph: &Graph) -> Vec<PlannedPage> {
    KINDS.iter().flat_map(|kind| (kind.pages)(kind, graph)).collect()
}

/// Every page that the tree of a release shares with a site.
pub(super) fn pages_in_tree(graph: &Graph) -> Vec<PlannedPage> {
    let kinds = KINDS.iter().filter(|kind| kind.is_in_trees);
    kinds.flat_map(|kind| (kind.pages)(kind, graph)).collect()
}

/// What the page of all things of a kind is called in a link.
pub(super) fn list_title(kind: EntityKind) -> &'static str {
    let url = Url::page(&[kind.folder()]);
    let mut single = KINDS.iter().filter(|page| !page.title.is_empty());
    single.find(|page| (page.address)(&page.page()) == url).map_or(kind.label(), |page| page.title)
}

/// The lists that a site has: the name, the address and what each is for.
pub fn site_lists(model: &Model) -> impl Iterator<Item = (&'static str, Url, &'static str)> {
    KINDS.iter().filter_map(|kind| {
        let (name, note, is_there) = kind.listed?;
        is_there(model).then(|| (name, kind.page().url(), note))
    })
}

/// Whether a site has IHOs, or had: that none is in force any more, a notice says.
pub(super) fn has_ihos(model: &Model) -> bool {
    !model.blueprints.is_empty() || !model.notices.is_empty()
}

/// Whether a site has IHOs, or had: where all are withdrawn, their addresses stay.
pub(super) fn has_or_had_ihos(graph: &Graph) -> bool {
    !graph.model.blueprints.is_empty() || !graph.archive.ihos.is_empty()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::KINDS;

    #[test]
    fn each_kind_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), KINDS.len());
        assert!(!names.contains(""));
    }
}
