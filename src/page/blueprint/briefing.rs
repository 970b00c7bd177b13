//! What a contract means for people, on one screen; and a briefing for councillors, on two sheets of paper.

use super::sharing;
use crate::analysis::completeness;
use crate::analysis::risk_share::Deal;
use crate::model::field::Disclosure;
use crate::model::risk_share::RiskShare;
use crate::model::services::Scope;
use crate::model::timeline::MilestoneStatus;
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, row, text};
use crate::page::kinds::PageKind;
use crate::page::layout::{rows_of, unaddressed};
use crate::page::questions::{answer, section_url};
use crate::page::url::Url;
use crate::page::view::{Link, Part, Row, Value, View};
use crate::page::wording;

/// The last part of the address of the briefing.
pub(in crate::page) const BRIEFING: &str = "briefing";

/// The briefing: the essentials of every section, to print.
pub(in crate::page) static PAGE: PageKind = PageKind {
    shows: &["content/ihos/{iho}/*"],
    pages: |kind, graph| kind.each_iho(graph, |_| true),
    is_in_trees: true,
    ..PageKind::new("briefing", |page| Url::page(&["ihos", &page.iho, BRIEFING]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let blueprint = cx.blueprint();
    let title = "Briefing for councillors";
    let mut head = super::blueprint_head(cx, "briefing", blueprint, title);
    head.description = format!("{} on two sheets of paper.", blueprint.name());
    head.siblings.clear();
    let mut body = Vec::new();
    if let Some(summary) = blueprint.identity().and_then(|iho| iho.summary.known()) {
        body.push(Part::Lead { body: cx.field_text(summary, "summary", 1) });
    }
    let groups = [
        ("Where it stands", where_it_stands(cx, blueprint)),
        ("Who and whom", who(cx, blueprint)),
        ("Money", money(cx, blueprint)),
        ("Guard rails", guard_rails(cx, blueprint)),
        ("What is not published", not_published(cx, blueprint)),
    ];
    for (heading, rows) in groups {
        if !rows.is_empty() {
            body.push(Part::facts(
                format!("briefing_{}", heading.to_lowercase().replace(' ', "_")),
                heading,
                unaddressed(rows),
            ));
        }
    }
    let mut view = cx.finish(head, body);
    view.head.contents.clear();
    view
}

fn fields(cx: &PageContext<'_>, blueprint: &Blueprint, section: &str, names: &[&str]) -> Vec<Row> {
    let mut sections = blueprint.sections().into_iter();
    let body = sections.find(|(name, _)| *name == section).and_then(|(_, body)| body);
    let Some((_, body)) = body else { return Vec::new() };
    match (body.block(), body.silence()) {
        (Some(block), _) => rows_of(cx, block, names),
        (None, Some(silence)) => {
            let label = super::section_title(section);
            vec![row("", label, Value::Silence { sentence: cx.silence(silence) })]
        }
        (None, None) => Vec::new(),
    }
}

fn where_it_stands(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let mut rows = fields(cx, blueprint, "iho", &["status", "what_it_is_not"]);
    let Some(iho) = blueprint.identity() else { return rows };
    let milestones = iho.milestones.items();
    let ahead = milestones.iter().filter(|it| it.actual.is_absent());
    let mut next: Vec<_> = ahead
        .filter_map(|it| {
            let last = it.revised.items().last().and_then(|new| new.date.known());
            let due = *last.or_else(|| it.planned.known())?;
            let slipped = if it.revised.items().is_empty() { "" } else { ", moved" };
            let late = it.status.known() == Some(&MilestoneStatus::Late);
            let late = if late { ", late" } else { "" };
            let words = format!("{}: {}{slipped}{late}", it.name.known()?, wording::due(due));
            Some((due.last_day(), words))
        })
        .collect();
    next.sort();
    if !next.is_empty() {
        let items = next.into_iter().take(4).map(|(_, words)| text(words)).collect();
        rows.push(row("", "Next steps", Value::List { items }));
    }
    rows
}

fn who(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let mut rows = fields(cx, blueprint, "host", &["organisation"]);
    rows.extend(fields(cx, blueprint, "commissioner", &["lead_icb"]));
    let counts = ["registered_population", "resident_population"];
    rows.extend(fields(cx, blueprint, "footprint", &counts).into_iter().take(1));
    rows.extend(fields(cx, blueprint, "footprint", &["places", "local_authorities"]));
    let partners = blueprint.partners.as_ref().and_then(Section::known);
    if let Some(partners) = partners {
        let items = partners.partners.items();
        let voting = crate::model::partners::Voice::Voting;
        let n_voting = items.iter().filter(|it| it.voice.known() == Some(&voting)).count();
        let words = format!(
            "{}, {n_voting} with a vote",
            wording::n_of(items.len(), "partner", "partners")
        );
        let link = cx.link(words, &section_url(&blueprint.id, "partners"));
        rows.push(row("", "Partners", Value::Link { link }));
    }
    let services = blueprint.services.as_ref().and_then(Section::known);
    if let Some(services) = services {
        let in_scope =
            services.services.items().iter().filter(|it| it.scope.known() == Some(&Scope::InScope));
        let items: Vec<Value> = in_scope
            .filter_map(|it| Some(Value::Link { link: cx.reference(&it.service.known()?.0) }))
            .collect();
        if !items.is_empty() {
            rows.push(row("", "Services in scope", Value::List { items }));
        }
    }
    rows
}

fn money(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let mut rows = fields(cx, blueprint, "contract", &["type", "term_start", "term_end"]);
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    if let Some(budget) = contract.and_then(|contract| contract.budget.known()) {
        rows.extend(rows_of(cx, budget, &["fy", "total", "per_head"]));
    }
    rows.extend(fields(cx, blueprint, "risk-share", &["model"]));
    let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
    let total = contract.and_then(crate::analysis::sums::budget_total);
    if let (Some(sharing), Some(total)) = (sharing, total) {
        rows.extend(in_pounds(sharing, total.0));
    }
    rows
}

/// The standard outcomes nearest to the budget, in a sentence each.
fn in_pounds(sharing: &RiskShare, total: i64) -> Option<Row> {
    let deal = Deal::of(sharing, total)?;
    let items = [-3i64, 3].map(|variance| {
        text(sharing::outcome_in_words(&deal.outcome(rust_decimal::Decimal::from(variance))))
    });
    Some(row("", "In pounds", Value::List { items: items.into() }))
}

fn guard_rails(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let mut rows = Vec::new();
    let benefits = blueprint.benefits.as_ref().and_then(Section::known);
    if let Some(benefits) = benefits {
        let harms = benefits.safeguards.items().iter();
        let items: Vec<Value> =
            harms.filter_map(|it| Some(text(it.harm.known()?.label()))).collect();
        if !items.is_empty() {
            rows.push(row("", "Safeguards against", Value::List { items }));
        }
    }
    for (label, section, names, words) in [
        ("Red lines", "benefits", &["red_lines"][..], "What it will never do"),
        (
            "Conflicts of interest",
            "governance",
            &["conflicts_of_interest"],
            "The policy and the register",
        ),
        ("Scrutiny", "governance", &["scrutiny"], "What scrutiny said"),
        ("If it ends", "contract", &["exit_plan"], "What happens to care"),
    ] {
        rows.push(row("", label, answer(cx, blueprint, section, names, words)));
    }
    rows
}

fn not_published(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let census = completeness::census(cx.graph, blueprint);
    let overdue = census.gaps.iter().filter(|gap| gap.is_overdue(cx.graph.today)).count();
    let mut rows = Vec::new();
    for state in Disclosure::ALL {
        let n = census.gaps.iter().filter(|gap| gap.silence.state == *state).count();
        if n > 0 {
            rows.push(row("", state.label(), text(wording::n_of(n, "field", "fields"))));
        }
    }
    let register = cx.link("Each one, with its reason", &Url::page(&["disclosure"]));
    let words = if overdue == 0 { "None".to_owned() } else { wording::count(overdue as u64) };
    rows.push(row("", "Overdue", text(words)));
    let register = Link { is_current: false, ..register };
    rows.push(row("", "Register", Value::Link { link: register }));
    rows
}
