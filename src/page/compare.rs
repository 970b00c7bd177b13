//! Contracts side by side: a choice of two or three, which the script of the page answers, and a table for each group of facts.

use super::context::{PageContext, text};
use super::kinds::{PageKind, has_ihos, has_or_had_ihos};
use super::page_id::PageId;
use super::paging;
use super::questions::section_url;
use super::url::Url;
use super::view::{Choice, Column, Group, Part, Value, View};
use super::wording::n_of;
use crate::data::{GROUPS, SummaryGroup};
use crate::model::Blueprint;

/// So many contracts have all their tables on one page; more have a page for each group of facts.
const MOST_ON_ONE_PAGE: usize = 8;

/// The choice, and the tables or the way to them.
pub(super) static PAGE: PageKind = PageKind {
    title: "Compare contracts",
    listed: Some(("Compare contracts", "what each covers, costs and shares", has_ihos)),
    pages: |kind, graph| kind.once(has_or_had_ihos(graph)),
    ..PageKind::new("compare", |_| Url::page(&["compare"]), view)
};

/// One group of facts of every contract, so many on a page.
pub(super) static GROUP: PageKind = PageKind {
    pages: |kind, graph| {
        if graph.model.blueprints.len() <= MOST_ON_ONE_PAGE {
            return Vec::new();
        }
        let pages = GROUPS.iter().flat_map(|group| {
            let further = paging::further(graph).map(|n| format!("{}/{n}", group.id));
            std::iter::once(group.id.to_owned()).chain(further)
        });
        pages.map(|name| (kind.named(name), None)).collect()
    },
    ..PageKind::new("compare-group", |page| Url::page(&["compare", &page.name]), one_group)
};

fn view(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("compare", PAGE.title);
    head.description =
        "Choose two or three contracts and see what each covers, costs and shares.".to_owned();
    let all = paging::by_name(cx.graph);
    if all.is_empty() {
        let releases = cx.href(&Url::page(&["ihos"]));
        let lead = format!("No contract is in force. [See what was published]({releases}).");
        return cx.finish(head, vec![Part::Lead { body: cx.sentence(lead) }]);
    }
    let lead = match all.len() {
        1 => "This site has one contract, so there is nothing yet to compare it with.".to_owned(),
        n => format!(
            "Choose two or three of the {n} contracts on this site. You will see who each covers, who holds it, \
             what it costs and how gains and losses are shared."
        ),
    };
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    if all.len() > 1 {
        head.script = "contracts.js";
        let choice =
            |it: &&Blueprint| Choice { value: it.id.clone(), text: it.short_name().into() };
        body.push(Part::ChooseContracts { contracts: all.iter().map(choice).collect() });
    }
    if all.len() <= MOST_ON_ONE_PAGE {
        body.extend(GROUPS.iter().map(|group| table(cx, group, &all)));
    } else {
        let link = |group: &SummaryGroup| cx.link(group.heading, &first_page(group).url());
        let links = GROUPS.iter().map(link).collect();
        let groups = vec![Group { label: String::new(), links }];
        body.push(Part::Links {
            id: "compare_all".to_owned(),
            heading: "All contracts by subject".to_owned(),
            intro: format!("Each table lists all {} contracts by name.", all.len()),
            groups,
        });
    }
    cx.finish(head, body)
}

fn first_page(group: &SummaryGroup) -> PageId {
    GROUP.named(group.id)
}

fn one_group(cx: &PageContext<'_>) -> View {
    let (id, number) = cx.page.name.split_once('/').unwrap_or((&cx.page.name, "1"));
    let group = GROUPS.iter().find(|group| group.id == id).expect("a page of a group");
    let mut head = cx.head("compare-group", format!("Compare contracts: {}", lower(group)));
    head.description = format!("{} of every contract on this site.", group.heading);
    head.breadcrumb.push(cx.link(PAGE.title, &PAGE.page().url()));
    let listed = paging::part_of(cx, &mut head, number.parse().unwrap_or(1), |n| match n {
        1 => first_page(group),
        n => GROUP.named(format!("{id}/{n}")),
    });
    let lead = format!(
        "{} by name. [Choose two or three of them]({}) to see everything about each.",
        n_of(listed.len(), "contract", "contracts"),
        cx.href(&PAGE.page().url())
    );
    let body = vec![Part::Lead { body: cx.sentence(lead) }, table(cx, group, &listed)];
    cx.finish(head, body)
}

fn lower(group: &SummaryGroup) -> String {
    super::wording::lower_first(group.heading)
}

/// A row for each contract, a column for each fact.
fn table(cx: &PageContext<'_>, group: &SummaryGroup, contracts: &[&Blueprint]) -> Part {
    let mut columns = vec![Column::of_words("Contract")];
    let mut rows = Vec::new();
    for blueprint in contracts {
        let facts = group.facts(cx.graph, blueprint);
        if columns.len() == 1 {
            columns.extend(facts.iter().map(|fact| Column::of_words(fact.label)));
        }
        let link = cx.link(blueprint.short_name(), &section_url(&blueprint.id, group.section));
        let mut row = vec![Value::Link { link }];
        for (column, mut fact) in columns[1..].iter_mut().zip(facts) {
            column.is_numeric |= fact.is_number;
            row.push(match (fact.values.len(), fact.is_number) {
                (1, true) => Value::Number { text: fact.values.remove(0) },
                (1, false) => text(fact.values.remove(0)),
                _ => Value::List { items: fact.values.into_iter().map(text).collect() },
            });
        }
        rows.push(row);
    }
    Part::table(format!("compare_{}", group.id), group.heading, columns, rows)
}
