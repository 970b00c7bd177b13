//! What an author wrote is published, or the author is told: siblings of every way in which words were lost, and the
//! property that none is.
#![expect(clippy::disallowed_methods, reason = "a test owns its folder")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iho::diag::{Diagnostic, Place as At, sorted};
use iho::engine::{self, Options};
use iho::output::Body;
use iho::report::{self, Format};
use iho::source::{Content, SitePath, Sources};
use proptest::prelude::*;

use crate::common::{self, TODAY, main_of, output, small_site_with};

/// The small site with a page of some markdown.
fn page(markdown: &str) -> BTreeMap<String, String> {
    let mut files = small_site_with("");
    let text = format!("---\ntitle: Our plan\n---\n{markdown}\n");
    files.insert("content/pages/plan.md".to_owned(), text);
    files
}

/// What is told of the file of some markdown by itself.
fn read(markdown: &str) -> (Sources, Vec<Diagnostic>) {
    let path = SitePath::new("content/pages/plan.md").expect("a path");
    let text = page(markdown).remove(path.as_str()).expect("the page");
    engine::mistakes_in(&path, &Content::Text(text.into()))
}

/// The kinds of what is told, with their lines.
fn told(markdown: &str) -> Vec<(&'static str, usize)> {
    let (sources, found) = read(markdown);
    let line = |it: &Diagnostic| match it.place {
        Some(At::Span(span)) => sources.position(span).line - 3,
        _ => 0,
    };
    sorted(found).iter().map(|it| (it.code.name(), line(it))).collect()
}

fn report_of(markdown: &str) -> String {
    let (sources, found) = read(markdown);
    report::diagnostics(&sources, &sorted(found), Format::Human { is_coloured: false })
}

#[track_caller]
fn check(markdown: &str, expected: &[(&str, usize)]) {
    assert_eq!(told(markdown), expected, "{markdown}\n{}", report_of(markdown));
}

#[track_caller]
fn check_hint(markdown: &str, hint: &str) {
    let found = report_of(markdown);
    assert!(found.contains(hint), "{markdown}\n{found}");
}

/// The same with the whole site around the page.
#[track_caller]
fn check_hint_of_site(markdown: &str, hint: &str) {
    let found = common::report(&page(markdown));
    assert!(found.contains(hint), "{markdown}\n{found}");
}

#[test]
fn notes_have_one_text() {
    check(
        "A[^n].\n\n[^n]: One.\n\n[^n]: Two.\n\n[^n]: Three.",
        &[("duplicate-footnote", 5), ("duplicate-footnote", 7)],
    );
    check("A[^n] b[^m].\n\n[^n]: One.\n[^m]: Two.", &[]);
    check("> A[^n].\n>\n> [^n]: One.\n\n[^n]: Two.", &[("duplicate-footnote", 5)]);
}

#[test]
fn cells_without_a_head_are_told() {
    let head = "| A | B |\n|---|---|\n";
    check(&format!("{head}| 1 | 2 | 3 |"), &[("table-cells", 3)]);
    check(&format!("{head}1 | 2 | 3"), &[("table-cells", 3)]);
    check(&format!("{head}| 1 | 2 | |\n| 1 | 2 |  |"), &[]);
    check(&format!("{head}| 1 \\| 2 | 3 |\n| 1 |"), &[]);
    check(
        &(head.replace("| A", "> | A").replace("\n|-", "\n> |-") + "> | 1 | 2 | 3 |"),
        &[("table-cells", 3)],
    );
    check(&format!("{head}| `a|b` |"), &[("literal-mark", 3)]);
    check_hint(&format!("{head}| `a|b` | 2 |"), "this row has 3 cells, its table 2");
    // A reference that is cut has the message that it had.
    check(&format!("{head}| [[term:footprint|area]] | 2 |"), &[("unknown-reference", 3)]);
    check("| A | |\n|---|---|\n| 1 | 2 |", &[("table-head", 1)]);
    check("| | B |\n|---|---|\n| 1 | 2 |", &[]);
}

#[test]
fn braces_of_headings_are_for_ids() {
    for lost in ["{.lead}", "{£m}", "{#a b}", "{}", "{#}", "{a=b}", "{#a .b}"] {
        check(&format!("## Costs {lost}\n\nA"), &[("heading-braces", 1)]);
    }
    for kept in ["{#costs}", "{ #costs }", "(£m)", "\\{£m\\}", "{a}b"] {
        check(&format!("## Costs {kept}\n\nA"), &[]);
    }
    let hinted = "## Costs \\{£m\\}";
    assert!(main_of(&output(&page(hinted))["plan/index.html"]).contains("Costs {£m}"));
    check("## A {#日本}\n\n[a](#日本)", &[]);
    check("## A {#Big}\n\nA", &[("bad-id", 1)]);
}

#[test]
fn lines_that_say_where_links_lead_are_used_once_and_written_once() {
    check("[Dr Smith]: Hello", &[("link-definition", 1)]);
    check("> [Dr Smith]: Hello\n\nA", &[("link-definition", 1)]);
    check("- [note]: later\n\nA", &[("link-definition", 1)]);
    check("[a] [b][a] [A][]\n\n[a]: /about/", &[]);
    check("![a map][m]\n\n[m]: map.svg", &[]);
    check(
        "[a]\n\n[A]: /about/\n[a]: /ihos/\n\n> [a]: /about/",
        &[("link-definition", 4), ("link-definition", 6)],
    );
    // In a sample of code it is shown, and under a line of text, too.
    check("[a]\n\n[a]: /about/\n\n```\n[a]: /x/\n```", &[]);
    check("Text\n[a]: /about/", &[("literal-mark", 2)]);
    check("\\[The board]: Hello", &[]);
    check("[a] and [b]: words\n\n[a]: /about/", &[]);
}

#[test]
fn titles_are_told() {
    check("[a](/about/ \"Words\")", &[("link-title", 1)]);
    check("[a](/about/ 'Words')", &[("link-title", 1)]);
    check("[a](/about/ (Words))", &[("link-title", 1)]);
    check("[a](/about/ \"\")", &[]);
    check("[a]\n\n[a]: /about/ \"Words\"", &[("link-title", 1)]);
    check_hint("![A map](x.svg \"By us\")", "the words `By us` after the address are not shown");
}

#[test]
fn headings_that_are_none_are_told() {
    for line in ["##Why", "###Why us", "##\u{a0}Why", "##\u{2009}Why", "#Why", "##2026 plan"] {
        check(line, &[("literal-mark", 1)]);
        check(&format!("- {line}"), &[("literal-mark", 1)]);
    }
    for line in ["#1 in England", "\\##Why", "A ##b", "`##Why`", "#"] {
        let found = told(line);
        assert!(!found.iter().any(|it| it.0 == "literal-mark"), "{line}: {found:?}");
    }
    check_hint("##\u{a0}Why", "write `## Why`");
    check("Words\n---", &[("unintended-block", 1)]);
    check("Words\n\n---\n\nWords", &[]);
    check("## A\n\n---", &[]);
}

#[test]
fn links_that_are_none_are_told() {
    check("[a](two words)", &[("literal-mark", 1)]);
    check("[a *b* c](two words)", &[("literal-mark", 1)]);
    check("![a map](my map.png)", &[("literal-mark", 1)]);
    check("[a][nope]", &[("literal-mark", 1)]);
    check("[a](/about/", &[("literal-mark", 1)]);
    check("[sic] (as it was), a[1], [1] [2]", &[]);
    check("\\[a\\](two words) `[a](b c)`", &[]);
    check_hint("[a](my report.pdf)", "write `[a](my%20report.pdf)`");
    check("[a]() [b](#) [c](mailto:) [d](https://)", &[("empty-link", 1); 4]);
    check("![A map]()", &[("empty-link", 1)]);
}

#[test]
fn marks_of_emphasis_that_are_left_over_are_told() {
    for line in [
        "a **bold",
        "bold** a",
        "** bold **",
        "**bold:**text",
        "a **(a)**b",
        "__bold never",
        "~~gone never",
        "the *plan was",
        "the _plan was",
        "**(a) [b](/about/)**c",
    ] {
        check(line, &[("literal-mark", 1)]);
    }
    for line in [
        "5 * 3",
        "Beds*",
        "* Of all",
        "snake_case_b",
        "a__b",
        "\\*\\*a",
        "____",
        "`**`",
        "**a**: b",
    ] {
        check(line, &[]);
    }
}

#[test]
fn lists_and_tables_typed_by_hand_are_told() {
    check("• one\n• two", &[("literal-mark", 1), ("literal-mark", 2)]);
    check("\u{f0b7}\tone\n·\u{a0}two", &[("literal-mark", 1), ("literal-mark", 2)]);
    check("– one\n– two", &[("literal-mark", 1), ("literal-mark", 2)]);
    check("-\u{a0}one", &[("literal-mark", 1)]);
    check("1.\u{a0}one\n2.\u{a0}two", &[("literal-mark", 1), ("literal-mark", 2)]);
    check("-Beds\n-Sites", &[("literal-mark", 1), ("literal-mark", 2)]);
    check("1)Beds", &[("literal-mark", 1)]);
    check("- • one", &[("literal-mark", 1)]);
    check("We plan it\n– as agreed – for May, and 1.5 m more", &[]);
    check("-5 degrees\n1.5 million", &[]);
    check_hint("• one", "write `- one`");
    check("| A | B |\n| 1 | 2 |", &[("literal-mark", 1), ("literal-mark", 2)]);
    check("A | B\n1 | 2", &[("literal-mark", 2)]);
    check_hint("| A | B |\n|---|\n| 1 | 2 |", "this line has 1 cells");
    check("Home | About", &[]);
    check("| A | B |\n|---|---|\n| 1 | 2 |\nWords", &[("unintended-block", 4)]);
}

#[test]
fn attributes_backticks_quotations_and_samples_are_told() {
    for line in [
        "Words {.lead}",
        "Words {: .lead}",
        "[a](/about/){.button}",
        "Words {width=50%}",
        "A {#b} c",
    ] {
        check(line, &[("literal-mark", 1)]);
    }
    for line in
        ["{{ site.title }} {% raw %} {{< note x=1 >}}", "A set {a, b} of {1}", "`{.lead}`", "{£m}"]
    {
        check(line, &[]);
    }
    check("It`s ours", &[("literal-mark", 1)]);
    check("The trust`s and board`s plan", &[("literal-mark", 1)]);
    check("Type `a` or ``b ` c``, and `code`-like", &[]);
    check("People aged\n>65", &[("unintended-block", 2)]);
    check("People aged\n> 65 years", &[("unintended-block", 2)]);
    check(">=65", &[("unintended-block", 1)]);
    check("> 65 years it took", &[]);
    check("> A quotation", &[]);
    check("> [!NOTE]\n> 65 years", &[]);
    check("~~~\na sample\n~~", &[("unintended-block", 1)]);
    check("````\na\n```\n", &[("unintended-block", 1)]);
    check("> ```\n> a\n\nb", &[("unintended-block", 1)]);
    check("```\n````", &[]);
    check("> ```\n> a\n> ```", &[]);
    check("- a\n\n  ```\n  b\n  ```", &[]);
}

#[test]
fn bare_addresses_are_told_once_and_links_are_not() {
    check("See https://www.example.org/a_b?c=1&d=2.", &[("bare-address", 1)]);
    check("See www.example.org, and http://example.org/.", &[("bare-address", 1); 2]);
    check("Write to board@example.org.", &[("bare-address", 1)]);
    check_hint("(https://www.example.org/a)", "or `<https://www.example.org/a>`");
    check("<https://www.example.org/> [www.example.org](https://www.example.org/)", &[]);
    check("<board@example.org> `https://www.example.org/` a@b, 5 @ 6", &[]);
}

#[test]
fn words_of_links_and_pictures_say_something() {
    for vague in ["here", "Click here", "here.", "*Read more*", "More information"] {
        check(&format!("[{vague}](/about/)"), &[("vague-link", 1)]);
    }
    for clear in ["Read more about beds", "what is here", "here we are"] {
        check(&format!("[{clear}](/about/)"), &[]);
    }
    for alt in ["map-2.svg", "IMG_0034.JPG", "image", "Picture", "map 2"] {
        let mut files = page(&format!("![{alt}](map-2.svg)"));
        let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n";
        files.insert("content/pages/map-2.svg".to_owned(), drawing.to_owned());
        let found = common::report(&files);
        assert!(found.contains("missing-alt"), "{alt}: {found}");
        let clear = files["content/pages/plan.md"].replacen(alt, "Map of the two sites", 1);
        files.insert("content/pages/plan.md".to_owned(), clear);
        assert_eq!(common::report(&files), "");
    }
}

/// What one file of YAML is told.
fn told_of_yaml(text: &str) -> String {
    let path = SitePath::new("content/organisations/x.yaml").expect("a path");
    let (sources, found) = engine::mistakes_in(&path, &Content::Text(text.into()));
    report::diagnostics(&sources, &sorted(found), Format::Human { is_coloured: false })
}

#[test]
fn words_that_yaml_drops_are_told() {
    let head = "id: x\nkind: other\n";
    for (line, hint) in [
        ("name: Vale Trust #2", "`\"Vale Trust #2\"`"),
        ("name: X\nlegal_form: Statute # section 3", "`\"Statute # section 3\"`"),
        ("name: X\nlegal_form: Statute\t#3", "hash-in-text"),
        ("name: X\nlegal_form: Statute\n  and order #3", "what follows ` #` is not read: `#3`"),
        ("name: X\nlegal_form: #3 of the Act", "`\"#3 of the Act\"`"),
        ("name: !new X", "`\"!new X\"`"),
        ("name: X\nlegal_form: &Co of the Act", "`\"&Co of the Act\"`"),
    ] {
        let found = told_of_yaml(&format!("{head}{line}\n"));
        assert!(found.contains(hint), "{line}: {found}");
        assert!(
            found.contains("warning[hash-in-text]") || found.contains("warning[yaml-tag]"),
            "{found}"
        );
    }
    for line in [
        "name: \"Vale Trust #2\"",
        "name: Vale#2",
        "# all of it\nname: X",
        "name: 'X' # a comment",
        "name: !!str X",
        "name: X\ncodes: {ods: ZZ9} # a comment",
        "name: X\nlegal_form: |\n  Statute #3",
    ] {
        assert_eq!(told_of_yaml(&format!("{head}{line}\n")), "", "{line}");
    }
    let cut = told_of_yaml(&format!("{head}name: X\ncodes: {{ods: ZZ9 #1}}\n"));
    assert!(cut.contains("` #` starts a comment"), "{cut}");
    let odd = told_of_yaml("id: x\nkind: other\nname: X\ncodes:\n\u{a0}\u{a0}ods: ZZ9\n");
    assert!(odd.contains("a no-break space (U+00A0)"), "{odd}");
}

#[test]
fn links_to_places_of_texts_in_fields_are_right() {
    let org = |text: &str| {
        format!("--- content/organisations/x.yaml\nid: x\nname: X\nkind: other\n{text}\n")
    };
    let own = "description: |\n  ## Łódź\n\n  See [it](#lodz), [it](#%6Codz) and [it](#od).";
    let mut files = small_site_with(&org(own));
    assert_eq!(common::report(&files), "");
    let html = output(&files)["organisations/x/index.html"].clone();
    assert_eq!(html.matches("href=\"#lead_lodz\"").count(), 1, "{html}");
    files.insert(
        "content/pages/plan.md".to_owned(),
        "---\ntitle: A\n---\n[it](/organisations/x/#lead_lodz) [it](/organisations/x/#lodz)\n"
            .to_owned(),
    );
    let found = common::report(&files);
    assert!(
        found.matches("error[").count() == 1 && found.contains("write `#lead_lodz`"),
        "{found}"
    );
    let wrong = common::report(&small_site_with(&org("description: |\n  ## A\n\n  See [it](#b).")));
    assert!(wrong.contains("broken-anchor"), "{wrong}");
}

#[test]
fn links_to_files_of_the_build_and_pages_without_a_slash() {
    let pages = [
        ("/about", "/about/"),
        ("/ihos/vale", "/ihos/vale/"),
        ("../about", "/about/"),
        ("/about#words", "/about/#words"),
        ("/organisations/vale-trust", "/organisations/vale-trust/"),
    ];
    let files = ["/sitemap.xml", "/data/ihos.csv", "/ihos/vale/blueprint.json", "/files.json"];
    let right = files.into_iter().chain(pages.map(|(_, right)| right));
    let links: Vec<String> = right.map(|it| format!("[the plan]({it})")).collect();
    assert_eq!(common::report(&page(&links.join(" "))), "");
    let elsewhere = [
        ("/data/nothing.csv", "there is no page or file at `/data/nothing.csv`"),
        ("www.nhs.uk", "write `https://www.nhs.uk`"),
        ("england.nhs.uk/plan", "write `https://england.nhs.uk/plan`"),
        ("//www.nhs.uk", "write `https://www.nhs.uk`"),
        ("board@nhs.net", "write `mailto:board@nhs.net`"),
    ];
    let wrong = elsewhere.map(|(written, _)| written).into_iter().chain(pages.map(|it| it.0));
    let links: Vec<String> = wrong.map(|it| format!("[the plan]({it})\n")).collect();
    let all = links.concat();
    for hint in elsewhere
        .map(|it| it.1.to_owned())
        .into_iter()
        .chain(pages.map(|it| format!("write `{}`", it.1)))
    {
        check_hint_of_site(&all, &hint);
    }
}

/// A file of the small site as if it was sealed.
fn sealed(files: &BTreeMap<String, String>, path: &str) -> (String, BTreeMap<String, String>) {
    let place = |path: &str| SitePath::new(path).expect("a path");
    let release = "content/ihos/vale/releases/2026-10-01/narrative/host.md";
    let texts = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let origins = BTreeMap::from([(place(path), place(release))]);
    let sources = Arc::new(Sources::from_texts(texts).lying_at(origins));
    let options = Options { today: TODAY, base_url: None };
    let build = engine::build(Arc::clone(&sources), &options);
    let format = iho::report::Format::Human { is_coloured: false };
    let found = iho::report::diagnostics(&sources, &build.diagnostics, format);
    let site = build.site.expect("a site");
    let text = |url| match site.body(url)?.ok()? {
        Body::Bytes(bytes) => String::from_utf8(bytes).ok(),
        Body::Shared(_) | Body::Copy(_) => None,
    };
    let pages = site.entries().filter_map(|(url, _)| Some((url.output_path(), text(url)?)));
    (found, pages.collect())
}

/// Whatever a younger rule says, what was sealed is warned of only, and its headings keep their ids; links to the ids of
/// either rule lead to them.
#[test]
fn what_was_sealed_keeps_its_ids_and_is_warned_of() {
    const HOST: &str = "content/ihos/vale/draft/narrative/host.md";
    let text = "## Łódź\n\nA[^1] and [a link]() [b](#od) [c](#lodz).\n\n## Targets\n\n## Aims {#targets}\n\n## X {.y}\n\n\
                | A |\n|---|\n| 1 | 2 |\n\n##\n\n[Dr Smith]: Hello\n\n[^1]: One.\n\n[^1]: Two.\n\n## B {#x}\n\n## C {#x}\n\n![map.svg](map.svg)\n";
    let mut files = small_site_with("");
    files.insert(HOST.to_owned(), text.to_owned());
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n";
    files.insert("content/ihos/vale/draft/map.svg".to_owned(), drawing.to_owned());
    files.insert(HOST.to_owned(), text.replace("map.svg)", "../map.svg)"));
    let draft = common::report(&files);
    let kinds = [
        "empty-link",
        "heading-braces",
        "table-cells",
        "empty-heading",
        "link-definition",
        "duplicate-footnote",
        "duplicate-id",
        "missing-alt",
    ];
    for kind in kinds {
        assert!(draft.contains(&format!("error[{kind}]")), "{kind}: {draft}");
    }
    let (found, pages) = sealed(&files, HOST);
    assert!(!found.contains("error["), "{found}");
    for kind in kinds {
        assert!(found.contains(&format!("warning[{kind}]")), "{kind}: {found}");
    }
    let html = main_of(&pages["ihos/vale/host/index.html"]);
    assert!(html.contains("<span id=\"lodz\"></span><h2 id=\"od\">Łódź</h2>"), "{html}");
    assert!(html.contains("<h2 id=\"targets\">Targets</h2>"), "{html}");
    assert!(html.contains("<h2 id=\"targets-2\">Aims</h2>"), "{html}");
}

/// Every draft has the ids of both rules, no two of them the same.
#[test]
fn drafts_have_ids_of_both_rules() {
    let pages = output(&page(
        "## Łódź\n\n[a](#od) [b](#lodz)\n\n## Targets\n\n## Aims {#targets}\n\n## Od\n\n## Café",
    ));
    let html = main_of(&pages["plan/index.html"]);
    assert!(html.contains("<h2 id=\"lodz\">Łódź</h2>"), "{html}");
    assert!(html.contains("<h2 id=\"od\">Od</h2>"), "{html}");
    assert!(html.contains("<h2 id=\"targets-2\">Targets</h2>"), "{html}");
    assert!(html.contains("<h2 id=\"cafe\">Café</h2>"), "{html}");
    let ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
}

/// A release and the files beside it can be linked to from a page, in the drafts and in public.
#[test]
fn links_to_what_was_released_are_right() {
    let place = crate::sealed::published("lost-words-released");
    let links = "[a](/feed.atom) [b](/ledger.jsonl) [c](/ihos/vale/releases/2026-11-22/) [d](/sitemap.xml)\n\
                 [e](/ihos/vale/releases/2026-11-22/metrics/) [f](/ihos/vale/releases/2026-12-22/services/)\n\
                 [g](/ihos/vale/releases/2026-11-22/release.zip) [h](/ihos/vale/releases/2026-12-22/changes/)\n";
    place.write("content/pages/plan.md", format!("---\ntitle: Our plan\n---\n{links}"));
    for args in
        [&["check"][..], &["build", "--drafts", "--output", "d"], &["build", "--output", "p"]]
    {
        let run = crate::sealed::iho(&place, "2027-01-02", args);
        assert_eq!(run.code, 0, "{args:?} {}{}", run.stdout, run.stderr);
        assert!(!run.stderr.contains("broken-link"), "{}", run.stderr);
    }
    let page = place.read("p/plan/index.html");
    for href in page.split("href=\"../").skip(1).filter_map(|it| it.split('"').next()) {
        let path = href.split('#').next().unwrap_or(href);
        let file = if path.is_empty() || path.ends_with('/') {
            format!("p/{path}index.html")
        } else {
            format!("p/{path}")
        };
        assert!(place.path(&file).exists(), "{href}");
    }
    for (wrong, hint) in [
        ("/ihos/vale/releases/2026-11-22/nothing/", "broken-link"),
        ("/ihos/vale/releases/2026-11-23/", "broken-link"),
        (
            "/ihos/vale/releases/2026-11-22/metrics",
            "write `/ihos/vale/releases/2026-11-22/metrics/`",
        ),
        ("/feeds.atom", "broken-link"),
    ] {
        place.write(
            "content/pages/plan.md",
            format!("---\ntitle: Our plan\n---\n[the plan]({wrong})\n"),
        );
        let run = crate::sealed::iho(&place, "2027-01-02", &["check"]);
        assert_eq!(run.code, 1, "{wrong} {}{}", run.stdout, run.stderr);
        assert!(
            run.stdout.contains(hint) || run.stderr.contains(hint),
            "{wrong} {}{}",
            run.stdout,
            run.stderr
        );
    }
}

/// Pieces of markdown, sound and slipped; each `W` becomes a word of its own.
const PIECES: &[&str] = &[
    "W W.\n",
    "## W\n",
    "## W {W}\n",
    "## W {#w}\n",
    "##W\n",
    "W\n---\n",
    "[W]: W\n",
    "[W]: /about/ \"W\"\n",
    "[W](/about/ \"W\")\n",
    "![W W](map.svg 'W')\n",
    "[W][W]\n",
    "[W](W W)\n",
    "| W | W |\n|---|---|\n| W | W | W |\n",
    "| W | W |\n|---|---|\n| `W|W` | W |\nW\n",
    "| W | W |\n| W | W |\n",
    "W[^n]\n\n[^n]: W\n",
    "[^n]: W\n",
    "- W\n  W\n- [ ] W\n",
    "1. W\n\n   W\n",
    "> W\n> > W\n",
    "> [!NOTE]\n> W\n",
    "W\n: W\n",
    "```\nW\n```\n",
    "~~~ W\nW\n~~~\n",
    "    W\n",
    "**W**W ~~W~~ _W_ `W` W\\\nW\n",
    "W <W> W\n",
    "<!-- W -->\n",
    "W {.W} {{W}}\n",
    "W &amp; W &W; \\W\n",
    "[[org:vale-gps|W]] [[W]]\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Each word of a page is on it, or its line is named in a message.
    #[test]
    fn no_word_is_lost_in_silence(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 1..5),
        gaps in prop::collection::vec(prop::bool::weighted(0.8), 5),
    ) {
        let mut words = Vec::new();
        let mut text = String::new();
        for (piece, gap) in pieces.iter().zip(gaps) {
            let mut rest = *piece;
            while let Some((before, after)) = rest.split_once('W') {
                let n = words.len();
                let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
                let word = format!("quo{}{}x", letter(n / 26), letter(n));
                text.push_str(before);
                text.push_str(&word);
                words.push(word);
                rest = after;
            }
            text.push_str(rest);
            text.push_str(if gap { "\n" } else { "" });
        }
        let mut files = page(&text);
        let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>\n";
        files.insert("content/pages/map.svg".to_owned(), drawing.to_owned());
        let (sources, found) = read(&text);
        let whole = &files["content/pages/plan.md"];
        let mut told = BTreeSet::new();
        for it in &found {
            let place = match it.place { Some(At::Span(span)) => Some(span), _ => None };
            for span in place.into_iter().chain(it.related.iter().map(|it| it.0)) {
                let first = sources.position(span).line;
                let n_lines = sources.excerpt(span).trim_end().matches('\n').count();
                told.extend(first..=first + n_lines);
            }
        }
        let texts = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let sources = Arc::new(Sources::from_texts(texts));
        let site = engine::build(sources, &Options { today: TODAY, base_url: None }).site.expect("a site");
        let url = site.entries().map(|(url, _)| url).find(|url| url.as_str() == "/plan/").expect("the page");
        let Some(Ok(Body::Bytes(html))) = site.body(url) else { panic!("a page") };
        let html = String::from_utf8(html).expect("text");
        let html = main_of(&html);
        // What people read or hear: words outside of tags, and descriptions of pictures.
        let outside: String = html.split('<').filter_map(|it| it.split_once('>')).map(|it| it.1).collect();
        let alts: String = html.split(" alt=\"").skip(1).filter_map(|it| it.split('"').next()).collect();
        for word in &words {
            let at = whole.find(word.as_str()).expect("it was written");
            let line = whole[..at].matches('\n').count() + 1;
            let is_there = outside.contains(word) || alts.contains(word);
            prop_assert!(is_there || told.contains(&line), "`{word}` of line {line} is lost: {text:?}");
        }
    }
}
