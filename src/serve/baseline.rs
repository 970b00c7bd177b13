//! What the preview is held against: what was last published, or, where nothing was, the site as it was at the start.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::archive::{Archive, Release};
use crate::disk;
use crate::engine::{self, Options};
use crate::model::scalar::Date;
use crate::output::Site;
use crate::source::Sources;

/// What a draft is held against.
pub(super) struct Baseline {
    root: PathBuf,
    options: Options,
    /// The instant at which others read the preview.
    for_others_at: Option<Timestamp>,
    kept: Mutex<Kept>,
}

struct Kept {
    /// The files at the start, or when something was sealed last.
    sources: Arc<Sources>,
    /// The site, and what it is inside a sentence, once somebody has asked for it.
    site: Option<Known>,
}

/// A site, and what it is inside a sentence.
pub(super) type Known = (Arc<Site>, &'static str);

impl Baseline {
    pub(super) fn new(
        root: PathBuf,
        sources: &Arc<Sources>,
        options: Options,
        for_others_at: Option<Timestamp>,
    ) -> Self {
        let kept = Mutex::new(Kept { sources: Arc::clone(sources), site: None });
        Self { root, options, for_others_at, kept }
    }

    /// Takes note that something was sealed, or that a notice came.
    pub(super) fn renew(&self, sources: &Arc<Sources>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Kept { sources: Arc::clone(sources), site: None };
    }

    /// The site; nothing where it can't be made.
    pub(super) fn site(&self) -> Option<Known> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.site.is_none() {
            kept.site = self.make(&kept.sources);
        }
        kept.site.clone()
    }

    fn make(&self, sources: &Arc<Sources>) -> Option<Known> {
        let archive = Archive::open(sources);
        let at = self.for_others_at.unwrap_or_else(|| instant(self.options.today));
        let public: Vec<&Release> =
            archive.ihos.keys().filter_map(|iho| archive.public(iho, at)).collect();
        let build = if public.is_empty() {
            engine::site_if_released(sources, &self.options)
        } else {
            let unread = public.iter().flat_map(|release| release.unread(sources)).collect();
            let sources = disk::with_contents(&self.root, Sources::clone(sources), unread);
            engine::site_of_releases(&sources, &public, &self.options)
        };
        let words =
            if public.is_empty() { "when this preview began" } else { "when it was last released" };
        Some((Arc::new(build.site?), words))
    }
}

/// Now, where that is on a day; else the end of the day.
pub(super) fn instant(day: Date) -> Timestamp {
    let now = Timestamp::now();
    let end = || day.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp());
    if Offset::UTC.to_datetime(now).date() == day { now } else { end().unwrap_or(now) }
}
