//! A review misses nothing: whatever is edited is listed, in the preview before and after it starts again, and in a fresh clone; and
//! what is said to go public is what the next build changes.
#![expect(clippy::disallowed_methods, reason = "these tests own their folders and run git")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::place::{Place, Run, run};
use crate::preview::Tested;
use crate::sealed::{self, DRAFT, iho};

/// A picture of one point.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89";

const POLICY: &str = "---\ntitle: A letter\ndate: 2026-05-01\nkind: decision\nstatus: done\npublishers: [NHS England]\ndocument: board-paper\nsources: [board-paper]\nsummary: It says what is wanted.\n---\nThe letter was short.\n";

const MODEL: &str = "---\ntitle: Kinzig Valley\nkind: abroad\ncountry: Germany\nsummary: A valley with one budget.\nfacts:\n  - {id: budget, fact: It has one budget., source: board-paper}\nevidence_strength: none\nevidence_note: We hold no study.\n---\nPeople live there.\n";

const QUESTIONS: &str = "questions:\n  - id: am-i-in-it\n    who: public\n    question: Am I covered?\n    answered_by: [footprint.places]\n    answer: Look it up.\n";

/// The day on which the site was released and built.
const BUILT: &str = "2026-11-20";
/// The day on which it is looked at, as in every preview.
const LOOKED: &str = "2026-11-21";

/// A site with every kind of content, whose draft was sealed.
fn released(name: &str) -> Place {
    let place = sealed::site(name);
    place.write("content/policies/letter.md", POLICY);
    place.write("content/models/kinzig.md", MODEL);
    place.write("content/questions.yaml", QUESTIONS);
    place.write(
        "content/pages/news.md",
        "---\ntitle: News\n---\nNothing new. ![A point](photo.png)\n",
    );
    place.write("content/pages/photo.png", PICTURE);
    place.write(
        &format!("{DRAFT}/metrics/bed-days.csv"),
        "period,value\n2026-Q1,480.5\n2026-Q2,470.5\n",
    );
    place.write(&format!("{DRAFT}/plan.pdf"), "%PDF-1.7 one");
    place.write(
        &format!("{DRAFT}/narrative/plan.md"),
        "---\ntitle: Plan\n---\nSee [the plan](../plan.pdf).\n",
    );
    place.write("themes/default/static/extra.txt", "one\n");
    place.write(".gitignore", "/output\n/.iho\n");
    let sealed = sealed::release(&place, BUILT, "The first release.");
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    place
}

/// The same, published.
fn built(name: &str) -> Place {
    let place = released(name);
    let built = iho(&place, BUILT, &["build"]);
    assert_eq!(built.code, 0, "{}{}", built.stdout, built.stderr);
    place
}

/// An edit: the file, what is replaced in it, and by what; `#` stands for a number. Nothing to replace means the whole file.
type Edit = (&'static str, &'static str, &'static str);

const EDITS: &[Edit] = &[
    ("content/pages/about.md", "are invented", "are invented # times"),
    ("content/pages/index.md", "One contract", "Contract # of one"),
    ("content/pages/new-#.md", "", "---\ntitle: New page #\n---\nSomething new.\n"),
    ("content/pages/photo.png", "", "\u{89}PNG #"),
    ("content/policies/letter.md", "was short", "had # words"),
    ("content/policies/letter-#.md", "", POLICY),
    ("content/models/kinzig.md", "live there", "live there, # of them"),
    ("content/glossary.yaml", "The body that", "The # bodies that"),
    ("content/questions.yaml", "Look it up.", "Look it up # times."),
    ("content/site.yaml", "title: Small example", "title: Small example #"),
    ("themes/default/static/extra.txt", "one", "one and #"),
    ("themes/default/static/site.css", "", "body { color: #00000# }\n"),
    ("content/organisations/vale-trust.yaml", "Foundation Trust", "Foundation Trust #"),
    ("content/organisations/vale-council.yaml", "name: Vale Council", "name: Vale Council #"),
    ("content/organisations/vale-gps.yaml", "GP Federation", "GP Federation #"),
    ("content/places/mill-end.yaml", "name: Mill End", "name: Mill End #"),
    ("content/services/memory-clinic.yaml", "memory fails", "memory fails # times"),
    ("content/metrics/bed-days.yaml", "definition: Days", "definition: All # days"),
    ("content/documents/board-paper.yaml", "One budget", "Budget # of one"),
    ("content/criteria/check-2026.yaml", "Does the board", "Do # boards"),
    ("content/ihos/vale/draft/iho.yaml", "plans by itself", "plans # times by itself"),
    ("content/ihos/vale/draft/metrics.yaml", "value: 450", "value: 44#"),
    ("content/ihos/vale/draft/metrics/bed-days.csv", "480.5", "481.#"),
    ("content/ihos/vale/draft/partners.yaml", "voice: voting", "voice: advisory"),
    ("content/ihos/vale/draft/services.yaml", "It stays as it is", "It stays # as it is"),
    ("content/ihos/vale/draft/footprint.yaml", "value: 52000", "value: 5200#"),
    ("content/ihos/vale/draft/host.yaml", "already visits", "# times visits"),
    ("content/ihos/vale/draft/contract.yaml", "being written", "being written by #"),
    ("content/ihos/vale/draft/narrative/host.md", "visits 300", "visits 30#"),
    (
        "content/ihos/vale/draft/narrative/parking-#.md",
        "",
        "---\ntitle: Parking\n---\nWhere to park.\n",
    ),
    ("content/ihos/vale/draft/plan.pdf", "one", "two #"),
    ("content/ihos/vale/draft/release.yaml", "", "note: Note #.\n"),
];

/// A number that looks random and is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).expect("a small number")
    }
}

/// Makes so many edits of those that are meant; gives the paths of the files.
fn edit(place: &Place, seed: u64, n: usize, is_meant: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ seed);
    let mut left: Vec<&Edit> = EDITS.iter().filter(|(path, ..)| is_meant(path)).collect();
    let mut paths = BTreeSet::new();
    while paths.len() < n {
        let (path, old, new) = left.swap_remove(dice.below(left.len()));
        let digit = (1 + dice.below(9)).to_string();
        let [path, new] = [path, new].map(|it| match it.contains("{ color") {
            true => it.replace("0# }", &format!("0{digit} }}")),
            false => it.replace('#', &digit),
        });
        let text = match old.is_empty() {
            true if path.ends_with("release.yaml") && place.path(&path).exists() => {
                place.read(&path) + &new
            }
            true => new,
            false => {
                let text = place.read(&path);
                assert!(text.contains(old), "{path}: {text}");
                text.replacen(old, &new, 1)
            }
        };
        place.write(&path, text);
        paths.insert(path);
    }
    paths
}

fn json(found: &Run) -> Value {
    assert_eq!((found.code, found.stderr.as_str()), (0, ""), "{}", found.stdout);
    serde_json::from_str(&found.stdout).expect("JSON")
}

fn texts(list: &Value) -> BTreeSet<String> {
    let all = list.as_array().expect("a list").iter();
    all.map(|it| it.as_str().expect("a text").to_owned()).collect()
}

/// The changed files that a review lists, and the addresses of pages.
fn listed(review: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let halves = ["goes_public", "waits"].map(|half| &review[half]);
    let files = halves.iter().flat_map(|half| texts(&half["sources"])).collect();
    let pages = halves.iter().flat_map(|half| half["pages"].as_array().expect("pages"));
    (files, pages.map(|page| page["url"].as_str().expect("an address").to_owned()).collect())
}

fn git(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args);
    let names =
        ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"];
    command.envs(names.map(|name| (name, "editor"))).env("GIT_CONFIG_GLOBAL", "/dev/null");
    let done = run(&mut command);
    assert_eq!(done.code, 0, "git {args:?}: {}", done.stderr);
    done.stdout.trim().to_owned()
}

fn commit(place: &Place, words: &str) {
    if !place.path(".git").exists() {
        git(&place.path("."), &["init", "--quiet", "--initial-branch=main"]);
    }
    git(&place.path("."), &["add", "--all"]);
    git(&place.path("."), &["commit", "--quiet", "--message", words]);
}

fn cloned(place: &Place, name: &str) -> Place {
    let clone = Place::new(name);
    let from = place.path(".").to_string_lossy().into_owned();
    git(&clone.path("."), &["clone", "--quiet", &from, "."]);
    clone
}

/// Twenty edits of all kinds of content, drawn from a number: twenty are listed, with the same pages, wherever one looks.
fn twenty_are_listed(seed: u64, name: &str) {
    let place = built(name);
    commit(&place, "As published");
    let tested = Tested::of(place, None);
    assert!(tested.get("/_review/").text().contains("Nothing differs"));
    let edited = edit(&tested.place, seed, 20, |_| true);
    let has_all =
        |text: &str| edited.iter().all(|path| text.contains(&format!("<code>{path}</code>")));
    let list = tested.until("/_review/", |answer| has_all(&answer.text())).text();
    let Tested { place, .. } = tested;
    let review = json(&iho(&place, LOOKED, &["review", "--format", "json"]));
    let (files, pages) = listed(&review);
    assert_eq!(files, edited, "seed {seed}");
    commit(&place, "Twenty edits");
    let again = Tested::of(place, None);
    let text = again.until("/_review/", |answer| has_all(&answer.text())).text();
    for page in &pages {
        let code = format!("<code>{page}</code>");
        assert!(list.contains(&code) && text.contains(&code), "{page}: {text}");
    }
    let clone = cloned(&again.place, &format!("{name}-clone"));
    let there = iho(&clone, LOOKED, &["review", "--against", "git:HEAD~1", "--format", "json"]);
    let (of_clone, pages_of_clone) = listed(&json(&there));
    assert_eq!((of_clone, pages_of_clone), (files, pages), "seed {seed}");
}

#[test]
fn twenty_edits_are_twenty_listed() {
    twenty_are_listed(1, "outlook-twenty");
}

#[test]
fn twenty_other_edits_are_twenty_listed() {
    twenty_are_listed(2, "outlook-twenty-others");
}

/// Every file of two outputs that is not the same in both, but for those that say when and what was built.
fn differing(
    before: &BTreeMap<String, Vec<u8>>,
    now: &BTreeMap<String, Vec<u8>>,
) -> BTreeSet<String> {
    let paths = before.keys().chain(now.keys());
    let is_list = |path: &str| matches!(path.rsplit('/').next(), Some("build.json" | "files.json"));
    paths.filter(|path| before.get(*path) != now.get(*path) && !is_list(path)).cloned().collect()
}

/// What is said to go public is what the next build changes, file by file: no more and no less.
fn foretells(place: &Place, what: &str) {
    let before = place.tree("output");
    let review = json(&iho(place, LOOKED, &["review", "--format", "json"]));
    let half = &review["goes_public"];
    let mut said: BTreeSet<String> = BTreeSet::new();
    for page in half["pages"].as_array().expect("pages") {
        said.insert(page["path"].as_str().expect("a path").to_owned());
    }
    for list in ["around_the_text", "other_files", "of_releases"] {
        said.extend(texts(&half[list]));
    }
    let built = iho(place, LOOKED, &["build"]);
    assert_eq!(built.code, 0, "{what}: {}{}", built.stdout, built.stderr);
    let changed = differing(&before, &place.tree("output"));
    let (missing, extra) = (changed.difference(&said), said.difference(&changed));
    let [missing, extra] = [missing.collect::<Vec<_>>(), extra.collect()];
    assert!(
        missing.is_empty() && extra.is_empty(),
        "{what}: not said {missing:?}, not so {extra:?}"
    );
}

#[test]
fn what_goes_public_is_what_the_next_build_changes() {
    let place = built("outlook-foretold");
    // Nothing but a day went by.
    foretells(&place, "nothing");
    for seed in 1..3 {
        let edited =
            edit(&place, seed * 31, 4, |path| !path.contains("/draft/") && !path.contains('#'));
        foretells(&place, &format!("{edited:?}"));
        // Words are replaced once: the next edit begins with the words of the first.
        for (path, old, new) in
            EDITS.iter().filter(|(path, old, _)| edited.contains(*path) && !old.is_empty())
        {
            let text = place.read(path);
            let written = (1..10).map(|digit| new.replace('#', &digit.to_string()));
            let undone = written.fold(text, |text, new| text.replace(&new, old));
            place.write(path, undone);
        }
        foretells(&place, &format!("{edited:?} undone"));
    }
    // A draft waits, until it is sealed.
    let edited = edit(&place, 5, 4, |path| {
        path.contains("/draft/")
            && !path.contains("release.yaml")
            && !path.ends_with("metrics.yaml")
    });
    foretells(&place, &format!("{edited:?}"));
    let sealed = sealed::release(&place, LOOKED, "A second release.");
    assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    foretells(&place, "a release");
    let after = json(&iho(&place, LOOKED, &["review", "--format", "json"]));
    assert_eq!(listed(&after).0, BTreeSet::new(), "{after}");
}

/// A folder that has never seen a build says what it cannot tell, and what to type.
#[test]
fn what_cannot_be_compared_is_said_on_top() {
    let place = released("outlook-silent");
    place.write("content/pages/about.md", "---\ntitle: About this example\n---\nOther words.\n");
    let alone = |place: &Place| {
        let ceiling = place.path("..").canonicalize().expect("a folder");
        let mut command = place.command();
        command.env("GIT_CEILING_DIRECTORIES", ceiling).args(["review", "--at", LOOKED]);
        run(&mut command)
    };
    let found = alone(&place);
    let words = "Not compared: 3 pages, 1 policy, 1 model of care, 1 file of the theme, the glossary, the questions, the settings (`site.yaml`)";
    assert!(found.stdout.contains(words), "{}", found.stdout);
    assert!(found.stdout.contains("`iho review --against FOLDER`"), "{}", found.stdout);
    commit(&place, "First");
    let clone = cloned(&place, "outlook-silent-clone");
    let commit = git(&clone.path("."), &["log", "-1", "--format=%h"]);
    let found = alone(&clone);
    assert!(found.stdout.contains(words), "{}", found.stdout);
    assert!(
        found.stdout.contains(&format!("`iho review --against git:{commit}`")),
        "{}",
        found.stdout
    );
    // A record that is damaged is none; one of another build says so.
    let built = iho(&clone, BUILT, &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    assert!(alone(&clone).stdout.contains("Nothing differs"), "{}", alone(&clone).stdout);
    let record = clone.read("output/build.json");
    clone.write("output/build.json", record.replace("2026-11-20", "2026-11-19"));
    assert!(
        alone(&clone).stdout.contains("was built elsewhere, on 19 November 2026"),
        "{}",
        alone(&clone).stdout
    );
    let kept = clone.read(".iho/public");
    clone.write(".iho/public", &kept[..kept.len() / 2]);
    assert!(alone(&clone).stdout.contains(words), "{}", alone(&clone).stdout);
    // Nothing was ever published.
    let new = sealed::site("outlook-new");
    assert!(alone(&new).stdout.contains("Nothing to compare with"), "{}", alone(&new).stdout);
}

/// A draft that was never sealed is held against what it was.
#[test]
fn a_draft_that_was_never_sealed_is_held_against_its_past() {
    let place = sealed::site("outlook-unsealed");
    commit(&place, "First");
    let edited = edit(&place, 3, 3, |path| {
        path.contains("/draft/")
            && !path.contains('#')
            && !path.contains("pdf")
            && !path.contains("csv")
            && !path.contains("release")
    });
    let found = iho(&place, LOOKED, &["review", "--against", "git:HEAD", "--format", "json"]);
    let review = json(&found);
    assert_eq!(texts(&review["waits"]["sources"]), edited);
    assert!(review["notes"].to_string().contains("never been released"), "{review}");
    let pages = review["waits"]["pages"].as_array().expect("pages");
    assert!(pages.iter().all(|page| page["kind"] != "Added"), "{review}");
}

#[test]
fn a_published_folder_is_compared_by_its_words() {
    let place = built("outlook-published");
    place.write("content/pages/about.md", "---\ntitle: About this example\n---\nOther words.\n");
    std::fs::remove_file(place.path("content/pages/news.md")).expect("a file");
    let found = iho(&place, LOOKED, &["review", "--against", "output", "--format", "json"]);
    let review = json(&found);
    let half = &review["goes_public"];
    let kind = |url: &str| {
        let pages = half["pages"].as_array().expect("pages");
        pages.iter().find(|page| page["url"] == url).map(|page| page["kind"].clone())
    };
    assert_eq!(kind("/about/"), Some("Changed".into()), "{review}");
    assert_eq!(kind("/news/"), Some("Removed".into()), "{review}");
    assert_eq!(kind("/policies/"), None, "{review}");
    assert!(review["notes"].to_string().contains("has no sources"), "{review}");
    let human = iho(&place, LOOKED, &["review", "--against", "output", "--out", "pack.html"]);
    assert_eq!(human.code, 0, "{}", human.stderr);
    assert!(human.stdout.contains("removed: /news/"), "{}", human.stdout);
    assert!(place.read("pack.html").contains("Other words."));
}

/// A site in a folder of its repository, with other line endings in the working copy.
#[test]
fn a_site_may_lie_in_a_folder_of_its_repository() {
    let whole = Place::new("outlook-subfolder");
    let inner = released("outlook-inner");
    for (path, bytes) in inner.tree(".") {
        whole.write(&format!("web site/blueprints/{path}"), bytes);
    }
    whole.write("README.md", "Ours.\n");
    commit(&whole, "First");
    let about = "web site/blueprints/content/pages/about.md";
    whole.write(about, whole.read(about).replace("are invented", "are not invented"));
    let policy = "web site/blueprints/content/policies/letter.md";
    whole.write(policy, whole.read(policy).replace('\n', "\r\n"));
    let at = ["--site", "web site/blueprints", "--at", LOOKED];
    let mut command = whole.command();
    let found = run(command.args(["review", "--against", "git:main", "--format", "json"]).args(at));
    let expected = BTreeSet::from(["content/pages/about.md".to_owned()]);
    assert_eq!(listed(&json(&found)).0, expected);
}

/// Whatever is typed that cannot be compared with: what is wrong, and what to type; nothing is written.
#[test]
fn what_cannot_be_compared_with_says_what_to_type() {
    let place = released("outlook-bad");
    commit(&place, "First");
    let shallow = Place::new("outlook-shallow");
    place.write("content/pages/about.md", "---\ntitle: About this example\n---\nOther words.\n");
    commit(&place, "Second");
    let from = format!("file://{}", place.path(".").canonicalize().expect("a folder").display());
    git(&shallow.path("."), &["clone", "--quiet", "--depth", "1", &from, "."]);
    let bare = released("outlook-no-repository");
    let modular = released("outlook-submodule");
    modular.write("README.md", "Ours.\n");
    git(&modular.path("."), &["init", "--quiet", "--initial-branch=main"]);
    git(&modular.path("."), &["add", "README.md"]);
    let module = format!("160000,{},content", git(&place.path("."), &["rev-parse", "HEAD"]));
    git(&modular.path("."), &["update-index", "--add", "--cacheinfo", &module]);
    git(&modular.path("."), &["commit", "--quiet", "--message", "First"]);
    let later = released("outlook-later");
    later.write("README.md", "Ours.\n");
    git(&later.path("."), &["init", "--quiet", "--initial-branch=main"]);
    git(&later.path("."), &["add", "README.md"]);
    git(&later.path("."), &["commit", "--quiet", "--message", "First"]);
    let other = Place::with_site(
        "outlook-other",
        &crate::common::small_site_with(
            "--- content/site.yaml\ntitle: Another\nbase_url: https://other.example.org/\npublisher: vale-icb\nlicence: Open Government Licence v3.0\n",
        ),
    );
    let old = built("outlook-old-output");
    std::fs::remove_file(old.path("output/files.json")).expect("a file");
    let drafts = released("outlook-drafts-output");
    assert_eq!(iho(&drafts, LOOKED, &["build", "--drafts"]).code, 0);
    std::fs::create_dir_all(place.path("empty")).expect("a folder");
    let path = |place: &Place, folder: &str| place.path(folder).to_string_lossy().into_owned();
    let table: [(&Place, String, &str, &str); 15] = [
        (&place, "git:nowhere".into(), "`nowhere` is not a commit", "`git:HEAD`"),
        (&place, "git:".into(), "is missing", "`git:main`"),
        (&place, "git:--all".into(), "`--all` is not a commit", "`git:main`"),
        (&place, "git:HEAD:content".into(), "is not a commit", "`git:HEAD`"),
        (&shallow, "git:HEAD~1".into(), "is not a commit", "git fetch --unshallow"),
        (&bare, "git:HEAD".into(), "is not in a git repository", "--against FOLDER"),
        (
            &modular,
            "git:HEAD".into(),
            "`content` is a submodule",
            "git worktree add ../before HEAD",
        ),
        (&later, "git:HEAD".into(), "there is no folder `content`", "name a later commit"),
        (
            &place,
            path(&other, "."),
            "is the folder of another site, “Another” (https://other.example.org)",
            "a copy of this site",
        ),
        (&place, "empty".into(), "the folder `empty` is empty", "`git:HEAD`"),
        (&place, "content".into(), "is neither a site", "such as `output`"),
        (&place, "content/site.yaml".into(), "is a file, not a folder", "the folder of a copy"),
        (&place, "nowhere".into(), "there is no folder `nowhere`", "`git:HEAD`"),
        (&place, path(&old, "output"), "published by an older version", "files.json"),
        (&place, path(&drafts, "output-drafts"), "holds a site of drafts", "such as `output`"),
    ];
    for (at, against, wrong, hint) in &table {
        let before = at.tree("content");
        let ceiling = at.path("..").canonicalize().expect("a folder");
        let mut command = at.command();
        command.env("GIT_CEILING_DIRECTORIES", ceiling);
        let found = run(command.args([
            "review",
            "--against",
            against,
            "--out",
            "pack.html",
            "--at",
            LOOKED,
        ]));
        assert_eq!((found.code, found.stdout.as_str()), (2, ""), "{against}: {}", found.stderr);
        assert!(found.stderr.contains(wrong), "{against}: {}", found.stderr);
        assert!(
            found.stderr.contains("hint: ") && found.stderr.contains(hint),
            "{against}: {}",
            found.stderr
        );
        assert!(!at.path("pack.html").exists() && before == at.tree("content"), "{against}");
    }
    let mut command = place.command();
    command.env("PATH", place.path("empty"));
    let found = run(command.args(["review", "--against", "git:HEAD", "--at", LOOKED]));
    assert_eq!(found.code, 2);
    assert!(found.stderr.contains("the program `git` was not found"), "{}", found.stderr);
    let mut command = place.command();
    let found = run(command.args(["serve", "--against", "git:nowhere", "--port", "0"]));
    assert_eq!(found.code, 2);
    assert!(found.stderr.contains("`nowhere` is not a commit"), "{}", found.stderr);
}

/// The address behind a link of the bar by which a reviewer goes on.
fn link(page: &str, way: &str) -> Option<String> {
    let bar = &page[page.find("class=\"iho-change\"").expect("the bar says what changed")..];
    let link = bar.split("</div>\n").next()?.split(&format!("rel=\"{way}\" href=\"")).nth(1)?;
    Some(link.split('"').next()?.replace("&amp;", "&"))
}

/// On every page stands what changed on it; one key leads through all changes, what matters most first, and back.
#[test]
fn one_key_leads_through_all_changes() {
    let tested = Tested::of(built("outlook-keys"), None);
    tested.until("/", |answer| answer.text().contains("data-known"));
    assert_eq!(link(&tested.get("/").text(), "next"), None, "nothing has changed yet");
    let write = |path: &str, old: &str, new: &str| {
        let text = tested.place.read(path);
        assert!(text.contains(old), "{path}: {text}");
        tested.place.write(path, text.replace(old, new));
    };
    write("content/pages/about.md", "are invented", "are not invented");
    write(&format!("{DRAFT}/partners.yaml"), "voice: voting", "voice: advisory");
    write(&format!("{DRAFT}/metrics.yaml"), "value: 450", "value: 460");
    std::fs::remove_file(tested.place.path("content/pages/news.md")).expect("a file");
    let urls = ["/ihos/vale/metrics/", "/ihos/vale/partners/", "/about/", "/news/"];
    let is_listed = |text: &str| urls.iter().all(|it| text.contains(&format!("<code>{it}</code>")));
    tested.until("/_review/", |answer| is_listed(&answer.text()));
    let home = tested.until("/policies/", |answer| {
        link(&answer.text(), "next").as_deref() == Some("/ihos/vale/metrics/")
    });
    let mut at = link(&home.text(), "next");
    let mut seen: Vec<String> = Vec::new();
    while let Some(url) = at {
        assert!(!seen.contains(&url), "{url} comes twice: {seen:?}");
        let page = tested.get(&url).text();
        if url.starts_with("/_review/") {
            // A page that is gone has none of its own: from there on, each is shown beside what it was.
            let rest = page.split("rel=\"next\" href=\"").nth(1);
            at = rest.and_then(|rest| rest.split('"').next()).map(|url| url.replace("&amp;", "&"));
        } else {
            assert!(page.contains(" of ") && page.contains("See it side by side"), "{url}: {page}");
            at = link(&page, "next");
        }
        seen.push(url);
    }
    let place = |url: &str| {
        let at = seen.iter().position(|it| it == url || it.contains(&format!("url={url}&")));
        at.unwrap_or_else(|| panic!("{url} is not among {seen:?}"))
    };
    let order = ["/ihos/vale/metrics/", "/ihos/vale/partners/", "/about/"].map(place);
    assert!(order.is_sorted(), "{seen:?}");
    let _ = place("/news/");
    let metrics = tested.get("/ihos/vale/metrics/").text();
    assert!(
        metrics.contains("Waits for a release") && metrics.contains("from 450 to 460"),
        "{metrics}"
    );
    let about = tested.get("/about/").text();
    assert!(
        about.contains("Goes public with the next build") && about.contains("<ins>"),
        "{about}"
    );
    assert!(about.contains("content/pages/about.md changed"), "{about}");
    assert!(link(&about, "prev").is_some());
}
