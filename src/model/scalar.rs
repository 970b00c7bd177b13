//! Values of one line: text, dates, numbers, money, codes. Each type refuses what breaks its rule.

mod colour;
mod number;
mod time;

use super::decode::{Decoder, FieldType};
use super::reflect::{ScalarRef, ValueRef};
use super::schema::{Form, Number, Schema};
use super::yaml::{Kind, Look, Node};
use crate::diag::{Code, Diagnostic};
use crate::source::{Span, Spanned};

pub use colour::Colour;
pub use number::{Level, Pence, Percent, Pounds, SignedPercent};
pub(crate) use time::MONTHS;
pub use time::{Due, Fy, Period};

/// A day of the civil calendar, written 2027-04-01.
pub type Date = jiff::civil::Date;

/// A type whose values are written on one line, each by the same rule.
pub(super) trait ScalarType: Sized {
    /// What an author should write, such as "a date such as 2027-04-01".
    const EXPECTED: &'static str;

    /// What may be written, for editors and for people who look it up.
    const RULE: Rule;

    /// Reads what is in `span`, or tells what is wrong with it.
    fn read(text: &str, span: Span) -> Result<Self, Diagnostic>;

    /// The value as something to show.
    fn show(&self) -> ScalarRef<'_>;
}

/// What may be written on one line, with a value as it could be.
pub(super) enum Rule {
    /// A regular expression that every sound value matches.
    Form(&'static str, &'static str),
    /// The same, where some values look like a number as long as they are not quoted.
    Digits(&'static str, &'static str),
    /// The least and the greatest number, and the most digits after the point.
    Number((Option<i64>, Option<i64>), Option<u8>, &'static str),
}

impl Rule {
    /// The rule of what an author should write in words of `expected`.
    pub(super) fn schema(self, expected: &str) -> Schema {
        let words = expected.to_owned();
        match self {
            Self::Form(pattern, example) => {
                Schema::Form(Form { words, pattern, may_look_like_a_number: false, example })
            }
            Self::Digits(pattern, example) => {
                Schema::Form(Form { words, pattern, may_look_like_a_number: true, example })
            }
            Self::Number((least, most), decimals, example) => {
                Schema::Number(Number { words, least, most, decimals, example })
            }
        }
    }
}

impl<T: ScalarType> FieldType for T {
    fn expected() -> String {
        T::EXPECTED.to_owned()
    }

    fn schema() -> Schema {
        T::RULE.schema(T::EXPECTED)
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, T::EXPECTED)?;
        T::read(text, node.span).map_err(|diagnostic| decoder.report(diagnostic)).ok()
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(self.show())
    }
}

impl FieldType for String {
    fn expected() -> String {
        "text".to_owned()
    }

    fn schema() -> Schema {
        Schema::Text { words: Self::expected() }
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, "text")?.trim();
        if text.is_empty() {
            decoder.wrong_type(node, "text that is not empty");
            return None;
        }
        Some(text.to_owned())
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Text(self))
    }
}

impl FieldType for bool {
    fn expected() -> String {
        "`true` or `false`".to_owned()
    }

    fn schema() -> Schema {
        Schema::Bool
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(scalar) if scalar.looks_like == Look::Bool => Some(scalar.text == "true"),
            _ => {
                decoder.wrong_type(node, &Self::expected());
                let typed = node.text().map(str::to_lowercase);
                let meant = match typed.as_deref() {
                    Some("yes" | "y" | "on" | "1") => "true",
                    Some("no" | "n" | "off" | "0") => "false",
                    _ => return None,
                };
                if let Some(last) = decoder.diagnostics.last_mut() {
                    last.hints.push(format!("write `{meant}`"));
                }
                None
            }
        }
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Bool(*self))
    }
}

/// An id: lower-case letters and digits in groups joined by `-`; it becomes part of an address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Slug(pub Spanned<String>);

impl Slug {
    /// Whether a text is one.
    pub fn is_sound(text: &str) -> bool {
        text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
    }
}

impl PartialOrd for Spanned<String> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Spanned<String> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&self.value, self.span).cmp(&(&other.value, other.span))
    }
}

impl ScalarType for Slug {
    const EXPECTED: &'static str = "an id such as `example-vale`";
    const RULE: Rule = Rule::Digits(r"^[a-z0-9]+(-[a-z0-9]+)*$", "example-vale");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        match Self::is_sound(text) {
            true => Ok(Self(Spanned { value: text.to_owned(), span })),
            false => Err(bad_id(text, span)),
        }
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Code(&self.0.value)
    }
}

/// The mistake of an id that can't be part of an address.
pub(super) fn bad_id(text: &str, span: Span) -> Diagnostic {
    Diagnostic::at(Code::BadId, span, format!("`{text}` can't be an id")).hint(format!(
        "write `{}`: lower-case letters and digits in groups joined by `-`",
        super::prose::slugify(text)
    ))
}

/// A web address with its scheme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebUrl(pub String);

impl ScalarType for WebUrl {
    const EXPECTED: &'static str = "a web address such as https://www.example.org/";
    const RULE: Rule = Rule::Form(r#"^https?://[^\s"<@/?\#][^\s"<]*$"#, "https://www.example.org/");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(""));
        let is_sound = host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
            && !text.contains(|c: char| c.is_whitespace() || c == '"' || c == '<');
        if is_sound {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("`{text}` is not a web address");
        let is_bare = !text.contains(':') && !text.contains(' ') && text.contains('.');
        let hint = match is_bare {
            true => format!("write `https://{text}`"),
            false => format!("write {}", Self::EXPECTED),
        };
        Err(Diagnostic::at(Code::BadUrl, span, message).hint(hint))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Url(&self.0)
    }
}

/// A file named relative to the folder of the file that names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileName(pub Spanned<String>);

impl ScalarType for FileName {
    const EXPECTED: &'static str = "the name of a file in the same folder";
    const RULE: Rule = Rule::Form(r"^[^/]+$", "document.pdf");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        Ok(Self(Spanned { value: text.to_owned(), span }))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::File(&self.0)
    }
}

/// The text of a scalar, or a mistake.
pub(super) fn scalar<'n>(
    node: &'n Node,
    decoder: &mut Decoder<'_>,
    expected: &str,
) -> Option<&'n str> {
    let text = node.text();
    if text.is_none() {
        decoder.wrong_type(node, expected);
    }
    text
}
