//! The rules across fields of one blueprint: steps in order, sums that agree, lists that cover what they must.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::analysis::sums;
use crate::diag::{Code, Diagnostic, Suggestions, some_of};
use crate::model::benefits::{Benefits, Harm};
use crate::model::contract::{Contract, Procurement};
use crate::model::field::Field;
use crate::model::governance::{DecisionKind, Governance};
use crate::model::host::Host;
use crate::model::iho::{AuthorisationStep, Iho, Track};
use crate::model::partners::{Direction, Relationship};
use crate::model::reflect::Block as _;
use crate::model::reported::ReportedMetric;
use crate::model::risk_share::{Corridor, RiskShare};
use crate::model::scalar::Due;
use crate::model::services::{Scope, ServiceCategory};
use crate::model::status::Status;
use crate::model::timeline::MilestoneStatus;
use crate::model::{Blueprint, Model, Section};
use crate::source::{Sources, Span};

/// Every rule, in the order of the sections.
pub(super) fn all(
    sources: &Sources,
    model: &Model,
    blueprint: &Blueprint,
    today: Date,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(iho) = blueprint.identity() {
        found.extend(steps_in_order(iho));
        found.extend(status_and_steps(iho));
        found.extend(reassessment(iho));
        found.extend(version(iho));
        found.extend(milestones(iho));
        found.extend(milestone_decisions(iho));
        found.extend(future_steps(iho, today));
        found.extend(assessment_fields(iho));
    }
    if let Some(host) = blueprint.host.as_ref().and_then(Section::known) {
        found.extend(principal_purpose(host, takes_council_money(blueprint)));
    }
    found.extend(sums::bands_contradict(blueprint));
    found.extend(partner_dates(blueprint));
    found.extend(legal_basis(blueprint));
    if let Some(contract) = blueprint.contract.as_ref().and_then(Section::known) {
        found.extend(term(contract));
        found.extend(extensions(contract));
        if let Some(procurement) = contract.procurement.known() {
            found.extend(award_notice(procurement));
        }
    }
    if let Some(sharing) = blueprint.risk_share.as_ref().and_then(Section::known) {
        found.extend(bands(sharing));
        found.extend(caps(sharing));
        found.extend(settled(blueprint, sharing, today));
    }
    if let Some(governance) = blueprint.governance.as_ref().and_then(Section::known) {
        found.extend(decisions_covered(governance));
        found.extend(local_names(model, governance));
        found.extend(conflicts(blueprint, governance));
    }
    if let Some(benefits) = blueprint.benefits.as_ref().and_then(Section::known) {
        found.extend(benefit_targets(model, benefits));
        found.extend(harms_covered(benefits));
    }
    if let Some(reported) = blueprint.reported.as_ref().and_then(Section::known) {
        for it in reported.metrics.items() {
            found.extend(reported_targets(model, it));
        }
    }
    found.extend(super::observations::all(sources, model, blueprint, today));
    found.extend(super::caveats::all(blueprint));
    found.extend(sums::sums(blueprint).iter().filter_map(sums::Sum::contradiction));
    found
}

/// Within each track, later steps of the ladder have no earlier dates.
fn steps_in_order(iho: &Iho) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for track in Track::ALL {
        let steps: Vec<_> = iho
            .authorisation
            .items()
            .iter()
            .filter(|step| step.track.known() == Some(track))
            .filter_map(|step| {
                Some((*step.step.known()?, step.step.span?, step.date.known(), step))
            })
            .collect();
        for pair in steps.windows(2) {
            let ((before, _, _, _), (after, at, _, _)) = (pair[0], pair[1]);
            if after < before {
                let message = format!(
                    "the step `{}` stands after `{}`, which comes later",
                    after.id(),
                    before.id()
                );
                found.push(Diagnostic::at(Code::WrongOrder, at, message).hint(
                    "put the steps of each track in the order of the ladder, first step first",
                ));
            }
        }
        let dated: Vec<_> =
            steps.iter().filter_map(|(step, _, date, it)| Some((step, (*date)?, it))).collect();
        for pair in dated.windows(2) {
            let ((before, first, one), (after, second, two)) = (&pair[0], &pair[1]);
            if second < first && before <= after {
                let message = format!(
                    "`{}` is dated {second}, before `{}` on {first}",
                    after.id(),
                    before.id()
                );
                let diagnostic =
                    Diagnostic::at(Code::WrongOrder, two.date.span.unwrap_or(two.span), message)
                        .hint("correct the date that is wrong");
                found.push(match one.date.span {
                    Some(span) => diagnostic.related(span, "the earlier step"),
                    None => diagnostic,
                });
            }
        }
    }
    found
}

/// The status is not behind the steps that are recorded.
fn status_and_steps(iho: &Iho) -> Option<Diagnostic> {
    let status = *iho.status.known()?;
    if status > Status::Live {
        return None;
    }
    let furthest = iho
        .authorisation
        .items()
        .iter()
        .filter(|step| step.step.known().is_some_and(|step| *step <= Status::Live))
        .max_by_key(|step| step.step.known().copied())?;
    let step = *furthest.step.known()?;
    if step <= status {
        return None;
    }
    let message = format!(
        "the status is `{}`, but the step `{}` is recorded as taken",
        status.id(),
        step.id()
    );
    let diagnostic = Diagnostic::at(Code::Contradiction, iho.status.span?, message)
        .hint(format!("write `status: {}`, or remove the step", step.id()));
    Some(diagnostic.related(furthest.step.span?, "the step"))
}

/// A trust is assessed again within five years of its authorisation.
fn reassessment(iho: &Iho) -> Vec<Diagnostic> {
    let check = |step: &crate::model::iho::AuthorisationStep| {
        let (due, date) = (*step.reassessment_due.known()?, *step.date.known()?);
        let at = step.reassessment_due.span?;
        let latest = date.saturating_add(jiff::Span::new().years(5));
        if due <= date {
            let message =
                format!("the next assessment, on {due}, is not after this one, on {date}");
            return Some(
                Diagnostic::at(Code::WrongOrder, at, message).hint("correct one of the dates"),
            );
        }
        (due > latest).then(|| {
            let message =
                format!("the next assessment, on {due}, is more than five years after {date}");
            Diagnostic::at(Code::WrongOrder, at, message).hint(format!(
                "write a day up to {latest}: trusts are assessed again at least every five years"
            ))
        })
    };
    iho.authorisation.items().iter().filter_map(check).collect()
}

/// A version is a row of numbers, such as 2026.11.1 or 1.2.0, or a day.
fn version(iho: &Iho) -> Option<Diagnostic> {
    let version = iho.blueprint_version.known()?;
    let numbers: Vec<&str> = version.split(['.', '-']).collect();
    let is_sound = (2..=4).contains(&numbers.len())
        && numbers.iter().all(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()));
    if is_sound {
        return None;
    }
    let message = format!("`{version}` is not a version");
    Some(
        Diagnostic::at(Code::WrongType, iho.blueprint_version.span?, message)
            .hint("write numbers joined by points, such as 2026.11.1, or a day"),
    )
}

/// What is reached has a day, and what has a day is reached.
fn milestones(iho: &Iho) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for it in iho.milestones.items() {
        let is_done = it.status.known() == Some(&MilestoneStatus::Done);
        let (Some(status_at), Some(_)) = (it.status.span, it.status.known()) else { continue };
        if is_done && it.actual.is_absent() {
            found.push(
                Diagnostic::at(
                    Code::MissingKey,
                    status_at,
                    "a milestone that is done needs the day in `actual`",
                )
                .hint("add `actual: 2026-11-20`, or change the status"),
            );
        }
        if let (false, Some(actual), Some(_)) = (is_done, it.actual.span, it.actual.known()) {
            found.push(
                Diagnostic::at(
                    Code::Contradiction,
                    actual,
                    "the milestone was reached, but its status is not `done`",
                )
                .hint("write `status: done`, or remove `actual`")
                .related(status_at, "the status"),
            );
        }
        let mut plan: Vec<(Due, Option<Span>)> =
            it.planned.known().map(|due| (*due, it.planned.span)).into_iter().collect();
        plan.extend(
            it.revised.items().iter().filter_map(|new| Some((*new.date.known()?, new.date.span))),
        );
        for pair in plan.windows(2) {
            if pair[0].0 == pair[1].0
                && let Some(at) = pair[1].1
            {
                found.push(
                    Diagnostic::at(
                        Code::Contradiction,
                        at,
                        "the new date is the one that was planned before",
                    )
                    .hint("write the new date, or remove this entry"),
                );
            }
        }
    }
    found
}

/// Whether a council's service is paid for by the contract.
fn takes_council_money(blueprint: &Blueprint) -> bool {
    let services = blueprint.services.as_ref().and_then(Section::known);
    services.is_some_and(|services| services.services.items().iter().any(is_council_service))
}

fn is_council_service(line: &crate::model::services::ServiceLine) -> bool {
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
        let message = format!("this ends on {last}, before it begins on {first}");
        let at = to.span.or(from.span).unwrap_or(Span::NOWHERE);
        Diagnostic::at(Code::WrongOrder, at, message).hint("correct one of the two dates")
    })
}

/// A council's service in the contract rests on something.
fn legal_basis(blueprint: &Blueprint) -> Vec<Diagnostic> {
    use crate::model::contract::ProcurementRoute;
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
    let is_founded = |line: &&crate::model::services::ServiceLine| line.legal_basis.span.is_some();
    let services = blueprint.services.as_ref().and_then(Section::known);
    let lines = services.map_or(&[][..], |it| it.services.items());
    let unfounded = lines.iter().filter(|line| is_council_service(line) && !is_founded(line));
    unfounded
        .map(|line| {
            let at = line.scope.span.unwrap_or(line.span);
            Diagnostic::at(Code::LegalBasis, at, "nothing says on what a council's service in this contract rests").hint(
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
            "the route `{}` asks for a public notice; the blueprint lacks what it says: {}",
            route.id(),
            absent.join(", ")
        );
        Diagnostic::at(Code::NotCovered, procurement.route.span.unwrap_or(procurement.span), message).hint(
            "add these fields under `procurement`; one that can't be published yet says why and until when",
        )
    })
}

/// Bands follow on each other without gap or overlap, and each has a width.
fn bands(sharing: &RiskShare) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let edges = |band: &Corridor| Some((band.from.known()?.0, band.to.known()?.0));
    let corridors = sharing.corridors.items();
    for band in corridors {
        if let Some((from, to)) = edges(band)
            && to <= from
        {
            let at = band.to.span.unwrap_or(band.span);
            let message = format!("the band from {from} to {to} has no width");
            found.push(Diagnostic::at(Code::WrongOrder, at, message).hint(
                "write the lower edge first: savings are below nothing, so `from: -5` and `to: -1`",
            ));
        }
    }
    // A band that is not published may fill the gap.
    let corridors = sharing.corridors.complete().unwrap_or_default();
    let mut sorted: Vec<&Corridor> = corridors.iter().collect();
    sorted.sort_by_key(|band| edges(band));
    for pair in sorted.windows(2) {
        let (Some((_, end)), Some((start, _))) = (edges(pair[0]), edges(pair[1])) else { continue };
        if end == start {
            continue;
        }
        let (what, at) = if end < start { ("gap", start) } else { ("overlap", start) };
        let message = format!("there is a {what} between {} and {}", end.min(start), end.max(at));
        let span = pair[1].from.span.unwrap_or(pair[1].span);
        let diagnostic = Diagnostic::at(Code::WrongOrder, span, message)
            .hint(format!("let each band begin where the one before it ends: `from: {end}`"));
        found.push(match pair[0].to.span {
            Some(before) => diagnostic.related(before, "the band before ends here"),
            None => diagnostic,
        });
    }
    found
}

/// Caps lie inside the bands: beyond the last band nothing says who shares.
fn caps(sharing: &RiskShare) -> Vec<Diagnostic> {
    let corridors = sharing.corridors.complete().unwrap_or_default();
    let lowest = corridors.iter().filter_map(|band| Some(band.from.known()?.0)).min();
    let highest = corridors.iter().filter_map(|band| Some(band.to.known()?.0)).max();
    let caps = [
        (&sharing.cap_gain, lowest.map(|edge| -edge), "savings"),
        (&sharing.cap_loss, highest, "losses"),
    ];
    let check =
        |(cap, edge, what): (&Field<crate::model::risk_share::Cap>, Option<Decimal>, &str)| {
            let known = cap.known()?;
            let percent = known.pct.known()?.0;
            let edge = edge.filter(|edge| percent > *edge)?;
            let at = known.pct.span.or(cap.span)?;
            let message = format!("the cap on {what} is {percent}%, but the bands end at {edge}%");
            Some(
                Diagnostic::at(Code::Contradiction, at, message)
                    .hint(format!("add a band up to {percent}%, or lower the cap to {edge}")),
            )
        };
    caps.into_iter().filter_map(check).collect()
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
        let message = format!("nothing says who decides on {}", absent.join(", "));
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

/// A target lies on the better side of where things start.
fn target_side(
    model: &Model,
    metric: Option<&str>,
    baseline: Option<Decimal>,
    target: Option<Decimal>,
    at: Option<Span>,
) -> Option<Diagnostic> {
    let (baseline, target, at) = (baseline?, target?, at?);
    if baseline == target {
        let message = format!("the target is {target}, which is where it starts");
        return Some(
            Diagnostic::at(Code::WrongTarget, at, message).hint("write what should be reached"),
        );
    }
    let better = sums::better_way(model, metric?)?;
    let is_better = if better > 0 { target > baseline } else { target < baseline };
    (!is_better).then(|| {
        let side = if better > 0 { "higher" } else { "lower" };
        let message = format!(
            "the target of {target} is worse than the start of {baseline}: {side} is better"
        );
        Diagnostic::at(Code::WrongTarget, at, message).hint(format!(
            "correct the target, the start, or `polarity` in `content/metrics/{}.yaml`",
            metric.unwrap_or_default()
        ))
    })
}

fn benefit_targets(model: &Model, benefits: &Benefits) -> Vec<Diagnostic> {
    let check = |benefit: &crate::model::benefits::Benefit| {
        let target = benefit.target.known()?;
        target_side(
            model,
            benefit.metric.known().map(|metric| metric.0.id.as_str()),
            benefit.baseline.known().and_then(|it| it.value.known()).copied(),
            target.value.known().copied(),
            target.value.span,
        )
    };
    benefits.benefits.items().iter().filter_map(check).collect()
}

fn reported_targets(model: &Model, metric: &ReportedMetric) -> Vec<Diagnostic> {
    let id = metric.metric.known().map(|metric| metric.0.id.as_str());
    let baseline = metric.baseline.known().and_then(|it| it.value.known()).copied();
    let targets = metric.target.known().into_iter().chain(metric.targets.items());
    targets
        .filter_map(|target| {
            target_side(model, id, baseline, target.value.known().copied(), target.value.span)
        })
        .collect()
}

/// Every harm that people fear has a safeguard.
fn harms_covered(benefits: &Benefits) -> Option<Diagnostic> {
    let safeguards = benefits.safeguards.complete()?;
    let covered: BTreeSet<Harm> =
        safeguards.iter().filter_map(|safeguard| safeguard.harm.known()).copied().collect();
    let absent: Vec<String> = Harm::AT_LEAST
        .iter()
        .filter(|harm| !covered.contains(harm))
        .map(|harm| format!("`{}`", harm.id()))
        .collect();
    (!absent.is_empty()).then(|| {
        let message = format!("no safeguard covers {}", absent.join(", "));
        let at = benefits.safeguards.span.unwrap_or(benefits.span);
        Diagnostic::at(Code::NotCovered, at, message).hint(
            "add a safeguard for each, with `trigger_metric`, `threshold`, `action`, `owner` and `tested_on`",
        )
    })
}

/// A step that is recorded has been taken.
fn future_steps(iho: &Iho, today: Date) -> Vec<Diagnostic> {
    let future = |step: &AuthorisationStep| {
        let date = step.date.known().filter(|date| **date > today)?;
        let message = format!("the step is dated {date}, which has not come yet");
        Some(
            Diagnostic::at(Code::WrongOrder, step.date.span?, message)
                .hint("record a step once it is taken; what is planned belongs into `milestones`"),
        )
    };
    iho.authorisation.items().iter().filter_map(future).collect()
}

/// What each assessment has to tell once it has come so far: who supports it, what was found, when it is repeated.
fn assessment_fields(iho: &Iho) -> Vec<Diagnostic> {
    let steps = iho.authorisation.items();
    let mut found = Vec::new();
    let mut require = |track: Track, from: Status, field: &str, why: &str| {
        let mut of_track = steps.iter().filter(|step| step.track.known() == Some(&track));
        let reached = of_track.clone().find(|step| {
            step.step.known().is_some_and(|step| *step >= from && *step <= Status::Live)
        });
        let is_there = of_track
            .any(|step| step.fields().iter().any(|it| it.key.name == field && it.span.is_some()));
        if let (Some(step), false) = (reached, is_there) {
            let message = format!(
                "from `{}` on, a step of the track `{}` needs the field `{field}`",
                from.id(),
                track.id()
            );
            found.push(
                Diagnostic::at(Code::MissingKey, step.step.span.unwrap_or(step.span), message)
                    .hint(format!(
                        "add `{field}: …` ({why}); if it can't be published yet, write \
                 `{field}: {{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`"
                    )),
            );
        }
    };
    require(
        Track::Aft,
        Status::AftCandidate,
        "icb_support_statement",
        "the ICB's statement of support",
    );
    require(Track::Aft, Status::AftCandidate, "region_support", "the support of the NHS region");
    require(
        Track::Aft,
        Status::AftAuthorised,
        "reassessment_due",
        "the day of the next assessment",
    );
    require(
        Track::Iho,
        Status::IhoAssessment,
        "criteria_results",
        "what was found on each criterion",
    );
    found
}

/// A milestone hangs on a decision of the same file.
fn milestone_decisions(iho: &Iho) -> Vec<Diagnostic> {
    let Some(decisions) = iho.decisions.known() else { return Vec::new() };
    let mut suggestions = Suggestions::default();
    let ids: BTreeSet<&str> =
        decisions.iter().filter_map(|it| Some(it.id.known()?.0.value.as_str())).collect();
    let names = iho.milestones.items().iter().filter_map(|it| it.decision.known());
    names
        .filter(|name| !ids.contains(name.0.value.as_str()))
        .map(|name| {
            let message = format!("no decision of this file has the id `{}`", name.0.value);
            let hint = suggestions.did_you_mean(&name.0.value, ids.iter().copied());
            Diagnostic::at(Code::UnknownReference, name.0.span, message).hint(
                hint.unwrap_or_else(|| "write the `id` of an entry under `decisions`".to_owned()),
            )
        })
        .collect()
}

/// An extension makes the contract longer.
fn extensions(contract: &Contract) -> Vec<Diagnostic> {
    let options = contract.extension_options.items().iter();
    let years = options.filter_map(|it| Some((*it.years.known()?, it.years.span?)));
    years
        .filter(|(years, _)| *years <= Decimal::ZERO)
        .map(|(years, at)| {
            Diagnostic::at(Code::BadNumber, at, format!("an extension of {years} years is none"))
                .hint("write by how many years the contract can be made longer, such as 3")
        })
        .collect()
}

/// After its first year a live contract says what was paid.
fn settled(blueprint: &Blueprint, sharing: &RiskShare, today: Date) -> Option<Diagnostic> {
    let status = *blueprint.identity()?.status.known()?;
    let start = *blueprint.contract.as_ref()?.known()?.term_start.known()?;
    let first_year = start.saturating_add(jiff::Span::new().years(1));
    let is_due = status.has_reached(Status::Live) && first_year < today;
    (is_due && sharing.settlements.is_absent()).then(|| {
        let message = "after its first year, a live contract needs the field `settlements`";
        Diagnostic::at(Code::MissingKey, sharing.span, message).hint(
            "add `settlements: [{fy: 2025/26, budget: …, actual: …}]`; if they can't be published yet, write \
             `settlements: {disclosure: not_yet_decided, reason: …, expected: 2027-Q1}`",
        )
    })
}
