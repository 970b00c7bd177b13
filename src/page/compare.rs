//! The contracts side by side, one table for each subject.

use super::context::{PageContext, text};
use super::kinds::{PageKind, has_ihos, has_or_had_ihos};
use super::layout::value_of;
use super::questions::section_url;
use super::url::Url;
use super::view::{Column, Part, Value, View};
use crate::analysis::completeness;
use crate::model::partners::Voice;
use crate::model::{Blueprint, Section};

/// A column: its label, and the field that fills it.
type Subject = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// What is compared: the section, the heading, and the fields with their labels.
const SUBJECTS: &[Subject] = &[
    (
        "footprint",
        "People and area",
        &[
            ("Population", "population_kind"),
            ("Who is counted", "population_basis"),
            ("Registered", "registered_population"),
            ("Weighted", "weighted_population"),
            ("Places", "places"),
        ],
    ),
    (
        "host",
        "Hosts",
        &[
            ("Host", "organisation"),
            ("Legal form", "legal_form"),
            ("Kind of provider", "provider_type"),
            ("Own share of the budget", "provides_share"),
        ],
    ),
    (
        "contract",
        "Term and money",
        &[
            ("Kind of contract", "type"),
            ("First day", "term_start"),
            ("Last day", "term_end"),
            ("Budget", "budget.total"),
            ("For each weighted head", "budget.per_head"),
            ("Payment", "payment.model"),
            ("Depends on outcomes", "payment.outcome_share"),
            ("How it was let", "procurement.route"),
        ],
    ),
    (
        "risk-share",
        "Gains and losses",
        &[
            ("Kind of sharing", "model"),
            ("Most that can be lost", "cap_loss"),
            ("Most that can be gained", "cap_gain"),
        ],
    ),
];

/// Every subject, with a row for each contract.
pub(super) static PAGE: PageKind = PageKind {
    title: "Contracts side by side",
    listed: Some(("Side by side", "what each contract covers, costs and shares", has_ihos)),
    pages: |kind, graph| kind.once(has_or_had_ihos(graph)),
    ..PageKind::new("compare", |_| Url::page(&["compare"]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("compare", "Contracts side by side");
    head.description =
        "Scope, term, money, sharing of gains and losses, delegation and votes of every contract."
            .to_owned();
    if cx.graph.model.blueprints.is_empty() {
        let releases = cx.href(&Url::page(&["ihos"]));
        let lead = format!("No contract is in force. [See what was published]({releases}).");
        return cx.finish(head, vec![Part::Lead { body: cx.sentence(lead) }]);
    }
    let mut body: Vec<Part> = SUBJECTS.iter().map(|subject| table(cx, subject)).collect();
    body.push(corridors(cx));
    body.push(scope(cx));
    body.push(delegation(cx));
    body.push(votes(cx));
    cx.finish(head, body)
}

fn table(cx: &PageContext<'_>, (section, heading, fields): &Subject) -> Part {
    let is_number = |field: &str| {
        matches!(
            field,
            "registered_population"
                | "weighted_population"
                | "budget.total"
                | "budget.per_head"
                | "provides_share"
                | "payment.outcome_share"
        )
    };
    let mut columns = vec![Column::of_words("Contract")];
    columns.extend(fields.iter().map(|(label, field)| Column::new(*label, is_number(field))));
    let rows = cx.graph.model.blueprints.values().map(|blueprint| {
        let mut row = vec![name(cx, blueprint, section)];
        row.extend(fields.iter().map(|(_, field)| cell(cx, blueprint, section, field)));
        row
    });
    Part::table(format!("compare_{section}"), (*heading).to_owned(), columns, rows.collect())
}

/// The contract, with a link to the section that is compared.
fn name(cx: &PageContext<'_>, blueprint: &Blueprint, section: &str) -> Value {
    Value::Link { link: cx.link(blueprint.short_name(), &section_url(&blueprint.id, section)) }
}

pub(super) fn cell(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    section: &str,
    field: &str,
) -> Value {
    let names: Vec<&str> = field.split('.').collect();
    match completeness::find(blueprint, section, &names) {
        completeness::Found::Field(field, file) => first_fact(value_of(cx, &field, file)),
        completeness::Found::Silent(silence) => text(silence.state.label()),
        completeness::Found::Absent => Value::Nothing,
    }
}

/// Of a value with more about it, the value alone; of a silence, its first sentence.
fn first_fact(value: Value) -> Value {
    match value {
        Value::Facts { rows } => {
            rows.into_iter().next().map_or(Value::Nothing, |row| first_fact(row.value))
        }
        Value::Silence { sentence } => {
            text(sentence.split_once(". ").map_or(sentence.as_str(), |(first, _)| first))
        }
        other => other,
    }
}

fn subject(
    cx: &PageContext<'_>,
    section: &'static str,
    heading: &str,
    columns: &[(&str, bool)],
    cells: impl Fn(&Blueprint) -> Vec<Value>,
) -> Part {
    let first = Column::of_words("Contract");
    let others = columns.iter().map(|(label, is_numeric)| Column::new(*label, *is_numeric));
    let rows = cx.graph.model.blueprints.values().map(|blueprint| {
        let mut row = vec![name(cx, blueprint, section)];
        row.extend(cells(blueprint));
        // One cell for all columns says why a section has none.
        let fill = if row.len() == 2 { row[1].clone() } else { Value::Nothing };
        row.resize(columns.len() + 1, fill);
        row
    });
    Part::table(
        format!("compare_{}", heading.to_lowercase().replace(' ', "_")),
        heading,
        std::iter::once(first).chain(others).collect(),
        rows.collect(),
    )
}

/// Who shares how much, in words: "-5% to -1%: host 40%, ICB 20%, partners 40%".
fn corridors(cx: &PageContext<'_>) -> Part {
    subject(cx, "risk-share", "Corridors", &[("Bands", false)], |blueprint| {
        let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
        let bands = sharing.map_or(&[][..], |sharing| sharing.corridors.items());
        if bands.is_empty() {
            return vec![cell(cx, blueprint, "risk-share", "corridors")];
        }
        vec![Value::List { items: bands.iter().map(|band| text(band.in_words())).collect() }]
    })
}

fn scope(cx: &PageContext<'_>) -> Part {
    use crate::model::services::Scope;
    let columns: Vec<(&str, bool)> = Scope::ALL.iter().map(|scope| (scope.label(), true)).collect();
    subject(cx, "services", "Number of services", &columns, |blueprint| {
        let Some(services) = blueprint.services.as_ref().and_then(Section::known) else {
            return vec![cell(cx, blueprint, "services", "services")];
        };
        let lines = services.services.items();
        let count = |scope| lines.iter().filter(|line| line.scope.known() == Some(scope)).count();
        Scope::ALL.iter().map(|scope| Value::Number { text: count(scope).to_string() }).collect()
    })
}

fn delegation(cx: &PageContext<'_>) -> Part {
    let columns = [("What is handed over", false), ("What the ICB keeps", false)];
    subject(cx, "commissioner", "Delegation", &columns, |blueprint| {
        let Some(it) = blueprint.commissioner.as_ref().and_then(Section::known) else {
            return vec![cell(cx, blueprint, "commissioner", "delegated_functions")];
        };
        let handed = it.delegated_functions.items().iter().filter_map(|it| {
            let basis = it.basis.known().map_or("", |basis| basis.label());
            Some(text(format!("{} ({basis})", it.function.known()?)))
        });
        let kept = it.retained_functions.items().iter();
        let kept = kept.filter_map(|it| Some(text(it.function.known()?)));
        let or_silence = |items: Vec<Value>, field: &str| match items.is_empty() {
            true => cell(cx, blueprint, "commissioner", field),
            false => Value::List { items },
        };
        vec![
            or_silence(handed.collect(), "delegated_functions"),
            or_silence(kept.collect(), "retained_functions"),
        ]
    })
}

fn votes(cx: &PageContext<'_>) -> Part {
    let columns: Vec<(&str, bool)> = Voice::ALL.iter().map(|voice| (voice.label(), true)).collect();
    subject(cx, "partners", "Votes of partners", &columns, |blueprint| {
        let Some(it) = blueprint.partners.as_ref().and_then(Section::known) else {
            return vec![cell(cx, blueprint, "partners", "partners")];
        };
        let partners = it.partners.items();
        let count = |voice| partners.iter().filter(|it| it.voice.known() == Some(voice)).count();
        Voice::ALL.iter().map(|voice| Value::Number { text: count(voice).to_string() }).collect()
    })
}
