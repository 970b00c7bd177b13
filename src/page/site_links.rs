//! Links as authors write them, turned into addresses of this site; those that lead nowhere are reported.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

use super::articles::ARTICLE;
use super::page_id::PageId;
use super::plan::Plan;
use super::scope::{Scope, url_of_releases};
use super::url::Url;
use crate::data::Digests;
use crate::diag::{Code, Diagnostic, Suggestions, some_of};
use crate::graph::{EntityId, Graph};
use crate::model::Model;
use crate::model::address::decode_path;
use crate::model::prose::{Heading, Prose, Target, scheme};
use crate::model::reference::{EntityKind, Reference};
use crate::model::reflect::{self, Block, ScalarRef, VisitEvent};
use crate::source::{PictureSize, SitePath, Sources, Span};

/// Where every reference and relative link leads; asked for by the renderer of markdown.
#[derive(Debug, Default)]
pub struct LinkTable {
    entities: BTreeMap<EntityKind, HashMap<String, Resolved>>,
    files: BTreeMap<String, Url>,
    /// How large pictures are shown, by their paths from the top of the site.
    pictures: BTreeMap<String, PictureSize>,
    /// What was removed by law: a link leads to where that is said, and of a picture there are its words.
    removed: BTreeSet<String>,
    /// The term that explains each acronym.
    acronyms: BTreeMap<String, String>,
}

/// An address of this site with its place, and the name of what is there.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Resolved {
    /// The address, with the place after `#`; without the leading `/`. Empty where there is a name and no page any more.
    pub path: String,
    /// The name.
    pub name: String,
}

impl Hash for LinkTable {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { entities, files, pictures, removed, acronyms } = self;
        for (kind, of_kind) in entities {
            let sorted: BTreeMap<&String, &Resolved> = of_kind.iter().collect();
            (kind, sorted).hash(state);
        }
        (files, pictures, removed, acronyms).hash(state);
    }
}

impl LinkTable {
    /// Every acronym that the glossary explains, with the address of its term, without the leading `/`.
    pub fn acronyms(&self) -> impl Iterator<Item = (&str, &str)> {
        let terms = self.entities.get(&EntityKind::Term);
        self.acronyms.iter().filter_map(move |(acronym, term)| {
            Some((acronym.as_str(), terms?.get(term)?.path.as_str()))
        })
    }

    /// The same table with the acronyms alone.
    #[must_use]
    pub fn of_acronyms(&self) -> Self {
        let kind = EntityKind::Term;
        let terms = self.entities.get(&kind).into_iter().flatten();
        let terms = terms.filter(|(id, _)| self.acronyms.values().any(|term| term == *id));
        let terms = terms.map(|(id, it)| (id.clone(), it.clone())).collect();
        let acronyms = self.acronyms.clone();
        Self { entities: BTreeMap::from([(kind, terms)]), acronyms, ..Self::default() }
    }

    /// The table of a site.
    pub fn new(sources: &Sources, graph: &Graph, plan: &Plan) -> Self {
        let acronyms = crate::check::acronyms(&graph.model);
        let mut table = Self { acronyms, ..Self::default() };
        for kind in EntityKind::ALL {
            for (key, entity) in graph.of_kind(*kind) {
                let (url, anchor) = plan.url_of_entity(key);
                let url = plan.address(&url);
                let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
                let path = format!("{}{anchor}", &url.as_str()[1..]);
                let resolved = Resolved { path, name: entity.name.clone() };
                if *kind == EntityKind::Page
                    && let Some(folder) = key.id.strip_suffix("/index")
                {
                    table
                        .entities
                        .entry(*kind)
                        .or_default()
                        .insert(folder.to_owned(), resolved.clone());
                }
                table.entities.entry(*kind).or_default().insert(key.id.clone(), resolved);
            }
        }
        for (key, (name, is_there)) in graph.outside() {
            let (url, anchor) = plan.url_of_entity(key);
            let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
            let path = match is_there {
                true => format!("{}{anchor}", &url.as_str()[1..]),
                false => String::new(),
            };
            let resolved = Resolved { path, name: name.clone() };
            let of_kind = table.entities.entry(key.kind).or_default();
            of_kind.entry(key.id.clone()).or_insert(resolved);
        }
        for (file, source) in sources.iter() {
            if let Some(url) = plan.url_of_file(file) {
                let size = plan.picture_at(url);
                let url = plan.address(url).into_owned();
                let path = url.as_str()[1..].to_owned();
                table.pictures.extend(size.map(|size| (path, size)));
                table.files.insert(source.path.as_str().to_owned(), url);
            }
        }
        for path in &graph.model.removed {
            let told = match (plan.scope(), path.strip_prefix("content/ihos/")) {
                (Scope::Release(standing), _) => standing.url(),
                (_, Some(rest)) => url_of_releases(rest.split('/').next().unwrap_or_default()),
                (_, None) => Url::page(&["notices"]),
            };
            table.files.insert(path.clone(), told);
            table.removed.insert(path.clone());
        }
        table
    }

    /// What a reference leads to.
    pub fn entity(&self, reference: &Reference) -> Option<Resolved> {
        let found = self.entities.get(&reference.kind)?.get(&reference.id)?;
        let mut found = found.clone();
        if let Some(fragment) = &reference.fragment {
            match reference.kind {
                EntityKind::Document => found.name = with_place(&found.name, fragment),
                EntityKind::Page => found.path = format!("{}#{fragment}", found.path),
                _ => {}
            }
        }
        Some(found)
    }

    /// How large the picture at a path from the top of the site is shown; nothing where it is not known.
    pub fn picture(&self, path: &str) -> Option<PictureSize> {
        self.pictures.get(path).copied()
    }

    /// Whether a relative link from a file of a folder names a file that was removed by law.
    pub fn is_removed(&self, folder: &str, written: &str) -> bool {
        let file = SitePath::resolve(folder, split(written).0);
        file.is_some_and(|file| self.removed.contains(file.as_str()))
    }

    /// Where a relative link from a file of a folder leads, without the leading `/`.
    pub fn relative(&self, folder: &str, written: &str) -> Option<String> {
        let (path, rest) = split(written);
        let file = SitePath::resolve(folder, path)?;
        let url = self.files.get(file.as_str())?;
        Some(format!("{}{rest}", &url.as_str()[1..]))
    }
}

/// A document's name with the page or paragraph: "Board paper, page 12".
pub(super) fn with_place(name: &str, fragment: &str) -> String {
    let number = fragment.trim_start_matches(|c: char| !c.is_ascii_digit());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    match &fragment[..fragment.len() - number.len()] {
        "p" | "page" | "page-" if is_number => format!("{name}, page {number}"),
        "para" | "para-" | "paragraph" | "paragraph-" if is_number => {
            format!("{name}, paragraph {number}")
        }
        "s" | "section" | "section-" if is_number => format!("{name}, section {number}"),
        _ => format!("{name}, {}", fragment.replace('-', " ")),
    }
}

pub(super) fn split(written: &str) -> (&str, &str) {
    let end = written.find(['?', '#']).unwrap_or(written.len());
    written.split_at(end)
}

/// Every link to nowhere, in every text.
pub(super) fn check(sources: &Sources, graph: &Graph, plan: &Plan) -> Vec<Diagnostic> {
    let mut check = LinkCheck {
        sources,
        graph,
        plan,
        known: BTreeMap::new(),
        beside: None,
        suggestions: Suggestions::default(),
        diagnostics: Vec::new(),
    };
    check.navigation();
    each_text(&graph.model, &mut |from, step| {
        if let VisitEvent::Scalar(ScalarRef::Prose(prose)) = step {
            check.prose(from, prose);
        }
    });
    check.diagnostics
}

/// Visits all that records say, with the address of the page on which it stands.
pub(super) fn each_text(model: &Model, visit: &mut dyn FnMut(&Url, VisitEvent<'_>)) {
    let mut block =
        |url: &Url, block: &dyn Block| reflect::visit(block, &mut |_, step| visit(url, step));
    for (id, it) in &model.blueprints {
        for (name, section) in it.sections() {
            let url = match name {
                "iho" => Url::page(&["ihos", id]),
                name => Url::page(&["ihos", id, name]),
            };
            if let Some(section) = section.and_then(|(_, section)| section.block()) {
                block(&url, section);
            }
        }
        if let Some((_, note)) = &it.note {
            block(&super::scope::url_of_releases(id), note);
        }
    }
    for entry in model.entries().into_iter().filter(|entry| entry.kind.has_own_file()) {
        let Some(id) = entry.id else { continue };
        let key = EntityId::new(entry.kind, id);
        block(&super::url::of_entity(&key, |_| None).0, entry.record.block());
    }
    for (id, (_, framework)) in &model.frameworks {
        block(&Url::page(&["criteria", id]), framework);
    }
    if let Some((_, questions)) = &model.questions {
        block(&Url::page(&["questions"]), questions);
    }
    if let Some((_, glossary)) = &model.glossary {
        block(&Url::page(&["glossary"]), glossary);
    }
    if let Some((_, site)) = &model.site {
        block(&Url::page(&["accessibility"]), site);
    }
    each_body(model, &mut |url, body| visit(url, VisitEvent::Scalar(ScalarRef::Prose(body))));
}

/// Visits the text of every page that is written in markdown.
fn each_body(model: &Model, visit: &mut dyn FnMut(&Url, &Prose)) {
    for (id, page) in &model.pages {
        visit(&super::url::of_page(id), &page.body);
    }
    for (id, blueprint) in &model.blueprints {
        for (name, narrative) in &blueprint.narratives {
            let url = match name.as_str() {
                "overview" | "iho" => Url::page(&["ihos", id]),
                name => Url::page(&["ihos", id, name]),
            };
            visit(&url, &narrative.body);
        }
    }
    let of = |kind, id: &str| super::url::of_entity(&EntityId::new(kind, id), |_| None).0;
    for (id, (_, it)) in &model.care_models {
        visit(&of(EntityKind::CareModel, id), &it.body);
    }
    for (id, (_, it)) in &model.policies {
        visit(&of(EntityKind::Policy, id), &it.body);
    }
}

/// What somebody meant who left out the beginning of an address, or typed it as on a disk.
fn meant_elsewhere(written: &str) -> Option<String> {
    let server = written.split(['/', '?', '#']).next().unwrap_or(written);
    let is_server = |it: &str| {
        let ends = [".uk", ".org", ".com", ".net", ".eu", ".gov", ".io"];
        it.starts_with("www.") && it.len() > 4 || ends.iter().any(|end| it.ends_with(end))
    };
    match server.split_once('@') {
        Some((name, server)) if !name.is_empty() && server.contains('.') => {
            Some(format!("mailto:{written}"))
        }
        _ if written.starts_with("//") => Some(format!("https:{written}")),
        _ if is_server(server) => Some(format!("https://{written}")),
        _ if written.contains('\\') => Some(written.replace('\\', "/")),
        _ => None,
    }
}

struct LinkCheck<'s> {
    sources: &'s Sources,
    graph: &'s Graph,
    plan: &'s Plan,
    /// The places on pages that links have led to so far. The home page has its own address in common with the text that
    /// it is made of, but shows more than that; so the kind of the page counts, too.
    known: BTreeMap<(Url, &'static str), KnownLinks>,
    /// What the build makes besides pages, once somebody asked.
    beside: Option<BTreeSet<String>>,
    suggestions: Suggestions,
    diagnostics: Vec<Diagnostic>,
}

/// The places on a page that links may lead to.
#[derive(Default)]
struct KnownLinks {
    headings: BTreeSet<String>,
    /// Those of what is defined in a list, for hints: the view of the list knows them itself.
    listed: BTreeSet<String>,
    /// Those that its view adds, once it was made.
    of_view: Option<OfView>,
}

/// The places of a view, and the beginnings of those inside its texts, which end in `_`.
#[derive(Default)]
struct OfView {
    places: BTreeSet<String>,
    inside: BTreeSet<String>,
}

impl OfView {
    fn may_have(&self, fragment: &str) -> bool {
        let mut beginnings = fragment.match_indices('_').map(|(at, _)| &fragment[..=at]);
        self.places.contains(fragment) || beginnings.any(|it| self.inside.contains(it))
    }
}

impl LinkCheck<'_> {
    fn prose(&mut self, from: &Url, prose: &Prose) {
        let is_own = |written: &str| {
            let place = written.strip_prefix('#').and_then(decode_path);
            let has = |it: &Heading, id: &str| it.id == id || it.also.as_deref() == Some(id);
            place.is_some_and(|place| prose.headings.iter().any(|it| has(it, &place)))
        };
        for link in &prose.links {
            match &link.target {
                Target::Url(written) if is_own(written) => {}
                Target::Url(written) if scheme(written).is_none() => {
                    self.link(from, written, link.span, link.is_image);
                }
                Target::Reference(reference) if reference.kind == EntityKind::Page => {
                    self.page_anchor(reference);
                }
                Target::Url(_) | Target::Reference(_) => {}
            }
        }
    }

    fn page_anchor(&mut self, reference: &Reference) {
        let Some(fragment) = &reference.fragment else {
            return;
        };
        let pages = &self.graph.model.pages;
        let id = [reference.id.clone(), format!("{}/index", reference.id)];
        if let Some(id) = id.into_iter().find(|id| pages.contains_key(id)) {
            self.anchor(&ARTICLE.named(id), fragment, reference.span);
        }
    }

    fn link(&mut self, from: &Url, written: &str, span: Span, is_image: bool) {
        let (path, rest) = split(written);
        let fragment = rest.split_once('#').map(|(_, fragment)| fragment);
        let folder = self.sources.file(span.file).path.folder();
        let of_file = SitePath::resolve(folder, path)
            .filter(|_| !path.is_empty() && !path.starts_with('/'))
            .and_then(|path| self.plan.url_of_file(self.sources.find(&path)?).cloned());
        let target = match of_file {
            Some(url) => Some(url),
            None if path.is_empty() => Some(from.clone()),
            None => from.join(path).filter(|url| self.is_there(url)),
        };
        let Some(target) = target else {
            let file = SitePath::resolve(folder, path).filter(|_| !path.starts_with('/'));
            if file.is_some_and(|file| self.graph.model.removed.contains(file.as_str())) {
                return;
            }
            let without_slash = self.without_slash(from, written);
            if without_slash.is_none() && self.has_a_file_in_trouble(from, folder, path) {
                return;
            }
            let found = match without_slash {
                Some(right) => Diagnostic::at(
                    Code::BrokenLink,
                    span,
                    format!("the address of a page ends in `/`, and `{written}` does not"),
                )
                .hint(format!("write `{right}`")),
                None => self.broken(from, written, span, is_image),
            };
            self.diagnostics.push(found);
            return;
        };
        let fragment = fragment.filter(|fragment| !fragment.is_empty());
        if let (Some(fragment), Some(page)) = (fragment, self.plan.page_at(&target)) {
            self.anchor(page, fragment, span);
        }
    }

    /// Whether the build makes a page or a file at an address.
    fn is_there(&mut self, url: &Url) -> bool {
        let beside = || super::made::beside_pages(self.graph, self.plan);
        self.plan.has(url)
            || self.beside.get_or_insert_with(beside).contains(&url.as_str()[1..])
            || super::made::is_in_release(self.graph, &url.as_str()[1..])
    }

    /// The address of a page that was written without the `/` at its end.
    fn without_slash(&self, from: &Url, written: &str) -> Option<String> {
        let (path, rest) = split(written);
        let with_slash = Some(path).filter(|path| !path.is_empty() && !path.ends_with('/'))?;
        let url = from.join(&format!("{with_slash}/"))?;
        let is_there =
            self.plan.has(&url) || super::made::is_in_release(self.graph, &url.as_str()[1..]);
        is_there.then(|| format!("{url}{rest}"))
    }

    /// Places that are made by this tool have an underscore in their names; headings have none.
    fn anchor(&mut self, page: &PageId, written: &str, span: Span) {
        let decoded = decode_path(written);
        let fragment = decoded.as_deref().unwrap_or(written);
        let (graph, plan) = (self.graph, self.plan);
        let known = self.known.entry((page.url(), page.kind.name)).or_insert_with(|| KnownLinks {
            headings: page.headings(graph),
            listed: page.listed_entities(graph),
            of_view: None,
        });
        if matches!(fragment, "main" | "top") || known.headings.contains(fragment) {
            return;
        }
        let of_view = known.of_view.get_or_insert_with(|| {
            let view = super::view(graph, plan, &Digests::default(), page);
            let mut of_view = OfView { places: known.headings.clone(), ..OfView::default() };
            view.places(&mut of_view.places, &mut of_view.inside);
            of_view
        });
        let is_made = fragment.contains('_');
        if is_made && of_view.may_have(fragment) {
            return;
        }
        static NONE: BTreeSet<String> = BTreeSet::new();
        let (names, listed) = match is_made {
            true => (&of_view.places, &NONE),
            false => (&known.headings, &known.listed),
        };
        let names = || names.iter().chain(listed);
        // The heading of a text of a field has the name of the field in front.
        let ending = format!("_{fragment}");
        let of_field = of_view.places.iter().find(|place| place.ends_with(&ending));
        let suggestion = of_field
            .map(|place| format!("write `#{place}`"))
            .or_else(|| self.suggestions.did_you_mean(fragment, names().map(String::as_str)));
        let hint = suggestion.unwrap_or_else(|| {
            if names().next().is_none() {
                "that page has no headings to link to: remove what follows the `#`".to_owned()
            } else {
                let names: Vec<String> = names().map(|name| format!("#{name}")).collect();
                format!("the places on that page are {}", some_of(names.iter().map(String::as_str)))
            }
        });
        let message = format!("nothing on that page is called `{fragment}`");
        self.diagnostics.push(Diagnostic::at(Code::BrokenAnchor, span, message).hint(hint));
    }

    /// Whether the link leads to a file that is there, but has a message of its own already.
    fn has_a_file_in_trouble(&self, from: &Url, folder: &str, path: &str) -> bool {
        let beside = SitePath::resolve(folder, path);
        let page = from.join(path).map(|url| url.as_str().trim_matches('/').to_owned());
        let pages = page.into_iter().flat_map(|page| {
            [format!("content/pages/{page}.md"), format!("content/pages/{page}/index.md")]
        });
        let pages = pages.filter_map(|path| SitePath::new(&path));
        beside
            .into_iter()
            .chain(pages)
            .any(|path| path.extension() == "md" && self.sources.find(&path).is_some())
    }

    fn broken(&mut self, from: &Url, written: &str, span: Span, is_image: bool) -> Diagnostic {
        let (path, _) = split(written);
        let message = if is_image {
            format!("there is no picture `{written}`")
        } else {
            format!("there is no page or file at `{written}`")
        };
        let diagnostic = Diagnostic::at(Code::BrokenLink, span, message);
        if let Some(meant) = meant_elsewhere(written) {
            return diagnostic.hint(format!("write `{meant}`"));
        }
        let typed = from.join(path).map_or_else(|| path.to_owned(), |url| url.as_str().to_owned());
        let pages = self.plan.pages().map(|(url, _)| url.as_str());
        diagnostic.hint(self.suggestions.did_you_mean(&typed, pages).unwrap_or_else(|| {
            "write an address of this site such as `/organisations/`, the name of a file beside this \
             one, or a reference such as `[[org:example-vale-ft]]`"
                .to_owned()
        }))
    }

    fn navigation(&mut self) {
        let Some((_, site)) = &self.graph.model.site else {
            return;
        };
        for item in site.navigation.items() {
            if let (Some(url), Some(span)) = (item.url.known(), item.url.span)
                && scheme(url).is_none()
            {
                self.link(&Url::home(), url, span, false);
            }
            if let (Some(page), Some(span)) = (item.page.known(), item.page.span) {
                let pages = &self.graph.model.pages;
                let file = SitePath::new(&format!("content/pages/{page}.md"));
                let is_there = file.is_some_and(|file| self.sources.find(&file).is_some());
                if !is_there
                    && !pages.contains_key(page)
                    && !pages.contains_key(&format!("{page}/index"))
                {
                    let names = pages.keys().map(String::as_str);
                    let hint = self.suggestions.did_you_mean(page, names);
                    let message = format!("there is no page `content/pages/{page}.md`");
                    self.diagnostics.push(
                        Diagnostic::at(Code::UnknownReference, span, message).maybe_hint(hint),
                    );
                }
            }
        }
    }
}
