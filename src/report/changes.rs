//! What changed, for a terminal and as a page of its own.

use serde::Serialize;

use crate::compare::{
    Block, Change, Extent, Marked, NO_REASON, PieceKind, WEAKENED, in_short, inline, title,
    weakened_first,
};
use crate::html::{self, Html};
use crate::review::Review;

/// What is compared, in words: "release 2027-04-17 of Vale".
#[derive(Clone, Serialize, Debug)]
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
    for (heading, in_short, changes) in headed(changes) {
        text.push_str(&format!("\n{}\n", bold(heading)));
        in_short.iter().for_each(|line| text.push_str(&format!("  {line}\n")));
        for change in changes {
            text.push_str(&format!("  {}\n", change.sentence()));
            change.facts().iter().for_each(|fact| text.push_str(&format!("      {fact}\n")));
            if let Some(reason) = reason(change) {
                text.push_str(&format!("      Why: {reason}\n"));
            }
            if let Some(marked) = &change.marked {
                text.push_str(&marked_words(marked, is_coloured));
            }
        }
    }
    for path in withheld {
        text.push_str(&format!(
            "\nNot compared, because it was removed for legal reasons: {path}\n"
        ));
    }
    text
}

/// A heading, the figures of measures in short, and the changes below it.
type HeadedChanges<'c> = (&'c str, Vec<String>, Vec<&'c Change>);

/// Changes under their headings: promises weakened, then those of each section.
fn headed<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Vec<HeadedChanges<'c>> {
    let (weakened, rest) = weakened_first(changes);
    let sections = rest.chunk_by(|one, next| one.section == next.section).map(|changes| {
        let section = &changes[0].section;
        let in_short = in_short(rest.iter().copied().filter(|it| it.section == *section));
        (title(section), in_short, changes.to_vec())
    });
    let first = (!weakened.is_empty()).then_some((WEAKENED, Vec::new(), weakened));
    first.into_iter().chain(sections).collect()
}

/// Why something changed; where a promise is weakened, also that nobody says so.
fn reason(change: &Change) -> Option<&str> {
    change.reason.as_deref().or_else(|| change.is_weakened().then_some(NO_REASON))
}

/// The promises that are weakened in each IHO, for a terminal.
pub(super) fn weakened(reviews: [&Review; 2]) -> String {
    let mut text = String::new();
    for (iho, changes) in reviews.into_iter().flat_map(|review| &review.facts) {
        for change in weakened_first(changes).0 {
            let why = reason(change).unwrap_or_default();
            text.push_str(&format!("  {iho}: {} Why: {why}\n", change.sentence()));
        }
    }
    if text.is_empty() { text } else { format!("{WEAKENED}:\n{text}") }
}

fn paint(words: &str, code: &str, is_coloured: bool) -> String {
    if is_coloured { format!("\x1b[{code}m{words}\x1b[0m") } else { words.to_owned() }
}

/// The blocks that differ, with marks around what went and what came.
fn marked_words(marked: &Marked, is_coloured: bool) -> String {
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
type ComparedIho<'t> = (&'t str, &'t Sides, &'t [Change], &'t [String]);

/// The changes as one page that needs no other file.
pub fn changes_page(all: &[ComparedIho<'_>]) -> String {
    #[derive(Serialize)]
    struct Page<'t> {
        title: String,
        style: Html,
        ihos: Vec<Iho<'t>>,
    }
    #[derive(Serialize)]
    struct Iho<'t> {
        sides: &'t Sides,
        nothing: Option<&'static str>,
        sections: Vec<SectionChanges<'t>>,
        withheld: &'t [String],
    }
    let title = match all {
        [(_, sides, ..)] => format!("{}: what changed", sides.name),
        _ => "What changed".to_owned(),
    };
    let ihos = all.iter().map(|(iho, sides, changes, withheld)| Iho {
        sides,
        nothing: changes.is_empty().then(|| nothing_changed(withheld)),
        sections: by_section(*changes, |change| match all.len() {
            1 => change.anchor.clone(),
            _ => format!("{iho}_{}", change.anchor),
        }),
        withheld,
    });
    let page = Page { title, style: style(), ihos: ihos.collect() };
    html::render("changes.html", &page).as_str().to_owned()
}

/// That nothing changed, as far as that can be said.
fn nothing_changed(withheld: &[String]) -> &'static str {
    match withheld {
        [] => "Nothing changed.",
        _ => "Nothing changed in what could be compared.",
    }
}

/// What changed in one section, as the component `facts` of templates shows it.
#[derive(Serialize)]
pub(crate) struct SectionChanges<'c> {
    title: &'c str,
    in_short: Vec<String>,
    changes: Vec<Fact<'c>>,
}

/// One change: its sentence, what it states, why, and the words that differ.
#[derive(Serialize)]
pub(super) struct Fact<'c> {
    id: String,
    pub(super) sentence: String,
    pub(super) facts: Vec<String>,
    reason: Option<&'c str>,
    words: Option<Html>,
}

impl<'c> Fact<'c> {
    pub(super) fn new(change: &'c Change, id: String) -> Self {
        Self {
            id,
            sentence: change.sentence(),
            facts: change.facts(),
            reason: reason(change),
            words: change.marked.as_ref().map(|marked| inline(marked, Extent::Near)),
        }
    }

    /// Whether it says more than its sentence.
    pub(super) fn has_details(&self) -> bool {
        !self.facts.is_empty() || self.reason.is_some() || self.words.is_some()
    }
}

/// Changes by section; `id` is that by which each can be linked to, and may be empty.
pub(super) fn by_section<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    id: impl Fn(&Change) -> String,
) -> Vec<SectionChanges<'c>> {
    let fact = |change: &&'c Change| Fact::new(change, id(change));
    let sections = headed(changes).into_iter().map(|(title, in_short, changes)| SectionChanges {
        title,
        in_short,
        changes: changes.iter().map(fact).collect(),
    });
    sections.collect()
}

/// The style sheet of a page that needs no other file. Marks are told by a line, a sign and hidden words besides their colour.
pub(super) fn style() -> Html {
    Html::from_escaped(include_str!("page.css"))
}
