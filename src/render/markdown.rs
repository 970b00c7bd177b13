//! Markdown to HTML: accessible tables, callouts, notes; every link settled; no raw HTML, ever.

use std::collections::BTreeMap;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, LinkType, Parser, Tag, TagEnd,
};

use super::highlight::Highlighter;
use crate::model::Ids;
use crate::model::address::decode_path;
use crate::model::prose::{dialect, heading_id, language_of, reference_of, scheme};
use crate::model::reference::Reference;
use crate::page::LinkTable;
use crate::source::{PictureSize, Span};

/// What is to be made HTML, and where it will stand.
pub(super) struct Request<'t> {
    /// The markdown.
    pub(super) text: &'t str,
    /// What is put before ids.
    pub(super) prefix: &'t str,
    /// How many levels headings go down.
    pub(super) shift: u8,
    /// The folder of the file, from which relative links start.
    pub(super) folder: &'t str,
    /// What its headings are called in order, and what else; those after the last are called by their words.
    pub(super) headings: &'t [(String, Option<String>)],
    /// What leads from the page to the top of the site.
    pub(super) root: &'t str,
}

/// How a picture begins: it is fetched when a reader comes near it.
const LAZY_PICTURE: &str = "<img loading=\"lazy\" ";

/// Has the first picture of a finished page fetched at once, as it may be on the first screen.
pub(super) fn hasten_first_picture(page: &mut Vec<u8>) {
    if let Some(at) = memchr::memmem::find(page, LAZY_PICTURE.as_bytes()) {
        page.drain(at + "<img ".len()..at + LAZY_PICTURE.len());
    }
}

/// Makes the HTML.
pub(super) fn html(request: &Request<'_>, links: &LinkTable, highlighter: &Highlighter) -> String {
    let mut writer = Writer {
        request,
        links,
        highlighter,
        out: String::with_capacity(request.text.len() * 3 / 2),
        names: request.headings.iter(),
        ids: Ids::with(&["main"]),
        labels: Ids::default(),
        table: None,
        code: None,
        image: None,
        heading: None,
        bare_reference: None,
        is_naming: false,
        notes: Vec::new(),
        numbers: BTreeMap::new(),
        outside_note: None,
    };
    for event in Parser::new_ext(request.text, dialect()) {
        writer.event(event);
    }
    writer.finish()
}

/// What becomes of pictures where their files may not be at hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pictures {
    /// They stay: their files lie beside the page.
    Shown,
    /// What they show, in words.
    InWords,
}

/// HTML that depends on nothing else: links to elsewhere stay, references become the names of what they name.
pub(super) fn plain_html(
    text: &str,
    name: &dyn Fn(&Reference) -> String,
    pictures: Pictures,
) -> String {
    // What becomes of the ends and the words of the links that are open: links do not nest.
    let (mut is_kept, mut is_named) = (true, false);
    let events = Parser::new_ext(text, dialect()).filter_map(|event| match event {
        Event::Start(Tag::Link {
            link_type: LinkType::WikiLink { has_pothole }, dest_url, ..
        }) => {
            (is_kept, is_named) = (false, !has_pothole);
            let found = reference_of(&dest_url, Span::NOWHERE).ok();
            let words = found.map_or_else(|| dest_url.to_string(), |found| name(&found));
            is_named.then(|| Event::Text(words.into()))
        }
        Event::Start(Tag::Link { ref dest_url, .. }) => {
            is_kept = scheme(dest_url).is_some();
            is_kept.then_some(event)
        }
        Event::End(TagEnd::Link) => {
            is_named = false;
            is_kept.then_some(event)
        }
        Event::Text(_) | Event::Code(_) if is_named => None,
        Event::Html(_) | Event::InlineHtml(_) => None,
        Event::Start(Tag::Image { .. }) if pictures == Pictures::InWords => {
            Some(Event::Text("Picture: ".into()))
        }
        Event::End(TagEnd::Image) if pictures == Pictures::InWords => None,
        event => Some(event),
    });
    let mut html = String::with_capacity(text.len() * 5 / 4);
    pulldown_cmark::html::push_html(&mut html, events);
    html
}

/// Text for HTML, in an element or an attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_into(&mut escaped, text);
    escaped
}

pub(super) fn escape_into(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'&' | b'<' | b'>' | b'"')) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

struct Writer<'r> {
    request: &'r Request<'r>,
    links: &'r LinkTable,
    highlighter: &'r Highlighter,
    out: String,
    /// The ids of the headings that are still to come.
    names: std::slice::Iter<'r, (String, Option<String>)>,
    ids: Ids,
    labels: Ids,
    table: Option<TableState>,
    code: Option<(String, String)>,
    image: Option<(String, String)>,
    heading: Option<HeadingState>,
    /// The name to show for a reference without words, while its own words are skipped.
    bare_reference: Option<String>,
    /// Whether that name is being written: ids of headings are made of what the author typed.
    is_naming: bool,
    notes: Vec<FootNote>,
    /// Which of the notes has a name.
    numbers: BTreeMap<String, usize>,
    /// What was written before a note began.
    outside_note: Option<(usize, String)>,
}

struct TableState {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    /// The headings of the columns, which name the table for those who listen to it.
    heads: Vec<String>,
    start: usize,
}

impl TableState {
    /// Whether it needs a box of its own that scrolls, and on narrow screens cards.
    const fn is_wide(&self) -> bool {
        self.alignments.len() > 3
    }
}

struct HeadingState {
    level: u8,
    id: Option<String>,
    words: String,
    start: usize,
}

#[derive(Default)]
struct FootNote {
    html: String,
    n_cited: usize,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(words) => self.push_words(&words),
            Event::Code(words) => {
                if let Some(heading) = &mut self.heading {
                    heading.words.push_str(&words);
                }
                self.add_to_head(&words);
                if let Some((_, alt)) = &mut self.image {
                    alt.push_str(&words);
                } else if self.bare_reference.is_none() {
                    self.out.push_str("<code>");
                    escape_into(&mut self.out, &words);
                    self.out.push_str("</code>");
                }
            }
            // Raw HTML has been reported; should it come this far, it is shown, not obeyed.
            Event::Html(words) | Event::InlineHtml(words) => self.push_words(&words),
            Event::SoftBreak => self.push_words("\n"),
            Event::HardBreak => self.out.push_str("<br>"),
            Event::Rule => self.out.push_str("<hr>"),
            Event::TaskListMarker(is_done) => self.out.push_str(if is_done {
                "<span class=\"task task-done\" role=\"img\" aria-label=\"Done:\"></span> "
            } else {
                "<span class=\"task\" role=\"img\" aria-label=\"To do:\"></span> "
            }),
            Event::FootnoteReference(name) => self.cite(&name),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::InlineMath(words) | Event::DisplayMath(words) => self.push_words(&words),
        }
    }

    /// The heads of a table's columns are its name for those who listen to it.
    fn add_to_head(&mut self, words: &str) {
        let table = self.table.as_mut().filter(|table| table.in_head);
        if let Some(head) = table.and_then(|table| table.heads.last_mut()) {
            head.push_str(words);
        }
    }

    fn push_words(&mut self, words: &str) {
        if let Some(heading) = self.heading.as_mut().filter(|_| !self.is_naming) {
            heading.words.push_str(words);
        }
        if self.bare_reference.is_none() {
            self.add_to_head(words);
        }
        if let Some((_, code)) = &mut self.code {
            code.push_str(words);
        } else if let Some((_, alt)) = &mut self.image {
            alt.push_str(words);
        } else if self.bare_reference.is_none() {
            escape_into(&mut self.out, words);
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        if self.image.is_some() {
            return;
        }
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, id, .. } => {
                let level = (level as u8 + self.request.shift).clamp(2, 6);
                let id = id.map(|id| id.to_string());
                let start = self.out.len();
                self.heading = Some(HeadingState { level, id, words: String::new(), start });
            }
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(info) => language_of(info),
                    CodeBlockKind::Indented => "",
                };
                self.code = Some((language.to_owned(), String::new()));
            }
            Tag::List(Some(1)) => self.out.push_str("<ol>"),
            Tag::List(Some(start)) => self.out.push_str(&format!("<ol start=\"{start}\">")),
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(name) => {
                let at = self.note(&name);
                self.outside_note = Some((at, std::mem::take(&mut self.out)));
            }
            Tag::DefinitionList => self.out.push_str("<dl>"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => {
                if let Some(table) = &mut self.table {
                    table.in_head = true;
                    table.column = 0;
                }
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.column = 0;
                }
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { link_type, dest_url, .. } => self.start_link(link_type, &dest_url),
            Tag::Image { dest_url, .. }
                if self.links.is_removed(self.request.folder, &dest_url) =>
            {
                self.out.push_str("Picture, removed for a reason of law: ");
            }
            Tag::Image { dest_url, .. } => {
                self.image = Some((self.settle(&dest_url), String::new()));
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) | Tag::Superscript | Tag::Subscript => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if self.image.is_some() && tag != TagEnd::Image {
            return;
        }
        match tag {
            TagEnd::Paragraph => self.out.push_str("</p>"),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>"),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::List(true) => self.out.push_str("</ol>"),
            TagEnd::List(false) => self.out.push_str("</ul>"),
            TagEnd::Item => self.out.push_str("</li>"),
            TagEnd::FootnoteDefinition => {
                if let Some((at, outside)) = self.outside_note.take() {
                    self.notes[at].html = std::mem::replace(&mut self.out, outside);
                }
            }
            TagEnd::DefinitionList => self.out.push_str("</dl>"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>"),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.in_head = false;
                }
                self.out.push_str("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.out.push_str("</tr>"),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link => {
                if let Some(name) = self.bare_reference.take() {
                    self.is_naming = true;
                    self.push_words(&name);
                    self.is_naming = false;
                }
                self.out.push_str("</a>");
            }
            TagEnd::Image => self.end_image(),
            TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_)
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
        }
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else {
            return;
        };
        let HeadingState { level, start, id, words } = heading;
        let (id, also) =
            self.names.next().cloned().unwrap_or_else(|| {
                (self.ids.unique(&id.unwrap_or_else(|| heading_id(&words))), None)
            });
        let prefix = self.request.prefix;
        let also = also.map(|id| format!("<span id=\"{prefix}{}\"></span>", escape(&id)));
        let also = also.unwrap_or_default();
        let open = format!("{also}<h{level} id=\"{prefix}{}\">", escape(&id));
        self.out.insert_str(start, &open);
        self.out.push_str(&format!("</h{level}>"));
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (class, label) = match kind {
            None => {
                self.out.push_str("<blockquote>");
                return;
            }
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        self.out.push_str(&format!(
            "<div class=\"callout callout-{class}\"><p class=\"callout-label\">{label}</p>"
        ));
    }

    fn end_code(&mut self) {
        let Some((language, code)) = self.code.take() else {
            return;
        };
        self.out.push_str("<pre class=\"code\" tabindex=\"0\"><code>");
        let html = if language.is_empty() {
            escape(&code)
        } else {
            self.highlighter.html(&language, &code)
        };
        self.out.push_str(&html);
        self.out.push_str("</code></pre>");
    }

    fn start_table(&mut self, alignments: Vec<Alignment>) {
        let start = self.out.len();
        self.table =
            Some(TableState { alignments, column: 0, in_head: false, heads: Vec::new(), start });
    }

    fn start_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        if table.in_head {
            table.heads.push(String::new());
        }
        let is_number = matches!(table.alignments.get(table.column), Some(Alignment::Right));
        self.out.push_str(match (table.in_head, is_number) {
            (true, true) => "<th scope=\"col\" class=\"number\"",
            (true, false) => "<th scope=\"col\"",
            (false, true) => "<td class=\"number\"",
            (false, false) => "<td",
        });
        // On narrow screens a row becomes a card, in which each cell needs the head of its column.
        let head = table.heads.get(table.column).map(|it| it.trim());
        if let Some(head) = head.filter(|it| table.is_wide() && !table.in_head && !it.is_empty()) {
            self.out.push_str(" data-label=\"");
            escape_into(&mut self.out, head);
            self.out.push('"');
        }
        self.out.push('>');
        if table.is_wide() && !table.in_head {
            self.out.push_str("<span>");
        }
    }

    fn end_cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        table.column += 1;
        self.out.push_str(match (table.in_head, table.is_wide()) {
            (true, _) => "</th>",
            (false, true) => "</span></td>",
            (false, false) => "</td>",
        });
    }

    /// A table is named by the headings of its columns. A wide one can be scrolled by itself, with the keyboard too.
    fn end_table(&mut self) {
        self.out.push_str("</tbody></table>");
        let Some(table) = self.table.take() else { return };
        let heads = table.heads.join(", ");
        let label = self.labels.unique(&format!("Table: {}", heads.trim()));
        let label = escape(&label);
        if table.is_wide() {
            let open = format!(
                "<section class=\"scroll rows-as-cards\" tabindex=\"0\" aria-label=\"{label}\">\
                 <p class=\"scroll-hint\">Scroll for more columns</p><table aria-label=\"{label}\">"
            );
            self.out.insert_str(table.start, &open);
            self.out.push_str("</section>");
        } else {
            self.out.insert_str(table.start, &format!("<table aria-label=\"{label}\">"));
        }
    }

    fn end_image(&mut self) {
        let Some((source, alt)) = self.image.take() else {
            return;
        };
        self.out.push_str(LAZY_PICTURE);
        self.out.push_str("src=\"");
        escape_into(&mut self.out, &source);
        self.out.push_str("\" alt=\"");
        escape_into(&mut self.out, &alt);
        self.out.push('"');
        let path = source.strip_prefix(self.request.root).unwrap_or(&source);
        if let Some(size) = self.links.picture(path) {
            let PictureSize { width, height, .. } = size;
            self.out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
        }
        self.out.push('>');
    }

    fn start_link(&mut self, link_type: LinkType, url: &str) {
        let href = match link_type {
            LinkType::WikiLink { has_pothole } => {
                let found = reference_of(url, Span::NOWHERE).ok();
                let found = found.and_then(|reference| self.links.entity(&reference));
                let Some(found) = found else {
                    self.out.push_str("<a>");
                    return;
                };
                if !has_pothole {
                    self.bare_reference = Some(found.name);
                }
                if found.path.is_empty() {
                    self.out.push_str("<a>");
                    return;
                }
                format!("{}{}", self.request.root, found.path)
            }
            LinkType::Email => format!("mailto:{url}"),
            _ => self.settle(url),
        };
        self.out.push_str("<a href=\"");
        escape_into(&mut self.out, &href);
        self.out.push_str("\">");
    }

    /// Where a link as written leads, from the page on which it will stand.
    fn settle(&self, url: &str) -> String {
        match scheme(url).as_deref() {
            Some("http" | "https" | "mailto" | "tel") => return url.to_owned(),
            Some(_) => return "#main".to_owned(),
            None => {}
        }
        if let Some(path) = url.strip_prefix('/') {
            return format!("{}{path}", self.request.root);
        }
        if let Some(place) = url.strip_prefix('#') {
            let meant = decode_path(place);
            let is_own = |(id, also): &(String, Option<String>)| {
                Some(id) == meant.as_ref() || also.is_some() && *also == meant
            };
            let is_own = self.request.headings.iter().any(is_own);
            return format!("#{}{place}", if is_own { self.request.prefix } else { "" });
        }
        if url.is_empty() {
            return url.to_owned();
        }
        match self.links.relative(self.request.folder, url) {
            Some(path) => format!("{}{path}", self.request.root),
            None => url.to_owned(),
        }
    }

    /// The number of a note, in the order of their first mention.
    fn note(&mut self, name: &CowStr<'_>) -> usize {
        let next = self.notes.len();
        let at = *self.numbers.entry(name.to_string()).or_insert(next);
        if at == next {
            self.notes.push(FootNote::default());
        }
        at
    }

    fn cite(&mut self, name: &CowStr<'_>) {
        let at = self.note(name);
        self.notes[at].n_cited += 1;
        let again = self.notes[at].n_cited;
        let prefix = self.request.prefix;
        let number = at + 1;
        let id = if again == 1 { String::new() } else { format!("-{again}") };
        self.out.push_str(&format!(
            "<sup><a id=\"{prefix}cite_{number}{id}\" href=\"#{prefix}note_{number}\" aria-label=\"Note {number}\">[{number}]</a></sup>"
        ));
    }

    fn finish(mut self) -> String {
        if self.notes.iter().any(|note| note.n_cited > 0) {
            let prefix = self.request.prefix;
            self.out.push_str("<div class=\"footnotes\"><ol>");
            for (at, note) in self.notes.iter().enumerate() {
                let number = at + 1;
                let back = format!(
                    "<a href=\"#{prefix}cite_{number}\">Back to the text of note {number}</a>"
                );
                let body = match note.html.strip_suffix("</p>") {
                    Some(body) => format!("{body} {back}</p>"),
                    None => format!("{} <p>{back}</p>", note.html),
                };
                self.out.push_str(&format!("<li id=\"{prefix}note_{number}\">{body}</li>"));
            }
            self.out.push_str("</ol></div>");
        }
        self.out
    }
}
