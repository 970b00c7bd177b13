//! What was removed by law, held against what is there: whether it would be noticed if it came back, and whether it is still here.

use std::path::Path;

use crate::archive::{self, Archive};
use crate::diag::{Code, Diagnostic};
use crate::disk;
use crate::failure::Failure;
use crate::source::{SitePath, Sources};

/// Removals by law of which nothing is known here by which the same could be noticed in a draft: those of an older version of
/// this program, or of another machine.
pub(super) fn unguarded(root: &Path, sources: &Sources) -> Result<Vec<Diagnostic>, Failure> {
    let known = disk::removed_texts(root)?;
    let archive = Archive::open(sources);
    let mut found = Vec::new();
    for line in archive.ledger.sound().filter(|line| line.event == archive::Event::Redaction) {
        let is_unknown = |path: &&str| {
            let place = (&*line.iho, &*line.version, *path);
            !matches!(*path, archive::FACTS | archive::RECORD)
                && known.as_ref().is_none_or(|known| !known.knows(place))
        };
        let removed = archive::removed_by(sources, line);
        let Some(path) = removed.into_iter().find(is_unknown) else { continue };
        let message = format!(
            "`{path}` was removed from the release `{}` of `{}`, and iho would not notice if a draft contained it again",
            line.version, line.iho
        );
        let notice = line
            .notice
            .as_ref()
            .and_then(|name| SitePath::new(&format!("content/ihos/{}/notices/{name}", line.iho)));
        let place = notice.and_then(|path| sources.find(&path));
        let diagnostic = match place {
            Some(file) => Diagnostic::of_file(Code::UnguardedRemoval, file, message),
            None => Diagnostic::of_site(Code::UnguardedRemoval, message),
        };
        found.push(diagnostic.hint(format!(
            "if it was removed on another computer, copy `{}` from there; otherwise check before each release that the draft does \
             not contain it",
            disk::PRIVATE
        )));
    }
    Ok(found)
}

/// Files that hold, byte for byte, what was removed from a release by law: those outside of releases, and other releases as well
/// where somebody asks for all.
pub(super) fn still_here(
    root: &Path,
    sources: &Sources,
    is_all: bool,
) -> Result<Vec<Diagnostic>, Failure> {
    let Some(known) = disk::removed_texts(root)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (file, source) in sources.iter() {
        let place = sources.place(file);
        let release = archive::in_release(place);
        let is_left_out = archive::is_kept(place) && !(is_all && release.is_some());
        if !source.path.as_str().starts_with("content/") || is_left_out {
            continue;
        }
        let Ok(bytes) = disk::read_bytes(root, place) else { continue };
        if let Some(from) = known.find(&bytes) {
            let message =
                format!("this is the same as `{from}`, which was removed for legal reasons");
            let hint = match release.and_then(|(folder, path)| {
                let mut parts = folder.rsplit('/');
                Some((parts.next()?, parts.nth(1)?, path))
            }) {
                Some((version, iho, path)) => format!(
                    "remove it from this release as well: `iho redact {iho} {version} {path}`, with `--by`, `--reason` and `--category`"
                ),
                None => "delete the file or remove what must not be published, then build and publish the site".to_owned(),
            };
            found.push(Diagnostic::of_file(Code::RemovedText, file, message).hint(hint));
        }
    }
    Ok(found)
}
