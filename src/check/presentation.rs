//! How a site presents itself: its logo, the picture for links, and the other languages of its pages.

use std::collections::BTreeMap;

use super::SiteContext;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::language::PageLanguage;
use crate::model::site::SiteIdentity;
use crate::source::{Content, SitePath, Span, Spanned};

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let site = cx.model.site.as_ref().map(|(_, site)| site);
    if let Some(identity) = site.and_then(|site| site.identity.known()) {
        logo(cx, identity, &mut found);
        social_image(cx, identity, &mut found);
    }
    let page = |name: &str| cx.model.page_named(name).map(|page| page.front.lang.known().copied());
    let names = || cx.model.pages.keys().map(String::as_str);
    for page_of in cx.model.pages.values() {
        let front = &page_of.front;
        let translations = front.translations.items().iter().map(|name| &name.0);
        let versions = Versions { folder: "content/pages".to_owned(), find: &page };
        let easy_read = front.easy_read.known().map(|name| &name.0);
        found.extend(versions.check(translations, easy_read, names()));
    }
    for (id, blueprint) in &cx.model.blueprints {
        let lang = |name: &str| {
            let narrative = blueprint.narratives.get(name)?;
            Some(narrative.front.as_ref().and_then(|front| front.lang.known()).copied())
        };
        for narrative in blueprint.narratives.values() {
            let Some(front) = &narrative.front else { continue };
            let folder = format!("content/ihos/{id}/draft/narrative");
            let versions = Versions { folder, find: &lang };
            let translations = front.translations.items().iter().map(|name| &name.0);
            let easy_read = front.easy_read.known().map(|name| &name.0);
            let names = blueprint.narratives.keys().map(String::as_str);
            found.extend(versions.check(translations, easy_read, names));
        }
    }
    found
}

/// The other versions of a text.
struct Versions<'v> {
    /// The folder in which they lie.
    folder: String,
    /// The language that a text states, where there is one of that name.
    find: &'v dyn Fn(&str) -> Option<Option<PageLanguage>>,
}

impl Versions<'_> {
    fn check<'n>(
        &self,
        translations: impl Iterator<Item = &'n Spanned<String>>,
        easy_read: Option<&'n Spanned<String>>,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut languages: BTreeMap<PageLanguage, Span> = BTreeMap::new();
        let in_easy_read = easy_read.map(|name| (name, "`lang: en-GB`"));
        for (name, example) in translations.map(|name| (name, "`lang: pl`")).chain(in_easy_read) {
            let Spanned { value, span } = name;
            let file = format!("{}/{value}.md", self.folder);
            let is_translation = easy_read.is_none_or(|easy_read| easy_read.span != *span);
            match (self.find)(value) {
                None => {
                    let message = format!("there is no page `{file}`");
                    let hint = did_you_mean(value, names.clone())
                        .unwrap_or_else(|| "write the page first, or correct its name".to_owned());
                    found.push(Diagnostic::at(Code::UnknownReference, *span, message).hint(hint));
                }
                Some(None) => {
                    let message = format!("`{file}` does not say which language it is in");
                    let hint = format!(
                        "write a line such as {example} between the lines of `---` at its top"
                    );
                    found.push(Diagnostic::at(Code::MissingKey, *span, message).hint(hint));
                }
                Some(Some(lang)) if is_translation => {
                    if let Some(first) = languages.insert(lang, *span) {
                        let message = format!("two translations are in {}", lang.label());
                        let hint = "keep one of them, or correct the `lang` of the other";
                        let diagnostic = Diagnostic::at(Code::Contradiction, *span, message);
                        found.push(diagnostic.hint(hint).related(first, "the first one"));
                    }
                }
                Some(Some(_)) => {}
            }
        }
        found
    }
}

fn logo(cx: &SiteContext<'_>, identity: &SiteIdentity, found: &mut Vec<Diagnostic>) {
    let Some(name) = identity.logo.known().map(|name| &name.0) else { return };
    if identity.logo_alt.is_absent() {
        let message = "the logo has no words for people who cannot see it";
        let hint = "add what it shows, such as `logo_alt: Example Vale Integrated Care`";
        found.push(Diagnostic::at(Code::MissingAlt, name.span, message).hint(hint));
    }
    let Some(content) = content(cx, name) else { return };
    if content.picture().is_none() {
        let is_drawing = name.value.to_lowercase().ends_with(".svg");
        let (what, hint) = match is_drawing {
            true => (
                "is not a drawing, or does not say how large it is",
                "save it as a plain SVG with a `width` and a `height`, or a `viewBox`",
            ),
            false => (
                "is not a picture that browsers can show",
                "save the logo as SVG or PNG beside `site.yaml`, and write its name, such as `logo: logo.svg`",
            ),
        };
        let message = format!("`{}` {what}", name.value);
        found.push(Diagnostic::at(Code::BadPicture, name.span, message).hint(hint));
    }
}

fn social_image(cx: &SiteContext<'_>, identity: &SiteIdentity, found: &mut Vec<Diagnostic>) {
    let Some(name) = identity.social_image.known().map(|name| &name.0) else { return };
    let Some(content) = content(cx, name) else { return };
    let is_drawing = name.value.to_lowercase().ends_with(".svg");
    if content.picture().is_none() || is_drawing {
        let message = format!("`{}` is not a picture that other sites can show", name.value);
        let hint = "save it as PNG or JPEG, best 1200 by 630 pixels, and write its name, such as `social_image: link.png`";
        found.push(Diagnostic::at(Code::BadPicture, name.span, message).hint(hint));
    }
}

/// What a file beside `site.yaml` holds; that it is absent, or can't be read, is said elsewhere.
fn content<'c>(cx: &SiteContext<'c>, name: &Spanned<String>) -> Option<&'c Content> {
    let folder = cx.sources.file(name.span.file).path.folder();
    let path = SitePath::resolve(folder, &name.value)?;
    let content = &cx.sources.file(cx.sources.find(&path)?).content;
    (!matches!(content, Content::Unusable(_) | Content::Removed)).then_some(content)
}
