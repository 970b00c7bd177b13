//! "Am I in it?": the areas or lists that a footprint is built from, to look up without a script.

use super::csv_table;
use crate::model::footprint::BuiltFrom;
use crate::model::table::Table;
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::kinds::PageKind;
use crate::page::questions::section_url;
use crate::page::url::Url;
use crate::page::view::{Column, Part, Value, View};
use crate::page::wording::n_of;

/// The last part of the address of the page.
pub(in crate::page) const FIND_MY: &str = "find-my-area";

/// What the page is called.
pub(in crate::page) const TITLE: &str = "Am I covered?";

/// Whether the footprint says what it is built from.
pub(in crate::page) fn is_there(blueprint: &Blueprint) -> bool {
    parts_of(blueprint)
        .iter()
        .any(|part| !part.codes.is_absent() || table_of(blueprint, part).is_some())
}

fn parts_of(blueprint: &Blueprint) -> &[BuiltFrom] {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    footprint.and_then(|it| it.built_from.known()).map_or(&[], |parts| &parts.0)
}

fn table_of<'b>(blueprint: &'b Blueprint, part: &BuiltFrom) -> Option<&'b Table> {
    let (_, table) = blueprint.tables.get(&part.file.known()?.0.value)?;
    (!table.columns.is_empty()).then_some(table)
}

/// The page: a table for each file of codes, a list for codes that stand in the footprint itself.
pub(in crate::page) static PAGE: PageKind = PageKind {
    shows: &["content/ihos/{iho}/*"],
    pages: |kind, graph| kind.each_iho(graph, is_there),
    is_in_trees: true,
    ..PageKind::new("find-my", |page| Url::page(&["ihos", &page.iho, FIND_MY]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let blueprint = cx.blueprint();
    let title = TITLE;
    let mut head = super::blueprint_head(cx, "find-my", blueprint, title);
    head.tab_title = format!("{title} {}", blueprint.short_name());
    head.description =
        format!("The areas and lists that {} covers, to look up your own.", blueprint.name());
    let footprint =
        cx.link("who and where it covers", &section_url(&blueprint.id, "footprint")).href;
    let lead = format!(
        "Look for your area or your practice in the lists below. If it is there, you are covered. \
         How people are counted is said under [who and where it covers]({footprint})."
    );
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    for (at, part) in (1..).zip(parts_of(blueprint)) {
        body.extend(part_table(cx, blueprint, part, at));
    }
    cx.finish(head, body)
}

fn part_table(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    part: &BuiltFrom,
    at: usize,
) -> Option<Part> {
    let kind = part.r#type.known().map_or("codes", String::as_str);
    let note = cx.note(part.provenance.as_deref());
    if let Some(table) = table_of(blueprint, part) {
        let n = n_of(table.rows.len(), "area", "areas");
        let heading = format!("{kind}: {n}");
        return Some(csv_table::part(cx, format!("areas_{at}"), heading, table, note));
    }
    let codes = part.codes.known()?;
    Some(Part::Table {
        id: format!("areas_{at}"),
        heading: format!("{kind}: {}", n_of(codes.0.len(), "code", "codes")),
        columns: vec![Column::of_words("Code")],
        rows: codes.0.iter().map(|code| vec![Value::Code { text: code.clone() }]).collect(),
        note,
    })
}
