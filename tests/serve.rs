//! The preview, asked by plain sockets: what it answers, what it refuses, and that every save is told.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder and keep time")]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use iho::output::Body;

use crate::common::{build, small_site};
use crate::place::Place;
use crate::preview::{ABOUT, Tested, about, next_message};
use crate::sealed;

/// What stands in a page but for what the preview adds.
fn undressed(html: &str) -> String {
    let mut html = html.to_owned();
    for (start, end) in [
        ("<link rel=\"stylesheet\" href=\"/__iho/preview.css\">", "</script>\n"),
        ("<aside class=\"iho-bar\"", "</dialog>\n"),
    ] {
        let from = html.find(start).expect("the preview adds it");
        let to = html[from..].find(end).expect("it ends") + from + end.len();
        html.replace_range(from..to, "");
    }
    html.replacen("<body class=\"iho-draft ", "<body class=\"", 1)
}

#[test]
fn it_serves_what_a_build_would_write() {
    let tested = Tested::new("bytes");
    let (_, built) = build(&small_site());
    let site = built.site.expect("the small site is sound");
    let rule_start = "<meta http-equiv=\"Content-Security-Policy\"";
    let mut n_pages = 0;
    for (url, _) in site.entries() {
        let answer = tested.get(url.as_str());
        let expected = match site.body(url).expect("it is promised").expect("it can be made") {
            Body::Bytes(bytes) => bytes,
            Body::Shared(bytes) => bytes.to_vec(),
            Body::Copy(_) => continue,
        };
        assert_eq!(answer.status, 200, "{url}");
        if answer.header("content-type") != Some("text/html; charset=utf-8") {
            assert_eq!(answer.body, expected, "{url}");
            continue;
        }
        n_pages += 1;
        let mut expected = String::from_utf8(expected).expect("a page is UTF-8");
        let at = expected.find(rule_start).expect("a page has a rule");
        let end = expected[at..].find('>').expect("it ends") + at + 1;
        expected.replace_range(at..end, "");
        assert_eq!(undressed(&answer.text()), expected, "{url}");
        let rule = answer.header("content-security-policy").expect("a rule");
        assert!(rule.contains("default-src 'none'") && !rule.contains("unsafe"), "{rule}");
    }
    assert!(n_pages > 40, "{n_pages}");
    assert!(!tested.place.path("output").exists() && !tested.place.path(".iho").exists());
}

#[test]
fn drafts_are_marked_and_other_pages_are_not() {
    let tested = Tested::new("draft");
    assert!(tested.get("/ihos/vale/").text().contains("<body class=\"iho-draft "));
    assert!(!tested.get("/organisations/").text().contains("iho-draft"));
}

#[test]
fn answers_fit_the_request() {
    let tested = Tested::new("answers");
    // The bar of each page tells what the review has found, once it is ready.
    let mut before = tested.get("/").body;
    for _ in 0..20 {
        thread::sleep(Duration::from_millis(300));
        let now = tested.get("/").body;
        if now == before {
            break;
        }
        before = now;
    }
    let head = tested.raw("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let whole = tested.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), Some(whole.body.len().to_string().as_str()));

    let etag = whole.header("etag").expect("a tag").to_owned();
    let again =
        tested.raw(format!("GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: {etag}\r\n\r\n"));
    assert_eq!((again.status, again.body.len()), (304, 0));

    let json = tested.get("/ihos/vale/blueprint.json");
    assert_eq!(json.header("content-type"), Some("application/json"));
    let part = tested.get_with("/ihos/vale/blueprint.json", "Range: bytes=2-5\r\n");
    assert_eq!((part.status, &part.body[..]), (206, &json.body[2..6]));
    let size = json.body.len();
    let range = format!("bytes 2-5/{size}");
    assert_eq!(part.header("content-range"), Some(range.as_str()));
    let last = tested.get_with("/ihos/vale/blueprint.json", "Range: bytes=-4\r\n");
    assert_eq!((last.status, &last.body[..]), (206, &json.body[size - 4..]));
    let beyond = tested.get_with("/ihos/vale/blueprint.json", &format!("Range: bytes={size}-\r\n"));
    assert_eq!(beyond.status, 416);

    assert_eq!(tested.get("/ihos").status, 307);
    assert_eq!(tested.get("/ihos").header("location"), Some("/ihos/"));
    assert_eq!(tested.get("/ihos/index.html").status, 200);
    let missing = tested.get("/no/such/page/");
    assert_eq!(missing.status, 404);
    assert!(
        missing.text().contains("iho-bar") && missing.text().contains("<main"),
        "{}",
        missing.text()
    );
    // The page of a missing address names its links from the folder of the server in which the site is published.
    assert_eq!(tested.get("/sub/ihos/").status, 200);
}

#[test]
fn a_page_is_shown_as_on_another_day() {
    let tested = Tested::new("day");
    let today = tested.get("/accessibility/").text();
    let later = tested.get("/accessibility/?date=2027-04-01");
    assert_eq!(later.status, 200);
    assert!(later.text().contains("?date=2027-04-01"), "links keep the day");
    assert!(
        today.contains("value=\"2026-11-21\"") && later.text().contains("value=\"2027-04-01\"")
    );
    for bad in ["2027-13-01", "tomorrow", "2027-4-1", "%3Cb%3E"] {
        let answer = tested.get(&format!("/?date={bad}"));
        assert_eq!(answer.status, 400, "{bad}");
        assert!(
            answer.text().contains("not a day") && !answer.text().contains("<b>"),
            "{}",
            answer.text()
        );
    }
}

/// Every way in which programs save, none missed.
#[test]
fn every_way_of_saving_is_seen() {
    let tested = Tested::new("saving");
    let root = tested.place.path(".");
    save_in_every_way(&tested, &root, 6);
}

#[test]
fn every_way_of_saving_is_seen_by_looking() {
    let tested = Tested::polling("looking", Some(Duration::from_millis(30)));
    let root = tested.place.path(".");
    save_in_every_way(&tested, &root, 1);
}

fn save_in_every_way(tested: &Tested, root: &Path, rounds: usize) {
    let page = root.join(ABOUT);
    let temporary = root.join("content/pages/.about.md.tmp~");
    let mut n_saves = 0;
    for round in 0..rounds {
        type Way<'a> = (&'a str, &'a dyn Fn(&str));
        let ways: [Way<'_>; 7] = [
            ("in place", &|text| fs::write(&page, text).expect("written")),
            ("temporary and renamed", &|text| {
                fs::write(&temporary, text).expect("written");
                fs::rename(&temporary, &page).expect("renamed");
            }),
            ("backup, then new", &|text| {
                fs::rename(&page, root.join("content/pages/about.md~")).expect("renamed");
                fs::write(&page, text).expect("written");
            }),
            ("deleted, then new", &|text| {
                fs::remove_file(&page).expect("deleted");
                thread::sleep(Duration::from_millis(5));
                fs::write(&page, text).expect("written");
            }),
            ("in pieces", &|text| {
                let mut file = fs::File::create(&page).expect("open");
                for piece in text.as_bytes().chunks(20) {
                    file.write_all(piece).expect("written");
                    thread::sleep(Duration::from_millis(2));
                }
            }),
            ("held open", &|text| {
                let mut file = fs::File::create(&page).expect("open");
                file.write_all(text.as_bytes()).expect("written");
                // The editor keeps the file open until the change was seen.
                let words = text.lines().nth(3).expect("the words");
                tested.wait_for("/about/", words);
            }),
            ("from another folder", &|text| {
                fs::write(root.join("elsewhere.md"), text).expect("written");
                fs::rename(root.join("elsewhere.md"), &page).expect("renamed");
            }),
        ];
        for (way, save) in ways {
            let words = format!("Round {round}, {way}.");
            save(&about(&words));
            tested.wait_for("/about/", &words);
            n_saves += 1;
        }
    }
    assert_eq!(n_saves, rounds * 7);
}

#[test]
fn files_and_folders_come_and_go() {
    let tested = Tested::new("coming");
    let root = tested.place.path(".");
    // A new folder, with a page in it at once.
    fs::create_dir_all(root.join("content/pages/news/deep")).expect("a folder");
    fs::write(root.join("content/pages/news/deep/first.md"), about("A first page."))
        .expect("written");
    tested.wait_for("/news/deep/first/", "A first page.");
    // Renamed, a letter only.
    fs::rename(
        root.join("content/pages/news/deep/first.md"),
        root.join("content/pages/news/deep/First.md"),
    )
    .expect("renamed");
    tested.wait_until("/news/deep/first/", "A first page.", false);
    fs::rename(
        root.join("content/pages/news/deep/First.md"),
        root.join("content/pages/news/deep/second.md"),
    )
    .expect("renamed");
    tested.wait_for("/news/deep/second/", "A first page.");
    // A folder moved in, and out.
    fs::create_dir_all(root.join("drawer")).expect("a folder");
    fs::write(root.join("drawer/plan.md"), about("A plan.")).expect("written");
    fs::rename(root.join("drawer"), root.join("content/pages/plans")).expect("moved");
    tested.wait_for("/plans/plan/", "A plan.");
    fs::write(root.join("content/pages/plans/plan.md"), about("A better plan.")).expect("written");
    tested.wait_for("/plans/plan/", "A better plan.");
    fs::rename(root.join("content/pages/plans"), root.join("gone")).expect("moved");
    tested.wait_until("/plans/plan/", "A better plan.", false);
    // A theme that comes later.
    fs::create_dir_all(root.join("themes/default/templates")).expect("a folder");
    fs::write(root.join("themes/default/templates/footer.html"), "<p>Another footer</p>")
        .expect("written");
    tested.wait_for("/", "Another footer");
    fs::remove_dir_all(root.join("themes")).expect("deleted");
    tested.wait_until("/", "Another footer", false);
    // The whole content, away and back.
    fs::rename(root.join("content"), root.join("away")).expect("moved");
    thread::sleep(Duration::from_millis(300));
    assert!(matches!(tested.get("/").status, 200 | 404));
    fs::rename(root.join("away"), root.join("content")).expect("moved");
    fs::write(root.join(ABOUT), about("Back again.")).expect("written");
    tested.wait_for("/about/", "Back again.");
}

/// A change of branch is one change, and what is written into the output or beside the content is none.
#[test]
fn many_files_are_one_change() {
    let tested = Tested::new("many");
    let root = tested.place.path(".");
    let mut tab = tested.tab("/about/");
    // That the review has found something changes no page.
    let first = next_message(&mut tab, Duration::from_millis(400));
    assert_eq!(first.filter(|it| !it.contains("\"action\":\"none\"")), None);
    for at in 0..500 {
        tested.place.write(&format!("content/pages/many/page-{at}.md"), about("One of many."));
    }
    tested.place.write(ABOUT, about("After the change of branch."));
    let mut told = || next_message(&mut tab, Duration::from_secs(20)).expect("the tab is told");
    let mut message = told();
    while message.contains("\"action\":\"none\"") {
        message = told();
    }
    assert!(message.contains("\"action\":\"page\""), "{message}");
    tested.wait_for("/many/page-499/", "One of many.");
    let more = next_message(&mut tab, Duration::from_millis(900));
    assert_eq!(more.filter(|it| it.contains("\"action\":\"page\"")), None);
    let changed = || {
        let said = tested.said.lock().expect("no panic while it is held");
        said.iter().filter(|line| line.starts_with("changed")).count()
    };
    assert_eq!(changed(), 1, "{:?}", tested.said);
    tested.place.write("output/index.html", "x");
    tested.place.write(".git/index", "x");
    tested.place.write(".iho/log", "x");
    tested.place.write("content/.about.md.swp", "x");
    tested.place.write("content/pages/about.md~", "x");
    tested.place.write("content/pages/#about.md#", "x");
    thread::sleep(Duration::from_millis(400));
    assert_eq!(changed(), 1, "{:?}", tested.said);
    fs::remove_dir_all(root.join("content/pages/many")).expect("deleted");
    tested.wait_until("/many/page-499/", "One of many.", false);
}

/// The next message that changes what a tab shows of its page: what is wrong, and what differs from what is public, is told to all.
fn next_change(tab: &mut TcpStream, within: Duration) -> Option<String> {
    let until = Instant::now() + within;
    loop {
        let left = until.checked_duration_since(Instant::now())?;
        let message = next_message(tab, left)?;
        if !message.contains("\"action\":\"none\"") {
            return Some(message);
        }
    }
}

#[test]
fn only_tabs_whose_page_changed_are_told() {
    let tested = Tested::new("tabs");
    let (mut about_tab, mut list_tab) = (tested.tab("/about/"), tested.tab("/metrics/"));
    assert_eq!(next_change(&mut about_tab, Duration::from_millis(300)), None);
    tested.place.write(ABOUT, about("Changed once."));
    let message = next_change(&mut about_tab, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"page\""), "{message}");
    assert_eq!(next_change(&mut list_tab, Duration::from_millis(600)), None);
    // Saved again without a change: nobody is told.
    tested.place.write(ABOUT, about("Changed once."));
    assert_eq!(next_change(&mut about_tab, Duration::from_millis(400)), None);
    // A style sheet is swapped.
    tested.place.write("themes/default/static/site.css", "body { color: black }");
    let message = next_change(&mut about_tab, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"style\""), "{message}");
    let message = next_change(&mut list_tab, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"style\""), "{message}");
    // A tab that was away is told as soon as it is back.
    let html = tested.get("/about/").text();
    let page_hash =
        html.split("data-page-hash=\"").nth(1).and_then(|it| it.split('"').next()).expect("a hash");
    tested.place.write(ABOUT, about("Changed while away."));
    tested.wait_for("/about/", "Changed while away.");
    let mut back = tested.connect();
    let request = format!(
        "GET /__iho/events?page=/about/&page_hash={page_hash} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    );
    back.write_all(request.as_bytes()).expect("written");
    let message = next_change(&mut back, Duration::from_secs(5)).expect("told");
    assert!(message.contains("\"action\":\"page\""), "{message}");
}

#[test]
fn mistakes_are_told_over_the_last_good_page() {
    let tested = Tested::new("mistakes");
    let site = small_site();
    let nasty = "content/organisations/vale-gps.yaml";
    for (path, broken, words) in [
        (nasty, "id: vale-gps\nname: [\n", "vale-gps.yaml"),
        (nasty, "id: vale-gps\nnam: <script>alert(1)</script>\n", "&lt;script&gt;alert(1)"),
        (nasty, "\u{1}", "nvisible character"),
        ("content/ihos/vale/draft/footprint.geojson", "{\"type\":", "footprint.geojson"),
        ("content/ihos/vale/draft/host.yaml", "", "empty"),
        (ABOUT, "no front matter", "no title"),
        ("content/site.yaml", "title: [", "site.yaml"),
    ] {
        tested.place.write(path, broken);
        tested.wait_for("/organisations/vale-gps/", words);
        let page = tested.get("/organisations/vale-gps/");
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("Vale GP Federation"), "the last good page stays: {path}");
        assert!(!text.contains("<script>alert"), "{path}");
        assert!(text.contains("iho-has-errors"), "{path}");
        tested.place.write(path, &site[path]);
        tested.wait_until("/organisations/vale-gps/", "iho-has-errors", false);
    }
}

/// What only a comparison of all files finds comes a moment later, and to every tab, whatever its page shows.
#[test]
fn mistakes_between_files_are_told_to_every_tab() {
    let tested = Tested::new("between");
    let mut tab = tested.tab("/metrics/");
    let mut told = |wanted: &str| {
        let started = Instant::now();
        loop {
            let message = next_message(&mut tab, Duration::from_secs(20)).unwrap_or_default();
            assert!(message.contains("\"action\":\"none\""), "{wanted}: {message}");
            if message.contains(wanted) {
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "{wanted}: {message}");
        }
    };
    for _ in 0..3 {
        tested.place.write(ABOUT, about("See [[org:nobody-at-all]]."));
        told("\"errors\":1,");
        assert!(tested.get("/metrics/").text().contains("iho-has-errors"));
        tested.place.write(ABOUT, about("Nothing to see."));
        told("\"errors\":0,");
    }
}

#[test]
fn nothing_that_is_done_to_files_ends_it() {
    let tested = Tested::new("unharmed");
    let site = small_site();
    // A template with a slip, then one that fails only when a page is made, then a deleted one.
    for (text, words) in [
        ("<p>{{ site.title </p>", "themes/default/templates/page.html"),
        ("{{ nothing.at.all }}", "`nothing` is not defined"),
        ("{% extends \"no-such.html\" %}", "no-such.html"),
    ] {
        tested.place.write("themes/default/templates/page.html", text);
        tested.wait_for("/organisations/", words);
        let page = tested.get("/organisations/");
        assert_eq!(page.status, 200);
        assert!(page.text().contains("<h1"), "{}", page.text());
        // The content goes on being shown meanwhile.
        let said = format!("While the theme is broken: {}.", words.len());
        tested.place.write(ABOUT, about(&said));
        if !text.contains("nothing") {
            tested.wait_for("/about/", &said);
        }
        assert_eq!(tested.get("/about/").status, 200);
        fs::remove_file(tested.place.path("themes/default/templates/page.html")).expect("deleted");
        tested.wait_until("/organisations/", "iho-has-errors", false);
    }
    // A file that others cite goes, and comes back.
    let cited = "content/organisations/vale-trust.yaml";
    fs::remove_file(tested.place.path(cited)).expect("deleted");
    tested.wait_for("/ihos/vale/host/", "iho-has-errors");
    assert_eq!(tested.get("/ihos/vale/host/").status, 200);
    assert_eq!(tested.get("/organisations/vale-trust/").status, 404);
    tested.place.write(cited, &site[cited]);
    tested.wait_until("/ihos/vale/host/", "iho-has-errors", false);
    // Bytes that are no text, a file that is a folder now, a link to nowhere, an empty site file.
    tested.place.write(ABOUT, [0xff, 0xfe, 0x00]);
    tested.wait_for("/about/", "UTF-8");
    assert_eq!(tested.get("/about/").status, 200);
    fs::remove_file(tested.place.path(ABOUT)).expect("deleted");
    fs::create_dir(tested.place.path(ABOUT)).expect("a folder");
    thread::sleep(Duration::from_millis(200));
    assert_eq!(tested.get("/").status, 200);
    fs::remove_dir(tested.place.path(ABOUT)).expect("deleted");
    tested.place.write(ABOUT, &site[ABOUT]);
    tested.place.write("content/site.yaml", "");
    tested.wait_for("/", "iho-has-errors");
    tested.place.write("content/site.yaml", &site["content/site.yaml"]);
    tested.wait_until("/", "iho-has-errors", false);
    assert!(tested.get("/about/").text().contains("are invented"));
}

/// A theme that can't be used goes on being told while other files are saved.
#[test]
fn a_broken_theme_is_told_until_it_is_mended() {
    let tested = Tested::new("theme");
    for text in ["{% extends \"no-such.html\" %}", "<p>{{ site.title </p>"] {
        tested.place.write("themes/default/templates/page.html", text);
        tested.wait_for("/about/", "iho-has-errors");
        for at in 0..4 {
            let words = format!("Save {at} beside {}.", text.len());
            tested.place.write(ABOUT, about(&words));
            loop {
                let page = tested.get("/about/").text();
                assert!(page.contains("iho-has-errors"), "{page}");
                if page.contains(&words) {
                    break;
                }
            }
        }
        // Mended by the file that was missed, or by what was slipped in.
        tested.place.write("themes/default/templates/no-such.html", "<main><h1>Found</h1></main>");
        tested.place.write("themes/default/templates/page.html", "{% extends \"no-such.html\" %}");
        tested.wait_for("/about/", "<h1>Found</h1>");
        tested.wait_until("/about/", "iho-has-errors", false);
        fs::remove_dir_all(tested.place.path("themes")).expect("deleted");
        tested.wait_until("/about/", "<h1>Found</h1>", false);
    }
}

/// A file that is about to be written is empty for a moment: the page stays as it was.
#[test]
fn an_empty_template_leaves_the_last_good_page() {
    let tested = Tested::new("empty-template");
    tested.wait_for("/about/", "<h1");
    tested.place.write("themes/default/templates/page.html", "");
    tested.wait_for("/about/", "this template is empty");
    // Then it is written, with a slip: what was shown before goes on following the content.
    tested.place.write("themes/default/templates/page.html", "<p>{{ site.title </p>");
    tested.place.write(ABOUT, about("Meanwhile."));
    tested.wait_for("/about/", "Meanwhile.");
    assert!(tested.get("/about/").text().contains("<h1"));
}

/// A link of the content that leads nowhere is no slip of a template, too; one of a template is told of its page.
#[test]
fn a_link_to_nowhere_is_told_once() {
    let tested = Tested::new("nowhere");
    tested.place.write(ABOUT, about("See [there](../nowhere.md)."));
    tested.wait_for("/about/", "broken-link");
    assert!(!tested.get("/about/").text().contains("page-link"));
    tested.place.write(ABOUT, about("Nothing to see."));
    tested.wait_until("/about/", "iho-has-errors", false);
    let footer = "<p><a href=\"/nowhere/\">There</a></p>";
    tested.place.write("themes/default/templates/footer.html", footer);
    tested.wait_for("/about/", "page-link");
}

/// A file of which nothing can be read is told before what may only follow from it.
#[test]
fn what_cannot_be_read_is_told_first() {
    let tested = Tested::new("unreadable");
    tested.place.write(ABOUT, about("See [[org:nobody-at-all]]."));
    tested.wait_for("/", "unknown-reference");
    tested.place.write("content/pages/last.md", [0xff, 0xfe, 0x00]);
    let started = Instant::now();
    loop {
        let page = tested.get("/").text();
        let (cause, other) = (page.find("pages/last.md"), page.find("unknown-reference"));
        if cause.is_some() && cause < other {
            return;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "{page}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// A link is told as `iho build` tells it, wherever it leads.
#[cfg(unix)]
#[test]
fn a_link_to_elsewhere_is_told() {
    let tested = Tested::new("link");
    let link = tested.place.path("content/organisations/elsewhere.yaml");
    std::os::unix::fs::symlink("/nowhere/at/all", &link).expect("a link");
    tested.wait_for("/", "this is a link to `/nowhere/at/all`");
    fs::remove_file(&link).expect("deleted");
    tested.wait_until("/", "iho-has-errors", false);
}

/// A file in a folder that is newer than our watching is seen all the same.
#[test]
fn files_in_new_folders_are_seen() {
    let tested = Tested::new("folders");
    for at in 0..30 {
        let words = format!("In folder {at}.");
        tested.place.write(&format!("content/pages/a{at}/b/c/page.md"), about(&words));
        tested.wait_for(&format!("/a{at}/b/c/page/"), &words);
    }
}

/// What is broken from the start is told, too.
#[test]
fn it_begins_with_whatever_is_there() {
    let place = Place::new("serve-empty");
    fs::create_dir_all(place.path("content")).expect("a folder");
    let tested = Tested::of(place, None);
    assert_eq!(tested.get("/").status, 200);
    tested.wait_for("/", "content/site.yaml");

    let mut files = small_site();
    files.insert("themes/default/templates/page.html".to_owned(), "{{ broken".to_owned());
    files.insert(nth_organisation(), "id: [".to_owned());
    let tested = Tested::of(Place::with_site("serve-broken", &files), None);
    tested.wait_for("/organisations/", "page.html");
    tested.wait_for("/organisations/", nth_organisation().as_str());
    assert!(tested.get("/organisations/").text().contains("<main"));
    fs::remove_file(tested.place.path("themes/default/templates/page.html")).expect("deleted");
    tested.place.write(&nth_organisation(), &small_site()[&nth_organisation()]);
    tested.wait_until("/organisations/", "iho-has-errors", false);
}

fn nth_organisation() -> String {
    "content/organisations/vale-gps.yaml".to_owned()
}

#[test]
fn the_review_says_what_changed_and_why() {
    let place = sealed::site("serve-review");
    for typed in [&["release", "vale", "--yes", "--note", "The first."][..], &["build"]] {
        let done = sealed::iho(&place, "2026-11-20", typed);
        assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    }
    let tested = Tested::of(place, None);
    assert!(tested.get("/_review/").text().contains("Nothing differs"));
    tested.place.write(ABOUT, about("Other & new words."));
    let gps = "content/organisations/vale-gps.yaml";
    tested.place.write(gps, small_site()[gps].replace("Vale GP Federation", "Vale GPs together"));
    tested.place.write("content/pages/new.md", about("Something new."));
    tested.wait_for("/new/", "Something new.");
    tested.wait_for("/organisations/vale-gps/", "Vale GPs together");
    let list = tested.get("/_review/").text();
    for (url, how) in [
        ("/about/", "Changed"),
        ("/new/", "Added"),
        ("/organisations/vale-gps/", "Changed"),
        ("/ihos/vale/partners/", "Affected by other changes"),
        ("/organisations/", "Affected by other changes"),
    ] {
        let row = list.split("<tr>").find(|row| row.contains(&format!("<code>{url}</code>")));
        let row = row.unwrap_or_else(|| panic!("{url}: {list}"));
        assert!(row.contains(&format!("<td>{how}</td>")), "{row}");
    }
    assert!(list.contains("content/organisations/vale-gps.yaml changed"), "{list}");
    assert!(!list.contains("<code>/metrics/</code>"), "{list}");
    for view in ["inline", "side", "source"] {
        let page = tested.get(&format!("/_review/page/?url=/about/&view={view}"));
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("<ins>") && text.contains("&amp;"), "{view}: {text}");
        assert!(text.contains("rel=\"next\""), "{view}: {text}");
    }
    let preview = tested.get("/_review/page/?url=/about/&view=preview").text();
    assert!(
        preview.contains("<iframe title=\"The page as it is now\" src=\"/about/\">"),
        "{preview}"
    );
    fs::remove_file(tested.place.path("content/pages/new.md")).expect("deleted");
    tested.wait_until("/_review/", "<code>/new/</code>", false);
    tested.place.write(gps, "id: [");
    tested.wait_for("/_review/checks/", "vale-gps.yaml");
}

/// A reader sees the old page or the new one, whatever is saved how often.
#[test]
fn no_page_is_ever_half_new() {
    let tested = Arc::new(Tested::new("whole"));
    let title = |at: usize| format!("---\ntitle: Title {at}\n---\nText {at}.\n");
    tested.place.write(ABOUT, title(0));
    tested.wait_for("/about/", "Text 0.");
    let reader = Arc::clone(&tested);
    let until = Instant::now() + Duration::from_secs(3);
    let reading = thread::spawn(move || {
        let mut seen = BTreeSet::new();
        while Instant::now() < until {
            let answer = reader.get("/about/");
            assert_eq!(answer.status, 200);
            let text = answer.text();
            let after = |words: &str| {
                let at = text.find(words).expect("it is on the page") + words.len();
                text[at..].chars().take_while(char::is_ascii_digit).collect::<String>()
            };
            assert_eq!(after("<title>Title "), after("Text "));
            seen.insert(after("Text "));
        }
        seen.len()
    });
    let mut at = 0;
    while Instant::now() < until {
        at += 1;
        tested.place.write(ABOUT, title(at));
        thread::sleep(Duration::from_millis(7));
    }
    let n_seen = reading.join().expect("no page was half new");
    assert!(n_seen > 3, "{n_seen} of {at}");
    tested.place.write(ABOUT, title(999_999));
    tested.wait_for("/about/", "Text 999999.");
}

/// What was sealed can be read in the preview, and what waits for its hour says so, or is not there for others.
#[test]
fn sealed_releases_are_shown_as_they_are() {
    let place = sealed::published("serve-releases");
    let later = ["release", "vale", "--yes", "--note", "Later.", "--publish-at", "2027-04-17"];
    place.write(
        &format!("{}/metrics.yaml", sealed::DRAFT),
        sealed::TARGET.replace("31}", "31, why: Beds closed.}").replace("450", "430"),
    );
    assert_eq!(sealed::iho(&place, "2027-01-02", &later).code, 0);
    let built = sealed::iho(&place, "2027-01-02", &["build"]);
    assert_eq!(built.code, 0, "{}", built.stderr);
    let sealed_page = place.read("output/ihos/vale/releases/2026-11-22/metrics/index.html");
    let zip = std::fs::read(place.path("output/ihos/vale/releases/2026-11-22/release.zip"));
    let tested = Tested::of(place, None);
    tested.until("/ihos/vale/", |answer| answer.status == 200);
    let page = tested.get("/ihos/vale/releases/2026-11-22/metrics/");
    assert_eq!(page.status, 200);
    let main = |html: &str| {
        let (_, rest) = html.split_once("<main").expect("a page");
        rest.split_once("</main>").expect("it ends").0.to_owned()
    };
    assert_eq!(main(&page.text()), main(&sealed_page));
    assert!(!page.text().contains("class=\"iho-draft"), "what is sealed is no draft");
    assert_eq!(tested.get("/ihos/vale/releases/2026-11-22/release.zip").body, zip.expect("a file"));
    assert_eq!(tested.get("/ihos/vale/releases/2026-11-23/").status, 404);
    for feed in ["feed.atom", "ihos/vale/feed.atom", "organisations/vale-trust/feed.json"] {
        let shown = tested.get(&format!("/{feed}"));
        assert_eq!(shown.status, 200, "{feed}");
        assert!(shown.text().contains("2026-12-22"), "{feed}: {}", shown.text());
    }
    assert_eq!(tested.get("/ihos/nowhere/feed.atom").status, 404);
    // The release that waits says so; on an earlier day it is not there.
    assert!(tested.get("/ihos/vale/releases/").text().contains("Not yet public"));
    let before = tested.get("/ihos/vale/releases/?date=2027-04-16").text();
    assert!(!before.contains("2027-04-17"), "{before}");
    assert!(tested.get("/ihos/vale/releases/?date=2027-04-17").text().contains("2027-04-17"));
}

/// What waits for its hour is not shown to others, and neither is the draft that it was made of.
#[test]
fn others_do_not_see_what_waits() {
    let place = sealed::site("serve-others");
    let later = ["release", "vale", "--yes", "--note", "Later.", "--publish-at", "2027-04-17"];
    assert_eq!(sealed::iho(&place, "2026-11-22", &later).code, 0);
    let tested = Tested::for_others(place, "2026-12-01T00:00:00Z");
    tested.until("/", |answer| answer.status == 200);
    assert_eq!(tested.get("/ihos/vale/").status, 404);
    tested.place.write(&format!("{}/narrative/host.md", sealed::DRAFT), "Changed.\n");
    tested.place.write("content/pages/news.md", "---\ntitle: News\n---\nNews.\n");
    tested.until("/news/", |answer| answer.status == 200);
    assert_eq!(tested.get("/ihos/vale/").status, 404);
    let said = tested.said.lock().expect("no panic").join("\n");
    assert!(
        said.contains(
            "left out: `vale` and its draft, which will be published at 2027-04-17T08:30:00Z"
        ),
        "{said}"
    );
}
