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
    let words = format!(
        "We calculated {} on this page again from the published figures, and {} with the published total. \
         [See each check]({list}).",
        n_of(here.len(), "sum", "sums"),
        n_of(agree, "agrees", "agree"),
    );
    Some(cx.prose("arithmetic", "Figures we checked", words))
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
    let title = "Checks on these figures";
    let mut head = super::blueprint_head(cx, "checks", blueprint, title);
    head.description = format!(
        "Figures of {} that follow from other published figures, with our own calculation of each.",
        blueprint.name()
    );
    let sums = sums::sums(blueprint);
    let agree = sums.iter().filter(|sum| sum.agrees()).count();
    let lead = if sums.is_empty() {
        "No figure of this blueprint can be calculated from others that have been published."
            .to_owned()
    } else {
        format!(
            "We calculated {} again, and {} with the published figure.",
            n_of(sums.len(), "sum", "sums"),
            n_of(agree, "agrees", "agree"),
        )
    };
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    if !sums.is_empty() {
        body.push(table(cx, blueprint, &sums));
    }
    let words = "We do not publish a blueprint whose figures contradict each other. We leave out a sum \
        while one of its parts is not published. Shares of a whole may differ by half a percentage \
        point, and budgets by half a per cent, because their parts are rounded. All other sums agree to the pound.";
    body.push(cx.prose("how_sums_are_checked", "How we check figures", words));
    cx.finish(head, body)
}

fn table(cx: &PageContext<'_>, blueprint: &Blueprint, sums: &[Sum]) -> Part {
    let columns = [
        ("What we checked", false),
        ("Published", true),
        ("Our calculation", true),
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
            Value::Number { text: sum.unit.words(sum.stated) },
            Value::Number { text: sum.unit.words(sum.computed) },
            text(if sum.agrees() { "Yes" } else { "No" }),
            Value::Link { link },
        ]
    });
    Part::table(
        "table_sums",
        "Every check",
        columns.map(|(label, is_numeric)| Column::new(label, is_numeric)).into(),
        rows.collect(),
    )
}
