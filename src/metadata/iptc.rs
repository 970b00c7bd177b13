//! What Photoshop and IPTC put beside a picture: resources, of which one holds fields with numbers.

use super::exif;
use super::{Finding, Findings, latin, xmp};

/// Resources of Photoshop, one after the other.
pub(super) fn resources(mut bytes: &[u8], findings: &mut Findings<'_>) {
    while let Some((id, data, rest)) = resource(bytes) {
        match id {
            0x0404 => fields(data, findings),
            0x0422 | 0x0423 => exif::traces(data, findings),
            0x0424 => xmp::traces(&String::from_utf8_lossy(data), findings),
            _ => {}
        }
        bytes = rest;
    }
}

fn resource(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let rest = bytes.strip_prefix(b"8BIM")?;
    let id = u16::from_be_bytes(rest.get(..2)?.try_into().ok()?);
    // The name and the byte that tells its length fill an even number of bytes.
    let name = (usize::from(*rest.get(2)?) + 2) & !1;
    let rest = rest.get(2 + name..)?;
    let size = u32::from_be_bytes(rest.get(..4)?.try_into().ok()?);
    let size = usize::try_from(size).ok()?;
    let data = rest.get(4..)?.get(..size)?;
    let rest = rest.get(4 + size + size % 2..).unwrap_or_default();
    Some((id, data, rest))
}

/// The fields of IPTC.
pub(super) fn fields(mut bytes: &[u8], findings: &mut Findings<'_>) {
    while let [0x1C, record, number, high, low, rest @ ..] = bytes {
        let size = usize::from(u16::from_be_bytes([*high, *low]));
        let Some(value) = rest.get(..size) else { return };
        if *record == 2 {
            field(*number, value, findings);
        }
        bytes = &rest[size..];
    }
}

fn field(number: u8, value: &[u8], findings: &mut Findings<'_>) {
    let name = match number {
        80 => "By-line",
        110 => "Credit",
        115 => "Source",
        116 => "Copyright notice",
        118 => "Contact",
        122 => "Writer",
        26 | 27 => "Content location",
        90 => "City",
        92 => "Sub-location",
        95 => "Province or state",
        100 | 101 => "Country",
        5 => "Title",
        25 => "Keywords",
        105 => "Headline",
        120 => "Caption",
        _ => return,
    };
    let field = format!("IPTC, `{name}`");
    let text = latin(value);
    if text.is_empty() {
        return;
    }
    match number {
        5 | 25 | 105 | 120 => findings.comment(&field, &text),
        26 | 27 | 90 | 92 | 95 | 100 | 101 => findings.push(Finding::Place(field)),
        _ => findings.name(&field, &text),
    }
}
