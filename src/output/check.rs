//! The finished page is looked at once more: a changed template can break what the content does not.

use std::collections::HashSet;

use memchr::memmem;

use super::Site;
use crate::diag::{Code, Diagnostic, Suggestions};
use crate::model::address::decode_path;
use crate::model::prose::scheme;
use crate::page::Url;

/// What is wrong on a page, each thing once.
pub(super) fn page(site: &Site, url: &Url, html: &[u8]) -> Vec<Diagnostic> {
    let Ok(html) = std::str::from_utf8(html) else {
        return Vec::new();
    };
    let mut diagnostics = Vec::new();
    let mut ids: Vec<&str> = attributes(html, " id=\"").map(|(_, id)| id).collect();
    ids.sort_unstable();
    for pair in ids.windows(2).filter(|pair| pair[0] == pair[1]) {
        let message = format!("the page `{url}` uses the id `{}` twice", pair[0]);
        diagnostics.push(
            Diagnostic::of_site(Code::PageId, message)
                .hint("look for it in your templates: each id may be used once on a page"),
        );
    }
    let root = url.root();
    let mut suggestions = Suggestions::default();
    let mut seen = HashSet::new();
    for (at, href) in attributes(html, " href=\"") {
        if !is_page(site, &root, href) && seen.insert(href) {
            let is_resource = is_resource(html, at);
            diagnostics.extend(link(site, url, (&ids, &mut suggestions), href, is_resource));
        }
    }
    for (_, source) in attributes(html, " src=\"") {
        if seen.insert(source) {
            diagnostics.extend(link(site, url, (&ids, &mut suggestions), source, true));
        }
    }
    diagnostics.dedup();
    diagnostics
}

/// The values of an attribute with their places. Quotation marks in text are always escaped, so that
/// what looks like an attribute is one.
pub(super) fn attributes<'h>(
    html: &'h str,
    start: &'h str,
) -> impl Iterator<Item = (usize, &'h str)> {
    memmem::find_iter(html.as_bytes(), start.as_bytes()).filter_map(move |at| {
        let value = &html[at + start.len()..];
        Some((at, &value[..value.find('"')?]))
    })
}

/// Whether the browser fetches what the `href` at this place names: only `link` does.
fn is_resource(html: &str, at: usize) -> bool {
    let tag = html[..at].rfind('<').map_or("", |start| &html[start..at]);
    let rest = &html[at..html[at..].find('>').map_or(html.len(), |end| at + end)];
    let says = |word: &str| tag.contains(word) || rest.contains(word);
    tag.starts_with("<link") && (says("stylesheet") || says("icon") || says("preload"))
}

/// Whether a link goes by way of the top of the site to a page, as nearly every link does.
fn is_page(site: &Site, root: &str, written: &str) -> bool {
    let rooted = written.strip_prefix(root).map(|path| path.split('#').next().unwrap_or(path));
    rooted.is_some_and(|path| site.has_path(path))
}

fn link(
    site: &Site,
    url: &Url,
    (ids, suggestions): (&[&str], &mut Suggestions),
    written: &str,
    is_resource: bool,
) -> Option<Diagnostic> {
    let written = written.replace("&amp;", "&");
    match scheme(&written).as_deref() {
        Some("data") | None => {}
        Some(_) if !is_resource => return None,
        Some(_) => {
            let message = format!("the page `{url}` would fetch `{written}`");
            return Some(
                Diagnostic::of_site(Code::PageRequest, message)
                    .hint("put the file into the folder `static` of your theme"),
            );
        }
    }
    if written.starts_with("data:") {
        return None;
    }
    let (path, fragment) = match written.split_once('#') {
        Some((path, fragment)) => (path, Some(fragment)),
        None => (written.as_str(), None),
    };
    if path.is_empty() {
        let fragment = fragment.filter(|fragment| !fragment.is_empty())?;
        let decoded = decode_path(fragment);
        let fragment = decoded.as_deref().unwrap_or(fragment);
        if fragment == "top" || ids.binary_search(&fragment).is_ok() {
            return None;
        }
        let message = format!("the page `{url}` links to `#{fragment}`, which is not on it");
        return Some(
            Diagnostic::of_site(Code::PageLink, message)
                .maybe_hint(suggestions.did_you_mean(fragment, ids.iter().copied())),
        );
    }
    let target = resolve(site, url, path);
    if target.is_some_and(|target| site.has(&target)) {
        return None;
    }
    let message = format!("the page `{url}` links to `{written}`, which does not exist");
    Some(
        Diagnostic::of_site(Code::PageLink, message)
            .hint("look for it in your templates; addresses start with `{{ head.root }}`"),
    )
}

/// The page that is shown where there is none has addresses from the top of the server.
pub(super) fn resolve(site: &Site, url: &Url, path: &str) -> Option<Url> {
    let path = path.split('?').next().unwrap_or(path);
    if let Some(rooted) = path.strip_prefix('/') {
        let base = site.graph.model.site.as_ref().and_then(|(_, site)| site.base_url.known())?;
        let inside = rooted.strip_prefix(base.path().trim_start_matches('/'))?;
        return Url::home().join(&format!("/{}", inside.trim_start_matches('/')));
    }
    url.join(path)
}
