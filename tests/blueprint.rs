//! A blueprint with every section: what its pages say, what is worked out from it, and what is counted.

use std::collections::BTreeMap;

use crate::common::{main_of, output, report, small_site_with, words_of};

const FULL: &str = include_str!("sites/full.txt");

/// Each page that only a full blueprint fills, with the name of its snapshot.
const KINDS: &[(&str, &str)] = &[
    ("overview", "ihos/vale/index.html"),
    ("timeline", "ihos/vale/timeline/index.html"),
    ("find_my", "ihos/vale/find-my-area/index.html"),
    ("contract", "ihos/vale/contract/index.html"),
    ("risk_share", "ihos/vale/risk-share/index.html"),
    ("governance", "ihos/vale/governance/index.html"),
    ("benefits", "ihos/vale/benefits/index.html"),
    ("measures", "ihos/vale/metrics/index.html"),
    ("engagement", "ihos/vale/engagement/index.html"),
    ("public_questions", "ihos/vale/questions/index.html"),
    ("checks", "ihos/vale/checks/index.html"),
    ("briefing", "ihos/vale/briefing/index.html"),
    ("disclosure", "disclosure/index.html"),
    ("disclosure_of_iho", "disclosure/of/vale/index.html"),
    ("answers_of_iho", "questions/of/vale/index.html"),
    ("compare", "compare/index.html"),
    ("questions", "questions/index.html"),
    ("care_models", "models/index.html"),
    ("care_model", "models/shared-savings/index.html"),
    ("policies", "policies/index.html"),
    ("facet", "ihos/by-status/contract-awarded/index.html"),
];

fn full_site() -> BTreeMap<String, String> {
    small_site_with(FULL)
}

/// The full site with one stretch of one file written otherwise.
fn full_site_but(path: &str, from: &str, to: &str) -> BTreeMap<String, String> {
    let mut files = full_site();
    let text = files.get_mut(&format!("content/ihos/vale/draft/{path}")).expect("the file");
    assert!(text.contains(from), "{path} has no `{from}`");
    *text = text.replacen(from, to, 1);
    files
}

#[test]
fn each_section_reads_well() {
    assert_eq!(report(&full_site()), "");
    let pages = output(&full_site());
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, path) in KINDS {
            insta::assert_snapshot!(*name, words_of(main_of(&pages[*path])));
        }
    });
}

/// The worked example that the content model gives for a budget of 801.9 million pounds.
#[test]
fn the_worked_example_comes_out_in_pounds() {
    let page = &output(&full_site())["ihos/vale/risk-share/index.html"];
    for words in [
        "the host gets £14.43 million, the ICB gets £3.21 million and the partners get £6.42 million",
        "+£14,434,200",
        "-£20,047,500",
        "-£12,028,500",
    ] {
        assert!(page.contains(words), "{words}");
    }
}

/// What the page says of its sums is what was checked.
#[test]
fn every_sum_is_counted_where_it_stands() {
    let pages = output(&full_site());
    let checks = &pages["ihos/vale/checks/index.html"];
    let rows = checks.matches(">Yes</td>").count();
    let words = format!("We calculated {rows} sums again, and {rows} agree");
    assert!(checks.contains(&words), "{rows}");
    let page = &pages["ihos/vale/risk-share/index.html"];
    assert!(page.contains("We calculated 4 sums on this page again") && page.contains("4 agree"));
}

/// One figure changed by a little more than it may be off is told, with both places.
#[test]
fn a_contradiction_is_told_with_both_places() {
    let cases = [
        ("contract.yaml", "per_head: 1980", "per_head: 1991"),
        ("contract.yaml", "amount: 700000000", "amount: 700000001"),
        ("contract.yaml", "{fy: 2027/28, value: 801900000}", "{fy: 2027/28, value: 801900001}"),
        ("contract.yaml", "lifetime_value: 5613300000", "lifetime_value: 5700000000"),
        ("contract.yaml", "term_years: 7", "term_years: 8"),
        ("services.yaml", "value: 801900000", "value: 801899999"),
        ("risk-share.yaml", "host: 40, icb: 20", "host: 41, icb: 20"),
        ("risk-share.yaml", "recipient: host, pct: 60", "recipient: host, pct: 59"),
        ("risk-share.yaml", "cap_loss: 4", "cap_loss: {pct: 4, money: 33000000}"),
        ("benefits.yaml", "score: 12", "score: 11"),
    ];
    for (path, from, to) in cases {
        let found = report(&full_site_but(path, from, to));
        assert_eq!(found.matches("error[sum-disagrees]").count(), 1, "{to}:\n{found}");
        assert_eq!(found.matches("error[").count(), 1, "{to}:\n{found}");
    }
}

/// Rules that are no sums: one mistake, one complaint.
#[test]
fn each_rule_across_fields_is_told_once() {
    let cases = [
        (
            "wrong-order",
            "contract.yaml",
            "term_end: 2034-03-31\nterm_years: 7",
            "term_end: 2027-03-31",
        ),
        ("wrong-order", "risk-share.yaml", "{from: 1, to: 4", "{from: 0.5, to: 4"),
        ("contradiction", "risk-share.yaml", "cap_loss: 4", "cap_loss: 4.5"),
        ("wrong-target", "benefits.yaml", "target: {value: 221", "target: {value: 246.1"),
        ("wrong-target", "metrics.yaml", "target: {value: 221", "target: {value: 250"),
        (
            "not-covered",
            "governance.yaml",
            "  - {decision: estate, body: host, right: decides}\n",
            "",
        ),
        ("not-covered", "contract.yaml", "  provider_address: 1 Sample Street\n", ""),
        ("unknown-reference", "governance.yaml", "parent: board", "parent: bord"),
        ("missing-key", "iho.yaml", "actual: 2026-11-12, ", ""),
        (
            "contradiction",
            "iho.yaml",
            "actual: 2026-11-12, status: done",
            "actual: 2026-11-12, status: late",
        ),
        (
            "unknown-key",
            "iho.yaml",
            "fields: [contract.term_start]",
            "fields: [contract.term_begin]",
        ),
    ];
    for (code, path, from, to) in cases {
        let found = report(&full_site_but(path, from, to));
        assert!(found.contains(&format!("error[{code}]")), "{to}:\n{found}");
        assert_eq!(found.matches("error[").count(), 1, "{code} in {path}:\n{found}");
    }
}

/// A square of the boundary: its code, its western edge and its width, in hundredths of a degree.
fn square(code: &str, west: f64, width: f64) -> String {
    let (west, east) = (west / 100.0, (west + width) / 100.0);
    let ring =
        format!("[[{west}, 53.1], [{east}, 53.1], [{east}, 53.2], [{west}, 53.2], [{west}, 53.1]]");
    format!(
        r#"{{"type": "Feature", "properties": {{"code": "{code}", "name": "A", "vintage": "2026-04-01"}}, "geometry": {{"type": "Polygon", "coordinates": [{ring}]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type": "FeatureCollection", "features": [{}]}}"#, features.join(", "))
}

fn with_boundary(boundary: &str) -> BTreeMap<String, String> {
    let mut files = full_site();
    files.insert("content/ihos/vale/draft/footprint.geojson".to_owned(), boundary.to_owned());
    files
}

#[test]
fn a_boundary_shows_the_areas_that_it_is_built_from() {
    let (first, second) = (square("E99999011", 0.0, 4.0), square("E99999012", 4.0, 4.0));
    let fine = [
        collection(&[first.clone(), second.clone()]),
        // The area as a whole, and codes that are no codes of areas.
        collection(&[square("E99999001", 0.0, 8.0)]),
        collection(&[square("vale", 0.0, 8.0)]),
    ];
    for boundary in fine {
        assert_eq!(report(&with_boundary(&boundary)), "", "{boundary}");
    }
    let foreign = collection(&[first.clone(), second, square("E99999077", 8.0, 4.0)]);
    let found = report(&with_boundary(&foreign));
    assert!(
        found.contains("the boundary has the code `E99999077`, which the footprint does not name"),
        "{found}"
    );
    let found = report(&with_boundary(&collection(&[first])));
    assert!(
        found
            .contains("the footprint is built from the code `E99999012`, which the boundary lacks"),
        "{found}"
    );
}

#[test]
fn a_boundary_is_as_large_as_its_parts() {
    let with_place = |width: f64| {
        let mut files = with_boundary(&collection(&[square("E99999001", 0.0, 8.0)]));
        let footprint = files.get_mut("content/ihos/vale/draft/footprint.yaml").expect("the file");
        *footprint = footprint
            .replace("{type: LSOA21, file: areas.csv}", "{type: LAD24, codes: [E99999001]}");
        files.remove("content/ihos/vale/draft/areas.csv");
        let place = files.get_mut("content/places/vale-area.yaml").expect("the place");
        place.push_str("\ngeometry: vale-area.geojson\n");
        let own = collection(&[square("E99999001", 0.0, width)]);
        files.insert("content/places/vale-area.geojson".to_owned(), own);
        report(&files)
    };
    assert_eq!(with_place(8.05), "");
    let found = with_place(7.8);
    assert!(found.contains("together are 97.5% as large as the boundary"), "{found}");
}

const WITHHELD: &str = "{id: tender, disclosure: withheld, exemption: s43, reason: A tender is open., review_on: 2027-03-31}";

#[test]
fn one_item_of_a_list_may_be_unpublished() {
    let cases = [
        ("partners.yaml", "partners:\n", "partners", 0),
        ("contract.yaml", "annual_value:\n", "contract", 1),
        ("risk-share.yaml", "savings_distribution:\n", "risk-share", 1),
        ("benefits.yaml", "safeguards:\n", "benefits", 0),
        ("iho.yaml", "milestones:\n", "timeline", 0),
        ("iho.yaml", "purposes:\n", "", 0),
    ];
    let n_sums = |files: &BTreeMap<String, String>| {
        let checks = output(files)["ihos/vale/checks/index.html"].clone();
        main_of(&checks).matches("<tr><th scope=\"row\"").count()
    };
    let all = n_sums(&full_site());
    let journey = full_site_but(
        "iho.yaml",
        "milestones:\n",
        &format!("authorisation:\n  - {WITHHELD}\nmilestones:\n"),
    );
    let page = &output(&journey)["ihos/vale/authorisation/index.html"];
    assert!(main_of(page).contains("A tender is open."), "{page}");
    for (path, list, page, fewer) in cases {
        let files = full_site_but(path, list, &format!("{list}  - {WITHHELD}\n"));
        assert_eq!(report(&files), "", "{path} {list}");
        let pages = output(&files);
        let page = [page, if page.is_empty() { "" } else { "/" }, "index.html"].concat();
        let text = main_of(&pages[&format!("ihos/vale/{page}")]);
        assert!(text.contains("A tender is open."), "{path} {list}:\n{text}");
        let register = main_of(&pages["disclosure/of/vale/index.html"]);
        assert!(register.contains("A tender is open."), "{path}");
        assert!(pages["ihos/vale/blueprint.json"].contains("A tender is open."), "{path}");
        assert!(all - n_sums(&files) >= fewer, "{path} {list}: the sum lacks a part");
    }
}

#[test]
fn bands_of_partners_leave_room_for_the_rest_of_the_budget() {
    let withheld = "value_annual: {disclosure: withheld, exemption: s43, reason: Tender open., review_on: 2027-03-31}";
    let with = |share: &str, value: &str| {
        let mut files = full_site_but("partners.yaml", withheld, &format!("value_annual: {value}"));
        let host = files.get_mut("content/ihos/vale/draft/host.yaml").expect("the file");
        *host = host.replace("provides_share: 62", &format!("provides_share: {share}"));
        report(&files)
    };
    assert_eq!(with("99", "1-10m"), "");
    assert_eq!(with("62", "50m+"), "");
    let found = with("62", "1-10m");
    assert!(found.contains("come to at most 63.2% of the budget, not 100%"), "{found}");
    let found = with("97", "50m+");
    assert!(found.contains("come to at least 103.2% of the budget, not 100%"), "{found}");
}

/// A second version of the framework, which keeps an id of the first and asks something else by it.
const SECOND_VERSION: &str = "--- content/criteria/check-2027.yaml
id: check-2027
title: What is asked of a host from 2027 on
version: \"2\"
document: board-paper
criteria:
  - {id: need, short_name: Need of everybody, asks: Is the need of everybody known?}
";

#[test]
fn results_under_an_old_framework_stay_readable() {
    let mut files = small_site_with(SECOND_VERSION);
    let found = report(&files);
    assert!(found.contains("there is no criterion called `need`"), "{found}");
    assert!(found.contains("write `check-2026/need` or `check-2027/need`"), "{found}");
    let iho = files.get_mut("content/ihos/vale/draft/iho.yaml").expect("the file");
    *iho = iho.replace(
        "    framework: board-paper\n",
        "    framework: {document: board-paper, version: \"1\"}\n",
    );
    let later = "  - {track: iho, step: exploring, date: 2026-10-01, decided_by: vale-icb, document: board-paper, \
                 framework: {document: board-paper, version: \"2\"}, criteria_results: [{criterion: need, result: not-met}]}\n";
    *iho = iho.replace("milestones: []", &format!("{later}milestones: []"));
    assert_eq!(report(&files), "");
    let pages = output(&files);
    let journey = main_of(&pages["ihos/vale/authorisation/index.html"]);
    assert!(journey.contains("criteria/check-2026/#criterion_need\">Need</a>"), "{journey}");
    assert!(
        journey.contains("criteria/check-2027/#criterion_need\">Need of everybody</a>"),
        "{journey}"
    );
    assert!(main_of(&pages["criteria/check-2026/index.html"]).contains("ihos/vale/"));
}

const FIGURES: &str = "--- content/ihos/vale/draft/metrics/bed-days.csv
period,area,value,numerator,denominator,breakdown,flag
";

fn with_figures(rows: &str) -> BTreeMap<String, String> {
    let mut files = small_site_with(&format!("{FIGURES}{rows}"));
    let metric = files.get_mut("content/metrics/bed-days.yaml").expect("the measure");
    metric.push_str("\nsuppression_rule: lt8-round5\n");
    files
}

#[test]
fn figures_of_a_measure_are_checked_and_shown() {
    let good = "2026-Q1,E99999001,12.4,1240,100000,,final\n2026-Q2,E99999001,12.1,1210,100000,,provisional\n\
                2026-Q2,E99999001,,,,imd1,suppressed\n";
    let files = with_figures(good);
    assert_eq!(report(&files), "");
    let pages = output(&files);
    let page = main_of(&pages["ihos/vale/metrics/bed-days/index.html"]);
    assert!(page.contains("All figures"), "{page}");
    assert!(
        page.find("April to June 2026").expect("the latest")
            < page.find("January to March 2026").expect("the first")
    );
    for (rows, message) in [
        ("2026-Q5,,1,,,,\n", "`2026-Q5` is not a period"),
        ("2027-Q1,,1,,,,\n", "is in the future"),
        ("2026-Q1,,\"12,4\",,,,\n", "write `12.4`"),
        ("2026-Q1,,1,,,,\n2026-Q1,,2,,,,\n", "is in the table twice"),
        ("2026-Q1,,1,,,,supressed\n", "did you mean `suppressed`?"),
        ("2026-Q1,,1,10,,,suppressed\n", "its `numerator` is `10`"),
        ("2026-Q1,,1,7,,,\n", "7 is under 8"),
        ("2026-Q1,,1,12,,,\n", "write `10`"),
        ("2026-Q1,,1,-5,,,\n", "less than none"),
    ] {
        let found = report(&with_figures(rows));
        assert!(found.contains(message), "{rows}{found}");
    }
    let found =
        report(&small_site_with("--- content/ihos/vale/draft/metrics/bed-day.csv\nperiod,value\n"));
    assert!(found.contains("did you mean `bed-days`?"), "{found}");
}

/// The first paragraph of a page of the authors' own is its lead, unless its links or notes are explained further down.
#[test]
fn a_text_that_explains_its_links_at_its_end_stays_whole() {
    let page = |text: &str| {
        let change = format!(
            "--- content/ihos/vale/draft/narrative/plan.md\n---\ntitle: Plan\n---\n{text}\n"
        );
        output(&small_site_with(&change))["ihos/vale/plan/index.html"].clone()
    };
    assert!(
        page("First words.\n\nMore.").contains("<div class=\"lead prose\"><p>First words.</p>")
    );
    let [about, note] = ["[about]: /about/", "[^1]: As agreed."];
    for text in [
        format!("See [about].\n\nMore.\n\n{about}"),
        format!("See [this][about].\n\nMore.\n\n{about}"),
        format!("{about}\n\nSee [about]."),
        format!("Agreed.[^1]\n\nMore.\n\n{note}"),
    ] {
        let html = page(&text);
        assert!(!html.contains("lead prose"), "{text}");
        let main = main_of(&html);
        assert!(!main.contains("[about]") && !main.contains("[^1]"), "{text}\n{main}");
        assert!(main.contains("/about/\">") || main.contains("As agreed."), "{text}\n{main}");
    }
}
