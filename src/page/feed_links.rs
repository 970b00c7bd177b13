//! The feeds of news that pages offer to follow.

use super::context::PageContext;
use super::url::Url;
use super::view::{Group, Part, Relation, View};
use crate::data::{self, Channel};
use crate::graph::Graph;

/// Names the feed of a page, for programs and for people. Drafts have no news.
pub(super) fn mark(cx: &PageContext<'_>, view: &mut View) {
    let Some(channel) = (cx.page.kind.feed)(cx.page) else { return };
    if cx.plan.has_no_history() || !channel.has_news(cx.graph) {
        return;
    }
    let links = [(channel.atom(), "RSS feed (Atom)"), (channel.json(), "JSON feed")]
        .map(|(path, words)| cx.link(words, &Url::file(&path)));
    for (link, form) in links.iter().zip(["application/atom+xml", "application/feed+json"]) {
        view.head.relations.push(Relation { rel: "alternate", form, href: link.href.clone() });
    }
    let what = match channel {
        Channel::Site => "Releases, corrections and withdrawals of all IHOs",
        Channel::Iho(_) => "Releases, corrections and withdrawals",
        Channel::Organisation(_) => "Releases of contracts that name it",
    };
    view.parts.push(Part::Links {
        id: "follow_all".to_owned(),
        heading: "Get updates".to_owned(),
        intro: "A feed reader tells you when something new is published.".to_owned(),
        groups: vec![Group { label: what.to_owned(), links: links.to_vec() }],
    });
}

/// The addresses of all feeds.
pub fn feed_urls(graph: &Graph) -> Vec<Url> {
    let channels = data::channels(graph);
    let paths = channels.iter().flat_map(|(channel, _)| [channel.atom(), channel.json()]);
    paths.map(|path| Url::file(&path)).collect()
}
