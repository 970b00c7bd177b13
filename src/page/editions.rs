//! Where the same is said in other languages, and in Easy Read.

use super::context::PageContext;
use super::url::{self, Url};
use super::view::{Edition, Editions, Head};
use crate::graph::EntityId;
use crate::model::language::{Direction, PageLanguage};
use crate::model::reference::DocRef;
use crate::model::{Blueprint, Narrative, Page, Section};

/// The address of a version of a page, and its language, where the page states one.
type Version = (Url, Option<PageLanguage>);

const THIS_PAGE: &str = "This page in";
const EASY_READ: &str = "Easy Read";

/// States the language and the direction of a page that are not those of the site.
fn set_language(head: &mut Head, lang: Option<PageLanguage>, dir: Option<&Direction>) {
    let english = PageLanguage::English;
    let lang = lang.unwrap_or(english);
    let dir = dir.map_or(lang.direction(), |dir| dir.id());
    if lang != english || dir != english.direction() {
        (head.lang, head.dir) = (lang.id(), dir);
    }
}

/// What a text says of itself and of its other versions.
struct Family<'f> {
    name: &'f str,
    lang: Option<PageLanguage>,
    translations: Vec<&'f str>,
    easy_read: Option<&'f str>,
}

impl<'f> Family<'f> {
    fn of_page(page: &'f Page) -> Self {
        let front = &page.front;
        Self {
            name: &page.id,
            lang: front.lang.known().copied(),
            translations: front.translations.items().iter().map(|it| it.0.value.as_str()).collect(),
            easy_read: front.easy_read.known().map(|it| it.0.value.as_str()),
        }
    }

    fn of_narrative(narrative: &'f Narrative) -> Option<Self> {
        let front = narrative.front.as_ref()?;
        Some(Self {
            name: &narrative.name,
            lang: front.lang.known().copied(),
            translations: front.translations.items().iter().map(|it| it.0.value.as_str()).collect(),
            easy_read: front.easy_read.known().map(|it| it.0.value.as_str()),
        })
    }

    fn has_versions(&self) -> bool {
        !self.translations.is_empty() || self.easy_read.is_some()
    }

    /// Links to all of them but the one that is read; `find` knows the address of each and its language.
    fn links(&self, cx: &PageContext<'_>, find: &dyn Fn(&str) -> Option<Version>) -> Editions {
        let language =
            |(url, lang): Version| edition(cx, lang.unwrap_or(PageLanguage::English), &url);
        let first = find(self.name).map(language);
        let others = self.translations.iter().filter_map(|name| find(name)).map(language);
        let easy_read = self.easy_read.and_then(find).map(|(url, _)| Edition {
            text: EASY_READ.to_owned(),
            href: cx.link("", &url).href,
            ..Edition::default()
        });
        let here = cx.link("", &cx.page.url()).href;
        let links = first.into_iter().chain(others).chain(easy_read);
        let links = links.filter(|link| link.href != here && !link.href.is_empty()).collect();
        Editions { label: THIS_PAGE, links }
    }
}

/// The other versions that a page names.
pub(super) fn named(page: &Page) -> impl Iterator<Item = &str> {
    let Family { translations, easy_read, .. } = Family::of_page(page);
    translations.into_iter().chain(easy_read)
}

fn edition(cx: &PageContext<'_>, lang: PageLanguage, url: &Url) -> Edition {
    let (text, href) = (lang.label().to_owned(), cx.link("", url).href);
    Edition { text, href, lang: lang.id(), dir: lang.direction() }
}

/// The language of a free page, and its other versions. One that states its language may be a version of another.
pub(super) fn of_page(cx: &PageContext<'_>, page: &Page, head: &mut Head) {
    let own = Family::of_page(page);
    set_language(head, own.lang, page.front.dir.known());
    let model = &cx.graph.model;
    let family = if own.has_versions() || own.lang.is_none() {
        Some(own)
    } else {
        let is_named = |name: &str| model.page_named(name).is_some_and(|it| it.id == page.id);
        let families = model.pages.values().map(|page| Family::of_page(page));
        let mut families = families.filter(Family::has_versions);
        families.find(|it| it.translations.iter().copied().chain(it.easy_read).any(is_named))
    };
    let find = |name: &str| {
        let page = model.page_named(name)?;
        Some((url::of_page(&page.id), page.front.lang.known().copied()))
    };
    head.editions = family.map_or_else(Editions::default, |family| family.links(cx, &find));
}

/// The same of a narrative with a page of its own.
pub(super) fn of_narrative(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    narrative: &Narrative,
    head: &mut Head,
) {
    let Some(own) = Family::of_narrative(narrative) else { return };
    let dir = narrative.front.as_ref().and_then(|front| front.dir.known());
    set_language(head, own.lang, dir);
    let all = || blueprint.narratives.values().filter_map(Family::of_narrative);
    let family = if own.has_versions() || own.lang.is_none() {
        Some(own)
    } else {
        let name = own.name;
        all().find(|it| it.translations.iter().copied().chain(it.easy_read).any(|it| it == name))
    };
    let find = |name: &str| {
        let narrative = blueprint.narratives.get(name)?;
        let lang = narrative.front.as_ref().and_then(|front| front.lang.known()).copied();
        Some((Url::page(&["ihos", &blueprint.id, name]), lang))
    };
    head.editions = family.map_or_else(Editions::default, |family| family.links(cx, &find));
}

/// The documents that say what a contract is in other languages and in Easy Read, as its `engagement.yaml` names them.
pub(super) fn of_contract(cx: &PageContext<'_>, blueprint: &Blueprint) -> Editions {
    let engagement = blueprint.engagement.as_ref().and_then(Section::known);
    let Some(engagement) = engagement else { return Editions::default() };
    let link = |document: &DocRef| {
        let key = EntityId::of(&document.0);
        let link = cx.link_to(&key);
        let record = cx.graph.model.documents.get(&key.id);
        let lang = record.and_then(|(_, record)| record.lang.known());
        let edition = Edition { text: link.text, href: link.href, ..Edition::default() };
        match lang {
            Some(lang) => Edition {
                text: lang.label().to_owned(),
                lang: lang.id(),
                dir: lang.direction(),
                ..edition
            },
            None => edition,
        }
    };
    let languages = engagement.languages.items().iter().map(link);
    let easy_read = engagement.easy_read.known().map(link);
    let easy_read = easy_read.map(|it| Edition { text: EASY_READ.to_owned(), lang: "", ..it });
    let links = languages.chain(easy_read).filter(|link| !link.href.is_empty()).collect();
    Editions { label: "Summary in", links }
}
