//! No green check before a red build: `check` and `release` say what the public build will say, before anything is written.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use crate::place::{Place, run};
use crate::preview::{Tested, about as page};
use crate::sealed::{DRAFT, RELEASES, iho, published, release, site};

const DAY: &str = "2026-12-23";

/// What `check` and `build` say of the same site: both codes, and the words of each.
fn both(place: &Place) -> ((i32, i32), [String; 2]) {
    let (check, build) = (iho(place, DAY, &["check"]), iho(place, DAY, &["build"]));
    ((check.code, build.code), [check.stderr, build.stderr])
}

#[track_caller]
fn refused_by_both(place: &Place, words: &str) {
    let (codes, said) = both(place);
    assert_eq!(codes, (1, 1), "{said:?}");
    assert!(said.iter().all(|it| it.contains(words)), "{said:#?}");
}

fn about(place: &Place, more: &str) {
    let about = place.read("content/pages/about.md");
    place.write("content/pages/about.md", format!("{about}\n{more}\n"));
}

#[test]
fn a_sound_site_passes_both() {
    let (codes, said) = both(&published("foresight-sound"));
    assert_eq!(codes, (0, 0), "{said:?}");
}

#[test]
fn a_link_to_a_page_that_is_a_draft_is_found_before_the_build() {
    let place = published("foresight-draft-page");
    place.write("content/pages/soon.md", "---\ntitle: Soon\ndraft: true\n---\nWords.\n");
    about(&place, "See [what comes](soon.md).");
    refused_by_both(&place, "`content/pages/soon.md` is a draft, so no public page can link to it");
    let about = place.read("content/pages/about.md");
    place.write("content/pages/about.md", about.replacen("---\n", "---\ndraft: true\n", 1));
    place.write("content/pages/index.md", "---\ntitle: Small example\n---\nWords.\n");
    let site = place.read("content/site.yaml");
    place.write("content/site.yaml", site.replace("  - {title: About, page: about}\n", ""));
    assert_eq!(both(&place).0, (0, 0), "what the message offers helps: {:?}", both(&place).1);
}

#[test]
fn an_iho_without_a_release_can_not_be_linked_to() {
    let place = published("foresight-new-iho");
    let new = ["new", "iho", "moor", "--name", "Moor contract"];
    assert_eq!(place.iho(&new).code, 0);
    assert_eq!(both(&place).0, (0, 0), "a draft alone is no mistake");
    about(&place, "See [[iho:moor]].");
    refused_by_both(&place, "no release of `moor` is public on 23 December 2026");
    about(&place, "See [the contract](/ihos/moor/).");
    refused_by_both(&place, "publish it first with `iho release moor`");
}

#[test]
fn an_anchor_that_only_the_draft_has_is_no_anchor() {
    let place = published("foresight-anchor");
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(
        &format!("{DRAFT}/narrative/host.md"),
        format!("{host}\n### Our new wards\n\nTwo.\n"),
    );
    about(&place, "See [the wards](/ihos/vale/host/#our-new-wards).");
    refused_by_both(&place, "broken-anchor");
    let check = iho(&place, DAY, &["check"]).stderr;
    assert!(check.contains("only the public site has this problem"), "{check}");
}

/// The build goes by the clock, and stops where that is behind the newest release; a day that is named on purpose may be any.
#[test]
fn a_clock_that_is_behind_is_found_before_the_build() {
    let place = published("foresight-clock");
    let said = |args: &[&str], seconds: &str| {
        run(place.command().args(args).env("SOURCE_DATE_EPOCH", seconds))
    };
    // 24 November 2025 and 24 December 2026; the release is of 22 December 2026.
    let [behind, good] = ["1764000000", "1798113600"];
    let (check, build) = (said(&["check"], behind), said(&["build"], behind));
    assert_eq!((check.code, build.code), (1, 1), "{}{}", check.stderr, build.stderr);
    let message = |told: &str| {
        let lines = told.lines().skip_while(|line| !line.starts_with("error[release-order]"));
        lines.take_while(|line| !line.is_empty()).map(str::to_owned).collect::<Vec<_>>().join("\n")
    };
    assert_eq!(message(&check.stderr), message(&build.stderr));
    assert!(
        message(&check.stderr).contains("check the clock of this computer"),
        "{}",
        check.stderr
    );
    assert_eq!(check.stderr.matches("error[").count(), 1, "only the clock: {}", check.stderr);
    let (check, build) = (said(&["check"], good), said(&["build"], good));
    assert_eq!((check.code, build.code), (0, 0), "{}{}", check.stderr, build.stderr);
    let on_purpose = iho(&place, "2026-11-30", &["check"]);
    assert_eq!(on_purpose.code, 0, "{}", on_purpose.stderr);
}

/// A template that fails on a public page alone.
#[test]
fn a_template_that_fails_is_found_once() {
    let place = published("foresight-template");
    place.write("themes/default/templates/page.html", "{{ page.head.nothing.at_all }}");
    let (codes, said) = both(&place);
    assert_eq!(codes, (1, 1), "{said:?}");
    assert_eq!(said[0].matches("error[template]").count().min(1), 1, "{said:?}");
}

/// What is sealed can't be changed, so that the public site is made before anything is sealed.
#[test]
fn nothing_is_sealed_that_could_not_be_published() {
    let place = site("foresight-release");
    place.write("content/pages/soon.md", "---\ntitle: Soon\ndraft: true\n---\nWords.\n");
    let host = place.read(&format!("{DRAFT}/narrative/host.md"));
    place.write(&format!("{DRAFT}/narrative/host.md"), format!("{host}\nSee [[page:soon]].\n"));
    let refused = release(&place, "2026-11-22", "The first release.");
    assert_eq!(refused.code, 1, "{}", refused.stderr);
    assert!(refused.stderr.contains("`content/pages/soon.md` is a draft"), "{}", refused.stderr);
    assert!(refused.stderr.contains(&format!("{DRAFT}/narrative/host.md")), "{}", refused.stderr);
    assert!(refused.stderr.contains("Nothing was sealed"), "{}", refused.stderr);
    assert!(!place.path(RELEASES).exists() && !place.path("content/ledger.jsonl").exists());
    place.write(&format!("{DRAFT}/narrative/host.md"), host);
    assert_eq!(release(&place, "2026-11-22", "The first release.").code, 0);
    assert_eq!(iho(&place, "2026-11-22", &["build"]).code, 0);
}

/// A page that names the IHO waits for its first release: `release` makes both public at once.
#[test]
fn a_first_release_may_be_what_other_pages_wait_for() {
    let place = site("foresight-first");
    about(&place, "See [[iho:vale]].");
    let (codes, said) = both(&place);
    assert_eq!(codes, (1, 1), "a page names the IHO: {said:?}");
    let first = release(&place, "2026-11-22", "The first release.");
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert_eq!(both(&place).0, (0, 0));
}

/// The preview says that a site can be published only while the public build would say the same.
#[test]
fn the_preview_knows_what_the_public_build_would_say() {
    let tested = Tested::new("preview-foresight");
    tested.wait_for("/about/", "can be published as it is");
    tested.place.write("content/pages/soon.md", "---\ntitle: Soon\ndraft: true\n---\nWords.\n");
    tested.place.write("content/pages/about.md", page("See [what comes](soon.md)."));
    tested.wait_for("/about/", "is a draft, so no public page can link to it");
    assert!(!tested.get("/about/").text().contains("can be published"));
    tested.place.write("content/pages/about.md", page("Words."));
    tested.wait_for("/about/", "can be published as it is");
}
