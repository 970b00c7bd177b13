//! What search engines read: the map of the site and `robots.txt`.

use crate::data::XmlDocument;
use crate::page::Plan;

/// Every page that may be indexed, sorted by address.
pub fn sitemap(plan: &Plan, base: &str) -> Vec<u8> {
    let namespace = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    let mut xml = XmlDocument::new("urlset", &[namespace]);
    for (url, page) in plan.pages() {
        if page.kind.is_indexed {
            xml.text(&["url", "loc"], &format!("{base}{url}"));
        }
    }
    xml.close("urlset");
    xml.into_bytes()
}

/// Everybody may read everything.
pub fn robots(base: &str) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n").into_bytes()
}
