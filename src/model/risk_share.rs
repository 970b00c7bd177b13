//! `risk-share.yaml`: who gains and who pays when spending differs from the budget.

use super::decode::{Decoder, FieldType};
use super::figures;
use super::list::{List, OneOrMany};
use super::money::Money;
use super::prose::Prose;
use super::reference::OrgOrText;
use super::reference::{DocRef, MetricRef, OrgRef};
use super::reflect::ValueRef;
use super::scalar::{Fy, Percent, SignedPercent};
use super::schema::Schema;
use super::yaml::Node;
use rust_decimal::Decimal;

choice! {
    /// Kinds of sharing.
    pub enum RiskModel {
        None "none" "No sharing";
        UpsideOnly "upside-only" "Savings only";
        TwoSided "two-sided" "Savings and losses";
        FullCapitation "full-capitation-risk" "The host carries all";
        Phased "phased" "In phases";
    }
}

choice! {
    /// Who can get a part of the savings.
    pub enum Recipient {
        Host "host" "The host";
        Partners "partners" "Partners";
        Icb "icb" "The integrated care board";
        LocalAuthority "la" "Councils" or "local-authority", "council", "councils";
        Vcfse "vcfse" "The voluntary sector";
        Reserve "reserve" "A reserve";
        PreventionFund "prevention-fund" "A fund for prevention" or "prevention fund", "prevention";
        Other "other" "Others";
    }
}

choice! {
    /// What spending is compared with.
    pub enum BaselineKind {
        ContractBudget "contract-budget" "The budget of the contract" or "contract budget";
        Benchmark "benchmark" "A benchmark";
        Control "control" "A comparison group" or "control-group";
    }
}

choice! {
    /// How a value has to stand to a threshold.
    pub enum Comparison {
        AtLeast "at-least" "at least" or ">=", "min";
        AtMost "at-most" "at most" or "<=", "max";
    }
}

record! {
    /// Who gains and who pays.
    pub struct RiskShare called "the risk share" {
        /// What kind of sharing it is.
        model: RiskModel = Required "Kind of sharing";
        /// What spending is compared with.
        baseline: Baseline = From(ContractAwarded) "What spending is compared with" worse Changed;
        /// Who shares how much, by band of over- or underspend.
        corridors: List<Corridor> = From(ContractAwarded) "Who shares how much" worse Changed;
        /// The most that can be lost.
        cap_loss: Cap = From(ContractAwarded) "Most that can be lost" worse Higher;
        /// The most that can be gained.
        cap_gain: Cap = From(ContractAwarded) "Most that can be gained" worse Changed;
        /// Savings below this share of the budget are not shared.
        minimum_savings_rate: Percent = Optional "Least saving that is shared" worse Higher;
        /// Who gets savings, and what for.
        savings_distribution: List<SavingsPart> = From(ContractAwarded) "Who gets savings" worse Unless("recipient", "host", &Gone);
        /// Where savings have to be spent.
        reinvestment_rule: Prose = From(ContractAwarded) "Where savings are spent" worse Shorter;
        /// Who pays first.
        loss_funding: Prose = From(ContractAwarded) "How losses are paid" worse Shorter;
        /// What has to be met before any gain is paid.
        quality_gate: List<QualityGate> = From(ContractAwarded) "Before any gain is paid" worse Gone;
        /// What the parties can't control.
        uncontrollable_factors: List<UncontrollableFactor> = From(ContractAwarded) "Factors outside the contract" worse Gone;
        /// How small partners are protected.
        small_partner_protection: Prose = From(ContractAwarded) "Protection of small partners" worse Shorter;
        /// Outcomes to work out besides the standard ones.
        worked_examples: List<WorkedExample> = Optional "Worked examples";
        /// What was paid, year by year.
        settlements: List<Settlement> = Optional "What was paid";
    }
}

record! {
    /// What spending is compared with.
    pub struct Baseline called "the baseline" short text {
        /// The kind of comparison.
        kind: BaselineKind = Optional "Compared with" or "compared_with" worse Changed;
        /// How, in words.
        text: Prose = Optional "In words";
        /// The method.
        method: Prose = Optional "Method";
        /// The years it is made of.
        years: OneOrMany<Fy> = Optional "Years" worse Changed;
        /// How it is carried forward.
        trend: Prose = Optional "Trend" or "growth";
        /// The paper that sets it.
        document: DocRef = Optional "Document" worse Changed;
    }
}

record! {
    /// A band of over- (+) or underspend (−) in per cent of the budget, and the share of each party in it.
    pub struct Corridor called "a corridor" {
        /// Where the band begins.
        from: SignedPercent = Identity "From" or "from_pct" worse Changed;
        /// Where it ends.
        to: SignedPercent = Identity "To" or "to_pct" worse Changed;
        /// The share of the host.
        host: Percent = Required "Host" or "host_share" worse Changed;
        /// The share of the ICB.
        icb: Percent = Required "ICB" or "icb_share" worse Band;
        /// The share of the partners.
        partners: Percent = Required "Partners" or "partners_share" worse Band;
        /// Why, in a sentence.
        note: String = Optional "Note";
    }
}

impl Corridor {
    /// "-5% to 0%: host 50%, ICB 50%, partners 0%".
    pub fn in_words(&self) -> String {
        let edge = |edge: Option<&SignedPercent>| {
            edge.map_or_else(|| "?".to_owned(), |edge| figures::percent(edge.0))
        };
        let share = |share: Option<&Percent>| {
            share.map_or_else(|| "not published".to_owned(), |share| figures::percent(share.0))
        };
        format!(
            "{} to {}: host {}, ICB {}, partners {}",
            edge(self.from.known()),
            edge(self.to.known()),
            share(self.host.known()),
            share(self.icb.known()),
            share(self.partners.known())
        )
    }
}

record! {
    /// The most that can be gained or lost.
    pub struct Cap called "a cap" short pct {
        /// In per cent of the budget.
        pct: Percent = Required "Per cent of the budget" or "pct_of_budget", "percent", "value";
        /// In whole pounds.
        money: Money = Optional "Pounds" or "pounds";
    }
}

record! {
    /// A part of the savings.
    pub struct SavingsPart called "a part of the savings" {
        /// Who gets it.
        recipient: Recipient = Identity "Who";
        /// The body, where it is one.
        organisation: OrgRef = Optional "Body";
        /// The part.
        pct: Percent = Required "Part" or "share", "percent" worse Unless("recipient", "host", &Lower);
        /// What for.
        purpose: String = Optional "What for";
    }
}

record! {
    /// A standard that has to be met before any gain is paid.
    pub struct QualityGate called "a quality gate" {
        /// The measure.
        metric: MetricRef = Identity "Measure" worse Replaced;
        /// The threshold.
        threshold: Decimal = Required "Threshold" worse Gate;
        /// Whether the value has to be at least or at most that; without it, as the measure says.
        must_be: Comparison = Optional "The value has to be" worse Changed;
        /// What follows if it is missed.
        consequence: String = Optional "If it is missed" worse Shorter;
    }
}

record! {
    /// Something that the parties can't control.
    pub struct UncontrollableFactor called "a factor" short factor {
        /// What.
        factor: String = Required "Factor";
        /// How it is handled.
        treatment: Prose = Optional "How it is handled";
    }
}

record! {
    /// An outcome to work out.
    pub struct WorkedExample called "a worked example" short variance {
        /// Over- (+) or underspend (−) in per cent of the budget.
        variance: SignedPercent = Required "Over or under the budget";
        /// What it shows.
        note: Prose = Optional "What it shows";
    }
}

record! {
    /// What was paid for one year.
    pub struct Settlement called "a settlement" {
        /// The year.
        fy: Fy = Identity "Year";
        /// The budget.
        budget: Money = Required "Budget";
        /// What was spent.
        actual: Money = Required "Spent";
        /// What was spent beyond the budget; worked out where it is left out.
        variance: Money = Optional "Difference";
        /// Who got money, where it is one party.
        paid_to: OneOrMany<PartyName> = Optional "Paid to";
        /// Who paid it.
        paid_from: OneOrMany<PartyName> = Optional "Paid by" or "paid_by";
        /// Who paid or got what.
        payments: List<SettlementPayment> = Optional "Paid";
        /// The paper that says so.
        document: DocRef = Optional "Document";
    }
}

/// A party to the sharing: `host`, `icb` and the like, or a body.
#[derive(Clone, PartialEq, Debug)]
pub enum PartyName {
    /// One of the usual parties.
    Known(Recipient),
    /// A body by its id, or a name in words.
    Body(OrgOrText),
}

impl FieldType for PartyName {
    fn expected() -> String {
        format!("{}, or {}", Recipient::expected(), OrgOrText::expected())
    }

    fn schema() -> Schema {
        Schema::Text { words: Self::expected() }
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let typed = node.text().unwrap_or_default();
        match Recipient::ALL.iter().find(|party| party.id() == typed) {
            Some(party) => Some(Self::Known(*party)),
            None => OrgOrText::decode(node, decoder).map(Self::Body),
        }
    }

    fn shown(&self) -> ValueRef<'_> {
        match self {
            Self::Known(party) => party.shown(),
            Self::Body(body) => body.shown(),
        }
    }
}

record! {
    /// What one party got (+) or paid (−).
    pub struct SettlementPayment called "a payment" {
        /// Who.
        recipient: Recipient = Required "Who";
        /// The body, where it is one.
        organisation: OrgRef = Optional "Body";
        /// The sum: plus for what it got, minus for what it paid.
        amount: Money = Required "Sum";
    }
}
