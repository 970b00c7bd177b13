//! `models/*.md`, `policies/*.md` and `questions.yaml`: what surrounds the blueprints.

use super::benefits::EvidenceStrength;
use super::engagement::Asker;
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::publication::PublicationTime;
use super::reference::{CareModelRef, DocRef, FieldPath, OrgOrText};
use super::scalar::{Period, Slug};

choice! {
    /// Kinds of models of care.
    pub enum CareModelKind {
        England "england" "In England";
        Abroad "abroad" "Abroad";
        ContractType "contract-type" "Kind of contract";
        Payment "payment" "Way of paying";
    }
}

choice! {
    /// Kinds of events on the timeline of policy.
    pub enum PolicyKind {
        Policy "policy" "Policy";
        Law "law" "Law";
        Guidance "guidance" "Guidance";
        Announcement "announcement" "Announcement";
        Consultation "consultation" "Consultation";
        Decision "decision" "Decision";
        Programme "programme" "Programme";
        Research "research" "Research";
        Event "event" "Event";
    }
}

choice! {
    /// The state of a policy.
    pub enum PolicyStatus {
        InForce "in-force" "In force";
        Draft "draft" "Draft";
        Proposed "proposed" "Proposed";
        Planned "planned" "Planned";
        Done "done" "Done";
        Superseded "superseded" "Superseded";
    }
}

record! {
    /// A model of integrated care, a kind of contract or a way of paying, here or abroad.
    pub struct CareModel called "the model of care" {
        /// Its name.
        title: String = Identity "Name";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// What kind of model it is.
        kind: CareModelKind = Required "Kind";
        /// The country.
        country: String = Optional "Country";
        /// Since when.
        from: Period = Optional "From";
        /// Until when.
        to: Period = Optional "To";
        /// What it is, in one sentence.
        summary: String = Required "Summary";
        /// What is known of it, each with its source.
        facts: List<Fact> = Required "What is known";
        /// How strong the evidence is.
        evidence_strength: EvidenceStrength = Required "Strength of evidence";
        /// What kind of evidence there is, and its limits.
        evidence_note: Prose = Optional "The evidence and its limits";
        /// What it teaches for the fields of a blueprint.
        teaches: List<Lesson> = Optional "What it teaches";
        /// Related models.
        related: List<CareModelRef> = Optional "Related models";
        /// Whether it is a draft, which is not published.
        draft: bool = Optional "Draft";
        /// From when on it is public: a day means 09:30.
        publish_at: PublicationTime = Optional "Public from";
        /// The last day on which it is public, or the time at which it goes.
        expires: PublicationTime = Optional "Public until";
    }
}

record! {
    /// Something that is known, with its source.
    pub struct Fact called "a fact" {
        /// What addresses call it.
        id: Slug = Optional "Id";
        /// What is known.
        fact: Prose = Identity "Fact";
    }
}

record! {
    /// What a model teaches for a field of a blueprint.
    pub struct Lesson called "a lesson" {
        /// The field, such as `risk-share.baseline`.
        field: FieldPath = Identity "Field";
        /// The lesson.
        lesson: Prose = Required "Lesson";
    }
}

record! {
    /// An event on the timeline of policy.
    pub struct Policy called "the policy" {
        /// Its title.
        title: String = Identity "Title";
        /// When.
        date: Period = Identity "Date";
        /// Until when.
        until: Period = Optional "Until";
        /// What kind of event.
        kind: PolicyKind = Required "Kind";
        /// How it stands.
        status: PolicyStatus = Required "Status";
        /// Who published or decided it.
        publishers: OneOrMany<OrgOrText> = Required "By" or "publisher";
        /// The paper itself.
        document: DocRef = Optional "Document";
        /// Where this is said.
        sources: OneOrMany<DocRef> = Required "Sources";
        /// What it is, in one sentence.
        summary: String = Required "Summary";
        /// Whether it is a draft, which is not published.
        draft: bool = Optional "Draft";
        /// From when on it is public: a day means 09:30.
        publish_at: PublicationTime = Optional "Public from";
        /// The last day on which it is public, or the time at which it goes.
        expires: PublicationTime = Optional "Public until";
    }
}

record! {
    /// The questions that the site has to answer.
    pub struct SiteQuestions called "the file of questions" {
        /// Every question.
        questions: List<SiteQuestion> = Required "Questions";
    }
}

record! {
    /// A question, and the fields that answer it for each IHO.
    pub struct SiteQuestion called "a question" named elsewhere {
        /// The id.
        id: Slug = Identity "Id";
        /// Who asks.
        who: Asker = Required "Asked by";
        /// The question.
        question: String = Identity "Question";
        /// The fields that answer it, such as `footprint.find_my`.
        answered_by: OneOrMany<FieldPath> = Required "Answered by";
        /// Pages of this site that answer it.
        pages: OneOrMany<String> = Optional "Pages";
        /// What can be said for all IHOs.
        answer: Prose = Optional "For all IHOs";
    }
}
