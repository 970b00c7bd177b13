//! The tree that is made of a YAML text: values with their places, as they were typed.

use crate::source::Span;

/// A value and its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Where the value is; for a block, where its first key is.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// The kinds of values that YAML has; every scalar keeps the text that was typed.
#[derive(Clone, PartialEq, Debug)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// Text, a number or a truth value, as it was typed.
    Scalar(Scalar),
    /// A list.
    Seq(Vec<Node>),
    /// A block of keys.
    Map(Vec<Entry>),
}

/// One scalar.
#[derive(Clone, PartialEq, Debug)]
pub struct Scalar {
    /// The text, without quotes.
    pub text: String,
    /// What it looks like where no quotes say that it is text.
    pub looks_like: Look,
}

/// What an unquoted scalar looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Text.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
}

impl Look {
    pub(super) fn of(text: &str) -> Self {
        if matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE") {
            return Self::Bool;
        }
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let is_padded =
            digits.starts_with('0') && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        let is_hexadecimal = digits.strip_prefix("0x").is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        let starts =
            digits.strip_prefix('.').unwrap_or(digits).starts_with(|c: char| c.is_ascii_digit());
        let is_decimal = || digits.replace('_', "").parse::<f64>().is_ok();
        if starts && !is_padded && (is_hexadecimal || is_decimal()) {
            Self::Number
        } else {
            Self::Text
        }
    }
}

/// One key of a block with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key is.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The value of a key, if this is a block that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// A key with its value, if this is a block that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|entry| entry.key == key),
            Kind::Null | Kind::Scalar(_) | Kind::Seq(_) => None,
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar(scalar) => Some(&scalar.text),
            Kind::Null | Kind::Seq(_) | Kind::Map(_) => None,
        }
    }

    /// What the value is, in words.
    pub fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "nothing".to_owned(),
            Kind::Scalar(scalar) => match scalar.looks_like {
                Look::Text => format!("the text `{}`", shorten(&scalar.text)),
                Look::Number => format!("the number `{}`", scalar.text),
                Look::Bool => format!("`{}`", scalar.text),
            },
            Kind::Seq(items) if items.is_empty() => "an empty list".to_owned(),
            Kind::Seq(items) if items.len() == 1 => "a list with 1 item".to_owned(),
            Kind::Seq(items) => format!("a list with {} items", items.len()),
            Kind::Map(_) => super::super::decode::GROUP.to_owned(),
        }
    }
}

/// The beginning of a text, for messages.
pub fn shorten(text: &str) -> String {
    let beginning = &text[..text.char_indices().nth(41).map_or(text.len(), |(at, _)| at)];
    let line = beginning.lines().next().unwrap_or("");
    if line.chars().count() <= 40 && line.len() == text.trim_end().len() {
        line.to_owned()
    } else {
        format!("{}…", line.chars().take(40).collect::<String>())
    }
}
