//! The review: what changed, page by page, each in four ways, with the checks beside it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::baseline::Baseline;
use super::current::Snapshot;
use super::http::Request;
use super::{escape, inject};
use crate::engine::{self, Options};
use crate::output::Site;
use crate::page::Url;
use crate::report;
use crate::review::{self, Kind, PageChange};
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

const VIEWS: [(&str, &str); 4] =
    [("preview", "Preview"), ("inline", "Inline"), ("side", "Side by side"), ("source", "Source")];

impl Review {
    pub(super) fn new(baseline: Arc<Baseline>, options: Options) -> Self {
        Self { baseline, options, found: Mutex::new(None) }
    }

    /// A page by what stands after `/_review/` in its address.
    pub(super) fn page(
        &self,
        rest: &str,
        request: &Request,
        snapshot: &Snapshot,
    ) -> Option<(u16, Vec<u8>)> {
        let html = match rest {
            "" => self.list(snapshot),
            "checks/" => checks(snapshot),
            "page/" => self.one(request, snapshot)?,
            _ => return None,
        };
        Some((200, html.into_bytes()))
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

    fn list(&self, snapshot: &Snapshot) -> String {
        let Some(found) = self.found(snapshot) else { return not_yet(snapshot) };
        let changes = &found.review;
        let lead = report::lead(changes, found.since);
        let rows: String = changes.pages.iter().map(|it| row(&found, it)).collect();
        let table = match rows.is_empty() {
            true => String::new(),
            false => format!(
                "<table><caption>Pages that differ</caption><thead><tr><th scope=\"col\">Page</th>\
                 <th scope=\"col\">How</th><th scope=\"col\">Why</th></tr></thead><tbody>{rows}</tbody></table>"
            ),
        };
        let bounded =
            if changes.is_bounded { format!("<p>{}</p>", report::BOUNDED) } else { String::new() };
        let files: String = changes
            .files
            .iter()
            .take(100)
            .map(|path| format!("<li><code>{}</code></li>", escape(path.as_str())))
            .collect();
        let files = match files.is_empty() {
            true => files,
            false => format!("<h2>Changed files</h2><ul>{files}</ul>"),
        };
        let facts: String =
            changes.facts.iter().map(|(iho, it)| facts_of(&found.now, iho, it)).collect();
        frame(
            "What changed",
            &format!("<p>{lead}</p>{facts}{bounded}{table}{files}{}", beside(snapshot, &[])),
        )
    }

    /// One page that differs.
    fn one(&self, request: &Request, snapshot: &Snapshot) -> Option<String> {
        let found = self.found(snapshot)?;
        let changes = &found.review;
        let wanted = request.asked("url")?;
        let view = request.asked("view").unwrap_or("inline");
        let at = changes.pages.iter().position(|it| it.url.as_str() == wanted);
        let Some(at) = at else {
            let words = format!("<p>The page <code>{}</code> is as it was.</p>", escape(wanted));
            return Some(frame("Nothing differs here any more", &words));
        };
        let change = &changes.pages[at];
        let body = match view {
            "preview" if change.kind == Kind::Removed => {
                "<p>This page is not there any more.</p>".to_owned()
            }
            "preview" => format!(
                "<iframe title=\"The page as it is now\" src=\"{}\"></iframe>",
                escape(change.url.as_str())
            ),
            "side" => side_by_side(&found, &change.url),
            "source" => sources(&found, &change.files),
            _ => {
                let facts = report::facts(changes.facts_on(&change.page), 2, |_| String::new());
                let heading = if facts.is_empty() { "" } else { "<h2>The words of the page</h2>" };
                facts + heading + &inline(&found, &change.url)
            }
        };
        let neighbours = neighbours(&found, at, view);
        let tabs: String = VIEWS
            .iter()
            .map(|(name, words)| {
                let current = if *name == view { " aria-current=\"page\"" } else { "" };
                format!("<li><a href=\"{}\"{current}>{words}</a></li>", href(&change.url, name))
            })
            .collect();
        let body = format!(
            "<p>{}: {}. <code>{}</code></p><nav aria-label=\"Pages that differ\">{neighbours}</nav>\
             <nav aria-label=\"Ways to look\"><ul>{tabs}</ul></nav>{body}{}",
            change.kind.words(),
            escape(&change.reason),
            escape(change.url.as_str()),
            beside(snapshot, &change.files)
        );
        let title = review::title(&found.before, &found.now, change);
        Some(frame(&format!("{title} ({} of {})", at + 1, changes.pages.len()), &body))
    }
}

fn href(url: &Url, view: &str) -> String {
    escape(&format!("/_review/page/?url={url}&view={view}"))
}

fn row(found: &Found, change: &PageChange) -> String {
    format!(
        "<tr><th scope=\"row\"><a href=\"{}\">{}</a><br><code>{}</code></th><td>{}</td><td>{}</td></tr>",
        href(&change.url, "inline"),
        escape(&review::title(&found.before, &found.now, change)),
        escape(change.url.as_str()),
        change.kind.words(),
        escape(&change.reason)
    )
}

/// Links to the page before and the one after; the keys `p` and `n` follow them.
fn neighbours(found: &Found, at: usize, view: &str) -> String {
    let link = |at: Option<usize>, rel: &str, words: &str| {
        let other = at.and_then(|at| found.review.pages.get(at));
        other.map_or_else(String::new, |it| {
            format!(
                "<li><a rel=\"{rel}\" href=\"{}\">{words}: {}</a></li>",
                href(&it.url, view),
                escape(&review::title(&found.before, &found.now, it))
            )
        })
    };
    format!(
        "<ul><li><a href=\"/_review/\">All</a></li>{}{}</ul>",
        link(at.checked_sub(1), "prev", "Previous (p)"),
        link(at.checked_add(1), "next", "Next (n)")
    )
}

/// What changed in an IHO, data before prose.
fn facts_of(now: &Site, iho: &str, changes: &[crate::compare::Change]) -> String {
    let name = now.graph().model.blueprints.get(iho).map_or(iho, |it| it.name());
    let facts = report::facts(changes, 3, |_| String::new());
    format!("<section><h2>{}</h2>{facts}</section>", escape(name))
}

/// What stands where one of the two sites can't be made.
fn not_yet(snapshot: &Snapshot) -> String {
    let words = "<p>The site can’t be made as it would be published. Mend what follows first.</p>";
    frame("What changed", &format!("{words}{}", beside(snapshot, &[])))
}

const SAME_WORDS: &str =
    "<p>The words of the page are the same: links, attributes or the frame around it differ.</p>";

fn inline(found: &Found, url: &Url) -> String {
    let lines = review::words_of_page(&found.before, &found.now, url);
    if review::differs(&lines) {
        format!("<div class=\"iho-diff\">{}</div>", review::over_another(&lines))
    } else {
        SAME_WORDS.to_owned()
    }
}

fn side_by_side(found: &Found, url: &Url) -> String {
    let lines = review::words_of_page(&found.before, &found.now, url);
    if !review::differs(&lines) {
        return SAME_WORDS.to_owned();
    }
    format!(
        "<div class=\"iho-columns\"><section><h2>Before</h2><div class=\"iho-diff\">{}</div></section>\
         <section><h2>Now</h2><div class=\"iho-diff\">{}</div></section></div>",
        review::one_side(&lines, true),
        review::one_side(&lines, false)
    )
}

/// The files that made the difference, data before prose.
fn sources(found: &Found, files: &[SitePath]) -> String {
    const MOST: usize = 20;
    let text = |site: &Site, path: &SitePath| {
        let file = site.sources().find(path);
        file.map_or_else(String::new, |file| site.sources().text(file).to_owned())
    };
    let one = |path: &SitePath| {
        let lines =
            review::compare_lines(&text(&found.before, path), &text(&found.now, path), escape);
        let lines = match review::differs(&lines) {
            true => review::over_another(&lines),
            false => "<div>Not a text: only its bytes differ.</div>".to_owned(),
        };
        format!(
            "<h2><code>{}</code></h2><div class=\"iho-diff\">{lines}</div>",
            escape(path.as_str())
        )
    };
    files.iter().take(MOST).map(one).collect()
}

/// What is wrong, those of the given files first.
fn beside(snapshot: &Snapshot, files: &[SitePath]) -> String {
    const MOST: usize = 10;
    let report = &snapshot.report;
    let mut mistakes: Vec<_> = report.mistakes.iter().collect();
    mistakes.sort_by_key(|it| {
        (!it.path.as_ref().is_some_and(|path| files.contains(path)), !it.is_error)
    });
    let items: String = mistakes.iter().take(MOST).map(|it| it.to_html()).collect();
    let more = match mistakes.len().saturating_sub(MOST) {
        0 => String::new(),
        n => format!("<p><a href=\"/_review/checks/\">And {n} more</a></p>"),
    };
    let words = inject::words(report.n_errors(), report.n_warnings());
    format!("<h2>Checks</h2><p>{words}.</p><ul class=\"iho-mistakes\">{items}</ul>{more}")
}

fn checks(snapshot: &Snapshot) -> String {
    const MOST: usize = 500;
    let report = &snapshot.report;
    let mut mistakes: Vec<_> = report.mistakes.iter().collect();
    mistakes.sort_by_key(|it| !it.is_error);
    let items: String = mistakes.iter().take(MOST).map(|it| it.to_html()).collect();
    let lead = match (report.is_unfinished, mistakes.len() > MOST) {
        (true, _) => "<p>The files that changed last are still being compared with the others.</p>"
            .to_owned(),
        (false, true) => format!("<p>The first {MOST} are listed.</p>"),
        (false, false) => String::new(),
    };
    let title = inject::words(report.n_errors(), report.n_warnings());
    frame(&title, &format!("{lead}<ul class=\"iho-mistakes\">{items}</ul>"))
}

/// A page of the review; the preview adds its own sheet and script as to any other.
fn frame(title: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} \u{2013} review</title>\n</head>\n\
         <body class=\"iho-review\">\n<main id=\"main\" tabindex=\"-1\">\n\
         <nav aria-label=\"Review\"><ul><li><a href=\"/\">The site</a></li><li><a href=\"/_review/\">What changed</a></li>\
         <li><a href=\"/_review/checks/\">Checks</a></li></ul></nav>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
}
