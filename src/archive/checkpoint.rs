//! `checkpoint`: a few lines that stand for the whole ledger, short enough to be signed, printed and kept.
//!
//! The first three lines are those of a checkpoint as transparency logs write it (C2SP `tlog-checkpoint`): whose ledger,
//! how many lines, the root of the tree over them in base64. Then come the SHA-256 of the last line, as ordinary tools print
//! it, and the instant of the last line.

use jiff::Timestamp;

use super::digest::{hex, sha256};
use super::ledger::{Ledger, Line};
use super::tree;

/// Where a signature over the checkpoint lies, made by a person with `minisign`.
pub const SIGNATURE: &str = "content/checkpoint.minisig";

/// What stands for a ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// Whose ledger it is: the address of the site without `https://`.
    pub origin: String,
    /// How many lines the ledger has.
    pub n: usize,
    /// The root of the tree over its lines.
    pub root: [u8; 32],
    /// The SHA-256 of its last line, without the line's end.
    pub last: [u8; 32],
    /// The instant of its last line.
    pub at: Timestamp,
}

impl Checkpoint {
    /// The checkpoint of a ledger; nothing while it is empty.
    pub fn of(ledger: &Ledger, base_url: &str) -> Option<Self> {
        let lines: Vec<&Line> = ledger.sound().collect();
        Self::of_lines(&lines, origin(base_url))
    }

    fn of_lines(lines: &[&Line], origin: String) -> Option<Self> {
        let at = lines.last()?.at;
        let texts: Vec<String> = lines.iter().map(|line| line.text()).collect();
        let last = sha256(texts.last()?.as_bytes());
        Some(Self { origin, n: lines.len(), root: tree::root(&texts), last, at })
    }

    /// The file as it is published and signed.
    pub fn text(&self) -> String {
        format!(
            "{}\n{}\n{}\nlast {}\nat {}\n",
            self.origin,
            self.n,
            base64(&self.root),
            hex(&self.last),
            self.at
        )
    }

    /// Why a text is not the checkpoint of a ledger, in words; nothing where it is that of the ledger as it was once.
    pub fn contradicts(text: &str, ledger: &Ledger) -> Option<String> {
        let text = text.replace("\r\n", "\n");
        let mut lines = text.lines();
        let (Some(origin), Some(n)) = (lines.next(), lines.next().and_then(|n| n.parse().ok()))
        else {
            return Some(
                "it is not a checkpoint: its second line is not a number of lines".to_owned(),
            );
        };
        let known: Vec<&Line> = ledger.sound().collect();
        if n > known.len() {
            return Some(format!(
                "it is of a ledger with {n} lines, and this one has {}: lines are missing here",
                known.len()
            ));
        }
        let Some(expected) = Self::of_lines(&known[..n], origin.to_owned()) else {
            return Some("it is of a ledger without a line".to_owned());
        };
        if expected.text() == text {
            return None;
        }
        Some(match text.contains(&base64(&expected.root)) {
            true => "its last lines do not fit its first ones".to_owned(),
            false => format!("the first {n} lines of the ledger are not those that it covers"),
        })
    }
}

/// "iho.example.org", "example.org/ihos".
fn origin(base_url: &str) -> String {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.trim_end_matches('/').to_owned()
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3)
            .fold(0_usize, |bits, at| bits << 8 | usize::from(three.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let letter = char::from(LETTERS[bits >> (18 - 6 * at) & 63]);
            text.push(if at <= three.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 4648, section 10.
    #[test]
    fn base64_agrees_with_its_standard() {
        let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let expected = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"];
        assert_eq!(texts.map(|text| base64(text.as_bytes())), expected);
    }
}
