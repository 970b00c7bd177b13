//! Who gets a pound that is saved, and who pays a pound that is overspent.

use rust_decimal::Decimal;

use crate::analysis::risk_share::{Band, Deal, gates};
use crate::figure::share::split;
use crate::model::figures::{about_pounds, percent};
use crate::model::status::ContractStanding;
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::view::{Entry, Link, Part, Value};
use crate::page::wording::listed;

/// A side of the budget: what is saved, or what is overspent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outturn {
    Saved,
    Overspent,
}

impl Outturn {
    fn verb(self) -> &'static str {
        if self == Self::Saved { "gets" } else { "pays" }
    }

    fn where_is(self) -> &'static str {
        if self == Self::Saved { "under" } else { "over" }
    }
}

/// A stretch of spending from the budget outwards, in per cent of it, and who shares it.
struct Stretch {
    from: Decimal,
    to: Decimal,
    shares: [Decimal; 3],
}

/// The stretches of a side from the budget outwards, as far as its cap.
fn stretches(deal: &Deal, outturn: Outturn) -> Vec<Stretch> {
    let cap = if outturn == Outturn::Saved { deal.cap_gain } else { deal.cap_loss };
    let stretch = |band: &Band| {
        let (from, to) = match outturn {
            Outturn::Saved => (-band.to, -band.from),
            Outturn::Overspent => (band.from, band.to),
        };
        let to = cap.map_or(to, |cap| to.min(cap));
        let from = from.max(Decimal::ZERO);
        (from < to).then_some(Stretch { from, to, shares: band.shares })
    };
    let mut found: Vec<Stretch> = deal.bands.iter().filter_map(stretch).collect();
    found.sort_by_key(|it| it.from);
    found
}

/// Both sides, and the standards that come first, in sentences.
pub(super) fn answer(cx: &PageContext<'_>, blueprint: &Blueprint, deal: &Deal) -> String {
    let sides = [Outturn::Saved, Outturn::Overspent];
    let mut words: Vec<String> =
        sides.iter().map(|side| in_short(blueprint, deal, *side)).collect();
    let gates = gates(&cx.graph.model, blueprint);
    if !gates.is_empty() {
        let standards = match gates.len() {
            1 => "one standard is".to_owned(),
            n => format!("all {n} standards are"),
        };
        words
            .push(format!("A gain is paid only if {standards} met. {}", super::gates::now(&gates)));
    }
    match blueprint.standing(cx.graph.today) {
        ContractStanding::Proposed | ContractStanding::GivenUp => {
            format!("These are the terms of a proposal. {}", words.join(" "))
        }
        _ => words.join(" "),
    }
}

/// The answer in sentences, then each side by band.
pub(super) fn parts(cx: &PageContext<'_>, blueprint: &Blueprint, deal: &Deal) -> Vec<Part> {
    let sides = [
        (Outturn::Saved, "saved", "Who gets each £1 that is saved"),
        (Outturn::Overspent, "overspent", "Who pays each £1 that is overspent"),
    ];
    let sharing = blueprint.risk_share.as_ref().and_then(Section::known);
    let says_who_pays = sharing.is_some_and(|it| it.loss_funding.known().is_some());
    let side = |(outturn, id, heading): (Outturn, &str, &str)| {
        let payer = super::icbs(blueprint);
        let entries =
            stretches(deal, outturn).iter().map(|it| entry(deal, it, (outturn, payer))).collect();
        Part::entries(id, heading, rest(deal, outturn, says_who_pays), entries)
    };
    let lead = Part::Lead { body: cx.sentence(answer(cx, blueprint, deal)) };
    std::iter::once(lead).chain(sides.map(side)).collect()
}

/// "If £1 is saved, the host gets 40p, the ICB 20p and the partners 40p."
fn in_short(blueprint: &Blueprint, deal: &Deal, outturn: Outturn) -> String {
    let (stretches, icbs) = (stretches(deal, outturn), super::icbs(blueprint));
    let event = if outturn == Outturn::Saved { "saved" } else { "overspent" };
    let Some(first) = stretches.first() else {
        return format!("If £1 is {event}, it is not shared.");
    };
    let shared = shared(&first.shares, (outturn, icbs));
    // Where sharing ends is part of the answer to who pays a loss.
    let cap = deal.cap_loss.filter(|_| outturn == Outturn::Overspent);
    let up_to = |to: Decimal| match cap {
        Some(cap) if cap == to => format!(", up to {}", percent(cap)),
        _ => String::new(),
    };
    match stretches.get(1) {
        None => format!("If £1 is {event}, {shared}{}.", up_to(first.to)),
        Some(next) => format!(
            "If £1 is {event}, {shared}, up to {} of the budget. Beyond that{}, {}.",
            percent(first.to),
            up_to(next.to),
            self::shared(&next.shares, (outturn, icbs))
        ),
    }
}

/// "the host gets 40p, the ICB 20p and the partners 40p", "the host gets all of it".
fn shared(shares: &[Decimal; 3], (outturn, icbs): (Outturn, &'static str)) -> String {
    let names = ["the host", icbs, "the partners"];
    let verb = |name: &str| match (name.ends_with('s'), outturn) {
        (true, Outturn::Saved) => "get",
        (true, Outturn::Overspent) => "pay",
        (false, _) => outturn.verb(),
    };
    let parties = names.into_iter().zip(shares).filter(|(_, share)| !share.is_zero());
    let parties: Vec<(&str, &Decimal)> = parties.collect();
    if let [(name, share)] = parties[..]
        && *share == Decimal::ONE_HUNDRED
    {
        return format!("{name} {} all of it", verb(name));
    }
    let said = parties.iter().enumerate().map(|(at, (name, share))| match at {
        0 => format!("{name} {} {}p", verb(name), share.normalize()),
        _ => format!("{name} {}p", share.normalize()),
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => format!("nobody {} a share", outturn.verb()),
        false => listed(&said.iter().map(String::as_str).collect::<Vec<_>>()),
    }
}

/// What a side does not share.
fn rest(deal: &Deal, outturn: Outturn, says_who_pays: bool) -> String {
    let (cap, what) = match outturn {
        Outturn::Saved => (deal.cap_gain, "Savings"),
        Outturn::Overspent => (deal.cap_loss, "Losses"),
    };
    let least = deal.least_saving.filter(|it| !it.is_zero() && outturn == Outturn::Saved);
    let least = least.map(|it| {
        format!("A saving is shared only if it is {} of the budget or more.", percent(it))
    });
    let of_budget = |it: Decimal| about_pounds(it * deal.budget / Decimal::ONE_HUNDRED);
    let cap = cap.map(|it| {
        format!("{what} beyond {} of the budget ({}) are not shared.", percent(it), of_budget(it))
    });
    let who = cap.as_ref().filter(|_| outturn == Outturn::Overspent);
    let who = who.map(|_| match says_who_pays {
        true => "“How losses are paid”, in “All details”, says who pays those.".to_owned(),
        false => "Who pays those has not been published.".to_owned(),
    });
    least.into_iter().chain(cap).chain(who).collect::<Vec<_>>().join(" ")
}

fn entry(deal: &Deal, stretch: &Stretch, (outturn, icbs): (Outturn, &'static str)) -> Entry {
    let of_budget = |it: Decimal| about_pounds(it * deal.budget / Decimal::ONE_HUNDRED);
    let side = outturn.where_is();
    let title = match stretch.from.is_zero() {
        true => {
            format!("Up to {} {side} the budget ({})", percent(stretch.to), of_budget(stretch.to))
        }
        false => format!(
            "From {} to {} {side} the budget ({} to {})",
            percent(stretch.from),
            percent(stretch.to),
            of_budget(stretch.from),
            of_budget(stretch.to)
        ),
    };
    let words = format!("Of each £1, {}.", shared(&stretch.shares, (outturn, icbs)));
    let labels = ["Host", "ICB", "Partners"];
    let shares = labels.into_iter().zip(&stretch.shares).map(|(label, share)| {
        (label, super::chart::number(*share), format!("{}p", share.normalize()))
    });
    let picture = split(&shares.collect::<Vec<_>>());
    Entry {
        title: Link { text: title, ..Link::default() },
        words,
        picture: Some(Value::Picture { picture }),
        ..Entry::default()
    }
}
