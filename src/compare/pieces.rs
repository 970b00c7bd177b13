//! The words of two cells that belong together laid against each other.

use std::ops::Range;
use std::sync::Arc;

use super::align::{self, Work};
use super::blocks::{Cell, Look};
use super::marked::{Piece, PieceKind};
use super::prose::ALIKE;

/// All words of a cell, which went or came.
pub(super) fn whole(kind: PieceKind, cell: &Cell) -> Vec<Piece> {
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
pub(super) fn pieces(old: &Cell, new: &Cell, work: &mut Work) -> Vec<Piece> {
    let (old_words, new_words) = (align::split_words(&old.text), align::split_words(&new.text));
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
    let targets = |looks: &[(usize, &Look)]| -> Vec<Targets> {
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

/// Whether it is no word but what is between two.
pub(super) fn is_gap(word: &str) -> bool {
    word.chars().all(|letter| letter.is_whitespace() || letter.is_ascii_punctuation())
}
