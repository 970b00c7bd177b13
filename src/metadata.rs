//! What pictures and documents tell besides what they show: where a photograph was taken and with which camera, who wrote a
//! paper; and what a drawing would run. Bytes in, findings out.

mod css;
mod exif;
mod gif;
mod inflate;
mod iptc;
mod office;
mod pdf;
mod person;
mod picture;
mod survey;
mod svg;
mod tiff;
mod told;
mod xml;
mod xmp;

use std::collections::HashSet;
use std::ops::Range;

use office::{LIMIT, OfficeInspection};
pub use person::Bodies;
use picture::PictureFormat;
pub use survey::{Checked, check, is_picture, of_release, unsafe_drawings};

use crate::source::SitePath;

/// Something that a file tells.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Finding {
    /// Where a picture was taken, and what says so.
    Place(String),
    /// The number of a camera or a lens, and what says so.
    Serial(String),
    /// A person.
    Person {
        /// What names them.
        field: String,
        /// What it says.
        name: String,
    },
    /// Something that readers do not see at first, such as comments.
    Hidden(String),
    /// What could not be looked into, and why.
    Closed(String),
    /// What nobody can look into without a password, and why.
    Locked(String),
    /// What a drawing must not hold.
    Unsafe {
        /// Where it stands in its text.
        at: Range<usize>,
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
}

impl Finding {
    /// The same of a file that lies in another. Drawings there are opened by no browser.
    fn within(self, place: &str) -> Option<Self> {
        let of = |words: String| format!("{words}, in {place}");
        Some(match self {
            Self::Place(field) => Self::Place(of(field)),
            Self::Serial(field) => Self::Serial(of(field)),
            Self::Person { field, name } => Self::Person { field: of(field), name },
            Self::Hidden(words) => Self::Hidden(of(words)),
            Self::Closed(words) => Self::Closed(of(words)),
            Self::Locked(words) => Self::Locked(of(words)),
            Self::Unsafe { .. } => return None,
        })
    }
}

/// What is told of one file at the most.
const MANY: usize = 200;

/// Everything that a file tells, each thing once. What it is, its bytes say; only a drawing is known by its name, as browsers
/// know it.
pub fn inspect(path: &SitePath, bytes: &[u8], bodies: &Bodies) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut look = OfficeInspection { bodies, n_left: LIMIT, depth: 0 };
    of_file(path.as_str(), bytes, &mut look, &mut found);
    let mut seen = HashSet::new();
    found.retain(|it| seen.insert(it.clone()));
    found.truncate(MANY);
    found
}

fn of_file(name: &str, bytes: &[u8], look: &mut OfficeInspection<'_>, found: &mut Vec<Finding>) {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end).to_lowercase();
    if end == "svg" {
        return match drawing(bytes) {
            Some(text) => svg::traces(&text, look.bodies, found),
            None => found.push(Finding::Unsafe {
                at: 0..0,
                message: "this SVG has letters in a way that can't be read here".to_owned(),
                hint: "save it as UTF-8".to_owned(),
            }),
        };
    }
    if let Some(form) = PictureFormat::of(bytes) {
        return picture::traces(form, bytes, look.bodies, found);
    }
    let is_pdf = memchr::memmem::find(&bytes[..bytes.len().min(1_024)], b"%PDF-").is_some();
    match bytes {
        _ if is_pdf => pdf::traces(bytes, look.bodies, found),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => office::traces(bytes, look, found),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => found.push(office::of_old_form(bytes)),
        _ if PICTURES.contains(&&*end) => {
            picture::traces(PictureFormat::Other, bytes, look.bodies, found)
        }
        _ => {
            found.push(Finding::Closed(format!("it has the name of a `.{end}` file, and is none")))
        }
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
    picture::clean(PictureFormat::of(bytes).unwrap_or(PictureFormat::Other), bytes)
}

const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif"];
const DOCUMENTS: &[&str] =
    &["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "zip", "svg"];

/// Whether files with that end tell something.
fn is_looked_at(end: &str) -> bool {
    PICTURES.contains(&end) || DOCUMENTS.contains(&end)
}

/// Words of a file as a message can quote them.
fn said(text: &str) -> String {
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
