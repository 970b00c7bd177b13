//! The command line: what was typed becomes settled options, and each command is a few calls.
#![expect(clippy::disallowed_methods, reason = "the shell reads the clock and the environment")]

#[macro_use]
mod terminal;

mod approve;
mod args;
mod author;
mod diff;
mod evidence;
mod exit;
mod hosts;
mod manual;
mod metadata;
mod notice;
mod older_ledger;
mod portable;
mod preview;
mod publish;
mod published_words;
mod release;
mod removals;
mod review;
mod same_site;
mod spc;
mod status;
mod unseal;
mod verify;

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser as _;

use args::{Args, Colour, Command, FormatName};
use exit::Exit;

use crate::archive::{self, Archive};
use crate::diag::Diagnostic;
use crate::disk::{self, Summary};
use crate::engine::{self, Build, Options};
use crate::failure::Failure;
use crate::model::scalar::Date;
use crate::publication::{Foresight, turned_back};
use crate::report::{self, Format};
use crate::source::Sources;

/// Runs the command that was typed. Wrong use ends the process with 2, as the parser of arguments does.
pub fn run() -> ExitCode {
    let mut args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            misunderstood(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    if let Command::Build(args) = &mut args.command {
        args.shared.is_last = true;
    }
    let exit = obey_at(&args).and_then(|()| match terminal::is_lost() {
        true => {
            Err(Failure::new("the results could not be written, perhaps because the disk is full")
                .into())
        }
        false => Ok(()),
    });
    ExitCode::from(code(exit))
}

/// Runs one command inside a program that goes on afterwards, and gives the exit code. What was typed begins with the name
/// of the program, as on every command line.
pub fn run_with<T: Into<OsString> + Clone>(args: impl IntoIterator<Item = T>) -> u8 {
    match Args::try_parse_from(args) {
        Ok(args) => code(obey_at(&args)),
        Err(error) => {
            misunderstood(&error);
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }
}

/// Says what cannot be understood of what was typed, in British English; or gives the help that was asked for.
fn misunderstood(error: &clap::Error) {
    if !error.use_stderr() {
        // Nobody is left to be told of a closed stream.
        let _ = error.print();
        return;
    }
    let text = error.render().to_string();
    err!(
        "{}",
        text.replace("unrecognized subcommand", "there is no command")
            .replace("subcommand", "command")
    );
}

/// The exit code of a command, once what ended it has been said.
fn code(result: Result<(), Exit>) -> u8 {
    result.map_or_else(|exit| exit.tell(), |()| 0)
}

/// Obeys, and has every command that a failure names say the site that was named.
fn obey_at(args: &Args) -> Result<(), Exit> {
    let Some(site) = same_site::of(args) else { return obey(args) };
    obey(args).map_err(|exit| match exit {
        Exit::Usage(failure) => Exit::Usage(same_site::failure_at(failure, site)),
        Exit::World(failure) => Exit::World(same_site::failure_at(failure, site)),
        exit @ (Exit::Content | Exit::Unfinished) => exit,
    })
}

fn obey(args: &Args) -> Result<(), Exit> {
    match &args.command {
        Command::Check(args) => check(args),
        Command::Status(args) => status::status(args),
        Command::Build(args) => publish::build(args),
        Command::Review(args) => review::review(args),
        Command::Approve(args) => approve::approve(args),
        Command::Release(args) => release::release(args),
        Command::Correct(args) => notice::correct(args),
        Command::Withdraw(args) => notice::withdraw(args),
        Command::Redact(args) => notice::redact(args),
        Command::Unseal(args) => unseal::unseal(args),
        Command::Verify(args) => verify::verify(args),
        Command::Diff(args) => diff::diff(args),
        Command::Serve(args) => preview::serve(args),
        Command::Init(args) => author::init(args),
        Command::New(args) => author::new(args),
        Command::Spc(args) => spc::spc(args),
        Command::Schema(args) => author::schema(args),
        Command::Completions(args) => {
            manual::completions(args);
            Ok(())
        }
        Command::Man(args) => manual::man(args),
    }
}

/// Prints for programs.
fn print(text: &str) {
    out!("{text}");
}

/// What was typed, with the environment consulted and defaults filled in.
struct Settings {
    site: PathBuf,
    output: PathBuf,
    options: Options,
    format: Format,
    is_quiet: bool,
    is_last: bool,
}

impl Settings {
    fn settle(args: &args::Shared, output: Option<PathBuf>) -> Result<Self, Failure> {
        let format = match args.format {
            FormatName::Json => Format::Json,
            FormatName::Github => Format::Github,
            FormatName::Human => Format::Human { is_coloured: is_coloured(args.color) },
        };
        let options = Options {
            today: today(args.at.as_ref().map(|at| at.day))?,
            base_url: args.base_url.clone(),
        };
        let output = output.unwrap_or_else(|| args.site.join("output"));
        let args::Shared { quiet: is_quiet, is_last, .. } = *args;
        Ok(Self { site: args.site.clone(), output, options, format, is_quiet, is_last })
    }

    fn is_human(&self) -> bool {
        matches!(self.format, Format::Human { .. })
    }
}

fn is_coloured(colour: Colour) -> bool {
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// The day of the build: as typed, else that of [`now`].
fn today(args: Option<Date>) -> Result<Date, Failure> {
    match args {
        Some(day) => Ok(day),
        None => Ok(jiff::tz::Offset::UTC.to_datetime(now()?).date()),
    }
}

/// The instant of the build: `SOURCE_DATE_EPOCH`, else the clock, in whole seconds.
fn now() -> Result<jiff::Timestamp, Failure> {
    let seconds = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(epoch) => epoch.trim().parse().map_err(|_| {
            Failure::new(format!(
                "`SOURCE_DATE_EPOCH` is `{epoch}`, which is not a number of seconds"
            ))
            .hint("leave it out, or set it to a number of seconds since 1 January 1970")
        })?,
        Err(_) => {
            let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
            now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
        }
    };
    jiff::Timestamp::from_second(seconds)
        .map_err(|_| Failure::new("the date of the build is outside the calendar"))
}

/// The instant of a build: as typed, on the clock of the site, else that of [`now`].
fn instant(sources: &Sources, at: Option<&args::At>) -> Result<jiff::Timestamp, Exit> {
    let Some(at) = at else { return Ok(now()?) };
    // That there is no such time zone is reported with the settings of the site, with its place.
    let zone = time_zone(sources).unwrap_or(jiff::tz::TimeZone::UTC);
    let time = crate::release::moment(&at.typed, &zone);
    Ok(time.map_err(Exit::in_words)?.instant())
}

/// The time zone of a site, before anything else of it is read.
fn time_zone(sources: &Sources) -> Result<jiff::tz::TimeZone, Exit> {
    crate::release::zone_of(sources).map_err(Exit::in_words)
}

/// Reads the site and says what is wrong; every page of the drafts and of the public site is made, none is written.
fn check(args: &args::CheckArgs) -> Result<(), Exit> {
    let settings = &Settings::settle(&args.shared, None)?;
    let is_fixed = !args.fix || metadata::fix(settings, args.dry_run)?;
    let sources = disk::read(&settings.site)?;
    // Where the time is unknown, the time zone of the site is wrong, and reported with the settings.
    let at = instant(&sources, args.shared.at.as_ref()).ok();
    let archive = Archive::open(&sources);
    let clock = at.filter(|_| args.shared.at.is_none());
    if let Some(late) = clock.and_then(|clock| turned_back(&archive, clock)) {
        // As in the build: much else would be wrong on the wrong day.
        let found = [late];
        tell(settings, &sources, &found);
        return stop_at_errors(&found);
    }
    let in_force = at.map_or_else(Vec::new, |at| archive::in_force(&sources, &archive, at));
    let sources = Arc::new(disk::load_texts(&settings.site, sources, in_force));
    let Build { site, mut diagnostics } = engine::build(Arc::clone(&sources), &settings.options);
    diagnostics.extend(unpublishable(settings, &sources, site.as_ref(), (at, &diagnostics))?);
    diagnostics.extend(removals::unguarded(&settings.site, &sources)?);
    diagnostics.extend(removals::still_here(&settings.site, &sources, true)?);
    let model = site.as_ref().map(|site| &*site.graph().model);
    let checked = metadata::check(settings, &sources, model);
    let sources = checked.shown_in(&sources);
    diagnostics.extend(checked.diagnostics);
    diagnostics = crate::diag::sorted(diagnostics);
    tell(settings, &sources, &diagnostics);
    if settings.is_human() && !settings.is_quiet && diagnostics.is_empty() {
        let n_files = sources.iter().count();
        errln!("Checked {n_files} files: no problems found.");
    }
    if is_fixed { stop_at_errors(&diagnostics) } else { Err(Exit::Unfinished) }
}

/// What would stop the public site, and what is wrong with the finished pages of the drafts, where nothing was found before.
fn unpublishable(
    settings: &Settings,
    sources: &Sources,
    site: Option<&crate::output::Site>,
    (at, known): (Option<jiff::Timestamp>, &[Diagnostic]),
) -> Result<Vec<Diagnostic>, Failure> {
    let is_sound = !known.iter().any(Diagnostic::is_error);
    let (Some(site), Some(at)) = (site.filter(|_| is_sound), at) else { return Ok(Vec::new()) };
    let files = &disk::SealedFolder { root: &settings.site };
    let foresight = Foresight { at, options: &settings.options, files, part: None };
    foresight.obstacles(sources, Some(site))
}

fn refuse(settings: &Settings, sources: &Sources, diagnostics: &[Diagnostic]) -> Exit {
    tell(settings, sources, diagnostics);
    if settings.is_human() {
        let state = if settings.output.exists() {
            "the published site has not changed"
        } else {
            "nothing was written"
        };
        errln!("The site was not built: {state}.");
    }
    Exit::Content
}

/// People are told on the error stream, programs on the output stream.
fn tell(settings: &Settings, sources: &Sources, diagnostics: &[Diagnostic]) {
    let shown: Vec<Diagnostic> = diagnostics
        .iter()
        .filter(|it| it.is_error() || !(settings.is_quiet && settings.is_human()))
        .map(|it| same_site::diagnostic_at(it.clone(), &settings.site))
        .collect();
    let text = report::diagnostics(sources, &shown, settings.format);
    if settings.is_human() {
        let mut stream = io::stderr().lock();
        // Nobody is left to hear about a closed stream.
        let _ = stream.write_all(text.as_bytes());
        if let Some(summary) = report::summary(&shown) {
            let _ = writeln!(stream, "{summary}");
        }
    } else {
        print(&text);
    }
}

fn tell_publication(settings: &Settings, summary: &Summary, elapsed: Duration) {
    let Summary { n_pages, n_files, n_bytes, n_written, n_deleted, foreign } = summary;
    let output = settings.output.display();
    outln!(
        "{n_pages} pages and {} other files in {output}: {n_written} written, {} unchanged, \
         {n_deleted} deleted, in {:.1} s.",
        n_files - n_pages,
        n_files - n_written,
        elapsed.as_secs_f32()
    );
    outln!(
        "To see it, open {output}/index.html, or start a web server, for example:\n  \
         python3 -m http.server --directory {output}"
    );
    if let Some(first) = foreign.first() {
        let others = match foreign.len() - 1 {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        outln!("Not changed, because iho did not write it: {first}{others}.");
    }
    let refusals = hosts::refusals(*n_files, *n_bytes);
    if !refusals.is_empty() {
        outln!(
            "Some web hosts would not accept a site of {n_files} files and {} MB: {}.\nTo make it smaller, write `archive: compact` in \
             `content/site.yaml`: each older release then has one page instead of many.",
            n_bytes / 1_000_000,
            refusals.join("; ")
        );
    }
}

fn stop_at_errors(diagnostics: &[Diagnostic]) -> Result<(), Exit> {
    if diagnostics.iter().any(Diagnostic::is_error) { Err(Exit::Content) } else { Ok(()) }
}

/// Says how far the work is once it takes longer than half a second, and only on a terminal.
fn with_progress<T>(
    settings: &Settings,
    n_done: &AtomicUsize,
    n_all: usize,
    work: impl FnOnce() -> T,
) -> T {
    if settings.is_quiet || !settings.is_human() || !io::stderr().is_terminal() {
        return work();
    }
    let is_over = AtomicBool::new(false);
    let started = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut has_spoken = false;
            while !is_over.load(Ordering::Acquire) {
                std::thread::sleep(Duration::from_millis(50));
                if started.elapsed() > Duration::from_millis(500) {
                    has_spoken = true;
                    err!("\r{} of {n_all} files", n_done.load(Ordering::Relaxed));
                }
            }
            if has_spoken {
                err!("\r\x1b[K");
            }
        });
        let result = work();
        is_over.store(true, Ordering::Release);
        result
    })
}
