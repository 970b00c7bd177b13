//! What of the releases is still to come, what is late, and which copies of shared files have been overtaken.

use jiff::Timestamp;

use crate::archive::{Archive, Ledger, Release};
use crate::source::paths::GLOSSARY;
use crate::source::{SitePath, Sources};

/// What is to be done about releases at an instant.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Calendar<'a> {
    /// Sealed releases that wait for their hour, the next first.
    pub scheduled: Vec<&'a Release>,
    /// Sealed releases whose hour has come, and that are not published, the oldest first.
    pub overdue: Vec<&'a Release>,
    /// IHOs whose newest release holds copies of shared files that differ from those of today.
    pub stale: Vec<Stale<'a>>,
}

/// An IHO whose sealed copies of shared files have been overtaken.
#[derive(Clone, PartialEq, Debug)]
pub struct Stale<'a> {
    /// Its newest release.
    pub release: &'a Release,
    /// The shared files that differ now.
    pub changed: Vec<SitePath>,
    /// The shared files that are gone now.
    pub gone: Vec<SitePath>,
}

/// What is to be done at an instant, where `published` is the ledger of what readers see, and `sum` gives the SHA-256 of a
/// file as it is today.
pub fn calendar<'a>(
    sources: &Sources,
    archive: &'a Archive,
    published: &Ledger,
    now: Timestamp,
    sum: impl Fn(&SitePath) -> Option<String>,
) -> Calendar<'a> {
    let overdue = archive.due_besides(published, now);
    let stale = |releases: &'a Vec<Release>| stale(sources, releases.last()?, &sum);
    Calendar {
        scheduled: waiting(archive, now),
        overdue,
        stale: archive.ihos.values().filter_map(stale).collect(),
    }
}

/// The releases that wait for their hour, the next first.
pub fn waiting(archive: &Archive, now: Timestamp) -> Vec<&Release> {
    let all = archive.ihos.values().flatten();
    let mut waiting: Vec<&Release> = all.filter(|release| release.publish_at() > now).collect();
    waiting.sort_by_key(|release| (release.publish_at(), &release.manifest.iho));
    waiting
}

/// Which copies in a release differ from the shared files of today; nothing where none does.
fn stale<'a>(
    sources: &Sources,
    release: &'a Release,
    sum: &impl Fn(&SitePath) -> Option<String>,
) -> Option<Stale<'a>> {
    let mut stale = Stale { release, changed: Vec::new(), gone: Vec::new() };
    for (path, sealed) in release.checksums(sources) {
        let shared = path.strip_prefix("shared/");
        let place = shared.and_then(|path| SitePath::new(&format!("content/{path}")));
        // Of the glossary a release holds the terms alone that it names.
        let Some(place) = place.filter(|place| place.as_str() != GLOSSARY) else { continue };
        match sum(&place) {
            Some(now) if now == sealed => {}
            Some(_) => stale.changed.push(place),
            None => stale.gone.push(place),
        }
    }
    (!stale.changed.is_empty() || !stale.gone.is_empty()).then_some(stale)
}
