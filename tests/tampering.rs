//! Everything that can befall what was published, and what people are told: through the front door, on a real disk. Each
//! message names file and release, and both ways out: put it back, or say something else with a new release.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]
#![expect(clippy::unwrap_used, reason = "a test that can't go on ends")]

use std::collections::BTreeMap;
use std::fs;

use crate::place::{Place, run};
use crate::sealed::{DRAFT, REASON, RELEASES, TARGET, iho, published, site};

const LEDGER: &str = "content/ledger.jsonl";
const FIRST: &str = "content/ihos/vale/releases/2026-11-22";
const SECOND: &str = "content/ihos/vale/releases/2026-12-22";
const NOTICES: &str = "content/ihos/vale/notices";
const NOTICE: &str = "content/ihos/vale/notices/0001-2027-01-02-withdrawal.yaml";

/// What befalls a site.
type Blow = (&'static str, fn(&Place));

/// A site with two releases, the first of which was withdrawn.
fn base(name: &str) -> BTreeMap<String, Vec<u8>> {
    let place = published(name);
    let args = ["withdraw", "vale", "2026-11-22", "--reason", "Old.", "--by", "Chair", "--yes"];
    let withdrawn = iho(&place, "2027-01-02", &args);
    assert_eq!(withdrawn.code, 0, "{}", withdrawn.stderr);
    place.tree("content")
}

/// Each blow on a fresh copy: verifying and building refuse; what they say is one text.
fn told(name: &str, blows: &[Blow]) -> String {
    let base = base(name);
    let mut told = String::new();
    for (what, blow) in blows {
        let place = Place::new(name);
        base.iter().for_each(|(path, bytes)| place.write(&format!("content/{path}"), bytes));
        blow(&place);
        let verified = place.iho(&["verify"]);
        assert_eq!(verified.code, 1, "{what}: {}{}", verified.stdout, verified.stderr);
        let is_named = ["vale", "ledger.jsonl"].iter().any(|it| verified.stderr.contains(it));
        assert!(is_named, "{what}: {}", verified.stderr);
        assert!(verified.stderr.contains("hint:"), "{what}: {}", verified.stderr);
        let built = iho(&place, "2027-02-01", &["build"]);
        assert_eq!(built.code, 1, "{what}: {}", built.stdout);
        assert!(!place.path("output").exists(), "{what}");
        told.push_str(&format!("=== {what}\n{}\n", without_seals(&verified.stderr)));
    }
    told
}

/// Without what differs with each run as salts are random: checksums, and the excerpts of the ledger.
fn without_seals(text: &str) -> String {
    let is_hex = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.map(|word| {
        let bare = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric());
        if is_hex(bare) { word.replace(bare, "SEAL") } else { word.to_owned() }
    });
    let text: String = words.collect();
    let is_excerpt =
        |line: &str| line.contains("━━━") || line.contains("│ {") || line.contains("│ …");
    let lines = text.lines().filter(|line| !is_excerpt(line));
    lines.map(|line| format!("{line}\n")).collect()
}

fn edit(place: &Place, path: &str, edit: impl Fn(&str) -> String) {
    let text = place.read(path);
    let edited = edit(&text);
    assert_ne!(text, edited, "{path} was to be changed");
    place.write(path, edited);
}

fn with_crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn sum(text: &str) -> String {
    iho::archive::hex(&iho::archive::sha256(text.as_bytes()))
}

/// Changes a word in a file of the first release.
fn change(place: &Place) {
    edit(place, &format!("{FIRST}/metrics.yaml"), |text| text.replace("450", "950"));
}

/// The same, and its checksum.
fn change_with_sum(place: &Place) {
    let old = sum(&place.read(&format!("{FIRST}/metrics.yaml")));
    change(place);
    let new = sum(&place.read(&format!("{FIRST}/metrics.yaml")));
    edit(place, &format!("{FIRST}/files.sha256"), |text| text.replace(&old, &new));
}

/// The same, and its commitment in the manifest.
fn change_with_manifest(place: &Place, folder: &str) {
    let path = format!("{folder}/metrics.yaml");
    let old = sum(&place.read(&path));
    edit(place, &path, |text| text.replace("31", "30"));
    let new = sum(&place.read(&path));
    edit(place, &format!("{folder}/files.sha256"), |text| text.replace(&old, &new));
    let salts = place.read(&format!("{folder}/salts.txt"));
    let salt = salts.lines().find_map(|line| line.strip_suffix("  metrics.yaml")).unwrap();
    let commit = |sum: &str| iho::archive::commitment(salt, sum, "metrics.yaml");
    edit(place, &format!("{folder}/manifest.json"), |text| {
        text.replace(&commit(&old), &commit(&new))
    });
}

#[test]
fn files() {
    insta::assert_snapshot!(told(
        "tampering-files",
        &[
            ("one byte", change),
            ("one byte, and its checksum", change_with_sum),
            ("one byte, its checksum and the manifest", |it| change_with_manifest(it, FIRST)),
            ("the same in the newest release", |it| change_with_manifest(it, SECOND)),
            ("emptied", |it| it.write(&format!("{FIRST}/metrics.yaml"), "")),
            ("a mark of the order of bytes", |it| edit(
                it,
                &format!("{FIRST}/metrics.yaml"),
                |text| { format!("\u{feff}{text}") }
            )),
            ("a file is gone", |it| {
                fs::remove_file(it.path(&format!("{FIRST}/metrics.yaml"))).unwrap()
            }),
            ("several are gone", |it| {
                fs::remove_dir_all(it.path(&format!("{FIRST}/shared"))).unwrap()
            }),
            ("a folder in its place", |it| {
                fs::remove_file(it.path(&format!("{FIRST}/metrics.yaml"))).unwrap();
                it.write(&format!("{FIRST}/metrics.yaml/metrics.yaml"), "x");
            }),
            ("another file lies there", |it| it.write(&format!("{FIRST}/later.yaml"), "x: 1\n")),
            ("an empty file lies there", |it| it.write(&format!("{FIRST}/later.yaml"), "")),
            ("a second copy", |it| {
                it.write(&format!("{FIRST}/metrics (Ann's conflicted copy 2027-01-01).yaml"), "x")
            }),
            ("a name in capitals", |it| {
                let file = it.path(&format!("{FIRST}/metrics.yaml"));
                fs::rename(file, it.path(&format!("{FIRST}/Metrics.yaml"))).unwrap();
            }),
            ("the same name with another accent", |it| {
                it.write(&format!("{FIRST}/narrative/cafe\u{301} plan.md"), "x")
            }),
        ]
    ));
}

#[test]
fn seals() {
    insta::assert_snapshot!(told(
        "tampering-seals",
        &[
            ("a salt is changed", |it| edit(it, &format!("{FIRST}/salts.txt"), |text| {
                format!("{}{}", if text.starts_with('0') { '1' } else { '0' }, &text[1..])
            })),
            ("a salt is gone", |it| edit(it, &format!("{FIRST}/salts.txt"), without_first)),
            ("a checksum is changed", |it| edit(it, &format!("{FIRST}/files.sha256"), |text| {
                format!("{}{}", if text.starts_with('0') { '1' } else { '0' }, &text[1..])
            })),
            ("a checksum is gone", |it| edit(it, &format!("{FIRST}/files.sha256"), without_first)),
            ("a checksum of something else", |it| edit(
                it,
                &format!("{FIRST}/files.sha256"),
                |text| { format!("{text}{}  other.yaml\n", sum("x")) }
            )),
            ("a checksum twice", |it| edit(it, &format!("{FIRST}/files.sha256"), |text| {
                format!("{text}{}\n", text.lines().next().unwrap())
            })),
            ("checksums in another order", |it| edit(
                it,
                &format!("{FIRST}/files.sha256"),
                |text| { text.lines().rev().map(|line| format!("{line}\n")).collect() }
            )),
            ("no checksums", |it| {
                fs::remove_file(it.path(&format!("{FIRST}/files.sha256"))).unwrap()
            }),
            ("no salts", |it| fs::remove_file(it.path(&format!("{FIRST}/salts.txt"))).unwrap()),
            ("no manifest", |it| {
                fs::remove_file(it.path(&format!("{FIRST}/manifest.json"))).unwrap()
            }),
            ("an empty manifest", |it| it.write(&format!("{FIRST}/manifest.json"), "")),
            ("half a manifest", |it| edit(it, &format!("{FIRST}/manifest.json"), |text| {
                text[..300].to_owned()
            })),
            ("a manifest with a second number", |it| edit(
                it,
                &format!("{FIRST}/manifest.json"),
                |text| { text.replace("\"schema\": 1,", "\"schema\": 1,\n  \"schema\": 2,") }
            )),
            ("a manifest of a later form", |it| edit(
                it,
                &format!("{FIRST}/manifest.json"),
                |text| { text.replace("iho-release/1", "iho-release/2") }
            )),
            ("a manifest on one line", |it| edit(it, &format!("{FIRST}/manifest.json"), |text| {
                text.replace("\n ", " ")
            })),
        ]
    ));
}

fn without_first(text: &str) -> String {
    text.split_once('\n').unwrap().1.to_owned()
}

#[test]
fn line_endings() {
    insta::assert_snapshot!(told(
        "tampering-line-ends",
        &[
            ("one file", |it| edit(it, &format!("{FIRST}/metrics.yaml"), with_crlf)),
            ("checksums", |it| edit(it, &format!("{FIRST}/files.sha256"), with_crlf)),
            ("salts", |it| edit(it, &format!("{FIRST}/salts.txt"), with_crlf)),
            ("manifest", |it| edit(it, &format!("{SECOND}/manifest.json"), with_crlf)),
            ("a notice", |it| edit(it, NOTICE, with_crlf)),
            ("the ledger", |it| edit(it, LEDGER, with_crlf)),
            ("everything", |it| {
                for (path, bytes) in it.tree("content") {
                    let is_kept = path.contains("/releases/") || path.contains("/notices/");
                    if is_kept || path == "ledger.jsonl" {
                        it.write(
                            &format!("content/{path}"),
                            with_crlf(&String::from_utf8(bytes).unwrap()),
                        );
                    }
                }
            }),
        ]
    ));
}

#[test]
fn order() {
    insta::assert_snapshot!(told(
        "tampering-order",
        &[
            ("the newest release is gone", |it| fs::remove_dir_all(it.path(SECOND)).unwrap()),
            ("the oldest release is gone", |it| fs::remove_dir_all(it.path(FIRST)).unwrap()),
            ("a gap in the numbers", |it| edit(it, &format!("{SECOND}/manifest.json"), |text| {
                text.replace("\"sequence\": 2", "\"sequence\": 3")
            })),
            ("it follows another", |it| edit(it, &format!("{SECOND}/manifest.json"), |text| {
                text.replace("\"version\": \"2026-11-22\"", "\"version\": \"2026-11-21\"")
            })),
            ("it follows none", |it| edit(it, &format!("{SECOND}/manifest.json"), |text| {
                text.replace("\"version\": \"2026-11-22\"", "\"version\": null")
            })),
            ("published before the one before it", |it| edit(
                it,
                &format!("{SECOND}/manifest.json"),
                |text| { text.replace("2026-12-22T12", "2026-10-22T12") }
            )),
            ("another name", |it| {
                fs::rename(it.path(SECOND), it.path(&format!("{RELEASES}/2026-12-23"))).unwrap()
            }),
            ("the name of no release", |it| {
                fs::rename(it.path(SECOND), it.path(&format!("{RELEASES}/final"))).unwrap()
            }),
            ("a second copy", |it| {
                for (path, bytes) in it.tree(SECOND) {
                    it.write(&format!("{SECOND} (conflicted copy)/{path}"), bytes);
                }
            }),
            ("a copy under a later name", |it| {
                for (path, bytes) in it.tree(SECOND) {
                    it.write(&format!("{RELEASES}/2026-12-24/{path}"), bytes);
                }
            }),
            ("in the folder of another IHO", |it| {
                fs::create_dir_all(it.path("content/ihos/dale/releases")).unwrap();
                let place = it.path("content/ihos/dale/releases/2026-12-22");
                fs::rename(it.path(SECOND), place).unwrap();
            }),
            ("a folder without a manifest", |it| {
                it.write(&format!("{RELEASES}/2027-01-01/iho.yaml"), "name: x\n")
            }),
        ]
    ));
}

#[test]
fn ledger() {
    insta::assert_snapshot!(told(
        "tampering-ledger",
        &[
            ("its first line is gone", |it| edit(it, LEDGER, without_first)),
            ("its second line is gone", |it| edit(it, LEDGER, |text| {
                let lines: Vec<&str> = text.split_inclusive('\n').collect();
                [lines[0], lines[2]].concat()
            })),
            ("its last lines are gone", |it| edit(it, LEDGER, |text| {
                text.split_inclusive('\n').take(1).collect()
            })),
            ("the line of the notice is gone", |it| edit(it, LEDGER, |text| {
                text.split_inclusive('\n').take(2).collect()
            })),
            ("a line stands twice", |it| edit(it, LEDGER, |text| {
                format!("{text}{}", text.split_inclusive('\n').next_back().unwrap())
            })),
            ("in another order", |it| edit(it, LEDGER, |text| {
                text.split_inclusive('\n').rev().collect()
            })),
            ("a word is changed", |it| edit(it, LEDGER, |text| {
                text.replacen("2026-11-22T12", "2026-11-22T11", 1)
            })),
            ("a checksum is changed", |it| edit(it, LEDGER, |text| {
                let at = text.find("manifest_sha256\":\"").unwrap() + 18;
                text.replacen(&text[at..at + 64], &sum("x"), 1)
            })),
            ("written otherwise", |it| edit(it, LEDGER, |text| text.replacen(":", ": ", 1))),
            ("cut off within a line", |it| edit(it, LEDGER, |text| text[..text.len() - 40]
                .to_owned())),
            ("without its last line end", |it| edit(it, LEDGER, |text| text.trim_end().to_owned())),
            ("an empty line", |it| edit(it, LEDGER, |text| format!("{text}\n"))),
            ("empty", |it| it.write(LEDGER, "")),
            ("gone", |it| fs::remove_file(it.path(LEDGER)).unwrap()),
        ]
    ));
}

#[test]
fn notices() {
    insta::assert_snapshot!(told(
        "tampering-notices",
        &[
            ("changed", |it| edit(it, NOTICE, |text| text.replace("Old.", "Ill."))),
            ("gone", |it| fs::remove_file(it.path(NOTICE)).unwrap()),
            ("written by hand", |it| {
                let text = it.read(NOTICE);
                it.write(&format!("{NOTICES}/0002-2027-01-03-withdrawal.yaml"), text);
            }),
            ("its release is gone", |it| fs::remove_dir_all(it.path(FIRST)).unwrap()),
        ]
    ));
}

/// A link could lead elsewhere tomorrow; what may not be read can't be checked.
#[cfg(unix)]
#[test]
fn links_and_rights() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    insta::assert_snapshot!(told(
        "tampering-links",
        &[
            ("a file is a link", |it| {
                let file = it.path(&format!("{FIRST}/metrics.yaml"));
                fs::rename(&file, it.path("aside.yaml")).unwrap();
                symlink("../../../../../aside.yaml", file).unwrap();
            }),
            ("a link to nothing", |it| symlink("nothing", it.path(&format!("{FIRST}/x.yaml")))
                .unwrap()),
            ("a release is a link", |it| {
                fs::rename(it.path(FIRST), it.path("aside")).unwrap();
                symlink("../../../../aside", it.path(FIRST)).unwrap();
            }),
            ("all releases are a link", |it| {
                fs::rename(it.path(RELEASES), it.path("aside")).unwrap();
                symlink("../../../aside", it.path(RELEASES)).unwrap();
            }),
        ]
    ));
    let place = published("tampering-rights");
    let file = place.path(&format!("{FIRST}/metrics.yaml"));
    fs::set_permissions(&file, fs::Permissions::from_mode(0o000)).unwrap();
    // The superuser may read whatever it likes.
    if fs::read(&file).is_err() {
        let verified = place.iho(&["verify"]);
        assert_eq!(verified.code, 1, "{}", verified.stdout);
        assert!(verified.stderr.contains("a file that you can read"), "{}", verified.stderr);
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
}

/// What systems and programs leave behind stops no build, and neither does an empty folder, which version control drops.
#[test]
fn debris() {
    let place = published("tampering-debris");
    for name in [".DS_Store", "desktop.ini", "Thumbs.db", "~$metrics.docx", "shared/.DS_Store"] {
        place.write(&format!("{FIRST}/{name}"), "x");
    }
    fs::create_dir_all(place.path(&format!("{FIRST}/empty"))).unwrap();
    // It was not sealed, which `verify` tells; it is never published, so a site is built all the same.
    let verified = place.iho(&["verify"]);
    assert_eq!(verified.code, 1, "{}", verified.stderr);
    let built = iho(&place, "2027-02-01", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
}

/// Whoever rewrites everything to fit is caught by the ledger that was published, and by nothing else.
#[test]
fn everything_rewritten_to_fit() {
    let place = published("tampering-rewritten");
    let live = place.read(LEDGER);
    place.write("live/ledger.jsonl", &live);
    place.write("live-crlf.jsonl", with_crlf(&live));
    change_with_manifest(&place, SECOND);
    let manifest = place.read(&format!("{SECOND}/manifest.json"));
    edit(&place, LEDGER, |text| {
        let last = text.lines().next_back().unwrap();
        let at = last.find("manifest_sha256\":\"").unwrap() + 18;
        text.replace(&last[at..at + 64], &sum(&manifest))
    });
    assert_eq!(place.iho(&["verify"]).code, 0, "by itself it tells nothing");
    for published in ["live", "live/ledger.jsonl", "live-crlf.jsonl"] {
        for command in [&["verify"][..], &["build"]] {
            let args = [command, &["--published", published]].concat();
            let caught = iho(&place, "2027-02-01", &args);
            assert_eq!(caught.code, 1, "{published}: {}", caught.stdout);
            let words = "line 2 of the ledger is not the line that was published";
            assert!(caught.stderr.contains(words), "{published}: {}", caught.stderr);
        }
    }
    let since = place.iho(&["verify", "--since", "live"]);
    assert!(since.stderr.contains("is not the line that was kept"), "{}", since.stderr);
    let nothing = place.iho(&["verify", "--published", "nowhere"]);
    assert_eq!(nothing.code, 2, "{}", nothing.stdout);
    assert!(nothing.stderr.contains("there is no ledger at `nowhere`"), "{}", nothing.stderr);
}

/// A change of the draft that the rules allow.
fn redraft(place: &Place) {
    place.write(
        &format!("{DRAFT}/metrics.yaml"),
        TARGET.replace("31}", "31, why: Because.}").replace("450", "430"),
    );
}

/// What is typed wrong, or lies in the draft and can't be sealed: nothing is, and people are told what to do.
#[test]
fn what_is_refused_before_sealing() {
    type Slip = (&'static str, fn(&Place), &'static [&'static str]);
    const SLIPS: &[Slip] = &[
        ("a note without words", |_| {}, &["--note", "  "]),
        ("no note", |_| {}, &[]),
        ("in the past", |_| {}, &["--note", "x", "--publish-at", "2027-01-01"]),
        ("today before now", |_| {}, &["--note", "x", "--publish-at", "2027-01-02"]),
        ("a gap of the clocks", |_| {}, &["--note", "x", "--publish-at", "2027-03-28 01:30"]),
        ("an hour that comes twice", |_| {}, &["--note", "x", "--publish-at", "2027-10-31 01:30"]),
        ("to the second", |_| {}, &["--note", "x", "--publish-at", "2027-07-01 09:30:30"]),
        ("no time", |_| {}, &["--note", "x", "--publish-at", "tomorrow"]),
        (
            "no zone",
            |it| edit(it, "content/site.yaml", |text| format!("{text}time_zone: Narnia\n")),
            &["--note", "x"],
        ),
        (
            "the name of a seal",
            |it| it.write(&format!("{DRAFT}/manifest.json"), "{}"),
            &["--note", "x"],
        ),
        (
            "a space in a name",
            |it| it.write(&format!("{DRAFT}/assets/our plan.pdf"), "x"),
            &["--note", "x"],
        ),
        (
            "capitals in a name",
            |it| it.write(&format!("{DRAFT}/assets/Plan.pdf"), "x"),
            &["--note", "x"],
        ),
        (
            "an accent in a name",
            |it| it.write(&format!("{DRAFT}/assets/pla\u{301}n.pdf"), "x"),
            &["--note", "x"],
        ),
        (
            "an empty text",
            |it| it.write(&format!("{DRAFT}/narrative/empty.md"), ""),
            &["--note", "x"],
        ),
        (
            "a text that is too large",
            |it| it.write(&format!("{DRAFT}/narrative/large.md"), "a ".repeat(10_000_000)),
            &["--note", "x"],
        ),
        (
            "a draft of an older release",
            |it| it.write(&format!("{DRAFT}/release.yaml"), "based_on: 2026-11-22\n"),
            &["--note", "x"],
        ),
        (
            "a file in the place of the release",
            |it| it.write(&format!("{RELEASES}/2027-01-02"), "x"),
            &["--note", "x"],
        ),
        ("an older release was changed", change, &["--note", "x"]),
        (
            "the ledger is gone, and more than its last line",
            |it| fs::remove_file(it.path(LEDGER)).unwrap(),
            &["--note", "x"],
        ),
    ];
    let place = published("tampering-slips");
    let base = place.tree("content");
    let mut told = String::new();
    for (what, slip, args) in SLIPS {
        let place = Place::new("tampering-slips");
        base.iter().for_each(|(path, bytes)| place.write(&format!("content/{path}"), bytes));
        redraft(&place);
        slip(&place);
        let before = place.tree("content");
        let refused = iho(&place, "2027-01-02", &[&["release", "vale", "--yes"], *args].concat());
        assert!(matches!(refused.code, 1 | 2), "{what}: {}{}", refused.stdout, refused.stderr);
        assert_eq!(place.tree("content"), before, "{what}: nothing is written");
        told.push_str(&format!("=== {what}\n{}\n", without_seals(&refused.stderr)));
    }
    insta::assert_snapshot!(told);
}

/// A clock that is a year behind would put the new release before the old ones.
#[test]
fn a_clock_that_is_a_year_behind() {
    let place = published("tampering-clock");
    redraft(&place);
    let args = ["release", "vale", "--yes", "--note", "x", "--without-approval", REASON];
    let behind = run(place.command().args(args).env("SOURCE_DATE_EPOCH", "1766000000"));
    assert_eq!(behind.code, 2, "{}", behind.stdout);
    insta::assert_snapshot!(behind.stderr);
    // The next second is fine again, and so is the hour that stands in the manifest.
    let same = run(place.command().args(args).args(["--at", "2026-12-22T12:00:00Z"]));
    assert_eq!(same.code, 0, "{}", same.stderr);
    assert!(place.path(&format!("{RELEASES}/2026-12-22.2")).is_dir());
    assert_eq!(place.iho(&["verify"]).code, 0);
}

/// What is allowed: large and empty files that are copied as they are, a thousand of them, links within the site (sealed as
/// copies), another time zone, an hour that comes twice with its offset.
#[test]
fn what_is_sealed_all_the_same() {
    let place = published("tampering-allowed");
    redraft(&place);
    place.write(&format!("{DRAFT}/assets/large.pdf"), vec![7_u8; 20_000_000]);
    place.write(&format!("{DRAFT}/assets/empty.pdf"), "");
    for n in 0..1000 {
        place.write(&format!("{DRAFT}/assets/plan-{n}.pdf"), format!("{n}"));
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("plan-1.pdf", place.path(&format!("{DRAFT}/assets/linked.pdf")))
        .unwrap();
    let names = ["large", "empty", "linked"].map(str::to_owned).into_iter();
    let names = names.chain((0..1000).map(|n| format!("plan-{n}")));
    let links: String = names.map(|name| format!("- [{name}](../assets/{name}.pdf)\n")).collect();
    place.write(
        &format!("{DRAFT}/narrative/papers.md"),
        format!("---\ntitle: Papers\n---\n{links}"),
    );
    edit(&place, "content/site.yaml", |text| format!("{text}time_zone: America/New_York\n"));
    let args =
        ["release", "vale", "--yes", "--note", "x", "--publish-at", "2027-11-07T01:30-05:00"];
    let sealed = iho(&place, "2027-01-02", &args);
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    let words = "It will be published on Sunday 7 November 2027 at 01:30 (America/New_York).";
    assert!(sealed.stderr.contains(words), "{}", sealed.stderr);
    let verified = place.iho(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    #[cfg(unix)]
    assert!(
        !place.path(&format!("{RELEASES}/2027-11-07/assets/linked.pdf")).is_symlink(),
        "a copy is sealed"
    );
    let built = iho(&place, "2027-12-01", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
}

/// Of two at once one wins, and the other is told.
#[test]
fn two_at_once() {
    let place = published("tampering-twice");
    redraft(&place);
    let seal = || iho(&place, "2027-01-02", &["release", "vale", "--yes", "--note", "x"]);
    let runs = std::thread::scope(|scope| {
        let all: Vec<_> = (0..4).map(|_| scope.spawn(seal)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    let won = runs.iter().filter(|run| run.code == 0).count();
    assert_eq!(won, 1, "{runs:?}");
    for lost in runs.iter().filter(|run| run.code != 0) {
        let is_told = ["is being sealed", "nothing has changed in `vale`"]
            .iter()
            .any(|words| lost.stderr.contains(words));
        assert!(is_told, "{}", lost.stderr);
    }
    assert_eq!(place.read(LEDGER).lines().count(), 3);
    assert_eq!(place.iho(&["verify"]).code, 0);
}

/// Killed with a note that was typed: the same command does the rest, once, and any other command says so.
#[test]
fn a_typed_note_survives_a_kill() {
    let place = published("tampering-killed");
    redraft(&place);
    let before =
        [LEDGER, &format!("{DRAFT}/release.yaml")].map(|path| (path.to_owned(), place.read(path)));
    let args = ["release", "vale", "--yes", "--note", "A harder target."];
    let sealed = iho(&place, "2027-01-02", &args);
    assert_eq!(sealed.code, 0, "{}", sealed.stderr);
    let after = place.tree("content");
    // As a run leaves it that was killed after the folder was in place.
    before.iter().for_each(|(path, text)| place.write(path, text));
    let verified = place.iho(&["verify"]);
    assert_eq!(verified.code, 1, "{}", verified.stdout);
    assert!(verified.stderr.contains("run `iho release vale` again"), "{}", verified.stderr);
    let again = iho(&place, "2027-01-02", &args);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert!(
        again.stdout.contains("The last run was interrupted while sealing the release"),
        "{}",
        again.stdout
    );
    assert_eq!(place.tree("content"), after);
    assert_eq!(place.iho(&["verify"]).code, 0);
}

/// A removal that was killed is told of, and finished by the same command.
#[test]
fn a_removal_survives_a_kill() {
    let place = published("tampering-removal");
    let args = [
        "redact",
        "vale",
        "2026-11-22",
        "narrative/host.md",
        "--category",
        "personal-data",
        "--reason",
        "It named a patient.",
        "--by",
        "Data protection officer",
        "--yes",
    ];
    let kept = ["narrative/host.md", "salts.txt", "facts.json", "record.html"].map(|path| {
        let path = format!("{FIRST}/{path}");
        let text = place.read(&path);
        (path, text)
    });
    let removed = iho(&place, "2027-01-02", &args);
    assert_eq!(removed.code, 0, "{}", removed.stderr);
    kept.iter().for_each(|(path, text)| place.write(path, text));
    let verified = place.iho(&["verify"]);
    assert_eq!(verified.code, 1, "{}", verified.stdout);
    assert!(verified.stderr.contains("but it is still there"), "{}", verified.stderr);
    let again = iho(&place, "2027-01-03", &args);
    assert!(
        again.stderr.contains("Finished removing files from the release"),
        "{}{}",
        again.stdout,
        again.stderr
    );
    assert!(!place.path(&kept[0].0).exists());
    let verified = place.iho(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
}

/// The tenth release of a day comes after the ninth, wherever they are put in order.
#[test]
fn the_tenth_of_a_day_follows_the_ninth() {
    let place = site("tampering-tenth");
    for n in 1..=10 {
        place.write(&format!("{DRAFT}/narrative/plan-{n}.md"), "---\ntitle: A plan\n---\nHere.\n");
        let run = iho(&place, "2026-11-22", &["release", "vale", "--yes", "--note", "x"]);
        assert_eq!(run.code, 0, "{n}: {}", run.stderr);
    }
    let built = iho(&place, "2026-12-01", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let list: serde_json::Value =
        serde_json::from_str(&place.read("output/ihos/vale/releases/index.json")).unwrap();
    let versions = list["releases"].as_array().unwrap();
    assert_eq!(versions[0]["version"], "2026-11-22.10");
    assert_eq!(versions[1]["version"], "2026-11-22.9");
    fs::remove_dir_all(place.path(&format!("{RELEASES}/2026-11-22.9"))).unwrap();
    let gone = place.iho(&["verify"]);
    assert_eq!(gone.code, 1);
    let words = "the release `2026-11-22.10` of `vale` was sealed after `2026-11-22.9`, whose folder is gone";
    assert!(gone.stderr.contains(words), "{}", gone.stderr);
}
