//! Everything that the preview adds to a page on the way out, and nothing else adds anything.
//!
//! The published page forbids every script and says so in its head. The preview needs one of its own, so it takes that
//! rule out of the head and sends it as a header, widened by its own script and by nothing else.

use serde::Serialize;

use super::current::Report;
use super::page::{PageHash, PageKey};
use super::review::PageNote;
use crate::html::{self, Html};
use crate::model::scalar::Date;
use crate::page::wording;
use crate::report::{Checks, RenderedDiagnostic};

/// The rule for pages that have none of their own.
const PLAIN_RULE: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'";

/// What has to be known to add the preview to a page.
pub(super) struct Injection<'a> {
    pub(super) key: &'a PageKey,
    pub(super) page_hash: &'a PageHash,
    pub(super) report: &'a Report,
    /// What is wrong with this page alone.
    pub(super) own: &'a [RenderedDiagnostic],
    pub(super) today: Date,
    /// The name and port that the browser talks to.
    pub(super) host: &'a str,
    /// Whether the page is of a draft.
    pub(super) is_draft: bool,
    /// What changed on it, as far as that is known.
    pub(super) note: Option<PageNote>,
}

/// The page with all that the preview adds, and the rule of what it may load.
pub(super) fn inject(html: &[u8], injection: &Injection<'_>) -> (Vec<u8>, String) {
    let html = String::from_utf8_lossy(html);
    let (html, rule) = take_rule(&html);
    let html = match injection.key.date {
        Some(date) => keep_date(&html, date),
        None => html,
    };
    let preview = preview(injection);
    let html = before(&html, "</head>", &html::render("preview_head.html", &preview));
    let html = before(&html, "</body>", &html::render("preview_bar.html", &preview));
    let html = if injection.is_draft { mark(&html) } else { html };
    (html.into_bytes(), widen(&rule, injection.host))
}

/// What the templates of the preview show.
#[derive(Serialize)]
struct Preview<'a> {
    url: &'a str,
    /// The day that was asked for.
    date: Option<String>,
    today: String,
    today_in_words: String,
    page_hash: String,
    report_hash: String,
    is_draft: bool,
    was_checked: bool,
    note: Option<&'a PageNote>,
    checks: Checks<'a>,
}

fn preview<'a>(injection: &'a Injection<'a>) -> Preview<'a> {
    Preview {
        url: injection.key.url.as_str(),
        date: injection.key.date.map(|date| date.to_string()),
        today: injection.today.to_string(),
        today_in_words: wording::date(injection.today),
        page_hash: injection.page_hash.to_text(),
        report_hash: report_hash(injection),
        is_draft: injection.is_draft,
        was_checked: injection.report.was_checked,
        note: injection.note.as_ref(),
        checks: Checks::first(MOST, diagnostics(injection)),
    }
}

/// Names what the panel says.
pub(super) fn report_hash(injection: &Injection<'_>) -> String {
    injection.report.name()
}

/// All that is wrong with the page and the site, errors first. As in a build, a finished page is only looked at where no
/// file has an error: otherwise a link to nowhere would be told twice, once as a fault of a template that it is not.
fn diagnostics<'a>(injection: &Injection<'a>) -> Vec<&'a RenderedDiagnostic> {
    let is_sound = injection.report.n_errors() == 0;
    let own = injection.own.iter().filter(|it| is_sound || !it.is_of_finished_page());
    let mut all: Vec<&RenderedDiagnostic> = own.chain(&injection.report.diagnostics).collect();
    all.sort_by_key(|it| !it.is_error);
    all
}

/// The panel and the button beside it, to put in the place of the old ones.
pub(super) fn fragment(injection: &Injection<'_>) -> String {
    html::render("preview_fragment.html", &preview(injection)).as_str().to_owned()
}

/// The most diagnostics that are listed in a page.
const MOST: usize = 50;

/// Takes the rule of what a page may load out of its head.
fn take_rule(html: &str) -> (String, String) {
    let start = "<meta http-equiv=\"Content-Security-Policy\" content=\"";
    let Some(at) = html.find(start) else { return (html.to_owned(), PLAIN_RULE.to_owned()) };
    let rest = &html[at + start.len()..];
    let (Some(end), Some(close)) = (rest.find('"'), rest.find('>')) else {
        return (html.to_owned(), PLAIN_RULE.to_owned());
    };
    let rule = rest[..end].replace("&#39;", "'").replace("&#x27;", "'").replace("&amp;", "&");
    (format!("{}{}", &html[..at], &rest[close + 1..]), rule)
}

/// The rule of a page, and leave for the preview's own script and nothing else.
fn widen(rule: &str, host: &str) -> String {
    // Such a rule has no way to write an address of IPv6.
    let of = |name: &str| match host.starts_with('[') {
        true => "'self'".to_owned(),
        false => format!("http://{host}/__iho/{name}"),
    };
    let own = [
        ("script-src", of("preview.js")),
        ("style-src", of("preview.css")),
        ("connect-src", "'self'".to_owned()),
        ("form-action", "'self'".to_owned()),
        ("frame-ancestors", "'self'".to_owned()),
    ];
    let mut rules: Vec<(String, String)> = Vec::new();
    for one in rule.split(';').map(str::trim).filter(|one| !one.is_empty()) {
        let (name, value) = one.split_once(' ').unwrap_or((one, ""));
        rules.push((name.to_lowercase(), value.trim().to_owned()));
    }
    for (name, source) in own {
        match rules.iter_mut().find(|(known, _)| known == name) {
            Some((_, value)) if value == "'none'" || value.is_empty() => *value = source,
            Some((_, value)) if value.split(' ').any(|known| known == source) => {}
            Some((_, value)) => *value = format!("{value} {source}"),
            None => rules.push((name.to_owned(), source)),
        }
    }
    rules.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join("; ")
}

/// Puts a piece before the last place of a tag; at the end where there is none.
fn before(html: &str, tag: &str, piece: &Html) -> String {
    let at = html.rfind(tag).unwrap_or(html.len());
    format!("{}{}{}", &html[..at], piece.as_str(), &html[at..])
}

/// Adds the mark of a draft to the page's body.
fn mark(html: &str) -> String {
    let Some(at) = html.find("<body") else { return html.to_owned() };
    let end = html[at..].find('>').map_or(html.len(), |end| at + end);
    let tag = &html[at..end];
    let marked = match tag.find("class=\"") {
        Some(class) => {
            let class = class + "class=\"".len();
            format!("{}iho-draft {}", &tag[..class], &tag[class..])
        }
        None => format!("{tag} class=\"iho-draft\""),
    };
    format!("{}{marked}{}", &html[..at], &html[end..])
}

/// Links inside the site lead to the same day.
fn keep_date(html: &str, date: Date) -> String {
    let mut kept = String::with_capacity(html.len() + 4096);
    let mut rest = html;
    while let Some(at) = rest.find("<a ") {
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end);
        let tag = &rest[at..end];
        kept.push_str(&rest[..at]);
        kept.push_str(&with_date(tag, date));
        rest = &rest[end..];
    }
    kept + rest
}

fn with_date(tag: &str, date: Date) -> String {
    let start = " href=\"";
    let Some(from) = tag.find(start).map(|at| at + start.len()) else { return tag.to_owned() };
    let Some(end) = tag[from..].find('"').map(|end| from + end) else { return tag.to_owned() };
    let href = &tag[from..end];
    let leads_out = crate::model::prose::scheme(href).is_some() || href.starts_with("//");
    if leads_out || href.is_empty() || href.starts_with('#') {
        return tag.to_owned();
    }
    let (path, place) = match href.find('#') {
        Some(at) => href.split_at(at),
        None => (href, ""),
    };
    let sign = if path.contains('?') { "&amp;" } else { "?" };
    format!("{}{path}{sign}date={date}{place}{}", &tag[..from], &tag[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = jiff::civil::date(2027, 4, 1);

    #[test]
    fn links_keep_the_day() {
        let html = r##"<a href="../x/">x</a> <a class="b" href="y/#z">y</a> <a href="#t">t</a> <a href="https://e.org/">e</a>"##;
        let kept = keep_date(html, DAY);
        let expected = r##"<a href="../x/?date=2027-04-01">x</a> <a class="b" href="y/?date=2027-04-01#z">y</a> <a href="#t">t</a> <a href="https://e.org/">e</a>"##;
        assert_eq!(kept, expected);
    }

    #[test]
    fn a_rule_is_widened_by_the_preview_alone() {
        let rule = widen("default-src 'none'; script-src 'none'; style-src 'self'", "localhost:1");
        assert_eq!(
            rule,
            "default-src 'none'; script-src http://localhost:1/__iho/preview.js; \
             style-src 'self' http://localhost:1/__iho/preview.css; connect-src 'self'; \
             form-action 'self'; frame-ancestors 'self'"
        );
    }

    #[test]
    fn a_draft_is_marked() {
        assert_eq!(mark("<body class=\"x\">"), "<body class=\"iho-draft x\">");
        assert_eq!(mark("<body>"), "<body class=\"iho-draft\">");
    }
}
