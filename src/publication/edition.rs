//! The public site of one instant: from all sources and what was released, to what the public may see by then.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Publication;
use crate::archive::{self, Archive};
use crate::data;
use crate::diag::{Code, Diagnostic};
use crate::engine::{self, Build, Options};
use crate::graph::{Graph, history};
use crate::model::figures;
use crate::output::Site;
use crate::page::Url;
use crate::release::{self, DatedPage};
use crate::source::{SitePath, Sources};

/// What there is to publish at an instant.
#[derive(Debug)]
pub struct Edition {
    /// The instant.
    pub at: Timestamp,
    /// The files, without the pages that are not public at that instant.
    pub sources: Sources,
    /// What was released.
    pub archive: Archive,
    undue: Vec<DatedPage>,
}

/// What came of an edition.
#[derive(Debug)]
pub struct EditionBuild {
    /// The files that are public: each release in force takes the place of its draft.
    pub sources: Arc<Sources>,
    /// The site; nothing where the theme can't be used.
    pub site: Option<Site>,
    /// All that is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The paths of files that IHOs share and nothing public names: they are left out.
    pub left_out: Vec<String>,
}

impl Edition {
    /// What there is to publish of some sources at an instant.
    pub fn new(sources: Sources, at: Timestamp) -> Self {
        let (sources, undue) = match release::zone_of(&sources) {
            Ok(zone) => release::without_undue(&sources, at, &zone),
            // What is wrong with it is reported for the settings.
            Err(_) => (sources, Vec::new()),
        };
        let archive = Archive::open(&sources);
        Self { at, sources, archive, undue }
    }

    /// What speaks against what was published so far: nothing is built of an archive that was tampered with.
    pub fn verify(&self) -> Vec<Diagnostic> {
        archive::verify(&self.sources, &self.archive)
    }

    /// The files that are public: each release in force takes the place of its draft. `load` reads the texts of the sealed files
    /// that are in force.
    pub fn public(&self, load: impl FnOnce(Sources, Vec<SitePath>) -> Sources) -> Sources {
        let in_force = archive::in_force(&self.sources, &self.archive, self.at);
        let sources = load(self.sources.clone(), in_force);
        archive::public(&sources, &self.archive, self.at)
    }

    /// Builds the public site; `load` reads the texts of the sealed files that are in force.
    pub fn build(
        self,
        options: &Options,
        load: impl FnOnce(Sources, Vec<SitePath>) -> Sources,
    ) -> EditionBuild {
        let public = Arc::new(self.public(load));
        let Self { at, sources, archive, undue } = self;
        let (Build { site, mut diagnostics }, left_out) =
            engine::publish(Arc::clone(&public), options);
        hint_at_what_waits(&sources, &archive, at, &mut diagnostics);
        hint_at_undue(&undue, &mut diagnostics);
        EditionBuild { sources: public, site, diagnostics, left_out }
    }
}

impl Publication {
    /// The publication of a site as at an instant, with the record of that, and with the signature of its checkpoint.
    ///
    /// The second value says in words why a signature that is there was left out: it is not good for the checkpoint.
    pub fn signed(site: Site, at: Timestamp) -> (Arc<Self>, Option<String>) {
        let (signature, why) = match signature(site.sources(), site.graph()) {
            Ok(signature) => (signature, None),
            Err(words) => (None, Some(words)),
        };
        let site = site.with_file(Url::file("build.json"), build_record(at));
        let site = match signature {
            Some(bytes) => site.with_file(Url::file("checkpoint.minisig"), bytes),
            None => site,
        };
        (Self::new(Arc::new(site)), why)
    }
}

/// The signature that is published beside the checkpoint; nothing where there is none.
///
/// # Errors
/// In words, where the one that is there is not good for the checkpoint that is published.
fn signature(sources: &Sources, graph: &Graph) -> Result<Option<Vec<u8>>, String> {
    let file = SitePath::new(archive::SIGNATURE).and_then(|path| sources.find(&path));
    let (Some(file), Some(checkpoint)) = (file, data::checkpoint(graph)) else { return Ok(None) };
    let signature = sources.text(file);
    let day = history::day(graph, checkpoint.at);
    let keys = graph.model.keys.as_ref().into_iter().flat_map(|(_, keys)| keys.good_on(day));
    let mut why = format!("`content/keys.yaml` has no key that is good on {day}");
    for key in keys.filter_map(|key| key.key.known()) {
        match archive::check_signature(key, checkpoint.text().as_bytes(), signature) {
            Ok(()) => return Ok(Some(signature.as_bytes().to_vec())),
            Err(words) => why = words,
        }
    }
    Err(why)
}

/// The instant that decided what is public, for whoever asks later.
fn build_record(at: Timestamp) -> Vec<u8> {
    let engine = concat!("iho ", env!("CARGO_PKG_VERSION"));
    format!("{{\n  \"engine\": \"{engine}\",\n  \"instant\": \"{at}\"\n}}\n").into_bytes()
}

/// Why a name or a link leads nowhere that has a draft, or a release that waits.
fn hint_at_what_waits(
    sources: &Sources,
    archive: &Archive,
    at: Timestamp,
    diagnostics: &mut [Diagnostic],
) {
    let zone = release::zone_of(sources).unwrap_or(TimeZone::UTC);
    let day = figures::date(at.to_zoned(zone).date());
    for it in diagnostics.iter_mut() {
        let target = it.message.split('`').nth(1).unwrap_or_default();
        let id = match it.code {
            Code::UnknownReference => Some(target),
            Code::BrokenLink => target.strip_prefix("/ihos/").and_then(|it| it.split('/').next()),
            _ => None,
        };
        let Some(id) = id.map(str::to_owned) else { continue };
        let is_there = !sources.unit(&format!("content/ihos/{id}/")).is_empty();
        if is_there && archive.public(&id, at).is_none() {
            it.message =
                format!("no release of `{id}` is public on {day}, so nothing can link to it");
            it.hints = vec![format!(
                "publish it first with `iho release {id}`, remove the link until then, or write `draft: true` at the top of a \
                 page that has to wait for it"
            )];
        }
    }
}

/// Why a link leads nowhere that names a page which is a draft, comes later, or has gone.
fn hint_at_undue(undue: &[DatedPage], diagnostics: &mut [Diagnostic]) {
    let unknown =
        |code: Code| matches!(code, Code::UnknownReference | Code::BrokenLink | Code::BrokenAnchor);
    for it in diagnostics.iter_mut().filter(|it| unknown(it.code)) {
        let page = undue.iter().find(|page| it.message.contains(page.path.stem()));
        if let Some(page) = page {
            let (why, how) = match page.is_draft {
                true => ("is a draft", "remove `draft: true` from it"),
                false => ("is not public at this time", "change its dates"),
            };
            it.message = format!("`{}` {why}, so no public page can link to it", page.path);
            it.hints = vec![format!(
                "{how}, remove the link until then, or write `draft: true` at the top of this page as well"
            )];
        }
    }
}
