//! The front page of a blueprint: what it is, how far it has come, who takes part.

use super::{
    SHOWN_ELSEWHERE, answers, as_csv, blueprint_head, briefing, checks, narrative_parts,
    removed_section, section_dates, silent_items_of, silent_section, text_of,
};
use crate::data::{self, Channel, PageSubject};
use crate::graph::history::{Past, releases_of};
use crate::graph::{EntityId, Relation};
use crate::model::iho::{Iho, Standing, Step};
use crate::model::reference::EntityKind;
use crate::model::services::Scope;
use crate::model::status::Status;
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, row, status_tag, text};
use crate::page::kinds::PageKind;
use crate::page::layout::{parts, rows_of};
use crate::page::scope;
use crate::page::url::Url;
use crate::page::view::{LadderStep, Part, Row, Value, View};
use crate::page::wording;

/// The first page of an IHO.
pub static PAGE: PageKind = PageKind {
    entity: Some(EntityKind::Iho),
    source: Some("content/ihos/{iho}/draft/iho.yaml"),
    shows: &[
        "content/ihos/{iho}/draft/narrative/iho.md",
        "content/ihos/{iho}/draft/narrative/overview.md",
    ],
    pages: |kind, graph| {
        let blueprints = graph.model.blueprints.values();
        let pages = blueprints.map(|blueprint| {
            let file = blueprint.sections()[0].1.map(|(file, _)| file);
            (kind.of_iho(&blueprint.id), file)
        });
        pages.collect()
    },
    is_in_trees: true,
    texts: |graph, page| {
        let names = ["overview", "iho"].into_iter();
        names.filter_map(|name| text_of(graph, &page.iho, name)).collect()
    },
    feed: |page| Some(Channel::Iho(page.iho.clone())),
    subject: |page| Some(PageSubject::Iho(&page.iho)),
    ..PageKind::new("iho", |page| Url::page(&["ihos", &page.iho]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let blueprint = cx.blueprint();
    let mut head = blueprint_head(cx, "iho", blueprint, blueprint.name());
    head.tab_title.clone_from(&head.title);
    head.caption = "Integrated health organisation contract".to_owned();
    head.breadcrumb = vec![cx.link("Home", &Url::home()), cx.link("IHOs", &Url::page(&["ihos"]))];
    let mut body = Vec::new();
    let Some(iho) = blueprint.identity() else {
        body.extend(silent_section(cx, blueprint, "iho"));
        body.extend(removed_section(cx, blueprint, "iho"));
        return cx.finish(head, body);
    };
    head.tag = iho.status.known().map(|status| status_tag(*status));
    if let Some(summary) = iho.summary.known() {
        head.description = cx.plain(summary);
        body.push(Part::Lead { body: cx.field_text(summary, "summary", 1) });
    }
    let note = blueprint.note.as_ref().map(|(_, note)| note);
    let note = note.filter(|_| matches!(cx.plan.scope(), scope::Scope::Release(_)));
    let approval = crate::page::releases::without_approval(note);
    body.extend(approval.map(|words| cx.prose("", "", words)));
    if let Some(silence) = iho.summary.silence() {
        head.description =
            format!("What is known of {}, what is not, and until when.", blueprint.name());
        body.push(Part::Silence {
            id: "field_summary".to_owned(),
            heading: "Summary".to_owned(),
            value: Value::Silence { sentence: cx.silence(silence) },
        });
    }
    body.push(answers::part(cx, blueprint));
    body.extend(crate::page::releases::latest_changes(cx, Some(&blueprint.id), 1));
    if let Some(status) = iho.status.known() {
        body.push(ladder(cx, blueprint, iho, *status));
    }
    body.extend(narrative_parts(cx, blueprint, "overview"));
    body.extend(narrative_parts(cx, blueprint, "iho"));
    body.push(about_blueprint(cx, iho, &blueprint.id));
    head.dates = section_dates(cx, blueprint, "iho");
    head.editions = crate::page::editions::of_contract(cx, blueprint);
    let mut details = vec![key_facts(cx, blueprint)];
    details.extend(parts(cx, iho, "", &SHOWN_ELSEWHERE));
    details.extend(who_takes_part(cx, &blueprint.id));
    details.push(crate::page::disclosure::completeness_part(cx, blueprint));
    details.extend(silent_items_of(cx, blueprint, "iho"));
    cx.finish(head, body).with_details(details)
}

/// At most six facts that a reader wants first.
fn key_facts(cx: &PageContext<'_>, blueprint: &Blueprint) -> Part {
    let mut rows = Vec::new();
    if let Some(host) = blueprint.host.as_ref().and_then(Section::known) {
        rows.extend(rows_of(cx, host, &["organisation"]));
    }
    if let Some(commissioner) = blueprint.commissioner.as_ref().and_then(Section::known) {
        let lead = rows_of(cx, commissioner, &["lead_icb"]);
        rows.extend(lead.into_iter().map(|row| Row { value: first_value(row.value), ..row }));
    }
    if let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) {
        let counts = ["registered_population", "resident_population", "weighted_population"];
        rows.extend(rows_of(cx, footprint, &counts).into_iter().take(1));
        rows.extend(rows_of(cx, footprint, &["population_kind", "places"]));
    }
    if let Some(services) = blueprint.services.as_ref().and_then(Section::known) {
        let lines = services.services.items();
        let n_in_scope =
            lines.iter().filter(|line| line.scope.known() == Some(&Scope::InScope)).count();
        let words =
            format!("{n_in_scope} of {}", wording::n_of(lines.len(), "service", "services"));
        rows.push(row("services_in_scope", "Services in scope", text(words)));
    }
    rows.truncate(6);
    Part::facts("facts_key", "Key facts", rows)
}

/// Of a value with more about it, the value alone.
pub(super) fn first_value(value: Value) -> Value {
    match value {
        Value::Facts { rows } => rows.into_iter().next().map_or(Value::Nothing, |row| row.value),
        other => other,
    }
}

pub(super) fn ladder(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    iho: &Iho,
    status: Status,
) -> Part {
    let on_ladder = Status::ladder();
    let summary = match on_ladder.iter().position(|step| *step == status) {
        Some(at) => format!("Step {} of {}: {}.", at + 1, on_ladder.len(), status.label()),
        None => format!("{}.", status.label()),
    };
    let rung = |step: Step| {
        let (state, state_text) = match step.standing {
            Standing::Done => ("done", "Done"),
            Standing::NotRecorded => ("done", "Date not known"),
            Standing::Now => ("current", "Now"),
            Standing::Ahead => ("ahead", "Still to come"),
        };
        let note = step.date.map_or_else(String::new, wording::date);
        LadderStep { label: step.status.label().to_owned(), state, state_text, note }
    };
    Part::Ladder {
        id: "ladder_status".to_owned(),
        heading: "Progress so far".to_owned(),
        summary,
        steps: iho.steps().into_iter().flatten().map(rung).collect(),
        links: as_csv(cx, blueprint, &data::STEPS, "The steps as CSV").into_iter().collect(),
    }
}

/// Bodies and areas that the blueprint names, by the part they take.
fn who_takes_part(cx: &PageContext<'_>, id: &str) -> Option<Part> {
    let key = EntityId::new(EntityKind::Iho, id);
    let mut groups = cx.named_by(&key, |edge| {
        matches!(edge.to.kind, EntityKind::Organisation | EntityKind::Place)
            && !matches!(edge.relation, Relation::MentionedIn | Relation::Names)
    });
    let named_here: Vec<_> = cx
        .connections(&key)
        .into_iter()
        .filter(|group| group.label == Relation::MentionedIn.backward())
        .collect();
    groups.extend(named_here);
    (!groups.is_empty()).then(|| Part::links("connections_all", "Who takes part", groups))
}

fn about_blueprint(cx: &PageContext<'_>, iho: &Iho, id: &str) -> Part {
    let mut rows =
        rows_of(cx, iho, &["contact", "blueprint_version", "short_name", "former_names"]);
    for (label, words, page) in [
        ("To print", "Briefing for councillors", briefing::BRIEFING),
        ("Figures we checked", "Checks on these figures", checks::CHECKS),
    ] {
        let link = cx.link(words, &Url::page(&["ihos", id, page]));
        rows.push(row(page, label, Value::Link { link }));
    }
    let latest = cx.graph.archive.latest(id);
    let is_latest = |past: &&Past<'_>| latest.is_some_and(|it| it.version == past.release.version);
    if let Some(past) = releases_of(cx.graph, id).iter().find(is_latest) {
        let frozen = scope::url_of_release(id, &past.release.version.to_string());
        let link = cx.link(crate::page::releases::name(cx, past), &frozen);
        rows.push(row("release", "As published, for good", Value::Link { link }));
        let all = scope::url_of_releases(id);
        let link = cx.link("What was published before, and what changed", &all);
        rows.push(row("releases", "All releases", Value::Link { link }));
    }
    let link = match cx.plan.scope() {
        scope::Scope::Release(standing) => {
            let zip = standing.url().join("release.zip").expect("a file of the tree");
            cx.link("This release in one file (ZIP)", &zip)
        }
        scope::Scope::Site | scope::Scope::Drafts => {
            let files = crate::page::data::url_of_iho(id);
            cx.link("This blueprint and its figures as files", &files)
        }
    };
    rows.push(row("data", "As data", Value::Link { link }));
    Part::facts("facts_blueprint", "Contact, and about this blueprint", rows)
}
