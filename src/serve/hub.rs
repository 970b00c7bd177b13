//! The tabs that listen, and what each is told. Builds nothing; only this thread writes to a tab.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use super::http::Stream;
use super::page::{Face, PageKey};

/// How often a tab hears that the preview is there; one that is gone is noticed by it.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Tabs that may listen at one time.
const MOST: usize = 100;

/// Talks to the thread that knows the tabs.
#[derive(Clone)]
pub(super) struct Hub {
    sender: Sender<Message>,
    open: Arc<Mutex<BTreeMap<PageKey, usize>>>,
}

/// A tab that begins to listen.
pub(super) struct Tab {
    pub(super) stream: Stream,
    pub(super) key: PageKey,
    /// What the tab shows, and the mistakes that it tells of.
    pub(super) shown: Face,
    pub(super) told: String,
    /// What it should show by now, as of a revision.
    pub(super) now: Face,
    pub(super) news: News,
}

/// What every tab may have to know.
#[derive(Clone, Default)]
pub(super) struct News {
    pub(super) rev: u64,
    /// The faces of the pages that tabs show.
    pub(super) faces: BTreeMap<PageKey, Face>,
    /// The names of the style sheets.
    pub(super) styles: Vec<String>,
    /// What names the mistakes that there are now.
    pub(super) told: String,
    pub(super) n_errors: usize,
    pub(super) n_warnings: usize,
}

enum Message {
    Tab(Box<Tab>),
    News(Box<News>, Sender<usize>),
    /// Forgets tabs that are gone.
    Count(Sender<()>),
}

impl Hub {
    /// Starts the thread; `heartbeat` is shorter in tests.
    pub(super) fn start(heartbeat: Option<Duration>) -> Self {
        let (sender, receiver) = mpsc::channel();
        let open = Arc::default();
        let hub = Self { sender, open };
        let mut desk =
            Desk { tabs: Vec::new(), open: Arc::clone(&hub.open), news: News::default() };
        let heartbeat = heartbeat.unwrap_or(HEARTBEAT);
        std::thread::spawn(move || desk.serve(&receiver, heartbeat));
        hub
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
        // The hub ends with the program.
        let _ = self.sender.send(Message::Tab(Box::new(tab)));
    }

    /// Tells every tab that it concerns; says how many that were.
    pub(super) fn tell(&self, news: News) -> usize {
        let (sender, receiver) = mpsc::channel();
        let _ = self.sender.send(Message::News(Box::new(news), sender));
        receiver.recv().unwrap_or(0)
    }
}

/// One tab as the hub sees it.
struct Seat {
    stream: Stream,
    key: PageKey,
    shown: Face,
    told: String,
}

struct Desk {
    tabs: Vec<Seat>,
    open: Arc<Mutex<BTreeMap<PageKey, usize>>>,
    news: News,
}

impl Desk {
    fn serve(&mut self, messages: &Receiver<Message>, heartbeat: Duration) {
        loop {
            match messages.recv_timeout(heartbeat) {
                Ok(Message::Tab(tab)) => self.welcome(*tab),
                Ok(Message::News(news, told)) => {
                    // Two threads tell: what the other said meanwhile is newer.
                    let is_late = news.rev < self.news.rev;
                    if !is_late {
                        self.news = *news;
                    }
                    let n_told = if is_late { 0 } else { self.tell_all() };
                    // Nobody waits for the number when the program ends.
                    let _ = told.send(n_told);
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
        let Tab { stream, key, shown, told, now, mut news } = tab;
        // What changed between the making of the page and now.
        if self.news.rev > news.rev {
            let face = self.news.faces.get(&key).cloned().unwrap_or(now);
            news = News { faces: [(key.clone(), face)].into(), ..self.news.clone() };
        } else {
            news.faces.insert(key.clone(), now);
        }
        self.tabs.push(Seat { stream, key, shown, told });
        let late = news;
        let at = self.tabs.len() - 1;
        let message = message_for(&self.tabs[at], &late).unwrap_or_else(|| ": here\n\n".to_owned());
        self.tabs[at].take(&late);
        if self.tabs[at].stream.send(&message).is_err() {
            let gone = self.tabs.remove(at);
            self.forget(&gone.key);
        }
    }

    fn tell_all(&mut self) -> usize {
        let news = self.news.clone();
        self.send(|tab| {
            let message = message_for(tab, &news);
            tab.take(&news);
            message
        })
    }

    /// Sends each tab its message, and drops those that do not take it.
    fn send(&mut self, message: impl Fn(&mut Seat) -> Option<String>) -> usize {
        let mut n_told = 0;
        let mut gone = Vec::new();
        for mut tab in std::mem::take(&mut self.tabs) {
            let Some(message) = message(&mut tab) else {
                self.tabs.push(tab);
                continue;
            };
            if tab.stream.send(&message).is_ok() {
                n_told += 1;
                self.tabs.push(tab);
            } else {
                gone.push(tab.key);
            }
        }
        for key in gone {
            self.forget(&key);
        }
        n_told
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
    fn take(&mut self, news: &News) {
        if let Some(face) = news.faces.get(&self.key) {
            self.shown = face.clone();
        }
        self.told.clone_from(&news.told);
    }
}

/// The message for a tab; nothing where all that it shows is as it was.
fn message_for(tab: &Seat, news: &News) -> Option<String> {
    let face = news.faces.get(&tab.key).unwrap_or(&tab.shown);
    let message = to_json(&tab.shown, &tab.told, face, news)?;
    Some(format!("id: {}\ndata: {message}\n\n", news.rev))
}

/// What a tab has to know that shows and tells this.
pub(super) fn to_json(shown: &Face, told: &str, face: &Face, news: &News) -> Option<String> {
    let action = if face == shown {
        "none"
    } else if face.plain == shown.plain {
        "style"
    } else {
        "page"
    };
    if action == "none" && (news.told.is_empty() || news.told == told) {
        return None;
    }
    let message = json!({
        "rev": news.rev,
        "action": action,
        "face": face.to_text(),
        "styles": news.styles,
        "told": news.told,
        "errors": news.n_errors,
        "warnings": news.n_warnings,
    });
    Some(message.to_string())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
