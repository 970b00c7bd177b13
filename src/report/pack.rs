//! The review of a draft as one page to send, which needs no other file, and in a few lines for the terminal.

use serde::Serialize;

use super::changes::{SectionChanges, by_section, style};
use super::rendered::{Checks, RenderedDiagnostic};
use crate::compare::Change;
use crate::diag::Diagnostic;
use crate::html::{self, Html};
use crate::model::address::encode;
use crate::model::figures;
use crate::model::scalar::Date;
use crate::output::Site;
use crate::release::{self, ApprovalProblem};
use crate::review::{self, Line, PageChange, Review};
use crate::source::Sources;

/// Everything that a reviewer is given.
pub struct Pack<'r> {
    /// The site as it was.
    pub before: &'r Site,
    /// The site as it would be.
    pub now: &'r Site,
    /// What it is held against, inside a sentence.
    pub since: &'r str,
    /// Whether it is held against releases, which leave out what is not part of a contract.
    pub is_against_releases: bool,
    /// The day of the review.
    pub day: Date,
    /// What differs.
    pub review: &'r Review,
    /// How the approvals stand.
    pub signed: &'r [Signed],
    /// The files, and what is wrong in them.
    pub sources: &'r Sources,
    /// What is wrong.
    pub diagnostics: &'r [Diagnostic],
}

/// How the approvals of one draft stand.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Signed {
    /// The IHO.
    pub iho: String,
    /// What stands for the draft as it is now.
    pub digest: String,
    /// The approvals that were given, a line for each.
    pub given: Vec<String>,
    /// Why it must not be sealed with them.
    pub problems: Vec<ApprovalProblem>,
}

/// The review for a terminal: how much, and which pages.
pub fn review(review: &Review, since: &str, is_against_releases: bool) -> String {
    let mut text = lead(review, since) + "\n" + &super::changes::weakened(review);
    for change in &review.pages {
        let kind = change.kind.label().to_lowercase();
        text.push_str(&format!("  {kind}: {} ({})\n", change.url, change.reason));
    }
    if review.is_bounded {
        text.push_str(&format!("{BOUNDED}\n"));
    }
    if is_against_releases {
        text.push_str(&format!("{BESIDE} with `--against FOLDER`.\n"));
    }
    text
}

const BESIDE: &str = "Pages outside contracts have no release and are published with every build. To see what has changed in them, compare the site with a copy of it";

/// What is said where not every page was looked at.
pub(crate) const BOUNDED: &str = "The site is large, so only pages near the changed files were compared. Lists of everything may also differ.";

/// How much differs, in a sentence.
pub(crate) fn lead(review: &Review, since: &str) -> String {
    match review.pages.len() {
        0 if review.files.is_empty() => format!("Nothing differs from the site as it was {since}."),
        0 => "Files have changed, but no page has.".to_owned(),
        1 => format!("1 page differs from the site as it was {since}."),
        n => format!("{n} pages differ from the site as it was {since}."),
    }
}

/// The review as one page.
pub fn pack(pack: &Pack<'_>) -> String {
    #[derive(Serialize)]
    struct Page<'r> {
        title: &'r str,
        style: Html,
        hours: Vec<String>,
        lead: String,
        day: String,
        beside: Option<&'static str>,
        facts: Vec<IhoChanges<'r>>,
        bounded: Option<&'static str>,
        pages: Vec<ChangedPage<'r>>,
        checks: Checks<'r>,
        signed: Vec<(String, &'r Signed)>,
        mail: String,
        reply: &'r str,
    }
    let Pack { before, now, review, .. } = pack;
    let site = now.graph().model.site.as_ref();
    let name = site.and_then(|(_, site)| site.title.known()).map_or("", String::as_str);
    let title = format!("What would change on {name}");
    let reply = reply(pack);
    let render = |it: &Diagnostic| RenderedDiagnostic::new(pack.sources, it);
    let diagnostics: Vec<RenderedDiagnostic> = pack.diagnostics.iter().map(render).collect();
    let pages = review.pages.iter().zip(1..).map(|(change, number)| {
        ChangedPage::whole(before, now, review, change).at(format!("#page_{number}"))
    });
    let signed = pack.signed.iter().map(|signed| (name_of(before, now, &signed.iho), signed));
    let page = Page {
        title: &title,
        style: style(),
        hours: hours(pack),
        lead: lead(review, pack.since),
        day: figures::date(pack.day),
        beside: pack.is_against_releases.then_some(BESIDE),
        facts: IhoChanges::of_review(before, now, review),
        bounded: review.is_bounded.then_some(BOUNDED),
        pages: pages.collect(),
        checks: Checks::first(usize::MAX, diagnostics.iter().collect()),
        signed: signed.collect(),
        mail: format!(
            "mailto:?subject={}&body={}",
            encoded(&format!("Re: {title}")),
            encoded(&reply)
        ),
        reply: &reply,
    };
    html::render("pack.html", &page).as_str().to_owned()
}

/// When each draft is meant to become public: until then nobody may publish it.
fn hours(pack: &Pack<'_>) -> Vec<String> {
    let site = pack.now.graph().model.site.as_ref();
    let zone = site.and_then(|(_, site)| site.time_zone.known()).map(String::as_str);
    let zone = release::time_zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let hours = pack.review.facts.keys().filter_map(|iho| {
        let note = pack.now.graph().model.blueprints.get(iho)?.note.as_ref()?;
        let typed = note.1.publish_at.known()?;
        let hour = release::moment(typed, &zone).map_or(typed.clone(), |it| it.in_words());
        let name = name_of(pack.before, pack.now, iho);
        Some(format!("{name} will be published on {hour}."))
    });
    hours.collect()
}

/// What an IHO is called, or was.
fn name_of(before: &Site, now: &Site, iho: &str) -> String {
    let found = [now, before].into_iter().find_map(|site| site.graph().model.blueprints.get(iho));
    found.map_or(iho, |blueprint| blueprint.name()).to_owned()
}

/// What changed in an IHO.
#[derive(Serialize)]
pub(crate) struct IhoChanges<'r> {
    name: String,
    /// What the release will say of itself.
    note: Option<&'r str>,
    sections: Vec<SectionChanges<'r>>,
}

impl<'r> IhoChanges<'r> {
    /// Of each IHO in which something changed, data before prose.
    pub(crate) fn of_review(before: &Site, now: &'r Site, review: &'r Review) -> Vec<Self> {
        let one = |(iho, changes): (&'r String, &'r Vec<Change>)| {
            let blueprint = now.graph().model.blueprints.get(iho);
            let note = blueprint.and_then(|it| it.note.as_ref()).and_then(|it| it.1.note.known());
            Self {
                name: name_of(before, now, iho),
                note: note.map(|note| note.text.trim()),
                sections: by_section(changes, |_| String::new()),
            }
        };
        review.facts.iter().map(one).collect()
    }
}

/// A page that differs.
#[derive(Serialize)]
pub(crate) struct ChangedPage<'r> {
    href: String,
    url: &'r str,
    title: String,
    kind: &'static str,
    reason: &'r str,
    sections: Vec<SectionChanges<'r>>,
    lines: Vec<Line>,
}

impl<'r> ChangedPage<'r> {
    /// Its name, and why it differs.
    pub(crate) fn named(before: &Site, now: &Site, change: &'r PageChange) -> Self {
        Self {
            href: String::new(),
            url: change.url.as_str(),
            title: review::title(before, now, change),
            kind: change.kind.label(),
            reason: &change.reason,
            sections: Vec::new(),
            lines: Vec::new(),
        }
    }

    /// The same with its facts, and its words before and now.
    pub(crate) fn whole(
        before: &Site,
        now: &Site,
        review: &'r Review,
        change: &'r PageChange,
    ) -> Self {
        Self {
            sections: by_section(review.facts_on(&change.page), |_| String::new()),
            lines: review::words_of_page(before, now, &change.url),
            ..Self::named(before, now, change)
        }
    }

    /// The same with the place where more of it is shown.
    pub(crate) fn at(self, href: String) -> Self {
        Self { href, ..self }
    }
}

/// The words of a mail that is begun for whoever answers.
fn reply(pack: &Pack<'_>) -> String {
    let mut words =
        "What is right:\n\nWhat is wrong, and on which page:\n\nWhat I could not check:\n"
            .to_owned();
    for signed in pack.signed {
        words.push_str(&format!("\n{}: {}\n", signed.iho, signed.digest));
    }
    words
}

/// Text as part of an address (RFC 6068).
fn encoded(text: &str) -> String {
    encode(&text.replace('%', "%25").replace('\n', "\r\n")).replace('/', "%2F")
}
