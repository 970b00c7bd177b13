//! Contacts: mailboxes and numbers that a reader can use as they are.

use super::SiteContext;
use crate::archive::is_kept;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Section;
use crate::model::field::Field;

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some((_, site)) = &cx.model.site {
        if let Some(contact) = site.contact.known() {
            found.extend(both(&contact.email, &contact.phone));
        }
        let statement = site.accessibility.known();
        if let Some(contact) = statement.and_then(|it| it.contact.known()) {
            found.extend(both(&contact.email, &contact.phone));
            if let (Some(0), Some(span)) = (contact.days.known(), contact.days.span) {
                let message = "an answer takes at least 1 working day";
                let hint = "write the number of working days, such as `days: 5`";
                found.push(Diagnostic::at(Code::BadNumber, span, message).hint(hint));
            }
        }
    }
    for blueprint in cx.model.blueprints.values() {
        let identity = blueprint.identity().map(|it| (it.span, &it.contact));
        let governance = blueprint.governance.as_ref().and_then(Section::known);
        let governance = governance.map(|it| (it.span, &it.complaints_contact));
        for (span, contact) in identity.into_iter().chain(governance) {
            let Some(contact) = contact.known() else { continue };
            // What is sealed can't be corrected in place.
            let is_sealed = is_kept(cx.sources.place(span.file));
            found.extend(both(&contact.email, &contact.phone).map(|it| match is_sealed {
                true => Diagnostic { severity: Severity::Warning, ..it },
                false => it,
            }));
        }
    }
    found
}

/// What is wrong with the mailbox and the number of a contact.
fn both(email: &Field<String>, phone: &Field<String>) -> impl Iterator<Item = Diagnostic> {
    let of_email = email.known().zip(email.span).filter(|(it, _)| !is_mailbox(it));
    let of_email = of_email.map(|(text, span)| {
        let start = text.get(..7).filter(|it| it.eq_ignore_ascii_case("mailto:"));
        let plain = text[start.map_or(0, str::len)..].split('?').next().unwrap_or_default();
        let hint = match is_mailbox(plain) {
            true => format!("write `email: {plain}`"),
            false => {
                "write only the address: a name, `@` and the domain of your organisation".to_owned()
            }
        };
        Diagnostic::at(Code::BadContact, span, format!("`{text}` is not an email address"))
            .hint(hint)
    });
    let of_phone = phone.known().zip(phone.span).filter(|(it, _)| !is_number(it));
    let of_phone = of_phone.map(|(text, span)| {
        Diagnostic::at(Code::BadContact, span, format!("`{text}` is not a telephone number"))
            .hint("write the number and nothing else, such as `phone: 01632 960 017`")
    });
    of_email.into_iter().chain(of_phone)
}

/// Whether a text is one address of a mailbox: a name, `@` and a server.
fn is_mailbox(text: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || ".!#$%&'*+/=^_`{|}~-".contains(c);
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    let Some((name, server)) = text.split_once('@') else { return false };
    let labels: Vec<&str> = server.split('.').collect();
    !name.is_empty()
        && name.chars().all(is_of_name)
        && labels.len() > 1
        && labels.iter().all(|it| is_label(it))
        && labels
            .last()
            .is_some_and(|it| it.len() > 1 && !it.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a text is a number that can be called, with its extension if it has one.
fn is_number(text: &str) -> bool {
    let lower = text.to_lowercase();
    let (number, extension) = lower.split_once("ext").unwrap_or((&lower, "1"));
    let extension = extension.trim_start_matches(['e', 'n', 's', 'i', 'o', '.', ' ']);
    let n_digits = number.chars().filter(char::is_ascii_digit).count();
    (3..=15).contains(&n_digits)
        && number.chars().all(|c| c.is_ascii_digit() || " \u{a0}+()-.".contains(c))
        && extension.chars().all(|c| c.is_ascii_digit())
        && !extension.is_empty()
}

#[cfg(test)]
mod tests {
    use super::{is_mailbox, is_number};

    #[test]
    fn mailboxes_and_numbers_are_told_from_other_words() {
        for sound in ["a.b-c@vale.nhs.uk", "o'neill+iho@example.org"] {
            assert!(is_mailbox(sound), "{sound}");
        }
        for wrong in [
            "not an email",
            "a@b",
            "@b.uk",
            "a@b@c.uk",
            "a@.uk",
            "mailto:a@b.uk",
            "a@b.uk?x",
            "a@10.0.0.1",
        ] {
            assert!(!is_mailbox(wrong), "{wrong}");
        }
        for sound in [
            "01632 960 017",
            "+44 (0)1632 960017",
            "111",
            "01632 960017 ext. 12",
            "0300-123-4567 extension 3",
        ] {
            assert!(is_number(sound), "{sound}");
        }
        for wrong in ["call <b>us</b>", "12", "01632 960 017 after 9", "0123456789012345", ""] {
            assert!(!is_number(wrong), "{wrong}");
        }
    }
}
