//! What can be typed.

mod sealed;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand, ValueEnum};

pub(super) use sealed::{Category, CorrectArgs, RedactArgs, ReleaseArgs, UnsealArgs, WithdrawArgs};

use crate::model::FILE_KINDS;
use crate::model::address::BaseUrl;
use crate::model::scalar::Date;

/// Publishes the blueprints of integrated health organisations as a website.
#[derive(Parser, Debug)]
#[command(name = "iho", version, about, propagate_version = true, after_help = EXAMPLES)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  iho check                        say what is wrong in the folder `content` here
  iho build                        write the website of all releases into the folder `output`
  iho build --drafts               write what is not released yet into the folder `output-drafts`
  iho serve --open                 show the website while you write
  iho build --site ../blueprints --output /srv/www --base-url https://iho.example.org/
  iho review --out pack.html       what the drafts would change, as one file to send
  iho status                       say what is overdue, and what is due next
  iho init blueprints              start a site in a new folder
  iho new organisation vale-council --name \"Vale Council\" --kind local-authority
  iho spc waits.csv --direction decrease --target 18
  iho check --format github        mark mistakes in a change on GitHub

Exit codes: 0 all is well, 1 the content has errors, 2 wrong use, 3 the disk or the system failed.";

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Say what is wrong, without writing anything.
    Check(CheckArgs),
    /// Write the website.
    Build(BuildArgs),
    /// Show the website in a browser while you write: every save is there at once, every mistake is explained.
    Serve(ServeArgs),
    /// Say which pages of the public site the drafts would change, and write that as one file to send to reviewers.
    Review(ReviewArgs),
    /// Approve a draft exactly as it is: any later edit makes the approval void.
    Approve(ApproveArgs),
    /// Seal a draft: from then on it is a release, which never changes.
    Release(ReleaseArgs),
    /// Seal the draft as the release that puts an error of an earlier one right, and say so there.
    Correct(CorrectArgs),
    /// Say that a release is no longer to be relied on. Its pages stay, with a notice.
    Withdraw(WithdrawArgs),
    /// Remove files from a release, as the law asks; what is left still verifies.
    Redact(RedactArgs),
    /// Take back a release that was sealed and that nobody has seen yet.
    Unseal(UnsealArgs),
    /// Prove that no release, and no line of the ledger, was changed.
    Verify(VerifyArgs),
    /// Say what changed between two releases, or between a release and the draft.
    Diff(DiffArgs),
    /// Say how complete each blueprint is, what is overdue and what is due next.
    Status(StatusArgs),
    /// Start a site: a small one that builds, with an invented contract.
    Init(InitArgs),
    /// Begin a contract, an organisation, a place and so on: a file with every field explained.
    New(NewArgs),
    /// Say what a series of figures does: mean, limits, special causes, and whether a target will be reached.
    Spc(SpcArgs),
    /// Print the JSON Schema of a kind of file, so that editors complete and check.
    Schema(SchemaArgs),
    /// Print what a shell needs to complete the commands.
    Completions(CompletionsArgs),
    /// Print the manual page.
    Man(ManArgs),
}

#[derive(clap::Args, Debug)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// Remove location, serial numbers and names from the details stored in pictures. What they show, their colours and
    /// the way they are turned stay as they are; sealed releases are not touched.
    #[arg(long)]
    pub(super) fix: bool,
    /// Only show what `--fix` would change.
    #[arg(long, requires = "fix")]
    pub(super) dry_run: bool,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  iho check                        check the content without building the site
  iho check --fix --dry-run        show which pictures hold personal details that would be removed
  iho check --fix                  remove them, then check";

#[derive(clap::Args, Debug)]
#[command(after_help = STATUS_EXAMPLES)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// Print only the instant at which the next sealed release becomes public, for a scheduler; nothing where none waits.
    #[arg(long)]
    pub(super) next: bool,
    /// The ledger of the live site, or the folder that holds it, which tells what is published [default: the site that
    /// was built last, else the ledger here].
    #[arg(long, value_name = "LEDGER")]
    pub(super) published: Option<PathBuf>,
}

const STATUS_EXAMPLES: &str = "\
Examples:
  iho status                                   what is complete, overdue, and due next
  iho status --published live-ledger.jsonl     and what is due and not on the live site
  at=$(iho status --next)                      when to build next, such as 2027-04-17T08:30:00Z; empty where nothing waits";

#[derive(clap::Args, Debug)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// The folder to write into [default: `output` in the site's folder, `output-drafts` with `--drafts`].
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Build what the drafts say now, marked as a draft on every page, instead of what is published.
    #[arg(long)]
    pub(super) drafts: bool,
    /// The ledger of the public site, or the folder that holds it: nothing that it names may be gone or changed.
    #[arg(long, value_name = "LEDGER")]
    pub(super) published: Option<PathBuf>,
    /// Read every sealed file, even those that nobody touched since the last build.
    #[arg(long)]
    pub(super) read_all: bool,
}

#[derive(clap::Args, Debug)]
#[command(after_help = REVIEW_EXAMPLES)]
pub(super) struct ReviewArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// What the drafts are held against: a release such as `example-vale@2027-04-17`, or the folder of another site
    /// [default: the last public releases].
    #[arg(long, value_name = "RELEASE|DIR")]
    pub(super) against: Option<String>,
    /// The file to write: one page with every change, the checks and the approvals, which needs no network.
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

const REVIEW_EXAMPLES: &str = "\
Examples:
  iho review                                            which pages differ from the last public releases, and why
  iho review --out pack.html                            the same with every change, as one file to send
  iho review --against example-vale@2027-04-17 --out pack.html
  iho review --against ../published --out pack.html     held against a copy of the site";

#[derive(clap::Args, Debug)]
#[command(after_help = APPROVE_EXAMPLES)]
pub(super) struct ApproveArgs {
    /// The IHO whose draft is approved.
    pub(super) iho: String,
    #[command(flatten)]
    pub(super) shared: Shared,
    /// In which role: `author`, `second eyes`, `fact check`, or one of your own.
    #[arg(long, value_name = "ROLE")]
    pub(super) role: String,
    /// Who approves: a post or a body says enough, as it is published with the release.
    #[arg(long, value_name = "WHO")]
    pub(super) by: String,
}

const APPROVE_EXAMPLES: &str = "\
The approval is written into `release.yaml` of the draft. The author alone can't approve. Roles that `site.yaml` lists
under `approvals` are needed before anything is sealed.

Examples:
  iho approve example-vale --role author --by \"Communications, Vale Trust\"
  iho approve example-vale --role \"second eyes\" --by \"Head of Contracts\"";

#[derive(clap::Args, Debug)]
#[command(after_help = VERIFY_EXAMPLES)]
pub(super) struct VerifyArgs {
    /// The folder that holds `content`, instead of `--site`; or that of an unpacked `release.zip`.
    #[arg(value_name = "PATH")]
    pub(super) path: Option<PathBuf>,
    #[command(flatten)]
    pub(super) shared: Shared,
    /// The ledger of the live site, or the folder that holds it: nothing in it may have changed since.
    #[arg(long, value_name = "LEDGER")]
    pub(super) published: Option<PathBuf>,
    /// An older copy of the ledger that somebody kept.
    #[arg(long, value_name = "LEDGER")]
    pub(super) since: Option<PathBuf>,
    /// A ledger that was downloaded, where the folder of the site is not at hand.
    #[arg(long, value_name = "LEDGER")]
    pub(super) ledger: Option<PathBuf>,
    /// A checkpoint that was downloaded or kept: the ledger must begin with what it stands for.
    #[arg(long, value_name = "FILE")]
    pub(super) checkpoint: Option<PathBuf>,
    /// The public key of `minisign` that signed it, or its file; the signature lies beside the checkpoint [default: those in
    /// `content/keys.yaml`].
    #[arg(long, value_name = "KEY", requires = "checkpoint")]
    pub(super) key: Option<String>,
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  iho verify                                   check every seal, and the ledger
  iho verify --published live-ledger.jsonl     and that nothing published was taken back
  iho verify release --ledger ledger.jsonl     check a release that was unpacked, and that the ledger names it
  iho verify --ledger ledger.jsonl --checkpoint checkpoint --key RWQ… --since my-old-ledger.jsonl";

#[derive(clap::Args, Debug)]
#[command(after_help = DIFF_EXAMPLES)]
pub(super) struct DiffArgs {
    /// What was: a release such as `example-vale@2027-04-17`, a draft such as `example-vale@draft`, or a folder.
    #[arg(value_name = "BEFORE")]
    pub(super) before: String,
    /// What is; left out, an IHO's draft is compared with its last release.
    #[arg(value_name = "AFTER")]
    pub(super) after: Option<String>,
    /// The folder that holds `content`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// How changes are told.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DiffFormat::Human)]
    pub(super) format: DiffFormat,
    /// Use colours.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
}

/// How changes are told.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum DiffFormat {
    /// For people.
    Human,
    /// One JSON object; a list of them where several IHOs are compared.
    Json,
    /// One page that needs no other file.
    Html,
}

const DIFF_EXAMPLES: &str = "\
A folder is a site, or the folder of a draft or a release in one. Blueprints are compared, free pages are not: for those type
`iho review --against FOLDER`.

Examples:
  iho diff example-vale                                        the draft against the last release
  iho diff example-vale@2027-03-18 example-vale@2027-04-17
  iho diff example-vale@2027-04-17 example-vale@draft --format json
  iho diff ../yesterday . --format html > changes.html

Exit codes: 0 nothing changed, 1 something did, 2 wrong use, 3 the disk or the system failed.";

#[derive(clap::Args, Debug)]
#[command(after_help = SERVE_EXAMPLES)]
pub(super) struct ServeArgs {
    /// The folder that holds `content`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// The port; the next free one where it is taken.
    #[arg(long, value_name = "PORT", default_value_t = 1111)]
    pub(super) port: u16,
    /// The address of this machine to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) bind: IpAddr,
    /// Open the browser.
    #[arg(long)]
    pub(super) open: bool,
    /// Show the site as on this day, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, else today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) at: Option<Date>,
    /// Look through the folder every MS milliseconds, for network drives and containers that don't tell of changes.
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "500")]
    pub(super) poll: Option<u64>,
    /// Let other machines see the preview: without it, only this one does.
    #[arg(long)]
    pub(super) public_preview: bool,
    /// A name under which the preview may be asked, besides `localhost`; may be given several times.
    #[arg(long, value_name = "NAME")]
    pub(super) allow_host: Vec<String>,
}

const SERVE_EXAMPLES: &str = "\
Nothing is written: the folder `output` stays as it is. Ctrl-C ends the preview.

Examples:
  iho serve                        show the site of this folder on http://127.0.0.1:1111/
  iho serve --open --port 8080     open the browser, use another port
  iho serve --at 2027-04-01        show the site as on that day
  iho serve --poll                 for a network drive, Docker or WSL: look for changes twice a second
  iho serve --bind 0.0.0.0 --public-preview   let others on your network see it";

#[derive(clap::Args, Debug)]
pub(super) struct InitArgs {
    /// The folder of the site: empty, or not there yet.
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// The title of the site.
    #[arg(long, default_value = "Our contracts")]
    pub(super) name: String,
    /// The address to publish at.
    #[arg(long, value_name = "URL", value_parser = web_url, default_value = "https://iho.example.org/")]
    pub(super) base_url: BaseUrl,
    /// The day on which it is begun, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, else today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) at: Option<Date>,
}

#[derive(clap::Args, Debug)]
#[command(after_help = NEW_EXAMPLES)]
pub(super) struct NewArgs {
    /// What to begin.
    #[arg(value_name = "KIND", value_enum)]
    pub(super) what: NewKind,
    /// Its id, which is the name of its file or folder and becomes part of its address.
    pub(super) id: Option<String>,
    /// Its name or title.
    #[arg(long)]
    pub(super) name: Option<String>,
    /// What kind of organisation, place, service or document it is.
    #[arg(long, value_name = "WORD")]
    pub(super) kind: Option<String>,
    /// How far a contract has come [default: exploring].
    #[arg(long, value_name = "WORD")]
    pub(super) status: Option<String>,
    /// The folder that holds `content`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// The day on which it is begun, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, else today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) at: Option<Date>,
}

const NEW_EXAMPLES: &str = "\
On a terminal, what is missing is asked for. Nothing that is there already is ever replaced.

Examples:
  iho new iho example-vale --name \"Example Vale integrated health organisation contract\"
  iho new organisation vale-council --name \"Vale Council\" --kind local-authority
  iho new page about/contact --name \"How to reach us\"";

/// What can be begun.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum NewKind {
    /// The contract of an integrated health organisation: a folder with a file for each section.
    Iho,
    /// A body: a trust, an integrated care board, a council, a charity.
    Organisation,
    /// An area.
    Place,
    /// A service of the catalogue.
    Service,
    /// The definition of a measure.
    Metric,
    /// A paper that is cited.
    Document,
    /// A page of markdown.
    Page,
}

impl NewKind {
    /// The name of the kind of file.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Iho => "iho",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::Service => "service",
            Self::Metric => "metric",
            Self::Document => "document",
            Self::Page => "page",
        }
    }
}

#[derive(clap::Args, Debug)]
#[command(after_help = SPC_EXAMPLES)]
pub(super) struct SpcArgs {
    /// A table with the columns `period` and `value`, and perhaps `facet` and `trajectory`, or one of observations.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Which way is better.
    #[arg(long, value_enum, default_value_t = DirectionName::Increase)]
    pub(super) direction: DirectionName,
    /// The target; of one facet, as `FACET=N`.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(super) target: Vec<String>,
    /// Where the mean and the limits begin anew: the period of a row; of one facet, as `FACET=DATE`.
    #[arg(long, value_name = "DATE", num_args = 1..)]
    pub(super) rebase: Vec<String>,
    /// Take mean and limits from the first N rows of each stretch, at least 12.
    #[arg(long, value_name = "N")]
    pub(super) fix_after: Option<usize>,
    /// Leave very large steps from one point to the next out of the limits.
    #[arg(long, overrides_with = "no_screen")]
    pub(super) screen: bool,
    /// Keep all steps in the limits, as the spreadsheets of the NHS do. This is the default.
    #[arg(long)]
    pub(super) no_screen: bool,
    /// Whether points beyond the limits count in the rule of 2 in 3.
    #[arg(long, value_enum, default_value_t = RulesName::Current)]
    pub(super) rules: RulesName,
    /// How the result is told.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = SpcFormat::Human)]
    pub(super) format: SpcFormat,
}

const SPC_EXAMPLES: &str = "\
The rules are those of \"Making Data Count\" of NHS England, for XmR charts.

Examples:
  iho spc waits.csv --direction decrease --target 18 --rebase 2026-04
  iho spc falls.csv --direction decrease --fix-after 24 --format json";

/// Which way is better.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum DirectionName {
    /// More is better.
    Increase,
    /// Less is better.
    Decrease,
    /// Neither is.
    Neutral,
}

/// The rule of 2 in 3.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum RulesName {
    /// They count: the rule since November 2023.
    Current,
    /// They do not, as in the R package NHSRplotthedots 0.2.2.
    #[value(name = "ptd-0.2")]
    Ptd02,
}

/// How a series is told.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum SpcFormat {
    /// For people.
    Human,
    /// One JSON object on the output stream.
    Json,
}

#[derive(clap::Args, Debug)]
pub(super) struct SchemaArgs {
    /// The kind of file; without it, the kinds are listed with the files that they are for.
    #[arg(value_parser = PossibleValuesParser::new(FILE_KINDS.iter().map(|kind| kind.name)))]
    pub(super) kind: Option<String>,
    /// Write all schemas into a folder, with a note how to use them.
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    pub(super) output: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(super) struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub(super) shell: Shell,
}

const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  iho completions bash > ~/.local/share/bash-completion/completions/iho
  iho completions zsh > \"${fpath[1]}/_iho\"
  iho completions fish > ~/.config/fish/completions/iho.fish
  iho completions powershell >> $PROFILE";

/// Shells that complete.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum Shell {
    /// The usual shell of Linux.
    Bash,
    /// The usual shell of macOS.
    Zsh,
    /// Fish.
    Fish,
    /// The usual shell of Windows.
    Powershell,
}

#[derive(clap::Args, Debug)]
pub(super) struct ManArgs {
    /// Write a page for each command into a folder.
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

#[derive(clap::Args, Clone, Debug)]
pub(super) struct Shared {
    /// The folder that holds `content`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// The address to publish at, instead of the one in `site.yaml`.
    #[arg(long, value_name = "URL", value_parser = web_url)]
    pub(super) base_url: Option<BaseUrl>,
    /// The day of the build, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, else today].
    #[arg(long, value_name = "DAY", value_parser = at)]
    pub(super) at: Option<At>,
    /// How to show errors and warnings.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = FormatName::Human)]
    pub(super) format: FormatName,
    /// Say nothing but errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// Use colours.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
    /// Whether the program ends with the command: then nobody needs the memory back.
    #[arg(skip)]
    pub(super) is_last: bool,
}

/// How to show errors and warnings.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum FormatName {
    /// For people.
    Human,
    /// One JSON object on the output stream.
    Json,
    /// Workflow commands of GitHub Actions on the output stream.
    Github,
}

/// When colours are used.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A day or an instant, as it was typed.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) day: Date,
    pub(super) typed: String,
}

fn at(typed: &str) -> Result<At, String> {
    Ok(At { day: day(typed)?, typed: typed.to_owned() })
}

/// A day, or an instant whose day in UTC counts.
fn day(typed: &str) -> Result<Date, String> {
    let instant = || typed.parse::<jiff::Timestamp>().ok();
    typed
        .parse()
        .ok()
        .filter(|_| typed.len() == 10)
        .or_else(|| Some(jiff::tz::Offset::UTC.to_datetime(instant()?).date()))
        .ok_or_else(|| {
            "write a day such as 2027-04-01, or an instant such as 2027-04-01T08:30:00Z".to_owned()
        })
}

fn web_url(typed: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(typed).map_err(|fault| format!("{}; {}", fault.message, fault.hint))
}
