//! `services.yaml` of an IHO: what is in scope, when, and what changes for patients.

use super::code::CpvCode;
use super::list::{List, OneOrMany};
use super::money::Money;
use super::prose::Prose;
use super::reference::{OrgRef, ProseOrDoc, ServiceRef};
use super::scalar::Date;

choice! {
    /// Whether a service belongs to the contract.
    pub enum Scope {
        InScope "in-scope" "In scope";
        Phased "phased" "Joins later";
        UnderDiscussion "under-discussion" "Under discussion";
        OutOfScope "out-of-scope" "Not in scope";
        ExcludedByLaw "excluded-by-law" "Excluded by law";
    }
}

choice! {
    /// Kinds of services.
    pub enum ServiceCategory {
        PrimaryMedical "primary-medical" "General practice";
        PharmacyOptometryDental "pharmacy-optometry-dental" "Pharmacy, eye care and dentistry";
        Community "community" "Community health";
        MentalHealth "mental-health" "Mental health";
        LearningDisability "learning-disability-autism" "Learning disability and autism";
        UrgentEmergency "urgent-emergency" "Urgent and emergency care";
        PlannedAcute "planned-acute" "Planned hospital care";
        Maternity "maternity-neonatal" "Maternity and newborn";
        Children "children" "Children";
        Diagnostics "diagnostics" "Tests and scans";
        Specialised "specialised" "Specialised services";
        ContinuingHealthcare "continuing-healthcare" "Continuing healthcare";
        EndOfLife "end-of-life" "End of life";
        Ambulance "ambulance/patient-transport" "Ambulance and patient transport"
            or "ambulance-patient-transport", "ambulance", "patient-transport";
        Prevention "prevention/public-health" "Prevention and public health"
            or "prevention-public-health", "prevention", "public-health";
        AdultSocialCare "adult-social-care" "Adult social care";
        Prescribing "prescribing" "Prescribing";
    }
}

record! {
    /// The file of services.
    pub struct Services called "the file of services" {
        /// Every service, in scope or not.
        services: List<ServiceLine> = Required "Services" worse Gone;
    }
}

record! {
    /// One service in relation to the contract.
    pub struct ServiceLine called "a service" {
        /// The service.
        service: ServiceRef = Identity "Service";
        /// Whether it belongs to the contract.
        scope: Scope = Identity "Scope";
        /// What kind of service it is.
        category: ServiceCategory = Identity "Kind";
        /// When it joins, where it joins later.
        phase: Phase = Optional "Phase";
        /// Who commissions it now.
        current_commissioner: OrgRef = Required "Now commissioned by";
        /// Who provides it now.
        current_provider: OneOrMany<OrgRef> = Required "Now provided by";
        /// Who will provide it.
        future_provider: OneOrMany<OrgRef> = Required "Will be provided by";
        /// What it costs in the baseline.
        baseline_budget: Money = Optional "Baseline budget";
        /// What changes for patients, even if it is nothing.
        what_changes_for_patients: Prose = Required "What changes for patients";
        /// Rights of choice and access.
        choice_and_access: Prose = From(ContractAwarded) "Choice and access" worse Shorter;
        /// From when it is part of the contract.
        from: Date = Optional "From" worse Later;
        /// What the place of a council's service in the contract rests on.
        legal_basis: ProseOrDoc = Optional "Legal basis";
        /// Why it is out of scope.
        reason_excluded: Prose = Optional "Why it is not in scope";
        /// Its procurement code.
        cpv_code: CpvCode = Optional "CPV code";
    }
}

record! {
    /// A phase and its first day.
    pub struct Phase called "the phase" short value {
        /// Its number.
        value: u64 = Required "Phase" or "number", "phase" worse Higher;
        /// Its first day.
        from: Date = Optional "From" worse Later;
    }
}
