//! A preview that runs, and what asks it by plain sockets.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder and keep time")]
#![allow(dead_code, unreachable_pub, reason = "not every test needs every helper")]

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use iho::baseline::Against;
use iho::engine::Options;
use iho::serve::{self, Settings};

use crate::common::{TODAY, small_site};
use crate::place::Place;

/// A preview of the small site in a folder of its own.
pub struct Tested {
    pub place: Place,
    pub port: u16,
    pub said: Arc<Mutex<Vec<String>>>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1);
        let mut pairs = lines.filter_map(|line| line.split_once(": "));
        pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Tested {
    pub fn new(name: &str) -> Self {
        Self::polling(name, None)
    }

    pub fn polling(name: &str, poll: Option<Duration>) -> Self {
        let place = Place::with_site(&format!("serve-{name}"), &small_site());
        Self::of(place, poll)
    }

    pub fn of(place: Place, poll: Option<Duration>) -> Self {
        Self::with(place, poll, None)
    }

    /// A preview that others read at an instant.
    pub fn for_others(place: Place, at: &str) -> Self {
        Self::with(place, None, Some(at.parse().expect("an instant")))
    }

    fn with(place: Place, poll: Option<Duration>, for_others_at: Option<jiff::Timestamp>) -> Self {
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let settings = Settings {
            site: place.path("."),
            options: Options { today: TODAY, base_url: None },
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            poll,
            allow_hosts: vec!["preview.example".to_owned()],
            heartbeat: Some(Duration::from_millis(300)),
            for_others_at,
            against: Against::Public,
        };
        let say = move |line: &str| {
            heard.lock().expect("no panic while it is held").push(line.to_owned())
        };
        let preview = serve::start(settings, Arc::new(say)).expect("a preview");
        // Tabs that are opened from now on are told of changes alone, not of the first check.
        let started = Instant::now();
        while said.lock().expect("no panic while it is held").is_empty() {
            assert!(started.elapsed() < Duration::from_secs(60), "the first check takes too long");
            thread::sleep(Duration::from_millis(10));
        }
        Self { place, port: preview.port, said }
    }

    pub fn connect(&self) -> TcpStream {
        let stream =
            TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("the preview listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
        stream
    }

    pub fn raw(&self, request: impl AsRef<[u8]>) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_ref()).expect("the preview reads");
        read_answer(&mut stream)
    }

    /// Asks until the answer is as it should be.
    pub fn until(&self, path: &str, is_right: impl Fn(&Answer) -> bool) -> Answer {
        let started = Instant::now();
        loop {
            let answer = self.get(path);
            if is_right(&answer) {
                return answer;
            }
            assert!(started.elapsed() < Duration::from_secs(10), "{path}: {answer:?}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    pub fn get_with(&self, path: &str, headers: &str) -> Answer {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n{headers}\r\n", self.port))
    }

    /// Waits until a page says something.
    #[track_caller]
    pub fn wait_for(&self, path: &str, words: &str) -> Duration {
        self.wait_until(path, words, true)
    }

    #[track_caller]
    pub fn wait_until(&self, path: &str, words: &str, is_there: bool) -> Duration {
        let started = Instant::now();
        loop {
            let answer = self.get(path);
            if answer.text().contains(words) == is_there {
                return started.elapsed();
            }
            let said = self.said.lock().expect("no panic while it is held").join("\n");
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "{words}: {}\n{said}",
                answer.text()
            );
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// A tab that shows a page and listens.
    pub fn tab(&self, page: &str) -> TcpStream {
        let html = self.get(page).text();
        let of = |name: &str| {
            let start = html.find(name).expect("the script is there") + name.len();
            html[start..].split('"').next().expect("it ends").to_owned()
        };
        let (page, page_hash, report_hash) =
            (of("data-page=\""), of("data-page-hash=\""), of("data-report-hash=\""));
        let mut stream = self.connect();
        let request = format!(
            "GET /__iho/events?page={page}&date=&page_hash={page_hash}&report_hash={report_hash} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("the preview reads");
        stream
    }
}

pub fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    Answer { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() }
}

/// The next message of a stream; nothing where none comes in time.
pub fn next_message(stream: &mut TcpStream, within: Duration) -> Option<String> {
    let until = Instant::now() + within;
    let mut text = String::new();
    let mut piece = [0; 1024];
    loop {
        if let Some(at) = text.find("data: ")
            && let Some(end) = text[at..].find("\n\n")
        {
            return Some(text[at + 6..at + end].to_owned());
        }
        let left = until.checked_duration_since(Instant::now())?;
        stream.set_read_timeout(Some(left.max(Duration::from_millis(1)))).expect("a socket");
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(n) => text.push_str(&String::from_utf8_lossy(&piece[..n])),
        }
    }
}

pub const ABOUT: &str = "content/pages/about.md";

pub fn about(words: &str) -> String {
    format!("---\ntitle: About this example\n---\n{words}\n")
}
