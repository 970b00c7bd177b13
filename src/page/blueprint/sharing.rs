//! What the risk share means in pounds, worked out from its bands.

mod chart;

use rust_decimal::Decimal;

use crate::analysis::risk_share::{Deal, Outcome};
use crate::model::contract::Budget;
use crate::model::figures::{about_pounds, percent, signed_pence, signed_pounds};
use crate::model::risk_share::RiskShare;
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, text};
use crate::page::view::{Column, Part, Value};

/// The tables and sentences that follow from the bands; nothing where the budget or a band is not published.
pub(super) fn parts(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Part> {
    let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let budget = contract.and_then(|contract| contract.budget.known());
    let (Some(sharing), Some(budget), Some((deal, variances))) =
        (sharing, budget, Deal::of_blueprint(blueprint))
    else {
        return Vec::new();
    };
    let outcomes: Vec<Outcome> =
        variances.into_iter().map(|variance| deal.outcome(variance)).collect();
    let mut parts = vec![in_words(cx, sharing, &deal, budget)];
    parts.push(chart::part(cx, blueprint, sharing, &deal, budget));
    parts.push(in_pounds(&outcomes));
    parts.extend(per_head(blueprint, &outcomes));
    parts.extend(where_savings_go(sharing, &outcomes));
    parts
}

/// "3% under the budget", "On the budget".
fn outcome_name(variance: Decimal) -> String {
    let size = percent(variance.abs());
    match (variance.is_zero(), variance.is_sign_negative()) {
        (true, _) => "On the budget".to_owned(),
        (false, true) => format!("{size} under the budget"),
        (false, false) => format!("{size} over the budget"),
    }
}

/// The deal at the standard outcomes and at those that the authors chose, in sentences.
fn in_words(cx: &PageContext<'_>, sharing: &RiskShare, deal: &Deal, budget: &Budget) -> Part {
    let year = budget
        .fy
        .known()
        .map_or_else(String::new, |fy| format!(" for {}", crate::model::figures::year(*fy)));
    let mut words = format!(
        "The budget{year} is {}. The figures below follow from the bands on this page; nobody typed them in.\n\n",
        about_pounds(deal.budget)
    );
    let examples = sharing.worked_examples.items();
    let note = |variance: Decimal| {
        let of = examples.iter().find(|it| it.variance.known().is_some_and(|it| it.0 == variance));
        of.and_then(|it| it.note.known()).map(|prose| prose.text.trim().to_owned())
    };
    let asked = examples.iter().filter_map(|it| Some(it.variance.known()?.0));
    let variances = deal.variances(asked);
    for variance in variances.into_iter().filter(|variance| !variance.is_zero()) {
        let said = note(variance).map_or_else(String::new, |note| format!(" {note}"));
        words.push_str(&format!("- {}{said}\n", outcome_in_words(&deal.outcome(variance))));
    }
    let gates = sharing.quality_gate.items();
    if !gates.is_empty() {
        let is_graded = gates.iter().any(|gate| gate.consequence.known().is_some());
        words.push_str(
            "\nA gain is paid only if every standard under “Before any gain is paid” is met. ",
        );
        words.push_str(match is_graded {
            true => "What follows if one is missed stands beside it.\n",
            false => "If one is missed, nobody is paid a gain.\n",
        });
    }
    cx.prose("in_words", "What this means", words)
}

/// "If spending is 3% under the budget (£24.06 million), the host gets £14.43 million, …"
pub(super) fn outcome_in_words(outcome: &Outcome) -> String {
    let names = ["the host", "the ICB", "the partners"];
    let verb = if outcome.variance.is_sign_negative() { ("gets", "get") } else { ("pays", "pay") };
    let said = |(name, sum): (&str, &Decimal)| {
        let verb = if name == "the partners" { verb.1 } else { verb.0 };
        if sum.is_zero() {
            format!("{name} {verb} nothing")
        } else {
            format!("{name} {verb} {}", about_pounds(sum.abs()))
        }
    };
    let parties: Vec<String> = names.into_iter().zip(&outcome.parties).map(said).collect();
    let rest = if outcome.unshared.is_zero() {
        String::new()
    } else {
        format!(
            " The agreement leaves {} of the difference unshared.",
            about_pounds(outcome.unshared.abs())
        )
    };
    format!(
        "If spending is {} ({}), {}, {} and {}.{rest}",
        outcome_name(outcome.variance),
        about_pounds(outcome.pounds.abs()),
        parties[0],
        parties[1],
        parties[2]
    )
}

fn columns(labels: &[&str]) -> Vec<Column> {
    let columns = labels.iter().enumerate();
    columns.map(|(at, label)| Column::new(*label, at > 0)).collect()
}

fn number(words: String) -> Value {
    Value::Number { text: words }
}

fn in_pounds(outcomes: &[Outcome]) -> Part {
    let rows = outcomes.iter().map(|outcome| {
        let mut row =
            vec![text(outcome_name(outcome.variance)), number(signed_pounds(outcome.pounds))];
        row.extend(outcome.parties.iter().map(|sum| number(signed_pounds(*sum))));
        row.push(number(signed_pounds(outcome.unshared)));
        row
    });
    Part::table(
        "in_pounds",
        "What each party gets (+) or pays (-)",
        columns(&["Spending", "Over (+) or under (-)", "Host", "ICB", "Partners", "Not shared"]),
        rows.collect(),
    )
}

/// How many people a budget is counted for: weighted heads, or people where no weights are published.
fn heads(blueprint: &Blueprint) -> Option<(Decimal, &'static str)> {
    let footprint = blueprint.footprint.as_ref()?.known()?;
    [
        (&footprint.weighted_population, "weighted head"),
        (&footprint.registered_population, "registered person"),
        (&footprint.resident_population, "resident"),
    ]
    .into_iter()
    .find_map(|(count, what)| Some((Decimal::from(*count.known()?), what)))
    .filter(|(people, _)| !people.is_zero())
}

/// The same for each weighted head, or each person where no weights are published.
fn per_head(blueprint: &Blueprint, outcomes: &[Outcome]) -> Option<Part> {
    let (people, what) = heads(blueprint)?;
    let rows = outcomes.iter().map(|outcome| {
        let mut row = vec![text(outcome_name(outcome.variance))];
        let sums = std::iter::once(&outcome.pounds).chain(&outcome.parties);
        row.extend(sums.map(|sum| number(signed_pence(*sum / people))));
        row
    });
    Some(Part::table(
        "per_head",
        format!("The same for each {what}"),
        columns(&["Spending", "Over (+) or under (-)", "Host", "ICB", "Partners"]),
        rows.collect(),
    ))
}

/// What each recipient gets of the savings that are shared.
fn where_savings_go(sharing: &RiskShare, outcomes: &[Outcome]) -> Option<Part> {
    let savings: Vec<&Outcome> =
        outcomes.iter().filter(|outcome| outcome.variance.is_sign_negative()).collect();
    let parts = sharing.savings_distribution.items();
    if parts.is_empty() || savings.is_empty() {
        return None;
    }
    let mut columns = vec![Column::of_words("Who gets it")];
    columns.extend(
        savings
            .iter()
            .map(|outcome| Column { label: outcome_name(outcome.variance), is_numeric: true }),
    );
    let rows = parts.iter().filter_map(|part| {
        let (recipient, share) = (part.recipient.known()?, part.pct.known()?.0);
        let mut row = vec![text(format!("{}, {}", recipient.label(), percent(share)))];
        row.extend(savings.iter().map(|outcome| {
            let shared: Decimal = outcome.parties.iter().sum();
            number(signed_pounds(shared * share / Decimal::ONE_HUNDRED))
        }));
        Some(row)
    });
    Some(Part::table(
        "savings_in_pounds",
        "What shared savings are spent on, in pounds",
        columns,
        rows.collect(),
    ))
}
