//! Notices that files of a site changed, and folds what belongs together.
//!
//! An event only names a path to look at again: what happened there, the files themselves tell. Watches the folders
//! `content` and `themes` and nothing else, so that neither the output nor any log can set it off.
#![expect(clippy::disallowed_methods, reason = "folding is about time, and folders are looked for")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::disk;
use crate::failure::Failure;
use crate::source::SitePath;

/// What has to be looked at again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Noticed {
    /// These files and folders.
    Paths(BTreeSet<SitePath>),
    /// All of the site: too much happened at once, or the system lost count.
    Everything,
}

/// A folder that is watched.
pub struct Watch {
    root: PathBuf,
    pending: Arc<Pending>,
    /// Nothing where the folder is looked through from time to time instead.
    watcher: Mutex<Option<RecommendedWatcher>>,
}

/// A save that is whole needs no waiting, but for another event of the same save.
const WHOLE: Duration = Duration::from_millis(3);
/// Writing seems to go on.
const GOES_ON: Duration = Duration::from_millis(10);
/// Some editors remove a file before they write it again.
const REMOVED: Duration = Duration::from_millis(40);
/// Many files at once: a change of branch, a copied folder.
const BURST: Duration = Duration::from_millis(60);
/// Nobody waits longer, however long writing goes on.
const LONGEST: Duration = Duration::from_millis(250);
/// The same where many files are written.
const LONGEST_BURST: Duration = Duration::from_secs(3);
/// From here on, looking at everything is less work than looking at each.
const MANY: usize = 200;

/// Watches the folder of a site; with `poll`, looks through it that often.
///
/// # Errors
/// Where the system can't watch: then `poll` helps.
pub fn watch(root: &Path, poll: Option<Duration>) -> Result<Watch, Failure> {
    let real = root.canonicalize().map_err(|error| {
        Failure::io("watch", root, &error)
            .hint("name the folder that has `content` in it with `--site`")
    })?;
    let pending = Arc::new(Pending::default());
    let watch = Watch { root: real, pending, watcher: Mutex::new(None) };
    match poll {
        Some(every) => watch.look_every(every),
        None => watch.listen(root)?,
    }
    Ok(watch)
}

impl Watch {
    /// Waits for the next change, until all that belongs to it has happened.
    pub fn wait(&self) -> Noticed {
        let events = self.pending.take();
        let is_top = |path: &SitePath| matches!(path.as_str(), "content" | "themes");
        if events.paths.iter().any(is_top) {
            // A folder that was put there anew is not watched yet. That it can't be is told by the next look at it.
            let _ = self.watch_folders();
            return Noticed::Everything;
        }
        if events.has_lost_count || events.paths.len() > MANY {
            self.catch_up();
            return Noticed::Everything;
        }
        if events.paths.iter().any(|path| self.root.join(path.as_str()).is_dir()) {
            self.catch_up();
        }
        Noticed::Paths(events.paths)
    }

    /// Returns when new folders that were reported are watched themselves. Linux reports a folder before it is watched, and a
    /// file that is put into it between our look and that moment would never be reported.
    fn catch_up(&self) {
        if let Some(watcher) = lock(&self.watcher).as_mut() {
            // Nothing is set: the thread that adds the watches answers this when it has done so.
            let _ = watcher.configure(notify::Config::default());
        }
    }

    /// Whether more happened since the last [`Watch::wait`].
    pub fn has_news(&self) -> bool {
        !lock(&self.pending.events).is_empty()
    }

    fn listen(&self, site: &Path) -> Result<(), Failure> {
        let (root, pending) = (self.root.clone(), Arc::clone(&self.pending));
        let take = move |event: notify::Result<notify::Event>| match event {
            Ok(event) if event.need_rescan() => pending.lose_count(),
            Ok(event) => {
                let Some(wait) = wait_after(event.kind) else { return };
                let paths = event.paths.iter().filter_map(|path| site_path(&root, path));
                pending.add(paths.collect(), wait);
            }
            Err(_) => pending.lose_count(),
        };
        let failure = |error: notify::Error| {
            Failure::new(format!("the system can't watch `{}`: {error}", site.display()))
        };
        let watcher = notify::recommended_watcher(take).map_err(failure)?;
        *lock(&self.watcher) = Some(watcher);
        self.watch_folders().map_err(failure)
    }

    /// The folder itself is watched only to notice that `content` or `themes` comes and goes.
    fn watch_folders(&self) -> notify::Result<()> {
        let mut watcher = lock(&self.watcher);
        let Some(watcher) = watcher.as_mut() else { return Ok(()) };
        watcher.watch(&self.root, RecursiveMode::NonRecursive)?;
        for folder in ["content", "themes"] {
            let folder = self.root.join(folder);
            if folder.is_dir() {
                watcher.watch(&folder, RecursiveMode::Recursive)?;
            }
        }
        Ok(())
    }

    fn look_every(&self, every: Duration) {
        let (root, pending) = (self.root.clone(), Arc::clone(&self.pending));
        std::thread::spawn(move || {
            let mut known = disk::stat_all(&root);
            // A second change in the same tick of the clock carries the same time: young files are read once more.
            let mut young: BTreeSet<SitePath> = BTreeSet::new();
            loop {
                std::thread::sleep(every);
                let now = disk::stat_all(&root);
                let is_other = |(path, stamp): &(&SitePath, &disk::Stamp)| {
                    known.get(*path) != Some(*stamp) || (young.contains(*path) && !stamp.is_young())
                };
                let mut paths: Vec<SitePath> =
                    now.iter().filter(is_other).map(|(path, _)| path.clone()).collect();
                young.retain(|path| !paths.contains(path));
                young.extend(paths.iter().filter(|path| now[*path].is_young()).cloned());
                paths.extend(known.keys().filter(|path| !now.contains_key(*path)).cloned());
                if !paths.is_empty() {
                    pending.add(paths, WHOLE);
                }
                known = now;
            }
        });
    }
}

/// How long to wait for more after an event; nothing where it changes nothing.
fn wait_after(kind: EventKind) -> Option<Duration> {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => Some(WHOLE),
        EventKind::Access(_) => None,
        EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => Some(REMOVED),
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Other => {
            Some(GOES_ON)
        }
    }
}

/// The path inside the site; nothing for what lies outside the two folders.
fn site_path(root: &Path, path: &Path) -> Option<SitePath> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    let path = SitePath::new(&parts?.join("/"))?;
    matches!(path.as_str().split('/').next(), Some("content" | "themes")).then_some(path)
}

/// What happened and was not taken yet.
#[derive(Default)]
struct Pending {
    events: Mutex<Events>,
    arrived: Condvar,
}

#[derive(Default)]
struct Events {
    paths: BTreeSet<SitePath>,
    /// What each path that is not whole yet still waits for.
    unsettled: BTreeMap<SitePath, Duration>,
    has_lost_count: bool,
    since: Option<(Instant, Instant)>,
}

impl Events {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.has_lost_count
    }

    /// When all that belongs together has happened.
    fn due(&self) -> Option<Instant> {
        let (first, last) = self.since?;
        let is_burst = self.paths.len() > 3 || self.has_lost_count;
        let (quiet, longest) = if is_burst {
            (BURST, LONGEST_BURST)
        } else {
            (self.unsettled.values().copied().max().unwrap_or(WHOLE), LONGEST)
        };
        Some((last + quiet).min(first + longest))
    }
}

impl Pending {
    fn add(&self, paths: Vec<SitePath>, wait: Duration) {
        if paths.is_empty() {
            return;
        }
        let mut events = lock(&self.events);
        for path in paths {
            if wait > WHOLE {
                events.unsettled.insert(path.clone(), wait);
            } else {
                events.unsettled.remove(&path);
            }
            events.paths.insert(path);
        }
        self.tell(&mut events);
    }

    fn lose_count(&self) {
        let mut events = lock(&self.events);
        events.has_lost_count = true;
        self.tell(&mut events);
    }

    fn tell(&self, events: &mut Events) {
        let now = Instant::now();
        let first = events.since.map_or(now, |(first, _)| first);
        events.since = Some((first, now));
        self.arrived.notify_all();
    }

    fn take(&self) -> Events {
        let mut events = lock(&self.events);
        loop {
            let now = Instant::now();
            events = match events.due() {
                Some(due) if due <= now => return std::mem::take(&mut *events),
                Some(due) => {
                    let waited = self.arrived.wait_timeout(events, due - now);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.arrived.wait(events).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
