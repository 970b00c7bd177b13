//! What follows from what blueprints say: sums, measures judged, pounds of a risk share, the flow of money, how complete a
//! blueprint is, and whether it keeps what it promised. Functions of records: nothing here reports a mistake by itself.

pub mod completeness;
pub mod measures;
pub mod money_flow;
pub mod progress;
pub mod risk_share;
pub mod standardised;
pub mod sums;
