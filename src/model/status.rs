//! The ladder of statuses that a blueprint climbs, and what it makes of the contract: the tense of every sentence on it.

use super::scalar::Date;

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

/// How a contract stands on a day, so that nothing is said to be in force that is only proposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContractStanding {
    /// It has not been awarded.
    Proposed,
    /// It has been awarded, and starts on a day to come, where that is published.
    Awarded(Option<Date>),
    /// It has been awarded, and has started.
    InForce,
    /// It has ended.
    Ended,
    /// It was never awarded, and will not be.
    GivenUp,
}

impl ContractStanding {
    /// A verb in the right tense. Of "hold", "holds" and "held": "would hold", "will hold", "holds", "held" or "would have held".
    pub fn verb(self, [plain, now, past]: [&str; 3]) -> String {
        match self {
            Self::Proposed => format!("would {plain}"),
            Self::Awarded(_) => format!("will {plain}"),
            Self::InForce => now.to_owned(),
            Self::Ended => past.to_owned(),
            Self::GivenUp => {
                let participle = match past {
                    "was" | "were" => "been",
                    "ran" => "run",
                    past => past,
                };
                format!("would have {participle}")
            }
        }
    }
}
