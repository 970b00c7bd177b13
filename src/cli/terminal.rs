//! Words for the terminal. A reader that has gone away, such as `head`, is no failure: the macros of the standard library
//! end the program there, perhaps between two writes that belong together.

use std::fmt::Arguments;
use std::io::Write as _;

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

/// Writes to the output stream.
pub(super) fn to_output(words: Arguments<'_>) {
    let mut stream = std::io::stdout().lock();
    let _ = stream.write_fmt(words).and_then(|()| stream.flush());
}

/// Writes to the error stream.
pub(super) fn to_error(words: Arguments<'_>) {
    let _ = std::io::stderr().lock().write_fmt(words);
}
