//! Who works with whom: a diagram in three columns, which without a style sheet is a list in a list.

use crate::data;
use crate::model::partners::{Direction, Partner, Relationship};
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::view::{Link, NetworkGroup, NetworkMember, Part};
use crate::page::wording::{listed, n_of};

/// The diagram; nothing where no partner is named.
pub(super) fn part(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Part> {
    let partners = Section::known(blueprint.partners.as_ref()?)?.partners.items();
    let groups: Vec<NetworkGroup> =
        Direction::ALL.iter().filter_map(|direction| group(cx, *direction, partners)).collect();
    if groups.is_empty() {
        return None;
    }
    let lines: Vec<&str> =
        groups.iter().flat_map(|group| &group.members).map(|member| member.line).collect();
    let key = LINES.into_iter().filter(|(line, _)| lines.contains(line)).collect();
    Some(Part::Network {
        id: "network_partners".to_owned(),
        heading: "Who works with whom".to_owned(),
        finding: finding(partners),
        commissioners: commissioners(cx, blueprint),
        host: host(cx, blueprint),
        groups,
        key,
        links: super::as_csv(cx, blueprint, &data::PARTNERS, "The partners as CSV")
            .into_iter()
            .collect(),
    })
}

/// The kinds of lines, from the strongest bond to the weakest.
const LINES: [(&str, &str); 4] = [
    ("contract", "Contract"),
    ("pooled", "Shared budget or delegated powers"),
    ("alliance", "Alliance or joint committee"),
    ("loose", "Agreement without a contract"),
];

/// Where the kind of line of a bond stands among them.
fn strength(bond: Relationship) -> usize {
    match bond {
        Relationship::SubContract
        | Relationship::SnpContract
        | Relationship::MnpContract
        | Relationship::GpContract => 0,
        Relationship::S75PooledBudget | Relationship::Delegation => 1,
        Relationship::AllianceMember | Relationship::JointCommittee => 2,
        Relationship::Mou | Relationship::DataSharing | Relationship::EngagedOnly => 3,
    }
}

fn group(cx: &PageContext<'_>, direction: Direction, partners: &[Partner]) -> Option<NetworkGroup> {
    let of_group = partners.iter().filter(|it| it.direction.known() == Some(&direction));
    let members: Vec<NetworkMember> = of_group.filter_map(|it| member(cx, it)).collect();
    (!members.is_empty()).then(|| NetworkGroup {
        label: direction.label().to_owned(),
        is_direct: direction == Direction::ByIcb,
        members,
    })
}

fn member(cx: &PageContext<'_>, partner: &Partner) -> Option<NetworkMember> {
    let link = cx.reference(&partner.organisation.known()?.0);
    let bonds = partner.relationship.items();
    let strongest = bonds.iter().map(|bond| strength(*bond)).min().unwrap_or(LINES.len() - 1);
    let labels: Vec<&str> = bonds.iter().map(|bond| bond.label()).collect();
    let sector = partner.sector.known().map(|sector| sector.label());
    let words = [sector.unwrap_or_default().to_owned(), labels.join(", ")];
    let words: Vec<String> = words.into_iter().filter(|it| !it.is_empty()).collect();
    Some(NetworkMember { link, bonds: words.join(". "), line: LINES[strongest].0 })
}

/// "14 partners: 12 contracted by the host and 2 equal partners."
fn finding(partners: &[Partner]) -> String {
    let of_direction = |direction: &Direction| {
        let n = partners.iter().filter(|it| it.direction.known() == Some(direction)).count();
        let words = match (direction, n) {
            (_, 0) => return None,
            (Direction::ByHost, _) => "contracted by the host",
            (Direction::ByIcb, _) => "contracted by the ICB",
            (Direction::Peer, 1) => "an equal partner",
            (Direction::Peer, _) => "equal partners",
            (Direction::Advises, 1) => "an adviser",
            (Direction::Advises, _) => "advisers",
        };
        Some((n, format!("{n} {words}")))
    };
    let (counts, parts): (Vec<usize>, Vec<String>) =
        Direction::ALL.iter().filter_map(of_direction).unzip();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    format!("{}: {}.", n_of(counts.iter().sum(), "partner", "partners"), listed(&parts))
}

fn commissioners(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Link> {
    let commissioner = blueprint.commissioner.as_ref().and_then(Section::known);
    let lead = commissioner.and_then(|it| it.lead_icb.known()?.organisation.known());
    let others = commissioner.map_or(&[][..], |it| it.other_commissioners.items());
    let others = others.iter().filter_map(|it| it.organisation.known());
    lead.into_iter().chain(others).map(|body| cx.reference(&body.0)).collect()
}

fn host(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Link> {
    let host = blueprint.host.as_ref().and_then(Section::known)?;
    Some(cx.reference(&host.organisation.known()?.0))
}
