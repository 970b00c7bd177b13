//! What a field has to say besides its value: a day, a reason, what the contract is not.

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic};
use crate::model::Section;
use crate::model::field::{Field, Provenance, is_placeholder};
use crate::model::footprint::Footprint;
use crate::model::host::{AftStanding, Host};
use crate::model::iho::Iho;
use crate::model::reflect::{Block, ScalarRef, VisitEvent, visit};
use crate::source::Span;

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let blueprint = cx.blueprint;
    let mut found = Vec::new();
    if let Some(iho) = blueprint.identity() {
        found.extend(what_it_is_not(iho));
    }
    if let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) {
        found.extend(undated_counts(footprint));
    }
    if let Some(host) = blueprint.host.as_ref().and_then(Section::known) {
        found.extend(undated_standing(host));
    }
    found
}

/// Fields that say no more than that they say nothing.
pub(super) fn untyped_silences(block: &dyn Block) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut place = block.span();
    visit(block, &mut |path, step| {
        let (text, span) = match step {
            VisitEvent::Field(field, _) => return place = field.span.unwrap_or(place),
            VisitEvent::Scalar(ScalarRef::Text(text)) => (text, place),
            VisitEvent::Scalar(ScalarRef::Prose(prose)) => (prose.text.as_str(), prose.span),
            VisitEvent::Scalar(_) => return,
        };
        if is_placeholder(text) {
            let field = path.last().copied().unwrap_or_default();
            found.push(untyped(text, field, span));
        }
    });
    found
}

fn untyped(text: &str, field: &str, span: Span) -> Diagnostic {
    let message = format!("`{}` gives no reason and no date", text.trim());
    Diagnostic::at(Code::UntypedSilence, span, message).hint(format!(
        "write `{field}: {{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`"
    ))
}

/// Readers fear three things, and are told that none of them is so.
fn what_it_is_not(iho: &Iho) -> Option<Diagnostic> {
    let prose = iho.what_it_is_not.known()?;
    let text = prose.text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let needed = [
        (says(&["contract"]), "that it is a contract, not an organisation"),
        (says(&["free", "no charge", "not charge", "never charge"]), "that care stays free"),
        (
            says(&[
                "gp ",
                "gp,",
                "gp.",
                "gp-",
                "gps",
                "general practice",
                "practice",
                "registered",
            ]),
            "that people stay with their GP practice",
        ),
    ];
    let absent: Vec<&str> =
        needed.iter().filter(|(is_said, _)| !is_said).map(|(_, what)| *what).collect();
    if absent.is_empty() {
        return None;
    }
    let message = format!("`what_it_is_not` does not say {}", absent.join(", nor "));
    Some(Diagnostic::at(Code::WhatItIsNot, prose.span, message).hint(
        "write for instance `It is a contract, not an organisation. Care stays free. You stay with your GP practice.`",
    ))
}

/// How many people there are is said for a day.
fn undated_counts(footprint: &Footprint) -> Vec<Diagnostic> {
    let of_block = footprint.provenance.as_deref().and_then(|it| it.as_of).is_some();
    let counts = [
        ("registered_population", &footprint.registered_population),
        ("resident_population", &footprint.resident_population),
        ("weighted_population", &footprint.weighted_population),
    ];
    let is_undated = |count: &Field<u64>| {
        let own = count.provenance().and_then(|it: &Provenance| it.as_of);
        count.known().is_some() && own.is_none() && !of_block
    };
    let found = counts.into_iter().filter(|(_, count)| is_undated(count));
    found
        .filter_map(|(field, count)| {
            let hint = format!("write `{field}: {{value: {}, as_of: 2026-10-01}}`", count.known()?);
            Some(undated(field, count.span?, hint))
        })
        .collect()
}

/// Ratings and shares are of a day or a year.
fn undated_standing(host: &Host) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut add = |field: &str, span: Option<Span>, is_dated: bool, hint: &str| {
        if let (Some(span), false) = (span, is_dated) {
            found.push(undated(field, span, hint.to_owned()));
        }
    };
    if let Some(it) = host.aft_status.known() {
        let is_dated = !it.date.is_absent() || it.value.known() == Some(&AftStanding::None);
        let hint = "write `aft_status: {value: authorised, date: 2026-09-01}`";
        add("aft_status", host.aft_status.span, is_dated, hint);
    }
    if let Some(it) = host.cqc_rating.known() {
        let hint = "write `cqc_rating: {value: good, date: 2025-03-14}`";
        add("cqc_rating", host.cqc_rating.span, !it.date.is_absent(), hint);
    }
    if let Some(it) = host.provider_capability_rating.known() {
        let span = host.provider_capability_rating.span;
        let hint = "write `provider_capability_rating: {value: green, date: 2026-01-29}`";
        add("provider_capability_rating", span, !it.date.is_absent(), hint);
    }
    if let Some(it) = host.nhs_income_share.known() {
        let hint = "write `nhs_income_share: {value: 96.4, fy: 2025/26}`";
        add("nhs_income_share", host.nhs_income_share.span, !it.fy.is_absent(), hint);
    }
    found
}

fn undated(field: &str, span: Span, hint: String) -> Diagnostic {
    let message = format!("`{field}` does not say of which day or year it is");
    Diagnostic::at(Code::Undated, span, message).hint(hint)
}
