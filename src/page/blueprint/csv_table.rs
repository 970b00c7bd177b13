//! A table of a CSV file as a table of a page.

use crate::graph::EntityId;
use crate::model::Blueprint;
use crate::model::field::Field;
use crate::model::footprint::Footprint;
use crate::model::reference::EntityKind;
use crate::model::scalar::{FileName, Period};
use crate::model::table::Table;
use crate::page::context::{PageContext, text};
use crate::page::view::{Column, Note, Part, Value};
use crate::page::wording;

/// Who lives there: the fields of a footprint that are files of people and shares.
const PROFILES: [&str; 3] = ["age_profile", "deprivation", "ethnicity"];

/// A table for each of them that is published and can be read, with the name of its field.
pub(super) fn profiles(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    it: &Footprint,
) -> Vec<(&'static str, Part)> {
    let fields: [&Field<FileName>; 3] = [&it.age_profile, &it.deprivation, &it.ethnicity];
    let profile = |(name, field): (&'static str, &Field<FileName>)| {
        let (_, table) = blueprint.tables.get(&field.known()?.0.value)?;
        let key = Footprint::KEYS.iter().find(|key| key.name == name)?;
        let note = cx.note(field.provenance());
        let id = format!("field_{name}");
        Some((name, part(cx, id, key.label.to_owned(), table, note)))
    };
    PROFILES.into_iter().zip(fields).filter_map(profile).collect()
}

/// The table, with links where a cell is the id of a place.
pub(super) fn part(
    cx: &PageContext<'_>,
    id: String,
    heading: String,
    table: &Table,
    note: Note,
) -> Part {
    let numeric: Vec<bool> = (0..table.columns.len()).map(|at| is_numeric(table, at)).collect();
    let columns = table.columns.iter().zip(&numeric);
    let columns = columns
        .map(|(head, is_numeric)| Column { label: column_label(head), is_numeric: *is_numeric });
    let places = &cx.graph.model.places;
    let cell = |at: usize, cell: &str| match places.contains_key(cell) {
        true => Value::Link { link: cx.link_to(&EntityId::new(EntityKind::Place, cell)) },
        false if numeric[at] => Value::Number { text: number(&table.columns[at], cell) },
        false => match (table.columns[at].as_str(), Period::parse(cell)) {
            ("period", Some(period)) => text(wording::period(period)),
            ("flag", _) => text(wording::upper_first(&cell.replace('-', " "))),
            _ => text(cell),
        },
    };
    let row = |cells: &Vec<String>| cells.iter().enumerate().map(|(at, it)| cell(at, it)).collect();
    let rows = table.rows.iter().map(|(cells, _)| row(cells)).collect();
    Part::Table { id, heading, columns: columns.collect(), rows, note }
}

/// A number as people read it: thousands set apart, a share with its sign.
fn number(head: &str, cell: &str) -> String {
    let head = head.to_lowercase();
    let is_label = head.contains("code") || head.contains("year") || cell.starts_with('0');
    let plain = cell.replace(',', "");
    match plain.trim_end_matches('%') {
        share if head == "share" => format!("{share}%"),
        _ if is_label => cell.to_owned(),
        _ => plain.parse().map_or_else(|_| cell.to_owned(), crate::page::wording::count),
    }
}

fn is_numeric(table: &Table, at: usize) -> bool {
    let is_number = |cell: &String| {
        !cell.is_empty()
            && cell.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'%'))
    };
    !table.rows.is_empty() && table.rows.iter().all(|(cells, _)| is_number(&cells[at]))
}

/// The headings of columns that the Office for National Statistics uses, in words: the two digits are the year
/// of the boundary, `CD` is a code, `NM` a name, `CDH` a code of the NHS.
fn column_label(head: &str) -> String {
    match head {
        "ci_low" => return "Lower confidence limit".to_owned(),
        "ci_high" => return "Upper confidence limit".to_owned(),
        _ => {}
    }
    const AREAS: [(&str, &str); 10] = [
        ("LSOA", "Lower layer super output area"),
        ("MSOA", "Middle layer super output area"),
        ("OA", "Output area"),
        ("LAD", "Council area"),
        ("WD", "Ward"),
        ("CTY", "County"),
        ("SICBL", "Sub-ICB location"),
        ("ICB", "Integrated care board"),
        ("NHSER", "NHS region"),
        ("RGN", "Region"),
    ];
    let known = AREAS.iter().find_map(|(short, long)| {
        let rest = head.strip_prefix(short)?;
        let year = rest.get(..2).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()))?;
        let what = match &rest[2..] {
            "CD" => "code",
            "NM" => "name",
            "CDH" => "NHS code",
            _ => return None,
        };
        Some(format!("{long} 20{year}, {what}"))
    });
    known.unwrap_or_else(|| {
        let words = head.replace(['_', '-'], " ");
        crate::page::wording::upper_first(&words)
    })
}
