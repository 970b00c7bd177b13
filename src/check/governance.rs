//! Who decides: every decision covered, bodies that are named, conflicts of interest.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic, Suggestions, some_of};
use crate::model::governance::{DecisionKind, Governance};
use crate::model::partners::Direction;
use crate::model::{Blueprint, Model, Section};

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let governance = cx.blueprint.governance.as_ref().and_then(Section::known);
    let Some(governance) = governance else { return Vec::new() };
    let mut found = local_names(cx.site.model, governance);
    found.extend(decisions_covered(governance));
    found.extend(conflicts(cx.blueprint, governance));
    found
}

/// Who decides is said for each decision that readers ask about.
fn decisions_covered(governance: &Governance) -> Option<Diagnostic> {
    let rights = &governance.decision_rights.known()?.0;
    if !rights.is_complete() {
        return None;
    }
    let covered: BTreeSet<DecisionKind> =
        rights.iter().filter_map(|right| right.decision.known()).copied().collect();
    let absent: Vec<String> = DecisionKind::AT_LEAST
        .iter()
        .filter(|kind| !covered.contains(kind))
        .map(|kind| format!("`{}`", kind.id()))
        .collect();
    (!absent.is_empty()).then(|| {
        let message = format!("the blueprint does not say who decides on {}", absent.join(", "));
        let at = governance.decision_rights.span.unwrap_or(governance.span);
        Diagnostic::at(Code::NotCovered, at, message)
            .hint("add an entry for each: `- {decision: budget, bodies: {board: decides}}`")
    })
}

/// Bodies that are named in the file stand in its list of bodies, or are organisations of the site.
fn local_names(model: &Model, governance: &Governance) -> Vec<Diagnostic> {
    let Some(bodies) = governance.bodies.known() else { return Vec::new() };
    let mut suggestions = Suggestions::default();
    let names: Vec<&str> = bodies
        .iter()
        .flat_map(|body| {
            let id = body.id.known().map(|id| id.0.value.as_str());
            [id, body.name.known().map(String::as_str)]
        })
        .flatten()
        .collect();
    let known: BTreeSet<&str> = names.iter().copied().collect();
    let parents = bodies.iter().filter_map(|body| body.parent.known());
    let of_rights =
        governance.decision_rights.known().map_or(&[][..], |rights| &rights.0).iter().flat_map(
            |right| {
                let parts = right.bodies.known().map_or(&[][..], |parts| &parts.0);
                parts.iter().filter_map(|part| part.body.known()).chain(right.body.known())
            },
        );
    let roles =
        [&governance.local_authority_role, &governance.vcfse_role, &governance.resident_role];
    let of_roles = roles.into_iter().filter_map(|role| role.known()?.body.known());
    parents
        .chain(of_rights)
        .chain(of_roles)
        .filter(|name| {
            !known.contains(name.0.value.as_str())
                && !model.organisations.contains_key(&name.0.value)
                && !matches!(name.0.value.as_str(), "host" | "icb" | "partners")
        })
        .map(|name| {
            let known = names.iter().copied();
            let hint = suggestions.did_you_mean(&name.0.value, known.clone());
            let hint =
                hint.unwrap_or_else(|| format!("the bodies of this file are {}", some_of(known)));
            let message = format!("no body of this file is called `{}`", name.0.value);
            Diagnostic::at(Code::UnknownReference, name.0.span, message).hint(hint)
        })
        .collect()
}

/// A host that both buys and provides has a conflict of interest by itself.
fn conflicts(blueprint: &Blueprint, governance: &Governance) -> Option<Diagnostic> {
    let policy = governance.conflicts_of_interest.known()?;
    let is_empty =
        policy.register.known().is_some_and(|list| list.is_empty() && list.is_complete());
    let provides = blueprint.host.as_ref()?.known()?.provides_share.known()?.0 > Decimal::ZERO;
    let partners = blueprint.partners.as_ref()?.known()?.partners.items();
    let buys = partners.iter().any(|it| it.direction.known() == Some(&Direction::ByHost));
    (is_empty && provides && buys).then(|| {
        let at = policy.register.span.unwrap_or(policy.span);
        let message =
            "the host both buys care and provides it, yet the register of conflicts is empty";
        Diagnostic::at(Code::NotCovered, at, message)
            .hint("add an entry on that with `declaration`, `body` and `mitigation`")
    })
}
