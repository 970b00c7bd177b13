//! The commands for people who write: `iho init`, `iho new`, `iho schema`.
#![expect(clippy::disallowed_methods, reason = "the shell looks at the disk")]

use std::io::{self, IsTerminal as _};
use std::path::Path;

use super::args::{InitArgs, NewArgs, SchemaArgs};
use super::exit::Exit;
use super::print;
use super::same_site::at_site;
use crate::author::begin::{self, NewSite, Question};
use crate::author::json_schema;
use crate::disk;
use crate::failure::Failure;
use crate::model::prose::slugify;
use crate::model::schema::FileKind;
use crate::model::{FILE_KINDS, file_kind};

/// Prints the schema of a kind, lists the kinds, or writes all schemas into a folder.
pub(super) fn schema(args: &SchemaArgs) -> Result<(), Exit> {
    if let Some(folder) = &args.output {
        let files = json_schema::folder().into_iter();
        let files: Vec<_> = files.map(|(name, text)| (folder.join(name), text)).collect();
        disk::replace(&files)?;
        let how = folder.join(json_schema::HOW_TO_USE);
        print(&format!(
            "Wrote {} schemas into {}. To use them, read {}.\n",
            FILE_KINDS.len(),
            folder.display(),
            how.display()
        ));
        return Ok(());
    }
    let Some(name) = &args.kind else {
        let width = FILE_KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
        let line = |kind: &FileKind| format!("{:width$}  {}\n", kind.name, kind.files);
        print(&FILE_KINDS.iter().map(line).collect::<String>());
        errln!("\nTo see one, type for example `iho schema organisation`.");
        return Ok(());
    };
    let kind = file_kind(name).expect("the parser of arguments knows the kinds");
    print(&json_schema::text(kind));
    Ok(())
}

/// Begins something: asks on a terminal for what is missing, and writes its files.
pub(super) fn new(args: &NewArgs) -> Result<(), Exit> {
    let today = super::today(args.at)?;
    let kind = file_kind(args.what.name()).expect("what can be begun is a kind of file");
    if !args.site.join("content").is_dir() {
        let message = format!("there is no folder `{}`", args.site.join("content").display());
        return Err(Exit::Usage(Failure::new(message).hint(
            "run the command in the folder that has `content` in it, name that folder with `--site`, or create a \
             site with `iho init`",
        )));
    }
    let mut terminal = Terminal::open();
    let settled = settle(kind, args, terminal.as_mut().map(|it| it as &mut dyn Ask));
    let (id, answers) = settled.map_err(Exit::Usage)?;
    let files = begin::files(kind, &id, &answers, today);
    let paths: Vec<_> =
        files.into_iter().map(|(path, text)| (args.site.join(path), text)).collect();
    if let Some((path, _)) = paths.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(Exit::Usage(disk::in_the_way(path)));
    }
    disk::create(&paths)?;
    let short = |path: &Path| path.strip_prefix(".").unwrap_or(path).display().to_string();
    let written = paths.iter().map(|(path, _)| format!("  {}\n", short(path)));
    print(&format!("Created:\n{}", written.collect::<String>()));
    let check = format!("iho check{}", at_site(&args.site));
    print(&format!(
        "Open it in any editor. Each field explains what it means. Then type `{check}`.\n"
    ));
    Ok(())
}

/// Creates a site in a folder that has no content yet. Files that are there already are kept.
pub(super) fn init(args: &InitArgs) -> Result<(), Exit> {
    let today = super::today(args.at)?;
    let names = disk::entries(&args.folder)?;
    if let Some(entry) = names.iter().find(|name| !begin::may_stay(name)) {
        let folder = args.folder.display();
        let failure =
            Failure::new(format!("the folder `{folder}` already has something in it: `{entry}`"));
        return Err(Exit::Usage(failure.hint(
            "choose a new folder, or one that only has files such as a README, a licence and `.git`",
        )));
    }
    let site = NewSite { title: args.name.clone(), base_url: args.base_url.as_str().to_owned() };
    let files = begin::site(&site, today).into_iter();
    let files = files.map(|(path, text)| (args.folder.join(path), text));
    let (kept, files): (Vec<_>, Vec<_>) =
        files.partition(|(path, _)| path.symlink_metadata().is_ok());
    disk::create(&files)?;
    let (folder, n) = (shell_word(&args.folder), files.len());
    print(&format!(
        "Created a new site in {folder}: {n} files.\n\n\
         1. See it in your browser:     iho serve --open --site {folder}\n\
         2. Build the public site:      iho build --site {folder}\n\
         3. Make it yours:              edit {}\n\
         4. Start your own contract:    iho new iho example-vale --site {folder}\n\
         5. Check the content:          iho check --site {folder}\n\
         6. Have it approved:           iho approve example-vale --note \"The first release.\" --role \"second eyes\" --by \"Head of Contracts\" --site {folder}\n\
         7. Publish the contract:       iho release example-vale --site {folder}\n",
        shell_word(&args.folder.join("content/site.yaml")),
    ));
    for (path, text) in kept {
        let name = path.strip_prefix(&args.folder).unwrap_or(&path).display().to_string();
        let lines = match name.starts_with(".git") {
            true => format!(" If it lacks these lines, add them:\n{text}"),
            false => "\n".to_owned(),
        };
        print(&format!("\n`{name}` was there already and was not changed.{lines}"));
    }
    Ok(())
}

/// A path as a shell takes it for one word.
pub(super) fn shell_word(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(' ') { format!("\"{path}\"") } else { path }
}

/// Somebody who can be asked.
trait Ask {
    /// Asks, and gives the line that was typed; nothing at the end of the input.
    fn ask(&mut self, question: &str) -> Option<String>;
    /// Says something that is no question.
    fn say(&mut self, words: &str);
}

/// A person at a terminal.
struct Terminal;

impl Terminal {
    /// Nobody is asked where the input or the error stream is not a terminal.
    fn open() -> Option<Self> {
        (io::stdin().is_terminal() && io::stderr().is_terminal()).then_some(Self)
    }
}

impl Ask for Terminal {
    fn ask(&mut self, question: &str) -> Option<String> {
        err!("{question} ");
        let mut line = String::new();
        match io::stdin().read_line(&mut line) {
            Ok(n) if n > 0 => Some(line.trim().to_owned()),
            _ => None,
        }
    }

    fn say(&mut self, words: &str) {
        errln!("{words}");
    }
}

/// The id of something new, and the answers by field.
type Settled = (String, Vec<(&'static str, String)>);

/// What was typed, and where somebody can be asked, what they answer.
fn settle(
    kind: &FileKind,
    args: &NewArgs,
    mut person: Option<&mut dyn Ask>,
) -> Result<Settled, Failure> {
    let refuse = |(message, hint): (String, String)| Failure::new(message).hint(hint);
    let questions = begin::questions(kind);
    for (flag, value) in [("kind", &args.kind), ("status", &args.status)] {
        if value.is_some() && !questions.iter().any(|question| question.flag == flag) {
            let message = format!("`iho new {}` has no option `--{flag}`", kind.name);
            return Err(Failure::new(message).hint("leave it out"));
        }
    }
    let given = |question: &Question| match question.flag {
        "kind" => args.kind.as_deref(),
        "status" => args.status.as_deref(),
        _ => args.name.as_deref(),
    };
    if person.is_none() {
        let is_open = |it: &&Question| given(it).is_none() && it.default().is_none();
        let open: Vec<&Question> = questions.iter().filter(is_open).collect();
        if args.id.is_none() || !open.is_empty() {
            return Err(unanswered(kind, args, &open));
        }
    }
    let mut answers = Vec::new();
    for question in &questions {
        let answer = match (given(question), &mut person) {
            (Some(given), _) => question.settle(given).map_err(refuse)?,
            (None, Some(person)) => ask(*person, question)?,
            (None, None) => question.default().unwrap_or_default().to_owned(),
        };
        answers.push((question.key.name, answer));
    }
    let id = match (&args.id, &mut person) {
        (Some(id), _) => begin::settle_id(kind, id).map_err(refuse)?,
        (None, Some(person)) => ask_id(*person, kind, answers.first().map_or("", |(_, it)| it))?,
        (None, None) => unreachable!("a missing id was refused"),
    };
    Ok((id, answers))
}

/// All that is missing, where nobody can be asked.
fn unanswered(kind: &FileKind, args: &NewArgs, open: &[&Question]) -> Failure {
    let needs_id = args.id.is_none();
    let id = needs_id.then(|| "an id".to_owned());
    let flags = open.iter().map(|it| format!("`--{}`", it.flag));
    let all: Vec<String> = id.into_iter().chain(flags).collect();
    let mut failure = Failure::new(format!("`iho new {}` needs {}", kind.name, all.join(" and ")));
    let (id, example) = (
        if needs_id { " example-vale" } else { " …" },
        open.iter().map(|it| {
            let value =
                it.choice().and_then(|it| it.words.first()).map_or("\"Example Vale\"", |it| it.id);
            format!(" --{} {value}", it.flag)
        }),
    );
    let example = example.chain([at_site(&args.site)]).collect::<String>();
    failure = failure.hint(format!("write for example `iho new {}{id}{example}`", kind.name));
    for choice in open.iter().filter_map(|question| question.choice()) {
        let words: Vec<_> = choice.words.iter().map(|it| format!("`{}`", it.id)).collect();
        failure = failure.hint(format!("`--kind` can be {}", words.join(", ")));
    }
    failure
}

fn ask(person: &mut dyn Ask, question: &Question) -> Result<String, Failure> {
    if let Some(choice) = question.choice() {
        person.say(&format!("{} Choose one of these:", question.key.meaning.trim()));
        let width = choice.words.iter().map(|word| word.id.len()).max().unwrap_or(0);
        for word in choice.words {
            person.say(&format!("  {:width$}  {}", word.id, word.label));
        }
    }
    let default = question.default();
    let prompt = match default {
        Some(default) => format!("{} [{default}]:", question.key.label),
        None => format!("{}:", question.key.label),
    };
    loop {
        let args = person.ask(&prompt).ok_or_else(hung_up)?;
        let args = if args.is_empty() { default.unwrap_or("") } else { &args };
        match question.settle(args) {
            Ok(answer) => return Ok(answer),
            Err((message, hint)) => person.say(&format!("{message}: {hint}")),
        }
    }
}

fn ask_id(person: &mut dyn Ask, kind: &FileKind, name: &str) -> Result<String, Failure> {
    let proposed = slugify(name);
    let prompt = format!("Id, which becomes part of the web address [{proposed}]:");
    loop {
        let args = person.ask(&prompt).ok_or_else(hung_up)?;
        match begin::settle_id(kind, if args.is_empty() { &proposed } else { &args }) {
            Ok(id) => return Ok(id),
            Err((message, hint)) => person.say(&format!("{message}: {hint}")),
        }
    }
}

fn hung_up() -> Failure {
    Failure::new("the input ended before every question was answered").hint("nothing was written")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::NewKind;

    /// Somebody who answers from a list, and remembers what was said.
    struct Script {
        answers: Vec<&'static str>,
        heard: String,
    }

    impl Ask for Script {
        fn ask(&mut self, question: &str) -> Option<String> {
            self.say(question);
            (!self.answers.is_empty()).then(|| self.answers.remove(0).to_owned())
        }

        fn say(&mut self, words: &str) {
            self.heard.push_str(words);
            self.heard.push('\n');
        }
    }

    fn args(what: NewKind) -> NewArgs {
        let site = std::path::PathBuf::from(".");
        NewArgs { what, id: None, name: None, kind: None, status: None, site, at: None }
    }

    #[test]
    fn a_person_is_asked_until_the_answer_can_be_used() {
        let answers = vec!["", "Vale Council", "counsil", "council", "Vale Council", ""];
        let mut script = Script { answers, heard: String::new() };
        let kind = file_kind("organisation").expect("a kind");
        let settled = settle(kind, &args(NewKind::Organisation), Some(&mut script));
        let (id, answers) = settled.expect("everything was answered");
        assert_eq!(id, "vale-council");
        assert_eq!(answers[0], ("name", "Vale Council".to_owned()));
        assert_eq!(answers[1], ("kind", "local-authority".to_owned()));
        assert!(script.heard.contains("the name is empty"), "{}", script.heard);
        assert!(script.heard.contains("`counsil` is not a kind"), "{}", script.heard);
        assert!(script.heard.contains("local-authority"), "{}", script.heard);
        assert!(script.heard.contains("write `vale-council`"), "{}", script.heard);
    }

    #[test]
    fn a_status_has_a_default_and_an_end_of_input_writes_nothing() {
        let mut script = Script { answers: vec!["Vale", "", "vale"], heard: String::new() };
        let kind = file_kind("iho").expect("a kind");
        let settled = settle(kind, &args(NewKind::Iho), Some(&mut script));
        assert_eq!(settled.expect("answered").1[1], ("status", "exploring".to_owned()));
        let mut silent = Script { answers: vec![], heard: String::new() };
        assert!(settle(kind, &args(NewKind::Iho), Some(&mut silent)).is_err());
    }
}
