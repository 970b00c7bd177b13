//! What pictures and documents tell besides what they show: where a photograph was taken and with which camera, who wrote a
//! paper; and what a drawing would run. Bytes in, findings out.
//!
//! # What files tell
//!
//! Pictures and documents are no text: `Sources` knows their size and hash alone, and `build` copies them. `metadata` is pure: bytes in,
//! findings out. The shell gives it the bytes: `iho check` of every picture and document, each sealed one once, however many releases
//! hold it; `iho release` of what it is about to seal; `iho build` of drawings alone, and only those that are not sealed. `metadata/person`
//! decides whether words name a person or a body. What a sealed file tells is a warning for ever, as only `redact` takes it away; what a
//! draft tells keeps it from being sealed, unless the document says why (`metadata: {keep: …}`). A PDF is read object by object, not by
//! its table, so that what an earlier version said is found, too. All of it is bounded: tables, depth, what is unpacked.

mod css;
mod diagnostics;
mod exif;
mod findings;
mod gif;
mod inflate;
mod iptc;
mod office;
mod pdf;
mod person;
mod picture;
mod size;
mod survey;
mod svg;
mod tiff;
mod xml;
mod xmp;

use std::collections::HashSet;

pub use findings::Finding;
use findings::Findings;
use office::{LIMIT, OfficeInspection};
pub use person::Bodies;
use picture::PictureFormat;
pub use picture::is_whole as is_whole_picture;
pub use size::{is_named_as_picture, picture_size};
pub use survey::{Checked, check, is_picture, of_release, unsafe_drawings};

use crate::source::SitePath;

/// How much is reported for one file at most.
const MANY: usize = 200;

/// Everything that a file tells, each thing once. What it is, its bytes say; only a drawing is known by its name, as browsers
/// know it.
pub fn inspect(path: &SitePath, bytes: &[u8], bodies: &Bodies) -> Vec<Finding> {
    let mut findings = Findings { bodies, found: Vec::new() };
    let mut office = OfficeInspection { n_left: LIMIT, depth: 0 };
    inspect_file(path.as_str(), bytes, &mut office, &mut findings);
    let mut found = findings.found;
    let mut seen = HashSet::new();
    found.retain(|it| seen.insert(it.clone()));
    found.truncate(MANY);
    found
}

fn inspect_file(
    name: &str,
    bytes: &[u8],
    office: &mut OfficeInspection,
    findings: &mut Findings<'_>,
) {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_lowercase();
    if end == "svg" {
        return match drawing(bytes) {
            Some(text) => svg::traces(&text, findings),
            None => findings.push(Finding::Unsafe {
                at: 0..0,
                message: "this SVG has letters in a way that can't be read here".to_owned(),
                hint: "save it as UTF-8".to_owned(),
            }),
        };
    }
    if let Some(format) = PictureFormat::detect(bytes) {
        return picture::traces(format, bytes, findings);
    }
    let is_pdf = memchr::memmem::find(&bytes[..bytes.len().min(1_024)], b"%PDF-").is_some();
    match bytes {
        _ if is_pdf => pdf::traces(bytes, findings),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => office::traces(bytes, office, findings),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => findings.push(office::of_old_form(bytes)),
        _ if PICTURES.contains(&&*end) => picture::traces(PictureFormat::Other, bytes, findings),
        _ => findings.closed(format!("its name ends in `.{end}`, but it is not such a file")),
    }
}

/// The text of a drawing; nothing where its letters are not known here.
pub fn drawing(bytes: &[u8]) -> Option<String> {
    xml::text(bytes)
}

/// A picture without what it tells. It shows what it showed, byte by byte, with its colours and the way it is turned.
///
/// # Errors
/// In words, where that can't be done here.
pub fn clean(bytes: &[u8]) -> Result<Vec<u8>, String> {
    picture::clean(PictureFormat::detect(bytes).unwrap_or(PictureFormat::Other), bytes)
}

const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif"];
const DOCUMENTS: &[&str] =
    &["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "zip", "svg"];

/// Whether files with that end tell something.
fn is_looked_at(end: &str) -> bool {
    PICTURES.contains(&end) || DOCUMENTS.contains(&end)
}

/// Words of a file as a message can quote them.
fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let is_plain = |it: char| if it.is_control() || it == '`' { ' ' } else { it };
    let plain: String = text.chars().take(4 * LONGEST).map(is_plain).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let words = words.join(" ");
    match words.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &words[..at]),
        None => words,
    }
}

/// A text of bytes that are UTF-8 or, as before it, one letter each; up to the first zero.
fn latin(bytes: &[u8]) -> String {
    let end = memchr::memchr(0, bytes).unwrap_or(bytes.len());
    let bytes = &bytes[..end];
    let text = std::str::from_utf8(bytes).map(str::to_owned);
    let text = text.unwrap_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect());
    text.trim().to_owned()
}
