//! `iho approve`: an approval of a draft exactly as it is, or what a reviewer has answered to its changes.
#![expect(clippy::disallowed_methods, reason = "the shell reads a file that is named to it")]

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::args::ApproveArgs;
use super::exit::Exit;
use super::published_words::refuse_unfit;
use super::review::bytes;
use super::{Settings, tell};
use crate::archive;
use crate::diag::Diagnostic;
use crate::disk;
use crate::engine;
use crate::failure::Failure;
use crate::graph::Graph;
use crate::model::timeline::ReleaseNote;
use crate::release::{self, Approvable, LARGEST_REPLY, NewApproval, SentDraft, SentReply};
use crate::source::{Content, SitePath, Sources, paths};

/// A site without an error, whose drafts can be approved.
struct Session {
    settings: Settings,
    sources: Arc<Sources>,
    graph: Graph,
}

/// A draft of which somebody says something now.
struct Verdict {
    path: SitePath,
    /// `release.yaml` as it will be.
    text: String,
    /// What is told of it.
    said: String,
}

/// Writes an approval into `release.yaml`, with the note for readers where that was typed; or a reply.
pub(super) fn approve(args: &ApproveArgs) -> Result<(), Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let _lock = disk::lock(&settings.site)?;
    if let Some(file) = &args.from {
        return from_reply(settings, file);
    }
    let session = Session::open(settings, Some((&args.iho, args.note.as_deref())))?;
    refuse_nobody(&args.by, &args.role)?;
    super::release::refuse_unknown_iho(&session.graph, &args.iho)?;
    let mut words = vec![("--role", args.role.as_str()), ("--by", args.by.as_str())];
    words.extend(args.note.as_deref().map(|note| ("--note", note)));
    refuse_unfit(&session.settings, &session.sources, &args.iho, &words)?;
    session.refuse_without_note(&args.iho)?;
    let new = session.speaker(&args.by, &args.role);
    let verdict = session.verdict(&args.iho, &new, None)?;
    session.write(&[verdict])
}

fn refuse_nobody(by: &str, role: &str) -> Result<(), Exit> {
    if [by, role].iter().all(|words| !release::fold(words).is_empty()) {
        return Ok(());
    }
    let failure = Failure::new("an approval needs a role and the person or body that approves");
    Err(Exit::Usage(failure.hint("add `--by \"Head of Communications\" --role \"second eyes\"`")))
}

/// Keeps what a reviewer has answered: an approval where they agree to everything, and otherwise what has to be settled first.
fn from_reply(settings: Settings, file: &Path) -> Result<(), Exit> {
    let refused = |why: String, hint: &str| {
        let failure = Failure::new(format!("`{}` can’t be used: {why}", file.display()));
        Exit::Usage(failure.hint(hint).hint("nothing was approved or changed"))
    };
    const AGAIN: &str = "ask the reviewer to save the reply again, in the file that `iho review --out` writes, and to send it as it is";
    let text = read(file)?.map_err(|why| refused(why, AGAIN))?;
    let reply = SentReply::read(&text).map_err(|why| refused(why, AGAIN))?;
    let session = Session::open(settings, None)?;
    let own = release::site_name(&session.graph);
    if reply.site != own {
        let why =
            format!("it is about another site, `{}`, and this one is `{own}`", shown(&reply.site));
        return Err(refused(why, "use it in the folder of that site"));
    }
    if [&reply.by, &reply.role].iter().any(|words| release::fold(words).is_empty()) {
        return Err(refused("it does not say who answers, and in which role".to_owned(), AGAIN));
    }
    let new = session.speaker(&reply.by, &reply.role);
    let mut verdicts = Vec::new();
    for draft in &reply.drafts {
        let iho = &draft.iho;
        if !session.graph.model.blueprints.contains_key(iho) {
            let why = format!("it answers to `{}`, and this site has no such draft", shown(iho));
            return Err(refused(why, AGAIN));
        }
        if session.approvable(iho)?.digest() != draft.digest {
            let why = format!(
                "the draft of `{iho}` has been edited since the reviewer saw it, so their answers are about an earlier draft"
            );
            return Err(refused(
                why,
                "send them the draft as it is now, with `iho review --out pack.html`",
            ));
        }
        if draft.is_agreed() {
            session.refuse_without_note(iho)?;
        }
        let words = [("role", &*reply.role), ("by", &*reply.by)];
        refuse_unfit(&session.settings, &session.sources, iho, &words)?;
        verdicts.push(session.verdict(iho, &new, Some(draft))?);
    }
    session.refuse_unsound(&verdicts).map_err(|why| refused(why, AGAIN))?;
    session.write(&verdicts)
}

/// A file that somebody sent; why not, where it is too large or no text.
fn read(file: &Path) -> Result<Result<String, String>, Exit> {
    let failed = |error: &std::io::Error| Exit::Usage(Failure::io("read", file, error));
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(|error| failed(&error))?;
    opened.take(LARGEST_REPLY + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > LARGEST_REPLY {
        return Ok(Err("it is larger than 1 MB, which no reply is".to_owned()));
    }
    Ok(String::from_utf8(bytes).map_err(|_| "it is not a text in UTF-8".to_owned()))
}

/// The beginning of words that somebody else wrote, on one line.
fn shown(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_control()).take(80).collect()
}

impl Session {
    /// Reads a site, with a note that was typed for an IHO in its place; refuses one with errors.
    fn open(settings: Settings, typed: Option<(&String, Option<&str>)>) -> Result<Self, Exit> {
        let mut sources = disk::read(&settings.site)?;
        let typed = typed.and_then(|(iho, note)| Some((iho, note?)));
        if let Some((iho, note)) = typed
            && let Some(path) = path_of(iho)
        {
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
        if let Some((iho, note)) = typed {
            refuse_unfit(&settings, &sources, iho, &[("--note", note)])?;
        }
        tell(&settings, &sources, &errors);
        errln!("Nothing was approved. Correct the errors first.");
        Err(Exit::Content)
    }

    fn speaker(&self, by: &str, role: &str) -> NewApproval {
        let [by, role] = [by, role].map(|words| words.trim().to_owned());
        NewApproval { role, by, date: self.settings.options.today }
    }

    fn note(&self, iho: &str) -> Option<&ReleaseNote> {
        self.graph.model.blueprints[iho].note.as_ref().map(|(_, note)| note)
    }

    fn approvable(&self, iho: &str) -> Result<Approvable, Failure> {
        Approvable::of(&self.sources, &self.graph, iho, bytes(&self.settings, &self.sources))
    }

    /// An approval covers the note for readers, which has to be there.
    fn refuse_without_note(&self, iho: &str) -> Result<(), Exit> {
        if self.note(iho).is_some_and(|note| note.note.known().is_some()) {
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

    /// What becomes of `release.yaml` with an approval, or with the answers of a reply.
    fn verdict(
        &self,
        iho: &str,
        new: &NewApproval,
        reply: Option<&SentDraft>,
    ) -> Result<Verdict, Exit> {
        let path =
            path_of(iho).ok_or_else(|| Exit::in_words(format!("there is no IHO `{iho}`")))?;
        let approvable = self.approvable(iho)?;
        let known = self.sources.find(&path).map_or("", |file| self.sources.text(file));
        let answers = reply.map_or(&[][..], |reply| &reply.answers);
        let is_approval = reply.is_none_or(SentDraft::is_agreed);
        let text =
            release::with_verdict(known, &approvable, self.note(iho), new, answers, is_approval);
        let NewApproval { by, role, .. } = new;
        let mut said = match is_approval {
            true => format!(
                "Approved by {by} ({role}): the draft of {iho} as it is now.\n{}\nAny later edit makes this approval void.\n",
                approvable.digest()
            ),
            false => not_approved(iho, new, reply),
        };
        let others = release::approvals_of(&self.graph, iho);
        for (who, other) in approvable.other_roles_of(by, role, &others) {
            said.push_str(&format!("Note: {who} has also approved as {other}.\n"));
        }
        Ok(Verdict { path, text, said })
    }

    /// Refuses answers with which the site would have an error.
    fn refuse_unsound(&self, verdicts: &[Verdict]) -> Result<(), String> {
        let text = |it: &Verdict| (it.path.clone(), Some(Content::Text(it.text.as_str().into())));
        let sources = Arc::new(self.sources.with(&verdicts.iter().map(text).collect()).0);
        let build = engine::build(sources, &self.settings.options);
        let error = build.diagnostics.iter().find(|it| it.is_error());
        error.map_or(Ok(()), |error| Err(error.message.clone()))
    }

    fn write(&self, verdicts: &[Verdict]) -> Result<(), Exit> {
        for it in verdicts {
            disk::replace_whole(&self.settings.site.join(it.path.as_str()), &it.text)?;
            out!("{}", it.said);
        }
        Ok(())
    }
}

/// What a reviewer asks for before they approve.
fn not_approved(iho: &str, new: &NewApproval, reply: Option<&SentDraft>) -> String {
    let NewApproval { by, role, .. } = new;
    let answers = reply.map_or(&[][..], |reply| &reply.answers);
    let n_of = |word: &str| answers.iter().filter(|it| it.answer == word).count();
    let n_changes = reply.map_or(0, |reply| reply.changes);
    format!(
        "{by} ({role}) has answered to the draft of {iho}: {} agreed, {} queried, {} refused, {} not answered.\n\
         This is not an approval. The answers are in `{}`, and queries and refusals stop the release.\n",
        n_of("agree"),
        n_of("query"),
        n_of("refuse"),
        n_changes - answers.len(),
        paths::draft(iho, archive::NOTE)
    )
}

/// `release.yaml` of the draft of an IHO.
fn path_of(iho: &str) -> Option<SitePath> {
    SitePath::new(&paths::draft(iho, archive::NOTE))
}
