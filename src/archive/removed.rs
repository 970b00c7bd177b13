//! What was removed by law, known by keyed checksums alone: so that it is noticed when the same is about to be sealed again, and
//! nobody can guess from the list what it was.

use std::collections::{BTreeMap, BTreeSet};

use super::digest::{hex, hmac_sha256};

/// The first lines of the file.
const HEAD: &str = "# Written by iho. By this list iho notices when something that was removed by law is about to be published again.\n\
                    # It does not say what that was. Keep it with the site, and away from everything public.\n";

/// Everything that was removed from releases of a site, each file by its HMAC-SHA-256 under a key of the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RemovedTexts {
    key: [u8; 32],
    /// The release and the path from which each was removed, by its keyed checksum.
    removed: BTreeMap<String, BTreeSet<String>>,
    /// Those that may be sealed again, each with the day and the reason.
    again: BTreeMap<String, String>,
}

impl RemovedTexts {
    /// An empty list under a key, which is 32 random bytes.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key, removed: BTreeMap::new(), again: BTreeMap::new() }
    }

    /// Reads the list; nothing where it is damaged.
    pub fn parse(text: &str) -> Option<Self> {
        let mut key = None;
        let mut list = Self::new([0; 32]);
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
            let (what, rest) = line.split_once(' ')?;
            match (what, rest.split_once(' ')) {
                ("key", None) => key = Some(bytes_of(rest)?),
                ("removed", Some((sum, from))) => {
                    list.removed.entry(sum.to_owned()).or_default().insert(from.to_owned());
                }
                ("again", Some((sum, why))) => {
                    list.again.insert(sum.to_owned(), why.to_owned());
                }
                _ => return None,
            }
        }
        Some(Self { key: key?, ..list })
    }

    /// The list as it is written.
    pub fn text(&self) -> String {
        let mut text = format!("{HEAD}key {}\n", hex(&self.key));
        for (sum, places) in &self.removed {
            places.iter().for_each(|from| text.push_str(&format!("removed {sum} {from}\n")));
        }
        for (sum, why) in &self.again {
            text.push_str(&format!("again {sum} {why}\n"));
        }
        text
    }

    fn sum(&self, bytes: &[u8]) -> String {
        hex(&hmac_sha256(&self.key, bytes))
    }

    /// Remembers a file that is removed from a release of an IHO.
    pub fn add(&mut self, bytes: &[u8], (iho, version, path): (&str, &str, &str)) {
        let from = format!("{iho}/{version}/{path}");
        self.removed.entry(self.sum(bytes)).or_default().insert(from);
    }

    /// Where the same bytes were removed from, as `IHO/VERSION/PATH`, if they must not be sealed.
    pub fn find(&self, bytes: &[u8]) -> Option<&str> {
        let sum = self.sum(bytes);
        let places = self.removed.get(&sum).filter(|_| !self.again.contains_key(&sum))?;
        places.first().map(String::as_str)
    }

    /// Allows bytes to be sealed again, for a reason.
    pub fn allow(&mut self, bytes: &[u8], day: &str, reason: &str) {
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        self.again.insert(self.sum(bytes), format!("{day} {reason}"));
    }

    /// Whether it is known what was removed from a place.
    pub fn knows(&self, (iho, version, path): (&str, &str, &str)) -> bool {
        let from = format!("{iho}/{version}/{path}");
        self.removed.values().any(|places| places.contains(&from))
    }
}

/// 32 bytes of their hexadecimal digits.
fn bytes_of(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_removed_is_found_whatever_its_name_until_it_is_allowed() {
        let mut list = RemovedTexts::new([7; 32]);
        list.add(b"Jane", ("vale", "2027-04-17", "host.yaml"));
        let read = RemovedTexts::parse(&list.text());
        assert_eq!(read.as_ref(), Some(&list));
        assert_eq!(list.find(b"Jane"), Some("vale/2027-04-17/host.yaml"));
        assert_eq!(list.find(b"John"), None);
        assert!(!list.text().contains("Jane"), "{}", list.text());
        list.allow(b"Jane", "2027-05-01", "The court\nlifted its order.");
        assert_eq!(list.find(b"Jane"), None);
        assert_eq!(RemovedTexts::parse(&list.text()), Some(list));
    }

    #[test]
    fn a_damaged_list_is_no_list() {
        for text in ["", "key 12\n", "removed x y\n", "key é\n", "what is this\n"] {
            assert_eq!(RemovedTexts::parse(text), None, "{text}");
        }
    }
}
