//! Tables in CSV files, such as the small areas of a footprint. The only file that knows the CSV reader.

use std::collections::BTreeSet;

use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::source::{FileId, Span};

/// A table: the headings of its columns, and its rows with as many cells.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Table {
    /// The headings of the columns.
    pub columns: Vec<String>,
    /// The stretch of text that the heads stand in.
    pub heads: Span,
    /// The rows, each with the stretch of text it stands in.
    pub rows: Vec<(Vec<String>, Span)>,
}

impl Table {
    /// The cells of the column of that name.
    pub fn column(&self, name: &str) -> Option<impl Iterator<Item = &str>> {
        let at = self.columns.iter().position(|column| column == name)?;
        Some(self.rows.iter().map(move |(cells, _)| cells[at].as_str()))
    }

    /// What keeps it from being a table with some of the `columns`, of which the first `n_needed` have to be there.
    pub fn unlike(&self, text: &str, columns: &[&str], n_needed: usize) -> Vec<Diagnostic> {
        let bad = |message: String| match text.trim().is_empty() {
            true => Diagnostic::of_file(Code::BadTable, self.heads.file, message),
            false => Diagnostic::at(Code::BadTable, self.heads, message),
        };
        let all = || format!("the columns are `{}`", columns.join("`, `"));
        let is_known = |name: &String| columns.contains(&name.to_lowercase().as_str());
        if self.columns.iter().all(is_known)
            && self.columns.iter().any(|it| *it != it.to_lowercase())
        {
            let header = self.columns.join(",").to_lowercase();
            let hint = format!("write the header row in small letters: `{header}`");
            return vec![bad("the header row has capital letters".to_owned()).hint(hint)];
        }
        let needed = columns[..n_needed].iter();
        let absent = needed.filter(|name| !self.columns.iter().any(|it| it == *name));
        let absent =
            absent.map(|name| bad(format!("the table has no column `{name}`")).hint(all()));
        let all_columns = self.columns.iter().enumerate();
        let unknown = all_columns.filter(|(_, name)| !columns.contains(&name.as_str()));
        let unknown = unknown.enumerate().map(|(nth, (at, name))| {
            let hint = did_you_mean(name, columns.iter().copied());
            let message = format!("there is no column called `{name}`");
            // More are not reported, and to find a cell takes longer the more there are before it.
            let place = if nth < MOST { cell(text, self.heads, at) } else { self.heads };
            Diagnostic::at(Code::BadTable, place, message).hint(hint.unwrap_or_else(all))
        });
        absent.chain(unknown).collect()
    }
}

/// More mistakes of a table than are ever told.
pub const MOST: usize = 1_000;

/// Spreadsheets of some countries separate columns by semicolons and call that CSV, too.
pub fn separated(file: FileId, text: &str) -> Option<Diagnostic> {
    let heads = text.lines().next().filter(|line| !line.contains(','))?;
    let mark = [';', '\t', '|'].into_iter().find(|mark| heads.contains(*mark))?;
    let name = if mark == '\t' { "tabs".to_owned() } else { format!("`{mark}`") };
    let message = format!("the columns are separated by {name}");
    Some(
        Diagnostic::at(Code::BadTable, Span::new(file, 0, heads.len()), message).hint(
            "save the table as CSV with commas between the columns, and points before decimals",
        ),
    )
}

/// Reads a CSV file with a line of heads.
///
/// # Errors
/// Headings that are missing, empty or occur twice; every row with another number of cells; quotes left open.
pub fn parse(file: FileId, text: &str) -> Result<Table, Vec<Diagnostic>> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(heads) => heads.iter().map(str::to_owned).collect(),
        Err(_) => return Err(vec![slip(file, 0, text, "the first line can't be read")]),
    };
    let heads = line(file, 0, text);
    let mut slips = wrong_columns(text, &columns, heads);
    let mut rows = Vec::new();
    // How many cells the rows have that do not fit the first line.
    let mut lengths = BTreeSet::new();
    let n_of_heads = slips.len();
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let start = record.position().map_or(0, csv::Position::byte);
        let start = usize::try_from(start).unwrap_or(0).min(text.len());
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.iter().any(|cell| cell.contains('\n')) {
            let words = "a quotation mark is not closed here, or a cell has several lines";
            slips.push(slip(file, start, text, words));
            continue;
        }
        if record.len() != columns.len() {
            lengths.insert(record.len());
            let words = format!(
                "this row has {}, but the header row has {}",
                cells(record.len()),
                cells(columns.len())
            );
            slips.push(slip(file, start, text, &words));
            continue;
        }
        let row = line(file, start, text);
        if has_stray_quote(&text[row.start as usize..row.end as usize]) {
            let words = "there are letters after a closing quotation mark";
            slips.push(Diagnostic::at(Code::BadTable, row, words).hint(
                "put the whole cell in quotation marks, and write those inside it twice: `\"a \"\"b\"\" c\"`",
            ));
            continue;
        }
        rows.push((record.iter().map(str::to_owned).collect(), row));
    }
    if rows.is_empty() && lengths.len() == 1 && slips.len() - n_of_heads > 1 {
        let words = format!(
            "this line has {}, but the rows below it have {}",
            cells(columns.len()),
            lengths.iter().copied().map(cells).collect::<String>()
        );
        return Err(vec![
            Diagnostic::at(Code::BadTable, heads, words)
                .hint("delete every line above the header row, so that the header row comes first"),
        ]);
    }
    if slips.is_empty() { Ok(Table { columns, heads, rows }) } else { Err(slips) }
}

/// Columns without a name, and names that occur twice.
fn wrong_columns(text: &str, columns: &[String], heads: Span) -> Vec<Diagnostic> {
    let mut slips = Vec::new();
    if columns.iter().any(String::is_empty) {
        slips.push(slip(heads.file, 0, text, "a column has no name in the header row"));
    }
    let mut seen = BTreeSet::new();
    for (at, name) in columns.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if !seen.insert(name.as_str()) {
            let message = format!("two columns are called `{name}`");
            // To find a cell takes longer the more there are before it.
            let place = if slips.len() < MOST { cell(text, heads, at) } else { heads };
            slips.push(
                Diagnostic::at(Code::BadTable, place, message)
                    .hint("remove one of the two, or give it its own name"),
            );
        }
    }
    slips
}

/// "1 cell", "4 cells".
fn cells(n: usize) -> String {
    format!("{n} cell{}", if n == 1 { "" } else { "s" })
}

/// Whether a cell goes on after its closing quotation mark: readers of CSV differ in what they make of it.
fn has_stray_quote(line: &str) -> bool {
    let (mut rest, mut is_first) = (line, true);
    while is_first || rest.starts_with(',') {
        rest = if is_first { rest } else { &rest[1..] }.trim_start();
        is_first = false;
        let Some(quoted) = rest.strip_prefix('"') else {
            rest = &rest[rest.find(',').unwrap_or(rest.len())..];
            continue;
        };
        // Two quotation marks are one inside the cell.
        let mut marks = quoted.match_indices('"').map(|(at, _)| at).peekable();
        let end = loop {
            match marks.next() {
                Some(at) if marks.peek() == Some(&(at + 1)) => drop(marks.next()),
                Some(at) => break at + 1,
                None => break quoted.len(),
            }
        };
        rest = quoted[end..].trim_start();
        if !rest.is_empty() && !rest.starts_with(',') {
            return true;
        }
    }
    false
}

/// The line that begins at a place.
fn line(file: FileId, start: usize, text: &str) -> Span {
    let start = crate::source::floor_char_boundary(text, start);
    let end = start + text[start..].find(['\r', '\n']).unwrap_or(text.len() - start);
    Span::new(file, start, end)
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
    Diagnostic::at(Code::BadTable, line(file, start, text), words)
        .hint("open the file in a spreadsheet and save it as CSV with commas, in UTF-8, with one name for each column in the header row")
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
    fn each_head_stands_once_and_nothing_follows_a_quoted_cell() {
        let slips = table("code,name,code\nE1,A,E2\n").unwrap_err();
        assert!(slips[0].message.contains("two columns are called `code`"), "{slips:?}");
        let slips = table("code,name\nE1,\"A\"B\nE2,\"C\" \nE3, \"D\"\"E\"\nE4,F\"G\nE5,\"\"\n");
        let slips = slips.unwrap_err();
        assert_eq!(slips.len(), 1, "{slips:?}");
        assert!(slips[0].message.contains("after a closing quotation mark"), "{slips:?}");
    }

    #[test]
    fn rows_have_as_many_cells_as_heads() {
        let slips = table("code,name\nE1\nE2,B\nE3,C,D\n").unwrap_err();
        assert_eq!(slips.len(), 2);
    }
}
