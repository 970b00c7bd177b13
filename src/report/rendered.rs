//! What is wrong, ready to be shown: every word is here, nothing refers to files any more.

use super::escape;
use crate::diag::{Code, Diagnostic, Place};
use crate::source::{SitePath, Sources, floor_char_boundary};

/// A mistake with its place, excerpt, reason and fix.
#[derive(Clone, PartialEq, Eq, Debug)]
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

/// A line of an excerpt, with the part that is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
struct ExcerptLine {
    number: usize,
    before: String,
    meant: String,
    after: String,
}

/// The longest part of a line that is shown, in characters.
const LONGEST: usize = 160;

impl RenderedDiagnostic {
    pub(crate) fn new(sources: &Sources, diagnostic: &Diagnostic) -> Self {
        let file = diagnostic.place.map(Place::file);
        let mut mistake = Self {
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
            mistake.at = Some((position.line, position.column));
            let text = sources.text(span.file);
            mistake.excerpt = excerpt(text, span.start as usize, span.end as usize, position.line);
        }
        mistake
    }

    /// A mistake of the preview itself or of a page, without a place.
    pub(crate) fn plain(message: String, hint: &str) -> Self {
        Self {
            is_error: true,
            path: None,
            code: "preview",
            message,
            hints: vec![hint.to_owned()],
            why: "The page could not be made, so the last one that could be is shown.",
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

    /// As an item of a list; everything that comes from files is escaped.
    pub(crate) fn to_html(&self) -> String {
        let weight = if self.is_error { "error" } else { "warning" };
        let mut html = format!(
            "<li class=\"iho-{weight}\"><p class=\"iho-what\"><strong>{}</strong> {}</p>",
            if self.is_error { "Error:" } else { "Warning:" },
            escape(&self.message)
        );
        if let Some(path) = &self.path {
            let at = self.at.map_or_else(String::new, |(line, column)| {
                format!(", line {line}, column {column}")
            });
            html.push_str(&format!(
                "<p class=\"iho-place\"><code>{}</code>{at}</p>",
                escape(path.as_str())
            ));
        }
        if !self.excerpt.is_empty() {
            html.push_str(
                "<pre class=\"iho-excerpt\" tabindex=\"0\" aria-label=\"Excerpt\"><code>",
            );
            for ExcerptLine { number, before, meant, after } in &self.excerpt {
                let meant = match meant.as_str() {
                    "" => String::new(),
                    meant => format!("<mark>{}</mark>", escape(meant)),
                };
                let (before, after) = (escape(before), escape(after));
                html.push_str(&format!(
                    "<span class=\"iho-number\">{number:>4} </span>{before}{meant}{after}\n"
                ));
            }
            html.push_str("</code></pre>");
        }
        for hint in &self.hints {
            html.push_str(&format!(
                "<p class=\"iho-hint\"><strong>To mend it:</strong> {}</p>",
                escape(hint)
            ));
        }
        html.push_str(&format!(
            "<p class=\"iho-why\">Why: {} <code class=\"iho-code\">{}</code></p></li>",
            escape(self.why),
            self.code
        ));
        html
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
    let plain = |number, text: &str| ExcerptLine {
        number,
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
        number: line,
        before: lead.chars().rev().collect(),
        meant: cut(&text[start..end]),
        after: cut(&text[end..line_end]),
    });
    if let Some(after) = text.get(line_end + 1..).and_then(|rest| rest.lines().next()) {
        lines.push(plain(line + 1, after));
    }
    lines
}
