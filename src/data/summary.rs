//! A contract in a few facts, so that contracts can be put side by side: on a page, and by programs.

use serde_json::json;

use super::file::{FileSpec, Named, Occurs};
use super::json_bytes;
use crate::analysis::completeness::{self, Found};
use crate::compare;
use crate::graph::Graph;
use crate::model::figures;
use crate::model::partners::Voice;
use crate::model::reflect::{FieldRef, ScalarRef, ValueRef};
use crate::model::risk_share::Corridor;
use crate::model::services::Scope;
use crate::model::{Blueprint, Section};

/// The facts of a contract by group, in words.
pub static SUMMARY: FileSpec = Named("ihos/{}/summary.json", "The contract in short").made(
    Occurs::Blueprint(&[], |_, _| true),
    |file, graph, _| {
        let it = file.blueprint(graph);
        let groups = GROUPS.iter().map(|group| {
            let facts = group.facts(graph, it).into_iter();
            let facts = facts.map(|fact| json!({ "label": fact.label, "values": fact.values }));
            json!({ "heading": group.heading, "section": group.section, "facts": facts.collect::<Vec<_>>() })
        });
        json_bytes(&json!({
            "schema": "iho-summary/1",
            "id": it.id,
            "name": it.name(),
            "short_name": it.short_name(),
            "groups": groups.collect::<Vec<_>>(),
        }))
    },
);

/// Facts that are compared together.
#[derive(Debug)]
pub struct SummaryGroup {
    /// The end of the address of their page.
    pub id: &'static str,
    /// What they are called together.
    pub heading: &'static str,
    /// The section in which they are stated.
    pub section: &'static str,
    /// The labels of fields, and the fields by the names of the blocks that lead to them.
    fields: &'static [(&'static str, &'static str)],
}

/// A fact about a contract.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// Its value in words, one for each item of a list; or in what state it is, where it is not published.
    pub values: Vec<String>,
    /// Whether it is a number.
    pub is_number: bool,
}

const fn group(
    id: &'static str,
    heading: &'static str,
    section: &'static str,
    fields: &'static [(&'static str, &'static str)],
) -> SummaryGroup {
    SummaryGroup { id, heading, section, fields }
}

/// Every group, in the order of reading.
pub static GROUPS: [SummaryGroup; 8] = [
    group(
        "people",
        "People and area",
        "footprint",
        &[
            ("Population", "population_kind"),
            ("Who is counted", "population_basis"),
            ("Registered people", "registered_population"),
            ("Weighted population", "weighted_population"),
            ("Places", "places"),
        ],
    ),
    group(
        "hosts",
        "Hosts",
        "host",
        &[
            ("Host", "organisation"),
            ("Legal form", "legal_form"),
            ("Kind of provider", "provider_type"),
            ("Own share of the budget", "provides_share"),
        ],
    ),
    group(
        "term",
        "Term",
        "contract",
        &[
            ("Kind of contract", "type"),
            ("First day", "term_start"),
            ("Last day", "term_end"),
            ("How the contract was awarded", "procurement.route"),
        ],
    ),
    group(
        "money",
        "Money",
        "contract",
        &[
            ("Budget a year", "budget.total"),
            ("Per person, weighted for need", "budget.per_head"),
            ("Payment", "payment.model"),
            ("Depends on outcomes", "payment.outcome_share"),
        ],
    ),
    group(
        "sharing",
        "Gains and losses",
        "risk-share",
        &[
            ("Kind of sharing", "model"),
            ("Most that can be lost", "cap_loss"),
            ("Most that can be gained", "cap_gain"),
            ("Who shares how much", "corridors"),
        ],
    ),
    group("services", "Services", "services", &[("", "services")]),
    group(
        "delegation",
        "Delegation",
        "commissioner",
        &[
            ("What is delegated", "delegated_functions"),
            ("What the ICB keeps", "retained_functions"),
        ],
    ),
    group("votes", "Votes of partners", "partners", &[("", "partners")]),
];

impl SummaryGroup {
    /// What a contract says of each.
    pub fn facts(&self, graph: &Graph, blueprint: &Blueprint) -> Vec<Fact> {
        match self.id {
            "services" => self.counted(blueprint, Scope::ALL, Scope::label, |it| {
                let lines = Section::known(it.services.as_ref()?)?.services.known()?;
                Some(lines.iter().filter_map(|line| line.scope.known().copied()).collect())
            }),
            "votes" => self.counted(blueprint, Voice::ALL, Voice::label, |it| {
                let partners = Section::known(it.partners.as_ref()?)?.partners.known()?;
                Some(partners.iter().filter_map(|it| it.voice.known().copied()).collect())
            }),
            _ => self.fields.iter().map(|it| self.fact(graph, blueprint, *it)).collect(),
        }
    }

    /// How many items of a list have each word of a fixed list.
    fn counted<T: Copy + PartialEq>(
        &self,
        blueprint: &Blueprint,
        all: &[T],
        label: fn(T) -> &'static str,
        items: fn(&Blueprint) -> Option<Vec<T>>,
    ) -> Vec<Fact> {
        let items = items(blueprint);
        let value = |word: T| match &items {
            Some(items) => items.iter().filter(|it| **it == word).count().to_string(),
            None => unpublished(blueprint, self.section, &[self.fields[0].1]),
        };
        let fact = |word: &T| Fact {
            label: label(*word),
            values: vec![value(*word)],
            is_number: items.is_some(),
        };
        all.iter().map(fact).collect()
    }

    fn fact(
        &self,
        graph: &Graph,
        blueprint: &Blueprint,
        (label, field): (&'static str, &str),
    ) -> Fact {
        let names: Vec<&str> = field.split('.').collect();
        let fact = |values, is_number| Fact { label, values, is_number };
        let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
        if let (Some(bands), "corridors") = (sharing.and_then(|it| it.corridors.known()), field) {
            return fact(bands.iter().map(Corridor::in_words).collect(), false);
        }
        match completeness::find(blueprint, self.section, &names) {
            Found::Field(FieldRef { shown: Some(shown), .. }, _) => {
                let shown = first_fact(shown);
                let is_number = matches!(shown, ValueRef::Scalar(leaf) if leaf.is_number());
                fact(words(graph, &shown), is_number)
            }
            _ => fact(vec![unpublished(blueprint, self.section, &names)], false),
        }
    }
}

/// Of a value with more about it, the value alone.
fn first_fact(shown: ValueRef<'_>) -> ValueRef<'_> {
    match shown {
        ValueRef::Block(block) => {
            let first = block.fields().into_iter().find_map(|field| field.shown);
            first.map_or(shown, first_fact)
        }
        other => other,
    }
}

fn words(graph: &Graph, shown: &ValueRef<'_>) -> Vec<String> {
    let words = |it| figures::upper_first(&compare::in_few_words(graph, it));
    match shown {
        ValueRef::List(items) => items.iter().map(words).collect(),
        ValueRef::Scalar(ScalarRef::Pounds(pounds)) => vec![figures::every_pound(*pounds)],
        other => vec![words(other)],
    }
}

/// In what state a field is that is not published.
fn unpublished(blueprint: &Blueprint, section: &str, names: &[&str]) -> String {
    match completeness::find(blueprint, section, names) {
        Found::Silent(silence) => silence.state.label(),
        _ => "Not published",
    }
    .to_owned()
}
