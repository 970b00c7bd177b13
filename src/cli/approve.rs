//! `iho approve`: an approval of a draft exactly as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::args::ApproveArgs;
use super::exit::Exit;
use super::published_words::refuse_unfit;
use super::review::{approvals, bytes};
use super::{Settings, tell};
use crate::archive;
use crate::diag::Diagnostic;
use crate::disk;
use crate::engine;
use crate::failure::Failure;
use crate::graph::Graph;
use crate::release::{self, Approvable, NewApproval};
use crate::source::{Content, SitePath, Sources, paths};

/// A site without an error, whose drafts can be approved.
struct Session {
    settings: Settings,
    sources: Arc<Sources>,
    graph: Graph,
}

/// Writes an approval into `release.yaml`, with the note for readers where that was typed.
pub(super) fn approve(args: &ApproveArgs) -> Result<(), Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let _lock = disk::lock(&settings.site)?;
    let session = Session::open(settings, args)?;
    if [&args.by, &args.role].iter().any(|words| release::fold(words).is_empty()) {
        let failure = Failure::new("an approval needs a role and the person or body that approves");
        return Err(Exit::Usage(
            failure.hint("add `--by \"Head of Communications\" --role \"second eyes\"`"),
        ));
    }
    super::release::refuse_unknown_iho(&session.graph, &args.iho)?;
    let mut words = vec![("--role", args.role.as_str()), ("--by", args.by.as_str())];
    words.extend(args.note.as_deref().map(|note| ("--note", note)));
    refuse_unfit(&session.settings, &session.sources, &args.iho, &words)?;
    session.refuse_without_note(&args.iho)?;
    session.approve(&args.iho, args.by.trim(), args.role.trim())?;
    Ok(())
}

impl Session {
    /// Reads a site, with a note that was typed in its place; refuses one with errors.
    fn open(settings: Settings, args: &ApproveArgs) -> Result<Self, Exit> {
        let mut sources = disk::read(&settings.site)?;
        if let (Some(note), Some(path)) = (&args.note, path_of(&args.iho)) {
            let known = sources.find(&path).map_or("", |file| sources.text(file));
            // Whoever approves after others may type the same note again.
            if !known.contains(&release::with_words("", "note", note)) {
                let text = Content::Text(release::with_words(known, "note", note).into());
                sources = sources.with(&BTreeMap::from([(path, Some(text))])).0;
            }
        }
        let sources = Arc::new(sources);
        let build = engine::build(Arc::clone(&sources), &settings.options);
        let is_error = |it: &&Diagnostic| it.is_error();
        let errors: Vec<Diagnostic> = build.diagnostics.iter().filter(is_error).cloned().collect();
        if let Some(site) = build.site.filter(|_| errors.is_empty()) {
            let graph = site.graph().clone();
            return Ok(Self { settings, sources, graph });
        }
        if let Some(note) = &args.note {
            refuse_unfit(&settings, &sources, &args.iho, &[("--note", note)])?;
        }
        tell(&settings, &sources, &errors);
        errln!("Nothing was approved. Correct the errors first.");
        Err(Exit::Content)
    }

    /// An approval covers the note for readers, which has to be there.
    fn refuse_without_note(&self, iho: &str) -> Result<(), Exit> {
        let note = self.graph.model.blueprints[iho].note.as_ref();
        if note.is_some_and(|(_, note)| note.note.known().is_some()) {
            return Ok(());
        }
        let failure = Failure::new(format!(
            "the draft of `{iho}` has no note for readers yet, and an approval covers the note"
        ));
        Err(Exit::Usage(failure.hint(format!(
            "write `note: …` in `{}`, or add `--note \"…\"`",
            paths::draft(iho, archive::NOTE)
        ))))
    }

    /// Writes an approval of the draft as it is.
    fn approve(&self, iho: &str, by: &str, role: &str) -> Result<(), Exit> {
        let Self { settings, sources, graph } = self;
        let Some(path) = path_of(iho) else { return Ok(()) };
        let approvable = Approvable::of(sources, graph, iho, bytes(settings, sources))?;
        let known = sources.find(&path).map_or("", |file| sources.text(file));
        let date = settings.options.today.to_string();
        let new = NewApproval { role: role.to_owned(), by: by.to_owned(), date };
        let others = approvals(graph, iho);
        let text = release::with_approval(known, &approvable, &others, &new);
        disk::replace_whole(&settings.site.join(path.as_str()), &text)?;
        outln!(
            "Approved by {by} ({role}): the draft of {iho} as it is now.\n{}\nAny later edit makes this approval void.",
            approvable.digest()
        );
        for (who, other) in approvable.other_roles_of(by, role, &others) {
            outln!("Note: {who} has also approved as {other}.");
        }
        Ok(())
    }
}

/// `release.yaml` of the draft of an IHO.
fn path_of(iho: &str) -> Option<SitePath> {
    SitePath::new(&paths::draft(iho, archive::NOTE))
}
