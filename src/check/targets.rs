//! Targets on the better side of where things start, and a safeguard for each harm that people fear.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::BlueprintContext;
use crate::analysis::sums;
use crate::diag::{Code, Diagnostic};
use crate::model::benefits::{Benefit, Benefits, Harm};
use crate::model::reported::ReportedMetric;
use crate::model::{Model, Section};
use crate::source::Span;

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(benefits) = cx.blueprint.benefits.as_ref().and_then(Section::known) {
        found.extend(benefit_targets(cx.site.model, benefits));
        found.extend(harms_covered(benefits));
    }
    if let Some(reported) = cx.blueprint.reported.as_ref().and_then(Section::known) {
        found.extend(
            reported.metrics.items().iter().flat_map(|it| reported_targets(cx.site.model, it)),
        );
    }
    found
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
        let message = format!("the target is {target}, which is the same as the baseline");
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
    let check = |benefit: &Benefit| {
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
