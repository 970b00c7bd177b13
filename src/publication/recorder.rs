//! Answers the questions of one part, and notes them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use super::query::Written;
use super::{Publication, Query, SealedFiles};
use crate::archive::Release;
use crate::diag::Diagnostic;
use crate::output::Around;
use crate::page::Url;
use crate::source::{SitePath, Sources};

/// The only way from a part to the site around it. See [`Query`] for what can be asked.
#[derive(Debug)]
pub(super) struct Recorder {
    publication: Arc<Publication>,
    asked: Mutex<BTreeSet<Query>>,
}

impl Recorder {
    pub(super) fn new(publication: Arc<Publication>) -> Self {
        Self { publication, asked: Mutex::default() }
    }

    /// The files of some releases, with their texts, and the notices that travel with them. No other file of the site is among
    /// them, and what a release holds is bound by its manifest; so there is nothing to be noted.
    ///
    /// # Errors
    /// Where a text can't be read.
    pub(super) fn texts<F: SealedFiles>(
        &self,
        files: &F,
        releases: &[&Release],
        notices: &[Written<SitePath>],
    ) -> Result<Sources, F::Error> {
        let all = self.publication.site().sources();
        let sealed = releases.iter().flat_map(|release| all.unit(&format!("{}/", release.folder)));
        let notices = notices.iter().filter_map(|notice| all.find(&notice.it));
        let own = sealed.chain(notices).map(|file| all.file(file).clone());
        files.with_texts(&Sources::new(own), releases)
    }

    /// Where the answers come from. Whoever asks there has to note it.
    pub(super) fn publication(&self) -> &Arc<Publication> {
        &self.publication
    }

    pub(super) fn note(&self, query: Query) {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(query);
    }

    /// Notes what was asked for something that is used here as well.
    pub(super) fn note_all(&self, queries: &BTreeSet<Query>) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.extend(queries.iter().cloned());
    }

    /// All that was asked so far.
    pub(super) fn queries(&self) -> BTreeSet<Query> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Around for Recorder {
    fn has_path(&self, path: &str) -> bool {
        Self::has_path(self, path)
    }

    fn disclosures(&self, url: &Url, bytes: &[u8]) -> Vec<Diagnostic> {
        let mut note = |what| {
            self.suppressed(&what);
        };
        self.publication.site().disclosures(url, bytes, &mut note)
    }

    fn asked(&self) -> Vec<String> {
        let text = |query: &Query| serde_json::to_string(query).expect("a query is JSON");
        self.queries().iter().map(text).collect()
    }
}
