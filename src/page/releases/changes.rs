//! What changed from the release before to this one: in sentences, then the words themselves, then side by side.

use std::sync::Arc;

use crate::compare::{self, Change, ChangeSide, Diff, Extent};
use crate::model::boundary::Boundary;
use crate::model::scalar::Date;
use crate::page::context::{PageContext, text};
use crate::page::kinds::PageKind;
use crate::page::maps;
use crate::page::releases;
use crate::page::scope::{self, ReleasePosition, Scope, url_of_changes};
use crate::page::url::Url;
use crate::page::view::{ChangeLine, Column, MarkedText, Part, SidesText, Value, View};
use crate::page::wording;

/// What changed since the release before.
#[derive(Clone, PartialEq, Debug)]
pub struct Changed {
    /// The name of the release before.
    pub before: String,
    /// The day of its publication.
    pub day: Date,
    /// Every change, in the order of reading.
    pub changes: Vec<Change>,
    /// Files that were removed from one of the two by law.
    pub withheld: Vec<String>,
    /// The boundary before, where it is another now.
    pub boundary_before: Option<Arc<Boundary>>,
}

/// The page of what changed.
pub(in crate::page) static PAGE: PageKind =
    PageKind::new("changes", |page| url_of_changes(&page.iho), view);

fn view(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let mut head = releases::head(cx, id, "What changed");
    head.description = "What changed since the previous release, and why.".to_owned();
    let Scope::Release(standing) = cx.plan.scope() else { return cx.finish(head, Vec::new()) };
    let mut body = vec![Part::Lead { body: cx.sentence(lead(cx, standing)) }];
    if let Some(note) = cx.graph.model.blueprints.get(id).and_then(|it| it.note.as_ref())
        && let Some(note) = note.1.note.known()
    {
        body.push(Part::notice("important", "In our own words", cx.sentence(note.text.trim())));
    }
    if let Some(changed) = cx.plan.changed() {
        let mut by_weight: Vec<&Change> = changed.changes.iter().collect();
        by_weight.sort_by_key(|change| weight(&change.section));
        body.extend(sentences(&by_weight));
        body.extend(withheld(cx, changed));
        let dates = Diff::new(changed.day, standing.day).map(wording::date);
        // Two releases of one day are told apart by their names.
        let names = match changed.day == standing.day {
            true => {
                Diff::new(&changed.before, &standing.version).map(|name| format!("release {name}"))
            }
            false => dates.clone(),
        };
        let heads =
            Diff::new(format!("Before, {}", names.before), format!("After, {}", names.after));
        body.extend(outlines(cx, id, changed, &dates));
        body.extend(marked(&changed.changes));
        body.extend(values(&changed.changes, &heads));
        body.extend(sides(&changed.changes, &heads));
        if !changed.changes.is_empty() {
            let file = Url::file(&format!("{}changes.json", standing.folder()));
            let link = cx.link("Download as JSON", &file);
            let any = cx.link("compare any two releases", &scope::url_of_history(id));
            body.push(cx.prose(
                "",
                "",
                format!(
                    "[{}]({}). You can also [{}]({}).",
                    link.text, link.href, any.text, any.href
                ),
            ));
        }
    }
    cx.finish(head, body)
}

/// The boundary as it was and as it is.
fn outlines(
    cx: &PageContext<'_>,
    id: &str,
    changed: &Changed,
    dates: &Diff<String>,
) -> Option<Part> {
    let blueprint = cx.graph.model.blueprints.get(id)?;
    maps::before_and_now(cx, blueprint, changed.boundary_before.as_deref()?, dates)
}

fn lead(cx: &PageContext<'_>, standing: &ReleasePosition) -> String {
    let Some(changed) = cx.plan.changed() else {
        return match standing.previous {
            None => "This is the first release. Nothing had been published before it.".to_owned(),
            Some(_) => "The release before this one is not available, so nothing is compared here."
                .to_owned(),
        };
    };
    let since = format!("release {} of {}", standing.sequence - 1, wording::date(changed.day));
    match changed.changes.len() {
        0 if !changed.withheld.is_empty() => {
            format!("Nothing has changed in the parts that could be compared since {since}.")
        }
        0 => format!("Nothing has changed in this blueprint since {since}."),
        n => format!("{} since {since}.", wording::n_of(n, "change", "changes")),
    }
}

/// What matters most comes first: money, then promises, measures, dates, and then the rest.
fn weight(section: &str) -> usize {
    let first = ["contract", "risk-share", "benefits", "metrics", "figures", "iho"];
    first.iter().position(|known| *known == section).unwrap_or(first.len())
}

/// The sentences, by section.
fn sentences(changes: &[&Change]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let is_new = at == 0 || changes[at - 1].section != change.section;
        if is_new {
            parts.push(Part::Changes {
                id: format!("changes_{}", change.section),
                heading: compare::title(&change.section).to_owned(),
                in_short: compare::in_short(
                    changes.iter().filter(|it| it.section == change.section).copied(),
                ),
                lines: Vec::new(),
            });
        }
        let line = ChangeLine {
            id: change.anchor.clone(),
            sentence: change.sentence(),
            facts: change.facts(),
            reason: change.reason.clone().unwrap_or_default(),
            words: change.marked.as_ref().map_or_else(String::new, |_| place(change, "words")),
        };
        if let Some(Part::Changes { lines, .. }) = parts.last_mut() {
            lines.push(line);
        }
    }
    parts
}

/// Where the words of a change stand on the page.
fn place(change: &Change, what: &str) -> String {
    change.anchor.replacen("change_", &format!("{what}_"), 1)
}

/// The texts that were reworded, with what went and what came marked.
fn marked(changes: &[Change]) -> Option<Part> {
    let texts = changes.iter().filter_map(|change| {
        let marked = change.marked.as_ref()?;
        Some(MarkedText {
            id: place(change, "words"),
            label: change.about().to_owned(),
            html: compare::inline(marked, Extent::Near),
        })
    });
    let texts: Vec<MarkedText> = texts.collect();
    (!texts.is_empty()).then(|| Part::Marked {
        id: "words_all".to_owned(),
        heading: "The words that changed".to_owned(),
        texts,
    })
}

/// The values beside each other.
fn values(changes: &[Change], heads: &Diff<String>) -> Option<Part> {
    let of_text = |said: &ChangeSide| text(wording::upper_first(&said.in_words()));
    let rows: Vec<Vec<Value>> = changes
        .iter()
        // A boundary, or an order, has no words.
        .filter(|change| change.marked.is_none() && change.said != Diff::default())
        .map(|change| {
            let Diff { before, after } = change.said.as_ref().map(of_text);
            vec![text(change.about()), before, after]
        })
        .collect();
    let column = |label: &str| Column::of_words(label);
    (!rows.is_empty()).then(|| {
        Part::table(
            "values_all",
            "Values side by side",
            vec![column("What"), column(&heads.before), column(&heads.after)],
            rows,
        )
    })
}

/// The texts beside each other.
fn sides(changes: &[Change], heads: &Diff<String>) -> Option<Part> {
    let texts = changes.iter().filter_map(|change| {
        let rows = compare::side_by_side(change.marked.as_ref()?);
        let rows = rows.into_iter().map(|row| row.into_iter().flatten().collect()).collect();
        Some(SidesText { id: place(change, "sides"), label: change.about().to_owned(), rows })
    });
    let texts: Vec<SidesText> = texts.collect();
    (!texts.is_empty()).then(|| Part::Sides {
        id: "sides_all".to_owned(),
        heading: "Texts side by side".to_owned(),
        heads: heads.iter().cloned().collect(),
        texts,
    })
}

fn withheld(cx: &PageContext<'_>, changed: &Changed) -> Option<Part> {
    let files: Vec<String> = changed.withheld.iter().map(|path| format!("`{path}`")).collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    (!files.is_empty()).then(|| {
        Part::notice(
            "important",
            "Not compared",
            cx.sentence(format!(
                "Something has been removed from one of the two releases for legal reasons: {}.",
                wording::listed(&files)
            )),
        )
    })
}
