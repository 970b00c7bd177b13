//! Which files of a site are looked at, and what is reported about each.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::diagnostics::{self, Keep, Sorted};
use super::{Bodies, Finding, drawing, inspect, is_looked_at};
use crate::archive;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{self, Model};
use crate::source::{Content, File, FileId, SitePath, Sources};

/// What was reported about some files.
#[derive(Default, Debug)]
pub struct Checked {
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The text of drawings in which something is wrong, so that a report can show the place.
    pub drawings: BTreeMap<SitePath, Option<Content>>,
}

impl Checked {
    /// The same sources, with the text of drawings that are reported.
    #[must_use]
    pub fn shown_in(&self, sources: &Sources) -> Sources {
        sources.with(&self.drawings).0
    }

    /// Whether a draft can't be sealed as it is; what keeps it from that is an error then.
    pub fn stops_release(&mut self) -> bool {
        let stops = [Code::UnsafeSvg, Code::PictureMetadata, Code::DocumentMetadata];
        for it in self.diagnostics.iter_mut().filter(|it| stops.contains(&it.code)) {
            it.severity = Severity::Error;
        }
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// What is wrong with one file.
    fn file(path: &SitePath, bytes: &[u8], diagnostics: Vec<Diagnostic>) -> Self {
        let mut drawings = BTreeMap::new();
        let is_drawing = diagnostics.iter().any(|it| it.code == Code::UnsafeSvg);
        if let Some(text) = drawing(bytes).filter(|_| is_drawing) {
            drawings.insert(path.clone(), Some(Content::Text(text.into())));
        }
        Self { diagnostics, drawings }
    }

    fn join(mut self, other: Self) -> Self {
        self.diagnostics.extend(other.diagnostics);
        self.drawings.extend(other.drawings);
        self
    }
}

/// Whether `iho check --fix` can clean a file: pictures that are no part of a sealed release.
pub fn is_picture(path: &SitePath) -> bool {
    path.as_str().starts_with("content/")
        && !archive::is_kept(path)
        && diagnostics::is_picture(path)
}

/// Looks into every picture and document of a site, those of sealed releases too, each kind of bytes once. `read` gives the
/// bytes of a file; nothing where it can't be read, which is told elsewhere.
pub fn check(
    sources: &Sources,
    model: &Model,
    read: impl Fn(FileId) -> Option<Vec<u8>> + Sync,
) -> Checked {
    let bodies = Bodies::named_in(model);
    let mut open: Vec<FileId> = Vec::new();
    let mut sealed: BTreeMap<[u8; 32], Vec<FileId>> = BTreeMap::new();
    for (id, file) in sources.iter() {
        let is_kept = archive::is_kept(&file.path);
        match &file.content {
            _ if !is_wanted(&file.path) => {}
            Content::Asset { .. } | Content::Text(_) if !is_kept => open.push(id),
            Content::Sealed(it) if is_kept => sealed.entry(it.sha256).or_default().push(id),
            _ => {}
        }
    }
    let keeps = keeps(model, sources);
    let of_open = open.par_iter().filter_map(|id| {
        let (path, bytes) = (&sources.file(*id).path, read(*id)?);
        let keep = keeps.get(path.as_str()).unwrap_or(&Keep::No);
        let found = inspect(path, &bytes, &bodies);
        Some(Checked::file(path, &bytes, diagnostics::of_file(*id, path, &found, keep)))
    });
    let checked = of_open.reduce(Checked::default, Checked::join);
    let of_sealed = sealed.par_iter().filter_map(|(_, files)| {
        let path = &sources.file(*files.last()?).path;
        let found = inspect(path, &read(*files.last()?)?, &bodies);
        of_sealed(sources, files, &found, &read)
    });
    checked.join(Checked { diagnostics: of_sealed.collect(), ..Checked::default() })
}

fn is_wanted(path: &SitePath) -> bool {
    path.as_str().starts_with("content/") && is_looked_at(&path.extension().to_lowercase())
}

/// What the files of a release that is about to be sealed tell; `files` are its bytes by their paths in its folder.
pub fn of_release(
    sources: &Sources,
    model: &Model,
    iho: &str,
    files: &BTreeMap<String, Vec<u8>>,
) -> Checked {
    let (bodies, keeps) = (Bodies::named_in(model), keeps(model, sources));
    let of_file = |(name, bytes): (&String, &Vec<u8>)| {
        let path = SitePath::new(&match name.strip_prefix("shared/") {
            Some(rest) => format!("content/{rest}"),
            None => format!("content/ihos/{iho}/draft/{name}"),
        })?;
        let id = sources.find(&path).filter(|_| is_wanted(&path))?;
        let keep = keeps.get(path.as_str()).unwrap_or(&Keep::No);
        let found = inspect(&path, bytes, &bodies);
        Some(Checked::file(&path, bytes, diagnostics::of_file(id, &path, &found, keep)))
    };
    files.par_iter().filter_map(of_file).reduce(Checked::default, Checked::join)
}

/// What must not be in drawings, those of `files` that can still be changed.
pub fn unsafe_drawings(
    sources: &Sources,
    files: &[FileId],
    read: impl Fn(FileId) -> Option<Vec<u8>> + Sync,
) -> Checked {
    let is_open = |id: &&FileId| {
        let file = sources.file(**id);
        let is_own = matches!(file.content, Content::Asset { .. } | Content::Text(_));
        is_own && file.path.extension() == "svg" && !archive::is_kept(sources.place(**id))
    };
    let of_file = |id: &FileId| {
        let (path, bytes) = (&sources.file(*id).path, read(*id)?);
        let found = inspect(path, &bytes, &Bodies::default());
        Some(Checked::file(path, &bytes, diagnostics::of_drawing(*id, &found)))
    };
    let open: Vec<&FileId> = files.iter().filter(is_open).collect();
    open.into_par_iter().filter_map(of_file).reduce(Checked::default, Checked::join)
}

/// The files that documents name, and what each document says of the names in them.
fn keeps(model: &Model, sources: &Sources) -> BTreeMap<String, Keep> {
    let documents = model.documents.values();
    let named = documents.filter_map(|(id, document)| {
        let yaml = sources.file(*id).path.as_str();
        let path = format!("content/documents/{}", document.file.known()?.0.value);
        let keep = match document.metadata.known() {
            Some(_) => Keep::Said,
            None => Keep::Could(yaml.to_owned()),
        };
        Some((path, keep))
    });
    named.collect()
}

/// What is reported about a file of sealed releases, which may lie in several of them: it can't be changed any more.
fn of_sealed(
    sources: &Sources,
    files: &[FileId],
    found: &[Finding],
    read: &impl Fn(FileId) -> Option<Vec<u8>>,
) -> Option<Diagnostic> {
    let sorted = Sorted::new(found);
    let is_wrong = !sorted.wrong.is_empty();
    if !(is_wrong || sorted.is_personal() && !is_kept_by(sources, files, read)) {
        return None;
    }
    let file = *files.last()?;
    let (folder, name) = archive::in_release(&sources.file(file).path)?;
    let mut parts = folder.rsplit('/');
    let (version, iho) = (parts.next()?, parts.nth(1)?);
    let more = match files.len() {
        1 => String::new(),
        2 => ", and of another release,".to_owned(),
        n => format!(", and of {} other releases,", n - 1),
    };
    let what = match sorted.wrong.first() {
        Some(Finding::Unsafe { message, .. }) => match message.strip_prefix("this SVG ") {
            Some(rest) => format!("is a drawing that {rest}"),
            None => format!("is a drawing in which {}", message.replace("this SVG", "it")),
        },
        _ => format!("includes {}", sorted.personal()),
    };
    let message = format!("`{name}` of the sealed release {version} of `{iho}`{more} {what}");
    let fixed = if is_wrong {
        "correct the drawing"
    } else {
        "run `iho check --fix`, or remove the details"
    };
    let removed = match is_wrong {
        true => format!(
            "if the release is not to be relied on: `iho withdraw {iho} {version} --reason \"…\" --by \"…\"`"
        ),
        false => format!(
            "to remove it from the release: `iho redact {iho} {version} {name} --category personal-data --reason \"…\" --by \"…\"`"
        ),
    };
    Some(
        Diagnostic::of_file(Code::SealedMetadata, file, message)
            .hint(format!(
                "if your draft still has it, {fixed} there, and publish that: `iho correct {iho} --what \"…\" --now \"…\" --by \"…\"`"
            ))
            .hint(removed),
    )
}

/// Whether a document that was sealed with a file says that it keeps the names in it.
fn is_kept_by(
    sources: &Sources,
    files: &[FileId],
    read: &impl Fn(FileId) -> Option<Vec<u8>>,
) -> bool {
    let is_said = |file: &FileId| {
        let path = &sources.file(*file).path;
        let Some((folder, name)) = archive::in_release(path) else { return false };
        let Some(name) = name.strip_prefix("shared/documents/") else { return false };
        let beside = sources.unit(&format!("{folder}/shared/documents/")).into_iter();
        let texts = beside.filter_map(|id| {
            let path = &sources.file(id).path;
            let is_document = path.extension() == "yaml";
            let text = String::from_utf8(read(id).filter(|_| is_document)?).ok()?;
            let path = SitePath::new(&format!("content/documents/{}", path.file_name()))?;
            Some(File { path, content: Content::Text(text.into()) })
        });
        let texts = Sources::new(texts.filter(|it| match &it.content {
            Content::Text(text) => text.contains(name),
            _ => false,
        }));
        let (model, _) = model::read(&texts);
        let keep = keeps(&model, &texts).remove(&format!("content/documents/{name}"));
        matches!(keep, Some(Keep::Said))
    };
    files.iter().any(is_said)
}
