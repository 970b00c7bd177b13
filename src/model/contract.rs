//! `contract.yaml`: what is bought, for how long, for how much, how it was let and how it can end.

use super::code::{CpvCode, NoticeId, Ocid};
use super::decode::{Decoder, FieldType};
use super::list::{List, OneOrMany};
use super::money::{Money, MoneyBasis, MoneyKind};
use super::prose::Prose;
use super::reference::ProseOrDoc;
use super::reference::{DocRef, MetricRef, OrgOrText, OrgRef};
use super::reflect::ValueRef;
use super::scalar::{Date, Fy, Pence, Percent, Pounds, SignedPercent, WebUrl};
use super::schema::Schema;
use super::yaml::Node;
use rust_decimal::Decimal;

choice! {
    /// Kinds of contract.
    pub enum ContractType {
        Iho "iho" "Integrated health organisation contract";
        LeadProvider "lead-provider" "Lead provider contract";
        Alliance "alliance" "Alliance contract";
        IcpLegacy "icp-legacy" "Integrated care provider contract (2019 form)";
        Variation "nhs-standard-contract-variation" "Variation of an NHS Standard Contract";
    }
}

choice! {
    /// How the budget is made.
    pub enum BudgetMethod {
        CapitatedWhole "capitated-whole" "An amount per person, for all care in scope";
        CapitatedSegment "capitated-segment" "An amount per person, for a specific group";
        Blended "blended" "Partly per person, partly by activity";
        Shadow "shadow" "Shadow budget: counted, not paid";
    }
}

choice! {
    /// Where money in the budget comes from.
    pub enum AllocationSource {
        IcbCore "icb-core" "ICB core allocation" or "icb core", "core";
        PrimaryCare "delegated-primary-care" "Delegated primary care" or "primary-care";
        Specialised "specialised" "Specialised commissioning";
        BetterCareFund "bcf" "Better Care Fund" or "better-care-fund";
        PublicHealthGrant "public-health-grant" "Public health grant" or "public health grant";
        AdultSocialCare "adult-social-care" "Adult social care";
        Other "other" "Other money";
    }
}

choice! {
    /// How the host is paid.
    pub enum PaymentModel {
        Uec "uec-payment-model" "Urgent and emergency care payment model";
        Blended "blended" "Blended payment";
        Api "api-fixed-variable" "Aligned payment and incentive: fixed and variable part" or "api";
        Block "block" "Block contract";
        YearOfCare "year-of-care" "Year-of-care payment";
        OutcomeLinked "outcome-linked" "Payment linked to outcomes";
        SharedSavings "shared-savings" "Shared savings";
        ThreePart "three-part" "Three-part payment: capacity, volume, outcome"
            or "uec-three-part", "3-part";
        Capitation "capitation" "Amount per person" or "iho-capitation", "capitated";
    }
}

choice! {
    /// Ways in which a health contract can be let.
    pub enum ProcurementRoute {
        DirectAwardA "direct-award-a" "Direct award process A";
        DirectAwardB "direct-award-b" "Direct award process B";
        DirectAwardC "direct-award-c" "Direct award process C";
        MostSuitable "most-suitable-provider" "Most suitable provider process" or "most-suitable";
        Competitive "competitive" "Competitive process";
        Framework "framework" "Call-off from a framework";
        Delegation "s75/delegation" "Section 75 arrangement or delegation"
            or "s75-delegation", "s75", "delegation";
        NotPsr "not-psr" "Outside the Provider Selection Regime";
    }
}

impl ProcurementRoute {
    /// Whether the regulations ask for the nine items of their Schedule 3 in the notice of award.
    pub const fn needs_award_notice(self) -> bool {
        matches!(self, Self::DirectAwardC | Self::MostSuitable | Self::Competitive)
    }
}

choice! {
    /// Kinds of public notices.
    pub enum NoticeKind {
        IntentionToAward "intention-to-award" "Intention to award";
        IntendedApproach "intended-approach" "Intended approach";
        Award "award" "Award";
        Modification "modification" "Modification";
        Urgent "urgent" "Urgent award or modification";
        Abandonment "abandonment" "Abandonment";
    }
}

record! {
    /// What is bought, for how long and for how much.
    pub struct Contract called "the contract" {
        /// What kind of contract it is.
        r#type: ContractType = Required "Kind of contract";
        /// The model contract that it uses.
        form: DocRef = Optional "Model contract";
        /// The first day.
        term_start: Date = From(ContractAwarded) "First day" worse Later;
        /// The last day.
        term_end: Date = From(ContractAwarded) "Last day";
        /// The years from the first to the last day, without extensions.
        term_years: Decimal = Optional "Length in years";
        /// Ways in which it can be made longer.
        extension_options: List<ExtensionOption> = From(ContractAwarded) "Extensions";
        /// About what it is worth over its whole life.
        lifetime_value: Money = From(ContractProcurement) "Value over its life";
        /// What it is worth each year.
        annual_value: List<AnnualValue> = From(ContractProcurement) "Value by year";
        /// The budget for the care of the population.
        budget: Budget = From(ContractAwarded) "Budget";
        /// How the host is paid.
        payment: Payment = From(ContractAwarded) "Payment";
        /// Reasons for which it can end early.
        break_clauses: List<BreakClause> = From(ContractAwarded) "Break clauses" worse Gone;
        /// When and how the commissioner can take over to keep care safe.
        step_in_rights: ProseOrDoc = From(ContractAwarded) "Step-in rights" worse Shorter;
        /// What happens to care when it ends.
        exit_plan: ProseOrDoc = From(ContractAwarded) "What happens when it ends" worse Shorter;
        /// Every change since it was signed.
        variation_log: List<Variation> = From(Live) "Changes to the contract";
        /// How the contract was awarded.
        procurement: Procurement = From(ContractProcurement) "How the contract was awarded";
        /// How the contract itself was assured.
        assurance: List<ContractAssurance> = Optional "Assurance of the contract" worse Gone;
        /// The contract as published, with what was blacked out.
        published_contract: PublishedContract = From(Live) "The contract itself";
    }
}

record! {
    /// A way in which a contract can be made longer.
    pub struct ExtensionOption called "an extension" short years {
        /// By how many years.
        years: Decimal = Required "Years";
        /// Who decides.
        who_decides: OrgOrText = Required "Who decides" or "who", "decided_by";
        /// What has to be shown first.
        test: Prose = Required "Test" worse Shorter;
    }
}

record! {
    /// The value of one year.
    pub struct AnnualValue called "the value of a year" {
        /// The year.
        fy: Fy = Identity "Year";
        /// The sum in whole pounds.
        value: Pounds = Required "Value" or "amount";
        /// The prices it is in: `nominal`, or a financial year.
        price_base: String = Optional "Prices";
        /// Budget, forecast or actual.
        kind: MoneyKind = Optional "Kind of figure";
    }
}

record! {
    /// The budget for the care of the population.
    pub struct Budget called "the budget" {
        /// How it is made.
        method: BudgetMethod = Required "Method";
        /// Its year.
        fy: Fy = Required "Year";
        /// Pounds and pence per person, weighted for need.
        per_head: PerHead = From(ContractAwarded) "Per person, weighted for need";
        /// The whole sum.
        total: Money = From(ContractAwarded) "Total";
        /// The prices it is in: `nominal`, or a financial year.
        price_base: String = Optional "Prices";
        /// Where the money comes from.
        allocation_sources: List<Allocation> = From(ContractAwarded) "Where the money comes from";
        /// How need beyond the control of the provider is allowed for.
        risk_adjustment: RiskAdjustment = From(ContractAwarded) "Adjustment for need";
        /// What the budget does not pay for.
        excluded_costs: List<ExcludedCost> = From(ContractAwarded) "Costs left out";
    }
}

record! {
    /// Pounds and pence per person, weighted for need, and what they mean.
    pub struct PerHead called "the amount per person, weighted for need" short value {
        /// The sum in pounds, with pence where there are any.
        value: Pence = Required "Per person, weighted for need";
        /// Per year, or for the whole term.
        basis: MoneyBasis = Optional "Basis";
        /// The prices it is in: `nominal`, or a financial year.
        price_base: String = Optional "Prices";
        /// Budget, forecast or actual.
        kind: MoneyKind = Optional "Kind of figure";
    }
}

/// Where money comes from: one of the usual words, or words of one's own.
#[derive(Clone, PartialEq, Debug)]
pub enum AllocationName {
    /// One of the usual sources.
    Known(AllocationSource),
    /// Another, in words.
    Words(String),
}

impl AllocationName {
    /// The name in words.
    pub fn words(&self) -> &str {
        match self {
            Self::Known(source) => source.label(),
            Self::Words(words) => words,
        }
    }
}

impl FieldType for AllocationName {
    fn expected() -> String {
        format!("{}, or a name in words", AllocationSource::expected())
    }

    fn schema() -> Schema {
        Schema::Text { words: Self::expected() }
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let typed = String::decode(node, decoder)?;
        let lower = typed.to_lowercase();
        let known = AllocationSource::ALL
            .iter()
            .find(|source| source.id() == lower || source.label().to_lowercase() == lower);
        let near = match lower.as_str() {
            "icb core" => Some(AllocationSource::IcbCore),
            "better-care-fund" => Some(AllocationSource::BetterCareFund),
            _ => None,
        };
        Some(known.copied().or(near).map_or(Self::Words(typed), Self::Known))
    }

    fn shown(&self) -> ValueRef<'_> {
        match self {
            Self::Known(source) => source.shown(),
            Self::Words(words) => words.shown(),
        }
    }
}

record! {
    /// Money of one source.
    pub struct Allocation called "a source of money" {
        /// Where it comes from, as one of the usual words or in words of one's own.
        source: AllocationName = Required "Source";
        /// The sum in whole pounds.
        amount: Money = Required "Sum";
        /// By how much it grows a year.
        growth: SignedPercent = Optional "Growth a year";
        /// The body that passes it on.
        body: OrgRef = Optional "Body";
    }
}

record! {
    /// How need is allowed for.
    pub struct RiskAdjustment called "the adjustment for need" short text {
        /// How.
        text: Prose = Required "How";
        /// The method.
        method: DocRef = Optional "Method";
    }
}

record! {
    /// A cost that the budget does not cover.
    pub struct ExcludedCost called "a cost left out" short cost {
        /// What.
        cost: String = Required "Cost";
        /// Why, and who pays.
        why: Prose = Optional "Why, and who pays";
    }
}

record! {
    /// How the host is paid.
    pub struct Payment called "the payment" {
        /// The way of paying.
        model: PaymentModel = Required "Payment model";
        /// What it grew from.
        lineage: List<PaymentStep> = Optional "How payment has changed";
        /// The share of the pay that depends on outcomes.
        outcome_share: OutcomeShare = From(ContractAwarded) "Share that depends on outcomes";
    }
}

record! {
    /// A way of paying and the days of its use.
    pub struct PaymentStep called "a step of the payment" short model {
        /// The way of paying.
        model: PaymentModel = Required "Payment model";
        /// The first day.
        from: Date = Optional "From";
        /// The last day.
        to: Date = Optional "To";
    }
}

record! {
    /// The share of the pay that depends on outcomes, and the measures.
    pub struct OutcomeShare called "the share for outcomes" short value {
        /// The share.
        value: Percent = Required "Share" worse Lower;
        /// The measures.
        metrics: List<MetricRef> = Optional "Measures" worse Gone;
    }
}

record! {
    /// A reason for which the contract can end early.
    pub struct BreakClause called "a break clause" short trigger {
        /// What has to happen.
        trigger: Prose = Required "When" worse Shorter;
        /// How many months before.
        notice_months: u64 = Required "Months of notice" worse Lower;
        /// Who may use it.
        who: OrgOrText = Required "Who may use it" worse Changed;
    }
}

record! {
    /// A change to the contract.
    pub struct Variation called "a change to the contract" {
        /// When.
        date: Date = Identity "Date";
        /// Which clause.
        clause: String = Required "Clause";
        /// What changed.
        what: Prose = Required "What changed";
        /// By how much the value changed.
        value_change: Money = Required "Change of value";
        /// The public notice.
        notice: NoticeId = Optional "Notice";
    }
}

record! {
    /// How the contract was let, with the nine items that Schedule 3 of the regulations asks for.
    pub struct Procurement called "how it was let" {
        /// The way in which it was let.
        route: ProcurementRoute = Required "Route";
        /// The public notices.
        notices: List<Notice> = From(ContractProcurement) "Public notices";
        /// The title of the contract in the notice.
        title: String = Optional "Title in the notice";
        /// The reference of the contract.
        reference: String = Optional "Reference";
        /// Who was awarded it.
        provider: OrgOrText = Optional "Awarded to";
        /// The address of that body.
        provider_address: String = Optional "Address";
        /// What is bought.
        service_description: Prose = Optional "What is bought";
        /// The procurement codes.
        cpv_codes: OneOrMany<CpvCode> = Optional "CPV codes";
        /// About what it is worth over its whole life.
        lifetime_value: Money = Optional "Value over its life";
        /// Who decided.
        decision_makers: OneOrMany<OrgOrText> = Optional "Who decided";
        /// Why, by each of the key criteria.
        reasons: OneOrMany<AwardReason> = Optional "Reasons for the award, by criterion";
        /// Conflicts of interest that were declared.
        conflicts_declared: Prose = Optional "Conflicts declared";
        /// How they were handled.
        conflicts_managed: Prose = Optional "How they were handled";
        /// Challenges in the standstill.
        representations: Representations = Optional "Challenges in the standstill";
    }
}

record! {
    /// A public notice.
    pub struct Notice called "a notice" {
        /// What kind.
        kind: NoticeKind = Required "Kind";
        /// When.
        date: Date = Required "Date";
        /// Its number in Find a Tender.
        id: NoticeId = Optional "Notice";
        /// The id of the procurement.
        ocid: Ocid = Optional "OCID";
        /// Its address.
        link: WebUrl = Optional "Link";
    }
}

record! {
    /// Why the award was made, by one criterion.
    pub struct AwardReason called "a reason for the award" short reason {
        /// The key criterion.
        criterion: String = Optional "Criterion";
        /// Why.
        reason: Prose = Required "Why";
    }
}

record! {
    /// Challenges in the standstill.
    pub struct Representations called "the challenges" short count {
        /// How many.
        count: u64 = Required "How many";
        /// What came of them.
        outcome: Prose = Optional "What came of them";
        /// What the independent panel advised.
        panel_advice: ProseOrDoc = Optional "Advice of the panel";
    }
}

record! {
    /// A check of the contract itself.
    pub struct ContractAssurance called "a check of the contract" short name {
        /// What was checked.
        name: String = Required "Check";
        /// When.
        date: Date = Optional "Date";
        /// By whom.
        by: OrgOrText = Optional "By";
        /// What came of it.
        outcome: Prose = Optional "Outcome";
        /// The paper that says so.
        document: DocRef = Optional "Document";
    }
}

record! {
    /// The contract as published.
    pub struct PublishedContract called "the published contract" short document {
        /// The document.
        document: DocRef = Required "Document";
        /// What was blacked out, and why.
        redactions: List<Redaction> = Optional "Blacked out" worse More;
    }
}

record! {
    /// Something that was blacked out.
    pub struct Redaction called "something blacked out" short clause {
        /// Which clause, or what.
        clause: String = Required "Clause" or "what", "text";
        /// The exemption that it rests on.
        exemption: super::field::Exemption = Optional "Exemption";
        /// Why.
        reason: Prose = Optional "Why" or "why";
    }
}
