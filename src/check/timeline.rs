//! Milestones: what is reached has a day, and what hangs on a decision names one of the file.

use std::collections::BTreeSet;

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic, Suggestions};
use crate::model::iho::Iho;
use crate::model::scalar::Due;
use crate::model::timeline::MilestoneStatus;
use crate::source::Span;

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let Some(iho) = cx.blueprint.identity() else { return Vec::new() };
    let mut found = milestones(iho);
    found.extend(milestone_decisions(iho));
    found
}

/// What is reached has a day, and what has a day is reached.
fn milestones(iho: &Iho) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for it in iho.milestones.items() {
        let is_done = it.status.known() == Some(&MilestoneStatus::Done);
        let (Some(status_at), Some(_)) = (it.status.span, it.status.known()) else { continue };
        if is_done && it.actual.is_absent() {
            found.push(
                Diagnostic::at(
                    Code::MissingKey,
                    status_at,
                    "a milestone that is done needs the day in `actual`",
                )
                .hint("add `actual: 2026-11-20`, or change the status"),
            );
        }
        if let (false, Some(actual), Some(_)) = (is_done, it.actual.span, it.actual.known()) {
            found.push(
                Diagnostic::at(
                    Code::Contradiction,
                    actual,
                    "the milestone was reached, but its status is not `done`",
                )
                .hint("write `status: done`, or remove `actual`")
                .related(status_at, "the status"),
            );
        }
        let mut plan: Vec<(Due, Option<Span>)> =
            it.planned.known().map(|due| (*due, it.planned.span)).into_iter().collect();
        plan.extend(
            it.revised.items().iter().filter_map(|new| Some((*new.date.known()?, new.date.span))),
        );
        for pair in plan.windows(2) {
            if pair[0].0 == pair[1].0
                && let Some(at) = pair[1].1
            {
                found.push(
                    Diagnostic::at(
                        Code::Contradiction,
                        at,
                        "the new date is the one that was planned before",
                    )
                    .hint("write the new date, or remove this entry"),
                );
            }
        }
    }
    found
}

/// A milestone hangs on a decision of the same file.
fn milestone_decisions(iho: &Iho) -> Vec<Diagnostic> {
    let Some(decisions) = iho.decisions.known() else { return Vec::new() };
    let mut suggestions = Suggestions::default();
    let ids: BTreeSet<&str> =
        decisions.iter().filter_map(|it| Some(it.id.known()?.0.value.as_str())).collect();
    let names = iho.milestones.items().iter().filter_map(|it| it.decision.known());
    names
        .filter(|name| !ids.contains(name.0.value.as_str()))
        .map(|name| {
            let message = format!("no decision of this file has the id `{}`", name.0.value);
            let hint = suggestions.did_you_mean(&name.0.value, ids.iter().copied());
            Diagnostic::at(Code::UnknownReference, name.0.span, message).hint(
                hint.unwrap_or_else(|| "write the `id` of an entry under `decisions`".to_owned()),
            )
        })
        .collect()
}
