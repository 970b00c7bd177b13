//! When a release becomes public: local time as people type it, in the time zone of the site.

use jiff::civil::{self, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// The hour at which statistics are usually published, where only a day is given.
const USUAL: civil::Time = civil::time(9, 30, 0, 0);

/// An instant, and how it reads on the clock of the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishTime(Zoned);

impl PublishTime {
    /// The instant, in whole seconds.
    pub fn instant(&self) -> Timestamp {
        let second = self.0.timestamp().as_second();
        Timestamp::from_second(second).unwrap_or(self.0.timestamp())
    }

    /// An instant on the clock of a time zone.
    pub fn at(instant: Timestamp, zone: &TimeZone) -> Self {
        Self(instant.to_zoned(zone.clone()))
    }

    /// The day on that clock.
    pub fn day(&self) -> civil::Date {
        self.0.date()
    }

    /// "Saturday 17 April 2027 at 09:30 (Europe/London)".
    pub fn in_words(&self) -> String {
        let zone = self.0.time_zone().iana_name().unwrap_or("UTC");
        format!("{} ({zone})", self.0.strftime("%A %-d %B %Y at %H:%M"))
    }
}

/// The time zone of that name; London where a site names none.
///
/// # Errors
/// In words, where there is no such zone.
pub fn time_zone(name: Option<&str>) -> Result<TimeZone, String> {
    let name = name.unwrap_or("Europe/London");
    TimeZone::get(name)
        .map_err(|_| format!("there is no time zone `{name}`; write one such as `Europe/London`"))
}

/// Reads when something is to be published: a day, a local time, or an instant with its offset.
///
/// # Errors
/// In words with what to type instead: for anything else, and for a local time that a change of the clocks leaves out
/// or repeats.
pub fn moment(typed: &str, zone: &TimeZone) -> Result<PublishTime, String> {
    let typed = typed.trim();
    if let Ok(instant) = typed.parse::<Timestamp>() {
        return Ok(PublishTime::at(instant, zone));
    }
    let local = match typed.parse::<civil::Date>() {
        Ok(day) if typed.len() == 10 => day.to_datetime(USUAL),
        _ => typed.parse::<DateTime>().map_err(|_| {
            format!(
                "`{typed}` is not a time: write a day such as `2027-04-17`, which means 09:30, or a day and a time such as `2027-04-17 07:00`"
            )
        })?,
    };
    if local.second() != 0 || local.subsec_nanosecond() != 0 {
        let minute = local.strftime("%Y-%m-%d %H:%M");
        return Err(format!(
            "`{typed}` names a second: a release is published on the minute, such as `{minute}`"
        ));
    }
    let ambiguous = zone.to_ambiguous_zoned(local);
    if ambiguous.is_ambiguous() {
        let offset = ambiguous.offset();
        let (before, after) = match offset {
            jiff::tz::AmbiguousOffset::Gap { before, after }
            | jiff::tz::AmbiguousOffset::Fold { before, after } => (before, after),
            jiff::tz::AmbiguousOffset::Unambiguous { offset } => (offset, offset),
        };
        let words = match offset {
            jiff::tz::AmbiguousOffset::Gap { .. } => "does not exist: the clocks go forward then",
            _ => "comes twice: the clocks go back then",
        };
        let with = |offset| format!("{local}{}", offset_in_words(offset));
        return Err(format!(
            "{} {words}; write a time an hour earlier or later, or add the offset, such as `{}` or `{}`",
            local.strftime("%H:%M on %-d %B %Y"),
            with(before),
            with(after)
        ));
    }
    let zoned = ambiguous.compatible().map_err(|_| {
        format!("`{typed}` is too far ahead: write a time before the year 9999, when the release is to be public")
    })?;
    Ok(PublishTime(zoned))
}

/// "+01:00".
fn offset_in_words(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london(typed: &str) -> Result<String, String> {
        let zone = time_zone(None).expect("London is a time zone");
        moment(typed, &zone).map(|moment| moment.instant().to_string())
    }

    #[test]
    fn a_day_means_half_past_nine_on_the_clock_of_the_site() {
        assert_eq!(london("2027-04-17"), Ok("2027-04-17T08:30:00Z".to_owned()));
        assert_eq!(london("2027-01-17"), Ok("2027-01-17T09:30:00Z".to_owned()));
        assert_eq!(london("2027-04-17 07:00"), Ok("2027-04-17T06:00:00Z".to_owned()));
        assert_eq!(london("2027-04-17T07:00"), Ok("2027-04-17T06:00:00Z".to_owned()));
        assert_eq!(london("2027-04-17T07:00+01:00"), Ok("2027-04-17T06:00:00Z".to_owned()));
        assert_eq!(london("2027-04-17T07:00:00Z"), Ok("2027-04-17T07:00:00Z".to_owned()));
    }

    /// The clocks of London went forward on 28 March 2027 at 01:00, and go back on 31 October at 02:00.
    #[test]
    fn times_that_a_change_of_the_clocks_leaves_out_or_repeats_are_refused() {
        let gap = london("2027-03-28 01:30").expect_err("there is no such time");
        assert!(gap.starts_with("01:30 on 28 March 2027 does not exist"), "{gap}");
        let fold = london("2027-10-31 01:30").expect_err("there are two");
        assert!(
            fold.contains("`2027-10-31T01:30:00+01:00` or `2027-10-31T01:30:00+00:00`"),
            "{fold}"
        );
        let said = london("2027-10-31T01:30:00+00:00");
        assert_eq!(said, Ok("2027-10-31T01:30:00Z".to_owned()));
        assert!(
            london("2027-04-17 07:00:30").expect_err("a second").contains("`2027-04-17 07:00`")
        );
        let far = london("9999-12-31T23:59").expect_err("no clock goes so far");
        assert!(far.contains("`9999-12-31T23:59` is too far ahead"), "{far}");
        assert!(london("17 April").expect_err("no time").contains("`2027-04-17`"));
    }
}
