//! Rules of style that fetch something from elsewhere, or run something, however they are written.

/// What is wrong in some rules.
pub(super) struct Wrong {
    /// The byte where it begins.
    pub(super) at: usize,
    pub(super) message: String,
    pub(super) hint: &'static str,
}

const HINT: &str = "embed fonts and pictures in the SVG, or leave them out";

/// Everything in some rules that is not of this file.
pub(super) fn wrong(rules: &str) -> Vec<Wrong> {
    let plain = Plain::read(rules);
    let mut found = Vec::new();
    for (needle, what) in [
        ("@import", "loads styles from another file"),
        ("expression(", "runs a script in its styles"),
        ("-moz-binding", "runs a script in its styles"),
        ("behavior:", "runs a script in its styles"),
        ("javascript:", "runs a script in its styles"),
        ("image-set(", "loads a picture from another file in its styles"),
    ] {
        for (at, _) in plain.text.match_indices(needle) {
            found.push(plain.wrong(at, format!("this SVG {what}: `{needle}`")));
        }
    }
    for (at, mark) in plain.text.match_indices("url(") {
        let rest = &plain.text[at + mark.len()..];
        let rest =
            rest.trim_start_matches(|it: char| it.is_whitespace() || matches!(it, '"' | '\''));
        if !(rest.starts_with('#') || rest.starts_with(')') || is_data(rest)) {
            let end = rest.find([')', '"', '\'', ' ']).unwrap_or(rest.len());
            let address = super::quoted(&rest[..end]);
            let words = format!("this SVG loads something from `{address}` in its styles");
            found.push(plain.wrong(at, words));
        }
    }
    found
}

/// Whether an address in lower case holds a picture or a font by itself, which can run nothing.
pub(super) fn is_data(lower: &str) -> bool {
    [
        "image/png",
        "image/jpeg",
        "image/jpg",
        "image/gif",
        "image/webp",
        "image/avif",
        "font/",
        "application/font",
        "application/x-font",
    ]
    .iter()
    .any(|kind| lower.strip_prefix("data:").is_some_and(|rest| rest.starts_with(kind)))
}

/// The bytes of such an address.
pub(super) fn data(address: &str) -> Option<Vec<u8>> {
    let (head, data) = address.split_once(',')?;
    if !head.to_lowercase().ends_with(";base64") {
        return None;
    }
    let (mut bytes, mut bits, mut n_bits) = (Vec::with_capacity(data.len() / 4 * 3), 0_u32, 0);
    for letter in data.bytes() {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = (bits << 6 | u32::from(six)) & 0xFFFF;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push(u8::try_from(bits >> n_bits & 0xFF).unwrap_or_default());
        }
    }
    Some(bytes)
}

/// Rules in lower case, without comments, with escaped letters as they are meant.
struct Plain {
    text: String,
    /// For each byte of the text: where it stood.
    places: Vec<usize>,
}

impl Plain {
    fn read(rules: &str) -> Self {
        let mut it = Self { text: String::with_capacity(rules.len()), places: Vec::new() };
        let mut rest = rules;
        while let Some(letter) = rest.chars().next() {
            let at = rules.len() - rest.len();
            if let Some(after) = rest.strip_prefix("/*") {
                rest = after.split_once("*/").map_or("", |(_, after)| after);
                continue;
            }
            rest = &rest[letter.len_utf8()..];
            if letter != '\\' {
                it.push(letter, at);
                continue;
            }
            let n = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
            if n == 0 {
                // A line that goes on, or a letter that is meant as it is.
                if let Some(letter) = rest.chars().next() {
                    rest = &rest[letter.len_utf8()..];
                    if letter != '\n' {
                        it.push(letter, at);
                    }
                }
                continue;
            }
            let number = u32::from_str_radix(&rest[..n], 16).ok();
            it.push(number.and_then(char::from_u32).unwrap_or('\u{fffd}'), at);
            rest = &rest[n..];
            rest = rest.strip_prefix("\r\n").unwrap_or_else(|| {
                rest.strip_prefix([' ', '\t', '\n', '\r', '\u{c}']).unwrap_or(rest)
            });
        }
        it
    }

    fn push(&mut self, letter: char, at: usize) {
        for lower in letter.to_lowercase() {
            self.text.push(lower);
            self.places.extend(std::iter::repeat_n(at, lower.len_utf8()));
        }
    }

    fn wrong(&self, at: usize, message: String) -> Wrong {
        Wrong { at: self.places.get(at).copied().unwrap_or_default(), message, hint: HINT }
    }
}
