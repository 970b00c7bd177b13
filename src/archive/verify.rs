//! Whether all that was published is still as it was.

mod ledger;
mod order;
mod seals;

use rayon::prelude::*;

pub(super) use seals::list;

use super::digest::{hex, sha256};
use super::manifest::{FORMAT, MANIFEST, Manifest};
use super::{Archive, Release, Version, folders};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, SitePath, Sources, paths};

/// Everything that speaks against the releases and the ledger.
pub fn verify(sources: &Sources, archive: &Archive) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = folders(sources)
        .into_iter()
        .flat_map(|(iho, version, folder)| unreadable(sources, &iho, &version, &folder))
        .collect();
    let all = archive.ihos.values().flat_map(|releases| {
        let next = releases.iter().skip(1).map(Some).chain([None]);
        releases.iter().zip(next)
    });
    let all: Vec<(&Release, Option<&Release>)> = all.collect();
    let known = seals::Known::of(archive);
    let of_seals = |(release, next): &(&Release, Option<&Release>)| {
        seals::check(sources, &known, release, next.filter(|next| follows(next, release)))
    };
    found.extend(all.par_iter().flat_map_iter(of_seals).collect::<Vec<_>>());
    for (iho, releases) in &archive.ihos {
        found.extend(order::check(sources, iho, releases));
    }
    found.extend(ledger::check(sources, archive));
    found
}

/// Everything that speaks against releases and a ledger that somebody downloaded: without what belongs to them.
pub fn verify_apart(sources: &Sources, archive: &Archive) -> Vec<Diagnostic> {
    let known = seals::Known::of(archive);
    let releases: Vec<&Release> = archive.ihos.values().flatten().collect();
    let of_seals = |release: &&Release| seals::check(sources, &known, release, None);
    let mut found: Vec<Diagnostic> = releases.par_iter().flat_map_iter(of_seals).collect();
    found.extend(ledger::apart(sources, archive));
    found
}

/// Whether a release says that another came right before it.
fn follows(next: &Release, release: &Release) -> bool {
    next.manifest.previous.version.as_deref() == Some(&*release.manifest.version)
}

/// Why a folder can't be taken for a release at all.
fn unreadable(sources: &Sources, iho: &str, version: &str, folder: &str) -> Option<Diagnostic> {
    let first = *sources.unit(&format!("{folder}/")).first()?;
    if Version::parse(version).is_none() {
        let message = format!("`{version}` of `{iho}` is not the name of a release");
        return Some(Diagnostic::of_file(Code::ReleaseOrder, first, message).hint(
            "releases are made by `iho release`, which names them by their day, such as `2027-04-17`: give the folder \
             its name back, or move it away if it is a copy",
        ));
    }
    let Some(file) = file_in(sources, folder, MANIFEST) else {
        let message = format!("the release `{version}` of `{iho}` has no `{MANIFEST}`");
        return Some(with_ways_out(Diagnostic::of_file(Code::SealedMissing, first, message), iho));
    };
    let broken = |message| Diagnostic::of_file(Code::SealBroken, file, message);
    match Manifest::parse(sources.text(file)) {
        Err(words) => {
            let message = format!(
                "`{MANIFEST}` of the release `{version}` of `{iho}` is not as it was sealed: {words}"
            );
            Some(with_ways_out(broken(message), iho))
        }
        Ok(manifest) if manifest.format != FORMAT => {
            let form = &manifest.format;
            let message = format!(
                "the release `{version}` of `{iho}` is in the form `{form}`, and not in `{FORMAT}`"
            );
            let hint = "use the version of `iho` that sealed it, or a newer one";
            Some(with_ways_out(broken(message).hint(hint), iho))
        }
        Ok(manifest) if manifest.iho != iho || manifest.version != version => {
            let message = format!(
                "the manifest belongs to the release `{}` of `{}`, but is in the folder of `{version}` of `{iho}`",
                manifest.version, manifest.iho
            );
            Some(Diagnostic::of_file(Code::ReleaseOrder, file, message).hint(
                "give the folder its name and its place back, or move it away if it is a copy: the name of a release \
                 never changes, and is never used twice",
            ))
        }
        Ok(_) => None,
    }
}

/// A file in the folder of a release.
fn file_in(sources: &Sources, folder: &str, name: &str) -> Option<FileId> {
    sources.find(&SitePath::new(&format!("{folder}/{name}"))?)
}

/// Whether a release lies where it says that it belongs.
fn is_in_place(release: &Release) -> bool {
    let manifest = &release.manifest;
    release.folder == folder_of(&manifest.iho, &manifest.version)
}

fn folder_of(iho: &str, version: &str) -> String {
    paths::releases(iho, version)
}

/// What is sealed goes back to what it was, or is followed by another release.
fn with_ways_out(diagnostic: Diagnostic, iho: &str) -> Diagnostic {
    diagnostic.hint("put it back as it was, from a copy or from version control").hint(format!(
        "to publish something else, change the draft and seal it with `iho release {iho}`"
    ))
}

/// How line endings come to change, and how they come back.
fn with_line_endings(diagnostic: Diagnostic, pattern: &str) -> Diagnostic {
    diagnostic
        .hint(format!(
            "version control changed them: put the line `{pattern} -text` into `.gitattributes`, delete the changed \
             files and check them out again, such as with `git checkout -- content`"
        ))
        .hint("or save them again with Unix line endings (LF)")
}

/// The SHA-256 of a text, and that of the same text with Unix line endings where it has others.
fn sums_of(text: &str) -> (String, Option<String>) {
    let sum = |text: &str| hex(&sha256(text.as_bytes()));
    (sum(text), text.contains("\r\n").then(|| sum(&text.replace("\r\n", "\n"))))
}

/// Whether a name is one that a program for sharing files gives to a second copy.
pub fn ends_with_conflict(name: &str) -> bool {
    let name = name.to_lowercase();
    ["conflicted copy", "conflict-", "sync-conflict"].iter().any(|mark| name.contains(mark))
}
