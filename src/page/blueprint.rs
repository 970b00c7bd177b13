//! The pages of one IHO: overview, sections, narratives.

mod answers;
mod authorisation;
pub(super) mod briefing;
pub(super) mod checks;
mod csv_table;
pub(super) mod find_my;
mod flow;
mod governance;
mod leads;
mod network;
pub(super) mod overview;
mod partners;
pub(super) mod services;
mod sharing;
pub(super) mod timeline;

use std::collections::BTreeSet;
use std::iter;

use overview::ladder;
use partners::partner_parts;
use services::service_parts;

use super::context::{PageContext, clause, fitting, row, text};
use super::kinds::PageKind;
use super::layout::{self, parts, rows_of};
use super::measure;
use super::page_id::PageId;
use super::scope;
use super::url::Url;
use super::view::{Head, Link, NavigationGroup, Part, Row, Value, View};
use crate::data::FileSpec;
use crate::graph::Graph;
use crate::model::field::{Provenance, Silence};
use crate::model::prose::Prose;
use crate::model::reflect::Block;
use crate::model::{Blueprint, Narrative, SECTION_FILES, Section, SectionBlock};

/// The field that says how to complain.
const COMPLAINTS: &str = "complaints_and_redress";

/// The page of the journey through both assessments, which has its data in `iho.yaml`.
pub(super) const AUTHORISATION: &str = "authorisation";

/// Whether a blueprint says anything of its journey.
pub(super) fn has_authorisation(blueprint: &Blueprint) -> bool {
    blueprint.identity().is_some_and(|iho| !iho.authorisation.is_absent())
        || blueprint.narratives.contains_key(AUTHORISATION)
}

/// The title of a section's page.
pub(super) fn section_title(section: &str) -> &'static str {
    match section {
        "footprint" => "Who and where it covers",
        "host" => "The host provider",
        "commissioner" => "The commissioner",
        "partners" => "Partners",
        "services" => "Services",
        "contract" => "The contract",
        "risk-share" => "Gains and losses",
        "governance" => "Who decides",
        "benefits" => "Benefits, safeguards and risks",
        "metrics" => "Measures of success",
        "engagement" => "Have your say",
        "questions" => "Questions and answers",
        AUTHORISATION => "Authorisation",
        _ => "Overview",
    }
}

/// The way to what a chart shows as a table for programs, where there is one.
pub(super) fn as_csv(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    table: &FileSpec,
    words: &str,
) -> Option<Link> {
    let url = Url::file(&table.path(&[&blueprint.id]));
    table.is_of(cx.graph, blueprint).then(|| cx.link(words, &url))
}

/// Fields of `iho.yaml` that have a place of their own on the overview.
const SHOWN_ELSEWHERE: [&str; 12] = [
    "schema",
    "id",
    "name",
    "short_name",
    "former_names",
    "summary",
    "status",
    "contact",
    "blueprint_version",
    "authorisation",
    "milestones",
    "decisions",
];

/// The page of a section.
pub static SECTION: PageKind = PageKind {
    source: Some("content/ihos/{iho}/draft/{name}.yaml"),
    shows: &["content/ihos/{iho}/draft/narrative/{name}.md"],
    pages: |kind, graph| {
        let mut pages = Vec::new();
        for (id, blueprint) in &graph.model.blueprints {
            let own = has_authorisation(blueprint).then_some((AUTHORISATION, None));
            let files = blueprint.sections().into_iter().skip(1);
            let files = files.map(|(name, section)| (name, section.map(|(file, _)| file)));
            pages.extend(
                own.into_iter()
                    .chain(files)
                    .map(|(name, file)| (kind.of_iho_named(id, name), file)),
            );
        }
        pages
    },
    is_in_trees: true,
    texts: narrative_of,
    ..PageKind::new("section", |page| Url::page(&["ihos", &page.iho, &page.name]), section)
};

/// The narrative that a page is named after.
fn narrative_of<'g>(graph: &'g Graph, page: &PageId) -> Vec<&'g Prose> {
    text_of(graph, &page.iho, &page.name).into_iter().collect()
}

/// The text of a narrative of an IHO.
fn text_of<'g>(graph: &'g Graph, iho: &str, name: &str) -> Option<&'g Prose> {
    graph.model.blueprints.get(iho)?.narratives.get(name).map(|narrative| &narrative.body)
}

fn section(cx: &PageContext<'_>) -> View {
    let (blueprint, name) = (cx.blueprint(), cx.page.name.as_str());
    let title = section_title(name);
    let mut head = blueprint_head(cx, "section", blueprint, title);
    head.description = section_description(name, blueprint.name());
    let narrative = narrative_parts(cx, blueprint, name);
    // Where the answer is composed, the text of the authors follows it.
    let is_composed =
        matches!(name, "services" | "contract" | "risk-share" | "metrics" | "governance");
    let (mut body, narrative) =
        if is_composed { (Vec::new(), narrative) } else { (narrative, Vec::new()) };
    body.splice(..0, leads::part(cx, blueprint, name));
    let mut details = Vec::new();
    let is_silent = silent_section(cx, blueprint, name);
    let is_silent = is_silent.or_else(|| removed_section(cx, blueprint, name));
    if is_silent.is_none() {
        body.extend(drawn(cx, blueprint, name));
    }
    match (name, is_silent) {
        (_, Some(silence)) => body.push(silence),
        ("partners", None) => {
            if let Some(partners) = blueprint.partners.as_ref().and_then(Section::known) {
                body.extend(partner_parts(cx, partners));
            }
        }
        (AUTHORISATION, None) => body.extend(authorisation::parts(cx, blueprint)),
        ("services", None) => {
            if let Some(services) = blueprint.services.as_ref().and_then(Section::known) {
                let (top, cards) = service_parts(cx, services);
                body.extend(top);
                details.extend(cards);
            }
        }
        ("governance", None) if blueprint.governance.is_some() => {
            if let Some(governance) = blueprint.governance.as_ref().and_then(Section::known) {
                body.extend(governance::parts(cx, blueprint, governance));
                details = governance::details(cx, blueprint, governance);
            }
        }
        ("footprint", None) if blueprint.footprint.is_some() => {
            body.extend(footprint_parts(cx, blueprint));
        }
        ("contract" | "risk-share", None) if block_of(blueprint, name).is_some() => {
            let mut general = general_parts(cx, blueprint, name);
            if let Some(row) = take_row(&mut general, "loss_funding") {
                body.push(Part::facts("if_money_runs_out", "If the money runs out", vec![row]));
            }
            details.extend(general);
        }
        (name, None) => body.extend(general_parts(cx, blueprint, name)),
    }
    let before_text = if is_composed { body.len() } else { 0 };
    body.extend(narrative);
    body.extend(silent_items_of(cx, blueprint, name));
    body.extend(checks::part(cx, blueprint, name));
    head.dates = section_dates(cx, blueprint, name);
    head.contents = contents(cx, blueprint, name, body.split_at(before_text));
    cx.finish(head, body).with_details(details)
}

fn footprint_parts(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Part> {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    let Some(footprint) = footprint else { return Vec::new() };
    let profiles = csv_table::profiles(cx, blueprint, footprint);
    let (shown, profiles): (Vec<_>, Vec<_>) = profiles.into_iter().unzip();
    let mut body = parts(cx, footprint, "Key facts", &shown);
    body.extend(profiles);
    body
}

/// Takes the row of a field out of the parts in which it was laid out.
fn take_row(parts: &mut [Part], field: &str) -> Option<Row> {
    parts.iter_mut().find_map(|part| {
        let Part::Facts { rows, .. } = part else { return None };
        let at = rows.iter().position(|row| row.id.ends_with(field))?;
        Some(rows.remove(at))
    })
}

/// A section that is laid out field by field, after what follows from it.
fn general_parts(cx: &PageContext<'_>, blueprint: &Blueprint, name: &str) -> Vec<Part> {
    let mut body = match name {
        "benefits" => measure::benefits::of_blueprint(cx, blueprint).into_iter().collect(),
        "metrics" => measure::summary::of_blueprint(cx, blueprint),
        _ => Vec::new(),
    };
    match block_of(blueprint, name) {
        // Each measure has a page of its own.
        Some(_) if name == "metrics" => {}
        Some(block) => {
            // Each standard is shown with its unit and its latest figure already.
            let gates = blueprint.risk_share.as_ref().and_then(Section::known);
            let has_gates = gates.is_some_and(|it| !it.quality_gate.items().is_empty());
            let shown: &[&str] =
                if name == "risk-share" && has_gates { &["quality_gate"] } else { &[] };
            let mut fields = parts(cx, block, "Key facts", shown);
            if name == "benefits" {
                measure::benefits::add_units(cx, blueprint, &mut fields);
            }
            body.extend(fields);
        }
        None => body.push(not_there(cx, blueprint, name)),
    }
    body
}

/// What a section shows at a glance, before it lists its fields.
fn drawn(cx: &PageContext<'_>, blueprint: &Blueprint, name: &str) -> Vec<Part> {
    match name {
        "footprint" => super::maps::footprint(cx, blueprint).into_iter().collect(),
        "partners" => network::part(cx, blueprint).into_iter().collect(),
        "contract" => {
            flow::lead(cx, blueprint).into_iter().chain(flow::part(cx, blueprint)).collect()
        }
        "risk-share" => sharing::parts(cx, blueprint),
        AUTHORISATION => {
            let iho = blueprint.identity();
            iho.and_then(|iho| Some(ladder(cx, blueprint, iho, *iho.status.known()?)))
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    }
}

/// Items of lists that a page leaves out, as they are unpublished. `iho.yaml` has its fields on three pages.
fn silent_items_of(cx: &PageContext<'_>, blueprint: &Blueprint, page: &str) -> Option<Part> {
    let elsewhere = |field: &str| match field {
        "authorisation" => AUTHORISATION,
        "milestones" | "decisions" => timeline::TIMELINE,
        _ => "iho",
    };
    match page {
        AUTHORISATION | timeline::TIMELINE | "iho" => {
            let iho = block_of(blueprint, "iho")?;
            layout::silent_items(cx, iho, |field| elsewhere(field) == page)
        }
        _ => layout::silent_items(cx, block_of(blueprint, page)?, |_| true),
    }
}

/// The headings of a section's text and of the parts before and after it, where there are enough to need a list.
fn contents(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    name: &str,
    (before, after): (&[Part], &[Part]),
) -> Vec<Link> {
    let text = blueprint.narratives.get(name).map_or(&[][..], |it| &it.body.headings);
    let of_text = text.iter().filter(|heading| heading.level == 2);
    let of_text = of_text.map(|heading| (heading.id.clone(), cx.heading_words(&heading.text)));
    let of_parts = |parts| Iterator::filter_map(<[Part]>::iter(parts), super::context::heading_of);
    super::context::contents(of_parts(before).chain(of_text).chain(of_parts(after)))
}

/// A narrative with a page of its own.
pub static NARRATIVE: PageKind = PageKind {
    source: Some("content/ihos/{iho}/draft/narrative/{name}.md"),
    pages: |kind, graph| {
        let mut pages = Vec::new();
        for (id, blueprint) in &graph.model.blueprints {
            let narratives = blueprint.narratives.values();
            let own = narratives.filter(|narrative| !is_of_section(&narrative.name));
            pages.extend(own.map(|text| (kind.of_iho_named(id, &text.name), Some(text.file))));
        }
        pages
    },
    is_in_trees: true,
    texts: narrative_of,
    ..PageKind::new("narrative", |page| Url::page(&["ihos", &page.iho, &page.name]), narrative)
};

/// Whether a narrative is shown on the page of a section instead of a page of its own.
pub(super) fn is_of_section(name: &str) -> bool {
    matches!(name, "overview" | AUTHORISATION | timeline::TIMELINE) || SECTION_FILES.contains(&name)
}

fn narrative(cx: &PageContext<'_>) -> View {
    let (blueprint, name) = (cx.blueprint(), cx.page.name.as_str());
    let narrative = &blueprint.narratives[name];
    let title = narrative_title(narrative);
    let mut head = blueprint_head(cx, "narrative", blueprint, &title);
    let described = narrative.front.as_ref().and_then(|front| front.description.known());
    head.description = described.cloned().unwrap_or_else(|| cx.plain(&narrative.body));
    head.has_code = narrative.body.text.contains("```");
    if let Some(front) = &narrative.front {
        head.dates = rows_of(cx, front, &["updated", "review"]);
    }
    super::editions::of_narrative(cx, blueprint, narrative, &mut head);
    let body = leads::of_text(narrative_parts(cx, blueprint, name));
    let mut view = cx.finish(head, body);
    view.head.contents = super::articles::contents(cx, &narrative.body);
    view
}

fn narrative_title(narrative: &Narrative) -> String {
    let titled = narrative.front.as_ref().and_then(|front| front.title.known());
    titled.cloned().unwrap_or_else(|| {
        let words = narrative.name.replace('-', " ");
        let mut letters = words.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    })
}

/// The head of any page of a blueprint, with its neighbours.
pub(super) fn blueprint_head(
    cx: &PageContext<'_>,
    kind: &'static str,
    blueprint: &Blueprint,
    title: &str,
) -> Head {
    let mut head = cx.head(kind, title);
    head.tab_title = fitting([
        &format!("{title}: {}", blueprint.name()),
        &format!("{title}: {}", blueprint.short_name()),
        &format!("{}: {}", clause(title), blueprint.short_name()),
    ]);
    head.caption = blueprint.name().to_owned();
    let home = cx.link(blueprint.short_name(), &Url::page(&["ihos", &blueprint.id]));
    head.breadcrumb = vec![
        cx.link("Home", &Url::home()),
        cx.link("IHOs", &Url::page(&["ihos"])),
        Link { is_current: false, ..home },
    ];
    head.siblings_label = "Pages in this blueprint".to_owned();
    head.siblings = siblings(cx, blueprint);
    let pages = head.siblings.iter().flat_map(|group| &group.links);
    let pages: Vec<&Link> = pages.filter(|link| !link.href.contains('#')).collect();
    if let Some(at) = pages.iter().position(|link| link.is_current) {
        head.previous = at.checked_sub(1).map(|at| pages[at].clone());
        head.next = pages.get(at + 1).map(|link| (*link).clone());
    }
    head
}

/// The pages of a blueprint in five groups: what residents ask, the deal, who, results, and the record.
fn siblings(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<NavigationGroup> {
    let id = blueprint.id.as_str();
    let own = |name: &str| Url::page(&["ihos", id, name]);
    let overview = vec![cx.link("Overview", &Url::page(&["ihos", id]))];
    let overview = NavigationGroup { label: String::new(), links: overview };
    if matches!(cx.plan.scope(), scope::Scope::Release(_)) && !cx.plan.has(&scope::url_of_cited(id))
    {
        // The release is one page.
        return vec![overview];
    }
    let stated: BTreeSet<&str> = blueprint.sections().into_iter().map(|(name, _)| name).collect();
    let sections = |names: &[&str]| -> Vec<Link> {
        let stated = names.iter().filter(|name| stated.contains(*name));
        stated.map(|name| cx.link(section_title(name), &own(name))).collect()
    };
    let mut residents = Vec::new();
    for (name, narrative) in &blueprint.narratives {
        if !is_of_section(name) {
            residents.push(cx.link(narrative_title(narrative), &own(name)));
        }
    }
    if find_my::is_there(blueprint) {
        residents.push(cx.link(find_my::TITLE, &own(find_my::FIND_MY)));
    }
    residents.extend(sections(&["footprint"]));
    residents.extend(place_on_page(cx, blueprint, "How to complain", "governance", COMPLAINTS));
    residents.extend(place_on_page(cx, blueprint, "Your data", "governance", "data_controllers"));
    residents.extend(sections(&["engagement"]));
    let mut results = sections(&["metrics", "benefits"]);
    results.extend(place_on_page(cx, blueprint, "Safeguards", "benefits", "safeguards"));
    let mut record = Vec::new();
    if has_authorisation(blueprint) {
        record.push(cx.link(section_title(AUTHORISATION), &own(AUTHORISATION)));
    }
    record.push(cx.link("Timeline and decisions", &own(timeline::TIMELINE)));
    record.extend(sections(&["questions"]));
    if cx.graph.archive.ihos.contains_key(id) {
        record.push(cx.link("Releases and changes", &scope::url_of_releases(id)));
    }
    match cx.plan.scope() {
        scope::Scope::Release(_) => {
            record.push(cx.link("What this release cites", &scope::url_of_cited(id)));
        }
        _ => record.push(cx.link("Data", &super::data::url_of_iho(id))),
    }
    let groups = [
        ("For residents", residents),
        ("The deal", sections(&["contract", "risk-share"])),
        ("Who", sections(&["host", "commissioner", "partners", "governance", "services"])),
        ("Results", results),
        ("The record", record),
    ];
    let groups = groups.into_iter().filter(|(_, links)| !links.is_empty());
    let groups = groups.map(|(label, links)| NavigationGroup { label: label.to_owned(), links });
    iter::once(overview).chain(groups).collect()
}

/// A link to the place of a field, where it is published.
fn place_on_page(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    words: &str,
    section: &str,
    field: &str,
) -> Option<Link> {
    let block = block_of(blueprint, section)?;
    let fields = block.fields();
    fields.iter().find(|known| known.key.name == field)?.shown.as_ref()?;
    let mut link = cx.link(words, &Url::page(&["ihos", &blueprint.id, section]));
    link.href = format!("{}#field_{field}", link.href);
    Some(Link { is_current: false, ..link })
}

fn narrative_parts(cx: &PageContext<'_>, blueprint: &Blueprint, name: &str) -> Vec<Part> {
    let Some(narrative) = blueprint.narratives.get(name) else {
        return Vec::new();
    };
    vec![Part::prose("", "", cx.main_text(&narrative.body))]
}

fn block_of<'b>(blueprint: &'b Blueprint, name: &str) -> Option<&'b dyn Block> {
    section_body(blueprint, name)?.block()
}

fn section_body<'b>(blueprint: &'b Blueprint, name: &str) -> Option<&'b dyn SectionBlock> {
    let mut sections = blueprint.sections().into_iter();
    sections.find(|(known, _)| *known == name)?.1.map(|(_, section)| section)
}

fn silent_section(cx: &PageContext<'_>, blueprint: &Blueprint, name: &str) -> Option<Part> {
    Some(unpublished(cx, section_body(blueprint, name)?.silence()?))
}

/// Says of a section that it was removed from the release.
fn removed_section(cx: &PageContext<'_>, blueprint: &Blueprint, section: &str) -> Option<Part> {
    let file = format!("content/ihos/{}/draft/{section}.yaml", blueprint.id);
    let releases = cx.href(&scope::url_of_releases(&blueprint.id));
    let words = format!(
        "This section has been removed for legal reasons. [Read who decided this, and when]({releases})."
    );
    cx.graph
        .model
        .removed
        .contains(&file)
        .then(|| Part::notice("important", "Removed", cx.sentence(words)))
}

/// A section without a file, and whether anything of it is required at this status.
fn not_there(cx: &PageContext<'_>, blueprint: &Blueprint, section: &str) -> Part {
    let status = blueprint.identity().and_then(|iho| iho.status.known());
    let is_required = crate::analysis::completeness::census(cx.graph, blueprint)
        .sections
        .iter()
        .any(|(name, count)| *name == section && count.missing > 0);
    let overview = cx.href(&Url::page(&["ihos", &blueprint.id]));
    let status = status.map_or("this", |status| status.label()).to_lowercase();
    Part::notice("important", "Nothing here yet", cx.sentence(if is_required {
            format!(
                "This part is not written yet. At the status of the contract, {status}, it should be: \
                 [ask the contact]({overview}#field_contact)."
            )
        } else {
            format!(
                "This blueprint says nothing on this yet. Nothing is required here at its status: {status}."
            )
        }))
}

fn unpublished(cx: &PageContext<'_>, silence: &Silence) -> Part {
    Part::Silence {
        id: "section_unpublished".to_owned(),
        heading: "This section is not published".to_owned(),
        value: Value::Silence { sentence: cx.silence(silence) },
    }
}

fn section_description(name: &str, iho: &str) -> String {
    match name {
        "footprint" => format!(
            "The people and places that the contract of {iho} covers, and how they are counted."
        ),
        "host" => format!(
            "The host provider in {iho}: what it is, how it is rated and why this provider."
        ),
        "commissioner" => format!(
            "Who awards the contract of {iho}, what stays with the integrated care board and what is handed over."
        ),
        "partners" => format!(
            "Who works with the host of {iho}, on what terms, and with what voice in decisions."
        ),
        AUTHORISATION => format!(
            "How {iho} was assessed, step by step: who decided what, on what evidence and under which conditions."
        ),
        "services" => format!(
            "Which services belong to the contract of {iho}, which do not, and what changes for patients."
        ),
        "contract" => format!(
            "What {iho} buys, for how long and for how much, how the contract was awarded and how it can end."
        ),
        "risk-share" => format!(
            "Who gains and who pays in {iho} when spending differs from the budget, in pounds."
        ),
        "governance" => format!(
            "Who decides what in {iho}, with which votes, who watches, and whose interests conflict."
        ),
        "benefits" => format!(
            "What {iho} should make better, how that is known, and what is done against harm."
        ),
        "metrics" => format!("The measures by which {iho} is judged, with their targets."),
        "engagement" => {
            format!("Who was consulted about {iho}, what they said and what changed as a result.")
        }
        "questions" => format!("Public questions on {iho}, with the answers."),
        _ => format!("What {iho} is, who it covers and what progress it has made."),
    }
}

/// What is at the foot: as at when, approved, next review.
fn section_dates(cx: &PageContext<'_>, blueprint: &Blueprint, name: &str) -> Vec<Row> {
    let section = section_body(blueprint, name);
    provenance_dates(cx, section.and_then(|section| section.provenance()))
}

/// The provenance of a whole page.
pub(super) fn provenance_dates(cx: &PageContext<'_>, provenance: Option<&Provenance>) -> Vec<Row> {
    let Some(provenance) = provenance else { return Vec::new() };
    let mut rows = Vec::new();
    let mut add = |id: &str, label: &str, value: Option<Value>| {
        rows.extend(value.map(|value| row(id, label, value)));
    };
    add("as_of", "As at", provenance.as_of.map(super::context::day));
    add("evidence", "Kind of statement", provenance.evidence.map(|it| text(it.label())));
    add("owner", "Owner", provenance.owner.as_ref().map(text));
    add(
        "approved_by",
        "Approved by",
        provenance.approved_by.as_ref().map(|by| cx.body(&by.0.value)),
    );
    add("approved_on", "Approved on", provenance.approved_on.map(super::context::day));
    add("review_by", "Next review", provenance.review_by.map(super::context::day));
    add(
        "source",
        "Source",
        provenance.source.as_ref().map(|source| Value::Link { link: cx.reference(&source.0) }),
    );
    let why = provenance.why.as_ref();
    add("why", "Why it changed", why.map(|why| text(cx.first_words(why))));
    rows
}
