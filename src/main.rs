//! The program `iho`; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    iho::cli::run()
}
