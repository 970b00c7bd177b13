//! `iho build`: the public site of what is sealed and due, or, for those who write it, a site of the drafts.
#![expect(clippy::disallowed_methods, reason = "the time that a build takes is told")]

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use jiff::Timestamp;

use super::args::BuildArgs;
use super::exit::Exit;
use super::metadata::unsafe_drawings;
use super::{Settings, instant, refuse, tell, tell_publication, with_progress};
use crate::archive::{self, Archive};
use crate::data;
use crate::diag::{self, Diagnostic};
use crate::disk::{self, PublishError};
use crate::engine::{self, Build};
use crate::graph::Graph;
use crate::page::Url;
use crate::publication::Publication;
use crate::release;
use crate::source::{SitePath, Sources};

/// Where a site of drafts goes, so that nobody takes it for the public one.
const DRAFTS: &str = "output-drafts";

/// What somebody has to know whose blueprints are all drafts; nothing where something was sealed, or there are none.
fn nothing_sealed(sources: &Sources, archive: &Archive) -> Option<String> {
    let draft = sources.iter().find_map(|(_, file)| archive::in_draft(&file.path))?;
    let is_new = archive.ihos.is_empty() && archive.ledger.sound().next().is_none();
    is_new.then(|| {
        format!(
            "No IHO is published, as all blueprints of this site are drafts. To see the drafts, type `iho build --drafts` \
             or `iho serve`; to publish one, seal it first: `iho release {draft}`."
        )
    })
}

/// Builds what was asked for, and writes it if nothing is wrong.
pub(super) fn build(args: &BuildArgs) -> Result<(), Exit> {
    let folder = args.drafts.then(|| args.shared.site.join(DRAFTS));
    let settings = Settings::settle(&args.shared, args.output.clone().or(folder))?;
    let started = Instant::now();
    let sources = disk::read_changed(&settings.site, args.read_all)?;
    let at = instant(&sources, args.shared.at.as_ref())?;
    if args.drafts {
        return of_drafts(&settings, sources, started);
    }
    let (sources, undue) = due(sources, at);
    let archive = Archive::open(&sources);
    let found = archive_diagnostics(args, &sources, &archive, at)?;
    if found.iter().any(Diagnostic::is_error) {
        return Err(refuse(&settings, &sources, &diag::sorted(found)));
    }
    let unread = archive::in_force(&sources, &archive, at);
    let sources = disk::load_texts(&settings.site, sources, unread);
    let public = Arc::new(archive::public(&sources, &archive, at));
    let (build, left_out) = engine::publish(Arc::clone(&public), &settings.options);
    let Build { site, mut diagnostics } = build;
    let drawings = unsafe_drawings(&settings, site.as_ref());
    diagnostics.extend(found.into_iter().chain(drawings.diagnostics.iter().cloned()));
    diagnostics.extend(super::removals::still_here(&settings.site, &public, false)?);
    tell_what_waits(&sources, &archive, at, &mut diagnostics);
    tell_undue(&undue, &mut diagnostics);
    let is_talkative = settings.is_human() && !settings.is_quiet;
    let nothing_sealed = nothing_sealed(&sources, &archive).filter(|_| is_talkative);
    let Some(site) = site.filter(|_| !diagnostics.iter().any(Diagnostic::is_error)) else {
        let exit = refuse(&settings, &drawings.shown_in(&public), &diagnostics);
        nothing_sealed.into_iter().for_each(|words| errln!("{words}"));
        return Err(exit);
    };
    let signature = signature(&sources, site.graph());
    let site = site.with_file(Url::file("build.json"), build_record(at));
    let site = Arc::new(match &signature {
        Ok(Some(bytes)) => site.with_file(Url::file("checkpoint.minisig"), bytes.clone()),
        Ok(None) | Err(_) => site,
    });
    let publication = Publication::new(site);
    let published = write(&settings, &publication);
    if let Some(words) = nothing_sealed {
        outln!("{words}");
    } else if let Some(first) = left_out.first().filter(|_| is_talkative) {
        tell_left_out(first, left_out.len() - 1);
    }
    finish(&settings, &public, diagnostics, published, started, publication)?;
    if let Err(words) = signature {
        tell_unsigned(&settings, &words);
    }
    Ok(())
}

/// The files without the pages that are not public at an instant, and those pages.
fn due(sources: Sources, at: Timestamp) -> (Sources, Vec<release::DatedPage>) {
    match super::time_zone(&sources) {
        Ok(zone) => release::without_undue(&sources, at, &zone),
        // What is wrong with it is told of the settings.
        Err(_) => (sources, Vec::new()),
    }
}

/// What speaks against what was published so far: nothing is built of an archive that was tampered with.
fn archive_diagnostics(
    args: &BuildArgs,
    sources: &Sources,
    archive: &Archive,
    at: Timestamp,
) -> Result<Vec<Diagnostic>, Exit> {
    let mut found = archive::verify(sources, archive);
    if args.shared.at.is_none() {
        found.extend(turned_back(archive, at));
    }
    if let Some(old) = &args.published {
        found.extend(super::older_ledger::against(sources, archive, old, "published")?);
    }
    Ok(found)
}

fn tell_left_out(first: &str, n_others: usize) {
    let others = match n_others {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    outln!("Left out, because nothing that is public names it yet: `{first}`{others}.");
}

/// Says why the signature that is there was left out, and how to make a good one.
fn tell_unsigned(settings: &Settings, words: &str) {
    let checkpoint = settings.output.join("checkpoint");
    errln!(
        "warning: the signature in `{}` was left out: {words}.\n  hint: sign `{checkpoint}` with `minisign -Sm {checkpoint}`, \
         put `checkpoint.minisig` into `content`, and build again",
        archive::SIGNATURE,
        checkpoint = checkpoint.display(),
    );
}

/// The signature that is published beside the checkpoint; nothing where there is none.
///
/// # Errors
/// In words, where the one that is there is not good for the checkpoint that is published.
fn signature(sources: &Sources, graph: &Graph) -> Result<Option<Vec<u8>>, String> {
    let file = SitePath::new(archive::SIGNATURE).and_then(|path| sources.find(&path));
    let (Some(file), Some(checkpoint)) = (file, data::checkpoint(graph)) else { return Ok(None) };
    let signature = sources.text(file);
    let day = crate::graph::history::day(graph, checkpoint.at);
    let keys = graph.model.keys.as_ref();
    let keys = keys.into_iter().flat_map(|(_, keys)| super::verify::good_keys(keys, day));
    let mut why = format!("`content/keys.yaml` has no key that is good on {day}");
    for key in keys.filter_map(|key| key.key.known()) {
        match archive::check_signature(key, checkpoint.text().as_bytes(), signature) {
            Ok(()) => return Ok(Some(signature.as_bytes().to_vec())),
            Err(words) => why = words,
        }
    }
    Err(why)
}

/// A site of what is written now, marked on every page.
fn of_drafts(settings: &Settings, sources: Sources, started: Instant) -> Result<(), Exit> {
    let sources = Arc::new(sources);
    let Build { site, mut diagnostics } = engine::build(Arc::clone(&sources), &settings.options);
    let drawings = unsafe_drawings(settings, site.as_ref());
    diagnostics.extend(drawings.diagnostics.iter().cloned());
    diagnostics.extend(super::removals::still_here(&settings.site, &sources, false)?);
    let Some(site) = site.filter(|_| !diagnostics.iter().any(Diagnostic::is_error)) else {
        return Err(refuse(settings, &drawings.shown_in(&sources), &diagnostics));
    };
    let publication = Publication::new(Arc::new(site.of_drafts()));
    let published = write(settings, &publication);
    finish(settings, &sources, diagnostics, published, started, publication)
}

/// Writes a site with all its parts into the output folder.
fn write(
    settings: &Settings,
    publication: &Arc<Publication>,
) -> Result<disk::Summary, PublishError> {
    let n_all = publication.site().entries().count() + publication.parts().len();
    let n_done = AtomicUsize::new(0);
    with_progress(settings, &n_done, n_all, || {
        disk::publish(publication, &settings.site, &settings.output, &n_done)
    })
}

fn finish(
    settings: &Settings,
    sources: &Sources,
    diagnostics: Vec<Diagnostic>,
    published: Result<disk::Summary, PublishError>,
    started: Instant,
    publication: Arc<Publication>,
) -> Result<(), Exit> {
    match published {
        Ok(summary) => {
            tell(settings, sources, &diagnostics);
            if settings.is_human() && !settings.is_quiet {
                tell_publication(settings, &summary, started.elapsed());
            }
            if settings.is_last {
                // Giving back the memory of a large site piece by piece only takes time.
                std::mem::forget(publication);
            }
            Ok(())
        }
        Err(PublishError::World(failure)) => Err(failure.into()),
        Err(PublishError::Content(found)) => {
            let all = diag::sorted([diagnostics, found].concat());
            Err(refuse(settings, sources, &all))
        }
    }
}

/// Why a name leads nowhere that has a draft, or a release that waits.
fn tell_what_waits(
    sources: &Sources,
    archive: &Archive,
    at: Timestamp,
    diagnostics: &mut [Diagnostic],
) {
    let unknown = diagnostics.iter_mut().filter(|it| it.code == diag::Code::UnknownReference);
    for it in unknown {
        let id = it.message.split('`').nth(1).unwrap_or_default().to_owned();
        let is_there = !sources.unit(&format!("content/ihos/{id}/")).is_empty();
        if is_there && archive.public(&id, at).is_none() {
            it.hints.insert(
                0,
                format!("nothing of `{id}` is public at {at}: release it first, or take the link out until then"),
            );
        }
    }
}

/// Why a link leads nowhere that names a page which is a draft, comes later, or has gone.
fn tell_undue(undue: &[release::DatedPage], diagnostics: &mut [Diagnostic]) {
    let unknown = |code: diag::Code| {
        matches!(
            code,
            diag::Code::UnknownReference | diag::Code::BrokenLink | diag::Code::BrokenAnchor
        )
    };
    for it in diagnostics.iter_mut().filter(|it| unknown(it.code)) {
        let page = undue.iter().find(|page| it.message.contains(page.path.stem()));
        if let Some(page) = page {
            let why = if page.is_draft { "is a draft" } else { "is not public at this time" };
            it.hints.insert(
                0,
                format!("`{}` {why}: publish it first, or take the link out until then", page.path),
            );
        }
    }
}

/// The instant that decided what is public, for whoever asks later.
fn build_record(at: Timestamp) -> Vec<u8> {
    let engine = concat!("iho ", env!("CARGO_PKG_VERSION"));
    format!("{{\n  \"engine\": \"{engine}\",\n  \"instant\": \"{at}\"\n}}\n").into_bytes()
}

/// A clock that is behind would take back what is public.
fn turned_back(archive: &Archive, at: Timestamp) -> Option<Diagnostic> {
    let last = archive.ledger.sound().next_back().filter(|line| line.at > at)?;
    let message = format!(
        "the site is to be built as at {at}, but the release `{}` of `{}` was published at {}",
        last.version, last.iho, last.at
    );
    Some(Diagnostic::of_site(diag::Code::ReleaseOrder, message).hint(
        "check the clock of this machine, or `SOURCE_DATE_EPOCH`; to see the site as it was then, name the day with `--at`",
    ))
}
