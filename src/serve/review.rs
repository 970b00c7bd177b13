//! The review: what goes public with the next build and what waits for a release, page by page, each in four ways, with the checks
//! beside it; and what there is to say of it on any other page.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};
use serde::Serialize;

use super::current::Snapshot;
use super::http::Request;
use crate::baseline::{Against, Baseline, Outlook};
use crate::disk;
use crate::engine::Options;
use crate::failure::Failure;
use crate::html::{self, Html};
use crate::model::scalar::Date;
use crate::output::Site;
use crate::page::Url;
use crate::release;
use crate::report::{self, ChangedPage, Checks, Half, IhoChanges, Signed, When};
use crate::review::{self, Kind, Line, PageChange};
use crate::source::SitePath;

/// Of a site with more addresses than this, nothing is compared before somebody asks for it.
const LARGE: usize = 20_000;

/// Makes the pages under `/_review/`.
pub(super) struct Review {
    root: PathBuf,
    options: Options,
    /// The instant at which others read the preview.
    for_others_at: Option<Timestamp>,
    baseline: Mutex<Baseline>,
    /// What was found for a site, until the next.
    found: Mutex<Option<(Weak<Site>, Arc<Found>)>>,
    was_asked: AtomicBool,
}

/// What differs, or why that can't be known.
pub(super) struct Found {
    looked: Result<Outlook, Failure>,
    /// Names it among all that was found.
    name: String,
}

impl Found {
    /// Names it among all that was found.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Review {
    pub(super) fn new(
        root: PathBuf,
        options: Options,
        for_others_at: Option<Timestamp>,
        against: Against,
    ) -> Self {
        let baseline = Mutex::new(Baseline::new(root.clone(), options.clone(), against));
        let (found, was_asked) = Default::default();
        Self { root, options, for_others_at, baseline, found, was_asked }
    }

    /// A page by what comes after `/_review/` in its address.
    pub(super) fn page(
        &self,
        rest: &str,
        request: &Request,
        snapshot: &Snapshot,
    ) -> Option<(u16, Vec<u8>)> {
        self.was_asked.store(true, Ordering::Relaxed);
        let html = match rest {
            "" => self.list(snapshot),
            "checks/" => all_checks(snapshot),
            "page/" => self.one(request, snapshot)?,
            _ => return None,
        };
        Some((200, html.as_str().as_bytes().to_vec()))
    }

    /// What is known already of a site.
    fn known(&self, site: &Arc<Site>) -> Option<Arc<Found>> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let known = found.as_ref().filter(|(of, _)| of.ptr_eq(&Arc::downgrade(site)));
        known.map(|(_, found)| Arc::clone(found))
    }

    /// What differs, as soon as a site is shown; nothing where the site is large and nobody has asked yet.
    pub(super) fn foresee(&self, site: &Arc<Site>) -> Option<Arc<Found>> {
        let is_wanted =
            self.was_asked.load(Ordering::Relaxed) || site.entries().take(LARGE).count() < LARGE;
        is_wanted.then(|| self.find(site)).flatten()
    }

    /// What differs; nothing where one of the sites can't be made.
    pub(super) fn find(&self, site: &Arc<Site>) -> Option<Arc<Found>> {
        let mut baseline = self.baseline.lock().unwrap_or_else(PoisonError::into_inner);
        // Somebody else may have waited for the same.
        if let Some(found) = self.known(site) {
            return Some(found);
        }
        let sources = Arc::new(site.sources().clone());
        let at = self.for_others_at.unwrap_or_else(|| instant(self.options.today));
        // A panic is a bug of ours, which the preview outlives.
        let looked = catch_unwind(AssertUnwindSafe(|| baseline.look(&sources, at))).ok()?;
        let looked = looked.transpose()?;
        let name = match &looked {
            Ok(outlook) => name(outlook),
            Err(failure) => failure.to_string(),
        };
        let made = Arc::new(Found { looked, name });
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        *found = Some((Arc::downgrade(site), Arc::clone(&made)));
        Some(made)
    }

    /// Refuses to begin where what somebody named can't be read.
    pub(super) fn refuse_unreadable(&self, site: &Arc<Site>) -> Result<(), Failure> {
        let found = self.find(site);
        let failure = found.as_ref().and_then(|found| found.looked.as_ref().err());
        failure.map_or(Ok(()), |failure| Err(failure.clone()))
    }

    fn list(&self, snapshot: &Snapshot) -> Html {
        #[derive(Serialize)]
        struct Page<'s> {
            title: &'static str,
            failure: Option<String>,
            changes: Option<Changes<'s>>,
            checks: Checks<'s>,
        }
        #[derive(Serialize)]
        struct Changes<'s> {
            lead: String,
            notes: &'s [String],
            first: Option<String>,
            site: String,
            halves: Vec<(&'static str, Half<'s>, Vec<IhoChanges<'s>>)>,
        }
        let found = snapshot.site.as_ref().and_then(|site| self.find(site));
        let looked = found.as_ref().map(|found| found.looked.as_ref());
        let outlook = looked.and_then(Result::ok);
        let signed = outlook.and_then(|outlook| self.signed(snapshot, outlook));
        let changes = outlook.map(|outlook| {
            let half = |when: When| {
                let (review, before, now) = outlook.half(when);
                // What goes public without a release is approved by nobody.
                let signed = signed.as_deref().filter(|_| when == When::Release);
                let facts = IhoChanges::of_review(before, now, review, signed.unwrap_or_default());
                Some((when.word(), report::half(outlook, when)?, facts))
            };
            let first =
                outlook.in_order().first().map(|(when, page)| address(*when, page, "inline"));
            Changes {
                lead: report::compared_with(outlook),
                notes: &outlook.held.notes,
                first,
                site: release::site_name(outlook.sealed.site.graph()),
                halves: When::ALL.into_iter().filter_map(half).collect(),
            }
        });
        let failure = looked.and_then(Result::err).map(|failure| {
            let hints = failure.hints.iter().map(|hint| format!(" {hint}."));
            format!("{failure}.{}", hints.collect::<String>())
        });
        let checks = checks(snapshot, 10, &[]);
        html::render("review_list.html", &Page { title: "What changed", failure, changes, checks })
    }

    /// How the drafts that wait are approved; nothing where one can't be read. The digest is that of `iho approve`, which takes the
    /// files as they lie there.
    fn signed(&self, snapshot: &Snapshot, outlook: &Outlook) -> Option<Vec<Signed>> {
        let site = snapshot.site.as_ref()?;
        let sources = site.sources();
        let bytes = |file| disk::read_bytes(&self.root, &sources.file(file).path);
        Signed::of_review(sources, site.graph(), &outlook.waits, bytes).ok()
    }

    /// One page that differs.
    fn one(&self, request: &Request, snapshot: &Snapshot) -> Option<Html> {
        #[derive(Serialize)]
        struct Page<'s> {
            title: String,
            view: &'s str,
            when: (&'static str, &'static str, &'static str),
            is_removed: bool,
            page: ChangedPage<'s>,
            previous: Option<(String, String)>,
            next: Option<(String, String)>,
            files: Vec<ChangedFile<'s>>,
            checks: Checks<'s>,
        }
        #[derive(Serialize)]
        struct Same<'s> {
            title: &'static str,
            url: &'s str,
        }
        let found = self.find(snapshot.site.as_ref()?)?;
        let outlook = found.looked.as_ref().ok()?;
        let all = outlook.in_order();
        let (url, asked) = (request.asked("url")?, request.asked("when"));
        let is_asked = |(when, page): &(When, &PageChange)| {
            page.url.as_str() == url && asked.is_none_or(|asked| asked == when.word())
        };
        let Some(at) = all.iter().position(is_asked) else {
            let same = Same { title: "Nothing differs here any more", url };
            return Some(html::render("review_same.html", &same));
        };
        let (when, change) = all[at];
        let (review, before, now) = outlook.half(when);
        let view = request.asked("view").unwrap_or("inline");
        let near = |at: Option<usize>| {
            let (when, page) = all.get(at?)?;
            let (_, before, now) = outlook.half(*when);
            Some((address(*when, page, view), review::title(before, now, page)))
        };
        let title = review::title(before, now, change);
        let files = change.files.iter().take(20);
        let page = Page {
            title: format!("{title} ({} of {})", at + 1, all.len()),
            view,
            when: (when.word(), when.label(), when.why()),
            is_removed: change.kind == Kind::Removed,
            page: ChangedPage::new(before, now, review, change),
            previous: near(at.checked_sub(1)),
            next: near(Some(at + 1)),
            files: files.map(|path| changed_file((before, now), path)).collect(),
            checks: checks(snapshot, 10, &change.files),
        };
        Some(html::render("review_page.html", &page))
    }

    /// What there is to say of a page of the site, as far as that is known.
    pub(super) fn note(&self, snapshot: &Snapshot, url: &Url) -> Option<PageNote> {
        let found = self.known(snapshot.site.as_ref()?)?;
        let outlook = found.looked.as_ref().ok()?;
        let mut stops: Vec<(When, &PageChange)> = Vec::new();
        for stop in outlook.in_order() {
            if stops.iter().all(|(_, page)| page.url != stop.1.url) {
                stops.push(stop);
            }
        }
        let at = stops.iter().position(|(_, page)| page.url == *url);
        let stop = |at: Option<usize>| {
            let (when, page) = stops.get(at?)?;
            Some(match page.kind {
                Kind::Removed => address(*when, page, "inline"),
                _ => page.url.as_str().to_owned(),
            })
        };
        let changes = When::ALL.into_iter().filter_map(|when| {
            let (review, before, now) = outlook.half(when);
            let change = review.pages.iter().find(|page| page.url == *url)?;
            let facts = review.facts_on(&change.page).into_iter().map(|fact| fact.sentence());
            Some(NotedChange {
                when: when.label(),
                kind: change.kind.label(),
                reason: change.reason.clone(),
                href: address(when, change, "inline"),
                facts: facts.collect(),
                lines: review::words_of_page(before, now, url),
            })
        });
        let is_framed = When::ALL.iter().any(|when| outlook.half(*when).0.framed.contains(url));
        Some(PageNote {
            n: stops.len(),
            number: at.map(|at| at + 1),
            changes: changes.collect(),
            is_framed,
            previous: stop(at.and_then(|at| at.checked_sub(1))),
            next: stop(Some(at.map_or(0, |at| at + 1))),
        })
    }
}

/// What a page of the preview says of itself.
#[derive(Serialize)]
pub(super) struct PageNote {
    /// How many pages differ, and which of them this is.
    n: usize,
    number: Option<usize>,
    changes: Vec<NotedChange>,
    /// Whether only what surrounds its text differs.
    is_framed: bool,
    previous: Option<String>,
    next: Option<String>,
}

#[derive(Serialize)]
struct NotedChange {
    when: &'static str,
    kind: &'static str,
    reason: String,
    href: String,
    facts: Vec<String>,
    lines: Vec<Line>,
}

/// Where a page that differs is shown.
fn address(when: When, page: &PageChange, view: &str) -> String {
    format!("/_review/page/?url={}&when={}&view={view}", page.url, when.word())
}

/// Now, where that is on a day; else the end of the day.
pub(super) fn instant(day: Date) -> Timestamp {
    let now = Timestamp::now();
    let end = || day.tomorrow().ok()?.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp());
    if Offset::UTC.to_datetime(now).date() == day { now } else { end().unwrap_or(now) }
}

/// Stands for all that a tab may show of what was found.
fn name(outlook: &Outlook) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format!("{:?}", outlook.held).as_bytes());
    for review in [&outlook.goes_public, &outlook.waits] {
        hasher
            .update(format!("{:?}{:?}{:?}", review.pages, review.framed, review.facts).as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A file that made the difference.
#[derive(Serialize)]
struct ChangedFile<'s> {
    path: &'s SitePath,
    lines: Vec<Line>,
}

fn changed_file<'s>((before, now): (&Site, &Site), path: &'s SitePath) -> ChangedFile<'s> {
    let [old, new] = [before, now].map(|site| {
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
