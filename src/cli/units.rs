//! The parts of the public site that are made of sealed releases: each is made only where something that it depends on changed.
#![expect(clippy::disallowed_methods, reason = "the shell asks what it is itself")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::Settings;
use crate::archive::{Line, Manifest, Release};
use crate::data::{self, FeedEntry};
use crate::disk::{self, Unit};
use crate::engine;
use crate::failure::Failure;
use crate::graph::Excerpt;
use crate::graph::history::{notices_of, sentence};
use crate::model::renames::Renames;
use crate::output::Site;
use crate::page;
use crate::source::{SitePath, Sources};

const SITE: &str = "content/site.yaml";

/// What all parts are made of.
struct ReleaseUnits<'u> {
    settings: &'u Settings,
    sources: &'u Sources,
    site: &'u Arc<Site>,
    /// Names this build of the program, of which everything is made.
    program: Vec<u8>,
}

/// The tree of every release, the comparison of all releases of each IHO, and the feeds of news.
pub(super) fn all<'u>(
    settings: &'u Settings,
    sources: &'u Sources,
    site: &'u Arc<Site>,
) -> Vec<Unit<'u>> {
    let workshop = ReleaseUnits { settings, sources, site, program: own_fingerprint() };
    let mut units = workshop.trees();
    units.extend(workshop.beside());
    units.extend(workshop.feeds());
    heed_neighbours(site, &mut units);
    units
}

/// Some pages of the site itself lie where a part has its files, such as those that lead on from an id that was given up. Once
/// they are others, the part is made again, as nobody could tell what is left of them from its own files.
fn heed_neighbours(site: &Site, units: &mut [Unit<'_>]) {
    let places: BTreeMap<String, usize> =
        units.iter().enumerate().map(|(at, unit)| (unit.folder.clone(), at)).collect();
    for (url, _) in site.entries() {
        let path = &url.as_str()[1..];
        let before = places.range(..=path.to_owned()).next_back();
        if let Some((_, at)) = before.filter(|(folder, _)| path.starts_with(folder.as_str())) {
            let key = &mut units[*at].key;
            let mut hasher = blake3::Hasher::new();
            hasher.update(key).update(path.as_bytes());
            *key = *hasher.finalize().as_bytes();
        }
    }
}

impl<'u> ReleaseUnits<'u> {
    fn hasher(&self) -> blake3::Hasher {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.program);
        hasher
    }

    /// The same, with what is settled for the whole site.
    fn hasher_of_site(&self) -> blake3::Hasher {
        let mut hasher = self.hasher();
        let sources = self.site.sources();
        let settings = SitePath::new(SITE).and_then(|path| sources.find(&path));
        let settings = settings.map(|file| sources.text(file));
        let base_url = &self.settings.options.base_url;
        hasher.update(format!("{settings:?}\n{base_url:?}\n").as_bytes());
        hasher
    }

    fn trees(&self) -> Vec<Unit<'u>> {
        let (settings, sources) = (self.settings, self.sources);
        let all = engine::surroundings(self.site, &settings.options);
        let units = all.map(|(release, around)| {
            let mut hasher = self.hasher();
            hasher.update(release.manifest_sha256.as_bytes());
            hasher.update(around.digest().as_bytes());
            let folder = around.standing().folder();
            let make = move || -> Result<Site, Failure> {
                let root = &settings.site;
                let mut unread = release.unread(sources);
                unread.extend(around.before().iter().flat_map(|it| it.unread(sources)));
                let sources = disk::load_texts(root, sources.clone(), unread);
                let zip = disk::zip_release(root, &sources, release)?;
                let files = [("release.zip".to_owned(), zip)];
                Ok(engine::release_site(&around, (&sources, release), files))
            };
            Unit { folder, key: *hasher.finalize().as_bytes(), make: Box::new(make) }
        });
        units.collect()
    }

    fn beside(&self) -> Vec<Unit<'u>> {
        let (settings, sources, site) = (self.settings, self.sources, self.site);
        let graph = site.graph();
        let renames = Renames::of(&graph.model);
        let mut of_all = self.hasher_of_site();
        of_all.update(site.look().as_bytes());
        of_all.update(format!("{:?}", site.acronyms().collect::<Vec<_>>()).as_bytes());
        let units = graph.archive.ihos.iter().map(|(iho, releases)| {
            let excerpt = Excerpt::of(graph, iho, &renames);
            let folder = page::url_of_history(iho).as_str()[1..].to_owned();
            let mut hasher = of_all.clone();
            hasher.update(excerpt.told(site.sources()).as_bytes());
            let make = move || -> Result<Site, Failure> {
                let unread = releases.iter().flat_map(|release| release.unread(sources)).collect();
                let sources = disk::load_texts(&settings.site, sources.clone(), unread);
                Ok(engine::history_site(site, &excerpt, &sources, iho))
            };
            Unit { folder, key: *hasher.finalize().as_bytes(), make: Box::new(make) }
        });
        units.collect()
    }

    fn lines(&self) -> Lines<'u> {
        let mut lines = Lines::new();
        for line in self.site.graph().archive.ledger.sound() {
            lines.entry((&line.iho, &line.version)).or_default().push(line);
        }
        lines
    }

    /// Adds all that news of a release are made of: the release and the one before it, what was said of them later, and the
    /// lines that stand for all that.
    fn add_news(&self, hasher: &mut blake3::Hasher, release: &Release, lines: &Lines<'_>) {
        let graph = self.site.graph();
        let before = engine::before(self.site, release).into_iter();
        for it in before.chain([release]) {
            let Manifest { iho, version, .. } = &it.manifest;
            hasher.update(it.manifest_sha256.as_bytes());
            let notices = notices_of(graph, iho, version).into_iter();
            let notices: Vec<_> =
                notices.map(|it| (sentence(graph, it), it.removed.items())).collect();
            let lines = lines.get(&(iho.as_str(), version.as_str()));
            hasher.update(format!("{notices:?}\n{lines:?}\n").as_bytes());
        }
    }

    /// A release is told of in several feeds: what there is to tell is found out once.
    fn feeds(&self) -> Vec<Unit<'u>> {
        let (settings, sources, site) = (self.settings, self.sources, self.site);
        let name = |release: &'u Release| (&*release.manifest.iho, &*release.manifest.version);
        let channels = data::channels(site.graph());
        let releases = channels.iter().flat_map(|(_, releases)| releases);
        let known: BTreeMap<_, OnceLock<Vec<FeedEntry>>> =
            releases.map(|release| (name(release), OnceLock::new())).collect();
        let known = Arc::new(known);
        let (of_all, lines) = (self.hasher_of_site(), self.lines());
        let units = channels.into_iter().map(|(channel, releases)| {
            let mut hasher = of_all.clone();
            hasher.update(channel.told(site.graph()).as_bytes());
            for release in &releases {
                self.add_news(&mut hasher, release, &lines);
            }
            let folder = channel.stem();
            let known = Arc::clone(&known);
            let make = move || -> Result<Site, Failure> {
                let find_out = |release: &'u Release| {
                    let mut unread = release.unread(sources);
                    let before = engine::before(site, release);
                    unread.extend(before.iter().flat_map(|it| it.unread(sources)));
                    let sources = disk::load_texts(&settings.site, sources.clone(), unread);
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

/// The lines of the ledger about each release.
type Lines<'g> = BTreeMap<(&'g str, &'g str), Vec<&'g Line>>;

/// Tells one build of this program from another.
fn own_fingerprint() -> Vec<u8> {
    let own: Option<PathBuf> = std::env::current_exe().ok();
    let metadata = own.and_then(|own| own.metadata().ok());
    let stamp = metadata.map(|it| (it.len(), it.modified().ok()));
    format!("{}{stamp:?}", env!("CARGO_PKG_VERSION")).into_bytes()
}
