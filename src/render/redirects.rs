//! Old addresses for servers, so that they answer with a redirect instead of a page that leads on.

use std::collections::BTreeMap;

/// The rules in the form that Netlify and Cloudflare Pages read; old and new addresses, and whether for good. A `*` at the end
/// of an old one stands for all that follows.
pub fn netlify(redirects: &BTreeMap<&str, (&str, bool)>, base_url: &str) -> Vec<u8> {
    let path = path_of(base_url);
    let rule = |(old, (new, is_for_good)): (&&str, &(&str, bool))| {
        format!("{path}{old} {path}{new} {}\n", status(*is_for_good))
    };
    redirects.iter().map(rule).collect::<String>().into_bytes()
}

/// The same rules as a part of the `server` block of nginx.
pub fn nginx(redirects: &BTreeMap<&str, (&str, bool)>, base_url: &str) -> Vec<u8> {
    let path = path_of(base_url);
    let rule = |(old, (new, is_for_good)): (&&str, &(&str, bool))| {
        let status = status(*is_for_good);
        let place = match old.strip_suffix('*') {
            Some(folder) => format!("^~ {path}{folder}"),
            None => format!("= {path}{old}"),
        };
        format!("location {place} {{ return {status} {path}{new}; }}\n")
    };
    let rules: String = redirects.iter().map(rule).collect();
    format!(
        "# Old addresses. Put `include redirects.nginx.conf;` into the `server` block.\n{rules}"
    )
    .into_bytes()
}

const fn status(is_for_good: bool) -> u16 {
    if is_for_good { 301 } else { 302 }
}

/// The path under which the site is published, without a `/` at its end.
fn path_of(base_url: &str) -> &str {
    let rest = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| rest[at..].trim_end_matches('/'))
}
