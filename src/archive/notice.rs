//! Notices about releases, in the folder `notices` of an IHO: written once, listed in the ledger, never edited.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::ledger::{Event, Line};
use super::{Manifest, Release};
use crate::source::{Content, FileId, SitePath, Sources, paths};

/// A notice as it is about to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Notice {
    /// The name of its file.
    pub name: String,
    /// When it was published.
    pub at: Timestamp,
    /// Its text.
    pub text: String,
}

/// The folder in which a notice lies, and its name, where a file is one.
pub fn in_notices(path: &SitePath) -> Option<(&str, &str)> {
    let rest = path.as_str().strip_prefix("content/ihos/")?;
    let (iho, name) = rest.split_once("/notices/")?;
    (!iho.contains('/') && !name.contains('/')).then_some((iho, name))
}

/// The file of a notice that a line of the ledger names.
pub(super) fn file_of(sources: &Sources, line: &Line) -> Option<FileId> {
    let name = line.notice.as_ref()?;
    sources.find(&SitePath::new(&paths::notices(&line.iho, name))?)
}

/// What a notice says that a line of the ledger names. Where it was removed by law, the notice that says so says again what
/// follows from it.
fn text_of<'s>(sources: &'s Sources, line: &Line) -> &'s str {
    let file = file_of(sources, line).or_else(|| successor(sources, line));
    file.map_or("", |file| sources.text(file))
}

/// The notice that says that another was removed by law.
pub(super) fn successor(sources: &Sources, line: &Line) -> Option<FileId> {
    let name = line.notice.as_deref()?;
    let notices = sources.unit(&paths::notices(&line.iho, "")).into_iter();
    let mut says_so =
        notices.filter(|file| items(sources.text(*file), "notices").any(|it| it == name));
    says_so.next_back()
}

/// The items of a list in a notice.
fn items<'t>(text: &'t str, key: &str) -> impl Iterator<Item = &'t str> {
    let head = format!("{key}:");
    let after = text.lines().skip_while(move |line| *line != head).skip(1);
    after.map_while(|line| line.strip_prefix("  - "))
}

/// What a notice says that has to be said again where it is removed by law: which notices it stands for, which files were
/// removed, and what is shown in the place of a release.
pub fn restated(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let owned = |key| items(text, key).map(str::to_owned).collect();
    let is_kept =
        |line: &&str| ["fallback: ", "replaced_by: "].iter().any(|it| line.starts_with(it));
    let lines = text.lines().filter(is_kept).map(str::to_owned).collect();
    (owned("notices"), owned("removed"), lines)
}

/// Whether a notice says that the release before is to be shown in the place of the one that was withdrawn.
pub(super) fn falls_back(sources: &Sources, line: &Line) -> bool {
    text_of(sources, line).lines().any(|line| line == "fallback: previous")
}

/// Whether a correction says that a release takes the place of the one with the error.
pub(super) fn replaces(sources: &Sources, line: &Line, version: &str) -> bool {
    let wanted = format!("replaced_by: \"{version}\"");
    line.event == Event::Correction && text_of(sources, line).lines().any(|line| line == wanted)
}

/// The paths that notices say were removed from a release, with the lines of the ledger.
pub(super) fn removed<'s>(
    sources: &'s Sources,
    lines: impl Iterator<Item = &'s Line>,
    release: &Release,
) -> BTreeSet<&'s str> {
    let manifest = &release.manifest;
    let about = lines.filter(|line| {
        line.event == Event::Redaction
            && line.iho == manifest.iho
            && line.version == manifest.version
    });
    about.flat_map(|line| items(text_of(sources, line), "removed")).collect()
}

/// The files that a line of the ledger says were removed from the release that it is about.
pub fn removed_by<'s>(sources: &'s Sources, line: &Line) -> Vec<&'s str> {
    items(text_of(sources, line), "removed").collect()
}

/// The notices of an IHO of which another says that they were removed by law, and that are still there: a run that was killed
/// leaves that behind.
pub fn notices_cut_short(sources: &Sources, iho: &str) -> Vec<SitePath> {
    let folder = paths::notices(iho, "");
    let notices = sources.unit(&folder).into_iter();
    let named = notices.flat_map(|file| items(sources.text(file), "notices"));
    let paths = named.filter_map(|name| SitePath::new(&format!("{folder}{name}")));
    paths.filter(|path| sources.find(path).is_some()).collect()
}

/// The notices that say that something was removed from a release, in the order of their names.
pub fn removals(sources: &Sources, release: &Release) -> Vec<SitePath> {
    let Manifest { iho, version, .. } = &release.manifest;
    let files = sources.unit(&paths::notices(iho, "")).into_iter();
    let is_about = |file: &FileId| {
        let has = |wanted: &str| sources.text(*file).lines().any(|line| line == wanted);
        has("kind: redaction") && has(&format!("release: \"{version}\""))
    };
    files.filter(is_about).map(|file| sources.file(file).path.clone()).collect()
}

/// The number of the notice that comes next.
pub fn next_number(sources: &Sources, iho: &str) -> usize {
    let files = sources.unit(&paths::notices(iho, "")).into_iter();
    let names = files.map(|file| sources.file(file));
    let text = names.filter(|file| matches!(file.content, Content::Text(_)));
    let numbers = text.filter_map(|file| file.path.file_name().split('-').next()?.parse().ok());
    numbers.max().unwrap_or(0_usize) + 1
}
