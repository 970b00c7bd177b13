//! Where the pages of a plan lie and how they stand to each other: on the site, or in the frozen tree of a release.

use super::context::{PageContext, clause, fitting};
use super::renames::CurrentName;
use super::url::Url;
use super::view::{Banner, Head, Link, Relation};
use super::wording;
use crate::archive::Release;
use crate::graph::Graph;
use crate::graph::history::day;
use crate::model::scalar::Date;

/// What a plan is of.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum Scope {
    /// The site as the public reads it.
    #[default]
    Site,
    /// The site as its drafts say, for those who write it.
    Drafts,
    /// One release of an IHO, as it was published.
    Release(Box<ReleasePosition>),
}

/// A release among the others of its IHO.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReleasePosition {
    /// The IHO.
    pub iho: String,
    /// The name of the release.
    pub version: String,
    /// 1, 2, 3 and so on.
    pub sequence: u32,
    /// The day of its publication.
    pub day: Date,
    /// The release before it.
    pub previous: Option<String>,
    /// The release after it.
    pub next: Option<String>,
    /// Whether it is the one that is shown at the address of the IHO.
    pub is_latest: bool,
    /// Whether it was withdrawn, and not reinstated.
    pub is_withdrawn: bool,
    /// What was said about it later.
    pub notices: Vec<String>,
    /// The files that were removed from it by law.
    pub removed: Vec<String>,
    /// The id under which the IHO goes on, where it has another now.
    pub goes_on_as: Option<String>,
    /// What it cites that is called otherwise now.
    pub current_names: Vec<CurrentName>,
}

impl ReleasePosition {
    /// The address of the tree.
    pub fn url(&self) -> Url {
        url_of_release(&self.iho, &self.version)
    }

    /// The folder of the tree, without a `/` at its start.
    pub fn folder(&self) -> String {
        self.url().as_str()[1..].to_owned()
    }
}

/// The address of all releases of an IHO.
pub fn url_of_releases(iho: &str) -> Url {
    Url::page(&["ihos", iho, RELEASES])
}

/// The address of a frozen release.
pub fn url_of_release(iho: &str, version: &str) -> Url {
    Url::page(&["ihos", iho, RELEASES, version])
}

/// The address at which to find out which release was in force on a day.
pub(super) fn url_of_as_at(iho: &str) -> Url {
    Url::page(&["ihos", iho, "as-at"])
}

/// The address at which any two releases are compared.
pub fn url_of_history(iho: &str) -> Url {
    Url::page(&["ihos", iho, HISTORY])
}

/// The address of what each release said of a measure.
pub(super) fn url_of_revisions(iho: &str, metric: &str) -> Url {
    Url::page(&["ihos", iho, HISTORY, metric])
}

/// The last part of the address at which releases are compared.
pub(super) const HISTORY: &str = "compare";

/// The address of what a release cites, which only its tree has.
pub(super) fn url_of_cited(iho: &str) -> Url {
    Url::page(&["ihos", iho, DEFINITIONS])
}

/// The address of what changed in a release, which only its tree has.
pub(super) fn url_of_changes(iho: &str) -> Url {
    Url::page(&["ihos", iho, "changes"])
}

/// The last part of the address of all releases.
pub(super) const RELEASES: &str = "releases";

/// Where what a release shares with others lies in its tree.
pub(super) const DEFINITIONS: &str = "definitions";

/// The address of a page in the tree of its release: the blueprint at the top, what it cites beneath.
pub(super) fn frozen(standing: &ReleasePosition, url: &Url) -> Url {
    let path = &url.as_str()[1..];
    let own = format!("ihos/{}/", standing.iho);
    let folder = standing.folder();
    Url::home()
        .join(&match path.strip_prefix(&own) {
            Some(rest) => format!("/{folder}{rest}"),
            None => format!("/{folder}{DEFINITIONS}/{path}"),
        })
        .expect("an address of this site")
}

/// Says on each page what it is a version of, where that is not the latest word of the public site.
pub(super) fn mark(cx: &PageContext<'_>, head: &mut Head) {
    match cx.plan.scope() {
        Scope::Site => {
            if let Some(past) = latest_release(cx).filter(|_| head.kind == "measure") {
                let manifest = &past.manifest;
                let day = day(cx.graph, past.publish_at());
                let (iho, nth) = (&manifest.iho, manifest.sequence);
                head.citation = cite(cx.graph, head, iho, nth, &manifest.version, day);
            }
        }
        Scope::Drafts => {
            head.canonical = None;
            head.robots = "noindex";
            let (text, link) = (DRAFT.to_owned(), Link::default());
            head.banners = vec![Banner { text, link, tone: "" }];
        }
        Scope::Release(standing) => mark_frozen(cx.graph, standing, head),
    }
}

/// The release that the pages of an IHO show.
fn latest_release<'g>(cx: &PageContext<'g>) -> Option<&'g Release> {
    cx.graph.archive.latest(&cx.page.iho)
}

/// How to cite a page of a release: what it is, which release, when, by whom and where.
fn cite(
    graph: &Graph,
    head: &Head,
    iho: &str,
    sequence: u32,
    version: &str,
    day: Date,
) -> Option<String> {
    let address = head.address.as_deref()?;
    let name = graph.model.blueprints.get(iho).map_or(iho, |it| it.name());
    let title = if head.title == name { String::new() } else { format!("{}. ", head.title) };
    Some(format!(
        "{title}{name}, release {sequence} of {} (version {version}). {address}",
        wording::date(day)
    ))
}

/// Stands on every page of a site that is made of drafts.
pub const DRAFT: &str = "Draft: this page was not published. It may be wrong, and it may change.";

/// A title that no other page has: not that of the same page in another release, nor one of another IHO.
fn title_in_release(
    graph: &Graph,
    standing: &ReleasePosition,
    head: &Head,
    path: &str,
    day: &str,
) -> String {
    let version = standing.version.to_string();
    let nth = version.split_once('.').map(|(_, nth)| format!(", number {nth}")).unwrap_or_default();
    let iho =
        graph.model.blueprints.get(&standing.iho).map_or(&*standing.iho, |it| it.short_name());
    let proper = proper_name(iho);
    let title = &head.title;
    // What is cited is the same in many releases and IHOs, and names of papers often begin alike; their ids do not.
    let is_cited = path.starts_with(DEFINITIONS);
    let path = path.trim_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let (title, id) = match (is_cited, path.is_empty()) {
        (true, _) => (format!("{title}, cited by {iho}"), format!("{last}, cited by {iho}")),
        (false, true) => (title.clone(), iho.to_owned()),
        (false, false) => (head.tab_title.clone(), format!("{last}: {iho}")),
    };
    let short = |name: &str, iho: &str| match (is_cited, path.is_empty()) {
        (true, _) => format!("{name} ({iho}, {version})"),
        (false, true) => format!("{iho} ({version})"),
        (false, false) => format!("{last}: {iho} ({version})"),
    };
    let last_resort = format!("{last}, {version}");
    fitting([
        &format!("{title} (release of {day}{nth})"),
        &format!("{title} ({day}{nth})"),
        &format!("{title} ({version})"),
        &format!("{id} (release of {day}{nth})"),
        &short(&head.title, iho),
        &short(last, iho),
        &short(&head.title, proper),
        &short(last, proper),
        clause(&last_resort),
    ])
}

/// The name of an IHO up to its last word with a capital: "Moors and Wolds" of "Moors and Wolds mental health".
fn proper_name(iho: &str) -> &str {
    let last = iho.rfind(char::is_uppercase).unwrap_or(iho.len());
    iho[last..].find(' ').map_or(iho, |end| &iho[..last + end])
}

fn mark_frozen(graph: &Graph, standing: &ReleasePosition, head: &mut Head) {
    let folder = standing.folder();
    let to = |url: &Url| format!("{}{}", head.root, &url.as_str()[1..]);
    let latest = Url::page(&["ihos", standing.goes_on_as.as_ref().unwrap_or(&standing.iho)]);
    // The same page of the site is where the latest release stands.
    let twin = head.path[1..].strip_prefix(&folder).filter(|_| standing.is_latest);
    let twin = twin.filter(|rest| !rest.starts_with(DEFINITIONS));
    let mut relations = vec![
        Relation { rel: "latest-version", form: "", href: to(&latest) },
        Relation { rel: "version-history", form: "", href: to(&url_of_releases(&standing.iho)) },
    ];
    let others =
        [("predecessor-version", &standing.previous), ("successor-version", &standing.next)];
    for (rel, version) in others {
        let url = version.as_ref().map(|version| url_of_release(&standing.iho, version));
        relations.extend(url.map(|url| Relation { rel, form: "", href: to(&url) }));
    }
    let day = wording::date(standing.day);
    let text = match standing.is_latest {
        true => format!("Release {} of {day}, as it was published.", standing.sequence),
        false => format!(
            "This is not the latest: it is release {} of {day}, as it was published.",
            standing.sequence
        ),
    };
    // Where an IHO has no such page any more, one says so, and where it went.
    let rest = head.path[1..].strip_prefix(&folder).filter(|rest| !rest.starts_with(DEFINITIONS));
    let of_tree = [url_of_changes(&standing.iho), url_of_cited(&standing.iho)];
    let is_of_tree = of_tree.iter().any(|url| frozen(standing, url).as_str() == head.path);
    let (words, same) = match rest {
        Some(rest) if !is_of_tree && !rest.is_empty() => {
            ("See this page in the latest release", format!("{}{rest}", to(&latest)))
        }
        _ => ("See the latest release", to(&latest)),
    };
    let link = Link { text: words.to_owned(), href: same, ..Link::default() };
    head.canonical = twin.and_then(|rest| {
        let site = graph.model.site.as_ref().map(|(_, site)| site)?;
        let base = site.base_url.known()?.trimmed();
        // Only a release says what changed and what it cites.
        Some(match is_of_tree {
            true => format!("{base}{}", head.path),
            false => format!("{base}{latest}{rest}", latest = latest.as_str()),
        })
    });
    let own = head.path[1..].strip_prefix(&folder).unwrap_or_default();
    head.tab_title = title_in_release(graph, standing, head, own, &day);
    if !head.description.is_empty() {
        let name = graph.model.blueprints.get(&standing.iho).map_or("", |it| it.short_name());
        head.description =
            format!("As published on {day} ({name} {}): {}", standing.version, head.description);
    }
    head.robots = "noindex, follow";
    head.relations = relations;
    let tone = if standing.is_withdrawn { "withdrawn" } else { "" };
    let bare = |text: &String| Banner { text: text.clone(), link: Link::default(), tone };
    head.banners = standing.notices.iter().map(bare).collect();
    head.banners.push(Banner { text, link, tone });
    head.citation =
        cite(graph, head, &standing.iho, standing.sequence, &standing.version, standing.day);
}
