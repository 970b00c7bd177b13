//! What is said about a release after it was published: corrections, withdrawals, removals.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;

use crate::common;
use crate::place::{Place, Run};
use crate::sealed::{DRAFT, RELEASES, TARGET, iho, published};

const NOTICES: &str = "content/ihos/vale/notices";

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn build(place: &Place, at: &str) {
    fine(&iho(place, at, &["build"]));
}

/// Old and new say what was wrong, what holds now, since when and who decided it.
#[test]
fn a_correction_is_linked_both_ways() {
    let place = published("notices-correct");
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: A slip of the pen.}").replace("450", "444"),
    );
    let words =
        ["--what", "The target was given as 440.", "--now", "It is 444.", "--by", "Head of data"];
    let args = [&["correct", "vale", "--yes", "--since", "2026-12-22"], &words[..]].concat();
    fine(&iho(&place, "2027-01-02", &args));
    let notice = place.read(&format!("{NOTICES}/0001-2027-01-02-correction.yaml"));
    assert!(
        notice.contains("release: \"2026-12-22\"")
            && notice.contains("replaced_by: \"2027-01-02\""),
        "{notice}"
    );
    let manifest = place.read(&format!("{RELEASES}/2027-01-02/manifest.json"));
    assert!(
        manifest.contains("\"kind\": \"correction\"")
            || manifest.contains("\"kind\":\"correction\""),
        "{manifest}"
    );
    // A run that was killed before the notice, and one that was killed before both the ledger and the draft knew: the next
    // says what was put right, and seals nothing again.
    let ledger = place.read("content/ledger.jsonl");
    let (before_notice, _) = ledger.trim_end().rsplit_once('\n').expect("it has several lines");
    let (before_both, _) = before_notice.rsplit_once('\n').expect("it has several lines");
    for known in [before_notice, before_both] {
        fs::remove_file(place.path(&format!("{NOTICES}/0001-2027-01-02-correction.yaml")))
            .expect("it was written");
        place.write("content/ledger.jsonl", format!("{known}\n"));
        let again = iho(&place, "2027-01-02", &args);
        assert!(again.stdout.contains("which corrects 2026-12-22"), "{}", again.stdout);
        fine(&again);
        assert_eq!(place.read("content/ledger.jsonl"), ledger);
        assert!(!place.path(&format!("{RELEASES}/2027-01-02.2")).exists());
    }
    fine(&place.iho(&["verify"]));
    build(&place, "2027-01-03");
    let old = place.read("output/ihos/vale/releases/2026-12-22/metrics/index.html");
    let said = "Contains an error, corrected in release 3 of 2 January 2027: The target was given as 440. It is 444. \
                Decided by: Head of data.";
    assert!(old.contains(said), "{old}");
    let history = place.read("output/ihos/vale/releases/index.html");
    assert!(
        history.contains(said) && history.contains("Correction of release 2 of 22 December 2026"),
        "{history}"
    );
    assert!(place.read("output/notices/index.html").contains(said));
    assert!(place.read("output/ihos/vale/metrics/index.html").contains("444"));
    // Before the notice nobody knew.
    build(&place, "2026-12-30");
    assert!(!place.path("output/notices").exists());
    assert!(
        !place.read("output/ihos/vale/releases/2026-12-22/metrics/index.html").contains("error")
    );
}

/// A withdrawn release stays readable; nothing older takes its place unless that is asked for; and it can come back.
#[test]
fn a_withdrawal_and_its_end() {
    let place = published("notices-withdraw");
    let because =
        ["--reason", "The figures were those of another year.", "--by", "Chief executive", "--yes"];
    let withdraw = |at: &str, more: &[&str]| {
        iho(&place, at, &[&["withdraw", "vale", "2026-12-22"], &because[..], more].concat())
    };
    fine(&withdraw("2027-01-02", &[]));
    fine(&place.iho(&["verify"]));
    let again = withdraw("2027-01-03", &[]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("has already been withdrawn"), "{}", again.stderr);
    build(&place, "2027-01-03");
    let front = place.read("output/ihos/vale/index.html");
    assert!(
        front.contains("no longer to be relied on") && front.contains("those of another year"),
        "{front}"
    );
    let metrics = place.read("output/ihos/vale/metrics/index.html");
    assert!(
        metrics.contains("No release of this contract is in force") && !metrics.contains("440")
    );
    let frozen = place.read("output/ihos/vale/releases/2026-12-22/metrics/index.html");
    assert!(frozen.contains("Withdrawn on 2 January 2027") && frozen.contains("440"), "{frozen}");
    fine(&withdraw("2027-01-04", &["--reinstate"]));
    build(&place, "2027-01-05");
    assert!(place.read("output/ihos/vale/metrics/index.html").contains("440"));
    fine(&withdraw("2027-01-06", &["--fallback-previous"]));
    build(&place, "2027-01-07");
    assert!(place.read("output/ihos/vale/metrics/index.html").contains("450"));
    fine(&place.iho(&["verify"]));
    // What was in force on which day knows of all that.
    let intervals = place.read("output/ihos/vale/as-at/intervals.json");
    let intervals: serde_json::Value = serde_json::from_str(&intervals).expect("JSON");
    let told: Vec<(&str, Option<&str>)> = intervals["intervals"]
        .as_array()
        .expect("intervals")
        .iter()
        .map(|it| (it["first_day"].as_str().expect("a day"), it["version"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("2026-11-22", Some("2026-11-22")),
            ("2026-12-22", Some("2026-12-22")),
            ("2027-01-02", None),
            ("2027-01-04", Some("2026-12-22")),
            ("2027-01-06", Some("2026-11-22")),
        ]
    );
    let table = place.read("output/ihos/vale/as-at/index.html");
    assert!(table.contains("None: the release was withdrawn"), "{table}");
}

/// What the law removes is gone from every file that is published, and the chain still holds.
#[test]
fn a_removal_leaves_nothing_behind() {
    let place = published("notices-redact");
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        format!("{host}\nMrs Brown of Mill Lane was ill.\n"),
    );
    fine(&iho(&place, "2027-01-02", &["release", "vale", "--yes", "--note", "x"]));
    place.write(&format!("{DRAFT}/narrative/host.md"), &host);
    let found = iho(&place, "2027-01-03", &["redact", "vale", "--find", "Mrs Brown"]);
    fine(&found);
    let places: Vec<&str> = found.stdout.lines().collect();
    assert_eq!(
        places,
        ["facts.json", "narrative/host.md", "record.html"]
            .map(|it| format!("{RELEASES}/2027-01-02/{it}"))
    );
    let args = [
        "redact",
        "vale",
        "2027-01-02",
        "narrative/host.md",
        "--category",
        "personal-data",
        "--reason",
        "It named a patient.",
        "--by",
        "Data protection officer",
        "--yes",
    ];
    let removed = iho(&place, "2027-01-03", &args);
    fine(&removed);
    assert!(removed.stderr.contains("the history of version control"), "{}", removed.stderr);
    let verified = place.iho(&["verify"]);
    fine(&verified);
    build(&place, "2027-01-04");
    for folder in ["output", "content"] {
        for (path, bytes) in place.tree(folder) {
            assert!(!String::from_utf8_lossy(&bytes).contains("Mrs Brown"), "{folder}/{path}");
        }
    }
    let frozen = place.read("output/ihos/vale/releases/2027-01-02/host/index.html");
    assert!(
        frozen.contains("for a reason of law (personal data): It named a patient."),
        "{frozen}"
    );
    // Without the notice it would be a loss like any other.
    let salts = place.read(&format!("{RELEASES}/2026-12-22/salts.txt"));
    let kept: String = salts
        .lines()
        .filter(|line| !line.ends_with("metrics.yaml"))
        .map(|line| format!("{line}\n"))
        .collect();
    place.write(&format!("{RELEASES}/2026-12-22/salts.txt"), kept);
    assert_eq!(place.iho(&["verify"]).code, 1);
}

/// A notice is bound by the ledger as a release is.
#[test]
fn a_notice_never_changes() {
    let place = published("notices-bound");
    let args = ["withdraw", "vale", "2026-11-22", "--reason", "x.", "--by", "Chair", "--yes"];
    fine(&iho(&place, "2027-01-02", &args));
    let name = format!("{NOTICES}/0001-2027-01-02-withdrawal.yaml");
    let text = place.read(&name);
    place.write(&name, text.replace("x.", "y."));
    let changed = place.iho(&["verify"]);
    assert_eq!(changed.code, 1);
    assert!(changed.stderr.contains("was changed after it was published"), "{}", changed.stderr);
    fs::remove_file(place.path(&name)).expect("a file");
    let gone = place.iho(&["verify"]);
    assert!(gone.stderr.contains("its file is gone"), "{}", gone.stderr);
    place.write(&name, text);
    fine(&place.iho(&["verify"]));
}

/// What the law asks has to be done at once: whatever of the release in force is removed, the site is built, and says so.
#[test]
fn whatever_is_removed_by_law_the_site_is_built() {
    let full = common::small_site_with(include_str!("sites/full.txt"));
    let place = Place::with_site("notices-removed", &full);
    place
        .write(&format!("{DRAFT}/assets/bar.svg"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    place.write(&format!("{DRAFT}/assets/paper.pdf"), "%PDF");
    place.write(&format!("{DRAFT}/narrative/parking.md"), "---\ntitle: Parking\n---\nHere.\n");
    let overview = "See [parking](parking.md), ![A bar](../assets/bar.svg) and [the paper][p].\n\n[p]: ../assets/paper.pdf\n";
    place.write(&format!("{DRAFT}/narrative/overview.md"), overview);
    fine(&iho(&place, "2026-11-22", &["release", "vale", "--yes", "--note", "The first."]));
    let content = place.tree("content");
    let front = "output/ihos/vale/index.html";
    for (path, page, words) in [
        ("partners.yaml", "output/ihos/vale/partners/index.html", "has been removed"),
        ("iho.yaml", front, "has been removed"),
        ("areas.csv", front, "Vale integrated"),
        ("footprint.geojson", front, "Vale integrated"),
        ("narrative/parking.md", front, "<a href=\"../../ihos/vale/releases/\">parking</a>"),
        ("assets/bar.svg", front, "Picture, removed for a reason of law: A bar"),
        ("assets/paper.pdf", front, "<a href=\"../../ihos/vale/releases/\">the paper</a>"),
        ("shared/organisations/vale-gps.yaml", front, "Vale integrated"),
    ] {
        let place = Place::new("notices-removed-one");
        for (path, bytes) in &content {
            place.write(&format!("content/{path}"), bytes);
        }
        let words_of_law =
            ["--category", "court-order", "--reason", "A court asked.", "--by", "Head"];
        let args = [&["redact", "vale", "2026-11-22", path, "--yes"], &words_of_law[..]].concat();
        fine(&iho(&place, "2026-12-01", &args));
        build(&place, "2026-12-01");
        let page = place.read(page);
        assert!(page.contains(words), "{path}: {words}: {page}");
    }
}
