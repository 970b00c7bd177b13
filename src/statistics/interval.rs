//! Limits of confidence for shares, rates and standardised rates, by the methods that public health in England uses.
//!
//! The formulas are those of "Commonly used public health statistics and their confidence intervals" (Public Health
//! England, 2018).

use super::gamma::{chi_square_quantile, z_of};

/// From this count on, Byar's approximation is as good as the exact limits.
const BYAR_FROM: f64 = 10.0;

/// A lower and an upper limit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Interval {
    /// Both limits, multiplied.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { lower: self.lower * factor, upper: self.upper * factor }
    }
}

/// How sure an interval is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Level {
    /// The share of intervals that hold the true value, such as 0.95.
    share: f64,
    z: f64,
}

impl Level {
    /// The level of a percentage between 50 and 100, both left out.
    pub fn of_percent(percent: f64) -> Option<Self> {
        (percent > 50.0 && percent < 100.0).then(|| {
            let share = percent / 100.0;
            Self { share, z: z_of(share) }
        })
    }

    /// How many standard deviations it goes to either side.
    pub fn z(self) -> f64 {
        self.z
    }
}

/// The share of `count` in `of`, by Wilson's score; between 0 and 1. Nothing where there is no share.
pub fn wilson(count: f64, of: f64, level: Level) -> Option<Interval> {
    if !(of > 0.0 && (0.0..=of).contains(&count)) {
        return None;
    }
    let z = level.z;
    let middle = 2.0 * count + z * z;
    let width = z * (z * z + 4.0 * count * (1.0 - count / of)).sqrt();
    let whole = 2.0 * (of + z * z);
    // At the ends the limit is the end itself, which rounding would miss by a hair.
    let lower = if count == 0.0 { 0.0 } else { (middle - width) / whole };
    let upper = if count == of { 1.0 } else { (middle + width) / whole };
    Some(Interval { lower, upper })
}

/// A count of events: exact below 10, by Byar's approximation from there on. Nothing for less than no events.
pub fn byar(count: f64, level: Level) -> Option<Interval> {
    if count < BYAR_FROM {
        return exact_poisson(count, level);
    }
    let z = level.z;
    let limit = |x: f64, z: f64| {
        let root = 1.0 - 1.0 / (9.0 * x) + z / (3.0 * x.sqrt());
        x * (root * root * root)
    };
    Some(Interval { lower: limit(count, -z), upper: limit(count + 1.0, z) })
}

/// A count of events, exactly, as a Poisson variable. Nothing for less than no events.
pub fn exact_poisson(count: f64, level: Level) -> Option<Interval> {
    if !(count >= 0.0 && count.is_finite()) {
        return None;
    }
    let tail = (1.0 - level.share) / 2.0;
    let lower = if count == 0.0 { 0.0 } else { chi_square_quantile(tail, 2.0 * count) / 2.0 };
    Some(Interval { lower, upper: chi_square_quantile(1.0 - tail, 2.0 * count + 2.0) / 2.0 })
}

/// A rate of `count` events in `of`, times `multiplier`, with `method` for the count.
pub fn rate(
    method: fn(f64, Level) -> Option<Interval>,
    count: f64,
    of: f64,
    multiplier: f64,
    level: Level,
) -> Option<Interval> {
    (of > 0.0).then(|| method(count, level))?.map(|it| it.times(multiplier / of))
}

/// One age group, or other stratum, of a population.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stratum {
    /// Events in it.
    pub count: f64,
    /// People in it.
    pub of: f64,
    /// How many people it has in the standard population.
    pub weight: f64,
}

/// A directly standardised rate, and its limits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Standardised {
    /// Events for each person, as if the population were the standard one.
    pub rate: f64,
    /// Its limits of confidence.
    pub interval: Interval,
}

/// A directly standardised rate by Dobson's method. Nothing with fewer than 10 events, which it does not bear, or
/// where a stratum has nobody in it.
pub fn dobson(strata: &[Stratum], level: Level) -> Option<Standardised> {
    let events: f64 = strata.iter().map(|it| it.count).sum();
    let weights: f64 = strata.iter().map(|it| it.weight).sum();
    let is_sound = strata.iter().all(|it| it.of > 0.0 && it.count >= 0.0 && it.weight >= 0.0);
    if events < BYAR_FROM || weights <= 0.0 || !is_sound {
        return None;
    }
    let rate = strata.iter().map(|it| it.weight * it.count / it.of).sum::<f64>() / weights;
    let variance = strata.iter().map(|it| it.weight * it.weight * it.count / (it.of * it.of));
    let variance = variance.sum::<f64>() / (weights * weights);
    let around = byar(events, level)?;
    let width = (variance / events).sqrt();
    let limit = |of_count: f64| rate + width * (of_count - events);
    let interval = Interval { lower: limit(around.lower), upper: limit(around.upper) };
    Some(Standardised { rate, interval })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn level() -> Level {
        Level::of_percent(95.0).unwrap()
    }

    fn close(found: Interval, lower: f64, upper: f64) {
        let is = |a: f64, b: f64| (a - b).abs() <= 5e-7 * b.abs().max(1e-3);
        assert!(is(found.lower, lower) && is(found.upper, upper), "{found:?} {lower} {upper}");
    }

    /// Wilson (1927) as Newcombe (1998), table 1, gives it: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    #[test]
    fn wilson_is_that_of_newcombe() {
        for (count, of, lower, upper) in [
            (81.0, 263.0, 0.2553, 0.3662),
            (15.0, 148.0, 0.0624, 0.1605),
            (0.0, 20.0, 0.0, 0.1611),
            (1.0, 29.0, 0.0061, 0.1718),
        ] {
            let found = wilson(count, of, level()).unwrap();
            assert!(
                (found.lower - lower).abs() < 5e-5 && (found.upper - upper).abs() < 5e-5,
                "{found:?}"
            );
        }
        assert_eq!(wilson(1.0, 0.0, level()), None);
        assert_eq!(wilson(3.0, 2.0, level()), None);
    }

    /// Exact limits of small counts as printed in tables of the Poisson distribution (Ulm 1990).
    #[test]
    fn exact_limits_are_those_of_tables() {
        for (count, lower, upper) in [
            (0.0, 0.0, 3.6889),
            (1.0, 0.0253, 5.5716),
            (5.0, 1.6235, 11.6683),
            (9.0, 4.1154, 17.0848),
        ] {
            let found = exact_poisson(count, level()).unwrap();
            assert!(
                (found.lower - lower).abs() < 5e-5 && (found.upper - upper).abs() < 5e-5,
                "{found:?}"
            );
        }
        assert_eq!(exact_poisson(-1.0, level()), None);
    }

    /// Byar's limits of 65 events as in the handbook of public health statistics: 50.17 to 82.85.
    #[test]
    fn byar_is_that_of_the_handbook() {
        let found = byar(65.0, level()).unwrap();
        assert!(
            (found.lower - 50.165).abs() < 0.01 && (found.upper - 82.85).abs() < 0.01,
            "{found:?}"
        );
        assert_eq!(byar(9.0, level()), exact_poisson(9.0, level()));
        let of_rate = rate(byar, 65.0, 1000.0, 100_000.0, level()).unwrap();
        close(of_rate, found.lower * 100.0, found.upper * 100.0);
    }

    /// One stratum, or strata with one rate, give the crude rate and Byar's limits of it.
    #[test]
    fn dobson_of_one_stratum_is_byar() {
        let one = [Stratum { count: 65.0, of: 1000.0, weight: 100.0 }];
        let found = dobson(&one, level()).unwrap();
        let byar = byar(65.0, level()).unwrap();
        close(found.interval, byar.lower / 1000.0, byar.upper / 1000.0);
        let few = [Stratum { count: 9.0, of: 1000.0, weight: 100.0 }];
        assert_eq!(dobson(&few, level()), None);
        assert_eq!(dobson(&[], level()), None);
    }

    proptest! {
        #[test]
        fn a_share_lies_within_its_limits(of in 1_u32..100_000, part in 0.0..=1.0_f64) {
            let count = (f64::from(of) * part).round();
            let found = wilson(count, f64::from(of), level()).unwrap();
            let share = count / f64::from(of);
            prop_assert!(0.0 <= found.lower && found.lower <= share);
            prop_assert!(share <= found.upper && found.upper <= 1.0);
            // The mirror image: those who are not counted.
            let rest = wilson(f64::from(of) - count, f64::from(of), level()).unwrap();
            prop_assert!((rest.lower - (1.0 - found.upper)).abs() < 1e-12);
        }

        #[test]
        fn a_count_lies_within_its_limits_and_byar_is_nearly_exact(count in 0_u32..5_000) {
            let count = f64::from(count);
            let (exact, byar) = (exact_poisson(count, level()).unwrap(), byar(count, level()).unwrap());
            prop_assert!(byar.lower <= count && count < byar.upper);
            prop_assert!((exact.lower - byar.lower).abs() < 0.02 && (exact.upper - byar.upper).abs() < 0.02);
        }

        #[test]
        fn more_people_make_limits_narrower(count in 1_u32..1_000, of in 1_000_u32..10_000) {
            let width = |by: f64| {
                let found = wilson(f64::from(count) * by, f64::from(of) * by, level()).unwrap();
                found.upper - found.lower
            };
            prop_assert!(width(2.0) < width(1.0));
        }
    }
}
