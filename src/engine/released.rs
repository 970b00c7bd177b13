//! The site as its releases say it, and as it would be if every draft were sealed now: what a review holds against each
//! other.

use std::sync::Arc;

use super::{Build, Options, publish};
use crate::archive::{self, Release};
use crate::release;
use crate::source::Sources;

/// The site of some releases, at most one for each IHO, whose texts are at hand. Of what IHOs share, the copies that were
/// sealed last stand before the files as they are now.
pub fn site_of_releases(sources: &Sources, releases: &[&Release], options: &Options) -> Build {
    let sources = due(&archive::as_sealed(sources, releases), options);
    publish(Arc::new(sources), options).0
}

/// The site of the drafts, without what nobody would see of it.
pub fn site_if_released(sources: &Arc<Sources>, options: &Options) -> Build {
    publish(Arc::new(due(sources, options)), options).0
}

/// The files without the pages that are not public on the day of the build.
fn due(sources: &Sources, options: &Options) -> Sources {
    let Ok(zone) = release::zone_of(sources) else { return sources.clone() };
    let end = options.today.at(23, 59, 59, 0).to_zoned(zone.clone());
    let Ok(end) = end else { return sources.clone() };
    release::without_undue(sources, end.timestamp(), &zone).0
}
