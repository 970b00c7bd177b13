//! The register of all that is not published, contract by contract, and how complete each is.

use super::blueprint::section_title;
use super::context::{PageContext, day, text};
use super::kinds::{PageKind, each_iho_ever, has_ihos, has_or_had_ihos};
use super::paging;
use super::questions::{field_url, section_url};
use super::url::Url;
use super::view::{Column, Head, Link, Part, Value, View};
use super::wording;
use crate::analysis::completeness::{self, UndisclosedField};
use crate::model::Blueprint;
use crate::model::field::Disclosure;

/// How much of each contract is not published, with the way to all of it.
pub(super) static PAGE: PageKind = PageKind {
    title: "What is not published, and why",
    listed: Some(("What is not published", "with the reason and the date", has_ihos)),
    pages: |kind, graph| kind.once(has_or_had_ihos(graph)),
    ..PageKind::new("disclosure", |_| Url::page(&["disclosure"]), view)
};

/// The contracts that the first page has no room for; its name is the number of the page.
pub(super) static FURTHER: PageKind = PageKind {
    pages: |kind, graph| paging::further(graph).map(|n| (kind.named(n), None)).collect(),
    ..PageKind::new(
        "disclosure-further",
        |page| Url::page(&["disclosure", "page", &page.name]),
        further,
    )
};

/// Everything that one contract does not publish.
pub(super) static OF_IHO: PageKind = PageKind {
    pages: each_iho_ever,
    ..PageKind::new("iho-disclosure", |page| Url::page(&["disclosure", "of", &page.iho]), of_iho)
};

fn view(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("disclosure", PAGE.title);
    head.description =
        "What each contract does not publish yet or withholds, with the reason and the date."
            .to_owned();
    let listed = listed(cx, &mut head, 1);
    let all = cx.graph.model.blueprints.values();
    let all: Vec<_> = all.map(|it| (&**it, completeness::census(cx.graph, it))).collect();
    let today = cx.graph.today;
    let gaps = || all.iter().flat_map(|(it, census)| census.gaps.iter().map(move |gap| (*it, gap)));
    let mut overdue: Vec<_> = gaps().filter(|(_, gap)| gap.is_overdue(today)).collect();
    let words = summary(gaps().map(|(_, gap)| gap), overdue.len());
    let contracts = wording::n_of(all.len(), "contract", "contracts");
    let mut lead = format!("In {contracts}, {words}");
    if listed.len() > 1 {
        lead.push_str(" Choose a contract to see every field, its reason and its date.");
    }
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    // The longest overdue come first, and those that the page has no room for are on the page of their contract.
    overdue.sort_by_key(|(_, gap)| gap.silence.due());
    overdue.truncate(paging::PER_PAGE);
    body.extend(table(cx, "overdue", "Overdue", &overdue, true));
    body.push(completeness_table(cx, &listed));
    body.push(how_it_is_counted(cx));
    cx.finish(head, body)
}

fn further(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("disclosure", PAGE.title);
    head.description = "What each contract does not publish.".to_owned();
    head.breadcrumb.push(cx.link(PAGE.title, &PAGE.page().url()));
    let listed = listed(cx, &mut head, cx.page.name.parse().unwrap_or(1));
    let lead = "Choose a contract to see every field, its reason and its date.";
    let body = vec![Part::Lead { body: cx.sentence(lead) }, completeness_table(cx, &listed)];
    cx.finish(head, body)
}

/// The contracts of a page, which the head is given as well.
fn listed<'g>(cx: &PageContext<'g>, head: &mut Head, number: usize) -> Vec<&'g Blueprint> {
    paging::part_of(cx, head, number, |n| match n {
        1 => PAGE.page(),
        n => FURTHER.named(n.to_string()),
    })
}

fn of_iho(cx: &PageContext<'_>) -> View {
    let Some(blueprint) = cx.graph.model.blueprints.get(&cx.page.iho) else {
        return super::releases::not_in_force(cx, "Not published");
    };
    let census = completeness::census(cx.graph, blueprint);
    let mut head = cx.head("disclosure", format!("Not published: {}", blueprint.short_name()));
    head.breadcrumb.push(cx.link(PAGE.title, &PAGE.page().url()));
    head.caption = blueprint.name().to_owned();
    head.description = format!(
        "Every field that {} does not publish, with the reason and the date.",
        blueprint.short_name()
    );
    let today = cx.graph.today;
    let gaps = || census.gaps.iter().map(|gap| (&**blueprint, gap));
    let (overdue, open): (Vec<_>, Vec<_>) = gaps().partition(|(_, gap)| gap.is_overdue(today));
    let total = census.total();
    let lead = format!(
        "{} This contract publishes {} of the {} fields that it needs at its status.",
        wording::upper_first(&summary(census.gaps.iter(), overdue.len())),
        wording::count(total.published as u64),
        wording::count(total.required() as u64),
    );
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    body.extend(table(cx, "overdue", "Overdue", &overdue, false));
    for state in Disclosure::ALL {
        let of_state: Vec<_> =
            open.iter().filter(|(_, gap)| gap.silence.state == *state).copied().collect();
        body.extend(table(cx, state.id(), state.label(), &of_state, false));
    }
    cx.finish(head, body)
}

/// "3 fields are not published, and one does not apply. None is overdue."
fn summary<'g>(gaps: impl Iterator<Item = &'g UndisclosedField<'g>>, overdue: usize) -> String {
    let (off, open): (Vec<_>, Vec<_>) =
        gaps.partition(|gap| gap.silence.state == Disclosure::NotApplicable);
    let fields = wording::n_of(open.len(), "field is", "fields are");
    let off = match off.len() {
        0 => String::new(),
        1 => ", and one does not apply".to_owned(),
        n => format!(", and {n} do not apply"),
    };
    let late = match overdue {
        0 => "None is overdue.".to_owned(),
        1 => "One is overdue.".to_owned(),
        n => format!("{n} are overdue."),
    };
    format!("{fields} not published{off}. {late}")
}

fn table(
    cx: &PageContext<'_>,
    id: &str,
    heading: &str,
    gaps: &[(&Blueprint, &UndisclosedField<'_>)],
    is_of_all: bool,
) -> Option<Part> {
    if gaps.is_empty() {
        return None;
    }
    let mut gaps = gaps.to_vec();
    gaps.sort_by_key(|(_, gap)| (gap.silence.due().is_none(), gap.silence.due()));
    let mut columns = vec!["Field", "Until", "Why"];
    if is_of_all {
        columns.insert(1, "Contract");
    }
    let rows = gaps.into_iter().map(|(blueprint, gap)| {
        let link = gap_link(cx, blueprint, gap);
        let why = text(wording::silence(gap.silence, cx.graph.today));
        let mut row = vec![Value::Link { link }, until(gap), why];
        if is_of_all {
            row.insert(1, text(blueprint.short_name()));
        }
        row
    });
    Some(Part::table(
        format!("table_{id}"),
        heading,
        columns.into_iter().map(Column::of_words).collect(),
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

/// A link to the field, named by what surrounds it.
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

/// How much each contract publishes, and the way to what it does not.
fn completeness_table(cx: &PageContext<'_>, contracts: &[&Blueprint]) -> Part {
    let columns = [
        ("Contract", false),
        ("Not published", true),
        ("Overdue", true),
        ("Does not apply", true),
        ("Complete", true),
    ];
    let number = |n: usize| Value::Number { text: wording::count(n as u64) };
    let rows = contracts.iter().map(|blueprint| {
        let census = completeness::census(cx.graph, blueprint);
        let overdue = census.gaps.iter().filter(|gap| gap.is_overdue(cx.graph.today)).count();
        let is_off = |gap: &&UndisclosedField<'_>| gap.silence.state == Disclosure::NotApplicable;
        let n_off = census.gaps.iter().filter(is_off).count();
        let link = cx.link(blueprint.short_name(), &OF_IHO.of_iho(&blueprint.id).url());
        vec![
            Value::Link { link },
            number(census.gaps.len() - n_off),
            number(overdue),
            number(n_off),
            Value::Number { text: format!("{}%", census.total().percent()) },
        ]
    });
    Part::table(
        "table_completeness",
        "Each contract",
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
