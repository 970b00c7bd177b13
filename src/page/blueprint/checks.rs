//! Which figures were worked out again, on each page and all together.

use crate::analysis::sums::{self, Sum};
use crate::model::Blueprint;
use crate::page::context::{PageContext, text};
use crate::page::kinds::PageKind;
use crate::page::questions::section_url;
use crate::page::url::Url;
use crate::page::view::{Column, Part, Value, View};
use crate::page::wording::n_of;

/// The last part of the address of the list.
pub(in crate::page) const CHECKS: &str = "checks";

/// The sentence on the page of a section, with a link to the list; nothing where no figure was worked out.
pub(super) fn part(cx: &PageContext<'_>, blueprint: &Blueprint, section: &str) -> Option<Part> {
    let sums = sums::sums(blueprint);
    let here: Vec<&Sum> = sums.iter().filter(|sum| sum.section == section).collect();
    if here.is_empty() {
        return None;
    }
    let agree = here.iter().filter(|sum| sum.agrees()).count();
    let list = cx.link("", &Url::page(&["ihos", &blueprint.id, CHECKS])).href;
    let (one, verb) = if agree == 1 { ("sum agrees", "was") } else { ("sums agree", "were") };
    let words = format!(
        "{agree} of {} {one} on this page: {verb} worked out again from the figures published here. \
         [See each check]({list}).",
        here.len()
    );
    let words = words
        .replace(": was worked", ". It was worked")
        .replace(": were worked", ". They were worked");
    Some(cx.prose("arithmetic", "The arithmetic", words))
}

/// Every figure of a blueprint that was worked out again.
pub(in crate::page) static PAGE: PageKind = PageKind {
    shows: &["content/ihos/{iho}/*"],
    pages: |kind, graph| kind.each_iho(graph, |_| true),
    is_in_trees: true,
    ..PageKind::new("checks", |page| Url::page(&["ihos", &page.iho, CHECKS]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let blueprint = cx.blueprint();
    let title = "Sums that were checked";
    let mut head = super::blueprint_head(cx, "checks", blueprint, title);
    head.description = format!(
        "Every figure of {} that follows from others, worked out again and compared.",
        blueprint.name()
    );
    let sums = sums::sums(blueprint);
    let agree = sums.iter().filter(|sum| sum.agrees()).count();
    let lead = if sums.is_empty() {
        "No figure of this blueprint follows from others that are published.".to_owned()
    } else {
        format!("{agree} of {} agree.", n_of(sums.len(), "sum", "sums"))
    };
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    if !sums.is_empty() {
        body.push(table(cx, blueprint, &sums));
    }
    let words = "A blueprint whose figures contradict each other is not published. A sum is left out \
        while one of its parts is not published. Shares of a whole may differ by half a percentage \
        point, budgets by half a per cent, because their parts are rounded; all others agree to the pound.";
    body.push(cx.prose("how_sums_are_checked", "How sums are checked", words));
    cx.finish(head, body)
}

fn table(cx: &PageContext<'_>, blueprint: &Blueprint, sums: &[Sum]) -> Part {
    let columns = [
        ("What was worked out", false),
        ("Comes to", true),
        ("Stated", true),
        ("Agrees", false),
        ("Where", false),
    ];
    let rows = sums.iter().map(|sum| {
        let what = sum.what.trim_end_matches(',');
        let what = crate::page::wording::upper_first(what);
        let mut link =
            cx.link(super::section_title(sum.section), &section_url(&blueprint.id, sum.section));
        if !matches!(sum.section, "partners" | "services") {
            link.href = format!("{}#field_{}", link.href, sum.field);
        }
        vec![
            text(format!("{what}, against {}", sum.with)),
            Value::Number { text: sum.unit.words(sum.computed) },
            Value::Number { text: sum.unit.words(sum.stated) },
            text(if sum.agrees() { "Yes" } else { "No" }),
            Value::Link { link },
        ]
    });
    Part::table(
        "table_sums",
        "Every sum",
        columns.map(|(label, is_numeric)| Column::new(label, is_numeric)).into(),
        rows.collect(),
    )
}
