//! What two sequences have in common, in order. The work is counted, not timed: so the same two texts give the same
//! result on every machine, and two that have nothing in common don't hold anybody up.

use std::collections::HashMap;
use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, DiffableStr as _, capture_diff_slices};

/// Up to so many pairs, every one is looked at.
const SMALL: usize = 250_000;
/// Beyond so many pairs, a stretch in which nothing stands out is taken for other.
const LARGE: usize = 4_000_000;
/// How often stretches are divided at what stands out in them.
const DEEPEST: u32 = 24;

/// How much may still be done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Work(pub(super) usize);

impl Work {
    /// Takes so much of it, where that much is left.
    pub(super) fn spend(&mut self, n: usize) -> bool {
        let is_enough = self.0 >= n;
        if is_enough {
            self.0 -= n;
        }
        is_enough
    }
}

/// The words of a text and what is between them, as Unicode divides them: what is seen as one letter stays whole.
pub(super) fn split_words(text: &str) -> Vec<&str> {
    text.tokenize_unicode_words()
}

/// The pairs of places that hold the same, ascending on both sides.
pub(super) fn common<K: Eq + Hash + Ord>(
    old: &[K],
    new: &[K],
    work: &mut Work,
) -> Vec<(usize, usize)> {
    let mut alignment = Alignment { old, new, work, found: Vec::new() };
    alignment.divide(0..old.len(), 0..new.len(), DEEPEST);
    alignment.found
}

struct Alignment<'k, K> {
    old: &'k [K],
    new: &'k [K],
    work: &'k mut Work,
    found: Vec<(usize, usize)>,
}

impl<K: Eq + Hash + Ord> Alignment<'_, K> {
    /// What is the same at both ends of two stretches, then what lies between.
    fn divide(&mut self, mut old: Range<usize>, mut new: Range<usize>, depth: u32) {
        let is_open = |old: &Range<usize>, new: &Range<usize>| !old.is_empty() && !new.is_empty();
        while is_open(&old, &new) && self.old[old.start] == self.new[new.start] {
            self.found.push((old.start, new.start));
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        let (old_end, new_end) = (old.end, new.end);
        while is_open(&old, &new) && self.old[old.end - 1] == self.new[new.end - 1] {
            (old.end, new.end) = (old.end - 1, new.end - 1);
        }
        let after = (old.end..old_end).zip(new.end..new_end);
        if is_open(&old, &new) {
            self.middle(old, new, depth);
        }
        self.found.extend(after);
    }

    fn middle(&mut self, old: Range<usize>, new: Range<usize>, depth: u32) {
        let n_pairs = old.len().saturating_mul(new.len());
        let is_small = n_pairs <= SMALL && self.work.spend(n_pairs);
        let marks = match depth {
            0 => Vec::new(),
            _ if is_small => Vec::new(),
            _ => outstanding(&self.old[old.clone()], &self.new[new.clone()]),
        };
        if marks.is_empty() {
            if is_small || n_pairs <= LARGE && self.work.spend(n_pairs) {
                self.every(old, new);
            }
            return;
        }
        let (mut from_old, mut from_new) = (old.start, new.start);
        for (at_old, at_new) in marks {
            let (at_old, at_new) = (old.start + at_old, new.start + at_new);
            self.divide(from_old..at_old, from_new..at_new, depth - 1);
            self.found.push((at_old, at_new));
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        self.divide(from_old..old.end, from_new..new.end, depth - 1);
    }

    /// Looks at every pair.
    fn every(&mut self, old: Range<usize>, new: Range<usize>) {
        let (from_old, from_new) = (old.start, new.start);
        for op in capture_diff_slices(Algorithm::Myers, &self.old[old], &self.new[new]) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                let (old, new) = (from_old + old_index, from_new + new_index);
                self.found.extend((old..old + len).zip(new..));
            }
        }
    }
}

/// What occurs once on each side, as far as it is in the same order.
fn outstanding<K: Eq + Hash>(old: &[K], new: &[K]) -> Vec<(usize, usize)> {
    let (in_old, in_new) = (places(old), places(new));
    let once = |key| Some((in_old.get(key).copied()??, in_new.get(key).copied()??));
    let pairs: Vec<(usize, usize)> = old.iter().filter_map(once).collect();
    longest_rising(&pairs)
}

/// The place of each key; nothing for one that occurs more than once.
fn places<K: Eq + Hash>(keys: &[K]) -> HashMap<&K, Option<usize>> {
    let mut places = HashMap::new();
    for (at, key) in keys.iter().enumerate() {
        places.entry(key).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

/// The longest part of some pairs in which the second number rises, too.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, new)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *new);
        before.push(length.checked_sub(1).map(|it| ends[it]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut rising = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        rising.push(pairs[at]);
        next = before[at];
    }
    rising.reverse();
    rising
}

/// Which of some rows belong to which of others, in order, so that their likenesses add up to the most; `likeness` is 0 for
/// those that don't belong together.
pub(super) fn best_pairs(
    n_old: usize,
    n_new: usize,
    likeness: impl Fn(usize, usize) -> u32,
) -> Vec<(usize, usize)> {
    let width = n_new + 1;
    let mut best = vec![0u32; (n_old + 1) * width];
    let mut likenesses = vec![0u32; n_old * n_new];
    for old in (0..n_old).rev() {
        for new in (0..n_new).rev() {
            let alike = likeness(old, new);
            likenesses[old * n_new + new] = alike;
            let both = if alike > 0 { alike + best[(old + 1) * width + new + 1] } else { 0 };
            best[old * width + new] =
                both.max(best[(old + 1) * width + new]).max(best[old * width + new + 1]);
        }
    }
    let (mut old, mut new) = (0, 0);
    let mut pairs = Vec::new();
    while old < n_old && new < n_new {
        let here = best[old * width + new];
        let alike = likenesses[old * n_new + new];
        if alike > 0 && here == alike + best[(old + 1) * width + new + 1] {
            pairs.push((old, new));
            (old, new) = (old + 1, new + 1);
        } else if here == best[(old + 1) * width + new] {
            old += 1;
        } else {
            new += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(old: &str, new: &str) -> String {
        let (old, new) = (split_words(old), split_words(new));
        let found = common(&old, &new, &mut Work(1_000_000));
        found.iter().map(|(at, _)| old[*at]).collect()
    }

    #[test]
    fn what_is_common_is_found_in_order() {
        assert_eq!(pairs("a b c d", "a x c d"), "a  c d");
        assert_eq!(pairs("", "a"), "");
        assert_eq!(pairs("a b", "b a"), "a");
    }

    #[test]
    fn a_letter_with_its_marks_is_one() {
        assert_eq!(split_words("ŵ e\u{301} 👩‍⚕️"), ["ŵ", " ", "e\u{301}", " ", "👩‍⚕️"]);
        assert_eq!(split_words("£1,250.5 62.5%"), ["£", "1,250.5", " ", "62.5", "%"]);
    }
}
