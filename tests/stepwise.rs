//! A site that is published step by step is the one that is published at once: whatever was released, decided, renamed or
//! edited in between, every file of an output folder that was written many times is that of an empty one.
//!
//! A series of steps is drawn at random; what fails is told step by step. `IHO_SERIES=1000 cargo test --profile quick --test integration stepwise::`
//! draws more of them than a day's work should wait for.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use iho::cli;
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::common;
use crate::place::Place;
use crate::sealed::REASON;

/// Steps of a series.
const STEPS: usize = 20;
/// Series that are drawn where nobody asks for more: without optimisations each takes ten times as long.
const SERIES: u32 = if cfg!(debug_assertions) { 4 } else { 40 };

/// What may happen to a site, as often as it stands here.
const WHAT: &[fn(&mut World, usize)] = &[
    World::edit_and_release,
    World::edit_and_release,
    World::edit_and_release,
    World::edit_and_release,
    World::release_later,
    World::correct,
    World::withdraw,
    World::withdraw,
    World::reinstate,
    World::redact,
    World::redact,
    World::rename,
    World::edit_shared,
    World::edit_shared,
    World::edit_glossary,
    World::edit_theme,
    World::edit_settings,
    World::edit_settings,
    World::edit_pages,
    World::wait,
    World::edit_keys,
    World::edit_ihos,
];

/// One step: what happens, and to which of all things that it may happen to.
#[derive(Clone, Debug)]
struct Step {
    what: usize,
    which: usize,
}

/// A site in a folder, and the clock that it is published by.
struct World {
    place: Place,
    now: Timestamp,
    /// Makes each text another one.
    n: usize,
    log: Vec<String>,
}

/// Any series of steps, published after each of them, and looked at after one of them and at the end.
#[test]
fn step_by_step_is_as_at_once() {
    draw("stepwise");
}

/// Others, at the same time on another core.
#[test]
fn step_by_step_is_as_at_once_too() {
    draw("stepwise-too");
}

/// Draws half of the series.
fn draw(place: &str) {
    let series: u32 =
        std::env::var("IHO_SERIES").ok().and_then(|it| it.parse().ok()).unwrap_or(SERIES);
    let config = Config {
        cases: series.div_ceil(2),
        failure_persistence: None,
        max_shrink_iters: 60,
        ..Config::default()
    };
    let step = (0..WHAT.len(), 0..1000_usize).prop_map(|(what, which)| Step { what, which });
    let steps = (prop::collection::vec(step, STEPS), 0..STEPS);
    let drawn = TestRunner::new(config).run(&steps, |(steps, look_at)| {
        let mut world = World::new(place);
        for (at, step) in steps.iter().enumerate() {
            world.take(step).map_err(TestCaseError::fail)?;
            if at == look_at {
                world.compare().map_err(TestCaseError::fail)?;
            }
        }
        world.compare().map_err(TestCaseError::fail)
    });
    if let Err(error) = drawn {
        panic!("{error}");
    }
}

/// The first notice of a site brings a link to the foot of every page, those of old releases too.
#[test]
fn the_first_withdrawal_reaches_every_tree() {
    let mut world = World::new("stepwise-withdrawal");
    world.edit_and_release(0);
    assert_eq!(world.build("output"), 0);
    let typed = ["withdraw", "vale", "2026-12-01", "--reason", "A figure was wrong.", "--yes"];
    assert_eq!(world.iho(&[&typed[..], &["--by", "Chair"]].concat()), 0);
    world.compare().unwrap_or_else(|wrong| panic!("{wrong}"));
}

impl World {
    fn new(name: &str) -> Self {
        let mut files = common::small_site();
        // Steps make it real and an example in turn, and a real site has no addresses that are examples.
        let settings = files.get_mut("content/site.yaml").expect("it has settings");
        *settings = settings.replace("example.org", "vale.counterexample.org");
        files.extend(first_files());
        let place = Place::with_site(name, &files);
        let host = "content/ihos/vale/draft/narrative/host.md";
        place.write(host, format!("{}\n![A point](../photo.png)\n", place.read(host)));
        place.write("content/ihos/vale/draft/photo.png", steps::PICTURE);
        let now = "2026-12-01T12:00:00Z".parse().expect("an instant");
        let mut world = Self { place, now, n: 0, log: Vec::new() };
        for iho in ["vale", "north"] {
            let code = world.iho(&["release", iho, "--yes", "--note", "The first release."]);
            assert_eq!(code, 0, "{iho} can be released");
        }
        assert_eq!(world.build("output"), 0, "the first release can be published");
        world
    }

    /// Does something to the site and publishes it. Where the site can't be published then, neither can it be into an empty
    /// folder, and the step is taken back.
    fn take(&mut self, step: &Step) -> Result<(), String> {
        self.n += 1;
        self.now = self.now.checked_add(1.hour()).expect("an instant");
        let before = self.files();
        WHAT[step.what](self, step.which);
        if self.build("output") == 0 {
            return Ok(());
        }
        self.log.push("  can't be published".to_owned());
        if self.build("clean") == 0 {
            return Err(self.told("only an empty folder can be published into".to_owned()));
        }
        let now = self.files();
        for path in now.keys().filter(|path| !before.contains_key(*path)) {
            fs::remove_file(self.place.path(path)).expect("a file");
        }
        for (path, bytes) in before.iter().filter(|(path, bytes)| now.get(*path) != Some(bytes)) {
            self.place.write(path, bytes);
        }
        Ok(())
    }

    /// What the site is made of.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        for folder in ["content", "themes"].into_iter().filter(|it| self.place.path(it).exists()) {
            let tree = self.place.tree(folder).into_iter();
            files.extend(tree.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
        }
        files
    }

    fn build(&mut self, output: &str) -> u8 {
        let output = self.place.path(output).to_string_lossy().into_owned();
        self.iho(&["build", "--output", &output])
    }

    /// The command line, at this instant.
    fn iho(&mut self, typed: &[&str]) -> u8 {
        let site = self.place.path("").to_string_lossy().into_owned();
        let now = self.now.to_string();
        let all = ["iho"].into_iter().chain(typed.iter().copied());
        let is_sealing = matches!(typed[0], "release" | "correct");
        let without: &[&str] = if is_sealing { &["--without-approval", REASON] } else { &[] };
        let all = all.chain(without.iter().copied());
        let code = cli::run_with(all.chain(["--site", &site, "--at", &now, "--quiet"]));
        if typed[0] != "build" {
            self.log.push(format!("  {} -> {code}", typed.join(" ")));
        }
        code
    }

    fn compare(&mut self) -> Result<(), String> {
        let _ = fs::remove_dir_all(self.place.path("clean"));
        let codes = [self.build("output"), self.build("clean")];
        if codes != [0, 0] {
            return match codes[0] == codes[1] {
                true => Ok(()),
                false => Err(self.told(format!("the exit codes are {codes:?}"))),
            };
        }
        let [steps, clean] = ["output", "clean"].map(|folder| self.place.tree(folder));
        let _ = fs::remove_dir_all(self.place.path("clean"));
        let paths: BTreeSet<&String> = steps.keys().chain(clean.keys()).collect();
        let differ = paths.into_iter().filter(|path| steps.get(*path) != clean.get(*path));
        let differ: Vec<String> = differ
            .map(|path| format!("{path}: {}", difference(steps.get(path), clean.get(path))))
            .collect();
        if differ.is_empty() {
            return Ok(());
        }
        let shown = differ.iter().take(12).cloned().collect::<Vec<_>>().join("\n");
        Err(self.told(format!("{} files differ from a clean build:\n{shown}", differ.len())))
    }

    /// What is wrong, after all that happened.
    fn told(&self, wrong: String) -> String {
        format!("{}\n{wrong}", self.log.join("\n"))
    }

    fn say(&mut self, what: impl Into<String>) {
        self.log.push(format!("{} {}", self.now, what.into()));
    }
}

/// The first line in which two files differ.
fn difference(steps: Option<&Vec<u8>>, clean: Option<&Vec<u8>>) -> String {
    let (Some(steps), Some(clean)) = (steps, clean) else {
        return (if clean.is_none() { "should be gone" } else { "is not there" }).to_owned();
    };
    let [steps, clean] = [steps, clean].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let pair = steps.lines().zip(clean.lines()).find(|(step, clean)| step != clean);
    let (step, clean) = pair.unwrap_or(("(shorter or longer)", ""));
    let same = step.chars().zip(clean.chars()).take_while(|(one, other)| one == other).count();
    let cut = |line: &str| line.chars().skip(same.saturating_sub(40)).take(160).collect::<String>();
    format!("\n    {}\n    {}", cut(step), cut(clean))
}

const FIGURES: &str = "period,value\n2025-Q3,65.1\n2025-Q4,66.2\n2026-Q1,67.3\n";
const TARGET: &str = "metrics:\n  - metric: bed-days\n    baseline: {value: 500, period: 2025/26}\n    target: {value: 450, by: 2030-03-31, why: First thought.}\n";
const QUESTIONS: &str =
    "disclosure: not_yet_decided\nreason: We collect them.\nexpected: 2030-Q2\n";

/// The files that the small site lacks: two contracts whose drafts can be sealed, with figures, a picture and papers.
fn first_files() -> BTreeMap<String, String> {
    let small = common::small_site();
    let mut files = BTreeMap::new();
    let draft = "content/ihos/vale/draft";
    let mut add = |path: String, text: String| drop(files.insert(path, text));
    for (path, text) in &small {
        let Some(rest) = path.strip_prefix(draft) else { continue };
        let later = text.replace("2027-Q2", "2035-Q2");
        add(path.clone(), later.clone());
        let other = later
            .replace("id: vale\n", "id: north\n")
            .replace("Vale integrated", "North integrated");
        let other = other.replace("vale-gps", "north-gps");
        add(format!("content/ihos/north/draft{rest}"), other);
    }
    for iho in ["vale", "north"] {
        let draft = format!("content/ihos/{iho}/draft");
        add(format!("{draft}/metrics.yaml"), TARGET.to_owned());
        add(format!("{draft}/questions.yaml"), QUESTIONS.to_owned());
        add(format!("{draft}/metrics/bed-days.csv"), FIGURES.to_owned());
    }
    let gps = &small["content/organisations/vale-gps.yaml"];
    let gps =
        gps.replace("vale-gps", "north-gps").replace("Vale GP", "North GP").replace("ZZ3", "ZZ4");
    add("content/organisations/north-gps.yaml".to_owned(), gps);
    files
}
