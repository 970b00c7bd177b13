//! Criteria that several frameworks share: each result belongs to the framework of its own step.
//!
//! A new version of a framework keeps most ids of the one before. Results under the old one must stay readable, and
//! lead to the words that were asked then. So where an id stands in several frameworks, it is called
//! `framework/criterion`, here and in the addresses of pages.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::field::FieldState;
use crate::model::iho::{AuthorisationStep, CriterionResult};
use crate::model::shared::Framework;
use crate::model::{Collection, Model};

/// The frameworks that have a criterion, by its id; only those that more than one has.
type Shared = BTreeMap<String, Vec<String>>;

/// Gives criteria of several frameworks, and results that are meant for one of them, the name of the framework.
pub(super) fn qualify(model: &mut Model) {
    let shared = shared(model);
    for (framework, (_, it)) in model.frameworks.iter_mut() {
        let FieldState::Published(criteria) = &mut Arc::make_mut(it).criteria.content else {
            continue;
        };
        for criterion in &mut criteria.items {
            if let FieldState::Published(id) = &mut criterion.id.content
                && shared.contains_key(&id.0.value)
            {
                id.0.value = format!("{framework}/{}", id.0.value);
            }
        }
    }
    let frameworks = &model.frameworks;
    for blueprint in model.blueprints.values_mut() {
        let Some(section) = &mut Arc::make_mut(blueprint).iho else { continue };
        let FieldState::Published(iho) = &mut section.stated.content else { continue };
        let FieldState::Published(steps) = &mut iho.authorisation.content else { continue };
        for step in &mut steps.items {
            let of_step = framework_of(step, frameworks);
            let FieldState::Published(results) = &mut step.criteria_results.content else {
                continue;
            };
            for result in &mut results.items {
                settle(result, of_step.as_deref(), &shared);
            }
        }
    }
}

/// Whether criteria and their results are called the same by two states of all frameworks.
pub(super) fn are_named_alike(before: &Collection<Framework>, now: &Collection<Framework>) -> bool {
    before.len() == now.len()
        && before.iter().zip(now).all(|((id, (_, it)), (other_id, (_, other)))| {
            let paper = |it: &Framework| it.document.known().map(|document| document.0.id.clone());
            let ids = |it: &Framework| -> Vec<String> {
                let ids = it.criteria.items().iter().filter_map(|criterion| criterion.id.known());
                ids.map(|id| id.0.value.clone()).collect()
            };
            id == other_id
                && it.version.known() == other.version.known()
                && paper(it) == paper(other)
                && ids(it) == ids(other)
        })
}

fn shared(model: &Model) -> Shared {
    let mut all: Shared = BTreeMap::new();
    for (framework, (_, it)) in &model.frameworks {
        for id in it.criteria.items().iter().filter_map(|criterion| criterion.id.known()) {
            let of = all.entry(id.0.value.clone()).or_default();
            if !of.contains(framework) {
                of.push(framework.clone());
            }
        }
    }
    all.retain(|_, frameworks| frameworks.len() > 1);
    all
}

/// The framework that a step names: by its id or its paper, and by its version where the paper sets several.
fn framework_of(step: &AuthorisationStep, frameworks: &Collection<Framework>) -> Option<String> {
    let named = step.framework.known()?;
    let document = &named.document.known()?.0.id;
    let sets = |(id, (_, it)): &(&String, &(_, Arc<Framework>))| {
        *id == document || it.document.known().is_some_and(|own| own.0.id == *document)
    };
    let of_paper: Vec<_> = frameworks.iter().filter(sets).collect();
    let of_version = of_paper.iter().find(|(_, (_, it))| {
        named.version.known().is_some_and(|version| it.version.known() == Some(version))
    });
    let only = (of_paper.len() == 1).then(|| &of_paper[0]);
    of_version.or(only).map(|(id, _)| (*id).clone())
}

/// A result that names a criterion of several frameworks is meant for that of its step; one that names the
/// framework of a criterion that no other has may do so.
fn settle(result: &mut CriterionResult, of_step: Option<&str>, shared: &Shared) {
    let FieldState::Published(reference) = &mut result.criterion.content else { return };
    let id = &mut reference.0.id;
    match (shared.get(id.as_str()), of_step) {
        (Some(frameworks), Some(framework)) if frameworks.iter().any(|it| it == framework) => {
            *id = format!("{framework}/{id}");
        }
        _ => {
            let alone = id.rsplit_once('/').map(|(_, alone)| alone.to_owned());
            if let Some(alone) = alone.filter(|alone| !shared.contains_key(alone)) {
                *id = alone;
            }
        }
    }
}
