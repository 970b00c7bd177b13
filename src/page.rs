//! Which pages exist, what each is called, and all that each one says.
//!
//! A page is a promise: its address is known at once, its view is made when somebody asks.
//! Knows nothing of templates or bytes.

mod accessibility;
mod blueprint;
mod changes;
mod cited;
mod compare;
mod context;
mod data;
mod dated;
mod desk;
mod dictionary;
mod disclosure;
mod entity;
mod existing;
mod facets;
mod follow;
mod free;
mod history;
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
pub use follow::of_feeds;
pub use moved::{NewPlace, leads_into_trees, redirects};
pub use now_called::NowCalled;
pub use page_id::{PageId, lists};
pub use plan::{
    Asset, Outline, Plan, arrange, arrange_history, arrange_release, check_links, of_history,
    outline, plan,
};
pub use scope::{DRAFT, Scope, Standing, url_of_history, url_of_release, url_of_releases};
pub use site_links::{LinkTable, Resolved};
pub use url::Url;
pub use view::View;

use crate::data::{Digests, Subject, linked};
use crate::graph::Graph;
use desk::Desk;

/// Makes the view of one page.
pub fn view(graph: &Graph, plan: &Plan, digests: &Digests, page: &PageId) -> View {
    let mut view = words(graph, plan, digests, page);
    scope::mark(graph, plan, &mut view.head);
    now_called::mark(plan, page, &mut view);
    moved::mark(graph, plan, page, &mut view);
    follow::mark(graph, plan, page, &mut view);
    let head = &view.head;
    view.head.linked = head
        .canonical
        .as_deref()
        .filter(|_| *plan.scope() == Scope::Site)
        .and_then(|url| linked(graph, subject_of(page)?, url, &head.description));
    view
}

/// What a page tells search engines that it is about.
fn subject_of(page: &PageId) -> Option<Subject<'_>> {
    match page {
        PageId::Iho(id) => Some(Subject::Iho(id)),
        PageId::Measure(id, metric) => Some(Subject::Measure(id, metric)),
        PageId::IhoData(id) => Some(Subject::DataOf(id)),
        PageId::Data => Some(Subject::Data),
        PageId::Organisation(id) => Some(Subject::Organisation(id)),
        _ => None,
    }
}

fn words(graph: &Graph, plan: &Plan, digests: &Digests, page: &PageId) -> View {
    let desk = Desk::new(graph, plan, &page_id::url_of(page));
    match page {
        PageId::Home => free::home(&desk),
        PageId::Free(id) => free::page(&desk, id),
        PageId::Facet(facet, value) => facets::view(&desk, *facet, value),
        PageId::FacetUnused(facet, value) => facets::unused(&desk, *facet, value),
        PageId::IhoList => lists::ihos(&desk),
        PageId::Iho(id) => blueprint::overview::overview(&desk, id),
        PageId::Section(id, section) => blueprint::section(&desk, id, section),
        PageId::Measure(id, metric) => measure::view(&desk, id, metric),
        PageId::FindMy(id) => blueprint::find_my::view(&desk, id),
        PageId::Timeline(id) => blueprint::timeline::view(&desk, id),
        PageId::Briefing(id) => blueprint::briefing::view(&desk, id),
        PageId::Checks(id) => blueprint::checks::view(&desk, id),
        PageId::Narrative(id, name) => blueprint::narrative(&desk, id, name),
        PageId::IhoData(id) => data::of_iho(&desk, digests, id),
        PageId::Data => data::all(&desk, digests),
        PageId::Releases(id) => releases::history(&desk, id),
        PageId::AsAt(id) => releases::as_at(&desk, id),
        PageId::History(id) => history::view(&desk, id),
        PageId::Revisions(id, metric) => history::revisions(&desk, id, metric),
        PageId::Cited(id) => releases::cited(&desk, id),
        PageId::Whole(id) => releases::whole(&desk, id),
        PageId::Changes(id) => changes::view(&desk, id),
        PageId::Verify => verify::verify(&desk),
        PageId::Notices => releases::notices(&desk),
        PageId::Withdrawn(id) => releases::withdrawn(&desk, id),
        PageId::Moved(_, to) => moved::moved(&desk, to),
        PageId::Dropped(id, rest) => moved::last_published(&desk, id, rest),
        PageId::Gone(_) => moved::gone(&desk),
        PageId::Removed(_) => moved::removed(&desk),
        PageId::OrganisationList => lists::organisations(&desk),
        PageId::Organisation(id) => entity::organisation(&desk, id),
        PageId::PlaceList => lists::places(&desk),
        PageId::Place(id) => entity::place(&desk, id),
        PageId::ServiceList => lists::services(&desk),
        PageId::Service(id) => entity::service(&desk, id),
        PageId::MetricList => lists::metrics(&desk),
        PageId::Metric(id) => entity::metric(&desk, id),
        PageId::DocumentList => lists::documents(&desk),
        PageId::Document(id) => entity::document(&desk, id),
        PageId::FrameworkList => lists::frameworks(&desk),
        PageId::Framework(id) => entity::framework(&desk, id),
        PageId::Glossary => lists::glossary(&desk),
        PageId::CareModelList => context::care_models(&desk),
        PageId::CareModel(id) => context::care_model(&desk, id),
        PageId::PolicyTimeline => context::policies(&desk),
        PageId::QuestionList => questions::all(&desk),
        PageId::Disclosure => disclosure::register(&desk),
        PageId::Compare => compare::all(&desk),
        PageId::Dictionary => dictionary::all(&desk),
        PageId::DictionaryOf(kind) => dictionary::kind(&desk, kind),
        PageId::Accessibility => accessibility::statement(&desk),
        PageId::NotFound => free::not_found(&desk),
    }
}
