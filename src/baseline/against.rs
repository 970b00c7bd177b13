//! What can be named to hold a site against, what is wrong with it, and what it cannot tell.
#![expect(clippy::disallowed_methods, reason = "the shell looks at folders that are named to it")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::git::{self, Commit};
use super::{Held, PublishedFolder};
use crate::archive::{Archive, LEDGER, Release};
use crate::disk::{self, ENGINE, LastBuild};
use crate::failure::Failure;
use crate::model::{self, figures};
use crate::output::{Body, Site};
use crate::page::Url;
use crate::publication::Edition;
use crate::release;
use crate::source::{SitePath, Sources, paths};

/// What a site is held against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Against {
    /// What is public, as far as this folder tells.
    Public,
    /// The releases in force, but for this one of an IHO.
    Release(String, String),
    /// A commit, a branch or a tag of the repository of the site.
    Git(String),
    /// The folder of a site, or of a site that was published.
    Folder(PathBuf),
}

impl Against {
    /// Looks whether what is named is there, as far as that is quickly seen.
    ///
    /// # Errors
    /// Where it is not.
    pub fn check(&self, root: &Path) -> Result<(), Failure> {
        match self {
            Self::Git(reference) => git::check(root, reference),
            Self::Folder(folder) if !folder.join("content").is_dir() => {
                PublishedFolder::open(folder).map(|_| ())
            }
            Self::Public | Self::Release(..) | Self::Folder(_) => Ok(()),
        }
    }

    /// What was typed.
    ///
    /// # Errors
    /// Where that is nothing of the kind.
    pub fn parse(typed: Option<&str>) -> Result<Self, Failure> {
        let Some(typed) = typed else { return Ok(Self::Public) };
        if let Some(reference) = typed.strip_prefix("git:") {
            return Ok(Self::Git(reference.to_owned()));
        }
        let folder = Path::new(typed);
        let wrong = |message: String| {
            Failure::new(message).hint(
                "name a commit, a branch or a tag, such as `git:HEAD`, the folder of a copy of the site, the folder of the published \
                 site, such as `output`, or a release, such as `example-vale@2027-04-17`",
            )
        };
        if folder.is_dir() {
            if folder.join("content").is_dir() || PublishedFolder::is_one(folder) {
                return Ok(Self::Folder(folder.to_owned()));
            }
            let what = match std::fs::read_dir(folder).is_ok_and(|mut it| it.next().is_none()) {
                true => "is empty",
                false => {
                    "is neither a site, which has a folder `content`, nor a published site, which has a file `files.json`"
                }
            };
            return Err(wrong(format!("the folder `{typed}` {what}")));
        }
        match typed.split_once('@') {
            Some((iho, version)) if !typed.contains('/') => {
                Ok(Self::Release(iho.to_owned(), version.to_owned()))
            }
            _ if folder.exists() => Err(wrong(format!("`{typed}` is a file, not a folder"))),
            _ => Err(wrong(format!("there is no folder `{typed}`, and it is no release"))),
        }
    }
}

/// The release of that name.
pub(super) fn release<'a>(
    archive: &'a Archive,
    iho: &str,
    version: &str,
) -> Result<&'a Release, Failure> {
    let releases = archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let found = releases.iter().find(|release| release.manifest.version == version);
    found.ok_or_else(|| {
        let names = releases.iter().map(|it| format!("`{iho}@{}`", it.manifest.version));
        let names: Vec<String> = names.collect();
        let failure = Failure::new(format!("`{iho}` has no release `{version}`"));
        match names.is_empty() {
            true => failure.hint(
                "name another, such as `example-vale@2027-04-17`; `iho status` lists the contracts",
            ),
            false => failure.hint(format!("name one of its releases: {}", names.join(", "))),
        }
    })
}

/// What is said of a release.
pub(super) fn released(iho: &str, version: &str) -> Held {
    let since = format!("in the release {iho}@{version}");
    let note = "Only contracts are compared with a release, as nothing else has one. Leave out `--against` to see what else will change";
    Held { since, notes: vec![note.to_owned()] }
}

/// What is said where the last public build is known.
pub(super) fn last_build(root: &Path, last: &LastBuild, edition: &Edition) -> Held {
    let zone = release::zone_of(&edition.sources).unwrap_or(jiff::tz::TimeZone::UTC);
    let words = |at: jiff::Timestamp| {
        let at = at.to_zoned(zone.clone());
        format!("{} at {}", figures::date(at.date()), at.strftime("%H:%M"))
    };
    let folder = std::path::absolute(root).ok();
    let inside = folder.and_then(|folder| last.output.strip_prefix(folder).ok());
    let output = inside.unwrap_or(&last.output).display();
    let mut notes = Vec::new();
    if last.engine != ENGINE {
        notes.push(format!(
            "The public site was built by {}, and this is {ENGINE}: pages may differ in ways that are not listed here",
            last.engine
        ));
    }
    if let Some(instant) = last.instant_in_output().filter(|instant| *instant != last.at) {
        notes.push(format!(
            "The site in `{output}` was built elsewhere, on {}. To compare with that one, type `iho review --against {output}`",
            words(instant)
        ));
    }
    let since =
        format!("when it was last built for the public, on {} in `{output}`", words(last.at));
    Held { since, notes }
}

/// What is said where no build was kept: only contracts have releases.
pub(super) fn releases(root: &Path, edition: &Edition) -> Held {
    let is_first = super::in_force(&edition.archive, edition.at).next().is_none();
    let since = match is_first {
        true => "before anything was published",
        false => "when it was last released",
    };
    let without = without_release(&edition.sources);
    let to_type = match git::helpful(root) {
        Some(commit) => format!(
            "To compare with a state in git, type `iho review --against git:{commit}`, or `git:HEAD` for the last commit"
        ),
        None => "To compare with a copy of the site or with the published site, type `iho review --against FOLDER`".to_owned(),
    };
    let why = "this folder keeps no record of a public build";
    let note = match is_first {
        true => format!(
            "Nothing to compare with: {why}, and no release is public, so everything counts as new. {to_type}"
        ),
        false => format!(
            "Not compared: {without}. They have no release, and {why}, so nobody can tell from here what has changed in them. {to_type}"
        ),
    };
    Held { since: since.to_owned(), notes: vec![note] }
}

/// The kinds of content of which no release has a copy, with their numbers.
fn without_release(sources: &Sources) -> String {
    const KINDS: [(&str, &str, &str); 4] = [
        ("content/pages/", "page", "pages"),
        ("content/policies/", "policy", "policies"),
        ("content/models/", "model of care", "models of care"),
        ("themes/", "file of the theme", "files of the theme"),
    ];
    let n_files = |folder: &str| {
        let files = sources.unit(folder).into_iter();
        let is_page = |path: &SitePath| folder == "themes/" || path.extension() == "md";
        files.filter(|file| is_page(&sources.file(*file).path)).count()
    };
    let counted = KINDS.iter().filter_map(|(folder, one, many)| match n_files(folder) {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    });
    let has = |path: &str| SitePath::new(path).is_some_and(|path| sources.find(&path).is_some());
    let single = [
        (paths::GLOSSARY, "the glossary"),
        ("content/questions.yaml", "the questions"),
        (paths::SITE, "the settings (`site.yaml`)"),
    ];
    let single =
        single.into_iter().filter(|(path, _)| has(path)).map(|(_, words)| words.to_owned());
    let mut all: Vec<String> = counted.chain(single).collect();
    all.push("whatever no contract cites".to_owned());
    let last = all.pop().unwrap_or_default();
    format!("{} and {last}", all.join(", "))
}

/// What is said of a commit.
pub(super) fn commit(reference: &str, commit: &Commit) -> Held {
    let Commit { short, day, .. } = commit;
    let day = day.parse().map_or_else(|_| day.clone(), figures::date);
    let since = format!("at `git:{reference}` ({short}, committed on {day})");
    Held { since, ..Held::default() }
}

/// Refuses a folder that holds another site: everything would differ, and none of it would mean anything.
pub(super) fn refuse_another(
    folder: &Path,
    others: &Sources,
    now: &Sources,
) -> Result<(), Failure> {
    let text = |sources: &Sources, path: &str| {
        let file = SitePath::new(path).and_then(|path| sources.find(&path));
        file.map(|file| sources.text(file).to_owned()).unwrap_or_default()
    };
    let [theirs, ours] = [others, now].map(|sources| text(sources, LEDGER));
    let [of_theirs, of_ours] = [others, now].map(name);
    // A ledger only ever grows: of two copies of a site, one begins as the other does. A new title or address alone proves nothing.
    let has_other_past = !theirs.starts_with(&ours) && !ours.starts_with(&theirs);
    let has_no_past = theirs.is_empty() || ours.is_empty();
    let has_other_name = of_theirs.0 != of_ours.0 && of_theirs.1 != of_ours.1;
    if !has_other_name || !(has_other_past || has_no_past) {
        return Ok(());
    }
    let called = |(title, url): (String, String)| format!("“{title}” ({url})");
    Err(Failure::new(format!(
        "`{}` is the folder of another site, {}, and this one is {}",
        folder.display(),
        called(of_theirs),
        called(of_ours)
    ))
    .hint("name a copy of this site, or a state in git, such as `git:HEAD`"))
}

/// What a site calls itself, and its address.
fn name(sources: &Sources) -> (String, String) {
    let file = SitePath::new(paths::SITE).and_then(|path| sources.find(&path));
    let site = file.and_then(|file| model::read_files(sources, &[file]).model.site);
    let said = site.as_ref().map(|(_, site)| {
        let url = site.base_url.known().map(|url| url.trimmed().to_owned());
        (site.title.known().cloned().unwrap_or_default(), url.unwrap_or_default())
    });
    said.unwrap_or_default()
}

/// A site that was published in a folder.
pub(super) fn published(folder: &Path) -> Result<PublishedFolder, Failure> {
    PublishedFolder::open(folder)
}

/// What is said of it.
pub(super) fn published_in(folder: &Path) -> Held {
    Held {
        since: format!("published in {}", folder.display()),
        notes: vec![
            "A published site has no sources, so its words are compared, and no file, fact or reason is named. Not compared: the pages of \
             earlier releases, the comparisons of releases and the feeds"
                .to_owned(),
        ],
    }
}

/// The site with the bytes that were published where they differ, and those addresses.
pub(super) fn differing(
    published: &PublishedFolder,
    next: &Site,
    root: &Path,
) -> Result<(Site, BTreeSet<Url>), Failure> {
    let publication = crate::publication::Publication::new(std::sync::Arc::new(next.clone()));
    let ours: BTreeSet<String> = next.entries().map(|(url, _)| url.output_path()).collect();
    let is_same = |url: &Url| {
        let bytes = match next.body(url)? {
            Ok(Body::Bytes(bytes)) => bytes,
            Ok(Body::Shared(bytes)) => bytes.to_vec(),
            Ok(Body::Copy(file)) => disk::read_bytes(root, next.sources().place(file)).ok()?,
            Err(_) => return None,
        };
        published.has(&url.output_path(), &bytes)
    };
    let mut files = Vec::new();
    for (url, _) in next.entries().filter(|(url, _)| is_same(url) != Some(true)) {
        let path = url.output_path();
        let is_there = published.has(&path, &[]).is_some();
        let bytes = is_there.then(|| published.read(&path)).transpose()?;
        files.push((url.clone(), bytes));
    }
    for path in published.paths().filter(|path| !ours.contains(*path)) {
        // What is made last has no part in a comparison, and parts are made of what is sealed.
        let is_other = matches!(path, "build.json" | "files.json" | "checkpoint.minisig")
            || publication.part_at(path).is_some();
        if !is_other {
            let url = Url::file(path.strip_suffix("index.html").unwrap_or(path));
            files.push((url, Some(published.read(path)?)));
        }
    }
    let differing = files.iter().map(|(url, _)| url.clone()).collect();
    Ok((next.clone().with_files(files), differing))
}
