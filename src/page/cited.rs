//! Which files the site names: by a field that holds the name of a file, by a link, or as a picture. A file that nothing
//! names is not published, so that what lies in a folder by accident, or is withheld, stays there.

use std::collections::{BTreeMap, BTreeSet};

use super::site_links::{each_text, split};
use super::url::Url;
use crate::archive::{self, in_draft};
use crate::diag::{Code, Diagnostic};
use crate::model::footprint::Footprint;
use crate::model::prose::{Target, scheme};
use crate::model::reflect::{self, Block, ScalarRef, VisitEvent};
use crate::model::{Blueprint, Model, Section, is_asset};
use crate::source::{FileId, SitePath, Sources, Span};

/// The files that are named, each with the places that name it.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct CitedFiles(BTreeMap<SitePath, Vec<Span>>);

impl CitedFiles {
    /// Those that some records name, and that are there.
    pub fn of(sources: &Sources, model: &Model) -> Self {
        let mut cited = Self::default();
        each_text(model, &mut |from, step| match step {
            VisitEvent::Scalar(ScalarRef::File(name)) => {
                let folder = sources.file(name.span.file).path.folder();
                cited.add(sources, SitePath::resolve(folder, &name.value), name.span);
            }
            VisitEvent::Scalar(ScalarRef::Prose(prose)) => {
                for link in &prose.links {
                    if let Target::Url(written) = &link.target
                        && scheme(written).is_none()
                    {
                        cited.link(sources, from, written, link.span);
                    }
                }
            }
            VisitEvent::Field(..) | VisitEvent::Scalar(_) => {}
        });
        if let Some((_, site)) = &model.site {
            reflect::visit(site, &mut |_, step| {
                if let VisitEvent::Scalar(ScalarRef::File(name)) = step {
                    let folder = sources.file(name.span.file).path.folder();
                    cited.add(sources, SitePath::resolve(folder, &name.value), name.span);
                }
            });
            for item in site.navigation.items() {
                if let (Some(url), Some(span)) = (item.url.known(), item.url.span)
                    && scheme(url).is_none()
                {
                    cited.link(sources, &Url::home(), url, span);
                }
            }
        }
        cited
    }

    fn add(&mut self, sources: &Sources, path: Option<SitePath>, span: Span) {
        let path = path.filter(|path| is_asset(path) && sources.find(path).is_some());
        if let Some(path) = path {
            self.0.entry(path).or_default().push(span);
        }
    }

    /// A link names a file by where it lies, or by the address at which it is published.
    fn link(&mut self, sources: &Sources, from: &Url, written: &str, span: Span) {
        let (path, _) = split(written);
        if path.is_empty() {
            return;
        }
        let folder = sources.file(span.file).path.folder();
        let beside = SitePath::resolve(folder, path).filter(|_| !path.starts_with('/'));
        self.add(sources, beside, span);
        let Some(url) = from.join(path) else { return };
        let address = url.as_str().trim_start_matches('/');
        let in_draft = address.strip_prefix("ihos/").and_then(|rest| rest.split_once('/'));
        let in_draft = in_draft.map(|(iho, rest)| format!("content/ihos/{iho}/draft/{rest}"));
        let places = [format!("content/{address}"), format!("content/pages/{address}")];
        for place in places.into_iter().chain(in_draft) {
            self.add(sources, SitePath::new(&place), span);
        }
    }

    /// Where a file is named.
    pub fn places(&self, path: &SitePath) -> &[Span] {
        self.0.get(path).map_or(&[], Vec::as_slice)
    }

    /// The files themselves.
    pub(super) fn paths(&self) -> BTreeSet<SitePath> {
        self.0.keys().cloned().collect()
    }

    /// The files that some others name.
    pub fn named_in(&self, files: &BTreeSet<FileId>) -> impl Iterator<Item = &SitePath> {
        let is_named = |spans: &[Span]| spans.iter().any(|span| files.contains(&span.file));
        self.0.iter().filter(move |(_, spans)| is_named(spans)).map(|(path, _)| path)
    }

    /// Whether a file that is copied as it is belongs to the site. What was sealed with a release does, whatever names it: it
    /// was published, and goes by a removal that is said.
    pub(super) fn is_published(&self, sources: &Sources, file: FileId) -> bool {
        let path = &sources.file(file).path;
        let is_sealed = in_draft(path).is_some() && archive::is_kept(sources.place(file));
        is_sealed || self.0.contains_key(path)
    }
}

/// A file of a draft that is not published with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StaysOut {
    /// Nothing names it.
    Uncited,
    /// The field that would name it is withheld, not yet published, or does not apply.
    Withheld,
    /// `metrics.yaml` does not list its measure.
    Unlisted,
}

/// The files of a draft that are neither published nor sealed with it.
pub fn staying_out(
    sources: &Sources,
    cited: &CitedFiles,
    blueprint: &Blueprint,
) -> BTreeMap<FileId, StaysOut> {
    let folder = format!("content/ihos/{}/draft/", blueprint.id);
    let mut out = BTreeMap::new();
    for id in sources.unit(&folder) {
        let file = sources.file(id);
        let is_figures = file.path.folder() == format!("{folder}metrics");
        if is_figures || !is_asset(&file.path) || cited.is_published(sources, id) {
            continue;
        }
        let is_withheld = is_of_silent_field(blueprint, &file.path.as_str()[folder.len()..]);
        out.insert(id, if is_withheld { StaysOut::Withheld } else { StaysOut::Uncited });
    }
    let is_silent = match &blueprint.reported {
        Some(section) => Section::known(section).is_none_or(|it| it.metrics.silence().is_some()),
        None => false,
    };
    let why = if is_silent { StaysOut::Withheld } else { StaysOut::Unlisted };
    out.extend(blueprint.unlisted.values().map(|file| (*file, why)));
    out
}

/// The fields of a footprint that hold the name of a file, with words of which one stands in the name of such a file.
const FILE_FIELDS: [(&str, &[&str]); 7] = [
    ("age_profile", &["age", "ages"]),
    ("deprivation", &["deprivation", "imd"]),
    ("ethnicity", &["ethnicity", "ethnic"]),
    ("geometry", &["geojson"]),
    ("practices", &["practices"]),
    ("postcodes", &["postcodes"]),
    ("built_from", &["lsoa", "lsoas", "codes", "area", "areas", "wards"]),
];

/// Whether a file is, by its name, what a field would hold that is silent.
fn is_of_silent_field(blueprint: &Blueprint, name: &str) -> bool {
    let Some(section) = &blueprint.footprint else { return false };
    let words: BTreeSet<&str> = name.split(['-', '_', '.']).collect();
    let is_silent = |field: &str| match Section::known(section) {
        Some(footprint) => is_silent(footprint, field),
        None => true,
    };
    FILE_FIELDS
        .iter()
        .any(|(field, names)| names.iter().any(|name| words.contains(name)) && is_silent(field))
}

fn is_silent(footprint: &Footprint, name: &str) -> bool {
    let fields = footprint.fields();
    let field = fields.iter().find(|field| field.key.name == name);
    field.is_some_and(|field| field.silence.is_some() || !field.silent_items.is_empty())
}

/// The files that lie among the content and are not published, as nothing names them.
pub(super) fn check(sources: &Sources, model: &Model, cited: &CitedFiles) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for blueprint in model.blueprints.values() {
        for (file, why) in staying_out(sources, cited, blueprint) {
            let (message, hint) = match why {
                StaysOut::Withheld => continue,
                StaysOut::Uncited => (
                    "nothing names this file, so it is not published",
                    format!(
                        "name it in a field, link to it or show it as a picture; if it is not meant for the public, move it out \
                         of `content/ihos/{}`",
                        blueprint.id
                    ),
                ),
                StaysOut::Unlisted => (
                    "`metrics.yaml` does not list this measure, so its figures are not published",
                    format!(
                        "add `- metric: {}` under `metrics`; if the figures are not meant for the public, move the file out of \
                         `content/ihos/{}`",
                        sources.file(file).path.stem(),
                        blueprint.id
                    ),
                ),
            };
            found.push(Diagnostic::of_file(Code::UncitedFile, file, message).hint(hint));
        }
    }
    let of_no_draft = |file: &&FileId| in_draft(&sources.file(**file).path).is_none();
    for file in model.assets.iter().filter(of_no_draft) {
        if cited.is_published(sources, *file) {
            continue;
        }
        let message = "nothing names this file, so it is not published";
        found.push(Diagnostic::of_file(Code::UncitedFile, *file, message).hint(
            "link to it or show it as a picture; if it is not meant for the public, move it out of `content`",
        ));
    }
    found
}
