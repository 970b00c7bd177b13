//! The input as a value: every file of a site, held in memory, with places in it.
//!
//! Knows nothing of the disk or of what a file means.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// The largest text file that is read, in bytes.
pub const MAX_TEXT_BYTES: u64 = 8 * 1024 * 1024;

/// A path inside a site: relative, `/` between parts, never `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Makes a path from its text, or `None` where a part is empty, `.` or `..`, or holds a backslash.
    pub fn new(text: &str) -> Option<Self> {
        let sound = text
            .split('/')
            .all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']));
        sound.then(|| Self(text.into()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds this path; empty at the top.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last part of the path.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// The last part without what follows its last dot.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// What follows the last dot of the last part; empty where there is none.
    pub fn extension(&self) -> &str {
        self.file_name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Resolves a relative path such as `../assets/map.png` from a folder of this site.
    pub fn resolve(folder: &str, relative: &str) -> Option<Self> {
        let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Self::new(&parts.join("/"))
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names one file of one [`Sources`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(u32);

/// A stretch of one file, in bytes from its start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// A place that no file has, for values that no file holds.
    pub const NOWHERE: Self = Self { file: FileId(u32::MAX), start: 0, end: 0 };

    /// The stretch from `start` to `end` of a file.
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// A part of this stretch, by offsets from its start.
    pub fn part(self, start: usize, end: usize) -> Self {
        Self::new(self.file, self.start as usize + start, self.start as usize + end)
    }
}

/// A value and the place where it was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// Text in UTF-8 (a byte order mark at its start is dropped).
    Text(Arc<str>),
    /// A file that is copied as it is: its size in bytes and the BLAKE3 hash of its bytes.
    Asset {
        /// Size in bytes.
        bytes: u64,
        /// BLAKE3 of the bytes.
        hash: [u8; 32],
    },
    /// A file that should be text but could not be read, and why.
    Unusable(Unusable),
}

/// Why a file could not be taken in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unusable {
    /// The system refused; its own words.
    Unreadable(String),
    /// A byte that is not UTF-8, with the line that it stands on.
    NotUtf8 {
        /// Line, counted from 1.
        line: usize,
    },
    /// More than [`MAX_TEXT_BYTES`].
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// A symbolic link that leaves the site, or leads to a folder or to nothing.
    Link {
        /// Where it points.
        target: String,
    },
    /// A name that is not UTF-8 or holds a character that no URL should.
    BadName,
}

/// One file.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it lies.
    pub path: SitePath,
    /// What it holds.
    pub content: Content,
}

/// Every file of a site, by path.
#[derive(Clone, Default, Debug)]
pub struct Sources {
    files: Vec<File>,
    by_path: BTreeMap<SitePath, FileId>,
}

impl Sources {
    /// Takes files in, in any order; a path given twice keeps the last.
    pub fn new(files: impl IntoIterator<Item = File>) -> Self {
        let sorted: BTreeMap<SitePath, Content> =
            files.into_iter().map(|file| (file.path, file.content)).collect();
        let mut sources = Self::default();
        for (index, (path, content)) in sorted.into_iter().enumerate() {
            let id = FileId(u32::try_from(index).expect("a site has fewer than 2^32 files"));
            sources.by_path.insert(path.clone(), id);
            sources.files.push(File { path, content });
        }
        sources
    }

    /// Text files given as pairs of path and text, for tests and examples.
    ///
    /// # Panics
    /// Where a path is not a [`SitePath`].
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::new(texts.into_iter().map(|(path, text)| File {
            path: SitePath::new(path).expect("the paths of an example are sound"),
            content: Content::Text(text.into()),
        }))
    }

    /// All files, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &File)> {
        (0u32..).map(FileId).zip(&self.files)
    }

    /// The file of that name.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// The file at a path.
    pub fn find(&self, path: &SitePath) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// The text of a file; empty where it has none.
    pub fn text(&self, id: FileId) -> &str {
        match &self.file(id).content {
            Content::Text(text) => text,
            Content::Asset { .. } | Content::Unusable(_) => "",
        }
    }

    /// The text of a stretch.
    pub fn excerpt(&self, span: Span) -> &str {
        self.text(span.file).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The place of a byte of a file, for people.
    pub fn position(&self, span: Span) -> Position {
        let text = self.text(span.file);
        let offset = floor_char_boundary(text, span.start as usize);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Position {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: text[line_start..offset].chars().count() + 1,
        }
    }
}

/// Line and column, both counted from 1; columns count characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// The nearest start of a character at or before `offset`.
pub fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_its_site() {
        assert_eq!(SitePath::new("../x"), None);
        assert_eq!(SitePath::new("/x"), None);
        assert_eq!(SitePath::resolve("content/pages", "../../../x"), None);
        let resolved = SitePath::resolve("content/pages/about", "../img/./a.png");
        assert_eq!(resolved.expect("inside").as_str(), "content/pages/img/a.png");
    }

    #[test]
    fn positions_count_characters() {
        let sources = Sources::from_texts([("a", "é: x\nnaïve: y")]);
        let (file, _) = sources.iter().next().expect("one file");
        let at = sources.position(Span::new(file, 14, 15));
        assert_eq!(at, Position { line: 2, column: 8 });
    }
}
