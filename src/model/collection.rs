//! Where the model keeps what files of one kind say, and what can be done with all of it, whatever its kind.

use std::sync::Arc;

use super::decode::{Decoder, FieldType};
use super::file::{ParsedFile, read_article};
use super::id_map::IdMap;
use super::prose::Prose;
use super::records::Article;
use super::reflect::Block;
use super::registry::{EntityKind, Model};
use super::scalar::Slug;
use crate::source::{FileId, Span};

/// Records of one kind by id, each with its file.
pub type Collection<T> = IdMap<(FileId, Arc<T>)>;

/// Texts of one kind by id, each with the record at its top and its file.
pub type Articles<T> = Collection<Article<T>>;

/// The record of a file of which there is one, with the file.
pub type Single<T> = Option<(FileId, Arc<T>)>;

/// Something that can be named, as a file says it.
#[derive(Clone, Copy)]
pub struct Entry<'m> {
    /// What kind of thing it is.
    pub kind: EntityKind,
    /// Its id; nothing where an item of a list has none that can be read.
    pub id: Option<&'m str>,
    /// Its file.
    pub file: FileId,
    /// Where its id stands, if it is an item of a list.
    pub span: Option<Span>,
    /// What is said of it.
    pub record: &'m dyn EntityRecord,
}

/// A record that says what something is that can be named.
pub trait EntityRecord {
    /// Its fields.
    fn block(&self) -> &dyn Block;

    /// Its name for people.
    fn name(&self) -> Option<&String>;

    /// What kind of thing it is, where the record says more than that it is of its kind: "NHS trust".
    fn label(&self) -> Option<&'static str> {
        None
    }

    /// The text below the record.
    fn body(&self) -> Option<&Prose> {
        None
    }
}

/// What a file holds.
pub(super) trait FileRecord: Sized {
    /// What kind of thing it describes.
    const KIND: Option<EntityKind>;

    /// Reads the whole file.
    fn read(decoder: &mut Decoder<'_>) -> Option<Self>;

    /// Adds what can be named: what the file is about, or each item of its list.
    fn entries<'m>(&'m self, id: &'m str, file: FileId, found: &mut Vec<Entry<'m>>);

    /// The ids that the thing had before.
    fn former_ids(&self) -> &[Slug] {
        &[]
    }
}

impl<T: EntityRecord> EntityRecord for Article<T> {
    fn block(&self) -> &dyn Block {
        self.front.block()
    }

    fn name(&self) -> Option<&String> {
        self.front.name()
    }

    fn label(&self) -> Option<&'static str> {
        self.front.label()
    }

    fn body(&self) -> Option<&Prose> {
        Some(&self.body)
    }
}

impl<T: FileRecord + EntityRecord + FieldType> FileRecord for Article<T> {
    const KIND: Option<EntityKind> = T::KIND;

    fn read(decoder: &mut Decoder<'_>) -> Option<Self> {
        read_article(decoder)
    }

    fn entries<'m>(&'m self, id: &'m str, file: FileId, found: &mut Vec<Entry<'m>>) {
        found.extend(T::KIND.map(|kind| Entry {
            kind,
            id: Some(id),
            file,
            span: None,
            record: self,
        }));
    }

    fn former_ids(&self) -> &[Slug] {
        self.front.former_ids()
    }
}

/// What all files of one kind say.
pub trait Records {
    /// What kind of thing they describe.
    fn kind(&self) -> Option<EntityKind>;

    /// Adds all that can be named.
    fn entries<'m>(&'m self, found: &mut Vec<Entry<'m>>);

    /// Visits the ids that each thing had before, by its id of now.
    fn former_ids<'m>(&'m self, visit: &mut dyn FnMut(&'m str, &'m [Slug]));

    /// The file of the record that has an id.
    fn file(&self, id: &str) -> Option<FileId>;

    /// Leaves out the records by id that are not to be kept.
    fn retain(&mut self, is_kept: &mut dyn FnMut(&str, FileId) -> bool);

    /// Gives a record another id, unless another record has it.
    fn rename(&mut self, old: &str, now: &str);
}

impl<T: FileRecord> Records for Collection<T> {
    fn kind(&self) -> Option<EntityKind> {
        T::KIND
    }

    fn entries<'m>(&'m self, found: &mut Vec<Entry<'m>>) {
        for (id, (file, record)) in self {
            record.entries(id, *file, found);
        }
    }

    fn former_ids<'m>(&'m self, visit: &mut dyn FnMut(&'m str, &'m [Slug])) {
        for (id, (_, record)) in self {
            visit(id, record.former_ids());
        }
    }

    fn file(&self, id: &str) -> Option<FileId> {
        self.get(id).map(|(file, _)| *file)
    }

    fn retain(&mut self, is_kept: &mut dyn FnMut(&str, FileId) -> bool) {
        (**self).retain(|id, (file, _)| is_kept(id, *file));
    }

    fn rename(&mut self, old: &str, now: &str) {
        if !self.contains_key(now)
            && let Some(record) = self.remove(old)
        {
            self.insert(now.to_owned(), record);
        }
    }
}

/// One file for all of a kind, which has no id by which it could be told from others.
impl<T: FileRecord> Records for Single<T> {
    fn kind(&self) -> Option<EntityKind> {
        T::KIND
    }

    fn entries<'m>(&'m self, found: &mut Vec<Entry<'m>>) {
        if let Some((file, record)) = self {
            record.entries("", *file, found);
        }
    }

    fn former_ids<'m>(&'m self, _: &mut dyn FnMut(&'m str, &'m [Slug])) {}

    fn file(&self, _: &str) -> Option<FileId> {
        None
    }

    fn retain(&mut self, _: &mut dyn FnMut(&str, FileId) -> bool) {}

    fn rename(&mut self, _: &str, _: &str) {}
}

/// A field of the model that holds what all files of one kind say.
pub(super) trait ModelField: Sized {
    /// Reads a file, and says what it adds to the model; `field` is where.
    fn read(
        id: &str,
        decoder: &mut Decoder<'_>,
        field: fn(&mut Model) -> &mut Self,
    ) -> Option<ParsedFile>;

    /// Puts what some files say now in the place of what the same files said before.
    fn update(&mut self, before: &Self, now: Self);
}

impl<T: FileRecord + Send + Sync + 'static> ModelField for Collection<T> {
    fn read(
        id: &str,
        decoder: &mut Decoder<'_>,
        field: fn(&mut Model) -> &mut Self,
    ) -> Option<ParsedFile> {
        let (id, file, record) = (id.to_owned(), decoder.file, Arc::new(T::read(decoder)?));
        Some(Box::new(move |model| drop(field(model).insert(id, (file, record)))))
    }

    fn update(&mut self, before: &Self, now: Self) {
        self.replace(before, now);
    }
}

impl<T: FileRecord + Send + Sync + 'static> ModelField for Single<T> {
    fn read(
        _: &str,
        decoder: &mut Decoder<'_>,
        field: fn(&mut Model) -> &mut Self,
    ) -> Option<ParsedFile> {
        let (file, record) = (decoder.file, Arc::new(T::read(decoder)?));
        Some(Box::new(move |model| *field(model) = Some((file, record))))
    }

    fn update(&mut self, before: &Self, now: Self) {
        if before.is_some() || now.is_some() {
            *self = now;
        }
    }
}
