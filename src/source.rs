//! The input as a value: every file of a site, held in memory, with places in it.
//!
//! Knows nothing of the disk or of what a file means.

pub mod paths;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// The largest text file that is read, in bytes.
pub const MAX_TEXT_BYTES: u64 = 8 * 1024 * 1024;

/// A path inside a site: relative, `/` between parts, never `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SitePath(Arc<str>);

impl serde::Serialize for SitePath {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

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

/// Names one file of one [`Sources`] and of those that are made of it by [`Sources::with`]. Sorted by path.
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
    /// Where it is.
    pub span: Span,
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    /// Text in UTF-8 (a byte order mark at its start is dropped).
    Text(Arc<str>),
    /// A file that is copied as it is: its size in bytes and the BLAKE3 hash of its bytes.
    Asset {
        /// Size in bytes.
        bytes: u64,
        /// BLAKE3 of the bytes.
        hash: [u8; 32],
        /// How large it is shown, where it is a picture.
        picture: Option<PictureSize>,
        /// Whether all of a picture is there, as far as its form tells; true for every other file.
        is_whole: bool,
    },
    /// A file of a sealed release of which only the checksum is needed.
    Sealed(Sealed),
    /// A file that should be text but could not be read, and why.
    Unusable(Unusable),
    /// Nothing any more: a file of a release that was removed by law, where its draft lay.
    Removed,
}

impl Content {
    /// How large a picture is shown; nothing for what is no picture.
    pub fn picture(&self) -> Option<PictureSize> {
        match self {
            Self::Asset { picture, .. } => *picture,
            Self::Sealed(sealed) => sealed.picture,
            Self::Text(_) | Self::Unusable(_) | Self::Removed => None,
        }
    }
}

/// The size of a picture in pixels, as it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, Debug)]
pub struct PictureSize {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// What is known of a sealed file that was not taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sealed {
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// The SHA-256 that it would have with Unix line endings, where it has others.
    pub sha256_with_lf: Option<[u8; 32]>,
    /// How large it is shown, where it is a picture.
    pub picture: Option<PictureSize>,
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
    /// Sorted by path, and so by id; in drawers that are shared with the sources that these were made of.
    chunks: Vec<Arc<Chunk>>,
    /// Where files lie that take the place of others.
    origins: Arc<BTreeMap<SitePath, SitePath>>,
}

/// Some files in a row; never empty.
type Chunk = Vec<(FileId, File)>;

/// The files of a drawer.
const DRAWER: usize = 256;

impl Sources {
    /// Takes files in, in any order; a path given twice keeps the last.
    pub fn new(files: impl IntoIterator<Item = File>) -> Self {
        let sorted: BTreeMap<SitePath, Content> =
            files.into_iter().map(|file| (file.path, file.content)).collect();
        let files = sorted.into_iter().map(|(path, content)| File { path, content });
        Self::numbered(files.collect())
    }

    /// Ids lie as far apart as they can, so that files that come later find a place between them.
    fn numbered(files: Vec<File>) -> Self {
        let n = u32::try_from(files.len()).expect("a site has fewer than 2^32 files");
        let step = (u32::MAX - 1) / (n + 1);
        let ids = (1..=n).map(|at| FileId(at * step));
        Self::in_chunks(ids.zip(files).collect())
    }

    fn in_chunks(files: Chunk) -> Self {
        let mut chunks = Vec::with_capacity(files.len() / DRAWER + 1);
        let mut files = files.into_iter().peekable();
        while files.peek().is_some() {
            chunks.push(Arc::new(files.by_ref().take(DRAWER).collect()));
        }
        Self { chunks, origins: Arc::default() }
    }

    fn files(&self) -> impl Iterator<Item = &(FileId, File)> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The same files, some with other content.
    fn exchanged(&self, changes: &BTreeMap<SitePath, Option<Content>>) -> Self {
        let mut next = self.clone();
        for (path, content) in changes {
            let Some((chunk, at)) = self.place_of(path) else { continue };
            if let Some(content) = content {
                Arc::make_mut(&mut next.chunks[chunk])[at].1.content = content.clone();
            }
        }
        next
    }

    /// The drawer of a file, and where it lies in there.
    fn place_of(&self, path: &SitePath) -> Option<(usize, usize)> {
        let after = self.chunks.partition_point(|chunk| chunk[0].1.path <= *path);
        let chunk = after.checked_sub(1)?;
        let at = self.chunks[chunk].binary_search_by(|(_, file)| file.path.cmp(path)).ok()?;
        Some((chunk, at))
    }

    /// The same files but for those that are new, other or gone (`None`). Files that stay keep their ids, but
    /// where too many new ones crowd in one place: then all get new ones, and `false` is returned with them.
    #[must_use]
    pub fn with(&self, changes: &BTreeMap<SitePath, Option<Content>>) -> (Self, bool) {
        let origins = self.origins_but_for(changes);
        if changes.iter().all(|(path, content)| content.is_some() && self.find(path).is_some()) {
            return (Self { origins, ..self.exchanged(changes) }, true);
        }
        let is_new = |path: &SitePath| self.find(path).is_none();
        let new: BTreeSet<&SitePath> = changes
            .iter()
            .filter(|(path, content)| content.is_some() && is_new(path))
            .map(|(path, _)| path)
            .collect();
        let mut files = Vec::new();
        let mut new = new.into_iter().peekable();
        let mut has_kept = true;
        let mut last = 0;
        let end = (FileId(u32::MAX), None);
        let old = self.files().map(|(id, file)| (*id, Some(file))).chain([end]);
        for (id, file) in old {
            let mut run = Vec::new();
            while let Some(path) = new.next_if(|path| file.is_none_or(|file| **path < file.path)) {
                run.push(path);
            }
            let n = u32::try_from(run.len()).unwrap_or(u32::MAX);
            let step = (id.0 - last) / n.saturating_add(1);
            has_kept &= n == 0 || step > 0;
            for (at, path) in (1..).zip(run) {
                let content = changes[path].clone().expect("a new file has content");
                files.push((FileId(last + at * step), File { path: path.clone(), content }));
            }
            last = id.0;
            let Some(file) = file else { break };
            match changes.get(&file.path) {
                None => files.push((id, file.clone())),
                Some(None) => {}
                Some(Some(content)) => {
                    files.push((id, File { path: file.path.clone(), content: content.clone() }));
                }
            }
        }
        if has_kept {
            return (Self { origins, ..Self::in_chunks(files) }, true);
        }
        let files = files.into_iter().map(|(_, file)| file).collect();
        (Self { origins, ..Self::numbered(files) }, false)
    }

    /// Where files lie that take the place of others, but for those that changed.
    fn origins_but_for(
        &self,
        changes: &BTreeMap<SitePath, Option<Content>>,
    ) -> Arc<BTreeMap<SitePath, SitePath>> {
        if !changes.keys().any(|path| self.origins.contains_key(path)) {
            return Arc::clone(&self.origins);
        }
        let mut origins = BTreeMap::clone(&self.origins);
        origins.retain(|path, _| !changes.contains_key(path));
        Arc::new(origins)
    }

    /// The files of another state, with the ids of these where a path is in both; and by what the two differ. `false` is
    /// returned where all got new ids.
    pub fn becoming(&self, other: &Self) -> (BTreeMap<SitePath, Option<Content>>, Self, bool) {
        let content = |path: &SitePath| other.find(path).map(|id| other.file(id).content.clone());
        let differ = other.differences(self).into_iter();
        let changes: BTreeMap<SitePath, Option<Content>> =
            differ.map(|path| (path.clone(), content(&path))).collect();
        let (next, has_kept) = self.with(&changes);
        (changes, Self { origins: Arc::clone(&other.origins), ..next }, has_kept)
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
        self.files().map(|(id, file)| (*id, file))
    }

    /// The file of that name.
    pub fn file(&self, id: FileId) -> &File {
        let after = self.chunks.partition_point(|chunk| chunk[0].0 <= id);
        let chunk = &self.chunks[after.saturating_sub(1)];
        let at = chunk.binary_search_by_key(&id, |(id, _)| *id);
        &chunk[at.expect("an id comes from these sources")].1
    }

    /// The file at a path.
    pub fn find(&self, path: &SitePath) -> Option<FileId> {
        let (chunk, at) = self.place_of(path)?;
        Some(self.chunks[chunk][at].0)
    }

    /// The paths of files that are not the same in both.
    pub fn differences(&self, other: &Self) -> Vec<SitePath> {
        let is_same = |file: &File, other: &File| match (&file.content, &other.content) {
            (Content::Text(one), Content::Text(two)) => Arc::ptr_eq(one, two) || one == two,
            (one, two) => one == two,
        };
        let new = self.files().filter(|(_, file)| match other.find(&file.path) {
            Some(id) => !is_same(file, other.file(id)),
            None => true,
        });
        let gone = other.files().filter(|(_, file)| self.find(&file.path).is_none());
        new.chain(gone).map(|(_, file)| file.path.clone()).collect()
    }

    /// The file with this path or, where it ends in `/`, those under it.
    pub fn unit(&self, unit: &str) -> Vec<FileId> {
        let after = self.chunks.partition_point(|chunk| chunk[0].1.path.as_str() <= unit);
        let chunks = &self.chunks[after.saturating_sub(1)..];
        let files = chunks.iter().flat_map(|chunk| chunk.iter());
        let rest = files.skip_while(|(_, file)| file.path.as_str() < unit);
        let of_unit = rest.take_while(|(_, file)| {
            let path = file.path.as_str();
            if unit.ends_with('/') { path.starts_with(unit) } else { path == unit }
        });
        of_unit.map(|(id, _)| *id).collect()
    }

    /// The same files, of which some lie elsewhere than their paths say.
    #[must_use]
    pub fn lying_at(self, origins: BTreeMap<SitePath, SitePath>) -> Self {
        Self { origins: Arc::new(origins), ..self }
    }

    /// Where a file lies: at its path, unless it is there in the place of another.
    pub fn place(&self, id: FileId) -> &SitePath {
        let path = &self.file(id).path;
        self.origins.get(path).unwrap_or(path)
    }

    /// The text of a file; empty where it has none.
    pub fn text(&self, id: FileId) -> &str {
        match &self.file(id).content {
            Content::Text(text) => text,
            Content::Asset { .. }
            | Content::Sealed(_)
            | Content::Unusable(_)
            | Content::Removed => "",
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

    fn paths(sources: &Sources) -> Vec<&str> {
        sources.iter().map(|(_, file)| file.path.as_str()).collect()
    }

    #[test]
    fn files_that_stay_keep_their_ids() {
        let text = |text: &str| Some(Content::Text(text.into()));
        let path = |path: &str| SitePath::new(path).expect("sound");
        let mut sources = Sources::from_texts([("a", "1"), ("c", "2"), ("e", "3")]);
        let (a, e) = (sources.find(&path("a")), sources.find(&path("e")));
        let changes = [("b", text("4")), ("c", None), ("d", text("5")), ("e", text("6"))];
        let changes = changes.map(|(name, content)| (path(name), content)).into();
        let (next, has_kept) = sources.with(&changes);
        assert!(has_kept);
        assert_eq!(paths(&next), ["a", "b", "d", "e"]);
        assert_eq!((next.find(&path("a")), next.find(&path("e"))), (a, e));
        assert_eq!(next.text(e.expect("there")), "6");
        assert!(next.iter().is_sorted_by_key(|(id, _)| id));
        // Each new file halves the same gap, until no place is left.
        let mut n_kept = 0;
        for at in 0..40 {
            let change = BTreeMap::from([(path(&format!("c{at:02}")), text(""))]);
            let (next, has_kept) = sources.with(&change);
            n_kept += usize::from(has_kept);
            sources = next;
            assert!(sources.iter().is_sorted_by_key(|(id, _)| id));
        }
        assert!((25..40).contains(&n_kept), "{n_kept}");
        assert_eq!(paths(&sources).len(), 43);
    }

    #[test]
    fn positions_count_characters() {
        let sources = Sources::from_texts([("a", "é: x\nnaïve: y")]);
        let (file, _) = sources.iter().next().expect("one file");
        let at = sources.position(Span::new(file, 14, 15));
        assert_eq!(at, Position { line: 2, column: 8 });
    }
}
