//! Old addresses for servers, so that they answer with a redirect instead of a page that leads on.
//!
//! Both forms are languages: a space, a line or a `;` would end an address and begin something else. So each address is
//! written here in letters that mean nothing in either, wherever it comes from.

use std::collections::BTreeMap;

use crate::model::address::{decode_path, encode};

/// The rules in the form that Netlify and Cloudflare Pages read; old and new addresses, and whether for good. A `/*` at the
/// end of an old one stands for all that follows; `path` is the one under which the site is published.
pub fn netlify(redirects: &BTreeMap<&str, (&str, bool)>, path: &str) -> Vec<u8> {
    let path = encode(path);
    let rule = |(old, (new, is_for_good)): (&&str, &(&str, bool))| {
        let old = match folder_of(old) {
            Some(folder) => encode(folder) + "*",
            None => encode(old),
        };
        format!("{path}{old} {path}{} {}\n", encode(new), status(*is_for_good))
    };
    redirects.iter().map(rule).collect::<String>().into_bytes()
}

/// The same rules as a part of the `server` block of nginx.
pub fn nginx(redirects: &BTreeMap<&str, (&str, bool)>, path: &str) -> Vec<u8> {
    let path = encode(path);
    let rule = |(old, (new, is_for_good)): (&&str, &(&str, bool))| {
        let status = status(*is_for_good);
        let place = match folder_of(old) {
            Some(folder) => format!("^~ {}", location(&format!("{path}{folder}"))),
            None => format!("= {}", location(&format!("{path}{old}"))),
        };
        format!("location {place} {{ return {status} {path}{}; }}\n", encode(new))
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

/// What comes before a `*` that stands for all that follows.
fn folder_of(old: &str) -> Option<&str> {
    old.strip_suffix('*').filter(|folder| folder.ends_with('/'))
}

/// The name of a `location`: nginx compares it with an address that it has decoded.
fn location(address: &str) -> String {
    let encoded = encode(address);
    let meant = decode_path(&encoded).filter(|it| !it.contains(|c: char| c.is_control()));
    match meant {
        Some(meant) if encoded.contains('%') => {
            format!("\"{}\"", meant.replace('\\', "\\\\").replace('"', "\\\""))
        }
        _ => encoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(old: &str, new: &str) -> [String; 2] {
        let rules = BTreeMap::from([(old, (new, true))]);
        [netlify, nginx].map(|form| String::from_utf8(form(&rules, "/sub")).expect("text"))
    }

    fn is_plain(place: &str) -> bool {
        place.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~/%".contains(&byte))
    }

    #[test]
    fn ordinary_addresses_are_written_as_they_are() {
        let [netlify, nginx] = written("/a/b.csv", "/c/");
        assert_eq!(netlify, "/sub/a/b.csv /sub/c/ 301\n");
        assert!(nginx.ends_with("\nlocation = /sub/a/b.csv { return 301 /sub/c/; }\n"), "{nginx}");
        let [netlify, nginx] = written("/a/*", "/c/");
        assert_eq!(netlify, "/sub/a/* /sub/c/ 301\n");
        assert!(nginx.ends_with("\nlocation ^~ /sub/a/ { return 301 /sub/c/; }\n"), "{nginx}");
    }

    /// nginx compares with what an address means, and answers with what is encoded.
    #[test]
    fn an_encoded_address_is_decoded_for_nginx_alone() {
        let [netlify, nginx] = written("/caf%C3%A9%20bar/", "/%24x/");
        assert_eq!(netlify, "/sub/caf%C3%A9%20bar/ /sub/%24x/ 301\n");
        assert!(
            nginx.contains("location = \"/sub/café bar/\" { return 301 /sub/%24x/; }"),
            "{nginx}"
        );
    }

    proptest! {
        /// Whatever an address holds, it makes one rule of three words, and one line of nginx.
        #[test]
        fn no_address_makes_another_rule(old in "/\\PC{0,12}[ \t\r\n;{}\"'\\\\$#*%:]{0,4}\\PC{0,6}", new in "/.{0,9}[\n;$ ]{0,3}") {
            let [netlify, nginx] = written(&old, &new);
            prop_assert_eq!(netlify.matches('\n').count(), 1);
            prop_assert_eq!(netlify.trim_end_matches('\n').split(char::is_whitespace).count(), 3);
            prop_assert!(!netlify.contains([':', '#']));
            prop_assert_eq!(nginx.matches('\n').count(), 2);
            let rule = nginx.lines().nth(1).expect("a rule");
            let (_, answer) = rule.rsplit_once(" { return 301 ").expect("one answer");
            prop_assert!(answer.strip_suffix("; }").is_some_and(|to| !to.contains([';', '$', '"', '\'', '{', ' '])), "{}", answer);
            // What is not in quotation marks is letters alone.
            let place = &rule["location ".len()..rule.len() - answer.len() - " { return 301 ".len()];
            let (_, place) = place.split_once(' ').expect("how it is compared");
            let inside = place.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
            match inside {
                Some(inside) => prop_assert!(!inside.replace("\\\\", "").replace("\\\"", "").contains('"')),
                None => prop_assert!(is_plain(place)),
            }
        }
    }
}
