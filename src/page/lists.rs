//! The pages that list everything of a kind.

use std::collections::BTreeMap;

use super::context::{PageContext, status_tag, text};
use super::kinds::{PageKind, has_ihos};
use super::layout::{rows_of, value_of};
use super::url::Url;
use super::view::{Card, Column, Group, Head, Letter, Note, Part, TermEntry, Value, View};
use super::wording;
use crate::analysis::completeness::{Found, find};
use crate::graph::EntityId;
use crate::model::reference::EntityKind;
use crate::model::shared::Term;
use crate::model::{Blueprint, Section};

/// Every IHO: a card each, then all side by side.
pub(super) static IHOS: PageKind = PageKind {
    title: "All contracts",
    listed: Some(("IHOs", "all contracts", has_ihos)),
    pages: |kind, _| kind.once(true),
    ..PageKind::new("iho-list", |_| Url::page(&["ihos"]), ihos)
};

fn ihos(cx: &PageContext<'_>) -> View {
    let blueprints = &cx.graph.model.blueprints;
    let mut head = cx.head("iho-list", "Integrated health organisations");
    let n = wording::n_of(blueprints.len(), "contract", "contracts");
    head.description = format!(
        "{n} side by side: the status and host of each, and the people and services it covers."
    );
    let body = if blueprints.is_empty() {
        vec![nothing(cx, "IHO")]
    } else {
        vec![iho_cards(cx, "All IHOs"), super::facets::part(cx), comparison(cx)]
    };
    cx.finish(head, body)
}

/// A card for each IHO.
pub(super) fn iho_cards(cx: &PageContext<'_>, heading: &str) -> Part {
    let cards = cx.graph.model.blueprints.values().map(|it| iho_card(cx, it)).collect();
    Part::cards("cards_ihos", heading, cards)
}

pub(super) fn iho_card(cx: &PageContext<'_>, blueprint: &Blueprint) -> Card {
    let iho = blueprint.identity();
    let summary = iho.and_then(|iho| iho.summary.known());
    let mut rows = Vec::new();
    if let Some(host) = blueprint.host.as_ref().and_then(Section::known) {
        rows.extend(rows_of(cx, host, &["organisation"]));
    }
    if let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) {
        rows.extend(rows_of(cx, footprint, &["places"]));
    }
    for row in &mut rows {
        row.note = Note::default();
    }
    Card {
        id: format!("iho_{}", blueprint.id),
        title: cx.link(blueprint.name(), &Url::page(&["ihos", &blueprint.id])),
        tag: iho.and_then(|iho| iho.status.known()).map(|status| status_tag(*status)),
        body: summary.map(|summary| cx.sentence(escape(&cx.plain(summary)))),
        rows: super::layout::unaddressed(rows),
        ..Card::default()
    }
}

/// A row for each IHO: how far it has come, how many people it covers, who holds it, and from when.
pub(super) fn iho_rows(cx: &PageContext<'_>, heading: &str) -> Part {
    let columns = ["Contract", "Stage", "People covered", "Host", "Starts"];
    let columns = columns.map(|label| Column::new(label, label == "People covered"));
    let rows = cx.graph.model.blueprints.values().map(|it| {
        let link = cx.link(it.short_name(), &Url::page(&["ihos", &it.id]));
        let status = it.identity().and_then(|iho| iho.status.known());
        vec![
            Value::Link { link },
            status.map_or(Value::Nothing, |status| Value::Tag { tag: status_tag(*status) }),
            people(cx, it),
            cell(cx, it, "host", "organisation"),
            cell(cx, it, "contract", "term_start"),
        ]
    });
    Part::table("cards_ihos", heading, columns.into(), rows.collect())
}

/// How many people a contract covers.
fn people(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    let counts = ["registered_population", "resident_population", "weighted_population"];
    let counts = counts.map(|count| cell(cx, blueprint, "footprint", count));
    let number = counts.iter().find(|count| matches!(count, Value::Number { .. }));
    let said = number.or_else(|| counts.iter().find(|count| **count != Value::Nothing));
    said.cloned().unwrap_or(Value::Nothing)
}

/// Plain words as markdown that means them.
pub(super) fn escape(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for c in words.chars() {
        if c.is_ascii_punctuation() && !matches!(c, ',' | '.' | ';' | ':' | '\'' | '"' | '%' | '/')
        {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

fn comparison(cx: &PageContext<'_>) -> Part {
    let columns = [
        "IHO",
        "Status",
        "Host",
        "Commissioner",
        "Population",
        "People covered",
        "Services in scope",
    ];
    let rows = cx.graph.model.blueprints.values().map(|it| comparison_row(cx, it)).collect();
    Part::table(
        "table_ihos",
        "Side by side",
        columns
            .map(|label| {
                Column::new(label, matches!(label, "People covered" | "Services in scope"))
            })
            .into(),
        rows,
    )
}

fn comparison_row(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Value> {
    let link = cx.link(blueprint.short_name(), &Url::page(&["ihos", &blueprint.id]));
    let status = blueprint.identity().and_then(|iho| iho.status.known());
    let services = blueprint.services.as_ref().and_then(Section::known);
    let in_scope = match services {
        Some(services) if services.services.known().is_some() => {
            let lines = services.services.items();
            let scope = crate::model::services::Scope::InScope;
            let n = lines.iter().filter(|line| line.scope.known() == Some(&scope)).count();
            Value::Number { text: format!("{n} of {}", lines.len()) }
        }
        _ => cell(cx, blueprint, "services", "services"),
    };
    vec![
        Value::Link { link },
        status.map_or(Value::Nothing, |status| Value::Tag { tag: status_tag(*status) }),
        cell(cx, blueprint, "host", "organisation"),
        cell(cx, blueprint, "commissioner", "lead_icb"),
        cell(cx, blueprint, "footprint", "population_kind"),
        people(cx, blueprint),
        in_scope,
    ]
}

fn cell(cx: &PageContext<'_>, blueprint: &Blueprint, section: &str, field: &str) -> Value {
    let names: Vec<&str> = field.split('.').collect();
    match find(blueprint, section, &names) {
        Found::Field(field, file) => first_fact(value_of(cx, &field, file)),
        Found::Silent(silence) => text(silence.state.label()),
        Found::Absent => Value::Nothing,
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

/// What a plain list is made of.
struct EntityList {
    description: &'static str,
    entity: EntityKind,
    one: &'static str,
}

impl EntityList {
    /// The entities of a kind under the heading that `group` gives each, in the order of the headings.
    fn view(&self, cx: &PageContext<'_>, group: impl Fn(&str) -> (usize, String, String)) -> View {
        let mut groups: BTreeMap<(usize, String), Vec<super::view::Link>> = BTreeMap::new();
        for (key, _) in cx.graph.of_kind(self.entity) {
            let (order, label, note) = group(&key.id);
            let mut link = cx.link_to(key);
            link.note = note;
            groups.entry((order, label)).or_default().push(link);
        }
        let n: usize = groups.values().map(Vec::len).sum();
        let body = if n == 0 {
            nothing(cx, self.one)
        } else {
            Part::Links {
                id: String::new(),
                heading: String::new(),
                intro: format!(
                    "{} on this site.",
                    wording::n_of(n, self.one, &cx.page.kind.title.to_lowercase())
                ),
                groups: groups
                    .into_iter()
                    .map(|((_, label), mut links)| {
                        links.sort_by_cached_key(|link| link.text.to_lowercase());
                        Group { label, links }
                    })
                    .collect(),
            }
        };
        cx.finish(self.head(cx), vec![body])
    }

    fn head(&self, cx: &PageContext<'_>) -> Head {
        let mut head = cx.head(cx.page.kind.name, cx.page.kind.title);
        head.description = self.description.to_owned();
        head
    }
}

fn nothing(cx: &PageContext<'_>, one: &str) -> Part {
    Part::notice(
        "important",
        "Nothing here yet",
        cx.sentence(format!("This site has no {one} yet.")),
    )
}

/// Where a word stands in its list, for the order of groups.
fn place_in<T: PartialEq>(all: &[T], word: Option<&T>) -> usize {
    word.and_then(|word| all.iter().position(|known| known == word)).unwrap_or(all.len())
}

/// Every organisation, by kind.
pub(super) static ORGANISATIONS: PageKind = PageKind {
    title: "Organisations",
    listed: Some(("Organisations", "who takes part, and how", |model| {
        !model.organisations.is_empty()
    })),
    pages: |kind, _| kind.once(true),
    ..PageKind::new("organisation-list", |_| Url::page(&["organisations"]), organisations)
};

fn organisations(cx: &PageContext<'_>) -> View {
    use crate::model::shared::OrganisationKind;
    let list = EntityList {
        description: "Every body that hosts, commissions, partners or advises, with its role in each contract.",
        entity: EntityKind::Organisation,
        one: "organisation",
    };
    list.view(cx, |id| {
        let kind = cx.graph.model.organisations[id].1.kind.known();
        let label = kind.map_or("Another body", |kind| kind.label());
        (place_in(OrganisationKind::ALL, kind), label.to_owned(), String::new())
    })
}

/// Every place, by kind.
pub(super) static PLACES: PageKind = PageKind {
    title: "Places",
    listed: Some(("Places", "which areas are covered", |model| !model.places.is_empty())),
    pages: |kind, _| kind.once(true),
    ..PageKind::new("place-list", |_| Url::page(&["places"]), places)
};

fn places(cx: &PageContext<'_>) -> View {
    use crate::model::shared::PlaceKind;
    let list = EntityList {
        description: "Every area that a contract covers, from council areas to neighbourhoods.",
        entity: EntityKind::Place,
        one: "place",
    };
    list.view(cx, |id| {
        let place = &cx.graph.model.places[id].1;
        let kind = place.kind.known();
        let parent = place.parent.known().map(|parent| EntityId::of(&parent.0));
        let note = parent.map_or_else(String::new, |key| format!("in {}", cx.graph.name(&key)));
        let label = kind.map_or("Another area", |kind| kind.label());
        (place_in(PlaceKind::ALL, kind), label.to_owned(), note)
    })
}

/// Every service, by kind.
pub(super) static SERVICES: PageKind = PageKind {
    title: "Services",
    listed: Some(("Services", "what is in scope, and who provides it", |model| {
        !model.services.is_empty()
    })),
    pages: |kind, _| kind.once(true),
    ..PageKind::new("service-list", |_| Url::page(&["services"]), services)
};

fn services(cx: &PageContext<'_>) -> View {
    use crate::model::services::ServiceCategory;
    let list = EntityList {
        description: "Every service that a contract includes or leaves out, and who provides it.",
        entity: EntityKind::Service,
        one: "service",
    };
    list.view(cx, |id| {
        let category = cx.graph.model.services[id].1.category.known();
        let label = category.map_or("Another service", |category| category.label());
        (place_in(ServiceCategory::ALL, category), label.to_owned(), String::new())
    })
}

/// Every measure, by subject.
pub(super) static METRICS: PageKind = PageKind {
    title: "Measures",
    listed: Some(("Measures", "how success is measured", |model| !model.metrics.is_empty())),
    pages: |kind, _| kind.once(true),
    ..PageKind::new("metric-list", |_| Url::page(&["metrics"]), metrics)
};

fn metrics(cx: &PageContext<'_>) -> View {
    use crate::model::metric::Domain;
    let list = EntityList {
        description: "How success is measured: the definition, source and owner of every measure.",
        entity: EntityKind::Metric,
        one: "measure",
    };
    list.view(cx, |id| {
        let domain = cx.graph.model.metrics[id].1.domain.known();
        let label = domain.map_or("Other measures", |domain| domain.label());
        let note = super::measure::summary::in_contracts(cx, id);
        (place_in(Domain::ALL, domain), label.to_owned(), note)
    })
}

/// Every document, by kind.
pub(super) static DOCUMENTS: PageKind = PageKind {
    title: "Documents",
    listed: Some(("Documents", "the documents we cite", |model| !model.documents.is_empty())),
    pages: |kind, _| kind.once(true),
    ..PageKind::new("document-list", |_| Url::page(&["documents"]), documents)
};

fn documents(cx: &PageContext<'_>) -> View {
    use crate::model::shared::DocumentKind;
    let list = EntityList {
        description: "Every document that this site cites: who published it, when, and which pages cite it.",
        entity: EntityKind::Document,
        one: "document",
    };
    list.view(cx, |id| {
        let document = &cx.graph.model.documents[id].1;
        let kind = document.kind.known();
        let note = document.date.known().map_or_else(String::new, |date| wording::date(*date));
        let label = kind.map_or("Other documents", |kind| kind.label());
        (place_in(DocumentKind::ALL, kind), label.to_owned(), note)
    })
}

/// Every framework of assessment.
pub(super) static FRAMEWORKS: PageKind = PageKind {
    title: "Criteria",
    listed: Some(("Criteria", "what is assessed", |model| !model.frameworks.is_empty())),
    pages: |kind, graph| kind.once(!graph.model.frameworks.is_empty()),
    ..PageKind::new("framework-list", |_| Url::page(&["criteria"]), frameworks)
};

fn frameworks(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("framework-list", "Criteria");
    head.description = "The frameworks against which trusts and contracts are assessed.".to_owned();
    let rows = cx.graph.model.frameworks.iter().map(|(id, (_, framework))| {
        let title = framework.title.known().map_or(id.as_str(), String::as_str);
        vec![
            Value::Link { link: cx.link(title, &Url::page(&["criteria", id])) },
            framework.version.known().map_or(Value::Nothing, text),
            Value::Number { text: framework.criteria.items().len().to_string() },
        ]
    });
    let columns = [("Framework", false), ("Version", false), ("Criteria", true)];
    let table = Part::table(
        "table_frameworks",
        "Frameworks of assessment",
        columns.map(|(label, is_numeric)| Column::new(label, is_numeric)).into(),
        rows.collect(),
    );
    cx.finish(head, vec![table])
}

/// Every term, by letter.
pub(super) static GLOSSARY: PageKind = PageKind {
    title: "Glossary",
    listed: Some(("Glossary", "what the words mean", |model| model.glossary.is_some())),
    shows: &["content/glossary.yaml"],
    pages: |kind, _| kind.once(true),
    ..PageKind::new("glossary", |_| Url::page(&["glossary"]), glossary)
};

fn glossary(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("glossary", "Glossary");
    head.description =
        "What the words of integrated health organisation contracts mean, in plain English."
            .to_owned();
    let terms = cx.graph.model.glossary.as_ref().map_or(&[][..], |(_, it)| it.terms.items());
    let mut letters: BTreeMap<String, Vec<TermEntry>> = BTreeMap::new();
    for term in terms {
        let entry = term_entry(cx, term);
        let first = entry.term.chars().next().unwrap_or('?').to_uppercase().to_string();
        letters.entry(first).or_default().push(entry);
    }
    let letters: Vec<Letter> = letters
        .into_iter()
        .map(|(letter, mut terms)| {
            terms.sort_by_cached_key(|entry| entry.term.to_lowercase());
            Letter { letter, terms }
        })
        .collect();
    let body = if letters.is_empty() { nothing(cx, "term") } else { Part::Terms { letters } };
    cx.finish(head, vec![body])
}

fn term_entry(cx: &PageContext<'_>, term: &Term) -> TermEntry {
    let id = term.id.known().map_or("", |id| id.0.value.as_str());
    let aliases = term.aliases.items();
    let definition = match term.definition.known() {
        Some(prose) => cx.field_text(prose, id, 2),
        None => cx.sentence(""),
    };
    TermEntry {
        id: format!("term_{id}"),
        term: term.term.known().map_or(id, String::as_str).to_owned(),
        aliases: if aliases.is_empty() {
            String::new()
        } else {
            format!("Also called {}.", aliases.join(", "))
        },
        definition,
        groups: cx.connections(&EntityId::new(EntityKind::Term, id)),
    }
}
