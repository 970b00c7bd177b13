//! What was published and when, for programs: lists, feeds and maps of time.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::catalogue::base;
use super::feed::escape;
use super::file::{FileSpec, Named, Occurs};
use super::json_bytes;
use super::package::{publisher, site};
use crate::graph::history::{self, Past, day, releases_of};
use crate::graph::{EntityId, Graph};
use crate::model::prose::first_paragraph;
use crate::model::reference::Reference;

/// Every release of an IHO.
pub static RELEASES: FileSpec = Named("ihos/{}/releases/index.json", "Every release")
    .made(Occurs::Releases, |file, graph, _| json_bytes(&releases(graph, file.iho())));

/// Which release of an IHO was in force when.
pub static AS_AT: FileSpec =
    Named("ihos/{}/as-at/intervals.json", "Which release was in force when")
        .made(Occurs::Releases, |file, graph, _| json_bytes(&intervals(graph, file.iho())));

/// The releases of an IHO as a feed.
pub static RELEASE_FEED: FileSpec = Named("ihos/{}/releases/feed.atom", "News of releases")
    .made(Occurs::Releases, |file, graph, _| feed(graph, file.iho()).into_bytes());

/// The releases of an IHO as web archives list versions.
pub static TIME_MAP: FileSpec = Named("ihos/{}/releases/timemap.link", "Releases for web archives")
    .made(Occurs::Releases, |file, graph, _| time_map(graph, file.iho()).into_bytes());

/// The address of a release.
fn address(graph: &Graph, iho: &str, past: &Past<'_>) -> String {
    format!("{}ihos/{iho}/releases/{}/", base(graph), past.release.version)
}

/// What was said of a release, in the words of its author.
fn note(past: &Past<'_>) -> Option<String> {
    let note = past.note?.note.known()?;
    Some(note.text.trim().to_owned())
}

/// The first paragraph of it without marks.
fn summary(graph: &Graph, past: &Past<'_>) -> Option<String> {
    let note = past.note?.note.known()?;
    let name = |reference: &Reference| Some(graph.name(&EntityId::of(reference)).to_owned());
    Some(first_paragraph(&note.text, &name)).filter(|words| !words.is_empty())
}

/// Every release, the newest first.
fn releases(graph: &Graph, iho: &str) -> Value {
    let all: Vec<Value> = releases_of(graph, iho)
        .iter()
        .map(|past| {
            let manifest = &past.release.manifest;
            let url = address(graph, iho, past);
            json!({
                "version": manifest.version,
                "sequence": manifest.sequence,
                "kind": manifest.kind,
                "corrects": manifest.corrects,
                "published": manifest.publish_at,
                "until": past.until,
                "note": note(past),
                "manifest_sha256": past.release.manifest_sha256,
                "url": url,
                "zip": format!("{url}release.zip"),
            })
        })
        .collect();
    json!({ "iho": iho, "releases": all })
}

/// Which release was in force when, the oldest first: each from its instant on, up to that of the next, which is not in it.
fn intervals(graph: &Graph, iho: &str) -> Value {
    let past = releases_of(graph, iho);
    let all: Vec<Value> = history::intervals(graph, iho)
        .iter()
        .map(|interval| {
            let last = interval.until.and_then(|until| day(graph, until).yesterday().ok());
            let release = past.iter().find(|past| {
                interval.release.is_some_and(|release| release.version == past.release.version)
            });
            json!({
                "from": interval.from,
                "until": interval.until,
                "first_day": day(graph, interval.from).to_string(),
                "last_day": last.map(|day| day.to_string()),
                "version": release.map(|past| &past.release.manifest.version),
                "url": release.map(|past| address(graph, iho, past)),
            })
        })
        .collect();
    json!({ "iho": iho, "rule": "the release in force at the end of a day counts for that day", "intervals": all })
}

/// A feed of Atom, RFC 4287. Ids are tags, RFC 4151, of the day on which the IHO was first published, so that they outlive
/// another address of the site.
fn feed(graph: &Graph, iho: &str) -> String {
    let all = releases_of(graph, iho);
    let base = base(graph);
    let name = graph.model.blueprints.get(iho).map_or(iho, |blueprint| blueprint.name());
    let first = all.last().map(|past| day(graph, past.release.publish_at()));
    let host =
        base.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next()).unwrap_or("");
    let tag = |rest: &str| {
        let since = first.map_or_else(String::new, |day| day.to_string());
        escape(&format!("tag:{host},{since}:{iho}{rest}"))
    };
    let updated = all.first().map_or(Timestamp::UNIX_EPOCH, |past| past.release.publish_at());
    let author = publisher(graph).unwrap_or_default();
    let title = site(graph).and_then(|site| site.title.known()).cloned().unwrap_or_default();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">\n\
         <id>{}</id>\n<title>{}</title>\n<updated>{updated}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        tag(""),
        escape(&format!("{name}: releases – {title}")),
        escape(if author.is_empty() { &title } else { &author }),
        escape(&format!("{base}ihos/{iho}/releases/feed.atom")),
        escape(&format!("{base}ihos/{iho}/releases/")),
    );
    for past in &all {
        let manifest = &past.release.manifest;
        let words = summary(graph, past).unwrap_or_else(|| manifest.kind.in_words().to_owned());
        xml.push_str(&format!(
            "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{at}</updated>\n<published>{at}</published>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<summary>{}</summary>\n</entry>\n",
            tag(&format!(":{}", manifest.version)),
            escape(&format!("{name}: release {} ({})", manifest.sequence, manifest.kind.in_words().to_lowercase())),
            escape(&address(graph, iho, past)),
            escape(&words),
            at = manifest.publish_at,
        ));
    }
    xml + "</feed>\n"
}

/// A map of time in the link format, RFC 7089 and RFC 6690.
fn time_map(graph: &Graph, iho: &str) -> String {
    let base = base(graph);
    let all = releases_of(graph, iho);
    let mut links = vec![
        format!("<{base}ihos/{iho}/>;rel=\"original\""),
        format!(
            "<{base}ihos/{iho}/releases/timemap.link>;rel=\"self\";type=\"application/link-format\""
        ),
    ];
    let n_all = all.len();
    for (at, past) in all.iter().rev().enumerate() {
        let rel = match (at == 0, at + 1 == n_all) {
            (true, true) => "first last memento",
            (true, false) => "first memento",
            (false, true) => "last memento",
            (false, false) => "memento",
        };
        let instant = past.release.publish_at().strftime("%a, %d %b %Y %H:%M:%S GMT");
        links.push(format!("<{}>;rel=\"{rel}\";datetime=\"{instant}\"", address(graph, iho, past)));
    }
    links.join(",\n") + "\n"
}
