//! What the last public build was made of, kept in `.iho/public` so that a review can show the words before.
//!
//! Only what may be edited is in it: the files of the site without drafts. Of what is sealed, which never changes, it says what was
//! there: the releases by their folders, the ledger by its length. It is written whole after a build has published its site, and a
//! build does without it where it can't be written; then a review says what it is held against instead.
#![expect(clippy::disallowed_methods, reason = "what is kept lies in a file")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Stamp;
use crate::archive::{self, Archive, LEDGER};
use crate::engine::Options;
use crate::model::address::BaseUrl;
use crate::source::{Content, File, PictureSize, SitePath, Sources};

/// The first line: what has another form is not read.
const FORM: &str = "iho-public/1";

/// What the last public build was made of.
#[derive(Clone, Debug)]
pub struct LastBuild {
    /// The instant that decided what was public.
    pub at: Timestamp,
    /// What it depended on besides its files.
    pub options: Options,
    /// The program that made it.
    pub engine: String,
    /// The folder that it was written into.
    pub output: PathBuf,
    files: BTreeMap<SitePath, Content>,
    releases: BTreeSet<String>,
    n_bytes_of_ledger: usize,
}

/// This program, as it is named in what is kept.
pub const ENGINE: &str = concat!("iho ", env!("CARGO_PKG_VERSION"));

fn place(root: &Path) -> PathBuf {
    root.join(".iho/public")
}

impl LastBuild {
    /// What a build was made of that has just been written.
    pub fn of(sources: &Sources, at: Timestamp, options: &Options, output: &Path) -> Self {
        let is_ours =
            |path: &SitePath| archive::in_draft(path).is_none() && !archive::is_kept(path);
        let files = sources.iter().filter(|(_, file)| is_ours(&file.path));
        let releases = Archive::open(sources).ihos.into_values().flatten();
        Self {
            at,
            options: options.clone(),
            engine: ENGINE.to_owned(),
            output: std::path::absolute(output).unwrap_or_else(|_| output.to_owned()),
            files: files.map(|(_, file)| (file.path.clone(), file.content.clone())).collect(),
            releases: releases.map(|release| release.folder).collect(),
            n_bytes_of_ledger: ledger(sources).len(),
        }
    }

    /// The files as they were: those that are kept, and of what is sealed now what was there.
    pub fn sources(&self, now: &Sources) -> Sources {
        let mut files = self.files.clone();
        let was_there = |path: &SitePath| {
            archive::in_release(path).is_none_or(|(folder, _)| self.releases.contains(folder))
        };
        let kept = now.iter().filter(|(_, file)| archive::is_kept(&file.path));
        for (_, file) in kept.filter(|(_, file)| was_there(&file.path)) {
            files.insert(file.path.clone(), file.content.clone());
        }
        // A ledger only ever grows.
        if let (Some(path), Some(text)) =
            (SitePath::new(LEDGER), ledger(now).get(..self.n_bytes_of_ledger))
            && files.contains_key(&path)
        {
            files.insert(path, Content::Text(text.into()));
        }
        Sources::new(files.into_iter().map(|(path, content)| File { path, content }))
    }

    /// The instant of the site that lies in the folder now; nothing where there is none.
    pub fn instant_in_output(&self) -> Option<Timestamp> {
        let text = fs::read_to_string(self.output.join("build.json")).ok()?;
        let record: serde_json::Value = serde_json::from_str(&text).ok()?;
        record.get("instant")?.as_str()?.parse().ok()
    }

    /// Keeps it in the folder of the site. That it can't be written is told by the next review, so nobody is told here.
    pub fn keep(&self, root: &Path) {
        let place = place(root);
        let beside = place.with_extension("new");
        let written = self.write(&beside).and_then(|()| fs::rename(&beside, &place));
        if written.is_err() {
            let _ = fs::remove_file(&beside);
            // One of an earlier build would be taken for the last.
            let _ = fs::remove_file(&place);
        }
    }

    fn write(&self, place: &Path) -> std::io::Result<()> {
        fs::create_dir_all(place.parent().unwrap_or(place))?;
        let mut out = BufWriter::with_capacity(1 << 20, fs::File::create(place)?);
        let base_url = self.options.base_url.as_ref().map_or("-", |url| url.trimmed());
        let output = self.output.to_string_lossy().replace(['\n', '\r'], "?");
        writeln!(out, "{FORM}\nat {}\nday {}\nurl {base_url}", self.at, self.options.today)?;
        writeln!(
            out,
            "engine {}\noutput {output}\nledger {}",
            self.engine, self.n_bytes_of_ledger
        )?;
        for folder in &self.releases {
            writeln!(out, "release {folder}")?;
        }
        for (path, content) in &self.files {
            match content {
                Content::Text(text) => writeln!(out, "text {} {path}\n{text}", text.len())?,
                Content::Asset { bytes, hash, picture, is_whole } => {
                    let size = picture
                        .map_or_else(|| "-".to_owned(), |it| format!("{}x{}", it.width, it.height));
                    let hash = archive::hex(hash);
                    writeln!(out, "asset {bytes} {hash} {size} {is_whole} {path}")?;
                }
                // None of them is ever published.
                Content::Sealed(_) | Content::Unusable(_) | Content::Removed => {}
            }
        }
        writeln!(out, "end")?;
        out.flush()
    }

    /// What the file in which one is kept looks like from outside; nothing where there is none.
    pub fn stamp(root: &Path) -> Option<Stamp> {
        fs::metadata(place(root)).ok().map(|metadata| Stamp::of(&metadata))
    }

    /// What was kept last; nothing where nothing is, or what is there can't be read.
    pub fn load(root: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(place(root)).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = Lines(text.strip_suffix("end\n")?);
        lines.next().filter(|form| *form == FORM)?;
        let at = lines.named("at ")?.parse().ok()?;
        let today = lines.named("day ")?.parse().ok()?;
        let base_url = match lines.named("url ")? {
            "-" => None,
            url => Some(BaseUrl::parse(url).ok()?),
        };
        let (engine, output) = (lines.named("engine ")?.to_owned(), lines.named("output ")?.into());
        let n_bytes_of_ledger = lines.named("ledger ")?.parse().ok()?;
        let (mut files, mut releases) = (BTreeMap::new(), BTreeSet::new());
        while let Some(line) = lines.next() {
            let (word, rest) = line.split_once(' ')?;
            match word {
                "release" => drop(releases.insert(rest.to_owned())),
                "text" => {
                    let (len, path) = rest.split_once(' ')?;
                    let text = lines.bytes(len.parse().ok()?)?;
                    files.insert(SitePath::new(path)?, Content::Text(text.into()));
                }
                "asset" => {
                    let (path, content) = asset(rest)?;
                    files.insert(path, content);
                }
                _ => return None,
            }
        }
        let options = Options { today, base_url };
        Some(Self { at, options, engine, output, files, releases, n_bytes_of_ledger })
    }
}

fn ledger(sources: &Sources) -> &str {
    let file = SitePath::new(LEDGER).and_then(|path| sources.find(&path));
    file.map_or("", |file| sources.text(file))
}

fn asset(line: &str) -> Option<(SitePath, Content)> {
    let mut words = line.splitn(5, ' ');
    let bytes = words.next()?.parse().ok()?;
    let hash = *blake3::Hash::from_hex(words.next()?).ok()?.as_bytes();
    let picture = match words.next()? {
        "-" => None,
        size => {
            let (width, height) = size.split_once('x')?;
            Some(PictureSize { width: width.parse().ok()?, height: height.parse().ok()? })
        }
    };
    let is_whole = words.next()?.parse().ok()?;
    Some((SitePath::new(words.next()?)?, Content::Asset { bytes, hash, picture, is_whole }))
}

/// What is left of a text, line by line.
struct Lines<'t>(&'t str);

impl<'t> Lines<'t> {
    fn next(&mut self) -> Option<&'t str> {
        let (line, rest) = self.0.split_once('\n')?;
        self.0 = rest;
        Some(line)
    }

    fn named(&mut self, name: &str) -> Option<&'t str> {
        self.next()?.strip_prefix(name)
    }

    /// So many bytes, and the end of the line after them.
    fn bytes(&mut self, n: usize) -> Option<&'t str> {
        let text = self.0.get(..n)?;
        self.0 = self.0.get(n..)?.strip_prefix('\n')?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let path = |path: &str| SitePath::new(path).expect("a path");
        let asset = |picture| Content::Asset { bytes: 3, hash: [7; 32], picture, is_whole: true };
        let size = Some(PictureSize { width: 2, height: 1 });
        let files = [
            ("content/pages/a b.md", Content::Text("end\ntext 3 x\n\u{fc}".into())),
            ("content/pages/empty.md", Content::Text("".into())),
            ("content/pages/point.png", asset(size)),
            ("content/documents/paper.pdf", asset(None)),
        ];
        let build = LastBuild {
            at: Timestamp::from_second(1_800_000_000).expect("an instant"),
            options: Options { today: jiff::civil::date(2027, 1, 15), base_url: None },
            engine: ENGINE.to_owned(),
            output: "/srv/a site".into(),
            files: files.into_iter().map(|(name, content)| (path(name), content)).collect(),
            releases: ["content/ihos/vale/releases/2027-01-10".to_owned()].into(),
            n_bytes_of_ledger: 12,
        };
        let folder = std::env::temp_dir().join(format!("iho-last-build-{}", std::process::id()));
        build.keep(&folder);
        let known = LastBuild::load(&folder).expect("it was kept");
        let text = fs::read_to_string(place(&folder)).expect("a file");
        let _ = fs::remove_dir_all(&folder);
        assert_eq!(format!("{known:?}"), format!("{build:?}"));
        // What was cut off half-way is nothing at all.
        for at in (0..text.len()).filter(|at| text.is_char_boundary(*at)) {
            assert!(LastBuild::parse(&text[..at]).is_none(), "{}", &text[..at]);
        }
    }
}
