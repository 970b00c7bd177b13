//! What authors typed and nobody was told about: every folder of the shared cases is held as its README says. Where the
//! cases are not beside the project, that is said, and `lost_words` has siblings of each of them.
#![expect(clippy::disallowed_methods, reason = "the cases are files, and some need a folder")]
#![expect(clippy::print_stderr, reason = "that the cases are absent must be seen")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use iho::diag::{Diagnostic, Place as At, Severity};

use crate::common::{main_of, mistakes, output, report, small_site_with};
use crate::place::Place;

/// The folder of the cases, where it is there.
fn cases() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/cases/markdown");
    let is_there = folder.is_dir();
    if !is_there {
        eprintln!("skipped: the cases of markdown are not at {}", folder.display());
    }
    is_there.then_some(folder)
}

/// A file of a case at a path of the small site.
fn at(path: &str, case: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(case).expect("a file of a case");
    let mut files = small_site_with("");
    files.insert(path.to_owned(), text);
    files
}

/// Each message with its kind, its weight and its line; those of the site as a whole have the line 0.
fn told(files: &BTreeMap<String, String>) -> Vec<(&'static str, bool, usize)> {
    let (sources, found) = mistakes(files);
    let line = |it: &Diagnostic| match it.place {
        Some(At::Span(span)) => sources.position(span).line,
        Some(At::File(_)) => 1,
        None => 0,
    };
    found.iter().map(|it| (it.code.name(), it.severity == Severity::Error, line(it))).collect()
}

#[test]
fn every_case_is_told_as_it_should_be() {
    let Some(folder) = cases() else { return };
    let no_text = folder.join("yaml-hash/t.md");
    let entries = fs::read_dir(&folder).expect("the cases").flatten();
    for case in entries.map(|entry| entry.path()).filter(|path| path.is_dir()) {
        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
        let text = case.join("t.md");
        let page = at("content/pages/t.md", if text.is_file() { &text } else { &no_text });
        let (error, warning) = (true, false);
        let expected: &[(&str, bool, usize)] = match &*name {
            "dup-footnote" => &[("duplicate-footnote", error, 8)],
            "empty-things" => &[
                ("empty-heading", error, 4),
                ("empty-heading", error, 8),
                ("empty-link", error, 14),
                ("empty-link", error, 14),
                ("empty-link", error, 14),
                ("table-head", error, 16),
            ],
            "heading-braces" => &[
                ("heading-braces", error, 4),
                ("heading-braces", error, 8),
                ("heading-braces", error, 12),
            ],
            "heading-id-taken" => &[("duplicate-id", error, 14)],
            "no-slash-link" => &[("broken-link", error, 4)],
            "slugs" | "bash-long-line" => &[],
            "swallowed-definition" => &[
                ("link-definition", error, 4),
                ("link-definition", error, 6),
                ("link-definition", error, 11),
            ],
            "table-cells" => &[
                ("table-cells", error, 6),
                ("literal-mark", warning, 6),
                ("table-cells", error, 7),
            ],
            "yaml-hash" => &[("hash-in-text", warning, 2)],
            "literal-marks" => {
                let found = told(&page);
                assert!(found.iter().all(|it| !it.1), "{found:?}");
                for line in [4, 6, 8, 10, 12, 14, 15, 17, 18, 20, 22, 25, 27] {
                    assert!(found.iter().any(|it| it.2 == line), "line {line}: {found:?}");
                }
                continue;
            }
            "yaml-heading-link" => {
                yaml_heading_link(&case);
                continue;
            }
            "svg-script" => {
                svg_script(&case);
                continue;
            }
            // These need a program, a disk or names of files: see below, and `writing`.
            "base-url" | "drafts-over-public" | "stale-page" | "wrong-hints" => continue,
            other => panic!("nobody holds the case `{other}`"),
        };
        assert_eq!(told(&page), expected, "{name}\n{}", report(&page));
    }
}

fn svg_script(case: &Path) {
    let text = fs::read_to_string(case.join("x.svg")).expect("the drawing");
    let mut files = small_site_with("");
    files.insert("content/pages/x.svg".to_owned(), text);
    let codes: Vec<&str> = told(&files).iter().map(|it| it.0).collect();
    assert_eq!(codes.iter().filter(|code| **code == "unsafe-svg").count(), 3, "{codes:?}");
}

fn yaml_heading_link(case: &Path) {
    let files = at("content/organisations/vale.yaml", &case.join("vale.yaml"));
    assert_eq!(report(&files), "");
    let pages = output(&files);
    let html = main_of(&pages["organisations/vale/index.html"]);
    let (_, rest) = html.split_once("id=\"lead_what-it-does\"").expect("a heading");
    assert!(rest.contains("<a href=\"#lead_what-it-does\">this</a>"), "{rest}");
}

/// The ids of the headings are those that the README asks for.
#[test]
fn headings_of_cases_have_the_right_ids() {
    let Some(folder) = cases() else { return };
    let pages = output(&at("content/pages/t.md", &folder.join("slugs/t.md")));
    let html = main_of(&pages["t/index.html"]);
    for id in ["lodz-swieto-zolc", "swietokrzyskie", "resume", "日本語", "خلاصہ"] {
        assert!(html.contains(&format!("<h2 id=\"{id}\">")), "{id}: {html}");
    }
    let mut files = at("content/pages/t.md", &folder.join("heading-id-taken/t.md"));
    let page = files.get_mut("content/pages/t.md").expect("the page");
    *page = page.replace("## B {#x}", "## B {#y}");
    let pages = output(&files);
    let html = main_of(&pages["t/index.html"]);
    assert!(html.contains("<h2 id=\"targets-2\">Targets</h2>"), "{html}");
    assert!(html.contains("<h2 id=\"targets\">Aims for 2027</h2>"), "{html}");
    assert!(html.contains("<a href=\"#targets\">Our aims</a>"), "{html}");
}

/// Each hint names what is wrong with that very file, and following it helps.
#[test]
fn hints_of_files_help() {
    let Some(_) = cases() else { return };
    let about = small_site_with("")["content/pages/about.md"].clone();
    for (name, hint) in [
        ("x.markdown", "rename it to `content/pages/x.md`"),
        ("x.MD", "rename it to `content/pages/x.md`"),
        ("x.html", "write its text as markdown, in `content/pages/x.md`"),
        ("x.mp4", "video and sound cannot be part of the site"),
        ("trailing.md ", "rename it to `content/pages/trailing.md`"),
    ] {
        let mut files = small_site_with("");
        files.insert(format!("content/pages/{name}"), about.clone());
        let found = report(&files);
        assert!(found.contains(hint), "{name}: {found}");
        assert!(!found.contains("did you mean the folder"), "{found}");
        let Some((_, right)) = hint.split_once("rename it to `") else { continue };
        files.remove(&format!("content/pages/{name}"));
        files.insert(right.trim_end_matches('`').to_owned(), about.clone());
        assert_eq!(report(&files), "", "{name}");
    }
    let mut files = small_site_with("");
    files.insert("content/pages/zażółć.png".to_owned(), "a picture".to_owned());
    assert!(report(&files).contains("rename it to `content/pages/zazolc.png`"));
    for (bad, hint) in [
        ("from: 2026-02-03T10:00:00Z", "write `2026-02-03`"),
        ("\u{a0}\u{a0}ods: ZZ9", "no-break space"),
    ] {
        let text = format!("id: x\nname: X\nkind: other\nnames:\n  - name: Old\n    {bad}\n");
        let files = small_site_with(&format!("--- content/organisations/x.yaml\n{text}"));
        let found = report(&files);
        assert!(found.contains(hint), "{found}");
    }
    let files = small_site_with("--- content/pages/t.md\n---\ntitle: A\n---\n[w](www.nhs.uk)\n");
    assert!(report(&files).contains("write `https://www.nhs.uk`"));
}

/// What the README says of addresses to publish at: taken where they are right, and named where not.
#[test]
fn base_addresses_are_taken_or_named() {
    let Some(_) = cases() else { return };
    let place = Place::with_site("cases-base-url", &small_site_with(""));
    let built = place.iho(&["build", "--drafts", "--base-url", "https://zażółć.pl/ś/"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let map = place.read("output-drafts/sitemap.xml");
    assert!(map.contains("<loc>https://xn--za-6ja4f8n1l.pl/%C5%9B/"), "{map}");
    assert!(map.is_ascii(), "{map}");
    for (bad, said) in [
        ("https://x.org/a;b/", "`;`"),
        ("https://x.org/a{b}/", "`{`"),
        ("https://x.org:99999/", "`99999` is not a port"),
        ("https://x..org/", "write `x.org`"),
        ("https://x.org/a/../b/", "a part that is `..`"),
        ("https://x.org\\a", "write `https://x.org/a`"),
        ("https://x.org/a'b/", "`'`"),
        ("HTTPS://X.ORG/", "write `https://X.ORG/`"),
    ] {
        let run = place.iho(&["build", "--drafts", "--base-url", bad]);
        assert_eq!(run.code, 2, "{bad}: {}", run.stderr);
        assert!(run.stderr.contains(said), "{bad}: {}", run.stderr);
    }
}

/// Drafts never take the place of the public site, and a page that is gone goes from the output, whatever was lost beside it.
#[test]
fn outputs_of_cases_are_kept_apart_and_clean() {
    let Some(_) = cases() else { return };
    let place = crate::sealed::site("cases-output");
    assert_eq!(crate::sealed::release(&place, "2026-11-22", "First.").code, 0);
    let recalled = "content/pages/recalled.md";
    place.write(recalled, "---\ntitle: Recalled\n---\nPublished by mistake.\n");
    let build = |args: &[&str]| crate::sealed::iho(&place, "2026-11-23", args);
    assert_eq!(build(&["build", "--output", "web"]).code, 0);
    assert!(place.path("web/recalled/index.html").exists());
    let drafts = build(&["build", "--drafts", "--output", "web"]);
    assert_eq!(drafts.code, 3, "{}", drafts.stderr);
    assert!(drafts.stderr.contains("contains the public site"), "{}", drafts.stderr);
    fs::remove_file(place.path(recalled)).expect("it is there");
    fs::remove_dir_all(place.path(".iho")).expect("the record is there");
    assert_eq!(build(&["build", "--output", "web"]).code, 0);
    assert!(!place.path("web/recalled").exists());
}
