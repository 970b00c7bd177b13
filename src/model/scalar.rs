//! Values of one line: text, dates, numbers, money, codes. Each type refuses what breaks its rule.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::decode::{Decoder, FieldType};
use super::reflect::{ScalarRef, ValueRef};
use super::schema::Schema;
use super::yaml::{Kind, Look, Node};
use crate::diag::{Code, Diagnostic};
use crate::source::Spanned;

/// A day of the civil calendar, written 2027-04-01.
pub type Date = jiff::civil::Date;

impl FieldType for String {
    fn expected() -> String {
        "text".to_owned()
    }

    fn schema() -> Schema {
        Schema::Text { words: Self::expected() }
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, "text")?.trim();
        if text.is_empty() {
            decoder.wrong_type(node, "text that is not empty");
            return None;
        }
        Some(text.to_owned())
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Text(self))
    }
}

impl FieldType for bool {
    fn expected() -> String {
        "`true` or `false`".to_owned()
    }

    fn schema() -> Schema {
        Schema::Bool
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            Kind::Scalar(scalar) if scalar.looks_like == Look::Bool => Some(scalar.text == "true"),
            _ => {
                decoder.wrong_type(node, &Self::expected());
                let typed = node.text().map(str::to_lowercase);
                let meant = match typed.as_deref() {
                    Some("yes" | "y" | "on" | "1") => "true",
                    Some("no" | "n" | "off" | "0") => "false",
                    _ => return None,
                };
                if let Some(last) = decoder.diagnostics.last_mut() {
                    last.hints.push(format!("write `{meant}`"));
                }
                None
            }
        }
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Bool(*self))
    }
}

impl FieldType for Date {
    fn expected() -> String {
        "a date such as 2027-04-01".to_owned()
    }

    fn schema() -> Schema {
        Schema::form(
            Self::expected(),
            r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            "2027-04-01",
        )
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        let date = parse_date(text);
        if date.is_none() {
            decoder.report(bad_date(node, text, &Self::expected()));
        }
        date
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Date(*self))
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

fn bad_date(node: &Node, text: &str, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::at(Code::BadDate, node.span, format!("`{text}` is not a date"));
    if let Some(first) = text.get(..8).and_then(|month| format!("{month}01").parse::<Date>().ok()) {
        let month = MONTHS[usize::from(first.month().unsigned_abs()) - 1];
        let n_days = first.days_in_month();
        return diagnostic.hint(format!("{month} {} has {n_days} days", first.year()));
    }
    match british_date(text) {
        Some(date) => diagnostic.hint(format!("write `{date}`")),
        None => diagnostic.hint(format!("write {expected}")),
    }
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

impl FieldType for Due {
    fn expected() -> String {
        "a date such as 2027-04-01 or a quarter such as 2027-Q1".to_owned()
    }

    fn schema() -> Schema {
        let pattern =
            r"^([0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])|(19|2[0-9])[0-9]{2}-Q[1-4])$";
        Schema::form(Self::expected(), pattern, "2027-Q1")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        let due = parse_date(text).map(Self::Day).or_else(|| parse_quarter(text));
        if due.is_none() {
            decoder.report(bad_date(node, text, &Self::expected()));
        }
        due
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Due(*self))
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

impl FieldType for Fy {
    fn expected() -> String {
        "a financial year such as 2027/28".to_owned()
    }

    fn schema() -> Schema {
        Schema::form(Self::expected(), r"^20[0-9]{2}/[0-9]{2}$", "2027/28")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        let year = parse_fy(text);
        if year.is_none() {
            let message = format!("`{text}` is not a financial year");
            decoder.report(
                Diagnostic::at(Code::BadDate, node.span, message)
                    .hint(format!("write {}: the second part is the year after", Self::expected())),
            );
        }
        year
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Year(*self))
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

impl FieldType for u64 {
    fn expected() -> String {
        "a whole number such as 412300".to_owned()
    }

    fn schema() -> Schema {
        Schema::number(Self::expected(), (Some(0), None), Some(0), "412300")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let count = if plain { text.parse().ok() } else { None };
        if count.is_none() {
            decoder.report(bad_number(node, text, &Self::expected()));
        }
        count
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Count(*self))
    }
}

fn bad_number(node: &Node, text: &str, expected: &str) -> Diagnostic {
    let diagnostic =
        Diagnostic::at(Code::BadNumber, node.span, format!("`{text}` is not {expected}"));
    match plain_number(text) {
        Some(plain) if plain != text => diagnostic.hint(format!("write `{plain}`: digits only")),
        _ => diagnostic.hint("write digits only, with a point before decimals"),
    }
}

/// What somebody meant who wrote £4.2m, 1,200 or 12.5 %.
fn plain_number(text: &str) -> Option<String> {
    let lower = text.to_lowercase().replace(['£', '%', ' ', '\u{a0}'], "");
    let (digits, zeros) = [("million", 6), ("bn", 9), ("m", 6), ("k", 3)]
        .into_iter()
        .find_map(|(unit, zeros)| Some((lower.strip_suffix(unit)?.to_owned(), zeros)))
        .unwrap_or((lower, 0));
    // A comma before three digits groups them; any other may be a decimal point, which nobody can tell.
    let groups_by_three = digits
        .split(',')
        .skip(1)
        .all(|group| group.split('.').next().is_some_and(|group| group.len() == 3));
    let number: Decimal = digits.replace(',', "").parse().ok().filter(|_| groups_by_three)?;
    let factor = Decimal::from(10_i64.checked_pow(zeros)?);
    Some(number.checked_mul(factor)?.normalize().to_string())
}

fn decimal(node: &Node, decoder: &mut Decoder<'_>, expected: &str) -> Option<Decimal> {
    let text = scalar(node, decoder, expected)?;
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let number = if plain { text.parse().ok() } else { None };
    if number.is_none() {
        decoder.report(bad_number(node, text, expected));
    }
    number
}

impl FieldType for Decimal {
    fn expected() -> String {
        "a number such as 1250 or 12.5".to_owned()
    }

    fn schema() -> Schema {
        Schema::number(Self::expected(), (None, None), None, "12.5")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        decimal(node, decoder, &Self::expected())
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Decimal(*self))
    }
}

/// A percentage from 0 to 100 with at most two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Percent(pub Decimal);

impl FieldType for Percent {
    fn expected() -> String {
        "a percentage from 0 to 100 with at most two decimals, such as 62.5".to_owned()
    }

    fn schema() -> Schema {
        Schema::number(Self::expected(), (Some(0), Some(100)), Some(2), "62.5")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        percentage(node, decoder, &Self::expected(), [Decimal::ZERO, Decimal::ONE_HUNDRED])
            .map(Self)
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Percent(self.0))
    }
}

/// A number within limits, with at most two decimals.
fn percentage(
    node: &Node,
    decoder: &mut Decoder<'_>,
    expected: &str,
    [least, most]: [Decimal; 2],
) -> Option<Decimal> {
    let number = decimal(node, decoder, expected)?;
    let problem = if !(least..=most).contains(&number) {
        format!("is not between {least} and {most}")
    } else if number.normalize().scale() > 2 {
        "has more than two decimals".to_owned()
    } else {
        return Some(number);
    };
    decoder.report(
        Diagnostic::at(Code::BadNumber, node.span, format!("`{number}` {problem}"))
            .hint(format!("write {expected}")),
    );
    None
}

/// A percentage that may lie below nothing, from -100 to 1,000, with at most two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SignedPercent(pub Decimal);

impl FieldType for SignedPercent {
    fn expected() -> String {
        "a percentage with at most two decimals, such as -3 or 2.5".to_owned()
    }

    fn schema() -> Schema {
        Schema::number(Self::expected(), (Some(-100), Some(1000)), Some(2), "2.5")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        percentage(node, decoder, &Self::expected(), [-Decimal::ONE_HUNDRED, Decimal::ONE_THOUSAND])
            .map(Self)
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Percent(self.0))
    }
}

/// Pounds with pence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pence(pub Decimal);

impl FieldType for Pence {
    fn expected() -> String {
        "pounds with at most two decimals, such as 1980 or 1980.55".to_owned()
    }

    fn schema() -> Schema {
        Schema::number(Self::expected(), (None, None), Some(2), "1980.55")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let number = decimal(node, decoder, &Self::expected())?;
        if number.normalize().scale() <= 2 {
            return Some(Self(number));
        }
        decoder.report(
            Diagnostic::at(
                Code::BadNumber,
                node.span,
                format!("`{number}` has more than two decimals"),
            )
            .hint(format!("write {}", Self::expected())),
        );
        None
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Pence(self.0))
    }
}

/// A level from 1, lowest, to 5, highest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Level(pub u64);

impl FieldType for Level {
    fn expected() -> String {
        "a whole number from 1 (lowest) to 5 (highest)".to_owned()
    }

    fn schema() -> Schema {
        Schema::number(Self::expected(), (Some(1), Some(5)), Some(0), "3")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let number = decimal(node, decoder, &Self::expected())?;
        let level = number.to_u64().filter(|it| number.fract().is_zero() && (1..=5).contains(it));
        if level.is_none() {
            decoder.report(
                Diagnostic::at(
                    Code::BadNumber,
                    node.span,
                    format!("`{number}` is not a level from 1 to 5"),
                )
                .hint(format!("write {}", Self::expected())),
            );
        }
        level.map(Self)
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Count(self.0))
    }
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

impl FieldType for Period {
    fn expected() -> String {
        "a period such as 2026-04, 2026-Q2, 2026/27, 2026 or 2026-04-01".to_owned()
    }

    fn schema() -> Schema {
        let pattern = r"^([0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?|(19|2[0-9])[0-9]{2}-Q[1-4]|20[0-9]{2}/[0-9]{2})$";
        Schema::digits(Self::expected(), pattern, "2026-04")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        let period = parse_period(text.trim());
        if period.is_none() {
            decoder.report(bad_date(node, text, &Self::expected()));
        }
        period
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Period(*self))
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

/// Whole pounds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pounds(pub i64);

impl FieldType for Pounds {
    fn expected() -> String {
        "whole pounds such as 801900000".to_owned()
    }

    fn schema() -> Schema {
        Schema::number(Self::expected(), (None, None), Some(0), "801900000")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let number = decimal(node, decoder, &Self::expected())?;
        match number.to_i64().filter(|_| number.fract().is_zero()) {
            Some(pounds) => Some(Self(pounds)),
            None => {
                let message = format!("`{number}` is not a whole number of pounds");
                decoder.report(
                    Diagnostic::at(Code::BadNumber, node.span, message)
                        .hint("leave out the pence: round to whole pounds"),
                );
                None
            }
        }
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Pounds(self.0))
    }
}

/// An id: lower-case letters and digits in groups joined by `-`; it becomes part of an address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Slug(pub Spanned<String>);

impl Slug {
    /// Whether a text is one.
    pub fn is_sound(text: &str) -> bool {
        text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
    }
}

impl PartialOrd for Spanned<String> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Spanned<String> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&self.value, self.span).cmp(&(&other.value, other.span))
    }
}

impl FieldType for Slug {
    fn expected() -> String {
        "an id such as `example-vale`".to_owned()
    }

    fn schema() -> Schema {
        Schema::digits(Self::expected(), r"^[a-z0-9]+(-[a-z0-9]+)*$", "example-vale")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        if !Self::is_sound(text) {
            decoder.report(bad_id(node, text));
            return None;
        }
        Some(Self(Spanned { value: text.to_owned(), span: node.span }))
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Code(&self.0.value))
    }
}

/// The mistake of an id that can't be part of an address.
pub(super) fn bad_id(node: &Node, text: &str) -> Diagnostic {
    Diagnostic::at(Code::BadId, node.span, format!("`{text}` can't be an id")).hint(format!(
        "write `{}`: lower-case letters and digits in groups joined by `-`",
        super::prose::slugify(text)
    ))
}

/// A web address with its scheme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WebUrl(pub String);

impl FieldType for WebUrl {
    fn expected() -> String {
        "a web address such as https://www.example.org/".to_owned()
    }

    fn schema() -> Schema {
        Schema::form(
            Self::expected(),
            r#"^https?://[^\s"<@/?\#][^\s"<]*$"#,
            "https://www.example.org/",
        )
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or(""));
        let sound = host.is_some_and(|host| !host.is_empty() && !host.contains('@'))
            && !text.contains(|c: char| c.is_whitespace() || c == '"' || c == '<');
        if !sound {
            let message = format!("`{text}` is not a web address");
            let bare = !text.contains(':') && !text.contains(' ') && text.contains('.');
            let hint = match bare {
                true => format!("write `https://{text}`"),
                false => format!("write {}", Self::expected()),
            };
            decoder.report(Diagnostic::at(Code::BadUrl, node.span, message).hint(hint));
            return None;
        }
        Some(Self(text.to_owned()))
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Url(&self.0))
    }
}

/// A file named relative to the folder of the file that names it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileName(pub Spanned<String>);

impl FieldType for FileName {
    fn expected() -> String {
        "the name of a file in the same folder, such as footprint.geojson".to_owned()
    }

    fn schema() -> Schema {
        Schema::form(Self::expected(), r"^[^/]+$", "footprint.geojson")
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?;
        Some(Self(Spanned { value: text.to_owned(), span: node.span }))
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::File(&self.0))
    }
}

/// The text of a scalar, or a mistake.
pub(super) fn scalar<'n>(
    node: &'n Node,
    decoder: &mut Decoder<'_>,
    expected: &str,
) -> Option<&'n str> {
    let text = node.text();
    if text.is_none() {
        decoder.wrong_type(node, expected);
    }
    text
}
