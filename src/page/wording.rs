//! Sentences that pages have in common; figures are worded in `model/figures.rs`.

use crate::model::field::{Disclosure, Provenance, Silence};
use crate::model::figures::with_commas;
pub use crate::model::figures::{
    count, date, decimal, due, pence, percent, period, pounds, upper_first, year,
};
use crate::model::scalar::{Date, Due};

/// What is said of something in use without a first or a last day.
pub const NOW: &str = "Now";

/// "Until 31 March 2026", "Since 1 April 2026", "From 1 April 2027", "1 July 2022 to 31 March 2026", "Now".
pub fn in_use(from: Option<Date>, to: Option<Date>, today: Date) -> String {
    match (from, to) {
        (Some(from), Some(to)) => format!("{} to {}", date(from), date(to)),
        (Some(from), None) if from > today => format!("From {}", date(from)),
        (Some(from), None) => format!("Since {}", date(from)),
        (None, Some(to)) => format!("Until {}", date(to)),
        (None, None) => NOW.to_owned(),
    }
}

/// The standard sentence of a silence; a date that has passed is said to have passed.
pub fn silence(silence: &Silence, today: Date) -> String {
    let reason = sentence(&silence.reason);
    let is_overdue = silence.due().is_some_and(|due| due < today);
    let expected =
        silence.expected.map_or_else(String::new, |expected| match (expected, is_overdue) {
            (Due::Day(day), false) => format!(" Expected by {}.", date(day)),
            (Due::Day(day), true) => format!(" Overdue: it was expected by {}.", date(day)),
            (Due::Quarter(..), is_overdue) => {
                let span = due(expected).replace(" to ", " and ");
                let words = if is_overdue { "Overdue: it was expected" } else { "Expected" };
                format!(" {words} between {span}.")
            }
        });
    match silence.state {
        Disclosure::NotYetDecided => format!("Not yet decided.{expected} {reason}"),
        Disclosure::DecidedNotYetPublished => {
            format!("Decided, but not yet published.{expected} {reason}")
        }
        Disclosure::Withheld => {
            let exemption = silence.exemption.map_or_else(String::new, |exemption| {
                format!(" under the Freedom of Information Act, {}", exemption.label())
            });
            let review = silence.review_on.map_or_else(String::new, |day| match is_overdue {
                false => format!(" To be looked at again on {}.", date(day)),
                true => format!(" Overdue: it was to be looked at again on {}.", date(day)),
            });
            format!("Withheld{exemption}.{review} {reason}")
        }
        Disclosure::NotApplicable => format!("Does not apply here. {reason}"),
        Disclosure::Published => reason,
    }
}

/// A text with a full stop at its end.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Where a statement comes from, but its source: "As at 1 October 2026. A plan."
pub fn provenance(provenance: &Provenance, approver: Option<&str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(day) = provenance.as_of {
        parts.push(format!("As at {}.", date(day)));
    }
    if let Some(evidence) = provenance.evidence {
        parts.push(format!("{}.", evidence.label()));
    }
    if let Some(owner) = &provenance.owner {
        parts.push(format!("Owner: {}", sentence(owner)));
    }
    match (approver, provenance.approved_on) {
        (Some(by), Some(on)) => parts.push(format!("Approved by {by} on {}.", date(on))),
        (Some(by), None) => parts.push(format!("Approved by {}", sentence(by))),
        (None, Some(on)) => parts.push(format!("Approved on {}.", date(on))),
        (None, None) => {}
    }
    if let Some(day) = provenance.review_by {
        parts.push(format!("To be reviewed by {}.", date(day)));
    }
    parts.join(" ")
}

/// "1 place", "3 places".
pub fn n_of(n: usize, one: &str, many: &str) -> String {
    let number = with_commas(&n.to_string());
    if n == 1 { format!("{number} {one}") } else { format!("{number} {many}") }
}

/// "Mockford", "Mockford and Testbridge", "Mockford, Samplewick and Testbridge".
pub fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "Mockford", "Mockford or Testbridge", "Mockford, Samplewick or Testbridge".
pub fn any_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A heading inside a sentence; what looks like a name stays as it is.
pub fn lower_first(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let is_name = first.chars().skip(1).any(char::is_uppercase)
        || words.split(' ').skip(1).any(|word| word.starts_with(char::is_uppercase));
    let mut letters = words.chars();
    match letters.next() {
        Some(letter) if !is_name => letter.to_lowercase().chain(letters).collect(),
        _ => words.to_owned(),
    }
}
