//! Where a body stands among its peers, where a table of all of them is given.

use super::words;
use crate::analysis::measures::{ControlSeries, Measured};
use crate::figure::funnel::{self, Body};
use crate::model::observations::Observation;
use crate::model::peers::{Peer, Peers};
use crate::model::scalar::Period;
use crate::model::{Blueprint, Section};
use crate::page::context::PageContext;
use crate::page::view::{Note, Part};
use crate::statistics::funnel::Funnel;

/// The share beside those of its peers, in a funnel.
pub(super) fn part(
    cx: &PageContext<'_>,
    blueprint: &Blueprint,
    it: &Measured<'_>,
    strand: &ControlSeries<'_>,
) -> Option<Part> {
    let peers = cx.graph.model.peers.get(it.id)?;
    let point = compared(strand, peers)?;
    let bodies: Vec<(f64, f64)> =
        peers.all.iter().map(|peer| (peer.numerator, peer.denominator)).collect();
    let limits = Funnel::around(&bodies)?;
    let period = match Period::parse(&peers.period) {
        Some(period) => words::period(it.metric, period),
        None => peers.period.clone(),
    };
    let name = words::short_name(cx, it);
    let denominator = it.metric.and_then(|it| it.denominator.known());
    let sizes = denominator.map_or("the denominator", |it| it.text.trim().trim_end_matches('.'));
    let others = peers.all.iter().filter(|peer| !is_of(blueprint, peer));
    let mut notes = Vec::new();
    if !peers.period.is_empty() && Period::parse(&peers.period) != Some(point.period) {
        notes.push(format!(
            "The figure of {} is of {}, those of its peers are of {period}.",
            blueprint.short_name(),
            words::period(it.metric, point.period)
        ));
    }
    let figure = funnel::draw(&funnel::Funnel {
        id: "peers",
        measure: &name,
        sizes,
        unit: words::drawn(cx, it, strand).unit,
        limits: &limits,
        here: Body {
            name: blueprint.short_name(),
            count: point.numerator?.value,
            of: point.denominator.map(|it| it.value).filter(|of| *of > 0.0)?,
        },
        peers: others
            .map(|peer| Body { name: peer.shown(), count: peer.numerator, of: peer.denominator })
            .collect(),
        n_all: peers.all.len(),
        period: &period,
        notes,
    });
    Some(Part::Figure {
        heading: "Among its peers".to_owned(),
        figure: Box::new(figure),
        links: vec![cx.link("Figures of the peers as CSV", &super::peers_url(it.id))],
        note: Note::default(),
    })
}

/// The figure of the period of the peers, else the latest.
fn compared<'m>(strand: &ControlSeries<'m>, peers: &Peers) -> Option<&'m Observation> {
    let of_period = Period::parse(&peers.period).and_then(|period| {
        let mut points = strand.series.points.iter().copied();
        points.find(|it| it.period == period && it.value.is_some() && it.numerator.is_some())
    });
    of_period.or_else(|| strand.latest())
}

/// Whether a row of the table is of the blueprint itself, by its id or by that of its host.
fn is_of(blueprint: &Blueprint, peer: &Peer) -> bool {
    let host = blueprint.host.as_ref().and_then(Section::known);
    let host = host.and_then(|it| it.organisation.known()).map(|it| it.0.id.as_str());
    peer.code == blueprint.id || Some(peer.code.as_str()) == host
}
