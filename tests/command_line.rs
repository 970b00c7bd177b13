//! The command line: that things are connected, and that programs can rely on them.

use crate::common;
use crate::place::{Place, run};

#[test]
fn exit_codes_are_those_of_the_manual() {
    let place = Place::with_site("exit-codes", &common::small_site());
    assert_eq!(place.iho(&["check"]).code, 0);
    assert_eq!(place.iho(&["build", "--drafts", "--output", "out"]).code, 0);
    assert_eq!(place.iho(&["biuld"]).code, 2);
    assert_eq!(place.iho(&["check", "--base-url", "iho.example.org"]).code, 2);
    assert_eq!(run(place.command().args(["check", "--at", "soon"])).code, 2);
    assert_eq!(place.iho(&["check", "--site", "nowhere"]).code, 3);
}

#[test]
fn mistakes_as_json() {
    let bad = common::small_site_with(
        "--- content/pages/about.md\n---\ntitle: About\n---\n[x](/nowhere/)\n",
    );
    let place = Place::with_site("json", &bad);
    let run = place.iho(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["errors"], 1);
    let first = &json["diagnostics"][0];
    assert_eq!(first["code"], "broken-link");
    assert_eq!(first["file"], "content/pages/about.md");
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(4), Some(1)));
    assert_eq!(first["text"], "[x](/nowhere/)");
    assert!(run.stderr.is_empty(), "{}", run.stderr);
}

#[test]
fn mistakes_as_marks_on_github() {
    let bad = common::small_site_with(
        "--- content/pages/about.md\n---\ntitle: About\n---\n[x](/nowhere/)\n",
    );
    let place = Place::with_site("github", &bad);
    let run = place.iho(&["check", "--format", "github"]);
    assert!(
        run.stdout.starts_with("::error file=content/pages/about.md,line=4,endLine=4,col=1,endColumn=15,title=broken-link::"),
        "{}",
        run.stdout
    );
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

#[test]
fn colours_only_where_they_are_wanted() {
    let place = Place::new("colours");
    let escape = '\u{1b}';
    assert!(!place.iho(&["check"]).stderr.contains(escape));
    assert!(place.iho(&["check", "--color", "always"]).stderr.contains(escape));
}

#[test]
fn the_address_can_be_another() {
    let place = Place::with_site("base-url", &common::small_site());
    let run = place.iho(&[
        "build",
        "--drafts",
        "--output",
        "output",
        "--base-url",
        "https://other.example.org/a/b",
    ]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        place
            .read("output/sitemap.xml")
            .contains("<loc>https://other.example.org/a/b/glossary/</loc>")
    );
    assert!(place.read("output/404.html").contains("href=\"/a/b/"));
}

#[test]
fn warnings_are_counted_and_do_not_stop() {
    let place = Place::with_site(
        "warnings",
        &common::small_site_with(
            "--- content/pages/about.md\n---\ntitle: About\n---\n```yamll\na: 1\n```\n",
        ),
    );
    let run = place.iho(&["build", "--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("1 warning"), "{}", run.stderr);
    let quiet = place.iho(&["build", "--drafts", "--quiet"]);
    assert!(!quiet.stderr.contains("yamll"), "{}", quiet.stderr);
}

#[test]
fn a_promise_is_overdue_from_the_day_after() {
    let site = common::small_site();
    let host = &site["content/ihos/vale/draft/host.yaml"];
    let silent = format!(
        "--- content/ihos/vale/draft/host.yaml\n{host}staff_wte: {{disclosure: not_yet_decided, reason: Being counted., expected: 2027-Q1}}\n"
    );
    let place = Place::with_site("overdue", &common::small_site_with(&silent));
    let at = |day: &str| run(place.command().args(["check", "--at", day]));
    assert!(at("2027-03-31").stderr.contains("no problems found"), "{}", at("2027-03-31").stderr);
    assert!(at("2027-04-01").stderr.contains("silence-overdue"));
    let epoch = run(place.command().args(["check"]).env("SOURCE_DATE_EPOCH", "1806537600"));
    assert!(epoch.stderr.contains("silence-overdue"), "{}", epoch.stderr);
}

#[test]
fn help_has_examples() {
    let place = Place::new("help");
    let help = run(place.command().arg("--help"));
    assert_eq!(help.code, 0);
    assert!(
        help.stdout.contains("Examples:") && help.stdout.contains("iho build"),
        "{}",
        help.stdout
    );
}

#[test]
fn shells_complete_every_command() {
    let place = Place::new("completions");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = run(place.command().args(["completions", shell]));
        assert_eq!(script.code, 0, "{}", script.stderr);
        for word in ["check", "build", "init", "new", "schema", "--base-url"] {
            let word = if shell == "fish" { word.trim_start_matches('-') } else { word };
            assert!(script.stdout.contains(word), "{shell}: {word}");
        }
    }
    let bash = run(place.command().args(["completions", "bash"]));
    assert!(bash.stdout.contains("risk-share") && bash.stdout.contains("organisation"));
    let unknown = run(place.command().args(["completions", "korn"]));
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("bash"), "{}", unknown.stderr);
}

#[test]
fn there_is_a_manual_page_for_every_command() {
    let place = Place::new("man");
    let page = run(place.command().arg("man"));
    assert_eq!(page.code, 0);
    assert!(page.stdout.contains(".TH iho 1"), "{}", page.stdout);
    let folder = run(place.command().args(["man", "--output", "man"]));
    assert_eq!(folder.code, 0, "{}", folder.stderr);
    for command in ["iho", "iho-build", "iho-new", "iho-schema", "iho-man"] {
        assert!(place.read(&format!("man/{command}.1")).contains("SH NAME"), "{command}");
    }
    assert!(place.read("man/iho-new.1").contains("iho new page about/contact"));
}
