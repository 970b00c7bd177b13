//! What changed between two states of a blueprint: by the program on releases, and rules that hold whatever was edited.

use std::collections::BTreeMap;

use iho::compare::{Change, Diff, changes, in_short};
use iho::engine::{beside_each_other, draft};
use iho::graph::Graph;
use iho::model::renames::Renames;
use iho::source::Sources;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common::small_site;
use crate::place::{Place, run};
use crate::sealed::{DRAFT, TARGET, published};
use crate::slips::{apply, edit};

fn graph(files: &BTreeMap<String, String>) -> Graph {
    let texts = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    draft(&Sources::from_texts(texts), jiff::civil::date(2026, 11, 21), &Renames::default())
}

fn all(before: &Graph, now: &Graph) -> Vec<Change> {
    let ihos: std::collections::BTreeSet<&String> =
        before.model.blueprints.keys().chain(now.model.blueprints.keys()).collect();
    ihos.into_iter().flat_map(|iho| changes(before, now, iho)).collect()
}

/// The numbers of a text, without their commas and the zeros that say nothing.
fn numbers(text: &str) -> Vec<String> {
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',');
    let pieces = text.split(|letter: char| !is_part(letter));
    let pieces = pieces.map(|it| it.trim_matches(['.', ',']).replace(',', ""));
    let pieces = pieces.filter(|it| it.starts_with(|letter: char| letter.is_ascii_digit()));
    pieces.map(|it| it.parse::<f64>().map_or(it, |number| number.to_string())).collect()
}

fn cases(n: u32) -> ProptestConfig {
    ProptestConfig { cases: n, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn edited_blueprints_are_compared_alike_in_both_directions(
        edits in prop::collection::vec((any::<Index>(), edit()), 1..6),
    ) {
        let files = small_site();
        let mut other = files.clone();
        for (file, edit) in &edits {
            apply(&mut other, *file, edit);
        }
        let (before, now) = (graph(&files), graph(&other));
        prop_assert_eq!(all(&now, &now), Vec::new());
        let there = all(&before, &now);
        // Texts call what they name as it is called now, which is not the same in both directions.
        let is_name = |it: &Change| it.section == "shared" && it.field.ends_with("name");
        let is_renamed = there.iter().any(is_name);
        let without_reason = |mut it: Change| {
            (it.reason, it.difference, it.promise) = (None, None, None);
            it.marked = it.marked.filter(|_| !is_renamed);
            it
        };
        let back: Vec<Change> =
            there.iter().cloned().map(|it| without_reason(it.mirrored())).collect();
        let again: Vec<Change> = all(&now, &before).into_iter().map(without_reason).collect();
        prop_assert_eq!(back, again);
        let known: String = files.values().chain(other.values()).cloned().collect::<Vec<_>>().join("\n");
        let mut known: std::collections::BTreeSet<String> = numbers(&known).into_iter().collect();
        let millions: Vec<String> = known.iter().filter_map(|it| Some((it.parse::<f64>().ok()? / 1e6).to_string())).collect();
        known.extend(millions);
        for change in &there {
            for number in numbers(&change.sentence()) {
                prop_assert!(known.contains(&number), "{number} in {:?}", change.sentence());
            }
        }
        let mut anchors: Vec<&String> = there.iter().map(|it| &it.anchor).collect();
        let n = anchors.len();
        anchors.sort_unstable();
        anchors.dedup();
        prop_assert_eq!(anchors.len(), n);
    }
}

#[test]
fn the_program_says_what_changed_between_releases() {
    let place = published("diff");
    let diff = |args: &[&str]| run(place.command().arg("diff").args(args));
    let found = diff(&["vale@2026-11-22", "vale@2026-12-22"]);
    assert_eq!(found.code, 1, "{}{}", found.stdout, found.stderr);
    insta::assert_snapshot!(found.stdout);
    let same = diff(&["vale@2026-12-22", "vale@draft"]);
    assert_eq!((same.code, same.stdout.contains("Nothing changed.")), (0, true), "{}", same.stdout);
    assert_eq!(diff(&["vale"]).code, 0);
    let wrong = diff(&["vale@2026-11-23", "vale@draft"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("2026-11-22, 2026-12-22"), "{}", wrong.stderr);
    assert_eq!(diff(&["nowhere", "vale@draft"]).code, 2);
    let json = diff(&["vale@2026-11-22", "vale@2026-12-22", "--format", "json"]).stdout;
    let value: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let change = &value["changes"][0];
    assert_eq!(change["before"]["value"], "450");
    assert_eq!(change["after"]["value"], "440");
    assert_eq!(change["reason"], "Winter was counted twice.");
    let html = diff(&["vale@2026-11-22", "vale@2026-12-22", "--format", "html"]).stdout;
    assert!(html.contains("changed from 450 to 440") && !html.contains("http"), "{html}");
    let folders = diff(&[RELEASE, DRAFT]);
    assert_eq!(folders.code, 1, "{}{}", folders.stdout, folders.stderr);
}

const RELEASE: &str = "content/ihos/vale/releases/2026-11-22";

#[test]
fn what_says_the_same_is_no_change() {
    let place = published("diff-same");
    let other = TARGET
        .replace("31}", "31, why: Winter was counted twice.}")
        .replace("450", "440.00")
        .replace("{value: 500, period: 2025/26}", "{period: \"2025/26\", value: 500}")
        .replace('\n', "\r\n");
    place.write(&format!("{DRAFT}/metrics.yaml"), other);
    let same = run(place.command().args(["diff", "vale"]));
    assert_eq!(same.code, 0, "{}", same.stdout);
}

/// A draft that changed in many ways, in the words of the program.
#[test]
fn many_changes_are_told_in_sentences() {
    let (before, mut now) = (small_site(), small_site());
    let mut edit = |path: &str, old: &str, new: &str| {
        let text = now.get_mut(path).expect("a file of the small site");
        assert!(text.contains(old), "{path}: {text}");
        *text = text.replacen(old, new, 1);
    };
    edit(&format!("{DRAFT}/host.yaml"), "organisation: vale-trust", "organisation: vale-council");
    edit("content/organisations/vale-trust.yaml", "name: Vale", "name: New Vale");
    edit(&format!("{DRAFT}/narrative/host.md"), "300 people", "320 people");
    let found = all(&graph(&before), &graph(&now));
    let sentences: Vec<String> = found.iter().map(Change::sentence).collect();
    insta::assert_snapshot!(sentences.join("\n"));
}

/// What stands in one of two states of a field, and in the other, and how that is told.
const FIELDS: &[(&str, &str, &[&str])] = &[
    ("short_name: Vale", "short_name: ''", &["Short name changed from Vale to an empty text."]),
    ("short_name: Vale", "short_name:", &["Short name changed from Vale to no value."]),
    ("short_name: ''", "short_name: null", &["Short name changed from an empty text to no value."]),
    ("short_name: ''", "", &["Short name is no longer stated; before: an empty text."]),
    ("", "short_name: ~", &["Short name is now stated: no value."]),
    ("short_name: Vale", "", &["Short name is no longer stated; before: Vale."]),
    (
        "short_name: [Vale]",
        "short_name: Vale",
        &["Short name changed from something that can’t be read to Vale."],
    ),
    ("former_names: []", "", &["Former names are no longer stated; before: an empty list."]),
    (
        "former_names: []",
        "former_names: null",
        &["Former names changed from an empty list to no value."],
    ),
    (
        "former_names: [{name: Old Vale}]",
        "former_names: []",
        &[
            "Former names changed from Old Vale to an empty list.",
            "Former names: Old Vale was removed.",
        ],
    ),
    ("former_names: [{name: Old Vale}]", "", &["Former names: Old Vale was removed."]),
    (
        "short_name: Vale",
        "short_name: {disclosure: withheld, reason: It would mislead., exemption: s43, review_on: 2027-05-01}",
        &[
            "Short name is no longer published: withheld under the Freedom of Information Act, section 43: commercial interests, to be looked at again on 1 May 2027 (“It would mislead”). Before: Vale.",
        ],
    ),
    ("short_name: Vale", "short_name: \"Vale\" # as people say", &[]),
    ("short_name: NO", "short_name: 'NO'", &[]),
    ("former_names: [{name: A}, {name: B}]", "former_names:\n  - name: B\n  - {name: 'A'}", &[]),
];

/// Nothing, no value, an empty text and an empty list are four things.
#[test]
fn what_is_not_there_is_told_apart() {
    let path = format!("{DRAFT}/iho.yaml");
    let with = |line: &str| {
        let mut files = small_site();
        let text = files.get_mut(&path).expect("the small site has an IHO");
        text.push_str(line);
        text.push('\n');
        graph(&files)
    };
    for (before, now, expected) in FIELDS {
        let found = all(&with(before), &with(now));
        let sentences: Vec<String> = found.iter().map(Change::sentence).collect();
        assert_eq!(sentences, *expected, "{before} | {now}");
    }
}

/// A new id is no other thing where it says what the old one was.
#[test]
fn a_new_id_is_told_as_such() {
    let mut before = small_site();
    let benefits = "benefits:\n  - {id: fewer-days, name: Fewer days in hospital, for_whom: residents, kind: clinical-outcome}\n";
    before.insert(format!("{DRAFT}/benefits.yaml"), benefits.to_owned());
    let mut now = before.clone();
    let path = "content/organisations/vale-trust.yaml";
    let trust = now.remove(path).expect("the small site has a trust");
    now.values_mut().for_each(|text| *text = text.replace("vale-trust", "vale-care-trust"));
    let trust = trust.replace("id: vale-trust", "id: vale-care-trust\nwas: vale-trust");
    now.insert(path.replace("trust", "care-trust"), trust);
    let benefits = benefits.replace("id: fewer-days", "id: days, was: fewer-days");
    now.insert(format!("{DRAFT}/benefits.yaml"), benefits);
    let told = |before: &BTreeMap<String, String>, now: &BTreeMap<String, String>| {
        let sides = |it: &BTreeMap<String, String>| {
            let files: Vec<_> = it.clone().into_iter().collect();
            move |renames: &Renames| {
                let texts = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
                draft(&Sources::from_texts(texts), jiff::civil::date(2026, 11, 21), renames)
            }
        };
        let Diff { before, after: now } = beside_each_other(&sides(before), &sides(now));
        let found = all(&before, &now);
        found.iter().map(Change::sentence).collect::<Vec<_>>()
    };
    let name =
        "Vale NHS Foundation Trust has another id: `vale-care-trust` instead of `vale-trust`.";
    assert_eq!(
        told(&before, &now),
        [
            "Fewer days in hospital has another id: `days` instead of `fewer-days`.".to_owned(),
            format!(
                "{name} Its old address leads to the new one. It is named under the host provider and services of a contract."
            ),
        ]
    );
    assert_eq!(told(&now, &before).len(), 2);
}

/// Figures of one measure are counted before they are told one by one.
#[test]
fn many_figures_are_told_in_short() {
    let table = |rows: &str| {
        let mut files = small_site();
        files.insert(format!("{DRAFT}/metrics.yaml"), TARGET.to_owned());
        files.insert(format!("{DRAFT}/metrics/bed-days.csv"), format!("period,value,flag\n{rows}"));
        graph(&files)
    };
    let before = table(
        "2026-Q1,500,final\n2026-Q2,480.5,final\n2026-Q3,470,provisional\n2025-Q4,510,final\n",
    );
    let now = table(
        "2026-Q4,455,provisional\n2026-Q3,470.0,final\n2026-Q2,480.4,final\n2026-Q1,450,final\n",
    );
    let found = all(&before, &now);
    let mut told = in_short(&found);
    for change in &found {
        told.push(change.sentence());
        told.extend(change.facts());
    }
    insta::assert_snapshot!(told.join("\n"));
}

/// Two IHOs are no two states of one, several make one document, and what can't be read is not taken for gone.
#[test]
fn what_is_compared_is_told_apart() {
    let place = published("diff-sides");
    let diff = |args: &[&str]| run(place.command().arg("diff").args(args));
    for (path, text) in small_site().into_iter().filter(|(path, _)| path.starts_with(DRAFT)) {
        let text = text.replace("id: vale\n", "id: dale\n").replace("[[iho:vale]]", "it");
        place.write(&path.replace("/vale/", "/dale/"), text);
    }
    let two = diff(&["vale@2026-11-22", "dale@draft"]);
    assert_eq!(
        (two.code, two.stderr.contains("`vale` and `dale` are different IHOs")),
        (2, true),
        "{}",
        two.stderr
    );
    let other =
        small_site().into_iter().map(|(path, text)| (path, text.replace("Project lead", "Lead")));
    let other = Place::with_site("diff-sides-other", &other.collect());
    let (own, other) = (place.path("."), other.path("."));
    let sides = [own.to_str().expect("a path"), other.to_str().expect("a path")];
    let html = diff(&[sides[0], sides[1], "--format", "html"]).stdout;
    assert_eq!(html.matches("<!DOCTYPE").count(), 1, "{html}");
    let json = diff(&[sides[0], sides[1], "--format", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(2));
    assert_eq!(diff(&["vale@draft"]).stdout.lines().next(), diff(&["vale"]).stdout.lines().next());
    assert!(diff(&["nowhere"]).stderr.contains("there is no IHO and no folder `nowhere`"));
    place.write(&format!("{DRAFT}/host.yaml"), "a: [b\n c: {");
    let broken = diff(&["vale"]);
    assert_eq!(broken.code, 2, "{}", broken.stdout);
    assert!(broken.stderr.contains("host.yaml` can’t be read"), "{}", broken.stderr);
}
