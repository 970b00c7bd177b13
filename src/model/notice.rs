//! A notice about a release: what was wrong, what is no longer to be relied on, what was removed.

use super::list::OneOrMany;
use super::prose::Prose;
use super::scalar::Date;

record! {
    /// A notice about a release, as `iho correct`, `iho withdraw` and `iho redact` write it.
    pub struct Notice called "the notice" {
        /// What it does: correction, withdrawal, reinstatement, redaction.
        kind: String = Required "Kind";
        /// The release that it is about.
        release: String = Required "About the release";
        /// The instant of its publication.
        at: String = Required "Published";
        /// Who decided it: a role, never a name.
        decided_by: String = Required "Decided by";
        /// What was wrong, or why.
        reason: Prose = Required "What was wrong, or why";
        /// What holds now.
        now: Prose = Optional "What holds now";
        /// The day from which it was wrong.
        since: Date = Optional "Since";
        /// The release that puts it right, or takes its place.
        replaced_by: String = Optional "Corrected in";
        /// Whether the release before is shown in its place.
        fallback: String = Optional "Shown in its place";
        /// The reason in law for removing something.
        category: String = Optional "Category";
        /// What was removed.
        removed: OneOrMany<String> = Optional "Removed files";
        /// The notices that were removed; this one says again what follows from them.
        notices: OneOrMany<String> = Optional "Removed notices";
        /// What the removed notice did.
        removed_kind: String = Optional "Kind of the removed notice";
    }
}
