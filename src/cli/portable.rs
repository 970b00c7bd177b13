//! `iho build --drafts --zip FILE`: a site of the drafts as one file to pass on.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::exit::Exit;
use super::metadata::unsafe_drawings;
use super::{Settings, tell, with_progress};
use crate::archive::{self, Archive};
use crate::diag::{self, Diagnostic};
use crate::disk::{self, PublishError, Summary};
use crate::engine::{self, Build};
use crate::release::{self, Embargo};
use crate::source::Sources;

/// Packs a site of what is written now, marked on every page, without what is embargoed unless that was asked for.
pub(super) fn pack(
    settings: &Settings,
    (sources, at): (Sources, Timestamp),
    (zip, with_embargoed): (&Path, bool),
    started: Instant,
) -> Result<(), Exit> {
    disk::refuse_zip(&settings.site, &settings.site.join("output"), zip).map_err(Exit::Usage)?;
    let (embargo, sources, build) = built(settings, (sources, at), with_embargoed);
    let Build { site, mut diagnostics } = build;
    let drawings = unsafe_drawings(settings, site.as_ref());
    diagnostics.extend(drawings.diagnostics.iter().cloned());
    diagnostics.extend(super::removals::still_here(&settings.site, &sources, false)?);
    let site = site.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    let packed = site.map(|site| {
        let site = site.of_drafts();
        let name = site.graph().model.site.as_ref().and_then(|(_, site)| site.title.known());
        let name = name.map_or("", String::as_str);
        let notes = vec![read_me(name, with_embargoed.then_some(&embargo))];
        let n_done = AtomicUsize::new(0);
        with_progress(settings, &n_done, site.entries().count(), || {
            disk::pack_portable((&site, &settings.site), notes, zip, &n_done)
        })
    });
    let summary = match packed {
        Some(Ok(summary)) => Some(summary),
        Some(Err(PublishError::World(failure))) => return Err(failure.into()),
        Some(Err(PublishError::Content(found))) => {
            diagnostics = diag::sorted([diagnostics, found].concat());
            None
        }
        None => None,
    };
    tell(settings, &drawings.shown_in(&sources), &diagnostics);
    if settings.is_human() {
        tell_embargo(&embargo, with_embargoed);
    }
    let Some(summary) = summary else {
        errln!("The ZIP file was not written.");
        return Err(Exit::Content);
    };
    if settings.is_human() && !settings.is_quiet {
        tell_packed(&summary, zip, started);
    }
    Ok(())
}

/// What waits for its hour, and the site with or without it.
fn built(
    settings: &Settings,
    (sources, at): (Sources, Timestamp),
    with_embargoed: bool,
) -> (Embargo, Arc<Sources>, Build) {
    // A time zone that is wrong is told with the settings.
    let zone = release::zone_of(&sources).unwrap_or(TimeZone::UTC);
    let archive = Archive::open(&sources);
    let embargo = Embargo::at(at, &sources, &archive, &zone);
    if with_embargoed || embargo.is_empty() {
        let sources = Arc::new(sources);
        let build = engine::build(Arc::clone(&sources), &settings.options);
        return (embargo, sources, build);
    }
    let in_force = archive::in_force(&sources, &archive, at);
    let sources = disk::load_texts(&settings.site, sources, in_force);
    let sources = Arc::new(embargo.left_out(&sources, &archive, at));
    // What only the embargoed draft names is left out, too.
    let (build, _) = engine::publish(Arc::clone(&sources), &settings.options);
    (embargo, sources, build)
}

fn tell_embargo(embargo: &Embargo, with_embargoed: bool) {
    for line in embargo.lines() {
        match with_embargoed {
            true => errln!("Embargoed, and in the ZIP file: {line}."),
            false => errln!("Left out, because it is embargoed: {line}."),
        }
    }
}

fn tell_packed(summary: &Summary, zip: &Path, started: Instant) {
    outln!(
        "{} pages and {} other files in {}, which has {:.1} MB, in {:.1} s.\n\
         To read them, unpack the file and open index.html in a browser.",
        summary.n_pages,
        summary.n_files - summary.n_pages,
        zip.display(),
        summary.n_bytes as f64 / 1e6,
        started.elapsed().as_secs_f32()
    );
}

/// What somebody has to know who was sent the file: its path in there, and its text.
fn read_me(name: &str, embargo: Option<&Embargo>) -> (String, Vec<u8>) {
    let mut text = format!(
        "{name}: preview of drafts\r\n\r\nThese pages have not been published. They may be wrong, and they may change.\r\n\r\n\
         1. Unpack the ZIP file: on Windows, right-click it and choose “Extract All”.\r\n\
         2. Open index.html in a web browser. You do not need the internet.\r\n"
    );
    if let Some(embargo) = embargo.filter(|it| !it.is_empty()) {
        text += "\r\nEMBARGOED. Do not pass on before it is published:\r\n";
        for line in embargo.lines() {
            text += &format!("- {}\r\n", line.replace('`', ""));
        }
    }
    ("READ ME.txt".to_owned(), text.into_bytes())
}
