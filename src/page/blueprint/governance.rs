//! Who decides what, in sentences and as a table of decisions and bodies, and who answers to whom.

use super::answers;
use crate::graph::EntityId;
use crate::model::field::Silence;
use crate::model::governance::{
    BodyKind, DecisionKind, DecisionRight, DecisionRole, Governance, GoverningBody, Member,
};
use crate::model::reference::{EntityKind, LocalRef, OrgOrText};
use crate::model::shared::OrganisationKind;
use crate::model::status::ContractStanding;
use crate::model::{Blueprint, Section};
use crate::page::context::{PageContext, text};
use crate::page::layout;
use crate::page::lists::escape;
use crate::page::view::{Card, Column, Link, Part, Row, Value};
use crate::page::wording::{listed, lower_first, n_of, upper_first};

/// Who decides what, in sentences: the answer, votes and meetings, a card for each decision, then conflicts.
pub(super) fn parts(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    governance: &Governance,
) -> Vec<Part> {
    let standing = blueprint.standing(cx.graph.today);
    let decisions = decisions(governance);
    let mut parts = Vec::new();
    if !decisions.is_empty() {
        parts.push(Part::Lead {
            body: cx.sentence(
                votes_of_host(cx, blueprint, governance).unwrap_or_default()
                    + &answer(cx, governance, standing, &decisions),
            ),
        });
    }
    parts.extend(meetings(cx, blueprint, governance));
    if !decisions.is_empty() {
        let cards = decisions.iter().map(|(_, name, parts)| Card {
            title: Link { text: name.clone(), ..Link::default() },
            body: Some(cx.sentence(sentences(cx, governance, standing, parts))),
            ..Card::default()
        });
        parts.push(Part::Cards {
            id: "field_decision_rights".to_owned(),
            heading: "Who decides what".to_owned(),
            intro: String::new(),
            cards: cards.collect(),
            note: cx.note(governance.decision_rights.provenance()),
        });
    }
    parts.extend(conflicts(cx, governance));
    parts
}

/// The full tables, then the fields of the section.
pub(super) fn details(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    governance: &Governance,
) -> Vec<Part> {
    let decisions = decisions(governance);
    let is_told = !decisions.is_empty();
    let mut parts = Vec::new();
    if is_told {
        parts.push(matrix(cx, governance, &decisions));
    }
    parts.extend(accountability(cx, blueprint, governance));
    let shown: &[&str] = if is_told { &["decision_rights"] } else { &[] };
    let fields = layout::parts(cx, governance, "Key facts", shown);
    parts.extend(with_names(cx, governance, fields));
    // Who reads the steps needs the address beside them.
    let contact = governance.complaints_contact.known().map(answers::in_one_line);
    for part in &mut parts {
        if let (Part::Prose { id, body, .. }, Some(contact)) = (part, &contact)
            && id == "field_complaints_and_redress"
        {
            body.text.push_str(contact);
            body.text = layout::with_contacts(&body.text);
        }
    }
    parts
}

/// A decision: its kind, its name, and the part of each body in it.
type Decision<'g> = (DecisionKind, String, Vec<(&'g str, DecisionRole)>);

/// Every decision once: it may stand in several entries, one for each body.
fn decisions(governance: &Governance) -> Vec<Decision<'_>> {
    let mut all: Vec<Decision<'_>> = Vec::new();
    for right in governance.decision_rights.known().into_iter().flat_map(|rights| rights.0.iter()) {
        let Some(decision) = right.decision.known() else { continue };
        let name = right.name.known().map_or_else(|| decision.label().to_owned(), String::clone);
        match all.iter_mut().find(|(_, known, _)| *known == name) {
            Some((.., parts)) => parts.extend(parts_of(right)),
            None => all.push((*decision, name, parts_of(right).collect())),
        }
    }
    all
}

/// A verb: its plain form, those for one and for several, and the past.
type Verb = [&'static str; 4];

/// The roles in the order in which they weigh, with their verbs.
const VERBS: [(DecisionRole, Verb); 5] = [
    (DecisionRole::Decides, DECIDE),
    (DecisionRole::Agrees, ["have to agree", "has to agree", "have to agree", "had to agree"]),
    (DecisionRole::Veto, ["be able to say no", "can say no", "can say no", "could say no"]),
    (DecisionRole::Consulted, ["be consulted", "is consulted", "are consulted", "was consulted"]),
    (DecisionRole::Informed, ["be informed", "is informed", "are informed", "was informed"]),
];

const DECIDE: Verb = ["decide", "decides", "decide", "decided"];

/// A verb as the contract stands, and as its subject asks.
fn verb(standing: ContractStanding, [plain, one, many, past]: Verb, is_plural: bool) -> String {
    standing.verb([plain, if is_plural { many } else { one }, past])
}

/// "The host decides. The partnership board has to agree. The residents' panel is consulted."
fn sentences(
    cx: &PageContext<'_>,
    governance: &Governance,
    standing: ContractStanding,
    parts: &[(&str, DecisionRole)],
) -> String {
    let of_role = |(role, forms): &(DecisionRole, Verb)| {
        let bodies = parts.iter().filter(|(_, it)| it == role);
        let names: Vec<String> = bodies.map(|(body, _)| called(cx, governance, body)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let is_many = names.len() > 1 || is_plural(names.first()?);
        let verb = verb(standing, *forms, is_many);
        Some(escape(&format!("{} {verb}.", upper_first(&listed(&names)))))
    };
    VERBS.iter().filter_map(of_role).collect::<Vec<_>>().join(" ")
}

/// What is decided, inside a sentence; nothing where only its name says so.
const fn matter(kind: DecisionKind) -> Option<&'static str> {
    Some(match kind {
        DecisionKind::Budget => "the budget",
        DecisionKind::SubContractAward => "sub-contracts",
        DecisionKind::ServiceChange => "changes to services",
        DecisionKind::RiskShare => "how gains and losses are shared",
        DecisionKind::Data => "the use of data",
        DecisionKind::Workforce => "plans for staff",
        DecisionKind::Estate => "buildings",
        DecisionKind::Complaints => "how complaints are answered",
        DecisionKind::HostRemoval => "whether to remove the host",
        DecisionKind::Quality => "standards of care",
        DecisionKind::Digital => "digital systems",
        DecisionKind::Other => return None,
    })
}

/// What each body that decides alone or with others decides on, in the order of what it decides.
fn answer(
    cx: &PageContext<'_>,
    governance: &Governance,
    standing: ContractStanding,
    decisions: &[Decision<'_>],
) -> String {
    let mut by_body: Vec<(&str, Vec<String>)> = Vec::new();
    for (kind, name, parts) in decisions {
        let about = matter(*kind).unwrap_or(name);
        for (body, _) in parts.iter().filter(|(_, role)| *role == DecisionRole::Decides) {
            match by_body.iter_mut().find(|(known, _)| known == body) {
                Some((_, known)) => known.push(lower_first(about)),
                None => by_body.push((body, vec![lower_first(about)])),
            }
        }
    }
    let each = by_body.iter().map(|(body, matters)| {
        let name = called(cx, governance, body);
        let verb = verb(standing, DECIDE, is_plural(&name));
        let matters: Vec<&str> = matters.iter().map(String::as_str).collect();
        escape(&format!("{} {verb} on {}.", upper_first(&name), listed(&matters)))
    });
    each.collect::<Vec<_>>().join(" ")
}

/// "The host will have 3 of 15 votes on the Example Vale partnership board, the partners 10 and others 2. ": what partners ask
/// first.
fn votes_of_host(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    governance: &Governance,
) -> Option<String> {
    let host = blueprint.host.as_ref()?.known()?.organisation.known()?;
    let is_of_partners = |it: &&GoverningBody| it.kind.known() == Some(&BodyKind::PartnershipBoard);
    let board = governance.bodies.items().iter().find(is_of_partners)?;
    let votes = |is_counted: &dyn Fn(&OrgOrText) -> bool| -> Option<u64> {
        let members = board.members.items().iter();
        let counted = members.filter(|it| it.organisation.known().is_some_and(is_counted));
        counted.map(|it| it.votes.known().copied()).sum()
    };
    let all = votes(&|_| true).filter(|n| *n > 0)?;
    let own = votes(&|it| it.0.value == host.0.id)?;
    let has = blueprint.standing(cx.graph.today).verb(["have", "has", "had"]);
    let partners = blueprint.partners.as_ref().and_then(Section::known);
    let partners = partners.map_or(&[][..], |it| it.partners.items());
    let is_partner = |id: &str| {
        id != host.0.id
            && partners.iter().any(|it| it.organisation.known().is_some_and(|it| it.0.id == id))
    };
    let of_partners = votes(&|it| is_partner(&it.0.value))?;
    let rest = match (of_partners, all - own - of_partners) {
        (0, _) => String::new(),
        (partners, 0) => format!(", and the partners {partners}"),
        (partners, others) => format!(", the partners {partners} and others {others}"),
    };
    let own = if own == 0 { "no".to_owned() } else { own.to_string() };
    let name = called(cx, governance, &board.id.known()?.0.value);
    Some(escape(&format!("The host {has} {own} of {all} votes on {name}{rest}. ")))
}

/// A body inside a sentence: "the Example Vale partnership board", "NHS Example Vale ICB", "the host".
fn called(cx: &PageContext<'_>, governance: &Governance, body: &str) -> String {
    let name = body_name(cx, governance, body);
    let key = EntityId::new(EntityKind::Organisation, body);
    if cx.graph.entity(&key).is_some() || name.to_lowercase().starts_with("the ") {
        return name;
    }
    match body {
        "host" | "icb" | "partners" => format!("the {}", lower_first(&name)),
        _ => format!("the {name}"),
    }
}

/// Whether a name is that of several: "the partners", "the Boards of the collaborative".
fn is_plural(name: &str) -> bool {
    let first = name.trim_start_matches("the ").split(' ').next().unwrap_or_default();
    let first = first.to_lowercase();
    ["boards", "committees", "councils", "partners", "practices", "residents"].contains(&&*first)
}

/// How many votes each body has, how many of them the host, and where it meets.
fn meetings(cx: &PageContext<'_>, blueprint: &Blueprint, governance: &Governance) -> Option<Part> {
    let standing = blueprint.standing(cx.graph.today);
    let points = governance.bodies.known()?.iter().filter_map(|body| {
        let name = body.name.known()?;
        let is_many = is_plural(name);
        let (it, they) = if is_many { ("They", "they") } else { ("It", "it") };
        let say = |forms: Verb| verb(standing, forms, is_many);
        let has = say(["have", "has", "have", "had"]);
        let mut words = format!("**{}** {has} {}.", escape(name), votes(cx, blueprint, body));
        words.push_str(&escape(&other_votes(cx, blueprint, body)));
        match body.quorum.known() {
            Some(quorum) if quorum.starts_with(|c: char| c.is_ascii_digit()) => {
                let needs = say(["need", "needs", "need", "needed"]);
                words.push_str(&format!(
                    " To decide, {they} {needs} a quorum of {}.",
                    escape(quorum)
                ));
            }
            _ => {}
        }
        let meets = say(["meet", "meets", "meet", "met"]);
        match (body.meets_in_public.known(), body.papers.known()) {
            (Some(true), Some(papers)) => {
                words.push_str(&format!(" {it} {meets} in public ([papers]({})).", papers.0));
            }
            (Some(true), None) => words.push_str(&format!(" {it} {meets} in public.")),
            (Some(false), _) => {
                let not = ["not meet", "does not meet", "do not meet", "did not meet"];
                words.push_str(&format!(" {it} {} in public.", say(not)));
            }
            (None, _) => {}
        }
        Some(Row::unaddressed("", Value::Prose { body: cx.sentence(words) }))
    });
    let points: Vec<Row> = points.collect();
    let (id, heading) = ("votes_and_meetings".to_owned(), "Votes and meetings".to_owned());
    (!points.is_empty()).then_some(Part::Points { id, heading, points })
}

/// "15 votes, 3 of them held for the host (chief executive, medical director and nursing director)".
fn votes(cx: &PageContext<'_>, blueprint: &Blueprint, body: &GoverningBody) -> String {
    let host = blueprint.host.as_ref().and_then(Section::known);
    let id = host.and_then(|it| Some(it.organisation.known()?.0.id.as_str()));
    let sum =
        |members: &[&Member]| -> u64 { members.iter().filter_map(|it| it.votes.known()).sum() };
    let voting = body.members.items().iter().filter(|it| it.votes.known().is_some_and(|n| *n > 0));
    let voting: Vec<&Member> = voting.collect();
    let is_own =
        |it: &&Member| it.organisation.known().is_some_and(|it| Some(it.0.value.as_str()) == id);
    let own: Vec<&Member> = voting.iter().copied().filter(is_own).collect();
    let roles: Vec<String> =
        own.iter().filter_map(|it| it.role.known()).map(|role| lower_first(role)).collect();
    let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
    let roles = if roles.is_empty() { String::new() } else { format!(" ({})", listed(&roles)) };
    // The members of a collaborative vote for themselves, and are the host together.
    let organisation = id.and_then(|id| cx.graph.model.organisations.get(id));
    let kind = organisation.and_then(|(_, it)| it.kind.known());
    let is_of_several = kind == Some(&OrganisationKind::ProviderCollaborative);
    let words = match (sum(&voting), sum(&own)) {
        (0, _) => return "no votes".to_owned(),
        (all, 0) if is_of_several => {
            let names = voting.iter().filter_map(|it| it.organisation.known());
            let names: Vec<String> =
                names.map(|it| layout::words_of(&cx.body(&it.0.value))).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            format!("{}, held by {}", votes_in_words(all), listed(&names))
        }
        (all, 0) => format!("{}, none of them held for the host", votes_in_words(all)),
        (all, own) if all == own => {
            format!("{}, all held for the host{roles}", votes_in_words(all))
        }
        (all, own) => format!("{}, {own} of them held for the host{roles}", votes_in_words(all)),
    };
    escape(&words)
}

/// " The others: Example Vale GP Federation 2, Example Vale Council 1. Without a vote: Example Coast Ambulance Service."; nothing
/// where the host is not one of those that vote.
fn other_votes(cx: &PageContext<'_>, blueprint: &Blueprint, body: &GoverningBody) -> String {
    let host = blueprint.host.as_ref().and_then(Section::known);
    let Some(host) = host.and_then(|it| it.organisation.known()) else { return String::new() };
    let mut by_body: Vec<(&str, u64)> = Vec::new();
    for member in body.members.items() {
        let (Some(organisation), Some(votes)) = (member.organisation.known(), member.votes.known())
        else {
            return String::new();
        };
        match by_body.iter_mut().find(|(id, _)| *id == organisation.0.value) {
            Some((_, sum)) => *sum += votes,
            None => by_body.push((&organisation.0.value, *votes)),
        }
    }
    let own = by_body.iter().find(|(id, votes)| *id == host.0.id && *votes > 0);
    let name = |id: &str| layout::words_of(&cx.body(id));
    let others = by_body.iter().filter(|(id, votes)| *id != host.0.id && *votes > 0);
    let others: Vec<String> = others.map(|(id, n)| format!("{} {n}", name(id))).collect();
    if own.is_none() || others.is_empty() {
        return String::new();
    }
    let silent = by_body.iter().filter(|(_, votes)| *votes == 0);
    let silent: Vec<String> = silent.map(|(id, _)| name(id)).collect();
    let silent: Vec<&str> = silent.iter().map(String::as_str).collect();
    let mut words = format!(" The others: {}.", others.join(", "));
    if !silent.is_empty() {
        words.push_str(&format!(" Without a vote: {}.", listed(&silent)));
    }
    words
}

fn votes_in_words(n: u64) -> String {
    n_of(usize::try_from(n).unwrap_or(usize::MAX), "vote", "votes")
}

/// How many interests conflict, and where to read what has been done about them.
fn conflicts(cx: &PageContext<'_>, governance: &Governance) -> Option<Part> {
    let it = governance.conflicts_of_interest.known()?;
    let n = it.register.known()?.iter().count();
    let mut words = match n {
        0 => "No conflict of interest has been declared.".to_owned(),
        1 => "One conflict of interest has been declared. The register says what has been done about it.".to_owned(),
        n => format!(
            "{n} conflicts of interest have been declared. The register says what has been done about each."
        ),
    };
    if let Some(policy) = it.policy.known() {
        let link = cx.reference(&policy.0);
        words.push_str(&format!(" The rules are in the [{}]({}).", escape(&link.text), link.href));
    }
    Some(cx.prose("conflicts_in_short", "Declared interests", words))
}

/// Each part of a body in a decision.
fn parts_of(right: &DecisionRight) -> impl Iterator<Item = (&str, DecisionRole)> {
    let listed = right.bodies.known().map_or(&[][..], |parts| &parts.0);
    let listed = listed.iter().map(|part| (part.body.known(), part.right.known()));
    let alone = [(right.body.known(), right.right.known())];
    listed.chain(alone).filter_map(|(body, role)| Some((body?.0.value.as_str(), *role?)))
}

/// Decisions down, bodies across.
fn matrix(cx: &PageContext<'_>, governance: &Governance, decisions: &[Decision<'_>]) -> Part {
    let mut bodies: Vec<&str> = Vec::new();
    for (body, _) in decisions.iter().flat_map(|(.., parts)| parts) {
        if !bodies.contains(body) {
            bodies.push(body);
        }
    }
    let mut columns = vec![Column::of_words("Decision")];
    columns.extend(bodies.iter().map(|body| Column::of_words(body_name(cx, governance, body))));
    let rows = decisions.iter().map(|(_, name, parts)| {
        let mut row = vec![text(name)];
        row.extend(bodies.iter().map(|body| {
            let roles = parts.iter().filter(|(of, _)| of == body);
            let roles: Vec<&str> = roles.map(|(_, role)| role.label()).collect();
            text(if roles.is_empty() { "–".to_owned() } else { roles.join(", ") })
        }));
        row
    });
    Part::table("decision_matrix", "Every decision and every body", columns, rows.collect())
}

/// The name of a body of the file, or of an organisation.
fn body_name(cx: &PageContext<'_>, governance: &Governance, name: &str) -> String {
    let is_called = |body: &&GoverningBody| {
        body.id.known().is_some_and(|id| id.0.value == name)
            || body.name.known().is_some_and(|known| known == name)
    };
    let body = governance.bodies.items().iter().find(is_called);
    match (body.and_then(|body| body.name.known()), name) {
        (Some(name), _) => name.clone(),
        (None, "host") => "Host".to_owned(),
        (None, "icb") => "Integrated care board".to_owned(),
        (None, "partners") => "Partners".to_owned(),
        (None, name) => {
            let key = EntityId::new(EntityKind::Organisation, name);
            cx.graph.name(&key).to_owned()
        }
    }
}

/// The same parts, with the names of bodies instead of the ids by which the file calls them.
fn with_names(cx: &PageContext<'_>, governance: &Governance, mut parts: Vec<Part>) -> Vec<Part> {
    let rename = |rows: &mut Vec<Row>| {
        for row in rows.iter_mut().filter(|row| matches!(row.label.as_str(), "Answers to" | "On")) {
            if let Value::Text { text } = &mut row.value {
                *text = body_name(cx, governance, text);
            }
        }
    };
    for part in &mut parts {
        match part {
            Part::Facts { rows, .. } => {
                for row in rows.iter_mut() {
                    if let Value::Facts { rows } = &mut row.value {
                        rename(rows);
                    }
                }
                rename(rows);
            }
            Part::Cards { cards, .. } => cards.iter_mut().for_each(|card| rename(&mut card.rows)),
            _ => {}
        }
    }
    parts
}

/// Which body answers to which, and which duties stay with the ICB whatever is handed over.
fn accountability(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    governance: &Governance,
) -> Option<Part> {
    let bodies = governance.bodies.known()?;
    let lead = blueprint.commissioner.as_ref().and_then(Section::known);
    let lead = lead.and_then(|it| it.lead_icb.known()?.organisation.known());
    let host = blueprint.host.as_ref().and_then(Section::known);
    let host = host.and_then(|it| it.organisation.known());
    let link = |reference: Option<&crate::model::reference::OrgRef>| {
        reference.map_or(Value::Nothing, |it| Value::Link { link: cx.reference(&it.0) })
    };
    let holds = blueprint.standing(cx.graph.today).verb([
        "hold the contract and its budget",
        "holds the contract and its budget",
        "held the contract and its budget",
    ]);
    let mut rows = vec![
        vec![
            link(lead),
            text("Outside this contract"),
            text("Its statutory duties stay with it, whatever the contract hands over"),
        ],
        vec![link(host), link(lead), text(upper_first(&holds))],
    ];
    rows.extend(bodies.iter().map(|body| {
        let name = |parent: &LocalRef| text(body_name(cx, governance, &parent.0.value));
        let silence = |it: &Silence| Value::Silence { sentence: cx.silence(it) };
        let parent = body.parent.known().map(name).or_else(|| body.parent.silence().map(silence));
        let kind = body.kind.known().map_or("", |kind| kind.label());
        vec![
            body.name.known().map_or(Value::Nothing, text),
            parent.unwrap_or_else(|| text("Not published")),
            text(kind),
        ]
    }));
    let columns = ["Body", "Answers to", "As"];
    Some(Part::table(
        "field_accountability_map",
        "Accountability",
        columns.map(Column::of_words).into(),
        rows,
    ))
}
