//! What EXIF tells of the place, the camera and people.

use super::person::{Bodies, person};
use super::tiff::{Entry, TagTable, Tiff};
use super::{Finding, iptc, latin, picture, said, xmp};

/// Everything that EXIF tells. What stands before its head, as in files for phones, is passed over.
pub(super) fn traces(bytes: &[u8], bodies: &Bodies, found: &mut Vec<Finding>) {
    let bytes = bytes.strip_prefix(b"Exif\0\0").unwrap_or(bytes);
    let Some(tiff) = Tiff::read(bytes) else {
        if bytes.iter().any(|byte| *byte != 0) {
            found.push(Finding::Closed("its EXIF can't be read".to_owned()));
        }
        return;
    };
    for entry in &tiff.entries {
        of_entry(entry, bodies, found);
    }
    // A small copy of the picture can have an EXIF of its own; one in that is read with it.
    if let Some(at) = memchr::memmem::find(bytes, b"Exif\0\0") {
        traces(&bytes[at..], bodies, found);
    }
    if tiff.is_broken {
        found.push(Finding::Closed("a part of its EXIF can't be read".to_owned()));
    }
}

fn of_entry(entry: &Entry<'_>, bodies: &Bodies, found: &mut Vec<Finding>) {
    let is_said = entry.value.iter().any(|byte| !matches!(byte, 0 | b' '));
    if !is_said {
        return;
    }
    if entry.table == TagTable::Place {
        // The first tag is the version of the table.
        if entry.tag != 0 {
            found.push(Finding::Place("EXIF, GPS".to_owned()));
        }
        return;
    }
    let serial = |name: &str| Finding::Serial(format!("EXIF, {name}"));
    let name = |field: &str, text: &str| {
        let field = format!("EXIF, `{field}`");
        person(text, bodies).map(|name| Finding::Person { field, name: said(&name) })
    };
    let words = |field: &str, text: &str| {
        let mut told = Vec::new();
        picture::comment(&format!("EXIF, `{field}`"), text, bodies, &mut told);
        told
    };
    let text = || latin(entry.value);
    match entry.tag {
        0x013B => found.extend(name("Artist", &text())),
        0x8298 => found.extend(name("Copyright", &text())),
        0x9C9D => found.extend(name("XPAuthor", &wide(entry.value))),
        0xA430 => found.extend(name("CameraOwnerName", &text())),
        0xA437 => found.extend(name("Photographer", &text())),
        0xA438 => found.extend(name("ImageEditor", &text())),
        0x010D => found.extend(words("DocumentName", &text())),
        0x010E => found.extend(words("ImageDescription", &text())),
        // Its first eight bytes say how it is written.
        0x9286 => {
            let rest = entry.value.get(8..).unwrap_or_default();
            let is_wide = entry.value.starts_with(b"UNICODE");
            let text = if is_wide { wide(rest) } else { latin(rest) };
            found.extend(words("UserComment", &text));
        }
        0x9C9B => found.extend(words("XPTitle", &wide(entry.value))),
        0x9C9C => found.extend(words("XPComment", &wide(entry.value))),
        0x9C9E => found.extend(words("XPKeywords", &wide(entry.value))),
        0x9C9F => found.extend(words("XPSubject", &wide(entry.value))),
        0x013C => {
            let text = text();
            let marks = ["’s ", "'s ", "s’ ", "s' "];
            let owner = marks.iter().find_map(|mark| text.split_once(mark));
            found.extend(owner.and_then(|(owner, _)| name("HostComputer", owner)));
        }
        0xA431 => found.push(serial("serial number of the camera")),
        0xA435 => found.push(serial("serial number of the lens")),
        0xC62F => found.push(serial("serial number of the camera")),
        0xA420 => found.push(serial("number of the picture, unique to the camera")),
        0x927C => found.push(serial("notes of the camera's maker")),
        0x02BC => xmp::traces(&String::from_utf8_lossy(entry.value), bodies, found),
        0x83BB => iptc::fields(entry.value, bodies, found),
        0x8649 => iptc::resources(entry.value, bodies, found),
        _ => {}
    }
}

/// Windows writes its fields in UTF-16.
fn wide(bytes: &[u8]) -> String {
    let pairs = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    String::from_utf16_lossy(&pairs.collect::<Vec<u16>>()).trim_end_matches('\0').to_owned()
}
