//! Whether each release follows the one before it.

use super::{folder_of, follows, is_in_place, with_ways_out};
use crate::archive::Release;
use crate::archive::manifest::GENESIS;
use crate::diag::{Code, Diagnostic};
use crate::source::Sources;

/// What is wrong with the chain of the releases of one IHO.
pub(super) fn check(sources: &Sources, iho: &str, releases: &[Release]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before: Option<&Release> = None;
    for release in releases.iter().filter(|release| is_in_place(release)) {
        let mut say = |message: String| {
            let place = Diagnostic::of_file(Code::ReleaseOrder, release.file, message);
            found.push(with_ways_out(place, iho));
        };
        match out_of_order(sources, iho, before, release) {
            Broken::Not => {}
            Broken::Known => {}
            Broken::Here(message) => say(message),
        }
        if let Some(before) = before {
            if before.manifest.publish_at > release.manifest.publish_at {
                say(format!(
                    "the release `{}` of `{iho}` is published before `{}`, which comes first",
                    release.version, before.version
                ));
            } else if before.manifest.sealed_at > release.manifest.sealed_at {
                say(format!(
                    "the release `{}` of `{iho}` was sealed before `{}`, which comes first",
                    release.version, before.version
                ));
            }
        }
        before = Some(release);
    }
    found
}

/// The state of the chain at one release.
enum Broken {
    /// It holds.
    Not,
    /// Something else tells already what is wrong.
    Known,
    /// In words.
    Here(String),
}

fn out_of_order(
    sources: &Sources,
    iho: &str,
    before: Option<&Release>,
    release: &Release,
) -> Broken {
    let (manifest, name) = (&release.manifest, release.version);
    let expected = before.map_or(1, |it| it.manifest.sequence + 1);
    let previous = manifest.previous.version.as_deref();
    let is_next = before.is_some_and(|before| follows(release, before));
    match (previous, before) {
        (Some(previous), _) if !is_next => {
            let folder = format!("{}/", folder_of(iho, previous));
            match sources.unit(&folder).is_empty() {
                true => Broken::Here(format!(
                    "the release `{name}` of `{iho}` was sealed after `{previous}`, whose folder is gone"
                )),
                // It is there: what keeps it from being read is reported for it.
                false if before.is_none_or(|it| it.manifest.sequence + 1 < manifest.sequence) => {
                    Broken::Known
                }
                false => Broken::Here(format!(
                    "the release `{name}` of `{iho}` was sealed after `{previous}`, which is not the one before it"
                )),
            }
        }
        (None, Some(before)) => Broken::Here(format!(
            "the release `{name}` of `{iho}` says that it is the first, and comes after `{}`",
            before.version
        )),
        _ if manifest.sequence != expected => Broken::Here(format!(
            "the release `{name}` of `{iho}` has the number {}, and {expected} is the next",
            manifest.sequence
        )),
        (None, None) if manifest.previous.manifest_sha256 != GENESIS => Broken::Here(format!(
            "the release `{name}` of `{iho}` says that another came before it"
        )),
        _ => Broken::Not,
    }
}
