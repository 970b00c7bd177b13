//! What somebody is told who is asked whether a draft is to be sealed.

use super::ReleaseSession;
use crate::analysis::completeness::census;
use crate::cli::args::ReleaseArgs;
use crate::release::{self, Changes, PublishTime, Sealing};
use crate::source::FileId;

impl ReleaseSession {
    /// What becomes public, and when, in plain words.
    pub(super) fn announcement(
        &self,
        args: &ReleaseArgs,
        sealing: &Sealing,
        publish_at: &PublishTime,
        changes: &Changes,
    ) -> String {
        let blueprint = &self.graph.model.blueprints[&args.iho];
        let manifest = &sealing.manifest;
        let mut text = format!(
            "{}: release {}, named {}\n\n",
            blueprint.name(),
            manifest.sequence,
            sealing.version
        );
        let when = publish_at.in_words();
        text.push_str(&match publish_at.instant() > self.now {
            true => {
                format!("It will be published on {when}. Until then it is not in any ledger.\n")
            }
            false => format!("It will be published at once: {when}.\n"),
        });
        text.push_str(&self.approved_in_words(args));
        let open = census(&self.graph, blueprint).gaps.len();
        text.push_str(&format!(
            "It has {} files. {open} fields are not published, each with a reason.\n",
            manifest.files.len()
        ));
        text.push_str(&self.attachments(&args.iho, sealing));
        let before = manifest.previous.version.as_deref();
        if let Some(before) = before {
            text.push_str(&format!("\nSince the release {before}:\n"));
            let lists = [
                ("new", &changes.added),
                ("changed", &changes.changed),
                ("gone", &changes.removed),
            ];
            for (what, paths) in lists {
                for path in paths {
                    text.push_str(&format!("  {what:8}{path}\n"));
                }
            }
            if changes.is_empty() {
                text.push_str("  only the note has changed\n");
            }
        }
        text + "\nOnce sealed, a release never changes. Errors are corrected by a later release.\n"
    }

    /// Who has approved, or that nobody has.
    fn approved_in_words(&self, args: &ReleaseArgs) -> String {
        let note = self.graph.model.blueprints[&args.iho].note.as_ref().map(|(_, note)| note);
        let written = note.and_then(|note| note.without_approval.known()).map(|it| &it.text);
        if let Some(reason) = args.without_approval.as_ref().or(written) {
            return format!(
                "It says in public that it was published without approval: {}\n",
                reason.trim()
            );
        }
        let approvals = release::approvals_of(&self.graph, &args.iho);
        let by: Vec<String> = approvals.iter().map(|it| release::said(it)).collect();
        format!("It has been approved by {}.\n", by.join("; "))
    }

    /// The files that readers can download as they are, each with its size and what names it; and those that stay back.
    fn attachments(&self, iho: &str, sealing: &Sealing) -> String {
        let closure = release::closure(&self.sources, &self.graph, iho);
        let draft = format!("content/ihos/{iho}/draft/");
        let short = |file: FileId| {
            let path = self.sources.file(file).path.as_str();
            match path.strip_prefix(&draft) {
                Some(path) => path.to_owned(),
                None => path.replacen("content/", "shared/", 1),
            }
        };
        let mut text = String::new();
        if !closure.attachments.is_empty() {
            text.push_str("\nFiles that will be published as they are:\n");
        }
        for (file, by) in &closure.attachments {
            let path = short(*file);
            let size = size(sealing.files.get(&path).map_or(0, Vec::len));
            text.push_str(&format!("  {path} ({size}), used in {}\n", short(*by)));
        }
        if !closure.stays_out.is_empty() {
            text.push_str(
                "\nFiles that stay in the draft, because what they belong to is not published:\n",
            );
        }
        for file in closure.stays_out.keys() {
            text.push_str(&format!("  {}\n", short(*file)));
        }
        text
    }
}

/// The size of a file in words.
fn size(n_bytes: usize) -> String {
    match n_bytes {
        0..1_000 => format!("{n_bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", n_bytes as f64 / 1e3),
        _ => format!("{:.1} MB", n_bytes as f64 / 1e6),
    }
}
