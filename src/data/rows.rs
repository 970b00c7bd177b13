//! The one writer of tables: every CSV file that is published is written here, and no cell of it is run by a spreadsheet.
//!
//! Spreadsheets take a cell that begins with `=`, `+`, `-` or `@` for a formula, quoted or not, and some let a formula fetch
//! addresses. Such a cell gets an apostrophe before it, which they take for "this is text". Numbers stay as they are.

use std::fmt::{Display, Write as _};

use csv::{ReaderBuilder, StringRecord, Terminator, Writer, WriterBuilder};

/// What a formula begins with, in the wide and the small forms, too, which some spreadsheets read alike.
const BEGINNINGS: [char; 12] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{fe66}', '\u{fe62}',
    '\u{fe63}', '\u{fe6b}',
];

/// A table that is being written.
pub(super) struct Rows {
    writer: Writer<Vec<u8>>,
    /// Where a cell is made.
    cell: String,
}

impl Rows {
    /// A table with the headings of its columns; every row has as many cells.
    pub(super) fn new<'h>(heads: impl IntoIterator<Item = &'h str>) -> Self {
        let mut rows = Self::open(false);
        heads.into_iter().for_each(|head| rows.cell(head));
        rows.end();
        rows
    }

    fn open(is_flexible: bool) -> Self {
        let mut builder = WriterBuilder::new();
        builder.terminator(Terminator::Any(b'\n')).flexible(is_flexible);
        Self { writer: builder.from_writer(Vec::new()), cell: String::new() }
    }

    /// Adds a cell.
    pub(super) fn cell(&mut self, shown: impl Display) {
        self.cell.clear();
        write!(self.cell, "{shown}").expect("memory is written to");
        if is_run(&self.cell) {
            self.cell.insert(0, '\'');
        }
        self.writer.write_field(&self.cell).expect("memory is written to");
    }

    /// Ends a row.
    pub(super) fn end(&mut self) {
        self.writer.write_record(None::<&[u8]>).expect("rows have as many cells");
    }

    /// The finished file.
    pub(super) fn bytes(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory is written to")
    }
}

/// A table that somebody else wrote, as it may be published; nothing where it may be as it is.
pub fn made_safe(text: &str) -> Option<Vec<u8>> {
    let reader = || {
        let mut builder = ReaderBuilder::new();
        builder.has_headers(false).flexible(true).from_reader(text.as_bytes())
    };
    let mut record = StringRecord::new();
    let mut first = reader();
    let is_harmless = loop {
        match first.read_record(&mut record) {
            Ok(true) if record.iter().any(is_run) => break false,
            Ok(true) | Err(_) => {}
            Ok(false) => break true,
        }
    };
    if is_harmless {
        return None;
    }
    let mut rows = Rows::open(true);
    for record in reader().records().flatten() {
        record.iter().for_each(|cell| rows.cell(cell));
        rows.end();
    }
    Some(rows.bytes())
}

/// Whether a spreadsheet would take a cell for a formula. It may overlook blanks, and what nobody sees, before it.
fn is_run(cell: &str) -> bool {
    let is_blank = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let seen = cell.trim_start_matches(is_blank);
    cell.starts_with(['\t', '\r', '\n']) || (seen.starts_with(BEGINNINGS) && !is_number(seen))
}

/// Whether a cell is a number and nothing else.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, part].iter().all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(cell: &str) -> String {
        let mut rows = Rows::new(["a", "b"]);
        rows.cell(cell);
        rows.cell("x");
        rows.end();
        let bytes = rows.bytes();
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let record = reader.records().next().expect("a row").expect("as many cells");
        record[0].to_owned()
    }

    #[test]
    fn no_cell_is_run() {
        for cell in [
            "=1+1",
            "+A1",
            "-A1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            " =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\u{200b}@x",
            "-",
            "--1",
            "-1+2",
            "+44 20",
            "-1.",
            "=",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}1",
            "\u{fe63}1",
            "\tx",
            "=\"a\"",
            "=a,b",
            "=a\nb",
        ] {
            assert_eq!(written(cell), format!("'{cell}"));
        }
        for cell in [
            "",
            "x",
            "-1",
            "+1.5",
            "-0.25",
            "1-2",
            "a=b",
            "a@example.org",
            "'=1",
            "2026-04",
            "[c]",
            "a\n=b",
        ] {
            assert_eq!(written(cell), cell);
        }
    }

    #[test]
    fn a_table_of_somebody_else_changes_only_where_it_has_to() {
        for honest in ["", "a,b\r\n1,-2\r\n", "\u{feff}a;b\n", "a,b\n1\n", "\"a\",b"] {
            assert_eq!(made_safe(honest), None, "{honest:?}");
        }
        let made =
            made_safe("band,share\r\n\"=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\",-1\r\n@x,+y\r\n")
                .expect("it is not harmless");
        assert_eq!(
            String::from_utf8(made).expect("text"),
            "band,share\n\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\",-1\n'@x,'+y\n"
        );
    }
}
