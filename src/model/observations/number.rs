//! Numbers as they are written in tables.

use std::fmt;

/// A number, and how many decimals it was given.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Number {
    /// The number.
    pub value: f64,
    /// How many decimals stand after its point.
    pub decimals: u8,
}

impl Number {
    /// Reads digits with a point before decimals and nothing else.
    ///
    /// # Errors
    /// What to type instead.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let digits = typed.strip_prefix('-').unwrap_or(typed);
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if let (true, Ok(value), Ok(decimals)) =
            (is_plain, typed.parse::<f64>(), u8::try_from(decimals))
            && value.is_finite()
        {
            return Ok(Self { value, decimals });
        }
        Err(instead_of(typed))
    }

    /// Half of what its last digit stands for: what rounding can have changed.
    pub fn slack(self) -> f64 {
        0.5 * libm::exp10(-f64::from(self.decimals))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.*}", usize::from(self.decimals), self.value)
    }
}

fn instead_of(typed: &str) -> String {
    if matches!(typed, "*" | "-" | "–" | "..") || typed.starts_with(['[', '<']) {
        return "leave the cell empty, and write `suppressed` or `not-collected` under `flag`"
            .to_owned();
    }
    let mut rest: String =
        typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '%' | '£' | '\'')).collect();
    // The last of the two marks stands before the decimals; a lone comma before three digits groups thousands.
    match (rest.rfind(','), rest.rfind('.')) {
        (Some(comma), Some(point)) if comma > point => {
            rest = rest.replace('.', "").replace(',', ".");
        }
        (Some(_), Some(_)) => rest = rest.replace(',', ""),
        (Some(comma), None) if rest.len() - comma == 4 => rest = rest.replace(',', ""),
        (Some(_), None) => rest = rest.replace(',', "."),
        (None, _) => {}
    }
    match rest.parse::<f64>() {
        Ok(number) if number.is_finite() && rest.bytes().any(|byte| byte.is_ascii_digit()) => {
            // As spreadsheets shorten it: `1E+05`.
            if rest.contains(['e', 'E', '+']) {
                rest = number.to_string();
            }
            format!("write `{rest}`: only digits, with a point before decimals")
        }
        _ => {
            "write digits, with a point before decimals; leave the cell empty if there is no value"
                .to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_no_number_comes_with_what_to_type() {
        for (typed, hint) in [
            ("12,5 %", "12.5"),
            ("1.234,5", "1234.5"),
            ("1,234", "1234"),
            ("1,234.5", "1234.5"),
            ("£12", "12"),
            ("+5", "5"),
            ("1.5E+05", "150000"),
            ("*", "suppressed"),
            ("[c]", "suppressed"),
            ("<5", "suppressed"),
        ] {
            let found = Number::parse(typed).expect_err("it is none");
            assert!(found.contains(&format!("`{hint}`")), "{typed}: {found}");
        }
        let is_none = |typed: &str| Number::parse(typed).is_err();
        assert!(is_none("NaN") && is_none("inf") && is_none("1e5") && is_none("."));
        assert_eq!(Number::parse("-0.50"), Ok(Number { value: -0.5, decimals: 2 }));
        assert_eq!(Number::parse("-0.50").unwrap().to_string(), "-0.50");
    }
}
