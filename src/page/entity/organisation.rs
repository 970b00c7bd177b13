//! What an organisation does in each contract, in sentences: its part, its money, its votes and its risk.

use std::collections::BTreeMap;

use crate::analysis::sums::budget_total;
use crate::graph::{EntityId, Relation};
use crate::model::governance::GoverningBody;
use crate::model::money::MoneyOrBand;
use crate::model::partners::{Direction, Partner};
use crate::model::reference::EntityKind;
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::lists::escape;
use crate::page::questions::section_url;
use crate::page::wording::{listed, lower_first, percent, pounds};

/// What it does in each contract in which it is host, commissioner or partner: a paragraph each, as markdown.
pub(super) fn parts_played(cx: &PageContext<'_>, id: &str, name: &str) -> Vec<String> {
    let mut parts: BTreeMap<&str, Vec<Relation>> = BTreeMap::new();
    let key = EntityId::new(EntityKind::Organisation, id);
    for edge in cx.graph.edges_to(&key).filter(|edge| edge.from.kind == EntityKind::Iho) {
        parts.entry(&edge.from.id).or_default().push(edge.relation);
    }
    let parts = parts.iter().filter_map(|(iho, relations)| {
        let blueprint = cx.graph.model.blueprints.get(*iho)?;
        part_played(cx, blueprint, relations, id, name)
    });
    parts.collect()
}

fn part_played(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    relations: &[Relation],
    id: &str,
    name: &str,
) -> Option<String> {
    let contract = |section: &str| {
        let href = cx.link("", &section_url(&blueprint.id, section)).href;
        format!("the [{}]({href})", escape(&super::contract_name(blueprint)))
    };
    let name = escape(name);
    let mut sentences = if relations.contains(&Relation::Host) {
        let mut first = format!("{name} holds {}", contract("host"));
        first.push_str(&budget(blueprint, " It has a budget of "));
        let host = blueprint.host.as_ref().and_then(Section::known);
        if let Some(share) = host.and_then(|it| it.provides_share.known()) {
            first.push_str(&format!(
                " It provides {} of the care by value itself.",
                percent(share.0)
            ));
        }
        vec![first]
    } else if relations.contains(&Relation::LeadCommissioner) {
        let first = format!("{name} commissions {}", contract("commissioner"));
        vec![first + &budget(blueprint, " It pays a budget of ")]
    } else if relations.contains(&Relation::OtherCommissioner) {
        vec![format!("{name} is one of the commissioners of {}.", contract("commissioner"))]
    } else {
        let partners = blueprint.partners.as_ref().and_then(Section::known)?.partners.items();
        let is_it = |it: &&Partner| it.organisation.known().is_some_and(|org| org.0.id == id);
        let partner = partners.iter().find(is_it)?;
        partner_sentences(partner, &name, &contract("partners"))
    };
    sentences.extend(votes(blueprint, id));
    if relations.iter().any(|it| matches!(it, Relation::Host | Relation::LeadCommissioner)) {
        let link = cx.link("", &section_url(&blueprint.id, "risk-share")).href;
        let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
        let shares = sharing.is_some_and(|it| !it.corridors.items().is_empty());
        sentences.extend(shares.then(|| {
            format!("It shares the risk: see [who gains and who pays]({link}) if spending differs from the budget.")
        }));
    }
    Some(sentences.join(" "))
}

/// ". It has a budget of £424.8 million a year.", or the full stop alone.
fn budget(blueprint: &Blueprint, words: &str) -> String {
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let total = contract.and_then(budget_total);
    total.map_or_else(|| ".".to_owned(), |(sum, _)| format!(".{words}{} a year.", pounds(sum)))
}

fn partner_sentences(partner: &Partner, name: &str, contract: &str) -> Vec<String> {
    let engaged = match partner.direction.known() {
        Some(Direction::ByHost) => ", contracted by the host",
        Some(Direction::ByIcb) => ", contracted by the ICB",
        Some(Direction::Peer) => " as an equal",
        Some(Direction::Advises) => " as an adviser",
        None => "",
    };
    let mut sentences = vec![format!("{name} is a partner in {contract}{engaged}.")];
    let value = match partner.value_annual.known() {
        Some(MoneyOrBand::Money(sum)) => {
            sum.value.known().map(|sum| format!("It is paid {} a year.", pounds(sum.0)))
        }
        Some(MoneyOrBand::Band(band)) => {
            let band = band.value.known();
            band.map(|band| format!("It is paid {}.", lower_first(band.label())))
        }
        None => partner
            .value_annual
            .silence()
            .map(|it| format!("What it is paid is {}.", lower_first(it.state.label()))),
    };
    sentences.extend(value);
    let losses = partner.shares_risk.known().and_then(|it| it.value.known());
    let savings = partner.shares_gain.known().and_then(|it| it.value.known());
    let risk = match (losses, savings) {
        (Some(true), Some(true)) => "It shares in savings and in losses.",
        (Some(false), Some(true)) => "It shares in savings, but not in losses.",
        (Some(true), Some(false)) => "It shares in losses, but not in savings.",
        (Some(false), Some(false)) => "It shares in neither savings nor losses.",
        _ => "",
    };
    sentences.extend(Some(risk.to_owned()).filter(|it| !it.is_empty()));
    sentences
}

/// "It has 2 of 15 votes on the Example Vale partnership board."
fn votes(blueprint: &Blueprint, id: &str) -> Option<String> {
    let governance = blueprint.governance.as_ref().and_then(Section::known)?;
    let held = |body: &GoverningBody| {
        let of = |is_own: bool| -> u64 {
            let members = body.members.items().iter();
            let own = members.filter(|it| {
                !is_own || it.organisation.known().is_some_and(|org| org.0.value == id)
            });
            own.filter_map(|it| it.votes.known()).sum()
        };
        let name = body.name.known()?;
        (of(true) > 0)
            .then(|| escape(&format!("{} of {} votes on the {name}", of(true), of(false))))
    };
    let held: Vec<String> = governance.bodies.items().iter().filter_map(held).collect();
    let held: Vec<&str> = held.iter().map(String::as_str).collect();
    (!held.is_empty()).then(|| format!("It has {}.", listed(&held)))
}
