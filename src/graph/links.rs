//! One registry of names, and one visit that binds every reference of every file to it.

use std::collections::BTreeMap;

use super::edges::EdgeRow;
use super::{Entity, EntityId, Relation};
use crate::diag::{Code, Diagnostic, Suggestions};
use crate::model::partners::{Partner, Relationship};
use crate::model::prose::{Prose, Target};
use crate::model::reference::{EntityKind, OrgRef, Reference};
use crate::model::reflect::{Block, ScalarRef, VisitEvent, visit};
use crate::model::renames::Renames;
use crate::model::services::{Scope, ServiceLine};
use crate::model::shared::{OrganisationKind, PlaceKind};
use crate::model::{Blueprint, Model, Section};
use crate::source::{FileId, SitePath, Sources, Span, paths};

/// Every entity of a site, sorted by key.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(super) struct Entities(pub(super) Vec<(EntityId, Entity)>);

impl Entities {
    fn contains_key(&self, key: &EntityId) -> bool {
        self.number(key.kind, &key.id).is_some()
    }

    /// The place of an entity in this list.
    fn number(&self, kind: EntityKind, id: &str) -> Option<u32> {
        let by_key =
            |(known, _): &(EntityId, Entity)| (known.kind, known.id.as_str()).cmp(&(kind, id));
        let place = self.0.binary_search_by(by_key).ok()?;
        Some(u32::try_from(place).expect("a site has fewer than 2^32 entities"))
    }

    /// The keys of a kind, which lie beside each other.
    fn of_kind(&self, kind: EntityKind) -> impl Iterator<Item = &EntityId> + Clone {
        let start = self.0.partition_point(|(key, _)| key.kind < kind);
        self.0[start..].iter().map(|(key, _)| key).take_while(move |key| key.kind == kind)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &EntityId> + Clone {
        self.0.iter().map(|(key, _)| key)
    }
}

/// Every entity that can be named, and the ids that occur twice.
pub(super) fn entities(model: &Model) -> (Entities, Vec<Diagnostic>) {
    let mut registry = Registry::default();
    for entry in model.entries() {
        let Some(id) = entry.id else { continue };
        let label = entry.record.label().unwrap_or(entry.kind.label());
        let name = entry.record.name();
        match entry.span {
            Some(span) => registry.add_at(entry.kind, id, name, entry.file, span),
            None => registry.add(entry.kind, id, name, entry.file, label),
        }
    }
    for (id, page) in &model.pages {
        registry.add(EntityKind::Page, id, page.front.title.known(), page.file, "Page");
    }
    for (id, blueprint) in &model.blueprints {
        if let Some(file) = blueprint.iho.as_ref().map(|section| section.file) {
            let name = blueprint.name().to_owned();
            registry.add(EntityKind::Iho, id, Some(&name), file, "IHO");
        }
    }
    (Entities(registry.entities.into_iter().collect()), registry.diagnostics)
}

#[derive(Default)]
struct Registry {
    entities: BTreeMap<EntityId, Entity>,
    places: BTreeMap<EntityId, Span>,
    diagnostics: Vec<Diagnostic>,
}

impl Registry {
    fn add(
        &mut self,
        kind: EntityKind,
        id: &str,
        name: Option<&String>,
        file: FileId,
        label: &'static str,
    ) {
        let name = name.map_or_else(|| id.to_owned(), Clone::clone);
        self.entities.insert(EntityId::new(kind, id), Entity { name, file, label });
    }

    fn add_at(
        &mut self,
        kind: EntityKind,
        id: &str,
        name: Option<&String>,
        file: FileId,
        span: Span,
    ) {
        let key = EntityId::new(kind, id);
        if let Some(first) = self.places.get(&key) {
            let message = format!("another {} has the id `{id}`", kind.in_words());
            self.diagnostics.push(
                Diagnostic::at(Code::DuplicateId, span, message)
                    .hint("give one of them another id")
                    .related(*first, "the first one"),
            );
            return;
        }
        self.places.insert(key, span);
        self.add(kind, id, name, file, kind.label());
    }
}

/// The relations that the files state, and the references that lead nowhere.
#[derive(Default)]
pub(super) struct Found {
    /// What is related to something without being an entity; numbered after the entities.
    pub(super) strangers: Vec<EntityId>,
    pub(super) ties: Vec<EdgeRow>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Walks over every record and every text.
pub(super) fn edges(sources: &Sources, model: &Model, entities: &Entities) -> Found {
    let found = Found::default();
    let strangers = BTreeMap::new();
    let renames = Renames::of(model);
    let suggestions = Suggestions::default();
    let mut binder = Binder { sources, model, renames, entities, suggestions, strangers, found };
    if let Some((_, site)) = &model.site {
        binder.bind(None, None, site);
    }
    for entry in model.entries() {
        let from = entry.id.map(|id| binder.number(entry.kind, id));
        binder.bind(from, None, entry.record.block());
        if let Some(body) = entry.record.body() {
            binder.prose(from, None, body);
        }
    }
    for (_, framework) in model.frameworks.values() {
        binder.prove(framework.document.known().map(|document| &document.0));
    }
    for (id, page) in &model.pages {
        let from = binder.number(EntityKind::Page, id);
        binder.prose(Some(from), None, &page.body);
    }
    for blueprint in model.blueprints.values() {
        binder.blueprint(blueprint);
    }
    binder.found
}

/// The number of the IHO, and the section in which something is said.
type Within = Option<(u32, &'static str)>;

struct Binder<'m> {
    sources: &'m Sources,
    model: &'m Model,
    renames: Renames,
    entities: &'m Entities,
    suggestions: Suggestions,
    /// The numbers of the strangers that were found.
    strangers: BTreeMap<EntityId, u32>,
    found: Found,
}

impl Binder<'_> {
    /// The number of a name, whether or not an entity has it.
    fn number(&mut self, kind: EntityKind, id: &str) -> u32 {
        if let Some(number) = self.entities.number(kind, id) {
            return number;
        }
        let key = EntityId::new(kind, id);
        let next = self.entities.0.len() + self.found.strangers.len();
        let next = u32::try_from(next).expect("a site has fewer than 2^32 names");
        let number = *self.strangers.entry(key.clone()).or_insert(next);
        if number == next {
            self.found.strangers.push(key);
        }
        number
    }

    fn tie(&mut self, from: u32, relation: Relation, to: u32, within: Within) {
        self.found.ties.push(EdgeRow { from, relation, to, within });
    }

    fn blueprint(&mut self, blueprint: &Blueprint) {
        let iho = self.number(EntityKind::Iho, &blueprint.id);
        for (name, section) in blueprint.sections() {
            let Some((_, section)) = section else {
                continue;
            };
            let within = Some((iho, name));
            match section.block() {
                Some(block) => self.bind(Some(iho), within, block),
                None => {
                    let source = section.provenance().and_then(|it| it.source.as_ref());
                    self.reference(Some(iho), within, source.map(|it| &it.0), Relation::Cites);
                }
            }
        }
        for narrative in blueprint.narratives.values() {
            let section = crate::model::SECTION_FILES.iter().find(|name| **name == narrative.name);
            let within = section.map(|name| (iho, *name));
            self.prose(Some(iho), within, &narrative.body);
        }
        if let Some((_, note)) = &blueprint.note {
            self.bind(Some(iho), None, note);
        }
        if let Some(partners) = blueprint.partners.as_ref().and_then(Section::known) {
            for partner in partners.partners.items() {
                self.partner(iho, partner);
            }
        }
        if let Some(services) = blueprint.services.as_ref().and_then(Section::known) {
            for line in services.services.items() {
                self.service_line(iho, line);
            }
        }
    }

    /// One relation for each way in which a partner is bound.
    fn partner(&mut self, iho: u32, partner: &Partner) {
        let Some(organisation) = partner.organisation.known() else {
            return;
        };
        for relationship in partner.relationship.items() {
            let relation = match relationship {
                Relationship::SubContract => Relation::SubContract,
                Relationship::AllianceMember => Relation::AllianceMember,
                Relationship::JointCommittee => Relation::JointCommittee,
                Relationship::Delegation => Relation::Delegation,
                Relationship::S75PooledBudget => Relation::S75PooledBudget,
                Relationship::SnpContract => Relation::SnpContract,
                Relationship::MnpContract => Relation::MnpContract,
                Relationship::GpContract => Relation::GpContract,
                Relationship::Mou => Relation::Mou,
                Relationship::DataSharing => Relation::DataSharing,
                Relationship::EngagedOnly => Relation::EngagedOnly,
            };
            self.relate(iho, relation, &organisation.0, Some((iho, "partners")));
        }
        for service in partner.services.items() {
            let body = self.number(organisation.0.kind, &organisation.0.id);
            self.relate(body, Relation::PartnerProvides, &service.0, Some((iho, "partners")));
        }
    }

    /// How a service stands to the contract, and who commissions and provides it.
    fn service_line(&mut self, iho: u32, line: &ServiceLine) {
        let Some(service) = line.service.known() else {
            return;
        };
        let within = Some((iho, "services"));
        if let Some(scope) = line.scope.known() {
            let relation = match scope {
                Scope::InScope => Relation::InScope,
                Scope::Phased => Relation::Phased,
                Scope::UnderDiscussion => Relation::UnderDiscussion,
                Scope::OutOfScope => Relation::OutOfScope,
                Scope::ExcludedByLaw => Relation::ExcludedByLaw,
            };
            self.relate(iho, relation, &service.0, within);
        }
        let service = self.number(service.0.kind, &service.0.id);
        let mut bodies = |relation, bodies: &[OrgRef]| {
            for body in bodies {
                self.relate(service, relation, &body.0, within);
            }
        };
        bodies(Relation::ProvidedNow, line.current_provider.items());
        bodies(Relation::ToBeProvided, line.future_provider.items());
        bodies(
            Relation::CommissionedNow,
            line.current_commissioner.known().map_or(&[], std::slice::from_ref),
        );
    }

    /// Adds a relation whose reference is checked elsewhere.
    fn relate(&mut self, from: u32, relation: Relation, to: &Reference, within: Within) {
        if let Some(to) = self.entities.number(to.kind, &to.id) {
            self.tie(from, relation, to, within);
        }
    }

    /// Binds every reference in a block.
    fn bind(&mut self, from: Option<u32>, within: Within, block: &dyn Block) {
        visit(block, &mut |path, step| match step {
            VisitEvent::Scalar(ScalarRef::Reference(reference)) => {
                self.check_role(within.map(|(_, section)| section), path, reference);
                if let Some(relation) = relation_of(from, within, path, reference) {
                    self.reference(from, within, Some(reference), relation);
                } else {
                    self.prove(Some(reference));
                }
            }
            VisitEvent::Scalar(ScalarRef::Body(name)) => {
                let to = self.entities.number(EntityKind::Organisation, &name.value);
                if let (Some(from), Some(to)) = (from, to) {
                    let relation = match path.last() {
                        Some(&"publisher" | &"publishers") => Relation::PublishedBy,
                        _ => Relation::Names,
                    };
                    self.tie(from, relation, to, within);
                }
            }
            VisitEvent::Scalar(ScalarRef::Prose(prose)) => self.prose(from, within, prose),
            VisitEvent::Scalar(_) | VisitEvent::Field(..) => {}
        });
    }

    fn prose(&mut self, from: Option<u32>, within: Within, prose: &Prose) {
        for link in &prose.links {
            if let Target::Reference(reference) = &link.target {
                let relation = match reference.kind {
                    EntityKind::Document => Relation::Cites,
                    _ => Relation::MentionedIn,
                };
                self.reference(from, within, Some(reference), relation);
            }
        }
    }

    fn reference(
        &mut self,
        from: Option<u32>,
        within: Within,
        reference: Option<&Reference>,
        relation: Relation,
    ) {
        let Some(to) = self.prove(reference) else { return };
        if let Some(from) = from.filter(|from| *from != to) {
            self.tie(from, relation, to, within);
        }
    }

    /// The number of what a reference names; a page may be named without its `/index`.
    fn settled(&self, reference: &Reference) -> Option<u32> {
        let Reference { kind, id, .. } = reference;
        let index = || format!("{}/index", id.trim_end_matches('/'));
        match (self.entities.number(*kind, id), kind) {
            (None, EntityKind::Page) => self.entities.number(*kind, &index()),
            (found, _) => found,
        }
    }

    /// What a reference names; if it names nothing, that is reported.
    fn prove(&mut self, reference: Option<&Reference>) -> Option<u32> {
        let reference = reference?;
        if let Some(found) = self.settled(reference) {
            return Some(found);
        }
        // A file that is there but can't be read has its own message; one is enough.
        let home = reference.kind.home(&reference.id);
        let spellings = [home.replace(".yaml", ".yml"), home.replace(".md", "/index.md"), home];
        let is_there = spellings.iter().filter_map(|home| SitePath::new(home));
        let is_there = is_there
            .filter(|_| reference.kind.has_own_file())
            .any(|home| self.sources.find(&home).is_some());
        if let Some(now) = self.renames.now(reference.kind, &reference.id) {
            let message = format!("`{}` is called `{now}` now", reference.id);
            let diagnostic = Diagnostic::at(Code::UnknownReference, reference.span, message);
            self.found.diagnostics.push(diagnostic.hint(format!("write `{now}`")));
            return None;
        }
        // An IHO of which nothing is in force has a page that says so.
        let was_published = || {
            let folder = paths::releases(&reference.id, "");
            reference.kind == EntityKind::Iho && !self.sources.unit(&folder).is_empty()
        };
        if !is_there && !was_published() {
            let found = unknown_reference(reference, self.entities, &mut self.suggestions);
            self.found.diagnostics.push(found);
        }
        None
    }

    /// Only a body that may host can be a host, and so on.
    fn check_role(&mut self, section: Option<&str>, path: &[&str], reference: &Reference) {
        let organisation = || self.model.organisations.get(&reference.id)?.1.kind.known().copied();
        let place = || self.model.places.get(&reference.id)?.1.kind.known().copied();
        let wrong = |needed: &str, is: &str| {
            let message = format!("`{}` is {is}, not {needed}", reference.id);
            Diagnostic::at(Code::WrongRole, reference.span, message).hint(format!(
                "name {needed}, or change `kind` in `{}`",
                reference.kind.home(&reference.id)
            ))
        };
        let body_must = |needed: &str, may: fn(OrganisationKind) -> bool| {
            organisation()
                .filter(|kind| !may(*kind))
                .map(|kind| wrong(needed, &in_words(kind.label())))
        };
        let area_must = |needed: &str, may: fn(PlaceKind) -> bool| {
            place().filter(|kind| !may(*kind)).map(|kind| wrong(needed, &in_words(kind.label())))
        };
        let is_icb = |kind| kind == OrganisationKind::Icb;
        let found = match (section, path) {
            (Some("host"), ["organisation"]) => {
                body_must("a body that can host", OrganisationKind::may_host)
            }
            (Some("commissioner"), ["lead_icb", "organisation"])
            | (Some("footprint"), ["icbs", "organisation"]) => {
                body_must("an integrated care board", is_icb)
            }
            (Some("commissioner"), ["other_commissioners", "organisation"])
            | (Some("services"), ["services", "current_commissioner"]) => {
                body_must("a body that can commission", OrganisationKind::may_commission)
            }
            (Some("footprint"), ["pcns"]) => {
                body_must("a primary care network", |kind| kind == OrganisationKind::Pcn)
            }
            (Some("footprint"), ["local_authorities", "place"]) => {
                area_must("the area of a council", PlaceKind::is_council_area)
            }
            (Some("footprint"), ["neighbourhoods"]) => area_must("a neighbourhood", |kind| {
                matches!(kind, PlaceKind::Neighbourhood | PlaceKind::Locality | PlaceKind::Ward)
            }),
            _ => None,
        };
        self.found.diagnostics.extend(found);
    }
}

/// A label inside a sentence: "an integrated care board".
pub(crate) fn in_words(label: &str) -> String {
    let keeps_capitals =
        label.starts_with("NHS") || label.starts_with("GP") || label.starts_with("ICB");
    let words = if keeps_capitals {
        label.to_owned()
    } else {
        label.chars().take(1).flat_map(char::to_lowercase).chain(label.chars().skip(1)).collect()
    };
    let vowel = words.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'N', 'I'])
        && !words.starts_with("unit")
        && !words.starts_with("univ");
    format!("{} {words}", if vowel { "an" } else { "a" })
}

fn unknown_reference(
    reference: &Reference,
    entities: &Entities,
    suggestions: &mut Suggestions,
) -> Diagnostic {
    let Reference { kind, id, .. } = reference;
    let message = format!("there is no {} called `{id}`", kind.in_words());
    let of_kind = entities.of_kind(*kind).map(|key| key.id.as_str());
    let diagnostic = Diagnostic::at(Code::UnknownReference, reference.span, message);
    if *kind == EntityKind::Criterion {
        let ending = format!("/{id}");
        let shared: Vec<String> = of_kind
            .clone()
            .filter(|it| it.ends_with(&ending))
            .map(|it| format!("`{it}`"))
            .collect();
        if !shared.is_empty() {
            return diagnostic.hint(format!(
                "several frameworks have it: write {}, or name the paper and the version under `framework` of the step",
                shared.join(" or ")
            ));
        }
    }
    if let Some(suggestion) = suggestions.did_you_mean(id, of_kind) {
        return diagnostic.hint(suggestion);
    }
    let elsewhere =
        EntityKind::ALL.iter().find(|other| entities.contains_key(&EntityId::new(**other, id)));
    match elsewhere {
        Some(other) => diagnostic.hint(format!(
            "`{id}` is {}: name {} instead, or write `[[{}:{id}]]` in a text",
            other.with_article(),
            kind.with_article(),
            other.id()
        )),
        None => {
            diagnostic.hint(format!("check the spelling, or write the file `{}`", kind.home(id)))
        }
    }
}

/// The relation of a reference by the field it stands in; nothing where another rule relates the two.
fn relation_of(
    from: Option<u32>,
    within: Within,
    path: &[&str],
    reference: &Reference,
) -> Option<Relation> {
    let section = within.map(|(_, section)| section);
    let field = path.last().copied().unwrap_or("");
    Some(match (section, path) {
        (Some("host"), ["organisation"]) => Relation::Host,
        (Some("commissioner"), ["lead_icb", "organisation"]) => Relation::LeadCommissioner,
        (Some("commissioner"), ["lead_icb", "successor_expected"]) => Relation::ExpectedSuccessor,
        (Some("commissioner"), ["other_commissioners", "organisation"]) => {
            Relation::OtherCommissioner
        }
        (Some("commissioner"), ["delegated_functions", "delegated_to"]) => Relation::DelegatedTo,
        (Some("footprint"), ["icbs", "organisation"]) => Relation::ResponsibleIcb,
        (Some("footprint"), ["pcns"]) => Relation::PrimaryCareNetwork,
        (Some("footprint"), ["places"]) => Relation::CoversPlace,
        (Some("footprint"), ["neighbourhoods"]) => Relation::CoversNeighbourhood,
        (Some("footprint"), ["local_authorities", "place"]) => Relation::CoversCouncilArea,
        (Some("partners"), ["partners", "organisation" | "services"]) => return None,
        (
            Some("services"),
            [
                "services",
                "service" | "current_commissioner" | "current_provider" | "future_provider",
            ],
        ) => return None,
        (Some("iho"), [.., "decided_by"]) => Relation::DecidedBy,
        (_, ["predecessors", ..]) => Relation::CameFrom,
        (_, ["successors", ..]) => Relation::Became,
        (_, ["parent"]) => Relation::LiesIn,
        (_, ["accessible_version"]) => Relation::AccessibleVersion,
        (_, ["supersedes"]) => Relation::Replaces,
        (_, ["replaced_by"]) => Relation::ReplacedBy,
        (_, ["see"]) => Relation::SeeAlso,
        _ if from.is_none() => return None,
        _ => match reference.kind {
            EntityKind::Document => Relation::Cites,
            EntityKind::Metric => Relation::MeasuredBy,
            EntityKind::Criterion => Relation::AssessedBy,
            _ if field == "source" => Relation::Cites,
            _ => Relation::Names,
        },
    })
}
