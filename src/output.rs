//! A finished site as a value: every address with a promise of its bytes, kept when asked.
//!
//! Knows nothing of the disk.

mod check;

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::graph::Graph;
use crate::page::{self, LinkTable, PageId, Plan, Url};
use crate::render::{self, Renderer, Theme};
use crate::source::{Content, FileId, Sources};

/// Every page and file of a site.
#[derive(Debug)]
pub struct Site {
    sources: Arc<Sources>,
    graph: Graph,
    plan: Plan,
    renderer: Renderer,
    entries: BTreeMap<Url, Entry>,
    /// The same addresses without the leading `/`, only ever asked whether they are there.
    paths: HashSet<String>,
}

/// What is promised at an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// A page, made of its view when asked for.
    Page(PageId),
    /// Bytes that are there already.
    Bytes(Arc<[u8]>),
    /// The data of a blueprint, made when asked for.
    Blueprint(String),
    /// A file of the sources, copied as it is.
    Copy(FileId),
}

/// What stands at an address.
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
        let mut entries = BTreeMap::new();
        for (url, page) in plan.pages() {
            entries.insert(url.clone(), Entry::Page(page.clone()));
        }
        for (url, file) in plan.assets() {
            entries.insert(url.clone(), file_entry(&sources, file));
        }
        let styles = add_theme(&sources, theme, &mut entries);
        let base = graph.model.site.as_ref().and_then(|(_, site)| site.base_url.known());
        if let Some(base) = base {
            let bytes = |bytes: Vec<u8>| Entry::Bytes(bytes.into());
            entries.insert(Url::file("sitemap.xml"), bytes(render::sitemap(&plan, &base.0)));
            entries.insert(Url::file("robots.txt"), bytes(render::robots(&base.0)));
        }
        for id in graph.model.blueprints.keys() {
            let url = Url::file(&format!("ihos/{id}/blueprint.json"));
            entries.insert(url, Entry::Blueprint(id.clone()));
        }
        let view = render::site_view(&graph, &plan, styles);
        let links = Arc::new(LinkTable::new(&sources, &graph, &plan));
        let renderer =
            Renderer::new(&sources, theme, &view, links).map_err(|diagnostic| vec![diagnostic])?;
        let paths = entries.keys().map(|url| url.as_str()[1..].to_owned()).collect();
        Ok(Self { sources, graph, plan, renderer, entries, paths })
    }

    /// Every address with what is promised there, sorted.
    pub fn entries(&self) -> impl Iterator<Item = (&Url, &Entry)> {
        self.entries.iter()
    }

    /// Whether something is promised at an address.
    pub fn has(&self, url: &Url) -> bool {
        self.entries.contains_key(url)
    }

    /// The files that the site was made of.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The graph that the site was made of.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Keeps the promise of an address; nothing where none was made.
    pub fn body(&self, url: &Url) -> Option<Result<Body<'_>, Diagnostic>> {
        Some(match self.entries.get(url)? {
            Entry::Page(page) => {
                let view = page::view(&self.graph, &self.plan, page);
                self.renderer.page(&self.sources, &view).map(Body::Bytes)
            }
            Entry::Bytes(bytes) => Ok(Body::Shared(bytes)),
            Entry::Blueprint(id) => {
                Ok(Body::Bytes(render::blueprint(&self.graph.model.blueprints[id])))
            }
            Entry::Copy(file) => Ok(Body::Copy(*file)),
        })
    }

    /// What is wrong on a finished page: links to nowhere, ids used twice, requests to other sites.
    pub fn check(&self, url: &Url, html: &[u8]) -> Vec<Diagnostic> {
        check::page(self, url, html)
    }
}

fn file_entry(sources: &Sources, file: FileId) -> Entry {
    match &sources.file(file).content {
        Content::Text(text) => Entry::Bytes(text.as_bytes().into()),
        Content::Asset { .. } | Content::Unusable(_) => Entry::Copy(file),
    }
}

/// Adds the files of a theme; the style sheets and the icon get a name that changes with their content.
fn add_theme(sources: &Sources, theme: &Theme, entries: &mut BTreeMap<Url, Entry>) -> [String; 3] {
    let mut add = |name: &str, bytes: &[u8]| {
        let hash = blake3::hash(bytes).to_hex();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let path = format!("assets/{stem}-{}.{extension}", &hash[..10]);
        entries.insert(Url::file(&path), Entry::Bytes(bytes.into()));
        path
    };
    let text =
        |name: &str| theme.statics.get(name).and_then(|file| file.text.as_deref()).unwrap_or("");
    let styles = [
        add("site.css", text("site.css").as_bytes()),
        add("code.css", render::code_style().as_bytes()),
        add("icon.svg", text("icon.svg").as_bytes()),
    ];
    for (name, file) in &theme.statics {
        if matches!(name.as_str(), "site.css" | "icon.svg") {
            continue;
        }
        let entry = match (&file.text, file.file) {
            (Some(text), _) => Entry::Bytes(text.as_bytes().into()),
            (None, Some(file)) => file_entry(sources, file),
            (None, None) => continue,
        };
        entries.insert(Url::file(&format!("assets/{name}")), entry);
    }
    styles
}

/// The mistake of a site whose promise was broken for a reason that no file explains.
pub(crate) fn no_site() -> Diagnostic {
    Diagnostic::of_site(Code::NoContent, "there is nothing to publish")
}
