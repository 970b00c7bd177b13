//! Ids that were given up: what is named by another id now says `was: old-id`, so that its old addresses live on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::collection::Records;
use super::prose::reference_of;
use super::reference::EntityKind;
use super::reflect::ScalarRef;
use super::scalar::{Rule, ScalarType, Slug, bad_id};
use super::{Model, Section};
use crate::diag::Diagnostic;
use crate::source::paths::{IHOS, split_iho};
use crate::source::{Content, FileId, Sources, Span, Spanned};

/// Where a page lay before: its path under `pages`, without `.md`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FormerPage(pub Spanned<String>);

impl ScalarType for FormerPage {
    const EXPECTED: &'static str =
        "the path of a page under `pages` without its ending, such as `about/history`";
    const RULE: Rule = Rule::Digits(r"^[a-z0-9]+([/-][a-z0-9]+)*$", "about/history");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        match text.split('/').all(Slug::is_sound) {
            true => Ok(Self(Spanned { value: text.to_owned(), span })),
            false => Err(bad_id(text, span)),
        }
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Code(&self.0.value)
    }
}

/// An id that something had before. A framework, which is no entity, stands under the kind of its criteria.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Former {
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// The id that was given up.
    pub old: String,
    /// The id that it has now.
    pub new: String,
    /// Where this is said.
    pub span: Span,
}

/// Every id that was given up, in the order of the kinds and the ids of now.
pub fn formers(model: &Model) -> Vec<Former> {
    let mut all = Formers::default();
    for (id, blueprint) in &model.blueprints {
        if let Some(iho) = blueprint.iho.as_ref().and_then(Section::known) {
            all.add(EntityKind::Iho, id, iho.was.items());
        }
    }
    for records in model.records() {
        let Some(kind) = records.kind() else { continue };
        records.former_ids(&mut |id, was| all.add(kind, id, was));
    }
    for (id, page) in &model.pages {
        for FormerPage(old) in page.front.was.items() {
            all.push(EntityKind::Page, id, old);
        }
    }
    all.0
}

#[derive(Default)]
struct Formers(Vec<Former>);

impl Formers {
    fn add(&mut self, kind: EntityKind, new: &str, was: &[Slug]) {
        for Slug(old) in was {
            self.push(kind, new, old);
        }
    }

    fn push(&mut self, kind: EntityKind, new: &str, old: &Spanned<String>) {
        let (old, span) = (old.value.clone(), old.span);
        self.0.push(Former { kind, old, new: new.to_owned(), span });
    }
}

/// What each id that was given up is called now.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Renames(BTreeMap<EntityKind, BTreeMap<String, String>>);

impl Renames {
    /// What the files say; of two that claim one id, the first has it.
    pub fn new(formers: &[Former]) -> Self {
        let mut renames = Self::default();
        for Former { kind, old, new, .. } in formers {
            let of_kind = renames.0.entry(*kind).or_default();
            of_kind.entry(old.clone()).or_insert_with(|| new.clone());
        }
        renames
    }

    /// What was known before, and what the files of a model say now.
    pub fn of(model: &Model) -> Self {
        let mut renames = Self::new(&formers(model));
        for (kind, before) in &model.renames.0 {
            let of_kind = renames.0.entry(*kind).or_default();
            for (old, new) in before {
                of_kind.entry(old.clone()).or_insert_with(|| new.clone());
            }
        }
        renames
    }

    /// What all files of some sources say: only those are read in which the word stands.
    pub fn in_sources(sources: &Sources) -> Self {
        let may_say = |path: &str| !path.starts_with(IHOS) || path.ends_with("/draft/iho.yaml");
        let files = sources.iter().filter(|(_, file)| match &file.content {
            Content::Text(text) => may_say(file.path.as_str()) && text.contains("was:"),
            Content::Asset { .. }
            | Content::Sealed(_)
            | Content::Unusable(_)
            | Content::Removed => false,
        });
        let files: Vec<FileId> = files.map(|(id, _)| id).collect();
        Self::new(&formers(&super::read_files(sources, &files).model))
    }

    /// These, and those of another state.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for (kind, of_other) in other.0 {
            let of_kind = self.0.entry(kind).or_default();
            for (old, new) in of_other {
                of_kind.entry(old).or_insert(new);
            }
        }
        self
    }

    /// Whether a model holds something under an id that was given up.
    pub fn concern(&self, model: &Model) -> bool {
        let all = model.records();
        all.into_iter()
            .filter_map(|records| Some((sealed_kind(records)?, records)))
            .any(|(kind, records)| self.of_kind(kind).any(|id| records.file(id).is_some()))
    }

    fn of_kind(&self, kind: EntityKind) -> impl Iterator<Item = &str> {
        self.0.get(&kind).into_iter().flat_map(BTreeMap::keys).map(String::as_str)
    }

    /// A text in markdown whose references have the ids of now.
    pub fn in_words<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.0.values().all(BTreeMap::is_empty) || !text.contains("[[") {
            return Cow::Borrowed(text);
        }
        let mut words = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("[[") {
            let written = after.split(['|', ']', '\n']).next().unwrap_or_default();
            words.push_str(before);
            words.push_str("[[");
            rest = after;
            let Ok(it) = reference_of(written, Span::NOWHERE) else { continue };
            let Some(now) = self.now(it.kind, &it.id) else { continue };
            words.push_str(&written.replacen(&it.id, now, 1));
            rest = &after[written.len()..];
        }
        words.push_str(rest);
        Cow::Owned(words)
    }

    /// What an id is called now, however often it changed; nothing for one that was never given up, or that leads back to
    /// itself.
    pub fn now(&self, kind: EntityKind, id: &str) -> Option<&str> {
        let of_kind = self.0.get(&kind)?;
        let mut now = of_kind.get(id)?;
        for _ in 0..of_kind.len() {
            match of_kind.get(now) {
                Some(next) => now = next,
                None => return Some(now),
            }
        }
        None
    }

    /// Every id that was given up, with what it is called now.
    pub fn iter(&self) -> impl Iterator<Item = (EntityKind, &str, &str)> {
        let all = self.0.iter().flat_map(|(kind, of_kind)| of_kind.keys().map(|id| (*kind, id)));
        all.filter_map(|(kind, id)| Some((kind, id.as_str(), self.now(kind, id)?)))
    }
}

/// The kind of what some records describe, where releases seal such things.
fn sealed_kind(records: &dyn Records) -> Option<EntityKind> {
    records.kind().filter(|kind| kind.is_sealed())
}

impl Model {
    /// Puts what stands under an id that was given up under that of now, so that it can be laid beside its later state.
    pub(super) fn follow(&mut self, renames: &Renames) {
        for records in self.records_mut() {
            let Some(kind) = sealed_kind(records) else { continue };
            for (_, old, now) in renames.iter().filter(|(of, ..)| *of == kind) {
                records.rename(old, now);
            }
        }
        self.renames = renames.clone();
    }

    /// What something that is published was called before, by its id of now.
    pub fn former_ids<'m>(
        &'m self,
        kind: EntityKind,
        now: &'m str,
    ) -> impl Iterator<Item = &'m str> {
        let of_kind = self.renames.0.get(&kind).into_iter().flat_map(BTreeMap::keys);
        let is_this = move |old: &&String| self.renames.now(kind, old) == Some(now);
        of_kind.filter(is_this).map(String::as_str)
    }

    /// Takes out what a release sealed under an id that was given up since: what has the new id stands for it.
    pub(super) fn give_up(&mut self, sources: &Sources, renames: Renames) {
        let is_sealed = |file: FileId| *sources.place(file) != sources.file(file).path;
        for records in self.records_mut() {
            let Some(kind) = sealed_kind(records) else { continue };
            records.retain(&mut |id, file| !is_sealed(file) || renames.now(kind, id).is_none());
        }
        self.peers.retain(|id, _| renames.now(EntityKind::Metric, id).is_none());
        let is_given_up = |path: &str| {
            split_iho(path).is_some_and(|(iho, _)| renames.now(EntityKind::Iho, iho).is_some())
        };
        self.assets.retain(|file| !is_given_up(sources.file(*file).path.as_str()));
        self.boundaries.retain(|path, _| !is_given_up(path));
        self.blueprints.retain(|id, _| renames.now(EntityKind::Iho, id).is_none());
        self.renames = renames;
    }
}
