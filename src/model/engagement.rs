//! `engagement.yaml` and `questions.yaml` of an IHO: who was asked, what they said, what came of it.

use super::decode::{Decoder, FieldType};
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{DocRef, OrgOrText};
use super::reflect::ValueRef;
use super::scalar::{Date, Slug};
use super::schema::Schema;
use super::yaml::{Kind, Node};

choice! {
    /// Ways of asking people.
    pub enum EngagementKind {
        StatutoryConsultation "statutory-consultation" "Consultation required by law";
        Engagement "engagement" "Conversation";
        Survey "survey" "Survey";
        CoProduction "co-production" "Designed together";
        CitizensPanel "citizens-panel" "Citizens' panel";
        Hosc "hosc" "Health overview and scrutiny committee";
        Healthwatch "healthwatch" "Healthwatch";
    }
}

choice! {
    /// Who asks.
    pub enum Asker {
        Public "public" "Residents" or "resident", "residents", "citizen", "citizens";
        Patient "patient" "Patients" or "patients", "carer", "carers", "service-user";
        Partner "partner" "Partners" or "partners";
        Gp "gp" "GPs" or "gp/lmc", "lmc";
        Vcfse "vcfse" "Voluntary sector" or "vcfse/ulo", "ulo";
        Council "council" "Councils" or "local-authority", "councils";
        Scrutiny "scrutiny" "Scrutiny by councils";
        IcbPeer "icb-peer" "Other integrated care boards" or "icb peer", "icb";
        NhsEngland "nhs-england" "NHS England" or "icb / nhse", "nhse", "region";
        Journalist "journalist" "Journalists" or "journalists", "press", "media";
        Researcher "researcher" "Researchers";
        Staff "staff" "Staff" or "employee", "union";
        Mp "mp" "MPs and councillors" or "mp/councillor", "councillor";
        Everyone "everyone" "Everyone";
    }
}

choice! {
    /// How far an answer is.
    pub enum QuestionStatus {
        Open "open" "Not answered yet";
        Answered "answered" "Answered";
        Partly "partly-answered" "Answered in part" or "partly";
        Declined "declined" "Will not be answered";
    }
}

record! {
    /// What people told us, and what has changed because of it.
    pub struct EngagementFile called "the file of engagement" {
        /// Every occasion.
        engagement: List<Engagement> = Required "What people told us" worse Gone;
        /// Who was not heard.
        equality_reach: Prose = Optional "Who was not heard" worse Shorter;
        /// How it is evaluated.
        evaluation: Evaluation = From(Live) "Evaluation";
        /// Versions in other languages.
        languages: OneOrMany<DocRef> = Optional "Other languages" worse Gone;
        /// An Easy Read version.
        easy_read: DocRef = Optional "Easy Read" worse Gone;
    }
}

record! {
    /// One occasion on which people were asked.
    pub struct Engagement called "an engagement" {
        /// What addresses call it.
        id: Slug = Optional "Id";
        /// Ids that it had before.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its name.
        name: String = Optional "Name" or "title";
        /// What kind.
        kind: EngagementKind = Required "Kind";
        /// The first day.
        from: Date = Optional "From";
        /// The last day.
        to: Date = Optional "To";
        /// Days on which it took place.
        dates: EngagementDates = Optional "Dates" or "date";
        /// Who took part.
        audience: String = Required "Who was consulted";
        /// How many took part.
        numbers: String = Required "How many took part" or "number", "participants";
        /// What they said.
        you_said: Prose = Required "You said";
        /// What came of it.
        we_did: Prose = Required "We did";
        /// The report.
        report: DocRef = Optional "Report" worse Gone;
    }
}

/// The days of an occasion: one, several, or from one to another.
#[derive(Clone, PartialEq, Debug)]
pub enum EngagementDates {
    /// Single days.
    Days(OneOrMany<Date>),
    /// From a day to a day.
    Span(Box<DateSpan>),
}

record! {
    /// From a day to a day.
    pub struct DateSpan called "the dates" {
        /// The first day.
        from: Date = Required "From" or "start";
        /// The last day.
        to: Date = Optional "To" or "end";
    }
}

impl FieldType for EngagementDates {
    fn expected() -> String {
        "a day, a list of days, or `{from: 2026-05-01, to: 2026-06-30}`".to_owned()
    }

    fn schema() -> Schema {
        Schema::Either(vec![OneOrMany::<Date>::schema(), DateSpan::schema()])
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match node.kind {
            Kind::Map(_) => DateSpan::decode(node, decoder).map(|it| Self::Span(Box::new(it))),
            Kind::Null | Kind::Scalar(_) | Kind::Seq(_) => {
                OneOrMany::decode(node, decoder).map(Self::Days)
            }
        }
    }

    fn shown(&self) -> ValueRef<'_> {
        match self {
            Self::Days(days) => days.shown(),
            Self::Span(span) => span.shown(),
        }
    }
}

record! {
    /// How the arrangement is evaluated.
    pub struct Evaluation called "the evaluation" {
        /// Who evaluates.
        evaluator: OrgOrText = Required "Who evaluates";
        /// Whether it is independent of the parties.
        independent: bool = Optional "Independent" worse No;
        /// How.
        design: Prose = Required "How" worse Shorter;
        /// What it is compared with.
        comparator: Prose = Required "Compared with";
        /// When reports come.
        report_dates: OneOrMany<Date> = Optional "Reports" worse Later;
        /// What was reported.
        documents: OneOrMany<DocRef> = Optional "Documents" or "document", "reports", "report" worse Gone;
    }
}

record! {
    /// Public questions and answers.
    pub struct QuestionsFile called "the file of questions" {
        /// Every question.
        questions: List<PublicQuestion> = Optional "Questions" worse Gone;
    }
}

record! {
    /// A question from the public, and the answer.
    pub struct PublicQuestion called "a question" {
        /// What addresses call it.
        id: Slug = Optional "Id";
        /// Ids that it had before.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// The question.
        question: String = Identity "Question";
        /// Who asked; never by name.
        asked_by: Asker = Required "Asked by";
        /// When.
        date: Date = Required "Asked on";
        /// The answer.
        answer: Prose = Required "Answer" worse Shorter;
        /// Where there is more.
        links: OneOrMany<Prose> = Optional "More";
        /// How far it is.
        status: QuestionStatus = Optional "Status" worse Down(&["answered", "partly-answered", "open", "declined"]);
    }
}
