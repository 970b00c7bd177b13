//! `iho build`: the public site of what is sealed and due, or, for those who write it, a site of the drafts.
#![expect(clippy::disallowed_methods, reason = "the time that a build takes is told")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use super::args::BuildArgs;
use super::exit::Exit;
use super::metadata::unsafe_drawings;
use super::same_site::at_site;
use super::{Settings, instant, refuse, tell, tell_publication, with_progress};
use crate::archive::{self, Archive};
use crate::diag::{self, Diagnostic};
use crate::disk::{self, LastBuild, PublishError};
use crate::engine::{self, Build};
use crate::publication::{Edition, EditionBuild, Publication, turned_back};
use crate::source::Sources;

/// Where a site of drafts goes, so that nobody takes it for the public one.
const DRAFTS: &str = "output-drafts";

/// What somebody has to know whose blueprints are all drafts; nothing where something was sealed, or there are none.
fn nothing_sealed(sources: &Sources, archive: &Archive, site: &Path) -> Option<String> {
    let draft = sources.iter().find_map(|(_, file)| archive::in_draft(&file.path))?;
    let is_new = archive.ihos.is_empty() && archive.ledger.sound().next().is_none();
    let site = at_site(site);
    is_new.then(|| {
        format!(
            "No IHO has been published yet: every blueprint of this site is a draft. To see the drafts, type `iho serve{site}` \
             or `iho build --drafts{site}`. To publish one, seal it first: `iho release {draft}{site}`."
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
    if let Some(zip) = &args.zip {
        return super::portable::pack(
            &settings,
            (sources, at),
            (zip, args.with_embargoed),
            started,
        );
    }
    if args.drafts {
        return of_drafts(&settings, sources, started);
    }
    let edition = Edition::new(sources, at);
    let mut found = edition.verify();
    if args.shared.at.is_none() {
        found.extend(turned_back(&edition.archive, at));
    }
    if let Some(old) = &args.published {
        let against = super::older_ledger::against;
        found.extend(against(&edition.sources, &edition.archive, old, "published")?);
    }
    if found.iter().any(Diagnostic::is_error) {
        return Err(refuse(&settings, &edition.sources, &diag::sorted(found)));
    }
    let is_talkative = settings.is_human() && !settings.is_quiet;
    let nothing_sealed = nothing_sealed(&edition.sources, &edition.archive, &args.shared.site)
        .filter(|_| is_talkative);
    let last = LastBuild::of(&edition.sources, at, &settings.options, &settings.output);
    let load = |sources, files| disk::load_texts(&settings.site, sources, files);
    let EditionBuild { sources: public, site, mut diagnostics, left_out } =
        edition.build(&settings.options, load);
    let drawings = unsafe_drawings(&settings, site.as_ref());
    diagnostics.extend(found.into_iter().chain(drawings.diagnostics.iter().cloned()));
    diagnostics.extend(super::removals::still_here(&settings.site, &public, false)?);
    let Some(site) = site.filter(|_| !diagnostics.iter().any(Diagnostic::is_error)) else {
        let exit = refuse(&settings, &drawings.shown_in(&public), &diagnostics);
        nothing_sealed.into_iter().for_each(|words| errln!("{words}"));
        return Err(exit);
    };
    let (publication, unsigned) = Publication::signed(site, at);
    let published = write(&settings, &publication);
    if published.is_ok() {
        last.keep(&settings.site);
    }
    if let Some(words) = nothing_sealed {
        outln!("{words}");
    } else if let Some(first) = left_out.first().filter(|_| is_talkative) {
        tell_left_out(first, left_out.len() - 1);
    }
    finish(&settings, &public, diagnostics, published, started, publication)?;
    if let Some(words) = unsigned {
        tell_unsigned(&settings, &words);
    }
    Ok(())
}

fn tell_left_out(first: &str, n_others: usize) {
    let others = match n_others {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    outln!("Left out, because no public page uses it yet: `{first}`{others}.");
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
