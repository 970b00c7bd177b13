//! The list of our own files that travels with a site: so that a page that was withdrawn goes, though the record of the last build is lost.
//!
//! `files.json` at the top lists the current pages; each part that is made as a whole has a list of its own, which the one
//! at the top names with its checksum. A list that was read is material of strangers: it only ever makes this program own a
//! file that lies inside the folder, with the size and the SHA-256 that the list says.
#![expect(clippy::disallowed_methods, reason = "the list is a file")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;

use super::build_record::{BuildRecord, Sum, Written, modified};
use super::folder_diff::OnDisk;
use super::places::{Places, is_safe};
use crate::failure::Failure;

/// The name of a list.
pub(super) const LIST: &str = "files.json";
/// What a list says of its form.
const FORM: &str = "iho-files/1";
/// A list that is longer is not one of ours.
const MAX_BYTES: u64 = 256_000_000;
/// So much of a list has what it says of itself.
const HEAD_BYTES: u64 = 120;

/// Who a site is for: two that must not end up in one folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum SiteKind {
    /// Everybody.
    Public,
    /// Those who write it.
    Drafts,
}

impl SiteKind {
    const ALL: [Self; 2] = [Self::Public, Self::Drafts];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Drafts => "drafts",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// That of the site in a folder, as far as the folder itself tells; nothing where it holds none of ours.
    pub(super) fn of_folder(places: &Places, record: Option<&BuildRecord>) -> Option<Self> {
        let starts = |path: &str, start: String| {
            read(places, path, HEAD_BYTES).is_some_and(|text| text.starts_with(start.as_bytes()))
        };
        if let Some(kind) = Self::ALL.into_iter().find(|kind| starts(LIST, head(*kind))) {
            return Some(kind);
        }
        // What an earlier version published has no list.
        if starts("build.json", "{\n  \"engine\": \"iho ".to_owned()) {
            return Some(Self::Public);
        }
        let page = read(places, START_PAGE, MAX_BYTES)?;
        let has = |words: &str| memchr::memmem::find(&page, words.as_bytes()).is_some();
        if record.is_some_and(|record| record.files.contains_key(START_PAGE)) || has(GENERATOR) {
            let by_page = if has(crate::page::DRAFT) { Self::Drafts } else { Self::Public };
            return Some(record.and_then(|it| it.kind).unwrap_or(by_page));
        }
        None
    }

    /// Refuses to write a site over one of the other kind.
    pub(super) fn refuse_other(
        self,
        places: &Places,
        record: Option<&BuildRecord>,
    ) -> Result<(), Failure> {
        let found = Self::of_folder(places, record).filter(|found| *found != self);
        let output = places.output.display();
        let (message, hint) = match found {
            None => return Ok(()),
            Some(Self::Public) => (
                format!("`{output}` contains the public site, so the drafts cannot be built there"),
                "to build the drafts elsewhere, type `iho build --drafts --output FOLDER`",
            ),
            Some(Self::Drafts) => (
                format!(
                    "`{output}` contains a site of drafts, so the public site cannot be built there"
                ),
                "to build the public site elsewhere, type `iho build --output FOLDER`",
            ),
        };
        let or = format!("if you no longer need `{output}`, delete that folder first");
        Err(Failure::new(message).hint(hint).hint(or))
    }

    /// Refuses to write a site into a folder of one of the other kind: with that it would be published.
    pub(super) fn refuse_above(self, output: &Path) -> Result<(), Failure> {
        let above = output.ancestors().skip(1).map(|folder| folder.join(LIST));
        self.refuse_any(output, above)
    }

    /// Refuses to write a site around one of the other kind.
    pub(super) fn refuse_below(self, places: &Places, on_disk: &OnDisk) -> Result<(), Failure> {
        let below = on_disk.news().filter(|path| path.ends_with(&format!("/{LIST}")));
        self.refuse_any(&places.output, below.map(|path| places.file(path)))
    }

    fn refuse_any(
        self,
        output: &Path,
        mut lists: impl Iterator<Item = PathBuf>,
    ) -> Result<(), Failure> {
        let (other, own, others) = match self {
            Self::Public => (Self::Drafts, "the public site", "a site of drafts"),
            Self::Drafts => (Self::Public, "the drafts", "the public site"),
        };
        let is_other = |list: &PathBuf| {
            let mut start = Vec::new();
            let read = File::open(list).map(|file| file.take(HEAD_BYTES).read_to_end(&mut start));
            matches!(read, Ok(Ok(_))) && start.starts_with(head(other).as_bytes())
        };
        let Some(list) = lists.find(is_other) else { return Ok(()) };
        let (folder, output) = (list.parent().unwrap_or(output).display(), output.display());
        Err(Failure::new(format!(
            "`{folder}` holds {others}, so {own} can't be built in `{output}`"
        ))
        .hint("name another folder with `--output`, outside the other site and not around it"))
    }
}

const START_PAGE: &str = "index.html";
/// What each of our pages says of the program that made it.
pub(super) const GENERATOR: &str = "<meta name=\"generator\" content=\"iho ";

/// A line of a list.
type FileLine<'l> = (&'l str, &'l Written);

/// A list as it is written: sorted, without times, so that the same site has the same list everywhere.
pub(super) fn text<'l>(
    kind: SiteKind,
    files: impl Iterator<Item = FileLine<'l>>,
    lists: impl Iterator<Item = FileLine<'l>>,
) -> String {
    let line = |(path, it): FileLine<'_>| {
        let path = serde_json::Value::from(path);
        format!("    {{\"path\": {path}, \"bytes\": {}, \"sha256\": \"{}\"}}", it.bytes, it.sum)
    };
    let table = |lines: Vec<String>| match lines.is_empty() {
        true => "[]".to_owned(),
        false => format!("[\n{}\n  ]", lines.join(",\n")),
    };
    let (files, lists) = (table(files.map(line).collect()), table(lists.map(line).collect()));
    format!("{}  \"files\": {files},\n  \"lists\": {lists}\n}}\n", head(kind))
}

fn head(kind: SiteKind) -> String {
    format!("{{\n  \"form\": \"{FORM}\",\n  \"site\": \"{}\",\n", kind.word())
}

/// Whether a file is a list of ours, though it may be damaged.
pub(super) fn is_list(places: &Places, path: &str) -> bool {
    let is_named = path.rsplit('/').next() == Some(LIST);
    let start = format!("{{\n  \"form\": \"{FORM}\"");
    is_named
        && read(places, path, HEAD_BYTES).is_some_and(|text| text.starts_with(start.as_bytes()))
}

/// As much of a file as is wanted; nothing of what is no file, as that may never end.
fn read(places: &Places, path: &str, max: u64) -> Option<Vec<u8>> {
    places.look_at(path)?;
    let mut bytes = Vec::new();
    File::open(places.file(path)).ok()?.take(max).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A list as it is read.
#[derive(Deserialize)]
struct FileList {
    form: String,
    files: Vec<Listed>,
    lists: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    bytes: u64,
    sha256: String,
}

/// What lists say of a file: its size and its SHA-256; nothing where they say two things.
type Said = BTreeMap<String, Option<(u64, Sum)>>;

impl FileList {
    fn load(places: &Places, path: &str) -> Option<Self> {
        places.look_at(path).filter(|it| it.len() <= MAX_BYTES)?;
        let list: Self = serde_json::from_slice(&read(places, path, MAX_BYTES)?).ok()?;
        (list.form == FORM).then_some(list)
    }

    /// Adds what the list of a folder says.
    fn say(files: Vec<Listed>, folder: &str, said: &mut Said) {
        for Listed { path, bytes, sha256 } in files {
            let Some(sum) = Sum::parse(&sha256).filter(|_| is_safe(&path)) else { continue };
            let path = format!("{folder}{path}");
            said.entry(path).and_modify(|it| *it = None).or_insert(Some((bytes, sum)));
        }
    }
}

/// Adds to a record the files that it does not know, or not as they are, and that are ours by the lists in the folder. Tells
/// whether there is a list.
pub(super) fn claim(places: &Places, record: &mut BuildRecord, on_disk: &mut OnDisk) -> bool {
    let knows_list = record.files.contains_key(LIST) && on_disk.is_untouched(LIST);
    if knows_list || on_disk.is_as_recorded() {
        return knows_list;
    }
    let Some(list) = FileList::load(places, LIST) else { return false };
    let mut said = Said::new();
    FileList::say(list.files, "", &mut said);
    let is_needed = |list: &Listed| {
        let folder = list.path.strip_suffix(LIST).filter(|it| it.ends_with('/'));
        folder.is_some_and(|folder| on_disk.has_news_below(folder))
    };
    let mut lists = Said::new();
    FileList::say(list.lists.into_iter().filter(is_needed).collect(), "", &mut lists);
    let parts: Vec<(String, Option<FileList>)> = agreeing(places, &lists)
        .into_par_iter()
        .map(|(path, _)| (path.clone(), FileList::load(places, &path)))
        .collect();
    for (path, part) in parts {
        let folder = path.strip_suffix(LIST).unwrap_or_default();
        FileList::say(part.map_or_else(Vec::new, |part| part.files), folder, &mut said);
    }
    let news: BTreeSet<&str> = on_disk.news().collect();
    said.extend(lists);
    said.retain(|path, _| news.contains(path.as_str()));
    for (path, written) in agreeing(places, &said) {
        on_disk.know(&path);
        // A part of which another state lies there was not made of what the record says that it asked.
        let part =
            record.parts.range(..=path.clone()).next_back().map(|(folder, _)| folder.clone());
        if let Some(folder) = part.filter(|folder| path.starts_with(folder)) {
            record.parts.remove(&folder);
        }
        record.files.insert(path, written);
    }
    // That a list is one does not make it right: it is held against the one that is due.
    on_disk.suspect(LIST);
    record.files.entry(LIST.to_owned()).or_insert(Written::UNKNOWN);
    true
}

/// The files of which what is said is true.
fn agreeing(places: &Places, said: &Said) -> Vec<(String, Written)> {
    let is_true = |(path, said): (&String, &Option<(u64, Sum)>)| {
        let (bytes, sum) = (*said)?;
        let now = places.look_at(path).filter(|now| now.len() == bytes)?;
        let is_same = Sum::of_file(&places.file(path)) == Some(sum);
        let written = Written { bytes, modified: modified(&now), sum, source: None };
        is_same.then(|| (path.clone(), written))
    };
    said.par_iter().filter_map(is_true).collect()
}

/// A folder that holds a published site, by its lists.
#[derive(Debug)]
pub struct PublishedFolder {
    folder: PathBuf,
    files: BTreeMap<String, Sum>,
}

impl PublishedFolder {
    /// Whether a folder looks like a site that this program wrote.
    pub fn is_one(folder: &Path) -> bool {
        [LIST, "build.json"].iter().any(|name| folder.join(name).is_file())
    }

    /// Reads the lists.
    ///
    /// # Errors
    /// Where they are not there, are not ours, or tell that it is a site of drafts.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let shown = folder.display();
        let again = "build the site into it with this version of `iho`, or name the folder of its sources, which has `content` in it";
        if !folder.join(LIST).is_file() {
            return Err(Failure::new(format!(
                "`{shown}` was published by an older version of `iho`: it has no list of its files, `{LIST}`"
            ))
            .hint(again));
        }
        let damaged = || {
            Failure::new(format!(
                "the list of files in `{shown}` is damaged, or `iho` did not write it"
            ))
            .hint(again)
        };
        let load = |path: &str| -> Option<(String, FileList)> {
            let text = fs::read_to_string(folder.join(path)).ok()?;
            let list: FileList = serde_json::from_str(&text).ok()?;
            (list.form == FORM).then_some((text, list))
        };
        let (text, top) = load(LIST).ok_or_else(damaged)?;
        if text.starts_with(&head(SiteKind::Drafts)) {
            return Err(Failure::new(format!(
                "`{shown}` holds a site of drafts, which was never public"
            ))
            .hint("name the folder of the public site, such as `output`"));
        }
        let mut files = BTreeMap::new();
        let mut add =
            |folder: &str, listed: Vec<Listed>| {
                let safe = listed.into_iter().filter(|it| is_safe(&it.path));
                files.extend(safe.filter_map(|it| {
                    Some((format!("{folder}{}", it.path), Sum::parse(&it.sha256)?))
                }));
            };
        for list in top.lists.iter().filter(|it| is_safe(&it.path)) {
            let (_, part) = load(&list.path).ok_or_else(damaged)?;
            add(list.path.strip_suffix(LIST).unwrap_or_default(), part.files);
        }
        add("", top.files);
        Ok(Self { folder: folder.to_owned(), files })
    }

    /// The paths of its files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Whether a file has these bytes; nothing where it has no such file.
    pub fn has(&self, path: &str, bytes: &[u8]) -> Option<bool> {
        self.files.get(path).map(|sum| *sum == Sum::of(bytes))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Where it can't be read.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Failure> {
        let place = self.folder.join(path);
        fs::read(&place).map_err(|error| Failure::io("read", &place, &error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(path: &str, bytes: u64, sha256: &str) -> Listed {
        Listed { path: path.to_owned(), bytes, sha256: sha256.to_owned() }
    }

    #[test]
    fn a_list_says_what_was_written_and_whose_it_is() {
        let written = Written { bytes: 3, sum: Sum::of(b"one"), ..Written::UNKNOWN };
        let files = [("a \"b\".html", &written)].into_iter();
        let text = text(SiteKind::Drafts, files, [("ihos/files.json", &written)].into_iter());
        assert!(text.starts_with(&head(SiteKind::Drafts)));
        assert!(head(SiteKind::Drafts).len() as u64 <= HEAD_BYTES);
        let list: FileList = serde_json::from_str(&text).unwrap();
        let mut said = Said::new();
        FileList::say(list.files, "ihos/", &mut said);
        FileList::say(list.lists, "", &mut said);
        let expected = Some((3, Sum::of(b"one")));
        let expected =
            ["ihos/a \"b\".html", "ihos/files.json"].map(|path| (path.to_owned(), expected));
        assert_eq!(said, Said::from(expected));
    }

    /// Lists are material of strangers: nothing outside the folder, nothing that two of them say otherwise.
    #[test]
    fn a_list_is_not_believed_beyond_its_folder_nor_against_another() {
        let sum = Sum::of(b"one").to_string();
        let mut said = Said::new();
        let wild = ["../index.html", "/etc/hosts", "a/../../b"].map(|path| listed(path, 3, &sum));
        FileList::say(wild.into(), "", &mut said);
        FileList::say(vec![listed("page.html", 3, "no checksum")], "", &mut said);
        assert_eq!(said, Said::new());
        FileList::say(vec![listed("about/page.html", 3, &sum)], "", &mut said);
        FileList::say(vec![listed("page.html", 4, &sum)], "about/", &mut said);
        assert_eq!(said, Said::from([("about/page.html".to_owned(), None)]));
    }
}
