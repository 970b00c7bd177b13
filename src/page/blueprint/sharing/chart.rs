//! The chart of what the host gets or pays.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;

use super::super::as_csv;
use super::{heads, outcome_name};
use crate::analysis::risk_share::Deal;
use crate::data;
use crate::figure::Table;
use crate::figure::share::{self, Band, Mark, Piece, Sharing};
use crate::model::Blueprint;
use crate::model::contract::Budget;
use crate::model::figures::{about_pounds, percent, signed_pence, signed_pounds, year};
use crate::model::risk_share::RiskShare;
use crate::page::context::PageContext;
use crate::page::view::{Link, Note, Part};

/// The outcomes that are worked out where the authors chose none, in per cent of the budget.
const EXAMPLES: [i64; 3] = [-3, 0, 4];

/// The chart, with the outcomes that the authors chose, or 3% under, on and 4% over the budget.
pub(super) fn part(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    sharing: &RiskShare,
    deal: &Deal,
    budget: &Budget,
) -> Part {
    let fy = budget.fy.known().map_or_else(String::new, |fy| format!(", {}", year(*fy)));
    let title = format!(
        "What the host gets or pays when spending differs from the budget of {}{fy}",
        about_pounds(deal.budget)
    );
    let examples = examples(sharing);
    let pieces = pieces(deal, &examples);
    let band = |band: &crate::analysis::risk_share::Band| Band {
        stretch: (number(band.from), number(band.to)),
        share: percent(band.shares[0]),
    };
    let drawn = Sharing {
        id: format!("chart-{}-sharing", blueprint.id),
        title: title.clone(),
        finding: finding(deal),
        party: "the host".to_owned(),
        pieces,
        bands: deal.bands.iter().map(band).collect(),
        marks: marks(deal),
        examples: examples.iter().map(|it| (number(*it), number(host(deal, *it)))).collect(),
        notes: notes(cx, blueprint),
        table: table(blueprint, deal, &examples),
    };
    let link = |text: &str, id: &str| Link {
        text: text.to_owned(),
        href: format!("#{id}"),
        ..Link::default()
    };
    let mut links = vec![link("All outcomes in pounds", "in_pounds")];
    if heads(blueprint).is_some() {
        links.push(link("All outcomes per person", "per_head"));
    }
    links.extend(as_csv(cx, blueprint, &data::OUTCOMES, "Download all outcomes (CSV)"));
    Part::Figure {
        heading: "The host's gain or loss".to_owned(),
        figure: Box::new(share::draw(&drawn)),
        links,
        note: Note::default(),
    }
}

fn host(deal: &Deal, variance: Decimal) -> Decimal {
    deal.outcome(variance).parties[0]
}

/// A number of a drawing: exact as long as money is compared, near enough to be drawn.
pub(super) fn number(exact: Decimal) -> f64 {
    exact.to_f64().unwrap_or(0.0)
}

fn examples(sharing: &RiskShare) -> Vec<Decimal> {
    let asked =
        sharing.worked_examples.items().iter().filter_map(|it| Some(it.variance.known()?.0));
    let mut examples: Vec<Decimal> = asked.map(|it| it.normalize()).collect();
    if examples.is_empty() {
        examples = EXAMPLES.map(Decimal::from).into();
    }
    examples.push(Decimal::ZERO);
    examples.sort_unstable();
    examples.dedup();
    examples
}

/// The straight pieces between the edges of the deal, and a level one beyond each end.
fn pieces(deal: &Deal, examples: &[Decimal]) -> Vec<Piece> {
    let mut edges = deal.edges();
    let outermost = edges.iter().chain(examples).copied();
    let (low, high) = outermost
        .fold((Decimal::ZERO, Decimal::ZERO), |(low, high), it| (low.min(it), high.max(it)));
    edges.insert(0, (low - Decimal::ONE).floor());
    edges.push((high + Decimal::ONE).ceil());
    let piece = |pair: &[Decimal]| {
        let (from, to) = (pair[0], pair[1]);
        // A straight line is known by two places inside it; at its ends the payment may jump.
        let third = (to - from) / Decimal::from(3);
        let (first, second) = (host(deal, from + third), host(deal, to - third));
        let (at_from, at_to) = (first + (first - second), second + (second - first));
        let is_same = |a: Decimal, b: Decimal| (a - b).abs() < Decimal::new(1, 2);
        Piece {
            from: (number(from), number(at_from)),
            to: (number(to), number(at_to)),
            has_from: is_same(at_from, host(deal, from)),
            has_to: is_same(at_to, host(deal, to)),
            is_shared: !is_same(first, second) || is_inside(deal, from + third),
        }
    };
    edges.windows(2).map(piece).collect()
}

/// Whether spending is shared there at all, be it with others alone.
fn is_inside(deal: &Deal, variance: Decimal) -> bool {
    let is_capped = match variance.is_sign_negative() {
        true => deal.cap_gain.is_some_and(|cap| variance < -cap),
        false => deal.cap_loss.is_some_and(|cap| variance > cap),
    };
    let is_small =
        variance.is_sign_negative() && deal.least_saving.is_some_and(|least| -variance < least);
    !is_capped
        && !is_small
        && deal.bands.iter().any(|band| band.from <= variance && variance <= band.to)
}

/// Where the gain and the loss of the host end.
fn finding(deal: &Deal) -> String {
    let edges = deal.edges();
    // The first place, seen from the budget, where it can't get more.
    let most = |side: &dyn Fn(&Decimal) -> bool, better: &dyn Fn(Decimal, Decimal) -> bool| {
        let mut places: Vec<Decimal> = edges.iter().copied().filter(|it| side(it)).collect();
        places.sort_by_key(|it| it.abs());
        let mut best = (Decimal::ZERO, Decimal::ZERO);
        for place in places {
            let sum = host(deal, place);
            if better(sum, best.1) {
                best = (place, sum);
            }
        }
        best
    };
    let gain = most(&|it| it.is_sign_negative(), &|a, b| a > b);
    let loss = most(&|it| !it.is_sign_negative(), &|a, b| a < b);
    let gains = match gain.1.is_zero() {
        true => "The host gets nothing, however little is spent.".to_owned(),
        false => format!(
            "The most that the host can get is {}, when spending is {} or more under the budget.",
            about_pounds(gain.1),
            percent(gain.0.abs())
        ),
    };
    let losses = match loss.1.is_zero() {
        true => "It pays nothing when spending is over the budget.".to_owned(),
        false => format!(
            "The most that it can pay is {}, when spending is {} or more over.",
            about_pounds(loss.1.abs()),
            percent(loss.0)
        ),
    };
    let small =
        deal.least_saving.filter(|least| !least.is_zero()).map_or_else(String::new, |least| {
            format!(" Savings of less than {} are not shared.", percent(least))
        });
    format!("{gains} {losses}{small}")
}

fn marks(deal: &Deal) -> Vec<Mark> {
    let mark = |at: Decimal, what: &str| Mark {
        at: number(at),
        words: format!("{what} {}", percent(at.abs())),
    };
    let gain = deal.cap_gain.map(|cap| mark(-cap, "Cap on gains"));
    let loss = deal.cap_loss.map(|cap| mark(cap, "Cap on losses"));
    gain.into_iter().chain(loss).collect()
}

fn notes(cx: &PageContext<'_>, blueprint: &Blueprint) -> Vec<String> {
    let host = blueprint.host.as_ref().and_then(crate::model::Section::known);
    let name = host.and_then(|host| host.organisation.known()).map(|body| {
        let key = crate::graph::EntityId::of(&body.0);
        format!("The host is {}.", cx.graph.name(&key))
    });
    name.into_iter().collect()
}

/// Each example in pounds, then per person.
fn table(blueprint: &Blueprint, deal: &Deal, examples: &[Decimal]) -> Table {
    let columns = ["Spending", "Over (+) or under (-)", "Host", "ICB", "Partners"];
    let row = |variance: &Decimal, note: &str, say: &dyn Fn(Decimal) -> String| {
        let outcome = deal.outcome(*variance);
        let sums = std::iter::once(outcome.pounds).chain(outcome.parties).map(say);
        let name = format!("{}{note}", outcome_name(*variance));
        std::iter::once(name).chain(sums).collect::<Vec<String>>()
    };
    let mut rows: Vec<Vec<String>> =
        examples.iter().map(|variance| row(variance, "", &signed_pounds)).collect();
    if let Some((people, what)) = heads(blueprint) {
        let note = format!(", per {what}");
        let of_head = |sum: Decimal| signed_pence(sum / people);
        rows.extend(examples.iter().map(|variance| row(variance, &note, &of_head)));
    }
    Table {
        caption: "Worked examples: what each party gets (+) or pays (-)".to_owned(),
        numeric: (0..columns.len()).map(|at| at > 0).collect(),
        columns: columns.map(str::to_owned).into(),
        rows,
    }
}
