//! The accessibility statement, as SI 2018/952, regulation 8, asks for it.
//!
//! The sentences that the law fixes stand here, not in content, so that nobody edits them by accident.

use super::context::{PageContext, day, row, text};
use super::kinds::PageKind;
use super::layout::{rows_of, unaddressed};
use super::url::Url;
use super::view::{Card, Link, Part, Row, View};
use super::wording;
use crate::model::address::BaseUrl;
use crate::model::field::Field;
use crate::model::list::List;
use crate::model::site::{Accessibility, AccessibilityIssue, ComplianceStatus, Site};

/// The statement; where the site has none, that is said.
pub(super) static PAGE: PageKind = PageKind {
    title: "Accessibility statement",
    shows: &["content/site.yaml"],
    pages: |kind, _| kind.once(true),
    ..PageKind::new("accessibility", |_| Url::page(&["accessibility"]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("accessibility", "Accessibility statement");
    let site = cx.graph.model.site.as_ref().map(|(_, site)| site);
    let title = site.and_then(|site| site.title.known()).map_or("this site", String::as_str);
    head.description =
        format!("How accessible {title} is, what is not, and how to report a problem.");
    let Some((site, statement)) = site.and_then(|site| Some((site, site.accessibility.known()?)))
    else {
        let body = Part::notice(
            "silence",
            "No statement yet",
            cx.sentence(
                "The publisher of this site has not yet published its accessibility statement.",
            ),
        );
        return cx.finish(head, vec![body]);
    };
    let mut parts =
        vec![scope(cx, site, statement, title), cx.prose("can_do", "What you can do", CAN_DO)];
    parts.push(compliance(cx, statement));
    parts.extend(issues(
        cx,
        "issues_open",
        "Non-compliance with the accessibility regulations",
        &statement.issues,
    ));
    parts.extend(issues(cx, "issues_burden", "Disproportionate burden", &statement.burden));
    parts.extend(issues(
        cx,
        "issues_outside",
        "Content that is not within the scope of the accessibility regulations",
        &statement.out_of_scope,
    ));
    parts.push(feedback(cx, statement));
    parts.push(cx.prose("enforcement_procedure", "Enforcement procedure", ENFORCEMENT));
    parts.push(preparation(cx, statement));
    cx.finish(head, parts)
}

const CAN_DO: &str = "\
You can:

- change colours, contrast and fonts with your browser or device
- zoom in up to 400% without text spilling off the screen
- use every page with a keyboard alone
- use every page without JavaScript, and print it
- listen to every page with a screen reader; each figure has the same facts in words or in a table";

const ENFORCEMENT: &str = "\
The Equality and Human Rights Commission (EHRC) is responsible for enforcing the Public Sector Bodies \
(Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018 (the 'accessibility \
regulations'). If you are not happy with how we respond to your complaint, \
[contact the Equality Advisory and Support Service (EASS)](https://www.equalityadvisoryservice.com/).";

fn scope(cx: &PageContext<'_>, site: &Site, statement: &Accessibility, title: &str) -> Part {
    let name = statement.site_name.known().map_or(title, String::as_str);
    let stated = statement.url.known().map(|url| url.0.as_str());
    let url = stated.or(site.base_url.known().map(BaseUrl::as_str));
    let url = url.map_or_else(String::new, |url| format!(" ({url})"));
    let by = match statement.org.known() {
        Some(org) => super::layout::words_of(&cx.body(org)),
        None => site.publisher.known().map_or_else(
            || "its publisher".to_owned(),
            |publisher| cx.reference(&publisher.0).text,
        ),
    };
    let opening = format!("This statement applies to {name}{url}. The site is run by {by}.");
    let body = match statement.scope.known() {
        Some(scope) => {
            let mut body = cx.field_text(scope, "scope", 1);
            body.text = format!("{opening}\n\n{}", body.text);
            body
        }
        None => cx.sentence(opening),
    };
    Part::Lead { body }
}

fn compliance(cx: &PageContext<'_>, statement: &Accessibility) -> Part {
    let standard = "the [Web Content Accessibility Guidelines version 2.2](https://www.w3.org/TR/WCAG22/) AA standard";
    let words = match statement.status.known() {
        Some(ComplianceStatus::Fully) => {
            format!("This website is fully compliant with {standard}.")
        }
        Some(ComplianceStatus::Partially) => {
            format!(
                "This website is partially compliant with {standard}, due to the non-compliances and exemptions listed below."
            )
        }
        Some(ComplianceStatus::Not) => {
            format!(
                "This website is not compliant with {standard}. The non-compliances and exemptions are listed below."
            )
        }
        None => "The publisher has not yet said how far this website complies.".to_owned(),
    };
    cx.prose("status_compliance", "Compliance status", &words)
}

fn issues(
    cx: &PageContext<'_>,
    id: &str,
    heading: &str,
    issues: &Field<List<AccessibilityIssue>>,
) -> Option<Part> {
    let items = issues.items();
    if items.is_empty() {
        return None;
    }
    let cards = items.iter().enumerate().map(|(at, issue)| Card {
        id: format!("{id}_{}", at + 1),
        title: Link { text: issue.what.known().cloned().unwrap_or_default(), ..Link::default() },
        rows: unaddressed(rows_of(cx, issue, &["criterion", "why", "alternative", "fix_by"])),
        ..Card::default()
    });
    Some(Part::Cards {
        id: id.to_owned(),
        heading: heading.to_owned(),
        intro: String::new(),
        cards: cards.collect(),
        note: cx.note(issues.provenance()),
    })
}

fn feedback(cx: &PageContext<'_>, statement: &Accessibility) -> Part {
    let mut rows: Vec<Row> = Vec::new();
    if let Some(contact) = statement.contact.known() {
        if let Some(email) = contact.email.known() {
            let href = format!("mailto:{email}");
            let link = Link { text: email.clone(), href, ..Link::default() };
            rows.push(row("email", "E-mail", super::view::Value::Link { link }));
        }
        rows.extend(rows_of(cx, contact, &["phone", "form"]));
        if let Some(days) = contact.days.known() {
            let words = format!("Within {} working days", wording::count(*days));
            rows.push(row("days", "You will get an answer", text(words)));
        }
    }
    let ask = "If you need information from this site in another form, such as large print, Easy Read or \
               an audio recording, or if you find a problem that is not listed here, tell us";
    rows.insert(0, row("ask", "What to tell us", text(format!("{ask}."))));
    Part::facts("contact_accessibility", "Feedback and contact information", rows)
}

fn preparation(cx: &PageContext<'_>, statement: &Accessibility) -> Part {
    let mut rows = rows_of(cx, statement, &["prepared", "reviewed"]);
    if let Some(tested) = statement.tested.known() {
        if let Some(date) = tested.date.known() {
            rows.push(row("tested", "Last tested", day(*date)));
        }
        rows.extend(rows_of(cx, tested, &["by", "method", "sample"]));
    }
    Part::facts("preparation_statement", "Preparation of this accessibility statement", rows)
}
