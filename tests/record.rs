//! What a build remembers of the last one saves time, and never hides a change.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs::{self, File};
use std::time::Duration;

use crate::place::{Place, Run};
use crate::sealed::{DRAFT, RELEASES, TARGET, iho, published, release};

fn build(place: &Place, args: &[&str]) -> Run {
    iho(place, "2027-01-02", &[&["build"], args].concat())
}

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// A site that was built when its sealed files were no longer young, so that they are remembered.
fn remembered(name: &str) -> Place {
    let place = published(name);
    // The two newest are read whole.
    let harder = TARGET.replace("31}", "31, why: Beds closed.}").replace("450", "430");
    place.write(&format!("{DRAFT}/metrics.yaml"), harder);
    fine(&release(&place, "2026-12-29", "Harder still."));
    std::thread::sleep(Duration::from_millis(3_200));
    fine(&build(&place, &[]));
    assert!(place.read(".iho/seals").contains("/2026-11-22/narrative/host.md\n"));
    place
}

/// Whoever changes a sealed file and sets its time back is found out, though nobody reads files that look untouched.
#[test]
fn a_changed_file_with_its_old_time_is_seen() {
    let place = remembered("record-changed");
    let path = place.path(&format!("{RELEASES}/2026-11-22/narrative/host.md"));
    let time = fs::metadata(&path).expect("a file").modified().expect("a time");
    let text = fs::read_to_string(&path).expect("a file");
    fs::write(&path, text.replace("300", "400")).expect("a file");
    File::options()
        .write(true)
        .open(&path)
        .and_then(|file| file.set_modified(time))
        .expect("a time");
    let run = build(&place, &[]);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(run.stderr.contains("2026-11-22/narrative/host.md"), "{}", run.stderr);
}

/// A memory that is damaged or wrong costs time, or is told; one that is right changes nothing.
#[test]
fn a_wrong_memory_is_overcome() {
    let place = remembered("record-wrong");
    let whole = place.tree("output");
    let memory = place.read(".iho/seals");
    place.write(".iho/seals", &memory[..memory.len() / 2]);
    fine(&build(&place, &[]));
    assert_eq!(memory, place.read(".iho/seals"));
    let line = memory.lines().find(|line| line.ends_with("2026-11-22/narrative/host.md"));
    let sum = line.and_then(|line| line.split(' ').nth(4)).expect("a checksum");
    place.write(".iho/seals", memory.replace(sum, &"0".repeat(64)));
    assert_eq!(build(&place, &[]).code, 1);
    fine(&build(&place, &["--read-all"]));
    assert_eq!(memory, place.read(".iho/seals"));
    fine(&build(&place, &[]));
    assert!(whole == place.tree("output"));
}

/// Whatever happens to published files, the next build has them as they were.
#[test]
fn what_is_published_is_mended() {
    let place = published("record-mended");
    fine(&build(&place, &[]));
    let whole = place.tree("output");
    let tree = "output/ihos/vale/releases/2026-11-22";
    place.write(&format!("{tree}/index.html"), "something else");
    fs::remove_file(place.path(&format!("{tree}/host/index.html"))).expect("a file");
    fs::remove_dir_all(place.path("output/ihos/vale/releases/2026-12-22")).expect("a folder");
    fs::remove_dir_all(place.path("output/ihos/vale/compare")).expect("a folder");
    place.write("output/feed.atom", "");
    fs::remove_file(place.path("output/verify/index.html")).expect("a file");
    fs::create_dir(place.path("output/verify/index.html")).expect("a folder");
    fine(&build(&place, &[]));
    assert!(whole == place.tree("output"));
    let again = build(&place, &[]);
    assert!(again.stdout.contains(" 0 written"), "{}", again.stdout);
}
