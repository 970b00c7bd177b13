//! The GP practices of a contract in one place, as far as the lists of the contract say where each of them is.

use std::collections::BTreeMap;

use super::{link, place_key};
use crate::data::place_of_area;
use crate::graph::Relation;
use crate::model::look_up::Practice;
use crate::model::shared::PlaceKind;
use crate::model::{Blueprint, Section};
use crate::page::blueprint::find_my;
use crate::page::context::PageContext;
use crate::page::entity::contract_name;
use crate::page::lists::escape;
use crate::page::url::Url;
use crate::page::view::Value;
use crate::page::wording::n_of;

/// More practices than this are only counted: people look them up on the page that has them all.
const MOST: usize = 12;

/// The practices in a place, and what the lists do not say of them; without a list, why there is none.
pub(super) fn value(cx: &PageContext<'_>, blueprint: &Blueprint, id: &str, name: &str) -> Value {
    let all = blueprint.practices();
    if all.is_empty() {
        return without_list(cx, blueprint);
    }
    let (here, n_unknown) = sorted_out(cx, blueprint, &all, id);
    let (contract, place) = (escape(&contract_name(blueprint)), escape(name));
    let mut words = match (here.len(), all.len()) {
        (0, n) if n_unknown > 0 => across_all(blueprint, n),
        (0, _) => format!("No GP practice in the {contract} is in {place}."),
        (1, 1) => format!("The only GP practice in the {contract} is in {place}."),
        (n, n_all) if n == n_all => {
            format!("All {n} GP practices in the {contract} are in {place}.")
        }
        (1, n_all) => format!("1 of the {n_all} GP practices in the {contract} is in {place}."),
        (n, n_all) => format!("{n} of the {n_all} GP practices in the {contract} are in {place}."),
    };
    // Where nobody knows which are here, all are shown.
    let shown = if here.is_empty() && n_unknown > 0 { all.iter().collect() } else { here };
    if shown.len() <= MOST {
        let line = |it: &&Practice<'_>| format!("\n- {} (ODS code {})", escape(it.name), it.ods);
        words.push('\n');
        words.extend(shown.iter().map(line));
    }
    let url = Url::page(&["ihos", &blueprint.id, find_my::FIND_MY]);
    let page = link(cx, find_my::TITLE, &url);
    words.push_str(&format!("\n\nThe page {page} lists every practice in the contract."));
    let mut items = vec![Value::Prose { body: cx.sentence(words) }];
    if n_unknown > 0 {
        let sentence = match blueprint.postcodes() {
            None => format!(
                "Not published. The list of GP practices does not say which of them are in {name}."
            ),
            Some(_) => format!(
                "Not published for {}. The list of postcodes does not say whether {} in {name}.",
                n_of(n_unknown, "GP practice", "GP practices"),
                if n_unknown == 1 { "it is" } else { "they are" },
            ),
        };
        items.push(Value::Silence { sentence });
    }
    Value::List { items }
}

/// The practices in a place, and of how many others nobody can say whether they are.
fn sorted_out<'p, 'm>(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    all: &'p [Practice<'m>],
    id: &str,
) -> (Vec<&'p Practice<'m>>, usize) {
    let mut known: BTreeMap<&str, Option<bool>> = BTreeMap::new();
    let mut n_unknown = 0;
    let mut is_here = |it: &&Practice<'_>| {
        let area = blueprint.area_of(&it.postcode);
        let found =
            area.and_then(|area| *known.entry(area).or_insert_with(|| lies_in(cx, area, id)));
        n_unknown += usize::from(found.is_none());
        found == Some(true)
    };
    let here = all.iter().filter(&mut is_here).collect();
    (here, n_unknown)
}

/// Whether an area of a list of postcodes lies in a place; nothing where the two may overlap.
fn lies_in(cx: &PageContext<'_>, area: &str, id: &str) -> Option<bool> {
    let around_area = around(cx, place_of_area(cx.graph, area)?);
    if around_area.contains(&id) {
        return Some(true);
    }
    if around(cx, id).contains(&around_area[0]) {
        return None;
    }
    // Two places of one kind have no homes in common.
    let kind = |id: &str| cx.graph.model.places.get(id)?.1.kind.known().copied();
    let own = kind(id).filter(|kind| *kind != PlaceKind::Other)?;
    around_area.iter().any(|it| kind(it) == Some(own)).then_some(false)
}

/// A place and those that it lies in, from the inside out.
fn around<'g>(cx: &PageContext<'g>, id: &'g str) -> Vec<&'g str> {
    let mut all = vec![id];
    while let Some(next) = cx
        .graph
        .edges_from(&place_key(all[all.len() - 1]))
        .find(|edge| edge.relation == Relation::LiesIn)
        .map(|edge| edge.to.id.as_str())
        .filter(|next| !all.contains(next))
    {
        all.push(next);
    }
    all
}

fn across_all(blueprint: &Blueprint, n: usize) -> String {
    let contract = escape(&contract_name(blueprint));
    let practices = n_of(n, "GP practice", "GP practices");
    format!("The {contract} includes {practices} across its whole area.")
}

fn without_list(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    let count = footprint.and_then(|it| it.practices_count.known());
    let count = count.map(|n| cx.sentence(across_all(blueprint, *n as usize)));
    let contract = contract_name(blueprint);
    let sentence = match footprint.map(|it| (it.practices.silence(), it.counts_by())) {
        Some((Some(silence), _)) => cx.silence(silence),
        Some((None, [false, true])) => format!(
            "Does not apply here. The {contract} counts people by where they live, not by their GP practice."
        ),
        _ => format!("Not published. The {contract} has no list of GP practices."),
    };
    let count = count.map(|body| Value::Prose { body });
    Value::List { items: count.into_iter().chain([Value::Silence { sentence }]).collect() }
}
