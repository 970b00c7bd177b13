//! The only room that touches the disk: reads a site's folders, writes a finished site, creates files for authors.

mod create;
mod journal;
mod listed;
mod places;
mod private;
mod read;
mod record;
mod seal;
mod seals;
mod stage;
mod survey;
mod unzip;
mod write;
mod zip;

pub use create::{create, first_entry, in_the_way, replace};
pub use private::{PRIVATE, keep_removed_texts, removed_texts};
pub use read::{
    Stamp, glance, read, read_again, read_all_again, read_bytes, read_release,
    read_what_was_touched, with_contents, with_releases_of, with_texts,
};
pub use seal::{
    Lock, lock, protect_line_endings, replace_bytes, replace_whole, write_ledger, write_notice,
    write_release,
};
pub use unzip::{read_zip, unzip};
pub use write::{Publication, Trouble, Unit, publish};
pub use zip::zip_release;
