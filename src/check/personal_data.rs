//! What must not be published by mistake: NHS numbers, mailboxes of single people, stray telephone numbers.
//!
//! Files are searched as they are written, comments and code samples too: what lies in a public folder is
//! public. Digits alone say little, so each rule asks for more than a form: about 1 in 11 numbers of ten
//! digits passes the check of NHS numbers by chance.

use std::ops::Range;

use rayon::prelude::*;

use super::SiteContext;
use crate::archive::is_kept;
use crate::diag::{Code, Diagnostic};
use crate::source::{Content, FileId, SitePath, Span};

/// Searches every file of the content.
pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let SiteContext { sources, model, .. } = *cx;
    let options = model.site.as_ref().and_then(|(_, site)| site.plain_english.known());
    let known: Vec<String> = options
        .map_or(&[][..], |options| options.known_words.items())
        .iter()
        .map(|word| word.to_lowercase())
        .collect();
    // What is sealed was searched when it was sealed, and can't be mended here.
    let is_searched = |path: &SitePath| path.as_str().starts_with("content/") && !is_kept(path);
    let files: Vec<_> = sources.iter().filter(|(_, file)| is_searched(&file.path)).collect();
    let of_file = |(id, file): (FileId, &crate::source::File)| match &file.content {
        Content::Text(text) => diagnostics(id, text, &known),
        Content::Asset { .. } | Content::Sealed(_) | Content::Unusable(_) | Content::Removed => {
            Vec::new()
        }
    };
    files.into_par_iter().flat_map_iter(of_file).collect()
}

fn diagnostics(file: FileId, text: &str, known: &[String]) -> Vec<Diagnostic> {
    let found = find(text).into_iter();
    let unknown = found.filter(|found| !known.contains(&text[found.range.clone()].to_lowercase()));
    unknown.map(|found| found.diagnostic(file, text)).collect()
}

/// What was found, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
struct FoundDetail {
    kind: DetailKind,
    range: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DetailKind {
    NhsNumber,
    PersonalMailbox,
    Telephone,
}

impl FoundDetail {
    fn diagnostic(&self, file: FileId, text: &str) -> Diagnostic {
        let span = Span::new(file, self.range.start, self.range.end);
        let words = &text[self.range.clone()];
        let is_shared = "if it belongs to a team, add it to `known_words` of `plain_english` in `content/site.yaml`";
        match self.kind {
            // Reports for machines give the message alone, so the number stays out of logs and tickets.
            DetailKind::NhsNumber => {
                Diagnostic::at(Code::NhsNumber, span, "this is the form of an NHS number").hint(
                    "delete it here, and from the history of this folder if it was ever shared: \
                     it may identify a patient",
                )
            }
            DetailKind::PersonalMailbox => {
                let message = format!("`{words}` looks like the mailbox of one person");
                Diagnostic::at(Code::PersonalEmail, span, message)
                    .hint("write a shared mailbox, such as `enquiries@…`, and name a role")
                    .hint(is_shared)
            }
            DetailKind::Telephone => {
                let message = format!("`{words}` looks like a telephone number");
                Diagnostic::at(Code::StrayTelephone, span, message)
                    .hint("put a shared number into the field `phone` of `contact`, and remove it here")
                    .hint(is_shared)
            }
        }
    }
}

/// Everything in a text that must not be there, in order.
fn find(text: &str) -> Vec<FoundDetail> {
    let mut found: Vec<FoundDetail> = memchr::memchr_iter(b'@', text.as_bytes())
        .filter_map(|at| mailbox(text, at))
        .map(|range| FoundDetail { kind: DetailKind::PersonalMailbox, range })
        .collect();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let digits = Digits::read(bytes, at + next);
        at = digits.range.end;
        if let Some(kind) = digits.kind(text) {
            let has_plus = text[..digits.range.start].ends_with('+');
            let start = digits.range.start - usize::from(has_plus);
            found.push(FoundDetail { kind, range: start..digits.range.end });
        }
    }
    found.sort_by_key(|found| found.range.start);
    found
}

/// Digits in groups, with one space or dash, or a line break, between them.
struct Digits {
    range: Range<usize>,
    digits: Vec<u8>,
    /// How many digits each group has.
    groups: Vec<usize>,
}

impl Digits {
    fn read(bytes: &[u8], start: usize) -> Self {
        let mut it = Self { range: start..start, digits: Vec::new(), groups: Vec::new() };
        let mut at = start;
        loop {
            let n = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            it.digits.extend(bytes[at..at + n].iter().map(|byte| byte - b'0'));
            it.groups.push(n);
            it.range.end = at + n;
            let gap = gap(&bytes[at + n..]);
            at += n + gap;
            if gap == 0 || !bytes.get(at).is_some_and(u8::is_ascii_digit) {
                return it;
            }
        }
    }

    fn kind(&self, text: &str) -> Option<DetailKind> {
        let n = self.digits.len();
        if !(10..=14).contains(&n) || self.is_part_of_more(text) {
            return None;
        }
        if self.is_nhs_number(text) {
            return Some(DetailKind::NhsNumber);
        }
        self.is_telephone(text).then_some(DetailKind::Telephone)
    }

    /// Whether a letter, a currency, a decimal or an address stands beside the digits.
    fn is_part_of_more(&self, text: &str) -> bool {
        let before = &text[..self.range.start];
        let after = &text[self.range.end..];
        let touches = |c: char| c.is_alphanumeric() || "£$€./_-#%=".contains(c);
        let is_decimal = after.starts_with(['.', ',', '-', '/'])
            && after[1..].starts_with(|c: char| c.is_alphanumeric());
        let is_word = after.starts_with(|c: char| c.is_alphanumeric() || "_%=".contains(c));
        let token = before.rfind(char::is_whitespace).map_or(before, |at| &before[at..]);
        let stands_apart = !before.ends_with(touches) || ends_with_nhs(before);
        !stands_apart || is_decimal || is_word || token.contains("//")
    }

    /// The check of NHS numbers, and besides it either the usual grouping or a word that says what it is.
    ///
    /// Numbers that begin with 0 are left to the rule of telephones.
    fn is_nhs_number(&self, text: &str) -> bool {
        self.digits.len() == 10
            && self.digits[0] != 0
            && has_nhs_check_digit(&self.digits)
            && (self.groups == [3, 3, 4] || is_said_to_be_one(text, &self.range))
    }

    /// A number of the United Kingdom outside a field `phone`. Numbers that begin with 03 or 080 are those
    /// of services, not of people.
    fn is_telephone(&self, text: &str) -> bool {
        let before = text[..self.range.start].trim_end_matches('+');
        let is_abroad = before.len() < self.range.start;
        let national = match (is_abroad, &self.digits[..]) {
            (true, [4, 4, 0, rest @ ..] | [4, 4, rest @ ..]) => rest,
            (false, [0, 0, 4, 4, 0, rest @ ..] | [0, 0, 4, 4, rest @ ..]) => rest,
            (false, [0, rest @ ..]) if self.groups[0] >= 3 => rest,
            _ => return false,
        };
        let is_of_a_service = matches!(national, [3, ..] | [8, 0, ..]);
        let is_one = (9..=10).contains(&national.len()) && matches!(national[0], 1 | 2 | 5 | 7 | 8);
        let field = before.trim_end_matches([' ', '"', '\'', '(']);
        // A link that dials was put there on purpose.
        let is_meant = field.ends_with("phone:") || field.ends_with("tel:");
        is_one && !is_of_a_service && !is_meant
    }
}

/// How many bytes stand between two groups of digits; none where they do not belong together.
fn gap(rest: &[u8]) -> usize {
    match rest {
        [b' ' | b'-', next, ..] if next.is_ascii_digit() => 1,
        [b')', b' ', ..] | [0xC2, 0xA0, ..] => 2,
        [b'\n', ..] => 1 + rest[1..].iter().take_while(|byte| **byte == b' ').count(),
        _ => 0,
    }
}

/// Weights 10 to 2 over nine digits; the tenth is 11 less the sum modulo 11, where 11 counts as 0.
fn has_nhs_check_digit(digits: &[u8]) -> bool {
    let weighted =
        digits.iter().zip((2..=10).rev()).map(|(digit, weight)| u32::from(*digit) * weight);
    let sum: u32 = weighted.sum();
    (11 - sum % 11) % 11 == u32::from(digits[9])
}

/// Whether the words before a number, or just after it, call it that of a patient.
fn is_said_to_be_one(text: &str, range: &Range<usize>) -> bool {
    let from = crate::source::floor_char_boundary(text, range.start.saturating_sub(40));
    let to = crate::source::floor_char_boundary(text, (range.end + 20).min(text.len()));
    let before = text[from..range.start].to_lowercase();
    let before = before.rsplit("\n\n").next().unwrap_or("");
    let after = text[range.end..to].to_lowercase();
    let nearer =
        &before[crate::source::floor_char_boundary(before, before.len().saturating_sub(24))..];
    ends_with_nhs(before.trim_end_matches([' ', ':', '#', '=', '"', '\'', '(']))
        || ["nhs n", "nhs-n", "nhs_n"].iter().any(|words| before.contains(words))
        || nearer.contains("patient")
        || after.contains("nhs n")
}

/// Whether a text ends with what is written right before an NHS number: "NHS", "NHSno" or "nhsNumber".
fn ends_with_nhs(text: &str) -> bool {
    let from = text.trim_end_matches(|c: char| c.is_alphabetic()).len();
    let word = text[from..].to_ascii_lowercase();
    ["nhs", "nhsno", "nhsnum", "nhsnumber"].contains(&word.as_str())
}

/// The mailbox around an `@`, if its name is that of a person.
fn mailbox(text: &str, at: usize) -> Option<Range<usize>> {
    let of_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._%+-'".contains(byte);
    let of_host = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    let bytes = text.as_bytes();
    let start = at - bytes[..at].iter().rev().take_while(|byte| of_name(byte)).count();
    let name = text[start..at].trim_start_matches(['\'', '.', '-', '_']);
    let n = bytes[at + 1..].iter().take_while(|byte| of_host(byte)).count();
    let host = text[at + 1..at + 1 + n].trim_end_matches(['.', '-']);
    let (_, end) = host.rsplit_once('.')?;
    let is_host = end.len() >= 2 && end.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_host && is_of_a_person(name)).then(|| at - name.len()..at + 1 + host.len())
}

/// `first.last`, `f.last` or `first.middle.last`, with a number at the end or not, and no word of an office.
fn is_of_a_person(name: &str) -> bool {
    let name = name.to_lowercase();
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let parts: Vec<&str> = name.split(['.', '_']).collect();
    let is_name = |part: &&str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || c == '-' || c == '\'')
    };
    let words = || parts.iter().flat_map(|part| part.split('-'));
    (2..=3).contains(&parts.len())
        && parts.iter().all(is_name)
        && parts.last().is_some_and(|last| last.len() >= 2)
        && !words().any(|word| WORDS_OF_OFFICES.contains(&word))
}

/// Words of shared mailboxes.
const WORDS_OF_OFFICES: &[&str] = &[
    "access",
    "accessibility",
    "accounts",
    "admin",
    "advice",
    "alliance",
    "appointments",
    "board",
    "blueprint",
    "blueprints",
    "business",
    "care",
    "chair",
    "charity",
    "chief",
    "clinic",
    "clinical",
    "comms",
    "communications",
    "communities",
    "community",
    "complaints",
    "consultation",
    "contact",
    "contactus",
    "contracts",
    "council",
    "customer",
    "data",
    "delivery",
    "department",
    "digital",
    "director",
    "district",
    "editor",
    "education",
    "england",
    "enquiries",
    "enquiry",
    "equality",
    "evaluation",
    "events",
    "executive",
    "experience",
    "federation",
    "feedback",
    "finance",
    "foi",
    "foundation",
    "general",
    "governance",
    "governors",
    "gp",
    "group",
    "health",
    "healthwatch",
    "hello",
    "help",
    "helpdesk",
    "hospice",
    "hospital",
    "hr",
    "icb",
    "iho",
    "info",
    "information",
    "integrated",
    "integration",
    "involvement",
    "later",
    "legal",
    "library",
    "life",
    "local",
    "london",
    "mail",
    "mailbox",
    "manager",
    "media",
    "medical",
    "members",
    "membership",
    "mental",
    "metrics",
    "neighbourhood",
    "network",
    "news",
    "newsletter",
    "nhs",
    "noreply",
    "north",
    "nurse",
    "nursing",
    "office",
    "officer",
    "pals",
    "partners",
    "partnership",
    "partnerships",
    "patient",
    "patients",
    "pcn",
    "people",
    "performance",
    "pharmacy",
    "planning",
    "policy",
    "population",
    "practice",
    "press",
    "primary",
    "procurement",
    "programme",
    "project",
    "public",
    "quality",
    "reception",
    "records",
    "recruitment",
    "referrals",
    "region",
    "regional",
    "registration",
    "reply",
    "research",
    "safeguarding",
    "safety",
    "scrutiny",
    "secretary",
    "service",
    "services",
    "social",
    "south",
    "stakeholder",
    "strategy",
    "support",
    "team",
    "teams",
    "tenders",
    "training",
    "transformation",
    "trust",
    "unit",
    "voices",
    "volunteers",
    "ward",
    "web",
    "webmaster",
    "website",
    "wellbeing",
    "west",
    "workforce",
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> Vec<DetailKind> {
        find(text).into_iter().map(|found| found.kind).collect()
    }

    #[test]
    fn nhs_numbers_are_found_by_grouping_or_by_words() {
        for text in [
            "call 943 476 5919 now",
            "943-476-5919",
            "NHS number: 9434765919",
            "nhs_number: \"9434765919\"",
            "the patient 943476 5919",
            "943 476\n  5919",
            "NHS9434765919",
            "NHS: 9434765919",
            "the NHS (9434765919)",
            "nhsNumber: \"9434765919\"",
        ] {
            assert_eq!(kinds(text), [DetailKind::NhsNumber], "{text}");
        }
        for text in [
            "9434765919",
            "943 476 5918",
            "£943 476 5919",
            "https://example.org/943-476-5919",
            "NHS number: 9434765918",
            "NHS9434765918",
            "XNHS9434765919",
            "the NHS paid £9434765919",
            "X943 476 5919",
            "943 476 5919 22",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    #[test]
    fn mailboxes_of_people_are_told_from_those_of_offices() {
        for text in
            ["jane.smith@nhs.net", "j.o'neill2@vale.nhs.uk", "<jane_smith-jones@example.org>"]
        {
            assert_eq!(kinds(text), [DetailKind::PersonalMailbox], "{text}");
        }
        for text in [
            "vale.comms@nhs.net",
            "later-life@example.org",
            "accessibility@example.org",
            "england.contactus@nhs.net",
            "qyg2.inbox@nhs.net",
            "a.b",
            "@jane.smith",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
        let found = find("write to jane.smith@nhs.net.");
        assert_eq!(found[0].range, 9..27);
    }

    #[test]
    fn telephone_numbers_stand_in_their_fields() {
        for text in [
            "ring 01632 960 017",
            "(020) 7946 0123",
            "+44 1632 960017",
            "07700900123",
            "0044 1632 960 017",
            "00441632960017",
        ] {
            assert_eq!(kinds(text), [DetailKind::Telephone], "{text}");
        }
        for text in [
            "phone: 01632 960 017",
            "[ring us](tel:+441632960017)",
            "{email: a@example.org, phone: \"01632 960 017\"}",
            "0300 123 4567",
            "0800 123 4567",
            "0044 300 123 4567",
            "date: 2026-03-31",
            "company: \"01234567\"",
            "2024/S 000-123456",
        ] {
            assert_eq!(kinds(text), [], "{text}");
        }
    }

    proptest! {
        /// Ten digits alone are a sum, a code or a count: never an NHS number.
        #[test]
        fn ten_digits_alone_are_no_alarm(number in 1_000_000_000_u64..10_000_000_000, words in "[a-z ]{0,20}") {
            prop_assume!(!words.contains("nhs") && !words.contains("patient"));
            prop_assert_eq!(kinds(&format!("{words} {number} {words}")), []);
        }

        /// Sums with commas, days and years are no alarm, whatever their digits.
        #[test]
        fn sums_and_days_are_no_alarm(sum in 0_u64..10_000_000_000, year in 1900..2100, month in 10..13, day in 10..32) {
            prop_assert_eq!(kinds(&format!("£{sum}, {year}-{month}-{day} to {year}-{month}-{day}")), []);
        }
    }

    /// Of numbers in groups of 3, 3 and 4 digits that mean something else, the check digit lets 1 in 11
    /// through: 10,000 of them, evenly spread, raise between 8.5% and 9.7% alarms.
    #[test]
    fn grouping_alone_leaves_one_alarm_in_eleven() {
        let numbers = (0..10_000_u64).map(|n| 1_000_000_000 + n * 899_981);
        let text =
            |n: u64| format!("{:03} {:03} {:04}", n / 10_000_000, n / 10_000 % 1000, n % 10_000);
        let alarms = numbers.filter(|n| kinds(&text(*n)) == [DetailKind::NhsNumber]).count();
        assert!((850..=970).contains(&alarms), "{alarms} in 10,000");
    }
}
