//! Words as parts of addresses.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as an id: the letters from a to z in lower case, and digits, in groups joined by `-`.
pub fn slugify(text: &str) -> String {
    folded(text, |_| false)
}

/// What to call a heading in an address: its words with Latin letters as those from a to z, and letters of other scripts
/// as they are. Words that look the same give the same, however their letters are encoded.
pub fn heading_id(words: &str) -> String {
    let id = folded(words, char::is_alphanumeric);
    if id.starts_with(|c: char| c.is_ascii_digit()) { format!("section-{id}") } else { id }
}

fn folded(text: &str, is_kept: fn(char) -> bool) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase).nfc() {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            '&' => id.push_str("and"),
            '\'' | '’' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => {}
            // Marks belong to letters: those of other scripts stay with them.
            _ if is_combining_mark(c) => {
                let is_of_kept = |c: char| !c.is_ascii() && (is_kept(c) || is_combining_mark(c));
                if id.ends_with(is_of_kept) {
                    id.push(c);
                }
            }
            _ => match plain_letters(c) {
                Some(letters) => id.push_str(&letters),
                None if is_kept(c) => id.push(c),
                None if !id.is_empty() && !id.ends_with('-') => id.push('-'),
                None => {}
            },
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "section".to_owned() } else { id.to_owned() }
}

/// A Latin letter in those from a to z: without its marks, as Unicode takes it apart, or as CLDR writes it in ASCII
/// (transform `Latin-ASCII`), where it can't be taken apart.
fn plain_letters(c: char) -> Option<String> {
    let mut plain = String::new();
    for part in c.nfkd().filter(|it| c.is_alphabetic() && !is_combining_mark(*it)) {
        plain.push_str(match part {
            'a'..='z' | '0'..='9' => {
                plain.push(part);
                continue;
            }
            'æ' => "ae",
            'ƀ' | 'ɓ' => "b",
            'ƈ' => "c",
            'ð' | 'đ' | 'ɖ' | 'ɗ' | 'ƌ' => "d",
            'ə' | 'ɛ' => "e",
            'ƒ' => "f",
            'ǥ' | 'ɠ' | 'ɣ' => "g",
            'ħ' => "h",
            'ı' | 'ɨ' => "i",
            'ƙ' => "k",
            'ł' | 'ƚ' => "l",
            'ŋ' | 'ɲ' | 'ƞ' => "n",
            'ø' | 'ɔ' => "o",
            'œ' => "oe",
            'ƥ' => "p",
            'ĸ' => "q",
            'ß' => "ss",
            'ŧ' | 'ƭ' => "t",
            'þ' => "th",
            'ʋ' => "v",
            'ƴ' => "y",
            'ƶ' => "z",
            _ => return None,
        });
    }
    Some(plain).filter(|it| !it.is_empty())
}

/// What a heading was called until version 0.1.0: what was sealed keeps these ids.
pub(super) fn former_heading_id(words: &str) -> String {
    const KNOWN: &str = "àáâãäåçèéêëìíîïñòóôõöøùúûüŵýÿŷæœß";
    let mut id = String::with_capacity(words.len());
    for c in words.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => id.push(c),
            '&' => id.push_str("and"),
            '\'' | '’' => {}
            _ if KNOWN.contains(c) => id.extend(plain_letters(c)),
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    match id.trim_end_matches('-') {
        "" => "section".to_owned(),
        id if id.starts_with(|c: char| c.is_ascii_digit()) => format!("section-{id}"),
        id => id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scalar::Slug;
    use proptest::prelude::*;

    proptest! {
        /// Whatever the text, its slug is a sound id, and the slug of a slug is itself.
        #[test]
        fn slugs_are_sound_and_settled(text in ".{0,60}") {
            let slug = slugify(&text);
            prop_assert!(Slug::is_sound(&slug), "{slug:?}");
            prop_assert_eq!(slugify(&slug), slug.clone());
        }

        /// The same words have the same id, however their letters are encoded; an id is its own id; letters of any
        /// script give one.
        #[test]
        fn ids_of_headings_are_settled(text in "\\PC{0,40}", word in "[\\p{Han}\\p{Arabic}\\p{Cyrillic}]{1,8}") {
            let id = heading_id(&text);
            prop_assert_eq!(heading_id(&text.nfd().collect::<String>()), id.clone());
            prop_assert_eq!(heading_id(&id), id.clone());
            prop_assert!(!id.contains(|c: char| c.is_whitespace() || "\"'<>&#%".contains(c)), "{id}");
            if word.nfc().any(|c| c.is_alphanumeric() && !is_combining_mark(c)) {
                prop_assert!(heading_id(&word) != "section", "{word}");
            }
        }

        /// Words in ASCII are called what they were called before.
        #[test]
        fn plain_words_keep_their_ids(text in "[ -~]{0,40}") {
            prop_assert_eq!(heading_id(&text), former_heading_id(&text));
        }
    }

    #[test]
    fn latin_letters_fold_and_others_stay() {
        for (words, id) in [
            ("Łódź święto żółć", "lodz-swieto-zolc"),
            ("Świętokrzyskie", "swietokrzyskie"),
            ("Re\u{301}sume\u{301}", "resume"),
            ("Příliš žluťoučký kůň", "prilis-zlutoucky-kun"),
            ("IŞIK İğne ısı", "isik-igne-isi"),
            ("Ægir þór ðð Ørsted ẞ", "aegir-thor-dd-orsted-ss"),
            ("Tiếng Việt", "tieng-viet"),
            ("日本語", "日本語"),
            ("خلاصہ", "خلاصہ"),
            ("Здоровье и Йод", "здоровье-и-йод"),
            ("हिन्दी में", "हिन्दी-में"),
            ("2026 plan", "section-2026-plan"),
            ("🎉", "section"),
        ] {
            assert_eq!(heading_id(words), id);
        }
        assert_eq!(slugify("日本語 Łódź"), "lodz");
        assert_eq!(former_heading_id("Łódź"), "od");
    }
}
