//! Which pages exist, what each is called, and all that each one says.
//!
//! A page is a promise: its address is known at once, its view is made when somebody asks.
//! Knows nothing of templates or bytes.

mod accessibility;
mod articles;
mod blueprint;
mod care_models;
mod changes;
mod cited;
mod compare;
mod context;
mod data;
mod dated;
mod dictionary;
mod disclosure;
mod entity;
mod facets;
mod feed_links;
mod history;
mod inventory;
mod layout;
mod lists;
mod maps;
mod measure;
mod moved;
mod now_called;
mod page_id;
mod plan;
mod questions;
mod releases;
mod scope;
mod signed;
mod site_links;
pub mod url;
mod verify;
pub mod view;
pub mod wording;

pub use changes::Changed;
pub use cited::{CitedFiles, StaysOut, staying_out};
pub use facets::Facet;
pub use feed_links::of_feeds;
pub use moved::{NewPlace, leads_into_trees, redirects};
pub use now_called::NowCalled;
pub use page_id::{PageId, lists};
pub use plan::{
    Asset, Outline, Plan, arrange, arrange_history, arrange_release, check_links, of_history,
    outline, plan,
};
pub use scope::{DRAFT, ReleasePosition, Scope, url_of_history, url_of_release, url_of_releases};
pub use site_links::{LinkTable, Resolved};
pub use url::Url;
pub use view::View;

use crate::data::{Digests, PageSubject, json_ld};
use crate::graph::Graph;
use crate::html::Html;
use context::PageContext;

/// Makes the view of one page.
pub fn view(graph: &Graph, plan: &Plan, digests: &Digests, page: &PageId) -> View {
    let mut view = words(graph, plan, digests, page);
    scope::mark(graph, plan, &mut view.head);
    now_called::mark(plan, page, &mut view);
    moved::mark(graph, plan, page, &mut view);
    feed_links::mark(graph, plan, page, &mut view);
    let head = &view.head;
    view.head.linked = head
        .canonical
        .as_deref()
        .filter(|_| *plan.scope() == Scope::Site)
        .and_then(|url| json_ld(graph, subject_of(page)?, url, &head.description))
        .map(Html::from_escaped);
    view
}

/// What a page tells search engines that it is about.
fn subject_of(page: &PageId) -> Option<PageSubject<'_>> {
    match page {
        PageId::Iho(id) => Some(PageSubject::Iho(id)),
        PageId::Measure(id, metric) => Some(PageSubject::Measure(id, metric)),
        PageId::IhoData(id) => Some(PageSubject::DataOf(id)),
        PageId::Data => Some(PageSubject::Data),
        PageId::Organisation(id) => Some(PageSubject::Organisation(id)),
        _ => None,
    }
}

fn words(graph: &Graph, plan: &Plan, digests: &Digests, page: &PageId) -> View {
    let cx = PageContext::new(graph, plan, &page_id::url_of(page));
    match page {
        PageId::Home => articles::home(&cx),
        PageId::Free(id) => articles::page(&cx, id),
        PageId::Facet(facet, value) => facets::view(&cx, *facet, value),
        PageId::FacetUnused(facet, value) => facets::unused(&cx, *facet, value),
        PageId::IhoList => lists::ihos(&cx),
        PageId::Iho(id) => blueprint::overview::overview(&cx, id),
        PageId::Section(id, section) => blueprint::section(&cx, id, section),
        PageId::Measure(id, metric) => measure::view(&cx, id, metric),
        PageId::FindMy(id) => blueprint::find_my::view(&cx, id),
        PageId::Timeline(id) => blueprint::timeline::view(&cx, id),
        PageId::Briefing(id) => blueprint::briefing::view(&cx, id),
        PageId::Checks(id) => blueprint::checks::view(&cx, id),
        PageId::Narrative(id, name) => blueprint::narrative(&cx, id, name),
        PageId::IhoData(id) => data::of_iho(&cx, digests, id),
        PageId::Data => data::all(&cx, digests),
        PageId::Releases(id) => releases::history(&cx, id),
        PageId::AsAt(id) => releases::as_at(&cx, id),
        PageId::History(id) => history::view(&cx, id),
        PageId::Revisions(id, metric) => history::revisions(&cx, id, metric),
        PageId::Cited(id) => releases::cited(&cx, id),
        PageId::Whole(id) => releases::whole(&cx, id),
        PageId::Changes(id) => changes::view(&cx, id),
        PageId::Verify => verify::verify(&cx),
        PageId::Notices => releases::notices(&cx),
        PageId::Withdrawn(id) => releases::withdrawn(&cx, id),
        PageId::Moved(_, to) => moved::moved(&cx, to),
        PageId::Dropped(id, rest) => moved::last_published(&cx, id, rest),
        PageId::Gone(_) => moved::gone(&cx),
        PageId::Removed(_) => moved::removed(&cx),
        PageId::OrganisationList => lists::organisations(&cx),
        PageId::Organisation(id) => entity::organisation(&cx, id),
        PageId::PlaceList => lists::places(&cx),
        PageId::Place(id) => entity::place(&cx, id),
        PageId::ServiceList => lists::services(&cx),
        PageId::Service(id) => entity::service(&cx, id),
        PageId::MetricList => lists::metrics(&cx),
        PageId::Metric(id) => entity::metric(&cx, id),
        PageId::DocumentList => lists::documents(&cx),
        PageId::Document(id) => entity::document(&cx, id),
        PageId::FrameworkList => lists::frameworks(&cx),
        PageId::Framework(id) => entity::framework(&cx, id),
        PageId::Glossary => lists::glossary(&cx),
        PageId::CareModelList => care_models::care_models(&cx),
        PageId::CareModel(id) => care_models::care_model(&cx, id),
        PageId::PolicyTimeline => care_models::policies(&cx),
        PageId::QuestionList => questions::all(&cx),
        PageId::Disclosure => disclosure::register(&cx),
        PageId::Compare => compare::all(&cx),
        PageId::Dictionary => dictionary::all(&cx),
        PageId::DictionaryOf(kind) => dictionary::kind(&cx, kind),
        PageId::Accessibility => accessibility::statement(&cx),
        PageId::NotFound => articles::not_found(&cx),
    }
}
