//! What a PDF reveals about who made it: all of its objects are looked at, those of earlier versions too, which stay in the
//! file when somebody saves it again.

use std::collections::BTreeMap;

use memchr::memmem;

use super::inflate::inflate;
use super::{Finding, Findings, latin, picture, xmp};

/// The most that all packed objects of a file may hold.
const LIMIT: usize = 64 * 1024 * 1024;
/// How deep lists may lie in each other.
const DEEPEST: usize = 40;

/// A value, as far as it matters here.
#[derive(Clone, PartialEq, Debug)]
enum PdfValue {
    Text(Vec<u8>),
    Name(Vec<u8>),
    Number(usize),
    /// Another object, by its number.
    Object(usize),
    List(Vec<PdfValue>),
    Table(BTreeMap<Vec<u8>, PdfValue>),
    Other,
}

impl PdfValue {
    fn get(&self, key: &[u8]) -> Option<&Self> {
        match self {
            Self::Table(table) => table.get(key),
            _ => None,
        }
    }

    fn is_name(&self, name: &[u8]) -> bool {
        matches!(self, Self::Name(it) if it == name)
    }
}

/// Everything that a PDF tells.
pub(super) fn traces(bytes: &[u8], findings: &mut Findings<'_>) {
    let mut file = File::default();
    file.trailers(bytes);
    file.read(bytes, findings);
    if file.is_locked {
        let words = "it is encrypted, so its author can't be seen";
        findings.push(Finding::Locked(words.to_owned()));
        return;
    }
    if file.is_closed || file.n_objects == 0 {
        findings.closed("a part of it can't be unpacked or read");
    }
    let mut name = |field: &str, value: &PdfValue| {
        let value = match value {
            PdfValue::Object(number) => file.texts.get(number),
            PdfValue::Text(text) => Some(text),
            _ => None,
        };
        if let Some(value) = value {
            findings.name(field, &text(value));
        }
    };
    file.authors.iter().for_each(|it| name("`Author` of its properties", it));
    file.commenters.iter().for_each(|it| name("author of a comment", it));
    for xmp in &file.xmp {
        xmp::traces(xmp, findings);
    }
    match file.n_comments {
        0 => {}
        1 => findings.hidden("1 comment"),
        n => findings.hidden(format!("{n} comments")),
    }
    if file.has_files {
        findings.hidden("other files that are attached to it");
    }
}

/// What was found in a file.
#[derive(Default)]
struct File {
    n_objects: usize,
    authors: Vec<PdfValue>,
    commenters: Vec<PdfValue>,
    n_comments: usize,
    has_files: bool,
    xmp: Vec<String>,
    /// Objects that are texts, by their numbers.
    texts: BTreeMap<usize, Vec<u8>>,
    /// How much was unpacked.
    n_unpacked: usize,
    is_locked: bool,
    is_closed: bool,
}

impl File {
    /// Goes from object to object, past the streams, which may hold anything.
    fn read(&mut self, bytes: &[u8], findings: &mut Findings<'_>) {
        let marks = memmem::Finder::new(b"obj");
        let mut at = 0;
        // What can't be read is read again from the next mark on: not for ever.
        let mut n_again = 0;
        while let Some(object) = marks.find(&bytes[at..]).map(|next| at + next) {
            at = object + 3;
            if bytes[..object].ends_with(b"end") {
                continue;
            }
            let number = number_before(&bytes[..object]);
            let mut reader = PdfReader { bytes, at };
            let Some(value) = reader.value(0) else {
                n_again += reader.at - at;
                if n_again > bytes.len().saturating_mul(4) {
                    return self.is_closed = true;
                }
                continue;
            };
            self.n_objects += 1;
            at = at.max(reader.at);
            if let Some((data, end)) = reader.stream(&value) {
                at = end;
                if is_photograph(&value) {
                    findings.inside("a picture in it", |findings| {
                        picture::traces(picture::PictureFormat::Jpeg, data, findings);
                    });
                }
                self.stream(&value, data);
            }
            self.value(number, &value);
        }
    }

    /// Whether the file says at its end that it is encrypted.
    fn trailers(&mut self, bytes: &[u8]) {
        const FEW: usize = 64;
        const NEAR: usize = 64 * 1024;
        for at in memmem::find_iter(bytes, b"trailer").take(FEW) {
            let part = &bytes[at + 7..];
            let mut reader = PdfReader { bytes: &part[..part.len().min(NEAR)], at: 0 };
            self.is_locked |= reader.value(0).is_some_and(|it| it.get(b"Encrypt").is_some());
        }
    }

    fn stream(&mut self, table: &PdfValue, data: &[u8]) {
        self.is_locked |= table.get(b"Encrypt").is_some();
        let kind = table.get(b"Type");
        let is = |name: &[u8]| kind.is_some_and(|it| it.is_name(name));
        if !(is(b"ObjStm") || is(b"Metadata")) {
            return;
        }
        let filter = match table.get(b"Filter") {
            Some(PdfValue::List(list)) => match &list[..] {
                [] => None,
                [one] => Some(one),
                _ => return self.is_closed = true,
            },
            it => it,
        };
        let unpacked = match filter {
            None => Some(data.to_vec()),
            Some(it) if it.is_name(b"FlateDecode") || it.is_name(b"Fl") => {
                inflate(data, LIMIT.saturating_sub(self.n_unpacked))
            }
            Some(_) => None,
        };
        let Some(unpacked) = unpacked else { return self.is_closed = true };
        self.n_unpacked += unpacked.len();
        if is(b"Metadata") {
            self.xmp.push(super::xml::text(&unpacked).unwrap_or_default());
            return;
        }
        self.objects(table, &unpacked);
    }

    /// Objects that are packed together: their numbers and places, then they themselves.
    fn objects(&mut self, table: &PdfValue, bytes: &[u8]) {
        let Some(PdfValue::Number(first)) = table.get(b"First") else {
            return self.is_closed = true;
        };
        let mut head = PdfReader { bytes: bytes.get(..*first).unwrap_or_default(), at: 0 };
        let mut last = None;
        while let (Some(PdfValue::Number(number)), Some(PdfValue::Number(at))) =
            (head.value(0), head.value(0))
        {
            let Some(at) = first.checked_add(at).filter(|at| *at < bytes.len()) else { continue };
            // Places rise, so that no byte is read twice.
            if last.is_some_and(|last| at <= last) {
                continue;
            }
            let mut reader = PdfReader { bytes, at };
            if let Some(value) = reader.value(0) {
                self.n_objects += 1;
                self.value(Some(number), &value);
            }
            last = Some(reader.at.max(at + 1) - 1);
        }
    }

    fn value(&mut self, number: Option<usize>, value: &PdfValue) {
        if let (Some(number), PdfValue::Text(text)) = (number, value) {
            self.texts.insert(number, text.clone());
        }
        self.table(value);
    }

    fn table(&mut self, value: &PdfValue) {
        match value {
            PdfValue::List(list) => list.iter().for_each(|it| self.table(it)),
            PdfValue::Table(table) => {
                self.authors.extend(table.get(&b"Author"[..]).cloned());
                self.has_files |= table.contains_key(&b"EmbeddedFiles"[..]);
                let kind = table.get(&b"Subtype"[..]);
                if kind.is_some_and(|it| COMMENTS.iter().any(|name| it.is_name(name))) {
                    self.n_comments += 1;
                    self.commenters.extend(table.get(&b"T"[..]).cloned());
                }
                table.values().for_each(|it| self.table(it));
            }
            _ => {}
        }
    }
}

/// Whether a stream is a picture as a camera makes it.
fn is_photograph(table: &PdfValue) -> bool {
    let is_it = |it: &PdfValue| it.is_name(b"DCTDecode") || it.is_name(b"DCT");
    match table.get(b"Filter") {
        Some(PdfValue::List(list)) => list.len() == 1 && is_it(&list[0]),
        Some(it) => is_it(it),
        None => false,
    }
}

/// Kinds of annotations that people make when they comment.
const COMMENTS: &[&[u8]] = &[
    b"Text",
    b"FreeText",
    b"Highlight",
    b"Underline",
    b"StrikeOut",
    b"Squiggly",
    b"Caret",
    b"Ink",
    b"Stamp",
    b"FileAttachment",
    b"Sound",
];

/// `12 0 obj`: the number of an object, from what comes before its mark.
fn number_before(bytes: &[u8]) -> Option<usize> {
    let bytes = &bytes[bytes.len().saturating_sub(32)..];
    let text: Vec<&[u8]> =
        bytes.split(|byte| !byte.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
    let [.., number, _] = &text[..] else { return None };
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// A text of a PDF: UTF-16 or UTF-8 with a mark, else much like Latin letters.
fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0xEF, 0xBB, 0xBF, ..] => {
            super::xml::text(bytes).unwrap_or_default()
        }
        _ => latin(bytes),
    }
}

/// Reads values, one after the other.
struct PdfReader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> PdfReader<'b> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn gap(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                0 | 9 | 10 | 12 | 13 | 32 => self.at += 1,
                b'%' => {
                    let rest = &self.bytes[self.at..];
                    self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                _ => return,
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<PdfValue> {
        self.gap();
        if depth > DEEPEST {
            return None;
        }
        match self.peek()? {
            b'(' => Some(PdfValue::Text(self.letters())),
            b'/' => Some(PdfValue::Name(self.name())),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => self.of_table(depth),
            b'<' => Some(PdfValue::Text(self.digits())),
            b'[' => {
                self.at += 1;
                let mut list = Vec::new();
                loop {
                    self.gap();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(PdfValue::List(list));
                    }
                    list.push(self.value(depth + 1)?);
                }
            }
            b'0'..=b'9' => Some(self.number()),
            byte if byte.is_ascii_alphabetic() || matches!(byte, b'+' | b'-' | b'.') => {
                self.word();
                Some(PdfValue::Other)
            }
            _ => None,
        }
    }

    fn of_table(&mut self, depth: usize) -> Option<PdfValue> {
        self.at += 2;
        let mut table = BTreeMap::new();
        loop {
            self.gap();
            match self.peek()? {
                b'>' => {
                    self.at += 2;
                    return Some(PdfValue::Table(table));
                }
                b'/' => {
                    let key = self.name();
                    table.insert(key, self.value(depth + 1)?);
                }
                _ => return None,
            }
        }
    }

    fn word(&mut self) -> &'b [u8] {
        let rest = &self.bytes[self.at..];
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"\0()<>[]{}/%".contains(byte);
        let n = rest.iter().position(is_end).unwrap_or(rest.len());
        self.at += n;
        &rest[..n]
    }

    fn integer(&mut self) -> Option<usize> {
        std::str::from_utf8(self.word()).ok()?.parse().ok()
    }

    /// A number, or `12 0 R`, which stands for another object.
    fn number(&mut self) -> PdfValue {
        let Some(number) = self.integer() else { return PdfValue::Other };
        let after = self.at;
        self.gap();
        if self.peek().is_some_and(|it| it.is_ascii_digit()) && self.integer().is_some() {
            self.gap();
            if self.peek() == Some(b'R') {
                self.at += 1;
                return PdfValue::Object(number);
            }
        }
        self.at = after;
        PdfValue::Number(number)
    }

    /// `/Na#6De`
    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let mut rest = self.word();
        let mut name = Vec::new();
        while let [first, more @ ..] = rest {
            let digit = |at: usize| more.get(at).and_then(|it| char::from(*it).to_digit(16));
            match (first, digit(0), digit(1)) {
                (b'#', Some(high), Some(low)) => {
                    name.push(u8::try_from(high * 16 + low).unwrap_or_default());
                    rest = &more[2..];
                }
                _ => {
                    name.push(*first);
                    rest = more;
                }
            }
        }
        name
    }

    /// `(a \(text\))`
    fn letters(&mut self) -> Vec<u8> {
        self.at += 1;
        let (mut text, mut depth) = (Vec::new(), 1);
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.escaped(&mut text),
                b'(' => {
                    depth += 1;
                    text.push(byte);
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                    text.push(byte);
                }
                byte => text.push(byte),
            }
        }
        text
    }

    fn escaped(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' | b'f' | b'\n' => {}
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'0'..=b'7' => {
                let mut number = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    number = number * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(u8::try_from(number & 0xFF).unwrap_or_default());
            }
            byte => text.push(byte),
        }
    }

    /// `<466F6F>`
    fn digits(&mut self) -> Vec<u8> {
        self.at += 1;
        let rest = &self.bytes[self.at..];
        let n = memchr::memchr(b'>', rest).unwrap_or(rest.len());
        self.at = (self.at + n + 1).min(self.bytes.len());
        let digits: Vec<u8> = rest[..n]
            .iter()
            .filter_map(|byte| u8::try_from(char::from(*byte).to_digit(16)?).ok())
            .collect();
        digits.chunks(2).map(|two| two[0] << 4 | two.get(1).copied().unwrap_or_default()).collect()
    }

    /// The bytes of the stream after a table, and where it ends.
    fn stream(&mut self, table: &PdfValue) -> Option<(&'b [u8], usize)> {
        self.gap();
        let rest = self.bytes.get(self.at..)?.strip_prefix(b"stream")?;
        let rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
        let from = self.bytes.len() - rest.len();
        let is_end = |n: &&usize| {
            let after = rest.get(**n..).unwrap_or_default();
            memmem::find(&after[..after.len().min(16)], b"endstream").is_some()
        };
        let n = match table.get(b"Length") {
            Some(PdfValue::Number(n)) => Some(n).filter(is_end).copied(),
            _ => None,
        };
        let n = n.unwrap_or_else(|| memmem::find(rest, b"endstream").unwrap_or(rest.len()));
        Some((&rest[..n], from + n))
    }
}
