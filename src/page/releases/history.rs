//! What the releases of an IHO said over time: any two compared, every value that a field ever had, and the figures of each
//! measure as each release published them.

use std::collections::BTreeSet;

use crate::archive::{Archive, Release};
use crate::compare::{self, ChangeSide, FieldHistory, FigureCell, ReleaseHistory, Vintage};
use crate::data;
use crate::graph::EntityId;
use crate::graph::history::{Past, day, measures_of, releases_of};
use crate::model::figures;
use crate::model::observations::{Number, group};
use crate::model::reference::EntityKind;
use crate::page::context::{PageContext, fitting, text};
use crate::page::kinds::PageKind;
use crate::page::lists::escape;
use crate::page::measure;
use crate::page::releases;
use crate::page::scope::{url_of_history, url_of_release, url_of_releases, url_of_revisions};
use crate::page::url::Url;
use crate::page::view::{Choice, Column, Link, Note, Part, Value, View};
use crate::page::wording::{self, n_of};

/// Where a measure tells how its figures were revised; nothing where it was never released.
pub(in crate::page) fn of_measure(
    cx: &PageContext<'_>,
    iho: &str,
    metric: &str,
) -> Option<[Link; 2]> {
    if cx.plan.has_no_history() || !measures_of(cx.graph, iho).contains(metric) {
        return None;
    }
    Some([
        cx.link("How these figures were revised", &url_of_revisions(iho, metric)),
        cx.link("Every published figure (CSV)", &Url::file(&data::revisions_path(iho, metric))),
    ])
}

/// Any two releases compared, and every value that a field ever had.
pub(in crate::page) static HISTORY: PageKind =
    PageKind::new("history", |page| url_of_history(&page.iho), view);

fn view(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let mut head = releases::head(cx, id, "Compare releases");
    head.description = format!(
        "What differs between any two releases of {}, and every value that changed.",
        releases::name_of(cx, id)
    );
    let none = ReleaseHistory::default();
    let history = cx.plan.history().unwrap_or(&none);
    let mut newest_first = releases_of(cx.graph, id);
    let lead = match newest_first.len() {
        1 => "1 release has been published, so there is nothing to compare it with.".to_owned(),
        n => format!(
            "What differs between any two of the {} releases, and every value that ever changed, with the reason where one was given.",
            wording::count(n as u64)
        ),
    };
    let mut body = vec![Part::Lead { body: cx.sentence(lead) }];
    if newest_first.len() > 1 {
        head.script = "compare.js";
        let choices = newest_first.iter().map(|past| Choice {
            value: past.release.version.to_string(),
            text: name_of_release(cx, past),
        });
        body.push(Part::Choose { releases: choices.collect() });
    }
    body.push(steps(cx, id, history, &newest_first));
    newest_first.reverse();
    let oldest_first = newest_first;
    body.extend(withheld(cx, history, &oldest_first));
    body.push(cx.prose("values_all", "Every value that changed", how_to_read(cx, id, history)));
    let mut courses: Vec<&FieldHistory> =
        history.field_histories.iter().filter(|it| !it.is_figure).collect();
    while let Some(first) = courses.first() {
        let n = courses.iter().take_while(|it| it.section == first.section).count();
        let of_section: Vec<&FieldHistory> = courses.drain(..n).collect();
        body.push(of_section_part(cx, id, &of_section, &oldest_first));
    }
    body.extend(of_figures(cx, id, history));
    cx.finish(head, body)
}

/// Each release with the way to what changed in it, the newest first.
fn steps(
    cx: &PageContext<'_>,
    id: &str,
    history: &ReleaseHistory,
    newest_first: &[Past<'_>],
) -> Part {
    let rows = newest_first.iter().enumerate().map(|(at, past)| {
        let version = past.release.version.to_string();
        let place = newest_first.len() - 1 - at;
        let changes = match history.n_changes.get(place).copied().flatten() {
            None => text("The first release: nothing was published before it"),
            Some(n) => {
                let words = match n {
                    0 => "No changes".to_owned(),
                    n => n_of(n, "change", "changes"),
                };
                Value::Link { link: cx.link(words, &url_of_changes(id, &version)) }
            }
        };
        let link = cx.link(name_of_release(cx, past), &url_of_release(id, &version));
        vec![Value::Link { link }, text(past.release.manifest.kind.in_words()), changes]
    });
    Part::table(
        "steps_all",
        "From each release to the next",
        columns(["Release", "Kind", "What changed since the one before"].map(str::to_owned)),
        rows.collect(),
    )
}

/// "Release 5, 20 November 2026 (withdrawn)".
fn name_of_release(cx: &PageContext<'_>, past: &Past<'_>) -> String {
    let mut name = releases::name(cx, past);
    let manifest = &past.release.manifest;
    if releases::withdrawn_on(cx, &manifest.iho, &manifest.version).is_some() {
        name.push_str(" (withdrawn)");
    }
    name
}

fn url_of_changes(id: &str, version: &str) -> Url {
    url_of_release(id, version).join("changes/").expect("an address of this site")
}

fn columns(labels: impl IntoIterator<Item = String>) -> Vec<Column> {
    labels.into_iter().map(Column::of_words).collect()
}

/// What can't be compared.
fn withheld(
    cx: &PageContext<'_>,
    history: &ReleaseHistory,
    oldest_first: &[Past<'_>],
) -> Option<Part> {
    let releases =
        oldest_first.iter().zip(&history.withheld).filter(|(_, files)| !files.is_empty());
    let sentences: Vec<String> = releases
        .map(|(past, files)| {
            let files: Vec<String> = files.iter().map(|path| format!("`{path}`")).collect();
            let files: Vec<&str> = files.iter().map(String::as_str).collect();
            format!("{}: {}.", name_of_release(cx, past), wording::listed(&files))
        })
        .collect();
    (!sentences.is_empty()).then(|| Part::notice("important", "Not compared", cx.sentence(format!(
            "For a reason of law, something was removed. What it said is told nowhere, so a change to or from it isn’t either.\n\n- {}",
            sentences.join("\n- ")
        ))))
}

fn how_to_read(cx: &PageContext<'_>, id: &str, history: &ReleaseHistory) -> String {
    let file = cx.link("Download as JSON", &Url::file(&data::history_path(id)));
    let same = match history.n_unchanged {
        0 => String::new(),
        1 => " 1 other field of the latest release has never changed.".to_owned(),
        n => format!(
            " {} other fields of the latest release have never changed.",
            wording::count(n as u64)
        ),
    };
    let n = history.field_histories.iter().filter(|it| !it.is_figure).count();
    let lead = match n {
        0 => "No field has changed so far.".to_owned(),
        n => format!(
            "{} changed so far. Each line names a release in which the field changed.",
            n_of(n, "field has", "fields have")
        ),
    };
    format!("{lead}{same} [{}]({}).", file.text, file.href)
}

/// Longer lists of fields are folded up.
const MOST_FIELDS: usize = 12;

/// The fields of a section, each with the releases in which it changed.
fn of_section_part(
    cx: &PageContext<'_>,
    id: &str,
    courses: &[&FieldHistory],
    oldest_first: &[Past<'_>],
) -> Part {
    let section = courses.first().map_or("", |it| it.section.as_str());
    let rows = courses.iter().map(|course| {
        let mut items = steps_of(cx, id, course, oldest_first);
        let steps = if items.len() == 1 { items.remove(0) } else { Value::List { items } };
        vec![text(course.about.as_str()), steps]
    });
    let columns = columns(["Field", "How it changed"].map(str::to_owned));
    let (id, title) = (format!("history_{section}"), compare::title(section));
    match courses.len() > MOST_FIELDS {
        false => Part::table(id, title, columns, rows.collect()),
        true => Part::Fold {
            id,
            heading: title.to_owned(),
            summary: format!("Show all {} fields", courses.len()),
            parts: vec![Part::table("", "", columns, rows.collect())],
        },
    }
}

/// What became of a field, a line for each release that changed it.
fn steps_of(
    cx: &PageContext<'_>,
    id: &str,
    course: &FieldHistory,
    oldest_first: &[Past<'_>],
) -> Vec<Value> {
    let values = course.values.windows(2).map(|pair| {
        let reason = pair[1].reason.as_ref();
        (pair[1].since, step_in_words(&pair[0].said, &pair[1].said), "", reason)
    });
    let events = course.events.iter().map(|event| {
        let words = "see what changed".to_owned();
        (event.at, words, event.anchor.as_str(), event.reason.as_ref())
    });
    let mut steps: Vec<_> = values.chain(events).collect();
    steps.sort_by_key(|(at, ..)| *at);
    let line = |(at, words, anchor, reason): (usize, String, &str, Option<&String>)| {
        let past = oldest_first.get(at)?;
        let url = url_of_changes(id, &past.release.version.to_string());
        let href = format!("{}#{anchor}", cx.href(&url));
        let why = reason.map(|why| format!(". Why: {why}")).unwrap_or_default();
        let words = escape(&format!("{words}{why}"));
        let name = name_of_release(cx, past);
        let body = match anchor {
            "" => cx.sentence(format!("{name}: {words}")),
            _ => cx.sentence(format!("{name}: [{words}]({href})")),
        };
        Some(Value::Prose { body })
    };
    steps.into_iter().filter_map(line).collect()
}

/// "from 82% to 84%".
fn step_in_words(before: &ChangeSide, after: &ChangeSide) -> String {
    let [was, is] = [before, after].map(ChangeSide::in_words);
    match (before, after) {
        (ChangeSide::Nothing, ChangeSide::Item { .. }) => "added".to_owned(),
        (ChangeSide::Item { .. }, ChangeSide::Nothing) => "removed".to_owned(),
        (ChangeSide::Nothing, _) => format!("new: {is}"),
        (_, ChangeSide::Nothing) => format!("removed; before: {was}"),
        _ => format!("from {was} to {is}"),
    }
}

/// The measures whose figures were published more than once.
fn of_figures(cx: &PageContext<'_>, id: &str, history: &ReleaseHistory) -> Option<Part> {
    let rows: Vec<Vec<Value>> = history
        .vintages
        .measures()
        .map(|metric| {
            let name = name_of(cx, metric);
            let link = cx.link(name, &url_of_revisions(id, metric));
            vec![Value::Link { link }, text(in_short(cx, metric, history))]
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Part::table(
            "figures_all",
            "Figures and their revisions",
            columns(["Measure", "So far"].map(str::to_owned)),
            rows,
        )
    })
}

/// A figure that was replaced by another one.
struct Revision<'t> {
    cell: &'t FigureCell,
    before: &'t Vintage,
    now: &'t Vintage,
}

/// Every figure that was replaced by another one, the newest revision first.
fn revised<'t>(metric: &str, history: &'t ReleaseHistory) -> Vec<Revision<'t>> {
    let mut all = Vec::new();
    for cell in history.vintages.cells(metric).filter(|cell| !cell.is_hidden()) {
        for pair in cell.vintages.windows(2) {
            let [before, now] = pair else { continue };
            if before.value != now.value {
                all.push(Revision { cell, before, now });
            }
        }
    }
    all.sort_by_key(|it| std::cmp::Reverse(it.now.published));
    all
}

/// "36 figures; 3 revised, the largest from 71.2 to 68.9".
fn in_short(cx: &PageContext<'_>, metric: &str, history: &ReleaseHistory) -> String {
    let n = history.vintages.cells(metric).count();
    let figures = n_of(n, "figure", "figures");
    let revised = revised(metric, history);
    let number = |it: &Vintage| it.value.as_ref().and_then(|it| Number::parse(it).ok());
    let by_how_much = |it: &Revision<'_>| {
        let (before, now) = number(it.before).zip(number(it.now))?;
        Some((now.value - before.value).abs())
    };
    let largest = revised.iter().filter_map(|it| Some((by_how_much(it)?, it)));
    let largest = largest.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, it)| it);
    match (revised.len(), largest) {
        (0, _) => format!("{figures}, none of them revised"),
        (n, None) => format!("{figures}; {} revised", wording::count(n as u64)),
        (n, Some(it)) => {
            let [before, now] = [it.before, it.now].map(|it| value(cx, metric, it));
            let lead = if n == 1 { "" } else { "the largest " };
            let n = n_of(n, "revision", "revisions");
            format!("{figures}; {n}, {lead}from {before} to {now}")
        }
    }
}

/// A figure with its unit.
fn value(cx: &PageContext<'_>, metric: &str, vintage: &Vintage) -> String {
    match &vintage.value {
        Some(value) => measure::with_unit(cx.graph, metric, value) + &vintage.markers(),
        None => match vintage.flags.iter().find(|flag| flag.is_absence()) {
            Some(flag) => flag.label().to_owned(),
            None => "No figure".to_owned(),
        },
    }
}

/// The figures of a measure as each release published them.
pub(in crate::page) static REVISIONS: PageKind =
    PageKind::new("revisions", |page| url_of_revisions(&page.iho, &page.name), revisions);

fn revisions(cx: &PageContext<'_>) -> View {
    let id = cx.page.iho.as_str();
    let metric = cx.page.name.as_str();
    let name = cx.plain_title(&name_of(cx, metric));
    let mut head = releases::head(cx, id, &format!("Revisions: {name}"));
    let of = releases::name_of(cx, id);
    head.description = format!("“{name}” of {of}: the figures as each release published them.");
    let short = cx.graph.model.blueprints.get(id).map_or(id, |it| it.short_name());
    head.tab_title = fitting([
        &format!("Revisions of {name}: {short}"),
        &format!("Revisions: {} ({short})", short_name_of(cx, metric)),
        &format!("Revisions of {name}"),
    ]);
    head.breadcrumb.push(cx.link("Compare releases", &url_of_history(id)));
    let none = ReleaseHistory::default();
    let history = cx.plan.history().unwrap_or(&none);
    let mut past = releases_of(cx.graph, id);
    past.reverse();
    let mut body = vec![Part::Lead {
        body: cx.sentence(format!(
            "{}. Figures stand as each release published them; nothing that was published is overwritten.",
            in_short(cx, metric, history)
        )),
    }];
    body.push(triangle(cx, metric, history, &past));
    body.extend(revision_table(cx, metric, history, &past));
    body.push(links(cx, id, metric));
    cx.finish(head, body)
}

fn name_of(cx: &PageContext<'_>, metric: &str) -> String {
    cx.graph.name(&EntityId::new(EntityKind::Metric, metric)).to_owned()
}

/// The name of a measure where room is short.
fn short_name_of(cx: &PageContext<'_>, metric: &str) -> String {
    let it = cx.graph.model.metrics.get(metric);
    let short = it.and_then(|(_, it)| it.short_name.known().cloned());
    short.unwrap_or_else(|| name_of(cx, metric))
}

fn name_of_cell(cx: &PageContext<'_>, cell: &FigureCell) -> String {
    let mut name = figures::period(cell.row.period);
    if !cell.row.area.is_empty() {
        let key = EntityId::new(EntityKind::Place, cell.row.area.as_str());
        name.push_str(&format!(", {}", cx.graph.name(&key)));
    }
    if !cell.row.breakdown.is_empty() {
        name.push_str(&format!(", {}", group(&cell.row.breakdown)));
    }
    name
}

/// Periods by releases: only those releases in which any figure of the measure is another than before.
fn triangle(
    cx: &PageContext<'_>,
    metric: &str,
    history: &ReleaseHistory,
    past: &[Past<'_>],
) -> Part {
    let cells: Vec<&FigureCell> = history.vintages.cells(metric).collect();
    let vintages = cells.iter().flat_map(|cell| &cell.vintages);
    let shown: BTreeSet<usize> =
        vintages.flat_map(|it| [Some(it.published), it.superseded]).flatten().collect();
    let heads = shown
        .iter()
        .filter_map(|at| past.get(*at))
        .map(|past| Column { label: name_of_release(cx, past), is_numeric: true });
    let heads = std::iter::once(Column::of_words("Period")).chain(heads);
    let rows = cells.iter().map(|cell| {
        let values = shown.iter().map(|at| {
            if cell.is_hidden() {
                return text("Not shown");
            }
            match cell.at(*at) {
                Some(vintage) => {
                    let is_revised = vintage.published == *at
                        && cell.vintages.first().is_some_and(|it| it.published != *at);
                    let note = if is_revised { " (revised)" } else { "" };
                    Value::Number { text: value(cx, metric, vintage) + note }
                }
                None => text("Not published"),
            }
        });
        std::iter::once(text(name_of_cell(cx, cell))).chain(values).collect()
    });
    let hidden = match cells.iter().any(|cell| cell.is_hidden()) {
        true => " What is not shown could tell who somebody is.",
        false => "",
    };
    Part::Table {
        id: "figures_by_release".to_owned(),
        heading: "Figures by release".to_owned(),
        columns: heads.collect(),
        rows: rows.collect(),
        note: Note {
            text: format!(
                "A column stands for a release in which a figure of this measure is new or another; between two columns, \
                 nothing changed.{hidden}"
            ),
            source: None,
        },
    }
}

/// What every revision is: from what to what, when, of which kind, and why.
fn revision_table(
    cx: &PageContext<'_>,
    metric: &str,
    history: &ReleaseHistory,
    past: &[Past<'_>],
) -> Option<Part> {
    let rows: Vec<Vec<Value>> = revised(metric, history)
        .into_iter()
        .filter_map(|it| {
            let release = past.get(it.now.published)?;
            let is_redefined = history.redefined.contains(&(it.now.published, metric.to_owned()));
            let kind = match is_redefined {
                true => "Redefined: can’t be compared with the figure before",
                false => kind_in_words(&cx.graph.archive, release.release, it.before),
            };
            let why = match release.note.and_then(|note| note.note.known()) {
                Some(note) => text(cx.plain(note)),
                None => text("Nothing"),
            };
            let published = day(cx.graph, release.release.publish_at());
            Some(vec![
                text(name_of_cell(cx, it.cell)),
                Value::Number { text: value(cx, metric, it.before) },
                Value::Number { text: value(cx, metric, it.now) },
                crate::page::context::day(published),
                text(kind),
                why,
            ])
        })
        .collect();
    let columns = [
        ("Period", false),
        ("Before", true),
        ("Now", true),
        ("Published", false),
        ("Kind", false),
        ("What the release says", false),
    ];
    let columns = columns.map(|(label, is_numeric)| Column::new(label, is_numeric));
    (!rows.is_empty()).then(|| Part::table("revisions_all", "Every revision", columns.into(), rows))
}

/// A correction, or what follows a withdrawal, puts right what was wrong; every other release revises as its measures say that they do.
fn kind_in_words(archive: &Archive, release: &Release, before: &Vintage) -> &'static str {
    use crate::model::observations::Flag;
    match archive.puts_right(release) {
        true => "Correction",
        false if before.flags.contains(&Flag::Provisional) => {
            "Scheduled: the figure was provisional"
        }
        false => "Scheduled",
    }
}

fn links(cx: &PageContext<'_>, id: &str, metric: &str) -> Part {
    let csv = cx.link(
        "every figure as it was published (CSV)",
        &Url::file(&data::revisions_path(id, metric)),
    );
    let all = cx.link("compare any two releases", &url_of_history(id));
    let releases = cx.link("all releases", &url_of_releases(id));
    let mut sentence = format!(
        "See also [{}]({}), [{}]({}) and [{}]({}).",
        csv.text, csv.href, all.text, all.href, releases.text, releases.href
    );
    let is_there = cx.graph.model.blueprints.get(id);
    if is_there.is_some_and(|it| it.observations.contains_key(metric)) {
        let now = cx.link("The measure as it is now", &measure::url(id, metric));
        sentence.push_str(&format!(" [{}]({}).", now.text, now.href));
    }
    cx.prose("", "", sentence)
}
