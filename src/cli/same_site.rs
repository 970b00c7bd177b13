//! Commands that messages name, as they have to be typed to be about the site that was named with `--site`.

use std::path::Path;

use super::args::{Args, Command};
use crate::diag::Diagnostic;
use crate::failure::Failure;

/// What a command needs after it to be about the same site: nothing in the folder where it is typed.
pub(super) fn at_site(site: &Path) -> String {
    match site.as_os_str() == "." {
        true => String::new(),
        false => format!(" --site {}", super::author::shell_word(site)),
    }
}

/// The site that a command is about; nothing for commands that need none, or name folders of their own.
pub(super) fn of(args: &Args) -> Option<&Path> {
    let shared = match &args.command {
        Command::Check(args) => &args.shared,
        Command::Status(args) => &args.shared,
        Command::Build(args) => &args.shared,
        Command::Review(args) => &args.shared,
        Command::Approve(args) => &args.shared,
        Command::Release(args) => &args.shared,
        Command::Correct(args) => &args.shared,
        Command::Withdraw(args) => &args.shared,
        Command::Redact(args) => &args.shared,
        Command::Unseal(args) => &args.shared,
        Command::Verify(args) if args.path.is_none() => &args.shared,
        Command::Diff(args) => return Some(&args.site),
        Command::New(args) => return Some(&args.site),
        Command::Serve(args) => return Some(&args.site),
        _ => return None,
    };
    Some(&shared.site)
}

/// A failure whose hints can be typed where the person is.
pub(super) fn failure_at(mut failure: Failure, site: &Path) -> Failure {
    for hint in &mut failure.hints {
        *hint = commands_at(hint, site);
    }
    failure
}

/// A diagnostic whose hints can be typed where the person is.
pub(super) fn diagnostic_at(mut diagnostic: Diagnostic, site: &Path) -> Diagnostic {
    for hint in &mut diagnostic.hints {
        *hint = commands_at(hint, site);
    }
    diagnostic
}

/// Adds the site to each command in a text: what stands between backticks and begins with the name of a command of ours.
/// A command that is cut short with `…` gets the site before that.
fn commands_at(text: &str, site: &Path) -> String {
    const ABOUT_A_SITE: [&str; 13] = [
        "approve", "build", "check", "correct", "diff", "new", "redact", "release", "review",
        "serve", "status", "unseal", "withdraw",
    ];
    let option = at_site(site);
    let named = |code: &str| {
        let mut words = code.split(' ');
        words.next() == Some("iho") && words.next().is_some_and(|it| ABOUT_A_SITE.contains(&it))
    };
    let with_site = |(at, code): (usize, &str)| match at % 2 == 1 && named(code) {
        true if code.contains(" --site ") => code.to_owned(),
        true => match code.strip_suffix(" …") {
            Some(code) => format!("{code}{option} …"),
            None => format!("{code}{option}"),
        },
        false => code.to_owned(),
    };
    text.split('`').enumerate().map(with_site).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::commands_at;

    #[test]
    fn each_command_of_a_hint_is_about_the_site_that_was_named() {
        let at = |text| commands_at(text, Path::new("my site"));
        assert_eq!(
            at("use `iho release x`, or `a.b`"),
            "use `iho release x --site \"my site\"`, or `a.b`"
        );
        assert_eq!(at("`iho redact x …` again"), "`iho redact x --site \"my site\" …` again");
        for same in ["`iho check --site y`", "`iho verify`", "iho release x", "`iho`", "``", "`"] {
            assert_eq!(at(same), same);
        }
        assert_eq!(commands_at("`iho check`", Path::new(".")), "`iho check`");
    }
}
