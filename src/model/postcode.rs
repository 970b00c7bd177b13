//! Postcodes, whole or their first half, however people write them.

use std::fmt;

/// The 121 postcode areas of Great Britain and Northern Ireland.
const AREAS: &str = "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY \
    E EC EH EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML \
    N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY \
    TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE";

/// Areas of places that the NHS in England does not cover, with their names.
const ELSEWHERE: [(&str, &str); 4] = [
    ("BF", "the armed forces overseas"),
    ("GY", "Guernsey"),
    ("IM", "the Isle of Man"),
    ("JE", "Jersey"),
];

/// The first half of a postcode, such as `QX1`; in the order in which people list them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Outward {
    area: String,
    number: u8,
    /// The letter after the number, as in `EC1A`; else empty.
    letter: String,
}

/// A postcode, or its first half alone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Postcode {
    /// The first half.
    pub outward: Outward,
    /// The second half, such as `2AB`.
    pub inward: Option<String>,
}

impl Postcode {
    /// Reads a postcode. Small letters make no difference, nor do blanks where only one postcode can be meant.
    ///
    /// # Errors
    /// What to type instead.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let plain = plain(typed);
        if let Some(postcode) = read(&plain) {
            return match postcode.is_split_right(typed) {
                true => Ok(postcode),
                false => Err(split_wrong(typed, &postcode)),
            };
        }
        let mistaken = |(at, letter): (usize, char)| {
            let meant = match letter {
                'O' => "0",
                'I' | 'L' => "1",
                '0' => "O",
                '1' => "I",
                _ => return None,
            };
            let mut other = plain.clone();
            other.replace_range(at..at + 1, meant);
            read(&other)
        };
        // Only the letters and digits that look alike: whatever else is wrong, nobody can guess.
        let near = plain.char_indices().filter(|_| plain.is_ascii() && plain.len() <= 8);
        Err(match near.into_iter().find_map(mistaken) {
            Some(meant) => format!("check the letters and digits that look alike: write `{meant}`"),
            None => "write the whole postcode, such as `QX1 2AB`, or its first half, such as `QX1`"
                .to_owned(),
        })
    }

    /// Whether a text that is split by blanks is split between the two halves: `QX3 1` does not mean `QX31`.
    fn is_split_right(&self, typed: &str) -> bool {
        let Some(inward) = &self.inward else { return typed.split_whitespace().count() == 1 };
        let mut second = String::new();
        typed.split_whitespace().count() == 1
            || typed.split_whitespace().rev().any(|part| {
                second.insert_str(0, &plain(part));
                second == *inward
            })
    }
}

/// What to type instead of a postcode with a blank in the wrong place.
fn split_wrong(typed: &str, joined: &Postcode) -> String {
    let mut words = typed.split_whitespace();
    let first = words.next().and_then(|first| outward(&plain(first)));
    let second = words.next().unwrap_or_default();
    let is_sector = second.len() == 1 && second.bytes().all(|it| it.is_ascii_digit());
    match first.filter(|_| is_sector && words.next().is_none()) {
        Some(first) => format!(
            "`{first} {second}` is a sector: list its postcodes, or write `{first}` if all of it is covered"
        ),
        None => format!("check where the blank is: write `{joined}` if that is what you mean"),
    }
}

impl Outward {
    /// Whether Royal Mail gives out postcodes that begin so.
    pub fn is_known(&self) -> bool {
        AREAS.split(' ').any(|area| area == self.area)
    }

    /// Whether it begins with a letter that no postcode begins with, so that invented ones can't be anybody's.
    pub fn is_fictional(&self) -> bool {
        self.area.starts_with(['Q', 'V', 'X'])
    }

    /// Where its postcodes are, if that is a place which the NHS in England does not cover.
    pub fn elsewhere(&self) -> Option<&'static str> {
        ELSEWHERE.iter().find(|(area, _)| *area == self.area).map(|(_, place)| *place)
    }

    /// The letters at its beginning.
    pub fn area(&self) -> &str {
        &self.area
    }
}

fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(|it| !it.is_whitespace());
    letters.flat_map(char::to_uppercase).collect()
}

fn read(plain: &str) -> Option<Postcode> {
    if !plain.is_ascii() || plain.len() > 7 {
        return None;
    }
    if plain.len() < 5 {
        return Some(Postcode { outward: outward(plain)?, inward: None });
    }
    let (first, second) = plain.split_at(plain.len() - 3);
    let is_letter = |letter: &u8| letter.is_ascii_uppercase() && !b"CIKMOV".contains(letter);
    let [digit, letters @ ..] = second.as_bytes() else { return None };
    let is_sound = digit.is_ascii_digit() && letters.iter().all(is_letter);
    let inward = is_sound.then(|| second.to_owned())?;
    Some(Postcode { outward: outward(first)?, inward: Some(inward) })
}

fn outward(text: &str) -> Option<Outward> {
    let (area, rest) = text.split_at(text.find(|it: char| !it.is_ascii_uppercase())?);
    let digits = rest.len() - rest.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let (number, letter) = rest.split_at(digits);
    // Royal Mail does not use these letters at the end of a first half.
    let is_used = |it: u8| it.is_ascii_uppercase() && !b"ILOQZ".contains(&it);
    let has_letter = letter.len() == 1 && letter.bytes().all(is_used);
    let is_sound = (1..=2).contains(&area.len())
        && (letter.is_empty() || has_letter && digits == 1)
        && (digits == 1 || digits == 2 && !number.starts_with('0'));
    is_sound.then_some(())?;
    Some(Outward { area: area.to_owned(), number: number.parse().ok()?, letter: letter.to_owned() })
}

impl fmt::Display for Outward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.area, self.number, self.letter)
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.inward {
            Some(inward) => write!(f, "{} {inward}", self.outward),
            None => self.outward.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_read_as_people_and_registers_write_them() {
        for typed in ["QX1 2AB", "qx12ab", " QX1  2AB", "Q X 1 2 a b", "QX1\u{a0}2AB"] {
            assert_eq!(Postcode::parse(typed).unwrap().to_string(), "QX1 2AB", "{typed}");
        }
        for (typed, shown) in
            [("m11ae", "M1 1AE"), ("EC1A1BB", "EC1A 1BB"), ("W1A", "W1A"), ("TS10", "TS10")]
        {
            assert_eq!(Postcode::parse(typed).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_postcode_is_told_with_what_to_type() {
        for typed in [
            "",
            "QX",
            "1QX",
            "QX1 2A",
            "QX1 2ABC",
            "QX01 2AB",
            "QX1 2CV",
            "QXX1 2AB",
            "QX1A2 2AB",
            "É1 2AB",
            "12345",
        ] {
            let hint = Postcode::parse(typed).unwrap_err();
            assert!(hint.starts_with("write the whole postcode"), "{typed}: {hint}");
        }
        for (typed, meant) in [
            ("QX1 OAB", "`QX1 0AB`"),
            ("QXI 2AB", "`QX1 2AB`"),
            ("S0 2AB1", ""),
            ("QX1 lAB", "`QX1 1AB`"),
        ] {
            let hint = Postcode::parse(typed).unwrap_err();
            assert!(hint.contains(meant), "{typed}: {hint}");
        }
    }

    #[test]
    fn a_blank_in_the_wrong_place_is_told() {
        for (typed, words) in [
            ("QX3 1", "`QX3 1` is a sector: list its postcodes, or write `QX3`"),
            ("m1 1", "`M1 1` is a sector"),
            ("Q X 3", "write `QX3` if"),
            ("QX 31", "write `QX31` if"),
            ("QX3 11AB", "write `QX31 1AB` if"),
        ] {
            let hint = Postcode::parse(typed).unwrap_err();
            assert!(hint.contains(words), "{typed}: {hint}");
        }
    }

    #[test]
    fn outward_codes_are_in_the_order_of_their_numbers() {
        let mut all =
            ["QX10", "QX2", "QX1A", "QX1", "Q9"].map(|it| Postcode::parse(it).unwrap().outward);
        all.sort();
        assert_eq!(all.map(|it| it.to_string()), ["Q9", "QX1", "QX1A", "QX2", "QX10"]);
        assert_eq!(AREAS.split(' ').count(), 121);
    }
}
