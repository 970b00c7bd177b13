//! The preview at its door: who is refused, what is bounded, and that nobody keeps anybody else waiting.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder and keep time")]

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, TcpListener, TcpStream, ToSocketAddrs};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::common::small_site;
use crate::place::Place;
use crate::preview::{ABOUT, Tested, about, next_message, read_answer};

#[test]
fn what_is_not_for_others_is_refused() {
    let tested = Tested::new("refused");
    let status = |request: &str| tested.raw(request).status;
    for host in [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "10.0.0.1",
        "localhost:x",
        "",
    ] {
        assert_eq!(status(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")), 421, "{host}");
    }
    for host in [
        "localhost",
        "localhost:8080",
        "LOCALHOST",
        "127.0.0.1",
        "[::1]",
        "[::1]:1",
        "preview.example",
    ] {
        assert_eq!(status(&format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n")), 200, "{host}");
    }
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "get"] {
        let answer = tested.raw(format!("{method} / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
    for path in ["/__iho/events?page=/", "/__iho/panel", "/__iho/preview.js", "/_review/"] {
        for headers in [
            "Origin: https://evil.example\r\n",
            "Origin: null\r\n",
            "Origin: http://localhost:9\r\n",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
            "Sec-Fetch-Site: same-site\r\nSec-Fetch-Mode: cors\r\n",
            "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n",
        ] {
            assert_eq!(tested.get_with(path, headers).status, 403, "{path} {headers}");
        }
    }
    let own =
        format!("Origin: http://localhost:{}\r\nSec-Fetch-Site: same-origin\r\n", tested.port);
    assert_eq!(tested.get_with("/__iho/panel?page=/", &own).status, 200);
    let answer = tested.get("/");
    assert!(!answer.head.to_lowercase().contains("access-control"), "{}", answer.head);
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}

#[test]
fn no_path_leads_out() {
    let tested = Tested::new("paths");
    fs::write(tested.place.path("secret.txt"), "secret").expect("a file");
    for path in [
        "/../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%252e%252e%252fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "//secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/.%00./secret.txt",
        "/content/site.yaml",
        "/_review/../secret.txt",
        "/__iho/../secret.txt",
        "http://localhost/../secret.txt",
        "secret.txt",
    ] {
        let answer = tested.get(path);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!answer.text().contains("secret\n"), "{path}");
    }
}

#[test]
fn malformed_requests_end_in_a_refusal() {
    let tested = Tested::new("malformed");
    for request in [
        &b"\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: \x01\r\n\r\n",
        b"\xff\xfe\x00\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n folded: yes\r\n\r\n",
        b"GET / HTTP/1.1\nHost: localhost\n\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n12345",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n\r\n",
    ] {
        let answer = tested.raw(request);
        assert!((400..=405).contains(&answer.status), "{request:?}: {}", answer.status);
    }
    let long = "x".repeat(64 * 1024);
    assert_eq!(tested.raw(format!("GET /{long} HTTP/1.1\r\nHost: localhost\r\n\r\n")).status, 414);
    let target = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", &long[..5000]);
    assert_eq!(tested.raw(target).status, 414);
    assert_eq!(
        tested.raw(format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {long}\r\n\r\n")).status,
        431
    );
    // One that ends in the middle, and one that is there only to be closed.
    let mut half = tested.connect();
    half.write_all(b"GET / HT").expect("written");
    half.shutdown(Shutdown::Write).expect("closed");
    assert_eq!(read_answer(&mut half).status, 400);
    drop(tested.connect());
    assert_eq!(tested.get("/").status, 200);
    // Odd, but sound: a body that nobody reads, and what another program on this machine left in a cookie.
    for headers in [
        "Content-Length: 5\r\nConnection: keep-alive\r\n",
        "Content-Length: 5000000\r\nExpect: 100-continue\r\n",
        "Transfer-Encoding: chunked\r\nConnection: upgrade\r\nUpgrade: h2c\r\n",
        "Cookie: name=caf\u{e9}\r\n",
    ] {
        assert_eq!(tested.get_with("/", headers).status, 200, "{headers}");
    }
}

#[test]
fn a_head_without_end_is_cut_off() {
    let tested = Tested::new("endless");
    for begin in ["GET / HTTP/1.1\r\nHost: localhost\r\nX: ", "GET /"] {
        let started = Instant::now();
        let mut stream = tested.connect();
        stream.write_all(begin.as_bytes()).expect("the preview reads");
        let more = vec![b'x'; 64 * 1024];
        while stream.write_all(&more).is_ok() {
            assert!(started.elapsed() < Duration::from_secs(5), "it is read on and on");
        }
    }
    assert_eq!(tested.get("/").status, 200);
}

/// Whoever is slow to ask or to read is dropped, and keeps nobody else waiting.
#[test]
fn slow_clients_are_dropped() {
    let tested = Tested::new("slow");
    let started = Instant::now();
    let mut slow: Vec<TcpStream> = (0..30).map(|_| tested.connect()).collect();
    let mut dripping = tested.connect();
    let mut dripper = dripping.try_clone().expect("a socket");
    thread::spawn(move || {
        for byte in
            b"GET / HTTP/1.1\r\nHost: localhost\r\nX: abcdefghijklmnopqrstuvwxyz".iter().cycle()
        {
            if dripper.write_all(&[*byte]).is_err() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
    });
    // One that asks for a page again and again, and reads nothing.
    let mut deaf: Vec<TcpStream> = (0..10).map(|_| tested.connect()).collect();
    for stream in &mut deaf {
        let _ = stream.write_all(b"GET /data/dictionary/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    for _ in 0..20 {
        let asked = Instant::now();
        assert_eq!(tested.get("/").status, 200);
        assert!(asked.elapsed() < Duration::from_millis(1500), "{:?}", asked.elapsed());
    }
    assert_eq!(read_answer(&mut dripping).status, 408);
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    for stream in &mut slow {
        assert_eq!(read_answer(stream).status, 408);
    }
}

#[test]
fn both_loopbacks_answer() {
    let tested = Tested::new("loopbacks");
    let Ok(mut stream) = TcpStream::connect(("::1", tested.port)) else {
        // A machine without IPv6 has no such address.
        assert!(
            std::net::TcpListener::bind("[::1]:0").is_err(),
            "the preview does not listen on ::1"
        );
        return;
    };
    let request = format!("GET / HTTP/1.1\r\nHost: [::1]:{}\r\n\r\n", tested.port);
    stream.write_all(request.as_bytes()).expect("written");
    let answer = read_answer(&mut stream);
    assert_eq!(answer.status, 200);
    let rule = answer.header("content-security-policy").expect("a rule");
    assert!(rule.contains("script-src 'self'"), "{rule}");
}

#[test]
fn fifty_tabs_are_told_and_dead_ones_forgotten() {
    let tested = Tested::new("fifty");
    let mut tabs: Vec<TcpStream> = (0..50).map(|_| tested.tab("/about/")).collect();
    for tab in &mut tabs {
        // That the review found something changes no page.
        let message = next_message(tab, Duration::from_millis(20));
        assert!(message.is_none_or(|it| it.contains("\"action\":\"none\"")));
    }
    for round in 0..5 {
        tested.place.write(ABOUT, about(&format!("Round {round}.")));
        for tab in &mut tabs {
            let message = loop {
                let message = next_message(tab, Duration::from_secs(5)).expect("told");
                if message.contains("\"action\":\"page\"") {
                    break message;
                }
            };
            assert!(message.contains("\"page_hash\""), "{message}");
        }
        let asked = Instant::now();
        assert!(tested.get("/about/").text().contains(&format!("Round {round}.")));
        assert!(asked.elapsed() < Duration::from_millis(1500));
    }
    // One that never reads holds nobody up; those that are gone are noticed by the next heartbeats.
    tabs.truncate(1);
    thread::sleep(Duration::from_millis(1000));
    tested.place.write(ABOUT, about("To one tab."));
    tested.wait_for("/about/", "To one tab.");
    thread::sleep(Duration::from_millis(300));
    let said = tested.said.lock().expect("no panic while it is held").join("\n");
    let last = said.lines().rfind(|line| line.starts_with("changed")).expect("it was told");
    assert!(last.contains("updated 1 tab"), "{said}");
}

/// Three tabs that reload sixty times, each with a stream and the files of a page: nobody waits.
#[test]
fn bursts_of_reloads_do_not_hang() {
    let tested = Arc::new(Tested::new("bursts"));
    let slowest = Arc::new(Mutex::new(Duration::ZERO));
    let tabs: Vec<_> = (0..3)
        .map(|_| {
            let (tested, slowest) = (Arc::clone(&tested), Arc::clone(&slowest));
            thread::spawn(move || {
                for _ in 0..60 {
                    let stream = tested.tab("/about/");
                    let parallel: Vec<_> =
                        ["/about/", "/__iho/preview.css", "/__iho/preview.js", "/assets/x.css"]
                            .map(|path| {
                                let (tested, slowest) = (Arc::clone(&tested), Arc::clone(&slowest));
                                thread::spawn(move || {
                                    let asked = Instant::now();
                                    assert_ne!(tested.get(path).status, 0, "{path}");
                                    let mut slowest =
                                        slowest.lock().expect("no panic while it is held");
                                    *slowest = asked.elapsed().max(*slowest);
                                })
                            })
                            .into();
                    for one in parallel {
                        one.join().expect("it is answered");
                    }
                    drop(stream);
                }
            })
        })
        .collect();
    for tab in tabs {
        tab.join().expect("every request is answered");
    }
    let slowest = *slowest.lock().expect("no panic while it is held");
    assert!(slowest < Duration::from_millis(1500), "{slowest:?}");
}

/// Whoever asks for much and does not read it keeps nobody from an answer.
#[test]
fn long_answers_keep_nobody_waiting() {
    let mut files = small_site();
    files.insert("content/pages/long.pdf".to_owned(), "x".repeat(16 * 1024 * 1024));
    let page = "---\ntitle: More\n---\nSee [all of it](long.pdf).\n";
    files.insert("content/pages/more.md".to_owned(), page.to_owned());
    let tested = Tested::of(Place::with_site("serve-long", &files), None);
    let mut deaf: Vec<TcpStream> = (0..8).map(|_| tested.connect()).collect();
    for stream in &mut deaf {
        stream
            .write_all(b"GET /long.pdf HTTP/1.1\r\nHost: localhost\r\n\r\n")
            .expect("the preview reads");
        stream.peek(&mut [0]).expect("the answer begins");
    }
    for _ in 0..20 {
        let asked = Instant::now();
        assert_eq!(tested.get("/").status, 200);
        assert!(asked.elapsed() < Duration::from_millis(1500), "{:?}", asked.elapsed());
    }
    let late = read_answer(&mut deaf[0]);
    assert_eq!((late.status, late.body.len()), (200, 16 * 1024 * 1024));
}

/// The program as people run it, until it is dropped.
struct Running {
    child: Child,
    said: BufReader<ChildStdout>,
}

impl Running {
    fn new(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let said = BufReader::new(child.stdout.take().expect("it is piped"));
        Self { child, said }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.said.read_line(&mut line).expect("it speaks");
        line
    }

    /// Where it says that the preview is.
    fn port(&mut self) -> u16 {
        let line = self.line();
        let port =
            line.strip_prefix("Preview: http://127.0.0.1:").and_then(|it| it.split('/').next());
        port.and_then(|it| it.parse().ok()).unwrap_or_else(|| panic!("{line}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status of the start page; nothing where it does not come.
fn status_at(address: impl ToSocketAddrs) -> Option<u16> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").ok()?;
    Some(read_answer(&mut stream).status)
}

#[test]
fn where_a_port_is_taken_the_next_is_and_it_is_said() {
    let place = Place::with_site("serve-taken", &small_site());
    let loopbacks = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
    let free = |address: &IpAddr| TcpListener::bind((*address, 0)).ok();
    // A machine without IPv6 has one of them only.
    let taken: Vec<TcpListener> = loopbacks.iter().filter_map(free).collect();
    for listener in &taken {
        let port = listener.local_addr().expect("its address").port();
        let typed = ["serve", "--at", "2026-11-21", "--port", &port.to_string()];
        let mut running = Running::new(place.command().args(typed));
        let line = running.line();
        let other = running.port();
        assert_eq!(line, format!("Port {port} is taken, so the preview is on port {other}.\n"));
        assert!(other > port, "{port} {other}");
        for loopback in loopbacks.iter().take(taken.len()) {
            assert_eq!(status_at((*loopback, other)), Some(200), "{loopback}");
        }
    }
}

/// However many connect and say nothing: that passes, and does not cost more and more meanwhile.
#[test]
fn idle_connections_pass() {
    let place = Place::with_site("serve-idle", &small_site());
    let typed = ["serve", "--at", "2026-11-21", "--port", "0"];
    let mut running = Running::new(place.command().args(typed));
    let port = running.port();
    let mut idle = VecDeque::new();
    for _ in 0..2000 {
        idle.extend(TcpStream::connect((Ipv4Addr::LOCALHOST, port)));
        // As many as the system lets a program of its own have open.
        if idle.len() > 400 {
            idle.pop_front();
        }
    }
    let counted = fs::read_to_string(format!("/proc/{}/status", running.child.id()));
    if let Ok(status) = counted {
        let n = status.lines().find_map(|line| line.strip_prefix("Threads:")?.trim().parse().ok());
        assert!(n.is_some_and(|n: usize| n < 300), "{status}");
    }
    wait_for_answer(port);
    drop(idle);
}

fn wait_for_answer(port: u16) {
    let started = Instant::now();
    while status_at((Ipv4Addr::LOCALHOST, port)) != Some(200) {
        assert!(started.elapsed() < Duration::from_secs(20), "it does not recover");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Where the system has no file handles left, requests fail for a while, and no longer.
#[cfg(unix)]
#[test]
fn few_file_handles_are_enough_afterwards() {
    let place = Place::with_site("serve-handles", &small_site());
    let mut shell = Command::new("/bin/sh");
    let program = place.command().get_program().to_owned();
    let script = "ulimit -n 60 && exec \"$0\" serve --at 2026-11-21 --port 0";
    let mut running =
        Running::new(shell.arg("-c").arg(script).arg(program).current_dir(place.path(".")));
    let port = running.port();
    for _ in 0..3 {
        let tabs: Vec<_> = (0..60)
            .filter_map(|_| {
                let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
                let request = "GET /__iho/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
                stream.write_all(request.as_bytes()).ok()?;
                Some(stream)
            })
            .collect();
        assert!(tabs.len() > 30, "{}", tabs.len());
        thread::sleep(Duration::from_millis(200));
        drop(tabs);
        wait_for_answer(port);
    }
}

#[test]
fn a_public_preview_has_to_be_asked_for() {
    let place = Place::new("serve-public");
    let run = place.iho(&["serve", "--bind", "0.0.0.0"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--public-preview"), "{run:?}");
    let run = place.iho(&["serve", "--site", "no-such-folder"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("no-such-folder"), "{run:?}");
}
