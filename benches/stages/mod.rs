//! The stages of a build, each timed by itself, inside one process.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Instant;
use std::{fs, hint};

use iho::diag::Diagnostic;
use iho::engine::{self, Options};
use iho::output::{Body, Entry, Site};
use iho::page::Url;
use iho::publication::Publication;
use iho::render::Theme;
use iho::source::Sources;
use iho::{check, disk, graph, model, page};
use rayon::prelude::*;

/// In the order of a build. Writing is what publication takes besides rendering and checking.
pub(crate) const STAGES: [&str; 8] =
    ["read", "parse", "resolve", "plan", "assemble", "render", "check", "write"];

/// What one process saw.
#[derive(Clone, Default)]
pub(crate) struct Run {
    pub(crate) n_pages: usize,
    pub(crate) source_bytes: usize,
    pub(crate) output_bytes: usize,
    pub(crate) peak_bytes: usize,
    /// As many as stages; one for a whole build.
    pub(crate) seconds: Vec<f64>,
}

impl Run {
    /// One number a line.
    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        for count in [self.n_pages, self.source_bytes, self.output_bytes, self.peak_bytes] {
            let _ = writeln!(text, "{count}");
        }
        for seconds in &self.seconds {
            let _ = writeln!(text, "{seconds}");
        }
        text
    }

    pub(crate) fn from_text(text: &str) -> Self {
        let mut lines = text.lines();
        let mut count = || {
            let line = lines.next().expect("four counts");
            line.parse().expect("a count")
        };
        Self {
            n_pages: count(),
            source_bytes: count(),
            output_bytes: count(),
            peak_bytes: count(),
            seconds: lines.map(|line| line.parse().expect("seconds")).collect(),
        }
    }

    /// The middle of each figure.
    pub(crate) fn median(runs: &[Self]) -> Self {
        let middle = |figure: &dyn Fn(&Self) -> f64| {
            let mut all: Vec<f64> = runs.iter().map(figure).collect();
            all.sort_by(f64::total_cmp);
            all[all.len() / 2]
        };
        let mut peaks: Vec<usize> = runs.iter().map(|run| run.peak_bytes).collect();
        peaks.sort_unstable();
        Self {
            peak_bytes: peaks[peaks.len() / 2],
            seconds: (0..runs[0].seconds.len()).map(|at| middle(&|run| run.seconds[at])).collect(),
            ..runs[0].clone()
        }
    }
}

pub(crate) fn options() -> Options {
    Options { today: super::corpus::TODAY.parse().expect("a day"), base_url: None }
}

/// Times each stage by itself.
pub(crate) fn measure(root: &Path, threads: usize) -> Run {
    let _ = fs::remove_dir_all(root.join("output"));
    with_threads(threads, || {
        let mut run = Run::default();
        let mut clock = Clock::default();
        let sources = Arc::new(disk::read(root).expect("a site to read"));
        clock.stop(&mut run.seconds);
        let (model, found) = model::read(&sources);
        assert_sound(&found);
        clock.stop(&mut run.seconds);
        let (graph, found) = graph::resolve(&sources, model, options().today);
        assert_sound(&found);
        assert_sound(&check::diagnose(&sources, &graph));
        clock.stop(&mut run.seconds);
        let (plan, found) = page::plan(&sources, &graph);
        assert_sound(&found);
        clock.stop(&mut run.seconds);
        let (theme, _) = Theme::read(&sources, graph.model.site.as_ref().map(|(_, site)| site));
        let site = Site::new(Arc::clone(&sources), graph, plan, &theme).expect("a site");
        clock.stop(&mut run.seconds);
        count(&mut run, &site);
        let [render, check] = render_and_check(&site, &mut run);
        let mut clock = Clock::default();
        publish(&site, root);
        let all = clock.lap();
        run.seconds.extend([render, check, (all - render - check).max(0.0)]);
        run
    })
}

/// A corpus with a mistake measures nothing.
fn assert_sound(found: &[Diagnostic]) {
    if let Some(first) = found.first() {
        panic!("{} mistakes in the corpus, the first: {}", found.len(), first.message);
    }
}

/// Times a build as the command line does it.
pub(crate) fn whole(root: &Path, threads: usize) -> Run {
    let _ = fs::remove_dir_all(root.join("output"));
    with_threads(threads, || {
        let mut run = Run::default();
        let mut clock = Clock::default();
        let sources = Arc::new(disk::read(root).expect("a site to read"));
        let build = engine::build(Arc::clone(&sources), &options());
        let site = build.site.expect("a site");
        publish(&site, root);
        clock.stop(&mut run.seconds);
        count(&mut run, &site);
        run.peak_bytes = peak();
        run
    })
}

fn publish(site: &Site, root: &Path) {
    let output = root.join("output");
    let publication = Publication::new(Arc::new(site.clone()));
    disk::publish(&publication, root, &output, &AtomicUsize::new(0)).expect("published");
}

/// Renders every page in parallel, and drops it once it is checked; a few at a time, so that memory stays small.
fn render_and_check(site: &Site, run: &mut Run) -> [f64; 2] {
    let entries: Vec<(&Url, &Entry)> = site.entries().collect();
    let mut seconds = [0.0; 2];
    let mut clock = Clock::default();
    for some in entries.chunks(1024) {
        let bodies: Vec<Option<Vec<u8>>> = some
            .par_iter()
            .map(|(url, _)| match site.body(url)?.expect("a page") {
                Body::Bytes(bytes) => Some(bytes),
                Body::Shared(_) | Body::Copy(_) => None,
            })
            .collect();
        seconds[0] += clock.lap();
        let found = some
            .par_iter()
            .zip(&bodies)
            .filter(|((_, entry), _)| matches!(entry, Entry::Page(_)))
            .map(|((url, _), body)| site.check(url, body.as_deref().unwrap_or_default()).len())
            .sum::<usize>();
        assert_eq!(hint::black_box(found), 0);
        seconds[1] += clock.lap();
        run.output_bytes += bodies.iter().flatten().map(Vec::len).sum::<usize>();
        clock = Clock::default();
    }
    seconds
}

fn count(run: &mut Run, site: &Site) {
    run.n_pages = site.entries().filter(|(_, entry)| matches!(entry, Entry::Page(_))).count();
    run.source_bytes = source_bytes(site.sources());
}

fn source_bytes(sources: &Sources) -> usize {
    use iho::source::Content;
    sources
        .iter()
        .map(|(_, file)| match &file.content {
            Content::Text(text) => text.len(),
            Content::Asset { bytes, .. } => usize::try_from(*bytes).unwrap_or(0),
            Content::Sealed(_) | Content::Unusable(_) | Content::Removed => 0,
        })
        .sum()
}

fn with_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads").install(work)
}

struct Clock(Instant);

impl Default for Clock {
    fn default() -> Self {
        Self(Instant::now())
    }
}

impl Clock {
    /// Seconds since the last time it was asked.
    fn lap(&mut self) -> f64 {
        let seconds = self.0.elapsed().as_secs_f64();
        self.0 = Instant::now();
        seconds
    }

    fn stop(&mut self, all: &mut Vec<f64>) {
        let seconds = self.lap();
        all.push(seconds);
    }
}

/// The most memory that this process ever had, where the system tells.
fn peak() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) * 1024
}
