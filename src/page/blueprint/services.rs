//! Services by scope, a line each, and each on a card.

use super::unpublished;
use crate::model::prose::slugify;
use crate::model::reference::Reference;
use crate::model::reflect::Block;
use crate::model::services::{Scope, ServiceCategory, ServiceLine, Services};
use crate::model::status::ContractStanding;
use crate::page::context::PageContext;
use crate::page::layout::{self, rows_of, unaddressed};
use crate::page::view::{Card, Column, Entry, Link, Part, Row, Tag, Value};
use crate::page::wording::{date, listed, n_of};

/// Services by scope, a line each; and every field of each on a card, which the line leads to.
pub(super) fn service_parts(cx: &PageContext<'_>, services: &Services) -> (Vec<Part>, Vec<Part>) {
    let standing = cx.blueprint().standing(cx.graph.today);
    if let Some(silence) = services.services.silence() {
        return (vec![unpublished(cx, silence)], Vec::new());
    }
    let lines = services.services.items();
    let of = |scope: Scope| -> Vec<&ServiceLine> {
        lines.iter().filter(|line| line.scope.known() == Some(&scope)).collect()
    };
    let scopes = Scope::ALL.iter().map(|scope| (*scope, of(*scope)));
    let scopes: Vec<(Scope, Vec<&ServiceLine>)> =
        scopes.filter(|(_, lines)| !lines.is_empty()).collect();
    let kinds = by_kind(cx, lines);
    let mut top = vec![Part::Lead { body: cx.sentence(in_short(standing, &scopes)) }];
    if !kinds.is_empty() {
        let words = kinds.iter().map(|row| format!("[{}](#{})", row.label, row.id));
        let words = format!("**By kind of service:** {}", words.collect::<Vec<_>>().join(" · "));
        top.push(Part::prose("", "", cx.sentence(words)));
    }
    for (scope, lines) in &scopes {
        top.push(Part::Entries {
            id: format!("scope_{}", scope.id()),
            heading: scope.label().to_owned(),
            intro: scope_intro(*scope).to_owned(),
            entries: lines.iter().map(|line| entry(cx, line)).collect(),
            note: cx.note(services.services.provenance()),
        });
    }
    if !kinds.is_empty() {
        top.push(Part::facts("by_kind", "By kind of service", kinds));
    }
    let cards = lines.iter().map(|line| card(cx, line)).collect();
    (top, vec![scope_table(cx, lines), Part::cards("services_all", "Each service", cards)])
}

/// "11 services are in the contract, 3 join later and 4 stay outside", each a link to its group.
fn in_short(standing: ContractStanding, scopes: &[(Scope, Vec<&ServiceLine>)]) -> String {
    let be = |now, past| format!("{} in the contract", standing.verb(["be", now, past]));
    let join = |now| format!("{} later", standing.verb(["join", now, "joined"]));
    let stay = |now| format!("{} outside", standing.verb(["stay", now, "stayed"]));
    let said = scopes.iter().map(|(scope, lines)| {
        let n = lines.len();
        let words = match (scope, n) {
            (Scope::InScope, 1) => be("is", "was"),
            (Scope::InScope, _) => be("are", "were"),
            (Scope::Phased, 1) => join("joins"),
            (Scope::Phased, _) => join("join"),
            (Scope::UnderDiscussion, 1) => "is under discussion".to_owned(),
            (Scope::UnderDiscussion, _) => "are under discussion".to_owned(),
            (Scope::OutOfScope, 1) => stay("stays"),
            (Scope::OutOfScope, _) => stay("stay"),
            (Scope::ExcludedByLaw, 1) => "is excluded by law".to_owned(),
            (Scope::ExcludedByLaw, _) => "are excluded by law".to_owned(),
        };
        format!("[{n} {words}](#scope_{})", scope.id())
    });
    let said: Vec<String> = said.collect();
    let total: usize = scopes.iter().map(|(_, lines)| lines.len()).sum();
    let listed = listed(&said.iter().map(String::as_str).collect::<Vec<_>>());
    format!("Of {}, {listed}.", n_of(total, "service", "services"))
}

/// Every kind of service, with links to its services.
fn by_kind(cx: &PageContext<'_>, lines: &[ServiceLine]) -> Vec<Row> {
    let row = |kind: &ServiceCategory| {
        let of_kind = lines.iter().filter(|line| line.category.known() == Some(kind));
        let items: Vec<Value> =
            of_kind.map(|line| Value::Link { link: to_details(cx, line) }).collect();
        let id = format!("kind_{}", slugify(kind.id()));
        (!items.is_empty())
            .then(|| Row { id, ..Row::unaddressed(kind.label(), Value::List { items }) })
    };
    ServiceCategory::ALL.iter().filter_map(row).collect()
}

/// What to call the card of a service in an address.
pub(in crate::page) fn service_card(service: &Reference) -> String {
    format!("service_{}", service.id)
}

fn card_id(line: &ServiceLine) -> String {
    line.service.known().map_or_else(String::new, |it| service_card(&it.0))
}

/// The name of a service, leading to its card on this page.
fn to_details(cx: &PageContext<'_>, line: &ServiceLine) -> Link {
    let name = line.service.known().map(|service| cx.reference(&service.0)).unwrap_or_default();
    Link { href: format!("#{}", card_id(line)), is_current: false, ..name }
}

/// A service in a line: its name, its kind, when it joins, and what changes for patients.
fn entry(cx: &PageContext<'_>, line: &ServiceLine) -> Entry {
    let kind = line.category.known().map_or("", |kind| kind.label());
    let joins = line.phase.known().and_then(|phase| phase.from.known()).or(line.from.known());
    let joins = joins.map(|day| format!("from {}", date(*day)));
    let caption = [Some(kind.to_owned()).filter(|kind| !kind.is_empty()), joins];
    let changes = &line.what_changes_for_patients;
    let words = match (changes.known(), changes.silence()) {
        (Some(prose), _) => cx.first_words(prose),
        (None, Some(silence)) => cx.silence(silence),
        (None, None) => String::new(),
    };
    Entry {
        title: to_details(cx, line),
        caption: caption.into_iter().flatten().collect::<Vec<_>>().join(", "),
        words,
        ..Entry::default()
    }
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

fn card(cx: &PageContext<'_>, line: &ServiceLine) -> Card {
    let service = line.service.known();
    let title = service.map(|service| cx.reference(&service.0)).unwrap_or_default();
    let shown_above = ["service", "scope", "category"];
    let fields = line.fields();
    let rest = fields.iter().filter(|field| !shown_above.contains(&field.key.name));
    Card {
        id: card_id(line),
        title,
        caption: line.category.known().map_or("", |category| category.label()).to_owned(),
        tag: line.scope.known().map(|scope| scope_tag(*scope)),
        rows: unaddressed(
            rest.filter_map(|field| layout::row_of(cx, field, line.span.file)).collect(),
        ),
        note: cx.note(line.provenance.as_deref()),
        ..Card::default()
    }
}
