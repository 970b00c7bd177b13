//! Values, ready to be placed: one by one, as facts with their labels, and in columns.

use serde::Serialize;

use super::{Link, Markdown, Tag};
use crate::figure::icon::Icon;
use crate::figure::svg::Svg;

/// A label and a value.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct Row {
    /// What to call it in an address.
    pub id: String,
    /// The label.
    pub label: String,
    /// The value.
    pub value: Value,
    /// Where it comes from.
    pub note: Note,
}

impl Row {
    /// A fact to which nothing links, without a note.
    pub(in crate::page) fn unaddressed(label: impl Into<String>, value: Value) -> Self {
        Self { id: String::new(), label: label.into(), value, note: Note::default() }
    }
}

/// Where something comes from: a source and a sentence, both may be empty.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Note {
    /// The document.
    pub source: Option<Link>,
    /// As at when, what kind of promise, whose.
    pub text: String,
}

/// A value, ready to be placed.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// Words.
    Text {
        /// The words.
        text: String,
    },
    /// A number: right-aligned in tables.
    Number {
        /// The number, worded.
        text: String,
    },
    /// A date.
    Date {
        /// The date, worded.
        text: String,
        /// 2026-08-06.
        iso: String,
    },
    /// A code, in a face of equal widths.
    Code {
        /// The code.
        text: String,
    },
    /// A state.
    Tag {
        /// Its word and tone.
        tag: Tag,
    },
    /// A text.
    Prose {
        /// The text.
        body: Markdown,
    },
    /// A link.
    Link {
        /// The link.
        link: Link,
    },
    /// Several values.
    List {
        /// The values.
        items: Vec<Value>,
    },
    /// Several records of a few words each: links, words and numbers only.
    Table {
        /// What it is a table of.
        label: String,
        /// The headings of its columns.
        columns: Vec<Column>,
        /// Its rows, as many values as columns.
        rows: Vec<Vec<Value>>,
    },
    /// A value with more facts about it.
    Facts {
        /// The facts.
        rows: Vec<Row>,
    },
    /// A small picture that says in its name what it shows.
    Picture {
        /// The picture.
        picture: Svg,
    },
    /// A sign with its words.
    Icon {
        /// Both.
        icon: Icon,
    },
    /// Why there is no value.
    Silence {
        /// Why, and until when.
        sentence: String,
    },
    /// Nothing was stated, and nothing had to be.
    Nothing,
}

/// The head of a column.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Column {
    /// Its words.
    pub label: String,
    /// Whether it holds numbers.
    pub is_numeric: bool,
}

impl Column {
    pub(in crate::page) fn new(label: impl Into<String>, is_numeric: bool) -> Self {
        Self { label: label.into(), is_numeric }
    }

    pub(in crate::page) fn of_words(label: impl Into<String>) -> Self {
        Self::new(label, false)
    }
}
