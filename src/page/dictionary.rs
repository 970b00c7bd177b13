//! The data dictionary: every kind of file, every field, what it means and what may be written.
//!
//! Made from the declarations of the model, so that it can't disagree with what the decoder accepts.

use super::context::{PageContext, text};
use super::kinds::PageKind;
use super::url::Url;
use super::view::{Column, Note, Part, Row, Value, View};
use crate::model::decode::{FieldSpec, Presence};
use crate::model::field::{Disclosure, Evidence, Exemption};
use crate::model::prose::Prose;
use crate::model::reference::DocRef;
use crate::model::scalar::{Date, Due};
use crate::model::schema::{Choice, FileKind, RecordSchema, Schema, Word};
use crate::model::{FILE_KINDS, file_kind};

/// Lists of more words than this stand in a table of their own.
const FEW_WORDS: usize = 8;

/// All kinds of files, and what any field may have.
pub(super) static DICTIONARY: PageKind = PageKind {
    title: "Data dictionary",
    listed: Some(("Data dictionary", "every field of the files, explained", |_| true)),
    pages: |kind, _| kind.once(true),
    ..PageKind::new("dictionary", |_| Url::page(&["data", "dictionary"]), dictionary)
};

/// One kind of file: its block, the blocks in it, and the lists of words.
pub(super) static FILE_KIND: PageKind = PageKind {
    pages: |kind, _| FILE_KINDS.iter().map(|file| (kind.named(file.name), None)).collect(),
    ..PageKind::new("dictionary-kind", |page| Url::page(&["data", "dictionary", &page.name]), kind)
};

fn dictionary(cx: &PageContext<'_>) -> View {
    let mut head = cx.head("dictionary", "Data dictionary");
    head.description =
        "Every field that a file of this site may hold: what it means, and what may be written."
            .to_owned();
    cx.mark_as_real(&mut head);
    let lead = "Everything on this site is written in files of YAML and markdown. Here is every field of them, \
                as the program that makes the site reads it. Whoever reads the data of a contract finds the \
                same names there.";
    let rows = FILE_KINDS.iter().map(|kind| {
        let path = kind.files.trim_start_matches("content/").to_owned();
        vec![
            Value::Link { link: cx.link(kind.title, &FILE_KIND.named(kind.name).url()) },
            cell(cx, kind.record.meaning.trim().to_owned()),
            Value::Code { text: path },
        ]
    });
    let kinds = Part::table(
        "kinds_all",
        "Kinds of files",
        columns(&["Kind", "Holds", "Files in content"]),
        rows.collect(),
    );
    let body = vec![
        Part::Lead { body: cx.sentence(lead) },
        kinds,
        explanation(cx, "silence_words", "When a field is not published", SILENCE),
        keys(cx, "silence_keys", "What a silence says", &silence_keys()),
        explanation(cx, "provenance_words", "Where a field comes from", PROVENANCE),
        keys(cx, "provenance_keys", "What can be said of it", &provenance_keys()),
    ];
    cx.finish(head, body)
}

const SILENCE: &str = "\
Any field may be unpublished, but for those that are marked \"can't be unpublished\". In place of its value it then has a \
block such as `{disclosure: not_yet_decided, reason: The boards have not met., expected: 2027-Q2}`.";

const PROVENANCE: &str = "\
Any block may have these fields beside its own. A value that is no block is written as a block for that: \
`{value: 412300, source: board-paper-2026-07#p12, as_of: 2026-10-01}`.";

/// A key that any field may have: its name, what it means, when it is needed, what may be written.
type CommonKey = (&'static str, &'static str, &'static str, Schema);

fn silence_keys() -> Vec<CommonKey> {
    use crate::model::decode::FieldType as _;
    let to_come = "Needed for what is not decided or not published yet";
    let withheld = "Needed for what is withheld";
    vec![
        ("disclosure", "Why there is no value.", "Always needed", Disclosure::schema()),
        ("reason", "The reason in plain English.", "Always needed", String::schema()),
        ("expected", "By when it comes.", to_come, Due::schema()),
        ("exemption", "What withholding rests on.", withheld, Exemption::schema()),
        ("review_on", "When withholding is looked at again.", withheld, Date::schema()),
    ]
}

fn provenance_keys() -> Vec<CommonKey> {
    use crate::model::decode::FieldType as _;
    let when_moved = "Needed where a baseline, a target, a risk share band or a date is another than in the last release";
    vec![
        ("source", "The document that says so, with its page or paragraph.", "", DocRef::schema()),
        ("as_of", "The day for which it holds.", "", Date::schema()),
        ("owner", "The role that answers for it, never a person.", "", String::schema()),
        ("approved_by", "Who approved it.", "", String::schema()),
        ("approved_on", "When it was approved.", "", Date::schema()),
        ("review_by", "When it is to be looked at again.", "", Date::schema()),
        ("evidence", "What kind of promise it is.", "", Evidence::schema()),
        ("why", "Why it is another than the last release said.", when_moved, Prose::schema()),
    ]
}

fn keys(cx: &PageContext<'_>, id: &str, heading: &str, keys: &[CommonKey]) -> Part {
    let rows = keys.iter().map(|(name, meaning, needed, schema)| Row {
        id: format!("{id}_{name}"),
        label: (*name).to_owned(),
        value: cell(cx, format!("{meaning} {}", sentence(&schema.in_words(&inline_words)))),
        note: Note { source: None, text: (*needed).to_owned() },
    });
    Part::facts(id, heading, rows.collect())
}

fn inline_words(part: &Schema) -> Option<String> {
    match part {
        Schema::Choice(choice) => Some(format!("one of {}", words_of(choice))),
        _ => None,
    }
}

fn kind(cx: &PageContext<'_>) -> View {
    let name = cx.page.name.as_str();
    let kind = file_kind(name).expect("only kinds of files have such a page");
    let mut head = cx.head("dictionary-kind", kind.title);
    head.tab_title = format!("{}: data dictionary", kind.title);
    head.caption = "Data dictionary".to_owned();
    head.description = format!("{} Every field of {}.", kind.record.meaning.trim(), kind.files);
    head.breadcrumb.push(cx.link("Data dictionary", &DICTIONARY.page().url()));
    cx.mark_as_real(&mut head);
    let records = kind.record.all();
    let mut body = vec![Part::Lead { body: cx.sentence(lead(kind)) }];
    body.extend(records.iter().map(|record| fields(cx, record, &records)));
    let mut choices: Vec<&'static Choice> = Vec::new();
    for key in records.iter().flat_map(|record| record.written()) {
        for part in (key.schema)().parts() {
            match part {
                Schema::Choice(choice) if is_long(choice) && !choices.contains(choice) => {
                    choices.push(choice);
                }
                _ => {}
            }
        }
    }
    body.extend(choices.into_iter().map(choice_table));
    cx.finish(head, body)
}

fn lead(kind: &FileKind) -> String {
    let place = if kind.is_markdown() { ", between the two lines `---` at the top" } else { "" };
    format!(
        "{} It is written in `{}`{place}. Any field may also be \
         [unpublished, with a reason](/data/dictionary/#silence_words), or \
         [say where it comes from](/data/dictionary/#provenance_words).",
        kind.record.meaning.trim(),
        kind.files
    )
}

/// The fields of a block.
fn fields(cx: &PageContext<'_>, record: &RecordSchema, all: &[&RecordSchema]) -> Part {
    let id = id_of_block(record);
    let rows = record.keys.iter().map(|key| {
        let mut words = key.in_words();
        if !words.ends_with(['.', '?', '!']) {
            words.push('.');
        }
        if key.presence != Presence::Generated {
            words = format!("{words} {}", sentence(&(key.schema)().in_words(&linked)));
        }
        Row {
            id: format!("{id}_{}", key.name),
            label: key.name.to_owned(),
            value: cell(cx, words),
            note: Note { source: None, text: needed(key) },
        }
    });
    let rows = rows.collect();
    Part::facts(id, heading(record, all), rows)
}

/// How messages name the block; where two blocks of a file share that, with the field that holds it.
fn heading(record: &RecordSchema, all: &[&RecordSchema]) -> String {
    let name = capital(record.what);
    if all.iter().filter(|other| other.what == record.what).count() == 1 {
        return name;
    }
    let holds = |key: &&FieldSpec| {
        let is_it = |part: &&Schema| matches!(part, Schema::Record(inner) if **inner == *record);
        (key.schema)().parts().iter().any(is_it)
    };
    let held = all.iter().find_map(|it| Some((it, it.keys.iter().find(holds)?)));
    held.map_or(name.clone(), |(holder, key)| format!("{name}: {} of {}", key.name, holder.what))
}

fn needed(key: &FieldSpec) -> String {
    match key.presence {
        Presence::Identity => "Always needed; can't be unpublished".to_owned(),
        Presence::Required => "Always needed".to_owned(),
        Presence::From(status) => format!("Needed from the status \"{}\" on", status.label()),
        Presence::Generated => "Never written: the program works it out".to_owned(),
        Presence::Optional => String::new(),
    }
}

/// Words of ours with code or links in them are markdown; most have neither.
fn cell(cx: &PageContext<'_>, words: String) -> Value {
    if words.contains(['`', '[']) { Value::Prose { body: cx.sentence(words) } } else { text(words) }
}

/// Blocks and long lists of words are linked to, short ones are told.
fn linked(part: &Schema) -> Option<String> {
    match part {
        Schema::Record(record) => {
            let short = record.short.map(|field| format!(", or `{field}` alone"));
            let short = short.unwrap_or_default();
            Some(format!("a block: [{}](#{}){short}", record.what, id_of_block(record)))
        }
        Schema::Choice(choice) if is_long(choice) => {
            Some(format!("one of [{} words](#{})", choice.words.len(), id_of_words(choice)))
        }
        _ => inline_words(part),
    }
}

fn choice_table(choice: &Choice) -> Part {
    let row = |word: &Word| vec![Value::Code { text: word.id.to_owned() }, text(word.label)];
    Part::table(
        id_of_words(choice),
        choice.meaning.trim().trim_end_matches('.').to_owned(),
        columns(&["Word", "Meaning"]),
        choice.words.iter().map(row).collect(),
    )
}

fn is_long(choice: &Choice) -> bool {
    choice.words.len() > FEW_WORDS
}

fn words_of(choice: &Choice) -> String {
    choice.words.iter().map(Word::in_words).collect::<Vec<_>>().join(", ")
}

fn id_of_block(record: &RecordSchema) -> String {
    format!("block_{}_{}", record.module_name(), record.name.to_lowercase())
}

fn id_of_words(choice: &Choice) -> String {
    format!("words_{}_{}", choice.module_name(), choice.name.to_lowercase())
}

fn explanation(cx: &PageContext<'_>, id: &str, heading: &str, words: &str) -> Part {
    cx.prose(id, heading, words)
}

fn columns(labels: &[&str]) -> Vec<Column> {
    labels.iter().map(|label| Column::of_words(*label)).collect()
}

fn sentence(words: &str) -> String {
    format!("{}.", capital(words))
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}
