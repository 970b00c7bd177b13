//! What an older version sealed keeps its meaning: rules that came later warn of it, and never stop the site.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::path::Path;

use crate::place;
use crate::place::{Place, run};

/// A site that version 0.1.0 sealed, corrected, withdrew from and removed from; its releases hold what later versions refuse
/// in drafts.
fn site(name: &str) -> Place {
    let place = Place::new(name);
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sealed/by-0.1.0");
    for entry in walkdir::WalkDir::new(&top).into_iter().flatten() {
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(&top).expect("inside").to_string_lossy();
            place.write(&path, std::fs::read(entry.path()).expect("a file"));
        }
    }
    place
}

fn iho(place: &Place, args: &[&str]) -> place::Run {
    run(place.command().args(args).args(["--at", "2026-11-28T12:00:00Z"]))
}

#[test]
fn a_site_that_0_1_0_sealed_verifies_and_is_built() {
    let place = site("older-0.1.0");
    let before = place.tree("content");
    let verified = iho(&place, &["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    assert!(verified.stdout.contains("was withdrawn on"), "{}", verified.stdout);
    let built = iho(&place, &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    // What nothing names was published then, and goes only by a removal that is said.
    for path in [
        "ihos/vale/patients.csv",
        "ihos/vale/releases/2026-11-24/patients.csv",
        "ihos/vale/releases/2026-11-24/assets/negotiation.docx",
        "ihos/vale/releases/2026-11-26/assets/place.jpg",
        "ihos/vale/releases/2026-11-26/assets/drawn.svg",
        "ihos/vale/releases/2026-11-22/release.zip",
    ] {
        assert!(place.path(&format!("output/{path}")).exists(), "{path}");
    }
    // Whatever the program thinks of it, nothing that was sealed is written again.
    assert!(before == place.tree("content"), "the build changed the content");
}
