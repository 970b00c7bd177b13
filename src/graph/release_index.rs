//! What public releases hold, by the names of their files alone: their text is not needed to know which pages there were.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntityId, Outside};
use crate::archive::{Archive, FACTS, RECORD, Release};
use crate::diag::{Code, Diagnostic};
use crate::model::reference::EntityKind;
use crate::model::renames::{Former, Renames, formers};
use crate::model::{self, Model};
use crate::source::{Content, File, FileId, SitePath, Sources, Span, paths};

/// What releases sealed of what IHOs share: paths under `content`, each with the last release that has it.
pub fn shared(archive: &Archive) -> BTreeMap<&str, &Release> {
    let mut last: BTreeMap<&str, &Release> = BTreeMap::new();
    for release in archive.ihos.values().flatten() {
        for path in release.manifest.files.iter().filter_map(|it| it.path.strip_prefix("shared/")) {
            let known = last.entry(path).or_insert(release);
            if known.publish_at() <= release.publish_at() {
                *known = release;
            }
        }
    }
    last
}

/// What a shared file is about; a framework, which is no entity, stands under the kind of its criteria.
pub fn key_of(path: &str) -> Option<EntityId> {
    let (folder, name) = path.split_once('/')?;
    let is_of = |kind: &&EntityKind| kind.is_sealed() && kind.folder() == folder;
    let kind = *EntityKind::ALL.iter().find(is_of)?;
    Some(EntityId::new(kind, name.strip_suffix(".yaml")?))
}

/// What public releases cite, by the ids of now.
pub(super) fn cited(archive: &Archive, renames: &Renames) -> BTreeSet<EntityId> {
    let keys = shared(archive).into_keys().filter_map(key_of);
    keys.map(|key| match renames.now(key.kind, &key.id) {
        Some(now) => EntityId::new(key.kind, now),
        None => key,
    })
    .collect()
}

/// What has no file of its own any more, and still has a page that says where it went: ids that were given up, and IHOs
/// of which nothing is in force.
pub(super) fn outside(
    sources: &Sources,
    model: &Model,
    archive: &Archive,
    name_of: &dyn Fn(&EntityId) -> Option<String>,
) -> Outside {
    let mut outside = Outside::new();
    for (kind, old, now) in Renames::of(model).iter() {
        let (old, now) = (EntityId::new(kind, old), EntityId::new(kind, now));
        if let (None, Some(name)) = (name_of(&old), name_of(&now)) {
            outside.insert(old, (name, true));
        }
    }
    for (iho, releases) in &archive.ihos {
        let key = EntityId::new(EntityKind::Iho, iho.as_str());
        if !model.blueprints.contains_key(iho) && !outside.contains_key(&key) {
            let name = releases.last().and_then(|release| sealed_name(sources, release));
            outside.insert(key, (name.unwrap_or_else(|| iho.clone()), true));
        }
    }
    outside
}

/// The name of an IHO in a release whose text is at hand.
fn sealed_name(sources: &Sources, release: &Release) -> Option<String> {
    let (model, _) = sealed(sources, release, |path| path == "iho.yaml");
    let blueprint = model.blueprints.values().next()?;
    Some(blueprint.name().to_owned())
}

/// Some files of a release as they lay in its draft, and what was sealed as what.
fn sealed(
    sources: &Sources,
    release: &Release,
    is_wanted: impl Fn(&str) -> bool,
) -> (Model, Vec<Former>) {
    let iho = &release.manifest.iho;
    let wanted = release.manifest.files.iter().filter(|it| !matches!(&*it.path, FACTS | RECORD));
    let files = wanted.filter(|it| is_wanted(&it.path)).filter_map(|it| {
        let content = &sources.file(release.sealed(sources, &it.path)?).content;
        let path = match it.path.strip_prefix("shared/") {
            Some(shared) => format!("content/{shared}"),
            None => paths::draft(iho, &it.path),
        };
        let is_text = matches!(content, Content::Text(_));
        Some(File { path: SitePath::new(&path)?, content: content.clone() }).filter(|_| is_text)
    });
    let own = Sources::new(files);
    let ids: Vec<FileId> = own.iter().map(|(id, _)| id).collect();
    let model = model::read_files(&own, &ids).model;
    let formers = formers(&model);
    (model, formers)
}

/// An id belongs to one thing for good: what has it, what had it before, and what a release that is sealed gave it to.
pub fn check(sources: &Sources, model: &Model, archive: &Archive) -> Vec<Diagnostic> {
    let said = formers(model);
    let renames = Renames::of(model);
    let mut found = Vec::new();
    let mut firsts: BTreeMap<(EntityKind, &str), &Former> = BTreeMap::new();
    for former in &said {
        let Former { kind, old, new, span } = former;
        let first = firsts.get(&(*kind, &**old)).copied();
        firsts.entry((*kind, old)).or_insert(former);
        if renames.now(*kind, old).is_none() {
            found.push(circle(former));
        } else if let Some(first) = first.filter(|first| first.new != *new) {
            let message = format!("`{new}` and `{}` both say that they were `{old}`", first.new);
            found.push(
                Diagnostic::at(Code::IdReused, *span, message)
                    .hint("keep the line in the one to which old links should lead")
                    .related(first.span, "the other one"),
            );
        } else if let Some(file) = model.file_of(*kind, old) {
            found.push(reused(sources, file, former).related(*span, "here it is given up"));
        }
    }
    for former in sealed_formers(sources, archive) {
        let is_said = firsts.contains_key(&(former.kind, &*former.old));
        if let Some(file) = model.file_of(former.kind, &former.old).filter(|_| !is_said) {
            found.push(reused(sources, file, &former));
        }
    }
    found
}

/// The ids that the newest releases say were given up.
fn sealed_formers(sources: &Sources, archive: &Archive) -> Vec<Former> {
    let mut all = Vec::new();
    for release in archive.ihos.values().filter_map(|releases| releases.last()) {
        let says = |path: &str| {
            let may_say = path == "iho.yaml" || path.starts_with("shared/");
            let file = release.sealed(sources, path).filter(|_| may_say);
            file.is_some_and(|file| sources.text(file).contains("\nwas:"))
        };
        if release.manifest.files.iter().any(|it| says(&it.path)) {
            all.append(&mut sealed(sources, release, says).1);
        }
    }
    all.sort();
    all
}

fn circle(former: &Former) -> Diagnostic {
    let Former { kind, old, new, span } = former;
    let message = match old == new {
        true => format!("`{new}` has the former id `{old}`, which is the same as its id now"),
        false => format!(
            "`{new}` was `{old}`, and `{old}` in turn was `{new}`: it is not clear which came last"
        ),
    };
    let home = kind.file_kind().path(new);
    Diagnostic::at(Code::WasCircle, *span, message)
        .hint(format!("in `{home}`, keep under `was` only ids that are no longer used"))
}

fn reused(sources: &Sources, file: FileId, former: &Former) -> Diagnostic {
    let Former { kind, old, new, .. } = former;
    let text = sources.text(file);
    let start = text.find("\nid:").map_or(0, |at| at + 1);
    let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
    let message = format!(
        "`{old}` was the id of {}, which is `{new}` now: an id is never used again",
        with_article(*kind)
    );
    let home = kind.file_kind().path(new);
    Diagnostic::at(Code::IdReused, Span::new(file, start, end), message)
        .hint(format!("give this file another name and id; if it is the same as `{new}`, delete it, and keep `was: {old}` in `{home}`"))
}

fn with_article(kind: EntityKind) -> &'static str {
    if kind == EntityKind::Criterion { "a framework" } else { kind.with_article() }
}
