//! The two macros that declare the model: `choice!` for words of a fixed list, `record!` for blocks of fields.
//!
//! One line declares a field: its name, type, when it is required and its label. Reading, checking of keys,
//! showing on a page, export as JSON, resolving of references, JSON Schema and the data dictionary all follow from
//! that line.

use super::worse::WorseWhen;

/// The only item of a list, if it has one: what a macro was given, or not.
pub(super) const fn first(given: &[&'static str]) -> Option<&'static str> {
    match given {
        [first, ..] => Some(first),
        [] => None,
    }
}

/// The same of which way is worse.
pub(super) const fn worse(given: &[WorseWhen]) -> WorseWhen {
    match given {
        [first, ..] => *first,
        [] => WorseWhen::NotKnown,
    }
}

/// Declares an enumeration: variant, word, label, and other spellings that are accepted.
macro_rules! choice {
    ($(#[doc = $doc:literal])* pub enum $name:ident {
        $($variant:ident $id:literal $label:literal $(or $($other:literal),+)?;)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name {
            $(#[doc = $label] $variant,)*
        }

        impl $name {
            /// Every word, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in the files.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// The word for people.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }

            /// Every word with its label, for editors and for people who look it up.
            pub const CHOICE: &'static $crate::model::schema::Choice =
                &$crate::model::schema::Choice {
                    name: stringify!($name),
                    module: module_path!(),
                    meaning: concat!($($doc,)*),
                    words: &[$($crate::model::schema::Word {
                        id: $id,
                        label: $label,
                        others: &[$($($other),+)?],
                    },)*],
                };
        }

        impl $crate::model::decode::FieldType for $name {
            fn expected() -> String {
                Self::CHOICE.expected()
            }

            fn schema() -> $crate::model::schema::Schema {
                $crate::model::schema::Schema::Choice(Self::CHOICE)
            }

            fn decode(
                node: &$crate::model::yaml::Node,
                decoder: &mut $crate::model::decode::Decoder<'_>,
            ) -> Option<Self> {
                Some(Self::ALL[Self::CHOICE.decode(node, decoder)?])
            }

            fn shown(&self) -> $crate::model::reflect::ValueRef<'_> {
                use $crate::model::reflect::{ScalarRef, ValueRef};
                ValueRef::Scalar(ScalarRef::Choice(self.id(), self.label()))
            }
        }
    };
}

/// Declares a record: `field: Type = presence "Label";` with the meaning as its doc comment.
///
/// `called "…"` is how messages name the block; `short field` allows a bare value for that field alone;
/// `named elsewhere` says that ids are checked where they are gathered; `or "…"` after a label gives other names under which authors
/// may know the field, and `worse …` says which way is worse for the public or for a partner.
macro_rules! record {
    ($(#[doc = $doc:literal])* pub struct $name:ident called $what:literal $(short $short:ident)? $(named $scope:ident)?
        $(generated $generated:ident $generated_label:literal)? {
        $($(#[doc = $meaning:literal])* $field:ident: $type:ty = $presence:ident $(($($from:tt)*))? $label:literal
            $(or $($other:literal),+)? $(worse $worse:expr)?;)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone, PartialEq, Debug)]
        pub struct $name {
            /// Where the block is.
            pub span: $crate::source::Span,
            /// Where it says that it comes from.
            pub provenance: Option<Box<$crate::model::field::Provenance>>,
            $($(#[doc = $meaning])* pub $field: $crate::model::field::Field<$type>,)*
        }

        impl $name {
            /// The keys that the block may have.
            pub const KEYS: &'static [$crate::model::decode::FieldSpec] = &[
                $($crate::model::decode::FieldSpec {
                    name: $crate::model::decode::key_name(stringify!($field)),
                    presence: $crate::model::decode::Presence::$presence
                        $(($crate::model::status::Status::$($from)*))?,
                    label: $label,
                    meaning: concat!($($meaning,)*),
                    others: &[$($($other),+)?],
                    worse: {
                        #[allow(unused_imports, reason = "most records have no such field")]
                        use $crate::model::worse::WorseWhen::*;
                        $crate::model::record::worse(&[$($worse)?])
                    },
                    schema: <$type as $crate::model::decode::FieldType>::schema,
                },)*
                $($crate::model::decode::FieldSpec {
                    name: stringify!($generated),
                    presence: $crate::model::decode::Presence::Generated,
                    label: $generated_label,
                    meaning: $generated_label,
                    others: &[],
                    worse: $crate::model::worse::WorseWhen::NotKnown,
                    schema: || $crate::model::schema::Schema::Markdown,
                },)?
            ];

            /// The block with its fields, for editors and for people who look it up.
            pub const RECORD: &'static $crate::model::schema::RecordSchema =
                &$crate::model::schema::RecordSchema {
                    name: stringify!($name),
                    module: module_path!(),
                    what: $what,
                    meaning: concat!($($doc,)*),
                    keys: Self::KEYS,
                    short: $crate::model::record::first(&[$($crate::model::decode::key_name(stringify!($short)))?]),
                };
        }

        impl $crate::model::decode::FieldType for $name {
            const IS_BLOCK: bool = true;
            $(const IS_REGISTERED: bool = !stringify!($scope).is_empty();)?
            const OWN_KEYS: &'static [$crate::model::decode::FieldSpec] = Self::KEYS;

            fn expected() -> String {
                format!("{} for {}", $crate::model::decode::GROUP, $what)
            }

            fn schema() -> $crate::model::schema::Schema {
                $crate::model::schema::Schema::Record(Self::RECORD)
            }

            fn decode(
                node: &$crate::model::yaml::Node,
                decoder: &mut $crate::model::decode::Decoder<'_>,
            ) -> Option<Self> {
                #[allow(unused_imports, reason = "a record without a short form needs neither")]
                use $crate::model::field::Field;
                if !matches!(node.kind, $crate::model::yaml::Kind::Map(_)) {
                    $(
                        let alone = Field::decode(node, decoder);
                        alone.known()?;
                        return Some(Self { $short: alone, ..Self::empty(node.span) });
                    )?
                    #[allow(unreachable_code, reason = "a short form has returned")]
                    {
                        decoder.wrong_type(node, &Self::expected());
                        return None;
                    }
                }
                $crate::model::decode::check_keys(node, $what, Self::KEYS, decoder);
                let mut keys = Self::KEYS.iter();
                Some(Self {
                    span: node.span,
                    provenance: $crate::model::field::Provenance::decode(node, Self::KEYS, decoder),
                    $($field: match keys.next().and_then(|key| key.find(node)) {
                        Some(entry) => Field::decode(&entry.value, decoder),
                        None => Field::absent(),
                    },)*
                })
            }

            fn own_provenance(&self) -> Option<&$crate::model::field::Provenance> {
                self.provenance.as_deref()
            }

            fn shown(&self) -> $crate::model::reflect::ValueRef<'_> {
                $crate::model::reflect::ValueRef::Block(self)
            }
        }

        impl $name {
            /// A block without a field.
            pub fn empty(span: $crate::source::Span) -> Self {
                Self { span, provenance: None, $($field: $crate::model::field::Field::absent(),)* }
            }
        }

        impl $crate::model::reflect::Block for $name {
            fn fields(&self) -> Vec<$crate::model::reflect::FieldRef<'_>> {
                let mut keys = Self::KEYS.iter();
                vec![$($crate::model::reflect::FieldRef::of(
                    keys.next().expect("as many keys as fields"),
                    &self.$field,
                ),)*]
            }

            fn span(&self) -> $crate::source::Span {
                self.span
            }

            fn provenance(&self) -> Option<&$crate::model::field::Provenance> {
                self.provenance.as_deref()
            }
        }
    };
}
