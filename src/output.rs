//! A finished site as a value: every address with a promise of its bytes, kept when asked.
//!
//! Knows nothing of the disk.

mod check;
mod disclosure;
mod portable;

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use crate::data::{self, Digests};
use crate::diag::{Code, Diagnostic};
use crate::graph::Graph;
use crate::html::Html;
use crate::model::address::BaseUrl;
use crate::model::scalar::Date;
use crate::page::{self, LinkTable, PageId, Plan, Url, View, WHOLE, view::Part};
use crate::render::{self, Renderer, Theme};
use crate::source::{Content, FileId, SitePath, Sources};
use disclosure::DisclosureScan;
pub use disclosure::Suppressed;
pub use portable::portable_script;
use rayon::prelude::*;

/// Every page and file of a site.
#[derive(Clone, Debug)]
pub struct Site {
    sources: Arc<Sources>,
    graph: Graph,
    plan: Arc<Plan>,
    links: Arc<LinkTable>,
    planned: Arc<Entries>,
    design: Arc<Design>,
    digests: Arc<Digests>,
    /// The figures that must not stand anywhere, once somebody has asked.
    scan: Arc<OnceLock<DisclosureScan>>,
    /// What lies around a part of a site, and whether its own model tells what must not stand in it.
    around: Option<(Arc<dyn Around>, bool)>,
}

/// What a part of a site asks of the site around it while its pages are made. Whoever answers notes what was asked: the part
/// has to be made again once an answer is another.
pub trait Around: Send + Sync {
    /// Whether the site has something at a path from its top.
    fn has_path(&self, path: &str) -> bool;

    /// What a file gives away of figures that the site suppresses.
    fn disclosures(&self, url: &Url, bytes: &[u8]) -> Vec<Diagnostic>;

    /// All that was asked so far, sorted.
    fn asked(&self) -> Vec<String>;
}

/// Without what answers: that is the whole site around a part.
impl fmt::Debug for dyn Around {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Around")
    }
}

/// The theme of a site with the top and the foot of its pages, lent to its parts.
#[derive(Clone, Debug)]
pub struct Look(Arc<Design>);

impl Hash for Look {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.renderer.look().as_bytes().hash(state);
    }
}

/// Addresses with what is promised there.
#[derive(Clone, Debug, Default)]
struct Entries {
    by_url: BTreeMap<Url, Entry>,
    /// The same addresses without the leading `/`, and those of the trees of releases that pages link to; only ever asked
    /// whether they are there.
    paths: HashSet<String>,
}

impl Entries {
    fn new(by_url: BTreeMap<Url, Entry>) -> Self {
        let paths = by_url.keys().map(|url| url.as_str()[1..].to_owned()).collect();
        Self { by_url, paths }
    }
}

/// What a theme adds to a site: its files, and how pages are made.
#[derive(Debug)]
struct Design {
    entries: Entries,
    renderer: Renderer,
    styles: [String; 3],
    /// The files of the theme.
    sources: Arc<Sources>,
}

/// What is promised at an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A page, made of its view when asked for.
    Page(PageId),
    /// Bytes that are there already.
    Bytes(Arc<[u8]>),
    /// A file for programs, made when asked for.
    Data(data::File),
    /// A text of the sources.
    Text(FileId),
    /// A file of the sources, copied as it is.
    Copy(FileId),
}

/// What is at an address.
pub enum Body<'s> {
    /// Bytes.
    Bytes(Vec<u8>),
    /// The same, shared.
    Shared(&'s [u8]),
    /// A file of the sources.
    Copy(FileId),
}

impl Site {
    /// Puts a site together; a theme that can't be used is reported, and then there is none.
    pub fn new(
        sources: Arc<Sources>,
        graph: Graph,
        plan: Plan,
        theme: &Theme,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut planned = Entries::new(planned(&sources, &graph, &plan));
        planned.paths.extend(page::around_releases(&graph, &plan));
        let links = Arc::new(LinkTable::new(&sources, &graph, &plan));
        let design = Design::new(&sources, &graph, &plan, &links, theme)?;
        let (plan, planned, design) = (Arc::new(plan), Arc::new(planned), Arc::new(design));
        let scan = Arc::default();
        let digests = Arc::new(Digests::new(data::all_files(&graph)));
        let around = None;
        Ok(Self { sources, graph, plan, links, planned, design, digests, scan, around })
    }

    /// The tree of a release inside a site; `files` are those that are ready, by address.
    pub fn release_tree(
        (look, around): (&Look, Arc<dyn Around>),
        sources: Arc<Sources>,
        graph: Graph,
        plan: Plan,
        files: impl IntoIterator<Item = (Url, Vec<u8>)>,
    ) -> Self {
        let mut entries = BTreeMap::new();
        for (url, page) in plan.pages() {
            entries.insert(plan.address(url).into_owned(), Entry::Page(page.clone()));
        }
        for (url, file) in plan.assets() {
            entries.insert(plan.address(url).into_owned(), file_entry(&sources, file));
        }
        let is_whole = plan.pages().any(|(_, page)| page.is(&WHOLE));
        for file in data::tables(&graph).into_iter().filter(|_| !is_whole) {
            let url = Url::file(&file.path());
            entries.insert(plan.address(&url).into_owned(), Entry::Data(file));
        }
        let links = LinkTable::new(&sources, &graph, &plan);
        let is_own_scan = true;
        Self::part((look, around, is_own_scan), sources, (graph, plan, links), entries, files)
    }

    /// Pages and files beside those of a site, made of a graph that knows no more than they may tell; `files` are those that
    /// are ready, by address. They have no files of authors, and `links` are all that their texts may lead to.
    pub fn beside(
        (look, around): (&Look, Arc<dyn Around>),
        (graph, plan, links): (Graph, Plan, LinkTable),
        files: impl IntoIterator<Item = (Url, Vec<u8>)>,
    ) -> Self {
        let pages = plan.pages().map(|(url, page)| (url.clone(), Entry::Page(page.clone())));
        let (pages, sources) = (pages.collect(), Arc::default());
        // Their graph has too little of the measures to tell what is suppressed.
        let is_own_scan = false;
        Self::part((look, around, is_own_scan), sources, (graph, plan, links), pages, files)
    }

    /// A part of a site, in its theme.
    fn part(
        (look, around, is_own_scan): (&Look, Arc<dyn Around>, bool),
        sources: Arc<Sources>,
        (graph, plan, links): (Graph, Plan, LinkTable),
        mut entries: BTreeMap<Url, Entry>,
        files: impl IntoIterator<Item = (Url, Vec<u8>)>,
    ) -> Self {
        entries.extend(files.into_iter().map(|(url, bytes)| (url, Entry::Bytes(bytes.into()))));
        let links = Arc::new(links);
        let design = Arc::new(look.0.with_links(&links));
        let (plan, planned) = (Arc::new(plan), Arc::new(Entries::new(entries)));
        let (digests, scan) = (Arc::default(), Arc::default());
        let around = Some((around, is_own_scan));
        Self { sources, graph, plan, links, planned, design, digests, scan, around }
    }

    /// The same site with other content, where that has no part in any outline.
    #[must_use]
    pub fn with(&self, sources: Arc<Sources>, graph: Graph) -> Self {
        let scan = Arc::default();
        let digests = Arc::new(self.digests.forgotten());
        Self { sources, graph, digests, scan, ..self.clone() }
    }

    /// The same site in another theme.
    pub fn in_theme(&self, sources: Arc<Sources>, theme: &Theme) -> Result<Self, Vec<Diagnostic>> {
        let design = Design::new(&sources, &self.graph, &self.plan, &self.links, theme)?;
        Ok(Self { sources, design: Arc::new(design), ..self.clone() })
    }

    /// The same site with one more file.
    #[must_use]
    pub fn with_file(mut self, url: Url, bytes: Vec<u8>) -> Self {
        let planned = Arc::make_mut(&mut self.planned);
        planned.paths.insert(url.as_str()[1..].to_owned());
        planned.by_url.insert(url, Entry::Bytes(bytes.into()));
        self
    }

    /// The same site, marked as a draft on every page.
    #[must_use]
    pub fn of_drafts(mut self) -> Self {
        Arc::make_mut(&mut self.plan).mark_as_drafts();
        self
    }

    /// The same site as it is on another day.
    #[must_use]
    pub fn on(&self, today: Date) -> Self {
        let mut site = self.clone();
        site.graph.today = today;
        site.graph.forget_what_waits();
        site.digests = Arc::new(site.digests.forgotten());
        site
    }

    /// Every address with what is promised there, sorted.
    pub fn entries(&self) -> impl Iterator<Item = (&Url, &Entry)> {
        let mut design = self.design.entries.by_url.iter().peekable();
        let mut planned = self.planned.by_url.iter().peekable();
        std::iter::from_fn(move || {
            let Some((of_plan, _)) = planned.peek() else { return design.next() };
            match design.peek() {
                Some((of_design, _)) if of_design <= of_plan => {
                    // A file of the theme stands before one of the content with the same address.
                    planned.next_if(|(of_plan, _)| of_plan == of_design);
                    design.next()
                }
                _ => planned.next(),
            }
        })
    }

    /// What is promised at an address.
    pub fn entry(&self, url: &Url) -> Option<&Entry> {
        self.design.entries.by_url.get(url).or_else(|| self.planned.by_url.get(url))
    }

    /// Whether something is promised at an address.
    pub fn has(&self, url: &Url) -> bool {
        self.has_path(&url.as_str()[1..])
    }

    /// The files that the site was made of.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The graph that the site was made of.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The pages of the site and where its files are published.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The addresses of the style sheets and of the icon, without the leading `/`.
    pub fn styles(&self) -> &[String; 3] {
        &self.design.styles
    }

    /// What parts of the site look like.
    pub fn look(&self) -> Look {
        Look(Arc::clone(&self.design))
    }

    /// Whether its pages have the same look, top and foot as those of another site.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.design.renderer.look() == other.design.renderer.look()
    }

    /// The same site with other bytes at some addresses, or with nothing there.
    #[must_use]
    pub fn with_files(mut self, files: impl IntoIterator<Item = (Url, Option<Vec<u8>>)>) -> Self {
        for (url, bytes) in files {
            let is_of_theme = self.design.entries.by_url.contains_key(&url);
            match bytes {
                Some(bytes) => self = self.with_file(url, bytes),
                None if is_of_theme => {}
                None => drop(Arc::make_mut(&mut self.planned).by_url.remove(&url)),
            }
        }
        self
    }

    /// Where the acronyms lead that pages explain.
    pub fn acronyms(&self) -> LinkTable {
        self.links.of_acronyms()
    }

    /// The addresses of the site's own that begin with a path from its top, as paths.
    pub fn paths_under<'s>(&'s self, start: &str) -> impl Iterator<Item = &'s str> {
        let first = Url::file(start);
        let of_theme = self.design.entries.by_url.range(first.clone()..);
        let of_content = self.planned.by_url.range(first..);
        let is_under = move |path: &&str| path.starts_with(start);
        let path = |(url, _): (&'s Url, &Entry)| &url.as_str()[1..];
        of_theme.map(path).take_while(is_under).chain(of_content.map(path).take_while(is_under))
    }

    /// All that a part of a site asked of what lies around it, while it was made; nothing where this is no part.
    pub fn asked(&self) -> Vec<String> {
        self.around.as_ref().map(|(around, _)| around.asked()).unwrap_or_default()
    }

    /// All that a page says.
    pub fn view(&self, page: &PageId) -> View {
        let mut view = page::view(&self.graph, &self.plan, &self.digests, page);
        if page.is(&WHOLE) {
            let blueprint = &self.graph.model.blueprints[&page.iho];
            let html = render::sections(&self.graph, blueprint);
            let figures = render::figures(&self.graph, blueprint);
            view.parts.push(Part::Record { html: Html::from_escaped(html + &figures) });
        }
        view
    }

    /// Keeps the promise of an address; nothing where none was made.
    pub fn body(&self, url: &Url) -> Option<Result<Body<'_>, Diagnostic>> {
        Some(match self.entry(url)? {
            Entry::Page(page) => {
                let view = self.view(page);
                self.design.renderer.page(&self.design.sources, &view).map(Body::Bytes)
            }
            Entry::Bytes(bytes) => Ok(Body::Shared(bytes)),
            Entry::Data(file) => Ok(Body::Bytes(self.digests.made(&self.graph, file))),
            Entry::Text(file) => {
                let text = self.sources.text(*file);
                let is_table = url.as_str().ends_with(".csv");
                let made_safe = is_table.then(|| data::made_safe(text)).flatten();
                Ok(made_safe.map_or(Body::Shared(text.as_bytes()), Body::Bytes))
            }
            Entry::Copy(file) => Ok(Body::Copy(*file)),
        })
    }

    /// What is wrong with a finished file: suppressed figures in it; on a page also links to nowhere, ids used twice,
    /// requests to other sites.
    pub fn check(&self, url: &Url, bytes: &[u8]) -> Vec<Diagnostic> {
        let mut found = match self.entry(url) {
            Some(Entry::Page(_)) => check::page(self, url, bytes),
            _ => Vec::new(),
        };
        found.extend(match &self.around {
            Some((around, false)) => around.disclosures(url, bytes),
            Some((_, true)) | None => self.disclosures(url, bytes, &mut |_| {}),
        });
        found
    }

    /// What is wrong with the finished files, each made once; `read` gives those that are copied as they are. Pages that say the
    /// same as in another site that was `seen` are left out, where the same figures are suppressed in both.
    pub fn last_look(
        &self,
        seen: Option<&Self>,
        read: impl Fn(&SitePath) -> Vec<u8> + Sync,
    ) -> Vec<Diagnostic> {
        let seen = seen.filter(|seen| self.scan().hides_the_same(seen.scan()));
        let is_seen = |url: &Url, entry: &Entry| match (entry, seen.and_then(|it| it.entry(url))) {
            (Entry::Page(page), Some(Entry::Page(other))) => {
                seen.is_some_and(|seen| seen.view(other) == self.view(page))
            }
            _ => false,
        };
        let entries: Vec<(&Url, &Entry)> = self.entries().collect();
        let unseen = entries.into_par_iter().filter(|(url, entry)| !is_seen(url, entry));
        let found = unseen.flat_map_iter(|(url, _)| match self.body(url) {
            Some(Ok(Body::Bytes(bytes))) => self.check(url, &bytes),
            Some(Ok(Body::Shared(bytes))) => self.check(url, bytes),
            Some(Ok(Body::Copy(file))) if self.has_to_read(url) => {
                self.check(url, &read(self.sources.place(file)))
            }
            Some(Err(diagnostic)) => vec![diagnostic],
            Some(Ok(Body::Copy(_))) | None => Vec::new(),
        });
        found.collect()
    }

    /// What a file gives away of suppressed figures; `note` hears of each thing that this was decided by.
    pub fn disclosures(
        &self,
        url: &Url,
        bytes: &[u8],
        note: &mut dyn FnMut(Suppressed),
    ) -> Vec<Diagnostic> {
        self.scan().findings(url, bytes, note)
    }

    /// Stands for something that [`Site::disclosures`] decides by.
    pub fn digest_of_suppressed(&self, what: &Suppressed) -> blake3::Hash {
        self.scan().digest(what)
    }

    /// Whether a file that is copied as it is has to be looked at before: it is text, and figures are suppressed.
    pub fn has_to_read(&self, url: &Url) -> bool {
        const TEXTS: [&str; 7] = [".csv", ".json", ".geojson", ".svg", ".txt", ".xml", ".html"];
        !self.scan().is_idle() && TEXTS.iter().any(|end| url.as_str().ends_with(end))
    }

    fn scan(&self) -> &DisclosureScan {
        self.scan.get_or_init(|| DisclosureScan::new(&self.graph.model))
    }

    /// Whether a path from the top of the site is one of its addresses.
    pub fn has_path(&self, path: &str) -> bool {
        self.planned.paths.contains(path)
            || self.design.entries.paths.contains(path)
            || self.around.as_ref().is_some_and(|(around, _)| around.has_path(path))
            || page::is_in_release(&self.graph, path)
    }
}

/// What the content promises.
fn planned(sources: &Sources, graph: &Graph, plan: &Plan) -> BTreeMap<Url, Entry> {
    let mut entries = BTreeMap::new();
    for (url, page) in plan.pages() {
        entries.insert(url.clone(), Entry::Page(page.clone()));
    }
    for (url, file) in plan.assets() {
        entries.insert(url.clone(), file_entry(sources, file));
    }
    let base = graph.model.site.as_ref().and_then(|(_, site)| site.base_url.known());
    if let Some(base) = base {
        let bytes = |bytes: Vec<u8>| Entry::Bytes(bytes.into());
        entries
            .insert(Url::file("sitemap.xml"), bytes(render::sitemap(graph, plan, base.trimmed())));
        entries.insert(Url::file("robots.txt"), bytes(render::robots(base.trimmed())));
    }
    for file in data::all_files(graph) {
        entries.insert(Url::file(&file.path()), Entry::Data(file));
    }
    for name in graph.model.notices.keys() {
        let Some((iho, notice)) = name.split_once('/') else { continue };
        let source = SitePath::new(&format!("content/ihos/{iho}/notices/{notice}"));
        if let Some(file) = source.and_then(|source| sources.find(&source)) {
            let url = Url::file(&data::notice_path(iho, notice));
            entries.insert(url, file_entry(sources, file));
        }
    }
    let redirects = page::redirects(plan);
    if !redirects.is_empty() {
        let base = base.map_or("", BaseUrl::path);
        let bytes = |bytes: Vec<u8>| Entry::Bytes(bytes.into());
        entries.insert(Url::file("_redirects"), bytes(render::netlify(&redirects, base)));
        entries.insert(Url::file("redirects.nginx.conf"), bytes(render::nginx(&redirects, base)));
    }
    entries
}

impl Design {
    /// The same theme for pages whose texts lead elsewhere; its files are not among them.
    fn with_links(&self, links: &Arc<LinkTable>) -> Self {
        Self {
            entries: Entries::default(),
            renderer: self.renderer.with_links(Arc::clone(links)),
            styles: self.styles.clone(),
            sources: Arc::clone(&self.sources),
        }
    }

    fn new(
        sources: &Arc<Sources>,
        graph: &Graph,
        plan: &Plan,
        links: &Arc<LinkTable>,
        theme: &Theme,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut entries = BTreeMap::new();
        let (styles, scripts) = add_theme(sources, graph, theme, &mut entries);
        let view = render::site_view(graph, plan, styles.clone(), scripts);
        let renderer = Renderer::new(sources, theme, &view, Arc::clone(links))
            .map_err(|diagnostic| vec![diagnostic])?;
        let sources = Arc::clone(sources);
        Ok(Self { entries: Entries::new(entries), renderer, styles, sources })
    }
}

fn file_entry(sources: &Sources, file: FileId) -> Entry {
    match &sources.file(file).content {
        Content::Text(_) => Entry::Text(file),
        Content::Asset { .. } | Content::Sealed(_) | Content::Unusable(_) | Content::Removed => {
            Entry::Copy(file)
        }
    }
}

/// Adds the files of a theme; style sheets, scripts and the icon get a name that changes with their content. Gives the
/// addresses of the style sheets and the icon, and those of scripts by their names.
fn add_theme(
    sources: &Sources,
    graph: &Graph,
    theme: &Theme,
    entries: &mut BTreeMap<Url, Entry>,
) -> ([String; 3], BTreeMap<String, String>) {
    let mut add = |name: &str, bytes: &[u8]| {
        let hash = blake3::hash(bytes).to_hex();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let path = format!("assets/{stem}-{}.{extension}", &hash[..10]);
        entries.insert(Url::file(&path), Entry::Bytes(bytes.into()));
        path
    };
    let text =
        |name: &str| theme.statics.get(name).and_then(|file| file.text.as_deref()).unwrap_or("");
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    let of_site = render::tokens(site, theme.style());
    let styles = [
        add("site.css", (theme.style().to_owned() + &of_site).as_bytes()),
        add("code.css", render::code_style().as_bytes()),
        add("icon.svg", text("icon.svg").as_bytes()),
    ];
    let is_script = |name: &&String| name.ends_with(".js");
    let scripts = theme.statics.keys().filter(is_script);
    let scripts = scripts.map(|name| (name.clone(), add(name, text(name).as_bytes()))).collect();
    for (name, file) in &theme.statics {
        if matches!(name.as_str(), "site.css" | "icon.svg") || is_script(&name) {
            continue;
        }
        let entry = match (&file.text, file.file) {
            (Some(text), _) => Entry::Bytes(text.as_bytes().into()),
            (None, Some(file)) => file_entry(sources, file),
            (None, None) => continue,
        };
        entries.insert(Url::file(&format!("assets/{name}")), entry);
    }
    (styles, scripts)
}

/// The mistake of a site whose promise was broken for a reason that no file explains.
pub(crate) fn no_site() -> Diagnostic {
    Diagnostic::of_site(Code::NoContent, "there is nothing to publish")
}
