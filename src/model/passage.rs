//! Running words: a text as a reader meets it, paragraph by paragraph, with the way back to its place.
//!
//! Markdown becomes words here without its marks, addresses and code samples.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use super::prose::dialect;

/// What a stretch of words is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PassageKind {
    /// Sentences: a paragraph, an item of a list, a note.
    Running,
    /// A heading, a term, a cell of a table: words that need not be sentences.
    Label,
}

/// A stretch of words that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passage<'t> {
    /// What it is.
    pub kind: PassageKind,
    /// The words, without marks.
    pub words: Cow<'t, str>,
    /// Where pieces of the words begin, here and in the text; none where the words are the text.
    marks: Vec<(usize, usize)>,
    /// The quotation marks in the words, found when somebody asks.
    quotes: OnceCell<Vec<Quotes>>,
}

/// The last quotation marks of each kind up to one of them, and how many straight ones there are.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Quotes {
    at: usize,
    double: [Option<usize>; 2],
    single: [Option<usize>; 2],
    n_straight: usize,
}

impl<'t> Passage<'t> {
    /// The passage of a text without markdown.
    pub fn plain(text: &'t str) -> Self {
        Self::new(PassageKind::Running, Cow::Borrowed(text), Vec::new())
    }

    fn new(kind: PassageKind, words: Cow<'t, str>, marks: Vec<(usize, usize)>) -> Self {
        Self { kind, words, marks, quotes: OnceCell::new() }
    }

    /// The stretch of the text from which a stretch of the words comes.
    pub fn range_in_text(&self, words: &Range<usize>) -> Range<usize> {
        let at = |offset: usize| {
            let next = self.marks.partition_point(|(here, _)| *here <= offset);
            let (here, there) = next.checked_sub(1).map_or((0, 0), |before| self.marks[before]);
            there + (offset - here)
        };
        let start = at(words.start);
        start..at(words.end.saturating_sub(1)).max(start) + usize::from(!words.is_empty())
    }

    /// Whether a stretch of the words stands between quotation marks.
    pub fn is_quoted(&self, words: &Range<usize>) -> bool {
        let all = self.quotes.get_or_init(|| quotes(&self.words));
        let n_before = all.partition_point(|it| it.at < words.start);
        let last = n_before.checked_sub(1).map_or_else(Quotes::default, |last| all[last]);
        let is_open = |[opened, closed]: [Option<usize>; 2]| opened.is_some() && opened > closed;
        is_open(last.double)
            || is_open(last.single)
            || last.n_straight % 2 == 1
            || self.words[..words.start].ends_with('\'')
    }
}

fn quotes(words: &str) -> Vec<Quotes> {
    let mut last = Quotes::default();
    let marks = words.char_indices().filter_map(|(at, mark)| {
        match mark {
            '“' => last.double[0] = Some(at),
            '”' => last.double[1] = Some(at),
            '‘' => last.single[0] = Some(at),
            '’' => last.single[1] = Some(at),
            '"' => last.n_straight += 1,
            _ => return None,
        }
        last.at = at;
        Some(last)
    });
    marks.collect()
}

/// The passages of a markdown text, in order.
///
/// A reference without words of its own stands as its id, a code sample in a line as "Code".
pub fn passages(text: &str) -> Vec<Passage<'_>> {
    if is_one_plain_paragraph(text) {
        return vec![Passage::plain(text)];
    }
    let mut reading = PassageParser { done: Vec::new(), words: String::new(), marks: Vec::new() };
    let mut kind = PassageKind::Running;
    let (mut is_code, mut is_bare) = (false, false);
    for (event, range) in Parser::new_ext(text, dialect()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
                    reading.push(&name_of(&dest_url), range.start);
                    is_bare = true;
                }
            }
            Event::End(TagEnd::Link) => is_bare = false,
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Image { .. })
            | Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Image,
            ) => {}
            Event::Start(tag) => {
                reading.flush(kind);
                is_code = matches!(tag, Tag::CodeBlock(_));
                kind = match tag {
                    Tag::Heading { .. } | Tag::TableCell | Tag::DefinitionListTitle => {
                        PassageKind::Label
                    }
                    _ => PassageKind::Running,
                };
            }
            Event::End(_) => {
                reading.flush(kind);
                is_code = false;
                kind = PassageKind::Running;
            }
            Event::Text(words) if !is_code && !is_bare => reading.push(&words, range.start),
            Event::Code(_) if !is_bare => reading.push("Code", range.start),
            Event::SoftBreak | Event::HardBreak => reading.push(" ", range.start),
            _ => {}
        }
    }
    reading.flush(kind);
    reading.done
}

/// Whether a text has no mark of markdown: most fields are one such line, and need no parser.
fn is_one_plain_paragraph(text: &str) -> bool {
    let is_mark = |byte: u8| {
        matches!(
            byte,
            b'[' | b']'
                | b'*'
                | b'_'
                | b'`'
                | b'#'
                | b'<'
                | b'>'
                | b'|'
                | b'\\'
                | b'~'
                | b'&'
                | b'\n'
                | b'!'
        )
    };
    text.starts_with(|c: char| c.is_alphabetic()) && !text.bytes().any(is_mark)
}

struct PassageParser {
    done: Vec<Passage<'static>>,
    words: String,
    marks: Vec<(usize, usize)>,
}

impl PassageParser {
    fn push(&mut self, words: &str, at: usize) {
        self.marks.push((self.words.len(), at));
        self.words.push_str(words);
    }

    fn flush(&mut self, kind: PassageKind) {
        let words = std::mem::take(&mut self.words);
        let marks = std::mem::take(&mut self.marks);
        if !words.trim().is_empty() {
            self.done.push(Passage::new(kind, Cow::Owned(words), marks));
        }
    }
}

/// The id of a reference as one word, as names are read at one glance: `org:vale-trust` is "Vale-trust".
fn name_of(reference: &str) -> String {
    let id = reference.split_once(':').map_or(reference, |(_, id)| id);
    let id = id.split('#').next().unwrap_or(id).replace('/', "-");
    let mut letters = id.trim().chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().collect::<String>() + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_addresses_and_code_are_left_out() {
        let text = "## The *plan*\n\nSee [[org:vale-trust]] and [the `b` page](x.md).\n\n```\ncode\n```\n- One\n- Two";
        let found: Vec<_> =
            passages(text).into_iter().map(|it| (it.kind, it.words.into_owned())).collect();
        let running = |words: &str| (PassageKind::Running, words.to_owned());
        assert_eq!(
            found,
            [
                (PassageKind::Label, "The plan".to_owned()),
                running("See Vale-trust and the Code page."),
                running("One"),
                running("Two"),
            ]
        );
    }

    #[test]
    fn words_lead_back_to_their_place() {
        let text = "A **strong** word\nand *another*.";
        let passage = &passages(text)[0];
        for word in ["strong", "word", "another"] {
            let at = passage.words.find(word).expect("it is there");
            assert_eq!(&text[passage.range_in_text(&(at..at + word.len()))], word);
        }
    }

    #[test]
    fn quotation_marks_are_seen() {
        for (text, is_quoted) in [
            ("It is no “takeover”.", true),
            ("It is no \"big takeover\".", true),
            ("“No”, it is no takeover.", false),
            ("The board's takeover", false),
        ] {
            let at = text.find("takeover").expect("it is there");
            assert_eq!(Passage::plain(text).is_quoted(&(at..at + 8)), is_quoted, "{text}");
        }
    }
}
