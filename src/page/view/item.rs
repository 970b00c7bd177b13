//! What parts of a page are made of: its boxes, lines and steps.

use serde::Serialize;

use super::{Link, Markdown, Note, Row, Tag, Value};
use crate::html::Html;

/// Something to choose.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Choice {
    /// Its name for the script.
    pub value: String,
    /// Its name for people.
    pub text: String,
}

/// The ends of sentences that begin with "You": what holds for people in a list, and for others.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Answers {
    /// "will be covered from 1 April 2027".
    pub covered: String,
    /// "will not be covered".
    pub not: String,
}

/// The GP practices under one letter.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct PracticeLetter {
    /// What to call it in an address.
    pub id: String,
    /// The letter.
    pub letter: String,
    /// The practices.
    pub practices: Vec<PracticeLine>,
}

/// A GP practice.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct PracticeLine {
    /// Its name.
    pub name: String,
    /// Its code of the Organisation Data Service.
    pub code: String,
    /// Where it is.
    pub postcode: String,
    /// How many people are on its list; may be empty.
    pub people: String,
}

/// How much of the postcodes with one first half is covered.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct OutwardLine {
    /// The first half.
    pub code: String,
    /// Whether it is all of them.
    pub is_whole: bool,
    /// How much, in words.
    pub how: String,
    /// Where they are, in words.
    pub areas: String,
    /// Where the second halves stand, for the script.
    pub file: String,
}

/// One change.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct ChangeLine {
    /// What to call it in an address.
    pub id: String,
    /// What changed.
    pub sentence: String,
    /// What it says besides.
    pub facts: Vec<String>,
    /// Why; may be empty.
    pub reason: String,
    /// Where the words are on this page; may be empty.
    pub words: String,
}

/// A text with marks.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct MarkedText {
    /// What to call it in an address.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// The text.
    pub html: Html,
}

/// A text beside what it was.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct SidesText {
    /// What to call it in an address.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// The old and the new words of each stretch; neither where both are the same.
    pub rows: Vec<Vec<Html>>,
}

/// Partners that are engaged in one way.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct NetworkGroup {
    /// The way.
    pub label: String,
    /// Whether they are engaged by the commissioner, past the host.
    pub is_direct: bool,
    /// The partners.
    pub members: Vec<NetworkMember>,
}

/// A partner in a network.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct NetworkMember {
    /// The partner.
    pub link: Link,
    /// How it is bound, in words.
    pub bonds: String,
    /// The kind of line for the strongest bond.
    pub line: &'static str,
}

/// A box about one thing.
#[derive(Clone, Default, PartialEq, Serialize, Debug)]
pub struct Card {
    /// What to call it in an address.
    pub id: String,
    /// Its heading, which leads somewhere unless `href` is empty.
    pub title: Link,
    /// What kind of thing it is; may be empty.
    pub caption: String,
    /// Its state.
    pub tag: Option<Tag>,
    /// A text; empty text where there is none.
    pub body: Option<Markdown>,
    /// Facts about it.
    pub rows: Vec<Row>,
    /// What unfolds the facts; empty where they are open.
    pub folds: &'static str,
    /// Words of the thing itself.
    pub quote: Option<Markdown>,
    /// Where it comes from.
    pub note: Note,
}

/// A few lines about one thing.
#[derive(Clone, Default, PartialEq, Serialize, Debug)]
pub struct Entry {
    /// What to call it in an address; may be empty.
    pub id: String,
    /// Its name, which leads somewhere unless `href` is empty.
    pub title: Link,
    /// What kind of thing it is; may be empty.
    pub caption: String,
    /// Its state.
    pub tag: Option<Tag>,
    /// What there is to say of it, in sentences; may be empty.
    pub words: String,
    /// Its figures, each with its label.
    pub figures: Vec<Row>,
    /// Signs with their words.
    pub signs: Vec<Value>,
    /// A small picture.
    pub picture: Option<Value>,
}

/// Links under one label.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// The label.
    pub label: String,
    /// The links.
    pub links: Vec<Link>,
}

/// A step of the ladder.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct LadderStep {
    /// Its name.
    pub label: String,
    /// `done`, `current` or `ahead`.
    pub state: &'static str,
    /// The state in words, for those who can't see it.
    pub state_text: &'static str,
    /// When it was taken, if known.
    pub note: String,
}

/// Terms under one letter.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct Letter {
    /// The letter.
    pub letter: String,
    /// The terms.
    pub terms: Vec<TermEntry>,
}

/// A term and what it means.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct TermEntry {
    /// What to call it in an address.
    pub id: String,
    /// The term.
    pub term: String,
    /// Other words for it, in one sentence; may be empty.
    pub aliases: String,
    /// What it means.
    pub definition: Markdown,
    /// Related terms, and what refers to this one.
    pub groups: Vec<Group>,
}
