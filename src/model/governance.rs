//! `governance.yaml`: who decides, who watches, who answers to whom, and whose interests conflict.

use super::decode::{Decoder, FieldType};
use super::field::{Field, Silence};
use super::iho::Contact;
use super::list::{List, OneOrMany};
use super::prose::Prose;
use super::reference::{DocRef, LocalRef, OrgOrText, OrgRef, ProseOrDoc};
use super::reflect::ValueRef;
use super::scalar::{Date, Slug, WebUrl};
use super::schema::Schema;
use super::yaml::{Entry, Kind, Look, Node, Scalar};

choice! {
    /// Kinds of bodies that decide or advise.
    pub enum BodyKind {
        Board "board" "Board";
        CommitteeInCommon "committee-in-common" "Committee in common";
        JointCommittee "joint-committee" "Joint committee";
        PartnershipBoard "partnership-board" "Partnership board";
        ClinicalSenate "clinical-senate" "Clinical senate";
        ResidentPanel "resident-panel" "Residents' panel";
        Audit "audit" "Audit committee";
        Other "other" "Another body";
    }
}

choice! {
    /// What is decided.
    pub enum DecisionKind {
        Budget "budget" "Budget";
        SubContractAward "sub-contract-award" "Award of sub-contracts" or "sub-contract award";
        ServiceChange "service-change" "Change of services" or "service change";
        RiskShare "risk-share" "Sharing of gains and losses" or "risk share";
        Data "data" "Use of data";
        Workforce "workforce" "Workforce";
        Estate "estate" "Buildings";
        Complaints "complaints" "Complaints";
        HostRemoval "host-removal" "Removal of the host" or "host removal";
        Quality "quality" "Quality standards";
        Digital "digital" "Digital systems";
        Other "other" "Something else";
    }
}

impl DecisionKind {
    /// The decisions for which every blueprint has to say who takes them.
    pub const AT_LEAST: [Self; 9] = [
        Self::Budget,
        Self::SubContractAward,
        Self::ServiceChange,
        Self::RiskShare,
        Self::Data,
        Self::Workforce,
        Self::Estate,
        Self::Complaints,
        Self::HostRemoval,
    ];
}

choice! {
    /// The part of a body in a decision.
    pub enum DecisionRole {
        Decides "decides" "Decides";
        Agrees "agrees" "Has to agree";
        Consulted "consulted" "Is consulted";
        Informed "informed" "Is told";
        Veto "veto" "Can say no";
    }
}

choice! {
    /// Kinds of scrutiny by councils.
    pub enum ScrutinyKind {
        Hosc "hosc" "Health overview and scrutiny committee" or "HOSC";
        Hwb "hwb" "Health and wellbeing board" or "HWB";
        Jhosc "jhosc" "Joint health overview and scrutiny committee" or "JHOSC";
    }
}

record! {
    /// Who decides, and who watches.
    pub struct Governance called "the governance" generated accountability_map "Accountability" {
        /// The bodies that decide or advise.
        bodies: List<GoverningBody> = Required "Bodies that decide or advise" worse Gone;
        /// Who has which part in which decision.
        decision_rights: DecisionRights = Required "Who decides what" worse Gone;
        /// The policy on conflicts of interest, and the register.
        conflicts_of_interest: Conflicts = Required "Conflicts of interest";
        /// Competition law.
        competition_review: CompetitionReview = From(ContractAwarded) "Competition law";
        /// How clinicians lead.
        clinical_leadership: Leadership = Required "Leadership by clinicians";
        /// How GPs lead.
        gp_leadership: Leadership = Required "Leadership by GPs";
        /// The role of councils.
        local_authority_role: VotingRole = Required "The role of councils";
        /// The part of the voluntary sector.
        vcfse_role: VotingRole = Required "The role of the voluntary sector";
        /// The part of residents.
        resident_role: VotingRole = Required "The role of residents";
        /// What changes in the governance of the host.
        host_governance_changes: Prose = From(ContractAwarded) "What changes at the host";
        /// Scrutiny by councils.
        scrutiny: List<Scrutiny> = Required "Scrutiny by councils" worse Gone;
        /// How to complain.
        complaints_and_redress: Prose = Required "How do I complain?" worse Shorter;
        /// The team that takes complaints about any part of the contract.
        complaints_contact: Contact = Optional "Where to complain" worse Gone;
        /// Which bodies answer requests under the Freedom of Information Act.
        foi: Prose = Required "Freedom of information" worse Shorter;
        /// Who controls which data, and what for.
        data_controllers: Prose = Optional "Your data" worse Shorter;
    }
}

record! {
    /// A body that decides or advises.
    pub struct GoverningBody called "a body" {
        /// What the other fields call it.
        id: Slug = Optional "Id";
        /// Ids that it had before.
        was: OneOrMany<Slug> = Optional "Earlier ids";
        /// Its name.
        name: String = Identity "Name";
        /// What kind of body it is.
        kind: BodyKind = Required "Kind";
        /// The body that it answers to.
        parent: LocalRef = Optional "Answers to";
        /// What it is for.
        remit: Prose = Required "What it is for";
        /// The role of its chair.
        chair_role: String = Required "Chaired by" or "chair";
        /// Its members.
        members: List<Member> = Required "Members" worse Gone;
        /// How many have to be there.
        quorum: String = Required "Quorum" worse Lower;
        /// Whether the public can come.
        meets_in_public: bool = Required "Meets in public" or "public" worse No;
        /// Where its papers are.
        papers: WebUrl = Optional "Papers" or "papers_link" worse Gone;
        /// Its terms of reference.
        terms_of_reference: DocRef = Optional "Terms of reference" worse Gone;
    }
}

record! {
    /// Members of a body: an organisation, the role that sits for it, its votes.
    pub struct Member called "a member" short organisation {
        /// Whom they sit for.
        organisation: OrgOrText = Identity "For";
        /// Their role.
        role: String = Optional "Role";
        /// How many votes.
        votes: u64 = Optional "Votes" worse Lower;
    }
}

record! {
    /// A decision, and the part of each body in it.
    pub struct DecisionRight called "a decision right" {
        /// What is decided.
        decision: DecisionKind = Identity "Decision";
        /// Which decision, where it is another.
        name: String = Optional "Which";
        /// The part of each body: a list, or a block such as `{board: decides, icb: agrees}`.
        bodies: DecisionParts = Optional "Parts" or "rights", "parts" worse Gone;
        /// One body.
        body: LocalRef = Optional "Body";
        /// Its part.
        right: DecisionRole = Optional "Part" or "role" worse Down(&["decides", "veto", "agrees", "consulted", "informed"]);
    }
}

record! {
    /// The part of one body in a decision.
    pub struct DecisionPart called "a part in a decision" {
        /// The body.
        body: LocalRef = Required "Body";
        /// Its part.
        right: DecisionRole = Required "Part" or "role" worse Down(&["decides", "veto", "agrees", "consulted", "informed"]);
    }
}

/// Every decision with the parts of bodies in it: a list, or a block with a line for each decision. The parts
/// may also stand beside the decision, as in `{decision: budget, board: decides, icb: agrees}`.
#[derive(Clone, PartialEq, Debug)]
pub struct DecisionRights(pub List<DecisionRight>);

impl DecisionRights {
    /// A decision with its parts gathered under `bodies`.
    fn gathered(node: &Node) -> Node {
        let Kind::Map(entries) = &node.kind else { return node.clone() };
        let is_part = |entry: &Entry| {
            let is_known = DecisionRight::KEYS.iter().any(|key| key.is_called(&entry.key));
            let role = entry.value.text().unwrap_or_default();
            !is_known && DecisionRole::ALL.iter().any(|it| it.id() == role)
        };
        let (parts, mut rest): (Vec<Entry>, Vec<Entry>) =
            entries.iter().cloned().partition(is_part);
        if let Some(first) = parts.first() {
            let (span, key) = (first.key_span, "bodies".to_owned());
            let value = Node { span, kind: Kind::Map(parts) };
            rest.push(Entry { key, key_span: span, value });
        }
        Node { span: node.span, kind: Kind::Map(rest) }
    }

    /// `budget: {board: decides}` as an item of a list.
    fn as_item(entry: &Entry) -> Node {
        let scalar =
            |text: &str| Kind::Scalar(Scalar { text: text.to_owned(), looks_like: Look::Text });
        let decision = Node { span: entry.key_span, kind: scalar(&entry.key) };
        let field =
            |key: &str, value: Node| Entry { key: key.to_owned(), key_span: entry.key_span, value };
        let fields = vec![field("decision", decision), field("bodies", entry.value.clone())];
        Node { span: entry.key_span, kind: Kind::Map(fields) }
    }
}

impl FieldType for DecisionRights {
    const IS_BLOCK: bool = true;

    fn expected() -> String {
        "a list of decisions, each such as `{decision: budget, bodies: {board: decides}}`"
            .to_owned()
    }

    fn schema() -> Schema {
        let list = Schema::List(Box::new(DecisionRight::schema()));
        let names = "what is decided";
        Schema::Either(vec![
            list,
            Schema::Names { names, value: Box::new(DecisionParts::schema()) },
        ])
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let items: Vec<Node> = match &node.kind {
            Kind::Seq(items) => items.iter().map(Self::gathered).collect(),
            Kind::Map(entries) => entries.iter().map(Self::as_item).collect(),
            Kind::Null | Kind::Scalar(_) => {
                decoder.wrong_type(node, &Self::expected());
                return None;
            }
        };
        List::decode(&Node { span: node.span, kind: Kind::Seq(items) }, decoder).map(Self)
    }

    fn shown(&self) -> ValueRef<'_> {
        self.0.shown()
    }

    fn silent_items(&self) -> &[Silence] {
        &self.0.silent
    }
}

/// The part of each body in a decision.
#[derive(Clone, PartialEq, Debug)]
pub struct DecisionParts(pub List<DecisionPart>);

impl FieldType for DecisionParts {
    const IS_BLOCK: bool = true;

    fn expected() -> String {
        "a list of `{body: …, right: …}`, or a block such as `{board: decides, icb: agrees}`".into()
    }

    fn schema() -> Schema {
        let part = DecisionPart::schema();
        let names = "the id or the name of a body";
        let value = Box::new(DecisionRole::schema());
        Schema::Either(vec![Schema::List(Box::new(part)), Schema::Names { names, value }])
    }

    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            return List::decode(node, decoder).map(Self);
        };
        let parts = entries.iter().map(|entry| {
            let name = Node {
                span: entry.key_span,
                kind: Kind::Scalar(Scalar { text: entry.key.clone(), looks_like: Look::Text }),
            };
            DecisionPart {
                body: Field::decode(&name, decoder),
                right: Field::decode(&entry.value, decoder),
                ..DecisionPart::empty(entry.key_span)
            }
        });
        Some(Self(List { items: parts.collect(), silent: Vec::new() }))
    }

    fn shown(&self) -> ValueRef<'_> {
        self.0.shown()
    }

    fn silent_items(&self) -> &[Silence] {
        &self.0.silent
    }
}

record! {
    /// Conflicts of interest: the policy, and who declared what.
    pub struct Conflicts called "the conflicts of interest" {
        /// The policy.
        policy: DocRef = Required "Policy";
        /// What was declared.
        register: List<Conflict> = Required "Register" worse Gone;
    }
}

record! {
    /// A conflict of interest.
    pub struct Conflict called "a conflict of interest" {
        /// What was declared.
        declaration: Prose = Required "Declared";
        /// By which body; never by a named person.
        body: OrgOrText = Required "By";
        /// When.
        date: Date = Optional "Date";
        /// What was done about it.
        mitigation: Prose = Required "What has been done";
    }
}

record! {
    /// Competition law.
    pub struct CompetitionReview called "the review under competition law" short text {
        /// In words.
        text: Prose = Optional "In words";
        /// Whether and how the Competition and Markets Authority was asked.
        cma_engagement: Prose = Optional "Competition and Markets Authority";
        /// What the arrangement rests on.
        legal_basis: Prose = Optional "Legal basis";
        /// When.
        date: Date = Optional "Date";
        /// The paper that says so.
        document: DocRef = Optional "Document";
    }
}

record! {
    /// How a profession leads: in words, and the roles.
    pub struct Leadership called "the leadership" short text {
        /// In words.
        text: Prose = Required "How" worse Shorter;
        /// The roles, never people.
        roles: OneOrMany<String> = Optional "Roles" worse Gone;
    }
}

record! {
    /// The part of a group: in words, and its votes.
    pub struct VotingRole called "the part of a group" short text {
        /// In words.
        text: Prose = Required "How" or "value", "role" worse Shorter;
        /// How many votes it has.
        votes: u64 = Optional "Votes" worse Lower;
        /// On which body.
        body: LocalRef = Optional "On";
    }
}

record! {
    /// Scrutiny by a council.
    pub struct Scrutiny called "an entry of `scrutiny`" {
        /// By what kind of committee.
        kind: ScrutinyKind = Required "Committee";
        /// Its name.
        name: String = Optional "Name" or "committee";
        /// The council.
        organisation: OrgRef = Optional "Council";
        /// When.
        dates: OneOrMany<Date> = Optional "Dates";
        /// When, where it was once.
        date: Date = Optional "Date";
        /// What came of it.
        outcome: Prose = Optional "Outcome";
        /// Whether it holds this to be a substantial change.
        substantial_variation: bool = Optional "Substantial variation";
        /// The minutes.
        minutes: OneOrMany<DocRef> = Optional "Minutes";
        /// Other papers.
        papers: ProseOrDoc = Optional "Papers";
    }
}
