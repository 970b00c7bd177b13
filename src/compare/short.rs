//! What changed in few words: the figures of each measure counted, and what a change says besides its sentence.

use super::marked::{Block, Marked, PieceKind};
use super::{Change, ChangeKind, ChangeSide, Diff, Revision, words};
use crate::model::figures;

impl Change {
    /// What it says besides its sentence, a line each: what an item states that came or went, and of a figure by how much it
    /// was revised, and whether that was to be expected.
    pub fn facts(&self) -> Vec<String> {
        let mut facts = Vec::new();
        for said in self.said.as_ref() {
            if let ChangeSide::Item { facts: of_item, .. } = said {
                facts.extend(of_item.iter().cloned());
            }
        }
        facts.extend(self.marked.iter().flat_map(relinked));
        facts.extend(self.difference_in_words().map(|it| words::upper_first(&it)));
        facts.extend(self.revision.map(|it| match it {
            Revision::Scheduled => "Scheduled revision".to_owned(),
            Revision::Correction => "Correction of an error".to_owned(),
        }));
        facts
    }

    /// "up 9.1 percentage points (11.7% higher)", in the unit of the figure; nothing where it is no figure, or as large as before.
    pub fn difference_in_words(&self) -> Option<String> {
        let difference = self.difference.filter(|it| !it.absolute.is_zero())?;
        let (way, than) = match difference.absolute.is_sign_negative() {
            true => ("down", "lower"),
            false => ("up", "higher"),
        };
        let by = figures::decimal(difference.absolute.abs());
        let after = self.said.after.in_words();
        let by = match after.ends_with('%') && self.said.before.in_words().ends_with('%') {
            true if by == "1" => "1 percentage point".to_owned(),
            true => format!("{by} percentage points"),
            false => in_unit_of(&after, &by),
        };
        let percent = difference.percent.map(|it| match it.is_zero() {
            true => format!(" (less than 0.1% {than})"),
            false => format!(" ({} {than})", figures::percent(it.abs())),
        });
        Some(format!("{way} {by}{}", percent.unwrap_or_default()))
    }
}

/// A number in the place of the one in words such as "£1,200" or "12 days".
fn in_unit_of(words: &str, number: &str) -> String {
    let words = words.trim_start_matches('-');
    let is_of_number = |letter: char| letter.is_ascii_digit() || matches!(letter, ',' | '.');
    let start = words.find(is_of_number).unwrap_or(0);
    let rest = &words[start..];
    let end = rest.find(|letter| !is_of_number(letter)).unwrap_or(rest.len());
    let (lead, unit) = (&words[..start], &rest[end..]);
    match (number, &rest[..end]) {
        ("1", _) => format!("{lead}{number}{}", unit.trim_end_matches('s')),
        (_, "1") if !unit.is_empty() => format!("{lead}{number}{unit}s"),
        _ => format!("{lead}{number}{unit}"),
    }
}

/// Where links led and lead, of words that stayed the same.
fn relinked(marked: &Marked) -> Vec<String> {
    let mut all = Vec::new();
    for block in &marked.blocks {
        let Block::Changed { old, new, cells } = block else { continue };
        for cell in cells {
            for piece in cell.pieces.iter().filter(|it| it.kind == PieceKind::Relinked) {
                let words = marked.new_words(*new, cell, piece);
                let Diff { before, after } = marked.links(*old, *new, cell, piece);
                all.push(format!("“{words}” led to {before}, and leads to {after}"));
            }
        }
    }
    all
}

/// One line for each measure of which several figures changed, in the order of the changes:
/// "Visits in time: 1 new figure; 3 earlier figures revised, the largest change from 71.2% to 68.9%."
pub fn in_short<'c>(changes: impl IntoIterator<Item = &'c Change>) -> Vec<String> {
    let mut measures: Vec<(&str, Vec<&Change>)> = Vec::new();
    for change in changes.into_iter().filter(|it| !it.measure.after.is_empty()) {
        match measures.last_mut().filter(|(measure, _)| *measure == change.measure.after) {
            Some((_, of_measure)) => of_measure.push(change),
            None => measures.push((&change.measure.after, vec![change])),
        }
    }
    measures
        .iter()
        .filter(|(_, changes)| changes.len() > 1)
        .map(|(measure, changes)| format!("{measure}: {}.", counted(changes)))
        .collect()
}

fn counted(changes: &[&Change]) -> String {
    let n_of = |kind: ChangeKind| changes.iter().filter(|it| it.kind == kind).count();
    let n_in_words = |kind: ChangeKind, one: &str, many: &str| match n_of(kind) {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let revised =
        n_in_words(ChangeKind::Revised, "earlier figure revised", "earlier figures revised");
    let parts = [
        n_in_words(ChangeKind::NewPeriod, "new figure", "new figures"),
        revised.map(|it| it + &largest(changes)),
        n_in_words(ChangeKind::Status, "figure with another status", "figures with another status"),
        n_in_words(ChangeKind::Suppressed, "figure no longer shown", "figures no longer shown"),
        n_in_words(ChangeKind::Unsuppressed, "figure shown again", "figures shown again"),
        n_in_words(ChangeKind::PeriodRemoved, "figure gone", "figures gone"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match parts.is_empty() {
        true => format!("{} changes", changes.len()),
        false => parts.join("; "),
    }
}

/// ", the largest change from 71.2% to 68.9%"; the first of several that are as large.
fn largest(changes: &[&Change]) -> String {
    let by = |change: &Change| change.difference.map(|it| it.absolute.abs());
    let revised = changes.iter().filter(|it| it.kind == ChangeKind::Revised);
    let revised: Vec<&&Change> = revised.filter(|it| by(it).is_some()).collect();
    let Some(largest) = revised.iter().rev().max_by_key(|it| by(it)) else { return String::new() };
    let Diff { before, after } = largest.said.as_ref().map(ChangeSide::in_words);
    let lead = if revised.len() == 1 { "," } else { ", the largest change" };
    format!("{lead} from {before} to {after}")
}
