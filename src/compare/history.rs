//! What each field said over time: the changes of releases that follow each other, laid end to end.
//!
//! Only fields that changed have one. A figure that any release hides is shown for none, and what was removed by law is
//! compared with nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::fields::is_of_records;
use super::items::keys;
use super::vintages::Vintages;
use super::{Change, ChangeKind, ChangeSide, Diff};
use crate::archive::{hex, sha256};
use crate::graph::Graph;
use crate::model::SECTION_FILES;
use crate::model::prose::slugify;
use crate::model::reflect::{Block, ValueRef};

/// All that the releases of an IHO said, as far as it was ever changed; by the places of releases, the oldest first.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct ReleaseHistory {
    /// Every field that changed.
    pub field_histories: Vec<FieldHistory>,
    /// How many fields of the newest release never did.
    pub n_unchanged: usize,
    /// How many changes each release has; nothing for the first.
    pub n_changes: Vec<Option<usize>>,
    /// The files that were removed from each release by law.
    pub withheld: Vec<Vec<String>>,
    /// The figures of measures.
    pub vintages: Vintages,
    /// The measures that count something else since a release, by its place.
    pub redefined: BTreeSet<(usize, String)>,
}

/// What changed in one release, by its place among the releases.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct ReleaseDiff {
    /// Every change since the release before.
    pub changes: Vec<Change>,
    /// Files that were removed from it or from the release before by law: they are compared on neither side.
    pub withheld: Vec<String>,
}

/// A field over time.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldHistory {
    /// The section, as [`Change::section`].
    pub section: String,
    /// The field, as [`Change::field`].
    pub field: String,
    /// What it is called, in the newest words.
    pub about: String,
    /// Whether it is a figure of a measure.
    pub is_figure: bool,
    /// What it said, the oldest first, each until the next.
    pub values: Vec<HeldValue>,
    /// What can only be told as a change, such as a text that was reworded.
    pub events: Vec<FieldEvent>,
}

/// A value and since when it is held.
#[derive(Clone, PartialEq, Debug)]
pub struct HeldValue {
    /// The place of the release among all.
    pub since: usize,
    /// What is said.
    pub said: ChangeSide,
    /// Why it changed, where that was told.
    pub reason: Option<String>,
}

/// A change that is told in a sentence.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldEvent {
    /// The place of the release among all.
    pub at: usize,
    /// What happened.
    pub sentence: String,
    /// Where the page of changes tells it.
    pub anchor: String,
    /// Why, where that was told.
    pub reason: Option<String>,
    /// What was there before and after, as digests: what comes back to what it was is no change in the end.
    pub digests: Diff<String>,
}

impl FieldHistory {
    /// What it said in a release.
    pub fn at(&self, release: usize) -> Option<&HeldValue> {
        self.values.iter().rev().find(|held| held.since <= release)
    }
}

/// Lays the steps of an archive end to end. The first step is that of the first release, in which nothing changed.
pub fn field_histories(steps: &[ReleaseDiff]) -> Vec<FieldHistory> {
    let mut found: BTreeMap<(String, String), (usize, FieldHistory)> = BTreeMap::new();
    let mut hidden: BTreeSet<(String, String)> = BTreeSet::new();
    let mut unknown_before = 0;
    let mut n_seen = 0;
    for (at, step) in steps.iter().enumerate() {
        if !step.withheld.is_empty() {
            unknown_before = at;
        }
        for change in &step.changes {
            let key = (change.section.clone(), change.field.clone());
            if matches!(change.kind, ChangeKind::Suppressed | ChangeKind::Unsuppressed)
                || change.said.iter().any(|side| *side == ChangeSide::NotShown)
            {
                hidden.insert(key);
                continue;
            }
            n_seen += 1;
            let (_, history) = found.entry(key).or_insert_with(|| (n_seen, empty_history(change)));
            history.about = about(change);
            add_change(history, at, unknown_before, change);
        }
    }
    // Parts of a figure, such as its numerator, have a name below it.
    let is_hidden = |section: &str, field: &str| {
        hidden.iter().any(|(of, it)| {
            of == section
                && field
                    .strip_prefix(it.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    found.retain(|(section, field), _| !is_hidden(section, field));
    let absences = absences(&found, steps.len());
    for ((section, field), (_, history)) in &mut found {
        for (holder, absent) in absences.range((section.clone(), String::new())..) {
            if holder.0 != *section {
                break;
            }
            if field.strip_prefix(holder.1.as_str()).is_some_and(|rest| rest.starts_with('.')) {
                leave_out(history, absent);
            }
        }
    }
    let mut all: Vec<(usize, FieldHistory)> = found.into_values().collect();
    let sections = || SECTION_FILES.iter().copied().chain([super::NARRATIVE, super::SHARED]);
    let place = |section: &str| sections().position(|it| it == section).unwrap_or(usize::MAX);
    all.sort_by_key(|(nth, history)| (place(&history.section), history.is_figure, *nth));
    all.into_iter().map(|(_, history)| history).collect()
}

/// What a field is called; an item that came or went by its own name.
fn about(change: &Change) -> String {
    let item = change.said.iter().find_map(|side| match side {
        ChangeSide::Item { name, .. } => Some(name),
        _ => None,
    });
    let item =
        item.filter(|_| matches!(change.kind, ChangeKind::ItemAdded | ChangeKind::ItemRemoved));
    item.map_or_else(|| change.about().to_owned(), |item| format!("{}: {item}", change.about()))
}

fn empty_history(change: &Change) -> FieldHistory {
    FieldHistory {
        section: change.section.clone(),
        field: change.field.clone(),
        about: String::new(),
        is_figure: change.section == "metrics" && change.field.starts_with("figures."),
        values: Vec::new(),
        events: Vec::new(),
    }
}

fn add_change(history: &mut FieldHistory, at: usize, unknown_before: usize, change: &Change) {
    let reason = change.reason.clone();
    if !change.kind.has_values() {
        let (sentence, anchor) = (change.sentence(), change.anchor.clone());
        history.events.push(FieldEvent { at, sentence, anchor, reason, digests: digests(change) });
        return;
    }
    let Diff { before, after } = change.said.clone();
    match history.values.last() {
        Some(last) if last.said == before => {}
        // What lies between was removed by law, or told in another way.
        Some(last) => {
            let since = unknown_before.max(last.since);
            history.values.push(HeldValue { since, said: before, reason: None });
        }
        None => {
            history.values.push(HeldValue { since: unknown_before, said: before, reason: None })
        }
    }
    history.values.push(HeldValue { since: at, said: after, reason });
    history.values.dedup_by(|later, earlier| {
        let is_over = later.since == earlier.since;
        if is_over {
            earlier.clone_from(later);
        }
        is_over
    });
}

fn digests(change: &Change) -> Diff<String> {
    let digest = |words: &str| hex(&sha256(words.as_bytes()))[..16].to_owned();
    match &change.marked {
        // What has no words, such as a boundary, is another after each change.
        None if change.said == Diff::default() => Diff::new("before", "after").map(digest),
        Some(marked) => {
            Diff::new(&marked.old, &marked.new).map(|blocks| digest(&format!("{blocks:?}")))
        }
        None => change.said.as_ref().map(|side| digest(&side.in_words())),
    }
}

/// In which releases what holds other fields is not there.
fn absences(
    found: &BTreeMap<(String, String), (usize, FieldHistory)>,
    n_releases: usize,
) -> BTreeMap<(String, String), Vec<bool>> {
    let mut all = BTreeMap::new();
    for (key, (_, history)) in found {
        let absent: Vec<bool> = (0..n_releases)
            .map(|at| history.at(at).is_some_and(|held| held.said == ChangeSide::Nothing))
            .collect();
        if absent.contains(&true) {
            all.insert(key.clone(), absent);
        }
    }
    all
}

/// Takes a field out of the releases in which what holds it is not there.
fn leave_out(history: &mut FieldHistory, absent: &[bool]) {
    if history.values.is_empty() {
        return;
    }
    let mut values: Vec<HeldValue> = Vec::new();
    for (at, is_absent) in absent.iter().enumerate() {
        let held = match is_absent {
            true => Some(HeldValue { since: at, said: ChangeSide::Nothing, reason: None }),
            false => history.at(at).map(|held| HeldValue { since: at, ..held.clone() }),
        };
        let Some(held) = held else { continue };
        if values.last().is_none_or(|last| last.said != held.said) {
            values.push(held);
        }
    }
    history.values = values;
}

/// How many fields a blueprint states that are in none of the histories.
pub fn n_unchanged(graph: &Graph, iho: &str, histories: &[FieldHistory]) -> usize {
    let Some(blueprint) = graph.model.blueprints.get(iho) else { return 0 };
    let mut n = 0;
    for (name, section) in blueprint.sections() {
        let changed: BTreeSet<&str> = histories
            .iter()
            .filter(|history| history.section == name)
            .map(|history| history.field.as_str())
            .collect();
        if let Some(block) = section.and_then(|(_, section)| section.block()) {
            n += count(block, "", &changed);
        }
    }
    n
}

fn count(block: &dyn Block, path: &str, changed: &BTreeSet<&str>) -> usize {
    let fields = block.fields();
    let stated = fields.iter().filter(|field| field.span.is_some());
    stated
        .map(|field| {
            let path = match path {
                "" => field.key.name.to_owned(),
                path => format!("{path}.{}", field.key.name),
            };
            match &field.shown {
                Some(value) => count_value(value, &path, changed),
                None => usize::from(!is_changed(&path, changed)),
            }
        })
        .sum()
}

fn count_value(value: &ValueRef<'_>, path: &str, changed: &BTreeSet<&str>) -> usize {
    match value {
        ValueRef::Block(block) => count(*block, path, changed),
        ValueRef::List(items) if is_of_records(items) => {
            let (names, _) = keys(Diff::same(items));
            let items = items.iter().zip(names.after);
            items
                .map(|(item, name)| {
                    count_value(item, &format!("{path}.{}", slugify(&name)), changed)
                })
                .sum()
        }
        ValueRef::Scalar(_) | ValueRef::List(_) => usize::from(!is_changed(path, changed)),
    }
}

/// Whether a field, or something in it, has a history.
fn is_changed(path: &str, changed: &BTreeSet<&str>) -> bool {
    let next = changed.range(path..).next();
    next.is_some_and(|it| {
        it.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}
