//! What the figures of an IHO show besides its measures, as a table for programs each.

use super::figures::ALL;
use super::rows::Rows;
use super::{footprint, outcomes};
use crate::analysis::money_flow::Flow;
use crate::graph::{EntityId, Graph};
use crate::model::partners::Partner;
use crate::model::reference::OrgRef;
use crate::model::{Blueprint, Section};

/// What a figure shows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ChartTable {
    /// How far it has come.
    Steps,
    /// The areas on its map.
    Areas,
    /// Who works with whom.
    Partners,
    /// Where the budget comes from, and what it is spent on.
    Budget,
    /// What each party gets or pays at each outcome.
    Outcomes,
}

impl ChartTable {
    /// Every figure.
    pub(super) const ALL: [Self; 5] =
        [Self::Steps, Self::Areas, Self::Partners, Self::Budget, Self::Outcomes];

    /// The path of its table below that of the IHO.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Steps => "data/steps.csv",
            Self::Areas => "footprint/areas.csv",
            Self::Partners => "partners/partners.csv",
            Self::Budget => "contract/budget.csv",
            Self::Outcomes => "risk-share/outcomes.csv",
        }
    }

    /// What the table holds.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Steps => "Steps to a running contract",
            Self::Areas => "Areas and councils",
            Self::Partners => "Who works with whom",
            Self::Budget => "Sources and uses of the budget",
            Self::Outcomes => "Gains and losses at each outcome",
        }
    }

    /// The files of a draft that decide whether it can be told.
    pub(super) fn made_of(self) -> &'static [&'static str] {
        match self {
            Self::Steps => &["iho.yaml"],
            Self::Areas => footprint::MADE_OF,
            Self::Partners => &["partners.yaml"],
            Self::Budget => &["contract.yaml", "services.yaml"],
            Self::Outcomes => &["risk-share.yaml", "contract.yaml"],
        }
    }

    fn can_be_told(self, graph: &Graph, blueprint: &Blueprint) -> bool {
        match self {
            Self::Steps => blueprint.identity().is_some_and(|iho| iho.steps().is_some()),
            Self::Areas => footprint::boundary(&graph.model, blueprint).is_some(),
            Self::Partners => partners(blueprint).next().is_some(),
            Self::Budget => Flow::of(graph, blueprint).is_some(),
            Self::Outcomes => outcomes::are_known(blueprint),
        }
    }

    /// # Panics
    /// Where what is drawn is not known.
    pub(super) fn csv(self, graph: &Graph, blueprint: &Blueprint) -> Vec<u8> {
        match self {
            Self::Steps => steps(blueprint),
            Self::Areas => areas(graph, blueprint),
            Self::Partners => network(graph, blueprint),
            Self::Budget => budget(&Flow::of(graph, blueprint).expect("a flow that is promised")),
            Self::Outcomes => outcomes::csv(blueprint),
        }
    }
}

/// What can be told of an IHO.
pub fn drawn(graph: &Graph, blueprint: &Blueprint) -> impl Iterator<Item = ChartTable> {
    ChartTable::ALL.into_iter().filter(|it| it.can_be_told(graph, blueprint))
}

fn steps(blueprint: &Blueprint) -> Vec<u8> {
    let steps = blueprint.identity().and_then(|iho| iho.steps());
    let rows = steps.expect("steps that are promised").into_iter().map(|step| {
        let date = step.date.map_or_else(String::new, |date| date.to_string());
        let [status, label] = [step.status.id(), step.status.label()].map(str::to_owned);
        [status, label, step.standing.id().to_owned(), date]
    });
    table(["step", "name", "standing", "date"], rows)
}

fn areas(graph: &Graph, blueprint: &Blueprint) -> Vec<u8> {
    let boundary = footprint::boundary(&graph.model, blueprint).expect("a boundary of that IHO");
    let areas = boundary.areas.iter();
    let areas = areas.map(|it| ["area".to_owned(), it.code.clone(), it.name.clone()]);
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    let councils = footprint.map_or(&[][..], |it| it.local_authorities.items());
    let councils = councils.iter().filter_map(|it| it.place.known()).map(|place| {
        let code = graph.model.places.get(&place.0.id).and_then(|(_, it)| it.code.known());
        let code = code.map_or_else(String::new, |code| code.0.clone());
        ["council".to_owned(), code, graph.name(&EntityId::of(&place.0)).to_owned()]
    });
    table(["kind", "code", "name"], areas.chain(councils))
}

/// The partners that can be named.
fn partners(blueprint: &Blueprint) -> impl Iterator<Item = (&Partner, &OrgRef)> {
    let partners = blueprint.partners.as_ref().and_then(Section::known);
    let partners = partners.map_or(&[][..], |it| it.partners.items());
    partners.iter().filter_map(|it| Some((it, it.organisation.known()?)))
}

fn network(graph: &Graph, blueprint: &Blueprint) -> Vec<u8> {
    let row = |role: &str, body: &OrgRef, words: [String; 3]| {
        let name = graph.name(&EntityId::of(&body.0)).to_owned();
        let [engaged, sector, bonds] = words;
        [role.to_owned(), body.0.id.clone(), name, engaged, sector, bonds]
    };
    let commissioner = blueprint.commissioner.as_ref().and_then(Section::known);
    let lead = commissioner.and_then(|it| it.lead_icb.known()?.organisation.known());
    let others = commissioner.map_or(&[][..], |it| it.other_commissioners.items());
    let others = others.iter().filter_map(|it| it.organisation.known());
    let host = blueprint.host.as_ref().and_then(Section::known);
    let host = host.and_then(|it| it.organisation.known());
    let mut rows = Vec::new();
    for body in lead.into_iter().chain(others) {
        rows.push(row("commissioner", body, Default::default()));
    }
    rows.extend(host.map(|body| row("host", body, Default::default())));
    for (partner, body) in partners(blueprint) {
        let engaged = partner.direction.known().map_or("", |it| it.label());
        let sector = partner.sector.known().map_or("", |it| it.label());
        let bonds: Vec<&str> = partner.relationship.items().iter().map(|it| it.label()).collect();
        let words = [engaged.to_owned(), sector.to_owned(), bonds.join("; ")];
        rows.push(row("partner", body, words));
    }
    table(["role", "organisation", "name", "engaged", "sector", "relationships"], rows)
}

fn budget(flow: &Flow) -> Vec<u8> {
    let sides = [("source", &flow.sources), ("use", &flow.uses)];
    let whole = ["budget".to_owned(), ALL.to_owned(), flow.total.to_string()];
    let parts = sides.into_iter().flat_map(|(side, parts)| {
        parts.iter().map(move |(name, pounds)| [side.to_owned(), name.clone(), pounds.to_string()])
    });
    table(["side", "part", "pounds"], [whole].into_iter().chain(parts))
}

/// Every IHO of the site, and where it stands.
pub(super) fn ihos(graph: &Graph) -> Vec<u8> {
    let rows = graph.model.blueprints.values().map(|it| {
        let status = it.identity().and_then(|iho| iho.status.known());
        let host = it.host.as_ref().and_then(Section::known);
        let commissioner = it.commissioner.as_ref().and_then(Section::known);
        let bodies = [
            host.and_then(|it| it.organisation.known()),
            commissioner.and_then(|it| it.lead_icb.known()?.organisation.known()),
        ];
        let [host, icb] = bodies.map(|body| body.map_or_else(String::new, |it| it.0.id.clone()));
        let has_boundary = footprint::boundary(&graph.model, it).is_some();
        [
            it.id.clone(),
            it.name().to_owned(),
            status.map_or_else(String::new, |it| it.id().to_owned()),
            host,
            icb,
            if has_boundary { "yes" } else { "no" }.to_owned(),
        ]
    });
    table(["iho", "name", "status", "host", "lead_icb", "boundary"], rows)
}

fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> Vec<u8> {
    let mut table = Rows::new(head);
    for row in rows {
        row.iter().for_each(|cell| table.cell(cell));
        table.end();
    }
    table.bytes()
}
