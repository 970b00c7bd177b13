//! What is put before `iho verify`: a site; or a release and a ledger that somebody downloaded, laid out as they lie in a site.
#![expect(clippy::disallowed_methods, reason = "the shell reads files that are named to it")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::older_ledger::read_ledger;
use crate::archive::{self, Archive, Event, LEDGER, Ledger, Line, MANIFEST, Manifest};
use crate::diag::{Code, Diagnostic};
use crate::disk;
use crate::failure::Failure;
use crate::source::{Content, File, SitePath, Sources};

/// What was put before the program, and how much of it there is.
pub(super) struct Evidence {
    pub(super) sources: Sources,
    /// Whether it is the folder of a site, and not one release or a ledger that somebody downloaded.
    pub(super) is_site: bool,
    /// Lines of the ledger about a removal from the release whose notice was found nowhere.
    missing_notices: Vec<Line>,
}

/// The files of a release that lies by itself.
struct Unpacked {
    manifest: Manifest,
    files: Vec<(SitePath, Content)>,
}

/// Reads a site; or a release by itself, a ledger, or both. `is_here` says that no place was named.
pub(super) fn gather(place: &Path, is_here: bool, ledger: Option<&Path>) -> Result<Evidence, Exit> {
    let is_site = place.join("content").is_dir();
    if is_site && ledger.is_none() {
        let sources = disk::read(place)?;
        return Ok(Evidence { sources, is_site, missing_notices: Vec::new() });
    }
    if is_site && !is_here {
        let message =
            format!("`{}` is the folder of a site, which has a ledger of its own", place.display());
        return Err(Exit::Usage(Failure::new(message).hint(
            "to compare it with a published ledger, use `--published` instead of `--ledger`",
        )));
    }
    let ledger_text = ledger.map(read_ledger).transpose()?;
    let is_ledger_alone = is_here && ledger.is_some() && !place.join(MANIFEST).exists();
    let release = match is_ledger_alone {
        true => None,
        false => Some(unpacked(place)?),
    };
    let mut laid_out = LaidOut::default();
    let mut missing_notices = Vec::new();
    if let Some(release) = release {
        let beside = notice_folders(place, ledger, &release.manifest);
        missing_notices = laid_out.release(release, ledger_text.as_deref(), &beside);
    }
    if let (Some(path), Some(text)) = (ledger, ledger_text) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let shown = name.and_then(|name| SitePath::new(&name));
        laid_out.add(LEDGER, shown, Content::Text(text.into()));
    }
    let sources = Sources::new(laid_out.files).lying_at(laid_out.origins);
    Ok(Evidence { sources, is_site: false, missing_notices })
}

impl Evidence {
    /// Where files are missing, and the ledger says that some were removed by law: why nobody can tell here which.
    pub(super) fn notices_not_at_hand(&self, archive: &Archive) -> Option<Diagnostic> {
        // A notice that was removed in its turn is said again in the one that says so.
        let lines = archive.ledger.sound().filter(|line| line.event == Event::Redaction);
        let removed: BTreeSet<&str> =
            lines.flat_map(|line| archive::removed_by(&self.sources, line)).collect();
        let lacks = |release: &archive::Release| {
            let mut files = release.manifest.files.iter().map(|file| &*file.path);
            files.any(|path| {
                !removed.contains(path) && release.sealed(&self.sources, path).is_none()
            })
        };
        let release = archive.ihos.values().flatten().find(|release| lacks(release))?;
        let name = self.missing_notices.first()?.notice.as_deref()?;
        let message = format!(
            "the notice `{name}`, which says what was removed from this release for legal reasons, is missing: without it, nobody can know whether the missing files were removed"
        );
        Some(
            Diagnostic::of_file(Code::SealedMissing, release.file, message)
                .hint("download `release.zip` again: the notice is in its folder `notices`"),
        )
    }
}

/// Where the notices about a release may lie: in the site that holds the release, or in the one that holds the ledger.
fn notice_folders(place: &Path, ledger: Option<&Path>, manifest: &Manifest) -> Vec<PathBuf> {
    let of_release = place.canonicalize().ok();
    let of_release = of_release.and_then(|place| Some(place.parent()?.parent()?.join("notices")));
    let of_ledger = ledger.map(|ledger| match ledger.is_dir() {
        true => ledger.to_owned(),
        false => ledger.parent().unwrap_or(Path::new("")).to_owned(),
    });
    let of_ledger = of_ledger.map(|folder| folder.join("ihos").join(&manifest.iho).join("notices"));
    of_release.into_iter().chain(of_ledger).collect()
}

/// Files where they would lie in a site.
#[derive(Default)]
struct LaidOut {
    files: Vec<File>,
    origins: BTreeMap<SitePath, SitePath>,
}

impl LaidOut {
    fn add(&mut self, path: &str, shown: Option<SitePath>, content: Content) {
        let Some(path) = SitePath::new(path) else { return };
        self.origins.extend(shown.map(|shown| (path.clone(), shown)));
        self.files.push(File { path, content });
    }

    /// A release with the notices about removals from it, each as the ledger binds it; gives the lines of those that were
    /// not found.
    fn release(
        &mut self,
        release: Unpacked,
        ledger: Option<&str>,
        beside: &[PathBuf],
    ) -> Vec<Line> {
        let Unpacked { manifest, mut files } = release;
        let ledger = ledger.map(Ledger::of_text);
        let is_about = |line: &&Line| {
            line.event == Event::Redaction
                && line.iho == manifest.iho
                && line.version == manifest.version
        };
        let lines = ledger.iter().flat_map(Ledger::sound).filter(is_about).cloned();
        let mut missing = Vec::new();
        for line in lines {
            match notice(&line, &mut files, beside) {
                Some((name, text)) => {
                    let path = format!("content/ihos/{}/notices/{name}", manifest.iho);
                    self.add(&path, SitePath::new(&name), Content::Text(text.into()));
                }
                None => missing.push(line),
            }
        }
        // Without a ledger nothing binds them, and nothing is said about them.
        files.retain(|(path, _)| ledger.is_some() || path.folder() != NOTICES);
        let folder = format!("content/ihos/{}/releases/{}", manifest.iho, manifest.version);
        for (path, content) in files {
            self.add(&format!("{folder}/{path}"), Some(path.clone()), content);
        }
        missing
    }
}

/// The folder of `release.zip` that holds notices about removals.
const NOTICES: &str = "notices";

/// The notice that a line of the ledger names, with its name, taken out of the files of the release where it is among them.
fn notice(
    line: &Line,
    files: &mut Vec<(SitePath, Content)>,
    beside: &[PathBuf],
) -> Option<(String, String)> {
    let name =
        line.notice.clone().filter(|name| !name.contains('/') && SitePath::new(name).is_some())?;
    let is_it = |text: &str| {
        let sum = archive::hex(&archive::sha256(text.as_bytes()));
        line.notice_sha256.as_deref() == Some(&*sum)
    };
    let place = format!("{NOTICES}/{name}");
    let packed = files.iter().position(|(path, content)| {
        path.as_str() == place && matches!(content, Content::Text(text) if is_it(text))
    });
    if let Some(at) = packed
        && let (_, Content::Text(text)) = files.remove(at)
    {
        return Some((name, text.to_string()));
    }
    let texts = beside.iter().filter_map(|folder| std::fs::read_to_string(folder.join(&name)).ok());
    texts.into_iter().find(|text| is_it(text)).map(|text| (name, text))
}

/// A release that lies by itself, in a folder or as a ZIP.
fn unpacked(place: &Path) -> Result<Unpacked, Exit> {
    let shown = place.display();
    let refused = |message: String, hint: &str| Err(Exit::Usage(Failure::new(message).hint(hint)));
    if !place.exists() {
        return refused(
            format!("there is nothing at `{shown}`"),
            "check the name of the folder or the ZIP file",
        );
    }
    let files = if place.is_dir() {
        disk::read_release(place)?
    } else {
        disk::read_zip(place).map_err(Exit::Usage)?
    };
    let manifest = files.iter().find(|(path, _)| path.as_str() == MANIFEST);
    let Some((_, manifest)) = manifest else {
        let inner =
            files.iter().find_map(|(path, _)| path.as_str().strip_suffix(&format!("/{MANIFEST}")));
        return match inner {
            Some(inner) => refused(
                format!("`{shown}` is not a release, but there is one in `{inner}`"),
                &format!("name that folder: `{}`", place.join(inner).display()),
            ),
            None if files.is_empty() => refused(
                format!("`{shown}` is empty"),
                "unpack `release.zip` into it, or name the ZIP file itself",
            ),
            None => refused(
                format!("`{shown}` is not a release: it has no `{MANIFEST}`"),
                "name an unpacked `release.zip` or the ZIP file itself. To check a whole site, name the folder that has `content` in it. To check only a ledger, use only `--ledger`",
            ),
        };
    };
    let read = match manifest {
        Content::Text(text) => Manifest::parse(text),
        _ => Err("it is not text".to_owned()),
    };
    match read {
        Ok(manifest) => Ok(Unpacked { manifest, files }),
        Err(words) => refused(
            format!("`{MANIFEST}` in `{shown}` is not as it was sealed: {words}"),
            "unpack `release.zip` again",
        ),
    }
}
