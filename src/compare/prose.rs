//! Two texts laid against each other: block by block, then word by word inside blocks that belong together.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::sync::Arc;

use super::align::{self, Work};
use super::blocks::{Cell, Form, NameOf, Unit, units};

/// How much comparing two texts may cost, in pairs that are looked at: about a second.
const BUDGET: usize = 300_000_000;
/// Below so much in common, in hundredths, an old block and a new one are shown one after the other.
const ALIKE: u32 = 40;
/// Up to so many pairs of blocks, each is looked at for what it has in common.
const PAIRS: usize = 250_000;
/// Shorter blocks that turn up elsewhere are no news.
const MOVED_WORDS: usize = 4;

/// Two texts as blocks, and how they belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Marked {
    /// The blocks of the old text.
    pub old: Vec<Unit>,
    /// The blocks of the new text.
    pub new: Vec<Unit>,
    /// Both in the order of reading.
    pub blocks: Vec<Block>,
}

/// What became of a block; places are those in the lists of [`Marked`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// It is the same.
    Same {
        /// Its place in the old text.
        old: usize,
        /// Its place in the new one.
        new: usize,
    },
    /// It says something else, or looks otherwise.
    Changed {
        /// Its place in the old text.
        old: usize,
        /// Its place in the new one.
        new: usize,
        /// What became of its cells.
        cells: Vec<CellChange>,
    },
    /// It is gone.
    Removed {
        /// Its place in the old text.
        old: usize,
        /// Whether the same block stands elsewhere now.
        is_moved: bool,
    },
    /// It is new.
    Added {
        /// Its place in the new text.
        new: usize,
        /// Whether the same block stood elsewhere.
        is_moved: bool,
    },
}

/// What became of a cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CellChange {
    /// Its place in the old block; nothing where it is new.
    pub old: Option<usize>,
    /// Its place in the new block; nothing where it is gone.
    pub new: Option<usize>,
    /// Its words, in the order of reading.
    pub pieces: Vec<Piece>,
}

/// What became of a stretch of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Piece {
    /// What.
    pub kind: PieceKind,
    /// Where it stood in the old cell.
    pub old: Range<usize>,
    /// Where it stands in the new cell.
    pub new: Range<usize>,
}

/// What can become of words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PieceKind {
    /// They are the same.
    Same,
    /// They are gone.
    Removed,
    /// They are new.
    Added,
    /// They are the same in another look.
    Restyled,
    /// They are the same and lead elsewhere.
    Relinked,
    /// They are the same and describe another picture.
    Repictured,
}

/// What kinds of changes a text has.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    /// Blocks whose words changed.
    pub n_reworded: usize,
    /// Blocks that are new.
    pub n_added: usize,
    /// Blocks that are gone.
    pub n_removed: usize,
    /// Blocks that stand elsewhere.
    pub n_moved: usize,
    /// Links that lead elsewhere.
    pub n_relinked: usize,
    /// Pictures that are others.
    pub n_repictured: usize,
    /// Blocks with the same words in another look.
    pub n_restyled: usize,
    /// Headings with the same words of another level, and other blocks of another form.
    pub n_reformed: usize,
}

/// Compares two texts in markdown; `name` names what a reference names.
pub fn compare(old: &str, new: &str, name: NameOf<'_>) -> Marked {
    compare_units(units(old, name), units(new, name))
}

/// Compares two texts that were read.
fn compare_units(old: Vec<Unit>, new: Vec<Unit>) -> Marked {
    // There is more than one way from one text to another. Which one is found must not depend on the direction.
    if order(&old) <= order(&new) {
        let blocks = blocks(&old, &new);
        return Marked { old, new, blocks };
    }
    let blocks = blocks(&new, &old);
    Marked { old: new, new: old, blocks }.flipped()
}

fn order(units: &[Unit]) -> (usize, u64) {
    let mut hasher = DefaultHasher::new();
    for unit in units {
        key(unit).hash(&mut hasher);
    }
    (units.len(), hasher.finish())
}

/// A number that two blocks share if a reader takes them for the same, and hardly ever otherwise.
fn key(unit: &Unit) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&unit.form, &unit.cells).hash(&mut hasher);
    unit.path.iter().for_each(|place| place.holder.hash(&mut hasher));
    hasher.finish()
}

fn blocks(old: &[Unit], new: &[Unit]) -> Vec<Block> {
    let mut work = Work(BUDGET);
    let old_keys: Vec<u64> = old.iter().map(key).collect();
    let new_keys: Vec<u64> = new.iter().map(key).collect();
    let same = align::common(&old_keys, &new_keys, &mut work);
    let mut comparison = Comparison { old, new, work, found: Vec::new() };
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in same.into_iter().chain([(old.len(), new.len())]) {
        comparison.gap(from_old..at_old, from_new..at_new);
        if at_old < old.len() {
            comparison.found.push(Block::Same { old: at_old, new: at_new });
        }
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    let mut found = comparison.found;
    mark_moved(&mut found, &old_keys, &new_keys, old);
    found
}

struct Comparison<'u> {
    old: &'u [Unit],
    new: &'u [Unit],
    work: Work,
    found: Vec<Block>,
}

impl Comparison<'_> {
    /// Blocks that differ: headings of the same name belong together, then what has most in common.
    fn gap(&mut self, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() || new.is_empty() {
            return self.apart(old, new);
        }
        let headings = |units: &[Unit], range: &Range<usize>| -> Vec<(usize, String)> {
            let slug = |at: usize| Some((at, units[at].slug.clone()?));
            range.clone().filter_map(slug).collect()
        };
        let (of_old, of_new) = (headings(self.old, &old), headings(self.new, &new));
        let slugs = |all: &[(usize, String)]| -> Vec<String> {
            all.iter().map(|(_, slug)| slug.clone()).collect()
        };
        let same = align::common(&slugs(&of_old), &slugs(&of_new), &mut self.work);
        let (mut from_old, mut from_new) = (old.start, new.start);
        for (at_old, at_new) in same {
            let (at_old, at_new) = (of_old[at_old].0, of_new[at_new].0);
            self.alike(from_old..at_old, from_new..at_new);
            self.pair(at_old, at_new);
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        self.alike(from_old..old.end, from_new..new.end);
    }

    fn alike(&mut self, old: Range<usize>, new: Range<usize>) {
        let n_pairs = old.len().saturating_mul(new.len());
        if n_pairs == 0 || n_pairs > PAIRS || !self.work.take(n_pairs * 20) {
            return self.apart(old, new);
        }
        let bags = |units: &[Unit]| units.iter().map(bag).collect::<Vec<_>>();
        let (bags_old, bags_new) = (bags(&self.old[old.clone()]), bags(&self.new[new.clone()]));
        let pairs = align::best_pairs(old.len(), new.len(), |at_old, at_new| {
            let (it, other) = (&self.old[old.start + at_old], &self.new[new.start + at_new]);
            let alike = likeness(&bags_old[at_old], &bags_new[at_new]);
            if can_pair(it, other) && alike >= ALIKE { alike } else { 0 }
        });
        let (mut from_old, mut from_new) = (old.start, new.start);
        for (at_old, at_new) in pairs {
            let (at_old, at_new) = (old.start + at_old, new.start + at_new);
            self.apart(from_old..at_old, from_new..at_new);
            self.pair(at_old, at_new);
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        self.apart(from_old..old.end, from_new..new.end);
    }

    fn apart(&mut self, old: Range<usize>, new: Range<usize>) {
        let removed = old.map(|old| Block::Removed { old, is_moved: false });
        let added = new.map(|new| Block::Added { new, is_moved: false });
        self.found.extend(removed.chain(added));
    }

    fn pair(&mut self, old: usize, new: usize) {
        let (it, other) = (&self.old[old], &self.new[new]);
        let mut cells = Vec::new();
        for at in 0..it.cells.len().max(other.cells.len()) {
            let (before, now) = (it.cells.get(at), other.cells.get(at));
            let pieces = match (before, now) {
                (Some(before), Some(now)) => pieces(before, now, &mut self.work),
                (Some(before), None) => whole(PieceKind::Removed, before),
                (None, Some(now)) => whole(PieceKind::Added, now),
                (None, None) => Vec::new(),
            };
            cells.push(CellChange { old: before.map(|_| at), new: now.map(|_| at), pieces });
        }
        self.found.push(Block::Changed { old, new, cells });
    }
}

/// Whether one block can become the other.
fn can_pair(old: &Unit, new: &Unit) -> bool {
    let class = |form: &Form| match form {
        Form::Paragraph | Form::Words => 0,
        Form::Heading(_) => 1,
        Form::Code => 2,
        Form::Row { .. } => 3,
        Form::Rule => 4,
    };
    class(&old.form) == class(&new.form)
}

/// The words of a block, sorted, each as a number.
fn bag(unit: &Unit) -> Vec<u64> {
    let words = unit.cells.iter().flat_map(|cell| align::words(&cell.text));
    let mut bag: Vec<u64> = words.filter(|word| !is_gap(word)).map(hash_of).collect();
    bag.sort_unstable();
    bag
}

fn hash_of(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
}

fn is_gap(word: &str) -> bool {
    word.chars().all(|letter| letter.is_whitespace() || letter.is_ascii_punctuation())
}

/// How many words in a hundred two blocks share.
fn likeness(old: &[u64], new: &[u64]) -> u32 {
    let n_all = old.len() + new.len();
    if n_all == 0 {
        return 100;
    }
    let (mut at_old, mut at_new, mut n_both) = (0, 0, 0);
    while let (Some(it), Some(other)) = (old.get(at_old), new.get(at_new)) {
        match it.cmp(other) {
            std::cmp::Ordering::Less => at_old += 1,
            std::cmp::Ordering::Greater => at_new += 1,
            std::cmp::Ordering::Equal => {
                (at_old, at_new, n_both) = (at_old + 1, at_new + 1, n_both + 1);
            }
        }
    }
    u32::try_from(200 * n_both / n_all).unwrap_or(100)
}

fn whole(kind: PieceKind, cell: &Cell) -> Vec<Piece> {
    let all = 0..cell.text.len();
    if all.is_empty() {
        return Vec::new();
    }
    match kind {
        PieceKind::Added => vec![Piece { kind, old: 0..0, new: all }],
        _ => vec![Piece { kind, old: all.clone(), new: 0..0 }],
    }
}

/// The words of a cell: those that stayed, and those that went and came between them.
fn pieces(old: &Cell, new: &Cell, work: &mut Work) -> Vec<Piece> {
    let (old_words, new_words) = (align::words(&old.text), align::words(&new.text));
    let same = align::common(&old_words, &new_words, work);
    let starts = |words: &[&str]| -> Vec<usize> {
        let ends = words.iter().scan(0, |end, word| {
            *end += word.len();
            Some(*end)
        });
        std::iter::once(0).chain(ends).collect()
    };
    let (old_at, new_at) = (starts(&old_words), starts(&new_words));
    let mut found = Pieces::default();
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in same.iter().copied().chain([(old_words.len(), new_words.len())]) {
        found.replace(old_at[from_old]..old_at[at_old], new_at[from_new]..new_at[at_new]);
        if at_old < old_words.len() {
            let (it, other) =
                (old_at[at_old]..old_at[at_old + 1], new_at[at_new]..new_at[at_new + 1]);
            let kind = stayed(old, &it, new, &other);
            found.stay(kind, is_gap(old_words[at_old]), it, other);
        }
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    let pieces = found.finish();
    let n_same: usize = pieces
        .iter()
        .filter(|piece| !matches!(piece.kind, PieceKind::Removed | PieceKind::Added))
        .map(|piece| piece.old.len())
        .sum();
    let n_most = old.text.len().max(new.text.len());
    // Hardly a word stayed: two whole texts are easier to read than their pieces.
    if n_most > 60 && n_same * 100 < n_most * ALIKE as usize {
        let mut both = [whole(PieceKind::Removed, old), whole(PieceKind::Added, new)].concat();
        if let Some(added) = both.iter_mut().find(|piece| piece.kind == PieceKind::Added) {
            added.old = old.text.len()..old.text.len();
        }
        return both;
    }
    pieces
}

/// Where words lead, and of which picture they are.
type Targets = (Option<Arc<str>>, Option<Arc<str>>);

/// What became of words that stayed.
fn stayed(old: &Cell, it: &Range<usize>, new: &Cell, other: &Range<usize>) -> PieceKind {
    let of_old: Vec<_> =
        old.looks(it.start, it.end).map(|(end, look)| (end - it.start, look)).collect();
    let of_new: Vec<_> =
        new.looks(other.start, other.end).map(|(end, look)| (end - other.start, look)).collect();
    if of_old == of_new {
        return PieceKind::Same;
    }
    let targets = |looks: &[(usize, &super::blocks::Look)]| -> Vec<Targets> {
        looks.iter().map(|(_, look)| (look.link.clone(), look.picture.clone())).collect()
    };
    let (mut before, mut now) = (targets(&of_old), targets(&of_new));
    before.dedup();
    now.dedup();
    let pictures =
        |all: &[Targets]| all.iter().map(|(_, picture)| picture.clone()).collect::<Vec<_>>();
    if before == now {
        PieceKind::Restyled
    } else if pictures(&before) != pictures(&now) {
        PieceKind::Repictured
    } else {
        PieceKind::Relinked
    }
}

/// Pieces as they are found; what came and went close together is kept together.
#[derive(Default)]
struct Pieces {
    done: Vec<Piece>,
    /// A gap that stayed behind a change, and may belong to it.
    gap: Option<Piece>,
    old: Range<usize>,
    new: Range<usize>,
}

impl Pieces {
    fn replace(&mut self, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() && new.is_empty() {
            return;
        }
        if let Some(gap) = self.gap.take() {
            let is_close = !self.old.is_empty() && !self.new.is_empty()
                || (!old.is_empty() && !new.is_empty());
            if is_close {
                self.old.end = gap.old.end;
                self.new.end = gap.new.end;
            } else {
                self.settle();
                self.done.push(gap);
            }
        }
        if self.old.is_empty() && self.new.is_empty() {
            (self.old, self.new) = (old.start..old.start, new.start..new.start);
        }
        self.old.end = old.end;
        self.new.end = new.end;
    }

    fn stay(&mut self, kind: PieceKind, is_gap: bool, old: Range<usize>, new: Range<usize>) {
        let piece = Piece { kind, old, new };
        let is_after_change = !self.old.is_empty() || !self.new.is_empty();
        if is_gap && kind == PieceKind::Same && is_after_change && self.gap.is_none() {
            self.gap = Some(piece);
            return;
        }
        self.settle();
        let gap = self.gap.take();
        for piece in gap.into_iter().chain([piece]) {
            match self.done.last_mut() {
                Some(last)
                    if last.kind == piece.kind
                        && last.old.end == piece.old.start
                        && last.new.end == piece.new.start =>
                {
                    last.old.end = piece.old.end;
                    last.new.end = piece.new.end;
                }
                _ => self.done.push(piece),
            }
        }
    }

    fn settle(&mut self) {
        let (old, new) = (std::mem::take(&mut self.old), std::mem::take(&mut self.new));
        if !old.is_empty() {
            self.done.push(Piece {
                kind: PieceKind::Removed,
                new: new.start..new.start,
                old: old.clone(),
            });
        }
        if !new.is_empty() {
            self.done.push(Piece { kind: PieceKind::Added, old: old.end..old.end, new });
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.settle();
        self.done.extend(self.gap.take());
        self.done
    }
}

/// A block that went here and came there only moved.
fn mark_moved(blocks: &mut [Block], old_keys: &[u64], new_keys: &[u64], old: &[Unit]) {
    let is_news = |at: usize| {
        let unit = &old[at];
        unit.slug.is_some() || unit.text().split_whitespace().nth(MOVED_WORDS - 1).is_some()
    };
    let mut gone: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut came: BTreeMap<usize, u64> = BTreeMap::new();
    for (at, block) in blocks.iter().enumerate() {
        match block {
            Block::Removed { old, .. } if is_news(*old) => {
                gone.entry(old_keys[*old]).or_default().push(at);
            }
            Block::Added { new, .. } => drop(came.insert(at, new_keys[*new])),
            _ => {}
        }
    }
    for (came_at, key) in came {
        let Some(places) = gone.get_mut(&key).filter(|places| !places.is_empty()) else { continue };
        for at in [places.remove(0), came_at] {
            match &mut blocks[at] {
                Block::Removed { is_moved, .. } | Block::Added { is_moved, .. } => *is_moved = true,
                Block::Same { .. } | Block::Changed { .. } => {}
            }
        }
    }
}

impl Marked {
    /// Whether a reader takes both texts for the same.
    pub fn is_same(&self) -> bool {
        self.blocks.iter().all(|block| matches!(block, Block::Same { .. }))
    }

    /// The same comparison the other way round.
    #[must_use]
    pub fn flipped(self) -> Self {
        let mut blocks: Vec<Block> = self.blocks.into_iter().map(Block::flipped).collect();
        removed_first(&mut blocks, |block| match block {
            Block::Removed { .. } => Some(false),
            Block::Added { .. } => Some(true),
            Block::Same { .. } | Block::Changed { .. } => None,
        });
        Self { old: self.new, new: self.old, blocks }
    }

    /// What kinds of changes there are.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for block in &self.blocks {
            match block {
                Block::Same { .. } => {}
                Block::Removed { is_moved: true, .. } => {}
                Block::Added { is_moved: true, .. } => tally.n_moved += 1,
                Block::Removed { .. } => tally.n_removed += 1,
                Block::Added { .. } => tally.n_added += 1,
                Block::Changed { old, new, cells } => {
                    let kinds = || cells.iter().flat_map(|cell| &cell.pieces).map(|it| it.kind);
                    let n = |kind| kinds().filter(|it| *it == kind).count();
                    let is_reworded = n(PieceKind::Removed) + n(PieceKind::Added) > 0;
                    tally.n_relinked += n(PieceKind::Relinked);
                    tally.n_repictured += n(PieceKind::Repictured);
                    tally.n_reworded += usize::from(is_reworded);
                    let is_other = n(PieceKind::Relinked) + n(PieceKind::Repictured) > 0;
                    let is_reformed = self.old[*old].form != self.new[*new].form;
                    let is_same = !is_reworded && !is_other;
                    tally.n_reformed += usize::from(is_same && is_reformed);
                    tally.n_restyled += usize::from(is_same && !is_reformed);
                }
            }
        }
        tally
    }

    /// The words of a piece in the old text.
    pub fn old_words(&self, old: usize, cell: &CellChange, piece: &Piece) -> &str {
        cell.old.map_or("", |at| &self.old[old].cells[at].text[piece.old.clone()])
    }

    /// The words of a piece in the new text.
    pub fn new_words(&self, new: usize, cell: &CellChange, piece: &Piece) -> &str {
        cell.new.map_or("", |at| &self.new[new].cells[at].text[piece.new.clone()])
    }

    /// Where the words of a piece led, and where they lead.
    pub(super) fn links(
        &self,
        old: usize,
        new: usize,
        cell: &CellChange,
        piece: &Piece,
    ) -> [String; 2] {
        let link = |unit: &Unit, at: Option<usize>, range: &Range<usize>| {
            let cell = unit.cells.get(at?)?;
            let (_, look) = cell.looks(range.start, range.end).next()?;
            look.link.as_ref().map(ToString::to_string)
        };
        let both = [
            link(&self.old[old], cell.old, &piece.old),
            link(&self.new[new], cell.new, &piece.new),
        ];
        both.map(|it| it.unwrap_or_else(|| "no other page".to_owned()))
    }
}

impl Block {
    fn flipped(self) -> Self {
        match self {
            Self::Same { old, new } => Self::Same { old: new, new: old },
            Self::Removed { old, is_moved } => Self::Added { new: old, is_moved },
            Self::Added { new, is_moved } => Self::Removed { old: new, is_moved },
            Self::Changed { old, new, cells } => Self::Changed {
                old: new,
                new: old,
                cells: cells.into_iter().map(CellChange::flipped).collect(),
            },
        }
    }
}

impl CellChange {
    fn flipped(self) -> Self {
        let flip = |piece: Piece| Piece {
            kind: match piece.kind {
                PieceKind::Removed => PieceKind::Added,
                PieceKind::Added => PieceKind::Removed,
                other => other,
            },
            old: piece.new,
            new: piece.old,
        };
        let mut pieces: Vec<Piece> = self.pieces.into_iter().map(flip).collect();
        removed_first(&mut pieces, |piece| match piece.kind {
            PieceKind::Removed => Some(false),
            PieceKind::Added => Some(true),
            _ => None,
        });
        // Where nothing stands on one side, its place is that of what stands beside it.
        let (mut old, mut new) = (0, 0);
        for piece in &mut pieces {
            match piece.kind {
                PieceKind::Removed => piece.new = new..new,
                PieceKind::Added => piece.old = old..old,
                _ => {}
            }
            (old, new) = (piece.old.end, piece.new.end);
        }
        Self { old: self.new, new: self.old, pieces }
    }
}

/// What is gone stands before what came in its place; `is_added` says nothing of what stayed.
fn removed_first<T>(all: &mut [T], is_added: impl Fn(&T) -> Option<bool>) {
    let mut start = 0;
    while start < all.len() {
        let n = all[start..].iter().take_while(|it| is_added(it).is_some()).count();
        all[start..start + n].sort_by_key(|it| is_added(it));
        start += n.max(1);
    }
}
