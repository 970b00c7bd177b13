//! Each file of a release against its checksum and its commitment, the manifest against those that name it, and what
//! lies there besides.

use std::collections::{BTreeMap, BTreeSet};

use super::{ends_with_conflict, is_in_place, sums_of, with_line_endings, with_ways_out};
use crate::archive::digest::{commitment, hex};
use crate::archive::manifest::{MANIFEST, SALTS, SUMS, SealedFile};
use crate::archive::{Archive, Event, Line, Release, notice};
use crate::diag::{Code, Diagnostic};
use crate::source::{Content, FileId, Sources};

/// Checksums or salts by path; nothing for lines that are neither.
pub(in crate::archive) fn list(text: &str) -> BTreeMap<&str, &str> {
    text.lines().filter_map(|line| line.split_once("  ")).map(|(sum, path)| (path, sum)).collect()
}

/// What the ledger says of releases.
pub(super) struct Known<'s> {
    file: Option<FileId>,
    releases: BTreeMap<(&'s str, &'s str), &'s Line>,
    redactions: Vec<&'s Line>,
}

impl<'s> Known<'s> {
    /// Looks the ledger through, once for all releases.
    pub(super) fn of(archive: &'s Archive) -> Self {
        let lines = || archive.ledger.sound();
        let releases = lines().filter(|line| line.event == Event::Release);
        Self {
            file: archive.ledger.file,
            releases: releases.map(|line| ((&*line.iho, &*line.version), line)).collect(),
            redactions: lines().filter(|line| line.event == Event::Redaction).collect(),
        }
    }
}

/// What is wrong with one release, where `next` is the one that was sealed after it.
pub(super) fn check(
    sources: &Sources,
    known: &Known<'_>,
    release: &Release,
    next: Option<&Release>,
) -> Vec<Diagnostic> {
    let mut look = SealCheck::at(sources, known, release);
    if is_in_place(release) {
        look.manifest(known, next);
    }
    look.lists();
    for sealed in &release.manifest.files {
        look.file(sealed);
    }
    look.strays();
    look.into_diagnostics()
}

/// A release that is looked at.
struct SealCheck<'s> {
    sources: &'s Sources,
    release: &'s Release,
    iho: &'s str,
    /// "the release `2027-04-17` of `vale`".
    name: String,
    sums: BTreeMap<&'s str, &'s str>,
    salts: BTreeMap<&'s str, &'s str>,
    /// What notices say was removed.
    removed: BTreeSet<&'s str>,
    found: Vec<Diagnostic>,
    /// Files that differ in nothing but their line endings.
    other_line_endings: Vec<(FileId, &'s str)>,
    gone: Vec<&'s str>,
}

impl<'s> SealCheck<'s> {
    fn at(sources: &'s Sources, known: &Known<'s>, release: &'s Release) -> Self {
        let text = |name| release.sealed(sources, name).map_or("", |file| sources.text(file));
        let iho = &release.manifest.iho;
        Self {
            sources,
            release,
            iho,
            name: format!("the release `{}` of `{iho}`", release.version),
            sums: list(text(SUMS)),
            salts: list(text(SALTS)),
            removed: notice::removed(sources, known.redactions.iter().copied(), release),
            found: Vec::new(),
            other_line_endings: Vec::new(),
            gone: Vec::new(),
        }
    }

    fn say(&mut self, code: Code, file: FileId, message: String) {
        self.found.push(with_ways_out(Diagnostic::of_file(code, file, message), self.iho));
    }

    /// The manifest against the ledger and the release after it, which both name its checksum.
    fn manifest(&mut self, known: &Known<'_>, next: Option<&'s Release>) {
        let (actual, unix) = sums_of(self.sources.text(self.release.file));
        let manifest = &self.release.manifest;
        let line = known.releases.get(&(&*manifest.iho, &*manifest.version));
        let in_ledger = line.map(|line| &*line.manifest_sha256);
        let in_next = next.map(|next| &*next.manifest.previous.manifest_sha256);
        let name = &self.name;
        let is_unix =
            |witness: Option<&str>| witness.is_none_or(|witness| unix.as_deref() == Some(witness));
        if unix.is_some() && is_unix(in_ledger) && is_unix(in_next) {
            if in_ledger.or(in_next).is_some() {
                self.other_line_endings.push((self.release.file, MANIFEST));
            }
            return;
        }
        let agrees = |witness: Option<&str>| witness.map(|witness| witness == actual);
        let next_name = next.map(|next| next.version.to_string()).unwrap_or_default();
        match (agrees(in_ledger), agrees(in_next)) {
            (None | Some(true), None | Some(true)) => {}
            (Some(false), None) => {
                let message = format!(
                    "`{MANIFEST}` of {name} is not the one that the ledger names: one of the two was changed"
                );
                self.say(Code::SealBroken, self.release.file, message);
            }
            (None | Some(false), Some(false)) => {
                let message = format!(
                    "`{MANIFEST}` of {name} was changed after it was sealed: the release `{next_name}`, which came \
                     after it, names another checksum"
                );
                self.say(Code::SealBroken, self.release.file, message);
            }
            (Some(false), Some(true)) => {
                let message = format!(
                    "the ledger names another checksum for `{MANIFEST}` of {name} than the release `{next_name}`, \
                     which came after it: the ledger was changed"
                );
                let file = known.file.unwrap_or(self.release.file);
                self.say(Code::LedgerBroken, file, message);
            }
            (Some(true), Some(false)) => {
                let message = format!(
                    "the release `{next_name}` of `{}` names another checksum for `{MANIFEST}` of {name} than the \
                     ledger: it was changed after it was sealed",
                    self.iho
                );
                let file = next.map_or(self.release.file, |next| next.file);
                self.say(Code::SealBroken, file, message);
            }
        }
    }

    /// The two lists have a line for each file, in the order of the manifest, and nothing else. Only files that a notice
    /// removed may be without: a list that lost its lines binds nothing.
    fn lists(&mut self) {
        for name in [SUMS, SALTS] {
            let Some(file) = self.release.sealed(self.sources, name) else {
                self.gone.push(name);
                continue;
            };
            let text = self.sources.text(file);
            let known = if name == SUMS { &self.sums } else { &self.salts };
            let files = self.release.manifest.files.iter().map(|file| &*file.path);
            let has_to_be_bound = |path: &str| !self.removed.contains(path);
            if known.is_empty() && files.clone().any(has_to_be_bound) {
                let message = format!(
                    "`{name}` of {} lists no file, so nothing shows that its files are as they were sealed",
                    self.name
                );
                self.say(Code::SealBroken, file, message);
                continue;
            }
            let lines = files.filter_map(|path| Some(format!("{}  {path}\n", known.get(path)?)));
            let whole: String = lines.collect();
            if text == whole {
                continue;
            }
            if text.replace("\r\n", "\n") == whole {
                self.other_line_endings.push((file, name));
                continue;
            }
            let sealed: BTreeSet<&str> =
                self.release.manifest.files.iter().map(|file| &*file.path).collect();
            let stray = known.keys().find(|path| !sealed.contains(*path));
            let what = match stray {
                Some(path) => format!("it lists `{path}`, which was not sealed with it"),
                None => "lines are repeated, in another order, or not valid".to_owned(),
            };
            let message =
                format!("`{name}` of {} was changed after it was sealed: {what}", self.name);
            self.say(Code::SealedChanged, file, message);
        }
    }

    fn file(&mut self, sealed: &'s SealedFile) {
        let path = sealed.path.as_str();
        let (sum, salt) = (self.sums.get(path).copied(), self.salts.get(path).copied());
        let file = self.release.sealed(self.sources, path);
        let is_removed = self.removed.contains(path);
        let Some(file) = file else {
            if !(is_removed && sum.is_none() && salt.is_none()) {
                self.gone.push(path);
            }
            return;
        };
        if is_removed {
            self.found.push(self.half_removed(file, path));
            return;
        }
        let name = &self.name;
        let Some((actual, unix)) = digest_of(&self.sources.file(file).content) else {
            self.found.push(unreadable(file, path, name));
            return;
        };
        let binds =
            |sum: &str| salt.is_some_and(|salt| commitment(salt, sum, path) == sealed.commit);
        let is_bound = sum.is_some_and(binds);
        if is_bound && sum == Some(&*actual) {
            return;
        }
        if unix.as_deref().is_some_and(binds) {
            self.other_line_endings.push((file, path));
            return;
        }
        let is_true = binds(&actual);
        // That a list is gone as a whole is reported for the list.
        let is_told = (self.sums.is_empty() && (is_true || self.salts.is_empty()))
            || (self.salts.is_empty() && sum == Some(&*actual));
        if is_told {
            return;
        }
        let of_line =
            |list: &str, what: &str| format!("the line of `{path}` in `{list}` of {name} {what}");
        let (code, what) = match (sum, salt) {
            (None, _) if is_true => {
                (Code::SealBroken, of_line(SUMS, "is gone; the file itself is as it was sealed"))
            }
            _ if is_true => (
                Code::SealBroken,
                of_line(SUMS, "was changed; the file itself is as it was sealed"),
            ),
            (Some(sum), None) if sum == actual => {
                (Code::SealBroken, of_line(SALTS, "is gone, so its seal can't be checked"))
            }
            _ => {
                let seal = other_lines(sum, salt, is_bound, &actual);
                (
                    Code::SealedChanged,
                    format!("`{path}` of {name} was changed after it was sealed{seal}"),
                )
            }
        };
        self.say(code, file, what);
    }

    /// A file that was to be removed by law, and is there.
    fn half_removed(&self, file: FileId, path: &str) -> Diagnostic {
        let name = &self.name;
        let message =
            format!("a notice says that `{path}` was removed from {name}, but it is still there");
        let (iho, version) = (self.iho, self.release.version);
        Diagnostic::of_file(Code::SealedStray, file, message)
            .hint(format!("finish it: run the same `iho redact {iho} {version} {path} …` again"))
    }

    fn strays(&mut self) {
        let known: BTreeSet<&str> =
            self.release.manifest.files.iter().map(|file| &*file.path).collect();
        let name = &self.name;
        for file in self.sources.unit(&format!("{}/", self.release.folder)) {
            let path = &self.sources.file(file).path;
            let within = &path.as_str()[self.release.folder.len() + 1..];
            if known.contains(within) || matches!(within, MANIFEST | SUMS | SALTS) {
                continue;
            }
            let same = known.iter().find(|known| known.to_lowercase() == within.to_lowercase());
            if is_debris(path.file_name()) {
                let message = format!(
                    "`{within}` in {name} was left there by the system, and was not sealed with it"
                );
                let diagnostic = Diagnostic::of_file(Code::SealedDebris, file, message);
                self.found.push(diagnostic.hint("delete it: it is never published"));
                continue;
            }
            let (message, hint) = if ends_with_conflict(path.file_name()) {
                (
                    format!(
                        "`{within}` in {name} is a second copy that a program for sharing files made"
                    ),
                    "keep the copy whose checksum is right, without these words in its name, and delete the other"
                        .to_owned(),
                )
            } else if let Some(same) = same {
                (
                    format!(
                        "`{within}` in {name} was sealed as `{same}`: capitals and small letters differ"
                    ),
                    format!(
                        "give it the name `{same}` back, or move it away if that is there, too; put new content in the draft, and seal it with `iho release {}`",
                        self.iho
                    ),
                )
            } else {
                (
                    format!("`{within}` is in {name}, but was not sealed with it"),
                    format!(
                        "move it away. Put new content in the draft, and seal it with `iho release {}`",
                        self.iho
                    ),
                )
            };
            self.found.push(Diagnostic::of_file(Code::SealedStray, file, message).hint(hint));
        }
    }

    /// All that was found; what befell many files at once is told once.
    fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        let name = &self.name;
        let paths: Vec<&str> = self.other_line_endings.iter().map(|(_, path)| *path).collect();
        let said = "different line endings from when the release was sealed, but the same words";
        let line_endings = match &self.other_line_endings[..] {
            [] => None,
            [(file, path)] => Some((*file, format!("`{path}` of {name} has {said}"))),
            _ => Some((self.release.file, format!("{} of {name} have {said}", several(&paths)))),
        };
        let gone = match &self.gone[..] {
            [] => None,
            [path] => Some(format!("`{path}` is gone from {name}")),
            paths => Some(format!("{} are gone from {name}", several(paths))),
        };
        if let Some((file, message)) = line_endings {
            let diagnostic = Diagnostic::of_file(Code::SealedChanged, file, message);
            self.found.push(with_line_endings(diagnostic, "content/ihos/*/releases/**"));
        }
        if let Some(message) = gone {
            self.say(Code::SealedMissing, self.release.file, message);
        }
        self.found
    }
}

/// Whether a file is one that a system leaves behind in every folder that somebody opens.
fn is_debris(name: &str) -> bool {
    matches!(name, ".DS_Store" | ".localized" | "Thumbs.db" | "desktop.ini")
        || name.starts_with("._")
        || name.starts_with("~$")
}

fn unreadable(file: FileId, path: &str, name: &str) -> Diagnostic {
    let message = format!("`{path}` of {name} can't be read, so its seal can't be checked");
    Diagnostic::of_file(Code::SealBroken, file, message)
        .hint("put a copy of the file there. It must be a file that you can read, not a link")
}

/// What befell the lines of a file that was changed, in words.
fn other_lines(sum: Option<&str>, salt: Option<&str>, is_bound: bool, actual: &str) -> String {
    match (sum, salt) {
        (None, _) => format!(", and its line in `{SUMS}` is gone"),
        (_, None) => format!(", and its line in `{SALTS}` is gone"),
        _ if is_bound => String::new(),
        _ if sum == Some(actual) => {
            format!(", and so was its line in `{SUMS}`; or its line in `{SALTS}` was changed")
        }
        _ => format!(", or its line in `{SUMS}` or `{SALTS}`"),
    }
}

/// "30 files (`a.yaml`, `b.yaml` and 28 more)".
fn several(paths: &[&str]) -> String {
    let shown: Vec<String> = paths.iter().take(3).map(|path| format!("`{path}`")).collect();
    match paths.len() - shown.len() {
        0 => format!("{} files ({})", paths.len(), shown.join(", ")),
        n => format!("{} files ({} and {n} more)", paths.len(), shown.join(", ")),
    }
}

/// The bytes of a file in short: their SHA-256, and that with Unix line endings where it has others.
fn digest_of(content: &Content) -> Option<(String, Option<String>)> {
    match content {
        Content::Text(text) => Some(sums_of(text)),
        Content::Sealed(sealed) => {
            Some((hex(&sealed.sha256), sealed.sha256_with_lf.map(|sum| hex(&sum))))
        }
        Content::Asset { .. } | Content::Unusable(_) | Content::Removed => None,
    }
}
