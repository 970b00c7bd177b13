//! The lists to look up in: GP practices from A to Z, and postcodes by their first half.

use std::collections::{BTreeMap, BTreeSet};

use super::words::Words;
use crate::data::{self, OUTWARD, POSTCODES, PRACTICES};
use crate::graph::EntityId;
use crate::model::Blueprint;
use crate::model::field::Field;
use crate::model::footprint::Footprint;
use crate::model::look_up::{Extent, Postcodes};
use crate::model::reference::EntityKind;
use crate::model::scalar::FileName;
use crate::page::blueprint::as_csv;
use crate::page::context::PageContext;
use crate::page::scope::Scope;
use crate::page::url::Url;
use crate::page::view::{Link, OutwardLine, Part, PracticeLetter, PracticeLine, Value};
use crate::page::wording::{self, n_of};

/// Each way to look up by which people are counted: the list, why there is none, or that there is none.
pub(super) fn parts(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    it: &Footprint,
    words: &Words,
) -> Vec<Part> {
    let [by_practice, by_home] = words.by;
    let of_practices = by_practice.then(|| {
        let part = practices(cx, blueprint, it, words);
        part.unwrap_or_else(|| none(cx, blueprint, &it.practices, "GP practices"))
    });
    let of_postcodes = by_home.then(|| match blueprint.postcodes() {
        Some(list) => postcodes(cx, blueprint, it, words, list),
        None => none(cx, blueprint, &it.postcodes, "postcodes"),
    });
    let mut parts: Vec<Part> = of_practices.into_iter().chain(of_postcodes).collect();
    // What can be looked up comes before what can't.
    parts.sort_by_key(|it| !matches!(it, Part::Practices { .. } | Part::Postcodes { .. }));
    parts
}

/// Says why there is no list, or whom to ask.
fn none(cx: &PageContext<'_>, blueprint: &Blueprint, field: &Field<FileName>, what: &str) -> Part {
    let id = format!("list_{}", what.to_lowercase().replace(' ', "_"));
    let heading = format!("The list of {what} is not published");
    if let Some(silence) = field.silence() {
        let value = Value::Silence { sentence: cx.silence(silence) };
        return Part::Silence { id, heading, value };
    }
    let contact = cx.href(&Url::page(&["ihos", &blueprint.id]));
    let words =
        format!("[Ask the contact of this contract]({contact}#field_contact) if you are covered.");
    cx.prose(&id, &heading, words)
}

/// Whether the script of the page answers: old releases tell who was covered then, and nobody should take that for now.
fn is_asked(cx: &PageContext<'_>) -> bool {
    !matches!(cx.plan.scope(), Scope::Release(_))
}

fn practices(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    it: &Footprint,
    words: &Words,
) -> Option<Part> {
    let all = blueprint.practices();
    if all.is_empty() {
        return None;
    }
    let mut letters: BTreeMap<char, Vec<PracticeLine>> = BTreeMap::new();
    for it in &all {
        let first = it.name.chars().next().map_or('#', |it| it.to_ascii_uppercase());
        let first = Some(first).filter(char::is_ascii_uppercase).unwrap_or('#');
        letters.entry(first).or_default().push(PracticeLine {
            name: it.name.to_owned(),
            code: it.ods.to_owned(),
            postcode: it.postcode.to_string(),
            people: it.people.map_or_else(String::new, in_words),
        });
    }
    let letters = letters.into_iter().map(|(letter, practices)| PracticeLetter {
        id: match letter {
            '#' => "practices_other".to_owned(),
            letter => format!("practices_{}", letter.to_ascii_lowercase()),
        },
        letter: letter.to_string(),
        practices,
    });
    Some(Part::Practices {
        id: "practices".to_owned(),
        heading: "GP practices from A to Z".to_owned(),
        is_asked: is_asked(cx),
        answers: words.answers("GP practice"),
        letters: letters.collect(),
        links: as_csv(cx, blueprint, &PRACTICES, "All GP practices as CSV").into_iter().collect(),
        note: cx.note(it.practices.provenance()),
    })
}

fn in_words(people: u64) -> String {
    match people {
        1 => "1 person".to_owned(),
        n => format!("{} people", wording::count(n)),
    }
}

fn postcodes(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    it: &Footprint,
    words: &Words,
    list: &Postcodes,
) -> Part {
    let line = |(code, extent): (_, &Extent)| {
        let code: String = ToString::to_string(code);
        let (is_whole, how) = match extent {
            Extent::Whole(_) => (true, "all of it".to_owned()),
            Extent::Part(part) => {
                (false, format!("part of it: {}", n_of(part.len(), "postcode", "postcodes")))
            }
        };
        let names: BTreeSet<&str> =
            extent.areas().into_iter().map(|it| data::name_of_area(cx.graph, it)).collect();
        let names: Vec<&str> = names.into_iter().collect();
        let areas = match names.len() {
            0..=3 => wording::listed(&names),
            n => n_of(n, "area", "areas"),
        };
        let file = OUTWARD.path(&[&blueprint.id, &code.to_lowercase()]);
        OutwardLine { is_whole, how, areas, file: cx.href(&Url::file(&file)), code }
    };
    let codes: Vec<OutwardLine> = list.iter().map(line).collect();
    let areas: BTreeSet<&str> = list.values().flat_map(Extent::areas).collect();
    let areas = areas.into_iter().filter_map(|it| data::place_of_area(cx.graph, it));
    let areas: BTreeSet<Link> =
        areas.map(|it| cx.link_to(&EntityId::new(EntityKind::Place, it))).collect();
    Part::Postcodes {
        id: "postcodes".to_owned(),
        heading: "Postcodes in the list".to_owned(),
        is_asked: is_asked(cx),
        answers: words.answers("home"),
        example: list.first_key_value().map_or_else(String::new, |(code, _)| code.to_string()),
        codes,
        areas: areas.into_iter().collect(),
        links: as_csv(cx, blueprint, &POSTCODES, "All postcodes as CSV").into_iter().collect(),
        note: cx.note(it.postcodes.provenance()),
    }
}
