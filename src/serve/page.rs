//! One page of a site as a browser asks for it: its bytes, and what they look like from outside.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;

use crate::html;
use crate::model::scalar::Date;
use crate::output::{Body, Site};
use crate::page::Url;
use crate::report::RenderedDiagnostic;

/// A page on a day: the day of the preview, unless another is asked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct PageKey {
    pub(super) url: Url,
    pub(super) date: Option<Date>,
}

/// What tells two makings of a page apart.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct PageHash {
    /// Of all its bytes.
    pub(super) whole: String,
    /// Of its bytes but for the names of the style sheets.
    pub(super) plain: String,
}

impl PageHash {
    pub(super) fn to_text(&self) -> String {
        format!("{}.{}", self.whole, self.plain)
    }

    /// Of a page of the review, which is another with every site.
    pub(super) fn of_revision(rev: u64) -> Self {
        Self { whole: rev.to_string(), plain: rev.to_string() }
    }

    /// Of a page of what is sealed: always the same.
    pub(super) fn of_sealed() -> Self {
        Self::of_revision(0)
    }

    pub(super) fn from_text(text: &str) -> Self {
        let (whole, plain) = text.split_once('.').unwrap_or((text, ""));
        Self { whole: whole.to_owned(), plain: plain.to_owned() }
    }
}

/// A page that was made.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) html: Vec<u8>,
    pub(super) page_hash: PageHash,
    /// What is wrong with it, though it could be made.
    pub(super) diagnostics: Vec<RenderedDiagnostic>,
}

/// Makes a page; what keeps it from being made, where something does. A panic is a bug of ours, which the preview
/// outlives.
pub(super) fn make(site: &Site, key: &PageKey) -> Option<Result<Made, RenderedDiagnostic>> {
    let on_day;
    let site = match key.date {
        Some(date) => {
            on_day = site.on(date);
            &on_day
        }
        None => site,
    };
    let made = catch_unwind(AssertUnwindSafe(|| {
        let html = match site.body(&key.url)? {
            Ok(Body::Bytes(html)) => html,
            Ok(Body::Shared(_) | Body::Copy(_)) => return None,
            Err(diagnostic) => {
                return Some(Err(RenderedDiagnostic::new(site.sources(), &diagnostic)));
            }
        };
        let found = site.check(&key.url, &html);
        let diagnostics =
            found.iter().map(|it| RenderedDiagnostic::new(site.sources(), it)).collect();
        let page_hash = page_hash(&html, site.styles());
        Some(Ok(Made { html, page_hash, diagnostics }))
    }));
    made.unwrap_or_else(|_| {
        let message = format!("iho could not make the page `{}`: this is an error in iho", key.url);
        let hint = "go on editing; please report it with the file that you changed last";
        Some(Err(RenderedDiagnostic::plain(message, hint)))
    })
}

fn page_hash(html: &[u8], styles: &[String]) -> PageHash {
    let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
    let whole = short(blake3::hash(html));
    let mut plain = String::from_utf8_lossy(html).into_owned();
    for style in styles {
        plain = plain.replace(style.as_str(), "");
    }
    PageHash { whole, plain: short(blake3::hash(plain.as_bytes())) }
}

impl Made {
    /// What stands where a page can't be made and never could.
    pub(super) fn nothing(diagnostic: &RenderedDiagnostic) -> Self {
        #[derive(Serialize)]
        struct Page<'d> {
            title: &'static str,
            diagnostic: &'d RenderedDiagnostic,
        }
        let page = Page { title: "This page can't be shown yet", diagnostic };
        let html = html::render("preview_broken.html", &page).as_str().as_bytes().to_vec();
        let page_hash = page_hash(&html, &[]);
        Self { html, page_hash, diagnostics: Vec::new() }
    }
}
