//! The site as its releases say it, and as it would be if every draft were sealed now: what a review holds against each
//! other.

use std::sync::Arc;

use super::{Build, Options, publish};
use crate::archive::{self, Release};
use crate::source::Sources;

/// The site of some releases, at most one for each IHO, whose texts are at hand. Of what IHOs share, the copies that were
/// sealed last stand before the files as they are now.
pub fn as_released(sources: &Sources, releases: &[&Release], options: &Options) -> Build {
    publish(Arc::new(archive::as_sealed(sources, releases)), options).0
}

/// The site of the drafts, without what nobody would see of it.
pub fn as_if_released(sources: &Arc<Sources>, options: &Options) -> Build {
    publish(Arc::clone(sources), options).0
}
