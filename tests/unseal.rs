//! Taking back what nobody has seen; and how commands end whose reader or whose author goes away.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;
use std::process::Stdio;

use crate::place::{Place, Run, run};
use crate::sealed::{DRAFT, REASON, RELEASES, iho, published, release, site};

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn seal_for(place: &Place, day: &str) {
    let path = format!("{DRAFT}/narrative/host.md");
    place.write(&path, format!("{}\nMore on {day}.\n", place.read(&path)));
    fine(&iho(
        place,
        "2027-01-01",
        &["release", "vale", "--yes", "--note", "More.", "--publish-at", day],
    ));
}

/// A release that waits goes without a trace, the draft goes on from the one before, and can be sealed again.
#[test]
fn what_waits_can_be_taken_back() {
    let place = published("unseal-waits");
    let ledger = place.read("content/ledger.jsonl");
    seal_for(&place, "2027-04-17");
    fine(&iho(&place, "2027-01-02", &["unseal", "vale", "2027-04-17", "--yes"]));
    assert!(!place.path(&format!("{RELEASES}/2027-04-17")).exists());
    assert_eq!(place.read("content/ledger.jsonl"), ledger);
    let note = place.read(&format!("{DRAFT}/release.yaml"));
    assert!(note.contains("version: 2026-12-22") && note.contains("note: \"More.\""), "{note}");
    fine(&iho(&place, "2027-01-02", &["verify"]));
    fine(&iho(&place, "2027-01-03", &["release", "vale", "--yes"]));
}

/// What was written into the draft's note since it was sealed is kept.
#[test]
fn a_note_that_was_written_since_stays() {
    let place = published("unseal-note");
    seal_for(&place, "2027-04-17");
    let path = format!("{DRAFT}/release.yaml");
    place.write(&path, format!("note: Something new.\n{}", place.read(&path)));
    fine(&iho(&place, "2027-01-02", &["unseal", "vale", "2027-04-17", "--yes"]));
    let note = place.read(&path);
    assert!(
        note.contains("note: Something new.") && note.contains("version: 2026-12-22"),
        "{note}"
    );
    assert!(!note.contains("2027-04-17"), "{note}");
    fine(&iho(&place, "2027-01-03", &["release", "vale", "--yes"]));
}

/// The first release of an IHO, too; and one whose folder somebody deleted by hand.
#[test]
fn the_first_and_one_without_its_folder_can_be_taken_back() {
    for is_gone in [false, true] {
        let place = site(&format!("unseal-first-{is_gone}"));
        seal_for(&place, "2027-04-17");
        if is_gone {
            fs::remove_dir_all(place.path(&format!("{RELEASES}/2027-04-17"))).expect("it is there");
            let told = release(&place, "2027-01-02", "x");
            assert!(
                told.code == 1 && told.stderr.contains("iho unseal vale 2027-04-17"),
                "{}",
                told.stderr
            );
        }
        fine(&iho(&place, "2027-01-02", &["unseal", "vale", "2027-04-17", "--yes"]));
        // No empty file is left behind, which would be a mistake of its own.
        fine(&iho(&place, "2027-01-02", &["check"]));
        let more: &[&str] = if is_gone { &["--note", "x"] } else { &[] };
        fine(&iho(&place, "2027-01-03", &[&["release", "vale", "--yes"], more].concat()));
    }
}

/// What somebody may have seen is never taken back, and nothing changes.
#[test]
fn what_was_published_is_not_taken_back() {
    let place = published("unseal-published");
    seal_for(&place, "2027-04-17");
    let content = place.tree("content");
    let refused = |at: &str, args: &[&str], words: &str| {
        let run = iho(&place, at, &[&["unseal"], args, &["--yes"]].concat());
        assert!(
            run.code == 2 && run.stderr.contains(words),
            "{args:?}: {} {}",
            run.code,
            run.stderr
        );
        assert!(content == place.tree("content"), "{args:?}");
    };
    refused("2027-01-02", &["vale", "2026-12-22"], "has been published");
    refused("2027-04-18", &["vale", "2027-04-17"], "the publication time");
    refused("2027-01-02", &["vale", "2027-05-01"], "no release");
    refused("2027-01-02", &["nowhere", "2027-05-01"], "no release");
    // A build has shown it, although the ledger among the sources does not know yet.
    fine(&iho(&place, "2027-04-17", &["build"]));
    refused("2027-01-02", &["vale", "2027-04-17"], "has been published");
}

/// A reader that goes away, as `head` does, is no failure: whatever is written is written whole.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    let place = site("unseal-pipe");
    let silent = |args: &[&str]| {
        let mut command = place.command();
        command.args(args).args(["--at", "2026-11-22T12:00:00Z"]);
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let error = writer.try_clone().expect("a pipe");
        command.stdin(Stdio::null()).stdout(writer).stderr(error);
        command.status().expect("it runs").code()
    };
    let seal = ["release", "vale", "--yes", "--note", "The first.", "--without-approval", REASON];
    assert_eq!(silent(&seal), Some(0));
    fine(&iho(&place, "2026-11-22", &["verify"]));
    for args in [
        &["build"][..],
        &["verify"],
        &["status"],
        &["check"],
        &["diff", "vale@2026-11-22", "vale@draft"],
        &["redact", "vale", "--find", "Vale"],
        &["schema", "site"],
        &["man"],
        &["--help"],
        &["completions", "bash"],
    ] {
        let code = silent(args);
        assert!(matches!(code, Some(0..=2)), "{args:?}: {code:?}");
    }
    let withdraw =
        ["withdraw", "vale", "2026-11-22", "--yes", "--reason", "It was.", "--by", "Chair"];
    assert_eq!(silent(&withdraw), Some(0));
    assert!(place.read("content/ledger.jsonl").contains("withdrawal"));
}

/// A disk that is full is no reader that went away: what should have been written is lost.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let place = published("unseal-full");
    for args in [&["check", "--format", "json"][..], &["schema", "site"], &["man"], &["verify"]] {
        let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
        let mut command = place.command();
        command.args(args).args(if args.len() > 1 && args[0] == "check" || args[0] == "verify" {
            &["--at", "2027-01-02T12:00:00Z"][..]
        } else {
            &[]
        });
        let run = command.stdin(Stdio::null()).stdout(full).output().expect("it runs");
        let told = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(3), "{args:?}: {told}");
        assert!(told.contains("could not be written"), "{args:?}: {told}");
    }
}

/// Whoever answers anything but yes has declined: nothing is written, and a script can tell.
#[cfg(target_os = "linux")]
#[test]
fn a_declined_release_exits_with_1() {
    let place = published("unseal-declined");
    let content = place.tree("content");
    for command in [
        "release vale --note x --republish Again.",
        "withdraw vale 2026-12-22 --reason Wrong. --by Chair",
        "redact vale 2026-12-22 iho.yaml --reason Wrong. --by Chair --category copyright",
    ] {
        let typed = format!("{} {command} --at 2027-01-02T12:00:00Z", env!("CARGO_BIN_EXE_iho"));
        let mut script = std::process::Command::new("script");
        script.args(["-qec", &typed, "/dev/null"]).current_dir(place.path(""));
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = script.spawn().expect("`script` of util-linux makes a terminal");
        let mut stdin = child.stdin.take().expect("a pipe");
        std::io::Write::write_all(&mut stdin, b"no\n").expect("it reads");
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(
            output.status.code(),
            Some(1),
            "{command}: {}",
            String::from_utf8_lossy(&output.stdout)
        );
        assert!(content == place.tree("content"), "{command}");
    }
}

/// What a person reads before they agree is no result: a program that reads the output gets the result alone.
#[test]
fn questions_and_refusals_go_to_the_error_stream() {
    let place = site("unseal-streams");
    let sealed = release(&place, "2026-11-22", "The first.");
    assert!(sealed.stdout.trim_start().starts_with("Sealed: "), "{}", sealed.stdout);
    assert!(sealed.stderr.contains("Once sealed, a release never changes"), "{}", sealed.stderr);
    let refused = run(place
        .command()
        .args(["release", "vale", "--at", "2026-11-23", "--note", "x", "--republish", "Again."])
        .args(["--without-approval", REASON])
        .stdin(Stdio::null()));
    assert!(refused.code == 2 && refused.stdout.is_empty(), "{}", refused.stdout);
}
