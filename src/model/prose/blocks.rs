//! Blocks of a text: code samples, quotations, headings, tables.

use std::ops::Range;

use super::{
    COLOURED_LANGUAGES, EntityKind, FIRST_LINE, OpenHeading, PLAIN_LANGUAGES, ProseParser,
    heading_id, language_of,
};
use crate::diag::{Code, did_you_mean};
use crate::model::scalar::Slug;
use crate::source::floor_char_boundary;

/// The table that is being read.
#[derive(Default)]
pub(super) struct Table {
    n_columns: usize,
    /// The cells of the row that is being read.
    pub(super) cells: Vec<Range<usize>>,
    /// How many mistakes were found before that row.
    n_found: usize,
}

impl Table {
    pub(super) fn of(n_columns: usize) -> Self {
        Self { n_columns, ..Self::default() }
    }
}

/// The cells of a row as it is written: a `|` after a `\` ends none.
fn cells(row: &str) -> impl Iterator<Item = &str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let is_closed = row.ends_with('|') && !row.ends_with("\\|");
    let row = if is_closed { &row[..row.len() - 1] } else { row };
    let mut rest = Some(row);
    std::iter::from_fn(move || {
        let row = rest?;
        let ends = row.match_indices('|').map(|(at, _)| at);
        let end = ends.into_iter().find(|at| !row[..*at].ends_with('\\'));
        rest = end.map(|end| &row[end + 1..]);
        Some(&row[..end.unwrap_or(row.len())])
    })
}

impl ProseParser<'_> {
    /// The first line of a stretch of the text.
    fn first_line(&self, range: &Range<usize>) -> Range<usize> {
        let text = &self.text[range.clone()];
        range.start..range.start + text.find(['\n', '\r']).unwrap_or(text.len())
    }

    pub(super) fn check_language(&mut self, info: &str, range: Range<usize>) {
        let language = language_of(info);
        let known = || COLOURED_LANGUAGES.iter().chain(PLAIN_LANGUAGES).copied();
        if language.is_empty() || known().any(|name| name == language) {
            return;
        }
        let line_end = self.text[range.start..].find('\n').unwrap_or(range.len());
        let all = known().collect::<Vec<_>>().join(", ");
        let hint =
            did_you_mean(language, known()).unwrap_or_else(|| format!("the languages are {all}"));
        let message = format!("`{language}` is not a language that can be coloured");
        self.report(Code::UnknownLanguage, range.start..range.start + line_end, &message, hint);
    }

    pub(super) fn check_callout(&mut self, range: Range<usize>) {
        // Quotes in quotes begin alike: each looks at its own beginning only.
        let quote = &self.text[range.clone()];
        let quote = &quote[..floor_char_boundary(quote, FIRST_LINE)];
        let line = quote.trim_start_matches(['>', ' ']).lines().next().unwrap_or("");
        let Some((word, rest)) = line.strip_prefix("[!").and_then(|rest| rest.split_once(']'))
        else {
            return;
        };
        let known = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
        if known.contains(&word) && !rest.trim().is_empty() {
            let end = range.start + quote.find('\n').unwrap_or(quote.len());
            let hint = format!("put `{}` on the next line, after a `>`", rest.trim());
            let message = format!("`[!{word}]` must be alone on its line");
            self.report(Code::UnknownCallout, range.start..end, &message, hint);
            return;
        }
        let message = format!("`{word}` is not a kind of callout");
        let hint = did_you_mean(word, known)
            .unwrap_or_else(|| format!("write one of {}", known.join(", ")));
        let end = range.start + quote.find('\n').unwrap_or(quote.len());
        self.report(Code::UnknownCallout, range.start..end, &message, hint);
    }

    /// A `|` in a reference ends the cell of a table and leaves half a reference.
    pub(super) fn end_cell(&mut self) {
        let Some(range) = self.table.cells.last().cloned() else { return };
        let cell = self.text.get(range.clone()).unwrap_or("");
        let Some(at) = cell.rfind("[[") else { return };
        let half = &cell[at..];
        let names_a_kind = half[2..].split(':').next().and_then(EntityKind::parse).is_some();
        if !half.contains("]]") && names_a_kind {
            let start = range.start + at;
            self.report(
                Code::UnknownReference,
                start..start + half.trim_end().len(),
                "the `|` of this reference ends the cell of the table",
                "write `\\|` instead of `|` inside a table",
            );
        }
    }

    /// A code sample that nobody ended has all that follows in it.
    pub(super) fn check_fence(&mut self, range: &Range<usize>) {
        let sample = self.text[range.clone()].trim_end();
        let first = sample.lines().next().unwrap_or("");
        let mark = first.chars().next().unwrap_or('`');
        let n_marks = first.chars().take_while(|it| *it == mark).count();
        let last = sample.rsplit('\n').next().filter(|_| sample.contains('\n')).unwrap_or("");
        let last = last.trim_matches([' ', '\t', '>', '\r']);
        if last.chars().all(|it| it == mark) && last.chars().count() >= n_marks {
            return;
        }
        let name = if mark == '~' { "tildes (`~`)" } else { "backticks" };
        let message = "this code sample does not end, so all that follows is shown as code";
        let hint = format!("write a line of {n_marks} {name} after the sample");
        self.report(Code::UnintendedBlock, self.first_line(range), message, hint);
    }

    /// A `>` before a number says "more than", and makes a quotation at the start of a line.
    pub(super) fn check_quote(&mut self, range: &Range<usize>) {
        let line = self.first_line(range);
        let quote = &self.text[line.clone()];
        let words = quote.trim_start_matches('>');
        let is_amount =
            |words: &str| words.starts_with(|c: char| c.is_ascii_digit() || "=£$€".contains(c));
        let above = self.text[..range.start].strip_suffix('\n').unwrap_or("");
        let is_in_text = above.rsplit('\n').next().is_some_and(|above| !above.trim().is_empty());
        if is_amount(words) || is_in_text && is_amount(words.trim_start()) {
            let words = words.trim();
            let message = format!(
                "the `>` before `{}` makes a quotation",
                crate::model::yaml::shorten(words)
            );
            let hint = format!("write `\\>{words}`, or say it in words: \"more than …\"");
            self.report(Code::UnintendedBlock, line, &message, hint);
        }
    }

    /// Words above a line of `-` are a heading.
    pub(super) fn check_underline(&mut self, range: &Range<usize>) {
        let heading = self.text[range.clone()].trim();
        let underline = heading.rsplit('\n').next().unwrap_or("").trim_matches([' ', '>']);
        let is_underline = !underline.is_empty() && underline.bytes().all(|it| it == b'-');
        if !heading.starts_with('#') && heading.contains('\n') && is_underline {
            let line = self.first_line(range);
            let words = self.text[line.clone()].trim().to_owned();
            let message = format!("the line `{underline}` below it makes this text a heading");
            let hint = format!(
                "if it is a heading, write `## {words}`; if not, put an empty line above the `{underline}`"
            );
            self.report(Code::UnintendedBlock, line, &message, hint);
        }
    }

    /// Of what is in braces behind a heading, only an id counts; nothing of it is shown.
    pub(super) fn check_braces(&mut self, heading: &OpenHeading) {
        let rest = self.text.get(heading.words_end..heading.range.end).unwrap_or("");
        let Some((_, braces)) = rest.split_once('{') else { return };
        let inner = braces.split('}').next().unwrap_or(braces);
        let id = heading.id.as_deref().map(|id| format!("#{id}"));
        if id.as_deref() == Some(inner.trim()) {
            return;
        }
        let start = heading.words_end + (rest.len() - braces.len()) - 1;
        let message = format!("`{{{inner}}}` is not shown: after a heading, braces are for its id");
        let words = heading.words.trim().trim_end_matches('\\').trim_end();
        let hint = format!(
            "write `{words} ({inner})` or `{words} \\{{{inner}\\}}`; an id is written `{{#{}}}`",
            heading_id(words)
        );
        self.report_young(Code::HeadingBraces, start..start + inner.len() + 2, &message, hint);
    }

    /// The id that an author gave to a heading.
    pub(super) fn check_id(&mut self, id: &str, range: Range<usize>) {
        if !Slug::is_sound(id) && heading_id(id) != id {
            let message = format!("`{id}` can't be the id of a heading");
            let hint = format!("write `{{#{}}}`", heading_id(id));
            self.report(Code::BadId, range, &message, hint);
        } else if id == "main" {
            let message = "`main` is already the id of the main part of every page";
            self.report_young(Code::DuplicateId, range, message, "give the heading another id");
        } else if let Some(first) = self.notes.ids.get(id).cloned() {
            let message = format!("another heading has the id `{id}`");
            let hint = "give one of them another id";
            self.report_young(Code::DuplicateId, range, &message, hint);
            self.found.last_mut().expect("it was reported").first = Some(first);
        } else {
            self.notes.ids.insert(id.to_owned(), range);
        }
    }

    pub(super) fn start_row(&mut self, range: &Range<usize>) {
        self.table.cells.clear();
        self.table.n_found = self.found.len();
        let row = &self.text[range.clone()];
        if self.table.n_columns > 1 && !row.contains('|') {
            let message = "this line is taken as a row of the table above it";
            let hint = "put an empty line between the table and this line";
            self.report(Code::UnintendedBlock, self.first_line(range), message, hint);
        }
    }

    /// What a row has more than its table is not shown.
    pub(super) fn end_row(&mut self, range: Range<usize>) {
        let columns = self.table.n_columns;
        let row = &self.text[range.clone()];
        // A reference that was cut in two has its own message.
        let mut of_row = self.found[self.table.n_found.min(self.found.len())..].iter();
        let is_cut = of_row.any(|it| it.diagnostic.code == Code::UnknownReference);
        if is_cut || cells(row).skip(columns).all(|cell| cell.trim().is_empty()) {
            return;
        }
        let message = format!(
            "this row has {} cells, its table {columns}: the last are not shown",
            cells(row).count()
        );
        let hint = "a `|` inside a cell is written `\\|`, even in code; for one more column, add a head to the first row";
        self.report_young(Code::TableCells, self.first_line(&range), &message, hint);
    }

    /// Who listens to a table hears the head of its column before each cell; only the corner may be empty.
    pub(super) fn end_head(&mut self, range: Range<usize>) {
        let is_empty = |cell: &Range<usize>| self.text[cell.clone()].trim().is_empty();
        let empty: Vec<usize> = (1..)
            .zip(&self.table.cells)
            .filter(|(_, cell)| is_empty(cell))
            .map(|it| it.0)
            .collect();
        let message = match empty[..] {
            [] => return,
            [1] if self.table.cells.len() > 1 => return,
            _ if empty.len() == self.table.cells.len() => {
                "the columns of this table have no heads".to_owned()
            }
            [.., last] => format!("column {last} of this table has no head"),
        };
        let hint = "say in the first row what is in each column: `| Place | Beds |`";
        self.report_young(Code::TableHead, self.first_line(&range), &message, hint);
    }
}
