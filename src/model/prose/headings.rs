//! What the headings of a text are called in addresses.

use std::collections::BTreeSet;

use super::Heading;
use super::slug::{former_heading_id, heading_id};
use crate::model::Ids;

/// Names headings by the ids that their author wrote, if any, and all others after them. Before, ids were given in the order of the
/// text: what was sealed is called what it was called then. Each heading also has the id of the other rule, where that is free,
/// so that links to either lead to it.
pub(super) fn name(headings: &mut [Heading], written: &[Option<String>], is_sealed: bool) {
    if headings.is_empty() {
        return;
    }
    let words: Vec<&str> = headings.iter().map(|heading| heading.text.as_str()).collect();
    let mut ids = Ids::with(&["main"]);
    let reserved: Vec<Option<String>> =
        written.iter().map(|id| Some(ids.unique(id.as_ref()?))).collect();
    let now = reserved.into_iter().zip(&words);
    let now = now.map(|(id, words)| id.unwrap_or_else(|| ids.unique(&heading_id(words)))).collect();
    let mut ids = Ids::with(&["main"]);
    let wanted = written.iter().zip(&words);
    let wanted = wanted.map(|(id, words)| id.clone().unwrap_or_else(|| former_heading_id(words)));
    let former = wanted.map(|wanted| ids.unique(&wanted)).collect();
    let (given, others): (Vec<String>, Vec<String>) =
        if is_sealed { (former, now) } else { (now, former) };
    let mut taken: BTreeSet<String> = given.iter().cloned().collect();
    for ((heading, id), other) in headings.iter_mut().zip(given).zip(others) {
        heading.id = id;
        heading.also = taken.insert(other.clone()).then_some(other);
    }
}
