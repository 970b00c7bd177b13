//! When a page is public: local time as people type it, in the time zone of the site.

use super::reflect::ScalarRef;
use super::scalar::{Rule, ScalarType};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// A day, a local time, or an instant with its offset, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicationTime(pub String);

impl ScalarType for PublicationTime {
    const EXPECTED: &'static str =
        "a day such as 2027-04-17, or a day and a time such as 2027-04-17 07:00";
    const RULE: Rule = Rule::Form(
        r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]([01][0-9]|2[0-3]):[0-5][0-9](:00)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
        "2027-04-17 07:00",
    );

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let text = text.trim();
        let is_day = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
        let is_time = text.len() > 10
            && (text.parse::<jiff::Timestamp>().is_ok()
                || text.parse::<jiff::civil::DateTime>().is_ok());
        if is_day || is_time {
            return Ok(Self(text.to_owned()));
        }
        let message = format!("`{text}` is neither a day nor a time");
        let hint = format!("write {}", Self::EXPECTED);
        Err(Diagnostic::at(Code::BadDate, span, message).hint(hint))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Text(&self.0)
    }
}

/// Names of the fields that say when a page is public: readers see the page, and need not be told.
pub const PUBLICATION_FIELDS: [&str; 3] = ["draft", "publish_at", "expires"];
