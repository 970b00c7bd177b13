//! Whether all that was published is still as it was.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::digest::{commitment, hex, sha256};
use super::manifest::{FORMAT, GENESIS, MANIFEST, Manifest, SALTS, SUMS};
use super::{Archive, Event, Line, Release, Version, folders, notice};
use crate::diag::{Code, Diagnostic};
use crate::source::{Content, FileId, SitePath, Sources};

/// Everything that speaks against the releases and the ledger.
pub fn verify(sources: &Sources, archive: &Archive) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = folders(sources)
        .into_iter()
        .flat_map(|(iho, version, folder)| unreadable(sources, &iho, &version, &folder))
        .collect();
    let releases: Vec<&Release> = archive.ihos.values().flatten().collect();
    let of_files = |release: &&Release| files_of(sources, archive, release);
    found.extend(releases.par_iter().flat_map_iter(of_files).collect::<Vec<_>>());
    for releases in archive.ihos.values() {
        found.extend(chain(releases));
    }
    found.extend(ledger(sources, archive));
    found
}

/// Why a folder can't be taken for a release at all.
fn unreadable(sources: &Sources, iho: &str, version: &str, folder: &str) -> Option<Diagnostic> {
    let first = *sources.unit(&format!("{folder}/")).first()?;
    if Version::parse(version).is_none() {
        let message = format!("`{version}` is not the name of a release");
        return Some(Diagnostic::of_file(Code::ReleaseOrder, first, message).hint(
            "releases are made by `iho release`, which names them by their day, such as `2027-04-17`; \
             move the folder away",
        ));
    }
    let Some(file) =
        SitePath::new(&format!("{folder}/{MANIFEST}")).and_then(|path| sources.find(&path))
    else {
        let message = format!("the release `{version}` of `{iho}` has no `{MANIFEST}`");
        return Some(with_ways_out(Diagnostic::of_file(Code::SealedMissing, first, message), iho));
    };
    match Manifest::parse(sources.text(file)) {
        Err(words) => {
            let message = format!("this is not the manifest of a release: {words}");
            Some(with_ways_out(Diagnostic::of_file(Code::SealBroken, file, message), iho))
        }
        Ok(manifest) if manifest.format != FORMAT => {
            let message =
                format!("the release is in the form `{}`, not `{FORMAT}`", manifest.format);
            Some(
                Diagnostic::of_file(Code::SealBroken, file, message)
                    .hint("use the version of `iho` that sealed it, or a newer one"),
            )
        }
        Ok(manifest) if manifest.iho != iho || manifest.version != version => {
            let message = format!(
                "the manifest is that of the release `{}` of `{}`, and lies in another folder",
                manifest.version, manifest.iho
            );
            Some(
                Diagnostic::of_file(Code::ReleaseOrder, file, message)
                    .hint("give the folder its name back: the name of a release never changes"),
            )
        }
        Ok(_) => None,
    }
}

/// What is sealed goes back to what it was, or is followed by a correction.
fn with_ways_out(diagnostic: Diagnostic, iho: &str) -> Diagnostic {
    diagnostic
        .hint("put it back as it was, from a copy or from version control")
        .hint(format!("if something else is to be said now, say it in the draft, and seal that with `iho release {iho}`"))
}

/// Checksums or salts by path; nothing for lines that are neither.
pub(super) fn list(text: &str) -> BTreeMap<&str, &str> {
    text.lines().filter_map(|line| line.split_once("  ")).map(|(sum, path)| (path, sum)).collect()
}

/// The bytes of a file in short: their SHA-256, and that with the line ends of Unix where it has others.
fn digest_of(content: &Content) -> Option<(String, Option<String>)> {
    match content {
        Content::Text(text) => {
            let unix = text.contains("\r\n").then(|| text.replace("\r\n", "\n"));
            let unix = unix.map(|text| hex(&sha256(text.as_bytes())));
            Some((hex(&sha256(text.as_bytes())), unix))
        }
        Content::Sealed(sealed) => {
            Some((hex(&sealed.sha256), sealed.sha256_with_lf.map(|sum| hex(&sum))))
        }
        Content::Asset { .. } | Content::Unusable(_) => None,
    }
}

/// Each file of a release against its checksum and its commitment, and what lies there besides.
fn files_of(sources: &Sources, archive: &Archive, release: &Release) -> Vec<Diagnostic> {
    let text = |name| release.sealed(sources, name).map_or("", |file| sources.text(file));
    let (sums, salts) = (list(text(SUMS)), list(text(SALTS)));
    let iho = &release.manifest.iho;
    let name = format!("the release `{}` of `{iho}`", release.version);
    let removed = notice::removed(sources, archive.ledger.sound(), release);
    let mut found = Vec::new();
    for sealed in &release.manifest.files {
        let path = sealed.path.as_str();
        let (sum, salt) = (sums.get(path).copied(), salts.get(path).copied());
        let is_gone = sum.is_none() && salt.is_none() && release.sealed(sources, path).is_none();
        if is_gone && removed.contains(path) {
            continue;
        }
        let is_bound =
            sum.zip(salt).is_some_and(|(sum, salt)| commitment(salt, sum, path) == sealed.commit);
        let Some(file) = release.sealed(sources, path) else {
            let message = format!("`{path}` is gone from {name}");
            let place = Diagnostic::of_file(Code::SealedMissing, release.file, message);
            found.push(with_ways_out(place, iho));
            continue;
        };
        let Some((actual, unix)) = digest_of(&sources.file(file).content) else {
            let message = format!("`{path}` of {name} can't be read, so its seal can't be checked");
            let place = Diagnostic::of_file(Code::SealBroken, file, message);
            found.push(place.hint("put a copy of the file there: it has to be a file, which you may read, and no link"));
            continue;
        };
        if is_bound && sum == Some(&*actual) {
            continue;
        }
        if is_bound && unix.as_deref() == sum {
            found.push(other_line_ends(file, path, &name));
            continue;
        }
        let seal = match (sum, salt) {
            (None, _) => format!(", and its line in `{SUMS}` is gone"),
            (_, None) => format!(", and its line in `{SALTS}` is gone"),
            _ if is_bound => String::new(),
            _ if sum == Some(&*actual) => format!(", and so was its line in `{SUMS}` or `{SALTS}`"),
            _ => format!(", or its line in `{SUMS}` or `{SALTS}`"),
        };
        let message = format!("`{path}` of {name} was changed after it was sealed{seal}");
        found.push(with_ways_out(Diagnostic::of_file(Code::SealedChanged, file, message), iho));
    }
    found.extend(strays(sources, release, &name));
    found
}

fn other_line_ends(file: FileId, path: &str, name: &str) -> Diagnostic {
    let message = format!(
        "`{path}` of {name} has other line ends than when it was sealed, and is else the same"
    );
    Diagnostic::of_file(Code::SealedChanged, file, message)
        .hint(
            "version control changed them: put the line `content/ihos/*/releases/** -text` into `.gitattributes` \
             and check the folder out again",
        )
        .hint("or save the file again with the line ends of Unix (LF)")
}

/// Whether a name is one that a program for sharing files gives to a second copy.
pub fn ends_with_conflict(name: &str) -> bool {
    let name = name.to_lowercase();
    ["conflicted copy", "conflict-", "sync-conflict"].iter().any(|mark| name.contains(mark))
}

fn strays(sources: &Sources, release: &Release, name: &str) -> Vec<Diagnostic> {
    let known: BTreeSet<&str> = release.manifest.files.iter().map(|file| &*file.path).collect();
    let mut found = Vec::new();
    for file in sources.unit(&format!("{}/", release.folder)) {
        let path = &sources.file(file).path;
        let within = &path.as_str()[release.folder.len() + 1..];
        if known.contains(within) || matches!(within, MANIFEST | SUMS | SALTS) {
            continue;
        }
        let diagnostic = if ends_with_conflict(path.file_name()) {
            let message = format!(
                "`{within}` in {name} is a second copy that a program for sharing files made"
            );
            Diagnostic::of_file(Code::SealedStray, file, message)
                .hint("keep the copy whose checksum is right, without these words in its name, and delete the other")
        } else {
            let message = format!("`{within}` lies in {name}, but was not sealed with it");
            Diagnostic::of_file(Code::SealedStray, file, message).hint(
                "move it away; what is to be published belongs in the draft, and goes into the next release",
            )
        };
        found.push(diagnostic);
    }
    found
}

/// Whether each release follows the one before it.
fn chain(releases: &[Release]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before: Option<&Release> = None;
    for release in releases {
        let manifest = &release.manifest;
        let (name, iho) = (release.version, &manifest.iho);
        let mut say = |code, message: String| {
            found.push(with_ways_out(Diagnostic::of_file(code, release.file, message), iho));
        };
        let expected = before.map_or(1, |it| it.manifest.sequence + 1);
        let stated = &manifest.previous;
        if manifest.sequence == expected {
            let known = before.map_or(GENESIS, |it| &it.manifest_sha256);
            if stated.manifest_sha256 != known {
                let (code, message) = match before {
                    Some(it) => (
                        Code::SealBroken,
                        format!(
                            "the manifest of the release `{}` of `{iho}` is not the one that `{name}` was sealed after",
                            it.version
                        ),
                    ),
                    None => (
                        Code::ReleaseOrder,
                        format!("the release `{name}` of `{iho}` says that another came before it"),
                    ),
                };
                say(code, message);
            }
        } else {
            let message = format!(
                "the release `{name}` of `{iho}` has the number {}, and {expected} is the next: a release is gone, or stands twice",
                manifest.sequence
            );
            say(Code::ReleaseOrder, message);
        }
        if let Some(it) = before
            && it.manifest.publish_at > manifest.publish_at
        {
            let message = format!(
                "the release `{name}` of `{iho}` is published before `{}`, which comes first",
                it.version
            );
            say(Code::ReleaseOrder, message);
        }
        before = Some(release);
    }
    found
}

/// Each line of the ledger against the one before it and the release that it names.
fn ledger(sources: &Sources, archive: &Archive) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let Some(file) = archive.ledger.file else { return found };
    let at = |span, message: String| {
        Diagnostic::at(Code::LedgerBroken, span, message)
            .hint("put the ledger back as it was, from a copy or from version control")
    };
    if !archive.ledger.is_whole {
        let message = "the last line of the ledger has no end";
        found.push(
            Diagnostic::of_file(Code::LedgerBroken, file, message)
                .hint("put the ledger back as it was, from a copy or from version control"),
        );
    }
    let mut prev = GENESIS.to_owned();
    let mut last: Option<&Line> = None;
    for ((span, line), n) in archive.ledger.lines.iter().zip(1..) {
        let words = sources.excerpt(*span);
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                found.push(at(*span, format!("line {n} of the ledger can't be read: {error}")));
                continue;
            }
        };
        if line.n != n || line.prev != prev || line.text() != words {
            found.push(at(
                *span,
                format!("line {n} of the ledger, or the one before it, was changed"),
            ));
        } else if last.is_some_and(|last| last.at > line.at) {
            found
                .push(at(*span, format!("line {n} of the ledger is older than the one before it")));
        }
        let said = match line.event {
            Event::Release => listed(archive, line),
            _ => noticed(sources, archive, line),
        };
        found.extend(said.map(|message| at(*span, message)));
        prev = hex(&sha256(words.as_bytes()));
        last = Some(line);
    }
    if let Some(last) = last {
        found.extend(unlisted(archive, last, file));
    }
    found
}

/// What a line says of a notice that is not so.
fn noticed(sources: &Sources, archive: &Archive, line: &Line) -> Option<String> {
    let name = line.notice.as_deref().unwrap_or("without a name");
    let (iho, version) = (&line.iho, &line.version);
    let releases = archive.ihos.get(iho);
    if releases.is_none_or(|all| all.iter().all(|it| it.manifest.version != *version)) {
        return Some(format!(
            "the notice `{name}` is about the release `{version}` of `{iho}`, whose folder is gone"
        ));
    }
    let Some(file) = notice::file_of(sources, line) else {
        return Some(format!(
            "the notice `{name}` about `{iho}` was published, and its file is gone"
        ));
    };
    let sum = hex(&sha256(sources.text(file).as_bytes()));
    (line.notice_sha256.as_deref() != Some(&*sum))
        .then(|| format!("the notice `{name}` about `{iho}` was changed after it was published"))
}

/// What a line says that the release does not.
fn listed(archive: &Archive, line: &Line) -> Option<String> {
    let (iho, version) = (&line.iho, &line.version);
    let releases = archive.ihos.get(iho);
    let found = releases.and_then(|all| all.iter().find(|it| it.manifest.version == *version));
    match found {
        None => Some(format!(
            "the release `{version}` of `{iho}` was published, and its folder is gone"
        )),
        Some(release) if release.manifest_sha256 != line.manifest_sha256 => Some(format!(
            "`{MANIFEST}` of the release `{version}` of `{iho}` is not the one that was published"
        )),
        Some(release) if release.publish_at() != line.at => {
            Some(format!("the release `{version}` of `{iho}` was not published at {}", line.at))
        }
        Some(_) => None,
    }
}

/// Releases older than the last line that no line names.
fn unlisted(archive: &Archive, last: &Line, file: FileId) -> Vec<Diagnostic> {
    let missing = archive.due(last.at);
    let missing = missing.into_iter().filter(|release| release.publish_at() < last.at);
    missing
        .map(|release| {
            let message = format!(
                "the release `{}` of `{}` was public before the last line of the ledger, which does not name it",
                release.version, release.manifest.iho
            );
            Diagnostic::of_file(Code::LedgerBroken, file, message).hint(
                "put the ledger back as it was; a folder that was never published is moved away",
            )
        })
        .collect()
}
