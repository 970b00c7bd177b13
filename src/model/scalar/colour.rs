//! Colours, and how well they can be told apart.

use super::Rule;
use crate::diag::{Code, Diagnostic};
use crate::model::decode::{Decoder, FieldType};
use crate::model::reflect::{ScalarRef, ValueRef};
use crate::model::schema::Schema;
use crate::model::yaml::{Kind, Node};

/// A colour by its parts of red, green and blue, written `#0f4c5c`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Colour {
    text: String,
    parts: [u8; 3],
}

impl Colour {
    fn of(parts: [u8; 3]) -> Self {
        let [red, green, blue] = parts;
        Self { text: format!("#{red:02x}{green:02x}{blue:02x}"), parts }
    }

    /// Reads `#0f4c5c`, or the short form `#fff` of style sheets.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        let whole = match digits.len() {
            3 => digits.chars().flat_map(|it| [it, it]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        let part = |at: usize| u8::from_str_radix(whole.get(at..at + 2)?, 16).ok();
        let is_hex = whole.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then_some(())?;
        Some(Self::of([part(0)?, part(2)?, part(4)?]))
    }

    /// As style sheets write it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The contrast with another colour, from 1 to 21: <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>.
    pub fn contrast(&self, other: &Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// How bright it is, from 0 to 1: <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
    fn luminance(&self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { libm::pow((part + 0.055) / 1.055, 2.4) }
        };
        let [red, green, blue] = self.parts.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// This colour with so many hundredths of another in it.
    #[must_use]
    pub fn mixed(&self, other: &Self, hundredths: u8) -> Self {
        let share = u32::from(hundredths.min(100));
        let mix = |at: usize| {
            let (own, its) = (u32::from(self.parts[at]), u32::from(other.parts[at]));
            u8::try_from((own * (100 - share) + its * share + 50) / 100).unwrap_or(u8::MAX)
        };
        Self::of([mix(0), mix(1), mix(2)])
    }
}

impl FieldType for Colour {
    fn expected() -> String {
        "a colour in quotation marks, such as `\"#0f4c5c\"`".to_owned()
    }

    fn schema() -> Schema {
        Rule::Form("^#[0-9a-fA-F]{6}$", "#0f4c5c").schema(&Self::expected())
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        const HINT: &str = "write `#` and 6 digits or letters from a to f, in quotation marks, such as `\"#0f4c5c\"`";
        if matches!(node.kind, Kind::Null) {
            let message =
                "this colour is empty: without quotation marks, what follows `#` is a comment";
            decoder.report(Diagnostic::at(Code::BadColour, node.span, message).hint(HINT));
            return None;
        }
        let Some(text) = node.text() else {
            decoder.wrong_type(node, &Self::expected());
            return None;
        };
        let found = Self::parse(text).filter(|_| text.len() == 7);
        if found.is_none() {
            let message = format!("`{text}` is not a colour in the form that is used here");
            let meant = [text.to_owned(), format!("#{text}")];
            let meant = meant.iter().find_map(|text| Self::parse(text));
            let hint =
                meant.map_or_else(|| HINT.to_owned(), |it| format!("write `\"{}\"`", it.text));
            decoder.report(Diagnostic::at(Code::BadColour, node.span, message).hint(hint));
        }
        found
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Code(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::Colour;

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let white = colour("#fff");
        for (text, expected) in [
            ("#000000", 21.0),
            ("#ffffff", 1.0),
            ("#767676", 4.54),
            ("#949494", 3.03),
            ("#ff0000", 4.0),
        ] {
            let ratio = colour(text).contrast(&white);
            assert!((ratio - expected).abs() < 0.005, "{text}: {ratio}");
        }
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "#", "navy", "0f4c5c", "#0f4c5", "#+f4c5c", "#0f4c5é", "#éé"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(colour("#0F4C5C").mixed(&colour("#fff"), 50).as_str(), "#87a6ae");
    }
}
