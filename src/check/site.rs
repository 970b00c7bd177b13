//! The settings of the site: its navigation, and what it says of its accessibility.

use super::SiteContext;
use crate::diag::{Code, Diagnostic};
use crate::model::prose::{Link, Target, scheme};
use crate::model::reference::EntityKind;
use crate::model::site::{ComplianceStatus, Site};
use crate::source::{SitePath, Span};

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some((_, site)) = &cx.model.site {
        navigation(&mut found, site);
        time_zone(&mut found, site);
        expiring(cx, &mut found, site);
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

/// A time zone that there is not: nothing could be published at its hour.
fn time_zone(found: &mut Vec<Diagnostic>, site: &Site) {
    let Some((name, span)) = site.time_zone.known().zip(site.time_zone.span) else { return };
    if jiff::tz::TimeZone::get(name).is_err() {
        let message = format!("there is no time zone `{name}`");
        let hint = "write `time_zone: Europe/London`, or leave the line out";
        found.push(Diagnostic::at(Code::UnknownValue, span, message).hint(hint));
    }
}

/// Pages that go on a day, and links that lead to them: from that day on the site could not be built.
fn expiring(cx: &SiteContext<'_>, found: &mut Vec<Diagnostic>, site: &Site) {
    for page in cx.model.pages.values() {
        let Some((until, at)) = page.front.expires.known().zip(page.front.expires.span) else {
            continue;
        };
        let is_it = |name: &str| cx.model.page_named(name).is_some_and(|it| it.id == page.id);
        let of_navigation = site.navigation.items().iter().filter_map(|item| {
            let (name, span) = item.page.known().zip(item.page.span)?;
            is_it(name).then_some(span)
        });
        let others = cx.model.pages.values().filter(|it| it.id != page.id);
        let of_pages = others.flat_map(|other| {
            let folder = cx.sources.file(other.file).path.folder();
            let leads_here = move |link: &&Link| match &link.target {
                Target::Reference(to) => to.kind == EntityKind::Page && is_it(&to.id),
                Target::Url(to) => {
                    let path = to.split(['#', '?']).next().unwrap_or_default();
                    SitePath::resolve(folder, path)
                        .is_some_and(|path| cx.sources.find(&path) == Some(page.file))
                }
            };
            other.body.links.iter().filter(leads_here).map(|link| link.span)
        });
        let mut links: Vec<Span> = of_navigation.chain(of_pages).collect();
        links.sort_unstable();
        if links.is_empty() {
            continue;
        }
        let message = format!("this page will be removed after {}, and links lead to it", until.0);
        let found_here = Diagnostic::at(Code::PageExpires, at, message)
            .hint("remove the links before that day, or leave out `expires`");
        let related = |it: Diagnostic, link: Span| it.related(link, "this link will be broken");
        found.push(links.into_iter().take(5).fold(found_here, related));
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
