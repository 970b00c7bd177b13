//! What two texts promise: thresholds in words, and words that went.
//!
//! Few rules, and each of them safe: where they say nothing, nobody can know which way is worse.

use rust_decimal::Decimal;

use super::super::Diff;
use super::{Verdict, direction};

/// Words by which a figure is no longer meant exactly, or something is no longer always so.
const LIMITS: &[&str] = &[
    "about",
    "almost",
    "approximately",
    "around",
    "circa",
    "generally",
    "mostly",
    "nearly",
    "normally",
    "possibly",
    "roughly",
    "some",
    "sometimes",
    "typically",
    "usually",
    "~",
];
/// Words that take something away: where they go, a text may be the better for it.
const RESTRICTIONS: &[&str] =
    &["cannot", "can't", "can’t", "except", "excluding", "only", "unless", "until"];
/// How firm something is, by its verb.
const VERBS: &[(&str, u8)] = &[
    ("must", 4),
    ("will", 4),
    ("shall", 4),
    ("always", 4),
    ("can", 3),
    ("should", 2),
    ("may", 1),
    ("might", 1),
    ("could", 1),
    ("cannot", 0),
    ("never", 0),
];
/// How often, in times a year.
const OFTEN: &[(&str, u16)] = &[
    ("day", 365),
    ("daily", 365),
    ("week", 52),
    ("weekly", 52),
    ("fortnight", 26),
    ("fortnightly", 26),
    ("month", 12),
    ("monthly", 12),
    ("quarter", 4),
    ("quarterly", 4),
    ("six-monthly", 2),
    ("half-yearly", 2),
    ("twice-yearly", 2),
    ("year", 1),
    ("yearly", 1),
    ("annual", 1),
    ("annually", 1),
];
const NUMBERS: &[&str] = &[
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
];

/// A figure in a text.
#[derive(Clone, PartialEq, Debug)]
struct Amount {
    value: Decimal,
    /// `%`, a currency, or nothing.
    unit: char,
}

/// A text taken apart.
#[derive(Default)]
struct Said {
    amounts: Vec<Amount>,
    /// All words but those of the figures, which are `#`.
    words: Vec<String>,
    is_limited: bool,
}

impl Said {
    fn of(text: &str) -> Self {
        let text = text.to_lowercase().replace("per cent", "%").replace("percent", "%");
        let text = text.replace(" or so", " about").replace("more or less", "about");
        let text = text.replace(" %", "%").replace('≥', " >= ").replace('≤', " <= ");
        let mut said = Self::default();
        for token in text.split_whitespace() {
            // A figure may be written to a sign of comparison.
            let (sign, rest) = match token.find(|c| !matches!(c, '<' | '>' | '=' | '~')) {
                Some(at) if at > 0 => token.split_at(at),
                _ => ("", token),
            };
            for part in [sign, rest] {
                let word = bare(part);
                match amount(word) {
                    _ if word.is_empty() => {}
                    Some(amount) => {
                        said.amounts.push(amount);
                        said.words.push("#".to_owned());
                    }
                    None if LIMITS.contains(&word) => said.is_limited = true,
                    None => said.words.push(word.to_owned()),
                }
            }
        }
        said
    }
}

/// A word without the marks around it.
fn bare(word: &str) -> &str {
    let marks = |c: char| {
        matches!(c, ',' | ';' | ':' | '!' | '?' | '(' | ')' | '"' | '“' | '”' | '*' | '_')
    };
    word.trim_matches(marks).trim_end_matches('.')
}

/// "£2m", "80%", "1,250", "three".
fn amount(word: &str) -> Option<Amount> {
    if let Some(at) = NUMBERS.iter().position(|it| *it == word) {
        return Some(Amount { value: Decimal::from(at + 1), unit: ' ' });
    }
    let first = word.chars().next().filter(|c| matches!(c, '£' | '$' | '€'));
    let digits = word.trim_start_matches(['£', '$', '€']);
    let unit = if digits.ends_with('%') { '%' } else { first.unwrap_or(' ') };
    let digits = digits.trim_end_matches('%');
    let (digits, zeros) = [("bn", 9), ("m", 6), ("k", 3)]
        .iter()
        .find_map(|(end, zeros)| Some((digits.strip_suffix(end)?, *zeros)))
        .unwrap_or((digits, 0));
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let value: Decimal = digits.replace(',', "").parse().ok().filter(|_| is_number)?;
    let value = value.checked_mul(Decimal::from(10_u64.pow(zeros)))?;
    Some(Amount { value, unit })
}

/// What to think of a threshold in words. `better` is which way is good; words such as "below" tell it better where `by_words`.
pub(super) fn threshold(texts: Diff<&str>, better: Option<i8>, by_words: bool) -> Verdict {
    let said = texts.map(Said::of);
    let Diff { before, after } = &said;
    let words = said.as_ref().map(|it| &it.words);
    if !words.differs() && before.amounts == after.amounts {
        return Verdict::worse_if(after.is_limited && !before.is_limited);
    }
    let (Some(first), Some(now)) = (before.amounts.first(), after.amounts.first()) else {
        // Words say less than a figure; what words said before, nobody can know.
        return if before.amounts.is_empty() { Verdict::Told } else { Verdict::Worse };
    };
    if after.is_limited && !before.is_limited {
        return Verdict::Worse;
    }
    let ways = words.map(|words| way(words).filter(|_| by_words));
    if ways.differs() && ways.iter().all(Option::is_some)
        || before.amounts[1..] != after.amounts[1..]
    {
        return Verdict::Told;
    }
    let Some(numbers) = comparable(first, now) else { return Verdict::Told };
    let is_other = words.differs() && !(is_bare(words.before) && numbers.differs());
    match direction(numbers, ways.before.or(ways.after).or(better)) {
        // The figure is no worse, and what is said around it is another.
        Verdict::Free if is_other => Verdict::Told,
        verdict => verdict,
    }
}

/// Whether a text is a figure and nothing else.
fn is_bare(words: &[String]) -> bool {
    matches!(words, [only] if only == "#")
}

/// Two figures in one unit.
fn comparable(before: &Amount, after: &Amount) -> Option<Diff<Decimal>> {
    let fraction = |it: &Amount, other: &Amount| match (it.unit, other.unit) {
        (' ', '%') if it.value <= Decimal::ONE => it.value * Decimal::ONE_HUNDRED,
        _ => it.value,
    };
    let is_one_unit = before.unit == after.unit
        || [before.unit, after.unit].iter().all(|unit| matches!(unit, ' ' | '%'))
        || [before.unit, after.unit].contains(&' ');
    is_one_unit.then(|| Diff::new(fraction(before, after), fraction(after, before)))
}

/// Which way of a figure is good for the public, by what a text says of it: what has to fall below 80 before somebody acts is worse
/// at 70.
fn way(words: &[String]) -> Option<i8> {
    words.iter().enumerate().find_map(|(at, word)| {
        let way = match word.as_str() {
            "below" | "under" | "less" | "fewer" | "falls" | "drops" | "<" => 1,
            "above" | "over" | "more" | "exceeds" | "rises" | ">" => -1,
            _ => return None,
        };
        // "No more than" is what has to be, and not what sets off an alarm.
        let is_turned = at > 0 && matches!(words[at - 1].as_str(), "no" | "not");
        (!is_turned).then_some(way)
    })
}

/// The least number of words that matter together.
const FEW: usize = 3;

/// What to think of a text of which something may be gone.
pub(super) fn shorter(texts: Diff<&str>) -> Verdict {
    let said = texts.map(Said::of);
    let words = said.as_ref().map(|it| &it.words);
    let is_same = !words.differs();
    if is_same && said.before.amounts == said.after.amounts {
        return Verdict::worse_if(said.after.is_limited && !said.before.is_limited);
    }
    let often = words.map(|words| times_a_year(words));
    if often.before.len() == often.after.len() {
        let pairs = || often.before.iter().zip(&often.after);
        if pairs().any(|(before, after)| after < before) {
            return Verdict::Worse;
        }
        if often.differs() {
            return Verdict::Free;
        }
    }
    if is_same {
        return by_time(&said);
    }
    if words.before.len() == words.after.len() {
        return firmness(words);
    }
    if contacts(texts.after) < contacts(texts.before) {
        return Verdict::Worse;
    }
    let Some(lost) = lost(words) else {
        let gained = self::lost(Diff::new(words.after, words.before));
        let is_negated = gained.is_some_and(|it| it.iter().all(|word| *word == "not"));
        return Verdict::worse_if(is_negated);
    };
    let is_restriction = lost.iter().any(|word| RESTRICTIONS.contains(word));
    let is_told = lost.contains(&"#") || lost.len() >= FEW;
    Verdict::worse_if(is_told && !is_restriction)
}

/// Figures that changed while all else stayed: days within which something is done, months for which it goes on, notice that is given.
fn by_time(said: &Diff<Said>) -> Verdict {
    let words = &said.before.words;
    let places = words.iter().enumerate().filter(|(_, word)| *word == "#").map(|(at, _)| at);
    let figures = said.before.amounts.iter().zip(&said.after.amounts);
    let verdicts = places.zip(figures).map(|(at, (before, after))| {
        let is_notice = words.iter().any(|word| word.starts_with("notice"));
        let better = match at.checked_sub(1).map_or("", |at| words[at].as_str()) {
            "within" | "most" => Some(-1),
            "for" | "least" => Some(1),
            _ if is_notice => Some(1),
            _ => None,
        };
        let numbers = comparable(before, after);
        match (numbers, better) {
            (Some(numbers), Some(_)) => direction(numbers, better),
            _ => Verdict::Free,
        }
    });
    verdicts.max().unwrap_or(Verdict::Free)
}

/// Verbs that were exchanged while all else stayed.
fn firmness(words: Diff<&Vec<String>>) -> Verdict {
    let firm = |word: &String| VERBS.iter().find(|(verb, _)| verb == word).map(|(_, firm)| *firm);
    let other = words.before.iter().zip(words.after).filter(|(before, after)| before != after);
    let other: Option<Vec<(u8, u8)>> =
        other.map(|(before, after)| Some((firm(before)?, firm(after)?))).collect();
    Verdict::worse_if(other.is_some_and(|all| all.iter().any(|(before, after)| after < before)))
}

/// How often, each time that a text says it: "every month", "monthly", "twice a year".
fn times_a_year(words: &[String]) -> Vec<u16> {
    let found = words.iter().enumerate().filter_map(|(at, word)| {
        let times = OFTEN.iter().find(|(often, _)| often == word)?.1;
        let before = |n: usize| at.checked_sub(n).map_or("", |at| words[at].as_str());
        let is_stretch =
            matches!(word.as_str(), "day" | "week" | "fortnight" | "month" | "quarter" | "year");
        match (before(2), before(1)) {
            ("twice", "a") => Some(times * 2),
            ("once", "a") => Some(times),
            (_, "every" | "each" | "a" | "per") if is_stretch => Some(times),
            _ if is_stretch => None,
            _ => Some(times),
        }
    });
    found.collect()
}

/// How many ways to reach somebody a text names: addresses, mailboxes, telephone numbers, links.
fn contacts(text: &str) -> usize {
    let addresses = ["http://", "https://", "[[", "]("].iter().map(|it| text.matches(it).count());
    let mailboxes = text.split_whitespace().filter(|it| it.contains('@')).count();
    let digits: String =
        text.chars().map(|c| if c.is_ascii_digit() || c == ' ' { c } else { '\n' }).collect();
    let is_phone =
        |line: &&str| line.trim_start().starts_with('0') && line.replace(' ', "").len() >= 10;
    let phones = digits.lines().filter(is_phone).count();
    addresses.sum::<usize>() + mailboxes + phones
}

/// The words that went, where nothing else happened.
fn lost(words: Diff<&Vec<String>>) -> Option<Vec<&str>> {
    let mut rest = words.after.iter().peekable();
    let mut lost = Vec::new();
    for word in words.before {
        if rest.peek() == Some(&word) {
            rest.next();
        } else {
            lost.push(word.as_str());
        }
    }
    (rest.next().is_none() && !lost.is_empty()).then_some(lost)
}
