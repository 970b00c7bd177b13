//! What people who write begin with: a site that builds, files that pass at once, and nothing ever replaced.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::collections::BTreeSet;

use iho::author::begin::{self, NewSite};
use iho::diag::Code;
use iho::model::file_kind;
use iho::model::status::Status;
use iho::source::Sources;

use crate::common::TODAY;
use crate::place::{Place, Run, run};
use crate::sealed;

/// What can be begun, with the flags that answer its questions.
const KINDS: &[(&str, &[&str])] = &[
    ("iho", &["--name", "Test Vale contract"]),
    ("organisation", &["--name", "Vale: Council", "--kind", "local-authority"]),
    ("place", &["--name", "Mill End", "--kind", "neighbourhood"]),
    ("service", &["--name", "Clinic", "--kind", "community"]),
    ("metric", &["--name", "Days \"in\" hospital"]),
    ("document", &["--name", "Paper", "--kind", "board-paper"]),
    ("page", &["--name", "Contact us"]),
];

fn begun(name: &str) -> Place {
    let place = Place::new(name);
    let init = place.iho(&["init", "site"]);
    assert_eq!(init.code, 0, "{}", init.stderr);
    place
}

fn new(place: &Place, kind: &str, id: &str, flags: &[&str]) -> Run {
    place.iho(&[&["new", kind, id, "--site", "site"], flags].concat())
}

#[test]
fn a_new_site_checks_and_builds_at_once() {
    let place = begun("init");
    for command in [&["check"][..], &["build"], &["build", "--drafts"]] {
        let run = place.iho(&[command, &["--site", "site"]].concat());
        assert_eq!(run.code, 0, "{command:?}: {}", run.stderr);
        assert!(!run.stderr.contains("warning"), "{command:?}: {}", run.stderr);
    }
    let home = place.read("site/output/index.html");
    assert!(home.contains("uses this site to publish its contracts"), "{home}");
    for page in ["404.html", "accessibility/index.html", "about/index.html", "ihos/index.html"] {
        assert!(place.path(&format!("site/output/{page}")).is_file(), "{page}");
    }
}

/// The example blueprint is a draft: drafts show it, the public site has no trace of it.
#[test]
fn a_new_site_publishes_nothing_of_its_example() {
    let place = begun("init-draft");
    assert_eq!(place.iho(&["build", "--site", "site"]).code, 0);
    assert_eq!(place.iho(&["build", "--drafts", "--site", "site"]).code, 0);
    for (path, bytes) in place.tree("site/output") {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("example-iho") && !text.contains("Example integrated"), "{path}");
    }
    let draft = place.read("site/output-drafts/ihos/example-iho/index.html");
    assert!(draft.contains("Example integrated health organisation contract"), "{draft}");
}

#[test]
fn a_new_site_has_what_authors_need_around_it() {
    let place = begun("init-around");
    assert!(place.read("site/.gitignore").contains("/output/"));
    let attributes = place.read("site/.gitattributes");
    assert!(attributes.contains("*.csv text eol=lf"), "{attributes}");
    // Of two lines for the same file, git follows the last.
    assert!(attributes.ends_with("content/ledger.jsonl -text\n"), "{attributes}");
    let settings: serde_json::Value =
        serde_json::from_str(&place.read("site/.vscode/settings.json")).expect("it is JSON");
    let schemas = settings["yaml.schemas"].as_object().expect("it names schemas");
    assert!(schemas.len() > 10, "{settings}");
    for schema in schemas.keys() {
        assert!(place.path(&format!("site/{schema}")).is_file(), "{schema}");
    }
    assert!(place.read("site/README.md").contains("iho serve --open"));
    assert!(place.read("site/ci/check.yml").contains("iho check --format github"));
}

#[test]
fn a_new_site_says_what_to_do_next_and_takes_a_name() {
    let place = Place::new("init-name");
    let url = "https://vale.example.org/plans/";
    let init = place.iho(&["init", "a", "--name", "Vale: \"open\" plans", "--base-url", url]);
    assert_eq!(init.code, 0, "{}", init.stderr);
    assert!(init.stdout.contains("iho serve --open --site a"), "{}", init.stdout);
    assert_eq!(place.iho(&["build", "--drafts", "--site", "a"]).code, 0);
    assert!(place.read("a/output-drafts/index.html").contains("Vale: &quot;open&quot; plans"));
    assert!(place.read("a/output-drafts/sitemap.xml").contains(url));
}

#[test]
fn a_folder_with_something_in_it_is_refused() {
    let place = Place::new("init-full");
    place.write("full/notes.txt", "mine");
    let init = place.iho(&["init", "full"]);
    assert_eq!(init.code, 2);
    assert!(init.stderr.contains("already has something in it: `notes.txt`"), "{}", init.stderr);
    assert_eq!(place.tree("full").len(), 1);
    assert_eq!(place.iho(&["init", "site"]).code, 0);
    let twice = place.iho(&["init", "site"]);
    assert_eq!(twice.code, 2, "a site is never begun twice");
}

#[test]
fn a_folder_with_a_readme_a_licence_and_git_becomes_a_site() {
    let place = Place::new("init-repository");
    let own = ["README.md", "LICENCE", "CODE_OF_CONDUCT.md", ".gitignore", ".git/HEAD"];
    for path in own {
        place.write(&format!("fresh/{path}"), "mine\n");
    }
    let init = place.iho(&["init", "fresh"]);
    assert_eq!(init.code, 0, "{}", init.stderr);
    for path in own {
        assert_eq!(place.read(&format!("fresh/{path}")), "mine\n", "{path}");
    }
    assert!(init.stdout.contains("`README.md` was there already"), "{}", init.stdout);
    assert!(init.stdout.contains("/output-drafts/"), "lines for .gitignore: {}", init.stdout);
    assert_eq!(place.iho(&["build", "--site", "fresh"]).code, 0);
}

/// A trial may have placeholders; a site that says it is real may not, until each is replaced.
#[test]
fn placeholders_of_a_new_site_stop_it_once_it_is_real() {
    let place = begun("init-real");
    let settings = place.read("site/content/site.yaml");
    let real = settings.replace("illustrative: true", "illustrative: false");
    place.write("site/content/site.yaml", &real);
    let check = place.iho(&["check", "--site", "site"]);
    assert_eq!(check.code, 1, "{}", check.stderr);
    for word in [
        "`Your organisation`",
        "`your-organisation`",
        "`enquiries@example.org`",
        "`https://iho.example.org/`",
        "`Example integrated health organisation contract`",
    ] {
        assert!(check.stderr.contains(&format!("{word} is a placeholder")), "{}", check.stderr);
    }
    assert_eq!(place.iho(&["build", "--site", "site"]).code, 1, "nor is it published");
    let real = real
        .replace("Your organisation’s contracts", "Contracts of Vale Council")
        .replace("https://iho.example.org/", "https://vale.counterexample.org/")
        .replace("enquiries@example.org", "enquiries@vale.counterexample.org")
        .replace("your-organisation", "vale-council");
    place.write("site/content/site.yaml", real);
    let flags = ["--name", "Vale Council", "--kind", "local-authority"];
    assert_eq!(new(&place, "organisation", "vale-council", &flags).code, 0);
    std::fs::remove_file(place.path("site/content/organisations/your-organisation.yaml"))
        .expect("it was there");
    std::fs::remove_dir_all(place.path("site/content/ihos/example-iho")).expect("it was there");
    for page in ["index", "about"] {
        let path = format!("site/content/pages/{page}.md");
        let text = place.read(&path).replace("your-organisation", "vale-council");
        place.write(&path, text.replace("Your organisation", "Vale Council"));
    }
    let check = place.iho(&["check", "--site", "site"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert_eq!(place.iho(&["build", "--site", "site"]).code, 0);
    // A contract of which nothing is written is told, and can't be sealed.
    assert_eq!(new(&place, "iho", "vale", &["--name", "Vale contract"]).code, 0);
    let check = place.iho(&["check", "--site", "site"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    let words = "fields give no other reason than `This blueprint is new.`";
    assert!(check.stderr.contains(words), "{}", check.stderr);
    let release =
        place.iho(&["release", "vale", "--note", "The first.", "--yes", "--site", "site"]);
    assert_eq!(release.code, 1, "{}", release.stderr);
    assert!(release.stderr.contains("error[placeholder]"), "{}", release.stderr);
}

/// What is sealed can't be changed: its placeholders are told, and stop nothing.
#[test]
fn sealed_placeholders_only_warn() {
    let place = sealed::site("placeholder-sealed");
    let section = format!("{}/iho.yaml", sealed::DRAFT);
    let draft = place.read(&section);
    assert!(!draft.contains("example.org"), "{draft}");
    let role = "{role: Project lead";
    place.write(&section, draft.replace(role, &format!("{role}, email: team@example.org")));
    assert_eq!(sealed::release(&place, "2026-11-22", "The first release.").code, 0);
    place.write(&section, draft);
    let settings =
        place.read("content/site.yaml").replace("illustrative: true", "illustrative: false");
    place.write("content/site.yaml", settings.replace("example.org", "vale.counterexample.org"));
    let build = sealed::iho(&place, "2026-11-23", &["build"]);
    assert_eq!(build.code, 0, "{}", build.stderr);
    assert!(build.stderr.contains("warning[placeholder]: `team@example.org`"), "{}", build.stderr);
}

#[test]
fn what_is_begun_passes_at_once() {
    let place = begun("new");
    for (kind, flags) in KINDS {
        let new = new(&place, kind, "test-vale", flags);
        assert_eq!(new.code, 0, "{kind}: {}", new.stderr);
        assert!(new.stdout.contains("test-vale"), "{}", new.stdout);
    }
    let build = place.iho(&["build", "--drafts", "--site", "site"]);
    assert_eq!((build.code, build.stderr.as_str()), (0, ""));
    assert!(
        place
            .read("site/output-drafts/organisations/test-vale/index.html")
            .contains("Vale: Council")
    );
    assert_eq!(place.tree("site/content/ihos/test-vale/draft").len(), 13);
}

#[test]
fn a_contract_can_be_begun_at_every_status() {
    let place = begun("new-status");
    for status in Status::ALL {
        let flags = ["--name", "Test Vale contract", "--status", status.id()];
        assert_eq!(new(&place, "iho", &format!("at-{}", status.id()), &flags).code, 0);
    }
    let check = place.iho(&["check", "--site", "site"]);
    assert_eq!(check.code, 0, "{}", check.stderr);
    assert!(check.stderr.contains("no problems found"), "{}", check.stderr);
}

#[test]
fn nothing_is_replaced() {
    let place = begun("new-twice");
    let flags = ["--name", "One", "--kind", "other"];
    assert_eq!(new(&place, "organisation", "one", &flags).code, 0);
    let before = place.tree("site");
    let second = new(&place, "organisation", "one", &["--name", "Two", "--kind", "other"]);
    assert_eq!(second.code, 2);
    assert!(second.stderr.contains("there is already a file or folder at"), "{}", second.stderr);
    assert_eq!(new(&place, "iho", "example-iho", &["--name", "Again"]).code, 2);
    assert_eq!(place.tree("site"), before);
}

#[test]
fn where_nobody_can_be_asked_it_says_what_is_missing() {
    let place = begun("new-missing");
    let check = |args: &[&str], words: &[&str]| {
        let run = run(place.command().arg("new").args(args).args(["--site", "site"]));
        assert_eq!(run.code, 2, "{args:?}");
        for word in words {
            assert!(run.stderr.contains(word), "{args:?}: {}", run.stderr);
        }
    };
    check(&["place"], &["needs an id and `--name` and `--kind`", "`neighbourhood`"]);
    check(&["place", "a", "--name", "A"], &["needs `--kind`"]);
    check(
        &["place", "a", "--name", "A", "--kind", "neighborhood"],
        &["did you mean `neighbourhood`?"],
    );
    check(&["place", "A B", "--name", "A", "--kind", "ward"], &["cannot be an id", "write `a-b`"]);
    check(&["page", "a", "--name", "A", "--kind", "b"], &["has no option `--kind`"]);
    check(&["iho", "a", "--name", "A", "--status", "lives"], &["did you mean `live`?"]);
    check(&["palace", "a"], &["palace"]);
    let nowhere = run(place.command().args(["new", "page", "a", "--name", "A"]));
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.stderr.contains("iho init"), "{}", nowhere.stderr);
}

#[test]
fn a_new_file_reads_well() {
    let kind = file_kind("place").expect("a kind");
    let answers = [("name", "Mill End".to_owned()), ("kind", "neighbourhood".to_owned())];
    let files = begin::files(kind, "mill-end", &answers, TODAY);
    insta::assert_snapshot!("new_place", files[0].1);
}

/// Whoever takes away every `#` gets a file of the right form: the examples are examples.
#[test]
fn every_field_that_is_left_out_is_left_out_in_the_right_form() {
    let site = NewSite { title: "T".to_owned(), base_url: "https://iho.example.org/".to_owned() };
    let mut files = begin::site(&site, TODAY);
    let kinds = [
        ("metric", "name", None),
        ("place", "name", Some(("kind", "ward"))),
        ("service", "name", Some(("category", "community"))),
        ("document", "title", Some(("kind", "notice"))),
    ];
    for (name, key, kind) in kinds {
        let mut answers = vec![(key, "N".to_owned())];
        answers.extend(kind.map(|(key, word)| (key, word.to_owned())));
        files.extend(begin::files(file_kind(name).expect("a kind"), "x", &answers, TODAY));
    }
    let mut n_fields = 0;
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        let (whole, n) = with_everything(text);
        n_fields += n;
        let sources = Sources::from_texts([(path.as_str(), whole.as_str())]);
        let (_, mut found) = iho::model::read(&sources);
        found.retain(|it| !matches!(it.code, Code::NoContent | Code::UnsignedStatement));
        assert!(found.is_empty(), "{path}\n{found:#?}\n{whole}");
    }
    assert!(n_fields > 150, "{n_fields} fields");
}

/// The text with every field that is left out, in place of its silence; and how many these are.
fn with_everything(text: &str) -> (String, usize) {
    let is_words = |line: &str| line.starts_with("# ") && !line.starts_with("#  ");
    let is_field = |line: &str| line.starts_with('#') && !is_words(line);
    let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let fields = text.lines().filter(|line| is_field(line)).map(|line| &line[1..]);
    let names: BTreeSet<String> = fields.filter(|line| !line.starts_with(' ')).map(name).collect();
    let mut is_replaced = false;
    let kept = text.lines().filter_map(|line| {
        if is_field(line) {
            is_replaced = false;
            return Some(&line[1..]);
        }
        if !line.starts_with([' ', '#']) {
            is_replaced = names.contains(&name(line));
        }
        (!is_replaced).then_some(line)
    });
    (kept.collect::<Vec<_>>().join("\n"), names.len())
}
