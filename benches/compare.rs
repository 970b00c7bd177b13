//! How long comparing takes: two texts of 2.4 MB each, edited or with nothing in common, and two states of the full blueprint of
//! the demonstration with 60 periods of 40 measures.
//!
//! `cargo bench --bench compare`; `-- --pairs N` compares N pairs of releases that follow each other, and holds that against
//! making the pages of as many releases: the pairs of the demonstration, over and over. 11800 are those of 200 IHOs with 60 releases.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and the disk, and says what it saw"
)]

use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iho::archive::{Archive, Release, public};
use iho::compare::{changes, compare_texts};
use iho::disk;
use iho::engine::{Options, diff_releases, draft, publish};
use iho::graph::Graph;
use iho::model::renames::Renames;
use iho::output::Body;
use iho::publication::{Part, Publication, ReleaseName, SealedFiles};
use iho::source::{Content, SitePath, Sources};

/// The blueprint of the demonstration with the most releases.
const IHO: &str = "example-vale";

fn main() {
    let typed: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    match &typed[..] {
        [] => texts_and_states(),
        [flag, n] if flag == "--pairs" => pairs(n.parse().expect("a number after `--pairs`")),
        _ => panic!("use: compare [--pairs N]"),
    }
}

fn texts_and_states() {
    let old = text(1, 2_400_000);
    let edited = edited(&old);
    let other = text(2, 2_400_000);
    for (what, new) in [("edited", &edited), ("another", &other), ("the same", &old)] {
        let started = Instant::now();
        let marked = compare_texts(&old, new, &|_| None);
        let n_same = marked.blocks.len();
        println!("text of {} bytes, {what}: {:.2?}, {n_same} blocks", old.len(), started.elapsed());
    }
    if let Some(peak) = peak() {
        println!("most memory so far: {peak}");
    }
    let (before, now) = (blueprint(0), blueprint(1));
    let mut times = Vec::new();
    let mut n_changes = 0;
    for _ in 0..21 {
        let started = Instant::now();
        n_changes = changes(&before, &now, IHO).len();
        times.push(started.elapsed());
    }
    times.sort_unstable();
    println!("40 measures of 60 periods: {n_changes} changes in {:.2?}", times[times.len() / 2]);
}

/// Paragraphs of invented words.
fn text(seed: u64, n_bytes: usize) -> String {
    let mut random = Random(seed);
    let mut text = String::with_capacity(n_bytes + 1000);
    while text.len() < n_bytes {
        if random.below(12) == 0 {
            let _ = write!(text, "## Part {}", random.below(100_000));
        } else {
            for _ in 0..30 + random.below(60) {
                let _ = write!(text, "word{} ", random.below(4000));
            }
        }
        text.push_str("\n\n");
    }
    text
}

/// A text in which every tenth paragraph has other words, and some are gone or new.
fn edited(text: &str) -> String {
    let mut random = Random(3);
    let blocks = text.split("\n\n").flat_map(|block| match random.below(40) {
        0 => Vec::new(),
        1 => vec![block.to_owned(), "A paragraph that was not there.".to_owned()],
        2..=4 => vec![block.replace("word1", "other")],
        _ => vec![block.to_owned()],
    });
    blocks.collect::<Vec<_>>().join("\n\n")
}

/// Files whose texts were read before the clock started.
struct AtHand<'s>(&'s Sources);

impl SealedFiles for AtHand<'_> {
    type Error = Infallible;

    fn with_texts(&self, _: &Sources, _: &[&Release]) -> Result<Sources, Infallible> {
        Ok(self.0.clone())
    }

    fn bytes(&self, _: &SitePath) -> Vec<u8> {
        Vec::new()
    }

    /// To pack is no part of what is measured.
    fn zip(&self, _: &Sources, _: &Release) -> Result<Vec<u8>, Infallible> {
        Ok(Vec::new())
    }
}

/// Compares pairs of releases, and makes the pages of the later one of each.
fn pairs(n_pairs: usize) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = || disk::read(root).expect("the demonstration can be read");
    let archive = Archive::open(&read());
    let releases = &archive.ihos[IHO];
    let unread: Vec<_> = releases.iter().flat_map(|it| it.unread(&read())).collect();
    let sources = disk::load_texts(root, read(), unread);
    let options = Options { today: jiff::civil::date(2027, 1, 1), base_url: None };
    let public = public(&sources, &archive, jiff::Timestamp::MAX);
    let (build, _) = publish(Arc::new(public), &options);
    let site = Arc::new(build.site.expect("the demonstration has no mistake"));
    let publication = Publication::new(site);
    let (mut comparing, mut making) = (Duration::ZERO, Duration::ZERO);
    let (mut n_changes, mut n_pages, mut n_bytes) = (0, 0, 0);
    for at in 0..n_pairs {
        let now = 1 + at % (releases.len() - 1);
        let (before, release) = (&releases[now - 1], &releases[now]);
        let started = Instant::now();
        n_changes += diff_releases((&sources, &archive), before, release).changes.len();
        comparing += started.elapsed();
        let started = Instant::now();
        let part = Part::Tree(ReleaseName::of(release));
        let tree =
            publication.make(&part, &AtHand(&sources)).unwrap_or_else(|never| match never {});
        for (url, _) in tree.entries() {
            if let Some(Ok(Body::Bytes(bytes))) = tree.body(url) {
                n_pages += 1;
                n_bytes += bytes.len();
            }
        }
        making += started.elapsed();
    }
    // A tree compares, too, as it has the page of what changed.
    let making = making.saturating_sub(comparing);
    println!(
        "{n_pairs} pairs: {n_changes} changes in {comparing:.2?}; their trees besides: {n_pages} files of {n_bytes} bytes in {making:.2?}; \
         ratio {:.2}",
        comparing.as_secs_f64() / making.as_secs_f64()
    );
}

/// The blueprint of the demonstration with more figures, of which those of one measure were revised and each has a new one.
fn blueprint(state: u64) -> Graph {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = disk::read(root).expect("the demonstration can be read");
    let draft_of = format!("content/ihos/{IHO}/draft");
    let is_read = |path: &str| {
        let is_own = path.starts_with(&draft_of) && !path.contains("/metrics/");
        is_own || (path.starts_with("content/") && !path.starts_with("content/ihos/"))
    };
    let of_site = site.iter().filter(|(_, file)| is_read(file.path.as_str()));
    let of_site = of_site.filter(|(_, file)| matches!(file.content, Content::Text(_)));
    let mut files: Vec<(String, String)> =
        of_site.map(|(id, file)| (file.path.to_string(), site.text(id).to_owned())).collect();
    for measure in 0..40 {
        let mut random = Random(measure + 1);
        let mut table = "period,value,flag\n".to_owned();
        for period in 0..60 + state {
            let (year, month) = (2020 + period / 12, period % 12 + 1);
            let revised = if measure == 7 { state } else { 0 };
            let value = random.below(1000) + revised;
            let _ = writeln!(table, "{year}-{month:02},{value}.5,final");
        }
        files.push((format!("{draft_of}/metrics/measure-{measure}.csv"), table));
        let metric = format!("id: measure-{measure}\nname: Measure {measure}\nunit: rate\n");
        files.push((format!("content/metrics/measure-{measure}.yaml"), metric));
    }
    let texts = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    draft(&Sources::from_texts(texts), jiff::civil::date(2027, 1, 1), &Renames::default())
}

fn peak() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// The same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}
