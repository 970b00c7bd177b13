//! What a review found, for a terminal, for programs and for the list of the preview: what goes public with the next build apart from
//! what waits for a release.

use serde::Serialize;
use serde_json::{Value, json};

use super::changes::weakened;
use super::pack::Signed;
use crate::baseline::Outlook;
use crate::compare::Change;
use crate::compare::Matter;
use crate::output::Site;
use crate::page::Url;
use crate::review::{self, Kind, PageChange, Review};
use crate::source::SitePath;

/// Lines of one kind that are printed at most; how many more there are is said.
const MOST: usize = 500;

/// What is said where not every page was looked at.
pub(super) const BOUNDED: &str = "The site is large, so only pages near the changed files were compared. Others may differ, too.";

/// One of the two halves of a review, in words.
#[derive(Serialize)]
pub(crate) struct Half<'o> {
    /// What it is, and how much.
    pub(crate) title: String,
    /// Why it is listed here, and what makes it public.
    pub(crate) why: &'static str,
    pub(crate) pages: Vec<ListedPage<'o>>,
    /// What else differs, a sentence each.
    pub(crate) also: Vec<String>,
    /// The changed files, each with what shows it.
    pub(crate) files: Vec<(&'o SitePath, String)>,
    #[serde(skip)]
    facts: Vec<(String, Vec<&'o Change>)>,
}

/// A page that differs.
#[derive(Serialize)]
pub(crate) struct ListedPage<'o> {
    pub(crate) url: &'o str,
    pub(crate) title: String,
    pub(crate) kind: &'static str,
    pub(crate) reason: &'o str,
    pub(crate) matter: &'static str,
}

/// Which half of a review is meant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum When {
    /// It goes public with the next build.
    NextBuild,
    /// It waits for a release.
    Release,
}

impl When {
    pub(crate) const ALL: [Self; 2] = [Self::NextBuild, Self::Release];

    /// In an address of the preview.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::NextBuild => "build",
            Self::Release => "release",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::NextBuild => "Goes public with the next build",
            Self::Release => "Waits for a release",
        }
    }

    pub(crate) const fn why(self) -> &'static str {
        match self {
            Self::NextBuild => {
                "These changes are not sealed. The next `iho build` publishes them, without a release."
            }
            Self::Release => {
                "These changes are in drafts. They become public once `iho release` has sealed them."
            }
        }
    }
}

impl Outlook {
    /// One half, with the sites that it holds against each other.
    pub(crate) fn half(&self, when: When) -> (&Review, &Site, &Site) {
        match when {
            When::NextBuild => (&self.goes_public, &self.before.site, &self.next.site),
            When::Release => (&self.waits, &self.waits_since.site, &self.sealed.site),
        }
    }

    /// Whether nothing differs.
    pub(crate) fn is_empty(&self) -> bool {
        self.goes_public.is_empty() && self.waits.is_empty()
    }

    /// Every page that differs, in the order in which a reviewer goes through them: what matters most first.
    pub(crate) fn in_order(&self) -> Vec<(When, &PageChange)> {
        let half = |when: When| self.half(when).0.pages.iter().map(move |page| (when, page));
        let mut all: Vec<(When, &PageChange)> = When::ALL.into_iter().flat_map(half).collect();
        all.sort_by_key(|(when, page)| (page.kind == Kind::Indirectly, page.matter, *when));
        all
    }
}

/// A half of a review; nothing where nothing differs in it.
pub(crate) fn half(outlook: &Outlook, when: When) -> Option<Half<'_>> {
    let (review, before, now) = outlook.half(when);
    if review.is_empty() {
        return None;
    }
    let page = |change: &'_ PageChange| review::title(before, now, change);
    let pages = review.pages.iter().map(|change| ListedPage {
        url: change.url.as_str(),
        title: page(change),
        kind: change.kind.label(),
        reason: &change.reason,
        matter: change.matter.label(),
    });
    let files = review.files.iter().map(|path| (path, shown_by(outlook, review, path)));
    let facts = review.facts.iter().map(|(iho, changes)| {
        let blueprints = [now, before].map(|site| site.graph().model.blueprints.get(iho));
        let name = blueprints.into_iter().flatten().next().map_or(iho.as_str(), |it| it.name());
        let mut changes: Vec<&Change> = changes.iter().collect();
        changes.sort_by_key(|change| Matter::of(change));
        (name.to_owned(), changes)
    });
    Some(Half {
        title: format!("{}: {}", when.label(), counted(review.pages.len(), "page", "pages")),
        why: when.why(),
        pages: pages.collect(),
        also: also(review),
        files: files.collect(),
        facts: facts.collect(),
    })
}

/// How much of a file is to be seen.
fn shown_by(outlook: &Outlook, review: &Review, path: &SitePath) -> String {
    let file = path.as_str();
    match review.n_pages_of(path) {
        0 if outlook.left_out.contains(file) => "no public page uses it yet".to_owned(),
        0 if review.is_restyled && file.starts_with("themes/") => {
            "changes the look of every page".to_owned()
        }
        0 => "no page says anything else".to_owned(),
        n => counted(n, "page", "pages"),
    }
}

/// What differs besides the words of pages.
fn also(review: &Review) -> Vec<String> {
    let mut also = Vec::new();
    if review.is_restyled {
        also.push("The look, the top or the foot of every page changes.".to_owned());
    }
    let some = |urls: &[Url], one: &str, many: &str| match urls {
        [] => None,
        [url] => Some(format!("1 {one}: {url}.")),
        [first, rest @ ..] => {
            Some(format!("{} {many}: {first} and {} more.", urls.len(), rest.len()))
        }
    };
    let framed = "pages say the same, and only what surrounds the text changes";
    also.extend(some(
        &review.framed,
        "page says the same, and only what surrounds the text changes",
        framed,
    ));
    also.extend(some(&review.others, "other file changes", "other files change"));
    let parts = "files of earlier releases, comparisons and feeds change";
    also.extend(some(
        &review.parts,
        "file of earlier releases, comparisons and feeds changes",
        parts,
    ));
    if review.is_bounded {
        also.push(BOUNDED.to_owned());
    }
    also
}

/// "1 page", "3 pages", "no page".
pub(crate) fn counted(n: usize, one: &str, many: &str) -> String {
    match n {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

/// The first sentence of a review.
pub(crate) fn compared_with(outlook: &Outlook) -> String {
    let since = &outlook.held.since;
    match outlook.is_empty() {
        true => format!("Nothing differs from the site as it was {since}."),
        false => format!("Compared with the site as it was {since}."),
    }
}

/// The review for a terminal.
pub fn outlook(outlook: &Outlook, signed: &[Signed]) -> String {
    let mut text = compared_with(outlook) + "\n";
    text.push_str(&weakened([&outlook.goes_public, &outlook.waits]));
    for note in &outlook.held.notes {
        text.push_str(&format!("{note}.\n"));
    }
    for when in When::ALL {
        let Some(half) = half(outlook, when) else { continue };
        text.push_str(&format!("\n{}\n{}\n", half.title, half.why));
        for (name, changes) in &half.facts {
            text.push_str(&format!("  {name}\n"));
            for about in changes.chunk_by(|one, next| Matter::of(one) == Matter::of(next)) {
                text.push_str(&format!("    {}\n", Matter::of(about[0]).label()));
                list(&mut text, about, |change| format!("      {}", change.sentence()));
            }
        }
        list(&mut text, &half.pages, |page| {
            format!("  {}: {} ({})", page.kind.to_lowercase(), page.url, page.reason)
        });
        list(&mut text, &half.also, |line| format!("  {line}"));
        if !half.files.is_empty() {
            text.push_str("  Changed files\n");
        }
        list(&mut text, &half.files, |(path, shown)| format!("    {path} ({shown})"));
    }
    signed.iter().for_each(|draft| approvals(&mut text, draft));
    text
}

/// How the draft of an IHO is approved.
fn approvals(text: &mut String, draft: &Signed) {
    text.push_str(&format!("\nThe draft of {}:\n", draft.iho));
    let given = draft.given.iter().map(|it| format!("approved by {it}"));
    for line in given.chain(draft.replies.clone()).chain(draft.twice.clone()) {
        text.push_str(&format!("  {line}\n"));
    }
    for problem in &draft.problems {
        text.push_str(&format!("  not ready: {}\n", problem.message));
    }
}

fn list<T>(text: &mut String, lines: &[T], line: impl Fn(&T) -> String) {
    for one in lines.iter().take(MOST) {
        text.push_str(&(line(one) + "\n"));
    }
    if lines.len() > MOST {
        text.push_str(&format!("  and {} more\n", lines.len() - MOST));
    }
}

/// The review for programs: every path of the output that differs.
pub fn outlook_json(outlook: &Outlook) -> String {
    let paths = |urls: &[Url]| urls.iter().map(Url::output_path).collect::<Vec<_>>();
    let half = |review: &Review| {
        let page = |change: &PageChange| {
            json!({
                "path": change.url.output_path(),
                "url": change.url.as_str(),
                "kind": change.kind.label(),
                "about": change.matter.label(),
                "reason": change.reason,
                "sources": change.files,
            })
        };
        json!({
            "pages": review.pages.iter().map(page).collect::<Vec<Value>>(),
            "around_the_text": paths(&review.framed),
            "other_files": paths(&review.others),
            "of_releases": paths(&review.parts),
            "sources": review.files,
            "is_complete": !review.is_bounded,
        })
    };
    let whole = json!({
        "since": outlook.held.since,
        "notes": outlook.held.notes,
        "goes_public": half(&outlook.goes_public),
        "waits": half(&outlook.waits),
    });
    format!("{whole:#}\n")
}
