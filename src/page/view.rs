//! What a page says, already worded: plain structs that templates only place.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::figure::Figure;
use crate::figure::icon::Icon;
use crate::figure::svg::Svg;
use crate::html::Html;

/// One page.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct View {
    /// What stands around the main part.
    pub head: Head,
    /// The main part, from top to bottom.
    pub parts: Vec<Part>,
}

/// What stands around the main part.
#[derive(Clone, Default, PartialEq, Serialize, Debug)]
pub struct Head {
    /// The kind of page, which is its class and chooses its template.
    pub kind: &'static str,
    /// The heading of the page.
    pub title: String,
    /// A word above the heading that says what kind of thing this is.
    pub caption: String,
    /// The state of it, beside the heading.
    pub tag: Option<Tag>,
    /// The title of the browser's tab, without the name of the site.
    pub tab_title: String,
    /// One sentence for search engines and previews.
    pub description: String,
    /// The address inside the site.
    pub path: String,
    /// What leads from the page to the top of the site.
    pub root: String,
    /// The address on the web; none for a page that should not be indexed.
    pub canonical: Option<String>,
    /// The address on the web of this very page.
    pub address: Option<String>,
    /// Where browsers go at once; nothing for a page to be read.
    pub refresh: Option<String>,
    /// What search engines are asked to do with a page that has no address to be found at.
    pub robots: &'static str,
    /// Other versions of this page, for programs.
    pub relations: Vec<Relation>,
    /// What has to be known before the page is read.
    pub banners: Vec<Banner>,
    /// The way here from the start page.
    pub breadcrumb: Vec<Link>,
    /// The first part of the address, which is marked in the main navigation.
    pub area: String,
    /// Says that what is shown is invented.
    pub illustrative: Option<&'static str>,
    /// The pages of the same blueprint or guide.
    pub siblings: Vec<Link>,
    /// What the pages beside this one are called together.
    pub siblings_label: String,
    /// The page before this one.
    pub previous: Option<Link>,
    /// The page after this one.
    pub next: Option<Link>,
    /// The headings, where there are enough to need a list.
    pub contents: Vec<Link>,
    /// Published, last changed, next review.
    pub dates: Vec<Row>,
    /// Whether a code sample is on the page.
    pub has_code: bool,
    /// The script of the theme that helps on this page; empty on almost all.
    pub script: &'static str,
    /// What it is about, as JSON-LD for search engines, in which no `<` stands.
    pub linked: Option<Html>,
}

/// A relation to another version of a page: <https://www.rfc-editor.org/rfc/rfc5829>.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Relation {
    /// Its registered name.
    pub rel: &'static str,
    /// Its form, where it is no page.
    pub form: &'static str,
    /// Where the other version lies, from this page.
    pub href: String,
}

/// A sentence above a page that is not the latest word, with a link to what is.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Banner {
    /// The sentence.
    pub text: String,
    /// Where to go instead; its words are empty where there is nowhere.
    pub link: Link,
}

impl View {
    /// Adds every place of the main part that a link can lead to, and the beginnings of those inside the texts of
    /// fields, whose places are known when the text is made.
    pub(super) fn places(&self, known: &mut BTreeSet<String>, inside: &mut BTreeSet<String>) {
        for part in &self.parts {
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
                Part::Table { id, .. }
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
                | Part::Record { .. } => ("", &[]),
            };
            known.insert(id.to_owned());
            known.extend(rows.iter().map(|row| row.id.clone()));
        }
    }
}

/// A link.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
pub struct Link {
    /// Its words.
    pub text: String,
    /// Where it leads, from this page; empty for the page itself.
    pub href: String,
    /// What stands after it, such as "in Example Vale"; may be empty.
    pub note: String,
    /// Whether it is this page.
    pub is_current: bool,
}

/// A state: a word and a tone (`neutral`, `improving`, `concern`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// The tone, which chooses the colour.
    pub tone: &'static str,
}

/// Markdown to be made HTML by the template's filter `markdown`.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Markdown {
    /// The text.
    pub text: String,
    /// What is put before ids of headings and notes, so that two texts on one page don't clash.
    pub prefix: String,
    /// How many levels headings go down.
    pub shift: u8,
    /// The folder of the file, from which relative links start.
    pub folder: String,
}

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
    pub(super) fn prose(id: &str, heading: impl Into<String>, body: Markdown) -> Self {
        Self::Prose { id: id.to_owned(), heading: heading.into(), body, note: Note::default() }
    }

    pub(super) fn facts(id: impl Into<String>, heading: impl Into<String>, rows: Vec<Row>) -> Self {
        Self::Facts { id: id.into(), heading: heading.into(), rows }
    }

    /// A table without a note.
    pub(super) fn table(
        id: impl Into<String>,
        heading: impl Into<String>,
        columns: Vec<Column>,
        rows: Vec<Vec<Value>>,
    ) -> Self {
        let (id, heading) = (id.into(), heading.into());
        Self::Table { id, heading, columns, rows, note: Note::default() }
    }

    /// Boxes without a note or an introduction.
    pub(super) fn cards(
        id: impl Into<String>,
        heading: impl Into<String>,
        cards: Vec<Card>,
    ) -> Self {
        let (id, heading) = (id.into(), heading.into());
        Self::Cards { id, heading, intro: String::new(), cards, note: Note::default() }
    }

    /// Links without an introduction.
    pub(super) fn links(id: &str, heading: &str, groups: Vec<Group>) -> Self {
        let (id, heading) = (id.to_owned(), heading.to_owned());
        Self::Links { id, heading, intro: String::new(), groups }
    }

    pub(super) fn notice(tone: &'static str, heading: impl Into<String>, body: Markdown) -> Self {
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
    pub(super) fn unaddressed(label: impl Into<String>, value: Value) -> Self {
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
        /// The heads of its columns.
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
    pub(super) fn new(label: impl Into<String>, is_numeric: bool) -> Self {
        Self { label: label.into(), is_numeric }
    }

    pub(super) fn of_words(label: impl Into<String>) -> Self {
        Self::new(label, false)
    }
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

/// What is the same on every page; made once.
#[derive(Clone, Default, PartialEq, Serialize, Debug)]
pub struct SiteView {
    /// The name of the site.
    pub title: String,
    /// Its language.
    pub language: String,
    /// The main navigation; addresses without the leading `/`.
    pub navigation: Vec<NavigationLink>,
    /// Whether everything is invented.
    pub is_illustrative: bool,
    /// Who publishes it.
    pub publisher: Link,
    /// Its licence; empty address where there is none.
    pub licence: Link,
    /// Whom to ask: a role.
    pub contact_role: String,
    /// A shared mailbox; may be empty.
    pub contact_email: String,
    /// A form on the web; may be empty.
    pub contact_form: String,
    /// The links at the foot of each page; addresses without the leading `/`.
    pub footer: Vec<NavigationLink>,
    /// The style sheet; address without the leading `/`.
    pub style: String,
    /// The colours of code samples; address without the leading `/`.
    pub code_style: String,
    /// The icon; address without the leading `/`.
    pub icon: String,
    /// The picture that previews of links show; address on the web, may be empty.
    pub social_image: String,
    /// The version of this tool.
    pub generator: String,
}

/// A link of the main navigation or the foot.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct NavigationLink {
    /// Its words.
    pub text: String,
    /// The address without the leading `/`, or a whole one.
    pub path: String,
    /// The first part of the address.
    pub area: String,
    /// Whether it leads to another site.
    pub is_external: bool,
}
