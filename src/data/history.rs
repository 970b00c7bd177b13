//! What was published and when, for programs: lists, feeds and maps of time.

use serde_json::{Value, json};

use super::catalogue::base;
use super::feed::release_feed;
use super::file::{FileSpec, Named, Occurs};
use super::json_bytes;
use crate::graph::Graph;
use crate::graph::history::{self, Past, day, releases_of};

/// Every release of an IHO.
pub static RELEASES: FileSpec = Named("ihos/{}/releases/index.json", "Every release")
    .made(Occurs::Releases, |file, graph, _| json_bytes(&releases(graph, file.iho())));

/// Which release of an IHO was in force when.
pub static AS_AT: FileSpec =
    Named("ihos/{}/as-at/intervals.json", "Which release was in force when")
        .made(Occurs::Releases, |file, graph, _| json_bytes(&intervals(graph, file.iho())));

/// The releases of an IHO as a feed.
pub static RELEASE_FEED: FileSpec = Named("ihos/{}/releases/feed.atom", "News of releases")
    .made(Occurs::Releases, |file, graph, _| release_feed(graph, file));

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
                "without_approval": past.note.and_then(|it| it.without_approval.known()).map(|it| it.text.trim()),
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
