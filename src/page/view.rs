//! What a page says, already worded: plain structs that templates only place.

mod item;
mod part;
mod value;

pub use item::{
    Answers, Card, ChangeLine, Choice, Entry, Group, LadderStep, Letter, MarkedText, NetworkGroup,
    NetworkMember, OutwardLine, PracticeLetter, PracticeLine, SidesText, TermEntry,
};
pub use part::Part;
pub use value::{Column, Note, Row, Value};

use std::collections::BTreeMap;

use serde::Serialize;

use crate::html::Html;
use crate::source::PictureSize;

/// One page.
#[derive(Clone, PartialEq, Serialize, Debug)]
pub struct View {
    /// What surrounds the main part.
    pub head: Head,
    /// The main part, from top to bottom.
    pub parts: Vec<Part>,
    /// Everything that the main part says in short, field by field; folded up on narrow screens.
    pub details: Vec<Part>,
}

impl View {
    /// Adds what stands under "All details".
    pub(in crate::page) fn with_details(mut self, details: Vec<Part>) -> Self {
        if !details.is_empty() && !self.head.contents.is_empty() {
            let link = Link {
                text: "All details".to_owned(),
                href: "#all_details".to_owned(),
                ..Link::default()
            };
            self.head.contents.push(link);
        }
        self.details = details;
        self
    }

    /// All parts, those under "All details" last.
    pub fn all_parts(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().chain(&self.details)
    }
}

/// Links to pages that belong together, under one label.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct NavigationGroup {
    /// What they have in common; empty for pages that stand before all groups.
    pub label: String,
    /// The links.
    pub links: Vec<Link>,
}

/// What surrounds the main part.
#[derive(Clone, Default, PartialEq, Serialize, Debug)]
pub struct Head {
    /// The kind of page, which is its class and chooses its template.
    pub kind: &'static str,
    /// The heading of the page.
    pub title: String,
    /// A word above the heading that says what kind of thing this is.
    pub caption: String,
    /// The state of it, beside the heading.
    pub tag: Option<Tag>,
    /// The title of the browser's tab, without the name of the site.
    pub tab_title: String,
    /// What it is called where room is short; empty for the same as the heading.
    #[serde(skip)]
    pub short_title: String,
    /// One sentence for search engines and previews.
    pub description: String,
    /// The address inside the site.
    pub path: String,
    /// What leads from the page to the top of the site.
    pub root: String,
    /// The address on the web; none for a page that should not be indexed.
    pub canonical: Option<String>,
    /// The address on the web of this very page.
    pub address: Option<String>,
    /// Where browsers go at once; nothing for a page to be read.
    pub refresh: Option<String>,
    /// What search engines are asked to do with a page that has no address to be found at.
    pub robots: &'static str,
    /// Other versions of this page, for programs.
    pub relations: Vec<Relation>,
    /// How to cite this page, where it is one of a release.
    pub citation: Option<String>,
    /// What has to be known before the page is read.
    pub banners: Vec<Banner>,
    /// What was said of its release later, folded up below the title.
    pub evidence: Evidence,
    /// The way here from the start page.
    pub breadcrumb: Vec<Link>,
    /// The first part of the address, which is marked in the main navigation.
    pub area: String,
    /// Says that what is shown is invented.
    pub illustrative: Option<&'static str>,
    /// The pages of the same blueprint or guide.
    pub siblings: Vec<NavigationGroup>,
    /// The one of them that leads to this page, where this page is none of them; else empty.
    pub siblings_parent: String,
    /// What the pages beside this one are called together.
    pub siblings_label: String,
    /// The page before this one.
    pub previous: Option<Link>,
    /// The page after this one.
    pub next: Option<Link>,
    /// The headings, where there are enough to need a list.
    pub contents: Vec<Link>,
    /// The language of the page, where it is not that of the site; else empty.
    pub lang: &'static str,
    /// The direction of its script, where that is stated: `ltr` or `rtl`.
    pub dir: &'static str,
    /// The same in other languages and in Easy Read.
    pub editions: Editions,
    /// Published, last changed, next review.
    pub dates: Vec<Row>,
    /// Whether a code sample is on the page.
    pub has_code: bool,
    /// The script of the theme that helps on this page; empty on almost all.
    pub script: &'static str,
    /// What it is about, as JSON-LD for search engines, in which no `<` stands.
    pub linked: Option<Html>,
}

/// Where the same is said in other languages, and in Easy Read.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct Editions {
    /// What comes before the links, such as "This page in".
    pub label: &'static str,
    /// The links; none where there is no other version.
    pub links: Vec<Edition>,
}

/// A link to another version of a page.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct Edition {
    /// The name of its language in that language, or "Easy Read".
    pub text: String,
    /// Where it lies, from this page.
    pub href: String,
    /// Its language; empty for that of the site.
    pub lang: &'static str,
    /// The direction of its script; empty where `lang` is.
    pub dir: &'static str,
}

/// The logo at the top of each page.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Logo {
    /// Its address without the leading `/`.
    pub path: String,
    /// What it shows.
    pub alt: String,
    /// How large it is.
    pub size: PictureSize,
}

/// A relation to another version of a page: <https://www.rfc-editor.org/rfc/rfc5829>.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Relation {
    /// Its registered name.
    pub rel: &'static str,
    /// Its form, where it is no page.
    pub form: &'static str,
    /// Where the other version lies, from this page.
    pub href: String,
}

/// A sentence above a page that is not the latest word, with a link to what is.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Banner {
    /// The sentence.
    pub text: String,
    /// Where to go instead; its words are empty where there is nowhere.
    pub link: Link,
    /// `withdrawn` on what nobody should rely on; else empty.
    pub tone: &'static str,
}

/// What was said of a release after its publication.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct Evidence {
    /// What is in it, for the line that unfolds it.
    pub summary: &'static str,
    /// What was said, a paragraph each; none for a page of which nothing was.
    pub sentences: Vec<String>,
}

/// A link.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
pub struct Link {
    /// Its words.
    pub text: String,
    /// Where it leads, from this page; empty for the page itself.
    pub href: String,
    /// What comes after it, such as "in Example Vale"; may be empty.
    pub note: String,
    /// Whether it is this page.
    pub is_current: bool,
}

/// A state: a word and a tone (`neutral`, `improving`, `concern`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tag {
    /// The word.
    pub text: String,
    /// The tone, which chooses the colour.
    pub tone: &'static str,
}

/// Markdown to be made HTML by the template's filter `markdown`.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Markdown {
    /// The text.
    pub text: String,
    /// What is put before ids of headings and notes, so that two texts on one page don't clash.
    pub prefix: String,
    /// How many levels headings go down.
    pub shift: u8,
    /// The folder of the file, from which relative links start.
    pub folder: String,
    /// What its headings are called in addresses, in order, and what else; nothing for a text of our own.
    pub headings: Vec<(String, Option<String>)>,
}

impl Markdown {
    /// The places in it that links can lead to.
    pub(super) fn places(&self) -> impl Iterator<Item = String> {
        let ids = self.headings.iter().flat_map(|(id, also)| std::iter::once(id).chain(also));
        ids.map(|id| format!("{}{id}", self.prefix))
    }
}

/// What is the same on every page; made once.
#[derive(Clone, Default, PartialEq, Serialize, Debug)]
pub struct SiteView {
    /// The name of the site.
    pub title: String,
    /// Its language.
    pub language: String,
    /// The main navigation; addresses without the leading `/`.
    pub navigation: Vec<NavigationLink>,
    /// Whether everything is invented.
    pub is_illustrative: bool,
    /// Who publishes it.
    pub publisher: Link,
    /// Its licence; empty address where there is none.
    pub licence: Link,
    /// Who to contact: a role.
    pub contact_role: String,
    /// A shared mailbox; may be empty.
    pub contact_email: String,
    /// A shared number; may be empty.
    pub contact_phone: String,
    /// A form on the web; may be empty.
    pub contact_form: String,
    /// The links at the foot of each page; addresses without the leading `/`.
    pub footer: Vec<NavigationLink>,
    /// The style sheet; address without the leading `/`.
    pub style: String,
    /// The colours of code samples; address without the leading `/`.
    pub code_style: String,
    /// The icon; address without the leading `/`.
    pub icon: String,
    /// The scripts of the theme, by the names that [`Head::script`] gives them; addresses without the leading `/`.
    pub scripts: BTreeMap<String, String>,
    /// The logo; none on a site without one.
    pub logo: Option<Logo>,
    /// The picture that previews of links show; address on the web, may be empty.
    pub social_image: String,
    /// The version of this tool.
    pub generator: String,
}

/// A link of the main navigation or the foot.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Debug)]
pub struct NavigationLink {
    /// Its words.
    pub text: String,
    /// The address without the leading `/`, or a whole one.
    pub path: String,
    /// The first part of the address.
    pub area: String,
    /// Whether it leads to another site.
    pub is_external: bool,
}
