//! What changed from one state of a blueprint to another: two models in, a list of typed changes out.

mod align;
mod blocks;
mod marks;
mod prose;

pub use blocks::{Cell, Form, Holder, Look, Place, Run, Unit, units};
pub use marks::{Extent, Html, inline, side_by_side};
pub use prose::{Block, CellChange, Marked, Piece, PieceKind, Tally, compare as compare_texts};
