//! A ledger that somebody kept: whether that of now goes on from it.
#![expect(clippy::disallowed_methods, reason = "the shell reads files that are named to it")]

use std::path::Path;

use super::exit::Exit;
use crate::archive::{Archive, LEDGER};
use crate::diag::{Code, Diagnostic};
use crate::failure::Failure;
use crate::source::Sources;

/// Whether the ledger begins with all that an older one, in a file or in a folder, says.
pub(super) fn against(
    sources: &Sources,
    archive: &Archive,
    path: &Path,
    what: &str,
) -> Result<Option<Diagnostic>, Exit> {
    Ok(rewritten(sources, archive, &read_ledger(path)?, what))
}

/// The text of a ledger, in a file or in a folder.
pub(super) fn read_ledger(path: &Path) -> Result<String, Exit> {
    let file = if path.is_dir() { path.join("ledger.jsonl") } else { path.to_owned() };
    let place = file.display();
    let text = std::fs::read_to_string(&file)
        .map_err(|_| Exit::in_words(format!("there is no ledger at `{place}`")))?;
    let (state, hint) = if text.trim().is_empty() {
        // Any ledger begins with nothing, so an empty file would prove nothing and look like a proof.
        ("empty", "download it again. If nothing has been published yet, leave out this option")
    } else if !text.ends_with('\n') {
        // The ledger begins with any part of itself, so a copy that is cut would prove less than it seems to.
        (
            "cut off in its last line",
            "download it again: every line of a ledger, including the last, must end with a line break",
        )
    } else {
        return Ok(text);
    };
    Err(Exit::Usage(Failure::new(format!("the ledger at `{place}` is {state}")).hint(hint)))
}

/// Whether a ledger begins with all that an older one says.
fn rewritten(sources: &Sources, archive: &Archive, old: &str, what: &str) -> Option<Diagnostic> {
    let text = archive.ledger.file.map_or("", |file| sources.text(file));
    // A copy that a browser or an editor saved may have other line endings; that our own has none is checked elsewhere.
    let old = &old.replace("\r\n", "\n");
    if text.starts_with(old.as_str()) {
        return None;
    }
    let same = text.lines().zip(old.lines()).take_while(|(new, old)| new == old).count();
    let message = match text.lines().count() <= same {
        true => {
            format!("the {what} ledger has more lines than `{LEDGER}`, from line {} on", same + 1)
        }
        false => format!("line {} of the ledger is not the line that was {what}", same + 1),
    };
    let span = archive.ledger.lines.get(same).map(|(span, _)| *span);
    let diagnostic = match (span, archive.ledger.file) {
        (Some(span), _) => Diagnostic::at(Code::LedgerBroken, span, message),
        (None, Some(file)) => Diagnostic::of_file(Code::LedgerBroken, file, message),
        (None, None) => Diagnostic::of_site(Code::LedgerBroken, message),
    };
    Some(
        diagnostic.hint(
            "what has been published cannot be taken back: restore the ledger and the releases",
        ),
    )
}
