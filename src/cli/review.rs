//! `iho review`: what the public would see change, as one file to send; and how the approvals of drafts stand.

use std::cell::LazyCell;
use std::sync::Arc;

use super::args::ReviewArgs;
use super::exit::Exit;
use super::{Settings, print, tell};
use crate::baseline::{Against, Baseline, Outlook};
use crate::disk;
use crate::engine::{self, Build};
use crate::failure::Failure;
use crate::graph::Graph;
use crate::release::{self, Approvable};
use crate::report::{self, Format, Pack, Signed};
use crate::review::{self, Review};
use crate::source::{FileId, Sources};

/// Writes what differs, and says how much that is.
pub(super) fn review(args: &ReviewArgs) -> Result<(), Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let against = Against::parse(args.against.as_deref()).map_err(Exit::Usage)?;
    let sources = Arc::new(disk::read(&settings.site)?);
    let at = super::instant(&sources, args.shared.at.as_ref())?;
    let is_named = against != Against::Public;
    let mut baseline = Baseline::new(settings.site.clone(), settings.options.clone(), against);
    let looked = baseline.look(&sources, at).map_err(|failure| match is_named {
        true => Exit::Usage(failure),
        false => Exit::World(failure),
    })?;
    let build = LazyCell::new(|| engine::build(Arc::clone(&sources), &settings.options));
    let Some(mut outlook) = looked else {
        tell(&settings, &sources, &build.diagnostics);
        errln!("The site cannot be reviewed until these errors are corrected.");
        return Err(Exit::Content);
    };
    baseline.compare_parts(&mut outlook, at);
    if let Some(out) = &args.out {
        disk::replace_whole(out, &pack(&settings, &sources, &build, &outlook)?)?;
    }
    if settings.format == Format::Json {
        print(&report::outlook_json(&outlook));
    } else if !settings.is_quiet {
        let signed = signed(&settings, &sources, &build, &outlook.waits)?;
        out!("{}", report::outlook(&outlook, &signed));
        if let Some(out) = &args.out {
            outln!("Written: {}", out.display());
        }
    }
    Ok(())
}

/// The pack for reviewers: all that differs once the drafts are sealed, too.
fn pack(
    settings: &Settings,
    sources: &Sources,
    build: &Build,
    outlook: &Outlook,
) -> Result<String, Failure> {
    let Outlook { before, sealed, held, .. } = outlook;
    let review = review::between(before, sealed);
    let pack = Pack {
        before: &before.site,
        now: &sealed.site,
        held,
        day: settings.options.today,
        review: &review,
        signed: &signed(settings, sources, build, &review)?,
        sources,
        diagnostics: &build.diagnostics,
    };
    Ok(report::pack(&pack))
}

/// How the drafts that changed are approved: as their files lie there, by the names that they have there.
fn signed(
    settings: &Settings,
    sources: &Sources,
    build: &Build,
    review: &Review,
) -> Result<Vec<Signed>, Failure> {
    let Some(site) = &build.site else { return Ok(Vec::new()) };
    Signed::of_review(sources, site.graph(), review, bytes(settings, sources))
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

/// Why the draft must not be sealed with the approvals that it has.
pub(super) fn approval_problems(
    settings: &Settings,
    sources: &Sources,
    graph: &Graph,
    iho: &str,
) -> Result<Vec<release::ApprovalProblem>, Failure> {
    let approvable = Approvable::of(sources, graph, iho, bytes(settings, sources))?;
    Ok(approvable.objections(&release::approvals_of(graph, iho), release::needed_roles(graph), iho))
}
