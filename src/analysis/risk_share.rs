//! What a risk share means in pounds: who gets and who pays how much at a given outcome.
//!
//! All figures are exact decimals: a share of a sum of pounds has at most a few digits behind the point.

use rust_decimal::Decimal;

use super::measures::{self, Measured};
use super::sums::better_way;
use crate::model::risk_share::{Comparison, Corridor, QualityGate, RiskShare};
use crate::model::{Blueprint, Model};

/// One band with known edges and shares, all in per cent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Band {
    /// Where it begins: below nothing for savings.
    pub from: Decimal,
    /// Where it ends.
    pub to: Decimal,
    /// The share of each party: host, ICB, partners.
    pub shares: [Decimal; 3],
}

/// What is known of a risk share, as far as it takes to work out pounds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deal {
    /// The budget in pounds.
    pub budget: Decimal,
    /// The bands in order.
    pub bands: Vec<Band>,
    /// The largest saving that is shared, in per cent of the budget.
    pub cap_gain: Option<Decimal>,
    /// The largest loss that is shared, in per cent of the budget.
    pub cap_loss: Option<Decimal>,
    /// The least saving that is shared, in per cent of the budget.
    pub least_saving: Option<Decimal>,
}

/// What one outcome means for each party: plus for what it gets, minus for what it pays.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// Spending over (+) or under (−) the budget, in per cent of it.
    pub variance: Decimal,
    /// Spending over (+) or under (−) the budget, in pounds.
    pub pounds: Decimal,
    /// Host, ICB, partners.
    pub parties: [Decimal; 3],
    /// What the agreement does not share: beyond a cap, outside all bands, or below the least saving.
    pub unshared: Decimal,
}

impl Deal {
    /// The deal, if its budget and all its bands are published.
    pub fn of(sharing: &RiskShare, budget: i64) -> Option<Self> {
        let corridors = sharing.corridors.complete().filter(|bands| !bands.is_empty())?;
        let mut bands = corridors.iter().map(band).collect::<Option<Vec<Band>>>()?;
        bands.sort_by_key(|band| band.from);
        let percent = |cap: &crate::model::field::Field<crate::model::risk_share::Cap>| {
            Some(cap.known()?.pct.known()?.0)
        };
        Some(Self {
            budget: Decimal::from(budget),
            bands,
            cap_gain: percent(&sharing.cap_gain),
            cap_loss: percent(&sharing.cap_loss),
            least_saving: sharing.minimum_savings_rate.known().map(|rate| rate.0),
        })
    }

    /// The deal of a blueprint, and the outcomes to show, if its budget and all its bands are published.
    pub fn of_blueprint(blueprint: &Blueprint) -> Option<(Self, Vec<Decimal>)> {
        let sharing = blueprint.risk_share.as_ref()?.known()?;
        let (total, _) = super::sums::budget_total(blueprint.contract.as_ref()?.known()?)?;
        let deal = Self::of(sharing, total)?;
        let asked = sharing.worked_examples.items().iter();
        let variances = deal.variances(asked.filter_map(|it| Some(it.variance.known()?.0)));
        Some((deal, variances))
    }

    /// What each party gets or pays if spending differs from the budget by so many per cent of it.
    pub fn outcome(&self, variance: Decimal) -> Outcome {
        let of_budget = |percent: Decimal| percent * self.budget / Decimal::ONE_HUNDRED;
        let sign = if variance.is_sign_negative() { Decimal::ONE } else { -Decimal::ONE };
        let (low, high) = self.shared_stretch(variance);
        let mut parties = [Decimal::ZERO; 3];
        let mut covered = Decimal::ZERO;
        for band in &self.bands {
            let width = high.min(band.to) - low.max(band.from);
            if width <= Decimal::ZERO {
                continue;
            }
            covered += width;
            for (party, share) in parties.iter_mut().zip(band.shares) {
                *party += sign * of_budget(width) * share / Decimal::ONE_HUNDRED;
            }
        }
        let pounds = of_budget(variance);
        let unshared = sign * of_budget(variance.abs() - covered);
        let parties = parties.map(|sum| sum.normalize());
        Outcome { variance, pounds: pounds.normalize(), parties, unshared: unshared.normalize() }
    }

    /// The stretch of spending, in per cent of the budget, that is shared at an outcome.
    fn shared_stretch(&self, variance: Decimal) -> (Decimal, Decimal) {
        if variance.is_sign_negative() {
            if self.least_saving.is_some_and(|least| -variance < least) {
                return (Decimal::ZERO, Decimal::ZERO);
            }
            let most = self.cap_gain.map_or(variance, |cap| variance.max(-cap));
            (most, Decimal::ZERO)
        } else {
            let most = self.cap_loss.map_or(variance, |cap| variance.min(cap));
            (Decimal::ZERO, most)
        }
    }

    /// Where the way in which spending is shared changes, in per cent of the budget, from low to high.
    pub fn edges(&self) -> Vec<Decimal> {
        let of_bands = self.bands.iter().flat_map(|band| [band.from, band.to]);
        let gains = [self.cap_gain, self.least_saving].into_iter().flatten().map(|it| -it);
        let mut edges: Vec<Decimal> =
            of_bands.chain(gains).chain(self.cap_loss).chain([Decimal::ZERO]).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// The outcomes to show: five standard ones, the edges of the bands, and those the authors ask for.
    pub fn variances(&self, asked: impl Iterator<Item = Decimal>) -> Vec<Decimal> {
        let standard = STANDARD_VARIANCES.map(Decimal::from);
        let edges = self.bands.iter().flat_map(|band| [band.from, band.to]);
        let mut all: Vec<Decimal> =
            standard.into_iter().chain(edges).chain(asked).map(|it| it.normalize()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether a standard that has to be met before any gain is paid is met by the latest figure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GateState {
    /// It is.
    Met,
    /// It is not.
    NotMet,
    /// Nobody can tell yet, and why.
    NotKnown(&'static str),
}

/// A standard with the measure that it is held against.
#[derive(Clone, Debug)]
pub struct Gate<'m> {
    /// The standard.
    pub gate: &'m QualityGate,
    /// Its measure with the figures of the blueprint.
    pub measured: Measured<'m>,
    /// Which way the value has to be, where it is stated or the measure says which way is better.
    pub must_be: Option<Comparison>,
    /// Whether it is met.
    pub state: GateState,
}

/// Every standard of a blueprint whose measure is named, in its order.
pub fn gates<'m>(model: &'m Model, blueprint: &'m Blueprint) -> Vec<Gate<'m>> {
    let sharing = blueprint.risk_share.as_ref().and_then(crate::model::Section::known);
    let gates = sharing.map_or(&[][..], |it| it.quality_gate.items()).iter();
    let gates = gates.filter_map(|gate| {
        let id = gate.metric.known()?.0.id.as_str();
        let measured = measures::head(model, blueprint, id);
        let by_measure = better_way(model, id).map(|way| match way > 0 {
            true => Comparison::AtLeast,
            false => Comparison::AtMost,
        });
        let must_be = gate.must_be.known().copied().or(by_measure);
        let state = state(gate, &measured, must_be);
        Some(Gate { gate, measured, must_be, state })
    });
    gates.collect()
}

fn state(gate: &QualityGate, measured: &Measured<'_>, must_be: Option<Comparison>) -> GateState {
    use rust_decimal::prelude::ToPrimitive as _;
    let Some(threshold) = gate.threshold.known().and_then(Decimal::to_f64) else {
        return GateState::NotKnown("the threshold is not published");
    };
    let latest = measured.whole().and_then(|it| it.latest());
    let Some(value) = latest.and_then(|point| point.value) else {
        return GateState::NotKnown("no figure is published yet");
    };
    let is_met = match must_be {
        Some(Comparison::AtLeast) => value.value >= threshold,
        Some(Comparison::AtMost) => value.value <= threshold,
        None => return GateState::NotKnown("it is not published which way the value has to be"),
    };
    if is_met { GateState::Met } else { GateState::NotMet }
}

/// The same for all contracts, so that they can be compared: in per cent of the budget.
pub const STANDARD_VARIANCES: [i64; 5] = [-5, -3, 0, 3, 5];

fn band(corridor: &Corridor) -> Option<Band> {
    Some(Band {
        from: corridor.from.known()?.0,
        to: corridor.to.known()?.0,
        shares: [corridor.host.known()?.0, corridor.icb.known()?.0, corridor.partners.known()?.0],
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The worked example of the content model: a budget of £801.9 million.
    fn example() -> Deal {
        let band = |from: i64, to: i64, shares: [i64; 3]| Band {
            from: from.into(),
            to: to.into(),
            shares: shares.map(Decimal::from),
        };
        Deal {
            budget: 801_900_000.into(),
            bands: vec![
                band(-5, -1, [40, 20, 40]),
                band(-1, 1, [100, 0, 0]),
                band(1, 4, [50, 50, 0]),
            ],
            cap_gain: Some(5.into()),
            cap_loss: Some(4.into()),
            least_saving: None,
        }
    }

    #[test]
    fn the_worked_example_comes_out() {
        let under = example().outcome((-3).into());
        assert_eq!(under.parties, [14_434_200, 3_207_600, 6_415_200].map(Decimal::from));
        assert_eq!(under.unshared, Decimal::ZERO);
        let over = example().outcome(4.into());
        assert_eq!(over.parties, [-20_047_500, -12_028_500, 0].map(Decimal::from));
        let beyond = example().outcome(6.into());
        assert_eq!(beyond.parties, over.parties);
        assert_eq!(beyond.unshared, Decimal::from(-16_038_000));
    }

    #[test]
    fn small_savings_can_stay_unshared() {
        let deal = Deal { least_saving: Some(2.into()), ..example() };
        assert_eq!(deal.outcome((-1).into()).parties, [Decimal::ZERO; 3]);
        assert_eq!(deal.outcome((-2).into()), example().outcome((-2).into()));
    }

    proptest! {
        /// Nothing is lost and nothing appears: the parties and the rest are the whole difference.
        #[test]
        fn parts_add_up(variance in -3000i64..3000, cap in 0i64..600, least in 0i64..300) {
            let deal = Deal {
                cap_gain: Some(Decimal::new(cap, 2)),
                cap_loss: Some(Decimal::new(cap, 2)),
                least_saving: Some(Decimal::new(least, 2)),
                ..example()
            };
            let outcome = deal.outcome(Decimal::new(variance, 2));
            let sum: Decimal = outcome.parties.iter().sum::<Decimal>() + outcome.unshared;
            prop_assert_eq!(sum, -outcome.pounds);
        }

        /// Who saves more never gets less, who overspends more never pays less.
        #[test]
        fn more_never_turns_into_less(a in -800i64..800, b in -800i64..800) {
            let (low, high) = (a.min(b), a.max(b));
            let deal = example();
            let (low, high) = (deal.outcome(Decimal::new(low, 2)), deal.outcome(Decimal::new(high, 2)));
            for party in 0..3 {
                prop_assert!(low.parties[party] >= high.parties[party]);
            }
        }
    }
}
