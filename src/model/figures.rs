//! Dates, money and numbers as people read them.

use rust_decimal::Decimal;

use super::metric::Unit;
use super::scalar::{Date, Due, Fy, MONTHS, Period};

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

/// A number in words with the unit of its measure: "71.2%", "£1,200", "1 day".
pub fn with_unit(words: &str, unit: Option<Unit>) -> String {
    let of = |one: &str| if words == "1" { one.to_owned() } else { format!("{one}s") };
    match unit {
        Some(Unit::Percent) => format!("{words}%"),
        Some(Unit::Gbp) => match words.strip_prefix('-') {
            Some(rest) => format!("-£{rest}"),
            None => format!("£{words}"),
        },
        Some(Unit::Days) => format!("{words} {}", of("day")),
        Some(Unit::Minutes) => format!("{words} {}", of("minute")),
        Some(Unit::Years) => format!("{words} {}", of("year")),
        Some(Unit::PercentagePoints) => format!("{words} {}", of("percentage point")),
        Some(Unit::Ratio) => format!("{words} {}", of("time")),
        Some(Unit::Count | Unit::Rate | Unit::Score | Unit::Index) | None => words.to_owned(),
    }
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
    every_pound(pounds)
}

/// £801,900,000: for tables, in which sums are compared.
pub fn every_pound(pounds: i64) -> String {
    let sign = if pounds < 0 { "-" } else { "" };
    format!("{sign}£{}", with_commas(&pounds.unsigned_abs().to_string()))
}

/// 1250 as "1,250".
pub fn with_commas(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "+£14,434,200", "-£20,047,500", "£0": who gets has a plus, who pays a minus.
pub fn signed_pounds(pounds: Decimal) -> String {
    let whole =
        pounds.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    if whole.is_zero() {
        return "£0".to_owned();
    }
    let sign = if whole.is_sign_negative() { '-' } else { '+' };
    format!("{sign}£{}", decimal(whole.abs().normalize()))
}

/// "£14.43 million" from a million on, every pound below.
pub fn about_pounds(pounds: Decimal) -> String {
    let million = Decimal::from(1_000_000);
    if pounds.abs() < million {
        let whole =
            pounds.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        return format!("£{}", decimal(whole.normalize()));
    }
    let millions = (pounds / million)
        .round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    format!("£{} million", decimal(millions.normalize()))
}

/// "+£35.64": pounds and pence with a sign.
pub fn signed_pence(pounds: Decimal) -> String {
    let rounded =
        pounds.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    match (rounded.is_zero(), rounded.is_sign_negative()) {
        (true, _) => "£0".to_owned(),
        (false, true) => pence(rounded),
        (false, false) => format!("+{}", pence(rounded)),
    }
}

/// Words as they begin a sentence.
pub fn upper_first(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
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
