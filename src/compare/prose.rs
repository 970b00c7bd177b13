//! Two texts laid against each other block by block.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use super::align::{self, Work};
use super::blocks::{Form, NameOf, Unit, units};
use super::marked::{Block, CellChange, Marked, PieceKind};
use super::pieces::{is_gap, pieces, whole};

/// How much comparing two texts may cost, in pairs that are looked at: about a second.
const BUDGET: usize = 300_000_000;
/// Below so much in common, in hundredths, an old block and a new one are shown one after the other.
pub(super) const ALIKE: u32 = 40;
/// Up to so many pairs of blocks, each is looked at for what it has in common.
const PAIRS: usize = 250_000;
/// Shorter blocks that turn up elsewhere are no news.
const MOVED_WORDS: usize = 4;

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
        if n_pairs == 0 || n_pairs > PAIRS || !self.work.spend(n_pairs * 20) {
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
    let words = unit.cells.iter().flat_map(|cell| align::split_words(&cell.text));
    let mut bag: Vec<u64> = words.filter(|word| !is_gap(word)).map(hash_of).collect();
    bag.sort_unstable();
    bag
}

fn hash_of(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.hash(&mut hasher);
    hasher.finish()
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
