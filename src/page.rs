//! Which pages exist, what each is called, and all that each one says.
//!
//! A page is a promise: its address is known at once, its view is made when somebody asks.
//! Knows nothing of templates or bytes.

mod accessibility;
mod articles;
mod blueprint;
mod care_models;
mod cited;
mod compare;
mod context;
mod data;
mod dated;
mod dictionary;
mod disclosure;
mod editions;
mod entity;
mod facets;
mod feed_links;
mod kinds;
mod layout;
mod lists;
mod made;
mod maps;
mod measure;
mod page_id;
mod paging;
mod plan;
mod questions;
mod releases;
mod renames;
mod scope;
mod site_links;
pub mod url;
mod verify;
pub mod view;
pub mod wording;

pub use articles::unplanned;
pub use blueprint::{NARRATIVE, SECTION, overview::PAGE as OVERVIEW};
pub use cited::{CitedFiles, StaysOut, staying_out};
pub use feed_links::feed_urls;
pub use kinds::{PageKind, site_lists};
pub use made::{around_releases, is_in_release};
pub use page_id::PageId;
pub use plan::{
    Asset, Outline, Plan, arrange, arrange_history, arrange_release, check_links, history_urls,
    outline, plan, urls_beside,
};
pub use releases::WHOLE;
pub use releases::changes::Changed;
pub use renames::{CurrentName, NewPlace, leads_into_trees, redirects};
pub use scope::{DRAFT, ReleasePosition, Scope, url_of_history, url_of_release, url_of_releases};
pub use site_links::{LinkTable, Resolved};
pub use url::Url;
pub use view::View;

use crate::data::{Digests, json_ld};
use crate::graph::Graph;
use crate::html::Html;
use context::PageContext;

/// Makes the view of one page.
pub fn view(graph: &Graph, plan: &Plan, digests: &Digests, page: &PageId) -> View {
    let cx = PageContext::new(graph, plan, digests, page);
    let mut view = (page.kind.view)(&cx);
    scope::mark(&cx, &mut view.head);
    renames::mark_names(&cx, &mut view);
    renames::mark(&cx, &mut view);
    feed_links::mark(&cx, &mut view);
    let head = &view.head;
    view.head.linked = head
        .canonical
        .as_deref()
        .filter(|_| *plan.scope() == Scope::Site)
        .and_then(|url| json_ld(graph, (page.kind.subject)(page)?, url, &head.description))
        .map(Html::from_escaped);
    view
}
