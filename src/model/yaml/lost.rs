//! Words that YAML takes for something else, so that nobody would read them: comments, tags, and names of values.

use std::collections::BTreeMap;

use super::{Kind, Look, Node, TreeReader, shorten};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// The names that were given to texts, and not used since.
pub(super) type Unused = BTreeMap<usize, Span>;

impl TreeReader<'_> {
    /// What follows ` #` on the line of a text that has no quotation marks. Behind a number, a date or `true` it is a comment.
    pub(super) fn check_hash(&mut self, value: &Node) {
        let Kind::Scalar(scalar) = &value.kind else { return };
        let is_text = scalar.looks_like == Look::Text && scalar.text.contains(char::is_alphabetic);
        if is_text {
            let [start, end] =
                [value.span.start, value.span.end].map(|at| at as usize - self.start);
            self.report_hash(self.text[..end].trim_end().len(), Some(start));
        }
    }

    /// A text that begins with `#`, right behind its key, is no text.
    pub(super) fn check_hash_alone(&mut self, key: Span, value: &Node) {
        let end = key.end as usize - self.start;
        let is_word = |rest: &str| !rest.starts_with(|c: char| c.is_whitespace() || c == '#');
        let rest = self.text[end..].strip_prefix(':').map(|rest| rest.trim_start_matches(' '));
        let word = rest.and_then(|rest| rest.strip_prefix('#')).filter(|rest| is_word(rest));
        if matches!(value.kind, Kind::Null) && word.is_some() {
            self.report_hash(end + 1, None);
        }
    }

    /// Reports a comment that begins at an offset, behind the text that begins at another.
    fn report_hash(&mut self, from: usize, text: Option<usize>) {
        // The end of the line is looked for last: a list of many texts may be one line.
        let rest = &self.text[from..];
        let at = from + rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if at == from || !self.text[at..].starts_with('#') {
            return;
        }
        let comment = self.text[at..self.end_of_line(at)].trim_end();
        let whole = &self.text[text.unwrap_or(at)..at + comment.len()];
        let message = format!("what follows ` #` is not read: `{}`", shorten(comment));
        let span = Span::new(self.file, self.start + at, self.start + at + comment.len());
        let whole = in_quotes(if whole.contains('\n') { "…" } else { whole });
        let hint =
            format!("if it is part of the text, put all of it in quotation marks: `{whole}`");
        let found = Diagnostic::at(Code::HashInText, span, message).hint(hint);
        self.slips.push(found.hint("if it is a comment, put it on a line of its own"));
    }

    /// A tag, such as `!x`, before a value.
    pub(super) fn check_tag(&mut self, value: Span, is_text: bool) {
        self.report_lost('!', value, is_text);
    }

    /// Names that no `*name` repeats: texts that begin with `&`.
    pub(super) fn check_names(&mut self) {
        for span in std::mem::take(&mut self.unused).into_values() {
            self.report_lost('&', span, true);
        }
    }

    /// Reports the word with a sign before a value.
    fn report_lost(&mut self, sign: char, value: Span, is_text: bool) {
        let [start, end] = [value.start, value.end].map(|at| at as usize - self.start);
        let Some(at) = self.text[..start].rfind(sign) else { return };
        let rest = &self.text[at..];
        let word = &rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())];
        let whole = &self.text[at..self.end_of_line(at).min(end.max(at + word.len()))];
        let message = format!(
            "`{word}` is not part of the text: a `{sign}` before a value has a meaning in YAML"
        );
        let hint = match is_text {
            true => {
                format!("put all of the text in quotation marks: `{}`", in_quotes(whole.trim_end()))
            }
            false => format!("remove `{word}`"),
        };
        let span = Span::new(self.file, self.start + at, self.start + at + word.len());
        self.slips.push(Diagnostic::at(Code::YamlTag, span, message).hint(hint));
    }

    /// A key with a space that YAML does not take for one, as web pages and word processors have them.
    pub(super) fn check_odd_space(&mut self, key: &str, span: Span) {
        if let Some(space) = odd_space(key) {
            let words = format!("there is {space} in this line, which YAML takes for a letter");
            self.slips.push(
                Diagnostic::at(Code::YamlSyntax, span, words)
                    .hint("delete the spaces in front of the key, and type them again"),
            );
        }
    }
}

/// A text as YAML reads it, whatever is in it.
fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A space at an end of some words that is none for YAML, in words.
pub(super) fn odd_space(words: &str) -> Option<String> {
    let is_odd = |c: &char| !c.is_ascii() && c.is_whitespace();
    let first = words.chars().next().into_iter().chain(words.chars().next_back());
    first.into_iter().find(is_odd).map(|space| match space {
        '\u{a0}' => "a no-break space (U+00A0)".to_owned(),
        other => format!("an unusual space (U+{:04X})", u32::from(other)),
    })
}
