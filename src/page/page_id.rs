//! The name of a page: its address, what makes it, the places on it, and the lists among them.

use std::collections::BTreeSet;

use super::facets::Facet;
use super::scope::{self};
use super::url::{self, Url};
use super::{blueprint, dictionary, measure};
use crate::graph::Graph;
use crate::model::Model;
use crate::model::reference::EntityKind;

/// Names one page.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PageId {
    /// The start page.
    Home,
    /// A page of `pages/`, by id.
    Free(String),
    /// All IHOs.
    IhoList,
    /// The IHOs with one value of a facet.
    Facet(Facet, &'static str),
    /// A value of a facet that no IHO has now.
    FacetUnused(Facet, &'static str),
    /// The overview of an IHO.
    Iho(String),
    /// A section of an IHO.
    Section(String, &'static str),
    /// A measure of an IHO, with its figures.
    Measure(String, String),
    /// What an IHO is built from, to look up one's own area.
    FindMy(String),
    /// The milestones and decisions of an IHO.
    Timeline(String),
    /// The essentials of an IHO, to print.
    Briefing(String),
    /// The figures of an IHO that were worked out again.
    Checks(String),
    /// The files of an IHO for programs.
    IhoData(String),
    /// Every release of an IHO.
    Releases(String),
    /// Which release was in force on which day.
    AsAt(String),
    /// Any two releases of an IHO side by side, and every value that a field ever had.
    History(String),
    /// The figures of a measure as each release published them.
    Revisions(String, String),
    /// What a release cites, in its tree.
    Cited(String),
    /// All that a release said, on one page.
    Whole(String),
    /// What changed from the release before, in its tree.
    Changes(String),
    /// The files of the site for programs.
    Data,
    /// A narrative of an IHO with a page of its own.
    Narrative(String, String),
    /// All organisations.
    OrganisationList,
    /// An organisation.
    Organisation(String),
    /// All places.
    PlaceList,
    /// A place.
    Place(String),
    /// All services.
    ServiceList,
    /// A service.
    Service(String),
    /// All measures.
    MetricList,
    /// A measure.
    Metric(String),
    /// All documents.
    DocumentList,
    /// A document.
    Document(String),
    /// All frameworks of assessment.
    FrameworkList,
    /// A framework of assessment.
    Framework(String),
    /// The glossary.
    Glossary,
    /// All models of care.
    CareModelList,
    /// A model of care.
    CareModel(String),
    /// The timeline of policy.
    PolicyTimeline,
    /// The questions that the site answers.
    QuestionList,
    /// Everything that is not published.
    Disclosure,
    /// The contracts side by side.
    Compare,
    /// How to prove that what was published is unchanged.
    Verify,
    /// What was said about releases after they were published.
    Notices,
    /// An IHO of which nothing is in force any more.
    Withdrawn(String),
    /// An old address, and the one to which it leads.
    Moved(String, String),
    /// A page of an IHO, by what follows its address, that the latest release has not.
    Dropped(String, String),
    /// An address of which the site says why it is gone.
    Gone(String),
    /// An address in the tree of a release from which its page was removed by law.
    Removed(String),
    /// Every kind of file.
    Dictionary,
    /// Every field of a kind of file.
    DictionaryOf(&'static str),
    /// The accessibility statement.
    Accessibility,
    /// What is shown where there is no page.
    NotFound,
}

/// The address of a page.
pub(super) fn url_of(page: &PageId) -> Url {
    match page {
        PageId::Home => Url::home(),
        PageId::Free(id) => url::of_page(id),
        PageId::IhoList => Url::page(&["ihos"]),
        PageId::Facet(facet, value) | PageId::FacetUnused(facet, value) => facet.url(value),
        PageId::Iho(id) => Url::page(&["ihos", id]),
        PageId::Section(id, section) => Url::page(&["ihos", id, section]),
        PageId::Measure(id, metric) => measure::url(id, metric),
        PageId::FindMy(id) => Url::page(&["ihos", id, blueprint::find_my::FIND_MY]),
        PageId::Timeline(id) => Url::page(&["ihos", id, blueprint::timeline::TIMELINE]),
        PageId::Briefing(id) => Url::page(&["ihos", id, blueprint::briefing::BRIEFING]),
        PageId::Checks(id) => Url::page(&["ihos", id, blueprint::checks::CHECKS]),
        PageId::IhoData(id) => super::data::url_of_iho(id),
        PageId::Releases(id) => scope::url_of_releases(id),
        PageId::AsAt(id) => scope::url_of_as_at(id),
        PageId::History(id) => scope::url_of_history(id),
        PageId::Revisions(id, metric) => scope::url_of_revisions(id, metric),
        PageId::Cited(id) => scope::url_of_cited(id),
        PageId::Whole(id) => Url::page(&["ihos", id]),
        PageId::Changes(id) => scope::url_of_changes(id),
        PageId::Verify => Url::page(&["verify"]),
        PageId::Notices => Url::page(&["notices"]),
        PageId::Withdrawn(id) => Url::page(&["ihos", id]),
        PageId::Moved(old, _) | PageId::Gone(old) | PageId::Removed(old) => {
            Url::home().join(old).expect("an address of this site")
        }
        PageId::Dropped(id, rest) => {
            let parts: Vec<&str> = ["ihos", id].into_iter().chain(rest.split('/')).collect();
            Url::page(&parts)
        }
        PageId::Data => Url::page(&[super::data::DATA]),
        PageId::Narrative(id, name) => Url::page(&["ihos", id, name]),
        PageId::OrganisationList => Url::page(&["organisations"]),
        PageId::Organisation(id) => Url::page(&["organisations", id]),
        PageId::PlaceList => Url::page(&["places"]),
        PageId::Place(id) => Url::page(&["places", id]),
        PageId::ServiceList => Url::page(&["services"]),
        PageId::Service(id) => Url::page(&["services", id]),
        PageId::MetricList => Url::page(&["metrics"]),
        PageId::Metric(id) => Url::page(&["metrics", id]),
        PageId::DocumentList => Url::page(&["documents"]),
        PageId::Document(id) => Url::page(&["documents", id]),
        PageId::FrameworkList => Url::page(&["criteria"]),
        PageId::Framework(id) => Url::page(&["criteria", id]),
        PageId::Glossary => Url::page(&["glossary"]),
        PageId::CareModelList => Url::page(&["models"]),
        PageId::CareModel(id) => Url::page(&["models", id]),
        PageId::PolicyTimeline => Url::page(&["policies"]),
        PageId::QuestionList => Url::page(&["questions"]),
        PageId::Disclosure => Url::page(&["disclosure"]),
        PageId::Compare => Url::page(&["compare"]),
        PageId::Dictionary => dictionary::url(),
        PageId::DictionaryOf(kind) => dictionary::url_of(kind),
        PageId::Accessibility => Url::page(&["accessibility"]),
        PageId::NotFound => Url::file("404.html"),
    }
}

pub(super) fn what_makes(page: &PageId) -> String {
    let home = |kind: EntityKind, id: &str| format!("`{}`", kind.home(id));
    match page {
        PageId::Free(id) => home(EntityKind::Page, id),
        PageId::Home => home(EntityKind::Page, "index"),
        PageId::Narrative(iho, name) => format!("`content/ihos/{iho}/draft/narrative/{name}.md`"),
        PageId::Section(iho, name) => format!("`content/ihos/{iho}/draft/{name}.yaml`"),
        PageId::Iho(id)
        | PageId::Measure(id, _)
        | PageId::FindMy(id)
        | PageId::Timeline(id)
        | PageId::Briefing(id)
        | PageId::Checks(id)
        | PageId::IhoData(id)
        | PageId::Releases(id)
        | PageId::AsAt(id)
        | PageId::Cited(id)
        | PageId::History(id)
        | PageId::Revisions(id, _)
        | PageId::Whole(id)
        | PageId::Dropped(id, _)
        | PageId::Changes(id)
        | PageId::Withdrawn(id) => home(EntityKind::Iho, id),
        PageId::Organisation(id) => home(EntityKind::Organisation, id),
        PageId::Place(id) => home(EntityKind::Place, id),
        PageId::Service(id) => home(EntityKind::Service, id),
        PageId::Metric(id) => home(EntityKind::Metric, id),
        PageId::Document(id) => home(EntityKind::Document, id),
        PageId::CareModel(id) => home(EntityKind::CareModel, id),
        PageId::Framework(id) => format!("`content/criteria/{id}.yaml`"),
        PageId::IhoList
        | PageId::Facet(..)
        | PageId::FacetUnused(..)
        | PageId::OrganisationList
        | PageId::PlaceList
        | PageId::ServiceList
        | PageId::MetricList
        | PageId::DocumentList
        | PageId::FrameworkList
        | PageId::Glossary
        | PageId::CareModelList
        | PageId::PolicyTimeline
        | PageId::QuestionList
        | PageId::Disclosure
        | PageId::Compare
        | PageId::Verify
        | PageId::Notices
        | PageId::Data
        | PageId::Dictionary
        | PageId::DictionaryOf(_)
        | PageId::Accessibility
        | PageId::Moved(..)
        | PageId::Gone(_)
        | PageId::Removed(_)
        | PageId::NotFound => "a list that this tool makes itself".to_owned(),
    }
}

/// The ids of headings and other places of a page that links may lead to, as far as files state them.
pub(super) fn anchors(graph: &Graph, page: &PageId) -> BTreeSet<String> {
    let model = &graph.model;
    let headings = |headings: &[crate::model::prose::Heading]| -> BTreeSet<String> {
        headings.iter().map(|heading| heading.id.clone()).collect()
    };
    match page {
        PageId::Home => model
            .pages
            .get("index")
            .map_or_else(BTreeSet::new, |page| headings(&page.body.headings)),
        PageId::Free(id) => {
            model.pages.get(id).map_or_else(BTreeSet::new, |page| headings(&page.body.headings))
        }
        PageId::Narrative(iho, name) => narrative_headings(graph, iho, name),
        PageId::Section(iho, name) => narrative_headings(graph, iho, name),
        PageId::Timeline(iho) => narrative_headings(graph, iho, blueprint::timeline::TIMELINE),
        PageId::Iho(iho) => {
            let mut ids = narrative_headings(graph, iho, "overview");
            ids.extend(narrative_headings(graph, iho, "iho"));
            ids
        }
        PageId::Glossary => {
            let terms = graph.of_kind(EntityKind::Term);
            terms.map(|(key, _)| format!("term_{}", key.id)).collect()
        }
        PageId::PolicyTimeline => {
            let policies = graph.of_kind(EntityKind::Policy);
            policies.map(|(key, _)| format!("policy_{}", key.id)).collect()
        }
        PageId::QuestionList => {
            let questions = graph.of_kind(EntityKind::Question);
            questions.map(|(key, _)| format!("question_{}", key.id)).collect()
        }
        PageId::CareModel(id) => model
            .care_models
            .get(id)
            .map_or_else(BTreeSet::new, |(_, it)| headings(&it.body.headings)),
        _ => BTreeSet::new(),
    }
}

fn narrative_headings(graph: &Graph, iho: &str, name: &str) -> BTreeSet<String> {
    let narrative = graph.model.blueprints.get(iho).and_then(|it| it.narratives.get(name));
    narrative.map_or_else(BTreeSet::new, |narrative| {
        narrative.body.headings.iter().map(|heading| heading.id.clone()).collect()
    })
}

/// What a page that this tool makes itself is called in a link.
pub(super) fn list_title(page: &PageId) -> Option<&'static str> {
    Some(match page {
        PageId::Home => "Start page",
        PageId::IhoList => "All contracts",
        PageId::OrganisationList => "Organisations",
        PageId::PlaceList => "Places",
        PageId::ServiceList => "Services",
        PageId::MetricList => "Measures",
        PageId::DocumentList => "Documents",
        PageId::FrameworkList => "Criteria",
        PageId::Glossary => "Glossary",
        PageId::CareModelList => "Models of integrated care",
        PageId::PolicyTimeline => "Policy timeline",
        PageId::QuestionList => "Questions people ask",
        PageId::Disclosure => "What is not published, and why",
        PageId::Compare => "Contracts side by side",
        PageId::Data => "Data",
        PageId::Dictionary => "Data dictionary",
        PageId::Accessibility => "Accessibility statement",
        _ => return None,
    })
}

/// A list: whether a site has it, its name, its address, and what it is for.
type List = (fn(&Model) -> bool, &'static str, &'static str, &'static str);

const LISTS: &[List] = &[
    (has_ihos, "IHOs", "ihos", "all contracts"),
    (has_ihos, "Side by side", "compare", "what each contract covers, costs and shares"),
    (has_ihos, "What is not published", "disclosure", "with the reason and the date"),
    (
        |model| model.questions.is_some(),
        "Questions",
        "questions",
        "what people ask, and who answers",
    ),
    (
        |model| !model.organisations.is_empty(),
        "Organisations",
        "organisations",
        "who takes part, and how",
    ),
    (|model| !model.places.is_empty(), "Places", "places", "which areas are covered"),
    (
        |model| !model.services.is_empty(),
        "Services",
        "services",
        "what is in scope, and who provides it",
    ),
    (|model| !model.metrics.is_empty(), "Measures", "metrics", "how success is measured"),
    (
        |model| !model.documents.is_empty(),
        "Documents",
        "documents",
        "the papers that this rests on",
    ),
    (
        |model| !model.care_models.is_empty(),
        "Models of care",
        "models",
        "what others did, and what it teaches",
    ),
    (
        |model| !model.policies.is_empty(),
        "Policy timeline",
        "policies",
        "what was decided, newest first",
    ),
    (|model| !model.frameworks.is_empty(), "Criteria", "criteria", "what is assessed"),
    (|model| model.glossary.is_some(), "Glossary", "glossary", "what the words mean"),
    (has_ihos, "Data", "data", "what the pages say, as files for programs"),
    (|_| true, "Data dictionary", "data/dictionary", "every field of the files, explained"),
];

/// Whether a site has IHOs, or had: that none is in force any more, a notice says.
fn has_ihos(model: &Model) -> bool {
    !model.blueprints.is_empty() || !model.notices.is_empty()
}

/// The lists that a site has: the name, the address and what each is for.
pub fn lists(model: &Model) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let there = LISTS.iter().filter(|(is_there, ..)| is_there(model));
    there.map(|(_, name, path, note)| (*name, *path, *note))
}
