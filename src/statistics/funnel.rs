//! A funnel: how far shares of bodies of each size may differ by chance alone.
//!
//! At each size the limits are the shares whose Wilson bound is the share of all bodies together, at 95% and 99.8%.

use super::interval::{Interval, Level};

/// With fewer bodies, a funnel says nothing.
pub const FEWEST: usize = 10;

/// The two pairs of limits at one size.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Limits {
    /// 1 body in 20 lies outside by chance.
    pub of_95: Interval,
    /// 1 body in 500 lies outside by chance.
    pub of_998: Interval,
}

/// Where a body stands among its peers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Above the 99.8% limit.
    FarAbove,
    /// Between the upper limits.
    Above,
    /// Within the 95% limits.
    Within,
    /// Between the lower limits.
    Below,
    /// Below the 99.8% limit.
    FarBelow,
}

/// The share of all bodies together, and how bodies spread around it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Funnel {
    /// The share of all of them together, between 0 and 1.
    pub centre: f64,
    levels: [Level; 2],
}

impl Funnel {
    /// A funnel of bodies, each a count and of how many; nothing with fewer than [`FEWEST`] of them.
    pub fn around(bodies: &[(f64, f64)]) -> Option<Self> {
        let count: f64 = bodies.iter().map(|(count, _)| count).sum();
        let of: f64 = bodies.iter().map(|(_, of)| of).sum();
        if bodies.len() < FEWEST || of <= 0.0 || !(0.0..=of).contains(&count) {
            return None;
        }
        let levels = [Level::of_percent(95.0)?, Level::of_percent(99.8)?];
        Some(Self { centre: count / of, levels })
    }

    /// The limits for a body of this size; nothing for one of nobody.
    pub fn limits(&self, of: f64) -> Option<Limits> {
        if of <= 0.0 {
            return None;
        }
        let [of_95, of_998] = self.levels.map(|level| around(self.centre, of, level.z()));
        Some(Limits { of_95, of_998 })
    }

    /// Where a share of a body of this size stands.
    pub fn standing(&self, count: f64, of: f64) -> Option<Standing> {
        let limits = self.limits(of)?;
        let share = count / of;
        Some(match share {
            _ if share > limits.of_998.upper => Standing::FarAbove,
            _ if share > limits.of_95.upper => Standing::Above,
            _ if share < limits.of_998.lower => Standing::FarBelow,
            _ if share < limits.of_95.lower => Standing::Below,
            _ => Standing::Within,
        })
    }
}

/// The shares whose Wilson bound is `centre`. Wilson's bounds are the two roots of (share - p)² = z² p (1 - p) / n in
/// p; solved for the share, that is p ± z √(p (1 - p) / n).
fn around(centre: f64, of: f64, z: f64) -> Interval {
    let width = z * (centre * (1.0 - centre) / of).sqrt();
    Interval { lower: (centre - width).max(0.0), upper: (centre + width).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::interval::wilson;
    use proptest::prelude::*;

    fn bodies() -> Vec<(f64, f64)> {
        (1..=12).map(|at| (f64::from(at * 30), f64::from(at * 100))).collect()
    }

    #[test]
    fn ten_bodies_make_a_funnel() {
        assert_eq!(Funnel::around(&bodies()[..9]), None);
        let funnel = Funnel::around(&bodies()).unwrap();
        assert!((funnel.centre - 0.3).abs() < 1e-15);
        assert_eq!(funnel.standing(30.0, 100.0), Some(Standing::Within));
        assert_eq!(funnel.standing(40.0, 100.0), Some(Standing::Above));
        assert_eq!(funnel.standing(10.0, 100.0), Some(Standing::FarBelow));
        assert_eq!(funnel.standing(0.0, 0.0), None);
    }

    proptest! {
        /// The definition: Wilson's bound of a share on the limit is the centre.
        #[test]
        fn the_bound_of_a_limit_is_the_centre(of in 20_u32..100_000) {
            let funnel = Funnel::around(&bodies()).unwrap();
            let of = f64::from(of);
            let limits = funnel.limits(of).unwrap();
            for (found, percent) in [(limits.of_95, 95.0), (limits.of_998, 99.8)] {
                let level = Level::of_percent(percent).unwrap();
                if found.lower > 0.0 {
                    let bound = wilson(found.lower * of, of, level).unwrap().upper;
                    prop_assert!((bound - funnel.centre).abs() < 1e-9, "{} {}", bound, of);
                }
                if found.upper < 1.0 {
                    let bound = wilson(found.upper * of, of, level).unwrap().lower;
                    prop_assert!((bound - funnel.centre).abs() < 1e-9, "{} {}", bound, of);
                }
            }
        }
    }
}
