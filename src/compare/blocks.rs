//! Markdown as a sequence of blocks of words, each with what holds it, so that two texts can be laid against each other.

use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use crate::model::prose::{dialect, reference_of, slugify};
use crate::model::reference::Reference;
use crate::source::Span;

/// The name of what a reference without words of its own names.
pub(super) type NameOf<'n> = &'n dyn Fn(&Reference) -> Option<String>;

/// What holds blocks.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Holder {
    /// A list; numbered or not.
    List {
        /// Whether its items are numbered.
        is_numbered: bool,
    },
    /// An item of a list.
    Item,
    /// A quotation or a callout.
    Quote,
    /// A note at the foot.
    Note,
    /// A list of terms and what they mean.
    Definitions,
    /// A term of such a list.
    Term,
    /// What it means.
    Meaning,
    /// A table.
    Table,
}

/// A holder among the others of its text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// What it is.
    pub holder: Holder,
    /// Its number in its text.
    pub number: u32,
}

/// What a block is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// A paragraph.
    Paragraph,
    /// Words that stand in their holder without being a paragraph.
    Words,
    /// A heading of a level.
    Heading(u8),
    /// A code sample.
    Code,
    /// A row of a table, with a cell for each column.
    Row {
        /// Whether it is the header row.
        is_head: bool,
    },
    /// A line between parts.
    Rule,
}

/// How words look, and where they lead.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Look {
    /// Whether they are strong.
    pub is_strong: bool,
    /// Whether they are stressed.
    pub is_stressed: bool,
    /// Whether they are struck through by their author.
    pub is_struck: bool,
    /// Whether they are code.
    pub is_code: bool,
    /// Where they lead.
    pub link: Option<Arc<str>>,
    /// The file of the picture that they describe.
    pub picture: Option<Arc<str>>,
}

/// Words of one look; they begin where those before end.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Run {
    /// Where they end.
    pub end: usize,
    /// How they look.
    pub look: Look,
}

/// Words with their looks.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub struct Cell {
    /// The words.
    pub text: String,
    /// Their looks, in order.
    pub runs: Vec<Run>,
}

impl Cell {
    /// The looks of a stretch, each with its end in the cell.
    pub fn looks(&self, start: usize, end: usize) -> impl Iterator<Item = (usize, &Look)> {
        let first = self.runs.partition_point(|run| run.end <= start);
        let mut is_over = false;
        self.runs[first..].iter().map_while(move |run| {
            if is_over || start >= end {
                return None;
            }
            is_over = run.end >= end;
            Some((run.end.min(end), &run.look))
        })
    }

    fn push(&mut self, words: &str, look: &Look) {
        if words.is_empty() {
            return;
        }
        if look.is_code {
            self.text.push_str(words);
        } else {
            for letter in words.chars() {
                let is_space = letter.is_whitespace() && letter != '\u{a0}';
                if !is_space {
                    self.text.push(letter);
                } else if !self.text.ends_with(' ') && !self.text.is_empty() {
                    self.text.push(' ');
                }
            }
        }
        let end = self.text.len();
        match self.runs.last_mut() {
            Some(last) if last.look == *look => last.end = end,
            Some(last) if last.end == end => {}
            _ if end == 0 => {}
            _ => self.runs.push(Run { end, look: look.clone() }),
        }
    }

    /// Without the space at its end, which nobody sees.
    fn trimmed(mut self) -> Self {
        let end = self.text.trim_end_matches(' ').len();
        self.text.truncate(end);
        while self.runs.len() > 1 && self.runs[self.runs.len() - 2].end >= end {
            self.runs.pop();
        }
        if let Some(last) = self.runs.last_mut() {
            last.end = end;
        }
        self.runs.retain(|run| run.end > 0);
        self
    }
}

/// A block of words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    /// What holds it, from the outside.
    pub path: Vec<Place>,
    /// What it is.
    pub form: Form,
    /// Its words; more than one cell only in a row of a table.
    pub cells: Vec<Cell>,
    /// What a heading is called in an address.
    pub slug: Option<String>,
}

impl Unit {
    /// Its words without their looks.
    pub fn text(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join(" | ")
    }

    /// Whether a reader takes it for the same, wherever it is.
    pub fn is_like(&self, other: &Self) -> bool {
        self.cells == other.cells && self.form == other.form && self.holders().eq(other.holders())
    }

    fn holders(&self) -> impl Iterator<Item = &Holder> {
        self.path.iter().map(|place| &place.holder)
    }
}

/// Reads a text.
pub fn units(text: &str, name: NameOf<'_>) -> Vec<Unit> {
    let mut reading = BlockParser {
        name,
        units: Vec::new(),
        path: Vec::new(),
        n_holders: 0,
        open: None,
        cell: Cell::default(),
        looks: vec![Look::default()],
        is_bare: false,
    };
    for event in Parser::new_ext(text, dialect()) {
        reading.event(event);
    }
    reading.close();
    reading.units
}

struct BlockParser<'n> {
    name: NameOf<'n>,
    units: Vec<Unit>,
    path: Vec<Place>,
    n_holders: u32,
    open: Option<Unit>,
    cell: Cell,
    looks: Vec<Look>,
    /// Whether the words are those of a reference without words of its own.
    is_bare: bool,
}

impl BlockParser<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(_) if self.is_bare => {}
            Event::Text(words) | Event::Html(words) | Event::InlineHtml(words) => self.add(&words),
            Event::Code(words) => self.add_as(&words, |look| look.is_code = true),
            Event::SoftBreak | Event::HardBreak => self.add(" "),
            Event::FootnoteReference(label) => self.add(&format!("[{label}]")),
            Event::TaskListMarker(is_done) => self.add(if is_done { "☑ " } else { "☐ " }),
            Event::Rule => {
                self.close();
                self.begin(Form::Rule);
                self.close();
            }
            Event::InlineMath(words) | Event::DisplayMath(words) => self.add(&words),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.begin(Form::Paragraph),
            Tag::Heading { level, id, .. } => {
                self.begin(Form::Heading(level as u8));
                if let (Some(open), Some(id)) = (&mut self.open, id) {
                    open.slug = Some(id.to_string());
                }
            }
            Tag::CodeBlock(_) => {
                self.begin(Form::Code);
                self.look(|look| look.is_code = true);
            }
            Tag::List(first) => self.enter(Holder::List { is_numbered: first.is_some() }),
            Tag::Item => self.enter(Holder::Item),
            Tag::BlockQuote(_) => self.enter(Holder::Quote),
            Tag::FootnoteDefinition(_) => self.enter(Holder::Note),
            Tag::DefinitionList => self.enter(Holder::Definitions),
            Tag::DefinitionListTitle => self.enter(Holder::Term),
            Tag::DefinitionListDefinition => self.enter(Holder::Meaning),
            Tag::Table(_) => self.enter(Holder::Table),
            Tag::TableHead => self.begin(Form::Row { is_head: true }),
            Tag::TableRow => self.begin(Form::Row { is_head: false }),
            Tag::Strong => self.look(|look| look.is_strong = true),
            Tag::Emphasis => self.look(|look| look.is_stressed = true),
            Tag::Strikethrough => self.look(|look| look.is_struck = true),
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, &dest_url),
            Tag::Image { dest_url, .. } => {
                let file: Arc<str> = dest_url.as_ref().into();
                self.look(|look| look.picture = Some(file));
            }
            Tag::TableCell
            | Tag::HtmlBlock
            | Tag::MetadataBlock(_)
            | Tag::Superscript
            | Tag::Subscript => {}
        }
    }

    fn link(&mut self, kind: LinkType, to: &str) {
        let target: Arc<str> = to.into();
        self.look(|look| look.link = Some(target));
        if let LinkType::WikiLink { has_pothole: false } = kind {
            let name = reference_of(to, Span::NOWHERE).ok().and_then(|it| (self.name)(&it));
            self.add(&name.unwrap_or_else(|| to.to_owned()));
            self.is_bare = true;
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableHead | TagEnd::TableRow => {
                self.close();
            }
            TagEnd::CodeBlock => {
                self.looks.pop();
                self.close();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.cell).trimmed();
                if let Some(open) = &mut self.open {
                    open.cells.push(cell);
                }
            }
            TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Table => {
                self.close();
                self.path.pop();
            }
            TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough => drop(self.looks.pop()),
            TagEnd::Link => {
                self.is_bare = false;
                self.looks.pop();
            }
            TagEnd::Image => {
                self.looks.pop();
            }
            TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
    }

    fn enter(&mut self, holder: Holder) {
        self.close();
        self.n_holders += 1;
        self.path.push(Place { holder, number: self.n_holders });
    }

    fn begin(&mut self, form: Form) {
        self.close();
        self.open = Some(Unit { path: self.path.clone(), form, cells: Vec::new(), slug: None });
    }

    /// The words so far are a block.
    fn close(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        let Some(mut unit) = self.open.take() else { return };
        match unit.form {
            Form::Row { .. } => {}
            Form::Code => unit.cells.push(cell),
            Form::Paragraph | Form::Words | Form::Heading(_) | Form::Rule => {
                unit.cells.push(cell.trimmed());
            }
        }
        if matches!(unit.form, Form::Heading(_)) && unit.slug.is_none() {
            unit.slug = Some(slugify(&unit.text()));
        }
        let is_empty = unit.cells.iter().all(|cell| cell.text.is_empty());
        if !is_empty || matches!(unit.form, Form::Rule | Form::Row { .. }) {
            self.units.push(unit);
        }
    }

    fn add(&mut self, words: &str) {
        if self.open.is_none() {
            if words.trim().is_empty() {
                return;
            }
            self.begin(Form::Words);
        }
        let look = self.looks.last().cloned().unwrap_or_default();
        self.cell.push(words, &look);
    }

    fn add_as(&mut self, words: &str, change: impl FnOnce(&mut Look)) {
        self.look(change);
        self.add(words);
        self.looks.pop();
    }

    fn look(&mut self, change: impl FnOnce(&mut Look)) {
        let mut look = self.looks.last().cloned().unwrap_or_default();
        change(&mut look);
        self.looks.push(look);
    }
}
