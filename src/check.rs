//! All rules across files and fields, one file for each family of rules. That a name must name something is told by
//! [`crate::graph`], and what one file alone says wrong by [`crate::model`].
//!
//! A new rule is a function of its family, and a [`crate::diag::Code`] where none fits; a new family is a file and a line below.
//!
//! # What a check knows of time and words
//!
//! A reference to a body or an area is meant for a day: the `date` of its block, the nearest `as_of`, else the day of the build.
//! `check/identity` compares it with the life of the body, and offers what followed. Fields about history, such as
//! `predecessors`, and running text are free to name what has gone.
//!
//! `check/personal_data` searches the files as they are written. `check/plain_english` reads words, which `model/passage` takes from
//! markdown with the way back to their place. It only warns, with one exception, and each rule can be turned off in `site.yaml`.

mod authorisation;
mod caveats;
mod contacts;
mod contract;
mod duplicates;
mod fields;
mod footprint;
mod geometry;
mod governance;
mod identity;
mod look_up;
mod measures;
mod observations;
mod open_notes;
mod personal_data;
mod placeholders;
mod plain_english;
mod presentation;
mod risk_share;
mod sections;
mod site;
pub mod suppression;
mod targets;
mod timeline;
mod titles;
mod unexplained;

pub use plain_english::acronyms;

use std::sync::Arc;

use rayon::prelude::*;

use crate::archive::Archive;
use crate::diag::Diagnostic;
use crate::graph::{Graph, release_index};
use crate::model::scalar::Date;
use crate::model::{Blueprint, Model};
use crate::source::Sources;

/// What a rule may look at.
struct SiteContext<'c> {
    sources: &'c Sources,
    graph: &'c Graph,
    model: &'c Model,
    archive: &'c Archive,
    /// The day of the build: it tells which promises are overdue.
    today: Date,
}

/// What a rule on one blueprint may look at.
struct BlueprintContext<'c> {
    site: &'c SiteContext<'c>,
    blueprint: &'c Blueprint,
}

/// The rules that look at a whole site.
const SITE_RULES: &[fn(&SiteContext<'_>) -> Vec<Diagnostic>] = &[
    plain_english::check,
    personal_data::check,
    placeholders::check,
    open_notes::check,
    identity::check,
    fields::check,
    unexplained::check,
    geometry::check,
    measures::check,
    suppression::check,
    site::check,
    contacts::check,
    titles::check,
    presentation::check,
    |cx| release_index::check(cx.sources, cx.model, cx.archive),
];

/// The rules that look at one blueprint at a time.
const BLUEPRINT_RULES: &[fn(&BlueprintContext<'_>) -> Vec<Diagnostic>] = &[
    sections::check,
    duplicates::check,
    caveats::check,
    authorisation::check,
    timeline::check,
    footprint::check,
    look_up::check,
    contract::check,
    risk_share::check,
    governance::check,
    targets::check,
    observations::check,
];

/// Everything that does not agree with a rule.
pub fn diagnose(sources: &Sources, graph: &Graph) -> Vec<Diagnostic> {
    let Graph { model, archive, today, .. } = graph;
    let site = SiteContext { sources, graph, model, archive, today: *today };
    let blueprints: Vec<_> = model.blueprints.values().collect();
    let (mut diagnostics, mut of_blueprints): (Vec<_>, Vec<_>) = rayon::join(
        || SITE_RULES.par_iter().flat_map_iter(|rule| rule(&site)).collect(),
        || {
            let check = |blueprint: &Arc<Blueprint>| {
                let cx = BlueprintContext { site: &site, blueprint };
                BLUEPRINT_RULES.iter().flat_map(|rule| rule(&cx)).collect::<Vec<_>>()
            };
            blueprints.into_par_iter().flat_map_iter(check).collect()
        },
    );
    diagnostics.append(&mut of_blueprints);
    diagnostics
}
