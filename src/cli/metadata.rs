//! What pictures and documents tell besides what they show: `iho check` names it, `iho check --fix` removes it from
//! pictures, and `iho release` refuses it.
#![expect(clippy::disallowed_methods, reason = "the shell looks at files before it changes them")]

use std::path::Path;

use rayon::prelude::*;

use super::{Settings, tell};
use crate::disk;
use crate::failure::Failure;
use crate::graph::Graph;
use crate::metadata::{self, Bodies, Checked, Finding};
use crate::model::{self, Model};
use crate::output::{Body, Site};
use crate::release::Sealing;
use crate::source::{Content, FileId, SitePath, Sources};

/// Looks into every picture and document of a site.
pub(super) fn check(settings: &Settings, sources: &Sources, model: Option<&Model>) -> Checked {
    let read = |file: FileId| disk::read_bytes(&settings.site, sources.place(file)).ok();
    match model {
        Some(model) => metadata::check(sources, model, read),
        None => metadata::check(sources, &model::read(sources).0, read),
    }
}

/// Tells what is wrong with the files that a release would seal, and whether it can't be sealed with them.
pub(super) fn refuses(
    settings: &Settings,
    sources: &Sources,
    graph: &Graph,
    sealing: &Sealing,
) -> bool {
    let iho = &sealing.manifest.iho;
    let mut checked = metadata::of_release(sources, &graph.model, iho, &sealing.files);
    let is_stopped = checked.stops_release();
    if checked.diagnostics.is_empty() {
        return false;
    }
    let sources = checked.shown_in(sources);
    tell(settings, &sources, &crate::diag::sorted(checked.diagnostics.clone()));
    is_stopped
}

/// What must not be in the drawings that a site publishes as they are.
pub(super) fn unsafe_drawings(settings: &Settings, site: Option<&Site>) -> Checked {
    let Some(site) = site else { return Checked::default() };
    let drawings = site.entries().filter(|(url, _)| url.as_str().ends_with(".svg"));
    let copied = drawings.filter_map(|(url, _)| match site.body(url) {
        Some(Ok(Body::Copy(file))) => Some(file),
        _ => None,
    });
    let files: Vec<FileId> = copied.collect();
    let sources = site.sources();
    let read = |file: FileId| disk::read_bytes(&settings.site, sources.place(file)).ok();
    metadata::unsafe_drawings(sources, &files, read)
}

/// What became of one picture.
enum Fixed {
    Cleaned,
    Kept(String),
}

/// Removes what pictures tell; whether nothing kept it from that.
pub(super) fn fix(settings: &Settings, is_dry: bool) -> Result<bool, Failure> {
    // Nothing is sealed meanwhile.
    let _lock = if is_dry { None } else { Some(disk::lock(&settings.site)?) };
    let sources = disk::read(&settings.site)?;
    let (model, _) = model::read(&sources);
    let bodies = Bodies::named_in(&model);
    let pictures: Vec<&SitePath> = sources
        .iter()
        .map(|(_, file)| file)
        .filter(|file| matches!(file.content, Content::Asset { .. }))
        .map(|file| &file.path)
        .filter(|path| metadata::is_picture(path))
        .collect();
    let fixed: Vec<(&SitePath, Fixed)> = pictures
        .into_par_iter()
        .filter_map(|path| Some((path, fix_one(&settings.site, path, &bodies, is_dry)?)))
        .collect();
    let mut is_all = true;
    let is_told = settings.is_human() && !settings.is_quiet;
    for (path, fixed) in &fixed {
        match fixed {
            Fixed::Cleaned if is_dry && is_told => errln!("Would clean `{path}`."),
            Fixed::Cleaned if is_told => errln!("Cleaned `{path}`."),
            Fixed::Cleaned => {}
            Fixed::Kept(why) => {
                is_all = false;
                errln!("Not cleaned: `{path}`: {why}.");
            }
        }
    }
    if is_told && fixed.is_empty() {
        errln!("No picture needs cleaning.");
    } else if is_told && !is_dry && fixed.iter().any(|(_, it)| matches!(it, Fixed::Cleaned)) {
        errln!("If a draft with these pictures was approved, it has to be approved again.");
    }
    Ok(is_all)
}

/// Cleans one picture; nothing where there is nothing to remove.
fn fix_one(root: &Path, path: &SitePath, bodies: &Bodies, is_dry: bool) -> Option<Fixed> {
    let place = root.join(path.as_str());
    let bytes = match disk::read_bytes(root, path) {
        Ok(bytes) => bytes,
        Err(error) => return Some(Fixed::Kept(format!("it can't be read ({error})"))),
    };
    let found = metadata::inspect(path, &bytes, bodies);
    if found.is_empty() {
        return None;
    }
    let clean = match metadata::clean(&bytes) {
        Ok(clean) => clean,
        // What only could not be looked into is told by the check.
        Err(_) if found.iter().all(|it| matches!(it, Finding::Closed(_) | Finding::Locked(_))) => {
            return None;
        }
        Err(why) => return Some(Fixed::Kept(why)),
    };
    if clean == bytes {
        return None;
    }
    let about = std::fs::symlink_metadata(&place).ok()?;
    if about.is_symlink() {
        let words = "it is a link to another file, which is cleaned in its own place in `content`";
        return Some(Fixed::Kept(words.to_owned()));
    }
    if about.permissions().readonly() {
        return Some(Fixed::Kept("it is write-protected".to_owned()));
    }
    if is_dry {
        return Some(Fixed::Cleaned);
    }
    Some(match disk::replace_bytes(&place, &clean) {
        Ok(()) => Fixed::Cleaned,
        Err(failure) => Fixed::Kept(failure.message),
    })
}
