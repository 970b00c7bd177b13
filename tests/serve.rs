//! The preview, asked by plain sockets: what it answers, what it refuses, and that every save is told.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder and keep time")]

mod common;
mod place;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Shutdown, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use common::{TODAY, build, small_site};
use iho::engine::Options;
use iho::output::Body;
use iho::serve::{self, Settings};
use place::Place;

/// A preview of the small site in a folder of its own.
struct Tested {
    place: Place,
    port: u16,
    said: Arc<Mutex<Vec<String>>>,
}

/// What was answered.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1);
        let mut pairs = lines.filter_map(|line| line.split_once(": "));
        pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

impl Tested {
    fn new(name: &str) -> Self {
        Self::polling(name, None)
    }

    fn polling(name: &str, poll: Option<Duration>) -> Self {
        let place = Place::with_site(&format!("serve-{name}"), &small_site());
        Self::of(place, poll)
    }

    fn of(place: Place, poll: Option<Duration>) -> Self {
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
        };
        let say = move |line: &str| {
            heard.lock().expect("no panic while it is held").push(line.to_owned())
        };
        let preview = serve::start(settings, Arc::new(say)).expect("a preview");
        Self { place, port: preview.port, said }
    }

    fn connect(&self) -> TcpStream {
        let stream =
            TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("the preview listens");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
        stream
    }

    fn raw(&self, request: impl AsRef<[u8]>) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_ref()).expect("the preview reads");
        read_answer(&mut stream)
    }

    fn get(&self, path: &str) -> Answer {
        self.get_with(path, "")
    }

    fn get_with(&self, path: &str, headers: &str) -> Answer {
        self.raw(format!("GET {path} HTTP/1.1\r\nHost: localhost:{}\r\n{headers}\r\n", self.port))
    }

    /// Waits until a page says something.
    #[track_caller]
    fn wait_for(&self, path: &str, words: &str) -> Duration {
        self.wait_until(path, words, true)
    }

    #[track_caller]
    fn wait_until(&self, path: &str, words: &str, is_there: bool) -> Duration {
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
    fn tab(&self, page: &str) -> TcpStream {
        let html = self.get(page).text();
        let of = |name: &str| {
            let start = html.find(name).expect("the script is there") + name.len();
            html[start..].split('"').next().expect("it ends").to_owned()
        };
        let (page, face, told) = (of("data-page=\""), of("data-face=\""), of("data-told=\""));
        let mut stream = self.connect();
        let request = format!(
            "GET /__iho/events?page={page}&date=&face={face}&told={told} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("the preview reads");
        stream
    }
}

fn read_answer(stream: &mut TcpStream) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    Answer { status, head, body: bytes.get(end + 4..).unwrap_or_default().to_vec() }
}

/// The next message of a stream; nothing where none comes in time.
fn next_message(stream: &mut TcpStream, within: Duration) -> Option<String> {
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

const ABOUT: &str = "content/pages/about.md";

fn about(words: &str) -> String {
    format!("---\ntitle: About this example\n---\n{words}\n")
}

/// What stands in a page but for what the preview adds.
fn undressed(html: &str) -> String {
    let mut html = html.to_owned();
    for (start, end) in [
        ("<link rel=\"stylesheet\" href=\"/__iho/preview.css\">", "</script>\n"),
        ("<aside class=\"iho-bar\"", "</dialog>\n"),
    ] {
        let from = html.find(start).expect("the preview adds it");
        let to = html[from..].find(end).expect("it ends") + from + end.len();
        html.replace_range(from..to, "");
    }
    html.replacen("<body class=\"iho-draft ", "<body class=\"", 1)
}

#[test]
fn it_serves_what_a_build_would_write() {
    let tested = Tested::new("bytes");
    let (_, built) = build(&small_site());
    let site = built.site.expect("the small site is sound");
    let rule_start = "<meta http-equiv=\"Content-Security-Policy\"";
    let mut n_pages = 0;
    for (url, _) in site.entries() {
        let answer = tested.get(url.as_str());
        let expected = match site.body(url).expect("it is promised").expect("it can be made") {
            Body::Bytes(bytes) => bytes,
            Body::Shared(bytes) => bytes.to_vec(),
            Body::Copy(_) => continue,
        };
        assert_eq!(answer.status, 200, "{url}");
        if answer.header("content-type") != Some("text/html; charset=utf-8") {
            assert_eq!(answer.body, expected, "{url}");
            continue;
        }
        n_pages += 1;
        let mut expected = String::from_utf8(expected).expect("a page is UTF-8");
        let at = expected.find(rule_start).expect("a page has a rule");
        let end = expected[at..].find('>').expect("it ends") + at + 1;
        expected.replace_range(at..end, "");
        assert_eq!(undressed(&answer.text()), expected, "{url}");
        let rule = answer.header("content-security-policy").expect("a rule");
        assert!(rule.contains("default-src 'none'") && !rule.contains("unsafe"), "{rule}");
    }
    assert!(n_pages > 40, "{n_pages}");
    assert!(!tested.place.path("output").exists() && !tested.place.path(".iho").exists());
}

#[test]
fn drafts_are_marked_and_other_pages_are_not() {
    let tested = Tested::new("draft");
    assert!(tested.get("/ihos/vale/").text().contains("<body class=\"iho-draft "));
    assert!(!tested.get("/organisations/").text().contains("iho-draft"));
}

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
fn answers_fit_the_request() {
    let tested = Tested::new("answers");
    let head = tested.raw("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let whole = tested.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(whole.body.len().to_string().as_str()));

    let etag = whole.header("etag").expect("a tag").to_owned();
    let again =
        tested.raw(format!("GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {etag}\r\n\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));

    let json = tested.get("/ihos/vale/blueprint.json");
    assert_eq!(json.header("content-type"), Some("application/json"));
    let part = tested.get_with("/ihos/vale/blueprint.json", "Range: bytes=2-5\r\n");
    assert_eq!((part.status, &part.body[..]), (206, &json.body[2..6]));
    let size = json.body.len();
    let range = format!("bytes 2-5/{size}");
    assert_eq!(part.header("content-range"), Some(range.as_str()));
    let last = tested.get_with("/ihos/vale/blueprint.json", "Range: bytes=-4\r\n");
    assert_eq!((last.status, &last.body[..]), (206, &json.body[size - 4..]));
    let beyond = tested.get_with("/ihos/vale/blueprint.json", &format!("Range: bytes={size}-\r\n"));
    assert_eq!(beyond.status, 416);

    assert_eq!(tested.get("/ihos").status, 307);
    assert_eq!(tested.get("/ihos").header("location"), Some("/ihos/"));
    assert_eq!(tested.get("/ihos/index.html").status, 200);
    let missing = tested.get("/no/such/page/");
    assert_eq!(missing.status, 404);
    assert!(
        missing.text().contains("iho-bar") && missing.text().contains("<main"),
        "{}",
        missing.text()
    );
    // The page of a missing address names its links from the folder of the server in which the site is published.
    assert_eq!(tested.get("/sub/ihos/").status, 200);
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
fn a_page_is_shown_as_on_another_day() {
    let tested = Tested::new("day");
    let today = tested.get("/accessibility/").text();
    let later = tested.get("/accessibility/?date=2027-04-01");
    assert_eq!(later.status, 200);
    assert!(later.text().contains("?date=2027-04-01"), "links keep the day");
    assert!(
        today.contains("value=\"2026-11-21\"") && later.text().contains("value=\"2027-04-01\"")
    );
    for bad in ["2027-13-01", "tomorrow", "2027-4-1", "%3Cb%3E"] {
        let answer = tested.get(&format!("/?date={bad}"));
        assert_eq!(answer.status, 400, "{bad}");
        assert!(
            answer.text().contains("not a day") && !answer.text().contains("<b>"),
            "{}",
            answer.text()
        );
    }
}

/// Every way in which programs save, none missed.
#[test]
fn every_way_of_saving_is_seen() {
    let tested = Tested::new("saving");
    let root = tested.place.path(".");
    save_in_every_way(&tested, &root, 6);
}

#[test]
fn every_way_of_saving_is_seen_by_looking() {
    let tested = Tested::polling("looking", Some(Duration::from_millis(30)));
    let root = tested.place.path(".");
    save_in_every_way(&tested, &root, 1);
}

fn save_in_every_way(tested: &Tested, root: &Path, rounds: usize) {
    let page = root.join(ABOUT);
    let temporary = root.join("content/pages/.about.md.tmp~");
    let mut n_saves = 0;
    for round in 0..rounds {
        type Way<'a> = (&'a str, &'a dyn Fn(&str));
        let ways: [Way<'_>; 7] = [
            ("in place", &|text| fs::write(&page, text).expect("written")),
            ("temporary and renamed", &|text| {
                fs::write(&temporary, text).expect("written");
                fs::rename(&temporary, &page).expect("renamed");
            }),
            ("backup, then new", &|text| {
                fs::rename(&page, root.join("content/pages/about.md~")).expect("renamed");
                fs::write(&page, text).expect("written");
            }),
            ("deleted, then new", &|text| {
                fs::remove_file(&page).expect("deleted");
                thread::sleep(Duration::from_millis(5));
                fs::write(&page, text).expect("written");
            }),
            ("in pieces", &|text| {
                let mut file = fs::File::create(&page).expect("open");
                for piece in text.as_bytes().chunks(20) {
                    file.write_all(piece).expect("written");
                    thread::sleep(Duration::from_millis(2));
                }
            }),
            ("held open", &|text| {
                let mut file = fs::File::create(&page).expect("open");
                file.write_all(text.as_bytes()).expect("written");
                // The editor keeps the file open until the change was seen.
                let words = text.lines().nth(3).expect("the words");
                tested.wait_for("/about/", words);
            }),
            ("from another folder", &|text| {
                fs::write(root.join("elsewhere.md"), text).expect("written");
                fs::rename(root.join("elsewhere.md"), &page).expect("renamed");
            }),
        ];
        for (way, save) in ways {
            let words = format!("Round {round}, {way}.");
            save(&about(&words));
            tested.wait_for("/about/", &words);
            n_saves += 1;
        }
    }
    assert_eq!(n_saves, rounds * 7);
}

#[test]
fn files_and_folders_come_and_go() {
    let tested = Tested::new("coming");
    let root = tested.place.path(".");
    // A new folder, with a page in it at once.
    fs::create_dir_all(root.join("content/pages/news/deep")).expect("a folder");
    fs::write(root.join("content/pages/news/deep/first.md"), about("A first page."))
        .expect("written");
    tested.wait_for("/news/deep/first/", "A first page.");
    // Renamed, a letter only.
    fs::rename(
        root.join("content/pages/news/deep/first.md"),
        root.join("content/pages/news/deep/First.md"),
    )
    .expect("renamed");
    tested.wait_until("/news/deep/first/", "A first page.", false);
    fs::rename(
        root.join("content/pages/news/deep/First.md"),
        root.join("content/pages/news/deep/second.md"),
    )
    .expect("renamed");
    tested.wait_for("/news/deep/second/", "A first page.");
    // A folder moved in, and out.
    fs::create_dir_all(root.join("drawer")).expect("a folder");
    fs::write(root.join("drawer/plan.md"), about("A plan.")).expect("written");
    fs::rename(root.join("drawer"), root.join("content/pages/plans")).expect("moved");
    tested.wait_for("/plans/plan/", "A plan.");
    fs::write(root.join("content/pages/plans/plan.md"), about("A better plan.")).expect("written");
    tested.wait_for("/plans/plan/", "A better plan.");
    fs::rename(root.join("content/pages/plans"), root.join("gone")).expect("moved");
    tested.wait_until("/plans/plan/", "A better plan.", false);
    // A theme that comes later.
    fs::create_dir_all(root.join("themes/default/templates")).expect("a folder");
    fs::write(root.join("themes/default/templates/imprint.html"), "<p>Another imprint</p>")
        .expect("written");
    tested.wait_for("/", "Another imprint");
    fs::remove_dir_all(root.join("themes")).expect("deleted");
    tested.wait_until("/", "Another imprint", false);
    // The whole content, away and back.
    fs::rename(root.join("content"), root.join("away")).expect("moved");
    thread::sleep(Duration::from_millis(300));
    assert!(matches!(tested.get("/").status, 200 | 404));
    fs::rename(root.join("away"), root.join("content")).expect("moved");
    fs::write(root.join(ABOUT), about("Back again.")).expect("written");
    tested.wait_for("/about/", "Back again.");
}

/// A change of branch is one change, and what is written into the output or beside the content is none.
#[test]
fn many_files_are_one_change() {
    let tested = Tested::new("many");
    let root = tested.place.path(".");
    let mut tab = tested.tab("/about/");
    assert_eq!(next_message(&mut tab, Duration::from_millis(400)), None);
    for at in 0..500 {
        tested.place.write(&format!("content/pages/many/page-{at}.md"), about("One of many."));
    }
    tested.place.write(ABOUT, about("After the change of branch."));
    let message = next_message(&mut tab, Duration::from_secs(20)).expect("the tab is told");
    assert!(message.contains("\"action\":\"page\""), "{message}");
    tested.wait_for("/many/page-499/", "One of many.");
    let more = next_message(&mut tab, Duration::from_millis(900));
    assert_eq!(more.filter(|it| it.contains("\"action\":\"page\"")), None);
    let changed = || {
        let said = tested.said.lock().expect("no panic while it is held");
        said.iter().filter(|line| line.starts_with("changed")).count()
    };
    assert_eq!(changed(), 1, "{:?}", tested.said);
    tested.place.write("output/index.html", "x");
    tested.place.write(".git/index", "x");
    tested.place.write(".iho/log", "x");
    tested.place.write("content/.about.md.swp", "x");
    tested.place.write("content/pages/about.md~", "x");
    tested.place.write("content/pages/#about.md#", "x");
    thread::sleep(Duration::from_millis(400));
    assert_eq!(changed(), 1, "{:?}", tested.said);
    fs::remove_dir_all(root.join("content/pages/many")).expect("deleted");
    tested.wait_until("/many/page-499/", "One of many.", false);
}

#[test]
fn only_tabs_whose_page_changed_are_told() {
    let tested = Tested::new("tabs");
    let (mut about_tab, mut list_tab) = (tested.tab("/about/"), tested.tab("/metrics/"));
    assert_eq!(next_message(&mut about_tab, Duration::from_millis(300)), None);
    tested.place.write(ABOUT, about("Changed once."));
    let message = next_message(&mut about_tab, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"page\""), "{message}");
    let other = next_message(&mut list_tab, Duration::from_millis(600));
    assert!(other.is_none_or(|it| it.contains("\"action\":\"none\"")));
    // Saved again without a change: nobody is told.
    tested.place.write(ABOUT, about("Changed once."));
    assert_eq!(next_message(&mut about_tab, Duration::from_millis(400)), None);
    // A style sheet is swapped.
    tested.place.write("themes/default/static/site.css", "body { color: black }");
    let message = next_message(&mut about_tab, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"style\""), "{message}");
    let message = next_message(&mut list_tab, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"style\""), "{message}");
    // A tab that was away is told as soon as it is back.
    let html = tested.get("/about/").text();
    let face =
        html.split("data-face=\"").nth(1).and_then(|it| it.split('"').next()).expect("a face");
    tested.place.write(ABOUT, about("Changed while away."));
    tested.wait_for("/about/", "Changed while away.");
    let mut back = tested.connect();
    let request =
        format!("GET /__iho/events?page=/about/&face={face} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    back.write_all(request.as_bytes()).expect("written");
    let message = next_message(&mut back, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"page\""), "{message}");
}

#[test]
fn fifty_tabs_are_told_and_dead_ones_forgotten() {
    let tested = Tested::new("fifty");
    let mut tabs: Vec<TcpStream> = (0..50).map(|_| tested.tab("/about/")).collect();
    for tab in &mut tabs {
        assert_eq!(next_message(tab, Duration::from_millis(20)), None);
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
            assert!(message.contains("\"face\""), "{message}");
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
    assert!(last.contains("told 1 tab"), "{said}");
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

#[test]
fn mistakes_are_told_over_the_last_good_page() {
    let tested = Tested::new("mistakes");
    let site = small_site();
    let nasty = "content/organisations/vale-gps.yaml";
    for (path, broken, words) in [
        (nasty, "id: vale-gps\nname: [\n", "vale-gps.yaml"),
        (nasty, "id: vale-gps\nnam: <script>alert(1)</script>\n", "&lt;script&gt;alert(1)"),
        (nasty, "\u{1}", "nobody can see"),
        ("content/ihos/vale/draft/footprint.geojson", "{\"type\":", "footprint.geojson"),
        ("content/ihos/vale/draft/host.yaml", "", "empty"),
        (ABOUT, "no front matter", "no title"),
        ("content/site.yaml", "title: [", "site.yaml"),
    ] {
        tested.place.write(path, broken);
        tested.wait_for("/organisations/vale-gps/", words);
        let page = tested.get("/organisations/vale-gps/");
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("Vale GP Federation"), "the last good page stays: {path}");
        assert!(!text.contains("<script>alert"), "{path}");
        assert!(text.contains("iho-has-errors"), "{path}");
        tested.place.write(path, &site[path]);
        tested.wait_until("/organisations/vale-gps/", "iho-has-errors", false);
    }
}

#[test]
fn nothing_that_is_done_to_files_ends_it() {
    let tested = Tested::new("unharmed");
    let site = small_site();
    // A template with a slip, then one that fails only when a page is made, then a deleted one.
    for (text, words) in [
        ("<p>{{ site.title </p>", "themes/default/templates/page.html"),
        ("{{ nothing.at.all }}", "nothing"),
        ("{% extends \"no-such.html\" %}", "no-such.html"),
    ] {
        tested.place.write("themes/default/templates/page.html", text);
        tested.wait_for("/organisations/", words);
        let page = tested.get("/organisations/");
        assert_eq!(page.status, 200);
        assert!(page.text().contains("<h1"), "{}", page.text());
        // The content goes on being shown meanwhile.
        tested.place.write(ABOUT, about(&format!("While the theme is broken: {}.", words.len())));
        thread::sleep(Duration::from_millis(150));
        assert_eq!(tested.get("/about/").status, 200);
        fs::remove_file(tested.place.path("themes/default/templates/page.html")).expect("deleted");
        tested.wait_until("/organisations/", "iho-has-errors", false);
    }
    // A file that others cite goes, and comes back.
    let cited = "content/organisations/vale-trust.yaml";
    fs::remove_file(tested.place.path(cited)).expect("deleted");
    tested.wait_for("/ihos/vale/host/", "iho-has-errors");
    assert_eq!(tested.get("/ihos/vale/host/").status, 200);
    assert_eq!(tested.get("/organisations/vale-trust/").status, 404);
    tested.place.write(cited, &site[cited]);
    tested.wait_until("/ihos/vale/host/", "iho-has-errors", false);
    // Bytes that are no text, a file that is a folder now, a link to nowhere, an empty site file.
    tested.place.write(ABOUT, [0xff, 0xfe, 0x00]);
    tested.wait_for("/about/", "UTF-8");
    assert_eq!(tested.get("/about/").status, 200);
    fs::remove_file(tested.place.path(ABOUT)).expect("deleted");
    fs::create_dir(tested.place.path(ABOUT)).expect("a folder");
    thread::sleep(Duration::from_millis(200));
    assert_eq!(tested.get("/").status, 200);
    fs::remove_dir(tested.place.path(ABOUT)).expect("deleted");
    tested.place.write(ABOUT, &site[ABOUT]);
    tested.place.write("content/site.yaml", "");
    tested.wait_for("/", "iho-has-errors");
    tested.place.write("content/site.yaml", &site["content/site.yaml"]);
    tested.wait_until("/", "iho-has-errors", false);
    assert!(tested.get("/about/").text().contains("are invented"));
}

/// What is broken from the start is told, too.
#[test]
fn it_begins_with_whatever_is_there() {
    let place = Place::new("serve-empty");
    fs::create_dir_all(place.path("content")).expect("a folder");
    let tested = Tested::of(place, None);
    assert_eq!(tested.get("/").status, 200);
    tested.wait_for("/", "content/site.yaml");

    let mut files = small_site();
    files.insert("themes/default/templates/page.html".to_owned(), "{{ broken".to_owned());
    files.insert(nth_organisation(), "id: [".to_owned());
    let tested = Tested::of(Place::with_site("serve-broken", &files), None);
    tested.wait_for("/organisations/", "page.html");
    tested.wait_for("/organisations/", nth_organisation().as_str());
    assert!(tested.get("/organisations/").text().contains("<main"));
    fs::remove_file(tested.place.path("themes/default/templates/page.html")).expect("deleted");
    tested.place.write(&nth_organisation(), &small_site()[&nth_organisation()]);
    tested.wait_until("/organisations/", "iho-has-errors", false);
}

fn nth_organisation() -> String {
    "content/organisations/vale-gps.yaml".to_owned()
}

#[test]
fn the_review_says_what_changed_and_why() {
    let tested = Tested::new("review");
    assert!(tested.get("/_review/").text().contains("Nothing differs"));
    tested.place.write(ABOUT, about("Other & new words."));
    let gps = "content/organisations/vale-gps.yaml";
    tested.place.write(gps, small_site()[gps].replace("Vale GP Federation", "Vale GPs together"));
    tested.place.write("content/pages/new.md", about("Something new."));
    tested.wait_for("/new/", "Something new.");
    tested.wait_for("/organisations/vale-gps/", "Vale GPs together");
    let list = tested.get("/_review/").text();
    for (url, how) in [
        ("/about/", "Changed"),
        ("/new/", "Added"),
        ("/organisations/vale-gps/", "Changed"),
        ("/ihos/vale/partners/", "Changed indirectly"),
        ("/organisations/", "Changed indirectly"),
    ] {
        let row = list.split("<tr>").find(|row| row.contains(&format!(">{url}</a>")));
        let row = row.unwrap_or_else(|| panic!("{url}: {list}"));
        assert!(row.contains(&format!("<td>{how}</td>")), "{row}");
    }
    assert!(list.contains("content/organisations/vale-gps.yaml changed"), "{list}");
    assert!(!list.contains(">/metrics/</a>"), "{list}");
    for view in ["inline", "side", "source"] {
        let page = tested.get(&format!("/_review/page/?url=/about/&view={view}"));
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("<ins>") && text.contains("&amp;"), "{view}: {text}");
        assert!(text.contains("rel=\"next\""), "{view}: {text}");
    }
    let preview = tested.get("/_review/page/?url=/about/&view=preview").text();
    assert!(
        preview.contains("<iframe title=\"The page as it is now\" src=\"/about/\">"),
        "{preview}"
    );
    fs::remove_file(tested.place.path("content/pages/new.md")).expect("deleted");
    tested.wait_until("/_review/", ">/new/</a>", false);
    tested.place.write(gps, "id: [");
    tested.wait_for("/_review/checks/", "vale-gps.yaml");
}

/// A reader sees the old page or the new one, whatever is saved how often.
#[test]
fn no_page_is_ever_half_new() {
    let tested = Arc::new(Tested::new("whole"));
    let title = |at: usize| format!("---\ntitle: Title {at}\n---\nText {at}.\n");
    tested.place.write(ABOUT, title(0));
    tested.wait_for("/about/", "Text 0.");
    let reader = Arc::clone(&tested);
    let until = Instant::now() + Duration::from_secs(3);
    let reading = thread::spawn(move || {
        let mut seen = BTreeSet::new();
        while Instant::now() < until {
            let answer = reader.get("/about/");
            assert_eq!(answer.status, 200);
            let text = answer.text();
            let after = |words: &str| {
                let at = text.find(words).expect("it is on the page") + words.len();
                text[at..].chars().take_while(char::is_ascii_digit).collect::<String>()
            };
            assert_eq!(after("<title>Title "), after("Text "));
            seen.insert(after("Text "));
        }
        seen.len()
    });
    let mut at = 0;
    while Instant::now() < until {
        at += 1;
        tested.place.write(ABOUT, title(at));
        thread::sleep(Duration::from_millis(7));
    }
    let n_seen = reading.join().expect("no page was half new");
    assert!(n_seen > 3, "{n_seen} of {at}");
    tested.place.write(ABOUT, title(999_999));
    tested.wait_for("/about/", "Text 999999.");
}

#[test]
fn the_next_port_is_taken_and_a_public_preview_has_to_be_asked_for() {
    let tested = Tested::new("ports");
    let place = Place::new("serve-ports-2");
    let run = place.iho(&["serve", "--bind", "0.0.0.0"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains("--public-preview"), "{run:?}");
    let run = place.iho(&["serve", "--site", "no-such-folder"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.contains("no-such-folder"), "{run:?}");
    drop(tested);
}
