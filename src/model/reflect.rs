//! One way to go through any value, for pages, JSON, links and checks.

use std::sync::Arc;

use super::decode::FieldSpec;
use super::field::{Field, Provenance, Silence, Unreadable};
use super::prose::Prose;
use super::reference::Reference;
use super::scalar::{Date, Due, Fy, Period};
use crate::source::{Span, Spanned};
use rust_decimal::Decimal;

use super::decode::FieldType;

/// A value, as something to show, export or check.
#[derive(Clone, Copy)]
pub enum ScalarRef<'a> {
    /// Plain words.
    Text(&'a str),
    /// Markdown.
    Prose(&'a Prose),
    /// A word of a fixed list: its id and its label.
    Choice(&'static str, &'static str),
    /// Yes or no.
    Bool(bool),
    /// A whole number of things.
    Count(u64),
    /// A number.
    Decimal(Decimal),
    /// A percentage.
    Percent(Decimal),
    /// Whole pounds.
    Pounds(i64),
    /// Pounds with pence.
    Pence(Decimal),
    /// A stretch of time.
    Period(Period),
    /// A day.
    Date(Date),
    /// A day or a quarter.
    Due(Due),
    /// A financial year.
    Year(Fy),
    /// A code of a register.
    Code(&'a str),
    /// A web address.
    Url(&'a str),
    /// A file of the same folder.
    File(&'a Spanned<String>),
    /// Something else on this site.
    Reference(&'a Reference),
    /// An organisation of this site by its id, or a name in words.
    Body(&'a Spanned<String>),
}

impl ScalarRef<'_> {
    /// Whether it is a number, which stands to the right in tables.
    pub const fn is_number(self) -> bool {
        matches!(
            self,
            Self::Count(_) | Self::Percent(_) | Self::Pounds(_) | Self::Pence(_) | Self::Decimal(_)
        )
    }
}

/// A value, a list or a block.
pub enum ValueRef<'a> {
    /// One value.
    Scalar(ScalarRef<'a>),
    /// Several of one kind.
    List(Vec<ValueRef<'a>>),
    /// A block of fields.
    Block(&'a dyn Block),
}

/// A record that can list its fields.
pub trait Block {
    /// The fields in the order of their declaration, absent ones too.
    fn fields(&self) -> Vec<FieldRef<'_>>;

    /// Where the block is.
    fn span(&self) -> Span;

    /// Where it says that it comes from.
    fn provenance(&self) -> Option<&Provenance>;
}

/// A record that is shared is the record.
impl<T: Block> Block for Arc<T> {
    fn fields(&self) -> Vec<FieldRef<'_>> {
        (**self).fields()
    }

    fn span(&self) -> Span {
        (**self).span()
    }

    fn provenance(&self) -> Option<&Provenance> {
        (**self).provenance()
    }
}

/// One field of a block.
pub struct FieldRef<'a> {
    /// Its name, label and meaning.
    pub key: &'static FieldSpec,
    /// Where it is; nothing where it is absent.
    pub span: Option<Span>,
    /// Its value, if published.
    pub shown: Option<ValueRef<'a>>,
    /// Why it is unpublished, if the author says so.
    pub silence: Option<&'a Silence>,
    /// What is there instead of a value, if that is wrong.
    pub wrong: Option<&'a Unreadable>,
    /// Where it comes from.
    pub provenance: Option<&'a Provenance>,
    /// Why items of it are unpublished, if it is a list.
    pub silent_items: &'a [Silence],
}

impl<'a> FieldRef<'a> {
    /// A field of a record.
    pub fn of<T: FieldType>(key: &'static FieldSpec, stated: &'a Field<T>) -> Self {
        Self {
            key,
            span: stated.span,
            shown: stated.shown(),
            silence: stated.silence(),
            wrong: stated.wrong(),
            provenance: stated.provenance(),
            silent_items: stated.known().map_or(&[], FieldType::silent_items),
        }
    }
}

/// What a visit over a block meets.
pub enum VisitEvent<'a> {
    /// A field, before what is in it, with the place of its block.
    Field(&'a FieldRef<'a>, Span),
    /// A value.
    Scalar(ScalarRef<'a>),
}

/// What is called at each step of a visit; the path is that of the fields.
type Visitor<'v> = &'v mut dyn FnMut(&[&'static str], VisitEvent<'_>);

/// Visits every field and value of a block, depth first, in order.
pub fn visit(block: &dyn Block, visit: Visitor<'_>) {
    let mut path = Vec::new();
    visit_provenance(block.provenance(), &path, visit);
    visit_block(block, &mut path, visit);
}

fn visit_block(block: &dyn Block, path: &mut Vec<&'static str>, visit: Visitor<'_>) {
    for field in block.fields() {
        path.push(field.key.name);
        visit(path, VisitEvent::Field(&field, block.span()));
        visit_provenance(field.provenance, path, visit);
        if let Some(shown) = &field.shown {
            visit_value(shown, path, visit);
        }
        path.pop();
    }
}

fn visit_provenance(provenance: Option<&Provenance>, path: &[&'static str], visit: Visitor<'_>) {
    let Some(provenance) = provenance else { return };
    if let Some(source) = &provenance.source {
        visit(path, VisitEvent::Scalar(ScalarRef::Reference(&source.0)));
    }
    if let Some(by) = &provenance.approved_by {
        visit(path, VisitEvent::Scalar(ScalarRef::Body(&by.0)));
    }
    if let Some(why) = &provenance.why {
        visit(&[path, &["why"]].concat(), VisitEvent::Scalar(ScalarRef::Prose(why)));
    }
}

fn visit_value(shown: &ValueRef<'_>, path: &mut Vec<&'static str>, visit: Visitor<'_>) {
    match shown {
        ValueRef::Scalar(leaf) => visit(path, VisitEvent::Scalar(*leaf)),
        ValueRef::List(items) => {
            for item in items {
                if let ValueRef::Block(block) = item {
                    visit_provenance(block.provenance(), path, visit);
                }
                visit_value(item, path, visit);
            }
        }
        ValueRef::Block(block) => visit_block(*block, path, visit),
    }
}
