//! The only room that touches the disk: reads a site's folders, writes a finished site.

mod read;
mod record;
mod write;

pub use read::read;
pub use write::{Publication, Trouble, publish};
