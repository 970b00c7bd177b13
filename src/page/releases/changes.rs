//! What changed from the release before to this one: in sentences, then the words themselves, then side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::compare::{self, Change, ChangeKind, ChangeSide, Diff, Extent, Matter};
use crate::model::boundary::Boundary;
use crate::model::reference::EntityKind;
use crate::model::scalar::Date;
use crate::page::context::{PageContext, text};
use crate::page::kinds::{self, PageKind};
use crate::page::maps;
use crate::page::releases;
use crate::page::scope::{self, ReleasePosition, Scope, url_of_changes};
use crate::page::url::Url;
use crate::page::view::{ChangeLine, Column, MarkedText, Part, SidesText, Value, View};
use crate::page::wording::{self, n_of};

/// What changed since the release before.
#[derive(Clone, PartialEq, Debug)]
pub struct Changed {
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
    let note = cx.graph.model.blueprints.get(id).and_then(|it| it.note.as_ref()).map(|it| &it.1);
    let words = note.and_then(|note| note.note.known()).map_or("", |note| note.text.trim());
    let approval = releases::without_approval(note).unwrap_or_default();
    let said = [words, &approval, &lead(cx, standing)].join("\n\n");
    let mut body = vec![Part::Lead { body: cx.sentence(said.trim()) }];
    if let Some(changed) = cx.plan.changed() {
        let mut by_matter: Vec<&Change> = changed.changes.iter().collect();
        by_matter.sort_by_key(|change| Matter::of_section(&change.section));
        let (shown, folds) = folded(by_matter);
        let (weakened, rest) = compare::weakened_first(shown.iter().copied());
        body.extend((!weakened.is_empty()).then(|| Part::Changes {
            id: "changes_weakened".to_owned(),
            heading: compare::WEAKENED.to_owned(),
            in_short: Vec::new(),
            lines: weakened.iter().map(|change| line(change, &shown)).collect(),
        }));
        body.extend(sentences(&rest));
        body.extend(folds);
        body.extend(withheld(cx, changed));
        let dates = Diff::new(changed.day, standing.day).map(wording::date);
        // Two releases of one day are told apart by their numbers.
        let names = match changed.day == standing.day {
            true => Diff::new(standing.sequence - 1, standing.sequence)
                .map(|nth| format!("release {nth}")),
            false => dates.clone(),
        };
        let heads =
            Diff::new(format!("Before, {}", names.before), format!("After, {}", names.after));
        body.extend(outlines(cx, id, changed, &dates));
        body.extend(marked(&shown, "words_all", "The words that changed"));
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

/// More changes of one kind in what several contracts share are folded up into one line.
const MOST_ALIKE: usize = 3;

/// Takes out what few people look for, where there is much of it: descriptions of others that were reworded, and terms that are no
/// longer cited. Each is a line that unfolds.
fn folded(changes: Vec<&Change>) -> (Vec<&Change>, Vec<Part>) {
    let is_shared = |it: &Change| it.section == compare::SHARED;
    let is_reworded =
        |it: &Change| is_shared(it) && it.kind == ChangeKind::Reworded && !it.is_redefinition;
    let is_uncited = |it: &Change| {
        is_shared(it) && it.kind == ChangeKind::ItemRemoved && it.field.starts_with("term.")
    };
    let (reworded, rest): (Vec<&Change>, Vec<_>) =
        changes.into_iter().partition(|it| is_reworded(it));
    let (uncited, mut rest): (Vec<&Change>, Vec<_>) =
        rest.into_iter().partition(|it| is_uncited(it));
    let mut folds = Vec::new();
    for (id, changes, summary) in [
        ("reworded", &reworded, reworded_in_words(&reworded)),
        ("uncited", &uncited, format!("{} glossary terms are no longer cited", uncited.len())),
    ] {
        if changes.len() <= MOST_ALIKE {
            rest.extend(changes);
            continue;
        }
        let mut parts = vec![Part::Changes {
            id: String::new(),
            heading: String::new(),
            in_short: Vec::new(),
            lines: changes.iter().map(|change| line(change, changes)).collect(),
        }];
        parts.extend(marked(changes, "", ""));
        let (id, heading) = (format!("changes_{id}"), String::new());
        folds.push(Part::Fold { id, heading, summary, parts });
    }
    (rest, folds)
}

/// "Descriptions of 43 organisations and places were reworded".
fn reworded_in_words(changes: &[&Change]) -> String {
    let things: BTreeSet<(&str, &str)> = changes
        .iter()
        .filter_map(|it| {
            let mut path = it.field.split('.');
            Some((path.next()?, path.next()?))
        })
        .collect();
    let mut kinds: Vec<String> = Vec::new();
    for kind in things.iter().filter_map(|(kind, _)| EntityKind::parse(kind)) {
        let words = kinds::list_title(kind).to_lowercase();
        if !kinds.contains(&words) {
            kinds.push(words);
        }
    }
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    format!("Descriptions of {} {} were reworded", things.len(), wording::listed(&kinds))
}

/// The sentences, by section.
fn sentences(changes: &[&Change]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for of_section in changes.chunk_by(|a, b| a.section == b.section) {
        let section = of_section[0].section.as_str();
        parts.push(Part::Changes {
            id: format!("changes_{section}"),
            heading: compare::title(section).to_owned(),
            in_short: compare::in_short(of_section.iter().copied()),
            lines: lines(of_section),
        });
    }
    parts
}

/// A line for each change; what a new thing says of itself is told with it, and names that were given are told together.
fn lines(changes: &[&Change]) -> Vec<ChangeLine> {
    let mut lines: Vec<ChangeLine> = Vec::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for change in changes {
        if changes.iter().any(|whole| is_part_of(change, whole)) {
            continue;
        }
        let mut line = line(change, changes);
        if let Some(list) = list_of_named(change) {
            if !named.insert(list) {
                continue;
            }
            let alike = changes.iter().filter(|it| list_of_named(it) == Some(list));
            let names: Vec<String> = alike.map(|it| it.said.after.in_words()).collect();
            let list = list.replace('_', " ");
            let n = n_of(names.len(), list.trim_end_matches('s'), &list);
            let verb = if names.len() == 1 { "has" } else { "have" };
            line.sentence = format!("{n} now {verb} a name: {}.", names.join("; "));
        }
        if let Some(measure) = measure_of_new(change) {
            let alike: Vec<&Change> =
                changes.iter().copied().filter(|it| measure_of_new(it) == Some(measure)).collect();
            if alike.len() > MOST_ALIKE {
                if !named.insert(measure) {
                    continue;
                }
                line = together(&alike, line);
            }
        }
        lines.push(line);
    }
    lines
}

fn line(change: &Change, changes: &[&Change]) -> ChangeLine {
    let mut facts = change.facts();
    for part in changes.iter().filter(|part| is_part_of(part, change)) {
        let label = part.about().strip_prefix(change.about()).unwrap_or(part.about());
        let label = wording::upper_first(label.trim_start_matches(": "));
        facts.push(format!("{label}: {}", part.said.after.in_words()));
    }
    ChangeLine {
        id: change.anchor.clone(),
        sentence: change.sentence(),
        facts,
        reason: match &change.reason {
            None if change.is_weakened() => compare::NO_REASON.to_owned(),
            reason => reason.clone().unwrap_or_default(),
        },
        words: change.marked.as_ref().map_or_else(String::new, |_| place(change, "words")),
    }
}

/// Whether a change only says more of something that came as a whole, such as its source.
fn is_part_of(part: &Change, whole: &Change) -> bool {
    let came = [ChangeKind::Added, ChangeKind::ItemAdded, ChangeKind::Published];
    let rest = part.field.strip_prefix(whole.field.as_str());
    part.kind == ChangeKind::Added
        && part.section == whole.section
        && part.reason.is_none()
        && came.contains(&whole.kind)
        && rest.is_some_and(|rest| rest.starts_with('.'))
}

/// The measure of a figure that is new.
fn measure_of_new(change: &Change) -> Option<&str> {
    let figure = change.field.strip_prefix("figures.")?;
    let measure = figure.split_once('.').map_or(figure, |(measure, _)| measure);
    (change.kind == ChangeKind::NewPeriod).then_some(measure)
}

/// Many new figures of a measure as one line, with what is the same of all told once.
fn together(alike: &[&Change], line: ChangeLine) -> ChangeLine {
    let first = alike[0].about();
    let alike_in = |name: &str| alike.iter().all(|it| it.about().starts_with(name));
    let ends = first.match_indices(", ").map(|(at, _)| &first[..at]);
    let name = ends.filter(|name| alike_in(&format!("{name}, "))).last().unwrap_or_default();
    let fact = |change: &&Change| {
        let own = change.about()[name.len()..].trim_start_matches(", ");
        format!("{}: {}", wording::upper_first(own), change.said.after.in_words())
    };
    ChangeLine {
        sentence: format!("{name}: {} new figures.", alike.len()),
        facts: alike.iter().map(fact).collect(),
        ..line
    }
}

/// The list in which something that had no name was given one: "risks".
fn list_of_named(change: &Change) -> Option<&str> {
    let (item, _) = change.field.rsplit_once(".name").filter(|(_, rest)| rest.is_empty())?;
    let (list, _) = item.rsplit_once('.')?;
    let list = list.rsplit('.').next().filter(|list| list.ends_with('s'));
    list.filter(|_| change.kind == ChangeKind::Added && change.reason.is_none())
}

/// Where the words of a change stand on the page.
fn place(change: &Change, what: &str) -> String {
    change.anchor.replacen("change_", &format!("{what}_"), 1)
}

/// The texts that were reworded, with what went and what came marked.
fn marked(changes: &[&Change], id: &str, heading: &str) -> Option<Part> {
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
        id: id.to_owned(),
        heading: heading.to_owned(),
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
        let heading = "Values side by side";
        let columns = vec![column("What"), column(&heads.before), column(&heads.after)];
        Part::Fold {
            id: "values_all".to_owned(),
            heading: heading.to_owned(),
            summary: format!("Show {}", n_of(rows.len(), "value", "values")),
            parts: vec![Part::table("", "", columns, rows)],
        }
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
    (!texts.is_empty()).then(|| Part::Fold {
        id: "sides_all".to_owned(),
        heading: "Texts side by side".to_owned(),
        summary: format!("Show {}", n_of(texts.len(), "text", "texts")),
        parts: vec![Part::Sides {
            id: String::new(),
            heading: String::new(),
            heads: heads.iter().cloned().collect(),
            texts,
        }],
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
