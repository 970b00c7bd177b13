//! `iho unseal`: take back what was sealed and nobody has seen.
#![expect(clippy::disallowed_methods, reason = "the shell removes what is taken back")]

use std::fs;
use std::path::Path;

use super::args::UnsealArgs;
use super::exit::{Exit, confirm};
use super::older_ledger::read_ledger;
use super::release::based_on;
use super::{Settings, instant};
use crate::archive::{Archive, Event, Ledger, NOTE, Release};
use crate::disk;
use crate::failure::Failure;
use crate::source::{SitePath, Sources};

/// Takes back a release that waits for its hour, and puts the draft back on the release before it.
pub(super) fn unseal(args: &UnsealArgs) -> Result<(), Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let _lock = disk::lock(&settings.site)?;
    let sources = disk::read(&settings.site)?;
    let archive = Archive::open(&sources);
    let now = instant(&sources, args.shared.at.as_ref())?;
    let (iho, version) = (&args.iho, &args.release);
    let releases = archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let release = releases.iter().find(|release| release.manifest.version == *version);
    let built = read_ledger(&settings.output).ok().map(|text| Ledger::of_text(&text));
    let ledgers = [Some(&archive.ledger), built.as_ref()];
    if ledgers.into_iter().flatten().any(|ledger| names(ledger, iho, version)) {
        let failure =
            Failure::new(format!("the release `{version}` of `{iho}` has already been published"));
        return Err(Exit::Usage(failure.hint(format!(
            "what has been published cannot be taken back: correct it with `iho correct {iho}`, or withdraw it with `iho withdraw {iho} {version}`"
        ))));
    }
    let draft = RestoredDraft { root: &settings.site, sources: &sources, iho };
    let Some(release) = release else {
        return draft.without_folder(version, archive.newest(iho));
    };
    if let Some(failure) = refusal(&archive, release, now) {
        return Err(Exit::Usage(failure));
    }
    errln!(
        "The release {version} of {iho} will be taken back: its folder will be deleted, and the draft will follow the release before it. It has not been published, so there will be no notice."
    );
    let nobody = "this has to be confirmed, and nobody can answer here";
    confirm("Take it back?", args.yes, "Nothing was changed.", nobody)?;
    let before = releases.iter().rev().find(|it| it.manifest.sequence < release.manifest.sequence);
    draft.put_back(release, before)?;
    let place = settings.site.join(&release.folder);
    fs::remove_dir_all(&place).map_err(|error| Failure::io("remove", &place, &error))?;
    outln!("Taken back: {}", release.folder);
    Ok(())
}

/// Whether a ledger names a release.
fn names(ledger: &Ledger, iho: &str, version: &str) -> bool {
    let mut lines = ledger.sound();
    lines.any(|line| line.event == Event::Release && line.iho == iho && line.version == version)
}

/// Why a release can't be taken back.
fn refusal(archive: &Archive, release: &Release, now: jiff::Timestamp) -> Option<Failure> {
    let (iho, version) = (&release.manifest.iho, &release.manifest.version);
    if archive.newest(iho) != Some(release) {
        let failure =
            Failure::new(format!("another release of `{iho}` was sealed after `{version}`"));
        return Some(failure.hint("take that one back first, if it has not been published either"));
    }
    // One that was cut short is in no ledger, so no build has shown it.
    if release.publish_at() > now || archive.cut_short(iho) == Some(release) {
        return None;
    }
    let failure = Failure::new(format!(
        "the publication time of the release `{version}` of `{iho}` has passed, so a build may have published it"
    ));
    Some(failure.hint(format!(
        "correct it with `iho correct {iho}`, or withdraw it with `iho withdraw {iho} {version}`"
    )))
}

/// The draft of an IHO, which goes on from a release.
struct RestoredDraft<'d> {
    root: &'d Path,
    sources: &'d Sources,
    iho: &'d str,
}

impl RestoredDraft<'_> {
    fn path(&self) -> String {
        format!("content/ihos/{}/draft/{NOTE}", self.iho)
    }

    fn note(&self) -> Option<&str> {
        let file = SitePath::new(&self.path()).and_then(|path| self.sources.find(&path))?;
        Some(self.sources.text(file))
    }

    /// `release.yaml` as it was before the release was sealed; where something was written into it since, that stays, and only
    /// the release that it goes on from is another.
    fn put_back(&self, release: &Release, before: Option<&Release>) -> Result<(), Failure> {
        let place = self.root.join(self.path());
        let note = self.note().unwrap_or_default();
        let is_untouched = note == based_on(&release.manifest.version, &release.manifest_sha256);
        let sealed = release.sealed(self.sources, NOTE).map(|file| self.sources.text(file));
        match sealed.filter(|_| is_untouched) {
            Some(sealed) => disk::replace_whole(&place, sealed),
            None => self.go_on_from(before),
        }
    }

    /// Names the release that the draft goes on from, and leaves all else in `release.yaml` as it is.
    fn go_on_from(&self, before: Option<&Release>) -> Result<(), Failure> {
        let mut text = String::new();
        let mut is_within = false;
        for line in self.note().unwrap_or_default().split_inclusive('\n') {
            is_within = line.starts_with("based_on:")
                || (is_within && line.starts_with([' ', '\t']) && !line.trim().is_empty());
            if !is_within {
                text.push_str(line);
            }
        }
        if let Some(before) = before {
            let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
            text.push_str(&format!(
                "{gap}based_on:\n  version: {}\n  manifest_sha256: {}\n",
                before.version, before.manifest_sha256
            ));
        }
        let place = self.root.join(self.path());
        let says_something = |line: &str| !line.trim().is_empty() && !line.trim().starts_with('#');
        match text.lines().any(says_something) {
            true => disk::replace_whole(&place, &text),
            // A file without a value is a mistake of its own.
            false if place.exists() => {
                fs::remove_file(&place).map_err(|error| Failure::io("remove", &place, &error))
            }
            false => Ok(()),
        }
    }

    /// The folder of the release is gone already: what is left to put back is the draft, where it goes on from it.
    fn without_folder(&self, version: &str, newest: Option<&Release>) -> Result<(), Exit> {
        let iho = self.iho;
        let is_based_on_it = self.note().is_some_and(|note| {
            note.lines().any(|line| {
                line.trim()
                    .trim_start_matches("based_on:")
                    .trim()
                    .trim_start_matches("version:")
                    .trim()
                    .trim_matches('"')
                    == version
            })
        });
        if !is_based_on_it {
            let failure = Failure::new(format!("there is no release `{version}` of `{iho}`"));
            return Err(Exit::Usage(
                failure.hint("`iho status` lists the releases that are waiting to be published"),
            ));
        }
        self.go_on_from(newest).map_err(Exit::Usage)?;
        outln!(
            "The folder of the release {version} had already been deleted. The draft now follows the release before it."
        );
        Ok(())
    }
}
