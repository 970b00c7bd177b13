//! Where the pages of a plan lie and how they stand to each other: on the site, or in the frozen tree of a release.

use super::context::{PageContext, clause, fitting};
use super::renames::CurrentName;
use super::url::Url;
use super::view::{Banner, Evidence, Head, Link, Relation};
use super::wording;
use crate::archive::Release;
use crate::graph::Graph;
use crate::graph::history::{day, nth_of};
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
    /// What became of it later, and all that was said about that.
    pub notices: Vec<(String, String)>,
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
            if let Some(past) = latest_release(cx).filter(|_| is_quoted(cx, head.kind)) {
                let manifest = &past.manifest;
                let nth = nth_of(manifest.sequence, day(cx.graph, past.publish_at()));
                let address = lasting(cx, past, head);
                head.citation = address.map(|it| cite(cx.graph, head, &manifest.iho, &nth, &it));
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

/// Whether a page says how to cite it: all of a release, and those of the public site that people quote.
pub(super) fn is_quoted(cx: &PageContext<'_>, kind: &str) -> bool {
    let is_released = match cx.plan.scope() {
        Scope::Drafts => false,
        Scope::Release(_) => true,
        Scope::Site => matches!(kind, "measure" | "iho") && latest_release(cx).is_some(),
    };
    is_released && base(cx.graph).is_some()
}

/// The address on the web at which what a page of the public site says now stays for good: its page in the release in force,
/// and the release as a whole where older releases are one page each, or where it knew the page by another id.
fn lasting(cx: &PageContext<'_>, past: &Release, head: &Head) -> Option<String> {
    let manifest = &past.manifest;
    let release = url_of_release(&manifest.iho, &manifest.version);
    let is_known = |path: &&str| {
        let file = path.trim_end_matches('/').to_owned() + ".csv";
        manifest.files.iter().any(|it| it.path == file)
    };
    let own = format!("/ihos/{}/", cx.page.iho);
    let rest = head.path.strip_prefix(&own).filter(is_known);
    let url = rest.filter(|_| !super::plan::is_compact(cx.graph));
    let url = url.and_then(|rest| release.join(rest)).unwrap_or(release);
    Some(format!("{}{}", base(cx.graph)?, url.as_str()))
}

/// The address of the site on the web.
fn base(graph: &Graph) -> Option<&str> {
    let (_, site) = graph.model.site.as_ref()?;
    Some(site.base_url.known()?.trimmed())
}

/// How to cite a page of a release: what it is, which release, of which day, and where it stays.
fn cite(graph: &Graph, head: &Head, iho: &str, nth: &str, address: &str) -> String {
    let name = graph.model.blueprints.get(iho).map_or(iho, |it| it.name());
    let title = if head.title == name { String::new() } else { format!("{}. ", head.title) };
    format!("{title}{name}, {nth}. {address} {ACCESSED}")
}

/// Ends each citation: whoever cites a page fills in the day.
pub(super) const ACCESSED: &str = "(accessed [date]).";

/// Stands on every page of a site that is made of drafts.
pub const DRAFT: &str =
    "Draft: this page has not been published. It may be wrong, and it may change.";

/// A title that no other page has: not that of the same page in another release, nor one of another IHO. Names come first; only
/// where none is short enough, the words of an id stand for it.
fn title_in_release(graph: &Graph, standing: &ReleasePosition, head: &Head, path: &str) -> String {
    let nth = standing.version.split_once('.');
    let nth = nth.map(|(_, nth)| format!(", number {nth}")).unwrap_or_default();
    let day = format!("{}{nth}", wording::date(standing.day));
    let of_day = format!("{}{nth}", standing.day.strftime("%-d %b %Y"));
    let iho =
        graph.model.blueprints.get(&standing.iho).map_or(&*standing.iho, |it| it.short_name());
    let proper = proper_name(iho);
    let id = path.trim_matches('/').rsplit('/').next().unwrap_or_default();
    let metric = graph.model.metrics.get(id).filter(|_| path.contains("metrics/"));
    let name = match metric.and_then(|(_, metric)| metric.short_name.known()) {
        Some(short) => short,
        None if head.short_title.is_empty() => &head.title,
        None => &head.short_title,
    };
    let id = wording::upper_first(&id.replace('-', " "));
    if path.is_empty() {
        return fitting([
            &format!("{} (release of {day})", head.title),
            &format!("{iho} (release of {day})"),
            &format!("{proper} (release of {day})"),
        ]);
    }
    let last_resort = format!("{id}, {of_day}, {proper}");
    // What is cited is the same in many releases and IHOs.
    if path.strip_prefix(DEFINITIONS).is_some_and(|rest| rest != "/") {
        return fitting([
            &format!("{name}, cited by {iho} (release of {day})"),
            &format!("{name} ({iho}, {day})"),
            &format!("{name} ({proper}, {day})"),
            &format!("{name} ({proper}, {of_day})"),
            &format!("{id} ({proper}, {of_day})"),
            clause(&last_resort),
        ]);
    }
    fitting([
        &format!("{} (release of {day})", head.tab_title),
        &format!("{name}: {iho} (release of {day})"),
        &format!("{} ({day})", head.tab_title),
        &format!("{name}: {iho} ({day})"),
        &format!("{name}: {proper} ({day})"),
        &format!("{name}: {proper} ({of_day})"),
        &format!("{id}: {proper} ({of_day})"),
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
    // The latest release leads nowhere else: it is what the reader looks for.
    let link = match standing.is_latest {
        true => Link::default(),
        false => Link { text: words.to_owned(), href: same, ..Link::default() },
    };
    head.canonical = twin.and_then(|rest| {
        let base = base(graph)?;
        // What changed and what is cited is told of a release alone.
        Some(match is_of_tree {
            true => format!("{base}{}", head.path),
            false => format!("{base}{latest}{rest}", latest = latest.as_str()),
        })
    });
    let own = head.path[1..].strip_prefix(&folder).unwrap_or_default();
    head.tab_title = title_in_release(graph, standing, head, own);
    if !head.description.is_empty() {
        let name = graph.model.blueprints.get(&standing.iho).map_or("", |it| it.short_name());
        head.description = format!("As published on {day} ({name}): {}", head.description);
    }
    head.robots = "noindex, follow";
    head.relations = relations;
    if !head.caption.is_empty() {
        head.caption.push_str(&format!(", release of {day}"));
    }
    head.banners = vec![banner(standing, &day, link)];
    if !standing.notices.is_empty() {
        let sentences = standing.notices.iter().map(|(_, sentence)| sentence.clone()).collect();
        head.evidence = Evidence { summary: "What happened to this release, and why", sentences };
    }
    let nth = nth_of(standing.sequence, standing.day);
    let address = head.address.as_deref();
    head.citation = address.map(|address| cite(graph, head, &standing.iho, &nth, address));
}

fn banner(standing: &ReleasePosition, day: &str, link: Link) -> Banner {
    let tone = match (standing.is_withdrawn, standing.notices.is_empty()) {
        (true, _) => "withdrawn",
        (false, false) => "corrected",
        (false, true) => "",
    };
    Banner { text: standing_in_words(standing, day), link, tone }
}

/// What became of a release, and which it is: "Withdrawn on 23 November 2026. … This is release 5, 20 November 2026."
fn standing_in_words(standing: &ReleasePosition, day: &str) -> String {
    let mut said: Vec<&str> = standing.notices.iter().map(|(status, _)| status.as_str()).collect();
    said.dedup();
    let nth = standing.sequence;
    let which = match (standing.is_latest, said.is_empty()) {
        (true, _) => format!("This is the latest release (release {nth}, {day})."),
        (false, true) => format!("This is an earlier release (release {nth}, {day})."),
        (false, false) => format!("This is release {nth}, {day}."),
    };
    said.push(&which);
    said.join(" ")
}
