//! The first sentence of a page about one section: what its reader came for.

use jiff::Unit;

use super::answers;
use super::{AUTHORISATION, find_my, timeline};
use crate::model::benefits::Benefits;
use crate::model::partners::{Direction, Partner, Partners, Voice};
use crate::model::status::ContractStanding;
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::lists::escape;
use crate::page::view::{Markdown, Part};
use crate::page::wording::{self, n_of};

/// The lead of the page of a section, or of a page beside it; nothing where what it would say is not published.
pub(super) fn part(cx: &PageContext<'_>, blueprint: &Blueprint, name: &str) -> Option<Part> {
    let words = match name {
        "host" => host(cx, blueprint)?,
        "commissioner" => commissioner(cx, blueprint)?,
        "partners" => {
            let standing = blueprint.standing(cx.graph.today);
            let all = blueprint.partners.as_ref()?.known()?;
            partners(standing, all)? + &terms(standing, all).unwrap_or_default()
        }
        "footprint" => {
            find_my::rule_in_short(cx, blueprint, blueprint.footprint.as_ref()?.known()?)?
        }
        "benefits" => {
            benefits(blueprint.standing(cx.graph.today), blueprint.benefits.as_ref()?.known()?)?
        }
        "engagement" => engagement(cx, blueprint)?,
        AUTHORISATION => stage(blueprint)?,
        timeline::TIMELINE => timeline::in_short(cx, blueprint)?,
        _ => return None,
    };
    Some(Part::Lead { body: cx.sentence(escape(&words)) })
}

fn host(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<String> {
    let host = blueprint.host.as_ref()?.known()?.organisation.known()?;
    let the_host = if answers::is_agreed(cx, blueprint) { "The host" } else { "The proposed host" };
    Some(format!("{the_host} is {}.", cx.name_of(&host.0)))
}

fn commissioner(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<String> {
    let commissioner = blueprint.commissioner.as_ref()?.known()?;
    let lead = commissioner.lead_icb.known()?.organisation.known()?;
    let others = match commissioner.other_commissioners.items().len() {
        0 => String::new(),
        1 => ", with one other commissioner".to_owned(),
        n => format!(", with {n} other commissioners"),
    };
    Some(format!("The lead commissioner is {}{others}.", cx.name_of(&lead.0)))
}

/// "Of 9 partners, 6 share in savings, one shares in losses and 5 have a vote."
pub(super) fn partners(standing: ContractStanding, partners: &Partners) -> Option<String> {
    let all = partners.partners.items();
    if all.is_empty() {
        return None;
    }
    // What one partner does not publish can't be counted.
    let count = |says: fn(&Partner) -> Option<bool>| {
        let said: Option<Vec<bool>> = all.iter().map(says).collect();
        said.map(|said| said.into_iter().filter(|it| *it).count())
    };
    let counts = [
        (
            count(|it| it.shares_gain.known()?.value.known().copied()),
            ["share in savings", "shares in savings", "shared in savings"],
        ),
        (
            count(|it| it.shares_risk.known()?.value.known().copied()),
            ["share in losses", "shares in losses", "shared in losses"],
        ),
        (
            count(|it| it.voice.known().map(|it| *it == Voice::Voting)),
            ["have a vote", "has a vote", "had a vote"],
        ),
    ];
    let said = counts.into_iter().filter_map(|(n, [many, one, past])| {
        let n = n?;
        let verb = standing.verb([many, if n == 1 { one } else { many }, past]);
        Some(match n {
            0 => format!("none {verb}"),
            1 => format!("one {verb}"),
            n => format!("{n} {verb}"),
        })
    });
    let said: Vec<String> = said.collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    let partners = n_of(all.len(), "partner", "partners");
    Some(match said.is_empty() {
        true => format!("{} named.", n_of(all.len(), "partner is", "partners are")),
        false => format!("Of {partners}, {}.", wording::listed(&said)),
    })
}

/// " Contracts with the host will run for 3 to 7 years.": how long a partner can count on, where all of them say so.
fn terms(standing: ContractStanding, partners: &Partners) -> Option<String> {
    let all = partners.partners.items().iter();
    let contracted = all.filter(|it| it.direction.known() == Some(&Direction::ByHost));
    let years: Option<Vec<i32>> = contracted
        .map(|it| {
            // The last day counts, so seven years end on the day before that of their beginning.
            let end = it.to.known()?.tomorrow().ok()?;
            let term = it.from.known()?.until((Unit::Year, end)).ok()?;
            Some(i32::from(term.get_years())).filter(|n| *n > 0 && term.get_months() == 0)
        })
        .collect();
    let years = years?;
    let (least, most) = (years.iter().min()?, years.iter().max()?);
    let run = standing.verb(["run", "run", "ran"]);
    Some(match (least, most) {
        (1, 1) => format!(" Contracts with the host {run} for one year."),
        (least, most) if least == most => {
            format!(" Contracts with the host {run} for {most} years.")
        }
        (least, most) => format!(" Contracts with the host {run} for {least} to {most} years."),
    })
}

/// "10 benefits are planned, 8 safeguards will watch for harm and 12 risks are recorded."
fn benefits(standing: ContractStanding, benefits: &Benefits) -> Option<String> {
    let watches = |now| standing.verb(["watch", now, "watched"]);
    let (one, many) = (watches("watches"), watches("watch"));
    let (one, many) = (format!("safeguard {one} for harm"), format!("safeguards {many} for harm"));
    let counts = [
        (benefits.benefits.items().len(), "benefit is planned", "benefits are planned"),
        (benefits.safeguards.items().len(), one.as_str(), many.as_str()),
        (benefits.risks.items().len(), "risk is recorded", "risks are recorded"),
    ];
    let said = counts.into_iter().filter(|(n, ..)| *n > 0);
    let said: Vec<String> = said.map(|(n, one, many)| n_of(n, one, many)).collect();
    let said: Vec<&str> = said.iter().map(String::as_str).collect();
    (!said.is_empty()).then(|| format!("{}.", wording::listed(&said)))
}

fn engagement(cx: &PageContext<'_>, blueprint: &Blueprint) -> Option<String> {
    let engagement = blueprint.engagement.as_ref().and_then(Section::known)?;
    answers::times_asked(engagement, cx.graph.today)
}

fn stage(blueprint: &Blueprint) -> Option<String> {
    let status = blueprint.identity()?.status.known()?;
    Some(format!("Stage now: {}.", status.label()))
}

/// A text whose first paragraph is the lead of its page, where that is plain words. A text with addresses of links or notes at
/// its end stays whole: what they explain may be in either half.
pub(super) fn of_text(mut parts: Vec<Part>) -> Vec<Part> {
    const LONGEST: usize = 500;
    let Some(Part::Prose { body, .. }) = parts.first_mut() else { return parts };
    let text = body.text.trim_start();
    let Some((first, rest)) = text.split_once("\n\n") else { return parts };
    let is_plain =
        |line: &str| line.starts_with(|c: char| c.is_alphabetic() || "[\"'“‘£".contains(c));
    let explains = |line: &str| line.trim_start().starts_with('[') && line.contains("]:");
    let is_lead = first.len() <= LONGEST
        && first.lines().all(is_plain)
        && !text.lines().any(explains)
        && !rest.trim_start().starts_with(':');
    if !is_lead {
        return parts;
    }
    let lead = Part::Lead { body: Markdown { text: first.to_owned(), ..body.clone() } };
    body.text = rest.to_owned();
    parts.insert(0, lead);
    parts
}
