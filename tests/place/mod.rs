//! A folder of one test's own, and the program run in it as a user runs it.
#![expect(clippy::disallowed_methods, reason = "these tests own their folder")]
#![allow(dead_code, unreachable_pub, reason = "not every test needs every helper")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

/// A fresh folder under the build's own temporary folder.
pub struct Place {
    root: PathBuf,
}

/// What a run of the program gave.
#[must_use]
#[derive(Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// What was printed for programs.
    pub stdout: String,
    /// What was printed for people.
    pub stderr: String,
}

/// Tests run at the same time, so each name belongs to one of them.
fn claim(name: &str) {
    static OWNERS: Mutex<BTreeMap<String, String>> = Mutex::new(BTreeMap::new());
    let thread = std::thread::current();
    let Some(test) = thread.name() else { return };
    let mut owners = OWNERS.lock().unwrap_or_else(PoisonError::into_inner);
    let owner = owners.entry(name.to_owned()).or_insert_with(|| test.to_owned());
    assert_eq!(owner, test, "two tests write into the folder `{name}`");
}

impl Place {
    /// A folder with that name, empty.
    pub fn new(name: &str) -> Self {
        claim(name);
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("the build's temporary folder can be written");
        Self { root }
    }

    /// A folder with the files of a site in it.
    pub fn with_site(name: &str, files: &BTreeMap<String, String>) -> Self {
        let place = Self::new(name);
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    /// A path inside.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Writes a file, with its folders.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file under a folder, with its bytes, by path.
    pub fn tree(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let top = self.path(folder);
        let mut tree = BTreeMap::new();
        for entry in walkdir::WalkDir::new(&top) {
            let entry = entry.expect("a folder that can be walked");
            if entry.file_type().is_file() {
                let path = entry.path().strip_prefix(&top).expect("inside").to_string_lossy();
                tree.insert(path.into_owned(), fs::read(entry.path()).expect("a file"));
            }
        }
        tree
    }

    /// Runs the program here, on the day on which every test is built.
    pub fn iho(&self, args: &[&str]) -> Run {
        run(self.command().args(args).args(["--at", "2026-11-21"]))
    }

    /// The program, in this folder, with nothing of the machine's own settings.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_iho"));
        command.current_dir(&self.root).env_clear();
        command
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Run {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    Run {
        code: status.code().expect("the program ends by itself"),
        stdout: String::from_utf8(stdout).expect("text"),
        stderr: String::from_utf8(stderr).expect("text"),
    }
}
