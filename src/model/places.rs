//! From offsets in a text to places in its file.
//!
//! In a block of YAML the two differ by indentation, folding and escapes. So the two are read side by side, once, and
//! the places at which they part are noted; that takes time in proportion to the text, however many places are asked for.

use std::cell::OnceCell;
use std::ops::Range;

use crate::source::{Span, floor_char_boundary};

/// A text, and where it is in its file.
pub(crate) struct Places<'t> {
    whole: &'t str,
    text: &'t str,
    span: Span,
    /// Where to look for the text first: it may stand anywhere in its span.
    from: usize,
    way: OnceCell<Way>,
}

/// How a text lies in its file.
enum Way {
    /// As it is, from an offset on.
    Whole(usize),
    /// In stretches: an offset in the text, and one in the file.
    Stretches(Vec<(usize, usize)>),
}

impl<'t> Places<'t> {
    /// A text that stands in `span` of a file whose text is `whole`.
    pub(crate) fn of(whole: &'t str, text: &'t str, span: Span) -> Self {
        Self { whole, text, span, from: span.start as usize, way: OnceCell::new() }
    }

    /// The same, where what comes before an offset is no part of it.
    #[must_use]
    pub(crate) fn from(self, offset: usize) -> Self {
        Self { from: self.from.max(offset), ..self }
    }

    /// Where the text begins, as far as anybody asked.
    pub(crate) fn start(&self) -> Option<usize> {
        match self.way.get()? {
            Way::Whole(start) => Some(*start),
            Way::Stretches(stretches) => stretches.first().map(|(_, start)| *start),
        }
    }

    /// The place of a stretch: of its first line, where it has more; of the whole, where it can't be found.
    pub(crate) fn span_of(&self, range: &Range<usize>) -> Span {
        let stretches = match self.way() {
            Way::Whole(start) => {
                // Words that are written otherwise, such as `&eacute;`, may have another length.
                let [from, to] =
                    [range.start, range.end].map(|at| floor_char_boundary(self.whole, start + at));
                return Span::new(self.span.file, from, to.max(from));
            }
            Way::Stretches(stretches) => stretches,
        };
        let words = self.text.get(range.clone()).unwrap_or("");
        let line = words.lines().next().unwrap_or("");
        let first = range.start + line.len() - line.trim_start().len();
        let line = line.trim();
        if line.is_empty() {
            return self.span;
        }
        let next = stretches.partition_point(|(in_text, _)| *in_text <= first);
        let Some((in_text, in_file)) = next.checked_sub(1).map(|at| stretches[at]) else {
            return self.span;
        };
        let start = in_file + first - in_text;
        let is_there = self.whole.get(start..).is_some_and(|rest| rest.starts_with(line));
        if is_there { Span::new(self.span.file, start, start + line.len()) } else { self.span }
    }

    /// The place of a stretch; where lines are folded in between, that of the first words that stand in one line.
    pub(crate) fn locate(&self, range: &Range<usize>) -> Span {
        let found = self.span_of(range);
        if found != self.span {
            return found;
        }
        /// Nobody needs more words than that to find a sentence.
        const LONGEST: usize = 200;
        let words = self.text.get(range.clone()).unwrap_or("");
        let words = &words[..floor_char_boundary(words, LONGEST)];
        let ends = words.match_indices(' ').map(|(at, _)| range.start + at);
        let shorter = ends.rev().map(|end| range.start..end);
        let mut found = shorter.map(|range| self.span_of(&range));
        found.find(|found| *found != self.span).unwrap_or(self.span)
    }

    fn way(&self) -> &Way {
        self.way.get_or_init(|| {
            let end = floor_char_boundary(self.whole, self.span.end as usize);
            let written = self.whole.get(self.from..end).unwrap_or("");
            if written.starts_with(self.text) {
                return Way::Whole(self.from);
            }
            let quote = written.bytes().next().filter(|byte| matches!(byte, b'\'' | b'"'));
            let start = match quote {
                Some(_) => 1,
                None => {
                    let head = head_of_block(written);
                    let first = self.text.split_whitespace().next().unwrap_or("");
                    let Some(at) = written[head..].find(first) else {
                        return Way::Stretches(Vec::new());
                    };
                    head + at
                }
            };
            let mut stretches = side_by_side(self.text, &written[start..], quote);
            for (_, in_file) in &mut stretches {
                *in_file += self.from + start;
            }
            Way::Stretches(stretches)
        })
    }
}

/// How long the line is that opens a block of text: `|`, `>-`.
fn head_of_block(written: &str) -> usize {
    let line = written.split_inclusive('\n').next().unwrap_or("");
    let marks = line.split('#').next().unwrap_or("").trim_end();
    let is_head = marks.starts_with(['|', '>'])
        && marks[1..].bytes().all(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'));
    if is_head { line.len() } else { 0 }
}

/// Where stretches begin that are the same in a text and as it is written: words, mostly.
fn side_by_side(text: &str, written: &str, quote: Option<u8>) -> Vec<(usize, usize)> {
    let (here, there) = (text.as_bytes(), written.as_bytes());
    let (mut at, mut to) = (0, 0);
    let mut stretches = Vec::new();
    loop {
        at += here.get(at..).map_or(0, spaces);
        to += there.get(to..).map_or(0, |rest| gap(rest, quote));
        if at >= here.len() || to >= there.len() {
            return stretches;
        }
        stretches.push((at, to));
        while at < here.len() && to < there.len() && !here[at].is_ascii_whitespace() {
            if let Some((letters, escape)) = escape(&here[at..], &there[to..], quote) {
                (at, to) = (at + letters, to + escape);
                stretches.push((at, to));
            } else if here[at] == there[to] {
                (at, to) = (at + 1, to + 1);
            } else {
                return stretches;
            }
        }
    }
}

fn spaces(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// How much is written for spaces and ends of lines.
fn gap(written: &[u8], quote: Option<u8>) -> usize {
    let mut length = spaces(written);
    let is_escaped =
        |rest: &[u8]| matches!(rest, [b'\\', b'n' | b'r' | b't' | b' ' | b'\n' | b'\r', ..]);
    while quote == Some(b'"') && is_escaped(&written[length..]) {
        length += 2;
        length += spaces(&written[length..]);
    }
    length
}

/// How long a letter is, and what is written for it, where that is not the letter itself.
fn escape(text: &[u8], written: &[u8], quote: Option<u8>) -> Option<(usize, usize)> {
    let letter = 1 + text.iter().skip(1).take_while(|byte| (0x80..0xC0).contains(*byte)).count();
    match (quote?, written) {
        (b'\'', [b'\'', b'\'', ..]) => Some((1, 2)),
        (b'"', [b'\\', b'\n' | b'\r', rest @ ..]) => Some((0, 2 + spaces(rest))),
        (b'"', [b'\\', b'x', ..]) => Some((letter, 4)),
        (b'"', [b'\\', b'u', ..]) => Some((letter, 6)),
        (b'"', [b'\\', b'U', ..]) => Some((letter, 10)),
        (b'"', [b'\\', _, ..]) => Some((letter, 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    /// What is at the places of some words of a text, as it is written.
    fn found<'w>(written: &'w str, text: &str, words: &[&str]) -> Vec<&'w str> {
        let sources = Sources::from_texts([("a", "")]);
        let (file, _) = sources.iter().next().expect("one file");
        let places = Places::of(written, text, Span::new(file, 0, written.len()));
        let mut from = 0;
        let place = |words: &&str| {
            let at = from + text[from..].find(words).expect("the words are in the text");
            from = at + words.len();
            let span = places.span_of(&(at..from));
            &written[span.start as usize..span.end as usize]
        };
        words.iter().map(place).collect()
    }

    #[test]
    fn words_are_found_in_folds_and_behind_escapes() {
        let folded = "|\n  One two\n  two  three\n\n  - two\n";
        let words = ["two", "two  three", "two"];
        assert_eq!(found(folded, "One two\ntwo  three\n\n- two", &words), words);
        assert_eq!(found(folded, "One two two  three\n- two", &words), words);
        let single = "'It''s a ''fold''\n  and more'";
        assert_eq!(found(single, "It's a 'fold' and more", &["fold", "more"]), ["fold", "more"]);
        let double = r#""A \\ \"fold\" \u00e9t\u00e9 and\nmore \t end""#;
        let text = "A \\ \"fold\" été and\nmore \t end";
        assert_eq!(found(double, text, &["fold", "and", "end"]), ["fold", "and", "end"]);
    }
}
