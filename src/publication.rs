//! The public site with its parts: the tree of each release, the pages that compare all releases of an IHO, the feeds of news.
//!
//! A part is made of what is sealed and of answers to [`Query`]s about the site around it. There is no other way for it to
//! learn anything, and whoever answers notes what was asked (`Recorder`). So the next build knows by those notes alone whether
//! a part is still as it would be made: no key is put together by hand, and none can lack something.
//!
//! # What is public, and when a part is made again
//!
//! The public site is made of `archive::public`: the sources as they are at an instant, with each release in force in the place of
//! its draft, and without drafts and releases that wait. So what is embargoed is absent, not hidden. Of what IHOs share, only what
//! something public names is published (`graph/reachability`). Drafts get into `output-drafts` alone.
//!
//! A `Publication` is the public site with its parts: the tree of each release, the pages that compare the releases of an IHO, the feeds.
//! A part is made of what is sealed and of answers to questions about the site around it (`publication/query`, the one list of all that
//! can be asked), which a `Recorder` gives and notes. The record of a build keeps what each part asked, and one digest of all answers.
//! The next build asks the same again: a part with the same answers, whose files lie there as they were written, is neither read nor
//! made. So no key is put together by hand, and none can lack something: pages ask whether a link leads somewhere, and a last look asks
//! for suppressed figures, by the same way. Whoever needs more of the site on such a page adds a question. What is read of releases
//! themselves is not noted, as their manifests bind it; `Recorder::texts` hands out their files and no others.
//!
//! Each release has a tree of pages under `/ihos/<id>/releases/<version>/`: the same planner and views over its own sealed files
//! (`publication/release_tree`), whose `Scope` turns addresses into those of the tree (`Plan::address`) and marks each page
//! (`page/scope`). What a release names and holds no copy of, it knows by the name in its `facts.json`. Comparisons and feeds
//! are made of a part of the graph that is put together of answers alone (`publication/excerpt`).
//! `tests/stepwise.rs` draws series of releases, notices, renames and edits, and holds each site against a clean build.
//! `cli/removals` holds what the law took from releases against the files that are there.

mod comparison;
mod current_names;
mod edition;
mod excerpt;
mod feeds;
mod foresight;
mod query;
mod recorder;
mod release_tree;

pub use edition::{Edition, EditionBuild};
pub use foresight::{Foresight, turned_back};
pub use query::{Query, ReleaseName};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock};

use crate::archive::{Event, Release};
use crate::data::{self, Channel};
use crate::model::renames::Renames;
use crate::output::Site;
use crate::page;
use crate::source::{SitePath, Sources};
use feeds::News;
use recorder::Recorder;

/// A public site, of which all its parts can be made.
#[derive(Debug)]
pub struct Publication {
    site: Arc<Site>,
    renames: OnceLock<Renames>,
    /// The releases that were ever withdrawn: the whole ledger is looked through only for these.
    withdrawn: OnceLock<BTreeSet<ReleaseName>>,
    /// Every feed with its releases, once somebody has asked.
    channels: OnceLock<BTreeMap<Channel, Vec<ReleaseName>>>,
    /// What there is to say about releases, each found out once for all feeds that report it.
    news: Mutex<BTreeMap<ReleaseName, Arc<News>>>,
}

/// A part of a public site that is made as a whole.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Part {
    /// The tree of a release.
    Tree(ReleaseName),
    /// The pages that compare all releases of an IHO.
    Comparison(String),
    /// A feed of news.
    Feed(Channel),
}

/// Whoever can read what is sealed: it is read only where a part has to be made of it.
pub trait SealedFiles: Sync {
    /// Why a file can't be read.
    type Error;

    /// The same files with the texts of some releases.
    ///
    /// # Errors
    /// Where a text can't be read: of the others alone, something else would be told.
    fn with_texts(&self, sources: &Sources, releases: &[&Release]) -> Result<Sources, Self::Error>;

    /// A release as one file.
    ///
    /// # Errors
    /// Where a file can't be read.
    fn zip(&self, sources: &Sources, release: &Release) -> Result<Vec<u8>, Self::Error>;

    /// The bytes of a file that is copied as it is; none where it can't be read.
    fn bytes(&self, path: &SitePath) -> Vec<u8>;
}

impl Part {
    /// How the paths of its files begin, from the top of the site, and of no others: a folder with a `/` at its end, or `feed.`.
    pub fn folder(&self) -> String {
        match self {
            Self::Tree(name) => page::url_of_release(&name.iho, &name.version).as_str()[1..].into(),
            Self::Comparison(iho) => page::url_of_history(iho).as_str()[1..].to_owned(),
            Self::Feed(channel) => channel.stem(),
        }
    }
}

impl Publication {
    /// The site with its parts.
    pub fn new(site: Arc<Site>) -> Arc<Self> {
        let (renames, withdrawn) = Default::default();
        let (channels, news) = Default::default();
        Arc::new(Self { site, renames, withdrawn, channels, news })
    }

    /// The site around all parts.
    pub fn site(&self) -> &Arc<Site> {
        &self.site
    }

    /// Every part, sorted by kind. A site of drafts has none: only what is public stays as it is.
    pub fn parts(&self) -> Vec<Part> {
        if self.site.plan().is_of_drafts() {
            return Vec::new();
        }
        let ihos = &self.site.graph().archive.ihos;
        let name = |(iho, all): (&String, &Vec<Release>)| {
            let name = |it: &Release| ReleaseName::new(iho, it.version.to_string());
            all.iter().map(name).collect::<Vec<_>>()
        };
        let trees = ihos.iter().flat_map(name).map(Part::Tree);
        let comparisons = ihos.keys().cloned().map(Part::Comparison);
        let feeds = self.channels().keys().cloned().map(Part::Feed);
        trees.chain(comparisons).chain(feeds).collect()
    }

    /// The part in which an address lies, as a path from the top of the site.
    pub fn part_at(&self, path: &str) -> Option<Part> {
        let ihos = &self.site.graph().archive.ihos;
        if let Some((iho, rest)) = path.strip_prefix("ihos/").and_then(|rest| rest.split_once('/'))
            && let Some(releases) = ihos.get(iho)
        {
            let version = rest.strip_prefix("releases/").and_then(|rest| rest.split_once('/'));
            let has_name = |name: &str| releases.iter().any(|it| it.version.to_string() == name);
            if let Some((version, _)) = version.filter(|(name, _)| has_name(name)) {
                return Some(Part::Tree(ReleaseName::new(iho, version)));
            }
            if rest.starts_with("compare/") {
                return Some(Part::Comparison(iho.to_owned()));
            }
        }
        let stem = path.strip_suffix("atom").or_else(|| path.strip_suffix("json"))?;
        let stem = Some(stem).filter(|stem| stem.ends_with("feed."))?;
        let mut channels = self.channels().keys();
        channels.find(|channel| channel.stem() == stem).cloned().map(Part::Feed)
    }

    /// Makes a part. Once all its pages are made, [`Site::asked`] tells what it is made of.
    ///
    /// # Errors
    /// Where a sealed file can't be read.
    pub fn make<F: SealedFiles>(
        self: &Arc<Self>,
        part: &Part,
        files: &F,
    ) -> Result<Site, F::Error> {
        let recorder = Arc::new(Recorder::new(Arc::clone(self)));
        // What the site itself has there takes the place of what the part had.
        recorder.neighbours(&part.folder());
        match part {
            Part::Tree(name) => release_tree::make(&recorder, name, files),
            Part::Comparison(iho) => comparison::make(&recorder, iho, files),
            Part::Feed(channel) => feeds::make(&recorder, channel, files),
        }
    }

    /// Stands for the answer to a question in the form of [`Site::asked`]; nothing where it is none.
    pub fn digest_of(&self, query: &str) -> Option<[u8; 32]> {
        let query: Query = serde_json::from_str(query).ok()?;
        Some(self.digest(&query))
    }

    fn former_names(&self) -> &Renames {
        self.renames.get_or_init(|| Renames::of(&self.site.graph().model))
    }

    fn was_withdrawn(&self, name: &ReleaseName) -> bool {
        let withdrawn = self.withdrawn.get_or_init(|| {
            let lines = self.site.graph().archive.ledger.sound();
            let withdrawn = lines.filter(|line| line.event == Event::Withdrawal);
            withdrawn.map(|line| ReleaseName::new(&line.iho, &line.version)).collect()
        });
        withdrawn.contains(name)
    }

    fn channels(&self) -> &BTreeMap<Channel, Vec<ReleaseName>> {
        self.channels.get_or_init(|| {
            let all = data::channels(self.site.graph()).into_iter();
            let names = |all: Vec<&Release>| all.into_iter().map(ReleaseName::of).collect();
            all.map(|(channel, releases)| (channel, names(releases))).collect()
        })
    }
}
