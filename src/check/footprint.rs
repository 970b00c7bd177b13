//! Whom a contract covers, and with which services.

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic};
use crate::model::Section;
use crate::model::footprint::{Footprint, PopulationBasis, PopulationKind};
use crate::model::services::{Scope, ServiceLine};

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(covered) = cx.blueprint.footprint.as_ref().and_then(Section::known) {
        footprint(&mut found, covered);
    }
    if let Some(services) = cx.blueprint.services.as_ref().and_then(Section::known) {
        for line in services.services.items() {
            service_line(&mut found, line);
        }
    }
    found
}

fn footprint(found: &mut Vec<Diagnostic>, footprint: &Footprint) {
    let Footprint { span, .. } = *footprint;
    let counts = [
        footprint.registered_population.is_absent(),
        footprint.resident_population.is_absent(),
        footprint.weighted_population.is_absent(),
    ];
    if counts.iter().all(|absent| *absent) {
        let message = "the footprint does not say how many people it covers";
        found.push(
            Diagnostic::at(Code::MissingKey, span, message).hint(
                "add `registered_population`, `resident_population` or `weighted_population`",
            ),
        );
    }
    let is_hybrid = footprint.population_basis.known().and_then(|it| it.value.known())
        == Some(&PopulationBasis::Hybrid);
    let has_rule = footprint.population_basis.known().is_some_and(|it| !it.rule.is_absent());
    if is_hybrid && footprint.rule.is_absent() && !has_rule {
        let message = "a hybrid population needs the field `rule`";
        found.push(
            Diagnostic::at(Code::MissingKey, span, message)
                .hint("add `rule:` with who counts, who does not, and what happens at the border"),
        );
    }
    let kind = footprint.population_kind.known();
    if kind == Some(&PopulationKind::Segment) && footprint.segment.is_absent() {
        let message = "a population that is a segment needs the field `segment`";
        found.push(
            Diagnostic::at(Code::MissingKey, span, message)
                .hint("add `segment:` with `kind`, `inclusion_rule` and `share_of_population`"),
        );
    }
    if kind == Some(&PopulationKind::WholePopulation)
        && let (Some(_), Some(at)) = (footprint.segment.known(), footprint.segment.span)
    {
        let message = "the whole population is covered, yet a segment is described";
        found.push(
            Diagnostic::at(Code::Contradiction, at, message)
                .hint("remove `segment`, or write `population_kind: segment`"),
        );
    }
    for part in footprint.built_from.known().map_or(&[][..], |parts| &parts.0) {
        if part.codes.is_absent() && part.file.is_absent() {
            let message = "this part of the footprint names neither codes nor a file of codes";
            found.push(
                Diagnostic::at(Code::MissingKey, part.span, message)
                    .hint("add `codes: [...]` or `file: footprint-lsoa.csv`"),
            );
        }
    }
}

fn service_line(found: &mut Vec<Diagnostic>, line: &ServiceLine) {
    let Some(scope) = line.scope.known() else {
        return;
    };
    let mut require = |needed: bool, absent: bool, field: &str, why: &str| {
        if needed && absent {
            let message = format!("a service that is `{}` needs the field `{field}`", scope.id());
            found.push(
                Diagnostic::at(Code::MissingKey, line.span, message)
                    .hint(format!("add `{field}: …` {why}")),
            );
        }
    };
    let excluded = matches!(scope, Scope::OutOfScope | Scope::ExcludedByLaw);
    require(
        excluded,
        line.reason_excluded.is_absent(),
        "reason_excluded",
        "with the reason in plain English",
    );
    require(
        *scope == Scope::Phased,
        line.phase.is_absent(),
        "phase",
        "with its number and first day, such as `{value: 2, from: 2028-04-01}`",
    );
}
