//! The one door for tests: a folder written as one text goes in, a report or pages come out.
#![allow(dead_code, unreachable_pub, reason = "not every test needs every helper")]

use std::collections::BTreeMap;
use std::sync::Arc;

use iho::diag::Diagnostic;
use iho::engine::{self, Build, Options};
use iho::model::scalar::Date;
use iho::output::Body;
use iho::page::Url;
use iho::report::{self, Format};
use iho::source::Sources;

/// The day on which every test is built.
pub const TODAY: Date = jiff::civil::date(2026, 11, 21);

/// A folder as one text: each file after a line `--- path`; a path followed by ` (removed)` takes a file away.
pub fn folder(text: &str) -> BTreeMap<String, Option<String>> {
    let mut files: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut current: Option<String> = None;
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("--- ").map(str::trim_end) {
            match path.strip_suffix(" (removed)") {
                Some(path) => {
                    files.insert(path.to_owned(), None);
                    current = None;
                }
                None => {
                    files.insert(path.to_owned(), Some(String::new()));
                    current = Some(path.to_owned());
                }
            }
        } else if let Some(Some(file)) = current.as_ref().and_then(|path| files.get_mut(path)) {
            file.push_str(line);
        }
    }
    files
}

/// A small site without a mistake.
pub fn small_site() -> BTreeMap<String, String> {
    let files = folder(include_str!("../sites/small.txt"));
    files.into_iter().filter_map(|(path, text)| Some((path, text?))).collect()
}

/// The small site with some of its files replaced, added or removed.
pub fn small_site_with(changes: &str) -> BTreeMap<String, String> {
    let mut files = small_site();
    for (path, text) in folder(changes) {
        match text {
            Some(text) => drop(files.insert(path, text)),
            None => drop(files.remove(&path)),
        }
    }
    files
}

/// Builds a folder.
#[must_use]
pub fn build(files: &BTreeMap<String, String>) -> (Arc<Sources>, Build) {
    let pairs = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let sources = Arc::new(Sources::from_texts(pairs));
    let options = Options { today: TODAY, base_url: None };
    let build = engine::build(Arc::clone(&sources), &options);
    (sources, build)
}

/// Everything that is wrong with a folder, finished pages too.
#[must_use]
pub fn mistakes(files: &BTreeMap<String, String>) -> (Arc<Sources>, Vec<Diagnostic>) {
    let (sources, build) = build(files);
    let Build { site, mut diagnostics } = build;
    if let Some(site) = site.filter(|_| !diagnostics.iter().any(Diagnostic::is_error)) {
        for (url, _) in site.entries() {
            match site.body(url) {
                Some(Ok(Body::Bytes(bytes))) => diagnostics.extend(site.check(url, &bytes)),
                Some(Ok(Body::Shared(bytes))) => diagnostics.extend(site.check(url, bytes)),
                Some(Err(diagnostic)) => diagnostics.push(diagnostic),
                Some(Ok(Body::Copy(_))) => {}
                None => panic!("{url} is promised"),
            }
        }
    }
    diagnostics.extend(in_files(&sources));
    (sources, iho::diag::sorted(diagnostics))
}

/// What pictures and documents tell, as far as they can be written in a test as text.
fn in_files(sources: &Sources) -> Vec<Diagnostic> {
    let ends = ["svg", "pdf"];
    if !sources.iter().any(|(_, file)| ends.contains(&file.path.extension())) {
        return Vec::new();
    }
    let (model, _) = iho::model::read(sources);
    let read = |file| Some(sources.text(file).as_bytes().to_vec());
    iho::metadata::check(sources, &model, read).diagnostics
}

/// The report that a person would see.
#[must_use]
pub fn report(files: &BTreeMap<String, String>) -> String {
    let (sources, found) = mistakes(files);
    report::diagnostics(&sources, &found, Format::Human { is_coloured: false })
}

/// Everything that would be written, by path.
#[must_use]
pub fn output(files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let (_, build) = build(files);
    assert!(!build.has_errors(), "the site has errors: {:?}", build.diagnostics);
    let site = build.site.expect("a site without errors is there");
    let text = |url: &Url| match site.body(url).expect("promised").expect("made") {
        Body::Bytes(bytes) => String::from_utf8(bytes).expect("text"),
        Body::Shared(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Body::Copy(_) => String::new(),
    };
    site.entries().map(|(url, _)| (url.output_path(), text(url))).collect()
}

/// The main part of a page, the part that people come for.
#[must_use]
pub fn main_of(html: &str) -> &str {
    let start = html.find("<main").expect("a page has a main part");
    let end = html.find("</main>").expect("it ends");
    &html[start..end]
}

/// What a page says, with the words of its drawings in place of their lines.
#[must_use]
pub fn words_of(html: &str) -> String {
    let mut said = String::new();
    let mut rest = html;
    while let Some((before, drawing)) = rest.split_once("<svg") {
        let (drawing, after) = drawing.split_once("</svg>").expect("it ends");
        said.push_str(before);
        let words = drawing.split('>').filter_map(|piece| piece.split_once('<'));
        let words: Vec<&str> = words.map(|(words, _)| words).filter(|it| !it.is_empty()).collect();
        if !words.is_empty() {
            said.push_str(&format!("[drawing: {}]", words.join(" | ")));
        }
        rest = after;
    }
    said + rest
}

/// Whether a text is well-formed XML: what was opened is closed, in order, and attributes stand in quotation marks.
pub fn is_well_formed(text: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').ok_or("a tag without an end")? + start;
        let tag = &rest[start + 1..end];
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop().ok_or_else(|| format!("`{name}` was not open"))?;
            if last != name {
                return Err(format!("`{last}` is closed by `{name}`"));
            }
        } else {
            let is_whole = tag.ends_with('/');
            let tag = tag.trim_end_matches('/');
            let name = tag.split(' ').next().unwrap_or_default();
            if tag.matches('"').count() % 2 == 1 || tag.contains('<') || name.is_empty() {
                return Err(format!("the tag `{tag}`"));
            }
            if !is_whole {
                open.push(name);
            }
        }
        rest = &rest[end + 1..];
    }
    if open.is_empty() && !rest.contains('>') { Ok(()) } else { Err(format!("{open:?} left open")) }
}

/// The drawings of a page, each whole.
#[must_use]
pub fn drawings(html: &str) -> Vec<&str> {
    html.match_indices("<svg")
        .map(|(at, _)| &html[at..at + html[at..].find("</svg>").expect("an end") + 6])
        .collect()
}
