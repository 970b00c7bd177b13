//! Whatever is edited: what a build remembers gives the same site and the same mistakes as a build from nothing.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use iho::engine::{self, Build, Incremental, Options, RebuildScope};
use iho::output::{Body, Site};
use iho::report::{self, Format};
use iho::source::{Content, SitePath, Sources};
use jiff::ToSpan as _;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common::{TODAY, small_site};
use crate::slips;

type Files = BTreeMap<String, String>;

/// One edit: a slip, a calm change, a new file, a theme file, or the undoing of all that happened to one file.
#[derive(Clone, Debug)]
enum Step {
    Slip(Index, slips::Edit),
    Digit(Index, Index),
    Word(Index, Index),
    New(Index, Index),
    Theme(&'static str, &'static str),
    Restore(Index),
}

fn step() -> impl Strategy<Value = Step> {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), slips::edit()).prop_map(|(file, edit)| Step::Slip(file, edit)),
        6 => (index(), index()).prop_map(|(file, at)| Step::Digit(file, at)),
        6 => (index(), index()).prop_map(|(file, at)| Step::Word(file, at)),
        2 => (index(), index()).prop_map(|(file, of)| Step::New(file, of)),
        2 => prop::sample::select(THEME.to_vec()).prop_map(|(path, text)| Step::Theme(path, text)),
        4 => index().prop_map(Step::Restore),
    ]
}

const THEME: &[(&str, &str)] = &[
    ("themes/default/static/site.css", "body { color: black }"),
    ("themes/default/static/site.css", "body { color: blue }"),
    ("themes/default/static/extra.txt", "more"),
    ("themes/default/templates/footer.html", "<p>{{ site.title }}</p>"),
    ("themes/default/templates/footer.html", "<p>{{ site.title </p>"),
    ("themes/default/templates/page.html", "<main>{{ head.title }} {{ parts | length }}</main>"),
    ("themes/default/templates/page.html", "{{ nothing.at.all }}"),
    ("themes/other/static/site.css", "nobody reads this"),
];

fn take(files: &mut Files, step: &Step) {
    let path =
        |files: &Files, index: &Index| files.keys().nth(index.index(files.len().max(1))).cloned();
    match step {
        Step::Slip(file, edit) => slips::apply(files, *file, edit),
        Step::Digit(file, at) => replace(files, *file, *at, |c| c.is_ascii_digit(), "7"),
        Step::Word(file, at) => replace(files, *file, *at, |c| c == ' ', " now "),
        Step::New(file, of) => {
            let Some(text) = path(files, of).and_then(|path| files.get(&path).cloned()) else {
                return;
            };
            let Some(beside) = path(files, file) else { return };
            let (folder, name) = beside.rsplit_once('/').unwrap_or(("", &beside));
            files.insert(format!("{folder}/a-{name}"), text);
        }
        Step::Theme(path, text) => drop(files.insert((*path).to_owned(), (*text).to_owned())),
        Step::Restore(file) => {
            let small = small_site();
            let Some((path, text)) = small.iter().nth(file.index(small.len())) else { return };
            files.insert(path.clone(), text.clone());
            files.retain(|path, _| !path.starts_with("themes/"));
        }
    }
}

fn replace(files: &mut Files, file: Index, at: Index, is_one: fn(char) -> bool, by: &str) {
    let Some(text) = files.values_mut().nth(file.index(1.max(small_site().len()))) else { return };
    let places: Vec<usize> = text.match_indices(is_one).map(|(at, _)| at).collect();
    if !places.is_empty() {
        let at = places[at.index(places.len())];
        text.replace_range(at..=at, by);
    }
}

fn options() -> Options {
    Options { today: TODAY, base_url: None }
}

fn sources(files: &Files) -> Arc<Sources> {
    Arc::new(Sources::from_texts(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))))
}

fn changes(before: &Files, now: &Files) -> BTreeMap<SitePath, Option<Content>> {
    let paths = before.keys().chain(now.keys());
    let changed = paths.filter(|path| before.get(*path) != now.get(*path));
    changed
        .filter_map(|path| {
            let content = now.get(path).map(|text| Content::Text(text.as_str().into()));
            Some((SitePath::new(path)?, content))
        })
        .collect()
}

/// Every address with its bytes, or with what keeps it from having some.
fn pages(site: &Site) -> BTreeMap<String, Vec<u8>> {
    let body = |url| match catch_unwind(AssertUnwindSafe(|| match site.body(url) {
        Some(Ok(Body::Bytes(bytes))) => bytes,
        Some(Ok(Body::Shared(bytes))) => bytes.to_vec(),
        Some(Ok(Body::Copy(file))) => site.sources().file(file).path.as_str().into(),
        Some(Err(diagnostic)) => told(site.sources(), &[diagnostic]).into_bytes(),
        None => unreachable!("the address is one of the site's"),
    })) {
        Ok(bytes) => bytes,
        Err(_) => panic!("no page may bring the preview down: {url}"),
    };
    site.entries().map(|(url, _)| (url.as_str().to_owned(), body(url))).collect()
}

fn told(sources: &Sources, diagnostics: &[iho::diag::Diagnostic]) -> String {
    report::diagnostics(sources, diagnostics, Format::Human { is_coloured: false })
}

#[track_caller]
fn compare(memory: &Incremental, files: &Files) {
    let sources = sources(files);
    let Build { site, diagnostics } = engine::build(Arc::clone(&sources), &options());
    let found = memory.check(&|| false).expect("nobody overtakes it");
    assert_eq!(told(memory.sources(), &found), told(&sources, &diagnostics));
    assert_eq!(memory.site().is_ok(), site.is_some());
    let (Some(clean), Ok(site)) = (site, memory.site()) else { return };
    let (clean, remembered) = (pages(&clean), pages(site));
    assert_eq!(clean.keys().collect::<Vec<_>>(), remembered.keys().collect::<Vec<_>>());
    for (url, bytes) in &clean {
        let [clean, other] = [bytes, &remembered[url]].map(|bytes| String::from_utf8_lossy(bytes));
        assert_eq!(clean, other, "{url}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_remembered_is_what_a_build_from_nothing_gives(
        steps in prop::collection::vec(step(), 1..14),
    ) {
        let mut files = small_site();
        let mut memory = Incremental::new(sources(&files), options());
        for step in &steps {
            let before = files.clone();
            take(&mut files, step);
            memory.change(&changes(&before, &files), &|| false);
            compare(&memory, &files);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 8, failure_persistence: None, ..ProptestConfig::default()
    })]

    /// The same of a public site, of which nothing is left that nothing public names: of whatever files it is made next, and on
    /// whatever day.
    #[test]
    fn a_public_site_is_made_of_the_one_before(
        steps in prop::collection::vec((step(), 0..3_i8), 1..10),
    ) {
        let mut files = small_site();
        let mut memory = Incremental::public(sources(&files), options());
        for (step, day) in &steps {
            take(&mut files, step);
            let options = Options { today: TODAY.saturating_add(day.days()), base_url: None };
            let sources = sources(&files);
            memory = memory.becoming(&sources, &options);
            let (Build { site, .. }, left_out) = engine::publish(sources, &options);
            prop_assert_eq!(memory.site().is_ok(), site.is_some());
            let (Some(clean), Ok(site)) = (site, memory.site()) else { continue };
            prop_assert_eq!(pages(&clean), pages(site));
            prop_assert_eq!(&left_out[..], memory.left_out());
        }
    }
}

/// What each edit of the small site concerns.
#[track_caller]
fn check(path: &str, from: &str, to: &str, expected: RebuildScope) {
    let mut files = small_site();
    let mut memory = Incremental::new(sources(&files), options());
    let before = files.clone();
    let text = files.get_mut(path).expect("a file of the small site");
    assert!(text.contains(from), "{text}");
    *text = text.replacen(from, to, 1);
    assert_eq!(memory.change(&changes(&before, &files), &|| false), Some(expected));
    compare(&memory, &files);
}

#[test]
fn only_what_an_edit_concerns_is_made_anew() {
    check("content/pages/about.md", "are invented", "are not real", RebuildScope::Content);
    check("content/organisations/vale-gps.yaml", "ZZ3", "ZZ9", RebuildScope::Content);
    check(
        "content/services/community-nursing.yaml",
        "some days",
        "most days",
        RebuildScope::Content,
    );
    check("content/organisations/vale-gps.yaml", "Vale GP", "Other GP", RebuildScope::Site);
    check("content/pages/about.md", "## Words", "## Other words", RebuildScope::Content);
    check("content/site.yaml", "Small example", "Other example", RebuildScope::Site);
    let criteria = "content/criteria/check-2026.yaml";
    check(criteria, "the plan?", "all of the plan?", RebuildScope::Content);
    check(criteria, "short_name: Need", "short_name: Needs", RebuildScope::Site);
    check(criteria, "id: support", "id: backing", RebuildScope::Everything);
}

/// Where two versions of a framework share ids, a change of the words of one leaves the meaning of results as it was.
#[test]
fn shared_criteria_stay_those_of_their_framework() {
    let mut files = small_site();
    let (path, other) = ("content/criteria/check-2026.yaml", "content/criteria/check-2027.yaml");
    let text = files[path].replace("id: check-2026", "id: check-2027").replace("\"1\"", "\"2\"");
    files.insert(other.to_owned(), text);
    let mut memory = Incremental::new(sources(&files), options());
    for (path, from, to, expected) in [
        (other, "the plan?", "all of the plan?", RebuildScope::Content),
        (
            "content/ihos/vale/draft/iho.yaml",
            "result: met",
            "result: not-met",
            RebuildScope::Content,
        ),
        (path, "the plan?", "the plan as it is?", RebuildScope::Content),
        (other, "version: \"2\"", "version: \"3\"", RebuildScope::Everything),
    ] {
        let before = files.clone();
        let text = files.get_mut(path).expect("a file");
        assert!(text.contains(from), "{text}");
        *text = text.replacen(from, to, 1);
        assert_eq!(memory.change(&changes(&before, &files), &|| false), Some(expected), "{to}");
        compare(&memory, &files);
    }
}

/// All files away at once, as when a folder is moved, and back.
#[test]
fn a_site_that_goes_can_come_back() {
    let (full, empty) = (small_site(), Files::new());
    let mut memory = Incremental::new(sources(&full), options());
    memory.change(&changes(&full, &empty), &|| false);
    compare(&memory, &empty);
    memory.change(&changes(&empty, &full), &|| false);
    compare(&memory, &full);
}

/// A save that came while the one before was taken in may say nothing new: what was taken in is shown all the same.
#[test]
fn what_was_overtaken_is_made_by_the_next_change() {
    let mut files = small_site();
    let mut memory = Incremental::new(sources(&files), options());
    let before = files.clone();
    let page = files.get_mut("content/organisations/vale-gps.yaml").expect("a file");
    *page = page.replacen("Vale GP", "Other GP", 1);
    assert_eq!(memory.change(&changes(&before, &files), &|| true), None);
    assert!(memory.is_stale());
    assert_eq!(memory.change(&BTreeMap::new(), &|| false), Some(RebuildScope::Site));
    assert!(!memory.is_stale());
    compare(&memory, &files);
}
