//! YAML in, a tree with places out. The only file that knows the YAML reader.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_yaml::{DuplicateKeyPolicy, Location};

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// A value and its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    /// Where the value stands; for a block, where its first key stands.
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

/// One key of a block with its value.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
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
            Kind::Map(_) => "a block of keys".to_owned(),
        }
    }
}

/// The beginning of a text, for messages.
pub fn shorten(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() <= 40 && line.len() == text.trim_end().len() {
        line.to_owned()
    } else {
        format!("{}…", line.chars().take(40).collect::<String>())
    }
}

/// Reads one YAML text; `offset` is where it starts in its file.
pub fn parse(file: FileId, whole: &str, start: usize, end: usize) -> Result<Node, Diagnostic> {
    let text = &whole[start..end];
    let reader = Reader { file, text, start };
    if text.lines().all(|line| matches!(line.trim_start().as_bytes().first(), None | Some(b'#'))) {
        let nothing = Kind::Map(Vec::new());
        return Ok(Node { span: Span::new(file, start, start), kind: nothing });
    }
    match serde_yaml::from_str_with_options::<Placed<Raw>>(text, options()) {
        Ok(raw) => Ok(reader.node(raw)),
        Err(error) => Err(reader.complaint(&error)),
    }
}

/// Strict reading: `no` is text, a key may stand once, and small budgets against bombs.
fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        duplicate_keys: DuplicateKeyPolicy::Error,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
        alias_limits: serde_yaml::alias_limits! { max_total_replayed_events: 50_000 },
        budget: serde_yaml::budget! {
            max_nodes: 2_000_000,
            max_events: 6_000_000,
            max_depth: 24,
            flow_nesting_limit: 24,
            max_total_scalar_bytes: 16 * 1024 * 1024,
            max_aliases: 1_000,
            max_anchors: 1_000,
        },
    }
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    start: usize,
}

impl Reader<'_> {
    fn span(&self, location: Location) -> Span {
        let span = location.span();
        let offset = span.byte_offset().unwrap_or(0) as usize;
        let length = span.byte_len().unwrap_or(0) as usize;
        Span::new(self.file, self.start + offset, self.start + offset + length)
    }

    fn node(&self, raw: Placed<Raw>) -> Node {
        let span = self.span(raw.at);
        let kind = match raw.value {
            Raw::Null => Kind::Null,
            Raw::Text(text) => Kind::Scalar(Scalar { text, looks_like: Look::Text }),
            Raw::Number(printed) => {
                let typed = self.typed(raw.at).unwrap_or(printed);
                Kind::Scalar(Scalar { text: typed, looks_like: Look::Number })
            }
            Raw::Bool(value) => {
                Kind::Scalar(Scalar { text: value.to_string(), looks_like: Look::Bool })
            }
            Raw::Seq(items) => Kind::Seq(items.into_iter().map(|item| self.node(item)).collect()),
            Raw::Map(entries) => Kind::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| Entry {
                        key_span: self.span(key.at),
                        key: key.value,
                        value: self.node(value),
                    })
                    .collect(),
            ),
        };
        Node { span: self.block_span(span, &kind), kind }
    }

    /// A block is pointed at by its first key or item, not by the column before it.
    fn block_span(&self, span: Span, kind: &Kind) -> Span {
        match kind {
            Kind::Map(entries) => entries.first().map_or(span, |first| first.key_span),
            Kind::Seq(items) if span.start == span.end => {
                items.first().map_or(span, |first| first.span)
            }
            Kind::Seq(_) | Kind::Null | Kind::Scalar(_) => span,
        }
    }

    /// A number as it was typed: `1.10`, not `1.1`; nothing where only `*name` stands for it.
    fn typed(&self, location: Location) -> Option<String> {
        let span = location.span();
        let start = usize::try_from(span.byte_offset()?).ok()?;
        let end = start + usize::try_from(span.byte_len()?).ok()?;
        let typed = self.text.get(start..end)?.trim();
        (!typed.starts_with('*')).then(|| typed.to_owned())
    }

    fn complaint(&self, error: &serde_yaml::Error) -> Diagnostic {
        let at = error.location().map_or(0, |location| self.offset(location));
        let span = Span::new(self.file, self.start + at, self.start + self.end_of_line(at));
        let words = error.without_snippet().to_string().to_lowercase();
        if words.contains("duplicate") {
            return self.duplicate(at);
        }
        if ["budget", "depth", "limit", "exceed"].iter().any(|sign| words.contains(sign)) {
            return Diagnostic::at(
                Code::YamlTooComplex,
                span,
                "the file nests too deeply, or repeats itself too often",
            )
            .hint("write it out plainly, without `&` anchors, in at most 24 levels");
        }
        Diagnostic::at(Code::YamlSyntax, span, "this line can't be read as YAML")
            .hint(self.likely_cause(at))
    }

    /// The key that stands twice, with the place where it stood first.
    fn duplicate(&self, at: usize) -> Diagnostic {
        let line_end = self.end_of_line(at);
        let key_end = self.text[at..line_end].find(':').map_or(line_end, |colon| at + colon);
        let key = self.text[at..key_end].trim();
        let span = Span::new(self.file, self.start + at, self.start + key_end);
        let diagnostic =
            Diagnostic::at(Code::DuplicateKey, span, format!("`{key}` stands twice in its block"))
                .hint("remove one of the two lines, or join their values");
        let indent = at - self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let marker = format!("\n{}{key}:", " ".repeat(indent));
        let before = format!("\n{}", &self.text[..at]);
        match before.rfind(&marker) {
            Some(first) => {
                let start = self.start + first + indent;
                let first = Span::new(self.file, start, start + key.len());
                diagnostic.related(first, "the first one")
            }
            None => diagnostic,
        }
    }

    /// Where a complaint points; the reader gives bytes for values, but lines and columns for slips.
    fn offset(&self, location: Location) -> usize {
        let bytes = location.span().byte_offset().and_then(|offset| usize::try_from(offset).ok());
        let offset = bytes.unwrap_or_else(|| {
            let line = usize::try_from(location.line()).unwrap_or(1).max(1);
            let column = usize::try_from(location.column()).unwrap_or(1).max(1);
            let before: usize = self.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let rest = &self.text[before..];
            let within: usize = rest.chars().take(column - 1).map(char::len_utf8).sum();
            before + within
        });
        crate::source::floor_char_boundary(self.text, offset)
    }

    fn end_of_line(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.find(['\n', '\r']).unwrap_or(rest.len())
    }

    /// What most often goes wrong on such a line.
    fn likely_cause(&self, at: usize) -> String {
        let line_start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &self.text[line_start..self.end_of_line(line_start)];
        let (key, value) = line.split_once(": ").unwrap_or(("", line));
        let (key, value) = (key.trim_start_matches([' ', '-']), value.trim());
        let quoted = || format!("\"{}\"", value.trim_matches('"').replace('"', "\\\""));
        let is_open = |mark: char| value.starts_with(mark) && !value[1..].contains(mark);
        if line.contains('\t') {
            "indent with spaces: YAML does not allow tabs".to_owned()
        } else if is_open('"') || is_open('\'') {
            "close the quotation mark at the end of the text".to_owned()
        } else if value.contains("[[") && !value.starts_with('"') {
            "put a text with `[[…]]` between quotation marks".to_owned()
        } else if value.contains(": ")
            && !value.starts_with(['"', '\'', '{', '['])
            && !key.is_empty()
        {
            format!("a colon starts a new value: write `{key}: {}`", quoted())
        } else if value.starts_with(['@', '`', '%', '*', '&', '!']) && !key.is_empty() {
            format!("the first character has a meaning in YAML: write `{key}: {}`", quoted())
        } else {
            "check this line and the one above: indentation in steps of two spaces, a space after each \
             colon, brackets and quotation marks closed"
                .to_owned()
        }
    }
}

/// A value and where it stands.
///
/// The reader's own `Spanned` also tells where an alias was defined, and each place is handed over field by field, which
/// shows in the profile of a large site. This takes the first place and leaves the second.
struct Placed<T> {
    value: T,
    at: Location,
}

/// The name under which the reader hands over values with their places.
const SPANNED: &str = "__yaml_spanned";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Placed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(SPANNED, PlacedVisitor(PhantomData))
    }
}

struct PlacedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for PlacedVisitor<T> {
    type Value = Placed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its place")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Placed<T>, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Placed<T>, A::Error> {
        let mut value = None;
        while let Some(part) = map.next_key::<Part>()? {
            match part {
                Part::Value => value = Some(map.next_value()?),
                Part::Place => {
                    let at = map.next_value()?;
                    let value = value.ok_or_else(|| A::Error::missing_field("value"))?;
                    return Ok(Placed { value, at });
                }
                Part::Other => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Err(A::Error::missing_field("referenced"))
    }
}

/// The parts in which a value and its place are handed over.
enum Part {
    Value,
    Place,
    Other,
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(PartVisitor)
    }
}

struct PartVisitor;

impl Visitor<'_> for PartVisitor {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a part of a value with its place")
    }

    fn visit_str<E>(self, name: &str) -> Result<Part, E> {
        Ok(match name {
            "value" => Part::Value,
            "referenced" => Part::Place,
            _ => Part::Other,
        })
    }
}

/// What the reader gives, before places are taken over.
enum Raw {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Seq(Vec<Placed<Raw>>),
    Map(Vec<(Placed<String>, Placed<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Raw::Seq(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn tree(text: &str) -> Result<Node, Diagnostic> {
        let sources = Sources::from_texts([("a.yaml", text)]);
        let (file, _) = sources.iter().next().expect("one file");
        parse(file, text, 0, text.len())
    }

    /// Words that YAML readers like to turn into something else survive as they were typed.
    #[test]
    fn scalars_keep_what_was_typed() {
        let node = tree("a: 1.10\nb: 0E5\nc: 012\nd: no\ne: 2026.11\nf: 1_000\ng: 0x1F\n").unwrap();
        let typed: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"]
            .map(|key| node.get(key).unwrap().text().unwrap())
            .into();
        assert_eq!(typed, ["1.10", "0E5", "012", "no", "2026.11", "1_000", "0x1F"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "é: x\nlist:\n  - name: ghost\n    to: 'y'\n";
        let node = tree(text).unwrap();
        let Kind::Seq(items) = &node.get("list").unwrap().kind else { panic!("a list") };
        let span = items[0].get("name").unwrap().span;
        assert_eq!(&text[span.start as usize..span.end as usize], "ghost");
        let key = items[0].entry("to").unwrap().key_span;
        assert_eq!(&text[key.start as usize..key.end as usize], "to");
    }

    #[test]
    fn bombs_and_depths_are_refused() {
        let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (this, before) in
            ["b", "c", "d", "e", "f", "g", "h"].iter().zip(["a", "b", "c", "d", "e", "f", "g"])
        {
            bomb.push_str(&format!(
                "{this}: &{this} [{}]\n",
                vec![format!("*{before}"); 9].join(",")
            ));
        }
        assert_eq!(tree(&bomb).unwrap_err().code, Code::YamlTooComplex);
        assert_eq!(tree(&"[".repeat(100_000)).unwrap_err().code, Code::YamlTooComplex);
        let nested: String =
            (0..20_000).map(|depth| format!("{}-\n", " ".repeat(depth.min(300)))).collect();
        assert!(tree(&nested).is_err());
    }

    #[test]
    fn a_key_stands_once() {
        assert_eq!(tree("a: 1\nb: 2\na: 3\n").unwrap_err().code, Code::DuplicateKey);
    }
}
