//! What a draft promises otherwise than the last release, where that needs a reason: all that is weakened, and targets, baselines,
//! the bands of a risk share and days whichever way they change. Which fields these are stands beside them in the model.

mod gone;

use std::collections::BTreeSet;

use super::SiteContext;
use crate::archive::{self, Release};
use crate::compare::{self, Change, ChangeKind, SHARED};
use crate::diag::{Code, Diagnostic, Severity};
use crate::graph::Graph;
use crate::model::renames::Renames;
use crate::model::{self, Blueprint};
use crate::source::{FileId, SitePath, Sources, paths};

/// How many releases are held against a draft: the text of so many is at hand.
const AT_HAND: usize = 2;

/// What drafts promise otherwise than it was published, without a reason.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let SiteContext { sources, graph, model, archive, .. } = *cx;
    let mut found: Vec<Diagnostic> = Vec::new();
    let renames = Renames::of(model);
    for (id, draft) in &model.blueprints {
        // A release takes the place of its draft: what it says was settled when it was sealed.
        let place = draft.iho.as_ref().map(|section| sources.place(section.file));
        if place.is_some_and(archive::is_kept) {
            continue;
        }
        let releases = archive.ihos.get(id).map_or(&[][..], Vec::as_slice);
        // What was kept back in the last release is held against the one before it.
        let mut last: Option<(&Release, Graph, KeptBack)> = None;
        for release in releases.iter().rev().take(AT_HAND) {
            let released = released(sources, release, &renames);
            let Some(before) = released.model.blueprints.get(id) else { break };
            let mut changes = compare::promises(&released, graph, id);
            let version = release.version.to_string();
            match &last {
                Some((later, state, kept_back)) => {
                    changes.retain(|change| is_in(change, kept_back));
                    found
                        .extend(sealed_in_silence(later, &compare::promises(&released, state, id)));
                }
                None => found.extend(gone::figures_gone(draft, before, &version)),
            }
            let new = unexplained(sources, draft, &changes, &version);
            let kept_back = published_again(&changes);
            // What several share is told once.
            let is_new = |it: &Diagnostic| found.iter().all(|old| old.place != it.place);
            let new: Vec<Diagnostic> = new.into_iter().filter(is_new).collect();
            found.extend(new);
            last = Some((release, released, kept_back));
        }
    }
    found
}

/// What was sealed without a reason, before this was a rule: it stays as it is.
fn sealed_in_silence(release: &Release, changes: &[Change]) -> Option<Diagnostic> {
    let is_silent = |change: &&Change| change.is_weakened() && change.reason.is_none();
    let sentences: Vec<String> = changes.iter().filter(is_silent).map(Change::sentence).collect();
    let first = sentences.first()?.trim_end_matches('.');
    let more = match sentences.len() {
        1 => String::new(),
        n => format!(", and {} more", n - 1),
    };
    let version = &release.manifest.version;
    let message =
        format!("the release `{version}` weakens a promise without a reason: {first}{more}");
    let found = Diagnostic::of_file(Code::ChangedSilently, release.file, message)
        .hint("say why in the note of the next release: what is sealed stays as it is");
    Some(Diagnostic { severity: Severity::Warning, ..found })
}

/// What a release said, read again from its sealed files, by the ids of now.
fn released(sources: &Sources, release: &Release, renames: &Renames) -> Graph {
    let sources = release.as_draft(sources);
    let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    let day = jiff::tz::Offset::UTC.to_datetime(release.publish_at()).date();
    Graph::of_names(model::read_files_knowing(&sources, &files, renames).model, day)
}

/// Fields and whole sections that were kept back and are published now: the section and the field.
type KeptBack = BTreeSet<(String, String)>;

fn published_again(changes: &[Change]) -> KeptBack {
    let again = changes.iter().filter(|change| change.kind == ChangeKind::Published);
    again.map(|change| (change.section.clone(), change.field.clone())).collect()
}

fn is_in(change: &Change, kept_back: &KeptBack) -> bool {
    kept_back.iter().any(|(section, field)| {
        let rest = change.field.strip_prefix(field.as_str());
        change.section == *section
            && (field == section || rest.is_some_and(|it| it.is_empty() || it.starts_with('.')))
    })
}

/// Promises that are others without a reason: a message for all of one block or list.
fn unexplained(
    sources: &Sources,
    draft: &Blueprint,
    changes: &[Change],
    version: &str,
) -> Vec<Diagnostic> {
    let is_silent = |change: &&Change| change.promise.is_some() && change.reason.is_none();
    let silent: Vec<&Change> = changes.iter().filter(is_silent).collect();
    // A file that is there and can't be read says so itself.
    let is_there = |name: &str| {
        let path = SitePath::new(&paths::draft(&draft.id, &format!("{name}.yaml")));
        path.is_some_and(|path| sources.find(&path).is_some())
    };
    let silent: Vec<&Change> = silent
        .into_iter()
        .filter(|it| {
            it.kind != ChangeKind::Removed || it.field != it.section || !is_there(&it.section)
        })
        .collect();
    let groups = silent.chunk_by(|one, next| {
        let [one, next] = [one, next].map(|it| (&it.section, holder(it)));
        one == next && !one.1.is_empty()
    });
    groups.filter_map(|group| told(sources, draft, group, version)).collect()
}

/// What holds a field or an item: the names of fields down to there.
fn holder(change: &Change) -> &str {
    change.field.rsplit_once('.').map_or("", |(holder, _)| holder)
}

fn told(
    sources: &Sources,
    draft: &Blueprint,
    group: &[&Change],
    version: &str,
) -> Option<Diagnostic> {
    let first = group.iter().find(|it| it.is_weakened()).or(group.first())?;
    let promise = first.promise.as_ref()?;
    let file = file_of(draft, &first.section)?;
    let lead = match first.is_weakened() {
        true => "a promise is weakened without a reason",
        false => "a promise has changed without a reason",
    };
    let sentences: Vec<String> = group.iter().map(|change| change.sentence()).collect();
    let sentences = sentences.join(" ");
    let message =
        format!("{lead} since the release `{version}`: {}", sentences.trim_end_matches('.'));
    let at = promise.span.map_or_else(
        || Diagnostic::of_file(Code::ChangedSilently, file, message.clone()),
        |span| Diagnostic::at(Code::ChangedSilently, span, message.clone()),
    );
    let name = sources.file(promise.span.map_or(file, |span| span.file)).path.as_str();
    let name = name.rsplit('/').next().unwrap_or(name);
    Some(at.hint(advice(first, name)))
}

/// The file of a section; that of the identity where it is gone.
fn file_of(draft: &Blueprint, section: &str) -> Option<FileId> {
    let sections = draft.sections();
    let of = |name: &str| sections.iter().find(|it| it.0 == name)?.1.map(|(file, _)| file);
    of(section).or_else(|| of("iho"))
}

/// What to type.
fn advice(change: &Change, file: &str) -> String {
    let (section, field) = (change.section.as_str(), change.field.as_str());
    let parts: Vec<&str> = field.split('.').collect();
    let last = parts.last().copied().unwrap_or_default();
    // Among what several share, the field begins with what it is about.
    let list = if section == SHARED { "" } else { parts[parts.len().saturating_sub(2)] };
    match change.kind {
        _ if change.promise.as_ref().is_some_and(|promise| promise.has_old_reason) => {
            "`why` is still that of an earlier change: write why it changed this time".to_owned()
        }
        ChangeKind::Removed if field == section => format!(
            "put `{section}.yaml` back, or write in it only `disclosure: …` with a `reason`, and `why: …`"
        ),
        ChangeKind::Unpublished => {
            "add `why: …` beside its `reason`: readers ask why it was published before and is not now"
                .to_owned()
        }
        ChangeKind::Silence => {
            "add `why: …` beside its `reason`: readers ask why it comes later than was promised"
                .to_owned()
        }
        _ if parts.first() == Some(&"milestones") && matches!(last, "planned") => {
            "leave `planned` as it was published, and add the new day below it: `revised: [{date: …, why: …}]`"
                .to_owned()
        }
        ChangeKind::ItemRemoved if list == "revised" => {
            "leave the days that were published, and add one more with its `why`".to_owned()
        }
        ChangeKind::ItemRemoved if list == "milestones" => format!(
            "put it back: a milestone that is given up has `status: dropped` and a `why`; or say why it is gone by `why: …` beside `{list}` in `{file}`"
        ),
        ChangeKind::ItemRemoved => {
            let beside = if list.is_empty() { "the list" } else { &format!("`{list}`") };
            format!("put it back, or say why it is gone: write `why: …` beside {beside} in `{file}`")
        }
        ChangeKind::Removed => format!(
            "put it back, or say why it is gone: write `why: …` in the place of `{last}` in `{file}`"
        ),
        _ => "add `why: …` beside it, or write `{value: …, why: …}` in its place: readers ask first who moved the goalposts, and why"
            .to_owned(),
    }
}
