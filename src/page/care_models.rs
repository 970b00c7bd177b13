//! What surrounds the blueprints: models of care and the timeline of policy.

use std::collections::BTreeMap;

use super::context::{PageContext, contents, heading_of};
use super::kinds::PageKind;
use super::layout::{parts, rows_of, unaddressed};
use super::url::Url;
use super::view::{Card, Group, Link, Markdown, Part, Row, Tag, Value, View};
use super::wording;
use crate::graph::EntityId;
use crate::model::Article;
use crate::model::care_model::{CareModel, CareModelKind, Policy, PolicyStatus};
use crate::model::publication::PUBLICATION_FIELDS;
use crate::model::reference::EntityKind;

/// Every model of care, by kind.
pub(super) static CARE_MODELS: PageKind = PageKind {
    title: "Models of integrated care",
    listed: Some(("Models of care", "what others did, and what it teaches", |model| {
        !model.care_models.is_empty()
    })),
    pages: |kind, graph| kind.once(!graph.model.care_models.is_empty()),
    ..PageKind::new("care-model-list", |_| Url::page(&["models"]), care_models)
};

fn care_models(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("care-model-list", "Models of integrated care");
    head.description =
        "Other ways of joining up care, here and abroad: what is known of them, how well, and what they teach."
            .to_owned();
    cx.mark_as_real(&mut head);
    let models = &cx.graph.model.care_models;
    let of_kind = |kind: &CareModelKind| {
        let cards: Vec<Card> = models
            .iter()
            .filter(|(_, (_, it))| it.front.kind.known() == Some(kind))
            .map(|(id, (_, it))| care_model_card(cx, id, &it.front))
            .collect();
        (!cards.is_empty())
            .then(|| Part::cards(format!("models_{}", kind.id()), kind.label().to_owned(), cards))
    };
    let body = CareModelKind::ALL.iter().filter_map(of_kind).collect();
    cx.finish(head, body)
}

fn care_model_card(cx: &PageContext<'_>, id: &str, model: &CareModel) -> Card {
    let rows = rows_of(cx, model, &["country", "evidence_strength"]);
    Card {
        id: format!("model_{id}"),
        title: cx.link_to(&EntityId::new(EntityKind::CareModel, id)),
        caption: years(model).unwrap_or_default(),
        body: model.summary.known().map(|summary| cx.sentence(super::lists::escape(summary))),
        rows: unaddressed(rows),
        ..Card::default()
    }
}

fn years(model: &CareModel) -> Option<String> {
    let from = model.from.known().map(|from| wording::period(*from));
    let to = model.to.known().map(|to| wording::period(*to));
    match (from, to) {
        (Some(from), Some(to)) => Some(format!("{from} to {to}")),
        (Some(from), None) => Some(format!("Since {from}")),
        (None, Some(to)) => Some(format!("Until {to}")),
        (None, None) => None,
    }
}

/// A model of care: what is known, how well, and what it teaches for which field.
pub(super) static CARE_MODEL: PageKind = PageKind {
    entity: Some(EntityKind::CareModel),
    pages: |kind, graph| kind.each(&graph.model.care_models),
    texts: |graph, page| {
        let model = graph.model.care_models.get(&page.name);
        model.map(|(_, model)| &model.body).into_iter().collect()
    },
    ..PageKind::new("care-model", |page| Url::page(&["models", &page.name]), care_model)
};

fn care_model(cx: &PageContext<'_>) -> View {
    let id = cx.page.name.as_str();
    let Article { front, body: prose } = &*cx.graph.model.care_models[id].1;
    let key = EntityId::new(EntityKind::CareModel, id);
    let mut head = cx.head("care-model", cx.graph.name(&key));
    head.breadcrumb.push(cx.link("Models of integrated care", &Url::page(&["models"])));
    head.caption = front.kind.known().map_or("Model of care", |kind| kind.label()).to_owned();
    head.description = front.summary.known().cloned().unwrap_or_default();
    cx.mark_as_real(&mut head);
    let mut body = Vec::new();
    if let Some(summary) = front.summary.known() {
        body.push(Part::Lead { body: cx.sentence(super::lists::escape(summary)) });
    }
    if !prose.text.trim().is_empty() {
        body.push(Part::prose("", "", cx.main_text(prose)));
    }
    let facts = front.facts.items().iter().map(|fact| Row {
        id: fact.id.known().map_or_else(String::new, |id| format!("fact_{}", id.0.value)),
        label: String::new(),
        value: fact
            .fact
            .known()
            .map_or(Value::Nothing, |prose| Value::Prose { body: cx.field_text(prose, "fact", 2) }),
        note: cx.note(fact.fact.provenance().or(fact.provenance.as_deref())),
    });
    body.push(Part::Points {
        id: "facts_known".to_owned(),
        heading: "What is known".to_owned(),
        points: facts.collect(),
    });
    let skip = ["title", "kind", "summary", "facts", "teaches", "related"];
    let skip = [&skip[..], &PUBLICATION_FIELDS].concat();
    body.extend(parts(cx, front, "At a glance", &skip));
    body.extend(lessons(cx, front));
    body.extend(cx.connections_part(&key));
    let of_text = prose.headings.iter().filter(|heading| heading.level == 2);
    let of_text = of_text.map(|heading| (heading.id.clone(), cx.heading_words(&heading.text)));
    head.contents = contents(of_text.chain(body.iter().filter_map(heading_of)));
    cx.finish(head, body)
}

/// What the model teaches, field by field, with what each blueprint says to that field.
fn lessons(cx: &PageContext<'_>, model: &CareModel) -> Option<Part> {
    let lessons = model.teaches.items();
    let cards = lessons.iter().filter_map(|lesson| {
        let path = lesson.field.known()?;
        let ihos = super::questions::answers(cx, path);
        Some(Card {
            title: Link { text: super::questions::field_label(path), ..Link::default() },
            body: lesson.lesson.known().map(|prose| cx.field_text(prose, "lesson", 2)),
            rows: unaddressed(ihos),
            note: cx.note(lesson.provenance.as_deref()),
            ..Card::default()
        })
    });
    let cards: Vec<Card> = cards.collect();
    (!cards.is_empty())
        .then(|| Part::cards("lessons_all", "What it teaches for a blueprint", cards))
}

/// Every policy, newest first.
pub(super) static POLICIES: PageKind = PageKind {
    title: "Policy timeline",
    listed: Some(("Policy timeline", "what was decided, newest first", |model| {
        !model.policies.is_empty()
    })),
    shows: &["content/policies/*"],
    pages: |kind, graph| kind.once(!graph.model.policies.is_empty()),
    ..PageKind::new("policy-timeline", |_| Url::page(&["policies"]), policies)
};

fn policies(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("policy-timeline", "Policy timeline");
    head.description =
        "What was announced, decided and published on integrated health organisations, newest first."
            .to_owned();
    cx.mark_as_real(&mut head);
    let mut by_year: BTreeMap<i16, Vec<(&String, &Policy, &crate::model::prose::Prose)>> =
        BTreeMap::new();
    for (id, (_, it)) in &cx.graph.model.policies {
        let year = it.front.date.known().map_or(0, |date| date.first_day().year());
        by_year.entry(year).or_default().push((id, &it.front, &it.body));
    }
    let body = by_year.into_iter().rev().map(|(year, mut events)| {
        events.sort_by_key(|(_, it, _)| {
            std::cmp::Reverse(it.date.known().map(|date| (date.first_day(), date.last_day())))
        });
        Part::cards(
            format!("year_{year}"),
            year.to_string(),
            events.iter().map(|(id, it, prose)| policy_card(cx, id, it, prose)).collect(),
        )
    });
    let body: Vec<Part> = body.collect();
    cx.finish(head, body)
}

fn policy_card(
    cx: &PageContext<'_>,
    id: &str,
    policy: &Policy,
    prose: &crate::model::prose::Prose,
) -> Card {
    let when = policy.date.known().map(|date| wording::period(*date)).unwrap_or_default();
    let until = policy.until.known().map(|until| format!(" to {}", wording::period(*until)));
    let kind = policy.kind.known().map_or("", |kind| kind.label());
    let caption = format!("{when}{}. {kind}", until.unwrap_or_default());
    let mut rows = rows_of(cx, policy, &["publishers", "document", "sources"]);
    let key = EntityId::new(EntityKind::Policy, id);
    let mentions: Vec<Group> = cx
        .connections(&key)
        .into_iter()
        .filter(|group| group.label == crate::graph::Relation::MentionedIn.backward())
        .collect();
    for group in mentions {
        let items = group.links.into_iter().map(|link| Value::Link { link }).collect();
        rows.push(super::context::row("mentions", &group.label, Value::List { items }));
    }
    let summary = policy.summary.known().map(|summary| super::lists::escape(summary));
    let summary = summary.unwrap_or_default();
    let body = if prose.text.trim().is_empty() {
        cx.sentence(summary)
    } else {
        let body = cx.field_text(prose, id, 2);
        Markdown { text: format!("{summary}\n\n{}", body.text).trim_start().to_owned(), ..body }
    };
    Card {
        id: format!("policy_{id}"),
        title: Link { text: cx.graph.name(&key).to_owned(), ..Link::default() },
        caption,
        tag: policy.status.known().map(|status| policy_tag(*status)),
        body: Some(body).filter(|body| !body.text.is_empty()),
        rows: unaddressed(rows),
        ..Card::default()
    }
}

fn policy_tag(status: PolicyStatus) -> Tag {
    let tone = match status {
        PolicyStatus::InForce | PolicyStatus::Done => "improving",
        PolicyStatus::Draft | PolicyStatus::Proposed | PolicyStatus::Planned => "neutral",
        PolicyStatus::Superseded => "concern",
    };
    Tag { text: status.label().to_owned(), tone }
}
