//! `iho diff`: what changed between two states of a blueprint, in sentences.
#![expect(clippy::disallowed_methods, reason = "the shell looks at folders that are named to it")]

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use super::args::{Colour, DiffArgs, DiffFormat};
use super::exit::Exit;
use super::{print, today};
use crate::archive::{Archive, Release};
use crate::compare::{self, Diff};
use crate::data::{self, ChangeSet};
use crate::diag::Code;
use crate::disk;
use crate::engine::{self, Comparison};
use crate::failure::Failure;
use crate::graph::Graph;
use crate::model::renames::Renames;
use crate::model::scalar::Date;
use crate::report::{self, Sides};
use crate::source::Sources;

/// One side of a comparison, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
struct DiffRequest {
    /// The folder of the site.
    site: PathBuf,
    /// The IHO; nothing where all of a site are meant.
    iho: Option<String>,
    /// The release; nothing where it is the draft.
    version: Option<String>,
}

/// A side that was read.
struct Side {
    asked: DiffRequest,
    sources: Sources,
    archive: Archive,
}

/// Says what changed.
pub(super) fn diff(args: &DiffArgs) -> Result<(), Exit> {
    let (before, after) = sides(args)?;
    let ihos: Vec<String> = match (&before.asked.iho, &after.asked.iho) {
        (Some(one), Some(other)) if one != other => {
            let failure = Failure::new(format!("`{one}` and `{other}` are different IHOs"));
            return Err(Exit::Usage(failure.hint("name two versions of the same IHO")));
        }
        (Some(iho), _) | (None, Some(iho)) => vec![iho.clone()],
        (None, None) => {
            let all: BTreeSet<String> = ihos(&before).into_iter().chain(ihos(&after)).collect();
            all.into_iter().collect()
        }
    };
    let mut all: Vec<(Sides, Comparison)> = Vec::new();
    for iho in &ihos {
        if let Some(failure) = [&before, &after].into_iter().find_map(|side| side.unreadable(iho)) {
            return Err(Exit::Usage(failure));
        }
        all.push(between(&before, &after, iho)?);
    }
    if all.is_empty() {
        errln!("There is no IHO to compare.");
    }
    print(&rendered(args, &ihos, &all));
    let is_same = all.iter().all(|(_, found)| found.changes.is_empty());
    if is_same { Ok(()) } else { Err(Exit::Content) }
}

/// What changed in all that was compared, as one text.
fn rendered(args: &DiffArgs, ihos: &[String], all: &[(Sides, Comparison)]) -> String {
    let is_coloured = match args.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    match args.format {
        DiffFormat::Human => {
            let each = all.iter().map(|(sides, found)| {
                report::changes(sides, &found.changes, &found.withheld, is_coloured)
            });
            each.collect::<Vec<_>>().join("\n")
        }
        DiffFormat::Html => {
            let each = all.iter().zip(ihos).map(|((sides, found), iho)| {
                (iho.as_str(), sides, found.changes.as_slice(), found.withheld.as_slice())
            });
            report::changes_page(&each.collect::<Vec<_>>())
        }
        DiffFormat::Json => {
            let each = all.iter().zip(ihos).map(|((sides, found), iho)| {
                let Comparison { changes, withheld, .. } = found;
                let (before, now) = (Some(sides.before.as_str()), sides.now.as_str());
                data::changes(&ChangeSet { iho, before, now, changes, withheld })
            });
            let mut each: Vec<serde_json::Value> = each.collect();
            let json = match each.len() {
                1 => each.remove(0),
                _ => each.into(),
            };
            format!("{json:#}\n")
        }
    }
}

/// Both sides, read.
fn sides(args: &DiffArgs) -> Result<(Side, Side), Exit> {
    let (before, after) = match &args.after {
        Some(after) => (asked(args, &args.before)?, asked(args, after)?),
        None => with_last_release(args)?,
    };
    Ok((read(before)?, read(after)?))
}

/// The two sides where one is named: a release and the draft, or the last release and the draft, or a folder of either.
fn with_last_release(args: &DiffArgs) -> Result<(DiffRequest, DiffRequest), Exit> {
    let name = &args.before;
    let is_folder = Path::new(name).is_dir();
    let now = match name.contains('@') || is_folder {
        true => asked(args, name)?,
        false => asked(args, &format!("{name}@draft"))?,
    };
    let Some(iho) = &now.iho else {
        let failure = Failure::new(format!("`{name}` is a whole site"));
        return Err(Exit::Usage(
            failure.hint("name a second site to compare it with, such as yesterday's copy"),
        ));
    };
    if now.version.is_some() {
        // A release is held against the draft that goes on from it.
        let draft = DiffRequest { version: None, ..now.clone() };
        return Ok((now, draft));
    }
    Ok((newest(&now.site, iho)?, now))
}

fn newest(site: &Path, iho: &str) -> Result<DiffRequest, Exit> {
    let sources = disk::read(site)?;
    let archive = Archive::open(&sources);
    Err(Exit::Usage(match archive.newest(iho) {
        Some(release) => {
            let version = Some(release.manifest.version.clone());
            return Ok(DiffRequest { site: site.to_owned(), iho: Some(iho.to_owned()), version });
        }
        None if sources.unit(&format!("content/ihos/{iho}/")).is_empty() => {
            Failure::new(format!("there is no IHO and no folder `{iho}`"))
        }
        None => Failure::new(format!("`{iho}` has no release yet"))
            .hint("name two versions to compare, such as two folders"),
    }))
}

fn asked(args: &DiffArgs, name: &str) -> Result<DiffRequest, Exit> {
    if let Some((iho, version)) = name.split_once('@').filter(|_| !Path::new(name).is_dir()) {
        let version = Some(version.to_owned()).filter(|version| version != "draft");
        return Ok(DiffRequest { site: args.site.clone(), iho: Some(iho.to_owned()), version });
    }
    let folder = Path::new(name);
    if !folder.is_dir() {
        let failure =
            Failure::new(format!("`{name}` is neither a version of a blueprint nor a folder"));
        return Err(Exit::Usage(failure.hint(
            "write an id and a release, such as `example-vale@2027-04-17` or `example-vale@draft`, or a folder",
        )));
    }
    if folder.join("content").is_dir() {
        return Ok(DiffRequest { site: folder.to_owned(), iho: None, version: None });
    }
    let whole = folder.canonicalize().map_err(|error| Failure::io("open", folder, &error));
    in_site(&whole.map_err(Exit::Usage)?).ok_or_else(|| {
        let failure =
            Failure::new(format!("`{name}` is not a site, and not a draft or release in one"));
        Exit::Usage(
            failure.hint(
                "name the folder that has `content` in it, or `content/ihos/<id>/draft` in it",
            ),
        )
    })
}

/// The draft or the release whose folder it is.
fn in_site(folder: &Path) -> Option<DiffRequest> {
    let names: Vec<&str> = folder.iter().filter_map(std::ffi::OsStr::to_str).collect();
    let at = names.windows(2).rposition(|pair| pair == ["content", "ihos"])?;
    let site: PathBuf = folder.iter().take(at).collect();
    match names[at + 2..] {
        [iho, "draft"] => Some(DiffRequest { site, iho: Some(iho.to_owned()), version: None }),
        [iho, "releases", version] => {
            Some(DiffRequest { site, iho: Some(iho.to_owned()), version: Some(version.to_owned()) })
        }
        _ => None,
    }
}

fn read(asked: DiffRequest) -> Result<Side, Failure> {
    let mut sources = disk::read(&asked.site)?;
    if let Some(iho) = asked.iho.as_ref().filter(|_| asked.version.is_some()) {
        sources = disk::with_releases_of(&asked.site, sources, iho);
    }
    let archive = Archive::open(&sources);
    Ok(Side { asked, sources, archive })
}

/// The IHOs of a site.
fn ihos(side: &Side) -> BTreeSet<String> {
    let paths = side.sources.iter().map(|(_, file)| file.path.as_str());
    let of_draft = paths.filter_map(|path| {
        let (iho, rest) = path.strip_prefix("content/ihos/")?.split_once('/')?;
        rest.starts_with("draft/").then(|| iho.to_owned())
    });
    of_draft.collect()
}

/// What is compared, and what changed.
type ComparedSides = (Sides, Comparison);

fn between(before: &Side, after: &Side, iho: &str) -> Result<ComparedSides, Exit> {
    let found = match (before.release(iho)?, after.release(iho)?) {
        (Some(old), Some(new)) if before.asked.site == after.asked.site => (
            name(&after.graph(Some(new), &Renames::default(), today(None)?), iho),
            engine::diff_releases((&before.sources, &before.archive), old, new),
        ),
        (old, new) => {
            let today = today(None)?;
            let Diff { before: old, after: new } = engine::beside_each_other(
                &|renames| before.graph(old, renames, today),
                &|renames| after.graph(new, renames, today),
            );
            let is_there = |graph: &Graph| graph.model.blueprints.contains_key(iho);
            if !is_there(&old) && !is_there(&new) {
                return Err(Exit::in_words(format!("there is no IHO `{iho}`")));
            }
            let changes = compare::changes(&old, &new, iho);
            let named = if is_there(&new) { &new } else { &old };
            (name(named, iho), Comparison { changes, ..Comparison::default() })
        }
    };
    let is_one_site = before.asked.site == after.asked.site;
    let [before, now] = [before, after].map(|side| side.in_words(is_one_site));
    let sides = Sides { name: found.0, before, now };
    Ok((sides, found.1))
}

fn name(graph: &Graph, iho: &str) -> String {
    graph.model.blueprints.get(iho).map_or(iho, |it| it.name()).to_owned()
}

impl Side {
    /// The release that was asked for; nothing for a draft.
    fn release(&self, iho: &str) -> Result<Option<&Release>, Exit> {
        let Some(version) = &self.asked.version else { return Ok(None) };
        let releases = self.archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
        let found = releases.iter().find(|release| release.manifest.version == *version);
        found.map(Some).ok_or_else(|| {
            let known: Vec<&str> = releases.iter().map(|it| it.manifest.version.as_str()).collect();
            let failure = Failure::new(format!("`{iho}` has no release `{version}`"));
            Exit::Usage(failure.hint(match known.is_empty() {
                true => format!("`{iho}` has no release yet"),
                false => format!("its releases are {}", known.join(", ")),
            }))
        })
    }

    fn graph(&self, release: Option<&Release>, renames: &Renames, today: Date) -> Graph {
        match release {
            Some(release) => engine::state(&self.sources, release, (&BTreeSet::new(), renames)),
            None => engine::draft(&self.sources, today, renames),
        }
    }

    /// Files of the draft that is compared that can't be read: what they hold would be taken for gone.
    fn unreadable(&self, iho: &str) -> Option<Failure> {
        if self.asked.version.is_some() {
            return None;
        }
        let folder = format!("content/ihos/{iho}/draft/");
        let files = self.sources.unit(&folder).into_iter().map(|id| self.sources.file(id));
        let broken = files.filter(|file| {
            let (_, found) = engine::mistakes_in(&file.path, &file.content);
            found.iter().any(|it| {
                matches!(it.code, Code::YamlSyntax | Code::DuplicateKey | Code::EmptyFile)
            })
        });
        let paths: Vec<String> = broken.map(|file| format!("`{}`", file.path)).collect();
        let failure = Failure::new(format!("{} can’t be read", paths.join(", ")));
        (!paths.is_empty()).then(|| failure.hint("type `iho check` to see what is wrong"))
    }

    /// What it is called; of two sites, with the folder of its own.
    fn in_words(&self, is_one_site: bool) -> String {
        let what = match (&self.asked.version, &self.asked.iho) {
            (Some(version), _) => format!("release {version}"),
            (None, Some(_)) => "the draft".to_owned(),
            (None, None) => "the drafts".to_owned(),
        };
        match is_one_site {
            true => what,
            false => format!("{what} in {}", self.asked.site.display()),
        }
    }
}
