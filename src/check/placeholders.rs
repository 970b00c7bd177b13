//! What a new site comes with and a real one must not publish: addresses that are kept free for examples, the publisher of the
//! starter, `…` in the place of a value, and reasons that say no more than that something is new.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::SiteContext;
use crate::archive::is_kept;
use crate::author::begin::{NEW, PLACEHOLDERS, PUBLISHER_NAME};
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{Content, FileId, Span};

/// Names that are kept free for examples (RFC 2606): nobody can be reached there.
const EXAMPLE_HOSTS: [&str; 3] = ["example.org", "example.com", "example.net"];

/// Ends of names that lead nowhere (RFC 2606, RFC 6761).
const EXAMPLE_ENDS: [&str; 4] = [".example", ".test", ".invalid", ".localhost"];

/// Searches every file of a site that does not say that it is illustrative.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let Some((_, site)) = &cx.model.site else { return Vec::new() };
    if site.illustrative.known() == Some(&true) {
        return Vec::new();
    }
    let files: Vec<_> = cx.sources.iter().collect();
    let of_file = |(id, file): (FileId, &crate::source::File)| match &file.content {
        Content::Text(text) if file.path.as_str().starts_with("content/") => {
            let fields = match file.path.extension() {
                "yaml" => text.len(),
                // The fields of a page are at its top.
                "md" if text.starts_with("---") => text[3..].find("\n---").map_or(0, |it| it + 3),
                _ => 0,
            };
            let mut found = Search { file: id, text, fields }.all();
            // What is sealed can't be corrected in place.
            if is_kept(&file.path) || is_kept(cx.sources.place(id)) {
                found.iter_mut().for_each(|it| it.severity = Severity::Warning);
            }
            found
        }
        _ => Vec::new(),
    };
    files.into_par_iter().flat_map_iter(of_file).collect()
}

/// A file that is searched.
struct Search<'t> {
    file: FileId,
    text: &'t str,
    /// Where the fields end.
    fields: usize,
}

impl Search<'_> {
    fn all(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (words, hint) in PLACEHOLDERS {
            let places = self.text.match_indices(words).filter(|(at, _)| self.counts(*at));
            found.extend(places.map(|(at, words)| self.say(at, at + words.len(), hint)));
        }
        found.extend(self.titles());
        found.extend(self.hosts());
        found.extend(self.ellipses());
        found.extend(self.reasons());
        found
    }

    fn say(&self, start: usize, end: usize, hint: &str) -> Diagnostic {
        let trial =
            "or write `illustrative: true` in `content/site.yaml` while the site is only a trial";
        let message = format!("`{}` is a placeholder", &self.text[start..end]);
        Diagnostic::at(Code::Placeholder, Span::new(self.file, start, end), message)
            .hint(hint)
            .hint(trial)
    }

    /// Whether a place of the file counts: comments between fields do not.
    fn counts(&self, at: usize) -> bool {
        let line = self.text[..at].rfind('\n').map_or(0, |it| it + 1);
        let before = &self.text[line..at];
        at >= self.fields || !(before.trim_start().starts_with('#') || before.contains(" #"))
    }

    /// Titles and names that still speak of "your organisation", in any letters.
    fn titles(&self) -> Vec<Diagnostic> {
        let (words, hint) = (PUBLISHER_NAME, PLACEHOLDERS[0].1);
        let mut found = Vec::new();
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            let field = line.trim_start_matches([' ', '-']).split_once(':').map(|(key, _)| key);
            if matches!(field, Some("title" | "name" | "short_name" | "site_name" | "org"))
                && !line.contains(words)
                && let Some(at) = line.to_ascii_lowercase().find(&words.to_ascii_lowercase())
            {
                found.push(self.say(start + at, start + at + words.len(), hint));
            }
            start += line.len();
        }
        found
    }

    /// Web addresses and mailboxes where nobody can be reached.
    fn hosts(&self) -> Vec<Diagnostic> {
        let lower = self.text.to_ascii_lowercase();
        let is_apart = |c: char| c.is_whitespace() || "\"'<>()[]{},`*|".contains(c);
        let mut places = BTreeSet::new();
        for part in ["example.", ".example", ".test", ".invalid", "localhost"] {
            for (at, _) in lower.match_indices(part) {
                let apart = lower[..at].char_indices().rev().find(|(_, c)| is_apart(*c));
                let start = apart.map_or(0, |(at, c)| at + c.len_utf8());
                let end = lower[at..].find(is_apart).map_or(lower.len(), |it| at + it);
                let end =
                    start + lower[start..end].trim_end_matches(['.', ';', ':', '!', '?']).len();
                if self.counts(at) && leads_nowhere(&lower[start..end], at < self.fields) {
                    places.insert((start, end));
                }
            }
        }
        let told = places.into_iter().map(|(start, end)| {
            let hint = match self.text[start..end].contains('@') {
                true => "write a shared mailbox of your organisation",
                false => "write the real web address",
            };
            self.say(start, end, hint)
        });
        told.collect()
    }

    /// `…` where a value should be, as hints and new files have it.
    fn ellipses(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (at, mark) in self.text.match_indices('…').filter(|(at, _)| self.counts(*at)) {
            let (before, after) = (&self.text[..at], &self.text[at + mark.len()..]);
            let name = before.rsplit(|c: char| c.is_whitespace() || "\"'{[,:".contains(c)).next();
            let start = at - name.map_or(0, str::len);
            let is_mailbox = name.is_some_and(|it| it.len() > 1 && it.ends_with('@'));
            let after = after.trim_start_matches(['"', '\'', ' ']);
            let is_alone = before.trim_end_matches(['"', '\'', ' ']).ends_with([':', '[', '-'])
                && (after.is_empty() || after.starts_with(['\n', '\r', ',', '}', ']', '#']));
            if is_mailbox {
                let hint = "write a shared mailbox of your organisation";
                found.push(self.say(start, at + mark.len(), hint));
            } else if is_alone && at < self.fields {
                found.push(self.say(at, at + mark.len(), "write the value in place of `…`"));
            }
        }
        found
    }

    /// Reasons of fields that nobody has looked at: told once for a file, and never in the way of a build.
    fn reasons(&self) -> Option<Diagnostic> {
        let all = NEW.iter().flat_map(|words| self.text.match_indices(words));
        let all: Vec<_> = all.filter(|(at, _)| *at < self.fields && self.counts(*at)).collect();
        let (at, words) = *all.first()?;
        let message = match all.len() {
            1 => format!("a field gives no other reason than `{words}`"),
            n => format!("{n} fields give no other reason than `{words}`"),
        };
        let span = Span::new(self.file, at, at + words.len());
        let found = Diagnostic::at(Code::Placeholder, span, message)
            .hint("write the values that you can publish, and for each other field why it is not published yet");
        Some(Diagnostic { severity: Severity::Warning, ..found })
    }
}

/// Whether an address, in small letters, is one that is kept free for examples. In fields a bare name counts, too.
fn leads_nowhere(word: &str, is_field: bool) -> bool {
    let addressed = word.split_once("://").or_else(|| word.rsplit_once('@')).map(|(_, it)| it);
    let host = addressed.unwrap_or(word).split(['/', ':', '?', '#']).next().unwrap_or_default();
    let is_example =
        |it: &str| host.strip_suffix(it).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    (is_field || addressed.is_some()) && EXAMPLE_HOSTS.into_iter().any(is_example)
        || addressed.is_some()
            && (host == "localhost" || EXAMPLE_ENDS.iter().any(|it| host.ends_with(it)))
}
