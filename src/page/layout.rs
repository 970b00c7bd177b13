//! Any record as parts of a page: short fields become facts, texts get a heading, lists become tables or cards.
//!
//! A field that is added to a record shows up here by itself.

use super::context::{PageContext, day, row, text};
use super::view::{Card, Column, Note, Part, Row, Value};
use super::wording;
use crate::model::field::Provenance;
use crate::model::reflect::{Block, FieldRef, ScalarRef, ValueRef, VisitEvent, visit};
use crate::source::FileId;

/// The fields of a record as parts, in the order of their declaration; `skip` names those shown elsewhere.
pub(super) fn parts(
    cx: &PageContext<'_>,
    block: &dyn Block,
    facts_heading: &str,
    skip: &[&str],
) -> Vec<Part> {
    let file = block.span().file;
    let mut rows = Vec::new();
    let mut parts = Vec::new();
    for field in block.fields() {
        if skip.contains(&field.key.name) || field.key.name == "was" || field.span.is_none() {
            continue;
        }
        if let Some(ValueRef::Block(inner)) = &field.shown
            && is_large(*inner)
        {
            parts.extend(block_parts(cx, &field, *inner, file));
            continue;
        }
        match own_part(cx, &field, file) {
            Some(part) => parts.push(part),
            None => rows.extend(row_of(cx, &field, file)),
        }
    }
    let (said, silent) = silent_apart(rows);
    if !said.is_empty() {
        let heading = facts_heading.to_owned();
        parts.insert(0, Part::facts("facts_all", heading, said));
    }
    if !silent.is_empty() {
        parts.push(Part::facts("not_published", "Not published yet", silent));
    }
    parts
}

/// The rows of fields that are published, and apart from them those that are not, where these are many.
fn silent_apart(rows: Vec<Row>) -> (Vec<Row>, Vec<Row>) {
    let is_silent = |row: &Row| matches!(row.value, Value::Silence { .. });
    if rows.iter().filter(|row| is_silent(row)).count() < MANY_SILENT {
        return (rows, Vec::new());
    }
    rows.into_iter().partition(|row| !is_silent(row))
}

/// From so many on, fields that are not published stand together, after those that are.
const MANY_SILENT: usize = 3;

/// A block with many fields, or with texts and lists in it, has no room beside a label.
fn is_large(block: &dyn Block) -> bool {
    let stated: Vec<FieldRef<'_>> =
        block.fields().into_iter().filter(|field| field.span.is_some()).collect();
    let has_parts = stated.iter().any(|field| match &field.shown {
        Some(ValueRef::Scalar(ScalarRef::Prose(prose))) => prose.text.len() > 160,
        Some(ValueRef::List(items)) => items.iter().any(|item| matches!(item, ValueRef::Block(_))),
        Some(ValueRef::Block(inner)) => is_large(*inner),
        _ => false,
    });
    stated.len() > 4 || (stated.len() > 1 && has_parts)
}

/// The parts of such a block: its short fields under its own heading, then each text and list.
fn block_parts(
    cx: &PageContext<'_>,
    field: &FieldRef<'_>,
    block: &dyn Block,
    file: FileId,
) -> Vec<Part> {
    let label = field.key.label;
    let mut rows = Vec::new();
    let mut parts = Vec::new();
    for inner in block.fields().iter().filter(|inner| inner.span.is_some()) {
        match own_part(cx, inner, file) {
            Some(part) => parts.push(renamed(part, field.key.name, label)),
            None => rows.extend(row_of(cx, inner, file)),
        }
    }
    for row in &mut rows {
        row.id = format!("field_{}_{}", field.key.name, row.id.trim_start_matches("field_"));
    }
    if let (Some(last), Some(_)) = (rows.last_mut(), field.provenance) {
        let note = cx.note(field.provenance);
        if last.note == Note::default() {
            last.note = note;
        }
    }
    let (rows, silent) = silent_apart(rows);
    let id = format!("field_{}", field.key.name);
    let head = Part::facts(id.clone(), label, rows);
    let silent = (!silent.is_empty()).then(|| {
        Part::facts(format!("{id}_not_published"), format!("{label}: not published yet"), silent)
    });
    std::iter::once(head).chain(silent).chain(parts).collect()
}

/// A part of a block within a section: its heading says of which block.
fn renamed(part: Part, block: &str, label: &str) -> Part {
    let new_id = |id: String| format!("field_{block}_{}", id.trim_start_matches("field_"));
    let new_heading =
        |heading: String| format!("{label}: {}", super::wording::lower_first(&heading));
    match part {
        Part::Prose { id, heading, body, note } => {
            Part::Prose { id: new_id(id), heading: new_heading(heading), body, note }
        }
        Part::Table { id, heading, columns, rows, note } => {
            Part::Table { id: new_id(id), heading: new_heading(heading), columns, rows, note }
        }
        Part::Cards { id, heading, intro, cards, note } => {
            Part::Cards { id: new_id(id), heading: new_heading(heading), intro, cards, note }
        }
        other => other,
    }
}

/// A text, or a list of records, gets a part of its own.
fn own_part(cx: &PageContext<'_>, field: &FieldRef<'_>, file: FileId) -> Option<Part> {
    let id = format!("field_{}", field.key.name);
    let heading = field.key.label.to_owned();
    let note = cx.note(field.provenance);
    match field.shown.as_ref()? {
        ValueRef::Scalar(ScalarRef::Prose(prose)) => {
            let body = cx.field_text(prose, field.key.name, 1);
            Some(Part::Prose { id, heading, body, note })
        }
        ValueRef::List(items) if items.iter().any(|item| matches!(item, ValueRef::Block(_))) => {
            let blocks: Vec<&dyn Block> = items
                .iter()
                .filter_map(|item| match item {
                    ValueRef::Block(block) => Some(*block),
                    ValueRef::Scalar(_) | ValueRef::List(_) => None,
                })
                .collect();
            Some(list_of_blocks(cx, id, heading, &blocks, note, file))
        }
        ValueRef::List(items) if items.is_empty() => {
            let body = cx.sentence("None.");
            Some(Part::Prose { id, heading, body, note })
        }
        ValueRef::Scalar(_) | ValueRef::List(_) | ValueRef::Block(_) => None,
    }
}

/// Short records of up to five fields make a table, others a card each.
fn list_of_blocks(
    cx: &PageContext<'_>,
    id: String,
    heading: String,
    blocks: &[&dyn Block],
    note: Note,
    file: FileId,
) -> Part {
    let records: Vec<Vec<FieldRef<'_>>> = blocks.iter().map(|block| block.fields()).collect();
    let columns = columns(&records);
    let is_table = columns.len() <= most_columns(&records)
        && blocks.iter().all(|block| block.provenance().is_none_or(Provenance::is_why_alone))
        && records.iter().all(|fields| is_short(fields));
    if is_table {
        let rows: Vec<Vec<Value>> =
            records.iter().map(|fields| table_row(cx, fields, &columns, file)).collect();
        let columns: Vec<Column> =
            columns.iter().map(|(_, label, is_numeric)| Column::new(*label, *is_numeric)).collect();
        let mut note = note;
        for (block, row) in blocks.iter().zip(&rows) {
            let why = block.provenance().and_then(|it| it.why.as_ref());
            if let (Some(why), Some(column), Some(first)) = (why, columns.first(), row.first()) {
                let (label, name) = (&column.label, words_of(first));
                let why = wording::sentence(&cx.first_words(why));
                note.text = format!("{} Why it changed ({label} {name}): {why}", note.text);
            }
        }
        note.text = note.text.trim().to_owned();
        return Part::Table { id, heading, columns, rows, note };
    }
    let cards =
        blocks.iter().enumerate().map(|(at, block)| card(cx, &id, at, *block, file)).collect();
    Part::Cards { id, heading, intro: String::new(), cards, note }
}

/// Words and numbers alone leave room for more columns than texts do.
fn most_columns(records: &[Vec<FieldRef<'_>>]) -> usize {
    let is_plain = |field: &FieldRef<'_>| match &field.shown {
        None => true,
        Some(ValueRef::Scalar(leaf)) => is_word(*leaf),
        Some(ValueRef::List(_) | ValueRef::Block(_)) => false,
    };
    if records.iter().flatten().all(is_plain) { 7 } else { 5 }
}

/// A leaf that is no text of sentences.
fn is_word(leaf: ScalarRef<'_>) -> bool {
    match leaf {
        ScalarRef::Prose(_) => false,
        ScalarRef::Text(words) => words.len() <= 60,
        _ => true,
    }
}

/// Where a field stands in its record, its label, and whether it is a number.
type ColumnOf = (usize, &'static str, bool);

/// The fields that any of the records has, in order.
fn columns(records: &[Vec<FieldRef<'_>>]) -> Vec<ColumnOf> {
    let n_fields = records.first().map_or(0, Vec::len);
    let of_all = |at: usize| records.iter().filter_map(move |fields| fields.get(at));
    let stated = (0..n_fields).filter(|at| of_all(*at).any(|field| field.span.is_some()));
    stated
        .map(|at| {
            let is_numeric = of_all(at).all(|field| match field.shown {
                Some(ValueRef::Scalar(leaf)) => leaf.is_number(),
                None => true,
                Some(ValueRef::List(_) | ValueRef::Block(_)) => false,
            });
            let key = records[0][at].key;
            (at, key.label, is_numeric)
        })
        .collect()
}

/// Whether a record fits into a row of a table.
fn is_short(fields: &[FieldRef<'_>]) -> bool {
    fields.iter().all(|field| {
        field.provenance.is_none()
            && match &field.shown {
                None => field.silence.is_none(),
                Some(ValueRef::Scalar(ScalarRef::Prose(prose))) => {
                    prose.text.len() <= 400 && prose.headings.is_empty()
                }
                Some(ValueRef::Scalar(_)) => true,
                Some(ValueRef::List(items)) => {
                    items.len() <= 12
                        && items.iter().all(|item| matches!(item, ValueRef::Scalar(_)))
                }
                Some(ValueRef::Block(_)) => false,
            }
    })
}

fn table_row(
    cx: &PageContext<'_>,
    fields: &[FieldRef<'_>],
    columns: &[ColumnOf],
    file: FileId,
) -> Vec<Value> {
    let value =
        |at: usize| fields.get(at).map_or(Value::Nothing, |field| value_of(cx, field, file));
    columns.iter().map(|(at, ..)| value(*at)).collect()
}

/// A record as a card: its first field is the title, its first text the body.
fn card(cx: &PageContext<'_>, list: &str, at: usize, block: &dyn Block, file: FileId) -> Card {
    let fields = block.fields();
    let (title, stated) = title_of(cx, &fields, file);
    let mut body = None;
    let mut rows = Vec::new();
    for field in stated {
        match &field.shown {
            Some(ValueRef::Scalar(ScalarRef::Prose(prose))) if body.is_none() => {
                body = Some(cx.field_text(prose, field.key.name, 2));
            }
            _ => rows.extend(row_of(cx, field, file)),
        }
    }
    let title = match title {
        Value::Link { link } => link,
        other => super::view::Link { text: words_of(&other), ..Default::default() },
    };
    Card {
        id: format!("{list}_{}", at + 1),
        title,
        body,
        rows: unaddressed(rows),
        note: cx.note(block.provenance()),
        ..Card::default()
    }
}

/// A text of one short sentence, which says more than an id.
fn sentence_of(cx: &PageContext<'_>, field: &FieldRef<'_>) -> Option<String> {
    let Some(ValueRef::Scalar(ScalarRef::Prose(prose))) = &field.shown else { return None };
    let words = cx.first_words(prose);
    let is_all = !words.contains(". ") && prose.text.trim().lines().count() <= 2;
    (is_all && words.len() <= 120).then(|| words.trim_end_matches('.').to_owned())
}

/// What a card is called, and the fields that are left: by its name, or by a sentence of it, or by its id in words, or by its first
/// field.
fn title_of<'f, 'b>(
    cx: &PageContext<'_>,
    fields: &'f [FieldRef<'b>],
    file: FileId,
) -> (Value, impl Iterator<Item = &'f FieldRef<'b>>) {
    let is_named =
        |name: &str| fields.iter().any(|field| field.key.name == name && field.span.is_some());
    let by = ["name", "question", "id"].into_iter().find(|name| is_named(name));
    let first = fields.iter().find(|field| field.span.is_some()).map(|field| field.key.name);
    let by = by.or(first).unwrap_or_default();
    let said = fields.iter().find_map(|field| Some((field.key.name, sentence_of(cx, field)?)));
    let (by, title) = match said.filter(|_| by == "id") {
        Some((by, said)) => (by, text(said)),
        None => {
            let field = fields.iter().find(|field| field.key.name == by);
            let title = field.map_or(Value::Nothing, |field| value_of(cx, field, file));
            match title {
                Value::Text { text: id } | Value::Code { text: id } if by == "id" => {
                    (by, text(wording::upper_first(&id.replace('-', " "))))
                }
                title => (by, title),
            }
        }
    };
    let rest = fields.iter().filter(move |field| {
        field.span.is_some() && field.key.name != by && field.key.name != "id"
    });
    (title, rest)
}

/// Rows in cards have no address of their own: there are many of one name.
pub(super) fn unaddressed(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        row.id.clear();
    }
    rows
}

/// A field as a row; nothing where it is absent.
pub(super) fn row_of(cx: &PageContext<'_>, field: &FieldRef<'_>, file: FileId) -> Option<Row> {
    field.span?;
    Some(Row {
        id: format!("field_{}", field.key.name),
        label: field.key.label.to_owned(),
        value: value_of(cx, field, file),
        note: cx.note(field.provenance),
    })
}

/// The rows of the fields named, in that order.
pub(super) fn rows_of(cx: &PageContext<'_>, block: &dyn Block, names: &[&str]) -> Vec<Row> {
    let fields = block.fields();
    let file = block.span().file;
    let named = names.iter().filter_map(|name| fields.iter().find(|field| field.key.name == *name));
    named.filter_map(|field| row_of(cx, field, file)).collect()
}

/// Why single items of lists are not published; nothing where all are. `counts` tells which fields of
/// the block are looked at.
pub(super) fn silent_items(
    cx: &PageContext<'_>,
    block: &dyn Block,
    counts: impl Fn(&str) -> bool,
) -> Option<Part> {
    let mut rows = Vec::new();
    visit(block, &mut |path, step| {
        let VisitEvent::Field(field, _) = step else { return };
        if !path.first().is_some_and(|name| counts(name)) {
            return;
        }
        for silence in field.silent_items {
            let value = Value::Silence { sentence: cx.silence(silence) };
            rows.push(row("", field.key.label, value));
        }
    });
    (!rows.is_empty())
        .then(|| Part::facts("unpublished_items", "Items of lists that are not published", rows))
}

/// What a field says, or why it says nothing.
pub(super) fn value_of(cx: &PageContext<'_>, field: &FieldRef<'_>, file: FileId) -> Value {
    match (&field.shown, field.silence) {
        (Some(shown), _) => shown_value(cx, field.key.name, shown, file),
        (None, Some(silence)) => Value::Silence { sentence: cx.silence(silence) },
        (None, None) => Value::Nothing,
    }
}

fn shown_value(cx: &PageContext<'_>, name: &str, shown: &ValueRef<'_>, file: FileId) -> Value {
    match shown {
        ValueRef::Scalar(leaf) => leaf_value(cx, name, *leaf, file),
        ValueRef::List(items) if items.is_empty() => text("None"),
        ValueRef::List(items) => {
            if let Some(table) = small_table(cx, name, items, file) {
                return table;
            }
            let items = items.iter().map(|item| shown_value(cx, name, item, file)).collect();
            Value::List { items }
        }
        ValueRef::Block(block) => block_value(cx, *block, file),
    }
}

/// Records of a few words each, such as the members of a board, as a table inside a value.
fn small_table(
    cx: &PageContext<'_>,
    name: &str,
    items: &[ValueRef<'_>],
    file: FileId,
) -> Option<Value> {
    let blocks: Option<Vec<&dyn Block>> = items
        .iter()
        .map(|item| match item {
            ValueRef::Block(block) if block.provenance().is_none() => Some(*block),
            _ => None,
        })
        .collect();
    let records: Vec<Vec<FieldRef<'_>>> = blocks?.iter().map(|block| block.fields()).collect();
    let columns = columns(&records);
    let is_plain = |field: &FieldRef<'_>| {
        field.provenance.is_none()
            && match &field.shown {
                None => field.silence.is_none(),
                Some(ValueRef::Scalar(ScalarRef::Text(words))) => words.len() <= 120,
                Some(ValueRef::Scalar(leaf)) => is_word(*leaf),
                Some(ValueRef::List(_) | ValueRef::Block(_)) => false,
            }
    };
    if !(2..=4).contains(&columns.len()) || !records.iter().flatten().all(is_plain) {
        return None;
    }
    let rows = records.iter().map(|fields| table_row(cx, fields, &columns, file)).collect();
    let columns =
        columns.iter().map(|(_, label, is_numeric)| Column::new(*label, *is_numeric)).collect();
    let label = wording::upper_first(&name.replace('_', " "));
    Some(Value::Table { label, columns, rows })
}

/// A value with more about it reads in one line where it can: "Authorised (since 1 September 2026)".
fn block_value(cx: &PageContext<'_>, block: &dyn Block, file: FileId) -> Value {
    let fields = block.fields();
    let stated: Vec<&FieldRef<'_>> = fields.iter().filter(|field| field.span.is_some()).collect();
    if let [only] = stated[..] {
        return value_of(cx, only, file);
    }
    let rows = stated.iter().filter_map(|field| row_of(cx, field, file)).collect();
    Value::Facts { rows: unaddressed(rows) }
}

fn leaf_value(cx: &PageContext<'_>, name: &str, leaf: ScalarRef<'_>, file: FileId) -> Value {
    let number = |text: String| Value::Number { text };
    match leaf {
        ScalarRef::Text(words) => match name {
            "email" => to_contact("mailto:", words),
            "phone" => to_contact("tel:", words),
            // A day among years and editions, such as that of a list of codes.
            _ => match words.parse() {
                Ok(date) if words.len() == "2027-04-01".len() => day(date),
                _ => text(words),
            },
        },
        ScalarRef::Prose(prose) => {
            let mut body = cx.field_text(prose, name, 2);
            if name == "complaints_and_redress" {
                body.text = with_contacts(&body.text);
            }
            Value::Prose { body }
        }
        ScalarRef::Choice(_, label) => text(label),
        ScalarRef::Bool(value) => text(if value { "Yes" } else { "No" }),
        ScalarRef::Count(count) => number(wording::count(count)),
        ScalarRef::Decimal(value) => number(wording::decimal(value)),
        ScalarRef::Percent(value) => number(wording::percent(value)),
        ScalarRef::Pounds(pounds) => number(wording::pounds(pounds)),
        ScalarRef::Pence(pounds) => number(wording::pence(pounds)),
        ScalarRef::Period(period) => text(wording::period(period)),
        ScalarRef::Date(date) => day(date),
        ScalarRef::Due(due) => text(wording::due(due)),
        ScalarRef::Year(year) => text(wording::year(year)),
        ScalarRef::Code(code) => Value::Code { text: code.to_owned() },
        ScalarRef::Url(url) => Value::Link {
            link: super::view::Link {
                text: url.to_owned(),
                href: url.to_owned(),
                ..Default::default()
            },
        },
        ScalarRef::File(name) => cx.file(&name.value, file),
        ScalarRef::Reference(reference) => Value::Link { link: cx.reference(reference) },
        ScalarRef::Body(name) => cx.body(&name.value),
    }
}

/// A mailbox or a telephone number that a device can use: what is typed for people, without the spaces in the link.
fn to_contact(scheme: &str, words: &str) -> Value {
    let href = words.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')'));
    let href = scheme.chars().chain(href).collect();
    // A telephone number is never broken at the end of a line.
    let text = if scheme == "tel:" { words.replace(' ', "\u{a0}") } else { words.to_owned() };
    let link = super::view::Link { text, href, ..Default::default() };
    Value::Link { link }
}

/// A text in which mailboxes and telephone numbers are links, but for those in links and code.
pub(super) fn with_contacts(text: &str) -> String {
    let mut linked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let number = rest.find(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '+'));
        let number = rest[..number.unwrap_or(rest.len())].trim_end();
        let n_digits = number.bytes().filter(u8::is_ascii_digit).count();
        let word =
            rest.split(|c: char| c.is_whitespace() || "(),;:".contains(c)).next().unwrap_or("");
        let word = word.trim_end_matches(['.', '!', '?']);
        let past = |end: &str| rest[1..].find(end).map_or(rest.len(), |at| 1 + at + end.len());
        let step = match first {
            '[' | '<' | '`' => {
                let end = match first {
                    '[' if rest.starts_with("[[") => past("]]"),
                    '[' if rest[..past("]")].len() < rest.len()
                        && rest[past("]")..].starts_with('(') =>
                    {
                        past(")")
                    }
                    '[' => past("]"),
                    '<' => past(">"),
                    _ => past("`"),
                };
                linked.push_str(&rest[..end]);
                end
            }
            '0' | '+' if (10..=13).contains(&n_digits) => {
                let href: String = number.split(' ').collect();
                linked.push_str(&format!("[{}](tel:{href})", number.replace(' ', "\u{a0}")));
                number.len()
            }
            _ if word
                .split_once('@')
                .is_some_and(|(name, at)| !name.is_empty() && at.contains('.')) =>
            {
                linked.push_str(&format!("<{word}>"));
                word.len()
            }
            // The next place where something can begin.
            _ => {
                let step = word.len().max(first.len_utf8());
                linked.push_str(&rest[..step]);
                step
            }
        };
        rest = &rest[step..];
    }
    linked
}

/// A value as words alone, for a heading.
pub(super) fn words_of(value: &Value) -> String {
    match value {
        Value::Text { text }
        | Value::Number { text }
        | Value::Date { text, .. }
        | Value::Code { text } => text.clone(),
        Value::Tag { tag } => tag.text.clone(),
        Value::Link { link } => link.text.clone(),
        Value::Prose { body } => body.text.clone(),
        Value::Silence { sentence } => sentence.clone(),
        Value::List { items } => items.iter().map(words_of).collect::<Vec<_>>().join(", "),
        Value::Table { rows, .. } => {
            rows.iter().filter_map(|row| row.first().map(words_of)).collect::<Vec<_>>().join(", ")
        }
        Value::Facts { rows } => rows.first().map_or_else(String::new, |row| words_of(&row.value)),
        Value::Icon { icon } => icon.words.to_owned(),
        Value::Picture { .. } | Value::Nothing => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::with_contacts;

    #[test]
    fn mailboxes_and_numbers_in_a_text_become_links() {
        for (text, expected) in [
            (
                "Call 01632 960 017, or write to care@vale.uk.",
                "Call [01632\u{a0}960\u{a0}017](tel:01632960017), or write to <care@vale.uk>.",
            ),
            ("(+44 1632 960017)", "([+44\u{a0}1632\u{a0}960017](tel:+441632960017))"),
            ("In 2027 and 0 of 12; [[org:a]] [b](c) <d@e.uk> `f@g.uk` @", ""),
        ] {
            let expected = if expected.is_empty() { text } else { expected };
            assert_eq!(with_contacts(text), expected);
        }
    }
}
