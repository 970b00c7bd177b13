//! `iho review`: what the public would see change, as one file to send; and `iho approve`: an approval of exactly that.

use std::sync::Arc;

use super::args::{ApproveArgs, ReviewArgs};
use super::exit::Exit;
use super::{Settings, print, tell};
use crate::archive;
use crate::baseline::{Against, Baseline, Outlook};
use crate::diag::Diagnostic;
use crate::disk;
use crate::engine;
use crate::failure::Failure;
use crate::graph::Graph;
use crate::model::timeline::Approval;
use crate::output::Site;
use crate::release::{self, Approvable, NewApproval};
use crate::report::{self, Format, Pack, Signed};
use crate::review;
use crate::source::{FileId, SitePath, Sources};

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
