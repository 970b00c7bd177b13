//! What EXIF reveals about the place, the camera and people.

use super::tiff::{Entry, TagTable, Tiff};
use super::{Finding, Findings, iptc, latin, xmp};

/// Everything that EXIF reveals. What comes before its header, as in files for phones, is passed over.
pub(super) fn traces(bytes: &[u8], findings: &mut Findings<'_>) {
    let bytes = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes);
    let Some(tiff) = Tiff::read(bytes) else {
        if bytes.iter().any(|byte| *byte != 0) {
            findings.closed("its EXIF can't be read");
        }
        return;
    };
    for entry in &tiff.entries {
        tell_entry(entry, findings);
    }
    // A small copy of the picture can have an EXIF of its own; one in that is read with it.
    if let Some(at) = memchr::memmem::find(bytes, b"Exif\0\0") {
        traces(&bytes[at..], findings);
    }
    if tiff.is_broken {
        findings.closed("a part of its EXIF can't be read");
    }
}

fn tell_entry(entry: &Entry<'_>, findings: &mut Findings<'_>) {
    let is_said = entry.value.iter().any(|byte| !matches!(byte, 0 | b' '));
    if !is_said {
        return;
    }
    if entry.table == TagTable::Place {
        // The first tag is the version of the table.
        if entry.tag != 0 {
            findings.push(Finding::Place("EXIF, GPS".to_owned()));
        }
        return;
    }
    let value = entry.value;
    let tag = match entry.tag {
        0x013B => Tag::Name("Artist", latin(value)),
        0x8298 => Tag::Name("Copyright", latin(value)),
        0x9C9D => Tag::Name("XPAuthor", wide(value)),
        0xA430 => Tag::Name("CameraOwnerName", latin(value)),
        0xA437 => Tag::Name("Photographer", latin(value)),
        0xA438 => Tag::Name("ImageEditor", latin(value)),
        0x013C => {
            let text = latin(value);
            let marks = ["’s ", "'s ", "s’ ", "s' "];
            let owner = marks.iter().find_map(|mark| text.split_once(mark));
            Tag::Name("HostComputer", owner.map_or("", |(owner, _)| owner).to_owned())
        }
        0x010D => Tag::Text("DocumentName", latin(value)),
        0x010E => Tag::Text("ImageDescription", latin(value)),
        // Its first eight bytes say how it is written.
        0x9286 => {
            let rest = value.get(8..).unwrap_or_default();
            let is_wide = value.starts_with(b"UNICODE");
            Tag::Text("UserComment", if is_wide { wide(rest) } else { latin(rest) })
        }
        0x9C9B => Tag::Text("XPTitle", wide(value)),
        0x9C9C => Tag::Text("XPComment", wide(value)),
        0x9C9E => Tag::Text("XPKeywords", wide(value)),
        0x9C9F => Tag::Text("XPSubject", wide(value)),
        0xA431 | 0xC62F => Tag::Serial("serial number of the camera"),
        0xA435 => Tag::Serial("serial number of the lens"),
        0xA420 => Tag::Serial("number of the picture, unique to the camera"),
        0x927C => Tag::Serial("notes of the camera's maker"),
        0x02BC => return xmp::traces(&String::from_utf8_lossy(value), findings),
        0x83BB => return iptc::fields(value, findings),
        0x8649 => return iptc::resources(value, findings),
        _ => return,
    };
    match tag {
        Tag::Name(name, text) => findings.name(&format!("EXIF, `{name}`"), &text),
        Tag::Text(name, text) => findings.comment(&format!("EXIF, `{name}`"), &text),
        Tag::Serial(what) => findings.push(Finding::Serial(format!("EXIF, {what}"))),
    }
}

/// What a tag tells.
enum Tag {
    /// Its name, and that of a person or a body.
    Name(&'static str, String),
    /// Its name, and words that may be about anything.
    Text(&'static str, String),
    /// What tells one camera from others.
    Serial(&'static str),
}

/// Windows writes its fields in UTF-16.
fn wide(bytes: &[u8]) -> String {
    let pairs = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    String::from_utf16_lossy(&pairs.collect::<Vec<u16>>()).trim_end_matches('\0').to_owned()
}
