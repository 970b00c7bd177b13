//! Who decides what, as a table of decisions and bodies, and who answers to whom.

use crate::model::field::Silence;
use crate::model::governance::{DecisionRight, Governance, GoverningBody};
use crate::model::reference::{EntityKind, LocalRef};
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, text};
use crate::page::view::{Column, Part, Row, Value};

/// The parts before the fields of the section.
pub(super) fn parts(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    governance: &Governance,
) -> Vec<Part> {
    let mut parts = Vec::new();
    parts.extend(matrix(cx, governance));
    parts.extend(accountability(cx, blueprint, governance));
    parts
}

/// Each part of a body in a decision.
fn parts_of(right: &DecisionRight) -> Vec<(&str, &'static str)> {
    let listed = right.bodies.known().map_or(&[][..], |parts| &parts.0);
    let listed = listed.iter().map(|part| (part.body.known(), part.right.known()));
    let alone = [(right.body.known(), right.right.known())];
    listed
        .chain(alone)
        .filter_map(|(body, role)| Some((body?.0.value.as_str(), role?.label())))
        .collect()
}

/// Decisions down, bodies across.
fn matrix(cx: &PageContext<'_>, governance: &Governance) -> Option<Part> {
    let rights = governance
        .decision_rights
        .known()
        .map(|rights| &rights.0)
        .filter(|rights| !rights.is_empty())?;
    let mut bodies: Vec<&str> = Vec::new();
    for (body, _) in rights.iter().flat_map(parts_of) {
        if !bodies.contains(&body) {
            bodies.push(body);
        }
    }
    // One decision may stand in several entries, one for each body.
    let mut rows: Vec<(String, Vec<(&str, &'static str)>)> = Vec::new();
    for right in rights {
        let Some(decision) = right.decision.known() else { continue };
        let name = right.name.known().map_or_else(|| decision.label().to_owned(), String::clone);
        match rows.iter_mut().find(|(known, _)| *known == name) {
            Some((_, parts)) => parts.extend(parts_of(right)),
            None => rows.push((name, parts_of(right))),
        }
    }
    let mut columns = vec![Column::of_words("Decision")];
    columns.extend(
        bodies
            .iter()
            .map(|body| Column { label: body_name(cx, governance, body), is_numeric: false }),
    );
    let rows = rows.into_iter().map(|(name, parts)| {
        let mut row = vec![text(name)];
        row.extend(bodies.iter().map(|body| {
            let roles: Vec<&str> =
                parts.iter().filter(|(of, _)| of == body).map(|(_, role)| *role).collect();
            text(if roles.is_empty() { "–".to_owned() } else { roles.join(", ") })
        }));
        row
    });
    Some(Part::Table {
        id: "field_decision_rights".to_owned(),
        heading: "Who decides what".to_owned(),
        columns,
        rows: rows.collect(),
        note: cx.note(governance.decision_rights.provenance()),
    })
}

/// The name of a body of the file, or of an organisation.
fn body_name(cx: &PageContext<'_>, governance: &Governance, name: &str) -> String {
    let is_called = |body: &&GoverningBody| {
        body.id.known().is_some_and(|id| id.0.value == name)
            || body.name.known().is_some_and(|known| known == name)
    };
    let body = governance.bodies.items().iter().find(is_called);
    match (body.and_then(|body| body.name.known()), name) {
        (Some(name), _) => name.clone(),
        (None, "host") => "Host".to_owned(),
        (None, "icb") => "Integrated care board".to_owned(),
        (None, "partners") => "Partners".to_owned(),
        (None, name) => {
            let key = crate::graph::EntityId::new(EntityKind::Organisation, name);
            cx.graph.name(&key).to_owned()
        }
    }
}

/// The same parts, with the names of bodies instead of the ids by which the file calls them.
pub(super) fn with_names(
    cx: &PageContext<'_>,
    governance: &Governance,
    mut parts: Vec<Part>,
) -> Vec<Part> {
    let rename = |rows: &mut Vec<Row>| {
        for row in rows.iter_mut().filter(|row| matches!(row.label.as_str(), "Answers to" | "On")) {
            if let Value::Text { text } = &mut row.value {
                *text = body_name(cx, governance, text);
            }
        }
    };
    for part in &mut parts {
        match part {
            Part::Facts { rows, .. } => {
                for row in rows.iter_mut() {
                    if let Value::Facts { rows } = &mut row.value {
                        rename(rows);
                    }
                }
                rename(rows);
            }
            Part::Cards { cards, .. } => cards.iter_mut().for_each(|card| rename(&mut card.rows)),
            _ => {}
        }
    }
    parts
}

/// Which body answers to which, and which duties stay with the ICB whatever is handed over.
fn accountability(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    governance: &Governance,
) -> Option<Part> {
    let bodies = governance.bodies.known()?;
    let lead = blueprint.commissioner.as_ref().and_then(Section::known);
    let lead = lead.and_then(|it| it.lead_icb.known()?.organisation.known());
    let host = blueprint.host.as_ref().and_then(Section::known);
    let host = host.and_then(|it| it.organisation.known());
    let link = |reference: Option<&crate::model::reference::OrgRef>| {
        reference.map_or(Value::Nothing, |it| Value::Link { link: cx.reference(&it.0) })
    };
    let mut rows = vec![
        vec![
            link(lead),
            text("Outside this contract"),
            text("Its statutory duties stay with it, whatever the contract hands over"),
        ],
        vec![link(host), link(lead), text("Holds the contract and its budget")],
    ];
    rows.extend(bodies.iter().map(|body| {
        let name = |parent: &LocalRef| text(body_name(cx, governance, &parent.0.value));
        let silence = |it: &Silence| Value::Silence { sentence: cx.silence(it) };
        let parent = body.parent.known().map(name).or_else(|| body.parent.silence().map(silence));
        let kind = body.kind.known().map_or("", |kind| kind.label());
        vec![
            body.name.known().map_or(Value::Nothing, text),
            parent.unwrap_or_else(|| text("Not stated")),
            text(kind),
        ]
    }));
    let columns = ["Body", "Answers to", "As"];
    Some(Part::table(
        "field_accountability_map",
        "Who answers to whom",
        columns.map(Column::of_words).into(),
        rows,
    ))
}
