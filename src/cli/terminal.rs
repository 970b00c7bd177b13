//! Words for the terminal. A reader that has gone away, such as `head`, is no failure: the macros of the standard library
//! end the program there, perhaps between two writes that belong together.

use std::fmt::Arguments;
use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};

/// Results, for people and for other programs.
macro_rules! out {
    ($($words:tt)*) => { $crate::cli::terminal::to_output(format_args!($($words)*)) };
}

/// A line of results.
macro_rules! outln {
    ($($words:tt)*) => { $crate::cli::terminal::to_output(format_args!("{}\n", format_args!($($words)*))) };
}

/// What is said besides results: progress, questions, warnings, refusals.
macro_rules! err {
    ($($words:tt)*) => { $crate::cli::terminal::to_error(format_args!($($words)*)) };
}

/// A line of that.
macro_rules! errln {
    ($($words:tt)*) => { $crate::cli::terminal::to_error(format_args!("{}\n", format_args!($($words)*))) };
}

/// Whether results were lost, as on a full disk.
static IS_LOST: AtomicBool = AtomicBool::new(false);

/// Writes to the output stream.
pub(super) fn to_output(words: Arguments<'_>) {
    let mut stream = std::io::stdout().lock();
    let written = stream.write_fmt(words).and_then(|()| stream.flush());
    if written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
        IS_LOST.store(true, Ordering::Relaxed);
    }
}

/// Whether results could not be written, although somebody was there to read them.
pub(super) fn is_lost() -> bool {
    IS_LOST.load(Ordering::Relaxed)
}

/// Writes to the error stream.
pub(super) fn to_error(words: Arguments<'_>) {
    let _ = std::io::stderr().lock().write_fmt(words);
}

/// Asks a question on a terminal, and whether the answer was yes; nothing where nobody can be asked.
pub(super) fn ask(question: &str) -> Option<bool> {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return None;
    }
    err!("{question} Type yes: ");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).ok()?;
    Some(line.trim().eq_ignore_ascii_case("yes"))
}
