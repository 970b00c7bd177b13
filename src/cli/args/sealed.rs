//! What is typed to seal a release, and about one that was sealed.

use clap::ValueEnum;

use super::Shared;
use crate::model::scalar::Date;

#[derive(clap::Args, Debug)]
#[command(after_help = RELEASE_EXAMPLES)]
pub(in crate::cli) struct ReleaseArgs {
    /// The IHO whose draft to seal.
    pub(in crate::cli) iho: String,
    #[command(flatten)]
    pub(in crate::cli) shared: Shared,
    /// When to publish it, in the time zone of the site. A day alone means 09:30 on that day [default: at once].
    #[arg(long, value_name = "LOCAL-TIME")]
    pub(in crate::cli) publish_at: Option<String>,
    /// What has changed, for readers, if `release.yaml` does not say it.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) note: Option<String>,
    /// Publish it though nobody but its author has approved it, for this reason, which is published with the release.
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) without_approval: Option<String>,
    /// Publish the same content again, for this reason.
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) republish: Option<String>,
    /// Seal content that was removed from a release for legal reasons, and why it may be published again.
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) again: Option<String>,
    /// Seal it without asking for confirmation.
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

#[derive(clap::Args, Debug)]
#[command(after_help = UNSEAL_EXAMPLES)]
pub(in crate::cli) struct UnsealArgs {
    /// The IHO.
    pub(in crate::cli) iho: String,
    /// The release, which must not have been published yet.
    pub(in crate::cli) release: String,
    #[command(flatten)]
    pub(in crate::cli) shared: Shared,
    /// Do it without asking for confirmation.
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

const UNSEAL_EXAMPLES: &str = "\
Only a release that is waiting to be published can be taken back. To change a published one, correct or withdraw it.

Example:
  iho unseal example-vale 2027-04-17";

const RELEASE_EXAMPLES: &str = "\
Somebody who is not the author has to approve the draft first, with `iho approve`. To publish it without approval, give the
reason, which the release then states in public.

Examples:
  iho release example-vale
  iho release example-vale --note \"The contract was awarded.\" --without-approval \"The team has one member.\"
  iho release example-vale --publish-at 2027-04-17
  iho release example-vale --publish-at \"2027-04-17 07:00\" --yes";

#[derive(clap::Args, Debug)]
#[command(after_help = CORRECT_EXAMPLES)]
pub(in crate::cli) struct CorrectArgs {
    /// The IHO.
    pub(in crate::cli) iho: String,
    /// The release with the error [default: the newest].
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) release: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) shared: Shared,
    /// What was wrong.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) what: String,
    /// What is correct.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) now: String,
    /// Who decided it: a role, never a name.
    #[arg(long, value_name = "ROLE")]
    pub(in crate::cli) by: String,
    /// The day from which it was wrong.
    #[arg(long, value_name = "DAY")]
    pub(in crate::cli) since: Option<Date>,
    /// Publish it though nobody but its author has approved it, for this reason, which is published with the release.
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) without_approval: Option<String>,
    /// Seal content that was removed from a release for legal reasons, and why it may be published again.
    #[arg(long, value_name = "REASON")]
    pub(in crate::cli) again: Option<String>,
    /// Do it without asking for confirmation.
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

const CORRECT_EXAMPLES: &str = "\
Correct the draft first, and have it approved: the correction is made from it.

Example:
  iho correct example-vale --what \"The budget was given as £810m.\" --now \"It is £801.9m.\" --by \"Director of finance\"";

#[derive(clap::Args, Debug)]
#[command(after_help = WITHDRAW_EXAMPLES)]
pub(in crate::cli) struct WithdrawArgs {
    /// The IHO.
    pub(in crate::cli) iho: String,
    /// The release.
    pub(in crate::cli) release: String,
    #[command(flatten)]
    pub(in crate::cli) shared: Shared,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: String,
    /// Who decided it: a role, never a name.
    #[arg(long, value_name = "ROLE")]
    pub(in crate::cli) by: String,
    /// The release that takes its place.
    #[arg(long, value_name = "VERSION")]
    pub(in crate::cli) replaced_by: Option<String>,
    /// Show the previous release at the address of the IHO, instead of a page that says that this one was withdrawn.
    #[arg(long, conflicts_with = "reinstate")]
    pub(in crate::cli) fallback_previous: bool,
    /// Reinstate a release that was withdrawn.
    #[arg(long)]
    pub(in crate::cli) reinstate: bool,
    /// Do it without asking for confirmation.
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

const WITHDRAW_EXAMPLES: &str = "\
Examples:
  iho withdraw example-vale 2027-04-17 --reason \"The figures were those of another year.\" --by \"Chief executive\"
  iho withdraw example-vale 2027-04-17 --reinstate --reason \"They were right.\" --by \"Chief executive\"";

#[derive(clap::Args, Debug)]
#[command(after_help = REDACT_EXAMPLES)]
pub(in crate::cli) struct RedactArgs {
    /// The IHO.
    pub(in crate::cli) iho: String,
    /// The release.
    pub(in crate::cli) release: Option<String>,
    /// The files to remove, as `files.sha256` lists them.
    pub(in crate::cli) files: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) shared: Shared,
    /// Remove a notice instead, such as `0003-2027-05-02-withdrawal.yaml`. Its decision still applies.
    #[arg(long, value_name = "NOTICE", conflicts_with_all = ["release", "files", "find"])]
    pub(in crate::cli) notice: Option<String>,
    /// Only show which files of the site contain a text.
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["release", "files"])]
    pub(in crate::cli) find: Option<String>,
    /// The legal reason.
    #[arg(long, value_name = "CATEGORY", value_enum)]
    pub(in crate::cli) category: Option<Category>,
    /// Why, without repeating the words to remove.
    #[arg(long, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
    /// Who decided it: a role, never a name.
    #[arg(long, value_name = "ROLE")]
    pub(in crate::cli) by: Option<String>,
    /// Do it without asking for confirmation.
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

/// Reasons in law for removing something.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(in crate::cli) enum Category {
    /// Personal data.
    PersonalData,
    /// A court order.
    CourtOrder,
    /// Somebody else's copyright.
    Copyright,
}

impl Category {
    /// The word for it in a notice.
    pub(in crate::cli) fn word(self) -> &'static str {
        match self {
            Self::PersonalData => "personal-data",
            Self::CourtOrder => "court-order",
            Self::Copyright => "copyright",
        }
    }
}

const REDACT_EXAMPLES: &str = "\
Examples:
  iho redact example-vale --find \"07700 900000\"
  iho redact example-vale 2027-04-17 narrative/host.md --category personal-data --reason \"It named a patient.\" --by \"Data protection officer\"";
