//! The parts of the public site that are made of sealed releases: each is made only where something that it depends on changed.
#![expect(clippy::disallowed_methods, reason = "the shell asks what it is itself")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::Settings;
use crate::archive::Release;
use crate::data::{self, News};
use crate::disk::{self, Unit};
use crate::engine;
use crate::failure::Failure;
use crate::graph::history::{notices_of, sentence};
use crate::model::was::Renames;
use crate::output::Site;
use crate::page;
use crate::source::Sources;

/// What all parts are made of.
struct Workshop<'u> {
    settings: &'u Settings,
    sources: &'u Sources,
    site: &'u Arc<Site>,
    /// Names what each part depends on besides its releases.
    around: Vec<u8>,
    renames: Renames,
}

/// The tree of every release, the comparison of all releases of each IHO, and the feeds of news.
pub(super) fn all<'u>(
    settings: &'u Settings,
    sources: &'u Sources,
    site: &'u Arc<Site>,
) -> Vec<Unit<'u>> {
    let around = engine::surroundings(site, &own_fingerprint(), &settings.options).to_vec();
    let renames = Renames::of(&site.graph().model);
    let workshop = Workshop { settings, sources, site, around, renames };
    let mut units = workshop.trees();
    units.extend(workshop.beside());
    units.extend(workshop.feeds());
    units
}

impl<'u> Workshop<'u> {
    fn hasher(&self) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.around);
        hasher
    }

    /// Adds what notices say about a release: what is removed from one by law is gone from comparisons with it, too.
    fn add_notices(&self, hasher: &mut blake3::Hasher, iho: &str, version: &str) {
        for notice in notices_of(self.site.graph(), iho, version) {
            hasher.update(sentence(self.site.graph(), notice).as_bytes());
        }
    }

    fn trees(&self) -> Vec<Unit<'u>> {
        let (settings, sources, site) = (self.settings, self.sources, self.site);
        let units = engine::standings(site.graph()).into_iter().map(|(release, standing)| {
            let mut hasher = self.hasher();
            hasher.update(release.manifest_sha256.as_bytes());
            hasher.update(format!("{standing:?}").as_bytes());
            hasher.update(engine::names_now(site.graph(), &self.renames, release).as_bytes());
            if let Some(before) = &standing.previous {
                self.add_notices(&mut hasher, &standing.iho, before);
            }
            let folder = standing.folder();
            let make = move || -> Result<Site, Failure> {
                let root = &settings.site;
                let mut unread = release.unread(sources);
                unread
                    .extend(engine::before(site, release).iter().flat_map(|it| it.unread(sources)));
                let sources = disk::with_texts(root, sources.clone(), unread);
                let zip = disk::zip_release(root, &sources, release)?;
                let files = [("release.zip".to_owned(), zip)];
                let standing = standing.clone();
                Ok(engine::frozen(site, (&sources, release), standing, &settings.options, files))
            };
            Unit { folder, key: *hasher.finalize().as_bytes(), make: Box::new(make) }
        });
        units.collect()
    }

    fn beside(&self) -> Vec<Unit<'u>> {
        let (settings, sources, site) = (self.settings, self.sources, self.site);
        let units = site.graph().archive.ihos.iter().map(|(iho, releases)| {
            let mut hasher = self.hasher();
            for release in releases {
                hasher.update(release.manifest_sha256.as_bytes());
                hasher.update(engine::names_now(site.graph(), &self.renames, release).as_bytes());
                self.add_notices(&mut hasher, iho, &release.manifest.version);
            }
            let name = site.graph().model.blueprints.get(iho).map_or("", |it| it.name());
            hasher.update(name.as_bytes());
            for (kind, old, now) in self.renames.iter() {
                hasher.update(format!("{} {old} {now}\n", kind.id()).as_bytes());
            }
            let make = move || -> Result<Site, Failure> {
                let unread = releases.iter().flat_map(|release| release.unread(sources)).collect();
                let sources = disk::with_texts(&settings.site, sources.clone(), unread);
                Ok(engine::beside(site, &sources, iho))
            };
            let folder = page::url_of_history(iho).as_str()[1..].to_owned();
            Unit { folder, key: *hasher.finalize().as_bytes(), make: Box::new(make) }
        });
        units.collect()
    }

    /// A release is told of in several feeds: what there is to tell is found out once.
    fn feeds(&self) -> Vec<Unit<'u>> {
        let (settings, sources, site) = (self.settings, self.sources, self.site);
        let name = |release: &'u Release| (&*release.manifest.iho, &*release.manifest.version);
        let channels = data::channels(site.graph());
        let releases = channels.iter().flat_map(|(_, releases)| releases);
        let known: BTreeMap<_, OnceLock<Vec<News>>> =
            releases.map(|release| (name(release), OnceLock::new())).collect();
        let known = Arc::new(known);
        let units = channels.into_iter().map(|(channel, releases)| {
            let mut hasher = self.hasher();
            for release in &releases {
                hasher.update(release.manifest_sha256.as_bytes());
                let before = engine::before(site, release).into_iter();
                for it in before.chain([*release]) {
                    self.add_notices(&mut hasher, &it.manifest.iho, &it.manifest.version);
                }
            }
            hasher.update(channel.title(site.graph()).as_bytes());
            let folder = channel.stem();
            let known = Arc::clone(&known);
            let make = move || -> Result<Site, Failure> {
                let find_out = |release: &'u Release| {
                    let mut unread = release.unread(sources);
                    let before = engine::before(site, release);
                    unread.extend(before.iter().flat_map(|it| it.unread(sources)));
                    let sources = disk::with_texts(&settings.site, sources.clone(), unread);
                    engine::news(site, &sources, release)
                };
                let mut news = Vec::new();
                for release in &releases {
                    // Never waits for another thread: that one may be waiting for this.
                    let cell = &known[&name(release)];
                    let found = cell.get().cloned().unwrap_or_else(|| find_out(release));
                    news.extend(found.clone());
                    let _ = cell.set(found);
                }
                Ok(engine::feeds(site, &channel, news))
            };
            Unit { folder, key: *hasher.finalize().as_bytes(), make: Box::new(make) }
        });
        units.collect()
    }
}

/// Tells one build of this program from another.
fn own_fingerprint() -> Vec<u8> {
    let own: Option<PathBuf> = std::env::current_exe().ok();
    let metadata = own.and_then(|own| own.metadata().ok());
    let stamp = metadata.map(|it| (it.len(), it.modified().ok()));
    format!("{}{stamp:?}", env!("CARGO_PKG_VERSION")).into_bytes()
}
