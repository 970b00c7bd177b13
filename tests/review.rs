//! `iho review` and `iho approve`: what the public would see change, and approvals that hold for exactly that.

use crate::place::{Place, Run};
use crate::sealed::{DRAFT, TARGET, iho, published, release};

const GPS: &str = "content/organisations/vale-gps.yaml";

fn review(place: &Place, args: &[&str]) -> Run {
    iho(place, "2027-01-10", &[&["review"], args].concat())
}

/// A site of which a target, a text, a name and a page changed since it was released.
fn edited(name: &str) -> Place {
    let place = published(name);
    let built = iho(&place, "2026-12-23", &["build"]);
    assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
    let harder = TARGET.replace("31}", "31, why: Counted by beds & hours.}").replace("450", "430");
    place.write(&format!("{DRAFT}/metrics.yaml"), harder);
    place.write(GPS, place.read(GPS).replace("Vale GP Federation", "Vale GPs together"));
    place.write(
        "content/pages/about.md",
        "---\ntitle: About this site\n---\n\nOther & new words.\n",
    );
    place.write("content/pages/new.md", "---\ntitle: New\n---\n\nSomething new.\n");
    place
}

#[test]
fn the_review_tells_which_pages_differ_and_why() {
    let place = edited("review-pages");
    let found = review(&place, &[]);
    assert_eq!((found.code, found.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(found.stdout);
}

#[test]
fn the_pack_is_one_file_that_asks_for_nothing() {
    let place = edited("review-pack");
    let found = review(&place, &["--out", "pack.html"]);
    assert_eq!(found.code, 0, "{}", found.stderr);
    let pack = place.read("pack.html");
    assert!(!pack.contains("http:") && !pack.contains("https:") && !pack.contains("<script"));
    assert!(!pack.contains("src=") && !pack.contains("url("));
    assert!(pack.contains("changed from 440 to 430"), "{pack}");
    assert!(pack.contains("Why: Counted by beds &amp; hours."));
    assert!(pack.contains("<ins>") && pack.contains("<del>") && pack.contains("mailto:?subject="));
    assert!(pack.contains("sha256:") && pack.contains("Nobody has approved it yet."));
    let mut ids: Vec<&str> =
        pack.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let n = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), n, "ids are used once");
    let again = review(&place, &["--out", "again.html"]);
    assert_eq!((again.code, place.read("again.html")), (0, pack));
}

#[test]
fn a_review_can_be_held_against_any_release_or_folder() {
    let place = edited("review-against");
    let first = review(&place, &["--against", "vale@2026-11-22", "--out", "pack.html"]);
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(place.read("pack.html").contains("changed from 450 to 430"));
    let other = published("review-other");
    let folder = other.path("");
    let found = review(&place, &["--against", folder.to_str().expect("a path in UTF-8")]);
    assert!(found.stdout.contains("added: /new/"), "{}", found.stdout);
    for (wrong, words) in [
        ("vale@2026-11-23", "has no release"),
        ("nowhere", "there is no folder `nowhere`, and it is no release"),
        ("content", "is neither a site"),
    ] {
        let found = review(&place, &["--against", wrong]);
        assert_eq!(found.code, 2, "{wrong}");
        assert!(found.stderr.contains(words), "{}", found.stderr);
    }
    let same = published("review-same");
    let found = review(&same, &[]);
    assert!(found.stdout.contains("Nothing differs"), "{}", found.stdout);
}

#[test]
fn an_approval_holds_for_exactly_what_was_approved() {
    let place = edited("approve");
    let approve = |role: &str, by: &str| {
        let found = iho(&place, "2027-01-10", &["approve", "vale", "--role", role, "--by", by]);
        assert_eq!(found.code, 0, "{}{}", found.stdout, found.stderr);
    };
    let note = format!("{DRAFT}/release.yaml");
    place.write(&note, place.read(&note) + "note: The target is harder.\n");
    let seal = || iho(&place, "2027-01-10", &["release", "vale", "--yes"]);
    approve("author", "Communications");
    let alone = seal();
    assert_eq!(alone.code, 1);
    assert!(alone.stderr.contains("only the author has approved"), "{}", alone.stderr);
    // Under another role, the author is still the author.
    approve("2i", "communications");
    assert!(seal().stderr.contains("only the author has approved"));
    approve("second eyes", "Head of Contracts");
    let metrics = format!("{DRAFT}/metrics.yaml");
    let approved = place.read(&metrics);
    place.write(&metrics, approved.replace("430", "431"));
    let void = seal();
    assert_eq!(void.code, 1);
    insta::assert_snapshot!(void.stderr);
    place.write(&metrics, &approved);
    // What several share is sealed with it.
    let gps = place.read(GPS);
    place.write(GPS, gps.replace("Vale GPs together", "Vale GPs"));
    assert!(seal().stderr.contains("`shared/organisations/vale-gps.yaml` was edited since"));
    place.write(GPS, gps);
    let typed = release(&place, "2027-01-10", "Typed.");
    assert!(typed.stderr.contains("two notes"), "{}", typed.stderr);
    let sealed = seal();
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    assert!(!place.read(&note).contains("approvals"), "the next release needs its own");
}

#[test]
fn a_site_can_ask_for_roles() {
    let place = edited("approve-roles");
    let site = place.read("content/site.yaml");
    place.write("content/site.yaml", site + "approvals: [second eyes, fact check]\n");
    let seal = || release(&place, "2027-01-10", "A harder target.");
    let none = seal();
    assert_eq!(none.code, 1);
    assert!(
        none.stderr.contains("requires an approval as “second eyes”, and there is none"),
        "{}",
        none.stderr
    );
    assert!(none.stderr.contains("requires an approval as “fact check”, and there is none"));
    let approve = |role: &str, by: &str| {
        iho(&place, "2027-01-10", &["approve", "vale", "--role", role, "--by", by])
    };
    assert_eq!(approve("2i", "Head of Contracts").code, 0);
    assert!(!seal().stderr.contains("second eyes"));
    let note = format!("{DRAFT}/release.yaml");
    place.write(&note, place.read(&note) + "note: The target is harder.\n");
    // The note is part of what is approved.
    let seal = || iho(&place, "2027-01-10", &["release", "vale", "--yes"]);
    assert!(seal().stderr.contains("`release.yaml` was edited since"), "{}", seal().stderr);
    assert_eq!(approve("second-eyes", "head of contracts").code, 0);
    assert_eq!(approve("Fact-check", "Medical director").code, 0);
    let sealed = seal();
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    assert_eq!(approve("  ", "Somebody").code, 2);
    let unknown = iho(&place, "2027-01-10", &["approve", "elsewhere", "--role", "2i", "--by", "A"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("the IHOs of this site are vale"), "{}", unknown.stderr);
}
