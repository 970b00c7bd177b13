//! The feeds of what was published: through the front door, on a real disk.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::BTreeMap;

use serde_json::Value;

use crate::place::Place;
use crate::sealed::{DRAFT, TARGET, iho, published, release};

fn fine(place: &Place, at: &str, args: &[&str]) {
    let run = iho(place, at, args);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn seal(place: &Place, at: &str, note: &str) {
    let run = release(place, at, note);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// The entries of a feed, by their ids.
fn entries(place: &Place, path: &str) -> BTreeMap<String, String> {
    let feed = place.read(path);
    let entries = feed.split("<entry>\n").skip(1).map(|it| it.split("</entry>").next());
    let entries = entries.map(|it| it.expect("an entry ends").to_owned());
    let id = |it: &str| it.lines().next().expect("an id").to_owned();
    entries.map(|it| (id(&it), it)).collect()
}

/// What was published is told for the site, the IHO and whoever it names; what was told once stays as it is.
#[test]
fn news_is_told_and_never_changes() {
    let place = published("feeds-news");
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("450", "444").replace("31}", "31, why: A slip.}"),
    );
    seal(&place, "2027-01-02", "Fewer & fewer `<beds>`.");
    let withdraw = ["withdraw", "vale", "2026-12-22", "--yes", "--by", "Head of data"];
    fine(
        &place,
        "2027-01-03",
        &[&withdraw[..], &["--reason", "Those of \"another\" year."]].concat(),
    );
    fine(&place, "2027-01-04", &["build"]);
    // Salts, and so checksums, are new in every run.
    let feed = place.read("output/ihos/vale/feed.atom");
    let words = feed.split_inclusive("SHA-256 ").map(|it| {
        it.get(64..).filter(|_| it.starts_with(|c: char| c.is_ascii_hexdigit())).unwrap_or(it)
    });
    insta::assert_snapshot!("feed_of_an_iho", words.collect::<String>());
    let of_iho = entries(&place, "output/ihos/vale/feed.atom");
    let of_site = entries(&place, "output/feed.atom");
    assert_eq!(of_iho, of_site, "there is one IHO");
    assert_eq!(of_iho, entries(&place, "output/organisations/vale-trust/feed.atom"));
    // The same for programs that read JSON.
    let json: Value = serde_json::from_str(&place.read("output/feed.json")).expect("JSON");
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["items"].as_array().expect("items").len(), of_site.len());
    // Pages lead to them.
    for (page, feed) in [
        ("index.html", "./feed.atom"),
        ("ihos/vale/index.html", "../../ihos/vale/feed.atom"),
        ("organisations/vale-trust/index.html", "../../organisations/vale-trust/feed.atom"),
    ] {
        let html = place.read(&format!("output/{page}"));
        let link =
            format!("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"{feed}\">");
        assert!(html.contains(&link) && html.contains("Get updates"), "{page}: {html}");
    }
    // Another name and another release later, what was told is told in the same words.
    let organisation = place.read("content/organisations/vale-trust.yaml");
    place.write(
        "content/organisations/vale-trust.yaml",
        organisation.replace("name: Vale", "name: Other Vale"),
    );
    let iho_file = place.read(&format!("{DRAFT}/iho.yaml"));
    place.write(&format!("{DRAFT}/iho.yaml"), iho_file.replace("name: Vale", "name: Other Vale"));
    seal(&place, "2027-02-01", "Another name.");
    fine(&place, "2027-02-02", &["build"]);
    let later = entries(&place, "output/ihos/vale/feed.atom");
    assert!(later.len() > of_iho.len());
    for (id, entry) in &of_iho {
        assert_eq!(later.get(id), Some(entry));
    }
    // Drafts are no news.
    fine(&place, "2027-02-02", &["build", "--drafts"]);
    assert!(!place.path("output-drafts/feed.atom").exists());
    assert!(!place.read("output-drafts/index.html").contains("Get updates"));
}
