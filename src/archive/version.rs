//! The name of a release: the day of its publication, and a number for a second one on that day.

use std::fmt;

use jiff::civil::Date;

/// The name of a release, such as `2027-04-17`, or `2027-04-17.2` for the second of a day. Sorted as time goes: `.10`
/// comes after `.9`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Version {
    day: Date,
    nth: u32,
}

impl Version {
    /// The first release of a day.
    pub fn of(day: Date) -> Self {
        Self { day, nth: 1 }
    }

    /// The next one of the same day.
    #[must_use]
    pub fn next(self) -> Self {
        Self { nth: self.nth + 1, ..self }
    }

    /// The day of publication.
    pub fn day(self) -> Date {
        self.day
    }

    /// Reads a name; only the one way of writing it is a name.
    pub fn parse(name: &str) -> Option<Self> {
        let (day, nth) = match name.split_once('.') {
            Some((day, nth)) => (day, nth.parse().ok().filter(|nth| *nth > 1)?),
            None => (name, 1),
        };
        let version = Self { day: day.parse().ok()?, nth };
        (version.to_string() == name).then_some(version)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.nth {
            1 => write!(f, "{}", self.day),
            nth => write!(f, "{}.{nth}", self.day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn names_sort_as_time_goes() {
        let names = ["2027-04-17", "2027-04-17.2", "2027-04-17.9", "2027-04-17.10", "2027-04-18"];
        let versions = names.map(|name| Version::parse(name).expect("a name"));
        assert!(versions.is_sorted());
        assert_eq!(versions.map(|version| version.to_string()), names);
        for wrong in ["2027-4-17", "2027-04-17.1", "2027-04-17.02", "2027-02-30", "v1", "latest"] {
            assert_eq!(Version::parse(wrong), None, "{wrong}");
        }
    }
}
