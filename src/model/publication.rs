//! When a page is public: local time as people type it, in the time zone of the site.

use super::decode::{Decoder, FieldType};
use super::reflect::{ScalarRef, ValueRef};
use super::scalar::scalar;
use super::schema::Schema;
use super::yaml::Node;
use crate::diag::{Code, Diagnostic};

/// A day, a local time, or an instant with its offset, as it was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublicationTime(pub String);

impl FieldType for PublicationTime {
    fn expected() -> String {
        "a day such as 2027-04-17, or a day and a time such as 2027-04-17 07:00".to_owned()
    }

    fn schema() -> Schema {
        Schema::form(
            Self::expected(),
            r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]([01][0-9]|2[0-3]):[0-5][0-9](:00)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$",
            "2027-04-17 07:00",
        )
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = scalar(node, decoder, &Self::expected())?.trim();
        let is_day = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
        let is_time = text.len() > 10
            && (text.parse::<jiff::Timestamp>().is_ok()
                || text.parse::<jiff::civil::DateTime>().is_ok());
        if !is_day && !is_time {
            let message = format!("`{text}` is neither a day nor a time");
            let diagnostic = Diagnostic::at(Code::BadDate, node.span, message);
            decoder.report(diagnostic.hint(format!("write {}", Self::expected())));
            return None;
        }
        Some(Self(text.to_owned()))
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Text(&self.0))
    }
}

/// Names of the fields that say when a page is public: readers see the page, and need not be told.
pub const PUBLICATION_FIELDS: [&str; 3] = ["draft", "publish_at", "expires"];
