//! How long comparing takes: two texts of 2.4 MB each, edited or with nothing in common, and two states of a blueprint with
//! 60 periods of 40 measures.
//!
//! `cargo bench --bench compare`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and the disk, and says what it saw"
)]

use std::fmt::Write as _;
use std::time::Instant;

use iho::compare::{changes, compare_texts};
use iho::engine::draft;
use iho::graph::Graph;
use iho::source::Sources;

fn main() {
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
        n_changes = changes(&before, &now, "vale").len();
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

/// A blueprint with figures, of which those of one measure were revised and each has a new one.
fn blueprint(state: u64) -> Graph {
    let mut files: Vec<(String, String)> = Vec::new();
    let draft_of = "content/ihos/vale/draft";
    files.push((
        format!("{draft_of}/iho.yaml"),
        "id: vale\nname: Vale\nstatus: exploring\n".to_owned(),
    ));
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
    draft(&Sources::from_texts(texts), jiff::civil::date(2027, 1, 1))
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
