//! Which terms of the glossary something names: by a reference, or because its words have them. The others are not published
//! with it, as a term can give away what nobody is to know yet.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use aho_corasick::AhoCorasick;
use rayon::prelude::*;

use crate::model::Model;
use crate::model::reflect::Block as _;
use crate::model::shared::Term;
use crate::source::paths::GLOSSARY;
use crate::source::{SitePath, Sources, Span};

/// The terms of a glossary, each with its id.
fn terms(model: &Model) -> Vec<(&str, &Term)> {
    let terms = model.glossary.as_ref().map_or(&[][..], |(_, it)| it.terms.items()).iter();
    terms.filter_map(|term| Some((term.id.known()?.0.value.as_str(), term))).collect()
}

/// The ids of terms that are not among `known`, and that some texts have in their words, or that the definitions of such terms
/// have in theirs.
pub(super) fn mentioned<'m>(
    model: &'m Model,
    known: &BTreeSet<&str>,
    texts: &[&str],
) -> BTreeSet<&'m str> {
    let all = terms(model);
    let mut open: Vec<&(&'m str, &Term)> =
        all.iter().filter(|(id, _)| !known.contains(id)).collect();
    let mut found = BTreeSet::new();
    let defined = |id: &str| {
        let (_, term) = all.iter().find(|(it, _)| *it == id)?;
        term.definition.known().map(|prose| &*prose.text)
    };
    let mut texts: Vec<&str> =
        texts.iter().copied().chain(known.iter().filter_map(|id| defined(id))).collect();
    while !open.is_empty() && !texts.is_empty() {
        let new = said(&open, &texts);
        texts = new.iter().filter_map(|id| defined(id)).collect();
        open.retain(|(id, _)| !new.contains(id));
        found.extend(new);
    }
    found
}

/// Which of some terms are said in some texts.
fn said<'m>(open: &[&(&'m str, &Term)], texts: &[&str]) -> BTreeSet<&'m str> {
    let (mut words, mut term_of) = (Vec::new(), Vec::new());
    for (at, (id, term)) in open.iter().enumerate() {
        let names = term.term.known().into_iter().chain(term.aliases.items());
        let names = names.map(|name| name.to_lowercase()).filter(|name| !name.trim().is_empty());
        words.extend(names.chain([format!("term_{id}"), format!("term:{id}")]));
        term_of.resize(words.len(), at);
    }
    let finder = AhoCorasick::new(words).expect("a glossary that could be read is small enough");
    let is_said: Vec<AtomicBool> = open.iter().map(|_| AtomicBool::new(false)).collect();
    texts.par_iter().for_each(|text| {
        if is_said.iter().all(|it| it.load(Ordering::Relaxed)) {
            return;
        }
        let text = text.to_lowercase();
        for found in finder.find_overlapping_iter(&text) {
            if is_whole(&text, found.start(), found.end()) {
                is_said[term_of[found.pattern()]].store(true, Ordering::Relaxed);
            }
        }
    });
    let said = open.iter().zip(&is_said).filter(|(_, it)| it.load(Ordering::Relaxed));
    said.map(|((id, _), _)| *id).collect()
}

/// Whether words in a text are not only a part of longer ones; a plural counts.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |letter: char| letter.is_alphanumeric();
    let rest = &text[end..];
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    !text[..start].chars().next_back().is_some_and(is_letter)
        && !rest.chars().next().is_some_and(is_letter)
}

/// The text of the glossary with some of its terms alone; nothing where it has none of them.
pub fn glossary_with(sources: &Sources, model: &Model, kept: &BTreeSet<String>) -> Option<String> {
    let file = SitePath::new(GLOSSARY).and_then(|path| sources.find(&path))?;
    let text = sources.text(file);
    let items = model.glossary.as_ref()?.1.terms.items();
    let starts: Option<Vec<usize>> = items.iter().map(|item| start_of(text, item.span())).collect();
    let Some(starts) = starts.filter(|starts| starts.is_sorted_by(|a, b| a < b)) else {
        return on_few_lines(text, items, kept);
    };
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut short = text[..starts.first().copied().unwrap_or(text.len())].to_owned();
    let mut is_empty = true;
    for ((item, start), end) in items.iter().zip(&starts).zip(ends) {
        if item.id.known().is_some_and(|id| kept.contains(&id.0.value)) {
            short.push_str(&text[*start..end]);
            is_empty = false;
        }
    }
    // A list without items says nothing by itself.
    (!is_empty).then_some(short)
}

/// The same of terms that share lines, in brackets: `[{id: a, …}, {id: b, …}]`.
fn on_few_lines(text: &str, items: &[Term], kept: &BTreeSet<String>) -> Option<String> {
    // The place of an item is that of its first key.
    let start = |item: &Term| {
        let before = text.get(..item.span().start as usize)?.trim_end();
        before.ends_with('{').then(|| before.len() - 1)
    };
    let starts: Vec<usize> = items.iter().map(start).collect::<Option<_>>()?;
    let last = text.rfind(']')?;
    let ends = starts.iter().skip(1).copied().chain([last]);
    let mut short: Vec<&str> = Vec::new();
    for ((item, start), end) in items.iter().zip(&starts).zip(ends) {
        let words = text.get(*start..end)?.trim_end().trim_end_matches(',').trim_end();
        if !words.ends_with('}') {
            return None;
        }
        if item.id.known().is_some_and(|id| kept.contains(&id.0.value)) {
            short.push(words);
        }
    }
    let first = *starts.first()?;
    (!short.is_empty()).then(|| format!("{}{}{}", &text[..first], short.join(", "), &text[last..]))
}

/// Where the lines of an item of a list begin, with the comments right above it.
fn start_of(text: &str, span: Span) -> Option<usize> {
    let line_of = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let first = span.start as usize;
    let mut start = line_of(first);
    let head = &text[start..first];
    let indent = head.len() - head.trim_start().len();
    if head.trim() != "-" {
        return None;
    }
    while start > 0 {
        let above = line_of(start - 1);
        let line = &text[above..start];
        let is_comment =
            line.trim_start().starts_with('#') && line.len() - line.trim_start().len() <= indent;
        if !is_comment {
            break;
        }
        start = above;
    }
    Some(start)
}
