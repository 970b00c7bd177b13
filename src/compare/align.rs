//! What two sequences have in common, in order. The work is counted, not timed: so the same two texts give the same
//! result on every machine, and two that have nothing in common don't hold anybody up.

use std::collections::HashMap;
use std::hash::Hash;

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
    pub(super) fn take(&mut self, n: usize) -> bool {
        let is_enough = self.0 >= n;
        if is_enough {
            self.0 -= n;
        }
        is_enough
    }
}

/// The pairs of places that hold the same, ascending on both sides.
pub(super) fn common<K: Eq + Hash + Ord>(
    old: &[K],
    new: &[K],
    work: &mut Work,
) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    divide((old, 0), (new, 0), work, DEEPEST, &mut found);
    found
}

/// The words of a text and what stands between them, as Unicode divides them: what is seen as one letter stays whole.
pub(super) fn words(text: &str) -> Vec<&str> {
    text.tokenize_unicode_words()
}

type Stretch<'k, K> = (&'k [K], usize);

fn divide<K: Eq + Hash + Ord>(
    (old, old_start): Stretch<'_, K>,
    (new, new_start): Stretch<'_, K>,
    work: &mut Work,
    depth: u32,
    found: &mut Vec<(usize, usize)>,
) {
    let n_before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    found.extend((0..n_before).map(|at| (old_start + at, new_start + at)));
    let (old, new) = (&old[n_before..], &new[n_before..]);
    let (old_start, new_start) = (old_start + n_before, new_start + n_before);
    let ends = old.iter().rev().zip(new.iter().rev());
    let n_after = ends.take_while(|(old, new)| old == new).count();
    let (old, old_end) = old.split_at(old.len() - n_after);
    let (new, _) = new.split_at(new.len() - n_after);
    middle((old, old_start), (new, new_start), work, depth, found);
    let (old_after, new_after) = (old_start + old.len(), new_start + new.len());
    found.extend((0..old_end.len()).map(|at| (old_after + at, new_after + at)));
}

fn middle<K: Eq + Hash + Ord>(
    (old, old_start): Stretch<'_, K>,
    (new, new_start): Stretch<'_, K>,
    work: &mut Work,
    depth: u32,
    found: &mut Vec<(usize, usize)>,
) {
    if old.is_empty() || new.is_empty() {
        return;
    }
    let n_pairs = old.len().saturating_mul(new.len());
    if n_pairs <= SMALL && work.take(n_pairs) {
        return every(old, new, |old, new| found.push((old_start + old, new_start + new)));
    }
    let marks = if depth == 0 { Vec::new() } else { outstanding(old, new) };
    if marks.is_empty() {
        if n_pairs <= LARGE && work.take(n_pairs) {
            every(old, new, |old, new| found.push((old_start + old, new_start + new)));
        }
        return;
    }
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in marks.into_iter().chain([(old.len(), new.len())]) {
        divide(
            (&old[from_old..at_old], old_start + from_old),
            (&new[from_new..at_new], new_start + from_new),
            work,
            depth.saturating_sub(1),
            found,
        );
        if at_old < old.len() {
            found.push((old_start + at_old, new_start + at_new));
        }
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
}

fn every<K: Eq + Hash + Ord>(old: &[K], new: &[K], mut found: impl FnMut(usize, usize)) {
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            (0..len).for_each(|at| found(old_index + at, new_index + at));
        }
    }
}

/// What stands once on each side, as far as it stands in the same order.
fn outstanding<K: Eq + Hash>(old: &[K], new: &[K]) -> Vec<(usize, usize)> {
    let once = |keys| -> HashMap<_, Option<usize>> {
        let mut places = HashMap::new();
        for (at, key) in Iterator::enumerate(<&[K] as IntoIterator>::into_iter(keys)) {
            places.entry(key).and_modify(|place| *place = None).or_insert(Some(at));
        }
        places
    };
    let (in_old, in_new) = (once(old), once(new));
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .enumerate()
        .filter(|(_, key)| in_old.get(key).is_some_and(Option::is_some))
        .filter_map(|(at, key)| Some((at, in_new.get(key).copied().flatten()?)))
        .collect();
    longest_rising(&pairs)
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
        let (old, new) = (words(old), words(new));
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
        assert_eq!(words("ŵ e\u{301} 👩‍⚕️"), ["ŵ", " ", "e\u{301}", " ", "👩‍⚕️"]);
        assert_eq!(words("£1,250.5 62.5%"), ["£", "1,250.5", " ", "62.5", "%"]);
    }
}
