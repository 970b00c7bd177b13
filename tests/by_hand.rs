//! What third parties run without this program: the commands on the page `/verify/`, taken from the page as it is built,
//! and `verify.py`. Both accept what was published, and nothing that was changed, whatever else was made to fit.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;
use std::process::Command;

use iho::archive::{commitment, hex, sha256};

use crate::common;
use crate::place::{Place, Run, run};

const FIRST: &str = "content/ihos/vale/releases/2026-11-22";
const NOTICE: &str = "0001-2027-01-02-redaction.yaml";

/// A site that was sealed, and the commands of its page as `check.sh`.
fn site(name: &str) -> Place {
    let files = common::folder(include_str!("sites/signed.txt")).into_iter();
    let place =
        Place::with_site(name, &files.filter_map(|(path, text)| Some((path, text?))).collect());
    publish(&place);
    place
}

fn iho(place: &Place, args: &[&str]) {
    let ran = run(place.command().args(args));
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

fn publish(place: &Place) {
    iho(place, &["build", "--at", "2027-02-01"]);
    let page = place.read("output/verify/index.html");
    let blocks: Vec<String> = page.split("<pre").skip(1).map(plain).collect();
    let check = blocks.iter().find(|it| it.starts_with("# sh check.sh")).expect("the commands");
    place.write("check.sh", check);
    assert!(blocks.iter().any(|it| it.trim() == "sh check.sh release ledger.jsonl"), "{blocks:?}");
}

/// The words of a block of code, as somebody copies them.
fn plain(rest: &str) -> String {
    let inside = &rest[rest.find('>').expect("a tag") + 1..rest.find("</pre>").expect("an end")];
    let mut words = String::new();
    let mut is_tag = false;
    for letter in inside.chars() {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            letter if !is_tag => words.push(letter),
            _ => {}
        }
    }
    let marks = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    marks.iter().fold(words, |words, (from, to)| words.replace(from, to))
}

/// Removes a file of the first release by law.
fn redact(place: &Place) {
    let args = [
        "redact",
        "vale",
        "2026-11-22",
        "narrative/host.md",
        "--category",
        "personal-data",
        "--reason",
        "It named a patient.",
    ];
    iho(
        place,
        &[&args[..], &["--by", "Data protection officer", "--yes", "--at", "2027-01-02T12:00:00Z"]]
            .concat(),
    );
    publish(place);
}

/// A fresh copy of the first release, as if it were unpacked.
fn unpack(place: &Place) {
    let _ = fs::remove_dir_all(place.path("release"));
    for (path, bytes) in place.tree(FIRST) {
        place.write(&format!("release/{path}"), bytes);
    }
    place.write("ledger.jsonl", place.read("output/ledger.jsonl"));
    // As in `release.zip`.
    let notice = place.path(&format!("output/ihos/vale/notices/{NOTICE}"));
    if let Ok(text) = fs::read(notice) {
        place.write(&format!("release/notices/{NOTICE}"), text);
    }
}

fn by_hand(place: &Place, notices: &[&str]) -> Run {
    let mut sh = Command::new("sh");
    run(sh.current_dir(place.path("")).args(["check.sh", "release", "ledger.jsonl"]).args(notices))
}

fn by_python(place: &Place, args: &[&str]) -> Run {
    let mut python = Command::new("python3");
    run(python.current_dir(place.path("")).arg("output/verify/verify.py").args(args))
}

/// Both find a release whole, and say these words.
#[track_caller]
fn passes(place: &Place, notices: &[&str], words: &str) {
    for ran in [
        by_hand(place, notices),
        by_python(place, &[&["ledger.jsonl", "release"], notices].concat()),
    ] {
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        assert!(
            ran.stdout.contains(words) && ran.stderr.is_empty(),
            "{words}: {}{}",
            ran.stdout,
            ran.stderr
        );
    }
}

/// Neither does.
#[track_caller]
fn fails(place: &Place, notices: &[&str], what: &str) {
    for ran in [
        by_hand(place, notices),
        by_python(place, &[&["ledger.jsonl", "release"], notices].concat()),
    ] {
        assert!(matches!(ran.code, 1 | 2), "{what}: {} {}{}", ran.code, ran.stdout, ran.stderr);
        assert!(!ran.stderr.contains("Traceback"), "{what}: {}", ran.stderr);
        assert!(
            !ran.stdout.contains("is what was published") && !ran.stdout.contains("All agrees"),
            "{what}: {}",
            ran.stdout
        );
    }
}

/// The line of a file in a list is another.
fn with_line(text: &str, path: &str, new: &str) -> String {
    let ends = format!("  {path}");
    let lines = text
        .lines()
        .map(|line| if line.ends_with(&ends) { new.to_owned() } else { format!("{line}\n") });
    lines.collect()
}

/// What somebody does to a release who wants it to say something else.
type Forgery = (&'static str, fn(&Place));

fn edit(place: &Place) {
    place.write("release/iho.yaml", place.read("release/iho.yaml") + "# forged\n");
}

fn mend_sums(place: &Place) {
    let sum = hex(&sha256(place.read("release/iho.yaml").as_bytes()));
    let sums =
        with_line(&place.read("release/files.sha256"), "iho.yaml", &format!("{sum}  iho.yaml\n"));
    place.write("release/files.sha256", sums);
}

fn drop_line(place: &Place, list: &str) {
    let path = format!("release/{list}");
    place.write(&path, with_line(&place.read(&path), "iho.yaml", ""));
}

/// A manifest to which the file fits.
fn mend_manifest(place: &Place) {
    let sum = hex(&sha256(place.read("release/iho.yaml").as_bytes()));
    let salts = place.read("release/salts.txt");
    let salt =
        salts.lines().find_map(|it| it.strip_suffix("  iho.yaml")).expect("a salt").to_owned();
    let manifest = place.read("release/manifest.json");
    let old = manifest
        .split("\"commit\": \"")
        .find(|it| it.contains("\"path\": \"iho.yaml\""))
        .expect("a file");
    let new = manifest.replace(&old[..64], &commitment(&salt, &sum, "iho.yaml"));
    place.write("release/manifest.json", new);
}

fn doubled(place: &Place, list: &str) {
    let path = format!("release/{list}");
    let text = place.read(&path);
    let line = text.lines().find(|it| it.ends_with("  iho.yaml")).expect("a line").to_owned();
    place.write(&path, format!("{text}{line}\n"));
}

fn swapped(place: &Place, list: &str) {
    let path = format!("release/{list}");
    let text = place.read(&path);
    let mut lines: Vec<&str> = text.lines().collect();
    lines.swap(0, 1);
    place.write(&path, lines.join("\n") + "\n");
}

const FORGERIES: &[Forgery] = &[
    ("edited", edit),
    ("edited, with its checksum", |it| {
        edit(it);
        mend_sums(it);
    }),
    ("edited, with its checksum, salts emptied", |it| {
        edit(it);
        mend_sums(it);
        it.write("release/salts.txt", "");
    }),
    ("edited, with its checksum, its salt gone", |it| {
        edit(it);
        mend_sums(it);
        drop_line(it, "salts.txt");
    }),
    ("edited, both of its lines gone", |it| {
        edit(it);
        drop_line(it, "files.sha256");
        drop_line(it, "salts.txt");
    }),
    ("edited, with its checksum and manifest", |it| {
        edit(it);
        mend_sums(it);
        mend_manifest(it);
    }),
    ("both lists emptied", |it| {
        it.write("release/files.sha256", "");
        it.write("release/salts.txt", "");
    }),
    ("salts emptied", |it| it.write("release/salts.txt", "")),
    ("sums emptied", |it| it.write("release/files.sha256", "")),
    ("no salts", |it| fs::remove_file(it.path("release/salts.txt")).expect("a file")),
    ("no sums", |it| fs::remove_file(it.path("release/files.sha256")).expect("a file")),
    ("a salt is gone", |it| drop_line(it, "salts.txt")),
    ("a sum is gone", |it| drop_line(it, "files.sha256")),
    ("a salt is there twice", |it| doubled(it, "salts.txt")),
    ("a sum is there twice", |it| doubled(it, "files.sha256")),
    ("salts in another order", |it| swapped(it, "salts.txt")),
    ("sums in another order", |it| swapped(it, "files.sha256")),
    ("the end of a list cut off", |it| {
        it.write("release/salts.txt", it.read("release/salts.txt").trim_end())
    }),
    ("another manifest", |it| {
        it.write(
            "release/manifest.json",
            it.read("release/manifest.json").replace("0.1.0", "0.1.1"),
        )
    }),
    ("the manifest of another release", |it| {
        it.write(
            "release/manifest.json",
            it.read("content/ihos/vale/releases/2026-12-22/manifest.json"),
        );
    }),
    ("one more file", |it| it.write("release/more.yaml", "a: b\n")),
    ("a hidden file", |it| it.write("release/.DS_Store", "x")),
    ("a hidden file below", |it| it.write("release/shared/.hidden", "x")),
    ("one more file, in the list", |it| {
        it.write("release/more.yaml", "a: b\n");
        let sum = hex(&sha256(b"a: b\n"));
        it.write(
            "release/files.sha256",
            format!("{}{sum}  more.yaml\n", it.read("release/files.sha256")),
        );
    }),
    ("a file is missing", |it| fs::remove_file(it.path("release/iho.yaml")).expect("a file")),
    ("a file and its lines are missing", |it| {
        fs::remove_file(it.path("release/iho.yaml")).expect("a file");
        drop_line(it, "files.sha256");
        drop_line(it, "salts.txt");
    }),
    ("a folder in the place of a file", |it| {
        fs::remove_file(it.path("release/iho.yaml")).expect("a file");
        fs::create_dir(it.path("release/iho.yaml")).expect("a folder");
    }),
    ("a line of the ledger is another", |it| {
        it.write("ledger.jsonl", it.read("ledger.jsonl").replacen("2026-11-22T", "2026-11-21T", 1))
    }),
    ("a line of the ledger is gone", |it| {
        let ledger = it.read("ledger.jsonl");
        it.write("ledger.jsonl", ledger.split_once('\n').expect("lines").1);
    }),
    ("the ledger is empty", |it| it.write("ledger.jsonl", "")),
    ("the ledger is cut off", |it| it.write("ledger.jsonl", it.read("ledger.jsonl").trim_end())),
];

#[test]
fn both_accept_what_was_published_and_nothing_else() {
    let place = site("by-hand");
    unpack(&place);
    passes(&place, &[], "");
    assert!(
        by_hand(&place, &[])
            .stdout
            .starts_with("This release is what was published: {\"at\":\"2026-11-22")
    );
    for (what, forge) in FORGERIES {
        unpack(&place);
        forge(&place);
        fails(&place, &[], what);
    }
    unpack(&place);
    #[cfg(unix)]
    {
        let text = place.read("release/iho.yaml");
        place.write("elsewhere.yaml", text);
        fs::remove_file(place.path("release/iho.yaml")).expect("a file");
        std::os::unix::fs::symlink(place.path("elsewhere.yaml"), place.path("release/iho.yaml"))
            .expect("a link");
        fails(&place, &[], "a link to the very text");
    }
}

/// What the law removed is withheld, and nothing else is; the notice says what it was.
#[test]
fn both_say_what_was_withheld() {
    let place = site("by-hand-withheld");
    redact(&place);
    let notice = format!("output/ihos/vale/notices/{NOTICE}");
    assert_eq!(place.read(&notice), place.read(&format!("content/ihos/vale/notices/{NOTICE}")));
    let page = place.read("output/notices/index.html");
    assert!(page.contains(&format!("href=\"../ihos/vale/notices/{NOTICE}\"")), "{page}");
    let notice = notice.as_str();
    unpack(&place);
    passes(&place, &[], "as a notice says");
    passes(&place, &[notice], "as a notice says");
    fs::remove_dir_all(place.path("release/notices")).expect("a folder");
    passes(&place, &[notice], "as a notice says");
    fails(&place, &[], "a notice that is not at hand");
    let about_lists = |what: &str| what.contains("gone") || what.contains("missing");
    for (what, forge) in FORGERIES.iter().filter(|(what, _)| about_lists(what)) {
        unpack(&place);
        forge(&place);
        fails(&place, &[notice], what);
        fails(&place, &[], what);
    }
    unpack(&place);
    place.write("release/narrative/host.md", "It is back.\n");
    fails(&place, &[notice], "what was removed is back");
    unpack(&place);
    place.write("forged.yaml", place.read(notice) + "  - iho.yaml\n");
    fails(&place, &["forged.yaml"], "a forged notice");
    // The other release was not touched, so nothing may be missing from it.
    let other = by_python(&place, &["ledger.jsonl", "content/ihos/vale/releases/2026-12-22"]);
    assert!(other.code == 0 && !other.stdout.contains("withheld"), "{}", other.stdout);
}

/// A release that was withdrawn or corrected is whole, and more is to be known.
#[test]
fn both_say_what_was_published_later() {
    let place = site("by-hand-later");
    let withdraw = |more: &[&str]| {
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
        ];
        iho(&place, &[&args[..], more].concat());
        publish(&place);
        unpack(&place);
    };
    withdraw(&["2027-01-02T12:00:00Z"]);
    passes(&place, &[], "withdraw");
    withdraw(&["2027-01-03T12:00:00Z", "--reinstate"]);
    let again = by_python(&place, &["ledger.jsonl", "release"]);
    assert!(again.code == 0 && !again.stdout.contains("withdrawn"), "{}", again.stdout);
}

/// One sentence for each, on any input.
#[track_caller]
fn says_one_thing(place: &Place, args: &[&str], what: &str) -> String {
    let ran = by_python(place, args);
    assert!(matches!(ran.code, 0..=2), "{what}: {} {}", ran.code, ran.stderr);
    assert!(
        !ran.stderr.contains("Traceback") && !ran.stdout.contains("could not be checked"),
        "{what}: {}{}",
        ran.stdout,
        ran.stderr
    );
    assert!(ran.code == 0 || !ran.stdout.trim().is_empty(), "{what}");
    if ran.code != 0 { ran.stdout } else { String::new() }
}

#[test]
fn the_program_says_in_a_sentence_what_it_can_not_read() {
    let place = site("by-hand-unreadable");
    unpack(&place);
    fs::create_dir(place.path("empty")).expect("a folder");
    place.write("nothing.zip", "PK");
    place.write("file", "x");
    let release = ["ledger.jsonl", "release"];
    for (args, words) in [
        (&["nowhere.jsonl"][..], "can't be read"),
        (&["release"], "not an ordinary file"),
        (&["ledger.jsonl", "nowhere"], "is not a folder"),
        (&["ledger.jsonl", "file"], "is not a folder"),
        (&["ledger.jsonl", "empty"], "manifest.json can't be read"),
        (&["ledger.jsonl", "nothing.zip"], "has to be unpacked"),
        (&["ledger.jsonl", "nowhere.yaml"], "can't be read"),
        (&["file"], "was cut off"),
    ] {
        let said = says_one_thing(&place, args, words);
        assert!(said.contains(words) && said.lines().count() == 1, "{args:?}: {said}");
    }
    assert_eq!(by_python(&place, &[]).code, 2);
    let ledger = place.read("ledger.jsonl");
    let deep = "[".repeat(100_000);
    let huge = "9".repeat(10_000);
    for bad in [
        "null\n",
        "[]\n",
        "1\n",
        "{}\n",
        "{\"n\":1}\n",
        "\n",
        "{\"n\":1e999,\"prev\":null}\n",
        "nonsense\n",
        "\u{feff}{}\n",
    ] {
        place.write("ledger.jsonl", bad);
        assert!(!says_one_thing(&place, &release, bad).is_empty(), "{bad}");
    }
    place.write("ledger.jsonl", format!("{deep}\n"));
    assert!(!says_one_thing(&place, &release, "deep").is_empty());
    place.write("ledger.jsonl", format!("{{\"n\":{huge}}}\n"));
    assert!(!says_one_thing(&place, &release, "huge").is_empty());
    place.write("ledger.jsonl", b"\xff\xfe\n");
    assert!(!says_one_thing(&place, &release, "no text").is_empty());
    place.write("ledger.jsonl", &ledger);
    for list in ["files.sha256", "salts.txt", "manifest.json", "iho.yaml"] {
        unpack(&place);
        place.write(&format!("release/{list}"), b"\xff\xfe\n");
        assert!(!says_one_thing(&place, &release, list).is_empty(), "{list}");
        fs::remove_file(place.path(&format!("release/{list}"))).expect("a file");
        fs::create_dir(place.path(&format!("release/{list}"))).expect("a folder");
        assert!(!says_one_thing(&place, &release, list).is_empty(), "{list} is a folder");
    }
}

/// A ledger that was made to name whatever manifest somebody wrote: what is in it can't lead out of the folder, and is told.
#[test]
fn no_manifest_leads_the_program_astray() {
    let place = site("by-hand-manifests");
    unpack(&place);
    let manifest = place.read("release/manifest.json");
    let path = "\"path\": \"iho.yaml\"";
    let with_path = |new: &str| manifest.replacen(path, &format!("\"path\": {new}"), 1);
    let deep = format!("{{\"files\": {}", "[".repeat(50_000));
    let mut bad = vec![
        ("null".to_owned(), "null"),
        ("[]".to_owned(), "a list"),
        ("{}".to_owned(), "nothing"),
        ("{".to_owned(), "broken"),
        (deep, "deep"),
        (
            manifest.replace("\"files\": [", "\"files\": [null, 1, \"a\", [], "),
            "files of other types",
        ),
        (manifest.replace("\"iho-release/1\"", "[1]"), "another form"),
        (manifest.replace("\"schema\": 1", &format!("\"schema\": {}", "9".repeat(5_000))), "huge"),
        (manifest.replace("\"schema\": 1", "\"schema\": 1, \"schema\": 1"), "a key twice"),
        (
            manifest.replace("\"version\": \"2026-11-22\"", "\"version\": {}"),
            "a version that is none",
        ),
    ];
    for (new, what) in [
        ("\"../../../../../../etc/passwd\"", "up"),
        ("\"/etc/passwd\"", "from the top"),
        ("\"shared/../iho.yaml\"", "up and down"),
        ("\"./iho.yaml\"", "here"),
        ("\"a//b\"", "an empty part"),
        ("\"\"", "empty"),
        ("\"..\\\\..\\\\iho.yaml\"", "backslashes"),
        ("\"C:/iho.yaml\"", "a drive"),
        ("\"iho\\u0000.yaml\"", "a zero"),
        ("\"iho\\n.yaml\"", "a line"),
        ("\"\\ud800.yaml\"", "half a letter"),
        ("\"host.yaml\"", "a file twice"),
        ("\"manifest.json\"", "itself"),
        ("null", "null"),
        ("7", "a number"),
        ("[\"iho.yaml\"]", "a list"),
    ] {
        bad.push((with_path(new), what));
    }
    let ledger = place.read("ledger.jsonl");
    let line = ledger.lines().next().expect("a line");
    let old = hex(&sha256(manifest.as_bytes()));
    for (text, what) in bad {
        place.write("release/manifest.json", &text);
        place.write("ledger.jsonl", line.replace(&old, &hex(&sha256(text.as_bytes()))) + "\n");
        let by_hand = by_hand(&place, &[]);
        let is_path = text.contains("\"iho-release/1\"") && !text.contains(path);
        assert!(!is_path || by_hand.code == 1, "{what}: {}", by_hand.stdout);
        assert!(!by_hand.stdout.contains("root:"), "{what}: {}", by_hand.stdout);
        let said = says_one_thing(&place, &["ledger.jsonl", "release"], what);
        assert!(
            !said.is_empty() && !said.contains("root:") && said.lines().count() == 1,
            "{what}: {said}"
        );
    }
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below.max(1)).expect("small")).expect("small")
    }
}

/// Blows at random, a few at a time: no file that was changed passes, and nothing ends in a traceback.
#[test]
fn whatever_is_changed_is_told_in_words() {
    let place = site("by-hand-random");
    redact(&place);
    unpack(&place);
    let whole = place.tree("release");
    let ledger = place.read("ledger.jsonl").into_bytes();
    let names: Vec<&String> = whole.keys().collect();
    for seed in 1..=60 {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        unpack(&place);
        let name = names[dice.roll(names.len())].clone();
        let targets = ["manifest.json", "files.sha256", "salts.txt", &name];
        let target = targets[dice.roll(targets.len())];
        let is_ledger = dice.roll(4) == 0;
        let old = if is_ledger { &ledger } else { &whole[target] };
        let mut bytes = old.clone();
        for _ in 0..=dice.roll(3) {
            let at = dice.roll(bytes.len());
            match dice.roll(6) {
                0 => bytes.truncate(at),
                1 if !bytes.is_empty() => bytes[at] ^= 1 << dice.roll(8),
                2 => bytes.insert(at, [0, b'\n', b'"', b'[', 0xff, b' '][dice.roll(6)]),
                3 if !bytes.is_empty() => drop(bytes.remove(at)),
                4 => bytes.extend_from_within(at..),
                _ => bytes.reverse(),
            }
        }
        let path = if is_ledger { "ledger.jsonl".to_owned() } else { format!("release/{target}") };
        place.write(&path, &bytes);
        let said = says_one_thing(&place, &["ledger.jsonl", "release"], &format!("{seed}: {path}"));
        assert_eq!(said.is_empty(), bytes == *old, "{seed}: {path}: {said}");
    }
}

/// A reader that goes away, or was never there, is no failure.
#[cfg(unix)]
#[test]
fn nobody_has_to_listen() {
    let place = site("by-hand-pipe");
    unpack(&place);
    for words in ["| head -n 0; exit ${PIPESTATUS[0]}", ">&-", "> /dev/full"] {
        let command = format!("python3 output/verify/verify.py ledger.jsonl release {words}");
        let ran = run(Command::new("bash").current_dir(place.path("")).args(["-c", &command]));
        assert!(matches!(ran.code, 0..=2), "{words}: {}", ran.code);
        assert!(ran.stderr.is_empty(), "{words}: {}", ran.stderr);
    }
}
