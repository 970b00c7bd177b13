//! `iho review`: what the public would see change, as one file to send; and how the approvals of drafts stand.

use std::sync::Arc;

use super::args::ReviewArgs;
use super::exit::Exit;
use super::{Settings, print, tell};
use crate::baseline::{Against, Baseline, Outlook};
use crate::disk;
use crate::engine;
use crate::failure::Failure;
use crate::graph::Graph;
use crate::model::timeline::Approval;
use crate::output::Site;
use crate::release::{self, Approvable};
use crate::report::{self, Format, Pack, Signed};
use crate::review;
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
    let Some(mut outlook) = looked else {
        let build = engine::build(Arc::clone(&sources), &settings.options);
        tell(&settings, &sources, &build.diagnostics);
        errln!("The site cannot be reviewed until these errors are corrected.");
        return Err(Exit::Content);
    };
    baseline.compare_parts(&mut outlook, at);
    if let Some(out) = &args.out {
        disk::replace_whole(out, &pack(&settings, &sources, &outlook)?)?;
    }
    if settings.format == Format::Json {
        print(&report::outlook_json(&outlook));
    } else if !settings.is_quiet {
        out!("{}", report::outlook(&outlook));
        if let Some(out) = &args.out {
            outln!("Written: {}", out.display());
        }
    }
    Ok(())
}

/// The pack for reviewers: all that differs once the drafts are sealed, too.
fn pack(settings: &Settings, sources: &Arc<Sources>, outlook: &Outlook) -> Result<String, Exit> {
    let Outlook { before, sealed, held, .. } = outlook;
    let review = review::between(before, sealed);
    let (before, now) = (&before.site, &sealed.site);
    let build = engine::build(Arc::clone(sources), &settings.options);
    // An approval is of the files as they lie there, by the names that they have there.
    let drafts = build.site.as_ref().map(Site::graph);
    let signed = drafts.map(|graph| signed(settings, sources, graph, &review)).transpose()?;
    let pack = Pack {
        before,
        now,
        since: &held.since,
        is_against_releases: held.is_against_releases,
        day: settings.options.today,
        review: &review,
        signed: signed.as_deref().unwrap_or_default(),
        sources,
        diagnostics: &build.diagnostics,
    };
    Ok(report::pack(&pack))
}

/// The state of the approvals of each draft that changed.
fn signed(
    settings: &Settings,
    sources: &Sources,
    graph: &Graph,
    review: &review::Review,
) -> Result<Vec<Signed>, Failure> {
    let changed = review.facts.keys();
    let mut all = Vec::new();
    for iho in changed.filter(|iho| graph.model.blueprints.contains_key(*iho)) {
        let approvable = Approvable::of(sources, graph, iho, bytes(settings, sources))?;
        let approvals = approvals(graph, iho);
        let given = approvals.iter().map(|it| release::said(it)).collect();
        all.push(Signed {
            iho: iho.clone(),
            digest: approvable.digest(),
            given,
            problems: approvable.objections(&approvals, needed(graph), iho),
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
