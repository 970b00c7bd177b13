//! What a change is about, in the order in which it is told: to reviewers, and to the public.

use super::{Change, ChangeSide, WEAKENED};

/// What a change is about: what matters most comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Matter {
    /// A promise that is worse than before for the public or for a partner.
    Weakened,
    /// Pounds, and who gains or loses them.
    Money,
    /// What somebody promised: targets, safeguards, red lines.
    Promises,
    /// Figures, and how they are counted.
    Measures,
    /// When something begins, ends or is due.
    Dates,
    /// Who decides and who is involved.
    Decisions,
    /// Anything else.
    Rest,
}

/// Names of fields that promise something, wherever they are.
const PROMISES: &[&str] = &[
    "target",
    "targets",
    "milestones",
    "interim_targets",
    "baseline",
    "threshold",
    "safeguards",
    "red_lines",
    "tested_on",
    "break_clauses",
    "exit_terms",
    "complaints_and_redress",
];

/// Names of fields that are days, or lengths of time.
const DATES: &[&str] =
    &["start", "end", "term_years", "extensions", "date", "from", "to", "by", "due", "expected"];

/// Names of fields that say who decides.
const DECISIONS: &[&str] = &["who_decides", "decision_makers", "decided_by", "votes", "voice"];

impl Matter {
    /// The heading of what is about it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Weakened => WEAKENED,
            Self::Money => "Money",
            Self::Promises => "Promises",
            Self::Measures => "Measures",
            Self::Dates => "Dates",
            Self::Decisions => "Who decides",
            Self::Rest => "Everything else",
        }
    }

    /// What a change is about.
    pub fn of(change: &Change) -> Self {
        let has = |names: &[&str]| change.field.split('.').any(|part| names.contains(&part));
        let is_money = [&change.said.before, &change.said.after].into_iter().any(is_money);
        match change.section.as_str() {
            _ if change.is_weakened() => Self::Weakened,
            "risk-share" => Self::Money,
            _ if is_money => Self::Money,
            _ if has(PROMISES) => Self::Promises,
            "shared" if change.field.starts_with("metric.") => Self::Measures,
            _ if has(DECISIONS) => Self::Decisions,
            "timeline" => Self::Dates,
            "contract" | "iho" | "engagement" | "services" if has(DATES) => Self::Dates,
            // Its steps have days; what else it says does not.
            "iho" => Self::Rest,
            section => Self::of_section(section),
        }
    }

    /// What a section of a contract is about as a whole.
    pub fn of_section(section: &str) -> Self {
        match section {
            "risk-share" | "contract" => Self::Money,
            "benefits" => Self::Promises,
            "metrics" | "figures" => Self::Measures,
            "timeline" | "iho" => Self::Dates,
            "governance" | "commissioner" | "host" | "partners" => Self::Decisions,
            _ => Self::Rest,
        }
    }
}

fn is_money(side: &ChangeSide) -> bool {
    match side {
        ChangeSide::Words(words) => words.contains('£'),
        ChangeSide::Many(words) => words.iter().any(|words| words.contains('£')),
        ChangeSide::Item { facts, .. } => facts.iter().any(|fact| fact.contains('£')),
        _ => false,
    }
}
