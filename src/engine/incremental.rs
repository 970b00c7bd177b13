//! What one build leaves to the next, so that a change costs what changed.
//!
//! Adds no meaning: whatever it remembers, [`super::build`] of the same sources gives the same site and finds the
//! same mistakes. What a file tells other pages is its outline. As long as the outlines of the changed files are
//! the same, the tables of the graph, the plan, the links and the frame of the pages are the old ones; as soon as
//! one differs, all of them are made anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Options, settle};
use crate::archive::{self, Archive};
use crate::check;
use crate::data;
use crate::diag::{self, Diagnostic};
use crate::graph::{self, Graph};
use crate::model::renames::Renames;
use crate::model::shared::Framework;
use crate::model::{self, Collection, Model, Reading};
use crate::output::{self, Site};
use crate::page;
use crate::render::Theme;
use crate::source::{Content, FileId, SitePath, Sources};

/// A site with all that is needed to make the next one of it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Incremental {
    options: Options,
    sources: Arc<Sources>,
    model: Arc<Model>,
    /// The frameworks as they are written: what an id of a criterion means depends on all of them.
    frameworks: Collection<Framework>,
    /// What is wrong in each file by itself.
    mistakes: Arc<BTreeMap<FileId, Vec<Diagnostic>>>,
    theme: Arc<Theme>,
    theme_mistakes: Vec<Diagnostic>,
    site: Result<Arc<Site>, Vec<Diagnostic>>,
    /// What is wrong with the plan of the site.
    plan_mistakes: Vec<Diagnostic>,
    /// What the units say that were changed lately; whoever edits one file edits it again.
    recent: BTreeMap<String, Reading>,
    /// Whether changes were taken in that the site does not show yet.
    is_stale: bool,
    /// Of a public site: what is written, though nothing public names it.
    unnamed: Option<Unnamed>,
}

/// What a public site is made of before that is left out which nothing public names.
#[derive(Clone, Debug)]
struct Unnamed {
    /// The graph of all that is written.
    graph: Graph,
    /// The paths of the files that are left out.
    left_out: Vec<String>,
}

/// Units of which it is remembered what they say.
const RECENT: usize = 16;

/// How much of a site was made anew.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum RebuildScope {
    /// Nothing: the files are the same.
    Nothing,
    /// The records of the changed files.
    Content,
    /// The theme, too.
    Theme,
    /// All names, relations and addresses.
    Site,
    /// Everything.
    Everything,
}

impl Incremental {
    /// Builds a site from nothing.
    pub fn new(sources: Arc<Sources>, options: Options) -> Self {
        let files: Vec<FileId> = sources.iter().map(|(id, _)| id).collect();
        let reading = model::read_files(&sources, &files);
        Self::of(sources, options, reading, false)
    }

    /// Builds the public site, of sources in which nothing else is: the same as [`super::publish`].
    pub fn public(sources: Arc<Sources>, options: Options) -> Self {
        let reading = model::read_public_files(&sources);
        Self::of(sources, options, reading, true)
    }

    fn again(&self, sources: Arc<Sources>, options: Options) -> Self {
        match self.unnamed {
            Some(_) => Self::public(sources, options),
            None => Self::new(sources, options),
        }
    }

    fn of(sources: Arc<Sources>, options: Options, reading: Reading, is_public: bool) -> Self {
        let Reading { mut model, mistakes } = reading;
        settle(&mut model, options.base_url.as_ref());
        model.set_unlisted_aside(&sources);
        let frameworks = model.frameworks.clone();
        graph::qualify(&mut model);
        let (theme, theme_mistakes) = theme_of(&sources, &model);
        let model = Arc::new(model);
        let graph = graph::bind(&sources, Arc::clone(&model), options.today);
        let (graph, unnamed) = match is_public {
            true => Unnamed::apart(&sources, graph),
            false => (graph, None),
        };
        let (site, plan_mistakes) = assemble(&sources, graph, &theme);
        Self {
            options,
            sources,
            model,
            frameworks,
            mistakes: Arc::new(mistakes),
            theme: Arc::new(theme),
            theme_mistakes,
            site,
            plan_mistakes,
            recent: BTreeMap::new(),
            is_stale: false,
            unnamed,
        }
    }

    /// The same site of other files, or with other options: what both have is not read again.
    #[must_use]
    pub fn becoming(&self, sources: &Sources, options: &Options) -> Self {
        let (changes, next, has_kept_ids) = self.sources.becoming(sources);
        let address = |of: &Options| of.base_url.as_ref().map(|url| url.trimmed().to_owned());
        if address(options) != address(&self.options) {
            return self.again(Arc::new(next), options.clone());
        }
        let mut other = self.clone();
        other.is_stale |= other.options != *options;
        other.options = options.clone();
        if !changes.is_empty() || other.is_stale {
            other.take(&changes, (next, has_kept_ids), &|| false);
        }
        other
    }

    /// Takes in what changed: new content of a file, or `None` for one that is gone. Says how much that concerned.
    ///
    /// Where `is_cancelled` says that more has changed meanwhile, nothing is said, and the site is not made: the next
    /// change makes it.
    pub fn change(
        &mut self,
        changes: &BTreeMap<SitePath, Option<Content>>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<RebuildScope> {
        let changes = self.real(changes);
        if changes.is_empty() && !self.is_stale {
            return Some(RebuildScope::Nothing);
        }
        let next = self.sources.with(&changes);
        self.take(&changes, next, is_cancelled)
    }

    /// Takes in changes that change something, and the files with them; `false` beside those says that all got new ids.
    fn take(
        &mut self,
        changes: &BTreeMap<SitePath, Option<Content>>,
        (sources, has_kept_ids): (Sources, bool),
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<RebuildScope> {
        let sources = Arc::new(sources);
        let frameworks = has_kept_ids.then(|| self.frameworks_in(&sources, changes));
        let alike = frameworks.filter(|now| graph::are_named_alike(&self.frameworks, now));
        let is_of_archive = changes.keys().any(archive::is_kept);
        let Some(frameworks) = alike.filter(|_| !is_of_archive && !self.is_renamed(changes)) else {
            *self = self.again(sources, self.options.clone());
            return Some(RebuildScope::Everything);
        };
        self.frameworks = frameworks;
        let before = Arc::clone(&self.sources);
        let parts = self.read_again(&before, &sources, changes);
        let is_restyled = changes.keys().any(|path| path.as_str().starts_with("themes/"))
            || parts.iter().any(|part| part.now.site.is_some() || part.before.site.is_some());
        self.sources = Arc::clone(&sources);
        if is_restyled {
            let (theme, mistakes) = theme_of(&sources, &self.model);
            (self.theme, self.theme_mistakes) = (Arc::new(theme), mistakes);
        }
        let is_same_set = !changes.iter().any(|(path, content)| {
            before.find(path).is_none() || content.is_none() || sources.find(path).is_none()
        });
        let old = self.site.clone().ok().filter(|site| {
            let graph = self.unnamed.as_ref().map_or(site.graph(), |unnamed| &unnamed.graph);
            is_same_set
                && !self.is_stale
                && parts.iter().all(|part| part.is_alike(graph, &before, &sources))
        });
        let shown = old.as_ref().and_then(|_| self.shown_model());
        let (Some(old), Some(model)) = (old, shown) else {
            self.is_stale = true;
            if is_cancelled() {
                return None;
            }
            let graph = graph::bind(&sources, Arc::clone(&self.model), self.options.today);
            if is_cancelled() {
                return None;
            }
            let (graph, unnamed) = match self.unnamed {
                Some(_) => Unnamed::apart(&sources, graph),
                None => (graph, None),
            };
            self.unnamed = unnamed;
            (self.site, self.plan_mistakes) = assemble(&sources, graph, &self.theme);
            self.is_stale = false;
            return Some(RebuildScope::Site);
        };
        let site = old.with(Arc::clone(&sources), old.graph().with(model));
        if !is_restyled {
            self.site = Ok(Arc::new(site));
            return Some(RebuildScope::Content);
        }
        self.site = site.in_theme(sources, &self.theme).map(Arc::new);
        Some(RebuildScope::Theme)
    }

    /// The records that the site shows, where nothing else is named than before.
    fn shown_model(&mut self) -> Option<Arc<Model>> {
        let model = Arc::clone(&self.model);
        let Some(unnamed) = &mut self.unnamed else { return Some(model) };
        unnamed.graph = unnamed.graph.with(Arc::clone(&model));
        let named = graph::only_named(&self.sources, &unnamed.graph, Model::clone(&model));
        (named.1 == unnamed.left_out).then(|| Arc::new(named.0))
    }

    /// Whether what a public file says may be read otherwise because of an id that something had before.
    fn is_renamed(&self, changes: &BTreeMap<SitePath, Option<Content>>) -> bool {
        let says_was = |content: &Content| match content {
            Content::Text(text) => text.contains("was:"),
            _ => false,
        };
        let before = |path| self.sources.find(path).map(|id| &self.sources.file(id).content);
        let mut texts = changes.iter().flat_map(|(path, now)| before(path).into_iter().chain(now));
        self.unnamed.is_some() && (self.model.renames != Renames::default() || texts.any(says_was))
    }

    /// The paths of the files of which nothing public names what they say; none where the site is of drafts.
    pub fn left_out(&self) -> &[String] {
        self.unnamed.as_ref().map_or(&[], |unnamed| &unnamed.left_out)
    }

    /// How many errors files have, as far as each of them tells by itself.
    pub fn n_errors_of_files(&self) -> usize {
        self.mistakes.values().flatten().filter(|it| it.is_error()).count()
    }

    /// The site; what is wrong with the theme where it can't be used.
    pub fn site(&self) -> Result<&Arc<Site>, &[Diagnostic]> {
        self.site.as_ref().map_err(Vec::as_slice)
    }

    /// Whether changes were taken in that the site does not show yet, as newer ones came between.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// The files.
    pub fn sources(&self) -> &Arc<Sources> {
        &self.sources
    }

    /// What the site depends on besides its files.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What is wrong in one file, as far as it alone can tell.
    pub fn mistakes_in(&self, path: &SitePath) -> &[Diagnostic] {
        let file = self.sources.find(path);
        file.and_then(|file| self.mistakes.get(&file)).map_or(&[], Vec::as_slice)
    }

    /// Everything that is wrong, as [`super::build`] tells it; nothing as soon as `is_cancelled` says that nobody
    /// waits for it any more.
    pub fn check(&self, is_cancelled: &dyn Fn() -> bool) -> Option<Vec<Diagnostic>> {
        let mut diagnostics = model::check_names(&self.sources);
        diagnostics.extend(self.mistakes.values().flatten().cloned());
        diagnostics.extend(self.theme_mistakes.iter().cloned());
        diagnostics.extend(archive::verify(&self.sources, &Archive::open(&self.sources)));
        if is_cancelled() {
            return None;
        }
        match self.site.as_ref().ok().filter(|_| !self.is_stale) {
            Some(site) => {
                diagnostics.extend(graph::unresolved(&self.sources, site.graph()));
                diagnostics.extend(check::diagnose(&self.sources, site.graph()));
                diagnostics.extend(self.plan_mistakes.iter().cloned());
                if is_cancelled() {
                    return None;
                }
                let found = page::check_links(&self.sources, site.graph(), site.plan());
                diagnostics.extend(found);
            }
            None => {
                let model = Arc::clone(&self.model);
                let graph = graph::bind(&self.sources, model, self.options.today);
                diagnostics.extend(graph::unresolved(&self.sources, &graph));
                diagnostics.extend(check::diagnose(&self.sources, &graph));
                diagnostics.extend(page::plan(&self.sources, &graph).1);
            }
        }
        if let Err(found) = &self.site {
            diagnostics.extend(found.iter().cloned());
            if diagnostics.is_empty() {
                diagnostics.push(output::no_site());
            }
        }
        Some(diag::sorted(diagnostics))
    }

    /// The changes that change anything.
    fn real(
        &self,
        changes: &BTreeMap<SitePath, Option<Content>>,
    ) -> BTreeMap<SitePath, Option<Content>> {
        let content =
            |path: &SitePath| self.sources.find(path).map(|file| &self.sources.file(file).content);
        let is_real = |(path, now): &(&SitePath, &Option<Content>)| content(path) != now.as_ref();
        changes.iter().filter(is_real).map(|(path, now)| (path.clone(), now.clone())).collect()
    }

    /// The frameworks as they are written after a change.
    fn frameworks_in(
        &self,
        now: &Sources,
        changes: &BTreeMap<SitePath, Option<Content>>,
    ) -> Collection<Framework> {
        let mut frameworks = self.frameworks.clone();
        let is_framework = |path: &&SitePath| path.as_str().starts_with("content/criteria/");
        for path in changes.keys().filter(is_framework) {
            // By its place before: afterwards it may have none.
            let before = self.sources.find(path);
            frameworks.retain(|_, (file, _)| Some(*file) != before);
            let Reading { mut model, .. } = model::read_files(now, &now.unit(model::unit(path)));
            settle(&mut model, self.options.base_url.as_ref());
            frameworks.extend(model.frameworks);
        }
        frameworks
    }

    /// Reads the units of the changed files again, and puts what they say into the model.
    fn read_again(
        &mut self,
        before: &Sources,
        now: &Sources,
        changes: &BTreeMap<SitePath, Option<Content>>,
    ) -> Vec<Part> {
        let mut units: BTreeMap<&str, Vec<&SitePath>> = BTreeMap::new();
        for path in changes.keys() {
            units.entry(model::unit(path)).or_default().push(path);
        }
        let mut parts = Vec::with_capacity(units.len());
        let model = Arc::make_mut(&mut self.model);
        for (unit, paths) in units {
            let settled = |sources: &Sources, mut reading: Reading| {
                settle(&mut reading.model, self.options.base_url.as_ref());
                reading.model.set_unlisted_aside(sources);
                // What an id of a criterion means depends on all frameworks.
                let mut frameworks = self.frameworks.clone();
                let own = std::mem::take(&mut reading.model.frameworks);
                frameworks.extend(own.clone());
                reading.model.frameworks = frameworks;
                graph::qualify(&mut reading.model);
                reading.model.frameworks.retain(|id, _| own.contains_key(id));
                reading
            };
            let read = |sources: &Sources| {
                settled(sources, model::read_files(sources, &sources.unit(unit)))
            };
            let old = self.recent.remove(unit).unwrap_or_else(|| read(before));
            let both = |path: &&SitePath| before.find(path).and(now.find(path));
            let files: Option<Vec<FileId>> = paths.iter().map(both).collect();
            // Which measures are listed says which tables count, so all of them are read again.
            let files =
                files.filter(|_| paths.iter().all(|path| path.file_name() != "metrics.yaml"));
            let new = files.and_then(|files| old.with(now, &files));
            let new = new.map_or_else(|| read(now), |new| settled(now, new));
            if !old.mistakes.is_empty() || !new.mistakes.is_empty() {
                let mistakes = Arc::make_mut(&mut self.mistakes);
                mistakes.retain(|file, _| !old.mistakes.contains_key(file));
                mistakes.extend(new.mistakes.clone());
            }
            model.replace(&old.model, new.model.clone());
            if self.recent.len() >= RECENT {
                self.recent.pop_first();
            }
            self.recent.insert(unit.to_owned(), new.clone());
            parts.push(Part { before: old.model, now: new.model });
        }
        parts
    }
}

fn theme_of(sources: &Sources, model: &Model) -> (Theme, Vec<Diagnostic>) {
    Theme::read(sources, model.site.as_ref().map(|(_, site)| site))
}

impl Unnamed {
    /// The graph of what is named, and what is left out.
    fn apart(sources: &Sources, graph: Graph) -> (Graph, Option<Self>) {
        let (named, left_out) = graph::only_named(sources, &graph, Model::clone(&graph.model));
        let shown = graph::bind(sources, named, graph.today);
        (shown, Some(Self { graph, left_out }))
    }
}

/// The site, or why it can't be shown, and what is wrong with its plan.
type Assembled = (Result<Arc<Site>, Vec<Diagnostic>>, Vec<Diagnostic>);

fn assemble(sources: &Arc<Sources>, graph: Graph, theme: &Theme) -> Assembled {
    let (plan, mistakes) = page::arrange(sources, &graph);
    (Site::new(Arc::clone(sources), graph, plan, theme).map(Arc::new), mistakes)
}

/// What one unit of files said before and says now.
struct Part {
    before: Model,
    now: Model,
}

impl Part {
    /// Whether other pages can't tell the two apart but by reading the records themselves.
    fn is_alike(&self, graph: &Graph, before: &Sources, now: &Sources) -> bool {
        let is_of_all = |model: &Model| {
            model.site.is_some() || model.glossary.is_some() || model.questions.is_some()
        };
        if is_of_all(&self.before) || is_of_all(&self.now) {
            return false;
        }
        let planned = |sources: &Sources, model: &Model| {
            let part = Graph::of_part(model.clone(), graph.today);
            (page::outline(sources, &part), data::outline(&part))
        };
        graph.outline(before, &self.before) == graph.outline(now, &self.now)
            && planned(before, &self.before) == planned(now, &self.now)
    }
}
