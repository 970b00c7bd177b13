//! The review of a draft as one page to send, which needs no other file.

use serde::Serialize;

use rayon::prelude::*;

use super::changes::{SectionChanges, by_section, style};
use super::fragment;
use super::lines::IhoChanges;
use super::rendered::{Checks, RenderedDiagnostic};
use super::review::BOUNDED;
use crate::baseline::Held;
use crate::diag::Diagnostic;
use crate::graph::Graph;
use crate::html::{self, Html};
use crate::model::address::encode;
use crate::model::figures;
use crate::model::scalar::Date;
use crate::output::Site;
use crate::release::{self, Approvable, ApprovalProblem};
use crate::review::{self, Kind, Line, PageChange, Review};
use crate::source::{FileId, Sources};

/// Everything that a reviewer is given.
pub struct Pack<'r> {
    /// The site as it was.
    pub before: &'r Site,
    /// The site as it would be.
    pub now: &'r Site,
    /// What it is held against.
    pub held: &'r Held,
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
    /// How many changes each reviewer has answered, and how.
    pub replies: Vec<String>,
    /// Who has approved in more than one role, a line for each.
    pub twice: Vec<String>,
    /// Why it must not be sealed with them.
    pub problems: Vec<ApprovalProblem>,
}

impl Signed {
    /// Of each draft that changed. `bytes` reads a file of the sources, of which the graph was made.
    ///
    /// # Errors
    /// Those of `bytes`.
    pub fn of_review<E>(
        sources: &Sources,
        graph: &Graph,
        review: &Review,
        bytes: impl Fn(FileId) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<Self>, E> {
        let drafts = review.facts.keys().filter(|iho| graph.model.blueprints.contains_key(*iho));
        let one = |iho: &String| {
            let approvable = Approvable::of(sources, graph, iho, &bytes)?;
            let approvals = release::approvals_of(graph, iho);
            let replies = release::replies_of(graph, iho);
            let mut problems = release::open_answers(&replies, iho);
            problems.extend(approvable.objections(&approvals, release::needed_roles(graph), iho));
            Ok(Self {
                iho: iho.clone(),
                digest: approvable.digest(),
                given: approvals.iter().map(|it| release::said(it)).collect(),
                replies: replies.iter().map(|it| release::answered(it)).collect(),
                twice: approvable.same_in_two_roles(&approvals),
                problems,
            })
        };
        drafts.map(one).collect()
    }
}

/// Of more pages the parts are not shown, so that the file can still be sent; those that changed themselves come first.
const MOST_SIDES: usize = 150;

/// The review as one page.
pub fn pack(pack: &Pack<'_>) -> String {
    #[derive(Serialize)]
    struct Page<'r> {
        title: String,
        style: Html,
        script: Html,
        site: String,
        hours: Vec<String>,
        lead: String,
        since: &'r str,
        day: String,
        beside: &'r [String],
        facts: Vec<IhoChanges<'r>>,
        bounded: Option<&'static str>,
        pages: Vec<PageSides<'r>>,
        affected: Vec<PageSides<'r>>,
        notes: Checks<'r>,
        checks: Checks<'r>,
        mail: String,
    }
    let Pack { before, now, review, .. } = pack;
    let site = now.graph().model.site.as_ref();
    let name = site.and_then(|(_, site)| site.title.known()).map_or("", String::as_str);
    let title = format!("What would change on {name}");
    let render = |it: &Diagnostic| RenderedDiagnostic::new(pack.sources, it);
    let diagnostics: Vec<RenderedDiagnostic> = pack.diagnostics.iter().map(render).collect();
    let (notes, others) = diagnostics.iter().partition(|it| it.is_note());
    let sides: Vec<PageSides<'_>> =
        review.pages.par_iter().filter_map(|change| PageSides::of(before, now, change)).collect();
    let n_pages = sides.len();
    let mut sides = sides;
    for it in sides.iter_mut().skip(MOST_SIDES) {
        it.n_long += std::mem::take(&mut it.pairs).len();
    }
    let (affected, pages): (Vec<_>, Vec<_>) =
        sides.into_iter().partition(|it| it.kind == Kind::Indirectly.label());
    let facts = IhoChanges::of_review(before, now, review, pack.signed);
    let n_changes = facts.iter().map(IhoChanges::n_lines).sum();
    let page = Page {
        style: Html::from_escaped(fragment::style(now) + style().as_str()),
        script: Html::from_escaped(REPLY_SCRIPT),
        site: release::site_name(now.graph()),
        hours: hours(pack),
        lead: in_few_words(n_changes, facts.len(), n_pages),
        since: &pack.held.since,
        day: figures::date(pack.day),
        beside: &pack.held.notes,
        facts,
        bounded: review.is_bounded.then_some(BOUNDED),
        pages,
        affected,
        notes: Checks::first(usize::MAX, notes),
        checks: Checks::first(usize::MAX, others),
        mail: format!("mailto:?subject={}", encoded(&format!("Re: {title}"))),
        title,
    };
    html::render("pack.html", &page).as_str().to_owned()
}

/// What makes a reply of the answers in a page, as a file to save.
const REPLY_SCRIPT: &str = include_str!("../html/reply.js");

/// "3 changes in 2 contracts. 12 pages would say something else."
fn in_few_words(n_changes: usize, n_ihos: usize, n_pages: usize) -> String {
    let n_of = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    let changes = match n_changes {
        0 => "No fact about a contract would change.".to_owned(),
        n => format!(
            "{} in {}.",
            n_of(n, "change", "changes"),
            n_of(n_ihos, "contract", "contracts")
        ),
    };
    match n_pages {
        0 => format!("{changes} No page would say anything else."),
        n => format!("{changes} {} would say something else.", n_of(n, "page", "pages")),
    }
}

/// A page whose words differ, with the parts that do, before and now.
#[derive(Serialize)]
struct PageSides<'r> {
    title: String,
    url: &'r str,
    kind: &'static str,
    reason: &'r str,
    pairs: Vec<fragment::Pair>,
    /// How many parts are too long to be shown.
    n_long: usize,
}

impl<'r> PageSides<'r> {
    fn of(before: &Site, now: &Site, change: &'r PageChange) -> Option<Self> {
        let [old, new] = [before, now].map(|site| review::main_of(site, &change.url));
        if fragment::words_of(&old) == fragment::words_of(&new) {
            return None;
        }
        let (pairs, n_long) = fragment::pairs(&old, &new);
        // The same parts in another order say the same.
        let is_there =
            matches!(change.kind, Kind::Added | Kind::Removed) || n_long > 0 || !pairs.is_empty();
        is_there.then(|| Self {
            title: review::title(before, now, change),
            url: change.url.as_str(),
            kind: change.kind.label(),
            reason: &change.reason,
            pairs,
            n_long,
        })
    }
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
pub(super) fn name_of(before: &Site, now: &Site, iho: &str) -> String {
    let found = [now, before].into_iter().find_map(|site| site.graph().model.blueprints.get(iho));
    found.map_or(iho, |blueprint| blueprint.name()).to_owned()
}

/// A page that differs, with its facts, and its words before and now.
#[derive(Serialize)]
pub(crate) struct ChangedPage<'r> {
    url: &'r str,
    kind: &'static str,
    reason: &'r str,
    sections: Vec<SectionChanges<'r>>,
    lines: Vec<Line>,
}

impl<'r> ChangedPage<'r> {
    /// A page that differs between two sites.
    pub(crate) fn new(
        before: &Site,
        now: &Site,
        review: &'r Review,
        change: &'r PageChange,
    ) -> Self {
        Self {
            url: change.url.as_str(),
            kind: change.kind.label(),
            reason: &change.reason,
            sections: by_section(review.facts_on(&change.page), |_| String::new()),
            lines: review::words_of_page(before, now, &change.url),
        }
    }
}

/// Text as part of an address (RFC 6068).
fn encoded(text: &str) -> String {
    encode(&text.replace('%', "%25").replace('\n', "\r\n")).replace('/', "%2F")
}
