//! A briefing for councillors, on two sheets of paper.

use super::overview::first_value;
use super::{answers, sharing};
use crate::analysis::completeness;
use crate::analysis::risk_share::Deal;
use crate::model::benefits::Harm;
use crate::model::reference::ProseOrDoc;
use crate::model::risk_share::RiskShare;
use crate::model::services::Scope;
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, row, text};
use crate::page::kinds::PageKind;
use crate::page::layout::{rows_of, unaddressed};
use crate::page::lists::escape;
use crate::page::questions::{answer, section_url};
use crate::page::url::Url;
use crate::page::view::{Note, Part, Row, Value, View};
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
        ("Who is involved", who(cx, blueprint)),
        ("Money", money(cx, blueprint)),
        ("Safeguards and scrutiny", safeguards(cx, blueprint)),
        ("What is not published", not_published(cx, blueprint)),
    ];
    for (heading, rows) in groups {
        if !rows.is_empty() {
            let id = format!("briefing_{}", heading.to_lowercase().replace(' ', "_"));
            body.push(Part::facts(id, heading, unaddressed(rows)));
        }
    }
    let mut view = cx.finish(head, body);
    view.head.contents.clear();
    view
}

/// Some fields of a section, without where they come from; why it is silent, where it is.
fn fields(cx: &PageContext<'_>, blueprint: &Blueprint, section: &str, names: &[&str]) -> Vec<Row> {
    let mut sections = blueprint.sections().into_iter();
    let body = sections.find(|(name, _)| *name == section).and_then(|(_, body)| body);
    let Some((_, body)) = body else { return Vec::new() };
    match (body.block(), body.silence()) {
        (Some(block), _) => {
            let rows = rows_of(cx, block, names).into_iter();
            rows.map(|row| Row { note: Note::default(), value: first_value(row.value), ..row })
                .collect()
        }
        (None, Some(silence)) => {
            let label = super::section_title(section);
            vec![row("", label, Value::Silence { sentence: cx.silence(silence) })]
        }
        (None, None) => Vec::new(),
    }
}

/// Several things as one text: "Mockford, Samplewick and Testbridge".
fn in_a_row(label: &str, names: &[&str]) -> Option<Row> {
    (!names.is_empty()).then(|| row("", label, text(wording::listed(names))))
}

fn where_it_stands(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let mut rows = fields(cx, blueprint, "iho", &["status", "what_it_is_not"]);
    let Some(iho) = blueprint.identity() else { return rows };
    let ahead = iho.milestones.items().iter().filter(|it| it.actual.is_absent());
    let mut next: Vec<_> = ahead
        .filter_map(|it| {
            let last = it.revised.items().last().and_then(|new| new.date.known());
            let due = *last.or_else(|| it.planned.known())?;
            let moved = if it.revised.items().is_empty() { "" } else { " (the date has moved)" };
            let words = format!("{}: {}{moved}", it.name.known()?, wording::due(due));
            Some((due.last_day(), words))
        })
        .filter(|(day, _)| *day >= cx.graph.today)
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
    if let Some(footprint) = blueprint.footprint.as_ref().and_then(Section::known) {
        let places: Vec<&str> =
            footprint.places.items().iter().map(|it| cx.name_of(&it.0)).collect();
        rows.extend(in_a_row("Places", &places));
        let councils = footprint.local_authorities.items().iter();
        let councils: Vec<&str> =
            councils.filter_map(|it| Some(cx.name_of(&it.place.known()?.0))).collect();
        rows.extend(in_a_row("Council areas", &councils));
    }
    if let Some(partners) = blueprint.partners.as_ref().and_then(Section::known) {
        let items = partners.partners.items();
        let voting = crate::model::partners::Voice::Voting;
        let n_voting = items.iter().filter(|it| it.voice.known() == Some(&voting)).count();
        let has = blueprint.standing(cx.graph.today).verb(["have", "has", "had"]);
        let have = if has == "has" && n_voting != 1 { "have" } else { has.as_str() };
        let all = wording::n_of(items.len(), "partner", "partners");
        let words = match n_voting {
            0 => format!("None of its {all} {has} a vote"),
            n => format!("{all}, {n} of which {have} a vote"),
        };
        rows.push(row("", "Partners", text(words)));
    }
    if let Some(services) = blueprint.services.as_ref().and_then(Section::known) {
        let in_scope =
            services.services.items().iter().filter(|it| it.scope.known() == Some(&Scope::InScope));
        let names: Vec<&str> =
            in_scope.filter_map(|it| Some(cx.name_of(&it.service.known()?.0))).collect();
        rows.extend(in_a_row("Services in scope", &names));
    }
    rows
}

fn money(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let mut rows = fields(cx, blueprint, "contract", &["type", "term_start", "term_end"]);
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    rows.extend(contract.map(|contract| {
        let budget = answers::budget(contract).map(text);
        row("", "Budget", budget.unwrap_or_else(|| answers::money(cx, blueprint)))
    }));
    rows.extend(fields(cx, blueprint, "risk-share", &["model"]));
    let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
    let total = contract.and_then(crate::analysis::sums::budget_total);
    if let (Some(sharing), Some(total)) = (sharing, total) {
        rows.extend(in_pounds(sharing, total.0, sharing::icbs(blueprint)));
    }
    rows
}

/// The standard outcomes nearest to the budget, in a sentence each.
fn in_pounds(sharing: &RiskShare, total: i64, icbs: &str) -> Option<Row> {
    let deal = Deal::of(sharing, total)?;
    let items = [-3i64, 3].map(|variance| {
        text(sharing::outcome_in_words(&deal.outcome(rust_decimal::Decimal::from(variance)), icbs))
    });
    Some(row("", "In pounds", Value::List { items: items.into() }))
}

fn safeguards(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(benefits) = blueprint.benefits.as_ref().and_then(Section::known) {
        let harms = benefits.safeguards.items().iter().filter_map(|it| it.harm.known());
        let (others, named): (Vec<&Harm>, Vec<&Harm>) = harms.partition(|it| **it == Harm::Other);
        let mut harms: Vec<String> =
            named.iter().map(|it| wording::lower_first(it.label())).collect();
        if !others.is_empty() {
            harms.push(wording::n_of(others.len(), "other harm", "other harms"));
        }
        let harms: Vec<&str> = harms.iter().map(String::as_str).collect();
        rows.extend(in_a_row("Safeguards against", &harms));
        let lines = benefits.red_lines.items().iter().map(|it| text(cx.first_words(it)));
        let items: Vec<Value> = lines.collect();
        if !items.is_empty() {
            rows.push(row("", "Red lines", Value::List { items }));
        }
    }
    let governance = blueprint.governance.as_ref().and_then(Section::known);
    if let Some(governance) = governance {
        let conflicts = governance.conflicts_of_interest.known();
        let n = conflicts.map_or(0, |it| it.register.items().len());
        if n > 0 {
            let words = format!(
                "{} declared",
                wording::n_of(n, "conflict has been", "conflicts have been")
            );
            rows.push(row("", "Conflicts of interest", text(words)));
        }
        let scrutiny = governance.scrutiny.items().iter().filter_map(|it| {
            let by = it.organisation.known().map_or("", |it| cx.name_of(&it.0));
            let days = it.dates.known().map_or(&[][..], |days| &days.0);
            let days = days.iter().chain(it.date.known()).map(|day| wording::date(*day));
            let days: Vec<String> = days.collect();
            let days: Vec<&str> = days.iter().map(String::as_str).collect();
            let when = if days.is_empty() { "" } else { ", " };
            let outcome = cx.first_words(it.outcome.known()?);
            Some(text(format!("{by}{when}{}: {outcome}", wording::listed(&days))))
        });
        let items: Vec<Value> = scrutiny.take(3).collect();
        if !items.is_empty() {
            rows.push(row("", "Scrutiny", Value::List { items }));
        }
    }
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let ends = match contract.and_then(|it| it.exit_plan.known()) {
        Some(ProseOrDoc::Prose(plan)) => {
            let words = cx.first_words(plan);
            let plan = cx.href(&section_url(&blueprint.id, "contract"));
            let words = escape(before_a_list(&words));
            let words = format!("{words} [The exit plan]({plan}#field_exit_plan)");
            Value::Prose { body: cx.sentence(words.trim()) }
        }
        _ => answer(cx, blueprint, "contract", &["exit_plan"], "What happens to care"),
    };
    rows.push(row("", "If it ends", ends));
    rows
}

/// The sentences of a paragraph without the last one, where it only announces a list.
fn before_a_list(words: &str) -> &str {
    match words.strip_suffix(':') {
        Some(words) => words.rfind(". ").map_or("", |end| &words[..=end]),
        None => words,
    }
}

fn not_published(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Row> {
    let census = completeness::census(cx.graph, blueprint);
    let overdue = census.gaps.iter().filter(|gap| gap.is_overdue(cx.graph.today)).count();
    let open = answers::not_decided(cx, blueprint);
    let mut rows: Vec<Row> = open.map(|open| row("", "Still open", open)).into_iter().collect();
    let words = match overdue {
        0 => "Nothing is overdue.".to_owned(),
        n => format!("{} overdue.", wording::n_of(n, "point is", "points are")),
    };
    rows.push(row("", "Overdue", text(words)));
    rows
}
