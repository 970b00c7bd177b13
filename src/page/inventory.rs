//! Which pages a site has, by what its records say.

use std::collections::BTreeMap;

use super::blueprint;
use super::page_id::PageId;
use crate::graph::Graph;
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::{Blueprint, FILE_KINDS, SECTION_FILES};
use crate::source::FileId;

/// Every table of figures: the blueprint, the measure, the file.
pub(super) fn figures(graph: &Graph) -> Vec<(String, String, FileId)> {
    let of_blueprint = |(id, it): (&String, &std::sync::Arc<Blueprint>)| {
        let tables = it.observations.iter();
        tables.map(|(metric, it)| (id.clone(), metric.clone(), it.file)).collect::<Vec<_>>()
    };
    graph.model.blueprints.iter().flat_map(of_blueprint).collect()
}

/// Every page with the file that it is made of, where it is one.
pub(super) fn pages(graph: &Graph) -> Vec<(PageId, Option<FileId>)> {
    let model = &graph.model;
    let mut pages = vec![
        (PageId::Home, model.pages.get("index").map(|page| page.file)),
        (PageId::IhoList, None),
        (PageId::OrganisationList, None),
        (PageId::PlaceList, None),
        (PageId::ServiceList, None),
        (PageId::MetricList, None),
        (PageId::DocumentList, None),
        (PageId::Glossary, None),
        (PageId::Dictionary, None),
        (PageId::Accessibility, None),
        (PageId::NotFound, None),
    ];
    pages.extend(FILE_KINDS.iter().map(|kind| (PageId::DictionaryOf(kind.name), None)));
    // Where all are withdrawn, their addresses stay.
    let has_ihos = !model.blueprints.is_empty() || !graph.archive.ihos.is_empty();
    let lists = [
        (!model.frameworks.is_empty(), PageId::FrameworkList),
        (!model.care_models.is_empty(), PageId::CareModelList),
        (!model.policies.is_empty(), PageId::PolicyTimeline),
        (model.questions.is_some(), PageId::QuestionList),
        (has_ihos, PageId::Disclosure),
        (has_ihos, PageId::Compare),
        (has_ihos, PageId::Data),
    ];
    pages.extend(lists.into_iter().filter(|(is_there, _)| *is_there).map(|(_, page)| (page, None)));
    let facets = super::facets::all(graph).into_iter();
    pages.extend(facets.map(|(facet, value)| (PageId::Facet(facet, value), None)));
    for (id, blueprint) in &model.blueprints {
        pages.extend(blueprint_pages(id, blueprint));
    }
    pages.extend(entity_pages(graph));
    let renames = Renames::of(model);
    for id in graph.archive.ihos.keys() {
        pages.push((PageId::Releases(id.clone()), None));
        pages.push((PageId::AsAt(id.clone()), None));
        if !model.blueprints.contains_key(id) && renames.now(EntityKind::Iho, id).is_none() {
            pages.push((PageId::Withdrawn(id.clone()), None));
        }
    }
    if !model.notices.is_empty() {
        pages.push((PageId::Notices, None));
    }
    if !graph.archive.ihos.is_empty() {
        pages.push((PageId::Verify, None));
    }
    pages.extend(each(&model.care_models, PageId::CareModel));
    let free = model.pages.iter().filter(|(id, _)| *id != "index");
    pages.extend(free.map(|(id, page)| (PageId::Free(id.clone()), Some(page.file))));
    pages
}

fn each<T>(
    collection: &crate::model::Collection<T>,
    page: fn(String) -> PageId,
) -> impl Iterator<Item = (PageId, Option<FileId>)> {
    collection.iter().map(move |(id, (file, _))| (page(id.clone()), Some(*file)))
}

/// The pages of what several IHOs share.
pub(super) fn entity_pages(graph: &Graph) -> Vec<(PageId, Option<FileId>)> {
    let model = &graph.model;
    let mut pages = Vec::new();
    pages.extend(each(&model.organisations, PageId::Organisation));
    pages.extend(each(&model.places, PageId::Place));
    pages.extend(each(&model.services, PageId::Service));
    pages.extend(each(&model.metrics, PageId::Metric));
    pages.extend(each(&model.documents, PageId::Document));
    pages.extend(each(&model.frameworks, PageId::Framework));
    pages
}

pub(super) fn blueprint_pages(id: &str, it: &Blueprint) -> Vec<(PageId, Option<FileId>)> {
    let file = |section: &str| {
        let mut sections = it.sections().into_iter();
        sections.find(|(name, _)| *name == section)?.1.map(|(file, _)| file)
    };
    let mut pages = vec![(PageId::Iho(id.to_owned()), file("iho"))];
    if blueprint::has_authorisation(it) {
        pages.push((PageId::Section(id.to_owned(), blueprint::AUTHORISATION), None));
    }
    for section in &SECTION_FILES[1..] {
        pages.push((PageId::Section(id.to_owned(), section), file(section)));
    }
    if blueprint::find_my::is_there(it) {
        pages.push((PageId::FindMy(id.to_owned()), None));
    }
    let measures = crate::analysis::measures::ids(it).into_iter();
    pages.extend(measures.map(|it| (PageId::Measure(id.to_owned(), it.to_owned()), None)));
    pages.push((PageId::Timeline(id.to_owned()), None));
    pages.push((PageId::Briefing(id.to_owned()), None));
    pages.push((PageId::Checks(id.to_owned()), None));
    pages.push((PageId::IhoData(id.to_owned()), None));
    for (name, narrative) in &it.narratives {
        if !is_of_section(name) {
            pages.push((PageId::Narrative(id.to_owned(), name.clone()), Some(narrative.file)));
        }
    }
    pages
}

/// Whether a narrative is shown on the page of a section instead of a page of its own.
pub(super) fn is_of_section(name: &str) -> bool {
    matches!(name, "overview" | blueprint::AUTHORISATION | blueprint::timeline::TIMELINE)
        || SECTION_FILES.contains(&name)
}

pub(super) fn frameworks(graph: &Graph) -> BTreeMap<String, String> {
    let mut by_criterion = BTreeMap::new();
    for (framework, (_, it)) in &graph.model.frameworks {
        for criterion in it.criteria.items() {
            if let Some(id) = criterion.id.known() {
                by_criterion.entry(id.0.value.clone()).or_insert_with(|| framework.clone());
            }
        }
    }
    by_criterion
}
