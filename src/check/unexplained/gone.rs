//! Figures that were published and are gone.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic};
use crate::model::observations::{Observation, Observations};
use crate::model::reflect::Block as _;
use crate::model::scalar::Date;
use crate::model::{Blueprint, Section, figures};

/// What tells a figure from others of its measure.
type GoneCell = (String, String, String, Date, Date);

fn cell(it: &Observation) -> GoneCell {
    let facet = it.facet.clone().unwrap_or_default();
    let (first, last) = (it.period.first_day(), it.period.last_day());
    (facet, it.area.clone(), it.breakdown.clone(), first, last)
}

/// Figures of the release that the draft lacks without a reason, a message for each measure.
pub(super) fn figures_gone(
    draft: &Blueprint,
    released: &Blueprint,
    version: &str,
) -> Vec<Diagnostic> {
    // What a missing file promised is told as one; one that says why it is silent says so for all that it held.
    let file = match (&draft.reported, &released.reported) {
        (Some(section), _) if section.known().is_none() => return Vec::new(),
        (None, Some(_)) => return Vec::new(),
        (Some(section), _) => section.file,
        (None, None) => match &draft.iho {
            Some(section) => section.file,
            None => return Vec::new(),
        },
    };
    let mut found = Vec::new();
    for (metric, table) in &released.observations {
        let gone = missing(table, draft.observations.get(metric));
        let has_reason = !reasons(draft, metric).is_subset(&reasons(released, metric));
        let (Some(first), false) = (gone.first(), has_reason) else { continue };
        let more = match gone.len() {
            1 => String::new(),
            n => format!(", and {} more,", n - 1),
        };
        let (was, is) = if gone.len() == 1 { ("was", "is") } else { ("were", "are") };
        let message = format!(
            "the figure of {} of the measure `{metric}`{more} {was} published in the release `{version}`, and {is} gone",
            figures::period(first.period)
        );
        let at = draft.observations.get(metric).map_or(file, |it| it.file);
        found.push(Diagnostic::of_file(Code::ChangedSilently, at, message).hint(format!(
            "put back what is missing from `metrics/{metric}.csv`, or write `why: …` beside the measure in `metrics.yaml`"
        )));
    }
    found
}

/// The rows of a table that another has not.
fn missing<'o>(table: &'o Observations, now: Option<&Observations>) -> Vec<&'o Observation> {
    let now: BTreeSet<GoneCell> =
        now.map(|it| it.rows.iter().map(cell).collect()).unwrap_or_default();
    table.rows.iter().filter(|row| !now.contains(&cell(row))).collect()
}

/// Every reason that is given for a measure, or for all of them.
fn reasons(blueprint: &Blueprint, metric: &str) -> BTreeSet<String> {
    let Some(reported) = blueprint.reported.as_ref().and_then(Section::known) else {
        return BTreeSet::new();
    };
    let of_measure = reported
        .metrics
        .items()
        .iter()
        .filter(|it| it.metric.known().is_some_and(|known| known.0.id == metric));
    let all = of_measure.map(|it| it.provenance()).chain([reported.provenance()]);
    all.filter_map(|it| Some(it?.why.as_ref()?.text.trim().to_owned())).collect()
}
