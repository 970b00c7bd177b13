//! The figures of all bodies like one, in `metrics/<id>.peers.csv`: what a funnel is drawn from.

use super::observations::Number;
use super::table::{self, Table};
use crate::diag::{Code, Diagnostic, did_you_mean, few};
use crate::source::{FileId, Span};

/// The columns of the table; the first four are needed.
pub const COLUMNS: &[&str] = &["code", "name", "numerator", "denominator", "period"];

/// A body, and its share.
#[derive(Clone, PartialEq, Debug)]
pub struct Peer {
    /// Its code, or its id on this site.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many of them.
    pub numerator: f64,
    /// Of how many.
    pub denominator: f64,
    /// Where it is.
    pub span: Span,
}

impl Peer {
    /// What to call it: its name, else its code.
    pub fn shown(&self) -> &str {
        if self.name.is_empty() { &self.code } else { &self.name }
    }
}

/// The bodies of one period.
#[derive(Clone, PartialEq, Debug)]
pub struct Peers {
    /// The file.
    pub file: FileId,
    /// The period, as it is written; may be empty.
    pub period: String,
    /// The bodies, as they stand.
    pub all: Vec<Peer>,
}

/// Reads such a table: what can be read, and what is wrong, up to 20 mistakes and how many more there are.
pub fn read(file: FileId, text: &str) -> (Peers, Vec<Diagnostic>) {
    let mut peers = Peers { file, period: String::new(), all: Vec::new() };
    let table = match table::parse(file, text) {
        Ok(table) => table,
        Err(slips) => return (peers, few(slips)),
    };
    let place = |name: &str| table.columns.iter().position(|it| it == name);
    let mut found = heads(file, text, &table);
    if !found.is_empty() {
        return (peers, found);
    }
    for (cells, row) in &table.rows {
        let cell = |name: &str| place(name).map_or("", |at| cells[at].as_str());
        let mut bad = |name: &str, code: Code, message: String, hint: String| {
            let at = place(name).map_or(*row, |at| table::cell(text, *row, at));
            found.push(Diagnostic::at(code, at, message).hint(hint));
        };
        let numbers = ["numerator", "denominator"].map(|name| match Number::parse(cell(name)) {
            Ok(number) => Some(number.value),
            Err(hint) => {
                bad(name, Code::BadNumber, format!("`{}` is not a number", cell(name)), hint);
                None
            }
        });
        if cell("code").is_empty() {
            let message = "the row has no code".to_owned();
            let hint = "write the code of the body, or its id on this site".to_owned();
            bad("code", Code::BadTable, message, hint);
            continue;
        }
        let [Some(numerator), Some(denominator)] = numbers else { continue };
        if !(denominator > 0.0 && (0.0..=denominator).contains(&numerator)) {
            let message = format!("{numerator} of {denominator} is not a share");
            let hint = "the denominator is above 0, and the numerator at most as large".to_owned();
            bad("numerator", Code::BadNumber, message, hint);
            continue;
        }
        if peers.all.is_empty() {
            cell("period").clone_into(&mut peers.period);
        } else if cell("period") != peers.period {
            let message = format!("the table starts with the period `{}`", peers.period);
            bad("period", Code::BadTable, message, "keep the latest period only".to_owned());
        }
        let (code, name) = (cell("code").to_owned(), cell("name").to_owned());
        if let Some(first) = peers.all.iter().find(|peer| peer.code == code) {
            let message = format!("`{code}` stands twice");
            let at = place("code").map_or(*row, |at| table::cell(text, *row, at));
            found.push(
                Diagnostic::at(Code::DuplicateKey, at, message)
                    .hint("remove one of the two rows")
                    .related(first.span, "the first one"),
            );
        }
        peers.all.push(Peer { code, name, numerator, denominator, span: *row });
    }
    (peers, few(found))
}

/// What is wrong with the headings of the columns.
fn heads(file: FileId, text: &str, table: &Table) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let all = || format!("the columns are `{}`", COLUMNS.join("`, `"));
    let is_there = |name: &str| table.columns.iter().any(|it| it == name);
    for name in COLUMNS[..4].iter().filter(|name| !is_there(name)) {
        let message = format!("the table has no column `{name}`");
        let slip = match text.trim().is_empty() {
            true => Diagnostic::of_file(Code::BadTable, file, message),
            false => Diagnostic::at(Code::BadTable, table.heads, message),
        };
        found.push(slip.hint(all()));
    }
    for (at, name) in table.columns.iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            let message = format!("there is no column called `{name}`");
            let hint = did_you_mean(name, COLUMNS.iter().copied()).unwrap_or_else(all);
            let at = table::cell(text, table.heads, at);
            found.push(Diagnostic::at(Code::BadTable, at, message).hint(hint));
        }
    }
    found
}
