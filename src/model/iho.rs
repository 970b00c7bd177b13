//! `iho.yaml`: identity, status and the journey of authorisation.

use super::decode::FieldType;
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{CriterionRef, DocRef, OrgOrText, OrgRef};
use super::scalar::{Date, Slug, WebUrl};
use super::status::Status;
use super::timeline::{Decision, Milestone};

choice! {
    /// The version of this model that a blueprint is written for.
    pub enum Schema {
        V1 "iho-blueprint/1" "Blueprint, version 1";
    }
}

choice! {
    /// The seven purposes counted in the passage on IHOs of the 10 Year Health Plan.
    pub enum PurposeKind {
        BetterCare "better-care" "Better care for patients";
        Investment "investment" "Investment, for example in buildings and digital";
        SmallBusiness "small-business" "Support for small businesses";
        Integration "integration" "Care that works together";
        LeftShift "left-shift" "Moving care and money from hospital to community";
        PopulationHealth "population-health" "Better health for the population";
        Inequalities "inequalities" "Fairer health";
    }
}

choice! {
    /// Ways in which a problem could be solved.
    pub enum OptionKind {
        Iho "iho" "IHO contract";
        Mnp "mnp" "Multi-neighbourhood provider contract";
        Snp "snp" "Single neighbourhood provider contract";
        LeadProvider "lead-provider" "Lead provider contract";
        Alliance "alliance" "Alliance contract";
        S75 "s75" "Section 75 agreement";
        StatusQuo "status-quo" "No change";
        Merger "merger" "Merger";
    }
}

choice! {
    /// The two separate assessments: of a trust, and of a contract.
    pub enum Track {
        Aft "aft" "Trust status";
        Iho "iho" "Contract designation";
    }
}

choice! {
    /// What an assessor found on one criterion.
    pub enum CriterionOutcome {
        Met "met" "Met";
        PartlyMet "partly-met" "Partly met";
        NotMet "not-met" "Not met";
        NotAssessed "not-assessed" "Not assessed";
        NotPublished "not-published" "Not published";
    }
}

choice! {
    /// How far a condition is fulfilled.
    pub enum ConditionStatus {
        Open "open" "Open";
        Met "met" "Met";
        Overdue "overdue" "Overdue";
        Waived "waived" "Waived";
    }
}

record! {
    /// Who and what an IHO is, and how far it has come.
    pub struct Iho called "the blueprint" {
        /// The version of the content model, `iho-blueprint/1`.
        schema: Schema = Identity "Content model";
        /// The id, which is the name of the folder; never used again for another.
        id: Slug = Identity "Id";
        /// Ids that it had before, which are never used again; what links to them is led here.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// The plain name of the contract.
        name: String = Identity "Name";
        /// A shorter name for lists.
        short_name: String = Optional "Short name";
        /// Names that it had before.
        former_names: List<FormerName> = Optional "Former names";
        /// What it is, in at most 100 words.
        summary: Prose = Required "Summary";
        /// What it is not: not an organisation, not the end of free care, not a change of GP.
        what_it_is_not: Prose = Required "What it is not" worse Shorter;
        /// The stage that the contract has reached.
        status: Status = Identity "Status";
        /// What it is for.
        purposes: List<Purpose> = Required "Purposes" worse Gone;
        /// The problem that the contract is to solve.
        problem_statement: Prose = Required "The problem to solve";
        /// Other ways that were considered, with the verdict on each.
        options_considered: List<OptionConsidered> = From(ExpressionOfInterest) "Options considered";
        /// Who to contact.
        contact: Contact = Required "Contact";
        /// The version of this text, such as 2026.11.1.
        blueprint_version: String = Identity "Version of this blueprint";
        /// The steps of assessment, of the trust and of the contract.
        authorisation: List<AuthorisationStep> = Optional "Journey of authorisation";
        /// What is to be reached by when, with every slip.
        milestones: List<Milestone> = Optional "Milestones" worse Gone;
        /// Who decided what.
        decisions: List<Decision> = Optional "Decisions";
    }
}

record! {
    /// A name that is no longer used.
    pub struct FormerName called "a former name" short name {
        /// The name.
        name: String = Identity "Name";
        /// The last day of its use.
        until: Date = Optional "Until";
    }
}

record! {
    /// One purpose of the contract.
    pub struct Purpose called "a purpose" short id named elsewhere {
        /// Which of the seven purposes.
        id: PurposeKind = Identity "Purpose";
        /// Why this arrangement serves it.
        why: Prose = Required "Why";
    }
}

record! {
    /// One way that was considered.
    pub struct OptionConsidered called "an option" {
        /// The way.
        option: OptionKind = Identity "Option";
        /// What was decided on it.
        verdict: String = Required "Verdict";
        /// Why.
        reason: Prose = Required "Reason";
    }
}

record! {
    /// Who to contact: a role, never a person.
    pub struct Contact called "the contact" {
        /// The role.
        role: String = Required "Role";
        /// The postal address.
        postal: String = Optional "Post" worse Gone;
        /// A form on the web.
        web_form: WebUrl = Optional "Web form" worse Gone;
        /// A shared mailbox.
        email: String = Optional "E-mail" worse Gone;
        /// A shared number.
        phone: String = Optional "Telephone" worse Gone;
    }
}

record! {
    /// One step of one of the two assessments.
    pub struct AuthorisationStep called "a step of authorisation" {
        /// Which assessment.
        track: Track = Identity "Track";
        /// The step of the ladder.
        step: Status = Identity "Step";
        /// When it was taken.
        date: Date = Optional "Date";
        /// Who took it.
        decided_by: OrgRef = Optional "Decided by";
        /// The paper that says so.
        document: DocRef = Optional "Document";
        /// What was decided.
        outcome: String = Optional "Outcome";
        /// What has to be fulfilled.
        conditions: List<Condition> = Optional "Conditions" worse Gone;
        /// The framework of assessment.
        framework: FrameworkRef = Optional "Framework";
        /// The wave of applicants.
        wave: String = Optional "Wave";
        /// What was found on each criterion.
        criteria_results: List<CriterionResult> = Optional "Results by criterion";
        /// The support of the ICB.
        icb_support_statement: DocRef = Optional "Statement of support by the ICB";
        /// The support of the region: a document, or yes or no.
        region_support: BoolOrDoc = Optional "Support of the NHS region";
        /// The independent panel.
        independent_panel: Panel = Optional "Independent panel";
        /// Statements of the board.
        board_statements: List<DocRef> = Optional "Board statements";
        /// The memorandum of the board.
        board_memorandum: DocRef = Optional "Board memorandum";
        /// When the trust is to be assessed again, at most five years later.
        reassessment_due: Date = Optional "Next assessment due" worse Later;
        /// Appeals and challenges.
        appeal_or_challenge: List<Challenge> = Optional "Appeals and challenges";
    }
}

record! {
    /// Something that has to be fulfilled.
    pub struct Condition called "a condition" short text {
        /// What.
        text: String = Required "Condition";
        /// By when.
        due: Date = Optional "Due" worse Later;
        /// How far it is.
        status: ConditionStatus = Optional "Status" worse Becomes(&["waived"]);
    }
}

record! {
    /// What was found on one criterion.
    pub struct CriterionResult called "the result of a criterion" {
        /// The criterion.
        criterion: CriterionRef = Identity "Criterion";
        /// What was found.
        result: CriterionOutcome = Required "Result";
        /// The evidence.
        evidence: List<DocRef> = Optional "Evidence";
        /// Who assessed it.
        assessor: OrgOrText = Optional "Assessor";
        /// When.
        date: Date = Optional "Date";
        /// What the assessor said.
        commentary: Prose = Optional "Commentary";
    }
}

record! {
    /// A panel that advises on the assessment.
    pub struct Panel called "the independent panel" {
        /// The roles of its members.
        members: List<String> = Optional "Members, by role";
        /// When it met.
        date: Date = Optional "Date";
        /// Whether its advice is published.
        advice_published: bool = Optional "Advice published";
        /// Its advice.
        document: DocRef = Optional "Advice";
    }
}

choice! {
    /// Ways of challenging a decision.
    pub enum ChallengeKind {
        PsrPanel "psr-panel" "Independent Patient Choice and Procurement Panel";
        JudicialReview "judicial-review" "Judicial review";
        Appeal "appeal" "Appeal";
        Other "other" "Other";
    }
}

record! {
    /// An appeal or a challenge.
    pub struct Challenge called "a challenge" {
        /// What kind.
        kind: ChallengeKind = Required "Kind";
        /// When it was made.
        date: Date = Optional "Date";
        /// What came of it.
        outcome: String = Optional "Outcome";
        /// The paper that says so.
        document: DocRef = Optional "Document";
    }
}

record! {
    /// A framework of assessment: a document, and its version.
    pub struct FrameworkRef called "a framework" short document {
        /// The framework.
        document: DocRef = Required "Paper";
        /// Its version.
        version: String = Optional "Version";
    }
}

/// Yes, no, or the document that says so.
#[derive(Clone, PartialEq, Debug)]
pub enum BoolOrDoc {
    /// Yes or no.
    Bool(bool),
    /// The document.
    Document(DocRef),
}

impl FieldType for BoolOrDoc {
    fn expected() -> String {
        format!("`true`, `false`, or {}", DocRef::expected())
    }

    fn schema() -> super::schema::Schema {
        super::schema::Schema::Either(vec![bool::schema(), DocRef::schema()])
    }

    fn decode(node: &super::yaml::Node, decoder: &mut super::decode::Decoder<'_>) -> Option<Self> {
        match node.text() {
            Some("true" | "false") => bool::decode(node, decoder).map(Self::Bool),
            _ => DocRef::decode(node, decoder).map(Self::Document),
        }
    }

    fn shown(&self) -> super::reflect::ValueRef<'_> {
        match self {
            Self::Bool(value) => value.shown(),
            Self::Document(document) => document.shown(),
        }
    }
}

/// A step to a running contract.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The step.
    pub status: Status,
    /// Whether it was taken.
    pub standing: Standing,
    /// When it was taken, if that is recorded.
    pub date: Option<Date>,
}

choice! {
    /// Whether a step was taken.
    pub enum Standing {
        Done "done" "Done";
        NotRecorded "not-recorded" "Passed, date not known";
        Now "now" "Now";
        Ahead "ahead" "Still to come";
    }
}

impl Iho {
    /// The steps to a running contract, and the way in which it ended; nothing where its status is not published.
    pub fn steps(&self) -> Option<Vec<Step>> {
        let now = *self.status.known()?;
        let recorded = |status| {
            let steps = self.authorisation.items().iter();
            steps.filter(move |it| it.step.known() == Some(&status))
        };
        let step = |status: Status| {
            let standing = match status.cmp(&now) {
                std::cmp::Ordering::Less if recorded(status).next().is_some() => Standing::Done,
                std::cmp::Ordering::Less => Standing::NotRecorded,
                std::cmp::Ordering::Equal => Standing::Now,
                std::cmp::Ordering::Greater => Standing::Ahead,
            };
            let date = recorded(status).find_map(|it| it.date.known().copied());
            Step { status, standing, date }
        };
        let end = Some(now).filter(|now| !Status::ladder().contains(now));
        Some(Status::ladder().iter().copied().chain(end).map(step).collect())
    }
}
