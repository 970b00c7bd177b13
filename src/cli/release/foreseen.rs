//! The public site as it would be with a release, before the release is sealed.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::exit::Exit;
use super::super::tell;
use super::ReleaseSession;
use crate::archive::{self, Archive, Manifest, Release};
use crate::disk;
use crate::engine::Options;
use crate::failure::Failure;
use crate::publication::{Foresight, Part, ReleaseName, SealedFiles};
use crate::release::{PublishTime, Sealing};
use crate::source::{Content, SitePath, Sources};

impl ReleaseSession {
    /// Makes the public site as it would be with the release, and refuses to seal what could not be published then.
    pub(super) fn refuse_unpublishable(
        &self,
        sealing: &Sealing,
        at: &PublishTime,
    ) -> Result<(), Exit> {
        let options = Options { today: at.day(), ..self.settings.options.clone() };
        let instant = at.instant();
        let Manifest { iho, version, .. } = &sealing.manifest;
        let folder = format!("content/ihos/{iho}/releases/{version}/");
        let files = &Foreseen { root: self.root(), folder: &folder, sealing };
        let laid_out = files.laid_out();
        let sources = self.sources.with(&laid_out).0;
        let in_force = archive::in_force(&sources, &Archive::open(&sources), instant);
        let sources = disk::load_texts(self.root(), sources, in_force);
        let part = Some(Part::Tree(ReleaseName::new(iho, version)));
        let found = Foresight { at: instant, options: &options, files, part };
        let found = crate::diag::sorted(found.obstacles(&sources, None)?);
        if found.is_empty() {
            return Ok(());
        }
        tell(&self.settings, &sources, &found);
        errln!("Nothing was sealed, because the site could not be published with this release.");
        Err(Exit::Content)
    }
}

/// A site with the files of a release that is not sealed yet.
struct Foreseen<'s> {
    root: &'s Path,
    folder: &'s str,
    sealing: &'s Sealing,
}

impl Foreseen<'_> {
    /// The files of the release where they will lie.
    fn laid_out(&self) -> BTreeMap<SitePath, Option<Content>> {
        let files = self.sealing.files.iter().filter_map(|(path, bytes)| {
            let path = SitePath::new(&format!("{}{path}", self.folder))?;
            let content = disk::sealed_content(&path, bytes.clone());
            Some((path, Some(content)))
        });
        files.collect()
    }
}

impl SealedFiles for Foreseen<'_> {
    type Error = Failure;

    fn with_texts(&self, sources: &Sources, releases: &[&Release]) -> Result<Sources, Failure> {
        let is_sealed = |release: &&&Release| !self.folder.starts_with(&release.folder);
        let sealed: Vec<&Release> = releases.iter().filter(is_sealed).copied().collect();
        disk::SealedFolder { root: self.root }.with_texts(sources, &sealed)
    }

    fn zip(&self, _: &Sources, _: &Release) -> Result<Vec<u8>, Failure> {
        Ok(Vec::new())
    }

    fn bytes(&self, path: &SitePath) -> Vec<u8> {
        let own = path.as_str().strip_prefix(self.folder).and_then(|it| self.sealing.files.get(it));
        own.cloned().unwrap_or_else(|| disk::SealedFolder { root: self.root }.bytes(path))
    }
}
