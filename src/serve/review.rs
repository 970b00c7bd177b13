//! What changed since the preview began, page by page. A stub until the next commit.

use std::sync::Arc;

use super::http::Request;
use super::stage::Snapshot;
use crate::output::Site;

/// What the pages are compared with.
pub(super) struct Review {
    /// The site as it was.
    pub(super) baseline: Option<Arc<Site>>,
}

impl Review {
    pub(super) fn page(&self, _: &str, _: &Request, _: &Snapshot) -> Option<(u16, Vec<u8>)> {
        self.baseline.as_ref().map(|_| (200, b"<!DOCTYPE html><title>Review</title>".to_vec()))
    }
}
