//! What shells and manuals say about the command line: made from the same declarations as `--help`.

use clap::{Command, CommandFactory as _};

use super::args::{Args, CompletionsArgs, ManArgs, Shell};
use super::exit::Exit;
use super::print;
use crate::disk;

/// Prints what a shell completes.
pub(super) fn completions(args: &CompletionsArgs) {
    let mut script = Vec::new();
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Powershell => clap_complete::Shell::PowerShell,
    };
    clap_complete::generate(shell, &mut Args::command(), "iho", &mut script);
    print(&String::from_utf8_lossy(&script));
}

/// Prints the manual page, or writes one for each command.
pub(super) fn man(args: &ManArgs) -> Result<(), Exit> {
    let mut program = Args::command();
    program.build();
    let Some(folder) = &args.output else {
        print(&page(program).1);
        return Ok(());
    };
    let commands = program.get_subcommands().filter(|it| it.get_name() != "help").cloned();
    let commands: Vec<Command> = commands.collect();
    let pages = std::iter::once(program).chain(commands).map(page);
    let files: Vec<_> = pages.map(|(name, text)| (folder.join(name), text)).collect();
    disk::replace(&files)?;
    let n = files.len();
    let folder = folder.display();
    print(&format!("{n} pages in {folder}. To read one, type `man {folder}/iho.1`.\n"));
    Ok(())
}

/// The name of a manual page, and its text in the language of manuals.
fn page(command: Command) -> (String, String) {
    let man = clap_mangen::Man::new(command);
    let mut text = Vec::new();
    man.render(&mut text).expect("memory can be written");
    (man.get_filename(), String::from_utf8_lossy(&text).into_owned())
}
