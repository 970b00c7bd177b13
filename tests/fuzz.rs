//! What `tests/fuzz/targets.rs` claims holds for whatever comes in, on any machine and with any compiler: seeds as they are, bent
//! and mixed. `IHO_FUZZ_SECONDS` says for how long each claim is put to the test; without it, for a few inputs.
#![expect(clippy::disallowed_methods, reason = "how long to go on is said by the environment")]

mod targets;

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use targets::{TARGETS, Target};

/// The inputs that each target starts from: one file each in `fuzz/corpus/<target>`.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    files
        .filter(|it| it.file_type().is_file())
        .filter_map(|it| std::fs::read(it.path()).ok())
        .collect()
}

/// Anything, and what is near the seeds: pieces of them, bent, in any order.
fn inputs(seeds: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let anything = prop::collection::vec(any::<u8>(), 0..200);
    let piece = (
        prop::sample::select(seeds.clone()),
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
    );
    let piece = piece.prop_map(|(seed, start, end)| {
        let (start, end) = (start.index(seed.len() + 1), end.index(seed.len() + 1));
        seed[start.min(end)..start.max(end)].to_vec()
    });
    let mixed = prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat());
    let blow = (any::<prop::sample::Index>(), any::<u8>(), 0..3u8);
    let bent = (prop::sample::select(seeds), prop::collection::vec(blow, 1..6));
    let bent = bent.prop_map(|(mut seed, blows)| {
        for (at, byte, kind) in blows {
            let at = at.index(seed.len() + 1);
            match kind {
                0 => seed.insert(at, byte),
                1 if at < seed.len() => drop(seed.remove(at)),
                _ => seed.iter_mut().skip(at).take(1).for_each(|old| *old = byte),
            }
        }
        seed
    });
    prop_oneof![1 => anything, 3 => mixed, 4 => bent]
}

fn holds((name, target): Target) {
    let seeds = seeds(name);
    assert!(!seeds.is_empty(), "`fuzz/corpus/{name}` has a seed");
    seeds.iter().for_each(|seed| target(seed));
    let seconds = std::env::var("IHO_FUZZ_SECONDS").ok().and_then(|it| it.parse().ok());
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let seed = RngSeed::Fixed(until.map_or(1, |_| std::process::id().into()));
    let mut runner = TestRunner::new(Config { rng_seed: seed, ..Config::default() });
    let inputs = inputs(seeds);
    let mut n = 0;
    while until.map_or(n < 20, |until| Instant::now() < until) {
        let input = inputs.new_tree(&mut runner).expect("there is always an input").current();
        let outcome = std::panic::catch_unwind(|| target(&input));
        assert!(
            outcome.is_ok(),
            "`{name}` does not hold for {:?}, which is {input:?}",
            String::from_utf8_lossy(&input)
        );
        n += 1;
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test] fn $name() { holds((stringify!($name), targets::$name)); })*

        #[test]
        fn every_target_is_put_to_the_test() {
            let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
            let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml"));
            let manifest = manifest.expect("the workspace of the fuzzer");
            assert!(names.iter().all(|name| manifest.contains(&format!("name = \"{name}\""))), "{manifest}");
        }
    };
}

targets! { yaml markdown csv geojson ledger http_head template verify_folder verify_zip }
