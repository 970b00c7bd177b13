//! Dates, money and numbers as people read them.

use rust_decimal::Decimal;

use crate::model::scalar::{Date, Due, Fy, MONTHS, Period};
use crate::model::stated::{Disclosure, Provenance, Silence};

/// 6 August 2026.
pub fn date(date: Date) -> String {
    let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
    format!("{} {month} {}", date.day(), date.year())
}

/// A day, or "January to March 2027".
pub fn due(due: Due) -> String {
    match due {
        Due::Day(day) => date(day),
        Due::Quarter(year, quarter) => {
            let first = usize::from(quarter.unsigned_abs() - 1) * 3;
            format!("{} to {} {year}", MONTHS[first], MONTHS[first + 2])
        }
    }
}

/// "October 2026", "2025/26", "January to March 2026".
pub fn period(period: Period) -> String {
    match period {
        Period::Day(day) => date(day),
        Period::Month(year, month) => {
            format!("{} {year}", MONTHS[usize::from(month.unsigned_abs()) - 1])
        }
        Period::Quarter(year, quarter) => due(Due::Quarter(year, quarter)),
        Period::FinancialYear(fy) => year(fy),
        Period::Year(year) => year.to_string(),
    }
}

/// £1,980, or £1,980.50 where there are pence.
pub fn pence(pounds: Decimal) -> String {
    let sign = if pounds.is_sign_negative() && !pounds.is_zero() { "-" } else { "" };
    let sum = pounds.abs();
    let text = if sum.fract().is_zero() { decimal(sum.trunc()) } else { decimal(sum.round_dp(2)) };
    let pad = text.split_once('.').filter(|(_, pence)| pence.len() == 1).map_or("", |_| "0");
    format!("{sign}£{text}{pad}")
}

/// 2027/28.
pub fn year(year: Fy) -> String {
    format!("{}/{:02}", year.start, (year.start + 1) % 100)
}

/// 412,300.
pub fn count(count: u64) -> String {
    with_commas(&count.to_string())
}

/// 1,250.5.
pub fn decimal(number: Decimal) -> String {
    let text = number.abs().to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let sign = if number.is_sign_negative() && !number.is_zero() { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", with_commas(whole))
}

/// 62.5%.
pub fn percent(number: Decimal) -> String {
    format!("{}%", decimal(number.normalize()))
}

/// £801.9 million where that is exact, otherwise every pound.
pub fn pounds(pounds: i64) -> String {
    let sign = if pounds < 0 { "-" } else { "" };
    let sum = pounds.unsigned_abs();
    if sum >= 1_000_000 && sum.is_multiple_of(100_000) {
        let millions =
            Decimal::new(i64::try_from(sum / 100_000).unwrap_or(i64::MAX), 1).normalize();
        return format!("{sign}£{} million", decimal(millions));
    }
    format!("{sign}£{}", with_commas(&sum.to_string()))
}

fn with_commas(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The standard sentence of a silence; a date that has passed is said to have passed.
pub fn silence(silence: &Silence, today: Date) -> String {
    let reason = sentence(&silence.reason);
    let is_overdue = silence.due().is_some_and(|due| due < today);
    let expected =
        silence.expected.map_or_else(String::new, |expected| match (expected, is_overdue) {
            (Due::Day(day), false) => format!(" Expected by {}.", date(day)),
            (Due::Day(day), true) => format!(" Overdue: it was expected by {}.", date(day)),
            (Due::Quarter(..), is_overdue) => {
                let span = due(expected).replace(" to ", " and ");
                let words = if is_overdue { "Overdue: it was expected" } else { "Expected" };
                format!(" {words} between {span}.")
            }
        });
    match silence.state {
        Disclosure::NotYetDecided => format!("Not yet decided.{expected} {reason}"),
        Disclosure::DecidedNotYetPublished => {
            format!("Decided, but not yet published.{expected} {reason}")
        }
        Disclosure::Withheld => {
            let exemption = silence.exemption.map_or_else(String::new, |exemption| {
                format!(" under the Freedom of Information Act, {}", exemption.label())
            });
            let review = silence.review_on.map_or_else(String::new, |day| match is_overdue {
                false => format!(" To be looked at again on {}.", date(day)),
                true => format!(" Overdue: it was to be looked at again on {}.", date(day)),
            });
            format!("Withheld{exemption}.{review} {reason}")
        }
        Disclosure::NotApplicable => format!("Does not apply here. {reason}"),
        Disclosure::Published => reason,
    }
}

/// A text with a full stop at its end.
pub fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// Where a statement comes from, but its source: "As at 1 October 2026. A plan."
pub fn provenance(provenance: &Provenance, approver: Option<&str>) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(day) = provenance.as_of {
        parts.push(format!("As at {}.", date(day)));
    }
    if let Some(evidence) = provenance.evidence {
        parts.push(format!("{}.", evidence.label()));
    }
    if let Some(owner) = &provenance.owner {
        parts.push(format!("Owner: {}", sentence(owner)));
    }
    match (approver, provenance.approved_on) {
        (Some(by), Some(on)) => parts.push(format!("Approved by {by} on {}.", date(on))),
        (Some(by), None) => parts.push(format!("Approved by {}", sentence(by))),
        (None, Some(on)) => parts.push(format!("Approved on {}.", date(on))),
        (None, None) => {}
    }
    if let Some(day) = provenance.review_by {
        parts.push(format!("To be reviewed by {}.", date(day)));
    }
    parts.join(" ")
}

/// "1 place", "3 places".
pub fn n_of(n: usize, one: &str, many: &str) -> String {
    let number = with_commas(&n.to_string());
    if n == 1 { format!("{number} {one}") } else { format!("{number} {many}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(count(412_300), "412,300");
        assert_eq!(count(999), "999");
        assert_eq!(pounds(801_900_000), "£801.9 million");
        assert_eq!(pounds(4_250_001), "£4,250,001");
        assert_eq!(pounds(-2_000_000), "-£2 million");
        assert_eq!(percent(Decimal::new(6250, 2)), "62.5%");
        assert_eq!(decimal(Decimal::new(-12_345_678, 2)), "-123,456.78");
        assert_eq!(due(Due::Quarter(2027, 1)), "January to March 2027");
        assert_eq!(date(Date::constant(2026, 8, 6)), "6 August 2026");
    }
}
