//! Promises weakened: none is sealed without a reason, and readers are told of each, first. Strengthening is never called so.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::BTreeSet;
use std::fs;

use iho::compare;
use iho::diag::{Code, Diagnostic};
use proptest::prelude::*;
use serde_json::Value;

use crate::common;
use crate::place::{Place, Run, run};
use crate::sealed::{DRAFT, iho, release, site};

/// A draft with promises of every kind.
const PROMISES: &str = include_str!("sites/promises.txt");

/// The small site with such a draft, before its first release.
fn drafted(name: &str) -> Place {
    let place = site(name);
    for (path, text) in common::folder(PROMISES) {
        place.write(&path, text.expect("nothing is removed"));
    }
    place
}

/// The same, released.
fn promised(name: &str) -> Place {
    let place = drafted(name);
    let first = release(&place, "2026-11-22", "The first release.");
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    place
}

/// A file, what stands in it, and what stands there instead; in what comes third, `WHY` is the place of a reason.
type Edit = (&'static str, &'static str, &'static str);

const WHY: &str = "why: It was agreed in March.";

fn path(file: &str) -> String {
    if file.starts_with("content/") { file.to_owned() } else { format!("{DRAFT}/{file}") }
}

/// Writes what an edit makes of a file, and gives back what was there.
fn edit(place: &Place, (file, old, new): Edit, has_reason: bool) -> String {
    let path = path(file);
    let text = place.read(&path);
    assert!(text.contains(old), "{old} is not in {file}");
    let reason = [(", WHY", ""), ("    WHY\n", ""), ("WHY\n", ""), ("    WHY", "")];
    let new = match has_reason {
        true => new.replace("WHY", WHY),
        false => {
            reason.iter().fold(new.to_owned(), |new, (with, without)| new.replace(with, without))
        }
    };
    assert!(!new.contains("WHY"), "{new}");
    place.write(&path, text.replacen(old, &new, 1));
    text
}

fn diff(place: &Place) -> String {
    run(place.command().args(["diff", "vale"])).stdout
}

fn seal(place: &Place) -> Run {
    release(place, "2026-12-22", "Some terms are others.")
}

/// What is below the first heading, where that is the one of promises weakened.
fn weakened(diff: &str) -> Option<&str> {
    let (_, rest) = diff.split_once("\n\nPromises weakened\n")?;
    Some(rest.split("\n\n").next().unwrap_or(rest).trim_end())
}

const WEAKENED: &[Edit] = &[
    // Gates and alarms.
    ("risk-share.yaml", "threshold: 80,", "threshold: 40, WHY,"),
    ("risk-share.yaml", "threshold: 500,", "threshold: 560, WHY,"),
    ("risk-share.yaml", "  - {metric: bed-days, threshold: 500, must_be: at-most}\n", "WHY\n"),
    ("risk-share.yaml", ", consequence: No gain is paid.", ", WHY"),
    ("benefits.yaml", "Below 80% in two quarters,", "Below 40% in two quarters, WHY,"),
    ("benefits.yaml", "\"520\",", "When it gets worse, WHY,"),
    ("benefits.yaml", "\"520\",", "Around 520, WHY,"),
    ("benefits.yaml", "tested every month.,", "tested every year., WHY,"),
    // Targets, and the steps to them.
    ("metrics.yaml", "{value: 90, by: 2030-03-31}", "{value: 85, by: 2030-03-31, WHY}"),
    ("metrics.yaml", "{value: 470, by: 2029-03-31}", "{value: 485, by: 2029-03-31, WHY}"),
    ("benefits.yaml", "{value: 450, by: 2030-03-31}", "{value: 450, by: 2031-03-31, WHY}"),
    // Who gains and who pays.
    ("risk-share.yaml", "cap_loss: 4", "cap_loss: {pct: 5, WHY}"),
    ("risk-share.yaml", "minimum_savings_rate: 0.5", "minimum_savings_rate: 2\nWHY\n"),
    (
        "risk-share.yaml",
        "  - {recipient: partners, pct: 35}\n  - {recipient: vcfse, pct: 25,",
        "  - {recipient: partners, pct: 20, WHY}\n  - {recipient: vcfse, pct: 40,",
    ),
    ("risk-share.yaml", "host: 60, icb: 30, partners: 10", "host: 50, icb: 30, partners: 20, WHY"),
    ("partners.yaml", "shares_gain: true", "shares_gain: {value: false, WHY}"),
    // Votes.
    ("governance.yaml", "role: Director, votes: 1", "role: Director, votes: 0, WHY"),
    (
        "governance.yaml",
        "      - {organisation: vale-council, role: Director, votes: 1}\n",
        "    WHY\n",
    ),
    ("governance.yaml", "each., votes: 2,", "each., votes: 1, WHY,"),
    ("partners.yaml", "voice: voting", "voice: advisory\n    WHY"),
    // How it ends.
    ("contract.yaml", "notice_months: 12,", "notice_months: 3, WHY,"),
    (
        "contract.yaml",
        "Care goes on for 24 months. Records follow each patient to the next provider.",
        "{value: Care goes on for 24 months., WHY}",
    ),
    // Complaints and contact.
    (
        "governance.yaml",
        "Write to the trust, which answers within 10 days. Then go to the ombudsman, who costs nothing.",
        "{value: \"Write to the trust, which answers within 10 days.\", WHY}",
    ),
    ("iho.yaml", ", phone: 01632 960001", ", WHY"),
    // Silence, and what is put off.
    (
        "host.yaml",
        "why_this_host: It already visits people at home.",
        "why_this_host: {disclosure: not_yet_decided, reason: We think again., expected: 2027-Q2, WHY}",
    ),
    ("host.yaml", "  expected: 2027-Q2", "  expected: 2027-Q4\n  WHY\n"),
    ("contract.yaml", "term_start: 2028-04-01", "term_start: {value: 2028-10-01, WHY}"),
    ("iho.yaml", "planned: 2027-03-31,", "planned: 2027-Q1, WHY,"),
    (
        "iho.yaml",
        "planned: 2027-03-31, status: on-track",
        "planned: 2027-03-31, status: dropped, WHY",
    ),
    (
        "iho.yaml",
        "date: 2027-Q3, why: The vote is late.}",
        "date: 2027-Q3, why: The vote is late.}, {date: 2027-Q4, why: It was agreed in March.}",
    ),
    // What is black now, what is told less often, and what is only hoped for.
    (
        "contract.yaml",
        "exemption: s43}]",
        "exemption: s43}, {clause: Prices of visits, exemption: s43}], WHY",
    ),
    ("content/metrics/ratio.yaml", "frequency: monthly", "frequency: annual\nWHY\n"),
    ("governance.yaml", "meets_in_public: true", "meets_in_public: {value: false, WHY}"),
];

/// Each is refused without a reason, and passes with one; everybody who compares is told, and told first.
#[test]
fn no_promise_is_weakened_without_a_reason() {
    let place = promised("promises-weakened");
    for weakening in WEAKENED {
        let before = edit(&place, *weakening, false);
        // A new date that has its place for a reason can't be written without.
        if !weakening.2.contains("WHY") {
            let told = diff(&place);
            assert!(weakened(&told).is_some_and(|it| it.contains("Why: It was agreed")), "{told}");
            place.write(&path(weakening.0), before);
            continue;
        }
        let silent = iho(&place, "2026-12-22", &["check"]);
        assert_eq!(silent.code, 1, "{weakening:?}: {}", silent.stderr);
        let said = "error[changed-silently]: a promise is weakened without a reason since the release `2026-11-22`: ";
        assert_eq!(silent.stderr.matches("error[").count(), 1, "{weakening:?}: {}", silent.stderr);
        assert!(silent.stderr.contains(said), "{weakening:?}: {}", silent.stderr);
        place.write(&path(weakening.0), &before);
        edit(&place, *weakening, true);
        let explained = iho(&place, "2026-12-22", &["check"]);
        assert_eq!(explained.code, 0, "{weakening:?}: {}", explained.stderr);
        let told = diff(&place);
        let told = weakened(&told).unwrap_or_else(|| panic!("{weakening:?}: {told}"));
        assert!(told.contains("Why: It was agreed in March."), "{weakening:?}: {told}");
        place.write(&path(weakening.0), before);
    }
}

/// Edits that can stand beside each other, so that one release has them all.
fn together() -> Vec<Edit> {
    let place = drafted("promises-together");
    let mut seen: BTreeSet<(&str, usize)> = BTreeSet::new();
    let mut is_new = |(file, old, _): Edit| {
        let text = place.read(&path(file));
        let at = text.find(old).expect("it is there");
        seen.insert((file, text[..at].matches('\n').count()))
    };
    // A reason for a whole file would stand there twice.
    let all = WEAKENED.iter().copied().filter(|edit| !edit.2.contains("WHY\n"));
    all.filter(|edit| is_new(*edit)).collect()
}

/// Refused as a whole without reasons; sealed with them, and told first on the page, in the data, in the feeds and in the review.
#[test]
fn what_is_weakened_is_told_first_everywhere() {
    let place = promised("promises-told");
    let all = together();
    assert!(all.len() > 15, "{}", all.len());
    let before: Vec<String> = all.iter().map(|it| edit(&place, *it, false)).collect();
    let refused = seal(&place);
    assert_eq!(refused.code, 1, "{}{}", refused.stdout, refused.stderr);
    assert!(!place.path("content/ihos/vale/releases/2026-12-22").exists());
    for (edit, text) in all.iter().zip(before).rev() {
        place.write(&path(edit.0), text);
    }
    all.iter().for_each(|it| drop(edit(&place, *it, true)));
    let review = iho(&place, "2026-12-22", &["review", "--out", "pack.html"]);
    assert_eq!(review.code, 0, "{}{}", review.stdout, review.stderr);
    let listed = review.stdout.matches("Why: It was agreed in March.").count();
    assert!(listed >= all.len(), "{listed}: {}", review.stdout);
    let heading = review.stdout.find("\nPromises weakened:\n").expect("a heading");
    assert!(heading < review.stdout.find("Waits for a release").expect("the rest"));
    let pack = place.read("pack.html");
    let first = pack.find("<h4>").expect("a heading");
    assert!(pack[first..].starts_with("<h4>Promises weakened</h4>"), "{}", &pack[first..]);
    let sealed = seal(&place);
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    let built = iho(&place, "2026-12-23", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let folder = "output/ihos/vale/releases/2026-12-22";
    let page = place.read(&format!("{folder}/changes/index.html"));
    let main = common::main_of(&page);
    let first = main.find("<h2").expect("a heading");
    assert!(main[first..].starts_with("<h2 id=\"changes_weakened\""), "{main}");
    let json: Value =
        serde_json::from_str(&place.read(&format!("{folder}/changes.json"))).expect("JSON");
    let changes = json["changes"].as_array().expect("changes");
    let n = changes.iter().filter(|it| it["weakened"] == true).count();
    assert!(n >= all.len(), "{n}");
    assert!(changes.iter().all(|it| it["weakened"] != false));
    let feed = place.read("output/ihos/vale/feed.atom");
    assert!(feed.contains("<summary>Promises weakened: "), "{feed}");
    let json: Value = serde_json::from_str(&place.read("output/feed.json")).expect("JSON");
    let items = json["items"].as_array().expect("items");
    let says = |it: &&Value| {
        it["content_text"].as_str().is_some_and(|it| it.starts_with("Promises weakened: "))
    };
    assert!(items.iter().any(|it| says(&it)), "{json}");
    // What was explained once is settled.
    let again = iho(&place, "2026-12-24", &["check"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(again.stderr.contains("no problems found"), "{}", again.stderr);
}

const STRENGTHENED: &[Edit] = &[
    ("risk-share.yaml", "threshold: 80,", "threshold: 85,"),
    ("risk-share.yaml", "threshold: 500,", "threshold: 480,"),
    ("risk-share.yaml", "cap_loss: 4", "cap_loss: 3"),
    ("risk-share.yaml", "minimum_savings_rate: 0.5", "minimum_savings_rate: 0.2"),
    (
        "risk-share.yaml",
        "  - {recipient: host, pct: 40}\n  - {recipient: partners, pct: 35}",
        "  - {recipient: host, pct: 30}\n  - {recipient: partners, pct: 45}",
    ),
    ("benefits.yaml", "Below 80% in two quarters", "Below 90% in two quarters"),
    ("benefits.yaml", "\"520\"", "\"480\""),
    ("benefits.yaml", "tested every month.", "tested every week."),
    ("benefits.yaml", "  - Nobody pays", "  - Nobody moves without a choice.\n  - Nobody pays"),
    ("benefits.yaml", "tested_on: 2026-10-14", "tested_on: 2026-11-14"),
    ("governance.yaml", "role: Director, votes: 1", "role: Director, votes: 2"),
    ("governance.yaml", "{board: agrees}", "{board: decides}"),
    ("governance.yaml", "within 10 days", "within 5 days"),
    (
        "governance.yaml",
        "who costs nothing.",
        "who costs nothing. Somebody will help you to write.",
    ),
    ("contract.yaml", "notice_months: 6", "notice_months: 9"),
    ("contract.yaml", "{value: 5,", "{value: 8,"),
    ("contract.yaml", "for 24 months", "for 36 months"),
    ("partners.yaml", "services: [memory-clinic]", "services: [memory-clinic, community-nursing]"),
    ("host.yaml", "  expected: 2027-Q2", "  expected: 2027-Q1"),
    ("content/metrics/ratio.yaml", "frequency: monthly", "frequency: weekly"),
    // What is said in another way, or in another order, is no change of a promise.
    ("benefits.yaml", "Below 70%", "Below 70.0%"),
    (
        "metrics.yaml",
        "      - {value: 490, by: 2028-03-31}\n      - {value: 470, by: 2029-03-31}\n",
        "      - {value: 470, by: 2029-03-31}\n      - {value: 490, by: 2028-03-31}\n",
    ),
];

#[test]
fn what_is_better_is_never_called_weakened() {
    let place = promised("promises-strengthened");
    let before: Vec<String> = STRENGTHENED.iter().map(|it| edit(&place, *it, false)).collect();
    let found = iho(&place, "2026-12-22", &["check"]);
    assert_eq!(found.code, 0, "{}", found.stderr);
    let told = diff(&place);
    assert!(
        weakened(&told).is_none() && told.contains("threshold changed from 80 to 85"),
        "{told}"
    );
    for (better, text) in STRENGTHENED.iter().zip(before).rev() {
        place.write(&path(better.0), text);
    }
    // These asked for a reason before there was such a rule, and still do.
    for better in [
        ("metrics.yaml", "{value: 90, by: 2030-03-31}", "{value: 95, by: 2030-03-31}"),
        ("contract.yaml", "2028-04-01", "2028-02-01"),
    ] {
        let before = edit(&place, better, false);
        let found = iho(&place, "2026-12-22", &["check"]);
        assert_eq!(found.code, 1, "{better:?}: {}", found.stderr);
        assert!(
            found.stderr.contains("a promise has changed without a reason"),
            "{}",
            found.stderr
        );
        assert!(weakened(&diff(&place)).is_none(), "{better:?}");
        place.write(&path(better.0), before);
    }
}

/// Ways round the rule, and what is said of each without a reason.
const SIBLINGS: &[(Edit, &str)] = &[
    (("risk-share.yaml", "must_be: at-most", "must_be: at-least"), "a promise has changed"),
    (
        ("risk-share.yaml", "{metric: ratio, threshold: 80,", "{metric: other, threshold: 80,"),
        "measure changed from",
    ),
    (("content/metrics/ratio.yaml", "unit: pct", "unit: ratio"), "unit changed from"),
    (("content/metrics/ratio.yaml", "high-is-good", "no-judgement"), "which way is good changed"),
    (("benefits.yaml", "A clear fall over a year", "Below 40%"), "a promise has changed"),
    (("benefits.yaml", "Below 80% in two quarters", "Below 0.5 in two quarters"), "is weakened"),
    (("benefits.yaml", "\"520\"", "520 or so"), "a promise is weakened"),
    (("iho.yaml", "{id: vote,", "{id: votes,"), "The boards vote was removed"),
    (
        (
            "iho.yaml",
            "{id: vote, name: The boards vote, planned: 2027-03-31",
            "{id: votes, was: vote, name: The boards vote, planned: 2027-05-31",
        ),
        "planned changed from 31 March 2027",
    ),
    (
        (
            "iho.yaml",
            "{date: 2027-Q3, why: The vote is late.}",
            "{date: 2027-Q3, why: The vote is late.}, {date: 2027-Q4, why: The vote is late.}",
        ),
        "still that of an earlier change",
    ),
    (
        ("metrics.yaml", "      - {value: 470, by: 2029-03-31}\n", ""),
        "step by 31 March 2029 was removed",
    ),
    (
        ("governance.yaml", "quorum: 4 of 5 votes", "quorum: around 4 of 5 votes"),
        "a promise is weakened",
    ),
    (("questions.yaml", "status: answered", "status: declined"), "a promise is weakened"),
];

#[test]
fn a_promise_is_not_weakened_by_another_way() {
    let place = drafted("promises-siblings");
    let other = place.read("content/metrics/ratio.yaml").replace("id: ratio", "id: other");
    place.write("content/metrics/other.yaml", other.replace("name: Visits", "name: Other visits"));
    let metrics = place.read(&path("metrics.yaml"));
    let other = "  - metric: other\n    baseline: {value: 70, period: 2025/26}\n";
    place.write(&path("metrics.yaml"), metrics + other);
    let first = release(&place, "2026-11-22", "The first release.");
    assert_eq!(first.code, 0, "{}{}", first.stdout, first.stderr);
    for (sibling, said) in SIBLINGS {
        let before = edit(&place, *sibling, false);
        let found = iho(&place, "2026-12-22", &["check"]);
        assert_eq!(found.code, 1, "{sibling:?}: {}", found.stderr);
        assert!(found.stderr.contains("changed-silently"), "{sibling:?}: {}", found.stderr);
        assert!(found.stderr.contains(said), "{sibling:?}: {}", found.stderr);
        place.write(&path(sibling.0), before);
    }
}

/// A list that is emptied or goes, and a file that is silent or goes: one message each.
#[test]
fn what_goes_as_a_whole_is_told_once() {
    let place = promised("promises-whole");
    let sharing = place.read(&path("risk-share.yaml"));
    let at = sharing.find("quality_gate:").expect("a list");
    let rest = at + sharing[at..].find("small_partner").expect("what follows");
    let without = |list: &str| format!("{}{list}{}", &sharing[..at], &sharing[rest..]);
    let silent = "disclosure: not_yet_decided\nreason: We think again.\nexpected: 2027-Q2\n";
    for (file, text) in [
        ("risk-share.yaml", without("quality_gate: []\n")),
        ("risk-share.yaml", without("")),
        ("partners.yaml", silent.to_owned()),
        ("governance.yaml", silent.to_owned()),
    ] {
        let before = place.read(&path(file));
        for (text, code) in [(text.clone(), 1), (format!("{WHY}\n{text}"), 0)] {
            place.write(&path(file), text);
            let found = iho(&place, "2026-12-22", &["check"]);
            assert_eq!(found.code, code, "{file}: {}", found.stderr);
            let n = found.stderr.matches("error[changed-silently]").count();
            assert_eq!(n, usize::try_from(code).expect("0 or 1"), "{file}: {}", found.stderr);
            let told = diff(&place);
            let told = weakened(&told).unwrap_or_else(|| panic!("{file}: {told}"));
            assert_eq!(told.contains("Why: No reason was given."), code == 1, "{file}: {told}");
        }
        place.write(&path(file), before);
    }
    fs::remove_file(place.path(&path("governance.yaml"))).expect("it is there");
    let found = iho(&place, "2026-12-22", &["check"]);
    assert!(found.stderr.contains("put `governance.yaml` back"), "{}", found.stderr);
    // What can't be read says so itself.
    place.write(&path("governance.yaml"), "bodies: [\n");
    let found = iho(&place, "2026-12-22", &["check"]);
    assert!(!found.stderr.contains("changed-silently"), "{}", found.stderr);
}

/// What was sealed before there was such a rule stays as it is: it is a warning, and no error.
#[test]
fn what_was_sealed_without_a_reason_is_a_warning() {
    let example = include_str!("codes/changed-silently.txt");
    let (_, bad) = example.split_once("=== bad\n").expect("an example");
    let (bad, _) = bad.split_once("=== good").expect("another");
    let mut files = common::small_site();
    for (path, text) in common::folder(bad) {
        let text = text.expect("nothing is removed").replace("231", "221");
        if path.contains("/releases/") {
            let later = text.replace("2026-10-01", "2026-11-01").replace("2030-03", "2031-03");
            let later = later.replace("\"sequence\": 1", "\"sequence\": 2");
            files.insert(path.replace("2026-10-01", "2026-11-01"), later);
        }
        let is_draft = path.contains("/draft/");
        files.insert(path, if is_draft { text.replace("2030-03", "2031-03") } else { text });
    }
    let (_, build) = common::build(&files);
    let is_of_rule = |it: &&Diagnostic| it.code == Code::ChangedSilently;
    let found: Vec<&Diagnostic> = build.diagnostics.iter().filter(is_of_rule).collect();
    let [only] = found[..] else { panic!("{found:?}") };
    assert!(!only.is_error());
    let said = "the release `2026-11-01` weakens a promise without a reason: ";
    assert!(only.message.starts_with(said), "{}", only.message);
    assert!(
        only.message.ends_with("changed from 31 March 2030 to 31 March 2031"),
        "{}",
        only.message
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Of two numbers, whichever they are, the one that is further from what is good is worse.
    #[test]
    fn the_direction_holds_for_all_numbers(before in 0u32..1_000, after in 0u32..1_000, tenth in 0u32..10) {
        let number = |it: u32| format!("{it}.{tenth}");
        let state = |it: u32| {
            let mut files = common::small_site();
            for (path, text) in common::folder(PROMISES) {
                files.insert(path, text.expect("nothing is removed"));
            }
            let risk = files.get_mut(&path("risk-share.yaml")).expect("it is there");
            *risk = risk
                .replace("threshold: 80,", &format!("threshold: {},", number(it)))
                .replace("threshold: 500,", &format!("threshold: {},", number(it)));
            let benefits = files.get_mut(&path("benefits.yaml")).expect("it is there");
            let alarm = format!("threshold: Above {}", number(it));
            *benefits = benefits.replace("threshold: \"520\"", &alarm);
            common::build(&files).1.site.expect("a site")
        };
        let [before_site, after_site] = [before, after].map(state);
        let changes = compare::changes(before_site.graph(), after_site.graph(), "vale");
        let is_weakened = |field: &str| {
            changes.iter().any(|it| it.field == field && it.is_weakened())
        };
        prop_assert_eq!(is_weakened("quality_gate.ratio.threshold"), after < before);
        prop_assert_eq!(is_weakened("quality_gate.bed-days.threshold"), after > before);
        prop_assert_eq!(is_weakened("safeguards.undermining-current-services.threshold"), after > before);
        let back = compare::changes(after_site.graph(), before_site.graph(), "vale");
        let n = changes.iter().chain(&back).filter(|it| it.is_weakened()).count();
        prop_assert_eq!(n, if before == after { 0 } else { 3 });
    }
}
