//! What a new site comes with and a real one must not publish: addresses of `example.org`, the publisher of the starter.

use rayon::prelude::*;

use super::SiteContext;
use crate::archive::is_kept;
use crate::author::begin::PLACEHOLDERS;
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{Content, FileId, Span};

/// Names that are kept free for examples (RFC 2606): nobody can be reached there.
const EXAMPLE_HOSTS: [&str; 3] = ["example.org", "example.com", "example.net"];

/// Searches the fields of every file of a site that does not say that it is illustrative.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let Some((_, site)) = &cx.model.site else { return Vec::new() };
    if site.illustrative.known() == Some(&true) {
        return Vec::new();
    }
    let files: Vec<_> = cx.sources.iter().collect();
    let of_file = |(id, file): (FileId, &crate::source::File)| match &file.content {
        Content::Text(text) if file.path.as_str().starts_with("content/") => {
            // What is sealed can't be corrected in place.
            let is_sealed = is_kept(&file.path) || is_kept(cx.sources.place(id));
            let severity = if is_sealed { Severity::Warning } else { Severity::Error };
            let is_of_fields = file.path.extension() == "yaml";
            let mut found = find(id, text, is_of_fields);
            found.iter_mut().for_each(|it| it.severity = severity);
            found
        }
        _ => Vec::new(),
    };
    files.into_par_iter().flat_map_iter(of_file).collect()
}

fn find(file: FileId, text: &str, is_of_fields: bool) -> Vec<Diagnostic> {
    let trial =
        "or write `illustrative: true` in `content/site.yaml` while the site is only a trial";
    let say = |start: usize, end: usize, hint: &str| {
        let message = format!("`{}` is a placeholder from a new site", &text[start..end]);
        let span = Span::new(file, start, end);
        Diagnostic::at(Code::Placeholder, span, message).hint(hint).hint(trial)
    };
    let mut found = Vec::new();
    for (words, hint) in PLACEHOLDERS {
        let places = text.match_indices(words).filter(|(at, _)| counts(text, *at, is_of_fields));
        found.extend(places.map(|(at, words)| say(at, at + words.len(), hint)));
    }
    for host in EXAMPLE_HOSTS.into_iter().filter(|_| is_of_fields) {
        for (at, _) in text.match_indices(host).filter(|(at, _)| counts(text, *at, true)) {
            let is_apart = |c: char| c.is_whitespace() || "\"'<>()[]{},".contains(c);
            let start = text[..at].rfind(is_apart).map_or(0, |it| it + 1);
            let end = text[at..].find(is_apart).map_or(text.len(), |it| at + it);
            let before = text[start..at].chars().next_back();
            let after = text[at + host.len()..end].chars().next();
            if before.is_none_or(|c| "/@.".contains(c)) && after.is_none_or(|c| "/:?#".contains(c))
            {
                let hint = match before {
                    Some('@') => {
                        "write a shared mailbox of your organisation, such as `enquiries@…`"
                    }
                    _ => "write the real web address",
                };
                found.push(say(start, end, hint));
            }
        }
    }
    found
}

/// Whether a place of a file counts: comments in YAML do not.
fn counts(text: &str, at: usize, is_yaml: bool) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let before = &text[line..at];
    !is_yaml || !(before.trim_start().starts_with('#') || before.contains(" #"))
}
