//! Figures as inline SVG, made when the site is built: numbers and words in, a drawing with its words out.
//!
//! A drawing takes no part in anything: no script, no links, no request. Colours come from the classes of the theme's
//! style sheet; what a colour says, a shape and a word say too. Each figure is drawn twice, for wide and for narrow
//! places, so that its words are never smaller than 12 px. Knows nothing of files, pages or templates.
//!
//! # How a figure is drawn
//!
//! A page hands typed numbers and finished words to `figure`, which returns a `Figure`: the same drawing for wide and for narrow
//! places (the style sheet shows one of them), what it shows in sentences, its key, and its figures as a table. Money stays an
//! exact decimal until the last step. `figure::svg::Svg` can be made nowhere else, escapes all words and writes no number that is
//! not finite; so a template may place it as it is. Colours are classes, and `tests/figures.rs` works out their contrast from the
//! style sheet. Boundaries are read once, into `Model::boundaries`; `figure::map` drops no more than 0.3 units of their detail,
//! unless a page would get too long. The network of partners is no drawing but lists in lists, which the style sheet sets in columns.

pub mod flow;
pub mod funnel;
pub mod icon;
pub mod map;
pub mod scale;
pub mod share;
pub mod spark;
pub mod spc;
pub mod svg;

use serde::Serialize;

use svg::Svg;

/// A drawing with everything that belongs to it.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct Figure {
    /// What to call it in an address; ids inside the drawings begin with it.
    pub id: String,
    /// What is drawn: measure, unit, area.
    pub title: String,
    /// What it shows, in sentences.
    pub finding: String,
    /// The drawing for places at least 34 em wide.
    pub wide: Svg,
    /// The drawing for narrower places.
    pub narrow: Svg,
    /// What the signs mean.
    pub key: Vec<KeyEntry>,
    /// What has to be known to read it right, a sentence each.
    pub notes: Vec<String>,
    /// The same figures as a table, unless one stands elsewhere on the page.
    pub table: Option<Table>,
}

/// A sign and what it means.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct KeyEntry {
    /// The sign.
    pub sign: Svg,
    /// What it means.
    pub words: String,
}

/// The figures of a drawing.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Table {
    /// What it is a table of.
    pub caption: String,
    /// The headings of its columns; the first names the row.
    pub columns: Vec<String>,
    /// Whether each column holds numbers.
    pub numeric: Vec<bool>,
    /// Its rows, as many cells as columns.
    pub rows: Vec<Vec<String>>,
}

/// How the numbers of a measure are written.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Unit {
    /// What comes before a number, such as `£`.
    pub before: String,
    /// What comes after it, such as `%` or ` days`.
    pub after: String,
    /// Digits behind the point.
    pub decimals: usize,
}

impl Unit {
    /// A percentage with so many digits behind the point.
    pub fn percent(decimals: usize) -> Self {
        Self { before: String::new(), after: "%".to_owned(), decimals }
    }

    /// A number with its unit: `72.1%`, `-£1,250`.
    pub fn say(&self, value: f64) -> String {
        format!("{}{}", self.say_short(value), self.after)
    }

    /// Two numbers, with the unit once where it is a word: `57.3% to 59.4%`, `2 to 3 days`.
    pub fn range(&self, low: f64, high: f64) -> String {
        format!("{} to {}", self.say_at_axis(low, self.decimals), self.say(high))
    }

    /// A number for a table whose head tells the unit, unless that is a sign.
    pub fn say_in_table(&self, value: f64) -> String {
        self.say_at_axis(value, self.decimals)
    }

    /// The head of a column: `Value`, `Value (days)`.
    pub fn head(&self, label: &str) -> String {
        match self.after.strip_prefix(' ') {
            Some(unit) => format!("{label} ({unit})"),
            None => label.to_owned(),
        }
    }

    /// A number that somebody chose, as it is shown beside a line.
    pub fn say_chosen_at_axis(&self, value: f64) -> String {
        let unit = Self { after: self.sign().to_owned(), ..self.clone() };
        unit.say_chosen(value)
    }

    /// What comes after a number at an axis.
    fn sign(&self) -> &str {
        if self.after.starts_with(' ') { "" } else { &self.after }
    }

    /// A number without zeros at its end.
    pub fn say_round(&self, value: f64) -> String {
        self.trimmed(value, self.decimals)
    }

    /// A number that somebody chose, such as a target: with all its digits, whatever the values have.
    pub fn say_chosen(&self, value: f64) -> String {
        self.trimmed(value, 6)
    }

    fn trimmed(&self, value: f64, decimals: usize) -> String {
        let short = self.digits(value, decimals);
        let short = match short.contains('.') {
            true => short.trim_end_matches('0').trim_end_matches('.'),
            false => &short,
        };
        format!("{short}{}", self.after)
    }

    /// A number as it is shown at an axis, with a unit only if that is a sign: `70%`, `1,250`.
    pub fn say_at_axis(&self, value: f64, decimals: usize) -> String {
        format!("{}{}", self.digits(value, decimals), self.sign())
    }

    fn say_short(&self, value: f64) -> String {
        self.digits(value, self.decimals)
    }

    fn digits(&self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return "not available".to_owned();
        }
        let text = format!("{:.*}", decimals.min(12), value.abs());
        let (whole, _) = text.split_once('.').unwrap_or((&text, ""));
        let is_negative = value < 0.0 && text.bytes().any(|byte| !matches!(byte, b'0' | b'.'));
        if whole.len() <= 3 && !is_negative && self.before.is_empty() {
            return text;
        }
        let sign = if is_negative { "-" } else { "" };
        let fraction = &text[whole.len()..];
        [sign, &self.before, &crate::model::figures::with_commas(whole), fraction].concat()
    }
}

/// The size of a drawing, in units of its view box, and of the letters in it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Size {
    /// How wide.
    pub width: f64,
    /// How high.
    pub height: f64,
    /// The size of letters.
    pub letters: f64,
    /// Whether it is the drawing for narrow places.
    pub is_narrow: bool,
}

impl Size {
    /// For places at least 34 em wide.
    pub const fn wide(height: f64) -> Self {
        Self { width: 720.0, height, letters: 15.0, is_narrow: false }
    }

    /// For places down to 288 px, where a unit is 0.8 px.
    pub const fn narrow(height: f64) -> Self {
        Self { width: 360.0, height, letters: 15.0, is_narrow: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_unit() {
        assert_eq!(Unit::percent(1).say(72.06), "72.1%");
        let pounds = Unit { before: "£".to_owned(), after: String::new(), decimals: 0 };
        assert_eq!(Unit::percent(1).say_round(95.0), "95%");
        assert_eq!(pounds.say_round(1_200.0), "£1,200");
        assert_eq!(pounds.say(-1_250.4), "-£1,250");
        assert_eq!(pounds.say(-0.2), "£0");
        let days = Unit { before: String::new(), after: " days".to_owned(), decimals: 0 };
        assert_eq!(days.say(12.0), "12 days");
        assert_eq!(days.say_at_axis(12.0, 0), "12");
        assert_eq!(days.range(2.0, 3.0), "2 to 3 days");
        assert_eq!(Unit::percent(1).range(2.0, 3.0), "2.0% to 3.0%");
        assert_eq!(days.say_chosen_at_axis(12.5), "12.5");
        assert_eq!(days.head("Value"), "Value (days)");
        assert_eq!(days.say(f64::NAN), "not available days");
    }
}
