//! All rules across files and fields, one file for each family of rules. That a name must name something is told by
//! [`crate::graph`], and what one file alone says wrong by [`crate::model`].

mod caveats;
mod fields;
mod geometry;
mod identity;
mod observations;
mod personal_data;
mod plain_english;
mod rules;
pub mod suppression;
mod unexplained;

pub use plain_english::acronyms;

use crate::diag::Diagnostic;
use crate::graph::{Graph, release_index};
use crate::source::Sources;

/// Everything that does not agree with a rule; the day of the graph tells which promises are overdue.
pub fn diagnose(sources: &Sources, graph: &Graph) -> Vec<Diagnostic> {
    let Graph { model, archive, today, .. } = graph;
    let (mut diagnostics, mut others) = rayon::join(
        || fields::all(sources, model, *today),
        || {
            let mut found = identity::all(sources, model, *today);
            found.extend(personal_data::all(sources, model));
            found.extend(plain_english::all(sources, model));
            found.extend(unexplained::all(sources, model, archive));
            found.extend(release_index::check(sources, model, archive));
            found
        },
    );
    diagnostics.append(&mut others);
    diagnostics
}
