//! What search engines read: the map of the site and `robots.txt`.

use std::collections::BTreeSet;

use crate::data::XmlDocument;
use crate::graph::Graph;
use crate::page::{Plan, Url, urls_beside};

/// Every page that may be indexed, sorted by address.
pub fn sitemap(graph: &Graph, plan: &Plan, base: &str) -> Vec<u8> {
    let namespace = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    let mut xml = XmlDocument::new("urlset", &[namespace]);
    let of_plan = plan.pages().filter(|(_, page)| page.kind.is_indexed).map(|(url, _)| url.clone());
    let urls: BTreeSet<Url> = of_plan.chain(urls_beside(graph, plan)).collect();
    for url in urls {
        xml.text(&["url", "loc"], &format!("{base}{url}"));
    }
    xml.close("urlset");
    xml.into_bytes()
}

/// Everybody may read everything.
pub fn robots(base: &str) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n").into_bytes()
}
