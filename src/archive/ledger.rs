//! `content/ledger.jsonl`: everything that was published, one line each, in the order of publication.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Release;
use super::digest::{hex, sha256};
use super::manifest::{GENESIS, Manifest};
use super::notice::Notice;
use crate::source::{FileId, SitePath, Sources, Span};

/// Where the ledger lies.
pub const LEDGER: &str = "content/ledger.jsonl";

/// The ledger: its lines that can be read, each with its place, and those that can't.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Ledger {
    /// The file, where there is one.
    pub file: Option<FileId>,
    /// Every line in order.
    pub lines: Vec<(Span, Result<Line, String>)>,
    /// Whether the last line has its end.
    pub is_whole: bool,
}

/// One publication. Fields are in the order of their names, as they are written.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// When it became public.
    pub at: Timestamp,
    /// The IHO.
    pub iho: String,
    /// The SHA-256 of the manifest of a release.
    pub manifest_sha256: String,
    /// 1, 2, 3 and so on.
    pub n: u64,
    /// The file of the notice, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// The SHA-256 of that file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_sha256: Option<String>,
    /// The SHA-256 of the line before without its end; zeros before the first.
    pub prev: String,
    /// What was published.
    #[serde(rename = "type")]
    pub event: Event,
    /// The name of the release.
    pub version: String,
}

/// Kinds of publications.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Event {
    /// A release.
    Release,
    /// A notice that a release has an error, and which one puts it right.
    Correction,
    /// A notice that a release is no longer to be relied on.
    Withdrawal,
    /// A notice that it is again.
    Reinstatement,
    /// A notice that something was removed from a release, as the law asks.
    Redaction,
}

impl Event {
    /// The word for it in the names of files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Correction => "correction",
            Self::Withdrawal => "withdrawal",
            Self::Reinstatement => "reinstatement",
            Self::Redaction => "redaction",
        }
    }
}

impl Line {
    /// The line as it is written, without its end.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("a line is JSON")
    }
}

impl Ledger {
    /// Reads the ledger of a site.
    pub fn open(sources: &Sources) -> Self {
        let file = SitePath::new(LEDGER).and_then(|path| sources.find(&path));
        let Some(file) = file else { return Self { is_whole: true, ..Self::default() } };
        Self { file: Some(file), ..Self::parse(file, sources.text(file)) }
    }

    /// Reads a ledger that is no file of the site.
    pub fn of_text(text: &str) -> Self {
        Self::parse(Span::NOWHERE.file, text)
    }

    fn parse(file: FileId, text: &str) -> Self {
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let words = line.strip_suffix('\n').unwrap_or(line);
            let span = Span::new(file, start, start + words.len());
            let read = serde_json::from_str(words).map_err(|error| super::unread(words, &error));
            lines.push((span, read));
            start += line.len();
        }
        Self { file: None, lines, is_whole: text.is_empty() || text.ends_with('\n') }
    }

    /// The lines that can be read.
    pub fn sound(&self) -> impl DoubleEndedIterator<Item = &Line> {
        self.lines.iter().filter_map(|(_, line)| line.as_ref().ok())
    }

    /// The IHO and the version of each release in it.
    pub(super) fn releases(&self) -> BTreeSet<(&str, &str)> {
        let releases = self.sound().filter(|line| line.event == Event::Release);
        releases.map(|line| (&*line.iho, &*line.version)).collect()
    }

    /// The line that comes next, for a release.
    pub fn next_line(&self, manifest: &Manifest, manifest_sha256: &str) -> Line {
        let last = self.sound().next_back();
        Line {
            at: manifest.publish_at,
            iho: manifest.iho.clone(),
            manifest_sha256: manifest_sha256.to_owned(),
            n: last.map_or(1, |line| line.n + 1),
            prev: last
                .map_or_else(|| GENESIS.to_owned(), |line| hex(&sha256(line.text().as_bytes()))),
            notice: None,
            notice_sha256: None,
            event: Event::Release,
            version: manifest.version.clone(),
        }
    }

    /// The line that comes next, for a notice about a release.
    pub fn next_notice(&self, release: &Release, event: Event, notice: &Notice) -> Line {
        let line = self.next_line(&release.manifest, &release.manifest_sha256);
        Line {
            at: notice.at,
            event,
            notice: Some(notice.name.clone()),
            notice_sha256: Some(hex(&sha256(notice.text.as_bytes()))),
            ..line
        }
    }

    /// The line that says that a release is withdrawn at an instant, where it is.
    pub fn withdrawal(&self, iho: &str, version: &str, at: Timestamp) -> Option<&Line> {
        let is_about =
            |line: &&Line| matches!(line.event, Event::Withdrawal | Event::Reinstatement);
        let of_release = |line: &&Line| line.at <= at && line.version == version && line.iho == iho;
        let mut about = self.sound().rev().filter(is_about);
        about.find(of_release).filter(|line| line.event == Event::Withdrawal)
    }

    /// Adds a line at the end.
    pub fn push(&mut self, line: Line) {
        self.lines.push((Span::NOWHERE, Ok(line)));
    }

    /// The lines of what was public at an instant.
    #[must_use]
    pub fn until(&self, at: Timestamp) -> Self {
        let is_public = |line: &Result<Line, String>| line.as_ref().is_ok_and(|line| line.at <= at);
        let lines = self.lines.iter().take_while(|(_, line)| is_public(line)).cloned().collect();
        Self { lines, ..self.clone() }
    }

    /// All lines as they are written.
    pub fn text(&self) -> String {
        self.sound().map(|line| line.text() + "\n").collect()
    }
}
