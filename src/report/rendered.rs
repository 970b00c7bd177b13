//! What is wrong, ready to be shown: every word is here, nothing refers to files any more.

use serde::Serialize;

use super::count;
use crate::diag::{Code, Diagnostic, Place};
use crate::source::{SitePath, Sources, floor_char_boundary};

/// A diagnostic with its place, excerpt, reason and fix; templates show it with the component `diagnostic`.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub(crate) struct RenderedDiagnostic {
    pub(crate) is_error: bool,
    pub(crate) path: Option<SitePath>,
    code: &'static str,
    message: String,
    hints: Vec<String>,
    why: &'static str,
    at: Option<(usize, usize)>,
    excerpt: Vec<ExcerptLine>,
}

/// Diagnostics as the components of templates list them.
#[derive(Serialize)]
pub(crate) struct Checks<'d> {
    pub(crate) n_errors: usize,
    summary: String,
    shown: Vec<&'d RenderedDiagnostic>,
    n_more: usize,
}

impl<'d> Checks<'d> {
    /// How many there are, and the first of them.
    pub(crate) fn first(n: usize, mut diagnostics: Vec<&'d RenderedDiagnostic>) -> Self {
        let n_all = diagnostics.len();
        let n_errors = diagnostics.iter().filter(|it| it.is_error).count();
        diagnostics.truncate(n);
        let n_more = n_all - diagnostics.len();
        Self { n_errors, summary: count(n_errors, n_all - n_errors), shown: diagnostics, n_more }
    }
}

/// A line of an excerpt, with the part that is meant.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
struct ExcerptLine {
    /// Its number, right-aligned.
    number: String,
    before: String,
    meant: String,
    after: String,
}

/// The longest part of a line that is shown, in characters.
const LONGEST: usize = 160;

impl RenderedDiagnostic {
    pub(crate) fn new(sources: &Sources, diagnostic: &Diagnostic) -> Self {
        let file = diagnostic.place.map(Place::file);
        let mut rendered = Self {
            is_error: diagnostic.is_error(),
            path: file.map(|file| sources.file(file).path.clone()),
            code: diagnostic.code.name(),
            message: diagnostic.message.clone(),
            hints: diagnostic.hints.clone(),
            why: diagnostic.code.explanation(),
            at: None,
            excerpt: Vec::new(),
        };
        if let Some(Place::Span(span)) = diagnostic.place {
            let position = sources.position(span);
            rendered.at = Some((position.line, position.column));
            let text = sources.text(span.file);
            rendered.excerpt = excerpt(text, span.start as usize, span.end as usize, position.line);
        }
        rendered
    }

    /// A diagnostic of the preview itself or of a page, without a place.
    pub(crate) fn plain(message: String, hint: &str) -> Self {
        Self {
            is_error: true,
            path: None,
            code: "preview",
            message,
            hints: vec![hint.to_owned()],
            why: "The page could not be made, so you see its last good version.",
            at: None,
            excerpt: Vec::new(),
        }
    }

    /// Whether it is a file as a whole that is wrong, and no place in it.
    pub(crate) fn is_of_whole_file(&self) -> bool {
        self.is_error && self.path.is_some() && self.at.is_none()
    }

    /// Whether the finished page tells it, not a file.
    pub(crate) fn is_of_finished_page(&self) -> bool {
        [Code::PageLink, Code::PageId, Code::PageRequest].iter().any(|it| it.name() == self.code)
    }

    /// Whether it is a note that somebody left for colleagues.
    pub(crate) fn is_note(&self) -> bool {
        self.code == Code::OpenNote.name()
    }

    /// In one line, for the terminal.
    pub(crate) fn to_line(&self) -> String {
        let place = match (&self.path, self.at) {
            (Some(path), Some((line, column))) => format!("{path}:{line}:{column}: "),
            (Some(path), None) => format!("{path}: "),
            (None, _) => String::new(),
        };
        let weight = if self.is_error { "error" } else { "warning" };
        format!("{place}{weight}: {}", self.message)
    }
}

/// The line of a place with the one before and after it.
fn excerpt(text: &str, start: usize, end: usize, line: usize) -> Vec<ExcerptLine> {
    let start = floor_char_boundary(text, start);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let end = floor_char_boundary(text, end).clamp(start, line_end);
    let cut = |words: &str| words.trim_end_matches('\r').chars().take(LONGEST).collect::<String>();
    let mut lines = Vec::new();
    let plain = |number: usize, text: &str| ExcerptLine {
        number: format!("{number:>4}"),
        before: cut(text),
        meant: String::new(),
        after: String::new(),
    };
    if let Some(before) = text[..line_start].lines().next_back() {
        lines.push(plain(line - 1, before));
    }
    // Of a long line the part around the place is shown.
    let lead: String = text[line_start..start].chars().rev().take(LONGEST / 2).collect();
    lines.push(ExcerptLine {
        number: format!("{line:>4}"),
        before: lead.chars().rev().collect(),
        meant: cut(&text[start..end]),
        after: cut(&text[end..line_end]),
    });
    if let Some(after) = text.get(line_end + 1..).and_then(|rest| rest.lines().next()) {
        lines.push(plain(line + 1, after));
    }
    lines
}
