//! Statistics as functions of numbers: no file, no wording, no page.

pub mod funnel;
mod gamma;
pub mod interval;
pub mod population;
pub mod spc;
