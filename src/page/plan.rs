//! Which pages and files a site has, and what is made twice or linked to in vain.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::blueprint::NARRATIVE;

use super::cited::{self, CitedFiles};

use super::kinds::{PlannedPage, pages, pages_in_tree};
use super::lists;
use super::page_id::PageId;
use super::releases::changes::{self, Changed};
use super::releases::history::{HISTORY, REVISIONS};
use super::releases::{CITED, WHOLE};
use super::renames::{NewPlace, REMOVED};
use super::scope::{self, ReleasePosition, Scope};
use super::url::{self, Url};
use super::{measure, site_links};
use crate::compare::ReleaseHistory;
use crate::data;
use crate::diag::{Code, Diagnostic};
use crate::graph::history::measures_of;
use crate::graph::{EntityId, Graph};
use crate::model::renames::Renames;
use crate::model::site::Archive;
use crate::source::{FileId, PictureSize, SitePath, Sources};

/// A file that is published as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asset(pub FileId);

/// The pages and files of a site, by address.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pages: BTreeMap<Url, PageId>,
    assets: BTreeMap<Url, FileId>,
    pictures: BTreeMap<Url, PictureSize>,
    by_file: BTreeMap<FileId, Url>,
    frameworks: BTreeMap<String, String>,
    folders: BTreeMap<FileId, String>,
    figures: BTreeSet<Url>,
    new_places: BTreeMap<Url, NewPlace>,
    cited: CitedFiles,
    scope: Scope,
    changed: Option<Arc<Changed>>,
    history: Option<Arc<ReleaseHistory>>,
}

/// All that some files add to a plan.
#[derive(PartialEq, Eq, Debug)]
pub struct Outline {
    pages: Vec<PlannedPage>,
    assets: Vec<(FileId, Option<PictureSize>)>,
    frameworks: BTreeMap<String, String>,
    figures: Vec<(String, String, FileId)>,
    renames: Renames,
    narratives: Vec<(String, String, String)>,
    cited: BTreeSet<SitePath>,
}

/// What the files of a part of a site add to its plan: as long as it is the same, so is the plan.
pub fn outline(sources: &Sources, part: &Graph) -> Outline {
    Outline {
        pages: pages(part),
        assets: part
            .model
            .assets
            .iter()
            .map(|file| (*file, sources.file(*file).content.picture()))
            .collect(),
        frameworks: frameworks(part),
        figures: figures(part),
        renames: Renames::of(&part.model),
        narratives: super::renames::earlier_names(part),
        cited: CitedFiles::of(sources, &part.model).paths(),
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
    found.extend(cited::check(sources, &graph.model, &plan.cited));
    found.extend(super::renames::check(graph, plan));
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
    let cited = CitedFiles::of(sources, &graph.model);
    for file in graph.model.assets.iter().filter(|file| cited.is_published(sources, **file)) {
        plan.add_asset(sources, *file, &mut diagnostics);
    }
    plan.cited = cited;
    plan.add_figures(graph);
    super::renames::add(sources, graph, &mut plan);
    (plan, diagnostics)
}

/// The plan of the tree of one release: its blueprint, and all that it cites.
pub fn arrange_release(sources: &Sources, graph: &Graph, standing: ReleasePosition) -> Plan {
    let mut plan = Plan { frameworks: frameworks(graph), ..Plan::default() };
    let mut unheard = Vec::new();
    for (file, source) in sources.iter() {
        plan.folders.insert(file, source.path.folder().to_owned());
    }
    if is_compact(graph) && !standing.is_latest {
        plan.stand_in(WHOLE.of_iho(&standing.iho));
        plan.stand_in(changes::PAGE.of_iho(&standing.iho));
        plan.scope = Scope::Release(Box::new(standing));
        return plan;
    }
    for (page, file) in pages_in_tree(graph) {
        plan.add_page(page, file, &mut unheard);
    }
    plan.stand_in(CITED.of_iho(&standing.iho));
    plan.stand_in(changes::PAGE.of_iho(&standing.iho));
    if graph.model.glossary.is_some() {
        plan.stand_in(lists::GLOSSARY.page());
    }
    for file in &graph.model.assets {
        plan.add_asset(sources, *file, &mut unheard);
    }
    plan.add_figures(graph);
    for url in super::renames::removed_pages(&standing) {
        plan.stand_in(PageId { iho: standing.iho.clone(), ..REMOVED.named(url.as_str()) });
    }
    plan.scope = Scope::Release(Box::new(standing));
    plan
}

/// The plan of the pages beside a site that tell what all releases of an IHO said.
pub fn arrange_history(iho: &str, history: ReleaseHistory) -> Plan {
    let mut plan = Plan::default();
    let measures = history.vintages.measures();
    let revisions = measures.map(|metric| REVISIONS.of_iho_named(iho, metric));
    let pages = revisions.chain([HISTORY.of_iho(iho)]);
    plan.pages = pages.map(|page| (page.url(), page)).collect();
    plan.history = Some(Arc::new(history));
    plan
}

/// The addresses of these pages that others link to.
pub fn history_urls(graph: &Graph, iho: &str) -> Vec<Url> {
    let measures = measures_of(graph, iho);
    let pages = measures.iter().map(|it| scope::url_of_revisions(iho, it));
    let files = measures.iter().flat_map(|it| {
        let path = data::revisions_path(iho, it);
        [Url::file(&format!("{path}-metadata.json")), Url::file(&path)]
    });
    let own = [scope::url_of_history(iho), Url::file(&data::history_path(iho))];
    pages.chain(files).chain(own).collect()
}

/// The pages beside those of a plan that are to be found, too: what compares the releases of each IHO, and what the latest changed.
pub fn urls_beside(graph: &Graph, plan: &Plan) -> Vec<Url> {
    if plan.has_no_history() {
        return Vec::new();
    }
    let compared = graph.archive.ihos.keys().flat_map(|id| history_urls(graph, id));
    let compared = compared.filter(|url| url.as_str().ends_with('/'));
    let latest = graph.model.blueprints.keys().filter_map(|id| graph.archive.latest(id));
    let changed = latest.filter_map(|latest| {
        let release = scope::url_of_release(&latest.manifest.iho, &latest.version.to_string());
        release.join("changes/")
    });
    compared.chain(changed).collect()
}

/// Whether older releases are one page each.
pub(super) fn is_compact(graph: &Graph) -> bool {
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    site.and_then(|site| site.archive.known()) == Some(&Archive::Compact)
}

/// Every table of figures: the blueprint, the measure, the file.
fn figures(graph: &Graph) -> Vec<(String, String, FileId)> {
    let mut figures = Vec::new();
    for (id, blueprint) in &graph.model.blueprints {
        let tables = blueprint.observations.iter();
        figures.extend(tables.map(|(metric, table)| (id.clone(), metric.clone(), table.file)));
    }
    figures
}

/// The framework of each criterion.
fn frameworks(graph: &Graph) -> BTreeMap<String, String> {
    let mut by_criterion = BTreeMap::new();
    for (framework, (_, record)) in &graph.model.frameworks {
        for criterion in record.criteria.items() {
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
    pub(super) fn history(&self) -> Option<&ReleaseHistory> {
        self.history.as_deref()
    }

    /// Whether an address lies in the tree of a release, and no trees are made beside this plan: a site of drafts has none.
    pub(super) fn leaves_out(&self, url: &Url) -> bool {
        let in_iho = url.as_str().strip_prefix("/ihos/").filter(|_| self.scope == Scope::Drafts);
        let in_iho = in_iho.and_then(|rest| rest.split_once('/'));
        let version = in_iho.and_then(|(_, rest)| rest.strip_prefix("releases/"));
        version.is_some_and(|version| !version.is_empty() && !version.starts_with('/'))
    }

    /// Whether this is a plan of drafts.
    pub fn is_of_drafts(&self) -> bool {
        self.scope == Scope::Drafts
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
        self.figures.extend(data::tables(graph).iter().map(|file| Url::file(&file.path())));
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

    /// How large the picture at an address is shown; nothing where none is.
    pub fn picture_at(&self, url: &Url) -> Option<PictureSize> {
        self.pictures.get(url).copied()
    }

    /// Where what was at an address lies now.
    pub(super) fn new_place(&self, url: &Url) -> Option<&NewPlace> {
        self.new_places.get(url)
    }

    /// The page at an address.
    pub fn page_at(&self, url: &Url) -> Option<&PageId> {
        self.pages.get(url)
    }

    /// Whether something is published at an address.
    pub fn has(&self, url: &Url) -> bool {
        self.pages.contains_key(url) || self.assets.contains_key(url) || self.figures.contains(url)
    }

    /// Puts a page where there is nothing.
    pub(super) fn stand_in(&mut self, page: PageId) {
        let url = page.url();
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
    pub fn url_of_entity(&self, key: &EntityId) -> (Url, Option<String>) {
        url::of_entity(key, |criterion| self.frameworks.get(criterion).cloned())
    }

    fn add_page(&mut self, page: PageId, file: Option<FileId>, diagnostics: &mut Vec<Diagnostic>) {
        let url = page.url();
        if let Some(file) = file {
            self.by_file.insert(file, url.clone());
            if page.is(&NARRATIVE) && page.name == scope::HISTORY {
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
        let first = first.source();
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
        if let Some(size) = sources.file(file).content.picture() {
            self.pictures.insert(url.clone(), size);
        }
        if MADE_LAST.contains(&url.as_str()) {
            let message = format!("`iho` writes a file of its own at `{url}`");
            let diagnostic = Diagnostic::of_file(Code::DuplicateUrl, file, message);
            diagnostics.push(diagnostic.hint("give the file another name"));
            return;
        }
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

/// Files that are made when all others are there.
const MADE_LAST: [&str; 3] = ["/files.json", "/build.json", "/checkpoint.minisig"];

/// Drafts are an arrangement of folders, not of the public site.
fn asset_url(path: &str) -> Url {
    let path = path.strip_prefix("content/").unwrap_or(path);
    let path = path.strip_prefix("pages/").unwrap_or(path);
    Url::file(&path.replacen("/draft/", "/", 1))
}
