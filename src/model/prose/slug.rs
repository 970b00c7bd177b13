//! Words as parts of addresses.

/// A text as an id: lower-case letters and digits in groups joined by `-`.
pub fn slugify(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match plain_letter(c) {
            Some(letters) => slug.push_str(letters),
            None if c.is_ascii_alphanumeric() => slug.push(c),
            None if c == '\'' || c == '’' => {}
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    let trimmed = slug.trim_end_matches('-');
    if trimmed.is_empty() { "section".to_owned() } else { trimmed.to_owned() }
}

/// What to call a heading in an address: its slug, with a letter in front.
pub fn heading_id(words: &str) -> String {
    let slug = slugify(words);
    if slug.starts_with(|c: char| c.is_ascii_digit()) { format!("section-{slug}") } else { slug }
}

/// The letters of the languages of these islands and their neighbours, without their marks.
fn plain_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        '&' => "and",
        _ => return None,
    })
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
    }
}
