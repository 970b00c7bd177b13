//! What changed from one state of a blueprint to another: two models in, a list of typed changes out.
//!
//! Everything is compared as it was read, never as it was written: the order of keys, quotes, folded lines and decimals that
//! say nothing are no change. Knows nothing of addresses and files.

mod align;
mod area;
mod blocks;
mod fields;
mod figures;
mod history;
mod items;
mod marks;
mod prose;
mod same;
mod shared;
mod short;
mod vintages;
mod words;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

pub use blocks::{Cell, Form, Holder, Look, Place, Run, Unit, units};
pub use history::{
    FieldEvent, FieldHistory, HeldValue, ReleaseDiff, ReleaseHistory, field_histories, n_unchanged,
};
pub use marks::{Extent, inline, side_by_side};
pub use prose::{Block, CellChange, Marked, Piece, PieceKind, Tally, compare as compare_texts};
pub use short::in_short;
pub use vintages::{Cell as FigureCell, Vintage, Vintages};

use crate::graph::Graph;
use crate::model::{Blueprint, Narrative, SECTION_FILES, file_kind};
use fields::{FieldDiffer, FieldPath};
use words::Part;

/// Where changes of texts beside the sections stand.
const NARRATIVE: &str = "narrative";
/// Where changes of what blueprints share stand.
const SHARED: &str = "shared";

/// One change.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What to call it in an address; the same as long as what it is about has the same ids.
    pub anchor: String,
    /// The section of the blueprint, by the name of its file; `narrative` or `shared` for what stands beside them.
    pub section: String,
    /// The field, by the names of fields and the ids of items: `partners.vale-council.voice`.
    pub field: String,
    /// What happened.
    pub kind: Kind,
    /// What it is about, as it was called and as it is called.
    pub subject: [String; 2],
    /// What was said, and what is said.
    pub said: [ChangeSide; 2],
    /// Why, where the new state tells that.
    pub reason: Option<String>,
    /// Both texts, where it is a text that was reworded.
    pub marked: Option<Marked>,
    /// By how much a figure changed.
    pub difference: Option<Difference>,
    /// What kind of revision it is, where that is known.
    pub revision: Option<Revision>,
    /// The measure of which it is a figure, as it was called and as it is called; empty where it is none.
    pub measure: [String; 2],
    /// The sections that name what changed, where that is shared.
    pub touches: Vec<String>,
    /// Whether figures can't be compared across it.
    pub is_redefinition: bool,
    order: Vec<String>,
}

/// What can happen to something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// It was not stated, and is.
    Added,
    /// It was stated, and is not.
    Removed,
    /// It says something else.
    Changed,
    /// It was kept back, and is published.
    Published,
    /// It was published, and is kept back.
    Unpublished,
    /// It is kept back in another way than before.
    Silence,
    /// Items of a sequence stand in another order.
    Moved,
    /// Many items came or went.
    Items,
    /// An item came.
    ItemAdded,
    /// An item went.
    ItemRemoved,
    /// A text was reworded.
    Reworded,
    /// Something shared has another name.
    Renamed,
    /// Something has another id, and says what the old one was.
    RenamedId,
    /// A figure of a period that had none.
    NewPeriod,
    /// A figure is gone.
    PeriodRemoved,
    /// A figure is another.
    Revised,
    /// A figure is the same and has another standing.
    Status,
    /// A figure is no longer shown, to protect people.
    Suppressed,
    /// A figure is shown again.
    Unsuppressed,
    /// Figures count something else than before.
    Redefined,
    /// A boundary runs elsewhere.
    Outline,
    /// A file of the same name, such as a picture, has another content.
    Exchanged,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 22] = [
        Self::Added,
        Self::Removed,
        Self::Changed,
        Self::Published,
        Self::Unpublished,
        Self::Silence,
        Self::Moved,
        Self::Items,
        Self::ItemAdded,
        Self::ItemRemoved,
        Self::Reworded,
        Self::Renamed,
        Self::RenamedId,
        Self::NewPeriod,
        Self::PeriodRemoved,
        Self::Revised,
        Self::Status,
        Self::Suppressed,
        Self::Unsuppressed,
        Self::Redefined,
        Self::Outline,
        Self::Exchanged,
    ];

    /// The word for programs.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Published => "published",
            Self::Unpublished => "unpublished",
            Self::Silence => "silence",
            Self::Moved => "moved",
            Self::Items => "items",
            Self::ItemAdded => "item-added",
            Self::ItemRemoved => "item-removed",
            Self::Reworded => "reworded",
            Self::Renamed => "renamed",
            Self::RenamedId => "renamed-id",
            Self::NewPeriod => "new-period",
            Self::PeriodRemoved => "period-removed",
            Self::Revised => "revised",
            Self::Status => "status",
            Self::Suppressed => "suppressed",
            Self::Unsuppressed => "unsuppressed",
            Self::Redefined => "redefined",
            Self::Outline => "outline",
            Self::Exchanged => "exchanged",
        }
    }

    /// What it is the other way round.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Added => Self::Removed,
            Self::Removed => Self::Added,
            Self::Published => Self::Unpublished,
            Self::Unpublished => Self::Published,
            Self::ItemAdded => Self::ItemRemoved,
            Self::ItemRemoved => Self::ItemAdded,
            Self::NewPeriod => Self::PeriodRemoved,
            Self::PeriodRemoved => Self::NewPeriod,
            Self::Suppressed => Self::Unsuppressed,
            Self::Unsuppressed => Self::Suppressed,
            same => same,
        }
    }
}

/// What one side says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChangeSide {
    /// Nothing: it is not there.
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
    pub(crate) fn of(before: Decimal, now: Decimal) -> Self {
        let absolute = now - before;
        let percent = absolute.checked_div(before.abs());
        let percent = percent.and_then(|it| it.checked_mul(Decimal::ONE_HUNDRED));
        let strategy = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
        Self {
            absolute: absolute.normalize(),
            percent: percent.map(|it| it.round_dp_with_strategy(1, strategy).normalize()),
        }
    }
}

/// All that changed in a blueprint, in the order of reading.
pub fn changes(before: &Graph, now: &Graph, iho: &str) -> Vec<Change> {
    let empty = Blueprint { id: iho.to_owned(), ..Blueprint::default() };
    let of = |graph: &Graph| graph.model.blueprints.get(iho).cloned();
    let (old, new) = (of(before), of(now));
    let (old, new) = (old.as_deref().unwrap_or(&empty), new.as_deref().unwrap_or(&empty));
    let walk =
        |section: &'static str| FieldDiffer { graphs: [before, now], section, found: Vec::new() };
    let mut of_shared = walk(SHARED);
    let redefined = shared::compare(&mut of_shared, iho);
    let mut all: Vec<Change> = Vec::new();
    for ((name, before), (_, now)) in old.sections().into_iter().zip(new.sections()) {
        let mut walk = walk(name);
        section(&mut walk, name, before.map(|it| it.1), now.map(|it| it.1));
        match name {
            "footprint" => {
                walk.boundary(iho);
                walk.tables(old, new);
            }
            "benefits" => figures::with_units(&mut walk, [old, new]),
            "metrics" => {
                figures::with_units(&mut walk, [old, new]);
                walk.figures(old, new, &redefined);
            }
            _ => {}
        }
        all.extend(sorted(walk.found));
    }
    let mut of_texts = walk(NARRATIVE);
    narratives(&mut of_texts, old, new);
    all.extend(sorted(of_texts.found));
    all.extend(sorted(of_shared.found));
    name_each(&mut all);
    all
}

/// What became of files that are no text, such as pictures, by their names and checksums; in the order of reading.
pub fn files(before: &BTreeMap<String, String>, now: &BTreeMap<String, String>) -> Vec<Change> {
    let names: std::collections::BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    let differ = names.into_iter().filter(|name| before.get(*name) != now.get(*name));
    let change = |name: &String| {
        let item = || ChangeSide::Item { name: format!("“{name}”"), facts: Vec::new() };
        let (kind, said) = match (before.contains_key(name), now.contains_key(name)) {
            (true, true) => (Kind::Exchanged, [ChangeSide::Nothing, ChangeSide::Nothing]),
            (true, false) => (Kind::ItemRemoved, [item(), ChangeSide::Nothing]),
            (false, _) => (Kind::ItemAdded, [ChangeSide::Nothing, item()]),
        };
        let about = match kind {
            Kind::Exchanged => format!("The file “{name}”"),
            _ => "Files".to_owned(),
        };
        Change {
            anchor: format!("change_files_{}", crate::model::prose::slugify(name)),
            section: NARRATIVE.to_owned(),
            field: format!("files.{}", crate::model::prose::slugify(name)),
            kind,
            subject: [about.clone(), about],
            said,
            reason: None,
            marked: None,
            difference: None,
            revision: None,
            measure: Default::default(),
            touches: Vec::new(),
            is_redefinition: false,
            order: vec![name.clone()],
        }
    };
    differ.map(change).collect()
}

/// Puts changes of files where texts are told.
pub fn with_files(mut changes: Vec<Change>, files: Vec<Change>) -> Vec<Change> {
    let at = changes.iter().position(|it| it.section == SHARED).unwrap_or(changes.len());
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
    walk: &mut FieldDiffer<'_>,
    name: &'static str,
    old: Option<&dyn crate::model::SectionBlock>,
    new: Option<&dyn crate::model::SectionBlock>,
) {
    let blocks = [old, new].map(|it| it.and_then(|it| it.block()));
    let at = FieldPath::default();
    if let [Some(before), Some(now)] = blocks {
        walk.block(&at, before, now);
        return;
    }
    let title = file_kind(name).map_or(name, |kind| kind.title);
    let mut whole = FieldPath { order: vec![String::new()], ..FieldPath::default() };
    whole.path.push(name.to_owned());
    whole
        .subject
        .iter_mut()
        .for_each(|parts| parts.push(Part::Name(format!("“{title}” as a whole"))));
    let state = |it: Option<&dyn crate::model::SectionBlock>| match it {
        None => ChangeSide::Nothing,
        Some(it) => match (it.block(), it.silence()) {
            (Some(block), _) => {
                let stated = block.fields().into_iter().filter(|field| field.span.is_some());
                ChangeSide::Many(stated.map(|field| words::inside(field.key.label)).collect())
            }
            (None, Some(silence)) => ChangeSide::Silent(words::silence(silence)),
            (None, None) => ChangeSide::Blank,
        },
    };
    walk.states(&whole, [state(old), state(new)]);
}

/// The texts beside the sections.
fn narratives(walk: &mut FieldDiffer<'_>, old: &Blueprint, new: &Blueprint) {
    let mut names: Vec<&String> = old.narratives.keys().chain(new.narratives.keys()).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let sides = [old, new].map(|it| it.narratives.get(name));
        let called = |it: Option<&Narrative>| {
            let front = it.and_then(|it| it.front.as_ref());
            let title = front.and_then(|front| front.title.known()).cloned();
            let of_section = file_kind(name).filter(|it| SECTION_FILES.contains(&it.name));
            let title = title.or_else(|| of_section.map(|it| it.title.to_owned()));
            let words = title.unwrap_or_else(|| words::upper_first(&name.replace('-', " ")));
            format!("The text “{words}”")
        };
        let at = FieldPath {
            path: vec![name.clone()],
            order: vec![name.clone()],
            subject: sides.map(|it| vec![Part::Name(called(it.or(sides[0]).or(sides[1])))]),
            ..FieldPath::default()
        };
        match sides {
            [Some(before), Some(now)] => {
                if let (Some(before), Some(now)) = (&before.front, &now.front) {
                    walk.block(&at, before, now);
                }
                walk.prose(&at, &before.body.text, &now.body.text);
            }
            [before, now] => {
                let said = |side: usize, it: Option<&Narrative>| match it {
                    None => ChangeSide::Nothing,
                    Some(it) => ChangeSide::Words(words::plain(walk.graphs[side], &it.body.text)),
                };
                let said = [said(0, before), said(1, now)];
                walk.states(&at, said);
            }
        }
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
        let parts = change.field.split('.').map(crate::model::prose::slugify);
        let field = parts.collect::<Vec<_>>().join("_");
        let name = format!("change_{}_{field}", change.section);
        let n = seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1);
        change.anchor = if *n == 1 { name } else { format!("{name}_{n}") };
    }
}

impl Change {
    /// The same change the other way round; why it would happen, nobody has said.
    #[must_use]
    pub fn mirrored(self) -> Self {
        let [was, is] = self.subject;
        let [before, now] = self.said;
        Self {
            kind: self.kind.mirrored(),
            subject: [is, was],
            said: [now, before],
            reason: None,
            marked: self.marked.map(Marked::flipped),
            difference: None,
            revision: None,
            measure: {
                let [was, is] = self.measure;
                [is, was]
            },
            ..self
        }
    }
}
