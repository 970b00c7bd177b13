//! The only room that touches the disk: reads a site's folders, writes a finished site, creates files for authors.

mod build_record;
mod create;
mod folder_diff;
mod journal;
mod listed;
mod places;
mod private;
mod read;
mod seal;
mod seal_cache;
mod sealed_folder;
mod stage;
mod unzip;
mod write;

pub use create::{create, first_entry, in_the_way, replace};
pub use private::{PRIVATE, keep_removed_texts, removed_texts};
pub use read::{
    Stamp, load_texts, read, read_again, read_all_again, read_bytes, read_changed, read_release,
    stat_all, with_contents, with_releases_of,
};
pub use seal::{
    Lock, lock, protect_line_endings, replace_bytes, replace_whole, write_ledger, write_notice,
    write_release,
};
pub use sealed_folder::SealedFolder;
pub use unzip::{read_zip, unzip};
pub use write::{PublishError, Summary, publish};
