//! Ids on one page, no two of them the same: the second `costs` becomes `costs-2`.

use std::collections::BTreeMap;

/// The ids that are taken.
#[derive(Clone, Default, Debug)]
pub struct Ids {
    /// How many ids go through each group of letters, and end there; the first group is the beginning of all.
    groups: Vec<Group>,
    /// The group that comes after another one.
    after: BTreeMap<(usize, Box<str>), usize>,
    /// Numbers of an id that are known to be taken, from the first to the last.
    full: BTreeMap<usize, (usize, usize)>,
}

/// The letters between two `-`.
#[derive(Clone, Copy, Default, Debug)]
struct Group {
    through: usize,
    is_end: bool,
}

impl Ids {
    /// With some ids taken.
    pub fn with(taken: &[&str]) -> Self {
        let mut ids = Self::default();
        for id in taken {
            ids.take(id);
        }
        ids
    }

    /// The id itself, or with the first number that makes it new. Published pages are linked to by these ids, so the
    /// number is one more than that of all ids that begin alike, as it has always been.
    pub fn unique(&mut self, wanted: &str) -> String {
        if self.take(wanted) {
            return wanted.to_owned();
        }
        let end = self.find(wanted).expect("an id that is taken has its groups");
        let Group { through, is_end } = self.groups[end];
        let first = through - usize::from(is_end) + 2;
        let (from, to) = self.full.get(&end).copied().unwrap_or((first, first - 1));
        let is_known = (from..=to + 1).contains(&first);
        let mut n = if is_known { to + 1 } else { first };
        let id = loop {
            let id = format!("{wanted}-{n}");
            if self.take(&id) {
                break id;
            }
            n += 1;
        };
        self.full.insert(end, (if is_known { from } else { first }, n));
        id
    }

    /// Takes an id, unless it is taken.
    fn take(&mut self, id: &str) -> bool {
        if self.find(id).is_some_and(|end| self.groups[end].is_end) {
            return false;
        }
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let mut at = 0;
        for letters in id.split('-') {
            let new = self.groups.len();
            at = *self.after.entry((at, letters.into())).or_insert(new);
            if at == new {
                self.groups.push(Group::default());
            }
            self.groups[at].through += 1;
        }
        self.groups[at].is_end = true;
        true
    }

    /// The last group of an id.
    fn find(&self, id: &str) -> Option<usize> {
        id.split('-').try_fold(0, |at, letters| self.after.get(&(at, letters.into())).copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use proptest::prelude::*;

    /// The rule by which the first sites were published.
    fn by_counting(taken: &mut BTreeSet<String>, wanted: &str) -> String {
        if taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let numbered = format!("{wanted}-");
        let n_alike = taken.iter().filter(|id| id.starts_with(&numbered)).count();
        let free = (n_alike + 2..).map(|n| format!("{numbered}{n}"));
        free.into_iter().find(|id| taken.insert(id.clone())).expect("numbers do not end")
    }

    proptest! {
        /// Ids are never the same, and those that were published stay what they are.
        #[test]
        fn ids_are_unique_and_stay(wanted in prop::collection::vec("[ab2-4-]{0,4}", 0..60)) {
            let (mut ids, mut taken) = (Ids::with(&["main"]), BTreeSet::from(["main".to_owned()]));
            for wanted in wanted {
                prop_assert_eq!(ids.unique(&wanted), by_counting(&mut taken, &wanted));
            }
        }
    }
}
