//! What the pages of the small site say, and what holds for every page of any site.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iho::engine::{self, Options};
use iho::output::Body;
use iho::page::Url;
use iho::source::Sources;

use crate::common;
use crate::common::{build, main_of, output, report, small_site, small_site_with};

type Pages = BTreeMap<String, String>;

/// Each kind of page, with the name of its snapshot.
const KINDS: &[(&str, &str)] = &[
    ("home", "index.html"),
    ("free", "about/index.html"),
    ("iho", "ihos/vale/index.html"),
    ("authorisation", "ihos/vale/authorisation/index.html"),
    ("footprint", "ihos/vale/footprint/index.html"),
    ("host", "ihos/vale/host/index.html"),
    ("commissioner", "ihos/vale/commissioner/index.html"),
    ("partners", "ihos/vale/partners/index.html"),
    ("services", "ihos/vale/services/index.html"),
    ("organisation", "organisations/vale-trust/index.html"),
    ("place", "places/vale-place/index.html"),
    ("service", "services/memory-clinic/index.html"),
    ("metric", "metrics/bed-days/index.html"),
    ("document", "documents/board-paper/index.html"),
    ("framework", "criteria/check-2026/index.html"),
    ("glossary", "glossary/index.html"),
    ("list_of_ihos", "ihos/index.html"),
    ("list_of_organisations", "organisations/index.html"),
    ("list_of_places", "places/index.html"),
    ("list_of_services", "services/index.html"),
    ("list_of_metrics", "metrics/index.html"),
    ("list_of_documents", "documents/index.html"),
    ("list_of_frameworks", "criteria/index.html"),
    ("dictionary", "data/dictionary/index.html"),
    ("dictionary_of_a_kind", "data/dictionary/service/index.html"),
    ("accessibility", "accessibility/index.html"),
    ("not_found", "404.html"),
];

#[test]
fn each_kind_of_page_reads_well() {
    let pages = output(&small_site());
    let settings = {
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings
    };
    settings.bind(|| {
        for (name, path) in KINDS {
            insta::assert_snapshot!(*name, main_of(&pages[*path]));
        }
        insta::assert_snapshot!("blueprint", pages["ihos/vale/blueprint.json"]);
        insta::assert_snapshot!(
            "whole_page",
            without_hashes(&pages["places/vale-place/index.html"])
        );
    });
}

/// The names of style sheets change with their content, the generator with its version.
fn without_hashes(html: &str) -> String {
    let html = html.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let mut parts = html.split("assets/");
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (name, rest) = part.split_once('-').expect("a name and its hash");
        out += &format!("assets/{name}-HASH{}", &rest[10..]);
    }
    out
}

fn html_pages(pages: &Pages) -> impl Iterator<Item = (&str, &str)> {
    pages
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, html)| (path.as_str(), html.as_str()))
}

/// The values of an attribute.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let start = format!(" {attribute}=\"");
    html.split(start.as_str()).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0)).collect()
}

/// The file of the output that a link leads to, and the place on it; nothing for a link to elsewhere.
///
/// A browser's rule, written anew: what `src` thinks of links plays no part here.
fn target(page: &str, link: &str, base: &str) -> Option<(String, String)> {
    let link = link.replace("&amp;", "&");
    let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
    if ["https:", "http:", "mailto:", "tel:", "data:"].iter().any(|scheme| path.starts_with(scheme))
    {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    let last = parts.pop().expect("a page has a name");
    let path = match path.strip_prefix('/') {
        Some(_) => {
            parts.clear();
            path.strip_prefix(base).unwrap_or_else(|| panic!("{page}: {link} leaves {base}"))
        }
        None => path,
    };
    if path.is_empty() && !link.starts_with('/') {
        return Some((page.to_owned(), fragment.to_owned()));
    }
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                let up = parts.pop();
                assert!(up.is_some(), "{page} ({last}): {link} leaves the site");
            }
            part => parts.push(part),
        }
    }
    let is_folder = path.is_empty() || path.ends_with('/') || path.ends_with("..");
    if is_folder {
        parts.push("index.html");
    }
    Some((parts.join("/"), fragment.to_owned()))
}

#[track_caller]
fn check_links(pages: &Pages, base: &str) {
    for (page, html) in html_pages(pages) {
        for link in values(html, "href").into_iter().chain(values(html, "src")) {
            let is_rooted = link.starts_with('/');
            assert_eq!(is_rooted, is_rooted && page == "404.html", "{page}: {link}");
            let Some((file, fragment)) = target(page, link, base) else {
                continue;
            };
            let found = pages.get(&file);
            assert!(found.is_some(), "{page}: {link} leads to {file}, which is not there");
            let ids: Vec<&str> = found.map_or_else(Vec::new, |html| values(html, "id"));
            assert!(
                fragment.is_empty() || ids.contains(&fragment.as_str()),
                "{page}: {link} leads to no place of {file}"
            );
        }
    }
}

#[test]
fn links_are_relative_and_lead_somewhere() {
    let pages = output(&small_site());
    assert!(html_pages(&pages).count() > 30);
    check_links(&pages, "/sub/");
}

#[test]
fn a_page_for_lost_readers_works_from_any_depth() {
    let pages = output(&small_site());
    let lost = &pages["404.html"];
    for link in values(lost, "href") {
        let is_on_page = link.starts_with('#') || link.starts_with("mailto:");
        assert!(is_on_page || link.starts_with("/sub/") || link.contains("://"), "{link}");
    }
    let top = small_site_with(&site_at("https://iho.example.org"));
    check_links(&output(&top), "/");
    let deep = small_site_with(&site_at("https://iho.example.org/a/b"));
    check_links(&output(&deep), "/a/b/");
}

fn site_at(base_url: &str) -> String {
    format!(
        "--- content/site.yaml\ntitle: Small\nbase_url: {base_url}\npublisher: vale-icb\n\
         licence: OGL\ncontact: blueprints@example.org\nillustrative: true\n"
    )
}

#[test]
fn addresses_for_others_are_whole() {
    let pages = output(&small_site());
    let about = &pages["about/index.html"];
    assert!(about.contains("<link rel=\"canonical\" href=\"https://iho.example.org/sub/about/\">"));
    assert!(pages["sitemap.xml"].contains("<loc>https://iho.example.org/sub/ihos/vale/</loc>"));
    assert!(!pages["sitemap.xml"].contains("404"));
    assert!(pages["robots.txt"].contains("https://iho.example.org/sub/sitemap.xml"));
}

/// A site with one more page, and the main part of that page.
#[track_caller]
fn page(body: &str) -> String {
    let changes = format!("--- content/pages/more/plan.md\n---\ntitle: Our plan\n---\n{body}\n");
    let pages = output(&small_site_with(&changes));
    main_of(&pages["more/plan/index.html"]).to_owned()
}

#[test]
fn references_become_links_with_names() {
    let html = page("[[org:vale-trust]] and [[org:vale-trust|the *host*]]");
    assert!(
        html.contains(
            "<a href=\"../../organisations/vale-trust/\">Vale NHS Foundation Trust</a> and \
             <a href=\"../../organisations/vale-trust/\">the <em>host</em></a>"
        ),
        "{html}"
    );
    let html = page("| A | B |\n|---|---|\n| [[place:mill-end\\|Mill]] | [[term:footprint]] |");
    assert!(html.contains("<td><a href=\"../../places/mill-end/\">Mill</a></td>"), "{html}");
    assert!(
        html.contains("<td><a href=\"../../glossary/#term_footprint\">Footprint</a></td>"),
        "{html}"
    );
    let html =
        page("[[doc:board-paper#p12]], [[criterion:need]], [[page:about#words]], [[iho:vale]]");
    assert!(html.contains("One budget for Vale, page 12</a>"), "{html}");
    assert!(html.contains("href=\"../../criteria/check-2026/#criterion_need\""), "{html}");
    assert!(html.contains("href=\"../../about/#words\""), "{html}");
    assert!(html.contains("href=\"../../ihos/vale/\""), "{html}");
}

#[test]
fn related_terms_are_named() {
    let pages = output(&small_site());
    let related =
        "<strong>See also:</strong> <a href=\"../glossary/#term_host-provider\">Host provider</a>";
    says(&pages, "glossary/index.html", &[related]);
}

#[test]
fn links_to_places_of_other_pages_are_checked() {
    let report = |link: &str| {
        let page = format!("--- content/pages/about.md\n---\ntitle: About\n---\n[a]({link})\n");
        common::report(&common::small_site_with(&page))
    };
    for link in ["/glossary/#term_nowhere", "/organisations/vale-gps/#field_nowhere"] {
        assert!(report(link).contains("broken-anchor"), "{link}");
    }
    for link in ["/glossary/#term_host-provider", "/organisations/vale-gps/#field_codes"] {
        assert!(!report(link).contains("broken-anchor"), "{link}: {}", report(link));
    }
}

/// The home page shows more than the text that it is made of, and has its address.
#[test]
fn places_of_the_home_page_are_not_those_of_its_text() {
    let report = |body: &str| {
        let page = format!("--- content/pages/about.md\n---\ntitle: About\n---\n{body}\n");
        common::report(&common::small_site_with(&page))
    };
    let (of_text, of_home) = ("[[page:index#connections_all]]", "[home](/#cards_ihos)");
    for body in [format!("{of_text} {of_home}"), format!("{of_home} {of_text}")] {
        assert!(!report(&body).contains("broken-anchor"), "{body}: {}", report(&body));
    }
    for wrong in ["[[page:index#cards_ihos]]", "[home](/#connections_all)"] {
        for body in [format!("{of_text} {of_home} {wrong}"), format!("{of_home} {wrong}")] {
            assert!(report(&body).contains("broken-anchor"), "{body}");
        }
    }
}

#[test]
fn a_wrong_place_on_a_list_is_told_with_one_that_is_there() {
    let page =
        "--- content/pages/about.md\n---\ntitle: About\n---\n[a](/glossary/#host-provider)\n";
    let report = common::report(&common::small_site_with(page));
    assert!(report.contains("hint: write `#term_host-provider`"), "{report}");
}

#[test]
fn links_by_file_name_follow_the_file() {
    let html = page("[About](../about.md#words) and [home](../index.md)");
    assert!(html.contains("<a href=\"../../about/#words\">About</a>"), "{html}");
    assert!(html.contains("<a href=\"../../\">home</a>"), "{html}");
}

/// Whether the main part of a page has these words in this order.
#[track_caller]
fn says(pages: &Pages, path: &str, words: &[&str]) {
    let html = main_of(&pages[path]);
    let mut rest = html;
    for word in words {
        let found = rest.find(word);
        assert!(found.is_some(), "{path} does not say {word:?} in\n{html}");
        rest = &rest[found.unwrap_or(0)..];
    }
}

#[test]
fn relations_are_told_from_both_sides() {
    let pages = output(&small_site());
    let organisation = |id: &str| format!("organisations/{id}/index.html");
    let iho = "Vale integrated health organisation contract";
    says(&pages, &organisation("vale-trust"), &["Hosts", iho]);
    says(&pages, &organisation("vale-gps"), &["Sub-contracts to", iho]);
    says(&pages, &organisation("vale-icb"), &["Lead commissioner of", iho]);
    says(&pages, &organisation("vale-council"), &["Mentioned in", "About this example"]);
    says(&pages, "ihos/vale/host/index.html", &["Vale NHS Foundation Trust"]);
    says(&pages, "ihos/vale/partners/index.html", &["Vale GP Federation", "Sub-contract"]);
    says(&pages, "places/mill-end/index.html", &["Lies in", "Vale place"]);
    says(&pages, "places/vale-area/index.html", &["Contains", "Vale place"]);
    says(&pages, "places/vale-place/index.html", &["Covered by", iho]);
    says(&pages, "services/memory-clinic/index.html", &["Not in scope of", iho]);
    says(&pages, "services/community-nursing/index.html", &["In scope of", iho]);
    says(&pages, "metrics/bed-days/index.html", &["Measures", iho]);
    says(&pages, "documents/board-paper/index.html", &["Cited by", iho]);
    says(&pages, "criteria/check-2026/index.html", &["Used in the assessment of", iho]);
    says(&pages, "glossary/index.html", &["Mentioned in", "About this example"]);
}

#[test]
fn a_silence_is_told_in_words_and_in_data() {
    let changes = "--- content/ihos/vale/draft/host.yaml\n\
        organisation: vale-trust\nlegal_form: nhs-foundation-trust\naft_status: none\n\
        provider_type: [community]\n\
        nhs_income_share: {disclosure: not_yet_decided, reason: The accounts are late., expected: 2027-Q2}\n\
        income_total: {disclosure: withheld, reason: It would help a rival., exemption: s43, review_on: 2027-03-31}\n\
        staff_wte: {disclosure: not_applicable, reason: It has no staff of its own.}\n\
        why_this_host: {disclosure: decided_not_yet_published, reason: It is being typed., expected: 2027-01-15}\n";
    let pages = output(&small_site_with(changes));
    let host = main_of(&pages["ihos/vale/host/index.html"]);
    for words in [
        "The accounts are late.",
        "Expected between April and June 2027.",
        "It would help a rival.",
        "section 43",
        "31 March 2027",
        "It has no staff of its own.",
        "It is being typed.",
        "15 January 2027",
    ] {
        assert!(host.contains(words), "{words:?} is not in\n{host}");
    }
    let json = &pages["ihos/vale/blueprint.json"];
    for words in [
        "\"disclosure\":\"not_yet_decided\"",
        "\"expected\":\"2027-Q2\"",
        "\"disclosure\":\"withheld\"",
        "\"exemption\":\"s43\"",
        "\"review_on\":\"2027-03-31\"",
        "\"disclosure\":\"not_applicable\"",
        "\"reason\":\"It is being typed.\"",
    ] {
        assert!(json.contains(words), "{words:?} is not in\n{json}");
    }
}

#[test]
fn a_whole_section_may_be_silent() {
    let changes = "--- content/ihos/vale/draft/partners.yaml\n\
        {disclosure: not_yet_decided, reason: Talks have begun., expected: 2027-Q1}\n";
    let pages = output(&small_site_with(changes));
    says(&pages, "ihos/vale/partners/index.html", &["Talks have begun."]);
    assert!(pages["ihos/vale/blueprint.json"].contains("Talks have begun."));
}

/// A name that would break a page in many ways, in YAML's single quotation marks.
const NASTY: &str = r#"'"><script>alert(1)</script><b onclick="x" {{ 1 }} ''&amp; end'"#;

/// The small site with nasty words in every text of one line.
fn nasty_site() -> BTreeMap<String, String> {
    let keys = [
        "title:",
        "name:",
        "term:",
        "short_name:",
        "reason:",
        "role:",
        "function:",
        "legal_basis:",
        "version:",
        "source:",
        "geography:",
        "licence:",
        "owner:",
        "what:",
        "asks:",
    ];
    let mut files = small_site();
    for (path, text) in &mut files {
        if path.ends_with(".geojson") {
            continue;
        }
        let lines = text.lines().map(|line| {
            let (indent, rest) =
                line.split_at(line.len() - line.trim_start_matches([' ', '-']).len());
            let is_front = line == "---";
            match keys.iter().find(|key| rest.starts_with(**key)) {
                Some(key) if !is_front => format!("{indent}{key} {NASTY}\n"),
                _ => format!("{line}\n"),
            }
        });
        *text = lines.collect();
    }
    // Prose may not hold HTML, and a source of a blueprint is a document.
    let criteria = files.get_mut("content/criteria/check-2026.yaml").expect("it is there");
    *criteria = criteria.replace(&format!("asks: {NASTY}"), "asks: Is it \\<script> & \"so\"?");
    files
}

#[test]
fn raw_text_is_never_obeyed() {
    let files = nasty_site();
    let found = report(&files);
    let told = found.lines().filter(|it| it.starts_with("error[") || it.starts_with("warning["));
    let told: Vec<&str> = told.filter(|it| !it.starts_with("warning[long-title]")).collect();
    assert!(told.is_empty(), "{found}");
    let pages = output(&files);
    for (path, html) in &pages {
        if path.ends_with(".html") || path.ends_with(".xml") {
            // What a page is about, for search engines, is data: no browser runs it.
            let html = html.replacen("<script type=\"application/ld+json\">", "", 1);
            assert!(!html.contains("<script"), "{path} has a script");
            assert!(!html.contains("<b onclick"), "{path} has an element");
            assert!(!html.contains(" onclick=\"x"), "{path} has an attribute");
        }
    }
    let shown =
        "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;b onclick=&quot;x&quot; {{ 1 }} ";
    for path in ["about", "organisations/vale-gps", "places", "ihos/vale/host", "glossary"] {
        says(&pages, &format!("{path}/index.html"), &[shown, "&amp;amp; end"]);
    }
    check_links(&pages, "/sub/");
}

/// A name is not markdown: what looks like a mark is a letter of it.
#[test]
fn names_are_shown_letter_by_letter() {
    let name = r"A*b* _c_ [d](e) `f` \g ~~h~~ #i ![j](k) [[org:vale-icb]] |l| ^m ==n";
    let changes = format!(
        "--- content/organisations/vale-gps.yaml\nid: vale-gps\nname: '{name}'\nkind: gp-federation\n\
         --- content/pages/plan.md\n---\ntitle: '{name}'\n---\n[[org:vale-gps]] and [[page:plan]].\n"
    );
    let pages = output(&small_site_with(&changes));
    let whole = |path: &str| {
        let html = main_of(&pages[path]);
        assert!(html.contains(name), "{path} does not say {name} in\n{html}");
    };
    whole("organisations/vale-gps/index.html");
    whole("organisations/index.html");
    whole("plan/index.html");
    whole("ihos/vale/partners/index.html");
    whole("ihos/vale/services/index.html");
    whole("services/memory-clinic/index.html");
    for (path, html) in html_pages(&pages) {
        assert!(!html.contains("A<em>b</em>"), "{path} takes a name for markdown");
    }
}

#[test]
fn ids_are_unique_on_every_page() {
    let changes = "--- content/pages/plan.md\n---\ntitle: Our plan\n---\n\
        ## Who\n\n## Who\n\n## Who {#who}\n\n## Who-2\n\n## On this page\n\n## «»\n\n## ...\n\n\
        Word[^1] and word[^1].\n\n[^1]: A note.\n\
        --- content/ihos/vale/draft/narrative/host.md\n\
        ## Why this host\n\n## Why this host\n\n## Legal form\n\nWord[^1].\n\n[^1]: A note.\n";
    let pages = output(&small_site_with(changes));
    for (path, html) in html_pages(&pages) {
        let ids = values(html, "id");
        let distinct: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), distinct.len(), "{path}: {ids:?}");
        assert!(!ids.contains(&""), "{path} has an empty id");
    }
    let found = report(&small_site_with(changes));
    assert!(found.is_empty(), "{found}");
}

#[test]
fn every_page_has_one_title_and_headings_in_order() {
    let pages = output(&small_site());
    for (path, html) in html_pages(&pages) {
        let levels: Vec<u8> = main_of(html)
            .split("<h")
            .skip(1)
            .filter_map(|rest| rest.bytes().next().filter(u8::is_ascii_digit))
            .map(|digit| digit - b'0')
            .collect();
        assert_eq!(levels.first(), Some(&1), "{path}: {levels:?}");
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{path}: {levels:?}");
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{path}: {levels:?}");
        }
        assert!(html.contains("<html lang=\"en-GB\">"), "{path}");
        assert_eq!(values(html, "alt").len(), html.matches("<img ").count(), "{path}");
    }
}

fn on_threads(n: usize, files: &BTreeMap<String, String>) -> Pages {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
    pool.expect("a few threads are always to be had").install(|| output(files))
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let files = small_site();
    let first = on_threads(1, &files);
    assert_eq!(first, on_threads(4, &files));
    assert_eq!(first, output(&files));
}

#[test]
fn mistakes_come_in_the_same_order_on_any_number_of_threads() {
    let changes: String = (0..40)
        .map(|n| {
            format!("--- content/places/p{n}.yaml\nid: other\nkind: villag\nparent: Nowhere\n")
        })
        .collect();
    let files = small_site_with(&changes);
    let on = |n| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
        pool.expect("a few threads are always to be had").install(|| report(&files))
    };
    assert_eq!(on(1), on(4));
}

#[test]
fn the_order_of_files_does_not_matter() {
    let files = small_site();
    let pairs = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let sources = Arc::new(Sources::from_texts(pairs.rev()));
    let options = Options { today: common::TODAY, base_url: None };
    let site = engine::build(sources, &options).site.expect("a sound site");
    let pages = output(&files);
    for (url, _) in site.entries() {
        if let Some(Ok(Body::Bytes(bytes))) = site.body(url) {
            assert_eq!(bytes, pages[&url.output_path()].as_bytes(), "{url}");
        }
    }
}

#[test]
fn line_ends_of_windows_make_no_difference() {
    let changes = "--- content/pages/plan.md\n---\ntitle: Our plan\n---\n## One\n\nA\nb  \nc\\\nd\n\n\
        - x\n- y\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n```yaml\na: 1\nb: 2\n```\n\nWord\n: Meaning\n\n> [!NOTE]\n> N[^1]\n\n[^1]: Note\n";
    let unix = small_site_with(changes);
    let windows =
        unix.iter().map(|(path, text)| (path.clone(), text.replace('\n', "\r\n"))).collect();
    assert_eq!(report(&windows), "");
    let (unix, windows) = (output(&unix), output(&windows));
    for (path, html) in html_pages(&unix) {
        assert_eq!(html, windows[path].replace('\r', ""), "{path}");
    }
    assert_eq!(unix.keys().collect::<Vec<_>>(), windows.keys().collect::<Vec<_>>());
}

#[test]
fn an_empty_site_says_what_is_missing() {
    insta::assert_snapshot!("empty_site", report(&BTreeMap::new()));
    let only = |text: &str| BTreeMap::from([("content/site.yaml".to_owned(), text.to_owned())]);
    insta::assert_snapshot!("only_an_empty_site_file", report(&only("")));
    let site = "title: Small\nbase_url: https://iho.example.org/\npublisher: Vale\nlicence: OGL\ncontact: a@example.org\nillustrative: true\n";
    insta::assert_snapshot!("only_a_site_file", report(&only(site)));
}

#[track_caller]
fn survives(body: &str) {
    let changes = format!("--- content/pages/plan.md\n---\ntitle: Our plan\n---\n{body}\n");
    let (_, built) = build(&small_site_with(&changes));
    let site = built.site.expect("a theme that is sound makes a site");
    let url = Url::page(&["plan"]);
    let Some(Ok(Body::Bytes(html))) = site.body(&url) else { panic!("the page can't be made") };
    assert!(html.ends_with(b"</html>\n"));
    if built.diagnostics.is_empty() {
        assert_eq!(site.check(&url, &html), []);
    }
}

#[test]
fn deep_texts_do_not_hurt() {
    survives(&"> ".repeat(1000));
    survives(&"- ".repeat(3000));
    survives(&"[".repeat(20_000));
    survives(&"![".repeat(10_000));
    survives(&"*a ".repeat(10_000));
    survives(&"**a ".repeat(10_000));
    survives(&"[[".repeat(10_000));
    survives(&format!("{}{}", "[a](".repeat(2000), ")".repeat(2000)));
    survives(&format!("{}x{}", "*".repeat(5000), "*".repeat(5000)));
    survives(&(0..200).map(|n| format!("{}- x\n", "  ".repeat(n))).collect::<String>());
    survives(&"`".repeat(20_000));
    survives(&(0..2000).map(|n| format!("[^{n}]: x[^{}]\n\n", n + 1)).collect::<String>());
}

#[test]
fn long_texts_do_not_hurt() {
    let rows: String = (0..10_000).map(|n| format!("| {n} | [[org:vale-gps]] |\n")).collect();
    survives(&format!("| A | B |\n|---|---|\n{rows}"));
    survives(&"x".repeat(100_000));
    survives(&format!("## {}", "x".repeat(20_000)));
    survives(&format!("```yaml\n{}\n```", "x".repeat(2_000)));
    survives(&"\u{301}".repeat(10_000));
}

#[test]
fn many_files_do_not_hurt() {
    let places: String = (0..500)
        .map(|n| format!("--- content/places/p{n}.yaml\nid: p{n}\nname: Place {n}\nkind: place\nparent: p{}\n", (n + 1) % 500))
        .collect();
    let (_, built) = build(&small_site_with(&places));
    assert!(!built.has_errors(), "{:?}", built.diagnostics);
}

/// What a reader works out for a file is what the page says.
#[test]
fn files_for_programs_are_listed_with_their_checksums() {
    let site = output(&small_site_with(
        "--- content/ihos/vale/draft/metrics.yaml\nmetrics:\n  - metric: bed-days\n\
         --- content/ihos/vale/draft/metrics/bed-days.csv\nperiod,value\n2026-Q1,510\n2026-Q2,\n",
    ));
    let page = &site["ihos/vale/data/index.html"];
    let mut n_listed = 0;
    for (path, file) in site.iter().filter(|(path, _)| path.starts_with("ihos/vale/")) {
        let is_data = path.starts_with("ihos/vale/data/") || path.ends_with("/blueprint.json");
        if path.ends_with(".html") || !is_data {
            continue;
        }
        let sum = iho::archive::hex(&iho::archive::sha256(file.as_bytes()));
        let link = format!("href=\"../../../{path}\"");
        assert!(page.contains(&link) && page.contains(&sum), "{path}");
        n_listed += 1;
    }
    assert!(n_listed > 4, "{n_listed}");
    assert!(site["data/index.html"].contains("href=\"../ihos/vale/data/\""));
}

/// A theme that was made for an older version is not left out in silence.
#[test]
fn a_theme_names_its_templates_as_they_are_called_now() {
    for (old, new) in [("masthead.html", "header.html"), ("imprint.html", "footer.html")] {
        let mut files = small_site();
        files.insert(format!("themes/default/templates/{old}"), "<p>Ours</p>".to_owned());
        let told = report(&files);
        assert!(told.contains(&format!("the template `{old}` is called `{new}` now")), "{told}");
        let mut files = small_site();
        files.insert(format!("themes/default/templates/{new}"), "<p>Ours</p>".to_owned());
        assert!(output(&files)["index.html"].contains("<p>Ours</p>"));
    }
}
