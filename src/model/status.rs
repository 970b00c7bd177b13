//! The ladder of statuses that a blueprint climbs.

choice! {
    /// How far an arrangement has come, in order; the last five are ways in which it can end.
    pub enum Status {
        Exploring "exploring" "Exploring";
        ExpressionOfInterest "expression-of-interest" "Expression of interest";
        AftCandidate "aft-candidate" "Candidate for advanced foundation trust";
        AftAssessment "aft-assessment" "Assessment as advanced foundation trust";
        AftAuthorised "aft-authorised" "Authorised as advanced foundation trust";
        IhoAssessment "iho-assessment" "Assessment for the IHO contract";
        IhoDesignated "iho-designated" "Designated for the IHO contract";
        ContractDesign "contract-design" "Contract in design";
        ContractProcurement "contract-procurement" "Contract in procurement";
        ContractAwarded "contract-awarded" "Contract awarded";
        ShadowRunning "shadow-running" "Shadow running";
        Live "live" "Live";
        UnderReview "under-review" "Under review";
        Expired "expired" "Expired";
        Terminated "terminated" "Terminated";
        Withdrawn "withdrawn" "Withdrawn";
        NotDesignated "not-designated" "Not designated";
    }
}

impl Status {
    /// Whether fields that are required from another status on are required at this one.
    ///
    /// An arrangement that ended keeps the duties of the contract it had; one that was never
    /// designated, or withdrew, has no more duties than at the start of its assessment.
    pub fn has_reached(self, other: Self) -> bool {
        let standing = match self {
            Self::Withdrawn | Self::NotDesignated => Self::AftCandidate,
            Self::UnderReview | Self::Expired | Self::Terminated => Self::Live,
            climbing => climbing,
        };
        standing >= other
    }

    /// The steps that lead to a running contract, in order.
    pub fn ladder() -> &'static [Self] {
        let live = Self::ALL.iter().position(|status| *status == Self::Live);
        &Self::ALL[..=live.expect("the ladder leads to a live contract")]
    }
}
