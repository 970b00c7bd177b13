//! What files tell, and how it is gathered.

use std::ops::Range;

use super::person::{Bodies, name_in_sentence, person, person_in_comment};
use super::quoted;

/// Something that a file tells.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Finding {
    /// Where a picture was taken, and what says so.
    Place(String),
    /// The number of a camera or a lens, and what says so.
    Serial(String),
    /// A person.
    Person {
        /// What names them.
        field: String,
        /// What it says.
        name: String,
    },
    /// Something that readers do not see at first, such as comments.
    Hidden(String),
    /// What could not be looked into, and why.
    Closed(String),
    /// What nobody can look into without a password, and why.
    Locked(String),
    /// What a drawing must not hold.
    Unsafe {
        /// Where it is in its text.
        at: Range<usize>,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
}

/// What is found in a file, as it is found.
pub(super) struct Findings<'b> {
    pub(super) bodies: &'b Bodies,
    pub(super) found: Vec<Finding>,
}

impl Findings<'_> {
    pub(super) fn push(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// What could not be looked into, and why.
    pub(super) fn closed(&mut self, why: impl Into<String>) {
        self.found.push(Finding::Closed(why.into()));
    }

    /// What readers do not see at first.
    pub(super) fn hidden(&mut self, what: impl Into<String>) {
        self.found.push(Finding::Hidden(what.into()));
    }

    /// A person.
    pub(super) fn person(&mut self, field: &str, name: &str) {
        self.found.push(Finding::Person { field: field.to_owned(), name: quoted(name) });
    }

    /// A field for a name, which may be that of a body.
    pub(super) fn name(&mut self, field: &str, text: &str) {
        if let Some(name) = person(text, self.bodies) {
            self.person(field, &name);
        }
    }

    /// A text that may be about anything.
    pub(super) fn comment(&mut self, field: &str, text: &str) {
        if let Some(name) = person_in_comment(text, self.bodies).or_else(|| mailbox(text)) {
            self.person(field, &name);
        }
    }

    /// The same of a text in which two words with capitals say little, such as "Bar Chart".
    pub(super) fn sentence(&mut self, field: &str, text: &str) {
        if let Some(name) = name_in_sentence(text, self.bodies).or_else(|| mailbox(text)) {
            self.person(field, &name);
        }
    }

    /// What a file tells that lies in another. Drawings there are opened by no browser.
    pub(super) fn inside(&mut self, place: &str, look: impl FnOnce(&mut Findings<'_>)) {
        let mut inner = Findings { bodies: self.bodies, found: Vec::new() };
        look(&mut inner);
        let of = |words: String| format!("{words}, in {place}");
        self.found.extend(inner.found.into_iter().filter_map(|finding| {
            Some(match finding {
                Finding::Place(field) => Finding::Place(of(field)),
                Finding::Serial(field) => Finding::Serial(of(field)),
                Finding::Person { field, name } => Finding::Person { field: of(field), name },
                Finding::Hidden(words) => Finding::Hidden(of(words)),
                Finding::Closed(words) => Finding::Closed(of(words)),
                Finding::Locked(words) => Finding::Locked(of(words)),
                Finding::Unsafe { .. } => return None,
            })
        }));
    }
}

/// A mailbox in a text.
fn mailbox(text: &str) -> Option<String> {
    let is_mark = |it: char| {
        it.is_whitespace() || matches!(it, '"' | '<' | '>' | '(' | ')' | ',' | ';' | ':')
    };
    let is_it = |word: &&str| {
        word.split_once('@').is_some_and(|(name, host)| {
            name.len() > 1
                && host.split('.').count() > 1
                && host.trim_end_matches('.').split('.').all(|part| {
                    !part.is_empty()
                        && part.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
                })
        })
    };
    text.split(is_mark).find(is_it).map(str::to_owned)
}
