//! Names of other things on the site, and where they are named.

use super::decode::{Decoder, FieldType};
use super::prose::Prose;
use super::reflect::{ScalarRef, ValueRef};
use super::scalar::{Rule, ScalarType, Slug, bad_id, scalar};
use super::schema::Schema;
use super::yaml::Node;
use crate::diag::{Code, Diagnostic};
use crate::source::{Span, Spanned};

pub use super::registry::EntityKind;

/// The name of something on this site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// What kind of thing is named.
    pub kind: EntityKind,
    /// Its id.
    pub id: String,
    /// The part of it that is meant, such as `p12`.
    pub fragment: Option<String>,
    /// Where it is named.
    pub span: Span,
}

/// Declares a type of reference per kind.
macro_rules! references {
    ($($(#[doc = $doc:literal])* $name:ident $kind:ident $example:literal;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Eq, Debug)]
        pub struct $name(pub Reference);

        impl FieldType for $name {
            fn expected() -> String {
                format!("the id of {}, such as `{}`", EntityKind::$kind.with_article(), $example)
            }

            fn schema() -> Schema {
                Schema::Reference { kind: EntityKind::$kind, example: $example }
            }

            fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
                decode_reference(EntityKind::$kind, node, decoder, &Self::expected()).map(Self)
            }

            fn shown(&self) -> ValueRef<'_> {
                ValueRef::Scalar(ScalarRef::Reference(&self.0))
            }
        }
    )*};
}

references! {
    /// The id of an organisation.
    OrgRef Organisation "example-vale-ft";
    /// The id of a place.
    PlaceRef Place "example-vale";
    /// The id of a service.
    ServiceRef Service "urgent-care";
    /// The id of a metric.
    MetricRef Metric "em-adm-65";
    /// The id of a document, with a page or paragraph after `#`.
    DocRef Document "board-paper-2026-07#p12";
    /// The id of a criterion of an assessment framework.
    CriterionRef Criterion "provider-network";
    /// The id of a glossary term.
    TermRef Term "capitated-budget";
    /// The id of an IHO.
    IhoRef Iho "example-vale";
    /// The id of a model of care.
    CareModelRef CareModel "gesundes-kinzigtal";
}

fn decode_reference(
    kind: EntityKind,
    node: &Node,
    decoder: &mut Decoder<'_>,
    expected: &str,
) -> Option<Reference> {
    let text = scalar(node, decoder, expected)?;
    let bare = text.trim_start_matches("[[").trim_end_matches("]]");
    let bare = bare.strip_prefix(kind.id()).and_then(|rest| rest.strip_prefix(':')).unwrap_or(bare);
    let (id, fragment) = id_and_fragment(bare);
    // A criterion may name its framework.
    let is_sound = match (kind, id.split_once('/')) {
        (EntityKind::Criterion, Some((framework, own))) => {
            Slug::is_sound(framework) && Slug::is_sound(own)
        }
        _ => Slug::is_sound(id),
    };
    if !is_sound {
        decoder.report(bad_id(text, node.span));
        return None;
    }
    if bare != text {
        decoder.report(
            Diagnostic::at(
                Code::BadId,
                node.span,
                "in YAML a reference is the id alone, without brackets and kind",
            )
            .hint(format!("write `{bare}`")),
        );
    }
    Some(Reference { kind, id: decoder.id_now(kind, id), fragment, span: node.span })
}

/// A page of `pages`, by its path without the ending.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PageName(pub Spanned<String>);

impl ScalarType for PageName {
    const EXPECTED: &'static str =
        "the path of a page under `pages` without its ending, such as `about/summary-polish`";
    const RULE: Rule = Rule::Form(r"^(page:)?[a-z0-9]+([/-][a-z0-9]+)*$", "about/summary-polish");

    fn read(text: &str, span: Span) -> Result<Self, Diagnostic> {
        let bare = text.strip_prefix("page:").unwrap_or(text);
        match bare.split('/').all(Slug::is_sound) {
            true => Ok(Self(Spanned { value: bare.to_owned(), span })),
            false => Err(bad_id(text, span)),
        }
    }

    fn show(&self) -> ScalarRef<'_> {
        ScalarRef::Code(&self.0.value)
    }
}

/// The id in a reference, and what follows its `#`.
pub(super) fn id_and_fragment(written: &str) -> (&str, Option<String>) {
    match written.split_once('#') {
        Some((id, fragment)) => (id, Some(fragment.to_owned())),
        None => (written, None),
    }
}

/// An organisation of this site by its id, or a name in plain words for one that has no page here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OrgOrText(pub Spanned<String>);

impl FieldType for OrgOrText {
    fn expected() -> String {
        "the id of an organisation, or a name in words".to_owned()
    }

    fn schema() -> Schema {
        Schema::Text { words: Self::expected() }
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = String::decode(node, decoder)?;
        let value = decoder.id_now(EntityKind::Organisation, &text);
        Some(Self(Spanned { value, span: node.span }))
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Body(&self.0))
    }
}

/// Something of the same file, by its id or its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalRef(pub Spanned<String>);

impl FieldType for LocalRef {
    fn expected() -> String {
        "the id or the name of something in the same file".to_owned()
    }

    fn schema() -> Schema {
        Schema::Text { words: Self::expected() }
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = String::decode(node, decoder)?;
        Some(Self(Spanned { value: text, span: node.span }))
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Text(&self.0.value))
    }
}

/// A text, or the id of the document that says it.
#[derive(Clone, PartialEq, Debug)]
pub enum ProseOrDoc {
    /// The text.
    Prose(Prose),
    /// The document.
    Document(DocRef),
}

impl FieldType for ProseOrDoc {
    fn expected() -> String {
        format!("a text, or {}", DocRef::expected())
    }

    fn schema() -> Schema {
        Schema::Either(vec![Prose::schema(), DocRef::schema()])
    }

    /// A single word that could be an id is one: no text worth publishing is one word.
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let typed = node.text().unwrap_or_default();
        let id = typed.split_once('#').map_or(typed, |(id, _)| id);
        if Slug::is_sound(id) {
            return DocRef::decode(node, decoder).map(Self::Document);
        }
        Prose::decode(node, decoder).map(Self::Prose)
    }

    fn shown(&self) -> ValueRef<'_> {
        match self {
            Self::Prose(prose) => prose.shown(),
            Self::Document(document) => document.shown(),
        }
    }
}

/// A field of a blueprint: the file of its section, a dot, its name, as in `risk-share.corridors`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldPath(pub Spanned<String>);

impl FieldPath {
    /// The section and the names of the fields, from the outside in.
    pub fn parts(&self) -> (&str, Vec<&str>) {
        let mut parts = self.0.value.split('.');
        (parts.next().unwrap_or_default(), parts.collect())
    }
}

impl FieldType for FieldPath {
    fn expected() -> String {
        "a field of a blueprint such as `risk-share.corridors`".to_owned()
    }

    fn schema() -> Schema {
        let rule = Rule::Form(r"^[a-z-]+(\.[a-z_]+)*$", "risk-share.corridors");
        rule.schema(&Self::expected())
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let text = String::decode(node, decoder)?;
        let (section, field) = text.split_once('.').unwrap_or((&text, ""));
        let first = field.split('.').next().unwrap_or_default();
        let hint = match super::section_keys(section) {
            Some(keys) if field.is_empty() || keys.iter().any(|key| key.name == first) => {
                return Some(Self(Spanned { value: text, span: node.span }));
            }
            // Lists that are the whole file are left out of a path: `partners.voice`.
            Some(keys) if keys.iter().any(|key| key.name == section) => {
                return Some(Self(Spanned { value: text, span: node.span }));
            }
            Some(keys) => crate::diag::did_you_mean(first, keys.iter().map(|key| key.name)),
            None => crate::diag::did_you_mean(section, super::SECTION_FILES.iter().copied()),
        };
        let message = format!("`{text}` is not a field of a blueprint");
        decoder.report(Diagnostic::at(Code::UnknownKey, node.span, message).hint(
            hint.unwrap_or_else(|| {
                "write the section, a dot and the field, such as `risk-share.corridors`".into()
            }),
        ));
        None
    }

    fn shown(&self) -> ValueRef<'_> {
        ValueRef::Scalar(ScalarRef::Code(&self.0.value))
    }
}
