//! The whole core as one function: sources and options in, a site and all that is wrong out.
//!
//! [`Incremental`] makes the same of the same sources, and remembers what did not change.

mod diff_releases;
mod incremental;

pub use diff_releases::{Comparison, beside_each_other, diff_releases, draft, state};
pub(crate) use diff_releases::{compared_if_at_hand, with_pictures};
pub use incremental::{Incremental, RebuildScope};

use std::sync::Arc;

use crate::archive::{self, Archive};
use crate::diag::{self, Diagnostic};
use crate::model::address::BaseUrl;
use crate::model::scalar::Date;
use crate::output::{self, Site};
use crate::render::Theme;
use crate::source::{Content, File, FileId, SitePath, Sources};
use crate::{check, graph, model, page};

/// What a build depends on besides its sources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The day of the build: promises of a day before it are overdue.
    pub today: Date,
    /// The address to publish at, where it is not the one in `site.yaml`.
    pub base_url: Option<BaseUrl>,
}

/// What a build gives.
#[derive(Debug)]
pub struct Build {
    /// The site; nothing where the theme can't be used.
    pub site: Option<Site>,
    /// All that is wrong, by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Build {
    /// Whether anything found so far forbids publication.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Builds a site of the drafts. The same sources and options give the same bytes, always.
pub fn build(sources: Arc<Sources>, options: &Options) -> Build {
    let mut build = compose(Arc::clone(&sources), options);
    let archive = Archive::open(&sources);
    build.diagnostics.extend(archive::verify(&sources, &archive));
    build.diagnostics = diag::sorted(build.diagnostics);
    build
}

/// Builds the public site, of sources in which nothing else is. Of what IHOs share, only what something public names is
/// in it; the paths of the files that are left out come second.
pub fn publish(sources: Arc<Sources>, options: &Options) -> (Build, Vec<String>) {
    let (mut model, diagnostics) = model::read_public(&sources);
    settle(&mut model, options.base_url.as_ref());
    model.set_unlisted_aside(&sources);
    let mut qualified = model.clone();
    graph::qualify(&mut qualified);
    let graph = graph::bind(&sources, qualified, options.today);
    let (model, left_out) = graph::only_named(&sources, &graph, model);
    (assemble(sources, options, model, diagnostics), left_out)
}

/// Builds a site of sources in which nothing is sealed, or what is sealed was looked at before.
fn compose(sources: Arc<Sources>, options: &Options) -> Build {
    let (mut model, diagnostics) = model::read(&sources);
    settle(&mut model, options.base_url.as_ref());
    model.set_unlisted_aside(&sources);
    assemble(sources, options, model, diagnostics)
}

fn assemble(
    sources: Arc<Sources>,
    options: &Options,
    model: model::Model,
    mut diagnostics: Vec<Diagnostic>,
) -> Build {
    let (theme, found) = Theme::read(&sources, model.site.as_ref().map(|(_, site)| site));
    diagnostics.extend(found);
    let (graph, found) = graph::resolve(&sources, model, options.today);
    diagnostics.extend(found);
    let (found, (plan, in_plan)) =
        rayon::join(|| check::diagnose(&sources, &graph), || page::plan(&sources, &graph));
    diagnostics.extend(found.into_iter().chain(in_plan));
    let site = match Site::new(sources, graph, plan, &theme) {
        Ok(site) => Some(site),
        Err(found) => {
            diagnostics.extend(found);
            None
        }
    };
    if site.is_none() && diagnostics.is_empty() {
        diagnostics.push(output::no_site());
    }
    Build { site, diagnostics: diag::sorted(diagnostics) }
}

/// What the options say stands before what the files say.
pub(crate) fn settle(model: &mut model::Model, base_url: Option<&BaseUrl>) {
    if let (Some(base_url), Some((_, site))) = (base_url, &mut model.site) {
        site.base_url.content = model::field::FieldState::Published(base_url.clone());
    }
}

/// What is wrong in one file by itself, with the sources that it alone makes.
pub fn mistakes_in(path: &SitePath, content: &Content) -> (Sources, Vec<Diagnostic>) {
    let file = File { path: path.clone(), content: content.clone() };
    let sources = Sources::new([file]);
    let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
    let reading = model::read_files(&sources, &files);
    (sources, reading.mistakes.into_values().flatten().collect())
}

/// Whether a file has an error that it alone can tell.
pub fn is_broken(path: &SitePath, content: &Content) -> bool {
    mistakes_in(path, content).1.iter().any(Diagnostic::is_error)
}
