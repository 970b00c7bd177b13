//! The only room that touches the disk: reads a site's folders, writes a finished site, creates files for authors.
//!
//! # How a site is written
//!
//! A first build makes the whole tree beside the output folder and renames it into place. A later one compares each file with the
//! record of the last build (`.iho/<output>.record`: size, time, SHA-256), puts new and changed files into
//! `.iho/<output>.stage` (`disk/stage`), writes a journal there of what is to be done, and does it. Where no file can be renamed from
//! there, as the output is on another file system or nothing may be put beside it, files wait beside their places as `.iho-tmp-*`. The
//! order is such that at no moment a page links to something that is not there: other files first, then new pages, then pages
//! that were there, then what lists pages, then deletions, and the lists of our own files. Whatever a killed run left is finished
//! or removed by the next build into that folder. Files that the record does not know are
//! reported and never replaced or deleted; in parts that are as they were (trees of releases, mostly) only recorded files are looked
//! at. Sealed files are not read again where `.iho/seals` knows them by size, inode, and the times of their last change and of the
//! system's last note of one (`disk/seal_cache`); all of them still have to agree with their manifests. Up to 256 changed files are
//! synced one by one before the journal; more are not, as each costs milliseconds.
//!
//! `files.json` (`disk/listed`) travels with the output: the path, size and SHA-256 of each file, and whether the site is the public
//! one or one of drafts. Each part with a folder of its own has its own list, which the one at the top names, so that one more release
//! does not write the lists of all others. Where the record is lost, or older than the output, a file that a list names is ours
//! if it lies inside the folder, by no link, and has that size and that SHA-256; nothing else is believed. A folder that holds a
//! site of the other kind is refused. A record of the version before is read for one version more.
//!
//! `.iho/public` (`disk/last_build`) has the files that the last public build was made of, without drafts and what is sealed: a review
//! shows by them what the public sees now.
//!
//! One build at a time writes into a folder: a lock beside the record, which the system lets go of when the program ends. A folder
//! that holds the sources, or lies among them, is refused.

mod build_record;
mod create;
mod folder_diff;
mod journal;
mod last_build;
mod listed;
mod places;
mod portable;
mod private;
mod read;
mod seal;
mod seal_cache;
mod sealed_folder;
mod stage;
mod unzip;
mod write;

pub use create::{create, entries, in_the_way, replace};
pub use last_build::{ENGINE, LastBuild};
pub use listed::PublishedFolder;
pub use places::refuse_zip;
pub use portable::pack_portable;
pub use private::{PRIVATE, keep_removed_texts, removed_texts};
pub use read::{
    Stamp, content_of, is_content, load_texts, read, read_again, read_all_again, read_bytes,
    read_changed, read_release, sealed_content, stat_all, with_contents, with_releases_of,
};
pub use seal::{
    Lock, lock, protect_line_endings, replace_bytes, replace_whole, write_ledger, write_notice,
    write_release,
};
pub use sealed_folder::SealedFolder;
pub use unzip::{read_zip, unzip};
pub use write::{PublishError, Summary, changed_parts, publish};
