//! Marks that are shown as they were typed, because they are not quite those of markdown.

use std::ops::Range;

use super::{Event, FIRST_LINE, ProseParser, Tag, heading_id};
use crate::diag::Code;
use crate::model::yaml::shorten;
use crate::source::floor_char_boundary;

/// What is known of the line that is being read.
#[derive(Default)]
pub(super) struct Marks {
    /// Words in a row as they are written, without a mark in between.
    run: Range<usize>,
    /// Whether nothing stands before them on their line, or in their paragraph.
    is_line_start: bool,
    is_paragraph_start: bool,
    /// Whether the line before was an item that somebody typed by hand, or had a `|` between words.
    was_item: bool,
    was_row: bool,
    /// The kinds of marks that were found on this line: one message for each.
    told: Vec<&'static str>,
}

impl Marks {
    /// Takes note of what comes between two stretches of words.
    pub(super) fn pass(&mut self, event: &Event<'_>) {
        self.is_paragraph_start = matches!(event, Event::Start(Tag::Paragraph | Tag::Item));
        let is_break = matches!(event, Event::SoftBreak | Event::HardBreak);
        self.is_line_start = is_break || self.is_paragraph_start;
        if self.is_paragraph_start {
            (self.was_item, self.was_row) = (false, false);
        }
        if self.is_line_start
            || matches!(event, Event::Start(Tag::TableHead | Tag::TableRow | Tag::Heading { .. }))
        {
            self.told.clear();
        }
    }
}

/// Signs that people type before the items of a list, and that word processors paste.
const BULLETS: &str = "•◦▪▫●○■□‣⁃∙·➢➤►\u{f0b7}\u{f0a7}\u{f0d8}";

/// A space that is none for markdown.
fn is_odd_space(c: char) -> bool {
    !c.is_ascii() && c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}')
}

impl ProseParser<'_> {
    pub(super) fn add_to_run(&mut self, range: Range<usize>) {
        if self.marks.run.end == range.start && !self.marks.run.is_empty() {
            self.marks.run.end = range.end;
        } else {
            self.end_run();
            self.marks.run = range;
        }
    }

    /// Looks at the words so far.
    pub(super) fn end_run(&mut self) {
        let run = std::mem::take(&mut self.marks.run);
        if run.is_empty() {
            return;
        }
        let is_line_start = std::mem::take(&mut self.marks.is_line_start);
        let is_escaped = self.text[..run.start].ends_with('\\');
        if is_line_start && !is_escaped {
            self.check_line_start(&run);
        }
        self.check_words(&run, is_escaped, is_line_start);
    }

    /// Reports a mark of a kind, once on each line.
    fn mark(
        &mut self,
        kind: &'static str,
        range: Range<usize>,
        message: &str,
        hint: impl Into<String>,
    ) {
        if !self.marks.told.contains(&kind) {
            self.marks.told.push(kind);
            self.report(Code::LiteralMark, range, message, hint);
        }
    }

    /// Marks that count at the start of a line only.
    fn check_line_start(&mut self, run: &Range<usize>) {
        let rest = &self.text[run.start..];
        let line = rest.split(['\n', '\r']).next().unwrap_or(rest);
        let whole = run.start..run.start + line.len();
        let n_hashes = line.bytes().take_while(|it| *it == b'#').count();
        let after = line[n_hashes..].chars().next();
        let words =
            || line[n_hashes..].trim_matches(|c: char| c.is_whitespace() || is_odd_space(c));
        let is_odd = after.is_some_and(is_odd_space);
        if n_hashes > 0 && (is_odd || after.is_some_and(|c| n_hashes > 1 || c.is_alphabetic())) {
            let marks = "#".repeat(n_hashes);
            let message = match is_odd {
                true => format!(
                    "the space after `{marks}` is a no-break space, so this is not a heading"
                ),
                false => format!("there is no space after `{marks}`, so this is not a heading"),
            };
            let level = "#".repeat(n_hashes.clamp(2, 6));
            let hint = format!("write `{level} {}`; to show the mark, write `\\{marks}`", words());
            return self.mark("#", whole, &message, hint);
        }
        if self.check_item(line, &whole) || self.check_row(line, &whole) {
            return;
        }
        let is_label = line.starts_with('[') && !line.starts_with("[^");
        if is_label
            && line[..floor_char_boundary(line, FIRST_LINE)].contains("]: ")
            && !self.marks.is_paragraph_start
        {
            let message = "this line is shown as it is written: it follows a line of text";
            let hint = "put an empty line above it, and it says where a link leads; to show it, write `\\[`";
            self.mark("]:", whole, message, hint);
        }
    }

    /// An item of a list that is none.
    fn check_item(&mut self, line: &str, whole: &Range<usize>) -> bool {
        let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let is_number = (1..=3).contains(&n_digits) && line[n_digits..].starts_with(['.', ')']);
        let first = line.chars().next().unwrap_or(' ');
        let length = if is_number { n_digits + 1 } else { first.len_utf8() };
        let (mark, rest) = line.split_at(length);
        let next = rest.chars().next().unwrap_or('\n');
        let follows = self.marks.is_paragraph_start || self.marks.was_item;
        let is_bullet =
            BULLETS.contains(first) || first == 'o' && (next == '\t' || is_odd_space(next));
        let is_sign = is_number || "-*+".contains(first);
        let is_odd = is_sign && is_odd_space(next);
        let is_dash = "–—−".contains(first) && (next.is_whitespace() || next.is_alphabetic());
        let is_tight = (is_number || first == '-') && next.is_alphabetic();
        self.marks.was_item = is_bullet || is_odd || (is_dash || is_tight) && follows;
        if self.marks.was_item {
            let words = rest.trim_start_matches(|c: char| c.is_whitespace() || is_odd_space(c));
            let sign = if is_number { mark } else { "-" };
            let message = match (is_odd, is_tight) {
                (true, _) => format!(
                    "the space after `{mark}` is a no-break space, so this is not an item of a list"
                ),
                (_, true) => {
                    format!("there is no space after `{mark}`, so this is not an item of a list")
                }
                _ => format!("`{mark}` does not make an item of a list"),
            };
            let hint = format!(
                "write `{sign} {}`, with an empty line above the first item",
                shorten(words)
            );
            self.mark("list", whole.clone(), &message, hint);
        }
        self.marks.was_item
    }

    /// A row of a table that is none.
    fn check_row(&mut self, line: &str, whole: &Range<usize>) -> bool {
        let is_framed = line.starts_with('|') && line[1..].contains('|');
        let is_row = line.contains(" | ") && self.marks.was_row;
        self.marks.was_row = is_framed || line.contains(" | ");
        if !is_framed && !is_row {
            return false;
        }
        let is_rule = line.bytes().all(|it| b"|-: ".contains(&it)) && line.contains('-');
        let n_cells = line.trim().trim_matches('|').split('|').count();
        let (message, hint) = match is_rule {
            true => (
                format!(
                    "this line has {n_cells} cells and the one above it another number, so this is not a table"
                ),
                "write as many `---` as the first row has cells".to_owned(),
            ),
            false => (
                "this row is shown with its marks: a table has a line of `---` below its first row"
                    .to_owned(),
                format!(
                    "below the first row, write `|{}`, and put an empty line above it",
                    "---|".repeat(n_cells.min(20))
                ),
            ),
        };
        self.mark("|", whole.clone(), &message, hint);
        true
    }

    /// Marks anywhere among words.
    fn check_words(&mut self, run: &Range<usize>, is_escaped: bool, is_line_start: bool) {
        let text = self.text;
        let words = &text[run.clone()];
        let bytes = words.as_bytes();
        let mut at = if is_escaped { words.chars().next().map_or(0, char::len_utf8) } else { 0 };
        let is_link = !self.link_words.is_empty();
        while at < bytes.len() {
            let end = match bytes[at] {
                b']' => self.check_bracket(run, at),
                mark @ (b'*' | b'_' | b'~') => self.check_emphasis(run, at, mark, is_line_start),
                b'`' => {
                    let place = run.start + at;
                    let message = "this backtick is shown as it is typed";
                    let hint = match self.table.cells.is_empty() {
                        true => {
                            "for an apostrophe, write `'` or `’`; a sample of code ends with a second backtick"
                        }
                        false => {
                            "a `|` inside code ends a cell of a table, too: write `\\|`; for an apostrophe, write `'`"
                        }
                    };
                    self.mark("`", place..place + 1, message, hint);
                    at + 1
                }
                b'{' => self.check_attributes(run, at),
                b'@' if !is_link => self.check_mailbox(run, at),
                b':' if !is_link && words[at..].starts_with("://") => self.check_address(run, at),
                b'w' if !is_link && words[at..].starts_with("www.") => self.check_address(run, at),
                _ => at + 1,
            };
            at = end.max(at + 1);
        }
    }

    /// What looks like a link and is none.
    fn check_bracket(&mut self, run: &Range<usize>, at: usize) -> usize {
        let words = &self.text[run.clone()];
        let from = floor_char_boundary(words, at.saturating_sub(FIRST_LINE));
        let rest = &words[at + 1..];
        let closing = match rest.bytes().next() {
            Some(b'(') => ')',
            Some(b'[') => ']',
            _ => return at + 1,
        };
        let start = words[from..at].rfind('[').map_or(at, |start| from + start);
        let name = words[start..at].trim_start_matches('[');
        let rest = &rest[1..];
        let inner =
            rest[..floor_char_boundary(rest, FIRST_LINE)].split(closing).next().unwrap_or("");
        let is_closed = rest[inner.len()..].starts_with(closing);
        if name.starts_with('^') || inner.starts_with('^') {
            return at + 1;
        }
        let end = at + 2 + inner.len() + usize::from(is_closed);
        let found = shorten(&words[start..end]);
        let is_address = inner.contains(['/', '.', ':']);
        let hint = if closing == ']' {
            let label = if inner.is_empty() { name } else { inner };
            format!(
                "write `[{name}](address)`, or add a line `[{label}]: address` at the end of the text"
            )
        } else if !is_closed {
            "close the address with `)`".to_owned()
        } else if is_address {
            format!(
                "an address has no spaces: write `[{name}]({})`",
                inner.trim().replace(' ', "%20")
            )
        } else {
            format!(
                "write an address between the round brackets: `[{name}](/about/)` for a page, `[{name}](#{})` for a heading",
                heading_id(inner)
            )
        };
        let message = format!("`{found}` is shown as it is written: it is not a link");
        self.mark("](", run.start + start..run.start + end, &message, hint);
        end
    }

    /// Marks of bold, italic or deleted words that did not work.
    fn check_emphasis(
        &mut self,
        run: &Range<usize>,
        at: usize,
        mark: u8,
        is_line_start: bool,
    ) -> usize {
        let words = &self.text[run.clone()];
        let n = words.bytes().skip(at).take_while(|it| *it == mark).count();
        let before = self.text[..run.start + at].chars().next_back().unwrap_or('\n');
        let after = words[at + n..].chars().next().unwrap_or(' ');
        let opens = !before.is_alphanumeric() && after.is_alphanumeric();
        let closes = before.is_alphanumeric() && !after.is_alphanumeric();
        let is_left_over = match (mark, n) {
            (b'*', 2 | 3) | (b'~', 2) => true,
            (b'_', 2 | 3) => opens || closes,
            // One `*` at the start of a line, or behind a word, is a note that somebody typed by hand.
            (b'*' | b'_', 1) => {
                opens && (before.is_whitespace() || before == '(') && !(is_line_start && at == 0)
            }
            _ => false,
        };
        if is_left_over {
            let place = run.start + at;
            let (marks, sign) = (&words[at..at + n], char::from(mark));
            let kind = match mark {
                b'*' => "*",
                b'_' => "_",
                _ => "~",
            };
            let message = format!("`{marks}` is shown as it is typed: it marks no words");
            let hint = format!(
                "put `{marks}` before and after the words, without a space inside, and with a space or a full stop outside, such as \
                 `{marks}bold{marks}: text`; to show it, write `{}`",
                format!("\\{sign}").repeat(n)
            );
            self.mark(kind, place..place + n, &message, hint);
        }
        at + n
    }

    /// What other programs take in braces.
    fn check_attributes(&mut self, run: &Range<usize>, at: usize) -> usize {
        let words = &self.text[run.clone()];
        let rest = &words[at + 1..];
        let rest = &rest[..floor_char_boundary(rest, FIRST_LINE)];
        let Some((inner, _)) = rest.split_once('}') else { return at + 1 };
        let is_template = words[..at].ends_with('{') || inner.starts_with(['{', '%', '<']);
        let word = inner.trim_start_matches([':', ' ']).split(' ').next().unwrap_or("");
        let is_name = |it: &str| it.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_class = word.strip_prefix(['.', '#']).is_some_and(is_name);
        let is_setting =
            word.split_once('=').is_some_and(|(name, value)| is_name(name) && !value.is_empty());
        if !is_template && (is_class || is_setting) {
            let place = run.start + at;
            let message = format!("`{{{}}}` is shown as it is typed", shorten(inner));
            let hint = "remove it: only a heading can have an id in braces, at its end, such as `{#costs}`";
            self.mark("{", place..place + inner.len() + 2, &message, hint);
        }
        at + 1
    }

    fn check_mailbox(&mut self, run: &Range<usize>, at: usize) -> usize {
        let words = &self.text[run.clone()];
        let is_part = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
        let from = floor_char_boundary(words, at.saturating_sub(FIRST_LINE));
        let name = words[from..at].rsplit(|c| !is_part(c)).next().unwrap_or("");
        let server =
            words[at + 1..].split(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c)).next();
        let server = server.unwrap_or("").trim_end_matches(['.', '-']);
        let end = server.rsplit_once('.').map_or("", |(_, end)| end);
        if name.is_empty() || end.len() < 2 || !end.bytes().all(|it| it.is_ascii_alphabetic()) {
            return at + 1;
        }
        let (start, end) = (at - name.len(), at + 1 + server.len());
        let found = &words[start..end];
        let message = format!("`{}` is not a link", shorten(found));
        self.bare(run.start + start..run.start + end, &message, format!("write `<{found}>`"));
        end
    }

    fn check_address(&mut self, run: &Range<usize>, at: usize) -> usize {
        let words = &self.text[run.clone()];
        let has_scheme = words[at..].starts_with(':');
        let from = floor_char_boundary(words, at.saturating_sub(5));
        let start = match has_scheme {
            true => ["https", "http"].iter().find_map(|it| words[from..at].strip_suffix(it)),
            false => {
                Some(&words[from..at]).filter(|it| !it.ends_with(|c: char| c.is_alphanumeric()))
            }
        };
        let Some(start) = start.map(|before| from + before.len()) else { return at + 1 };
        let end = words[at..].find(|c: char| c.is_whitespace() || "<>\"“”`|".contains(c));
        let found = &words[start..end.map_or(words.len(), |end| at + end)];
        let found =
            found.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', '*', '_', ')', ']']);
        let end = start + found.len();
        // What stands in a link that is none has its message.
        let is_told = self.text[..run.start + start].ends_with("](");
        if !is_told && found.len() > at - start + 4 {
            let message = format!("`{}` is not a link", shorten(found));
            let hint = match has_scheme {
                true => format!("write `[what is there]({found})`, or `<{found}>`"),
                false => format!("write `[{found}](https://{found})`"),
            };
            self.bare(run.start + start..run.start + end, &message, hint);
        }
        end
    }

    fn bare(&mut self, range: Range<usize>, message: &str, hint: String) {
        self.report(Code::BareAddress, range, message, hint);
    }

    /// A backtick in place of an apostrophe makes code of what follows.
    pub(super) fn check_code(&mut self, range: &Range<usize>) {
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let before = self.text[..range.start].chars().next_back();
        let after = self.text[range.end..].chars().next();
        if is_word(before) && is_word(after) {
            let found = shorten(self.text[range.clone()].trim_matches('`'));
            let message = format!("the backticks around `{found}` make code of it");
            let hint = "for an apostrophe, write `'` or `’`";
            self.mark("`", range.clone(), &message, hint);
        }
    }
}
