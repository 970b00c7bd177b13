//! Milestones and decisions of an IHO: what was planned, what slipped, who decided what.

use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{DocRef, FieldPath, LocalRef, OrgOrText};
use super::scalar::{Date, Due, Slug};

choice! {
    /// How far a milestone is.
    pub enum MilestoneStatus {
        NotStarted "not-started" "Not started" or "not started", "planned";
        OnTrack "on-track" "On track" or "on track", "in-progress", "in progress";
        AtRisk "at-risk" "At risk" or "at risk", "delayed";
        Late "late" "Late" or "overdue", "slipped", "missed";
        Done "done" "Done" or "complete", "completed", "achieved";
        Dropped "dropped" "Dropped" or "cancelled";
    }
}

record! {
    /// Something that is to be reached by a day.
    pub struct Milestone called "a milestone" {
        /// What addresses call it.
        id: Slug = Identity "Id";
        /// Ids that it had before.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// What.
        name: String = Required "Milestone";
        /// The day that was planned first.
        planned: Due = Required "Planned" worse Later;
        /// Every later plan, with the reason.
        revised: List<Revision> = Optional "Moved" worse LaterThan("planned");
        /// The day on which it was reached.
        actual: Date = Optional "Reached" worse Routine;
        /// How far it is.
        status: MilestoneStatus = Required "Status" worse Becomes(&["dropped"]);
        /// The decision that it hangs on.
        decision: LocalRef = Optional "Decision" or "linked_decision";
    }
}

record! {
    /// A new day for a milestone, and why.
    pub struct Revision called "a new date" {
        /// The new day.
        date: Due = Required "New date";
        /// Why.
        why: Prose = Required "Why";
    }
}

record! {
    /// How members of a body voted: in words, or counted.
    pub struct Votes called "the votes" short text {
        /// In words.
        text: String = Optional "In words";
        /// How many agreed.
        r#for: u64 = Optional "For";
        /// How many did not.
        against: u64 = Optional "Against";
        /// How many did neither.
        abstained: u64 = Optional "Abstained" or "abstentions", "abstain";
    }
}

record! {
    /// A decision.
    pub struct Decision called "a decision" {
        /// What addresses call it.
        id: Slug = Optional "Id";
        /// Ids that it had before.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// When.
        date: Date = Identity "Date";
        /// Who decided.
        body: OrgOrText = Required "Decided by";
        /// What was decided.
        decision: Prose = Required "Decision";
        /// How they voted.
        votes: Votes = Optional "Votes";
        /// The paper.
        paper: DocRef = Optional "Paper" or "document";
        /// The fields that it changed, such as `contract.term_end`.
        fields: OneOrMany<FieldPath> = Optional "Changes" or "links";
    }
}

record! {
    /// What is to be said of the next release, in `release.yaml` of a draft.
    pub struct ReleaseNote called "the note of a release" {
        /// What changed, for readers.
        note: Prose = Optional "What changed";
        /// What kind of release it is.
        kind: String = Optional "Kind";
        /// When it is to be published, in the time of the site.
        publish_at: String = Optional "Published at";
        /// Who approved it.
        approvals: OneOrMany<Approval> = Optional "Approved by";
        /// What reviewers have answered, change by change; it is not published.
        replies: OneOrMany<ReviewReply> = Optional "Replies of reviewers";
        /// Why it is published though nobody but its author has approved it, for readers; `iho release --without-approval` writes it.
        without_approval: Prose = Optional "Why it has no approval";
        /// The release that the draft goes on from.
        based_on: BasedOn = Optional "Based on";
    }
}

record! {
    /// The release that a draft goes on from, as `iho release` writes it.
    pub struct BasedOn called "the release that the draft goes on from" short version {
        /// Its name, such as 2027-04-17.
        version: String = Required "Version";
        /// The SHA-256 of its manifest.
        manifest_sha256: String = Optional "Seal";
    }
}

record! {
    /// An approval, as `iho approve` writes it: bound to what was approved.
    pub struct Approval called "an approval" short by {
        /// Who approved: a post or a body says enough, as it is published with the release.
        by: OrgOrText = Required "By" or "body", "organisation", "name";
        /// In which role: `author`, `second eyes`, `fact check`, or one of your own.
        role: String = Optional "Role";
        /// When.
        date: Date = Optional "Date" or "on", "at";
        /// The digest of what was approved; with any later edit it is another.
        digest: String = Optional "Digest";
        /// The beginning of the checksum of each file that was approved.
        files: String = Optional "Files";
    }
}

choice! {
    /// What a reviewer says of a change.
    pub enum Answer {
        Agree "agree" "agreed" or "agreed";
        Query "query" "queried" or "queried";
        Refuse "refuse" "refused" or "refused";
    }
}

record! {
    /// What a reviewer has answered, as `iho approve --from` writes it. It goes when they approve, or answer again.
    pub struct ReviewReply called "a reply" short by {
        /// Who answered: a post or a body.
        by: OrgOrText = Required "By";
        /// In which role.
        role: String = Optional "Role";
        /// When.
        date: Date = Optional "Date";
        /// What was answered to each change.
        answers: OneOrMany<ReviewAnswer> = Optional "Answers";
    }
}

record! {
    /// An answer to one change of a draft.
    pub struct ReviewAnswer called "an answer" short about {
        /// What the review calls the change.
        change: String = Optional "Change";
        /// The change in words.
        about: String = Required "About";
        /// What was said of it.
        answer: Answer = Required "Answer";
        /// A word on it.
        words: String = Optional "Words";
    }
}
