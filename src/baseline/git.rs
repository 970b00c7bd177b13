//! The files of a site as they were at a commit, read through the `git` program.

use std::collections::BTreeMap;
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::archive::{self, hex, sha256};
use crate::disk;
use crate::failure::Failure;
use crate::source::{Content, File, SitePath, Sources};

/// How a pointer begins that lies in a repository in the place of a large file.
const POINTER: &str = "version https://git-lfs.github.com/spec/";

/// A state of a site in its repository.
pub(super) struct Commit {
    /// The first letters of its name.
    pub(super) short: String,
    /// The day on which it was made.
    pub(super) day: String,
    pub(super) sources: Sources,
}

/// The files at a commit. What is sealed never changes, so that it is taken from the files of now where it is there.
pub(super) fn read(site: &Path, reference: &str, now: &Sources) -> Result<Commit, Failure> {
    let prefix = prefix(site)?;
    let commit = commit(site, reference)?;
    let what = ["show", "-s", "--format=%h %cs", &commit];
    let about = words(&run(site, &what)?.stdout);
    let (short, day) = about.split_once(' ').unwrap_or((commit.as_str(), ""));
    let blobs = blobs(site, (reference, &commit), &prefix)?;
    let mut files: BTreeMap<SitePath, Content> = BTreeMap::new();
    let mut unread = Vec::new();
    for (path, blob) in blobs {
        let known = now.find(&path).filter(|_| archive::is_kept(&path) && !is_of_site(&path));
        match known {
            Some(file) => drop(files.insert(path, now.file(file).content.clone())),
            None => unread.push((path, blob)),
        }
    }
    for ((path, _), bytes) in unread.iter().zip(contents(site, &unread)?) {
        files.insert(path.clone(), content(site, path, bytes, now));
    }
    let files = files.into_iter().map(|(path, content)| File { path, content });
    Ok(Commit { short: short.to_owned(), day: day.to_owned(), sources: Sources::new(files) })
}

/// Whether the files at a commit are there.
pub(super) fn check(site: &Path, reference: &str) -> Result<(), Failure> {
    let (prefix, commit) = (prefix(site)?, commit(site, reference)?);
    blobs(site, (reference, &commit), &prefix).map(|_| ())
}

/// The ledger and its signature grow with every release.
fn is_of_site(path: &SitePath) -> bool {
    matches!(path.as_str(), archive::LEDGER | archive::SIGNATURE)
}

/// A state that is worth comparing with: that of the last release, and else the last commit; nothing where there is no history.
pub(super) fn helpful(site: &Path) -> Option<String> {
    let asked = |args: &[&str]| {
        let output = run(site, args).ok().filter(|output| output.status.success())?;
        Some(words(&output.stdout)).filter(|words| !words.is_empty())
    };
    asked(&["rev-parse", "--verify", "--quiet", "HEAD"])?;
    let released = asked(&["log", "-1", "--format=%h", "--", archive::LEDGER]);
    Some(released.unwrap_or_else(|| "HEAD".to_owned()))
}

fn run(site: &Path, args: &[&str]) -> Result<Output, Failure> {
    command(site, args).stdin(Stdio::null()).output().map_err(|error| not_run(&error))
}

fn command(site: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(site).args(args);
    let settings = [("LC_ALL", "C"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_OPTIONAL_LOCKS", "0")];
    command.envs(settings).env("GIT_LITERAL_PATHSPECS", "1").stderr(Stdio::piped());
    command
}

const OR_FOLDER: &str = "or compare with a copy of the site: `--against FOLDER`";

fn not_run(error: &io::Error) -> Failure {
    let failure = match error.kind() {
        io::ErrorKind::NotFound => Failure::new("the program `git` was not found on this computer"),
        _ => Failure::new(format!("the program `git` could not be started: {error}")),
    };
    failure.hint(format!("install git from https://git-scm.com/, {OR_FOLDER}"))
}

fn words(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}

/// What git itself says, in its first line.
fn said(output: &Output) -> String {
    let words = words(&output.stderr);
    let line = words.lines().next().unwrap_or("it gave no reason");
    line.trim_start_matches("fatal: ").trim_start_matches("error: ").to_owned()
}

/// The folder of the site inside its repository: empty, or with a `/` at its end.
fn prefix(site: &Path) -> Result<String, Failure> {
    let output = run(site, &["rev-parse", "--show-prefix"])?;
    if output.status.success() {
        return Ok(words(&output.stdout));
    }
    let (shown, said) = (site.display(), said(&output));
    if said.contains("not a git repository") {
        return Err(Failure::new(format!("the folder `{shown}` is not in a git repository"))
            .hint("name the folder of a copy of the site instead: `--against FOLDER`"));
    }
    Err(Failure::new(format!("git cannot read the repository of `{shown}`: {said}"))
        .hint(format!("type `git status` there to see what git needs, {OR_FOLDER}")))
}

/// The whole name of a commit.
fn commit(site: &Path, reference: &str) -> Result<String, Failure> {
    let is_name = !reference.is_empty() && !reference.starts_with('-');
    if is_name {
        let asked = format!("{reference}^{{commit}}");
        let output = run(site, &["rev-parse", "--verify", "--quiet", &asked])?;
        if output.status.success() {
            return Ok(words(&output.stdout));
        }
    }
    let failure = Failure::new(match reference {
        "" => "after `git:`, the name of a commit, a branch or a tag is missing".to_owned(),
        _ => format!("`{reference}` is not a commit, a branch or a tag of this repository"),
    });
    let is_shallow = run(site, &["rev-parse", "--is-shallow-repository"])
        .is_ok_and(|output| words(&output.stdout) == "true");
    if is_shallow {
        return Err(failure.hint(
            "this copy of the repository has only its latest history: type `git fetch --unshallow --tags` first. In an automatic \
             check, ask for the whole history, such as `fetch-depth: 0`",
        ));
    }
    let all = ["refs/heads", "refs/tags", "refs/remotes"];
    let asked = ["for-each-ref", "--sort=-committerdate", "--count=6", "--format=%(refname:short)"];
    let found = run(site, &[&asked[..], &all].concat()).map(|output| words(&output.stdout));
    let names: Vec<String> =
        found.unwrap_or_default().lines().map(|name| format!("`git:{name}`")).collect();
    Err(match names.is_empty() {
        true => failure
            .hint(format!("this repository has no commit yet: commit the site first, {OR_FOLDER}")),
        false => failure
            .hint(format!("type `git:HEAD` for the last commit, or one of {}", names.join(", "))),
    })
}

/// The files of a site in a commit, with the names of their contents.
fn blobs(
    site: &Path,
    (reference, commit): (&str, &str),
    prefix: &str,
) -> Result<Vec<(SitePath, String)>, Failure> {
    let folders = ["content", "themes"].map(|folder| format!("{prefix}{folder}"));
    let args = ["ls-tree", "-r", "-z", "--full-tree", commit, "--", &folders[0], &folders[1]];
    let output = run(site, &args)?;
    if !output.status.success() {
        return Err(unreadable(reference, &said(&output)));
    }
    let listed = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found = Vec::new();
    for line in listed.split_terminator('\0') {
        let Some((about, path)) = line.split_once('\t') else { continue };
        let mut about = about.split(' ');
        let (mode, kind, name) = (about.next(), about.next(), about.next().unwrap_or(""));
        let path = path.strip_prefix(prefix).unwrap_or(path);
        if kind == Some("commit") {
            return Err(Failure::new(format!(
                "`{path}` is a submodule, so its files are not in the repository of the site"
            ))
            .hint(format!(
                "type `git worktree add ../before {reference}` and `git -C ../before submodule update --init`, then compare with \
                 `--against ../before/{prefix}`"
            )));
        }
        // A link stands for a file elsewhere, which has a line of its own.
        let is_file = mode != Some("120000");
        let path = SitePath::new(path).filter(|path| is_file && disk::is_content(path));
        found.extend(path.map(|path| (path, name.to_owned())));
    }
    if !found.iter().any(|(path, _)| path.as_str().starts_with("content/")) {
        let place = if prefix.is_empty() { String::new() } else { format!(" in `{prefix}`") };
        return Err(Failure::new(format!("at `{reference}`, there is no folder `content`{place}"))
            .hint("the site was not there yet, or it was in another folder: name a later commit, such as `git:HEAD`"));
    }
    Ok(found)
}

fn unreadable(reference: &str, said: &str) -> Failure {
    Failure::new(format!("git cannot read the files at `{reference}`: {said}"))
        .hint("type `git fsck` to see whether the repository is whole, or `git fetch` to get what is missing")
}

/// The bytes of contents, in order.
fn contents(site: &Path, blobs: &[(SitePath, String)]) -> Result<Vec<Vec<u8>>, Failure> {
    let mut git = command(site, &["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| not_run(&error))?;
    let mut asked = git.stdin.take().expect("it was asked for");
    let names: String = blobs.iter().map(|(_, name)| format!("{name}\n")).collect();
    // Whoever only writes waits for ever once the answers are not read.
    let writer = std::thread::spawn(move || asked.write_all(names.as_bytes()));
    let mut answers = BufReader::new(git.stdout.take().expect("it was asked for"));
    let mut all = Vec::with_capacity(blobs.len());
    for (path, _) in blobs {
        let bytes = answer(&mut answers);
        let bytes = bytes.ok_or_else(|| unreadable("this commit", &format!("`{path}` is missing")));
        if bytes.is_err() {
            let _ = git.kill();
            let _ = git.wait();
        }
        all.push(bytes?);
    }
    let _ = writer.join();
    let _ = git.wait();
    Ok(all)
}

fn answer(answers: &mut impl io::BufRead) -> Option<Vec<u8>> {
    let mut head = String::new();
    answers.read_line(&mut head).ok()?;
    let n: usize = head.trim_end().rsplit_once(' ')?.1.parse().ok()?;
    let mut bytes = Vec::new();
    answers.take(n as u64 + 1).read_to_end(&mut bytes).ok()?;
    (bytes.pop() == Some(b'\n') && bytes.len() == n).then_some(bytes)
}

/// What the bytes in a repository would be as a file: line endings may be others there, and of a large file there is a pointer.
fn content(site: &Path, path: &SitePath, bytes: Vec<u8>, now: &Sources) -> Content {
    let known = now.find(path).map(|file| &now.file(file).content);
    if bytes.starts_with(POINTER.as_bytes()) {
        let sum = disk::read_bytes(site, path).map(|bytes| hex(&sha256(&bytes)));
        let is_same = sum.is_ok_and(|sum| String::from_utf8_lossy(&bytes).contains(&sum));
        if let Some(known) = known.filter(|_| is_same) {
            return known.clone();
        }
    }
    let content = disk::content_of(path, bytes);
    if let (Some(Content::Text(now)), Content::Text(text)) = (known, &content)
        && now.contains("\r\n")
        && now.replace("\r\n", "\n") == **text
    {
        return Content::Text(now.clone());
    }
    content
}
