//! Where things lie around an output folder, and who may write there.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::ffi::OsString;
use std::fs::{self, File, Metadata, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Where things lie around an output folder.
pub(super) struct Places {
    pub(super) output: PathBuf,
    /// Where changed files wait, and the journal of what is to be done with them.
    pub(super) stage: PathBuf,
    /// Whether changed files can't wait there, but only beside their places.
    pub(super) is_stage_inside: bool,
    /// Where earlier versions of this program let changed files wait.
    pub(super) old_stage: PathBuf,
    /// Where a whole new site is made.
    pub(super) new_tree: PathBuf,
    /// Where it is copied to, if it was made on another file system.
    pub(super) new_copy: PathBuf,
    pub(super) record: PathBuf,
    /// Held while a build writes.
    lock: PathBuf,
}

/// Where a path leads that may not be there yet: the nearest folder above it that is there tells where it lies.
fn real(path: &Path) -> Option<PathBuf> {
    let mut above = path.ancestors();
    let (found, above) = above.find_map(|path| Some((path.canonicalize().ok()?, path)))?;
    Some(found.join(path.strip_prefix(above).unwrap_or(Path::new(""))))
}

/// The folders that hold the files of a site.
fn sources(root: &Path) -> Vec<PathBuf> {
    let real_root = real(root).into_iter();
    real_root.flat_map(|root| ["content", "themes"].map(|name| root.join(name))).collect()
}

/// A site written among its own sources would be read as content the next time.
fn refuse_sources(root: &Path, output: &Path) -> Result<(), Failure> {
    let clashes = real(output).is_some_and(|output| {
        sources(root).iter().any(|it| output.starts_with(it) || it.starts_with(&output))
    });
    if !clashes {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{}` contains the files of the site, or is inside them",
        output.display()
    ))
    .hint("name another folder with `--output`"))
}

/// Refuses to pack drafts into a file where it would be read as content, or published.
///
/// # Errors
/// Where `zip` is a folder, or lies among the files of the site or in the folder of the public site.
pub fn refuse_zip(root: &Path, output: &Path, zip: &Path) -> Result<(), Failure> {
    let shown = zip.display();
    let absolute = std::path::absolute(zip).map_err(|error| Failure::io("find", zip, &error))?;
    if zip.is_dir() || zip.as_os_str().as_encoded_bytes().ends_with(b"/") {
        let name = absolute.join("preview.zip");
        return Err(Failure::new(format!("`{shown}` is a folder, not a file"))
            .hint(format!("name the file, too: `--zip {}`", name.display())));
    }
    let Some(place) = real(&absolute) else { return Ok(()) };
    let message = if sources(root).iter().any(|it| place.starts_with(it)) {
        format!("`{shown}` would be among the files of the site")
    } else if real(output).is_some_and(|it| place.starts_with(it)) {
        format!("`{shown}` would be published with the public site")
    } else {
        return Ok(());
    };
    Err(Failure::new(message).hint("name a file in another folder with `--zip`"))
}

impl Places {
    pub(super) fn of(root: &Path, output: &Path) -> Result<Self, Failure> {
        let output =
            std::path::absolute(output).map_err(|error| Failure::io("find", output, &error))?;
        refuse_sources(root, &output)?;
        if output.exists() && !output.is_dir() {
            return Err(Failure::new(format!("`{}` is a file, not a folder", output.display()))
                .hint("move it away, or name another folder with `--output`"));
        }
        let (Some(parent), Some(name)) = (output.parent(), output.file_name()) else {
            return Err(Failure::new(format!("`{}` can't be an output folder", output.display()))
                .hint("name a folder that has nothing else in it"));
        };
        let named = |folder: &Path, ending: &str| {
            let mut file = name.to_os_string();
            file.push(ending);
            folder.join(file)
        };
        // Beside the output, so that it is not published; inside where nothing may be put beside it.
        let beside = parent.join(".iho");
        let is_stage_inside = output.is_dir() && !may_write(&beside, &named(&beside, ".lock"));
        let own = if is_stage_inside { output.join(".iho") } else { beside };
        let mut copy = OsString::from(TEMPORARY);
        copy.push(name);
        Ok(Self {
            stage: named(&own, ".stage"),
            is_stage_inside,
            old_stage: output.join(".iho-stage"),
            new_tree: named(&own, ".new"),
            new_copy: parent.join(copy),
            record: named(&own, ".record"),
            lock: named(&own, ".lock"),
            output,
        })
    }

    /// One build at a time writes into a folder; the system lets go of the lock when the program ends.
    pub(super) fn lock(&self) -> Result<File, Failure> {
        let folder = self.lock.parent().expect("a lock lies in a folder");
        let failed = |error: &io::Error| Failure::io("write into", folder, error);
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let lock = File::options().create(true).truncate(false).write(true).open(&self.lock);
        let lock = lock.map_err(|error| failed(&error))?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => {
                let message = format!("another build is writing into `{}`", self.output.display());
                Err(Failure::new(message)
                    .hint("wait until it is finished, then run the command again"))
            }
            Err(TryLockError::Error(error)) => Err(failed(&error)),
        }
    }

    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.output.join(path)
    }

    /// Whether all folders that a path goes through lie in the output folder itself: a link may lead out of it.
    pub(super) fn is_inside(&self, path: &str) -> bool {
        let mut folder = self.output.clone();
        let Some((folders, _)) = path.rsplit_once('/') else { return true };
        folders.split('/').all(|name| {
            folder.push(name);
            fs::symlink_metadata(&folder).is_ok_and(|it| it.is_dir())
        })
    }

    /// The size and times of a file that lies in the output folder itself.
    pub(super) fn look_at(&self, path: &str) -> Option<Metadata> {
        let metadata = fs::symlink_metadata(self.file(path)).ok()?;
        (metadata.is_file() && self.is_inside(path)).then_some(metadata)
    }
}

/// How the name of a file begins that waits beside its place.
pub(super) const TEMPORARY: &str = ".iho-tmp-";

/// Whether a path that was read from a file leads to something inside the folder that it is meant for, on every system.
pub(super) fn is_safe(path: &str) -> bool {
    let is_strange = |letter: char| letter.is_control() || matches!(letter, '\\' | ':');
    let is_name = |part: &str| !part.is_empty() && !part.starts_with('.');
    !path.contains(is_strange) && path.split('/').all(is_name)
}

fn may_write(folder: &Path, file: &Path) -> bool {
    let opened = || File::options().create(true).truncate(false).write(true).open(file);
    fs::create_dir_all(folder).and_then(|()| opened()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn a_path_leads_nowhere_else() {
        for safe in
            ["index.html", "a/b-c/d.json", "a/ü b.pdf", "a..b/c..", "releases/2026-11-22.2/x"]
        {
            assert!(is_safe(safe), "{safe}");
        }
        for unsafe_one in [
            "",
            "/",
            "/a",
            "a/",
            "a//b",
            ".",
            "..",
            "../a",
            "a/..",
            "a/../b",
            "a/./b",
            ".git/config",
            "a\\b",
            "C:a",
            "C:/a",
            "a\0",
            "a\nb",
            "\\\\server\\a",
            "a/.iho-tmp-1",
            "a:stream",
        ] {
            assert!(!is_safe(unsafe_one), "{unsafe_one}");
        }
    }
}
