//! Definitions of measures, and the tables of the peers that they are compared with.

use super::{SiteContext, suppression};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::Model;
use crate::model::decode::missing_key;
use crate::model::metric::{Metric, ValueType};
use crate::model::reflect::Block as _;
use crate::statistics::funnel::FEWEST;

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (_, definition) in cx.model.metrics.values() {
        metric(&mut found, definition);
    }
    peers(&mut found, cx.model);
    found
}

/// A definition follows one of two lists of fields: the full one, or that of the national specification sheet,
/// which tells the direction by `better_when` and the areas by `granularity`.
fn metric(found: &mut Vec<Diagnostic>, metric: &Metric) {
    let fields = metric.fields();
    let is_there =
        |name: &str| fields.iter().any(|field| field.key.name == name && field.span.is_some());
    let of_sheet = is_there("better_when") && is_there("granularity");
    let needed: &[&str] = if of_sheet && !is_there("polarity") { &[] } else { &Metric::FULL };
    for name in needed.iter().filter(|name| !is_there(name)) {
        if let Some(field) = fields.iter().find(|field| field.key.name == *name) {
            found.push(missing_key(field.key, metric.span, "the measure"));
        }
    }
    for n in [&metric.trend_points, &metric.shift_points] {
        if let (Some(known), Some(span)) = (n.known().filter(|n| !(6..=8).contains(*n)), n.span) {
            let message =
                format!("{known} points are too few or too many to tell a pattern from chance");
            found.push(Diagnostic::at(Code::BadNumber, span, message).hint("write 6, 7 or 8"));
        }
    }
    found.extend(suppression::small_baseline(metric));
}

/// A table of peers is of a measure, and a funnel is of a share.
fn peers(found: &mut Vec<Diagnostic>, model: &Model) {
    for (id, peers) in &model.peers {
        let Some((_, metric)) = model.metrics.get(id) else {
            let message = format!("there is no measure called `{id}`");
            let hint = did_you_mean(id, model.metrics.keys().map(String::as_str));
            found.push(
                Diagnostic::of_file(Code::UnknownReference, peers.file, message)
                    .maybe_hint(hint)
                    .hint("the file is named after the id of its measure, and `.peers.csv`"),
            );
            continue;
        };
        for slip in suppression::of_peers(peers, metric) {
            found.push(slip);
        }
        let kind = metric.value_type.known();
        if kind.is_some_and(|it| *it != ValueType::Proportion) {
            let message = "a funnel is drawn of shares, and this measure is none";
            found.push(
                Diagnostic::of_file(Code::Contradiction, peers.file, message)
                    .hint("remove the file, or write `value_type: proportion` if it is a share"),
            );
        }
        if peers.all.len() < FEWEST {
            let message =
                format!("a funnel needs {FEWEST} bodies, and this table has {}", peers.all.len());
            found.push(
                Diagnostic::of_file(Code::BadTable, peers.file, message)
                    .hint("add all bodies that publish the measure, or remove the file"),
            );
        }
    }
}
