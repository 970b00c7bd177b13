//! What the risk share means in pounds, worked out from its bands.

mod chart;
mod gates;
mod per_pound;

use rust_decimal::Decimal;

use crate::analysis::risk_share::{Deal, Outcome};
use crate::model::contract::Budget;
use crate::model::figures::{about_pounds, percent, signed_pence, signed_pounds};
use crate::model::risk_share::RiskShare;
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, text};
use crate::page::view::{Column, Part, Value};

/// What a reader came for: who gets a pound saved and pays a pound overspent, whether a gain would be paid, and how much that is.
///
/// What follows from the bands is left out where the budget or a band is not published.
pub(super) fn parts(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<Part> {
    let Some(sharing) = blueprint.risk_share.as_ref().and_then(Section::known) else {
        return Vec::new();
    };
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let budget = contract.and_then(|contract| contract.budget.known());
    let mut parts = Vec::new();
    let known = budget.zip(Deal::of_blueprint(blueprint));
    match (&known, sharing.corridors.silence()) {
        (Some((_, (deal, _))), _) => parts.extend(per_pound::parts(cx, blueprint, deal)),
        (None, Some(silence)) => {
            let words = format!("Who gets savings and who pays losses: {}", cx.silence(silence));
            parts.push(Part::Lead { body: cx.sentence(words) });
        }
        (None, None) => {}
    }
    parts.extend(gates::part(cx, blueprint, sharing));
    if let Some((budget, (deal, variances))) = known {
        let outcomes: Vec<Outcome> =
            variances.into_iter().map(|variance| deal.outcome(variance)).collect();
        parts.push(in_words(cx, sharing, &deal, (budget, icbs(blueprint))));
        parts.push(in_pounds(&outcomes));
        parts.push(chart::part(cx, blueprint, sharing, &deal, budget));
        parts.extend(per_head(blueprint, &outcomes));
        parts.extend(where_savings_go(sharing, &outcomes));
    }
    parts.extend(gates::partners(cx, blueprint));
    parts
}

/// Who gains and who pays, in sentences; nothing where the budget or a band is not published.
pub(super) fn answer(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<String> {
    blueprint.contract.as_ref().and_then(Section::known)?.budget.known()?;
    let (deal, _) = Deal::of_blueprint(blueprint)?;
    Some(per_pound::answer(cx, blueprint, &deal))
}

/// What those who commission are called: one board, or several.
pub(super) fn icbs(blueprint: &Blueprint) -> &'static str {
    let footprint = blueprint.footprint.as_ref().and_then(Section::known);
    match footprint.is_some_and(|it| it.icbs.items().len() > 1) {
        true => "the ICBs",
        false => "the ICB",
    }
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
fn in_words(
    cx: &PageContext<'_>,
    sharing: &RiskShare,
    deal: &Deal,
    (budget, icbs): (&Budget, &str),
) -> Part {
    let year = budget
        .fy
        .known()
        .map_or_else(String::new, |fy| format!(" for {}", crate::model::figures::year(*fy)));
    let mut words = format!(
        "The budget{year} is {}. These figures are calculated from the shares above.\n\n",
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
        words.push_str(&format!("- {}{said}\n", outcome_in_words(&deal.outcome(variance), icbs)));
    }
    cx.prose("in_words", "Examples", words)
}

/// "If spending is 3% under the budget (£24.06 million), the host gets £14.43 million, …"
pub(super) fn outcome_in_words(outcome: &Outcome, icbs: &str) -> String {
    let names = ["the host", icbs, "the partners"];
    let verb = if outcome.variance.is_sign_negative() { ("gets", "get") } else { ("pays", "pay") };
    let said = |(name, sum): (&str, &Decimal)| {
        let verb = if name.ends_with('s') { verb.1 } else { verb.0 };
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

/// How many people a budget is counted for: weighted for need, or as they are where no weights are published.
pub(super) fn heads(blueprint: &Blueprint) -> Option<(Decimal, &'static str)> {
    let footprint = blueprint.footprint.as_ref()?.known()?;
    [
        (&footprint.weighted_population, "person, weighted for need"),
        (&footprint.registered_population, "registered person"),
        (&footprint.resident_population, "resident"),
    ]
    .into_iter()
    .find_map(|(count, what)| Some((Decimal::from(*count.known()?), what)))
    .filter(|(people, _)| !people.is_zero())
}

/// The same per person.
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
        format!("The same per {what}"),
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
        "Who gets the shared savings, in pounds",
        columns,
        rows.collect(),
    ))
}
