//! `commissioner.yaml`: the body that awards the contract, and what it keeps and hands over.

use super::iho::CriterionResult;
use super::list::List;
use super::prose::Prose;
use super::reference::{DocRef, MetricRef, OrgRef};
use super::scalar::Date;

choice! {
    /// What a delegation rests on.
    pub enum DelegationBasis {
        S65z5 "s65Z5" "Section 65Z5" or "s65z5", "s65Z5 NHS Act 2006";
        Contract "contract" "The contract";
        None "none" "None";
    }
}

record! {
    /// The body that awards the contract.
    pub struct Commissioner called "the commissioner" {
        /// The ICB that leads.
        lead_icb: LeadIcb = Required "Lead integrated care board";
        /// The bodies that came before the lead ICB.
        predecessors: List<OrgRef> = Optional "Predecessors";
        /// The body expected to come after it.
        successor_expected: OrgRef = Optional "Expected successor";
        /// Other bodies whose money or duties take part.
        other_commissioners: List<OtherCommissioner> = Optional "Other commissioners";
        /// What stays with the ICB.
        retained_functions: List<RetainedFunction> = Required "What the ICB keeps" worse Gone;
        /// What is handed over.
        delegated_functions: List<DelegatedFunction> = From(ContractAwarded) "What is delegated";
        /// How the ICB holds the host to account.
        assurance_of_host: Assurance = From(ContractAwarded) "How the host is held to account";
        /// How ready the ICB itself is.
        icb_readiness: List<CriterionResult> = Optional "Readiness of the ICB";
    }
}

record! {
    /// The ICB that leads, and what becomes of it.
    pub struct LeadIcb called "the lead ICB" short organisation {
        /// The ICB.
        organisation: OrgRef = Required "Lead integrated care board";
        /// The bodies that came before it.
        predecessors: List<OrgRef> = Optional "Predecessors";
        /// The body expected to come after it.
        successor_expected: OrgRef = Optional "Expected successor";
    }
}

record! {
    /// Another body that commissions.
    pub struct OtherCommissioner called "another commissioner" short organisation {
        /// The body.
        organisation: OrgRef = Required "Organisation";
        /// What it does here.
        role: String = Required "Role";
    }
}

record! {
    /// Something that stays with the ICB.
    pub struct RetainedFunction called "a function that is kept" {
        /// What.
        function: String = Required "Function";
        /// What this rests on.
        legal_basis: String = Required "Legal basis";
    }
}

record! {
    /// Something that is handed over.
    pub struct DelegatedFunction called "a function that is handed over" {
        /// What.
        function: String = Required "Function";
        /// To whom.
        delegated_to: OrgRef = Required "Handed to";
        /// What this rests on.
        basis: DelegationBasis = Required "Basis";
        /// From when.
        from: Date = Optional "From";
        /// Whether it can be taken back.
        revocable: bool = Optional "Can be taken back" worse No;
        /// The paper that says so.
        document: DocRef = Optional "Document";
    }
}

record! {
    /// How the ICB holds the host to account.
    pub struct Assurance called "the assurance of the host" short text {
        /// How.
        text: Prose = Required "How" worse Shorter;
        /// The measures used.
        metrics: List<MetricRef> = Optional "Measures used" worse Gone;
    }
}
