//! How complete each blueprint is, what is overdue and what is due next, in the terminal.

use serde_json::{Value, json};

use super::Format;
use crate::graph::Graph;
use crate::graph::census::{self, Census, Gap};
use crate::model::Blueprint;
use crate::model::figures;
use crate::source::Sources;

/// The report on all blueprints.
pub fn status(sources: &Sources, graph: &Graph, format: Format) -> String {
    let blueprints: Vec<(&Blueprint, Census<'_>)> = graph
        .model
        .blueprints
        .values()
        .map(|blueprint| (&**blueprint, census::census(graph, blueprint)))
        .collect();
    if format == Format::Json {
        let all: Vec<Value> =
            blueprints.iter().map(|(it, census)| as_json(sources, graph, it, census)).collect();
        let text =
            serde_json::to_string_pretty(&json!({ "at": graph.today.to_string(), "ihos": all }));
        return text.unwrap_or_default() + "\n";
    }
    if blueprints.is_empty() {
        return "This site has no IHO yet.\n".to_owned();
    }
    blueprints.iter().map(|(it, census)| in_words(sources, graph, it, census)).collect()
}

fn in_words(
    sources: &Sources,
    graph: &Graph,
    blueprint: &Blueprint,
    census: &Census<'_>,
) -> String {
    let status = blueprint.identity().and_then(|iho| iho.status.known());
    let status = status.map_or("status unknown", |status| status.label());
    let total = census.total();
    let mut text = format!(
        "{} ({})\n  {status}. {}% complete: {} of {} required fields are published, {} not published with a reason.\n",
        blueprint.name(),
        blueprint.id,
        total.percent(),
        total.published,
        total.required(),
        total.open
    );
    for (section, count) in &census.sections {
        if count.required() > 0 {
            text.push_str(&format!(
                "    {section:<14}{:>4}%  {:>3} of {:>3}\n",
                count.percent(),
                count.published,
                count.required()
            ));
        }
    }
    let due = due(census);
    let (overdue, ahead): (Vec<&Gap<'_>>, Vec<&Gap<'_>>) =
        due.into_iter().partition(|gap| gap.is_overdue(graph.today));
    for (heading, gaps, most) in [("Overdue", overdue, usize::MAX), ("Due next", ahead, 8)] {
        if gaps.is_empty() {
            continue;
        }
        text.push_str(&format!("  {heading}:\n"));
        for gap in gaps.iter().take(most) {
            text.push_str(&gap_line(sources, gap));
        }
        if let Some(more) = gaps.len().checked_sub(most).filter(|more| *more > 0) {
            text.push_str(&format!("    and {more} more\n"));
        }
    }
    text + "\n"
}

/// What has a day, the first day first.
fn due<'c, 'm>(census: &'c Census<'m>) -> Vec<&'c Gap<'m>> {
    let mut due: Vec<&Gap<'_>> =
        census.gaps.iter().filter(|gap| gap.silence.due().is_some()).collect();
    due.sort_by_key(|gap| gap.silence.due());
    due
}

/// "30 June 2027  Contract: Budget: not yet decided  content/…/contract.yaml:12"
fn gap_line(sources: &Sources, gap: &Gap<'_>) -> String {
    let day = gap.silence.due().map(figures::date).unwrap_or_default();
    let what =
        if gap.trail.is_empty() { "the whole section".to_owned() } else { gap.trail.join(", ") };
    let span = gap.silence.span;
    let path = sources.place(span.file);
    let line = sources.position(span).line;
    format!(
        "    {day:<18}{}: {what}: {}\n    {:<18}{path}:{line}\n",
        gap.section,
        gap.silence.state.label().to_lowercase(),
        ""
    )
}

fn as_json(sources: &Sources, graph: &Graph, blueprint: &Blueprint, census: &Census<'_>) -> Value {
    let count = |count: &census::Count| {
        json!({
            "required": count.required(),
            "published": count.published,
            "open": count.open,
            "missing": count.missing,
            "percent": count.percent(),
        })
    };
    let sections: Vec<Value> = census
        .sections
        .iter()
        .map(|(section, it)| json!({ "section": section, "count": count(it) }))
        .collect();
    let gaps: Vec<Value> = census
        .gaps
        .iter()
        .map(|gap| {
            let span = gap.silence.span;
            json!({
                "section": gap.section,
                "field": gap.trail,
                "state": gap.silence.state.id(),
                "reason": gap.silence.reason,
                "due": gap.silence.due().map(|day| day.to_string()),
                "overdue": gap.is_overdue(graph.today),
                "file": sources.place(span.file).as_str(),
                "line": sources.position(span).line,
            })
        })
        .collect();
    json!({
        "id": blueprint.id,
        "name": blueprint.name(),
        "status": blueprint.identity().and_then(|iho| iho.status.known()).map(|status| status.id()),
        "count": count(&census.total()),
        "sections": sections,
        "gaps": gaps,
    })
}
