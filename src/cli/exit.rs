//! How a command ends when it does not end well.

use super::terminal;
use crate::failure::Failure;
use crate::report;

/// Why a command ends before its work is done. The exit code is that of [`Exit::tell`], and 0 where there is no reason.
#[derive(Debug)]
pub(super) enum Exit {
    /// The content has errors, or a person decided against it. That has been said already.
    Content,
    /// What was typed can't be done.
    Usage(Failure),
    /// The world failed: disk, port.
    World(Failure),
    /// The world failed for some files, each of which has been named already.
    Unfinished,
}

impl Exit {
    /// What was typed can't be done, for a reason without hints.
    pub(super) fn in_words(reason: String) -> Self {
        Self::Usage(Failure::new(reason))
    }

    /// Says what has not been said yet, and gives the exit code that the manual promises; wrong use has that of the parser
    /// of arguments.
    pub(super) fn tell(&self) -> u8 {
        if let Self::Usage(failure) | Self::World(failure) = self {
            err!("{}", report::failure(failure));
        }
        match self {
            Self::Content => 1,
            Self::Usage(_) => 2,
            Self::World(_) | Self::Unfinished => 3,
        }
    }
}

impl From<Failure> for Exit {
    fn from(failure: Failure) -> Self {
        Self::World(failure)
    }
}

/// Asks a person on the terminal to confirm, unless that was typed before.
///
/// # Errors
/// Where the person does not answer `yes`, of which `refused` tells; and with `nobody`, where no person can be asked.
pub(super) fn confirm(
    question: &str,
    is_confirmed: bool,
    refused: &str,
    nobody: &str,
) -> Result<(), Exit> {
    match is_confirmed.then_some(true).or_else(|| terminal::ask(question)) {
        Some(true) => Ok(()),
        Some(false) => {
            errln!("{refused}");
            Err(Exit::Content)
        }
        None => Err(Exit::Usage(Failure::new(nobody).hint("add `--yes` if nobody can answer"))),
    }
}
