//! How complete each blueprint is, what is overdue and what is due next, in the terminal.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::Format;
use crate::analysis::completeness::{self, Census, UndisclosedField};
use crate::archive::Release;
use crate::graph::Graph;
use crate::model::Blueprint;
use crate::model::figures;
use crate::release::{Calendar, DatedPage, PublishTime, Stale};
use crate::source::{SitePath, Sources};

/// What is to be done about releases, on the clock of the site.
#[derive(Debug)]
pub struct Agenda<'a> {
    /// What is to be done.
    pub calendar: Calendar<'a>,
    /// The pages that say when they are public.
    pub pages: Vec<DatedPage>,
    /// The instant at which that holds.
    pub now: Timestamp,
    /// The clock of the site.
    pub zone: TimeZone,
    /// Where it was looked up what is published, in words.
    pub published: String,
}

/// The report on all blueprints.
pub fn status(sources: &Sources, graph: &Graph, agenda: &Agenda<'_>, format: Format) -> String {
    let blueprints: Vec<(&Blueprint, Census<'_>)> = graph
        .model
        .blueprints
        .values()
        .map(|blueprint| (&**blueprint, completeness::census(graph, blueprint)))
        .collect();
    if format == Format::Json {
        let all: Vec<Value> =
            blueprints.iter().map(|(it, census)| as_json(sources, graph, it, census)).collect();
        let text = serde_json::to_string_pretty(
            &json!({ "at": graph.today.to_string(), "ihos": all, "releases": agenda_as_json(agenda) }),
        );
        return text.unwrap_or_default() + "\n";
    }
    if blueprints.is_empty() {
        return "This site has no IHO yet.\n".to_owned();
    }
    let all = blueprints.iter().map(|(it, census)| in_words(sources, graph, it, census));
    all.collect::<String>() + &agenda_in_words(agenda)
}

fn agenda_in_words(agenda: &Agenda<'_>) -> String {
    let Calendar { scheduled, overdue, stale } = &agenda.calendar;
    let when = |release: &Release| PublishTime::at(release.publish_at(), &agenda.zone).in_words();
    let line = |release: &Release| {
        format!("  {} {}: {}\n", release.manifest.iho, release.version, when(release))
    };
    let mut text = String::new();
    let mut part = |heading: String, lines: String, hint: &str| {
        if !lines.is_empty() {
            text.push_str(&format!("{heading}:\n{lines}  {hint}\n\n"));
        }
    };
    part(
        format!("Releases that are due, but not in {}", agenda.published),
        overdue.iter().map(|release| line(release)).collect(),
        "Build the site and publish it now.",
    );
    part(
        "Releases that are sealed and waiting to be published".to_owned(),
        scheduled.iter().map(|release| line(release)).collect(),
        "Build the site and publish it then: `iho status --next` tells a scheduler when to build next.",
    );
    part(
        "Pages that are drafts, or are published or removed at a set time".to_owned(),
        agenda.pages.iter().map(|page| page_line(page, agenda)).collect(),
        "Build the site and publish it then: `iho status --next` tells a scheduler when to build next.",
    );
    part(
        "IHOs whose latest release has older copies of shared files".to_owned(),
        stale.iter().map(stale_lines).collect(),
        "You do not need to do anything: the release shows what was true then. The next release will have the current files.",
    );
    text
}

fn page_line(page: &DatedPage, agenda: &Agenda<'_>) -> String {
    let when = |at: Timestamp| PublishTime::at(at, &agenda.zone).in_words();
    let state = match (page.is_draft, page.from, page.until) {
        (true, ..) => "a draft".to_owned(),
        (_, from, until) if from == Some(Timestamp::MAX) || until == Some(Timestamp::MIN) => {
            "never, because its time is not valid".to_owned()
        }
        (_, Some(from), Some(until)) => format!("from {} until {}", when(from), when(until)),
        (_, Some(from), None) => format!("from {}", when(from)),
        (_, None, Some(until)) => format!("until {}", when(until)),
        (_, None, None) => "public".to_owned(),
    };
    format!("  {}: {state}\n", page.path)
}

fn stale_lines(stale: &Stale<'_>) -> String {
    let manifest = &stale.release.manifest;
    let mut text = format!("  {} {}:\n", manifest.iho, manifest.version);
    for (what, paths) in [("changed", &stale.changed), ("gone", &stale.gone)] {
        paths.iter().for_each(|path| text.push_str(&format!("    {what:8}{path}\n")));
    }
    text
}

fn agenda_as_json(agenda: &Agenda<'_>) -> Value {
    let Calendar { scheduled, overdue, stale } = &agenda.calendar;
    let one = |release: &&Release| {
        json!({
            "iho": release.manifest.iho,
            "version": release.manifest.version,
            "publish_at": release.publish_at(),
        })
    };
    let stale = stale.iter().map(|it| {
        let paths =
            |paths: &[SitePath]| -> Vec<String> { paths.iter().map(ToString::to_string).collect() };
        json!({
            "iho": it.release.manifest.iho,
            "version": it.release.manifest.version,
            "changed": paths(&it.changed),
            "gone": paths(&it.gone),
        })
    });
    let page = |page: &DatedPage| {
        json!({
            "path": page.path.to_string(),
            "draft": page.is_draft,
            "from": page.from,
            "until": page.until,
        })
    };
    let pages: Vec<Value> = agenda.pages.iter().map(page).collect();
    let next = scheduled.first().map(|release| release.publish_at());
    let next =
        next.into_iter().chain(agenda.pages.iter().filter_map(|it| it.next_after(agenda.now)));
    json!({
        "now": agenda.now,
        "pages": pages,
        "published_in": agenda.published,
        "next": next.min(),
        "scheduled": scheduled.iter().map(one).collect::<Vec<_>>(),
        "overdue": overdue.iter().map(one).collect::<Vec<_>>(),
        "stale": stale.collect::<Vec<_>>(),
    })
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
    let (overdue, ahead): (Vec<&UndisclosedField<'_>>, Vec<&UndisclosedField<'_>>) =
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
fn due<'c, 'm>(census: &'c Census<'m>) -> Vec<&'c UndisclosedField<'m>> {
    let mut due: Vec<&UndisclosedField<'_>> =
        census.gaps.iter().filter(|gap| gap.silence.due().is_some()).collect();
    due.sort_by_key(|gap| gap.silence.due());
    due
}

/// "30 June 2027  Contract: Budget: not yet decided  content/…/contract.yaml:12"
fn gap_line(sources: &Sources, gap: &UndisclosedField<'_>) -> String {
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
    let count = |count: &completeness::SectionCount| {
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
