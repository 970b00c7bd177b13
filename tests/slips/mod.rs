//! Slips of somebody who edits a site, for tests that must hold after any of them.
#![allow(dead_code, unreachable_pub, reason = "not every test needs every helper")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

/// One slip of somebody who edits a site.
#[derive(Clone, Debug)]
pub enum Edit {
    Insert(Index, String),
    Delete(Index, Index),
    Duplicate(Index),
    Swap(Index, Index),
    Truncate(Index),
    Indent(Index),
    Remove,
    Rename(String),
}

/// Pieces of text in which the marks of YAML and markdown are common.
pub fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[-:#|>\\[\\]{}&*!%@`'\",.~^_=$<> \n\t\r]{1,6}",
        "\\PC{1,4}",
        any::<String>().prop_map(|text| text.chars().take(8).collect()),
        prop::sample::select(vec![
            "[[org:vale-gps",
            "[[",
            "]]",
            "[^1]",
            "![](x)",
            "\n---\n",
            "\n--- a\n",
            "<b>",
            "> [!NOTE]\n",
            "```\n",
            "| a | b |\n|---|---|\n",
            ": |\n  ",
            "disclosure: withheld\n",
            "\u{feff}",
            "\u{2028}",
            "\n\n## H\n",
            "é",
            "👩‍⚕️",
            "\r\n",
            "\0",
            "*a",
            "&a ",
            "99999999999999999999",
            "-0",
            "1e999",
        ])
        .prop_map(str::to_owned),
    ]
}

pub fn edit() -> impl Strategy<Value = Edit> {
    let index = any::<Index>;
    prop_oneof![
        5 => (index(), piece()).prop_map(|(at, text)| Edit::Insert(at, text)),
        3 => (index(), index()).prop_map(|(from, length)| Edit::Delete(from, length)),
        2 => index().prop_map(Edit::Duplicate),
        2 => (index(), index()).prop_map(|(one, other)| Edit::Swap(one, other)),
        1 => index().prop_map(Edit::Truncate),
        2 => index().prop_map(Edit::Indent),
        1 => Just(Edit::Remove),
        1 => "[a-zA-Z .é-]{1,8}".prop_map(Edit::Rename),
    ]
}

/// The start of some character of a text, or its end.
fn place(text: &str, index: Index) -> usize {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    places[index.index(places.len())]
}

/// Makes the slip in one of the files.
pub fn apply(files: &mut BTreeMap<String, String>, file: Index, edit: &Edit) {
    let Some(path) = files.keys().nth(file.index(files.len().max(1))).cloned() else {
        return;
    };
    let text = files.remove(&path).expect("the path is one of theirs");
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let line = |index: &Index| index.index(lines.len().max(1));
    let changed = match edit {
        Edit::Insert(at, piece) => {
            let at = place(&text, *at);
            format!("{}{piece}{}", &text[..at], &text[at..])
        }
        Edit::Delete(from, length) => {
            let from = place(&text, *from);
            let rest = &text[from..];
            let end = place(rest, *length).min(20);
            let end = iho::source::floor_char_boundary(rest, end);
            format!("{}{}", &text[..from], &rest[end..])
        }
        Edit::Truncate(at) => text[..place(&text, *at)].to_owned(),
        Edit::Duplicate(at) if !lines.is_empty() => {
            let at = line(at);
            lines.insert(at, lines[at].clone());
            lines.concat()
        }
        Edit::Swap(one, other) if !lines.is_empty() => {
            let (one, other) = (line(one), line(other));
            lines.swap(one, other);
            lines.concat()
        }
        Edit::Indent(at) if !lines.is_empty() => {
            let at = line(at);
            lines[at].insert_str(0, "  ");
            lines.concat()
        }
        Edit::Duplicate(_) | Edit::Swap(..) | Edit::Indent(_) => text,
        Edit::Remove => return,
        Edit::Rename(name) => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let name = if matches!(name.as_str(), "." | "..") { "x" } else { name };
            files.insert(format!("{folder}/{name}"), text);
            return;
        }
    };
    files.insert(path, changed);
}
