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
  iho init blueprints              create a new site in the folder `blueprints`
  iho serve --open                 see the website in your browser while you write
  iho check                        check the content of this folder
  iho build                        build the public website in the folder `output`
  iho build --drafts               build a website of the drafts in the folder `output-drafts`
  iho build --drafts --zip preview.zip
                                   pack that website into one file to send: it works without a server
  iho build --site ../blueprints --output /srv/www --base-url https://iho.example.org/
  iho review --out pack.html       write what the drafts would change into one file to send
  iho status                       show what is overdue and what is due next
  iho new organisation vale-council --name \"Vale Council\" --kind local-authority
  iho spc waits.csv --direction decrease --target 18
  iho check --format github        mark problems in a change on GitHub

Exit codes: 0 success, 1 the content has errors, 2 the command was used wrongly, 3 the disk or the system failed.";

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Check the content without building the site.
    Check(CheckArgs),
    /// Build the website.
    Build(BuildArgs),
    /// Preview the website in a browser while you write: it shows every save and explains every mistake.
    Serve(ServeArgs),
    /// Show everything that the next build and the next releases would change, and write one file to send to reviewers.
    Review(ReviewArgs),
    /// Approve a draft exactly as it is. Any later edit makes the approval void.
    Approve(ApproveArgs),
    /// Seal a draft as a release, which never changes.
    Release(ReleaseArgs),
    /// Seal the draft as a release that corrects an earlier one, and add a notice to the earlier one.
    Correct(CorrectArgs),
    /// Withdraw a release that nobody should rely on. Its pages stay, with a notice.
    Withdraw(WithdrawArgs),
    /// Remove files from a release where the law requires it. The rest can still be verified.
    Redact(RedactArgs),
    /// Take back a sealed release that has not been published yet.
    Unseal(UnsealArgs),
    /// Check that no release and no line of the ledger has been changed.
    Verify(VerifyArgs),
    /// Show what changed between two releases, or between a release and the draft.
    Diff(DiffArgs),
    /// Show how complete each blueprint is, what is overdue and what is due next.
    Status(StatusArgs),
    /// Create a new site, which builds at once.
    Init(InitArgs),
    /// Create a contract, an organisation, a place and so on, as a file that explains every field.
    New(NewArgs),
    /// Analyse a series of figures: mean, limits, special causes, and whether a target will be reached.
    Spc(SpcArgs),
    /// Print the JSON Schema of a kind of file, so that editors can complete and check fields.
    Schema(SchemaArgs),
    /// Print a script that lets a shell complete the commands.
    Completions(CompletionsArgs),
    /// Print the manual page.
    Man(ManArgs),
}

#[derive(clap::Args, Debug)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// Remove locations, serial numbers and names from the details stored in pictures. What the pictures show does not
    /// change. Sealed releases are not touched.
    #[arg(long)]
    pub(super) fix: bool,
    /// Only show what `--fix` would change.
    #[arg(long, requires = "fix")]
    pub(super) dry_run: bool,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  iho check                        check the content without building the site
  iho check --fix --dry-run        show which pictures have personal details that would be removed
  iho check --fix                  remove them, then check";

#[derive(clap::Args, Debug)]
#[command(after_help = STATUS_EXAMPLES)]
pub(super) struct StatusArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// For a scheduler: print only the time at which the next sealed release becomes public, or nothing if none is waiting.
    #[arg(long)]
    pub(super) next: bool,
    /// The ledger of the live site, or its folder, to find out what has been published [default: the last build, or else
    /// the ledger in this site].
    #[arg(long, value_name = "LEDGER")]
    pub(super) published: Option<PathBuf>,
}

const STATUS_EXAMPLES: &str = "\
Examples:
  iho status                                   show what is complete, overdue and due next
  iho status --published live-ledger.jsonl     also show what is due and not on the live site
  at=$(iho status --next)                      when to build next, such as 2027-04-17T08:30:00Z; empty if nothing is waiting";

#[derive(clap::Args, Debug)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// The folder to write into [default: `output` in the site's folder, `output-drafts` with `--drafts`].
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Build a site of the drafts, marked as a draft on every page, instead of the public site.
    #[arg(long)]
    pub(super) drafts: bool,
    /// Pack the site of the drafts into one ZIP file to pass on. Once it is unpacked, it works without a web server and without
    /// the internet. What is embargoed is left out.
    #[arg(long, value_name = "FILE", requires = "drafts", conflicts_with = "output")]
    pub(super) zip: Option<PathBuf>,
    /// Also pack what is embargoed: drafts and pages with a time of publication that is still to come.
    #[arg(long, requires = "zip")]
    pub(super) with_embargoed: bool,
    /// The ledger of the public site, or its folder: the build stops if anything it lists is missing or has changed.
    #[arg(long, value_name = "LEDGER")]
    pub(super) published: Option<PathBuf>,
    /// Read every sealed file again, even if it has not changed since the last build.
    #[arg(long)]
    pub(super) read_all: bool,
}

#[derive(clap::Args, Debug)]
#[command(after_help = REVIEW_EXAMPLES)]
pub(super) struct ReviewArgs {
    #[command(flatten)]
    pub(super) shared: Shared,
    /// What to compare with: a commit, branch or tag such as `git:main`, the folder of a copy of the site, the folder of the
    /// published site, or a release such as `example-vale@2027-04-17` [default: the last public build made in this folder, or
    /// else the releases that are public].
    #[arg(long, value_name = "git:REF|DIR|RELEASE")]
    pub(super) against: Option<String>,
    /// The file to write: one page with every change, the checks and the approvals, which works offline.
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

const REVIEW_EXAMPLES: &str = "\
The review has two parts. What is not sealed, such as pages, policies, names and settings, goes public with the next
`iho build`. What is in drafts waits for `iho release`. What could not be compared is listed first.

Examples:
  iho review                                            show what would change on the public site, and why
  iho review --out pack.html                            write every change into one file to send
  iho review --against git:main                         compare with a branch, a tag or a commit, also in a fresh clone
  iho review --against output                           compare with the published site in a folder
  iho review --against ../copy --out pack.html          compare with a copy of the site
  iho review --against example-vale@2027-04-17 --out pack.html";

#[derive(clap::Args, Debug)]
#[command(after_help = APPROVE_EXAMPLES)]
pub(super) struct ApproveArgs {
    /// The IHO whose draft is approved.
    #[arg(required_unless_present = "from", default_value = "", hide_default_value = true)]
    pub(super) iho: String,
    #[command(flatten)]
    pub(super) shared: Shared,
    /// The role of the person who approves: `author`, `second eyes`, `fact check`, or one of your own.
    #[arg(
        long,
        value_name = "ROLE",
        required_unless_present = "from",
        default_value = "",
        hide_default_value = true
    )]
    pub(super) role: String,
    /// Who approves. Give a job title or an organisation: it is published with the release.
    #[arg(
        long,
        value_name = "WHO",
        required_unless_present = "from",
        default_value = "",
        hide_default_value = true
    )]
    pub(super) by: String,
    /// A reply that a reviewer saved in the file of `iho review`, or in the preview. It says who answers, in which role, and what.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["role", "by", "note", "iho"])]
    pub(super) from: Option<PathBuf>,
    /// What has changed, for readers, if `release.yaml` does not say it yet. It is written there, and approved with the draft.
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
}

const APPROVE_EXAMPLES: &str = "\
The approval is written into `release.yaml` of the draft, and covers the note for readers. A release needs the approval of
somebody who is not its author. If `site.yaml` lists roles under `approvals`, each of them has to approve.

Examples:
  iho approve example-vale --role author --by \"Communications, Vale Trust\"
  iho approve example-vale --role \"second eyes\" --by \"Head of Contracts\"
  iho approve example-vale --role \"second eyes\" --by \"Head of Contracts\" --note \"The contract was awarded.\"
  iho approve --from reply.json                         keep what a reviewer answered: a query stops the release";

#[derive(clap::Args, Debug)]
#[command(after_help = VERIFY_EXAMPLES)]
pub(super) struct VerifyArgs {
    /// The folder of a site, instead of `--site`, or the folder of an unpacked `release.zip`.
    #[arg(value_name = "PATH")]
    pub(super) path: Option<PathBuf>,
    #[command(flatten)]
    pub(super) shared: Shared,
    /// The ledger of the live site, or its folder: nothing in it may have changed since.
    #[arg(long, value_name = "LEDGER")]
    pub(super) published: Option<PathBuf>,
    /// An older copy of the ledger.
    #[arg(long, value_name = "LEDGER")]
    pub(super) since: Option<PathBuf>,
    /// A downloaded ledger, if you do not have the folder of the site.
    #[arg(long, value_name = "LEDGER")]
    pub(super) ledger: Option<PathBuf>,
    /// A checkpoint that was downloaded or kept: the ledger must start with the lines that it covers.
    #[arg(long, value_name = "FILE")]
    pub(super) checkpoint: Option<PathBuf>,
    /// The `minisign` public key that signed the checkpoint, or its file. The signature must be beside the checkpoint
    /// [default: the keys in `content/keys.yaml`].
    #[arg(long, value_name = "KEY", requires = "checkpoint")]
    pub(super) key: Option<String>,
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  iho verify                                   check every seal and the ledger
  iho verify --published live-ledger.jsonl     also check that nothing published has been taken back
  iho verify release --ledger ledger.jsonl     check an unpacked release, and that the ledger lists it
  iho verify --ledger ledger.jsonl --checkpoint checkpoint --key RWQ… --since my-old-ledger.jsonl";

#[derive(clap::Args, Debug)]
#[command(after_help = DIFF_EXAMPLES)]
pub(super) struct DiffArgs {
    /// The older version: a release such as `example-vale@2027-04-17`, a draft such as `example-vale@draft`, or a folder.
    #[arg(value_name = "BEFORE")]
    pub(super) before: String,
    /// The newer version. If you leave it out, the draft of an IHO is compared with its last release.
    #[arg(value_name = "AFTER")]
    pub(super) after: Option<String>,
    /// The folder that holds `content`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// Format of the changes.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = DiffFormat::Human)]
    pub(super) format: DiffFormat,
    /// When to use colours.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
}

/// Format of the changes.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum DiffFormat {
    /// For people.
    Human,
    /// One JSON object, or a list of them if several IHOs are compared.
    Json,
    /// One HTML page that needs no other file.
    Html,
}

const DIFF_EXAMPLES: &str = "\
A folder can be a site, or the folder of a draft or a release. Only blueprints are compared. To compare other pages, use
`iho review --against FOLDER`.

Examples:
  iho diff example-vale                                        compare the draft with the last release
  iho diff example-vale@2027-03-18 example-vale@2027-04-17
  iho diff example-vale@2027-04-17 example-vale@draft --format json
  iho diff ../yesterday . --format html > changes.html

Exit codes: 0 nothing changed, 1 something changed, 2 the command was used wrongly, 3 the disk or the system failed.";

#[derive(clap::Args, Debug)]
#[command(after_help = SERVE_EXAMPLES)]
pub(super) struct ServeArgs {
    /// The folder that holds `content`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// The port. If it is taken, the next free port is used.
    #[arg(long, value_name = "PORT", value_parser = port, default_value_t = 1111)]
    pub(super) port: u16,
    /// The network address of this computer to listen on.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(super) bind: IpAddr,
    /// Open the browser.
    #[arg(long)]
    pub(super) open: bool,
    /// Show the site as it would be on this day, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, or else today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) at: Option<Date>,
    /// Look for changes every MS milliseconds, for network drives and containers that do not report them.
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "500")]
    pub(super) poll: Option<u64>,
    /// What to compare with in the list of changes, as in `iho review --against`: `git:REF`, a folder or a release
    /// [default: the last public build made in this folder, or else the releases that are public].
    #[arg(long, value_name = "git:REF|DIR|RELEASE")]
    pub(super) against: Option<String>,
    /// Let other computers see the preview. Without this, only this computer can.
    #[arg(long)]
    pub(super) public_preview: bool,
    /// Another host name for the preview, besides `localhost`. You can use this more than once.
    #[arg(long, value_name = "NAME")]
    pub(super) allow_host: Vec<String>,
}

const SERVE_EXAMPLES: &str = "\
The preview writes no files: the folder `output` does not change. Press Ctrl+C to stop.

Examples:
  iho serve                        preview this site at http://127.0.0.1:1111/
  iho serve --open --port 8080     open the browser and use another port
  iho serve --at 2027-04-01        show the site as it would be on that day
  iho serve --against git:main     list what has changed since a branch, a tag or a commit
  iho serve --poll                 for a network drive, Docker or WSL: look for changes twice a second
  iho serve --bind 0.0.0.0 --public-preview   let others on your network see it";

#[derive(clap::Args, Debug)]
pub(super) struct InitArgs {
    /// The folder of the site: a new one, or one that only has files such as a README, a licence and `.git`.
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// The title of the site.
    #[arg(long, default_value = "Your organisation’s contracts")]
    pub(super) name: String,
    /// The web address that the site will have.
    #[arg(long, value_name = "URL", value_parser = web_url, default_value = "https://iho.example.org/")]
    pub(super) base_url: BaseUrl,
    /// The day on which it is created, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, or else today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) at: Option<Date>,
}

#[derive(clap::Args, Debug)]
#[command(after_help = NEW_EXAMPLES)]
pub(super) struct NewArgs {
    /// What to create.
    #[arg(value_name = "KIND", value_enum)]
    pub(super) what: NewKind,
    /// Its id: the name of its file or folder, and part of its web address.
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
    /// The day on which it is created, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, or else today].
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(super) at: Option<Date>,
}

const NEW_EXAMPLES: &str = "\
On a terminal, `iho new` asks for what is missing. It never replaces a file.

Examples:
  iho new iho example-vale --name \"Example Vale integrated health organisation contract\"
  iho new organisation vale-council --name \"Vale Council\" --kind local-authority
  iho new page about/contact --name \"How to reach us\"";

/// What can be created.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum NewKind {
    /// The contract of an integrated health organisation: a folder with a file for each section.
    Iho,
    /// A body: a trust, an integrated care board, a council, a charity.
    Organisation,
    /// An area.
    Place,
    /// A service in the catalogue.
    Service,
    /// The definition of a measure.
    Metric,
    /// A document that pages cite.
    Document,
    /// A page in markdown.
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
    /// A CSV table with the columns `period` and `value`, and `facet` and `trajectory` if needed, or a table of figures of a site.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Which direction is better.
    #[arg(long, value_enum, default_value_t = DirectionName::Increase)]
    pub(super) direction: DirectionName,
    /// The target. For one facet, use `FACET=N`.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub(super) target: Vec<String>,
    /// The period from which the mean and the limits are calculated again. For one facet, use `FACET=DATE`.
    #[arg(long, value_name = "DATE", num_args = 1..)]
    pub(super) rebase: Vec<String>,
    /// Calculate the mean and the limits from the first N rows of each stretch (at least 12).
    #[arg(long, value_name = "N")]
    pub(super) fix_after: Option<usize>,
    /// Leave very large changes from one point to the next out of the limits.
    #[arg(long, overrides_with = "no_screen")]
    pub(super) screen: bool,
    /// Keep all changes in the limits, as NHS spreadsheets do. This is the default.
    #[arg(long)]
    pub(super) no_screen: bool,
    /// Whether points outside the limits count in the 2 in 3 rule.
    #[arg(long, value_enum, default_value_t = RulesName::Current)]
    pub(super) rules: RulesName,
    /// Format of the result.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = SpcFormat::Human)]
    pub(super) format: SpcFormat,
}

const SPC_EXAMPLES: &str = "\
The rules are those of NHS England's \"Making Data Count\" for XmR charts.

Examples:
  iho spc waits.csv --direction decrease --target 18 --rebase 2026-04
  iho spc falls.csv --direction decrease --fix-after 24 --format json";

/// Which direction is better.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum DirectionName {
    /// Higher is better.
    Increase,
    /// Lower is better.
    Decrease,
    /// Neither is.
    Neutral,
}

/// The 2 in 3 rule.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum RulesName {
    /// They count: the rule since November 2023.
    Current,
    /// They do not count, as in the R package NHSRplotthedots 0.2.2.
    #[value(name = "ptd-0.2")]
    Ptd02,
}

/// Format of the result.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum SpcFormat {
    /// For people.
    Human,
    /// One JSON object on the output stream.
    Json,
}

#[derive(clap::Args, Debug)]
pub(super) struct SchemaArgs {
    /// The kind of file. Without it, the kinds are listed with their files.
    #[arg(value_parser = PossibleValuesParser::new(FILE_KINDS.iter().map(|kind| kind.name)))]
    pub(super) kind: Option<String>,
    /// Write all schemas into a folder, with a note on how to use them.
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

/// Shells that can complete commands.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum Shell {
    /// The default shell on Linux.
    Bash,
    /// The default shell on macOS.
    Zsh,
    /// Fish.
    Fish,
    /// The usual shell of Windows.
    Powershell,
}

#[derive(clap::Args, Debug)]
pub(super) struct ManArgs {
    /// Write a manual page for each command into a folder.
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
}

#[derive(clap::Args, Clone, Debug)]
pub(super) struct Shared {
    /// The folder that holds `content`.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) site: PathBuf,
    /// The web address of the site, instead of the one in `site.yaml`.
    #[arg(long, value_name = "URL", value_parser = web_url)]
    pub(super) base_url: Option<BaseUrl>,
    /// The day of the build, such as 2027-04-01 [default: `SOURCE_DATE_EPOCH`, or else today].
    #[arg(long, value_name = "DAY", value_parser = at)]
    pub(super) at: Option<At>,
    /// Format of messages.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = FormatName::Human)]
    pub(super) format: FormatName,
    /// Show only errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
    /// When to use colours.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Colour::Auto)]
    pub(super) color: Colour,
    /// Whether the program ends with the command: then nobody needs the memory back.
    #[arg(skip)]
    pub(super) is_last: bool,
}

/// Format of messages.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(super) enum FormatName {
    /// For people.
    Human,
    /// One JSON object on the output stream.
    Json,
    /// Workflow commands of GitHub Actions on the output stream.
    Github,
}

/// When to use colours.
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

fn port(typed: &str) -> Result<u16, String> {
    typed.parse().map_err(|_| "write a number from 0 to 65535, such as 1111".to_owned())
}

fn web_url(typed: &str) -> Result<BaseUrl, String> {
    BaseUrl::parse(typed).map_err(|fault| format!("{}; {}", fault.message, fault.hint))
}
