//! The preview: a site in a browser that shows every save, and every mistake in words.
//!
//! Serves what [`crate::engine`] makes, byte for byte; what the preview adds stands in `inject` alone. Writes no file.
//!
//! # How a save becomes visible
//!
//! 1. `watch` hears of a path. A file that was closed or renamed into place waits 3 ms for its fellows, a removal 40 ms (some
//!    editors remove a file before they write it), a burst of files until it is over.
//! 2. `disk::read_again` looks at what is there. The path alone counts, not what the system says happened to it.
//! 3. `engine::Incremental` reads the changed files, and the others of the same blueprint. What a file tells other pages (names,
//!    relations, addresses) is its *outline*, made by the same functions that serve the whole site, from a model of that file
//!    alone. As long as it is the same, the tables of the graph, the plan, the links and the frames of pages are the old ones.
//!    Otherwise all of these are made anew; the records are not.
//! 4. `current` swaps the site in one step; `rebuild` makes the pages that tabs show, and `events` tells the tabs whose bytes changed.
//! 5. 30 ms later, when the tabs have fetched their page, a second thread compares all files with all others, as `build` does,
//!    and tells every tab what it finds. A newer save makes it give up and begin again. A third looks for what differs from what is
//!    public (`review`), which every page then says of itself.
//!
//! A file with an error of its own, or a theme that can't be used, is shown as it was when it was last sound; the mistakes told
//! are those of the files as they are. A page that can't be made is the last one that could.
//!
//! Browsers talk to `proxy`, and `proxy` to `tiny_http`. By itself `tiny_http` 0.12 reads headers of any length, waits for a slow
//! client for ever, stops for good when no file handle is left, and hangs on a version of HTTP that it does not know; its pool
//! leaves requests waiting while others are slow to arrive. No setting bounds that, and it takes no connection but those that it
//! accepts. So the proxy reads each request, with a limit for its size and its time, and hands on whole heads only, each as the one
//! request of a connection to a port of the loopback that `tiny_http` has for itself. Then a thread of its pool never waits, and
//! nothing needs to wake the pool up. A connection that the proxy did not make is known by its port, and refused. Should
//! `tiny_http` stop, another takes its place. Four workers answer, and a long answer waits for its client elsewhere, up to 256 MB in
//! all. That costs 0.2 ms for each request and two file handles more than sockets of our own, which is the price of leaving HTTP to a
//! library. A preview holds 200 connections, 100 of which may listen for changes.

mod answer;
mod current;
mod events;
mod http;
mod inject;
mod page;
mod proxy;
mod rebuild;
mod review;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use answer::{Hosts, Router};
use current::{CurrentSite, Report};
use events::Broadcaster;
use http::Backend;
use rebuild::Rebuilder;
use review::Review;

#[doc(hidden)]
pub use proxy::{Asked, ask};
pub use rebuild::Say;

use crate::baseline::Against;
use crate::engine::Options;
use crate::failure::Failure;
use crate::watch::{self, Watch};

/// What a preview depends on.
pub struct Settings {
    /// The folder of the site.
    pub site: PathBuf,
    /// The day, and the address to publish at.
    pub options: Options,
    /// Where to listen.
    pub bind: IpAddr,
    /// The port; the next free one where it is taken. 0 is any.
    pub port: u16,
    /// How often to look through the folder, where the system can't report changes.
    pub poll: Option<Duration>,
    /// Names besides the usual ones under which the preview may be asked.
    pub allow_hosts: Vec<String>,
    /// How often tabs are asked whether they are still there.
    pub heartbeat: Option<Duration>,
    /// The instant at which others read this preview, who must not see what waits for its hour.
    pub for_others_at: Option<jiff::Timestamp>,
    /// What changes are held against.
    pub against: Against,
}

/// A preview that runs.
pub struct Preview {
    /// Where it is.
    pub address: String,
    /// The port that was free.
    pub port: u16,
}

/// Starts a preview on threads of its own. It ends with the program.
///
/// # Errors
/// Where the folder is not there, or no port is free.
pub fn start(settings: Settings, say: Say) -> Result<Preview, Failure> {
    let Settings { site: root, options, bind, port, poll, allow_hosts, .. } = settings;
    let Settings { heartbeat, for_others_at, against, .. } = settings;
    let is_named = against != Against::Public;
    let (listeners, port) = proxy::bind(bind, port)?;
    let watch = begin_watching(&root, poll, &say)?;
    let (current, events) = (Arc::new(CurrentSite::default()), Broadcaster::start(heartbeat));
    let of_trees = options.clone();
    let review = Arc::new(Review::new(root.clone(), options.clone(), for_others_at, against));
    let (given_root, for_rebuild) = (root.clone(), Arc::clone(&review));
    let given = rebuild::Given { root: given_root, options, for_others_at, review: for_rebuild };
    let mut rebuild = Rebuilder::open(given, Arc::clone(&current), events.clone(), say)?;
    if let Some(site) = current.now().site.as_ref().filter(|_| is_named) {
        review.refuse_unreadable(site)?;
    }
    let hosts = hosts(bind, allow_hosts);
    let counter = Router { root, current, events, hosts, options: of_trees, review };
    let answer = Arc::new(move |request: &http::Request| counter.answer(request));
    let (backend, n_open) = (Arc::new(Backend::open(answer)?), Arc::default());
    for listener in listeners {
        proxy::open(listener, Arc::clone(&backend), Arc::clone(&n_open));
    }
    std::thread::spawn(move || rebuild.work(&watch));
    let name = match bind {
        IpAddr::V4(bind) if bind.is_unspecified() => "127.0.0.1".to_owned(),
        IpAddr::V6(bind) if bind.is_unspecified() => "[::1]".to_owned(),
        IpAddr::V4(bind) => bind.to_string(),
        IpAddr::V6(bind) => format!("[{bind}]"),
    };
    Ok(Preview { address: format!("http://{name}:{port}/"), port })
}

/// Where the system can't watch so many folders, they are looked through instead.
fn begin_watching(
    root: &std::path::Path,
    poll: Option<Duration>,
    say: &Say,
) -> Result<Watch, Failure> {
    match watch::watch(root, poll) {
        Err(failure) if poll.is_none() => {
            let watch = watch::watch(root, Some(Duration::from_secs(1)))?;
            say(&format!("{failure}; looking through the folder every second instead"));
            Ok(watch)
        }
        watch => watch,
    }
}

fn hosts(bind: IpAddr, allow_hosts: Vec<String>) -> Hosts {
    let mut names = ["localhost", "127.0.0.1", "[::1]"].map(str::to_owned).to_vec();
    names.extend(allow_hosts);
    Hosts { names, may_be_number: !bind.is_loopback() }
}

/// How much is wrong, in a line or a few for the terminal.
fn summary(report: &Report) -> String {
    const SHOWN: usize = 5;
    let words = crate::report::count(report.n_errors(), report.n_warnings());
    let errors = report.diagnostics.iter().filter(|it| it.is_error);
    let lines: String = errors.take(SHOWN).map(|it| format!("\n  {}", it.to_line())).collect();
    format!("{words}{lines}")
}
