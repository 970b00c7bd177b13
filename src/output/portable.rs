//! Pages that are read from a folder, without a server: their links name the files that a server would find by itself.

use super::Site;
use super::check::{attributes, resolve};
use crate::page::Url;

/// The script that stands in for what a browser doesn't let pages of a folder do.
const SCRIPT: &str = include_str!("portable.js");
const SCRIPT_PATH: &str = "assets/portable.js";

/// What the value of a link or of a picture follows; the last begins the address of a page that moved.
const ADDRESSES: [&str; 5] =
    [" href=\"", " src=\"", " action=\"", " poster=\"", " content=\"0; url="];

/// Files that only a server, or a search engine, has a use for.
const FOR_SERVERS: [&str; 5] =
    ["404.html", "_redirects", "redirects.nginx.conf", "robots.txt", "sitemap.xml"];

impl Site {
    /// What becomes of a finished file in a copy of the site that is read from a folder, by path: nothing where it has no use
    /// there. A page leads to files, and to the public site where that alone has something. What scripts may ask for is there as
    /// a script, too, because a browser reads no other file of a folder for them.
    pub fn portable(&self, url: &Url, bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
        let path = url.output_path();
        if FOR_SERVERS.contains(&&*path) {
            return Vec::new();
        }
        match (path.rsplit_once('.'), std::str::from_utf8(&bytes)) {
            (Some((_, "html")), Ok(html)) => {
                vec![(path, self.portable_page(url, html).into_bytes())]
            }
            (Some((_, "json")), Ok(json)) => {
                let script = format!("window.portableJson = {};\n", json.trim_end());
                vec![(format!("{path}.js"), script.into_bytes()), (path, bytes)]
            }
            _ => vec![(path, bytes)],
        }
    }

    fn portable_page(&self, url: &Url, html: &str) -> String {
        let mut places: Vec<(usize, &str)> = ADDRESSES
            .iter()
            .flat_map(|start| attributes(html, start).map(|(at, it)| (at + start.len(), it)))
            .collect();
        places.sort_unstable();
        let mut page = String::with_capacity(html.len() + html.len() / 16);
        let mut copied = 0;
        let mut is_scripted = false;
        for (at, written) in places {
            let before = &html[copied..at];
            let tag = before.strip_suffix("<script src=\"").filter(|_| !is_scripted);
            if let Some(before) = tag {
                is_scripted = true;
                let own = format!("<script src=\"{}{SCRIPT_PATH}\"></script>\n", url.root());
                page.extend([before, &own, "<script src=\""]);
            } else {
                page.push_str(before);
            }
            copied = at + written.len();
            page.push_str(&self.portable_address(url, written).unwrap_or_else(|| written.into()));
        }
        page.push_str(&html[copied..]);
        page
    }

    /// An address as it leads somewhere from a folder; nothing where it does so already.
    fn portable_address(&self, url: &Url, written: &str) -> Option<String> {
        let (path, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
        if path.is_empty() || path.contains(':') || path.starts_with("//") {
            return None;
        }
        let target = resolve(self, url, path)?;
        let path = target.output_path();
        if self.entry(&target).is_some() && !FOR_SERVERS.contains(&&*path) {
            return Some(url.root() + &path + rest);
        }
        let site = self.graph.model.site.as_ref();
        let base = site.and_then(|(_, site)| site.base_url.known())?;
        Some(base.trimmed().to_owned() + target.as_str() + rest)
    }
}

/// The script that such a copy has besides the files of the site: its path and its bytes.
pub fn portable_script() -> (String, Vec<u8>) {
    (SCRIPT_PATH.to_owned(), SCRIPT.into())
}
