//! What search engines read: the map of the site and `robots.txt`.

use super::markdown::escape;
use crate::page::Plan;

/// Every page that may be indexed, sorted by address.
pub fn sitemap(plan: &Plan, base: &str) -> Vec<u8> {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (url, page) in plan.pages() {
        if page.kind.is_indexed {
            xml.push_str(&format!("<url><loc>{}</loc></url>\n", escape(&format!("{base}{url}"))));
        }
    }
    xml.push_str("</urlset>\n");
    xml.into_bytes()
}

/// Everybody may read everything.
pub fn robots(base: &str) -> Vec<u8> {
    format!("User-agent: *\nAllow: /\nSitemap: {base}/sitemap.xml\n").into_bytes()
}
