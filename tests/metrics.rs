//! Measures: figures in, pages and tables out; what must not be published is not.
#![expect(clippy::disallowed_methods, reason = "whether a site was written is seen on the disk")]

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::common::{main_of, mistakes, output, report, small_site_with};
use crate::place::Place;

/// A share of people, of whom few may be hidden.
const SEEN: &str = "--- content/metrics/seen.yaml
id: seen
name: People seen in a week
short_name: Seen in a week
domain: access
definition: The share of people who are seen within a week.
numerator: People who are seen within a week.
denominator: People who ask to be seen.
unit: pct
value_type: proportion
better_when: higher
granularity: iho
period_type: month
frequency: monthly
lag_days: 30
source: board-paper
source_url: https://example.org/
publication_status: management-information
statistical_label: management-information
ci_method: wilson
suppression_rule: lt5
";

const REPORTED: &str = "--- content/ihos/vale/draft/metrics.yaml
metrics:
  - metric: bed-days
    baseline: {value: 246.1, period: 2025/26}
    target: {value: 221, by: 2030-03-31}
  - metric: seen
    baseline: {value: 60, period: 2025/26}
    target: {value: 90, by: 2030-03-31}
    targets:
      - {value: 70, from: 2025-01-01, by: 2026-03-31}
      - {value: 80, from: 2026-04-01, by: 2027-03-31}
";

const REPORTED_FILE: &str = "draft/metrics.yaml";

const NEW_START: &str = "    rebases:
      - {date: 2025-10-01, reason: Calls in the evening count from here on.}
";

const FULL: &str = include_str!("sites/full.txt");

const HEADS: &str = "period,area,breakdown,value,numerator,denominator,ci_low,ci_high,flag\n";

/// The small site with the measure, its figures, and more files.
fn with(more: &str, rows: &str) -> BTreeMap<String, String> {
    let reported = if more.contains(REPORTED_FILE) { "" } else { REPORTED };
    small_site_with(&format!(
        "{SEEN}{reported}{more}--- content/ihos/vale/draft/metrics/seen.csv\n{HEADS}{rows}"
    ))
}

/// Rows of months from October 2024 on: 12 around 60%, then as many as asked for around 75%.
fn months(n: usize) -> String {
    let row = |at: usize| {
        let (year, month) = (2024 + (at + 9) / 12, (at + 9) % 12 + 1);
        let level = if at < 12 { 600 } else { 750 };
        let count = level + [0, 6, -8, 3, -2][at % 5];
        let flag = if at + 2 >= n + 12 { "provisional" } else { "final" };
        let value = f64::from(count) / 10.0;
        format!("{year}-{month:02},,,{value:.1},{count},1000,,,{flag}\n")
    };
    (0..12 + n).map(row).collect()
}

const PAGE: &str = "ihos/vale/metrics/seen/index.html";

#[test]
fn a_measure_has_a_page_with_all_that_follows_from_its_figures() {
    let imd = "2026-09,,imd1,61.0,61,100,,,final\n2026-09,,imd5,,,,,,suppressed\n2026-09,,imd4,,,,,,suppressed\n";
    let more = format!("{REPORTED}{NEW_START}");
    let pages = output(&with(&more, &(months(12) + imd)));
    let page = main_of(&pages[PAGE]);
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("measure", without_drawings(page));
        insta::assert_snapshot!("measures_at_a_glance", without_drawings(main_of(&pages["ihos/vale/metrics/index.html"])));
        insta::assert_snapshot!("measure_in_all_contracts", without_drawings(main_of(&pages["metrics/seen/index.html"])));
        insta::assert_snapshot!("figures_as_csv", pages["ihos/vale/data/seen.csv"]);
    });
    assert!(page.contains("Not enough data yet"), "12 points are one too few: {page}");
    let page = main_of(&output(&with(&more, &months(13)))[PAGE]).to_owned();
    assert!(page.contains("No significant change"), "13 are enough: {page}");
    assert!(page.contains("The target of 80% lies above the upper limit"), "{page}");
    assert!(page.contains("Calls in the evening count from here on"), "{page}");
}

/// Values of 12 months that are published every month move together: a control chart would find signals that are none.
#[test]
fn overlapping_periods_are_tested_only_where_enough_of_them_are_apart() {
    let rolling = SEEN.replace("period_type: month", "period_type: rolling-12-months");
    let reported = REPORTED
        .replace("{value: 60, period: 2025/26}", "{value: 70, period: 2025/26}")
        .replace("{value: 70, from: 2025-01-01", "{value: 75, from: 2025-01-01");
    let table = |n: usize| {
        let row = |at: usize| {
            let since = (n - 1 - at) + 3;
            let (year, month) = (2026 - since / 12, 12 - since % 12);
            let count = if at + 24 > n { 700 } else { 600 + at % 3 };
            format!("{year}-{month:02},,,{}.{},{count},1000,,,final\n", count / 10, count % 10)
        };
        let rows: String = (4..n).map(row).collect();
        format!("{rolling}{reported}--- content/ihos/vale/draft/metrics/seen.csv\n{HEADS}{rows}")
    };
    let page = main_of(&output(&small_site_with(&table(52)))[PAGE]).to_owned();
    assert!(page.contains("Not tested: the periods overlap"), "{page}");
    assert!(
        page.contains("A test needs 13 values that do not overlap, and there are 4."),
        "{page}"
    );
    assert!(!page.contains("Upper limit") && !page.contains("consistently"), "{page}");
    let page = main_of(&output(&small_site_with(&table(14 * 12 + 4)))[PAGE]).to_owned();
    assert!(page.contains("Improving (rising)"), "14 years without an overlap are enough: {page}");
    assert!(page.contains("from 14 values that do not overlap"), "{page}");
}

/// Drawings have tests of their own.
fn without_drawings(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("<svg") {
        text.push_str(before);
        text.push_str("<svg/>");
        rest = after.split_once("</svg>").expect("a drawing ends").1;
    }
    text + rest
}

/// A number without its unit says nothing: in words, at the chart, at a glance; once in the head of a table.
#[test]
fn a_rate_says_what_it_is_per() {
    let rate = SEEN
        .replace(
            "unit: pct\nvalue_type: proportion",
            "unit: rate\nmultiplier: 100000\nvalue_type: crude-rate",
        )
        .replace("ci_method: wilson", "ci_method: byar");
    let table = format!(
        "--- content/ihos/vale/draft/metrics/seen.csv\n{HEADS}2026-09,,,65.0,65,100000,,,final\n"
    );
    let pages = output(&small_site_with(&format!("{rate}{REPORTED}{table}")));
    let page = main_of(&pages[PAGE]);
    for words in [
        "65.0 per 100,000",
        "<dd>50.2 to 82.8 per 100,000</dd>",
        "The latest value is 65.0 per 100,000 (September 2026).",
        "The latest figure is <strong>65.0 per 100,000</strong> (September 2026).",
        ">per 100,000</text>",
        ">Value (per 100,000)</th>",
        "<td class=\"number\">65.0</td>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let list = main_of(&pages["ihos/vale/metrics/index.html"]);
    assert!(list.contains("65.0 per 100,000") && list.contains("80 per 100,000"), "{list}");
}

#[test]
fn a_measure_without_figures_says_so() {
    let pages = output(&small_site_with(&format!("{SEEN}{REPORTED}")));
    let page = main_of(&pages[PAGE]);
    assert!(page.contains("No figures published yet"), "{page}");
    assert!(!page.contains("<figure"), "{page}");
    assert!(!pages.contains_key("ihos/vale/data/seen.csv"));
    let list = main_of(&pages["ihos/vale/metrics/index.html"]);
    assert!(list.contains("No figures yet"), "{list}");
}

#[test]
fn figures_that_are_overdue_are_called_so() {
    let stale = "2026-07,,,60.0,600,1000,,,final\n";
    let page = main_of(&output(&with("", stale))[PAGE]).to_owned();
    assert!(page.contains("should have been published by 30 September 2026"), "{page}");
    let fresh = "2026-09,,,60.0,600,1000,,,final\n";
    assert!(!main_of(&output(&with("", fresh))[PAGE]).contains("overdue"));
}

#[test]
fn every_fault_of_a_table_is_told_with_its_place_and_what_to_type() {
    let rows = "2026-05,,,\"61,5 %\",,,,,final\n\
                2026-06,,,60.0,600,1000,61,62,final\n\
                2026-07,,,70.0,600,1000,,,final\n\
                2026-07,,,60.0,600,1000,,,final\n\
                2026/27,,,101,,,,,final\n\
                2027-01,,,60.0,600,1000,,,finale\n\
                2026-08,,,,-3,0,,,\n\
                2026-09,,,0.4,,1000,,,final\n\
                2026-10,,,*,,,,,suppressed\n";
    let found = report(&with("", rows));
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("faults_of_a_table", found) });
    for message in [
        "write `61.5`",
        "the lower limit of confidence is above the value",
        "the value is 70.0, but our calculation of 600 / 1000 × 100 is 60.0",
        "is in the table twice",
        "`2026/27` is a financial year, but the table starts with a month",
        "101 is not a percentage",
        "is in the future",
        "did you mean `final`?",
        "-3 is less than none",
        "0.4 of 1000 shows that the count is 4",
        "leave the cell empty, and write `suppressed`",
    ] {
        assert!(found.contains(message), "no `{message}` in\n{found}");
    }
}

#[test]
fn a_broken_table_is_told_in_few_words() {
    for (table, message) in [
        ("period;value\n2026-09;60,5\n", "the columns are separated by `;`"),
        ("Period,value\n2026-09,60\n", "small letters: `period,value`"),
        ("period,vlue\n2026-09,60\n", "seen.csv:1:8"),
        ("period,value,value\n2026-09,60,61\n", "two columns are called `value`"),
        ("period,value\n2026-09,\"6\"0\n", "there are letters after a closing quotation mark"),
        ("period,value\n2026-09,\"60\n2026-10,61\n", "a quotation mark is not closed"),
        ("period,value\n2026-09\n", "this row has 1 cell, but the header row has 2 cells"),
    ] {
        let changes =
            format!("{SEEN}{REPORTED}--- content/ihos/vale/draft/metrics/seen.csv\n{table}");
        let found = report(&small_site_with(&changes));
        assert!(found.contains(message), "{found}");
    }
    let good = "\u{feff}period,value\r\n2026-08,60\r\n2026-09,\"61\"\r\n";
    let changes = format!("{SEEN}{REPORTED}--- content/ihos/vale/draft/metrics/seen.csv\n{good}");
    assert!(
        !report(&small_site_with(&changes)).contains("error["),
        "spreadsheets write such files"
    );
    let many: String = (0..10_000).map(|_| "soon,,,lots,,,,,\n").collect();
    let (_, found) = mistakes(&with("", &many));
    assert!(found.len() <= 21, "{}", found.len());
    assert!(found.iter().any(|it| it.hints.iter().any(|it| it.contains("more problems"))));
}

#[test]
fn a_baseline_says_what_the_table_says() {
    let rows = "2026-02,,,59.0,590,1000,,,final\n2026-03,,,61.0,610,1000,,,final\n";
    let reported = REPORTED.replace("{value: 60, period: 2025/26}", "{value: 60, period: 2026-03}");
    let mut files = with("", rows);
    files.insert(
        "content/ihos/vale/draft/metrics.yaml".to_owned(),
        reported.split_once('\n').expect("a line").1.to_owned(),
    );
    let found = report(&files);
    assert!(found.contains("this says 60, but the figure of `2026-03` is 61.0"), "{found}");
}

#[test]
fn a_new_start_outside_the_table_is_refused_and_the_nearest_is_offered() {
    let rows = months(2);
    let rows: String =
        rows.split_inclusive('\n').filter(|row| !row.starts_with("2025-10")).collect();
    let found = report(&with(&format!("{REPORTED}{NEW_START}"), &rows));
    assert!(found.contains("no period in the table of figures starts on 2025-10-01"), "{found}");
    assert!(found.contains("`2025-09-01` (`2025-09`)"), "{found}");
}

#[test]
fn a_funnel_needs_ten_bodies() {
    let peers = |n: usize| {
        let rows: String = (0..n)
            .map(|at| format!("P{at:02},Body {at},{},1000,2026-09\n", 580 + at * 4))
            .collect();
        format!(
            "--- content/metrics/seen.peers.csv\ncode,name,numerator,denominator,period\n{rows}"
        )
    };
    let page = main_of(&output(&with(&peers(12), &months(12)))[PAGE]).to_owned();
    assert!(page.contains("Above the 99.8% limit"), "{page}");
    assert!(page.contains("All 12 bodies together: 60.2%"), "{page}");
    let found = report(&with(&peers(9), &months(12)));
    assert!(found.contains("a funnel needs 10 bodies, and this table has 9"), "{found}");
    let found = report(&with(
        "--- content/metrics/seem.peers.csv\ncode,name,numerator,denominator\n",
        &months(12),
    ));
    assert!(found.contains("did you mean `seen`?"), "{found}");
}

/// A row for each peer, the same period of both, and a file to take away.
#[test]
fn a_funnel_is_drawn_with_its_words_its_table_and_its_file() {
    let peers = |period: &str, more: &str| {
        let rows: String = (0..11)
            .map(|at| format!("P{at:02},Body <{at}>,{},1000,{period}\n", 740 + at * 4))
            .collect();
        let heads = "code,name,numerator,denominator,period";
        format!("--- content/metrics/seen.peers.csv\n{heads}\n{rows}{more}")
    };
    let more = "vale,This one,700,1000,2026-06\n=1+1,\"=HYPERLINK(\"\"x\"\")\",770,1000,2026-06\n";
    let pages = output(&with(&peers("2026-06", more), &months(12)));
    let page = main_of(&pages[PAGE]);
    let figure = &page[page.find("<h2 id=\"peers\">").expect("a funnel")..];
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!("funnel_of_a_measure", without_drawings(&figure[..figure.find("</details>").expect("an end")]));
        insta::assert_snapshot!("figures_of_peers", pages["data/seen.peers.csv"]);
    });
    assert!(!figure.contains("This one"), "a blueprint is no peer of itself: {figure}");
    assert!(main_of(&pages["data/index.html"]).contains("Figures of peers: People seen in a week"));
    // Where the table of figures has no such period, the latest stands in for it, and the page says so.
    let page = main_of(&output(&with(&peers("2023-06", ""), &months(12)))[PAGE]).to_owned();
    assert!(page.contains("is of September 2026, those of its peers are of June 2023"), "{page}");
    let found = report(&with(&peers("2026-06", "P99,Small,3,1000,2026-06\n"), &months(12)));
    assert!(found.contains("3 is under 5, which this measure does not show"), "{found}");
    let found = report(&with(&peers("2026-06", ",Nobody,600,1000,2026-06\n"), &months(12)));
    assert!(found.contains("the row has no code"), "{found}");
}

#[test]
fn a_benefit_is_followed_to_its_target() {
    let moved = |by: &str| {
        let (_, full) = FULL.split_once("\n--- ").expect("a file");
        let mut files = with(&format!("--- {full}"), &months(12));
        let mut edit = |path: &str, changes: [(&str, &str); 3]| {
            let file = files.get_mut(&format!("content/ihos/vale/draft/{path}")).expect("a file");
            for (from, to) in changes {
                assert!(file.contains(from), "{path} has no {from}");
                *file = file.replacen(from, to, 1);
            }
        };
        let target = format!("{{value: 90, by: {by}}}");
        edit(
            "benefits.yaml",
            [
                ("metric: bed-days", "metric: seen"),
                ("{value: 246.1, period", "{value: 60, period"),
                ("{value: 221, by: 2030-03-31}", &target),
            ],
        );
        let seen = "metrics:\n  - metric: seen\n    baseline: {value: 60, period: 2025/26}\n";
        edit("metrics.yaml", [("metrics:\n", seen), ("", ""), ("", "")]);
        main_of(&output(&files)["ihos/vale/benefits/index.html"]).to_owned()
    };
    for (by, progress) in
        [("2030-03-31", "On track"), ("2026-12-31", "Off track"), ("2026-06-30", "Not achieved")]
    {
        let page = moved(by);
        assert!(page.contains(progress), "{by}: {page}");
    }
}

/// Files that tell the hidden figure, and others that look alike and do not.
const LEAKS: [(&str, &str, &str); 9] = [
    (
        "narrative/seen.md",
        "In September 2026, 3 people were seen in a week: see [[metric:seen]].",
        "In September 2026, few people were seen: see [[metric:seen]]. We asked 3 of them why.",
    ),
    (
        "narrative/seen.md",
        "| Month | Seen in a week |\n|---|---|\n| August 2026 | 40 |\n| September 2026 | 4 |",
        "| Month | Seen in a week |\n|---|---|\n| August 2026 | 40 |\n| July 2026 | 4 |",
    ),
    (
        "narrative/seen.md",
        "![People seen in a week: 2 in Sep 2026](../assets/x.svg)",
        "![People seen in a week: 12 in Sep 2026](../assets/x.svg)",
    ),
    (
        "older.csv",
        "measure,period,value\nvale seen,2026-08,40\nvale seen,2026-09,3\n",
        "measure,period,value\nvale seen,2026-08,40\nvale seen,2026-07,3\n",
    ),
    ("wide.csv", "vale seen,2026-08,2026-09\nall,40,3\n", "vale seen,2026-08,2026-07\nall,40,3\n"),
    (
        "assets/old.json",
        r#"{"iho": "vale", "metric": "seen", "rows": [{"period": "2026-09", "value": 3}]}"#,
        r#"{"iho": "vale", "metric": "seen", "rows": [{"period": "2026-09", "value": 30}]}"#,
    ),
    (
        "assets/lists.json",
        r#"{"iho": "vale", "metric": "seen", "of": {"period": ["2026-08", "2026-09"], "n": [40, 3]}}"#,
        r#"{"iho": "vale", "metric": "seen", "of": {"period": ["2026-08", "2026-09"], "n": [3, 40]}}"#,
    ),
    (
        "assets/old.svg",
        "<svg><title>Vale: People seen in a week</title><g><title>September 2026: 3</title></g></svg>",
        "<svg><title>Vale: People seen in a week</title><g><title>September 2026: [c]</title></g></svg>",
    ),
    (
        "assets/old.txt",
        "vale, seen\n2026-09: 3 people\n",
        "vale, seen\n2026-09: hidden\n3 people\n",
    ),
];

const HIDDEN: &str = "2026-08,,,40.0,40,100,,,final\n2026-09,,,,,,,,suppressed\n";

/// What is wrong where a table hides a figure, and other files stand beside it.
fn hidden(more: &str) -> String {
    report(&with(more, HIDDEN))
}

fn beside(path: &str, text: &str) -> String {
    let picture = match text.contains("x.svg") {
        true => "--- content/ihos/vale/draft/assets/x.svg\n<svg/>\n",
        false => "",
    };
    format!("--- content/ihos/vale/draft/{path}\n{text}\n{picture}{}", names(path))
}

/// A page that names a file of the draft: only then is it published.
fn names(path: &str) -> String {
    match path.ends_with(".md") {
        true => String::new(),
        false => format!("--- content/pages/names.md\n{}", page_that_names(path)),
    }
}

fn page_that_names(path: &str) -> String {
    format!("---\ntitle: Files\n---\nSee [the file](/ihos/vale/{path}).\n")
}

#[test]
fn a_suppressed_figure_is_found_in_every_kind_of_file() {
    assert_eq!(hidden(""), "");
    for (path, leak, harmless) in LEAKS {
        let found = hidden(&beside(path, leak));
        assert!(found.contains("error[leaked-figure]"), "{path} {leak}\n{found}");
        let found = hidden(&beside(path, harmless));
        assert!(!found.contains("leaked-figure"), "{path} {harmless}\n{found}");
    }
}

/// Files that are copied as they are, on a real disk.
#[test]
fn nothing_is_written_where_a_copied_file_tells_a_hidden_figure() {
    for (path, leak, harmless) in LEAKS.iter().filter(|(path, ..)| path.starts_with("assets/")) {
        let name = format!("leak-{}", path.replace(['/', '.'], "-"));
        let place = Place::with_site(&name, &with("", HIDDEN));
        let asset = format!("content/ihos/vale/draft/{path}");
        place.write(&asset, leak);
        place.write("content/pages/names.md", page_that_names(path));
        for command in [&["build", "--drafts"][..], &["check"]] {
            let run = place.iho(command);
            assert_eq!(run.code, 1, "{path}: {}{}", run.stdout, run.stderr);
            assert!(run.stderr.contains("leaked-figure"), "{path}: {}", run.stderr);
        }
        assert!(!place.path("output-drafts").exists(), "{path}");
        place.write(&asset, harmless);
        let run = place.iho(&["build", "--drafts"]);
        assert_eq!(run.code, 0, "{path}: {}", run.stderr);
    }
}

#[test]
fn a_figure_suppressed_here_and_given_there_is_told() {
    let reported = REPORTED.replace("{value: 60, period: 2025/26}", "{value: 3, period: 2026-09}");
    let found = hidden(&reported);
    assert!(
        found.contains("this shows the value of `2026-09`, which the table of figures suppresses"),
        "{found}"
    );
}

/// What is hidden in the table of one blueprint, and given for the same place in that of another.
#[test]
fn two_blueprints_hide_the_same_figure_of_a_place() {
    let rows = "2026-09,vale-place,,,,,,,suppressed\n2026-09,,,40.0,40,100,,,final\n";
    let mut files = with("", rows);
    let twin = |path: &String| path.replace("/ihos/vale/", "/ihos/dale/");
    let copies: Vec<(String, String)> = files
        .iter()
        .filter(|(path, _)| path.contains("/ihos/vale/"))
        .map(|(path, text)| (twin(path), text.replace("id: vale\n", "id: dale\n")))
        .collect();
    files.extend(copies);
    let table = "content/ihos/dale/draft/metrics/seen.csv".to_owned();
    files.insert(table, format!("{HEADS}2026-09,vale-place,,30.0,30,100,,,final\n"));
    let found = report(&files);
    assert!(
        found.contains("this shows the figure of `vale-place` for `2026-09`, which is suppressed in another table"),
        "{found}"
    );
}

/// A figure of a group is told where the group is named.
#[test]
fn a_figure_of_a_group_is_found_by_the_name_of_the_group() {
    let rows = "2026-09,,imd1,,,,,,suppressed\n2026-09,,imd2,,,,,,suppressed\n2026-09,,imd3,40.0,40,100,,,final\n";
    let page = |words: &str| {
        let more = beside(
            "narrative/seen.md",
            &format!("See [[metric:seen]]. In September 2026, 3 {words}."),
        );
        report(&with(&more, rows))
    };
    let found = page("people of the most deprived areas were seen");
    assert!(found.contains("leaked-figure"), "{found}");
    let found = page("new teams began");
    assert!(!found.contains("leaked-figure"), "{found}");
}

/// Five bands of ages, and the rate that they come to with the weights of the European Standard Population of 2013.
fn bands(whole: &str, counts: [&str; 5]) -> String {
    let of = ["age0-39", "age40-49", "age50-59", "age60-69", "age70-74"];
    let rows = of.iter().zip(counts).map(|(band, counts)| match counts {
        "" => format!("2025,,{band},,,9000,,,suppressed\n"),
        counts => format!("2025,,{band},,{counts},,,final\n"),
    });
    format!("2025,,,{whole}\n{}", rows.collect::<String>())
}

fn standardised(rows: &str) -> BTreeMap<String, String> {
    let rate = SEEN
        .replace(
            "unit: pct\nvalue_type: proportion",
            "unit: rate\nmultiplier: 100000\nvalue_type: standardised-rate",
        )
        .replace(
            "period_type: month\nfrequency: monthly",
            "period_type: calendar-year\nfrequency: annual",
        )
        .replace("ci_method: wilson", "ci_method: dobson");
    let reported = "--- content/ihos/vale/draft/metrics.yaml\nmetrics:\n  - metric: seen\n    target: {value: 50, by: 2030-03-31}\n  - metric: bed-days\n    baseline: {value: 246.1, period: 2025/26}\n    target: {value: 221, by: 2030-03-31}\n";
    small_site_with(&format!(
        "{rate}{reported}--- content/ihos/vale/draft/metrics/seen.csv\n{HEADS}{rows}"
    ))
}

const COUNTS: [&str; 5] = ["6,9000", "11,3000", "25,3100", "48,2600", "31,900"];

#[test]
fn a_standardised_rate_is_worked_out_from_its_age_bands() {
    let rows = bands("633.0,,,,,final", COUNTS);
    let files = standardised(&rows);
    assert_eq!(report(&files), "");
    let pages = output(&files);
    let page = main_of(&pages[PAGE]);
    for words in [
        "<dd>524.7 to 757.1 per 100,000</dd>",
        "The 95% confidence intervals (Dobson's method, from age bands and the European Standard Population of 2013) are calculated for this site.",
        "<summary>Age bands of 2025</summary>",
        "<th scope=\"row\">Aged 70 to 74</th><td class=\"number\">31</td><td class=\"number\">900</td><td class=\"number\">5,000</td>",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("What the marks mean"), "{page}");
    assert!(!page.contains("By place and group"), "bands are no groups to compare: {page}");
    let csv = &pages["ihos/vale/data/seen.csv"];
    assert!(
        csv.contains(",all,633.0,,,524.67,757.09,") && csv.contains(",age40-49,,11,3000,"),
        "{csv}"
    );
}

#[test]
fn what_age_bands_and_their_rate_have_to_keep_to_is_told() {
    let few = ["0,9000", "0,3000", "0,3100", "0,2600", "9,900"];
    let hidden = ["", "11,3000", "25,3100", "48,2600", "31,900"];
    let two_hidden = ["", "", "25,3100", "48,2600", "31,900"];
    let right = "633.0,,,,,final";
    for (rows, message) in [
        (bands("650.0,,,,,final", COUNTS), "the rate is 650.0, but its age bands come to 633.0"),
        (
            bands(",,,,,final", COUNTS),
            "the age bands of `2025` come to 633.0, and no rate is stated",
        ),
        (bands("55.0,,,,,final", few), "the rate is 55.0, but it is of 9 events"),
        (bands(right, hidden), "the only suppressed age band of `2025` beside its rate"),
        (
            bands(right, COUNTS).replace("age50-59", "age55-59"),
            "`age55-59` stands after `age40-49`",
        ),
        (bands(right, COUNTS).replace("age50-59", "age48-59"), "`age48-59` is no band"),
    ] {
        let found = report(&standardised(&rows));
        assert!(found.contains(message), "{message}: {found}");
    }
    for rows in [bands(",,,,,not-applicable", few), bands(right, two_hidden)] {
        let found = report(&standardised(&rows));
        assert!(!found.contains("error["), "{found}");
    }
    // Without all bands nothing can be worked out, and nothing is.
    let page = main_of(&output(&standardised(&bands(right, two_hidden)))[PAGE]).to_owned();
    assert!(!page.contains("Confidence interval") && page.contains("[c]"), "{page}");
}

/// Small figures of other measures, and figures in names, give nothing away.
#[test]
fn what_another_measure_counts_is_no_leak() {
    let cases = SEEN
        .replace("seen.yaml", "cases.yaml")
        .replace("id: seen", "id: cases")
        .replace("name: People seen in a week", "name: Cases of the last 4 weeks")
        .replace("short_name: Seen in a week", "short_name: Cases")
        .replace("unit: pct\nvalue_type: proportion", "unit: count\nvalue_type: count")
        .replace("suppression_rule: lt5", "suppression_rule: none");
    let reported =
        format!("{REPORTED}  - metric: cases\n    note: Read it with [[metric:seen]].\n");
    let table =
        "--- content/ihos/vale/draft/metrics/cases.csv\nperiod,value\n2026-08,4\n2026-09,3\n";
    assert_eq!(hidden(&format!("{cases}{reported}{table}")), "");
}

/// What the pages of the small site say of a hidden figure is that it is hidden.
#[test]
fn no_file_of_a_site_tells_what_is_hidden() {
    let files = with("", "2026-08,,,40.0,40,100,,,final\n2026-09,,,,,,,,suppressed\n");
    let pages = output(&files);
    let page = main_of(&pages[PAGE]);
    assert!(page.contains("<td class=\"number\">[c]</td>"), "{page}");
    assert!(page.contains("Confidential: the figure is so small"), "{page}");
    let csv = &pages["ihos/vale/data/seen.csv"];
    assert!(csv.contains(",all,,,,,,suppressed,[c]\n"), "{csv}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever stands in a table: if the site can be built, none of its files shows a count that the measure hides,
    /// and nothing that is no number.
    #[test]
    fn no_table_makes_a_site_that_shows_a_small_count(
        rows in prop::collection::vec((0..40_u32, 1..60_u32, prop::bool::ANY, prop::bool::ANY), 1..20),
    ) {
        let row = |(at, (count, more, is_hidden, has_counts)): (usize, &(u32, u32, bool, bool))| {
            let period = format!("{}-{:02}", 2024 + at / 12, at % 12 + 1);
            let of = count + more;
            let value = f64::from(*count) / f64::from(of) * 100.0;
            match (is_hidden, has_counts) {
                (true, _) => format!("{period},,,,,,,,suppressed\n"),
                (false, true) => format!("{period},,,{value:.1},{count},{of},,,final\n"),
                (false, false) => format!("{period},,,{value:.1},,{of},,,final\n"),
            }
        };
        let table: String = rows.iter().enumerate().map(row).collect();
        let files = with("", &table);
        let (_, found) = mistakes(&files);
        let shows = |(count, _, is_hidden, has_counts): &(u32, u32, bool, bool)| {
            !is_hidden && *has_counts && (1..5).contains(count)
        };
        let is_refused = found.iter().any(iho::diag::Diagnostic::is_error);
        prop_assert!(is_refused || !rows.iter().any(shows));
        if !is_refused {
            let pages = output(&files);
            let csv = &pages["ihos/vale/data/seen.csv"];
            for line in csv.lines().skip(1) {
                let numerator = line.split(',').nth(7).expect("13 columns");
                prop_assert!(numerator.parse::<u32>().map_or(true, |n| n == 0 || n >= 5), "{}", line);
            }
            let page = main_of(&pages[PAGE]);
            prop_assert!(!page.contains("NaN") && !page.contains(">inf"), "{}", page);
        }
    }
}
