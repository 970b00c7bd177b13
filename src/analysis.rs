//! What follows from what blueprints say: sums, measures judged, pounds of a risk share, the flow of money, how complete a
//! blueprint is, and whether it keeps what it promised. Functions of records: nothing here reports a mistake by itself.
//!
//! # What is worked out
//!
//! `analysis/sums` lists every figure that follows from others, with what came out and what is stated; the checks, the pages and the
//! JSON read the same list, so a page can't claim what was not checked. `analysis/risk_share` turns the bands of a risk share into
//! pounds, in exact decimals. `analysis/completeness` counts, field by field, what a blueprint publishes, leaves open and lacks; the
//! register of silences, the overview and `iho status` read it. the other files of `check` hold the rules that are no
//! sums, `check/observations` those of figures in `draft/metrics`, `check/caveats` what a field has to say besides its value.
//! `graph/criteria` tells which framework a result belongs to, where several share an id.

pub mod completeness;
pub mod measures;
pub mod money_flow;
pub mod progress;
pub mod risk_share;
pub mod standardised;
pub mod sums;
