//! New files for authors: each is created, none is ever replaced.
#![expect(clippy::disallowed_methods, reason = "this is where writing happens")]

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Writes new files, with their folders.
///
/// # Errors
/// Where a file of that name is there already, or the disk refuses; then none of them is left behind.
pub fn create(files: &[(PathBuf, String)]) -> Result<(), Failure> {
    if let Some((path, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(in_the_way(path));
    }
    for (at, (path, text)) in files.iter().enumerate() {
        if let Err(failure) = create_one(path, text) {
            for (path, _) in &files[..at] {
                let _ = fs::remove_file(path);
            }
            return Err(failure);
        }
    }
    Ok(())
}

/// Writes files that are made anew each time, with their folder.
///
/// # Errors
/// Where the disk refuses.
pub fn replace(files: &[(PathBuf, String)]) -> Result<(), Failure> {
    for (path, text) in files {
        make_folder(path)?;
        fs::write(path, text).map_err(|error| Failure::io("write", path, &error))?;
    }
    Ok(())
}

/// The names of what is in a folder, sorted; none where the folder is not there.
///
/// # Errors
/// Where the folder is there, but can't be read.
pub fn entries(folder: &Path) -> Result<Vec<String>, Failure> {
    match fs::read_dir(folder) {
        Ok(entries) => {
            let names = entries.flatten().map(|entry| entry.file_name());
            let mut names: Vec<String> =
                names.map(|name| name.to_string_lossy().into_owned()).collect();
            names.sort();
            Ok(names)
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Failure::io("open", folder, &error)),
    }
}

fn create_one(path: &Path, text: &str) -> Result<(), Failure> {
    make_folder(path)?;
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => in_the_way(path),
        _ => Failure::io("write", path, &error),
    })?;
    file.write_all(text.as_bytes()).map_err(|error| {
        let _ = fs::remove_file(path);
        Failure::io("write", path, &error)
    })
}

fn make_folder(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| match folder.ancestors().find(|it| it.is_file()) {
        Some(file) => {
            Failure::new(format!("`{}` is a file, but a folder is needed there", file.display()))
                .hint("rename the file, or move it elsewhere: nothing was written")
        }
        None => Failure::io("make the folder", folder, &error),
    })
}

/// Something of that name is there already.
pub fn in_the_way(path: &Path) -> Failure {
    Failure::new(format!("there is already a file or folder at `{}`", path.display()))
        .hint("choose another id, or edit the existing file: nothing was written")
}
