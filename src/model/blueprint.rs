//! A blueprint: its sections, one file each, and its prose.

use std::collections::BTreeMap;

use super::benefits::Benefits;
use super::commissioner::Commissioner;
use super::contract::Contract;
use super::decode::{Decoder, FieldType};
use super::engagement::{EngagementFile, QuestionsFile};
use super::field::Field;
use super::file::{parse_yaml, wrapped};
use super::footprint::Footprint;
use super::governance::Governance;
use super::host::Host;
use super::iho::Iho;
use super::observations::Observations;
use super::partners::Partners;
use super::prose::Prose;
use super::reflect::Block;
use super::reported::Reported;
use super::risk_share::RiskShare;
use super::services::Services;
use super::site::front::NarrativeFront;
use super::table::Table;
use super::timeline::ReleaseNote;
use crate::source::FileId;

/// A record and the file that it stands in.
#[derive(Clone, PartialEq, Debug)]
pub struct Section<T> {
    /// The file.
    pub file: FileId,
    /// What it states.
    pub stated: Field<T>,
}

impl<T> Section<T> {
    /// The record, if it is published.
    pub fn known(&self) -> Option<&T> {
        self.stated.known()
    }
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

/// The name of a section's file and page, and the record in it.
pub type SectionBody<'a> = (&'static str, Option<(FileId, &'a dyn SectionBlock)>);

/// A section whose record may be unpublished as a whole.
pub trait SectionBlock {
    /// The record, if it is published.
    fn block(&self) -> Option<&dyn Block>;
    /// Why it is not.
    fn silence(&self) -> Option<&super::field::Silence>;
    /// Where it comes from.
    fn provenance(&self) -> Option<&super::field::Provenance>;
}

impl<T: Block + FieldType> SectionBlock for Field<T> {
    fn block(&self) -> Option<&dyn Block> {
        self.known().map(|known| known as &dyn Block)
    }

    fn silence(&self) -> Option<&super::field::Silence> {
        Field::silence(self)
    }

    fn provenance(&self) -> Option<&super::field::Provenance> {
        Field::provenance(self)
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
            /// Those of a draft whose measure `metrics.yaml` does not list, as far as they were set aside: they are not
            /// published.
            pub unlisted: BTreeMap<String, FileId>,
        }

        /// The files of a draft with one section each.
        pub const SECTION_FILES: &[&str] = &[$($file,)*];

        impl Blueprint {
            /// Every section in the order of reading.
            pub fn sections(&self) -> Vec<SectionBody<'_>> {
                fn body<T: Block + FieldType>(
                    section: Option<&Section<T>>,
                ) -> Option<(FileId, &dyn SectionBlock)> {
                    section.map(|section| (section.file, &section.stated as &dyn SectionBlock))
                }
                vec![$(($file, body(self.$field.as_ref())),)*]
            }

            pub(super) fn insert(&mut self, section: SectionRecord) {
                match section {
                    $(SectionRecord::$type(section) => self.$field = Some(*section),)*
                }
            }
        }

        /// The fields that a section's file may have; nothing for a file that is no section.
        pub fn section_keys(file: &str) -> Option<&'static [super::decode::FieldSpec]> {
            match file {
                $($file => Some($type::KEYS),)*
                _ => None,
            }
        }

        pub(super) enum SectionRecord {
            $($type(Box<Section<$type>>),)*
        }

        pub(super) fn read_section(name: &str, decoder: &mut Decoder<'_>) -> Option<SectionRecord> {
            let node = parse_yaml(0, decoder.text().len(), decoder)?;
            if let Some(slip) = wrapped(name, &node) {
                decoder.report(slip);
                return None;
            }
            Some(match name {
                $($file => {
                    let stated = Field::<$type>::decode(&node, decoder);
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
