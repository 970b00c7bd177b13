//! What a part of the public site may ask of the site around it, and the answers.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Publication;
use super::current_names::{NameNow, name_now};
use super::recorder::Recorder;
use crate::archive::{self, Line, Release, sha256};
use crate::data::{Channel, FeedHead};
use crate::graph::history::{day, notices_of, removed, sentence, status};
use crate::graph::{Entity, EntityId};
use crate::model::address::BaseUrl;
use crate::model::metric::Metric;
use crate::model::notice::Notice;
use crate::model::reference::EntityKind;
use crate::model::scalar::Date;
use crate::model::timeline::ReleaseNote;
use crate::model::{Blueprint, IdMap};
use crate::output::{Look, Suppressed};
use crate::page::{LinkTable, ReleasePosition, Url};
use crate::source::{File, FileId, SitePath};

/// Names a release.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub struct ReleaseName {
    /// The IHO.
    pub iho: String,
    /// The version, such as `2027-04-17`.
    pub version: String,
}

impl ReleaseName {
    /// The release of an IHO with a version.
    pub fn new(iho: impl Into<String>, version: impl Into<String>) -> Self {
        Self { iho: iho.into(), version: version.into() }
    }

    /// The name of a release.
    pub fn of(release: &Release) -> Self {
        Self::new(&*release.manifest.iho, release.version.to_string())
    }
}

/// Declares all that can be asked: for each question the way to ask it, which notes it; what it is about, as it is handed over
/// and as it is kept; its answer. [`Publication`] has a function of the same name that answers.
macro_rules! queries {
    ($($(#[doc = $doc:literal])+ $ask:ident = $Query:ident $(($name:ident: $Asked:ty as $Key:ty))? -> $Answer:ty;)*) => {
        /// One question about the site around a part; in a record of a build it is a line of JSON.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
        pub enum Query {
            $($(#[doc = $doc])+ $Query $(($Key))?,)*
        }

        impl Recorder {
            $(
                $(#[doc = $doc])+
                pub(super) fn $ask(&self $(, $name: &$Asked)?) -> $Answer {
                    self.note(Query::$Query $(($name.to_owned()))?);
                    self.publication().$ask($($name)?)
                }
            )*
        }

        impl Publication {
            /// Stands for the answer to a question: as long as it is the same, so is the answer.
            pub fn digest(&self, query: &Query) -> [u8; 32] {
                let mut digest = AnswerHasher::default();
                match query {
                    $(Query::$Query $(($name))? => self.$ask($($name)?).hash(&mut digest),)*
                }
                digest.0.finalize().into()
            }
        }
    };
}

queries! {
    /// The theme, with the top and the foot of all pages.
    look = Look -> Look;
    /// Where acronyms lead.
    acronyms = Acronyms -> LinkTable;
    /// The settings of the site.
    settings = Settings -> Settings<'_>;
    /// Who publishes the site, and whether it has a page there.
    publisher = Publisher -> Option<(EntityId, String, bool)>;
    /// Whether something is at a path from the top of the site.
    has_path = Path(path: str as String) -> bool;
    /// Whether an entity has a page of its own.
    has_page_of = PageOf(key: EntityId as EntityId) -> bool;
    /// The files of the site itself whose paths begin with those of a part.
    neighbours = Neighbours(folder: str as String) -> Vec<&str>;
    /// A release, with what was removed from it since.
    release = Release(name: ReleaseName as ReleaseName) -> Option<SealedRelease<'_>>;
    /// All releases of an IHO, the oldest first.
    releases = Releases(iho: str as String) -> Vec<SealedRelease<'_>>;
    /// Where a release stands among the others of its IHO.
    position = Position(name: ReleaseName as ReleaseName) -> Option<ReleasePosition>;
    /// The release before another one.
    before = Before(name: ReleaseName as ReleaseName) -> Option<Before>;
    /// The notices that travel with the file of a release.
    removals = Removals(name: ReleaseName as ReleaseName) -> Vec<Written<SitePath>>;
    /// The name of now of something that had another id or name.
    current_name = CurrentName(key: EntityId as EntityId) -> Option<NameNow>;
    /// Something that can be named.
    entity = Entity(key: EntityId as EntityId) -> Named<'_>;
    /// A measure.
    metric = Metric(id: str as String) -> Option<Written<(FileId, Arc<Metric>)>>;
    /// The notices about releases of an IHO.
    notices = Notices(iho: str as String) -> Vec<Written<(String, Arc<Notice>)>>;
    /// The lines of the ledger about releases of an IHO.
    ledger_lines = LedgerLines(iho: str as String) -> Vec<&Line>;
    /// What is in force of an IHO.
    in_force = InForce(iho: str as String) -> Option<InForce<'_>>;
    /// Every id that was given up, with that of now.
    renames = Renames -> Vec<(EntityKind, String, String)>;
    /// What a feed says besides its news.
    feed_head = Feed(channel: Channel as Channel) -> FeedHead;
    /// The releases that a feed reports.
    releases_in_feed = FeedReleases(channel: Channel as Channel) -> Vec<ReleaseName>;
    /// Figures that are suppressed.
    suppressed = Suppressed(what: Suppressed as Suppressed) -> blake3::Hash;
}

/// Takes whatever can be hashed.
#[derive(Default)]
struct AnswerHasher(blake3::Hasher);

impl Hasher for AnswerHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Too short to stand for anything: the whole digest is asked for instead.
    fn finish(&self) -> u64 {
        0
    }
}

/// The settings of a site.
#[derive(Hash, Debug)]
pub(super) struct Settings<'s> {
    /// `site.yaml`.
    pub(super) file: Option<Written<&'s File>>,
    /// The address that it is published at, which stands before the one in the file.
    pub(super) base_url: Option<&'s BaseUrl>,
}

/// Something that is what its file says: the SHA-256 of the file stands for it.
#[derive(Debug)]
pub(super) struct Written<T> {
    sha256: [u8; 32],
    pub(super) it: T,
}

impl<T> Hash for Written<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.sha256.hash(state);
    }
}

/// A release with what became of it: its manifest binds all that it sealed.
#[derive(Clone, Debug)]
pub(super) struct SealedRelease<'s> {
    pub(super) release: &'s Release,
    /// The files that were removed from it by law.
    pub(super) removed: Vec<&'s String>,
    /// What it said of itself, which is sealed with it.
    pub(super) note: Option<&'s Arc<ReleaseNote>>,
}

impl Hash for SealedRelease<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.release.manifest_sha256, &self.removed, self.note.is_some()).hash(state);
    }
}

/// The release before another one.
#[derive(Clone, Hash, Debug)]
pub(super) struct Before {
    pub(super) name: ReleaseName,
    /// The day of its publication.
    pub(super) day: Date,
    /// Whether the other one puts it right.
    pub(super) is_put_right: bool,
}

/// Something that can be named. Of its file only the number is kept, which says nothing.
#[derive(Debug)]
pub(super) struct Named<'s> {
    pub(super) entity: Option<&'s Entity>,
    /// What it is called, and whether it has a page, where the site has no file of it.
    pub(super) outside: Option<&'s (String, bool)>,
}

impl Hash for Named<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let entity = self.entity.map(|it| (&it.name, it.label));
        (entity, self.outside).hash(state);
    }
}

/// The blueprint in force, and the release that it is of: what that holds is bound by its manifest.
#[derive(Debug)]
pub(super) struct InForce<'s> {
    release: Option<SealedRelease<'s>>,
    pub(super) blueprint: &'s Arc<Blueprint>,
}

impl Hash for InForce<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.release.hash(state);
    }
}

impl Publication {
    fn look(&self) -> Look {
        self.site.look()
    }

    fn acronyms(&self) -> LinkTable {
        self.site.acronyms()
    }

    fn settings(&self) -> Settings<'_> {
        let sources = self.site.sources();
        let file = SitePath::new("content/site.yaml").and_then(|path| sources.find(&path));
        let file = file.map(|file| self.written(file, sources.file(file)));
        let site = self.site.graph().model.site.as_ref();
        Settings { file, base_url: site.and_then(|(_, site)| site.base_url.known()) }
    }

    fn publisher(&self) -> Option<(EntityId, String, bool)> {
        let graph = self.site.graph();
        let (_, site) = graph.model.site.as_ref()?;
        let key = EntityId::of(&site.publisher.known()?.0);
        let name = graph.entity(&key)?.name.clone();
        let has_page = self.has_page_of(&key);
        Some((key, name, has_page))
    }

    fn has_path(&self, path: &str) -> bool {
        self.site.has_path(path)
    }

    fn has_page_of(&self, key: &EntityId) -> bool {
        self.site.has(&self.site.plan().url_of_entity(key).0)
    }

    fn neighbours(&self, folder: &str) -> Vec<&str> {
        self.site.paths_under(folder).collect()
    }

    fn release(&self, name: &ReleaseName) -> Option<SealedRelease<'_>> {
        let all = self.site.graph().archive.ihos.get(&name.iho)?;
        let release = all.iter().find(|it| it.version.to_string() == name.version)?;
        Some(self.sealed(release))
    }

    fn sealed<'s>(&'s self, release: &'s Release) -> SealedRelease<'s> {
        let graph = self.site.graph();
        let note = format!("{}/{}", release.manifest.iho, release.version);
        let note = graph.model.past_notes.get(&note);
        SealedRelease { release, removed: removed(graph, release).collect(), note }
    }

    fn releases(&self, iho: &str) -> Vec<SealedRelease<'_>> {
        let releases = self.site.graph().archive.ihos.get(iho).into_iter().flatten();
        releases.map(|release| self.sealed(release)).collect()
    }

    fn position(&self, name: &ReleaseName) -> Option<ReleasePosition> {
        let graph = self.site.graph();
        let iho = &name.iho;
        let all = graph.archive.ihos.get(iho)?;
        let at = all.iter().position(|it| it.version.to_string() == name.version)?;
        let version = |at: Option<usize>| Some(all.get(at?)?.version.to_string());
        let goes_on_as = self.former_names().now(EntityKind::Iho, iho).map(str::to_owned);
        let latest = graph.archive.latest(iho).filter(|_| goes_on_as.is_none());
        let notices = notices_of(graph, iho, &name.version);
        let removed = notices.iter().flat_map(|notice| notice.removed.items());
        let release = &all[at];
        Some(ReleasePosition {
            iho: iho.clone(),
            version: release.version.to_string(),
            sequence: release.manifest.sequence,
            day: day(graph, release.publish_at()),
            previous: version(at.checked_sub(1)),
            next: version(Some(at + 1)),
            is_latest: latest.is_some_and(|latest| latest.version == release.version),
            removed: removed.cloned().collect(),
            is_withdrawn: self.was_withdrawn(name),
            notices: notices
                .iter()
                .map(|notice| (status(graph, iho, notice), sentence(graph, iho, notice)))
                .collect(),
            goes_on_as,
            current_names: Vec::new(),
        })
    }

    fn before(&self, name: &ReleaseName) -> Option<Before> {
        let graph = self.site.graph();
        let all = graph.archive.ihos.get(&name.iho)?;
        let at = all.iter().position(|it| it.version.to_string() == name.version)?;
        let before = all.get(at.checked_sub(1)?)?;
        let (release, before_name) = (&all[at], ReleaseName::of(before));
        let may_be =
            release.manifest.kind == archive::Kind::Correction || self.was_withdrawn(&before_name);
        Some(Before {
            name: before_name,
            day: day(graph, before.publish_at()),
            is_put_right: may_be && graph.archive.puts_right(release),
        })
    }

    fn removals(&self, name: &ReleaseName) -> Vec<Written<SitePath>> {
        let sources = self.site.sources();
        let release = self.release(name).map(|it| it.release);
        let paths = release.map(|release| archive::removals(sources, release)).unwrap_or_default();
        let file = |path: SitePath| Some(self.written(sources.find(&path)?, path));
        paths.into_iter().filter_map(file).collect()
    }

    fn current_name(&self, key: &EntityId) -> Option<NameNow> {
        name_now(self.site.graph(), self.former_names(), key)
    }

    fn entity(&self, key: &EntityId) -> Named<'_> {
        let graph = self.site.graph();
        Named { entity: graph.entity(key), outside: graph.outside().get(key) }
    }

    fn metric(&self, id: &str) -> Option<Written<(FileId, Arc<Metric>)>> {
        let (file, metric) = self.site.graph().model.metrics.get(id)?;
        Some(self.written(*file, (*file, Arc::clone(metric))))
    }

    fn notices(&self, iho: &str) -> Vec<Written<(String, Arc<Notice>)>> {
        let sources = self.site.sources();
        let notices = of_iho(&self.site.graph().model.notices, iho);
        let file = |(name, it): (&String, &Arc<Notice>)| {
            let path = format!("content/ihos/{iho}/notices/{}", name.rsplit('/').next()?);
            let file = sources.find(&SitePath::new(&path)?)?;
            Some(self.written(file, (name.clone(), Arc::clone(it))))
        };
        notices.filter_map(file).collect()
    }

    fn ledger_lines(&self, iho: &str) -> Vec<&Line> {
        self.site.graph().archive.ledger.sound().filter(|line| line.iho == iho).collect()
    }

    fn in_force(&self, iho: &str) -> Option<InForce<'_>> {
        let graph = self.site.graph();
        let blueprint = graph.model.blueprints.get(iho)?;
        let release = graph.archive.latest(iho).map(|release| self.sealed(release));
        Some(InForce { release, blueprint })
    }

    fn renames(&self) -> Vec<(EntityKind, String, String)> {
        let all = self.former_names().iter();
        all.map(|(kind, old, new)| (kind, old.to_owned(), new.to_owned())).collect()
    }

    fn feed_head(&self, channel: &Channel) -> FeedHead {
        FeedHead::of(self.site.graph(), channel)
    }

    fn releases_in_feed(&self, channel: &Channel) -> Vec<ReleaseName> {
        self.channels().get(channel).cloned().unwrap_or_default()
    }

    fn suppressed(&self, what: &Suppressed) -> blake3::Hash {
        self.site.digest_of_suppressed(what)
    }

    fn written<T>(&self, file: FileId, it: T) -> Written<T> {
        let text = self.site.sources().text(file);
        Written { sha256: sha256(text.as_bytes()), it }
    }
}

/// What is kept of an IHO under its id and another name.
fn of_iho<'g, T>(all: &'g IdMap<T>, iho: &str) -> impl Iterator<Item = (&'g String, &'g T)> {
    let prefix = format!("{iho}/");
    let from = all.range(prefix.clone()..);
    from.take_while(move |(name, _)| name.starts_with(&prefix))
}

/// The address of the page of an entity, where it needs no plan to be known: of kinds that have one home.
pub(super) fn url_of(key: &EntityId) -> Url {
    crate::page::url::of_entity(key, |_| None).0
}
