//! Words that are typed after an option and will be published: they have to be as sound as those in files.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Settings;
use super::exit::Exit;
use crate::diag::{Code, Diagnostic};
use crate::engine;
use crate::failure::Failure;
use crate::source::{Content, SitePath, Sources};

/// What is only a warning in a file, where it can still be mended: words that were typed are published at once and for good.
const NEVER_TYPED: &[Code] =
    &[Code::NamedPerson, Code::StrayTelephone, Code::PersonalEmail, Code::NhsNumber];

/// Refuses an option after which nothing was typed that can be read.
pub(super) fn refuse_blank(typed: &[(&str, &str)]) -> Result<(), Exit> {
    let is_blank = |words: &str| !words.chars().any(char::is_alphanumeric);
    let Some((option, _)) = typed.iter().find(|(_, words)| is_blank(words)) else { return Ok(()) };
    let failure = Failure::new(format!("`{option}` needs a text"));
    Err(Exit::Usage(failure.hint("write a sentence for readers: it is published with the release")))
}

/// Refuses words that were typed, and would be a mistake if they stood in the note of the draft.
pub(super) fn refuse_unfit(
    settings: &Settings,
    sources: &Sources,
    iho: &str,
    typed: &[(&str, &str)],
) -> Result<(), Exit> {
    refuse_blank(typed)?;
    diagnostic(settings, sources, iho, typed).map_or(Ok(()), |failure| Err(Exit::Usage(failure)))
}

/// What is wrong in words that were typed; nothing where all is well.
fn diagnostic(
    settings: &Settings,
    sources: &Sources,
    iho: &str,
    typed: &[(&str, &str)],
) -> Option<Failure> {
    let path = SitePath::new(&format!("content/ihos/{iho}/draft/release.yaml"))?;
    let words: Vec<&str> = typed.iter().map(|(_, words)| words.trim()).collect();
    // As it was typed: the checks look words up in the text of the file.
    let lines = words.join("\n\n");
    let lines: String = lines.lines().map(|line| format!("  {line}\n")).collect();
    let note = Content::Text(format!("note: |2-\n{lines}").into());
    let (sources, _) = sources.with(&BTreeMap::from([(path.clone(), Some(note))]));
    let file = sources.find(&path)?;
    let sources = Arc::new(sources);
    let build = engine::build(Arc::clone(&sources), &settings.options);
    let is_here = |it: &&Diagnostic| it.place.is_some_and(|place| place.file() == file);
    let stops = |it: &&Diagnostic| it.is_error() || NEVER_TYPED.contains(&it.code);
    let diagnostic = build.diagnostics.iter().filter(is_here).find(stops)?;
    let options: Vec<String> = typed.iter().map(|(option, _)| format!("`{option}`")).collect();
    let message = format!(
        "the words after {} can’t be published: {}",
        options.join(", "),
        diagnostic.message
    );
    let hints = diagnostic.hints.iter().map(String::as_str);
    Some(hints.fold(Failure::new(message), |failure, hint| failure.hint(hint)))
}
