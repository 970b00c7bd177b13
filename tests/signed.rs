//! A ledger that a person signed: its checkpoint, the signature beside it, and what third parties check without the site.
//!
//! `tests/sites/signed.txt` is a site whose two releases were sealed by version 0.1.0, with a signature made by `minisign`.
//! It never changes: whatever is sealed today has to verify with every later version.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;

use iho::archive::{hex, sha256};

use crate::common;
use crate::place::{Place, Run, run};

/// The key that signed.
const KEY: &str = "RWRVgpGORJGTKcDZljji+G2GgYKlIx7X1nlqwt1K0+6XoXMD+osi3IUk";
/// Another one, which signs from 2028 on.
const LATER_KEY: &str = "RWRCJMhEc4bNr+CawPDWleJap9bBvZucVTUmB4lJ3Tsqx8B7jfwWbO7O";
const FIRST: &str = "content/ihos/vale/releases/2026-11-22";

fn site(name: &str) -> Place {
    let files = common::folder(include_str!("sites/signed.txt")).into_iter();
    Place::with_site(name, &files.filter_map(|(path, text)| Some((path, text?))).collect())
}

fn iho(place: &Place, args: &[&str]) -> Run {
    run(place.command().args(args))
}

fn build(place: &Place) -> String {
    let built = iho(place, &["build", "--at", "2027-02-01"]);
    assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
    built.stderr
}

/// Whatever is sealed verifies for ever.
#[test]
fn what_version_0_1_0_sealed_still_verifies() {
    let place = site("signed-forever");
    let verified = iho(&place, &["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    assert_eq!(
        verified.stdout,
        "2 releases, 58 sealed files, 2 lines in the ledger: nothing has been changed.\n"
    );
}

/// The checkpoint is the same for ever, as it is made of the ledger alone; the signature stands beside it.
#[test]
fn a_good_signature_is_published_beside_the_checkpoint() {
    let place = site("signed-published");
    let built = build(&place);
    assert!(!built.contains("signature"), "{built}");
    insta::assert_snapshot!("checkpoint", place.read("output/checkpoint"));
    let signature = place.read("content/checkpoint.minisig");
    assert_eq!(place.read("output/checkpoint.minisig"), signature);
    let page = place.read("output/verify/index.html");
    for words in
        ["checkpoint.minisig", KEY, "public key from 1 November 2026 until 31 December 2027"]
    {
        assert!(page.to_lowercase().contains(&words.to_lowercase()), "{words}: {page}");
    }
}

/// One that is of an older ledger, of another text, or made with a key that does not count, is left out, which is said.
#[test]
fn a_signature_that_is_not_good_is_left_out() {
    let place = site("signed-left-out");
    let keys = place.read("content/keys.yaml");
    let signature = place.read("content/checkpoint.minisig");
    let left_out = |words: &str| {
        let built = build(&place);
        assert!(!place.path("output/checkpoint.minisig").exists(), "{words}");
        for words in [words, "was left out", "minisign -Sm"] {
            assert!(built.contains(words), "{words}: {built}");
        }
    };
    place.write("content/checkpoint.minisig", signature.replace("of the ledger", "of a ledger"));
    left_out("or was changed");
    place.write("content/checkpoint.minisig", "signed, Ann\n");
    left_out("it is not a signature");
    place.write("content/checkpoint.minisig", &signature);
    place.write("content/keys.yaml", keys.replace("2027-12-31", "2026-12-01"));
    left_out("no key that is good on 2026-12-22");
    place.write("content/keys.yaml", keys.replace(KEY, LATER_KEY));
    left_out("made with another key");
    place.write("content/keys.yaml", &keys);
    let args = [
        "withdraw",
        "vale",
        "2026-11-22",
        "--reason",
        "Old.",
        "--by",
        "Chair",
        "--yes",
        "--at",
        "2027-01-02T12:00:00Z",
    ];
    let withdrawn = iho(&place, &args);
    assert_eq!(withdrawn.code, 0, "{}", withdrawn.stderr);
    left_out("it is of another text");
}

/// A third party has a ledger, a checkpoint, its signature and a key; or a release that was unpacked.
#[test]
fn what_a_third_party_checks() {
    let place = site("signed-apart");
    build(&place);
    place.write("key.pub", format!("untrusted comment: minisign public key\n{KEY}\n"));
    let verify = |args: &[&str]| {
        let args = [&["verify", "--ledger", "output/ledger.jsonl"], args].concat();
        iho(&place, &args)
    };
    let signed = ["--checkpoint", "output/checkpoint", "--key"];
    for key in [KEY, "key.pub"] {
        let good = verify(&[&signed[..], &[key]].concat());
        assert_eq!(good.code, 0, "{}", good.stderr);
        insta::assert_snapshot!("good", good.stdout);
    }
    let other = verify(&[&signed[..], &[LATER_KEY]].concat());
    assert_eq!(other.code, 1, "{}", other.stdout);
    assert!(other.stderr.contains("it was made with another key"), "{}", other.stderr);
    let nonsense = verify(&[&signed[..], &["RWQ"]].concat());
    assert!(nonsense.stderr.contains("`RWQ` is not a public key"), "{}", nonsense.stderr);
    let unsigned = verify(&signed[..2]);
    assert!(unsigned.stdout.contains("was not checked"), "{}", unsigned.stdout);
    // On the folder of the site the keys are at hand.
    let own = iho(&place, &["verify", "--checkpoint", "output/checkpoint"]);
    assert!(own.stdout.contains("signed with the key `first`"), "{}{}", own.stdout, own.stderr);
    fs::remove_file(place.path("output/checkpoint.minisig")).expect("a file");
    let missing = verify(&[&signed[..], &[KEY]].concat());
    assert_eq!(missing.code, 2, "{}", missing.stdout);
}

/// An old checkpoint stands for the first lines; one that does not fit tells what is wrong.
#[test]
fn a_checkpoint_against_a_ledger() {
    let place = site("signed-checkpoint");
    build(&place);
    let ledger = place.read("output/ledger.jsonl");
    let checkpoint = place.read("output/checkpoint");
    let verify = || iho(&place, &["verify", "--ledger", "kept.jsonl", "--checkpoint", "kept"]);
    let refused = |words: &str| {
        let found = verify();
        assert_eq!(found.code, 1, "{words}: {}", found.stdout);
        assert!(found.stderr.contains(words), "{words}: {}", found.stderr);
    };
    place.write("kept", &checkpoint);
    place.write("kept.jsonl", ledger.lines().next().expect("a line").to_owned() + "\n");
    refused("it is of a ledger with 2 lines, and this one has 1");
    place.write("kept.jsonl", ledger.replace("2026-12-22T12", "2026-12-22T13"));
    refused("the first 2 lines of the ledger are not those that it covers");
    place.write("kept.jsonl", &ledger);
    place.write("kept", checkpoint.replace("T12:00", "T13:00"));
    refused("its last lines do not fit its first ones");
    place.write("kept", "x\n");
    refused("it is not a checkpoint");
    // The ledger has grown since.
    let args = [
        "withdraw",
        "vale",
        "2026-11-22",
        "--reason",
        "Old.",
        "--by",
        "Chair",
        "--yes",
        "--at",
        "2027-01-02T12:00:00Z",
    ];
    assert_eq!(iho(&place, &args).code, 0);
    place.write("kept", checkpoint.replace('\n', "\r\n"));
    place.write("kept.jsonl", place.read("content/ledger.jsonl"));
    let grown = verify();
    assert_eq!(grown.code, 0, "{}", grown.stderr);
    assert!(grown.stdout.contains("covers the first 2 lines"), "{}", grown.stdout);
}

/// One release by itself, and whether the ledger names it.
#[test]
fn a_release_that_was_unpacked() {
    let place = site("signed-unpacked");
    build(&place);
    for (path, bytes) in place.tree(FIRST) {
        place.write(&format!("unpacked/{path}"), bytes);
    }
    let verify = |more: &[&str]| iho(&place, &[&["verify", "unpacked"], more].concat());
    let ledger = ["--ledger", "output/ledger.jsonl"];
    for more in [&ledger[..], &[]] {
        let good = verify(more);
        assert_eq!(good.code, 0, "{}", good.stderr);
        assert!(good.stdout.starts_with("1 release, 29 sealed files"), "{}", good.stdout);
    }
    let text = place.read("unpacked/metrics.yaml");
    place.write("unpacked/metrics.yaml", text.replace("450", "950"));
    let changed = verify(&[]);
    assert_eq!(changed.code, 1, "{}", changed.stdout);
    assert!(
        changed.stderr.contains("`metrics.yaml` of the release `2026-11-22` of `vale` was changed")
            && changed.stderr.contains("download it again"),
        "{}",
        changed.stderr
    );
    place.write("unpacked/metrics.yaml", text);
    let manifest = place.read("unpacked/manifest.json");
    place.write("unpacked/manifest.json", manifest.replace("0.1.0", "0.1.1"));
    assert_eq!(verify(&[]).code, 0, "by itself a manifest proves nothing");
    let forged = verify(&ledger);
    assert_eq!(forged.code, 1, "{}", forged.stdout);
    assert!(forged.stderr.contains("is not the one that the ledger names"), "{}", forged.stderr);
    place.write("unpacked/manifest.json", &manifest[..100]);
    assert!(verify(&[]).stderr.contains("it ends too early"), "{}", verify(&[]).stderr);
    let nothing = iho(&place, &["verify", "output"]);
    assert_eq!(nothing.code, 2, "{}", nothing.stdout);
    assert!(nothing.stderr.contains("is not a release"), "{}", nothing.stderr);
}

/// Where the law removed something, the release is still what was published, and says how much is withheld.
#[test]
fn a_release_with_something_withheld() {
    let place = site("signed-withheld");
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
        "--at",
        "2027-01-02T12:00:00Z",
    ];
    assert_eq!(iho(&place, &args).code, 0);
    let whole = iho(&place, &["verify"]);
    assert!(whole.stdout.contains("(3 removed, with notices)"), "{}{}", whole.stdout, whole.stderr);
    for (path, bytes) in place.tree(FIRST) {
        place.write(&format!("unpacked/{path}"), bytes);
    }
    let apart = iho(&place, &["verify", "unpacked", "--ledger", "content/ledger.jsonl"]);
    assert_eq!(apart.code, 0, "{}", apart.stderr);
    assert!(apart.stdout.contains("(3 removed, with notices)"), "{}", apart.stdout);
    let without_ledger = iho(&place, &["verify", "unpacked"]);
    assert_eq!(without_ledger.code, 1, "{}", without_ledger.stdout);
}

/// The program in another language that is published beside the ledger finds what ours finds.
#[test]
fn a_program_in_another_language_agrees() {
    let place = site("signed-python");
    build(&place);
    let check = || {
        let mut python = std::process::Command::new("python3");
        python.current_dir(place.path("")).arg("output/verify/verify.py");
        let found = run(python.args(["output/ledger.jsonl", FIRST]));
        (found.code, found.stdout)
    };
    let (code, said) = check();
    assert_eq!(
        (code, said.as_str()),
        (0, "All agrees: 2 releases in the ledger, 1 looked into.\n")
    );
    let file = format!("{FIRST}/iho.yaml");
    let sealed = place.read(&file);
    place.write(&file, sealed.clone() + "\n");
    assert!(check().1.contains("iho.yaml is not what its checksum says"));
    // Whoever mends the checksum as well has the seal against them.
    let sums = place.read(&format!("{FIRST}/files.sha256"));
    let changed: String = sums
        .lines()
        .map(|line| match line.ends_with("  iho.yaml") {
            true => format!("{}  iho.yaml\n", hex(&sha256((sealed.clone() + "\n").as_bytes()))),
            false => format!("{line}\n"),
        })
        .collect();
    place.write(&format!("{FIRST}/files.sha256"), changed);
    assert!(check().1.contains("iho.yaml is not what was sealed"));
    place.write(&format!("{FIRST}/files.sha256"), sums);
    place.write(&file, sealed);
    place.write(&format!("{FIRST}/stray.txt"), "x");
    assert!(check().1.contains("stray.txt was not sealed"));
    let ledger = place.read("output/ledger.jsonl");
    place.write("output/ledger.jsonl", ledger.replacen("2026-11-22T", "2026-11-21T", 1));
    assert!(check().1.contains("the line before it is not the one"));
}
