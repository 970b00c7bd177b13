//! Tables in CSV files, such as the small areas of a footprint. The only file that knows the CSV reader.

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// A table: the heads of its columns, and its rows with as many cells.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Table {
    /// The heads of the columns.
    pub columns: Vec<String>,
    /// The rows, each with the stretch of text it stands in.
    pub rows: Vec<(Vec<String>, Span)>,
}

impl Table {
    /// The cells of the column of that name.
    pub fn column(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        let at = self.columns.iter().position(|column| column == name)?;
        Some(self.rows.iter().map(move |(cells, _)| cells[at].as_str()))
    }
}

/// Reads a CSV file with a line of heads.
///
/// # Errors
/// Heads that are missing, empty or stand twice; every row with another number of cells; quotes left open.
pub fn parse(file: FileId, text: &str) -> Result<Table, Vec<Diagnostic>> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut slips = Vec::new();
    let columns: Vec<String> = match reader.headers() {
        Ok(heads) => heads.iter().map(str::to_owned).collect(),
        Err(_) => return Err(vec![slip(file, 0, text, "the first line can't be read")]),
    };
    if columns.iter().any(String::is_empty) {
        slips.push(slip(file, 0, text, "a column has no name in the first line"));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(0).min(text.len());
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.iter().any(|cell| cell.contains('\n')) {
            let words = "a quotation mark is left open here, or a cell goes over several lines";
            slips.push(slip(file, start, text, words));
            continue;
        }
        if record.len() != columns.len() {
            let words = format!(
                "cells in this row: {}, in the first line: {}",
                record.len(),
                columns.len()
            );
            slips.push(slip(file, start, text, &words));
            continue;
        }
        let end = start + text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
        let cells = record.iter().map(str::to_owned).collect();
        rows.push((cells, Span::new(file, start, end)));
    }
    if slips.is_empty() { Ok(Table { columns, rows }) } else { Err(slips) }
}

/// Where a cell stands in its row, which begins at `row`; the row where it has fewer.
pub fn cell(text: &str, row: Span, at: usize) -> Span {
    let line = &text[row.start as usize..row.end as usize];
    let (mut n, mut start, mut is_quoted) = (0, 0, false);
    for (i, byte) in line.bytes().chain([b',']).enumerate() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b',' if !is_quoted || i == line.len() => {
                if n == at {
                    let cell = &line[start..i];
                    let before = cell.len() - cell.trim_start().len();
                    return match cell.trim() {
                        "" => row,
                        trimmed => row.part(start + before, start + before + trimmed.len()),
                    };
                }
                (n, start) = (n + 1, i + 1);
            }
            _ => {}
        }
    }
    row
}

fn slip(file: FileId, start: usize, text: &str, words: &str) -> Diagnostic {
    let start = crate::source::floor_char_boundary(text, start);
    let end = start + text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
    Diagnostic::at(Code::BadTable, Span::new(file, start, end), words)
        .hint("open the file in a spreadsheet and save it as CSV with commas, UTF-8, one head for each column")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn table(text: &str) -> Result<Table, Vec<Diagnostic>> {
        let sources = Sources::from_texts([("a.csv", text)]);
        let (file, _) = sources.iter().next().expect("one file");
        parse(file, text)
    }

    #[test]
    fn quotes_and_line_ends_are_those_of_spreadsheets() {
        let table = table("code,name\r\nE1,\"A, B\"\r\n\r\nE2,\"C\"\"D\"\r\n").unwrap();
        let names: Vec<&str> = table.column("name").unwrap().collect();
        assert_eq!(names, ["A, B", "C\"D"]);
    }

    #[test]
    fn a_cell_knows_where_it_stands() {
        let text = "a,b,c\n1,\"2, or 3\",1\n";
        let Table { rows, .. } = table(text).unwrap();
        let of = |at| {
            let span = cell(text, rows[0].1, at);
            &text[span.start as usize..span.end as usize]
        };
        assert_eq!([of(0), of(1), of(2), of(3)], ["1", "\"2, or 3\"", "1", "1,\"2, or 3\",1"]);
    }

    #[test]
    fn a_quotation_mark_that_is_left_open_is_found() {
        let slips = table("code,name\nE1,\"A\nE2,B\n").unwrap_err();
        assert!(slips[0].message.contains("quotation mark"), "{slips:?}");
    }

    #[test]
    fn rows_have_as_many_cells_as_heads() {
        let slips = table("code,name\nE1\nE2,B\nE3,C,D\n").unwrap_err();
        assert_eq!(slips.len(), 2);
    }
}
