//! What a release needs besides a draft without mistakes: a note for readers, and approval; and what was typed of both.

use super::super::exit::Exit;
use super::super::published_words::refuse_unfit;
use super::super::{review, tell};
use super::{Correcting, ReleaseSession};
use crate::archive::NOTE;
use crate::cli::args::ReleaseArgs;
use crate::diag::{Code, Diagnostic};
use crate::failure::Failure;
use crate::model::prose::Prose;
use crate::model::timeline::ReleaseNote;
use crate::release::{self, PublishTime, with_words, without_approvals, without_replies};
use crate::source::{FileId, SitePath, paths};

/// What is said where a draft lacks approval.
const WITHOUT: &str = "if it has to be published without approval, add `--without-approval REASON`: the release then states the reason in public";

impl ReleaseSession {
    /// Refuses words that were typed, and must not be published.
    pub(super) fn refuse_unfit(
        &self,
        args: &ReleaseArgs,
        correcting: Option<&Correcting>,
    ) -> Result<(), Exit> {
        let by = correcting.map(|correcting| ("--by", &*correcting.by));
        let note = if by.is_some() { "--what" } else { "--note" };
        let options =
            [(note, &args.note), ("--republish", &args.republish), ("--again", &args.again)];
        let without = args.without_approval.as_deref();
        let typed = options.iter().filter_map(|(option, words)| Some((*option, words.as_deref()?)));
        let typed = typed.chain(by).chain(without.map(|words| ("--without-approval", words)));
        let typed: Vec<_> = typed.collect();
        match typed.is_empty() {
            true => Ok(()),
            false => refuse_unfit(&self.settings, &self.sources, &args.iho, &typed),
        }
    }

    /// Tells what a release lacks, and refuses it then.
    pub(super) fn refuse_incomplete(
        &self,
        args: &ReleaseArgs,
        is_correction: bool,
    ) -> Result<(), Exit> {
        let Some(file) = self.file_of_note(&args.iho) else { return Ok(()) };
        let mut diagnostics = self.note_diagnostics(args, file, is_correction);
        diagnostics.extend(self.order_diagnostics(&args.iho, file));
        diagnostics.extend(self.approval_diagnostics(args, file)?);
        if diagnostics.is_empty() {
            return Ok(());
        }
        tell(&self.settings, &self.sources, &diagnostics);
        errln!("Nothing was sealed.");
        Err(Exit::Content)
    }

    /// The file of which is said what a release lacks.
    fn file_of_note(&self, iho: &str) -> Option<FileId> {
        let note = self.graph.model.blueprints[iho].note.as_ref();
        note.map(|(file, _)| *file).or_else(|| release::file_of(&self.graph, iho))
    }

    fn note(&self, iho: &str) -> Option<&ReleaseNote> {
        self.graph.model.blueprints[iho].note.as_ref().map(|(_, note)| note)
    }

    /// The note for readers that was typed, where `release.yaml` does not have the same. The reason for publishing the same again
    /// is one where there is no other.
    fn typed_note<'a>(&self, args: &'a ReleaseArgs) -> Option<&'a str> {
        let written = self.note(&args.iho).and_then(|note| note.note.known());
        let again = args.republish.as_deref().filter(|_| written.is_none());
        typed(args.note.as_deref().or(again), written)
    }

    /// `release.yaml` as it is to be sealed, where it is not sealed as it is: with what was typed, and without what reviewers wrote
    /// to the author. An approval that is not asked for any more is none of the release.
    pub(super) fn release_yaml(&self, args: &ReleaseArgs) -> Option<String> {
        let path = paths::draft(&args.iho, NOTE);
        let found = SitePath::new(&path).and_then(|path| self.sources.find(&path));
        let known = found.map_or("", |file| self.sources.text(file));
        let note = self.note(&args.iho);
        let reason = note.and_then(|note| note.without_approval.known());
        let is_without = args.without_approval.is_some() || reason.is_some();
        let mut text = match (is_without, note.is_some_and(|note| note.replies.known().is_some())) {
            (true, _) => without_approvals(known),
            (false, true) => without_replies(known),
            (false, false) => known.to_owned(),
        };
        let words = [
            ("note", self.typed_note(args)),
            ("without_approval", typed(args.without_approval.as_deref(), reason)),
        ];
        for (key, words) in words {
            if let Some(words) = words {
                text = with_words(&text, key, words);
            }
        }
        (text != known).then_some(text)
    }

    /// What is wrong with the note for readers.
    fn note_diagnostics(
        &self,
        args: &ReleaseArgs,
        file: FileId,
        is_correction: bool,
    ) -> Vec<Diagnostic> {
        let iho = &args.iho;
        let mut found = Vec::new();
        let mut say = |message: String, hint: String| {
            found.push(Diagnostic::of_file(Code::ReleaseNote, file, message).hint(hint));
        };
        let is_blank =
            |words: &Option<String>| words.as_ref().is_some_and(|it| it.trim().is_empty());
        if is_blank(&args.note) || is_blank(&args.republish) {
            say(
                "the text after `--note` or `--republish` is empty".to_owned(),
                "tell readers what has changed, or why the same is published again".to_owned(),
            );
        }
        let written = self.note(iho).and_then(|note| note.note.known());
        match (written, self.typed_note(args)) {
            (None, None) => say(
                "the release needs a note for readers that says what has changed".to_owned(),
                format!(
                    "write `note: …` in `content/ihos/{iho}/draft/release.yaml`, or add `--note \"…\"`"
                ),
            ),
            (Some(_), Some(typed)) if is_correction => say(
                "the note in this file is not the one of the correction".to_owned(),
                format!(
                    "remove it, or write `{}` in its place",
                    with_words("", "note", typed).trim()
                ),
            ),
            (Some(_), Some(_)) => say(
                "the release has two notes: one in this file and one after `--note`".to_owned(),
                "remove one of them".to_owned(),
            ),
            _ => {}
        }
        found
    }

    /// What is wrong with the release that the draft goes on from.
    fn order_diagnostics(&self, iho: &str, file: FileId) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut say = |message: String, hint: String| {
            found.push(Diagnostic::of_file(Code::ReleaseNote, file, message).hint(hint));
        };
        if let Some(waiting) = release::scheduled(&self.archive, iho, self.now) {
            let when = PublishTime::at(waiting.publish_at(), &self.zone).in_words();
            say(
                format!(
                    "the release `{}` has already been sealed and will be published on {when}",
                    waiting.version
                ),
                format!(
                    "wait until then, or take it back with `iho unseal {iho} {}` and seal again",
                    waiting.version
                ),
            );
        }
        let newest = self.archive.newest(iho);
        if let Some(words) = release::is_out_of_date(&self.graph.model.blueprints[iho], newest) {
            let hint = self.out_of_date_hint(iho, newest);
            say(words, hint);
        }
        found
    }

    /// Approvals that do not hold, or that are missing.
    fn approval_diagnostics(
        &self,
        args: &ReleaseArgs,
        file: FileId,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let (graph, iho) = (&self.graph, &args.iho);
        let say = |it: release::ApprovalProblem| {
            Diagnostic::of_file(Code::Approval, file, it.message).hint(it.hint)
        };
        let missing = review::approval_problems(&self.settings, &self.sources, graph, iho)?;
        let mut found: Vec<Diagnostic> = missing.into_iter().map(say).collect();
        let typed_note = self.typed_note(args);
        let has_approvals = !release::approvals_of(graph, iho).is_empty();
        let mut again = None;
        if let Some(note) = typed_note {
            let command = format!(
                "to have this note approved with the draft, use `iho approve {iho} --note \"{}\" --role \"second eyes\" --by \"…\"`",
                note.trim().replace('"', "\\\"")
            );
            match has_approvals {
                true => found.push(say(release::ApprovalProblem {
                    message: "this note is not the one that was approved".to_owned(),
                    hint: command,
                })),
                false => again = Some(command),
            }
        }
        let reason = self.note(iho).and_then(|note| note.without_approval.known());
        let open = release::open_answers(&release::replies_of(graph, iho), iho);
        match (args.without_approval.as_deref(), reason) {
            (Some(words), Some(_)) if typed(Some(words), reason).is_some() => {
                found = vec![say(release::ApprovalProblem {
                    message: "there are two reasons for publishing without approval: one in this file and one after `--without-approval`".to_owned(),
                    hint: "remove one of them".to_owned(),
                })];
            }
            (None, None) => {
                if let Some(last) = found.pop() {
                    let last = again.into_iter().fold(last, Diagnostic::hint);
                    found.push(last.hint(WITHOUT));
                }
            }
            _ if found.is_empty() => found.push(say(release::ApprovalProblem {
                message: "the draft has been approved, so it needs no reason for publishing it without approval".to_owned(),
                hint: "leave out `--without-approval`, or take `without_approval` out of this file".to_owned(),
            })),
            _ => found.clear(),
        }
        // Whoever asks is answered, with or without approval.
        found.splice(0..0, open.into_iter().map(say));
        Ok(found)
    }
}

/// Words that were typed, where a file does not say the same.
fn typed<'a>(typed: Option<&'a str>, written: Option<&Prose>) -> Option<&'a str> {
    let plain = |words: &str| words.split_whitespace().collect::<Vec<_>>().join(" ");
    typed.filter(|typed| written.is_none_or(|written| plain(&written.text) != plain(typed)))
}

/// Whether `release.yaml` was sealed of a draft's, with what was typed then and stands nowhere else.
pub(super) fn is_sealed_of(draft: &str, sealed: &str) -> bool {
    let is_typed =
        |line: &str| line.starts_with("note: ") || line.starts_with("without_approval: ");
    [draft, &without_approvals(draft), &without_replies(draft)].into_iter().any(|stem| {
        let rest = sealed.strip_prefix(stem).map(str::trim);
        rest.is_some_and(|rest| rest.lines().count() <= 2 && rest.lines().all(is_typed))
    })
}
