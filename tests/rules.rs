//! Words from the content that reach the languages of others: rules for servers, web addresses, tables that spreadsheets
//! open. Whatever is written there stays a word.

use std::collections::BTreeMap;

use iho::model::address::{BaseUrl, SiteAddress};
use proptest::prelude::*;

use crate::common::{output, report, small_site, small_site_with};
use crate::place::{Place, run};
use crate::sealed;

const FULL: &str = include_str!("sites/full.txt");

/// The small site whose settings end with these lines.
fn with_settings(lines: &str) -> BTreeMap<String, String> {
    let mut files = small_site();
    files.get_mut("content/site.yaml").expect("the site").push_str(lines);
    files
}

fn moved(items: &str) -> BTreeMap<String, String> {
    with_settings(&format!("moved:\n{items}"))
}

/// A text as YAML takes it, whatever it holds.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("JSON")
}

#[test]
fn honest_addresses_are_given_up() {
    let items = "  - {from: /old-page/, to: /ihos/}\n  - {from: /Old%20Page.aspx, to: /about/}\n  \
        - {from: /caf%c3%a9/, to: /}\n  - {from: /a.b_c~d-e/F/, why: It was a test.}\n  - {from: /IHOS/, to: /ihos/}\n  \
        - {from: /old.csv, to: /data/ihos.csv}\n";
    let files = moved(items);
    assert_eq!(report(&files), "", "{}", report(&files));
    let made = output(&files);
    let rules = &made["_redirects"];
    for rule in [
        "/sub/old-page/ /sub/ihos/ 301\n",
        "/sub/Old%20Page.aspx /sub/about/ 301\n",
        "/sub/caf%C3%A9/ /sub/ 301\n",
        "/sub/IHOS/ /sub/ihos/ 301\n",
        "/sub/old.csv /sub/data/ihos.csv 301\n",
    ] {
        assert!(rules.contains(rule), "{rule}: {rules}");
    }
    let nginx = &made["redirects.nginx.conf"];
    assert!(nginx.contains("location = \"/sub/café/\" { return 301 /sub/; }\n"), "{nginx}");
    assert!(
        nginx.contains("location = \"/sub/Old Page.aspx\" { return 301 /sub/about/; }\n"),
        "{nginx}"
    );
    // No file takes the place of another where only capitals differ, and none has a name that is encoded.
    assert!(
        made.contains_key("old-page/index.html") && made.contains_key("a.b_c~d-e/F/index.html")
    );
    assert!(!made.keys().any(|path| path.starts_with("IHOS/") || path.contains('%')));
}

/// Each is told at its place, with what to type, wherever it is written.
#[test]
fn an_address_that_is_none_is_refused() {
    let long = format!("/{}/", "a".repeat(201));
    let longer = "/abc".repeat(300);
    let bad = [
        "/x; } location / { return 301 http://evil.example/; } #/",
        "/a b/",
        "/a\u{a0}b/",
        "/a\u{2028}b/",
        "/a\u{2029}b/",
        "/a\u{85}b/",
        "/a\u{3000}b/",
        "/a\u{200b}b/",
        "/a\u{202e}b/",
        "/a\u{feff}b/",
        "/a\tb/",
        "/x/\n/ /y/ 301",
        "/x/\r\n/y/",
        "/*",
        "/a*b/",
        "/:splat",
        "/a/:id/",
        "/../../pwn/",
        "/a/../b/",
        "/./a/",
        "/a/..",
        "/%2e%2e/a/",
        "/%2E%2e/a/",
        "/.%2E/",
        "/a%2f../b/",
        "/a%0ab/",
        "/a%0D%0A/",
        "/a%00/",
        "/a%7F/",
        "/a%C2%A0b/",
        "/a%E2%80%A8b/",
        "/a%5Cb/",
        "/a%2Fb/",
        "/a%2A/",
        "/a%3Bb/",
        "/a%252e/",
        "/a%zz/",
        "/a%4/",
        "/a%",
        "/a%FF/",
        "/a%C0%AF/",
        "/a\\b/",
        "\\a\\",
        "//evil.example/",
        "/a//b/",
        "https://evil.example/",
        "\u{800}://",
        "javascript:alert(1)",
        "a/b/",
        "?a",
        "/a?b=c",
        "/a#b",
        "/a'b/",
        "/a\"b/",
        "/a`b/",
        "/a$b/",
        "/a{b}/",
        "/a<b>/",
        "/a|b/",
        "/a,b/",
        "/café/",
        "/",
        &long,
        &longer,
    ];
    for taken in ["/ihos/index.html", "/index.html", "/about/index.html", "/files.json"] {
        let told = report(&moved(&format!("  - {{from: {taken}, to: /organisations/}}\n")));
        assert!(told.contains("so it can't be listed under `moved`"), "{taken}: {told}");
    }
    for address in bad {
        for item in [
            format!("  - {{from: {}, to: /ihos/}}\n", quoted(address)),
            format!("  - {{from: {}, why: Gone.}}\n", quoted(address)),
            format!("  - {{from: /old-page/, to: {}}}\n", quoted(address)),
        ] {
            if address == "/" && item.contains("to: \"/\"") {
                continue;
            }
            let told = report(&moved(&item));
            assert!(told.contains("error["), "passes: {item}{told}");
            assert!(told.contains("content/site.yaml:19:"), "{item}{told}");
            assert!(told.contains("hint:"), "{item}{told}");
            let message = told.lines().next().expect("a message");
            assert!(!message.contains(['\u{202e}', '\u{2028}', '\u{200b}']), "{message:?}");
        }
    }
}

/// What is given up is nothing that is there, leads to what is there, and to nothing that is given up.
#[test]
fn a_rule_hides_nothing_and_ends_somewhere() {
    for (items, words) in [
        ("{from: /about/, to: /ihos/}", "there is a page or file at `/about/`"),
        ("{from: /about, to: /ihos/}", "there is a page or file at `/about`"),
        ("{from: /%61bout/, to: /ihos/}", "there is a page or file at `/about/`"),
        ("{from: /data/ihos.csv, to: /ihos/}", "there is a page or file at `/data/ihos.csv`"),
        ("{from: /data/ihos.csv/, to: /ihos/}", "there is a page or file at `/data/ihos.csv/`"),
        ("{from: /data/ihos.csv/more/, to: /ihos/}", "lies under the file `/data/ihos.csv`"),
        ("{from: /sitemap.xml, to: /ihos/}", "there is a page or file at `/sitemap.xml`"),
        ("{from: /robots.txt/x/, to: /ihos/}", "lies under the file `/robots.txt`"),
        ("{from: /index.html, to: /ihos/}", "there is a page or file at `/index.html`"),
        ("{from: /assets/site.css, to: /ihos/}", "is where the design of the site lies"),
        ("{from: /.iho-stage/x/, to: /ihos/}", "is used while the site is written"),
        ("{from: /old/, to: /old/}", "`/old/` would lead to itself"),
        ("{from: /old/, to: /old}", "`/old/` would lead to itself"),
        ("{from: /old, to: /%6fld/}", "`/old` would lead to itself"),
        ("{from: /old/, to: /nowhere/}", "there is no page or file at `/nowhere/`"),
        ("{from: /old/, to: /about}", "write `/about/`"),
        ("{from: /old/, to: /ihos/}\n  - {from: /old/, why: Gone.}", "`/old/` is given up twice"),
        ("{from: /old/, to: /ihos/}\n  - {from: /old, to: /about/}", "`/old` is given up twice"),
        ("{from: /%C3%A9/, to: /ihos/}\n  - {from: /%c3%a9, to: /about/}", "is given up twice"),
        (
            "{from: /old/, to: /older/}\n  - {from: /older/, to: /ihos/}",
            "write where that leads: `to: /ihos/`",
        ),
        (
            "{from: /old/, to: /older/}\n  - {from: /older/, to: /old/}",
            "`/older/` is given up as well",
        ),
        (
            "{from: /old/, to: /older}\n  - {from: /older/, to: /old/}",
            "`/older` is given up as well",
        ),
        (
            "{from: /old/, to: /older/}\n  - {from: /older/, why: Gone.}",
            "`/older/` is given up as well",
        ),
        ("{from: /caf%C3%A9/, why: Gone.}", "no page can be at `/caf%C3%A9/`"),
    ] {
        let told = report(&moved(&format!("  - {items}\n")));
        assert!(told.contains(words) && told.contains("error["), "{items}: {words}: {told}");
        assert!(
            told.contains("content/site.yaml:19:") || told.contains("content/site.yaml:20:"),
            "{items}: {told}"
        );
    }
}

/// Nothing that a release had in its tree can be led away from, and what moved by itself is no end.
#[test]
fn a_rule_leaves_releases_as_they_are() {
    let place = sealed::published("rules-releases");
    let settings = place.read("content/site.yaml");
    let check = |item: &str| {
        place.write("content/site.yaml", format!("{settings}moved:\n  - {item}\n"));
        sealed::iho(&place, "2027-01-02", &["build"])
    };
    let tree = "/ihos/vale/releases/2026-11-22/";
    for (item, words) in [
        (format!("{{from: {tree}, to: /ihos/}}"), "there is a page or file at"),
        (format!("{{from: {tree}partners/, to: /ihos/}}"), "is part of the release at"),
        (format!("{{from: {tree}release.zip, to: /ihos/}}"), "is part of the release at"),
        ("{from: /ledger.jsonl, to: /ihos/}".to_owned(), "there is a page or file at"),
        ("{from: /feed.atom, to: /ihos/}".to_owned(), "there is a page or file at"),
        ("{from: /ihos/vale/compare/, to: /ihos/}".to_owned(), "there is a page or file at"),
    ] {
        let run = check(&item);
        assert_eq!(run.code, 1, "{item}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{item}: {words}: {}", run.stderr);
    }
    let fine = check(&format!("{{from: /first-release/, to: {tree}}}"));
    assert_eq!(fine.code, 0, "{}", fine.stderr);
}

#[test]
fn the_address_of_a_site_is_checked_to_its_end() {
    for (typed, kept) in [
        ("https://iho.example.org", "https://iho.example.org"),
        ("http://iho.example.org:8080/a/b", "http://iho.example.org:8080/a/b"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"),
        ("https://example.org/über/", "https://example.org/%C3%BCber/"),
        ("https://example.org/%c3%bcber/%7eme", "https://example.org/%C3%BCber/~me"),
        ("https://example.org/a@b+c(d)/", "https://example.org/a%40b%2Bc%28d%29/"),
        ("http://[::1]:3000/", "http://[::1]:3000/"),
        ("http://[2001:DB8:0::1]/", "http://[2001:db8::1]/"),
        ("http://127.0.0.1/", "http://127.0.0.1/"),
        ("http://localhost/", "http://localhost/"),
        ("https://a--b.example/", "https://a--b.example/"),
    ] {
        let read =
            BaseUrl::parse(typed).unwrap_or_else(|fault| panic!("{typed}: {}", fault.message));
        assert_eq!(read.as_str(), kept);
        assert_eq!(BaseUrl::parse(kept).as_ref(), Ok(&read), "{kept}");
    }
    let (label, host) = ("a".repeat(64), "a.".repeat(130));
    let [long_label, long_host] = [format!("https://{label}.org/"), format!("https://{host}org/")];
    let long_path = format!("https://example.org/{}", "a/".repeat(600));
    for bad in [
        "",
        "example.org",
        "https://",
        "https:///a",
        "ftp://example.org/",
        "HTTPS://example.org/",
        "javascript:alert(1)",
        "https://user@example.org/",
        "https://user:word@example.org/",
        "https://@example.org/",
        "https://example.org@evil.example/",
        "https://example.org/?a",
        "https://example.org?a",
        "https://example.org/#a",
        "https://example.org/a b/",
        " https://example.org/",
        "https://example.org/\n",
        "https://exa mple.org/",
        "https://example.org\\evil/",
        "https://example.org/a\\b",
        "https://example.org:0/",
        "https://example.org:/",
        "https://example.org:99999/",
        "https://example.org:65536/",
        "https://example.org:080/",
        "https://example.org:8o/",
        "https://example.org:+80/",
        "https://example.org:-1/",
        "https://example.org:80:80/",
        "https://-a.example/",
        "https://a-.example/",
        "https://a..example/",
        "https://.example/",
        "https://example.org./",
        "https://./",
        "https://a_b.example/",
        "https://a%2eb/",
        "https://a,b/",
        "https://a;b/",
        "https://a\"b/",
        "https://a<b/",
        "https://a'b/",
        "https://xn--a/",
        "https://xn--/",
        "https://xn--zzzzzzzz.example/",
        "https://a\u{ad}b.example/",
        "https://a\u{200b}b.example/",
        "https://a\u{3002}/",
        "https://1.2.3/",
        "https://256.0.0.1/",
        "https://1.2.3.4.5/",
        "https://0x7f.1/",
        "https://[::1/",
        "https://::1/",
        "https://[::g]/",
        "https://[fe80::1%25eth0]/",
        "https://[1.2.3.4]/",
        "https://[::1]a/",
        "https://[::1]:0/",
        "https://example.org/../a",
        "https://example.org/a/./b",
        "https://example.org/%2e%2E/",
        "https://example.org//a",
        "https://example.org/a//",
        "https://example.org/%0a",
        "https://example.org/%",
        "https://example.org/%FF",
        "https://example.org/%2F",
        "https://example.org/;a",
        "https://example.org/a$b",
        "https://example.org/a\"b",
        "https://example.org/<a>",
        "https://example.org/a*",
        "https://example.org/{a}",
        "https://example.org/a\u{2028}",
        "https://example.org/a\u{a0}b",
        &long_label,
        &long_host,
        &long_path,
    ] {
        let Err(fault) = BaseUrl::parse(bad) else {
            panic!("passes: {bad}: {:?}", BaseUrl::parse(bad))
        };
        assert!(
            !fault.message.is_empty() && !fault.hint.is_empty() && !fault.message.ends_with('.'),
            "{bad}"
        );
    }
}

/// In the file and on the command line, with the place, and what to type.
#[test]
fn the_address_of_a_site_is_refused_wherever_it_is_written() {
    let mut files = small_site();
    let settings = files["content/site.yaml"].clone();
    let place = Place::with_site("rules-base", &files);
    for (bad, words) in [
        ("https://me@example.org/", "contains a user name"),
        ("https://example.org:99999/", "`99999` is not a port"),
        ("https://example.org/?a", "ends before any `?` or `#`"),
        ("https://-a.example/", "starts or ends with `-`"),
        ("https://example.org./", "write `example.org`"),
    ] {
        let changed = settings.replace("https://iho.example.org/sub/", bad);
        files.insert("content/site.yaml".to_owned(), changed);
        let told = report(&files);
        assert!(told.contains(words) && told.contains("content/site.yaml:2:11"), "{bad}: {told}");
        for args in [&["build", "--drafts"][..], &["check"], &["init", "new"]] {
            let typed = run(place.command().args(args).args(["--base-url", bad]));
            assert_eq!(typed.code, 2, "{bad}: {}", typed.stderr);
            assert!(typed.stderr.contains(words), "{bad}: {}", typed.stderr);
        }
    }
}

/// Every file that names the address of the site has the one spelling of it.
#[test]
fn every_output_has_the_address_in_ascii() {
    let place = sealed::published("rules-ascii");
    let settings = place.read("content/site.yaml");
    let moved = "moved:\n  - {from: /old/, to: /ihos/}\n";
    let address = "https://bücher.example/über uns/".replace(' ', "-");
    place.write(
        "content/site.yaml",
        settings.replace("https://iho.example.org/sub/", &address) + moved,
    );
    let built = sealed::iho(&place, "2027-01-02", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let made = place.tree("output");
    let texts = |made: &BTreeMap<String, Vec<u8>>| -> Vec<(String, String)> {
        let texts = made.iter().filter(|(path, _)| !path.ends_with(".zip"));
        texts
            .map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned()))
            .collect()
    };
    let mut n = 0;
    for (path, text) in texts(&made) {
        // nginx compares with what it has decoded.
        let is_place = path == "redirects.nginx.conf";
        assert!(!text.contains("bücher") && (is_place || !text.contains("über")), "{path}");
        n += usize::from(text.contains("xn--bcher-kva.example/%C3%BCber-uns"));
    }
    assert!(n > 50, "{n}");
    for path in [
        "sitemap.xml",
        "robots.txt",
        "feed.atom",
        "feed.json",
        "checkpoint",
        "data/catalogue.jsonld",
    ] {
        let text = String::from_utf8_lossy(&made[path]).into_owned();
        assert!(text.contains("xn--bcher-kva.example/%C3%BCber-uns"), "{path}: {text}");
    }
    assert_eq!(made["_redirects"], b"/%C3%BCber-uns/old/ /%C3%BCber-uns/ihos/ 301\n");
    // The same address on the command line makes the same site.
    place.write("content/site.yaml", settings.clone() + moved);
    let args = ["build", "--base-url", &address, "--output", "other"];
    let typed = sealed::iho(&place, "2027-01-02", &args);
    assert_eq!(typed.code, 0, "{}", typed.stderr);
    let other = place.tree("other");
    for path in ["index.html", "sitemap.xml", "feed.atom", "checkpoint", "_redirects"] {
        assert_eq!(made[path], other[path], "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Whatever is read as an address has only letters that mean nothing else, and is its own spelling.
    #[test]
    fn an_address_has_one_spelling_in_letters_that_mean_nothing(
        text in "(https?://[a-z0-9.:@\\[\\]é-]{0,8}(:[0-9]{0,6})?)?(/|[^/]|\\.|%[0-9a-fA-F]{2}|[a-z~_-]){0,12}",
    ) {
        let is_plain = |it: &str| it.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b));
        if let Ok(read) = SiteAddress::parse(&text) {
            prop_assert!(is_plain(read.as_str()) && read.as_str().starts_with('/'), "{:?}", read);
            prop_assert_eq!(SiteAddress::parse(read.as_str()), Ok(read.clone()));
        }
        if let Ok(read) = BaseUrl::parse(&text) {
            let (_, rest) = read.as_str().split_once("://").expect("a scheme");
            prop_assert!(is_plain(&rest.replace([':', '[', ']'], "")), "{:?}", read);
            prop_assert!(is_plain(read.path()) && !read.path().ends_with('/'), "{:?}", read);
            prop_assert_eq!(BaseUrl::parse(read.as_str()), Ok(read.clone()));
        }
    }
}

/// What begins a formula, also where a spreadsheet overlooks what comes before.
const HOSTILE: [&str; 8] = [
    "=HYPERLINK(\"http://a.example\",\"b\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(1,2)",
    "\u{ff1d}1+1",
    "\u{ff20}x",
    "\u{a0}=1",
    "=1;\"a\"",
];

/// The site with as many words as possible replaced by what begins a formula: names, titles, texts, tables.
fn hostile_site() -> BTreeMap<String, String> {
    const KEYS: [&str; 16] = [
        "name",
        "short_name",
        "title",
        "definition",
        "numerator",
        "denominator",
        "owner",
        "geography",
        "summary",
        "why_this_host",
        "problem_statement",
        "decision",
        "reason",
        "asks",
        "role",
        "source",
    ];
    let tables = "--- content/ihos/vale/draft/age.csv\n\"=1+1\",\"@people\",number,\u{ff1d}x\n-1+2,200,-5,+x\n\"\t=1\",212300,50.5,\"'=a\"\n";
    let mut files = small_site_with(&format!("{FULL}{tables}"));
    files
        .get_mut("content/ihos/vale/draft/footprint.yaml")
        .expect("a file")
        .push_str("age_profile: age.csv\n");
    let areas = files.get_mut("content/ihos/vale/draft/areas.csv").expect("a file");
    *areas = areas.replace("Vale 001A", "\"=A1\"").replace("Vale 001B", "@b");
    for folder in ["pages", "documents", "places", "ihos/vale/draft/assets"] {
        files.insert(
            format!("content/{folder}/words.csv"),
            "a,b\n=1,\"+b\nc\"\n-3.5,- d\n".to_owned(),
        );
    }
    let folders = ["", "documents/", "places/", "ihos/vale/assets/"];
    let links = folders.map(|folder| format!("- [Words](/{folder}words.csv)\n")).concat();
    files.insert("content/pages/tables.md".to_owned(), format!("---\ntitle: Tables\n---\n{links}"));
    let iho = files.get_mut("content/ihos/vale/draft/iho.yaml").expect("a file");
    *iho = iho.replacen("summary:", "short_name: Vale\nsummary:", 1);
    let mut nth = 0;
    for (path, text) in files.iter_mut().filter(|(path, _)| path.ends_with(".yaml")) {
        if path.ends_with("site.yaml") || path.ends_with("release.yaml") {
            continue;
        }
        let lines = text.lines().map(|line| {
            let Some((before, words)) = line.split_once(": ") else { return format!("{line}\n") };
            let key = before.trim_start_matches([' ', '-']);
            if !KEYS.contains(&key)
                || words.contains(": ")
                || words.starts_with(['{', '[', '|', '>'])
            {
                return format!("{line}\n");
            }
            nth += 1;
            let hostile = HOSTILE[nth % HOSTILE.len()];
            format!("{before}: {}\n", quoted(&format!("{hostile} {}", words.trim_matches('"'))))
        });
        *text = lines.collect();
    }
    assert!(nth > 25, "{nth} fields");
    files
}

/// Whether a spreadsheet would run a cell, as somebody else would write it.
fn is_run(cell: &str) -> bool {
    let seen = cell.trim_matches(|c: char| {
        c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\u{200b}'
    });
    seen.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        && seen.parse::<f64>().is_err()
}

/// Every table of a site can be read, has as many cells in each row, and holds none that would be run.
fn check_tables<'t>(tables: impl Iterator<Item = (&'t String, &'t str)>) -> usize {
    let mut n = 0;
    for (path, text) in tables.filter(|(path, _)| path.ends_with(".csv")) {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        for record in reader.records() {
            for cell in &record.unwrap_or_else(|error| panic!("{path}: {error}: {text}")) {
                assert!(!is_run(cell), "{path}: {cell}");
            }
        }
        n += 1;
    }
    n
}

#[test]
fn no_published_table_holds_a_formula() {
    let files = hostile_site();
    let made = output(&files);
    let n = check_tables(made.iter().map(|(path, text)| (path, text.as_str())));
    assert!(n >= 10, "{n} tables");
    assert_eq!(
        made["ihos/vale/age.csv"],
        "'=1+1,'@people,number,'\u{ff1d}x\n'-1+2,200,-5,'+x\n'\t=1,212300,50.5,'=a\n"
    );
    assert!(
        made["ihos/vale/partners/partners.csv"].contains(",'"),
        "{}",
        made["ihos/vale/partners/partners.csv"]
    );
    // An honest table is published byte by byte.
    let honest = "a,b\r\n\"x\",-1.5\r\n";
    let page = "--- content/pages/more.md\n---\ntitle: More\n---\nSee [words](words.csv).\n";
    let files = small_site_with(&format!("{page}--- content/pages/words.csv\n{honest}"));
    assert_eq!(output(&files)["words.csv"], honest);
}

/// So do the tables in the trees of releases, and those of what all releases said; what was sealed stays as it is.
#[test]
fn no_table_of_a_release_holds_a_formula() {
    let place = sealed::site("rules-tables");
    for (path, text) in hostile_site() {
        place.write(&path, text);
    }
    for (at, note) in [("2026-11-22", "=1+1 First."), ("2026-11-23", "@SUM(1) Second.")] {
        let sealed = sealed::iho(
            &place,
            at,
            &["release", "vale", "--yes", "--republish", "=Once more.", "--note", note],
        );
        assert_eq!(sealed.code, 0, "{}{}", sealed.stdout, sealed.stderr);
    }
    let built = sealed::iho(&place, "2026-11-24", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let made = place.tree("output");
    let texts: BTreeMap<String, String> = made
        .into_iter()
        .filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?)))
        .collect();
    let n = check_tables(texts.iter().map(|(path, text)| (path, text.as_str())));
    let in_trees =
        texts.keys().filter(|path| path.contains("/releases/") && path.ends_with(".csv")).count();
    assert!(n >= 15 && in_trees >= 5, "{n} tables, {in_trees} in trees");
    let sealed = place.read("content/ihos/vale/releases/2026-11-22/age.csv");
    assert_eq!(sealed, place.read("content/ihos/vale/draft/age.csv"));
}
