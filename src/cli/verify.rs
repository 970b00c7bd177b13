//! `iho verify`: prove that nothing that was published changed, of a site, of one release, or of a ledger alone.
#![expect(clippy::disallowed_methods, reason = "the shell reads files that are named to it")]

use std::path::{Path, PathBuf};

use super::args::VerifyArgs;
use super::evidence::gather;
use super::exit::Exit;
use super::older_ledger::against;
use super::{Settings, stop_at_errors, tell};
use crate::archive::{self, Archive, Checkpoint, Event, Manifest, Release};
use crate::diag::{Code, Diagnostic, Severity, sorted};
use crate::failure::Failure;
use crate::source::{SitePath, Sources};

/// What who downloaded something can do about it.
const DOWNLOADED: &str = "download it again from the site. If the problem remains, keep what you have and ask the publisher: it is not the published release";

/// Checks every seal and the ledger, and the ledger against what was published, kept or signed.
pub(super) fn verify(args: &VerifyArgs) -> Result<(), Exit> {
    let mut settings = Settings::settle(&args.shared, None)?;
    let is_here = args.path.is_none() && settings.site == Path::new(".");
    if let Some(path) = &args.path {
        settings.site.clone_from(path);
    }
    let evidence = gather(&settings.site, is_here, args.ledger.as_deref())?;
    let sources = &evidence.sources;
    let archive = Archive::open(sources);
    let mut found = match evidence.is_site {
        true => archive::verify(sources, &archive),
        false => archive::verify_apart(sources, &archive),
    };
    for (path, what) in [(&args.published, "published"), (&args.since, "kept")] {
        let Some(path) = path else { continue };
        found.extend(against(sources, &archive, path, what)?);
    }
    let mut signed = String::new();
    if let Some(path) = &args.checkpoint {
        let (words, diagnostic) =
            signed_head(args, path, sources, &archive).map_err(Exit::Usage)?;
        signed = words;
        found.extend(diagnostic);
    }
    // Here somebody asks whether a release is what was sealed and nothing else: no file is too small to count.
    for it in found.iter_mut().filter(|it| it.code == Code::SealedDebris) {
        (it.code, it.severity) = (Code::SealedStray, Severity::Error);
    }
    if !evidence.is_site {
        found.iter_mut().for_each(|it| it.hints = vec![DOWNLOADED.to_owned()]);
        found.extend(evidence.notices_not_at_hand(&archive));
    }
    let found = sorted(found);
    tell(&settings, sources, &found);
    if found.is_empty() && settings.is_human() && !settings.is_quiet {
        let unbound = match archive.ledger.file {
            None if !evidence.is_site => UNBOUND,
            _ => "",
        };
        super::print(&format!(
            "{}{unbound}{}{signed}",
            all_is_well(sources, &archive),
            said_since(sources, &archive)
        ));
    }
    stop_at_errors(&found)
}

/// What is not shown of a release by itself.
const UNBOUND: &str = "Its files match its manifest. Only the ledger of the site can show whether this manifest was published: download the ledger, and name it with `--ledger`.\n";

/// What notices have said about the releases since they were published.
fn said_since(sources: &Sources, archive: &Archive) -> String {
    let zone = super::time_zone(sources).unwrap_or(jiff::tz::TimeZone::UTC);
    let day = |at: jiff::Timestamp| {
        crate::model::figures::date(crate::release::PublishTime::at(at, &zone).day())
    };
    let mut text = String::new();
    for release in archive.ihos.values().flatten() {
        let Manifest { iho, version, .. } = &release.manifest;
        let withdrawal = archive.ledger.withdrawal(iho, version, jiff::Timestamp::MAX);
        let is_correction = |line: &&archive::Line| {
            line.event == Event::Correction && line.iho == *iho && line.version == *version
        };
        let correction = archive.ledger.sound().rev().find(is_correction);
        if let Some(line) = withdrawal {
            text.push_str(&format!(
                "The release {version} of {iho} was withdrawn on {}: it should no longer be relied on.\n",
                day(line.at)
            ));
        }
        if let Some(line) = correction {
            text.push_str(&format!(
                "The release {version} of {iho} contains an error, which was corrected on {}.\n",
                day(line.at)
            ));
        }
    }
    text
}

/// Whether a checkpoint is that of the ledger, and a key that counts signed it, in words; and what speaks against it.
fn signed_head(
    args: &VerifyArgs,
    path: &Path,
    sources: &Sources,
    archive: &Archive,
) -> Result<(String, Option<Diagnostic>), Failure> {
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|_| Failure::new(format!("there is no file `{}`", path.display())))
    };
    let text = read(path)?;
    let broken = |message: String, hint: &str| {
        let diagnostic = Diagnostic::of_site(Code::LedgerBroken, message).hint(hint);
        Ok((String::new(), Some(diagnostic)))
    };
    if let Some(words) = Checkpoint::contradicts(&text, &archive.ledger) {
        return broken(
            format!("the checkpoint `{}` does not fit the ledger: {words}", path.display()),
            "keep this checkpoint and ask the publisher: either the file or the history has been changed",
        );
    }
    let mut lines = text.lines();
    let (origin, n) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let fits = format!("The checkpoint of {origin} covers the first {n} lines of this ledger.\n");
    let at = text.lines().find_map(|line| line.strip_prefix("at ")?.parse().ok());
    let keys = match &args.key {
        Some(key) => vec![(None, key_text(key))],
        None => keys_of(sources, at),
    };
    if keys.is_empty() {
        let unchecked =
            "The signature was not checked. To check it, give a key that you trust with `--key`.\n";
        return Ok((fits + unchecked, None));
    }
    let signature = PathBuf::from(format!("{}.minisig", path.display()));
    let signature = read(&signature).map_err(|failure| {
        failure.hint("download the signature as well: it is beside the checkpoint")
    })?;
    let mut why = String::new();
    for (id, key) in &keys {
        match archive::check_signature(key, text.as_bytes(), &signature) {
            Ok(()) => {
                let by = id.as_ref().map_or("this key".to_owned(), |id| format!("the key `{id}`"));
                return Ok((format!("{fits}It was signed with {by}.\n"), None));
            }
            Err(words) => why = words,
        }
    }
    broken(
        format!("the signature of the checkpoint `{}` is not valid: {why}", path.display()),
        "get the key from somewhere else than the checkpoint, such as a printed report, and try again",
    )
}

/// A key as it was typed, or the text of the file that it is in.
fn key_text(args: &str) -> String {
    std::fs::read_to_string(args).unwrap_or_else(|_| args.to_owned())
}

/// The keys in `keys.yaml` that were good at an instant.
fn keys_of(sources: &Sources, at: Option<jiff::Timestamp>) -> Vec<(Option<String>, String)> {
    let file = SitePath::new("content/keys.yaml").and_then(|path| sources.find(&path));
    let reading = file.map(|file| crate::model::read_files(sources, &[file]));
    let keys = reading.and_then(|reading| reading.model.keys);
    let day = at.map(|at| jiff::tz::Offset::UTC.to_datetime(at).date());
    let (Some((_, keys)), Some(day)) = (keys, day) else { return Vec::new() };
    keys.good_on(day)
        .filter_map(|key| {
            Some((key.id.known().map(|id| id.0.value.clone()), key.key.known()?.clone()))
        })
        .collect()
}

/// What was looked at, where nothing speaks against it.
fn all_is_well(sources: &Sources, archive: &Archive) -> String {
    let releases: Vec<&Release> = archive.ihos.values().flatten().collect();
    let n_files: usize = releases.iter().map(|release| release.manifest.files.len()).sum();
    let is_withheld = |release: &&Release, path: &str| release.sealed(sources, path).is_none();
    let n_withheld: usize = releases
        .iter()
        .map(|it| it.manifest.files.iter().filter(|file| is_withheld(it, &file.path)).count())
        .sum();
    let withheld = match n_withheld {
        0 => String::new(),
        n => format!(" ({} removed, with notices)", n),
    };
    let lines = counted(archive.ledger.lines.len(), "line");
    match releases.len() {
        0 => format!("{lines} in the ledger: nothing has been changed.\n"),
        n => format!(
            "{}, {}{withheld}, {lines} in the ledger: nothing has been changed.\n",
            counted(n, "release"),
            counted(n_files, "sealed file"),
        ),
    }
}

/// "1 release", "2 releases".
fn counted(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}
