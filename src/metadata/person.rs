//! Whether words name a person or a body.
//!
//! What a file says of its author is rarely a sentence: "SMITH, Jane (VALE ICB)", "Microsoft Office User", "Vale Trust".
//! In doubt it is a person.

mod words;

use std::collections::BTreeSet;

use crate::model::Model;
use words::{BEFORE_NAMES, BEFORE_OF_NAMES, OF_BODIES, ORDINARY, PROGRAMS, TITLES, holds};

/// Names that are those of no person: bodies and areas of this site, and words that somebody allowed.
#[derive(Clone, Default, Debug)]
pub struct Bodies {
    /// In lower case.
    names: BTreeSet<String>,
}

impl Bodies {
    /// Those that a site knows.
    pub fn named_in(model: &Model) -> Self {
        let mut names: Vec<&String> = Vec::new();
        for (_, body) in model.organisations.values() {
            names.extend(body.name.known());
            names.extend(body.names.items().iter().filter_map(|it| it.name.known()));
        }
        names.extend(model.places.values().filter_map(|(_, place)| place.name.known()));
        if let Some((_, site)) = &model.site {
            names.extend(site.title.known());
            let known = site.plain_english.known();
            let known = known.map_or(&[][..], |options| options.known_words.items());
            names.extend(known);
        }
        let ids = model.organisations.keys().map(|id| id.replace('-', " "));
        Self { names: names.into_iter().map(|it| plain(it)).chain(ids).collect() }
    }

    fn knows(&self, words: &str) -> bool {
        self.names.contains(&plain(words))
    }
}

/// In lower case, with single spaces.
fn plain(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The longest text that is looked at: what is longer is no name.
const LONGEST: usize = 2_000;

/// The person that a field for a name names.
pub(super) fn person(text: &str, bodies: &Bodies) -> Option<String> {
    let text: String = text.chars().take(LONGEST).filter(|it| *it != '\u{feff}').collect();
    let text = without_addresses(&text);
    let text = text.trim_matches(|it: char| it.is_whitespace() || it == '\0');
    if text.is_empty() || bodies.knows(text) {
        return None;
    }
    let (outside, inside) = without_brackets(text);
    let is_name = |it: &&str| it.split_whitespace().count() > 1;
    let inside = inside.iter().flat_map(|it| several(it)).filter(is_name);
    let all: Vec<&str> = several(&outside).chain(inside).collect();
    all.into_iter().find_map(|it| of_list(it, bodies))
}

/// The text without addresses of pages, which are those of licences, mostly.
fn without_addresses(text: &str) -> String {
    let is_address = |word: &&str| word.contains("://") || word.starts_with("www.");
    if !text.split_whitespace().any(|word| is_address(&word)) {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split_whitespace().filter(|word| !is_address(word)).collect();
    words.join(" ")
}

/// What marks divide that never stand inside a name.
fn several(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([';', '|', '\n', '\r', '\0', '\t', '/', '\\']);
    parts.flat_map(|it| it.split(" - ")).flat_map(|it| it.split(" – ")).flat_map(sentences)
}

/// "Jane Smith. All rights reserved", but not "J. Smith" or "Dr. Jane Smith".
fn sentences(text: &str) -> Vec<&str> {
    let is_end = |at: usize| {
        let word = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        word.chars().count() > 3
    };
    let end = text.match_indices(". ").map(|(at, _)| at).find(|at| is_end(*at));
    match end {
        Some(end) => [vec![&text[..end]], sentences(&text[end + 2..])].concat(),
        None => vec![text],
    }
}

/// The person that a text which may be about anything names: all of it, or what follows such words as "photo of".
pub(super) fn person_in_comment(text: &str, bodies: &Bodies) -> Option<String> {
    name_in_sentence(text, bodies).or_else(|| only_name(text, bodies))
}

/// The person whose name follows a word that names are wont to follow: two or three words with one capital each.
pub(super) fn name_in_sentence(text: &str, bodies: &Bodies) -> Option<String> {
    // What programs put around words.
    let is_mark = |it: char| {
        matches!(it, '"' | '{' | '}' | '[' | ']' | '(' | ')' | '<' | '>' | '=' | ':' | '_')
    };
    let text: String =
        text.chars().take(LONGEST).map(|it| if is_mark(it) { ' ' } else { it }).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain = |word: &str| word.trim_end_matches(['.', ',', ';']).to_lowercase();
    let is_before = |at: usize| {
        let word = plain(words[at]);
        let is_of = matches!(word.as_str(), "of" | "by");
        let before = if at > 0 { plain(words[at - 1]) } else { String::new() };
        holds(BEFORE_NAMES, &word)
            || holds(TITLES, &word)
            || is_of && holds(BEFORE_OF_NAMES, &before)
            || word == "by" && at == 0
    };
    let starts = (0..words.len()).filter(|at| is_before(*at)).map(|at| at + 1);
    starts.into_iter().find_map(|start| {
        let mut name: Vec<&str> = Vec::new();
        for word in words[start..].iter().take(3) {
            let letters = word.trim_end_matches(['.', ',', ';']);
            if !has_one_capital(letters) {
                break;
            }
            name.push(letters);
            if letters.len() < word.len() {
                break;
            }
        }
        (name.len() > 1).then(|| person(&name.join(" "), bodies))?
    })
}

/// "Smith", "O’Neill", "Smith-Jones": no mark, and no word in capitals as machines write it.
fn has_one_capital(word: &str) -> bool {
    let parts = word.split(['\'', '’', '-']);
    let is_part = |part: &str| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
    };
    word.chars().count() > 1 && parts.into_iter().all(is_part)
}

/// The person where a text is nothing but two to four words, each with a capital.
fn only_name(text: &str, bodies: &Bodies) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    let is_short = (2..=4).contains(&words.len());
    let is_name = |word: &&str| has_one_capital(word.trim_end_matches(['.', ',']));
    (is_short && words.iter().all(is_name)).then(|| person(text, bodies))?
}

/// The words outside brackets, and those inside each pair.
fn without_brackets(text: &str) -> (String, Vec<String>) {
    let (mut outside, mut inside) = (String::new(), Vec::new());
    let mut depth = 0_usize;
    for letter in text.chars() {
        match letter {
            '(' | '[' | '<' => {
                depth += 1;
                inside.push(String::new());
            }
            ')' | ']' | '>' if depth > 0 => depth -= 1,
            _ if depth > 0 => inside.iter_mut().last().expect("one is open").push(letter),
            _ => outside.push(letter),
        }
    }
    (outside, inside)
}

/// "Smith, Jane", "Jane Smith and John Poole", "Communications, Vale Trust".
fn of_list(text: &str, bodies: &Bodies) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || bodies.knows(text) {
        return None;
    }
    let parts: Vec<&str> = text
        .split([',', '&'])
        .flat_map(|part| part.split(" and "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let is_of_body = |part: &&str| is_body(part, bodies);
    let has_body = parts.iter().any(is_of_body);
    parts.iter().find_map(|part| {
        let words = own_words(part);
        // "Barking and Dagenham Council", "Communications, Testbridge".
        let is_part_of_name = has_body && words.len() < 2 && !part.contains(['@', '.', '_']);
        let is_it = !is_of_body(part) && !is_part_of_name && looks_like_name(&words);
        let is_all = parts.len() == 2 && !has_body;
        is_it.then(|| if is_all { text } else { part }.to_owned())
    })
}

/// The words of a name, without titles, years and marks; those of a mailbox before its `@`.
fn own_words(text: &str) -> Vec<String> {
    let is_mark = |it: char| !it.is_alphanumeric();
    let words = text.split_whitespace().flat_map(|word| match word.split_once('@') {
        Some((mailbox, _)) => mailbox.split(['.', '_', '-']).collect(),
        None => vec![word],
    });
    let words = words.map(|word| word.trim_matches(is_mark).to_lowercase());
    let is_one = |word: &String| word.chars().any(char::is_alphabetic) && !holds(TITLES, word);
    words.filter(is_one).collect()
}

/// One to four words, or more of which none is an ordinary one.
fn looks_like_name(words: &[String]) -> bool {
    let is_ordinary = |word: &String| holds(ORDINARY, word);
    match words.len() {
        0 => false,
        1..=4 => !words.iter().all(is_ordinary),
        5..=6 => !words.iter().any(is_ordinary),
        _ => false,
    }
}

/// Whether words name a body, a post or a program.
fn is_body(text: &str, bodies: &Bodies) -> bool {
    let words = own_words(text);
    let is_of_body = |word: &String| {
        let word = word.trim_end_matches("’s").trim_end_matches("'s");
        let singular = word.strip_suffix('s').unwrap_or(word);
        holds(OF_BODIES, word) || holds(OF_BODIES, singular)
    };
    let is_program = |word: &String| {
        let name = word.trim_end_matches(|it: char| it.is_ascii_digit() || it == '.' || it == '-');
        holds(PROGRAMS, name) || holds(ORDINARY, name) || name.len() < 2
    };
    words.is_empty()
        || bodies.knows(text)
        || words.iter().any(is_of_body)
        || words.iter().all(is_program)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person_in(text: &str) -> Option<String> {
        let names = ["vale health and care trust", "testbridge", "tower hamlets"];
        person(text, &Bodies { names: names.map(str::to_owned).into() })
    }

    #[test]
    fn people_are_told() {
        for (text, name) in [
            ("Jane Smith", "Jane Smith"),
            ("  Jane   Smith ", "Jane   Smith"),
            ("jsmith", "jsmith"),
            ("Jane", "Jane"),
            ("Dr Jane Smith OBE", "Dr Jane Smith OBE"),
            ("SMITH, Jane (VALE ICB)", "SMITH, Jane"),
            ("SMITH, Jane (NHS VALE ICB - QYG2)", "SMITH, Jane"),
            ("Jane Smith; Vale Trust", "Jane Smith"),
            ("Vale Trust; Jane Smith", "Jane Smith"),
            ("Vale Trust (Jane Smith)", "Jane Smith"),
            ("Jane Smith, NHS England", "Jane Smith"),
            ("Jane Smith, John Poole and Ann Lee", "Jane Smith"),
            ("© 2026 Jane Smith. All rights reserved.", "© 2026 Jane Smith"),
            ("jane.smith@vale.nhs.uk", "jane.smith@vale.nhs.uk"),
            ("Zoë Müller-O’Neill", "Zoë Müller-O’Neill"),
            ("Siân", "Siân"),
            ("李明", "李明"),
            ("Jane West", "Jane West"),
        ] {
            assert_eq!(person_in(text).as_deref(), Some(name), "{text}");
        }
    }

    #[test]
    fn bodies_posts_and_programs_are_no_people() {
        for text in [
            "",
            " \0 ",
            "-",
            "2026",
            "Vale Health and Care Trust",
            "NHS England",
            "Testbridge",
            "Testbridge Council",
            "Barking and Dagenham Council",
            "Communications Team",
            "Communications, Testbridge",
            "Head of Contracts",
            "Department of Health & Social Care",
            "Microsoft Office User",
            "python-docx",
            "openpyxl",
            "Adobe InDesign CC 2024 (Macintosh)",
            "Administrator",
            "© Crown copyright 2026",
            "All rights reserved",
            "Acme Studios Ltd",
            "Office for National Statistics",
            "Vale Trust; NHS England",
            "Microsoft Word",
            "Getty Images",
            "https://creativecommons.org/licenses/by/4.0/",
            "comms@vale.nhs.uk",
        ] {
            assert_eq!(person_in(text), None, "{text}");
        }
    }

    #[test]
    fn a_comment_is_read_with_more_care() {
        let bodies = Bodies::default();
        for text in
            ["CREATOR: gd-jpeg v1.0", "File written by Adobe Photoshop", "a quiet street", "Lavc58"]
        {
            assert_eq!(person_in_comment(text, &bodies), None, "{text}");
        }
        assert!(person_in_comment("Jane Smith", &bodies).is_some());
    }
}
