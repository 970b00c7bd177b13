//! The register of all that is not published, and how complete each blueprint is.

use super::blueprint::section_title;
use super::context::{PageContext, day, text};
use super::kinds::{PageKind, has_ihos, has_or_had_ihos};
use super::questions::{field_url, section_url};
use super::url::Url;
use super::view::{Column, Link, Part, Value, View};
use super::wording;
use crate::analysis::completeness::{self, Census, UndisclosedField};
use crate::model::Blueprint;
use crate::model::field::Disclosure;

/// Every silence of every blueprint, overdue ones first; then how complete each blueprint is.
pub(super) static PAGE: PageKind = PageKind {
    title: "What is not published, and why",
    listed: Some(("What is not published", "with the reason and the date", has_ihos)),
    pages: |kind, graph| kind.once(has_or_had_ihos(graph)),
    ..PageKind::new("disclosure", |_| Url::page(&["disclosure"]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("disclosure", "What is not published, and why");
    head.description =
        "Every field that is not published yet or withheld, with the reason and the date, overdue ones first.".to_owned();
    let blueprints: Vec<(&Blueprint, Census<'_>)> = cx
        .graph
        .model
        .blueprints
        .values()
        .map(|blueprint| (&**blueprint, completeness::census(cx.graph, blueprint)))
        .collect();
    let mut body = vec![Part::Lead { body: cx.sentence(summary(cx, &blueprints)) }];
    let gaps = || {
        blueprints
            .iter()
            .flat_map(|(blueprint, census)| census.gaps.iter().map(move |gap| (*blueprint, gap)))
    };
    let today = cx.graph.today;
    let overdue: Vec<_> = gaps().filter(|(_, gap)| gap.is_overdue(today)).collect();
    body.extend(table(cx, "overdue", "Overdue", overdue));
    // A site with very many contracts lists what is overdue here, the rest on the pages of each contract.
    let is_listed = gaps().count() <= MOST_LISTED;
    for state in Disclosure::ALL.iter().filter(|_| is_listed) {
        let of_state: Vec<_> = gaps()
            .filter(|(_, gap)| gap.silence.state == *state && !gap.is_overdue(today))
            .collect();
        body.extend(table(cx, state.id(), state.label(), of_state));
    }
    body.push(completeness_table(cx, &blueprints));
    body.push(how_it_is_counted(cx));
    cx.finish(head, body)
}

/// How many fields are listed one by one.
const MOST_LISTED: usize = 2_000;

fn summary(cx: &PageContext<'_>, blueprints: &[(&Blueprint, Census<'_>)]) -> String {
    let all: Vec<&UndisclosedField<'_>> =
        blueprints.iter().flat_map(|(_, census)| &census.gaps).collect();
    let overdue = all.iter().filter(|gap| gap.is_overdue(cx.graph.today)).count();
    let contracts = wording::n_of(blueprints.len(), "contract", "contracts");
    let fields = wording::n_of(all.len(), "field is", "fields are");
    let words = match overdue {
        0 => format!("{fields} not published, in {contracts}. None is overdue."),
        1 => format!("{fields} not published, in {contracts}. One is overdue."),
        n => format!("{fields} not published, in {contracts}. {n} are overdue."),
    };
    if all.len() <= MOST_LISTED {
        return words;
    }
    words + " They are too many for one page: each stands on the page of its contract."
}

fn table(
    cx: &PageContext<'_>,
    id: &str,
    heading: &str,
    mut gaps: Vec<(&Blueprint, &UndisclosedField<'_>)>,
) -> Option<Part> {
    if gaps.is_empty() {
        return None;
    }
    gaps.sort_by_key(|(_, gap)| (gap.silence.due().is_none(), gap.silence.due()));
    let columns = ["Field", "Contract", "Until", "Why"];
    let rows = gaps.into_iter().map(|(blueprint, gap)| {
        vec![
            Value::Link { link: gap_link(cx, blueprint, gap) },
            text(blueprint.short_name()),
            until(gap),
            text(wording::silence(gap.silence, cx.graph.today)),
        ]
    });
    Some(Part::table(
        format!("table_{id}"),
        heading,
        columns.map(Column::of_words).into(),
        rows.collect(),
    ))
}

fn until(gap: &UndisclosedField<'_>) -> Value {
    match (gap.silence.expected, gap.silence.review_on) {
        (Some(expected), _) => text(wording::due(expected)),
        (None, Some(review)) => day(review),
        (None, None) => text("No date"),
    }
}

/// A link to the field, named by what stands around it.
fn gap_link(cx: &PageContext<'_>, blueprint: &Blueprint, gap: &UndisclosedField<'_>) -> Link {
    let section = section_title(gap.section);
    let words = match &gap.trail[..] {
        [] => section.to_owned(),
        [first, rest @ ..] if first == section => {
            let rest = if rest.is_empty() { vec![first.clone()] } else { rest.to_vec() };
            format!("{section}: {}", rest.join(", "))
        }
        trail => format!("{section}: {}", trail.join(", ")),
    };
    let mut link = cx.link(words, &field_url(&blueprint.id, gap.section, &[gap.field]));
    let anchor = match (gap.section, gap.field, &gap.item) {
        (_, "", _) => Some("section_unpublished".to_owned()),
        ("partners", _, Some(item)) => Some(format!("partner_{item}")),
        ("services", _, Some(item)) => Some(format!("service_{item}")),
        ("iho", "authorisation", _) | ("partners" | "services", _, None) => None,
        (_, field, _) => Some(format!("field_{field}")),
    };
    if let Some(anchor) = anchor {
        link.href = format!("{}#{anchor}", link.href);
        link.is_current = false;
    }
    link
}

/// How many required fields each section of each blueprint publishes.
fn completeness_table(cx: &PageContext<'_>, blueprints: &[(&Blueprint, Census<'_>)]) -> Part {
    let columns = [
        ("Contract", false),
        ("Required now", true),
        ("Published", true),
        ("Not published, with a reason", true),
        ("Complete", true),
    ];
    let number = |n: usize| Value::Number { text: wording::count(n as u64) };
    let rows = blueprints.iter().map(|(blueprint, census)| {
        let total = census.total();
        let link = cx.link(blueprint.short_name(), &section_url(&blueprint.id, "iho"));
        vec![
            Value::Link { link },
            number(total.required()),
            number(total.published),
            number(total.open),
            Value::Number { text: format!("{}%", total.percent()) },
        ]
    });
    Part::table(
        "table_completeness",
        "How complete each contract is",
        columns.map(|(label, is_numeric)| Column::new(label, is_numeric)).into(),
        rows.collect(),
    )
}

fn how_it_is_counted(cx: &PageContext<'_>) -> Part {
    let words = "A field counts if it is required at the status that the contract has reached. \
        A field inside a list counts once for each item of the list. A field that does not apply is \
        left out. A section that is unpublished as a whole counts with each field that it would need. The share is rounded \
        down, so 100% means that everything required is published.";
    cx.prose("how_it_is_counted", "How this is counted", words)
}

/// How complete one blueprint is, section by section, for its overview.
pub(super) fn completeness_part(cx: &PageContext<'_>, blueprint: &Blueprint) -> Part {
    let census = completeness::census(cx.graph, blueprint);
    let columns = [
        ("Section", false),
        ("Required now", true),
        ("Published", true),
        ("Not published, with a reason", true),
    ];
    let number = |n: usize| Value::Number { text: wording::count(n as u64) };
    let rows = census.sections.iter().map(|(section, count)| {
        let link = cx.link(section_title(section), &section_url(&blueprint.id, section));
        vec![
            Value::Link { link: Link { is_current: false, ..link } },
            number(count.required()),
            number(count.published),
            number(count.open),
        ]
    });
    let total = census.total();
    Part::table(
        "table_completeness",
        format!("How complete this is: {}%", total.percent()),
        columns.map(|(label, is_numeric)| Column::new(label, is_numeric)).into(),
        rows.collect(),
    )
}
