//! What an organisation does in each contract, in sentences: its part, its money, its votes and its risk.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::analysis::sums::budget_total;
use crate::graph::{EntityId, Relation};
use crate::model::field::Disclosure;
use crate::model::figures::about_pounds;
use crate::model::governance::GoverningBody;
use crate::model::money::MoneyOrBand;
use crate::model::partners::{Direction, Partner};
use crate::model::reference::{EntityKind, OrgRef};
use crate::model::scalar::Fy;
use crate::model::status::ContractStanding;
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::lists::escape;
use crate::page::questions::section_url;
use crate::page::wording::{date, listed, lower_first, n_of, percent, year};

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
    let standing = blueprint.standing(cx.graph.today);
    let verb = |forms| standing.verb(forms);
    let contract = |section: &str| in_contract(cx, blueprint, standing, section);
    let name = escape(name);
    let mut sentences: Vec<String> = if relations.contains(&Relation::Host) {
        let budget = budget(blueprint).map(|sum| format!("It {} a budget of {sum}.", verb(HAVE)));
        let host = blueprint.host.as_ref().and_then(Section::known);
        let share = host.and_then(|it| it.provides_share.known()).map(|share| {
            let provides = verb(["provide", "provides", "provided"]);
            format!("It {provides} {} of the care, by value.", percent(share.0))
        });
        let holds = verb(["hold", "holds", "held"]);
        let first = format!("{name} {holds} {}.", contract("host"));
        std::iter::once(first).chain(budget).chain(share).collect()
    } else if relations.contains(&Relation::LeadCommissioner) {
        let commissions = match other_commissioners(blueprint) {
            0 => verb(["commission", "commissions", "commissioned"]),
            n => {
                let verb = verb(["commission", "commission", "commissioned"]);
                format!("and {} {verb}", n_of(n, "other body", "other bodies"))
            }
        };
        let first = format!("{name} {commissions} {}.", contract("commissioner"));
        std::iter::once(first).chain(pays(blueprint, standing, id)).collect()
    } else if relations.contains(&Relation::OtherCommissioner) {
        let is = verb(BE);
        let first =
            format!("{name} {is} one of the commissioners of {}.", contract("commissioner"));
        std::iter::once(first).chain(pays(blueprint, standing, id)).collect()
    } else {
        let partners = blueprint.partners.as_ref().and_then(Section::known)?.partners.items();
        let is_it = |it: &&Partner| it.organisation.known().is_some_and(|org| org.0.id == id);
        let partner = partners.iter().find(is_it)?;
        partner_sentences(cx, partner, standing, &name, &contract("partners"))
    };
    sentences.extend(votes(blueprint, standing, id));
    if relations.iter().any(|it| matches!(it, Relation::Host | Relation::LeadCommissioner)) {
        sentences.extend(risk(cx, blueprint, standing));
    }
    Some(sentences.join(" "))
}

/// That host and commissioner share the risk, where it is published how.
fn risk(cx: &PageContext<'_>, blueprint: &Blueprint, standing: ContractStanding) -> Option<String> {
    let sharing = blueprint.risk_share.as_ref().and_then(Section::known)?;
    let link = cx.link("", &section_url(&blueprint.id, "risk-share")).href;
    let shares = standing.verb(SHARE);
    (!sharing.corridors.items().is_empty()).then(|| {
        format!("It {shares} the risk: see [who gains and who pays]({link}) if spending differs from the budget.")
    })
}

/// "the [Example Vale contract](…) from 1 April 2027", "the [Moors contract](…), which has not been awarded".
fn in_contract(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    standing: ContractStanding,
    section: &str,
) -> String {
    let href = cx.link("", &section_url(&blueprint.id, section)).href;
    let which = match standing {
        ContractStanding::Proposed => ", which has not been awarded".to_owned(),
        ContractStanding::Awarded(Some(start)) => format!(" from {}", date(start)),
        ContractStanding::Awarded(None) | ContractStanding::InForce => String::new(),
        ContractStanding::Ended => ", which has ended".to_owned(),
        ContractStanding::GivenUp => ", which was not awarded".to_owned(),
    };
    format!("the [{}]({href}){which}", escape(&super::contract_name(blueprint)))
}

const BE: [&str; 3] = ["be", "is", "was"];
const HAVE: [&str; 3] = ["have", "has", "had"];
const SHARE: [&str; 3] = ["share", "shares", "shared"];

/// "£424.76 million in 2027/28".
fn budget(blueprint: &Blueprint) -> Option<String> {
    let contract = blueprint.contract.as_ref().and_then(Section::known)?;
    let (sum, _) = budget_total(contract)?;
    Some(in_year(sum.into(), contract.budget.known()?.fy.known()))
}

/// A sum with the year that it is for; a sum without one is one of each year.
fn in_year(sum: Decimal, fy: Option<&Fy>) -> String {
    let when = fy.map_or_else(|| "a year".to_owned(), |fy| format!("in {}", year(*fy)));
    format!("{} {when}", about_pounds(sum))
}

fn other_commissioners(blueprint: &Blueprint) -> usize {
    let commissioner = blueprint.commissioner.as_ref().and_then(Section::known);
    commissioner.map_or(0, |it| it.other_commissioners.items().len())
}

/// What a commissioner pays: its own part of the budget where the sources of the money name it, and the whole only where no
/// other body pays.
fn pays(blueprint: &Blueprint, standing: ContractStanding, id: &str) -> Option<String> {
    let contract = blueprint.contract.as_ref().and_then(Section::known)?;
    let sources = contract.budget.known()?.allocation_sources.items();
    let is_of = |body: &OrgRef| body.0.id == id;
    let own: i64 = sources
        .iter()
        .filter(|it| it.body.known().is_some_and(is_of))
        .filter_map(|it| it.amount.known()?.value.known())
        .map(|sum| sum.0)
        .sum();
    let is_alone = other_commissioners(blueprint) == 0
        && sources.iter().all(|it| it.body.known().is_none_or(is_of));
    let pays = standing.verb(["pay", "pays", "paid"]);
    let whole = budget(blueprint)?;
    let (total, _) = budget_total(contract)?;
    match own {
        _ if is_alone || own == total => Some(format!("It {pays} a budget of {whole}.")),
        0 => None,
        own => Some(format!("It {pays} {} of the budget of {whole}.", about_pounds(own.into()))),
    }
}

fn partner_sentences(
    cx: &PageContext<'_>,
    partner: &Partner,
    standing: ContractStanding,
    name: &str,
    contract: &str,
) -> Vec<String> {
    let is = standing.verb(BE);
    let engaged = match partner.direction.known() {
        Some(Direction::ByHost) => "a partner, contracted by the host, in",
        Some(Direction::ByIcb) => "a partner, contracted by the ICB, in",
        Some(Direction::Peer) => "an equal partner in",
        Some(Direction::Advises) => "a partner, as an adviser, in",
        None => "a partner in",
    };
    let mut sentences = vec![format!("{name} {is} {engaged} {contract}.")];
    let value = match partner.value_annual.known() {
        Some(MoneyOrBand::Money(sum)) => {
            let value = sum.value.known();
            value.map(|value| format!("It {is} paid {}.", in_year(value.0.into(), sum.fy.known())))
        }
        Some(MoneyOrBand::Band(band)) => {
            let band = band.value.known();
            band.map(|band| format!("It {is} paid {}.", lower_first(band.label())))
        }
        None => partner.value_annual.silence().map(|silence| match silence.state {
            Disclosure::NotApplicable => {
                // "is not", "would not be".
                let (first, rest) = is.split_once(' ').unwrap_or((&is, ""));
                format!("It {} paid under the contract.", format!("{first} not {rest}").trim_end())
            }
            _ => {
                let mut why = cx.silence(silence);
                why[..1].make_ascii_lowercase();
                format!("What it {is} paid is not published: {}", escape(&why))
            }
        }),
    };
    sentences.extend(value);
    let losses = partner.shares_risk.known().and_then(|it| it.value.known());
    let savings = partner.shares_gain.known().and_then(|it| it.value.known());
    let what = match (losses, savings) {
        (Some(true), Some(true)) => Some("in savings and in losses"),
        (Some(false), Some(true)) => Some("in savings, but not in losses"),
        (Some(true), Some(false)) => Some("in losses, but not in savings"),
        (Some(false), Some(false)) => Some("in neither savings nor losses"),
        _ => None,
    };
    sentences.extend(what.map(|what| format!("It {} {what}.", standing.verb(SHARE))));
    sentences
}

/// "It has 2 of 15 votes on the Example Vale partnership board."
fn votes(blueprint: &Blueprint, standing: ContractStanding, id: &str) -> Option<String> {
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
    (!held.is_empty()).then(|| format!("It {} {}.", standing.verb(HAVE), listed(&held)))
}
