//! The contracts by status, by kind of host, by population and by scope: lists to reach by links alone.

use std::collections::{BTreeMap, BTreeSet};

use super::context::PageContext;
use super::kinds::PageKind;
use super::lists::iho_card;
use super::page_id::PageId;
use super::url::Url;
use super::view::{Group, Head, Link, Part, View};
use super::wording::n_of;
use crate::graph::Graph;
use crate::model::footprint::PopulationKind;
use crate::model::host::HostForm;
use crate::model::services::{Scope, ServiceCategory};
use crate::model::status::Status;
use crate::model::{Blueprint, Section};

/// What contracts can be told apart by.
#[derive(Clone, Copy)]
enum Facet {
    /// How far they have come.
    Status,
    /// What kind of body holds them.
    Host,
    /// Whether they cover everybody, or a group.
    Population,
    /// Which kinds of services they include.
    Scope,
}

impl Facet {
    const ALL: [Self; 4] = [Self::Status, Self::Host, Self::Population, Self::Scope];

    /// The part of the address.
    const fn path(self) -> &'static str {
        match self {
            Self::Status => "by-status",
            Self::Host => "by-host",
            Self::Population => "by-population",
            Self::Scope => "by-scope",
        }
    }

    const fn heading(self) -> &'static str {
        match self {
            Self::Status => "By status",
            Self::Host => "By kind of host",
            Self::Population => "By population",
            Self::Scope => "By kind of service",
        }
    }

    /// The file of a draft that says which value an IHO has.
    const fn made_of(self) -> &'static str {
        match self {
            Self::Status => "iho.yaml",
            Self::Host => "host.yaml",
            Self::Population => "footprint.yaml",
            Self::Scope => "services.yaml",
        }
    }

    /// Every value that there is, with its words.
    fn labels(self) -> Vec<(&'static str, &'static str)> {
        macro_rules! of {
            ($($word:ident)::+) => {
                $($word)::+::ALL.iter().map(|value| (value.id(), value.label())).collect()
            };
        }
        match self {
            Self::Status => of!(Status),
            Self::Host => of!(HostForm),
            Self::Population => of!(PopulationKind),
            Self::Scope => of!(ServiceCategory),
        }
    }

    /// The end of the address of the list of a value.
    fn path_of(self, value: &str) -> String {
        format!("{}/{}", self.path(), value.replace('/', "-"))
    }

    /// What a contract is, each in the order of the list, as a word and in words.
    fn values_of(self, blueprint: &Blueprint) -> Vec<Place> {
        match self {
            Self::Scope => kinds_of_services(blueprint),
            Self::Status | Self::Host | Self::Population => {
                self.one_of(blueprint).into_iter().collect()
            }
        }
    }

    fn one_of(self, blueprint: &Blueprint) -> Option<Place> {
        match self {
            Self::Scope => None,
            Self::Status => {
                let status = blueprint.identity()?.status.known()?;
                Some((place(Status::ALL, status), status.id(), status.label()))
            }
            Self::Host => {
                let form = blueprint.host.as_ref().and_then(Section::known)?.legal_form.known()?;
                Some((place(HostForm::ALL, form), form.id(), form.label()))
            }
            Self::Population => {
                let footprint = blueprint.footprint.as_ref().and_then(Section::known)?;
                let kind = footprint.population_kind.known()?;
                let all = PopulationKind::ALL;
                Some((place(all, kind), kind.id(), kind.label()))
            }
        }
    }
}

/// The place of a value in the list of all, its id, and its label.
type Place = (usize, &'static str, &'static str);

fn place<T: PartialEq>(all: &[T], word: &T) -> usize {
    all.iter().position(|known| known == word).unwrap_or(all.len())
}

/// The kinds of the services that a contract includes, now or later.
fn kinds_of_services(blueprint: &Blueprint) -> Vec<Place> {
    let services = blueprint.services.as_ref().and_then(Section::known);
    let lines = services.map_or(&[][..], |it| it.services.items()).iter();
    let in_scope = lines
        .filter(|line| matches!(line.scope.known(), Some(Scope::InScope | Scope::Phased)))
        .filter_map(|line| line.category.known());
    let kinds = in_scope.map(|kind| (place(ServiceCategory::ALL, kind), kind.id(), kind.label()));
    kinds.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The values of a facet that any contract has, each with its words and its contracts.
fn values(graph: &Graph, facet: Facet) -> Vec<(&'static str, &'static str, Vec<&Blueprint>)> {
    let mut values: BTreeMap<(usize, &str, &str), Vec<&Blueprint>> = BTreeMap::new();
    for blueprint in graph.model.blueprints.values() {
        for value in facet.values_of(blueprint) {
            values.entry(value).or_default().push(blueprint);
        }
    }
    values.into_iter().map(|((_, id, label), of)| (id, label, of)).collect()
}

/// Every facet with every value that a contract can have, and its words.
fn every() -> impl Iterator<Item = (Facet, (&'static str, &'static str))> {
    let labelled = |facet: Facet| facet.labels().into_iter().map(move |value| (facet, value));
    Facet::ALL.into_iter().flat_map(labelled)
}

/// The pages of all values, with the file of a draft that says which one an IHO has.
pub(super) fn unused_pages() -> impl Iterator<Item = (PageId, &'static str)> {
    every().map(|(facet, (value, _))| (UNUSED_FACET.named(facet.path_of(value)), facet.made_of()))
}

/// Links to the lists, for the page of all contracts.
pub(super) fn part(cx: &PageContext<'_>) -> Part {
    let group = |facet: Facet| {
        let links = values(cx.graph, facet).into_iter().map(|(id, label, of)| {
            let link = cx.link(label, &FACET.named(facet.path_of(id)).url());
            Link { note: n_of(of.len(), "contract", "contracts"), ..link }
        });
        Group { label: facet.heading().to_owned(), links: links.collect() }
    };
    let groups = Facet::ALL.into_iter().map(group).filter(|group| !group.links.is_empty());
    Part::links("facets_all", "Find a contract", groups.collect())
}

/// The contracts with one value of a facet.
pub(super) static FACET: PageKind = PageKind {
    pages: |kind, graph| {
        let of_facet = |facet| values(graph, facet).into_iter().map(move |(id, ..)| (facet, id));
        let all = Facet::ALL.into_iter().flat_map(of_facet);
        all.map(|(facet, value)| (kind.named(facet.path_of(value)), None)).collect()
    },
    ..PageKind::new("facet", |page| Url::page(&["ihos", &page.name]), view)
};

fn view(cx: &PageContext<'_>) -> View {
    let name = cx.page.name.as_str();
    let (head, label, of) = head(cx, name);
    let description = format!("{} of this kind: {label}.", n_of(of.len(), "contract", "contracts"));
    let head = Head { description, ..head };
    let cards = of.into_iter().map(|blueprint| iho_card(cx, blueprint)).collect();
    let cards = Part::cards("cards_ihos", "", cards);
    cx.finish(head, vec![cards, part(cx)])
}

/// What stands where contracts with a value of a facet were listed, once no contract has it any more.
pub(super) static UNUSED_FACET: PageKind = PageKind {
    is_indexed: false,
    ..PageKind::new("unused-facet", |page| Url::page(&["ihos", &page.name]), unused)
};

fn unused(cx: &PageContext<'_>) -> View {
    let name = cx.page.name.as_str();
    let (mut head, ..) = head(cx, name);
    let all = cx.href(&Url::page(&["ihos"]));
    head.canonical = None;
    head.robots = "noindex";
    head.description = "No contract that is in force is of this kind.".to_owned();
    head.refresh = Some(all.clone());
    let lead = format!("No contract that is in force is of this kind. [See all contracts]({all}).");
    cx.finish(head, vec![Part::Lead { body: cx.sentence(lead) }])
}

/// The head of the page of a value, its label, and the contracts that have it.
fn head<'g>(cx: &PageContext<'g>, name: &str) -> (Head, &'static str, Vec<&'g Blueprint>) {
    let mut known = every().filter(|(facet, (value, _))| facet.path_of(value) == name);
    let (facet, (value, label)) = known.next().expect("only values of facets have such a page");
    let found = values(cx.graph, facet).into_iter().find(|(id, ..)| *id == value);
    let mut head = cx.head("iho-list", label);
    head.breadcrumb.push(cx.link("IHOs", &Url::page(&["ihos"])));
    head.caption = format!("Contracts {}", facet.heading().to_lowercase());
    head.tab_title = format!("{label}: contracts");
    (head, label, found.map_or_else(Vec::new, |(.., of)| of))
}
