//! What changed, for a terminal and as a page of its own.

use super::escape;
use crate::compare::{Block, Change, Extent, Marked, PieceKind, in_short, inline, title};

/// What is compared, in words: "release 2027-04-17 of Vale".
#[derive(Clone, Debug)]
pub struct Sides {
    /// The IHO.
    pub name: String,
    /// What was.
    pub before: String,
    /// What is.
    pub now: String,
}

/// The changes for a terminal.
pub fn changes(
    sides: &Sides,
    changes: &[Change],
    withheld: &[String],
    is_coloured: bool,
) -> String {
    let bold = |words: &str| paint(words, "1", is_coloured);
    let mut text = format!("{}: from {} to {}\n", bold(&sides.name), sides.before, sides.now);
    if changes.is_empty() {
        text.push_str(&format!("{}\n", nothing_changed(withheld)));
    }
    let mut section = "";
    for change in changes {
        if change.section != section {
            section = &change.section;
            text.push_str(&format!("\n{}\n", bold(title(section))));
            let lines = in_short(changes.iter().filter(|it| it.section == section));
            lines.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        }
        text.push_str(&format!("  {}\n", change.sentence()));
        change.facts().iter().for_each(|fact| text.push_str(&format!("      {fact}\n")));
        if let Some(reason) = &change.reason {
            text.push_str(&format!("      Why: {reason}\n"));
        }
        if let Some(marked) = &change.marked {
            text.push_str(&words(marked, is_coloured));
        }
    }
    for path in withheld {
        text.push_str(&format!("\nNot compared, because it was removed by law: {path}\n"));
    }
    text
}

fn paint(words: &str, code: &str, is_coloured: bool) -> String {
    if is_coloured { format!("\x1b[{code}m{words}\x1b[0m") } else { words.to_owned() }
}

/// The blocks that differ, with marks around what went and what came.
fn words(marked: &Marked, is_coloured: bool) -> String {
    let gone = |words: &str| match is_coloured {
        true => paint(words, "31;9", true),
        false => format!("[-{words}-]"),
    };
    let came = |words: &str| match is_coloured {
        true => paint(words, "32;4", true),
        false => format!("{{+{words}+}}"),
    };
    let mut text = String::new();
    for block in &marked.blocks {
        let line = match block {
            Block::Same { .. } => continue,
            Block::Removed { old, .. } => gone(&marked.old[*old].text()),
            Block::Added { new, .. } => came(&marked.new[*new].text()),
            Block::Changed { old, new, cells } => {
                let cells = cells.iter().map(|cell| {
                    let pieces = cell.pieces.iter().map(|piece| match piece.kind {
                        PieceKind::Removed => gone(marked.old_words(*old, cell, piece)),
                        PieceKind::Added => came(marked.new_words(*new, cell, piece)),
                        _ => marked.new_words(*new, cell, piece).to_owned(),
                    });
                    pieces.collect::<String>()
                });
                cells.collect::<Vec<_>>().join(" | ")
            }
        };
        text.push_str(&format!("      | {}\n", line.replace('\n', "\n      | ")));
    }
    text
}

/// An IHO by its id, what is compared, what changed, and what was removed by law.
type IhoChanges<'t> = (&'t str, &'t Sides, &'t [Change], &'t [String]);

/// The changes as one page that needs no other file.
pub fn changes_page(all: &[IhoChanges<'_>]) -> String {
    let title = match all {
        [(_, sides, ..)] => format!("{}: what changed", sides.name),
        _ => "What changed".to_owned(),
    };
    let mut body = format!("<h1>{}</h1>\n", escape(&title));
    let is_one = all.len() == 1;
    for (iho, sides, changes, withheld) in all {
        if !is_one {
            body.push_str(&format!("<h2>{}</h2>\n", escape(&sides.name)));
        }
        let (before, now) = (escape(&sides.before), escape(&sides.now));
        body.push_str(&format!("<p>From {before} to {now}.</p>\n"));
        if changes.is_empty() {
            body.push_str(&format!("<p>{}</p>\n", nothing_changed(withheld)));
        }
        let prefix = if is_one { String::new() } else { format!("{iho}_") };
        let level = if is_one { 2 } else { 3 };
        body.push_str(&facts(*changes, level, |it| format!(" id=\"{prefix}{}\"", it.anchor)));
        for path in *withheld {
            body.push_str(&format!(
                "<p>Not compared, because it was removed by law: <code>{}</code></p>\n",
                escape(path)
            ));
        }
    }
    page(&title, &body)
}

/// That nothing changed, as far as that can be said.
fn nothing_changed(withheld: &[String]) -> &'static str {
    match withheld {
        [] => "Nothing changed.",
        _ => "Nothing changed in what could be compared.",
    }
}

/// Changes as HTML, by section, under headings of a level; `id` writes the attribute by which each can be linked to.
pub(crate) fn facts<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    level: u8,
    id: impl Fn(&Change) -> String,
) -> String {
    let changes: Vec<&Change> = changes.into_iter().collect();
    let mut html = String::new();
    let mut section = "";
    for change in &changes {
        if change.section != section {
            section = &change.section;
            html.push_str(&format!("<h{level}>{}</h{level}>\n", escape(title(section))));
            for line in in_short(changes.iter().copied().filter(|it| it.section == section)) {
                html.push_str(&format!("<p>{}</p>\n", escape(&line)));
            }
        }
        html.push_str(&fact(change, &id(change)));
    }
    html
}

/// One change as HTML: its sentence, what it states, why, and the words that differ.
fn fact(change: &Change, id: &str) -> String {
    let mut html = format!("<div class=\"fact\"{id}><p>{}</p>\n", escape(&change.sentence()));
    let facts: String =
        change.facts().iter().map(|fact| format!("<li>{}</li>", escape(fact))).collect();
    if !facts.is_empty() {
        html.push_str(&format!("<ul>{facts}</ul>\n"));
    }
    if let Some(reason) = &change.reason {
        html.push_str(&format!("<p>Why: {}</p>\n", escape(reason)));
    }
    if let Some(marked) = &change.marked {
        let marked = inline(marked, Extent::Near);
        html.push_str(&format!("<div class=\"change-text\">{}</div>\n", marked.as_str()));
    }
    html + "</div>\n"
}

/// A page that needs no other file.
pub(super) fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n",
        escape(title)
    )
}

/// Marks are told by a line, a sign and hidden words besides their colour.
const STYLE: &str = include_str!("page.css");
