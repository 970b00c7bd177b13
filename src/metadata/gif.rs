//! GIF: its blocks, of which some hold words.

use std::ops::Range;

/// The blocks of a GIF, one after the other.
pub(super) struct Gif<'b> {
    bytes: &'b [u8],
    /// Blocks that are not needed to show the picture.
    extra: Vec<(BlockKind, Range<usize>)>,
    /// The byte after the last block.
    end: usize,
    /// What follows it.
    pub(super) tail: &'b [u8],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum BlockKind {
    Comment,
    Xmp,
    Other,
}

impl<'b> Gif<'b> {
    /// Takes a picture apart; nothing where it is damaged.
    pub(super) fn read(bytes: &'b [u8]) -> Option<Self> {
        let colours = |flags: u8| match flags & 0x80 {
            0 => 0,
            _ => 3 << ((flags & 7) + 1),
        };
        let mut at = 13 + colours(*bytes.get(10)?);
        let mut extra = Vec::new();
        loop {
            let from = at;
            match *bytes.get(at)? {
                0x3B => break,
                0x2C => {
                    at += 10 + colours(*bytes.get(at + 9)?) + 1;
                    at = end_of_blocks(bytes, at)?;
                }
                0x21 => {
                    at = end_of_blocks(bytes, at + 2)?;
                    extra.extend(kind(&bytes[from..at]).map(|kind| (kind, from..at)));
                }
                _ => return None,
            }
        }
        Some(Self { bytes, extra, end: at + 1, tail: &bytes[at + 1..] })
    }

    fn blocks(&self, wanted: BlockKind) -> impl Iterator<Item = &'b [u8]> {
        let of_kind = self.extra.iter().filter(move |(kind, _)| *kind == wanted);
        of_kind.map(|(_, at)| &self.bytes[at.clone()])
    }

    /// What its comments say.
    pub(super) fn comments(&self) -> impl Iterator<Item = Vec<u8>> {
        self.blocks(BlockKind::Comment).map(|block| {
            let (mut text, mut rest) = (Vec::new(), &block[2..]);
            while let [size, more @ ..] = rest
                && *size > 0
            {
                let size = usize::from(*size).min(more.len());
                text.extend(&more[..size]);
                rest = &more[size..];
            }
            text
        })
    }

    /// Its XMP, which stands there as it is.
    pub(super) fn xmp(&self) -> impl Iterator<Item = &'b [u8]> {
        self.blocks(BlockKind::Xmp).map(|block| {
            let text = &block[14..];
            let end = memchr::memmem::rfind(text, b"</x:xmpmeta>").map_or(text.len(), |at| at + 12);
            &text[..end]
        })
    }

    /// The same picture without comments and the like.
    pub(super) fn cleaned(&self) -> Vec<u8> {
        let (mut clean, mut from) = (Vec::with_capacity(self.end), 0);
        for (_, at) in &self.extra {
            clean.extend(&self.bytes[from..at.start]);
            from = at.end;
        }
        clean.extend(&self.bytes[from..self.end]);
        clean
    }
}

/// The byte after a row of blocks, each of which tells its size, to the one without any.
fn end_of_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            size => at += 1 + usize::from(size),
        }
    }
}

/// What a block is for, where the picture is the same without it.
fn kind(block: &[u8]) -> Option<BlockKind> {
    match block {
        [_, 0xFE, ..] => Some(BlockKind::Comment),
        [_, 0xFF, 11, rest @ ..] => match rest.get(..11)? {
            b"NETSCAPE2.0" | b"ANIMEXTS1.0" | b"ICCRGBG1012" => None,
            b"XMP DataXMP" => Some(BlockKind::Xmp),
            _ => Some(BlockKind::Other),
        },
        _ => None,
    }
}
