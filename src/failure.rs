//! Failures of the world: no such folder, disk full, not allowed. Mistakes of content are diagnostics.

use std::fmt;
use std::io;
use std::path::Path;

/// What went wrong, and what can be done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What went wrong, in one sentence without a full stop.
    pub message: String,
    /// What can be done.
    pub hints: Vec<String>,
}

impl Failure {
    /// A failure with its message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new() }
    }

    /// Adds what can be done.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The system refused to do something with a file or folder.
    pub fn io(doing: &str, path: &Path, error: &io::Error) -> Self {
        let failure = Self::new(format!("can't {doing} `{}`: {}", path.display(), in_words(error)));
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                failure.hint("check that you have permission to write there, or name another folder")
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => failure.hint(
                "free some space on the disk and run the command again. The published site has not changed",
            ),
            _ => failure,
        }
    }
}

fn in_words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
