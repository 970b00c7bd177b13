//! How a site presents itself: its logo, the picture for links, and the other languages of its pages.

use std::collections::BTreeMap;

use super::SiteContext;
use crate::diag::{Code, Diagnostic, did_you_mean};
use crate::model::language::PageLanguage;
use crate::model::prose::says_nothing;
use crate::model::site::SiteIdentity;
use crate::source::{Content, SitePath, Span, Spanned};

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let site = cx.model.site.as_ref().map(|(_, site)| site);
    if let Some(silence) = site.and_then(|site| site.identity.silence()) {
        let message = "`identity` cannot be unpublished: readers see what the site looks like";
        let hint = "remove it, or write what is decided, such as `identity: {colour: \"#0f4c5c\"}`";
        found.push(Diagnostic::at(Code::SilenceAndValue, silence.span, message).hint(hint));
    }
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

/// Words for a logo that is not there, or that only name its file.
fn logo_alt(identity: &SiteIdentity) -> Option<Diagnostic> {
    let (words, span) = identity.logo_alt.known().zip(identity.logo_alt.span)?;
    if identity.logo.is_absent() {
        let message = "`logo_alt` describes a logo, but the site has none";
        let hint = "add the picture, such as `logo: logo.svg`, or remove `logo_alt`";
        return Some(Diagnostic::at(Code::Contradiction, span, message).hint(hint));
    }
    let file = identity.logo.known().map_or("", |name| name.0.value.as_str());
    says_nothing(words, file).then(|| {
        let message = format!("`{words}` does not say what the logo shows");
        let hint =
            "write the name that the logo shows, such as `logo_alt: Example Vale Integrated Care`";
        Diagnostic::at(Code::MissingAlt, span, message).hint(hint)
    })
}

/// How many bytes a picture of every page may have before somebody should look.
const HEAVY: u64 = 200 * 1024;

/// A picture that is heavier than it has to be.
fn heavy(content: &Content, name: &Spanned<String>, hint: &str) -> Option<Diagnostic> {
    let size = match content {
        Content::Asset { bytes, .. } => *bytes,
        Content::Text(text) => text.len() as u64,
        _ => return None,
    };
    (size > HEAVY).then(|| {
        let message =
            format!("`{}` has {} kB, which every reader has to wait for", name.value, size / 1024);
        Diagnostic::at(Code::LargePicture, name.span, message).hint(hint)
    })
}

fn logo(cx: &SiteContext<'_>, identity: &SiteIdentity, found: &mut Vec<Diagnostic>) {
    found.extend(logo_alt(identity));
    let Some(name) = identity.logo.known().map(|name| &name.0) else { return };
    if identity.logo_alt.is_absent() {
        let message = "the logo has no words for people who cannot see it";
        let hint = "add what it shows, such as `logo_alt: Example Vale Integrated Care`";
        found.push(Diagnostic::at(Code::MissingAlt, name.span, message).hint(hint));
    }
    let Some(content) = content(cx, name) else { return };
    let smaller = "save it as SVG, or as PNG of about 400 by 100 pixels, with less than 200 kB";
    found.extend(heavy(content, name, smaller));
    if let Some(size) = content.picture().filter(|size| size.width.max(size.height) > 2000)
        && !name.value.to_lowercase().ends_with(".svg")
    {
        let message = format!(
            "`{}` has {} by {} pixels, too many for a logo",
            name.value, size.width, size.height
        );
        found.push(Diagnostic::at(Code::LargePicture, name.span, message).hint(smaller));
    }
    if content.picture().is_none() || !is_whole(content) {
        let is_drawing = name.value.to_lowercase().ends_with(".svg");
        let (what, hint) = match is_drawing {
            true => (
                "is not a drawing, or does not say how large it is",
                "save it as a plain SVG with a `width` and a `height`, or a `viewBox`",
            ),
            false => (
                "is not a whole picture that browsers can show",
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
    let lower = name.value.to_lowercase();
    let is_shown = [".png", ".jpg", ".jpeg"].iter().any(|end| lower.ends_with(end));
    found.extend(heavy(
        content,
        name,
        "save it as JPEG of 1200 by 630 pixels, with less than 200 kB",
    ));
    if let Some(size) = content.picture().filter(|_| is_shown && is_whole(content))
        && (size.width < 600 || size.height < 315)
    {
        let message = format!(
            "`{}` has {} by {} pixels, too few for other sites",
            name.value, size.width, size.height
        );
        let hint = "save it with 1200 by 630 pixels, and at least 600 by 315";
        found.push(Diagnostic::at(Code::LargePicture, name.span, message).hint(hint));
    }
    if !is_shown || content.picture().is_none() || !is_whole(content) {
        let message = format!("`{}` is not a whole picture that other sites can show", name.value);
        let hint = "save it as PNG or JPEG, best 1200 by 630 pixels, and write its name, such as `social_image: link.png`";
        found.push(Diagnostic::at(Code::BadPicture, name.span, message).hint(hint));
    }
}

/// Whether a picture has its end: what is left of a broken copy has not.
fn is_whole(content: &Content) -> bool {
    !matches!(content, Content::Asset { is_whole: false, .. })
}

/// What a file beside `site.yaml` holds; that it is absent, or can't be read, is said elsewhere.
fn content<'c>(cx: &SiteContext<'c>, name: &Spanned<String>) -> Option<&'c Content> {
    let folder = cx.sources.file(name.span.file).path.folder();
    let path = SitePath::resolve(folder, &name.value)?;
    let content = &cx.sources.file(cx.sources.find(&path)?).content;
    (!matches!(content, Content::Unusable(_) | Content::Removed)).then_some(content)
}
