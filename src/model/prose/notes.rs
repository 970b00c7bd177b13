//! Notes at the foot, and lines that say where links lead: both are defined in one place and used in another.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{EntityKind, FIRST_LINE, ProseParser};
use crate::diag::Code;
use crate::source::floor_char_boundary;

/// What was defined and used so far.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) cited: Vec<(String, Range<usize>)>,
    pub(super) written: Vec<(String, Range<usize>)>,
    /// The ids that headings were given.
    pub(super) ids: BTreeMap<String, Range<usize>>,
    /// The lines that say where links lead, by their labels.
    definitions: BTreeMap<String, Range<usize>>,
    used: BTreeSet<String>,
    /// What readers see as it is written, in order; noted only where there are definitions.
    shown: Vec<Range<usize>>,
}

impl Notes {
    pub(super) fn define<'d>(&mut self, all: impl Iterator<Item = (&'d str, Range<usize>)>) {
        self.definitions = all.map(|(label, range)| (label_of(label), range)).collect();
    }

    pub(super) fn used(&mut self, label: &str) {
        if !self.definitions.is_empty() && !label.is_empty() {
            self.used.insert(label_of(label));
        }
    }

    pub(super) fn show(&mut self, range: Range<usize>) {
        if !self.definitions.is_empty() {
            self.shown.push(range);
        }
    }

    fn is_shown(&self, at: usize) -> bool {
        let next = self.shown.partition_point(|it| it.start <= at);
        next.checked_sub(1).is_some_and(|last| self.shown[last].contains(&at))
    }
}

/// A label as links find it: in lower case, with single spaces.
fn label_of(label: &str) -> String {
    label.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

impl ProseParser<'_> {
    /// A note that is cited but not written comes as plain text.
    pub(super) fn check_text(&mut self, range: Range<usize>) {
        let rest = &self.text[range.start..];
        self.check_open_reference(rest, range.start);
        let Some(rest) = rest.strip_prefix("[^") else { return };
        let end = rest.find(|c: char| c == ']' || c == '[' || c.is_whitespace());
        let name = end.filter(|end| rest[*end..].starts_with(']')).map_or("", |end| &rest[..end]);
        if !name.is_empty() {
            self.notes.cited.push((name.to_owned(), range.start..range.start + name.len() + 3));
        }
    }

    /// Brackets that begin a reference to a kind of thing, and do not end.
    fn check_open_reference(&mut self, rest: &str, start: usize) {
        let Some(inner) = rest.strip_prefix("[[") else { return };
        let longest = EntityKind::ALL.iter().map(|kind| kind.id().len()).max().unwrap_or(0);
        let beginning = &inner[..floor_char_boundary(inner, longest + 1)];
        let is_kind =
            beginning.split_once(':').is_some_and(|(word, _)| EntityKind::parse(word).is_some());
        if !is_kind {
            return;
        }
        if !self.line.contains(&start) {
            let line = inner.split('\n').next().unwrap_or(inner);
            self.line = start..start + 2 + line.len();
            self.last_end = line.rfind("]]").map(|at| start + 2 + at);
        }
        if self.last_end.is_some_and(|end| end >= start + 2) {
            return;
        }
        let words = &inner[..floor_char_boundary(inner, FIRST_LINE)];
        let words = words.split("[[").next().unwrap_or(words);
        let words = words.split(['\n', ' ', ',', '.', ']']).next().unwrap_or(words);
        let message = format!("the reference `[[{words}` does not end");
        let range = start..start + 2 + words.len();
        self.report(Code::OpenReference, range, &message, format!("write `[[{words}]]`"));
    }

    pub(super) fn check_footnotes(&mut self) {
        let cited = std::mem::take(&mut self.notes.cited);
        let written = std::mem::take(&mut self.notes.written);
        let mut first: BTreeMap<&str, &Range<usize>> = BTreeMap::new();
        for (name, range) in &written {
            if let Some(first) = first.get(&**name).copied().cloned() {
                let message = format!("footnote `{name}` is written twice");
                let hint = format!(
                    "give one of them another name, such as `[^{name}-2]`, and use it in the text; or remove one"
                );
                let line = range.start..range.start + self.text[range.clone()].trim_end().len();
                self.report_young(Code::DuplicateFootnote, line, &message, hint);
                let first = first.start..first.start + self.text[first].trim_end().len();
                self.found.last_mut().expect("it was reported").first = Some(first);
            } else {
                first.insert(name, range);
            }
        }
        let names: BTreeSet<&str> = cited.iter().map(|(name, _)| &**name).collect();
        for (name, range) in &cited {
            if !first.contains_key(&**name) {
                let message = format!("footnote `{name}` is cited but not written");
                let hint = format!("add a line `[^{name}]: …` at the end, or remove the mark");
                self.report(Code::UnknownFootnote, range.clone(), &message, hint);
            }
        }
        for (name, range) in first.into_iter().filter(|(name, _)| !names.contains(name)) {
            let message = format!("footnote `{name}` is written but not cited");
            let hint = format!("put `[^{name}]` in the text, or remove the note");
            self.report(Code::UnknownFootnote, range.clone(), &message, hint);
        }
    }

    /// A line such as `[label]: address` is never shown, whatever its author meant by it.
    pub(super) fn check_definitions(&mut self) {
        let notes = std::mem::take(&mut self.notes);
        if notes.definitions.is_empty() {
            return;
        }
        let unused = notes.definitions.iter().filter(|(label, _)| !notes.used.contains(*label));
        for (label, range) in unused {
            let line = self.text[range.clone()].trim();
            let name = line.split("]:").next().unwrap_or(line);
            let message = format!(
                "this line is not shown: it says where links called `{label}` lead, and there are none"
            );
            let hint = format!(
                "to show it, write `\\{line}`; to use it, write `{name}]` in the text; if not, remove it"
            );
            self.report_young(Code::LinkDefinition, range.clone(), &message, hint);
        }
        for (at, _) in self.text.match_indices("]:") {
            let from = floor_char_boundary(self.text, at.saturating_sub(FIRST_LINE));
            let Some(start) = self.text[from..at].rfind('[').map(|start| from + start) else {
                continue;
            };
            let label = label_of(&self.text[start + 1..at]);
            let before =
                self.text[..start].trim_end_matches([' ', '\t', '>', '-', '*', '+', '.', ')']);
            let before = before.trim_end_matches(|c: char| c.is_ascii_digit());
            let begins = before.is_empty() || before.ends_with('\n');
            let Some(first) =
                notes.definitions.get(&label).filter(|it| begins && it.start != start)
            else {
                continue;
            };
            if !notes.is_shown(start) {
                let end = self.text[start..].find('\n').map_or(self.text.len(), |end| start + end);
                let message =
                    format!("where `[{label}]` leads is said twice, and only the first counts");
                let hint =
                    "remove one of the two lines, or give it another name between the brackets";
                self.report_young(Code::LinkDefinition, start..end, &message, hint);
                self.found.last_mut().expect("it was reported").first = Some(first.clone());
            }
        }
    }
}
