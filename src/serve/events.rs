//! The tabs that listen, and what each is told. Builds nothing; only this thread writes to a tab.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::http::Stream;
use super::page::{PageHash, PageKey};

/// How often a tab hears that the preview is there; one that is gone is noticed by it.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Tabs that may listen at one time.
const MOST: usize = 100;

/// Talks to the thread that knows the tabs.
#[derive(Clone)]
pub(super) struct Broadcaster {
    sender: Sender<Message>,
    open: Arc<Mutex<BTreeMap<PageKey, usize>>>,
}

/// A tab that begins to listen.
pub(super) struct Tab {
    pub(super) stream: Stream,
    pub(super) key: PageKey,
    /// What the tab shows, and the mistakes that it reports.
    pub(super) shown: PageHash,
    pub(super) report_hash: String,
    /// What it should show by now, as of a revision.
    pub(super) now: PageHash,
    pub(super) update: Update,
}

/// What every tab may have to know.
#[derive(Clone, Default)]
pub(super) struct Update {
    pub(super) rev: u64,
    /// The page_hashes of the pages that tabs show.
    pub(super) page_hashes: BTreeMap<PageKey, PageHash>,
    /// The names of the style sheets.
    pub(super) styles: Vec<String>,
    /// What names the mistakes that there are now.
    pub(super) report_hash: String,
    pub(super) n_errors: usize,
    pub(super) n_warnings: usize,
}

enum Message {
    Tab(Box<Tab>),
    Update(Box<Update>, Sender<usize>),
    /// Forgets tabs that are gone.
    Count(Sender<()>),
}

impl Broadcaster {
    /// Starts the thread; `heartbeat` is shorter in tests.
    pub(super) fn start(heartbeat: Option<Duration>) -> Self {
        let (sender, receiver) = mpsc::channel();
        let open = Arc::default();
        let events = Self { sender, open };
        let mut subscribers = Subscribers {
            tabs: Vec::new(),
            open: Arc::clone(&events.open),
            update: Update::default(),
        };
        let heartbeat = heartbeat.unwrap_or(HEARTBEAT);
        std::thread::spawn(move || subscribers.serve(&receiver, heartbeat));
        events
    }

    /// The pages that tabs show now.
    pub(super) fn open(&self) -> BTreeSet<PageKey> {
        let (sender, receiver) = mpsc::channel();
        let _ = self.sender.send(Message::Count(sender));
        let _ = receiver.recv();
        lock(&self.open).keys().cloned().collect()
    }

    pub(super) fn n_tabs(&self) -> usize {
        lock(&self.open).values().sum()
    }

    pub(super) fn has_room(&self) -> bool {
        self.n_tabs() < MOST
    }

    /// Counts a tab that is about to join. What it should show is found out after this, so that no change falls
    /// between the two.
    pub(super) fn reserve(&self, key: &PageKey) {
        *lock(&self.open).entry(key.clone()).or_default() += 1;
    }

    pub(super) fn join(&self, tab: Tab) {
        // The thread ends with the program.
        let _ = self.sender.send(Message::Tab(Box::new(tab)));
    }

    /// Tells every tab that it concerns; says how many that were.
    pub(super) fn tell(&self, update: Update) -> usize {
        let (sender, receiver) = mpsc::channel();
        let _ = self.sender.send(Message::Update(Box::new(update), sender));
        receiver.recv().unwrap_or(0)
    }
}

/// One tab as the thread of events sees it.
struct Seat {
    stream: Stream,
    key: PageKey,
    shown: PageHash,
    report_hash: String,
}

struct Subscribers {
    tabs: Vec<Seat>,
    open: Arc<Mutex<BTreeMap<PageKey, usize>>>,
    update: Update,
}

impl Subscribers {
    fn serve(&mut self, messages: &Receiver<Message>, heartbeat: Duration) {
        loop {
            match messages.recv_timeout(heartbeat) {
                Ok(Message::Tab(tab)) => self.welcome(*tab),
                Ok(Message::Update(update, told)) => {
                    // Two threads tell: what the other said meanwhile is newer.
                    let is_late = update.rev < self.update.rev;
                    if !is_late {
                        self.update = *update;
                    }
                    let n_notified = if is_late { 0 } else { self.tell_all() };
                    // Nobody waits for the number when the program ends.
                    let _ = told.send(n_notified);
                }
                Ok(Message::Count(done)) => {
                    self.forget_gone();
                    let _ = done.send(());
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.forget_gone();
                    self.send(|_| Some(": here\n\n".to_owned()));
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn welcome(&mut self, tab: Tab) {
        let Tab { stream, key, shown, report_hash, now, mut update } = tab;
        // What changed between the making of the page and now.
        if self.update.rev > update.rev {
            let page_hash = self.update.page_hashes.get(&key).cloned().unwrap_or(now);
            update =
                Update { page_hashes: [(key.clone(), page_hash)].into(), ..self.update.clone() };
        } else {
            update.page_hashes.insert(key.clone(), now);
        }
        self.tabs.push(Seat { stream, key, shown, report_hash });
        let late = update;
        let at = self.tabs.len() - 1;
        let message = message_for(&self.tabs[at], &late).unwrap_or_else(|| ": here\n\n".to_owned());
        self.tabs[at].take(&late);
        if self.tabs[at].stream.send(&message).is_err() {
            let gone = self.tabs.remove(at);
            self.forget(&gone.key);
        }
    }

    fn tell_all(&mut self) -> usize {
        let update = self.update.clone();
        self.send(|tab| {
            let message = message_for(tab, &update);
            tab.take(&update);
            message
        })
    }

    /// Sends each tab its message, and drops those that do not take it.
    fn send(&mut self, message: impl Fn(&mut Seat) -> Option<String>) -> usize {
        let mut n_notified = 0;
        let mut gone = Vec::new();
        for mut tab in std::mem::take(&mut self.tabs) {
            let Some(message) = message(&mut tab) else {
                self.tabs.push(tab);
                continue;
            };
            if tab.stream.send(&message).is_ok() {
                n_notified += 1;
                self.tabs.push(tab);
            } else {
                gone.push(tab.key);
            }
        }
        for key in gone {
            self.forget(&key);
        }
        n_notified
    }

    fn forget_gone(&mut self) {
        let (there, gone) = std::mem::take(&mut self.tabs)
            .into_iter()
            .partition::<Vec<Seat>, _>(|tab| tab.stream.is_open());
        self.tabs = there;
        for tab in gone {
            self.forget(&tab.key);
        }
    }

    fn forget(&self, key: &PageKey) {
        let mut open = lock(&self.open);
        if let Some(n) = open.get_mut(key) {
            *n -= 1;
            if *n == 0 {
                open.remove(key);
            }
        }
    }
}

impl Seat {
    fn take(&mut self, update: &Update) {
        if let Some(page_hash) = update.page_hashes.get(&self.key) {
            self.shown = page_hash.clone();
        }
        self.report_hash.clone_from(&update.report_hash);
    }
}

/// The message for a tab; nothing where all that it shows is as it was.
fn message_for(tab: &Seat, update: &Update) -> Option<String> {
    let page_hash = update.page_hashes.get(&tab.key).unwrap_or(&tab.shown);
    let message = to_json(&tab.shown, &tab.report_hash, page_hash, update)?;
    Some(format!("id: {}\ndata: {message}\n\n", update.rev))
}

/// What a tab has to know that shows and tells this.
pub(super) fn to_json(
    shown: &PageHash,
    known_report: &str,
    page_hash: &PageHash,
    update: &Update,
) -> Option<String> {
    let action = if page_hash == shown {
        "none"
    } else if page_hash.plain == shown.plain {
        "style"
    } else {
        "page"
    };
    if action == "none" && (update.report_hash.is_empty() || update.report_hash == known_report) {
        return None;
    }
    let message = json!({
        "rev": update.rev,
        "action": action,
        "page_hash": page_hash.to_text(),
        "styles": update.styles,
        "report_hash": update.report_hash,
        "errors": update.n_errors,
        "warnings": update.n_warnings,
    });
    Some(message.to_string())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
