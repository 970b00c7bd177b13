//! Many names, looked for in a text all at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names, each with the numbers of what has it.
///
/// They are kept by their lengths, of which there are few: so a text is gone through once, however many names there are.
#[derive(Debug, Default)]
pub(super) struct Names {
    by_length: BTreeMap<usize, HashMap<String, Vec<usize>>>,
}

impl Names {
    /// Names alone.
    pub(super) fn new(names: impl Iterator<Item = String>) -> Self {
        Self::numbered(names.map(|name| (name, 0)))
    }

    /// Names with numbers.
    pub(super) fn numbered(names: impl Iterator<Item = (String, usize)>) -> Self {
        let mut all = Self::default();
        for (name, number) in names.filter(|(name, _)| !name.is_empty()) {
            let of_length = all.by_length.entry(name.len()).or_default();
            let numbers = of_length.entry(name).or_default();
            if numbers.last() != Some(&number) {
                numbers.push(number);
            }
        }
        all
    }

    /// All names in their order.
    pub(super) fn sorted(&self) -> BTreeSet<&str> {
        self.by_length.values().flat_map(HashMap::keys).map(String::as_str).collect()
    }

    /// The numbers of the names that stand in a text where no letter or figure comes before them, in order.
    pub(super) fn numbers_in(&self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut is_inside = false;
        for (at, c) in text.char_indices() {
            if !is_inside {
                for (length, names) in &self.by_length {
                    let name = text.get(at..at + length);
                    found.extend(name.and_then(|name| names.get(name)).into_iter().flatten());
                }
            }
            is_inside = c.is_alphanumeric();
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A text with a space in the place of each name; the longest first, so that a name inside another does not hide it.
    pub(super) fn without(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (length, names) in self.by_length.iter().rev() {
            let mut kept = String::new();
            let (mut at, mut done) = (0, 0);
            while at + length <= text.len() {
                if text.get(at..at + length).is_some_and(|name| names.contains_key(name)) {
                    kept.push_str(&text[done..at]);
                    kept.push(' ');
                    at += length;
                    done = at;
                } else {
                    at += 1;
                }
            }
            if done > 0 {
                kept.push_str(&text[done..]);
                text = kept;
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Names {
        Names::numbered(names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), at)))
    }

    #[test]
    fn long_names_go_before_those_inside_them() {
        let all = names(&["ward 1", "ward 12", "é3"]);
        assert_eq!(all.without("ward 12 and ward 1, 7 in é3"), "  and  , 7 in  ");
        assert_eq!(all.without("wàrd 1"), "wàrd 1");
    }

    #[test]
    fn names_are_found_where_words_begin() {
        let all = names(&["2026-09", "September 2026", "Q3 2026"]);
        assert_eq!(all.numbers_in("In September 2026, or 2026-09: 3"), [0, 1]);
        assert_eq!(all.numbers_in("12026-09"), Vec::<usize>::new());
    }
}
