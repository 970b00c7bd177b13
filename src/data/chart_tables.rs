//! What the charts of an IHO show besides its measures, as a table for programs each.

use super::figures::ALL;
use super::file::{FileSpec, Named, Occurs};
use super::footprint;
use super::rows::Rows;
use crate::analysis::money_flow::Flow;
use crate::graph::{EntityId, Graph};
use crate::model::partners::Partner;
use crate::model::reference::OrgRef;
use crate::model::{Blueprint, Section};

/// How far an IHO has come.
pub static STEPS: FileSpec = Named("ihos/{}/data/steps.csv", "Steps to a running contract").made(
    Occurs::Chart(&["iho.yaml"], |_, it| it.identity().is_some_and(|iho| iho.steps().is_some())),
    |file, graph, _| steps(file.blueprint(graph)),
);

/// The areas on the map of an IHO.
pub static AREAS: FileSpec = Named("ihos/{}/footprint/areas.csv", "Areas and councils")
    .made(Occurs::Chart(footprint::MADE_OF, footprint::has_boundary), |file, graph, _| {
        areas(graph, file.blueprint(graph))
    });

/// Who works with whom.
pub static PARTNERS: FileSpec = Named("ihos/{}/partners/partners.csv", "Who works with whom").made(
    Occurs::Chart(&["partners.yaml"], |_, it| partners(it).next().is_some()),
    |file, graph, _| network(graph, file.blueprint(graph)),
);

/// Where the budget of an IHO comes from, and what it is spent on.
pub static BUDGET: FileSpec =
    Named("ihos/{}/contract/budget.csv", "Sources and uses of the budget").made(
        Occurs::Chart(&["contract.yaml", "services.yaml"], |graph, it| {
            Flow::of(graph, it).is_some()
        }),
        |file, graph, _| budget(graph, file.blueprint(graph)),
    );

/// Every IHO of the site, and how far it has come.
pub static IHOS: FileSpec =
    Named("data/ihos.csv", "Every IHO of this site").made(Occurs::Site, |_, graph, _| ihos(graph));

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

fn budget(graph: &Graph, blueprint: &Blueprint) -> Vec<u8> {
    let flow = Flow::of(graph, blueprint).expect("a flow that is promised");
    let sides = [("source", &flow.sources), ("use", &flow.uses)];
    let whole = ["budget".to_owned(), ALL.to_owned(), flow.total.to_string()];
    let parts = sides.into_iter().flat_map(|(side, parts)| {
        parts.iter().map(move |(name, pounds)| [side.to_owned(), name.clone(), pounds.to_string()])
    });
    table(["side", "part", "pounds"], [whole].into_iter().chain(parts))
}

fn ihos(graph: &Graph) -> Vec<u8> {
    let rows = graph.model.blueprints.values().map(|it| {
        let status = it.identity().and_then(|iho| iho.status.known());
        let host = it.host.as_ref().and_then(Section::known);
        let commissioner = it.commissioner.as_ref().and_then(Section::known);
        let bodies = [
            host.and_then(|it| it.organisation.known()),
            commissioner.and_then(|it| it.lead_icb.known()?.organisation.known()),
        ];
        let [host, icb] = bodies.map(|body| body.map_or_else(String::new, |it| it.0.id.clone()));
        let has_boundary = footprint::has_boundary(graph, it);
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
