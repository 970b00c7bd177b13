//! The demonstration site: without a mistake or warning, complete, and plainly invented.
#![expect(clippy::disallowed_methods, reason = "the content is files")]

use crate::place::{Place, run};

fn built(name: &str) -> Place {
    let place = Place::new(name);
    let output = place.path("output").to_string_lossy().into_owned();
    let site = ["build", "--site", env!("CARGO_MANIFEST_DIR"), "--output", &output];
    let run = run(place.command().args(site).args(["--at", "2026-11-30T12:00:00Z"]));
    assert_eq!(run.code, 0, "{}", run.stderr);
    // What was sealed before a list was asked for stays without.
    let of_sealed = "warning[no-look-up]: ";
    let n_warnings = run.stderr.matches("warning[").count();
    assert!(!run.stderr.contains("error"), "{}", run.stderr);
    assert_eq!(n_warnings, run.stderr.matches(of_sealed).count(), "{}", run.stderr);
    place
}

/// A page without the one script that it may have, whose name changes with its content.
fn without_script(html: &str, name: &str) -> String {
    let (before, rest) =
        html.split_once(&format!("assets/{name}-")).expect("the script of the page");
    let before = &before[..before.rfind("<script src=").expect("its beginning")];
    let (hash, after) = rest.split_once(".js\" defer>").expect("the end of its name");
    assert_eq!(hash.len(), 10, "{hash}");
    format!("{before}{after}")
}

#[test]
fn it_has_what_it_promises_and_says_that_it_is_invented() {
    let place = built("demonstration");
    let pages = place.tree("output");
    let count = |folder: &str| {
        pages
            .keys()
            .filter(|path| path.starts_with(folder) && path.ends_with("/index.html"))
            .count()
            - 1
    };
    assert!(count("organisations/") >= 15);
    assert!(count("places/") >= 10);
    assert!(count("services/") >= 20);
    assert!(count("metrics/") >= 12);
    for (path, bytes) in pages.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        let banner = ["Illustrative: not a real organisation", "Illustrative site:"];
        assert!(banner.iter().any(|words| html.contains(words)), "{path}");
        // What a page is about, for search engines, is data: no browser runs it.
        let html = html.replace("<script type=\"application/ld+json\">", "");
        // One page answers a question about a day.
        let html = match path.ends_with("/as-at/index.html") {
            true => without_script(&html, "as-at"),
            false => html,
        };
        // One compares any two releases.
        let html = match path.ends_with("/compare/index.html") {
            true => without_script(&html, "compare"),
            false => html,
        };
        // One looks up who is covered.
        let html = match path.ends_with("/find-my-area/index.html") && html.contains("look-up-") {
            true => without_script(&html, "look-up"),
            false => html,
        };
        // One puts contracts side by side.
        let html = match path.as_str() {
            "compare/index.html" => without_script(&html, "contracts"),
            _ => html,
        };
        assert!(!html.contains("<script") && !html.contains("style=\""), "{path}");
    }
    // A believable past: a target that moved with its reason, a correction, a name, a withdrawal, figures counted again.
    let releases = |iho: &str| {
        let list = &pages[&format!("ihos/{iho}/releases/index.json")];
        let list: serde_json::Value = serde_json::from_slice(list).expect("JSON");
        list["releases"].as_array().expect("releases").clone()
    };
    let of_vale = releases("example-vale");
    assert!(of_vale.len() >= 6);
    assert!(of_vale.iter().any(|it| it["kind"] == "correction"));
    let notices = String::from_utf8_lossy(&pages["notices/index.html"]);
    assert!(notices.contains("corrected in") && notices.contains("Withdrawn on"));
    assert!(!releases("northmarsh-older-people").is_empty());
    assert!(!releases("moors-and-wolds-mental-health").is_empty());
}

/// No code of an invented body can be one that a register has issued; a real body has a source.
#[test]
fn its_codes_can_not_exist() {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    for folder in ["organisations", "places"] {
        for entry in walkdir::WalkDir::new(content.join(folder)).into_iter().flatten() {
            if !entry.file_type().is_file() {
                continue;
            }
            let text = std::fs::read_to_string(entry.path()).expect("text");
            if text.lines().any(|line| line == "illustrative: false") {
                assert!(text.contains("source:"), "{}", entry.path().display());
                continue;
            }
            for line in text.lines() {
                let code = |key: &str| {
                    line.trim().strip_prefix(key).map(|rest| rest.trim_matches(['"', ' ', '\'']))
                };
                if let Some(ods) =
                    code("ods:").filter(|code| !code.is_empty() && !code.starts_with(['[', '{']))
                {
                    assert!(ods.starts_with("ZZ"), "{}: {ods}", entry.path().display());
                }
                if let Some(gss) =
                    code("gss:").or_else(|| code("code:")).filter(|code| code.len() == 9)
                {
                    assert!(gss[1..].starts_with("99999"), "{}: {gss}", entry.path().display());
                }
            }
        }
    }
}
