//! What residents and councillors of a place come for: who covers it and from when, its figures, and what councils decided.

mod practices;

use crate::graph::{EntityId, Relation};
use crate::model::footprint::Coverage;
use crate::model::reference::EntityKind;
use crate::model::services::Scope;
use crate::model::shared::Place;
use crate::model::{Blueprint, Section};
use crate::page::blueprint::services::service_card;
use crate::page::blueprint::{briefing, find_my};
use crate::page::context::PageContext;
use crate::page::lists::escape;
use crate::page::measure;
use crate::page::questions::section_url;
use crate::page::url::Url;
use crate::page::view::{Link, Part, Row, Value};
use crate::page::wording::{date, listed, lower_first};

/// More services than this are only counted.
const MOST_SERVICES: usize = 15;

fn place_key(id: &str) -> EntityId {
    EntityId::new(EntityKind::Place, id)
}

/// The contracts that cover a place itself.
pub(super) fn covering<'g>(cx: &PageContext<'g>, id: &str) -> Vec<&'g Blueprint> {
    let key = place_key(id);
    let mut ihos: Vec<&str> = cx
        .graph
        .edges_to(&key)
        .filter(|edge| {
            matches!(
                edge.relation,
                Relation::CoversPlace | Relation::CoversCouncilArea | Relation::CoversNeighbourhood
            )
        })
        .map(|edge| edge.from.id.as_str())
        .collect();
    ihos.sort_unstable();
    ihos.dedup();
    ihos.into_iter().filter_map(|iho| Some(&**cx.graph.model.blueprints.get(iho)?)).collect()
}

/// Who covers it and from when; where nobody covers it as such, what is known of the areas in it and around it.
pub(super) fn answer(cx: &PageContext<'_>, id: &str, name: &str) -> String {
    let own = covering(cx, id);
    if !own.is_empty() {
        let each = own.iter().map(|it| {
            let whole = if is_part(it, id) { "Part of " } else { "" };
            let contract = super::contract_name(it);
            let contract = link(cx, &contract, &section_url(&it.id, "footprint"));
            let (covered, from) = find_my::covered(cx, it);
            // "are covered", of people, and "is covered", of a place.
            let covered = match covered.split_once(' ') {
                Some(("are", rest)) => format!("is {rest}"),
                Some(("were", rest)) => format!("was {rest}"),
                _ => covered.to_owned(),
            };
            let since = match first_day(it) {
                Some(_) if !from.is_empty() => format!("{from}."),
                Some(day) => format!(" from {day}."),
                None => ". The first day of the contract has not been published.".to_owned(),
            };
            format!("{whole}{} {covered} by the {contract}{since}", escape(name))
        });
        return each.collect::<Vec<_>>().join(" ");
    }
    let key = place_key(id);
    let inside = cx.graph.edges_to(&key).filter(|edge| edge.relation == Relation::LiesIn);
    let inside = inside.filter(|edge| !covering(cx, &edge.from.id).is_empty());
    let inside: Vec<String> = inside.map(|edge| place_link(cx, &edge.from.id)).collect();
    if !inside.is_empty() {
        let inside: Vec<&str> = inside.iter().map(String::as_str).collect();
        let verb = if inside.len() == 1 { "is" } else { "are" };
        return format!(
            "In {}, {} {verb} in the area of a contract.",
            escape(name),
            listed(&inside)
        );
    }
    let around = cx.graph.edges_from(&key).find(|edge| edge.relation == Relation::LiesIn);
    match around.filter(|edge| !covering(cx, &edge.to.id).is_empty()) {
        Some(edge) => format!(
            "{} is in {}, which is in the area of a contract.",
            escape(name),
            place_link(cx, &edge.to.id)
        ),
        None => format!("No contract on this site covers {}.", escape(name)),
    }
}

fn link(cx: &PageContext<'_>, words: &str, url: &Url) -> String {
    format!("[{}]({})", escape(words), cx.link("", url).href)
}

fn place_link(cx: &PageContext<'_>, id: &str) -> String {
    let link = cx.link_to(&place_key(id));
    format!("[{}]({})", escape(&link.text), link.href)
}

fn is_part(blueprint: &Blueprint, id: &str) -> bool {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    let areas = footprint.map_or(&[][..], |it| it.local_authorities.items());
    areas.iter().any(|area| {
        area.place.known().is_some_and(|place| place.0.id == id)
            && area.coverage.known() == Some(&Coverage::Part)
    })
}

fn first_day(blueprint: &Blueprint) -> Option<String> {
    let contract = blueprint.contract.as_ref().and_then(Section::known)?;
    contract.term_start.known().map(|day| date(*day))
}

/// Figures of the place, its services, and what councillors ask.
pub(super) fn parts(cx: &PageContext<'_>, id: &str, place: &Place) -> Vec<Part> {
    let covering = covering(cx, id);
    let code = place.code.known().map_or("", |code| code.0.as_str());
    let mut parts: Vec<Part> =
        covering.iter().filter_map(|it| measure::by_place::part(cx, it, id, code)).collect();
    if covering.is_empty() {
        return parts;
    }
    let name = place.name.known().map_or(id, String::as_str);
    let care = covering.iter().flat_map(|it| {
        let contract = super::contract_name(it);
        let row = |what, value| Row::unaddressed(format!("{what} in the {contract}"), value);
        let practices = practices::value(cx, it, id, name);
        let services = services(cx, it).map(|value| row("Services", value));
        services.into_iter().chain([row("GP practices", practices)])
    });
    parts.push(Part::facts("place_services", "Services and GP practices", care.collect()));
    let point = |words: String| Row::unaddressed("", Value::Prose { body: cx.sentence(words) });
    let points = covering.iter().flat_map(|it| for_councillors(cx, it)).map(point).collect();
    parts.push(Part::Points {
        id: "for_councillors".to_owned(),
        heading: "For councillors".to_owned(),
        points,
    });
    parts
}

/// What is in scope now, a link each to what changes in it.
fn services(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Value> {
    let section = &blueprint.services.as_ref()?.stated;
    let silence = |it| Some(Value::Silence { sentence: cx.silence(it) });
    if let Some(it) = section.silence() {
        return silence(it);
    }
    let services = &section.known()?.services;
    if let Some(it) = services.silence() {
        return silence(it);
    }
    let url = section_url(&blueprint.id, "services");
    let of = |scope| services.items().iter().filter(move |it| it.scope.known() == Some(&scope));
    let n_now = of(Scope::InScope).count();
    let now = of(Scope::InScope).filter_map(|it| Some(&it.service.known()?.0));
    let now = now.take(MOST_SERVICES).map(|service| {
        let name = cx.link(cx.name_of(service), &url);
        Link { href: format!("{}#{}", name.href, service_card(service)), ..name }
    });
    let joining = Some(of(Scope::Phased).count()).filter(|n| *n > 0);
    let joining = joining.map(|n| match n {
        1 => "1 service that joins later".to_owned(),
        n => format!("{n} services that join later"),
    });
    let all = (n_now > MOST_SERVICES).then(|| format!("All {n_now} services"));
    let rest = all.into_iter().chain(joining).map(|words| cx.link(words, &url));
    let items: Vec<Value> = now.chain(rest).map(|link| Value::Link { link }).collect();
    (!items.is_empty()).then_some(Value::List { items })
}

/// The briefing, when councils looked at the contract, and what part they have in it.
fn for_councillors(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<String> {
    let name = escape(&super::contract_name(blueprint));
    let url = Url::page(&["ihos", &blueprint.id, briefing::BRIEFING]);
    let briefing = link(cx, "briefing for councillors", &url);
    let governance_url = section_url(&blueprint.id, "governance");
    let decides = link(cx, "who decides what", &governance_url);
    let mut points = vec![format!(
        "The {briefing} sets out the {name} on two pages. Another page shows {decides}."
    )];
    let Some(governance) = blueprint.governance.as_ref().and_then(Section::known) else {
        return points;
    };
    let mut scrutiny: Vec<(Vec<crate::model::scalar::Date>, String)> = Vec::new();
    for it in governance.scrutiny.items() {
        let mut dates: Vec<_> =
            it.dates.known().map_or_else(Vec::new, |dates| dates.0.items.clone());
        dates.extend(it.date.known());
        dates.sort_unstable();
        let kind = it.kind.known().map(|kind| lower_first(kind.label()));
        let committee = it.name.known().cloned().or_else(|| kind.map(|kind| format!("the {kind}")));
        let (Some(committee), false) = (committee, dates.is_empty()) else { continue };
        let council = it.organisation.known().map(|org| cx.reference(&org.0));
        let council = council.map_or_else(String::new, |link| {
            format!(" of [{}]({})", escape(&link.text), link.href)
        });
        let days: Vec<String> = dates.iter().map(|day| date(*day)).collect();
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        scrutiny.push((
            dates.clone(),
            format!("Scrutiny on {}: {}{council}.", listed(&days), escape(&committee)),
        ));
    }
    scrutiny.sort();
    points.extend(scrutiny.into_iter().map(|(_, words)| words));
    if points.len() > 1 {
        let href = cx.link("", &governance_url).href;
        points.push(format!(
            "The [results of each scrutiny]({href}#field_scrutiny) are on the page about decisions."
        ));
    }
    points
}
