//! The settings of the site: its navigation, and what it says of its accessibility.

use super::SiteContext;
use crate::diag::{Code, Diagnostic};
use crate::model::prose::scheme;
use crate::model::site::{ComplianceStatus, Site};

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some((_, site)) = &cx.model.site {
        navigation(&mut found, site);
        accessibility(cx, &mut found, site);
    }
    found
}

/// A statement that claims too much, or is older than a year.
fn accessibility(cx: &SiteContext<'_>, found: &mut Vec<Diagnostic>, site: &Site) {
    let Some(statement) = site.accessibility.known() else { return };
    let claims_all = statement.status.known() == Some(&ComplianceStatus::Fully);
    if let (true, Some(span), false) =
        (claims_all, statement.issues.span, statement.issues.items().is_empty())
    {
        let message = "the statement says that the site is fully compliant, yet lists issues";
        found.push(
            Diagnostic::at(Code::Contradiction, span, message)
                .hint("write `status: partially`, or remove the issues that have been corrected"),
        );
    }
    if let (Some(reviewed), Some(span)) = (statement.reviewed.known(), statement.reviewed.span) {
        let next = reviewed.saturating_add(jiff::Span::new().years(1));
        if next < cx.today {
            let message = format!("the statement was last reviewed on {reviewed}, over a year ago");
            found.push(
                Diagnostic::at(Code::OldStatement, span, message)
                    .hint("review the statement, then write the day here"),
            );
        }
    }
}

fn navigation(found: &mut Vec<Diagnostic>, site: &Site) {
    let items = site.navigation.items();
    if let (Some(span), true) = (site.navigation.span, items.len() > 6) {
        let message = format!("the main navigation has {} links", items.len());
        found.push(
            Diagnostic::at(Code::Contradiction, span, message)
                .hint("keep at most 6: each is shown on every page, on a phone too"),
        );
    }
    for item in items {
        if let (Some(url), Some(span)) = (item.url.known(), item.url.span)
            && scheme(url).is_some_and(|scheme| !matches!(scheme.as_str(), "http" | "https"))
        {
            let message = format!("`{url}` is not an address that a link may lead to");
            found.push(Diagnostic::at(Code::DangerousLink, span, message).hint(
                "write an address of this site such as `/ihos/`, or one that starts with https://",
            ));
        }
        if item.url.is_absent() == item.page.is_absent() {
            let message = "a link of the navigation has either a `url` or a `page`";
            found.push(
                Diagnostic::at(Code::MissingKey, item.span, message)
                    .hint("write `url: /ihos/` or `page: about/index`"),
            );
        }
    }
}
