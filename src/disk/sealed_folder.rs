//! What is sealed, read where a part of the public site is made of it; and a release as one file.

use std::io::{Cursor, Write as _};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::read::is_wanted_text;
use super::{load_texts, read_bytes};
use crate::archive::{MANIFEST, Release, SALTS, SUMS, removals};
use crate::failure::Failure;
use crate::publication::SealedFiles;
use crate::source::{Content, SitePath, Sources};

/// The folder of a site, of which sealed files are read.
pub struct SealedFolder<'r> {
    /// The folder in which `content` lies.
    pub root: &'r Path,
}

impl SealedFiles for SealedFolder<'_> {
    type Error = Failure;

    fn with_texts(&self, sources: &Sources, releases: &[&Release]) -> Result<Sources, Failure> {
        let unread = releases.iter().flat_map(|release| release.unread(sources));
        let unread: Vec<SitePath> = unread.filter(is_wanted_text).collect();
        let sources = load_texts(self.root, sources.clone(), unread.clone());
        let is_unread = |path: &&SitePath| {
            let file = sources.find(path).map(|file| &sources.file(file).content);
            matches!(file, Some(Content::Sealed(_)))
        };
        match unread.iter().find(is_unread) {
            None => Ok(sources),
            Some(path) => {
                let error = read_bytes(self.root, path).err();
                let error = error.unwrap_or_else(|| std::io::ErrorKind::Interrupted.into());
                Err(Failure::io("read", &self.root.join(path.as_str()), &error))
            }
        }
    }

    fn zip(&self, sources: &Sources, release: &Release) -> Result<Vec<u8>, Failure> {
        zip_release(self.root, sources, release)
    }

    fn bytes(&self, path: &SitePath) -> Vec<u8> {
        read_bytes(self.root, path).unwrap_or_default()
    }
}

/// Every file of a release that was not removed from it, sorted by path, without times or owners; and in the folder
/// `notices` what says of the others that they were removed by law, so that the release can be checked by itself. The same release gives the same bytes,
/// always.
///
/// # Errors
/// Where a file can't be read.
fn zip_release(root: &Path, sources: &Sources, release: &Release) -> Result<Vec<u8>, Failure> {
    let seal = [MANIFEST, SUMS, SALTS];
    let sealed = release.manifest.files.iter().map(|file| file.path.as_str());
    let is_there = |path: &&str| release.sealed(sources, path).is_some();
    let mut paths: Vec<&str> = sealed.chain(seal).filter(is_there).collect();
    paths.sort_unstable();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let places =
        paths.into_iter().map(|path| (path.to_owned(), format!("{}/{path}", release.folder)));
    let notices = removals(sources, release)
        .into_iter()
        .map(|notice| (format!("notices/{}", notice.file_name()), notice.as_str().to_owned()));
    for (path, place) in places.chain(notices) {
        let failed = |words: String| Failure::new(format!("can't pack `{place}`: {words}"));
        let source = SitePath::new(&place).ok_or_else(|| failed("it has a bad name".to_owned()))?;
        let bytes = read_bytes(root, &source).map_err(|error| failed(error.to_string()))?;
        zip.start_file(path, zip_options()).map_err(|error| failed(error.to_string()))?;
        zip.write_all(&bytes).map_err(|error| failed(error.to_string()))?;
    }
    let finished = zip.finish().map_err(|error| Failure::new(format!("can't pack: {error}")))?;
    Ok(finished.into_inner())
}

/// Without times or owners, so that the same files give the same bytes.
pub(super) fn zip_options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
}
