//! What each party gets or pays at each outcome of a risk share, as a table for programs.

use rust_decimal::Decimal;

use super::file::{FileSpec, Named, Occurs};
use super::rows::Rows;
use crate::analysis::risk_share::Deal;
use crate::analysis::sums::budget_total;
use crate::model::{Blueprint, Section};

/// What each party gets or pays at each outcome.
pub static OUTCOMES: FileSpec =
    Named("ihos/{}/risk-share/outcomes.csv", "Gains and losses at each outcome").made(
        Occurs::Chart(&["risk-share.yaml", "contract.yaml"], |_, it| {
            Deal::of_blueprint(it).is_some()
        }),
        |file, graph, _| csv(file.blueprint(graph)),
    );

/// What of a blueprint they depend on: as long as it is the same, so is whether they are known.
pub(super) fn known_terms(blueprint: &Blueprint) -> [bool; 2] {
    let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    [
        sharing.is_some_and(|it| Deal::of(it, 1).is_some()),
        contract.is_some_and(|it| budget_total(it).is_some()),
    ]
}

/// One row for each outcome; what a party gets is above nothing, what it pays below.
fn csv(blueprint: &Blueprint) -> Vec<u8> {
    let (deal, variances) = Deal::of_blueprint(blueprint).expect("outcomes that are promised");
    let mut rows =
        Rows::new(["variance_percent", "variance_pounds", "host", "icb", "partners", "unshared"]);
    for outcome in variances.into_iter().map(|it| deal.outcome(it)) {
        let [host, icb, partners] = outcome.parties;
        let sums = [outcome.variance, outcome.pounds, host, icb, partners, outcome.unshared];
        sums.into_iter().for_each(|sum| rows.cell(rounded(sum)));
        rows.end();
    }
    rows.bytes()
}

/// To the penny, and without zeros at the end.
fn rounded(sum: Decimal) -> Decimal {
    sum.round_dp(2).normalize()
}
