//! The risk share: bands without gap or overlap, caps inside them, and what was paid.

use rust_decimal::Decimal;

use super::BlueprintContext;
use crate::diag::{Code, Diagnostic};
use crate::model::field::Field;
use crate::model::risk_share::{Cap, Corridor, RiskShare};
use crate::model::scalar::Date;
use crate::model::status::Status;
use crate::model::{Blueprint, Section};

pub(super) fn check(cx: &BlueprintContext<'_>) -> Vec<Diagnostic> {
    let sharing = cx.blueprint.risk_share.as_ref().and_then(Section::known);
    let Some(sharing) = sharing else { return Vec::new() };
    let mut found = bands(sharing);
    found.extend(caps(sharing));
    found.extend(settled(cx.blueprint, sharing, cx.site.today));
    found
}

/// Bands follow on each other without gap or overlap, and each has a width.
fn bands(sharing: &RiskShare) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let edges = |band: &Corridor| Some((band.from.known()?.0, band.to.known()?.0));
    let corridors = sharing.corridors.items();
    for band in corridors {
        if let Some((from, to)) = edges(band)
            && to <= from
        {
            let at = band.to.span.unwrap_or(band.span);
            let message = format!("the band from {from} to {to} has no width");
            found.push(Diagnostic::at(Code::WrongOrder, at, message).hint(
                "write the lower edge first: savings are below nothing, so `from: -5` and `to: -1`",
            ));
        }
    }
    // A band that is not published may fill the gap.
    let corridors = sharing.corridors.complete().unwrap_or_default();
    let mut sorted: Vec<&Corridor> = corridors.iter().collect();
    sorted.sort_by_key(|band| edges(band));
    for pair in sorted.windows(2) {
        let (Some((_, end)), Some((start, _))) = (edges(pair[0]), edges(pair[1])) else { continue };
        if end == start {
            continue;
        }
        let (what, at) = if end < start { ("gap", start) } else { ("overlap", start) };
        let message = format!("there is a {what} between {} and {}", end.min(start), end.max(at));
        let span = pair[1].from.span.unwrap_or(pair[1].span);
        let diagnostic = Diagnostic::at(Code::WrongOrder, span, message)
            .hint(format!("start each band where the one before it ends: `from: {end}`"));
        found.push(match pair[0].to.span {
            Some(before) => diagnostic.related(before, "the band before ends here"),
            None => diagnostic,
        });
    }
    found
}

/// Caps lie inside the bands: beyond the last band nothing says who shares.
fn caps(sharing: &RiskShare) -> Vec<Diagnostic> {
    let corridors = sharing.corridors.complete().unwrap_or_default();
    let lowest = corridors.iter().filter_map(|band| Some(band.from.known()?.0)).min();
    let highest = corridors.iter().filter_map(|band| Some(band.to.known()?.0)).max();
    let caps = [
        (&sharing.cap_gain, lowest.map(|edge| -edge), "savings"),
        (&sharing.cap_loss, highest, "losses"),
    ];
    let check = |(cap, edge, what): (&Field<Cap>, Option<Decimal>, &str)| {
        let known = cap.known()?;
        let percent = known.pct.known()?.0;
        let edge = edge.filter(|edge| percent > *edge)?;
        let at = known.pct.span.or(cap.span)?;
        let message = format!("the cap on {what} is {percent}%, but the bands end at {edge}%");
        Some(
            Diagnostic::at(Code::Contradiction, at, message)
                .hint(format!("add a band up to {percent}%, or lower the cap to {edge}")),
        )
    };
    caps.into_iter().filter_map(check).collect()
}

/// After its first year a live contract says what was paid.
fn settled(blueprint: &Blueprint, sharing: &RiskShare, today: Date) -> Option<Diagnostic> {
    let status = *blueprint.identity()?.status.known()?;
    let start = *blueprint.contract.as_ref()?.known()?.term_start.known()?;
    let first_year = start.saturating_add(jiff::Span::new().years(1));
    let is_due = status.has_reached(Status::Live) && first_year < today;
    (is_due && sharing.settlements.is_absent()).then(|| {
        let message = "after its first year, a live contract needs the field `settlements`";
        Diagnostic::at(Code::MissingKey, sharing.span, message).hint(
            "add `settlements: [{fy: 2025/26, budget: …, actual: …}]`; if they can't be published yet, write \
             `settlements: {disclosure: not_yet_decided, reason: …, expected: 2027-Q1}`",
        )
    })
}
