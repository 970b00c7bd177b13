//! A blueprint: its sections, one file each, and its prose.

use std::collections::BTreeMap;

use super::benefits::Benefits;
use super::commissioner::Commissioner;
use super::contract::Contract;
use super::decode::{Decoder, FieldSpec, FieldType};
use super::engagement::{EngagementFile, QuestionsFile};
use super::field::Field;
use super::file::{ParsedFile, parse_yaml, read_narrative, wrapped};
use super::footprint::Footprint;
use super::governance::Governance;
use super::host::Host;
use super::iho::Iho;
use super::look_up::Postcodes;
use super::observations::Observations;
use super::partners::Partners;
use super::prose::Prose;
use super::reflect::Block;
use super::reported::Reported;
use super::risk_share::RiskShare;
use super::scalar::Date;
use super::schema::FileKind;
use super::services::Services;
use super::site::front::NarrativeFront;
use super::status::{ContractStanding, Status};
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
    /// What is at its top, if anything does.
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

/// Declares the sections of a blueprint, one file each, in the order of reading: the field and its record, what its file and its page
/// are called, and its title; then what is settled once it was read.
macro_rules! sections {
    ($($field:ident: $type:ident $file:literal $title:literal $(then $settle:ident)?;)*) => {
        /// One blueprint: its sections and its prose.
        #[derive(Clone, Default, PartialEq, Debug)]
        pub struct Blueprint {
            /// The name of its folder.
            pub id: String,
            $(#[doc = concat!("`", $file, ".yaml`.")] pub $field: Option<Section<$type>>,)*
            /// `narrative/*.md`, by name.
            pub narratives: BTreeMap<String, Narrative>,
            /// What is to be said of the next release.
            pub note: Option<(FileId, ReleaseNote)>,
            /// Tables beside the sections, by the name of their file.
            pub tables: BTreeMap<String, (FileId, Table)>,
            /// Those of them that list postcodes, by the name of their file.
            pub postcode_lists: BTreeMap<String, Postcodes>,
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
        }

        /// The kinds of their files, all of which may be unpublished at once.
        pub(super) const SECTIONS: &[FileKind] = &[$(FileKind {
            name: $file,
            title: $title,
            files: concat!("content/ihos/*/draft/", $file, ".yaml"),
            record: $type::RECORD,
            may_be_silent: true,
            read: |[iho, _], decoder| {
                let section = read_section($file, decoder, &[$(Field::$settle)?])?;
                Some(in_blueprint(iho, move |blueprint| blueprint.$field = Some(section)))
            },
        },)*];
    };
}

fn read_section<T: FieldType>(
    name: &str,
    decoder: &mut Decoder<'_>,
    then: &[fn(&mut Field<T>, &mut Decoder<'_>)],
) -> Option<Section<T>> {
    let node = parse_yaml(0, decoder.text().len(), decoder)?;
    if let Some(diagnostic) = wrapped(name, T::OWN_KEYS, &node) {
        decoder.report(diagnostic);
        return None;
    }
    let mut stated = Field::decode(&node, decoder);
    then.iter().for_each(|settle| settle(&mut stated, decoder));
    Some(Section { file: decoder.file, stated })
}

/// What a file of a blueprint adds to the model.
pub(super) fn in_blueprint(
    iho: &str,
    insert: impl FnOnce(&mut Blueprint) + Send + 'static,
) -> ParsedFile {
    let iho = iho.to_owned();
    Box::new(move |model| insert(model.blueprint(&iho)))
}

pub(super) const NARRATIVE: FileKind = FileKind {
    name: "narrative",
    title: "Narrative",
    files: "content/ihos/*/draft/narrative/*.md",
    record: NarrativeFront::RECORD,
    may_be_silent: false,
    read: |[iho, name], decoder| {
        let narrative = read_narrative(name, decoder)?;
        let insert = |blueprint: &mut Blueprint| {
            blueprint.narratives.insert(narrative.name.clone(), narrative);
        };
        Some(in_blueprint(iho, insert))
    },
};

/// The fields that a section's file may have; nothing for a file that is no section.
pub fn section_keys(file: &str) -> Option<&'static [FieldSpec]> {
    SECTIONS.iter().find(|kind| kind.name == file).map(|kind| kind.record.keys)
}

sections! {
    iho: Iho "iho" "Identity and status";
    footprint: Footprint "footprint" "Who and where it covers";
    host: Host "host" "The host provider";
    commissioner: Commissioner "commissioner" "The commissioner";
    partners: Partners "partners" "Partners" then withhold_unsigned;
    services: Services "services" "Services of a contract";
    contract: Contract "contract" "The contract";
    risk_share: RiskShare "risk-share" "Gains and losses";
    governance: Governance "governance" "Who decides";
    benefits: Benefits "benefits" "Benefits, safeguards and risks";
    reported: Reported "metrics" "Measures of success";
    engagement: EngagementFile "engagement" "Have your say";
    questions: QuestionsFile "questions" "Questions and answers";
}

impl Blueprint {
    /// The identity, if it is published.
    pub fn identity(&self) -> Option<&Iho> {
        self.iho.as_ref().and_then(Section::known)
    }

    /// How its contract stands on a day. While its status is not published, nothing says that there is a contract.
    pub fn standing(&self, today: Date) -> ContractStanding {
        let status = self.identity().and_then(|iho| iho.status.known());
        let contract = self.contract.as_ref().and_then(Section::known);
        let start = contract.and_then(|it| it.term_start.known()).copied();
        let Some(status) = status else { return ContractStanding::Proposed };
        match status {
            Status::Withdrawn | Status::NotDesignated => ContractStanding::GivenUp,
            Status::Expired | Status::Terminated => ContractStanding::Ended,
            status if !status.has_reached(Status::ContractAwarded) => ContractStanding::Proposed,
            status if start.is_none() && !status.has_reached(Status::Live) => {
                ContractStanding::Awarded(None)
            }
            _ => match start.filter(|start| *start > today) {
                Some(start) => ContractStanding::Awarded(Some(start)),
                None => ContractStanding::InForce,
            },
        }
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
