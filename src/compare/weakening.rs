//! Promises weakened: whether a change is worse for the public or for a partner, by what [`WorseWhen`] says of its field.
//!
//! What can't be known is never called weakened. Whatever is, and some of what may be, needs a reason.

mod place;
mod said;

pub(super) use place::Watch;
use place::{day_of, settled};

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::fields::FieldDiffer;
use super::{Change, ChangeKind, ChangeSide, Diff, FieldPath};
use crate::model::field::Silence;
use crate::model::metric::Unit;
use crate::model::reflect::{ScalarRef, ValueRef};
use crate::model::scalar::Due;
use crate::model::worse::WorseWhen;
use crate::source::Span;

/// A change of what was promised: it needs a reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PromiseChange {
    /// Whether it is worse for the public or for a partner. Else which way is worse can't be known, or any change needs a reason.
    pub is_weakened: bool,
    /// Whether a reason stands there that was given for an earlier change.
    pub has_old_reason: bool,
    /// Where it is in the newer state, or what would hold it; nothing where that is a whole file.
    pub span: Option<Span>,
}

impl Change {
    /// Whether a promise is weakened by it.
    pub fn is_weakened(&self) -> bool {
        self.promise.as_ref().is_some_and(|promise| promise.is_weakened)
    }
}

/// What is said where a promise is weakened and nobody says why.
pub const NO_REASON: &str = "No reason was given.";
/// What changes are called by which a promise is weakened.
pub const WEAKENED: &str = "Promises weakened";

/// Changes by which a promise is weakened, and all others.
pub fn weakened_first<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
) -> (Vec<&'c Change>, Vec<&'c Change>) {
    changes.into_iter().partition(|change| change.is_weakened())
}

/// What is to be thought of a change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Verdict {
    /// It needs no reason.
    Free,
    /// It needs one, and can't be called worse.
    Told,
    /// It is worse.
    Worse,
}

impl Verdict {
    fn worse_if(is_worse: bool) -> Self {
        if is_worse { Self::Worse } else { Self::Free }
    }
}

impl FieldPath {
    /// What is told of a change with such a verdict.
    fn promise(&self, verdict: Verdict) -> Option<PromiseChange> {
        let Watch { is_told, has_why, span, .. } = self.watch;
        let needs_reason = verdict > Verdict::Free || is_told;
        needs_reason.then_some(PromiseChange {
            is_weakened: verdict == Verdict::Worse,
            has_old_reason: has_why,
            span,
        })
    }

    /// Whether it promises more than that it is explained.
    fn is_promise(&self) -> bool {
        use WorseWhen::{Changed, NotKnown, Routine};
        self.watch.is_owed || !matches!(self.watch.rule, Changed | NotKnown | Routine)
    }

    /// What to think of something that is gone.
    fn gone(&self) -> Verdict {
        match self.watch.rule {
            _ if self.is_promise() => Verdict::Worse,
            WorseWhen::Changed => Verdict::Told,
            _ => Verdict::Free,
        }
    }

    /// What to think of two states of a field, of which one at most is published.
    fn of_states(&self, kind: ChangeKind, said: &Diff<ChangeSide>) -> Option<PromiseChange> {
        use ChangeSide::{Blank, EmptyList, EmptyText, Unreadable};
        let is_wrong =
            |side: &ChangeSide| matches!(side, Blank | EmptyText | EmptyList | Unreadable(_));
        let scales = self.watch.scales.as_ref();
        let better = scales.map(|scale| scale.as_ref().and_then(|it| it.better));
        match kind {
            ChangeKind::Unpublished => self.promise(Verdict::Worse),
            ChangeKind::Removed => self.promise(self.gone()),
            ChangeKind::Changed if is_wrong(&said.after) && !is_wrong(&said.before) => {
                self.promise(self.gone())
            }
            // What has to be met is now met the other way round.
            ChangeKind::Added if self.watch.rule == WorseWhen::Changed && better.differs() => {
                self.promise(Verdict::Told)
            }
            _ => None,
        }
    }

    /// What to think of two values.
    fn of_scalars(&self, said: Diff<ScalarRef<'_>>) -> Verdict {
        use WorseWhen as W;
        let Diff { before, after } = said;
        let word = |leaf| match leaf {
            ScalarRef::Choice(id, _) => Some(id),
            _ => None,
        };
        let is_now = |value| matches!(after, ScalarRef::Bool(now) if now == value);
        match self.watch.rule {
            W::NotKnown | W::Routine | W::Changed | W::More | W::LaterThan(_) => Verdict::Free,
            W::Band | W::Unless(..) => Verdict::Told,
            W::Replaced => Verdict::Worse,
            W::Gone | W::Shorter => match texts(said) {
                Some(texts) => said::shorter(texts),
                None => Verdict::Free,
            },
            W::Lower => self.numbers(said, Some(1)),
            W::Higher => self.numbers(said, Some(-1)),
            W::Target | W::Gate => {
                let better = self.better();
                self.numbers(said, better)
            }
            W::Later => Verdict::worse_if(is_later(before, after)),
            W::Earlier | W::Undone => Verdict::worse_if(is_later(after, before)),
            W::No => Verdict::worse_if(is_now(false)),
            W::Yes => Verdict::worse_if(is_now(true)),
            W::Down(words) => {
                let rank = |leaf| {
                    let word = word(leaf)?;
                    words.iter().position(|it| it.split('|').any(|it| it == word))
                };
                match (rank(before), rank(after)) {
                    (Some(before), Some(after)) => Verdict::worse_if(after > before),
                    _ => Verdict::Told,
                }
            }
            W::Becomes(words) => {
                Verdict::worse_if(word(after).is_some_and(|now| words.contains(&now)))
            }
        }
    }

    /// Which way is good for the measure, where that is the same on both sides.
    fn better(&self) -> Option<i8> {
        let Diff { before: Some(before), after: Some(after) } = &self.watch.scales else {
            return None;
        };
        let is_same = before.better == after.better || !before.is_known;
        after.better.filter(|_| before.measure == after.measure && is_same)
    }

    /// Two numbers, or texts that begin with one.
    fn numbers(&self, said: Diff<ScalarRef<'_>>, better: Option<i8>) -> Verdict {
        if let Some(texts) = texts(said) {
            let by_words = self.watch.rule == WorseWhen::Gate;
            return said::threshold(texts, better, by_words);
        }
        let numbers = said.map(number);
        let Diff { before: Some(before), after: Some(after) } = numbers else {
            // A number that became words, or a band.
            return Verdict::worse_if(numbers.before.is_some());
        };
        let Some([one, other]) = self.factors() else { return Verdict::Told };
        direction(Diff::new(before * one, after * other), better)
    }

    /// By what numbers of both sides are multiplied to be compared; nothing where they can't be.
    fn factors(&self) -> Option<[Decimal; 2]> {
        let Diff { before: Some(before), after: Some(after) } = &self.watch.scales else {
            return Some([Decimal::ONE; 2]);
        };
        if !matches!(self.watch.rule, WorseWhen::Target | WorseWhen::Gate) || !before.is_known {
            return Some([Decimal::ONE; 2]);
        }
        let units = Diff::new(before.unit, after.unit);
        match (units.before, units.after) {
            _ if before.multiplier != after.multiplier => None,
            (Some(Unit::Percent), Some(Unit::Ratio)) => Some([Decimal::ONE, Decimal::ONE_HUNDRED]),
            (Some(Unit::Ratio), Some(Unit::Percent)) => Some([Decimal::ONE_HUNDRED, Decimal::ONE]),
            _ if units.differs() => None,
            _ => Some([Decimal::ONE; 2]),
        }
    }
}

/// What to think of numbers, of which more is good (1) or bad (-1).
fn direction(numbers: Diff<Decimal>, better: Option<i8>) -> Verdict {
    match better {
        _ if !numbers.differs() => Verdict::Free,
        None => Verdict::Told,
        Some(way) => Verdict::worse_if((numbers.after > numbers.before) != (way > 0)),
    }
}

impl FieldDiffer<'_> {
    /// Notes what to think of the last change that was found.
    pub(super) fn judged(&mut self, at: &FieldPath, verdict: Verdict) {
        if let Some(change) = self.found.last_mut() {
            change.promise = at.promise(verdict);
        }
    }

    /// Notes what to think of two states of a field, where they were told.
    pub(super) fn states_judged(&mut self, at: &FieldPath, silences: Diff<Option<&Silence>>) {
        let Some(change) = self.found.last_mut() else { return };
        change.promise = match (silences.before, silences.after) {
            (Some(before), Some(after)) => {
                let is_worse = is_put_off(before, after);
                at.promise(Verdict::worse_if(is_worse)).filter(|_| is_worse)
            }
            _ => at.of_states(change.kind, &change.said),
        };
    }

    /// Notes what to think of two values.
    pub(super) fn scalars_judged(&mut self, at: &FieldPath, said: Diff<ScalarRef<'_>>) {
        self.judged(at, at.of_scalars(said));
    }

    /// What to think of a text that was reworded.
    pub(super) fn of_texts(at: &FieldPath, texts: Diff<&str>) -> Verdict {
        match at.watch.rule {
            WorseWhen::Gone | WorseWhen::Shorter => said::shorter(texts),
            WorseWhen::Replaced => Verdict::Worse,
            _ => Verdict::Free,
        }
    }

    /// Notes what to think of an item that went. `is_last` is where none is left.
    pub(super) fn item_gone(&mut self, at: &FieldPath, item: &ValueRef<'_>, is_last: bool) {
        let rule = match (at.watch.rule, item) {
            (rule, ValueRef::Block(block)) => {
                settled(rule, &Diff::same(()).map(|()| block.fields()))
            }
            (rule, _) => rule,
        };
        let verdict = match rule {
            WorseWhen::Gone | WorseWhen::Shorter => Verdict::Worse,
            WorseWhen::Changed if is_last => Verdict::Worse,
            WorseWhen::Changed | WorseWhen::LaterThan(_) => Verdict::Told,
            WorseWhen::NotKnown if is_last && at.watch.is_owed => Verdict::Worse,
            _ => Verdict::Free,
        };
        self.judged(at, verdict);
    }

    /// Notes what to think of an item that came.
    pub(super) fn item_came(&mut self, at: &FieldPath, item: &ValueRef<'_>) {
        let day = || Some((at.watch.due?, day_of(item)?));
        let verdict = match at.watch.rule {
            WorseWhen::More => Verdict::Worse,
            WorseWhen::Changed => Verdict::Told,
            WorseWhen::LaterThan(_) => {
                let is_later =
                    |(before, after)| is_later(ScalarRef::Due(before), ScalarRef::Due(after));
                Verdict::worse_if(day().is_some_and(is_later))
            }
            _ => Verdict::Free,
        };
        self.judged(at, verdict);
    }

    /// Notes what to think of an item that is silent now; `is_lost` is where another is gone.
    pub(super) fn item_silent(&mut self, at: &FieldPath, is_lost: bool) {
        self.judged(at, Verdict::worse_if(is_lost));
    }
}

fn number(leaf: ScalarRef<'_>) -> Option<Decimal> {
    match leaf {
        ScalarRef::Count(count) => Some(count.into()),
        ScalarRef::Pounds(pounds) => Some(pounds.into()),
        ScalarRef::Decimal(it) | ScalarRef::Percent(it) | ScalarRef::Pence(it) => Some(it),
        _ => None,
    }
}

fn texts(said: Diff<ScalarRef<'_>>) -> Option<Diff<&str>> {
    fn text(leaf: ScalarRef<'_>) -> Option<&str> {
        match leaf {
            ScalarRef::Text(text) => Some(text),
            ScalarRef::Prose(prose) => Some(&prose.text),
            _ => None,
        }
    }
    Some(Diff::new(text(said.before)?, text(said.after)?))
}

/// A day, and whether it is one day and no longer stretch.
fn last(leaf: ScalarRef<'_>) -> Option<(Date, bool)> {
    match leaf {
        ScalarRef::Date(day) | ScalarRef::Due(Due::Day(day)) => Some((day, true)),
        ScalarRef::Due(due) => Some((due.last_day(), false)),
        _ => None,
    }
}

/// Whether a day is later, or the same and less exact.
fn is_later(before: ScalarRef<'_>, after: ScalarRef<'_>) -> bool {
    match (last(before), last(after)) {
        (Some((before, was_exact)), Some((after, is_exact))) => {
            after > before || after == before && was_exact && !is_exact
        }
        _ => false,
    }
}

/// Whether days of a list come later, or fewer of them.
pub(super) fn are_put_off(items: Diff<&[ValueRef<'_>]>) -> Verdict {
    let days = items.map(|items| {
        let days = items.iter().map(|item| match item {
            ValueRef::Scalar(leaf) => last(*leaf).map(|(day, _)| day),
            _ => None,
        });
        let mut days: Vec<Date> = days.flatten().collect();
        days.sort_unstable();
        days
    });
    let is_fewer = days.after.len() < days.before.len();
    let is_later = days.before.iter().zip(&days.after).any(|(before, after)| after > before);
    Verdict::worse_if(is_fewer || is_later)
}

/// Whether what is still to come is promised for a later day, or for none.
fn is_put_off(before: &Silence, after: &Silence) -> bool {
    match (before.expected, after.expected) {
        (Some(before), Some(after)) => is_later(ScalarRef::Due(before), ScalarRef::Due(after)),
        (Some(_), None) => true,
        (None, _) => false,
    }
}

impl FieldPath {
    /// Whether it is known what is worse here.
    pub(super) fn is_watched(&self) -> bool {
        self.watch.rule != WorseWhen::NotKnown
    }

    /// Whether days are told of here one by one.
    pub(super) fn is_of_days(&self) -> bool {
        self.watch.rule == WorseWhen::Later
    }
}
