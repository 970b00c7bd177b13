//! Every command of the README does what it says.
#![expect(clippy::disallowed_methods, reason = "the repository is read and copied")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::{Place, run};

const README: &str = include_str!("../README.md");
const GUIDE: &str = include_str!("../content/pages/authors/first-blueprint.md");

/// The lines of the README's `sh` blocks.
fn commands() -> Vec<&'static str> {
    let mut commands = Vec::new();
    let mut in_block = false;
    for line in README.lines().map(str::trim) {
        match line {
            "```sh" => in_block = true,
            "```" => in_block = false,
            line if in_block && !line.is_empty() => commands.push(line),
            _ => {}
        }
    }
    commands
}

/// What a shell makes of a line: words, of which some stand between quotation marks.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ' ' if !is_quoted => words.push(String::new()),
            c => words.last_mut().expect("there is a first word").push(c),
        }
    }
    words
}

#[test]
fn every_command_works_on_the_repository() {
    let place = Place::new("readme");
    let repository = env!("CARGO_MANIFEST_DIR");
    let mut n_run = 0;
    for command in commands() {
        if matches!(command, "cargo test --profile quick" | "cargo install --path .") {
            continue; // They are what runs this, and what made the program.
        }
        let args = command
            .strip_prefix("iho ")
            .unwrap_or_else(|| panic!("the README has a command that no test runs: {command}"));
        let mut args = words(args);
        // The folder of the repository stands for the clone; what is written goes into the test's own folder.
        for arg in args.iter_mut().filter(|arg| *arg == "my-site") {
            *arg = place.path(arg).to_string_lossy().into_owned();
        }
        let output = place.path("output").to_string_lossy().into_owned();
        if args[0] == "build" && !command.contains("my-site") {
            args.extend(["--output".to_owned(), output.clone()]);
        }
        if args[0] == "serve" {
            preview(
                place
                    .command()
                    .current_dir(repository)
                    .args(args.iter().filter(|arg| *arg != "--open")),
            );
            n_run += 1;
            continue;
        }
        let run = run(place.command().current_dir(repository).args(&args));
        assert_eq!(run.code, 0, "{command}\n{}", run.stderr);
        n_run += 1;
    }
    assert!(n_run >= 4, "the README has commands");
    assert!(Path::new(&place.path("output/index.html")).is_file());
}

/// Begins a preview, asks for its first page, and ends it as Ctrl-C does.
#[track_caller]
fn preview(command: &mut Command) {
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it begins");
    let mut lines =
        BufReader::new(child.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    let address = lines.find_map(|line| {
        Some(line.split_once("Preview: http://")?.1.split('/').next()?.to_owned())
    });
    let address = address.expect("it says where it is");
    let mut stream = TcpStream::connect(&address).expect("it listens");
    write!(stream, "GET / HTTP/1.1\r\nHost: {address}\r\n\r\n").expect("it reads");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("it answers");
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    let asked = Instant::now();
    let ended = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(ended.expect("the system has `kill`").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(asked.elapsed() < Duration::from_secs(2), "{:?}", asked.elapsed());
    assert_eq!(lines.last().as_deref(), Some("The preview has stopped."));
}

/// The mistake that the guide makes on purpose gives the message that it shows.
#[test]
fn the_mistake_on_purpose_is_explained() {
    let home = include_str!("../content/pages/index.md");
    let place = Place::new("readme-mistake");
    let copy = |from: &str| {
        for entry in walkdir::WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)) {
            let entry = entry.expect("the repository can be walked");
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("inside");
                let bytes = std::fs::read(entry.path()).expect("a file");
                place.write(&path.to_string_lossy(), bytes);
            }
        }
    };
    copy("content");
    place.write("content/pages/index.md", format!("{home}\n[[org:example-vale-tf]]\n"));
    let run = place.iho(&["check"]);
    assert_eq!(run.code, 1);
    let first = GUIDE.lines().find(|line| line.starts_with("error[")).expect("the guide shows it");
    assert!(run.stderr.contains(first), "{}", run.stderr);
    assert!(run.stderr.contains("did you mean `example-vale-ft`?"), "{}", run.stderr);
}
