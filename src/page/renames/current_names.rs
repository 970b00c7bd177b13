//! In the tree of a release: what is called otherwise now, said on its page and on those that name it.

use crate::graph::EntityId;
use crate::model::scalar::Date;
use crate::page::context::PageContext;
use crate::page::scope::Scope;
use crate::page::view::View;

/// Something that a release cites and that has another name now.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CurrentName {
    /// What it is, by the id of that time.
    pub key: EntityId,
    /// Its name in the release.
    pub then: String,
    /// Its name now.
    pub now: String,
    /// The first day of the new name, where it is known.
    pub since: Option<Date>,
}

impl CurrentName {
    /// The name of now, with the year since when it holds.
    fn in_words(&self) -> String {
        let since = self.since.map(|day| format!(" (since {})", day.year())).unwrap_or_default();
        format!("now called {}{since}", self.now)
    }
}

/// Adds a sentence to a page that has, or names, something that is called otherwise now.
pub(in crate::page) fn mark(cx: &PageContext<'_>, view: &mut View) {
    let Scope::Release(standing) = cx.plan.scope() else { return };
    if standing.current_names.is_empty() {
        return;
    }
    let said = serde_json::to_string(&view).unwrap_or_default();
    let own = cx.page.entity();
    let of_page = standing.current_names.iter().find(|it| Some(&it.key) == own.as_ref());
    let others =
        standing.current_names.iter().filter(|it| of_page != Some(it) && is_named(&said, it));
    let others: Vec<String> =
        others.map(|it| format!("{} is {}", it.then, it.in_words())).collect();
    let mut sentences = Vec::new();
    sentences.extend(of_page.map(|it| format!("{} is {}.", it.then, it.in_words())));
    if !others.is_empty() {
        sentences.push(format!("Names that have changed since: {}.", others.join("; ")));
    }
    let evidence = &mut view.head.evidence;
    if evidence.sentences.is_empty() {
        evidence.summary = "Names that have changed since";
    }
    evidence.sentences.extend(sentences);
}

/// Whether what a page says has a name or a reference to it.
fn is_named(said: &str, it: &CurrentName) -> bool {
    let quoted = serde_json::to_string(&it.then).unwrap_or_default();
    said.contains(quoted.trim_matches('"'))
        || said.contains(&format!("[[{}:{}", it.key.kind.id(), it.key.id))
}
