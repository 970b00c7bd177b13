//! Where a body stands among its peers, where a table of all of them is given.

use super::words::{self, Drawn};
use crate::graph::measured::{Measured, Strand};
use crate::model::scalar::Period;
use crate::page::desk::{Desk, row, text};
use crate::page::view::{Part, Row, Value};
use crate::page::wording;
use crate::statistics::funnel::{Funnel, Standing};
use crate::statistics::interval::Interval;

/// The latest share beside the limits of a funnel at its size.
pub(super) fn part(desk: &Desk<'_>, it: &Measured<'_>, strand: &Strand<'_>) -> Option<Part> {
    let peers = desk.graph.model.peers.get(it.id)?;
    let point = strand.latest()?;
    let (count, of) = (point.numerator?.value, point.denominator?.value);
    let bodies: Vec<(f64, f64)> =
        peers.all.iter().map(|peer| (peer.numerator, peer.denominator)).collect();
    let funnel = Funnel::of(&bodies)?;
    let (limits, standing) = (funnel.limits(of)?, funnel.standing(count, of)?);
    let unit = Drawn::new(desk, it, strand).unit;
    let share = |share: f64| unit.say(share * 100.0);
    let range = |it: Interval| format!("{} to {}", share(it.lower), share(it.upper));
    let words = match standing {
        Standing::Within => {
            "Within the 95% limits: no different from its peers, as far as chance lets tell"
        }
        Standing::Above => {
            "Above the 95% limit: higher than 39 of 40 bodies of its size would be by chance"
        }
        Standing::FarAbove => "Above the 99.8% limit: higher than chance explains",
        Standing::Below => {
            "Below the 95% limit: lower than 39 of 40 bodies of its size would be by chance"
        }
        Standing::FarBelow => "Below the 99.8% limit: lower than chance explains",
    };
    let number = |text: String| Value::Number { text };
    let mut rows: Vec<Row> = vec![
        row("standing_among", "Standing", text(words)),
        row("share_here", "Here", number(share(count / of))),
        row("share_of_all", "All peers together", number(share(funnel.centre))),
        row("within_95", "95% limits at this size", text(range(limits.of_95))),
        row("within_998", "99.8% limits at this size", text(range(limits.of_998))),
        row("peers", "Peers", number(wording::count(peers.all.len() as u64))),
    ];
    if !peers.period.is_empty() {
        let period = Period::parse(&peers.period).map(|period| words::period(it.metric, period));
        let period = period.unwrap_or_else(|| peers.period.clone());
        rows.push(row("peers_period", "Period of the peers", text(period)));
    }
    Some(Part::Facts { id: "peers".to_owned(), heading: "Among its peers".to_owned(), rows })
}
