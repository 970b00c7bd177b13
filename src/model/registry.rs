//! The registry of what a site holds: the kinds of things that can be named, and the kinds of files that say what they are.
//!
//! One more kind is a `record!` in a file of its own, and a line in each of the two tables at the end of this file: how its files
//! are read, where its names lead, what a release seals of it, its schema and its page of the dictionary follow from that.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use super::blueprint::{Blueprint, NARRATIVE, SECTIONS};
use super::boundary::Boundary;
use super::care_model::{CareModel, Policy, SiteQuestion, SiteQuestions};
use super::collection::{
    Articles, Collection, EntityRecord, Entry, FileRecord, ModelField, Records, Single,
};
use super::decode::Decoder;
use super::file::{decode_whole, read_page};
use super::id_map::IdMap;
use super::keys::Keys;
use super::metric::Metric;
use super::notice::Notice;
use super::peers::Peers;
use super::records::Page;
use super::reflect::Block;
use super::renames::Renames;
use super::scalar::Slug;
use super::schema::FileKind;
use super::shared::{Criterion, Document, Framework, Glossary, Organisation, Place, Service, Term};
use super::site::Site;
use super::site::front::FrontMatter;
use super::timeline::ReleaseNote;
use crate::source::FileId;

/// Every kind of file in which people state facts, in the order of reading: the site, the blueprints, what they share.
pub static FILE_KINDS: LazyLock<Vec<FileKind>> =
    LazyLock::new(|| [&[SITE, PAGE], SECTIONS, &[NARRATIVE], SHARED].concat());

/// The kind of file of a name.
pub fn file_kind(name: &str) -> Option<&'static FileKind> {
    FILE_KINDS.iter().find(|kind| kind.name == name)
}

const SITE: FileKind = FileKind {
    name: "site",
    title: "The site",
    files: "content/site.yaml",
    record: Site::RECORD,
    may_be_silent: false,
    read: |_, decoder| {
        let (file, site) = (decoder.file, decode_whole(decoder)?);
        Some(Box::new(move |model| model.site = Some((file, site))))
    },
};

const PAGE: FileKind = FileKind {
    name: "page",
    title: "Page",
    files: "content/pages/**/*.md",
    record: FrontMatter::RECORD,
    may_be_silent: false,
    read: |[id, _], decoder| {
        let page = read_page(id, decoder)?;
        Some(Box::new(move |model| drop(model.pages.insert(page.id.clone(), Arc::new(page)))))
    },
};

impl EntityKind {
    /// The kind of a word before the colon of a reference.
    pub fn parse(word: &str) -> Option<Self> {
        Some(Self::ALL[Self::CHOICE.position(word)?])
    }

    /// The kind inside a sentence.
    pub fn in_words(self) -> &'static str {
        self.with_article().split_once(' ').map_or("", |(_, words)| words)
    }

    /// The file in which such a thing is defined.
    pub fn home(self, id: &str) -> String {
        // The id of a criterion does not tell its framework.
        self.file_kind().path(if self == Self::Criterion { "…" } else { id })
    }

    /// The folder of its files, or the name of the one file: as such pages are called in addresses.
    pub fn folder(self) -> &'static str {
        self.file_kind().folder().trim_end_matches(".yaml")
    }

    /// Whether such a thing is one file, so that the file can be there but unreadable.
    pub const fn has_own_file(self) -> bool {
        !matches!(self, Self::Criterion | Self::Term | Self::Question)
    }

    /// The kinds of what IHOs share, one file each, of which a release seals a copy.
    pub fn shared_files() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| kind.is_sealed() && kind.has_own_file())
    }

    /// Whether a release seals a copy of what its blueprint names of this kind, as it could not be read without.
    pub const fn is_sealed(self) -> bool {
        !matches!(self, Self::Iho | Self::Page | Self::CareModel | Self::Policy | Self::Question)
    }
}

/// Declares what can be named: the kind, its word in references, its label, the kind inside a sentence, and the kind of file that
/// defines it. Then the record that says what it is: the field of its name, that of the words for what kind of thing it is, the list
/// of a file in which it stands, and the field of its earlier ids.
macro_rules! entities {
    ($($kind:ident $word:literal $label:literal $in_words:literal in $file:literal $(or $other:literal)?
        $(= $record:ident { name: $name:ident $(, label: $label_of:ident)? }
            $(of $list_file:ident.$list:ident)? $(, was: $was:ident)?)?;)*) => {
        choice! {
            /// The kinds of things that can be named.
            pub enum EntityKind { $($kind $word $label $(or $other)?;)* }
        }

        impl EntityKind {
            /// The kind with its article.
            pub const fn with_article(self) -> &'static str {
                match self { $(Self::$kind => $in_words,)* }
            }

            /// The kind of file that defines such a thing.
            pub fn file_kind(self) -> &'static FileKind {
                file_kind(match self { $(Self::$kind => $file,)* }).expect("it is in the table")
            }
        }

        $($(
            impl EntityRecord for $record {
                fn block(&self) -> &dyn Block {
                    self
                }

                fn name(&self) -> Option<&String> {
                    self.$name.known()
                }

                $(fn label(&self) -> Option<&'static str> {
                    self.$label_of.known().map(|kind| kind.label())
                })?
            }

            file_record! { $kind $record $(of $list_file.$list)? $(, was: $was)? }
        )?)*
    };
}

/// What a file says of one thing, or of each in its list.
macro_rules! file_record {
    ($kind:ident $record:ident $(, was: $was:ident)?) => {
        impl FileRecord for $record {
            const KIND: Option<EntityKind> = Some(EntityKind::$kind);

            fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
                decode_whole(decoder)
            }

            fn entries<'m>(&'m self, id: &'m str, file: FileId, found: &mut Vec<Entry<'m>>) {
                let kind = EntityKind::$kind;
                found.push(Entry { kind, id: Some(id), file, span: None, record: self });
            }

            $(fn former_ids(&self) -> &[Slug] {
                self.$was.items()
            })?
        }
    };
    ($kind:ident $record:ident of $file:ident.$list:ident $(, was: $was:ident)?) => {
        impl FileRecord for $file {
            const KIND: Option<EntityKind> = Some(EntityKind::$kind);

            fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
                decode_whole(decoder)
            }

            fn entries<'m>(&'m self, _: &'m str, file: FileId, found: &mut Vec<Entry<'m>>) {
                let kind = EntityKind::$kind;
                found.extend(self.$list.items().iter().map(|item| {
                    let (id, record) = (item.id.known().map(|Slug(id)| id), item);
                    Entry { kind, id: id.map(|id| &*id.value), file, span: id.map(|id| id.span), record }
                }));
            }

            $(fn former_ids(&self) -> &[Slug] {
                self.$was.items()
            })?
        }
    };
}

/// Declares the files that blueprints share, and what surrounds them: the field of the model that holds them and their record;
/// what their kind is called on the command line and in addresses, and on a page; and where they lie, with `*` for their id.
macro_rules! files {
    ($($field:ident: $shape:ident<$record:ident> $name:literal $title:literal $files:literal;)*) => {
        /// Everything that the files say. Records are shared, so that a model which differs in one file costs little.
        #[derive(Clone, Default, PartialEq, Debug)]
        pub struct Model {
            /// `content/site.yaml`.
            pub site: Option<(FileId, Site)>,
            $(#[doc = concat!("`", $files, "`.")] pub $field: $shape<$record>,)*
            /// `metrics/*.peers.csv`, by the id of the measure.
            pub peers: IdMap<Arc<Peers>>,
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

        const SHARED: &[FileKind] = &[$(FileKind {
            name: $name,
            title: $title,
            files: $files,
            record: $record::RECORD,
            may_be_silent: false,
            read: |[id, _], decoder| {
                <$shape<$record>>::read(id, decoder, |model| &mut model.$field)
            },
        },)*];

        impl Model {
            /// The records of each kind of file that can hold what is named, but for pages and blueprints.
            pub fn records(&self) -> Vec<&dyn Records> {
                vec![$(&self.$field,)*]
            }

            /// The same, to change them.
            pub fn records_mut(&mut self) -> Vec<&mut dyn Records> {
                vec![$(&mut self.$field,)*]
            }

            /// Puts what some files say now in the place of what the same files said before.
            pub fn replace(&mut self, before: &Self, now: Self) {
                if before.site.is_some() || now.site.is_some() {
                    self.site = now.site;
                }
                $(self.$field.update(&before.$field, now.$field);)*
                self.peers.replace(&before.peers, now.peers);
                self.pages.replace(&before.pages, now.pages);
                self.blueprints.replace(&before.blueprints, now.blueprints);
                self.boundaries.replace(&before.boundaries, now.boundaries);
                self.notices.replace(&before.notices, now.notices);
                self.past_notes.replace(&before.past_notes, now.past_notes);
                if before.assets != now.assets {
                    self.assets.retain(|file| !before.assets.contains(file));
                    self.assets.extend(now.assets);
                    self.assets.sort_unstable();
                }
                self.removed.retain(|path| !before.removed.contains(path));
                self.removed.extend(now.removed);
            }
        }
    };
}

entities! {
    Iho "iho" "IHO" "an IHO" in "iho";
    Organisation "org" "Organisation" "an organisation" in "organisation" or "organisation"
        = Organisation { name: name, label: kind }, was: was;
    Place "place" "Place" "a place" in "place" = Place { name: name, label: kind }, was: was;
    Service "service" "Service" "a service" in "service"
        = Service { name: name, label: category }, was: was;
    Metric "metric" "Measure" "a measure" in "metric" = Metric { name: name }, was: was;
    Document "doc" "Document" "a document" in "document" or "document"
        = Document { name: title, label: kind }, was: was;
    // A framework, which is no entity, stands under the kind of its criteria.
    Criterion "criterion" "Criterion" "a criterion" in "criteria"
        = Criterion { name: short_name } of Framework.criteria, was: was;
    Term "term" "Term" "a glossary term" in "glossary" = Term { name: term } of Glossary.terms;
    Page "page" "Page" "a page" in "page";
    CareModel "model" "Model of care" "a model of care" in "model"
        = CareModel { name: title, label: kind }, was: was;
    Policy "policy" "Policy" "a policy" in "policy" = Policy { name: title };
    Question "question" "Question" "a question" in "site-questions"
        = SiteQuestion { name: question } of SiteQuestions.questions;
}

files! {
    organisations: Collection<Organisation> "organisation" "Organisation" "content/organisations/*.yaml";
    places: Collection<Place> "place" "Place" "content/places/*.yaml";
    services: Collection<Service> "service" "Service" "content/services/*.yaml";
    metrics: Collection<Metric> "metric" "Measure" "content/metrics/*.yaml";
    documents: Collection<Document> "document" "Document" "content/documents/*.yaml";
    frameworks: Collection<Framework> "criteria" "Framework of assessment" "content/criteria/*.yaml";
    glossary: Single<Glossary> "glossary" "Glossary" "content/glossary.yaml";
    questions: Single<SiteQuestions> "site-questions" "Questions people ask" "content/questions.yaml";
    keys: Single<Keys> "keys" "Keys of signatures" "content/keys.yaml";
    care_models: Articles<CareModel> "model" "Model of care" "content/models/*.md";
    policies: Articles<Policy> "policy" "Policy event" "content/policies/*.md";
}

/// Keys of signatures are named nowhere.
impl FileRecord for Keys {
    const KIND: Option<EntityKind> = None;

    fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
        decode_whole(decoder)
    }

    fn entries<'m>(&'m self, _: &'m str, _: FileId, _: &mut Vec<Entry<'m>>) {}
}
