//! `files.json`, the list of our own files that travels with a site: exact, the same everywhere, and believed only as far as it is true.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::symlink;

use iho::archive::{hex, sha256};
use serde_json::{Value, json};

use crate::common;
use crate::place::{Place, Run};
use crate::sealed::{iho, published};

const EXTRA: &str = "--- content/pages/extra.md\n---\ntitle: Extra\n---\nText.\n";
const EXTRA_PAGE: &str = "output/extra/index.html";

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn drafts(place: &Place) -> Run {
    place.iho(&["build", "--drafts", "--output", "output"])
}

fn public(place: &Place) -> Run {
    iho(place, "2027-01-02", &["build"])
}

/// A site of drafts with a page more, which is withdrawn afterwards.
fn withdrawn(name: &str) -> Place {
    let place = Place::with_site(name, &common::small_site_with(EXTRA));
    fine(&drafts(&place));
    assert!(place.path(EXTRA_PAGE).exists());
    fs::remove_file(place.path("content/pages/extra.md")).expect("a file");
    place
}

fn forget(place: &Place) {
    fs::remove_dir_all(place.path(".iho")).expect("a folder");
}

/// The same site, built where nothing was.
fn clean(place: &Place, args: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let _ = fs::remove_dir_all(place.path("clean"));
    fine(&place.iho(&[args, &["--output", "clean"]].concat()));
    let tree = place.tree("clean");
    fs::remove_dir_all(place.path("clean")).expect("a folder");
    tree
}

/// The paths of the files that a list names, each as it is said to be.
fn listed(tree: &BTreeMap<String, Vec<u8>>, list: &str, kind: &str) -> [Vec<String>; 2] {
    let read: Value = serde_json::from_slice(&tree[list]).expect("JSON");
    assert_eq!(read["form"], "iho-files/1");
    assert_eq!(read["site"], kind, "{list}");
    let folder = list.strip_suffix("files.json").expect("a list");
    ["files", "lists"].map(|key| {
        let lines = read[key].as_array().expect("an array");
        let paths: Vec<String> = lines
            .iter()
            .map(|line| {
                let path = format!("{folder}{}", line["path"].as_str().expect("a path"));
                assert_eq!(line["bytes"], tree[&path].len(), "{path}");
                assert_eq!(line["sha256"], hex(&sha256(&tree[&path])), "{path}");
                path
            })
            .collect();
        assert!(paths.is_sorted(), "{list}");
        paths
    })
}

/// Every file is listed once: by the list at the top, or by that of its part, which the one at the top names.
#[test]
fn every_file_is_listed_once() {
    let place = published("files-once");
    fine(&public(&place));
    fine(&iho(&place, "2027-01-02", &["build", "--drafts"]));
    for (folder, kind) in [("output", "public"), ("output-drafts", "drafts")] {
        let tree = place.tree(folder);
        let [mut all, lists] = listed(&tree, "files.json", kind);
        for list in &lists {
            all.extend(listed(&tree, list, kind)[0].clone());
        }
        all.extend(lists.clone());
        let each: BTreeSet<&String> = all.iter().collect();
        assert_eq!(each.len(), all.len(), "nothing twice");
        let expected: BTreeSet<&String> =
            tree.keys().filter(|path| *path != "files.json").collect();
        assert_eq!(each, expected);
        let trees = ["2026-11-22", "2026-12-22"]
            .map(|version| format!("ihos/vale/releases/{version}/files.json"));
        assert_eq!(kind == "public", trees.iter().all(|list| lists.contains(list)), "{lists:?}");
    }
}

/// A list is written again only where something that it lists was.
#[test]
fn the_list_of_a_part_changes_with_the_part_alone() {
    let place = published("files-part");
    fine(&public(&place));
    let before = place.tree("output");
    let about = place.read("content/pages/about.md");
    place.write("content/pages/about.md", about + "\nOne more sentence.\n");
    fine(&public(&place));
    let after = place.tree("output");
    let changed = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes));
    let lists: Vec<&String> =
        changed.map(|(path, _)| path).filter(|path| path.ends_with("files.json")).collect();
    assert_eq!(lists, ["files.json"]);
    let again = public(&place);
    assert!(again.stdout.contains(" 0 written"), "{}", again.stdout);
}

/// What was withdrawn goes, though nothing but the output is left of the build before; wherever it was moved to.
#[test]
fn a_withdrawn_page_goes_without_a_record() {
    let place = withdrawn("files-withdrawn");
    let expected = clean(&place, &["build", "--drafts"]);
    forget(&place);
    fs::create_dir(place.path("elsewhere")).expect("a folder");
    fs::rename(place.path("output"), place.path("elsewhere/site")).expect("a folder");
    place.write("elsewhere/site/CNAME", "iho.example.org");
    let run = place.iho(&["build", "--drafts", "--output", "elsewhere/site"]);
    fine(&run);
    assert!(run.stdout.contains("1 deleted"), "{}", run.stdout);
    assert!(run.stdout.contains("did not write it: CNAME"), "{}", run.stdout);
    let mut tree = place.tree("elsewhere/site");
    assert_eq!(tree.remove("CNAME").as_deref(), Some(&b"iho.example.org"[..]));
    assert!(tree == expected);
}

/// The same in the tree of a release, which has a list of its own: as one page each, older releases have no others.
#[test]
fn pages_of_a_release_go_without_a_record() {
    let place = published("files-release");
    fine(&public(&place));
    let dropped = "ihos/vale/releases/2026-11-22/host/index.html";
    assert!(place.path("output").join(dropped).exists());
    let site = place.read("content/site.yaml");
    place.write("content/site.yaml", format!("{site}archive: compact\n"));
    forget(&place);
    fine(&public(&place));
    let whole = place.tree("output");
    assert!(!whole.contains_key(dropped));
    fs::remove_dir_all(place.path("output")).expect("a folder");
    fine(&public(&place));
    assert!(whole == place.tree("output"));
}

/// A record that is older than the output knows too little; the list knows the rest.
#[test]
fn a_record_that_is_older_than_the_output_is_made_up_for() {
    let place = Place::with_site("files-older", &common::small_site());
    fine(&drafts(&place));
    let record = place.read(".iho/output.record");
    for (path, text) in common::small_site_with(EXTRA) {
        place.write(&path, text);
    }
    fine(&drafts(&place));
    fs::remove_file(place.path("content/pages/extra.md")).expect("a file");
    place.write(".iho/output.record", record);
    fine(&drafts(&place));
    assert!(!place.path(EXTRA_PAGE).exists());
    assert!(place.tree("output") == clean(&place, &["build", "--drafts"]));
}

/// One line of a list that lies.
fn line(path: &str, bytes: &[u8], sum_of: &[u8]) -> Value {
    json!({"path": path, "bytes": bytes.len(), "sha256": hex(&sha256(sum_of))})
}

/// Whatever a list says, nothing outside the folder is touched, and nothing inside that is not as the list says.
#[test]
fn a_list_that_lies_deletes_nothing() {
    let place = withdrawn("files-lies");
    let (own, other): (&[u8], &[u8]) = (b"mine", b"else");
    for path in ["victim.txt", "output/own.txt", "output/twice.txt", "output/.htaccess"] {
        place.write(path, own);
    }
    place.write("beside/victim.txt", own);
    symlink("../beside", place.path("output/link")).expect("a link");
    symlink("../victim.txt", place.path("output/linked.txt")).expect("a link");
    symlink("/dev/zero", place.path("output/endless.txt")).expect("a link");
    let outside = place.path("victim.txt").display().to_string();
    let mut list: Value = serde_json::from_str(&place.read("output/files.json")).expect("JSON");
    let paths = [
        "../victim.txt",
        "./../victim.txt",
        "about/../../victim.txt",
        "..\\victim.txt",
        "C:victim.txt",
        "//victim.txt",
        "link/victim.txt",
        "linked.txt",
        "endless.txt",
        "own.txt\0",
        "about/../own.txt",
        "./own.txt",
        "/own.txt",
        "about//../own.txt",
        ".htaccess",
        "link",
        "about",
        "about/",
        "",
        ".",
        "..",
        &outside,
    ];
    let lines = list["files"].as_array_mut().expect("an array");
    lines.extend(paths.map(|path| line(path, own, own)));
    lines.push(line("own.txt", own, other));
    lines.push(line("twice.txt", own, own));
    lines.push(line("twice.txt", own, other));
    lines.push(json!({"path": "own.txt", "bytes": u64::MAX, "sha256": "no checksum"}));
    let lists = list["lists"].as_array_mut().expect("an array");
    lists.push(line("../beside/files.json", own, own));
    lists.push(line("link/files.json", own, own));
    lists.push(line("files.json", own, own));
    let before = (place.tree("beside"), place.read("victim.txt"));
    for has_record in [true, false] {
        place.write("output/files.json", list.to_string());
        if !has_record {
            forget(&place);
        }
        let run = drafts(&place);
        fine(&run);
        for path in ["own.txt", "twice.txt", ".htaccess", "link/victim.txt", "linked.txt"] {
            assert_eq!(place.read(&format!("output/{path}")), "mine", "{path}");
        }
        assert_eq!(before, (place.tree("beside"), place.read("victim.txt")));
        assert!(place.path("output/endless.txt").is_symlink());
        assert!(!place.path(EXTRA_PAGE).exists(), "what it says truly is believed");
    }
}

/// A list that was edited or damaged, or is none of ours, is made again.
#[test]
fn a_damaged_list_is_overcome() {
    let place = withdrawn("files-damaged");
    let expected = clean(&place, &["build", "--drafts"]);
    place.write("content/pages/extra.md", "---\ntitle: Extra\n---\nText.\n");
    fine(&drafts(&place));
    let good = place.read("output/files.json");
    fs::remove_file(place.path("content/pages/extra.md")).expect("a file");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for (at, bad) in [
        good[..good.len() / 2].to_owned(),
        good.replace("iho-files/1", "iho-files/9"),
        good.replacen("\"files\": [", &format!("\"more\": {deep},\n  \"files\": ["), 1),
        good.replacen("\"bytes\": ", "\"bytes\":  ", 1),
        good.replacen("\"lists\"", "\"more\": 1,\n  \"lists\"", 1),
        String::new(),
    ]
    .iter()
    .enumerate()
    {
        place.write("output/files.json", bad);
        // With the record the page goes; without either, nobody can tell whose it was.
        fine(&drafts(&place));
        assert!(place.tree("output") == expected, "{at}");
        place.write("output/files.json", bad);
        forget(&place);
        fine(&drafts(&place));
        assert!(place.tree("output") == expected, "{at}");
    }
}

/// A file of somebody else where the new site needs one is never replaced: neither beside a record, nor beside a list.
#[test]
fn what_is_not_ours_is_never_replaced() {
    for (name, is_forgotten) in [("files-place", false), ("files-place-list", true)] {
        let place = Place::with_site(name, &common::small_site());
        fine(&drafts(&place));
        for (path, text) in common::small_site_with(EXTRA) {
            place.write(&path, text);
        }
        place.write(EXTRA_PAGE, "mine");
        if is_forgotten {
            forget(&place);
        }
        let before = place.tree("output");
        let run = drafts(&place);
        assert_eq!(run.code, 3, "{}", run.stdout);
        assert!(run.stderr.contains("extra/index.html"), "{}", run.stderr);
        assert_eq!(before, place.tree("output"));
    }
}

/// A folder below that was replaced by a link leads to files of somebody else, though they are the same.
#[test]
fn nothing_is_deleted_through_a_link() {
    for (name, is_forgotten) in [("files-link", false), ("files-link-list", true)] {
        let place = withdrawn(name);
        fs::rename(place.path("output/extra"), place.path("kept")).expect("a folder");
        symlink("../kept", place.path("output/extra")).expect("a link");
        if is_forgotten {
            forget(&place);
        }
        fine(&drafts(&place));
        assert!(place.path("kept/index.html").exists());
    }
}

/// The public site and a site of drafts never end up in one folder, whatever is left to tell them apart by.
#[test]
fn a_site_is_never_built_over_one_of_the_other_kind() {
    let place = published("files-kind");
    let lose: [(&str, &[&str]); 4] = [
        ("nothing", &[]),
        ("the record", &[".iho"]),
        ("the list", &["OUTPUT/files.json", ".iho"]),
        ("all but pages", &["OUTPUT/files.json", "OUTPUT/build.json", ".iho"]),
    ];
    for (what, lost) in lose {
        for (folder, args, other, words) in [
            (
                "output",
                &["build"][..],
                &["build", "--drafts", "--output", "output"][..],
                "`output` contains the public site, so the drafts cannot be built there",
            ),
            (
                "output-drafts",
                &["build", "--drafts"],
                &["build", "--output", "output-drafts"],
                "`output-drafts` contains a site of drafts, so the public site cannot be built there",
            ),
        ] {
            let _ = fs::remove_dir_all(place.path(folder));
            fine(&iho(&place, "2027-01-02", args));
            for path in lost {
                let path = place.path(&path.replace("OUTPUT", folder));
                let _ = fs::remove_file(&path);
                let _ = fs::remove_dir_all(&path);
            }
            let before = place.tree(folder);
            let run = iho(&place, "2027-01-02", other);
            assert_eq!(run.code, 3, "{what}: {}", run.stdout);
            let heard = run.stderr.replace(&format!("{}/", place.path("").display()), "");
            let heard = heard.replace(place.path("").to_str().expect("text"), "");
            assert!(heard.contains(words), "{what}: {heard}");
            assert!(heard.contains("--output FOLDER"), "{what}: {heard}");
            assert!(before == place.tree(folder), "{what}");
            if !lost.is_empty() {
                continue;
            }
            // Once the folder is emptied it may hold either.
            for entry in fs::read_dir(place.path(folder)).expect("a folder").flatten() {
                let _ = fs::remove_file(entry.path());
                let _ = fs::remove_dir_all(entry.path());
            }
            fine(&iho(&place, "2027-01-02", other));
            fs::remove_dir_all(place.path(folder)).expect("a folder");
        }
    }
}

/// Nor does one lie in a folder of the other, where it would be published with it.
#[test]
fn a_site_is_never_built_within_one_of_the_other_kind() {
    let place = published("files-nested");
    fine(&iho(&place, "2027-01-02", &["build"]));
    fine(&iho(&place, "2027-01-02", &["build", "--drafts"]));
    fine(&iho(&place, "2027-01-02", &["build", "--output", "all/public"]));
    for args in [
        &["build", "--drafts", "--output", "output/preview"][..],
        &["build", "--drafts", "--output", "output/ihos/preview/deep"],
        &["build", "--output", "output-drafts/public"],
        &["build", "--drafts", "--output", "all"],
    ] {
        let before = ["output", "output-drafts", "all"].map(|folder| place.tree(folder));
        let run = iho(&place, "2027-01-02", args);
        assert_eq!(run.code, 3, "{args:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("outside the other site and not around it"), "{}", run.stderr);
        assert!(before == ["output", "output-drafts", "all"].map(|folder| place.tree(folder)));
    }
    fine(&iho(&place, "2027-01-02", &["build"]));
}

/// What an earlier version published has a record of another form and no list: both are taken over.
#[test]
fn a_site_of_an_earlier_version_is_taken_over() {
    let place = withdrawn("files-earlier");
    let expected = clean(&place, &["build", "--drafts"]);
    fs::remove_file(place.path("output/files.json")).expect("a file");
    let lines: String = place
        .tree("output")
        .iter()
        .map(|(path, bytes)| format!("{} 1 {} {path}\n", bytes.len(), blake3::hash(bytes)))
        .collect();
    place.write("output/about/index.html", "optimised by a host");
    place.write("output/own.txt", "mine");
    place.write(".iho/output.record", format!("iho-record/2\n{lines}end\n"));
    let run = drafts(&place);
    fine(&run);
    assert!(run.stdout.contains("1 deleted"), "{}", run.stdout);
    let mut tree = place.tree("output");
    assert_eq!(tree.remove("own.txt").as_deref(), Some(&b"mine"[..]));
    assert!(tree == expected);
}
