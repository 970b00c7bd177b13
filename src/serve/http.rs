//! Requests and answers. `tiny_http` reads the ones and carries the others, behind the limits that `proxy` keeps.
//!
//! It takes a head of any length, waits for a slow client for ever, and for good where a request names a version that it
//! does not know. So it listens on a port of its own, where only connections of the proxy are answered: those bring whole,
//! small heads. Every answer is written by us, closed after, and never keeps a worker waiting.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tiny_http::Server;

use crate::failure::Failure;
use crate::model::address::decode_path;

/// Requests that are answered at one time.
const WORKERS: usize = 4;
/// An answer of this many bytes goes into the buffers of the system, whether its client reads or not. A longer one is
/// written by a thread of its own.
const MAX_UNCHUNKED_BYTES: usize = 64 * 1024;
/// Bytes of longer answers that wait for their clients at one time.
const MAX_PENDING_BYTES: usize = 256 * 1024 * 1024;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// The path, decoded: starts with `/`.
    pub(super) path: String,
    /// The pairs of the query, decoded.
    pub(super) query: Vec<(String, String)>,
    /// Names in lower case.
    headers: Vec<(String, String)>,
}

impl Request {
    /// The header of a name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The first value of a key of the query.
    pub(super) fn asked(&self, key: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == key);
        found.map(|(_, value)| value.as_str())
    }

    /// The name and port that the client thinks it talks to.
    pub(super) fn host(&self) -> &str {
        self.header("host").unwrap_or("")
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

impl Response {
    pub(super) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, headers: Vec::new(), body: body.into() }
    }

    /// A refusal in one line of plain text.
    pub(super) fn text(status: u16, words: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", format!("{words}\n"))
    }

    #[must_use]
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// An answer, or a stream that somebody else goes on writing to.
pub(super) enum Reply {
    Whole(Response),
    /// The stream is handed over, its head already written into its buffer.
    Stream(Box<dyn FnOnce(Stream) + Send>),
}

/// The way to a client who listens.
pub(super) struct Stream {
    writer: Box<dyn Write + Send>,
    port: u16,
    connections: BackendConnections,
}

impl Stream {
    /// Sends a message at once.
    pub(super) fn send(&mut self, message: &str) -> io::Result<()> {
        self.writer.write_all(message.as_bytes())?;
        self.writer.flush()
    }

    /// Whether the client still listens, as far as the proxy knows.
    pub(super) fn is_open(&self) -> bool {
        self.connections.has(self.port)
    }
}

/// What answers a request.
pub(super) type Answer = Arc<dyn Fn(&Request) -> Reply + Send + Sync>;

/// The server behind the proxy.
pub(super) struct Backend {
    worker: WorkerContext,
    now: Mutex<(Arc<Server>, SocketAddr)>,
}

/// What the workers share.
#[derive(Clone)]
struct WorkerContext {
    answer: Answer,
    connections: BackendConnections,
    n_waiting: Arc<AtomicUsize>,
}

/// The ports from which the proxy is connected. No other program can connect from one of them meanwhile.
#[derive(Clone, Default)]
struct BackendConnections(Arc<Mutex<BTreeSet<u16>>>);

impl BackendConnections {
    fn has(&self, port: u16) -> bool {
        lock(&self.0).contains(&port)
    }
}

/// A connection from the proxy to the server; known until it is dropped.
pub(super) struct BackendConnection {
    pub(super) stream: TcpStream,
    port: u16,
    connections: BackendConnections,
}

impl Drop for BackendConnection {
    fn drop(&mut self) {
        // Before the port is free for others.
        lock(&self.connections.0).remove(&self.port);
    }
}

impl Backend {
    /// Starts the server and its workers, which end with the program.
    pub(super) fn open(answer: Answer) -> Result<Self, Failure> {
        let worker = WorkerContext {
            answer,
            connections: BackendConnections::default(),
            n_waiting: Arc::default(),
        };
        let now = begin(&worker)
            .map_err(|error| Failure::new(format!("can't listen on the loopback: {error}")))?;
        Ok(Self { worker, now: Mutex::new(now) })
    }

    /// Connects to the server.
    pub(super) fn connect(&self) -> io::Result<BackendConnection> {
        let address = lock(&self.now).1;
        let stream = match TcpStream::connect(address) {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                TcpStream::connect(self.begin_again(address)?)
            }
            tried => tried,
        }?;
        let (port, connections) = (stream.local_addr()?.port(), self.worker.connections.clone());
        lock(&connections.0).insert(port);
        Ok(BackendConnection { stream, port, connections })
    }

    /// `tiny_http` stops listening for good where the system has no file handle left for a connection. That passes, and
    /// so another server takes its place.
    fn begin_again(&self, ended: SocketAddr) -> io::Result<SocketAddr> {
        let mut now = lock(&self.now);
        if now.1 == ended {
            let (old, _) = std::mem::replace(&mut *now, begin(&self.worker)?);
            (0..WORKERS).for_each(|_| old.unblock());
        }
        Ok(now.1)
    }
}

fn begin(worker: &WorkerContext) -> io::Result<(Arc<Server>, SocketAddr)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    let server = Arc::new(Server::from_listener(listener, None).map_err(io::Error::other)?);
    for _ in 0..WORKERS {
        let (worker, server) = (worker.clone(), Arc::clone(&server));
        std::thread::Builder::new().spawn(move || {
            while let Ok(request) = server.recv() {
                // A panic is a bug of ours, which the preview outlives. A client that is gone needs no answer.
                let _ = catch_unwind(AssertUnwindSafe(|| worker.reply(request)));
            }
        })?;
    }
    Ok((server, address))
}

impl WorkerContext {
    fn reply(&self, request: tiny_http::Request) -> io::Result<()> {
        let port = request.remote_addr().map_or(0, SocketAddr::port);
        if !self.connections.has(port) {
            // Somebody else found the port.
            return write(request.into_writer(), &refusal(403).to_bytes(false));
        }
        let is_head = *request.method() == tiny_http::Method::Head;
        let reply = match Request::parse(&request) {
            Ok(request) => (self.answer)(&request),
            Err(status) => Reply::Whole(refusal(status)),
        };
        let writer = request.into_writer();
        match reply {
            Reply::Whole(response) => self.finish(writer, response, is_head),
            Reply::Stream(_) if is_head => self.finish(writer, refusal(405), true),
            Reply::Stream(take) => {
                let connections = self.connections.clone();
                let mut stream = Stream { writer, port, connections };
                // It leaves with the first message: two small parcels would wait for each other.
                stream.writer.write_all(STREAM_HEAD.as_bytes())?;
                take(stream);
                Ok(())
            }
        }
    }

    fn finish(
        &self,
        mut writer: Box<dyn Write + Send>,
        response: Response,
        is_head: bool,
    ) -> io::Result<()> {
        let n = response.body.len();
        if n <= MAX_UNCHUNKED_BYTES || is_head {
            return write(writer, &response.to_bytes(is_head));
        }
        let waiting = Waiting(Arc::clone(&self.n_waiting), n);
        let n_before = waiting.0.fetch_add(n, Ordering::Relaxed);
        if n_before > 0 && n_before.saturating_add(n) > MAX_PENDING_BYTES {
            return write(writer, &refusal(503).to_bytes(is_head));
        }
        std::thread::Builder::new().spawn(move || {
            let _waiting = waiting;
            writer.write_all(&response.to_bytes(true))?;
            write(writer, &response.body)
        })?;
        Ok(())
    }
}

fn write(mut writer: Box<dyn Write + Send>, bytes: &[u8]) -> io::Result<()> {
    writer.write_all(bytes)?;
    writer.flush()
}

/// Bytes that wait for their client, counted until it is dropped.
struct Waiting(Arc<AtomicUsize>, usize);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.fetch_sub(self.1, Ordering::Relaxed);
    }
}

const STREAM_HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
    Connection: close\r\nX-Content-Type-Options: nosniff\r\n\r\nretry: 1000\n\n";

impl Request {
    /// What `tiny_http` has read, if it is what it should be; else the status of a refusal.
    fn parse(request: &tiny_http::Request) -> Result<Self, u16> {
        let headers = request.headers().iter();
        let headers = headers.map(|it| (it.field.as_str().as_str(), it.value.as_str()));
        Self::new(request.method().as_str(), request.url(), headers)
    }

    fn new<'a>(
        method: &str,
        target: &str,
        pairs: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, u16> {
        let is_unseen = |c: char| c.is_control() && c != '\t';
        let mut headers = Vec::new();
        for (name, value) in pairs {
            let is_name = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_!#$%&'*+.^`|~".contains(&byte));
            if !is_name || value.contains(is_unseen) {
                return Err(400);
            }
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        if headers.iter().filter(|(name, _)| name == "host").count() != 1 {
            return Err(400);
        }
        if !matches!(method, "GET" | "HEAD") {
            return Err(405);
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = decode_path(path).filter(|path| is_sound(path)).ok_or(400u16)?;
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode_query(key)?, decode_query(value)?))
        });
        let query: Option<Vec<(String, String)>> = query.collect();
        Ok(Self { path, query: query.ok_or(400u16)?, headers })
    }
}

/// The path that a request asks for, if it is what it should be; else the status of a refusal.
pub(super) fn path_asked<'a>(
    method: &str,
    target: &str,
    headers: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<String, u16> {
    Request::new(method, target, headers).map(|request| request.path)
}

/// A path of a site: nothing that climbs, nothing that another system reads as a separator.
fn is_sound(path: &str) -> bool {
    path.starts_with('/')
        && !path.contains(|c: char| c.is_control() || c == '\\')
        && !path.split('/').any(|part| matches!(part, "." | ".."))
}

/// A key or a value of a query, in which a `+` is a space.
fn decode_query(written: &str) -> Option<String> {
    decode_path(&written.replace('+', " "))
}

/// What is said to a request that is not answered.
pub(super) fn refusal(status: u16) -> Response {
    let words = match status {
        403 => "Only the preview itself may ask here.",
        405 => "A preview is only read: use GET or HEAD.",
        408 => "The request took too long to arrive.",
        414 => "The address is too long.",
        431 => "The headers are too long.",
        503 => "Too much is asked for at one time: close some tabs.",
        _ => "This is not a request that a preview understands.",
    };
    let response = Response::text(status, words);
    if status == 405 { response.with("Allow", "GET, HEAD") } else { response }
}

impl Response {
    /// The bytes of the answer; without its body for a request of `HEAD`.
    pub(super) fn to_bytes(&self, is_head: bool) -> Vec<u8> {
        let Self { status, kind, headers, body } = self;
        let mut head = format!("HTTP/1.1 {status} {}\r\n", reason(*status));
        if *status != 304 {
            head.push_str(&format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len()));
        }
        if !headers.iter().any(|(name, _)| *name == "Cache-Control") {
            head.push_str("Cache-Control: no-store\r\n");
        }
        head.push_str(
            "Connection: close\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n",
        );
        for (name, value) in headers {
            // A line end in a value would begin another header.
            let value: String = value.chars().filter(|c| !c.is_control()).collect();
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        if !is_head && *status != 304 {
            bytes.extend_from_slice(body);
        }
        bytes
    }
}

const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        414 => "URI Too Long",
        416 => "Range Not Satisfiable",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[track_caller]
    fn path_of(target: &str) -> Result<String, u16> {
        let headers = [("Host", "localhost")];
        Request::new("GET", target, headers.into_iter()).map(|request| request.path)
    }

    #[test]
    fn paths_do_not_climb() {
        assert_eq!(path_of("/a%20b/"), Ok("/a b/".to_owned()));
        for climbing in [
            "/../x",
            "/%2e%2e/x",
            "/a/%2E./x",
            "/..%2fx",
            "/a%5c..%5cx",
            "/%00",
            "x",
            "/%ff",
            "/%2",
        ] {
            assert_eq!(path_of(climbing), Err(400), "{climbing}");
        }
        // Decoded once only: what is left is a name like any other.
        assert_eq!(path_of("/%252e%252e/x"), Ok("/%2e%2e/x".to_owned()));
    }

    #[test]
    fn a_request_has_one_host_and_sound_headers() {
        let status = |method: &str, headers: &[(&str, &str)]| {
            Request::new(method, "/", headers.iter().copied()).err()
        };
        let host = ("Host", "a");
        assert_eq!(status("GET", &[host]), None);
        assert_eq!(status("HEAD", &[host]), None);
        assert_eq!(status("GET", &[]), Some(400));
        assert_eq!(status("GET", &[host, ("hOST", "b")]), Some(400));
        assert_eq!(status("GET", &[host, ("", "b")]), Some(400));
        assert_eq!(status("GET", &[host, ("X", "a\nb")]), Some(400));
        assert_eq!(status("POST", &[host]), Some(405));
        assert_eq!(status("get", &[host]), Some(405));
    }

    fn backend() -> Backend {
        let answer = |request: &Request| match request.path.as_str() {
            "/long" => {
                Reply::Whole(Response::new(200, "text/plain", vec![0; MAX_PENDING_BYTES / 2 - 1]))
            }
            "/panic" => panic!("a bug of ours"),
            _ => Reply::Whole(Response::text(200, "secret")),
        };
        Backend::open(Arc::new(answer)).expect("the loopback is there")
    }

    #[track_caller]
    fn send(stream: &mut TcpStream, path: &str) {
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it listens");
    }

    #[track_caller]
    fn ask(stream: &mut TcpStream) -> String {
        send(stream, "/");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }

    #[test]
    fn only_the_gate_is_answered() {
        let backend = backend();
        let address = lock(&backend.now).1;
        let stranger = ask(&mut TcpStream::connect(address).expect("it listens"));
        assert!(
            stranger.starts_with("HTTP/1.1 403 ") && !stranger.contains("secret"),
            "{stranger}"
        );
        let connection = ask(&mut backend.connect().expect("it listens").stream);
        assert!(
            connection.starts_with("HTTP/1.1 200 ") && connection.ends_with("secret\n"),
            "{connection}"
        );
    }

    #[test]
    fn a_server_that_ended_is_replaced() {
        let backend = backend();
        let ended = {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
            listener.local_addr().expect("its address")
        };
        lock(&backend.now).1 = ended;
        for _ in 0..2 {
            let connection = ask(&mut backend.connect().expect("another listens").stream);
            assert!(connection.starts_with("HTTP/1.1 200 "), "{connection}");
        }
        assert_ne!(lock(&backend.now).1, ended);
    }

    #[test]
    fn long_answers_wait_only_up_to_a_bound() {
        let backend = backend();
        let status = || {
            let mut connection = backend.connect().expect("it listens");
            send(&mut connection.stream, "/long");
            let mut status = [0; 12];
            connection.stream.read_exact(&mut status).expect("it answers");
            (connection, String::from_utf8_lossy(&status[9..]).into_owned())
        };
        let (first, second, third) = (status(), status(), status());
        assert_eq!([&first.1, &second.1, &third.1], ["200", "200", "503"]);
        drop((first, third));
        let mut n_tries = 0;
        while status().1 != "200" {
            n_tries += 1;
            assert!(n_tries < 1000, "what nobody waits for any more still counts");
        }
    }

    #[test]
    fn a_panic_ends_no_worker() {
        let backend = backend();
        for _ in 0..2 * WORKERS {
            let mut connection = backend.connect().expect("it listens");
            send(&mut connection.stream, "/panic");
            let mut answer = String::new();
            connection.stream.read_to_string(&mut answer).expect("it answers");
            assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
        }
        let connection = ask(&mut backend.connect().expect("it listens").stream);
        assert!(connection.starts_with("HTTP/1.1 200 "), "{connection}");
    }
}
