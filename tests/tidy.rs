//! House rules that a machine can see.
#![expect(clippy::disallowed_methods, reason = "the rules are about files")]

use std::fs;
use std::path::Path;

/// The rooms from the top of the house down: a room names only those above it. The shell may name any.
const ROOMS: &[&str] = &[
    "html",
    "source",
    "diag",
    "archive",
    "statistics",
    "model",
    "author",
    "graph",
    "analysis",
    "compare",
    "check",
    "metadata",
    "figure",
    "data",
    "page",
    "render",
    "release",
    "output",
    "engine",
    "publication",
    "review",
];

/// Each foreign crate comes in by one door.
const DOORS: &[(&str, &[&str])] = &[
    ("serde_yaml", &["src/model/yaml.rs"]),
    ("tera", &["src/html.rs", "src/render/template.rs"]),
    (
        "pulldown_cmark",
        &[
            "src/model/prose.rs",
            "src/model/passage.rs",
            "src/render/markdown.rs",
            "src/compare/blocks.rs",
        ],
    ),
    ("syntect", &["src/render/highlight.rs"]),
    ("walkdir", &["src/disk/read.rs", "src/disk/write.rs"]),
    ("annotate_snippets", &["src/report.rs"]),
    ("clap", &["src/cli.rs", "src/cli/args.rs", "src/cli/args/sealed.rs", "src/cli/manual.rs"]),
    ("clap_complete", &["src/cli/manual.rs"]),
    ("clap_mangen", &["src/cli/manual.rs"]),
    ("strsim", &["src/diag/suggest.rs"]),
    ("notify", &["src/watch.rs"]),
    ("similar", &["src/review/words.rs", "src/compare/align.rs"]),
    ("tiny_http", &["src/serve/http.rs"]),
    ("sha2", &["src/archive/digest.rs"]),
    ("hmac", &["src/archive/digest.rs"]),
    ("minisign_verify", &["src/archive/signature.rs"]),
    ("getrandom", &["src/cli/release.rs"]),
    ("csv", &["src/model/table.rs", "src/data/rows.rs"]),
    ("idna", &["src/model/address.rs"]),
    ("unicode_normalization", &["src/model/prose/slug.rs"]),
    ("percent_encoding", &["src/model/address.rs"]),
    ("ctrlc", &["src/cli/preview.rs"]),
    ("img_parts", &["src/metadata/picture.rs"]),
    ("imagesize", &["src/metadata/size.rs"]),
    ("quick_xml", &["src/metadata/xml.rs", "src/data/xml.rs"]),
    ("flate2", &["src/metadata/inflate.rs"]),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files under a folder, with their path from the top of the repository and their text.
fn files(folder: &str, extensions: &[&str]) -> Vec<(String, String)> {
    let walk = walkdir::WalkDir::new(root().join(folder)).sort_by_file_name();
    let paths = walk.into_iter().flatten().map(walkdir::DirEntry::into_path);
    let wanted = paths.filter(|path| {
        path.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted))
    });
    wanted.map(|path| (name(&path), fs::read_to_string(&path).unwrap_or_default())).collect()
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned()
}

fn rust_files() -> Vec<(String, String)> {
    ["src", "tests", "benches"].iter().flat_map(|folder| files(folder, &["rs"])).collect()
}

fn room_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("src/")?;
    let room = rest.split(['/', '.']).next()?;
    ROOMS.contains(&room).then_some(room)
}

#[test]
fn a_room_names_only_rooms_above_it() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        let Some(at) = room_of(&path).and_then(|room| ROOMS.iter().position(|it| *it == room))
        else {
            continue;
        };
        let shell = ["disk", "baseline", "watch", "serve", "report", "cli", "failure"];
        for below in ROOMS[at + 1..].iter().chain(&shell) {
            if text.contains(&format!("crate::{below}")) {
                wrong.push(format!("{path} names `{below}`"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_foreign_crate_is_named_in_one_place() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        for (krate, doors) in DOORS {
            let named = text.lines().any(|line| {
                !line.trim_start().starts_with("//")
                    && (line.contains(&format!("{krate}::"))
                        || line.contains(&format!("use {krate};")))
            });
            if named && !doors.contains(&path.as_str()) {
                wrong.push(format!("{path} names `{krate}`, whose door is {doors:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<_> = rust_files()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "no `//!` on line 1 of {silent:#?}");
}

/// A file that no binary names would never run.
#[test]
fn every_file_of_tests_is_run() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let modules = fs::read_to_string(root().join("tests/integration.rs")).expect("the modules");
    let is_run = |path: &str| {
        let file = path.strip_prefix("tests/").and_then(|file| file.strip_suffix(".rs"));
        let Some(module) = file.filter(|file| !file.contains('/')) else { return true };
        manifest.contains(&format!("path = \"{path}\""))
            || modules.contains(&format!("\nmod {module};\n"))
    };
    let files = rust_files().into_iter().map(|(path, _)| path);
    let forgotten: Vec<String> = files.filter(|path| !is_run(path)).collect();
    assert_eq!(forgotten, [""; 0], "name them in `tests/integration.rs`");
}

#[test]
fn no_line_ends_in_a_space_and_no_test_is_ignored() {
    let mut wrong = Vec::new();
    let ignored = concat!("#[", "ignore");
    let excused = concat!("#[", "should_panic");
    for (path, text) in rust_files().into_iter().chain(files("themes", &["html", "css"])) {
        for (at, line) in text.lines().enumerate() {
            if line.ends_with([' ', '\t']) || line.contains(ignored) || line.contains(excused) {
                wrong.push(format!("{path}:{}: {line}", at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_path_of_one_machine_stands_in_the_project() {
    let mut wrong = Vec::new();
    let places = [concat!("/ho", "me/"), concat!("/us", "ers/"), concat!("c:", "\\")];
    let texts = ["src", "tests", "content", "themes", "benches"];
    for folder in texts {
        for (path, text) in files(folder, &["rs", "md", "yaml", "txt", "html", "sh"]) {
            let lower = text.to_lowercase();
            wrong.extend(
                places.iter().filter(|it| lower.contains(**it)).map(|it| format!("{path}: {it}")),
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The default theme in the folder and the one in the program are the same files.
#[test]
fn the_default_theme_is_embedded_whole() {
    let source =
        fs::read_to_string(root().join("src/render/theme.rs")).expect("the embedding file");
    let folder = root().join("themes/default");
    let mut missing = Vec::new();
    for entry in walkdir::WalkDir::new(&folder).into_iter().flatten() {
        let path =
            entry.path().strip_prefix(&folder).expect("inside").to_string_lossy().into_owned();
        let is_file = entry.file_type().is_file()
            && !matches!(path.as_str(), "theme.yaml" | "screenshot.png");
        if is_file
            && !source.contains(&format!("(\n        \"{path}\""))
            && !source.contains(&format!("\"{path}\","))
        {
            missing.push(path);
        }
    }
    assert!(missing.is_empty(), "not embedded by src/render/theme.rs: {missing:?}");
}

/// A function of more than 60 lines owes a reason, which stands in this list.
#[test]
fn functions_are_short() {
    const LONG: &[(&str, &str)] = &[
        ("src/compare/words.rs", "fn main_sentence("),
        ("src/data/changes.rs", "fn schema("),
        ("src/graph/links.rs", "fn relation_of("),
        ("src/graph/links.rs", "fn check_role("),
        ("src/render/markdown.rs", "fn start("),
    ];
    let mut long = Vec::new();
    for (path, text) in files("src", &["rs"]) {
        for (start, line) in text.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let is_function = line
                .trim_start()
                .trim_start_matches("pub ")
                .trim_start_matches("pub(super) ")
                .starts_with("fn ");
            if !is_function || !(line.ends_with('{') || line.ends_with('(')) {
                continue;
            }
            let end = format!("{}}}", " ".repeat(indent));
            let n = text.lines().skip(start).position(|line| line == end).unwrap_or(0);
            let excused = LONG.iter().any(|(file, name)| *file == path && line.contains(name));
            if n > 61 && !excused {
                long.push(format!("{path}:{} has {n} lines: {}", start + 1, line.trim()));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}
