//! Addresses that go into files for servers and programs: the one that a site is published at, and those on it. Each is
//! checked to its last letter, and kept in one spelling. The only file that knows how names of servers are spelt in ASCII.

use std::net::{Ipv4Addr, Ipv6Addr};

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::reflect::ScalarRef;
use super::scalar::{Rule, ScalarType};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

/// The most letters that an address has: hosts of sites take no longer rule.
const LONGEST: usize = 1000;
/// The most bytes of a part between two `/`: no disk takes a longer name.
const LONGEST_PART: usize = 200;

/// The address that a site is published at: `https://`, the name of a server in ASCII, a port where it has one, and a path
/// in which all letters but the unreserved ones are percent-encoded.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct BaseUrl(String);

/// What is wrong with an address, and what to type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to type.
    pub hint: String,
}

impl Fault {
    fn diagnostic(self, span: Span) -> Diagnostic {
        Diagnostic::at(Code::BadUrl, span, self.message).hint(self.hint)
    }
}

fn fault<T>(message: impl Into<String>, hint: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { message: message.into(), hint: hint.into() })
}

impl BaseUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// Whatever no browser, server or reader of feeds takes, in words.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let shown = shown(text);
        if let Some(fault) = unseen(text, &shown, |it| Self::parse(it).is_ok()) {
            return Err(fault);
        }
        let Some((scheme, rest)) =
            ["https://", "http://"].iter().find_map(|it| Some((*it, text.strip_prefix(it)?)))
        else {
            let hint = match text.split_once("://") {
                Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => {
                    format!("write `http://{rest}`")
                }
                Some((_, rest)) => format!("write `https://{rest}`"),
                None if text.contains('.') && !text.contains(':') => {
                    format!("write `https://{text}`")
                }
                None => format!("write {}", Self::EXPECTED),
            };
            return fault(format!("`{shown}` is not a web address"), hint);
        };
        if text.len() > LONGEST {
            let message = format!("the address of the site has {} letters", text.len());
            return fault(message, format!("write one of at most {LONGEST}"));
        }
        if let Some(at) = text.find(['?', '#']) {
            let message = "the address of a site ends before any `?` or `#`";
            return fault(message, format!("write `{}`", &text[..at]));
        }
        let (server, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let server = server_of(scheme, server, path)?;
        let path = path_of(&shown, path)?;
        Ok(Self(format!("{scheme}{server}{path}")))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address without a `/` at its end.
    pub fn trimmed(&self) -> &str {
        self.0.trim_end_matches('/')
    }

    /// The path under which the site is published, percent-encoded, without a `/` at its end: `/sub`, or nothing.
    pub fn path(&self) -> &str {
        let rest = self.trimmed().split_once("://").map_or("", |(_, rest)| rest);
        rest.find('/').map_or("", |at| &rest[at..])
    }
}

impl ScalarType for BaseUrl {
    const EXPECTED: &'static str = "a web address such as https://iho.example.org/";
    const RULE: Rule =
        Rule::Form(r#"^https?://[^\s"<>@/?\#\\]+(/[^\s?\#\\]*)?$"#, "https://iho.example.org/");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        Self::parse(text).map_err(|fault| fault.diagnostic(span))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Url(&self.0)
    }
}

/// An address on this site, from its top: `/organisations/old-trust/`. Whatever is not an unreserved letter is
/// percent-encoded, and each address has one spelling.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteAddress(String);

impl SiteAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// Whatever a server or a list of rules would take for something else, in words.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let shown = shown(text);
        if let Some(fault) = unseen(text, &shown, |it| Self::parse(it).is_ok()) {
            return Err(fault);
        }
        let without_scheme = text.split_once("://").map(|(_, rest)| rest);
        if let Some(rest) = without_scheme.or_else(|| text.strip_prefix("//")) {
            let path = rest.find('/').map_or("/", |at| &rest[at..]);
            let message = format!("`{shown}` is not an address on this site");
            let hint = match Self::parse(path) {
                Ok(path) => format!("write what follows the name of the server: `{}`", path.0),
                Err(_) => format!("write {}", Self::EXPECTED),
            };
            return fault(message, hint);
        }
        if !text.starts_with('/') {
            let message = format!("`{shown}` does not start with `/`");
            return match Self::parse(&format!("/{text}")) {
                Ok(path) => fault(message, format!("write `{}`", path.0)),
                Err(_) => fault(message, format!("write {}", Self::EXPECTED)),
            };
        }
        if let Some(at) = text.find(['?', '#']) {
            let mark = &text[at..=at];
            let message =
                format!("`{shown}` has a `{mark}`: an address on this site ends before it");
            return fault(message, format!("write `{}`", &text[..at]));
        }
        if text.len() > LONGEST {
            let message = format!("this address has {} letters", text.len());
            return fault(message, format!("write one of at most {LONGEST}"));
        }
        if let Some(odd) = text.chars().find(|letter| !is_plain(*letter) && !"/%".contains(*letter))
        {
            return Err(odd_letter(text, &shown, odd));
        }
        Ok(Self(path_of(&shown, text)?))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether letters of it are percent-encoded, so that no file can be there under this very name.
    pub fn is_encoded(&self) -> bool {
        self.0.contains('%')
    }
}

impl ScalarType for SiteAddress {
    const EXPECTED: &'static str = "an address on this site such as `/organisations/old-trust/`";
    const RULE: Rule = Rule::Form(
        r"^/(([A-Za-z0-9._~-]|%[0-9A-Fa-f][0-9A-Fa-f])+/)*([A-Za-z0-9._~-]|%[0-9A-Fa-f][0-9A-Fa-f])*$",
        "/organisations/old-trust/",
    );

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        Self::parse(text).map_err(|fault| fault.diagnostic(span))
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Code(&self.0)
    }
}

/// Letters that mean nothing but themselves anywhere in an address (RFC 3986, section 2.3).
fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~".contains(letter)
}

/// Letters that nobody sees, or that turn the direction of others.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || letter.is_whitespace()
        || matches!(letter,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}')
}

/// A text as it can be named in a message: cut where it is long, with letters that nobody sees spelt out.
fn shown(text: &str) -> String {
    const MOST: usize = 80;
    let spelt = |letter: char| match letter {
        ' ' => " ".to_owned(),
        letter if is_unseen(letter) => letter.escape_unicode().to_string(),
        letter => letter.to_string(),
    };
    let cut: String = text.chars().take(MOST).map(spelt).collect();
    if text.chars().count() > MOST { cut + "…" } else { cut }
}

/// What is wrong with a text in which letters can't be seen, or that has backslashes.
fn unseen(text: &str, shown: &str, is_sound: fn(&str) -> bool) -> Option<Fault> {
    let clean: String = text.chars().filter(|letter| !is_unseen(*letter)).collect();
    let (message, hint) = if text.is_empty() {
        ("an address is missing here".to_owned(), "write one that is not empty".to_owned())
    } else if text.contains(' ') {
        let encoded = text.trim().replace(' ', "%20");
        let hint = if text.trim().contains(' ') && is_sound(&encoded) {
            format!("if a space was part of the address, write `{encoded}`")
        } else if is_sound(&clean) {
            format!("write `{clean}`")
        } else {
            "write one address, without spaces".to_owned()
        };
        (format!("`{shown}` has a space"), hint)
    } else if clean.len() < text.len() {
        (format!("`{shown}` has a letter that can't be seen"), format!("write `{clean}`"))
    } else if text.contains('\\') {
        let hint = format!("write `{}`", text.replace('\\', "/"));
        (format!("`{shown}` has a backslash"), hint)
    } else {
        return None;
    };
    Some(Fault { message, hint })
}

/// A letter that stands for something else, or for nothing, in an address or in a list of rules.
fn odd_letter(text: &str, shown: &str, odd: char) -> Fault {
    let message = format!("`{odd}` can't be part of an address on this site: `{shown}`");
    let encoded: String = encode(text);
    let hint = match SiteAddress::parse(&encoded) {
        Ok(path) => format!("if it was part of the address, write `{}`", path.0),
        Err(_) => {
            "write only letters, digits, `-`, `.`, `_`, `~` and `/`; one address for each item"
                .to_owned()
        }
    };
    Fault { message, hint }
}

/// All letters but the unreserved ones, `/` and what is encoded already, percent-encoded.
pub fn encode(path: &str) -> String {
    const ENCODED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');
    let mut pieces = path.split('%');
    let first = utf8_percent_encode(pieces.next().unwrap_or_default(), ENCODED).to_string();
    pieces.fold(first, |encoded, rest| {
        let sign = if begins_with_code(rest) { "%" } else { "%25" };
        encoded + sign + &utf8_percent_encode(rest, ENCODED).to_string()
    })
}

/// What a percent-encoded path means; nothing where it is no text, or a `%` stands for itself.
pub fn decode_path(path: &str) -> Option<String> {
    let is_whole = path.split('%').skip(1).all(begins_with_code);
    let meant = is_whole.then(|| percent_decode_str(path).decode_utf8())?;
    Some(meant.ok()?.into_owned())
}

fn begins_with_code(rest: &str) -> bool {
    rest.as_bytes().first_chunk::<2>().is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
}

/// A path in its one spelling.
fn path_of(shown: &str, path: &str) -> Result<String, Fault> {
    if path.contains("//") {
        let mut one = path.to_owned();
        while one.contains("//") {
            one = one.replace("//", "/");
        }
        let message = format!("`{shown}` has two `/` in a row");
        return fault(message, format!("write one: `{one}`"));
    }
    let parts: Result<Vec<String>, Fault> =
        path.split('/').map(|part| part_of(shown, part)).collect();
    Ok(parts?.join("/"))
}

/// What is between two `/`.
fn part_of(shown: &str, part: &str) -> Result<String, Fault> {
    let hint = "write the address as browsers show it when they are there";
    let Some(meant) = decode_path(part) else {
        let message = format!("`{shown}` has a `%` that is not followed by the code of a letter");
        return fault(
            message,
            "after each `%` there must be two digits of UTF-8, such as `%20` for a space",
        );
    };
    if matches!(&*meant, "." | "..") {
        let message = format!("`{shown}` has a part that is `{meant}`, which leads elsewhere");
        return fault(message, hint);
    }
    // What may not be there as it is may not be there in disguise.
    let is_bad = |letter: &char| {
        (is_unseen(*letter) && *letter != ' ') || "/\\%*:?#;{}\"'$`<>".contains(*letter)
    };
    if let Some(bad) = meant.chars().find(is_bad) {
        let code = match bad {
            '/' => "%2F".to_owned(),
            '%' => "%25".to_owned(),
            bad if part.contains(bad) => bad.to_string(),
            bad => encode(&bad.to_string()),
        };
        let message = format!("`{code}` can't be part of an address: `{shown}`");
        return fault(message, "remove it: it has a special meaning in web addresses");
    }
    if meant.len() > LONGEST_PART {
        let message = format!("a part of this address has {} letters", meant.len());
        return fault(message, format!("write parts of at most {LONGEST_PART}"));
    }
    Ok(encode(&meant.replace('%', "%25")))
}

/// The name of a server and its port, in ASCII.
fn server_of(scheme: &str, server: &str, path: &str) -> Result<String, Fault> {
    if let Some((_, rest)) = server.rsplit_once('@') {
        let message = format!("`{server}` contains a user name, which everybody could read");
        return fault(message, format!("write `{scheme}{rest}{path}`"));
    }
    let (host, port) = match server.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(None) => {
            return fault(format!("`{server}` has no `]`"), format!("write `{scheme}{server}]/`"));
        }
        Some(Some((host, rest))) => match host.parse::<Ipv6Addr>() {
            Ok(number) => (format!("[{number}]"), rest),
            Err(_) => {
                let message = format!("`{host}` is not the number of a server");
                return fault(
                    message,
                    "write a name such as `iho.example.org`, or a number such as `[2001:db8::1]`",
                );
            }
        },
        None => {
            let (host, port) = server.split_at(server.find(':').unwrap_or(server.len()));
            if host.is_empty() {
                return fault(
                    "the name of the server is missing",
                    format!("write {}", BaseUrl::EXPECTED),
                );
            }
            if port.matches(':').count() > 1 {
                return fault(
                    format!("`{server}` has more than one `:`"),
                    format!("if it is a number of the new kind, write `[{server}]`"),
                );
            }
            (host_of(host)?, port)
        }
    };
    Ok(host + &port_of(scheme, port)?)
}

fn port_of(scheme: &str, port: &str) -> Result<String, Fault> {
    if port.is_empty() {
        return Ok(String::new());
    }
    let digits = port.strip_prefix(':').unwrap_or("");
    let number: Option<u16> = digits.parse().ok().filter(|number| *number > 0);
    match number {
        Some(number) if number.to_string() == digits => Ok(format!(":{number}")),
        _ => fault(
            format!("`{}` is not a port", port.trim_start_matches(':')),
            format!(
                "leave it out, or write a number from 1 to 65535: `{scheme}iho.example.org:8080/`"
            ),
        ),
    }
}

/// The name of a server as the system of names has it.
fn host_of(host: &str) -> Result<String, Fault> {
    let name = |what: &str, hint: String| {
        fault(format!("`{host}` is not the name of a server: {what}"), hint)
    };
    if host.ends_with('.') || host.starts_with('.') || host.contains("..") {
        let parts: Vec<&str> = host.split('.').filter(|part| !part.is_empty()).collect();
        return name(
            "there is nothing before or after a dot",
            format!("write `{}`", parts.join(".")),
        );
    }
    if let Some(odd) =
        host.chars().find(|it| it.is_ascii() && !it.is_ascii_alphanumeric() && !"-.".contains(*it))
    {
        return name(
            &format!("it has a `{odd}`"),
            "write only letters, digits, `-` and `.`".to_owned(),
        );
    }
    if let Some(part) = host.split('.').find(|it| it.starts_with('-') || it.ends_with('-')) {
        let part = part.trim_matches('-');
        return name("a part starts or ends with `-`", format!("write that part as `{part}`"));
    }
    if host.split('.').any(|part| part.is_ascii() && part.len() > 63) {
        return name("a part has more than 63 letters", "write a shorter name".to_owned());
    }
    let ascii = Uts46::new().to_ascii(
        host.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        DnsLength::Verify,
    );
    let Ok(ascii) = ascii else {
        return name(
            "it cannot be registered",
            "write it as it is registered. A name with other letters starts with `xn--`".to_owned(),
        );
    };
    let last = ascii.rsplit('.').next().unwrap_or("");
    let is_number = last.bytes().all(|it| it.is_ascii_digit())
        || last
            .strip_prefix("0x")
            .is_some_and(|rest| rest.bytes().all(|it| it.is_ascii_hexdigit()));
    if is_number && ascii.parse::<Ipv4Addr>().is_err() {
        return name(
            "it ends with a number",
            "write a name such as `iho.example.org`, or four numbers from 0 to 255".to_owned(),
        );
    }
    // A name in ASCII stays as it was written: checkpoints were made of it.
    Ok(if host.is_ascii() { host.to_owned() } else { ascii.into_owned() })
}
