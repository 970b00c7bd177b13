//! What every page needs at hand: the graph, the plan, and where the page itself lies.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::page_id::PageId;
use super::plan::Plan;
use super::url::Url;
use super::view::{Group, Head, Link, Markdown, Note, Part, Row, Tag, Value, View};
use super::{site_links, wording};
use crate::data::Digests;
use crate::graph::{Edge, EntityId, Graph, Relation};
use crate::model::address::BaseUrl;
use crate::model::field::{Provenance, Silence};
use crate::model::prose::{Prose, first_paragraph, reference_of};
use crate::model::reference::{EntityKind, Reference};
use crate::model::scalar::Date;
use crate::model::status::Status;
use crate::model::{Blueprint, Ids};
use crate::source::{FileId, Span};

/// The words under which invented content is shown.
pub(super) const ILLUSTRATIVE: &str = "Illustrative: not a real organisation";

/// The words on a page of an illustrative site that describes something real.
pub(super) const REAL: &str =
    "Illustrative site: what this page describes is real, but the contracts on this site are not";

/// The place from which one page is written.
pub(super) struct PageContext<'g> {
    pub(super) graph: &'g Graph,
    pub(super) plan: &'g Plan,
    pub(super) digests: &'g Digests,
    pub(super) page: &'g PageId,
    pub(super) url: Url,
    root: String,
    prefixes: RefCell<Ids>,
}

impl<'g> PageContext<'g> {
    pub(super) fn new(
        graph: &'g Graph,
        plan: &'g Plan,
        digests: &'g Digests,
        page: &'g PageId,
    ) -> Self {
        let url = plan.address(&page.url()).into_owned();
        let root = match url.as_str() {
            "/404.html" => base_path(graph),
            _ => url.root(),
        };
        Self { graph, plan, digests, page, url, root, prefixes: RefCell::default() }
    }

    /// The blueprint of which this is a page.
    pub(super) fn blueprint(&self) -> &'g Blueprint {
        &self.graph.model.blueprints[&self.page.iho]
    }

    /// The address of something on this site, from this page.
    pub(super) fn href(&self, url: &Url) -> String {
        let url = self.plan.address(url);
        let path = &url.as_str()[1..];
        let mut href = String::with_capacity(self.root.len() + path.len());
        href.push_str(&self.root);
        href.push_str(path);
        href
    }

    pub(super) fn link(&self, text: impl Into<String>, url: &Url) -> Link {
        Link {
            text: text.into(),
            href: if self.plan.leaves_out(url) { String::new() } else { self.href(url) },
            is_current: *self.plan.address(url) == self.url,
            ..Link::default()
        }
    }

    /// A link to an entity by its name.
    pub(super) fn link_to(&self, key: &EntityId) -> Link {
        let (url, anchor) = self.plan.url_of_entity(key);
        let mut link = self.link(self.graph.name(key), &url);
        let is_absent = match self.graph.outside().get(key) {
            Some((_, is_there)) => !is_there,
            // A criterion has its place on the page of its framework, which may have been removed by law.
            None => key.kind == EntityKind::Criterion && self.graph.entity(key).is_none(),
        };
        if is_absent {
            return Link { href: String::new(), ..link };
        }
        if let Some(anchor) = anchor {
            link.is_current = false;
            link.href = format!("{}#{anchor}", link.href);
        }
        link
    }

    /// The name of what a reference names.
    pub(super) fn name_of(&self, reference: &Reference) -> &'g str {
        self.graph.entity(&EntityId::of(reference)).map_or("", |entity| &entity.name)
    }

    /// A link to what a reference names; a page or paragraph of a document is said after its name.
    pub(super) fn reference(&self, reference: &Reference) -> Link {
        let key = EntityId::of(reference);
        let mut link = self.link_to(&key);
        if let (EntityKind::Document, Some(fragment)) = (reference.kind, &reference.fragment) {
            link.text = site_links::with_place(&link.text, fragment);
        }
        link
    }

    /// An organisation of this site, or a name in words.
    pub(super) fn body(&self, name: &str) -> Value {
        let key = EntityId::new(EntityKind::Organisation, name);
        match self.graph.entity(&key) {
            Some(_) => Value::Link { link: self.link_to(&key) },
            None => Value::Text { text: name.to_owned() },
        }
    }

    /// A file of the sources that is published as it is.
    pub(super) fn file(&self, name: &str, from: FileId) -> Value {
        let folder = self.plan.folder(from);
        let path = format!("{folder}/{name}");
        let path = path.strip_prefix("content/").unwrap_or(&path).replacen("/draft/", "/", 1);
        let url = Url::file(&path);
        if self.plan.has(&url) {
            Value::Link { link: self.link(name, &url) }
        } else {
            Value::Text { text: name.to_owned() }
        }
    }

    /// A text that keeps its headings' levels and ids: the main text of a page.
    pub(super) fn main_text(&self, prose: &Prose) -> Markdown {
        self.markdown(prose, String::new(), 0)
    }

    /// A text of a field: its headings go down, its ids get a prefix of their own.
    pub(super) fn field_text(&self, prose: &Prose, prefix: &str, shift: u8) -> Markdown {
        let mut taken = self.prefixes.borrow_mut();
        let prefix = taken.unique(prefix);
        self.markdown(prose, format!("{prefix}_"), shift)
    }

    fn markdown(&self, prose: &Prose, prefix: String, shift: u8) -> Markdown {
        let folder = self.plan.folder(prose.span.file).to_owned();
        let headings = prose.headings.iter().map(|it| (it.id.clone(), it.also.clone())).collect();
        Markdown { text: prose.text.clone(), prefix, shift, folder, headings }
    }

    /// A sentence of our own, as markdown.
    pub(super) fn sentence(&self, text: impl Into<String>) -> Markdown {
        let (prefix, folder, headings) = Default::default();
        Markdown { text: text.into(), prefix, shift: 0, folder, headings }
    }

    /// Sentences of our own as a part of a page.
    pub(super) fn prose(&self, id: &str, heading: &str, words: impl Into<String>) -> Part {
        Part::prose(id, heading, self.sentence(words))
    }

    /// Why a field is unpublished, and whether its date has passed.
    pub(super) fn silence(&self, silence: &Silence) -> String {
        wording::silence(silence, self.graph.today)
    }

    pub(super) fn note(&self, provenance: Option<&Provenance>) -> Note {
        let Some(provenance) = provenance else {
            return Note::default();
        };
        let approver = provenance.approved_by.as_ref().map(|by| match self.body(&by.0.value) {
            Value::Link { link } => link.text,
            _ => by.0.value.clone(),
        });
        let mut text = wording::provenance(provenance, approver.as_deref());
        if let Some(why) = &provenance.why {
            let why = wording::sentence(&self.first_words(why));
            text = format!("{text} Why it changed: {why}").trim().to_owned();
        }
        Note { source: provenance.source.as_ref().map(|source| self.reference(&source.0)), text }
    }

    /// The words of a heading, with names in place of references without words.
    pub(super) fn heading_words(&self, words: &str) -> String {
        let mut named = String::new();
        let mut rest = words;
        while let Some((before, after)) = rest.split_once("[[") {
            let Some((written, after)) = after.split_once("]]") else { break };
            named.push_str(before);
            match reference_of(written, Span::NOWHERE) {
                Ok(reference) => named.push_str(self.graph.name(&EntityId::of(&reference))),
                Err(_) => named.push_str(written),
            }
            rest = after;
        }
        named + rest
    }

    /// A title without the marks of markdown, and with names in place of references.
    pub(super) fn plain_title(&self, title: &str) -> String {
        if !title.contains(['*', '_', '`', '[']) {
            return title.to_owned();
        }
        let name =
            |reference: &Reference| Some(self.graph.entity(&EntityId::of(reference))?.name.clone());
        let plain = first_paragraph(title, &name);
        if plain.is_empty() { title.to_owned() } else { plain }
    }

    /// The first paragraph of a text, for search engines and lists.
    pub(super) fn plain(&self, prose: &Prose) -> String {
        shorten(&self.first_words(prose))
    }

    /// The first paragraph of a text without its marks.
    pub(super) fn first_words(&self, prose: &Prose) -> String {
        let name =
            |reference: &Reference| Some(self.graph.entity(&EntityId::of(reference))?.name.clone());
        first_paragraph(&prose.text, &name)
    }

    /// The head of a page with what its address tells.
    pub(super) fn head(&self, kind: &'static str, title: impl Into<String>) -> Head {
        let title = title.into();
        let site = self.graph.model.site.as_ref().map(|(_, site)| site);
        let is_illustrative = site.and_then(|site| site.illustrative.known()).copied();
        let base = site.and_then(|site| site.base_url.known());
        let canonical = base.map(|base| format!("{}{}", base.trimmed(), self.url.as_str()));
        Head {
            kind,
            tab_title: title.clone(),
            title,
            path: self.url.as_str().to_owned(),
            root: self.root.clone(),
            address: canonical.clone(),
            canonical,
            robots: "noindex",
            breadcrumb: vec![self.link("Home", &Url::home())],
            area: self.url.as_str().split('/').nth(1).unwrap_or("").to_owned(),
            illustrative: is_illustrative.unwrap_or(false).then_some(ILLUSTRATIVE),
            ..Head::default()
        }
    }

    /// Who publishes the site, and the address of this page, for a citation.
    pub(super) fn publisher_and_address(&self) -> String {
        let site = self.graph.model.site.as_ref().map(|(_, site)| site);
        let publisher = site.and_then(|site| site.publisher.known()).map(|publisher| {
            let key = EntityId::of(&publisher.0);
            format!("Published by {}. ", self.graph.name(&key))
        });
        let base = site.and_then(|site| site.base_url.known());
        let base = base.map_or("", BaseUrl::trimmed);
        format!("{}{base}{}", publisher.unwrap_or_default(), self.url.as_str())
    }

    /// Says on a page of an illustrative site that what it tells is real.
    pub(super) fn mark_as_real(&self, head: &mut Head) {
        if head.illustrative.is_some() {
            head.illustrative = Some(REAL);
        }
    }

    /// Closes a page: lists its headings where there are many, and fills in what is left open.
    pub(super) fn finish(&self, mut head: Head, parts: Vec<Part>) -> View {
        let headings = parts.iter().filter_map(heading_of);
        if head.contents.is_empty() {
            head.contents = contents(headings);
        }
        let is_alone = head.tab_title == head.title;
        let title = self.plain_title(&head.tab_title);
        // What a page belongs to is not left out.
        head.tab_title = fitting([&title, if is_alone { clause(&title) } else { &title }]);
        head.title = self.plain_title(&head.title);
        let beside = || head.siblings.iter().flat_map(|group| &group.links);
        if let Some(parent) = head.breadcrumb.last().filter(|_| !beside().any(|it| it.is_current)) {
            let parent = beside().find(|it| it.href == parent.href).map(|it| it.href.clone());
            head.siblings_parent = parent.unwrap_or_default();
        }
        View { head, parts, details: Vec::new() }
    }

    /// Everything that stands in a relation to an entity, in both directions, grouped by relation.
    pub(super) fn connections(&self, key: &EntityId) -> Vec<Group> {
        let mut groups: BTreeMap<(Relation, &str), BTreeSet<Link>> = BTreeMap::new();
        let mut add = |order: Relation, label, link| {
            groups.entry((order, label)).or_default().insert(link);
        };
        for edge in self.graph.edges_to(key) {
            add(edge.relation, edge.relation.backward(), self.other_end(edge, edge.from));
        }
        for edge in self.graph.edges_from(key) {
            if edge.relation != Relation::MentionedIn {
                add(edge.relation, edge.relation.forward(), self.other_end(edge, edge.to));
            }
        }
        merged(groups)
    }

    /// What an IHO names, grouped by relation: only what `keep` lets through.
    pub(super) fn named_by(&self, key: &EntityId, keep: impl Fn(&Edge<'_>) -> bool) -> Vec<Group> {
        let mut groups: BTreeMap<(Relation, &str), BTreeSet<Link>> = BTreeMap::new();
        for edge in self.graph.edges_from(key).filter(|edge| keep(edge)) {
            let link = self.link_to(edge.to);
            groups.entry((edge.relation, edge.relation.forward())).or_default().insert(link);
        }
        merged(groups)
    }

    /// A link to the entity at the other end, to the section where it is said if an IHO says it.
    fn other_end(&self, edge: Edge<'_>, other: &EntityId) -> Link {
        let mut link = self.link_to(other);
        match edge.within {
            Some((iho, section)) if other.kind == EntityKind::Iho && section != "iho" => {
                link.href = self.href(&Url::page(&["ihos", iho, section]));
                link.note = format!("under “{}”", super::blueprint::section_title(section));
            }
            Some((iho, _))
                if other.kind != EntityKind::Iho && edge.from.kind != EntityKind::Iho =>
            {
                let blueprint = self.graph.model.blueprints.get(iho);
                let name = blueprint.map_or(iho, |blueprint| blueprint.short_name());
                link.note = format!("in {name}");
            }
            _ => {}
        }
        link
    }

    /// A part with what refers to an entity; none where nothing does.
    pub(super) fn connections_part(&self, key: &EntityId) -> Option<Part> {
        let groups = self.connections(key);
        (!groups.is_empty()).then(|| Part::links("connections_all", "Related pages", groups))
    }
}

/// Groups with one label become one; the order is that of the relations.
fn merged(groups: BTreeMap<(Relation, &str), BTreeSet<Link>>) -> Vec<Group> {
    let mut merged: Vec<(String, BTreeSet<Link>)> = Vec::new();
    for ((_, label), links) in groups {
        match merged.iter_mut().find(|(known, _)| known == label) {
            Some((_, known)) => known.extend(links),
            None => merged.push((label.to_owned(), links)),
        }
    }
    merged
        .into_iter()
        .map(|(label, links)| Group { label, links: links.into_iter().collect() })
        .collect()
}

/// The list of a page's headings, each with its id; empty where there are fewer than four. Of headings with the same words only
/// the first is listed.
pub(super) fn contents(headings: impl Iterator<Item = (String, String)>) -> Vec<Link> {
    let mut known = BTreeSet::new();
    let links: Vec<Link> = headings
        .filter(|(_, text)| known.insert(text.clone()))
        .map(|(id, text)| Link { text, href: format!("#{id}"), ..Link::default() })
        .collect();
    if links.len() >= 4 { links } else { Vec::new() }
}

/// As many letters of a title are shown by browsers and search engines.
const MOST_OF_TITLE: usize = 70;

/// The first of the titles that is shown whole; where none is, whole words of the last, and what it belongs to after its colon.
pub(super) fn fitting<const N: usize>(titles: [&str; N]) -> String {
    let whole = titles.into_iter().find(|title| title.chars().count() <= MOST_OF_TITLE);
    let last = titles[N - 1];
    let short = || match last.rsplit_once(": ") {
        Some((title, of)) if of.chars().count() <= 50 => {
            format!("{}: {of}", words(title, MOST_OF_TITLE - 2 - of.chars().count()))
        }
        _ => words(last, MOST_OF_TITLE).to_owned(),
    };
    whole.map_or_else(short, str::to_owned)
}

/// As many whole words of a title as there is room for.
fn words(title: &str, most: usize) -> &str {
    if title.chars().count() <= most {
        return title;
    }
    let mut ends = title.match_indices(' ').map(|(at, _)| &title[..at]);
    let last = ends.rfind(|part| part.chars().count() <= most).unwrap_or(title);
    last.trim_end_matches([',', ';', ':', '(', '–', ' '])
}

/// The part of a long title before its last comma, colon or bracket that leaves it short enough; where there is none, as many whole
/// words as there is room for. A comma or colon inside a number or a word is no such place.
pub(super) fn clause(title: &str) -> &str {
    let before = |marks: &[char]| {
        let parts = title.match_indices(marks).filter(|(at, mark)| match *mark {
            "(" | "–" => title[..*at].ends_with(' '),
            " " | "-" => true,
            _ => title[at + mark.len()..].starts_with(' '),
        });
        let parts = parts.map(|(at, _)| title[..at].trim_end());
        let mut short = parts.filter(|part| part.chars().count() <= MOST_OF_TITLE);
        short.rfind(|part| !part.is_empty())
    };
    before(&[':', ',', ';', '(', '–']).or_else(|| before(&[' ', '-'])).unwrap_or(title)
}

/// What to call a part in an address, and its heading; none where it lacks either.
pub(super) fn heading_of(part: &Part) -> Option<(String, String)> {
    let (id, heading) = part.id_and_heading();
    (!heading.is_empty() && !id.is_empty()).then(|| (id.to_owned(), heading.to_owned()))
}

/// The path of the site on its server, with `/` at both ends.
pub(super) fn base_path(graph: &Graph) -> String {
    let base = graph.model.site.as_ref().and_then(|(_, site)| site.base_url.known());
    format!("{}/", base.map_or("", BaseUrl::path))
}

/// At most 160 characters: what search engines show.
fn shorten(text: &str) -> String {
    cut(text, 160)
}

/// At most so many characters, cut at a word.
pub(super) fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most - 1).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', '.']))
}

/// The tag of a status.
pub(super) fn status_tag(status: Status) -> Tag {
    let tone = match status {
        Status::Live | Status::ShadowRunning | Status::ContractAwarded => "improving",
        Status::UnderReview
        | Status::Expired
        | Status::Terminated
        | Status::Withdrawn
        | Status::NotDesignated => "concern",
        _ => "neutral",
    };
    Tag { text: status.label().to_owned(), tone }
}

pub(super) fn text(text: impl Into<String>) -> Value {
    Value::Text { text: text.into() }
}

pub(super) fn day(date: Date) -> Value {
    Value::Date { text: wording::date(date), iso: date.to_string() }
}

pub(super) fn row(id: &str, label: &str, value: Value) -> Row {
    Row { id: format!("field_{id}"), label: label.to_owned(), value, note: Note::default() }
}
