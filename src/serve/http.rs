//! As much of HTTP/1.1 as a preview needs: a request in, an answer out, the connection closed.
//!
//! Every connection has a thread of its own, a time within which its request must have arrived, and a size that the
//! request may have; so nobody waits for anybody else, and nobody can hold on to more than that.
#![expect(clippy::disallowed_methods, reason = "a server keeps time")]

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// The longest request, in bytes: its first line and all its headers.
const LONGEST_HEAD: usize = 16 * 1024;
/// The longest address.
const LONGEST_TARGET: usize = 4 * 1024;
/// Within this time a request must have arrived whole.
const SLOWEST_HEAD: Duration = Duration::from_secs(5);
/// Within this time a client must take what it is sent.
const SLOWEST_READER: Duration = Duration::from_secs(20);
/// Connections at one time; a browser keeps about six.
const MOST_CONNECTIONS: usize = 400;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Request {
    /// The path, decoded: starts with `/`.
    pub(super) path: String,
    /// The pairs of the query, decoded.
    pub(super) query: Vec<(String, String)>,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    is_head: bool,
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
    /// The connection is handed over, its head already written.
    Stream(Box<dyn FnOnce(TcpStream) + Send>),
}

/// Binds the first free port from `port` on, on an address; on the loopback of IPv6, too, where the address is that of
/// IPv4. Port 0 is any free one.
pub(super) fn bind(address: IpAddr, port: u16) -> Result<(Vec<TcpListener>, u16), Failure> {
    const TRIED: u16 = 50;
    let mut last = None;
    for port in port..=port.saturating_add(TRIED) {
        let listener = match TcpListener::bind(SocketAddr::new(address, port)) {
            Ok(listener) => listener,
            Err(error) => {
                let is_taken = error.kind() == io::ErrorKind::AddrInUse;
                last = Some(error);
                if is_taken {
                    continue;
                }
                break;
            }
        };
        let port = listener.local_addr().map_or(port, |address| address.port());
        let mut listeners = vec![listener];
        if address == IpAddr::V4(Ipv4Addr::LOCALHOST) {
            // A machine without IPv6 has no such loopback; a port that is taken there is not ours to give.
            match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
                Ok(other) => listeners.push(other),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => continue,
                Err(_) => {}
            }
        }
        return Ok((listeners, port));
    }
    let why = last.map_or_else(String::new, |error| format!(": {error}"));
    Err(Failure::new(format!("can't listen on {address}, port {port}{why}"))
        .hint("name another port with `--port 8080`"))
}

/// Answers every request on a listener, for ever, on threads of its own.
pub(super) fn listen(
    listener: TcpListener,
    answer: Arc<dyn Fn(&Request) -> Reply + Send + Sync>,
    n_open: Arc<AtomicUsize>,
) {
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else {
                // Too many files are open, most likely: that passes.
                std::thread::sleep(Duration::from_millis(20));
                continue;
            };
            let open = Open::new(&n_open);
            if n_open.load(Ordering::Relaxed) > MOST_CONNECTIONS {
                let _ = stream.set_write_timeout(Some(Duration::from_millis(100)));
                let _ = write(&mut stream, &refusal(503), false);
                continue;
            }
            let answer = Arc::clone(&answer);
            let spawned = std::thread::Builder::new().spawn(move || {
                let _open = open;
                // A client that is gone needs no answer.
                let _ = converse(stream, &*answer);
            });
            if spawned.is_err() {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    });
}

/// One connection among those that are open.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn new(n_open: &Arc<AtomicUsize>) -> Self {
        n_open.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(n_open))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn converse(mut stream: TcpStream, answer: &dyn Fn(&Request) -> Reply) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(SLOWEST_READER))?;
    let head = match read_head(&mut stream)? {
        Ok(head) => head,
        Err(status) => return finish(stream, &refusal(status), false),
    };
    let request = match parse(&head) {
        Ok(request) => request,
        Err(status) => return finish(stream, &refusal(status), head.starts_with(b"HEAD ")),
    };
    match answer(&request) {
        Reply::Whole(response) => finish(stream, &response, request.is_head),
        Reply::Stream(_) if request.is_head => finish(stream, &refusal(405), true),
        Reply::Stream(take) => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                        Connection: close\r\nX-Content-Type-Options: nosniff\r\n\r\nretry: 1000\n\n";
            stream.write_all(head.as_bytes())?;
            take(stream);
            Ok(())
        }
    }
}

/// The bytes up to the empty line; the status of a refusal where they do not come in time or are too many.
fn read_head(stream: &mut TcpStream) -> io::Result<Result<Vec<u8>, u16>> {
    let until = Instant::now() + SLOWEST_HEAD;
    let mut head = Vec::with_capacity(1024);
    let mut piece = [0; 2048];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(Err(408));
        }
        stream.set_read_timeout(Some(left))?;
        let n = match stream.read(&mut piece) {
            Ok(0) if head.is_empty() => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(0) => return Ok(Err(400)),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) if is_late(&error) => return Ok(Err(408)),
            Err(error) => return Err(error),
        };
        let from = head.len().saturating_sub(3);
        head.extend_from_slice(&piece[..n]);
        if let Some(end) = memchr::memmem::find(&head[from..], b"\r\n\r\n") {
            head.truncate(from + end + 2);
            return Ok(Ok(head));
        }
        if head.len() > LONGEST_HEAD {
            let is_target = !head[..LONGEST_TARGET].contains(&b'\n');
            return Ok(Err(if is_target { 414 } else { 431 }));
        }
    }
}

fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// Takes a request apart; the status of a refusal where it is not one.
fn parse(head: &[u8]) -> Result<Request, u16> {
    let text = std::str::from_utf8(head).map_err(|_| 400u16)?;
    let is_unseen = |c: char| c.is_control() && c != '\t';
    let mut lines = text.strip_suffix("\r\n").unwrap_or(text).split("\r\n");
    let first = lines.next().unwrap_or("");
    let [method, target, version] = first.split(' ').collect::<Vec<_>>()[..] else {
        return Err(400);
    };
    if first.contains(is_unseen) || !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return Err(400);
    }
    if target.len() > LONGEST_TARGET {
        return Err(414);
    }
    let mut headers = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(400u16)?;
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
    let is_head = match method {
        "GET" => false,
        "HEAD" => true,
        _ => return Err(405),
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = decode(path, false).filter(|path| is_sound(path)).ok_or(400u16)?;
    let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode(key, true)?, decode(value, true)?))
    });
    let query: Option<Vec<(String, String)>> = query.collect();
    Ok(Request { path, query: query.ok_or(400u16)?, headers, is_head })
}

/// A path of a site: nothing that climbs, nothing that another system reads as a separator.
fn is_sound(path: &str) -> bool {
    path.starts_with('/')
        && !path.contains(|c: char| c.is_control() || c == '\\')
        && !path.split('/').any(|part| matches!(part, "." | ".."))
}

/// Turns `%20` into what it stands for; nothing where that is no text.
fn decode(written: &str, is_query: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(written.len());
    let mut rest = written.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'%' => {
                let [high, low, after @ ..] = rest else { return None };
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
                rest = after;
            }
            b'+' if is_query => bytes.push(b' '),
            other => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).ok()
}

fn refusal(status: u16) -> Response {
    let words = match status {
        405 => "A preview is only read: use GET or HEAD.",
        408 => "The request took too long to arrive.",
        414 => "The address is too long.",
        431 => "The headers are too long.",
        503 => "Too many connections are open: close some tabs.",
        _ => "This is not a request that a preview understands.",
    };
    let response = Response::text(status, words);
    if status == 405 { response.with("Allow", "GET, HEAD") } else { response }
}

/// Writes an answer and closes, but not before the client could read it.
fn finish(mut stream: TcpStream, response: &Response, is_head: bool) -> io::Result<()> {
    write(&mut stream, response, is_head)?;
    stream.shutdown(Shutdown::Write)?;
    // What the client still sends would make the system drop the answer.
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 4096];
    for _ in 0..64 {
        match stream.read(&mut rest) {
            Ok(n) if n > 0 => {}
            _ => break,
        }
    }
    Ok(())
}

fn write(stream: &mut TcpStream, response: &Response, is_head: bool) -> io::Result<()> {
    let Response { status, kind, headers, body } = response;
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
    write_all(stream, &bytes)
}

/// Writes everything, or gives up on a client that takes too long over it.
fn write_all(stream: &mut TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    let until = Instant::now() + SLOWEST_READER;
    while !bytes.is_empty() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        match stream.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => bytes = &bytes[n..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn path_of(target: &str) -> Result<String, u16> {
        let head = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n");
        parse(head.as_bytes()).map(|request| request.path)
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
        let status = |head: &str| parse(head.as_bytes()).map(|_| ()).err();
        assert_eq!(status("GET / HTTP/1.1\r\nHost: localhost\r\n"), None);
        assert_eq!(status("GET / HTTP/1.1\r\n"), Some(400));
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n"), Some(400));
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\nX Y: b\r\n"), Some(400));
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n"), Some(400));
        assert_eq!(status("GET / HTTP/2.0\r\nHost: a\r\n"), Some(400));
        assert_eq!(status("GET  / HTTP/1.1\r\nHost: a\r\n"), Some(400));
        assert_eq!(status("POST / HTTP/1.1\r\nHost: a\r\n"), Some(405));
    }
}
