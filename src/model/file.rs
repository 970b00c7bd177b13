//! Each file is given its reader, and what is read is gathered by kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::blueprint::{Narrative, in_blueprint};
use super::boundary;
use super::decode::{Decoder, FieldSpec, FieldType};
use super::look_up;
use super::names::{bad_name, check_names, control_character, control_characters, unusable};
use super::observations::{self, Observations};
use super::peers;
use super::prose::{self, Prose};
use super::records::{Article, Page};
use super::registry::{EntityKind, Model};
use super::renames::Renames;
use super::role::{Role, role, unknown_place};
use super::site::front::NarrativeFront;
use super::table::{self, Table};
use super::yaml;
use crate::archive;
use crate::diag::{Code, Diagnostic, few};
use crate::source::{Content, File, FileId, SitePath, Sources, Span, Unusable};

/// What a file adds to the model.
pub(super) type ParsedFile = Box<dyn FnOnce(&mut Model) + Send>;

/// What reading gave: the records, and what is wrong in each file that has a mistake.
#[derive(Clone, Default, Debug)]
pub struct Reading {
    /// What the files say.
    pub model: Model,
    /// What is wrong in them.
    pub mistakes: BTreeMap<FileId, Vec<Diagnostic>>,
}

impl Reading {
    /// What the files of a blueprint say once `changed` are read again, where each of them is a part of it by itself;
    /// nothing where all have to be read. The set of files is the same as before.
    #[must_use]
    pub fn with(&self, sources: &Sources, changed: &[FileId]) -> Option<Self> {
        let mut reading = self.clone();
        for id in changed {
            let file = sources.file(*id);
            let is_part = |role: Role<'_>| role.is_part() && !archive::is_kept(&file.path);
            role(&file.path).filter(|role| is_part(*role))?;
            let (record, found) = read_file(sources, *id, &Renames::default());
            record?(&mut reading.model);
            reading.mistakes.remove(id);
            if !found.is_empty() {
                reading.mistakes.insert(*id, found);
            }
        }
        Some(reading)
    }
}

/// Reads every file of a site, and says all that is wrong in them.
pub fn read(sources: &Sources) -> (Model, Vec<Diagnostic>) {
    let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    let Reading { model, mistakes } = read_files(sources, &files);
    let mut diagnostics = check_names(sources);
    diagnostics.extend(mistakes.into_values().flatten());
    (model, diagnostics)
}

/// Reads what is public: a release that names something by an id of its time means what has another now.
pub fn read_public(sources: &Sources) -> (Model, Vec<Diagnostic>) {
    let Reading { model, mistakes } = read_public_files(sources);
    let mut diagnostics = check_names(sources);
    diagnostics.extend(mistakes.into_values().flatten());
    (model, diagnostics)
}

/// The same, with what is wrong in each file by itself.
pub fn read_public_files(sources: &Sources) -> Reading {
    let renames = Renames::in_sources(sources);
    let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    let mut reading = read_knowing(sources, &files, &renames);
    reading.model.give_up(sources, renames);
    reading
}

/// About as many files as a blueprint has.
const FEW: usize = 40;

/// Reads some files of a site.
pub fn read_files(sources: &Sources, files: &[FileId]) -> Reading {
    read_knowing(sources, files, &Renames::default())
}

/// The same of a state that is laid beside a later one: all that has another id now is read as that.
pub fn read_files_knowing(sources: &Sources, files: &[FileId], renames: &Renames) -> Reading {
    let mut reading = read_knowing(sources, files, renames);
    reading.model.follow(renames);
    reading
}

fn read_knowing(sources: &Sources, files: &[FileId], renames: &Renames) -> Reading {
    let read_file = |id: &FileId| read_file(sources, *id, renames);
    // A few files are read at once, whatever else keeps the other threads busy.
    let read: Vec<_> = if files.len() <= FEW {
        files.iter().map(read_file).collect()
    } else {
        files.par_iter().map(read_file).collect()
    };
    let mut reading = Reading::default();
    for (id, (record, found)) in files.iter().zip(read) {
        if !found.is_empty() {
            reading.mistakes.insert(*id, found);
        }
        if let Some(record) = record {
            record(&mut reading.model);
        }
    }
    reading
}

fn read_file(
    sources: &Sources,
    id: FileId,
    renames: &Renames,
) -> (Option<ParsedFile>, Vec<Diagnostic>) {
    let file = sources.file(id);
    let mut diagnostics = Vec::new();
    if archive::is_kept(&file.path) {
        return (past_note(id, file), diagnostics);
    }
    diagnostics.extend(bad_name(id, file));
    let Some(role) = role(&file.path) else {
        // A folder that can't be read stands here under its own name.
        diagnostics.push(match &file.content {
            Content::Unusable(why @ Unusable::Unreadable(_)) => unusable(id, why),
            _ => unknown_place(id, &file.path),
        });
        return (None, diagnostics);
    };
    match &file.content {
        Content::Unusable(why) => {
            diagnostics.push(unusable(id, why));
            (None, diagnostics)
        }
        Content::Removed => {
            let path = file.path.as_str().to_owned();
            (Some(Box::new(move |model| model.removed.extend([path]))), diagnostics)
        }
        // What is sealed takes the place of a draft; a text would have been read.
        Content::Asset { .. } | Content::Sealed(_) => {
            (matches!(role, Role::Asset).then(|| asset(id)), diagnostics)
        }
        Content::Text(text) if !matches!(role, Role::Theme) && text.trim().is_empty() => {
            let message = "this file is empty";
            diagnostics.push(
                Diagnostic::of_file(Code::EmptyFile, id, message)
                    .hint("write what belongs there, or delete the file"),
            );
            (None, diagnostics)
        }
        Content::Text(text) => {
            diagnostics.extend(control_character(id, text));
            let mut decoder = Decoder::new(id, text).knowing(renames);
            decoder.is_sealed = archive::is_kept(sources.place(id));
            decoder.is_of_settings = file.path.as_str() == "content/site.yaml";
            let record = read_text(role, &file.path, &mut decoder);
            diagnostics.append(&mut decoder.diagnostics);
            (record, diagnostics)
        }
    }
}

/// What was said of a release when it was sealed: it was checked then, and can't be mended any more.
fn past_note(id: FileId, file: &File) -> Option<ParsedFile> {
    let Content::Text(text) = &file.content else { return None };
    if let Some((iho, name)) = archive::in_notices(&file.path) {
        let notice = Arc::new(decode_whole(&mut Decoder::new(id, text))?);
        let name = format!("{iho}/{name}");
        return Some(Box::new(move |model| drop(model.notices.insert(name, notice))));
    }
    let (folder, rest) = archive::in_release(&file.path)?;
    let mut parts = folder.rsplit('/');
    let (version, iho) = (parts.next()?, parts.nth(1)?);
    let note = (rest == archive::NOTE).then(|| decode_whole(&mut Decoder::new(id, text)))?;
    let (note, release) = (Arc::new(note?), format!("{iho}/{version}"));
    Some(Box::new(move |model| drop(model.past_notes.insert(release, note))))
}

/// The figures of a measure; areas by their ids of now.
fn read_figures(decoder: &mut Decoder<'_>) -> Observations {
    let (mut it, slips) =
        observations::read(decoder.file, decoder.text(), observations::OF_MEASURE);
    decoder.diagnostics.extend(slips);
    for row in it.rows.iter_mut().filter(|row| !row.area.is_empty()) {
        row.area = decoder.id_now(EntityKind::Place, &row.area);
    }
    it
}

fn read_text(role: Role<'_>, path: &SitePath, decoder: &mut Decoder<'_>) -> Option<ParsedFile> {
    let file = decoder.file;
    Some(match role {
        Role::Records(kind, ids) => return (kind.read)(&ids, decoder),
        Role::ReleaseNote(iho) => {
            let note = decode_whole(decoder)?;
            in_blueprint(iho, move |blueprint| blueprint.note = Some((file, note)))
        }
        Role::Table(iho) => {
            let table = read_table(decoder);
            let (iho, name) = (iho.to_owned(), path.file_name().to_owned());
            let now = |area: &str| decoder.id_now(EntityKind::Place, area);
            let postcodes = look_up::postcodes(&table, now);
            Box::new(move |model| {
                model.assets.push(file);
                let blueprint = model.blueprint(&iho);
                let postcodes = postcodes.map(|it| (name.clone(), it));
                blueprint.postcode_lists.extend(postcodes);
                blueprint.tables.insert(name, (file, table));
            })
        }
        Role::Observations(iho) => {
            let id = decoder.id_now(EntityKind::Metric, path.stem());
            let figures = read_figures(decoder);
            in_blueprint(iho, move |blueprint| drop(blueprint.observations.insert(id, figures)))
        }
        Role::Peers(id) => {
            let (peers, diagnostics) = peers::read(file, decoder.text());
            decoder.diagnostics.extend(diagnostics);
            let id = id.to_owned();
            Box::new(move |model| drop(model.peers.insert(id, Arc::new(peers))))
        }
        Role::Boundary => {
            let boundary = Arc::new(boundary::parse(decoder.text()));
            let path = path.as_str().to_owned();
            Box::new(move |model| {
                model.assets.push(file);
                model.boundaries.insert(path, (file, boundary));
            })
        }
        Role::Asset => asset(file),
        Role::Theme => return None,
    })
}

fn asset(file: FileId) -> ParsedFile {
    Box::new(move |model| model.assets.push(file))
}

/// A table beside the sections; without a row where it can't be read.
fn read_table(decoder: &mut Decoder<'_>) -> Table {
    let file = decoder.file;
    table::parse(file, decoder.text()).unwrap_or_else(|diagnostics| {
        decoder.diagnostics.extend(few(diagnostics));
        Table { columns: Vec::new(), heads: Span::new(file, 0, 0), rows: Vec::new() }
    })
}

/// The whole file as one record.
pub(super) fn decode_whole<T: FieldType>(decoder: &mut Decoder<'_>) -> Option<T> {
    let node = parse_yaml(0, decoder.text().len(), decoder)?;
    T::decode(&node, decoder)
}

pub(super) fn parse_yaml(
    start: usize,
    end: usize,
    decoder: &mut Decoder<'_>,
) -> Option<yaml::Node> {
    let (node, slips) = yaml::parse(decoder.file, decoder.text(), start, end);
    for slip in slips {
        decoder.report(slip);
    }
    // One that stands there as it is was found in the text.
    if control_character(decoder.file, decoder.text()).is_none() {
        node.iter().flat_map(control_characters).for_each(|slip| decoder.report(slip));
    }
    node
}

/// A file whose only key is its own name: the fields stand at its top, without that line.
pub(super) fn wrapped(section: &str, keys: &[FieldSpec], node: &yaml::Node) -> Option<Diagnostic> {
    let yaml::Kind::Map(entries) = &node.kind else { return None };
    let [only] = &entries[..] else { return None };
    let is_name =
        only.key.replace('_', "-") == section || (section == "iho" && only.key == "identity");
    let is_field = keys.iter().any(|key| key.is_called(&only.key));
    (is_name && !is_field && matches!(only.value.kind, yaml::Kind::Map(_))).then(|| {
        let message = format!(
            "the fields of `{section}.yaml` must be at its top level, not under `{}:`",
            only.key
        );
        Diagnostic::at(Code::UnknownKey, only.key_span, message)
            .hint(format!("remove the line `{}:` and move what follows to the left", only.key))
    })
}

pub(super) fn read_page(id: &str, decoder: &mut Decoder<'_>) -> Option<Page> {
    let Article { front, body } = read_article(decoder)?;
    Some(Page { id: id.to_owned(), file: decoder.file, front, body })
}

pub(super) fn read_article<T: FieldType>(decoder: &mut Decoder<'_>) -> Option<Article<T>> {
    let Some((front, body)) = split_front_matter(decoder.text()) else {
        decoder.report(
            Diagnostic::of_file(Code::FrontMatter, decoder.file, "this page has no title")
                .hint("start the file with a line `---`, a line `title: …` and another line `---`"),
        );
        return None;
    };
    let node = parse_yaml(front.start, front.end, decoder)?;
    let front = T::decode(&node, decoder)?;
    let body = read_body(body, decoder);
    Some(Article { front, body })
}

pub(super) fn read_narrative(name: &str, decoder: &mut Decoder<'_>) -> Option<Narrative> {
    let whole = 0..decoder.text().len();
    let (front, body) = match split_front_matter(decoder.text()) {
        Some((front, body)) => {
            let node = parse_yaml(front.start, front.end, decoder)?;
            (NarrativeFront::decode(&node, decoder), body)
        }
        None => (None, whole),
    };
    let body = read_body(body, decoder);
    Some(Narrative { name: name.to_owned(), file: decoder.file, front, body })
}

fn read_body(body: std::ops::Range<usize>, decoder: &mut Decoder<'_>) -> Prose {
    let text = decoder.text();
    prose::parse(&text[body.clone()], Span::new(decoder.file, body.start, body.end), decoder)
}

/// The stretches of the front matter and of the text after it.
fn split_front_matter(text: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut offset = first.len();
    for line in lines {
        if line.trim_end() == "---" {
            return Some((first.len()..offset, offset + line.len()..text.len()));
        }
        offset += line.len();
    }
    None
}
