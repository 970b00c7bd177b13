//! What would stop the public build, found before anything is written or sealed: `iho check`, `iho release` and the preview ask.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Edition, EditionBuild, Part, Publication, SealedFiles};
use crate::archive::Archive;
use crate::diag::{Code, Diagnostic, Place};
use crate::engine::Options;
use crate::output::Site;
use crate::source::{FileId, SitePath, Sources};

/// A build by a clock that is behind would take back what is public.
pub fn turned_back(archive: &Archive, clock: Timestamp) -> Option<Diagnostic> {
    let last = archive.ledger.sound().next_back().filter(|line| line.at > clock)?;
    let message = format!(
        "the site is to be built as at {clock}, but the release `{}` of `{}` was published at {}",
        last.version, last.iho, last.at
    );
    Some(Diagnostic::of_site(Code::ReleaseOrder, message).hint(
        "check the clock of this computer, or `SOURCE_DATE_EPOCH`; to see the site as it was then, name the day with `--at`",
    ))
}

/// How the public build at an instant is foreseen.
pub struct Foresight<'f, F> {
    /// The instant.
    pub at: Timestamp,
    /// What the build depends on besides.
    pub options: &'f Options,
    /// Reads what is copied as it is.
    pub files: &'f F,
    /// A part that is made as well, such as the tree of a release that is about to be sealed.
    pub part: Option<Part>,
}

impl<F: SealedFiles> Foresight<'_, F> {
    /// What the public build would refuse, with places in the files that are given. Every page is made and looked at, but for
    /// those of other parts; and those of a site of drafts, where one is given that differs.
    ///
    /// # Errors
    /// Where a sealed file can't be read.
    pub fn obstacles(
        &self,
        sources: &Sources,
        drafts: Option<&Site>,
    ) -> Result<Vec<Diagnostic>, F::Error> {
        let edition = Edition::new(sources.clone(), self.at);
        let EditionBuild { sources: public, site, mut diagnostics, .. } =
            edition.build(self.options, |sources, _| sources);
        diagnostics.retain(Diagnostic::is_error);
        let unsealed = match &self.part {
            Some(Part::Tree(name)) => {
                Some(format!("content/ihos/{}/releases/{}/", name.iho, name.version))
            }
            _ => None,
        };
        let told = |it| {
            told_of(sources, &public, unsealed.as_deref(), it).hint(
                "only the public site has this problem: it is made of releases, without drafts",
            )
        };
        let mut found: Vec<Diagnostic> = diagnostics.into_iter().map(told).collect();
        let site = site.filter(|_| found.is_empty());
        let read = |path: &SitePath| self.files.bytes(path);
        if let Some(site) = &site {
            found.extend(site.last_look(None, read).into_iter().map(told));
        }
        if let Some(drafts) = drafts {
            found.extend(drafts.last_look(site.as_ref(), read));
        }
        if let (Some(part), Some(site)) = (&self.part, site) {
            let pages = Publication::new(Arc::new(site)).make(part, self.files)?;
            // A part is made of sealed files, which lie elsewhere than those that are given.
            let placeless = |it| Diagnostic { place: None, related: Vec::new(), ..it };
            found.extend(pages.last_look(None, read).into_iter().map(placeless));
        }
        Ok(found)
    }
}

/// A mistake in a public file, reported for the file that an author has: a sealed one where it lies; where the release is not sealed yet,
/// the draft.
fn told_of(
    sources: &Sources,
    public: &Sources,
    unsealed: Option<&str>,
    mut it: Diagnostic,
) -> Diagnostic {
    let find = |file: FileId| {
        let place = public.place(file);
        let is_unsealed = unsealed.is_some_and(|folder| place.as_str().starts_with(folder));
        let found = sources.find(place).filter(|_| !is_unsealed);
        found.or_else(|| sources.find(&public.file(file).path))
    };
    it.place = it.place.and_then(|place| match place {
        Place::Span(mut span) => {
            span.file = find(span.file)?;
            Some(Place::Span(span))
        }
        Place::File(file) => find(file).map(Place::File),
    });
    it.related.retain_mut(|(span, _)| {
        let file = find(span.file);
        span.file = file.unwrap_or(span.file);
        file.is_some()
    });
    it
}
