//! Addresses that were published and have nothing of their own any more: what stands there instead, and what is missing.
//!
//! Of what moved, the old address has a page that leads to the new one. Of what the latest release of an IHO dropped, it
//! has one that leads into the tree of the last release that had it. What is left is a mistake.

use std::collections::{BTreeMap, BTreeSet};

use super::blueprint::AUTHORISATION;
use super::blueprint::briefing::BRIEFING;
use super::blueprint::checks::CHECKS;
use super::blueprint::find_my::FIND_MY;
use super::blueprint::timeline::TIMELINE;
use super::data::DATA;
use super::desk::Desk;
use super::plan::{PageId, Plan, is_compact, is_of_section};
use super::scope::{url_of_release, url_of_releases};
use super::url::{self, Url};
use super::view::{Note, Part, View};
use super::{measure, wording};
use crate::archive::Release;
use crate::data;
use crate::diag::{Code, Diagnostic};
use crate::graph::history::{self, day};
use crate::graph::{Graph, Key, past};
use crate::model::reference::EntityKind;
use crate::model::site::MovedAddress;
use crate::model::was::Renames;
use crate::model::{Blueprint, SECTION_FILES, is_asset};
use crate::source::SitePath;

/// Where a file of the site that has no page lies now, and whether that is for good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPlace {
    /// The address.
    pub url: Url,
    /// Whether nothing else will ever be at the old address.
    pub is_for_good: bool,
}

/// Adds a page, or a new place, for every address that was published and has nothing of its own.
pub(super) fn add(graph: &Graph, plan: &mut Plan) {
    let renames = Renames::of(&graph.model);
    stated(graph, plan);
    for (kind, old, new) in renames.iter() {
        match kind {
            EntityKind::Iho => iho(graph, plan, old, new),
            _ => entity(graph, plan, kind, (old, new)),
        }
    }
    for (id, blueprint) in &graph.model.blueprints {
        narratives(plan, id, blueprint);
    }
    for (id, releases) in &graph.archive.ihos {
        if renames.now(EntityKind::Iho, id).is_none() {
            dropped(graph, plan, (id, releases), &renames);
        }
    }
    for (path, release) in past::shared(&graph.archive) {
        let is_file = SitePath::new(path).is_some_and(|path| is_asset(&path));
        let url = Url::file(path);
        if is_file && !plan.has(&url) {
            let tree = url_of_release(&release.manifest.iho, &release.manifest.version);
            let url_now = Url::file(&format!("{}definitions/{path}", &tree.as_str()[1..]));
            plan.lead(url, NewPlace { url: url_now, is_for_good: false });
        }
    }
}

/// What `site.yaml` says of single addresses.
fn stated(graph: &Graph, plan: &mut Plan) {
    for (from, it) in stated_addresses(graph) {
        match it.to.known().and_then(|to| Url::home().join(to)) {
            Some(to) => lead(plan, from, to),
            None => plan.stand_in(from.clone(), PageId::Gone(from.to_string())),
        }
    }
}

fn stated_addresses(graph: &Graph) -> impl Iterator<Item = (Url, &MovedAddress)> {
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    let all = site.into_iter().flat_map(|site| site.moved.items());
    all.filter_map(|it| Some((Url::home().join(it.from.known()?)?, it)))
}

/// Leads from one address to another: by a page, or, where no page can be, by the rules for the server alone.
fn lead(plan: &mut Plan, from: Url, to: Url) {
    if from.as_str().ends_with('/') {
        plan.stand_in(from.clone(), PageId::Moved(from.to_string(), to.to_string()));
    } else {
        plan.lead(from, NewPlace { url: to, is_for_good: true });
    }
}

/// Something with a page of its own that has another id now; of a measure, each IHO has a page and tables, too.
fn entity(graph: &Graph, plan: &mut Plan, kind: EntityKind, (old, new): (&str, &str)) {
    let address = |id: &str| url::of_entity(&Key::new(kind, id), |id| Some(id.to_owned())).0;
    if plan.has(&address(new)) {
        lead(plan, address(old), address(new));
    }
    if kind != EntityKind::Metric {
        return;
    }
    for iho in graph.model.blueprints.keys() {
        for of in [measure::url, measure::csv_url] {
            if plan.has(&of(iho, new)) {
                lead(plan, of(iho, old), of(iho, new));
            }
        }
    }
}

/// An IHO that has another id now: what it has lies at the new address, what was published under the old one stays there.
fn iho(graph: &Graph, plan: &mut Plan, old: &str, new: &str) {
    let base = Url::page(&["ihos", new]);
    if !plan.has(&base) {
        return;
    }
    let own = |url: &Url| url.as_str().strip_prefix(base.as_str()).map(str::to_owned);
    let mut rests: BTreeSet<String> = plan.pages().filter_map(|(url, _)| own(url)).collect();
    rests.extend(plan.assets().filter_map(|(url, _)| own(url)));
    let files = graph.model.blueprints.get(new).map(|it| data::of_blueprint(graph, it));
    let files: BTreeSet<Url> =
        files.unwrap_or_default().iter().map(|it| Url::file(&it.path())).collect();
    rests.extend(files.iter().filter_map(own));
    let releases = graph.archive.ihos.get(old).map_or(&[][..], Vec::as_slice);
    rests.extend(usual());
    rests.insert(String::new());
    rests.extend(last_with(releases).into_keys().flat_map(rests_of));
    let is_of_history =
        |rest: &str| ["releases/", "as-at/", "compare/"].iter().any(|it| rest.starts_with(it));
    // An IHO that only ever had a draft has no history of its own.
    let has_history = !releases.is_empty();
    for rest in rests.iter().filter(|rest| !(has_history && is_of_history(rest))) {
        let to = Url::home()
            .join(&format!("{base}{rest}"))
            .filter(|url| plan.has(url) || files.contains(url));
        let from = Url::home().join(&format!("/ihos/{old}/{rest}"));
        if let Some(from) = from {
            lead(plan, from, to.unwrap_or_else(|| base.clone()));
        }
    }
}

/// Narratives that have another name now.
fn narratives(plan: &mut Plan, id: &str, blueprint: &Blueprint) {
    for (name, narrative) in &blueprint.narratives {
        let front = narrative.front.as_ref();
        for old in front.map_or(&[][..], |front| front.was.items()) {
            let to = match name.as_str() {
                "overview" => Url::page(&["ihos", id]),
                name => Url::page(&["ihos", id, name]),
            };
            if plan.has(&to) {
                lead(plan, Url::page(&["ihos", id, &old.0.value]), to);
            }
        }
    }
}

/// The IHO, the name and the earlier name of each narrative that has one.
pub(super) fn earlier_names(graph: &Graph) -> Vec<(String, String, String)> {
    let narratives =
        graph.model.blueprints.iter().flat_map(|(id, it)| {
            it.narratives.values().map(move |narrative| (id.clone(), narrative))
        });
    narratives
        .flat_map(|(id, it)| {
            let front = it.front.as_ref();
            let was = front.map_or(&[][..], |front| front.was.items()).iter();
            was.map(move |old| (id.clone(), it.name.clone(), old.0.value.clone()))
        })
        .collect()
}

/// The pages that a release can have besides those of single files.
fn usual() -> impl Iterator<Item = String> {
    let own = [AUTHORISATION, FIND_MY, TIMELINE, BRIEFING, CHECKS, DATA].into_iter();
    own.chain(SECTION_FILES[1..].iter().copied()).map(|name| format!("{name}/"))
}

/// Each file of some releases with the last that has it; what they share with other IHOs is left out.
fn last_with(releases: &[Release]) -> BTreeMap<&str, &Release> {
    let files = releases.iter().flat_map(|release| {
        let paths = release.manifest.files.iter().map(|file| file.path.as_str());
        paths.filter(|path| !path.starts_with("shared/")).map(move |path| (path, release))
    });
    files.collect()
}

/// What a sealed file was at the address of its IHO: pages, which end in `/`, and files.
fn rests_of(path: &str) -> Vec<String> {
    let name = |ending: &str| {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        Some((folder, file.strip_suffix(ending)?.to_owned()))
    };
    match (name(".md"), name(".csv")) {
        (Some(("narrative", name)), _) if !is_of_section(&name) => vec![format!("{name}/")],
        (_, Some(("metrics", metric))) => {
            vec![format!("metrics/{metric}/"), format!("data/{metric}.csv")]
        }
        _ => {
            let is_file = SitePath::new(path).is_some_and(|path| is_asset(&path));
            let is_worked_out = matches!(path, crate::archive::FACTS);
            if is_file && !is_worked_out { vec![path.to_owned()] } else { Vec::new() }
        }
    }
}

/// What a page that an IHO had is a page of now.
fn dropped(graph: &Graph, plan: &mut Plan, (id, releases): (&str, &[Release]), renames: &Renames) {
    let at = |rest: &str| Url::home().join(&format!("/ihos/{id}/{rest}"));
    let stand_in = |plan: &mut Plan, rest: &str| {
        let page = PageId::Dropped(id.to_owned(), rest.trim_end_matches('/').to_owned());
        if let Some(url) = at(rest) {
            plan.stand_in(url, page);
        }
    };
    for (path, release) in last_with(releases) {
        for rest in rests_of(path) {
            let metric = rest.strip_prefix("metrics/").map(|metric| metric.trim_end_matches('/'));
            let is_renamed = metric.is_some_and(|it| renames.now(EntityKind::Metric, it).is_some());
            if rest.ends_with('/') && !is_renamed {
                stand_in(plan, &rest);
            } else if let Some(url) = at(&rest).filter(|url| !plan.has(url)) {
                let tree = url_of_release(id, &release.manifest.version);
                let url_now = Url::file(&format!("{}{rest}", &tree.as_str()[1..]));
                plan.lead(url, NewPlace { url: url_now, is_for_good: false });
            }
        }
    }
    // What only the text of a release could tell: its page says that there may have been one.
    let is_in_force = graph.model.blueprints.contains_key(id);
    if is_in_force && releases.len() < 2 {
        return;
    }
    let newest = releases.last().filter(|_| is_in_force);
    let cites = |release: &Release| -> BTreeSet<String> {
        let files = release.manifest.files.iter();
        let metrics = files.filter_map(|it| it.path.strip_prefix("shared/metrics/"));
        metrics.filter_map(|it| it.strip_suffix(".yaml")).map(str::to_owned).collect()
    };
    let cited_now = newest.map(cites).unwrap_or_default();
    let cited_then: BTreeSet<String> = releases.iter().flat_map(cites).collect();
    let metrics = cited_then.difference(&cited_now);
    for metric in metrics.filter(|it| renames.now(EntityKind::Metric, it).is_none()) {
        stand_in(plan, &format!("metrics/{metric}/"));
    }
    for rest in usual() {
        stand_in(plan, &rest);
    }
}

/// The last release that has a page, and where it lies in its tree; nothing where only its text could tell.
fn last_of<'g>(graph: &'g Graph, id: &str, rest: &str) -> Option<(&'g Release, Url)> {
    let releases = graph.archive.ihos.get(id)?;
    let page = format!("{rest}/");
    let is_of = |path: &str| match rest {
        TIMELINE | BRIEFING | CHECKS | DATA => true,
        section if SECTION_FILES.contains(&section) => true,
        _ => rests_of(path).contains(&page),
    };
    let has = |release: &&Release| release.manifest.files.iter().any(|file| is_of(&file.path));
    let release = releases.iter().rev().find(has)?;
    let tree = url_of_release(id, &release.manifest.version);
    // Where older releases are one page each, that page has all of it.
    let rest = if rest == DATA || is_compact(graph) { "" } else { page.as_str() };
    Some((release, Url::home().join(&format!("{tree}{rest}"))?))
}

/// The addresses in the trees of releases that pages of this kind lead to.
pub fn leads_into_trees(graph: &Graph, plan: &Plan) -> Vec<Url> {
    let dropped = plan.pages().filter_map(|(_, page)| match page {
        PageId::Dropped(id, rest) => Some(last_of(graph, id, rest)?.1),
        _ => None,
    });
    dropped.collect()
}

/// The page at the old address of something.
pub(super) fn moved(desk: &Desk<'_>, to: &str) -> View {
    let to = Url::home().join(to).expect("an address of this site");
    let mut head = desk.head("moved", "This page has moved");
    let href = desk.href(&to);
    let base = head.canonical.as_deref().and_then(|old| old.strip_suffix(desk.url.as_str()));
    head.canonical = base.map(|base| format!("{base}{to}"));
    head.description = "What was here has another address now.".to_owned();
    let lead = format!("What was here has another address now. [Go to the new page]({href}).");
    head.refresh = Some(href);
    desk.finish(head, vec![Part::Lead { body: desk.sentence(lead) }])
}

/// The page at an address of which `site.yaml` says why it is gone.
pub(super) fn gone(desk: &Desk<'_>) -> View {
    let mut head = desk.head("moved", "This page is gone");
    head.canonical = None;
    head.description = "What was here is not published any more.".to_owned();
    let mut stated = stated_addresses(desk.graph).filter(|(from, _)| *from == desk.url);
    let why = stated.next().and_then(|(_, it)| it.why.known());
    let mut body =
        vec![Part::Lead { body: desk.sentence("What was here is not published any more.") }];
    body.extend(why.map(|why| Part::Prose {
        id: "why".to_owned(),
        heading: "Why".to_owned(),
        body: desk.sentence(why.as_str()),
        note: Note::default(),
    }));
    desk.finish(head, body)
}

/// The page that stands where an IHO had one that its latest release does not have.
pub(super) fn last_published(desk: &Desk<'_>, id: &str, rest: &str) -> View {
    let is_in_force = desk.graph.model.blueprints.contains_key(id);
    let mut head = desk.head("moved", "Not in the latest release");
    head.caption = desk.graph.name(&Key::new(EntityKind::Iho, id)).to_owned();
    head.canonical = None;
    head.breadcrumb.push(desk.link("IHOs", &Url::page(&["ihos"])));
    let link = |words: &str, url: &Url| format!("[{words}]({})", desk.href(url));
    let lead = match last_of(desk.graph, id, rest) {
        Some((release, url)) => {
            let on = wording::date(day(desk.graph, release.publish_at()));
            format!(
                "This page was last published in the release of {on}. {}.",
                link("Read it as it was then", &url)
            )
        }
        None => {
            "There is no such page in the latest release. Earlier ones may have one.".to_owned()
        }
    };
    let front = Url::page(&["ihos", id]);
    let now = if is_in_force {
        format!("See {}", link("what the latest release says", &front))
    } else {
        format!("No release of this contract is in force: see {}", link("what was decided", &front))
    };
    let all = link("all releases", &url_of_releases(id));
    head.description = "A page that an earlier release had, and the latest has not.".to_owned();
    let body = vec![
        Part::Lead { body: desk.sentence(lead) },
        Part::Prose {
            id: String::new(),
            heading: String::new(),
            body: desk.sentence(format!("{now}, or {all}.")),
            note: Note::default(),
        },
    ];
    desk.finish(head, body)
}

/// Says on the page of all releases that the IHO has, or had, another id.
pub(super) fn on_history(desk: &Desk<'_>, id: &str) -> Option<Part> {
    let renames = Renames::of(&desk.graph.model);
    let releases = |id: &str| desk.link("all releases", &url_of_releases(id)).href;
    let name = |id: &str| desk.graph.name(&Key::new(EntityKind::Iho, id)).to_owned();
    let body = match renames.now(EntityKind::Iho, id) {
        Some(now) => {
            let front = desk.link(name(now), &Url::page(&["ihos", now]));
            format!("It goes on at another address: [{}]({}).", front.text, front.href)
        }
        None => {
            let before = renames.iter().filter(|(kind, old, now)| {
                *kind == EntityKind::Iho && *now == id && desk.graph.archive.ihos.contains_key(*old)
            });
            let links: Vec<String> =
                before.map(|(_, old, _)| format!("[`{old}`]({})", releases(old))).collect();
            if links.is_empty() {
                return None;
            }
            format!("Earlier releases were published at another address: {}.", links.join(", "))
        }
    };
    Some(Part::Notice {
        tone: "important",
        heading: "Another address".to_owned(),
        body: desk.sentence(body),
    })
}

/// Every address that leads to another, sorted, and whether for good.
pub fn redirects(plan: &Plan) -> BTreeMap<&str, (&str, bool)> {
    let pages = plan.pages().filter_map(|(url, page)| match page {
        PageId::Moved(_, to) => Some((url.as_str(), (to.as_str(), true))),
        _ => None,
    });
    let files =
        plan.new_places().map(|(url, to)| (url.as_str(), (to.url.as_str(), to.is_for_good)));
    pages.chain(files).collect()
}

/// Addresses of past releases where nothing is now, and what `site.yaml` says of addresses in vain.
pub(super) fn check(graph: &Graph, plan: &Plan) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (path, release) in past::shared(&graph.archive) {
        let Some(key) = past::key_of(path) else { continue };
        let url = url::of_entity(&key, |id| Some(id.to_owned())).0;
        if !plan.has(&url) && !is_removed(graph, release, path) {
            found.push(gone_in_vain(&key, &url, release));
        }
    }
    for (from, it) in stated_addresses(graph) {
        let is_of_this = match plan.page_at(&from) {
            Some(PageId::Moved(..) | PageId::Gone(_)) => true,
            Some(_) => false,
            None => !plan.has(&from),
        };
        if let Some(span) = it.from.span.filter(|_| !is_of_this) {
            let message =
                format!("there is a page or file at `{from}`, so nothing else can stand there");
            found.push(
                Diagnostic::at(Code::DuplicateUrl, span, message)
                    .hint("remove this item of `moved`"),
            );
        }
        let to = it.to.known().and_then(|to| Url::home().join(to));
        if let (Some(span), Some(to)) = (it.to.span, to.filter(|to| !plan.has(to))) {
            let message = format!("there is no page or file at `{to}`");
            found.push(
                Diagnostic::at(Code::BrokenLink, span, message)
                    .hint("write an address of this site such as `/organisations/`"),
            );
        }
    }
    found
}

/// Whether a notice says that the file was removed from the release by law.
fn is_removed(graph: &Graph, release: &Release, path: &str) -> bool {
    let manifest = &release.manifest;
    let notices = history::notices_of(graph, &manifest.iho, &manifest.version).into_iter();
    let path = format!("shared/{path}");
    notices.flat_map(|notice| notice.removed.items()).any(|removed| *removed == path)
}

fn gone_in_vain(key: &Key, url: &Url, release: &Release) -> Diagnostic {
    let home = past::home(key.kind, &key.id);
    let (version, iho) = (release.version, &release.manifest.iho);
    let message = format!(
        "nothing is at `{url}` any more, where the release `{version}` of `{iho}` had a page"
    );
    Diagnostic::of_site(Code::AddressGone, message)
        .hint(format!("put `{home}` back: a copy lies in `{}/shared`", release.folder))
        .hint(format!("if it is called otherwise now, write `was: {}` in its new file", key.id))
        .hint(format!("if it is to go, say why in `site.yaml`: `moved: [{{from: {url}, why: …}}]`"))
}
