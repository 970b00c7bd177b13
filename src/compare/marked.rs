//! What became of a text: its blocks, their cells and the words of these, and the same the other way round.

use std::ops::Range;

use super::Diff;
use super::blocks::Unit;

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
    /// Where it is in the new cell.
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
    ) -> Diff<String> {
        let link = |(unit, at, range): (&Unit, Option<usize>, &Range<usize>)| {
            let cell = unit.cells.get(at?)?;
            let (_, look) = cell.looks(range.start, range.end).next()?;
            look.link.as_ref().map(ToString::to_string)
        };
        Diff::new((&self.old[old], cell.old, &piece.old), (&self.new[new], cell.new, &piece.new))
            .map(|side| link(side).unwrap_or_else(|| "no other page".to_owned()))
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
        // Where there is nothing on one side, its place is that of what is beside it.
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
