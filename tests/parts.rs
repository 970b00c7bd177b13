//! Parts of the public site, such as the tree of a release: each is made again where something that it read of the site around it
//! is another, and nowhere else. What was read is noted by the way in which it is read.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;

use crate::place::{Place, Run};
use crate::sealed::{iho, published};

const RECORD: &str = ".iho/output.record";

fn build(place: &Place) -> Run {
    iho(place, "2027-01-02", &["build"])
}

fn fine(run: &Run) {
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

/// What the record of the last build says. A part that was made again is told by it alone: a file is not written that has the
/// same bytes.
fn lines(place: &Place, start: &str) -> Vec<String> {
    let record = place.read(RECORD);
    record.lines().filter(|line| line.starts_with(start)).map(str::to_owned).collect()
}

/// A record whose parts can't be believed costs nothing but time, whoever wrote it.
#[test]
fn parts_of_another_record_are_made_again() {
    let place = published("parts-record");
    fine(&build(&place));
    let (whole, record) = (place.tree("output"), place.read(RECORD));
    assert_eq!(lines(&place, "part ").iter().filter(|it| it.contains("/releases/")).count(), 2);
    let first = lines(&place, "query ").remove(0);
    let unknown = record.replace(&first, "query {\"Weather\":\"vale\"}");
    let earlier: String = record
        .replace("iho-record/4", "iho-record/3")
        .lines()
        .filter(|line| !line.starts_with("query "))
        .map(|line| match line.strip_prefix("part ") {
            Some(part) => format!("unit {}\n", part.rsplit_once(' ').expect("questions").0),
            None => format!("{line}\n"),
        })
        .collect();
    let other_answer = record.replace("part ", "part 0");
    let without = record.replacen(&format!("{first}\n"), "", 1);
    for other in [unknown, earlier, other_answer, without, record.replace("part ", "art ")] {
        assert_ne!(other, record);
        place.write(RECORD, other);
        let run = build(&place);
        fine(&run);
        assert!(run.stdout.contains(" 0 written"), "{}", run.stdout);
        assert!(place.tree("output") == whole);
        assert_eq!(place.read(RECORD), record);
    }
}

/// A link that only pages of old releases have, and that leads nowhere since a page of the site is gone, is found by a build into
/// a folder that holds these pages as by any other.
#[test]
fn a_link_from_an_old_page_is_looked_at_again() {
    let place = published("parts-link");
    let template = include_str!("../themes/default/templates/base.html");
    let link =
        "{% if head.relations %}<p><a href=\"{{ head.root }}extra/\">Extra</a></p>{% endif %}";
    let template = template.replacen("</main>", &format!("{link}</main>"), 1);
    assert!(template.contains("extra/"));
    place.write("themes/default/templates/base.html", template);
    place.write("content/pages/extra.md", "---\ntitle: Extra\n---\nText.\n");
    fine(&build(&place));
    let page = "output/ihos/vale/releases/2026-11-22/index.html";
    assert!(place.read(page).contains("extra/\">Extra</a>"));
    assert_eq!(lines(&place, "query {\"Path\":\"extra/\"}").len(), 1);
    let before = place.tree("output");
    fs::remove_file(place.path("content/pages/extra.md")).expect("a file");
    for folder in ["output", "clean"] {
        let run = iho(&place, "2027-01-02", &["build", "--output", folder]);
        assert_eq!(run.code, 1, "{folder}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("extra/`, which does not exist"), "{folder}: {}", run.stderr);
    }
    assert!(place.tree("output") == before);
}

/// An older state of the folder that was put back is not taken for what the record says of it.
#[test]
fn a_folder_that_was_put_back_is_made_again() {
    let place = published("parts-back");
    fine(&build(&place));
    let older = place.tree("output");
    place.write("themes/default/templates/footer.html", "<footer>Another foot</footer>\n");
    fine(&build(&place));
    let whole = place.tree("output");
    assert!(older != whole);
    fs::remove_dir_all(place.path("output")).expect("a folder");
    for (path, bytes) in &older {
        place.write(&format!("output/{path}"), bytes);
    }
    fine(&build(&place));
    assert!(place.tree("output") == whole);
}

/// A text that can't be read any more stops the build: without it, a comparison would say that something is gone.
#[test]
fn a_sealed_text_that_cannot_be_read_stops_the_build() {
    let place = published("parts-unread");
    fine(&build(&place));
    let before = place.tree("output");
    place.write("themes/default/templates/footer.html", "<footer>Another foot</footer>\n");
    let text = place.path("content/ihos/vale/releases/2026-11-22/contract.yaml");
    let bytes = fs::read(&text).expect("a file");
    fs::remove_file(&text).expect("a file");
    fs::create_dir(&text).expect("a folder");
    let run = build(&place);
    assert_ne!(run.code, 0, "{}", run.stdout);
    assert!(place.tree("output") == before);
    fs::remove_dir(&text).expect("a folder");
    fs::write(&text, bytes).expect("a file");
    fine(&build(&place));
}

/// The words of a page concern no part; the title of the site stands on all their pages.
#[test]
fn a_tree_asks_for_what_it_shows_alone() {
    let place = published("parts-name");
    fine(&build(&place));
    let before = place.tree("output");
    let answers = |place: &Place| lines(place, "part ");
    let known = answers(&place);
    let about = place.read("content/pages/about.md");
    place.write("content/pages/about.md", about + "\nOne more sentence.\n");
    fine(&build(&place));
    assert_eq!(answers(&place), known, "no part shows what the page says");
    let site = place.read("content/site.yaml");
    place.write("content/site.yaml", site.replace("title: ", "title: New "));
    fine(&build(&place));
    let changed = |path: &str| place.tree("output").get(path) != before.get(path);
    assert!(changed("ihos/vale/releases/2026-11-22/index.html"));
    assert!(changed("ihos/vale/compare/index.html"));
    assert!(changed("feed.atom"));
}
