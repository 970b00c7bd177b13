//! Notes to colleagues, `{>> as in CriticMarkup <<}`: readers of a draft see them, and nobody else may.

use rayon::prelude::*;

use super::SiteContext;
use crate::archive::{in_draft, is_kept};
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{Content, FileId, Span};

const OPEN: &str = "{>>";
const CLOSE: &str = "<<}";

/// Searches every text for notes. In a draft they are a warning, which stops the release; what the next build publishes must have none.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let files: Vec<_> = cx.sources.iter().collect();
    let of_file = |(id, file): (FileId, &crate::source::File)| match &file.content {
        Content::Text(text) if file.path.as_str().starts_with("content/") => {
            let mut found = notes(id, text);
            let is_kept = is_kept(&file.path) || is_kept(cx.sources.place(id));
            if is_kept || in_draft(&file.path).is_some() || is_draft_page(text) {
                found.iter_mut().for_each(|it| it.severity = Severity::Warning);
            }
            found
        }
        _ => Vec::new(),
    };
    files.into_par_iter().flat_map_iter(of_file).collect()
}

/// Whether a page says at its top that it is not published.
fn is_draft_page(text: &str) -> bool {
    let top =
        text.strip_prefix("---").and_then(|rest| rest.split_once("\n---")).map(|(top, _)| top);
    top.is_some_and(|top| top.lines().any(|line| line.trim() == "draft: true"))
}

fn notes(file: FileId, text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(OPEN).map(|at| from + at) {
        let inside = at + OPEN.len();
        let end = text[inside..].find(CLOSE).map(|end| inside + end);
        from = end.unwrap_or(inside);
        if is_code(text, at) {
            continue;
        }
        let said = text[inside..end.unwrap_or(inside)].split_whitespace();
        let said: Vec<&str> = said.take(30).collect();
        let message = match end {
            Some(_) => format!("this is a note to colleagues: “{}”", said.join(" ")),
            None => format!("a note to colleagues begins here, and no `{CLOSE}` ends it"),
        };
        let line_end = text[at..].find('\n').map_or(text.len(), |line| at + line);
        let end = end.map_or(line_end, |end| (end + CLOSE.len()).min(line_end));
        let hint = "settle it, and delete it from the file: it must not be published";
        found.push(Diagnostic::at(Code::OpenNote, Span::new(file, at, end), message).hint(hint));
    }
    found
}

/// Whether a place is within code, where such signs are only shown.
fn is_code(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let line = &before[before.rfind('\n').map_or(0, |newline| newline + 1)..];
    let fences = before.lines().filter(|line| line.trim_start().starts_with("```")).count();
    fences % 2 == 1 || line.matches('`').count() % 2 == 1
}
