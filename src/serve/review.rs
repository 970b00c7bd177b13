//! The review: what changed, page by page, each in four ways, with the checks beside it.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::changes::{self, Baseline, Change, Changes, Kind};
use super::http::Request;
use super::page::{self, PageKey};
use super::stage::Snapshot;
use super::{dress, escape, words};
use crate::output::Site;
use crate::page::Url;
use crate::source::SitePath;

/// Makes the pages under `/_review/`.
pub(super) struct Review {
    baseline: Arc<Baseline>,
    /// What was found for a site, until the next.
    found: Mutex<Option<(Weak<Site>, Arc<Changes>)>>,
}

const VIEWS: [(&str, &str); 4] =
    [("preview", "Preview"), ("inline", "Inline"), ("side", "Side by side"), ("source", "Source")];

impl Review {
    pub(super) fn new(baseline: Arc<Baseline>) -> Self {
        Self { baseline, found: Mutex::new(None) }
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

    fn changes(&self, snapshot: &Snapshot) -> Arc<Changes> {
        let Some(site) = &snapshot.site else { return Arc::default() };
        // A report changes the revision, not the site.
        let of = Arc::downgrade(site);
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        match &*found {
            Some((known, changes)) if known.ptr_eq(&of) => Arc::clone(changes),
            _ => {
                let Some(before) = self.baseline.site() else { return Arc::default() };
                let changes = Arc::new(changes::between(&before, site));
                *found = Some((of, Arc::clone(&changes)));
                changes
            }
        }
    }

    fn list(&self, snapshot: &Snapshot) -> String {
        let changes = self.changes(snapshot);
        let since = Baseline::WORDS;
        let n = changes.pages.len();
        let lead = match n {
            0 if changes.files.is_empty() => {
                format!("Nothing differs from the site as it was {since}.")
            }
            0 => "Files changed, but no page says anything else.".to_owned(),
            1 => format!("1 page differs from the site as it was {since}."),
            n => format!("{n} pages differ from the site as it was {since}."),
        };
        let rows: String = changes.pages.iter().map(row).collect();
        let table = match n {
            0 => String::new(),
            _ => format!(
                "<table><caption>Pages that differ</caption><thead><tr><th scope=\"col\">Page</th>\
                 <th scope=\"col\">How</th><th scope=\"col\">Why</th></tr></thead><tbody>{rows}</tbody></table>"
            ),
        };
        let bounded = if changes.is_bounded {
            "<p>The site is large, so only pages near the changed files were looked at; lists of everything may differ, too.</p>"
        } else {
            ""
        };
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
        frame(
            "What changed",
            &format!("<p>{lead}</p>{bounded}{table}{files}{}", beside(snapshot, &[])),
        )
    }

    /// One page that differs.
    fn one(&self, request: &Request, snapshot: &Snapshot) -> Option<String> {
        let changes = self.changes(snapshot);
        let wanted = request.asked("url")?;
        let view = request.asked("view").unwrap_or("inline");
        let at = changes.pages.iter().position(|it| it.url.as_str() == wanted);
        let Some(at) = at else {
            let words = format!("<p>The page <code>{}</code> is as it was.</p>", escape(wanted));
            return Some(frame("Nothing differs here any more", &words));
        };
        let change = &changes.pages[at];
        let (before, now) = (&self.baseline.site()?, snapshot.site.as_ref()?);
        let body = match view {
            "preview" if change.kind == Kind::Removed => {
                "<p>This page is not there any more.</p>".to_owned()
            }
            "preview" => format!(
                "<iframe title=\"The page as it is now\" src=\"{}\"></iframe>",
                escape(change.url.as_str())
            ),
            "side" => side_by_side(before, now, &change.url),
            "source" => sources(before, now, &change.files),
            _ => inline(before, now, &change.url),
        };
        let neighbours = neighbours(&changes.pages, at, view);
        let tabs: String = VIEWS
            .iter()
            .map(|(name, words)| {
                let current = if *name == view { " aria-current=\"page\"" } else { "" };
                format!("<li><a href=\"{}\"{current}>{words}</a></li>", href(&change.url, name))
            })
            .collect();
        let body = format!(
            "<p>{}: {}.</p><nav aria-label=\"Pages that differ\">{neighbours}</nav>\
             <nav aria-label=\"Ways to look\"><ul>{tabs}</ul></nav>{body}{}",
            change.kind.words(),
            escape(&change.reason),
            beside(snapshot, &change.files)
        );
        Some(frame(&format!("{} ({} of {})", change.url, at + 1, changes.pages.len()), &body))
    }
}

fn href(url: &Url, view: &str) -> String {
    escape(&format!("/_review/page/?url={url}&view={view}"))
}

fn row(change: &Change) -> String {
    format!(
        "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td>{}</td></tr>",
        href(&change.url, "inline"),
        escape(change.url.as_str()),
        change.kind.words(),
        escape(&change.reason)
    )
}

/// Links to the page before and the one after; the keys `p` and `n` follow them.
fn neighbours(pages: &[Change], at: usize, view: &str) -> String {
    let link = |at: Option<usize>, rel: &str, words: &str| {
        let other = at.and_then(|at| pages.get(at));
        other.map_or_else(String::new, |it| {
            format!(
                "<li><a rel=\"{rel}\" href=\"{}\">{words}: {}</a></li>",
                href(&it.url, view),
                escape(it.url.as_str())
            )
        })
    };
    format!(
        "<ul><li><a href=\"/_review/\">All</a></li>{}{}</ul>",
        link(at.checked_sub(1), "prev", "Previous (p)"),
        link(at.checked_add(1), "next", "Next (n)")
    )
}

fn html_of(site: &Site, url: &Url) -> String {
    let made = page::make(site, &PageKey { url: url.clone(), date: None });
    made.and_then(Result::ok)
        .map_or_else(String::new, |made| String::from_utf8_lossy(&made.html).into_owned())
}

/// The words of a page before and now.
fn compared(before: &Site, now: &Site, url: &Url) -> Vec<words::Line> {
    let [old, new] = [before, now].map(|site| words::words_of(&html_of(site, url)));
    // They are escaped already: they come out of a page.
    words::compare(&old, &new, str::to_owned)
}

const SAME_WORDS: &str =
    "<p>The words of the page are the same: links, attributes or the frame around it differ.</p>";

fn inline(before: &Site, now: &Site, url: &Url) -> String {
    let lines = compared(before, now, url);
    if words::differs(&lines) {
        format!("<div class=\"iho-diff\">{}</div>", words::over_another(&lines))
    } else {
        SAME_WORDS.to_owned()
    }
}

fn side_by_side(before: &Site, now: &Site, url: &Url) -> String {
    let lines = compared(before, now, url);
    if !words::differs(&lines) {
        return SAME_WORDS.to_owned();
    }
    format!(
        "<div class=\"iho-columns\"><section><h2>Before</h2><div class=\"iho-diff\">{}</div></section>\
         <section><h2>Now</h2><div class=\"iho-diff\">{}</div></section></div>",
        words::one_side(&lines, true),
        words::one_side(&lines, false)
    )
}

/// The files that made the difference, data before prose.
fn sources(before: &Site, now: &Site, files: &[SitePath]) -> String {
    const MOST: usize = 20;
    let text = |site: &Site, path: &SitePath| {
        let file = site.sources().find(path);
        file.map_or_else(String::new, |file| site.sources().text(file).to_owned())
    };
    let one = |path: &SitePath| {
        let lines = words::compare(&text(before, path), &text(now, path), escape);
        let lines = match words::differs(&lines) {
            true => words::over_another(&lines),
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
    let words = dress::words(report.n_errors(), report.n_warnings());
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
    let title = dress::words(report.n_errors(), report.n_warnings());
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
