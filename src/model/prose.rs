//! Markdown as authors wrote it: checked, with its headings and links and their places.
//!
//! Makes no HTML; `render::markdown` does.

mod language;
mod slug;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{
    BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd,
};

use super::Ids;
use super::decode::{Decoder, FieldType};
use super::places::Places;
use super::reference::{EntityKind, Reference, id_and_fragment};
use super::reflect::{ScalarRef, ValueRef};
use super::scalar::Slug;
use super::schema::Schema;
use super::yaml::{Kind, Node};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::source::{Span, floor_char_boundary};

pub use language::{COLOURED_LANGUAGES, PLAIN_LANGUAGES, language_of};
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
        prose: Prose { text: text.to_owned(), span, headings: Vec::new(), links: Vec::new() },
        heading: None,
        ids: Ids::with(&["main"]),
        heading_words: String::new(),
        has_words: Vec::new(),
        notes_cited: Vec::new(),
        notes_written: Vec::new(),
        cell: None,
        in_bare_reference: false,
        has_html: false,
        line: 0..0,
        last_end: None,
        diagnostics: Vec::new(),
    };
    for (event, range) in Parser::new_ext(text, dialect()).into_offset_iter() {
        reading.event(event, range);
    }
    reading.check_footnotes();
    let ProseParser { mut prose, diagnostics, .. } = reading;
    let place = Places::of(decoder.text(), text, span);
    for (mut diagnostic, range) in diagnostics {
        diagnostic.place = Some(crate::diag::Place::Span(place.span_of(&range)));
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

/// What is known half-way through a text.
struct ProseParser<'t> {
    text: &'t str,
    span: Span,
    prose: Prose,
    heading: Option<(u8, Option<String>, Range<usize>)>,
    ids: Ids,
    heading_words: String,
    /// Whether the open links and images have words so far.
    has_words: Vec<bool>,
    notes_cited: Vec<(String, Range<usize>)>,
    notes_written: Vec<(String, Range<usize>)>,
    cell: Option<Range<usize>>,
    /// Whether the words are those of a reference without words of its own.
    in_bare_reference: bool,
    has_html: bool,
    /// The line that was looked at for the end of a reference, and where the last one ends in it.
    line: Range<usize>,
    last_end: Option<usize>,
    diagnostics: Vec<(Diagnostic, Range<usize>)>,
}

impl ProseParser<'_> {
    fn report(&mut self, code: Code, range: Range<usize>, message: &str, hint: impl Into<String>) {
        let diagnostic = Diagnostic::at(code, self.span, message).hint(hint);
        self.diagnostics.push((diagnostic, range));
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(_) if self.in_bare_reference => {}
            Event::Text(words) => {
                self.add_words(&words);
                self.check_text(range);
            }
            Event::Code(words) => self.add_words(&words),
            Event::SoftBreak | Event::HardBreak => self.add_words(" "),
            Event::Html(html) | Event::InlineHtml(html) => self.check_html(&html, range),
            Event::FootnoteReference(name) => self.notes_cited.push((name.to_string(), range)),
            Event::Rule
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn add_words(&mut self, words: &str) {
        if self.heading.is_some() {
            self.heading_words.push_str(words);
        }
        if let Some(has_words) = self.has_words.last_mut() {
            *has_words |= !words.trim().is_empty();
        }
    }

    fn check_html(&mut self, html: &str, range: Range<usize>) {
        // A block of HTML comes line by line: one message for the first line is enough.
        let is_closing = html.starts_with("</");
        if is_closing && self.has_html {
            return;
        }
        let continues = self
            .diagnostics
            .last()
            .is_some_and(|(last, before)| last.code == Code::RawHtml && before.end >= range.start);
        if continues {
            if let Some((_, before)) = self.diagnostics.last_mut() {
                before.end = range.end;
            }
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

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, id, .. } => {
                self.heading_words.clear();
                self.heading = Some((level as u8, id.map(|id| id.to_string()), range));
            }
            Tag::Link { link_type, dest_url, .. } => {
                self.has_words.push(false);
                if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
                    self.add_words(&format!("[[{dest_url}]]"));
                    self.in_bare_reference = true;
                }
                self.link(link_type, &dest_url, range, false);
            }
            Tag::Image { link_type, dest_url, .. } => {
                self.has_words.push(false);
                self.link(link_type, &dest_url, range, true);
            }
            Tag::FootnoteDefinition(name) => self.notes_written.push((name.to_string(), range)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => self.check_language(&info, range),
            Tag::BlockQuote(None) => self.check_callout(range),
            Tag::BlockQuote(Some(
                BlockQuoteKind::Note
                | BlockQuoteKind::Tip
                | BlockQuoteKind::Important
                | BlockQuoteKind::Warning
                | BlockQuoteKind::Caution,
            )) => {}
            Tag::TableCell => self.cell = Some(range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Link => {
                self.in_bare_reference = false;
                if !self.end_of_words() {
                    self.report(
                        Code::EmptyLink,
                        range,
                        "this link has no words",
                        "write what the link leads to between the square brackets",
                    );
                }
            }
            TagEnd::Image => {
                let has_words = self.end_of_words();
                if !has_words {
                    self.report(
                        Code::MissingAlt,
                        range,
                        "this image has no description",
                        "say between the square brackets what the picture shows: `![Map of the four places](map.png)`",
                    );
                }
            }
            TagEnd::TableCell => self.end_cell(),
            _ => {}
        }
    }

    /// Whether the link or picture that ends has words, its own or those of what is in it.
    fn end_of_words(&mut self) -> bool {
        let has_words = self.has_words.pop().unwrap_or(false);
        if let Some(around) = self.has_words.last_mut() {
            *around |= has_words;
        }
        has_words
    }

    fn end_heading(&mut self) {
        let Some((level, id, range)) = self.heading.take() else { return };
        let words = std::mem::take(&mut self.heading_words);
        let place = range.clone();
        let before = self.prose.headings.last().map_or(1, |heading| heading.level);
        if level == 1 {
            self.report(
                Code::HeadingLevel,
                range,
                "the text has a heading of the first level, which is the page's title",
                format!("write `## {}`", words.trim()),
            );
        } else if level > before + 1 {
            let marks = "#".repeat(usize::from(before) + 1);
            self.report(
                Code::HeadingSkip,
                range,
                &match before {
                    1 => format!("the first heading of this text is of level {level}, not 2"),
                    before => format!("a heading of level {level} follows one of level {before}"),
                },
                format!("write `{marks} {}`", words.trim()),
            );
        }
        if let Some(id) = id.as_deref().filter(|id| !Slug::is_sound(id)) {
            let message = format!("`{id}` can't be the id of a heading");
            let hint = format!("write `{{#{}}}`", heading_id(id));
            self.report(Code::BadId, place, &message, hint);
        }
        let wanted = id.unwrap_or_else(|| heading_id(&words));
        let id = self.ids.unique(&wanted);
        self.prose.headings.push(Heading {
            level: level.max(2),
            text: words.trim().to_owned(),
            id,
        });
    }

    /// A `|` in a reference ends the cell of a table and leaves half a reference.
    fn end_cell(&mut self) {
        let Some(range) = self.cell.take() else {
            return;
        };
        let cell = self.text.get(range.clone()).unwrap_or("");
        let Some(at) = cell.rfind("[[") else { return };
        let half = &cell[at..];
        let names_a_kind = half[2..].split(':').next().and_then(EntityKind::parse).is_some();
        if !half.contains("]]") && names_a_kind {
            let start = range.start + at;
            self.report(
                Code::UnknownReference,
                start..start + half.trim_end().len(),
                "the `|` of this reference ends the cell of the table",
                "write `\\|` instead of `|` inside a table",
            );
        }
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

    fn check_language(&mut self, info: &str, range: Range<usize>) {
        let language = language_of(info);
        let known = || COLOURED_LANGUAGES.iter().chain(PLAIN_LANGUAGES).copied();
        if language.is_empty() || known().any(|name| name == language) {
            return;
        }
        let line_end = self.text[range.start..].find('\n').unwrap_or(range.len());
        let all = known().collect::<Vec<_>>().join(", ");
        let hint =
            did_you_mean(language, known()).unwrap_or_else(|| format!("the languages are {all}"));
        let message = format!("`{language}` is not a language that can be coloured");
        self.report(Code::UnknownLanguage, range.start..range.start + line_end, &message, hint);
    }

    fn check_callout(&mut self, range: Range<usize>) {
        // Quotes in quotes begin alike: each looks at its own beginning only.
        let quote = &self.text[range.clone()];
        let quote = &quote[..floor_char_boundary(quote, FIRST_LINE)];
        let line = quote.trim_start_matches(['>', ' ']).lines().next().unwrap_or("");
        let Some((word, rest)) = line.strip_prefix("[!").and_then(|rest| rest.split_once(']'))
        else {
            return;
        };
        let known = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
        if known.contains(&word) && !rest.trim().is_empty() {
            let end = range.start + quote.find('\n').unwrap_or(quote.len());
            let hint = format!("put `{}` on the next line, after a `>`", rest.trim());
            let message = format!("`[!{word}]` must be alone on its line");
            self.report(Code::UnknownCallout, range.start..end, &message, hint);
            return;
        }
        let message = format!("`{word}` is not a kind of callout");
        let hint = did_you_mean(word, known)
            .unwrap_or_else(|| format!("write one of {}", known.join(", ")));
        let end = range.start + quote.find('\n').unwrap_or(quote.len());
        self.report(Code::UnknownCallout, range.start..end, &message, hint);
    }

    /// A note that is cited but not written comes as plain text.
    fn check_text(&mut self, range: Range<usize>) {
        let rest = &self.text[range.start..];
        self.check_open_reference(rest, range.start);
        let Some(rest) = rest.strip_prefix("[^") else { return };
        let end = rest.find(|c: char| c == ']' || c == '[' || c.is_whitespace());
        let name = end.filter(|end| rest[*end..].starts_with(']')).map_or("", |end| &rest[..end]);
        if !name.is_empty() {
            self.notes_cited.push((name.to_owned(), range.start..range.start + name.len() + 3));
        }
    }

    /// Brackets that begin a reference to a kind of thing, and do not end.
    fn check_open_reference(&mut self, rest: &str, start: usize) {
        let Some(inner) = rest.strip_prefix("[[") else { return };
        let longest = EntityKind::ALL.iter().map(|kind| kind.id().len()).max().unwrap_or(0);
        let beginning = &inner[..floor_char_boundary(inner, longest + 1)];
        let is_kind =
            beginning.split_once(':').is_some_and(|(word, _)| EntityKind::parse(word).is_some());
        if !is_kind {
            return;
        }
        if !self.line.contains(&start) {
            let line = inner.split('\n').next().unwrap_or(inner);
            self.line = start..start + 2 + line.len();
            self.last_end = line.rfind("]]").map(|at| start + 2 + at);
        }
        if self.last_end.is_some_and(|end| end >= start + 2) {
            return;
        }
        let words = &inner[..floor_char_boundary(inner, FIRST_LINE)];
        let words = words.split("[[").next().unwrap_or(words);
        let words = words.split(['\n', ' ', ',', '.', ']']).next().unwrap_or(words);
        let message = format!("the reference `[[{words}` does not end");
        let range = start..start + 2 + words.len();
        self.report(Code::OpenReference, range, &message, format!("write `[[{words}]]`"));
    }

    fn check_footnotes(&mut self) {
        let cited: BTreeSet<String> =
            self.notes_cited.iter().map(|(name, _)| name.clone()).collect();
        let written: BTreeSet<String> =
            self.notes_written.iter().map(|(name, _)| name.clone()).collect();
        for (name, range) in std::mem::take(&mut self.notes_cited) {
            if !written.contains(&name) {
                let message = format!("footnote `{name}` is cited but not written");
                let hint = format!("add a line `[^{name}]: …` at the end, or remove the mark");
                self.report(Code::UnknownFootnote, range, &message, hint);
            }
        }
        for (name, range) in std::mem::take(&mut self.notes_written) {
            if !cited.contains(&name) {
                let message = format!("footnote `{name}` is written but not cited");
                let hint = format!("put `[^{name}]` in the text, or remove the note");
                self.report(Code::UnknownFootnote, range, &message, hint);
            }
        }
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
