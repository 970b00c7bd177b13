//! The review: what changed, page by page, each in four ways, with the checks beside it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde::Serialize;

use super::baseline::Baseline;
use super::current::Snapshot;
use super::http::Request;
use crate::engine::{self, Options};
use crate::html::{self, Html};
use crate::output::Site;
use crate::report::{self, ChangedPage, Checks, IhoChanges};
use crate::review::{self, Kind, Line};
use crate::source::SitePath;

/// Makes the pages under `/_review/`.
pub(super) struct Review {
    baseline: Arc<Baseline>,
    options: Options,
    /// What was found for a site, until the next.
    found: Mutex<Option<(Weak<Site>, Arc<Found>)>>,
}

/// What the public would see change.
struct Found {
    review: review::Review,
    before: Arc<Site>,
    /// What is before, inside a sentence.
    since: &'static str,
    /// The site as it would be if every draft were sealed now.
    now: Site,
}

impl Review {
    pub(super) fn new(baseline: Arc<Baseline>, options: Options) -> Self {
        Self { baseline, options, found: Mutex::new(None) }
    }

    /// A page by what comes after `/_review/` in its address.
    pub(super) fn page(
        &self,
        rest: &str,
        request: &Request,
        snapshot: &Snapshot,
    ) -> Option<(u16, Vec<u8>)> {
        let html = match rest {
            "" => self.list(snapshot),
            "checks/" => all_checks(snapshot),
            "page/" => self.one(request, snapshot)?,
            _ => return None,
        };
        Some((200, html.as_str().as_bytes().to_vec()))
    }

    /// What differs; nothing where one of the two sites can't be made.
    fn found(&self, snapshot: &Snapshot) -> Option<Arc<Found>> {
        let site = snapshot.site.as_ref()?;
        // A report changes the revision, not the site.
        let of = Arc::downgrade(site);
        let (before, since) = self.baseline.site()?;
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        match &*found {
            Some((known, last)) if known.ptr_eq(&of) && Arc::ptr_eq(&last.before, &before) => {
                Some(Arc::clone(last))
            }
            _ => {
                // A panic is a bug of ours, which the preview outlives.
                let made = catch_unwind(AssertUnwindSafe(|| self.find(site, before, since)));
                let made = Arc::new(made.ok()??);
                *found = Some((of, Arc::clone(&made)));
                Some(made)
            }
        }
    }

    fn find(&self, site: &Arc<Site>, before: Arc<Site>, since: &'static str) -> Option<Found> {
        let sources = Arc::new(site.sources().clone());
        let now = engine::site_if_released(&sources, &self.options).site?;
        let review = review::between(&before, &now);
        Some(Found { review, before, since, now })
    }

    fn list(&self, snapshot: &Snapshot) -> Html {
        #[derive(Serialize)]
        struct Page<'s> {
            title: &'static str,
            changes: Option<Changes<'s>>,
            checks: Checks<'s>,
        }
        #[derive(Serialize)]
        struct Changes<'s> {
            lead: String,
            facts: Vec<IhoChanges<'s>>,
            bounded: Option<&'static str>,
            pages: Vec<ChangedPage<'s>>,
            files: &'s [SitePath],
        }
        let found = self.found(snapshot);
        let changes = found.as_ref().map(|found| {
            let Found { review, before, now, since } = &**found;
            let page = |change| {
                let page = ChangedPage::named(before, now, change);
                page.at(format!("/_review/page/?url={}&view=inline", change.url))
            };
            Changes {
                lead: report::lead(review, since),
                facts: IhoChanges::of_review(before, now, review),
                bounded: review.is_bounded.then_some(report::BOUNDED),
                pages: review.pages.iter().map(page).collect(),
                files: &review.files[..review.files.len().min(100)],
            }
        });
        let checks = checks(snapshot, 10, &[]);
        html::render("review_list.html", &Page { title: "What changed", changes, checks })
    }

    /// One page that differs.
    fn one(&self, request: &Request, snapshot: &Snapshot) -> Option<Html> {
        #[derive(Serialize)]
        struct Page<'s> {
            title: String,
            view: &'s str,
            is_removed: bool,
            page: ChangedPage<'s>,
            previous: Option<ChangedPage<'s>>,
            next: Option<ChangedPage<'s>>,
            files: Vec<ChangedFile<'s>>,
            checks: Checks<'s>,
        }
        #[derive(Serialize)]
        struct Same<'s> {
            title: &'static str,
            url: &'s str,
        }
        let found = self.found(snapshot)?;
        let Found { review, before, now, .. } = &*found;
        let url = request.asked("url")?;
        let Some(at) = review.pages.iter().position(|it| it.url.as_str() == url) else {
            let same = Same { title: "Nothing differs here any more", url };
            return Some(html::render("review_same.html", &same));
        };
        let change = &review.pages[at];
        let near =
            |at: Option<usize>| Some(ChangedPage::named(before, now, review.pages.get(at?)?));
        let title = review::title(before, now, change);
        let page = Page {
            title: format!("{title} ({} of {})", at + 1, review.pages.len()),
            view: request.asked("view").unwrap_or("inline"),
            is_removed: change.kind == Kind::Removed,
            page: ChangedPage::whole(before, now, review, change),
            previous: near(at.checked_sub(1)),
            next: near(Some(at + 1)),
            files: change.files.iter().take(20).map(|path| changed_file(&found, path)).collect(),
            checks: checks(snapshot, 10, &change.files),
        };
        Some(html::render("review_page.html", &page))
    }
}

/// A file that made the difference.
#[derive(Serialize)]
struct ChangedFile<'s> {
    path: &'s SitePath,
    lines: Vec<Line>,
}

fn changed_file<'s>(found: &Found, path: &'s SitePath) -> ChangedFile<'s> {
    let [old, new] = [&*found.before, &found.now].map(|site| {
        let file = site.sources().find(path);
        file.map_or("", |file| site.sources().text(file))
    });
    ChangedFile { path, lines: review::compare_lines(old, new, Html::escaped) }
}

/// What is wrong, those of the given files first.
fn checks<'s>(snapshot: &'s Snapshot, n: usize, files: &[SitePath]) -> Checks<'s> {
    let mut diagnostics: Vec<_> = snapshot.report.diagnostics.iter().collect();
    diagnostics.sort_by_key(|it| {
        (!it.path.as_ref().is_some_and(|path| files.contains(path)), !it.is_error)
    });
    Checks::first(n, diagnostics)
}

/// All that is wrong.
fn all_checks(snapshot: &Snapshot) -> Html {
    #[derive(Serialize)]
    struct Page<'s> {
        title: String,
        is_unfinished: bool,
        checks: Checks<'s>,
    }
    let report = &snapshot.report;
    let title = report::count(report.n_errors(), report.n_warnings());
    let checks = checks(snapshot, 500, &[]);
    let page = Page { title, is_unfinished: report.is_unfinished, checks };
    html::render("review_checks.html", &page)
}
