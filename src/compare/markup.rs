//! A comparison of two texts as HTML: what went and what came is marked inside paragraphs, headings, items and cells, and
//! never around them.
//!
//! Links lead nowhere here: those of the old text may be dead. No block has an id, as the same block may stand on a page
//! twice.

use std::collections::{BTreeMap, BTreeSet};

use super::Diff;
use super::blocks::{Cell, Form, Holder, Look, Place, Unit};
use super::marked::{Block, CellChange, Marked, Piece, PieceKind};
use crate::html::Html;

/// How much of what is the same is shown around a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// All of it.
    Whole,
    /// The block before and the block after; a table or a list of definitions as a whole where anything in it changed, and
    /// not at all where nothing did.
    Near,
}

/// Both texts in one, with what went and what came marked.
pub fn inline(marked: &Marked, extent: Extent) -> Html {
    let mut writer = MarkupWriter::new(marked);
    for step in steps(marked, extent) {
        match step {
            MarkStep::Gap => writer.gap(),
            MarkStep::Block(block) => writer.block(block, Side::Both),
        }
    }
    Html::from_escaped(writer.finish())
}

/// The texts beside each other: for each stretch the old one and the new one; nothing where blocks that are the same were
/// left out.
pub fn side_by_side(marked: &Marked) -> Vec<Option<Diff<Html>>> {
    let mut rows: Vec<Option<Diff<Html>>> = Vec::new();
    let mut stretch: Vec<&Block> = Vec::new();
    let close = |stretch: &mut Vec<&Block>, rows: &mut Vec<Option<Diff<Html>>>| {
        if !stretch.is_empty() {
            rows.push(Some(Diff::new(Side::Old, Side::New).map(|side| {
                let mut writer = MarkupWriter::new(marked);
                stretch.iter().for_each(|block| writer.block(block, side));
                Html::from_escaped(writer.finish())
            })));
        }
        stretch.clear();
    };
    let is_same = |block: &Block| matches!(block, Block::Same { .. });
    let wholes = MarkupWriter::new(marked);
    let are_parted = |last: &Block, next: &Block| {
        let whole = wholes.whole(last);
        is_same(last) != is_same(next) && (whole.is_none() || whole != wholes.whole(next))
    };
    for step in steps(marked, Extent::Near) {
        match step {
            MarkStep::Gap => {
                close(&mut stretch, &mut rows);
                rows.push(None);
            }
            MarkStep::Block(block) => {
                if stretch.last().is_some_and(|last| are_parted(last, block)) {
                    close(&mut stretch, &mut rows);
                }
                stretch.push(block);
            }
        }
    }
    close(&mut stretch, &mut rows);
    rows
}

enum MarkStep<'m> {
    Block(&'m Block),
    Gap,
}

fn steps(marked: &Marked, extent: Extent) -> Vec<MarkStep<'_>> {
    let blocks = &marked.blocks;
    let writer = MarkupWriter::new(marked);
    let wholes: Vec<_> = blocks.iter().map(|block| writer.whole(block)).collect();
    let is_news = |at: usize| blocks.get(at).is_some_and(|it| !matches!(it, Block::Same { .. }));
    let changed: BTreeSet<_> =
        (0..blocks.len()).filter(|at| is_news(*at)).filter_map(|at| wholes[at]).collect();
    let is_near = |at: usize| match wholes[at] {
        Some(whole) => changed.contains(&whole),
        None => is_news(at) || is_news(at + 1) || at.checked_sub(1).is_some_and(is_news),
    };
    let mut steps = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if extent == Extent::Whole || is_near(at) {
            steps.push(MarkStep::Block(block));
        } else if !matches!(steps.last(), Some(MarkStep::Gap)) {
            steps.push(MarkStep::Gap);
        }
    }
    steps
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Both,
    Old,
    New,
}

/// The number of a holder, and whether only the old text has it.
type HolderId = (bool, u32);

/// A holder that is open.
type Open = (Holder, HolderId);

struct MarkupWriter<'m> {
    marked: &'m Marked,
    /// Holders of the old text that are holders of the new one, too.
    twins: BTreeMap<u32, u32>,
    open: Vec<Open>,
    html: String,
}

impl<'m> MarkupWriter<'m> {
    fn new(marked: &'m Marked) -> Self {
        let mut twins = BTreeMap::new();
        for block in &marked.blocks {
            let (Block::Same { old, new } | Block::Changed { old, new, .. }) = block else {
                continue;
            };
            let pairs = marked.old[*old].path.iter().zip(&marked.new[*new].path);
            for (it, other) in pairs.take_while(|(it, other)| it.holder == other.holder) {
                twins.entry(it.number).or_insert(other.number);
            }
        }
        Self { marked, twins, open: Vec::new(), html: String::new() }
    }

    fn block(&mut self, block: &Block, side: Side) {
        let marked = self.marked;
        match block {
            Block::Same { old, new } => {
                let (unit, path) = match side {
                    Side::Old => (&marked.old[*old], self.old_path(&marked.old[*old])),
                    Side::Both | Side::New => (&marked.new[*new], new_path(&marked.new[*new])),
                };
                self.unit(path, &unit.form, unit.cells.iter().map(plain));
            }
            Block::Removed { old, is_moved } if side != Side::New => {
                let unit = &marked.old[*old];
                let words = if *is_moved { MOVED_AWAY } else { REMOVED };
                let path = self.old_path(unit);
                self.unit(path, &unit.form, unit.cells.iter().map(|it| del(&plain(it), words)));
            }
            Block::Added { new, is_moved } if side != Side::Old => {
                let unit = &marked.new[*new];
                let words = if *is_moved { MOVED_HERE } else { ADDED };
                self.unit(
                    new_path(unit),
                    &unit.form,
                    unit.cells.iter().map(|it| ins(&plain(it), words)),
                );
            }
            Block::Removed { .. } | Block::Added { .. } => {}
            Block::Changed { old, new, cells } => {
                let (it, other) = (&marked.old[*old], &marked.new[*new]);
                let (form, path) = match side {
                    Side::Old => (&it.form, self.old_path(it)),
                    Side::Both | Side::New => (&other.form, new_path(other)),
                };
                let is_shown = |cell: &&CellChange| match side {
                    Side::Both => true,
                    Side::Old => cell.old.is_some(),
                    Side::New => cell.new.is_some(),
                };
                let cells =
                    cells.iter().filter(is_shown).map(|cell| changed(it, other, cell, side));
                self.unit(path, form, cells);
            }
        }
    }

    /// The table or list of definitions around a block: without its header row or its term, a part of one would not be
    /// understood, and would not be valid HTML.
    fn whole(&self, block: &Block) -> Option<HolderId> {
        let path = match block {
            Block::Removed { old, .. } => self.old_path(&self.marked.old[*old]),
            Block::Same { new, .. } | Block::Changed { new, .. } | Block::Added { new, .. } => {
                new_path(&self.marked.new[*new])
            }
        };
        path.into_iter()
            .find(|(holder, _)| matches!(holder, Holder::Table | Holder::Definitions))
            .map(|(_, id)| id)
    }

    fn old_path(&self, unit: &Unit) -> Vec<Open> {
        let number = |place: &Place| match self.twins.get(&place.number) {
            Some(twin) => (false, *twin),
            None => (true, place.number),
        };
        unit.path.iter().map(|place| (place.holder.clone(), number(place))).collect()
    }

    /// Closes and opens what holds a block, and writes it.
    fn unit(&mut self, path: Vec<Open>, form: &Form, cells: impl Iterator<Item = String>) {
        let n_kept =
            self.open.iter().zip(&path).take_while(|(open, wanted)| open == wanted).count();
        self.close_to(n_kept);
        for open in path.into_iter().skip(n_kept) {
            self.html.push_str(start_tag(&open.0));
            self.open.push(open);
        }
        let (before, after) = match form {
            Form::Paragraph => ("<p>".to_owned(), "</p>".to_owned()),
            Form::Words if self.open.is_empty() => ("<p>".to_owned(), "</p>".to_owned()),
            // The end of the line parts it from what follows.
            Form::Words => (String::new(), String::new()),
            Form::Heading(level) => {
                // It stands below the headings of the page that it is shown on.
                let level = (level + 2).min(6);
                (format!("<h{level}>"), format!("</h{level}>"))
            }
            Form::Code => ("<pre><code>".to_owned(), "</code></pre>".to_owned()),
            Form::Rule => ("<hr>".to_owned(), String::new()),
            Form::Row { is_head } => {
                self.html.push_str("<tr>");
                let (start, end) = match is_head {
                    true => ("<th scope=\"col\">", "</th>"),
                    false => ("<td>", "</td>"),
                };
                cells.for_each(|cell| self.html.extend([start, cell.as_str(), end]));
                self.html.push_str("</tr>\n");
                return;
            }
        };
        self.html.push_str(&before);
        if *form != Form::Rule {
            cells.for_each(|cell| self.html.push_str(&cell));
        }
        self.html.push_str(&after);
        self.html.push('\n');
    }

    fn gap(&mut self) {
        self.close_to(0);
        self.html.push_str("<p class=\"change-gap\">… unchanged …</p>\n");
    }

    fn close_to(&mut self, n: usize) {
        while self.open.len() > n
            && let Some((holder, _)) = self.open.pop()
        {
            self.html.push_str(end_tag(&holder));
            self.html.push('\n');
        }
    }

    fn finish(mut self) -> String {
        self.close_to(0);
        self.html
    }
}

fn new_path(unit: &Unit) -> Vec<Open> {
    unit.path.iter().map(|place| (place.holder.clone(), (false, place.number))).collect()
}

fn start_tag(holder: &Holder) -> &'static str {
    match holder {
        Holder::List { is_numbered: false } => "<ul>\n",
        Holder::List { is_numbered: true } => "<ol>\n",
        Holder::Item => "<li>",
        Holder::Quote => "<blockquote>\n",
        Holder::Note => "<div>\n",
        // Not `dl`: where a term became a paragraph, its meaning would be left in one without a term.
        Holder::Definitions => "<div class=\"definitions\">\n",
        Holder::Term => "<p class=\"term\">",
        Holder::Meaning => "<div class=\"meaning\">",
        Holder::Table => "<table aria-label=\"Table of the text\">\n<tbody>\n",
    }
}

fn end_tag(holder: &Holder) -> &'static str {
    match holder {
        Holder::List { is_numbered: false } => "</ul>",
        Holder::List { is_numbered: true } => "</ol>",
        Holder::Item => "</li>",
        Holder::Quote => "</blockquote>",
        Holder::Note | Holder::Definitions | Holder::Meaning => "</div>",
        Holder::Term => "</p>",
        Holder::Table => "</tbody></table>",
    }
}

/// What is said before marked words and after them, for those who can't see the mark.
type HiddenWords = (&'static str, &'static str);

const REMOVED: HiddenWords = ("removed: ", " end of removed words");
const ADDED: HiddenWords = ("added: ", " end of added words");
const MOVED_AWAY: HiddenWords = ("moved from here: ", " end of moved words");
const MOVED_HERE: HiddenWords = ("moved here: ", " end of moved words");

fn del(words: &str, said: HiddenWords) -> String {
    mark("del", words, said)
}

fn ins(words: &str, said: HiddenWords) -> String {
    mark("ins", words, said)
}

fn mark(tag: &str, words: &str, (before, after): HiddenWords) -> String {
    if words.is_empty() {
        return String::new();
    }
    format!(
        "<{tag}><span class=\"hidden\">{before}</span>{words}<span class=\"hidden\">{after}</span></{tag}>"
    )
}

fn plain(cell: &Cell) -> String {
    looked(cell, 0, cell.text.len())
}

/// A stretch of words in their looks.
fn looked(cell: &Cell, start: usize, end: usize) -> String {
    let mut html = String::new();
    let mut at = start;
    for (end, look) in cell.looks(start, end) {
        let (before, after) = tags(look);
        html.push_str(&before);
        escape(&cell.text[at..end], &mut html);
        html.push_str(&after);
        at = end;
    }
    html
}

fn tags(look: &Look) -> (String, String) {
    let all = [
        (look.picture.is_some(), "<span class=\"change-picture\">", "</span>"),
        (look.link.is_some(), "<span class=\"change-link\">", "</span>"),
        (look.is_strong, "<strong>", "</strong>"),
        (look.is_stressed, "<em>", "</em>"),
        (look.is_struck, "<s>", "</s>"),
        (look.is_code, "<code>", "</code>"),
    ];
    let shown = || all.iter().filter(|(is_so, ..)| *is_so);
    (shown().map(|it| it.1).collect(), shown().rev().map(|it| it.2).collect())
}

fn changed(old: &Unit, new: &Unit, cell: &CellChange, side: Side) -> String {
    let of_old = |piece: &Piece| {
        cell.old
            .map_or_else(String::new, |at| looked(&old.cells[at], piece.old.start, piece.old.end))
    };
    let of_new = |piece: &Piece| {
        cell.new
            .map_or_else(String::new, |at| looked(&new.cells[at], piece.new.start, piece.new.end))
    };
    let stayed = |piece: &Piece| if side == Side::Old { of_old(piece) } else { of_new(piece) };
    let noted = |piece: &Piece, words: &str| {
        format!(
            "<span class=\"change-other\">{}</span> <span class=\"change-note\">({words})</span>",
            stayed(piece)
        )
    };
    let one = |piece: &Piece| match piece.kind {
        PieceKind::Same => stayed(piece),
        PieceKind::Removed if side == Side::New => String::new(),
        PieceKind::Added if side == Side::Old => String::new(),
        PieceKind::Removed => del(&of_old(piece), REMOVED),
        PieceKind::Added => ins(&of_new(piece), ADDED),
        PieceKind::Restyled => noted(piece, "same words, other style"),
        PieceKind::Relinked => noted(piece, "same words, other link"),
        PieceKind::Repictured => noted(piece, "same words, other picture"),
    };
    cell.pieces.iter().map(one).collect()
}

/// Text inside HTML; letters that HTML has no way to write become a sign for that.
pub(super) fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\n' | '\t' => html.push(letter),
            letter if letter.is_control() => html.push('\u{fffd}'),
            letter => html.push(letter),
        }
    }
}
