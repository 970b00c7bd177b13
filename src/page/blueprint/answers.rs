//! What people ask first of a contract, answered in sentences with figures.

use rust_decimal::Decimal;

use super::{
    COMPLAINTS, NARRATIVE, find_my, is_of_section, leads, narrative_title, sharing, timeline,
};
use crate::analysis::completeness;
use crate::model::benefits::Harm;
use crate::model::contract::Contract;
use crate::model::engagement::EngagementFile;
use crate::model::field::{Disclosure, Field};
use crate::model::figures::{about_pounds, pence};
use crate::model::iho::Contact;
use crate::model::prose::Prose;
use crate::model::scalar::Date;
use crate::model::services::Scope;
use crate::model::status::ContractStanding;
use crate::model::{Blueprint, Narrative, Section};
use crate::page::context::{PageContext, row, text};
use crate::page::layout::{unaddressed, with_contacts};
use crate::page::lists::escape;
use crate::page::measure;
use crate::page::questions::{answer, section_url};
use crate::page::url::Url;
use crate::page::view::{Part, Value};
use crate::page::wording;

/// What people ask first, each answered in words, or with the reason why there is no answer yet; then links to more.
pub(super) fn part(cx: &PageContext<'_>, blueprint: &Blueprint) -> Part {
    let first = [
        (find_my::TITLE, covered(cx, blueprint)),
        ("What changes for me?", changes(cx, blueprint)),
        ("Who is in charge?", in_charge(cx, blueprint)),
        ("How do I complain?", complaints(cx, blueprint)),
        ("When does it start?", starts(cx, blueprint)),
        ("How much money is it?", money(cx, blueprint)),
    ];
    let further = [
        ("Is care better since it began?", better(cx, blueprint)),
        ("Does it help people like me?", people_like_me(cx, blueprint)),
        ("What happens to my data?", data(cx, blueprint)),
        ("Can I still choose?", choice(cx, blueprint)),
        ("Who gets savings, who pays losses?", gains(cx, blueprint)),
        ("What if the money runs out?", losses(cx, blueprint)),
        ("What protects me from harm?", harm(cx, blueprint)),
        ("How do I have a say?", have_a_say(cx, blueprint)),
        ("What do partners gain, risk and decide?", partners(cx, blueprint)),
    ];
    let open = not_decided(cx, blueprint).map(|words| ("What is not decided yet?", words));
    let rows = first.into_iter().chain(open).chain(further);
    let rows = rows.map(|(question, answer)| row("", question, answer)).collect();
    Part::facts("for_you", "Your questions answered", unaddressed(rows))
}

/// Why nothing is said: the silence of a section or of one of its fields.
fn silence<T>(cx: &PageContext<'_>, field: &Field<T>) -> Option<Value> {
    Some(Value::Silence { sentence: cx.silence(field.silence()?) })
}

/// What a section says, or why it says nothing.
fn said<T>(
    cx: &PageContext<'_>,
    section: Option<&Section<T>>,
    say: impl FnOnce(&T) -> Value,
) -> Value {
    let stated = section.map(|section| &section.stated);
    match stated.and_then(Field::known) {
        Some(known) => say(known),
        None => stated.and_then(|field| silence(cx, field)).unwrap_or_else(unpublished),
    }
}

fn unpublished() -> Value {
    text("This has not been published.")
}

/// Whether there is a contract, or was one: before that, all is a plan.
pub(super) fn is_agreed(cx: &PageContext<'_>, blueprint: &Blueprint) -> bool {
    use ContractStanding::{GivenUp, Proposed};
    !matches!(blueprint.standing(cx.graph.today), Proposed | GivenUp)
}

/// A sentence, and a link to more.
fn sentence(cx: &PageContext<'_>, words: &str, link: &str, url: &Url) -> Value {
    let body = cx.sentence(format!("{} [{link}]({})", escape(words), cx.href(url)));
    Value::Prose { body }
}

fn covered(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.footprint.as_ref(), |footprint| {
        let url = match find_my::is_there(blueprint) {
            true => Url::page(&["ihos", &blueprint.id, find_my::FIND_MY]),
            false => section_url(&blueprint.id, "footprint"),
        };
        match find_my::rule_in_short(cx, blueprint, footprint) {
            Some(words) => sentence(cx, &words, "Check whether you are covered", &url),
            None => silence(cx, &footprint.population_basis).unwrap_or_else(unpublished),
        }
    })
}

/// A page of the authors' own whose name has one of those words.
fn own_page<'m>(blueprint: &'m Blueprint, names: &[&str]) -> Option<&'m Narrative> {
    let all = blueprint.narratives.values();
    all.into_iter()
        .find(|it| !is_of_section(&it.name) && names.iter().any(|name| it.name.contains(name)))
}

/// What such a page says first, and a link to it.
fn beginning(cx: &PageContext<'_>, blueprint: &Blueprint, own: &Narrative) -> Value {
    let url = (NARRATIVE.address)(&NARRATIVE.of_iho_named(&blueprint.id, &own.name));
    sentence(cx, &cx.first_words(&own.body), &narrative_title(own), &url)
}

fn changes(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    if let Some(own) = own_page(blueprint, &["what-changes"]) {
        return beginning(cx, blueprint, own);
    }
    said(cx, blueprint.services.as_ref(), |services| {
        if let Some(silence) = silence(cx, &services.services) {
            return silence;
        }
        let lines = services.services.items();
        let n_of =
            |scope: Scope| lines.iter().filter(|line| line.scope.known() == Some(&scope)).count();
        let (n_in, n_later) = (n_of(Scope::InScope), n_of(Scope::Phased));
        let covers = if is_agreed(cx, blueprint) { "covers" } else { "would cover" };
        let services = wording::n_of(n_in, "service", "services");
        let later = match n_later {
            0 => String::new(),
            n => format!(", and {n} more later"),
        };
        let words = format!("The contract {covers} {services} from the start{later}.");
        let url = section_url(&blueprint.id, "services");
        sentence(cx, &words, "What changes, service by service", &url)
    })
}

fn choice(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.services.as_ref(), |services| {
        if let Some(silence) = silence(cx, &services.services) {
            return silence;
        }
        let lines = services.services.items();
        let n_stated = lines.iter().filter(|it| it.choice_and_access.known().is_some()).count();
        let words = match (n_stated, lines.len()) {
            (0, _) => "What you can choose has not been published for any service.".to_owned(),
            (n, all) if n == all => {
                "What you can choose is published for every service.".to_owned()
            }
            (n, all) => format!("What you can choose is published for {n} of {all} services."),
        };
        let url = section_url(&blueprint.id, "services");
        sentence(cx, &words, "Services, and what you can choose", &url)
    })
}

fn gains(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.risk_share.as_ref(), |sharing| match sharing::answer(cx, blueprint) {
        Some(words) => {
            let url = section_url(&blueprint.id, "risk-share");
            sentence(cx, &words, "Gains and losses in pounds", &url)
        }
        None => silence(cx, &sharing.corridors).unwrap_or_else(unpublished),
    })
}

fn harm(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.benefits.as_ref(), |benefits| {
        if let Some(silence) = silence(cx, &benefits.safeguards) {
            return silence;
        }
        let all = benefits.safeguards.items();
        let harms = all.iter().filter_map(|it| it.harm.known()).filter(|it| **it != Harm::Other);
        let mut harms: Vec<String> = harms.map(|it| wording::lower_first(it.label())).collect();
        harms.sort_by_key(|harm| harm != &wording::lower_first(Harm::UnderTreatment.label()));
        let named: Vec<&str> = harms.iter().take(3).map(String::as_str).collect();
        let standing = blueprint.standing(cx.graph.today);
        let watch = standing.verb(["watch", "watch", "watched"]);
        let words = match (all.len(), named.is_empty()) {
            (0, _) => return unpublished(),
            (1, _) => {
                let watches = standing.verb(["watch", "watches", "watched"]);
                format!("One safeguard {watches} for harm to patients.")
            }
            (n, true) => format!("{n} safeguards {watch} for harm to patients."),
            (n, false) => {
                format!("{n} safeguards {watch} for harm, such as: {}.", wording::listed(&named))
            }
        };
        let url = section_url(&blueprint.id, "benefits");
        let link = cx.href(&url);
        let body = format!(
            "{} If one is triggered, a named role has to act. [The safeguards]({link}#field_safeguards)",
            escape(&words)
        );
        Value::Prose { body: cx.sentence(body) }
    })
}

fn better(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.reported.as_ref(), |_| match measure::summary::answer(cx, blueprint) {
        Some(words) => {
            let link = cx.href(&section_url(&blueprint.id, "metrics"));
            Value::Prose { body: cx.sentence(format!("{words} [All measures]({link})")) }
        }
        None => unpublished(),
    })
}

fn people_like_me(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.reported.as_ref(), |_| {
        let link = cx.href(&section_url(&blueprint.id, "metrics"));
        let mut words = match measure::summary::breakdowns(blueprint, &cx.graph.model) {
            Some(words) => format!("{words} [Figures for people like you]({link}#by_group)"),
            None => format!("There are no figures yet. [All measures]({link})"),
        };
        let benefits = blueprint.benefits.as_ref().and_then(Section::known);
        if let Some(impact) = benefits.and_then(|it| it.equality_impact.known()) {
            let link = cx.href(&section_url(&blueprint.id, "benefits"));
            words.push_str(&format!(" · [Effect on equality]({link}#field_equality_impact)"));
            if let Some(summary) = impact.summary.known() {
                words = format!("{} {words}", escape(&cx.first_words(summary)));
            }
        }
        Value::Prose { body: cx.sentence(words) }
    })
}

/// The first words of a field, and a link to all of it.
fn beginning_of(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    (section, field, link): (&str, &str, &str),
    prose: &Field<Prose>,
) -> Value {
    match prose.known() {
        Some(known) => {
            let url = cx.href(&section_url(&blueprint.id, section));
            let words = escape(&cx.first_words(known));
            Value::Prose { body: cx.sentence(format!("{words} [{link}]({url}#field_{field})")) }
        }
        None => silence(cx, prose).unwrap_or_else(unpublished),
    }
}

fn data(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.governance.as_ref(), |governance| {
        let place = ("governance", "data_controllers", "Your data");
        beginning_of(cx, blueprint, place, &governance.data_controllers)
    })
}

fn losses(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.risk_share.as_ref(), |sharing| {
        let place = ("risk-share", "loss_funding", "How losses are paid");
        beginning_of(cx, blueprint, place, &sharing.loss_funding)
    })
}

fn partners(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.partners.as_ref(), |partners| {
        match leads::partners(blueprint.standing(cx.graph.today), partners) {
            Some(words) => {
                let url = section_url(&blueprint.id, "partners");
                sentence(cx, &words, "Every partner, and what it says", &url)
            }
            None => silence(cx, &partners.partners).unwrap_or_else(unpublished),
        }
    })
}

/// "People have been asked 7 times so far.": what has begun counts, and what has no day.
pub(super) fn times_asked(engagement: &EngagementFile, today: Date) -> Option<String> {
    let all = engagement.engagement.items();
    match all.iter().filter(|it| it.from.known().is_none_or(|from| *from <= today)).count() {
        0 if !all.is_empty() => Some("Nobody has been asked yet.".to_owned()),
        0 => None,
        1 => Some("People have been asked once so far.".to_owned()),
        n => Some(format!("People have been asked {n} times so far.")),
    }
}

fn have_a_say(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    if let Some(own) = own_page(blueprint, &["take-part", "have-your-say", "get-involved"]) {
        return beginning(cx, blueprint, own);
    }
    said(cx, blueprint.engagement.as_ref(), |engagement| {
        if let Some(silence) = silence(cx, &engagement.engagement) {
            return silence;
        }
        let words = times_asked(engagement, cx.graph.today)
            .unwrap_or_else(|| "Nobody has been asked yet.".to_owned());
        let url = section_url(&blueprint.id, "engagement");
        sentence(cx, &words, "What people told us, and how to have your say", &url)
    })
}

fn starts(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    let url = Url::page(&["ihos", &blueprint.id, timeline::TIMELINE]);
    let status = blueprint.identity().and_then(|iho| iho.status.known());
    let stage = status.map_or_else(String::new, |status| format!("Stage now: {}.", status.label()));
    let contract = blueprint.contract.as_ref().and_then(Section::known);
    let term =
        contract.and_then(|it| Some((*it.term_start.known()?, it.term_end.known().copied())));
    let when = match term {
        Some((start, end)) => {
            let begins = match () {
                () if !is_agreed(cx, blueprint) => "would start",
                () if start > cx.graph.today => "starts",
                () => "started",
            };
            let ends = end.map_or_else(String::new, |end| {
                let runs = match () {
                    () if !is_agreed(cx, blueprint) => "run",
                    () if end < cx.graph.today => "ran",
                    () => "runs",
                };
                format!(" and {runs} until {}", wording::date(end))
            });
            format!("The contract {begins} on {}{ends}. {stage}", wording::date(start))
        }
        None => {
            let stated = blueprint.contract.as_ref().map(|section| &section.stated);
            let reason =
                stated.and_then(|it| it.silence().or_else(|| it.known()?.term_start.silence()));
            let reason = reason.map_or_else(String::new, |silence| cx.silence(silence));
            // That it is not decided has just been said.
            let reason = reason.strip_prefix("Not yet decided. ").unwrap_or(&reason);
            format!("There is no date for the start yet. {reason} {stage}")
        }
    };
    sentence(cx, when.trim(), "Timeline and decisions", &url)
}

/// The budget in a sentence, or why it is not published.
pub(super) fn money(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    said(cx, blueprint.contract.as_ref(), |contract| {
        if let Some(words) = budget(contract) {
            let url = section_url(&blueprint.id, "contract");
            return sentence(cx, &words, "The contract and its budget", &url);
        }
        let budget = &contract.budget;
        let of_total = budget.known().and_then(|it| silence(cx, &it.total));
        silence(cx, budget).or(of_total).unwrap_or_else(unpublished)
    })
}

/// "£424.76 million in 2027/28, which is £1,640 per person, weighted for need."
pub(super) fn budget(contract: &Contract) -> Option<String> {
    let budget = contract.budget.known()?;
    let total = crate::analysis::sums::budget_total(contract)?;
    let mut words = about_pounds(Decimal::from(total.0));
    if let Some(year) = budget.fy.known() {
        words.push_str(&format!(" in {}", wording::year(*year)));
    }
    if let Some(value) = budget.per_head.known().and_then(|it| it.value.known()) {
        words.push_str(&format!(", which is {} per person, weighted for need", pence(value.0)));
    }
    Some(format!("{words}."))
}

/// How much is not published, and when the next of it is expected.
pub(super) fn not_decided(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<Value> {
    let gaps = completeness::census(cx.graph, blueprint).gaps;
    let n_of = |state| gaps.iter().filter(|gap| gap.silence.state == state).count();
    let counts = [
        (n_of(Disclosure::NotYetDecided), "not decided yet"),
        (n_of(Disclosure::DecidedNotYetPublished), "decided but not published yet"),
        (n_of(Disclosure::Withheld), "withheld"),
    ];
    let counts = counts.into_iter().filter(|(n, _)| *n > 0);
    let words: Vec<String> = counts
        .map(|(n, state)| format!("{} {state}", wording::n_of(n, "point is", "points are")))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.is_empty() {
        return None;
    }
    let expected = gaps.iter().filter_map(|gap| gap.silence.due());
    let next = expected
        .filter(|day| *day >= cx.graph.today)
        .min()
        .map_or_else(String::new, |day| format!(" The next date is {}.", wording::date(day)));
    let words = format!("{}.{next}", wording::listed(&words));
    // The contract of an old release may have gone, or have another name by now.
    let url = match cx.plan.scope() {
        crate::page::scope::Scope::Release(_) => Url::page(&["disclosure"]),
        _ => Url::page(&["disclosure", "of", &blueprint.id]),
    };
    let register = cx.link("What is not published, and why", &url);
    Some(match register.href.is_empty() {
        true => text(words),
        false => sentence(cx, &words, &register.text, &url),
    })
}

fn in_charge(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    let commissioner = blueprint.commissioner.as_ref().and_then(Section::known);
    let lead = commissioner.and_then(|it| it.lead_icb.known()?.organisation.known());
    let host = blueprint.host.as_ref().and_then(Section::known);
    let host = host.and_then(|it| it.organisation.known());
    let standing = blueprint.standing(cx.graph.today);
    let mut words = match standing {
        ContractStanding::Proposed => {
            "Nobody is in charge of this contract yet, because it has not been awarded. "
        }
        ContractStanding::GivenUp => "Nobody is in charge, because this contract was not awarded. ",
        ContractStanding::Ended => "This contract has ended. ",
        ContractStanding::Awarded(_) | ContractStanding::InForce => "",
    }
    .to_owned();
    if let Some(lead) = lead {
        let lead = cx.name_of(&lead.0);
        let today = if standing == ContractStanding::Proposed { ", as today" } else { "" };
        words.push_str(&format!("{lead} commissions the care{today}. "));
    }
    match host {
        Some(host) => {
            let host = cx.name_of(&host.0);
            let holds = standing.verb([
                "hold the contract and answer",
                "holds the contract and answers",
                "held the contract and answered",
            ]);
            let from = match standing {
                ContractStanding::Awarded(Some(start)) => format!(" from {}", wording::date(start)),
                _ => String::new(),
            };
            words.push_str(&format!("{host} {holds} for the results{from}."));
        }
        None => words.push_str("The host has not been published."),
    }
    sentence(cx, words.trim(), "Who decides what", &section_url(&blueprint.id, "governance"))
}

/// As many bytes of the way to complain are shown with the other answers.
const SHORT: usize = 700;

fn complaints(cx: &PageContext<'_>, blueprint: &Blueprint) -> Value {
    let governance = blueprint.governance.as_ref().and_then(Section::known);
    let steps = governance.and_then(|it| it.complaints_and_redress.known());
    match steps.filter(|steps| steps.text.len() <= SHORT && steps.headings.is_empty()) {
        Some(steps) => {
            let mut body = cx.field_text(steps, "for_you", 2);
            let contact = governance.and_then(|it| it.complaints_contact.known());
            body.text.push_str(&contact.map_or_else(String::new, in_one_line));
            body.text = with_contacts(&body.text);
            Value::Prose { body }
        }
        None => answer(cx, blueprint, "governance", &[COMPLAINTS], "How to complain"),
    }
}

/// A contact as a paragraph of its own: "Complaints team: complaints@example.org, 01632 960 021, or 4 Sample Street".
pub(super) fn in_one_line(contact: &Contact) -> String {
    // Plain mailboxes become links later; what is none, in a release of long ago, stays words.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "@.+-_ ".contains(c);
    let plain_or_escaped =
        |it: &String| if it.chars().all(is_plain) { it.clone() } else { escape(it) };
    let ways = [&contact.email, &contact.phone].map(|it| it.known().map(plain_or_escaped));
    let form = contact.web_form.known().map(|it| format!("[web form]({})", it.0));
    let ways = ways.into_iter().chain([form, contact.postal.known().map(|it| escape(it))]);
    let ways: Vec<String> = ways.flatten().collect();
    let ways: Vec<&str> = ways.iter().map(String::as_str).collect();
    let role = contact.role.known().map_or_else(String::new, |it| format!("{}: ", escape(it)));
    match ways.split_last() {
        None => String::new(),
        Some((last, [])) => format!("\n\n{role}{last}"),
        Some((last, first)) => format!("\n\n{role}{}, or {last}", first.join(", ")),
    }
}
