//! What changed from one state of a blueprint to another: two models in, a list of typed changes out.
//!
//! Everything is compared as it was read, never as it was written: the order of keys, quotes, folded lines and decimals that
//! say nothing are no change. Knows nothing of addresses and files.
//!
//! # How two states are compared
//!
//! `compare::changes` walks two records with the same `Block::fields` and tells items of lists by their ids, never by their places;
//! what order says nothing about is a set. A `Change` is data: its sentence is made of it, so no sentence says what is not in it.
//! A change of what several IHOs share is told once, with the sections that it touches, and only to those whose blueprint cites it
//! (`graph::cited_by`, which also says what is sealed). What has another id is one thing: both states are read with what either of
//! them says of earlier ids (`engine::beside_each_other`), and items of lists by their `was`. Texts become a sequence of blocks; blocks
//! that are the same are found first, headings belong together by their slug, others by the words that they share, and only then
//! words are compared. The work is counted, not timed (`align::Work`), as a clock would give other bytes on another machine; and
//! the shorter text always comes first, so that the way back is the mirror of the way there. The marks are put into `Html` by
//! `compare/markup.rs` alone, which escapes every word; so pages, `iho diff` and whatever comes later place it as it is.
//! `compare::field_histories` lays the changes of all releases end to end: what each field said, since which release.
//! `publication/comparison` makes pages and data of that under `/ihos/<id>/compare/`.
//! `engine::diff_releases` reads two releases of what was sealed. A file that was removed by law from one of them is left out on both
//! sides, so that the words do not come back as what went.

mod align;
mod area;
mod blocks;
mod change_kind;
mod describe;
mod diff;
mod fields;
mod figures;
mod history;
mod items;
mod marked;
mod markup;
mod matter;
mod path;
mod pieces;
mod prose;
mod same;
mod shared;
mod short;
mod vintages;
mod weakening;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

pub use blocks::{Cell, Form, Holder, Look, Place, Run, Unit, units};
pub use change_kind::ChangeKind;
pub use describe::in_few_words;
pub use diff::Diff;
pub use history::{
    FieldEvent, FieldHistory, HeldValue, ReleaseDiff, ReleaseHistory, field_histories, n_unchanged,
};
pub use marked::{Block, CellChange, Marked, Piece, PieceKind, Tally};
pub use markup::{Extent, inline, side_by_side};
pub use matter::Matter;
pub use prose::compare as compare_texts;
pub use short::in_short;
pub use vintages::{FigureCell, Vintage, Vintages};
pub use weakening::{NO_REASON, PromiseChange, WEAKENED, weakened_first};

use crate::graph::Graph;
use crate::model::prose::slugify;
use crate::model::{Blueprint, Narrative, SECTION_FILES, SectionBlock, file_kind};
use fields::FieldDiffer;
use path::FieldPath;

/// Where changes of texts beside the sections stand.
const NARRATIVE: &str = "narrative";
/// Where changes of what blueprints share stand.
pub const SHARED: &str = "shared";

/// One change.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What to call it in an address; the same as long as what it is about has the same ids.
    pub anchor: String,
    /// The section of the blueprint, by the name of its file; `narrative` or `shared` for what is beside them.
    pub section: String,
    /// The field, by the names of fields and the ids of items: `partners.vale-council.voice`.
    pub field: String,
    /// What happened.
    pub kind: ChangeKind,
    /// What it is about, as it was called and as it is called.
    pub subject: Diff<String>,
    /// What was said, and what is said.
    pub said: Diff<ChangeSide>,
    /// Why, where the new state tells that.
    pub reason: Option<String>,
    /// Both texts, where it is a text that was reworded.
    pub marked: Option<Marked>,
    /// By how much a figure changed.
    pub difference: Option<Difference>,
    /// What kind of revision it is, where that is known.
    pub revision: Option<Revision>,
    /// The measure of which it is a figure, as it was called and as it is called; empty where it is none.
    pub measure: Diff<String>,
    /// The sections that name what changed, where that is shared.
    pub touches: Vec<String>,
    /// Whether figures can't be compared across it.
    pub is_redefinition: bool,
    /// What it does to a promise, where it needs a reason.
    pub promise: Option<PromiseChange>,
    order: Vec<String>,
}

/// What one side says.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum ChangeSide {
    /// Nothing: it is not there.
    #[default]
    Nothing,
    /// It is there without a value.
    Blank,
    /// It can't be read: as it is written.
    Unreadable(String),
    /// A text without a word.
    EmptyText,
    /// A list without an item.
    EmptyList,
    /// Why it is kept back.
    Silent(String),
    /// A value in words.
    Words(String),
    /// A file, by its name.
    File(String),
    /// Several values in words.
    Many(Vec<String>),
    /// An item.
    Item {
        /// What it is called.
        name: String,
        /// What it states, a line for each field.
        facts: Vec<String>,
    },
    /// A figure that is not told, to protect people.
    NotShown,
    /// A figure that was published there, and is not told here, as another state hides it.
    Shown,
}

/// Why a figure that was published is another now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Revision {
    /// As its measure says that its figures are revised.
    Scheduled,
    /// The one before was wrong.
    Correction,
}

impl Revision {
    /// The word for programs.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Scheduled => "scheduled",
            Self::Correction => "correction",
        }
    }
}

/// By how much a figure changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Difference {
    /// The new figure less the old one.
    pub absolute: Decimal,
    /// The same in hundredths of the old one, to one decimal; nothing where that was 0.
    pub percent: Option<Decimal>,
}

impl Difference {
    /// The difference of two figures.
    pub(crate) fn between(before: Decimal, after: Decimal) -> Self {
        let absolute = after - before;
        let percent = absolute.checked_div(before.abs());
        let percent = percent.and_then(|share| share.checked_mul(Decimal::ONE_HUNDRED));
        let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        Self {
            absolute: absolute.normalize(),
            percent: percent.map(|it| it.round_dp_with_strategy(1, strategy).normalize()),
        }
    }
}

/// All that changed in a blueprint, in the order of reading.
pub fn changes(before: &Graph, after: &Graph, iho: &str) -> Vec<Change> {
    let empty = Blueprint { id: iho.to_owned(), ..Blueprint::default() };
    let graphs = Diff::new(before, after);
    let blueprints = graphs.map(|graph| graph.model.blueprints.get(iho).cloned());
    let blueprints = blueprints.as_ref().map(|it| it.as_deref().unwrap_or(&empty));
    let is_brief = false;
    let differ =
        |section: &'static str| FieldDiffer { graphs, section, found: Vec::new(), is_brief };
    let mut of_shared = differ(SHARED);
    let redefined = shared::compare(&mut of_shared, iho);
    let mut found: Vec<Change> = Vec::new();
    let sections = blueprints.map(Blueprint::sections);
    for ((name, before), (_, after)) in sections.before.into_iter().zip(sections.after) {
        let mut differ = differ(name);
        section(&mut differ, name, Diff::new(before, after).map(|it| it.map(|(_, block)| block)));
        match name {
            "footprint" => {
                differ.boundary(iho);
                differ.tables(blueprints);
            }
            "benefits" => differ.add_units(blueprints),
            "metrics" => {
                differ.add_units(blueprints);
                differ.figures(blueprints, &redefined);
            }
            _ => {}
        }
        found.extend(sorted(differ.found));
    }
    let mut of_texts = differ(NARRATIVE);
    narratives(&mut of_texts, blueprints);
    found.extend(sorted(of_texts.found));
    found.extend(sorted(of_shared.found));
    name_each(&mut found);
    found
}

/// What changed in the fields of a blueprint and of what it shares, but for texts, as far as they promise nothing. Of the older
/// graph, only names have to be known.
pub fn promises(before: &Graph, after: &Graph, iho: &str) -> Vec<Change> {
    let graphs = Diff::new(before, after);
    let blueprints = graphs.map(|graph| graph.model.blueprints.get(iho));
    let (Some(before), Some(after)) = (blueprints.before, blueprints.after) else {
        return Vec::new();
    };
    let differ =
        |section: &'static str| FieldDiffer { graphs, section, found: Vec::new(), is_brief: true };
    let mut of_shared = differ(SHARED);
    shared::promises(&mut of_shared);
    let mut found = Vec::new();
    for ((name, before), (_, after)) in before.sections().into_iter().zip(after.sections()) {
        let mut differ = differ(name);
        section(&mut differ, name, Diff::new(before, after).map(|it| it.map(|(_, block)| block)));
        found.extend(sorted(differ.found));
    }
    found.extend(sorted(of_shared.found));
    found
}

/// What became of files that are no text, such as pictures, by their names and checksums; in the order of reading.
pub fn files(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Change> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    let change = |name: &String| {
        let item = ChangeSide::Item { name: format!("“{name}”"), facts: Vec::new() };
        let (kind, said) = match (before.contains_key(name), after.contains_key(name)) {
            (true, true) => (ChangeKind::Exchanged, Diff::default()),
            (true, false) => (ChangeKind::ItemRemoved, Diff::removed(item)),
            (false, _) => (ChangeKind::ItemAdded, Diff::added(item)),
        };
        let about = match kind {
            ChangeKind::Exchanged => format!("The file “{name}”"),
            _ => "Files".to_owned(),
        };
        Change {
            anchor: format!("change_files_{}", slugify(name)),
            section: NARRATIVE.to_owned(),
            field: format!("files.{}", slugify(name)),
            subject: Diff::same(about),
            order: vec![name.clone()],
            ..Change::new(kind, said)
        }
    };
    differ.map(change).collect()
}

/// Puts changes of files where texts are told.
pub fn with_files(mut changes: Vec<Change>, files: Vec<Change>) -> Vec<Change> {
    let at = changes.iter().position(|change| change.section == SHARED).unwrap_or(changes.len());
    changes.splice(at..at, files);
    changes
}

/// The title of a section of changes.
pub fn title(section: &str) -> &str {
    match section {
        NARRATIVE => "Texts",
        SHARED => "Shared definitions and names",
        section => file_kind(section).map_or(section, |kind| kind.title),
    }
}

fn section(
    differ: &mut FieldDiffer<'_>,
    name: &'static str,
    section: Diff<Option<&dyn SectionBlock>>,
) {
    let blocks = section.map(|section| section.and_then(|section| section.block()));
    if let (Some(before), Some(after)) = (blocks.before, blocks.after) {
        differ.block(&FieldPath::default(), before, after);
        return;
    }
    let title = file_kind(name).map_or(name, |kind| kind.title);
    let mut whole = FieldPath::new(name, Diff::same(format!("“{title}” as a whole")));
    whole.order = vec![String::new()];
    let state = |section: Option<&dyn SectionBlock>| {
        let Some(section) = section else { return ChangeSide::Nothing };
        match (section.block(), section.silence()) {
            (Some(block), _) => {
                let stated = block.fields().into_iter().filter(|field| field.span.is_some());
                ChangeSide::Many(stated.map(|field| words::inside(field.key.label)).collect())
            }
            (None, Some(silence)) => ChangeSide::Silent(words::silence(silence)),
            (None, None) => ChangeSide::Blank,
        }
    };
    whole.explained_by(section.map(|it| it.and_then(SectionBlock::provenance)));
    let silences = section.map(|it| it.and_then(SectionBlock::silence));
    differ.states(&whole.of_section(), section.map(state), silences);
}

/// The texts beside the sections.
fn narratives(differ: &mut FieldDiffer<'_>, blueprints: Diff<&Blueprint>) {
    let names = blueprints.map(|blueprint| blueprint.narratives.keys());
    let names: BTreeSet<&String> = names.into_iter().flatten().collect();
    for name in names {
        let texts = blueprints.map(|blueprint| blueprint.narratives.get(name));
        let called = |text: Option<&Narrative>| {
            let text = text.or(texts.before).or(texts.after);
            let front = text.and_then(|text| text.front.as_ref());
            let title = front.and_then(|front| front.title.known()).cloned();
            let of_section = file_kind(name).filter(|kind| SECTION_FILES.contains(&kind.name));
            let title = title.or_else(|| of_section.map(|kind| kind.title.to_owned()));
            let words = title.unwrap_or_else(|| words::upper_first(&name.replace('-', " ")));
            format!("The text “{words}”")
        };
        let at = FieldPath::new(name, texts.map(called));
        if let (Some(before), Some(after)) = (texts.before, texts.after) {
            if let (Some(before), Some(after)) = (&before.front, &after.front) {
                differ.block(&at, before, after);
            }
            differ.prose(&at, Diff::new(&before.body.text, &after.body.text));
            continue;
        }
        let said = differ.described(texts, |graph, text| match text {
            None => ChangeSide::Nothing,
            Some(text) => ChangeSide::Words(words::plain(graph, &text.body.text)),
        });
        differ.states(&at, said, Diff::default());
    }
}

fn sorted(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by(|a, b| {
        (&a.order, a.kind.mirrored().min(a.kind)).cmp(&(&b.order, b.kind.mirrored().min(b.kind)))
    });
    changes
}

/// Gives each change a name of its own.
fn name_each(changes: &mut [Change]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for change in changes {
        let parts = change.field.split('.').map(slugify);
        let field = parts.collect::<Vec<_>>().join("_");
        let name = format!("change_{}_{field}", change.section);
        let n = seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1);
        change.anchor = if *n == 1 { name } else { format!("{name}_{n}") };
    }
}

impl Change {
    /// A change of which nothing else is known.
    fn new(kind: ChangeKind, said: Diff<ChangeSide>) -> Self {
        Self {
            anchor: String::new(),
            section: String::new(),
            field: String::new(),
            kind,
            subject: Diff::default(),
            said,
            reason: None,
            marked: None,
            difference: None,
            revision: None,
            measure: Diff::default(),
            touches: Vec::new(),
            is_redefinition: false,
            promise: None,
            order: Vec::new(),
        }
    }

    /// The same change the other way round; why it would happen, nobody has said.
    #[must_use]
    pub fn mirrored(self) -> Self {
        Self {
            kind: self.kind.mirrored(),
            subject: self.subject.flipped(),
            said: self.said.flipped(),
            reason: None,
            marked: self.marked.map(Marked::flipped),
            difference: None,
            revision: None,
            promise: None,
            measure: self.measure.flipped(),
            ..self
        }
    }
}
