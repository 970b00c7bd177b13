//! Sums of money with what they mean, and the bands for sums that are withheld.

use super::scalar::{Fy, Pounds};

choice! {
    /// Per year, or over the life of the contract.
    pub enum MoneyBasis {
        Annual "annual" "a year";
        Lifetime "lifetime" "over the life of the contract";
    }
}

choice! {
    /// What kind of figure it is.
    pub enum MoneyKind {
        Budget "budget" "Budget";
        Forecast "forecast" "Forecast";
        Actual "actual" "Actual";
    }
}

record! {
    /// Whole pounds, and what they mean.
    pub struct Money called "a sum of money" short value {
        /// The sum in whole pounds.
        value: Pounds = Required "Sum" or "amount";
        /// Per year, or for the whole term.
        basis: MoneyBasis = Optional "Basis";
        /// The prices it is in: `nominal`, or a financial year.
        price_base: String = Optional "Prices";
        /// Budget, forecast or actual.
        kind: MoneyKind = Optional "Kind";
        /// The financial year.
        fy: Fy = Optional "Year";
    }
}

choice! {
    /// Bands for a sum that is withheld.
    pub enum MoneyBand {
        Under100k "<0.1m" "Under £100,000 a year";
        To1m "0.1-1m" "£100,000 to £1 million a year";
        To10m "1-10m" "£1 million to £10 million a year";
        To50m "10-50m" "£10 million to £50 million a year";
        Over50m "50m+" "£50 million or more a year";
    }
}

record! {
    /// A band, and where it comes from.
    pub struct BandedMoney called "a band" short value {
        /// The band.
        value: MoneyBand = Required "Band";
    }
}

impl MoneyBand {
    /// The least and the most, in pounds; nothing where there is no most.
    pub fn edges(self) -> (i64, Option<i64>) {
        match self {
            Self::Under100k => (0, Some(100_000)),
            Self::To1m => (100_000, Some(1_000_000)),
            Self::To10m => (1_000_000, Some(10_000_000)),
            Self::To50m => (10_000_000, Some(50_000_000)),
            Self::Over50m => (50_000_000, None),
        }
    }
}

/// A sum, or the band that it lies in.
#[derive(Clone, PartialEq, Debug)]
pub enum MoneyOrBand {
    /// A sum.
    Money(Box<Money>),
    /// A band.
    Band(Box<BandedMoney>),
}

impl super::decode::FieldType for MoneyOrBand {
    const IS_BLOCK: bool = true;
    const OWN_KEYS: &'static [super::decode::FieldSpec] = Money::KEYS;

    fn expected() -> String {
        "whole pounds such as 4200000, or a band such as `1-10m`".to_owned()
    }

    fn schema() -> super::schema::Schema {
        super::schema::Schema::Either(vec![Money::schema(), BandedMoney::schema()])
    }

    fn decode(node: &super::yaml::Node, decoder: &mut super::decode::Decoder<'_>) -> Option<Self> {
        let typed = node.get("value").unwrap_or(node).text();
        let is_band = typed.is_some_and(|typed| {
            MoneyBand::ALL.iter().any(|band| band.id() == typed) || typed.ends_with(['m', '+'])
        });
        if is_band {
            BandedMoney::decode(node, decoder).map(|band| Self::Band(Box::new(band)))
        } else {
            Money::decode(node, decoder).map(|money| Self::Money(Box::new(money)))
        }
    }

    fn own_provenance(&self) -> Option<&super::field::Provenance> {
        match self {
            Self::Money(money) => money.own_provenance(),
            Self::Band(band) => band.own_provenance(),
        }
    }

    fn shown(&self) -> super::reflect::ValueRef<'_> {
        match self {
            Self::Money(money) => money.shown(),
            Self::Band(band) => band.shown(),
        }
    }
}
