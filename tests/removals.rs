//! What was removed by law does not come back by mistake; a notice can go, too; and words that are typed are as sound as
//! those in files.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;

use crate::place::{Place, Run};
use crate::sealed::{DRAFT, RELEASES, iho, published};

const NOTICES: &str = "content/ihos/vale/notices";
const LAW: [&str; 7] = [
    "--by",
    "Data protection officer",
    "--reason",
    "It named a patient.",
    "--category",
    "personal-data",
    "--yes",
];

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn redact(place: &Place, at: &str, what: &[&str]) -> Run {
    iho(place, at, &[&["redact", "vale"], what, &LAW[..]].concat())
}

/// A site whose release of 2 January names a patient in a file that was removed since; the draft does so no more.
fn with_a_removal(name: &str) -> (Place, String) {
    let place = published(name);
    let path = format!("{DRAFT}/narrative/host.md");
    let host = place.read(&path);
    let private = format!("{host}\nMrs Brown of Mill Lane was ill.\n");
    place.write(&path, &private);
    fine(&iho(&place, "2027-01-02", &["release", "vale", "--yes", "--note", "x"]));
    place.write(&path, format!("{host}\nMore.\n"));
    fine(&redact(&place, "2027-01-03", &["2027-01-02", "narrative/host.md"]));
    (place, private)
}

/// The same bytes, whatever the name, are not sealed again, unless somebody says why; and then they may stay.
#[test]
fn what_was_removed_does_not_come_back_unsaid() {
    let (place, private) = with_a_removal("removals-back");
    let list = place.read(".iho-private");
    assert!(
        !list.contains("Brown") && list.contains("vale/2027-01-02/narrative/host.md"),
        "{list}"
    );
    let release = |at: &str, more: &[&str]| {
        iho(&place, at, &[&["release", "vale", "--yes", "--note", "x"], more].concat())
    };
    for path in ["narrative/host.md", "narrative/commissioner.md"] {
        let path = format!("{DRAFT}/{path}");
        let before = fs::read_to_string(place.path(&path)).ok();
        place.write(&path, &private);
        let refused = release("2027-01-04", &[]);
        assert_eq!(refused.code, 2, "{path}: {}", refused.stdout);
        assert!(
            refused.stderr.contains("which was removed for legal reasons")
                && refused.stderr.contains("--again"),
            "{}",
            refused.stderr
        );
        assert!(!place.path(&format!("{RELEASES}/2027-01-04")).exists(), "{path}");
        match before {
            Some(text) => place.write(&path, text),
            None => fs::remove_file(place.path(&path)).expect("it was written"),
        }
    }
    place.write(&format!("{DRAFT}/narrative/host.md"), &private);
    fine(&release("2027-01-05", &["--again", "The court lifted its order."]));
    place.write(&format!("{DRAFT}/narrative/commissioner.md"), "It is the same body.\n");
    fine(&release("2027-01-06", &[]));
    // Nothing of the list is published or sealed.
    fine(&iho(&place, "2027-01-07", &["build"]));
    let key = list.lines().find_map(|line| line.strip_prefix("key ")).expect("a key");
    for folder in ["output", "content"] {
        for (path, bytes) in place.tree(folder) {
            assert!(memchr::memmem::find(&bytes, key.as_bytes()).is_none(), "{folder}/{path}");
        }
    }
}

/// A second run of a removal that is done changes nothing on the disk.
#[test]
fn a_finished_removal_is_not_written_again() {
    let (place, _) = with_a_removal("removals-twice");
    let (content, list) = (place.tree("content"), place.read(".iho-private"));
    let again = redact(&place, "2027-01-04", &["2027-01-02", "narrative/host.md"]);
    fine(&again);
    assert!(again.stderr.contains("There is nothing left to do"), "{}", again.stderr);
    assert!(content == place.tree("content") && list == place.read(".iho-private"));
}

/// A removal of which nothing is known here can't be noticed when it comes back: `check` says so, and a damaged list is no
/// empty one.
#[test]
fn an_unguarded_removal_is_told() {
    let (place, _) = with_a_removal("removals-unguarded");
    let check = |place: &Place| iho(place, "2027-01-04", &["check"]);
    assert!(!check(&place).stderr.contains("unguarded-removal"));
    let list = place.read(".iho-private");
    fs::remove_file(place.path(".iho-private")).expect("it was written");
    let told = check(&place);
    fine(&told);
    assert!(
        told.stderr.contains("unguarded-removal") && told.stderr.contains(".iho-private"),
        "{}",
        told.stderr
    );
    for text in ["", "key 12\n", &list[..list.len() / 2]] {
        place.write(".iho-private", text);
        let run = iho(&place, "2027-01-04", &["release", "vale", "--yes", "--note", "x"]);
        assert!(
            run.code == 3 && run.stderr.contains("is damaged"),
            "{text}: {} {}",
            run.code,
            run.stderr
        );
    }
}

/// A notice that tells too much goes; what it decided still holds, in the chain and on the pages.
#[test]
fn a_notice_can_be_removed() {
    let (place, _) = with_a_removal("removals-notice");
    let words = ["--reason", "It was about Zebra Brown.", "--by", "Chair", "--yes"];
    fine(&iho(
        &place,
        "2027-01-05",
        &[&["withdraw", "vale", "2027-01-02", "--fallback-previous"], &words[..]].concat(),
    ));
    fine(&iho(&place, "2027-01-06", &["build"]));
    let front = place.read("output/ihos/vale/index.html");
    let names = ["0001-2027-01-03-redaction.yaml", "0002-2027-01-05-withdrawal.yaml"];
    for (n, name) in names.iter().enumerate() {
        let day = format!("2027-01-0{}", 7 + n);
        fine(&redact(&place, &day, &["--notice", name]));
        assert!(!place.path(&format!("{NOTICES}/{name}")).exists());
        fine(&iho(&place, &day, &["verify"]));
    }
    // The notice that stands for the second goes as well.
    fine(&redact(&place, "2027-01-09", &["--notice", "0004-2027-01-08-redaction.yaml"]));
    let verified = iho(&place, "2027-01-09", &["verify"]);
    fine(&verified);
    assert!(
        verified.stdout.contains("removed, with notices")
            && verified.stdout.contains("was withdrawn on"),
        "{}",
        verified.stdout
    );
    fine(&iho(&place, "2027-01-09", &["build"]));
    // Whoever downloads the release has no notice of which another says what it said.
    let zip = "output/ihos/vale/releases/2027-01-02/release.zip";
    fine(&iho(&place, "2027-01-09", &["verify", zip, "--ledger", "output/ledger.jsonl"]));
    assert_eq!(place.read("output/ihos/vale/index.html"), front, "another release is in force");
    for (path, bytes) in place.tree("output") {
        assert!(memchr::memmem::find(&bytes, b"Zebra").is_none(), "{path}");
    }
    let again = redact(&place, "2027-01-10", &["--notice", names[1]]);
    fine(&again);
    assert!(again.stderr.contains("There is nothing left to do"), "{}", again.stderr);
    // One that nobody removed is missed.
    fs::remove_file(place.path(&format!("{NOTICES}/0005-2027-01-09-redaction.yaml")))
        .expect("it was written");
    assert_eq!(iho(&place, "2027-01-10", &["verify"]).code, 1);
}

/// Whatever the flag: names of people, mailboxes, telephone and NHS numbers are refused before anything is written.
#[test]
fn typed_words_pass_the_guards_of_prose() {
    let place = published("removals-typed");
    let content = place.tree("content");
    let words = [
        "",
        "  ",
        "\u{200b} - .",
        "Dr Jane Smith said so.",
        "Ask jane.smith@nhs.net about it.",
        "Call 07700 900123 about it.",
        "The NHS number is 943 476 5919.",
    ];
    for words in words {
        let commands: [&[&str]; 9] = [
            &["release", "vale", "--yes", "--note", words],
            &["release", "vale", "--yes", "--note", "x", "--republish", words],
            &["correct", "vale", "--yes", "--what", words, "--now", "Now.", "--by", "Chair"],
            &["correct", "vale", "--yes", "--what", "It was.", "--now", words, "--by", "Chair"],
            &["correct", "vale", "--yes", "--what", "It was.", "--now", "Now.", "--by", words],
            &["withdraw", "vale", "2026-12-22", "--yes", "--reason", words, "--by", "Chair"],
            &["withdraw", "vale", "2026-12-22", "--yes", "--reason", "It was.", "--by", words],
            &["approve", "vale", "--role", "author", "--by", words],
            &["approve", "vale", "--role", words, "--by", "Chair"],
        ];
        for command in commands {
            let run = iho(&place, "2027-01-02", command);
            let is_told_of_draft = words.trim().is_empty() && command[0] == "release";
            let code = if is_told_of_draft { 1 } else { 2 };
            assert_eq!(run.code, code, "{command:?}: {}{}", run.stdout, run.stderr);
            assert!(content == place.tree("content"), "{command:?} wrote something");
        }
        let law =
            ["redact", "vale", "2026-12-22", "iho.yaml", "--yes", "--category", "personal-data"];
        for more in [["--by", words, "--reason", "It was."], ["--by", "Chair", "--reason", words]] {
            let run = iho(&place, "2027-01-02", &[&law[..], &more[..]].concat());
            assert_eq!(run.code, 2, "{more:?}: {}{}", run.stdout, run.stderr);
            assert!(content == place.tree("content"), "{more:?} wrote something");
        }
    }
}

/// What the law took from a release is still public where another file holds it: whoever removes it is told, and so is
/// everybody who checks or builds afterwards, until the file is gone.
#[test]
fn what_other_files_still_hold_is_told() {
    let place = published("removals-still");
    let private = "---\ntitle: The host\n---\nMrs Brown of Mill Lane was ill.\n";
    place.write(&format!("{DRAFT}/narrative/host.md"), private);
    place.write("content/pages/copy.md", private);
    fine(&iho(&place, "2027-01-02", &["release", "vale", "--yes", "--note", "x"]));
    let run = redact(&place, "2027-01-03", &["2027-01-02", "narrative/host.md"]);
    fine(&run);
    let live = [format!("{DRAFT}/narrative/host.md"), "content/pages/copy.md".to_owned()];
    for path in &live {
        assert!(run.stderr.contains(&format!("  {path}\n")), "{}", run.stderr);
    }
    for command in [&["check"][..], &["build"], &["build", "--drafts"]] {
        let told = iho(&place, "2027-01-03", command);
        let n = if command == ["build"] { 1 } else { 2 };
        assert_eq!(told.stderr.matches("removed-text").count(), n, "{command:?}: {}", told.stderr);
    }
    live.iter().for_each(|path| fs::remove_file(place.path(path)).expect("it is there"));
    for command in [&["check"][..], &["build"], &["build", "--drafts"]] {
        let told = iho(&place, "2027-01-03", command);
        assert!(!told.stderr.contains("removed-text"), "{command:?}: {}", told.stderr);
    }
}

/// Whatever file the law takes from a release, shared ones too, the site can be built, and the pages that named it lead nowhere
/// wrong: a build refuses links to nothing.
#[test]
fn whatever_is_removed_the_site_can_be_built() {
    let place = Place::new("removals-any-file");
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in walkdir::WalkDir::new(top.join("content")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(top).unwrap().to_string_lossy().into_owned();
            place.write(&path, fs::read(entry.path()).unwrap());
        }
    }
    let folder = "content/ihos/example-vale/releases/2026-11-16";
    let all: Vec<String> = place.tree(folder).into_keys().collect();
    let own = ["manifest.json", "files.sha256", "salts.txt"];
    // One of each folder, then everything.
    let mut folders = std::collections::BTreeSet::new();
    let one_each: Vec<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|path| {
            path.starts_with("shared/") && folders.insert(path.rsplit_once('/').map(|it| it.0))
        })
        .collect();
    assert!(one_each.len() >= 7, "{one_each:?}");
    let every: Vec<&str> = all.iter().map(String::as_str).filter(|it| !own.contains(it)).collect();
    for files in [one_each, every] {
        fine(&iho(
            &place,
            "2026-11-30",
            &[&["redact", "example-vale", "2026-11-16"], &files[..], &LAW[..]].concat(),
        ));
        fine(&iho(&place, "2026-11-30", &["build"]));
    }
}
