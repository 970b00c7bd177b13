//! What must hold whatever comes in. Each function takes any bytes, and panics where something does not hold.
//!
//! `tests/fuzz.rs` feeds them on any machine, `fuzz/` with a compiler that watches which branches were taken.
#![allow(dead_code, unreachable_pub, reason = "each binary of `fuzz/` needs one of them")]
#![allow(clippy::unwrap_used, reason = "what does not hold panics")]

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use iho::archive::{self, Archive};
use iho::diag::{Diagnostic, Place};
use iho::engine::{self, Options};
use iho::model::{boundary, observations, table};
use iho::output::Body;
use iho::page::Url;
use iho::report::{self, Format};
use iho::source::{Content, File, SitePath, Sources, Span};

/// A target and its name.
pub type Target = (&'static str, fn(&[u8]));

/// All of them. Another is a line here, a function below, and a file of four lines in `fuzz/fuzz_targets` with its name in
/// `fuzz/Cargo.toml`.
pub const TARGETS: &[Target] = &[
    ("yaml", yaml),
    ("markdown", markdown),
    ("csv", csv),
    ("geojson", geojson),
    ("ledger", ledger),
    ("http_head", http_head),
    ("template", template),
    ("verify_folder", verify_folder),
    ("verify_zip", verify_zip),
];

/// The most that one input may have: what grows is measured by `tests/growth.rs`.
const LONGEST: usize = 20_000;

type Files = BTreeMap<String, String>;

/// A folder that is written as one text: each file after a line `--- path`.
fn folder(text: &str) -> Files {
    let mut files = Files::new();
    let mut lines =
        text.split_inclusive('\n').skip_while(|line| !line.starts_with("--- ")).peekable();
    while let Some(path) = lines.next().and_then(|line| line.strip_prefix("--- ")) {
        let mut file = String::new();
        while let Some(line) = lines.next_if(|line| !line.starts_with("--- ")) {
            file.push_str(line);
        }
        files.insert(path.trim_end().to_owned(), file);
    }
    files
}

fn small_site() -> Files {
    folder(include_str!("../sites/small.txt"))
}

fn sources(files: &Files) -> Sources {
    let files = files.iter().filter_map(|(path, text)| {
        Some(File { path: SitePath::new(path)?, content: Content::Text(text.as_str().into()) })
    });
    Sources::new(files)
}

fn text_of(data: &[u8]) -> String {
    String::from_utf8_lossy(&data[..data.len().min(LONGEST)]).into_owned()
}

/// Places lie in their files, between letters; and every form of the report can be written and read.
fn are_sound(sources: &Sources, found: &[Diagnostic]) {
    for it in found {
        let place = match it.place {
            Some(Place::Span(span)) => Some(span),
            Some(Place::File(_)) | None => None,
        };
        for span in place.into_iter().chain(it.related.iter().map(|(span, _)| *span)) {
            lies_in_its_file(sources, span, it);
        }
        assert!(!it.message.is_empty() && !it.message.ends_with('.'), "{it:?}");
    }
    let _ = report::diagnostics(sources, found, Format::Human { is_coloured: false });
    let _ = report::diagnostics(sources, found, Format::Github);
    let json = report::diagnostics(sources, found, Format::Json);
    let json: serde_json::Value = serde_json::from_str(&json).expect("the report is JSON");
    assert_eq!(json["diagnostics"].as_array().map(Vec::len), Some(found.len()));
}

fn lies_in_its_file(sources: &Sources, span: Span, it: &Diagnostic) {
    let text = sources.text(span.file);
    let (start, end) = (span.start as usize, span.end as usize);
    assert!(start <= end && end <= text.len(), "{it:?} lies outside of {} bytes", text.len());
    assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{it:?} cuts a letter");
}

/// What one file says by itself: read twice, the same comes out.
fn read_alone(path: &str, text: &str) -> bool {
    let path = SitePath::new(path).expect("a sound path");
    let content = Content::Text(text.into());
    let (sources, found) = engine::mistakes_in(&path, &content);
    let (_, again) = engine::mistakes_in(&path, &content);
    assert_eq!(found, again, "a file is read in one way");
    are_sound(&sources, &found);
    !found.iter().any(Diagnostic::is_error)
}

/// The whole site with some files, and the pages that were made of it where it has no error: each is sound by itself.
fn build(files: &Files, page: &str) -> Option<String> {
    let sources = Arc::new(sources(files));
    let options = Options { today: "2026-11-21".parse().unwrap(), base_url: None };
    let build = engine::build(Arc::clone(&sources), &options);
    are_sound(&sources, &build.diagnostics);
    if build.has_errors() {
        return None;
    }
    let site = build.site.expect("a site without an error is there");
    let url = site.entries().map(|(url, _)| url).find(|url| url.as_str() == page)?.clone();
    let made = |url: &Url| match site.body(url).expect("the page is promised") {
        Ok(Body::Bytes(bytes)) => Ok(bytes),
        Ok(Body::Shared(bytes)) => Ok(bytes.to_vec()),
        Ok(Body::Copy(_)) => panic!("a page is no copy"),
        Err(found) => Err(found),
    };
    let bytes = match made(&url) {
        Ok(bytes) => bytes,
        Err(found) => {
            are_sound(&sources, &[found]);
            return None;
        }
    };
    assert_eq!(made(&url).as_ref(), Ok(&bytes), "a page is made in one way");
    are_sound(&sources, &site.check(&url, &bytes));
    Some(String::from_utf8(bytes).expect("a page is text"))
}

/// Files of YAML of every kind.
pub fn yaml(data: &[u8]) {
    const PATHS: &[&str] = &[
        "content/services/x.yaml",
        "content/site.yaml",
        "content/glossary.yaml",
        "content/organisations/x.yaml",
        "content/metrics/x.yaml",
        "content/criteria/x.yaml",
        "content/questions.yaml",
        "content/ihos/vale/draft/iho.yaml",
        "content/ihos/vale/draft/risk-share.yaml",
        "content/ihos/vale/draft/governance.yaml",
        "content/ihos/vale/draft/partners.yaml",
        "content/ihos/vale/draft/release.yaml",
    ];
    let Some((first, rest)) = data.split_first() else { return };
    let path = PATHS[usize::from(*first) % PATHS.len()];
    let text = text_of(rest);
    read_alone(path, &text);
    // What was read is written as JSON, which is YAML, too: read again, it says the same.
    let (file, whole) = one_file(path, &text);
    if let (Some(node), _) = iho::model::yaml::parse(file, &whole, 0, whole.len()) {
        let written = escaped(&json_of(&node).to_string());
        let (again, slips) = iho::model::yaml::parse(file, &written, 0, written.len());
        let again = again.unwrap_or_else(|| panic!("{written:?} is YAML: {slips:?}"));
        assert_eq!(escaped(&json_of(&again).to_string()), written);
    }
}

/// JSON without the control characters that it may hold as they are, and YAML may not (YAML 1.2.2, 5.1).
fn escaped(json: &str) -> String {
    let mut text = String::new();
    for letter in json.chars() {
        match letter {
            '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            letter => text.push(letter),
        }
    }
    text
}

fn one_file(path: &str, text: &str) -> (iho::source::FileId, String) {
    let sources = Sources::from_texts([(path, text)]);
    let (file, _) = sources.iter().next().expect("one file");
    (file, text.to_owned())
}

fn json_of(node: &iho::model::yaml::Node) -> serde_json::Value {
    use iho::model::yaml::Kind;
    match &node.kind {
        Kind::Null => serde_json::Value::Null,
        Kind::Scalar(scalar) => scalar.text.as_str().into(),
        Kind::Seq(items) => items.iter().map(json_of).collect(),
        Kind::Map(entries) => {
            let pairs = entries.iter().map(|entry| (entry.key.clone(), json_of(&entry.value)));
            serde_json::Value::Object(pairs.collect())
        }
    }
}

/// A page of markdown: what comes out are the tags of this tool, closed in order, and no address that does something.
pub fn markdown(data: &[u8]) {
    let text = text_of(data);
    read_alone("content/pages/x.md", &format!("---\ntitle: X\n---\n{text}"));
    let mut files = small_site();
    files.insert("content/pages/x.md".to_owned(), format!("---\ntitle: X\n---\n{text}"));
    let Some(html) = build(&files, "/x/") else { return };
    let main =
        &html[html.find("<main").expect("a main part")..html.find("</main>").expect("an end")];
    is_tame(main);
}

const TAGS: &[&str] = &[
    "main",
    "article",
    "section",
    "div",
    "header",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "a",
    "code",
    "pre",
    "span",
    "em",
    "strong",
    "del",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "blockquote",
    "img",
    "hr",
    "br",
    "sup",
    "nav",
    "details",
    "summary",
    "abbr",
    "time",
    "caption",
];

fn is_tame(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        let name = tag.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or("");
        assert!(TAGS.contains(&name), "the tag `{name}` in {html}");
        let attributes = tag.to_ascii_lowercase();
        assert!(!attributes.contains(" on") || !attributes.contains("=\"javascript"), "{tag}");
        for address in
            ["href=\"javascript:", "href=\"data:", "href=\"vbscript:", "src=\"data:", "src=\"http"]
        {
            assert!(!attributes.contains(address), "{tag}");
        }
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
        } else if !matches!(name, "img" | "hr" | "br") && !tag.ends_with('/') {
            open.push(name);
        }
        rest = &rest[end + 1..];
    }
}

/// Tables of figures, and tables of anything.
pub fn csv(data: &[u8]) {
    let text = text_of(data);
    read_alone("content/ihos/vale/draft/metrics/bed-days.csv", &text);
    read_alone("content/metrics/bed-days.peers.csv", &text);
    let (file, whole) = one_file("x.csv", &text);
    let columns = observations::OF_SERIES;
    assert_eq!(
        observations::read(file, &whole, columns),
        observations::read(file, &whole, columns)
    );
    let Ok(read) = table::parse(file, &whole) else { return };
    // Every cell in quotation marks says what it said.
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let row =
        |cells: &mut dyn Iterator<Item = &str>| cells.map(quoted).collect::<Vec<_>>().join(",");
    let mut written = row(&mut read.columns.iter().map(String::as_str));
    for (line, _) in &read.rows {
        written.push('\n');
        written.push_str(&row(&mut line.iter().map(String::as_str)));
    }
    let again =
        table::parse(file, &written).unwrap_or_else(|slips| panic!("{written:?}: {slips:?}"));
    let cells = |it: &table::Table| -> Vec<Vec<String>> {
        it.rows.iter().map(|(cells, _)| cells.clone()).collect()
    };
    assert_eq!((&read.columns, cells(&read)), (&again.columns, cells(&again)), "{written:?}");
}

/// Boundaries: rings are closed and have an inside, and what was read can be written and read again.
pub fn geojson(data: &[u8]) {
    let text = text_of(data);
    let read = boundary::parse(&text);
    for ring in read.areas.iter().flat_map(|area| &area.polygons).flatten() {
        assert!(ring.len() >= 4 && ring.first() == ring.last(), "{ring:?}");
    }
    let feature = |area: &boundary::Area| {
        serde_json::json!({
            "type": "Feature",
            "properties": {"code": area.code, "name": area.name},
            "geometry": {"type": "MultiPolygon", "coordinates": area.polygons},
        })
    };
    let features: Vec<_> = read.areas.iter().map(feature).collect();
    let written =
        serde_json::json!({"type": "FeatureCollection", "features": features}).to_string();
    assert_eq!(boundary::parse(&written).areas, read.areas);
    let mut files = small_site();
    files.insert("content/ihos/vale/draft/footprint.geojson".to_owned(), text);
    build(&files, "/ihos/vale/");
}

/// A ledger and a manifest: what can be read is written as it was.
pub fn ledger(data: &[u8]) {
    let text = text_of(data);
    let (as_manifest, as_ledger) = text.split_once("\n%%\n").unwrap_or((&text, &text));
    let mut files = published().clone();
    let manifest = files.keys().find(|path| path.ends_with("/manifest.json")).cloned().unwrap();
    files.insert(manifest, as_manifest.to_owned());
    files.insert("content/ledger.jsonl".to_owned(), as_ledger.to_owned());
    verified(&files);
    if let Ok(manifest) = archive::Manifest::parse(as_manifest) {
        let again = archive::Manifest::parse(&manifest.text());
        assert_eq!(again.map(|it| it.text()), Ok(manifest.text()));
    }
}

/// The head of a request: what is let in has one host, and an address that does not climb.
pub fn http_head(data: &[u8]) {
    let Ok(asked) = iho::serve::ask(data) else { return };
    assert!(asked.path.starts_with('/') && !asked.path.contains('\\'), "{asked:?}");
    assert!(!asked.path.split('/').any(|part| part == ".." || part == "."), "{asked:?}");
    assert!(!asked.path.contains(char::is_control), "{asked:?}");
    let end = asked.head.windows(4).position(|it| it == b"\r\n\r\n");
    assert_eq!(end, Some(asked.head.len() - 4), "nothing comes after a head");
    assert!(asked.head.is_ascii());
    assert_eq!(iho::serve::ask(data).map(|it| it.path), Ok(asked.path));
}

/// A template of a theme: it makes a page, or a mistake with its place.
pub fn template(data: &[u8]) {
    let mut files = small_site();
    let site = files.get_mut("content/site.yaml").expect("the settings");
    site.push_str("theme: own\n");
    files.insert("themes/own/templates/page.html".to_owned(), text_of(data));
    build(&files, "/about/");
}

/// A small site with a release that was sealed by this program.
fn published() -> &'static Files {
    static PUBLISHED: OnceLock<Files> = OnceLock::new();
    PUBLISHED.get_or_init(|| folder(include_str!("published.txt")))
}

/// Everything that speaks against a folder, by both doors.
fn verified(files: &Files) -> [Vec<Diagnostic>; 2] {
    let sources = sources(files);
    let archive = Archive::open(&sources);
    let found = [archive::verify(&sources, &archive), archive::verify_apart(&sources, &archive)];
    found.iter().for_each(|found| are_sound(&sources, found));
    assert_eq!(found[0], archive::verify(&sources, &Archive::open(&sources)));
    found
}

/// A release of which any letter, line or file was changed is never taken for the one that was sealed.
pub fn verify_folder(data: &[u8]) {
    let mut files = published().clone();
    let sealed: Vec<String> =
        files.keys().filter(|path| path.contains("/releases/")).cloned().collect();
    let mut edits = data.chunks(6).take(4);
    while let Some([kind, which, at, at_2, letter, more]) = edits.next() {
        let path = &sealed[usize::from(*which) % sealed.len()];
        let Some(text) = files.get_mut(path) else { continue };
        let place = usize::from(*at) * 256 + usize::from(*at_2);
        let mut place = place % (text.len() + 1);
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        match kind % 6 {
            0 => text.insert(place, char::from(*letter)),
            1 if place < text.len() => drop(text.remove(place)),
            2 => text.truncate(place),
            3 => text.push(char::from(*more)),
            4 => drop(files.remove(path)),
            _ => {
                let stray = format!("{path}.{}", letter % 10);
                files.insert(stray, String::from("stray"));
            }
        }
    }
    let is_changed = files != *published();
    let [found, apart] = verified(&files);
    if is_changed {
        let speaks =
            found.iter().any(Diagnostic::is_error) || apart.iter().any(Diagnostic::is_error);
        assert!(speaks, "nothing speaks against {:?}", changed(&files));
    } else {
        assert!(!found.iter().any(Diagnostic::is_error), "{found:?}");
    }
}

/// A ZIP: what can be read has the paths of a release, and only the release that was published is taken for it.
pub fn verify_zip(data: &[u8]) {
    let data = &data[..data.len().min(LONGEST)];
    let reader = std::io::Cursor::new(data);
    let Ok(files) = iho::disk::unzip(reader, data.len() as u64, "release.zip") else { return };
    let paths: std::collections::BTreeSet<String> =
        files.iter().map(|(path, _)| path.as_str().to_lowercase()).collect();
    assert_eq!(paths.len(), files.len(), "a path is there twice");
    assert!(paths.iter().all(|it| !it.contains("..") && !it.starts_with('/')), "{paths:?}");
    let folder = |path: &str| {
        path.split_once("/releases/")
            .map(|(_, rest)| rest.split('/').next().unwrap_or_default().to_owned())
    };
    let first = published().keys().find_map(|path| folder(path)).expect("a release");
    let place = format!("content/ihos/vale/releases/{first}/");
    let mut laid_out: Files = published().clone();
    laid_out.retain(|path, _| !path.contains("/releases/"));
    for (path, content) in &files {
        let Content::Text(text) = content else { return };
        laid_out.insert(format!("{place}{path}"), text.to_string());
    }
    let honest: Files =
        published().clone().into_iter().filter(|(path, _)| path.starts_with(&place)).collect();
    let is_honest = honest.iter().all(|(path, text)| laid_out.get(path) == Some(text))
        && files.len() == honest.len();
    let [_, apart] = verified(&laid_out);
    // What has no manifest of this release is refused before it is looked at.
    let manifest = laid_out.get(&format!("{place}manifest.json"));
    let manifest = manifest.and_then(|text| archive::Manifest::parse(text).ok());
    let is_release = manifest.is_some_and(|it| it.iho == "vale" && it.version == first);
    let speaks = !is_release || apart.iter().any(Diagnostic::is_error);
    assert!(speaks || is_honest, "nothing speaks against {paths:?}");
}

fn changed(files: &Files) -> Vec<(&str, &str)> {
    let old = published();
    let differs = files.iter().filter(|(path, text)| old.get(*path) != Some(text));
    let gone = old.keys().filter(|path| !files.contains_key(*path));
    differs
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .chain(gone.map(|it| (it.as_str(), "gone")))
        .collect()
}
