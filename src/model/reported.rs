//! `metrics.yaml` of an IHO: which of the shared measures it reports, with its own targets.

use super::list::List;
use super::prose::Prose;
use super::reference::{MetricRef, OrgOrText};
use super::scalar::{Date, Period};
use rust_decimal::Decimal;

record! {
    /// Which measures an IHO reports.
    pub struct Reported called "the file of measures" {
        /// Every measure.
        metrics: List<ReportedMetric> = Optional "Measures" worse Gone;
    }
}

record! {
    /// A measure that an IHO reports.
    pub struct ReportedMetric called "a measure" short metric {
        /// The measure.
        metric: MetricRef = Identity "Measure" or "id";
        /// The baseline.
        baseline: LocalBaseline = From(ContractAwarded) "Baseline" worse Changed;
        /// Where it should get.
        target: LocalTarget = Optional "Target" worse Target;
        /// Interim targets.
        targets: List<LocalTarget> = Optional "Interim targets" worse Gone;
        /// Days on which the series starts again, each with its reason.
        rebases: List<Rebase> = Optional "Changes to the measure";
        /// What is special here.
        note: Prose = Optional "Note";
    }
}

record! {
    /// Where a measure starts.
    pub struct LocalBaseline called "a baseline" short value {
        /// The value.
        value: Decimal = Required "Value" worse Changed;
        /// The period of the value.
        period: Period = Optional "Period" worse Changed;
        /// Why it was changed since the last release.
        why: Prose = Optional "Why it changed";
    }
}

record! {
    /// Where a measure should get.
    pub struct LocalTarget called "a target" short value {
        /// The value.
        value: Decimal = Required "Value" worse Target;
        /// By when.
        by: Date = Optional "By" worse Later;
        /// From when on.
        from: Date = Optional "From" worse Later;
        /// Who set it.
        set_by: OrgOrText = Optional "Set by";
        /// Why it was changed since the last release.
        why: Prose = Optional "Why it changed";
    }
}

record! {
    /// A day on which a series starts again.
    pub struct Rebase called "a new start" {
        /// The day.
        date: Date = Identity "Date" or "on";
        /// What the value was before.
        from: Decimal = Optional "Before";
        /// What it was after.
        to: Decimal = Optional "After";
        /// Why.
        reason: Prose = Required "Why";
    }
}
