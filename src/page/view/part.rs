//! The parts of which the main part of a page is made, from top to bottom.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Column, Link, Markdown, Note, Row, Tag, Value, View};
use crate::figure::Figure;
use crate::html::Html;

/// One part of a page.
#[derive(Clone, PartialEq, Serialize, Debug)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Part {
    /// Text, with a heading where it has one.
    Prose {
        /// What to call it in an address; empty without a heading.
        id: String,
        /// Its heading; may be empty.
        heading: String,
        /// The text.
        body: Markdown,
        /// Where it comes from.
        note: Note,
    },
    /// The first sentence or two, larger.
    Lead {
        /// The text.
        body: Markdown,
    },
    /// Facts: a label and a value each.
    Facts {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// The facts.
        rows: Vec<Row>,
    },
    /// A table.
    Table {
        /// What to call it in an address.
        id: String,
        /// Its heading, which is its caption.
        heading: String,
        /// The heads of its columns; the first column names the row.
        columns: Vec<Column>,
        /// Its rows, as many values as columns.
        rows: Vec<Vec<Value>>,
        /// Where it comes from.
        note: Note,
    },
    /// Things of one kind, a box each.
    Cards {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// A sentence before them; may be empty.
        intro: String,
        /// The boxes.
        cards: Vec<Card>,
        /// Where it comes from.
        note: Note,
    },
    /// Things of one kind, a few lines each: what it is, what there is to say of it, its figures.
    Entries {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// A sentence before them; may be empty.
        intro: String,
        /// The things.
        entries: Vec<Entry>,
        /// Where it comes from.
        note: Note,
    },
    /// Links in groups, such as what refers to this page.
    Links {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// A sentence before them; may be empty.
        intro: String,
        /// The groups.
        groups: Vec<Group>,
    },
    /// The steps from idea to live contract.
    Ladder {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// The sentence that says where things stand.
        summary: String,
        /// The steps in order.
        steps: Vec<LadderStep>,
        /// Where the same stands as a file.
        links: Vec<Link>,
    },
    /// A table that is folded up until somebody asks for it.
    Folded {
        /// What to call it in an address.
        id: String,
        /// What is in it.
        summary: String,
        /// The heads of its columns; the first column names the row.
        columns: Vec<Column>,
        /// Its rows, as many values as columns.
        rows: Vec<Vec<Value>>,
    },
    /// A drawing with its words and its figures.
    Figure {
        /// Its heading, which has the id of the figure; may be empty.
        heading: String,
        /// The drawing.
        figure: Box<Figure>,
        /// Where the same figures stand as a table or a file.
        links: Vec<Link>,
        /// Where it comes from.
        note: Note,
    },
    /// Who works with whom: the commissioner, the host, and groups of partners.
    Network {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// What it shows, in a sentence.
        finding: String,
        /// Who commissions.
        commissioners: Vec<Link>,
        /// Who holds the contract.
        host: Option<Link>,
        /// The partners, by how they are engaged.
        groups: Vec<NetworkGroup>,
        /// The kinds of lines that are drawn, and what each means.
        key: Vec<(&'static str, &'static str)>,
        /// Where the same stands as a file.
        links: Vec<Link>,
    },
    /// All that a release said, made of its records.
    Record {
        /// The HTML.
        html: Html,
    },
    /// A question about a day, which the script of the page answers from the table below.
    Ask {
        /// What is asked.
        label: String,
    },
    /// A choice of two releases, which the script of the page compares.
    Choose {
        /// The releases, the newest first.
        releases: Vec<Choice>,
    },
    /// GP practices from A to Z, among which the script of the page looks one up.
    Practices {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// Whether there is a form to ask with.
        is_asked: bool,
        /// What is answered.
        answers: Answers,
        /// The practices by first letter.
        letters: Vec<PracticeLetter>,
        /// Where the same stands as a file.
        links: Vec<Link>,
        /// Where it comes from.
        note: Note,
    },
    /// Postcodes by their first half, among which the script of the page looks one up.
    Postcodes {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// Whether there is a form to ask with.
        is_asked: bool,
        /// What is answered.
        answers: Answers,
        /// The first half of a postcode, to show how one is typed.
        example: String,
        /// The first halves.
        codes: Vec<OutwardLine>,
        /// The areas in which they are.
        areas: Vec<Link>,
        /// Where the same stands as a file.
        links: Vec<Link>,
        /// Where it comes from.
        note: Note,
    },
    /// A choice of contracts, which the script of the page puts side by side.
    ChooseContracts {
        /// The contracts by name.
        contracts: Vec<Choice>,
    },
    /// Statements, each with where it comes from.
    Points {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// The statements; their labels are not shown.
        points: Vec<Row>,
    },
    /// Something that everybody should see.
    Notice {
        /// `important` or `silence`.
        tone: &'static str,
        /// Its heading.
        heading: String,
        /// The text.
        body: Markdown,
    },
    /// What changed, a sentence each.
    Changes {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// Where there are many, what they come to.
        in_short: Vec<String>,
        /// The changes.
        lines: Vec<ChangeLine>,
    },
    /// Texts with what went and what came marked in them.
    Marked {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// The texts.
        texts: Vec<MarkedText>,
    },
    /// Texts as they were beside texts as they are.
    Sides {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// The heads of both columns.
        heads: Vec<String>,
        /// The texts.
        texts: Vec<SidesText>,
    },
    /// A section that is not published as a whole.
    Silence {
        /// What to call it in an address.
        id: String,
        /// Its heading.
        heading: String,
        /// Why, and until when.
        value: Value,
    },
    /// Terms and what they mean.
    Terms {
        /// Terms by first letter.
        letters: Vec<Letter>,
    },
}

impl Part {
    /// A text without a note; without a heading where that is empty.
    pub(in crate::page) fn prose(id: &str, heading: impl Into<String>, body: Markdown) -> Self {
        Self::Prose { id: id.to_owned(), heading: heading.into(), body, note: Note::default() }
    }

    /// Whether the script of the page looks something up in it.
    pub(in crate::page) fn asks(&self) -> bool {
        let (Self::Practices { is_asked, .. } | Self::Postcodes { is_asked, .. }) = self else {
            return false;
        };
        *is_asked
    }

    pub(in crate::page) fn facts(
        id: impl Into<String>,
        heading: impl Into<String>,
        rows: Vec<Row>,
    ) -> Self {
        Self::Facts { id: id.into(), heading: heading.into(), rows }
    }

    /// A table without a note.
    pub(in crate::page) fn table(
        id: impl Into<String>,
        heading: impl Into<String>,
        columns: Vec<Column>,
        rows: Vec<Vec<Value>>,
    ) -> Self {
        let (id, heading) = (id.into(), heading.into());
        Self::Table { id, heading, columns, rows, note: Note::default() }
    }

    /// Boxes without a note or an introduction.
    pub(in crate::page) fn cards(
        id: impl Into<String>,
        heading: impl Into<String>,
        cards: Vec<Card>,
    ) -> Self {
        let (id, heading) = (id.into(), heading.into());
        Self::Cards { id, heading, intro: String::new(), cards, note: Note::default() }
    }

    /// Entries without a note.
    pub(in crate::page) fn entries(
        id: impl Into<String>,
        heading: impl Into<String>,
        intro: impl Into<String>,
        entries: Vec<Entry>,
    ) -> Self {
        let (id, heading, intro) = (id.into(), heading.into(), intro.into());
        Self::Entries { id, heading, intro, entries, note: Note::default() }
    }

    /// Links without an introduction.
    pub(in crate::page) fn links(id: &str, heading: &str, groups: Vec<Group>) -> Self {
        let (id, heading) = (id.to_owned(), heading.to_owned());
        Self::Links { id, heading, intro: String::new(), groups }
    }

    pub(in crate::page) fn notice(
        tone: &'static str,
        heading: impl Into<String>,
        body: Markdown,
    ) -> Self {
        Self::Notice { tone, heading: heading.into(), body }
    }
}

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
    /// Where the words stand on this page; may be empty.
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

impl View {
    /// Adds every place of the main part that a link can lead to, and the beginnings of those inside the texts of
    /// fields, whose places are known when the text is made.
    pub(in crate::page) fn places(
        &self,
        known: &mut BTreeSet<String>,
        inside: &mut BTreeSet<String>,
    ) {
        for part in self.all_parts() {
            let (id, rows): (&str, &[Row]) = match part {
                Part::Prose { id, body, .. } => {
                    inside.extend(Some(body.prefix.clone()).filter(|it| !it.is_empty()));
                    (id, &[])
                }
                Part::Changes { id, lines, .. } => {
                    known.extend(lines.iter().map(|line| line.id.clone()));
                    (id, &[])
                }
                Part::Marked { id, texts, .. } => {
                    known.extend(texts.iter().map(|text| text.id.clone()));
                    (id, &[])
                }
                Part::Sides { id, texts, .. } => {
                    known.extend(texts.iter().map(|text| text.id.clone()));
                    (id, &[])
                }
                Part::Facts { id, rows, .. } | Part::Points { id, points: rows, .. } => (id, rows),
                Part::Cards { id, cards, .. } => {
                    known.extend(cards.iter().map(|card| card.id.clone()));
                    (id, &[])
                }
                Part::Entries { id, entries, .. } => {
                    let ids = entries.iter().map(|entry| entry.id.clone());
                    known.extend(ids.filter(|id| !id.is_empty()));
                    (id, &[])
                }
                Part::Practices { id, letters, .. } => {
                    known.extend(letters.iter().map(|letter| letter.id.clone()));
                    (id, &[])
                }
                Part::Table { id, .. }
                | Part::Postcodes { id, .. }
                | Part::Folded { id, .. }
                | Part::Links { id, .. }
                | Part::Ladder { id, .. }
                | Part::Network { id, .. }
                | Part::Silence { id, .. } => (id, &[]),
                Part::Figure { figure, .. } => (&figure.id, &[]),
                Part::Terms { letters } => {
                    let terms = letters.iter().flat_map(|letter| &letter.terms);
                    known.extend(terms.map(|term| term.id.clone()));
                    known.extend(letters.iter().map(|letter| format!("letter_{}", letter.letter)));
                    ("", &[])
                }
                Part::Lead { .. }
                | Part::Notice { .. }
                | Part::Ask { .. }
                | Part::Choose { .. }
                | Part::ChooseContracts { .. }
                | Part::Record { .. } => ("", &[]),
            };
            known.insert(id.to_owned());
            known.extend(rows.iter().map(|row| row.id.clone()));
        }
    }
}
