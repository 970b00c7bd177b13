//! YAML in, a tree with places out. The only file that knows the YAML reader.

mod lost;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use serde_yaml::granit_parser::{
    ErrorKind, Event, Marker, Options, Parser, ScalarStyle, ScanError, StrInput, StructureStyle,
};

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

pub use tree::{Entry, Kind, Look, Node, Scalar, shorten};

/// Reads one YAML text; `start` is where it begins in its file.
///
/// With it comes what is wrong: each key that occurs twice, each comma that cut a text, and the first slip after
/// which nothing can be read. There is no tree where any of that is a mistake.
pub fn parse(
    file: FileId,
    whole: &str,
    start: usize,
    end: usize,
) -> (Option<Node>, Vec<Diagnostic>) {
    let text = &whole[start..end];
    let mut reader = TreeReader {
        file,
        text,
        start,
        events: Parser::new_from_str_with_options(text, options()),
        anchors: BTreeMap::new(),
        values: 0,
        repeats: 0,
        repeated_bytes: 0,
        unused: BTreeMap::new(),
        slips: Vec::new(),
    };
    let node = match reader.document() {
        Ok(node) => Some(node),
        Err(slip) => {
            reader.slips.push(*slip);
            None
        }
    };
    let is_sound = !reader.slips.iter().any(Diagnostic::is_error);
    (node.filter(|_| is_sound), reader.slips)
}

/// How deep values may nest.
const MAX_DEPTH: usize = 24;
/// How many values a file may have, those that `*name` repeats included.
const MAX_VALUES: usize = 2_000_000;
/// How many values `*name` may repeat.
const MAX_REPEATED: usize = 50_000;
/// How many letters they may have in all.
const MAX_REPEATED_BYTES: usize = 32 << 20;

fn options() -> Options {
    let mut options = Options::default();
    options.set_emit_comments(false);
    options
}

/// Builds a tree from what the parser hands over.
struct TreeReader<'t> {
    file: FileId,
    text: &'t str,
    start: usize,
    events: Parser<'t, StrInput<'t>>,
    /// What `&name` stands for.
    anchors: BTreeMap<usize, Anchored>,
    values: usize,
    repeats: usize,
    repeated_bytes: usize,
    unused: lost::Unused,
    slips: Vec<Diagnostic>,
}

/// A value that has a name, how many values it holds and how deep they nest.
struct Anchored {
    node: Node,
    values: usize,
    bytes: usize,
    depth: usize,
}

type Placed<'t> = (Event<'t>, Span);
type Slip = Box<Diagnostic>;

impl<'t> TreeReader<'t> {
    fn document(&mut self) -> Result<Node, Slip> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_none() => {}
                Event::DocumentStart(..) => {
                    return Err(Box::new(
                        Diagnostic::at(Code::YamlSyntax, span, "a second document starts here")
                            .hint("remove the line `---`, or move what follows to another file"),
                    ));
                }
                Event::StreamEnd => break,
                event => root = Some(self.node((event, span), 0)?),
            }
        }
        self.check_names();
        let at = Span::new(self.file, self.start, self.start);
        Ok(match root {
            // A file of comments alone is an empty block.
            None => Node { span: at, kind: Kind::Map(Vec::new()) },
            Some(Node { kind: Kind::Null, span }) if span.start == span.end => {
                Node { span: at, kind: Kind::Map(Vec::new()) }
            }
            Some(node) => node,
        })
    }

    fn next(&mut self) -> Result<Placed<'t>, Slip> {
        match self.events.next_event() {
            Some(Ok((event, at))) => {
                let start = self.offset(at.start);
                let end = at.end.byte_offset().unwrap_or(start).max(start);
                Ok((event, Span::new(self.file, self.start + start, self.start + end)))
            }
            Some(Err(error)) => Err(self.complaint(&error)),
            None => Ok((Event::StreamEnd, Span::new(self.file, self.start, self.start))),
        }
    }

    fn node(&mut self, (event, span): Placed<'t>, depth: usize) -> Result<Node, Slip> {
        self.values += 1;
        if depth > MAX_DEPTH || self.values > MAX_VALUES {
            return Err(self.too_complex(span));
        }
        let before = self.values;
        let mut is_plain = false;
        let (kind, anchor, tag) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text = tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                is_plain = style == ScalarStyle::Plain;
                self.unused.extend((anchor > 0).then_some((anchor, span)));
                (scalar(&text, is_plain && !is_text), anchor, tag.filter(|_| !is_text))
            }
            Event::SequenceStart(_, anchor, tag) => (self.sequence(depth)?, anchor, tag),
            Event::MappingStart(style, anchor, tag) => {
                (self.mapping(depth, style == StructureStyle::Flow)?, anchor, tag)
            }
            Event::Alias(name) => return self.repeated(name, span, depth),
            _ => (Kind::Null, 0, None),
        };
        if tag.is_some() {
            self.check_tag(span, matches!(kind, Kind::Scalar(_) | Kind::Null));
        }
        let node = Node { span: block_span(span, &kind), kind };
        if is_plain {
            self.check_hash(&node);
        }
        if anchor > 0 {
            let anchored = Anchored {
                values: self.values - before + 1,
                bytes: bytes_of(&node),
                depth: depth_of(&node),
                node: node.clone(),
            };
            self.anchors.insert(anchor, anchored);
        }
        Ok(node)
    }

    fn sequence(&mut self, depth: usize) -> Result<Kind, Slip> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Kind::Seq(items)),
                placed => items.push(self.node(placed, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, depth: usize, is_flow: bool) -> Result<Kind, Slip> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut joined = BTreeSet::new();
        loop {
            let placed = self.next()?;
            if matches!(placed.0, Event::MappingEnd) {
                break;
            }
            let Node { kind, span: key_span } = self.node(placed, depth + 1)?;
            let key = match kind {
                Kind::Scalar(scalar) => scalar.text,
                Kind::Null => String::new(),
                Kind::Seq(_) | Kind::Map(_) => return Err(self.not_a_key(key_span)),
            };
            self.check_odd_space(&key, key_span);
            let placed = self.next()?;
            let value = self.node(placed, depth + 1)?;
            self.check_hash_alone(key_span, &value);
            let entry = Entry { key, key_span, value };
            let last = entries.len().saturating_sub(1);
            match entries.last_mut().filter(|_| is_flow) {
                Some(before) if self.is_cut_text(before, &entry) => {
                    self.join(before, &entry);
                    joined.insert(last);
                }
                _ => entries.push(entry),
            }
        }
        for at in joined {
            let entry = &mut entries[at];
            let text = self.written(entry.value.span).to_owned();
            entry.value.kind = Kind::Scalar(Scalar { text, looks_like: Look::Text });
        }
        self.slips.extend(keys_that_stand_twice(&entries));
        Ok(Kind::Map(merged(entries)))
    }

    /// Whether a key without a value is the rest of a text that a comma cut, as in `{why: Too late, in hospital.}`.
    fn is_cut_text(&self, before: &Entry, entry: &Entry) -> bool {
        let is_bare = matches!(entry.value.kind, Kind::Null)
            && entry.value.span.start == entry.value.span.end;
        let is_words = entry.key.contains(' ') || entry.key.ends_with(['.', '!', '?']);
        let begins = before.value.span.start as usize - self.start;
        let is_plain = matches!(&before.value.kind, Kind::Scalar(scalar) if scalar.looks_like == Look::Text)
            && !self.text[begins..].starts_with(['"', '\'']);
        is_bare && is_words && is_plain
    }

    /// Puts the two halves of such a text together, and says so.
    fn join(&mut self, before: &mut Entry, rest: &Entry) {
        let span = Span { end: rest.key_span.end, ..before.value.span };
        let text = self.written(span);
        let words =
            format!("between braces a comma ends a text; `{}` is read as one", shorten(text));
        // A text that is cut repeatedly is not written out each time.
        let whole = if text.len() > 1_000 { &shorten(text) } else { text };
        self.slips.push(
            Diagnostic::at(Code::CommaInText, rest.key_span, words)
                .hint(format!("put the text in quotation marks: `{}: \"{whole}\"`", before.key)),
        );
        before.value.span = span;
    }

    fn written(&self, span: Span) -> &'t str {
        &self.text[span.start as usize - self.start..span.end as usize - self.start]
    }

    /// The value that `*name` stands for.
    fn repeated(&mut self, name: usize, span: Span, depth: usize) -> Result<Node, Slip> {
        self.unused.remove(&name);
        let Some(anchored) = self.anchors.get(&name) else {
            return Err(Box::new(
                Diagnostic::at(Code::YamlSyntax, span, "a value repeats itself without end")
                    .hint("write the value out"),
            ));
        };
        let (values, inner) = (anchored.values, anchored.depth);
        self.values += values;
        self.repeats += values;
        self.repeated_bytes += anchored.bytes;
        if self.repeats > MAX_REPEATED
            || self.repeated_bytes > MAX_REPEATED_BYTES
            || depth + inner > MAX_DEPTH
        {
            return Err(self.too_complex(span));
        }
        Ok(Node { span, kind: anchored.node.kind.clone() })
    }

    fn too_complex(&self, span: Span) -> Slip {
        let words = "the file nests too deeply, or repeats itself too often";
        let at = span.start as usize - self.start;
        let span = Span::new(self.file, self.start + at, self.start + self.end_of_line(at));
        let hint = "write it out plainly, without `&` anchors, in at most 24 levels";
        Box::new(Diagnostic::at(Code::YamlTooComplex, span, words).hint(hint))
    }

    fn not_a_key(&self, span: Span) -> Slip {
        let words = "a list or a block can't be a key";
        let at = span.start as usize - self.start;
        Box::new(Diagnostic::at(Code::YamlSyntax, span, words).hint(self.likely_cause(at)))
    }

    fn complaint(&self, error: &ScanError) -> Slip {
        let at = self.culprit(self.offset(*error.marker()));
        let span = Span::new(self.file, self.start + at, self.start + self.end_of_line(at));
        if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
            return self.too_complex(span);
        }
        Box::new(
            Diagnostic::at(Code::YamlSyntax, span, "this line can't be read as YAML")
                .hint(self.likely_cause(at)),
        )
    }

    /// The place of a mark in the text.
    fn offset(&self, mark: Marker) -> usize {
        let offset = mark.byte_offset().unwrap_or_else(|| {
            let line = mark.line().max(1);
            let before: usize = self.text.split_inclusive('\n').take(line - 1).map(str::len).sum();
            let rest = &self.text[before..];
            let within: usize = rest.chars().take(mark.col()).map(char::len_utf8).sum();
            before + within
        });
        crate::source::floor_char_boundary(self.text, offset)
    }

    fn end_of_line(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + rest.find(['\n', '\r']).unwrap_or(rest.len())
    }

    /// The place to look at where reading stopped at `at`: the line below where a tab indents it, the line above
    /// whose quotation mark was never closed, or `at` itself.
    fn culprit(&self, at: usize) -> usize {
        let below = (self.end_of_line(at) + 1).min(self.text.len());
        let indent = &self.text[below..];
        let indent = &indent[..indent.len() - indent.trim_start_matches([' ', '\t']).len()];
        if indent.contains('\t') {
            return below;
        }
        let mut line_end = self.text[..at].rfind('\n').unwrap_or(0);
        while line_end > 0 {
            let line_start = self.text[..line_end].rfind('\n').map_or(0, |newline| newline + 1);
            let line = &self.text[line_start..line_end];
            let value = value_of(line);
            if is_open(value) {
                return line_start + line.trim_end().len() - value.len();
            }
            if line.contains(['"', '\'']) {
                break;
            }
            line_end = line_start.saturating_sub(1);
        }
        at
    }

    /// What most often goes wrong on such a line.
    fn likely_cause(&self, at: usize) -> String {
        let line_start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &self.text[line_start..self.end_of_line(line_start)];
        let (key, value) = line.split_once(": ").unwrap_or(("", line));
        let (key, value) = (key.trim_start_matches([' ', '-']), value.trim());
        let quoted = || format!("\"{}\"", value.trim_matches('"').replace('"', "\\\""));
        let indent = line.split(|c: char| !c.is_whitespace()).next().unwrap_or("");
        if line.contains('\t') {
            "indent with spaces: YAML does not allow tabs".to_owned()
        } else if let Some(space) = [indent, value, line.split(':').nth(1).unwrap_or("")]
            .into_iter()
            .find_map(lost::odd_space)
        {
            format!(
                "delete the spaces of this line and type them again: there is {space}, which YAML takes for a letter"
            )
        } else if line.contains(" #") && line.contains(['{', '[']) {
            "` #` starts a comment, which hides the rest of the line: put the text with the `#` in quotation marks".to_owned()
        } else if is_open(value_of(line)) {
            "close the quotation mark at the end of the text".to_owned()
        } else if value.contains("[[") && !value.starts_with('"') {
            "put a text with `[[…]]` between quotation marks".to_owned()
        } else if value.contains(": ")
            && !value.starts_with(['"', '\'', '{', '['])
            && !key.is_empty()
        {
            format!("a colon starts a new value: write `{key}: {}`", quoted())
        } else if value.starts_with(['@', '`', '%', '*', '&', '!']) && !key.is_empty() {
            format!("the first character has a meaning in YAML: write `{key}: {}`", quoted())
        } else {
            "check this line and the one above: indentation in steps of two spaces, a space after each \
             colon, brackets and quotation marks closed"
                .to_owned()
        }
    }
}

/// What a line says after its key, and after the sign of an item.
fn value_of(line: &str) -> &str {
    let value = line.split_once(": ").map_or(line, |(_, value)| value);
    value.trim_start_matches([' ', '-']).trim_end()
}

/// Whether a value begins with a quotation mark that its line does not close.
fn is_open(value: &str) -> bool {
    let is_open = |mark: char| value.strip_prefix(mark).is_some_and(|rest| !rest.contains(mark));
    is_open('"') || is_open('\'')
}

fn scalar(text: &str, is_plain: bool) -> Kind {
    if is_plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Kind::Null;
    }
    let looks_like = if is_plain { Look::of(text) } else { Look::Text };
    let text = if looks_like == Look::Bool { text.to_ascii_lowercase() } else { text.to_owned() };
    Kind::Scalar(Scalar { text, looks_like })
}

/// A block is pointed at by its first key or item, not by the column before it.
fn block_span(span: Span, kind: &Kind) -> Span {
    match kind {
        Kind::Map(entries) => entries.first().map_or(span, |first| first.key_span),
        Kind::Seq(items) if span.start == span.end => {
            items.first().map_or(span, |first| first.span)
        }
        Kind::Seq(_) | Kind::Null | Kind::Scalar(_) => span,
    }
}

fn depth_of(node: &Node) -> usize {
    match &node.kind {
        Kind::Null | Kind::Scalar(_) => 0,
        Kind::Seq(items) => 1 + items.iter().map(depth_of).max().unwrap_or(0),
        Kind::Map(entries) => {
            1 + entries.iter().map(|entry| depth_of(&entry.value)).max().unwrap_or(0)
        }
    }
}

/// How many letters a value has.
fn bytes_of(node: &Node) -> usize {
    match &node.kind {
        Kind::Null => 0,
        Kind::Scalar(scalar) => scalar.text.len(),
        Kind::Seq(items) => items.iter().map(bytes_of).sum(),
        Kind::Map(entries) => {
            entries.iter().map(|entry| entry.key.len() + bytes_of(&entry.value)).sum()
        }
    }
}

/// The keys that `<<: *name` brings in, after those that the block has itself.
fn merged(mut entries: Vec<Entry>) -> Vec<Entry> {
    let brings = |entry: &Entry| entry.key == "<<" && matches!(entry.value.kind, Kind::Map(_));
    let Some(place) = entries.iter().position(brings) else { return entries };
    let Kind::Map(brought) = entries.remove(place).value.kind else { return entries };
    let own: BTreeSet<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    entries.extend(brought.into_iter().filter(|entry| !own.contains(&entry.key)));
    entries
}

fn keys_that_stand_twice(entries: &[Entry]) -> Vec<Diagnostic> {
    let mut sorted: Vec<&Entry> = entries.iter().collect();
    sorted.sort_by_key(|entry| &entry.key);
    let pairs = sorted.windows(2).filter(|pair| pair[0].key == pair[1].key);
    let twice = |pair: &[&Entry]| {
        let words = format!("`{}` is in its block twice", pair[1].key);
        Diagnostic::at(Code::DuplicateKey, pair[1].key_span, words)
            .hint("remove one of the two lines, or join their values")
            .related(pair[0].key_span, "the first one")
    };
    pairs.map(twice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn tree(text: &str) -> Result<Node, Vec<Diagnostic>> {
        let sources = Sources::from_texts([("a.yaml", text)]);
        let (file, _) = sources.iter().next().expect("one file");
        let (node, slips) = parse(file, text, 0, text.len());
        node.ok_or(slips)
    }

    /// Words that YAML readers like to turn into something else survive as they were typed.
    #[test]
    fn scalars_keep_what_was_typed() {
        let node = tree("a: 1.10\nb: 0E5\nc: 012\nd: no\ne: 2026.11\nf: 1_000\ng: 0x1F\n").unwrap();
        let typed: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"]
            .map(|key| node.get(key).unwrap().text().unwrap())
            .into();
        assert_eq!(typed, ["1.10", "0E5", "012", "no", "2026.11", "1_000", "0x1F"]);
    }

    #[test]
    fn places_are_those_of_the_text() {
        let text = "é: x\nlist:\n  - name: ghost\n    to: 'y'\n";
        let node = tree(text).unwrap();
        let Kind::Seq(items) = &node.get("list").unwrap().kind else { panic!("a list") };
        let span = items[0].get("name").unwrap().span;
        assert_eq!(&text[span.start as usize..span.end as usize], "ghost");
        let key = items[0].entry("to").unwrap().key_span;
        assert_eq!(&text[key.start as usize..key.end as usize], "to");
    }

    #[test]
    fn bombs_and_depths_are_refused() {
        let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (this, before) in
            ["b", "c", "d", "e", "f", "g", "h"].iter().zip(["a", "b", "c", "d", "e", "f", "g"])
        {
            bomb.push_str(&format!(
                "{this}: &{this} [{}]\n",
                vec![format!("*{before}"); 9].join(",")
            ));
        }
        assert_eq!(tree(&bomb).unwrap_err()[0].code, Code::YamlTooComplex);
        assert_eq!(tree(&"[".repeat(100_000)).unwrap_err()[0].code, Code::YamlTooComplex);
        let nested: String =
            (0..20_000).map(|depth| format!("{}-\n", " ".repeat(depth.min(300)))).collect();
        assert!(tree(&nested).is_err());
    }

    #[test]
    fn a_key_stands_once() {
        let slips = tree("a: 1\nb: 2\na: 3\nc: { d: 1, d: 2 }\ne: 'open\n").unwrap_err();
        let codes: Vec<_> = slips.iter().map(|slip| slip.code).collect();
        assert_eq!(codes, [Code::DuplicateKey, Code::YamlSyntax]);
        let slips = tree("a: 1\nb: 2\na: 3\nc: { d: 1, d: 2 }\n").unwrap_err();
        assert_eq!(slips.len(), 2);
    }

    #[test]
    fn a_name_stands_for_what_it_was_given_to() {
        let node = tree("a: &a { x: 1, y: [2] }\nb: *a\nd:\n  <<: *a\n  x: 3\n").unwrap();
        assert_eq!(node.get("b").unwrap().get("x").unwrap().text(), Some("1"));
        assert_eq!(node.get("d").unwrap().get("x").unwrap().text(), Some("3"));
        assert!(node.get("d").unwrap().get("y").is_some());
        assert!(tree("a: &a [*a]\n").is_err());
        assert!(tree("a: 1\n---\nb: 2\n").is_err());
        assert!(tree("[a, b]: c\n").is_err());
    }
}
