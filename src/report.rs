//! Diagnostics and results as text: for people, for programs, for a code host's log.

mod changes;
mod fragment;
mod lines;
mod pack;
mod rendered;
mod review;
mod spc;
mod status;

pub use changes::{Sides, changes, changes_page};
pub(crate) use lines::IhoChanges;
pub(crate) use pack::ChangedPage;
pub use pack::{Pack, Signed, pack};
pub(crate) use rendered::{Checks, RenderedDiagnostic};
pub(crate) use review::{Half, When, compared_with, half};
pub use review::{outlook, outlook_json};
pub use spc::{Charted, charts};
pub use status::{Agenda, status};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};

use crate::diag::{Diagnostic, Place, Severity};
use crate::failure::Failure;
use crate::source::{Sources, Span, floor_char_boundary};

/// The form in which errors and warnings are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For people, with excerpts; coloured or not.
    Human {
        /// Whether escape codes for colours are used.
        is_coloured: bool,
    },
    /// One JSON object.
    Json,
    /// Commands that mark the lines in a change on GitHub.
    Github,
}

/// All diagnostics in one text; empty where people read and there are none.
pub fn diagnostics(sources: &Sources, diagnostics: &[Diagnostic], format: Format) -> String {
    match format {
        Format::Human { is_coloured } => {
            let renderer = if is_coloured { Renderer::styled() } else { Renderer::plain() };
            let renderer = renderer.decor_style(DecorStyle::Unicode);
            diagnostics.iter().map(|it| human(sources, it, &renderer) + "\n\n").collect()
        }
        Format::Json => json_text(sources, diagnostics),
        Format::Github => diagnostics.iter().map(|it| github(sources, it)).collect(),
    }
}

/// "3 errors and 1 warning"; nothing where there are none.
pub fn summary(diagnostics: &[Diagnostic]) -> Option<String> {
    let [n_errors, n_warnings] = [true, false].map(|is_error| {
        let all = diagnostics.iter().filter(|it| it.is_error() == is_error);
        all.map(|it| 1 + it.n_more).sum()
    });
    (!diagnostics.is_empty()).then(|| count(n_errors, n_warnings))
}

/// "3 errors and 1 warning"; "No problems found".
pub(crate) fn count(n_errors: usize, n_warnings: usize) -> String {
    let words = |n: usize, one: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    };
    match (n_errors, n_warnings) {
        (0, 0) => "No problems found".to_owned(),
        (0, n) => words(n, "warning"),
        (n, 0) => words(n, "error"),
        (errors, warnings) => {
            format!("{} and {}", words(errors, "error"), words(warnings, "warning"))
        }
    }
}

/// A failure of the world, for people.
pub fn failure(failure: &Failure) -> String {
    let hints: String = failure.hints.iter().map(|hint| format!("  hint: {hint}\n")).collect();
    format!("error: {}\n{hints}", failure.message)
}

/// Lines shown before and after a mistake.
const CONTEXT_LINES: usize = 1;

fn human(sources: &Sources, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let mut group = match diagnostic.place {
        Some(Place::Span(span)) if is_in_long_line(sources, span) => {
            let at = sources.position(span);
            let origin = annotate_snippets::Origin::path(sources.place(span.file).as_str());
            title.element(origin.line(at.line).char_column(at.column))
        }
        Some(Place::Span(span)) => {
            let mut group = title.element(snippet(sources, span, AnnotationKind::Primary, ""));
            for (span, what) in &diagnostic.related {
                group = group.element(snippet(sources, *span, AnnotationKind::Context, what));
            }
            group
        }
        Some(Place::File(file)) => {
            let path = sources.place(file).as_str();
            title.element(annotate_snippets::Origin::path(path))
        }
        None => Group::with_title(title),
    };
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
    }
    let why = diagnostic.code.explanation();
    group = group.element(Level::NOTE.with_name("why").message(why));
    renderer.render(&[group])
}

/// Drawing a line of a whole book would take minutes, and nobody could read it.
fn is_in_long_line(sources: &Sources, span: Span) -> bool {
    const LONG: usize = 2_000;
    let text = sources.text(span.file);
    let at = floor_char_boundary(text, span.start as usize);
    let before = at - text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    before + text[at..].find('\n').unwrap_or(text.len() - at) > LONG
}

/// The lines around a place: drawing costs as much as the text that is drawn from.
fn snippet<'s>(
    sources: &'s Sources,
    span: Span,
    kind: AnnotationKind,
    label: &'s str,
) -> Snippet<'s, annotate_snippets::Annotation<'s>> {
    let text = sources.text(span.file);
    let start = floor_char_boundary(text, span.start as usize);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let mut from = line_start;
    for _ in 0..CONTEXT_LINES {
        from = text[..from.saturating_sub(1)].rfind('\n').map_or(0, |at| at + 1);
    }
    let mut to = line_end;
    for _ in 0..CONTEXT_LINES {
        let next = text.get(to + 1..).unwrap_or("");
        to = next.find('\n').map_or(text.len(), |at| to + 1 + at);
    }
    let end = floor_char_boundary(text, span.end as usize).clamp(start, line_end);
    let annotation = kind.span(start - from..end.max(start) - from);
    let annotation = if label.is_empty() { annotation } else { annotation.label(label) };
    let first_line = text[..from].bytes().filter(|byte| *byte == b'\n').count() + 1;
    Snippet::source(&text[from..to])
        .line_start(first_line)
        .path(sources.place(span.file).as_str())
        .fold(false)
        .annotation(annotation)
}

fn json_text(sources: &Sources, diagnostics: &[Diagnostic]) -> String {
    let n_errors = diagnostics.iter().filter(|it| it.is_error()).count();
    let all: Vec<Value> = diagnostics.iter().map(|it| json_value(sources, it)).collect();
    let whole = json!({
        "errors": n_errors,
        "warnings": diagnostics.len() - n_errors,
        "diagnostics": all,
    });
    serde_json::to_string_pretty(&whole).expect("a tree of values is JSON") + "\n"
}

fn json_value(sources: &Sources, diagnostic: &Diagnostic) -> Value {
    let severity = severity_word(diagnostic);
    let mut value = json!({
        "code": diagnostic.code.name(),
        "severity": severity,
        "message": diagnostic.message,
        "hints": diagnostic.hints,
        "explanation": diagnostic.code.explanation(),
    });
    let fields = value.as_object_mut().expect("it was made an object");
    if let Some(place) = diagnostic.place {
        fields.insert("file".to_owned(), sources.place(place.file()).as_str().into());
    }
    if let Some(Place::Span(span)) = diagnostic.place {
        fields.extend(span_fields(sources, span));
    }
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|(span, what)| {
            let mut place = span_fields(sources, *span);
            place.insert("file".to_owned(), sources.place(span.file).as_str().into());
            place.insert("message".to_owned(), what.as_str().into());
            Value::Object(place)
        })
        .collect();
    if !related.is_empty() {
        fields.insert("related".to_owned(), related.into());
    }
    value
}

fn span_fields(sources: &Sources, span: Span) -> serde_json::Map<String, Value> {
    let start = sources.position(span);
    let end = sources.position(Span { start: span.end, ..span });
    let line = line_around(sources.text(span.file), span.start as usize);
    let fields = json!({
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
        "text": shortened(sources.excerpt(span)),
        "excerpt": line,
    });
    match fields {
        Value::Object(fields) => fields,
        _ => unreachable!("it was made an object"),
    }
}

/// More of a line than this is not shown: a file that is one line would be told again with each of its mistakes.
const LONGEST_EXCERPT: usize = 2_000;

/// The line in which a place stands, or what of a long one stands around the place.
fn line_around(text: &str, at: usize) -> &str {
    let at = floor_char_boundary(text, at);
    let begin = floor_char_boundary(text, at.saturating_sub(LONGEST_EXCERPT / 2));
    let end = floor_char_boundary(text, at + LONGEST_EXCERPT / 2);
    let start = text[begin..at].rfind('\n').map_or(begin, |newline| begin + newline + 1);
    let rest = &text[start..end];
    rest[..rest[at - start..].find('\n').map_or(rest.len(), |newline| at - start + newline)]
        .trim_end_matches('\r')
}

/// The beginning of a long text.
fn shortened(text: &str) -> &str {
    &text[..floor_char_boundary(text, LONGEST_EXCERPT)]
}

fn severity_word(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn github(sources: &Sources, diagnostic: &Diagnostic) -> String {
    let mut properties = Vec::new();
    if let Some(place) = diagnostic.place {
        properties.push(format!("file={}", property(sources.place(place.file()).as_str())));
    }
    if let Some(Place::Span(span)) = diagnostic.place {
        let start = sources.position(span);
        let end = sources.position(Span { start: span.end, ..span });
        properties.push(format!("line={}", start.line));
        properties.push(format!("endLine={}", end.line));
        properties.push(format!("col={}", start.column));
        if start.line == end.line {
            properties.push(format!("endColumn={}", end.column));
        }
    }
    properties.push(format!("title={}", property(diagnostic.code.name())));
    let mut message = diagnostic.message.clone();
    for hint in &diagnostic.hints {
        message.push_str("\nhint: ");
        message.push_str(hint);
    }
    format!("::{} {}::{}\n", severity_word(diagnostic), properties.join(","), data(&message))
}

/// What the log's commands need escaped in a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What they need escaped in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
