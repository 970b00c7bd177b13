//! What may be written where, as a value: the same lines that declare the decoder tell it to editors and people.
//!
//! Knows nothing of JSON Schema, of YAML files to begin with, or of pages: others make those of it.

use super::decode::{Decoder, FieldSpec};
use super::file::ParsedFile;
use super::registry::EntityKind;

/// What may be written as a value.
#[derive(Clone, PartialEq, Debug)]
pub enum Schema {
    /// Plain words.
    Text {
        /// What an author should write.
        words: String,
    },
    /// Markdown.
    Markdown,
    /// Yes or no.
    Bool,
    /// A number.
    Number(Number),
    /// Characters of a fixed form: a date, a code, an address.
    Form(Form),
    /// The id of something on the same site.
    Reference {
        /// What kind of thing is named.
        kind: EntityKind,
        /// An id as it could be.
        example: &'static str,
    },
    /// A word of a fixed list.
    Choice(&'static Choice),
    /// Several values of one kind.
    List(Box<Schema>),
    /// One value, or several.
    OneOrMany(Box<Schema>),
    /// A block of fields.
    Record(&'static RecordSchema),
    /// A block whose keys are names that the author gives.
    Names {
        /// What a name is.
        names: &'static str,
        /// What comes after each.
        value: Box<Schema>,
    },
    /// One of several.
    Either(Vec<Schema>),
}

/// The rule of a number.
#[derive(Clone, PartialEq, Debug)]
pub struct Number {
    /// What an author should write.
    pub words: String,
    /// The least value.
    pub least: Option<i64>,
    /// The greatest value.
    pub most: Option<i64>,
    /// The most digits after the point; any number of them where nothing is said.
    pub decimals: Option<u8>,
    /// A value as it could be.
    pub example: &'static str,
}

/// The rule of characters of a fixed form.
#[derive(Clone, PartialEq, Debug)]
pub struct Form {
    /// What an author should write.
    pub words: String,
    /// A regular expression in the dialect of JSON Schema, which every sound value matches.
    pub pattern: &'static str,
    /// Whether some values, unquoted, look like a number to a YAML reader.
    pub may_look_like_a_number: bool,
    /// A value as it could be.
    pub example: &'static str,
}

/// A fixed list of words.
#[derive(PartialEq, Debug)]
pub struct Choice {
    /// What the list is called in a schema.
    pub name: &'static str,
    /// The part of the model that declares it.
    pub module: &'static str,
    /// What it is a list of.
    pub meaning: &'static str,
    /// The words.
    pub words: &'static [Word],
}

/// A word of a fixed list.
#[derive(PartialEq, Debug)]
pub struct Word {
    /// The word in the files.
    pub id: &'static str,
    /// The word for people.
    pub label: &'static str,
    /// Other spellings that are accepted.
    pub others: &'static [&'static str],
}

/// A block of fields.
#[derive(Debug)]
pub struct RecordSchema {
    /// What the block is called in a schema.
    pub name: &'static str,
    /// The part of the model that declares it.
    pub module: &'static str,
    /// How messages name it, with its article.
    pub what: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// Its fields; those that are worked out stand at the end.
    pub keys: &'static [FieldSpec],
    /// The field that may stand alone, in place of the whole block.
    pub short: Option<&'static str>,
}

/// A block is known by where it is declared.
impl PartialEq for RecordSchema {
    fn eq(&self, other: &Self) -> bool {
        (self.module, self.name) == (other.module, other.name)
    }
}

impl Schema {
    /// What an author should write: "a list; each item is a date such as 2027-04-01".
    ///
    /// `part` may word what it is made of in its own way, such as with a link to it.
    pub fn in_words(&self, part: &dyn Fn(&Self) -> Option<String>) -> String {
        if let Some(words) = part(self) {
            return words;
        }
        match self {
            Self::Text { words } => words.clone(),
            Self::Markdown => "text, with markdown".to_owned(),
            Self::Bool => "`true` or `false`".to_owned(),
            Self::Number(number) => number.words.clone(),
            Self::Form(form) => form.words.clone(),
            Self::Reference { kind, example } => {
                format!("the id of {}, such as `{example}`", kind.with_article())
            }
            Self::Choice(choice) => {
                let words: Vec<_> = choice.words.iter().map(|it| format!("`{}`", it.id)).collect();
                format!("one of {}", words.join(", "))
            }
            Self::List(item) => format!("a list; each item is {}", item.in_words(part)),
            Self::OneOrMany(item) => format!("{}; or a list of such", item.in_words(part)),
            Self::Record(record) => format!("a block for {}", record.what),
            Self::Names { names, value } => {
                format!("a block: {names}, then {}", value.in_words(part))
            }
            Self::Either(all) => {
                all.iter().map(|it| it.in_words(part)).collect::<Vec<_>>().join("; or ")
            }
        }
    }

    /// Whether a value is written as a block of keys, so that a block is not a wrapper around it.
    pub fn is_block(&self) -> bool {
        match self {
            Self::Record(_) | Self::Names { .. } => true,
            Self::OneOrMany(item) => item.is_block(),
            Self::Either(all) => all.iter().any(Self::is_block),
            Self::Text { .. }
            | Self::Markdown
            | Self::Bool
            | Self::Number(_)
            | Self::Form(_)
            | Self::Reference { .. }
            | Self::Choice(_)
            | Self::List(_) => false,
        }
    }

    /// Whether a block of it has a field of that name.
    pub fn has_key(&self, name: &str) -> bool {
        match self {
            Self::Record(record) => record.keys.iter().any(|key| key.name == name),
            Self::OneOrMany(item) => item.has_key(name),
            Self::Either(all) => all.iter().any(|it| it.has_key(name)),
            _ => false,
        }
    }

    /// Whether the value can stand in a wrapper `{value: …, source: …}`.
    pub fn may_be_wrapped(&self) -> bool {
        !self.is_block() || !self.has_key("value")
    }

    /// The blocks and lists of words that it is made of, itself included, not going into blocks.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::List(item) | Self::OneOrMany(item) | Self::Names { value: item, .. } => {
                item.parts()
            }
            Self::Either(all) => all.iter().flat_map(Self::parts).collect(),
            _ => vec![self],
        }
    }
}

impl RecordSchema {
    /// The fields that an author may write.
    pub fn written(&self) -> impl Iterator<Item = &'static FieldSpec> + use<> {
        self.keys.iter().filter(|key| key.presence != super::decode::Presence::Generated)
    }

    /// The field of a name.
    pub fn key(&self, name: &str) -> Option<&'static FieldSpec> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The last part of the name of the module, in which names are unique.
    pub fn module_name(&self) -> &'static str {
        last_part(self.module)
    }

    /// This block, then every block that can stand in it, each once, in the order of reading.
    pub fn all(&'static self) -> Vec<&'static Self> {
        let mut found = vec![self];
        let mut at = 0;
        while let Some(record) = found.get(at).copied() {
            for key in record.written() {
                for part in (key.schema)().parts() {
                    match part {
                        Schema::Record(inner) if !found.contains(inner) => found.push(inner),
                        _ => {}
                    }
                }
            }
            at += 1;
        }
        found
    }
}

impl Word {
    /// The word, and what it means where it does not say that itself.
    pub fn in_words(&self) -> String {
        if self.label.to_lowercase() == self.id.replace('-', " ") {
            return format!("`{}`", self.id);
        }
        format!("`{}` ({})", self.id, self.label)
    }
}

impl Choice {
    /// The last part of the name of the module, in which names are unique.
    pub fn module_name(&self) -> &'static str {
        last_part(self.module)
    }
}

fn last_part(module: &'static str) -> &'static str {
    match module.rsplit("::").next().unwrap_or(module) {
        // So it is called in schemas that others may have kept.
        "field" => "stated",
        name => name,
    }
}

/// A kind of file: where such files lie, and what is in them.
#[derive(Clone, Copy, Debug)]
pub struct FileKind {
    /// What it is called on the command line and in addresses.
    pub name: &'static str,
    /// What it is called on a page.
    pub title: &'static str,
    /// Where such files lie, with `*` for what differs.
    pub files: &'static str,
    /// What is in the file; above the text, where the file is markdown.
    pub record: &'static RecordSchema,
    /// Whether all of it may be unpublished at once.
    pub may_be_silent: bool,
    /// Reads a file of the kind, by the ids in its path, and says what it adds to the model.
    pub(super) read: fn(&[&str; 2], &mut Decoder<'_>) -> Option<ParsedFile>,
}

impl FileKind {
    /// The file of a thing: `*` stands for its id.
    pub fn path(&self, id: &str) -> String {
        self.files.replacen("**/*", id, 1).replacen('*', id, 1)
    }

    /// The ids in the path of such a file, which take the place of each `*`; nothing for the path of another kind of file.
    pub(super) fn ids<'p>(&self, path: &'p str) -> Option<[&'p str; 2]> {
        let Some((start, end)) = self.files.split_once('*') else {
            return (path == self.files).then_some([""; 2]);
        };
        let rest = path.strip_prefix(start)?;
        if let Some(end) = end.strip_prefix("*/*") {
            return Some([rest.strip_suffix(end)?, ""]);
        }
        let ids = match end.split_once('*') {
            None => [rest.strip_suffix(end)?, ""],
            Some((middle, end)) => {
                let (first, second) = rest.split_once(middle)?;
                [first, second.strip_suffix(end)?]
            }
        };
        ids.iter().all(|id| !id.contains('/')).then_some(ids)
    }

    /// The folder under `content` in which such files lie, or the name of the one file.
    pub fn folder(&self) -> &'static str {
        self.files.split('/').nth(1).unwrap_or_default()
    }

    /// Whether the record stands at the top of a text.
    pub fn is_markdown(&self) -> bool {
        self.files.ends_with(".md")
    }
}
