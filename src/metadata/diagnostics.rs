//! Findings as diagnostics: what is wrong, and what to do.

use super::{DOCUMENTS, Finding, PICTURES};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, SitePath, Span};

/// What the findings in one file are, by what has to be done.
#[derive(Default)]
pub(super) struct Sorted<'f> {
    places: Vec<&'f str>,
    serials: Vec<&'f str>,
    people: Vec<(&'f str, &'f str)>,
    hidden: Vec<&'f str>,
    closed: Vec<&'f str>,
    locked: Vec<&'f str>,
    pub(super) wrong: Vec<&'f Finding>,
}

impl<'f> Sorted<'f> {
    pub(super) fn new(found: &'f [Finding]) -> Self {
        let mut sorted = Self::default();
        for finding in found {
            match finding {
                Finding::Place(field) => sorted.places.push(field),
                Finding::Serial(field) => sorted.serials.push(field),
                Finding::Person { field, name } => sorted.people.push((name, field)),
                Finding::Hidden(words) => sorted.hidden.push(words),
                Finding::Closed(words) => sorted.closed.push(words),
                Finding::Locked(words) => sorted.locked.push(words),
                Finding::Unsafe { .. } => sorted.wrong.push(finding),
            }
        }
        sorted
    }

    /// Whether it reveals a place, a camera or a person.
    pub(super) fn is_personal(&self) -> bool {
        !(self.places.is_empty() && self.serials.is_empty() && self.people.is_empty())
    }

    /// "where it was taken (EXIF, GPS) and a person's name, `Jane Smith` (EXIF, `Artist`)"
    pub(super) fn personal(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        if !self.places.is_empty() {
            parts.push(format!("where it was taken ({})", several(&self.places)));
        }
        if !self.serials.is_empty() {
            parts.push(format!("which camera took it ({})", several(&self.serials)));
        }
        let mut names: Vec<(&str, Vec<&str>)> = Vec::new();
        for (name, field) in &self.people {
            match names.iter_mut().find(|(known, _)| known == name) {
                Some((_, fields)) => fields.push(field),
                None => names.push((name, vec![field])),
            }
        }
        let few: Vec<String> = names
            .iter()
            .take(FEW)
            .map(|(name, fields)| format!("`{name}` ({})", several(fields)))
            .collect();
        match names.len() {
            0 => {}
            1 => parts.push(format!("a person's name, {}", few[0])),
            n if n > FEW => {
                parts.push(format!("the names of people, {} and {} more", few.join(", "), n - FEW));
            }
            _ => parts.push(format!("the names of people, {}", list(&few))),
        }
        list(&parts)
    }
}

/// How many of a kind are told.
const FEW: usize = 3;

fn several(fields: &[&str]) -> String {
    let more = if fields.len() > FEW { "; and more" } else { "" };
    format!("{}{more}", fields[..fields.len().min(FEW)].join("; "))
}

/// "a, b and c"
fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What a document says that it may keep its author's name.
pub(super) enum Keep {
    /// It says so, with a reason.
    Said,
    /// It could be said in this file.
    Could(String),
    /// Nowhere.
    No,
}

/// What is to be reported about one file that can still be changed.
pub(super) fn of_file(
    file: FileId,
    path: &SitePath,
    found: &[Finding],
    keep: &Keep,
) -> Vec<Diagnostic> {
    let sorted = Sorted::new(found);
    let mut diagnostics = of_drawing(file, found);
    if sorted.is_personal() && !matches!(keep, Keep::Said) {
        diagnostics.push(personal(file, path, &sorted, keep));
    }
    if !sorted.hidden.is_empty() {
        let hidden: Vec<String> = sorted.hidden.iter().map(|it| (*it).to_owned()).collect();
        let message = format!(
            "this file contains things that readers may not see at once: {}",
            list(&hidden)
        );
        let hint = match is_picture(path) {
            true => "`iho check --fix` removes it, and leaves the picture as it is",
            false => {
                "delete it, or accept or reject each change, and save the file again; keep only what everybody may read"
            }
        };
        diagnostics.push(Diagnostic::of_file(Code::HiddenContent, file, message).hint(hint));
    }
    let not_checked = |code: Code, why: &[&str], hint: &str| {
        let why: Vec<String> = why.iter().take(FEW).map(|it| (*it).to_owned()).collect();
        let message =
            format!("this file could not be checked for personal details: {}", list(&why));
        Diagnostic::of_file(code, file, message).hint(hint)
    };
    // Nobody can say what a locked document holds, so it waits for a reason as one that names somebody.
    if !sorted.locked.is_empty() && !matches!(keep, Keep::Said) {
        let hint = "save it again, without a password";
        let diagnostic = not_checked(Code::DocumentMetadata, &sorted.locked, hint);
        diagnostics.push(or_keep(diagnostic, path, keep));
    }
    if !sorted.closed.is_empty() {
        let hint = match is_picture(path) {
            true => {
                "open the picture and save it again; or `iho check --fix` may be able to repair it"
            }
            false => "save it again, or check its properties for names yourself",
        };
        diagnostics.push(not_checked(Code::UnreadMetadata, &sorted.closed, hint));
    }
    diagnostics
}

/// What a drawing must not hold.
pub(super) fn of_drawing(file: FileId, found: &[Finding]) -> Vec<Diagnostic> {
    let wrong = found.iter().filter_map(|it| match it {
        Finding::Unsafe { at, message, hint } => {
            let span = Span::new(file, at.start, at.end);
            Some(Diagnostic::at(Code::UnsafeSvg, span, message.clone()).hint(hint.clone()))
        }
        _ => None,
    });
    crate::diag::few(wrong.collect())
}

fn personal(file: FileId, path: &SitePath, sorted: &Sorted<'_>, keep: &Keep) -> Diagnostic {
    let is_picture = is_picture(path);
    let (code, what) = match is_picture {
        true => (Code::PictureMetadata, "picture"),
        false => (Code::DocumentMetadata, "file"),
    };
    let message = format!("the details stored in this {what} include {}", sorted.personal());
    let hint = match path.extension() {
        "avif" => {
            "save it again without location and personal details, or as a JPEG, PNG or WebP file"
        }
        _ if is_picture => {
            "type `iho check --fix`: it removes them, and leaves what the picture shows as it is"
        }
        "pdf" => {
            "remove the author in the original and export it again, or clear the author in the document properties"
        }
        "docx" | "xlsx" | "pptx" => {
            "in Word, Excel or PowerPoint choose File > Info > Check for Issues > Inspect Document, remove document \
             properties and personal information, and save"
        }
        "odt" | "ods" | "odp" => {
            "in LibreOffice choose File > Properties, untick “Apply user data”, press “Reset Properties”, and save"
        }
        "svg" => "save it as a plain SVG, without the name",
        _ => "unpack it, remove the names from the files in it, and pack it again",
    };
    or_keep(Diagnostic::of_file(code, file, message).hint(hint), path, keep)
}

/// How to say that what a document holds is meant to be public.
fn or_keep(diagnostic: Diagnostic, path: &SitePath, keep: &Keep) -> Diagnostic {
    match keep {
        Keep::Could(place) => diagnostic.hint(format!(
            "if this is meant to be public, say why in `{place}`: `metadata: {{keep: \"…\"}}`"
        )),
        Keep::No if !is_picture(path) => diagnostic.hint(
            "if this is meant to be public, move the file to `content/documents`, and say why in the document that \
             names it: `metadata: {keep: \"…\"}`",
        ),
        Keep::No | Keep::Said => diagnostic,
    }
}

/// Whether a file has the name of a picture that can be cleaned.
pub(super) fn is_picture(path: &SitePath) -> bool {
    PICTURES.contains(&path.extension()) && !DOCUMENTS.contains(&path.extension())
}
