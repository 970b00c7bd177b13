//! What was planned and what slipped, and who decided what.

use crate::model::Blueprint;
use crate::model::iho::Iho;
use crate::model::reference::FieldPath;
use crate::model::reflect::Block as _;
use crate::model::scalar::Due;
use crate::model::timeline::{Decision, Milestone, MilestoneStatus};
use crate::page::context::{PageContext, day, text};
use crate::page::kinds::PageKind;
use crate::page::layout::{rows_of, value_of};
use crate::page::url::Url;
use crate::page::view::{Card, Column, Link, Part, Tag, Value, View};
use crate::page::wording;

/// The last part of the address of the page.
pub(in crate::page) const TIMELINE: &str = "timeline";

/// The page: milestones in the order of their days, then decisions, newest first.
pub(in crate::page) static PAGE: PageKind = PageKind {
    shows: &["content/ihos/{iho}/*"],
    pages: |kind, graph| kind.each_iho(graph, |_| true),
    is_in_trees: true,
    texts: |graph, page| super::text_of(graph, &page.iho, TIMELINE).into_iter().collect(),
    ..PageKind::new("timeline", |page| Url::page(&["ihos", &page.iho, TIMELINE]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let blueprint = cx.blueprint();
    let title = "Timeline and decisions";
    let mut head = super::blueprint_head(cx, "timeline", blueprint, title);
    head.description =
        format!("What {} planned, what slipped and why, and who decided what.", blueprint.name());
    let mut body: Vec<Part> = super::leads::part(cx, blueprint, TIMELINE).into_iter().collect();
    body.extend(super::narrative_parts(cx, blueprint, TIMELINE));
    if let Some(iho) = blueprint.identity() {
        body.extend(milestones(cx, iho));
        body.extend(decisions(cx, blueprint, iho));
        body.extend(super::silent_items_of(cx, blueprint, TIMELINE));
    }
    cx.finish(head, body)
}

/// "Next: shadow running, 1 January 2027. One milestone is late."
pub(super) fn in_short(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<String> {
    let today = cx.graph.today;
    let items = blueprint.identity()?.milestones.items().iter();
    let is_open = |it: &&Milestone| {
        it.actual.known().is_none() && it.status.known() != Some(&MilestoneStatus::Dropped)
    };
    let open = items.filter(is_open).filter_map(|it| Some((*plan(it).last()?, it)));
    let (late, ahead): (Vec<_>, Vec<_>) = open.partition(|(due, _)| due.last_day() < today);
    let next = ahead.into_iter().min_by_key(|(due, _)| due.last_day());
    let next = next.and_then(|(due, it)| {
        Some(format!("Next: {}, {}.", wording::lower_first(it.name.known()?), wording::due(due)))
    });
    let late = match late.len() {
        0 => "No milestone is late.".to_owned(),
        1 => "One milestone is late.".to_owned(),
        n => format!("{n} milestones are late."),
    };
    next.map(|next| format!("{next} {late}"))
}

fn milestones(cx: &PageContext<'_>, iho: &Iho) -> Vec<Part> {
    let heading = "Milestones".to_owned();
    if let Some(silence) = iho.milestones.silence() {
        let value = Value::Silence { sentence: cx.silence(silence) };
        return vec![Part::Silence { id: "field_milestones".to_owned(), heading, value }];
    }
    let mut items: Vec<&Milestone> = iho.milestones.items().iter().collect();
    if items.is_empty() {
        let body = cx.sentence("None is set yet.");
        return vec![Part::prose("field_milestones", heading, body)];
    }
    items.sort_by_key(|it| plan(it).last().map(|due| due.last_day()));
    let labels = ["Milestone", "Planned first", "Planned now", "Reached", "Status"];
    let rows = items.iter().map(|it| {
        let plan = plan(it);
        let due = |due: Option<&Due>| due.map_or(Value::Nothing, |due| text(wording::due(*due)));
        let now = if plan.len() > 1 { due(plan.last()) } else { text("As first planned") };
        vec![
            it.name.known().map_or(Value::Nothing, text),
            due(plan.first()),
            now,
            it.actual.known().map_or_else(|| text("Not yet"), |date| day(*date)),
            it.status.known().map_or(Value::Nothing, |status| Value::Tag { tag: tag(*status) }),
        ]
    });
    let table = Part::Table {
        id: "field_milestones".to_owned(),
        heading,
        columns: labels.map(Column::of_words).into(),
        rows: rows.collect(),
        note: cx.note(iho.milestones.provenance()),
    };
    let mut parts = vec![table];
    parts.extend(slips(cx, &items));
    parts
}

/// The first day that was planned, and every later plan.
fn plan(milestone: &Milestone) -> Vec<Due> {
    let revised = milestone.revised.items().iter().filter_map(|new| new.date.known());
    milestone.planned.known().into_iter().chain(revised).copied().collect()
}

/// Each date that moved, with the reason.
fn slips(cx: &PageContext<'_>, items: &[&Milestone]) -> Option<Part> {
    let mut rows = Vec::new();
    for it in items {
        let mut before = it.planned.known().copied();
        for new in it.revised.items() {
            let Some(date) = new.date.known().copied() else { continue };
            let why = new
                .why
                .known()
                .map_or(Value::Nothing, |why| Value::Prose { body: cx.field_text(why, "why", 2) });
            rows.push(vec![
                it.name.known().map_or(Value::Nothing, text),
                before.map_or(Value::Nothing, |due| text(wording::due(due))),
                text(wording::due(date)),
                why,
            ]);
            before = Some(date);
        }
    }
    let labels = ["Milestone", "From", "To", "Why"];
    (!rows.is_empty()).then(|| {
        Part::table(
            "dates_that_moved",
            "Dates that moved",
            labels.map(Column::of_words).into(),
            rows,
        )
    })
}

fn tag(status: MilestoneStatus) -> Tag {
    let tone = match status {
        MilestoneStatus::Done | MilestoneStatus::OnTrack => "improving",
        MilestoneStatus::NotStarted => "neutral",
        MilestoneStatus::AtRisk | MilestoneStatus::Late | MilestoneStatus::Dropped => "concern",
    };
    Tag { text: status.label().to_owned(), tone }
}

fn decisions(cx: &PageContext<'_>, blueprint: &Blueprint, iho: &Iho) -> Vec<Part> {
    let heading = "Decisions".to_owned();
    if let Some(silence) = iho.decisions.silence() {
        let value = Value::Silence { sentence: cx.silence(silence) };
        return vec![Part::Silence { id: "field_decisions".to_owned(), heading, value }];
    }
    let mut items: Vec<&Decision> = iho.decisions.items().iter().collect();
    if items.is_empty() {
        let body = cx.sentence("None is recorded yet.");
        return vec![Part::prose("field_decisions", heading, body)];
    }
    items.sort_by_key(|it| std::cmp::Reverse(it.date.known().copied()));
    vec![Part::Cards {
        id: "field_decisions".to_owned(),
        heading,
        intro: "Newest first.".to_owned(),
        cards: items.into_iter().map(|it| decision_card(cx, blueprint, it)).collect(),
        note: cx.note(iho.decisions.provenance()),
    }]
}

fn decision_card(cx: &PageContext<'_>, blueprint: &Blueprint, decision: &Decision) -> Card {
    let file = decision.span.file;
    let fields = decision.fields();
    let body_of = fields.iter().find(|field| field.key.name == "body");
    let by = body_of.map_or(Value::Nothing, |field| value_of(cx, field, file));
    let when = decision.date.known().map(|date| wording::date(*date)).unwrap_or_default();
    let mut rows = rows_of(cx, decision, &["votes", "paper"]);
    rows.insert(0, crate::page::context::row("", "Decided by", by));
    if let Some(changed) = decision.fields.known() {
        let items = changed.0.iter().map(|field| changed_field(cx, blueprint, field)).collect();
        rows.push(crate::page::context::row("", "Changes", Value::List { items }));
    }
    let id = decision
        .id
        .known()
        .map_or_else(|| when.to_lowercase().replace(' ', "-"), |id| id.0.value.clone());
    Card {
        id: format!("decision_{id}"),
        title: Link { text: when, ..Link::default() },
        body: decision.decision.known().map(|prose| cx.field_text(prose, &id, 2)),
        rows: crate::page::layout::unaddressed(rows),
        note: cx.note(decision.provenance.as_deref()),
        ..Card::default()
    }
}

/// A field that a decision changed, with a link where it is one of this blueprint.
fn changed_field(cx: &PageContext<'_>, blueprint: &Blueprint, field: &FieldPath) -> Value {
    let (section, names) = field.parts();
    let label = crate::page::questions::field_label(field);
    crate::page::questions::answer(cx, blueprint, section, &names, &label)
}
