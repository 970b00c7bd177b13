//! `iho status`: how complete each blueprint is, what is overdue, what is due next; and the next instant for a scheduler.
#![expect(clippy::disallowed_methods, reason = "the shell reads files that are named to it")]

use std::path::Path;
use std::sync::Arc;

use super::args::StatusArgs;
use super::exit::Exit;
use super::{Settings, instant, tell, time_zone};
use crate::archive::{self, Archive, Ledger};
use crate::disk;
use crate::engine;
use crate::release;
use crate::report::{self, Agenda};
use crate::source::{Content, SitePath};

/// Says what is complete, overdue and due next; for a site with errors, those are shown instead.
pub(super) fn status(args: &StatusArgs) -> Result<(), Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let sources = Arc::new(disk::read(&settings.site)?);
    let now = instant(&sources, args.shared.at.as_ref())?;
    let zone = time_zone(&sources)?;
    let archive = Archive::open(&sources);
    if args.next {
        // Whatever is wrong with a draft, a scheduler gets its answer.
        let releases =
            release::waiting(&archive, now).into_iter().map(archive::Release::publish_at);
        let pages = release::dated_pages(&sources, &zone);
        let pages = pages.iter().filter_map(|page| page.next_after(now));
        if let Some(next) = releases.chain(pages).min() {
            outln!("{next}");
        }
        return Ok(());
    }
    let (ledger, published) = published(&settings, args.published.as_deref(), &archive)?;
    let build = engine::build(Arc::clone(&sources), &settings.options);
    let Some(site) = build.site.as_ref().filter(|_| !build.has_errors()) else {
        tell(&settings, &sources, &build.diagnostics);
        return Err(Exit::Content);
    };
    let sum = |path: &SitePath| {
        let file = sources.find(path)?;
        match &sources.file(file).content {
            Content::Text(_) | Content::Asset { .. } => {
                let bytes = disk::read_bytes(&settings.site, path).ok()?;
                Some(archive::hex(&archive::sha256(&bytes)))
            }
            Content::Sealed(_) | Content::Unusable(_) | Content::Removed => None,
        }
    };
    let calendar = release::calendar(&sources, &archive, &ledger, now, sum);
    let pages = release::dated_pages(&sources, &zone);
    let agenda = Agenda { calendar, pages, now, zone, published };
    out!("{}", report::status(&sources, site.graph(), &agenda, settings.format));
    Ok(())
}

/// The ledger of what readers see, as far as this machine can tell, and where that was looked up.
fn published(
    settings: &Settings,
    args: Option<&Path>,
    archive: &Archive,
) -> Result<(Ledger, String), Exit> {
    if let Some(path) = args {
        let text = super::older_ledger::read_ledger(path)?;
        return Ok((Ledger::of_text(&text), format!("`{}`", path.display())));
    }
    let built = settings.output.join("ledger.jsonl");
    match std::fs::read_to_string(&built) {
        Ok(text) => Ok((Ledger::of_text(&text), "the site that was built last".to_owned())),
        Err(_) => Ok((archive.ledger.clone(), "the ledger".to_owned())),
    }
}
