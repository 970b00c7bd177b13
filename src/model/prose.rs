//! Markdown as authors wrote it: checked, with its headings and links and their places.
//!
//! Makes no HTML; `render::markdown` does.

mod blocks;
mod headings;
mod language;
mod links;
mod marks;
mod notes;
mod slug;

use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::decode::{Decoder, FieldType};
use super::places::Places;
use super::reference::{EntityKind, Reference, id_and_fragment};
use super::reflect::{ScalarRef, ValueRef};
use super::schema::Schema;
use super::yaml::{Kind, Node};
use crate::diag::{Code, Diagnostic, Severity, did_you_mean};
use crate::source::Span;
use blocks::Table;
use marks::Marks;
use notes::Notes;

pub use language::{COLOURED_LANGUAGES, PLAIN_LANGUAGES, language_of};
pub use links::says_nothing;
pub use slug::{heading_id, slugify};

/// A text in markdown.
#[derive(Clone, PartialEq, Debug)]
pub struct Prose {
    /// The markdown, without front matter.
    pub text: String,
    /// Where it is.
    pub span: Span,
    /// Its headings, in order.
    pub headings: Vec<Heading>,
    /// Its links and images, in order.
    pub links: Vec<Link>,
}

/// A heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heading {
    /// From 2 to 6.
    pub level: u8,
    /// Its words; a reference without words is kept as `[[kind:id]]`.
    pub text: String,
    /// What to call it in an address.
    pub id: String,
    /// What else it is called there: by the rule of version 0.1.0, or in what was sealed by the rule of now.
    pub also: Option<String>,
}

/// A link or an image.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// Where it leads.
    pub target: Target,
    /// Where it is.
    pub span: Span,
    /// Whether it shows a picture.
    pub is_image: bool,
}

/// Where a link leads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// `[[kind:id]]`.
    Reference(Reference),
    /// An address, relative or not.
    Url(String),
}

/// The dialect: CommonMark with tables, footnotes, definition lists, task lists, heading ids, callouts,
/// and `[[kind:id]]`.
pub fn dialect() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

impl FieldType for Prose {
    fn expected() -> String {
        "text (markdown)".to_owned()
    }

    fn schema() -> Schema {
        Schema::Markdown
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let Kind::Scalar(scalar) = &node.kind else {
            decoder.wrong_type(node, "text");
            return None;
        };
        if scalar.text.trim().is_empty() {
            decoder.wrong_type(node, "text that is not empty");
            return None;
        }
        Some(parse(scalar.text.trim_end(), node.span, decoder))
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Prose(self))
    }
}

/// Reads and checks markdown that stands in `span` of the decoder's file.
pub fn parse(text: &str, span: Span, decoder: &mut Decoder<'_>) -> Prose {
    let mut reading = ProseParser {
        text,
        span,
        is_sealed: decoder.is_sealed,
        prose: Prose { text: text.to_owned(), span, headings: Vec::new(), links: Vec::new() },
        heading: None,
        written_ids: Vec::new(),
        link_words: Vec::new(),
        notes: Notes::default(),
        table: Table::default(),
        in_bare_reference: false,
        in_code: false,
        has_html: false,
        line: 0..0,
        last_end: None,
        marks: Marks::default(),
        found: Vec::new(),
    };
    let events = Parser::new_ext(text, dialect()).into_offset_iter();
    let definitions = events.reference_definitions().iter();
    reading.notes.define(definitions.map(|(label, it)| (label, it.span.clone())));
    for (event, range) in events {
        reading.event(event, range);
    }
    reading.check_footnotes();
    reading.check_definitions();
    let ProseParser { mut prose, written_ids, found, .. } = reading;
    headings::name(&mut prose.headings, &written_ids, decoder.is_sealed);
    let place = Places::of(decoder.text(), text, span);
    for Found { mut diagnostic, range, first } in found {
        diagnostic.place = Some(crate::diag::Place::Span(place.span_of(&range)));
        let first = first.map(|first| (place.span_of(&first), "the first one".to_owned()));
        diagnostic.related.extend(first);
        decoder.report(diagnostic);
    }
    // Most texts have a link or two, and a list that grows makes room for four.
    prose.links.shrink_to_fit();
    prose.headings.shrink_to_fit();
    for link in &mut prose.links {
        let range = link.span.start as usize..link.span.end as usize;
        link.span = place.span_of(&range);
        if let Target::Reference(reference) = &mut link.target {
            reference.span = link.span;
            reference.id = decoder.id_now(reference.kind, &reference.id);
        }
    }
    prose
}

/// How much of a line is looked at where its first words tell what it is.
const FIRST_LINE: usize = 200;

/// Something that is wrong, where it is in the text, and where the same stands first.
struct Found {
    diagnostic: Diagnostic,
    range: Range<usize>,
    first: Option<Range<usize>>,
}

/// A heading whose words are being read.
struct OpenHeading {
    level: u8,
    id: Option<String>,
    range: Range<usize>,
    words: String,
    /// Where the last of its words ends.
    words_end: usize,
}

/// What is known half-way through a text.
struct ProseParser<'t> {
    text: &'t str,
    span: Span,
    /// Whether it was sealed, so that nobody can mend it.
    is_sealed: bool,
    prose: Prose,
    heading: Option<OpenHeading>,
    /// The ids that the author gave to headings, and where.
    written_ids: Vec<Option<String>>,
    /// The words of the open links and images so far.
    link_words: Vec<String>,
    notes: Notes,
    table: Table,
    /// Whether the words are those of a reference without words of its own.
    in_bare_reference: bool,
    in_code: bool,
    has_html: bool,
    /// The line that was looked at for the end of a reference, and where the last one ends in it.
    line: Range<usize>,
    last_end: Option<usize>,
    marks: Marks,
    found: Vec<Found>,
}

impl ProseParser<'_> {
    fn report(&mut self, code: Code, range: Range<usize>, message: &str, hint: impl Into<String>) {
        let diagnostic = Diagnostic::at(code, self.span, message).hint(hint);
        self.found.push(Found { diagnostic, range, first: None });
    }

    /// The same for a rule that is younger than the first releases: it warns of what was sealed before.
    fn report_young(
        &mut self,
        code: Code,
        range: Range<usize>,
        message: &str,
        hint: impl Into<String>,
    ) {
        self.report(code, range, message, hint);
        if let Some(last) = self.found.last_mut().filter(|_| self.is_sealed) {
            last.diagnostic.severity = Severity::Warning;
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if !matches!(event, Event::Text(_)) {
            self.end_run();
            self.marks.pass(&event);
        }
        if let Some(heading) = self.heading.as_mut().filter(|it| range.start > it.range.start) {
            heading.words_end = heading.words_end.max(range.end);
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(_) if self.in_bare_reference => {}
            Event::Text(_) if self.in_code => self.notes.show(range),
            Event::Text(words) => {
                self.add_words(&words);
                self.check_text(range.clone());
                self.notes.show(range.clone());
                self.add_to_run(range);
            }
            Event::Code(words) => {
                self.add_words(&words);
                self.check_code(&range);
                self.notes.show(range);
            }
            Event::SoftBreak | Event::HardBreak => self.add_words(" "),
            Event::Html(html) | Event::InlineHtml(html) => self.check_html(&html, range),
            Event::FootnoteReference(name) => self.notes.cited.push((name.to_string(), range)),
            Event::Rule
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn add_words(&mut self, words: &str) {
        if let Some(heading) = &mut self.heading {
            heading.words.push_str(words);
        }
        if let Some(of_link) = self.link_words.last_mut() {
            of_link.push_str(words);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, id, .. } => {
                self.check_underline(&range);
                let id = id.map(|id| id.to_string());
                let (level, words_end) = (level as u8, range.start);
                let words = String::new();
                self.heading = Some(OpenHeading { level, id, range, words, words_end });
            }
            Tag::Link { link_type, dest_url, title, id } => {
                self.link_words.push(String::new());
                if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
                    self.add_words(&format!("[[{dest_url}]]"));
                    self.in_bare_reference = true;
                }
                self.notes.used(&id);
                self.check_title(&title, &range);
                self.link(link_type, &dest_url, range, false);
            }
            Tag::Image { link_type, dest_url, title, id } => {
                self.link_words.push(String::new());
                self.notes.used(&id);
                self.check_title(&title, &range);
                self.link(link_type, &dest_url, range, true);
            }
            Tag::FootnoteDefinition(name) => self.notes.written.push((name.to_string(), range)),
            Tag::CodeBlock(kind) => {
                self.in_code = true;
                if let CodeBlockKind::Fenced(info) = kind {
                    self.check_language(&info, range.clone());
                    self.check_fence(&range);
                }
            }
            Tag::BlockQuote(None) => {
                self.check_callout(range.clone());
                self.check_quote(&range);
            }
            Tag::BlockQuote(Some(
                BlockQuoteKind::Note
                | BlockQuoteKind::Tip
                | BlockQuoteKind::Important
                | BlockQuoteKind::Warning
                | BlockQuoteKind::Caution,
            )) => {}
            Tag::Table(columns) => self.table = Table::of(columns.len()),
            Tag::TableHead => self.table.cells.clear(),
            Tag::TableRow => self.start_row(&range),
            Tag::TableCell => self.table.cells.push(range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Link => {
                self.in_bare_reference = false;
                let words = self.end_of_words();
                self.check_link_words(&words, range);
            }
            TagEnd::Image => {
                let words = self.end_of_words();
                self.check_picture_words(&words, range);
            }
            TagEnd::CodeBlock => self.in_code = false,
            TagEnd::TableCell => self.end_cell(),
            TagEnd::TableHead => self.end_head(range),
            TagEnd::TableRow => self.end_row(range),
            TagEnd::Table => self.table = Table::default(),
            _ => {}
        }
    }

    /// The words of the link or picture that ends, its own and those of what is in it.
    fn end_of_words(&mut self) -> String {
        let words = self.link_words.pop().unwrap_or_default();
        if let Some(around) = self.link_words.last_mut() {
            around.push_str(&words);
        }
        words
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        self.check_braces(&heading);
        let OpenHeading { level, id, range, words, .. } = heading;
        let words = words.trim();
        let before = self.prose.headings.last().map_or(1, |heading| heading.level);
        if words.is_empty() {
            let hint = "write its words after the `#`, or remove the line";
            self.report_young(Code::EmptyHeading, range.clone(), "this heading has no words", hint);
        } else if level == 1 {
            self.report(
                Code::HeadingLevel,
                range.clone(),
                "the text has a heading of the first level, which is the page's title",
                format!("write `## {words}`"),
            );
        } else if level > before + 1 {
            let marks = "#".repeat(usize::from(before) + 1);
            self.report(
                Code::HeadingSkip,
                range.clone(),
                &match before {
                    1 => format!("the first heading of this text is of level {level}, not 2"),
                    before => format!("a heading of level {level} follows one of level {before}"),
                },
                format!("write `{marks} {words}`"),
            );
        }
        if let Some(id) = &id {
            self.check_id(id, range);
        }
        let text = words.to_owned();
        self.prose.headings.push(Heading {
            level: level.max(2),
            text,
            id: String::new(),
            also: None,
        });
        self.written_ids.push(id);
    }

    fn link(&mut self, link_type: LinkType, url: &str, range: Range<usize>, is_image: bool) {
        let place = Span::new(self.span.file, range.start, range.end);
        let target = if matches!(link_type, LinkType::WikiLink { .. }) {
            if is_image {
                let hint = format!(
                    "write `[[{url}]]`, without the `!`, or name a file: `![words](picture.png)`"
                );
                self.report(Code::UnknownReference, range, "a reference is not a picture", hint);
                return;
            }
            match reference_of(url, place) {
                Ok(reference) => Target::Reference(reference),
                Err((message, hint)) => {
                    self.report(Code::UnknownKind, range, &message, hint);
                    return;
                }
            }
        } else {
            let url = match link_type {
                LinkType::Email => format!("mailto:{url}"),
                _ => url.to_owned(),
            };
            if !self.check_url(&url, &range, is_image) {
                return;
            }
            Target::Url(url)
        };
        self.prose.links.push(Link { target, span: place, is_image });
    }

    fn check_url(&mut self, url: &str, range: &Range<usize>, is_image: bool) -> bool {
        if matches!(url.trim(), "" | "#" | "mailto:" | "tel:" | "http://" | "https://") {
            let (message, hint) = match is_image {
                true => (
                    "this picture names no file",
                    "write the name of its file between the round brackets: `![what it shows](map.png)`",
                ),
                false => (
                    "this link has no address",
                    "write where it leads between the round brackets: `[about us](/about/)`",
                ),
            };
            self.report_young(Code::EmptyLink, range.clone(), message, hint);
            return false;
        }
        match scheme(url).as_deref() {
            Some("http" | "https") if is_image => {
                self.report(
                    Code::PageRequest,
                    range.clone(),
                    "this picture would be fetched from another site",
                    "put the file beside the text and write its name",
                );
                false
            }
            None | Some("http" | "https" | "mailto" | "tel") => true,
            Some(other) => {
                let message = format!("links that start with `{other}:` are not allowed");
                let hint = "link to a page: https://…, mailto:…, tel:…, or an address of this site";
                self.report(Code::DangerousLink, range.clone(), &message, hint);
                false
            }
        }
    }

    fn check_html(&mut self, html: &str, range: Range<usize>) {
        // A block of HTML comes line by line: one message for the first line is enough.
        let is_closing = html.starts_with("</");
        if is_closing && self.has_html {
            return;
        }
        let is_continued = |last: &&mut Found| {
            last.diagnostic.code == Code::RawHtml && last.range.end >= range.start
        };
        if let Some(last) = self.found.last_mut().filter(is_continued) {
            last.range.end = range.end;
            return;
        }
        self.has_html = true;
        let found = super::yaml::shorten(html.trim());
        let message = format!("HTML is not allowed in text: `{found}`");
        self.report(
            Code::RawHtml,
            range,
            &message,
            "use markdown: `**bold**`, `[text](address)`, tables with `|`; to show a `<`, write `\\<`",
        );
    }
}

/// Reads what is between `[[` and `]]`, without its text.
pub fn reference_of(written: &str, span: Span) -> Result<Reference, (String, String)> {
    let written = written.trim().trim_end_matches('\\');
    let kinds = || EntityKind::ALL.iter().map(|kind| kind.id());
    let all = || kinds().map(|kind| format!("`{kind}:`")).collect::<Vec<_>>().join(", ");
    let Some((word, rest)) = written.split_once(':') else {
        let message = format!("`[[{written}]]` does not say what kind of thing it names");
        return Err((message, format!("start with one of {}, such as `[[org:{written}]]`", all())));
    };
    let Some(kind) = EntityKind::parse(word.trim()) else {
        let near = did_you_mean(word, kinds());
        let near = near.and_then(|near| Some(near.split('`').nth(1)?.to_owned()));
        let hint = match near {
            Some(kind) => format!("write `[[{kind}:{}]]`", rest.trim()),
            None => format!("the kinds are {}", all()),
        };
        return Err((format!("`{word}` is not a kind of thing"), hint));
    };
    let (id, fragment) = id_and_fragment(rest.trim());
    Ok(Reference { kind, id: id.to_owned(), fragment, span })
}

/// The scheme of an address, in lower case, as a browser would see it; nothing for a relative one.
pub fn scheme(url: &str) -> Option<String> {
    if !url.contains(':') {
        return None;
    }
    let seen: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let (before, _) = seen.split_once(':')?;
    let is_scheme = before.starts_with(|c: char| c.is_ascii_alphabetic())
        && before.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if is_scheme { Some(before.to_lowercase()) } else { None }
}

/// The first paragraph in plain words; `name` gives the name of what a bare reference means.
pub fn first_paragraph(text: &str, name: &dyn Fn(&Reference) -> Option<String>) -> String {
    let mut words = String::new();
    let mut bare_reference = false;
    let mut in_paragraph = false;
    for event in Parser::new_ext(text, dialect()) {
        match event {
            Event::Start(Tag::Paragraph) => in_paragraph = true,
            Event::End(TagEnd::Paragraph) if in_paragraph && !words.is_empty() => break,
            Event::Start(Tag::Link {
                link_type: LinkType::WikiLink { has_pothole },
                dest_url,
                ..
            }) => {
                let found =
                    reference_of(&dest_url, Span::NOWHERE).ok().and_then(|found| name(&found));
                if let Some(found) = found.filter(|_| !has_pothole && in_paragraph) {
                    words.push_str(&found);
                    bare_reference = true;
                }
            }
            Event::End(TagEnd::Link) => bare_reference = false,
            Event::Text(text) | Event::Code(text) if in_paragraph && !bare_reference => {
                words.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak if in_paragraph => words.push(' '),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_seen_as_a_browser_sees_them() {
        assert_eq!(scheme("java\nscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme(" JavaScript:x").as_deref(), Some("javascript"));
        assert_eq!(scheme("../a:b"), None);
        assert_eq!(scheme("#a:b"), None);
        assert_eq!(scheme("page.md"), None);
    }
}
