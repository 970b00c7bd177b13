//! Statistics of series of figures: pure functions of numbers, which know nothing of files.

pub mod spc;
