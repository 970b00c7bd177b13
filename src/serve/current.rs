//! What is shown now: one whole site, swapped for the next in one step, and what is wrong with it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::events::Update;
use super::page::{self, Made, PageKey};
use crate::disk::SealedFolder;
use crate::output::Site;
use crate::page::Url;
use crate::publication::{Part, Publication};
use crate::report::RenderedDiagnostic;

/// Whoever asks gets the old site or the new one, never a part of each.
#[derive(Default)]
pub(super) struct CurrentSite {
    now: Mutex<Arc<Snapshot>>,
    /// The last page that could be made, of those that were asked for.
    last_good: Mutex<BTreeMap<PageKey, Arc<Made>>>,
}

/// A site at one moment.
#[derive(Clone, Default)]
pub(super) struct Snapshot {
    /// Counts the sites and reports that were shown.
    pub(super) rev: u64,
    /// Counts the sites alone.
    n_shown: u64,
    /// Nothing only until the first site that can be shown.
    pub(super) site: Option<Arc<Site>>,
    /// The same site, with its parts.
    publication: Option<Arc<Publication>>,
    pub(super) report: Arc<Report>,
    made: Arc<Mutex<BTreeMap<PageKey, Arc<Made>>>>,
    /// The part that was asked for last.
    part: Arc<Mutex<Option<ShownPart>>>,
}

/// A part of the public site with its pages.
type ShownPart = (Part, Arc<Site>);

/// All that is wrong.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Report {
    pub(super) diagnostics: Vec<RenderedDiagnostic>,
    /// Whether the files that changed last were not compared with all others yet.
    pub(super) is_unfinished: bool,
    /// Whether the whole site was ever checked: before that, nobody knows whether it can be published.
    pub(super) was_checked: bool,
    /// Names what the review found; empty until it was looked for.
    pub(super) review: String,
}

/// Pages that are kept once they were made.
const KEPT: usize = 64;

impl Report {
    pub(super) fn n_errors(&self) -> usize {
        self.diagnostics.iter().filter(|it| it.is_error).count()
    }

    pub(super) fn n_warnings(&self) -> usize {
        self.diagnostics.len() - self.n_errors()
    }

    /// Names this list among all lists.
    pub(super) fn name(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for diagnostic in &self.diagnostics {
            hasher.update(format!("{diagnostic:?}").as_bytes());
        }
        hasher.update(&[u8::from(self.was_checked)]);
        hasher.update(self.review.as_bytes());
        hasher.finalize().to_hex()[..16].to_owned()
    }
}

impl CurrentSite {
    pub(super) fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&lock(&self.now))
    }

    /// Shows another site.
    pub(super) fn show(&self, site: Arc<Site>, report: Report) -> Arc<Snapshot> {
        let mut now = lock(&self.now);
        let next = Snapshot {
            rev: now.rev + 1,
            n_shown: now.n_shown + 1,
            publication: Some(Publication::new(Arc::clone(&site))),
            site: Some(site),
            report: Arc::new(report),
            made: Arc::default(),
            part: Arc::default(),
        };
        swap(&mut now, next)
    }

    /// Tells what else is known of the site that is shown, besides what was; nothing where that is another by now.
    pub(super) fn report(
        &self,
        about: &Snapshot,
        renew: impl FnOnce(&Report) -> Report,
    ) -> Option<Arc<Snapshot>> {
        let mut now = lock(&self.now);
        if now.n_shown != about.n_shown {
            return None;
        }
        let report = Arc::new(renew(&now.report));
        let next = Snapshot { rev: now.rev + 1, report, ..Snapshot::clone(&now) };
        Some(swap(&mut now, next))
    }

    /// What is shown at an address where nothing is.
    pub(super) fn missing(&self, snapshot: &Snapshot, key: &PageKey) -> Option<Shown> {
        self.page(snapshot, &PageKey { url: Url::file("404.html"), date: key.date })
    }

    /// A page of a snapshot. One that can't be made is the last one that could, with what is wrong; nothing where there
    /// is no such page, or never was one that could be made.
    pub(super) fn page(&self, snapshot: &Snapshot, key: &PageKey) -> Option<Shown> {
        if let Some(made) = lock(&snapshot.made).get(key) {
            return Some((Arc::clone(made), None));
        }
        let site = snapshot.site.as_ref()?;
        match page::make(site, key)? {
            Ok(made) => {
                let made = Arc::new(made);
                keep(&mut lock(&snapshot.made), key, &made);
                keep(&mut lock(&self.last_good), key, &made);
                Some((made, None))
            }
            Err(diagnostic) => {
                let last = lock(&self.last_good).get(key).map(Arc::clone);
                let nothing = || Arc::new(Made::nothing(&diagnostic));
                Some((last.unwrap_or_else(nothing), Some(diagnostic)))
            }
        }
    }
}

/// A page, and why it is not the newest, where it is not.
pub(super) type Shown = (Arc<Made>, Option<RenderedDiagnostic>);

impl Snapshot {
    /// The part of the public site in which an address lies, such as the tree of a release.
    pub(super) fn part_at(&self, path: &str) -> Option<Part> {
        self.publication.as_ref()?.part_at(path.strip_prefix('/')?)
    }

    /// A part, made where it is not the one that was asked for last; nothing where it can't be read.
    pub(super) fn part(&self, part: &Part, root: &Path) -> Option<Arc<Site>> {
        let mut kept = lock(&self.part);
        if let Some((known, site)) = kept.as_ref()
            && known == part
        {
            return Some(Arc::clone(site));
        }
        let publication = self.publication.as_ref()?;
        let site = Arc::new(publication.make(part, &SealedFolder { root }).ok()?);
        *kept = Some((part.clone(), Arc::clone(&site)));
        Some(site)
    }

    /// What tabs have to know, but for the page_hashes of their pages.
    pub(super) fn update(&self) -> Update {
        let styles = self.site.as_ref().map_or(&[][..], |site| &site.styles()[..2]);
        Update {
            rev: self.rev,
            page_hashes: BTreeMap::new(),
            styles: styles.to_vec(),
            report_hash: self.report.name(),
            n_errors: self.report.n_errors(),
            n_warnings: self.report.n_warnings(),
        }
    }
}

fn swap(now: &mut Arc<Snapshot>, next: Snapshot) -> Arc<Snapshot> {
    let next = Arc::new(next);
    let old = std::mem::replace(now, Arc::clone(&next));
    // Giving back the memory of a large site takes a while, for which nobody should wait.
    std::thread::spawn(move || drop(old));
    next
}

fn keep(pages: &mut BTreeMap<PageKey, Arc<Made>>, key: &PageKey, made: &Arc<Made>) {
    if pages.len() >= KEPT {
        pages.pop_first();
    }
    pages.insert(key.clone(), Arc::clone(made));
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{self, Options};
    use crate::source::Sources;

    #[test]
    fn a_report_comes_too_late_for_a_site_that_was_replaced() {
        let sources = Sources::from_texts([("content/site.yaml", "title: Example\n")]);
        let options = Options { today: jiff::civil::date(2026, 11, 21), base_url: None };
        let site = Arc::new(engine::build(Arc::new(sources), &options).site.expect("a site"));
        let current = CurrentSite::default();
        let late = RenderedDiagnostic::plain("late".to_owned(), "");
        let worse = |old: &Report| Report { diagnostics: vec![late.clone()], ..old.clone() };
        let first = current.show(Arc::clone(&site), Report::default());
        let second = current.show(site, Report::default());
        assert!(current.report(&first, worse).is_none());
        assert_eq!(current.now().report.n_errors(), 0);
        assert_eq!(current.report(&second, worse).expect("it is still shown").report.n_errors(), 1);
        // Two that look at the same site both say what they found.
        let reviewed = |old: &Report| Report { review: "found".to_owned(), ..old.clone() };
        let both = current.report(&second, reviewed).expect("it is still shown");
        assert_eq!((both.report.n_errors(), both.report.review.as_str()), (1, "found"));
    }
}
