//! What is wrong with the content, as data.
//!
//! A [`Diagnostic`] never prints itself: `report` turns it into text for a terminal, JSON or a CI log.

mod codes;
mod suggest;

pub use codes::{Code, Severity};
pub use suggest::{Suggestions, did_you_mean, some_of};

use std::collections::BTreeMap;

use crate::source::{FileId, Span};

/// One mistake: what, where, why, and what to type instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The permanent name of this kind of mistake.
    pub code: Code,
    /// Whether anything can be published with it: as its kind says, unless a command asks for more.
    pub severity: Severity,
    /// Where it is; nothing where the site as a whole is meant.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to type or do, most likely fix first.
    pub hints: Vec<String>,
    /// Other places that take part, each with what it is.
    pub related: Vec<(Span, String)>,
    /// How many more of the same file are counted, and not told one by one.
    pub n_more: usize,
}

/// Where a mistake is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Place {
    /// A stretch of a file.
    Span(Span),
    /// A file as a whole.
    File(FileId),
}

impl Place {
    /// The file.
    pub fn file(self) -> FileId {
        match self {
            Self::Span(span) => span.file,
            Self::File(file) => file,
        }
    }
}

impl Diagnostic {
    /// A mistake in a stretch of a file.
    pub fn at(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Some(Place::Span(span)), message)
    }

    /// A mistake of a file as a whole.
    pub fn of_file(code: Code, file: FileId, message: impl Into<String>) -> Self {
        Self::new(code, Some(Place::File(file)), message)
    }

    /// A mistake of the site as a whole.
    pub fn of_site(code: Code, message: impl Into<String>) -> Self {
        Self::new(code, None, message)
    }

    fn new(code: Code, place: Option<Place>, message: impl Into<String>) -> Self {
        let (message, hints, related) = (message.into(), Vec::new(), Vec::new());
        Self { code, severity: code.severity(), place, message, hints, related, n_more: 0 }
    }

    /// Adds what to type or do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a hint where there is one.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hints.extend(hint);
        self
    }

    /// Adds another place that takes part.
    #[must_use]
    pub fn related(mut self, span: Span, what: impl Into<String>) -> Self {
        self.related.push((span, what.into()));
        self
    }

    /// The same, where it keeps people from what they asked for.
    #[must_use]
    pub fn as_error(self) -> Self {
        Self { severity: Severity::Error, ..self }
    }

    /// Whether nothing can be published with it.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// How many mistakes of one file are told before the rest is counted.
const TOLD: usize = 20;

/// The first mistakes of one file, and how many more there are.
pub fn few(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let n_more = found.len().saturating_sub(TOLD);
    found.truncate(TOLD);
    if let Some(last) = found.last_mut().filter(|_| n_more > 0) {
        last.hints.push(format!("this file has {n_more} more problems"));
        last.n_more = n_more;
    }
    found
}

/// How many mistakes of one kind are reported for one file: nobody reads more before mending the first.
const TOLD_OF_A_KIND: usize = 100;

/// Sorts by place, then by code, and drops repeats, and what is more than anybody reads.
pub fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| (a.place, a.code, &a.message).cmp(&(b.place, b.code, &b.message)));
    diagnostics.dedup();
    // How many there are of a kind, and the last of those that are told.
    let mut kinds: BTreeMap<(Option<FileId>, Code), (usize, usize)> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(diagnostics.len().min(1_000));
    for it in diagnostics {
        let (n, last) = kinds.entry((it.place.map(Place::file), it.code)).or_default();
        *n += 1;
        if *n <= TOLD_OF_A_KIND {
            *last = kept.len();
            kept.push(it);
        }
    }
    for ((file, _), (n, last)) in kinds.into_iter().filter(|(_, (n, _))| *n > TOLD_OF_A_KIND) {
        let n_more = n - TOLD_OF_A_KIND;
        kept[last].n_more += n_more;
        kept[last].hints.push(match file {
            Some(_) => format!("this file has {n_more} more of this kind"),
            None => format!("there are {n_more} more of this kind"),
        });
    }
    kept
}
