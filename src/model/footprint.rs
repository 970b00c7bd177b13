//! `footprint.yaml`: the people and the area that a contract covers.

use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{OrgRef, PlaceRef};
use super::scalar::{Date, FileName, Percent};

choice! {
    /// Who is counted.
    pub enum PopulationBasis {
        Registered "registered" "People registered with a GP";
        Resident "resident" "People who live in the area";
        Hybrid "hybrid" "A mix of both";
    }
}

choice! {
    /// Everybody, or a group.
    pub enum PopulationKind {
        WholePopulation "whole-population" "Whole population";
        Segment "segment" "A specific group";
    }
}

choice! {
    /// The group that is covered.
    pub enum SegmentKind {
        OlderPeople "older-people" "Older people" or "older-people/frailty", "frailty";
        MentalHealth "mental-health" "People with mental health needs";
        Children "children" "Children";
        LongTermConditions "ltc" "People with long-term conditions";
        Other "other" "Another group";
    }
}

choice! {
    /// How much of an area is covered.
    pub enum Coverage {
        Whole "whole" "The whole area";
        Part "part" "Part of the area";
    }
}

choice! {
    /// What happened to an area or a code.
    pub enum LineageKind {
        Merger "merger" "Merged";
        Split "split" "Split";
        Acquisition "acquisition" "Acquired";
    }
}

record! {
    /// The people and the area that a contract covers.
    pub struct Footprint called "the footprint" generated find_my "Am I covered?" {
        /// Who is counted: people registered with GPs, or people living here.
        population_basis: CountedPeople = Required "Who is counted";
        /// For a mix: who counts, who does not, and what happens at the border.
        rule: Prose = Optional "Counting rule";
        /// Everybody, or a group.
        population_kind: PopulationKind = Required "Population";
        /// The group, where it is not everybody.
        segment: Segment = Optional "Group covered";
        /// People on the lists of GPs.
        registered_population: u64 = Optional "Registered population";
        /// People who live in the area.
        resident_population: u64 = Optional "Resident population";
        /// People counted with need weights.
        weighted_population: u64 = Optional "Weighted population";
        /// Ages, as a file.
        age_profile: FileName = Optional "Ages";
        /// Deprivation, as a file.
        deprivation: FileName = Optional "Deprivation";
        /// Ethnicity, as a file.
        ethnicity: FileName = Optional "Ethnicity";
        /// The ICBs whose people are covered, each with its share.
        icbs: List<IcbShare> = Required "Integrated care boards";
        /// The places covered.
        places: List<PlaceRef> = Required "Places" worse Gone;
        /// The neighbourhoods covered.
        neighbourhoods: List<PlaceRef> = Required "Neighbourhoods" worse Gone;
        /// The councils whose area is covered.
        local_authorities: List<CouncilArea> = Required "Council areas" worse Gone;
        /// The primary care networks covered.
        pcns: List<OrgRef> = Optional "Primary care networks" worse Gone;
        /// The number of GP practices.
        practices_count: u64 = Optional "GP practices";
        /// The GP practices whose patients are counted, as a file with the header row `ods,name,postcode,people`.
        practices: FileName = Optional "List of GP practices";
        /// The postcodes of the homes that are counted, as a file with the header row `postcode,area`.
        postcodes: FileName = Optional "List of postcodes";
        /// The boundary, as GeoJSON.
        geometry: FileName = Required "Boundary";
        /// The small areas or lists that the footprint is made of.
        built_from: OneOrMany<BuiltFrom> = Required "Built from";
        /// The day of the boundaries.
        boundary_vintage: Date = Required "Boundaries as at";
        /// What happened to the codes of the area.
        lineage: List<LineageEvent> = Optional "Changes of boundary";
        /// People and care across the border.
        cross_border: Prose = Optional "Across the border";
    }
}

record! {
    /// Who is counted, and by which rule.
    pub struct CountedPeople called "who is counted" short value {
        /// Who is counted.
        value: PopulationBasis = Required "Who is counted" or "basis", "kind";
        /// Who counts, who does not, and what happens at the border.
        rule: Prose = Optional "Counting rule";
    }
}

record! {
    /// The group of people that is covered.
    pub struct Segment called "the group covered" {
        /// Which group.
        kind: SegmentKind = Required "Group";
        /// Who belongs to it.
        inclusion_rule: Prose = Required "Who belongs to it";
        /// Its share of the population of the area.
        share_of_population: Percent = Required "Share of the population";
    }
}

record! {
    /// An ICB and the share of its people.
    pub struct IcbShare called "an ICB of the footprint" short organisation {
        /// The ICB.
        organisation: OrgRef = Required "Integrated care board";
        /// The share of the contract's population that it is responsible for.
        share: Percent = Optional "Share of the population" or "share_of_population", "population_share";
    }
}

record! {
    /// A council area and how much of it is covered.
    pub struct CouncilArea called "a council area" short place {
        /// The area.
        place: PlaceRef = Required "Council area";
        /// How much of it.
        coverage: Coverage = Required "Coverage";
    }
}

record! {
    /// The small areas or lists that a footprint is made of.
    pub struct BuiltFrom called "what the footprint is built from" short codes {
        /// The kind of code, such as LSOA21.
        r#type: String = Required "Kind of code";
        /// The codes themselves.
        codes: OneOrMany<String> = Optional "Codes";
        /// A file with the codes.
        file: FileName = Optional "File of codes";
        /// The year or day of the codes.
        vintage: String = Optional "As at";
    }
}

record! {
    /// What happened to a code.
    pub struct LineageEvent called "a change of boundary" {
        /// The code.
        code: String = Required "Code";
        /// The first day of its use.
        from: Date = Optional "From";
        /// The last day of its use.
        to: Date = Optional "To";
        /// The code that came after it.
        successor: String = Optional "Successor";
        /// What happened.
        r#type: LineageKind = Required "What happened";
    }
}
