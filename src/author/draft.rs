//! A new file as YAML: every field of its kind, with what it means, what may be written, and why it is still empty.
//!
//! A line that begins with `# ` explains. A line that begins with `#` and a name is a field that is left out: without
//! its `#` it counts.

use std::collections::BTreeMap;

use crate::model::decode::{FieldSpec, Presence};
use crate::model::metric::Metric;
use crate::model::scalar::{Date, Due};
use crate::model::schema::{Choice, RecordSchema, Schema, Word};
use crate::model::status::Status;

/// The longest line of an explanation, in characters.
const WIDTH: usize = 100;

/// What is known of a file that is begun.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What is at its top, a line each.
    pub opening: Vec<String>,
    /// The fields that are known already, as YAML, by name.
    pub answers: BTreeMap<&'static str, String>,
    /// How far the blueprint has come, on which some fields depend.
    pub status: Option<Status>,
    /// Why the other fields are silent.
    pub reason: &'static str,
    /// By when they are to be written.
    pub expected: Due,
}

impl Draft {
    /// A file without a known field, whose silences end about half a year from a day.
    pub fn new(today: Date, reason: &'static str) -> Self {
        let later = today.saturating_add(jiff::Span::new().months(6));
        let quarter = (later.month() - 1) / 3 + 1;
        Self {
            opening: Vec::new(),
            answers: BTreeMap::new(),
            status: None,
            reason,
            expected: Due::Quarter(later.year(), quarter),
        }
    }

    /// Adds a field that is known.
    #[must_use]
    pub fn with(mut self, name: &'static str, yaml: impl Into<String>) -> Self {
        self.answers.insert(name, yaml.into());
        self
    }

    /// The file: first what it needs, then what may be left out.
    pub fn yaml(&self, record: &RecordSchema) -> String {
        let (mut needed, mut others): (Vec<&FieldSpec>, Vec<&FieldSpec>) =
            record.written().partition(|key| self.is_needed(record, key));
        if needed.is_empty() && !others.is_empty() {
            // A file can't be empty, so that it says at least that nothing is decided.
            needed.push(others.remove(0));
        }
        let mut text = String::new();
        for line in &self.opening {
            explain(&mut text, line);
        }
        explain(
            &mut text,
            "Lines that start with `# ` are explanations. A name right after the `#` is a field that is not used yet: \
             write its value, remove the `#` in front of its lines, and delete the line with `disclosure` \
             in its place. `iho check` says what is missing.",
        );
        for key in needed {
            text.push('\n');
            describe(&mut text, key);
            match self.answers.get(key.name) {
                Some(answer) => {
                    let gap = if answer.starts_with('\n') { "" } else { " " };
                    text.push_str(&format!("{}:{gap}{answer}\n", key.name));
                    if (key.schema)().parts().iter().any(|part| matches!(part, Schema::Record(_))) {
                        leave_out(&mut text, key);
                    }
                }
                None => {
                    text.push_str(&format!("{}: {}\n", key.name, self.silence()));
                    leave_out(&mut text, key);
                }
            }
        }
        if !others.is_empty() {
            text.push('\n');
            explain(&mut text, "The fields below are optional.");
        }
        for key in others {
            text.push('\n');
            describe(&mut text, key);
            leave_out(&mut text, key);
        }
        text
    }

    fn is_needed(&self, record: &RecordSchema, key: &FieldSpec) -> bool {
        self.answers.contains_key(key.name)
            || match key.presence {
                Presence::Identity | Presence::Required => true,
                Presence::Optional if is_of_full_definition(record, key) => true,
                Presence::From(from) => self.status.is_some_and(|status| status.has_reached(from)),
                // One of three populations is needed, whichever is counted.
                // Readers ask first whether they are covered: by one of the lists, or with the reason why not.
                Presence::Optional => {
                    record.name == "Footprint"
                        && matches!(key.name, "registered_population" | "practices" | "postcodes")
                }
                Presence::Generated => false,
            }
    }

    fn silence(&self) -> String {
        let expected = match self.expected {
            Due::Day(date) => date.to_string(),
            Due::Quarter(year, quarter) => format!("{year}-Q{quarter}"),
        };
        format!("{{disclosure: not_yet_decided, reason: {}, expected: {expected}}}", self.reason)
    }
}

/// Words as YAML that means them.
pub fn quoted(words: &str) -> String {
    let is_plain = words.starts_with(|c: char| c.is_alphabetic())
        && !words.ends_with([':', ' '])
        && !words.contains([':', '#', '"', '\\', '[', ']', '{', '}', '\n', '\t'])
        && !matches!(
            words.to_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off"
        );
    if is_plain {
        return words.to_owned();
    }
    let escaped: String = words
        .chars()
        .flat_map(|c| match c {
            '"' | '\\' => vec!['\\', c],
            c if c.is_control() => vec![' '],
            c => vec![c],
        })
        .collect();
    format!("\"{escaped}\"")
}

/// What a field means, when it is needed and what may be written.
fn describe(text: &mut String, key: &FieldSpec) {
    explain(text, &key.in_words());
    let mut rest = match key.presence {
        Presence::Identity => "Required. ".to_owned(),
        Presence::From(status) => format!("Required from the status `{}`. ", status.id()),
        Presence::Required | Presence::Optional | Presence::Generated => String::new(),
    };
    rest.push_str(&sentence(&allowed(&(key.schema)())));
    explain(text, &rest);
}

/// What may be written, in words: "one of `board`, `audit` (Audit committee)".
fn allowed(schema: &Schema) -> String {
    schema.in_words(&|part| match part {
        Schema::Choice(choice) => Some(format!("one of {}", words_of(choice))),
        Schema::Record(record) => Some(match record.short {
            Some(field) => format!("a block with the fields below, or `{field}` alone"),
            None => "a block with the fields below".to_owned(),
        }),
        _ => None,
    })
}

fn words_of(choice: &Choice) -> String {
    choice.words.iter().map(Word::in_words).collect::<Vec<_>>().join(", ")
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String =
        letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Adds an explanation, in lines that are not too long.
fn explain(text: &mut String, words: &str) {
    for line in wrap(words, WIDTH) {
        text.push_str(&format!("# {line}\n"));
    }
}

fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Adds a field with a value as it could be, left out by its `#`.
fn leave_out(text: &mut String, key: &FieldSpec) {
    for line in field(key, &(key.schema)()) {
        text.push_str(&format!("#{line}\n"));
    }
}

/// A value as it could be: on the line of its name, or on lines below it.
enum Example {
    Here(String),
    Below(Vec<String>),
}

/// Examples of fields whose type alone would give one that means something else.
const EXAMPLES: [(&str, &str); 15] = [
    ("logo", "logo.svg"),
    ("social_image", "link.png"),
    ("age_profile", "age-profile.csv"),
    ("deprivation", "deprivation.csv"),
    ("ethnicity", "ethnicity.csv"),
    ("practices", "practices.csv"),
    ("postcodes", "footprint-postcodes.csv"),
    ("geometry", "footprint.geojson"),
    ("File of codes", "footprint-lsoa.csv"),
    ("longest_sentence", "30"),
    ("highest_reading_age", "16"),
    ("days", "5"),
    ("pages", "24"),
    ("practices_count", "36"),
    ("time_zone", "Europe/London"),
];

fn field(key: &FieldSpec, schema: &Schema) -> Vec<String> {
    let known = EXAMPLES.iter().find(|(it, _)| [key.name, key.label].contains(it));
    if let Some((_, value)) = known {
        return vec![format!("{}: {value}", key.name)];
    }
    match example(schema) {
        Example::Here(value) => vec![format!("{}: {value}", key.name)],
        Example::Below(lines) => {
            let below = lines.into_iter().map(|line| format!("  {line}"));
            std::iter::once(format!("{}:", key.name)).chain(below).collect()
        }
    }
}

fn example(schema: &Schema) -> Example {
    match schema {
        Schema::Text { .. } | Schema::Markdown => Example::Here("…".to_owned()),
        Schema::Bool => Example::Here("true".to_owned()),
        Schema::Number(number) => Example::Here(number.example.to_owned()),
        // What follows a bare `#` would be a comment.
        Schema::Form(form) if form.example.starts_with('#') => Example::Here(quoted(form.example)),
        Schema::Form(form) => Example::Here(form.example.to_owned()),
        Schema::Reference { example, .. } => Example::Here((*example).to_owned()),
        Schema::Choice(choice) => {
            Example::Here(choice.words.first().map_or("…", |word| word.id).to_owned())
        }
        Schema::List(item) | Schema::OneOrMany(item) => match example(item) {
            Example::Here(value) => Example::Here(format!("[{value}]")),
            Example::Below(lines) => Example::Below(dashed(lines)),
        },
        Schema::Record(record) => Example::Below(block(record)),
        Schema::Names { value, .. } => match example(value) {
            Example::Here(value) => Example::Here(format!("{{name: {value}}}")),
            Example::Below(_) => Example::Here("{}".to_owned()),
        },
        Schema::Either(all) => all.first().map_or_else(|| Example::Here("…".to_owned()), example),
    }
}

/// Every field of a block, each below what it means.
fn block(record: &RecordSchema) -> Vec<String> {
    let of_field = |key: &'static FieldSpec| {
        let schema = (key.schema)();
        let needed = match key.presence {
            Presence::Identity | Presence::Required => " Required.".to_owned(),
            Presence::From(status) => format!(" Required from the status `{}`.", status.id()),
            Presence::Optional | Presence::Generated => String::new(),
        };
        let words = format!("{}{needed} {}", key.meaning.trim(), sentence(&allowed(&schema)));
        let comment = wrap(&words, WIDTH - 10).into_iter().map(|line| format!("# {line}"));
        comment.chain(field(key, &schema)).collect::<Vec<_>>()
    };
    record.written().flat_map(of_field).collect()
}

/// The lines of a block as an item of a list: the dash stands before its first field.
fn dashed(lines: Vec<String>) -> Vec<String> {
    let first = lines.iter().position(|line| !line.trim_start().starts_with('#')).unwrap_or(0);
    let dash = |(at, line): (usize, String)| match at {
        at if at < first => line,
        at if at == first => format!("- {line}"),
        _ => format!("  {line}"),
    };
    lines.into_iter().enumerate().map(dash).collect()
}

/// Fields whose absence is told: of a measure unless it follows the national specification sheet, of a contract its
/// milestones and decisions.
fn is_of_full_definition(record: &RecordSchema, key: &FieldSpec) -> bool {
    match record.name {
        "Metric" => Metric::FULL.contains(&key.name),
        "Iho" => matches!(key.name, "milestones" | "decisions"),
        _ => false,
    }
}
