//! `iho correct`, `iho withdraw` and `iho redact`: what is said about a release after it was published.
#![expect(clippy::disallowed_methods, reason = "the shell removes what the law asks for")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::args::{Category, CorrectArgs, RedactArgs, ReleaseArgs, Shared, WithdrawArgs};
use super::exit::{Exit, confirm};
use super::published_words::{refuse_blank, refuse_unfit};
use super::release::{Correcting, seal_release};
use super::{Settings, instant, tell};
use crate::archive::{
    self, Archive, Event, FACTS, Notice, RECORD, Release, RemovedTexts, SALTS, SUMS,
};
use crate::diag::{self, Diagnostic};
use crate::disk;
use crate::failure::Failure;
use crate::source::{SitePath, Sources};

/// Seals the draft as the release that puts an error right, and says so about the one that has it.
pub(super) fn correct(args: &CorrectArgs) -> Result<(), Exit> {
    refuse_blank(&[("--what", &args.what), ("--now", &args.now)])?;
    let release = ReleaseArgs {
        iho: args.iho.clone(),
        shared: args.shared.clone(),
        publish_at: None,
        note: Some(format!("Correction. {} {}", sentence(&args.what), sentence(&args.now))),
        without_approval: args.without_approval.clone(),
        republish: None,
        again: args.again.clone(),
        yes: args.yes,
    };
    let correcting = Correcting { version: args.release.clone(), by: args.by.clone() };
    let Some((corrects, replaced_by)) = seal_release(&release, Some(&correcting))? else {
        return Ok(());
    };
    let session = NoticeSession::open(&args.shared, &args.iho, &corrects)?;
    let mut lines = vec![("reason", args.what.clone()), ("now", args.now.clone())];
    lines.extend(args.since.map(|since| ("since", since.to_string())));
    lines.push(("replaced_by", replaced_by));
    session.publish(Event::Correction, &args.by, &lines, Removed::default())?;
    outln!(
        "The release {corrects} now says that it contains an error, and which release corrects it."
    );
    Ok(())
}

/// Says that a release is no longer to be relied on, or that it is again.
pub(super) fn withdraw(args: &WithdrawArgs) -> Result<(), Exit> {
    let session = NoticeSession::open(&args.shared, &args.iho, &args.release)?;
    let version = &args.release;
    let is_withdrawn = session.archive.ledger.withdrawal(&args.iho, version, session.now).is_some();
    if is_withdrawn != args.reinstate {
        let state =
            if is_withdrawn { "has already been withdrawn" } else { "has not been withdrawn" };
        return Err(Exit::in_words(format!("the release `{version}` {state}")));
    }
    if let Some(other) = &args.replaced_by
        && session.archive.ihos[&args.iho].iter().all(|it| it.manifest.version != *other)
    {
        return Err(Exit::in_words(format!("there is no release `{other}` of `{}`", args.iho)));
    }
    let is_first = session.release().manifest.sequence == 1;
    if args.fallback_previous && is_first {
        return Err(Exit::in_words(format!("there is no release before `{version}`")));
    }
    session.refuse_unfit(&[("--reason", &args.reason), ("--by", &args.by)])?;
    let newest =
        session.archive.newest(&args.iho).is_some_and(|it| it.manifest.version == *version);
    errln!(
        "{} {version} of {} is {}.",
        if newest { "The newest release" } else { "The release" },
        args.iho,
        if args.reinstate { "reinstated" } else { "withdrawn: its pages stay, with a notice" }
    );
    if newest && !args.reinstate {
        errln!(
            "At the address of the IHO, {}.",
            match args.fallback_previous {
                true => "the release before it is shown",
                false =>
                    "a page says that it has been withdrawn (to show the release before it, add `--fallback-previous`)",
            }
        );
    }
    ask(args.yes)?;
    let mut lines = vec![("reason", args.reason.clone())];
    lines.extend(args.replaced_by.clone().map(|other| ("replaced_by", other)));
    if args.fallback_previous {
        lines.push(("fallback", "previous".to_owned()));
    }
    let event = if args.reinstate { Event::Reinstatement } else { Event::Withdrawal };
    session.publish(event, &args.by, &lines, Removed::default())?;
    Ok(())
}

/// Removes files from a release as the law asks, and says so.
pub(super) fn redact(args: &RedactArgs) -> Result<(), Exit> {
    if let Some(words) = &args.find {
        return find(args, words);
    }
    if let Some(notice) = &args.notice {
        return redact_notice(args, notice);
    }
    let Some(version) = &args.release else {
        let failure = Failure::new("name the release and the files to remove")
            .hint("`iho redact IHO --find \"TEXT\"` shows which files contain a text");
        return Err(Exit::Usage(failure));
    };
    let session = NoticeSession::open(&args.shared, &args.iho, version)?;
    let release = session.release();
    refuse_misnamed(args, release)?;
    let (by, reason, category) = decision(args)?;
    session.refuse_unfit(&[("--reason", reason), ("--by", by)])?;
    tell_elsewhere(&session.same_elsewhere(&args.files));
    tell_still_public(&session.still_public(&args.files));
    let mut gone: BTreeSet<String> = args.files.iter().cloned().collect();
    // What was worked out of the files says what they said.
    gone.extend([FACTS, RECORD].map(str::to_owned));
    gone.retain(|path| release.sealed(&session.sources, path).is_some());
    if args.files.iter().all(|path| !gone.contains(path)) {
        errln!(
            "These files have already been removed from the release {version}. There is nothing left to do."
        );
        return Ok(());
    }
    errln!("These files will be removed permanently from the release {version}:");
    for path in &gone {
        errln!("  {path}");
    }
    errln!(
        "This does not remove the text from the history of version control, other people's copies, caches, web archives and the pages published now. Build and publish the site at once."
    );
    ask(args.yes)?;
    let lines = [("reason", reason.clone()), ("category", category.word().to_owned())];
    let removed = Removed { files: gone.iter().cloned().collect(), notices: Vec::new() };
    session.publish(Event::Redaction, by, &lines, removed)?;
    remove(&session.settings.site, session.release(), &gone)?;
    Ok(())
}

/// Refuses names of files that are to go, and are not there.
fn refuse_misnamed(args: &RedactArgs, release: &Release) -> Result<(), Exit> {
    if args.files.is_empty() {
        return Err(Exit::in_words("name the files to remove".to_owned()));
    }
    let is_sealed = |path: &String| release.manifest.files.iter().any(|it| it.path == *path);
    let Some(unknown) = args.files.iter().find(|path| !is_sealed(path)) else { return Ok(()) };
    let version = release.version;
    let failure = Failure::new(format!("`{unknown}` was not sealed with the release `{version}`"));
    Err(Exit::Usage(failure.hint("name files as `files.sha256` lists them")))
}

/// Who decided a removal, why, and by which law.
fn decision(args: &RedactArgs) -> Result<(&String, &String, Category), Exit> {
    match (&args.by, &args.reason, args.category) {
        (Some(by), Some(reason), Some(category)) => Ok((by, reason, category)),
        _ => Err(Exit::Usage(Failure::new("a removal has to say who decided it and why").hint(
            "add `--by ROLE`, `--reason TEXT` and `--category personal-data`, `court-order` or `copyright`",
        ))),
    }
}

/// Removes a notice as the law asks. What it decided still holds, and is said again in the notice that says so.
fn redact_notice(args: &RedactArgs, name: &str) -> Result<(), Exit> {
    let iho = &args.iho;
    let sources = disk::read(&args.shared.site)?;
    let ledger = archive::Ledger::open(&sources);
    let is_it = |line: &&archive::Line| line.iho == *iho && line.notice.as_deref() == Some(name);
    let Some(line) = ledger.sound().find(is_it).cloned() else {
        let names = ledger.sound().filter(|line| line.iho == *iho);
        let names: Vec<String> = names.filter_map(|line| line.notice.clone()).collect();
        let hint = match names.is_empty() {
            true => "there are no notices about it".to_owned(),
            false => format!("the notices about it are {}", names.join(", ")),
        };
        let failure = Failure::new(format!("no notice about `{iho}` is called `{name}`"));
        return Err(Exit::Usage(failure.hint(hint)));
    };
    let session = NoticeSession::open(&args.shared, iho, &line.version)?;
    let path = format!("content/ihos/{iho}/notices/{name}");
    let file = SitePath::new(&path).and_then(|path| session.sources.find(&path));
    let Some(file) = file else {
        errln!("The notice `{name}` has already been removed. There is nothing left to do.");
        return Ok(());
    };
    let (by, reason, category) = decision(args)?;
    session.refuse_unfit(&[("--reason", reason), ("--by", by)])?;
    errln!(
        "The notice `{name}` about the release {} will be removed permanently. Its decision still applies.\n\
         The ledger keeps its checksum. Somebody who knows the rest of the notice could use it to guess single words.",
        line.version
    );
    ask(args.yes)?;
    let (mut notices, files, again) = archive::restated(session.sources.text(file));
    notices.push(name.to_owned());
    let mut lines = vec![
        ("reason", reason.clone()),
        ("category", category.word().to_owned()),
        ("removed_kind", line.event.word().to_owned()),
    ];
    for line in &again {
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        let key = if key == "fallback" { "fallback" } else { "replaced_by" };
        lines.push((key, value.trim_matches('"').to_owned()));
    }
    session.publish(Event::Redaction, by, &lines, Removed { files, notices })?;
    let place = session.settings.site.join(&path);
    fs::remove_file(&place).map_err(|error| Failure::io("remove", &place, &error))?;
    Ok(())
}

/// What a notice says was removed.
#[derive(Default)]
struct Removed {
    files: Vec<String>,
    notices: Vec<String>,
}

/// Says where else the same text is sealed.
fn tell_elsewhere(elsewhere: &[(String, String)]) {
    if elsewhere.is_empty() {
        return;
    }
    errln!("Other releases contain the same text:");
    for (folder, path) in elsewhere {
        errln!("  {folder}/{path}");
    }
    errln!("Each release needs its own notice: run the command for each of them as well.\n");
}

/// Says which files outside of releases would bring back what goes.
fn tell_still_public(paths: &BTreeSet<SitePath>) {
    if paths.is_empty() {
        return;
    }
    errln!(
        "These files are not part of a release, but have the same content or a later version of it:"
    );
    for path in paths {
        errln!("  {path}");
    }
    errln!(
        "Check each of them: what is left in it will be published with the next build or release.\n"
    );
}

/// Says where a text stands: in releases, drafts and shared files.
fn find(args: &RedactArgs, words: &str) -> Result<(), Exit> {
    let root = &args.shared.site;
    let sources = disk::read(root)?;
    let mut n_found = 0;
    for (_, file) in sources.iter().filter(|(_, file)| file.path.as_str().starts_with("content/")) {
        let Ok(bytes) = disk::read_bytes(root, &file.path) else { continue };
        if memchr::memmem::find(&bytes, words.as_bytes()).is_some() {
            outln!("{}", file.path);
            n_found += 1;
        }
    }
    errln!("{n_found} files contain exactly these words.");
    Ok(())
}

/// Asks whether a notice is to be written.
fn ask(is_confirmed: bool) -> Result<(), Exit> {
    confirm(
        "Seal it?",
        is_confirmed,
        "Nothing was changed.",
        "this has to be confirmed, and nobody can answer here",
    )
}

fn sentence(text: &str) -> String {
    crate::page::wording::sentence(text)
}

/// A site in which something is to be said about a release.
struct NoticeSession {
    settings: Settings,
    sources: Sources,
    archive: Archive,
    now: Timestamp,
    iho: String,
    version: String,
    _lock: disk::Lock,
}

impl NoticeSession {
    /// Reads the site.
    ///
    /// # Errors
    /// Where it was tampered with, or there is no such public release.
    fn open(shared: &Shared, iho: &str, version: &str) -> Result<Self, Exit> {
        let settings = Settings::settle(shared, None)?;
        let lock = disk::lock(&settings.site)?;
        let sources = finished(&settings, disk::read(&settings.site)?, iho, version)?;
        let archive = Archive::open(&sources);
        let now = instant(&sources, shared.at.as_ref())?;
        let found = diag::sorted(archive::verify(&sources, &archive));
        if found.iter().any(Diagnostic::is_error) {
            tell(&settings, &sources, &found);
            errln!("Nothing was changed.");
            return Err(Exit::Content);
        }
        let releases = archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
        let public: Vec<&str> = releases
            .iter()
            .filter(|release| release.publish_at() <= now)
            .map(|release| release.manifest.version.as_str())
            .collect();
        if !public.contains(&version) {
            let failure =
                Failure::new(format!("there is no public release `{version}` of `{iho}`"));
            let hint = match public.is_empty() {
                true => "none of its releases has been published".to_owned(),
                false => format!("the published releases are {}", public.join(", ")),
            };
            return Err(Exit::Usage(failure.hint(hint)));
        }
        let last = archive.ledger.sound().next_back().map(|line| line.at);
        if let Some(last) = last.filter(|last| *last > now) {
            let failure =
                Failure::new(format!("something was published at {last}, which is after {now}"));
            return Err(Exit::Usage(failure.hint("check the clock of this computer")));
        }
        let (iho, version) = (iho.to_owned(), version.to_owned());
        Ok(Self { settings, sources, archive, now, iho, version, _lock: lock })
    }

    fn release(&self) -> &Release {
        let mut releases = self.archive.ihos[&self.iho].iter();
        releases.find(|it| it.manifest.version == self.version).expect("it was looked up")
    }

    /// Refuses words that must not stand in a notice.
    fn refuse_unfit(&self, typed: &[(&str, &str)]) -> Result<(), Exit> {
        refuse_unfit(&self.settings, &self.sources, &self.iho, typed)
    }

    /// Writes a notice, and its line in the ledger after those of what is due.
    fn publish(
        &self,
        event: Event,
        by: &str,
        lines: &[(&str, String)],
        removed: Removed,
    ) -> Result<(), Failure> {
        let mut text = format!(
            "# Written by iho, and bound by the ledger: it never changes.\nkind: {}\nrelease: {}\nat: {}\n",
            event.word(),
            quoted(&self.version),
            quoted(&self.now.to_string())
        );
        text.push_str(&format!("decided_by: {}\n", quoted(by)));
        for (key, value) in lines {
            let value =
                if *key == "fallback" || *key == "since" { value.clone() } else { quoted(value) };
            text.push_str(&format!("{key}: {value}\n"));
        }
        for (key, items) in [("removed", removed.files), ("notices", removed.notices)] {
            if !items.is_empty() {
                text.push_str(&format!("{key}:\n"));
                items.iter().for_each(|it| text.push_str(&format!("  - {it}\n")));
            }
        }
        let number = archive::next_number(&self.sources, &self.iho);
        let day = self.now.to_string();
        let name = format!("{number:04}-{}-{}.yaml", &day[..10], event.word());
        let notice = Notice { name, at: self.now, text };
        disk::write_notice(&self.settings.site, &self.iho, &notice.name, &notice.text)?;
        let mut ledger = self.archive.ledger_at(self.now);
        let line = ledger.next_notice(self.release(), event, &notice);
        ledger.push(line);
        disk::write_ledger(&self.settings.site, &ledger.text())?;
        outln!("Written: content/ihos/{}/notices/{}", self.iho, notice.name);
        Ok(())
    }

    /// Other places where the bytes of some files of the release are sealed.
    fn same_elsewhere(&self, paths: &[String]) -> Vec<(String, String)> {
        let own = self.release().checksums(&self.sources);
        let sums: BTreeSet<&String> = paths.iter().filter_map(|path| own.get(path)).collect();
        let mut found = Vec::new();
        for release in self.archive.ihos.values().flatten() {
            let is_own = release.folder == self.release().folder;
            for (path, sum) in release.checksums(&self.sources) {
                if sums.contains(&sum) && !(is_own && paths.contains(&path)) {
                    found.push((release.folder.clone(), path));
                }
            }
        }
        found
    }

    /// Files outside of releases with the bytes of some files of the release, or in the place where each is worked on.
    fn still_public(&self, paths: &[String]) -> BTreeSet<SitePath> {
        let own = self.release().checksums(&self.sources);
        let sums: BTreeSet<&String> = paths.iter().filter_map(|path| own.get(path)).collect();
        let origins = paths.iter().filter_map(|path| match path.strip_prefix("shared/") {
            Some(shared) => SitePath::new(&format!("content/{shared}")),
            None => SitePath::new(&format!("content/ihos/{}/draft/{path}", self.iho)),
        });
        let mut found: BTreeSet<SitePath> =
            origins.filter(|path| self.sources.find(path).is_some()).collect();
        for (_, file) in self.sources.iter() {
            if !file.path.as_str().starts_with("content/") || archive::is_kept(&file.path) {
                continue;
            }
            let bytes = disk::read_bytes(&self.settings.site, &file.path).unwrap_or_default();
            if sums.contains(&archive::hex(&archive::sha256(&bytes))) {
                found.insert(file.path.clone());
            }
        }
        found
    }
}

/// Finishes the removal that a notice records, where a run that was killed left it half done; gives the files as they are
/// then.
fn finished(
    settings: &Settings,
    sources: Sources,
    iho: &str,
    version: &str,
) -> Result<Sources, Failure> {
    let mut sources = sources;
    let notices = archive::notices_cut_short(&sources, iho);
    for path in &notices {
        let place = settings.site.join(path.as_str());
        fs::remove_file(&place).map_err(|error| Failure::io("remove", &place, &error))?;
    }
    if !notices.is_empty() {
        errln!("Finished removing a notice: the last run had been interrupted.");
        sources = disk::read(&settings.site)?;
    }
    let archive = Archive::open(&sources);
    let releases = archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let Some(release) = releases.iter().find(|it| it.manifest.version == version) else {
        return Ok(sources);
    };
    let gone = archive.removal_cut_short(&sources, release);
    if gone.is_empty() {
        return Ok(sources);
    }
    remove(&settings.site, release, &gone)?;
    errln!(
        "Finished removing files from the release {version}: the last run had been interrupted."
    );
    disk::read(&settings.site)
}

/// Takes files out of a release, with their checksums and salts: the commitment stays, and can't be guessed back. The
/// files go last, so that a run that is killed can be told by them.
fn remove(site: &Path, release: &Release, gone: &BTreeSet<String>) -> Result<(), Failure> {
    let folder = site.join(&release.folder);
    remember(site, release, gone)?;
    for list in [SUMS, SALTS] {
        let path = folder.join(list);
        let text = fs::read_to_string(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let is_kept = |line: &&str| line.split_once("  ").is_none_or(|(_, it)| !gone.contains(it));
        let kept: String = text
            .split_inclusive('\n')
            .filter(|line| is_kept(&line.trim_end_matches('\n')))
            .collect();
        disk::replace_whole(&path, &kept)?;
    }
    for path in gone {
        let path = folder.join(path);
        fs::remove_file(&path).map_err(|error| Failure::io("remove", &path, &error))?;
    }
    Ok(())
}

/// Writes down what goes, before it goes, in a form from which nobody can guess it: it must not come back by mistake.
fn remember(site: &Path, release: &Release, gone: &BTreeSet<String>) -> Result<(), Failure> {
    let known = disk::removed_texts(site)?;
    let mut removed = known.unwrap_or_else(|| RemovedTexts::new(super::release::random()));
    let archive::Manifest { iho, version, .. } = &release.manifest;
    for path in gone {
        let place = site.join(&release.folder).join(path);
        let bytes = fs::read(&place).map_err(|error| Failure::io("read", &place, &error))?;
        removed.add(&bytes, (iho, version, path));
    }
    disk::keep_removed_texts(site, &removed)
}

/// A text as YAML writes it between quotation marks.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is JSON, and so YAML")
}
