//! `engagement.yaml` and `questions.yaml` of an IHO: who was asked, what they said, what came of it.

use super::prose::Prose;
use super::reference::{DocRef, OrgOrText};
use super::scalar::{Date, OneOrMany, Slug};

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
        Public "public" "Residents";
        Patient "patient" "Patients";
        Partner "partner" "Partners";
        Gp "gp" "GPs" or "gp/lmc", "lmc";
        Vcfse "vcfse" "Voluntary sector" or "vcfse/ulo", "ulo";
        Council "council" "Councils";
        Scrutiny "scrutiny" "Scrutiny by councils";
        IcbPeer "icb-peer" "Other integrated care boards" or "icb peer", "icb";
        NhsEngland "nhs-england" "NHS England" or "icb / nhse", "nhse", "region";
        Journalist "journalist" "Journalists";
        Researcher "researcher" "Researchers";
        Staff "staff" "Staff";
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
    /// Who was asked, and what came of it.
    pub struct EngagementFile called "the file of engagement" {
        /// Every occasion.
        engagement: Vec<Engagement> = Required "Who was asked";
        /// Who was not heard.
        equality_reach: Prose = Optional "Who was not heard";
        /// How it is evaluated.
        evaluation: Evaluation = From(Live) "Evaluation";
        /// Versions in other languages.
        languages: OneOrMany<DocRef> = Optional "Other languages";
        /// An Easy Read version.
        easy_read: DocRef = Optional "Easy Read";
    }
}

record! {
    /// One occasion on which people were asked.
    pub struct Engagement called "an engagement" {
        /// What addresses call it.
        id: Slug = Optional "Id";
        /// Its name.
        name: String = Optional "Name" or "title";
        /// What kind.
        kind: EngagementKind = Required "Kind";
        /// The first day.
        from: Date = Optional "From";
        /// The last day.
        to: Date = Optional "To";
        /// Days on which it took place.
        dates: OneOrMany<Date> = Optional "Dates" or "date";
        /// Who was asked.
        audience: String = Required "Who was asked";
        /// How many took part.
        numbers: String = Required "How many took part" or "number", "participants";
        /// What they said.
        you_said: Prose = Required "You said";
        /// What came of it.
        we_did: Prose = Required "We did";
        /// The report.
        report: DocRef = Optional "Report";
    }
}

record! {
    /// How the arrangement is evaluated.
    pub struct Evaluation called "the evaluation" {
        /// Who evaluates.
        evaluator: OrgOrText = Required "Who evaluates";
        /// Whether it is independent of the parties.
        independent: bool = Optional "Independent";
        /// How.
        design: Prose = Required "How";
        /// What it is compared with.
        comparator: Prose = Required "Compared with";
        /// When reports come.
        report_dates: OneOrMany<Date> = Optional "Reports";
        /// What was reported.
        documents: OneOrMany<DocRef> = Optional "Documents" or "document";
    }
}

record! {
    /// Public questions and answers.
    pub struct QuestionsFile called "the file of questions" {
        /// Every question.
        questions: Vec<PublicQuestion> = Optional "Questions";
    }
}

record! {
    /// A question from the public, and the answer.
    pub struct PublicQuestion called "a question" {
        /// What addresses call it.
        id: Slug = Optional "Id";
        /// The question.
        question: String = Identity "Question";
        /// Who asked; never by name.
        asked_by: Asker = Required "Asked by";
        /// When.
        date: Date = Required "Asked on";
        /// The answer.
        answer: Prose = Required "Answer";
        /// Where there is more.
        links: OneOrMany<Prose> = Optional "More";
        /// How far it is.
        status: QuestionStatus = Optional "Status";
    }
}
