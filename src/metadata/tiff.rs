//! EXIF: tables of tags as TIFF has them. Every value is a part of the bytes that were given, so nothing is copied, and
//! no table is read twice.

/// Which table a tag stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TagTable {
    /// That of the picture, or of its thumbnail.
    Main,
    /// That of the camera.
    Camera,
    /// That of the place.
    Place,
}

/// One tag and its value.
pub(super) struct Entry<'b> {
    pub(super) table: TagTable,
    pub(super) tag: u16,
    pub(super) value: &'b [u8],
}

/// The tables of one file.
pub(super) struct Tiff<'b> {
    bytes: &'b [u8],
    is_little: bool,
    pub(super) entries: Vec<Entry<'b>>,
    /// Whether a part of it could not be read.
    pub(super) is_broken: bool,
}

/// More tables than any camera writes.
const MAX_TABLES: usize = 24;
/// More tags than any camera writes.
const MAX_ENTRIES: usize = 4_096;

const CAMERA: u16 = 0x8769;
const PLACE: u16 = 0x8825;
const COMPATIBILITY: u16 = 0xA005;
const TABLES: u16 = 0x014A;
const ORIENTATION: u16 = 0x0112;

impl<'b> Tiff<'b> {
    /// Reads all tables; nothing where the bytes are no TIFF.
    pub(super) fn read(bytes: &'b [u8]) -> Option<Self> {
        let is_little = match bytes.get(..4)? {
            b"II\x2A\0" => true,
            b"MM\0\x2A" => false,
            _ => return None,
        };
        let mut tiff = Self { bytes, is_little, entries: Vec::new(), is_broken: false };
        let mut open = vec![(tiff.long(4)?, TagTable::Main)];
        let mut seen: Vec<u32> = Vec::new();
        while let Some((at, table)) = open.pop() {
            if at == 0 || seen.contains(&at) {
                continue;
            }
            seen.push(at);
            if seen.len() > MAX_TABLES || tiff.table(at, table, &mut open).is_none() {
                tiff.is_broken = true;
            }
            if tiff.is_broken && seen.len() > MAX_TABLES {
                break;
            }
        }
        Some(tiff)
    }

    fn table(&mut self, at: u32, table: TagTable, open: &mut Vec<(u32, TagTable)>) -> Option<()> {
        let at = usize::try_from(at).ok()?;
        let n = usize::from(self.short(at)?);
        for row in (0..n).map(|row| at + 2 + row * 12) {
            if self.entries.len() >= MAX_ENTRIES {
                return None;
            }
            let (tag, size) = (self.short(row)?, size_of(self.short(row + 2)?));
            let count = usize::try_from(self.long(row + 4)?).ok()?;
            let Some(n_bytes) = size.checked_mul(count) else {
                self.is_broken = true;
                continue;
            };
            let from =
                if n_bytes <= 4 { row + 8 } else { usize::try_from(self.long(row + 8)?).ok()? };
            let value = from.checked_add(n_bytes).and_then(|to| self.bytes.get(from..to));
            let Some(value) = value else {
                self.is_broken = true;
                continue;
            };
            match tag {
                CAMERA | COMPATIBILITY => open.push((self.long(row + 8)?, TagTable::Camera)),
                PLACE => open.push((self.long(row + 8)?, TagTable::Place)),
                TABLES => {
                    let starts = value.chunks_exact(4).take(MAX_TABLES);
                    let starts: Vec<u32> = starts.map(|it| self.number(it)).collect();
                    open.extend(starts.into_iter().map(|it| (it, TagTable::Main)));
                }
                _ => self.entries.push(Entry { table, tag, value }),
            }
        }
        if table == TagTable::Main
            && let Some(next) = self.long(at + 2 + n * 12)
        {
            open.insert(0, (next, TagTable::Main));
        }
        Some(())
    }

    fn short(&self, at: usize) -> Option<u16> {
        let two: [u8; 2] = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        Some(self.number(self.bytes.get(at..at.checked_add(4)?)?))
    }

    /// A number of two or four bytes.
    fn number(&self, bytes: &[u8]) -> u32 {
        let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
        if self.is_little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) }
    }

    /// How the picture is turned when it is shown, where that is not as it lies.
    pub(super) fn orientation(&self) -> Option<u8> {
        let is_it = |it: &&Entry<'_>| it.table == TagTable::Main && it.tag == ORIENTATION;
        let value = self.entries.iter().find(is_it)?.value.get(..2)?;
        u8::try_from(self.number(value)).ok().filter(|turn| (2..=8).contains(turn))
    }
}

/// The bytes of one value of a type.
fn size_of(kind: u16) -> usize {
    match kind {
        3 | 8 => 2,
        4 | 9 | 11 | 13 => 4,
        5 | 10 | 12 => 8,
        _ => 1,
    }
}

/// EXIF that says how the picture is turned, and nothing else.
pub(super) fn only_orientation(turn: u8) -> Vec<u8> {
    let mut bytes = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    bytes.extend([turn, 0, 0, 0, 0, 0, 0]);
    bytes
}
