//! Whether a benefit is on the way to its target: where it starts, where it should get, and the latest figure.

use jiff::ToSpan as _;
use rust_decimal::prelude::ToPrimitive as _;

use super::measures::{self, Measured};
use crate::model::benefits::Benefit;
use crate::model::scalar::Date;
use crate::model::{Blueprint, Model, Section};

/// How far a benefit has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// There is no figure that tells.
    NoData,
    /// The latest figure is from before the start.
    NotStarted,
    /// At or beyond the straight line from start to target.
    OnTrack,
    /// Behind that line.
    OffTrack,
    /// The target is reached.
    Achieved,
    /// The day of the target has passed without it.
    NotAchieved,
}

impl Progress {
    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoData => "No figures yet",
            Self::NotStarted => "Not started",
            Self::OnTrack => "On track",
            Self::OffTrack => "Off track",
            Self::Achieved => "Achieved",
            Self::NotAchieved => "Not achieved",
        }
    }
}

/// From where to where, and by when.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Trajectory {
    /// The baseline.
    pub start: f64,
    /// The last day of the period that it starts from.
    pub from: Date,
    /// Where it should get.
    pub target: f64,
    /// By when.
    pub by: Date,
}

impl Trajectory {
    /// The value that the straight line has on a day; nothing on a way that ends where it begins.
    pub fn expected(self, day: Date) -> Option<f64> {
        let days = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
        let whole = days(self.from, self.by);
        let share = f64::from(days(self.from, day)) / f64::from(whole);
        (whole > 0).then(|| self.start + (self.target - self.start) * share.clamp(0.0, 1.0))
    }

    /// How far a value of a period that ends on a day has come.
    pub fn progress(self, value: f64, day: Date) -> Progress {
        let sign = (self.target - self.start).signum();
        let reaches = |goal: f64| (value - goal) * sign >= -1e-9 * goal.abs().max(1.0);
        if day <= self.from {
            return Progress::NotStarted;
        }
        if reaches(self.target) {
            return Progress::Achieved;
        }
        if day > self.by {
            return Progress::NotAchieved;
        }
        match self.expected(day) {
            Some(expected) if reaches(expected) => Progress::OnTrack,
            _ => Progress::OffTrack,
        }
    }
}

/// A benefit with what its measure tells.
#[derive(Clone, Debug)]
pub struct Followed<'m> {
    /// The benefit.
    pub benefit: &'m Benefit,
    /// Its measure.
    pub measured: Measured<'m>,
    /// From where to where, where all of it is stated.
    pub way: Option<Trajectory>,
    /// Progress so far.
    pub progress: Progress,
}

/// Every benefit of a blueprint with its measure; only those of `metric`, where one is named.
pub fn benefits<'m>(
    model: &'m Model,
    blueprint: &'m Blueprint,
    metric: Option<&str>,
) -> Vec<Followed<'m>> {
    let known = blueprint.benefits.as_ref().and_then(Section::known);
    let items = known.map_or(&[][..], |it| it.benefits.items()).iter();
    let follow = |benefit: &'m Benefit| {
        let id = benefit.metric.known()?.0.id.as_str();
        if metric.is_some_and(|wanted| wanted != id) {
            return None;
        }
        let measured = measures::head(model, blueprint, id);
        let way = way(blueprint, benefit);
        let latest = measured.whole().and_then(|it| it.latest());
        let value = latest.and_then(|it| Some((it.value?.value, it.period.last_day())));
        let progress = match (way, value) {
            (Some(way), Some((value, day))) => way.progress(value, day),
            _ => Progress::NoData,
        };
        Some(Followed { benefit, measured, way, progress })
    };
    items.filter_map(follow).collect()
}

/// A way begins with the contract where that begins later than the period it starts from, and before its end.
fn way(blueprint: &Blueprint, benefit: &Benefit) -> Option<Trajectory> {
    let (baseline, target) = (benefit.baseline.known()?, benefit.target.known()?);
    let measured_on = baseline.period.known()?.last_day();
    let by = *target.by.known()?;
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let begins = contract.and_then(|it| it.term_start.known()).copied();
    // The day before the first: what ends on it was measured before the contract.
    let eve = begins.map(|day| day.saturating_sub(1.day())).filter(|day| *day < by);
    Some(Trajectory {
        start: baseline.value.known()?.to_f64()?,
        from: eve.map_or(measured_on, |eve| eve.max(measured_on)),
        target: target.value.known()?.to_f64()?,
        by,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_figure_is_held_against_the_straight_line() {
        let way = Trajectory {
            start: 10.0,
            from: date(2026, 3, 31),
            target: 20.0,
            by: date(2028, 3, 31),
        };
        let on = |value: f64, day: Date| way.progress(value, day);
        assert_eq!(on(12.0, date(2026, 3, 31)), Progress::NotStarted);
        assert_eq!(on(15.1, date(2027, 3, 31)), Progress::OnTrack);
        assert_eq!(on(14.9, date(2027, 3, 31)), Progress::OffTrack);
        assert_eq!(on(20.0, date(2026, 6, 30)), Progress::Achieved);
        assert_eq!(on(19.9, date(2028, 6, 30)), Progress::NotAchieved);
        let down = Trajectory { start: 20.0, target: 10.0, ..way };
        assert_eq!(down.progress(14.9, date(2027, 3, 31)), Progress::OnTrack);
        assert_eq!(down.progress(15.1, date(2027, 3, 31)), Progress::OffTrack);
    }
}
