//! The journey through the two assessments: of the trust, and of the contract.

use super::super::context::{PageContext, row};
use super::super::layout::{rows_of, unaddressed};
use super::super::view::{Card, Column, Link, Note, Part, Row, Tag, Value};
use super::super::wording;
use crate::model::Blueprint;
use crate::model::field::Field;
use crate::model::iho::{AuthorisationStep, CriterionOutcome, CriterionResult, Track};
use crate::model::list::List;

/// A part for each step, then a table of what was found on each criterion.
pub(super) fn parts(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Part> {
    let Some(iho) = blueprint.identity() else {
        return Vec::new();
    };
    if let Some(silence) = iho.authorisation.silence() {
        return vec![Part::Silence {
            id: "section_unpublished".to_owned(),
            heading: "The journey is not published".to_owned(),
            value: Value::Silence { sentence: cx.silence(silence) },
        }];
    }
    let mut parts = Vec::new();
    for track in Track::ALL {
        let steps: Vec<&AuthorisationStep> = iho
            .authorisation
            .items()
            .iter()
            .filter(|step| step.track.known() == Some(track))
            .collect();
        if steps.is_empty() {
            continue;
        }
        parts.push(Part::Cards {
            id: format!("track_{}", track.id()),
            heading: track.label().to_owned(),
            intro: intro(*track).to_owned(),
            cards: steps.iter().enumerate().map(|(at, step)| card(cx, *track, at, step)).collect(),
            note: Note::default(),
        });
        for (at, step) in steps.iter().enumerate() {
            parts.extend(results(cx, *track, at, step));
        }
    }
    parts
}

fn intro(track: Track) -> &'static str {
    match track {
        Track::Aft => "Whether the trust is fit to be an advanced foundation trust.",
        Track::Iho => "Whether the trust may hold this contract, which is assessed separately.",
    }
}

/// Everything about a step but its criteria.
fn card(cx: &PageContext<'_>, track: Track, at: usize, step: &AuthorisationStep) -> Card {
    const FIELDS: &[&str] = &[
        "date",
        "decided_by",
        "outcome",
        "document",
        "framework",
        "wave",
        "icb_support_statement",
        "region_support",
        "independent_panel",
        "board_statements",
        "board_memorandum",
        "reassessment_due",
        "appeal_or_challenge",
    ];
    let mut rows = rows_of(cx, step, FIELDS);
    rows.extend(conditions(cx, step));
    rows.extend(unpublished_results(cx, &step.criteria_results));
    let label = step.step.known().map_or("Step", |step| step.label());
    Card {
        id: format!("step_{}-{}", track.id(), at + 1),
        title: Link { text: label.to_owned(), ..Link::default() },
        rows: unaddressed(rows),
        ..Card::default()
    }
}

/// Conditions in a line each: "Publish the plan (due 1 March 2027, open)".
fn conditions(cx: &PageContext<'_>, step: &AuthorisationStep) -> Option<Row> {
    let items = step.conditions.items();
    if items.is_empty() {
        return rows_of(cx, step, &["conditions"]).into_iter().next();
    }
    let lines = items.iter().map(|condition| {
        let text = condition.text.known().map_or("", String::as_str);
        let due = condition.due.known().map(|due| format!("due {}", wording::date(*due)));
        let status = condition.status.known().map(|status| status.label().to_lowercase());
        let more: Vec<String> = due.into_iter().chain(status).collect();
        let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
        Value::Text { text: format!("{}{more}", text.trim_end_matches('.')) }
    });
    Some(row("conditions", "Conditions", Value::List { items: lines.collect() }))
}

fn unpublished_results(
    cx: &PageContext<'_>,
    results: &Field<List<CriterionResult>>,
) -> Option<Row> {
    let sentence = cx.silence(results.silence()?);
    Some(row("criteria_results", "Results by criterion", Value::Silence { sentence }))
}

fn results(
    cx: &PageContext<'_>,
    track: Track,
    at: usize,
    step: &AuthorisationStep,
) -> Option<Part> {
    let items = step.criteria_results.items();
    if items.is_empty() {
        return None;
    }
    let label = step.step.known().map_or("Step", |step| step.label());
    let columns = ["Criterion", "Result", "Evidence", "Assessed by", "What the assessor said"];
    Some(Part::Table {
        id: format!("criteria_{}-{}", track.id(), at + 1),
        heading: format!("{label}: results by criterion"),
        columns: columns.map(Column::of_words).into(),
        rows: items.iter().map(|result| result_row(cx, result)).collect(),
        note: cx.note(step.criteria_results.provenance()),
    })
}

fn result_row(cx: &PageContext<'_>, result: &CriterionResult) -> Vec<Value> {
    let value = |name: &str| {
        rows_of(cx, result, &[name]).into_iter().next().map_or(Value::Nothing, |row| row.value)
    };
    let outcome = match result.result.known() {
        Some(outcome) => Value::Tag { tag: tag(*outcome) },
        None => value("result"),
    };
    let assessed: Vec<Value> = ["assessor", "date"]
        .map(value)
        .into_iter()
        .filter(|value| *value != Value::Nothing)
        .collect();
    let assessed =
        if assessed.is_empty() { Value::Nothing } else { Value::List { items: assessed } };
    vec![value("criterion"), outcome, value("evidence"), assessed, value("commentary")]
}

fn tag(outcome: CriterionOutcome) -> Tag {
    let tone = match outcome {
        CriterionOutcome::Met => "improving",
        CriterionOutcome::NotMet => "concern",
        CriterionOutcome::PartlyMet
        | CriterionOutcome::NotAssessed
        | CriterionOutcome::NotPublished => "neutral",
    };
    Tag { text: outcome.label().to_owned(), tone }
}
