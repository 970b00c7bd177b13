//! What is wrong with a file before it is read: its name, its size, its letters.

use std::collections::BTreeMap;

use super::prose;
use super::yaml::{Kind, Node};
use crate::diag::{Code, Diagnostic};
use crate::source::paths::SITE;
use crate::source::{File, FileId, SitePath, Sources, Span, Unusable};

/// What the names of the files alone tell: two that differ by capitals, and the one that must be there.
pub fn check_names(sources: &Sources) -> Vec<Diagnostic> {
    let mut diagnostics = case_clashes(sources);
    if !sources.iter().any(|(_, file)| file.path.as_str() == SITE) {
        diagnostics.push(
            Diagnostic::of_site(Code::NoContent, "there is no file `content/site.yaml`").hint(
                "run the command in the folder that has `content` in it, or name that folder with `--site`",
            ),
        );
    }
    diagnostics
}

pub(super) fn unusable(id: FileId, why: &Unusable) -> Diagnostic {
    let of_file = |code, message: String| Diagnostic::of_file(code, id, message);
    match why {
        Unusable::Unreadable(words) => {
            of_file(Code::UnreadableFile, format!("this file can't be read: {words}"))
                .hint("check that it is a file, and that you may read it")
        }
        Unusable::NotUtf8 { line } => {
            of_file(Code::NotUtf8, format!("line {line} has a character that is not UTF-8")).hint(
                "save the file again with the encoding UTF-8; spreadsheets call it `CSV UTF-8`",
            )
        }
        Unusable::TooLarge { bytes } => of_file(
            Code::FileTooLarge,
            format!("this file has {} MB; text files may have 8 MB", bytes / 1_000_000),
        )
        .hint("move it out of `content`, or split it"),
        Unusable::Link { target } => {
            of_file(Code::SymbolicLink, format!("this is a link to `{target}`"))
                .hint("put a copy of the file here instead")
        }
        Unusable::BadName => {
            of_file(Code::BadFileName, "the name of this file can't be an address".into())
                .hint("rename it with lower-case letters, digits, `-` and `.`")
        }
    }
}

/// The first character that nobody can see, but for line endings and tabs.
pub(super) fn control_character(id: FileId, text: &str) -> Option<Diagnostic> {
    // Nearly every line is free of the bytes with which such a character begins or could begin.
    let may_be_unseen = |byte: &u8| match byte {
        b'\n' | b'\r' | b'\t' => false,
        0..=0x1f | 0x7f | 0xc2 | 0xe2 | 0xef => true,
        _ => false,
    };
    let lines = text.split_inclusive('\n').scan(0, |start, line| {
        *start += line.len();
        Some((*start - line.len(), line))
    });
    let suspects = lines.filter(|(_, line)| line.as_bytes().iter().any(may_be_unseen));
    let mut found = suspects.filter_map(|(start, line)| {
        let (at, unseen) = line.char_indices().find(|(_, letter)| is_unseen(*letter))?;
        Some((start + at, unseen))
    });
    let (at, unseen) = found.next()?;
    Some(unseen_at(Span::new(id, at, at + unseen.len_utf8()), unseen))
}

/// Whether a character shows nothing, and does something to what is beside it.
fn is_unseen(letter: char) -> bool {
    let is_control = letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
    // Two that turn the order of letters round, and two that are no characters.
    is_control || matches!(letter, '\u{202d}' | '\u{202e}' | '\u{fffe}' | '\u{ffff}')
}

fn unseen_at(span: Span, letter: char) -> Diagnostic {
    let code = u32::from(letter);
    let message = format!("there is an invisible character here (U+{code:04X})");
    Diagnostic::at(Code::ControlCharacter, span, message).hint("delete it, or type the line again")
}

/// The same in values of YAML, which may have been written as escapes such as `\e`.
pub(super) fn control_characters(node: &Node) -> Vec<Diagnostic> {
    match &node.kind {
        Kind::Null => Vec::new(),
        Kind::Scalar(it) => {
            let unseen = it.text.chars().find(|letter| is_unseen(*letter));
            unseen.map(|letter| unseen_at(node.span, letter)).into_iter().collect()
        }
        Kind::Seq(items) => items.iter().flat_map(control_characters).collect(),
        Kind::Map(entries) => {
            entries.iter().flat_map(|entry| control_characters(&entry.value)).collect()
        }
    }
}

pub(super) fn bad_name(id: FileId, file: &File) -> Option<Diagnostic> {
    let path = file.path.as_str().strip_prefix("content/")?;
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
    if path.chars().all(sound) {
        return None;
    }
    let fixed: Vec<String> = path
        .split('/')
        .map(|part| match part.rsplit_once('.') {
            Some((stem, extension)) => {
                format!("{}.{}", sound_part(stem), prose::slugify(extension))
            }
            None => sound_part(part),
        })
        .collect();
    let message = match path.split('/').any(|part| part.trim() != part) {
        true => format!("the name of `{path}` starts or ends with a space"),
        false => format!("`{path}` has characters that an address should not have"),
    };
    Some(
        Diagnostic::of_file(Code::BadFileName, id, message)
            .hint(format!("rename it to `content/{}`", fixed.join("/"))),
    )
}

/// A part of a path without what an address should not have. A name in another script has no letters left: it needs one of
/// its own.
fn sound_part(part: &str) -> String {
    let has_letters = |it: &&str| it.split('_').all(|group| prose::slugify(group) != "section");
    let groups: Vec<String> = part.trim().split('_').map(prose::slugify).collect();
    Some(part.trim()).filter(has_letters).map_or_else(|| prose::slugify(part), |_| groups.join("_"))
}

fn case_clashes(sources: &Sources) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, &SitePath> = BTreeMap::new();
    let mut clashes = Vec::new();
    for (id, file) in sources.iter() {
        let lower = file.path.as_str().to_lowercase();
        if let Some(other) = seen.insert(lower, &file.path) {
            let message = format!("`{}` and `{other}` differ by capitals only", file.path);
            clashes.push(
                Diagnostic::of_file(Code::CaseClash, id, message)
                    .hint("rename one of them; lower-case letters only"),
            );
        }
    }
    clashes
}
