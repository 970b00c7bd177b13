//! A sealed release onto the disk: a whole folder appears at once, or none does; the ledger is replaced as one file.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::archive::{LEDGER, SALTS, SUMS, UNCHANGED_BY_GIT};
use crate::failure::Failure;
use crate::release::Sealing;

const GIT_ATTRIBUTES: &str = ".gitattributes";

/// Held while one program seals releases of a site; let go of when it ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file is not enough: a program that is being started at this moment has a copy of it.
        let _ = self.file.unlock();
    }
}

/// Keeps others from sealing releases of a site at the same time.
///
/// # Errors
/// Where another program does so, or the disk refuses.
pub fn lock(root: &Path) -> Result<Lock, Failure> {
    let folder = root.join(".iho");
    let failed = |error: &io::Error| Failure::io("write into", &folder, error);
    fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    let path = folder.join("release.lock");
    let file = File::options().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(|error| failed(&error))?;
    match file.try_lock() {
        Ok(()) => {
            tidy(root);
            Ok(Lock { file })
        }
        Err(TryLockError::WouldBlock) => {
            Err(Failure::new("another release of this site is being sealed")
                .hint("wait until it is finished, then run the command again"))
        }
        Err(TryLockError::Error(error)) => Err(failed(&error)),
    }
}

/// Removes what runs that were killed had only begun. Nobody else is here: the lock is ours.
fn tidy(root: &Path) {
    let begun = |folder: &Path, name: &str| {
        let _ = fs::remove_file(aside(&folder.join(name)));
    };
    begun(root, GIT_ATTRIBUTES);
    begun(root, LEDGER);
    for iho in below(&root.join("content/ihos")) {
        begun(&iho, "draft/release.yaml");
        for notice in below(&iho.join("notices")) {
            let name = notice.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') && name.ends_with(NEW) {
                let _ = fs::remove_file(notice);
            }
        }
        for release in below(&iho.join("releases")) {
            let name = release.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(SEALING) {
                let _ = fs::remove_dir_all(&release);
            } else {
                [SUMS, SALTS].into_iter().for_each(|list| begun(&release, list));
            }
        }
    }
}

fn below(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// How the name of a folder begins in which a release is being made.
const SEALING: &str = ".sealing-";
/// How the name of a file ends that will replace another.
const NEW: &str = ".new";

/// Where a file is made that replaces another as a whole.
fn aside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}{NEW}"))
}

/// Writes the folder of a release: made aside, synced, and renamed into place.
///
/// # Errors
/// Where a release of that name is there already, or the disk refuses; then there is none.
pub fn write_release(root: &Path, iho: &str, sealing: &Sealing) -> Result<PathBuf, Failure> {
    let releases = root.join("content/ihos").join(iho).join("releases");
    let folder = releases.join(sealing.version.to_string());
    if folder.symlink_metadata().is_ok() {
        return Err(Failure::new(format!(
            "there is already a file or folder at `{}`",
            folder.display()
        ))
        .hint("the name of a release is never used twice: check what is in the folder"));
    }
    let aside = releases.join(format!("{SEALING}{}", sealing.version));
    let written = fill(&aside, sealing).and_then(|()| {
        fs::rename(&aside, &folder).map_err(|error| Failure::io("write", &folder, &error))
    });
    if let Err(failure) = written {
        let _ = fs::remove_dir_all(&aside);
        return Err(failure);
    }
    sync_folder(&releases)?;
    Ok(folder)
}

fn fill(aside: &Path, sealing: &Sealing) -> Result<(), Failure> {
    let failed = |path: &Path, error: &io::Error| Failure::io("write", path, error);
    if let Err(error) = fs::remove_dir_all(aside)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(failed(aside, &error));
    }
    for (path, bytes) in &sealing.files {
        let path = aside.join(path);
        let folder = path.parent().unwrap_or(aside);
        fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let written = file.and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        written.map_err(|error| failed(&path, &error))?;
    }
    sync_folder(aside)
}

/// That a name in a folder lasts, where the system can promise it.
fn sync_folder(folder: &Path) -> Result<(), Failure> {
    if cfg!(windows) {
        return Ok(());
    }
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| Failure::io("write", folder, &error))
}

/// Writes a notice about a release.
///
/// # Errors
/// Where there is one of that name, or the disk refuses.
pub fn write_notice(root: &Path, iho: &str, name: &str, text: &str) -> Result<(), Failure> {
    let path = root.join("content/ihos").join(iho).join("notices").join(name);
    let failed = |error: &io::Error| Failure::io("write", &path, error);
    if path.symlink_metadata().is_ok() {
        return Err(failed(&io::ErrorKind::AlreadyExists.into()));
    }
    fs::create_dir_all(path.parent().unwrap_or(root)).map_err(|error| failed(&error))?;
    replace_whole(&path, text)
}

/// Replaces the ledger of a site.
///
/// # Errors
/// Where the disk refuses; then it is as it was.
pub fn write_ledger(root: &Path, text: &str) -> Result<(), Failure> {
    replace_whole(&root.join(LEDGER), text)
}

/// Replaces one file of an author, as a whole.
///
/// # Errors
/// Where the disk refuses; then it is as it was.
pub fn replace_whole(path: &Path, text: &str) -> Result<(), Failure> {
    replace_bytes(path, text.as_bytes())
}

/// Replaces one file of an author that is no text, as a whole; who may read it stays as it was.
///
/// # Errors
/// Where the disk refuses; then it is as it was.
pub fn replace_bytes(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| Failure::io("make the folder", folder, &error))?;
    let aside = aside(path);
    let written = File::create(&aside).and_then(|mut file| {
        file.write_all(bytes)?;
        if let Ok(before) = fs::metadata(path) {
            file.set_permissions(before.permissions())?;
        }
        file.sync_all()
    });
    let written = written.and_then(|()| fs::rename(&aside, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&aside);
        Failure::io("write", path, &error)
    })?;
    sync_folder(folder)
}

/// Sees to it that version control leaves sealed files alone.
///
/// # Errors
/// Where the disk refuses.
pub fn protect_line_endings(root: &Path) -> Result<(), Failure> {
    let path = root.join(GIT_ATTRIBUTES);
    let known = match fs::read_to_string(&path) {
        Ok(known) => known,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Failure::io("read", &path, &error)),
    };
    let missing: String = UNCHANGED_BY_GIT
        .split_inclusive('\n')
        .filter(|line| !known.lines().any(|known| known.trim() == line.trim()))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let gap = if known.is_empty() || known.ends_with('\n') { "" } else { "\n" };
    replace_whole(&path, &format!("{known}{gap}{missing}"))
}
