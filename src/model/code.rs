//! Codes of registers: their forms, and the check digit where there is one.

use super::reflect::ScalarRef;
use super::scalar::{Rule, ScalarType};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// Declares a code: its type, what to write, and the rule that tells a sound one.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident $expected:literal like $pattern:literal such as $example:literal $is_sound:expr;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub struct $name(pub String);

        impl ScalarType for $name {
            const EXPECTED: &'static str = $expected;
            const RULE: Rule = Rule::Digits($pattern, $example);

            fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
                read_code(text, span, $expected, $is_sound).map(Self)
            }

            fn show(&self) -> ScalarRef<'_> {
                ScalarRef::Code(&self.0)
            }
        }
    )*};
}

fn read_code(
    text: &str,
    span: Span,
    expected: &str,
    is_sound: fn(&str) -> bool,
) -> Result<String, Diagnostic> {
    if is_sound(text) {
        return Ok(text.to_owned());
    }
    let message = format!("`{text}` does not have the form of {expected}");
    let upper = text.to_uppercase();
    let hint = if let Some(fixed) = with_check_digit(text).filter(|code| is_sound(code)) {
        format!("its last digit does not fit the others: check the code, or write `{fixed}`")
    } else if is_sound(&upper) {
        format!("write `{upper}`")
    } else {
        "copy the code from its register; put it between quotation marks if it starts with 0"
            .to_owned()
    };
    Err(Diagnostic::at(Code::BadCode, span, message).hint(hint))
}

codes! {
    /// A code of the Organisation Data Service: 3 to 10 capital letters and digits.
    OdsCode "an ODS code: 3 to 10 capital letters and digits"
        like "^[A-Z0-9]{3,10}$" such as "ZZ1"
        |text| {
        (3..=10).contains(&text.len()) && all(text, |b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    /// A code of the Government Statistical Service for an area: a letter and eight digits.
    GssCode "a GSS code: one of the letters E, W, S, N, K, J and eight digits"
        like "^[EWSNKJ][0-9]{8}$" such as "E99999001"
        |text| {
        text.len() == 9
            && text.starts_with(['E', 'W', 'S', 'N', 'K', 'J'])
            && all(&text[1..], |b| b.is_ascii_digit())
    };
    /// An id of the Care Quality Commission: letters, digits and `-`.
    CqcId "a CQC id: capital letters, digits and -"
        like "^[A-Z0-9-]{3,20}$" such as "ZZ1-99999"
        |text| {
        (3..=20).contains(&text.len())
            && all(text, |b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    };
    /// A company number: eight digits, or two letters and six digits.
    CompanyNumber "a company number: eight digits, or two capital letters and six digits"
        like "^([A-Z]{2}|[0-9]{2})[0-9]{6}$" such as "ZZ999999"
        |text| {
        text.len() == 8
            && all(&text[2..], |b| b.is_ascii_digit())
            && (all(&text[..2], |b| b.is_ascii_digit()) || all(&text[..2], |b| b.is_ascii_uppercase()))
    };
    /// A charity number: six or seven digits, with a suffix after `-` for a linked charity.
    CharityNumber "a charity number: six or seven digits"
        like "^[0-9]{6,7}(-[0-9]+)?$" such as "9999999"
        |text| {
        let (number, suffix) = text.split_once('-').unwrap_or((text, "0"));
        (6..=7).contains(&number.len())
            && all(number, |b| b.is_ascii_digit())
            && !suffix.is_empty()
            && all(suffix, |b| b.is_ascii_digit())
    };
    /// A code of the Common Procurement Vocabulary: eight digits, `-`, and their check digit.
    CpvCode "a CPV code: eight digits, a dash and the check digit, such as 85100000-0"
        like "^[0-9]{8}-[0-9]$" such as "85100000-0"
        is_cpv;
    /// A measure of the NHS Oversight Framework, such as OF0023.
    OversightId "an NHS Oversight Framework id: OF and four digits, such as OF0023"
        like "^OF[0-9]{4}$" such as "OF0023"
        |text| {
        text.len() == 6 && text.starts_with("OF") && all(&text[2..], |b| b.is_ascii_digit())
    };
    /// The number of a notice of Find a Tender: `123456-2026`, or in the older form `2024/S 000-123456`.
    NoticeId "a notice number such as 123456-2026"
        like "^([0-9]{6}-[0-9]{4}|[0-9]{4}/S [0-9]{3}-[0-9]{6})$" such as "123456-2026"
        is_notice;
    /// An id of the Open Contracting Data Standard.
    Ocid "an id of a procurement such as ocds-h6vhtk-04a1b2"
        like "^ocds-[a-z0-9]{6}-[A-Za-z0-9-]+$" such as "ocds-h6vhtk-04a1b2"
        |text| {
        text.strip_prefix("ocds-").and_then(|rest| rest.split_once('-')).is_some_and(|(publisher, id)| {
            publisher.len() == 6
                && all(publisher, |b| b.is_ascii_lowercase() || b.is_ascii_digit())
                && !id.is_empty()
                && all(id, |b| b.is_ascii_alphanumeric() || b == b'-')
        })
    };
    /// What every id of a publisher's procurements starts with.
    OcidPrefix "the prefix that the Open Contracting Partnership has registered for your body, such as ocds-a1b2c3"
        like "^ocds-[a-z0-9]{6}$" such as "ocds-a1b2c3"
        |text| {
        text.strip_prefix("ocds-").is_some_and(|rest| {
            rest.len() == 6 && all(rest, |b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
    };
    /// A SHA-256 hash in hexadecimal.
    Sha256 "a SHA-256 hash: 64 hexadecimal digits"
        like "^[0-9A-Fa-f]{64}$" such as "0000000000000000000000000000000000000000000000000000000000000000"
        |text| {
        text.len() == 64 && all(text, |b| b.is_ascii_hexdigit())
    };
}

impl OdsCode {
    /// Reads one that stands in a table.
    ///
    /// # Errors
    /// What is wrong with it, and what to type.
    pub fn parse(text: &str, span: Span) -> Result<Self, Diagnostic> {
        Self::read(text, span).map_err(|mut slip| {
            // In a table nothing has to be quoted.
            let of_table =
                |hint: &mut String| hint.truncate(hint.find("; put it").unwrap_or(hint.len()));
            slip.hints.iter_mut().for_each(of_table);
            slip
        })
    }
}

fn all(text: &str, rule: impl Fn(u8) -> bool) -> bool {
    text.bytes().all(rule)
}

fn is_notice(text: &str) -> bool {
    let digits = |text: &str, n: usize| text.len() == n && all(text, |b| b.is_ascii_digit());
    if let Some((year, rest)) = text.split_once("/S ") {
        return digits(year, 4)
            && rest.split_once('-').is_some_and(|(a, b)| digits(a, 3) && digits(b, 6));
    }
    text.split_once('-').is_some_and(|(number, year)| digits(number, 6) && digits(year, 4))
}

/// A CPV code with the check digit that its other digits give.
fn with_check_digit(text: &str) -> Option<String> {
    let (number, _) = text.split_once('-')?;
    (0..10).map(|digit| format!("{number}-{digit}")).find(|code| is_cpv(code))
}

/// The check digit is the sum of the digits weighted 3, 7, 1, 3, 7, 1, 3, 7, modulo 10.
fn is_cpv(text: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 1, 3, 7, 1, 3, 7];
    let Some((number, check)) = text.split_once('-') else {
        return false;
    };
    if number.len() != 8 || check.len() != 1 || !all(number, |b| b.is_ascii_digit()) {
        return false;
    }
    let digits = number.bytes().map(|byte| u32::from(byte - b'0'));
    let sum: u32 = digits.zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    check == (sum % 10).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpv_codes_carry_a_check_digit() {
        for sound in ["45000000-7", "72000000-5", "79000000-4", "33600000-6"] {
            assert!(is_cpv(sound), "{sound}");
        }
        assert!(!is_cpv("45000000-8"));
        assert!(!is_cpv("4500000-7"));
        assert!(!is_cpv("45000000"));
    }
}
