//! Numbers: counts, percentages, levels and sums of money.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Rule, ScalarType};
use crate::diag::{Code, Diagnostic};
use crate::model::reflect::ScalarRef;
use crate::source::Span;

impl ScalarType for u64 {
    const EXPECTED: &'static str = "a whole number such as 412300";
    const RULE: Rule = Rule::Number((Some(0), None), Some(0), "412300");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let count = if is_plain { text.parse().ok() } else { None };
        count.ok_or_else(|| bad_number(text, span, Self::EXPECTED))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Count(*self)
    }
}

fn bad_number(text: &str, span: Span, expected: &str) -> Diagnostic {
    let diagnostic = Diagnostic::at(Code::BadNumber, span, format!("`{text}` is not {expected}"));
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

/// A number with a point before its decimals; `expected` is what should have been written.
fn decimal(text: &str, span: Span, expected: &str) -> Result<Decimal, Diagnostic> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let number = if is_plain { text.parse().ok() } else { None };
    number.ok_or_else(|| bad_number(text, span, expected))
}

/// The diagnostic of a number that breaks the rule of its type.
fn against_rule(number: Decimal, span: Span, problem: &str, expected: &str) -> Diagnostic {
    Diagnostic::at(Code::BadNumber, span, format!("`{number}` {problem}"))
        .hint(format!("write {expected}"))
}

impl ScalarType for Decimal {
    const EXPECTED: &'static str = "a number such as 1250 or 12.5";
    const RULE: Rule = Rule::Number((None, None), None, "12.5");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        decimal(text, span, Self::EXPECTED)
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Decimal(*self)
    }
}

/// A percentage from 0 to 100 with at most two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Percent(pub Decimal);

impl ScalarType for Percent {
    const EXPECTED: &'static str =
        "a percentage from 0 to 100 with at most two decimals, such as 62.5";
    const RULE: Rule = Rule::Number((Some(0), Some(100)), Some(2), "62.5");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        percentage(text, span, Self::EXPECTED, [Decimal::ZERO, Decimal::ONE_HUNDRED]).map(Self)
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Percent(self.0)
    }
}

/// A number within limits, with at most two decimals.
fn percentage(
    text: &str,
    span: Span,
    expected: &str,
    [least, most]: [Decimal; 2],
) -> Result<Decimal, Diagnostic> {
    let number = decimal(text, span, expected)?;
    if !(least..=most).contains(&number) {
        let problem = format!("is not between {least} and {most}");
        return Err(against_rule(number, span, &problem, expected));
    }
    with_two_decimals(number, span, expected)
}

fn with_two_decimals(number: Decimal, span: Span, expected: &str) -> Result<Decimal, Diagnostic> {
    match number.normalize().scale() {
        0..=2 => Ok(number),
        _ => Err(against_rule(number, span, "has more than two decimals", expected)),
    }
}

/// A percentage that may lie below nothing, from -100 to 1,000, with at most two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SignedPercent(pub Decimal);

impl ScalarType for SignedPercent {
    const EXPECTED: &'static str = "a percentage with at most two decimals, such as -3 or 2.5";
    const RULE: Rule = Rule::Number((Some(-100), Some(1000)), Some(2), "2.5");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let limits = [-Decimal::ONE_HUNDRED, Decimal::ONE_THOUSAND];
        percentage(text, span, Self::EXPECTED, limits).map(Self)
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Percent(self.0)
    }
}

/// Pounds with pence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pence(pub Decimal);

impl ScalarType for Pence {
    const EXPECTED: &'static str = "pounds with at most two decimals, such as 1980 or 1980.55";
    const RULE: Rule = Rule::Number((None, None), Some(2), "1980.55");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let number = decimal(text, span, Self::EXPECTED)?;
        with_two_decimals(number, span, Self::EXPECTED).map(Self)
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Pence(self.0)
    }
}

/// A level from 1, lowest, to 5, highest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Level(pub u64);

impl ScalarType for Level {
    const EXPECTED: &'static str = "a whole number from 1 (lowest) to 5 (highest)";
    const RULE: Rule = Rule::Number((Some(1), Some(5)), Some(0), "3");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let number = decimal(text, span, Self::EXPECTED)?;
        let is_level = |level: &u64| number.fract().is_zero() && (1..=5).contains(level);
        let level = number.to_u64().filter(is_level).map(Self);
        let problem = "is not a level from 1 to 5";
        level.ok_or_else(|| against_rule(number, span, problem, Self::EXPECTED))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Count(self.0)
    }
}

/// Whole pounds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Pounds(pub i64);

impl ScalarType for Pounds {
    const EXPECTED: &'static str = "whole pounds such as 801900000";
    const RULE: Rule = Rule::Number((None, None), Some(0), "801900000");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let number = decimal(text, span, Self::EXPECTED)?;
        let pounds = number.to_i64().filter(|_| number.fract().is_zero()).map(Self);
        pounds.ok_or_else(|| {
            let message = format!("`{number}` is not a whole number of pounds");
            Diagnostic::at(Code::BadNumber, span, message)
                .hint("leave out the pence: round to whole pounds")
        })
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Pounds(self.0)
    }
}
