//! A small site whose releases are sealed by the program itself.
#![allow(dead_code, unreachable_pub, reason = "not every test needs every helper")]

use crate::common;
use crate::place::{Place, Run, run};

/// Where the draft lies.
pub const DRAFT: &str = "content/ihos/vale/draft";
/// Where its releases lie.
pub const RELEASES: &str = "content/ihos/vale/releases";

/// Why the releases of tests have no approval.
pub const REASON: &str = "There is only one author.";

/// The program on a given day at noon. What is sealed is sealed without approval, where nothing else is typed.
pub fn iho(place: &Place, at: &str, args: &[&str]) -> Run {
    let is_sealing = matches!(args[0], "release" | "correct");
    let without: &[&str] = if is_sealing { &["--without-approval", REASON] } else { &[] };
    as_typed(place, at, &[args, without].concat())
}

/// The program on a given day at noon, with nothing but what is typed.
pub fn as_typed(place: &Place, at: &str, args: &[&str]) -> Run {
    run(place.command().args(args).args(["--at", &format!("{at}T12:00:00Z")]))
}

/// Seals the draft on a day.
pub fn release(place: &Place, at: &str, note: &str) -> Run {
    iho(place, at, &["release", "vale", "--yes", "--note", note])
}

/// The small site with every section, so that its draft can be sealed.
pub fn site(name: &str) -> Place {
    let place = Place::with_site(name, &common::small_site());
    place.write(&format!("{DRAFT}/metrics.yaml"), TARGET);
    place.write(
        &format!("{DRAFT}/questions.yaml"),
        "disclosure: not_yet_decided\nreason: We collect them.\nexpected: 2027-Q2\n",
    );
    place
}

/// A measure with a target.
pub const TARGET: &str = "metrics:\n  - metric: bed-days\n    baseline: {value: 500, period: 2025/26}\n    target: {value: 450, by: 2030-03-31}\n";

/// A site with two releases.
pub fn published(name: &str) -> Place {
    let place = site(name);
    let first = release(&place, "2026-11-22", "The first release.");
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Winter was counted twice.}").replace("450", "440"),
    );
    let second = release(&place, "2026-12-22", "A harder target.");
    assert_eq!(second.code, 0, "{}{}", second.stdout, second.stderr);
    place
}
