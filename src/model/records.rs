//! All that was read, gathered by kind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::blueprint::{Blueprint, Narrative, Section, SectionRecord};
use super::boundary::Boundary;
use super::care_model::{CareModel, Policy, SiteQuestions};
use super::id_map::IdMap;
use super::keys::Keys;
use super::metric::Metric;
use super::notice::Notice;
use super::observations::Observations;
use super::peers::Peers;
use super::prose::Prose;
use super::renames::Renames;
use super::shared::{Document, Framework, Glossary, Organisation, Place, Service};
use super::site::Site;
use super::site::front::FrontMatter;
use super::table::Table;
use super::timeline::ReleaseNote;
use crate::archive;
use crate::source::{FileId, Sources};

/// Records of one kind by id, each with its file.
pub type Collection<T> = IdMap<(FileId, Arc<T>)>;

/// A free page.
#[derive(Clone, PartialEq, Debug)]
pub struct Page {
    /// The path under `pages`, without `.md`.
    pub id: String,
    /// The file.
    pub file: FileId,
    /// What stands at its top.
    pub front: FrontMatter,
    /// Its text.
    pub body: Prose,
}

/// A markdown file with a record at its top, such as a model of care or a policy.
#[derive(Clone, PartialEq, Debug)]
pub struct Article<T> {
    /// What stands at its top.
    pub front: T,
    /// Its text.
    pub body: Prose,
}

/// Everything that the files say. Records are shared, so that a model which differs in one file costs little.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Model {
    /// `site.yaml`.
    pub site: Option<(FileId, Site)>,
    /// `organisations/`.
    pub organisations: Collection<Organisation>,
    /// `places/`.
    pub places: Collection<Place>,
    /// `services/`.
    pub services: Collection<Service>,
    /// `metrics/`.
    pub metrics: Collection<Metric>,
    /// `metrics/*.peers.csv`, by the id of the measure.
    pub peers: IdMap<Arc<Peers>>,
    /// `documents/`.
    pub documents: Collection<Document>,
    /// `criteria/`.
    pub frameworks: Collection<Framework>,
    /// `glossary.yaml`.
    pub glossary: Option<(FileId, Arc<Glossary>)>,
    /// `models/`.
    pub care_models: Collection<Article<CareModel>>,
    /// `policies/`.
    pub policies: Collection<Article<Policy>>,
    /// `keys.yaml`.
    pub keys: Option<(FileId, Arc<Keys>)>,
    /// `questions.yaml`.
    pub questions: Option<(FileId, Arc<SiteQuestions>)>,
    /// `pages/`, by id.
    pub pages: IdMap<Arc<Page>>,
    /// `ihos/`, by id.
    pub blueprints: IdMap<Arc<Blueprint>>,
    /// Boundaries in GeoJSON, by the path of their file.
    pub boundaries: Collection<Boundary>,
    /// The notices about releases, by the id of the IHO and the name of the file.
    pub notices: IdMap<Arc<Notice>>,
    /// What was said of each sealed release, by the id of its IHO and its name: `vale/2027-04-17`.
    pub past_notes: IdMap<Arc<ReleaseNote>>,
    /// Files that are published as they are.
    pub assets: Vec<FileId>,
    /// Where files of releases lay that were removed from them by law.
    pub removed: BTreeSet<String>,
    /// What ids that were given up are called now, as far as the files that said so are not part of this.
    pub renames: Renames,
}

impl Model {
    /// Puts what some files say now in the place of what the same files said before.
    pub fn replace(&mut self, before: &Self, now: Self) {
        fn collection<T: Clone>(all: &mut IdMap<T>, before: &IdMap<T>, now: IdMap<T>) {
            // Even to look for what is not there would copy the table.
            if before.is_empty() && now.is_empty() {
                return;
            }
            for id in before.keys() {
                all.remove(id);
            }
            all.extend(now);
        }
        fn single<T>(one: &mut Option<T>, before: &Option<T>, now: Option<T>) {
            if before.is_some() || now.is_some() {
                *one = now;
            }
        }
        single(&mut self.site, &before.site, now.site);
        collection(&mut self.organisations, &before.organisations, now.organisations);
        collection(&mut self.places, &before.places, now.places);
        collection(&mut self.services, &before.services, now.services);
        collection(&mut self.metrics, &before.metrics, now.metrics);
        collection(&mut self.peers, &before.peers, now.peers);
        collection(&mut self.documents, &before.documents, now.documents);
        collection(&mut self.frameworks, &before.frameworks, now.frameworks);
        collection(&mut self.boundaries, &before.boundaries, now.boundaries);
        single(&mut self.glossary, &before.glossary, now.glossary);
        collection(&mut self.care_models, &before.care_models, now.care_models);
        collection(&mut self.policies, &before.policies, now.policies);
        single(&mut self.keys, &before.keys, now.keys);
        single(&mut self.questions, &before.questions, now.questions);
        collection(&mut self.pages, &before.pages, now.pages);
        collection(&mut self.blueprints, &before.blueprints, now.blueprints);
        collection(&mut self.past_notes, &before.past_notes, now.past_notes);
        collection(&mut self.notices, &before.notices, now.notices);
        if before.assets != now.assets {
            self.assets.retain(|file| !before.assets.contains(file));
            self.assets.extend(now.assets);
            self.assets.sort_unstable();
        }
        self.removed.retain(|path| !before.removed.contains(path));
        self.removed.extend(now.removed);
    }
}

impl Model {
    /// Sets the figures of measures aside that `metrics.yaml` of a draft does not list; without that file nothing is sealed.
    /// What is sealed stays: it was published with them.
    pub fn set_unlisted_aside(&mut self, sources: &Sources) {
        for blueprint in self.blueprints.values_mut() {
            let Some(section) = &blueprint.reported else { continue };
            let items = Section::known(section).map_or(&[][..], |it| it.metrics.items());
            let listed: BTreeSet<&str> =
                items.iter().filter_map(|it| Some(it.metric.known()?.0.id.as_str())).collect();
            let is_unlisted = |(id, table): &(&String, &Observations)| {
                !listed.contains(id.as_str()) && !archive::is_kept(sources.place(table.file))
            };
            let unlisted = blueprint.observations.iter().filter(is_unlisted);
            let unlisted: BTreeMap<String, FileId> =
                unlisted.map(|(id, table)| (id.clone(), table.file)).collect();
            if !unlisted.is_empty() {
                let blueprint = Arc::make_mut(blueprint);
                blueprint.observations.retain(|id, _| !unlisted.contains_key(id));
                blueprint.unlisted = unlisted;
            }
        }
    }
}

pub(super) enum ParsedFile {
    Site(FileId, Box<Site>),
    Organisation(String, FileId, Arc<Organisation>),
    Place(String, FileId, Arc<Place>),
    Service(String, FileId, Arc<Service>),
    Metric(String, FileId, Arc<Metric>),
    Document(String, FileId, Arc<Document>),
    Framework(String, FileId, Arc<Framework>),
    Glossary(FileId, Arc<Glossary>),
    Keys(FileId, Arc<Keys>),
    Questions(FileId, Arc<SiteQuestions>),
    CareModel(String, FileId, Arc<Article<CareModel>>),
    Policy(String, FileId, Arc<Article<Policy>>),
    Page(Arc<Page>),
    Section(String, SectionRecord),
    Narrative(String, Box<Narrative>),
    Table(String, String, FileId, Table),
    ReleaseNote(String, FileId, Box<ReleaseNote>),
    PastNote(String, Arc<ReleaseNote>),
    Notice(String, Arc<Notice>),
    Observations(String, String, Observations),
    Peers(String, Arc<Peers>),
    Boundary(String, FileId, Arc<Boundary>),
    Asset(FileId),
    /// Where something lay that was removed by law.
    Removed(String),
}

impl ParsedFile {
    /// Whether it stands in a blueprint under its name, and nowhere else.
    pub(super) fn is_part(&self) -> bool {
        matches!(
            self,
            Self::Section(..)
                | Self::Narrative(..)
                | Self::ReleaseNote(..)
                | Self::Observations(..)
        )
    }
}

impl Model {
    pub(super) fn insert(&mut self, record: ParsedFile) {
        match record {
            ParsedFile::Site(file, site) => self.site = Some((file, *site)),
            ParsedFile::Organisation(id, file, it) => {
                drop(self.organisations.insert(id, (file, it)))
            }
            ParsedFile::Place(id, file, it) => drop(self.places.insert(id, (file, it))),
            ParsedFile::Service(id, file, it) => drop(self.services.insert(id, (file, it))),
            ParsedFile::Metric(id, file, it) => drop(self.metrics.insert(id, (file, it))),
            ParsedFile::Document(id, file, it) => drop(self.documents.insert(id, (file, it))),
            ParsedFile::Framework(id, file, it) => drop(self.frameworks.insert(id, (file, it))),
            ParsedFile::Glossary(file, glossary) => self.glossary = Some((file, glossary)),
            ParsedFile::Keys(file, keys) => self.keys = Some((file, keys)),
            ParsedFile::Questions(file, questions) => self.questions = Some((file, questions)),
            ParsedFile::CareModel(id, file, it) => drop(self.care_models.insert(id, (file, it))),
            ParsedFile::Policy(id, file, it) => drop(self.policies.insert(id, (file, it))),
            ParsedFile::Page(page) => drop(self.pages.insert(page.id.clone(), page)),
            ParsedFile::Section(iho, section) => self.blueprint(iho).insert(section),
            ParsedFile::Narrative(iho, narrative) => {
                let narratives = &mut self.blueprint(iho).narratives;
                narratives.insert(narrative.name.clone(), *narrative);
            }
            ParsedFile::Table(iho, name, file, table) => {
                self.assets.push(file);
                self.blueprint(iho).tables.insert(name, (file, table));
            }
            ParsedFile::ReleaseNote(iho, file, note) => {
                self.blueprint(iho).note = Some((file, *note))
            }
            ParsedFile::Notice(name, notice) => drop(self.notices.insert(name, notice)),
            ParsedFile::PastNote(release, note) => drop(self.past_notes.insert(release, note)),
            ParsedFile::Observations(iho, id, it) => {
                drop(self.blueprint(iho).observations.insert(id, it));
            }
            ParsedFile::Peers(id, it) => drop(self.peers.insert(id, it)),
            ParsedFile::Boundary(path, file, boundary) => {
                self.assets.push(file);
                self.boundaries.insert(path, (file, boundary));
            }
            ParsedFile::Asset(file) => self.assets.push(file),
            ParsedFile::Removed(path) => drop(self.removed.insert(path)),
        }
    }

    fn blueprint(&mut self, id: String) -> &mut Blueprint {
        let blueprint = self.blueprints.entry(id.clone());
        Arc::make_mut(
            blueprint.or_insert_with(|| Arc::new(Blueprint { id, ..Blueprint::default() })),
        )
    }
}
