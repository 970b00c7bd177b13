//! How long each stage of a build takes, how that grows, and how much memory a build needs.
//!
//! `cargo bench --bench build -- [N ...]` measures sites of N IHOs (100 and 1,000 unless told otherwise);
//! `-- --measures` holds pages of measures against pages of prose; `-- --write N DIR` only writes such a site, `-- --write-hugo N DIR` the same site for Hugo.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and the disk, and says what it saw"
)]

mod corpus;
mod hugo;
mod measures;
mod stages;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use stages::{Run, STAGES};

const USAGE: &str = "use: build [N ...] | --write N DIR | --write-hugo N DIR | --measures";

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each measurement is taken; the median counts.
const ROUNDS: usize = 5;

fn main() {
    let typed: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = typed.iter().map(String::as_str).collect();
    match words[..] {
        ["--write", n, folder] => corpus::write(Path::new(folder), count(n)).expect("written"),
        ["--write-hugo", n, folder] => hugo::write(Path::new(folder), count(n)),
        ["--measures"] => against_prose(),
        ["--stages", folder, threads] => {
            print!("{}", stages::measure(Path::new(folder), count(threads)).to_text())
        }
        ["--whole", folder, threads] => {
            print!("{}", stages::whole(Path::new(folder), count(threads)).to_text())
        }
        [] => measure(&[100, 1000]),
        _ => measure(&words.iter().map(|word| count(word)).collect::<Vec<_>>()),
    }
}

fn count(word: &str) -> usize {
    word.parse().expect(USAGE)
}

/// A folder that is gone when the benchmark is.
struct Scratch(PathBuf);

impl Scratch {
    /// In memory where the system has such a place, so that the disk does not count.
    fn new() -> Self {
        let memory = Path::new("/dev/shm");
        let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = parent.join(format!("iho-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the benchmark");
        Self(folder)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The medians of a site of one size.
struct Measured {
    n: usize,
    /// With one thread and with two.
    stages: [Run; 2],
    whole: [Run; 2],
    /// The fastest build with one thread over the fastest with two: what other work on the machine spoils least.
    best_speed_up: f64,
}

fn measure(sizes: &[usize]) {
    let scratch = Scratch::new();
    let mut all: Vec<Measured> = Vec::new();
    for &n in sizes {
        let site = scratch.0.join(n.to_string());
        corpus::write(&site, n).expect("written");
        let mut runs: [Vec<Run>; 4] = Default::default();
        for _ in 0..ROUNDS {
            for (at, (what, threads)) in
                [("--stages", "1"), ("--stages", "2"), ("--whole", "1"), ("--whole", "2")]
                    .into_iter()
                    .enumerate()
            {
                runs[at].push(child(what, &site, threads));
            }
        }
        let fastest = |runs: &[Run]| {
            let seconds = runs.iter().map(|run| run.seconds[0]);
            seconds.fold(f64::INFINITY, f64::min)
        };
        let best_speed_up = fastest(&runs[2]) / fastest(&runs[3]);
        let [one, two, whole_one, whole_two] = runs.map(|runs| Run::median(&runs));
        let measured =
            Measured { n, stages: [one, two], whole: [whole_one, whole_two], best_speed_up };
        tell(&measured);
        all.push(measured);
        let _ = fs::remove_dir_all(&site);
    }
    for pair in all.windows(2) {
        growth(&pair[0], &pair[1]);
    }
}

/// A process of its own, so that the peak of its memory is its own, too.
fn child(what: &str, site: &Path, threads: &str) -> Run {
    let own = std::env::current_exe().expect("the benchmark's own file");
    let output = Command::new(own)
        .args([what.as_ref(), site.as_os_str(), threads.as_ref()])
        .output()
        .expect("the benchmark can start itself");
    let told = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    Run::from_text(&told)
}

/// Times pages of measures and pages of prose in turn, each against the same site without them.
fn against_prose() {
    let scratch = Scratch::new();
    let html = |site: &Path| {
        child("--whole", site, "2");
        let pages = mean_page(&site.join("output"));
        fs::remove_dir_all(site.join("output")).expect("removed");
        pages
    };
    let sites = measures::write(&scratch.0, html);
    let lengths = [html(&sites[1]), html(&sites[2])];
    let mut runs: [Vec<Run>; 3] = Default::default();
    for _ in 0..ROUNDS {
        for (site, runs) in sites.iter().zip(&mut runs) {
            runs.push(child("--whole", site, "1"));
        }
    }
    let [neither, measures, prose] = runs.map(|runs| Run::median(&runs));
    let over = |run: &Run| run.seconds[0] - neither.seconds[0];
    println!("\n{} pages of measures beside as many pages of prose, 1 thread", measures::N_PAGES);
    for (name, run, length) in [("measures", &measures, lengths[0]), ("prose", &prose, lengths[1])]
    {
        println!(
            "{name:10} {:>8.2} s more than the {:.2} s of neither, {length} bytes a page, {:.0} MB at most",
            over(run),
            neither.seconds[0],
            mega(run.peak_bytes)
        );
    }
    println!("measures / prose: {:.2}", over(&measures) / over(&prose));
}

/// The mean length of the pages that either site adds.
fn mean_page(output: &Path) -> usize {
    let mut lengths: Vec<usize> = Vec::new();
    let mut folders = vec![output.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a file").path();
            let text = path.to_string_lossy();
            let is_added = text.contains("/prose/") || text.contains("/metrics/share-");
            if path.is_dir() {
                folders.push(path);
            } else if text.ends_with(".html") && is_added {
                lengths.push(fs::metadata(&path).expect("its size").len() as usize);
            }
        }
    }
    lengths.iter().sum::<usize>() / lengths.len().max(1)
}

fn tell(measured: &Measured) {
    let Measured { n, stages, whole, best_speed_up } = measured;
    let [one, two] = stages;
    println!(
        "\n{n} IHOs: {} pages, {:.1} MB of sources, {:.1} MB of output",
        one.n_pages,
        mega(one.source_bytes),
        mega(one.output_bytes),
    );
    println!(
        "{:10} {:>21} {:>8} {:>21} {:>8} {:>9}",
        "stage", "1 thread: s, pages/s", "share", "2 threads: s, pages/s", "share", "speed-up"
    );
    let sum = |run: &Run| run.seconds.iter().sum::<f64>();
    for (at, stage) in STAGES.iter().enumerate() {
        let (first, second) = (one.seconds[at], two.seconds[at]);
        row(stage, one.n_pages, (first, first / sum(one)), (second, second / sum(two)));
    }
    row("all stages", one.n_pages, (sum(one), 1.0), (sum(two), 1.0));
    let [one, two] = whole;
    row("build", one.n_pages, (one.seconds[0], 1.0), (two.seconds[0], 1.0));
    println!(
        "peak memory of a build: {:.0} MB with 1 thread, {:.0} MB with 2; {:.1} kB a page",
        mega(one.peak_bytes),
        mega(two.peak_bytes),
        mega(two.peak_bytes) * 1000.0 / real(one.n_pages),
    );
    println!("two threads at their best: {best_speed_up:.2} times as fast as one");
}

fn row(stage: &str, n_pages: usize, one: (f64, f64), two: (f64, f64)) {
    let rate = |seconds: f64| real(n_pages) / seconds;
    println!(
        "{stage:10} {:>10.3} {:>10.0} {:>7.1}% {:>10.3} {:>10.0} {:>7.1}% {:>9.2}",
        one.0,
        rate(one.0),
        one.1 * 100.0,
        two.0,
        rate(two.0),
        two.1 * 100.0,
        one.0 / two.0,
    );
}

/// Time grows as pages to the power of this: 1 is in proportion.
fn growth(small: &Measured, large: &Measured) {
    let pages = real(large.whole[0].n_pages) / real(small.whole[0].n_pages);
    let power = |small: f64, large: f64| (large / small).ln() / pages.ln();
    println!("\ngrowth from {} to {} IHOs, as a power of the pages:", small.n, large.n);
    for (at, stage) in STAGES.iter().enumerate() {
        let [one, two] = [0, 1].map(|threads: usize| {
            power(small.stages[threads].seconds[at], large.stages[threads].seconds[at])
        });
        println!("{stage:10} {one:.2} with 1 thread, {two:.2} with 2");
    }
    let [one, two] = [0, 1].map(|threads: usize| {
        power(small.whole[threads].seconds[0], large.whole[threads].seconds[0])
    });
    println!("{:10} {one:.2} with 1 thread, {two:.2} with 2", "build");
}

#[expect(clippy::cast_precision_loss, reason = "figures of a report")]
fn real(n: usize) -> f64 {
    n as f64
}

fn mega(bytes: usize) -> f64 {
    real(bytes) / 1e6
}
