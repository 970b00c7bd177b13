//! Services by scope, each on a card.

use super::unpublished;
use crate::model::reflect::Block;
use crate::model::services::{Scope, ServiceLine, Services};
use crate::page::context::PageContext;
use crate::page::layout::{self, rows_of, unaddressed};
use crate::page::view::{Card, Column, Part, Tag, Value};

/// Services by scope: a table at a glance, then a card each.
pub(super) fn service_parts(cx: &PageContext<'_>, services: &Services) -> Vec<Part> {
    if let Some(silence) = services.services.silence() {
        return vec![unpublished(cx, silence)];
    }
    let lines = services.services.items();
    let mut parts = vec![scope_table(cx, lines)];
    for scope in Scope::ALL {
        let of_scope: Vec<&ServiceLine> =
            lines.iter().filter(|line| line.scope.known() == Some(scope)).collect();
        if of_scope.is_empty() {
            continue;
        }
        parts.push(Part::Cards {
            id: format!("scope_{}", scope.id()),
            heading: scope.label().to_owned(),
            intro: scope_intro(*scope).to_owned(),
            cards: of_scope.iter().map(|line| service_card(cx, line)).collect(),
            note: cx.note(services.services.provenance()),
        });
    }
    parts
}

fn scope_intro(scope: Scope) -> &'static str {
    match scope {
        Scope::InScope => "These services are paid for from the budget of the contract.",
        Scope::Phased => "These services join the contract on a stated day.",
        Scope::UnderDiscussion => "It is not decided whether these services join.",
        Scope::OutOfScope => "These services stay outside the contract.",
        Scope::ExcludedByLaw => "The law keeps these services outside the contract.",
    }
}

fn scope_table(cx: &PageContext<'_>, lines: &[ServiceLine]) -> Part {
    let columns = ["Service", "Scope", "Provided now by"];
    let rows = lines.iter().map(|line| {
        let rows = rows_of(cx, line, &["service", "scope", "current_provider"]);
        let mut values: Vec<Value> = rows.into_iter().map(|row| row.value).collect();
        values.resize(columns.len(), Value::Nothing);
        if let Some(scope) = line.scope.known() {
            values[1] = Value::Tag { tag: scope_tag(*scope) };
        }
        values
    });
    Part::table(
        "table_services",
        "Services at a glance",
        columns.map(Column::of_words).into(),
        rows.collect(),
    )
}

pub(in crate::page) fn scope_tag(scope: Scope) -> Tag {
    let tone = match scope {
        Scope::InScope => "improving",
        Scope::Phased | Scope::UnderDiscussion => "neutral",
        Scope::OutOfScope | Scope::ExcludedByLaw => "concern",
    };
    Tag { text: scope.label().to_owned(), tone }
}

fn service_card(cx: &PageContext<'_>, line: &ServiceLine) -> Card {
    let service = line.service.known();
    let title = service.map(|service| cx.reference(&service.0)).unwrap_or_default();
    let id = service.map_or("service", |service| service.0.id.as_str());
    let shown_above = ["service", "scope", "category"];
    let fields = line.fields();
    let rest = fields.iter().filter(|field| !shown_above.contains(&field.key.name));
    Card {
        id: format!("service_{id}"),
        title,
        caption: line.category.known().map_or("", |category| category.label()).to_owned(),
        rows: unaddressed(
            rest.filter_map(|field| layout::row_of(cx, field, line.span.file)).collect(),
        ),
        note: cx.note(line.provenance.as_deref()),
        ..Card::default()
    }
}
