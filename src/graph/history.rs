//! What was published of an IHO, and when, on the clock of the site.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::{EntityId, Graph};
use crate::archive::{Event, Release};
use crate::model::field::Field;
use crate::model::figures;
use crate::model::notice::Notice;
use crate::model::prose::{Prose, first_paragraph};
use crate::model::reference::{EntityKind, Reference};
use crate::model::renames::Renames;
use crate::model::scalar::Date;
use crate::model::timeline::ReleaseNote;

/// A release with what was said of it.
#[derive(Clone, Copy, Debug)]
pub struct Past<'g> {
    /// The release.
    pub release: &'g Release,
    /// What was said of it.
    pub note: Option<&'g ReleaseNote>,
    /// From when on another one was in force; nothing for the newest.
    pub until: Option<Timestamp>,
}

/// Every release of an IHO, the newest first.
pub fn releases_of<'g>(graph: &'g Graph, iho: &str) -> Vec<Past<'g>> {
    let releases = graph.archive.ihos.get(iho).map_or(&[][..], Vec::as_slice);
    let untils = releases.iter().skip(1).map(|next| Some(next.publish_at())).chain([None]);
    let note = |release: &Release| {
        let name = format!("{iho}/{}", release.version);
        graph.model.past_notes.get(&name).map(|note| &**note)
    };
    let past = releases.iter().zip(untils);
    let mut past: Vec<Past<'g>> =
        past.map(|(release, until)| Past { release, note: note(release), until }).collect();
    past.reverse();
    past
}

/// The measures of which any release of an IHO has figures, by their ids of now, as the manifests list them; what was removed
/// by law is none.
pub fn measures_of(graph: &Graph, iho: &str) -> BTreeSet<String> {
    let releases = graph.archive.ihos.get(iho).into_iter().flatten();
    let tables = releases.flat_map(|release| {
        let removed: BTreeSet<&String> = removed(graph, release).collect();
        let files = release.manifest.files.iter().map(|file| &file.path);
        let files = files.filter(move |path| !removed.contains(path));
        files.filter_map(|path| path.strip_prefix("metrics/")?.strip_suffix(".csv"))
    });
    let renames = Renames::of(&graph.model);
    tables.map(|id| renames.now(EntityKind::Metric, id).unwrap_or(id).to_owned()).collect()
}

/// The files that notices say were removed from a release by law.
pub fn removed<'g>(graph: &'g Graph, release: &Release) -> impl Iterator<Item = &'g String> {
    let manifest = &release.manifest;
    let notices = notices_of(graph, &manifest.iho, &manifest.version).into_iter();
    notices.flat_map(|notice| notice.removed.items())
}

/// A time in which the same release was in force, or none because it was withdrawn.
#[derive(Clone, Copy, Debug)]
pub struct Interval<'g> {
    /// Its first instant.
    pub from: Timestamp,
    /// The instant at which it was over; nothing where it lasts.
    pub until: Option<Timestamp>,
    /// The release.
    pub release: Option<&'g Release>,
}

/// When which release of an IHO was in force, the oldest first: from its first publication on, without gaps.
pub fn intervals<'g>(graph: &'g Graph, iho: &str) -> Vec<Interval<'g>> {
    let archive = &graph.archive;
    let published = archive.ihos.get(iho).into_iter().flatten().map(Release::publish_at);
    let decided = archive.ledger.sound().filter(|line| line.iho == iho);
    let decided = decided
        .filter(|line| matches!(line.event, Event::Withdrawal | Event::Reinstatement))
        .map(|line| line.at);
    let instants: BTreeSet<Timestamp> = published.chain(decided).collect();
    let mut all: Vec<Interval<'g>> = Vec::new();
    for from in instants {
        let release = archive.public(iho, from);
        let name = |it: &Release| it.version;
        match all.last_mut() {
            Some(last) if last.release.map(name) == release.map(name) => continue,
            Some(last) => last.until = Some(from),
            None => {}
        }
        all.push(Interval { from, until: None, release });
    }
    all
}

/// The notices about a release, the oldest first.
pub fn notices_of<'g>(graph: &'g Graph, iho: &str, version: &str) -> Vec<&'g Notice> {
    let prefix = format!("{iho}/");
    let of_iho = graph.model.notices.range(prefix.clone()..);
    let of_iho = of_iho.take_while(|(name, _)| name.starts_with(&prefix)).map(|(_, it)| &**it);
    of_iho.filter(|it| it.release.known().is_some_and(|about| about == version)).collect()
}

/// A release for people, by its name: "release 3 of 17 April 2027".
pub fn release_in_words(graph: &Graph, iho: &str, version: &str) -> String {
    let mut all = graph.archive.ihos.get(iho).into_iter().flatten();
    match all.find(|it| it.version.to_string() == version) {
        Some(it) => nth_of(it.manifest.sequence, day(graph, it.publish_at())),
        None => format!("release {version}"),
    }
}

/// "release 3 of 17 April 2027".
pub fn nth_of(sequence: u32, day: Date) -> String {
    format!("release {sequence} of {}", figures::date(day))
}

fn text(stated: &Field<String>) -> String {
    stated.known().cloned().unwrap_or_default()
}

/// The day of a notice; empty where that can't be read.
fn day_of_notice(graph: &Graph, notice: &Notice) -> String {
    let at = text(&notice.at).parse::<Timestamp>();
    at.map_or_else(|_| String::new(), |at| figures::date(day(graph, at)))
}

/// What became of a release by a notice, and when: for the first line of its pages.
pub fn status(graph: &Graph, iho: &str, notice: &Notice) -> String {
    let day = day_of_notice(graph, notice);
    match text(&notice.kind).as_str() {
        "correction" => {
            let other = release_in_words(graph, iho, &text(&notice.replaced_by));
            format!("Contains an error, corrected in {other}.")
        }
        "withdrawal" => format!("Withdrawn on {day}. Do not rely on it."),
        "reinstatement" => format!("Reinstated on {day}."),
        _ if notice.notices.known().is_some() => {
            format!("A notice about it was removed on {day}.")
        }
        _ => format!("Some files were removed on {day}."),
    }
}

/// What a notice says, in a sentence or two.
pub fn sentence(graph: &Graph, iho: &str, notice: &Notice) -> String {
    let plain = |stated: &Field<Prose>| {
        let name = |reference: &Reference| Some(graph.name(&EntityId::of(reference)).to_owned());
        stated.known().map(|prose| first_paragraph(&prose.text, &name)).unwrap_or_default()
    };
    let day = day_of_notice(graph, notice);
    let (by, reason, now) = (text(&notice.decided_by), plain(&notice.reason), plain(&notice.now));
    let other = match text(&notice.replaced_by) {
        version if version.is_empty() => version,
        version => release_in_words(graph, iho, &version),
    };
    match text(&notice.kind).as_str() {
        "correction" => {
            let now = if now.is_empty() { now } else { format!(" {now}") };
            format!("Contains an error, corrected in {other}: {reason}{now} Decided by: {by}.")
        }
        "withdrawal" => {
            let other =
                if other.is_empty() { other } else { format!(" It is replaced by {other}.") };
            format!(
                "Withdrawn on {day}, no longer to be relied on: {reason}{other} Decided by: {by}."
            )
        }
        "reinstatement" => format!("Reinstated on {day}: {reason} Decided by: {by}."),
        _ if notice.notices.known().is_some() => {
            let category = text(&notice.category).replace('-', " ");
            let what = match text(&notice.removed_kind).as_str() {
                "withdrawal" => "The notice that withdrew it",
                "reinstatement" => "The notice that reinstated it",
                "correction" => "The notice that corrected it",
                _ => "A notice about a removal from it",
            };
            format!(
                "{what} was itself removed on {day} for a reason of law ({category}); what it decided still holds: {reason} \
                 Decided by: {by}."
            )
        }
        _ => {
            let category = text(&notice.category).replace('-', " ");
            let n = notice.removed.items().len();
            let what = if n == 1 { "1 file was".to_owned() } else { format!("{n} files were") };
            format!(
                "On {day}, {what} removed from it for a reason of law ({category}): {reason} Decided by: {by}."
            )
        }
    }
}

/// An instant on the clock of the site.
pub fn on_the_clock(graph: &Graph, instant: Timestamp) -> Zoned {
    let site = graph.model.site.as_ref().map(|(_, site)| site);
    let name = site.and_then(|site| site.time_zone.known()).map_or("Europe/London", String::as_str);
    instant.to_zoned(TimeZone::get(name).unwrap_or(TimeZone::UTC))
}

/// The day of an instant on the clock of the site.
pub fn day(graph: &Graph, instant: Timestamp) -> Date {
    on_the_clock(graph, instant).date()
}
