//! How long it takes to prove that a large archive is unchanged, beside `sha256sum` over the same bytes; and what one more
//! release costs.
//!
//! `cargo bench --bench archive` verifies 200 IHOs with 60 releases each, of 13 files; `-- --verify N R` N IHOs with R releases.
//! `-- --add N R` builds the whole site of such an archive, adds a release, and builds again; `-- --add-small N R` does so with
//! IHOs that say little. `DIR=…` names the place for it.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and the disk, and says what it saw"
)]

#[expect(dead_code, reason = "other benchmarks use the rest")]
mod corpus;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use iho::archive::{
    self, FORMAT, GENESIS, Kind, Ledger, Manifest, Previous, Release, SealedFile, Version,
};
use iho::engine::{self, Options};
use iho::graph::Graph;
use iho::release::{PublishTime, Terms};
use iho::source::Sources;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use rayon::prelude::*;

const USAGE: &str = "use: archive [--verify N R | --add N R | --add-small N R]";

/// How often each is measured, in turn; the median counts.
const ROUNDS: usize = 5;

fn main() {
    let typed: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = typed.iter().map(String::as_str).collect();
    let scratch = Scratch::new();
    match words[..] {
        [] => verify(&scratch.0, 200, 60),
        ["--verify", n, r] => verify(&scratch.0, count(n), count(r)),
        ["--add", n, r] => {
            corpus::write(&scratch.0, count(n)).expect("a corpus");
            add(&scratch.0, count(r));
        }
        ["--add-small", n, r] => {
            write_small(&scratch.0, count(n));
            add(&scratch.0, count(r));
        }
        _ => println!("{USAGE}"),
    }
}

fn count(word: &str) -> usize {
    word.parse().expect(USAGE)
}

/// A folder on the disk that is gone when the benchmark is.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let parent = std::env::var_os("DIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let folder = parent.join(format!("iho-archive-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the benchmark");
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// `iho verify` beside `sha256sum`.
fn verify(site: &Path, n_ihos: usize, n_releases: usize) {
    let files = |iho: usize, nth: usize| sections(iho, nth);
    write_archive(site, n_ihos, n_releases, files);
    let (n_files, bytes) = weigh(&site.join("content"));
    println!("{} releases, {n_files} files, {:.2} GB", n_ihos * n_releases, bytes as f64 / 1e9);
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    for _ in 0..ROUNDS {
        ours.push(seconds(Command::new(env!("CARGO_BIN_EXE_iho")).arg("verify").arg(site)));
        let hash = "find content -type f -print0 | xargs -0 -P2 -n 1000 sha256sum";
        theirs.push(seconds(Command::new("sh").args(["-c", hash]).current_dir(site)));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "iho verify: {ours:.2} s; sha256sum, two at once: {theirs:.2} s; ratio {:.2}",
        ours / theirs
    );
}

/// A site whose IHOs say little, each the same.
fn write_small(site: &Path, n_ihos: usize) {
    let text = include_str!("../tests/sites/small.txt");
    for file in text.split("\n--- ").skip(1) {
        let (path, text) = file.split_once('\n').expect("a path");
        let own = path.strip_prefix("content/ihos/vale/draft/");
        let copies = if own.is_some() { n_ihos } else { 1 };
        for nth in 0..copies {
            let id = format!("vale-{nth:04}");
            let path =
                own.map_or_else(|| path.to_owned(), |own| format!("content/ihos/{id}/draft/{own}"));
            let text = text
                .replace("id: vale\n", &format!("id: {id}\n"))
                .replace("iho:vale", &format!("iho:{id}"));
            let place = site.join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, text + "\n").expect("a file");
        }
    }
}

/// What one more release costs, on a site that is written already.
fn add(site: &Path, n_releases: usize) {
    let sources = Arc::new(iho::disk::read(site).expect("the corpus"));
    let today = jiff::civil::date(2026, 11, 21);
    let options = Options { today, base_url: None };
    let built = engine::build(Arc::clone(&sources), &options);
    let whole = built.site.unwrap_or_else(|| panic!("{:?}", built.diagnostics));
    let ids: Vec<String> = whole.graph().model.blueprints.keys().cloned().collect();
    let first = Timestamp::from_second(1_450_000_000).expect("a time");
    let mut chain = Chain { ledger: Ledger::default(), newest: BTreeMap::new(), first };
    for nth in 0..n_releases {
        for (at, id) in ids.iter().enumerate() {
            chain.seal(site, (&sources, whole.graph()), id, (nth * ids.len() + at) as i64);
        }
    }
    chain.write_ledger(site);
    let (n_files, bytes) = weigh(&site.join("content"));
    let n_all = n_releases * ids.len();
    println!("{n_all} releases, {n_files} files, {:.2} GB", bytes as f64 / 1e9);
    let mut build = Command::new(env!("CARGO_BIN_EXE_iho"));
    build.args(["build", "--quiet", "--at", "2026-11-21", "--site"]).arg(site);
    println!("first build: {:.1} s", seconds(&mut build));
    println!("nothing changed: {:.1} s", seconds(&mut build));
    let before = stamps(&site.join("output"));
    chain.seal(site, (&sources, whole.graph()), &ids[0], n_all as i64);
    chain.write_ledger(site);
    println!("one more release: {:.1} s", seconds(&mut build));
    let after = stamps(&site.join("output"));
    let changed: Vec<&String> = after
        .iter()
        .filter(|(path, stamp)| before.get(*path) != Some(stamp))
        .map(|it| it.0)
        .collect();
    let own = format!("ihos/{}/", ids[0]);
    let n_own = changed.iter().filter(|path| path.starts_with(&own)).count();
    println!("{} of {} files changed, {n_own} of them of that IHO", changed.len(), after.len());
    for path in changed.iter().filter(|path| !path.starts_with(&own)).take(40) {
        println!("  {path}");
    }
    fs::remove_dir_all(site.join(".iho")).expect("the record");
    fs::rename(site.join("output"), site.join("aside")).expect("the output");
    println!("the same without a record: {:.1} s", seconds(&mut build));
}

/// Ten files with the sizes of a blueprint's: sections, prose, a boundary, and figures that grow with each release.
fn sections(iho: usize, nth: usize) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut add = |path: &str, bytes: usize| {
        let line = format!("{iho:04} {nth:04} {path} 0123456789 abcdefghijklmnopqrstuvwxyz\n");
        files.push((path.to_owned(), line.repeat(bytes / line.len() + 1).into_bytes()));
    };
    for name in ["iho", "host", "partners", "contract", "governance"] {
        add(&format!("{name}.yaml"), 1000);
    }
    for name in ["host", "model", "people"] {
        add(&format!("narrative/{name}.md"), 7500);
    }
    add("footprint.geojson", 26_000);
    add("metrics/surplus.csv", 900 * (nth + 1));
    files
}

/// Releases with given files, each bound to the one before it, and the ledger.
fn write_archive(
    site: &Path,
    n_ihos: usize,
    n_releases: usize,
    files: impl Fn(usize, usize) -> Vec<(String, Vec<u8>)> + Sync,
) {
    fs::create_dir_all(site.join("content")).expect("a folder");
    let title = "title: Archive\nbase_url: https://iho.example.org/\nillustrative: true\n";
    fs::write(site.join("content/site.yaml"), title).expect("a file");
    let day = jiff::civil::date(2020, 1, 1);
    let of_iho = |iho: usize| -> Vec<(Manifest, String)> {
        let mut sealed: Vec<(Manifest, String)> = Vec::new();
        for nth in 0..n_releases {
            let version = Version::of(day + (nth as i64).months()).to_string();
            let at =
                (day + (nth as i64).months()).to_zoned(TimeZone::UTC).expect("a time").timestamp();
            let id = format!("iho-{iho:04}");
            let folder = site.join(format!("content/ihos/{id}/releases/{version}"));
            let (mut sums, mut salts, mut list) = (String::new(), String::new(), Vec::new());
            let mut files = files(iho, nth);
            files.sort();
            for (path, bytes) in &files {
                let place = folder.join(path);
                fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
                fs::write(place, bytes).expect("a file");
                let (sum, salt) =
                    (archive::hex(&archive::sha256(bytes)), format!("{iho:016x}{nth:016x}"));
                sums.push_str(&format!("{sum}  {path}\n"));
                salts.push_str(&format!("{salt}  {path}\n"));
                list.push(SealedFile {
                    bytes: bytes.len() as u64,
                    commit: archive::commitment(&salt, &sum, path),
                    media: "text/plain".to_owned(),
                    path: path.clone(),
                });
            }
            let before = sealed.last();
            let manifest = Manifest {
                corrects: None,
                engine: "iho bench".to_owned(),
                files: list,
                format: FORMAT.to_owned(),
                iho: id,
                kind: if before.is_none() { Kind::First } else { Kind::Update },
                previous: Previous {
                    manifest_sha256: before.map_or_else(|| GENESIS.to_owned(), |it| it.1.clone()),
                    version: before.map(|it| it.0.version.clone()),
                },
                publish_at: at,
                schema: 1,
                sealed_at: at,
                sequence: nth as u32 + 1,
                version,
            };
            let text = manifest.text();
            fs::write(folder.join("manifest.json"), &text).expect("a file");
            fs::write(folder.join("files.sha256"), sums).expect("a file");
            fs::write(folder.join("salts.txt"), salts).expect("a file");
            sealed.push((manifest, archive::hex(&archive::sha256(text.as_bytes()))));
        }
        sealed
    };
    let mut all: Vec<(Manifest, String)> =
        (0..n_ihos).into_par_iter().flat_map_iter(of_iho).collect();
    all.sort_by_key(|(manifest, _)| (manifest.publish_at, manifest.iho.clone()));
    let mut ledger = Ledger::default();
    for (manifest, sum) in &all {
        ledger.push(ledger.next_line(manifest, sum));
    }
    fs::write(site.join("content/ledger.jsonl"), ledger.text()).expect("a file");
}

/// Releases of drafts, one after the other.
struct Chain {
    ledger: Ledger,
    newest: BTreeMap<String, Release>,
    first: Timestamp,
}

impl Chain {
    /// Seals a draft as it is, an hour after the release before.
    fn seal(&mut self, site: &Path, (sources, graph): (&Sources, &Graph), id: &str, nth: i64) {
        let at = self.first + (nth * 7).hours();
        let terms = Terms {
            iho: id,
            publish_at: PublishTime::at(at, &TimeZone::UTC),
            sealed_at: at,
            previous: self.newest.get(id),
            corrects: None,
        };
        let bytes = |file| iho::disk::read_bytes(site, &sources.file(file).path);
        let salt = || [7; 16];
        let sealing = iho::release::seal(sources, graph, &terms, bytes, salt).expect("readable");
        let sealing = sealing.with_release_yaml(
            &iho::release::with_words("", "note", &format!("Release {nth}.")),
            salt,
        );
        let folder = format!("content/ihos/{id}/releases/{}", sealing.version);
        for (path, bytes) in &sealing.files {
            let place = site.join(&folder).join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, bytes).expect("a file");
        }
        let sum = archive::hex(&archive::sha256(sealing.manifest.text().as_bytes()));
        self.ledger.push(self.ledger.next_line(&sealing.manifest, &sum));
        let (file, _) = sources.iter().next().expect("a file");
        let (version, manifest) = (sealing.version, sealing.manifest);
        let release = Release { folder, version, manifest, manifest_sha256: sum, file };
        self.newest.insert(id.to_owned(), release);
    }

    fn write_ledger(&self, site: &Path) {
        fs::write(site.join("content/ledger.jsonl"), self.ledger.text()).expect("a file");
    }
}

/// How many files a folder has, and how many bytes.
fn weigh(folder: &Path) -> (usize, u64) {
    let stamps = stamps(folder);
    (stamps.len(), stamps.values().map(|(bytes, _)| bytes).sum())
}

/// Size and time of each file.
fn stamps(folder: &Path) -> BTreeMap<String, (u64, SystemTime)> {
    let mut stamps = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.expect("a folder");
        let metadata = entry.metadata().expect("a file");
        if metadata.is_file() {
            let path =
                entry.path().strip_prefix(folder).expect("inside").to_string_lossy().into_owned();
            stamps.insert(path, (metadata.len(), metadata.modified().expect("a time")));
        }
    }
    stamps
}

fn seconds(command: &mut Command) -> f64 {
    let started = Instant::now();
    let status = command.stdout(Stdio::null()).status().expect("it starts");
    assert!(status.success(), "{command:?}");
    started.elapsed().as_secs_f64()
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}
