//! The pages of what IHOs share: an organisation, a place, a service, a measure, a document, a framework.

mod organisation;
mod place;

use super::context::{ILLUSTRATIVE, PageContext, clause, fitting, row, text};
use super::kinds::PageKind;
use super::layout::{parts, rows_of, words_of};
use super::lists;
use super::scope::{ACCESSED, Scope};
use super::url::Url;
use super::view::{Card, Head, Link, Part, View};
use super::wording;
use crate::data::{Channel, PageSubject};
use crate::graph::EntityId;
use crate::model::Blueprint;
use crate::model::prose::Prose;
use crate::model::reference::EntityKind;
use crate::model::reflect::Block;

/// What the page of an entity is made of.
struct PlainEntity<'a> {
    list: &'static PageKind,
    caption: &'a str,
    block: &'a dyn Block,
    skip: &'a [&'a str],
    /// What people come for, in sentences as markdown; where it is empty, the lead stands first.
    answer: String,
    lead: Option<&'a Prose>,
    /// What comes before the key facts.
    first: Vec<Part>,
    /// What follows the key facts.
    further: Vec<Part>,
    description: String,
}

impl PlainEntity<'_> {
    fn head(&self, cx: &PageContext<'_>) -> Head {
        let name = cx.page.entity().map_or_else(String::new, |key| cx.graph.name(&key).to_owned());
        let mut head = cx.head(cx.page.kind.name, name.clone());
        let title = self.list.title;
        head.breadcrumb.push(cx.link(title, &self.list.page().url()));
        head.caption = self.caption.to_owned();
        head.tab_title = format!("{name}: {}", title.to_lowercase());
        head.description = self.description.clone();
        head.dates = super::blueprint::provenance_dates(cx, self.block.provenance());
        head
    }

    fn view(self, cx: &PageContext<'_>) -> View {
        let head = self.head(cx);
        let mut body = Vec::new();
        let lead = self.lead.map(|lead| cx.field_text(lead, "lead", 1));
        if self.answer.is_empty() {
            body.extend(lead.map(|body| Part::Lead { body }));
        } else {
            body.push(Part::Lead { body: cx.sentence(self.answer) });
            body.extend(lead.map(|body| Part::prose("", "", body)));
        }
        body.extend(self.first);
        body.extend(parts(cx, self.block, "Key facts", self.skip));
        body.extend(self.further);
        body.extend(cx.page.entity().and_then(|key| cx.connections_part(&key)));
        cx.finish(head, body)
    }
}

/// "Example Vale contract".
fn contract_name(blueprint: &Blueprint) -> String {
    let name = blueprint.short_name();
    if name.ends_with("contract") { name.to_owned() } else { format!("{name} contract") }
}

/// An organisation: what it is, its codes and names, its part in each IHO.
pub(super) static ORGANISATION: PageKind = PageKind {
    entity: Some(EntityKind::Organisation),
    pages: |kind, graph| kind.each(&graph.model.organisations),
    is_in_trees: true,
    feed: |page| Some(Channel::Organisation(page.name.clone())),
    subject: |page| Some(PageSubject::Organisation(&page.name)),
    ..PageKind::new("organisation", |page| Url::page(&["organisations", &page.name]), organisation)
};

fn organisation(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let (_, it) = &cx.graph.model.organisations[id];
    let label = it.kind.known().map_or("Organisation", |kind| kind.label());
    let name = it.name.known().map_or(id, String::as_str);
    let mut skip =
        vec!["description", "id", "name", "kind", "illustrative", "predecessors", "successors"];
    skip.extend(it.codes.known().map(|_| "codes"));
    skip.extend(it.names.known().map(|_| "names"));
    let plain = PlainEntity {
        list: &lists::ORGANISATIONS,
        caption: label,
        block: it,
        skip: &skip,
        answer: organisation::parts_played(cx, id, name).join("\n\n"),
        lead: it.description.known(),
        first: Vec::new(),
        further: super::dated::codes_and_names(cx, it),
        description: match it.description.known() {
            Some(prose) => format!("{name}: {}", cx.plain(prose)),
            None => format!("{name}: its part in each integrated health organisation contract."),
        },
    };
    let mut view = plain.view(cx);
    match it.illustrative.known() {
        Some(true) => view.head.illustrative = Some(ILLUSTRATIVE),
        Some(false) => cx.mark_as_real(&mut view.head),
        None => {}
    }
    view
}

/// A place: what it is, what lies in it, who covers it.
pub(super) static PLACE: PageKind = PageKind {
    entity: Some(EntityKind::Place),
    pages: |kind, graph| kind.each(&graph.model.places),
    is_in_trees: true,
    ..PageKind::new("place", |page| Url::page(&["places", &page.name]), place)
};

fn place(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let (_, it) = &cx.graph.model.places[id];
    let label = it.kind.known().map_or("Place", |kind| kind.label());
    let name = it.name.known().map_or(id, String::as_str);
    PlainEntity {
        list: &lists::PLACES,
        caption: label,
        block: it,
        skip: &["description", "id", "name", "kind", "parent", "successors"],
        answer: place::answer(cx, id, name),
        lead: it.description.known(),
        first: place::parts(cx, id, it),
        further: Vec::new(),
        description: match it.description.known() {
            Some(prose) => cx.plain(prose),
            None => format!("{name}: which integrated health organisation contracts cover it."),
        },
    }
    .view(cx)
}

/// A service: what it is, who provides it, in which IHO it is in scope.
pub(super) static SERVICE: PageKind = PageKind {
    entity: Some(EntityKind::Service),
    pages: |kind, graph| kind.each(&graph.model.services),
    is_in_trees: true,
    ..PageKind::new("service", |page| Url::page(&["services", &page.name]), service)
};

fn service(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let (_, it) = &cx.graph.model.services[id];
    PlainEntity {
        list: &lists::SERVICES,
        caption: it.category.known().map_or("Service", |category| category.label()),
        block: it,
        skip: &["description", "id", "name", "category"],
        answer: String::new(),
        first: Vec::new(),
        lead: it.description.known(),
        further: Vec::new(),
        description: it.description.known().map_or_else(String::new, |prose| cx.plain(prose)),
    }
    .view(cx)
}

/// A measure: its definition, field by field.
pub(super) static METRIC: PageKind = PageKind {
    entity: Some(EntityKind::Metric),
    pages: |kind, graph| kind.each(&graph.model.metrics),
    is_in_trees: true,
    ..PageKind::new("metric", |page| Url::page(&["metrics", &page.name]), metric)
};

fn metric(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let (_, it) = &cx.graph.model.metrics[id];
    let plain = PlainEntity {
        list: &lists::METRICS,
        caption: it.domain.known().map_or("Measure", |domain| domain.label()),
        block: it,
        skip: &[
            "id",
            "name",
            "definition",
            "domain",
            "last_updated",
            "next_update",
            "supersedes",
            "replaced_by",
        ],
        answer: String::new(),
        first: Vec::new(),
        lead: it.definition.known(),
        further: Vec::new(),
        description: it.definition.known().map_or_else(String::new, |prose| cx.plain(prose)),
    };
    let head = plain.head(cx);
    let View { parts: mut body, .. } = plain.view(cx);
    // Figures come before the fields of the definition.
    let after_lead = body.iter().take_while(|part| matches!(part, Part::Lead { .. })).count();
    body.splice(after_lead..after_lead, super::measure::summary::side_by_side(cx, id));
    let mut view = cx.finish(head, body);
    view.head.dates.extend(rows_of(cx, it, &["last_updated", "next_update"]));
    view
}

/// A document: where it is, how to cite it, what cites it.
pub(super) static DOCUMENT: PageKind = PageKind {
    entity: Some(EntityKind::Document),
    pages: |kind, graph| kind.each(&graph.model.documents),
    is_in_trees: true,
    ..PageKind::new("document", |page| Url::page(&["documents", &page.name]), document)
};

fn document(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let (_, it) = &cx.graph.model.documents[id];
    let title = it.title.known().map_or(id, String::as_str);
    let plain = PlainEntity {
        list: &lists::DOCUMENTS,
        caption: it.kind.known().map_or("Document", |kind| kind.label()),
        block: it,
        skip: &["summary", "id", "title", "kind", "supersedes", "accessible_version"],
        answer: String::new(),
        first: Vec::new(),
        lead: it.summary.known(),
        further: Vec::new(),
        description: match it.summary.known() {
            Some(prose) => format!("{}: {}", by_and_when(cx, it), cx.plain(prose)),
            None => format!("{title}: who published it, when, and what on this site cites it."),
        },
    };
    let mut view = plain.view(cx);
    let same = |other: &Document| other.title.known() == it.title.known();
    if cx.graph.model.documents.values().filter(|(_, other)| same(other)).count() > 1 {
        let by = by_and_when(cx, it);
        let day = it.date.known().map_or_else(String::new, |day| wording::date(*day));
        let dated = format!("{title}, {day}");
        view.head.tab_title = fitting([
            &format!("{title}: {by}"),
            &format!("{}: {by}", clause(title)),
            if day.is_empty() { id } else { &dated },
            id,
        ]);
        view.head.short_title = dated;
    }
    let mut cite = vec![row("cite_document", "The document", text(citation(cx, it)))];
    // The page of a release says it at its head.
    if !matches!(cx.plan.scope(), Scope::Release(_)) {
        cite.push(row(
            "cite_page",
            "This page",
            text(format!("{title}. {} {}", cx.publisher_and_address(), ACCESSED)),
        ));
    }
    view.parts.push(Part::facts("cite_this", "Cite this", cite));
    view
}

/// "6 August 2026, Example Vale Council": what tells documents of one title apart.
fn by_and_when(cx: &PageContext<'_>, document: &Document) -> String {
    let publisher = document.publisher.known().map(|by| words_of(&cx.body(&by.0.value)));
    let date = document.date.known().map(|date| wording::date(*date));
    [date, publisher].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Who, when, what, which version, where.
fn citation(cx: &PageContext<'_>, document: &Document) -> String {
    let publisher = document.publisher.known().map(|by| words_of(&cx.body(&by.0.value)));
    let date = document.date.known().map(|date| wording::date(*date));
    let mut words = match (publisher, date) {
        (Some(by), Some(date)) => format!("{by} ({date}). "),
        (Some(by), None) => format!("{by}. "),
        (None, Some(date)) => format!("({date}). "),
        (None, None) => String::new(),
    };
    words.push_str(document.title.known().map_or("", String::as_str));
    if let Some(version) = document.version.known() {
        words.push_str(&format!(", version {version}"));
    }
    words.push('.');
    if let Some(link) = document.link.known() {
        words.push_str(&format!(" {}", link.0));
    }
    words
}

/// A framework of assessment: its criteria, each with what refers to it.
pub(super) static FRAMEWORK: PageKind = PageKind {
    source: Some("content/criteria/{name}.yaml"),
    pages: |kind, graph| kind.each(&graph.model.frameworks),
    is_in_trees: true,
    ..PageKind::new("framework", |page| Url::page(&["criteria", &page.name]), framework)
};

fn framework(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let (_, it) = &cx.graph.model.frameworks[id];
    let title = it.title.known().map_or(id, String::as_str);
    let mut head = cx.head("framework", title);
    head.breadcrumb.push(cx.link("Criteria", &Url::page(&["criteria"])));
    head.caption = "Framework of assessment".to_owned();
    head.tab_title = format!("{title}: criteria");
    head.description =
        format!("The criteria of {title}, and the blueprints that were assessed against each.");
    let mut body = parts(cx, it, "Key facts", &["id", "title", "criteria"]);
    for (group, criteria) in by_group(it) {
        let cards = criteria.into_iter().map(|criterion| criterion_card(cx, criterion));
        body.push(Part::cards(
            format!("group_{}", crate::model::prose::slugify(group)),
            group,
            cards.collect(),
        ));
    }
    cx.finish(head, body)
}

use crate::model::shared::{Criterion, Document, Framework};

fn by_group(framework: &Framework) -> Vec<(&str, Vec<&Criterion>)> {
    let mut groups: Vec<(&str, Vec<&Criterion>)> = Vec::new();
    for criterion in framework.criteria.items() {
        let group = criterion.group.known().map_or("Criteria", String::as_str);
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, criteria)) => criteria.push(criterion),
            None => groups.push((group, vec![criterion])),
        }
    }
    groups
}

fn criterion_card(cx: &PageContext<'_>, criterion: &Criterion) -> Card {
    let id = criterion.id.known().map_or("", |id| id.0.value.as_str());
    let name = criterion.short_name.known().map_or(id, String::as_str);
    let key = EntityId::new(EntityKind::Criterion, id);
    let own = id.rsplit('/').next().unwrap_or(id);
    let mut rows = super::layout::unaddressed(rows_of(cx, criterion, &["source"]));
    for group in cx.connections(&key) {
        if group.label == crate::graph::Relation::Cites.forward() {
            continue;
        }
        let items = group.links.into_iter().map(|link| super::view::Value::Link { link }).collect();
        let value = super::view::Value::List { items };
        rows.push(super::view::Row::unaddressed(group.label, value));
    }
    Card {
        id: format!("criterion_{own}"),
        title: Link { text: name.to_owned(), ..Link::default() },
        body: criterion.asks.known().map(|asks| cx.field_text(asks, own, 2)),
        rows,
        ..Card::default()
    }
}
