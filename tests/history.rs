//! What releases said over time: any two compared, every value that a field had, and figures as each release published them.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::BTreeMap;

use iho::compare::{Change, ChangeSide, ReleaseDiff, Vintages, changes, field_histories};
use iho::engine::draft;
use iho::graph::Graph;
use iho::model::renames::Renames;
use iho::source::Sources;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common::small_site;
use crate::place;
use crate::place::Place;
use crate::sealed::{DRAFT, iho, published, release, site};
use crate::slips::{apply, edit};

fn build(place: &Place, at: &str) {
    let run = iho(place, at, &["build"]);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn json(place: &Place, path: &str) -> serde_json::Value {
    serde_json::from_str(&place.read(path)).expect("it is JSON")
}

fn graph(files: &BTreeMap<String, String>) -> Graph {
    let texts = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    draft(&Sources::from_texts(texts), jiff::civil::date(2026, 11, 21), &Renames::default())
}

/// The page has a form for the script, and says the same in tables; data and schema are published.
#[test]
fn any_two_releases_are_compared() {
    let place = published("history-page");
    build(&place, "2027-01-02");
    let page = place.read("output/ihos/vale/compare/index.html");
    for words in [
        "assets/compare-",
        "connect-src 'self'",
        "aria-live=\"polite\"",
        "<option value=\"2026-12-22\">Release 2, 22 December 2026</option>",
        "releases/2026-12-22/changes/\">1 change</a>",
        "Why: Winter was counted twice.",
        "other fields of the latest release have never changed",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let told = json(&place, "output/ihos/vale/compare/history.json");
    assert_eq!(told["schema"], "iho-history/1");
    assert_eq!(told["releases"][1]["version"], "2026-12-22");
    let field = &told["fields"][0];
    assert_eq!(field["values"][0]["value"], "450");
    assert_eq!(field["values"][0]["since"], "2026-11-22");
    assert_eq!(field["values"][1]["value"], "440");
    assert_eq!(field["values"][1]["reason"], "Winter was counted twice.");
    assert!(place.read("output/data/history.schema.json").contains("iho-history/1"));
    let releases = place.read("output/ihos/vale/releases/index.html");
    assert!(releases.contains("href=\"../../../ihos/vale/compare/\""), "{releases}");
    let changes = place.read("output/ihos/vale/releases/2026-12-22/changes/index.html");
    assert!(changes.contains("ihos/vale/compare/\">compare any two releases"), "{changes}");
}

/// A release that waits is in no comparison.
#[test]
fn what_waits_is_not_compared() {
    let place = published("history-embargo");
    build(&place, "2026-12-01");
    let told = json(&place, "output/ihos/vale/compare/history.json");
    assert_eq!(told["releases"].as_array().map(Vec::len), Some(1));
    assert_eq!(told["fields"].as_array().map(Vec::len), Some(0));
    let page = place.read("output/ihos/vale/compare/index.html");
    assert!(page.contains("nothing to compare it with") && !page.contains("440"), "{page}");
}

/// Which release published a figure, which one superseded it, and whether that was a correction.
#[test]
fn every_figure_tells_its_releases() {
    let place = site("history-figures");
    let table = format!("{DRAFT}/metrics/bed-days.csv");
    let figures = "period,value,flag\n2026-Q1,471,final\n2026-Q2,482,provisional\n";
    place.write(&table, figures);
    let fine = |run: place::Run| assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    fine(release(&place, "2026-11-22", "The first release."));
    place.write(&table, figures.replace("482,provisional", "489,final") + "2026-Q3,480,final\n");
    fine(release(&place, "2026-12-22", "One more quarter."));
    build(&place, "2027-01-02");
    let csv = place.read("output/ihos/vale/compare/bed-days.csv");
    let head = "period,value,published_in,superseded_in,status,marker,revision,reason\n";
    assert_eq!(
        csv,
        format!(
            "{head}2026-Q1,471,2026-11-22,,final,,first,\n2026-Q2,482,2026-11-22,2026-12-22,provisional,[p],first,\n\
             2026-Q2,489,2026-12-22,,final,,scheduled,One more quarter.\n2026-Q3,480,2026-12-22,,final,,first,\n"
        )
    );
    let columns = json(&place, "output/ihos/vale/compare/bed-days.csv-metadata.json");
    assert_eq!(columns["url"], "bed-days.csv");
    let page = place.read("output/ihos/vale/compare/bed-days/index.html");
    for words in ["Not published", " (revised)", "Scheduled: the figure was provisional"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(
        page.contains("3 figures; 1 revision, from 482 per 1,000[p] to 489 per 1,000"),
        "{page}"
    );
    let measure = place.read("output/ihos/vale/metrics/bed-days/index.html");
    assert!(measure.contains("compare/bed-days/\">How these figures were revised"), "{measure}");
}

/// A figure that was wrong is told as a correction, one that was provisional as revised; and when the measure has another id,
/// its figures go on.
#[test]
fn revisions_say_what_they_are_and_outlive_an_id() {
    let place = site("history-revisions");
    let fine = |run: place::Run| assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let table = |id: &str, rows: &str| {
        place.write(
            &format!("{DRAFT}/metrics/{id}.csv"),
            format!("period,value,flag\n2026-Q1,471,final\n{rows}"),
        );
    };
    table("bed-days", "2026-Q2,482,provisional\n");
    fine(release(&place, "2026-11-22", "The first release."));
    table("bed-days", "2026-Q2,489,final\n2026-Q3,480,provisional\n");
    fine(release(&place, "2026-12-22", "One more quarter."));
    table("bed-days", "2026-Q2,487,final\n2026-Q3,480,provisional\n");
    let words = ["--what", "489 was a slip.", "--now", "It is 487.", "--by", "Head of data"];
    let args = [&["correct", "vale", "--yes", "--since", "2026-12-22"], &words[..]].concat();
    fine(iho(&place, "2027-01-02", &args));
    for (path, text) in place.tree("content") {
        let (path, text) = (format!("content/{path}"), String::from_utf8_lossy(&text).into_owned());
        if !path.contains("/releases/") && text.contains("bed-days") && !path.ends_with("jsonl") {
            place.write(&path, text.replace("bed-days", "days-in-hospital"));
        }
    }
    let definition = place.read("content/metrics/bed-days.yaml");
    place.write("content/metrics/days-in-hospital.yaml", definition + "was: bed-days\n");
    for old in ["content/metrics/bed-days.yaml", &format!("{DRAFT}/metrics/bed-days.csv")] {
        std::fs::remove_file(place.path(old)).expect("it is there");
    }
    table("days-in-hospital", "2026-Q2,487,final\n2026-Q3,483,final\n");
    fine(release(&place, "2027-02-22", "Another id."));
    build(&place, "2027-03-02");
    let changes = |version: &str| {
        let folder = format!("output/ihos/vale/releases/{version}");
        (
            place.read(&format!("{folder}/changes/index.html")),
            json(&place, &format!("{folder}/changes.json")),
        )
    };
    let (page, _) = changes("2026-12-22");
    assert!(page.contains("Up 7 (1.5% higher)"), "{page}");
    assert!(
        page.contains("Scheduled revision")
            && page.contains("1 new figure; 1 earlier figure revised, from 482 to 489."),
        "{page}"
    );
    let (page, file) = changes("2027-01-02");
    assert!(page.contains("Correction of an error"), "{page}");
    assert_eq!(file["changes"][0]["revision"], "correction");
    assert_eq!(file["changes"][0]["difference"], -2);
    let (page, file) = changes("2027-02-22");
    assert!(page.contains("has another id") && page.contains("revised from 480 to 483"), "{page}");
    assert_eq!(file["changes"].as_array().map(Vec::len), Some(2), "{file}");
    let csv = place.read("output/ihos/vale/compare/days-in-hospital.csv");
    assert_eq!(csv.lines().count(), 1 + 6, "{csv}");
    assert!(csv.contains("2026-Q2,489,2026-12-22,2027-01-02,final,,scheduled"), "{csv}");
    assert!(csv.contains("2026-Q3,483,2027-02-22,,final,,scheduled"), "{csv}");
    assert!(
        place
            .read("output/ihos/vale/compare/bed-days/index.html")
            .contains("url=../../../../ihos/vale/compare/days-in-hospital/\"")
    );
}

/// Words that come back to what they were differ in the end in nothing; figures that count something else are not compared.
#[test]
fn what_comes_back_and_what_is_redefined() {
    let place = site("history-back");
    let fine = |run: place::Run| assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    let path = format!("{DRAFT}/narrative/host.md");
    let host = place.read(&path);
    place.write(&format!("{DRAFT}/metrics/bed-days.csv"), "period,value\n2026-Q1,471\n");
    fine(release(&place, "2026-11-22", "The first release."));
    place.write(&path, host.replace("300 people", "320 people"));
    fine(release(&place, "2026-12-22", "More people."));
    place.write(&path, &host);
    let definition = place.read("content/metrics/bed-days.yaml");
    place.write(
        "content/metrics/bed-days.yaml",
        definition.replace("after an emergency", "after an emergency, by night"),
    );
    place.write(&format!("{DRAFT}/metrics/bed-days.csv"), "period,value\n2026-Q1,300\n");
    fine(release(&place, "2027-01-22", "As before, and counted by night."));
    build(&place, "2027-02-02");
    let told = json(&place, "output/ihos/vale/compare/history.json");
    let fields = told["fields"].as_array().expect("a list");
    let text = fields.iter().find(|it| it["section"] == "narrative").expect("the text changed");
    assert_eq!(text["events"][0]["before"], text["events"][1]["after"], "{text}");
    assert_ne!(text["events"][0]["before"], text["events"][0]["after"], "{text}");
    let csv = place.read("output/ihos/vale/compare/bed-days.csv");
    assert!(csv.contains("2026-Q1,300,2027-01-22,,final,,redefined,"), "{csv}");
    let page = place.read("output/ihos/vale/compare/bed-days/index.html");
    assert!(page.contains("Redefined: can’t be compared with the figure before"), "{page}");
}

/// A narrative can't have the address at which releases are compared.
#[test]
fn the_address_of_the_comparison_is_kept_free() {
    let place = site("history-address");
    place.write(&format!("{DRAFT}/narrative/compare.md"), "---\ntitle: Compare\n---\nWords.\n");
    let run = iho(&place, "2026-11-22", &["check"]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    let told = format!("{}{}", run.stdout, run.stderr);
    assert!(told.contains("already made of the comparison of releases"), "{told}");
}

/// What one release hides is told of none, not even of those that showed it.
#[test]
fn a_figure_that_was_hidden_is_told_of_no_release() {
    let mut files = small_site();
    let path = "content/ihos/vale/draft/metrics/bed-days.csv";
    let mut vintages = Vintages::default();
    let mut graphs = Vec::new();
    for row in ["2026-07,471,final", "2026-07,,suppressed", "2026-07,470,final"] {
        files.insert(path.to_owned(), format!("period,value,flag\n{row}\n2026-08,482,final\n"));
        let graph = graph(&files);
        vintages.publish(graph.model.blueprints.get("vale").map(|it| &**it));
        graphs.push(graph);
    }
    let cells: Vec<_> = vintages.cells("bed-days").collect();
    assert!(cells[0].is_hidden() && cells[0].vintages.is_empty());
    assert_eq!(cells[1].vintages.len(), 1);
    let mut steps = vec![ReleaseDiff::default()];
    for pair in graphs.windows(2) {
        let changes = changes(&pair[0], &pair[1], "vale");
        steps.push(ReleaseDiff { changes, withheld: Vec::new() });
    }
    assert_eq!(field_histories(&steps), Vec::new());
}

/// What belongs to an item is told of no release in which the item is not there.
#[test]
fn a_field_of_an_item_that_came_later_was_not_stated_before() {
    let question = |status: &str| {
        format!(
            "questions:\n  - {{id: beds, question: How many beds?, asked_by: patients, date: 2026-11-01, \
             answer: Twelve., status: {status}}}\n"
        )
    };
    let path = "content/ihos/vale/draft/questions.yaml";
    let state = |text: Option<String>| {
        let mut files = small_site();
        files.insert(path.to_owned(), text.unwrap_or_else(|| "questions: []\n".to_owned()));
        graph(&files)
    };
    let states =
        [state(None), state(Some(question("partly-answered"))), state(Some(question("answered")))];
    let mut steps = vec![ReleaseDiff::default()];
    for pair in states.windows(2) {
        let changes = changes(&pair[0], &pair[1], "vale");
        steps.push(ReleaseDiff { changes, withheld: Vec::new() });
    }
    let field_histories = field_histories(&steps);
    let status =
        field_histories.iter().find(|it| it.field.ends_with("beds.status")).expect("it changed");
    let said: Vec<&ChangeSide> = status.values.iter().map(|held| &held.said).collect();
    assert_eq!(said[0], &ChangeSide::Nothing);
    assert_eq!(said.len(), 3, "{said:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Values stand in order, each is another than the one before, and the last is what the last change says.
    #[test]
    fn the_history_of_a_field_ends_with_what_is_said_now(
        first in prop::collection::vec((any::<Index>(), edit()), 1..4),
        second in prop::collection::vec((any::<Index>(), edit()), 1..4),
    ) {
        let mut files = small_site();
        let mut states = vec![graph(&files)];
        for edits in [&first, &second] {
            for (file, edit) in edits {
                apply(&mut files, *file, edit);
            }
            states.push(graph(&files));
        }
        let step = |pair: &[Graph]| changes(&pair[0], &pair[1], "vale");
        let found: Vec<Vec<Change>> = states.windows(2).map(step).collect();
        let mut steps = vec![ReleaseDiff::default()];
        steps.extend(found.iter().map(|it| ReleaseDiff { changes: it.clone(), withheld: Vec::new() }));
        for course in field_histories(&steps) {
            for pair in course.values.windows(2) {
                prop_assert!(pair[0].since < pair[1].since, "{course:?}");
            }
            let changed = found[1].iter().find(|it| (&it.section, &it.field) == (&course.section, &course.field));
            if let (Some(change), Some(held)) = (changed, course.at(2)) && held.since == 2 {
                prop_assert!(held.said == change.said.after || held.said == ChangeSide::Nothing, "{course:?}");
            }
        }
    }
}
