//! What was published and when: every release of an IHO, which was in force on which day, and how to prove it all.

pub(super) mod changes;
pub(super) mod history;

use std::collections::BTreeSet;

use super::blueprint::blueprint_head;
use super::context::{PageContext, day, row, text};
use super::kinds::{self, PageKind};
use super::lists;
use super::renames;
use super::scope::{
    Scope, url_of_as_at, url_of_cited, url_of_history, url_of_release, url_of_releases,
};
use super::url::Url;
use super::view::{Card, Column, Group, Head, Link, Part, Row, Tag, Value, View};
use super::wording::{self, n_of};
use crate::data::{self, Channel, FileSpec};
use crate::graph;
use crate::graph::history::{Past, notices_of, on_the_clock, releases_of};
use crate::model::notice::Notice;
use crate::model::reference::EntityKind;
use crate::model::renames::Renames;
use crate::model::scalar::Date;
use crate::model::timeline::ReleaseNote;

/// The name of a release for people: "Release 3, 17 April 2027".
pub(super) fn name(cx: &PageContext<'_>, past: &Past<'_>) -> String {
    let manifest = &past.release.manifest;
    let published = graph::history::day(cx.graph, manifest.publish_at);
    let nth = match past.release.version.to_string().split_once('.') {
        Some((_, nth)) => format!(" (number {nth} of that day)"),
        None => String::new(),
    };
    format!("Release {}, {}{nth}", manifest.sequence, wording::date(published))
}

/// The name of an IHO; its id where nothing of it is in force.
pub(super) fn name_of<'g>(cx: &PageContext<'g>, id: &'g str) -> &'g str {
    cx.graph.model.blueprints.get(id).map_or(id, |blueprint| blueprint.name())
}

/// The head of a page about the releases of an IHO, whether anything of it is in force or not.
pub(super) fn head(cx: &PageContext<'_>, id: &str, title: &str) -> Head {
    match cx.graph.model.blueprints.get(id) {
        Some(blueprint) => {
            let mut head = blueprint_head(cx, "releases", blueprint, title);
            head.tab_title = format!("{title}: {}", blueprint.short_name());
            let all = cx.link("Releases and changes", &url_of_releases(id));
            if !all.is_current {
                head.breadcrumb.push(all);
            }
            head
        }
        None => {
            let mut head = cx.head("releases", title);
            head.breadcrumb.push(cx.link("IHOs", &Url::page(&["ihos"])));
            head
        }
    }
}

/// Every release of an IHO, the newest first.
pub(super) static RELEASES: PageKind = PageKind {
    pages: |kind, graph| graph.archive.ihos.keys().map(|id| (kind.of_iho(id), None)).collect(),
    feed: |page| Some(Channel::Iho(page.iho.clone())),
    ..PageKind::new("releases", |page| url_of_releases(&page.iho), history)
};

fn history(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let all = releases_of(cx.graph, id);
    let mut head = head(cx, id, "Releases");
    head.description =
        format!("Every release of {}, with its date and what changed.", name_of(cx, id));
    let lead = format!(
        "{} been published. A release never changes. Mistakes are corrected in a later release, and you can read both here.",
        n_of(all.len(), "release has", "releases have")
    );
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    let latest = cx.graph.archive.latest(id);
    let is_latest =
        |past: &Past<'_>| latest.is_some_and(|latest| latest.version == past.release.version);
    let cards = all.iter().map(|past| card(cx, id, past, is_latest(past))).collect();
    body.extend(renames::on_history(cx, id));
    body.push(Part::cards("releases_all", "All releases, newest first", cards));
    body.push(more_ways(cx, id));
    cx.finish(head, body)
}

fn first_sentence(words: &str) -> String {
    let first = words.split_once(". ").map_or(words, |(first, _)| first);
    wording::sentence(first)
}

/// The newest releases of an IHO, or of all, each with its day and what it changed; nothing in the tree of a release, which knows
/// none that came later.
pub(super) fn latest_changes(cx: &PageContext<'_>, iho: Option<&str>, most: usize) -> Option<Part> {
    if matches!(cx.plan.scope(), Scope::Release(_)) {
        return None;
    }
    let ids = cx.graph.archive.ihos.keys().map(String::as_str);
    let ids = ids.filter(|id| iho.is_none_or(|iho| iho == *id));
    let past = ids.flat_map(|id| releases_of(cx.graph, id).into_iter().map(move |past| (id, past)));
    let day_of = |past: &Past<'_>| graph::history::day(cx.graph, past.release.publish_at());
    let mut past: Vec<_> = past.filter(|(_, past)| day_of(past) <= cx.graph.today).collect();
    past.sort_by_key(|(_, past)| std::cmp::Reverse(past.release.publish_at()));
    let rows = past.iter().take(most).map(|(id, past)| {
        let note = past.note.and_then(|note| note.note.known());
        let words = match note {
            Some(note) => first_sentence(&cx.first_words(note)),
            None if past.release.manifest.sequence == 1 => "This was the first release.".to_owned(),
            None => "A new release was published.".to_owned(),
        };
        let of = cx.graph.model.blueprints.get(*id).map_or(*id, |it| it.short_name());
        let (of, and_of) = match iho {
            None => (format!("{of}: "), format!(" in {of}")),
            Some(_) => Default::default(),
        };
        let url = url_of_release(id, &past.release.version.to_string());
        let url = url.join("changes/").expect("an address of this site");
        let day = wording::date(day_of(past));
        let link = match cx.link("", &url).href {
            href if href.is_empty() => String::new(),
            href => format!(" [See what changed{and_of} on {day}]({href})."),
        };
        let body = cx.sentence(format!("{}{link}", lists::escape(&format!("{of}{words}"))));
        Row::unaddressed(day, Value::Prose { body })
    });
    let rows: Vec<Row> = rows.collect();
    let heading = if most == 1 { "Latest change" } else { "Latest changes" };
    (!rows.is_empty()).then(|| Part::facts("latest_changes", heading, rows))
}

/// That nobody but its author had approved a release, and why it was published; nothing where somebody had.
pub(super) fn without_approval(note: Option<&ReleaseNote>) -> Option<String> {
    let reason = note?.without_approval.known()?.text.trim();
    Some(format!(
        "This release was published without the approval of anybody but its author. The reason given is: {reason}"
    ))
}

/// Everything else that is said about the releases of an IHO.
fn more_ways(cx: &PageContext<'_>, id: &str) -> Part {
    let link = |words: &str, url: &Url| Value::Link { link: cx.link(words, url) };
    let file = |words: &str, spec: &FileSpec| link(words, &Url::file(&spec.path(&[id])));
    Part::facts(
        "more_ways",
        "More about these releases",
        vec![
            row(
                "as_at",
                "See this site on a past date",
                link("What was in force on which day", &url_of_as_at(id)),
            ),
            row(
                "compare",
                "Any two releases",
                match cx.plan.has_no_history() {
                    true => text("Compared on the public site"),
                    false => link("What differs between them", &url_of_history(id)),
                },
            ),
            row("feed", "Get updates", file("RSS feed (Atom)", &data::RELEASE_FEED)),
            row("list", "This list as data", file("Download as JSON", &data::RELEASES)),
            row("timemap", "For web archives", file("Time map", &data::TIME_MAP)),
            row("versions", "For catalogues", file("Versions (DCAT 3)", &data::VERSIONS)),
            row(
                "verify",
                "Proof",
                link("How to check that nothing was changed", &Url::page(&["verify"])),
            ),
        ],
    )
}

fn card(cx: &PageContext<'_>, id: &str, past: &Past<'_>, is_latest: bool) -> Card {
    let manifest = &past.release.manifest;
    let version = past.release.version.to_string();
    let published = on_the_clock(cx.graph, manifest.publish_at);
    let mut rows =
        vec![Row::unaddressed("Published", text(published.strftime(TO_THE_MINUTE).to_string()))];
    let mut add = |label: &str, value: Value| rows.push(Row::unaddressed(label, value));
    let zip = Url::file(&format!("{}release.zip", &url_of_release(id, &version).as_str()[1..]));
    add("Sealed files", Value::Link { link: cx.link("Everything in one file (ZIP)", &zip) });
    add(
        "Seal (SHA-256 of the manifest)",
        Value::Code { text: past.release.manifest_sha256.clone() },
    );
    let title = cx.link(name(cx, past), &url_of_release(id, &version));
    let tag = |text: &str, tone| Some(Tag { text: text.to_owned(), tone });
    let tag = match () {
        () if published.date() > cx.graph.today => tag("Not yet public", "neutral"),
        () if withdrawn_on(cx, id, &version).is_some() => tag("Withdrawn", "concern"),
        () if is_latest => tag("The latest", "improving"),
        () => None,
    };
    Card {
        id: format!("release_{}", version.replace('.', "-")),
        title,
        caption: match &manifest.corrects {
            Some(corrects) => {
                let other = graph::history::release_in_words(cx.graph, id, corrects);
                format!("{} of {other}", manifest.kind.in_words())
            }
            None => manifest.kind.in_words().to_owned(),
        },
        tag,
        body: Some(cx.sentence(said_of(cx, id, past))),
        folds: "Files and seal",
        rows,
        ..Card::default()
    }
}

/// How an instant is written where minutes matter.
const TO_THE_MINUTE: &str = "%-d %B %Y at %H:%M";

/// What there is to read of a release: first what became of it later, then what it changed.
fn said_of(cx: &PageContext<'_>, id: &str, past: &Past<'_>) -> String {
    let version = past.release.version.to_string();
    let mut said: Vec<String> = notices_of(cx.graph, id, &version)
        .into_iter()
        .map(|notice| lists::escape(&graph::history::sentence(cx.graph, id, notice)))
        .collect();
    let note = past.note.and_then(|note| note.note.known());
    said.extend(note.map(|note| note.text.trim().to_owned()));
    said.extend(without_approval(past.note));
    let changes = url_of_release(id, &version).join("changes/").expect("an address of this site");
    // A site of drafts has no releases.
    let link = cx.link("What changed, item by item", &changes);
    if !link.href.is_empty() {
        said.push(format!("[{}]({})", link.text, link.href));
    }
    said.join("\n\n")
}

/// The day on which a release was withdrawn, where it was and is not reinstated.
pub(super) fn withdrawn_on(cx: &PageContext<'_>, id: &str, version: &str) -> Option<Date> {
    let ledger = &cx.graph.archive.ledger;
    let line = ledger.withdrawal(id, version, jiff::Timestamp::MAX)?;
    Some(graph::history::day(cx.graph, line.at))
}

/// Which release was in force on which day.
pub(super) static AS_AT: PageKind = PageKind {
    pages: |kind, graph| graph.archive.ihos.keys().map(|id| (kind.of_iho(id), None)).collect(),
    ..PageKind::new("as-at", |page| url_of_as_at(&page.iho), as_at)
};

const AS_AT_LEAD: &str = "Find the release that was in force at the end of a day. The table shows what we had published by then, \
    not what was in force by law. You can find the dates of the contract on its own pages.\n\n\
    When a release is withdrawn, an earlier one can be in force again. It is then in the table twice.";

fn as_at(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let all = releases_of(cx.graph, id);
    let mut head = head(cx, id, "See this site on a past date");
    head.description = format!("Which release of {} was in force on which day.", name_of(cx, id));
    head.script = "as-at.js";
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut shown: BTreeSet<String> = BTreeSet::new();
    for interval in &graph::history::intervals(cx.graph, id) {
        let from = graph::history::day(cx.graph, interval.from);
        // The next release is in force at the end of its own day.
        let until = interval.until.map(|until| graph::history::day(cx.graph, until));
        if until == Some(from) {
            continue;
        }
        let last = until.and_then(|day| day.yesterday().ok());
        let is_this = |past: &&Past<'_>| {
            interval.release.is_some_and(|release| release.version == past.release.version)
        };
        let release = match all.iter().find(is_this) {
            Some(past) => {
                let version = past.release.version.to_string();
                let mut link = cx.link(name(cx, past), &url_of_release(id, &version));
                link.note = match withdrawn_on(cx, id, &version) {
                    Some(day) => format!("(withdrawn on {})", wording::date(day)),
                    None if !shown.insert(version) => "(in force again)".to_owned(),
                    None => String::new(),
                };
                Value::Link { link }
            }
            None => text("None: the release was withdrawn"),
        };
        rows.push(vec![day(from), last.map_or_else(|| text("today"), day), release]);
    }
    rows.reverse();
    if let Some(first) = all.last() {
        let first = graph::history::day(cx.graph, first.release.publish_at());
        let last = first.yesterday().unwrap_or(first);
        rows.push(vec![text("the beginning"), day(last), text("Not yet published")]);
    }
    let column = |label: &str| Column::of_words(label);
    let back = cx.link("all releases with what changed", &url_of_releases(id));
    let data = cx.link("download as JSON", &Url::file(&data::AS_AT.path(&[id])));
    let body = vec![
        Part::Lead { body: cx.sentence(AS_AT_LEAD) },
        Part::Ask { label: "What was in force on".to_owned() },
        Part::table(
            "intervals",
            "In force, newest first",
            ["From", "To the end of", "Release"].map(column).into(),
            rows,
        ),
        cx.prose(
            "",
            "",
            format!("See also [{}]({}), and [{}]({}).", back.text, back.href, data.text, data.href),
        ),
    ];
    cx.finish(head, body)
}

/// Everything that a release cites and keeps, as it was then.
pub(super) static CITED: PageKind = PageKind::new("cited", |page| url_of_cited(&page.iho), cited);

fn cited(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let mut head = head(cx, id, "What this release cites");
    head.description = "Bodies, areas, services, measures and papers as they were then.".to_owned();
    let group = |kind: EntityKind| {
        let links = cx.graph.of_kind(kind).map(|(key, _)| cx.link_to(key));
        let label = match kind {
            EntityKind::Place => "Areas",
            kind => kinds::list_title(kind),
        };
        Group { label: label.to_owned(), links: links.collect() }
    };
    let mut groups: Vec<Group> = EntityKind::shared_files().map(group).collect();
    let mut others: Vec<Link> = Vec::new();
    for (id, (_, framework)) in &cx.graph.model.frameworks {
        let title = framework.title.known().map_or(id.as_str(), String::as_str);
        others.push(cx.link(title, &Url::page(&["criteria", id])));
    }
    if cx.graph.model.glossary.is_some() {
        others.push(cx.link("Glossary", &Url::page(&["glossary"])));
    }
    groups.push(Group { label: "Criteria and words".to_owned(), links: others });
    groups.retain(|group| !group.links.is_empty());
    let lead = "A release keeps a copy of what it cites, so that its words mean what they meant.";
    let body = vec![
        Part::Lead { body: cx.sentence(lead) },
        Part::links("cited_all", "As it was then", groups),
    ];
    cx.finish(head, body)
}

/// All that a release said; what it said is added by those who make HTML of it.
pub static WHOLE: PageKind =
    PageKind::new("whole-release", |page| Url::page(&["ihos", &page.iho]), whole);

fn whole(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let name = name_of(cx, id);
    let mut head = cx.head("releases", name);
    head.description = format!("All that this release of {name} said, on one page.");
    head.breadcrumb.push(cx.link("IHOs", &Url::page(&["ihos"])));
    head.breadcrumb.push(cx.link("All releases", &url_of_releases(id)));
    let zip = match cx.plan.scope() {
        Scope::Release(standing) => standing.url().join("release.zip"),
        Scope::Site | Scope::Drafts => None,
    };
    let mut lead = "All that this release said, on one page.".to_owned();
    if let Some(zip) = zip {
        let link = cx.link("the sealed files", &zip);
        lead.push_str(&format!(
            " Documents published with it are listed under [{}]({}).",
            link.text, link.href
        ));
    }
    cx.finish(head, vec![Part::Lead { body: cx.sentence(lead) }])
}

/// A page about an IHO of which no release is in force.
pub(super) fn not_in_force(cx: &PageContext<'_>, title: &str) -> View {
    let id = cx.page.iho.as_str();
    let mut head = cx.head("releases", format!("{title}: {id}"));
    head.description = format!("No release of {id} is in force: it was withdrawn.");
    let decided = cx.href(&Url::page(&["ihos", id]));
    let lead =
        format!("No release of this contract is in force. [See what was decided]({decided}).");
    cx.finish(head, vec![Part::Lead { body: cx.sentence(lead) }])
}

/// What is at the address of an IHO whose release was withdrawn.
pub(super) static WITHDRAWN: PageKind = PageKind {
    pages: |kind, graph| {
        let renames = Renames::of(&graph.model);
        let is_in_force = |id: &String| graph.model.blueprints.contains_key(id);
        let has_other_id = |id: &str| renames.now(EntityKind::Iho, id).is_some();
        let withdrawn = graph.archive.ihos.keys();
        let withdrawn = withdrawn.filter(|id| !is_in_force(id) && !has_other_id(id));
        withdrawn.map(|id| (kind.of_iho(id), None)).collect()
    },
    feed: |page| Some(Channel::Iho(page.iho.clone())),
    ..PageKind::new("withdrawn", |page| Url::page(&["ihos", &page.iho]), withdrawn)
};

fn withdrawn(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let mut head = cx.head("releases", "Withdrawn");
    head.caption = id.to_owned();
    head.tab_title = format!("Withdrawn: {id}");
    head.breadcrumb.push(cx.link("IHOs", &Url::page(&["ihos"])));
    head.description =
        "What was published of this contract is no longer to be relied on.".to_owned();
    let all = releases_of(cx.graph, id);
    let version = all.first().map(|past| past.release.version.to_string()).unwrap_or_default();
    let said = notices_of(cx.graph, id, &version).into_iter().next_back();
    let said =
        said.map(|notice| graph::history::sentence(cx.graph, id, notice)).unwrap_or_default();
    let link = cx.link("Everything that was published can still be read", &url_of_releases(id));
    let body = vec![
        Part::Lead {
            body: cx.sentence(
                "What was published of this contract is no longer to be relied on. Nothing is shown in its place.",
            ),
        },
        Part::notice("important", "What was decided", cx.sentence(format!("{said}\n\n[{}]({}).", link.text, link.href))),
    ];
    cx.finish(head, body)
}

/// Every notice about a release, the newest first.
pub(super) static NOTICES: PageKind = PageKind {
    pages: |kind, graph| kind.once(!graph.model.notices.is_empty()),
    ..PageKind::new("notices", |_| Url::page(&["notices"]), notices)
};

fn notices(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("releases", "Corrections, withdrawals and removals");
    head.description =
        "Everything that was said about a release after it was published.".to_owned();
    let lead = "A release never changes. Corrections and removed content are listed here and on the release itself.";
    let mut all: Vec<(&str, &str, &str, &Notice)> = Vec::new();
    for (name, notice) in &cx.graph.model.notices {
        let Some((iho, file)) = name.split_once('/') else { continue };
        let at = notice.at.known().map_or("", String::as_str);
        all.push((at, iho, file, notice));
    }
    all.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)));
    let rows = all.iter().map(|(_, iho, file, notice)| {
        let version = notice.release.known().map_or("", String::as_str);
        let blueprint = cx.graph.model.blueprints.get(*iho);
        let name = blueprint.map_or(*iho, |blueprint| blueprint.short_name());
        let release = graph::history::release_in_words(cx.graph, iho, version);
        let release =
            cx.link(lists::escape(&format!("{name}, {release}")), &url_of_release(iho, version));
        let number = file.split('-').next().unwrap_or_default().trim_start_matches('0');
        let file =
            cx.link(format!("Notice {number} (YAML)"), &Url::file(&data::notice_path(iho, file)));
        let at = notice.at.known().and_then(|at| at.parse().ok());
        let day =
            at.map_or_else(String::new, |at| wording::date(graph::history::day(cx.graph, at)));
        let said = lists::escape(&graph::history::sentence(cx.graph, iho, notice));
        let [release, file] = [release, file].map(|link| format!("[{}]({})", link.text, link.href));
        let body = cx.sentence(format!("**{release}**\n\n{said} {file}"));
        Row::unaddressed(day, Value::Prose { body })
    });
    let body = vec![
        Part::Lead { body: cx.sentence(lead) },
        Part::facts("notices_all", "All notices, the newest first", rows.collect()),
    ];
    cx.finish(head, body)
}
