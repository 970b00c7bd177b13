//! What is due next, what is overdue, and which sealed copies have been overtaken.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;

use crate::place::{Place, run};
use crate::sealed::{DRAFT, TARGET, iho, published};

/// A site with two public releases, and a third that waits for 9.30 on 17 April 2027.
fn with_one_that_waits(name: &str) -> Place {
    let place = published(name);
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Because.}").replace("450", "430"),
    );
    let args = ["release", "vale", "--yes", "--note", "x", "--publish-at", "2027-04-17"];
    let sealed = iho(&place, "2027-01-02", &args);
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    place
}

fn agenda(place: &Place, at: &str) -> serde_json::Value {
    let told = iho(place, at, &["status", "--format", "json"]);
    assert_eq!(told.code, 0, "{}{}", told.stdout, told.stderr);
    let told: serde_json::Value = serde_json::from_str(&told.stdout).expect("JSON");
    told["releases"].clone()
}

/// What is said of releases, after what is said of blueprints.
fn words(place: &Place, at: &str) -> String {
    let told = iho(place, at, &["status"]);
    assert_eq!(told.code, 0, "{}{}", told.stdout, told.stderr);
    let start = told.stdout.find("\nReleases ").or_else(|| told.stdout.find("\nIHOs "));
    start.map(|start| told.stdout[start..].to_owned()).unwrap_or_default()
}

#[test]
fn a_scheduler_is_told_one_instant_or_nothing() {
    let place = with_one_that_waits("status-next");
    let next = |at: &str| {
        let told = run(place.command().args(["status", "--next", "--at", at]));
        assert_eq!(told.code, 0, "{}", told.stderr);
        assert_eq!(told.stderr, "");
        told.stdout
    };
    assert_eq!(next("2027-01-02"), "2027-04-17T08:30:00Z\n");
    assert_eq!(next("2027-04-17T08:29:59Z"), "2027-04-17T08:30:00Z\n");
    assert_eq!(next("2027-04-17T08:30:00Z"), "");
    // A draft with a mistake keeps no scheduler waiting.
    place.write(&format!("{DRAFT}/contract.yaml"), "type: [broken\n");
    assert_eq!(next("2027-01-02"), "2027-04-17T08:30:00Z\n");
}

/// Due is what the site that readers see does not have; that is the one built last, where nobody names the live one.
#[test]
fn what_waits_and_what_is_overdue() {
    let place = with_one_that_waits("status-overdue");
    insta::assert_snapshot!("waits", words(&place, "2027-01-02"));
    insta::assert_snapshot!("overdue", words(&place, "2027-04-18"));
    assert_eq!(agenda(&place, "2027-01-02")["next"], "2027-04-17T08:30:00Z");
    let overdue = agenda(&place, "2027-04-18");
    assert_eq!(overdue["overdue"][0]["version"], "2027-04-17");
    assert!(overdue["next"].is_null());
    let built = iho(&place, "2027-04-18", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert_eq!(agenda(&place, "2027-04-18")["overdue"].as_array().map(Vec::len), Some(0));
    let live = fs::read_to_string(place.path("content/ledger.jsonl")).expect("a ledger");
    place.write("live.jsonl", live);
    let told = iho(&place, "2027-04-18", &["status", "--published", "live.jsonl"]);
    assert!(told.stdout.contains("but not in `live.jsonl`"), "{}", told.stdout);
    let nowhere = iho(&place, "2027-04-18", &["status", "--published", "nowhere"]);
    assert_eq!(nowhere.code, 2, "{}", nowhere.stdout);
}

/// A shared file that changed since publishes nothing by itself; it is told of.
#[test]
fn copies_that_have_been_overtaken() {
    let place = published("status-stale");
    assert_eq!(words(&place, "2027-01-02"), "");
    let path = "content/organisations/vale-gps.yaml";
    let gps = place.read(path);
    place.write(path, gps.replace("Vale GP Federation", "Vale Doctors Together"));
    insta::assert_snapshot!("stale", words(&place, "2027-01-02"));
    let stale = agenda(&place, "2027-01-02")["stale"].clone();
    assert_eq!(stale[0]["iho"], "vale");
    assert_eq!(stale[0]["changed"][0], path);
    // The next release takes them over.
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Because.}").replace("450", "430"),
    );
    let sealed = iho(&place, "2027-01-03", &["release", "vale", "--yes", "--note", "x"]);
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    assert_eq!(words(&place, "2027-01-04"), "");
}
