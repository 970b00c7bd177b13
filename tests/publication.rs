//! The public site is made of what is sealed and due, and of nothing else: through the front door, on a real disk.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;

use crate::common;
use crate::place::{Place, run};
use crate::sealed::{DRAFT, RELEASES, TARGET, iho, published, release, site};

/// Builds the public site, and gives what was printed.
fn build(place: &Place, at: &str) -> String {
    let run = iho(place, at, &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    run.stdout
}

/// The files of the output that hold a text.
fn holding(place: &Place, words: &str) -> Vec<String> {
    let tree = place.tree("output").into_iter();
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(words);
    tree.filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

/// Whatever a draft says, and even if it is broken, the public site says what was released.
#[test]
fn no_draft_reaches_the_public_site() {
    let place = published("publication-drafts");
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(&format!("{DRAFT}/narrative/host.md"), format!("{host}\nQuietly drafted.\n"));
    place.write(
        &format!("{DRAFT}/narrative/secret-plan.md"),
        "---\ntitle: Secret\n---\nQuietly drafted.\n",
    );
    place.write(
        "content/organisations/quiet-partner.yaml",
        "id: quiet-partner\nname: Quietly drafted partner\nkind: gp-federation\n",
    );
    place.write("content/ihos/second/draft/iho.yaml", "name: Quietly drafted contract\n");
    place.write(&format!("{DRAFT}/contract.yaml"), "type: [broken\n");
    let told = build(&place, "2027-01-02");
    assert!(told.contains("`content/organisations/quiet-partner.yaml`"), "{told}");
    assert_eq!(holding(&place, "uietly drafted"), Vec::<String>::new());
    assert!(!place.path("output/ihos/vale/secret-plan").exists());
    // The latest release stands at the address of the IHO, each at its own.
    assert!(place.read("output/ihos/vale/metrics/index.html").contains("440"));
    assert!(!place.read("output/ihos/vale/metrics/index.html").contains("450"));
    assert!(place.read("output/ihos/vale/releases/2026-11-22/metrics/index.html").contains("450"));
    assert!(place.read("output/build.json").contains("2027-01-02T12:00:00Z"));
}

/// Until its hour a release is nowhere, not even in a number; then it is.
#[test]
fn what_waits_is_absent_to_the_byte() {
    let place = published("publication-embargo");
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        format!("{host}\nWith [[org:coming-partner]].\n"),
    );
    let partner = "content/organisations/coming-partner.yaml";
    place.write(partner, "id: coming-partner\nname: The coming partner\nkind: gp-federation\n");
    let args = ["release", "vale", "--yes", "--note", "Soon.", "--publish-at", "2027-04-17T07:00"];
    let waits = iho(&place, "2027-01-02", &args);
    assert_eq!(waits.code, 0, "{}{}", waits.stdout, waits.stderr);
    let before = |name: &str| {
        let run =
            run(place.command().args(["build", "--at", "2027-04-17T05:59:59Z", "--output", name]));
        assert_eq!(run.code, 0, "{}", run.stderr);
        place.tree(name)
    };
    let with = before("with");
    fs::rename(place.path(&format!("{RELEASES}/2027-04-17")), place.path("aside"))
        .expect("a folder");
    fs::rename(place.path(partner), place.path("aside.yaml")).expect("a file");
    place.write(&format!("{DRAFT}/narrative/host.md"), &host);
    let without = before("without");
    assert_eq!(with, without);
    fs::rename(place.path("aside"), place.path(&format!("{RELEASES}/2027-04-17")))
        .expect("a folder");
    fs::rename(place.path("aside.yaml"), place.path(partner)).expect("a file");
    let due = run(place.command().args(["build", "--at", "2027-04-17T06:00:00Z"]));
    assert_eq!(due.code, 0, "{}", due.stderr);
    assert!(place.read("output/ihos/vale/host/index.html").contains("The coming partner"));
    assert!(place.path("output/organisations/coming-partner/index.html").exists());
    // The public ledger has its line, though nobody has written it into the sources yet.
    assert_eq!(place.read("output/ledger.jsonl").lines().count(), 3);
    assert_eq!(place.read("content/ledger.jsonl").lines().count(), 2);
}

/// A tree keeps the names that its release knew, stays inside itself, and says what it is.
#[test]
fn a_release_keeps_its_own_words_for_good() {
    let place = published("publication-frozen");
    let gps = place.read("content/organisations/vale-gps.yaml");
    place.write(
        "content/organisations/vale-gps.yaml",
        gps.replace("Vale GP Federation", "Vale Doctors Together"),
    );
    build(&place, "2027-01-02");
    let tree = "output/ihos/vale/releases/2026-11-22";
    let partners = place.read(&format!("{tree}/partners/index.html"));
    let (before, main) = partners.split_once("<main").expect("a page has a main part");
    assert!(main.contains("Vale GP Federation"));
    assert!(!before.contains("Doctors Together"), "{before}");
    let said = "<p>Names that have changed since: Vale GP Federation is now called Vale Doctors Together.</p></details>";
    assert!(main.contains(said), "{main}");
    assert!(place.read("output/ihos/vale/partners/index.html").contains("Vale Doctors Together"));
    assert!(partners.contains("href=\"../../../../../ihos/vale/releases/2026-11-22/definitions/organisations/vale-gps/\""), "{partners}");
    for words in [
        "This is an earlier release (release 1, 22 November 2026).",
        "<meta name=\"robots\" content=\"noindex, follow\">",
        "<link rel=\"latest-version\" href=\"../../../../../ihos/vale/\">",
        "<link rel=\"version-history\" href=\"../../../../../ihos/vale/releases/\">",
        "<link rel=\"successor-version\" href=\"../../../../../ihos/vale/releases/2026-12-22/\">",
        "https://iho.example.org/sub/ihos/vale/releases/2026-11-22/partners/",
    ] {
        assert!(partners.contains(words), "{words}: {partners}");
    }
    assert!(!partners.contains("rel=\"canonical\"") && !partners.contains("application/ld+json"));
    // The tree of the latest release points search engines to the address of the IHO.
    let latest = place.read("output/ihos/vale/releases/2026-12-22/partners/index.html");
    assert!(latest.contains(
        "<link rel=\"canonical\" href=\"https://iho.example.org/sub/ihos/vale/partners/\">"
    ));
    assert!(!latest.contains("noindex"));
    let map = place.read("output/sitemap.xml");
    let of_releases: Vec<&str> =
        map.split("<loc>").filter(|it| it.contains("/releases/2026")).collect();
    assert!(
        matches!(of_releases[..], [one] if one.contains("/releases/2026-12-22/changes/<")),
        "{map}"
    );
}

/// A page that a later release dropped stays where it was.
#[test]
fn a_page_that_was_dropped_is_still_there() {
    let place = site("publication-dropped");
    place.write(
        &format!("{DRAFT}/narrative/parking.md"),
        "---\ntitle: Parking\n---\nWhere to park.\n",
    );
    assert_eq!(release(&place, "2026-11-22", "x").code, 0);
    fs::remove_file(place.path(&format!("{DRAFT}/narrative/parking.md"))).expect("a file");
    assert_eq!(release(&place, "2026-12-22", "x").code, 0);
    build(&place, "2027-01-02");
    assert!(!place.read("output/ihos/vale/parking/index.html").contains("Where to park."));
    let old = place.read("output/ihos/vale/releases/2026-11-22/parking/index.html");
    assert!(old.contains("Where to park."), "{old}");
}

/// What depends on nothing new is not made again, and what is made again is the same.
#[test]
fn one_more_release_leaves_the_others_alone() {
    let place = published("publication-more");
    build(&place, "2027-01-02");
    let before = place.tree("output");
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Harder still.}").replace("450", "430"),
    );
    assert_eq!(release(&place, "2027-02-02", "A harder target still.").code, 0);
    build(&place, "2027-02-03");
    let after = place.tree("output");
    let changed: BTreeSet<&str> = after
        .iter()
        .filter(|(path, bytes)| before.get(*path) != Some(*bytes))
        .map(|(path, _)| path.as_str())
        .collect();
    assert!(changed.iter().all(|path| !path.contains("2026-11-22")), "{changed:?}");
    // The release before it says that it is not the latest any more.
    assert!(changed.contains("ihos/vale/releases/2026-12-22/index.html"));
    fs::remove_dir_all(place.path("output")).expect("a folder");
    fs::remove_dir_all(place.path(".iho")).expect("a folder");
    build(&place, "2027-02-03");
    assert_eq!(place.tree("output"), after, "made at once or step by step, it is the same");
}

/// The packed release holds the sealed files, and the same release is packed into the same bytes.
#[test]
fn a_release_is_one_file_to_take_away() {
    let place = published("publication-zip");
    build(&place, "2027-01-02");
    let bytes =
        fs::read(place.path("output/ihos/vale/releases/2026-11-22/release.zip")).expect("packed");
    let mut packed = BTreeMap::new();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a zip");
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).expect("a file");
        let mut text = Vec::new();
        file.read_to_end(&mut text).expect("whole");
        packed.insert(file.name().expect("a name").into_owned(), text);
    }
    assert_eq!(packed, place.tree(&format!("{RELEASES}/2026-11-22")));
    fs::remove_dir_all(place.path("output")).expect("a folder");
    build(&place, "2027-01-02");
    let again =
        fs::read(place.path("output/ihos/vale/releases/2026-11-22/release.zip")).expect("packed");
    assert!(bytes == again);
}

/// People and programs find out what was in force on a day.
#[test]
fn what_was_in_force_when() {
    let place = published("publication-as-at");
    let same_day = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(&format!("{DRAFT}/narrative/host.md"), format!("{same_day}\nA word more.\n"));
    assert_eq!(release(&place, "2026-12-22", "The second of a day.").code, 0);
    build(&place, "2027-01-02");
    insta::assert_snapshot!(
        "history",
        main_of(&place.read("output/ihos/vale/releases/index.html"))
    );
    insta::assert_snapshot!("as_at", main_of(&place.read("output/ihos/vale/as-at/index.html")));
    insta::assert_snapshot!(
        "intervals",
        without_seals(&place.read("output/ihos/vale/as-at/intervals.json"))
    );
    insta::assert_snapshot!(
        "list",
        without_seals(&place.read("output/ihos/vale/releases/index.json"))
    );
    insta::assert_snapshot!("feed", place.read("output/ihos/vale/releases/feed.atom"));
    insta::assert_snapshot!("timemap", place.read("output/ihos/vale/releases/timemap.link"));
    insta::assert_snapshot!("versions", place.read("output/ihos/vale/releases/catalog.jsonld"));
    let verify = place.read("output/verify/index.html");
    assert!(verify.contains("check files.sha256"), "{verify}");
}

/// The main part of a page without the seals, which differ with each run as salts are random.
fn main_of(html: &str) -> String {
    let start = html.find("<main").expect("a main part");
    let end = html.find("</main>").expect("its end");
    without_seals(&html[start..end])
}

fn without_seals(text: &str) -> String {
    let is_hex = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .map(|word| {
            let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
            if is_hex(bare) { word.replace(bare, "SEAL") } else { word.to_owned() }
        })
        .collect()
}

/// A site of drafts says so on every page, in a folder of its own.
#[test]
fn drafts_are_marked() {
    let place = published("publication-marked");
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(&format!("{DRAFT}/narrative/host.md"), format!("{host}\nQuietly drafted.\n"));
    let drafts = iho(&place, "2027-01-02", &["build", "--drafts"]);
    assert_eq!(drafts.code, 0, "{}", drafts.stderr);
    assert!(!place.path("output").exists());
    assert!(place.read("output-drafts/ihos/vale/host/index.html").contains("Quietly drafted."));
    for (path, bytes) in place.tree("output-drafts") {
        let html = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            assert!(html.contains("Draft: this page has not been published."), "{path}");
            assert!(html.contains("content=\"noindex\"") && !html.contains("canonical"), "{path}");
        }
    }
    // The releases themselves are no part of it, and no link leads to where they would be.
    let releases = place.read("output-drafts/ihos/vale/releases/index.html");
    assert!(
        releases.contains("2026-12-22") && !releases.contains("releases/2026-12-22"),
        "{releases}"
    );
    let home = place.read("output-drafts/index.html");
    assert!(!home.contains("releases/2026-12-22"), "{home}");
}

/// A boundary that runs elsewhere is drawn as it was and as it is, and no coordinate is told.
#[test]
fn the_boundary_is_drawn_before_and_now() {
    let place = site("publication-boundary");
    let square = |east: &str| {
        format!(
            "{{\"type\": \"FeatureCollection\", \"features\": [{{\"type\": \"Feature\", \"properties\": {{\"code\": \"E99999001\", \"name\": \"Vale\", \"vintage\": \"2026-04-01\"}}, \
             \"geometry\": {{\"type\": \"Polygon\", \"coordinates\": [[[0.1, 53.1], [{east}, 53.1], [{east}, 53.2], [0.1, 53.2], [0.1, 53.1]]]}}}}]}}"
        )
    };
    let boundary = format!("{DRAFT}/footprint.geojson");
    let picture = format!("{DRAFT}/plan.svg");
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    place.write(&picture, svg);
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(&format!("{DRAFT}/narrative/host.md"), format!("{host}\n![A plan](../plan.svg)\n"));
    let glossary = place.read("content/glossary.yaml");
    place.write(&boundary, square("0.2"));
    for (day, note) in [("2026-11-22", "The first release."), ("2026-12-22", "A larger area.")] {
        let run = release(&place, day, note);
        assert_eq!(run.code, 0, "{}", run.stderr);
        place.write(&boundary, square("0.3"));
        place.write(&picture, svg.replace("/>", "><title>Plan</title></svg>"));
        place.write(
            "content/glossary.yaml",
            glossary.replace("The people and the area", "All people and the area"),
        );
    }
    build(&place, "2027-01-02");
    let page = place.read("output/ihos/vale/releases/2026-12-22/changes/index.html");
    assert!(
        page.contains("Vale: the boundary on the map changed.") && !page.contains("0.3"),
        "{page}"
    );
    assert!(
        page.contains("The file “plan.svg” was exchanged for another of the same name."),
        "{page}"
    );
    assert!(page.contains("Dotted lines show how they were on 22 November 2026."), "{page}");
    assert_eq!(page.matches("class=\"f-council\"").count(), 2, "{page}");
    let first = place.read("output/ihos/vale/releases/2026-11-22/changes/index.html");
    assert!(!first.contains("f-council"), "{first}");
}

/// What changed is told of a release alone, so its page stands for nothing else.
#[test]
fn the_page_of_what_changed_is_its_own() {
    let place = published("publication-canonical");
    build(&place, "2027-01-02");
    let page = place.read("output/ihos/vale/releases/2026-12-22/changes/index.html");
    let own = "rel=\"canonical\" href=\"https://iho.example.org/sub/ihos/vale/releases/2026-12-22/changes/\"";
    assert!(page.contains(own), "{page}");
}

/// A clock that is behind would take back what is public; who looks at the past on purpose says so.
#[test]
fn a_clock_that_is_behind() {
    let place = published("publication-clock");
    let behind = run(place.command().arg("build").env("SOURCE_DATE_EPOCH", "1764000000"));
    assert_eq!(behind.code, 1, "{}", behind.stdout);
    assert!(behind.stderr.contains("error[release-order]"), "{}", behind.stderr);
    assert!(
        behind.stderr.contains("2026-12-22") && behind.stderr.contains("check the clock"),
        "{}",
        behind.stderr
    );
    build(&place, "2026-11-30");
    assert!(place.read("output/ihos/vale/metrics/index.html").contains("450"));
    assert!(!place.path("output/ihos/vale/releases/2026-12-22").exists());
}

/// The ledger of the public site guards the next one.
#[test]
fn what_was_published_guards_what_comes() {
    let place = published("publication-guard");
    build(&place, "2027-01-02");
    fs::rename(place.path("output"), place.path("live")).expect("a folder");
    let sound = iho(&place, "2027-01-02", &["build", "--published", "live"]);
    assert_eq!(sound.code, 0, "{}", sound.stderr);
    fs::remove_dir_all(place.path(&format!("{RELEASES}/2026-12-22"))).expect("a folder");
    let ledger = place.read("content/ledger.jsonl");
    place.write("content/ledger.jsonl", ledger.lines().next().expect("a line").to_owned() + "\n");
    let rewritten = iho(&place, "2027-01-02", &["build", "--published", "live"]);
    assert_eq!(rewritten.code, 1, "{}", rewritten.stdout);
    assert!(
        rewritten.stderr.contains("the published ledger has more lines"),
        "{}",
        rewritten.stderr
    );
}

/// A page may name an IHO that is not public yet: it says what to do about it.
#[test]
fn a_page_that_comes_before_its_iho() {
    let place = site("publication-early");
    place.write("content/pages/index.md", "---\ntitle: Small example\n---\nSee [[iho:vale]].\n");
    let args = ["release", "vale", "--yes", "--note", "x", "--publish-at", "2027-04-17"];
    assert_eq!(iho(&place, "2026-11-22", &args).code, 0);
    let early = iho(&place, "2026-12-01", &["build"]);
    assert_eq!(early.code, 1, "{}", early.stdout);
    assert!(
        early.stderr.contains("no release of `vale` is public on 1 December 2026"),
        "{}",
        early.stderr
    );
}

/// Where a host limits the number of files, an older release is one page that says all of it.
#[test]
fn older_releases_may_be_one_page_each() {
    let place = site("publication-compact");
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        format!("{host}\n![A bar of 300 visits](../assets/visits.svg)\n"),
    );
    place.write(
        &format!("{DRAFT}/assets/visits.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>\n",
    );
    assert_eq!(release(&place, "2026-11-22", "The first.").code, 0);
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Winter was counted twice.}").replace("450", "440"),
    );
    assert_eq!(release(&place, "2026-12-22", "A harder target.").code, 0);
    let settings = place.read("content/site.yaml");
    place.write("content/site.yaml", format!("{settings}archive: compact\n"));
    build(&place, "2027-01-02");
    let tree = |version: &str| -> BTreeSet<String> {
        let folder = format!("ihos/vale/releases/{version}/");
        let all = place.tree("output").into_keys();
        all.filter_map(|path| Some(path.strip_prefix(&folder)?.to_owned())).collect()
    };
    let old = tree("2026-11-22");
    let kept = ["changes.json", "changes/index.html", "files.json", "index.html", "release.zip"];
    assert_eq!(old.iter().collect::<Vec<_>>(), kept);
    assert!(tree("2026-12-22").contains("host/index.html"));
    let page = place.read("output/ihos/vale/releases/2026-11-22/index.html");
    let said =
        ["id=\"host\"", "id=\"metrics\"", "This is an earlier release", "450", "release.zip"];
    for said in said.into_iter().chain(["Picture: A bar of 300 visits"]) {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("<img"), "the pictures are in the sealed files alone");
    // A third release makes one page of the second.
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Beds closed.}").replace("450", "430"),
    );
    assert_eq!(release(&place, "2027-01-22", "Harder still.").code, 0);
    build(&place, "2027-01-23");
    assert_eq!(tree("2026-12-22").len(), kept.len());
    place.write("content/site.yaml", settings);
    build(&place, "2027-01-23");
    assert!(tree("2026-11-22").contains("host/index.html"));
}

/// Of a site that has sealed nothing, no IHO is published, and the writers are told what to do.
#[test]
fn drafts_alone_are_not_published() {
    const TO_DO: [&str; 3] =
        ["every blueprint of this site is a draft", "iho build --drafts", "iho release vale"];
    let place = site("publication-nothing");
    place.write("content/pages/index.md", "---\ntitle: Contracts\n---\nSee [[iho:vale]].\n");
    // Its front page names a draft.
    let refused = iho(&place, "2026-11-22", &["build"]);
    assert_eq!(refused.code, 1, "{}", refused.stdout);
    assert!(TO_DO.iter().all(|words| refused.stderr.contains(words)), "{}", refused.stderr);
    assert!(!place.path("output").exists());
    place.write("content/pages/index.md", "---\ntitle: Contracts\n---\nNone is public yet.\n");
    let built = iho(&place, "2026-11-22", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert!(TO_DO.iter().all(|words| built.stdout.contains(words)), "{}", built.stdout);
    assert!(place.path("output/index.html").exists());
    assert_eq!(place.tree("output").into_keys().find(|path| path.contains("ihos/vale")), None);
    assert_eq!(holding(&place, "ihos/vale"), Vec::<String>::new());
}

/// Every release says what changed since the one before, on a page and for programs.
#[test]
fn a_release_has_a_page_of_what_changed() {
    let place = published("changes");
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        place.read(&format!("{DRAFT}/narrative/host.md")).replace("300", "320"),
    );
    let third = release(&place, "2027-01-22", "More visits.");
    assert_eq!(third.code, 0, "{}{}", third.stdout, third.stderr);
    build(&place, "2027-02-01");
    let page = |version: &str| {
        place.read(&format!("output/ihos/vale/releases/{version}/changes/index.html"))
    };
    let first = page("2026-11-22");
    assert!(first.contains("This is the first release"), "{first}");
    let second = page("2026-12-22");
    assert!(second.contains("target changed from 450 to 440."), "{second}");
    assert!(second.contains("Why: Winter was counted twice."), "{second}");
    assert!(
        second.contains("Before, 22 November 2026") && second.contains("After, 22 December 2026")
    );
    let third = page("2027-01-22");
    assert!(third.contains("visits 320 people a day” instead of “"), "{third}");
    assert!(third.contains("<del>") && third.contains("<ins>"), "{third}");
    insta::assert_snapshot!(common::words_of(common::main_of(&third)));
    let json = place.read("output/ihos/vale/releases/2026-12-22/changes.json");
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(value["changes"][0]["reason"], "Winter was counted twice.");
    let all = place.read("output/ihos/vale/releases/index.html");
    assert!(all.contains("2026-12-22/changes/"), "{all}");
    assert!(place.read("output/data/changes.schema.json").contains("iho-changes/1"));
}

/// What the law removes from a release does not come back as the words that the next one no longer has.
#[test]
fn what_was_removed_by_law_stands_in_no_comparison() {
    let place = site("changes-redacted");
    let host = format!("{DRAFT}/narrative/host.md");
    let text = place.read(&host);
    place.write(&host, format!("{text}\n\nPatient Zebedee was here.\n"));
    assert_eq!(release(&place, "2026-11-22", "The first.").code, 0);
    place.write(&host, &text);
    assert_eq!(release(&place, "2026-12-22", "Without a name.").code, 0);
    build(&place, "2027-01-01");
    assert!(
        !holding(&place, "Zebedee was removed").is_empty()
            || !holding(&place, "Zebedee").is_empty()
    );
    let redact = iho(
        &place,
        "2027-01-02",
        &[
            "redact",
            "vale",
            "2026-11-22",
            "narrative/host.md",
            "--category",
            "personal-data",
            "--reason",
            "It named a patient.",
            "--by",
            "Data protection officer",
            "--yes",
        ],
    );
    assert_eq!(redact.code, 0, "{}{}", redact.stdout, redact.stderr);
    build(&place, "2027-01-03");
    assert_eq!(holding(&place, "Zebedee"), Vec::<String>::new());
    let page = place.read("output/ihos/vale/releases/2026-12-22/changes/index.html");
    assert!(page.contains("narrative/host.md"), "{page}");
}
