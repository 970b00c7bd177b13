//! Two states of a blueprint read and compared: releases, of what was sealed and nothing else, and drafts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::archive::{Archive, FACTS, Release};
use crate::compare::{self, Change, ChangeKind, Diff, Revision};
use crate::graph::{self, EntityId, Graph, Outside};
use crate::model::boundary::Boundary;
use crate::model::renames::Renames;
use crate::model::scalar::Date;
use crate::model::{self, Model, Section, is_asset};
use crate::source::{File, FileId, SitePath, Sources};

/// What changed from one release to another.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Comparison {
    /// Every change, in the order of reading.
    pub changes: Vec<Change>,
    /// Files that were removed from one of the two by law: they are compared on neither side.
    pub withheld: Vec<String>,
    /// The boundary before, where it is another now.
    pub boundary_before: Option<Arc<Boundary>>,
}

/// What changed from one release to the next; the text of both has to be at hand.
pub fn diff_releases(
    (sources, archive): (&Sources, &Archive),
    before: &Release,
    now: &Release,
) -> Comparison {
    compared_knowing(sources, archive.puts_right(now), Diff::new(before, now))
}

/// The same, where it is known whether the later one puts the other right.
fn compared_knowing(sources: &Sources, is_put_right: bool, releases: Diff<&Release>) -> Comparison {
    let gone = |release: &Release| {
        let files = release.manifest.files.iter();
        let gone = files.filter(|file| release.sealed(sources, &file.path).is_none());
        gone.map(|file| file.path.clone()).collect::<BTreeSet<String>>()
    };
    let withheld: BTreeSet<String> = releases.map(gone).into_iter().flatten().collect();
    let Diff { before, after: now } = releases;
    let read = |release, renames: &Renames| state(sources, release, (&withheld, renames));
    let Diff { before: old, after: new } =
        beside_each_other(&|it| read(before, it), &|it| read(now, it));
    let changes = compare::changes(&old, &new, &now.manifest.iho);
    let mut changes = with_pictures(changes, sources, releases, &withheld);
    // What a later release revised was not revised by this one.
    let follows =
        now.manifest.previous.version.as_deref() == Some(before.manifest.version.as_str());
    let revision = match is_put_right {
        true => Revision::Correction,
        false => Revision::Scheduled,
    };
    for change in changes.iter_mut().filter(|it| follows && it.kind == ChangeKind::Revised) {
        change.revision = Some(revision);
    }
    let boundary_before = boundary_before(&old, &now.manifest.iho, &changes);
    Comparison { changes, withheld: withheld.into_iter().collect(), boundary_before }
}

/// Changes, and what became of the files of two releases that are no text.
pub(crate) fn with_pictures(
    changes: Vec<Change>,
    sources: &Sources,
    releases: Diff<&Release>,
    without: &BTreeSet<String>,
) -> Vec<Change> {
    let pictures = releases.map(|release| pictures(sources, release, without));
    compare::with_files(changes, compare::files(&pictures.before, &pictures.after))
}

/// The files of a release that are no text, by their names and checksums.
fn pictures(
    sources: &Sources,
    release: &Release,
    without: &BTreeSet<String>,
) -> BTreeMap<String, String> {
    let is_text = |path: &SitePath| {
        matches!(path.extension(), "yaml" | "md" | "csv" | "geojson" | "json" | "jsonl" | "txt")
    };
    let is_picture = |path: &str| {
        SitePath::new(path).is_some_and(|path| is_asset(&path) && !is_text(&path))
            && !path.starts_with("shared/")
            && !without.contains(path)
    };
    let mut all = release.checksums(sources);
    all.retain(|path, _| is_picture(path));
    all
}

/// The boundary of an IHO in the older state, where it changed.
fn boundary_before(old: &Graph, iho: &str, changes: &[Change]) -> Option<Arc<Boundary>> {
    let mut all = changes.iter();
    all.find(|it| it.section == "footprint" && it.field.starts_with("boundary."))?;
    let footprint = old.model.blueprints.get(iho)?.footprint.as_ref().and_then(Section::known)?;
    let name = &footprint.geometry.known()?.0.value;
    let path = format!("content/ihos/{iho}/draft/{name}");
    let (_, boundary) = old.model.boundaries.get(path.as_str())?;
    Some(Arc::clone(boundary))
}

/// Two states, read so that what either of them says to have had another id before has one id in both.
pub fn beside_each_other(
    before: &dyn Fn(&Renames) -> Graph,
    now: &dyn Fn(&Renames) -> Graph,
) -> Diff<Graph> {
    let none = Renames::default();
    let [old, new] = [before(&none), now(&none)];
    let renames = Renames::of(&new.model).and(Renames::of(&old.model));
    let again = |graph: Graph, read: &dyn Fn(&Renames) -> Graph| match renames.concern(&graph.model)
    {
        true => read(&renames),
        false => graph,
    };
    Diff::new(again(old, before), again(new, now))
}

/// The same, where the text of both is at hand.
pub(crate) fn compared_if_at_hand(
    sources: &Sources,
    is_put_right: bool,
    releases: Diff<&Release>,
) -> Option<Comparison> {
    let is_text = |path: &crate::source::SitePath| {
        matches!(path.extension(), "yaml" | "md" | "csv" | "geojson" | "json")
    };
    let is_at_hand = |release: &Release| !release.unread(sources).iter().any(is_text);
    let are_at_hand = releases.into_iter().all(is_at_hand);
    are_at_hand.then(|| compared_knowing(sources, is_put_right, releases))
}

/// What a release said, without some of its files, and by the ids that its things have now.
pub fn state(
    sources: &Sources,
    release: &Release,
    (without, renames): (&BTreeSet<String>, &Renames),
) -> Graph {
    let (mut files, mut kept) = (Vec::new(), BTreeSet::new());
    for sealed in release.manifest.files.iter().filter(|it| !without.contains(&it.path)) {
        kept.extend(release.sealed(sources, &sealed.path));
    }
    for (path, place, content) in release.unsealed(sources) {
        if sources.find(&place).is_some_and(|file| kept.contains(&file)) {
            files.push(File { path, content });
        }
    }
    let own = Sources::new(files);
    let day = jiff::tz::Offset::UTC.to_datetime(release.publish_at()).date();
    bound(&own, read(&own, renames), day).knowing(names(sources, release))
}

/// What the drafts of a site say, by the ids that their things have now.
pub fn draft(sources: &Sources, today: Date, renames: &Renames) -> Graph {
    let mut model = read(sources, renames);
    model.set_unlisted_aside(sources);
    bound(sources, model, today)
}

fn read(sources: &Sources, renames: &Renames) -> Model {
    let ids: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    model::read_files_knowing(sources, &ids, renames).model
}

fn bound(sources: &Sources, mut model: Model, day: Date) -> Graph {
    graph::qualify(&mut model);
    graph::bind(sources, model, day)
}

/// What a release called the things that it holds no copy of.
fn names(sources: &Sources, release: &Release) -> Outside {
    let facts = release.sealed(sources, FACTS).map_or("", |file| sources.text(file));
    let facts: Value = serde_json::from_str(facts).unwrap_or_default();
    let names = facts.get("names").and_then(Value::as_object);
    names
        .into_iter()
        .flatten()
        .filter_map(|(key, name)| {
            let key = EntityId::try_from(key.clone()).ok()?;
            Some((key, (name.as_str()?.to_owned(), false)))
        })
        .collect()
}
