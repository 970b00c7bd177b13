//! The only room that touches the disk: reads a site's folders, writes a finished site, creates files for authors.

mod create;
mod read;
mod record;
mod write;

pub use create::{create, first_entry, in_the_way, replace};
pub use read::read;
pub use write::{Publication, Trouble, publish};
