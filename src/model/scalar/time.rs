//! Days, quarters, financial years and periods.

use super::{Date, Rule, ScalarType};
use crate::diag::{Code, Diagnostic};
use crate::model::reflect::ScalarRef;
use crate::source::Span;

impl ScalarType for Date {
    const EXPECTED: &'static str = "a date such as 2027-04-01";
    const RULE: Rule =
        Rule::Form(r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$", "2027-04-01");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        parse_date(text).ok_or_else(|| bad_date(text, span, Self::EXPECTED))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Date(*self)
    }
}

/// The months in full.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn parse_date(text: &str) -> Option<Date> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shape { text.parse().ok() } else { None }
}

fn bad_date(text: &str, span: Span, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::at(Code::BadDate, span, format!("`{text}` is not a date"));
    let numbers = text.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    if let [Some(year), Some(month), Some(day)] = numbers.collect::<Vec<_>>()[..]
        && let Ok(first) = format!("{year:04}-{month:02}-01").parse::<Date>()
        && i32::from(day) > i32::from(first.days_in_month())
    {
        let month = MONTHS[usize::from(first.month().unsigned_abs()) - 1];
        let n_days = first.days_in_month();
        return diagnostic.hint(format!("{month} {year} has {n_days} days"));
    }
    match day_of_time(text).or_else(|| year_first(text)).or_else(|| british_date(text)) {
        Some(date) => diagnostic.hint(format!("write `{date}`")),
        None => diagnostic.hint(format!("write {expected}")),
    }
}

/// The day of a time such as `2027-04-01T10:00:00Z`, or of a date with words behind it.
fn day_of_time(text: &str) -> Option<Date> {
    let (day, rest) = text.split_at_checked(10)?;
    parse_date(day).filter(|_| !rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// What somebody meant who wrote 2027-4-1 or 2027/04/01.
fn year_first(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ']).collect();
    let [year, month, day] = parts[..] else { return None };
    let is_year = year.len() == 4 && month.len() < 3 && day.len() < 3;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().filter(|_| is_year)
}

/// What somebody meant who wrote 1/4/2027 or 1 April 2027.
fn british_date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['/', '.', ' ', '-']).collect();
    let [day, month, year] = parts[..] else {
        return None;
    };
    let month = month.parse::<i8>().ok().or_else(|| {
        let lower = month.to_lowercase();
        let index = MONTHS
            .iter()
            .position(|name| lower.len() >= 3 && name.to_lowercase().starts_with(&lower))?;
        i8::try_from(index + 1).ok()
    })?;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok().filter(|date| date.year() > 1000)
}

/// A day, or a quarter of a calendar year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Due {
    /// A day.
    Day(Date),
    /// A year and a quarter from 1 to 4.
    Quarter(i16, i8),
}

impl Due {
    /// The last day of it.
    pub fn last_day(self) -> Date {
        match self {
            Self::Day(date) => date,
            Self::Quarter(year, quarter) => {
                let first = Date::new(year, quarter * 3, 1).expect("a quarter ends in a month");
                first.last_of_month()
            }
        }
    }
}

impl ScalarType for Due {
    const EXPECTED: &'static str = "a date such as 2027-04-01 or a quarter such as 2027-Q1";
    const RULE: Rule = Rule::Form(
        r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|(19|2[0-9])[0-9]{2}-Q[1-4])$",
        "2027-Q1",
    );

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let due = parse_date(text).map(Self::Day).or_else(|| parse_quarter(text));
        due.ok_or_else(|| bad_date(text, span, Self::EXPECTED))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Due(*self)
    }
}

fn parse_quarter(text: &str) -> Option<Due> {
    let (year, quarter) = text.split_once("-Q")?;
    let year: i16 = year.parse().ok().filter(|year| (1900..=2999).contains(year))?;
    let quarter: i8 = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
    Some(Due::Quarter(year, quarter))
}

/// A financial year from 1 April, written 2027/28.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fy {
    /// The year in which it starts.
    pub start: u16,
}

impl ScalarType for Fy {
    const EXPECTED: &'static str = "a financial year such as 2027/28";
    const RULE: Rule = Rule::Form(r"^20[0-9]{2}/[0-9]{2}$", "2027/28");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        parse_fy(text).ok_or_else(|| {
            let message = format!("`{text}` is not a financial year");
            Diagnostic::at(Code::BadDate, span, message)
                .hint(format!("write {}: the second part is the year after", Self::EXPECTED))
        })
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Year(*self)
    }
}

fn parse_fy(text: &str) -> Option<Fy> {
    let (start, end) = text.split_once('/')?;
    let digits = |part: &str, n: usize| part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(start, 4) || !digits(end, 2) || !start.starts_with("20") {
        return None;
    }
    let start: u16 = start.parse().ok()?;
    let end: u16 = end.parse().ok()?;
    ((start + 1) % 100 == end).then_some(Fy { start })
}

/// A stretch of time as it is written: a day, a month, a quarter, a financial year or a year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Period {
    /// A day, `2026-04-01`.
    Day(Date),
    /// A month, `2026-04`.
    Month(i16, i8),
    /// A quarter of a calendar year, `2026-Q2`.
    Quarter(i16, i8),
    /// A financial year, `2026/27`.
    FinancialYear(Fy),
    /// A calendar year, `2026`.
    Year(i16),
}

impl Period {
    /// Reads one as it is written; nothing where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        parse_period(text.trim())
    }

    /// Its first day, by which periods are put in order.
    pub fn first_day(self) -> Date {
        let day = |year: i16, month: i8| Date::new(year, month, 1).expect("a month of a year");
        match self {
            Self::Day(date) => date,
            Self::Month(year, month) => day(year, month),
            Self::Quarter(year, quarter) => day(year, quarter * 3 - 2),
            Self::FinancialYear(fy) => day(i16::try_from(fy.start).unwrap_or(i16::MAX), 4),
            Self::Year(year) => day(year, 1),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let months = match self {
            Self::Day(date) => return date,
            Self::Month(..) => 1,
            Self::Quarter(..) => 3,
            Self::FinancialYear(_) | Self::Year(_) => 12,
        };
        let last = self.first_day().saturating_add(jiff::Span::new().months(months - 1));
        last.last_of_month()
    }
}

impl ScalarType for Period {
    const EXPECTED: &'static str = "a period such as 2026-04, 2026-Q2, 2026/27, 2026 or 2026-04-01";
    const RULE: Rule = Rule::Digits(
        r"^([0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?|(19|2[0-9])[0-9]{2}-Q[1-4]|20[0-9]{2}/[0-9]{2})$",
        "2026-04",
    );

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        Self::parse(text).ok_or_else(|| bad_date(text, span, Self::EXPECTED))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Period(*self)
    }
}

fn parse_period(text: &str) -> Option<Period> {
    let year = |text: &str| {
        let is_year = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|year: &i16| is_year && (1000..=2999).contains(year))
    };
    if let Some(date) = parse_date(text) {
        return Some(Period::Day(date));
    }
    if let Some(Due::Quarter(year, quarter)) = parse_quarter(text) {
        return Some(Period::Quarter(year, quarter));
    }
    if let Some(fy) = parse_fy(text) {
        return Some(Period::FinancialYear(fy));
    }
    match text.split_once('-') {
        Some((in_year, month)) if month.len() == 2 => {
            let month: i8 = month.parse().ok().filter(|month| (1..=12).contains(month))?;
            Some(Period::Month(year(in_year)?, month))
        }
        Some(_) => None,
        None => year(text).map(Period::Year),
    }
}
