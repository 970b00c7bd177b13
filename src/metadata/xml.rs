//! XML as it comes: tags, words, instructions, one after the other, each with its place. Of any encoding that browsers
//! read, and to the first mistake.

use std::borrow::Cow;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

/// What follows next.
pub(super) enum Node<'t> {
    /// An element begins.
    Open { name: &'t str, attributes: Vec<Attribute<'t>>, at: Range<usize> },
    /// The last one that began ends.
    Close,
    /// Words, of which a piece may be all or a part.
    Text { text: Cow<'t, str>, at: usize },
    /// `<?target …?>`
    Instruction { target: String, at: Range<usize> },
    /// `<!DOCTYPE …>`
    Doctype { text: &'t str, at: Range<usize> },
}

/// An attribute, with its value as it is meant.
pub(super) struct Attribute<'t> {
    pub(super) name: &'t str,
    pub(super) value: Cow<'t, str>,
    pub(super) at: Range<usize>,
}

/// Why it could not be read further.
pub(super) struct Slip {
    pub(super) at: usize,
    pub(super) message: String,
}

/// The name without what comes before a colon.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// The text of a file; nothing where it has an encoding that is not known here.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let wide = |bytes: &[u8], number: fn([u8; 2]) -> u16| {
        let pairs = bytes.chunks_exact(2).map(|two| number([two[0], two[1]]));
        String::from_utf16_lossy(&pairs.collect::<Vec<u16>>())
    };
    Some(match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, b'<', ..] => return None,
        [b'<', 0, 0, 0, ..] => return None,
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [b'<', 0, ..] => wide(bytes, u16::from_le_bytes),
        [0, b'<', ..] => wide(bytes, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match declared(bytes).as_str() {
            "" | "utf-8" | "utf8" | "us-ascii" | "ascii" | "utf-16" => {
                String::from_utf8_lossy(bytes).into_owned()
            }
            name if name.starts_with("iso-8859-") || name.starts_with("windows-125") => {
                bytes.iter().map(|byte| char::from(*byte)).collect()
            }
            _ => return None,
        },
    })
}

/// The encoding that the first line names.
fn declared(bytes: &[u8]) -> String {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(256)]).to_lowercase();
    let Some((line, _)) = start.split_once("?>") else { return String::new() };
    let Some((_, rest)) = line.split_once("encoding") else { return String::new() };
    let quoted = rest.trim_start_matches(|it: char| it.is_whitespace() || it == '=');
    let Some(mark) = quoted.chars().next().filter(|it| matches!(it, '"' | '\'')) else {
        return String::new();
    };
    quoted[1..].split(mark).next().unwrap_or("").to_owned()
}

/// Reads a text to its end or to the first mistake.
pub(super) fn read<'t>(text: &'t str, mut each: impl FnMut(Node<'t>)) -> Result<(), Slip> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let offset = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
    loop {
        let start = offset(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = offset(reader.error_position());
                return Err(Slip { at, message: error.to_string() });
            }
        };
        let at = start..offset(reader.buffer_position());
        match event {
            Event::Start(tag) => each(open(text, &tag, at)?),
            Event::Empty(tag) => {
                each(open(text, &tag, at)?);
                each(Node::Close);
            }
            Event::End(_) => each(Node::Close),
            Event::Text(_) => {
                each(Node::Text { text: Cow::Borrowed(&text[at.clone()]), at: at.start });
            }
            Event::CData(data) => {
                let inner = data.into_inner().into_owned();
                each(Node::Text { text: Cow::Owned(inner), at: at.start + "<![CDATA[".len() });
            }
            Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().ok().flatten().map(String::from);
                let known = letter.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                let Some(known) = known else {
                    let message = "it names an entity that XML does not have".to_owned();
                    return Err(Slip { at: at.start, message });
                };
                each(Node::Text { text: Cow::Owned(known), at: at.start });
            }
            Event::PI(it) => each(Node::Instruction { target: it.target().to_owned(), at }),
            Event::DocType(_) => each(Node::Doctype { text: &text[at.clone()], at }),
            Event::Comment(_) | Event::Decl(_) => {}
            Event::Eof => return Ok(()),
        }
    }
}

fn open<'t>(text: &'t str, tag: &BytesStart<'_>, at: Range<usize>) -> Result<Node<'t>, Slip> {
    let slip = |message: String| Slip { at: at.start, message };
    let whole = &text[at.clone()];
    let name = tag.name().into_inner().len();
    let name = whole.get(1..1 + name).ok_or_else(|| slip("a tag is cut off".to_owned()))?;
    let raw = tag.attributes_raw();
    let from = at.start + 1 + name.len();
    let mut attributes = Vec::new();
    // Whether one occurs twice would be looked up again for each.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| slip(error.to_string()))?;
        let key = attribute.key.into_inner();
        let start = from + (key.as_ptr() as usize).saturating_sub(raw.as_ptr() as usize);
        let value = unescape(&attribute.value).map_err(|error| slip(error.to_string()))?;
        let name = text.get(start..start + key.len()).filter(|it| *it == key);
        let name = name.ok_or_else(|| slip("an attribute is cut off".to_owned()))?;
        let value = Cow::Owned(value.into_owned());
        attributes.push(Attribute { name, value, at: start..start + key.len() });
    }
    Ok(Node::Open { name, attributes, at })
}

/// Every element that ends at the end of a text by its local name, with what it holds: for files whose shape is known.
pub(super) fn elements(
    text: &str,
    mut each: impl FnMut(&[&str], Element<'_, '_>),
) -> Result<(), Slip> {
    let mut path: Vec<&str> = Vec::new();
    read(text, |node| match node {
        Node::Open { name, attributes, .. } => {
            path.push(local(name));
            each(&path, Element::Attributes(&attributes));
        }
        Node::Text { text, .. } => each(&path, Element::Words(&text)),
        Node::Close => drop(path.pop()),
        Node::Instruction { .. } | Node::Doctype { .. } => {}
    })
}

/// A part of the element at the end of a path.
pub(super) enum Element<'e, 't> {
    /// What its tag says.
    Attributes(&'e [Attribute<'t>]),
    /// Words in it.
    Words(&'e str),
}
