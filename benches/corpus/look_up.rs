//! The lists in which people look up whether they are covered: GP practices, postcodes, both, or neither yet.

use std::fmt::Write as _;

use super::{FIRST, Iho};

/// First halves of postcodes of an IHO, of which every third is covered whole.
const N_OUTWARD: usize = 6;
/// Covered postcodes of a first half that is covered in part.
const N_INWARD: usize = 8;

impl Iho {
    /// Whether people are counted by their GP practice, and whether by their home.
    pub(super) fn counts_by(&self) -> [bool; 2] {
        match self.at % 4 {
            0 | 1 => [true, false],
            2 => [false, true],
            _ => [true, true],
        }
    }

    /// Of four IHOs, one has not asked its practices yet.
    fn has_practices(&self) -> bool {
        self.at % 4 != 1
    }

    /// The lines of the footprint that name the lists.
    pub(super) fn lists_to_look_up(&self) -> String {
        let [by_practice, by_home] = self.counts_by();
        let mut lines = String::new();
        if by_practice {
            lines.push_str(match self.has_practices() {
                true => "practices: {value: practices.csv, as_of: 2026-10-01}\n",
                false => {
                    "practices: {disclosure: not_yet_decided, reason: The practices are still asked., \
                     expected: 2027-Q2}\n"
                }
            });
        }
        if by_home {
            lines.push_str("postcodes: {value: footprint-postcodes.csv, as_of: 2026-11-16}\n");
        }
        lines
    }

    /// The lists, each a file.
    pub(super) fn look_up(&self) -> Vec<(&'static str, String)> {
        let [by_practice, by_home] = self.counts_by();
        let practices =
            (by_practice && self.has_practices()).then(|| ("practices.csv", self.practices()));
        let postcodes = by_home.then(|| ("footprint-postcodes.csv", self.postcodes()));
        practices.into_iter().chain(postcodes).collect()
    }

    /// The first half of a postcode: no real one begins with these letters.
    fn outward(&self, at: usize) -> String {
        let (area, number) = (self.at / 16, self.at % 16 * N_OUTWARD + at);
        let first = char::from(b"QVX"[area / 26 % 3]);
        let second = char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[area % 26]);
        format!("{first}{second}{number}")
    }

    /// The second half of a postcode.
    fn inward(at: usize) -> String {
        const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";
        let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
        format!("{}{}{}", at % 10, letter(at * 7), letter(at * 3 + 5))
    }

    fn practices(&self) -> String {
        const KINDS: &[&str] = &["Surgery", "Medical Centre", "Road Practice", "Health Centre"];
        let n = self.sums.practices;
        let mut text = "ods,name,postcode,people\n".to_owned();
        for at in 0..n {
            let people = match at {
                0 => self.sums.people - self.sums.people / n * (n - 1),
                _ => self.sums.people / n,
            };
            let _ = writeln!(
                text,
                "ZZ{:05}{at:02},{} {},{} {},{people}",
                self.at,
                FIRST[(self.at + at * 7) % FIRST.len()],
                KINDS[at / FIRST.len() + (self.at + at) % 2 * 2],
                self.outward(at % N_OUTWARD),
                Self::inward(at),
            );
        }
        text
    }

    fn postcodes(&self) -> String {
        let mut text = "postcode,area\n".to_owned();
        for at in 0..N_OUTWARD {
            let (outward, end) = (self.outward(at), ["north", "south"][at * 2 / N_OUTWARD]);
            if at % 3 == 0 {
                let _ = writeln!(text, "{outward},{}-{end}", self.id);
                continue;
            }
            for inward in 0..N_INWARD {
                let _ =
                    writeln!(text, "{outward} {},{}-{end}", Self::inward(inward * 3 + at), self.id);
            }
        }
        text
    }
}
