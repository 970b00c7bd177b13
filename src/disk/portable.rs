//! A site as one ZIP file that works wherever it is unpacked, without a server.

use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use zip::ZipWriter;

use super::read::read_bytes;
use super::seal::replace_bytes;
use super::sealed_folder::zip_options;
use super::write::{PublishError, Summary};
use crate::diag::{self, Diagnostic};
use crate::failure::Failure;
use crate::output::{Body, Entry, Site, portable_script};
use crate::page::Url;

/// How many files are made before they are packed: all at once would need the memory of the whole site.
const AT_ONCE: usize = 512;

/// Packs a site; `notes` are files beside its own, such as what to know before it is unpacked. `root` is the folder of the site;
/// `n_done` counts the files made so far. The same site gives the same bytes.
///
/// # Errors
/// Where a page can't be made or is wrong, or the disk refuses. Then a file that was there is as it was.
pub fn pack_portable(
    (site, root): (&Site, &Path),
    notes: Vec<(String, Vec<u8>)>,
    out: &Path,
    n_done: &AtomicUsize,
) -> Result<Summary, PublishError> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(format!("can't pack `{}`: {error}", out.display()))
    };
    let entries: Vec<(&Url, &Entry)> = site.entries().collect();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut summary = Summary::default();
    let mut wrong: Vec<Diagnostic> = Vec::new();
    let mut add = |path: String, bytes: &[u8]| {
        zip.start_file(path, zip_options()).map_err(|error| failed(&error))?;
        zip.write_all(bytes).map_err(|error| failed(&error))
    };
    for (path, bytes) in notes.into_iter().chain([portable_script()]) {
        add(path, &bytes)?;
    }
    for some in entries.chunks(AT_ONCE) {
        let made: Vec<_> = some
            .par_iter()
            .map(|(url, _)| {
                let made = finished(site, root, url);
                n_done.fetch_add(1, Ordering::Relaxed);
                made
            })
            .collect();
        for ((_, entry), made) in some.iter().zip(made) {
            match made {
                Ok(files) => {
                    let is_page = matches!(entry, Entry::Page(_)) && !files.is_empty();
                    summary.n_pages += usize::from(is_page);
                    summary.n_files += files.len();
                    for (path, bytes) in files {
                        add(path, &bytes)?;
                    }
                }
                Err(PublishError::Content(found)) => wrong.extend(found),
                Err(failure @ PublishError::World(_)) => return Err(failure),
            }
        }
    }
    if !wrong.is_empty() {
        return Err(PublishError::Content(diag::sorted(wrong)));
    }
    let bytes = zip.finish().map_err(|error| failed(&error))?.into_inner();
    summary.n_bytes = bytes.len() as u64;
    replace_bytes(out, &bytes)?;
    Ok(summary)
}

/// A file of the site as it is packed, once it was looked at.
fn finished(site: &Site, root: &Path, url: &Url) -> Result<Vec<(String, Vec<u8>)>, PublishError> {
    let body = site.body(url).expect("the address is one of the site's own");
    let (bytes, is_checked) = match body.map_err(|found| PublishError::Content(vec![found]))? {
        Body::Bytes(bytes) => (bytes, true),
        Body::Shared(bytes) => (bytes.to_vec(), true),
        Body::Copy(file) => {
            let place = site.sources().place(file);
            let read = read_bytes(root, place);
            let failed = |error| Failure::io("read", &root.join(place.as_str()), &error);
            (read.map_err(failed)?, site.has_to_read(url))
        }
    };
    let found = if is_checked { site.check(url, &bytes) } else { Vec::new() };
    if !found.is_empty() {
        return Err(PublishError::Content(found));
    }
    Ok(site.portable(url, bytes))
}
