//! From a tree of YAML with places to typed values, gathering every mistake on the way.

use std::collections::BTreeSet;

use super::field::is_placeholder;
use super::reference::EntityKind;
use super::renames::Renames;
use super::schema::{Choice, Schema};
use super::worse::WorseWhen;
use super::yaml::{Entry, Kind, Node};
use crate::diag::{Code, Diagnostic, Place, did_you_mean};
use crate::source::{FileId, Span};

/// Where decoding gathers what is wrong.
pub struct Decoder<'s> {
    /// The file being decoded.
    pub file: FileId,
    text: &'s str,
    /// What ids of other files are called now, where their old ones are taken for them.
    renames: Option<&'s Renames>,
    /// Whether the file has the settings of the site, which are there or not, and never unpublished.
    pub is_of_settings: bool,
    /// Whether the file was sealed: younger rules only warn, and its headings keep their ids.
    pub is_sealed: bool,
    /// What was found so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl<'s> Decoder<'s> {
    /// A decoder of one file with its text.
    pub fn new(file: FileId, text: &'s str) -> Self {
        Self {
            file,
            text,
            renames: None,
            is_of_settings: false,
            is_sealed: false,
            diagnostics: Vec::new(),
        }
    }

    /// The same, to which ids that were given up mean what has others now.
    pub fn knowing(self, renames: &'s Renames) -> Self {
        Self { renames: Some(renames), ..self }
    }

    /// What is meant by an id.
    pub fn id_now(&self, kind: EntityKind, id: &str) -> String {
        // A framework stands under the kind of its criteria.
        let renames = self.renames.filter(|_| kind != EntityKind::Criterion);
        renames.and_then(|renames| renames.now(kind, id)).unwrap_or(id).to_owned()
    }

    /// The whole text of the file.
    pub fn text(&self) -> &'s str {
        self.text
    }

    /// Notes a mistake.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let typed = match diagnostic.place {
            Some(Place::Span(it)) => self.text.get(it.start as usize..it.end as usize),
            _ => None,
        };
        let is_gap = typed.is_some_and(|it| is_placeholder(it.trim_matches(['"', '\''])));
        self.diagnostics.push(match is_gap {
            true => diagnostic.hint(
                "if there is no value yet, write `{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}` in its place",
            ),
            false => diagnostic,
        });
    }

    /// Notes that a value is of another kind than needed.
    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        let found = node.describe();
        let message = format!("expected {expected}, found {found}");
        let mut diagnostic = Diagnostic::at(Code::WrongType, node.span, message);
        let is_empty = node.text().is_some_and(|text| text.trim().is_empty());
        if matches!(node.kind, Kind::Null) && !self.is_of_settings {
            diagnostic = diagnostic.hint(
                "write the value after the colon; if it can't be published yet, write \
                 `{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}`",
            );
        } else if matches!(node.kind, Kind::Null) || is_empty {
            diagnostic = diagnostic.hint("write the value after the colon, or remove the line");
        } else if node.text().is_some() && expected.starts_with(GROUP) {
            diagnostic = diagnostic
                .hint("write its fields on the lines below it, each with two more spaces in front");
        }
        if let Kind::Seq(items) = &node.kind
            && let [only] = &items[..]
            && let Some(text) = only.text()
        {
            diagnostic =
                diagnostic.hint(format!("write `{text}`, without the brackets or the `-`"));
        }
        self.report(diagnostic);
    }
}

/// How what is expected of a block begins.
pub const GROUP: &str = "a group of fields";

/// A type that can be read from YAML and shown to people.
pub trait FieldType: Sized {
    /// Whether the value is written as a block of keys, so that a block is not a wrapper around it.
    const IS_BLOCK: bool = false;

    /// Whether items of this kind can be named from other files, so that their ids are checked with all others.
    const IS_REGISTERED: bool = false;

    /// The keys of a block.
    const OWN_KEYS: &'static [FieldSpec] = &[];

    /// What an author should write, such as "a date such as 2027-04-01".
    fn expected() -> String;

    /// What may be written, for editors and for people who look it up.
    fn schema() -> Schema;

    /// Reads the value; what is wrong goes to the decoder.
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self>;

    /// Where a block says that it comes from.
    fn own_provenance(&self) -> Option<&super::field::Provenance> {
        None
    }

    /// Why items of a list are unpublished.
    fn silent_items(&self) -> &[super::field::Silence] {
        &[]
    }

    /// The value as something to show.
    fn shown(&self) -> super::reflect::ValueRef<'_>;
}

/// One known key of a block.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The key as authors type it.
    pub name: &'static str,
    /// When it must be there.
    pub presence: Presence,
    /// What to call it on a page.
    pub label: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Other names under which authors may know it.
    pub others: &'static [&'static str],
    /// Which way is worse, for the public or for a partner.
    pub worse: WorseWhen,
    /// What may be written.
    pub schema: fn() -> Schema,
}

impl FieldSpec {
    /// Whether a key that was typed means this field.
    pub fn is_called(&self, typed: &str) -> bool {
        self.name == typed || self.others.contains(&typed)
    }

    /// What the field is called, and what it means; the first only where the second does not say it.
    pub fn in_words(&self) -> String {
        let meaning = self.meaning.trim();
        if meaning.to_lowercase().contains(&self.label.to_lowercase()) {
            return meaning.to_owned();
        }
        format!("{}. {meaning}", self.label)
    }

    /// The entry of a block that holds this field.
    pub fn find<'n>(&self, node: &'n Node) -> Option<&'n Entry> {
        node.entry(self.name).or_else(|| self.others.iter().find_map(|name| node.entry(name)))
    }
}

/// When a field must be there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// Always, and it can't be unpublished: everything else hangs on it.
    Identity,
    /// Always.
    Required,
    /// Never.
    Optional,
    /// From a status of the blueprint on.
    From(super::status::Status),
    /// Worked out by this tool: authors may not give it.
    Generated,
}

/// Checks the keys of a block against those that it may have, and that the required ones are there.
pub fn check_keys(node: &Node, what: &str, keys: &[FieldSpec], decoder: &mut Decoder<'_>) {
    let Kind::Map(entries) = &node.kind else {
        return;
    };
    for entry in entries {
        match keys.iter().find(|key| key.is_called(&entry.key)) {
            Some(key) if key.presence == Presence::Generated => {
                let message = format!("`{}` is worked out, not written", entry.key);
                decoder.report(
                    Diagnostic::at(Code::GeneratedKey, entry.key_span, message)
                        .hint("remove this line"),
                );
            }
            Some(key) => {
                if key.presence == Presence::Identity {
                    check_published(entry, decoder);
                }
                if let Some(first) = key.find(node).filter(|first| first.key_span != entry.key_span)
                {
                    let message = format!("`{}` and `{}` are the same field", entry.key, first.key);
                    decoder.report(
                        Diagnostic::at(Code::DuplicateKey, entry.key_span, message)
                            .hint("remove one of the two lines")
                            .related(first.key_span, "the first one"),
                    );
                }
            }
            None if PROVENANCE_KEYS.contains(&entry.key.as_str())
                || matches!(entry.key.as_str(), "disclosure" | "id") => {}
            None => decoder.report(unknown_key(&entry.key, entry.key_span, what, keys)),
        }
    }
    let is_required =
        |key: &&FieldSpec| matches!(key.presence, Presence::Required | Presence::Identity);
    let is_there = |key: &FieldSpec| entries.iter().any(|entry| key.is_called(&entry.key));
    let missing: Vec<&FieldSpec> =
        keys.iter().filter(is_required).filter(|key| !is_there(key)).collect();
    let names = || keys.iter().map(|it| it.name);
    let meant: BTreeSet<String> = entries
        .iter()
        .filter(|entry| !missing.is_empty() && !keys.iter().any(|it| it.is_called(&entry.key)))
        .filter_map(|entry| did_you_mean(&entry.key, names()))
        .collect();
    for key in missing {
        if !meant.iter().any(|meant| meant.contains(&format!("`{}`", key.name))) {
            let span = entries.first().map_or(node.span, |first| first.key_span);
            decoder.report(missing_key(key, span, what));
        }
    }
}

/// What everything else hangs on has to be there.
fn check_published(entry: &Entry, decoder: &mut Decoder<'_>) {
    let state = entry.value.get("disclosure").and_then(Node::text);
    if state.is_some_and(|state| state != "published") {
        let message =
            format!("`{}` cannot be unpublished: everything else depends on it", entry.key);
        decoder.report(
            Diagnostic::at(Code::SilenceAndValue, entry.value.span, message)
                .hint("write the value, or leave the whole thing out"),
        );
    }
}

fn unknown_key(key: &str, span: Span, what: &str, keys: &[FieldSpec]) -> Diagnostic {
    let names =
        || keys.iter().filter(|key| key.presence != Presence::Generated).map(|key| key.name);
    let suggestion = did_you_mean(key, names());
    let all = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::at(Code::UnknownKey, span, format!("{what} has no field `{key}`"))
        .hint(suggestion.unwrap_or_else(|| format!("the fields here are {all}")))
}

/// The mistake of a block without a key that it needs; `span` is where to point.
pub fn missing_key(key: &FieldSpec, span: Span, what: &str) -> Diagnostic {
    let label = key.label.to_lowercase();
    let message = if label == key.name.replace('_', " ") {
        format!("{what} needs the field `{}`", key.name)
    } else {
        format!("{what} needs the field `{}` ({label})", key.name)
    };
    let name = key.name;
    let diagnostic = Diagnostic::at(Code::MissingKey, span, message);
    if key.presence == Presence::Identity {
        return diagnostic.hint(format!("add a line `{name}: …`"));
    }
    diagnostic.hint(format!(
        "add a line `{name}: …`; if it can't be published yet, write \
         `{name}: {{disclosure: not_yet_decided, reason: …, expected: 2027-Q1}}`"
    ))
}

/// The key of a field whose name is a word of Rust: `r#type` is typed `type`.
pub const fn key_name(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

impl Choice {
    /// What is expected where one of the words has to stand.
    pub fn expected(&self) -> String {
        format!("one of {}", self.all())
    }

    fn all(&self) -> String {
        self.words.iter().map(|word| format!("`{}`", word.id)).collect::<Vec<_>>().join(", ")
    }

    /// Which of the words this is, as it is written in the files or in another spelling; nothing where it is none.
    pub fn position(&self, typed: &str) -> Option<usize> {
        self.words.iter().position(|word| word.id == typed || word.others.contains(&typed))
    }

    /// Reads one of the words, also with capitals and spaces, and tells which it is.
    pub fn decode(&self, node: &Node, decoder: &mut Decoder<'_>) -> Option<usize> {
        let Some(typed) = node.text() else {
            decoder.wrong_type(node, &self.expected());
            return None;
        };
        let plain = || typed.trim().to_lowercase().replace(' ', "-");
        let found = self.position(typed).or_else(|| self.position(&plain()));
        if found.is_none() {
            let message = format!("`{typed}` is not allowed here");
            decoder.report(
                Diagnostic::at(Code::UnknownValue, node.span, message)
                    .maybe_hint(did_you_mean(typed, self.words.iter().map(|word| word.id)))
                    .hint(format!("the allowed words are {}", self.all())),
            );
        }
        found
    }
}

/// The keys of provenance, which any block may have.
pub const PROVENANCE_KEYS: &[&str] =
    &["source", "as_of", "owner", "approved_by", "approved_on", "review_by", "evidence", "why"];
