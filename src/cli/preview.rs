//! `iho serve`: from what was typed to a preview that runs until somebody ends it.

use std::process::Command;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::exit::Exit;
use super::{args, today};
use crate::baseline::Against;
use crate::engine::Options;
use crate::failure::Failure;
use crate::serve::{self, Preview, Say, Settings};

/// Starts the preview and waits for Ctrl-C.
pub(super) fn serve(args: &args::ServeArgs) -> Result<(), Exit> {
    if !args.bind.is_loopback() && !args.public_preview {
        let message = format!("`--bind {}` would show the drafts to other computers", args.bind);
        return Err(Exit::Usage(Failure::new(message).hint(
            "leave out `--bind`, or add `--public-preview` if others should see the drafts",
        )));
    }
    let (sender, ended) = mpsc::channel();
    let end = move || {
        // Nobody waits any more once the preview has ended.
        let _ = sender.send(());
    };
    ctrlc::set_handler(end)
        .map_err(|error| Failure::new(format!("cannot listen for Ctrl+C: {error}")))?;
    if !args.bind.is_loopback() {
        errln!(
            "warning: everyone who can reach {} can read this preview, including the drafts: \
             there is no password",
            args.bind
        );
    }
    let against = Against::parse(args.against.as_deref()).map_err(Exit::Usage)?;
    against.check(&args.site).map_err(Exit::Usage)?;
    let say: Say = Arc::new(|line: &str| errln!("{line}"));
    let settings = Settings {
        site: args.site.clone(),
        options: Options { today: today(args.at)?, base_url: None },
        bind: args.bind,
        port: args.port,
        poll: args.poll.map(|poll| Duration::from_millis(poll.max(20))),
        allow_hosts: args.allow_host.clone(),
        heartbeat: None,
        for_others_at: args.public_preview.then(jiff::Timestamp::now),
        against,
    };
    let Preview { address, port } = serve::start(settings, say)?;
    if port != args.port && args.port != 0 {
        outln!("Port {} is taken, so the preview is on port {port}.", args.port);
    }
    outln!("Preview: {address} (press Ctrl+C to stop)");
    if args.open {
        open(&address);
    }
    // Nothing has to be put away: a preview writes no file.
    let _ = ended.recv();
    outln!("The preview has stopped.");
    Ok(())
}

/// Opens the browser; that there is none is no reason not to go on.
fn open(address: &str) {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    if command.arg(address).spawn().is_err() {
        errln!("No browser could be opened. Open {address} yourself.");
    }
}
