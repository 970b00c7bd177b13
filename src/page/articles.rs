//! Free pages, the start page, and the page that is shown where there is none.

use std::collections::BTreeSet;

use super::context::PageContext;
use super::kinds::{PageKind, site_lists};
use super::layout::rows_of;
use super::url::{self, Url};
use super::view::{Group, Link, Markdown, NavigationGroup, Part, View};
use super::{blueprint, editions, lists};
use crate::data::Channel;
use crate::graph::EntityId;
use crate::model::prose::Prose;
use crate::model::reference::EntityKind;
use crate::model::{Blueprint, Page};

pub(super) static HOME: PageKind = PageKind {
    title: "Start page",
    source: Some("content/pages/index.md"),
    pages: |kind, graph| vec![(kind.page(), graph.model.pages.get("index").map(|page| page.file))],
    texts: |graph, _| graph.model.pages.get("index").map(|page| &page.body).into_iter().collect(),
    feed: |_| Some(Channel::Site),
    ..PageKind::new("home", |_| Url::home(), home)
};

/// A page of which no more is known than its address.
pub fn unplanned(url: &Url) -> super::PageId {
    ARTICLE.named(url.as_str().trim_matches('/'))
}

/// A page of `pages/`.
pub(super) static ARTICLE: PageKind = PageKind {
    entity: Some(EntityKind::Page),
    pages: |kind, graph| {
        let articles = graph.model.pages.iter().filter(|(id, _)| *id != "index");
        articles.map(|(id, page)| (kind.named(id), Some(page.file))).collect()
    },
    texts: |graph, page| {
        let article = graph.model.pages.get(&page.name);
        article.map(|article| &article.body).into_iter().collect()
    },
    ..PageKind::new("article", |page| url::of_page(&page.name), article)
};

/// What is shown where there is no page.
pub(super) static NOT_FOUND: PageKind = PageKind {
    pages: |kind, _| kind.once(true),
    is_indexed: false,
    ..PageKind::new("not-found", |_| Url::file("404.html"), not_found)
};

/// The start page: what this is, then the IHOs.
fn home(cx: &PageContext<'_>) -> View {
    let model = &cx.graph.model;
    let site_title = model.site.as_ref().and_then(|(_, site)| site.title.known());
    let site_title = site_title.map_or("Integrated health organisations", String::as_str);
    let page = model.pages.get("index");
    let title = page.and_then(|page| page.front.title.known());
    let mut head = cx.head("home", title.map_or(site_title, String::as_str));
    head.breadcrumb.clear();
    head.description = page.map_or_else(
        || "Blueprints of integrated health organisation contracts.".to_owned(),
        |page| description(cx, page),
    );
    let (mut body, mut further) = (Vec::new(), Vec::new());
    if let Some(page) = page {
        let (lead, rest) = opening(cx, &page.body);
        body.extend(lead);
        further.extend(rest);
        head.dates = rows_of(cx, &page.front, &["updated", "review"]);
        editions::of_page(cx, page, &mut head);
        head.has_code = page.body.text.contains("```");
    }
    if !model.blueprints.is_empty() {
        body.extend(find_your_area(cx));
        body.extend(super::releases::latest_changes(cx, None, 3));
        body.push(lists::iho_rows(cx, "The contracts"));
        body.extend(super::maps::locator(cx));
    }
    body.extend(further);
    body.push(browse(cx));
    let mut view = cx.finish(head, body);
    view.head.contents.clear();
    view
}

fn article(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let page = &cx.graph.model.pages[id];
    let mut head = cx.head("page", page.front.title.known().map_or(id, String::as_str));
    head.description = description(cx, page);
    head.dates = rows_of(cx, &page.front, &["updated", "review"]);
    head.has_code = page.body.text.contains("```");
    editions::of_page(cx, page, &mut head);
    if let Some((parent, siblings)) = family(cx, id) {
        if id != parent.0 {
            let link = cx.link(parent.1.clone(), &url::of_page(&parent.0));
            head.breadcrumb.push(link);
        }
        if siblings.len() > 1 {
            head.siblings_label = parent.1;
            let at = siblings.iter().position(|link| link.is_current);
            head.previous = at.and_then(|at| siblings.get(at.checked_sub(1)?)).cloned();
            head.next = at.and_then(|at| siblings.get(at + 1)).cloned();
            head.siblings = vec![NavigationGroup { label: String::new(), links: siblings }];
        }
    }
    let key = EntityId::new(EntityKind::Page, id);
    let mut body = vec![text_of(cx, &page.body)];
    body.extend(cx.connections_part(&key));
    let mut view = cx.finish(head, body);
    view.head.contents = contents(cx, &page.body);
    view
}

/// The index page of a page's folder, and the pages beside it.
fn family(cx: &PageContext<'_>, id: &str) -> Option<((String, String), Vec<Link>)> {
    let pages = &cx.graph.model.pages;
    let folder = id.rsplit_once('/')?.0;
    let index = format!("{folder}/index");
    let parent = pages.get(&index)?;
    let title = parent.front.title.known().map_or(index.as_str(), String::as_str).to_owned();
    let mut siblings = vec![cx.link(title.clone(), &url::of_page(&index))];
    // A version of a page is reached from the top of that page.
    let versions: BTreeSet<&str> = pages.values().flat_map(|page| editions::named(page)).collect();
    for (other, page) in pages {
        let is_beside = other.rsplit_once('/').is_some_and(|(beside, _)| beside == folder);
        if is_beside && *other != index && !versions.contains(other.as_str()) {
            let title = page.front.title.known().map_or(other.as_str(), String::as_str);
            siblings.push(cx.link(title, &url::of_page(other)));
        }
    }
    Some(((index, title), siblings))
}

pub(super) fn not_found(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("not-found", "Page not found");
    head.description = "There is no page at this address.".to_owned();
    head.canonical = None;
    head.address = None;
    head.breadcrumb.truncate(1);
    let words = "If you typed the address, check that it is correct. If you pasted it, check that you copied all of it. \
                 If you followed a link, the page may have moved or been removed.";
    let mut body = vec![Part::Lead { body: cx.sentence(words) }];
    let mut contracts = super::paging::by_name(cx.graph);
    contracts.truncate(super::paging::PER_PAGE);
    let link = |it: &Blueprint| cx.link(it.name(), &Url::page(&["ihos", &it.id]));
    let links: Vec<Link> = contracts.into_iter().map(link).collect();
    if !links.is_empty() {
        let groups = vec![Group { label: String::new(), links }];
        body.push(Part::links("contracts", "Go to a contract", groups));
    }
    body.push(browse(cx));
    cx.finish(head, body)
}

/// The lists of everything.
fn browse(cx: &PageContext<'_>) -> Part {
    let lists = site_lists(&cx.graph.model);
    let links = lists.map(|(text, url, note)| {
        let link = cx.link(text, &url);
        Link { note: note.to_owned(), ..link }
    });
    let links = links.collect();
    Part::links("browse_all", "Browse this site", vec![Group { label: String::new(), links }])
}

/// Where people look up whether a contract covers them.
fn find_your_area(cx: &PageContext<'_>) -> Option<Part> {
    let blueprints = cx.graph.model.blueprints.values();
    let with_page = blueprints.filter(|it| blueprint::find_my::is_there(it));
    let mut links: Vec<Link> = with_page
        .map(|it| {
            let url = Url::page(&["ihos", &it.id, blueprint::find_my::FIND_MY]);
            cx.link(format!("Am I covered by {}?", it.short_name()), &url)
        })
        .collect();
    if !cx.graph.model.places.is_empty() {
        links.push(
            cx.link("All places, with the contracts that cover them", &Url::page(&["places"])),
        );
    }
    let groups = vec![Group { label: String::new(), links }];
    (!groups[0].links.is_empty()).then(|| Part::links("find_your_area", "Find your area", groups))
}

/// The first paragraph of the start page, which is shown larger, and the rest as text.
fn opening(cx: &PageContext<'_>, prose: &Prose) -> (Option<Part>, Option<Part>) {
    let whole = cx.main_text(prose);
    let text = whole.text.trim_start();
    let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    // A heading under a line, and notes that are defined further down, belong to the whole text.
    let is_whole = text.contains("]:") || first.ends_with(['-', '=']);
    if is_whole || !first.starts_with(|c: char| c.is_alphanumeric() || c == '[') {
        return (None, Some(text_of(cx, prose)));
    }
    let lead = Part::Lead { body: Markdown { text: first.to_owned(), ..whole.clone() } };
    let rest = Markdown { text: rest.to_owned(), ..whole };
    (Some(lead), Some(Part::prose("", "", rest)))
}

fn text_of(cx: &PageContext<'_>, body: &Prose) -> Part {
    Part::prose("", "", cx.main_text(body))
}

fn description(cx: &PageContext<'_>, page: &Page) -> String {
    page.front.description.known().cloned().unwrap_or_else(|| cx.plain(&page.body))
}

/// The headings of the second level, where there are at least four.
pub(super) fn contents(cx: &PageContext<'_>, body: &Prose) -> Vec<Link> {
    let headings = body.headings.iter().filter(|heading| heading.level == 2);
    super::context::contents(
        headings.map(|heading| (heading.id.clone(), cx.heading_words(&heading.text))),
    )
}
