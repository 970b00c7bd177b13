//! Where things lie around an output folder, and who may write there.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Where things lie around an output folder.
pub(super) struct Places {
    pub(super) output: PathBuf,
    /// Where changed files wait, inside the output folder so that they can be renamed.
    pub(super) stage: PathBuf,
    /// Where a whole new site is made.
    pub(super) new_tree: PathBuf,
    pub(super) record: PathBuf,
    /// Held while a build writes.
    lock: PathBuf,
}

/// A site written among its own sources would be read as content the next time.
fn refuse_sources(root: &Path, output: &Path) -> Result<(), Failure> {
    // The folder itself may not be there yet: then the nearest one above it tells where it lies.
    let real = |path: &Path| {
        let mut above = path.ancestors();
        above.find_map(|path| Some((path.canonicalize().ok()?, path.to_owned())))
    };
    let (Some((real_root, _)), Some((found, above))) = (real(root), real(output)) else {
        return Ok(());
    };
    let real_output = found.join(output.strip_prefix(&above).unwrap_or(Path::new("")));
    let sources = ["content", "themes"].map(|name| real_root.join(name));
    let clashes = sources
        .iter()
        .any(|source| real_output.starts_with(source) || source.starts_with(&real_output));
    if !clashes {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{}` holds the sources of the site, or lies among them",
        output.display()
    ))
    .hint("name a folder of its own with `--output`"))
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
                .hint("name a folder that holds nothing else"));
        };
        // Beside the output, so that it is not published; inside where nothing may be put beside it.
        let beside = parent.join(".iho");
        let own = match fs::create_dir_all(&beside) {
            Err(_) if output.is_dir() => output.join(".iho"),
            _ => beside,
        };
        let named = |ending: &str| {
            let mut file = name.to_os_string();
            file.push(ending);
            own.join(file)
        };
        Ok(Self {
            stage: output.join(".iho-stage"),
            new_tree: named(".new"),
            record: named(".record"),
            lock: named(".lock"),
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
                Err(Failure::new(message).hint("wait until it is done, and run the command again"))
            }
            Err(TryLockError::Error(error)) => Err(failed(&error)),
        }
    }

    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.output.join(path)
    }
}
