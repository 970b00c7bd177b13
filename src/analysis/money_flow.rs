//! Where the budget of a contract comes from, and what it is spent on.

use super::sums;
use crate::graph::{EntityId, Graph};
use crate::model::contract::{Allocation, Contract};
use crate::model::services::{Scope, ServiceLine, Services};
use crate::model::{Blueprint, Section};

/// A part of the budget: its name and whole pounds.
pub type Part = (String, u64);

/// A budget with its sources and its uses, each empty unless all of them are published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flow {
    /// The budget in pounds; never zero.
    pub total: u64,
    /// Where it comes from, with what is missing to the whole.
    pub sources: Vec<Part>,
    /// What it is spent on, with what is missing to the whole.
    pub uses: Vec<Part>,
}

/// What of a blueprint decides whether there is a flow: the budget, its sources, its uses.
pub fn told(blueprint: &Blueprint) -> [bool; 3] {
    let contract = contract(blueprint);
    [
        contract.is_some_and(|it| total(it).is_some()),
        contract.is_some_and(|it| sources(it).is_some()),
        services(blueprint).is_some_and(|it| uses(it, |_| String::new()).is_some()),
    ]
}

impl Flow {
    /// The flow of a blueprint; nothing where the budget is not known, or neither side of it.
    pub fn of(graph: &Graph, blueprint: &Blueprint) -> Option<Self> {
        let contract = contract(blueprint)?;
        let total = total(contract)?;
        let name = |line: &ServiceLine| {
            let service = line.service.known().map(|it| EntityId::of(&it.0));
            service.map_or_else(String::new, |key| graph.name(&key).to_owned())
        };
        let sources = sources(contract).unwrap_or_default();
        let uses = services(blueprint).and_then(|it| uses(it, name)).unwrap_or_default();
        let flow = Self { total, sources: completed(sources, total), uses: completed(uses, total) };
        (!flow.sources.is_empty() || !flow.uses.is_empty()).then_some(flow)
    }

    /// Whether parts are no more than the whole, but for rounding: half a per cent.
    pub fn holds(&self, parts: &[Part]) -> bool {
        sum(parts) <= self.total + self.total / 200
    }
}

fn contract(blueprint: &Blueprint) -> Option<&Contract> {
    blueprint.contract.as_ref().and_then(Section::known)
}

fn services(blueprint: &Blueprint) -> Option<&Services> {
    blueprint.services.as_ref().and_then(Section::known)
}

fn total(contract: &Contract) -> Option<u64> {
    let (total, _) = sums::budget_total(contract)?;
    u64::try_from(total).ok().filter(|total| *total > 0)
}

fn sum(parts: &[Part]) -> u64 {
    parts.iter().map(|(_, pounds)| pounds).sum()
}

/// The parts with what is missing to the whole, where that is more than half a per cent.
fn completed(mut parts: Vec<Part>, total: u64) -> Vec<Part> {
    let missing = total.saturating_sub(sum(&parts));
    if !parts.is_empty() && missing > total / 200 {
        parts.push(("Not broken down".to_owned(), missing));
    }
    parts
}

fn sources(contract: &Contract) -> Option<Vec<Part>> {
    let source = |it: &Allocation| {
        let pounds = it.amount.known()?.value.known()?.0;
        Some((it.source.known()?.words().to_owned(), u64::try_from(pounds).ok()?))
    };
    let sources = contract.budget.known()?.allocation_sources.complete()?;
    let sources: Vec<Part> = sources.iter().map(source).collect::<Option<_>>()?;
    Some(sources).filter(|sources| !sources.is_empty())
}

/// The services in scope.
fn uses(services: &Services, name: impl Fn(&ServiceLine) -> String) -> Option<Vec<Part>> {
    let service = |it: &ServiceLine| {
        let pounds = it.baseline_budget.known()?.value.known()?.0;
        it.service.known()?;
        Some((name(it), u64::try_from(pounds).ok()?))
    };
    let lines = services.services.complete()?.iter();
    let in_scope = lines.filter(|it| it.scope.known() == Some(&Scope::InScope));
    let uses: Vec<Part> = in_scope.map(service).collect::<Option<_>>()?;
    Some(uses).filter(|uses| !uses.is_empty())
}
