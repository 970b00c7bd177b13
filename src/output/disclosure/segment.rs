//! What is said in one segment: a line of a table, an object of JSON, a sentence, an attribute.

use std::borrow::Cow;

use serde_json::Value;

/// Words that belong together.
#[derive(Debug)]
pub(super) struct TextSegment<'t> {
    pub(super) text: Cow<'t, str>,
    /// Whether they are cells of a table or values of an object.
    pub(super) is_row: bool,
}

impl TextSegment<'_> {
    /// The words for a message.
    pub(super) fn excerpt(&self) -> String {
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        match words.char_indices().nth(80) {
            Some((at, _)) => format!("{}…", &words[..at]),
            None => words,
        }
    }
}

/// Everything that a file says, segment by segment.
pub(super) fn segments<'t>(path: &str, text: &'t str) -> Vec<TextSegment<'t>> {
    let mut segments = Vec::new();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "json" | "geojson" | "webmanifest" => match serde_json::from_str(text) {
            Ok(value) => of_json(&value, &mut segments),
            Err(_) => lines(text, &mut segments),
        },
        "csv" | "tsv" => of_table(text, &mut segments),
        "svg" | "xml" | "html" | "" => of_markup(text, &mut segments),
        _ if path.ends_with('/') => of_markup(text, &mut segments),
        _ => lines(text, &mut segments),
    }
    segments
}

/// Numbers that stand alone: not part of a word, a date, a code or a longer number.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '#' | ':');
    text.split(|c: char| {
        !(c.is_alphanumeric() || matches!(c, '.' | ',' | '-' | '/' | '_' | '#' | ':' | '[' | ']'))
    })
    // What is between the cells of a line of CSV.
    .flat_map(|word| match word.matches(',').count() {
        0 => vec![word],
        _ if is_grouped(word) => Vec::new(),
        _ => word.split(',').collect(),
    })
    .map(|word| word.trim_end_matches(['.', ':']))
    .filter(move |word| {
        let plain = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        !word.is_empty() && plain && !word.contains(|c: char| is_part(c) && !c.is_ascii_digit())
    })
}

/// 1,250,000 is one number.
fn is_grouped(word: &str) -> bool {
    let mut parts = word.trim_end_matches(['.', ',']).split(',');
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let first = parts.next().is_some_and(|part| is_digits(part) && part.len() <= 3);
    let mut n = 0;
    let rest = parts.all(|part| {
        n += 1;
        part.split('.').next().is_some_and(|part| is_digits(part) && part.len() == 3)
    });
    first && rest && n > 0
}

fn lines<'t>(text: &'t str, segments: &mut Vec<TextSegment<'t>>) {
    for line in text.lines() {
        sentences(Cow::Borrowed(line), segments);
    }
}

/// Each sentence; a point inside a number ends none.
fn sentences<'t>(text: Cow<'t, str>, segments: &mut Vec<TextSegment<'t>>) {
    let add = |text: Cow<'t, str>, segments: &mut Vec<TextSegment<'t>>| {
        if text.bytes().any(|byte| byte.is_ascii_digit()) {
            segments.push(TextSegment { text, is_row: false });
        }
    };
    match text {
        Cow::Borrowed(text) => {
            text.split_inclusive(". ").for_each(|it| add(Cow::Borrowed(it), segments));
        }
        Cow::Owned(text) => {
            text.split_inclusive(". ").for_each(|it| add(Cow::Owned(it.to_owned()), segments));
        }
    }
}

/// Each line; where the heads are periods, each cell with its head and the name of its line.
fn of_table<'t>(text: &'t str, segments: &mut Vec<TextSegment<'t>>) {
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap_or("").split(',').collect();
    let is_wide =
        heads.iter().skip(1).filter(|head| head.bytes().any(|it| it.is_ascii_digit())).count() > 1;
    for line in text.lines() {
        segments.push(TextSegment { text: Cow::Borrowed(line), is_row: true });
    }
    if !is_wide {
        return;
    }
    for cells in lines.map(|line| line.split(',').collect::<Vec<_>>()) {
        for (head, cell) in heads.iter().zip(&cells).skip(1) {
            let text = Cow::Owned(format!("{} {head} {cell}", cells[0]));
            segments.push(TextSegment { text, is_row: true });
        }
    }
}

/// The values of each object; lists that run side by side are taken together.
fn of_json<'t>(value: &Value, segments: &mut Vec<TextSegment<'t>>) {
    let scalar = |value: &Value| match value {
        Value::String(text) if text.len() <= 60 => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let row = |cells: Vec<String>, segments: &mut Vec<TextSegment<'t>>| {
        if cells.len() > 1 {
            segments.push(TextSegment { text: Cow::Owned(cells.join(" | ")), is_row: true });
        }
    };
    match value {
        Value::String(text) => {
            for line in text.lines() {
                sentences(Cow::Owned(line.to_owned()), segments);
            }
        }
        Value::Array(items) => {
            row(items.iter().filter_map(scalar).collect(), segments);
            items.iter().for_each(|it| of_json(it, segments));
        }
        Value::Object(fields) => {
            row(fields.values().filter_map(scalar).collect(), segments);
            // A key may be a period itself.
            for (key, value) in fields {
                row(std::iter::once(key.clone()).chain(scalar(value)).collect(), segments);
            }
            let lists: Vec<&Vec<Value>> = fields.values().filter_map(Value::as_array).collect();
            let longest = lists.iter().map(|it| it.len()).max().unwrap_or(0);
            if lists.len() > 1 {
                for at in 0..longest {
                    row(lists.iter().filter_map(|it| scalar(it.get(at)?)).collect(), segments);
                }
            }
            fields.values().for_each(|it| of_json(it, segments));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Tags after which new words begin.
const BREAKS: &[&str] = &[
    "p",
    "li",
    "dt",
    "dd",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "title",
    "desc",
    "text",
    "caption",
    "figcaption",
    "summary",
    "section",
    "g",
    "svg",
    "table",
    "thead",
    "tbody",
    "ul",
    "ol",
    "dl",
    "entry",
    "item",
    "summary",
    "content",
    "description",
    "br",
    "option",
    "script",
    "style",
    "blockquote",
];

/// The words between tags, row by row and sentence by sentence, and each attribute with words.
fn of_markup<'t>(text: &'t str, segments: &mut Vec<TextSegment<'t>>) {
    let mut words = String::new();
    let mut in_row = false;
    let flush = |words: &mut String, is_row: bool, segments: &mut Vec<TextSegment<'t>>| {
        let said = std::mem::take(words);
        let plain = said.replace("&nbsp;", " ").replace("&amp;", "&").replace('\u{a0}', " ");
        let is_said = plain.bytes().any(|byte| byte.is_ascii_digit());
        match (is_said, is_row) {
            (false, _) => {}
            (true, true) => segments.push(TextSegment { text: Cow::Owned(plain), is_row: true }),
            (true, false) => sentences(Cow::Owned(plain), segments),
        }
    };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        let (tag, next) = after.split_once('>').unwrap_or((after, ""));
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or("");
        for value in attributes(tag) {
            match in_row {
                // What a picture in a cell is called belongs to its row.
                true => words.extend([" | ", value]),
                false => sentences(Cow::Borrowed(value), segments),
            }
        }
        if name == "tr" {
            flush(&mut words, in_row, segments);
            in_row = !tag.starts_with('/');
        } else if in_row && matches!(name, "td" | "th") {
            words.push_str(" | ");
        } else if !in_row && BREAKS.contains(&name) {
            flush(&mut words, false, segments);
        }
        rest = next;
    }
    words.push_str(rest);
    flush(&mut words, in_row, segments);
}

/// Attributes that people hear or programs read.
fn attributes(tag: &str) -> impl Iterator<Item = &str> {
    tag.match_indices("=\"").filter_map(|(start, _)| {
        let name = tag[..start].rsplit([' ', '\n']).next().unwrap_or("");
        let is_said = name.starts_with("data-") || SAID.contains(&name);
        tag[start + 2..].split('"').next().filter(|_| is_said)
    })
}

/// Attributes that hold words.
const SAID: &[&str] = &["aria-label", "aria-description", "alt", "title", "content", "value"];

#[cfg(test)]
mod tests {
    use super::*;

    fn said(path: &str, text: &str) -> Vec<String> {
        segments(path, text).iter().map(TextSegment::excerpt).collect()
    }

    #[test]
    fn numbers_stand_alone() {
        let found: Vec<&str> =
            numbers("3 people, 1,250 visits, 2.5%, 7. E99 4th 2026-09 1/4 #3 a:5 [3] | 6")
                .collect();
        assert_eq!(found, ["3", "2.5", "7", "6"]);
        assert_eq!(numbers("2026-08,12,,3,final").collect::<Vec<_>>(), ["12", "3"]);
    }

    #[test]
    fn rows_sentences_and_attributes_are_breaths() {
        let html =
            "<table><tr><th>May</th><td>3</td></tr></table><p>One 1. Two 2</p><img alt=\"At 4\">";
        assert_eq!(said("a/", html), ["| May | | 3 |", "One 1.", "Two 2", "At 4"]);
        let svg = "<svg><g><title>May: 3</title><circle/></g></svg>";
        assert_eq!(said("a.svg", svg), ["May: 3"]);
    }

    #[test]
    fn lists_side_by_side_are_read_together() {
        let found = said("a.json", r#"{"periods": ["2026-08", "2026-09"], "values": [12, 3]}"#);
        assert!(found.contains(&"2026-09 | 3".to_owned()), "{found:?}");
        let found = said("a.csv", "area,2026-08,2026-09\nvale,12,3\n");
        assert!(found.contains(&"vale 2026-09 3".to_owned()), "{found:?}");
    }
}
