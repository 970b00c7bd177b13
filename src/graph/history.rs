//! What was published of an IHO, and when, on the clock of the site.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Graph;
use crate::archive::Release;
use crate::model::scalar::Date;
use crate::model::timeline::ReleaseNote;

/// A release with what was said of it.
#[derive(Clone, Copy, Debug)]
pub struct Past<'g> {
    /// The release.
    pub release: &'g Release,
    /// What was said of it.
    pub note: Option<&'g ReleaseNote>,
    /// From when on another one was in force; nothing for the newest.
    pub until: Option<Timestamp>,
}

/// Every release of an IHO, the newest first.
pub fn releases_of<'g>(graph: &'g Graph, iho: &str) -> Vec<Past<'g>> {
    let releases = graph.archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let untils = releases.iter().skip(1).map(|next| Some(next.publish_at())).chain([None]);
    let note = |release: &Release| {
        let name = format!("{iho}/{}", release.version);
        graph.model.past_notes.get(&name).map(|note| &**note)
    };
    let past = releases.iter().zip(untils);
    let mut past: Vec<Past<'g>> =
        past.map(|(release, until)| Past { release, note: note(release), until }).collect();
    past.reverse();
    past
}

/// An instant on the clock of the site.
pub fn on_the_clock(graph: &Graph, instant: Timestamp) -> Zoned {
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    let name = site.and_then(|site| site.time_zone.known()).map_or("Europe/London", String::as_str);
    instant.to_zoned(TimeZone::get(name).unwrap_or(TimeZone::UTC))
}

/// The day of an instant on the clock of the site.
pub fn day(graph: &Graph, instant: Timestamp) -> Date {
    on_the_clock(graph, instant).date()
}
