//! Whatever is typed into a site: no panic, every mistake has its place, every mistake is told.

use std::collections::BTreeMap;

use iho::diag::{Diagnostic, Place};
use iho::report::{self, Format};
use iho::source::{Sources, Span};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common;
use crate::common::{build, mistakes, small_site};
use crate::slips::{apply, edit, piece};

/// Every place lies in its file, and every form of the report tells every mistake.
#[track_caller]
fn check(sources: &Sources, found: &[Diagnostic]) {
    for diagnostic in found {
        let of_mistake = match diagnostic.place {
            Some(Place::Span(span)) => Some(span),
            Some(Place::File(_)) | None => None,
        };
        let related = diagnostic.related.iter().map(|(span, _)| *span);
        for span in of_mistake.into_iter().chain(related) {
            assert!(lies_in_its_file(sources, span), "{diagnostic:?}");
        }
        assert!(!diagnostic.message.is_empty(), "{diagnostic:?}");
        for is_coloured in [false, true] {
            let one = std::slice::from_ref(diagnostic);
            let told = report::diagnostics(sources, one, Format::Human { is_coloured });
            assert!(told.contains(diagnostic.code.name()), "{diagnostic:?}: {told}");
        }
    }
    let json = report::diagnostics(sources, found, Format::Json);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON is well-formed");
    assert_eq!(value["diagnostics"].as_array().map(Vec::len), Some(found.len()));
    let github = report::diagnostics(sources, found, Format::Github);
    assert_eq!(github.lines().count(), found.len(), "one command for each mistake: {github}");
}

fn lies_in_its_file(sources: &Sources, span: Span) -> bool {
    let text = sources.text(span.file);
    let (start, end) = (span.start as usize, span.end as usize);
    start <= end && text.get(start..end).is_some()
}

fn cases(n: u32) -> ProptestConfig {
    ProptestConfig { cases: n, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(120))]

    #[test]
    fn slips_are_told_and_survived(edits in prop::collection::vec((any::<Index>(), edit()), 1..5)) {
        let mut files = small_site();
        for (file, edit) in &edits {
            apply(&mut files, *file, edit);
        }
        let (sources, found) = mistakes(&files);
        check(&sources, &found);
    }
}

/// The paths of every kind of file.
const PATHS: &[&str] = &[
    "content/site.yaml",
    "content/glossary.yaml",
    "content/pages/plan.md",
    "content/organisations/x.yaml",
    "content/metrics/x.yaml",
    "content/documents/x.yaml",
    "content/criteria/x.yaml",
    "content/ihos/x/draft/iho.yaml",
    "content/ihos/x/draft/footprint.yaml",
    "content/ihos/x/draft/narrative/host.md",
    "content/ihos/x/draft/footprint.geojson",
    "themes/default/templates/page.html",
    "themes/default/templates/own.html",
    "themes/default/static/site.css",
];

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_text_may_be_any_file(
        path in prop::sample::select(PATHS),
        pieces in prop::collection::vec(piece(), 0..20),
        in_small_site in any::<bool>(),
    ) {
        let mut files = if in_small_site { small_site() } else { BTreeMap::new() };
        files.insert(path.to_owned(), pieces.concat());
        let (sources, found) = mistakes(&files);
        check(&sources, &found);
    }

    #[test]
    fn any_markdown_makes_a_page(pieces in prop::collection::vec(piece(), 0..30)) {
        let mut files = small_site();
        let text = format!("---\ntitle: Our plan\n---\n{}", pieces.concat());
        files.insert("content/pages/plan.md".to_owned(), text);
        let (sources, built) = build(&files);
        check(&sources, &built.diagnostics);
        let site = built.site.expect("a sound theme makes a site");
        let url = iho::page::Url::page(&["plan"]);
        if let Some(Ok(iho::output::Body::Bytes(html))) = site.body(&url) {
            let html = String::from_utf8(html).expect("a page is UTF-8");
            let main = common::main_of(&html);
            prop_assert!(!main.contains("<script") && !main.contains("javascript:"), "{}", main);
            prop_assert_eq!(badly_nested(main), None, "{}", main);
        }
    }
}

/// The first tag of a piece of HTML that closes what is not open, or stays open.
fn badly_nested(html: &str) -> Option<&str> {
    const VOID: &[&str] = &["br", "hr", "img"];
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or("");
        let name = tag.split([' ', '\n']).next().unwrap_or("");
        match name.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return Some(tag),
            Some(_) => {}
            None if VOID.contains(&name) => {}
            None => open.push(name),
        }
    }
    // The text ends before `</main>`.
    open.get(1).copied()
}

/// The text that the one mistake of a file points at.
#[track_caller]
fn check_place(path: &str, text: &str, expected: &str) {
    let mut files = small_site();
    files.insert(path.to_owned(), text.to_owned());
    let (sources, found) = mistakes(&files);
    let [Diagnostic { place: Some(Place::Span(span)), .. }] = found[..] else {
        panic!("one mistake with a place, not {found:?}")
    };
    assert_eq!(sources.excerpt(span), expected);
}

/// However a text is written in YAML, a mistake in it is pointed at where it stands.
#[test]
fn mistakes_are_pointed_at() {
    let path = "content/places/old-mill.yaml";
    let head = "id: old-mill\nname: Old mill\nkind: neighbourhood\n";
    for written in [
        "description: See [[org:ghost]].\n",
        "description: \"\u{c9}: \\\"so\\\" [[org:ghost]]\"\n",
        "description: 'it''s [[org:ghost]]'\n",
        "description: |\n  One\n\n  caf\u{e9} [[org:ghost]]\n",
        "description: >-\n  One\n  two\n\n  \u{1f469} [[org:ghost]]\n",
        "description:\n  See\n  [[org:ghost]]\n",
        "description: {value: \"See [[org:ghost]]\", as_of: 2026-11-01}\n",
    ] {
        check_place(path, &format!("{head}{written}"), "[[org:ghost]]");
        check_place(path, &format!("{head}{written}").replace('\n', "\r\n"), "[[org:ghost]]");
    }
    check_place(path, &format!("{head}from: 1/4/2026 # x\n"), "1/4/2026");
    check_place(path, &format!("{head}from: \"1/4/2026\"\n"), "\"1/4/2026\"");
    let page = "---\ntitle: Caf\u{e9}\n---\nOne **two** `[[org:ghost]]` [[org:ghost]]\n";
    check_place("content/pages/plan.md", page, "[[org:ghost]]");
}
