//! Changes in sentences, as a good press officer writes them: names, not ids; both values; no more.

use super::blocks::{Unit, units};
use super::marked::{Block, CellChange, Marked, PieceKind};
use super::{Change, ChangeKind, ChangeSide, Diff};
use crate::graph::{EntityId, Graph};
use crate::model::field::{Disclosure, Silence};
use crate::model::figures;
use crate::model::prose::first_paragraph;
use crate::model::reference::{EntityKind, Reference};
use crate::model::reflect::ScalarRef;

/// Longer values are not put into a sentence.
const LONGEST: usize = 160;
/// Longer words are not quoted.
const QUOTED: usize = 120;

/// What a later plan for a day is called.
const MOVED: &str = "new date";

/// A part of what something is called.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    /// The label of a field.
    Label(&'static str),
    /// The name of a thing.
    Name(String),
}

/// What something is called: "Vale Council: voice in decisions".
pub(super) fn subject(parts: &[Part]) -> String {
    let words = parts.iter().enumerate().map(|(at, part)| match part {
        Part::Name(name) => name.clone(),
        Part::Label("As at") if at == 0 => "The date of this information".to_owned(),
        Part::Label("As at") => "date of the information".to_owned(),
        Part::Label("Last changed") => "date of the last change".to_owned(),
        Part::Label("Moved") => MOVED.to_owned(),
        Part::Label(label) if is_clause(label) => format!("“{label}”"),
        Part::Label(label) if at == 0 => (*label).to_owned(),
        Part::Label(label) => inside(label),
    });
    words.collect::<Vec<_>>().join(": ")
}

/// How labels begin that are half a sentence.
const CLAUSES: &str = "Also Answers Approved As Became Before Built By Came Can Chaired Changes Commissioned For From How If \
                       Meets Moved Now Provided Shares Small Starts To Until What When Where Who Why Will";

/// Whether a label is no name but half a sentence.
fn is_clause(label: &str) -> bool {
    let first = label.split(' ').next().unwrap_or_default();
    CLAUSES.split(' ').any(|word| word == first)
}

/// A label inside a sentence; what looks like a name stays as it is.
pub(super) fn inside(label: &str) -> String {
    let mut words = label.split(' ');
    let first = words.next().unwrap_or_default();
    let is_name = first.chars().skip(1).any(char::is_uppercase)
        || words.any(|word| word.starts_with(char::is_uppercase));
    let mut letters = label.chars();
    match letters.next() {
        Some(letter) if !is_name => letter.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

/// Words as they begin a sentence.
pub(super) fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

/// The first words of a text.
pub(super) fn beginning(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LONGEST {
        return text;
    }
    let cut: String = text.chars().take(LONGEST).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", &cut[..end])
}

/// A value in words.
pub(super) fn scalar(graph: &Graph, scalar: ScalarRef<'_>) -> String {
    let name = |key: &EntityId| graph.name(key).to_owned();
    match scalar {
        ScalarRef::Text(text) => text.trim().to_owned(),
        ScalarRef::Prose(prose) => {
            let name = |reference: &Reference| Some(name(&EntityId::of(reference)));
            match first_paragraph(&prose.text, &name) {
                words if words.is_empty() => beginning(&prose.text),
                words => beginning(&words),
            }
        }
        ScalarRef::Choice(_, label) => inside(label),
        ScalarRef::Bool(value) => if value { "yes" } else { "no" }.to_owned(),
        ScalarRef::Count(count) => figures::count(count),
        ScalarRef::Decimal(number) => figures::decimal(number.normalize()),
        ScalarRef::Percent(number) => figures::percent(number),
        ScalarRef::Pounds(pounds) => figures::pounds(pounds),
        ScalarRef::Pence(pounds) => figures::pence(pounds),
        ScalarRef::Period(period) => figures::period(period),
        ScalarRef::Date(day) => figures::date(day),
        ScalarRef::Due(due) => figures::due(due),
        ScalarRef::Year(year) => figures::year(year),
        ScalarRef::Code(code) => code.to_owned(),
        ScalarRef::Url(url) => url.to_owned(),
        ScalarRef::File(file) => file.value.clone(),
        ScalarRef::Reference(reference) => {
            let part = reference.fragment.as_ref().map(|it| format!(", {it}")).unwrap_or_default();
            name(&EntityId::of(reference)) + &part
        }
        ScalarRef::Body(body) => name(&EntityId::new(EntityKind::Organisation, body.value.clone())),
    }
}

/// A text in markdown as words alone, all of it.
pub(super) fn plain(graph: &Graph, text: &str) -> String {
    let name = |reference: &Reference| Some(graph.name(&EntityId::of(reference)).to_owned());
    let blocks = units(text, &name);
    let words: Vec<String> = blocks.iter().map(Unit::text).filter(|it| !it.is_empty()).collect();
    words.join(" ")
}

/// Why something is not published, in half a sentence: "not yet decided, expected by 1 April 2027 (We are still …)".
pub(super) fn silence(silence: &Silence) -> String {
    let mut words = match silence.state {
        Disclosure::Withheld => match silence.exemption {
            Some(exemption) => {
                format!("withheld under the Freedom of Information Act, {}", exemption.label())
            }
            None => "withheld".to_owned(),
        },
        state => inside(state.label()),
    };
    if let Some(due) = silence.expected {
        words.push_str(&format!(", expected by {}", figures::due(due)));
    }
    if let Some(day) = silence.review_on {
        words.push_str(&format!(", to be looked at again on {}", figures::date(day)));
    }
    let reason = silence.reason.trim().trim_end_matches('.');
    if !reason.is_empty() {
        words.push_str(&format!(" (“{}”)", beginning(reason)));
    }
    words
}

impl ChangeSide {
    /// In words.
    pub fn in_words(&self) -> String {
        match self {
            Self::Nothing => "not published".to_owned(),
            Self::Blank => "no value".to_owned(),
            Self::Unreadable(words) if words.is_empty() => {
                "something that can’t be read".to_owned()
            }
            Self::Unreadable(words) => format!("“{}”, which can’t be read", beginning(words)),
            Self::EmptyText => "an empty text".to_owned(),
            Self::EmptyList => "an empty list".to_owned(),
            Self::NotShown => "not shown, to protect people".to_owned(),
            Self::Shown => "published, and not told here, to protect people".to_owned(),
            Self::Silent(words) | Self::Words(words) => words.clone(),
            Self::File(name) => format!("the file “{name}”"),
            Self::Many(all) => listed(all),
            Self::Item { name, .. } => name.clone(),
        }
    }

    /// Whether there is nothing in it.
    const fn is_empty(&self) -> bool {
        matches!(self, Self::Blank | Self::EmptyText | Self::EmptyList)
    }

    /// In words that fit into a sentence; nothing where they are too long.
    fn in_sentence(&self) -> Option<String> {
        let words = self.in_words();
        if words.chars().count() > LONGEST || words.ends_with('…') {
            return None;
        }
        let is_phrase =
            matches!(self, Self::Words(_)) && words.trim_end().ends_with(['.', '!', '?']);
        Some(if is_phrase { format!("“{words}”") } else { words })
    }
}

fn listed(all: &[String]) -> String {
    match all {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

impl Change {
    /// What changed, in a sentence or two.
    pub fn sentence(&self) -> String {
        let mut sentence = self.main_sentence();
        if self.is_redefinition {
            sentence.push_str(" Figures before and after can’t be compared.");
        }
        if !self.touches.is_empty() {
            sentence.push_str(&format!(" It is named under {}.", listed(&self.touches)));
        }
        sentence
    }

    /// What it is about, as it is called now.
    pub fn about(&self) -> &str {
        let Diff { before, after } = &self.subject;
        if after.is_empty() { before } else { after }
    }

    /// Whether it is a term of the glossary as a whole.
    fn is_term(&self) -> bool {
        self.section == super::SHARED && self.field.starts_with("term.glossary.terms.")
    }

    fn main_sentence(&self) -> String {
        let about = self.about();
        let short = self.said.as_ref().map(ChangeSide::in_sentence);
        let Diff { before, after } = self.said.as_ref().map(ChangeSide::in_words);
        let is = if is_plural(about) { "are" } else { "is" };
        let tail = |words: &Option<String>, lead: &str, end: &str| match words {
            Some(words) => format!("{lead}{words}{end}"),
            None => ".".to_owned(),
        };
        let sentence = match self.kind {
            ChangeKind::Changed => match (&short.before, &short.after) {
                (Some(before), Some(after)) => format!("{about} changed from {before} to {after}."),
                // What is there instead of a value is told, however long the value is.
                (Some(before), None) if self.said.before.is_empty() => {
                    format!("{about} changed; before, there was {before}.")
                }
                (None, Some(after)) if self.said.after.is_empty() => {
                    format!("{about} changed to {after}.")
                }
                _ => format!("{about} changed."),
            },
            ChangeKind::Added if matches!(self.said.after, ChangeSide::File(_)) => {
                format!("{} {is} now published.", the(about))
            }
            ChangeKind::Removed if matches!(self.said.before, ChangeSide::File(_)) => {
                format!("{} {is} no longer published.", the(about))
            }
            ChangeKind::Added => {
                format!("{about} {is} now stated{}", tail(&short.after, ": ", "."))
            }
            ChangeKind::Removed => {
                format!("{about} {is} no longer stated{}", tail(&short.before, "; before: ", "."))
            }
            ChangeKind::Published => {
                let now = tail(&short.after, ": ", ".");
                format!("{about} {is} now published{now} Before: {before}.")
            }
            ChangeKind::Unpublished => {
                let then = tail(&short.before, ". Before: ", ".");
                format!("{about} {is} no longer published: {after}{then}")
            }
            ChangeKind::Silence => {
                format!("{about} {is} still not published. Before: {before}. Now: {after}.")
            }
            ChangeKind::Moved => format!("{about}: the order changed."),
            ChangeKind::Items => {
                let words = |side: &ChangeSide| match side {
                    ChangeSide::Many(words) if !words.is_empty() => Some(listed(words)),
                    _ => None,
                };
                let words = self.said.as_ref().map(words);
                let added = words.after.map(|words| format!("added: {words}"));
                let removed = words.before.map(|words| format!("removed: {words}"));
                let both: Vec<String> = added.into_iter().chain(removed).collect();
                format!("{about}: {}.", both.join("; "))
            }
            // A release keeps the terms that it cites: one that went may still be in the glossary of the site.
            ChangeKind::ItemAdded if self.is_term() => {
                format!("The glossary now explains “{after}”.")
            }
            ChangeKind::ItemRemoved if self.is_term() => {
                format!("The glossary term “{before}” is no longer cited.")
            }
            ChangeKind::ItemAdded => came(about, &item(&self.said.after)),
            ChangeKind::ItemRemoved => match item(&self.said.before) {
                item if item.ends_with("?”") => format!("A question is no longer there: {item}"),
                item => format!("{about}: {item} was removed."),
            },
            ChangeKind::Reworded => match &self.marked {
                Some(marked) => reworded(about, marked),
                None => format!("{about} was reworded."),
            },
            ChangeKind::Renamed => format!("{before} is now called {after}."),
            ChangeKind::RenamedId => {
                let holder = about.strip_suffix(": id").unwrap_or(about);
                let addresses = match self.section == super::SHARED {
                    true => " Its old address leads to the new one.",
                    false => "",
                };
                format!("{holder} has another id: `{after}` instead of `{before}`.{addresses}")
            }
            ChangeKind::NewPeriod => format!("{about}: {after} was published."),
            ChangeKind::PeriodRemoved => format!("{about}: the figure is gone; it was {before}."),
            ChangeKind::Revised => format!("{about}: revised from {before} to {after}."),
            ChangeKind::Status => {
                format!("{about}: the figure is the same, but was {before}, and is now {after}.")
            }
            ChangeKind::Suppressed => {
                format!("{about}: the figure is no longer shown, to protect people.")
            }
            ChangeKind::Unsuppressed => format!("{about}: the figure is now shown."),
            ChangeKind::Redefined => format!(
                "{about}: the figures follow another definition than before, and can’t be compared with those published earlier."
            ),
            ChangeKind::Outline => format!("{about}: the boundary on the map changed."),
            ChangeKind::Exchanged => {
                format!("{about} was exchanged for another of the same name.")
            }
        };
        upper_first(&sentence)
    }
}

/// A name of something in front of a verb: "The list of GP practices".
fn the(about: &str) -> String {
    match about.strip_prefix("List of ") {
        Some(rest) => format!("The list of {rest}"),
        None => about.to_owned(),
    }
}

/// One of several, by the word for all: "risk" of "Risks"; nothing where that is no single plain word.
fn one_of(about: &str) -> Option<String> {
    let is_word = about.chars().all(|c| c.is_ascii_alphabetic()) && is_plural(about);
    let word = about.strip_suffix('s').filter(|_| is_word)?.to_lowercase();
    Some(word.strip_suffix("ie").map(|stem| format!("{stem}y")).unwrap_or(word))
}

/// What is said of an item that came.
fn came(about: &str, item: &str) -> String {
    match about.strip_suffix(MOVED) {
        Some(holder) => format!("{} has a new date: {item}.", holder.trim_end_matches(": ")),
        None if item.ends_with("?”") => format!("A new question: {item}"),
        None => match one_of(about) {
            Some(one) => format!("New {one}: {item}."),
            None => format!("{about}: {item} was added."),
        },
    }
}

/// An item in words.
fn item(side: &ChangeSide) -> String {
    match side {
        ChangeSide::Silent(words) => format!("an item that is {words}"),
        other => match other.in_words() {
            words if words.ends_with(['.', '!', '?']) => format!("“{words}”"),
            words => words,
        },
    }
}

/// Whether a name of something reads as several: "steps on the way", but not "status of the contract".
fn is_plural(about: &str) -> bool {
    const BEFORE_MORE: [&str; 6] = ["of", "for", "on", "over", "in", "to"];
    let last = about.rsplit(": ").next().unwrap_or_default();
    if last.starts_with('“') {
        return false;
    }
    let words = last.split(' ').take_while(|word| !BEFORE_MORE.contains(word));
    let head = words.last().unwrap_or_default();
    head.ends_with('s') && !["ss", "us", "is"].iter().any(|end| head.ends_with(end))
}

/// "Summary now says “2028” instead of “2027”.", where that is all.
fn reworded(about: &str, marked: &Marked) -> String {
    if let Some(words) = only_words(marked) {
        match (words.before, words.after) {
            (Some(before), Some(after)) => {
                return format!("{about} now says “{after}” instead of “{before}”.");
            }
            (None, Some(after)) => return format!("{about} now also says “{after}”."),
            (Some(before), None) => return format!("{about} no longer says “{before}”."),
            (None, None) => {}
        }
    }
    let tally = marked.tally();
    let present = |kinds: [(usize, &str); 4]| -> Vec<String> {
        let present = kinds.into_iter().filter(|(n, _)| *n > 0);
        present.map(|(_, words)| words.to_owned()).collect()
    };
    let passages = present([
        (tally.n_reworded, "reworded"),
        (tally.n_added, "added"),
        (tally.n_removed, "removed"),
        (tally.n_moved, "moved"),
    ]);
    if !passages.is_empty() {
        return format!("{about}: passages were {}.", listed(&passages));
    }
    let other = present([
        (tally.n_relinked, "links lead elsewhere"),
        (tally.n_repictured, "pictures were exchanged"),
        (tally.n_restyled, "words have another style"),
        (tally.n_reformed, "headings have another level"),
    ]);
    format!("{about}: {}; the words are the same.", listed(&other))
}

/// The only words that went and came, where there is one such place and they are few.
fn only_words(marked: &Marked) -> Option<Diff<Option<String>>> {
    let mut places: Vec<Replaced> = Vec::new();
    for block in &marked.blocks {
        match block {
            Block::Same { .. } => {}
            Block::Removed { is_moved: true, .. } | Block::Added { is_moved: true, .. } => {
                return None;
            }
            Block::Removed { old, .. } => {
                places.push(Replaced::alone(Diff::removed(Some(marked.old[*old].text()))));
            }
            Block::Added { new, .. } => {
                places.push(Replaced::alone(Diff::added(Some(marked.new[*new].text()))));
            }
            Block::Changed { old, new, cells } => {
                for cell in cells {
                    places.extend(replaced(marked, (*old, *new), cell)?);
                }
            }
        }
    }
    let [place] = <[Replaced; 1]>::try_from(places).ok()?;
    let is_short = |words: &Option<String>| {
        words.as_ref().is_none_or(|it| !it.is_empty() && it.chars().count() <= QUOTED)
    };
    let found = place.in_words();
    let is_short = found.iter().all(is_short);
    is_short.then_some(found)
}

/// Words that went and came in one place.
#[derive(Default)]
struct Replaced {
    words: Diff<Option<String>>,
    /// The words in front of it that stayed.
    lead: String,
    /// The words behind it that stayed.
    tail: String,
}

impl Replaced {
    /// What has no words around it that stayed.
    fn alone(words: Diff<Option<String>>) -> Self {
        Self { words, ..Self::default() }
    }

    /// What was there, and what is there. A word or two that replace others say little without those beside them.
    fn in_words(self) -> Diff<Option<String>> {
        let Self { words, lead, tail } = self;
        let (lead, tail) = match (&words.before, &words.after) {
            (Some(_), Some(_)) => (lead, tail),
            _ => Default::default(),
        };
        let whole = |words: String| format!("{lead}{words}{tail}").trim().to_owned();
        words.map(|words| words.map(whole))
    }
}

/// The places of a cell in which words went or came; nothing where something else than words changed.
fn replaced(
    marked: &Marked,
    (old, new): (usize, usize),
    cell: &CellChange,
) -> Option<Vec<Replaced>> {
    let mut places: Vec<Replaced> = Vec::new();
    let mut before = String::new();
    let mut is_open = false;
    for piece in &cell.pieces {
        match piece.kind {
            PieceKind::Same => {
                let words = marked.new_words(new, cell, piece);
                if let Some(place) = places.last_mut().filter(|_| is_open) {
                    first_words(words).clone_into(&mut place.tail);
                }
                last_words(words).clone_into(&mut before);
                is_open = false;
            }
            PieceKind::Removed | PieceKind::Added => {
                if !is_open {
                    let lead = std::mem::take(&mut before);
                    places.push(Replaced { lead, ..Replaced::default() });
                }
                is_open = true;
                let words = &mut places.last_mut()?.words;
                match piece.kind {
                    PieceKind::Removed => {
                        words.before = Some(marked.old_words(old, cell, piece).to_owned());
                    }
                    _ => words.after = Some(marked.new_words(new, cell, piece).to_owned()),
                }
            }
            PieceKind::Restyled | PieceKind::Relinked | PieceKind::Repictured => return None,
        }
    }
    Some(places)
}

/// How many words beside a change are quoted with it.
const BESIDE: usize = 3;

/// The last words before a change, of the same sentence.
fn last_words(words: &str) -> &str {
    let mut start = words.len();
    for word in words.split_whitespace().rev().take(BESIDE) {
        if word.ends_with(['.', '!', '?']) {
            break;
        }
        start = words[..start].rfind(word).unwrap_or(0);
    }
    &words[start..]
}

/// The first words after a change, of the same sentence.
fn first_words(words: &str) -> &str {
    let mut end = 0;
    for word in words.split_whitespace().take(BESIDE) {
        end += words[end..].find(word).unwrap_or(0) + word.len();
        if word.ends_with(['.', '!', '?']) {
            break;
        }
    }
    words[..end].trim_end_matches(['.', '!', '?', ',', ';', ':'])
}
