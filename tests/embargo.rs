//! Embargo: what is not due is absent from the public site to the byte, whatever it is and wherever it would be told of.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::BTreeMap;
use std::fs;

use crate::place::{Place, run};
use crate::sealed::{DRAFT, RELEASES, iho, release, site};

/// The files of the public site at an instant, without the one that tells the instant.
fn built(place: &Place, at: &str) -> BTreeMap<String, Vec<u8>> {
    let _ = fs::remove_dir_all(place.path("output"));
    let run = run(place.command().args(["build", "--at", at]));
    assert_eq!(run.code, 0, "{at}: {}", run.stderr);
    let mut tree = place.tree("output");
    // It tells the instant, and the list of files tells its checksum.
    tree.retain(|path, _| !matches!(path.as_str(), "build.json" | "files.json"));
    tree
}

fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let paths = a.keys().chain(b.keys()).filter(|path| a.get(*path) != b.get(*path));
    paths.cloned().collect()
}

/// The files of a site, and of its releases, that hold some words; in ZIPs, too.
fn holding(place: &Place, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["output", RELEASES] {
        for (path, bytes) in place.tree(folder) {
            if memchr::memmem::find(&bytes, words.as_bytes()).is_some() {
                found.push(format!("{folder}/{path}"));
            }
        }
    }
    found
}

/// A term that only a draft names, or a release that waits, is in no page, file or release of others; as soon as the release
/// is public, it is.
#[test]
fn a_term_that_only_an_embargoed_release_names_is_held_back() {
    let place = site("embargo-term");
    let glossary = place.read("content/glossary.yaml");
    let term = "# For the news of spring.\n  - id: zebra-plan\n    term: Zebra plan\n    definition: It closes the ward. See [[org:vale-gps]].\n";
    // Another IHO is sealed while the term stands there already.
    place.write("content/glossary.yaml", format!("{}  {term}", glossary));
    let first = release(&place, "2026-11-22", "The first release.");
    assert_eq!(first.code, 0, "{}", first.stderr);
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        format!("{host}\nSee [[term:zebra-plan]].\n"),
    );
    let waiting = ["release", "vale", "--yes", "--note", "x", "--publish-at", "2027-04-17"];
    let sealed = iho(&place, "2026-12-01", &waiting);
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    let with = built(&place, "2026-12-02T12:00:00Z");
    let mut found = holding(&place, "Zebra");
    found.extend(holding(&place, "closes the ward"));
    found.retain(|path| !path.starts_with(&format!("{RELEASES}/2027-04-17/")));
    assert!(found.is_empty(), "{found:?}");
    place.write("content/glossary.yaml", &glossary);
    fs::rename(place.path(&format!("{RELEASES}/2027-04-17")), place.path("aside"))
        .expect("it is there");
    let without = built(&place, "2026-12-02T12:00:00Z");
    assert_eq!(differing(&with, &without), [""; 0]);
    fs::rename(place.path("aside"), place.path(&format!("{RELEASES}/2027-04-17")))
        .expect("it is there");
    place.write("content/glossary.yaml", format!("{}  {term}", glossary));
    let public = built(&place, "2027-04-17T12:00:00Z");
    let page = String::from_utf8_lossy(&public["glossary/index.html"]).into_owned();
    assert!(page.contains("Zebra plan") && page.contains("closes the ward"), "{page}");
}

/// A term counts as named where the words of a public text have it: the glossary explains what readers meet.
#[test]
fn a_term_is_named_by_its_words_too() {
    let place = site("embargo-words");
    let glossary = place.read("content/glossary.yaml");
    let terms = "  - id: lane-plan\n    term: Lane plan\n    definition: It mends a lane with gravel.\n  - id: gravel\n    term: Gravel\n    definition: Small stones.\n  - id: wheel\n    term: Wheel\n    definition: It turns.\n";
    place.write("content/glossary.yaml", format!("{glossary}{terms}"));
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        format!("{host}\nThere are two lane plans, see [[term:footprint]], and wheels-within.\n")
            .replace("wheels-within", "cogwheelery"),
    );
    assert_eq!(release(&place, "2026-11-22", "The first release.").code, 0);
    let public = built(&place, "2026-12-02T12:00:00Z");
    let page = String::from_utf8_lossy(&public["glossary/index.html"]).into_owned();
    // The definition of a term that is shown names another.
    assert!(page.contains("mends a lane") && page.contains("Small stones"), "{page}");
    assert!(!page.contains("It turns"), "{page}");
    let sealed = place.read(&format!("{RELEASES}/2026-11-22/shared/glossary.yaml"));
    assert!(
        sealed.contains("lane-plan") && sealed.contains("gravel") && !sealed.contains("wheel"),
        "{sealed}"
    );
}

/// Terms that share a line are taken apart all the same.
#[test]
fn terms_on_one_line_are_sealed_one_by_one() {
    let place = site("embargo-line");
    let terms = "terms: [{id: footprint, term: Footprint, definition: The people.}, {id: wheel, term: Wheel, definition: It turns.},\n  {id: gravel, term: Gravel, definition: 'Small, {round} stones.'}, {id: rim, term: Rim, definition: It holds.}]\n";
    place.write("content/glossary.yaml", terms);
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        format!(
            "{}\nSee [[term:footprint]] and [[term:gravel]].\n",
            host.replace("see [the budget](/glossary/#term_capitated-budget)", "see it")
        ),
    );
    let sealed = release(&place, "2026-11-22", "The first release.");
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    let sealed = place.read(&format!("{RELEASES}/2026-11-22/shared/glossary.yaml"));
    assert_eq!(
        sealed,
        "terms: [{id: footprint, term: Footprint, definition: The people.}, {id: gravel, term: Gravel, definition: 'Small, {round} stones.'}]\n"
    );
    let page = built(&place, "2026-12-02T12:00:00Z");
    let page = String::from_utf8_lossy(&page["glossary/index.html"]).into_owned();
    assert!(page.contains("Small, {round} stones.") && !page.contains("It turns"), "{page}");
}

/// Pages, models and policies that are drafts, come later, or go: absent to the byte, and the scheduler knows the hour.
#[test]
fn pages_that_are_not_due_are_absent_to_the_byte() {
    let place = site("status-pages");
    assert_eq!(release(&place, "2026-11-22", "The first release.").code, 0);
    let built = |at: &str| built(&place, at);
    let pages = ["content/pages/news.md", "content/models/lane.md", "content/policies/act.md"];
    let text = |path: &str, fields: &str| {
        let kind = match path {
            "content/models/lane.md" => {
                "kind: abroad\nsummary: A lane.\nfacts:\n  - {id: one, fact: It is long., source: board-paper}\n"
            }
            "content/policies/act.md" => {
                "kind: decision\ndate: 2026-11-05\nstatus: done\npublishers: [Vale]\nsources: [board-paper]\nsummary: An act.\n"
            }
            _ => "",
        };
        format!(
            "---\ntitle: Zebra crossing\n{kind}{fields}---\nThe [[org:hidden-body]] and [stripes](/zebra.txt).\n"
        )
    };
    let without = built("2026-12-01T12:00:00Z");
    place.write("content/pages/zebra.txt", "Stripes");
    place.write(
        "content/organisations/hidden-body.yaml",
        place
            .read("content/organisations/vale-gps.yaml")
            .replace("vale-gps", "hidden-body")
            .replace("ZZ3", "ZZ9")
            .replace("name: ", "name: Hidden "),
    );
    for fields in [
        "draft: true\n",
        "publish_at: 2026-12-24\n",
        "expires: 2026-11-30\n",
        "draft: true\npublish_at: 2026-11-01\n",
    ] {
        for path in pages {
            place.write(path, text(path, fields));
            let with = built("2026-12-01T12:00:00Z");
            assert_eq!(differing(&with, &without), [""; 0], "{path} with `{fields}`");
            fs::remove_file(place.path(path)).expect("it was written");
        }
    }
    place.write(pages[0], text(pages[0], "publish_at: 2026-12-24\nexpires: 2026-12-26\n"));
    let next = |at: &str| {
        let run = run(place.command().args(["status", "--next", "--at", at]));
        (run.code, run.stdout.trim().to_owned())
    };
    assert_eq!(next("2026-12-01T12:00:00Z"), (0, "2026-12-24T09:30:00Z".to_owned()));
    assert_eq!(next("2026-12-25T12:00:00Z"), (0, "2026-12-27T00:00:00Z".to_owned()));
    assert_eq!(next("2026-12-28T12:00:00Z"), (0, String::new()));
    assert!(!built("2026-12-24T09:29:59Z").contains_key("news/index.html"));
    assert!(built("2026-12-24T09:30:00Z").contains_key("news/index.html"));
    assert!(built("2026-12-24T09:30:00Z").contains_key("zebra.txt"));
    assert!(built("2026-12-26T23:59:59Z").contains_key("news/index.html"));
    assert!(!built("2026-12-27T00:00:00Z").contains_key("news/index.html"));
    place.write(pages[0], text(pages[0], "publish_at: Christmas\n"));
    let checked = place.iho(&["check"]);
    assert!(
        checked.code == 1 && checked.stderr.contains("`Christmas` is neither a day nor a time"),
        "{}",
        checked.stderr
    );
    let listed = {
        place.write(pages[0], text(pages[0], "publish_at: 2026-12-24\n"));
        place.iho(&["status"])
    };
    assert!(
        listed.stdout.contains("content/pages/news.md: from Thursday 24 December 2026 at 09:30"),
        "{}",
        listed.stdout
    );
}
