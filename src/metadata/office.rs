//! What Office files and other archives tell: who wrote, commented and changed, and what is hidden in them.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::xml::{self, Attribute, Element, local};
use super::{Finding, Findings, quoted, svg};

/// The most that the parts of one file may hold, all in all, when they are unpacked.
pub(super) const LIMIT: u64 = 192 * 1024 * 1024;
/// The most files that an archive may have.
const MAX_FILES: usize = 20_000;
/// A sheet of properties is small.
const MAX_PROPERTIES: u64 = 256 * 1024;
/// How deep archives may lie in each other.
const DEEPEST: usize = 2;

/// What is looked at, and how much of it there may still be.
pub(super) struct OfficeInspection {
    pub(super) n_left: u64,
    pub(super) depth: usize,
}

/// What is reported about a file in the form of Office before 2007, also the envelope of a file with a password (MS-OFFCRYPTO,
/// section 2.3: a stream called "EncryptedPackage").
pub(super) fn of_old_form(bytes: &[u8]) -> Finding {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    match memchr::memmem::find(bytes, &name) {
        Some(_) => Finding::Locked("it opens with a password only".to_owned()),
        None => Finding::Closed("it is an old Office file".to_owned()),
    }
}

/// Everything that an Office file or an archive tells.
pub(super) fn traces(bytes: &[u8], look: &mut OfficeInspection, findings: &mut Findings<'_>) {
    let mut archive = match ZipArchive::new(Cursor::new(bytes)) {
        Ok(archive) if archive.len() <= MAX_FILES => archive,
        Ok(_) => return findings.closed("it holds too many files"),
        Err(_) => return findings.closed("it is damaged, so that it can't be opened"),
    };
    let mut hidden = HiddenPart::default();
    for at in 0..archive.len() {
        let mut file = match archive.by_index(at) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return findings.push(Finding::Locked("a file in it has a password".to_owned()));
            }
            Err(_) => return findings.closed("a file in it is damaged"),
        };
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
        let part = part(&name);
        if matches!(part, PackagePart::Perhaps) && file.size() > MAX_PROPERTIES {
            continue;
        }
        if is_bomb(file.size(), file.compressed_size()) {
            findings.closed("a file in it is packed too tightly to look into");
            return;
        }
        let mut inner = Vec::new();
        let read = (&mut file).take(look.n_left + 1).read_to_end(&mut inner);
        let n = inner.len() as u64;
        if read.is_err() || n > look.n_left {
            findings.closed("a file in it is damaged, or too large to look into");
            return;
        }
        look.n_left -= n;
        match part {
            PackagePart::Xml => of_xml(&name, &inner, &mut hidden, findings),
            PackagePart::Perhaps => {
                let has = |words: &[u8]| memchr::memmem::find(&inner, words).is_some();
                if has(b"/core-properties") || has(b"/extended-properties") {
                    of_xml(&name, &inner, &mut hidden, findings);
                }
            }
            PackagePart::File if look.depth >= DEEPEST => {
                findings.closed("it contains archives inside archives");
            }
            PackagePart::File => {
                look.depth += 1;
                findings.inside(&format!("`{}`", quoted(&name)), |findings| {
                    super::inspect_file(&name, &inner, look, findings);
                });
                look.depth -= 1;
            }
        }
    }
    hidden.in_words().for_each(|words| findings.hidden(words));
}

/// Whether a large file is packed as no text or picture can be.
fn is_bomb(n_bytes: u64, n_packed: u64) -> bool {
    const LARGE: u64 = 16 * 1024 * 1024;
    const TIGHT: u64 = 400;
    n_bytes > LARGE && n_bytes / TIGHT > n_packed
}

enum PackagePart {
    Xml,
    /// It may be the sheet of properties under another name, as some programs write it.
    Perhaps,
    File,
}

/// What a part of an archive is.
fn part(name: &str) -> PackagePart {
    let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
    let (stem, end) = file.rsplit_once('.').unwrap_or((file, ""));
    let is_xml = match end {
        "rels" => true,
        "xml" => match folder {
            "docProps" | "word" | "ppt" | "ppt/slides" | "ppt/comments" => true,
            "xl" => stem == "workbook" || stem.starts_with("comments"),
            "xl/comments" | "xl/threadedComments" | "xl/persons" | "xl/revisions" => true,
            "" => matches!(stem, "meta" | "content"),
            _ => false,
        },
        _ => false,
    };
    if is_xml {
        return PackagePart::Xml;
    }
    let is_file = super::is_looked_at(&end.to_lowercase());
    if is_file { PackagePart::File } else { PackagePart::Perhaps }
}

/// What readers do not see at first.
#[derive(Default)]
struct HiddenPart {
    n_comments: usize,
    n_changes: usize,
    sheets: Vec<String>,
    n_slides: usize,
    /// Those of files that say so in a style.
    n_tables: usize,
}

impl HiddenPart {
    fn in_words(self) -> impl Iterator<Item = String> {
        let n = |n: usize, one: &str| match n {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {one}s")),
        };
        let sheets: Vec<String> = self.sheets.iter().take(5).map(|it| format!("`{it}`")).collect();
        let more = self.sheets.len() - sheets.len();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let sheets = match self.sheets.len() {
            0 => None,
            1 => Some(format!("the hidden sheet {}", sheets[0])),
            _ => Some(format!("the hidden sheets {}{more}", sheets.join(", "))),
        };
        let all = [
            n(self.n_comments, "comment"),
            n(self.n_changes, "tracked change"),
            sheets,
            n(self.n_slides, "hidden slide"),
            n(self.n_tables, "hidden sheet or table"),
        ];
        all.into_iter().flatten()
    }
}

fn of_xml(name: &str, bytes: &[u8], hidden: &mut HiddenPart, findings: &mut Findings<'_>) {
    let text = xml::text(bytes);
    let read = text.as_deref().map(|text| {
        xml::elements(text, |path, element| {
            let Some(last) = path.last() else { return };
            match element {
                Element::Attributes(attributes) => {
                    count(path, attributes, hidden);
                    names(last, attributes, findings);
                }
                Element::Words(words) => {
                    if let Some(field) = field(last) {
                        findings.name(field, words);
                    }
                }
            }
        })
    });
    if !matches!(read, Some(Ok(()))) {
        findings.closed(format!("its part `{}` is damaged or encrypted", quoted(name)));
    }
}

/// Elements whose words name somebody.
fn field(name: &str) -> Option<&'static str> {
    Some(match name {
        "creator" | "initial-creator" => "author",
        "lastModifiedBy" => "last saved by",
        "printed-by" => "printed by",
        "Manager" => "manager",
        "author" => "author of a comment",
        _ => return None,
    })
}

/// Attributes that name somebody, or lead into somebody's folder.
fn names(element: &str, attributes: &[Attribute<'_>], findings: &mut Findings<'_>) {
    for it in attributes {
        let field = match (element, local(it.name)) {
            (_, "author") => "author of a comment or change",
            ("person", "displayName") | ("cmAuthor" | "author", "name") => "author of a comment",
            ("userInfo", "name") | ("fileSharing", "userName") => "user of the file",
            _ => {
                if let Some(name) = svg::owner_of_path(&it.value) {
                    findings.name("folder of a user", &name);
                }
                continue;
            }
        };
        findings.name(field, &it.value);
    }
}

fn count(path: &[&str], attributes: &[Attribute<'_>], hidden: &mut HiddenPart) {
    let says = |name: &str, values: &[&str]| {
        attributes.iter().any(|it| local(it.name) == name && values.contains(&&*it.value))
    };
    let is_change = |name: &str| {
        matches!(name, "ins" | "del" | "moveFrom" | "moveTo" | "cellIns" | "cellDel" | "cellMerge")
            || name.ends_with("Change")
    };
    match path.last().copied().unwrap_or_default() {
        "comment" | "cm" | "threadedComment" | "annotation" => hidden.n_comments += 1,
        "changed-region" | "cell-content-change" | "insertion" | "deletion"
            if path.contains(&"tracked-changes") =>
        {
            // A region of a text holds what happened in it.
            let n_regions = path.iter().filter(|it| **it == "changed-region").count();
            let is_inner = n_regions > 0 && path.last() != Some(&"changed-region");
            hidden.n_changes += usize::from(!is_inner);
        }
        "sheet" if says("state", &["hidden", "veryHidden"]) => {
            let name = attributes.iter().find(|it| it.name == "name");
            hidden.sheets.push(name.map_or_else(String::new, |it| quoted(&it.value)));
        }
        "table-properties" if says("display", &["false"]) => hidden.n_tables += 1,
        "sld" if says("show", &["0", "false"]) => hidden.n_slides += 1,
        name if is_change(name) && attributes.iter().any(|it| local(it.name) == "author") => {
            hidden.n_changes += 1;
        }
        _ => {}
    }
}
