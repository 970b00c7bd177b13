//! The contract, its host and its partners: terms, what the law asks for, dates of partners.

use rust_decimal::Decimal;

use super::BlueprintContext;
use crate::analysis::sums;
use crate::diag::{Code, Diagnostic};
use crate::model::contract::{Contract, Procurement, ProcurementRoute};
use crate::model::field::Field;
use crate::model::host::Host;
use crate::model::partners::Relationship;
use crate::model::reflect::Block as _;
use crate::model::scalar::Date;
use crate::model::services::{Scope, ServiceCategory, ServiceLine};
use crate::model::{Blueprint, Section};
use crate::source::Span;

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let blueprint = cx.blueprint;
    let mut found = partner_dates(blueprint);
    found.extend(legal_basis(blueprint));
    found.extend(sums::bands_contradict(blueprint));
    found.extend(sums::sums(blueprint).iter().filter_map(sums::Sum::contradiction));
    if let Some(host) = blueprint.host.as_ref().and_then(Section::known) {
        found.extend(principal_purpose(host, takes_council_money(blueprint)));
    }
    if let Some(contract) = blueprint.contract.as_ref().and_then(Section::known) {
        found.extend(term(contract));
        found.extend(extensions(contract));
        found.extend(contract.procurement.known().and_then(award_notice));
    }
    found
}

/// Whether a council's service is paid for by the contract.
fn takes_council_money(blueprint: &Blueprint) -> bool {
    let services = blueprint.services.as_ref().and_then(Section::known);
    services.is_some_and(|services| services.services.items().iter().any(is_council_service))
}

fn is_council_service(line: &ServiceLine) -> bool {
    let is_councils = matches!(
        line.category.known(),
        Some(ServiceCategory::AdultSocialCare | ServiceCategory::Prevention)
    );
    is_councils && matches!(line.scope.known(), Some(Scope::InScope | Scope::Phased))
}

/// More than half of a foundation trust's income is for NHS purposes.
fn principal_purpose(host: &Host, takes_council_money: bool) -> Option<Diagnostic> {
    if host.nhs_income_share.is_absent() {
        return takes_council_money.then(|| {
            Diagnostic::at(
                Code::MissingKey,
                host.span,
                "a host that takes council money needs the field `nhs_income_share`",
            )
            .hint("add `nhs_income_share: {value: 93.5, fy: 2025/26}`: the law asks for more than half")
        });
    }
    let share = &host.nhs_income_share.known()?.value;
    let at = share.span.or(host.nhs_income_share.span)?;
    let share = share.known()?.0;
    if share <= Decimal::from(50) {
        let message = format!(
            "{share}% of the host's income is for NHS purposes; the law asks for more than 50%"
        );
        return Some(
            Diagnostic::at(Code::PrincipalPurpose, at, message).hint(
                "check the figure; if it is right, such a body may not be a foundation trust",
            ),
        );
    }
    (share < Decimal::from(60)).then(|| {
        let message = format!(
            "{share}% of the host's income is for NHS purposes, near the legal limit of 50%"
        );
        Diagnostic::at(Code::NearPrincipalPurpose, at, message)
            .hint("say in `why_this_host` how the host stays above it")
    })
}

/// What ends does not end before it begins.
fn partner_dates(blueprint: &Blueprint) -> Vec<Diagnostic> {
    let partners = blueprint.partners.as_ref().and_then(Section::known);
    let items = partners.map_or(&[][..], |it| it.partners.items());
    items.iter().filter_map(|it| from_to(&it.from, &it.to)).collect()
}

/// Two dates of one thing, the first before the second.
fn from_to(from: &Field<Date>, to: &Field<Date>) -> Option<Diagnostic> {
    let (first, last) = (from.known()?, to.known()?);
    (last < first).then(|| {
        let message = format!("this ends on {last}, before it starts on {first}");
        let at = to.span.or(from.span).unwrap_or(Span::NOWHERE);
        Diagnostic::at(Code::WrongOrder, at, message).hint("correct one of the two dates")
    })
}

/// A council's service in the contract rests on something.
fn legal_basis(blueprint: &Blueprint) -> Vec<Diagnostic> {
    let partners = blueprint.partners.as_ref().and_then(Section::known);
    let pools =
        partners.is_some_and(|it| {
            it.partners.items().iter().any(|partner| {
                partner.relationship.items().iter().any(|it| {
                    matches!(it, Relationship::S75PooledBudget | Relationship::Delegation)
                })
            })
        });
    let procurement = blueprint.contract.as_ref().and_then(Section::known);
    let procurement = procurement.and_then(|it| it.procurement.known());
    let by_route =
        procurement.and_then(|it| it.route.known()) == Some(&ProcurementRoute::Delegation);
    if pools || by_route {
        return Vec::new();
    }
    let is_founded = |line: &&ServiceLine| line.legal_basis.span.is_some();
    let services = blueprint.services.as_ref().and_then(Section::known);
    let lines = services.map_or(&[][..], |it| it.services.items());
    let unfounded = lines.iter().filter(|line| is_council_service(line) && !is_founded(line));
    unfounded
        .map(|line| {
            let at = line.scope.span.unwrap_or(line.span);
            Diagnostic::at(Code::LegalBasis, at, "a council service in this contract has no legal basis").hint(
                "name the council in `partners.yaml` with `relationship: [s75-pooled-budget]`, or add \
                 `legal_basis:` to the service",
            )
        })
        .collect()
}

fn term(contract: &Contract) -> Option<Diagnostic> {
    let (start, end) = (contract.term_start.known()?, contract.term_end.known()?);
    (end <= start).then(|| {
        let message =
            format!("the contract ends on {end}, which is not after its first day, {start}");
        let at = contract.term_end.span.unwrap_or(contract.span);
        let diagnostic =
            Diagnostic::at(Code::WrongOrder, at, message).hint("correct one of the two dates");
        match contract.term_start.span {
            Some(span) => diagnostic.related(span, "the first day"),
            None => diagnostic,
        }
    })
}

/// An extension makes the contract longer.
fn extensions(contract: &Contract) -> Vec<Diagnostic> {
    let options = contract.extension_options.items().iter();
    let years = options.filter_map(|it| Some((*it.years.known()?, it.years.span?)));
    years
        .filter(|(years, _)| *years <= Decimal::ZERO)
        .map(|(years, at)| {
            Diagnostic::at(Code::BadNumber, at, format!("an extension of {years} years is none"))
                .hint("write by how many years the contract can be extended, such as 3")
        })
        .collect()
}

/// The nine items that the notice of an award has to hold: Provider Selection Regime Regulations 2023, Schedule 3.
fn award_notice(procurement: &Procurement) -> Option<Diagnostic> {
    let route = procurement.route.known().filter(|route| route.needs_award_notice())?;
    const ITEMS: [&str; 10] = [
        "title",
        "provider",
        "provider_address",
        "service_description",
        "cpv_codes",
        "lifetime_value",
        "decision_makers",
        "reasons",
        "conflicts_declared",
        "conflicts_managed",
    ];
    let fields = procurement.fields();
    let is_absent =
        |name: &&str| fields.iter().any(|field| field.key.name == *name && field.span.is_none());
    let absent: Vec<String> =
        ITEMS.iter().copied().filter(is_absent).map(|name| format!("`{name}`")).collect();
    (!absent.is_empty()).then(|| {
        let message = format!(
            "the route `{}` requires a public notice, but the blueprint does not have: {}",
            route.id(),
            absent.join(", ")
        );
        Diagnostic::at(Code::NotCovered, procurement.route.span.unwrap_or(procurement.span), message).hint(
            "add these fields under `procurement`. If one cannot be published yet, give the reason and a date",
        )
    })
}
