//! The parts of which the main part of a page is made, from top to bottom.

use std::collections::BTreeSet;

use serde::Serialize;

use super::item::{
    Answers, Card, ChangeLine, Choice, Entry, Group, LadderStep, Letter, MarkedText, NetworkGroup,
    OutwardLine, PracticeLetter, SidesText,
};
use super::{Column, Link, Markdown, Note, Row, Value, View};
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
        /// The headings of its columns; the first column names the row.
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
        /// Where to get the same as a file.
        links: Vec<Link>,
    },
    /// A table that is folded up until somebody asks for it.
    Folded {
        /// What to call it in an address.
        id: String,
        /// What is in it.
        summary: String,
        /// The headings of its columns; the first column names the row.
        columns: Vec<Column>,
        /// Its rows, as many values as columns.
        rows: Vec<Vec<Value>>,
    },
    /// Parts that are folded up until somebody asks for them.
    Fold {
        /// What to call it in an address.
        id: String,
        /// Its heading; may be empty.
        heading: String,
        /// What is in it.
        summary: String,
        /// The parts.
        parts: Vec<Part>,
    },
    /// A drawing with its words and its figures.
    Figure {
        /// Its heading, which has the id of the figure; may be empty.
        heading: String,
        /// The drawing.
        figure: Box<Figure>,
        /// Where to get the same figures as a table or a file.
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
        /// Where to get the same as a file.
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
        /// Where to get the same as a file.
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
        /// Where to get the same as a file.
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
        /// Where there are many, a summary of them.
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
        /// The headings of both columns.
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

    /// What it is called in an address, and its heading; either may be empty.
    pub(in crate::page) fn id_and_heading(&self) -> (&str, &str) {
        match self {
            Self::Prose { id, heading, .. }
            | Self::Facts { id, heading, .. }
            | Self::Table { id, heading, .. }
            | Self::Cards { id, heading, .. }
            | Self::Entries { id, heading, .. }
            | Self::Links { id, heading, .. }
            | Self::Ladder { id, heading, .. }
            | Self::Network { id, heading, .. }
            | Self::Practices { id, heading, .. }
            | Self::Postcodes { id, heading, .. }
            | Self::Points { id, heading, .. }
            | Self::Changes { id, heading, .. }
            | Self::Marked { id, heading, .. }
            | Self::Sides { id, heading, .. }
            | Self::Fold { id, heading, .. }
            | Self::Silence { id, heading, .. } => (id, heading),
            Self::Folded { id, .. } => (id, ""),
            Self::Figure { figure, heading, .. } => (&figure.id, heading),
            Self::Lead { .. }
            | Self::Notice { .. }
            | Self::Ask { .. }
            | Self::Choose { .. }
            | Self::ChooseContracts { .. }
            | Self::Record { .. }
            | Self::Terms { .. } => ("", ""),
        }
    }

    /// The parts that are folded up in it.
    fn folded(&self) -> &[Self] {
        if let Self::Fold { parts, .. } = self { parts } else { &[] }
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

impl View {
    /// Adds every place of the main part that a link can lead to, and the beginnings of those inside the texts of
    /// fields, whose places are known when the text is made.
    pub(in crate::page) fn places(
        &self,
        known: &mut BTreeSet<String>,
        inside: &mut BTreeSet<String>,
    ) {
        for part in self.all_parts().flat_map(|part| std::iter::once(part).chain(part.folded())) {
            known.insert(part.id_and_heading().0.to_owned());
            match part {
                Part::Prose { body, .. } | Part::Lead { body } => {
                    known.extend(body.places());
                    inside.extend(Some(body.prefix.clone()).filter(|it| !it.is_empty()));
                }
                Part::Facts { rows, .. } | Part::Points { points: rows, .. } => {
                    known.extend(rows.iter().map(|row| row.id.clone()));
                    let texts = rows.iter().filter_map(|row| match &row.value {
                        Value::Prose { body } => Some(body),
                        _ => None,
                    });
                    known.extend(texts.flat_map(Markdown::places));
                }
                Part::Changes { lines, .. } => {
                    known.extend(lines.iter().map(|line| line.id.clone()));
                }
                Part::Marked { texts, .. } => {
                    known.extend(texts.iter().map(|text| text.id.clone()));
                }
                Part::Sides { texts, .. } => {
                    known.extend(texts.iter().map(|text| text.id.clone()));
                }
                Part::Cards { cards, .. } => {
                    known.extend(cards.iter().map(|card| card.id.clone()));
                    let texts = cards.iter().flat_map(|card| [&card.body, &card.quote]);
                    known.extend(texts.flatten().flat_map(Markdown::places));
                }
                Part::Entries { entries, .. } => {
                    let ids = entries.iter().map(|entry| entry.id.clone());
                    known.extend(ids.filter(|id| !id.is_empty()));
                }
                Part::Practices { letters, .. } => {
                    known.extend(letters.iter().map(|letter| letter.id.clone()));
                }
                Part::Terms { letters } => {
                    let terms = letters.iter().flat_map(|letter| &letter.terms);
                    known.extend(terms.map(|term| term.id.clone()));
                    known.extend(letters.iter().map(|letter| format!("letter_{}", letter.letter)));
                }
                _ => {}
            }
        }
    }
}
