//! What all IHOs share: organisations, places, services, documents, criteria, glossary.

use super::code::{CharityNumber, CompanyNumber, CpvCode, CqcId, GssCode, OdsCode, Sha256};
use super::language::PageLanguage;
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{DocRef, OrgOrText, OrgRef, PlaceRef, TermRef};
use super::scalar::{Date, FileName, Slug, WebUrl};
use super::services::ServiceCategory;

choice! {
    /// Kinds of bodies.
    pub enum OrganisationKind {
        NhsFoundationTrust "nhs-foundation-trust" "NHS foundation trust";
        NhsTrust "nhs-trust" "NHS trust";
        Icb "integrated-care-board" "Integrated care board" or "icb";
        NhsEngland "nhs-england" "National NHS body" or "national-body";
        GovernmentDepartment "government-department" "Government department";
        NhsRegion "nhs-region" "NHS region";
        LocalAuthority "local-authority" "Council" or "council";
        GpPractice "gp-practice" "GP practice";
        Pcn "pcn" "Primary care network" or "primary-care-network";
        GpFederation "gp-federation" "GP federation";
        Snp "snp" "Single neighbourhood provider";
        Mnp "mnp" "Multi-neighbourhood provider";
        ProviderCollaborative "provider-collaborative" "Provider collaborative";
        Partnership "partnership" "Partnership or alliance" or "alliance";
        Cic "community-interest-company" "Community interest company" or "cic";
        Vcfse "vcfse" "Voluntary, community, faith or social enterprise body";
        Charity "charity" "Charity";
        Hospice "hospice" "Hospice";
        UserLed "user-led-organisation" "User-led organisation";
        Independent "independent" "Independent provider" or "independent-provider";
        Ambulance "ambulance" "Ambulance service" or "ambulance-trust";
        PharmacyDentalOptometry "pharmacy/dental/optometry" "Pharmacy, dental or eye care"
            or "pharmacy-dental-optometry", "pharmacy";
        University "university/research" "University or research body"
            or "university-research", "university";
        Healthwatch "healthwatch" "Healthwatch";
        Regulator "regulator" "Regulator";
        SectorBody "sector-body" "Body that speaks for a sector";
        Other "other" "Another body";
    }
}

impl OrganisationKind {
    /// Whether such a body can hold an IHO contract.
    pub const fn may_host(self) -> bool {
        matches!(
            self,
            Self::NhsFoundationTrust
                | Self::NhsTrust
                | Self::Ambulance
                | Self::ProviderCollaborative
                | Self::Partnership
                | Self::GpFederation
                | Self::Mnp
                | Self::Cic
                | Self::Other
        )
    }

    /// Whether such a body can commission care beside an ICB.
    pub const fn may_commission(self) -> bool {
        matches!(
            self,
            Self::Icb
                | Self::NhsEngland
                | Self::NhsRegion
                | Self::GovernmentDepartment
                | Self::LocalAuthority
        )
    }
}

choice! {
    /// What became of a body or a place.
    pub enum SuccessionKind {
        Merger "merger" "Merged into";
        Split "split" "Split into";
        Rename "rename" "Renamed to";
        Abolition "abolition" "Abolished, duties passed to";
    }
}

record! {
    /// A body: a trust, an ICB, a council, a charity.
    pub struct Organisation called "the organisation" {
        /// The id, which is the name of the file.
        id: Slug = Identity "Id";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its name today.
        name: String = Identity "Name";
        /// What kind of body it is.
        kind: OrganisationKind = Identity "Kind";
        /// Its codes in the registers.
        codes: Codes = Optional "Codes";
        /// Names then and now.
        names: List<DatedName> = Optional "Names over time";
        /// Its legal form.
        legal_form: String = Optional "Legal form";
        /// Its website.
        website: WebUrl = Optional "Website";
        /// The bodies it came from.
        predecessors: List<Predecessor> = Optional "Came from";
        /// The bodies it became.
        successors: List<Successor> = Optional "Became";
        /// The first day of its existence.
        from: Date = Optional "From";
        /// The last day of its existence.
        to: Date = Optional "To";
        /// Whether it is invented for demonstration.
        illustrative: bool = Optional "Invented for demonstration";
        /// What it does, in a sentence or two.
        description: Prose = Optional "About";
    }
}

record! {
    /// Codes in the registers, each a value or a list of values with dates.
    pub struct Codes called "the codes" {
        /// In the Organisation Data Service.
        ods: OneOrMany<DatedOds> = Optional "ODS code";
        /// Of the Government Statistical Service.
        gss: OneOrMany<DatedGss> = Optional "GSS code";
        /// At the Care Quality Commission.
        cqc: OneOrMany<DatedCqc> = Optional "CQC id";
        /// At Companies House.
        company: OneOrMany<DatedCompany> = Optional "Company number";
        /// At the Charity Commission.
        charity: OneOrMany<DatedCharity> = Optional "Charity number";
    }
}

/// Declares a code with the days of its use.
macro_rules! dated_codes {
    ($($name:ident $type:ident $label:literal;)*) => {$(
        record! {
            /// A code and the days of its use.
            pub struct $name called "a code" short value {
                /// The code.
                value: $type = Required $label;
                /// The first day of its use.
                from: Date = Optional "From";
                /// The last day of its use.
                to: Date = Optional "To";
            }
        }
    )*};
}

dated_codes! {
    DatedOds OdsCode "ODS code";
    DatedGss GssCode "GSS code";
    DatedCqc CqcId "CQC id";
    DatedCompany CompanyNumber "Company number";
    DatedCharity CharityNumber "Charity number";
}

record! {
    /// A name and the days of its use.
    pub struct DatedName called "a name" short name {
        /// The name.
        name: String = Identity "Name";
        /// The first day of its use.
        from: Date = Optional "From";
        /// The last day of its use.
        to: Date = Optional "To";
    }
}

record! {
    /// A body that another came from.
    pub struct Predecessor called "a predecessor" short organisation {
        /// The body.
        organisation: OrgRef = Required "Organisation";
        /// The day of the change.
        on: Date = Optional "On";
        /// What happened.
        r#type: SuccessionKind = Optional "What happened";
    }
}

record! {
    /// A body that another became.
    pub struct Successor called "a successor" {
        /// The body.
        organisation: OrgRef = Required "Organisation";
        /// The day of the change.
        on: Date = Required "On";
        /// What happened.
        r#type: SuccessionKind = Required "What happened";
    }
}

choice! {
    /// Kinds of areas.
    pub enum PlaceKind {
        Country "country" "Country";
        NhsRegion "nhs-region" "NHS region" or "region";
        IcbArea "icb-area" "Area of an integrated care board" or "icb";
        SubIcbLocation "sub-icb-location" "Sub-ICB location";
        CombinedAuthority "combined-authority" "Combined authority area";
        County "county" "County council area";
        Unitary "unitary-authority" "Unitary council area" or "unitary";
        District "district" "District council area" or "non-metropolitan-district";
        MetropolitanDistrict "metropolitan-district" "Metropolitan council area";
        LondonBorough "london-borough" "London borough";
        LocalAuthority "local-authority" "Council area";
        Place "place" "Place";
        Locality "locality" "Locality";
        Neighbourhood "neighbourhood" "Neighbourhood";
        Ward "ward" "Ward" or "electoral-ward", "electoral-division";
        Constituency "constituency" "Parliamentary constituency" or "parliamentary-constituency";
        Msoa "msoa" "Middle layer super output area";
        Lsoa "lsoa" "Lower layer super output area";
        Other "other" "Another area";
    }
}

impl PlaceKind {
    /// Whether such an area has a council of its own.
    pub const fn is_council_area(self) -> bool {
        matches!(
            self,
            Self::County
                | Self::Unitary
                | Self::District
                | Self::MetropolitanDistrict
                | Self::LondonBorough
                | Self::LocalAuthority
        )
    }
}

record! {
    /// An area.
    pub struct Place called "the place" {
        /// The id, which is the name of the file.
        id: Slug = Identity "Id";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its name.
        name: String = Identity "Name";
        /// What kind of area it is.
        kind: PlaceKind = Identity "Kind";
        /// Its GSS code.
        code: GssCode = Optional "GSS code";
        /// The day of its boundary.
        vintage: Date = Optional "Boundary as at";
        /// The area that it lies in.
        parent: PlaceRef = Optional "Lies in";
        /// The first day of its existence.
        from: Date = Optional "From";
        /// The last day of its existence.
        to: Date = Optional "To";
        /// The areas it became.
        successors: List<PlaceSuccessor> = Optional "Became";
        /// Its boundary, as GeoJSON.
        geometry: FileName = Optional "Boundary";
        /// What there is to know, in a sentence or two.
        description: Prose = Optional "About";
    }
}

record! {
    /// An area that another became.
    pub struct PlaceSuccessor called "a successor" short place {
        /// The area.
        place: PlaceRef = Required "Place";
        /// The day of the change.
        on: Date = Optional "On";
        /// What happened.
        r#type: SuccessionKind = Optional "What happened";
    }
}

record! {
    /// A service of the catalogue.
    pub struct Service called "the service" {
        /// The id, which is the name of the file.
        id: Slug = Identity "Id";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its name in plain words.
        name: String = Identity "Name";
        /// What kind of service it is.
        category: ServiceCategory = Identity "Kind";
        /// What it does.
        description: Prose = Required "What it is";
        /// Its procurement code.
        cpv_code: CpvCode = Optional "CPV code";
    }
}

choice! {
    /// Kinds of documents.
    pub enum DocumentKind {
        Contract "contract" "Contract";
        Notice "notice" "Notice";
        BoardPaper "board-paper" "Board paper";
        BusinessCase "business-case" "Business case";
        Eia "eia" "Equality impact assessment";
        Minutes "minutes" "Minutes";
        Guidance "guidance" "Guidance";
        Evaluation "evaluation" "Evaluation";
        Statement "statement" "Statement";
    }
}

record! {
    /// A paper that is cited.
    pub struct Document called "the document" {
        /// The id, which is the name of the file.
        id: Slug = Identity "Id";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its title.
        title: String = Identity "Title";
        /// Who published it.
        publisher: OrgOrText = Required "Publisher";
        /// When.
        date: Date = Required "Date";
        /// Its version.
        version: String = Optional "Version";
        /// The language it is written in, where that is not English.
        lang: PageLanguage = Optional "Language" or "language";
        /// What kind of document it is.
        kind: DocumentKind = Identity "Kind";
        /// The file, if it lies here.
        file: FileName = Optional "File";
        /// The address, if it lies elsewhere.
        link: WebUrl = Optional "Link";
        /// Names in the properties of the file that are meant to be public.
        metadata: KeptMetadata = Optional "Names in the file";
        /// The hash of its bytes.
        sha256: Sha256 = Optional "SHA-256";
        /// Its format.
        format: String = Optional "Format";
        /// Its number of pages.
        pages: u64 = Optional "Pages";
        /// A version that everybody can read.
        accessible_version: DocRef = Optional "Accessible version";
        /// The document that it replaces.
        supersedes: DocRef = Optional "Replaces";
        /// What it says, in a sentence or two.
        summary: Prose = Optional "What it says";
    }
}

record! {
    /// Names in the properties of a file that are meant to be public.
    pub struct KeptMetadata called "the names in the file" short keep {
        /// Why they are kept.
        keep: String = Identity "Why they are kept";
    }
}

record! {
    /// A framework of assessment.
    pub struct Framework called "the framework" {
        /// The id, which is the name of the file.
        id: Slug = Identity "Id";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its title.
        title: String = Identity "Title";
        /// Its version.
        version: String = Required "Version";
        /// The paper that sets it.
        document: DocRef = Optional "Document";
        /// Its criteria.
        criteria: List<Criterion> = Required "Criteria";
    }
}

record! {
    /// One criterion of a framework.
    pub struct Criterion called "a criterion" named elsewhere {
        /// The id.
        id: Slug = Identity "Id";
        /// Its short name.
        short_name: String = Identity "Name";
        /// The group it belongs to.
        group: String = Optional "Group";
        /// What it asks.
        asks: Prose = Required "What it asks";
        /// The paper that says so.
        source: DocRef = Optional "Source";
    }
}

record! {
    /// The glossary.
    pub struct Glossary called "the glossary" {
        /// Every term.
        terms: List<Term> = Required "Terms";
    }
}

record! {
    /// A term and what it means here.
    pub struct Term called "a term" named elsewhere {
        /// The id.
        id: Slug = Identity "Id";
        /// The term.
        term: String = Identity "Term";
        /// Other words for it.
        aliases: List<String> = Optional "Also called";
        /// What it means, in plain English.
        definition: Prose = Required "Meaning";
        /// Related terms.
        see: OneOrMany<TermRef> = Optional "See also";
        /// Where this is said.
        source: DocRef = Optional "Source";
    }
}
