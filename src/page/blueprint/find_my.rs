//! "Am I covered?": the rule in a sentence, the GP practices or the postcodes that are covered, to look up with and without a script,
//! and what a footprint is built from.

mod lists;
mod words;

use self::words::Words;
use super::csv_table;
use crate::model::footprint::{BuiltFrom, Footprint};
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::kinds::PageKind;
use crate::page::layout::rows_of;
use crate::page::url::Url;
use crate::page::view::{Column, Part, Row, Value, View};
use crate::page::wording::n_of;

/// The last part of the address of the page.
pub(in crate::page) const FIND_MY: &str = "find-my-area";

/// What the page is called.
pub(in crate::page) const TITLE: &str = "Am I covered?";

/// Whether the footprint has anything to look up, or says why it has not.
pub(in crate::page) fn is_there(blueprint: &Blueprint) -> bool {
    let has_list = |it: &Footprint| !it.practices.is_absent() || !it.postcodes.is_absent();
    footprint_of(blueprint).is_some_and(has_list)
        || parts_of(blueprint)
            .iter()
            .any(|part| !part.codes.is_absent() || blueprint.table(&part.file).is_some())
}

/// Who is covered, in a sentence or two: "You will be covered from 1 April 2027 if you are registered with a GP practice in
/// Mockford, wherever you live."
pub(in crate::page) fn rule_in_short(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    footprint: &Footprint,
) -> Option<String> {
    Words::new(cx, blueprint, footprint).in_short(cx, footprint)
}

/// Whether people are covered, as a verb ("will be covered"), and from when, where that is to come (" from 1 April 2027").
pub(in crate::page) fn covered(cx: &PageContext<'_>, it: &Blueprint) -> (&'static str, String) {
    let ((covered, _), from) = words::standing(cx, it);
    (covered, from)
}

fn footprint_of(blueprint: &Blueprint) -> Option<&Footprint> {
    blueprint.footprint.as_ref().and_then(Section::known)
}

fn parts_of(blueprint: &Blueprint) -> &[BuiltFrom] {
    footprint_of(blueprint).and_then(|it| it.built_from.known()).map_or(&[], |parts| &parts.0)
}

/// The page; a table for each file of codes, and a list for codes that stand in the footprint itself, come last.
pub(in crate::page) static PAGE: PageKind = PageKind {
    shows: &["content/ihos/{iho}/*"],
    pages: |kind, graph| kind.each_iho(graph, is_there),
    is_in_trees: true,
    ..PageKind::new("find-my", |page| Url::page(&["ihos", &page.iho, FIND_MY]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let blueprint = cx.blueprint();
    let mut head = super::blueprint_head(cx, "find-my", blueprint, TITLE);
    head.tab_title = format!("{TITLE} {}", blueprint.short_name());
    head.description = format!(
        "Look up your GP practice or your postcode, to see if {} covers you.",
        blueprint.short_name()
    );
    let Some(footprint) = footprint_of(blueprint) else { return cx.finish(head, Vec::new()) };
    let words = Words::new(cx, blueprint, footprint);
    let rule = rule_in_full(cx, footprint);
    let rule = (!rule.is_empty()).then(|| Part::facts("counting_rule", "The rule in full", rule));
    // Where some people are counted by their practice and others by their home, no list answers without the rule.
    let (first, last) = if words.by == [true, true] { (rule, None) } else { (None, rule) };
    let mut body = vec![Part::Lead { body: cx.sentence(words.rule()) }];
    body.extend(first);
    body.extend(lists::parts(cx, blueprint, footprint, &words));
    if body.iter().any(Part::asks) {
        head.script = "look-up.js";
    }
    let elsewhere = words.elsewhere();
    if !elsewhere.is_empty() {
        let heading = "If you live in one place and your GP practice is in another";
        body.push(Part::facts("elsewhere", heading, elsewhere));
    }
    body.extend(last);
    let details =
        (1..).zip(parts_of(blueprint)).filter_map(|(at, part)| part_table(cx, blueprint, part, at));
    cx.finish(head, body).with_details(details.collect())
}

fn rule_in_full(cx: &PageContext<'_>, footprint: &Footprint) -> Vec<Row> {
    let basis = footprint.population_basis.known();
    let mut rules = match (footprint.rule.is_absent(), basis) {
        (true, Some(basis)) => rows_of(cx, basis, &["rule"]),
        _ => rows_of(cx, footprint, &["rule"]),
    };
    if let Some(group) = footprint.segment.known() {
        rules.extend(rows_of(cx, group, &["inclusion_rule"]));
    }
    rules
}

fn part_table(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    part: &BuiltFrom,
    at: usize,
) -> Option<Part> {
    let kind = part.r#type.known().map_or("codes", String::as_str);
    let note = cx.note(part.provenance.as_deref());
    if let Some((_, table)) = blueprint.table(&part.file) {
        let n = n_of(table.rows.len(), "row", "rows");
        let heading = format!("What the boundary is drawn from: {kind}, {n}");
        return Some(csv_table::part(cx, format!("areas_{at}"), heading, table, note));
    }
    let codes = part.codes.known()?;
    Some(Part::Table {
        id: format!("areas_{at}"),
        heading: format!(
            "What the boundary is drawn from: {kind}, {}",
            n_of(codes.0.len(), "code", "codes")
        ),
        columns: vec![Column::of_words("Code")],
        rows: codes.0.iter().map(|code| vec![Value::Code { text: code.clone() }]).collect(),
        note,
    })
}
