//! The parts of a page whose words differ, as they looked and as they look now, to be shown beside each other in a page that needs
//! no other file.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::html::Html;
use crate::output::{Body, Site};
use crate::page::Url;
use crate::review;

/// A part of a page before and now; a side where it is not there is empty.
#[derive(Serialize)]
pub(crate) struct Pair {
    before: Html,
    now: Html,
}

/// A longer part is not shown as it looks: it would make the file too large to send. Bytes.
const LONGEST: usize = 60_000;

/// What a fragment leaves out, whatever is in it: what leads elsewhere, what is no word of the page, and what needs a script.
const LEFT_OUT: [&str; 11] = [
    "nav", "script", "style", "form", "button", "template", "iframe", "noscript", "object",
    "video", "audio",
];

/// What is marked as a whole where its words are on one side alone.
const MARKED: [&str; 11] =
    ["tr", "li", "p", "dt", "dd", "figcaption", "summary", "h1", "h2", "h3", "h4"];

/// The words of a page that count: without those of drawings, checksums, and what leads elsewhere.
pub(super) fn words_of(html: &str) -> String {
    let words = review::words_of(&without(html, &["svg"]));
    let is_checksum = |word: &str| {
        let word = word.trim_start_matches("sha256:");
        word.len() >= 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let plain = |line: &str| {
        let words: Vec<&str> = line.split(' ').filter(|word| !is_checksum(word)).collect();
        words.join(" ")
    };
    words.lines().map(|line| plain(line) + "\n").collect()
}

/// The parts of a page whose words differ; and how many of them are too long to be shown.
pub(super) fn pairs(before: &str, now: &str) -> (Vec<Pair>, usize) {
    let sides = [before, now].map(parts);
    let words = sides
        .each_ref()
        .map(|side| side.iter().map(|part| words_of(part)).collect::<Vec<String>>());
    let [old, new] = &words;
    let gone: Vec<usize> = (0..old.len()).filter(|at| !new.contains(&old[*at])).collect();
    let come: Vec<usize> = (0..new.len()).filter(|at| !old.contains(&new[*at])).collect();
    let (mut pairs, mut n_long) = (Vec::new(), 0);
    let mut rest = gone.into_iter().peekable();
    let mut add = |old: Option<usize>, new: Option<usize>| {
        let part = |side: usize, at: Option<usize>| at.map_or("", |at| sides[side][at]);
        let (old, new) = (part(0, old), part(1, new));
        if old.len().max(new.len()) > LONGEST {
            n_long += 1;
            return;
        }
        let blocks = [old, new].map(blocks);
        let show = |html: &str, other| Html::from_escaped(cleaned(html, Some(other)));
        pairs.push(Pair { before: show(old, &blocks[1]), now: show(new, &blocks[0]) });
    };
    for at in come {
        // Parts belong together by what stands at their top.
        let top = heading(sides[1][at]);
        let same = rest.clone().find(|old| heading(sides[0][*old]) == top);
        while let Some(old) = rest.next_if(|old| same.is_some_and(|same| *old < same)) {
            add(Some(old), None);
        }
        match same {
            Some(_) => add(rest.next(), Some(at)),
            None => add(None, Some(at)),
        }
    }
    rest.for_each(|old| add(Some(old), None));
    (pairs, n_long)
}

/// The main part of a page as parts: what is before its sections, and each section.
fn parts(html: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut at) = (0_usize, 0, 0);
    while let Some(next) =
        html[at..].find("<section").into_iter().chain(html[at..].find("</section>")).min()
    {
        let tag = at + next;
        if html[tag..].starts_with("</") {
            depth = depth.saturating_sub(1);
            at = tag + "</section>".len();
        } else {
            if depth == 0 {
                parts.push(&html[start..tag]);
                start = tag;
            }
            depth += 1;
            at = tag + "<section".len();
        }
        if depth == 0 {
            parts.push(&html[start..at]);
            start = at;
        }
    }
    parts.push(&html[start..]);
    parts.retain(|part| !words_of(part).trim().is_empty());
    parts
}

/// The words of the first line of a part.
fn heading(html: &str) -> String {
    words_of(html).lines().next().unwrap_or_default().to_owned()
}

/// The words of everything that may be marked.
fn blocks(html: &str) -> BTreeSet<String> {
    let html = cleaned(html, None);
    let mut found = BTreeSet::new();
    for (at, _) in html.match_indices('<') {
        if let Some((name, rest)) = opened(&html[at..])
            && MARKED.contains(&name)
        {
            found.insert(words_of(inner(name, rest)));
        }
    }
    found
}

/// The name of the element that is opened here, and what follows its tag.
fn opened(html: &str) -> Option<(&str, &str)> {
    let (tag, rest) = html.strip_prefix('<')?.split_once('>')?;
    let name = tag.split(|letter: char| !letter.is_ascii_alphanumeric()).next()?;
    (!name.is_empty()).then_some((name, rest))
}

/// What is in an element, up to its end.
fn inner<'h>(name: &str, html: &'h str) -> &'h str {
    &html[..end_of(name, html).0]
}

/// Where an element ends whose tag has just been read: before the tag that ends it, and behind that.
fn end_of(name: &str, html: &str) -> (usize, usize) {
    let mut depth = 1;
    for (at, _) in html.match_indices('<') {
        let rest = &html[at + 1..];
        let (is_end, rest) = match rest.strip_prefix('/') {
            Some(rest) => (true, rest),
            None => (false, rest),
        };
        let is_same =
            rest.strip_prefix(name).is_some_and(|rest| rest.starts_with(['>', ' ', '\n', '/']));
        if !is_same {
            continue;
        }
        depth = if is_end { depth - 1 } else { depth + 1 };
        if depth == 0 {
            let end = rest.find('>').map_or(html.len(), |end| html.len() - rest.len() + end + 1);
            return (at, end);
        }
    }
    (html.len(), html.len())
}

/// HTML without some elements.
fn without(html: &str, names: &[&str]) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        match opened(rest) {
            Some((name, inside)) if names.contains(&name) => {
                rest = &inside[end_of(name, inside).1..]
            }
            _ => {
                text.push('<');
                rest = &rest[1..];
            }
        }
    }
    text + rest
}

/// HTML that leads nowhere and asks for nothing: without ids, addresses and pictures, of which their words stay. With the words of
/// the other side, what those do not have is marked.
fn cleaned(html: &str, other: Option<&BTreeSet<String>>) -> String {
    let html = without(html, &LEFT_OUT);
    let mut text = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some((tag, after)) = rest[1..].split_once('>') else { break };
        let name = opened(rest).map_or("", |(name, _)| name);
        match name {
            "" => text.push_str(&format!("<{tag}>")),
            "main" => text.push_str("<div>"),
            "img" => {
                let alt = attributes(tag).find(|(name, _)| *name == "alt").map_or("", |it| it.1);
                text.push_str(&format!("<span class=\"picture\">[{alt}]</span>"));
            }
            "input" | "link" | "meta" | "source" | "use" | "image" => {}
            _ => {
                let is_new = MARKED.contains(&name)
                    && other.is_some_and(|other| !other.contains(&words_of(inner(name, after))));
                text.push_str(&format!("<{name}"));
                for (attribute, value) in attributes(tag).filter(|it| stays(*it)) {
                    text.push_str(&format!(" {attribute}=\"{value}\""));
                }
                text.push_str(match (is_new, name) {
                    (true, _) => " data-changed>",
                    // What is folded on a page is what is compared here.
                    (false, "details") => " open>",
                    (false, _) if tag.ends_with('/') => "/>",
                    (false, _) => ">",
                });
            }
        }
        rest = after;
    }
    text.replace("</main>", "</div>")
}

/// The attributes of a tag with their values, as they are written.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag.split_once([' ', '\n']).map_or("", |(_, rest)| rest);
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once("=\"")?;
        let (value, next) = after.split_once('"')?;
        rest = next;
        Some((name.rsplit([' ', '\n']).next().unwrap_or(name), value))
    })
}

/// Whether an attribute may stay: it leads nowhere, starts nothing, and is no name that the whole file may have once.
fn stays((name, value): (&str, &str)) -> bool {
    const SHOWN: [&str; 6] = ["class", "lang", "dir", "colspan", "rowspan", "scope"];
    const DRAWN: [&str; 26] = [
        "viewBox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "d",
        "points",
        "transform",
        "fill",
        "stroke",
        "stroke-width",
        "text-anchor",
        "dx",
        "dy",
        "role",
        "aria-hidden",
        "preserveAspectRatio",
    ];
    (SHOWN.contains(&name) || DRAWN.contains(&name)) && !value.contains("url(")
}

/// The style sheet of a site for fragments of its pages alone, which stand in an element of the class `page`.
pub(super) fn style(site: &Site) -> String {
    let url = Url::file(&site.styles()[0]);
    let bytes = match site.body(&url) {
        Some(Ok(Body::Bytes(bytes))) => bytes,
        Some(Ok(Body::Shared(bytes))) => bytes.to_vec(),
        _ => Vec::new(),
    };
    let css = String::from_utf8_lossy(&bytes);
    let lines = css.lines().map(|line| {
        let plain = line.trim_start();
        match ["html {", "body {"].iter().find_map(|lead| plain.strip_prefix(lead)) {
            Some(rest) => format!("& {{{rest}\n"),
            None => line.replace(":root", "&") + "\n",
        }
    });
    let lines: String = lines.collect();
    // Nothing is asked for, and nothing ends the style sheet.
    let lines = lines.replace("url(", "none(").replace("</", "<\\/").replace("@import", "@none");
    format!(".page {{\n{lines}}}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "<main id=\"m\"><h1>A</h1><section class=\"part\"><h2 id=\"x\">T</h2><p>One <a href=\"/x\">two</a></p>\
        <svg viewBox=\"0 0 1 1\"><text>9</text></svg></section><section><h2>U</h2><p>Same</p></section></main>";

    #[test]
    fn parts_that_differ_are_shown_beside_each_other() {
        let (pairs, n_long) = pairs(OLD, &OLD.replace("two", "three"));
        assert_eq!((pairs.len(), n_long), (1, 0));
        assert_eq!(
            pairs[0].now.as_str(),
            "<section class=\"part\"><h2>T</h2><p data-changed>One <a>three</a></p>\
             <svg viewBox=\"0 0 1 1\"><text>9</text></svg></section>"
        );
        assert!(super::pairs(OLD, &OLD.replace('9', "8")).0.is_empty(), "words of drawings");
        let more =
            OLD.replace("<section><h2>U", "<section><h2>New</h2><p>B</p></section><section><h2>U");
        let (come, _) = super::pairs(OLD, &more);
        assert_eq!((come.len(), come[0].before.as_str()), (1, ""));
    }

    #[test]
    fn a_fragment_asks_for_nothing() {
        let nasty = "<p onclick=\"x\" style=\"background:url(a)\">A</p><script>x</script><img src=\"a.png\" alt=\"A hill\">\
            <form><input name=\"q\"></form><nav>Menu</nav>";
        assert_eq!(cleaned(nasty, None), "<p>A</p><span class=\"picture\">[A hill]</span>");
        let sum = "0123456789abcdef0123456789abcdef";
        assert_eq!(words_of(&format!("<p>Seal {sum}</p>")), words_of("<p>Seal</p>"));
    }
}
