//! `host.yaml`: the provider that holds the contract.

use rust_decimal::Decimal;

use super::list::List;
use super::money::Money;
use super::prose::Prose;
use super::reference::OrgRef;
use super::scalar::{Date, Fy, Percent};

choice! {
    /// What kind of body holds the contract.
    pub enum HostForm {
        NhsFoundationTrust "nhs-foundation-trust" "NHS foundation trust";
        NhsTrust "nhs-trust" "NHS trust";
        ProviderCollaborative "provider-collaborative" "Lead of a provider collaborative"
            or "provider-collaborative (lead)", "provider-collaborative-lead";
        Partnership "partnership" "Lead of a partnership or alliance"
            or "alliance", "partnership/alliance-lead", "partnership/alliance lead", "partnership-lead", "alliance-lead", "partnership-alliance-lead";
        Other "other" "Another form";
    }
}

choice! {
    /// The status of the trust in the assessment as advanced foundation trust.
    pub enum AftStanding {
        None "none" "None";
        Candidate "candidate" "Candidate";
        Assessed "assessed" "Assessed";
        Authorised "authorised" "Authorised";
        Deauthorised "deauthorised" "No longer authorised";
    }
}

choice! {
    /// What kind of care a trust provides.
    pub enum ProviderType {
        Acute "acute" "Hospital care";
        Community "community" "Community care";
        MentalHealth "mental-health" "Mental health care";
        Ambulance "ambulance" "Ambulance";
        Specialist "specialist" "Specialist care";
        Integrated "integrated" "Several kinds of care";
    }
}

choice! {
    /// Ratings of the Care Quality Commission.
    pub enum CqcRating {
        Outstanding "outstanding" "Outstanding";
        Good "good" "Good";
        RequiresImprovement "requires-improvement" "Requires improvement" or "requires improvement";
        Inadequate "inadequate" "Inadequate";
    }
}

choice! {
    /// Segments of the NHS Oversight Framework; their meaning depends on the framework's year.
    pub enum OversightSegment {
        One "1" "1";
        Two "2" "2";
        Three "3" "3";
        Four "4" "4";
        Five "5" "5";
    }
}

choice! {
    /// Quarters of a financial year.
    pub enum Quarter {
        Q1 "Q1" "April to June";
        Q2 "Q2" "July to September";
        Q3 "Q3" "October to December";
        Q4 "Q4" "January to March";
    }
}

record! {
    /// The provider that holds the contract.
    pub struct Host called "the host" {
        /// The body.
        organisation: OrgRef = Required "Host provider";
        /// What kind of body it is.
        legal_form: HostForm = Required "Legal form";
        /// Its standing as advanced foundation trust.
        aft_status: DatedAftStanding = Required "Advanced foundation trust status";
        /// What kinds of care it provides.
        provider_type: List<ProviderType> = Required "Kinds of care";
        /// Its segment in the NHS Oversight Framework, with the framework's year.
        nof_segment: DatedSegment = Optional "NHS Oversight Framework segment";
        /// Its rating by the Care Quality Commission.
        cqc_rating: DatedCqcRating = Optional "Care Quality Commission rating";
        /// Its rating in the assessment of provider capability.
        provider_capability_rating: DatedRating = Optional "Provider capability rating";
        /// The share of its income that is for NHS purposes.
        nhs_income_share: YearPercent = Optional "Income for NHS purposes";
        /// Its income.
        income_total: Money = Optional "Total income";
        /// Its staff in whole-time equivalents.
        staff_wte: Decimal = Optional "Staff (whole-time equivalent)";
        /// The share of the IHO's budget that pays for its own services.
        provides_share: Percent = From(ContractAwarded) "Share of the budget it provides itself";
        /// Why this body: capability, and need.
        why_this_host: Prose = Required "Why this host";
    }
}

record! {
    /// A standing and its date.
    pub struct DatedAftStanding called "the standing" short value {
        /// The standing.
        value: AftStanding = Required "Standing" or "status";
        /// Since when.
        date: Date = Optional "Since";
    }
}

record! {
    /// A segment means nothing without the year of its framework.
    pub struct DatedSegment called "the segment" {
        /// The segment.
        value: OversightSegment = Required "Segment" or "segment";
        /// The year of the framework.
        fy: Fy = Required "Framework year";
        /// The quarter.
        quarter: Quarter = Optional "Quarter";
    }
}

record! {
    /// A rating and its date.
    pub struct DatedCqcRating called "the rating" short value {
        /// The rating.
        value: CqcRating = Required "Rating" or "rating";
        /// When it was given.
        date: Date = Optional "Date";
    }
}

record! {
    /// A rating in words and its date.
    pub struct DatedRating called "the rating" short value {
        /// The rating.
        value: String = Required "Rating" or "rating";
        /// When it was given.
        date: Date = Optional "Date";
    }
}

record! {
    /// A percentage and its financial year.
    pub struct YearPercent called "the share" short value {
        /// The percentage.
        value: Percent = Required "Share";
        /// The financial year.
        fy: Fy = Optional "Year";
    }
}
