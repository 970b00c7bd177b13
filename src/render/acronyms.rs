//! The first use of each acronym on a page becomes a link to the glossary.
//!
//! A page is made of many texts, and only when all of them are together is it known which use is the first.

use std::collections::HashMap;

use memchr::{memchr, memchr2, memmem};

use super::markdown::escape_into;
use crate::page::LinkTable;

/// The acronyms of the glossary, and where each is explained.
#[derive(Debug, Default)]
pub(super) struct Acronyms {
    /// A number for each, and its address without the leading `/`.
    known: HashMap<String, (usize, String)>,
    /// The page that needs no links.
    glossary: String,
}

/// Where a word is a name, a label, a link or a sample already.
const LEFT_ALONE: &[&str] = &[
    "a", "abbr", "button", "caption", "code", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "label",
    "nav", "option", "pre", "script", "style", "summary", "svg", "th", "time",
];

/// Classes of text that stands before what a page has to say.
const LABELS: &[&str] = &["class=\"caption\"", "class=\"state\"", "class=\"illustrative"];

impl Acronyms {
    /// Those that a site explains.
    pub(super) fn new(links: &LinkTable) -> Self {
        let mut acronyms = Self::default();
        for (at, (acronym, path)) in links.acronyms().enumerate() {
            acronyms.glossary = path.split('#').next().unwrap_or_default().to_owned();
            acronyms.known.insert(acronym.to_owned(), (at, path.to_owned()));
        }
        acronyms
    }

    /// The page with its links; nothing where there is none to add. `path` is that of the page, and `root` leads
    /// from it to the top of the site.
    pub(super) fn linked(&self, html: &[u8], path: &str, root: &str) -> Option<Vec<u8>> {
        if self.known.is_empty() || path.trim_start_matches('/') == self.glossary {
            return None;
        }
        let start = memmem::find(html, b"<main")?;
        let end = memmem::rfind(html, b"</main>")?;
        let mut seen = vec![false; self.known.len()];
        let mut out = Vec::new();
        let mut copied = 0;
        for_each_text(html, start, end, |from, to| {
            for_each_capitals(&html[from..to], |word, after| {
                let Ok(acronym) = std::str::from_utf8(&html[from + word..from + after]) else {
                    return;
                };
                let Some((at, address)) = self.known.get(acronym) else { return };
                if std::mem::replace(&mut seen[*at], true) {
                    return;
                }
                let mut link = String::from("<a class=\"term\" href=\"");
                escape_into(&mut link, root);
                escape_into(&mut link, address);
                link.push_str("\">");
                out.extend_from_slice(&html[copied..from + word]);
                out.extend_from_slice(link.as_bytes());
                out.extend_from_slice(acronym.as_bytes());
                out.extend_from_slice(b"</a>");
                copied = from + after;
            });
        });
        if copied == 0 {
            return None;
        }
        out.extend_from_slice(&html[copied..]);
        Some(out)
    }
}

/// Calls `each` with the place of every text between two places that may hold a link.
fn for_each_text(html: &[u8], start: usize, end: usize, mut each: impl FnMut(usize, usize)) {
    let mut at = start;
    // How many elements are open that are left alone; inside a label, the name of its element ends it.
    let mut depth = 0_usize;
    while let Some(open) = memchr(b'<', &html[at..end]).map(|found| at + found) {
        if depth == 0 && open > at {
            each(at, open);
        }
        let Some(close) = memchr(b'>', &html[open..end]).map(|found| open + found) else { return };
        let tag = &html[open + 1..close];
        let is_end = tag.first() == Some(&b'/');
        let name = if is_end { &tag[1..] } else { tag };
        let name = &name[..memchr2(b' ', b'\n', name).unwrap_or(name.len())];
        at = close + 1;
        if !is_end && is_label(tag) {
            at = after_element(html, name, at, end);
        } else if LEFT_ALONE.iter().any(|it| it.as_bytes() == name) {
            depth = if is_end { depth.saturating_sub(1) } else { depth + 1 };
        }
    }
}

fn is_label(tag: &[u8]) -> bool {
    LABELS.iter().any(|it| memmem::find(tag, it.as_bytes()).is_some())
}

/// What follows an element that has none of its own kind inside.
fn after_element(html: &[u8], name: &[u8], at: usize, end: usize) -> usize {
    let closing = [b"</", name, b">"].concat();
    memmem::find(&html[at..end], &closing).map_or(end, |found| at + found + closing.len())
}

/// Calls `each` with the place of every word in capitals, without the `s` of a plural.
fn for_each_capitals(text: &[u8], mut each: impl FnMut(usize, usize)) {
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || byte >= 0x80 || b"&_@/#;".contains(&byte);
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_uppercase() {
            at += 1;
            continue;
        }
        let n = text[at..].iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let before = at.checked_sub(1).map(|before| text[before]);
        let mut after = at + n;
        if text.get(after) == Some(&b's') {
            after += 1;
        }
        let is_whole = !before.is_some_and(|byte| is_part(byte) && byte != b';' || byte == b'-')
            && !text.get(after).is_some_and(|byte| is_part(*byte) && *byte != b';')
            && !is_code(&text[after..]);
        if n > 1 && is_whole {
            each(at, at + n);
        }
        at = after;
    }
}

/// Whether what follows a word makes it a code or an address, such as UTF-8 or GOV.UK.
fn is_code(rest: &[u8]) -> bool {
    matches!(rest, [b'-' | b'.', next, ..] if next.is_ascii_digit() || next.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linked(main: &str) -> String {
        let known = [("ICB", "glossary/#term_icb"), ("IHO", "glossary/#term_iho")];
        let known = known.iter().enumerate();
        let acronyms = Acronyms {
            known: known
                .map(|(at, (it, path))| ((*it).to_owned(), (at, (*path).to_owned())))
                .collect(),
            glossary: "glossary/".to_owned(),
        };
        let html = format!("<body>ICB<main>{main}</main>ICB</body>");
        let found = acronyms.linked(html.as_bytes(), "about/", "../").unwrap_or(html.into_bytes());
        let found = String::from_utf8(found)
            .expect("text")
            .replace("<a class=\"term\" href=\"../glossary/#term_", "{");
        found[found.find("<main>").expect("main") + 6..found.find("</main>").expect("its end")]
            .to_owned()
    }

    #[test]
    fn only_the_first_use_is_a_link() {
        assert_eq!(
            linked("<p>An ICB (IHO), two ICBs.</p>"),
            "<p>An {icb\">ICB</a> ({iho\">IHO</a>), two ICBs.</p>"
        );
        assert_eq!(linked("<p>Two ICBs</p>"), "<p>Two {icb\">ICB</a>s</p>");
        assert_eq!(linked("<p>the ICB-led plan</p>"), "<p>the {icb\">ICB</a>-led plan</p>");
    }

    #[test]
    fn names_labels_links_and_codes_are_left_alone() {
        for text in [
            "<h2>ICB</h2>",
            "<a href=\"x\">the <b>ICB</b></a>",
            "<p class=\"caption\">The <i>ICB</i></p>",
            "<code>ICB</code>",
            "<p>MICB, ICBX, ICB2, ICB-2, X-ICB, ICB.UK, ICB/IHO, &amp;ICB_2</p>",
        ] {
            assert_eq!(linked(text), text);
        }
        assert_eq!(linked("<h2>ICB</h2><p>ICB</p>"), "<h2>ICB</h2><p>{icb\">ICB</a></p>");
    }
}
