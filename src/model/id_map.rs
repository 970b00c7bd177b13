//! Records by id, shared between the states of a site that do not differ in them.

use std::collections::{BTreeMap, btree_map};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Records by id. Cheap to clone, as a clone shares the table; the table is copied as soon as one of the two changes.
///
/// So a save in one file of a large site costs the table that the file belongs to, not all of them.
#[derive(PartialEq, Eq, Debug)]
pub struct IdMap<V>(Arc<BTreeMap<String, V>>);

impl<V: Clone> IdMap<V> {
    /// Puts what some files say now in the place of what the same files said before.
    pub(super) fn replace(&mut self, before: &Self, now: Self) {
        // Even to look for what is not there would copy the table.
        if before.is_empty() && now.is_empty() {
            return;
        }
        for id in before.keys() {
            self.remove(id);
        }
        self.extend(now);
    }
}

impl<V> Clone for IdMap<V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<V> Default for IdMap<V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<V> Deref for IdMap<V> {
    type Target = BTreeMap<String, V>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<V: Clone> DerefMut for IdMap<V> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        Arc::make_mut(&mut self.0)
    }
}

impl<V> From<BTreeMap<String, V>> for IdMap<V> {
    fn from(records: BTreeMap<String, V>) -> Self {
        Self(Arc::new(records))
    }
}

impl<V> FromIterator<(String, V)> for IdMap<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(records: I) -> Self {
        Self::from(records.into_iter().collect::<BTreeMap<_, _>>())
    }
}

impl<'a, V> IntoIterator for &'a IdMap<V> {
    type Item = (&'a String, &'a V);
    type IntoIter = btree_map::Iter<'a, String, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<V: Clone> IntoIterator for IdMap<V> {
    type Item = (String, V);
    type IntoIter = btree_map::IntoIter<String, V>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_is_a_table_of_its_own_once_it_changes() {
        let before: IdMap<u8> = [("a".to_owned(), 1), ("b".to_owned(), 2)].into_iter().collect();
        let mut now = before.clone();
        assert!(Arc::ptr_eq(&before.0, &now.0));
        now.insert("b".to_owned(), 3);
        assert_eq!(before["b"], 2);
        assert_eq!(now["b"], 3);
    }
}
