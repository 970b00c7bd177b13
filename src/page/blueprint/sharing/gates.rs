//! Whether a gain would be paid today, and what each partner has to do with gains and losses.

use crate::analysis::risk_share::{Gate, GateState, gates};
use crate::model::field::Field;
use crate::model::partners::{Partner, Shares};
use crate::model::risk_share::{Comparison, RiskShare};
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, text};
use crate::page::layout::{rows_of, unaddressed};
use crate::page::measure;
use crate::page::view::{Entry, Note, Part, Row, Tag, Value};
use crate::page::wording::listed;

/// The standards that have to be met before any gain is paid, each held against its latest figure.
pub(super) fn part(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    sharing: &RiskShare,
) -> Option<Part> {
    let gates = gates(&cx.graph.model, blueprint);
    let is_graded = gates.iter().any(|it| it.gate.consequence.known().is_some());
    let rule = match is_graded {
        true => {
            "A gain is paid only if every standard is met. What happens if one is missed is stated beside it."
        }
        false => {
            "A gain is paid only if every standard is met. If one is missed, nobody is paid a gain."
        }
    };
    (!gates.is_empty()).then(|| Part::Entries {
        id: "field_quality_gate".to_owned(),
        heading: "Before any gain is paid".to_owned(),
        intro: format!("{rule} {}", now(&gates)),
        entries: gates.iter().map(|it| entry(cx, blueprint, it)).collect(),
        note: cx.note(sharing.quality_gate.provenance()),
    })
}

/// "On the latest figures, 3 are met and 2 are not met."
pub(super) fn now(gates: &[Gate<'_>]) -> String {
    let n_of = |is: fn(GateState) -> bool| gates.iter().filter(|it| is(it.state)).count();
    let counted = [
        ("met", n_of(|it| it == GateState::Met)),
        ("not met", n_of(|it| it == GateState::NotMet)),
        ("not known yet", n_of(|it| matches!(it, GateState::NotKnown(_)))),
    ];
    let counted = counted.into_iter().filter(|(_, n)| *n > 0).map(|(words, n)| match gates.len() {
        1 => format!("it is {words}"),
        _ => format!("{n} {} {words}", if n == 1 { "is" } else { "are" }),
    });
    let counted: Vec<String> = counted.collect();
    format!(
        "On the latest figures, {}.",
        listed(&counted.iter().map(String::as_str).collect::<Vec<_>>())
    )
}

fn entry(cx: &PageContext<'_>, blueprint: &Blueprint, it: &Gate<'_>) -> Entry {
    let id = it.measured.id;
    let (label, tone) = match it.state {
        GateState::Met => ("Met", "improving"),
        GateState::NotMet => ("Not met", "concern"),
        GateState::NotKnown(_) => ("Not known yet", "neutral"),
    };
    let must_be = match it.must_be {
        Some(Comparison::AtLeast) => "At least ",
        Some(Comparison::AtMost) => "At most ",
        None => "",
    };
    let threshold = it.gate.threshold.known().map_or_else(
        || "Not published".to_owned(),
        |it| format!("{must_be}{}", measure::with_unit(cx.graph, id, &it.normalize().to_string())),
    );
    let why = match it.state {
        GateState::NotKnown(why) => format!("This is not known yet: {why}."),
        _ => String::new(),
    };
    let line = |label: &str, words: String| Row::unaddressed(label, text(words));
    let latest = measure::latest_rows(cx, &it.measured).into_iter().flatten();
    let figures = std::iter::once(line("Standard", threshold)).chain(latest);
    let consequence = it.gate.consequence.known().map(|words| line("If missed", words.clone()));
    Entry {
        id: format!("gate_{id}"),
        title: measure::link_in(cx, blueprint, id),
        tag: Some(Tag { text: label.to_owned(), tone }),
        words: why,
        figures: figures.into_iter().chain(consequence).collect(),
        ..Entry::default()
    }
}

/// What each partner is paid, and whether it shares in gains and losses.
pub(super) fn partners(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Part> {
    let partners = blueprint.partners.as_ref().and_then(Section::known)?;
    let entries: Vec<Entry> = partners.partners.items().iter().map(|it| partner(cx, it)).collect();
    (!entries.is_empty()).then(|| Part::entries("partner_lines", "Each partner", "", entries))
}

fn partner(cx: &PageContext<'_>, partner: &Partner) -> Entry {
    let said = |field: &Field<Shares>| field.known().and_then(|it| it.value.known()).copied();
    let words = match (said(&partner.shares_gain), said(&partner.shares_risk)) {
        (Some(true), Some(true)) => "It shares in savings and in losses.",
        (Some(true), Some(false)) => "It shares in savings, but not in losses.",
        (Some(false), Some(true)) => "It shares in losses, but not in savings.",
        (Some(false), Some(false)) => "It shares in neither savings nor losses.",
        (Some(true), None) => "It shares in savings.",
        (Some(false), None) => "It does not share in savings.",
        (None, Some(true)) => "It shares in losses.",
        (None, Some(false)) => "It does not share in losses.",
        (None, None) => "Whether it shares in savings or losses is not published.",
    };
    let mut figures = unaddressed(rows_of(cx, partner, &["value_annual"]));
    for row in &mut figures {
        row.note = Note::default();
        row.value = first_value(std::mem::replace(&mut row.value, Value::Nothing));
    }
    Entry {
        title: partner.organisation.known().map(|body| cx.reference(&body.0)).unwrap_or_default(),
        words: words.to_owned(),
        figures,
        ..Entry::default()
    }
}

/// Of a sum with its basis and price base, the sum alone.
fn first_value(value: Value) -> Value {
    match value {
        Value::Facts { rows } => rows.into_iter().next().map_or(Value::Nothing, |row| row.value),
        other => other,
    }
}
