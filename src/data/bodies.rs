//! What registers call a body.

use crate::graph::Graph;
use crate::model::shared::Organisation;

/// The record of a body.
pub(super) fn organisation<'g>(graph: &'g Graph, id: &str) -> Option<&'g Organisation> {
    graph.model.organisations.get(id).map(|(_, organisation)| &**organisation)
}

/// Its code in the Organisation Data Service that is in use on the day of the build.
pub(super) fn ods<'g>(graph: &'g Graph, id: &str) -> Option<&'g str> {
    let codes = organisation(graph, id)?.codes.known()?.ods.items();
    let is_used = |to: Option<&crate::model::scalar::Date>| to.is_none_or(|to| *to >= graph.today);
    codes
        .iter()
        .filter(|it| is_used(it.to.known()))
        .find_map(|it| Some(it.value.known()?.0.as_str()))
}
