//! Codes and names of a body, then and now: each with the days of its use, in a table.

use super::context::{PageContext, text};
use super::layout::value_of;
use super::view::{Column, Part, Value};
use super::wording;
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef};
use crate::model::scalar::Date;
use crate::model::shared::Organisation;

/// The codes and the names of an organisation; those that are unpublished are left to the general layout.
pub(super) fn codes_and_names(cx: &PageContext<'_>, it: &Organisation) -> Vec<Part> {
    let file = it.span.file;
    let mut parts = Vec::new();
    if let Some(codes) = it.codes.known() {
        let mut rows = Vec::new();
        for register in codes.fields() {
            match &register.shown {
                Some(ValueRef::List(items)) => rows.extend(items.iter().filter_map(|item| {
                    let (value, days) = dated(cx, it, item)?;
                    Some(vec![text(register.key.label), value, days])
                })),
                _ if register.silence.is_some() => rows.push(vec![
                    text(register.key.label),
                    value_of(cx, &register, file),
                    Value::Nothing,
                ]),
                _ => {}
            }
        }
        parts.push(table("field_codes", "Codes", &["Register", "Code", "In use"], rows));
    }
    if it.names.known().is_some() {
        let names = it.names.items().iter();
        let rows = names.filter_map(|name| {
            let (value, days) = dated(cx, it, &ValueRef::Block(name))?;
            Some(vec![value, days])
        });
        parts.push(table("field_names", "Names", &["Name", "In use"], rows.collect()));
    }
    parts.retain(|part| !matches!(part, Part::Table { rows, .. } if rows.is_empty()));
    parts
}

/// A table whose last column is left out where everything is in use now.
fn table(id: &str, what: &str, columns: &[&str], mut rows: Vec<Vec<Value>>) -> Part {
    let is_now =
        |row: &Vec<Value>| matches!(row.last(), Some(Value::Text { text }) if text == wording::NOW);
    let is_dated = !rows.iter().all(is_now);
    if !is_dated {
        rows.iter_mut().for_each(|row| drop(row.pop()));
    }
    let n_columns = rows.first().map_or(0, Vec::len);
    Part::table(
        id,
        if is_dated { format!("{what} then and now") } else { what.to_owned() },
        columns.iter().take(n_columns).map(|label| Column::of_words(*label)).collect(),
        rows,
    )
}

/// The first field of a record and its days in words; none outlives the body.
fn dated(cx: &PageContext<'_>, body: &Organisation, item: &ValueRef<'_>) -> Option<(Value, Value)> {
    let ValueRef::Block(block) = item else { return None };
    let fields = block.fields();
    let value = value_of(cx, fields.first()?, block.span().file);
    let to = date_of(&fields, "to").or(body.to.known().copied());
    let days = wording::in_use(date_of(&fields, "from"), to, cx.graph.today);
    Some((value, text(days)))
}

fn date_of(fields: &[FieldRef<'_>], name: &str) -> Option<Date> {
    let field = fields.iter().find(|field| field.key.name == name)?;
    match field.shown {
        Some(ValueRef::Scalar(ScalarRef::Date(date))) => Some(date),
        _ => None,
    }
}
