//! From numbers to places: axes with round numbers, and labels that keep out of each other's way.

/// A straight scale from numbers to places.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// The numbers at both ends.
    pub of: (f64, f64),
    /// The places of both ends.
    pub to: (f64, f64),
}

impl Scale {
    /// The place of a number. Halves keep the widest range of numbers from overflowing; a range without width has all
    /// its numbers in the middle.
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = self.of;
        let share = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
        let share = if share.is_finite() { share } else { 0.5 };
        self.to.0 + share * (self.to.1 - self.to.0)
    }
}

/// An axis: the numbers at its ends, and round numbers between them.
#[derive(Clone, PartialEq, Debug)]
pub struct Axis {
    /// The numbers at both ends.
    pub ends: (f64, f64),
    /// Round numbers, from low to high; none where the numbers are too large or too close together for any.
    pub ticks: Vec<f64>,
    /// How many digits behind the point they need.
    pub decimals: usize,
}

impl Axis {
    /// An axis that holds all of the numbers, with four to seven ticks where there can be. It ends within `bounds`, and
    /// zero is not forced into it.
    pub fn around(values: impl Iterator<Item = f64>, bounds: Option<(f64, f64)>) -> Self {
        Self::with_steps(values, bounds, 5.0)
    }

    /// The same with at most so many steps from the smallest number to the largest.
    pub fn with_steps(
        values: impl Iterator<Item = f64>,
        bounds: Option<(f64, f64)>,
        n_steps: f64,
    ) -> Self {
        let finite = values.filter(|value| value.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            return Self { ends: (0.0, 1.0), ticks: vec![0.0, 1.0], decimals: 0 };
        }
        let (low, high) = if low == high {
            let room = if low == 0.0 { 1.0 } else { low.abs() * 0.1 };
            (low - room, high + room)
        } else {
            (low, high)
        };
        let step = round_step((high / 2.0 - low / 2.0) / (n_steps / 2.0));
        let ticks = step.map(|step| ticks(low, high, step, bounds));
        match (ticks, step) {
            (Some(ticks), Some(step)) if ticks.len() >= 2 => {
                let ends = (ticks[0], ticks[ticks.len() - 1]);
                let decimals = (-libm::log10(step).floor()).clamp(0.0, 12.0) as usize;
                Self { ends, ticks, decimals }
            }
            _ => Self { ends: (low, high), ticks: Vec::new(), decimals: 0 },
        }
    }
}

/// The next of 1, 2, 5 or 10 times a power of ten.
fn round_step(rough: f64) -> Option<f64> {
    if !rough.is_normal() || rough <= 0.0 {
        return None;
    }
    let power = libm::exp10(libm::log10(rough).floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|it| it * power).into_iter().find(|it| *it >= rough)?;
    (step.is_normal() && step < 1e300).then_some(step)
}

fn ticks(low: f64, high: f64, step: f64, bounds: Option<(f64, f64)>) -> Vec<f64> {
    let near = 1e-9;
    let mut first = (low / step + near).floor();
    let mut last = (high / step - near).ceil();
    if !first.is_finite() || !last.is_finite() || last - first > 40.0 {
        return Vec::new();
    }
    // A number on the very edge would sit on the frame: leave one step of headroom, if the numbers may go there.
    if (low / step - first).abs() < near {
        first -= 1.0;
    }
    if (last - high / step).abs() < near {
        last += 1.0;
    }
    if let Some((least, most)) = bounds {
        first = first.max((least / step - near).ceil());
        last = last.min((most / step + near).floor());
    }
    let n = (last - first).max(0.0) as usize;
    (0..=n).map(|at| (first + at as f64) * step).collect()
}

/// Moves places apart that are closer than `gap`, as little as it takes, within `room`; their order stays.
pub fn spread(wanted: &[f64], gap: f64, room: (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]).then(a.cmp(b)));
    let mut places: Vec<f64> = order.iter().map(|at| wanted[*at].clamp(room.0, room.1)).collect();
    let fits = gap * (places.len().saturating_sub(1)) as f64 <= room.1 - room.0;
    let gap = if fits { gap } else { (room.1 - room.0) / places.len().max(1) as f64 };
    // Neighbours that are too close become one heap around their middle, until no heaps touch.
    let mut heaps: Vec<(f64, usize)> = Vec::new();
    for place in &places {
        heaps.push((*place, 1));
        while let [.., (before, n_before), (last, n_last)] = heaps[..] {
            let reach = gap * (n_before + n_last) as f64 / 2.0;
            if last - before >= reach - 1e-9 {
                break;
            }
            let n = n_before + n_last;
            let middle = (before * n_before as f64 + last * n_last as f64) / n as f64;
            let half = gap * (n - 1) as f64 / 2.0;
            heaps.truncate(heaps.len() - 2);
            heaps.push((middle.clamp(room.0 + half, room.1 - half), n));
        }
    }
    let mut at = 0;
    for (middle, n) in heaps {
        let first = middle - gap * (n - 1) as f64 / 2.0;
        for within in 0..n {
            places[at] = first + gap * within as f64;
            at += 1;
        }
    }
    let mut found = vec![0.0; wanted.len()];
    for (place, at) in places.into_iter().zip(order) {
        found[at] = place;
    }
    found
}

/// Which of the places along a line can have a label: the first and the last always (the last if only one fits), and
/// of those between as many as fit evenly. `widths` are those of the labels, which stand around their places.
pub fn thinned(places: &[f64], widths: &[f64], is_wanted: &[bool]) -> Vec<usize> {
    let Some(last) = places.len().checked_sub(1) else { return Vec::new() };
    let is_clear =
        |a: usize, b: usize| (places[b] - places[a]).abs() > (widths[a] + widths[b]) / 2.0;
    if last == 0 || !is_clear(0, last) {
        return vec![last];
    }
    let between: Vec<usize> = (1..last).filter(|at| is_wanted[*at]).collect();
    for stride in 1..=between.len() {
        let kept: Vec<usize> = between
            .iter()
            .copied()
            .step_by(stride)
            .filter(|at| is_clear(0, *at) && is_clear(*at, last))
            .collect();
        if !kept.is_empty() && kept.windows(2).all(|pair| is_clear(pair[0], pair[1])) {
            return std::iter::once(0).chain(kept).chain([last]).collect();
        }
    }
    vec![0, last]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_round() {
        let axis = |values: &[f64], bounds| Axis::around(values.iter().copied(), bounds);
        assert_eq!(axis(&[61.2, 88.3], None).ticks, [60.0, 70.0, 80.0, 90.0]);
        assert_eq!(axis(&[0.12, 0.37], None).decimals, 2);
        // A line on the top edge gets a step of headroom, but not beyond what can be.
        assert_eq!(axis(&[70.0, 95.0, 90.0], None).ends.1, 100.0);
        assert_eq!(axis(&[62.0, 100.0], Some((0.0, 100.0))).ends, (60.0, 100.0));
        assert_eq!(axis(&[], None).ticks, [0.0, 1.0]);
        assert!(axis(&[5.0, 5.0], None).ticks.len() >= 3);
    }

    proptest! {
        /// An axis holds its numbers, and every place on it is finite.
        #[test]
        fn an_axis_holds_everything(values in prop::collection::vec(any::<f64>(), 0..12)) {
            let axis = Axis::around(values.iter().copied(), None);
            let scale = Scale { of: axis.ends, to: (0.0, 100.0) };
            for value in values.into_iter().filter(|value| value.is_finite()) {
                let place = scale.at(value);
                prop_assert!((-0.001..=100.001).contains(&place), "{value} at {place}: {axis:?}");
            }
            prop_assert!(axis.ticks.len() <= 12);
            for tick in axis.ticks {
                prop_assert!(tick.is_finite());
            }
        }

        /// Labels never stand on each other if there is room, and never swap.
        #[test]
        fn labels_keep_apart(wanted in prop::collection::vec(-50.0f64..450.0, 1..8)) {
            let found = spread(&wanted, 18.0, (10.0, 390.0));
            let mut order: Vec<usize> = (0..wanted.len()).collect();
            order.sort_by(|a, b| found[*a].total_cmp(&found[*b]));
            for pair in order.windows(2) {
                prop_assert!(found[pair[1]] - found[pair[0]] >= 18.0 - 1e-6, "{found:?}");
                prop_assert!(wanted[pair[0]] <= wanted[pair[1]]);
            }
            prop_assert!(found.iter().all(|it| (10.0 - 1e-6..=390.0 + 1e-6).contains(it)), "{found:?}");
        }

        #[test]
        fn labels_of_ticks_never_touch(n in 1usize..80, width in 5.0f64..60.0) {
            let places: Vec<f64> = (0..n).map(|at| at as f64 * 500.0 / n as f64).collect();
            let widths = vec![width; n];
            let kept = thinned(&places, &widths, &vec![true; n]);
            prop_assert_eq!(kept.last(), Some(&(n - 1)));
            for pair in kept.windows(2) {
                prop_assert!(places[pair[1]] - places[pair[0]] > width);
            }
        }
    }
}
