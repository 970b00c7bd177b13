//! Which file holds what: each path is given its reader, and what is read is gathered by kind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::benefits::Benefits;
use super::boundary::{self, Boundary};
use super::by_id::ById;
use super::care_model::{CareModel, Policy, SiteQuestions};
use super::commissioner::Commissioner;
use super::contract::Contract;
use super::decode::{Decoder, Value};
use super::engagement::{EngagementFile, QuestionsFile};
use super::footprint::Footprint;
use super::governance::Governance;
use super::host::Host;
use super::iho::Iho;
use super::keys::Keys;
use super::metric::Metric;
use super::notice::Notice;
use super::observations::{self, Observations};
use super::partners::Partners;
use super::peers::{self, Peers};
use super::prose::{self, Prose};
use super::reference::EntityKind;
use super::reported::Reported;
use super::risk_share::RiskShare;
use super::schema::{FileKind, Record as Fields};
use super::services::Services;
use super::shared::{Document, Framework, Glossary, Organisation, Place, Service};
use super::shown::Block;
use super::site::Site;
use super::site::front::{FrontMatter, NarrativeFront};
use super::stated::Stated;
use super::table::{self, Table};
use super::timeline::ReleaseNote;
use super::was::Renames;
use super::yaml;
use crate::archive;
use crate::diag::{Code, Diagnostic, did_you_mean, few};
use crate::source::{Content, File, FileId, SitePath, Sources, Span, Unusable};

/// A record and the file that it stands in.
#[derive(Clone, PartialEq, Debug)]
pub struct Section<T> {
    /// The file.
    pub file: FileId,
    /// What it states.
    pub stated: Stated<T>,
}

impl<T> Section<T> {
    /// The record, if it is published.
    pub fn known(&self) -> Option<&T> {
        self.stated.known()
    }
}

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

/// Prose of a blueprint: of a section, or a page of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Narrative {
    /// The name of the file, without `.md`.
    pub name: String,
    /// The file.
    pub file: FileId,
    /// What stands at its top, if anything does.
    pub front: Option<NarrativeFront>,
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

/// The name of a section's file and page, and the record in it.
pub type SectionBody<'a> = (&'static str, Option<(FileId, &'a dyn SectionBlock)>);

/// A section whose record may be unpublished as a whole.
pub trait SectionBlock {
    /// The record, if it is published.
    fn block(&self) -> Option<&dyn Block>;
    /// Why it is not.
    fn silence(&self) -> Option<&super::stated::Silence>;
    /// Where it comes from.
    fn provenance(&self) -> Option<&super::stated::Provenance>;
}

impl<T: Block + Value> SectionBlock for Stated<T> {
    fn block(&self) -> Option<&dyn Block> {
        self.known().map(|known| known as &dyn Block)
    }

    fn silence(&self) -> Option<&super::stated::Silence> {
        Stated::silence(self)
    }

    fn provenance(&self) -> Option<&super::stated::Provenance> {
        Stated::provenance(self)
    }
}

/// Declares the sections of a blueprint, one file each, in the order of reading.
macro_rules! sections {
    ($($(#[doc = $doc:literal])* $field:ident $file:literal $type:ident;)*) => {
        /// One blueprint: its sections and its prose.
        #[derive(Clone, Default, PartialEq, Debug)]
        pub struct Blueprint {
            /// The name of its folder.
            pub id: String,
            $($(#[doc = $doc])* pub $field: Option<Section<$type>>,)*
            /// `narrative/*.md`, by name.
            pub narratives: BTreeMap<String, Narrative>,
            /// What is to be said of the next release.
            pub note: Option<(FileId, ReleaseNote)>,
            /// Tables beside the sections, by the name of their file.
            pub tables: BTreeMap<String, (FileId, Table)>,
            /// `metrics/*.csv`, by the id of the measure.
            pub observations: BTreeMap<String, Observations>,
        }

        /// The files of a draft with one section each.
        pub const SECTION_FILES: &[&str] = &[$($file,)*];

        impl Blueprint {
            /// Every section in the order of reading.
            pub fn sections(&self) -> Vec<SectionBody<'_>> {
                fn body<T: Block + Value>(
                    section: Option<&Section<T>>,
                ) -> Option<(FileId, &dyn SectionBlock)> {
                    section.map(|section| (section.file, &section.stated as &dyn SectionBlock))
                }
                vec![$(($file, body(self.$field.as_ref())),)*]
            }

            fn take(&mut self, section: SectionRecord) {
                match section {
                    $(SectionRecord::$type(section) => self.$field = Some(*section),)*
                }
            }
        }

        /// The fields that a section's file may have; nothing for a file that is no section.
        pub fn section_keys(file: &str) -> Option<&'static [super::decode::Key]> {
            match file {
                $($file => Some($type::KEYS),)*
                _ => None,
            }
        }

        enum SectionRecord {
            $($type(Box<Section<$type>>),)*
        }

        fn read_section(name: &str, decoder: &mut Decoder<'_>) -> Option<SectionRecord> {
            let node = parse_yaml(0, decoder.text().len(), decoder)?;
            if let Some(slip) = wrapped(name, &node) {
                decoder.report(slip);
                return None;
            }
            Some(match name {
                $($file => {
                    let stated = Stated::<$type>::decode(&node, decoder);
                    SectionRecord::$type(Box::new(Section { file: decoder.file, stated }))
                })*
                other => unreachable!("`role` knows no section `{other}`"),
            })
        }
    };
}

sections! {
    /// `iho.yaml`.
    iho "iho" Iho;
    /// `footprint.yaml`.
    footprint "footprint" Footprint;
    /// `host.yaml`.
    host "host" Host;
    /// `commissioner.yaml`.
    commissioner "commissioner" Commissioner;
    /// `partners.yaml`.
    partners "partners" Partners;
    /// `services.yaml`.
    services "services" Services;
    /// `contract.yaml`.
    contract "contract" Contract;
    /// `risk-share.yaml`.
    risk_share "risk-share" RiskShare;
    /// `governance.yaml`.
    governance "governance" Governance;
    /// `benefits.yaml`.
    benefits "benefits" Benefits;
    /// `metrics.yaml`.
    reported "metrics" Reported;
    /// `engagement.yaml`.
    engagement "engagement" EngagementFile;
    /// `questions.yaml`.
    questions "questions" QuestionsFile;
}

impl Blueprint {
    /// The identity, if it is published.
    pub fn identity(&self) -> Option<&Iho> {
        self.iho.as_ref().and_then(Section::known)
    }

    /// The name for people; the id where there is none.
    pub fn name(&self) -> &str {
        self.identity().and_then(|iho| iho.name.known()).map_or(&self.id, String::as_str)
    }

    /// The name for lists.
    pub fn short_name(&self) -> &str {
        let short = self.identity().and_then(|iho| iho.short_name.known());
        short.map_or_else(|| self.name(), String::as_str)
    }
}

const fn kind(
    name: &'static str,
    title: &'static str,
    files: &'static str,
    record: &'static Fields,
) -> FileKind {
    FileKind { name, title, files, record, may_be_silent: false }
}

/// A section of a blueprint, all of which may be unpublished.
const fn section(
    name: &'static str,
    title: &'static str,
    files: &'static str,
    record: &'static Fields,
) -> FileKind {
    FileKind { may_be_silent: true, ..kind(name, title, files, record) }
}

/// Every kind of file in which people state facts, in the order of reading: the site, the blueprints, what they share.
pub const FILE_KINDS: &[FileKind] = &[
    kind("site", "The site", "content/site.yaml", Site::RECORD),
    kind("page", "Page", "content/pages/**/*.md", FrontMatter::RECORD),
    section("iho", "Identity and status", "content/ihos/*/draft/iho.yaml", Iho::RECORD),
    section(
        "footprint",
        "Who and where it covers",
        "content/ihos/*/draft/footprint.yaml",
        Footprint::RECORD,
    ),
    section("host", "The host provider", "content/ihos/*/draft/host.yaml", Host::RECORD),
    section(
        "commissioner",
        "The commissioner",
        "content/ihos/*/draft/commissioner.yaml",
        Commissioner::RECORD,
    ),
    section("partners", "Partners", "content/ihos/*/draft/partners.yaml", Partners::RECORD),
    section(
        "services",
        "Services of a contract",
        "content/ihos/*/draft/services.yaml",
        Services::RECORD,
    ),
    section("contract", "The contract", "content/ihos/*/draft/contract.yaml", Contract::RECORD),
    section(
        "risk-share",
        "Gains and losses",
        "content/ihos/*/draft/risk-share.yaml",
        RiskShare::RECORD,
    ),
    section(
        "governance",
        "Who decides",
        "content/ihos/*/draft/governance.yaml",
        Governance::RECORD,
    ),
    section(
        "benefits",
        "Benefits, safeguards and risks",
        "content/ihos/*/draft/benefits.yaml",
        Benefits::RECORD,
    ),
    section(
        "metrics",
        "Measures of success",
        "content/ihos/*/draft/metrics.yaml",
        Reported::RECORD,
    ),
    section(
        "engagement",
        "Who was asked",
        "content/ihos/*/draft/engagement.yaml",
        EngagementFile::RECORD,
    ),
    section(
        "questions",
        "Questions and answers",
        "content/ihos/*/draft/questions.yaml",
        QuestionsFile::RECORD,
    ),
    kind("narrative", "Narrative", "content/ihos/*/draft/narrative/*.md", NarrativeFront::RECORD),
    kind("organisation", "Organisation", "content/organisations/*.yaml", Organisation::RECORD),
    kind("place", "Place", "content/places/*.yaml", Place::RECORD),
    kind("service", "Service", "content/services/*.yaml", Service::RECORD),
    kind("metric", "Measure", "content/metrics/*.yaml", Metric::RECORD),
    kind("document", "Document", "content/documents/*.yaml", Document::RECORD),
    kind("criteria", "Framework of assessment", "content/criteria/*.yaml", Framework::RECORD),
    kind("glossary", "Glossary", "content/glossary.yaml", Glossary::RECORD),
    kind("site-questions", "Questions people ask", "content/questions.yaml", SiteQuestions::RECORD),
    kind("keys", "Keys of signatures", "content/keys.yaml", Keys::RECORD),
    kind("model", "Model of care", "content/models/*.md", CareModel::RECORD),
    kind("policy", "Policy event", "content/policies/*.md", Policy::RECORD),
];

/// The kind of file of a name.
pub fn file_kind(name: &str) -> Option<&'static FileKind> {
    FILE_KINDS.iter().find(|kind| kind.name == name)
}

/// Records of one kind by id, each with its file.
pub type Shelf<T> = ById<(FileId, Arc<T>)>;

/// Everything that the files say. Records are shared, so that a model which differs in one file costs little.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Model {
    /// `site.yaml`.
    pub site: Option<(FileId, Site)>,
    /// `organisations/`.
    pub organisations: Shelf<Organisation>,
    /// `places/`.
    pub places: Shelf<Place>,
    /// `services/`.
    pub services: Shelf<Service>,
    /// `metrics/`.
    pub metrics: Shelf<Metric>,
    /// `metrics/*.peers.csv`, by the id of the measure.
    pub peers: ById<Arc<Peers>>,
    /// `documents/`.
    pub documents: Shelf<Document>,
    /// `criteria/`.
    pub frameworks: Shelf<Framework>,
    /// `glossary.yaml`.
    pub glossary: Option<(FileId, Arc<Glossary>)>,
    /// `models/`.
    pub care_models: Shelf<Article<CareModel>>,
    /// `policies/`.
    pub policies: Shelf<Article<Policy>>,
    /// `keys.yaml`.
    pub keys: Option<(FileId, Arc<Keys>)>,
    /// `questions.yaml`.
    pub questions: Option<(FileId, Arc<SiteQuestions>)>,
    /// `pages/`, by id.
    pub pages: ById<Arc<Page>>,
    /// `ihos/`, by id.
    pub blueprints: ById<Arc<Blueprint>>,
    /// Boundaries in GeoJSON, by the path of their file.
    pub boundaries: Shelf<Boundary>,
    /// The notices about releases, by the id of the IHO and the name of the file.
    pub notices: ById<Arc<Notice>>,
    /// What was said of each sealed release, by the id of its IHO and its name: `vale/2027-04-17`.
    pub past_notes: ById<Arc<ReleaseNote>>,
    /// Files that are published as they are.
    pub assets: Vec<FileId>,
    /// Where files of releases lay that were removed from them by law.
    pub removed: BTreeSet<String>,
    /// What ids that were given up are called now, as far as the files that said so are not part of this.
    pub renames: Renames,
}

/// What reading gave: the records, and what is wrong in each file that has a mistake.
#[derive(Clone, Default, Debug)]
pub struct Reading {
    /// What the files say.
    pub model: Model,
    /// What is wrong in them.
    pub mistakes: BTreeMap<FileId, Vec<Diagnostic>>,
}

impl Reading {
    /// What the files of a blueprint say once `changed` are read again, where each of them is a part of it by itself;
    /// nothing where all have to be read. The set of files is the same as before.
    #[must_use]
    pub fn with(&self, sources: &Sources, changed: &[FileId]) -> Option<Self> {
        let mut reading = self.clone();
        for id in changed {
            let (record, found) = read_file(*id, sources.file(*id), &Renames::default());
            let record = record.filter(Record::is_part)?;
            reading.model.take(record);
            reading.mistakes.remove(id);
            if !found.is_empty() {
                reading.mistakes.insert(*id, found);
            }
        }
        Some(reading)
    }
}

/// Reads every file of a site, and says all that is wrong in them.
pub fn read(sources: &Sources) -> (Model, Vec<Diagnostic>) {
    let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    let Reading { model, mistakes } = read_files(sources, &files);
    let mut diagnostics = check_names(sources);
    diagnostics.extend(mistakes.into_values().flatten());
    (model, diagnostics)
}

/// Reads what is public: a release that names something by an id of its time means what has another now.
pub fn read_public(sources: &Sources) -> (Model, Vec<Diagnostic>) {
    let renames = Renames::in_sources(sources);
    let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    let Reading { mut model, mistakes } = read_knowing(sources, &files, &renames);
    let mut diagnostics = check_names(sources);
    diagnostics.extend(mistakes.into_values().flatten());
    model.give_up(sources, renames);
    (model, diagnostics)
}

/// About as many files as a blueprint has.
const FEW: usize = 40;

/// Reads some files of a site.
pub fn read_files(sources: &Sources, files: &[FileId]) -> Reading {
    read_knowing(sources, files, &Renames::default())
}

/// The same of a state that is laid beside a later one: all that has another id now is read as that.
pub fn read_files_knowing(sources: &Sources, files: &[FileId], renames: &Renames) -> Reading {
    let mut reading = read_knowing(sources, files, renames);
    reading.model.follow(renames);
    reading
}

fn read_knowing(sources: &Sources, files: &[FileId], renames: &Renames) -> Reading {
    let read_file = |id: &FileId| read_file(*id, sources.file(*id), renames);
    // A few files are read at once, whatever else keeps the other threads busy.
    let read: Vec<_> = if files.len() <= FEW {
        files.iter().map(read_file).collect()
    } else {
        files.par_iter().map(read_file).collect()
    };
    let mut reading = Reading::default();
    for (id, (record, found)) in files.iter().zip(read) {
        if !found.is_empty() {
            reading.mistakes.insert(*id, found);
        }
        if let Some(record) = record {
            reading.model.take(record);
        }
    }
    reading
}

/// What the names of the files alone tell: two that differ by capitals, and the one that must be there.
pub fn check_names(sources: &Sources) -> Vec<Diagnostic> {
    let mut diagnostics = case_clashes(sources);
    if !sources.iter().any(|(_, file)| file.path.as_str() == SITE_FILE) {
        diagnostics.push(
            Diagnostic::of_site(Code::NoContent, "there is no file `content/site.yaml`").hint(
                "run the command in the folder that holds `content`, or name it with `--site`",
            ),
        );
    }
    diagnostics
}

/// The start of the paths of all files that are read together with one: a blueprint is read as a whole, any other
/// file by itself.
pub fn unit(path: &SitePath) -> &str {
    let path = path.as_str();
    let iho = path.strip_prefix("content/ihos/").and_then(|rest| rest.find('/'));
    iho.map_or(path, |end| &path[.."content/ihos/".len() + end + 1])
}

impl Model {
    /// Puts what some files say now in the place of what the same files said before.
    pub fn exchange(&mut self, before: &Self, now: Self) {
        fn shelf<T: Clone>(all: &mut ById<T>, before: &ById<T>, now: ById<T>) {
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
        shelf(&mut self.organisations, &before.organisations, now.organisations);
        shelf(&mut self.places, &before.places, now.places);
        shelf(&mut self.services, &before.services, now.services);
        shelf(&mut self.metrics, &before.metrics, now.metrics);
        shelf(&mut self.peers, &before.peers, now.peers);
        shelf(&mut self.documents, &before.documents, now.documents);
        shelf(&mut self.frameworks, &before.frameworks, now.frameworks);
        shelf(&mut self.boundaries, &before.boundaries, now.boundaries);
        single(&mut self.glossary, &before.glossary, now.glossary);
        shelf(&mut self.care_models, &before.care_models, now.care_models);
        shelf(&mut self.policies, &before.policies, now.policies);
        single(&mut self.keys, &before.keys, now.keys);
        single(&mut self.questions, &before.questions, now.questions);
        shelf(&mut self.pages, &before.pages, now.pages);
        shelf(&mut self.blueprints, &before.blueprints, now.blueprints);
        shelf(&mut self.past_notes, &before.past_notes, now.past_notes);
        shelf(&mut self.notices, &before.notices, now.notices);
        if before.assets != now.assets {
            self.assets.retain(|file| !before.assets.contains(file));
            self.assets.extend(now.assets);
            self.assets.sort_unstable();
        }
        self.removed.retain(|path| !before.removed.contains(path));
        self.removed.extend(now.removed);
    }
}

const SITE_FILE: &str = "content/site.yaml";

/// What a file is for, by where it lies.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Role<'p> {
    Site,
    Organisation,
    Place,
    Service,
    Metric,
    Document,
    Framework,
    Glossary,
    Keys,
    Questions,
    CareModel,
    Policy,
    Page(&'p str),
    Section(&'p str, &'p str),
    Narrative(&'p str, &'p str),
    Table(&'p str),
    Release(&'p str),
    Observations(&'p str),
    Peers(&'p str),
    Boundary,
    Asset,
    Theme,
}

fn role(path: &SitePath) -> Option<Role<'_>> {
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let is_yaml = path.extension() == "yaml";
    Some(match parts[..] {
        ["content", "site.yaml"] => Role::Site,
        ["content", "glossary.yaml"] => Role::Glossary,
        ["content", "keys.yaml"] => Role::Keys,
        ["content", "questions.yaml"] => Role::Questions,
        ["content", "models", _] if path.extension() == "md" => Role::CareModel,
        ["content", "policies", _] if path.extension() == "md" => Role::Policy,
        ["content", "pages", ..] if path.extension() == "md" => {
            Role::Page(path.as_str().strip_prefix("content/pages/")?.strip_suffix(".md")?)
        }
        ["content", "organisations", _] if is_yaml => Role::Organisation,
        ["content", "places", _] if is_yaml => Role::Place,
        ["content", "services", _] if is_yaml => Role::Service,
        ["content", "metrics", _] if is_yaml => Role::Metric,
        ["content", "documents", _] if is_yaml => Role::Document,
        ["content", "criteria", _] if is_yaml => Role::Framework,
        ["content", "ihos", iho, "draft", _] if is_yaml && SECTION_FILES.contains(&path.stem()) => {
            Role::Section(iho, path.stem())
        }
        ["content", "ihos", iho, "draft", "release.yaml"] => Role::Release(iho),
        ["content", "ihos", iho, "draft", "narrative", _] if path.extension() == "md" => {
            Role::Narrative(iho, path.stem())
        }
        ["content", "ihos", iho, "draft", _] if path.extension() == "csv" => Role::Table(iho),
        ["content", "ihos", iho, "draft", "metrics", _] if path.extension() == "csv" => {
            Role::Observations(iho)
        }
        ["content", "metrics", name] if name.ends_with(PEERS) => {
            Role::Peers(name.strip_suffix(PEERS)?)
        }
        ["content", "ihos", _, "draft", _] | ["content", "places", _]
            if path.extension() == "geojson" =>
        {
            Role::Boundary
        }
        ["content", "ihos", _, "draft", "assets", ..]
        | ["content", "ihos", _, "draft", _]
        | ["content", "pages", ..]
        | ["content", "documents" | "places", _]
            if ASSET_EXTENSIONS.contains(&path.extension()) =>
        {
            Role::Asset
        }
        ["themes", _, "templates" | "static", ..]
        | ["themes", _, "theme.yaml" | "screenshot.png"] => Role::Theme,
        _ => return None,
    })
}

/// How the names of files of peers end.
const PEERS: &str = ".peers.csv";

/// Whether a file is of a kind that is published as it is.
pub fn is_asset(path: &SitePath) -> bool {
    ASSET_EXTENSIONS.contains(&path.extension())
}

/// Files that are published as they are.
const ASSET_EXTENSIONS: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "pdf", "csv", "json", "geojson", "txt",
    "xlsx", "docx", "odt", "ods", "zip",
];

enum Record {
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

impl Record {
    /// Whether it stands in a blueprint under its name, and nowhere else.
    fn is_part(&self) -> bool {
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
    fn take(&mut self, record: Record) {
        match record {
            Record::Site(file, site) => self.site = Some((file, *site)),
            Record::Organisation(id, file, it) => drop(self.organisations.insert(id, (file, it))),
            Record::Place(id, file, it) => drop(self.places.insert(id, (file, it))),
            Record::Service(id, file, it) => drop(self.services.insert(id, (file, it))),
            Record::Metric(id, file, it) => drop(self.metrics.insert(id, (file, it))),
            Record::Document(id, file, it) => drop(self.documents.insert(id, (file, it))),
            Record::Framework(id, file, it) => drop(self.frameworks.insert(id, (file, it))),
            Record::Glossary(file, glossary) => self.glossary = Some((file, glossary)),
            Record::Keys(file, keys) => self.keys = Some((file, keys)),
            Record::Questions(file, questions) => self.questions = Some((file, questions)),
            Record::CareModel(id, file, it) => drop(self.care_models.insert(id, (file, it))),
            Record::Policy(id, file, it) => drop(self.policies.insert(id, (file, it))),
            Record::Page(page) => drop(self.pages.insert(page.id.clone(), page)),
            Record::Section(iho, section) => self.blueprint(iho).take(section),
            Record::Narrative(iho, narrative) => {
                let narratives = &mut self.blueprint(iho).narratives;
                narratives.insert(narrative.name.clone(), *narrative);
            }
            Record::Table(iho, name, file, table) => {
                self.assets.push(file);
                self.blueprint(iho).tables.insert(name, (file, table));
            }
            Record::ReleaseNote(iho, file, note) => self.blueprint(iho).note = Some((file, *note)),
            Record::Notice(name, notice) => drop(self.notices.insert(name, notice)),
            Record::PastNote(release, note) => drop(self.past_notes.insert(release, note)),
            Record::Observations(iho, id, it) => {
                drop(self.blueprint(iho).observations.insert(id, it));
            }
            Record::Peers(id, it) => drop(self.peers.insert(id, it)),
            Record::Boundary(path, file, boundary) => {
                self.assets.push(file);
                self.boundaries.insert(path, (file, boundary));
            }
            Record::Asset(file) => self.assets.push(file),
            Record::Removed(path) => drop(self.removed.insert(path)),
        }
    }

    fn blueprint(&mut self, id: String) -> &mut Blueprint {
        let blueprint = self.blueprints.entry(id.clone());
        Arc::make_mut(
            blueprint.or_insert_with(|| Arc::new(Blueprint { id, ..Blueprint::default() })),
        )
    }
}

fn read_file(id: FileId, file: &File, renames: &Renames) -> (Option<Record>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    if archive::is_kept(&file.path) {
        return (past_note(id, file), diagnostics);
    }
    diagnostics.extend(bad_name(id, file));
    let Some(role) = role(&file.path) else {
        // A folder that can't be read stands here under its own name.
        diagnostics.push(match &file.content {
            Content::Unusable(why @ Unusable::Unreadable(_)) => unusable(id, why),
            _ => unknown_place(id, &file.path),
        });
        return (None, diagnostics);
    };
    match &file.content {
        Content::Unusable(why) => {
            diagnostics.push(unusable(id, why));
            (None, diagnostics)
        }
        Content::Removed => (Some(Record::Removed(file.path.as_str().to_owned())), diagnostics),
        Content::Asset { .. } => match role {
            Role::Asset => (Some(Record::Asset(id)), diagnostics),
            _ => (None, diagnostics),
        },
        // It stands in the place of a draft; a text would have been read.
        Content::Sealed(_) => match role {
            Role::Asset => (Some(Record::Asset(id)), diagnostics),
            _ => (None, diagnostics),
        },
        Content::Text(text) if role != Role::Theme && text.trim().is_empty() => {
            let message = "this file is empty";
            diagnostics.push(
                Diagnostic::of_file(Code::EmptyFile, id, message)
                    .hint("write what belongs there, or delete the file"),
            );
            (None, diagnostics)
        }
        Content::Text(text) => {
            diagnostics.extend(control_character(id, text));
            let mut decoder = Decoder::new(id, text).knowing(renames);
            let record = read_text(role, &file.path, &mut decoder);
            diagnostics.append(&mut decoder.diagnostics);
            (record, diagnostics)
        }
    }
}

/// What was said of a release when it was sealed: it was checked then, and can't be mended any more.
fn past_note(id: FileId, file: &File) -> Option<Record> {
    let Content::Text(text) = &file.content else { return None };
    if let Some((iho, name)) = archive::in_notices(&file.path) {
        let notice = decode_whole(&mut Decoder::new(id, text))?;
        return Some(Record::Notice(format!("{iho}/{name}"), Arc::new(notice)));
    }
    let (folder, rest) = archive::in_release(&file.path)?;
    let mut parts = folder.rsplit('/');
    let (version, iho) = (parts.next()?, parts.nth(1)?);
    let note = (rest == archive::NOTE).then(|| decode_whole(&mut Decoder::new(id, text)))?;
    Some(Record::PastNote(format!("{iho}/{version}"), Arc::new(note?)))
}

/// The figures of a measure; areas by their ids of now.
fn read_figures(decoder: &mut Decoder<'_>) -> Observations {
    let (mut it, slips) =
        observations::read(decoder.file, decoder.text(), observations::OF_MEASURE);
    decoder.diagnostics.extend(slips);
    for row in it.rows.iter_mut().filter(|row| !row.area.is_empty()) {
        row.area = decoder.id_now(EntityKind::Place, &row.area);
    }
    it
}

fn read_text(role: Role<'_>, path: &SitePath, decoder: &mut Decoder<'_>) -> Option<Record> {
    let file = decoder.file;
    let id = path.stem().to_owned();
    Some(match role {
        Role::Site => Record::Site(file, Box::new(decode_whole(decoder)?)),
        Role::Organisation => Record::Organisation(id, file, Arc::new(decode_whole(decoder)?)),
        Role::Place => Record::Place(id, file, Arc::new(decode_whole(decoder)?)),
        Role::Service => Record::Service(id, file, Arc::new(decode_whole(decoder)?)),
        Role::Metric => Record::Metric(id, file, Arc::new(decode_whole(decoder)?)),
        Role::Document => Record::Document(id, file, Arc::new(decode_whole(decoder)?)),
        Role::Framework => Record::Framework(id, file, Arc::new(decode_whole(decoder)?)),
        Role::Glossary => Record::Glossary(file, Arc::new(decode_whole(decoder)?)),
        Role::Keys => Record::Keys(file, Arc::new(decode_whole(decoder)?)),
        Role::Questions => Record::Questions(file, Arc::new(decode_whole(decoder)?)),
        Role::CareModel => Record::CareModel(id, file, Arc::new(read_article(decoder)?)),
        Role::Policy => Record::Policy(id, file, Arc::new(read_article(decoder)?)),
        Role::Page(id) => Record::Page(Arc::new(read_page(id, decoder)?)),
        Role::Section(iho, name) => {
            let mut section = read_section(name, decoder)?;
            if let SectionRecord::Partners(partners) = &mut section {
                partners.stated.withhold_unsigned(decoder);
            }
            Record::Section(iho.to_owned(), section)
        }
        Role::Narrative(iho, name) => {
            Record::Narrative(iho.to_owned(), Box::new(read_narrative(name, decoder)?))
        }
        Role::Table(iho) => {
            let table = match table::parse(file, decoder.text()) {
                Ok(table) => table,
                Err(slips) => {
                    decoder.diagnostics.extend(few(slips));
                    Table { columns: Vec::new(), heads: Span::new(file, 0, 0), rows: Vec::new() }
                }
            };
            let folder = format!("content/ihos/{iho}/draft/");
            let name = path.as_str().strip_prefix(&folder).unwrap_or(path.as_str()).to_owned();
            Record::Table(iho.to_owned(), name, file, table)
        }
        Role::Observations(iho) => {
            let id = decoder.id_now(EntityKind::Metric, &id);
            Record::Observations(iho.to_owned(), id, read_figures(decoder))
        }
        Role::Peers(id) => {
            let (it, slips) = peers::read(file, decoder.text());
            decoder.diagnostics.extend(slips);
            Record::Peers(id.to_owned(), Arc::new(it))
        }
        Role::Boundary => {
            let boundary = boundary::parse(decoder.text());
            Record::Boundary(path.as_str().to_owned(), file, Arc::new(boundary))
        }
        Role::Asset => Record::Asset(file),
        Role::Release(iho) => {
            Record::ReleaseNote(iho.to_owned(), file, Box::new(decode_whole(decoder)?))
        }
        Role::Theme => return None,
    })
}

/// The whole file as one record.
fn decode_whole<T: Value>(decoder: &mut Decoder<'_>) -> Option<T> {
    let node = parse_yaml(0, decoder.text().len(), decoder)?;
    T::decode(&node, decoder)
}

fn parse_yaml(start: usize, end: usize, decoder: &mut Decoder<'_>) -> Option<yaml::Node> {
    let (node, slips) = yaml::parse(decoder.file, decoder.text(), start, end);
    for slip in slips {
        decoder.report(slip);
    }
    node
}

/// A file whose only key is its own name: the fields stand at its top, without that line.
fn wrapped(section: &str, node: &yaml::Node) -> Option<Diagnostic> {
    let yaml::Kind::Map(entries) = &node.kind else { return None };
    let [only] = &entries[..] else { return None };
    let is_name =
        only.key.replace('_', "-") == section || (section == "iho" && only.key == "identity");
    let is_field = section_keys(section)?.iter().any(|key| key.is_called(&only.key));
    (is_name && !is_field && matches!(only.value.kind, yaml::Kind::Map(_))).then(|| {
        let message =
            format!("the fields of `{section}.yaml` stand at its top, not under `{}:`", only.key);
        Diagnostic::at(Code::UnknownKey, only.key_span, message)
            .hint(format!("remove the line `{}:` and move what follows to the left", only.key))
    })
}

fn read_page(id: &str, decoder: &mut Decoder<'_>) -> Option<Page> {
    let Article { front, body } = read_article(decoder)?;
    Some(Page { id: id.to_owned(), file: decoder.file, front, body })
}

fn read_article<T: Value>(decoder: &mut Decoder<'_>) -> Option<Article<T>> {
    let Some((front, body)) = split_front_matter(decoder.text()) else {
        decoder.report(
            Diagnostic::of_file(Code::FrontMatter, decoder.file, "this page has no title").hint(
                "begin the file with a line `---`, a line `title: …`, and another line `---`",
            ),
        );
        return None;
    };
    let node = parse_yaml(front.start, front.end, decoder)?;
    let front = T::decode(&node, decoder)?;
    let body = read_body(body, decoder);
    Some(Article { front, body })
}

fn read_narrative(name: &str, decoder: &mut Decoder<'_>) -> Option<Narrative> {
    let whole = 0..decoder.text().len();
    let (front, body) = match split_front_matter(decoder.text()) {
        Some((front, body)) => {
            let node = parse_yaml(front.start, front.end, decoder)?;
            (NarrativeFront::decode(&node, decoder), body)
        }
        None => (None, whole),
    };
    let body = read_body(body, decoder);
    Some(Narrative { name: name.to_owned(), file: decoder.file, front, body })
}

fn read_body(body: std::ops::Range<usize>, decoder: &mut Decoder<'_>) -> Prose {
    let text = decoder.text();
    prose::parse(&text[body.clone()], Span::new(decoder.file, body.start, body.end), decoder)
}

/// The stretches of the front matter and of the text after it.
fn split_front_matter(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut offset = first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Some((first.len()..offset, offset + line.len()..text.len()));
        }
        offset += line.len();
    }
    None
}

fn unknown_place(id: FileId, path: &SitePath) -> Diagnostic {
    let diagnostic = Diagnostic::of_file(
        Code::UnknownPlace,
        id,
        format!("nothing reads a file called `{path}`"),
    );
    if path.extension() == "yml" {
        let fixed = format!("{}.yaml", path.as_str().trim_end_matches(".yml"));
        return diagnostic.hint(format!("rename it to `{fixed}`"));
    }
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let near_file = |typed: &str| {
        let near = did_you_mean(typed, SECTION_FILES.iter().copied())?;
        Some(format!("rename it to `{}.yaml`", near.split('`').nth(1)?))
    };
    let hint = match parts[..] {
        ["content", "ihos", iho, "draft", name] => near_file(name.trim_end_matches(".yaml"))
            .unwrap_or_else(|| {
            let files: Vec<_> = SECTION_FILES.iter().map(|name| format!("`{name}.yaml`")).collect();
            format!("the files of `content/ihos/{iho}/draft` are {}, and the folders `narrative` and `assets`", files.join(", "))
        }),
        ["content", "ihos", iho, name] => format!("move it to `content/ihos/{iho}/draft/{name}`"),
        ["content", "ihos", iho, ..] => {
            format!("what people edit lies in `content/ihos/{iho}/draft`")
        }
        ["content", folder, ..] => did_you_mean(folder, CONTENT_FOLDERS.iter().copied())
            .map(|near| near.replace("mean `", "mean the folder `"))
            .unwrap_or_else(|| {
                let all: Vec<_> = CONTENT_FOLDERS.iter().map(|name| format!("`{name}`")).collect();
                format!("`content` holds {}", all.join(", "))
            }),
        _ => "a theme holds `theme.yaml` and the folders `templates` and `static`".to_owned(),
    };
    diagnostic.hint(hint)
}

const CONTENT_FOLDERS: &[&str] = &[
    "site.yaml",
    "glossary.yaml",
    "questions.yaml",
    "keys.yaml",
    "pages",
    "organisations",
    "places",
    "services",
    "metrics",
    "documents",
    "criteria",
    "models",
    "policies",
    "ihos",
];

fn unusable(id: FileId, why: &Unusable) -> Diagnostic {
    let of_file = |code, message: String| Diagnostic::of_file(code, id, message);
    match why {
        Unusable::Unreadable(words) => {
            of_file(Code::UnreadableFile, format!("this file can't be read: {words}"))
                .hint("check that it is a file, and that you may read it")
        }
        Unusable::NotUtf8 { line } => {
            of_file(Code::NotUtf8, format!("line {line} has a character that is not UTF-8")).hint(
                "save the file again with the encoding UTF-8; spreadsheets call it `CSV UTF-8`",
            )
        }
        Unusable::TooLarge { bytes } => of_file(
            Code::FileTooLarge,
            format!("this file has {} MB; text files may have 8 MB", bytes / 1_000_000),
        )
        .hint("move it out of `content`, or split it"),
        Unusable::Link { target } => {
            of_file(Code::SymbolicLink, format!("this is a link to `{target}`"))
                .hint("put a copy of the file here instead")
        }
        Unusable::BadName => {
            of_file(Code::BadFileName, "the name of this file can't be an address".into())
                .hint("rename it with lower-case letters, digits, `-` and `.`")
        }
    }
}

/// The first character that nobody can see, but for line ends and tabs.
fn control_character(id: FileId, text: &str) -> Option<Diagnostic> {
    let is_unseen = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    let at = text.find(is_unseen)?;
    let span = Span::new(id, at, at + 1);
    let code = text[at..].chars().next().map_or(0, u32::from);
    let message = format!("there is a character here that nobody can see (U+{code:04X})");
    Some(
        Diagnostic::at(Code::ControlCharacter, span, message)
            .hint("delete it, or type the line again"),
    )
}

fn bad_name(id: FileId, file: &File) -> Option<Diagnostic> {
    let path = file.path.as_str().strip_prefix("content/")?;
    let sound = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-/".contains(c);
    if path.chars().all(sound) {
        return None;
    }
    let fixed: Vec<String> = path
        .split('/')
        .map(|part| match part.rsplit_once('.') {
            Some((stem, extension)) => {
                format!("{}.{}", prose::slugify(stem), extension.to_lowercase())
            }
            None => prose::slugify(part),
        })
        .collect();
    let message = format!("`{path}` has characters that an address should not have");
    Some(
        Diagnostic::of_file(Code::BadFileName, id, message)
            .hint(format!("rename it to `content/{}`", fixed.join("/"))),
    )
}

fn case_clashes(sources: &Sources) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<String, &SitePath> = BTreeMap::new();
    let mut clashes = Vec::new();
    for (id, file) in sources.iter() {
        let lower = file.path.as_str().to_lowercase();
        if let Some(other) = seen.insert(lower, &file.path) {
            let message = format!("`{}` and `{other}` differ by capitals only", file.path);
            clashes.push(
                Diagnostic::of_file(Code::CaseClash, id, message)
                    .hint("rename one of them; lower-case letters only"),
            );
        }
    }
    clashes
}
