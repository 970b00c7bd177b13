//! Forgeries of what was sealed: whoever holds a release, as a folder or as a ZIP, with the ledger, is told of each of them.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::place::{Place, Run, run};
use crate::sealed::{RELEASES, iho, published};

const LAST: &str = "2026-12-22";

/// A site with a release that lacks files by law, built; the releases and the ledger as a reader has them lie in `mine`.
fn downloaded(name: &str) -> Place {
    let place = published(name);
    let law = ["--by", "Chair", "--reason", "It named a patient.", "--category", "personal-data"];
    let args = [&["redact", "vale", LAST, "narrative/host.md", "--yes"], &law[..]].concat();
    fine(&iho(&place, "2027-01-01", &args));
    fine(&iho(&place, "2027-01-02", &["build"]));
    fs::create_dir_all(place.path("mine")).expect("a folder");
    let copy = |from: String, to: &str| {
        assert!(fs::copy(place.path(&from), place.path(to)).is_ok(), "{from}")
    };
    copy("output/ledger.jsonl".to_owned(), "mine/ledger.jsonl");
    for version in ["2026-11-22", LAST] {
        let zip = format!("mine/{version}.zip");
        copy(format!("output/ihos/vale/releases/{version}/release.zip"), &zip);
        unpack(&place, &zip, &format!("mine/{version}"));
    }
    place
}

fn unpack(place: &Place, zip: &str, folder: &str) {
    let mut zip = ZipArchive::new(fs::File::open(place.path(zip)).expect("a ZIP")).expect("a ZIP");
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).expect("an entry");
        let name = entry.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).expect("its bytes");
        place.write(&format!("{folder}/{name}"), bytes);
    }
}

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn verify(place: &Place, path: &str) -> Run {
    run(place.command().args(["verify", path, "--ledger", "mine/ledger.jsonl"]))
}

/// What is honest is told so, in a folder and in a ZIP, whole and with files that were removed by law.
#[test]
fn what_was_published_verifies() {
    let place = downloaded("forgery-honest");
    for path in ["mine/2026-11-22", "mine/2026-11-22.zip", "mine/2026-12-22", "mine/2026-12-22.zip"]
    {
        let run = verify(&place, path);
        fine(&run);
        assert!(run.stdout.contains("nothing has been changed"), "{path}: {}", run.stdout);
        assert_eq!(
            run.stdout.contains("3 removed, with notices"),
            path.contains(LAST),
            "{path}: {}",
            run.stdout
        );
    }
    // In the site itself, and in a copy of its folder beside the ledger of the site, the notices are found where they lie.
    let folder = format!("{RELEASES}/{LAST}");
    fine(&run(place.command().args(["verify", &folder, "--ledger", "content/ledger.jsonl"])));
    fine(&run(place.command().args(["verify", "mine/2026-11-22"])));
}

fn hash(bytes: &[u8]) -> String {
    iho::archive::hex(&iho::archive::sha256(bytes))
}

fn edit(place: &Place, path: &str, change: impl Fn(&str) -> String) {
    place.write(path, change(&place.read(path)));
}

/// An edit of a sealed file whose checksum is made to fit, too.
fn edit_with_checksum(place: &Place, folder: &str) {
    edit(place, &format!("{folder}/iho.yaml"), |text| text.replace("Vale", "Veil"));
    let sum = hash(place.read(&format!("{folder}/iho.yaml")).as_bytes());
    edit(place, &format!("{folder}/files.sha256"), |text| {
        let fit = |line: &str| match line.ends_with("  iho.yaml") {
            true => format!("{sum}  iho.yaml\n"),
            false => format!("{line}\n"),
        };
        text.lines().map(fit).collect()
    });
}

fn without(place: &Place, folder: &str, list: &str, path: &str) {
    edit(place, &format!("{folder}/{list}"), |text| {
        text.lines().filter(|line| !line.ends_with(path)).map(|line| format!("{line}\n")).collect()
    });
}

/// Takes a file away with all that is said of it, as a removal by law does.
fn remove_without_notice(place: &Place, folder: &str) {
    fs::remove_file(place.path(&format!("{folder}/iho.yaml"))).expect("it is there");
    without(place, folder, "files.sha256", "  iho.yaml");
    without(place, folder, "salts.txt", "  iho.yaml");
}

type Forgery = (&'static str, fn(&Place, &str));

const FORGERIES: &[Forgery] = &[
    ("a file", |it, folder| {
        edit(it, &format!("{folder}/iho.yaml"), |text| text.replace("Vale", "Veil"))
    }),
    ("a file and its checksum", edit_with_checksum),
    ("and no salts", |it, folder| {
        edit_with_checksum(it, folder);
        it.write(&format!("{folder}/salts.txt"), "");
    }),
    ("and a blank line for salts", |it, folder| {
        edit_with_checksum(it, folder);
        it.write(&format!("{folder}/salts.txt"), "\n");
    }),
    ("and without its salt", |it, folder| {
        edit_with_checksum(it, folder);
        without(it, folder, "salts.txt", "  iho.yaml");
    }),
    ("and no file of salts", |it, folder| {
        edit_with_checksum(it, folder);
        fs::remove_file(it.path(&format!("{folder}/salts.txt"))).expect("it is there");
    }),
    ("both lists empty", |it, folder| {
        edit_with_checksum(it, folder);
        it.write(&format!("{folder}/salts.txt"), "");
        it.write(&format!("{folder}/files.sha256"), "");
    }),
    ("an empty list of checksums", |it, folder| it.write(&format!("{folder}/files.sha256"), "")),
    ("an empty list of salts", |it, folder| it.write(&format!("{folder}/salts.txt"), "")),
    ("one salt fewer", |it, folder| without(it, folder, "salts.txt", "  iho.yaml")),
    ("one checksum fewer", |it, folder| without(it, folder, "files.sha256", "  iho.yaml")),
    ("a salt twice", |it, folder| {
        edit(it, &format!("{folder}/salts.txt"), |text| {
            format!("{text}{}\n", text.lines().next().unwrap_or_default())
        });
    }),
    ("an emptied file", |it, folder| it.write(&format!("{folder}/iho.yaml"), "")),
    ("a file gone without a notice", remove_without_notice),
    ("a stray file", |it, folder| it.write(&format!("{folder}/more.md"), "More.")),
    ("a hidden file", |it, folder| it.write(&format!("{folder}/.more"), "More.")),
    ("a file of the system", |it, folder| it.write(&format!("{folder}/.DS_Store"), "More.")),
    ("a hidden folder", |it, folder| it.write(&format!("{folder}/.git/config"), "More.")),
    ("a copy of an editor", |it, folder| it.write(&format!("{folder}/iho.yaml~"), "More.")),
    ("a forged notice", |it, folder| {
        remove_without_notice(it, folder);
        let notice = "kind: redaction\nrelease: \"2026-11-22\"\nremoved:\n  - iho.yaml\n";
        it.write(&format!("{folder}/notices/0001-2027-01-01-redaction.yaml"), notice);
    }),
    ("another manifest", |it, folder| {
        edit(it, &format!("{folder}/manifest.json"), |text| {
            text.replace("\"schema\": 1", "\"schema\": 2")
        });
    }),
    ("no manifest", |it, folder| {
        fs::remove_file(it.path(&format!("{folder}/manifest.json"))).expect("it is there");
    }),
    ("a manifest of nothing", |it, folder| it.write(&format!("{folder}/manifest.json"), "")),
];

/// Each forgery of a release that is whole, and of one from which files were removed by law, as a folder and as a ZIP.
#[test]
fn no_forgery_of_a_download_passes() {
    let place = downloaded("forgery-download");
    let mut passed = Vec::new();
    for version in ["2026-11-22", LAST] {
        let honest = place.tree(&format!("mine/{version}"));
        for (name, forge) in FORGERIES {
            let folder = format!("mine/forged-{version}");
            let _ = fs::remove_dir_all(place.path(&folder));
            honest.iter().for_each(|(path, bytes)| place.write(&format!("{folder}/{path}"), bytes));
            fine(&verify(&place, &folder));
            forge(&place, &folder);
            let zip = format!("{folder}.zip");
            place.write(&zip, packed(&place.tree(&folder).into_iter().collect::<Vec<_>>()));
            for path in [&folder, &zip] {
                let run = verify(&place, path);
                if !matches!(run.code, 1 | 2) || run.stderr.is_empty() {
                    passed.push(format!("{name}: {path}: {}", run.stdout));
                }
            }
        }
    }
    assert!(passed.is_empty(), "{passed:#?}");
}

/// The same in the site itself: nothing is built of it.
#[test]
fn no_forgery_of_a_site_is_built() {
    let place = downloaded("forgery-site");
    let folder = format!("{RELEASES}/2026-11-22");
    let honest = place.tree(&folder);
    let mut passed = Vec::new();
    for (name, forge) in FORGERIES {
        let _ = fs::remove_dir_all(place.path(&folder));
        honest.iter().for_each(|(path, bytes)| place.write(&format!("{folder}/{path}"), bytes));
        forge(&place, &folder);
        let verified = iho(&place, "2027-01-03", &["verify"]);
        if verified.code != 1 {
            passed.push(format!("{name}: {}", verified.stdout));
        }
        let built = iho(&place, "2027-01-03", &["build", "--published", "mine/ledger.jsonl"]);
        // What a system leaves behind is never published, and a site that was sealed on such a system is built.
        let is_harmless = *name == "a file of the system" && built.stderr.contains("sealed-debris");
        if built.code != 1 && !is_harmless {
            passed.push(format!("{name}: built: {}", built.stdout));
        }
    }
    assert!(passed.is_empty(), "{passed:#?}");
}

fn packed(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files {
        zip.start_file(path.as_str(), SimpleFileOptions::default()).expect("an entry");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a ZIP").into_inner()
}

/// What is no release can't be verified: it is refused, whatever the ledger says.
#[test]
fn what_is_no_release_is_refused() {
    let place = downloaded("forgery-nothing");
    place.write("mine/text.txt", "words");
    place.write("mine/empty.zip", packed(&[]));
    place.write("mine/other.zip", packed(&[("readme.md".to_owned(), b"words".to_vec())]));
    place.write("mine/cut.zip", &place_bytes(&place.path("mine/2026-11-22.zip"))[..400]);
    fs::create_dir_all(place.path("mine/nothing")).expect("a folder");
    place.write("mine/outer/inner/manifest.json", place.read("mine/2026-11-22/manifest.json"));
    for path in [
        "nowhere",
        "mine/nothing",
        "mine/text.txt",
        "mine/empty.zip",
        "mine/other.zip",
        "mine/cut.zip",
        "mine/outer",
        "mine/ledger.jsonl",
        "content",
        RELEASES,
        ".",
    ] {
        let run = verify(&place, path);
        assert!(
            run.code == 2 && run.stderr.contains("hint: "),
            "{path}: {} {}",
            run.code,
            run.stderr
        );
    }
    let outer = verify(&place, "mine/outer");
    assert!(outer.stderr.contains("mine/outer/inner"), "{}", outer.stderr);
}

fn place_bytes(path: &Path) -> Vec<u8> {
    fs::read(path).expect("a file")
}

/// Names in a ZIP that lead out of it, twice the same, links, and more than fits.
#[test]
fn a_hostile_zip_is_refused() {
    let place = downloaded("forgery-zip");
    let honest: Vec<(String, Vec<u8>)> = place.tree("mine/2026-11-22").into_iter().collect();
    let with = |name: &str| {
        let mut files = honest.clone();
        files.push((name.to_owned(), b"x".to_vec()));
        packed(&files)
    };
    let names =
        ["../evil", "/etc/passwd", "a/../../b", "a\\b", "c:evil", "a//b", "./a", "IHO.yaml"];
    for name in names {
        place.write("mine/hostile.zip", with(name));
        let run = verify(&place, "mine/hostile.zip");
        assert!(matches!(run.code, 1 | 2), "{name}: {}", run.stdout);
        assert!(!place.path("evil").exists() && !place.path("mine/evil").exists(), "{name}");
    }
    // The same name twice: the writer refuses it, so one is renamed in the finished bytes.
    let twice = with("iho.yamX");
    let mut bytes = twice.clone();
    while let Some(at) = memchr::memmem::find(&bytes, b"iho.yamX") {
        bytes[at..at + 8].copy_from_slice(b"iho.yaml");
    }
    place.write("mine/twice.zip", &bytes);
    assert_eq!(verify(&place, "mine/twice.zip").code, 2);
    // One list says another name than the other.
    let mut bytes = twice;
    let at = memchr::memmem::find(&bytes, b"iho.yamX").expect("it is there");
    bytes[at + 7] = b'Y';
    place.write("mine/names.zip", &bytes);
    assert_eq!(verify(&place, "mine/names.zip").code, 2);
    // Something before it.
    let shifted = [b"#!/bin/sh\n".to_vec(), packed(&honest)].concat();
    place.write("mine/before.zip", shifted);
    assert_eq!(verify(&place, "mine/before.zip").code, 2);
    // 600 MB of nothing in a small file.
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("manifest.json", SimpleFileOptions::default()).expect("an entry");
    let nothing = vec![b' '; 1 << 20];
    (0..600).for_each(|_| zip.write_all(&nothing).expect("room"));
    place.write("mine/bomb.zip", zip.finish().expect("a ZIP").into_inner());
    let bomb = verify(&place, "mine/bomb.zip");
    assert!(bomb.code == 2 && bomb.stderr.contains("192 MB"), "{}", bomb.stderr);
}

/// What happened to a release after it was published is told, though nothing in it changed.
#[test]
fn a_withdrawn_or_corrected_release_is_told_so() {
    let place = downloaded("forgery-withdrawn");
    let args =
        ["withdraw", "vale", "2026-11-22", "--reason", "It was wrong.", "--by", "Chair", "--yes"];
    fine(&iho(&place, "2027-01-04", &args));
    let ledger = ["verify", "mine/2026-11-22", "--ledger", "content/ledger.jsonl"];
    let told = run(place.command().args(ledger));
    fine(&told);
    assert!(told.stdout.contains("was withdrawn on 4 January 2027"), "{}", told.stdout);
    let back =
        [&args[..3], &["--reinstate", "--reason", "It was right.", "--by", "Chair", "--yes"]]
            .concat();
    fine(&iho(&place, "2027-01-05", &back));
    let told = run(place.command().args(ledger));
    assert!(!told.stdout.contains("withdrawn"), "{}", told.stdout);
    edit(&place, "content/ihos/vale/draft/iho.yaml", |text| text.replace("name: ", "name: New "));
    // What was removed by law has to go from the draft, too.
    edit(&place, "content/ihos/vale/draft/narrative/host.md", |text| format!("{text}\nMore.\n"));
    let correct = [
        "correct",
        "vale",
        "--yes",
        "--what",
        "The name was old.",
        "--now",
        "It is new.",
        "--by",
        "Chair",
    ];
    fine(&iho(&place, "2027-01-06", &[&correct[..], &["--release", "2026-11-22"]].concat()));
    let told = run(place.command().args(ledger));
    assert!(
        told.stdout.contains("contains an error, which was corrected on 6 January 2027"),
        "{}",
        told.stdout
    );
}

/// A ledger without a word proves nothing.
#[test]
fn an_empty_ledger_is_refused() {
    let place = downloaded("forgery-empty");
    for text in ["", "\n", "  \n\n"] {
        place.write("mine/old.jsonl", text);
        for option in ["--since", "--published", "--ledger"] {
            let run = run(place.command().args(["verify", option, "mine/old.jsonl"]));
            assert!(run.code == 2 && run.stderr.contains("is empty"), "{option}: {}", run.stderr);
        }
    }
    // Any part of a ledger is a beginning of it, and shows nothing of its other lines.
    let ledger = place.read("content/ledger.jsonl");
    for cut in [1, 40, ledger.len() - 1] {
        place.write("mine/old.jsonl", &ledger[..cut]);
        for option in ["--since", "--published", "--ledger"] {
            let run = run(place.command().args(["verify", option, "mine/old.jsonl"]));
            assert!(run.code == 2 && run.stderr.contains("is cut off"), "{option}: {}", run.stderr);
        }
    }
}
