//! A field as its author stated it: a value, a typed silence, or nothing; with where it comes from.

use super::decode::{Decoder, FieldSpec, FieldType, PROVENANCE_KEYS};
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{DocRef, OrgOrText};
use super::reflect::ValueRef;
use super::scalar::{Date, Due};
use super::yaml::{Kind, Node};
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::source::Span;

choice! {
    /// Whether a field is published, and if not, why not.
    pub enum Disclosure {
        Published "published" "Published";
        NotYetDecided "not_yet_decided" "Not yet decided";
        DecidedNotYetPublished "decided_not_yet_published" "Decided, not yet published";
        Withheld "withheld" "Withheld";
        NotApplicable "not_applicable" "Does not apply";
    }
}

choice! {
    /// The exemption of the Freedom of Information Act that a withheld field rests on.
    pub enum Exemption {
        S22 "s22" "section 22: it will be published" or "s.22", "s22-future-publication", "s22-future", "s.22-future-publication", "section-22", "foi-s22", "foi-s.22";
        S36 "s36" "section 36" or "s.36", "section-36", "foi-s36", "foi-s.36";
        S40 "s40" "section 40" or "s.40", "section-40", "foi-s40", "foi-s.40";
        S41 "s41" "section 41" or "s.41", "section-41", "foi-s41", "foi-s.41";
        S43 "s43" "section 43: commercial interests" or "s.43", "s43-commercial", "s.43-commercial", "section-43", "foi-s43", "foi-s.43";
    }
}

choice! {
    /// What kind of promise a statement is.
    pub enum Evidence {
        Contractual "contractual" "In a contract";
        Statutory "statutory" "In law";
        BoardApproved "board-approved" "Approved by a board";
        Plan "plan" "A plan";
        Estimate "estimate" "An estimate";
        Aspiration "aspiration" "An aspiration";
    }
}

/// A field: what it says, and where that comes from.
#[derive(Clone, PartialEq, Debug)]
pub struct Field<T> {
    /// Where it is; nothing where the field is absent.
    pub span: Option<Span>,
    /// What it says.
    pub content: FieldState<T>,
    /// Where that comes from, if the author says.
    pub provenance: Option<Box<Provenance>>,
}

/// What a field says.
#[derive(Clone, PartialEq, Debug)]
pub enum FieldState<T> {
    /// The field is not there.
    Missing,
    /// The field is there, but what is in it is wrong.
    Invalid(Unreadable),
    /// A published value.
    Published(T),
    /// Deliberately unpublished.
    Undisclosed(Box<Silence>),
}

/// What is in a field instead of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unreadable {
    /// Nothing, or the word `null`.
    Null,
    /// A text without a word.
    EmptyText,
    /// Something else: as it is written, where that is one word or line.
    Other(String),
}

impl Unreadable {
    fn of(node: &Node) -> Self {
        match &node.kind {
            Kind::Null => Self::Null,
            Kind::Scalar(it) if it.text.trim().is_empty() => Self::EmptyText,
            Kind::Scalar(it) => Self::Other(it.text.trim().to_owned()),
            Kind::Seq(_) | Kind::Map(_) => Self::Other(String::new()),
        }
    }
}

/// Why a field is unpublished, and until when.
#[derive(Clone, PartialEq, Debug)]
pub struct Silence {
    /// The state; never `published`.
    pub state: Disclosure,
    /// Why, in plain English.
    pub reason: String,
    /// When it is expected.
    pub expected: Option<Due>,
    /// The exemption, where it is withheld.
    pub exemption: Option<Exemption>,
    /// When withholding is looked at again.
    pub review_on: Option<Date>,
    /// Where it is.
    pub span: Span,
}

/// Where a statement comes from.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Provenance {
    /// The document that says so, with page or paragraph.
    pub source: Option<DocRef>,
    /// The day for which it holds.
    pub as_of: Option<Date>,
    /// The role that answers for it.
    pub owner: Option<String>,
    /// Who approved it.
    pub approved_by: Option<OrgOrText>,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// When it is to be looked at again.
    pub review_by: Option<Date>,
    /// What kind of promise it is.
    pub evidence: Option<Evidence>,
    /// Why it is another than the last release said.
    pub why: Option<Prose>,
}

impl<T> Field<T> {
    /// A field that is not there.
    pub fn absent() -> Self {
        Self { span: None, content: FieldState::Missing, provenance: None }
    }

    /// The published value.
    pub fn known(&self) -> Option<&T> {
        match &self.content {
            FieldState::Published(value) => Some(value),
            FieldState::Missing | FieldState::Invalid(_) | FieldState::Undisclosed(_) => None,
        }
    }

    /// Why it is unpublished, if the author says so.
    pub fn silence(&self) -> Option<&Silence> {
        match &self.content {
            FieldState::Undisclosed(silence) => Some(silence),
            FieldState::Missing | FieldState::Invalid(_) | FieldState::Published(_) => None,
        }
    }

    /// What is there instead of a value, if that is wrong.
    pub fn wrong(&self) -> Option<&Unreadable> {
        match &self.content {
            FieldState::Invalid(wrong) => Some(wrong),
            FieldState::Missing | FieldState::Undisclosed(_) | FieldState::Published(_) => None,
        }
    }

    /// Whether the field is not there at all.
    pub fn is_absent(&self) -> bool {
        matches!(self.content, FieldState::Missing)
    }
}

impl<T> Field<List<T>> {
    /// The items of a list; none where it is absent or unpublished.
    pub fn items(&self) -> &[T] {
        self.known().map_or(&[], |list| &list.items)
    }

    /// The items, if every one of them is published; what is added up needs them all.
    pub fn complete(&self) -> Option<&[T]> {
        self.known().filter(|list| list.is_complete()).map(|list| &list.items[..])
    }
}

impl<T> Field<OneOrMany<T>> {
    /// The items of a list; none where it is absent or unpublished.
    pub fn items(&self) -> &[T] {
        self.known().map_or(&[], |list| &list.0)
    }
}

/// Words that stand where a value should, and give neither a reason nor a day.
const PLACEHOLDERS: &[&str] = &[
    "tbc",
    "tba",
    "tbd",
    "todo",
    "xxx",
    "?",
    "??",
    "???",
    "-",
    "–",
    "n/a",
    "to be confirmed",
    "to be decided",
    "to be agreed",
    "to be announced",
    "to be determined",
    "to follow",
    "coming soon",
    "not known yet",
];

/// Whether a text only says that there is nothing to say yet.
pub fn is_placeholder(text: &str) -> bool {
    let words = text.trim().trim_end_matches('.').to_lowercase();
    text.len() < 24 && PLACEHOLDERS.contains(&words.as_str())
}

const WRAPPER_KEYS: &[&str] =
    &["disclosure", "value", "reason", "expected", "exemption", "review_on"];

impl<T: FieldType> Field<T> {
    /// Reads a field with or without its wrapper.
    pub fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Self {
        let (inner, provenance) = unwrapped(node, (T::IS_BLOCK, T::OWN_KEYS), decoder);
        let content = match inner {
            Inner::Value(inner) => match T::decode(inner, decoder) {
                Some(value) => FieldState::Published(value),
                None => FieldState::Invalid(Unreadable::of(inner)),
            },
            Inner::Silent(silence) => FieldState::Undisclosed(silence),
            Inner::Wrong => FieldState::Invalid(Unreadable::of(node)),
        };
        Self { span: Some(node.span), content, provenance }
    }

    /// Reads an item of a list: a value, or an item that is unpublished and may have an id.
    pub(super) fn decode_item(node: &Node, decoder: &mut Decoder<'_>) -> FieldState<T> {
        let state = node.get("disclosure").and_then(Node::text);
        match state {
            Some(state) if state != Disclosure::Published.id() => {
                Self::decode(node, decoder).content
            }
            _ => T::decode(node, decoder)
                .map_or_else(|| FieldState::Invalid(Unreadable::of(node)), FieldState::Published),
        }
    }

    /// Where the field comes from: as its wrapper says, or its block.
    pub fn provenance(&self) -> Option<&Provenance> {
        self.provenance.as_deref().or_else(|| self.known()?.own_provenance())
    }

    /// The field as something to show.
    pub fn shown(&self) -> Option<ValueRef<'_>> {
        self.known().map(FieldType::shown)
    }
}

/// What is in a wrapper.
enum Inner<'n> {
    /// The value, or what is written in its place.
    Value(&'n Node),
    /// A silence.
    Silent(Box<Silence>),
    /// Nothing of both, which was told.
    Wrong,
}

/// What a field holds, and what its wrapper says of its source. `is_block` and `own_keys` tell its type: the same is compiled for all.
fn unwrapped<'n>(
    node: &'n Node,
    (is_block, own_keys): (bool, &[FieldSpec]),
    decoder: &mut Decoder<'_>,
) -> (Inner<'n>, Option<Box<Provenance>>) {
    let Some(disclosure) = node.get("disclosure") else {
        let has_own = is_block && own_keys.iter().any(|key| key.name == "value");
        let Some(value) = node.get("value").filter(|_| !has_own) else {
            return (Inner::Value(node), None);
        };
        check_wrapper_keys(node, decoder);
        return (Inner::Value(value), Provenance::decode(node, &[], decoder));
    };
    let state = Disclosure::decode(disclosure, decoder);
    // What is silent has no fields of its own: why it is so now is said in the same way everywhere.
    let own = match state {
        None | Some(Disclosure::Published) => own_keys,
        Some(_) => &[],
    };
    let provenance = Provenance::decode(node, own, decoder);
    let inner = match (state, node.get("value")) {
        (None, _) => Inner::Wrong,
        (Some(Disclosure::Published), _) if is_block => Inner::Value(node),
        (Some(Disclosure::Published), Some(inner)) => {
            check_wrapper_keys(node, decoder);
            Inner::Value(inner)
        }
        (Some(Disclosure::Published), None) => {
            let message = "this field is said to be published but has no `value`";
            decoder.report(
                Diagnostic::at(Code::MissingKey, node.span, message)
                    .hint("add `value: …`, or say why it is unpublished"),
            );
            Inner::Wrong
        }
        (Some(state), _) if is_block && has_fields(node, own_keys) => {
            let message = format!("a block that is `{}` can't have fields of its own", state.id());
            decoder.report(
                Diagnostic::at(Code::SilenceAndValue, disclosure.span, message)
                    .hint("remove `disclosure` and its reason, or all the other fields"),
            );
            Inner::Wrong
        }
        (Some(state), _) => {
            check_wrapper_keys(node, decoder);
            let silence = Silence::decode(state, node, decoder);
            silence.map_or(Inner::Wrong, |silence| Inner::Silent(Box::new(silence)))
        }
    };
    (inner, provenance)
}

/// Whether a block that says that it is unpublished has fields of its own all the same.
fn has_fields(node: &Node, own: &[FieldSpec]) -> bool {
    let Kind::Map(entries) = &node.kind else { return false };
    entries.iter().any(|entry| {
        let is_own = own.iter().any(|key| key.is_called(&entry.key));
        let is_of_silence = matches!(entry.key.as_str(), "id" | "why");
        is_own && !is_of_silence && !WRAPPER_KEYS.contains(&entry.key.as_str())
    })
}

fn check_wrapper_keys(node: &Node, decoder: &mut Decoder<'_>) {
    let Kind::Map(entries) = &node.kind else {
        return;
    };
    let known = || WRAPPER_KEYS.iter().chain(PROVENANCE_KEYS).copied();
    for entry in
        entries.iter().filter(|entry| !known().any(|key| key == entry.key || entry.key == "id"))
    {
        let message = format!("a value with its source or silence has no key `{}`", entry.key);
        let all = || known().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let hint = did_you_mean(&entry.key, known())
            .unwrap_or_else(|| format!("the keys here are {}", all()));
        decoder.report(Diagnostic::at(Code::UnknownKey, entry.key_span, message).hint(hint));
    }
}

impl Silence {
    fn decode(state: Disclosure, node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        if let Some(entry) = node.entry("value") {
            let message = format!("a field that is `{}` can't have a value", state.id());
            decoder.report(
                Diagnostic::at(Code::SilenceAndValue, entry.key_span, message)
                    .hint("remove `value`, or write `disclosure: published`"),
            );
        }
        let before = decoder.diagnostics.len();
        let reason = node.get("reason").and_then(|reason| String::decode(reason, decoder));
        let expected = node.get("expected").and_then(|due| Due::decode(due, decoder));
        let exemption = node.get("exemption").and_then(|node| Exemption::decode(node, decoder));
        let review_on = node.get("review_on").and_then(|date| Date::decode(date, decoder));
        Self::require(state, node, decoder);
        let complete = decoder.diagnostics.len() == before;
        complete.then(|| Self {
            state,
            reason: reason.unwrap_or_default(),
            expected,
            exemption,
            review_on,
            span: node.span,
        })
    }

    /// What each state needs besides itself.
    fn require(state: Disclosure, node: &Node, decoder: &mut Decoder<'_>) {
        let mut needs = vec![(
            "reason",
            Code::SilenceReason,
            "this field is unpublished, but does not say why",
            "add `reason:` with one sentence in plain English",
        )];
        match state {
            Disclosure::NotYetDecided | Disclosure::DecidedNotYetPublished => needs.push((
                "expected",
                Code::SilenceExpected,
                "this field is still to come, but does not say when",
                "add `expected:` with a date such as 2027-04-01 or a quarter such as 2027-Q1",
            )),
            Disclosure::Withheld => needs.extend([
                (
                    "exemption",
                    Code::SilenceExemption,
                    "this field is withheld, but does not name an exemption",
                    "add `exemption:` with one of s22, s36, s40, s41, s43",
                ),
                (
                    "review_on",
                    Code::SilenceExemption,
                    "this field is withheld, but does not say when that is looked at again",
                    "add `review_on:` with a date such as 2027-04-01",
                ),
            ]),
            Disclosure::NotApplicable | Disclosure::Published => {}
        }
        for (key, code, message, hint) in needs {
            if node.get(key).is_none() {
                decoder.report(Diagnostic::at(code, node.span, message).hint(hint));
            }
        }
    }

    /// The day after which the promise is broken or the review late.
    pub fn due(&self) -> Option<Date> {
        self.review_on.or(self.expected.map(|expected| expected.last_day()))
    }
}

impl Provenance {
    /// Whether all that is said is why it changed.
    pub fn is_why_alone(&self) -> bool {
        *self == Self { why: self.why.clone(), ..Self::default() }
    }

    /// Reads the keys of provenance of a block, but those that are fields of its own.
    pub(super) fn decode(
        node: &Node,
        own_keys: &[FieldSpec],
        decoder: &mut Decoder<'_>,
    ) -> Option<Box<Self>> {
        let is_own = |name: &str| own_keys.iter().any(|key| key.name == name);
        let get = |name: &str| if is_own(name) { None } else { node.get(name) };
        if !PROVENANCE_KEYS.iter().any(|key| get(key).is_some()) {
            return None;
        }
        Some(Box::new(Self {
            source: get("source").and_then(|node| DocRef::decode(node, decoder)),
            as_of: get("as_of").and_then(|node| Date::decode(node, decoder)),
            owner: get("owner").and_then(|node| String::decode(node, decoder)),
            approved_by: get("approved_by").and_then(|node| OrgOrText::decode(node, decoder)),
            approved_on: get("approved_on").and_then(|node| Date::decode(node, decoder)),
            review_by: get("review_by").and_then(|node| Date::decode(node, decoder)),
            evidence: get("evidence").and_then(|node| Evidence::decode(node, decoder)),
            why: get("why").and_then(|node| Prose::decode(node, decoder)),
        }))
    }
}
