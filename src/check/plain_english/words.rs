//! What one passage says in words that readers may not know, or that say the wrong thing.
//!
//! Pure functions on words; the stretches that they return are offsets in them.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// A word and its place.
pub(super) type Word<'t> = (Range<usize>, &'t str);

/// The words of a text: letters, digits, and what joins them.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '&' | '\'' | '’');
    let mut letters = text.char_indices();
    std::iter::from_fn(move || {
        let (start, _) = letters.find(|(_, c)| c.is_alphanumeric())?;
        let end = letters.find(|(_, c)| !is_part(*c)).map_or(text.len(), |(end, _)| end);
        Some((start..end, &text[start..end]))
    })
}

/// Whether people would count at least two words: pieces between spaces that have a letter or a digit.
fn has_two(text: &str) -> bool {
    let mut words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    words.nth(1).is_some()
}

/// The sentences of a passage, counted as Rudolf Flesch counted them: a colon or a semicolon ends one, too,
/// as it lets the reader rest ("How to Write Plain English", 1979).
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['.', '!', '?', ':', ';']) {
        let after = &text[at + mark.len()..];
        let rest = after.trim_start_matches(['"', '”', '’', ')', ']', '\'']);
        let next = rest.trim_start();
        let is_gap = next.len() < rest.len() || rest.is_empty();
        let opens = next.starts_with(|c: char| {
            c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '(' | '\'' | '[')
        });
        let is_rest = matches!(mark, ":" | ";");
        let ends = is_gap && (opens || is_rest || next.is_empty());
        if ends && at >= start && !(mark == "." && is_abbreviation(&text[start..at])) {
            let end = text.len() - rest.len();
            found.push(trimmed(text, start..end));
            start = end;
        }
    }
    found.push(trimmed(text, start..text.len()));
    found.retain(|range| !range.is_empty());
    found
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + words.len() - words.trim_start().len();
    start..(range.end - (words.len() - words.trim_end().len())).max(start)
}

/// Whether the full stop after these words belongs to the last of them.
fn is_abbreviation(before: &str) -> bool {
    const ABBREVIATIONS: &[&str] = &[
        "e.g", "i.e", "cf", "vs", "no", "nos", "p", "pp", "para", "paras", "s", "ss", "sch", "art",
        "approx", "al", "dr", "mr", "mrs", "ms", "prof", "rev", "st", "cllr", "hon", "v",
    ];
    let last = before.rsplit([' ', '(', '\u{a0}']).next().unwrap_or("");
    let is_initial = last.len() == 1 && last.chars().all(char::is_uppercase);
    is_initial || ABBREVIATIONS.contains(&last.to_lowercase().as_str())
}

/// The capitals of an acronym, without the ending of a plural or a genitive; nothing for another word.
pub(super) fn acronym(word: &str) -> Option<&str> {
    // Most words end here.
    let [first, second, ..] = word.as_bytes() else { return None };
    let may_begin = |byte: &u8| byte.is_ascii_uppercase() || *byte == b'&';
    if !may_begin(first) || !may_begin(second) {
        return None;
    }
    let stem = word.trim_end_matches("'s").trim_end_matches("’s").trim_end_matches(['\'', '’']);
    let stem = stem.strip_suffix('s').unwrap_or(stem);
    let letters = stem.chars().filter(char::is_ascii_uppercase).count();
    let is_one = (2..=6).contains(&stem.len())
        && letters >= 2
        && stem.chars().all(|c| c.is_ascii_uppercase() || c == '&')
        && !stem.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    is_one.then_some(stem)
}

/// Whether an acronym is part of an address or of a standard, such as GOV.UK or UTF-8, a mark such as
/// `[!NOTE]`, or all that is said.
pub(super) fn is_part_of_more(text: &str, word: &Range<usize>) -> bool {
    let after = &text[word.end..];
    let is_joined = after.starts_with(['.', '-', '/', '_', '@'])
        && after[1..].starts_with(|c: char| c.is_ascii_alphanumeric())
        && !after[1..].starts_with(|c: char| c.is_ascii_lowercase());
    is_joined
        || text[..word.start].ends_with(['.', '@', '_', '/', '#', '!'])
        || text.trim() == &text[word.clone()]
}

/// Whether an acronym is explained where it is: "integrated care board (ICB)", "ICB (integrated care board)",
/// or as the name that it is: "a joint authority, KSON, buys care".
pub(super) fn is_explained(text: &str, word: &Range<usize>) -> bool {
    let before = &text[..word.start];
    let after = &text[word.end..];
    let named = before.ends_with('(') && after.starts_with(')') && has_two(before);
    // What explains an acronym is shorter than this.
    let near = &after[..crate::source::floor_char_boundary(after, 500)];
    let spelt_out = near.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let is_name = before.ends_with(", ") && after.starts_with(", ") && has_two(before);
    named || is_name || spelt_out.is_some_and(|(words, _)| has_two(words))
}

/// What IHO does not stand for: the wrong words, wherever they are.
const WRONG_EXPANSIONS: &[&str] = &[
    "integrated homecare organi",
    "integrated home care organi",
    "integrated healthcare organi",
    "integrated health care organi",
    "integrated neighbourhood organi",
    "integrated neighbourhood health organi",
    "integrated hospital organi",
    "independent health organi",
    "integrated health organization",
    "integrated health organism",
];

/// Whether "organisation" may be in a text, in either spelling, and with or without capitals: few texts have it.
fn may_name_an_organisation(text: &str) -> bool {
    static PARTS: LazyLock<[Finder<'static>; 2]> =
        LazyLock::new(|| ["rgani", "RGANI"].map(Finder::new));
    PARTS.iter().any(|part| part.find(text.as_bytes()).is_some())
}

/// Wrong words for IHO: those above, or any other organisation before "(IHO)".
pub(super) fn wrong_expansions(text: &str) -> Vec<Range<usize>> {
    if !may_name_an_organisation(text) {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let mut found: Vec<Range<usize>> = WRONG_EXPANSIONS
        .iter()
        .flat_map(|words| lower.match_indices(words))
        .map(|(at, words)| {
            let end = at + words.len();
            at..end + lower[end..].find(|c: char| !c.is_alphabetic()).unwrap_or(lower.len() - end)
        })
        .collect();
    for (at, _) in lower.match_indices("(iho") {
        let before = lower[..at].trim_end();
        let start = before.rfind("integrated ").filter(|start| before.len() - start < 60);
        let Some(start) = start else { continue };
        let words = before[start..].trim_end_matches(" contract").trim_end_matches(" contracts");
        let is_right =
            matches!(words, "integrated health organisation" | "integrated health organisations");
        let is_organisation = words.contains(" organi") && !words.contains(['.', ',', ';']);
        let is_known = found.iter().any(|known| known.start == start);
        if is_organisation && !is_right && !is_known {
            found.push(start..start + words.len());
        }
    }
    found.sort_by_key(|range| range.start);
    found
}

/// A word that gives a wrong idea, and what to say instead.
pub(super) struct Misleading {
    pub(super) range: Range<usize>,
    pub(super) hint: &'static str,
}

/// Where a passage speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Subject {
    /// Of one IHO.
    Blueprint,
    /// Of other models, of history or of words, where other names belong.
    Context,
    /// Of anything else.
    Other,
}

/// "New organisation" said of an IHO, "takeover", "accountable care"; what is denied is fine.
pub(super) fn misleading(text: &str, subject: Subject) -> Vec<Misleading> {
    static PARTS: LazyLock<[Finder<'static>; 3]> =
        LazyLock::new(|| ["rgani", "akeover", "ccountable"].map(Finder::new));
    if subject == Subject::Context || !PARTS.iter().any(|part| part.find(text.as_bytes()).is_some())
    {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut add = |words: &str, hint: &'static str| {
        for (at, _) in lower.match_indices(words) {
            let is_whole = !lower[..at].ends_with(char::is_alphanumeric);
            let end = at + words.len();
            let end = end + usize::from(lower[end..].starts_with('s'));
            if is_whole && !is_denied(&lower[..at]) {
                found.push(Misleading { range: at..end, hint });
            }
        }
    };
    let speaks_of_iho = subject == Subject::Blueprint
        || lower.contains("integrated health organisation")
        || words(text).any(|(_, word)| acronym(word) == Some("IHO"));
    if speaks_of_iho {
        let hint = "an IHO is a contract, held by a body that is there already: say \"contract\"";
        add("new organisation", hint);
        add("new organization", hint);
    }
    add("takeover", "say what is transferred, from which body to which, and what does not change");
    add(
        "accountable care",
        "that is another model, from the United States: say \"integrated health organisation contract\"",
    );
    found
}

/// Whether the words just before deny what follows: "it is not a new organisation".
fn is_denied(before: &str) -> bool {
    // Five words are shorter than this.
    let near =
        &before[crate::source::floor_char_boundary(before, before.len().saturating_sub(200))..];
    let sentence = near.rsplit(['.', '!', '?', ';']).next().unwrap_or("");
    let near: Vec<&str> = sentence.split_whitespace().rev().take(5).collect();
    near.iter().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '\'');
        matches!(word, "not" | "no" | "nor" | "never" | "neither" | "without" | "cannot" | "than")
            || word.ends_with("n't")
            || word.ends_with("n’t")
            || word == "instead"
    })
}

/// What comes before the name of a person.
const TITLES: &[&str] = &[
    "Dr",
    "Mr",
    "Mrs",
    "Ms",
    "Miss",
    "Mx",
    "Prof",
    "Professor",
    "Sir",
    "Dame",
    "Lord",
    "Lady",
    "Baroness",
    "Cllr",
    "Councillor",
    "Rev",
];

/// What is called after a person is no person.
const THINGS: &[&str] = &[
    "Hospital",
    "Ward",
    "House",
    "Centre",
    "School",
    "Street",
    "Road",
    "College",
    "Clinic",
    "Surgery",
    "Unit",
    "Institute",
    "Trust",
    "Foundation",
    "Mayor",
    "Chancellor",
    "Justice",
];

/// A person who is called by a title and a name, such as "Dr Jane Smith", of which this word is the title.
pub(super) fn person(text: &str, (title, word): &Word<'_>) -> Option<Range<usize>> {
    if !TITLES.contains(word) {
        return None;
    }
    let mut end = title.end;
    let mut names = Vec::new();
    for (range, name) in words(&text[title.end..]).take(4) {
        let range = title.end + range.start..title.end + range.end;
        let gap = &text[end..range.start];
        let is_next = matches!(gap, " " | ". " | "." | "\u{a0}" | "-");
        let is_name = name.starts_with(char::is_uppercase) && acronym(name).is_none();
        if !is_next || !is_name {
            break;
        }
        end = range.end;
        names.push(name);
    }
    let is_thing = names.iter().any(|name| THINGS.contains(name));
    let is_person = names.iter().any(|name| name.len() > 1) && !is_thing;
    is_person.then_some(title.start..end)
}

/// Counts for the reading age of a text.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Reading {
    pub(super) characters: usize,
    pub(super) words: usize,
    pub(super) sentences: usize,
}

impl Reading {
    /// Adds a sentence, and returns how many words people would count in it: pieces between spaces that have a letter or a digit.
    pub(super) fn add(&mut self, sentence: &str) -> usize {
        let (mut n_words, mut is_word) = (0, false);
        for c in sentence.chars() {
            if c.is_alphanumeric() {
                self.characters += 1;
                n_words += usize::from(!is_word);
                is_word = true;
            } else if c.is_whitespace() {
                is_word = false;
            }
        }
        self.words += n_words;
        self.sentences += 1;
        n_words
    }

    /// The age at which a text can be read, by the Automated Readability Index: 4.71 times the letters and
    /// digits of a word, and half the words of a sentence, less 21.43, rounded up, is the school grade in the
    /// United States; a child of grade 1 is 6 years old (Smith and Senter, "Automated Readability Index",
    /// AMRL-TR-66-220, 1967). It needs no guess at syllables, so that two machines agree.
    pub(super) fn age(self) -> usize {
        let [characters, words, sentences] = [self.characters, self.words, self.sentences.max(1)];
        if words == 0 {
            return 0;
        }
        // In hundredths, rounded up, all over the common divisor, so that no rounding comes between.
        let above = 471 * characters * sentences + 50 * words * words;
        let below = 2143 * words * sentences;
        let grade = above.saturating_sub(below).div_ceil(100 * words * sentences);
        grade + 5
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts<'t>(text: &'t str, ranges: &[Range<usize>]) -> Vec<&'t str> {
        ranges.iter().map(|range| &text[range.clone()]).collect()
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        let text = "Care, e.g. at home, costs £1.5 million. It is paid under s. 75 by Dr. A. Smith! \
                    “Is it?” Yes (see p. 3). and more";
        let found = sentences(text);
        assert_eq!(
            parts(text, &found),
            [
                "Care, e.g. at home, costs £1.5 million.",
                "It is paid under s. 75 by Dr. A. Smith!",
                "“Is it?”",
                "Yes (see p. 3). and more",
            ]
        );
        let text = "It shows all: who pays; who gains at 10:30";
        assert_eq!(
            parts(text, &sentences(text)),
            ["It shows all:", "who pays;", "who gains at 10:30"]
        );
    }

    #[test]
    fn acronyms_are_told_from_words() {
        for (word, stem) in [
            ("ICB", Some("ICB")),
            ("ICBs", Some("ICB")),
            ("ICB's", Some("ICB")),
            ("A&E", Some("A&E")),
            ("VCFSE", Some("VCFSE")),
            ("QM7", None),
            ("III", None),
            ("A", None),
            ("Care", None),
            ("TEAMWORK", None),
        ] {
            assert_eq!(acronym(word), stem, "{word}");
        }
    }

    #[test]
    fn an_acronym_may_be_explained_on_either_side() {
        for (text, is_one) in [
            ("An integrated care board (ICB) pays.", true),
            ("An ICB (integrated care board) pays.", true),
            ("An ICB (in Vale) pays.", true),
            ("A new board, ICB, pays.", true),
            ("The ICB pays.", false),
            ("(ICB)", false),
        ] {
            let at = text.find("ICB").expect("it is there");
            assert_eq!(is_explained(text, &(at..at + 3)), is_one, "{text}");
        }
    }

    #[test]
    fn wrong_words_for_iho_are_found() {
        for text in [
            "An integrated healthcare organisation",
            "Integrated Homecare Organisations",
            "an integrated local care organisation (IHO)",
        ] {
            assert_eq!(wrong_expansions(text).len(), 1, "{text}");
        }
        for text in [
            "an integrated health organisation (IHO)",
            "integrated health organisation contracts (IHO contracts)",
            "an integrated care organisation",
            "An integrated plan. One organisation (IHO)",
        ] {
            assert!(wrong_expansions(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_is_denied_is_not_said() {
        let found = |text: &str, subject| misleading(text, subject).len();
        assert_eq!(found("The IHO is a new organisation.", Subject::Other), 1);
        assert_eq!(found("The IHO is not a new organisation.", Subject::Other), 0);
        assert_eq!(found("It isn't a takeover.", Subject::Blueprint), 0);
        assert_eq!(found("A charity, a new organisation, opens.", Subject::Other), 0);
        assert_eq!(found("Accountable care came first.", Subject::Other), 1);
        assert_eq!(found("Accountable care came first.", Subject::Context), 0);
    }

    #[test]
    fn people_are_told_from_what_is_called_after_them() {
        let text = "Dr Jane Smith met Mr. O'Neill at Lady Margaret Hospital with the Lord Mayor and a Miss.";
        let people: Vec<_> = words(text).filter_map(|word| person(text, &word)).collect();
        assert_eq!(parts(text, &people), ["Dr Jane Smith", "Mr. O'Neill"]);
    }

    /// An example worked by hand: 4.71 × 20/5 + 0.5 × 5/1 − 21.43 is −0.09, rounded up to 0: age 5.
    #[test]
    fn the_reading_age_follows_its_formula() {
        assert_eq!(Reading { characters: 20, words: 5, sentences: 1 }.age(), 5);
        // 4.71 × 5 + 0.5 × 20 − 21.43 = 12.12, grade 13, age 18.
        assert_eq!(Reading { characters: 500, words: 100, sentences: 5 }.age(), 18);
    }
}
