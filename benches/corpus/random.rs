//! Chance that is the same on every machine: xorshift with a multiplication.

/// A source of numbers.
pub(super) struct Random(u64);

impl Random {
    /// Begins a sequence; each seed has its own.
    pub(super) fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number less than `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n).expect("a count fits");
        usize::try_from((self.next() >> 16) % n).expect("less than a count")
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// One of many.
    pub(super) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// Several different ones.
    pub(super) fn some<'a, T>(&mut self, all: &'a [T], n: usize) -> Vec<&'a T> {
        let mut rest: Vec<&T> = all.iter().collect();
        (0..n.min(all.len())).map(|_| rest.swap_remove(self.below(rest.len()))).collect()
    }
}
