//! The ladder of authorisation: steps in order, dates that have come, and what each assessment has to tell.

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic};
use crate::model::iho::{AuthorisationStep, Iho, Track};
use crate::model::reflect::Block as _;
use crate::model::scalar::Date;
use crate::model::status::Status;

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let Some(iho) = cx.blueprint.identity() else { return Vec::new() };
    let mut found = steps_in_order(iho);
    found.extend(status_and_steps(iho));
    found.extend(reassessment(iho));
    found.extend(future_steps(iho, cx.site.today));
    found.extend(assessment_fields(iho));
    found.extend(version(iho));
    found
}

/// Within each track, later steps of the ladder have no earlier dates.
fn steps_in_order(iho: &Iho) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for track in Track::ALL {
        let steps: Vec<_> = iho
            .authorisation
            .items()
            .iter()
            .filter(|step| step.track.known() == Some(track))
            .filter_map(|step| {
                Some((*step.step.known()?, step.step.span?, step.date.known(), step))
            })
            .collect();
        for pair in steps.windows(2) {
            let ((before, _, _, _), (after, at, _, _)) = (pair[0], pair[1]);
            if after < before {
                let message = format!(
                    "the step `{}` is written after `{}`, which happened later",
                    after.id(),
                    before.id()
                );
                found.push(Diagnostic::at(Code::WrongOrder, at, message).hint(
                    "put the steps of each track in the order of the ladder, first step first",
                ));
            }
        }
        let dated: Vec<_> =
            steps.iter().filter_map(|(step, _, date, it)| Some((step, (*date)?, it))).collect();
        for pair in dated.windows(2) {
            let ((before, first, one), (after, second, two)) = (&pair[0], &pair[1]);
            if second < first && before <= after {
                let message = format!(
                    "`{}` is dated {second}, before `{}` on {first}",
                    after.id(),
                    before.id()
                );
                let diagnostic =
                    Diagnostic::at(Code::WrongOrder, two.date.span.unwrap_or(two.span), message)
                        .hint("correct the date that is wrong");
                found.push(match one.date.span {
                    Some(span) => diagnostic.related(span, "the earlier step"),
                    None => diagnostic,
                });
            }
        }
    }
    found
}

/// The status is not behind the steps that are recorded.
fn status_and_steps(iho: &Iho) -> Option<Diagnostic> {
    let status = *iho.status.known()?;
    if status > Status::Live {
        return None;
    }
    let furthest = iho
        .authorisation
        .items()
        .iter()
        .filter(|step| step.step.known().is_some_and(|step| *step <= Status::Live))
        .max_by_key(|step| step.step.known().copied())?;
    let step = *furthest.step.known()?;
    if step <= status {
        return None;
    }
    let message = format!(
        "the status is `{}`, but the step `{}` is recorded as taken",
        status.id(),
        step.id()
    );
    let diagnostic = Diagnostic::at(Code::Contradiction, iho.status.span?, message)
        .hint(format!("write `status: {}`, or remove the step", step.id()));
    Some(diagnostic.related(furthest.step.span?, "the step"))
}

/// A trust is assessed again within five years of its authorisation.
fn reassessment(iho: &Iho) -> Vec<Diagnostic> {
    let check = |step: &AuthorisationStep| {
        let (due, date) = (*step.reassessment_due.known()?, *step.date.known()?);
        let at = step.reassessment_due.span?;
        let latest = date.saturating_add(jiff::Span::new().years(5));
        if due <= date {
            let message =
                format!("the next assessment, on {due}, is not after this one, on {date}");
            return Some(
                Diagnostic::at(Code::WrongOrder, at, message).hint("correct one of the dates"),
            );
        }
        (due > latest).then(|| {
            let message =
                format!("the next assessment, on {due}, is more than five years after {date}");
            Diagnostic::at(Code::WrongOrder, at, message).hint(format!(
                "write a day up to {latest}: trusts are assessed again at least every five years"
            ))
        })
    };
    iho.authorisation.items().iter().filter_map(check).collect()
}

/// A step that is recorded has been taken.
fn future_steps(iho: &Iho, today: Date) -> Vec<Diagnostic> {
    let future = |step: &AuthorisationStep| {
        let date = step.date.known().filter(|date| **date > today)?;
        let message = format!("the step is dated {date}, which has not come yet");
        Some(
            Diagnostic::at(Code::WrongOrder, step.date.span?, message)
                .hint("record a step once it has been taken. Put planned steps in `milestones`"),
        )
    };
    iho.authorisation.items().iter().filter_map(future).collect()
}

/// What each assessment has to tell once it has come so far: who supports it, what was found, when it is repeated.
fn assessment_fields(iho: &Iho) -> Vec<Diagnostic> {
    let steps = iho.authorisation.items();
    let mut found = Vec::new();
    let mut require = |track: Track, from: Status, field: &str, why: &str| {
        let mut of_track = steps.iter().filter(|step| step.track.known() == Some(&track));
        let reached = of_track.clone().find(|step| {
            step.step.known().is_some_and(|step| *step >= from && *step <= Status::Live)
        });
        let is_there = of_track
            .any(|step| step.fields().iter().any(|it| it.key.name == field && it.span.is_some()));
        if let (Some(step), false) = (reached, is_there) {
            let message = format!(
                "from `{}` on, a step of the track `{}` needs the field `{field}`",
                from.id(),
                track.id()
            );
            found.push(
                Diagnostic::at(Code::MissingKey, step.step.span.unwrap_or(step.span), message)
                    .hint(format!(
                        "add `{field}: …` ({why}); if it can't be published yet, write \
                 `{field}: {{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`"
                    )),
            );
        }
    };
    require(
        Track::Aft,
        Status::AftCandidate,
        "icb_support_statement",
        "the ICB's statement of support",
    );
    require(Track::Aft, Status::AftCandidate, "region_support", "the support of the NHS region");
    require(
        Track::Aft,
        Status::AftAuthorised,
        "reassessment_due",
        "the day of the next assessment",
    );
    require(
        Track::Iho,
        Status::IhoAssessment,
        "criteria_results",
        "what was found on each criterion",
    );
    found
}

/// A version is a row of numbers, such as 2026.11.1 or 1.2.0, or a day.
fn version(iho: &Iho) -> Option<Diagnostic> {
    let version = iho.blueprint_version.known()?;
    let numbers: Vec<&str> = version.split(['.', '-']).collect();
    let is_sound = (2..=4).contains(&numbers.len())
        && numbers.iter().all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    if is_sound {
        return None;
    }
    let message = format!("`{version}` is not a version");
    Some(
        Diagnostic::at(Code::WrongType, iho.blueprint_version.span?, message)
            .hint("write numbers joined by points, such as 2026.11.1, or a day"),
    )
}
