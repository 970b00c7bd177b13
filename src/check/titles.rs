//! Titles that are too long to be shown whole: browsers and search engines show about 70 letters of the title of a page.

use super::SiteContext;
use crate::archive::is_kept;
use crate::author::begin::LONGEST_NAME;
use crate::diag::{Code, Diagnostic};
use crate::model::Blueprint;
use crate::source::Span;

/// As many letters of a title are shown.
const MOST: usize = 70;

/// Of a contract with a longer name, no page has a title that is shown whole.
const NONE_FITS: usize = 60;

pub(super) fn check(cx: &SiteContext<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for page in cx.model.pages.values() {
        let title = &page.front.title;
        if let (Some(text), Some(span)) = (title.known(), title.span)
            && letters(text) > MOST
        {
            let hint = format!("write a `title` of at most {MOST} letters");
            found.push(long("title", text, span).hint(hint));
        }
    }
    for blueprint in cx.model.blueprints.values() {
        found.extend(of_contract(cx, blueprint));
        found.extend(of_measures(cx, blueprint));
    }
    found
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

fn long(what: &str, text: &str, span: Span) -> Diagnostic {
    let message =
        format!("this `{what}` has {} letters, too many for the titles of pages", letters(text));
    Diagnostic::at(Code::LongTitle, span, message)
}

fn of_contract(cx: &SiteContext<'_>, blueprint: &Blueprint) -> Option<Diagnostic> {
    let iho = blueprint.identity()?;
    let named = [("short_name", &iho.short_name), ("name", &iho.name)];
    let (what, field) = named.into_iter().find(|(_, field)| field.known().is_some())?;
    let (text, span) = field.known().zip(field.span)?;
    let n_letters = letters(blueprint.short_name());
    let hint = format!("write a `short_name` of at most {LONGEST_NAME} letters");
    let found = (n_letters > LONGEST_NAME).then(|| long(what, text, span).hint(hint))?;
    // What is sealed can't be corrected in place.
    let is_sealed = is_kept(cx.sources.place(span.file));
    Some(if n_letters > NONE_FITS && !is_sealed { found.as_error() } else { found })
}

/// The title of the page of a measure has the names of both.
fn of_measures<'c>(
    cx: &'c SiteContext<'_>,
    blueprint: &'c Blueprint,
) -> impl Iterator<Item = Diagnostic> + 'c {
    let of = letters(blueprint.short_name());
    blueprint.observations.keys().filter_map(move |id| {
        let (_, metric) = cx.model.metrics.get(id)?;
        let named = [("short_name", &metric.short_name), ("name", &metric.name)];
        let named = named.into_iter().filter_map(|(what, it)| Some((what, it.known()?, it.span?)));
        let (what, text, span) = named.min_by_key(|(_, text, _)| letters(text))?;
        let most = MOST.saturating_sub(of + 2);
        // Names of contracts that leave no room are told of themselves.
        (letters(text) > most && most > 20).then(|| {
            let hint = format!("write a `short_name` of at most {most} letters");
            long(what, text, span).hint(hint)
        })
    })
}
