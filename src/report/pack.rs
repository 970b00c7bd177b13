//! The review of a draft as one page to send, which needs no other file, and in a few lines for the terminal.

use super::changes::{facts, page};
use super::rendered::RenderedDiagnostic;
use super::{escape, summary};
use crate::diag::Diagnostic;
use crate::model::figures;
use crate::model::scalar::Date;
use crate::output::Site;
use crate::release::{self, ApprovalProblem};
use crate::review::{self, PageChange, Review};
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// The IHO.
    pub iho: String,
    /// What stands for the draft as it is now.
    pub digest: String,
    /// The approvals that were given, a line for each.
    pub given: Vec<String>,
    /// Why it must not be sealed with them.
    pub objections: Vec<ApprovalProblem>,
}

/// The review for a terminal: how much, and which pages.
pub fn review(review: &Review, since: &str, is_against_releases: bool) -> String {
    let mut text = lead(review, since) + "\n";
    for change in &review.pages {
        let kind = change.kind.words().to_lowercase();
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

const BESIDE: &str = "Pages outside contracts have no release and are published with every build: to see what changed in them, hold the site against a copy of it";

/// What is said where not every page was looked at.
pub const BOUNDED: &str = "The site is large, so only pages near the changed files were looked at; lists of everything may differ, too.";

/// How much differs, in a sentence.
pub fn lead(review: &Review, since: &str) -> String {
    match review.pages.len() {
        0 if review.files.is_empty() => format!("Nothing differs from the site as it was {since}."),
        0 => "Files changed, but no page says anything else.".to_owned(),
        1 => format!("1 page differs from the site as it was {since}."),
        n => format!("{n} pages differ from the site as it was {since}."),
    }
}

/// The review as one page.
pub fn pack(pack: &Pack<'_>) -> String {
    let site = pack.now.graph().model.site.as_ref();
    let name = site.and_then(|(_, site)| site.title.known()).map_or("", String::as_str);
    let title = format!("What would change on {name}");
    let mut body = format!(
        "<h1>{}</h1>\n{}<p>{} Made on {}.</p>\n",
        escape(&title),
        embargo(pack),
        escape(&lead(pack.review, pack.since)),
        figures::date(pack.day)
    );
    if pack.is_against_releases {
        body.push_str(&format!("<p>{BESIDE} (<code>iho review --against FOLDER</code>).</p>\n"));
    }
    body.push_str(
        "<nav aria-label=\"Contents\"><ul><li><a href=\"#facts\">What changed</a></li>\
         <li><a href=\"#pages\">Pages that differ</a></li><li><a href=\"#checks\">Checks</a></li>\
         <li><a href=\"#approvals\">Approvals</a></li><li><a href=\"#reply\">Your reply</a></li></ul></nav>\n",
    );
    body.push_str(&all_facts(pack));
    body.push_str(&pages(pack));
    body.push_str(&checks(pack));
    body.push_str(&approvals(pack));
    body.push_str(&reply(pack, &title));
    page(&title, &body)
}

/// Until when nobody may publish it.
fn embargo(pack: &Pack<'_>) -> String {
    let site = pack.now.graph().model.site.as_ref();
    let zone = site.and_then(|(_, site)| site.time_zone.known()).map(String::as_str);
    let zone = release::time_zone(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let notes = pack.review.facts.keys().filter_map(|iho| {
        let note = pack.now.graph().model.blueprints.get(iho)?.note.as_ref()?;
        let typed = note.1.publish_at.known()?;
        let hour = release::moment(typed, &zone).map_or(typed.clone(), |it| it.in_words());
        Some(format!("{} is meant to become public on {}.", name_of(pack, iho), escape(&hour)))
    });
    let hours: Vec<String> = notes.collect();
    format!(
        "<p class=\"embargo\"><strong>Not public yet: please do not pass it on.</strong> {}</p>\n",
        hours.join(" ")
    )
}

fn name_of(pack: &Pack<'_>, iho: &str) -> String {
    let of = |site: &Site| site.graph().model.blueprints.get(iho).map(|it| it.name().to_owned());
    escape(&of(pack.now).or_else(|| of(pack.before)).unwrap_or_else(|| iho.to_owned()))
}

fn all_facts(pack: &Pack<'_>) -> String {
    let mut html = "<h2 id=\"facts\">What changed</h2>\n".to_owned();
    if pack.review.facts.is_empty() {
        html.push_str("<p>No fact about a contract changed.</p>\n");
    }
    for (iho, changes) in &pack.review.facts {
        html.push_str(&format!("<h3>{}</h3>\n", name_of(pack, iho)));
        html.push_str(&note(pack, iho));
        html.push_str(&facts(changes, 4, |_| String::new()));
    }
    html
}

/// What the release will say of itself.
fn note(pack: &Pack<'_>, iho: &str) -> String {
    let blueprint = pack.now.graph().model.blueprints.get(iho);
    let note = blueprint.and_then(|it| it.note.as_ref()).and_then(|it| it.1.note.known());
    match note {
        Some(note) => {
            let text = note.text.trim();
            format!("<p>The note for readers:</p>\n<blockquote>{}</blockquote>\n", escape(text))
        }
        None => "<p>There is no note for readers yet: <code>release.yaml</code> needs one before the draft is sealed.</p>\n"
            .to_owned(),
    }
}

/// Every page that differs, with its words before and now.
fn pages(pack: &Pack<'_>) -> String {
    let changes = &pack.review.pages;
    let mut html = "<h2 id=\"pages\">Pages that differ</h2>\n".to_owned();
    if changes.is_empty() {
        return html + "<p>No page says anything else.</p>\n";
    }
    let rows: String = changes.iter().enumerate().map(|(at, it)| row(pack, at, it)).collect();
    html.push_str(&format!(
        "<div class=\"scroll\" role=\"region\" aria-label=\"Pages that differ\" tabindex=\"0\"><table>\
         <thead><tr><th scope=\"col\">Page</th><th scope=\"col\">How</th>\
         <th scope=\"col\">Why</th></tr></thead><tbody>\n{rows}</tbody></table></div>\n"
    ));
    if pack.review.is_bounded {
        html.push_str(&format!("<p>{BOUNDED}</p>\n"));
    }
    for (at, change) in changes.iter().enumerate() {
        html.push_str(&one_page(pack, at, change));
    }
    html
}

fn row(pack: &Pack<'_>, at: usize, change: &PageChange) -> String {
    format!(
        "<tr><th scope=\"row\"><a href=\"#page_{}\">{}</a><br><code>{}</code></th><td>{}</td><td>{}</td></tr>\n",
        at + 1,
        escape(&review::title(pack.before, pack.now, change)),
        escape(change.url.as_str()),
        change.kind.words(),
        escape(&change.reason)
    )
}

fn one_page(pack: &Pack<'_>, at: usize, change: &PageChange) -> String {
    let lines = review::words_of_page(pack.before, pack.now, &change.url);
    let words = match review::differs(&lines) {
        true => format!("<div class=\"lines\">{}</div>", review::over_another(&lines)),
        false => "<p>The words of the page are the same: links or the frame around it differ.</p>"
            .to_owned(),
    };
    let facts = facts(pack.review.facts_on(&change.page), 4, |_| String::new());
    let near = |at: Option<usize>, words: &str| {
        let at = at.filter(|at| *at < pack.review.pages.len());
        at.map_or_else(String::new, |at| {
            format!("<li><a href=\"#page_{}\">{words}</a></li>", at + 1)
        })
    };
    format!(
        "<section id=\"page_{number}\"><h3>{title}</h3>\n<p>{kind}: {reason}. <code>{url}</code></p>\n{facts}{words}\n\
         <ul class=\"near\">{before}{after}<li><a href=\"#pages\">All pages</a></li></ul></section>\n",
        number = at + 1,
        title = escape(&review::title(pack.before, pack.now, change)),
        kind = change.kind.words(),
        reason = escape(&change.reason),
        url = escape(change.url.as_str()),
        before = near(at.checked_sub(1), "Previous page"),
        after = near(Some(at + 1), "Next page"),
    )
}

fn checks(pack: &Pack<'_>) -> String {
    let words =
        summary(pack.diagnostics).map_or_else(|| "Nothing to mend.".to_owned(), |it| it + ".");
    let items: String = pack
        .diagnostics
        .iter()
        .map(|it| RenderedDiagnostic::new(pack.sources, it).to_html())
        .collect();
    let items = if items.is_empty() { items } else { format!("<ul>{items}</ul>\n") };
    format!("<h2 id=\"checks\">Checks</h2>\n<p>{words}</p>\n{items}")
}

fn approvals(pack: &Pack<'_>) -> String {
    let mut html = "<h2 id=\"approvals\">Approvals</h2>\n".to_owned();
    if pack.signed.is_empty() {
        return html + "<p>No draft of a contract changed, so there is nothing to approve.</p>\n";
    }
    for signed in pack.signed {
        html.push_str(&format!(
            "<h3>{}</h3>\n<p>This draft is <code>{}</code>.</p>\n",
            name_of(pack, &signed.iho),
            signed.digest
        ));
        let given: String =
            signed.given.iter().map(|it| format!("<li>{}</li>", escape(it))).collect();
        html.push_str(&match given.is_empty() {
            true => "<p>Nobody has approved it yet.</p>\n".to_owned(),
            false => format!("<ul>{given}</ul>\n"),
        });
        for objection in &signed.objections {
            let (message, hint) = (escape(&objection.message), escape(&objection.hint));
            html.push_str(&format!(
                "<p><strong>Not ready:</strong> {message}. To mend it: {hint}.</p>\n"
            ));
        }
        html.push_str(&format!(
            "<p>To approve exactly this: <code>iho approve {} --role \"second eyes\" --by \"…\"</code></p>\n",
            escape(&signed.iho)
        ));
    }
    html
}

/// A mail that is begun for whoever answers.
fn reply(pack: &Pack<'_>, title: &str) -> String {
    let mut words =
        "What is right:\n\nWhat is wrong, and on which page:\n\nWhat I could not check:\n"
            .to_owned();
    for signed in pack.signed {
        words.push_str(&format!("\n{}: {}\n", signed.iho, signed.digest));
    }
    format!(
        "<h2 id=\"reply\">Your reply</h2>\n<p><a href=\"mailto:?subject={}&amp;body={}\">Begin a mail</a>, or copy this:</p>\n\
         <pre tabindex=\"0\" aria-label=\"Words for your reply\">{}</pre>\n",
        encoded(&format!("Re: {title}")),
        encoded(&words),
        escape(&words)
    )
}

/// Text as part of an address (RFC 6068).
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.replace('\n', "\r\n").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
