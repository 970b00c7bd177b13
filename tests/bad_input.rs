//! What a real disk can hold that is no content: a clear message each, nothing lost, never a panic.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]

use std::fs;
use std::os::unix::fs::symlink;

use crate::common;
use crate::place::{Place, Run};

fn small(name: &str) -> Place {
    Place::with_site(name, &common::small_site())
}

#[track_caller]
fn says(run: &Run, code: i32, words: &[&str]) {
    assert_eq!(run.code, code, "{}{}", run.stdout, run.stderr);
    for word in words {
        assert!(run.stderr.contains(word), "`{word}` is not in:\n{}", run.stderr);
    }
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn a_folder_with_the_name_of_a_page_is_nothing() {
    let place = small("folder-md");
    fs::create_dir_all(place.path("content/pages/empty.md")).unwrap();
    says(&place.iho(&["check"]), 0, &[]);
}

#[test]
fn a_pipe_is_unreadable() {
    let place = small("pipe");
    let made =
        std::process::Command::new("mkfifo").arg(place.path("content/pages/pipe.md")).status();
    if made.is_ok_and(|status| status.success()) {
        says(&place.iho(&["check"]), 1, &["unreadable-file", "content/pages/pipe.md"]);
    }
}

#[test]
fn bytes_that_are_not_utf8_have_their_line() {
    let place = small("latin-1");
    place.write("content/pages/old.md", b"---\ntitle: Old\n---\ncaf\xe9\n");
    says(&place.iho(&["check"]), 1, &["not-utf8", "content/pages/old.md", "line 4", "UTF-8"]);
}

#[test]
fn a_byte_order_mark_is_no_mistake() {
    let place = small("bom");
    place.write("content/pages/bom.md", "\u{feff}---\ntitle: From Windows\n---\r\nText.\r\n");
    says(&place.iho(&["check"]), 0, &[]);
}

#[test]
fn a_file_of_50_megabytes_is_refused() {
    let place = small("large");
    place.write("content/organisations/large.yaml", "# filler\n".repeat(50_000_000 / 9));
    says(&place.iho(&["check"]), 1, &["file-too-large", "content/organisations/large.yaml"]);
}

#[test]
fn a_link_out_of_the_site_is_refused_and_one_inside_is_its_file() {
    let place = small("links");
    let outside = Place::new("links-outside");
    outside.write("secret.md", "---\ntitle: Secret\n---\nSecret.\n");
    symlink(outside.path("secret.md"), place.path("content/pages/secret.md")).unwrap();
    symlink("about.md", place.path("content/pages/again.md")).unwrap();
    let run = place.iho(&["check"]);
    says(&run, 1, &["symbolic-link", "content/pages/secret.md"]);
    assert!(!run.stderr.contains("again.md"), "{}", run.stderr);
}

#[test]
fn a_link_to_nothing_and_a_link_in_a_circle_are_refused() {
    let place = small("circle");
    symlink("nothing.md", place.path("content/pages/lost.md")).unwrap();
    symlink("..", place.path("content/pages/circle")).unwrap();
    says(&place.iho(&["check"]), 1, &["symbolic-link", "content/pages/lost.md"]);
}

#[test]
fn names_that_differ_by_capitals_clash() {
    let place = small("capitals");
    place.write("content/pages/About.md", "---\ntitle: About\n---\nText.\n");
    says(&place.iho(&["check"]), 1, &["case-clash", "content/pages/About.md", "bad-file-name"]);
}

#[test]
fn what_editors_leave_behind_is_no_content() {
    let place = small("debris");
    for path in ["about.md~", ".about.md.swp", "~$about.md", "#about.md#", ".DS_Store", "Thumbs.db"]
    {
        place.write(&format!("content/pages/{path}"), "debris");
    }
    says(&place.iho(&["check"]), 0, &[]);
}

#[test]
fn a_bomb_and_a_depth_are_refused() {
    let place = small("bombs");
    let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (this, before) in
        [("b", "a"), ("c", "b"), ("d", "c"), ("e", "d"), ("f", "e"), ("g", "f"), ("h", "g")]
    {
        bomb.push_str(&format!("{this}: &{this} [{}]\n", vec![format!("*{before}"); 10].join(",")));
    }
    place.write("content/organisations/bomb.yaml", bomb);
    place.write("content/organisations/brackets.yaml", "[".repeat(100_000));
    place.write("content/organisations/braces.yaml", "{a: ".repeat(20_000));
    place.write("content/organisations/quotes.yaml", "> ".repeat(20_000));
    place.write("content/pages/deep.md", format!("---\ntitle: Deep\n---\n{}", "> ".repeat(2_000)));
    says(
        &place.iho(&["check"]),
        1,
        &["yaml-too-complex", "bomb.yaml", "brackets.yaml", "braces.yaml"],
    );
}

#[test]
fn a_folder_without_content_is_explained() {
    let place = Place::new("nothing");
    says(&place.iho(&["check"]), 1, &["no-content", "content/site.yaml", "--site"]);
    says(&place.iho(&["build"]), 1, &["no-content", "nothing was written"]);
    says(&place.iho(&["check", "--site", "not-there"]), 3, &["there is no folder `not-there`"]);
}

#[test]
fn an_empty_content_folder_is_explained() {
    let place = Place::new("empty");
    fs::create_dir_all(place.path("content")).unwrap();
    says(&place.iho(&["build"]), 1, &["no-content"]);
}

#[test]
fn a_template_with_a_slip_has_its_line() {
    let place = small("slip");
    place.write("themes/default/templates/page.html", "<p>\n{% if head %}\n</p>\n");
    says(&place.iho(&["check"]), 1, &["template", "themes/default/templates/page.html"]);
}

/// A folder that can't be read is told as that, not as a file in the wrong place.
#[test]
fn a_folder_that_cannot_be_read_says_so() {
    let path = iho::source::SitePath::new("content/organisations").expect("a path");
    let words = "Permission denied".to_owned();
    let content = iho::source::Content::Unusable(iho::source::Unusable::Unreadable(words));
    let (_, found) = iho::engine::mistakes_in(&path, &content);
    let names: Vec<_> = found.iter().map(|it| it.code.name()).collect();
    assert_eq!(names, ["unreadable-file"], "{found:?}");
}
