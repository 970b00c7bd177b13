//! The rings of areas in units of a drawing: where they run, what lies inside, and which of their corners it takes to draw them.

use crate::figure::svg::{At, Path};

/// Outlines are drawn with so much tolerance, in units of the drawing, unless they would be too long.
pub(super) const TOLERANCE: f64 = 0.3;

/// A ring of a smaller area, in square units, is left out, unless its area would not be seen at all.
const SPECK: f64 = 0.6;

/// How often each corner of a ring is looked at, all in all, before its long stretches are cut in halves: those of coastlines are
/// looked at 20 to 40 times.
const MOST_LOOKS: usize = 200;
/// A stretch of a ring that is never cut so.
const SHORT: usize = 200;

pub(super) fn bounds(ring: &[At]) -> (At, At) {
    let start = ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
    ring.iter().fold(start, |(low, high), (x, y)| {
        ((low.0.min(*x), low.1.min(*y)), (high.0.max(*x), high.1.max(*y)))
    })
}

/// Twice the area of a ring is the sum of cross products; its sign tells which way the ring runs.
pub(super) fn area_of(ring: &[At]) -> f64 {
    let Some(first) = ring.first() else { return 0.0 };
    let from_first = |at: &At| (at.0 - first.0, at.1 - first.1);
    let cross = |pair: &[At]| {
        let (a, b) = (from_first(&pair[0]), from_first(&pair[1]));
        a.0 * b.1 - b.0 * a.1
    };
    ring.windows(2).map(cross).sum::<f64>() / 2.0
}

/// A small square where something too small to draw is.
fn dot(ring: &[At]) -> [At; 4] {
    let (low, high) = bounds(ring);
    let (x, y) = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
    [(x - 1.5, y - 1.5), (x + 1.5, y - 1.5), (x + 1.5, y + 1.5), (x - 1.5, y + 1.5)]
}

/// A place inside a ring, near its middle: the middle of the longest stretch of a horizontal line through it.
pub(super) fn inside(ring: &[At]) -> At {
    let (low, high) = bounds(ring);
    let stretches = [0.5, 0.4, 0.6, 0.3, 0.7].into_iter().flat_map(|share| {
        let y = low.1 + (high.1 - low.1) * share;
        let cuts = crossings(ring, y);
        let stretches: Vec<(f64, At)> = cuts
            .chunks_exact(2)
            .map(|pair| (pair[1] - pair[0], (f64::midpoint(pair[0], pair[1]), y)))
            .collect();
        stretches
    });
    // A stretch counts as longer only if it is so by a fifth: the middle of the ring is the better place.
    let mut best: Option<(f64, At)> = None;
    for (length, at) in stretches {
        if best.is_none_or(|(most, _)| length > most * 1.2) {
            best = Some((length, at));
        }
    }
    best.map_or((f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1)), |(_, at)| at)
}

pub(super) fn is_inside(ring: &[At], at: At) -> bool {
    crossings(ring, at.1).iter().filter(|x| **x < at.0).count() % 2 == 1
}

/// Where a horizontal line crosses a ring, from left to right.
pub(super) fn crossings(ring: &[At], y: f64) -> Vec<f64> {
    let cut = |pair: &[At]| {
        let ((x1, y1), (x2, y2)) = (pair[0], pair[1]);
        ((y1 <= y) != (y2 <= y)).then(|| x1 + (y - y1) / (y2 - y1) * (x2 - x1))
    };
    let mut cuts: Vec<f64> = ring.windows(2).filter_map(cut).collect();
    cuts.sort_by(f64::total_cmp);
    cuts
}

/// A closed ring in a drawing.
pub(super) struct Ring {
    /// Its corners; the last is the first again.
    corners: Vec<At>,
    /// With how much tolerance each corner is left out.
    weights: Vec<f64>,
    /// Its area.
    size: f64,
}

impl Ring {
    pub(super) fn new(corners: Vec<At>) -> Self {
        Self { weights: weights(&corners), size: area_of(&corners).abs(), corners }
    }

    /// The corners that it takes to draw it; the last is not the first again.
    fn simplified(&self, tolerance: f64) -> Vec<At> {
        let open = self.corners.len().saturating_sub(1);
        let kept = self.corners[..open].iter().zip(&self.weights);
        kept.filter(|(_, weight)| **weight > tolerance).map(|(corner, _)| *corner).collect()
    }
}

/// The outlines of an area: specks are left out if there is anything larger.
pub(super) fn path(rings: &[Ring], tolerance: f64) -> Path {
    let mut path = Path::default();
    for ring in rings.iter().filter(|ring| ring.size >= SPECK) {
        let corners = ring.simplified(tolerance);
        if corners.len() >= 3 {
            path.ring(&corners);
        }
    }
    let largest = rings.iter().max_by(|a, b| a.size.total_cmp(&b.size));
    if path.is_empty()
        && let Some(ring) = largest
    {
        path.ring(&dot(&ring.corners));
    }
    path
}

/// With how much tolerance each corner of a closed ring can be left out: Douglas and Peucker, "Algorithms for the
/// reduction of the number of points required to represent a digitized line", 1973. A ring is two lines: between its
/// start and the corner that is farthest from it. Corners that `TOLERANCE` leaves out weigh nothing.
fn weights(ring: &[At]) -> Vec<f64> {
    let mut weights = vec![0.0; ring.len()];
    let Some(last) = ring.len().checked_sub(1) else { return weights };
    let mut far = 0;
    let mut most = 0.0;
    for (at, corner) in ring.iter().enumerate() {
        let off = square(*corner, ring[0]);
        if off > most {
            (far, most) = (at, off);
        }
    }
    weights[0] = f64::INFINITY;
    weights[far] = f64::INFINITY;
    // A stack in place of recursion: coastlines have thousands of corners. No corner outweighs the one that it hangs on.
    let mut open = vec![(0, far, f64::INFINITY), (far, last, f64::INFINITY)];
    let mut n_looked = 0;
    while let Some((from, to, above)) = open.pop() {
        // Teeth of a saw are taken off one by one, each after a look at all the others: cut in halves they are not.
        if n_looked > MOST_LOOKS * ring.len() && to - from > SHORT {
            let middle = usize::midpoint(from, to);
            weights[middle] = above;
            open.extend([(from, middle, above), (middle, to, above)]);
            continue;
        }
        n_looked += to - from;
        let (mut farthest, mut most) = (from, TOLERANCE * TOLERANCE);
        for at in from + 1..to {
            let off = off_line(ring[at], ring[from], ring[to]);
            if off > most {
                (farthest, most) = (at, off);
            }
        }
        if farthest > from {
            let weight = most.sqrt().min(above);
            weights[farthest] = weight;
            open.extend([(from, farthest, weight), (farthest, to, weight)]);
        }
    }
    weights
}

/// The square of the distance of two places.
fn square(a: At, b: At) -> f64 {
    let (across, down) = (a.0 - b.0, a.1 - b.1);
    across * across + down * down
}

/// The square of the distance of a place from a stretch of line.
fn off_line(place: At, from: At, to: At) -> f64 {
    let (across, down) = (to.0 - from.0, to.1 - from.1);
    let length = across * across + down * down;
    if length == 0.0 {
        return square(place, from);
    }
    let along = ((place.0 - from.0) * across + (place.1 - from.1) * down) / length;
    let along = along.clamp(0.0, 1.0);
    square(place, (from.0 + along * across, from.1 + along * down))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn straight_stretches_lose_their_corners() {
        let mut ring: Vec<At> = (0..=100).map(|at| (f64::from(at), 0.0)).collect();
        ring.extend([(100.0, 50.0), (0.0, 50.0), (0.0, 0.0)]);
        assert_eq!(
            Ring::new(ring).simplified(TOLERANCE),
            [(0.0, 0.0), (100.0, 0.0), (100.0, 50.0), (0.0, 50.0)]
        );
    }

    #[test]
    fn a_place_inside_a_horseshoe_is_inside() {
        let ring = [
            (0.0, 0.0),
            (90.0, 0.0),
            (90.0, 100.0),
            (80.0, 100.0),
            (80.0, 10.0),
            (10.0, 10.0),
            (10.0, 100.0),
            (0.0, 100.0),
            (0.0, 0.0),
        ];
        let at = inside(&ring);
        assert!(at.0 < 10.0 || at.0 > 80.0 || at.1 < 10.0, "{at:?}");
    }

    proptest! {
        /// No corner that was left out is farther from the drawn outline than the tolerance.
        #[test]
        fn outlines_stay_within_tolerance(
            corners in prop::collection::vec((0.0f64..400.0, 0.0f64..300.0), 3..60),
            tolerance in TOLERANCE..40.0,
        ) {
            let mut ring = corners.clone();
            ring.push(corners[0]);
            let mut drawn = Ring::new(ring.clone()).simplified(tolerance);
            drawn.push(drawn[0]);
            for corner in &ring {
                let off = drawn
                    .windows(2)
                    .map(|pair| off_line(*corner, pair[0], pair[1]).sqrt())
                    .fold(f64::INFINITY, f64::min);
                prop_assert!(off <= tolerance + 1e-9, "{corner:?} is {off} away");
            }
        }
    }
}
