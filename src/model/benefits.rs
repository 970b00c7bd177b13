//! `benefits.yaml`: what should get better, how that is known, what could go wrong and what then.

use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{DocRef, MetricRef, OrgOrText};
use super::scalar::{Date, Level, Period, Slug};
use rust_decimal::Decimal;

choice! {
    /// Who is better off.
    pub enum Beneficiary {
        Residents "residents" "Residents";
        Patients "patients" "Patients";
        Carers "carers" "Carers";
        Staff "staff" "Staff";
        Partners "partners" "Partners";
        Taxpayer "taxpayer" "Taxpayers" or "taxpayers";
    }
}

choice! {
    /// Kinds of benefits.
    pub enum BenefitKind {
        ClinicalOutcome "clinical-outcome" "Better results of care";
        Experience "experience" "Better experience";
        Inequality "inequality" "Fairer health";
        Access "access" "Easier access";
        Financial "financial" "Money";
        Workforce "workforce" "Workforce";
        Prevention "prevention" "Prevention";
    }
}

choice! {
    /// How sure it is that a thing works.
    pub enum EvidenceStrength {
        Experimental "rct/quasi-experimental" "Trial or natural experiment"
            or "rct-quasi-experimental", "rct", "quasi-experimental";
        BeforeAfter "before-after" "Before and after";
        CaseStudy "case-study" "Case study";
        ExpertView "expert-view" "View of experts";
        None "none" "None";
    }
}

choice! {
    /// Harms that every blueprint has to guard against.
    pub enum Harm {
        Disparities "widening-disparities" "Wider gaps between groups" or "widening disparities";
        CurrentServices "undermining-current-services" "Harm to current services"
            or "undermining current services", "undermining-services";
        ProviderFailure "provider-failure" "Failure of a provider" or "provider failure";
        UnderTreatment "cherry-picking/under-treatment" "Under-treatment or selection of easier patients"
            or "cherry-picking-under-treatment", "cherry-picking", "under-treatment";
        GpAutonomy "loss-of-gp-autonomy" "GPs losing their say" or "loss of gp autonomy", "gp-autonomy";
        PatientChoice "patient-choice" "Patients losing choice" or "patient choice";
        DataMisuse "data-misuse" "Misuse of data" or "data misuse";
        Other "other" "Another harm";
    }
}

impl Harm {
    /// The harms that every blueprint has to guard against.
    pub const AT_LEAST: [Self; 7] = [
        Self::Disparities,
        Self::CurrentServices,
        Self::ProviderFailure,
        Self::UnderTreatment,
        Self::GpAutonomy,
        Self::PatientChoice,
        Self::DataMisuse,
    ];
}

choice! {
    /// Which way a risk moves.
    pub enum RiskTrend {
        Rising "rising" "Rising" or "up", "increasing";
        Steady "steady" "Steady" or "stable", "same";
        Falling "falling" "Falling" or "down", "decreasing";
    }
}

record! {
    /// What should get better, and what could go wrong.
    pub struct Benefits called "the file of benefits" {
        /// What should get better.
        benefits: List<Benefit> = Required "Benefits" worse Gone;
        /// What is done against harm.
        safeguards: List<Safeguard> = Required "Safeguards" worse Gone;
        /// What this arrangement will never do.
        red_lines: List<Prose> = Optional "Red lines" worse Gone;
        /// What could go wrong.
        risks: List<Risk> = Required "Risks";
        /// What it means for equality.
        equality_impact: ImpactAssessment = From(ExpressionOfInterest) "Effect on equality";
        /// What it means for quality.
        quality_impact: ImpactAssessment = From(ExpressionOfInterest) "Effect on quality";
    }
}

record! {
    /// Something that should get better.
    pub struct Benefit called "a benefit" generated status "Status" {
        /// What addresses call it.
        id: Slug = Optional "Id";
        /// Ids that it had before.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// What.
        name: String = Identity "Benefit";
        /// Who is better off.
        for_whom: OneOrMany<Beneficiary> = Required "Who benefits" worse Gone;
        /// What kind of benefit.
        kind: BenefitKind = Required "Kind";
        /// The measure that tells.
        metric: MetricRef = Required "Measure" worse Changed;
        /// The baseline.
        baseline: BenefitBaseline = Required "Baseline" worse Changed;
        /// Where it should get.
        target: BenefitTarget = Required "Target";
        /// Why it should work.
        mechanism: Prose = Required "Why it should work";
        /// How strong the evidence is.
        evidence_strength: EvidenceStrength = Optional "Strength of evidence";
        /// What else could cause it.
        attribution: Prose = Optional "What else could cause it";
    }
}

record! {
    /// Where a benefit starts.
    pub struct BenefitBaseline called "the baseline of a benefit" {
        /// The value.
        value: Decimal = Required "Value" worse Changed;
        /// The period of the value.
        period: Period = Required "Period" worse Changed;
        /// Why it was changed since the last release.
        why: Prose = Optional "Why it changed";
    }
}

record! {
    /// Where a benefit should get, and by when.
    pub struct BenefitTarget called "the target of a benefit" {
        /// The value.
        value: Decimal = Required "Value" worse Target;
        /// By when.
        by: Date = Required "By" worse Later;
        /// Why it was changed since the last release.
        why: Prose = Optional "Why it changed";
    }
}

record! {
    /// What is done against one harm.
    pub struct Safeguard called "a safeguard" {
        /// The harm.
        harm: Harm = Identity "Harm" worse Replaced;
        /// In words, where it is another harm, or to say more.
        description: Prose = Optional "In words" worse Shorter;
        /// The measure that triggers it.
        trigger_metric: MetricRef = Required "Measure" or "trigger", "metric" worse Changed;
        /// From which value on.
        threshold: String = Required "Trigger" worse Gate;
        /// What happens then.
        action: Prose = Required "What happens then" worse Shorter;
        /// The role that acts.
        owner: String = Required "Who acts";
        /// When that was last tried out.
        tested_on: Date = Required "Last tested" worse Undone;
    }
}

record! {
    /// Something that could go wrong.
    pub struct Risk called "a risk" {
        /// What addresses call it.
        id: Slug = Identity "Id";
        /// Ids that it had before.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// A few words for it, such as "A hard winter".
        name: String = Optional "Name";
        /// What could happen.
        description: Prose = Required "What could happen";
        /// Why.
        cause: Prose = Required "Why";
        /// How likely, from 1 to 5.
        likelihood: Level = Required "Likelihood (1 to 5)";
        /// How bad, from 1 to 5.
        impact: Level = Required "Impact (1 to 5)";
        /// Likelihood times impact.
        score: u64 = Required "Score";
        /// What is done about it.
        mitigation: Prose = Required "What is done about it";
        /// The role that answers for it.
        owner: String = Required "Owner";
        /// Which way it moves.
        trend: RiskTrend = Required "Trend";
        /// When it was closed.
        closed_on: Date = Optional "Closed";
    }
}

record! {
    /// An assessment of an effect: the paper, and what it says.
    pub struct ImpactAssessment called "an impact assessment" short document {
        /// The paper.
        document: DocRef = Required "Document";
        /// What it says.
        summary: Prose = Optional "What it says";
        /// Who made it.
        by: OrgOrText = Optional "By";
    }
}
