//! `iho spc`: the reference cases, what is told of broken files, and what always holds.
#![expect(clippy::disallowed_methods, reason = "the reference cases lie outside the project")]
#![expect(clippy::print_stdout, reason = "a test that is left out says so")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use crate::place;
use crate::place::{Place, run};

/// The reference cases, where they are.
fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/spc");
    if !folder.is_dir() {
        println!("LEFT OUT: the reference cases are not at {}", folder.display());
        return None;
    }
    Some(folder)
}

fn arguments(folder: &Path, case: &Value, rules: &str) -> Vec<String> {
    let options = &case["options"];
    let input = folder.join(case["input"].as_str().expect("a file"));
    let mut typed = vec!["spc".to_owned(), input.display().to_string(), "--format=json".to_owned()];
    typed.push(format!("--rules={rules}"));
    typed.push(format!(
        "--direction={}",
        options["improvement_direction"].as_str().expect("a word")
    ));
    match &options["target"] {
        Value::Null => {}
        Value::Object(of) => {
            typed.extend(of.iter().map(|(facet, n)| format!("--target={facet}={n}")))
        }
        number => typed.push(format!("--target={number}")),
    }
    for day in options["rebase"].as_array().into_iter().flatten() {
        typed.push(format!("--rebase={}", day.as_str().expect("a day")));
    }
    if let Some(n) = options["fix_after_n_points"].as_u64() {
        typed.push(format!("--fix-after={n}"));
    }
    let screen = if options["screen_outliers"] == true { "--screen" } else { "--no-screen" };
    typed.push(screen.to_owned());
    typed
}

/// What is expected of each point, by case and facet.
fn expected_points(folder: &Path) -> BTreeMap<(String, String), Vec<Vec<String>>> {
    let text = std::fs::read_to_string(folder.join("expected_points.csv")).expect("the points");
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        all.entry((cells[0].clone(), cells[1].clone())).or_default().push(cells);
    }
    all
}

fn is_close(found: &Value, expected: &str) -> bool {
    match (found.as_f64(), expected.parse::<f64>()) {
        (Some(found), Ok(expected)) => {
            (found - expected).abs() <= 1e-9 * expected.abs().max(found.abs()).max(1e-300)
        }
        (None, expected) => expected.map_or(true, f64::is_nan),
        (Some(_), Err(_)) => false,
    }
}

/// The cases in which the reference must not be copied, and what is right instead.
fn is_quirk(id: &str) -> bool {
    matches!(id, "s01_constant_int" | "s151_facets_target_one")
}

#[test]
fn the_reference_cases_come_out() {
    let Some(folder) = cases() else { return };
    let read = |name: &str| -> Vec<Value> {
        let text = std::fs::read_to_string(folder.join(name)).expect("a file of cases");
        serde_json::from_str(&text).expect("JSON")
    };
    let expected: BTreeMap<String, Value> = read("expected.json")
        .into_iter()
        .map(|it| (it["id"].as_str().expect("an id").to_owned(), it))
        .collect();
    let points = expected_points(&folder);
    let place = Place::new("spc-cases");
    let mut n_points = 0;
    for case in read("cases.json") {
        let id = case["id"].as_str().expect("an id");
        for (rules, suffix, type_at) in [("ptd-0.2", "", 12), ("current", "_mdc2023", 14)] {
            let typed = arguments(&folder, &case, rules);
            let run = run(place.command().args(&typed));
            if expected[id]["status"] == "error" {
                assert_eq!(run.code, 1, "{id}: {}", run.stdout);
                continue;
            }
            assert_eq!(run.code, 0, "{id}: {}{}", run.stdout, run.stderr);
            let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
            for last in expected[id]["final"].as_array().expect("a list") {
                let facet = last["facet"].as_str();
                let found = json["facets"].as_array().expect("facets").iter();
                let found =
                    found.clone().find(|it| it["facet"].as_str() == facet).expect("it is there");
                assert_eq!(found["variation"], last[format!("variation_type{suffix}")], "{id}");
                if !is_quirk(id) {
                    assert_eq!(found["assurance"], last["assurance_type"], "{id}");
                }
                let wanted = &points[&(id.to_owned(), facet.unwrap_or("").to_owned())];
                let judged = found["points"].as_array().expect("points");
                assert_eq!(judged.len(), wanted.len(), "{id}");
                for (point, cells) in judged.iter().zip(wanted) {
                    let at = format!("{id} {rules} {}", cells[3]);
                    n_points += 1;
                    assert_eq!(point["period"], cells[3], "{at}");
                    assert_eq!(point["rebase_group"].to_string(), cells[5], "{at}");
                    assert!(is_close(&point["mean"], &cells[6]), "{at}: {point} {cells:?}");
                    assert_eq!(point["special_cause_type"], cells[type_at], "{at}");
                    assert_eq!(point["point_type"], cells[type_at + 1], "{at}");
                    if is_quirk(id) {
                        continue;
                    }
                    assert!(is_close(&point["lpl"], &cells[7]), "{at}: {point} {cells:?}");
                    assert!(is_close(&point["upl"], &cells[8]), "{at}: {point} {cells:?}");
                    let text = |value: &Value| {
                        if value.is_null() { String::new() } else { value.to_string() }
                    };
                    assert_eq!(text(&point["relative_to_mean"]), cells[9], "{at}");
                    assert_eq!(text(&point["outside_limits"]), cells[10], "{at}");
                    assert_eq!(text(&point["close_to_limits"]), cells[11], "{at}");
                }
            }
        }
    }
    println!("{n_points} points agree");
    assert!(n_points > 1000, "{n_points}");
}

/// Runs `iho spc` on a table.
fn spc(text: &str, typed: &[&str]) -> place::Run {
    static N: AtomicUsize = AtomicUsize::new(0);
    let n = N.fetch_add(1, Ordering::Relaxed);
    let place = Place::new(&format!("spc-{}-{n}", std::process::id()));
    place.write("series.csv", text);
    run(place.command().args(["spc", "series.csv"]).args(typed))
}

/// A table of months from January 2024 on.
fn months(values: &[&str]) -> String {
    let rows = values.iter().enumerate();
    let rows = rows.map(|(at, value)| format!("{}-{:02},{value}\n", 2024 + at / 12, at % 12 + 1));
    "period,value\n".to_owned() + &rows.collect::<String>()
}

fn facet(text: &str, typed: &[&str]) -> Value {
    let run = spc(text, &[typed, &["--format", "json"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    json["facets"][0].clone()
}

const LEVEL: [&str; 14] =
    ["50", "52", "49", "51", "50", "48", "51", "50", "52", "49", "50", "51", "49", "50"];

#[test]
fn people_read_what_a_series_does() {
    let values = [&LEVEL[..], &["53", "54", "55", "56", "57", "58", "59"]].concat();
    let run = spc(&months(&values), &["--target", "60"]);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(run.stdout) });
}

#[test]
fn a_blank_breaks_a_run_and_the_last_value_is_judged() {
    let rising = ["53", "54", "55", "", "56", "57", "58", "59", ""];
    let found = facet(&months(&[&LEVEL[..], &rising].concat()), &["--fix-after", "14"]);
    let causes: Vec<&str> = found["points"]
        .as_array()
        .expect("points")
        .iter()
        .filter_map(|it| it["special_cause_type"].as_str())
        .collect();
    assert!(!causes.iter().any(|it| it.contains("Trend")), "{causes:?}");
    assert_eq!(found["variation"], "special_cause_improvement");
    assert!(
        found["warnings"].to_string().contains("the latest value is that of 2025-10"),
        "{found}"
    );
}

#[test]
fn equal_values_with_one_spike_keep_their_limits() {
    let mut values = vec!["50"; 24];
    values[11] = "90";
    let found = facet(&months(&values), &["--screen"]);
    assert!(found["warnings"].to_string().contains("were not screened"), "{found}");
    let n = |cause: &str| {
        let points = found["points"].as_array().expect("points").iter();
        points.filter(|it| it["special_cause_type"] == cause).count()
    };
    assert_eq!((n("Above UCL"), n("Below LCL")), (1, 0));
}

#[test]
fn few_points_and_no_points_are_said() {
    let found = facet(&months(&["5"]), &["--target", "4"]);
    assert_eq!(found["points"][0]["lpl"], Value::Null);
    assert_eq!(found["assurance"], Value::Null);
    assert!(found["warnings"].to_string().contains("provisional"), "{found}");
    let found = facet(&months(&["", ""]), &[]);
    assert_eq!(found["points"][0]["mean"], Value::Null);
}

/// Numbers at both ends of what can be told apart: limits that are none are left out, and small ones keep their digits.
#[test]
fn very_large_and_very_small_numbers_make_no_nonsense() {
    let large = "9".repeat(308);
    let small = format!("-{large}");
    let values: Vec<&str> = [large.as_str(), &small].into_iter().cycle().take(14).collect();
    let text = months(&values);
    let run = spc(&text, &["--target", "5"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for wrong in ["NaN", "inf"] {
        assert!(!run.stdout.contains(wrong), "{wrong}: {}", run.stdout);
    }
    let found = facet(&text, &["--target", "5"]);
    let point = &found["points"][0];
    assert!(point["mean"].is_number() && point["upl"].is_null(), "{point}");
    assert!(point["outside_limits"].is_null() && found["assurance"].is_null(), "{found}");
    let run = spc(&months(&["0.0000123", "0.0000125", "-0.0000124"]), &[]);
    assert!(
        run.stdout.contains(" 0.0000123 ") && run.stdout.contains(" -0.0000124 "),
        "{}",
        run.stdout
    );
}

#[test]
fn a_planned_value_is_the_target_where_no_other_is_given() {
    let rows = LEVEL.iter().enumerate();
    let rows = rows.map(|(at, value)| format!("2024-{:02}-01,{value},{}\n", at % 12 + 1, 90 + at));
    let text = "period,value,trajectory\n".to_owned() + &rows.take(12).collect::<String>();
    let found = facet(&text, &[]);
    assert_eq!(found["assurance"], "consistent_fail");
    assert!(found["warnings"].to_string().contains("column `trajectory`"), "{found}");
    assert_eq!(facet(&text, &["--target", "50"])["assurance"], "inconsistent");
}

#[test]
fn every_mistake_of_a_table_is_told_with_what_to_type() {
    let text =
        "period,value\n2024-01,\"12,5 %\"\n2024-13,4\n2024-02,\"1.234,5\"\n2024-03,1\n2024-03,2\n";
    let run = spc(text, &[]);
    assert_eq!(run.code, 1);
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(run.stderr) });
    let run = spc("period,valeu\n2024-01,1\n", &[]);
    assert!(run.stderr.contains("did you mean `value`?"), "{}", run.stderr);
    let many: String = (0..10_000).map(|_| "soon,lots\n").collect();
    let run = spc(&format!("period,value\n{many}"), &[]);
    assert!(run.stderr.contains("this file has 19980 more problems"), "{}", run.stderr);
    assert!(run.stderr.lines().count() < 250, "{}", run.stderr.lines().count());
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let text = months(&LEVEL);
    let run = spc(&text, &["--rebase", "2023-06"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("the nearest periods are `2024-01`"), "{}", run.stderr);
    assert_eq!(spc(&text, &["--fix-after", "11"]).code, 2);
    assert_eq!(spc(&text, &["--target", "high"]).code, 2);
    assert_eq!(spc(&text, &["--target", "B=4"]).code, 1);
    assert_eq!(run_on_nothing().code, 3);
}

fn run_on_nothing() -> place::Run {
    let place = Place::new("spc-nothing");
    run(place.command().args(["spc", "nothing.csv"]))
}
