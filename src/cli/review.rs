//! `iho review`: what the public would see change, as one file to send; and `iho approve`: an approval of exactly that.
#![expect(clippy::disallowed_methods, reason = "the shell looks at folders that are named to it")]

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;

use super::args::{ApproveArgs, ReviewArgs};
use super::exit::Exit;
use super::{Settings, tell};
use crate::archive::{self, Archive, Release};
use crate::diag::Diagnostic;
use crate::disk;
use crate::engine;
use crate::failure::Failure;
use crate::graph::Graph;
use crate::model::timeline::Approval;
use crate::output::Site;
use crate::release::{self, Approvable, NewApproval};
use crate::report::{self, Pack, Signed};
use crate::review;
use crate::source::{FileId, SitePath, Sources};

/// What is held against what.
struct ReviewSides {
    before: Site,
    /// What is before, inside a sentence.
    since: String,
    is_against_releases: bool,
    now: Site,
}

/// Writes what differs, and says how much that is.
pub(super) fn review(args: &ReviewArgs) -> Result<(), Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let sources = Arc::new(disk::read(&settings.site)?);
    let at = super::instant(&sources, args.shared.at.as_ref())?;
    let build = engine::build(Arc::clone(&sources), &settings.options);
    let Some(sides) = sides(args, &settings, &sources, at)? else {
        tell(&settings, &sources, &build.diagnostics);
        errln!("The site cannot be reviewed until these errors are corrected.");
        return Err(Exit::Content);
    };
    let review = review::between(&sides.before, &sides.now);
    let signed = signed(&settings, &sources, &sides.now, &review)?;
    if let Some(out) = &args.out {
        let pack = Pack {
            before: &sides.before,
            now: &sides.now,
            since: &sides.since,
            is_against_releases: sides.is_against_releases,
            day: settings.options.today,
            review: &review,
            signed: &signed,
            sources: &sources,
            diagnostics: &build.diagnostics,
        };
        disk::replace_whole(out, &report::pack(&pack))?;
    }
    if !settings.is_quiet {
        out!("{}", report::review(&review, &sides.since, sides.is_against_releases));
        if let Some(out) = &args.out {
            outln!("Written: {}", out.display());
        }
    }
    Ok(())
}

/// Both sites; nothing where one can't be made of what is there.
fn sides(
    args: &ReviewArgs,
    settings: &Settings,
    sources: &Arc<Sources>,
    at: Timestamp,
) -> Result<Option<ReviewSides>, Exit> {
    let options = &settings.options;
    let Some(now) = engine::site_if_released(sources, options).site else { return Ok(None) };
    let (before, since, is_against_releases) = match &args.against {
        Some(folder) if Path::new(folder).is_dir() => {
            if !Path::new(folder).join("content").is_dir() {
                let failure = Failure::new(format!("`{folder}` has no folder `content`"));
                return Err(Exit::Usage(failure.hint("name the folder of a site")));
            }
            let others = Arc::new(disk::read(Path::new(folder))?);
            (engine::site_if_released(&others, options), format!("in {folder}"), false)
        }
        named => {
            let archive = Archive::open(sources);
            let releases = chosen(&archive, named.as_deref(), at).map_err(Exit::Usage)?;
            let since = match named {
                Some(name) => format!("in the release {name}"),
                None if releases.is_empty() => "before the first release".to_owned(),
                None => "when it was last released".to_owned(),
            };
            let unread = releases.iter().flat_map(|release| release.unread(sources)).collect();
            let texts = disk::with_contents(&settings.site, Sources::clone(sources), unread);
            (engine::site_of_releases(&texts, &releases, options), since, true)
        }
    };
    Ok(before.site.map(|before| ReviewSides { before, since, is_against_releases, now }))
}

/// The releases that are in force, but for the one that was named.
fn chosen<'a>(
    archive: &'a Archive,
    named: Option<&str>,
    at: Timestamp,
) -> Result<Vec<&'a Release>, Failure> {
    let mut chosen: Vec<&Release> =
        archive.ihos.keys().filter_map(|iho| archive.public(iho, at)).collect();
    let Some(named) = named else { return Ok(chosen) };
    let nothing = |why: String| {
        Failure::new(why)
            .hint("name a release, such as `example-vale@2027-04-17`, or the folder of a site")
    };
    let Some((iho, version)) = named.split_once('@') else {
        return Err(nothing(format!("`{named}` is neither a release nor a folder")));
    };
    let releases = archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let release = releases.iter().find(|release| release.manifest.version == version);
    let release = release.ok_or_else(|| nothing(format!("`{iho}` has no release `{version}`")))?;
    chosen.retain(|it| it.manifest.iho != iho);
    chosen.push(release);
    Ok(chosen)
}

/// The state of the approvals of each draft that changed.
fn signed(
    settings: &Settings,
    sources: &Sources,
    now: &Site,
    review: &review::Review,
) -> Result<Vec<Signed>, Failure> {
    let changed = review.facts.keys();
    let mut all = Vec::new();
    for iho in changed.filter(|iho| now.graph().model.blueprints.contains_key(*iho)) {
        let approvable = Approvable::of(sources, now.graph(), iho, bytes(settings, sources))?;
        let approvals = approvals(now.graph(), iho);
        let given = approvals.iter().map(|it| release::said(it)).collect();
        all.push(Signed {
            iho: iho.clone(),
            digest: approvable.digest(),
            given,
            problems: approvable.objections(&approvals, needed(now.graph()), iho),
        });
    }
    Ok(all)
}

/// The approvals that the draft of an IHO has.
pub(super) fn approvals<'g>(graph: &'g Graph, iho: &str) -> Vec<&'g Approval> {
    let note = graph.model.blueprints.get(iho).and_then(|it| it.note.as_ref());
    let approvals = note.and_then(|(_, note)| note.approvals.known());
    approvals.into_iter().flat_map(|list| &list.0.items).collect()
}

/// The roles in which a draft has to be approved.
pub(super) fn needed(graph: &Graph) -> &[String] {
    let site = graph.model.site.as_ref();
    site.and_then(|(_, site)| site.approvals.known()).map_or(&[], |list| &list.0.items)
}

/// Reads files of a site.
pub(super) fn bytes(
    settings: &Settings,
    sources: &Sources,
) -> impl Fn(FileId) -> Result<Vec<u8>, Failure> {
    move |file| {
        let path = &sources.file(file).path;
        disk::read_bytes(&settings.site, path)
            .map_err(|error| Failure::io("read", &settings.site.join(path.as_str()), &error))
    }
}

/// Writes an approval into `release.yaml`.
pub(super) fn approve(args: &ApproveArgs) -> Result<(), Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let _lock = disk::lock(&settings.site)?;
    let sources = Arc::new(disk::read(&settings.site)?);
    let build = engine::build(Arc::clone(&sources), &settings.options);
    let is_error = |it: &&Diagnostic| it.is_error();
    let errors: Vec<Diagnostic> = build.diagnostics.iter().filter(is_error).cloned().collect();
    let Some(site) = build.site.filter(|_| errors.is_empty()) else {
        tell(&settings, &sources, &errors);
        errln!("Nothing was approved. Correct the errors first.");
        return Err(Exit::Content);
    };
    let words = [("--role", args.role.as_str()), ("--by", args.by.as_str())];
    let graph = site.graph();
    if args.by.trim().is_empty() || args.role.trim().is_empty() {
        let failure = Failure::new("an approval needs a role and the person or body that approves");
        return Err(Exit::Usage(
            failure.hint("add `--by \"Head of Communications\" --role \"second eyes\"`"),
        ));
    }
    super::release::refuse_unknown_iho(graph, &args.iho)?;
    super::published_words::refuse_unfit(&settings, &sources, &args.iho, &words)?;
    let approvable = Approvable::of(&sources, graph, &args.iho, bytes(&settings, &sources))?;
    let path = format!("content/ihos/{}/draft/{}", args.iho, archive::NOTE);
    let known = SitePath::new(&path).and_then(|path| sources.find(&path));
    let known = known.map_or("", |file| sources.text(file));
    let new = NewApproval {
        role: args.role.trim().to_owned(),
        by: args.by.trim().to_owned(),
        date: settings.options.today.to_string(),
    };
    let text = release::with_approval(known, &approvable, &approvals(graph, &args.iho), &new);
    disk::replace_whole(&settings.site.join(&path), &text)?;
    outln!(
        "Approved by {} ({}): the draft of {} as it is now.\n{}\nAny later edit makes this approval void.",
        new.by,
        new.role,
        args.iho,
        approvable.digest()
    );
    Ok(())
}

/// Why the draft must not be sealed with the approvals that it has.
pub(super) fn approval_problems(
    settings: &Settings,
    sources: &Sources,
    graph: &Graph,
    iho: &str,
) -> Result<Vec<release::ApprovalProblem>, Failure> {
    let approvable = Approvable::of(sources, graph, iho, bytes(settings, sources))?;
    Ok(approvable.objections(&approvals(graph, iho), needed(graph), iho))
}
