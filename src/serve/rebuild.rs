//! Where the next site is made: takes in what changed, shows the site at once, and tells what is wrong with it.
//!
//! A file with an error is shown as it was when it was last sound, so that the page stays readable; what is wrong is
//! reported for the file as it is. Two threads: one takes in changes and shows the site, one compares all files with all
//! others. Neither waits for the other, and a comparison that is overtaken by a newer save is given up.
#![expect(clippy::disallowed_methods, reason = "the time from the save to the page is told")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use super::current::{CurrentSite, Report, Snapshot};
use super::events::Broadcaster;
use super::review::{Review, instant};
use crate::archive::{self, Archive};
use crate::diag::Diagnostic;
use crate::disk::{self, SealedFolder};
use crate::engine::{self, Incremental, Options, RebuildScope};
use crate::failure::Failure;
use crate::publication::Foresight;
use crate::report::RenderedDiagnostic;
use crate::source::{Content, SitePath, Sources};
use crate::watch::{Noticed, Watch};

type ChangedFiles = BTreeMap<SitePath, Option<Content>>;

/// Says one line to whoever started the preview.
pub type Say = Arc<dyn Fn(&str) + Send + Sync>;

/// How long the comparison of all files waits for tabs to fetch what changed.
const TABS_FIRST: Duration = Duration::from_millis(30);

/// What is needed to make the next site.
pub(super) struct Rebuilder {
    root: PathBuf,
    /// Folders that others must not see yet.
    withheld: Vec<String>,
    /// The instant at which others read the preview, where they do.
    for_others_at: Option<jiff::Timestamp>,
    /// The site that is shown.
    shown: Incremental,
    /// Files that are not shown as they are, for they have errors.
    held: BTreeMap<SitePath, Content>,
    /// What keeps the theme from being shown as it is.
    theme_diagnostics: Vec<RenderedDiagnostic>,
    review: Arc<Review>,
    current: Arc<CurrentSite>,
    events: Broadcaster,
    queue: Arc<CheckQueue>,
    /// Asks for what differs from what is public.
    to_review: mpsc::Sender<()>,
    say: Say,
}

/// What a rebuilder is given.
pub(super) struct Given {
    pub(super) root: PathBuf,
    pub(super) options: Options,
    /// The instant at which others read the preview, who must not see what waits for its hour.
    pub(super) for_others_at: Option<jiff::Timestamp>,
    /// Finds what differs from what is public.
    pub(super) review: Arc<Review>,
}

impl Rebuilder {
    /// Builds the first site, shows it, and starts the thread that compares.
    pub(super) fn open(
        given: Given,
        current: Arc<CurrentSite>,
        events: Broadcaster,
        say: Say,
    ) -> Result<Self, Failure> {
        let Given { root, options, for_others_at, review } = given;
        let sources = disk::read(&root)?;
        let withheld = for_others_at.map_or_else(Vec::new, |at| withheld(&sources, at, &say));
        let gone = sources.iter().map(|(_, file)| &file.path);
        let gone: ChangedFiles = gone
            .filter(|path| is_under(path, &withheld))
            .map(|path| (path.clone(), None))
            .collect();
        let sources = Arc::new(sources.with(&gone).0);
        let mut shown = Incremental::new(Arc::clone(&sources), options);
        let mut held = BTreeMap::new();
        let theme_diagnostics = theme_diagnostics(&shown);
        if !theme_diagnostics.is_empty() {
            // The theme that comes with the program never fails.
            let theme = theme_files(&sources);
            shown.change(&theme.keys().map(|path| (path.clone(), None)).collect(), &|| false);
            held = theme;
        }
        let queue = Arc::new(CheckQueue::default());
        let (to_review, asked) = mpsc::channel();
        let rebuild = Self {
            root,
            withheld,
            for_others_at,
            shown,
            held,
            theme_diagnostics,
            review,
            current,
            events,
            queue,
            to_review,
            say,
        };
        rebuild.start_checking();
        rebuild.start_reviewing(asked);
        if let Ok(site) = rebuild.shown.site() {
            rebuild.current.show(
                Arc::clone(site),
                rebuild.first_report(&ChangedFiles::new(), &Report::default()),
            );
        }
        rebuild.ask_for_check();
        Ok(rebuild)
    }

    /// Waits for changes and shows them, for ever.
    pub(super) fn work(&mut self, watch: &Watch) {
        // What was taken in and not shown yet, as a newer save came between.
        let mut untold = ChangedFiles::new();
        loop {
            let noticed = watch.wait();
            let started = Instant::now();
            let Some(changes) = self.look(&noticed) else { continue };
            // What was taken in while a newer save came is shown even if that save says nothing new.
            if changes.is_empty() && !self.shown.is_stale() {
                continue;
            }
            self.queue.overtake();
            untold.extend(changes.clone());
            let Some(extent) = self.take_in(&changes, &|| watch.has_news()) else { continue };
            let changes = std::mem::take(&mut untold);
            let before = self.current.now();
            let report = self.first_report(&changes, &before.report);
            let Ok(site) = self.shown.site() else { continue };
            let snapshot = self.current.show(Arc::clone(site), report);
            self.tell(&snapshot, &changes, extent, started);
            self.ask_for_check();
        }
    }

    /// What became of what was noticed.
    fn look(&self, noticed: &Noticed) -> Option<ChangedFiles> {
        let known = self.known();
        let mut changes = match noticed {
            Noticed::Paths(paths) => disk::read_again(&self.root, paths, &known),
            // A folder that is gone for a moment, or for good: what was shown stays.
            Noticed::Everything => disk::read_all_again(&self.root, &known).ok()?,
        };
        changes.retain(|path, _| !is_under(path, &self.withheld));
        Some(changes)
    }

    /// The files as they are, those with errors too.
    fn known(&self) -> Arc<Sources> {
        if self.held.is_empty() {
            return Arc::clone(self.shown.sources());
        }
        Arc::new(self.shown.sources().with(&self.held_changes()).0)
    }

    fn held_changes(&self) -> ChangedFiles {
        self.held.iter().map(|(path, content)| (path.clone(), Some(content.clone()))).collect()
    }

    /// Takes changes in, but for files with errors that were sound before. Nothing where a newer save came between:
    /// then the next call shows both.
    fn take_in(
        &mut self,
        changes: &ChangedFiles,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<RebuildScope> {
        let mut changes = changes.clone();
        let is_restyled = changes.keys().any(is_theme);
        if is_restyled {
            // A template may be mended by a change of another.
            let theme = self.held.iter().filter(|(path, _)| is_theme(path));
            let theme: ChangedFiles =
                theme.map(|(path, text)| (path.clone(), Some(text.clone()))).collect();
            changes = theme.into_iter().chain(changes).collect();
        }
        self.held.retain(|path, _| !changes.contains_key(path));
        let sources = Arc::clone(self.shown.sources());
        let now_broken = |(path, content): &(&SitePath, &Option<Content>)| {
            let Some(now) = content else { return false };
            let Some(before) = sources.find(path) else { return false };
            let before = &sources.file(before).content;
            !is_theme(path) && engine::is_broken(path, now) && !engine::is_broken(path, before)
        };
        let broken: Vec<SitePath> =
            changes.iter().filter(now_broken).map(|(path, _)| path.clone()).collect();
        for path in broken {
            self.held.extend(changes.remove(&path).flatten().map(|content| (path, content)));
        }
        let before = self.shown.clone();
        // Whether a theme can be used is found out at once: what is shown must never depend on one that can't.
        let mut extent = self.shown.change(&changes, &|| !is_restyled && is_cancelled())?;
        if is_restyled {
            self.theme_diagnostics = theme_diagnostics(&self.shown);
        }
        if self.shown.site().is_err() && before.site().is_ok() {
            extent = self.hold_theme(before, changes);
        }
        Some(extent)
    }

    /// Shows all changes but those of a theme that can't be used.
    fn hold_theme(&mut self, before: Incremental, mut changes: ChangedFiles) -> RebuildScope {
        self.shown = before;
        let theme: Vec<SitePath> = changes.keys().filter(|path| is_theme(path)).cloned().collect();
        for path in theme {
            // A template that was deleted is still shown; there is nothing to hold.
            self.held.extend(changes.remove(&path).flatten().map(|content| (path, content)));
        }
        self.shown.change(&changes, &|| false).unwrap_or(RebuildScope::Nothing)
    }

    /// What is known at once of what is wrong: the changed files by themselves, the others as they were.
    fn first_report(&self, changes: &ChangedFiles, before: &Report) -> Report {
        let is_other = |it: &&RenderedDiagnostic| {
            let is_of_theme = it.is_error && it.path.as_ref().is_some_and(is_theme);
            !is_of_theme && it.path.as_ref().is_none_or(|path| !changes.contains_key(path))
        };
        let mut diagnostics: Vec<RenderedDiagnostic> =
            before.diagnostics.iter().filter(is_other).cloned().collect();
        for diagnostic in &self.theme_diagnostics {
            if !diagnostics.contains(diagnostic) {
                diagnostics.push(diagnostic.clone());
            }
        }
        for path in changes.keys() {
            match self.held.get(path) {
                Some(content) => {
                    let (sources, found) = engine::mistakes_in(path, content);
                    diagnostics
                        .extend(found.iter().map(|it| RenderedDiagnostic::new(&sources, it)));
                }
                None => {
                    let found = self.shown.mistakes_in(path);
                    diagnostics.extend(
                        found.iter().map(|it| RenderedDiagnostic::new(self.shown.sources(), it)),
                    );
                }
            }
        }
        let (was_checked, review) = (before.was_checked, before.review.clone());
        Report { diagnostics, is_unfinished: true, was_checked, review }
    }

    /// Looks at the pages that tabs show, and tells those that changed.
    fn tell(
        &self,
        snapshot: &Snapshot,
        changes: &ChangedFiles,
        extent: RebuildScope,
        started: Instant,
    ) {
        let mut update = snapshot.update();
        for key in self.events.open() {
            let page_hash = super::answer::page_hash_of(&self.current, snapshot, &key);
            update.page_hashes.insert(key, page_hash);
        }
        let n_pages = update.page_hashes.len();
        let took = started.elapsed();
        let n_notified = self.events.tell(update);
        let what = match changes.len() {
            1 => changes.keys().map(ToString::to_string).collect(),
            n => format!("{n} files"),
        };
        let made = match extent {
            RebuildScope::Site | RebuildScope::Everything => {
                " (names or addresses changed: the whole site)"
            }
            RebuildScope::Nothing | RebuildScope::Content | RebuildScope::Theme => "",
        };
        let (pages, tabs) = (plural(n_pages, "page"), plural(n_notified, "tab"));
        let took = took.as_secs_f64() * 1000.0;
        (self.say)(&format!(
            "changed {what} -> made {pages} in {took:.0} ms -> updated {tabs}{made}"
        ));
    }

    fn ask_for_check(&self) {
        self.queue.put(Work { shown: self.shown.clone(), held: self.held_changes() });
        // The thread ends with the program.
        let _ = self.to_review.send(());
    }

    /// Starts the thread that looks for what differs from what is public.
    fn start_reviewing(&self, asked: mpsc::Receiver<()>) {
        let (review, current) = (Arc::clone(&self.review), Arc::clone(&self.current));
        let events = self.events.clone();
        std::thread::spawn(move || {
            while asked.recv().is_ok() {
                std::thread::sleep(TABS_FIRST);
                // Whatever was saved meanwhile is looked at together.
                while asked.try_recv().is_ok() {}
                tell_review(&review, &current, &events);
            }
        });
    }

    /// Starts the thread that compares all files with all others.
    fn start_checking(&self) {
        let (queue, current, events) =
            (Arc::clone(&self.queue), Arc::clone(&self.current), self.events.clone());
        let say = Arc::clone(&self.say);
        let mut foreseen =
            Foreseen { root: self.root.clone(), at: self.for_others_at, known: None };
        std::thread::spawn(move || {
            loop {
                let (number, work) = queue.take();
                let is_cancelled = || queue.number() != number;
                // The cores are free for the tabs that were told, and come for their page now.
                std::thread::sleep(TABS_FIRST);
                if is_cancelled() {
                    continue;
                }
                let Some(diagnostics) = work.check(&mut foreseen, &is_cancelled) else { continue };
                let before = current.now();
                if is_cancelled() {
                    continue;
                }
                let report = |old: &Report| Report {
                    diagnostics: diagnostics.clone(),
                    is_unfinished: false,
                    was_checked: true,
                    review: old.review.clone(),
                };
                let is_news = before.report.diagnostics != diagnostics;
                let words = super::summary(&report(&before.report));
                // A newer site has a report of its own by now.
                let Some(snapshot) = current.report(&before, report) else { continue };
                events.tell(snapshot.update());
                if is_news || !before.report.was_checked {
                    say(&words);
                }
            }
        });
    }
}

/// Finds what differs from what is public, and tells every tab.
fn tell_review(review: &Review, current: &CurrentSite, events: &Broadcaster) {
    let before = current.now();
    let Some(found) = before.site.as_ref().and_then(|site| review.foresee(site)) else { return };
    if found.name() == before.report.review {
        return;
    }
    let report = |old: &Report| Report { review: found.name().to_owned(), ..old.clone() };
    // A newer site is compared in its turn.
    if let Some(snapshot) = current.report(&before, report) {
        events.tell(snapshot.update());
    }
}

/// "1 page", "3 pages".
fn plural(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// The folders of what waits for its hour: releases, and the drafts that they were sealed from.
fn withheld(sources: &Sources, at: jiff::Timestamp, say: &Say) -> Vec<String> {
    let archive = Archive::open(sources);
    let waiting = archive.ihos.values().flatten().filter(|release| release.publish_at() > at);
    let folders = waiting.flat_map(|release| {
        let (iho, hour) = (&release.manifest.iho, release.publish_at());
        say(&format!("left out: `{iho}` and its draft, which will be published at {hour}"));
        [format!("{}/", release.folder), format!("content/ihos/{iho}/draft/")]
    });
    folders.collect()
}

fn is_under(path: &SitePath, folders: &[String]) -> bool {
    folders.iter().any(|folder| path.as_str().starts_with(folder))
}

fn is_theme(path: &SitePath) -> bool {
    path.as_str().starts_with("themes/")
}

/// What keeps a site from being made in its theme.
fn theme_diagnostics(shown: &Incremental) -> Vec<RenderedDiagnostic> {
    let found = shown.site().err().unwrap_or_default();
    found.iter().map(|it| RenderedDiagnostic::new(shown.sources(), it)).collect()
}

fn theme_files(sources: &Sources) -> BTreeMap<SitePath, Content> {
    let files = sources.iter().map(|(_, file)| (file.path.clone(), file.content.clone()));
    files.filter(|(path, _)| is_theme(path)).collect()
}

/// A comparison that is asked for.
struct Work {
    shown: Incremental,
    held: ChangedFiles,
}

impl Work {
    fn check(
        mut self,
        foreseen: &mut Foreseen,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Option<Vec<RenderedDiagnostic>> {
        if !self.held.is_empty() {
            self.shown.change(&self.held, is_cancelled)?;
        }
        let found = self.shown.check(is_cancelled)?;
        let diagnostics = found.iter().map(|it| RenderedDiagnostic::new(self.shown.sources(), it));
        let mut diagnostics: Vec<RenderedDiagnostic> = diagnostics.collect();
        if !found.iter().any(Diagnostic::is_error) {
            if is_cancelled() {
                return None;
            }
            diagnostics.extend(foreseen.obstacles(&self.shown));
        }
        // A file that can't be read is the cause of much else.
        diagnostics.sort_by_key(|it| !it.is_of_whole_file());
        Some(diagnostics)
    }
}

/// What would stop the public build, looked for again only when a file changed that is no draft.
struct Foreseen {
    root: PathBuf,
    /// The instant at which others read the preview.
    at: Option<jiff::Timestamp>,
    known: Option<(Arc<Sources>, Vec<RenderedDiagnostic>)>,
}

impl Foreseen {
    fn obstacles(&mut self, shown: &Incremental) -> Vec<RenderedDiagnostic> {
        let (sources, options) = (shown.sources(), shown.options());
        let is_draft = |path: &SitePath| archive::in_draft(path).is_some();
        if let Some((before, found)) = &self.known
            && before.differences(sources).iter().all(is_draft)
        {
            return found.clone();
        }
        let at = self.at.unwrap_or_else(|| instant(options.today));
        let in_force = archive::in_force(sources, &Archive::open(sources), at);
        let readable = disk::load_texts(&self.root, Sources::clone(sources), in_force);
        let files = &SealedFolder { root: &self.root };
        let foresight = Foresight { at, options, files, part: None };
        // A sealed file that can't be read is reported when the archive is verified.
        let found = foresight.obstacles(&readable, None).unwrap_or_default();
        let found: Vec<_> = found.iter().map(|it| RenderedDiagnostic::new(&readable, it)).collect();
        self.known = Some((Arc::clone(sources), found.clone()));
        found
    }
}

/// Where work lies until it is taken: only the newest is worth doing.
#[derive(Default)]
struct CheckQueue {
    work: Mutex<(u64, Option<Work>)>,
    arrived: Condvar,
}

impl CheckQueue {
    /// Makes all work that was taken so far worthless.
    fn overtake(&self) {
        let mut queue = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        *queue = (queue.0 + 1, None);
    }

    fn put(&self, work: Work) {
        let mut queue = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        *queue = (queue.0 + 1, Some(work));
        self.arrived.notify_all();
    }

    fn number(&self) -> u64 {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn take(&self) -> (u64, Work) {
        let mut queue = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(work) = queue.1.take() {
                return (queue.0, work);
            }
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}
