//! The drafts as one ZIP file to pass on: what is in it, what is held back, and what is told.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;

use crate::place::{Place, Run, run};
use crate::sealed::{DRAFT, iho, release, site};

fn packed(place: &Place, day: &str, args: &[&str]) -> Run {
    let mut command = place.command();
    command.args(["build", "--drafts", "--zip", "preview.zip", "--at", day]);
    run(command.args(args).env("SOURCE_DATE_EPOCH", "1796000000"))
}

/// The files of a ZIP by their paths.
fn files(place: &Place) -> BTreeMap<String, Vec<u8>> {
    let file = fs::File::open(place.path("preview.zip")).expect("it was written");
    let mut zip = zip::ZipArchive::new(file).expect("it is a ZIP file");
    let mut files = BTreeMap::new();
    for nth in 0..zip.len() {
        let mut file = zip.by_index(nth).expect("it can be read");
        let mut bytes = Vec::new();
        let name = file.name().expect("it has a name").into_owned();
        file.read_to_end(&mut bytes).expect("it can be unpacked");
        files.insert(name, bytes);
    }
    files
}

fn holding<'f>(files: &'f BTreeMap<String, Vec<u8>>, words: &str) -> Vec<&'f String> {
    let has = |bytes: &[u8]| memchr::memmem::find(bytes, words.as_bytes()).is_some();
    files.iter().filter(|(_, bytes)| has(bytes)).map(|(path, _)| path).collect()
}

fn add(place: &Place, path: &str, words: &str) {
    let text = place.read(path);
    place.write(path, format!("{text}\n{words}\n"));
}

/// What the draft of a waiting release says, a page of a later day, and a draft that names its hour.
#[test]
fn what_is_embargoed_is_packed_only_if_asked_for() {
    let place = site("portable-embargo");
    assert_eq!(release(&place, "2026-11-22", "The first release.").code, 0);
    let host = format!("{DRAFT}/narrative/host.md");
    add(&place, &host, "The zebra ward closes.");
    let later = "---\ntitle: Later\npublish_at: 2027-03-01\n---\n\nThe giraffe ward opens.\n";
    place.write("content/pages/later.md", later);
    let draft = "---\ntitle: Thoughts\ndraft: true\n---\n\nThe okapi ward, perhaps.\n";
    place.write("content/pages/thoughts.md", draft);
    let words = ["zebra ward", "giraffe ward", "okapi ward"];
    let found = |args: &[&str]| {
        let told = packed(&place, "2026-12-02", args);
        assert_eq!(told.code, 0, "{}", told.stderr);
        let files = files(&place);
        (words.map(|words| !holding(&files, words).is_empty()), told.stderr, files)
    };
    // No release waits yet: a draft is a draft, and what is to come later is held back.
    let (is_there, told, _) = found(&[]);
    assert_eq!(is_there, [true, false, true]);
    assert!(
        told.contains(
            "Left out, because it is embargoed: `content/pages/later.md` until Monday 1 March 2027"
        ),
        "{told}"
    );
    // The draft names its hour.
    let note = place.read(&format!("{DRAFT}/release.yaml"));
    place.write(&format!("{DRAFT}/release.yaml"), format!("{note}publish_at: 2027-04-17\n"));
    let (is_there, told, _) = found(&[]);
    assert_eq!(is_there, [false, false, true], "{told}");
    assert!(told.contains("`content/ihos/vale/draft/` until Saturday 17 April 2027"), "{told}");
    place.write(&format!("{DRAFT}/release.yaml"), note);
    // A release waits.
    let waiting = ["release", "vale", "--yes", "--note", "x", "--publish-at", "2027-04-19"];
    let sealed = iho(&place, "2026-12-01", &waiting);
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    let (is_there, told, files) = found(&[]);
    assert_eq!(is_there, [false, false, true], "{told}");
    assert_eq!(holding(&files, "2027-04-19"), [""; 0], "nor is its day told");
    assert!(files.contains_key("ihos/vale/index.html"), "the release in force is there");
    let (is_there, told, files) = found(&["--with-embargoed"]);
    assert_eq!(is_there, [true; 3]);
    assert!(told.contains("Embargoed, and in the ZIP file: `content/ihos/vale/draft/`"), "{told}");
    let read_me = String::from_utf8_lossy(&files["READ ME.txt"]);
    assert!(read_me.contains("EMBARGOED") && read_me.contains("Monday 19 April 2027"), "{read_me}");
}

/// Pages are files, the same drafts are the same bytes, and what only the public site has is linked there.
#[test]
fn links_lead_to_files_or_to_the_public_site() {
    let place = site("portable-links");
    assert_eq!(release(&place, "2026-11-22", "The first release.").code, 0);
    let host = format!("{DRAFT}/narrative/host.md");
    add(&place, &host, "See [the first release](/ihos/vale/releases/2026-11-22/).");
    assert_eq!(packed(&place, "2026-12-02", &[]).code, 0);
    let first = fs::read(place.path("preview.zip")).expect("it is there");
    assert_eq!(packed(&place, "2026-12-02", &[]).code, 0);
    assert!(fs::read(place.path("preview.zip")).expect("it is there") == first);
    let files = files(&place);
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(
            html.contains("Draft: this page has not been published")
                || html.contains("http-equiv=\"refresh\""),
            "{path}"
        );
        let url = iho::page::Url::file(path);
        for link in html.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = link.split(['#', '?']).next().unwrap_or_default();
            if link.is_empty() || link.contains(':') {
                continue;
            }
            let target = url.join(link).unwrap_or_else(|| panic!("{path}: {link}"));
            assert!(files.contains_key(&target.as_str()[1..]), "{path}: {link}");
        }
    }
    let found = holding(&files, "https://iho.example.org/sub/ihos/vale/releases/2026-11-22/\"");
    assert!(!found.is_empty(), "{:?}", holding(&files, "the first release"));
    for server in ["404.html", "_redirects", "sitemap.xml", "robots.txt"] {
        assert!(!files.contains_key(server), "{server}");
    }
}

/// Nothing is written of drafts with errors; a file that was there stays.
#[test]
fn a_mistake_leaves_the_last_file_as_it_was() {
    let place = site("portable-mistake");
    assert_eq!(packed(&place, "2026-12-02", &[]).code, 0);
    let first = fs::read(place.path("preview.zip")).expect("it is there");
    add(&place, &format!("{DRAFT}/narrative/host.md"), "See [nothing](/nowhere/).");
    let refused = packed(&place, "2026-12-02", &[]);
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("The ZIP file was not written."), "{}", refused.stderr);
    assert!(fs::read(place.path("preview.zip")).expect("it is there") == first);
    let usage = run(place.command().args(["build", "--zip", "preview.zip"]));
    assert_eq!(usage.code, 2);
    assert!(usage.stderr.contains("--drafts"), "{}", usage.stderr);
}

/// A file that would be read as content, or published with the public site, is not written.
#[test]
fn a_bad_place_for_the_file_is_refused() {
    let place = site("portable-place");
    fs::create_dir_all(place.path("output/deep")).expect("a folder");
    let bad = [
        ("content/preview.zip", "would be among the files of the site"),
        ("content/new/preview.zip", "would be among the files of the site"),
        ("themes/preview.zip", "would be among the files of the site"),
        ("output/preview.zip", "would be published with the public site"),
        ("aside/../output/deep/preview.zip", "would be published with the public site"),
        ("output", "is a folder, not a file"),
        ("aside/", "is a folder, not a file"),
    ];
    fs::create_dir_all(place.path("aside")).expect("a folder");
    for (path, words) in bad {
        let told = run(place.command().args(["build", "--drafts", "--zip", path]));
        assert_eq!(told.code, 2, "{path}: {}", told.stderr);
        assert!(
            told.stderr.contains(words) && told.stderr.contains("--zip"),
            "{path}: {}",
            told.stderr
        );
        assert!(!place.path(path).is_file(), "{path}");
    }
    let new = run(place.command().args(["build", "--drafts", "--zip", "new/folder/preview.zip"]));
    assert_eq!(new.code, 0, "{}", new.stderr);
    assert!(place.path("new/folder/preview.zip").is_file());
}
