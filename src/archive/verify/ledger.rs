//! Each line of the ledger against the one before it and what it names; and what no line names.

use std::collections::BTreeSet;

use super::{folder_of, is_in_place, sums_of, with_line_endings};
use crate::archive::digest::{hex, sha256};
use crate::archive::manifest::GENESIS;
use crate::archive::notice::{self, in_notices};
use crate::archive::{Archive, Event, LEDGER, Line, Release};
use crate::diag::{Code, Diagnostic};
use crate::source::{Content, FileId, Sources, Span};

/// What is wrong with the ledger.
pub(super) fn check(sources: &Sources, archive: &Archive) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(file) = archive.ledger.file {
        found.extend(form(sources, archive, file));
        found.extend(lines(sources, archive, true));
    }
    found.extend(unlisted(archive));
    found.extend(notices_without_line(sources, archive));
    found
}

/// What is wrong with a ledger that somebody downloaded, and whether it names the releases that were downloaded, too.
pub(super) fn apart(sources: &Sources, archive: &Archive) -> Vec<Diagnostic> {
    let Some(file) = archive.ledger.file else { return Vec::new() };
    let mut found: Vec<Diagnostic> = form(sources, archive, file).into_iter().collect();
    found.extend(lines(sources, archive, false));
    let listed = archive.ledger.releases();
    for release in archive.ihos.values().flatten() {
        let manifest = &release.manifest;
        if !listed.contains(&(&*manifest.iho, &*manifest.version)) {
            let message = format!(
                "the ledger does not list the release `{}` of `{}`",
                manifest.version, manifest.iho
            );
            found.push(Diagnostic::of_file(Code::LedgerBroken, release.file, message).hint(
                "download the ledger and the release again; if that does not help, it is not the published release",
            ));
        }
    }
    found
}

/// The ledger goes back to what it was; something else is said by adding to it.
fn with_ways_out(diagnostic: Diagnostic, iho: &str) -> Diagnostic {
    diagnostic
        .hint(format!(
            "put `{LEDGER}` back as it was, from a copy, from version control, or from the public site"
        ))
        .hint(format!(
            "what has been published cannot be taken back. To change it, use `iho release {iho}`, \
             `iho correct {iho}` or `iho withdraw {iho}`"
        ))
}

/// Whether the file is written as the program writes it.
fn form(sources: &Sources, archive: &Archive, file: FileId) -> Option<Diagnostic> {
    if sources.text(file).contains("\r\n") {
        let message = "the ledger has different line endings from when it was written";
        let diagnostic = Diagnostic::of_file(Code::LedgerBroken, file, message);
        return Some(with_line_endings(diagnostic, LEDGER));
    }
    if archive.ledger.is_whole {
        return None;
    }
    let message = "the last line of the ledger has no end: it was cut off, or edited by hand";
    let iho = archive.ledger.sound().next_back().map_or("IHO", |line| line.iho.as_str());
    Some(with_ways_out(Diagnostic::of_file(Code::LedgerBroken, file, message), iho))
}

/// Each line against the one before it, and against the release or the notice that it names, where
/// these are at hand.
fn lines(sources: &Sources, archive: &Archive, is_whole: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut prev = GENESIS.to_owned();
    let mut last: Option<&Line> = None;
    let mut is_broken = false;
    let mut listed: BTreeSet<(&str, &str)> = BTreeSet::new();
    for ((span, line), n) in archive.ledger.lines.iter().zip(1..) {
        let words = sources.excerpt(*span);
        let words = words.strip_suffix('\r').unwrap_or(words);
        let mut say = |iho: &str, message: String| {
            found.push(with_ways_out(Diagnostic::at(Code::LedgerBroken, *span, message), iho));
        };
        match line {
            Err(error) => say(
                last.map_or("IHO", |line| &line.iho),
                format!("line {n} of the ledger can't be read: {error}"),
            ),
            Ok(line) => {
                let what = format!("the {} of `{}`", what_is(line), line.iho);
                // Where one line is out of place, those after it are, too.
                let misplaced = misplaced(line, n, &prev, last, words).filter(|_| !is_broken);
                if let Some(message) = misplaced {
                    is_broken = true;
                    say(&line.iho, format!("line {n} of the ledger ({what}) {message}"));
                }
                let is_release = line.event == Event::Release;
                if is_release && !listed.insert((&line.iho, &line.version)) {
                    say(&line.iho, format!("line {n} of the ledger names {what} a second time"));
                } else if !is_whole {
                    // What the line names lies elsewhere.
                } else if is_release {
                    found.extend(release_of(sources, archive, line, *span));
                } else {
                    found.extend(notice_of(sources, archive, line, *span));
                }
                last = Some(line);
            }
        }
        prev = hex(&sha256(words.as_bytes()));
    }
    found
}

/// "release `2027-04-17`", "withdrawal of the release `2027-04-17`".
fn what_is(line: &Line) -> String {
    match line.event {
        Event::Release => format!("release `{}`", line.version),
        event => format!("{} of the release `{}`", event.word(), line.version),
    }
}

/// Why a line can't be where it is.
fn misplaced(line: &Line, n: u64, prev: &str, last: Option<&Line>, words: &str) -> Option<String> {
    if line.text() != words {
        return Some("is not as the program wrote it".to_owned());
    }
    if line.n != n {
        return Some(format!(
            "has the number {}: lines before it are missing, repeated or in another order",
            line.n
        ));
    }
    if line.prev != prev {
        return Some(match n {
            1 => "says that another line came before it".to_owned(),
            _ => format!("does not follow line {}: that one was changed", n - 1),
        });
    }
    let last = last.filter(|last| last.at > line.at)?;
    Some(format!("is of {}, and the one before it of {}, which is later", line.at, last.at))
}

/// What a line says of a release that is not so.
fn release_of(sources: &Sources, archive: &Archive, line: &Line, span: Span) -> Option<Diagnostic> {
    let (iho, version) = (&line.iho, &line.version);
    let found = archive
        .ihos
        .get(iho)
        .and_then(|all| all.iter().find(|it| it.manifest.version == *version && is_in_place(it)));
    let Some(release) = found else {
        let folder = folder_of(iho, version);
        // It is there: what keeps it from being read is reported for it.
        let is_there = !sources.unit(&format!("{folder}/")).is_empty();
        return (!is_there).then(|| {
            let message =
                format!("the release `{version}` of `{iho}` was published, and its folder is gone");
            let is_link = sources.unit(&folder).first().is_some_and(|file| is_at(sources, *file, &folder))
                || sources.unit(&format!("content/ihos/{iho}/releases")).first().is_some_and(|file| {
                    is_at(sources, *file, &format!("content/ihos/{iho}/releases"))
                });
            let instead = if is_link { ", in the place of the link or the file that is there now" } else { "" };
            Diagnostic::at(Code::LedgerBroken, span, message)
                .hint(format!(
                    "put the folder `{folder}` back{instead}: from a copy, from version control, or from its `release.zip`"
                ))
                .hint(format!(
                    "if nobody should rely on it any more, keep it and use `iho withdraw {iho} {version}`. To publish something else, use `iho release {iho}`"
                ))
        });
    };
    let at = release.publish_at();
    (at != line.at).then(|| {
        let message = format!(
            "the ledger says that the release `{version}` of `{iho}` was published at {}, but its manifest says {at}",
            line.at
        );
        with_ways_out(Diagnostic::at(Code::LedgerBroken, span, message), iho)
    })
}

fn is_at(sources: &Sources, file: FileId, path: &str) -> bool {
    sources.file(file).path.as_str() == path
}

/// What a line says of a notice that is not so.
fn notice_of(sources: &Sources, archive: &Archive, line: &Line, span: Span) -> Option<Diagnostic> {
    let name = line.notice.as_deref().unwrap_or("without a name");
    let (iho, version) = (&line.iho, &line.version);
    let releases = archive.ihos.get(iho);
    let folder = format!("{}/", folder_of(iho, version));
    let ways_out = |file: Option<FileId>, message: String| {
        let place = match file {
            Some(file) => Diagnostic::of_file(Code::LedgerBroken, file, message),
            None => Diagnostic::at(Code::LedgerBroken, span, message),
        };
        Some(
            place
                .hint(format!(
                    "put `content/ihos/{iho}/notices/{name}` back as it was, from a copy or from version control"
                ))
                .hint(format!(
                    "to change it, add another notice or use `iho release {iho}`"
                )),
        )
    };
    if releases.is_none_or(|all| all.iter().all(|it| it.manifest.version != *version)) {
        let is_told = line.notice.is_some() && !sources.unit(&folder).is_empty();
        let message = format!(
            "the notice `{name}` is about the release `{version}` of `{iho}`, whose folder is gone"
        );
        return if is_told { None } else { ways_out(None, message) };
    }
    let successor = notice::successor(sources, line);
    let Some(file) = notice::file_of(sources, line) else {
        if successor.is_some() {
            return None;
        }
        let message = format!(
            "the notice `{name}` about the release `{version}` of `{iho}` was published, and its file is gone"
        );
        return ways_out(None, message);
    };
    if successor.is_some() {
        return Some(half_removed(iho, name, file));
    }
    let (actual, unix) = sums_of(sources.text(file));
    let known = line.notice_sha256.as_deref();
    if known == Some(&*actual) {
        return None;
    }
    if unix.is_some() && known == unix.as_deref() {
        let message = format!(
            "the notice `{name}` about the release `{version}` of `{iho}` has different line endings from when it \
             was published, but the same words"
        );
        let place = Diagnostic::of_file(Code::LedgerBroken, file, message);
        return Some(with_line_endings(place, "content/ihos/*/notices/**"));
    }
    let message = format!(
        "the notice `{name}` about the release `{version}` of `{iho}` was changed after it was published"
    );
    ways_out(Some(file), message)
}

/// A notice that was to be removed by law, and is there.
fn half_removed(iho: &str, name: &str, file: FileId) -> Diagnostic {
    let message = format!(
        "a notice says that the notice `{name}` was removed for legal reasons, but it is still there"
    );
    Diagnostic::of_file(Code::LedgerBroken, file, message)
        .hint(format!("finish it: run the same `iho redact {iho} --notice {name} …` again"))
}

/// Releases that were public before the last line, or before the next was sealed, or at once; and that no line names.
fn unlisted(archive: &Archive) -> Vec<Diagnostic> {
    let last = archive.ledger.sound().next_back().map(|line| line.at);
    let listed = archive.ledger.releases();
    let mut found = Vec::new();
    for releases in archive.ihos.values() {
        for (at, release) in releases.iter().enumerate() {
            let manifest = &release.manifest;
            let (iho, version) = (&manifest.iho, &manifest.version);
            if !is_in_place(release) || listed.contains(&(&**iho, &**version)) {
                continue;
            }
            let is_followed = at + 1 < releases.len();
            let is_cancelled = last.is_some_and(|last| manifest.publish_at < last);
            if !(is_followed || is_cancelled || release.is_at_once()) {
                continue;
            }
            let message = format!(
                "the release `{version}` of `{iho}` was published, but the ledger does not list it"
            );
            let place = match archive.ledger.file {
                Some(file) => Diagnostic::of_file(Code::LedgerBroken, file, message),
                None => Diagnostic::of_file(Code::LedgerBroken, release.file, message),
            };
            let place = if is_followed || is_cancelled {
                place
            } else {
                place.hint(format!(
                    "if `iho release` was cut short here, run `iho release {iho}` again: it writes the line"
                ))
            };
            found.push(with_ways_out(place, iho));
        }
    }
    found
}

impl Release {
    /// Whether it was public as soon as it was sealed.
    pub fn is_at_once(&self) -> bool {
        self.manifest.publish_at <= self.manifest.sealed_at
    }
}

/// Notices that nobody published.
fn notices_without_line(sources: &Sources, archive: &Archive) -> Vec<Diagnostic> {
    let known: BTreeSet<(&str, &str)> = archive
        .ledger
        .sound()
        .filter_map(|line| Some((&*line.iho, line.notice.as_deref()?)))
        .collect();
    let mut found = Vec::new();
    for file in sources.unit("content/ihos/") {
        let path = &sources.file(file).path;
        let Some((iho, name)) = in_notices(path) else { continue };
        let is_text = matches!(sources.file(file).content, Content::Text(_));
        if is_text && known.contains(&(iho, name)) {
            continue;
        }
        let message = format!("the ledger does not list the notice `{name}` about `{iho}`");
        found.push(
            Diagnostic::of_file(Code::LedgerBroken, file, message)
                .hint(format!("if it was published, put `{LEDGER}` back as it was"))
                .hint(
                    "if a command was cut short here, or the file was written by hand, delete it: nobody has seen it; then \
                     say it with `iho correct`, `iho withdraw` or `iho redact`",
                ),
        );
    }
    found
}
