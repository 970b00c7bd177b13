//! What each address answers, and to whom nothing is said.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;

use super::current::{CurrentSite, Snapshot};
use super::events::{self, Broadcaster, Tab};
use super::http::{Reply, Request, Response};
use super::inject::{self, Injection};
use super::page::{self, PageHash, PageKey};
use super::review::{PageNote, Review};
use crate::disk;
use crate::engine::Options;
use crate::html;
use crate::model::address::{decode_path, encode};
use crate::model::scalar::Date;
use crate::output::{Body, Entry, Site};
use crate::page::Url;
use crate::report::RenderedDiagnostic;

const HTML: &str = "text/html; charset=utf-8";

/// All that is needed to answer.
pub(super) struct Router {
    pub(super) root: PathBuf,
    pub(super) current: Arc<CurrentSite>,
    pub(super) events: Broadcaster,
    pub(super) hosts: Hosts,
    pub(super) options: Options,
    pub(super) review: Arc<Review>,
}

/// The names under which the preview may be asked; any other is a page of somebody else that tries to read it.
pub(super) struct Hosts {
    pub(super) names: Vec<String>,
    /// Whether any address in numbers will do: names can be pointed elsewhere, numbers can't.
    pub(super) may_be_number: bool,
}

impl Hosts {
    fn allow(&self, host: &str) -> bool {
        let name = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => {
                if port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()) {
                    return false;
                }
                name
            }
            _ => host,
        };
        let number = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
            || (self.may_be_number && number.is_ok())
    }
}

impl Router {
    /// Answers one request.
    pub(super) fn answer(&self, request: &Request) -> Reply {
        if !self.hosts.allow(request.host()) {
            let words = "This preview is not asked by that name. Use the address that `iho serve` printed, \
                         or allow the name with `--allow-host NAME`.";
            return Reply::Whole(Response::text(421, words));
        }
        let is_own = request.path.starts_with("/__iho/");
        if (is_own || request.path.starts_with("/_review")) && is_foreign(request, is_own) {
            return Reply::Whole(Response::text(
                403,
                "Only pages of this preview may ask for this.",
            ));
        }
        let date = match date_of(request) {
            Ok(date) => date,
            Err(typed) => return Reply::Whole(bad_date(&typed, &request.path)),
        };
        let snapshot = self.current.now();
        match request.path.as_str() {
            "/__iho/events" => self.listen(request, date),
            "/__iho/panel" => {
                let key = PageKey { url: url_of(request.asked("page").unwrap_or("/")), date };
                Reply::Whole(self.panel(request, &snapshot, &key))
            }
            "/__iho/preview.js" => {
                let scripts = concat!(include_str!("preview.js"), include_str!("../html/reply.js"));
                asset(request, "text/javascript; charset=utf-8", scripts.as_bytes())
            }
            "/__iho/preview.css" => {
                asset(request, "text/css; charset=utf-8", include_bytes!("preview.css"))
            }
            path if is_own => {
                Reply::Whole(Response::text(404, &format!("There is nothing at {path}.")))
            }
            path => match path.strip_prefix("/_review/") {
                Some(rest) => Reply::Whole(self.review_page(request, &snapshot, rest, date)),
                None => Reply::Whole(self.page(request, &snapshot, date)),
            },
        }
    }

    fn review_page(
        &self,
        request: &Request,
        snapshot: &Snapshot,
        rest: &str,
        date: Option<Date>,
    ) -> Response {
        let Some((status, html)) = self.review.page(rest, request, snapshot) else {
            return Response::text(
                404,
                "There is no such page of the review. Go back to /_review/.",
            );
        };
        let key = PageKey { url: url_of(&request.path), date };
        let page_hash = PageHash::of_revision(snapshot.rev);
        self.dressed(request, snapshot, &key, status, &html, &page_hash, &[])
    }

    /// A page or a file of the site.
    fn page(&self, request: &Request, snapshot: &Snapshot, date: Option<Date>) -> Response {
        let Some(site) = &snapshot.site else {
            return Response::text(
                503,
                "The site is being made for the first time. Try again in a moment.",
            );
        };
        let asked = request.path.strip_suffix("/index.html").map(|folder| format!("{folder}/"));
        let asked = asked.as_deref().unwrap_or(&request.path);
        let has = |site: &Arc<Site>| {
            [asked, &format!("{asked}/")].into_iter().any(|path| find(site, path).is_some())
        };
        let part = snapshot.part_at(asked).and_then(|part| snapshot.part(&part, &self.root));
        // Some pages of the site itself lie among those of a part, such as what leads on from an id that was given up.
        let part = part.filter(|part| has(part) || !has(site));
        let is_sealed = part.is_some();
        let site = part.as_ref().unwrap_or(site);
        let Some(url) = find(site, asked) else {
            let folder = format!("{asked}/");
            if let Some(page) = find(site, &folder) {
                let day = date.map_or_else(String::new, |date| format!("?date={date}"));
                return Response::text(307, "The page has a slash at its end.")
                    .with("Location", format!("{}{day}", encoded(page.as_str())));
            }
            return self.missing(request, snapshot, date);
        };
        match site.entry(&url) {
            Some(Entry::Page(_)) if is_sealed => {
                let key = PageKey { url, date };
                match page::make(site, &key) {
                    Some(Ok(made)) => {
                        let (html, hash) = (&made.html, PageHash::of_sealed());
                        self.dressed(request, snapshot, &key, 200, html, &hash, &made.diagnostics)
                    }
                    Some(Err(_)) | None => self.missing(request, snapshot, date),
                }
            }
            Some(Entry::Page(_)) => {
                let key = PageKey { url, date };
                match self.current.page(snapshot, &key) {
                    Some((made, own)) => {
                        let own: Vec<RenderedDiagnostic> =
                            made.diagnostics.iter().cloned().chain(own).collect();
                        let (html, hash) = (&made.html, &made.page_hash);
                        self.dressed(request, snapshot, &key, 200, html, hash, &own)
                    }
                    None => self.missing(request, snapshot, date),
                }
            }
            _ => self.file(request, site, &url),
        }
    }

    fn file(&self, request: &Request, site: &Site, url: &Url) -> Response {
        let bytes = match site.body(url) {
            Some(Ok(Body::Bytes(bytes))) => bytes,
            Some(Ok(Body::Shared(bytes))) => bytes.to_vec(),
            Some(Ok(Body::Copy(file))) => {
                let path = site.sources().place(file);
                match disk::read_bytes(&self.root, path) {
                    Ok(bytes) => bytes,
                    Err(error) => {
                        let words = format!("The file {path} can't be read: {error}.");
                        return Response::text(404, &words);
                    }
                }
            }
            Some(Err(_)) | None => return Response::text(404, "There is no such file."),
        };
        let response = Response::new(200, mime(url.as_str()), bytes)
            // A picture or a data file that is opened by itself loads and runs nothing.
            .with(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            )
            .with("Accept-Ranges", "bytes");
        with_etag(request, with_range(request, response))
    }

    /// The page that the theme shows where there is none.
    fn missing(&self, request: &Request, snapshot: &Snapshot, date: Option<Date>) -> Response {
        let key = PageKey { url: url_of(&request.path), date };
        match self.current.missing(snapshot, &key) {
            Some((made, own)) => {
                let own: Vec<RenderedDiagnostic> = own.into_iter().collect();
                self.dressed(request, snapshot, &key, 404, &made.html, &made.page_hash, &own)
            }
            None => Response::text(404, "There is no such page."),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one page, its address, and how it was made")]
    fn dressed(
        &self,
        request: &Request,
        snapshot: &Snapshot,
        key: &PageKey,
        status: u16,
        html: &[u8],
        page_hash: &PageHash,
        own: &[RenderedDiagnostic],
    ) -> Response {
        let is_draft = snapshot.site.as_ref().is_some_and(|site| is_draft(site, &key.url));
        let report = &snapshot.report;
        let inject = Injection {
            key,
            page_hash,
            report,
            own,
            today: self.options.today,
            host: request.host(),
            is_draft,
            note: self.note(snapshot, key),
        };
        let (html, rule) = inject::inject(html, &inject);
        let rule = if key.url.as_str().starts_with("/_review/") {
            format!("{rule}; frame-src 'self'")
        } else {
            rule
        };
        let response = Response::new(status, HTML, html).with("Content-Security-Policy", rule);
        if status == 200 { with_etag(request, response) } else { response }
    }

    fn panel(&self, request: &Request, snapshot: &Snapshot, key: &PageKey) -> Response {
        let made = self.current.page(snapshot, key);
        let own: Vec<RenderedDiagnostic> = made.map_or_else(Vec::new, |(made, own)| {
            made.diagnostics.iter().cloned().chain(own).collect()
        });
        let (page_hash, report) = (&PageHash::default(), &snapshot.report);
        let host = request.host();
        let inject = Injection {
            key,
            page_hash,
            report,
            own: &own,
            today: self.options.today,
            host,
            is_draft: false,
            note: self.note(snapshot, key),
        };
        Response::new(200, HTML, inject::fragment(&inject))
            .with("Content-Security-Policy", "default-src 'none'; sandbox")
    }

    /// What changed on a page, where it is one of the site and no older release of it.
    fn note(&self, snapshot: &Snapshot, key: &PageKey) -> Option<PageNote> {
        let is_of_site = key.date.is_none()
            && !key.url.as_str().starts_with("/_review/")
            && snapshot.part_at(key.url.as_str()).is_none();
        is_of_site.then(|| self.review.note(snapshot, &key.url)).flatten()
    }

    /// Begins to tell a tab of changes; with `wait`, tells it once what changed so far.
    fn listen(&self, request: &Request, date: Option<Date>) -> Reply {
        if request.asked("wait").is_none() && !self.events.has_room() {
            return Reply::Whole(Response::text(503, "Too many tabs listen already: close some."));
        }
        let asked = |key: &str| request.asked(key).unwrap_or("").to_owned();
        let key = PageKey { url: url_of(&asked("page")), date };
        let (shown, report_hash) = (PageHash::from_text(&asked("page_hash")), asked("report_hash"));
        let (events, current) = (self.events.clone(), Arc::clone(&self.current));
        if request.asked("wait").is_some() {
            let snapshot = current.now();
            let page_hash = page_hash_of(&current, &snapshot, &key);
            let update = events::to_json(&shown, &report_hash, &page_hash, &snapshot.update());
            let update = update.unwrap_or_else(|| "{}".to_owned());
            return Reply::Whole(Response::new(200, "application/json", update));
        }
        Reply::Stream(Box::new(move |stream| {
            events.reserve(&key);
            let snapshot = current.now();
            let now = page_hash_of(&current, &snapshot, &key);
            events.join(Tab { stream, key, shown, report_hash, now, update: snapshot.update() });
        }))
    }
}

/// What a tab should show at an address.
pub(super) fn page_hash_of(current: &CurrentSite, snapshot: &Snapshot, key: &PageKey) -> PageHash {
    if key.url.as_str().starts_with("/_review/") {
        return PageHash::of_revision(snapshot.rev);
    }
    if snapshot.part_at(key.url.as_str()).is_some() {
        return PageHash::of_sealed();
    }
    let shown = current.page(snapshot, key).or_else(|| current.missing(snapshot, key));
    shown.map_or_else(PageHash::default, |(made, _)| made.page_hash.clone())
}

/// Whether another site asks. Following a link to a review page from elsewhere is fine, reading one is not.
fn is_foreign(request: &Request, is_own: bool) -> bool {
    let is_visit = !is_own
        && request.header("sec-fetch-mode").is_none_or(|mode| mode == "navigate")
        && request.header("sec-fetch-dest").is_none_or(|dest| dest == "document");
    let from_elsewhere = request
        .header("sec-fetch-site")
        .is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let other_origin = request.header("origin").is_some_and(|origin| {
        origin.strip_prefix("http://").is_none_or(|host| !host.eq_ignore_ascii_case(request.host()))
    });
    other_origin || (from_elsewhere && !is_visit)
}

fn date_of(request: &Request) -> Result<Option<Date>, String> {
    match request.asked("date") {
        None | Some("") => Ok(None),
        Some(typed) => match typed.parse::<Date>() {
            Ok(date) if typed.len() == 10 => Ok(Some(date)),
            _ => Err(typed.to_owned()),
        },
    }
}

fn bad_date(typed: &str, path: &str) -> Response {
    #[derive(Serialize)]
    struct Page<'t> {
        title: &'static str,
        typed: &'t str,
        href: String,
    }
    let page = Page { title: "That is not a day", typed, href: encoded(path) };
    let html = html::render("preview_no_day.html", &page);
    let rule = "default-src 'none'; style-src 'self'";
    Response::new(400, HTML, html.as_str()).with("Content-Security-Policy", rule)
}

/// The address as the site writes it, if there is one. A site that is published in a folder of a server finds its own
/// pages under that folder, too, for the page of a missing address names them so.
fn find(site: &Site, path: &str) -> Option<Url> {
    let url = url_of(path);
    if site.has(&url) {
        return Some(url);
    }
    let base = site.graph().model.site.as_ref().and_then(|(_, site)| site.base_url.known())?;
    let folder = decode_path(base.path()).filter(|folder| !folder.is_empty())?;
    let inside = path.strip_prefix(&format!("{folder}/"))?;
    let url = url_of(&format!("/{inside}"));
    site.has(&url).then_some(url)
}

/// An address by its text, without any meaning for `..`: only what the site promised is ever found.
fn url_of(path: &str) -> Url {
    Url::file(path.strip_prefix('/').unwrap_or(path))
}

/// Whether a page describes a blueprint that is not released.
fn is_draft(site: &Site, url: &Url) -> bool {
    let mut parts = url.as_str().split('/').skip(1);
    parts.next() == Some("ihos")
        && parts.next().is_some_and(|id| site.graph().model.blueprints.contains_key(id))
        && parts.next() != Some("releases")
}

/// A path that was decoded, as an address.
fn encoded(path: &str) -> String {
    encode(&path.replace('%', "%25"))
}

fn asset(request: &Request, kind: &'static str, bytes: &[u8]) -> Reply {
    Reply::Whole(with_etag(request, Response::new(200, kind, bytes)))
}

/// Sends nothing where the browser has the same bytes already.
fn with_etag(request: &Request, mut response: Response) -> Response {
    let tag = format!("\"{}\"", &blake3::hash(&response.body).to_hex()[..32]);
    let known = request.header("if-none-match").unwrap_or("");
    let is_known = known.split(',').any(|it| it.trim().trim_start_matches("W/") == tag);
    if response.status == 200 && is_known {
        response.status = 304;
        response.body = Vec::new();
    }
    response.with("ETag", tag).with("Cache-Control", "no-cache")
}

/// A part of a file, where one is asked for.
fn with_range(request: &Request, mut response: Response) -> Response {
    let Some(asked) = request.header("range").and_then(|it| it.strip_prefix("bytes=")) else {
        return response;
    };
    let size = response.body.len();
    let Some((from, to)) = asked.split_once('-').filter(|_| !asked.contains(',')) else {
        return response;
    };
    let range = match (from.parse::<usize>().ok(), to.parse::<usize>().ok()) {
        (Some(from), to) if to.is_some() != asked.ends_with('-') => {
            Some((from, to.map_or(size, |to| to.saturating_add(1)).min(size)))
        }
        (None, Some(last)) if from.is_empty() => Some((size.saturating_sub(last), size)),
        _ => return response,
    };
    match range.filter(|(from, to)| from < to) {
        Some((from, to)) => {
            response.body = response.body[from..to].to_vec();
            response.status = 206;
            response.with("Content-Range", format!("bytes {from}-{}/{size}", to - 1))
        }
        None => Response::text(416, "The file has no such part.")
            .with("Content-Range", format!("bytes */{size}")),
    }
}

/// The type of a file by its ending; what is not known is only ever saved.
fn mime(path: &str) -> &'static str {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "geojson" => "application/geo+json",
        "xml" => "application/xml; charset=utf-8",
        "txt" | "yaml" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "woff2" => "font/woff2",
        "zip" => "application/zip",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "odt" => "application/vnd.oasis.opendocument.text",
        "ods" => "application/vnd.oasis.opendocument.spreadsheet",
        _ => "application/octet-stream",
    }
}
