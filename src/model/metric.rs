//! Definitions of measures, shared by all IHOs.

use rust_decimal::Decimal;

use super::code::OversightId;
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{MetricRef, OrgOrText};
use super::scalar::Slug;
use super::scalar::{Date, Fy, Percent, WebUrl};

choice! {
    /// What a measure is about.
    pub enum Domain {
        Outcomes "outcomes" "Outcomes";
        Inequality "inequality" "Inequality";
        Experience "experience" "Experience";
        Access "access" "Access";
        QualitySafety "quality-safety" "Quality and safety";
        Finance "finance" "Money";
        Prevention "prevention" "Prevention";
        Workforce "workforce" "Workforce";
        Neighbourhood "neighbourhood" "Neighbourhood";
    }
}

choice! {
    /// Units of values.
    pub enum Unit {
        Percent "pct" "per cent";
        PercentagePoints "percentage-points" "percentage points";
        Count "count" "number";
        Rate "rate" "rate";
        Days "days" "days";
        Minutes "minutes" "minutes";
        Years "years" "years";
        Gbp "gbp" "pounds";
        Ratio "ratio" "ratio";
        Score "score" "score";
        Index "index" "index";
    }
}

choice! {
    /// How a value is made.
    pub enum ValueType {
        Count "count" "Count";
        Proportion "proportion" "Proportion";
        CrudeRate "crude-rate" "Crude rate" or "crude rate";
        StandardisedRate "standardised-rate" "Standardised rate" or "standardised rate";
        Ratio "ratio" "Ratio";
        Score "score" "Score";
        Money "money" "Money";
    }
}

choice! {
    /// Which way is good.
    pub enum Polarity {
        High "high-is-good" "Higher is better" or "high is good";
        Low "low-is-good" "Lower is better" or "low is good";
        NoJudgement "no-judgement" "Neither is better" or "no judgement";
    }
}

choice! {
    /// Which way is good, in the words of the national specification.
    pub enum BetterWhen {
        Higher "higher" "Higher is better";
        Lower "lower" "Lower is better";
        InRange "in-range" "Best within a range";
        Neutral "neutral" "Neither is better";
    }
}

choice! {
    /// What a value covers.
    pub enum PeriodType {
        Month "month" "Month";
        Quarter "quarter" "Quarter";
        FinancialYear "financial-year" "Financial year" or "financial year";
        CalendarYear "calendar-year" "Calendar year" or "calendar year";
        Rolling "rolling-12-months" "Rolling 12 months" or "rolling 12 months", "rolling";
        Snapshot "snapshot" "Snapshot" or "date";
    }
}

choice! {
    /// How often a measure is published.
    pub enum Frequency {
        Daily "daily" "Every day";
        Weekly "weekly" "Every week";
        Monthly "monthly" "Every month";
        Quarterly "quarterly" "Every quarter";
        TwiceYearly "twice-yearly" "Twice a year";
        Annual "annual" "Every year" or "yearly";
        Irregular "irregular" "Irregularly";
    }
}

choice! {
    /// Levels for which values exist.
    pub enum Granularity {
        Practice "practice" "GP practice";
        Neighbourhood "neighbourhood" "Neighbourhood";
        Place "place" "Place";
        Iho "iho" "IHO";
        Icb "icb" "Integrated care board";
        Trust "trust" "Trust";
        England "england" "England";
    }
}

choice! {
    /// Status of the latest value.
    pub enum ValueStatus {
        Provisional "provisional" "Provisional";
        Final "final" "Final";
        Revised "revised" "Revised";
    }
}

choice! {
    /// Status of the source.
    pub enum PublicationStatus {
        Official "official-statistics" "Official statistics";
        Management "management-information" "Management information";
        Local "local-unverified" "Local figures, not verified";
    }
}

choice! {
    /// How small numbers are protected.
    pub enum SuppressionRule {
        None "none" "None";
        Lt5 "lt5" "Numbers under 5 are not shown";
        Lt8Round5 "lt8-round5" "Numbers under 8 are not shown, the rest rounded to 5"
            or "hes-1-7-round5";
    }
}

choice! {
    /// How an interval is worked out.
    pub enum IntervalMethod {
        Wilson "wilson" "Wilson";
        Byar "byar" "Byar";
        ExactPoisson "exact-poisson" "Exact Poisson";
        Dobson "dobson" "Dobson";
        None "none" "None";
    }
}

choice! {
    /// Which points count in the rule of 2 in 3 of a control chart.
    pub enum ChartRules {
        Current "current" "The rule since November 2023";
        Ptd02 "ptd-0.2" "The rule of NHSRplotthedots 0.2";
    }
}

choice! {
    /// Standing under the Code of Practice for Statistics.
    pub enum StatisticalLabel {
        Accredited "accredited-official-statistics" "Accredited official statistics";
        Official "official-statistics" "Official statistics";
        InDevelopment "official-statistics-in-development" "Official statistics in development";
        Management "management-information" "Management information";
    }
}

record! {
    /// The definition of a measure.
    pub struct Metric called "the measure" {
        /// The id, which is the name of the file.
        id: Slug = Identity "Id";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its name.
        name: String = Identity "Name";
        /// A name for tables.
        short_name: String = Optional "Short name";
        /// What it measures, in at most two sentences.
        definition: Prose = Required "What it measures";
        /// What is counted.
        numerator: Prose = Required "Numerator";
        /// What it is set against, or `not applicable`.
        denominator: Prose = Required "Denominator";
        /// The unit of its values.
        unit: Unit = Required "Unit" worse Changed;
        /// What the ratio is multiplied by, such as 1000.
        multiplier: Decimal = Optional "Multiplier" worse Changed;
        /// How a value is made.
        value_type: ValueType = Optional "Kind of value" worse Changed;
        /// Which way is good.
        polarity: Polarity = Optional "Which way is good" worse Changed;
        /// What one value covers.
        period_type: PeriodType = Optional "Period";
        /// How often it is published.
        frequency: Frequency = Required "Published" worse Down(&["daily", "weekly", "monthly", "quarterly", "twice-yearly", "annual", "irregular"]);
        /// The areas for which it exists.
        geography: String = Optional "Areas";
        /// Where the figures come from.
        source: MetricSource = Required "Source";
        /// The address of the figures, where the source does not give it.
        source_url: WebUrl = Optional "Address of the figures";
        /// The licence of the figures.
        licence: String = Optional "Licence";
        /// The role that answers for it.
        owner: MetricOwner = Optional "Owner";
        /// When the figures were last brought up to date.
        last_updated: Date = Optional "Last updated";
        /// When the next figures are due.
        next_update: Date = Optional "Next update";
        /// Status of the latest value.
        status: ValueStatus = Optional "Latest value";
        /// What it is about.
        domain: Domain = Optional "Subject";
        /// Which way is good, in the words of the national specification.
        better_when: BetterWhen = Optional "Better when" worse Changed;
        /// The levels for which values exist.
        granularity: OneOrMany<Granularity> = Optional "Levels";
        /// Its id in the NHS Oversight Framework.
        nof_id: OversightId = Optional "NHS Oversight Framework id";
        /// Its id in another national set.
        national_id: String = Optional "National id";
        /// What it is for.
        purpose: Prose = Optional "Purpose";
        /// Why it matters.
        rationale: Prose = Optional "Why it matters";
        /// How it is worked out.
        method: Prose = Optional "Method";
        /// The population that rates are standardised to.
        standard_population: String = Optional "Standard population";
        /// How its interval is worked out.
        ci_method: IntervalMethod = Optional "Interval method";
        /// The level of its interval.
        ci_level: Percent = Optional "Interval level";
        /// The target.
        target: Target = Optional "Target" worse Target;
        /// Further targets.
        targets: List<Target> = Optional "Targets" worse Gone;
        /// The level before the change.
        baseline: Baseline = Optional "Baseline";
        /// Days on which the measure starts anew.
        rebases: List<Rebase> = Optional "Rebases";
        /// Points that a control chart needs before it shows limits; 13 unless it is said otherwise.
        spc_min_points: u64 = Optional "Points needed for limits";
        /// Which points count in the rule of 2 in 3.
        spc_rules: ChartRules = Optional "Rule of 2 in 3";
        /// Points that make a trend, from 6 to 8; 7 unless it is said otherwise.
        trend_points: u64 = Optional "Points that make a trend";
        /// Points that make a shift, from 6 to 8; 7 unless it is said otherwise.
        shift_points: u64 = Optional "Points that make a shift";
        /// How small numbers are protected.
        suppression_rule: SuppressionRule = Optional "Small numbers";
        /// How values are rounded.
        rounding: String = Optional "Rounding";
        /// Days from the end of a period to its publication.
        lag_days: u64 = Optional "Delay in days" worse Higher;
        /// What to beware of.
        caveats: Prose = Optional "Caveats";
        /// What is left out.
        exclusions: Prose = Optional "What is left out";
        /// How good the data are.
        data_quality: Prose = Optional "Quality of the data";
        /// Standing under the Code of Practice for Statistics.
        statistical_label: StatisticalLabel = Optional "Statistical standing";
        /// Status of the source.
        publication_status: PublicationStatus = Optional "Status of the source";
        /// How revisions are made.
        revisions_policy: Prose = Optional "Revisions";
        /// What it is compared with.
        comparators: List<String> = Optional "Compared with";
        /// The clause of the contract that rests on it.
        related_contract_clause: String = Optional "Clause of the contract";
        /// Its weight in the risk share.
        risk_share_weight: Percent = Optional "Weight in the risk share";
        /// Whether it is scored in the NHS Oversight Framework.
        scored_in_nof: ScoredInNof = Optional "Scored in the NHS Oversight Framework";
        /// The measure that it replaces.
        supersedes: MetricRef = Optional "Replaces";
        /// The measure that replaces it.
        replaced_by: MetricRef = Optional "Replaced by";
    }
}

impl Metric {
    /// What a definition tells besides the required fields, unless it follows the national specification sheet.
    pub const FULL: [&str; 11] = [
        "short_name",
        "multiplier",
        "value_type",
        "polarity",
        "period_type",
        "geography",
        "licence",
        "owner",
        "last_updated",
        "next_update",
        "status",
    ];
}

record! {
    /// Where figures come from.
    pub struct MetricSource called "the source" short name {
        /// The name of the publication.
        name: String = Identity "Publication";
        /// Its address.
        url: WebUrl = Optional "Address";
        /// When it was released.
        release_date: Date = Optional "Released";
    }
}

record! {
    /// The role that answers for a measure.
    pub struct MetricOwner called "the owner" short role {
        /// The role.
        role: String = Required "Role";
        /// A shared mailbox.
        mailbox: String = Optional "Mailbox";
    }
}

record! {
    /// A value to be reached.
    pub struct Target called "the target" short value {
        /// The value.
        value: Decimal = Required "Target" worse Target;
        /// From when it holds.
        from: Date = Optional "From" worse Later;
        /// By when it is to be reached.
        by: Date = Optional "By" worse Later;
        /// Who set it.
        set_by: OrgOrText = Optional "Set by";
        /// Why it was set, or changed.
        reason: String = Optional "Reason";
    }
}

record! {
    /// The level before the change.
    pub struct Baseline called "the baseline" short value {
        /// The value.
        value: Decimal = Required "Baseline";
        /// The period it is of.
        period: String = Optional "Period";
    }
}

record! {
    /// A day on which a measure starts anew.
    pub struct Rebase called "a rebase" {
        /// The day.
        date: Date = Required "Date";
        /// Why.
        reason: String = Required "Reason";
    }
}

record! {
    /// Whether a measure is scored, and in which framework year.
    pub struct ScoredInNof called "the scoring" short value {
        /// Yes or no.
        value: bool = Required "Scored";
        /// The year of the framework.
        fy: Fy = Optional "Framework year";
    }
}
