//! What each field said over time: the changes of releases that follow each other, laid end to end.
//!
//! Only fields that changed have a course. A figure that any release hides is told of none, and what was removed by law is
//! compared with nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::items::keys;
use super::vintages::Vintages;
use super::{Change, ChangeSide, Kind};
use crate::archive::{hex, sha256};
use crate::graph::Graph;
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
    pub digests: [String; 2],
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
            if matches!(change.kind, Kind::Suppressed | Kind::Unsuppressed)
                || change.said.contains(&ChangeSide::NotShown)
            {
                hidden.insert(key);
                continue;
            }
            n_seen += 1;
            let (_, course) = found.entry(key).or_insert_with(|| (n_seen, begun(change)));
            course.about = about(change);
            take(course, at, unknown_before, change);
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
    for ((section, field), (_, course)) in &mut found {
        for (holder, absent) in absences.range((section.clone(), String::new())..) {
            if holder.0 != *section {
                break;
            }
            if field.strip_prefix(holder.1.as_str()).is_some_and(|rest| rest.starts_with('.')) {
                leave_out(course, absent);
            }
        }
    }
    let mut all: Vec<(usize, FieldHistory)> = found.into_values().collect();
    let mut order: Vec<String> = Vec::new();
    for section in
        crate::model::SECTION_FILES.iter().copied().chain([super::NARRATIVE, super::SHARED])
    {
        order.push(section.to_owned());
    }
    let place = |section: &str| order.iter().position(|it| it == section).unwrap_or(order.len());
    all.sort_by_key(|(nth, course)| (place(&course.section), course.is_figure, *nth));
    all.into_iter().map(|(_, course)| course).collect()
}

/// What a field is called; an item that came or went by its own name.
fn about(change: &Change) -> String {
    let item = change.said.iter().find_map(|said| match said {
        ChangeSide::Item { name, .. } => Some(name),
        _ => None,
    });
    let item = item.filter(|_| matches!(change.kind, Kind::ItemAdded | Kind::ItemRemoved));
    item.map_or_else(|| change.about().to_owned(), |item| format!("{}: {item}", change.about()))
}

fn begun(change: &Change) -> FieldHistory {
    FieldHistory {
        section: change.section.clone(),
        field: change.field.clone(),
        about: String::new(),
        is_figure: change.section == "metrics" && change.field.starts_with("figures."),
        values: Vec::new(),
        events: Vec::new(),
    }
}

/// Whether both sides of a change are all that is said before and now.
fn has_values(kind: Kind) -> bool {
    match kind {
        Kind::Added
        | Kind::Removed
        | Kind::Changed
        | Kind::Published
        | Kind::Unpublished
        | Kind::Silence
        | Kind::ItemAdded
        | Kind::ItemRemoved
        | Kind::Renamed
        | Kind::RenamedId
        | Kind::NewPeriod
        | Kind::PeriodRemoved
        | Kind::Revised => true,
        Kind::Moved
        | Kind::Items
        | Kind::Reworded
        | Kind::Status
        | Kind::Suppressed
        | Kind::Unsuppressed
        | Kind::Redefined
        | Kind::Outline
        | Kind::Exchanged => false,
    }
}

fn take(course: &mut FieldHistory, at: usize, unknown_before: usize, change: &Change) {
    let reason = change.reason.clone();
    if !has_values(change.kind) {
        let (sentence, anchor) = (change.sentence(), change.anchor.clone());
        course.events.push(FieldEvent { at, sentence, anchor, reason, digests: digests(change) });
        return;
    }
    let [before, now] = change.said.clone();
    match course.values.last() {
        Some(last) if last.said == before => {}
        // What stands between was removed by law, or told in another way.
        Some(last) => {
            let since = unknown_before.max(last.since);
            course.values.push(HeldValue { since, said: before, reason: None });
        }
        None => course.values.push(HeldValue { since: unknown_before, said: before, reason: None }),
    }
    course.values.push(HeldValue { since: at, said: now, reason });
    course.values.dedup_by(|later, earlier| {
        let is_over = later.since == earlier.since;
        if is_over {
            earlier.clone_from(later);
        }
        is_over
    });
}

fn digests(change: &Change) -> [String; 2] {
    let of = |words: &str| hex(&sha256(words.as_bytes()))[..16].to_owned();
    match &change.marked {
        // What has no words, such as a boundary, is another after each change.
        None if change.said.iter().all(|it| *it == ChangeSide::Nothing) => {
            ["before", "after"].map(of)
        }
        Some(marked) => [&marked.old, &marked.new].map(|it| of(&format!("{it:?}"))),
        None => change.said.each_ref().map(|it| of(&it.in_words())),
    }
}

/// In which releases what holds other fields is not there.
fn absences(
    found: &BTreeMap<(String, String), (usize, FieldHistory)>,
    n_releases: usize,
) -> BTreeMap<(String, String), Vec<bool>> {
    let mut all = BTreeMap::new();
    for (key, (_, course)) in found {
        let absent: Vec<bool> = (0..n_releases)
            .map(|at| course.at(at).is_some_and(|held| held.said == ChangeSide::Nothing))
            .collect();
        if absent.contains(&true) {
            all.insert(key.clone(), absent);
        }
    }
    all
}

/// Takes a field out of the releases in which what holds it is not there.
fn leave_out(course: &mut FieldHistory, absent: &[bool]) {
    if course.values.is_empty() {
        return;
    }
    let mut values: Vec<HeldValue> = Vec::new();
    for (at, is_absent) in absent.iter().enumerate() {
        let held = match is_absent {
            true => Some(HeldValue { since: at, said: ChangeSide::Nothing, reason: None }),
            false => course.at(at).map(|held| HeldValue { since: at, ..held.clone() }),
        };
        let Some(held) = held else { continue };
        if values.last().is_none_or(|last| last.said != held.said) {
            values.push(held);
        }
    }
    course.values = values;
}

/// How many fields a blueprint states that are in none of the courses.
pub fn n_unchanged(graph: &Graph, iho: &str, field_histories: &[FieldHistory]) -> usize {
    let Some(blueprint) = graph.model.blueprints.get(iho) else { return 0 };
    let mut n = 0;
    for (name, section) in blueprint.sections() {
        let changed: BTreeSet<&str> = field_histories
            .iter()
            .filter(|course| course.section == name)
            .map(|course| course.field.as_str())
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
                Some(shown) => count_shown(shown, &path, changed),
                None => usize::from(!is_changed(&path, changed)),
            }
        })
        .sum()
}

fn count_shown(shown: &ValueRef<'_>, path: &str, changed: &BTreeSet<&str>) -> usize {
    match shown {
        ValueRef::Block(block) => count(*block, path, changed),
        ValueRef::List(items)
            if items.iter().all(|it| matches!(it, ValueRef::Block(_))) && !items.is_empty() =>
        {
            let (names, _, _) = keys(items, items);
            let of_items = items.iter().zip(names);
            of_items
                .map(|(item, name)| {
                    count_shown(item, &format!("{path}.{}", slugify(&name)), changed)
                })
                .sum()
        }
        ValueRef::Scalar(_) | ValueRef::List(_) => usize::from(!is_changed(path, changed)),
    }
}

/// Whether a field, or something in it, has a course.
fn is_changed(path: &str, changed: &BTreeSet<&str>) -> bool {
    let next = changed.range(path..).next();
    next.is_some_and(|it| {
        it.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}
