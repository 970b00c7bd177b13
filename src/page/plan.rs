//! Which pages and files a site has, and what is made twice or linked to in vain.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::changes::Changed;
use super::facets::Facet;
use super::moved::NewPlace;
use super::scope::{self, Scope, Standing};
use super::url::{self, Url};
use super::{blueprint, dictionary, measure, site_links};
use crate::compare::Told;
use crate::data;
use crate::diag::{Code, Diagnostic};
use crate::graph::history::measures_of;
use crate::graph::{Graph, Key};
use crate::model::reference::EntityKind;
use crate::model::site::Archive;
use crate::model::was::Renames;
use crate::model::{Blueprint, FILE_KINDS, Model, SECTION_FILES};
use crate::source::{FileId, Sources};

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

/// A file that is published as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asset(pub FileId);

/// The pages and files of a site, by address.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pages: BTreeMap<Url, PageId>,
    assets: BTreeMap<Url, FileId>,
    by_file: BTreeMap<FileId, Url>,
    frameworks: BTreeMap<String, String>,
    folders: BTreeMap<FileId, String>,
    figures: BTreeSet<Url>,
    new_places: BTreeMap<Url, NewPlace>,
    scope: Scope,
    changed: Option<Arc<Changed>>,
    told: Option<Arc<Told>>,
}

/// All that some files add to a plan.
#[derive(PartialEq, Eq, Debug)]
pub struct Outline {
    pages: Vec<(PageId, Option<FileId>)>,
    assets: Vec<FileId>,
    frameworks: BTreeMap<String, String>,
    figures: Vec<(String, String, FileId)>,
    renames: Renames,
    narratives: Vec<(String, String, String)>,
}

/// What the files of a part of a site add to its plan: as long as it is the same, so is the plan.
pub fn outline(part: &Graph) -> Outline {
    Outline {
        pages: pages(part),
        assets: part.model.assets.clone(),
        frameworks: frameworks(part),
        figures: figures(part),
        renames: Renames::of(&part.model),
        narratives: super::moved::earlier_names(part),
    }
}

/// Plans every page; says what is made twice, and which links lead nowhere.
pub fn plan(sources: &Sources, graph: &Graph) -> (Plan, Vec<Diagnostic>) {
    let (plan, mut diagnostics) = arrange(sources, graph);
    diagnostics.extend(check_links(sources, graph, &plan));
    (plan, diagnostics)
}

/// Which links lead nowhere, and which addresses of past releases.
pub fn check_links(sources: &Sources, graph: &Graph, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = site_links::check(sources, graph, plan);
    found.extend(super::moved::check(graph, plan));
    found
}

/// The same plan; says only what is made twice.
pub fn arrange(sources: &Sources, graph: &Graph) -> (Plan, Vec<Diagnostic>) {
    let mut plan = Plan { frameworks: frameworks(graph), ..Plan::default() };
    let mut diagnostics = Vec::new();
    for (file, source) in sources.iter() {
        plan.folders.insert(file, source.path.folder().to_owned());
    }
    for (page, file) in pages(graph) {
        plan.add_page(page, file, &mut diagnostics);
    }
    for file in &graph.model.assets {
        plan.add_asset(sources, *file, &mut diagnostics);
    }
    plan.add_figures(graph);
    super::moved::add(sources, graph, &mut plan);
    (plan, diagnostics)
}

/// The plan of the tree of one release: its blueprint, and all that it cites.
pub fn arrange_release(sources: &Sources, graph: &Graph, standing: Standing) -> Plan {
    let mut plan = Plan { frameworks: frameworks(graph), ..Plan::default() };
    let mut unheard = Vec::new();
    for (file, source) in sources.iter() {
        plan.folders.insert(file, source.path.folder().to_owned());
    }
    if is_compact(graph) && !standing.is_latest {
        plan.add_page(PageId::Whole(standing.iho.clone()), None, &mut unheard);
        plan.add_page(PageId::Changes(standing.iho.clone()), None, &mut unheard);
        plan.scope = Scope::Release(Box::new(standing));
        return plan;
    }
    let own = graph.model.blueprints.iter().flat_map(|(id, it)| blueprint_pages(id, it));
    for (page, file) in own.filter(|(page, _)| !matches!(page, PageId::IhoData(_))) {
        plan.add_page(page, file, &mut unheard);
    }
    for (page, file) in entity_pages(graph) {
        plan.add_page(page, file, &mut unheard);
    }
    plan.add_page(PageId::Cited(standing.iho.clone()), None, &mut unheard);
    plan.add_page(PageId::Changes(standing.iho.clone()), None, &mut unheard);
    if graph.model.glossary.is_some() {
        plan.add_page(PageId::Glossary, None, &mut unheard);
    }
    for file in &graph.model.assets {
        plan.add_asset(sources, *file, &mut unheard);
    }
    plan.add_figures(graph);
    for url in super::moved::removed_pages(&standing) {
        plan.stand_in(url.clone(), PageId::Removed(url.to_string()));
    }
    plan.scope = Scope::Release(Box::new(standing));
    plan
}

/// The plan of the pages beside a site that tell what all releases of an IHO said.
pub fn arrange_history(iho: &str, told: Told) -> Plan {
    let mut plan = Plan::default();
    let measures = told.vintages.measures();
    let mut pages: Vec<PageId> =
        measures.map(|it| PageId::Revisions(iho.to_owned(), it.to_owned())).collect();
    pages.push(PageId::History(iho.to_owned()));
    plan.pages = pages.into_iter().map(|page| (url_of(&page), page)).collect();
    plan.told = Some(Arc::new(told));
    plan
}

/// The addresses of these pages that others link to.
pub fn of_history(graph: &Graph, iho: &str) -> Vec<Url> {
    let measures = measures_of(graph, iho);
    let pages = measures.iter().map(|it| scope::url_of_revisions(iho, it));
    let files = measures.iter().flat_map(|it| {
        let path = data::revisions_path(iho, it);
        [Url::file(&format!("{path}-metadata.json")), Url::file(&path)]
    });
    let own = [scope::url_of_history(iho), Url::file(&data::history_path(iho))];
    pages.chain(files).chain(own).collect()
}

/// Whether older releases are one page each.
pub(super) fn is_compact(graph: &Graph) -> bool {
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    site.and_then(|site| site.archive.known()) == Some(&Archive::Compact)
}

/// Every table of figures: the blueprint, the measure, the file.
fn figures(graph: &Graph) -> Vec<(String, String, FileId)> {
    let of_blueprint = |(id, it): (&String, &std::sync::Arc<Blueprint>)| {
        let tables = it.observations.iter();
        tables.map(|(metric, it)| (id.clone(), metric.clone(), it.file)).collect::<Vec<_>>()
    };
    graph.model.blueprints.iter().flat_map(of_blueprint).collect()
}

/// Every page with the file that it is made of, where it is one.
fn pages(graph: &Graph) -> Vec<(PageId, Option<FileId>)> {
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
    shelf: &crate::model::Shelf<T>,
    page: fn(String) -> PageId,
) -> impl Iterator<Item = (PageId, Option<FileId>)> {
    shelf.iter().map(move |(id, (file, _))| (page(id.clone()), Some(*file)))
}

/// The pages of what several IHOs share.
fn entity_pages(graph: &Graph) -> Vec<(PageId, Option<FileId>)> {
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

fn blueprint_pages(id: &str, it: &Blueprint) -> Vec<(PageId, Option<FileId>)> {
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
    let measures = crate::graph::measured::ids(it).into_iter();
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

fn frameworks(graph: &Graph) -> BTreeMap<String, String> {
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

impl Plan {
    /// What the plan is of.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The same plan of a release, with what changed since the one before.
    #[must_use]
    pub fn with_changes(self, changed: Option<Changed>) -> Self {
        Self { changed: changed.map(Arc::new), ..self }
    }

    /// What changed since the release before, where this is the plan of one.
    pub fn changed(&self) -> Option<&Changed> {
        self.changed.as_deref()
    }

    /// Whether nothing tells beside this plan what all releases said: drafts are shown without it.
    pub(super) fn has_no_history(&self) -> bool {
        !matches!(self.scope, Scope::Site)
    }

    /// What all releases of an IHO said, where this is the plan of pages about that.
    pub(super) fn told(&self) -> Option<&Told> {
        self.told.as_deref()
    }

    /// Whether an address lies in the tree of a release, and no trees are made beside this plan: a site of drafts has none.
    pub(super) fn leaves_out(&self, url: &Url) -> bool {
        let mut parts = url.as_str().split('/').skip(1);
        let is_in_tree = parts.next() == Some("ihos")
            && parts.nth(1) == Some("releases")
            && parts.next().is_some_and(|version| !version.is_empty());
        is_in_tree && self.scope == Scope::Drafts
    }

    /// Makes this a plan of drafts, which only those who write them read.
    pub fn mark_as_drafts(&mut self) {
        self.scope = Scope::Drafts;
    }

    /// Where something of the site lies for readers of this plan: the tree of a release has pages of its own.
    pub fn address<'u>(&self, url: &'u Url) -> Cow<'u, Url> {
        match &self.scope {
            Scope::Release(standing) if self.has(url) => Cow::Owned(scope::frozen(standing, url)),
            Scope::Site | Scope::Drafts | Scope::Release(_) => Cow::Borrowed(url),
        }
    }

    fn add_figures(&mut self, graph: &Graph) {
        for (iho, metric, file) in figures(graph) {
            let url = measure::csv_url(&iho, &metric);
            self.by_file.insert(file, url.clone());
            self.figures.insert(url);
        }
        for blueprint in graph.model.blueprints.values() {
            let drawn = data::drawn(graph, blueprint);
            self.figures.extend(drawn.map(|drawn| blueprint::drawn_url(&blueprint.id, drawn)));
        }
        for (metric, peers) in &graph.model.peers {
            let url = measure::peers_url(metric);
            self.by_file.insert(peers.file, url.clone());
            self.figures.insert(url);
        }
    }

    /// Every page, by address.
    pub fn pages(&self) -> impl Iterator<Item = (&Url, &PageId)> {
        self.pages.iter()
    }

    /// Every file that is published as it is, by address.
    pub fn assets(&self) -> impl Iterator<Item = (&Url, FileId)> {
        self.assets.iter().map(|(url, file)| (url, *file))
    }

    /// The page at an address.
    pub fn page_at(&self, url: &Url) -> Option<&PageId> {
        self.pages.get(url)
    }

    /// Whether something is published at an address.
    pub fn has(&self, url: &Url) -> bool {
        self.pages.contains_key(url) || self.assets.contains_key(url) || self.figures.contains(url)
    }

    /// Puts a page where nothing stands.
    pub(super) fn stand_in(&mut self, url: Url, page: PageId) {
        if !self.has(&url) {
            self.pages.insert(url, page);
        }
    }

    /// Remembers where a file lies now that has nothing at its old address.
    pub(super) fn lead(&mut self, url: Url, to: NewPlace) {
        if !self.has(&url) {
            self.new_places.entry(url).or_insert(to);
        }
    }

    /// Where files lie now that have nothing at their old addresses.
    pub fn new_places(&self) -> impl Iterator<Item = (&Url, &NewPlace)> {
        self.new_places.iter()
    }

    /// Where a file of the sources is published, as a page or as it is.
    pub fn url_of_file(&self, file: FileId) -> Option<&Url> {
        self.by_file.get(&file)
    }

    /// The folder of a file of the sources.
    pub fn folder(&self, file: FileId) -> &str {
        self.folders.get(&file).map_or("", String::as_str)
    }

    /// The address of an entity's page, and the place on it.
    pub fn url_of_entity(&self, key: &Key) -> (Url, Option<String>) {
        url::of_entity(key, |criterion| self.frameworks.get(criterion).cloned())
    }

    fn add_page(&mut self, page: PageId, file: Option<FileId>, diagnostics: &mut Vec<Diagnostic>) {
        let url = url_of(&page);
        if let Some(file) = file {
            self.by_file.insert(file, url.clone());
            if matches!(&page, PageId::Narrative(_, name) if name == scope::HISTORY) {
                let message =
                    format!("the page at `{url}` is already made of the comparison of releases");
                let diagnostic = Diagnostic::of_file(Code::DuplicateUrl, file, message);
                diagnostics.push(diagnostic.hint("give the file another name"));
                return;
            }
        }
        let Some(first) = self.pages.get(&url) else {
            self.pages.insert(url, page);
            return;
        };
        let first = what_makes(first);
        let message = format!("the page at `{url}` is already made of {first}");
        let diagnostic = match file {
            Some(file) => Diagnostic::of_file(Code::DuplicateUrl, file, message),
            None => Diagnostic::of_site(Code::DuplicateUrl, message),
        };
        diagnostics.push(diagnostic.hint("give the file another name"));
    }

    fn add_asset(&mut self, sources: &Sources, file: FileId, diagnostics: &mut Vec<Diagnostic>) {
        let url = asset_url(sources.file(file).path.as_str());
        self.by_file.insert(file, url.clone());
        // A page is a folder on the disk, which a file of its name would block.
        let as_folder = Url::home().join(&format!("{url}/")).expect("an address of this site");
        if self.pages.contains_key(&as_folder) || self.assets.insert(url.clone(), file).is_some() {
            let message = format!("something else is already published at `{url}`");
            diagnostics.push(
                Diagnostic::of_file(Code::DuplicateUrl, file, message)
                    .hint("give the file another name"),
            );
        }
    }
}

/// Drafts are an arrangement of folders, not of the public site.
fn asset_url(path: &str) -> Url {
    let path = path.strip_prefix("content/").unwrap_or(path);
    let path = path.strip_prefix("pages/").unwrap_or(path);
    Url::file(&path.replacen("/draft/", "/", 1))
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

fn what_makes(page: &PageId) -> String {
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
