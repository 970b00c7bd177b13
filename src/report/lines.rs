//! What changed in each IHO, a line for each change, those first that matter most: each can be answered, in a file to send and in
//! the preview.

use serde::Serialize;

use super::changes::Fact;
use super::pack::{Signed, name_of};
use crate::compare::Matter;
use crate::compare::{self, Change, ChangeKind, SHARED, in_short};
use crate::model::timeline::ReviewReply;
use crate::output::Site;
use crate::release;
use crate::review::Review;

/// More changes of what several IHOs share are one line.
const MOST_SHARED: usize = 3;

/// What changed in an IHO.
#[derive(Serialize)]
pub(crate) struct IhoChanges<'r> {
    iho: &'r str,
    name: String,
    /// What the release will say of itself.
    note: Option<&'r str>,
    groups: Vec<ChangeGroup<'r>>,
    /// How its draft is approved, where it has one.
    signed: Option<&'r Signed>,
}

/// The changes that are about one thing.
#[derive(Serialize)]
struct ChangeGroup<'r> {
    title: &'r str,
    lines: Vec<ChangeLine<'r>>,
}

/// A change, or several that are told in one line.
#[derive(Serialize)]
struct ChangeLine<'r> {
    /// The name that it has once in the file.
    id: String,
    /// What a reply calls it.
    change: &'r str,
    sentence: String,
    details: Vec<Fact<'r>>,
    answers: Vec<String>,
}

impl<'r> IhoChanges<'r> {
    /// Of each IHO in which something changed.
    pub(crate) fn of_review(
        before: &Site,
        now: &'r Site,
        review: &'r Review,
        signed: &'r [Signed],
    ) -> Vec<Self> {
        let one = |(iho, changes): (&'r String, &'r Vec<Change>)| {
            let blueprint = now.graph().model.blueprints.get(iho);
            let note = blueprint.and_then(|it| it.note.as_ref()).and_then(|it| it.1.note.known());
            let replies = release::replies_of(now.graph(), iho);
            Self {
                iho,
                name: name_of(before, now, iho),
                note: note.map(|note| note.text.trim()),
                groups: groups(iho, changes, &replies),
                signed: signed.iter().find(|it| it.iho == *iho),
            }
        };
        review.facts.iter().map(one).collect()
    }

    /// How many lines it has.
    pub(super) fn n_lines(&self) -> usize {
        self.groups.iter().map(|group| group.lines.len()).sum()
    }
}

/// The changes by what they are about, those first that matter most.
fn groups<'r>(iho: &str, changes: &'r [Change], replies: &[&ReviewReply]) -> Vec<ChangeGroup<'r>> {
    let mut by_matter: Vec<&Change> = changes.iter().collect();
    by_matter.sort_by_key(|change| Matter::of(change));
    let about = by_matter.chunk_by(|one, next| Matter::of(one) == Matter::of(next));
    let group = |changes: &[&'r Change]| ChangeGroup {
        title: Matter::of(changes[0]).label(),
        lines: lines(changes).map(|changes| line(iho, changes, replies)).collect(),
    };
    about.map(group).collect()
}

/// Changes that are told in one line: the figures of one measure, and much of what is shared. Each weakened promise has its own.
fn lines<'s, 'r>(changes: &'s [&'r Change]) -> impl Iterator<Item = &'s [&'r Change]> {
    let n_shared = changes.iter().filter(|it| it.section == SHARED).count();
    let is_told_in_one = n_shared > MOST_SHARED;
    changes.chunk_by(move |one, next| {
        let is_of_both = one.section == SHARED && next.section == SHARED;
        let is_of_measure =
            !one.measure.after.is_empty() && one.measure.after == next.measure.after;
        !one.is_weakened() && (is_of_both && is_told_in_one || is_of_measure)
    })
}

fn line<'r>(iho: &str, changes: &[&'r Change], replies: &[&ReviewReply]) -> ChangeLine<'r> {
    let change = changes[0].anchor.as_str();
    let mut details: Vec<Fact<'r>> = changes.iter().map(|change| fact(change)).collect();
    let sentence = match &mut details[..] {
        [one] => std::mem::take(&mut one.sentence),
        many => {
            let short = in_short(changes.iter().copied()).into_iter().next();
            let what = compare::title(&changes[0].section);
            short.unwrap_or_else(|| format!("{what}: {} changes.", many.len()))
        }
    };
    details.retain(|it| !it.sentence.is_empty() || it.has_details());
    ChangeLine {
        id: format!("{iho}_{change}"),
        change,
        answers: release::answers_to(replies, change),
        sentence,
        details,
    }
}

/// A change; of a figure that was revised, its sentence says by how much.
fn fact(change: &Change) -> Fact<'_> {
    let mut fact = Fact::new(change, String::new());
    let by = change.difference_in_words().filter(|_| change.kind == ChangeKind::Revised);
    if let Some(by) = by {
        fact.sentence = format!("{}, {by}.", fact.sentence.trim_end_matches('.'));
        fact.facts.retain(|it| it.to_lowercase() != by.to_lowercase());
    }
    fact
}
