//! The crates in the lock file are those that somebody looked at: `tests/dependencies.txt` says why each is there.

use std::collections::BTreeSet;

const LOCK: &str = include_str!("../Cargo.lock");
const KNOWN: &str = include_str!("dependencies.txt");

fn known() -> BTreeSet<&'static str> {
    KNOWN.lines().filter_map(|line| Some(line.split_once(": ")?.0)).collect()
}

fn locked() -> BTreeSet<&'static str> {
    let names = LOCK.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    names.filter(|name| *name != "iho").collect()
}

#[test]
fn no_crate_comes_in_unseen() {
    let new: Vec<_> = locked().difference(&known()).copied().collect();
    assert!(new.is_empty(), "add to tests/dependencies.txt, with the reason: {new:?}");
    let gone: Vec<_> = known().difference(&locked()).copied().collect();
    assert!(gone.is_empty(), "remove from tests/dependencies.txt: {gone:?}");
}

#[test]
fn crates_that_were_refused_stay_out() {
    for refused in [
        "serde_yml",
        "libyml",
        "yaml-rust",
        "pagefind",
        "minify-html",
        "charming",
        "giallo",
        "openssl-sys",
    ] {
        assert!(!locked().contains(refused), "{refused}");
    }
}
