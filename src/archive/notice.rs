//! Notices about releases, in the folder `notices` of an IHO: written once, listed in the ledger, never edited.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Release;
use super::ledger::{Event, Line};
use crate::source::{Content, FileId, SitePath, Sources};

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
    sources.find(&SitePath::new(&format!("content/ihos/{}/notices/{name}", line.iho))?)
}

/// Whether a notice says that the release before is to be shown in the place of the one that was withdrawn.
pub(super) fn falls_back(sources: &Sources, line: &Line) -> bool {
    let text = file_of(sources, line).map_or("", |file| sources.text(file));
    text.lines().any(|line| line == "fallback: previous")
}

/// Whether a correction says that a release stands in the place of the one with the error.
pub(super) fn replaces(sources: &Sources, line: &Line, version: &str) -> bool {
    let text = file_of(sources, line).map_or("", |file| sources.text(file));
    line.event == Event::Correction
        && text.lines().any(|line| line == format!("replaced_by: \"{version}\""))
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
    about
        .filter_map(|line| file_of(sources, line))
        .flat_map(|file| sources.text(file).lines())
        .filter_map(|line| line.strip_prefix("  - "))
        .collect()
}

/// The number of the notice that comes next.
pub fn next_number(sources: &Sources, iho: &str) -> usize {
    let files = sources.unit(&format!("content/ihos/{iho}/notices/")).into_iter();
    let names = files.map(|file| sources.file(file));
    let text = names.filter(|file| matches!(file.content, Content::Text(_)));
    let numbers = text.filter_map(|file| file.path.file_name().split('-').next()?.parse().ok());
    numbers.max().unwrap_or(0_usize) + 1
}
