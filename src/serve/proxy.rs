//! The proxy of the preview: lets in requests that are whole and small and come in time, and hands them on to the server
//! behind it (`http`), and its answers back.
//!
//! Every connection has a thread of its own, a time within which its request must have arrived, and a size that the
//! request may have; so nobody waits for anybody else, and nobody can hold on to more than that.
#![expect(clippy::disallowed_methods, reason = "a server keeps time")]

use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::http::{self, Backend};
use crate::failure::Failure;

/// The longest request, in bytes: its first line and all its headers.
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// The longest address.
const MAX_URI_BYTES: usize = 4 * 1024;
/// Within this time a request must have arrived whole.
const HEADER_TIMEOUT: Duration = Duration::from_secs(5);
/// Within this time a client must take a piece of what it is sent.
const WRITE_TIMEOUT: Duration = Duration::from_secs(20);
/// The size of such a piece.
const BUFFER_BYTES: usize = 32 * 1024;
/// How often we look whether somebody who only listens is still there.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// How long we listen to somebody who was answered and goes on talking.
const LINGER_TIMEOUT: Duration = Duration::from_millis(500);
/// Connections at one time, each with at most three file handles; a browser keeps about six.
const MAX_CONNECTIONS: usize = 200;

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

/// Accepts every connection to a listener, for ever, on threads of its own.
pub(super) fn open(listener: TcpListener, backend: Arc<Backend>, n_open: Arc<AtomicUsize>) {
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else {
                // Too many files are open, most likely: that passes.
                std::thread::sleep(Duration::from_millis(20));
                continue;
            };
            let open = Open::new(&n_open);
            if n_open.load(Ordering::Relaxed) > MAX_CONNECTIONS {
                let _ = stream.set_write_timeout(Some(Duration::from_millis(100)));
                let _ = stream.write_all(&http::refusal(503).to_bytes(false));
                continue;
            }
            let backend = Arc::clone(&backend);
            let spawned = std::thread::Builder::new().spawn(move || {
                let _open = open;
                // A client that is gone needs no answer.
                let _ = handle_connection(&mut stream, &backend);
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

fn handle_connection(client: &mut TcpStream, backend: &Backend) -> io::Result<()> {
    client.set_nodelay(true)?;
    match read_head(client)?.and_then(|head| validate_request(&head)) {
        Ok(request) => match backend.connect() {
            Ok(mut connection) => {
                connection.stream.set_nodelay(true)?;
                connection.stream.write_all(&request)?;
                relay_response(&mut connection.stream, client)?;
            }
            Err(_) => write_all(client, &http::refusal(503).to_bytes(false))?,
        },
        Err(status) => write_all(client, &http::refusal(status).to_bytes(false))?,
    }
    close(client)
}

/// The bytes up to and with the empty line; the status of a refusal where they do not come in time or are too many.
fn read_head(stream: &mut TcpStream) -> io::Result<Result<Vec<u8>, u16>> {
    let until = Instant::now() + HEADER_TIMEOUT;
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
            head.truncate(from + end + 4);
            return Ok(Ok(head));
        }
        if head.len() > MAX_HEADER_BYTES {
            let is_target = !head[..MAX_URI_BYTES].contains(&b'\n');
            return Ok(Err(if is_target { 414 } else { 431 }));
        }
    }
}

fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// The head as it is handed on; the status of a refusal where `tiny_http` would be lost with it: it hangs on a version
/// that it does not know, and hangs up on letters beyond ASCII, which other programs on `localhost` leave in cookies.
fn validate_request(head: &[u8]) -> Result<Vec<u8>, u16> {
    let end = memchr::memmem::find(head, b"\r\n").ok_or(400u16)?;
    let (first, rest) = head.split_at(end + 2);
    let line = std::str::from_utf8(&first[..end]).map_err(|_| 400u16)?;
    let [_, target, "HTTP/1.1" | "HTTP/1.0"] = line.split(' ').collect::<Vec<_>>()[..] else {
        return Err(400);
    };
    let is_folded = [b"\n ", b"\n\t"].iter().any(|it| memchr::memmem::find(head, *it).is_some());
    if !line.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') || is_folded {
        return Err(400);
    }
    if target.len() > MAX_URI_BYTES {
        return Err(414);
    }
    // The first of a name counts: one request on this connection, and nothing after its head.
    let own = b"Connection: close\r\nContent-Length: 0\r\n";
    let rest = rest.iter().map(|byte| if byte.is_ascii() { *byte } else { b'?' });
    Ok(first.iter().chain(own).copied().chain(rest).collect())
}

/// What the preview makes of a request: for tests that send it anything.
#[doc(hidden)]
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// The head as it is handed on.
    pub head: Vec<u8>,
    /// The path that is asked for.
    pub path: String,
}

/// Reads the head of a request as if it had come over the wire, all at once; the status of a refusal.
#[doc(hidden)]
pub fn ask(bytes: &[u8]) -> Result<Asked, u16> {
    let end = memchr::memmem::find(bytes, b"\r\n\r\n").ok_or(400u16)? + 4;
    if end > MAX_HEADER_BYTES {
        return Err(431);
    }
    let head = validate_request(&bytes[..end])?;
    let text = std::str::from_utf8(&head).map_err(|_| 400u16)?;
    let mut lines = text.split("\r\n").take_while(|line| !line.is_empty());
    let first = lines.next().unwrap_or("");
    let mut parts = first.split(' ');
    let (method, target) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let headers = lines.map(|line| line.split_once(':').unwrap_or((line, "")));
    let path = http::path_asked(method, target, headers)?;
    Ok(Asked { head, path })
}

/// Hands the answer on as it comes, until it ends, or its client is gone or takes too long.
fn relay_response(from: &mut TcpStream, client: &mut TcpStream) -> io::Result<()> {
    let mut piece = vec![0; BUFFER_BYTES];
    let mut has_begun = false;
    from.set_read_timeout(Some(POLL_INTERVAL))?;
    loop {
        match from.read(&mut piece) {
            Ok(0) if has_begun => return Ok(()),
            Ok(0) => return write_all(client, &http::refusal(503).to_bytes(false)),
            Ok(n) => {
                has_begun = true;
                write_all(client, &piece[..n])?;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if is_late(&error) => {
                // Who waits for an answer may have closed the half that asked.
                if has_begun && !is_there(client)? {
                    return Err(io::ErrorKind::ConnectionAborted.into());
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether a client has not closed its connection.
fn is_there(client: &TcpStream) -> io::Result<bool> {
    client.set_nonblocking(true)?;
    let found = client.peek(&mut [0]);
    client.set_nonblocking(false)?;
    Ok(match found {
        Ok(n) => n > 0,
        Err(error) => error.kind() == io::ErrorKind::WouldBlock,
    })
}

/// Closes, but not before the client could read the answer.
fn close(client: &mut TcpStream) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    // What the client still sends would make the system drop the answer.
    let until = Instant::now() + LINGER_TIMEOUT;
    let mut rest = [0; 4096];
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        client.set_read_timeout(Some(left))?;
        match client.read(&mut rest) {
            Ok(n) if n > 0 => {}
            _ => return Ok(()),
        }
    }
}

/// Writes everything, or gives up on a client that takes too long over it.
fn write_all(stream: &mut TcpStream, mut bytes: &[u8]) -> io::Result<()> {
    let until = Instant::now() + WRITE_TIMEOUT;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_handed_on_is_admitted() {
        let status = |head: &str| validate_request(format!("{head}\r\n\r\n").as_bytes()).err();
        assert_eq!(status("GET / HTTP/1.1\r\nHost: a"), None);
        assert_eq!(status("GET / HTTP/1.0\r\nHost: a"), None);
        for wrong in [
            "",
            "GET /",
            "GET  / HTTP/1.1",
            "GET / HTTP/1.1 ",
            "GET / HTTP/2.0",
            "GET / HTTP/9.9",
            "GET /\u{1} HTTP/1.1",
            "GET /\u{e9} HTTP/1.1",
            "GET / HTTP/1.1\r\nHost: a\r\n folded",
            "GET / HTTP/1.1\r\nHost: a\r\n\tfolded: yes",
        ] {
            assert_eq!(status(wrong), Some(400), "{wrong}");
        }
        let long = "x".repeat(MAX_URI_BYTES);
        assert_eq!(status(&format!("GET /{long} HTTP/1.1")), Some(414));
    }

    #[test]
    fn a_request_is_the_only_one_and_has_no_body() {
        let head = "GET / HTTP/1.1\r\nConnection: keep-alive\r\nCookie: \u{e9}\r\nContent-Length: 9\r\n\r\n";
        let admitted = validate_request(head.as_bytes()).expect("it is sound");
        assert_eq!(
            String::from_utf8(admitted).expect("nothing but ASCII"),
            "GET / HTTP/1.1\r\nConnection: close\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\
             Cookie: ??\r\nContent-Length: 9\r\n\r\n"
        );
    }
}
