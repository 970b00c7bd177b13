//! Sealing a draft, and noticing whatever is done to a release afterwards: through the front door, on a real disk.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;

use crate::common;
use crate::place;
use crate::place::{Place, run};
use crate::sealed::{DRAFT, RELEASES, TARGET, iho, published, release, site};

#[test]
fn a_draft_is_sealed_bound_to_the_one_before_and_listed() {
    let place = published("release-sealed");
    let manifest = |version: &str| -> serde_json::Value {
        serde_json::from_str(&place.read(&format!("{RELEASES}/{version}/manifest.json")))
            .expect("a manifest is JSON")
    };
    let (first, second) = (manifest("2026-11-22"), manifest("2026-12-22"));
    assert_eq!((&first["kind"], &second["kind"]), (&"first".into(), &"update".into()));
    assert_eq!(second["sequence"], 2);
    assert_eq!(second["previous"]["version"], "2026-11-22");
    let paths: Vec<&str> = second["files"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|file| file["path"].as_str().expect("a path"))
        .collect();
    assert!(paths.is_sorted());
    for path in [
        "iho.yaml",
        "narrative/host.md",
        "footprint.geojson",
        "release.yaml",
        "facts.json",
        "record.html",
        "shared/organisations/vale-icb.yaml",
        "shared/metrics/bed-days.yaml",
    ] {
        assert!(paths.contains(&path), "{path} is not in {paths:?}");
    }
    let ledger = place.read("content/ledger.jsonl");
    assert_eq!(ledger.lines().count(), 2, "{ledger}");
    assert!(place.read(&format!("{DRAFT}/release.yaml")).contains("version: 2026-12-22"));
    assert!(place.read(".gitattributes").contains("content/ihos/*/releases/** -text"));
    let verified = place.iho(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    assert!(verified.stdout.starts_with("2 releases, "), "{}", verified.stdout);
    assert_eq!(place.iho(&["check"]).code, 0);
}

/// The record is a page by itself, and says what the draft said.
#[test]
fn the_record_says_what_was_said() {
    let place = published("release-record");
    let record = place.read(&format!("{RELEASES}/2026-12-22/record.html"));
    assert!(record.contains("release of 22 December 2026"), "{record}");
    assert!(record.contains("<dd>440</dd>"), "{record}");
    assert!(!record.contains("<script") && !record.contains("<link"), "{record}");
    let facts: serde_json::Value =
        serde_json::from_str(&place.read(&format!("{RELEASES}/2026-12-22/facts.json")))
            .expect("facts are JSON");
    assert_eq!(facts["blueprint"]["sections"]["metrics"]["metrics"][0]["target"]["value"], 440);
    assert_eq!(facts["names"]["metric:bed-days"], "Emergency days in hospital");
}

/// Ordinary tools agree, without this program.
#[cfg(target_os = "linux")]
#[test]
fn ordinary_tools_agree() {
    let place = published("release-sums");
    let mut tool = std::process::Command::new("sha256sum");
    let checked = run(tool
        .args(["--check", "--quiet", "files.sha256"])
        .current_dir(place.path(&format!("{RELEASES}/2026-12-22"))));
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
}

#[test]
fn what_keeps_a_draft_from_being_sealed() {
    let place = site("release-refused");
    let without_note = iho(&place, "2026-11-22", &["release", "vale", "--yes"]);
    assert_eq!(without_note.code, 1);
    assert!(without_note.stderr.contains("error[release-note]"), "{}", without_note.stderr);
    let nobody = iho(&place, "2026-11-22", &["release", "vale", "--note", "x"]);
    assert_eq!(nobody.code, 2);
    assert!(nobody.stderr.contains("--yes"), "{}", nobody.stderr);
    let unknown = iho(&place, "2026-11-22", &["release", "value", "--yes", "--note", "x"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("the IHOs of this site are vale"), "{}", unknown.stderr);
    fs::remove_file(place.path(&format!("{DRAFT}/benefits.yaml"))).expect("a file");
    let missing = release(&place, "2026-11-22", "x");
    assert_eq!(missing.code, 1, "{}", missing.stdout);
    assert!(missing.stderr.contains("missing-section"), "{}", missing.stderr);
    assert!(!place.path(RELEASES).exists(), "nothing was sealed");
}

#[test]
fn the_same_again_needs_a_reason() {
    let place = published("release-again");
    let again = release(&place, "2027-01-02", "Nothing new.");
    assert_eq!(again.code, 2, "{}", again.stdout);
    assert!(again.stderr.contains("nothing has changed in `vale`"), "{}", again.stderr);
    let with_reason = iho(
        &place,
        "2027-01-02",
        &["release", "vale", "--yes", "--note", "x", "--republish", "The law asks for it."],
    );
    assert_eq!(with_reason.code, 0, "{}", with_reason.stderr);
}

/// Two on one day get two names, and the tenth comes after the ninth.
#[test]
fn several_on_one_day() {
    let place = site("release-day");
    for n in 1..=11 {
        let file = place.path(&format!("{DRAFT}/narrative/host.md"));
        let text = fs::read_to_string(&file).expect("a file");
        fs::write(&file, format!("{text}\nWord {n}.\n")).expect("a file");
        let run = release(&place, "2026-11-22", "x");
        assert_eq!(run.code, 0, "{n}: {}", run.stderr);
    }
    assert!(place.path(&format!("{RELEASES}/2026-11-22.11")).is_dir());
    assert_eq!(place.iho(&["verify"]).code, 0);
}

/// What waits for its day is in no list, and no second one is sealed over it.
#[test]
fn a_release_that_waits() {
    let place = site("release-waits");
    let args = ["release", "vale", "--yes", "--note", "x", "--publish-at", "2027-04-17"];
    let waits = iho(&place, "2026-11-22", &args);
    assert_eq!(waits.code, 0, "{}", waits.stderr);
    assert!(waits.stderr.contains("Saturday 17 April 2027 at 09:30 (Europe/London)"));
    assert!(place.path(&format!("{RELEASES}/2027-04-17")).is_dir());
    assert!(!place.path("content/ledger.jsonl").exists());
    assert_eq!(place.iho(&["verify"]).code, 0);
    place.write(&format!("{DRAFT}/metrics.yaml"), TARGET.replace("31}", "31, why: x}"));
    let second = release(&place, "2026-12-22", "x");
    assert_eq!(second.code, 1);
    assert!(
        second.stderr.contains("has already been sealed and will be published on"),
        "{}",
        second.stderr
    );
    // Its day has come: the next release lists it first.
    let third = release(&place, "2027-05-01", "x");
    assert_eq!(third.code, 0, "{}", third.stderr);
    let ledger = place.read("content/ledger.jsonl");
    let versions: Vec<&str> =
        ledger.lines().filter_map(|line| line.split("\"version\":\"").nth(1)).collect();
    assert_eq!(versions, ["2027-04-17\"}", "2027-05-01\"}"]);
}

#[test]
fn a_draft_that_goes_on_from_an_older_release_is_refused() {
    let place = published("release-stale");
    place.write(&format!("{DRAFT}/release.yaml"), "note: Mine.\nbased_on: 2026-11-22\n");
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Mine.}").replace("450", "430"),
    );
    let stale = iho(&place, "2027-01-02", &["release", "vale", "--yes"]);
    assert_eq!(stale.code, 1, "{}", stale.stdout);
    for words in [
        "follows the release `2026-11-22`, but `2026-12-22` was sealed after it",
        "metrics.metrics.bed-days.target.value: was “450”, the last release says “440”, your draft “430”",
        "write `based_on: 2026-12-22`",
    ] {
        assert!(stale.stderr.contains(words), "{words}: {}", stale.stderr);
    }
    place.write(&format!("{DRAFT}/release.yaml"), "note: Mine.\nbased_on: 2026-12-22\n");
    assert_eq!(iho(&place, "2027-01-02", &["release", "vale", "--yes"]).code, 0);
}

/// Killed after the folder was in place, or before the draft was told: the next run does the rest, once.
#[test]
fn a_run_that_was_killed_is_finished_by_the_next() {
    let place = site("release-killed");
    place.write(&format!("{DRAFT}/release.yaml"), "note: The first release.\n");
    let sealed = iho(&place, "2026-11-22", &["release", "vale", "--yes"]);
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    let ledger = place.read("content/ledger.jsonl");
    // As it was before the ledger and the draft were written.
    fs::remove_file(place.path("content/ledger.jsonl")).expect("a file");
    place.write(&format!("{DRAFT}/release.yaml"), "note: The first release.\n");
    place.write(&format!("{RELEASES}/.sealing-2026-11-22.2/half.yaml"), "half");
    let again = iho(&place, "2026-11-22", &["release", "vale", "--yes"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(
        again.stdout.contains("The last run was interrupted while sealing the release"),
        "{}",
        again.stdout
    );
    assert_eq!(place.read("content/ledger.jsonl"), ledger);
    assert!(!place.path(&format!("{RELEASES}/2026-11-22.2")).exists());
    assert_eq!(place.iho(&["verify"]).code, 0);
}

/// Everything that can be done to a release, and what is said of it.
#[test]
fn whatever_is_changed_is_noticed() {
    let place = published("release-changed");
    let ledger = place.read("content/ledger.jsonl");
    let sealed = format!("{RELEASES}/2026-11-22");
    let text = place.read(&format!("{sealed}/metrics.yaml"));
    let forged = text.replace("450", "950");
    let sums = place.read(&format!("{sealed}/files.sha256"));
    let forged_sums = sums.replace(&sum(&text), &sum(&forged));
    let manifest = place.read(&format!("{sealed}/manifest.json"));
    let says = |words: &[&str]| {
        let found = place.iho(&["verify"]);
        assert_eq!(found.code, 1, "{words:?}");
        for words in words {
            assert!(found.stderr.contains(words), "{words}: {}", found.stderr);
        }
        // Every build begins with the same look.
        assert_eq!(place.iho(&["build"]).code, 1);
    };
    place.write(&format!("{sealed}/metrics.yaml"), &forged);
    says(&[
        "error[sealed-changed]",
        "2026-11-22/metrics.yaml",
        "from a copy",
        "`iho release vale`",
    ]);
    place.write(&format!("{sealed}/files.sha256"), &forged_sums);
    says(&["error[sealed-changed]", "and so was its line in `files.sha256`"]);
    place.write(&format!("{sealed}/metrics.yaml"), &text);
    place.write(&format!("{sealed}/files.sha256"), &sums);
    place.write(&format!("{sealed}/manifest.json"), manifest.replace("0.1.0", "0.1.9"));
    says(&[
        "error[seal-broken]",
        "was changed after it was sealed",
        "`2026-12-22`, which came after it",
    ]);
    place.write(&format!("{sealed}/manifest.json"), &manifest);
    place.write(&format!("{sealed}/metrics.yaml"), text.replace('\n', "\r\n"));
    says(&["has different line endings from when the release was sealed", ".gitattributes"]);
    place.write(&format!("{sealed}/metrics.yaml"), &text);
    place.write(&format!("{sealed}/later.yaml"), "x: 1\n");
    says(&["error[sealed-stray]", "`later.yaml`"]);
    fs::remove_file(place.path(&format!("{sealed}/later.yaml"))).expect("a file");
    place.write(&format!("{sealed}/.DS_Store"), "x");
    says_of_debris(&place);
    fs::remove_file(place.path(&format!("{sealed}/.DS_Store"))).expect("a file");
    fs::rename(place.path(&sealed), place.path("aside")).expect("a folder");
    says(&["error[release-order]", "its folder is gone"]);
    fs::rename(place.path("aside"), place.path(&sealed)).expect("a folder");
    place.write("content/ledger.jsonl", ledger.lines().next().expect("a line").to_owned() + "\n");
    place.write("live.jsonl", &ledger);
    says(&["the ledger does not list it", "`2026-12-22` of `vale`"]);
    let published = place.iho(&["verify", "--published", "live.jsonl"]);
    assert_eq!(published.code, 1);
    assert!(
        published.stderr.contains("the published ledger has more lines"),
        "{}",
        published.stderr
    );
    place.write("content/ledger.jsonl", &ledger);
    assert_eq!(place.iho(&["verify", "--published", "live.jsonl"]).code, 0);
}

fn sum(text: &str) -> String {
    iho::archive::hex(&iho::archive::sha256(text.as_bytes()))
}

/// A link could be changed without changing the release; a wrong name is no release.
#[cfg(unix)]
#[test]
fn a_link_or_another_name_is_no_release() {
    let place = published("release-link");
    let file = place.path(&format!("{RELEASES}/2026-11-22/metrics.yaml"));
    fs::rename(&file, place.path("aside.yaml")).expect("a file");
    std::os::unix::fs::symlink(place.path("aside.yaml"), &file).expect("a link");
    let linked = place.iho(&["verify"]);
    assert_eq!(linked.code, 1, "{}", linked.stdout);
    assert!(linked.stderr.contains("2026-11-22/metrics.yaml"), "{}", linked.stderr);
    fs::remove_file(&file).expect("a link");
    fs::rename(place.path("aside.yaml"), &file).expect("a file");
    fs::rename(
        place.path(&format!("{RELEASES}/2026-12-22")),
        place.path(&format!("{RELEASES}/final")),
    )
    .expect("a folder");
    let named = place.iho(&["verify"]);
    assert_eq!(named.code, 1);
    assert!(
        named.stderr.contains("`final` of `vale` is not the name of a release"),
        "{}",
        named.stderr
    );
}

/// Rule 12 on the disk: the last release is what was promised.
#[test]
fn a_target_does_not_move_in_silence() {
    let place = published("release-silence");
    place.write(&format!("{DRAFT}/metrics.yaml"), TARGET);
    let silent = place.iho(&["check"]);
    assert_eq!(silent.code, 1);
    assert!(
        silent.stderr.contains(
            "a promise is weakened without a reason since the release `2026-12-22`: Emergency days in hospital: target changed from 440 to 450"
        ),
        "{}",
        silent.stderr
    );
    place.write(&format!("{DRAFT}/metrics.yaml"), "metrics: []\n");
    let gone = place.iho(&["check"]);
    assert!(
        gone.stderr.contains(
            "since the release `2026-12-22`: Measures: Emergency days in hospital was removed"
        ),
        "{}",
        gone.stderr
    );
    // The old reason is none for a new change.
    let again = TARGET.replace("31}", "31, why: Winter was counted twice.}");
    place.write(&format!("{DRAFT}/metrics.yaml"), again);
    assert!(place.iho(&["check"]).stderr.contains("still that of an earlier change"));
}

/// Bands of the risk share, and days: what was published of them is another only with a reason.
#[test]
fn bands_and_days_do_not_move_in_silence() {
    let place = site("release-days");
    let write = |name: &str, text: &str| place.write(&format!("{DRAFT}/{name}"), text);
    let small = common::small_site();
    let iho = &small[&format!("{DRAFT}/iho.yaml")];
    let iho = iho.replace(
        "milestones: []",
        "milestones:\n  - {id: vote, name: The boards vote, planned: 2027-03-31, status: on-track}\n  - {id: start, name: The contract starts, planned: 2027-Q2, revised: [{date: 2027-Q3, why: The vote is late.}], status: on-track}",
    );
    let partners = &small[&format!("{DRAFT}/partners.yaml")];
    let partners = partners.replace("voice: voting", "voice: voting\n    to: 2030-03-31");
    let all = [
        ("iho.yaml", iho.as_str()),
        ("partners.yaml", partners.as_str()),
        ("contract.yaml", CONTRACT),
        ("risk-share.yaml", SHARING),
    ];
    all.iter().for_each(|(name, text)| write(name, text));
    let first = release(&place, "2026-11-22", "The first release.");
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    let of = |name: &str| all.iter().find(|it| it.0 == name).expect("a file of the draft").1;
    for (name, old, new, said) in SILENT {
        let text = of(name);
        assert!(text.contains(old), "{old} is not in {text}");
        write(name, &text.replacen(old, new, 1));
        let found = place.iho(&["check"]);
        assert_eq!(found.code, 1, "{new}: {}", found.stderr);
        assert!(found.stderr.contains(said), "{new}: {}", found.stderr);
        write(name, text);
    }
    for (name, old, new) in TOLD {
        let text = of(name);
        assert!(text.contains(old), "{old} is not in {text}");
        write(name, &text.replacen(old, new, 1));
        let found = place.iho(&["check"]);
        assert_eq!(found.code, 0, "{new}: {}", found.stderr);
        let changes = run(place.command().args(["diff", "vale"])).stdout;
        let told: Vec<&str> = changes.lines().filter(|line| line.contains("Why: ")).collect();
        assert!(
            !told.is_empty() && told.iter().all(|it| it.ends_with("Why: It was negotiated.")),
            "{changes}"
        );
        write(name, text);
    }
    // A band that says why stays a row of its table.
    let told = SHARING.replace("host: 60, icb: 40,", "host: 40, icb: 60, why: It was negotiated,");
    write("risk-share.yaml", &told);
    let built = place.iho(&["build", "--drafts"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let page = place.read("output-drafts/ihos/vale/risk-share/index.html");
    assert!(page.contains("Why it changed (From 0%): It was negotiated."), "{page}");
}

const CONTRACT: &str = "\
type: iho
term_start: 2027-04-01
term_end: 2034-03-31
procurement: {route: delegation, notices: []}
";

const SHARING: &str = "\
model: two-sided
baseline: {kind: contract-budget, years: [2027/28]}
corridors:
  - {from: -5, to: 0, host: 50, icb: 50, partners: 0}
  - {from: 0, to: 5, host: 60, icb: 40, partners: 0}
";

/// A file, what stands in it, what stands there instead, and what is said of it.
const SILENT: &[(&str, &str, &str, &str)] = &[
    (
        "contract.yaml",
        "2034-03-31",
        "2037-03-31",
        "Last day changed from 31 March 2034 to 31 March 2037",
    ),
    (
        "contract.yaml",
        "term_end: 2034-03-31\n",
        "",
        "Last day is no longer stated; before: 31 March 2034",
    ),
    (
        "risk-share.yaml",
        "host: 60, icb: 40",
        "host: 40, icb: 60",
        "Band from 0% to 5%: host changed from 60% to 40%",
    ),
    (
        "risk-share.yaml",
        "years: [2027/28]",
        "years: [2026/27]",
        "“What spending is compared with”: years: 2026/27 was added",
    ),
    (
        "partners.yaml",
        "2030-03-31",
        "2029-03-31",
        "ends changed from 31 March 2030 to 31 March 2029",
    ),
    (
        "iho.yaml",
        "planned: 2027-03-31",
        "planned: 2027-04-30",
        "“The boards vote”: planned changed from 31 March 2027 to 30 April 2027",
    ),
    ("iho.yaml", "date: 2027-Q3", "date: 2027-Q4", "still that of an earlier change"),
    (
        "iho.yaml",
        "  - {id: vote, name: The boards vote, planned: 2027-03-31, status: on-track}\n",
        "",
        "The boards vote was removed",
    ),
    (
        "iho.yaml",
        "date: 2026-09-24",
        "date: 2026-09-25",
        "from 24 September 2026 to 25 September 2026",
    ),
];

/// A file, what stands in it, and what stands there instead, with the reason.
const TOLD: &[(&str, &str, &str)] = &[
    ("contract.yaml", "2034-03-31", "{value: 2037-03-31, why: It was negotiated.}"),
    ("contract.yaml", "term_end: 2034-03-31", "why: It was negotiated."),
    (
        "risk-share.yaml",
        "host: 60, icb: 40, partners: 0",
        "host: 40, icb: 60, partners: 0, why: It was negotiated.",
    ),
    (
        "risk-share.yaml",
        "corridors:\n  - {from: -5, to: 0, host: 50, icb: 50, partners: 0}\n  - {from: 0, to: 5, host: 60, icb: 40, partners: 0}\n",
        "corridors:\n  why: It was negotiated.\n  value:\n    - {from: -6, to: 0, host: 50, icb: 50, partners: 0}\n    - {from: 0, to: 5, host: 60, icb: 40, partners: 0}\n",
    ),
    ("risk-share.yaml", "years: [2027/28]", "years: [2026/27], why: It was negotiated."),
    ("partners.yaml", "    to: 2030-03-31", "    to: 2029-03-31\n    why: It was negotiated."),
    (
        "iho.yaml",
        "planned: 2027-03-31,",
        "planned: 2027-03-31, revised: [{date: 2027-04-30, why: It was negotiated.}],",
    ),
];

/// A file that goes, figures that go, and a target that comes back from silence as another: nothing of it without a reason.
#[test]
fn what_was_promised_does_not_vanish() {
    let place = site("release-vanish");
    let figures = format!("{DRAFT}/metrics/bed-days.csv");
    place.write(&figures, "period,value\n2025-Q3,65.1\n2025-Q4,66.2\n");
    let measures = format!("{DRAFT}/metrics.yaml");
    let fine = |run: place::Run| assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let refused = |said: &str| {
        let found = place.iho(&["check"]);
        assert_eq!(found.code, 1, "{said}: {}", found.stderr);
        assert!(found.stderr.contains(said), "{said}: {}", found.stderr);
        assert_eq!(found.stderr.matches("error[").count(), 1, "{}", found.stderr);
    };
    fine(release(&place, "2026-11-22", "The first release."));
    fs::remove_file(place.path(&measures)).expect("it is there");
    refused(
        "a promise is weakened without a reason since the release `2026-11-22`: “Measures of success” as a whole is no longer stated",
    );
    // Zeros that say nothing are no change.
    place.write(&measures, TARGET.replace("450", "450.00"));
    fine(place.iho(&["check"]));
    place.write(&figures, "period,value\n2025-Q4,66.2\n");
    refused(
        "the figure of July to September 2025 of the measure `bed-days` was published in the release `2026-11-22`, and is gone",
    );
    place.write(
        &measures,
        TARGET.replace(
            "  - metric: bed-days\n",
            "  - metric: bed-days\n    why: Summer was never counted.\n",
        ),
    );
    fine(release(&place, "2026-12-22", "One figure less."));
    let silent =
        "target: {disclosure: not_yet_decided, reason: We think again., expected: 2027-Q2}";
    place.write(&measures, TARGET.replace("target: {value: 450, by: 2030-03-31}", silent));
    refused("Emergency days in hospital: target is no longer published");
    let silent = silent.replace("2027-Q2}", "2027-Q2, why: The winter was hard.}");
    place.write(&measures, TARGET.replace("target: {value: 450, by: 2030-03-31}", &silent));
    fine(release(&place, "2027-01-22", "We think again."));
    place.write(&measures, TARGET.replace("450", "480"));
    refused(
        "since the release `2026-12-22`: Emergency days in hospital: target changed from 450 to 480",
    );
    place.write(
        &measures,
        TARGET.replace("450, by: 2030-03-31", "480, by: 2030-03-31, why: We thought again."),
    );
    fine(release(&place, "2027-02-22", "We thought."));
}

/// Words that are typed are sealed, too: they are as sound as those in files.
#[test]
fn typed_words_are_checked() {
    let place = site("release-typed");
    let words = [
        ("a <b>x</b>", "HTML is not allowed"),
        ("a [^1] note", "footnote `1` is cited but not written"),
        ("# Head", "a heading of the first level"),
        ("![x](y.png)", "there is no picture `y.png`"),
        ("[[org:nope]]", "there is no organisation called `nope`"),
        ("turned \u{202e}round", "an invisible character here (U+202E)"),
    ];
    for (note, said) in words {
        let found = release(&place, "2026-11-22", note);
        assert_eq!(found.code, 2, "{note}: {}", found.stderr);
        assert!(found.stderr.contains("the words after `--note`"), "{note}: {}", found.stderr);
        assert!(found.stderr.contains(said), "{note}: {}", found.stderr);
    }
    assert!(!place.path(RELEASES).exists());
    let sound = release(&place, "2026-11-22", "It names [[org:vale-trust]].");
    assert_eq!(sound.code, 0, "{}", sound.stderr);
    let built = iho(&place, "2026-11-23", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    for (what, by) in [("<script>", "Chief"), ("Wrong.", "[[org:nope]]")] {
        let args = ["correct", "vale", "--what", what, "--now", "Right.", "--by", by, "--yes"];
        let found = iho(&place, "2026-11-24", &args);
        assert_eq!(found.code, 2, "{}", found.stderr);
        assert!(found.stderr.contains("`--what`, `--by`"), "{}", found.stderr);
        let args = ["withdraw", "vale", "2026-11-22", "--reason", what, "--by", by, "--yes"];
        let found = iho(&place, "2026-11-24", &args);
        assert_eq!(found.code, 2, "{}", found.stderr);
    }
    assert!(!place.path("content/ihos/vale/notices").exists());
}

/// What systems leave behind in a release was not sealed with it, which `verify` tells; it is never published, so a build only warns.
fn says_of_debris(place: &Place) {
    assert_eq!(place.iho(&["verify"]).code, 1);
    let built = iho(place, "2027-01-01", &["build"]);
    assert!(built.stderr.contains("sealed-debris"), "{}", built.stderr);
}
