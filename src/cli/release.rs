//! `iho release`: seal a draft.

mod announcement;
mod foreseen;
mod readiness;

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::args::{ReleaseArgs, Shared};
use super::exit::{Exit, confirm};
use super::{Settings, tell};
use crate::archive::{
    self, Archive, FACTS, MANIFEST, NOTE, RECORD, Release, RemovedTexts, SALTS, SUMS,
};
use crate::data;
use crate::disk;
use crate::engine;
use crate::failure::Failure;
use crate::graph::Graph;
use crate::release::{self, Changes, PublishTime, Sealing, Terms};

use crate::source::{Content, File, SitePath, Sources};

/// A site that is about to get a release.
struct ReleaseSession {
    settings: Settings,
    sources: Arc<Sources>,
    graph: Graph,
    archive: Archive,
    zone: TimeZone,
    now: Timestamp,
}

/// A release that puts an earlier one right: that one, or the newest.
pub(super) struct Correcting {
    /// The release with the error.
    pub(super) version: Option<String>,
    /// Who decided it.
    pub(super) by: String,
}

/// Seals the draft of an IHO.
pub(super) fn release(args: &ReleaseArgs) -> Result<(), Exit> {
    seal_release(args, None).map(|_| ())
}

/// The release that was put right, and the one that does it.
type Corrected = Option<(String, String)>;

/// Seals the draft of an IHO; tells what was put right where that was asked for and done.
pub(super) fn seal_release(
    args: &ReleaseArgs,
    correcting: Option<&Correcting>,
) -> Result<Corrected, Exit> {
    let settings = Settings::settle(&args.shared, None)?;
    let _lock = disk::lock(&settings.site)?;
    let session = open(settings, &args.shared, &args.iho)?;
    let is_finished = session.finish_interrupted(&args.iho)?;
    if correcting.is_some()
        && let Some(corrected) = session.correction_cut_short(&args.iho)
    {
        return Ok(Some(corrected));
    }
    if is_finished {
        return Ok(None);
    }
    let corrects = session.corrected(&args.iho, correcting)?;
    session.refuse_incomplete(args, correcting.is_some())?;
    session.refuse_unfit(args, correcting)?;
    let publish_at = session.publish_at(args).map_err(Exit::Usage)?;
    let sealing = session.seal(args, publish_at.clone(), corrects.clone())?;
    if super::metadata::refuses(&session.settings, &session.sources, &session.graph, &sealing) {
        errln!("Nothing was sealed.");
        return Err(Exit::Content);
    }
    let before = session.archive.newest(&args.iho);
    let changes = Changes::between(&session.sources, before, &sealing);
    let again = session.removed_before(args, &sealing)?;
    if changes.is_empty() && before.is_some() && args.republish.is_none() {
        let failure =
            Failure::new(format!("nothing has changed in `{}` since its last release", args.iho));
        return Err(Exit::Usage(failure.hint(
            "to publish it again without a change, give the reason with `--republish REASON`",
        )));
    }
    session.refuse_unpublishable(&sealing, &publish_at)?;
    err!("{}", session.announcement(args, &sealing, &publish_at, &changes));
    confirm(
        "Seal it?",
        args.yes,
        "Nothing was sealed.",
        "the release has to be confirmed, and nobody can answer here",
    )?;
    if let Some(allowed) = again {
        disk::keep_removed_texts(session.root(), &allowed)?;
    }
    session.write(&args.iho, &sealing)?;
    Ok(corrects.map(|corrects| (corrects, sealing.manifest.version)))
}

/// Reads and checks the site.
fn open(settings: Settings, shared: &Shared, iho: &str) -> Result<ReleaseSession, Exit> {
    let sources = disk::read(&settings.site)?;
    let now = super::instant(&sources, shared.at.as_ref())?;
    // That there is no such time zone is told below, with its place.
    let zone = super::time_zone(&sources).unwrap_or(TimeZone::UTC);
    let archive = Archive::open(&sources);
    if let Some(latest) = archive.last_instant().filter(|latest| *latest > now) {
        return Err(Exit::Usage(clock_is_behind(now, latest, &zone)));
    }
    let sources = match archive.cut_short(iho) {
        Some(release) => {
            let ledger = archive.ledger_at(release.publish_at());
            disk::write_ledger(&settings.site, &ledger.text())?;
            disk::read(&settings.site)?
        }
        None => sources,
    };
    let sources = Arc::new(disk::with_releases_of(&settings.site, sources, iho));
    let build = engine::build(Arc::clone(&sources), &settings.options);
    let found = release::obstacles(&sources, &build.diagnostics, iho);
    let Some(site) = build.site.as_ref().filter(|_| found.is_empty()) else {
        tell(&settings, &sources, &found);
        errln!("Nothing was sealed.");
        return Err(Exit::Content);
    };
    let graph = site.graph().clone();
    refuse_unknown_iho(&graph, iho)?;
    let archive = Archive::open(&sources);
    Ok(ReleaseSession { settings, sources, graph, archive, zone, now })
}

/// Nothing can be done with an IHO that is not there.
pub(super) fn refuse_unknown_iho(graph: &Graph, iho: &str) -> Result<(), Exit> {
    if graph.model.blueprints.contains_key(iho) {
        return Ok(());
    }
    let known: Vec<&str> = graph.model.blueprints.keys().map(String::as_str).collect();
    let hint = match known.is_empty() {
        true => "create one with `iho new iho`".to_owned(),
        false => format!("the IHOs of this site are {}", known.join(", ")),
    };
    Err(Exit::Usage(Failure::new(format!("there is no IHO `{iho}`")).hint(hint)))
}

/// Releases follow each other in time, so nothing is sealed before what was sealed.
fn clock_is_behind(now: Timestamp, latest: Timestamp, zone: &TimeZone) -> Failure {
    let [now, latest] = [now, latest].map(|at| PublishTime::at(at, zone).in_words());
    Failure::new(format!("it is {now} on this computer, but something was sealed or published on {latest}"))
        .hint("check the clock of this computer, `SOURCE_DATE_EPOCH` and `--at`: a release cannot be older than the one before it")
}

impl ReleaseSession {
    fn root(&self) -> &Path {
        &self.settings.site
    }

    /// A run that was killed after the release was in place leaves the ledger and the draft behind: whether there was one.
    fn finish_interrupted(&self, iho: &str) -> Result<bool, Failure> {
        self.settle_ledger(self.archive.clone())?;
        let Some(newest) = self.archive.newest(iho) else { return Ok(false) };
        let text = |path: &str| {
            let found = SitePath::new(path).and_then(|path| self.sources.find(&path));
            found.map(|file| self.sources.text(file))
        };
        let draft = text(&format!("content/ihos/{iho}/draft/release.yaml"));
        let sealed = text(&format!("{}/release.yaml", newest.folder)).unwrap_or_default();
        let is_same = draft == Some(sealed);
        let is_typed = readiness::is_sealed_of(draft.unwrap_or_default(), sealed);
        if !(is_same || is_typed && self.is_draft_of(iho, newest)) {
            return Ok(false);
        }
        self.begin_next(iho, &newest.manifest.version, &newest.manifest_sha256)?;
        outln!(
            "The last run was interrupted while sealing the release {} of {iho}. It is finished now.",
            newest.version
        );
        Ok(true)
    }

    /// What a run has put right that was killed before it said so.
    fn correction_cut_short(&self, iho: &str) -> Corrected {
        let (wrong, release) = self.archive.correction_cut_short(&self.sources, iho)?;
        outln!(
            "The last run was interrupted after sealing the release {} of {iho}, which corrects {wrong}. The notice is missing.",
            release.version
        );
        Some((wrong.to_owned(), release.manifest.version.clone()))
    }

    /// Whether the draft has the files with which a release was sealed, as far as they are texts.
    fn is_draft_of(&self, iho: &str, release: &Release) -> bool {
        let sums = release.checksums(&self.sources);
        let own =
            |path: &str| !path.starts_with("shared/") && !matches!(path, FACTS | RECORD | NOTE);
        let n_sealed = sums.keys().filter(|path| own(path)).count();
        let folder = format!("content/ihos/{iho}/draft/");
        let sealed = release::closure(&self.sources, &self.graph, iho).draft.into_iter();
        let files = sealed.map(|file| self.sources.file(file));
        let files = files.filter(|file| file.path.as_str() != format!("{folder}{NOTE}"));
        let mut n_files = 0;
        let is_same = |file: &File| {
            let sum = sums.get(&file.path.as_str()[folder.len()..]);
            n_files += 1;
            match &file.content {
                Content::Text(text) => {
                    sum == Some(&archive::hex(&archive::sha256(text.as_bytes())))
                }
                Content::Asset { .. } => sum.is_some(),
                Content::Sealed(_) | Content::Unusable(_) | Content::Removed => false,
            }
        };
        files.into_iter().all(is_same) && n_files == n_sealed
    }

    /// Adds what has become public to the ledger.
    fn settle_ledger(&self, archive: Archive) -> Result<(), Failure> {
        let mut ledger = archive.ledger.clone();
        let due = archive.due(self.now);
        if due.is_empty() {
            return Ok(());
        }
        for release in due {
            let line = ledger.next_line(&release.manifest, &release.manifest_sha256);
            ledger.push(line);
        }
        disk::write_ledger(self.root(), &ledger.text())
    }

    /// The draft goes on from the release that was just sealed, and has a new note to come.
    fn begin_next(&self, iho: &str, version: &str, seal: &str) -> Result<(), Failure> {
        let path = self.root().join(format!("content/ihos/{iho}/draft/release.yaml"));
        disk::replace_whole(&path, &based_on(version, seal))
    }

    /// What each of three releases says, where it matters, and what to type when it was looked at.
    fn out_of_date_hint(&self, iho: &str, newest: Option<&Release>) -> String {
        let Some(newest) = newest else {
            let draft = &self.graph.model.blueprints[iho];
            let based_on = draft.note.as_ref().and_then(|(_, note)| note.based_on.known());
            let named = based_on.and_then(|it| it.version.known());
            return format!(
                "if the folder of that release was deleted before it was published, type `iho unseal {iho} {}`: the \
                 draft then becomes a first release again",
                named.map_or("VERSION", String::as_str)
            );
        };
        let typed = format!(
            "when your draft has everything that you want to keep of it, write `based_on: {}` in `content/ihos/{iho}/draft/release.yaml`",
            newest.version
        );
        let draft = &self.graph.model.blueprints[iho];
        let based_on = draft.note.as_ref().and_then(|(_, note)| note.based_on.known());
        let named = based_on.and_then(|it| it.version.known());
        let releases = self.archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
        let base = releases.iter().find(|release| Some(&release.manifest.version) == named);
        let json = |release: &Release| {
            let sources = release.as_draft(&self.sources);
            let (model, _) = crate::model::read(&sources);
            model.blueprints.get(iho).map(|blueprint| data::blueprint(blueprint))
        };
        let theirs = json(newest).unwrap_or_default();
        let base = base.and_then(json);
        let yours = data::blueprint(draft);
        let differences =
            release::differences(&[base.as_ref().unwrap_or(&theirs), &theirs, &yours]);
        let differences =
            differences.iter().filter(|it| base.is_none() || it.said[0] != it.said[1]);
        let mut text = String::new();
        for it in differences.take(20) {
            let short = |said: &Option<String>| match said {
                Some(said) => format!("“{}”", said.chars().take(60).collect::<String>()),
                None => "nothing".to_owned(),
            };
            let was = if base.is_some() {
                format!("was {}, ", short(&it.said[0]))
            } else {
                String::new()
            };
            let (theirs, yours) = (short(&it.said[1]), short(&it.said[2]));
            text.push_str(&format!(
                "\n  {}: {was}the last release says {theirs}, your draft {yours}",
                it.field
            ));
        }
        if text.is_empty() {
            return typed;
        }
        format!("check where the last release and your draft differ:{text}\n{typed}")
    }

    fn publish_at(&self, args: &ReleaseArgs) -> Result<PublishTime, Failure> {
        let blueprint = &self.graph.model.blueprints[&args.iho];
        let note = blueprint.note.as_ref().and_then(|(_, note)| note.publish_at.known());
        let at_once = PublishTime::at(self.now, &self.zone);
        let moment = match args.publish_at.as_ref().or(note) {
            Some(words) => release::moment(words, &self.zone).map_err(Failure::new)?,
            None => at_once,
        };
        if moment.instant() < self.now {
            return Err(Failure::new(format!("{} has passed", moment.in_words()))
                .hint("leave out `publish_at` to publish at once, or give a time in the future"));
        }
        let newest = self.archive.newest(&args.iho).map(Release::publish_at);
        let last = self.archive.ledger.sound().next_back().map(|line| line.at);
        if let Some(before) = newest.max(last).filter(|before| *before > moment.instant()) {
            let before = PublishTime::at(before, &self.zone).in_words();
            return Err(Failure::new(format!(
                "something was published on {before}, which is after {}",
                moment.in_words()
            ))
            .hint("check the clock of this computer: a release cannot be older than the one before it"));
        }
        Ok(moment)
    }

    /// The release that is to be put right, where one is.
    fn corrected(
        &self,
        iho: &str,
        correcting: Option<&Correcting>,
    ) -> Result<Option<String>, Exit> {
        let Some(correcting) = correcting else { return Ok(None) };
        let releases = self.archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
        let public = releases.iter().filter(|release| release.publish_at() <= self.now);
        let mut names = public.map(|release| &release.manifest.version);
        let found = match &correcting.version {
            Some(version) => names.find(|name| *name == version),
            None => names.next_back(),
        };
        let nothing = || format!("there is no public release of `{iho}` to correct");
        found.cloned().map(Some).ok_or_else(|| Exit::in_words(nothing()))
    }

    fn seal(
        &self,
        args: &ReleaseArgs,
        publish_at: PublishTime,
        corrects: Option<String>,
    ) -> Result<Sealing, Failure> {
        let terms = Terms {
            iho: &args.iho,
            publish_at,
            sealed_at: self.now,
            previous: self.archive.newest(&args.iho),
            corrects,
        };
        let bytes = super::review::bytes(&self.settings, &self.sources);
        let sealing = release::seal(&self.sources, &self.graph, &terms, bytes, salt)?;
        Ok(match self.release_yaml(args) {
            Some(text) => sealing.with_release_yaml(&text, salt),
            None => sealing,
        })
    }

    /// Whether files that were removed from a release by law are about to be sealed again: then they are refused, or, with a
    /// reason, the list is given in which they are allowed.
    fn removed_before(
        &self,
        args: &ReleaseArgs,
        sealing: &Sealing,
    ) -> Result<Option<RemovedTexts>, Exit> {
        let Some(mut known) = disk::removed_texts(self.root())? else { return Ok(None) };
        let own = [MANIFEST, SUMS, SALTS];
        let files = sealing.files.iter().filter(|(path, _)| !own.contains(&path.as_str()));
        let found: Vec<(&String, &Vec<u8>, String)> = files
            .filter_map(|(path, bytes)| Some((path, bytes, known.find(bytes)?.to_owned())))
            .collect();
        let Some((path, _, from)) = found.first() else { return Ok(None) };
        let Some(reason) = &args.again else {
            let others = match found.len() - 1 {
                0 => String::new(),
                n => format!(", and {n} more files have been removed before, too"),
            };
            let failure = Failure::new(format!(
                "`{path}` is the same as `{from}`, which was removed for legal reasons{others}: nothing was sealed"
            ));
            return Err(Exit::Usage(failure.hint(
                "remove what must not be published or, if it may be published again, give the reason with `--again REASON`",
            )));
        };
        for (_, bytes, _) in &found {
            known.allow(bytes, &self.settings.options.today.to_string(), reason);
        }
        Ok(Some(known))
    }

    fn write(&self, iho: &str, sealing: &Sealing) -> Result<(), Failure> {
        disk::protect_line_endings(self.root())?;
        let folder = disk::write_release(self.root(), iho, sealing)?;
        let sources = disk::read(self.root())?;
        let archive = Archive::open(&sources);
        self.settle_ledger(archive)?;
        let seal = archive::hex(&archive::sha256(sealing.manifest.text().as_bytes()));
        self.begin_next(iho, &sealing.manifest.version, &seal)?;
        outln!(
            "\nSealed: {}\nThe SHA-256 of its manifest is {seal}.\n\
             Keep the whole folder `content` together: copy it, or commit it, with its new files.",
            folder.display()
        );
        Ok(())
    }
}

/// `release.yaml` of a draft right after a release was sealed.
pub(super) fn based_on(version: &str, seal: &str) -> String {
    format!(
        "# Before the next release, tell readers here what has changed:\n# note: |\n#   …\n\
         based_on:\n  version: {version}\n  manifest_sha256: {seal}\n"
    )
}

/// Random bytes of the system.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// A salt for a commitment.
fn salt() -> [u8; 16] {
    random()
}
