//! How one entity can stand to another, in words for both sides.

macro_rules! relations {
    ($($variant:ident $forward:literal $backward:literal;)*) => {
        /// A relation from the entity that names to the one that is named.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Relation {
            $(#[doc = $forward] $variant,)*
        }

        impl Relation {
            /// What to call it on the page of the entity that names.
            pub const fn forward(self) -> &'static str {
                match self { $(Self::$variant => $forward,)* }
            }

            /// What to call it on the page of the entity that is named.
            pub const fn backward(self) -> &'static str {
                match self { $(Self::$variant => $backward,)* }
            }
        }
    };
}

relations! {
    Host "Hosted by" "Hosts";
    LeadCommissioner "Commissioned by" "Lead commissioner of";
    OtherCommissioner "Also commissioned by" "Also commissions";
    ResponsibleIcb "Covers people in the area of" "People in its area are covered by";
    DelegatedTo "Functions delegated to" "Carries out functions for";
    SubContract "Sub-contracts" "Sub-contracts to";
    AllianceMember "Alliance members" "Alliance member of";
    JointCommittee "Joint committee with" "Sits on a joint committee of";
    Delegation "Delegation with" "Delegation in";
    S75PooledBudget "Pools a budget with (section 75)" "Pools a budget with (section 75)";
    SnpContract "Single neighbourhood providers" "Single neighbourhood provider in";
    MnpContract "Multi-neighbourhood providers" "Multi-neighbourhood provider in";
    GpContract "Works with holders of national GP contracts" "Holds a national GP contract in";
    Mou "Memorandum of understanding with" "Memorandum of understanding with";
    DataSharing "Shares data with" "Shares data with";
    EngagedOnly "Consults" "Consulted by";
    PrimaryCareNetwork "Primary care networks" "Its patients are covered by";
    CoversPlace "Covers" "Covered by";
    CoversCouncilArea "Covers the council area of" "Council area covered by";
    CoversNeighbourhood "Covers the neighbourhoods" "Neighbourhood covered by";
    InScope "Services in scope" "In scope of";
    Phased "Services that join later" "Joins later in";
    UnderDiscussion "Services under discussion" "Under discussion for";
    OutOfScope "Services not in scope" "Not in scope of";
    ExcludedByLaw "Services excluded by law" "Excluded by law from";
    ProvidedNow "Now provided by" "Now provides";
    ToBeProvided "Will be provided by" "Will provide";
    CommissionedNow "Now commissioned by" "Now commissions";
    PartnerProvides "Provides under contract" "Provided under contract by";
    LiesIn "Lies in" "Contains";
    CameFrom "Came from" "Became";
    Became "Became" "Came from";
    ExpectedSuccessor "Expected successor" "Expected to follow";
    PublishedBy "Published by" "Published";
    Replaces "Replaces" "Replaced by";
    ReplacedBy "Replaced by" "Replaces";
    AccessibleVersion "Accessible version" "Accessible version of";
    MeasuredBy "Measured by" "Measures";
    AssessedBy "Assessed against" "Used in the assessment of";
    DecidedBy "Decisions taken by" "Decided on";
    SeeAlso "See also" "See also";
    Cites "Sources" "Cited by";
    Names "Also names" "Also named by";
    MentionedIn "Mentions" "Mentioned in";
}
