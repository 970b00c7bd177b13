//! While a build writes, and after one that was killed: every file is whole, no link leads nowhere, and the next build finishes.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]
#![expect(clippy::print_stdout, reason = "a test says what it leaves out")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::common;
use crate::place::{Place, Run};
use crate::sealed::{DRAFT, RELEASES, iho, published};

const BUILD: [&str; 6] = ["build", "--drafts", "--output", "output", "--at", "2026-11-21"];

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

fn built(name: &str) -> Place {
    let place = Place::with_site(name, &common::small_site());
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    place
}

/// A run that was killed after its journal was written is finished by the next one.
#[test]
fn a_killed_run_is_finished() {
    let place = built("killed-late");
    place.write(".iho/output.stage/about/index.html", "the new page");
    place.write(".iho/output.stage/.record", place.read(".iho/output.record"));
    place.write(".iho/output.stage/.journal", "delete robots.txt\nrename about/index.html\nend\n");
    place.write("content/pages/about.md", "---\ntitle: About\n---\n[nowhere](/nowhere/)\n");
    // The content is wrong now, so that nothing but the journal can change the folder.
    assert_eq!(place.iho(&["build", "--drafts", "--output", "output"]).code, 1);
    assert!(place.path(".iho/output.stage").exists(), "a build that is refused touches nothing");
    let files = common::small_site();
    place.write("content/pages/about.md", &files["content/pages/about.md"]);
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    assert!(!place.path(".iho/output.stage").exists());
    let clean = built("killed-late-clean");
    assert_eq!(clean.tree("output"), place.tree("output"));
}

/// A run that was killed before that leaves the old site.
#[test]
fn a_run_that_was_killed_early_is_forgotten() {
    let place = built("killed-early");
    let before = place.tree("output");
    place.write(".iho/output.stage/about/index.html", "half a pa");
    place.write(".iho/output.stage/.journal", "rename about/index.html\n");
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    assert_eq!(before, place.tree("output"));
    assert!(!place.path(".iho/output.stage").exists());
}

/// What an earlier version left in the published folder goes, and is never followed: the folder may come from anywhere.
#[test]
fn what_an_earlier_version_left_goes() {
    let place = built("killed-earlier");
    let before = place.tree("output");
    place.write("victim.txt", "mine");
    place.write("output/own.txt", "mine");
    place.write("output/.iho-stage/about/index.html", "half a page");
    let journal = "delete ../victim.txt\ndelete own.txt\nrename about/index.html\nend\n";
    place.write("output/.iho-stage/.journal", journal);
    place.write("output/about/.iho-tmp-0123456789abcdef", "half a page");
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    assert_eq!(place.read("victim.txt"), "mine");
    let mut tree = place.tree("output");
    assert_eq!(tree.remove("own.txt").as_deref(), Some(&b"mine"[..]));
    assert_eq!(before, tree);
}

/// A journal is never followed in another folder than the one that it was written for.
#[test]
fn a_journal_is_meant_for_one_folder() {
    let place = built("killed-moved");
    let folder = fs::metadata(place.path("output")).expect("a folder").ino();
    let journal = format!("folder {folder}\ndelete own.txt\nrename about/index.html\nend\n");
    let leave = || {
        place.write(".iho/output.stage/about/index.html", "the new page");
        place.write(".iho/output.stage/.journal", &journal);
    };
    let before = place.tree("output");
    leave();
    fs::rename(place.path("output"), place.path("moved")).expect("a folder");
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    assert_eq!(before, place.tree("output"));
    leave();
    fs::remove_dir_all(place.path("output")).expect("a folder");
    place.write("output/own.txt", "mine");
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    assert_eq!(place.read("output/own.txt"), "mine");
    assert!(!place.path(".iho/output.stage").exists());
}

/// A journal that leads out of the folder is none of ours.
#[test]
fn a_journal_never_leads_out_of_the_folder() {
    let place = built("killed-out");
    let before = place.tree("output");
    place.write("victim.txt", "mine");
    let outside = place.path("victim.txt").display().to_string();
    for path in ["../victim.txt", "about/../../victim.txt", &outside, "..\\victim.txt"] {
        for step in ["delete", "rename"] {
            place.write(".iho/output.stage/.journal", format!("{step} {path}\nend\n"));
            place.write(".iho/victim.txt", "theirs");
            fine(&place.iho(&["build", "--drafts", "--output", "output"]));
            assert_eq!(place.read("victim.txt"), "mine", "{step} {path}");
            assert_eq!(before, place.tree("output"));
        }
    }
}

/// What runs that sealed, and were killed, had only begun is removed by the next that seals.
#[test]
fn what_sealing_had_begun_goes() {
    let place = published("killed-sealing");
    let whole = place.tree("content");
    let notices = "content/ihos/vale/notices";
    let begun = [
        format!("{RELEASES}/.sealing-2027-01-01/iho.yaml"),
        format!("{RELEASES}/2026-11-22/.files.sha256.new"),
        format!("{RELEASES}/2026-11-22/.salts.txt.new"),
        format!("{notices}/.0001-withdraw.yaml.new"),
        format!("{DRAFT}/.release.yaml.new"),
        "content/.ledger.jsonl.new".to_owned(),
        "..gitattributes.new".to_owned(),
    ];
    begun.iter().for_each(|path| place.write(path, "half"));
    fine(&place.iho(&["verify"]));
    // Nothing is sealed, as nothing changed.
    let run = iho(&place, "2027-01-02", &["release", "vale", "--yes"]);
    for path in &begun {
        assert!(!place.path(path).exists(), "{path}: {}{}", run.stdout, run.stderr);
    }
    assert!(!place.path(&format!("{RELEASES}/.sealing-2027-01-01")).exists());
    assert!(place.tree("content").keys().all(|path| whole.contains_key(path)));
}

/// Content in two states: pages come, go and change with all that lists them, and the style sheet has another name.
fn state(at: usize) -> BTreeMap<String, String> {
    let mut files = common::small_site();
    let n = 9;
    let links = |names: &[String]| -> String {
        names.iter().map(|name| format!("- [{name}]({name}.md)\n")).collect()
    };
    let names: Vec<String> = (0..n)
        .map(|it| if it % 3 == 0 { format!("page-{it}") } else { format!("page-{at}-{it}") })
        .collect();
    for name in &names {
        let text = format!("---\ntitle: {name}\n---\nState {at}.\n\n{}", links(&names));
        files.insert(format!("content/pages/{name}.md"), text);
    }
    let about = files.get_mut("content/pages/about.md").expect("a page");
    about.push_str(&format!("\n{}", links(&names)));
    let style = include_str!("../themes/default/static/site.css");
    let style = format!("{style}\n/* {at} */\n");
    files.insert("themes/default/static/site.css".to_owned(), style);
    files
}

fn take(place: &Place, files: &BTreeMap<String, String>) {
    let _ = fs::remove_dir_all(place.path("content/pages"));
    files.iter().for_each(|(path, text)| place.write(path, text));
}

/// The file of the site that a page links to.
fn target(page: &str, written: &str) -> Option<String> {
    let path = written.split(['#', '?']).next().unwrap_or_default();
    let is_elsewhere = path.contains(':') || path.starts_with('/') || path.is_empty();
    if is_elsewhere {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    let file = parts.join("/");
    let is_folder = path.ends_with(['/', '.']);
    Some(if !is_folder {
        file
    } else if file.is_empty() {
        "index.html".to_owned()
    } else {
        format!("{file}/index.html")
    })
}

/// The pages that a reader comes to from the start page.
fn pages_led_to(output: &Path) -> BTreeSet<String> {
    let mut known = BTreeSet::from(["index.html".to_owned()]);
    let mut ahead = vec!["index.html".to_owned()];
    while let Some(page) = ahead.pop() {
        let html = fs::read_to_string(output.join(&page)).unwrap_or_default();
        let written = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let files = written.filter_map(|written| target(&page, written));
        let pages = files.filter(|file| file.ends_with(".html") && output.join(file).is_file());
        ahead.extend(pages.filter(|file| known.insert(file.clone())));
    }
    known
}

/// Goes from page to page as a reader does. What is wrong counts only if the page that leads there is still as it was read;
/// pages that are going at the same time may lead to each other, once nothing else leads to them.
fn walk(output: &Path) -> usize {
    let mut known = BTreeSet::from(["index.html".to_owned()]);
    let mut ahead = vec!["index.html".to_owned()];
    while let Some(page) = ahead.pop() {
        let Ok(html) = fs::read_to_string(output.join(&page)) else { continue };
        assert!(html.trim_end().ends_with("</html>"), "{page} is not whole");
        let starts = ["href=\"", "src=\""];
        let written = starts.iter().flat_map(|start| html.split(start).skip(1));
        for written in written.filter_map(|rest| rest.split('"').next()) {
            let Some(file) = target(&page, written) else { continue };
            if !output.join(&file).is_file() {
                let again = fs::read_to_string(output.join(&page)).unwrap_or_default();
                let is_left = file.ends_with(".html") && !pages_led_to(output).contains(&page);
                assert!(again != html || is_left, "{page} links to {written}, where nothing is");
                break;
            }
            if file.ends_with(".html") && known.insert(file.clone()) {
                ahead.push(file);
            }
        }
    }
    known.len()
}

/// Reads the site for as long as something else goes on.
fn while_reading(output: &Path, work: impl FnOnce()) {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !is_over.load(Ordering::Acquire) {
                assert!(walk(output) > 30);
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        work();
        is_over.store(true, Ordering::Release);
        reader.join().expect("every page was whole, and no link led nowhere");
    });
}

fn left_behind(place: &Place) -> Vec<String> {
    let is_ours = |path: &String| path.contains(".iho-");
    place.tree("output").into_keys().filter(is_ours).collect()
}

/// Kills builds at many moments, and reads the site all the while. `output` is there, and may be on another file system.
fn kill_often(place: &Place, n: u32) {
    let states = [0, 1].map(state);
    let mut clean: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    for files in &states {
        take(place, files);
        fine(&place.iho(&["build", "--drafts", "--output", "clean"]));
        clean.push(place.tree("clean"));
        fs::remove_dir_all(place.path("clean")).expect("a folder");
    }
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    let output = place.path("output");
    while_reading(&output, || {
        take(place, &states[0]);
        let started = Instant::now();
        fine(&place.iho(&["build", "--drafts", "--output", "output"]));
        let whole = started.elapsed();
        assert!(place.tree("output") == clean[0]);
        for at in 0..n {
            let now = usize::try_from(at % 2).expect("small") ^ 1;
            take(place, &states[now]);
            let mut command = place.command();
            command.args(BUILD).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = command.spawn().expect("the program starts");
            // All over the time that a build takes, most of them near its end, where it writes.
            let part = f64::from(at) * 0.618_034 % 1.0;
            std::thread::sleep(whole.mul_f64(1.1 * part.sqrt()));
            let _ = child.kill();
            child.wait().expect("it ended");
            assert!(!place.path("output/.iho-stage").exists());
            walk(&output);
            if at % 3 == 2 {
                // The next one is of the same content, or of the other.
                let next = usize::try_from(at / 3 % 2).expect("small");
                take(place, &states[next]);
                fine(&place.iho(&["build", "--drafts", "--output", "output"]));
                assert!(place.tree("output") == clean[next], "after {at}");
                assert!(left_behind(place).is_empty());
                assert!(!place.path(".iho/output.stage").exists());
            }
        }
    });
}

#[test]
fn whenever_a_build_is_killed_the_site_is_whole() {
    kill_often(&Place::new("killed-often"), 9);
}

/// A folder on another file system than the build's own; nothing where the machine has none.
fn elsewhere(name: &str) -> Option<PathBuf> {
    let memory = Path::new("/dev/shm");
    let own = fs::metadata(env!("CARGO_TARGET_TMPDIR")).ok()?.dev();
    let is_other = fs::metadata(memory).is_ok_and(|it| it.dev() != own);
    let folder = memory.join(format!("iho-test-{name}-{}", std::process::id()));
    if !is_other || fs::create_dir_all(&folder).is_err() {
        println!("left out: this machine has no second file system to write to");
        return None;
    }
    Some(folder)
}

/// Removed when the test ends.
struct Gone(PathBuf);

impl Drop for Gone {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Where the output folder leads to another file system, files wait beside their places.
#[test]
fn another_file_system_is_no_other() {
    let Some(folder) = elsewhere("often") else { return };
    let folder = Gone(folder);
    let place = Place::new("killed-elsewhere");
    symlink(&folder.0, place.path("output")).expect("a link");
    kill_often(&place, 6);
}

/// A first site, too, where the folder beside it is on another file system; and a folder below that is.
#[test]
fn a_first_site_reaches_another_file_system() {
    let Some(folder) = elsewhere("first") else { return };
    let folder = Gone(folder);
    let place = Place::with_site("killed-first", &state(0));
    fine(&place.iho(&["build", "--drafts", "--output", "clean"]));
    fs::remove_dir_all(place.path(".iho")).expect("a folder");
    symlink(&folder.0, place.path(".iho")).expect("a link");
    place.write(".iho-tmp-output/half/index.html", "half a page");
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    assert!(place.tree("output") == place.tree("clean"));
    assert!(!place.path(".iho-tmp-output").exists());
    let again = place.iho(&["build", "--drafts", "--output", "output"]);
    assert!(again.stdout.contains(" 0 written"), "{}", again.stdout);
    take(&place, &state(1));
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    fine(&place.iho(&["build", "--drafts", "--output", "clean"]));
    assert!(place.tree("output") == place.tree("clean"));
    let again = place.iho(&["build", "--drafts", "--output", "output"]);
    assert!(again.stdout.contains(" 0 written"), "{}", again.stdout);
}

/// Where nothing can be put beside the output, files wait beside their places, and a killed run is finished, too.
#[test]
fn where_nothing_can_be_put_beside_it_files_wait_at_their_places() {
    let place = Place::with_site("killed-beside", &state(0));
    fine(&place.iho(&["build", "--drafts", "--output", "output"]));
    fs::remove_dir_all(place.path(".iho")).expect("a folder");
    place.write(".iho", "a file");
    for at in [1, 0, 1] {
        take(&place, &state(at));
        place.write("output/page-3/.iho-tmp-0123456789abcdef", "half a page");
        while_reading(&place.path("output"), || {
            fine(&place.iho(&["build", "--drafts", "--output", "output"]));
        });
        assert_eq!(left_behind(&place), Vec::<String>::new());
        let page = place.read("output/page-0/index.html");
        assert!(page.contains(&format!("State {at}.")));
    }
    let again = place.iho(&["build", "--drafts", "--output", "output"]);
    assert!(again.stdout.contains(" 0 written"), "{}", again.stdout);
}
