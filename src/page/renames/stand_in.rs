//! The pages that stand at addresses that were published and have nothing of their own any more.

use super::given_up;
use super::retired::last_of;
use crate::graph::history::day;
use crate::graph::{EntityId, Graph};
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::page::blueprint::{overview, section_title};
use crate::page::context::{PageContext, fitting};
use crate::page::disclosure;
use crate::page::kinds::PageKind;
use crate::page::page_id::PageId;
use crate::page::releases::RELEASES;
use crate::page::scope::{Scope, url_of_releases};
use crate::page::url::Url;
use crate::page::view::{Group, Link, Part, View};
use crate::page::wording;

/// The page at the old address of something.
pub(in crate::page) static MOVED: PageKind =
    PageKind { is_indexed: false, ..PageKind::new("moved", at_name, moved) };

/// The address that a page of these kinds has for a name.
fn at_name(page: &PageId) -> Url {
    Url::home().join(&page.name).expect("an address of this site")
}

fn moved(cx: &PageContext<'_>) -> View {
    let to = &cx.plan.new_place(&cx.url).expect("what moved has a new place").url;
    let mut head = cx.head("moved", "This page has moved");
    let href = cx.href(to);
    let base = head.canonical.as_deref().and_then(|old| old.strip_suffix(cx.url.as_str()));
    head.canonical = base.map(|base| format!("{base}{to}"));
    head.description = "What was here has another address now.".to_owned();
    let lead = format!("What was here has another address now. [Go to the new page]({href}).");
    head.refresh = Some(href);
    cx.finish(head, vec![Part::Lead { body: cx.sentence(lead) }])
}

/// The page at an address of which `site.yaml` says why it is gone.
pub(in crate::page) static GONE: PageKind =
    PageKind { is_indexed: false, ..PageKind::new("gone", at_name, gone) };

fn gone(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("moved", "This page is gone");
    head.canonical = None;
    head.description = "What was here is not published any more.".to_owned();
    let mut given_up = given_up::addresses(cx.graph).filter(|(from, _)| *from == cx.url);
    let why = given_up.next().and_then(|(_, it)| it.why.known());
    let mut body =
        vec![Part::Lead { body: cx.sentence("What was here is not published any more.") }];
    body.extend(why.map(|why| cx.prose("why", "Why", why.as_str())));
    cx.finish(head, body)
}

/// The page in the tree of a release that stands where one was removed by law; the notice stands above it, as on each page.
pub(in crate::page) static REMOVED: PageKind =
    PageKind { is_indexed: false, ..PageKind::new("removed", at_name, removed) };

fn removed(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("moved", "Removed from this release");
    head.canonical = None;
    let name = name_of(cx.graph, &cx.url, cx.page);
    head.tab_title = fitting([&format!("{name}: removed"), "Removed from this release"]);
    head.description = format!("{name}: removed from this release for a reason of law.");
    let mut lead = "What was here was removed from this release for a reason of law. The notice above says who decided it, and \
                    when."
        .to_owned();
    if let Scope::Release(standing) = cx.plan.scope() {
        let front = Url::page(&["ihos", &standing.iho]);
        lead.push_str(&format!(" [See what is left of the release]({}).", cx.href(&front)));
    }
    cx.finish(head, vec![Part::Lead { body: cx.sentence(lead) }])
}

/// The page that stands where an IHO had one that its latest release does not have.
pub(in crate::page) static RETIRED: PageKind = PageKind {
    is_indexed: false,
    ..PageKind::new("retired", |page| Url::page(&["ihos", &page.iho, &page.name]), last_published)
};

fn last_published(cx: &PageContext<'_>) -> View {
    let (id, rest) = (cx.page.iho.as_str(), cx.page.name.as_str());
    let renames = Renames::of(&cx.graph.model);
    let id_now = renames.now(EntityKind::Iho, id).unwrap_or(id);
    let is_in_force = cx.graph.model.blueprints.contains_key(id_now);
    let mut head = cx.head("moved", "Not in the latest release");
    head.caption = cx.graph.name(&EntityId::new(EntityKind::Iho, id_now)).to_owned();
    head.canonical = None;
    head.breadcrumb.push(cx.link("IHOs", &Url::page(&["ihos"])));
    let link = |words: &str, url: &Url| format!("[{words}]({})", cx.href(url));
    let lead = match last_of(cx.graph, id, rest) {
        Some((release, url)) => {
            let on = wording::date(day(cx.graph, release.publish_at()));
            format!(
                "This page was last published in the release of {on}. {}.",
                link("Read it as it was then", &url)
            )
        }
        None => {
            "There is no such page in the latest release. Earlier ones may have one.".to_owned()
        }
    };
    let front = Url::page(&["ihos", id_now]);
    let now = if is_in_force {
        format!("See {}", link("what the latest release says", &front))
    } else {
        format!("No release of this contract is in force: see {}", link("what was decided", &front))
    };
    let all = link("all releases", &url_of_releases(id));
    let name = name_of(cx.graph, &cx.url, cx.page);
    head.tab_title = fitting([
        &format!("{name}: no longer in {}", head.caption),
        &format!("{name}: no longer in {id_now}"),
        &format!("{name}: no longer published"),
    ]);
    head.description = format!(
        "{name}: an earlier release of {} had this page, and the latest has not.",
        head.caption
    );
    let body =
        vec![Part::Lead { body: cx.sentence(lead) }, cx.prose("", "", format!("{now}, or {all}."))];
    cx.finish(head, body)
}

/// Says on the page of all releases that the IHO has, or had, another id.
pub(in crate::page) fn on_history(cx: &PageContext<'_>, id: &str) -> Option<Part> {
    let renames = Renames::of(&cx.graph.model);
    let releases = |id: &str| cx.link("all releases", &url_of_releases(id)).href;
    let name = |id: &str| cx.graph.name(&EntityId::new(EntityKind::Iho, id)).to_owned();
    let body = match renames.now(EntityKind::Iho, id) {
        Some(now) => {
            let front = cx.link(name(now), &Url::page(&["ihos", now]));
            format!("It goes on at another address: [{}]({}).", front.text, front.href)
        }
        None => {
            let before = renames.iter().filter(|(kind, old, now)| {
                *kind == EntityKind::Iho && *now == id && cx.graph.archive.ihos.contains_key(*old)
            });
            let links: Vec<String> =
                before.map(|(_, old, _)| format!("[`{old}`]({})", releases(old))).collect();
            if links.is_empty() {
                return None;
            }
            format!("Earlier releases were published at another address: {}.", links.join(", "))
        }
    };
    Some(Part::notice("important", "Another address", cx.sentence(body)))
}

/// Links to the pages that stand where others were: from all releases of an IHO to what only earlier ones have, from the front
/// of a release to what was removed from it, from what is not published to what is gone.
pub(in crate::page) fn mark(cx: &PageContext<'_>, view: &mut View) {
    let page = cx.page;
    let (heading, kind) = match cx.plan.scope() {
        Scope::Site if page.is(&RELEASES) => ("Pages that only earlier releases have", &RETIRED),
        Scope::Site if page.is(&disclosure::PAGE) => ("Pages that are gone", &GONE),
        Scope::Release(_) if page.is(&overview::PAGE) => ("Removed for a reason of law", &REMOVED),
        _ => return,
    };
    let is_of_this = |other: &PageId| other.is(kind) && other.iho == page.iho;
    let there = cx.plan.pages().filter(|(_, other)| is_of_this(other));
    let links: Vec<Link> =
        there.map(|(url, other)| cx.link(name_of(cx.graph, url, other), url)).collect();
    if !links.is_empty() {
        view.parts.push(Part::links(
            "gone_all",
            heading,
            vec![Group { label: String::new(), links }],
        ));
    }
}

/// What a page was called, as far as its address tells.
fn name_of(graph: &Graph, url: &Url, page: &PageId) -> String {
    if page.is(&GONE) {
        return url.to_string();
    }
    let rest = url.as_str().trim_matches('/').splitn(3, '/').last().unwrap_or_default();
    let section = crate::model::SECTION_FILES.iter().find(|name| **name == rest);
    match (section, rest.strip_prefix("metrics/")) {
        (Some(section), _) => section_title(section).to_owned(),
        (None, Some(metric)) => graph.name(&EntityId::new(EntityKind::Metric, metric)).to_owned(),
        (None, None) => {
            wording::upper_first(&rest.rsplit('/').next().unwrap_or_default().replace('-', " "))
        }
    }
}
