//! Lists in which a thing occurs once.

use std::collections::BTreeMap;

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic};
use crate::model::footprint::Footprint;
use crate::model::iho::Iho;
use crate::model::reference::Reference;
use crate::model::risk_share::RiskShare;
use crate::model::{Section, figures};
use crate::source::Span;

/// What an item of a list is known by, and where that stands.
type Named = (String, Span);

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let blueprint = cx.blueprint;
    let mut found = blueprint.identity().map_or_else(Vec::new, identity);
    if let Some(it) = blueprint.footprint.as_ref().and_then(Section::known) {
        found.extend(footprint(it));
    }
    if let Some(it) = blueprint.commissioner.as_ref().and_then(Section::known) {
        let others = it.other_commissioners.items().iter();
        let others = others.filter_map(|it| Some(&it.organisation.known()?.0));
        found.extend(once("commissioner", others.map(named)));
    }
    if let Some(it) = blueprint.contract.as_ref().and_then(Section::known) {
        let years = it.annual_value.items().iter();
        found.extend(once(
            "year",
            years.filter_map(|it| Some((figures::year(*it.fy.known()?), it.fy.span?))),
        ));
    }
    if let Some(it) = blueprint.risk_share.as_ref().and_then(Section::known) {
        found.extend(risk_share(it));
    }
    if let Some(it) = blueprint.benefits.as_ref().and_then(Section::known) {
        let names = it.benefits.items().iter();
        let names = names.filter_map(|it| Some((it.name.known()?.clone(), it.name.span?)));
        found.extend(once("benefit", names));
    }
    if let Some(it) = blueprint.reported.as_ref().and_then(Section::known) {
        let metrics = it.metrics.items().iter().filter_map(|it| Some(&it.metric.known()?.0));
        found.extend(once("measure", metrics.map(named)));
    }
    if let Some(it) = blueprint.partners.as_ref().and_then(Section::known) {
        let bodies = it.partners.items().iter().filter_map(|it| Some(&it.organisation.known()?.0));
        found.extend(once("partner", bodies.map(named)));
    }
    if let Some(it) = blueprint.services.as_ref().and_then(Section::known) {
        let services = it.services.items().iter().filter_map(|it| Some(&it.service.known()?.0));
        found.extend(once("service", services.map(named)));
    }
    found
}

fn identity(iho: &Iho) -> Vec<Diagnostic> {
    let purposes = iho.purposes.items().iter();
    let purposes = purposes.filter_map(|it| Some((it.id.known()?.id().to_owned(), it.span)));
    let mut found = once("purpose", purposes);
    let options = iho.options_considered.items().iter();
    let options = options.filter_map(|it| Some((it.option.known()?.id().to_owned(), it.span)));
    found.extend(once("option", options));
    for step in iho.authorisation.items() {
        let results = step.criteria_results.items().iter();
        let criteria = results.filter_map(|it| Some(&it.criterion.known()?.0));
        found.extend(once("criterion", criteria.map(named)));
    }
    found
}

fn footprint(footprint: &Footprint) -> Vec<Diagnostic> {
    let icbs = footprint.icbs.items().iter().filter_map(|it| Some(&it.organisation.known()?.0));
    let mut found = once("ICB", icbs.map(named));
    let areas = footprint.local_authorities.items().iter();
    let areas = areas.filter_map(|it| Some(&it.place.known()?.0));
    found.extend(once("council area", areas.map(named)));
    found.extend(once("place", footprint.places.items().iter().map(|it| named(&it.0))));
    let neighbourhoods = footprint.neighbourhoods.items().iter();
    found.extend(once("neighbourhood", neighbourhoods.map(|it| named(&it.0))));
    found
}

fn risk_share(sharing: &RiskShare) -> Vec<Diagnostic> {
    let settled = sharing.settlements.items().iter();
    let mut found =
        once("year", settled.filter_map(|it| Some((figures::year(*it.fy.known()?), it.fy.span?))));
    let gates = sharing.quality_gate.items().iter().filter_map(|it| Some(&it.metric.known()?.0));
    found.extend(once("measure", gates.map(named)));
    let parts = sharing.savings_distribution.items().iter();
    let recipients = parts
        .filter(|it| it.organisation.is_absent())
        .filter_map(|it| Some((it.recipient.known()?.id().to_owned(), it.recipient.span?)));
    found.extend(once("recipient", recipients));
    found
}

fn named(reference: &Reference) -> Named {
    (reference.id.clone(), reference.span)
}

fn once(what: &str, items: impl Iterator<Item = Named>) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, Span> = BTreeMap::new();
    let twice = |(id, span): Named| {
        let message = format!("the {what} `{id}` is in this list twice");
        let first = seen.insert(id, span)?;
        Some(
            Diagnostic::at(Code::DuplicateId, span, message)
                .hint("join the two, or remove one")
                .related(first, "the first one"),
        )
    };
    items.filter_map(twice).collect()
}
