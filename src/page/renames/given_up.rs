//! What `site.yaml` says of addresses that are given up, held against what the site has.
//!
//! A rule for servers comes before the file that it names. So an address that the site has can't be given up, and none
//! leads to itself, or to another one that is given up.

use std::collections::{BTreeMap, BTreeSet};

use super::super::feed_links::feed_urls;
use super::super::plan::{Plan, history_urls};
use super::super::scope::url_of_release;
use super::super::url::Url;
use super::stand_in::{GONE, MOVED};
use crate::data;
use crate::diag::{Code, Diagnostic};
use crate::graph::Graph;
use crate::model::address::{SiteAddress, decode_path};
use crate::model::site::MovedAddress;
use crate::source::Span;

/// Files beside what is planned.
const BESIDE: [&str; 8] = [
    "/files.json",
    "/sitemap.xml",
    "/robots.txt",
    "/_redirects",
    "/redirects.nginx.conf",
    "/build.json",
    "/checkpoint.minisig",
    "/index.html",
];

/// The addresses that are given up, in the order in which they are written.
pub(super) fn addresses(graph: &Graph) -> impl Iterator<Item = (Url, &MovedAddress)> {
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    let all = site.into_iter().flat_map(|site| site.moved.items());
    all.filter_map(|it| Some((url_of(it.from.known()?)?, it)))
}

/// Where it leads.
pub(super) fn target(it: &MovedAddress) -> Option<Url> {
    it.to.known().and_then(url_of)
}

fn url_of(address: &SiteAddress) -> Option<Url> {
    Url::home().join(address.as_str())
}

/// What is said in vain, or would take away something that is there.
pub(super) fn check(graph: &Graph, plan: &Plan) -> Vec<Diagnostic> {
    let mut all = addresses(graph).peekable();
    if all.peek().is_none() {
        return Vec::new();
    }
    let all: Vec<(Url, &MovedAddress)> = all.collect();
    let mut look = Look::at(graph, plan, &all);
    for (from, it) in &all {
        if let Some(span) = it.from.span {
            look.from(from, it, span);
        }
        if let (Some(to), Some(span)) = (target(it), it.to.span) {
            look.to(from, &to, span);
        }
    }
    look.found
}

/// An address as every server takes it: what is encoded is meant, and a `/` at its end is the same without.
fn meant(url: &Url) -> String {
    let path = url.as_str().trim_end_matches('/');
    decode_path(path).unwrap_or_else(|| path.to_owned())
}

struct Look<'s> {
    plan: &'s Plan,
    /// What the site has that is in no plan, as it is meant.
    beside: BTreeSet<String>,
    /// The trees of releases, which are made beside the site.
    trees: BTreeSet<String>,
    /// The addresses that are given up, as they are meant, with where they lead.
    given_up: BTreeMap<String, &'s MovedAddress>,
    seen: BTreeSet<String>,
    found: Vec<Diagnostic>,
}

impl<'s> Look<'s> {
    fn at(graph: &Graph, plan: &'s Plan, all: &[(Url, &'s MovedAddress)]) -> Self {
        let files = data::all_files(graph).into_iter().map(|it| Url::file(&it.path()));
        let history = graph.archive.ihos.keys().flat_map(|id| history_urls(graph, id));
        let beside = files.chain(feed_urls(graph)).chain(history).map(|url| meant(&url));
        let releases = graph.archive.ihos.iter().flat_map(|(iho, all)| {
            all.iter().map(move |it| url_of_release(iho, &it.manifest.version))
        });
        Self {
            plan,
            beside: beside.chain(BESIDE.map(str::to_owned)).collect(),
            trees: releases.map(|url| meant(&url)).collect(),
            given_up: all.iter().rev().map(|(from, it)| (meant(from), *it)).collect(),
            seen: BTreeSet::new(),
            found: Vec::new(),
        }
    }

    fn say(&mut self, code: Code, span: Span, message: String, hint: impl Into<String>) {
        self.found.push(Diagnostic::at(code, span, message).hint(hint.into()));
    }

    /// Whether something of the site is there, besides what says that something moved.
    fn has(&self, path: &str) -> bool {
        let [file, page] = [Url::file(&path[1..]), Url::file(&format!("{}/", &path[1..]))];
        let is_page = [&file, &page].into_iter().any(|url| match self.plan.page_at(url) {
            Some(page) if page.is(&MOVED) || page.is(&GONE) => !self.given_up.contains_key(path),
            Some(_) => true,
            None => self.plan.has(url),
        });
        is_page || self.beside.contains(path) || self.trees.contains(path)
    }

    /// The tree of a release, or a file, in which an address lies.
    fn holder(&self, path: &str) -> Option<String> {
        let folders = path.match_indices('/').skip(1).map(|(at, _)| &path[..at]);
        let mut folders = folders.chain([path]);
        folders.find_map(|it| {
            let is_inside = it.len() < path.len();
            let file = Url::file(&it[1..]);
            let is_file = self.plan.has(&file) || self.beside.contains(it);
            match it {
                it if self.trees.contains(it) => Some(format!("is part of the release at `{it}/`")),
                "/assets" => Some("is where the design of the site lies".to_owned()),
                it if it.starts_with("/.iho") => {
                    Some("is used while the site is written".to_owned())
                }
                it if is_inside && is_file => Some(format!("lies under the file `{it}`")),
                _ => None,
            }
        })
    }

    fn from(&mut self, from: &Url, it: &MovedAddress, span: Span) {
        let path = meant(from);
        if !self.seen.insert(path.clone()) {
            let message = format!("`{from}` is given up twice");
            self.say(Code::DuplicateUrl, span, message, "remove one of the two items of `moved`");
            return;
        }
        // What a server shows for a folder: its page by another name.
        let page = path.strip_suffix("/index.html").unwrap_or(&path);
        if page.is_empty() || self.has(&path) || self.has(page) {
            let message =
                format!("there is a page or file at `{from}`, so it can't be listed under `moved`");
            self.say(Code::DuplicateUrl, span, message, "remove this item of `moved`");
        } else if let Some(holder) = self.holder(&path) {
            let message = format!("`{from}` {holder}, so it can't be listed under `moved`");
            self.say(Code::DuplicateUrl, span, message, "remove this item of `moved`");
        } else if it.to.known().is_none() && it.from.known().is_some_and(SiteAddress::is_encoded) {
            let message = format!("no page can be at `{from}`, as letters of it are encoded");
            let hint = "write `to` and an address of this site, so that servers lead there";
            self.say(Code::Contradiction, span, message, hint);
        }
    }

    fn to(&mut self, from: &Url, to: &Url, span: Span) {
        let path = meant(to);
        if path == meant(from) {
            let message = format!("`{from}` would lead to itself");
            let hint = "write another address of this site, or remove this item of `moved`";
            self.say(Code::Contradiction, span, message, hint);
        } else if let Some(next) = self.given_up.get(&path) {
            let message = format!("`{to}` is given up as well");
            let hint = match target(next).filter(|next| meant(next) != meant(from)) {
                Some(next) => format!("write where that leads: `to: {next}`"),
                None => "write an address of this site such as `/organisations/`".to_owned(),
            };
            self.say(Code::Contradiction, span, message, hint);
        } else if self.plan.page_at(to).is_some_and(|page| page.is(&MOVED))
            && let Some(next) = self.plan.new_place(to)
        {
            let message = format!("`{to}` has moved itself");
            let hint = format!("write where it is now: `to: {}`", next.url);
            self.say(Code::Contradiction, span, message, hint);
        } else if !self.is_there(to) {
            let message = format!("there is no page or file at `{to}`");
            let slash = Url::file(&format!("{}/", path.trim_start_matches('/')));
            let hint = match !to.as_str().ends_with('/') && self.is_there(&slash) {
                true => format!("write `{slash}`"),
                false => "write an address of this site such as `/organisations/`".to_owned(),
            };
            self.say(Code::BrokenLink, span, message, hint);
        }
    }

    /// Whether exactly that address is one of the site.
    fn is_there(&self, to: &Url) -> bool {
        let path = to.as_str();
        match path.strip_suffix('/') {
            Some(folder) => self.plan.has(to) || self.trees.contains(folder),
            None => self.plan.has(to) || self.beside.contains(path),
        }
    }
}
