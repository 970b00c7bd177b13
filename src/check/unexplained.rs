//! What a draft says otherwise than the last release, where that needs a reason: targets, baselines, the bands of a risk share,
//! and days.

mod days;
mod gone;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::SiteContext;
use crate::archive::{self, Release};
use crate::diag::{Code, Diagnostic};
use crate::model::field::Field;
use crate::model::list::OneOrMany;
use crate::model::prose::{Prose, slugify};
use crate::model::renames::Renames;
use crate::model::scalar::{Date, Period, Slug};
use crate::model::{self, Blueprint, Model, Section, figures};
use crate::source::{FileId, Sources, Span};

/// What drafts promise otherwise than it was published, without a reason.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let SiteContext { sources, model, archive, .. } = *cx;
    let mut found = Vec::new();
    let renames = Renames::of(model);
    for (id, draft) in &model.blueprints {
        // A release takes the place of its draft: what it says was settled when it was sealed.
        let place = draft.iho.as_ref().map(|section| sources.place(section.file));
        if place.is_some_and(archive::is_kept) {
            continue;
        }
        let releases = archive.ihos.get(id).map_or(&[][..], Vec::as_slice);
        let now = promises(draft, &ItemsNow::new());
        // What was kept back in the last release is held against the one before it.
        let mut kept_back: Option<Silences> = None;
        for release in releases.iter().rev().take(AT_HAND) {
            let released = released(sources, release, &renames);
            let Some(released) = released.blueprints.get(id) else { break };
            let mut before = promises(released, &items_now(draft));
            let version = release.version.to_string();
            match &kept_back {
                Some((items, sections)) => {
                    before.retain(|about, _| items.contains(about) || sections.contains(about.0))
                }
                None => found.extend(gone::figures_gone(draft, released, &version)),
            }
            kept_back = Some(silences(released, &before));
            found.extend(silent_changes(draft, &now, &before, &version));
        }
    }
    found
}

/// What a release keeps back of its promises: some by themselves, and whole sections.
type Silences = (BTreeSet<About>, BTreeSet<&'static str>);

fn silences(released: &Blueprint, promises: &Promises) -> Silences {
    let is_silent = |it: &(&About, &Promise)| it.1.words.is_none() && it.1.span.is_some();
    let items = promises.iter().filter(is_silent).map(|(about, _)| about.clone());
    let sections = released
        .sections()
        .into_iter()
        .filter(|(_, it)| it.is_some_and(|(_, section)| section.silence().is_some()));
    (items.collect(), sections.map(|(name, _)| name).collect())
}

/// How many releases are held against a draft: the text of so many is at hand.
const AT_HAND: usize = 2;

/// What a release said, read again from its sealed files, by the ids of now.
fn released(sources: &Sources, release: &Release, renames: &Renames) -> Model {
    let sources = release.as_draft(sources);
    let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    model::read_files_knowing(&sources, &files, renames).model
}

/// One thing that was promised.
struct Promise {
    /// What it is, in words.
    what: String,
    /// What was promised, in words; nothing where it is deliberately unpublished.
    words: Option<String>,
    /// Every reason that is given for it.
    whys: BTreeSet<String>,
    /// Where it is.
    span: Option<Span>,
    /// What to type where it changed.
    advice: &'static str,
    /// What to type where it is gone.
    instead: &'static str,
    /// The list that holds what it is said of; without one it may vanish together with that.
    list: Option<&'static str>,
}

/// What to type where a value changed.
const BESIDE: &str =
    "add `why: …` beside the value: readers ask first who moved the goalposts, and why";

/// What to type in place of what no longer holds.
const NO_LONGER: &str =
    "put it back, or replace it with `disclosure: not_applicable` and a `reason`";

/// Every promise by what it is about, so that a changed order is no change.
type Promises = BTreeMap<About, Promise>;

/// What something is promised of: the section, what it is in it, and which of its fields.
type About = (&'static str, String, String);

fn silent_changes(
    draft: &Blueprint,
    now: &Promises,
    before: &Promises,
    version: &str,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (section, _) in draft.sections().into_iter().filter(|(_, it)| it.is_none()) {
        found.extend(section_gone(draft, section, before, version));
    }
    for (key, old) in before {
        let Some(old_words) = &old.words else { continue };
        let Some(new) = now.get(key) else {
            let holder = now.get(&(key.0, key.1.clone(), String::new()));
            found.extend(gone((draft, key.0), old, holder, version));
            continue;
        };
        let Some(words) = &new.words else { continue };
        let has_reason = !new.whys.is_subset(&old.whys);
        let (Some(span), false) = (new.span, words == old_words || has_reason) else { continue };
        let message = format!(
            "{} is {words}, and was {old_words} in the release `{version}`, without a reason",
            new.what
        );
        let hint = match new.whys.is_empty() {
            true => new.advice,
            false => "`why` is still that of an earlier change: write why it changed this time",
        };
        found.push(Diagnostic::at(Code::ChangedSilently, span, message).hint(hint));
    }
    found
}

/// A file that is no longer there, with all that it promised.
fn section_gone(
    draft: &Blueprint,
    section: &str,
    before: &Promises,
    version: &str,
) -> Option<Diagnostic> {
    let promised = before.iter().filter(|((of, ..), it)| *of == section && it.words.is_some());
    let whats: Vec<&str> = promised.map(|(_, it)| it.what.as_str()).collect();
    let named = whats.first()?;
    let more = match whats.len() {
        1 => String::new(),
        n => format!(" and {} more", n - 1),
    };
    let message = format!(
        "`{section}.yaml` is gone, and with it what the release `{version}` promised: {named}{more}"
    );
    let hint = "put it back, or write `disclosure: …` with a `reason` in it";
    let file = draft.iho.as_ref()?.file;
    Some(Diagnostic::of_file(Code::ChangedSilently, file, message).hint(hint))
}

/// A promise that is no longer there. A section that says why it is silent as a whole says so for all that it held, and that
/// one is gone is told elsewhere.
fn gone(
    (draft, section): (&Blueprint, &'static str),
    old: &Promise,
    holder: Option<&Promise>,
    version: &str,
) -> Option<Diagnostic> {
    let words = old.words.as_deref()?;
    let message = format!("{} was {words} in the release `{version}`, and is gone", old.what);
    let sections = draft.sections();
    let (file, it) = sections.into_iter().find(|(name, _)| *name == section)?.1?;
    let is_explained = match holder {
        Some(holder) => !holder.whys.is_subset(&old.whys),
        None => old.list.is_none(),
    };
    let fields = it.block()?.fields();
    let mut all = fields.iter().filter(|field| Some(field.key.name) == old.list);
    if is_explained || all.any(|field| field.silence.is_some()) {
        return None;
    }
    Some(Diagnostic::of_file(Code::ChangedSilently, file, message).hint(old.instead))
}

/// What a blueprint promises, by the ids of now.
fn promises(blueprint: &Blueprint, items: &ItemsNow) -> Promises {
    let mut all = Promises::new();
    of_measures(blueprint, &mut all);
    of_benefits(blueprint, &mut all);
    days::of_bands(blueprint, &mut all);
    days::of_milestones(blueprint, &mut all);
    days::of_all(blueprint, &mut all);
    let by_now = |(key, promise): (About, Promise)| {
        let (section, holder, field) = key;
        let now = items.get(&(section, holder.clone())).cloned();
        ((section, now.unwrap_or(holder), field), promise)
    };
    all.into_iter().map(by_now).collect()
}

/// What benefits and milestones are called now, by their section and what they were called before.
type ItemsNow = BTreeMap<(&'static str, String), String>;

fn items_now(draft: &Blueprint) -> ItemsNow {
    let mut all = ItemsNow::new();
    let mut add = |section, id: &Field<Slug>, was: &Field<OneOrMany<Slug>>| {
        let Some(Slug(id)) = id.known() else { return };
        all.extend(
            was.items().iter().map(|old| ((section, old.0.value.clone()), id.value.clone())),
        );
    };
    let benefits = draft.benefits.as_ref().and_then(Section::known);
    for it in benefits.map_or(&[][..], |it| it.benefits.items()) {
        add("benefits", &it.id, &it.was);
    }
    let iho = draft.iho.as_ref().and_then(Section::known);
    for it in iho.map_or(&[][..], |it| it.milestones.items()) {
        add("iho", &it.id, &it.was);
    }
    all
}

fn of_measures(blueprint: &Blueprint, all: &mut Promises) {
    let reported = blueprint.reported.as_ref().and_then(Section::known);
    for it in reported.map_or(&[][..], |reported| reported.metrics.items()) {
        let Some(id) = it.metric.known().map(|metric| metric.0.id.as_str()) else { continue };
        let id = id.to_owned();
        let mut add = |field: String, what: &str, (words, why, span)| {
            let what = format!("{what} of the measure `{id}`");
            all.insert(("metrics", id.clone(), field), promise("metrics", what, words, why, span));
        };
        if !it.baseline.is_absent() {
            add(
                "baseline".to_owned(),
                "the baseline",
                told(&it.baseline, |it| (&it.value, of_period(&it.period), &it.why)),
            );
        }
        if !it.target.is_absent() {
            add(
                "target".to_owned(),
                "the target",
                told(&it.target, |it| (&it.value, by_day(&it.by) + &from_day(&it.from), &it.why)),
            );
        }
        for step in it.targets.items() {
            let day = step.by.known().or(step.from.known());
            let day = day.map_or_else(|| "a step on the way".to_owned(), |day| figures::date(*day));
            let stated = (
                step.value.known().map(|value| figures::decimal(value.normalize())),
                text(&step.why),
                step.value.span,
            );
            add(
                format!("step {day}"),
                &format!("the step of {day} on the way to the target"),
                stated,
            );
        }
    }
}

fn of_benefits(blueprint: &Blueprint, all: &mut Promises) {
    let benefits = blueprint.benefits.as_ref().and_then(Section::known);
    for it in benefits.map_or(&[][..], |benefits| benefits.benefits.items()) {
        let name = it.name.known().cloned().unwrap_or_default();
        let id = it.id.known().map_or_else(|| slugify(&name), |id| id.0.value.clone());
        let mut add = |field: &str, what: &str, (words, why, span)| {
            let what = format!("{what} of the benefit “{name}”");
            let promise = promise("benefits", what, words, why, span);
            all.insert(("benefits", id.clone(), field.to_owned()), promise);
        };
        if !it.baseline.is_absent() {
            add(
                "baseline",
                "the baseline",
                told(&it.baseline, |it| (&it.value, of_period(&it.period), &it.why)),
            );
        }
        if !it.target.is_absent() {
            add(
                "target",
                "the target",
                told(&it.target, |it| (&it.value, by_day(&it.by), &it.why)),
            );
        }
    }
}

/// A promise that must not vanish, with its reason beside the value.
fn promise(
    list: &'static str,
    what: String,
    words: Option<String>,
    why: Option<String>,
    span: Option<Span>,
) -> Promise {
    let whys = why.into_iter().collect();
    Promise { what, words, whys, span, advice: BESIDE, instead: NO_LONGER, list: Some(list) }
}

/// What was promised, why it changed, and where it is.
type PromiseParts = (Option<String>, Option<String>, Option<Span>);

fn text(why: &Field<Prose>) -> Option<String> {
    why.known().map(|why| why.text.trim().to_owned())
}

/// What a block promises: its value, what is behind that in words, and its reason.
fn told<T>(
    stated: &Field<T>,
    read: impl Fn(&T) -> (&Field<Decimal>, String, &Field<Prose>),
) -> PromiseParts {
    let Some(it) = stated.known() else { return (None, None, stated.span) };
    let (value, behind, why) = read(it);
    let words = value.known().map(|value| figures::decimal(value.normalize()) + &behind);
    (words, text(why), value.span.or(stated.span))
}

/// " for 2025/26".
fn of_period(period: &Field<Period>) -> String {
    period.known().map(|it| format!(" for {}", figures::period(*it))).unwrap_or_default()
}

/// " by 31 March 2030".
fn by_day(day: &Field<Date>) -> String {
    day.known().map(|it| format!(" by {}", figures::date(*it))).unwrap_or_default()
}

/// " from 1 April 2027 on".
fn from_day(day: &Field<Date>) -> String {
    day.known().map(|it| format!(" from {} on", figures::date(*it))).unwrap_or_default()
}
