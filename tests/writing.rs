//! Writing a site: all of it or nothing; only what changed; never what is not ours.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::common;
use crate::place::{Place, run};

fn built(name: &str) -> Place {
    let place = Place::with_site(name, &common::small_site());
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    place
}

/// Inode and time of change: a file that was written again has another of one of them.
fn stamp(path: &Path) -> (u64, i64, i64) {
    let metadata = fs::metadata(path).expect("a file");
    (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
}

#[test]
fn an_unchanged_file_is_not_touched() {
    let place = built("unchanged");
    let before: Vec<_> = place.tree("output").into_keys().collect();
    let stamps: Vec<_> =
        before.iter().map(|path| stamp(&place.path("output").join(path))).collect();
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert!(run.stdout.contains(" 0 written"), "{}", run.stdout);
    let after: Vec<_> = before.iter().map(|path| stamp(&place.path("output").join(path))).collect();
    assert_eq!(stamps, after);
}

#[test]
fn a_change_writes_the_pages_that_show_it_and_no_other() {
    let place = built("change");
    let glossary = stamp(&place.path("output/glossary/index.html"));
    let text = place.read("content/pages/about.md");
    place.write("content/pages/about.md", text + "\nOne more sentence.\n");
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    // The page, and the list of files with its checksum.
    assert!(run.stdout.contains(" 2 written"), "{}", run.stdout);
    assert!(place.read("output/about/index.html").contains("One more sentence."));
    assert_eq!(glossary, stamp(&place.path("output/glossary/index.html")));
}

#[test]
fn a_page_without_a_source_is_deleted_with_its_folder() {
    let place = Place::with_site(
        "deleted",
        &common::small_site_with(
            "--- content/pages/extra/page.md\n---\ntitle: Extra\n---\nText.\n",
        ),
    );
    assert_eq!(place.iho(&["build", "--drafts", "--output", "output"]).code, 0);
    assert!(place.path("output/extra/page/index.html").exists());
    fs::remove_file(place.path("content/pages/extra/page.md")).unwrap();
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert!(run.stdout.contains("1 deleted"), "{}", run.stdout);
    assert!(!place.path("output/extra").exists());
}

#[test]
fn files_of_others_are_reported_and_left_alone() {
    let place = built("foreign");
    place.write("output/about/notes.txt", "mine");
    place.write("output/.htaccess", "mine");
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("about/notes.txt"), "{}", run.stdout);
    assert_eq!(place.read("output/about/notes.txt"), "mine");
    assert_eq!(place.read("output/.htaccess"), "mine");
}

#[test]
fn a_page_that_was_edited_by_hand_is_not_deleted() {
    let place = Place::with_site(
        "edited",
        &common::small_site_with("--- content/pages/extra.md\n---\ntitle: Extra\n---\nText.\n"),
    );
    assert_eq!(place.iho(&["build", "--drafts", "--output", "output"]).code, 0);
    place.write("output/extra/index.html", "by hand");
    fs::remove_file(place.path("content/pages/extra.md")).unwrap();
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 0);
    assert_eq!(place.read("output/extra/index.html"), "by hand");
    assert!(run.stdout.contains("extra/index.html"), "{}", run.stdout);
}

#[test]
fn a_folder_that_somebody_else_filled_is_not_taken() {
    let place = Place::with_site("taken", &common::small_site());
    place.write("output/index.html", "another site");
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(run.stderr.contains("index.html"), "{}", run.stderr);
    assert_eq!(place.read("output/index.html"), "another site");
    assert_eq!(place.tree("output").len(), 1);
}

#[test]
fn a_lost_record_costs_nothing_but_time() {
    let place = built("lost-record");
    let before = place.tree("output");
    fs::remove_dir_all(place.path(".iho")).unwrap();
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(before, place.tree("output"));
    fs::write(place.path(".iho/output.record"), "damaged").unwrap();
    assert_eq!(place.iho(&["build", "--drafts", "--output", "output"]).code, 0);
    assert_eq!(before, place.tree("output"));
}

#[test]
fn a_site_with_an_error_changes_nothing() {
    let place = built("error");
    let before = place.tree("output");
    place.write("content/pages/about.md", "---\ntitle: About\n---\n[nowhere](/nowhere/)\n");
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("broken-link"), "{}", run.stderr);
    assert!(run.stderr.contains("the published site has not changed"), "{}", run.stderr);
    assert_eq!(before, place.tree("output"));
}

#[test]
fn a_template_that_fails_on_one_page_changes_nothing() {
    let place = built("template");
    let before = place.tree("output");
    place.write("themes/default/templates/metric.html", "{{ head.title.nothing.there }}");
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("themes/default/templates/metric.html:1"), "{}", run.stderr);
    assert_eq!(before, place.tree("output"));
}

#[test]
fn an_output_that_is_a_file_is_refused() {
    let place = Place::with_site("file", &common::small_site());
    place.write("output", "a file");
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("is a file, not a folder"), "{}", run.stderr);
    assert_eq!(place.read("output"), "a file");
}

#[test]
fn a_folder_in_place_of_a_page_is_no_disaster() {
    let place = built("folder");
    fs::remove_file(place.path("output/robots.txt")).unwrap();
    place.write("output/robots.txt/mine.txt", "mine");
    let run = place.iho(&["build", "--drafts", "--output", "output"]);
    assert_eq!(run.code, 3, "{}", run.stdout);
    assert!(run.stderr.contains("robots.txt"), "{}", run.stderr);
    assert_eq!(place.read("output/robots.txt/mine.txt"), "mine");
}

#[test]
fn a_folder_that_can_not_be_written_is_refused() {
    let place = built("read-only");
    let before = place.tree("output");
    // A folder below a file can't be made by anybody, not even by root.
    place.write("blocked", "a file");
    let run = place.iho(&["build", "--drafts", "--output", "blocked/output"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("can't"), "{}", run.stderr);
    assert_eq!(before, place.tree("output"));
}

/// On a disk of 4 MB, where the system lets a test mount one, the old site survives a new one that does not fit.
#[test]
fn a_full_disk_leaves_the_old_site() {
    let place = Place::with_site("full", &common::small_site());
    let disk = place.path("disk");
    fs::create_dir_all(&disk).unwrap();
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"])
        .arg(&disk)
        .output();
    let is_mounted = mount.is_ok_and(|output| output.status.success());
    if !is_mounted {
        // Without the right to mount there is nothing to see here.
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        let first = place.iho(&["build", "--drafts", "--output", "disk/output"]);
        assert_eq!(first.code, 0, "{}", first.stderr);
        let before = place.tree("disk/output");
        let long = "A sentence that takes room on the disk. ".repeat(120_000);
        place.write("content/pages/about.md", format!("---\ntitle: About\n---\n{long}\n"));
        let second = place.iho(&["build", "--drafts", "--output", "disk/output"]);
        assert_eq!(second.code, 3, "{}", second.stdout);
        assert!(second.stderr.contains("the disk is full"), "{}", second.stderr);
        assert_eq!(before, place.tree("disk/output"));
    });
    let _ = std::process::Command::new("umount").arg(&disk).output();
    if let Err(panic) = outcome {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn another_place_another_zone_another_number_of_threads_the_same_bytes() {
    let place = built("deterministic");
    let before = place.tree("output");
    for (at, settings) in [
        &[("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("RAYON_NUM_THREADS", "1")][..],
        &[("TZ", "America/Los_Angeles"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "4")][..],
    ]
    .into_iter()
    .enumerate()
    {
        let mut command = place.command();
        let output = format!("output-{at}");
        command.args(["build", "--drafts", "--at", "2026-11-21", "--output", &output]);
        assert_eq!(run(command.envs(settings.iter().copied())).code, 0);
        assert_eq!(before, place.tree(&output));
    }
}

/// A site written among its own sources would be read as content the next time.
#[test]
fn sources_are_never_written_into() {
    let place = Place::with_site("sources", &common::small_site());
    std::os::unix::fs::symlink("content", place.path("elsewhere")).unwrap();
    let before = place.tree("content");
    for output in
        ["content", "content/out", "themes", ".", "content/pages/..", "elsewhere", "elsewhere/out"]
    {
        let run = place.iho(&["build", "--drafts", "--output", output]);
        assert_eq!(run.code, 3, "{output}: {}", run.stdout);
        assert!(
            run.stderr.contains("contains the files of the site, or is inside them"),
            "{output}: {}",
            run.stderr
        );
    }
    assert_eq!(before, place.tree("content"));
}

/// Of several builds at once each either writes the whole site or says that another one does.
#[test]
fn builds_at_once_do_not_mix() {
    let place = Place::with_site("at-once", &common::small_site());
    let clean = built("at-once-clean").tree("output");
    for _ in 0..3 {
        let _ = fs::remove_dir_all(place.path("output"));
        let runs: Vec<_> = std::thread::scope(|scope| {
            let started: Vec<_> = (0..4)
                .map(|_| scope.spawn(|| place.iho(&["build", "--drafts", "--output", "output"])))
                .collect();
            started.into_iter().map(|run| run.join().expect("no panic")).collect()
        });
        assert!(runs.iter().any(|run| run.code == 0));
        for run in runs.iter().filter(|run| run.code != 0) {
            assert!(run.stderr.contains("another build is writing"), "{}", run.stderr);
        }
        assert_eq!(clean, place.tree("output"));
    }
}
