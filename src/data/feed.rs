//! News of what was published, as feeds: of the whole site, of an IHO, of an organisation.
//!
//! An entry never changes: its id, instant and words come from what was sealed, not from the day or the names of the build. So
//! whoever keeps entries, as readers of feeds do, keeps evidence; each names its line of the ledger and the checksum of that.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::File;
use super::catalogue::base;
use super::package::{publisher, site};
use super::xml::XmlDocument;
use crate::archive::{Event, Line, Manifest, Release, hex, sha256};
use crate::compare::{self, Change, ChangeKind};
use crate::graph::history::{self, day};
use crate::graph::{EntityId, Graph};
use crate::model::prose::first_paragraph;
use crate::model::reference::{EntityKind, Reference};
use crate::model::renames::Renames;
use crate::model::timeline::ReleaseNote;

/// What a feed tells news of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Debug)]
pub enum Channel {
    /// All that is published.
    Site,
    /// An IHO.
    Iho(String),
    /// The contracts that an organisation takes part in, or that name it.
    Organisation(String),
}

/// The newest releases in a feed.
const RELEASES: usize = 30;
/// The sentences about one release in one entry; the page of changes has them all.
const SENTENCES: usize = 12;

impl Channel {
    /// How the paths of its files begin, from the top of the site.
    pub fn stem(&self) -> String {
        match self {
            Self::Site => "feed.".to_owned(),
            Self::Iho(id) => format!("ihos/{id}/feed."),
            Self::Organisation(id) => format!("organisations/{id}/feed."),
        }
    }

    /// Its feed of Atom, from the top of the site.
    pub fn atom(&self) -> String {
        self.stem() + "atom"
    }

    /// Its JSON Feed, from the top of the site.
    pub fn json(&self) -> String {
        self.stem() + "json"
    }

    /// Whether something was published that it can report.
    pub fn has_news(&self, graph: &Graph) -> bool {
        match self {
            Self::Site => !graph.archive.ihos.is_empty(),
            Self::Iho(id) => graph.archive.ihos.contains_key(id),
            Self::Organisation(id) => {
                let former = graph.model.former_ids(EntityKind::Organisation, id);
                let ids: Vec<&str> = former.chain([id.as_str()]).collect();
                let names = |it: &Release| organisations(it).any(|id| ids.contains(&id));
                // The newest first: what has a page is most often named by what is in force.
                graph.archive.ihos.values().any(|all| all.iter().rev().any(names))
            }
        }
    }

    /// What it is called.
    pub fn title(&self, graph: &Graph) -> String {
        let of_site = site(graph).and_then(|site| site.title.known()).cloned().unwrap_or_default();
        let name = match self {
            Self::Site => return format!("News of releases: {of_site}"),
            Self::Iho(id) => graph.model.blueprints.get(id).map_or(id.as_str(), |it| it.name()),
            Self::Organisation(id) => {
                let known = graph.model.organisations.get(id);
                known.and_then(|(_, it)| it.name.known()).map_or(id.as_str(), String::as_str)
            }
        };
        format!("{name}: news of releases – {of_site}")
    }

    /// The page that it belongs to, from the top of the site.
    fn page(&self) -> String {
        match self {
            Self::Site => String::new(),
            Self::Iho(id) => format!("ihos/{id}/releases/"),
            Self::Organisation(id) => format!("organisations/{id}/"),
        }
    }
}

/// The organisations that a release names, by id.
fn organisations(release: &Release) -> impl Iterator<Item = &str> {
    let files = release.manifest.files.iter();
    files.filter_map(|it| it.path.strip_prefix("shared/organisations/")?.strip_suffix(".yaml"))
}

/// The releases of which something was told last; `told` is when that was.
fn newest<'g>(
    told: &BTreeMap<(&str, &str), Timestamp>,
    mut releases: Vec<&'g Release>,
) -> Vec<&'g Release> {
    let last = |it: &Release| {
        let manifest = &it.manifest;
        let told = told.get(&(&*manifest.iho, &*manifest.version)).copied();
        told.unwrap_or_else(|| it.publish_at())
    };
    releases.sort_by_key(|it| std::cmp::Reverse((last(it), &it.manifest.iho, it.version)));
    releases.truncate(RELEASES);
    releases
}

/// Every feed of a site, with its releases: those with the latest news.
pub fn channels(graph: &Graph) -> Vec<(Channel, Vec<&Release>)> {
    let renames = Renames::of(&graph.model);
    let mut channels: BTreeMap<Channel, Vec<&Release>> = BTreeMap::new();
    for release in graph.archive.ihos.values().flatten() {
        let now = |id| renames.now(EntityKind::Organisation, id).unwrap_or(id);
        let bodies: BTreeSet<&str> = organisations(release).map(now).collect();
        let bodies = bodies.into_iter().filter(|id| graph.model.organisations.contains_key(*id));
        let bodies = bodies.map(|id| Channel::Organisation(id.to_owned()));
        let own = [Channel::Site, Channel::Iho(release.manifest.iho.clone())];
        for channel in own.into_iter().chain(bodies) {
            channels.entry(channel).or_default().push(release);
        }
    }
    let mut told: BTreeMap<(&str, &str), Timestamp> = BTreeMap::new();
    for line in graph.archive.ledger.sound() {
        told.insert((&line.iho, &line.version), line.at);
    }
    channels.into_iter().map(|(channel, all)| (channel, newest(&told, all))).collect()
}

/// One entry of a feed: something that was published of an IHO.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedEntry {
    at: Timestamp,
    id: String,
    title: String,
    /// Where it is told in full, from the top of the site.
    path: String,
    words: String,
    kind: Option<&'static str>,
}

/// All that a feed says besides its news.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FeedHead {
    channel: Channel,
    id: String,
    title: String,
    author: String,
    /// The address of the site.
    base: String,
}

impl FeedHead {
    /// What a site says of one of its feeds.
    pub fn of(graph: &Graph, channel: &Channel) -> Self {
        let first = graph.archive.ihos.values().flatten().map(Release::publish_at).min();
        let since = first.map(|at| day(graph, at).to_string()).unwrap_or_default();
        let id = match channel {
            Channel::Site => format!("tag:{},{since}:news", host(graph)),
            Channel::Iho(id) => tag(graph, id, ":news"),
            Channel::Organisation(id) => format!("tag:{},{since}:organisation:{id}", host(graph)),
        };
        let title = || site(graph).and_then(|site| site.title.known()).cloned();
        let author = publisher(graph).filter(|it| !it.is_empty()).or_else(title);
        Self {
            channel: channel.clone(),
            id,
            title: channel.title(graph),
            author: author.unwrap_or_default(),
            base: base(graph),
        }
    }
}

/// The files of a feed: their paths from the top of the site, and their bytes. `news` is that of its releases, in any order.
pub fn feeds(head: &FeedHead, mut news: Vec<FeedEntry>) -> Vec<(String, Vec<u8>)> {
    news.sort_by(|one, other| (other.at, &one.id).cmp(&(one.at, &other.id)));
    let channel = &head.channel;
    let atom = atom(head, &channel.atom(), &news);
    vec![(channel.atom(), atom), (channel.json(), super::json_bytes(&json_feed(head, &news)))]
}

/// What there is to say about a release: that it was published; figures that were revised and steps of its status, among the
/// changes since the release before; what was said about it afterwards. `state` is what it said.
pub fn news(graph: &Graph, release: &Release, state: &Graph, changes: &[Change]) -> Vec<FeedEntry> {
    let manifest = &release.manifest;
    let (iho, version) = (&manifest.iho, &manifest.version);
    let name = state.model.blueprints.get(iho).map_or(iho.as_str(), |it| it.name());
    let path = format!("ihos/{iho}/releases/{version}/");
    let ledger = graph.archive.ledger.sound();
    let line = ledger
        .into_iter()
        .find(|line| line.event == Event::Release && line.iho == *iho && line.version == *version);
    let note = graph.model.past_notes.get(&format!("{iho}/{version}"));
    let words = summary(state, note.map(|note| &**note), manifest);
    let (weakened, _) = compare::weakened_first(changes);
    let words = match weakened.is_empty() {
        true => words,
        false => format!("{} {words}", listed(&weakened)),
    };
    let which = format!("{name}: release {}", manifest.sequence);
    let entry = |what: &str, kind, title: String, path: String, words: &str| FeedEntry {
        at: release.publish_at(),
        id: tag(graph, iho, &format!(":{version}{what}")),
        title,
        path,
        words: with_line(words, line),
        kind: Some(kind),
    };
    let kind = manifest.kind.in_words().to_lowercase();
    let event = match manifest.kind {
        crate::archive::Kind::Correction => "correction",
        crate::archive::Kind::First | crate::archive::Kind::Update => "release",
    };
    let mut news = vec![entry("", event, format!("{which} ({kind})"), path.clone(), &words)];
    let revised: Vec<&Change> =
        changes.iter().filter(|it| it.kind == ChangeKind::Revised).collect();
    let stepped: Vec<&Change> = changes.iter().filter(|it| is_step(it)).collect();
    let path = format!("{path}changes/");
    news.extend(of_notices(graph, release, name));
    for (changes, what, title) in [
        (revised, "revision", "figures that were published before are others now"),
        (stepped, "status", "where it stands"),
    ] {
        if !changes.is_empty() {
            let title = format!("{which}: {title}");
            news.push(entry(&format!(":{what}"), what, title, path.clone(), &listed(&changes)));
        }
    }
    news
}

/// Whether a change is one of where an IHO stands: its status, or that of a milestone or a step of authorisation.
fn is_step(change: &Change) -> bool {
    let last = change.field.rsplit('.').next().unwrap_or_default();
    change.section == "iho" && (last == "status" || change.field.starts_with("authorisation"))
}

fn listed(changes: &[&Change]) -> String {
    let (weakened, others) = compare::weakened_first(changes.iter().copied());
    let all = weakened.iter().chain(&others).take(SENTENCES);
    let told = all.map(|change| {
        let why = match &change.reason {
            Some(why) => format!(" Why: {why}"),
            None if change.is_weakened() => format!(" {}", compare::NO_REASON),
            None => String::new(),
        };
        format!("{}{why}", change.sentence())
    });
    let mut words = told.collect::<Vec<_>>().join(" ");
    if !weakened.is_empty() {
        words = format!("{}: {words}", compare::WEAKENED);
    }
    if changes.len() > SENTENCES {
        words.push_str(&format!(" And {} more.", changes.len() - SENTENCES));
    }
    words
}

/// The first paragraph of what was said of a release, without marks, in the names of a graph; else the kind of release.
fn summary(names: &Graph, note: Option<&ReleaseNote>, manifest: &Manifest) -> String {
    let name = |reference: &Reference| Some(names.name(&EntityId::of(reference)).to_owned());
    let words = note.and_then(|note| note.note.known());
    let words = words.map(|note| first_paragraph(&note.text, &name)).unwrap_or_default();
    if words.is_empty() { manifest.kind.in_words().to_owned() } else { words }
}

/// Withdrawal, reinstatement, and removal by law. A correction is a release, which says what was wrong.
fn of_notices(graph: &Graph, release: &Release, name: &str) -> Vec<FeedEntry> {
    let manifest = &release.manifest;
    let about = |line: &&Line| line.iho == manifest.iho && line.version == manifest.version;
    let news = graph.archive.ledger.sound().filter(about).filter_map(|line| {
        let what = match line.event {
            Event::Release | Event::Correction => return None,
            Event::Withdrawal => "is withdrawn",
            Event::Reinstatement => "is reinstated",
            Event::Redaction => "has lost something for a reason of law",
        };
        let (iho, file) = (&line.iho, line.notice.as_ref()?);
        let notice = graph.model.notices.get(&format!("{iho}/{file}"))?;
        Some(FeedEntry {
            at: line.at,
            id: tag(graph, iho, &format!(":notice:{}", file.trim_end_matches(".yaml"))),
            title: format!("{name}: release {} {what}", manifest.sequence),
            path: format!("ihos/{iho}/releases/"),
            words: with_line(&history::sentence(graph, iho, notice), Some(line)),
            kind: Some(line.event.word()),
        })
    });
    news.collect()
}

/// Words with the line of the ledger that stands for them: a copy of it is evidence.
fn with_line(words: &str, line: Option<&Line>) -> String {
    let Some(line) = line else { return words.to_owned() };
    let sum = hex(&sha256(line.text().as_bytes()));
    format!("{words} (Line {} of the ledger, SHA-256 {sum}.)", line.n)
}

/// The host of the site's address; empty where it has none.
fn host(graph: &Graph) -> String {
    let base = base(graph);
    let host = base.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
    host.unwrap_or_default().to_owned()
}

/// A tag, RFC 4151, of the day on which the IHO was first published: it outlives another address of the site.
fn tag(graph: &Graph, iho: &str, rest: &str) -> String {
    let first = graph.archive.ihos.get(iho).and_then(|all| all.first());
    let since = first.map(|it| day(graph, it.publish_at()).to_string()).unwrap_or_default();
    format!("tag:{},{since}:{iho}{rest}", host(graph))
}

/// A feed of Atom, RFC 4287; `path` is where it lies, and `news` has the newest first.
fn atom(head: &FeedHead, path: &str, news: &[FeedEntry]) -> Vec<u8> {
    let FeedHead { channel, id, title, author, base } = head;
    let updated = news.first().map_or(Timestamp::UNIX_EPOCH, |entry| entry.at).to_string();
    let namespace = ("xmlns", "http://www.w3.org/2005/Atom");
    let mut xml = XmlDocument::new("feed", &[namespace, ("xml:lang", "en-GB")]);
    let link = |xml: &mut XmlDocument, rel: &str, media: &str, path: &str| {
        let href = format!("{base}{path}");
        xml.empty("link", &[("rel", rel), ("type", media), ("href", &href)]);
    };
    xml.text(&["id"], id);
    xml.text(&["title"], title);
    xml.text(&["updated"], &updated);
    xml.text(&["author", "name"], author);
    link(&mut xml, "self", "application/atom+xml", path);
    link(&mut xml, "alternate", "text/html", &channel.page());
    for entry in news {
        let at = entry.at.to_string();
        xml.open("entry", &[]);
        xml.text(&["id"], &entry.id);
        xml.text(&["title"], &entry.title);
        xml.text(&["updated"], &at);
        xml.text(&["published"], &at);
        if let Some(kind) = entry.kind {
            xml.empty("category", &[("term", kind)]);
        }
        link(&mut xml, "alternate", "text/html", &entry.path);
        xml.text(&["summary"], &entry.words);
        xml.close("entry");
    }
    xml.close("feed");
    xml.into_bytes()
}

/// The releases of an IHO alone, in the names of now.
pub(super) fn release_feed(graph: &Graph, file: &File) -> Vec<u8> {
    let iho = file.iho();
    let name = graph.model.blueprints.get(iho).map_or(iho, |blueprint| blueprint.name());
    let entries = history::releases_of(graph, iho).into_iter().map(|past| {
        let manifest = &past.release.manifest;
        let kind = manifest.kind.in_words().to_lowercase();
        FeedEntry {
            at: manifest.publish_at,
            id: tag(graph, iho, &format!(":{}", manifest.version)),
            title: format!("{name}: release {} ({kind})", manifest.sequence),
            path: format!("ihos/{iho}/releases/{}/", manifest.version),
            words: summary(graph, past.note, manifest),
            kind: None,
        }
    });
    let of_site = site(graph).and_then(|site| site.title.known()).cloned().unwrap_or_default();
    let head = FeedHead {
        id: tag(graph, iho, ""),
        title: format!("{name}: releases – {of_site}"),
        ..FeedHead::of(graph, &Channel::Iho(iho.to_owned()))
    };
    atom(&head, &file.path(), &entries.collect::<Vec<_>>())
}

/// A JSON Feed, version 1.1 of <https://www.jsonfeed.org/>.
fn json_feed(head: &FeedHead, news: &[FeedEntry]) -> Value {
    let FeedHead { channel, id: _, title, author, base } = head;
    let items = news.iter().map(|it| {
        json!({
            "id": it.id,
            "url": format!("{base}{}", it.path),
            "title": it.title,
            "content_text": it.words,
            "date_published": it.at,
            "date_modified": it.at,
            "tags": [it.kind],
        })
    });
    json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": format!("{base}{}", channel.page()),
        "feed_url": format!("{base}{}", channel.json()),
        "language": "en-GB",
        "authors": [{ "name": author }],
        "items": items.collect::<Vec<_>>(),
    })
}
